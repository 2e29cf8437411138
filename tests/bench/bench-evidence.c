/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-evidence.c: the evidence log with 100,000 entries: appending in batches against the engine alone with
 * the same rows and batches, and the check of the whole log against SHA-256 over the same bytes, by GLib and
 * by GnuTLS. Processor time; the least of several rounds that take turns, since other programs only ever add.
 */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"

#include <sqlite3.h>
#include <string.h>
#include <time.h>

#include "luukku-bench.h"

#define ENTRIES 100000
#define BATCH 50
#define ROUNDS 3
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

typedef struct {
  gint64 processor, clock; /* µs */
} Took;

static void
keep_least (Took *least, gint64 used, gint64 passed)
{
  if (least->processor == 0 || used < least->processor)
    least->processor = used;
  if (least->clock == 0 || passed < least->clock)
    least->clock = passed;
}

static void
append_all (LuukkuStore *store, Took *least)
{
  gint64 start = processor (), since = bench_clock ();
  guint n = 0;

  while (n < ENTRIES) {
    g_autoptr (GError) error = NULL;

    luukku_store_transaction (store, append_batch, &n, &error);
    g_assert_no_error (error);
  }
  keep_least (least, processor () - start, bench_clock () - since);
}

/* --- the engine alone */

typedef struct {
  LuukkuLogHeader header;
  char *case_number, *kind, *actor, *line;
  GBytes *bytes;
} Row;

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->header.at);
  g_free (row->header.leaf);
  g_free (row->header.prev);
  g_free (row->header.hash);
  g_free (row->case_number);
  g_free (row->kind);
  g_free (row->actor);
  g_free (row->line);
  g_bytes_unref (row->bytes);
}

static gboolean
on_row (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Row row = { .header = { .seq = header->seq,
                          .at = g_strdup (header->at),
                          .leaf = g_strdup (header->leaf),
                          .prev = g_strdup (header->prev),
                          .hash = g_strdup (header->hash) },
              .case_number = g_strdup (entry->case_number),
              .kind = g_strdup (entry->kind),
              .actor = g_strdup (entry->actor),
              .line = luukku_chain_header_line (header),
              .bytes = g_bytes_ref (entry->bytes) };

  g_array_append_val ((GArray *) data, row);
  return TRUE;
}

static void
insert_row (sqlite3_stmt *header, sqlite3_stmt *entry, const Row *row)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (row->bytes, &size);

  sqlite3_bind_int64 (header, 1, row->header.seq);
  sqlite3_bind_text (header, 2, row->header.at, -1, SQLITE_STATIC);
  sqlite3_bind_text (header, 3, row->header.leaf, -1, SQLITE_STATIC);
  sqlite3_bind_text (header, 4, row->header.prev, -1, SQLITE_STATIC);
  sqlite3_bind_text (header, 5, row->header.hash, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (header), ==, SQLITE_DONE);
  sqlite3_reset (header);
  sqlite3_bind_int64 (entry, 1, row->header.seq);
  sqlite3_bind_text (entry, 2, row->case_number, -1, SQLITE_STATIC);
  sqlite3_bind_text (entry, 3, row->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (entry, 4, row->actor, -1, SQLITE_STATIC);
  sqlite3_bind_blob (entry, 5, bytes, (int) size, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (entry), ==, SQLITE_DONE);
  sqlite3_reset (entry);
}

/* The same rows without chain, triggers and references, the same indexes and the same safety. */
static void
insert_raw (GArray *rows, const char *path, Took *least)
{
  sqlite3 *db;
  sqlite3_stmt *header, *entry;
  gint64 start, since;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (
          db,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "CREATE TABLE h (seq INTEGER PRIMARY KEY, at TEXT, leaf TEXT, prev TEXT, hash TEXT UNIQUE) STRICT;"
          "CREATE TABLE e (seq INTEGER PRIMARY KEY, c TEXT, k TEXT, a TEXT, b BLOB) STRICT;"
          "CREATE INDEX ec ON e (c, seq);",
          NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "INSERT INTO h VALUES (?, ?, ?, ?, ?)", -1, &header, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO e VALUES (?, ?, ?, ?, ?)", -1, &entry, NULL);
  start = processor ();
  since = bench_clock ();
  for (guint i = 0; i < rows->len; i++) {
    if (i % BATCH == 0)
      sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    insert_row (header, entry, &g_array_index (rows, Row, i));
    if (i % BATCH == BATCH - 1)
      g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  }
  keep_least (least, processor () - start, bench_clock () - since);
  sqlite3_finalize (header);
  sqlite3_finalize (entry);
  sqlite3_close (db);
}

/* --- SHA-256 alone */

static gint64
hash_rows (GArray *rows, gboolean fast)
{
  gint64 start = processor ();

  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index (rows, Row, i);
    g_autofree char *leaf = fast ? luukku_fast_digest_bytes (row->bytes) : luukku_digest_bytes (row->bytes);
    g_autofree char *hash = fast ? luukku_fast_digest_text (row->line) : luukku_digest_text (row->line);
  }
  return processor () - start;
}

static void
report_hashing (GArray *rows)
{
  Took glib = { 0 }, gnutls = { 0 };
  gsize bytes = 0;

  for (guint i = 0; i < rows->len; i++)
    bytes +=
        g_bytes_get_size (g_array_index (rows, Row, i).bytes) + strlen (g_array_index (rows, Row, i).line);
  for (guint i = 0; i < RUNS; i++) {
    keep_least (&glib, hash_rows (rows, FALSE), 1);
    keep_least (&gnutls, hash_rows (rows, TRUE), 1);
  }
  g_print ("SHA-256 of %.1f MB (entries and header lines): GLib %.1f ms, GnuTLS %.1f ms\n",
           (double) bytes / 1e6, (double) glib.processor / 1e3, (double) gnutls.processor / 1e3);
}

int
main (void)
{
  g_autofree char *dir = bench_dir ();
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  Took chain = { 0 }, alone = { 0 };

  g_array_set_clear_func (rows, clear_row);
  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *path = g_strdup_printf ("%s/inbox-%u.sqlite", dir, i);
    g_autofree char *raw = g_strdup_printf ("%s/raw-%u.sqlite", dir, i);

    g_clear_object (&store);
    store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
    g_assert_no_error (error);
    append_all (store, &chain);
    g_array_set_size (rows, 0);
    g_assert_true (luukku_store_walk_log (store, 1, 0, on_row, rows, NULL));
    insert_raw (rows, raw, &alone);
  }
  g_print ("append %u entries in batches of %u, processor: %.1f ms; the engine alone: %.1f ms (ratio %.2f)\n",
           ENTRIES, BATCH, (double) chain.processor / 1e3, (double) alone.processor / 1e3,
           (double) alone.processor / (double) chain.processor);
  g_print ("the same by the clock: %.1f ms; the engine alone: %.1f ms (ratio %.2f)\n",
           (double) chain.clock / 1e3, (double) alone.clock / 1e3,
           (double) alone.clock / (double) chain.clock);
  report_hashing (rows);
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
