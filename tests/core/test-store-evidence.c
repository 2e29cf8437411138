/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-evidence.c: rows of the evidence log, blobs and records, and attacks on them past the interface.
 */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-evidence.h"

#include "base/luukku-digest.h"
#include "luukku-store-fixture.h"

#define CASE "LUU-2026-000123"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* The next entry; what hashes mean is not the store's business. *@ret_hash takes the place of prev. */
static gboolean
append (StoreFixture *f, gint64 seq, const char *prev, const char *kind, char **ret_hash, GError **error)
{
  g_autofree char *content = g_strdup_printf ("entry %" G_GINT64_FORMAT, seq);
  g_autofree char *leaf = luukku_digest_text (content);
  g_autofree char *hash = luukku_digest_text (leaf);
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  LuukkuLogHeader header = {
    .seq = seq, .at = (char *) "2026-11-20T11:41:31.204Z", .leaf = leaf, .prev = (char *) prev, .hash = hash
  };
  LuukkuLogEntry entry = { .case_number = CASE, .kind = kind, .actor = "Maija", .bytes = bytes };

  if (!luukku_store_append_log (f->store, &header, &entry, error))
    return FALSE;
  if (ret_hash != NULL)
    *ret_hash = g_steal_pointer (&hash);
  return TRUE;
}

static void
fill (StoreFixture *f, guint count)
{
  g_autofree char *prev = g_strdup (ZEROS);

  for (guint seq = 1; seq <= count; seq++) {
    g_autoptr (GError) error = NULL;
    char *hash = NULL;

    append (f, seq, prev, seq == count ? "erasure" : "record", &hash, &error);
    g_assert_no_error (error);
    g_free (prev);
    prev = hash;
  }
}

typedef struct {
  gint64 seen;
  guint erased;
  gint64 stop_at;
} Walk;

static gboolean
on_row (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Walk *walk = data;

  g_assert_cmpint (header->seq, ==, ++walk->seen);
  g_assert_cmpstr (header->at, ==, "2026-11-20T11:41:31.204Z");
  g_assert_true (luukku_digest_is_valid (header->leaf));
  if (entry->bytes == NULL) {
    walk->erased++;
  } else {
    g_autofree char *leaf = luukku_digest_bytes (entry->bytes);

    g_assert_cmpstr (leaf, ==, header->leaf);
    g_assert_cmpstr (entry->case_number, ==, CASE);
    g_assert_cmpstr (entry->actor, ==, "Maija");
  }
  if (header->seq != walk->stop_at)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_UNVERIFIED, "The test wants it so.");
  return FALSE;
}

static void
test_walk (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuLogHeader) head = NULL;
  g_autoptr (GError) error = NULL;
  Walk walk = { 0 };

  g_assert_null (luukku_store_get_log_head (f->store, &error));
  g_assert_no_error (error);
  fill (f, 5);
  fixture_reopen (f);
  head = luukku_store_get_log_head (f->store, &error);
  g_assert_cmpint (head->seq, ==, 5);
  g_assert_true (luukku_store_walk_log (f->store, 1, G_MAXINT64, on_row, &walk, &error));
  g_assert_cmpint (walk.seen, ==, 5);
  walk = (Walk){ .seen = 1 };
  g_assert_true (luukku_store_walk_log (f->store, 2, 3, on_row, &walk, &error));
  g_assert_cmpint (walk.seen, ==, 3);
  walk = (Walk){ .stop_at = 2 };
  g_assert_false (luukku_store_walk_log (f->store, 1, 0, on_row, &walk, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_assert_cmpint (walk.seen, ==, 2);
}

static void
assert_append_fails (StoreFixture *f, gint64 seq, const char *prev, LuukkuError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (append (f, seq, prev, "record", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, (int) code);
}

static void
test_follows (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuLogHeader) head = NULL;

  assert_append_fails (f, 2, ZEROS, LUUKKU_ERROR_REFUSED);
  fill (f, 2);
  head = luukku_store_get_log_head (f->store, NULL);
  assert_append_fails (f, 3, ZEROS, LUUKKU_ERROR_REFUSED);
  assert_append_fails (f, 2, head->prev, LUUKKU_ERROR_REFUSED);
  assert_append_fails (f, 4, head->hash, LUUKKU_ERROR_REFUSED);
  assert_append_fails (f, 3, NULL, LUUKKU_ERROR_REFUSED);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM log_header"), ==, 2);
  g_assert_true (append (f, 3, head->hash, "record", NULL, NULL));
}

static gboolean
append_three (LuukkuStore *store, gpointer data, GError **error)
{
  StoreFixture *f = data;
  g_autofree char *first = NULL, *second = NULL;

  g_assert_true (append (f, 1, ZEROS, "record", &first, error));
  g_assert_false (append (f, 2, first, "half", NULL, NULL)); /* and the caller does not look */
  append (f, 2, first, "record", &second, NULL);
  return TRUE;
}

static void
test_never_half (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("A header whose entry cannot be written takes the whole transaction with it.");
  g_assert_true (luukku_sqlite_exec (luukku_store_get_db (f->store),
                                     "CREATE TEMP TRIGGER half BEFORE INSERT ON log_entry "
                                     "WHEN NEW.kind = 'half' BEGIN SELECT RAISE (ABORT, 'half'); END",
                                     &error));
  g_assert_false (luukku_store_transaction (f->store, append_three, f, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM log_header"), ==, 0);
  assert_append_fails (f, 2, ZEROS, LUUKKU_ERROR_REFUSED);
  g_assert_false (append (f, 1, ZEROS, "half", NULL, NULL)); /* alone, too */
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM log_header"), ==, 0);
  g_assert_true (append (f, 1, ZEROS, "record", NULL, NULL));
}

static void
test_attacks (StoreFixture *f, gconstpointer data)
{
  static const char *const attacks[] = {
    "UPDATE log_header SET at = '2020-01-01T00:00:00.000Z'",
    "UPDATE OR REPLACE log_header SET seq = 1 WHERE seq = 2",
    "DELETE FROM log_header WHERE seq = 3",
    "INSERT OR REPLACE INTO log_header SELECT seq, '2020-01-01T00:00:00.000Z', leaf, prev, hash FROM "
    "log_header",
    "INSERT INTO log_header SELECT * FROM log_header WHERE TRUE ON CONFLICT DO UPDATE SET at = excluded.at",
    "INSERT OR REPLACE INTO log_header SELECT 4, at, leaf, hash, hash FROM log_header WHERE seq = 3",
    "INSERT INTO log_header SELECT 5, at, leaf, hash, prev FROM log_header WHERE seq = 3",
    "INSERT INTO log_header SELECT 4, at, leaf, prev, leaf FROM log_header WHERE seq = 3",
    "UPDATE log_entry SET bytes = x'00'",
    "UPDATE log_entry SET actor = 'x'",
    "DELETE FROM log_entry",
    "INSERT OR REPLACE INTO log_entry SELECT seq, case_number, kind, actor, x'00' FROM log_entry",
    "INSERT INTO log_entry SELECT * FROM log_entry WHERE TRUE ON CONFLICT DO UPDATE SET bytes = x'00'",
    "INSERT INTO log_erasure VALUES (1, 2)",
    "INSERT INTO log_erasure VALUES (3, 3)",
    "UPDATE case_blob SET bytes = x'00'",
    "DELETE FROM case_blob",
    "INSERT OR REPLACE INTO case_blob SELECT case_number, sha256, media_type, x'00' FROM case_blob",
    "INSERT INTO case_blob SELECT * FROM case_blob WHERE TRUE ON CONFLICT DO UPDATE SET bytes = x'00'",
    "UPDATE record SET kind = 'other'",
    "DELETE FROM record",
    "INSERT OR REPLACE INTO record SELECT number, case_number, version, 'other', 1, 1, 1 FROM record",
    "INSERT OR REPLACE INTO record SELECT 'other', case_number, version, 'other', 1, 1, 1 FROM record",
    "INSERT INTO record SELECT * FROM record WHERE TRUE ON CONFLICT DO UPDATE SET kind = 'other'",
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF", 4);
  LuukkuRecordRow row = { .number = (char *) CASE "-v1",
                          .case_number = (char *) CASE,
                          .version = 1,
                          .kind = (char *) "threat",
                          .record_seq = 1,
                          .render_seq = 2 };
  g_autoptr (GError) error = NULL;
  Walk walk = { 0 };

  g_test_summary (
      "A plain SQLite shell, without our connection's settings, cannot swap or drop evidence unseen.");
  fill (f, 3);
  g_assert_true (luukku_store_put_blob (f->store, CASE, "application/pdf", bytes, &error));
  g_assert_true (luukku_store_add_record (f->store, &row, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_test_message ("%s", attacks[i]);
    g_assert_cmpint (fixture_attack (f->path, attacks[i]), ==, SQLITE_CONSTRAINT_TRIGGER);
  }
  g_assert_true (luukku_store_walk_log (f->store, 1, G_MAXINT64, on_row, &walk, &error));
  g_assert_no_error (error);
  g_assert_cmpint (walk.seen, ==, 3);
}

static void
test_erased (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Walk walk = { 0 };

  fill (f, 3); /* the last one is the decision */
  g_assert_cmpint (fixture_attack (f->path, "BEGIN; INSERT INTO log_erasure VALUES (1, 3);"
                                            "DELETE FROM log_entry WHERE seq = 1; COMMIT"),
                   ==, SQLITE_OK);
  g_assert_cmpint (fixture_attack (f->path, "INSERT INTO log_entry VALUES (1, 'c', 'record', 'x', x'00')"),
                   ==, SQLITE_CONSTRAINT_TRIGGER);
  g_assert_cmpint (fixture_attack (f->path, "DELETE FROM log_erasure"), ==, SQLITE_CONSTRAINT_TRIGGER);
  g_assert_cmpint (fixture_attack (f->path, "DELETE FROM log_entry WHERE seq = 2"), ==,
                   SQLITE_CONSTRAINT_TRIGGER);
  g_assert_true (luukku_store_walk_log (f->store, 1, G_MAXINT64, on_row, &walk, &error));
  g_assert_no_error (error);
  g_assert_cmpint (walk.seen, ==, 3);
  g_assert_cmpuint (walk.erased, ==, 1);
}

static void
test_blobs (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0PDF", 4);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autofree char *sha256 = luukku_digest_bytes (bytes);
  g_autofree char *sha256_empty = luukku_digest_bytes (empty);
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_store_get_blob (f->store, CASE, sha256, &error));
  g_assert_no_error (error);
  g_assert_true (luukku_store_put_blob (f->store, CASE, "application/pdf", bytes, &error));
  g_assert_true (luukku_store_put_blob (f->store, CASE, "application/pdf", bytes, &error));
  g_assert_true (luukku_store_put_blob (f->store, CASE, "text/plain", empty, &error));
  g_assert_no_error (error);
  back = luukku_store_get_blob (f->store, CASE, sha256, &error);
  g_assert_true (g_bytes_equal (back, bytes));
  nothing = luukku_store_get_blob (f->store, CASE, sha256_empty, &error);
  g_assert_nonnull (nothing);
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
  g_assert_null (luukku_store_get_blob (f->store, "LUU-2026-000124", sha256, &error));
}

static void
test_records (StoreFixture *f, gconstpointer data)
{
  LuukkuRecordRow row = { .number = (char *) CASE "-v1",
                          .case_number = (char *) CASE,
                          .version = 1,
                          .kind = (char *) "threat",
                          .record_seq = 1,
                          .render_seq = 2,
                          .made_at = FIXTURE_NOW };
  g_autoptr (LuukkuRecordRow) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_store_add_record (f->store, &row, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND); /* no such log entries */
  g_clear_error (&error);
  fill (f, 2);
  g_assert_true (luukku_store_add_record (f->store, &row, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_add_record (f->store, &row, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_clear_error (&error);
  row.number = (char *) CASE "-v2";
  row.version = 2;
  row.made_at++;
  g_assert_true (luukku_store_add_record (f->store, &row, &error));
  found = luukku_store_find_record (f->store, CASE "-v1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->case_number, ==, CASE);
  g_assert_cmpstr (found->kind, ==, "threat");
  g_assert_cmpint (found->render_seq, ==, 2);
  rows = luukku_store_list_records (f->store, NULL, &error);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpuint (((LuukkuRecordRow *) g_ptr_array_index (rows, 0))->version, ==, 2);
  none = luukku_store_list_records (f->store, "LUU-2026-000124", &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (luukku_store_find_record (f->store, CASE "-v3", &error));
  g_assert_no_error (error);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("log/walk", test_walk);
  ADD ("log/follows", test_follows);
  ADD ("log/never-half", test_never_half);
  ADD ("log/attacks", test_attacks);
  ADD ("log/erased", test_erased);
  ADD ("blobs/values", test_blobs);
  ADD ("records/values", test_records);
  return g_test_run ();
}
