/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-search.c: what it costs to put 100,000 messages into the search, and to ask for inflected words. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "luukku-bench.h"

#define MESSAGES 100000
#define BATCH 1000
#define RESIDENTS 10000
#define RUNS 20

static void
fill (LuukkuInbox *inbox)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MESSAGES; i += BATCH) {
    g_autoptr (LuukkuBatch) batch = bench_batch (i, BATCH, RESIDENTS);

    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
  }
}

static void
ask (LuukkuInbox *inbox, const char *question)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *name = NULL;
  guint hits = 0;

  for (guint i = 0; i < RUNS; i++) {
    g_autoptr (GError) error = NULL;
    gint64 before = bench_clock ();
    g_autoptr (GArray) found = luukku_inbox_search (inbox, question, 500, NULL, &error);
    gint64 took = bench_clock () - before;

    g_assert_no_error (error);
    g_array_append_val (times, took);
    hits = found->len;
  }
  name = g_strdup_printf ("search for \"%s\" in 100,000 messages (%u hits, 500 at most)", question, hits);
  bench_report (name, times);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GArray) filled = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;
  gint64 before, took;

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  g_assert_true (luukku_store_put_channel (store, "training:bench", "Bench", NULL, &error));
  fill (inbox);
  before = bench_clock ();
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  took = bench_clock () - before;
  g_array_append_val (filled, took);
  bench_report ("putting 100,000 messages into the search, in idle slices of 20", filled);
  ask (inbox, "library");
  ask (inbox, "kirjastoissa");
  ask (inbox, "holidays open");
  ask (inbox, "uimahalli");
  g_clear_object (&inbox);
  g_clear_object (&store);
  bench_clean (dir);
  return 0;
}
