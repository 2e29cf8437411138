/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-crash.c: the relay's process is killed again and again while deliveries come from many senders,
 * who do what platforms do: send again until they get a 200. At the end every delivery is there exactly once.
 */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-process.h"

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
      relay_process_kill (storm->relay);
      storm->kills++;
      storm->relay = relay_process_start (storm->kit);
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
  storm.relay = relay_process_start (storm.kit);
  run_storm (&storm);
  g_assert_cmpuint (storm.kills, ==, KILLS);
  g_assert_cmpuint (storm.again, >, 0);
  assert_each_once (&storm);
  relay_process_kill (storm.relay);
  storm.relay = relay_process_start (storm.kit);
  assert_each_once (&storm);
  g_test_message ("%u kills, %u deliveries sent again", storm.kills, storm.again);
  relay_process_stop (storm.relay);
  relay_kit_free (storm.kit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/crash/killed", test_killed);
  return g_test_run ();
}
