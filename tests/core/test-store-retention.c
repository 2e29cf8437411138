/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-retention.c: holds, the erasure of one case down to the bytes of its files, withdrawn messages,
 * and attacks on the one guarded way. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-retention.h"

#include "base/luukku-digest.h"
#include "luukku-store-fixture.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-notes.h"
#include "store/luukku-store-replies.h"
#include "store/luukku-store-search.h"

#include <string.h>

#define CANARY "KANARIALINTU"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* The next entry of the log. Returns: its number. */
static gint64
append (StoreFixture *f, const char *case_number, const char *kind, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (f->store, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autofree char *leaf = luukku_digest_bytes (bytes);
  g_autofree char *prev = g_strdup (head != NULL ? head->hash : ZEROS);
  g_autofree char *both = g_strconcat (leaf, prev, NULL);
  g_autofree char *hash = luukku_digest_text (both);
  LuukkuLogHeader header = { .seq = head != NULL ? head->seq + 1 : 1,
                             .at = (char *) "2026-11-20T11:41:31.204Z",
                             .leaf = leaf,
                             .prev = prev,
                             .hash = hash };
  LuukkuLogEntry entry = { .case_number = case_number, .kind = kind, .actor = "Maija", .bytes = bytes };

  luukku_store_append_log (f->store, &header, &entry, &error);
  g_assert_no_error (error);
  return header.seq;
}

static char *
case_event (StoreFixture *f, LuukkuCaseEvent event, gint64 at)
{
  LuukkuCaseNote note = { .actor = "Maija " CANARY, .detail = CANARY, .at = at };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuCase) item =
      luukku_store_case_event (f->store, fixture_conversation (f->store), event, &note, &error);

  g_assert_no_error (error);
  return g_strdup (luukku_case_peek (item)->number);
}

/* A closed case full of what must go, with a log entry, a blob, a reply, a draft and an attachment. */
static char *
make_case (StoreFixture *f)
{
  LuukkuThread *thread = luukku_thread_new (FIXTURE_THREAD);
  LuukkuDecision decision = {
    .actor = "Maija", .outcome = "passed", .rules = "r", .pack = "p", .pack_digest = "d", .reason = CANARY
  };
  LuukkuReplyInit reply = { .text = CANARY " vastaus", .sender = "Maija", .permit = "{}" };
  g_autoptr (GBytes) blob = g_bytes_new_static (CANARY " blob", 17);
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL;
  gint64 id;

  thread->resident_id = g_strdup (CANARY "-id");
  thread->resident_name = g_strdup (CANARY " Nimi");
  thread->title = g_strdup (CANARY " otsikko");
  g_assert_true (luukku_store_put_thread (f->store, FIXTURE_CHANNEL, thread, &id, &error));
  luukku_thread_free (thread);
  fixture_put_in (f->store, "m_1", CANARY " ensimmäinen", FIXTURE_NOW);
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, CANARY " muutettu", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  number = case_event (f, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  decision.conversation = reply.conversation = id;
  g_assert_true (luukku_store_add_decision (f->store, &decision, &error));
  g_assert_cmpint (luukku_store_add_reply (f->store, &reply, &error), >, 0);
  g_assert_true (luukku_store_put_draft (f->store, id, CANARY " luonnos", &error));
  g_assert_true (luukku_store_put_search (f->store, 1, "kanarialinnunhaku", &error));
  g_assert_true (luukku_store_put_blob (f->store, number, "text/plain", blob, &error));
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_add_note (f->store, id, CANARY, CANARY " muistiinpano",
                                          "kanarialinnunmuistiinpano", &error),
                   >, 0);
  g_assert_no_error (error);
  append (f, number, "record", CANARY " merkintä");
  g_free (case_event (f, LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW + G_TIME_SPAN_HOUR));
  return g_steal_pointer (&number);
}

static gboolean
erase (StoreFixture *f, const char *number, gint64 seq, LuukkuErasedCounts *ret_counts, GError **error)
{
  return luukku_store_erase_case (f->store, number, seq, ret_counts, error);
}

/* Whether any file in the store's folder has @word. */
static gboolean
files_have (StoreFixture *f, const char *word)
{
  g_autoptr (GDir) folder = g_dir_open (f->folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (f->folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size;

    if (g_file_get_contents (path, &bytes, &size, NULL) &&
        memmem (bytes, size, word, strlen (word)) != NULL) {
      g_test_message ("%s has it", name);
      found = TRUE;
    }
  }
  return found;
}

static void
test_erased (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  g_autoptr (GPtrArray) kept = NULL;
  LuukkuErasedCounts counts = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean pending = TRUE;
  gint64 seq;

  g_test_summary (
      "After an erasure no byte of the person is in the file, in the log beside it or in a temporary "
      "file; number, kind and counts stay.");
  g_assert_true (files_have (f, CANARY));
  g_assert_true (files_have (f, "kanarialinnunhaku"));
  seq = append (f, number, "erasure", "decision 12 §");
  g_assert_true (erase (f, number, seq, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.messages_in, ==, 1);
  g_assert_cmpint (luukku_store_count_pending_erasures (f->store, NULL), ==, 1);
  g_assert_true (luukku_store_finish_erasure (f->store, &pending, &error));
  g_assert_false (pending);
  g_assert_cmpint (luukku_store_count_pending_erasures (f->store, NULL), ==, 0);
  g_assert_false (files_have (f, CANARY));
  g_assert_false (files_have (f, FIXTURE_RESIDENT));
  g_assert_false (files_have (f, "kanarialinnunhaku"));
  g_assert_false (files_have (f, "kanarialinnunmuistiinpano"));
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM message"), ==, 0);
  g_assert_cmpint (fixture_ask (f->store, "SELECT messages_in FROM erased_case"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM log_header"), ==, 2);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM log_entry"), ==, 1);
  kept = luukku_store_list_kept (f->store, number, &error);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_true (((LuukkuKeptCase *) kept->pdata[0])->erased);
  g_assert_true (luukku_store_check (f->store, &error));
  g_assert_no_error (error);
}

/* The platform shows it once more: it does not come back. Something new does. */
static void
test_not_again (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  g_autoptr (LuukkuMessage) again = fixture_message ("m_1", LUUKKU_DIRECTION_IN, "Taas", FIXTURE_NOW);
  LuukkuErasedCounts counts;
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;
  gint64 id = 7;

  g_assert_true (erase (f, number, append (f, number, "erasure", "x"), &counts, &error));
  g_assert_true (luukku_store_put_message (f->store, again, "fi", &what, &id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (what, ==, LUUKKU_INGEST_KNOWN);
  g_assert_cmpint (id, ==, 0);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
  fixture_put_in (f->store, "m_2", "Uusi", FIXTURE_NOW + G_TIME_SPAN_DAY);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
}

static void
test_reader_open (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  LuukkuErasedCounts counts;
  g_autoptr (GError) error = NULL;
  gboolean pending = FALSE;
  sqlite3 *reader = NULL;

  g_test_summary ("While somebody reads, the erasure stays pending and says so; afterwards it is finished.");
  g_clear_object (&f->store);
  f->store = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, LUUKKU_STORE_SCHEMA, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (f->path, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (reader, "BEGIN; SELECT count (*) FROM message", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  g_assert_true (erase (f, number, append (f, number, "erasure", "x"), &counts, &error));
  g_assert_true (luukku_store_finish_erasure (f->store, &pending, &error));
  g_assert_no_error (error);
  g_assert_true (pending);
  g_assert_true (files_have (f, CANARY));
  g_assert_cmpint (luukku_store_count_pending_erasures (f->store, NULL), ==, 1);
  sqlite3_close (reader);
  g_assert_true (luukku_store_finish_erasure (f->store, &pending, &error));
  g_assert_false (pending);
  g_assert_false (files_have (f, CANARY));
}

/* Two cases of one conversation: the older goes, the newer stays as it was. */
static void
test_neighbour (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  g_autofree char *next = NULL;
  LuukkuErasedCounts counts;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  fixture_put_in (f->store, "m_2", "Toinen asia", FIXTURE_NOW + G_TIME_SPAN_DAY);
  next = case_event (f, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW + G_TIME_SPAN_DAY);
  g_assert_cmpstr (next, !=, number);
  append (f, next, "record", "toisen merkintä");
  g_assert_true (erase (f, number, append (f, number, "erasure", "x"), &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.messages_in, ==, 1);
  messages = luukku_store_list_messages (f->store, fixture_conversation (f->store), 0, NULL);
  g_assert_cmpuint (messages->len, ==, 1);
  conversation = luukku_store_get_conversation (f->store, fixture_conversation (f->store), NULL);
  g_assert_cmpstr (luukku_conversation_peek (conversation)->resident_name, ==, CANARY " Nimi");
  g_assert_cmpint (
      fixture_ask (f->store, "SELECT count (*) FROM log_entry WHERE case_number = 'LUU-2026-000002'"), ==, 1);
}

static void
assert_refused (StoreFixture *f, const char *number, gint64 seq)
{
  LuukkuErasedCounts counts;
  g_autoptr (GError) error = NULL;

  g_assert_false (erase (f, number, seq, &counts, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
}

static void
test_refused (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  gint64 decision = append (f, number, "erasure", "x"), hold, record = append (f, number, "note", "x");
  gint64 strange = append (f, "LUU-2026-000999", "erasure", "x"), released;
  LuukkuErasedCounts counts;
  g_autoptr (GError) error = NULL;

  assert_refused (f, number, record);
  assert_refused (f, number, strange);
  hold = append (f, number, "hold", "poliisitutkinta");
  g_assert_true (luukku_store_place_hold (f->store, number, hold, &error));
  g_assert_false (luukku_store_place_hold (f->store, number, hold, NULL));
  assert_refused (f, number, decision);
  released = append (f, number, "hold-released", "x");
  g_assert_false (luukku_store_release_hold (f->store, number, record, NULL));
  g_assert_true (luukku_store_release_hold (f->store, number, released, &error));
  g_assert_no_error (error);
  g_free (case_event (f, LUUKKU_CASE_EVENT_REOPENED, FIXTURE_NOW + 2 * G_TIME_SPAN_HOUR));
  assert_refused (f, number, decision);
  g_free (case_event (f, LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW + 3 * G_TIME_SPAN_HOUR));
  g_assert_true (erase (f, number, decision, &counts, &error));
  g_assert_no_error (error);
  g_assert_false (erase (f, number, decision, &counts, NULL));
}

static void
test_withdrawn (StoreFixture *f, gconstpointer data)
{
  g_autofree char *number = make_case (f);
  g_autofree char *found = NULL;
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = fixture_ask (f->store, "SELECT id FROM message");
  gint64 seq = append (f, number, "unsent", "x");

  g_assert_true (luukku_store_find_case_of_message (f->store, id, &found, &error));
  g_assert_cmpstr (found, ==, number);
  g_assert_false (luukku_store_withdraw_message (f->store, id, seq - 1, FALSE, NULL));
  g_assert_true (luukku_store_withdraw_message (f->store, id, seq, FALSE, &error));
  g_assert_no_error (error);
  row = luukku_store_get_message (f->store, id, &error);
  g_assert_true (row->withdrawn);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "");
  g_assert_null (row->latest_text);
  g_assert_cmpstr (luukku_message_get_platform_id (row->message), ==, "m_1");
  g_assert_cmpint (luukku_message_get_sent_at (row->message), ==, FIXTURE_NOW);
  /* Shown again, its words do not come back. */
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, CANARY " taas", FIXTURE_NOW, LUUKKU_INGEST_KNOWN);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM message_version WHERE text IS NOT NULL"), ==,
                   0);
  g_assert_cmpint (
      fixture_ask (f->store, "SELECT count (*) FROM conversation WHERE preview LIKE '%KANARIA%'"), ==, 0);
}

static void
test_attacks (StoreFixture *f, gconstpointer data)
{
  static const char *const attacks[] = {
    "DELETE FROM message",
    "UPDATE message SET text = '', raw = NULL, raw_type = NULL",
    "DELETE FROM message_version",
    "UPDATE message_version SET text = NULL",
    "UPDATE case_step SET actor = '', detail = NULL",
    "UPDATE decision SET reason = NULL",
    "DELETE FROM decision",
    "DELETE FROM reply",
    "INSERT INTO withdrawal VALUES (1, 1)",
    "INSERT OR REPLACE INTO withdrawal VALUES (1, 1)",
    "INSERT INTO erased_case SELECT id, conversation, 0, 9e18, 1, 0, 0, 0, 0 FROM case_item",
    "INSERT INTO hold VALUES (NULL, 'LUU-2026-000001', 1, NULL)",
    "INSERT OR REPLACE INTO hold SELECT id, case_number, 1, NULL FROM hold",
    "UPDATE hold SET released_seq = 1",
    "DELETE FROM hold",
    "UPDATE checkpoint SET way = 'mail'",
    "DELETE FROM checkpoint",
    "INSERT OR REPLACE INTO checkpoint SELECT id, 1, 1, 'x', x'00', 'mail' FROM checkpoint",
  };
  g_autofree char *number = make_case (f);
  g_autoptr (GBytes) signature = g_bytes_new_static ("sig", 3);
  LuukkuCheckpointRow row = {
    .seq = 1, .at = FIXTURE_NOW, .line = (char *) "line", .signature = signature, .way = (char *) "paper"
  };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_store_place_hold (f->store, number, append (f, number, "hold", "x"), &error));
  g_assert_true (luukku_store_add_checkpoint (f->store, &row, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_test_message ("%s", attacks[i]);
    g_assert_cmpint (fixture_attack (f->path, attacks[i]), ==, SQLITE_CONSTRAINT_TRIGGER);
  }
  rows = luukku_store_list_checkpoints (f->store, 0, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((LuukkuCheckpointRow *) rows->pdata[0])->way, ==, "paper");
}

static void
test_copies (StoreFixture *f, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (f->path, ".version-3.20261120T114122Z-1.backup", NULL);
  g_auto (GStrv) copies = luukku_store_list_copies (f->store);

  g_assert_cmpuint (g_strv_length (copies), ==, 0);
  g_assert_true (g_file_set_contents (copy, "x", 1, NULL));
  g_strfreev (copies);
  copies = luukku_store_list_copies (f->store);
  g_assert_cmpuint (g_strv_length (copies), ==, 1);
  g_assert_cmpstr (copies[0], ==, copy);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/retention/" path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("erased", test_erased);
  ADD ("not-again", test_not_again);
  ADD ("reader-open", test_reader_open);
  ADD ("neighbour", test_neighbour);
  ADD ("refused", test_refused);
  ADD ("withdrawn", test_withdrawn);
  ADD ("attacks", test_attacks);
  ADD ("copies", test_copies);
  return g_test_run ();
}
