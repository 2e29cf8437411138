/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bench.c: timing, a temporary folder, and batches of invented messages. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-bench.h"

#include <time.h>
#include <glib/gstdio.h>

#define START (G_GINT64_CONSTANT (1763715600) * G_USEC_PER_SEC)

gint64
bench_clock (void)
{
  return g_get_monotonic_time ();
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

gint64
bench_processor (void)
{
  return (gint64) clock () * G_USEC_PER_SEC / CLOCKS_PER_SEC;
}

void
bench_report (const char *name, GArray *values)
{
  const gint64 *v = (const gint64 *) (gpointer) values->data;

  g_array_sort (values, compare);
  g_print ("%s: %.3f ms (%.3f to %.3f, %u runs)\n", name, (double) v[values->len / 2] / 1e3,
           (double) v[0] / 1e3, (double) v[values->len - 1] / 1e3, values->len);
}

char *
bench_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("luukku-bench-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

void
bench_clean (const char *dir)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      bench_clean (path);
    else
      g_unlink (path);
  }
  g_rmdir (dir);
}

LuukkuBatch *
bench_batch (guint first, guint count, guint residents)
{
  static const char *const texts[] = {
    "Hei, milloin kotikatumme aurataan? Lunta on jo polviin asti eikä postikaan kulje.",
    "Hej! Var hittar jag blanketten för dagvårdsansökan på svenska?",
    "Hello, is the swimming hall open during the holidays?",
    "Здравствуйте! Как записать ребёнка в школу?",
  };
  LuukkuBatch *batch = luukku_batch_new ();
  g_autoptr (GHashTable) threads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = first; i < first + count; i++) {
    g_autofree char *resident = g_strdup_printf ("resident-%05u", i % residents);
    g_autofree char *id = g_strdup_printf ("message-%08u", i);
    g_autofree char *json = g_strdup_printf ("{\"id\":\"%s\",\"message\":\"%s\"}", id, texts[i % 4]);
    g_autoptr (GBytes) raw = g_bytes_new (json, strlen (json));

    g_ptr_array_add (batch->messages, luukku_message_new (&(LuukkuMessageInit){
                                          .channel = "training:bench",
                                          .conversation_id = resident,
                                          .platform_id = id,
                                          .direction = LUUKKU_DIRECTION_IN,
                                          .author_id = resident,
                                          .author_name = "Mallikas",
                                          .text = texts[i % 4],
                                          .sent_at = START + i * G_TIME_SPAN_SECOND,
                                          .fetched_at = START + i * G_TIME_SPAN_SECOND,
                                          .raw = raw,
                                          .raw_type = "application/json",
                                      }));
    if (g_hash_table_add (threads, g_strdup (resident))) {
      LuukkuThread *thread = luukku_thread_new (resident);

      thread->resident_id = g_strdup (resident);
      thread->resident_name = g_strdup ("Mallikas");
      g_ptr_array_add (batch->threads, thread);
    }
  }
  batch->cursor = g_strdup_printf ("%u", first + count);
  return batch;
}
