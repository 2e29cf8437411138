/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-overview.c: the list of 10,000 conversations: read and sorted, filtered key by key, one row that
 * moves, one search, and what it takes of memory; processor time. The tree view over it is
 * measured by tests/ui/measure.py in real Pidgin. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-overview.h"

#include "luukku-bench.h"

#define ROWS 10000
#define BATCH 500
#define RUNS 20

static void
fill (LuukkuInbox *inbox, guint rows)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      luukku_store_put_channel (luukku_inbox_get_store (inbox), "training:bench", "Bench", NULL, &error));
  for (guint i = 0; i < rows; i += BATCH) {
    g_autoptr (LuukkuBatch) batch = bench_batch (i, BATCH, rows);

    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
  }
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

/* Returns: kB. */
static guint64
resident_memory (void)
{
  g_autofree char *text = NULL;
  const char *line = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

static void
bench_filter (LuukkuOverview *overview, GArray *took)
{
  static const char *const typed[] = { "m", "mi", "mil", "mill", "millo", "mi", "", "holi", "holid", "" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    gint64 before = bench_processor (), span;

    luukku_overview_set_filter (overview, typed[i]);
    span = bench_processor () - before;
    g_array_append_val (took, span);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir ();
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (GArray) opened = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) filtered = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) searched = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint64 memory;

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  g_assert_true (luukku_inbox_load_pack (inbox, "rautalampi", &error));
  fill (inbox, ROWS);
  memory = resident_memory ();
  for (guint i = 0; i < RUNS; i++) {
    gint64 before = bench_processor (), took;
    g_autoptr (LuukkuOverview) overview = luukku_overview_new (inbox);
    g_autoptr (LuukkuBatch) batch = bench_batch (ROWS + i, 1, ROWS);

    took = bench_processor () - before;
    g_array_append_val (opened, took);
    g_assert_cmpuint (luukku_overview_get_length (overview), ==, ROWS);
    if (i == 0)
      g_print ("memory of %u rows: %" G_GUINT64_FORMAT " kB\n", ROWS, resident_memory () - memory);
    bench_filter (overview, filtered);
    luukku_inbox_receive (inbox, "training:bench", batch, &error);
    g_assert_no_error (error);
    before = bench_processor ();
    luukku_overview_flush (overview);
    took = bench_processor () - before;
    g_array_append_val (moved, took);
    luukku_overview_set_filter (overview, "holiday");
    before = bench_processor ();
    g_assert_true (luukku_overview_search (overview, NULL, &error));
    took = bench_processor () - before;
    g_array_append_val (searched, took);
  }
  bench_report ("overview of 10,000 conversations: read, sorted", opened);
  bench_report ("filtered, a key", filtered);
  bench_report ("one row that changed", moved);
  bench_report ("searched in all messages", searched);
  bench_clean (dir);
  return 0;
}
