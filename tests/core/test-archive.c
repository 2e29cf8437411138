/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-archive.c: a record is made whole or not at all, says what is known and nothing else, and is in the
 * log before anybody is told of it. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-archive.h"
#include "base/luukku-digest.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-log-entry.h"
#include "store/luukku-store-private.h"
#include "support/luukku-evidence-fixture.h"

#include <json-glib/json-glib.h>

static char *
read_text (EvidenceFixture *f, const char *record, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = luukku_archive_read (f->store, record, file, "M. Esimerkki", &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gint64
log_length (EvidenceFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (f->store, &error);

  g_assert_no_error (error);
  return head ? head->seq : 0;
}

static JsonObject *
object_at (JsonObject *object, const char *array, guint i)
{
  return json_array_get_object_element (json_object_get_array_member (object, array), i);
}

static void
test_record (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root, *message;
  g_autoptr (LuukkuCase) item = NULL;

  g_assert_cmpstr (number, ==, "LUU-2024-000001-v1");
  g_assert_cmpint (log_length (f), ==, 2);
  json = read_text (f, number, "record.json");
  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "format"), ==, "luukku-evidence-1");
  g_assert_cmpstr (json_object_get_string_member (root, "case_id"), ==, "LUU-2024-000001");
  g_assert_cmpint (json_object_get_int_member (root, "version"), ==, 1);
  g_assert_false (json_object_has_member (root, "supersedes_sha256"));
  g_assert_cmpstr (json_object_get_string_member (root, "unit"), ==, "Kirjastopalvelut");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (root, "class"), 0), ==,
                   "threat");
  g_assert_cmpstr (json_object_get_string_member (root, "class_set_by"), ==, "M. Esimerkki");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "class_proposed_by_program")),
                    ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (root, "publicity"), "state"),
                   ==, "not-assessed");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "messages")), ==, 5);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "replies")), ==, 1);
  message = object_at (root, "messages", 0);
  g_assert_cmpstr (json_object_get_string_member (message, "sent_at_platform"), ==,
                   "2024-11-20T11:41:22.000Z");
  g_assert_cmpstr (json_object_get_string_member (message, "received_at"), ==, "2024-11-20T11:41:31.204Z");
  g_assert_cmpstr (json_object_get_string_member (message, "url_missing_reason"), ==,
                   "not-given-by-platform");
  g_assert_cmpint (
      json_object_get_boolean_member (json_object_get_object_member (message, "clock"), "synchronised"), ==,
      FALSE);
  g_assert_cmpstr (json_object_get_string_member (object_at (message, "platform_events", 0), "event"), ==,
                   "edited");
  message = object_at (root, "messages", 4);
  g_assert_cmpstr (json_object_get_string_member (object_at (message, "attachments", 0), "file"), ==,
                   "data/attachments/0001.jpg");
  g_assert_cmpstr (json_object_get_string_member (object_at (message, "attachments", 1), "not_stored_reason"),
                   ==, "program-file");

  item = luukku_store_get_case (f->store, f->case_number, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (luukku_case_peek (item)->kind, ==, "threat");
}

/* The sheets name the entry of the record and the digest of record.json; the second entry names the sheets.
 */
static void
test_chained (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRecordRow) row = luukku_store_find_record (f->store, number, &error);
  g_autoptr (LuukkuLogFiles) record = luukku_log_files_load (f->store, row->record_seq, &error);
  g_autoptr (LuukkuLogFiles) render = luukku_log_files_load (f->store, row->render_seq, &error);
  g_autofree char *text = read_text (f, number, "record.txt"), *json = read_text (f, number, "record.json");
  g_autofree char *json_digest = luukku_digest_text (json), *text_digest = luukku_digest_text (text);
  g_autofree char *grouped = luukku_digest_group (json_digest),
                  *hash = luukku_digest_group (record->header->hash);
  LuukkuChainReport report = { 0 };

  g_assert_no_error (error);
  g_assert_cmpstr (luukku_log_files_get_digest (record, "data/record.json"), ==, json_digest);
  g_assert_cmpstr (luukku_log_files_get_digest (render, "data/record.txt"), ==, text_digest);
  g_assert_nonnull (luukku_log_files_get_digest (render, "data/record.pdf"));
  g_assert_null (luukku_log_files_get_digest (record, "data/record.pdf"));
  g_assert_nonnull (strstr (text, grouped));
  g_assert_nonnull (strstr (text, hash));
  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
  luukku_chain_report_clear (&report);
}

/* A correction is a new version that names the old one; the old one stays as it is. */
static void
test_versions (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *first = evidence_archive (f), *before = read_text (f, first, "record.json");
  g_autofree char *second = evidence_archive_as (f, "harassment", "sv"),
                  *after = read_text (f, first, "record.json");
  g_autofree char *newer = read_text (f, second, "record.json"), *digest = luukku_digest_text (before);
  g_autofree char *named = g_strdup_printf ("\"supersedes_sha256\":\"%s\"", digest);

  g_assert_cmpstr (second, ==, "LUU-2024-000001-v2");
  g_assert_cmpstr (before, ==, after);
  g_assert_nonnull (strstr (newer, named));
}

static void
test_one_message (EvidenceFixture *f, gconstpointer data)
{
  LuukkuArchiveRequest request = {
    .case_number = f->case_number, .kind = "removal", .actor = "M", .message = f->messages[1]
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_archive_make (f->store, &request, &error), *json = NULL;

  g_assert_no_error (error);
  json = read_text (f, number, "record.json");
  g_assert_nonnull (strstr (json, "\"message_id\":\"m_2\""));
  g_assert_null (strstr (json, "\"message_id\":\"m_1\""));
  g_assert_nonnull (strstr (json, "\"selection\":\"one-message\""));
}

/* Every sheet has words for everything, in all three languages. */
static void
test_languages (EvidenceFixture *f, gconstpointer data)
{
  static const char *const languages[] = { "fi", "sv", "en" };
  static const char *const kinds[] = { "threat", "removal", "harassment", "other" };
  static const char *const words[] = { "Tiivistelmä", "Sammandrag", "Summary" };

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++) {
      g_autofree char *number = evidence_archive_as (f, kinds[k], languages[i]);
      g_autofree char *text = read_text (f, number, "record.txt");

      g_assert_nonnull (strstr (text, words[i]));
      g_assert_null (strchr (text, '{'));
      g_assert_cmpint (strstr (text, " 112. ") != NULL, ==, k == 0 || k == 2);
    }
}

/* A closed case can still be archived; only its history says nothing more. */
static void
test_closed_case (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL;

  evidence_case_event (f, LUUKKU_CASE_EVENT_CLOSED, "M", EVIDENCE_NOW + 2 * G_TIME_SPAN_HOUR);
  number = evidence_archive (f);
  g_assert_cmpstr (number, ==, "LUU-2024-000001-v1");
}

/* Reading is an act: who, what, when. */
static void
test_view_is_logged (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *text = NULL;
  g_autoptr (GError) error = NULL;

  text = read_text (f, number, "record.txt");
  g_assert_cmpint (log_length (f), ==, 3);
  g_assert_null (luukku_archive_read (f->store, number, "raw.json", "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (luukku_archive_read (f->store, "LUU-2024-000009-v1", "record.pdf", "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_cmpint (log_length (f), ==, 3);
}

typedef struct {
  const char *name;
  LuukkuArchiveRequest request;
  LuukkuError code;
} Refusal;

static const Refusal refusals[] = {
  { "no-case", { .case_number = "LUU-2024-000077", .kind = "threat", .actor = "M" }, LUUKKU_ERROR_NOT_FOUND },
  { "kind", { .case_number = "LUU-2024-000001", .kind = "crime", .actor = "M" }, LUUKKU_ERROR_INVALID_INPUT },
  { "no-kind", { .case_number = "LUU-2024-000001", .actor = "M" }, LUUKKU_ERROR_INVALID_INPUT },
  { "nobody",
    { .case_number = "LUU-2024-000001", .kind = "threat", .actor = "" },
    LUUKKU_ERROR_INVALID_INPUT },
  { "language",
    { .case_number = "LUU-2024-000001", .kind = "threat", .actor = "M", .language = "xx" },
    LUUKKU_ERROR_INVALID_INPUT },
  { "message",
    { .case_number = "LUU-2024-000001", .kind = "threat", .actor = "M", .message = 4711 },
    LUUKKU_ERROR_NOT_FOUND },
};

static void
test_refused (EvidenceFixture *f, gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_assert_null (luukku_archive_make (f->store, &refusal->request, &error));
  g_assert_error (error, LUUKKU_ERROR, (int) refusal->code);
  g_clear_error (&error);
  records = luukku_store_list_records (f->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_cmpint (log_length (f), ==, 0);
}

static void
test_too_long_note (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *note = g_strnfill (20001, 'a');
  LuukkuArchiveRequest request = {
    .case_number = f->case_number, .kind = "threat", .actor = "M", .note = note
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_archive_make (f->store, &request, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
}

/* An outer transaction that fails takes the record with it: nothing is half archived. */
static gboolean
archive_and_fail (LuukkuStore *store, gpointer data, GError **error)
{
  g_autofree char *number = evidence_archive (data);

  g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED, "stop");
  return FALSE;
}

static void
test_all_or_nothing (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *number = NULL;

  g_assert_false (luukku_store_transaction (f->store, archive_and_fail, f, &error));
  g_clear_error (&error);
  records = luukku_store_list_records (f->store, NULL, &error);
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_cmpint (log_length (f), ==, 0);
  number = evidence_archive (f);
  g_assert_cmpstr (number, ==, "LUU-2024-000001-v1");
}

/* A store that may only be read takes no record, and no key is made beside it. */
static void
test_read_only (EvidenceFixture *f, gconstpointer data)
{
  LuukkuArchiveRequest request = { .case_number = f->case_number, .kind = "threat", .actor = "M" };
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->store);
  f->store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_null (luukku_archive_make (f->store, &request, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
  g_assert_false (g_file_test (f->keys, G_FILE_TEST_EXISTS));
}

/* ":memory:" has no folder for a key: the record says so instead of naming a certificate. */
static void
test_memory (void)
{
  EvidenceFixture f = { 0 };
  g_autofree char *number = NULL, *text = NULL;

  f.clock = LUUKKU_CLOCK (luukku_manual_clock_new (EVIDENCE_NOW));
  f.path = g_strdup (":memory:");
  evidence_open (&f);
  {
    g_autoptr (LuukkuThread) thread = luukku_thread_new (EVIDENCE_THREAD);
    g_autoptr (GError) error = NULL;

    luukku_store_put_thread (f.store, EVIDENCE_CHANNEL, thread, &f.conversation, &error);
    g_assert_no_error (error);
  }
  evidence_put (&f, LUUKKU_DIRECTION_IN, "Hei", "fi", NULL);
  evidence_case_event (&f, LUUKKU_CASE_EVENT_MESSAGE_IN, "resident", EVIDENCE_NOW);
  number = evidence_archive (&f);
  text = read_text (&f, number, "record.txt");
  g_assert_nonnull (strstr (text, "ei ole allekirjoitusavainta"));
  g_clear_object (&f.store);
  g_clear_object (&f.clock);
  g_free (f.path);
  g_free (f.case_number);
}

/* More messages than a record takes: the newest ones, and how many were left out. */
static void
test_many_messages (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL, *text = NULL;

  for (guint i = 0; i < LUUKKU_ARCHIVE_MAX_MESSAGES + 3; i++)
    evidence_put (f, LUUKKU_DIRECTION_IN, "Lyhyt viesti.", "fi", NULL);
  evidence_case_event (f, LUUKKU_CASE_EVENT_MESSAGE_IN, "resident", EVIDENCE_NOW);
  number = evidence_archive (f);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  g_assert_nonnull (strstr (json, "\"messages_left_out\":3"));
  g_assert_null (strstr (json, "\"message_id\":\"m_3\""));
  g_assert_nonnull (strstr (json, "\"message_id\":\"m_4\""));
  g_assert_nonnull (strstr (text, "500 uusinta; 3 vanhempaa"));
}

/* A preview shows the sheets, says what it is, and leaves nothing behind. */
static void
test_preview (EvidenceFixture *f, gconstpointer data)
{
  LuukkuArchiveRequest request = { .case_number = f->case_number, .kind = "threat", .actor = "M" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures = NULL, records = NULL;
  guint pages = 0;

  pictures = luukku_archive_preview (f->store, &request, 72, 2, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pictures->len, ==, 2);
  g_assert_cmpuint (pages, >=, 3);
  for (guint i = 0; i < pictures->len; i++)
    g_assert_cmpmem (g_bytes_get_data (pictures->pdata[i], NULL), 8, "\x89PNG\r\n\x1a\n", 8);
  records = luukku_store_list_records (f->store, NULL, &error);
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_cmpint (log_length (f), ==, 0);
  request.kind = "crime";
  g_assert_null (luukku_archive_preview (f->store, &request, 72, 2, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

static gboolean
collect_kinds (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s ", entry->kind);
  return TRUE;
}

static void
test_print_is_logged (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f);
  g_autoptr (GBytes) seen = NULL, printed = NULL;
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  seen = luukku_archive_read (f->store, number, "record.pdf", "M", &error);
  printed = luukku_archive_read_for_print (f->store, number, "record.pdf", "M", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (seen, printed));
  g_assert_null (luukku_archive_read_for_print (f->store, "LUU-2024-000009-v1", "record.pdf", "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  luukku_store_walk_log (f->store, 1, G_MAXINT64, collect_kinds, kinds, &error);
  g_assert_cmpstr (kinds->str, ==, "record render view print ");
}

/* --- while others write */

typedef struct {
  EvidenceFixture *f;
  LuukkuStore *other; /* (owned): another connection, which does not wait */
  guint called, written, refused, log_most;
} Beside;

static gboolean
write_beside (guint done, guint total, gpointer data)
{
  Beside *self = data;
  g_autofree char *id = g_strdup_printf ("beside_%u", self->called++);
  const LuukkuMessageInit init = {
    .channel = EVIDENCE_CHANNEL,
    .conversation_id = EVIDENCE_THREAD,
    .platform_id = id,
    .author_id = "7788112233445566",
    .text = "Vielä yksi asia.",
    .sent_at = EVIDENCE_NOW + G_TIME_SPAN_HOUR,
    .fetched_at = EVIDENCE_NOW + G_TIME_SPAN_HOUR,
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  const LuukkuCustodyAct view = { .case_number = self->f->case_number, .kind = "view", .actor = "T" };
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  if (luukku_store_put_message (self->other, message, "fi", &what, NULL, &error))
    self->written++;
  else
    self->refused++;
  if (self->log_most > 0 && luukku_custody_log (self->other, &view, NULL))
    self->log_most--;
  return TRUE;
}

/* Returns: (transfer full): the record that is made while another connection writes and logs @log_most acts.
 */
static char *
archive_beside (EvidenceFixture *f, Beside *beside, guint log_most)
{
  const LuukkuStoreTuning tuning = { .busy_ms = 1, .schema = LUUKKU_STORE_SCHEMA };
  const LuukkuArchiveRequest request = { .case_number = f->case_number,
                                         .kind = "threat",
                                         .language = "fi",
                                         .actor = "M",
                                         .progress = write_beside,
                                         .progress_data = beside };
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  char *number;

  *beside = (Beside){ f, NULL, 0, 0, 0, log_most };
  beside->other = luukku_store_open_tuned (f->path, LUUKKU_STORE_READ_WRITE, f->clock, &tuning, &error);
  g_assert_no_error (error);
  number = luukku_archive_make (f->store, &request, &error);
  g_assert_no_error (error);
  g_clear_object (&beside->other);
  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
  return number;
}

/* What comes in while a record is made does not wait, and is not in the record. */
static void
test_others_write (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL;
  Beside beside;

  number = archive_beside (f, &beside, 0);
  g_assert_cmpuint (beside.called, ==, f->count + 2); /* each message, before and after drawing */
  g_assert_cmpuint (beside.written, ==, f->count + 2);
  json = read_text (f, number, "record.json");
  g_assert_null (strstr (json, "\"beside_0\""));
}

/* Another act came into the log meanwhile: the record is made anew behind it. */
static void
test_overtaken (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL;
  Beside beside;

  number = archive_beside (f, &beside, 1);
  g_assert_cmpuint (beside.refused, ==, 0);
  g_assert_cmpuint (beside.called, >, f->count + 2);
  g_assert_cmpint (log_length (f), ==, 3);
  json = read_text (f, number, "record.json");
  g_assert_nonnull (strstr (json, "\"seq_from\":2"));
  g_assert_nonnull (strstr (json, "\"beside_0\""));
}

/* The log never stands still: then it is held, and the record is made all the same. */
static void
test_overtaken_always (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL;
  Beside beside;

  number = archive_beside (f, &beside, G_MAXUINT);
  g_assert_cmpuint (beside.refused, >, 0);
  g_assert_nonnull (number);
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/archive/record", test_record);
  ADD ("/archive/chained", test_chained);
  ADD ("/archive/versions", test_versions);
  ADD ("/archive/one-message", test_one_message);
  ADD ("/archive/languages", test_languages);
  ADD ("/archive/closed-case", test_closed_case);
  ADD ("/archive/view-is-logged", test_view_is_logged);
  ADD ("/archive/preview", test_preview);
  ADD ("/archive/print-is-logged", test_print_is_logged);
  ADD ("/archive/too-long-note", test_too_long_note);
  ADD ("/archive/all-or-nothing", test_all_or_nothing);
  ADD ("/archive/read-only", test_read_only);
  ADD ("/archive/others-write", test_others_write);
  ADD ("/archive/overtaken", test_overtaken);
  ADD ("/archive/overtaken-always", test_overtaken_always);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree char *path = g_strconcat ("/archive/refused/", refusals[i].name, NULL);

    g_test_add (path, EvidenceFixture, &refusals[i], evidence_set_up, test_refused, evidence_tear_down);
  }
  g_test_add_func ("/archive/memory", test_memory);
  g_test_add ("/archive/many-messages", EvidenceFixture, NULL, evidence_set_up_empty, test_many_messages,
              evidence_tear_down);
  return g_test_run ();
}
