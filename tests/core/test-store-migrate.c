/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-migrate.c: an older store is backed up, verified and raised; when anything fails it stays what
 * it was. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-store-fixture.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-registers.h"
#include "store/luukku-store-replies.h"

#include <string.h>

/* A store as the first Luukku left it, with something in it. */
static void
make_version_1 (StoreFixture *f)
{
  LuukkuCaseNote note = { .actor = "resident", .at = FIXTURE_NOW };
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;

  store = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_ask (store, "PRAGMA user_version"), ==, 1);
  fixture_put_in (store, "m_1", "Uhkaan teitä", FIXTURE_NOW);
  fixture_put (store, "m_1", LUUKKU_DIRECTION_IN, "Kiitos", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  item = luukku_store_case_event (store, fixture_conversation (store), LUUKKU_CASE_EVENT_MESSAGE_IN, &note,
                                  &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full) (nullable): the one file in the folder whose name ends in ".backup". */
static char *
find_backup (StoreFixture *f, guint *ret_files)
{
  g_autoptr (GDir) folder = g_dir_open (f->folder, 0, NULL);
  const char *name;
  char *backup = NULL;

  *ret_files = 0;
  while ((name = g_dir_read_name (folder)) != NULL) {
    ++*ret_files;
    if (g_str_has_suffix (name, ".backup")) {
      g_assert_null (backup);
      backup = g_build_filename (f->folder, name, NULL);
    }
  }
  return backup;
}

static void
assert_content (LuukkuStore *store)
{
  g_autoptr (LuukkuCase) item = luukku_store_get_case (store, "LUU-2026-000001", NULL);
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, fixture_conversation (store), 0, NULL);
  const LuukkuStoredMessage *row;

  g_assert_nonnull (item);
  g_assert_cmpuint (messages->len, ==, 1);
  row = g_ptr_array_index (messages, 0);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "Uhkaan teitä");
  g_assert_cmpstr (row->latest_text, ==, "Kiitos");
}

static void
test_raised (StoreFixture *f, gconstpointer data)
{
  LuukkuDecision decision = { .actor = "Maija", .outcome = "passed" };
  g_autoptr (LuukkuStore) old = NULL;
  g_autofree char *backup = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  guint files;

  make_version_1 (f);
  f->store = fixture_open (f);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA user_version"), ==, LUUKKU_STORE_SCHEMA);
  assert_content (f->store);
  g_assert_true (luukku_store_add_decision (f->store, &decision, &error));
  g_assert_true (luukku_store_check (f->store, &error));
  g_assert_no_error (error);

  backup = find_backup (f, &files);
  g_assert_nonnull (backup);
  g_assert_nonnull (strstr (luukku_store_get_notice (f->store), backup));
  g_assert_cmpint (g_stat (backup, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  old = luukku_store_open (backup, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_ask (old, "PRAGMA user_version"), ==, 1);
  assert_content (old);
  g_assert_cmpint (luukku_store_count_decisions (old, 0, "passed", &error), ==, 0);
  g_assert_no_error (error);
}

/* What the second Luukku left is raised to reports about the checks. */
static void
test_raised_from_2 (StoreFixture *f, gconstpointer data)
{
  LuukkuDecision decision = { .actor = "Maija", .outcome = "passed" };
  LuukkuCheckReport report = { .actor = (char *) "Maija", .kind = (char *) "miss", .text = (char *) "••" };
  LuukkuCheckReport other = { .actor = (char *) "Maija", .kind = (char *) "opinion" };
  g_autoptr (LuukkuStore) old = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GError) error = NULL;

  make_version_1 (f);
  old = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, 2, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_store_add_decision (old, &decision, &error));
  reports = luukku_store_list_check_reports (old, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, ==, 0);
  g_clear_pointer (&reports, g_ptr_array_unref);
  g_clear_object (&old);

  f->store = fixture_open (f);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA user_version"), ==, LUUKKU_STORE_SCHEMA);
  assert_content (f->store);
  g_assert_cmpint (luukku_store_count_decisions (f->store, 0, "passed", &error), ==, 1);
  g_assert_true (luukku_store_add_check_report (f->store, &report, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_add_check_report (f->store, &other, NULL));
  reports = luukku_store_list_check_reports (f->store, 10, &error);
  g_assert_cmpuint (reports->len, ==, 1);
  g_assert_cmpint (((LuukkuCheckReport *) reports->pdata[0])->at, ==, FIXTURE_NOW);
  g_assert_cmpint (fixture_attack (f->path, "UPDATE check_report SET text = ''"), !=, SQLITE_OK);
  g_assert_cmpint (fixture_attack (f->path, "REPLACE INTO check_report SELECT * FROM check_report"), !=,
                   SQLITE_OK);
  g_assert_true (luukku_store_check (f->store, &error));
  g_assert_no_error (error);
}

/* A store of before the registers, opened for reading only, has empty ones; raised, they can be written. */
static void
test_raised_from_4 (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("units", "town");
  g_autoptr (LuukkuStore) old = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  luukku_entry_set (entry, "name", "Town");
  make_version_1 (f);
  old = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, 4, &error);
  g_assert_no_error (error);
  entries = luukku_store_list_entries (old, "units", TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpint (luukku_store_get_register_version (old), ==, 0);
  g_assert_null (luukku_store_get_entry (old, "units", "town", NULL));
  g_clear_object (&old);

  f->store = fixture_open (f);
  assert_content (f->store);
  g_assert_true (luukku_store_put_entry (f->store, entry, "Maija", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_count_entries (f->store, "units", NULL), ==, 1);
}

static void
test_once (StoreFixture *f, gconstpointer data)
{
  g_autofree char *backup = NULL;
  guint files;

  make_version_1 (f);
  f->store = fixture_open (f);
  fixture_reopen (f);
  g_assert_null (luukku_store_get_notice (f->store));
  backup = find_backup (f, &files);
  g_assert_nonnull (backup);
}

static void
test_new_store_needs_no_backup (StoreFixture *f, gconstpointer data)
{
  guint files;

  f->store = fixture_open (f);
  g_assert_null (luukku_store_get_notice (f->store));
  g_assert_null (find_backup (f, &files));
}

static void
test_reading_raises_nothing (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint files;

  make_version_1 (f);
  f->store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  assert_content (f->store);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA user_version"), ==, 1);
  g_assert_null (find_backup (f, &files));
}

static void
test_failing_step (StoreFixture *f, gconstpointer data)
{
  g_autofree char *backup = NULL;
  g_autoptr (GError) error = NULL;
  guint files;

  g_test_summary (
      "The numbered file fails after its first statement: nothing of it stays, and the backup is there.");
  make_version_1 (f);
  g_assert_cmpint (
      fixture_attack (f->path, "CREATE TABLE t (a TEXT) STRICT; CREATE INDEX decision_outcome ON t (a)"), ==,
      SQLITE_OK);
  g_assert_null (luukku_store_open (f->path, LUUKKU_STORE_READ_WRITE, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  backup = find_backup (f, &files);
  g_assert_nonnull (backup);
  f->store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, NULL);
  g_assert_nonnull (f->store);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM sqlite_schema WHERE name = 'decision'"), ==,
                   0);
  assert_content (f->store);
}

static void
test_damaged_is_not_raised (StoreFixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  guint files;

  make_version_1 (f);
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  memset (bytes + size - 4096, 0xA5, 4096);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
  g_assert_null (luukku_store_open (f->path, LUUKKU_STORE_READ_WRITE, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED);
  g_assert_null (find_backup (f, &files));
  g_assert_cmpuint (files, ==, 1);
}

/* --- copies */

static void
test_backup (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "copy of ä's.sqlite", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "no", "such", "folder", NULL);
  g_autofree char *notes = g_build_filename (f->folder, "copies", NULL);
  g_autoptr (LuukkuStore) copy = NULL;
  g_autoptr (GError) error = NULL;
  guint files;

  make_version_1 (f);
  f->store = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, 1, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_store_backup (f->store, path, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_backup (f->store, path, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (luukku_store_backup (f->store, nowhere, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  copy = luukku_store_open (path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  assert_content (copy);
  g_clear_object (&copy);
  g_clear_object (&f->store);
  g_assert_null (find_backup (f, &files));
  g_assert_cmpuint (files, ==, 3); /* the store, its copy, the folder for notes: nothing half-made */
  g_assert_cmpint (g_rmdir (notes), ==, 0);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up_closed, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("migrate/raised", test_raised);
  ADD ("migrate/raised-from-2", test_raised_from_2);
  ADD ("migrate/raised-from-4", test_raised_from_4);
  ADD ("migrate/once", test_once);
  ADD ("migrate/new-store-needs-no-backup", test_new_store_needs_no_backup);
  ADD ("migrate/reading-raises-nothing", test_reading_raises_nothing);
  ADD ("migrate/failing-step", test_failing_step);
  ADD ("migrate/damaged-is-not-raised", test_damaged_is_not_raised);
  ADD ("backup/verified", test_backup);
  return g_test_run ();
}
