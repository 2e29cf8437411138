/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox.c: the façade: what comes in becomes a case with its clock, its files and its record; the link
 * and its gaps; who sits here. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "luukku-inbox-fixture.h"

#include "evidence/luukku-archive.h"
#include "store/luukku-store-evidence.h"

static Fixture *
with_message (void)
{
  Fixture *f = fixture_new ();

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  return f;
}

/* Returns: how often @event is in the history of the newest case of t1; *@ret_actor (optional): of the last.
 */
/* --- in */
static void
test_receive (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuCase) item = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa huomenna?");
  g_assert_cmpstr (f->news->str, ==, "N");
  g_assert_cmpuint (f->cases, ==, 1);
  item = fixture_case (f, "t1");
  g_assert_cmpstr (luukku_case_peek (item)->number, ==, "LUU-2026-000001");
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, FIXTURE_NOW);
  /* the same again, then edited */
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa huomenna?");
  g_assert_cmpstr (f->news->str, ==, "N");
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin uimahalli aukeaa huomenna?");
  g_assert_cmpstr (f->news->str, ==, "NC");
  g_assert_cmpuint (f->cases, ==, 1);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
}

static void
on_message_look (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, guint *seen)
{
  g_autofree char *cursor = luukku_store_get_cursor (luukku_inbox_get_store (inbox), FIXTURE_CHANNEL, NULL);

  g_assert_cmpstr (cursor, ==, "c1");
  g_assert_cmpint (luukku_store_count_messages (luukku_inbox_get_store (inbox), NULL), ==, 2);
  (*seen)++;
}

/* Nobody is told before the whole batch and its cursor are there. */
static void
test_batch (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GError) error = NULL;
  guint seen = 0;

  g_signal_connect (f->inbox, "message", G_CALLBACK (on_message_look), &seen);
  g_ptr_array_add (batch->messages, fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, "One", FIXTURE_NOW));
  g_ptr_array_add (batch->messages, fixture_message ("t2", "m2", LUUKKU_DIRECTION_IN, "Two", FIXTURE_NOW));
  batch->cursor = g_strdup ("c1");
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen, ==, 2);
  g_assert_cmpuint (f->cases, ==, 2);
}

/* One part cannot be stored: nothing of the batch is, and the cursor stays. */
static void
test_batch_is_one (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autofree char *endless = g_strnfill (5 * 1024 * 1024, 'x');
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuMessageInit init = { .channel = "fake:2", .conversation_id = "t", .platform_id = "m" };

  g_ptr_array_add (batch->messages, fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, "One", FIXTURE_NOW));
  g_ptr_array_add (batch->messages, fixture_message ("t1", "m2", LUUKKU_DIRECTION_IN, endless, FIXTURE_NOW));
  batch->cursor = g_strdup ("c1");
  g_assert_false (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_ptr_array_set_size (batch->messages, 1);
  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_false (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
  g_assert_cmpstr (f->news->str, ==, "");
  cursor = luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, NULL);
  g_assert_null (cursor);
}

/* A platform's clock that runs ahead must not start the answer clock in the future. */
static void
test_clock_ahead (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();

  g_ptr_array_add (batch->messages,
                   fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, "One", FIXTURE_NOW + G_TIME_SPAN_DAY));
  g_ptr_array_add (batch->messages, fixture_message ("t2", "m2", LUUKKU_DIRECTION_IN, "Two", 0));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
  g_assert_cmpint (fixture_waiting_since (f, "t2"), ==, FIXTURE_NOW);
}

static void
test_answered_elsewhere (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) old = luukku_batch_new ();
  g_autofree char *actor = NULL;

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  /* older than what waits: answers something else */
  g_ptr_array_add (old->messages,
                   fixture_message ("t1", "o0", LUUKKU_DIRECTION_OUT_OTHER, "Hello", FIXTURE_NOW));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, old, NULL));
  g_assert_cmpint (fixture_waiting_since (f, "t1"), !=, 0);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  fixture_receive (f, "t1", "o1", LUUKKU_DIRECTION_OUT_OTHER, "At ten.");
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, 0);
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_REPLY_DELIVERED, &actor, NULL), ==, 1);
  g_assert_cmpstr (actor, ==, "elsewhere");
  /* nothing waits: no second answer */
  fixture_receive (f, "t1", "o2", LUUKKU_DIRECTION_OUT_OTHER, "And until six.");
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_REPLY_DELIVERED, NULL, NULL), ==, 1);
}

static void
test_disappeared (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new ("t1");

  thread->window_from = FIXTURE_NOW - 1;
  g_ptr_array_add (batch->threads, thread);
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  g_assert_cmpstr (f->news->str, ==, "NC");
  /* the case still waits: a deleted threat is a threat */
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
}

/* A platform that says itself what was deleted: once, and only what the store has. */
static void
test_gone (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  g_ptr_array_add (batch->gone, g_strdup ("m1"));
  g_ptr_array_add (batch->gone, g_strdup ("m-unknown"));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  g_assert_cmpstr (f->news->str, ==, "NC");
  conversation = luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, "t1", NULL);
  messages = luukku_store_list_messages (f->store, luukku_conversation_peek (conversation)->id, 0, NULL);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_true (((LuukkuStoredMessage *) messages->pdata[0])->disappeared);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
}

/* Puts a pack in force that is the neutral one and @evidence. */
static void
load_pack (Fixture *f, const char *evidence)
{
  g_autofree char *neutral =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "neutral.pack", NULL);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (neutral, &text, NULL, NULL));
  whole = g_strconcat (text, evidence, NULL);
  g_close (g_file_open_tmp ("luukku-XXXXXX.pack", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, whole, -1, NULL));
  luukku_inbox_load_pack (f->inbox, path, &error);
  g_assert_no_error (error);
  g_unlink (path);
}

/* The sender takes a message back: the words go when the pack says so, the case and its clock stay. */
static void
test_unsent (gconstpointer data)
{
  const char *choice = data;
  g_autofree char *evidence =
      g_strdup_printf ("\n[Evidence]\nTitle=Evidence\nUnsend=%s\nCitation=009:1\n", choice);
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  gboolean withdraws = g_str_equal (choice, "withdraw");
  const LuukkuStoredMessage *row;

  load_pack (f, evidence);
  g_ptr_array_add (batch->gone, g_strdup ("m1"));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  conversation = luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, "t1", NULL);
  messages = luukku_store_list_messages (f->store, luukku_conversation_peek (conversation)->id, 0, NULL);
  row = messages->pdata[0];
  g_assert_cmpint (row->withdrawn, ==, withdraws);
  g_assert_cmpint (*luukku_message_get_text (row->message) == '\0', ==, withdraws);
  g_assert_true (row->disappeared);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
  g_assert_cmpint (luukku_store_count_log (f->store, NULL), ==, withdraws ? 1 : 0);
}

/* --- attachments */
static void
receive_files (Fixture *f, guint count)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                             .conversation_id = "t1",
                             .platform_id = "m9",
                             .text = "Look",
                             .sent_at = FIXTURE_NOW,
                             .fetched_at = FIXTURE_NOW,
                             .attachments = files };

  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("file%u", i);

    g_ptr_array_add (files, luukku_attachment_new (name, "image/png", "https://example.invalid/secret", -1));
  }
  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
}

static LuukkuStoredAttachment *
attachment (Fixture *f, guint i)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  const LuukkuStoredMessage *last = g_ptr_array_index (messages, messages->len - 1);
  g_autoptr (GPtrArray) list = luukku_store_list_attachments (f->store, last->id, NULL);

  return g_ptr_array_steal_index (list, i);
}

static void
assert_attachment (Fixture *f, guint i, LuukkuAttachmentState state, const char *reason)
{
  LuukkuStoredAttachment *row = attachment (f, i);

  g_assert_cmpint (row->state, ==, state);
  g_assert_cmpstr (row->reason, ==, reason);
  luukku_stored_attachment_free (row);
}

static void
test_attachments (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_go_up (f, TRUE);
  receive_files (f, 3);
  g_assert_cmpuint (f->sender->fetched->len, ==, 1); /* one at a time */
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ .retryable = TRUE });
  fake_answer_bytes (f->sender, "picture");
  fake_answer_fault (f->sender, LUUKKU_FAULT_GONE, (LuukkuFaultInfo){ .gone = TRUE });
  assert_attachment (f, 0, LUUKKU_ATTACHMENT_LISTED, NULL);
  assert_attachment (f, 1, LUUKKU_ATTACHMENT_STORED, NULL);
  assert_attachment (f, 2, LUUKKU_ATTACHMENT_REFUSED, "Fault gone. Wait.");
  g_assert_cmpstr (f->news->str, ==, "NKK");
  /* what may come later is asked for later, not at every fetch */
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Hello");
  g_assert_cmpuint (f->sender->fetched->len, ==, 3);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (f->sender->fetched->len, ==, 4);
  fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, (LuukkuFaultInfo){ .retryable = TRUE });
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, 2 * G_TIME_SPAN_MINUTE);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_MINUTE);
  fake_answer_bytes (f->sender, "late picture");
  assert_attachment (f, 0, LUUKKU_ATTACHMENT_STORED, NULL);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
}

static void
test_attachments_dead_token (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_go_up (f, TRUE);
  receive_files (f, 2);
  fake_answer_fault (f->sender, LUUKKU_FAULT_AUTH, (LuukkuFaultInfo){ .needs_reauth = TRUE });
  g_assert_cmpuint (f->sender->fetched->len, ==, 1);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  fixture_go_up (f, TRUE);
  g_assert_cmpuint (f->sender->fetched->len, ==, 2);
  /* closed while one is under way: its bytes come too late and are fetched again next time */
  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  fake_answer_bytes (f->sender, "picture");
  assert_attachment (f, 0, LUUKKU_ATTACHMENT_LISTED, NULL);
}

/* --- the link */
static void
on_channel (LuukkuInbox *inbox, const char *channel, guint *count)
{
  g_assert_cmpstr (channel, ==, FIXTURE_CHANNEL);
  (*count)++;
}

static void
test_link (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) down = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  const LuukkuGap *gap = NULL;
  guint told = 0;

  luukku_fault_set (&down, LUUKKU_FAULT_AUTH, NULL, "The access has ended. Give a new token.");
  luukku_fault_set (&cancelled, LUUKKU_FAULT_CANCELLED, NULL, "Closed.");
  g_signal_connect (f->inbox, "channel", G_CALLBACK (on_channel), &told);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, cancelled);
  g_assert_null (luukku_inbox_get_link_error (f->inbox, FIXTURE_CHANNEL));
  g_assert_cmpuint (told, ==, 0);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, down);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, down);
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpstr (luukku_inbox_get_link_error (f->inbox, FIXTURE_CHANNEL), ==,
                   "The access has ended. Give a new token.");
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, NULL);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, NULL);
  g_assert_cmpuint (told, ==, 2);
  g_assert_null (luukku_inbox_get_link_error (f->inbox, FIXTURE_CHANNEL));
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 0, G_MAXINT64, NULL);
  g_assert_cmpuint (gaps->len, ==, 1);
  gap = g_ptr_array_index (gaps, 0);
  g_assert_cmpint (gap->from, ==, FIXTURE_NOW);
  g_assert_cmpint (gap->until, ==, FIXTURE_NOW + G_TIME_SPAN_HOUR);
  g_assert_cmpstr (gap->reason, ==, "auth");
}

/* A gap that a run before this one left open is closed by the first word that the link works. */
static void
test_link_after_restart (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GPtrArray) gaps = NULL;

  g_assert_true (luukku_store_open_gap (f->store, FIXTURE_CHANNEL, FIXTURE_NOW - 5, "network", NULL));
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, NULL);
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 0, G_MAXINT64, NULL);
  g_assert_cmpint (((const LuukkuGap *) g_ptr_array_index (gaps, 0))->until, ==, FIXTURE_NOW);
}

/* A closed account is not "down". */
static void
test_link_of_closed_account (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) down = NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  luukku_fault_set (&down, LUUKKU_FAULT_AUTH, NULL, "The access has ended. Give a new token.");
  fixture_go_up (f, TRUE);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, down);
  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  g_assert_null (luukku_inbox_get_link_error (f->inbox, FIXTURE_CHANNEL));
  fixture_go_up (f, TRUE);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, NULL);
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 0, G_MAXINT64, NULL);
  g_assert_cmpint (((const LuukkuGap *) g_ptr_array_index (gaps, 0))->until, !=, 0);
}

/* --- who sits here */
static void
test_staff (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuStaff) none = luukku_inbox_get_staff (f->inbox);
  g_autoptr (LuukkuStaff) found = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuStaff bad = { .name = (char *) "Minna\nEsimerkki" };

  g_assert_null (none->name);
  g_assert_null (none->first_name);
  fixture_sign_in (f);
  g_assert_false (luukku_inbox_set_staff (f->inbox, &bad, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  found = luukku_inbox_get_staff (f->inbox);
  g_assert_cmpstr (found->name, ==, "Minna Esimerkki");
  g_assert_cmpstr (found->first_name, ==, "Minna");
  g_assert_cmpstr (found->title, ==, "Palveluneuvoja");
  g_assert_null (found->unit);
}

/* --- cases and records */
static void
test_case_event (void)
{
  g_autoptr (Fixture) f = with_message ();
  gint64 id = fixture_conversation (f, "t1");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuCase) item = NULL;

  g_assert_true (luukku_inbox_case_event (f->inbox, id, LUUKKU_CASE_EVENT_TAKEN, NULL, &error));
  item = fixture_case (f, "t1");
  g_assert_cmpstr (luukku_case_peek (item)->handler, ==, "Minna Esimerkki");
  g_assert_cmpuint (f->cases, ==, 2);
  g_assert_false (luukku_inbox_case_event (f->inbox, id, LUUKKU_CASE_EVENT_REPLY_DELIVERED, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (luukku_inbox_case_event (f->inbox, id, LUUKKU_CASE_EVENT_REOPENED, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
}

static void
test_sla (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");
  g_autoptr (GError) error = NULL;
  gint64 due = -1;

  g_assert_cmpint (luukku_inbox_get_sla (f->inbox, item, &due), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (due, ==, 0);
  luukku_inbox_load_pack (f->inbox, "rautalampi", &error);
  g_assert_no_error (error);
  /* Rautalampi: within two days */
  g_assert_cmpint (luukku_inbox_get_sla (f->inbox, item, &due), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (due, ==, FIXTURE_NOW + 2 * G_TIME_SPAN_DAY);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_DAY + 1);
  g_assert_cmpint (luukku_inbox_get_sla (f->inbox, item, &due), ==, LUUKKU_SLA_OVERDUE);
}

static void
test_load_pack_fails (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (GError) error = NULL;
  LuukkuPack *before = luukku_gate_get_pack (luukku_inbox_get_gate (f->inbox));

  g_assert_false (luukku_inbox_load_pack (f->inbox, "no-such-town", &error));
  g_assert_nonnull (error);
  g_assert_true (luukku_gate_get_pack (luukku_inbox_get_gate (f->inbox)) == before);
}

static void
test_archive (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (GError) error = NULL;
  g_autofree char *record = NULL;
  g_autofree char *none = NULL;
  guint cases = f->cases;

  record = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record, ==, "LUU-2026-000001-v1");
  g_assert_cmpuint (f->cases, ==, cases + 1);
  none = luukku_inbox_archive (f->inbox, 4711, 0, "threat", NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
assert_record (Fixture *f, const char *language, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *record = NULL;
  g_autofree char *text = NULL;

  record =
      luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat", language, NULL, &error);
  g_assert_no_error (error);
  bytes = luukku_archive_read (f->store, record, "record.txt", "Minna", &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, word));
}

/* A record speaks the language of the settings, unless another one is chosen for it. */
static void
test_record_language (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (GError) error = NULL;

  assert_record (f, NULL, "Todistetallenne");
  luukku_store_set_setting (f->store, LUUKKU_INBOX_RECORD_LANGUAGE, "sv", &error);
  g_assert_no_error (error);
  assert_record (f, NULL, "Bevisdokument");
  assert_record (f, "en", "Evidence record");
  luukku_store_set_setting (f->store, LUUKKU_INBOX_RECORD_LANGUAGE, "", &error);
  assert_record (f, NULL, "Todistetallenne");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/in/receive", test_receive);
  g_test_add_func ("/inbox/in/batch", test_batch);
  g_test_add_func ("/inbox/in/batch-is-one", test_batch_is_one);
  g_test_add_func ("/inbox/in/clock-ahead", test_clock_ahead);
  g_test_add_func ("/inbox/in/answered-elsewhere", test_answered_elsewhere);
  g_test_add_func ("/inbox/in/disappeared", test_disappeared);
  g_test_add_func ("/inbox/in/gone", test_gone);
  g_test_add_data_func ("/inbox/in/unsent", "withdraw", test_unsent);
  g_test_add_data_func ("/inbox/in/unsent-kept", "keep", test_unsent);
  g_test_add_func ("/inbox/in/attachments", test_attachments);
  g_test_add_func ("/inbox/in/attachments-dead-token", test_attachments_dead_token);
  g_test_add_func ("/inbox/link/gap", test_link);
  g_test_add_func ("/inbox/link/after-restart", test_link_after_restart);
  g_test_add_func ("/inbox/link/closed-account", test_link_of_closed_account);
  g_test_add_func ("/inbox/staff/kept", test_staff);
  g_test_add_func ("/inbox/cases/event", test_case_event);
  g_test_add_func ("/inbox/cases/sla", test_sla);
  g_test_add_func ("/inbox/cases/load-pack-fails", test_load_pack_fails);
  g_test_add_func ("/inbox/cases/archive", test_archive);
  g_test_add_func ("/inbox/archive/language", test_record_language);
  return g_test_run ();
}
