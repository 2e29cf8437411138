/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-crash.c: the relay's process is killed again and again while deliveries come from many senders,
 * who do what platforms do: send again until they get a 200. At the end every delivery is there exactly once.
 */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-kit.h"

#include <signal.h>
#include <string.h>

#define DELIVERIES 2000
#define SENDERS 48
#define KILLS 20
#define PAGE 300

typedef struct {
  RelayKit *kit;
  GSubprocess *relay;
  guint next;      /* the next delivery that nobody has sent yet */
  guint confirmed; /* got their 200 */
  guint kills;
  guint again; /* sent once more, since no 200 came */
} Storm;

typedef struct {
  Storm *storm;
  guint number;
  SoupMessage *message;
} Sender;

/* --- the process */

static void
start_relay (Storm *storm)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "protocols/relay/luukku-relay", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  storm->relay = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "serve", "--as-root",
                                   "--config", storm->kit->config, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (storm->relay));
  line = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  storm->kit->port = (guint16) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
}

static void
kill_relay (Storm *storm)
{
  g_subprocess_send_signal (storm->relay, SIGKILL);
  g_subprocess_wait (storm->relay, NULL, NULL);
  g_clear_object (&storm->relay);
}

static void
stop_relay (Storm *storm)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (storm->relay, SIGTERM);
  g_subprocess_wait_check (storm->relay, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&storm->relay);
}

/* --- the senders */

static void send_it (Sender *sender);
static void send_next (Sender *sender);

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  Sender *sender = data;
  Storm *storm = sender->storm;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  gboolean confirmed = body != NULL && soup_message_get_status (sender->message) == 200;

  g_clear_object (&sender->message);
  if (!confirmed) {
    storm->again++;
    send_it (sender);
    return;
  }
  storm->confirmed++;
  send_next (sender);
}

static void
send_it (Sender *sender)
{
  g_autofree char *body = g_strdup_printf ("{\"delivery\":%u}", sender->number);

  sender->message = relay_kit_delivery (sender->storm->kit, body);
  soup_session_send_and_read_async (sender->storm->kit->session, sender->message, G_PRIORITY_DEFAULT, NULL,
                                    on_sent, sender);
}

static void
send_next (Sender *sender)
{
  if (sender->storm->next == DELIVERIES) {
    g_free (sender);
    return;
  }
  sender->number = sender->storm->next++;
  send_it (sender);
}

/* Kills when the next share of the deliveries is confirmed: in the middle of what the others have under way.
 */
static void
run_storm (Storm *storm)
{
  for (guint i = 0; i < SENDERS; i++) {
    Sender *sender = g_new0 (Sender, 1);

    sender->storm = storm;
    send_next (sender);
  }
  while (storm->confirmed < DELIVERIES) {
    g_main_context_iteration (NULL, TRUE);
    if (storm->kills < KILLS && storm->confirmed > (storm->kills + 1) * DELIVERIES / (KILLS + 2)) {
      kill_relay (storm);
      storm->kills++;
      start_relay (storm);
    }
  }
}

/* --- afterwards */

static void
note_bodies (GHashTable *seen, const RelayAnswer *page)
{
  g_autoptr (GPtrArray) bodies = relay_answer_bodies (page);

  for (guint i = 0; i < bodies->len; i++)
    g_assert_true (g_hash_table_add (seen, g_strdup (g_ptr_array_index (bodies, i))));
}

static void
assert_each_once (Storm *storm)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *path = g_strdup_printf ("/v1/endpoints/meta/deliveries?limit=%d", PAGE);
  gboolean more = TRUE;

  while (more) {
    g_autoptr (RelayAnswer) page = relay_kit_call (storm->kit, "GET", path, KIT_TOKEN_A, NULL, NULL);

    note_bodies (seen, page);
    more = relay_answer_boolean (page, "more");
    g_free (path);
    path = g_strdup_printf ("/v1/endpoints/meta/deliveries?limit=%d&after=%s", PAGE,
                            relay_answer_string (page, "cursor"));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, DELIVERIES);
}

static void
test_killed (void)
{
  Storm storm = { NULL, NULL, 0, 0, 0, 0 };

  storm.kit = relay_kit_new ("listen=127.0.0.1:0\nrate=1000000");
  start_relay (&storm);
  run_storm (&storm);
  g_assert_cmpuint (storm.kills, ==, KILLS);
  g_assert_cmpuint (storm.again, >, 0);
  assert_each_once (&storm);
  kill_relay (&storm);
  start_relay (&storm);
  assert_each_once (&storm);
  g_test_message ("%u kills, %u deliveries sent again", storm.kills, storm.again);
  stop_relay (&storm);
  relay_kit_free (storm.kit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/crash/killed", test_killed);
  return g_test_run ();
}
