/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-ingest.c: 10,000 messages of 1,000 residents through the inbox into a store on disk, in batches
 * of 25. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-alarm.h"

#include "luukku-bench.h"

#define MESSAGES 10000
#define BATCH 25
#define RESIDENTS 1000

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;
  gint64 start;
  gint64 longest = 0;

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  start = bench_clock ();
  luukku_inbox_warm_up (inbox);
  while (g_main_context_iteration (NULL, FALSE)) {
    longest = MAX (longest, bench_clock () - start);
    start = bench_clock ();
  }
  g_print ("warming up, longest time without the main loop: %.1f ms\n", (double) longest / 1e3);
  longest = 0;
  g_assert_true (luukku_store_put_channel (store, "training:bench", "Bench", NULL, &error));
  start = bench_clock ();
  for (guint i = 0; i < MESSAGES; i += BATCH) {
    g_autoptr (LuukkuBatch) batch = bench_batch (i, BATCH, RESIDENTS);
    gint64 before = bench_clock ();
    gint64 took;

    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
    took = bench_clock () - before;
    longest = MAX (longest, took);
    g_array_append_val (values, took);
  }
  g_print ("ingest, %u messages: %.1f ms in all\n", MESSAGES, (double) (bench_clock () - start) / 1e3);
  bench_report ("ingest, batch of 25", values);
  g_print ("ingest, longest time without the main loop: %.1f ms\n", (double) longest / 1e3);
  g_assert_cmpint (luukku_store_count_messages (store, &error), ==, MESSAGES);
  g_clear_object (&inbox);
  g_clear_object (&store);
  bench_clean (dir);
  return 0;
}
