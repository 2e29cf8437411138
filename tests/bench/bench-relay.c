/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-relay.c: 1,000 deliveries a second for a minute, each confirmed after it is on the disk, and what a
 * desk needs to fetch them all. Prints; asserts only that nothing is missing. LUUKKU_BENCH_SECONDS: another
 * length. */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define PER_SECOND 1000
#define SECONDS 60
#define IN_FLIGHT 48
#define TICK 1     /* ms */
#define LENGTH 800 /* about a WhatsApp message with its wrapping */

typedef struct {
  RelayKit *kit;
  GMainLoop *loop;
  guint total, sent, confirmed, refused;
  gint64 started, finished;
  GArray *delays; /* gint64, µs */
} Load;

typedef struct {
  Load *load;
  SoupMessage *message;
  gint64 at;
} Shot;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Shot *shot = data;
  Load *load = shot->load;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  gint64 delay = g_get_monotonic_time () - shot->at;

  if (body != NULL && soup_message_get_status (shot->message) == 200)
    load->confirmed++;
  else {
    load->refused++;
    g_print ("refused: %s\n", error != NULL
                                  ? error->message
                                  : soup_status_get_phrase (soup_message_get_status (shot->message)));
  }
  g_array_append_val (load->delays, delay);
  if (load->confirmed + load->refused == load->total) {
    load->finished = g_get_monotonic_time ();
    g_main_loop_quit (load->loop);
  }
  g_object_unref (shot->message);
  g_free (shot);
}

static void
shoot (Load *load)
{
  Shot *shot = g_new0 (Shot, 1);
  g_autofree char *filling = g_strnfill (LENGTH, 'x');
  g_autofree char *body = g_strdup_printf ("{\"delivery\":%u,\"filling\":\"%s\"}", load->sent++, filling);

  shot->load = load;
  shot->message = relay_kit_delivery (load->kit, body);
  shot->at = g_get_monotonic_time ();
  soup_session_send_and_read_async (load->kit->session, shot->message, G_PRIORITY_DEFAULT, NULL, on_answer,
                                    shot);
}

/* Keeps to the pace, but for what is under way: libsoup's client searches its queue for every answer. */
static gboolean
on_tick (gpointer data)
{
  Load *load = data;
  guint due = (guint) ((g_get_monotonic_time () - load->started) * PER_SECOND / G_USEC_PER_SEC);

  while (load->sent < MIN (due, load->total) && load->sent - load->confirmed - load->refused < IN_FLIGHT)
    shoot (load);
  return load->sent < load->total ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
delay_at (Load *load, double part)
{
  guint index = MIN ((guint) (part * load->delays->len), load->delays->len - 1);

  return (double) g_array_index (load->delays, gint64, index) / 1000.0;
}

static guint
fetch_all (RelayKit *kit)
{
  g_autofree char *path = g_strdup ("/v1/endpoints/meta/deliveries?limit=500");
  gboolean more = TRUE;
  guint count = 0;

  while (more) {
    g_autoptr (RelayAnswer) page = relay_kit_call (kit, "GET", path, KIT_TOKEN_A, NULL, NULL);
    g_autoptr (GPtrArray) bodies = relay_answer_bodies (page);

    count += bodies->len;
    more = relay_answer_boolean (page, "more");
    g_free (path);
    path = g_strdup_printf ("/v1/endpoints/meta/deliveries?limit=500&after=%s",
                            relay_answer_string (page, "cursor"));
  }
  return count;
}

int
main (int argc, char **argv)
{
  const char *seconds = g_getenv ("LUUKKU_BENCH_SECONDS");
  RelayKit *kit = relay_kit_new ("listen=127.0.0.1:0\nrate=100000");
  Load load = { .kit = kit, .total = PER_SECOND * (seconds != NULL ? (guint) atoi (seconds) : SECONDS) };
  GSubprocess *relay = relay_process_start (kit);
  gint64 fetching;
  guint count;

  load.loop = g_main_loop_new (NULL, FALSE);
  load.delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  load.started = g_get_monotonic_time ();
  g_timeout_add (TICK, on_tick, &load);
  g_main_loop_run (load.loop);
  g_array_sort (load.delays, compare);
  g_print (
      "%u deliveries in %.1f s: %u confirmed, %u refused; to the answer %.1f ms median, %.1f ms at 99 %%\n",
      load.total, (double) (load.finished - load.started) / G_USEC_PER_SEC, load.confirmed, load.refused,
      delay_at (&load, 0.5), delay_at (&load, 0.99));
  fetching = g_get_monotonic_time ();
  count = fetch_all (kit);
  g_print ("fetched %u in %.1f s\n", count, (double) (g_get_monotonic_time () - fetching) / G_USEC_PER_SEC);
  g_assert_cmpuint (count, ==, load.confirmed);
  relay_process_stop (relay);
  g_array_unref (load.delays);
  g_main_loop_unref (load.loop);
  relay_kit_free (kit);
  return 0;
}
