/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-open.c: which files are opened, how, and that strangers', damaged and newer ones are left alone.
 */
#define G_LOG_DOMAIN "luukku"

#include "luukku-store-fixture.h"
#include "store/luukku-store-replies.h"

#include <string.h>
#include <sys/stat.h>

#define MESSAGES 200
#define NFS_MAGIC 0x6969
#define CIFS_MAGIC 0xFF534D42
#define FUSE_MAGIC 0x65735546
#define EXT4_MAGIC 0xEF53
#define HEADER_USER_VERSION 60 /* SQLite's file format, section 1.3 */

static char *
read_file (const char *path, gsize *ret_size)
{
  char *bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &bytes, ret_size, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
write_file (const char *path, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, bytes, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

/* Opening fails with @code, a sentence that names the file, and no byte of it changes. */
static void
assert_left_alone (StoreFixture *f, LuukkuStoreFlags flags, LuukkuError code)
{
  gsize before_size, after_size;
  g_autofree char *before = read_file (f->path, &before_size);
  g_autofree char *after = NULL;
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_null (luukku_store_open (f->path, flags, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, f->path));
  after = read_file (f->path, &after_size);
  g_assert_cmpmem (before, before_size, after, after_size);
  g_assert_true (g_stat (log, &status) != 0 || status.st_size == 0);
}

static gboolean
put_many (LuukkuStore *store, gpointer data, GError **error)
{
  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *id = g_strdup_printf ("m_%u", i);

    fixture_put_in (store, id, "Hei, milloin kirjasto on auki ja voiko sinne tulla koiran kanssa?",
                    FIXTURE_NOW + i);
  }
  return TRUE;
}

/* A store with something in it, closed again. */
static void
make_store (StoreFixture *f)
{
  g_autoptr (LuukkuStore) store = fixture_open (f);
  g_autoptr (GError) error = NULL;

  luukku_store_transaction (store, put_many, NULL, &error);
  g_assert_no_error (error);
}

static mode_t
mode_of (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_mode & 0777;
}

static void
test_modes (StoreFixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "deep", "luukku", NULL);
  g_autofree char *log = NULL;

  g_free (f->path);
  f->path = g_build_filename (folder, "inbox.sqlite", NULL);
  f->store = fixture_open (f);
  fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);
  log = g_strconcat (f->path, "-wal", NULL);
  g_assert_cmpuint (mode_of (folder), ==, 0700);
  g_assert_cmpuint (mode_of (f->path), ==, 0600);
  g_assert_cmpuint (mode_of (log), ==, 0600);
}

static void
test_settings_of_the_engine (StoreFixture *f, gconstpointer data)
{
  f->store = fixture_open (f);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA application_id"), ==, LUUKKU_STORE_APPLICATION_ID);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA user_version"), ==, LUUKKU_STORE_SCHEMA);
  g_assert_cmpint (fixture_ask (f->store, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA recursive_triggers"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA secure_delete"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA trusted_schema"), ==, 0);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA cell_size_check"), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "PRAGMA busy_timeout"), ==, LUUKKU_STORE_BUSY_MS);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM pragma_table_list WHERE type = 'table' "
                                          "AND schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"),
                   ==, 0);
}

static void
test_missing (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_null (luukku_store_open ("", LUUKKU_STORE_READ_WRITE, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (luukku_store_open (f->folder, LUUKKU_STORE_READ_WRITE, f->clock, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

static void
test_empty_file (StoreFixture *f, gconstpointer data)
{
  g_test_summary ("A crash right after the file was made leaves it empty: it becomes a store the next time.");
  write_file (f->path, "", 0);
  f->store = fixture_open (f);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
}

/* --- strangers' and damaged files */

static void
test_foreign (StoreFixture *f, gconstpointer data)
{
  g_assert_cmpint (
      fixture_attack (f->path,
                      "PRAGMA application_id = 252006675; CREATE TABLE t (a); INSERT INTO t VALUES (1)"),
      ==, SQLITE_OK);
  assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_REFUSED);
  assert_left_alone (f, LUUKKU_STORE_READ_ONLY, LUUKKU_ERROR_REFUSED);
}

static void
test_no_database (StoreFixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  write_file (f->path, "short", 5);
  assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_DAMAGED);
  write_file (f->path, text, 5000);
  assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_DAMAGED);
}

static void
test_truncated (StoreFixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  make_store (f);
  bytes = read_file (f->path, &size);
  write_file (f->path, bytes, size / 2);
  assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_DAMAGED);
  assert_left_alone (f, LUUKKU_STORE_READ_ONLY, LUUKKU_ERROR_DAMAGED);
  write_file (f->path, bytes, 100);
  assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_DAMAGED);
}

static void
test_overwritten_pages (StoreFixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_test_summary ("Every page after the first is spoilt in turn: each time it is told.");
  make_store (f);
  bytes = read_file (f->path, &size);
  g_assert_cmpuint (size % 4096, ==, 0);
  for (gsize page = 1; page < size / 4096; page++) {
    g_autofree char *spoilt = g_memdup2 (bytes, size);

    memset (spoilt + page * 4096, 0xA5, 4096);
    write_file (f->path, spoilt, size);
    assert_left_alone (f, LUUKKU_STORE_READ_WRITE, LUUKKU_ERROR_DAMAGED);
  }
}

static void
on_damaged (LuukkuStore *store, gpointer data)
{
  gboolean *told = data;

  *told = TRUE;
}

/* The store opens at once; the worker tells what the check at the start would have told. */
static void
test_checked_later (StoreFixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  guint opened = 0;
  gsize size;

  g_test_summary (
      "Every page is spoilt in turn: it is told later, nothing is written, the file stays as it is.");
  make_store (f);
  bytes = read_file (f->path, &size);
  for (gsize page = 0; page < size / 4096; page++) {
    g_autofree char *spoilt = g_memdup2 (bytes, size);
    g_autofree char *after = NULL;
    g_autoptr (LuukkuStore) store = NULL;
    g_autoptr (GError) error = NULL;
    gboolean told = FALSE;
    gsize size_after;

    if (page > 0)
      memset (spoilt + page * 4096, 0xA5, 4096);
    write_file (f->path, spoilt, size);
    store = luukku_store_open (f->path, LUUKKU_STORE_CHECK_LATER, f->clock, &error);
    if (store == NULL) {
      g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED);
      continue;
    }
    opened++;
    g_signal_connect (store, "damaged", G_CALLBACK (on_damaged), &told);
    g_assert_cmpint (luukku_store_wait_checked (store, &error), ==, page == 0);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpint (told, ==, page > 0);
    g_clear_error (&error);
    g_assert_cmpint (luukku_store_set_setting (store, "unit-name", "x", &error), ==, page == 0);
    if (page == 0)
      continue;
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED);
    g_clear_object (&store);
    after = read_file (f->path, &size_after);
    g_assert_cmpmem (after, size_after, spoilt, size);
  }
  g_assert_cmpuint (opened, >, 10);
}

/* Closed while the check may still run: it ends, and nothing is told any more. */
static void
test_closed_while_checked (StoreFixture *f, gconstpointer data)
{
  make_store (f);
  for (guint i = 0; i < 50; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuStore) store = luukku_store_open (f->path, LUUKKU_STORE_CHECK_LATER, f->clock, &error);

    g_assert_no_error (error);
    g_assert_true (luukku_store_set_setting (store, "unit-name", "x", &error));
  }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- newer ones */

static void
make_newer (StoreFixture *f)
{
  make_store (f);
  g_assert_cmpint (
      fixture_attack (f->path, "CREATE TABLE tomorrow (a TEXT) STRICT; PRAGMA user_version = 77"), ==,
      SQLITE_OK);
}

static void
test_newer (StoreFixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (LuukkuMessage) message = fixture_message ("m_new", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW);
  g_autoptr (GError) error = NULL;
  gsize before_size, after_size;
  LuukkuIngest what;

  make_newer (f);
  before = read_file (f->path, &before_size);
  g_assert_cmpint (((guint8) before[HEADER_USER_VERSION + 3]), ==, 77);
  f->store = fixture_open (f);
  g_assert_true (luukku_store_is_read_only (f->store));
  g_assert_nonnull (luukku_store_get_notice (f->store));
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, MESSAGES);
  g_assert_false (luukku_store_put_message (f->store, message, NULL, &what, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
  g_clear_object (&f->store);
  after = read_file (f->path, &after_size);
  g_assert_cmpmem (before, before_size, after, after_size);
}

/* --- reading only */

static gboolean
do_nothing (LuukkuStore *store, gpointer data, GError **error)
{
  return TRUE;
}

static void
test_read_only (StoreFixture *f, gconstpointer data)
{
  LuukkuReplyInit reply = { .conversation = 1, .text = "x", .sender = "Maija", .permit = "{}" };
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  make_store (f);
  store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_store_is_read_only (store));
  g_assert_null (luukku_store_get_notice (store));
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, MESSAGES);
  g_assert_true (luukku_store_check (store, &error));
  g_assert_cmpint (luukku_store_add_reply (store, &reply, &error), ==, 0);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (luukku_store_put_draft (store, 1, "x", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_cmpint (luukku_store_recover_replies (store, FIXTURE_CHANNEL, &error), ==, -1);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (luukku_store_transaction (store, do_nothing, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY);
}

static void
test_no_room_for_shared_memory (StoreFixture *f, gconstpointer data)
{
  g_autofree char *in_the_way = g_strconcat (f->path, "-shm", NULL);
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary (
      "As on a CD: the engine cannot make its files beside the store, reading works all the same.");
  make_store (f);
  g_assert_cmpint (g_mkdir (in_the_way, 0700), ==, 0);
  store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, MESSAGES);
}

static void
test_reader_beside_writer (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStore) reader = NULL;
  g_autoptr (GError) error = NULL;

  f->store = fixture_open (f);
  fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);
  reader = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_count_messages (reader, NULL), ==, 1);
  fixture_put_in (f->store, "m_2", "Hei", FIXTURE_NOW);
  g_assert_cmpint (luukku_store_count_messages (reader, NULL), ==, 2);
}

/* --- two writers */

static gboolean
second_writer (LuukkuStore *store, gpointer data, GError **error)
{
  StoreFixture *f = data;
  g_autoptr (LuukkuStore) other = NULL;
  g_autoptr (GError) busy = NULL;

  fixture_put_in (store, "m_1", "Hei", FIXTURE_NOW);
  other = fixture_open_tuned (f, LUUKKU_STORE_READ_WRITE, LUUKKU_STORE_SCHEMA, error);
  g_assert_nonnull (other);
  g_assert_cmpint (luukku_store_count_messages (other, NULL), ==, 0);
  g_assert_false (luukku_store_set_cursor (other, FIXTURE_CHANNEL, "c", &busy));
  g_assert_error (busy, LUUKKU_ERROR, LUUKKU_ERROR_BUSY);
  g_assert_nonnull (strstr (busy->message, f->path));
  return TRUE;
}

static void
test_busy (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStore) other = NULL;
  g_autoptr (GError) error = NULL;

  f->store = fixture_open (f);
  g_assert_true (luukku_store_transaction (f->store, second_writer, f, &error));
  g_assert_no_error (error);
  other = fixture_open (f);
  g_assert_true (luukku_store_set_cursor (other, FIXTURE_CHANNEL, "c", &error));
  fixture_put (other, "m_1", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW, LUUKKU_INGEST_KNOWN);
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW, LUUKKU_INGEST_KNOWN);
}

/* --- what the engine's codes mean */

static void
test_codes (StoreFixture *f, gconstpointer data)
{
  static const struct {
    int rc;
    LuukkuError code;
  } codes[] = {
    { SQLITE_FULL, LUUKKU_ERROR_DISK_FULL },
    { SQLITE_BUSY_SNAPSHOT, LUUKKU_ERROR_BUSY },
    { SQLITE_LOCKED, LUUKKU_ERROR_BUSY },
    { SQLITE_READONLY_DBMOVED, LUUKKU_ERROR_READ_ONLY },
    { SQLITE_CORRUPT_INDEX, LUUKKU_ERROR_DAMAGED },
    { SQLITE_NOTADB, LUUKKU_ERROR_DAMAGED },
    { SQLITE_IOERR_READ, LUUKKU_ERROR_FAILED },
    { SQLITE_CONSTRAINT_FOREIGNKEY, LUUKKU_ERROR_NOT_FOUND },
    { SQLITE_CONSTRAINT_TRIGGER, LUUKKU_ERROR_REFUSED },
    { SQLITE_TOOBIG, LUUKKU_ERROR_TOO_LARGE },
    { SQLITE_NOMEM, LUUKKU_ERROR_FAILED },
  };

  f->store = fixture_open (f);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_sqlite_fail (luukku_store_get_db (f->store), codes[i].rc, &error));
    g_assert_error (error, LUUKKU_ERROR, (int) codes[i].code);
    g_assert_true (g_str_has_suffix (error->message, "."));
  }
  g_assert_false (luukku_sqlite_fail (luukku_store_get_db (f->store), SQLITE_FULL, NULL));
}

/* --- file systems */

static void
test_network (void)
{
  g_assert_true (luukku_place_is_network (NFS_MAGIC, NULL));
  g_assert_true (luukku_place_is_network (CIFS_MAGIC, NULL));
  g_assert_true (
      luukku_place_is_network ((gint64) (gint32) CIFS_MAGIC, NULL)); /* as 32-bit machines give it */
  g_assert_true (luukku_place_is_network (FUSE_MAGIC, "fuse.sshfs"));
  g_assert_false (luukku_place_is_network (FUSE_MAGIC, "fuse.gocryptfs"));
  g_assert_false (luukku_place_is_network (FUSE_MAGIC, NULL));
  g_assert_false (luukku_place_is_network (EXT4_MAGIC, "fuse.sshfs"));
}

static void
test_mount_type (void)
{
  static const char mountinfo[] = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                                  "40 22 0:41 / /home/a/koti rw - fuse.sshfs a@b:/ rw\n"
                                  "short line\n"
                                  "41 22 0:42 / /x rw no separator\n";
  g_autofree char *root = luukku_place_find_mount_type (mountinfo, "8:1");
  g_autofree char *remote = luukku_place_find_mount_type (mountinfo, "0:41");

  g_assert_cmpstr (root, ==, "ext4");
  g_assert_cmpstr (remote, ==, "fuse.sshfs");
  g_assert_null (luukku_place_find_mount_type (mountinfo, "0:42"));
  g_assert_null (luukku_place_find_mount_type (mountinfo, "9:9"));
  g_assert_null (luukku_place_find_mount_type ("", "8:1"));
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up_closed, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open/modes", test_modes);
  ADD ("open/engine", test_settings_of_the_engine);
  ADD ("open/missing", test_missing);
  ADD ("open/empty-file", test_empty_file);
  ADD ("open/foreign", test_foreign);
  ADD ("open/no-database", test_no_database);
  ADD ("open/truncated", test_truncated);
  ADD ("open/overwritten-pages", test_overwritten_pages);
  ADD ("open/checked-later", test_checked_later);
  ADD ("open/closed-while-checked", test_closed_while_checked);
  ADD ("open/newer", test_newer);
  ADD ("open/read-only", test_read_only);
  ADD ("open/no-room-for-shared-memory", test_no_room_for_shared_memory);
  ADD ("open/reader-beside-writer", test_reader_beside_writer);
  ADD ("open/busy", test_busy);
  ADD ("errors/codes", test_codes);
  g_test_add_func ("/store/place/network", test_network);
  g_test_add_func ("/store/place/mount-type", test_mount_type);
  return g_test_run ();
}
