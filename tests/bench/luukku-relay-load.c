/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-load.c: see luukku-relay-load.h. */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-load.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define LINES 256
#define LENGTH 800 /* about a WhatsApp message with its wrapping */
#define WAIT 1     /* ms */
#define ANSWER 4096

typedef enum { SHOT_FIRST, SHOT_AGAIN, SHOT_FORGED } Kind;

typedef struct {
  Kind kind;
  guint number;
  gint64 due;
} Shot;

/* One connection: one request at a time. */
typedef struct {
  GSocket *socket;
  gboolean busy;
  Shot shot;
  GString *request;
  gsize sent;
  char answer[ANSWER];
  gsize got;
} Line;

typedef struct {
  const RelayLoadPlan *plan;
  RelayLoadResult result;
  GHmac *key;
  Line lines[LINES];
  GQueue waiting; /* of Shot (owned): due, but no connection was free */
  guint next;     /* the next delivery to fall due */
  guint answered, asked;
  gint64 started;
  GArray *delays; /* gint64, µs */
  char *filling;
} Load;

/* --- a request */

static void
write_request (Load *load, Line *line)
{
  g_autofree char *body = g_strdup_printf ("{\"delivery\":%u,\"kind\":%d,\"filling\":\"%s\"}",
                                           line->shot.number, line->shot.kind == SHOT_FORGED, load->filling);
  g_autoptr (GHmac) hmac = g_hmac_copy (load->key);

  g_hmac_update (hmac, (const guchar *) body, (gssize) strlen (body));
  if (line->shot.kind == SHOT_FORGED)
    g_hmac_update (hmac, (const guchar *) "!", 1);
  g_string_printf (line->request,
                   "POST /hooks/meta HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                   "X-Hub-Signature-256: sha256=%s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                   g_hmac_get_string (hmac), strlen (body), body);
  line->sent = line->got = 0;
}

static void
open_line (Load *load, Line *line)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", load->plan->port);
  g_autoptr (GError) error = NULL;

  line->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_connect (line->socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (line->socket, FALSE);
}

static void
flush (Line *line)
{
  gssize count = g_socket_send (line->socket, line->request->str + line->sent,
                                line->request->len - line->sent, NULL, NULL);

  if (count > 0)
    line->sent += (gsize) count;
}

static void
shoot (Load *load, Line *line, const Shot *shot)
{
  line->busy = TRUE;
  line->shot = *shot;
  if (line->socket == NULL)
    open_line (load, line);
  write_request (load, line);
  flush (line);
}

/* --- an answer */

static void
ask_later (Load *load, Kind kind, guint number, gint64 due)
{
  Shot *shot = g_new0 (Shot, 1);

  *shot = (Shot){ kind, number, due };
  load->asked++;
  g_queue_push_tail (&load->waiting, shot);
}

static void
count (Load *load, const Shot *shot, guint status, gint64 now)
{
  gint64 delay = now - shot->due;

  load->answered++;
  if (shot->kind == SHOT_FORGED && status == 403)
    load->result.forged_refused++;
  else if (shot->kind == SHOT_FIRST && status == 200)
    load->result.confirmed++;
  else if (shot->kind == SHOT_AGAIN && status == 200)
    load->result.confirmed_again++;
  else
    load->result.refused++;
  if (shot->kind == SHOT_FIRST)
    g_array_append_val (load->delays, delay);
  if (shot->kind == SHOT_FIRST && load->plan->again_every > 0 && shot->number % load->plan->again_every == 0)
    ask_later (load, SHOT_AGAIN, shot->number, now);
}

static void
end_shot (Load *load, Line *line, guint status)
{
  Shot shot = line->shot;

  line->busy = FALSE;
  if (strstr (line->answer, "Connection: close") != NULL)
    g_clear_object (&line->socket);
  count (load, &shot, status, g_get_monotonic_time ());
}

/* Returns: TRUE when all of the answer is there. */
static gboolean
is_whole (Line *line)
{
  const char *head_end;
  const char *length;

  line->answer[line->got] = '\0';
  head_end = strstr (line->answer, "\r\n\r\n");
  if (head_end == NULL)
    return FALSE;
  length = strstr (line->answer, "Content-Length: ");
  if (length == NULL || length > head_end)
    return TRUE;
  return line->got >= (gsize) (head_end + 4 - line->answer) + strtoul (length + 16, NULL, 10);
}

static void
receive (Load *load, Line *line)
{
  gssize count =
      g_socket_receive (line->socket, line->answer + line->got, ANSWER - 1 - line->got, NULL, NULL);

  if (count > 0) {
    line->got += (gsize) count;
    if (is_whole (line))
      end_shot (load, line, (guint) strtoul (line->answer + strlen ("HTTP/1.1 "), NULL, 10));
  } else if (count == 0) {
    g_clear_object (&line->socket);
    end_shot (load, line, 0);
  }
}

/* --- the pace */

static void
fall_due (Load *load)
{
  guint due = (guint) ((g_get_monotonic_time () - load->started) * load->plan->per_second / G_USEC_PER_SEC);

  while (load->next < MIN (due, load->plan->total)) {
    gint64 at = load->started + (gint64) load->next * G_USEC_PER_SEC / load->plan->per_second;

    ask_later (load, SHOT_FIRST, load->next, at);
    if (load->plan->forged_every > 0 && load->next % load->plan->forged_every == 0) {
      ask_later (load, SHOT_FORGED, load->next, at);
      load->result.forged++;
    }
    load->next++;
  }
}

static void
hand_out (Load *load)
{
  for (guint i = 0; i < LINES && !g_queue_is_empty (&load->waiting); i++) {
    if (!load->lines[i].busy) {
      g_autofree Shot *shot = g_queue_pop_head (&load->waiting);

      shoot (load, &load->lines[i], shot);
    }
  }
}

static void
turn (Load *load)
{
  GPollFD fds[LINES];
  Line *polled[LINES];
  guint count = 0;

  for (guint i = 0; i < LINES; i++) {
    Line *line = &load->lines[i];

    if (!line->busy)
      continue;
    fds[count] = (GPollFD){ .fd = g_socket_get_fd (line->socket),
                            .events = line->sent < line->request->len ? G_IO_OUT : G_IO_IN };
    polled[count++] = line;
  }
  g_poll (fds, count, WAIT);
  for (guint i = 0; i < count; i++) {
    if ((fds[i].revents & G_IO_OUT) != 0)
      flush (polled[i]);
    else if (fds[i].revents != 0)
      receive (load, polled[i]);
  }
}

/* --- afterwards */

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

RelayLoadResult
relay_load_run (const RelayLoadPlan *plan)
{
  Load *load = g_new0 (Load, 1);
  RelayLoadResult result;

  load->plan = plan;
  load->key = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) plan->secret, strlen (plan->secret));
  load->delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  load->filling = g_strnfill (LENGTH, 'x');
  g_queue_init (&load->waiting);
  for (guint i = 0; i < LINES; i++)
    load->lines[i].request = g_string_new (NULL);
  load->started = g_get_monotonic_time ();
  while (load->next < plan->total || load->answered < load->asked) {
    fall_due (load);
    hand_out (load);
    turn (load);
  }
  load->result.seconds = (double) (g_get_monotonic_time () - load->started) / G_USEC_PER_SEC;
  g_array_sort (load->delays, compare);
  load->result.median = delay_at (load, 0.5);
  load->result.at_99 = delay_at (load, 0.99);
  load->result.longest = delay_at (load, 1);
  result = load->result;
  for (guint i = 0; i < LINES; i++) {
    g_clear_object (&load->lines[i].socket);
    g_string_free (load->lines[i].request, TRUE);
  }
  g_hmac_unref (load->key);
  g_array_unref (load->delays);
  g_free (load->filling);
  g_free (load);
  return result;
}
