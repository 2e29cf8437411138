/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-evidence.c: the evidence log with 100,000 entries: appending in batches against the engine alone with
 * the same rows and batches, and the check of the whole log against SHA-256 over the same bytes. Processor
 * time. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "evidence/luukku-chain.h"

#include <sqlite3.h>
#include <string.h>
#include <time.h>

#include "luukku-bench.h"

#define ENTRIES 100000
#define BATCH 50
#define RUNS 5

static const char note[] =
    "Viesti arkistoitiin ja siitä ilmoitettiin esimiehelle ja poliisille; liitteet tallennettiin. "
    "Sulkekaa se kirjasto tai käy huonosti, Äijälän öykkärit. 0123456789 0123456789 0123456789";

/* µs of the processor: other programs and the disk do not count. */
static gint64
processor (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
append_batch (LuukkuStore *store, gpointer data, GError **error)
{
  guint *n = data;

  for (guint i = 0; i < BATCH; i++, (*n)++) {
    GVariantBuilder content;

    g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&content, "{sv}", "n", g_variant_new_int64 (*n));
    g_variant_builder_add (&content, "{sv}", "note", g_variant_new_string (note));
    if (!luukku_chain_append (store, "LUU-2026-000001", "note", "M. Esimerkki",
                              g_variant_builder_end (&content), NULL, error))
      return FALSE;
  }
  return TRUE;
}

static gint64
append_all (LuukkuStore *store)
{
  gint64 start = processor ();
  guint n = 0;

  while (n < ENTRIES) {
    g_autoptr (GError) error = NULL;

    luukku_store_transaction (store, append_batch, &n, &error);
    g_assert_no_error (error);
  }
  return processor () - start;
}

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *header, *entry;
  guint in_batch;
  gint64 hashed; /* bytes */
  gint64 took;   /* µs of SHA-256 */
} Raw;

static gboolean
on_row (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Raw *raw = data;
  gsize size;
  gconstpointer bytes = g_bytes_get_data (entry->bytes, &size);
  g_autofree char *line = luukku_chain_header_line (header);
  gint64 before = processor ();
  g_autofree char *leaf = luukku_digest_bytes (entry->bytes);
  g_autofree char *hash = luukku_digest_text (line);

  raw->took += processor () - before;
  raw->hashed += size + strlen (line);
  if (raw->db == NULL)
    return TRUE;
  if (raw->in_batch++ == 0)
    sqlite3_exec (raw->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  sqlite3_bind_int64 (raw->header, 1, header->seq);
  sqlite3_bind_text (raw->header, 2, header->at, -1, SQLITE_STATIC);
  sqlite3_bind_text (raw->header, 3, header->leaf, -1, SQLITE_STATIC);
  sqlite3_bind_text (raw->header, 4, header->prev, -1, SQLITE_STATIC);
  sqlite3_bind_text (raw->header, 5, header->hash, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (raw->header), ==, SQLITE_DONE);
  sqlite3_reset (raw->header);
  sqlite3_bind_int64 (raw->entry, 1, header->seq);
  sqlite3_bind_text (raw->entry, 2, entry->case_number, -1, SQLITE_STATIC);
  sqlite3_bind_text (raw->entry, 3, entry->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (raw->entry, 4, entry->actor, -1, SQLITE_STATIC);
  sqlite3_bind_blob (raw->entry, 5, bytes, (int) size, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (raw->entry), ==, SQLITE_DONE);
  sqlite3_reset (raw->entry);
  if (raw->in_batch == BATCH) {
    g_assert_cmpint (sqlite3_exec (raw->db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
    raw->in_batch = 0;
  }
  return TRUE;
}

/* The same rows without chain, triggers and references, the same indexes and safety. */
static gint64
copy_raw (LuukkuStore *store, const char *path)
{
  Raw raw = { 0 };
  gint64 walk, all, start;

  start = processor ();
  g_assert_true (luukku_store_walk_log (store, 1, 0, on_row, &raw, NULL));
  walk = processor () - start;
  g_print ("SHA-256 of %.1f MB (entries and header lines): %.1f ms\n", (double) raw.hashed / 1e6,
           (double) raw.took / 1e3);
  g_assert_cmpint (sqlite3_open (path, &raw.db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (
          raw.db,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "CREATE TABLE h (seq INTEGER PRIMARY KEY, at TEXT, leaf TEXT, prev TEXT, hash TEXT UNIQUE) STRICT;"
          "CREATE TABLE e (seq INTEGER PRIMARY KEY, c TEXT, k TEXT, a TEXT, b BLOB) STRICT;"
          "CREATE INDEX ec ON e (c, seq);",
          NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_prepare_v2 (raw.db, "INSERT INTO h VALUES (?, ?, ?, ?, ?)", -1, &raw.header, NULL);
  sqlite3_prepare_v2 (raw.db, "INSERT INTO e VALUES (?, ?, ?, ?, ?)", -1, &raw.entry, NULL);
  start = processor ();
  g_assert_true (luukku_store_walk_log (store, 1, 0, on_row, &raw, NULL));
  all = processor () - start;
  sqlite3_finalize (raw.header);
  sqlite3_finalize (raw.entry);
  sqlite3_close (raw.db);
  return all - walk;
}

int
main (void)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autofree char *raw = g_build_filename (dir, "raw.sqlite", NULL);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 with_chain, without;

  g_assert_no_error (error);
  with_chain = append_all (store);
  without = copy_raw (store, raw);
  g_print ("append %u entries in batches of %u: %.1f ms; the engine alone: %.1f ms (ratio %.2f)\n", ENTRIES,
           BATCH, (double) with_chain / 1e3, (double) without / 1e3, (double) without / (double) with_chain);
  for (guint i = 0; i < RUNS; i++) {
    g_auto (LuukkuChainReport) report = { 0 };
    gint64 before = processor (), took;

    luukku_chain_verify (store, &report, &error);
    g_assert_no_error (error);
    took = processor () - before;
    g_array_append_val (values, took);
  }
  bench_report ("verify 100,000 entries", values);
  g_clear_object (&store);
  bench_clean (dir);
  return 0;
}
