/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-server.c: a relay in this process, asked over loopback as the platform and as desks. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-server.h"

#include "luukku-relay-kit.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1614265330) * G_TIME_SPAN_SECOND)
#define DELIVERIES "/v1/endpoints/meta/deliveries"
#define ACKNOWLEDGE "/v1/endpoints/meta/acknowledgements"
#define LOCAL "listen=127.0.0.1:0"

typedef struct {
  RelayKit *kit;
  LuukkuManualClock *clock;
  LuukkuRelayServer *server;
} Fixture;

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  LuukkuRelayConfig *config = luukku_relay_config_load (f->kit->config, &error);

  g_assert_no_error (error);
  f->server = luukku_relay_server_new (config, LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  f->kit->port = luukku_relay_server_get_port (f->server);
}

static void
set_up (Fixture *f, gconstpointer relay)
{
  g_autofree char *lines = g_strdup_printf (LOCAL "\n%s", relay != NULL ? (const char *) relay : "");

  f->kit = relay_kit_new (lines);
  f->clock = luukku_manual_clock_new (NOW);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer relay)
{
  g_clear_pointer (&f->server, luukku_relay_server_free);
  relay_kit_free (f->kit);
  g_object_unref (f->clock);
}

static void
restart (Fixture *f)
{
  g_clear_pointer (&f->server, luukku_relay_server_free);
  soup_session_abort (f->kit->session);
  start (f);
}

static guint
deliver (Fixture *f, const char *body)
{
  g_autoptr (RelayAnswer) answer = relay_kit_deliver (f->kit, body);

  return answer->status;
}

/* @after: (nullable). */
static RelayAnswer *
ask (Fixture *f, const char *token, const char *after, guint limit)
{
  g_autofree char *path = after != NULL ? g_strdup_printf (DELIVERIES "?limit=%u&after=%s", limit, after)
                                        : g_strdup_printf (DELIVERIES "?limit=%u", limit);

  return relay_kit_call (f->kit, "GET", path, token, NULL, NULL);
}

static RelayAnswer *
acknowledge (Fixture *f, const char *token, const char *cursor)
{
  g_autofree char *body = g_strdup_printf ("{\"cursor\":\"%s\"}", cursor);

  return relay_kit_call (f->kit, "POST", ACKNOWLEDGE, token, NULL, body);
}

static void
assert_bodies (Fixture *f, const char *token, const char *after, const char *expected)
{
  g_autoptr (RelayAnswer) answer = ask (f, token, after, 100);
  g_autoptr (GPtrArray) bodies = relay_answer_bodies (answer);
  g_autofree char *joined = NULL;

  g_ptr_array_add (bodies, NULL);
  joined = g_strjoinv (",", (char **) bodies->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

/* --- the platform */

static void
test_handshake (Fixture *f, gconstpointer relay)
{
  const char *good =
      "/hooks/meta?hub.mode=subscribe&hub.verify_token=" KIT_VERIFY "&hub.challenge=1158201444";
  const char *bad = "/hooks/meta?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1158201444";
  g_autoptr (RelayAnswer) answer = relay_kit_call (f->kit, "GET", good, NULL, NULL, NULL);
  g_autoptr (RelayAnswer) refused = relay_kit_call (f->kit, "GET", bad, NULL, NULL, NULL);
  g_autoptr (RelayAnswer) other = relay_kit_call (f->kit, "GET", "/hooks/meta", NULL, NULL, NULL);
  g_autoptr (RelayAnswer) form =
      relay_kit_call (f->kit, "GET", "/hooks/form?hub.mode=subscribe", NULL, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->body, ==, "1158201444");
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_null (strstr (refused->body, "1158201444"));
  g_assert_cmpuint (other->status, ==, 400);
  g_assert_cmpuint (form->status, ==, 400);
}

static void
test_deliver (Fixture *f, gconstpointer relay)
{
  g_assert_cmpuint (deliver (f, "{\"a\":1}"), ==, 200);
  g_assert_cmpuint (deliver (f, "{\"a\":2}"), ==, 200);
  assert_bodies (f, KIT_TOKEN_A, NULL, "{\"a\":1},{\"a\":2}");
}

static void
test_deliver_again (Fixture *f, gconstpointer relay)
{
  g_test_summary (
      "The same delivery is confirmed again and stored once, also after a restart and after it is gone.");
  g_assert_cmpuint (deliver (f, "{\"a\":1}"), ==, 200);
  g_assert_cmpuint (deliver (f, "{\"a\":1}"), ==, 200);
  restart (f);
  g_assert_cmpuint (deliver (f, "{\"a\":1}"), ==, 200);
  assert_bodies (f, KIT_TOKEN_A, NULL, "{\"a\":1}");
}

static void
test_headers_kept (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) page = NULL;
  JsonObject *headers;

  g_assert_cmpuint (deliver (f, "{\"a\":1}"), ==, 200);
  page = ask (f, KIT_TOKEN_A, NULL, 1);
  headers = json_object_get_object_member (
      json_array_get_object_element (
          json_object_get_array_member (json_node_get_object (page->root), "deliveries"), 0),
      "headers");
  g_assert_true (
      g_str_has_prefix (json_object_get_string_member (headers, "x-hub-signature-256"), "sha256="));
  g_assert_cmpstr (json_object_get_string_member (headers, "content-type"), ==, "application/json");
  g_assert_false (json_object_has_member (headers, "authorization"));
}

static void
test_strangers (Fixture *f, gconstpointer relay)
{
  const char *forged[] = { "X-Hub-Signature-256", "sha256=00", NULL };
  g_autoptr (RelayAnswer) unsigned_ = relay_kit_call (f->kit, "POST", "/hooks/meta", NULL, NULL, "{}");
  g_autoptr (RelayAnswer) wrong = relay_kit_call (f->kit, "POST", "/hooks/meta", NULL, forged, "{}");
  g_autoptr (RelayAnswer) nowhere = relay_kit_call (f->kit, "POST", "/hooks/other", NULL, forged, "{}");
  g_autoptr (RelayAnswer) method = relay_kit_call (f->kit, "DELETE", "/hooks/meta", NULL, NULL, NULL);

  g_assert_cmpuint (unsigned_->status, ==, 401);
  g_assert_cmpuint (wrong->status, ==, 403);
  g_assert_cmpuint (nowhere->status, ==, 404);
  g_assert_cmpuint (method->status, ==, 405);
  assert_bodies (f, KIT_TOKEN_A, NULL, "");
}

static void
test_form (Fixture *f, gconstpointer relay)
{
  const char *headers[] = { "Webhook-Id",
                            "msg_p5jXN8AQM9LWM0D4loKWxJek",
                            "Webhook-Timestamp",
                            "1614265330",
                            "Webhook-Signature",
                            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                            NULL };
  const char *body = "{\"test\": 2432232314}";
  g_autoptr (RelayAnswer) first = relay_kit_call (f->kit, "POST", "/hooks/form", NULL, headers, body);
  g_autoptr (RelayAnswer) replayed = relay_kit_call (f->kit, "POST", "/hooks/form", NULL, headers, body);
  g_autoptr (RelayAnswer) late = NULL;
  g_autoptr (RelayAnswer) page = NULL;
  g_autoptr (GPtrArray) bodies = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (replayed->status, ==, 200);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  late = relay_kit_call (f->kit, "POST", "/hooks/form", NULL, headers, body);
  g_assert_cmpuint (late->status, ==, 403);
  page = relay_kit_call (f->kit, "GET", "/v1/endpoints/form/deliveries", KIT_TOKEN_A, NULL, NULL);
  bodies = relay_answer_bodies (page);
  g_assert_cmpuint (bodies->len, ==, 1);
}

static void
test_too_large (Fixture *f, gconstpointer relay)
{
  g_autofree char *big = g_strnfill (2000, 'x');

  g_assert_cmpuint (deliver (f, big), ==, 413);
  big[1000] = '\0';
  g_assert_cmpuint (deliver (f, big), ==, 200);
}

static void
test_too_many (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) answer = NULL;

  g_assert_cmpuint (deliver (f, "1"), ==, 200);
  g_assert_cmpuint (deliver (f, "2"), ==, 200);
  answer = relay_kit_deliver (f->kit, "3");
  g_assert_cmpuint (answer->status, ==, 429);
  g_assert_nonnull (answer->retry_after);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (deliver (f, "3"), ==, 200);
  assert_bodies (f, KIT_TOKEN_A, NULL, "1,2,3");
}

/* --- desks */

static void
test_pages (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) first = NULL, second = NULL;

  for (const char *body = "1\0002\0003\0"; *body != '\0'; body += 2)
    g_assert_cmpuint (deliver (f, body), ==, 200);
  first = ask (f, KIT_TOKEN_A, NULL, 2);
  g_assert_true (relay_answer_boolean (first, "more"));
  g_assert_false (relay_answer_boolean (first, "gap"));
  second = ask (f, KIT_TOKEN_A, relay_answer_string (first, "cursor"), 2);
  g_assert_false (relay_answer_boolean (second, "more"));
  assert_bodies (f, KIT_TOKEN_A, relay_answer_string (first, "cursor"), "3");
  assert_bodies (f, KIT_TOKEN_A, relay_answer_string (second, "cursor"), "");
}

static void
test_acknowledge (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) page = NULL, one = NULL, again = NULL, other = NULL;

  g_test_summary ("Nothing is deleted before every desk of the endpoint has it.");
  deliver (f, "1");
  deliver (f, "2");
  page = ask (f, KIT_TOKEN_A, NULL, 1);
  one = acknowledge (f, KIT_TOKEN_A, relay_answer_string (page, "cursor"));
  g_assert_cmpuint (one->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (one->root), "waiting"), ==, 1);
  assert_bodies (f, KIT_TOKEN_B, NULL, "1,2");
  again = acknowledge (f, KIT_TOKEN_B, relay_answer_string (page, "cursor"));
  g_assert_cmpuint (again->status, ==, 200);
  assert_bodies (f, KIT_TOKEN_B, NULL, "2");
  g_assert_cmpuint (deliver (f, "1"), ==, 200);
  assert_bodies (f, KIT_TOKEN_B, NULL, "2");
}

static void
test_keep (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) page = NULL, gone = NULL;
  const char *cursor;

  deliver (f, "1");
  page = ask (f, KIT_TOKEN_A, NULL, 1);
  cursor = relay_answer_string (page, "cursor");
  relay_answer_free (acknowledge (f, KIT_TOKEN_A, cursor));
  relay_answer_free (acknowledge (f, KIT_TOKEN_B, cursor));
  assert_bodies (f, KIT_TOKEN_A, NULL, "1");
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_DAY);
  assert_bodies (f, KIT_TOKEN_A, NULL, "");
  /* a desk that was put back to an older state is told that it missed something */
  gone = ask (f, KIT_TOKEN_A, "0", 1);
  g_assert_cmpuint (gone->status, ==, 410);
}

static void
test_gap (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) empty = ask (f, KIT_TOKEN_A, NULL, 1);
  g_autoptr (RelayAnswer) page = NULL, later = NULL;

  deliver (f, "1");
  page = ask (f, KIT_TOKEN_A, NULL, 1);
  relay_answer_free (acknowledge (f, KIT_TOKEN_A, relay_answer_string (page, "cursor")));
  relay_answer_free (acknowledge (f, KIT_TOKEN_B, relay_answer_string (page, "cursor")));
  later = ask (f, KIT_TOKEN_A, relay_answer_string (empty, "cursor"), 1);
  g_assert_true (relay_answer_boolean (later, "gap"));
}

static void
test_replaced (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) page = NULL, lost = NULL, refused = NULL;
  g_autofree char *wal = g_strconcat (f->kit->spool, "-wal", NULL);

  deliver (f, "1");
  page = ask (f, KIT_TOKEN_A, NULL, 1);
  g_clear_pointer (&f->server, luukku_relay_server_free);
  g_remove (f->kit->spool);
  g_remove (wal);
  soup_session_abort (f->kit->session);
  start (f);
  lost = ask (f, KIT_TOKEN_A, relay_answer_string (page, "cursor"), 1);
  refused = acknowledge (f, KIT_TOKEN_A, relay_answer_string (page, "cursor"));
  g_assert_cmpuint (lost->status, ==, 410);
  g_assert_cmpuint (refused->status, ==, 410);
}

static void
test_bad_acknowledgement (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) page = ask (f, KIT_TOKEN_A, NULL, 1);
  g_autofree char *ahead = g_strdup (relay_answer_string (page, "cursor"));
  g_autoptr (RelayAnswer) future = NULL, broken = NULL, empty = NULL, number = NULL;

  g_assert_true (g_str_has_suffix (ahead, ".0"));
  ahead[strlen (ahead) - 1] = '9';
  future = acknowledge (f, KIT_TOKEN_A, ahead);
  g_assert_cmpuint (future->status, ==, 400);
  broken = relay_kit_call (f->kit, "POST", ACKNOWLEDGE, KIT_TOKEN_A, NULL, "{\"cursor\":");
  g_assert_cmpuint (broken->status, ==, 400);
  number = relay_kit_call (f->kit, "POST", ACKNOWLEDGE, KIT_TOKEN_A, NULL, "{\"cursor\":[1]}");
  g_assert_cmpuint (number->status, ==, 400);
  deliver (f, "1");
  assert_bodies (f, KIT_TOKEN_A, NULL, "1");
}

static void
test_tokens (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) none = ask (f, NULL, NULL, 1);
  g_autoptr (RelayAnswer) foreign =
      relay_kit_call (f->kit, "GET", "/v1/endpoints/form/deliveries", KIT_TOKEN_B, NULL, NULL);
  g_autoptr (RelayAnswer) unknown =
      relay_kit_call (f->kit, "GET", "/v1/endpoints/other/deliveries", KIT_TOKEN_A, NULL, NULL);
  g_autoptr (RelayAnswer) held = NULL, good = NULL, again = NULL;

  g_assert_cmpuint (none->status, ==, 401);
  g_assert_cmpuint (foreign->status, ==, 403);
  g_assert_cmpuint (unknown->status, ==, 403);
  for (guint i = 0; i < 9; i++)
    relay_answer_free (ask (f, "guess", NULL, 1));
  held = ask (f, "guess", NULL, 1);
  g_assert_cmpuint (held->status, ==, 429);
  /* all desks of a town may come from one address: one with an old token must not lock the others out */
  good = ask (f, KIT_TOKEN_A, NULL, 1);
  g_assert_cmpuint (good->status, ==, 200);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  again = ask (f, "guess", NULL, 1);
  g_assert_cmpuint (again->status, ==, 401);
}

typedef struct {
  RelayAnswer *answer;
  GBytes *bytes;
  gboolean done;
} Waiting;

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  waiting->done = TRUE;
}

static void
test_wait (Fixture *f, gconstpointer relay)
{
  g_autoptr (SoupMessage) message =
      relay_kit_message (f->kit, "GET", DELIVERIES "?wait=30", KIT_TOKEN_A, NULL, NULL);
  Waiting waiting = { NULL, NULL, FALSE };

  soup_session_send_and_read_async (f->kit->session, message, G_PRIORITY_DEFAULT, NULL, on_waited, &waiting);
  g_assert_cmpuint (deliver (f, "{\"b\":2}"), ==, 200);
  while (!waiting.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (waiting.bytes, NULL),
                                  (gssize) g_bytes_get_size (waiting.bytes), "eyJiIjoyfQ=="));
  g_bytes_unref (waiting.bytes);
}

static void
test_wait_over (Fixture *f, gconstpointer relay)
{
  g_autoptr (SoupMessage) message =
      relay_kit_message (f->kit, "GET", DELIVERIES "?wait=30", KIT_TOKEN_A, NULL, NULL);
  Waiting waiting = { NULL, NULL, FALSE };

  soup_session_send_and_read_async (f->kit->session, message, G_PRIORITY_DEFAULT, NULL, on_waited, &waiting);
  while (!waiting.done) {
    g_main_context_iteration (NULL, FALSE);
    if (luukku_manual_clock_next (f->clock) == 30 * G_TIME_SPAN_SECOND)
      luukku_manual_clock_advance (f->clock, 30 * G_TIME_SPAN_SECOND);
  }
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_bytes_unref (waiting.bytes);
}

static void
test_wait_gone (Fixture *f, gconstpointer relay)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SoupMessage) message =
      relay_kit_message (f->kit, "GET", DELIVERIES "?wait=30", KIT_TOKEN_A, NULL, NULL);
  Waiting waiting = { NULL, NULL, FALSE };

  g_test_summary (
      "A desk that hangs up while it waits has missed nothing: what came is there when it asks again.");
  soup_session_send_and_read_async (f->kit->session, message, G_PRIORITY_DEFAULT, cancellable, on_waited,
                                    &waiting);
  while (luukku_manual_clock_next (f->clock) != 30 * G_TIME_SPAN_SECOND)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (!waiting.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (deliver (f, "1"), ==, 200);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  assert_bodies (f, KIT_TOKEN_A, NULL, "1");
}

/* --- trouble */

static void
test_full (Fixture *f, gconstpointer relay)
{
  g_autofree char *filling = g_strnfill (50000, 'x');
  g_autoptr (RelayAnswer) page = NULL;
  g_autoptr (GPtrArray) bodies = NULL;
  guint stored = 0, status;

  g_test_summary (
      "A full spool refuses what it cannot keep, loses nothing, and takes more when desks have fetched.");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*disk is full*");
  while ((status = deliver (f, filling)) == 200) {
    filling[stored] = 'y';
    g_assert_cmpuint (++stored, <, 100);
  }
  g_test_assert_expected_messages ();
  g_assert_cmpuint (status, ==, 503);
  g_assert_cmpuint (stored, >, 5);
  page = ask (f, KIT_TOKEN_A, NULL, 500);
  bodies = relay_answer_bodies (page);
  g_assert_cmpuint (bodies->len, ==, stored);
  relay_answer_free (acknowledge (f, KIT_TOKEN_A, relay_answer_string (page, "cursor")));
  relay_answer_free (acknowledge (f, KIT_TOKEN_B, relay_answer_string (page, "cursor")));
  g_assert_cmpuint (deliver (f, filling), ==, 200);
}

static void
test_health (Fixture *f, gconstpointer relay)
{
  g_autoptr (RelayAnswer) answer = relay_kit_call (f->kit, "GET", "/health", NULL, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->body, ==, "");
}

int
main (int argc, char **argv)
{
  const char *now = "keep-days=0";

  g_test_init (&argc, &argv, NULL);
#define ADD(path, relay, test) g_test_add (path, Fixture, relay, set_up, test, tear_down)
  ADD ("/relay/handshake", NULL, test_handshake);
  ADD ("/relay/deliver", NULL, test_deliver);
  ADD ("/relay/deliver/again", NULL, test_deliver_again);
  ADD ("/relay/deliver/headers", NULL, test_headers_kept);
  ADD ("/relay/deliver/strangers", NULL, test_strangers);
  ADD ("/relay/deliver/form", NULL, test_form);
  ADD ("/relay/deliver/too-large", "max-body=1000", test_too_large);
  ADD ("/relay/deliver/too-many", "rate=2", test_too_many);
  ADD ("/relay/desk/pages", NULL, test_pages);
  ADD ("/relay/desk/acknowledge", now, test_acknowledge);
  ADD ("/relay/desk/acknowledge/bad", NULL, test_bad_acknowledgement);
  ADD ("/relay/desk/keep", "keep-days=1", test_keep);
  ADD ("/relay/desk/gap", now, test_gap);
  ADD ("/relay/desk/replaced", NULL, test_replaced);
  ADD ("/relay/desk/tokens", NULL, test_tokens);
  ADD ("/relay/desk/wait", NULL, test_wait);
  ADD ("/relay/desk/wait/over", NULL, test_wait_over);
  ADD ("/relay/desk/wait/gone", NULL, test_wait_gone);
  ADD ("/relay/full", "max-spool=1\nkeep-days=0", test_full);
  ADD ("/relay/health", NULL, test_health);
  return g_test_run ();
}
