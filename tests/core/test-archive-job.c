/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-archive-job.c: a person chooses what a record is about; records and previews are made in a worker that
 * can be stopped; the files of records are compared with the log. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-archive-job.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-record-check.h"
#include "store/luukku-store-retention.h"
#include "support/luukku-evidence-fixture.h"

#include <sqlite3.h>

#define OTHER_THREAD "t_other"

typedef struct {
  GAsyncResult *result;
  guint told, total;
  GString *checked;
} Waiting;

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Waiting *) data)->result = g_object_ref (result);
}

static void
on_told (guint done, guint total, gpointer data)
{
  Waiting *waiting = data;

  waiting->told++;
  waiting->total = total;
}

static void
wait_for (Waiting *waiting)
{
  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static LuukkuInbox *
new_inbox (EvidenceFixture *f)
{
  return luukku_inbox_new (f->store, f->clock);
}

static GArray *
numbers (gint64 first, gint64 second)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (list, first);
  if (second != 0)
    g_array_append_val (list, second);
  return list;
}

/* Returns: the number of a message of the same sender in another conversation. */
static gint64
put_elsewhere (EvidenceFixture *f, const char *resident)
{
  g_autoptr (LuukkuThread) thread = luukku_thread_new (OTHER_THREAD);
  LuukkuMessageInit init = {
    .channel = EVIDENCE_CHANNEL,
    .conversation_id = OTHER_THREAD,
    .platform_id = "c_1",
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = resident,
    .text = "Varoitin jo viime viikolla.",
    .sent_at = EVIDENCE_NOW - G_TIME_SPAN_DAY,
    .fetched_at = EVIDENCE_NOW - G_TIME_SPAN_DAY,
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  LuukkuIngest what;
  gint64 id = 0, number = 0;

  thread->resident_id = g_strdup (resident);
  g_assert_true (luukku_store_put_thread (f->store, EVIDENCE_CHANNEL, thread, &id, NULL));
  g_assert_true (luukku_store_put_message (f->store, message, "fi", &what, &number, NULL));
  return number;
}

static char *
read_text (EvidenceFixture *f, const char *record, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = luukku_archive_read (f->store, record, file, "M", &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gint64
log_length (EvidenceFixture *f)
{
  return luukku_store_count_log (f->store, NULL);
}

static void
test_chosen (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuInbox) inbox = new_inbox (f);
  gint64 elsewhere = put_elsewhere (f, "7788112233445566");
  g_autoptr (GArray) objects = numbers (f->messages[0], f->messages[1]);
  g_autoptr (GArray) context = numbers (elsewhere, f->messages[3]);
  const LuukkuArchiveChoice choice = {
    .kind = "threat", .language = "en", .objects = objects, .context = context
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *record = luukku_inbox_archive_chosen (inbox, f->conversation, &choice, &error);
  g_autofree char *json = NULL, *text = NULL;

  g_assert_no_error (error);
  json = read_text (f, record, "record.json");
  g_assert_nonnull (strstr (json, "\"selection\":\"chosen-messages\""));
  g_assert_nonnull (strstr (json, "\"messages_left_out\":2"));
  g_assert_nonnull (strstr (json, "\"message_id\":\"c_1\",\"n\":1"));
  g_assert_nonnull (strstr (json, "\"message_id\":\"m_4\",\"n\":4"));
  g_assert_null (strstr (json, "\"message_id\":\"m_3\""));
  text = read_text (f, record, "record.txt");
  g_assert_nonnull (strstr (text, "4 chosen by a person, 2 of them what the record is about"));
  g_assert_nonnull (strstr (text, "From another conversation of the same sender: " OTHER_THREAD));
}

/* Another resident's message is no earlier contact; and a record is about something. */
static void
test_chosen_refused (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuInbox) inbox = new_inbox (f);
  gint64 stranger = put_elsewhere (f, "somebody-else");
  g_autoptr (GArray) objects = numbers (f->messages[0], 0);
  g_autoptr (GArray) none = numbers (0, 0);
  g_autoptr (GArray) context = numbers (stranger, 0);
  LuukkuArchiveChoice choice = { .kind = "threat", .objects = objects, .context = context };
  g_autoptr (GError) error = NULL;
  gint64 before = log_length (f);

  g_assert_null (luukku_inbox_archive_chosen (inbox, f->conversation, &choice, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_array_set_size (none, 0);
  choice.objects = none;
  choice.context = NULL;
  g_assert_null (luukku_inbox_archive_chosen (inbox, f->conversation, &choice, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_cmpint (log_length (f), ==, before);
}

static void
test_worker (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuInbox) inbox = new_inbox (f);
  LuukkuArchiveChoice choice = { .kind = "threat", .note = "Huomautus" };
  Waiting waiting = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *record = NULL;
  g_autoptr (LuukkuRecordRow) row = NULL;

  luukku_inbox_archive_async (inbox, f->conversation, &choice, on_told, &waiting, NULL, on_done, &waiting);
  choice.note = "taken over already";
  wait_for (&waiting);
  record = luukku_inbox_archive_finish (inbox, waiting.result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record, ==, "LUU-2024-000001-v1");
  row = luukku_store_find_record (f->store, record, NULL);
  g_assert_nonnull (row);
  g_assert_cmpuint (waiting.total, ==, 5);
  g_assert_cmpuint (waiting.told, >, 0);
  g_object_unref (waiting.result);
}

static void
test_worker_preview (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuInbox) inbox = new_inbox (f);
  const LuukkuArchiveChoice choice = { .kind = "threat" };
  Waiting waiting = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  guint pages = 0;

  luukku_inbox_preview_async (inbox, f->conversation, &choice, 36, 2, NULL, NULL, NULL, on_done, &waiting);
  wait_for (&waiting);
  pictures = luukku_inbox_preview_finish (inbox, waiting.result, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pictures->len, ==, 2);
  g_assert_cmpuint (pages, >=, 2);
  g_assert_cmpint (log_length (f), ==, 0);
  g_object_unref (waiting.result);
}

static void
test_worker_cancelled (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuInbox) inbox = new_inbox (f);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const LuukkuArchiveChoice choice = { .kind = "threat" };
  Waiting waiting = { 0 };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  luukku_inbox_archive_async (inbox, f->conversation, &choice, NULL, NULL, cancellable, on_done, &waiting);
  wait_for (&waiting);
  g_assert_null (luukku_inbox_archive_finish (inbox, waiting.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (log_length (f), ==, 0);
  g_object_unref (waiting.result);
}

static void
on_checked (const char *record, LuukkuRecordState state, const char *fault, guint done, guint total,
            gpointer data)
{
  g_string_append_printf (((Waiting *) data)->checked, "%s %d %s %u/%u\n", record, state,
                          fault != NULL ? fault : "-", done, total);
}

/* Returns: (transfer full): a line for each record. */
static char *
check_all (EvidenceFixture *f, gssize wrong)
{
  Waiting waiting = { .checked = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  luukku_record_check_all_async (f->path, f->clock, on_checked, &waiting, NULL, on_done, &waiting);
  wait_for (&waiting);
  g_assert_cmpint (luukku_record_check_all_finish (waiting.result, &error), ==, wrong);
  g_assert_no_error (error);
  g_object_unref (waiting.result);
  return g_string_free (waiting.checked, FALSE);
}

/* Somebody changes a stored file behind our back: the record says which one. */
static void
test_check (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *first = evidence_archive (f), *second = evidence_archive_as (f, "other", "sv");
  g_autofree char *good = check_all (f, 0), *bad = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (LuukkuRecordRow) row = NULL;
  g_autoptr (LuukkuLogFiles) files = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpstr (good, ==, "LUU-2024-000001-v2 1 - 1/2\nLUU-2024-000001-v1 1 - 2/2\n");
  row = luukku_store_find_record (f->store, first, NULL);
  files = luukku_log_files_load (f->store, row->render_seq, NULL);
  sql =
      g_strdup_printf ("DROP TRIGGER case_blob_kept; UPDATE case_blob SET bytes = x'00' WHERE sha256 = '%s'",
                       luukku_log_files_get_digest (files, "data/record.pdf"));
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  bad = check_all (f, 1);
  g_assert_cmpstr (bad, ==, "LUU-2024-000001-v2 1 - 1/2\nLUU-2024-000001-v1 3 data/record.pdf 2/2\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)
  ADD ("/archive-job/chosen", test_chosen);
  ADD ("/archive-job/chosen-refused", test_chosen_refused);
  ADD ("/archive-job/worker", test_worker);
  ADD ("/archive-job/worker-preview", test_worker_preview);
  ADD ("/archive-job/worker-cancelled", test_worker_cancelled);
  ADD ("/archive-job/check", test_check);
#undef ADD
  return g_test_run ();
}
