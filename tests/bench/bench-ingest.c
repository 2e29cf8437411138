/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-ingest.c: messages of 1,000 residents through the inbox into a store on disk, in batches of several
 * sizes; after each one the main loop runs until nothing is left to do. The longest time without the main loop is
 * what a person feels; processor time, since other programs and the disk would be measured, too. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "luukku-bench.h"

#define RESIDENTS 1000

/* Returns: the longest processor time that one round of the main loop took. */
static gint64
run_idle (void)
{
  gint64 longest = 0, start = bench_processor ();

  while (g_main_context_iteration (NULL, FALSE)) {
    longest = MAX (longest, bench_processor () - start);
    start = bench_processor ();
  }
  return longest;
}

static void
measure (LuukkuInbox *inbox, guint first, guint count, guint size)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) idle = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *name = g_strdup_printf ("ingest, a batch of %u", size);
  gint64 start = bench_clock ();

  for (guint i = first; i < first + count; i += size) {
    g_autoptr (LuukkuBatch) batch = bench_batch (i, size, RESIDENTS);
    g_autoptr (GError) error = NULL;
    gint64 before = bench_processor ();
    gint64 took;

    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
    took = bench_processor () - before;
    g_array_append_val (values, took);
    took = run_idle ();
    g_array_append_val (idle, took);
  }
  g_print ("%s: %u messages, %.1f ms in all\n", name, count, (double) (bench_clock () - start) / 1e3);
  bench_report (name, values);
  bench_report ("  and the longest round of the main loop after it", idle);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  g_assert_true (luukku_inbox_load_pack (inbox, "rautalampi", &error));
  g_assert_true (luukku_store_put_channel (store, "training:bench", "Bench", NULL, &error));
  g_assert_true (luukku_store_set_setting (store, "staff-name", "Minna Malli", &error));
  measure (inbox, 0, 1, 1);
  measure (inbox, 1, 500, 1);
  measure (inbox, 501, 5000, 25);
  measure (inbox, 5501, 2000, 100);
  measure (inbox, 7501, 2500, 500);
  g_assert_cmpint (luukku_store_count_messages (store, &error), ==, 10001);
  g_clear_object (&inbox);
  g_clear_object (&store);
  bench_clean (dir);
  return 0;
}
