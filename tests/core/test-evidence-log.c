/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-evidence-log.c: what happens to evidence after it was archived: checkpoints outside the machine, the
 * full check in a worker, custody, holds, erasure, withdrawn messages, one resident's own data. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-copies.h"
#include "evidence/luukku-audit.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-erasure.h"
#include "evidence/luukku-subject.h"
#include "support/luukku-evidence-fixture.h"

#include <sqlite3.h>

#define CANARY "KANARIALINTU"

static void
attack (EvidenceFixture *f, const char *sql)
{
  sqlite3 *db = NULL;

  g_clear_object (&f->store);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  evidence_open (f);
}

static void
close_case (EvidenceFixture *f)
{
  evidence_case_event (f, LUUKKU_CASE_EVENT_CLOSED, "M. Esimerkki", EVIDENCE_NOW + 3 * G_TIME_SPAN_HOUR);
}

static void
log_something (EvidenceFixture *f)
{
  LuukkuCustodyAct act = { .case_number = f->case_number, .kind = "view", .actor = "M. Esimerkki" };
  g_autoptr (GError) error = NULL;

  luukku_custody_log (f->store, &act, &error);
  g_assert_no_error (error);
}

static void
forward (EvidenceFixture *f, gint64 span)
{
  luukku_manual_clock_advance (LUUKKU_MANUAL_CLOCK (f->clock), span);
}

/* --- checkpoints */

static void
assert_verifies (EvidenceFixture *f, const char *checkpoint)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  luukku_audit_run (f->store, checkpoint, &report, &error);
  g_assert_no_error (error);
}

static void
assert_does_not_fit (EvidenceFixture *f, const char *checkpoint)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_audit_run (f->store, checkpoint, &report, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
}

static void
test_checkpoint (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (f->folder, "outside", NULL);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_null (luukku_checkpoint_make (f->store, f->keys, NULL, "paper", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_free (evidence_archive (f));
  g_assert_true (
      luukku_checkpoint_write (f->store, f->keys, "Esimerkkilän kunta", outside, "folder", &path, &error));
  g_assert_no_error (error);
  line = luukku_checkpoint_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "luukku-checkpoint-1 2 "));
  rows = luukku_store_list_checkpoints (f->store, 0, NULL);
  g_assert_cmpuint (rows->len, ==, 2); /* the record's own, and this one */
  g_assert_cmpstr (((LuukkuCheckpointRow *) rows->pdata[0])->line, ==, line);
  assert_verifies (f, line);
  g_assert_null (strstr (line, "Testi"));

  /* A changed line does not carry its signature any more. */
  signature = g_strconcat (path, ".p7s", NULL);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  bytes[size - 2] = bytes[size - 2] == '0' ? '1' : '0';
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  g_assert_null (luukku_checkpoint_load (path, &error));
  g_assert_nonnull (error);
}

/* The folder cannot be written: nothing says that a checkpoint left. */
static void
test_checkpoint_fails (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (f->path, "below-a-file", NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_free (evidence_archive (f));
  g_assert_false (luukku_checkpoint_write (f->store, f->keys, NULL, outside, "folder", NULL, &error));
  g_assert_nonnull (error);
  rows = luukku_store_list_checkpoints (f->store, 0, NULL);
  g_assert_cmpuint (rows->len, ==, 1); /* the record's own */
  g_assert_cmpstr (((LuukkuCheckpointRow *) rows->pdata[0])->way, ==, "paper");
}

static void
test_notice (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuCheckpointRow) row = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *letter = NULL;

  g_assert_null (luukku_checkpoint_get_notice (f->store));
  g_free (evidence_archive (f));
  g_assert_null (luukku_checkpoint_get_notice (f->store));
  forward (f, 8 * G_TIME_SPAN_DAY);
  sentence = luukku_checkpoint_get_notice (f->store);
  g_assert_nonnull (sentence);
  row = luukku_checkpoint_make (f->store, f->keys, NULL, "mail", NULL);
  g_assert_nonnull (row);
  letter = luukku_checkpoint_letter (row, "AB:CD");
  g_assert_nonnull (strstr (letter, row->line));
  g_assert_null (luukku_checkpoint_get_notice (f->store));
  forward (f, 30 * G_TIME_SPAN_DAY);
  g_assert_null (luukku_checkpoint_get_notice (f->store)); /* nothing has happened since */
  log_something (f);
  g_assert_null (luukku_checkpoint_get_notice (f->store));
  forward (f, 8 * G_TIME_SPAN_DAY);
  g_free (sentence);
  sentence = luukku_checkpoint_get_notice (f->store);
  g_assert_nonnull (sentence);
}

/* A cut tail and a wholly forged log verify clean without a checkpoint; with one they are caught. */
static void
test_cut_and_forged (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuCheckpointRow) row = NULL;
  g_autofree char *forged = NULL;

  log_something (f);
  log_something (f);
  log_something (f);
  row = luukku_checkpoint_make (f->store, f->keys, NULL, "paper", NULL);
  assert_verifies (f, row->line);
  attack (
      f, "DROP TRIGGER log_header_stays; DROP TRIGGER log_entry_stays; DROP TRIGGER checkpoint_stays;"
         "DELETE FROM checkpoint; DELETE FROM log_entry WHERE seq = 3; DELETE FROM log_header WHERE seq = 3");
  assert_verifies (f, NULL);
  assert_does_not_fit (f, row->line);
  /* The forger writes the missing entry anew, with the program itself. */
  log_something (f);
  assert_verifies (f, NULL);
  assert_does_not_fit (f, row->line);
}

/* Whoever forgets our own row of the checkpoint is caught without one from outside. */
static void
test_own_checkpoint (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuCheckpointRow) row = NULL;

  log_something (f);
  log_something (f);
  row = luukku_checkpoint_make (f->store, f->keys, NULL, "paper", NULL);
  attack (f, "PRAGMA foreign_keys = OFF; DROP TRIGGER log_header_stays; DROP TRIGGER log_entry_stays;"
             "DELETE FROM log_entry WHERE seq = 2; DELETE FROM log_header WHERE seq = 2");
  {
    g_auto (LuukkuChainReport) report = { 0 };
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_chain_verify (f->store, &report, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  }
}

/* --- in a worker */

typedef struct {
  GMainLoop *loop;
  GCancellable *cancellable;
  gboolean verified;
  GError *error;
  guint words;
  gint64 total;
} Audit;

static void
on_progress (gint64 entries, gint64 total, gpointer data)
{
  Audit *audit = data;

  audit->words++;
  audit->total = total;
  g_assert_cmpint (entries, <=, total);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Audit *audit = data;
  g_auto (LuukkuChainReport) report = { 0 };

  audit->verified = luukku_audit_finish (result, &report, &audit->error);
  g_main_loop_quit (audit->loop);
}

static void
run_audit (EvidenceFixture *f, Audit *audit)
{
  audit->loop = g_main_loop_new (NULL, FALSE);
  luukku_audit_async (f->path, f->clock, NULL, on_progress, audit, audit->cancellable, on_done, audit);
  g_main_loop_run (audit->loop);
  g_main_loop_unref (audit->loop);
}

static gboolean
append_many (LuukkuStore *store, gpointer data, GError **error)
{
  for (guint i = 0; i < 2500; i++) {
    GVariantBuilder content;

    g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
    if (!luukku_chain_append (store, "LUU-2024-000009", "note", "x", g_variant_builder_end (&content), NULL,
                              error))
      return FALSE;
  }
  return TRUE;
}

static void
test_worker (EvidenceFixture *f, gconstpointer data)
{
  Audit audit = { 0 };

  g_assert_true (luukku_store_transaction (f->store, append_many, NULL, NULL));
  run_audit (f, &audit);
  g_assert_no_error (audit.error);
  g_assert_true (audit.verified);
  g_assert_cmpint (audit.total, ==, 2500);
  g_assert_cmpuint (audit.words, >=, 1);

  audit = (Audit){ .cancellable = g_cancellable_new () };
  g_cancellable_cancel (audit.cancellable);
  run_audit (f, &audit);
  g_assert_error (audit.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&audit.error);
  g_clear_object (&audit.cancellable);

  attack (f, "DROP TRIGGER log_entry_kept; UPDATE log_entry SET actor = 'y' WHERE seq = 7");
  audit = (Audit){ 0 };
  run_audit (f, &audit);
  g_assert_false (audit.verified);
  g_assert_error (audit.error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_clear_error (&audit.error);
}

/* --- custody */

static void
test_custody (EvidenceFixture *f, gconstpointer data)
{
  LuukkuCustodyAct act = { .kind = "handover", .actor = "M. Esimerkki", .recipient = "Sisä-Suomen poliisi" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GBytes) sheet = NULL;
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuCustodyItem *item;

  act.case_number = f->case_number;
  list = luukku_custody_list (f->store, f->case_number, &error);
  g_assert_cmpuint (list->len, ==, 0);
  g_clear_pointer (&list, g_ptr_array_unref);
  g_assert_false (luukku_custody_log (f->store, &act, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  act.purpose = "  ";
  g_assert_false (luukku_custody_log (f->store, &act, NULL));

  record = evidence_archive (f);
  sheet = luukku_archive_read (f->store, record, "record.pdf", "T. Toinen", &error);
  g_assert_no_error (error);
  act.purpose = "tutkinta 5530/R/12/24";
  act.record = record;
  g_assert_true (luukku_custody_log (f->store, &act, &error));
  list = luukku_custody_list (f->store, f->case_number, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  item = list->pdata[0];
  g_assert_cmpstr (item->kind, ==, "view");
  g_assert_cmpstr (item->actor, ==, "T. Toinen");
  g_assert_cmpstr (item->file, ==, "data/record.pdf");
  item = list->pdata[1];
  g_assert_cmpstr (item->recipient, ==, "Sisä-Suomen poliisi");
  g_assert_cmpstr (item->purpose, ==, "tutkinta 5530/R/12/24");
  g_assert_cmpstr (item->record, ==, record);
  assert_verifies (f, NULL);
}

/* Returns: (transfer full): a file of the record as text. */
static char *
read_text (EvidenceFixture *f, const char *record, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = luukku_archive_read (f->store, record, file, "M. Esimerkki", &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_custody_on_record (EvidenceFixture *f, gconstpointer data)
{
  LuukkuCustodyAct act = { .kind = "handover", .actor = "M. Esimerkki", .recipient = "Sisä-Suomen poliisi" };
  g_autofree char *first = evidence_archive (f);
  g_autofree char *empty = read_text (f, first, "record.txt");
  g_autofree char *empty_json = read_text (f, first, "record.json");
  g_autofree char *second = NULL, *full = NULL, *json = NULL;
  g_autoptr (GBytes) print = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("each record prints who had the evidence so far, also when nobody had");
  g_assert_nonnull (strstr (empty, "Kukaan ei ollut katsonut, tulostanut, vienyt eikä saanut"));
  g_assert_nonnull (strstr (empty_json, "\"custody\":[]"));
  g_assert_nonnull (strstr (empty_json, "\"disclosures\":[]"));

  print = luukku_archive_read_for_print (f->store, first, "record.pdf", "T. Toinen", &error);
  g_assert_no_error (error);
  act.case_number = f->case_number;
  act.record = first;
  act.purpose = "tutkinta 5530/R/12/24";
  for (guint i = 0; i < 2; i++) {
    g_assert_true (luukku_custody_log (f->store, &act, &error));
    g_assert_no_error (error);
  }
  list = luukku_custody_list (f->store, f->case_number, NULL);
  g_assert_cmpuint (list->len, ==, 4); /* two views, one print, one hand-over: told twice, written once */

  second = evidence_archive (f);
  full = read_text (f, second, "record.txt");
  g_assert_null (strstr (full, "Kukaan ei ollut katsonut"));
  g_assert_nonnull (strstr (full, "Tulostettu · tallenne"));
  g_assert_nonnull (strstr (full, "T. Toinen"));
  g_assert_nonnull (strstr (full, "Luovutettu · tallenne"));
  g_assert_nonnull (strstr (full, "tutkinta 5530/R/12/24"));
  json = read_text (f, second, "record.json");
  g_assert_nonnull (strstr (json, "\"recipient\":\"Sisä-Suomen poliisi\""));
  assert_verifies (f, NULL);
}

static void
test_checkpoint_on_record (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *first = evidence_archive (f), *second = evidence_archive (f);
  g_autofree char *paper = read_text (f, second, "record.txt"), *json = read_text (f, second, "record.json");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (LuukkuRecordRow) record = NULL;
  g_autofree char *outside = g_build_filename (f->folder, "outside", NULL);
  g_autofree char *typed = g_build_filename (outside, "from-paper.txt", NULL);
  g_autofree char *typed_signature = g_strconcat (typed, ".p7s", NULL);
  g_autofree char *head = NULL, *loaded = NULL;
  const LuukkuCheckpointRow *newest, *before;
  g_autoptr (GError) error = NULL;

  g_test_summary ("each record carries a signed checkpoint of its own entry, and names the one before it");
  rows = luukku_store_list_checkpoints (f->store, 0, &error);
  record = luukku_store_find_record (f->store, second, &error);
  g_assert_cmpuint (rows->len, ==, 2);
  newest = rows->pdata[0];
  before = rows->pdata[1];
  g_assert_cmpstr (newest->way, ==, "paper");
  g_assert_cmpint (newest->seq, ==, record->record_seq);
  g_assert_nonnull (strstr (paper, newest->line));
  head = g_strndup (before->line, strlen (before->line) - 1);
  g_assert_nonnull (strstr (json, head));
  assert_verifies (f, newest->line);

  /* what stands on the paper, typed into files beside the certificate, is checked as any checkpoint */
  luukku_checkpoint_write (f->store, f->keys, NULL, outside, "folder", NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents (typed, newest->line, -1, &error);
  g_file_set_contents (typed_signature, g_bytes_get_data (newest->signature, NULL),
                       (gssize) g_bytes_get_size (newest->signature), &error);
  loaded = luukku_checkpoint_load (typed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded, ==, newest->line);
}

static void
test_paper_is_not_sent (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *record = evidence_archive (f);
  g_autofree char *notice = NULL;

  g_test_summary (
      "a record may never be printed: its checkpoint keeps nobody from asking for one that leaves");
  forward (f, 8 * G_TIME_SPAN_DAY);
  notice = luukku_checkpoint_get_notice (f->store);
  g_assert_nonnull (notice);
}

/* --- retention */

static GPtrArray *
rules (guint months, LuukkuRetentionFrom from)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_retention_rule_free);
  LuukkuRetentionRule *rule = g_new0 (LuukkuRetentionRule, 1);

  rule->id = g_strdup ("threats");
  rule->title = g_strdup ("Uhkaukset");
  rule->classes = g_strsplit ("threat;harassment", ";", -1);
  rule->keep = (LuukkuSpan){ .count = months, .unit = LUUKKU_UNIT_MONTHS };
  rule->from = from;
  rule->citation = g_strdup ("TOS:12");
  g_ptr_array_add (list, rule);
  return list;
}

static LuukkuRetentionState
state_of (EvidenceFixture *f, GPtrArray *plan, char **ret_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = luukku_retention_propose (f->store, plan, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  if (ret_text != NULL)
    *ret_text = luukku_retention_to_text (lines, luukku_clock_now (f->clock));
  return ((LuukkuRetentionLine *) lines->pdata[0])->state;
}

static void
test_proposals (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) plan = rules (60, LUUKKU_RETENTION_FROM_CLOSED);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (state_of (f, plan, NULL), ==, LUUKKU_RETENTION_OPEN);
  close_case (f);
  g_assert_cmpint (state_of (f, plan, NULL), ==,
                   LUUKKU_RETENTION_NO_RULE); /* never archived: correspondence */
  g_free (evidence_archive (f));
  g_assert_cmpint (state_of (f, none, NULL), ==, LUUKKU_RETENTION_NO_RULE);
  g_assert_cmpint (state_of (f, plan, &nothing), ==, LUUKKU_RETENTION_KEPT);
  g_assert_null (strstr (nothing, f->case_number));
  forward (f, 5 * 366 * G_TIME_SPAN_DAY);
  g_assert_cmpint (state_of (f, plan, &text), ==, LUUKKU_RETENTION_DUE);
  g_assert_nonnull (strstr (text, f->case_number));
  g_assert_nonnull (strstr (text, "TOS:12"));
  g_assert_null (strstr (text, "Testi"));
  g_assert_true (luukku_hold_place (f->store, f->case_number, "M. Esimerkki", "poliisitutkinta", &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, plan, NULL), ==, LUUKKU_RETENTION_HELD);
  g_assert_false (luukku_hold_place (f->store, f->case_number, "M. Esimerkki", "toinen", NULL));
  g_assert_true (luukku_hold_release (f->store, f->case_number, "M. Esimerkki", "päättyi", &error));
  g_assert_cmpint (state_of (f, plan, NULL), ==, LUUKKU_RETENTION_DUE);
  assert_verifies (f, NULL);
}

static gboolean
folder_has (const char *folder, const char *word)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found |= folder_has (path, word);
    else if (g_file_get_contents (path, &bytes, &size, NULL) &&
             memmem (bytes, size, word, strlen (word)) != NULL)
      found = TRUE;
  }
  return found;
}

/* Words of the resident: the name, the id, the messages in each language. */
static const char *const person[] = { "Testi Henkilö", "7788112233445566", "Sulkekaa se kirjasto",
                                      "Ждите гостей",  "040-1234567",      "pääkirjastoa" };

/* A row in every table that grew beside the messages, each with words of the resident. */
#define ROWS_BESIDE                                                                                          \
  "PRAGMA foreign_keys = ON;"                                                                                \
  "INSERT INTO case_fact (case_number, message, item, field, value, at, actor) SELECT number, 0, 0, "        \
  "'target.person', '" CANARY "', 1, 'M' FROM case_item;"                                                    \
  "INSERT INTO removal_watch (case_number, sent_at, remind_at) SELECT number, 1, 2 FROM case_item;"          \
  "INSERT INTO classified (message, at, engine, failed) SELECT id, 1, 'e', 0 FROM message;"                  \
  "INSERT INTO label (classified, message, case_id, name, rule, span_start, span_end, confidence, alarm) "   \
  "SELECT id, message, 1, 'threat-person', 'r', 0, 0, 900, 1 FROM classified;"                               \
  "INSERT INTO label_decision (message, case_id, name, kind, alarm, at, actor, note) SELECT id, 1, "         \
  "'threat-person', 0, 1, 1, 'M', '" CANARY "' FROM message;"                                                \
  "INSERT INTO escalation (case_id, name, pack, opened_at) VALUES (1, 'threat', 'p', 1);"                    \
  "INSERT INTO escalation_step (escalation, place, text, role, within, needs, mandatory) VALUES (1, 1, "     \
  "'tell', 'x', 0, 0, 1);"                                                                                   \
  "INSERT INTO escalation_act (step, kind, at, noted_at, actor, whom, note) VALUES (1, 0, 1, 1, 'M', "       \
  "'" CANARY "', '" CANARY "');"                                                                             \
  "INSERT INTO sanction (channel, resident_id, resident_name, conversation, record, reason, decided_by, "    \
  "start_at, end_at, review_at, entered_by) SELECT 1, '" CANARY "', '" CANARY "', 1, number, '" CANARY "', " \
  "'J', 1, 2, 2, 'M' FROM record;"                                                                           \
  "INSERT INTO sanction_act (sanction, kind, at, actor, note) VALUES (1, 4, 1, 'M', '" CANARY "');"          \
  "INSERT INTO out_of_sight (message, sanction) SELECT max (id), 1 FROM message;"                            \
  "INSERT INTO platform_act (message, kind, state, record, at, actor, reason) SELECT m.id, 0, 0, r.number, " \
  "1, 'M', '" CANARY "' FROM message m, record r;"                                                           \
  "INSERT INTO exposure (message, actor, at, what) SELECT id, 'M', 1, 'picture' FROM message;"               \
  "INSERT INTO removal (case_id, kind, object, ground, due_at, at, actor) VALUES (1, 0, '" CANARY            \
  "', '" CANARY "', 1, 1, 'M');"

static int
count_rows (EvidenceFixture *f, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", table);
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  int count;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  count = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return count;
}

/* Labels, steps, bans, statements: they go with the case, and not before. */
static void
test_erasure_beside (EvidenceFixture *f, gconstpointer data)
{
  static const char *const tables[] = { "case_fact",  "removal_watch",  "classified",     "label",
                                        "escalation", "label_decision", "escalation_act", "escalation_step",
                                        "sanction",   "sanction_act",   "out_of_sight",   "platform_act",
                                        "exposure",   "removal" };
  LuukkuErasureRequest request = { .actor = "M", .decided_by = "J. Johtaja", .ground = "§ 12/2030" };
  g_auto (LuukkuErasureResult) result = { 0 };
  g_autofree char *record = evidence_archive (f);
  g_autoptr (GError) error = NULL;

  attack (f, ROWS_BESIDE);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *sql = g_strdup_printf ("DELETE FROM %s", tables[i]);
    sqlite3 *db = NULL;

    g_assert_cmpint (count_rows (f, tables[i]), >, 0);
    if (g_str_equal (tables[i], "removal_watch")) /* it changes as a request goes on */
      continue;
    g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), !=, SQLITE_OK);
    sqlite3_close (db);
  }
  g_assert_true (folder_has (f->folder, CANARY));
  close_case (f);
  request.case_number = f->case_number;
  luukku_erasure_run (f->store, &request, &result, &error);
  g_assert_no_error (error);
  g_assert_false (result.pending);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_test_message ("%s", tables[i]);
    g_assert_cmpint (count_rows (f, tables[i]), ==, 0);
  }
  g_assert_false (folder_has (f->folder, CANARY));
  assert_verifies (f, NULL);
}

/* A ban that runs names the person and rests on the record. */
static void
test_ban_holds (EvidenceFixture *f, gconstpointer data)
{
  LuukkuErasureRequest request = { .actor = "M", .decided_by = "J. Johtaja", .ground = "§ 12/2030" };
  g_auto (LuukkuErasureResult) result = { 0 };
  g_autofree char *record = evidence_archive (f);
  g_autoptr (GError) error = NULL;

  attack (f,
          "INSERT INTO sanction (channel, resident_id, conversation, record, reason, decided_by, start_at, "
          "end_at, review_at, entered_by) SELECT 1, '7788112233445566', 1, number, 'x', 'J', 1, "
          "1732189282000000, 2, 'M' FROM record;");
  close_case (f);
  request.case_number = f->case_number;
  g_assert_false (luukku_erasure_run (f->store, &request, &result, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  forward (f, 2 * G_TIME_SPAN_DAY);
  luukku_erasure_run (f->store, &request, &result, &error);
  g_assert_no_error (error);
}

static void
test_erasure (EvidenceFixture *f, gconstpointer data)
{
  LuukkuErasureRequest request = { .actor = "M. Esimerkki",
                                   .decided_by = "J. Johtaja",
                                   .ground = "§ 12/2030" };
  g_auto (LuukkuErasureResult) result = { 0 };
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (LuukkuCheckpointRow) before = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *record = evidence_archive (f);
  g_autofree char *copy = NULL, *other = NULL;
  g_autoptr (GBytes) sheet = NULL, nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_test_summary (
      "After the erasure of a case no word of the person is in any file, and the log still verifies.");
  request.case_number = f->case_number;
  sheet = luukku_archive_read (f->store, record, "record.txt", "T. Toinen", &error);
  before = luukku_checkpoint_make (f->store, f->keys, NULL, "paper", &error);
  g_assert_no_error (error);
  g_assert_false (luukku_erasure_run (f->store, &request, &result, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED); /* open */
  g_clear_error (&error);
  close_case (f);
  request.case_number = f->case_number;
  for (gsize i = 0; i < G_N_ELEMENTS (person); i++)
    g_assert_true (folder_has (f->folder, person[i]));
  copy = luukku_copies_put (f->path, "LUU-2024-000001-v1.pdf", sheet, &error); /* for a viewer */
  other = luukku_copies_put (f->path, "LUU-2024-000002-v1.pdf", nothing, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (record, "LUU-2024-000001-"));
  request.ground = "";
  g_assert_false (luukku_erasure_run (f->store, &request, &result, NULL));
  request.ground = "§ 12/2030";
  luukku_erasure_run (f->store, &request, &result, &error);
  g_assert_no_error (error);
  g_assert_false (result.pending);
  g_assert_cmpuint (result.counts.messages_in, ==, 4);
  g_assert_cmpuint (result.counts.messages_out, ==, 1);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS)); /* of another case */
  g_assert_cmpuint (g_strv_length (result.copies), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (person); i++) {
    g_test_message ("%s", person[i]);
    g_assert_false (folder_has (f->folder, person[i]));
  }
  luukku_audit_run (f->store, before->line, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.entries, ==, 4);
  g_assert_cmpint (report.erased, ==, 2);
  list = luukku_custody_list (f->store, f->case_number, &error);
  g_assert_cmpuint (list->len, ==, 2); /* who saw it, and the decision */
  g_assert_null (luukku_archive_read (f->store, record, "record.txt", "T. Toinen", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (luukku_erasure_run (f->store, &request, &result, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
}

/* --- time and other programs */

/* The machine's clock is put back: order is that of the log, not of the times that stand in it. */
static void
test_clock_back (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *first = evidence_archive (f), *second = NULL;
  g_autoptr (GPtrArray) records = NULL, list = NULL;
  g_autoptr (LuukkuCheckpointRow) row = NULL;
  g_autoptr (GError) error = NULL;

  log_something (f);
  luukku_manual_clock_set (LUUKKU_MANUAL_CLOCK (f->clock), EVIDENCE_NOW - G_TIME_SPAN_HOUR);
  second = evidence_archive (f);
  g_assert_true (g_str_has_suffix (second, "-v2"));
  log_something (f);
  row = luukku_checkpoint_make (f->store, f->keys, NULL, "mail", &error);
  g_assert_no_error (error);
  assert_verifies (f, row->line);
  records = luukku_store_list_records (f->store, f->case_number, NULL);
  g_assert_cmpstr (((LuukkuRecordRow *) records->pdata[0])->number, ==, second);
  list = luukku_custody_list (f->store, f->case_number, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (((LuukkuCustodyItem *) list->pdata[0])->seq, <,
                   ((LuukkuCustodyItem *) list->pdata[1])->seq);
}

/* Somebody reads while the case is erased: its bytes stay until he has ended, and nobody says otherwise. */
static void
test_erasure_pending (EvidenceFixture *f, gconstpointer data)
{
  LuukkuErasureRequest request = { .actor = "M", .decided_by = "J. Johtaja", .ground = "§ 12/2030" };
  g_auto (LuukkuErasureResult) result = { 0 };
  gboolean pending = TRUE;
  sqlite3 *reader = NULL;
  g_autoptr (GError) error = NULL;

  close_case (f);
  g_assert_cmpint (sqlite3_open (f->path, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (reader, "BEGIN; SELECT count (*) FROM message", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  request.case_number = f->case_number;
  g_assert_true (luukku_erasure_run (f->store, &request, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.pending);
  g_assert_true (folder_has (f->folder, person[2]));
  g_assert_true (luukku_store_finish_erasure (f->store, &pending, &error));
  g_assert_true (pending);
  sqlite3_close_v2 (reader);
  g_assert_cmpint (luukku_store_count_pending_erasures (f->store, &error), ==, 1);
  g_assert_true (luukku_store_finish_erasure (f->store, &pending, &error));
  g_assert_no_error (error);
  g_assert_false (pending);
  for (gsize i = 0; i < G_N_ELEMENTS (person); i++)
    g_assert_false (folder_has (f->folder, person[i]));
  assert_verifies (f, NULL);
}

/* A content that was taken, with a row that says it was erased but a decision that does not name it. */
static void
test_false_erasure (EvidenceFixture *f, gconstpointer data)
{
  LuukkuErasureRequest request = { .actor = "M. Esimerkki",
                                   .decided_by = "J. Johtaja",
                                   .ground = "§ 12/2030" };
  g_auto (LuukkuErasureResult) result = { 0 };

  g_free (evidence_archive (f));
  close_case (f);
  request.case_number = f->case_number;
  g_assert_true (luukku_erasure_run (f->store, &request, &result, NULL));
  log_something (f);
  assert_verifies (f, NULL);
  attack (f, "INSERT INTO log_erasure VALUES (4, 3); DELETE FROM log_entry WHERE seq = 4");
  assert_does_not_fit (f, NULL);
}

/* --- one message */

static gboolean
unsend (LuukkuStore *store, gpointer data, GError **error)
{
  gint64 *message = data;
  gboolean withdrawn;

  if (!luukku_withdraw_unsent (store, *message, "unsent by the sender; pack says withdraw", &withdrawn,
                               error))
    return FALSE;
  *message = withdrawn;
  return TRUE;
}

static gboolean
run_unsend (EvidenceFixture *f, guint which)
{
  gint64 message = f->messages[which];
  g_autoptr (GError) error = NULL;

  luukku_store_transaction (f->store, unsend, &message, &error);
  g_assert_no_error (error);
  return message != 0;
}

static void
test_unsent (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (run_unsend (f, 1));
  row = luukku_store_get_message (f->store, f->messages[1], NULL);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "");
  g_assert_true (luukku_hold_place (f->store, f->case_number, "M. Esimerkki", "tutkinta", &error));
  g_assert_false (run_unsend (f, 2)); /* on hold */
  g_assert_true (luukku_hold_release (f->store, f->case_number, "M. Esimerkki", "päättyi", &error));
  g_free (evidence_archive (f));
  g_assert_false (run_unsend (f, 2)); /* has a record */
  luukku_stored_message_free (g_steal_pointer (&row));
  row = luukku_store_get_message (f->store, f->messages[2], NULL);
  g_assert_cmpstr (luukku_message_get_text (row->message), !=, "");
  assert_verifies (f, NULL);
}

static void
test_not_copied (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GPtrArray) attachments = NULL;
  g_autoptr (GError) error = NULL;
  gboolean in_record = TRUE;
  guint last = f->count - 1;

  g_assert_true (luukku_withdraw_not_copied (f->store, f->messages[last], "M. Esimerkki",
                                             "https://example.org/1", &in_record, &error));
  g_assert_no_error (error);
  g_assert_false (in_record);
  row = luukku_store_get_message (f->store, f->messages[last], NULL);
  g_assert_null (luukku_message_get_author_name (row->message));
  g_assert_null (luukku_message_get_raw (row->message));
  g_assert_nonnull (luukku_message_get_platform_id (row->message));
  attachments = luukku_store_list_attachments (f->store, f->messages[last], NULL);
  for (guint i = 0; i < attachments->len; i++) {
    const LuukkuStoredAttachment *one = attachments->pdata[i];
    g_autoptr (GBytes) bytes = luukku_store_get_attachment_bytes (f->store, one->id, NULL);

    g_assert_null (bytes);
    g_assert_null (one->attachment->name);
  }
  g_assert_nonnull (luukku_withdraw_advice ());
  /* What was withdrawn is not in a record that is made afterwards either. */
  g_free (evidence_archive (f));
  g_assert_false (luukku_withdraw_not_copied (f->store, f->messages[last], "x", NULL, &in_record, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (luukku_withdraw_not_copied (f->store, f->messages[0], "x", NULL, &in_record, &error));
  g_assert_true (in_record);
  assert_verifies (f, NULL);
}

/* --- one resident's own data */

static void
test_subject (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSubjectData) subject = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_assert_null (luukku_subject_export (f->store, f->case_number, "M. Esimerkki", NULL, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  subject = luukku_subject_export (f->store, f->case_number, "M. Esimerkki", "rekisteröity itse",
                                   "tarkastuspyyntö 3/2024", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (subject->messages, ==, 5);
  for (gsize i = 0; i < 5; i++) {
    g_assert_nonnull (memmem (g_bytes_get_data (subject->json, NULL), g_bytes_get_size (subject->json),
                              person[i], strlen (person[i])));
    g_assert_nonnull (memmem (g_bytes_get_data (subject->text, NULL), g_bytes_get_size (subject->text),
                              person[i], strlen (person[i])));
  }
  list = luukku_custody_list (f->store, f->case_number, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((LuukkuCustodyItem *) list->pdata[0])->purpose, ==, "tarkastuspyyntö 3/2024");
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/evidence/" path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("checkpoint/files", test_checkpoint);
  ADD ("checkpoint/fails", test_checkpoint_fails);
  ADD ("checkpoint/notice", test_notice);
  ADD ("checkpoint/cut-and-forged", test_cut_and_forged);
  ADD ("checkpoint/own", test_own_checkpoint);
  ADD ("audit/worker", test_worker);
  ADD ("custody", test_custody);
  ADD ("custody-on-record", test_custody_on_record);
  ADD ("checkpoint-on-record", test_checkpoint_on_record);
  ADD ("paper-is-not-sent", test_paper_is_not_sent);
  ADD ("retention/proposals", test_proposals);
  ADD ("erasure/nothing-left", test_erasure);
  ADD ("erasure/beside", test_erasure_beside);
  ADD ("erasure/pending", test_erasure_pending);
  ADD ("clock-back", test_clock_back);
  ADD ("erasure/ban-holds", test_ban_holds);
  ADD ("erasure/false", test_false_erasure);
  ADD ("message/unsent", test_unsent);
  ADD ("message/not-copied", test_not_copied);
  ADD ("subject", test_subject);
  return g_test_run ();
}
