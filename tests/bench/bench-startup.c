/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-startup.c: what a start costs with 100,000 messages in the store: open, pack, inbox, first 500 rows
 * of the list. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "luukku-bench.h"

#define MESSAGES 100000
#define BATCH 1000
#define RESIDENTS 10000
#define RUNS 10

static void
fill (const char *path, LuukkuClock *clock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  g_assert_true (luukku_store_put_channel (store, "training:bench", "Bench", NULL, &error));
  for (guint i = 0; i < MESSAGES; i += BATCH) {
    g_autoptr (LuukkuBatch) batch = bench_batch (i, BATCH, RESIDENTS);

    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GArray) opened = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) filtered = g_array_new (FALSE, FALSE, sizeof (gint64));

  fill (path, clock);
  for (guint i = 0; i < RUNS; i++) {
    g_autoptr (GError) error = NULL;
    gint64 before = bench_clock ();
    g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_CHECK_LATER, clock, &error);
    g_autoptr (LuukkuInbox) inbox = NULL;
    g_autoptr (GPtrArray) rows = NULL;
    g_autoptr (GPtrArray) found = NULL;
    gint64 took;

    g_assert_no_error (error);
    inbox = luukku_inbox_new (store, clock);
    g_assert_true (luukku_inbox_load_pack (inbox, "rautalampi", &error));
    took = bench_clock () - before;
    g_array_append_val (opened, took);
    before = bench_clock ();
    rows = luukku_store_list_inbox (store, NULL, FALSE, 500, &error);
    took = bench_clock () - before;
    g_array_append_val (listed, took);
    g_assert_cmpuint (rows->len, ==, 500);
    before = bench_clock ();
    found = luukku_store_list_inbox (store, "holidays", FALSE, 500, &error);
    took = bench_clock () - before;
    g_array_append_val (filtered, took);
  }
  bench_report ("start-up with 100,000 messages: store, inbox, pack", opened);
  bench_report ("first 500 rows of 10,000 cases", listed);
  bench_report ("the same, filtered", filtered);
  bench_clean (dir);
  return 0;
}
