/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-chain.c: the bytes of the evidence log, and that every change made past the store is located. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-chain.h"
#include "base/luukku-digest.h"
#include "support/luukku-evidence-fixture.h"

#include <sqlite3.h>

#define SALT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define CASE "LUU-2024-000001"

static void
test_bytes (void)
{
  g_autoptr (GBytes) entry = luukku_chain_entry_bytes (SALT, "{\"a\":1}");
  LuukkuLogHeader header = { 48190, (char *) "2026-11-20T11:41:31.204Z", (char *) "aa", (char *) "bb", NULL };
  g_autofree char *line = luukku_chain_header_line (&header);

  g_assert_cmpmem (g_bytes_get_data (entry, NULL), g_bytes_get_size (entry), SALT "\n{\"a\":1}\n",
                   64 + 1 + 7 + 1);
  g_assert_cmpstr (line, ==, "luukku-log-1 48190 2026-11-20T11:41:31.204Z aa bb\n");
}

typedef struct {
  const char *actor;
  guint count;
} Appending;

static gboolean
append_some (LuukkuStore *store, gpointer data, GError **error)
{
  const Appending *appending = data;

  for (guint i = 0; i < appending->count; i++) {
    GVariantBuilder content;

    g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&content, "{sv}", "n", g_variant_new_int32 (i));
    if (!luukku_chain_append (store, CASE, "note", appending->actor, g_variant_builder_end (&content), NULL,
                              error))
      return FALSE;
  }
  return TRUE;
}

static void
append (EvidenceFixture *f, const char *actor, guint count)
{
  Appending appending = { actor, count };
  g_autoptr (GError) error = NULL;

  luukku_store_transaction (f->store, append_some, &appending, &error);
  g_assert_no_error (error);
}

/* What an outsider does with sha256sum, done again without the code under test. */
static gboolean
redo (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  GString *previous = data;
  g_autofree char *line = g_strdup_printf ("luukku-log-1 %d %s %s %s\n", (int) header->seq, header->at,
                                           header->leaf, previous->str);
  g_autofree char *leaf = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, entry->bytes);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, line, -1);

  g_assert_cmpstr (header->leaf, ==, leaf);
  g_assert_cmpstr (header->prev, ==, previous->str);
  g_assert_cmpstr (header->hash, ==, hash);
  g_string_assign (previous, hash);
  return TRUE;
}

static void
test_append (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GString) previous = g_string_new (LUUKKU_CHAIN_ZERO);
  g_autoptr (GError) error = NULL;
  LuukkuChainReport report = { 0 };

  g_assert_true (luukku_chain_verify (f->store, &report, &error));
  g_assert_cmpint (report.entries, ==, 0);
  g_assert_null (report.head);

  append (f, "M. \"Quote\" \\ \x01\t\b å", 3);
  luukku_store_walk_log (f->store, 1, G_MAXINT64, redo, previous, &error);
  g_assert_no_error (error);
  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.entries, ==, 3);
  g_assert_cmpint (report.erased, ==, 0);
  g_assert_cmpstr (report.head, ==, previous->str);
  luukku_chain_report_clear (&report);
}

/* The salt makes two equal contents different leaves. */
static void
test_salted (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuLogHeader) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  append (f, "x", 1);
  first = luukku_store_get_log_head (f->store, &error);
  append (f, "x", 1);
  second = luukku_store_get_log_head (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first->leaf, !=, second->leaf);
}

typedef struct {
  const char *sql;
  const char *what; /* part of the sentence */
} Attack;

static const Attack attacks[] = {
  { "UPDATE log_entry SET bytes = CAST (replace (CAST (bytes AS TEXT), '\"n\":1', '\"n\":9') AS BLOB) WHERE "
    "seq = 2",
    "Entry 2" },
  { "UPDATE log_entry SET kind = 'other' WHERE seq = 2", "Entry 2" },
  { "UPDATE log_entry SET actor = 'somebody' WHERE seq = 3", "Entry 3" },
  { "UPDATE log_entry SET case_number = 'LUU-2024-000009' WHERE seq = 1", "Entry 1" },
  { "UPDATE log_header SET at = '2024-11-20T00:00:00.000Z' WHERE seq = 2", "Entry 2" },
  { "UPDATE log_header SET leaf = lower (hex (zeroblob (32))) WHERE seq = 3", "Entry 3" },
  { "UPDATE log_header SET prev = lower (hex (zeroblob (32))) WHERE seq = 4", "Entry 4" },
  { "UPDATE log_header SET hash = lower (hex (zeroblob (32))) WHERE seq = 4", "Entry 4" },
  { "DELETE FROM log_entry WHERE seq = 2; DELETE FROM log_header WHERE seq = 2", "Entry 2" },
  { "DELETE FROM log_entry WHERE seq = 1; DELETE FROM log_header WHERE seq = 1", "Entry 1" },
  { "UPDATE log_entry SET seq = 99 WHERE seq = 2; UPDATE log_entry SET seq = 2 WHERE seq = 3;"
    "UPDATE log_entry SET seq = 3 WHERE seq = 99",
    "Entry 2" },
};

static void
attack (EvidenceFixture *f, const char *sql)
{
  static const char *const triggers[] = { "log_header_kept", "log_header_stays", "log_entry_kept",
                                          "log_entry_stays" };
  sqlite3 *db = NULL;

  g_clear_object (&f->store);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (triggers); i++) {
    g_autofree char *drop = g_strdup_printf ("DROP TRIGGER %s", triggers[i]);

    g_assert_cmpint (sqlite3_exec (db, drop, NULL, NULL, NULL), ==, SQLITE_OK);
  }
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  evidence_open (f);
}

static void
test_attack (EvidenceFixture *f, gconstpointer data)
{
  const Attack *one = data;
  LuukkuChainReport report = { 0 };
  g_autoptr (GError) error = NULL;

  append (f, "x", 5);
  attack (f, one->sql);
  g_assert_false (luukku_chain_verify (f->store, &report, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (error->message, one->what));
  g_assert_null (report.head);
}

/* A content that is gone without a decision is no erasure. What an erasure leaves: test-evidence-log.c. */
static void
test_erased (EvidenceFixture *f, gconstpointer data)
{
  LuukkuChainReport report = { 0 };
  g_autoptr (GError) error = NULL;

  append (f, "x", 4);
  attack (f, "DELETE FROM log_entry WHERE seq = 2");
  g_assert_false (luukku_chain_verify (f->store, &report, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (error->message, "Entry 2"));
}

/* A tail that is cut off clean is missed by the links alone; the records' rows still name their entries. */
static void
test_cut_tail (EvidenceFixture *f, gconstpointer data)
{
  LuukkuChainReport report = { 0 };
  g_autofree char *number = evidence_archive (f);
  g_autoptr (GError) error = NULL;

  attack (f, "DELETE FROM log_entry WHERE seq = 2; DELETE FROM log_header WHERE seq = 2");
  g_assert_false (luukku_chain_verify (f->store, &report, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chain/bytes", test_bytes);
  g_test_add ("/chain/append", EvidenceFixture, NULL, evidence_set_up_empty, test_append, evidence_tear_down);
  g_test_add ("/chain/salted", EvidenceFixture, NULL, evidence_set_up_empty, test_salted, evidence_tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_autofree char *path = g_strdup_printf ("/chain/attack/%02u", (guint) i + 1);

    g_test_add (path, EvidenceFixture, &attacks[i], evidence_set_up_empty, test_attack, evidence_tear_down);
  }
  g_test_add ("/chain/erased", EvidenceFixture, NULL, evidence_set_up_empty, test_erased, evidence_tear_down);
  g_test_add ("/chain/cut-tail", EvidenceFixture, NULL, evidence_set_up, test_cut_tail, evidence_tear_down);
  return g_test_run ();
}
