/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-connections.c: people who connect and say nothing, or a byte at a time, or come in thousands:
 * they are told to come later or lose their place, and deliveries come through. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-connections.h"
#include "relay/luukku-relay-server.h"

#include "luukku-relay-process.h"

#include <string.h>
#include <sys/resource.h>

#define NOW (G_GINT64_CONSTANT (1614265330) * G_TIME_SPAN_SECOND)
#define CROWD 10000
#define PLACES 1000
#define SPARE 100 /* descriptors that are needed besides */

typedef struct {
  RelayKit *kit;
  LuukkuManualClock *clock;
  LuukkuRelayServer *server;
} Fixture;

static void
set_up (Fixture *f, gconstpointer relay)
{
  LuukkuRelayConfig *config;

  f->kit = relay_kit_new (relay);
  f->clock = luukku_manual_clock_new (NOW);
  config = luukku_relay_config_load (f->kit->config, NULL);
  f->server = luukku_relay_server_new (config, LUUKKU_CLOCK (f->clock), NULL);
  g_assert_nonnull (f->server);
  f->kit->port = luukku_relay_server_get_port (f->server);
}

static void
tear_down (Fixture *f, gconstpointer relay)
{
  luukku_relay_server_free (f->server);
  relay_kit_free (f->kit);
  g_object_unref (f->clock);
}

/* Returns: (transfer full): connected, and @words were said. */
static GSocket *
knock (RelayKit *kit, const char *words)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", kit->port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_socket_connect (socket, address, NULL, &error));
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  if (*words != '\0')
    g_assert_cmpint (g_socket_send (socket, words, strlen (words), NULL, NULL), ==, (gssize) strlen (words));
  return socket;
}

/* Returns: (transfer full): what came until now; "end" when the other side has closed. */
static char *
hear (GSocket *socket)
{
  char said[512];
  gssize count = g_socket_receive (socket, said, sizeof said, NULL, NULL);

  return count == 0 ? g_strdup ("end") : g_strndup (said, count > 0 ? (gsize) count : 0);
}

/* Returns: (transfer full): waits for something. */
static char *
wait_for (GSocket *socket)
{
  char *said = hear (socket);

  while (*said == '\0') {
    g_free (said);
    g_main_context_iteration (NULL, FALSE);
    said = hear (socket);
  }
  return said;
}

static guint
deliver (RelayKit *kit, const char *body)
{
  g_autoptr (RelayAnswer) answer = relay_kit_deliver (kit, body);

  return answer->status;
}

static void
test_crowded (Fixture *f, gconstpointer relay)
{
  g_autoptr (GSocket) first = knock (f->kit, "");
  g_autoptr (GSocket) second = knock (f->kit, "");
  g_autoptr (GSocket) third = NULL;
  g_autofree char *refusal = NULL, *ended = NULL, *kept = NULL;

  g_test_summary ("With every place taken a newcomer is told when to come; later the quiet ones make room.");
  third = knock (f->kit, "");
  refusal = wait_for (third);
  g_assert_true (g_str_has_prefix (refusal, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (refusal, "Retry-After: 30\r\n"));
  g_assert_cmpuint (deliver (f->kit, "1"), ==, 503); /* a sender reads it, too */
  luukku_manual_clock_advance (f->clock, LUUKKU_RELAY_QUIET);
  g_assert_cmpuint (deliver (f->kit, "1"), ==, 200);
  ended = wait_for (first);
  g_assert_cmpstr (ended, ==, "end");
  kept = hear (second);
  g_assert_cmpstr (kept, ==, "");
}

static void
test_who_asks_stays (Fixture *f, gconstpointer relay)
{
  g_autoptr (GSocket) desk =
      knock (f->kit, "GET /v1/endpoints/meta/deliveries?wait=55 HTTP/1.1\r\nHost: x\r\n"
                     "Authorization: Bearer " KIT_TOKEN_A "\r\n\r\n");
  g_autoptr (GSocket) quiet = NULL;
  g_autofree char *said = NULL;

  g_test_summary ("A desk that waits for an answer does not make room for others.");
  while (luukku_manual_clock_next (f->clock) != 55 * G_TIME_SPAN_SECOND)
    g_main_context_iteration (NULL, TRUE);
  quiet = knock (f->kit, "");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  luukku_manual_clock_advance (f->clock, 50 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (deliver (f->kit, "1"), ==, 200); /* in the place of the quiet one */
  said = wait_for (desk);
  g_assert_true (g_str_has_prefix (said, "HTTP/1.1 200 "));
}

/* @words: what is said of a request. */
static void
assert_ended (Fixture *f, const char *words)
{
  g_autoptr (GSocket) slow = knock (f->kit, words);
  g_autofree char *before = NULL, *after = NULL;

  g_assert_cmpuint (deliver (f->kit, words), ==, 200); /* others are served meanwhile */
  for (guint i = 1; i < 6; i++) {
    luukku_manual_clock_advance (f->clock, LUUKKU_RELAY_PATIENCE / 6);
    g_assert_cmpint (g_socket_send (slow, "a", 1, NULL, NULL), ==,
                     1); /* a byte now and then is no progress */
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_free (before);
    before = hear (slow);
    g_assert_cmpstr (before, ==, "");
  }
  luukku_manual_clock_advance (f->clock, LUUKKU_RELAY_PATIENCE / 6);
  after = wait_for (slow);
  g_assert_cmpstr (after, ==, "end");
}

static void
test_slow (Fixture *f, gconstpointer relay)
{
  g_test_summary ("A request that does not come in whole within a minute is ended, however it trickles.");
  assert_ended (f, "");
  assert_ended (f, "POST /hooks/meta HTTP/1.1\r\nHost: x\r\nX-a: ");
  assert_ended (f, "POST /hooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
}

/* --- thousands, against a process */

static guint
raise_limit (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (limit.rlim_max, CROWD + SPARE);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  return (guint) limit.rlim_cur - SPARE;
}

static void
test_thousands (void)
{
  guint crowd = MIN (raise_limit (), CROWD);
  RelayKit *kit = relay_kit_new ("listen=127.0.0.1:0\nconnections=1000");
  GSubprocess *relay = relay_process_start (kit);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  guint refused = 0, ended = 0;

  g_assert_cmpuint (crowd, >, 2 * PLACES);
  for (guint i = 0; i < crowd; i++)
    g_ptr_array_add (sockets, knock (kit, ""));
  while (refused + ended < crowd - PLACES) {
    for (guint i = 0; i < sockets->len; i++) {
      g_autofree char *said = hear (g_ptr_array_index (sockets, i));

      refused += g_str_has_prefix (said, "HTTP/1.1 503 ") ? 1 : 0;
      ended += g_str_equal (said, "end") && i < PLACES ? 1 : 0; /* made room on a slow machine */
    }
  }
  g_test_message ("%u came, %u were told to come later, %u made room", crowd, refused, ended);
  g_assert_cmpuint (refused, >, 0);
  g_ptr_array_set_size (sockets, 0);
  while (deliver (kit, "1") != 200) /* the relay reads the ends of those that have gone */
    ;
  relay_process_stop (relay);
  relay_kit_free (kit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, relay, test) g_test_add (path, Fixture, relay, set_up, test, tear_down)
  ADD ("/relay/connections/crowded", "listen=127.0.0.1:0\nconnections=2", test_crowded);
  ADD ("/relay/connections/who-asks-stays", "listen=127.0.0.1:0\nconnections=2", test_who_asks_stays);
  ADD ("/relay/connections/slow", "listen=127.0.0.1:0", test_slow);
#undef ADD
  g_test_add_func ("/relay/connections/thousands", test_thousands);
  return g_test_run ();
}
