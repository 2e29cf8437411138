/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-transport-soup.c: the real transport against a server in this process on 127.0.0.1. Time-outs come
 * from a clock that only moves when told. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport-soup.h"

#include <libsoup/soup.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1783883467) * G_TIME_SPAN_SECOND)
#define BIG (10 * 1024 * 1024)

typedef struct {
  LuukkuManualClock *clock;
  LuukkuTransport *net;
  SoupServer *server;
  char *base; /* "http://127.0.0.1:PORT" */
  GCancellable *cancellable;
  GAsyncResult *result;
  guint calls;
  guint64 written; /* bytes of bodies that left the server */
  char *seen_method;
  char *seen_agent;
  char *seen_token;
  char *seen_body;
  char *seen_cookie;
  SoupServerMessage *slow; /* (ref): a call that is never answered */
  gboolean slow_called;
} Fixture;

/* LeakSanitizer of gcc 12 crashes itself while it looks at the thread-local storage of a gnutls that was
 * loaded by glib-networking; this keeps it from looking there. Read only in a sanitizer build. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}

/* --- the server */

static void
remember (Fixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_free (f->seen_method);
  g_free (f->seen_agent);
  g_free (f->seen_token);
  g_free (f->seen_body);
  g_free (f->seen_cookie);
  f->seen_method = g_strdup (soup_server_message_get_method (message));
  f->seen_agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
  f->seen_token = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  f->seen_cookie = g_strdup (soup_message_headers_get_one (headers, "Cookie"));
  f->seen_body = g_strndup (body->data, (gsize) body->length);
  f->calls++;
}

static void
redirect (SoupServerMessage *message, const char *location)
{
  soup_server_message_set_status (message, 302, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", location);
}

static void
on_wrote (SoupServerMessage *message, guint size, gpointer data)
{
  ((Fixture *) data)->written += size;
}

static void
answer_big (Fixture *f, SoupServerMessage *message, gboolean chunked)
{
  g_autofree char *body = g_strnfill (BIG, 'x');

  soup_server_message_set_status (message, 200, NULL);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote), f);
  if (chunked)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_CHUNKED);
  for (guint at = 0; chunked && at < BIG; at += BIG / 160)
    soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, body + at,
                              BIG / 160);
  if (!chunked)
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, body, BIG);
  else
    soup_message_body_complete (soup_server_message_get_response_body (message));
}

/* 10 MB of zeros as some kilobytes of gzip. */
static void
answer_bomb (SoupServerMessage *message)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *zeros = g_malloc0 (BIG), *packed = g_malloc (BIG);
  gsize read = 0, written = 0;

  g_assert_cmpint (
      g_converter_convert (gzip, zeros, BIG, packed, BIG, G_CONVERTER_INPUT_AT_END, &read, &written, NULL),
      ==, G_CONVERTER_FINISHED);
  g_assert_cmpuint (written, <, 100 * 1024);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Content-Encoding",
                               "gzip");
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, packed, written);
}

/* The next piece of an answer without an end. */
static void
drip (Fixture *f)
{
  soup_message_body_append (soup_server_message_get_response_body (f->slow), SOUP_MEMORY_STATIC, "drip", 4);
  soup_server_message_unpause (f->slow);
}

/* Takes the socket away from libsoup, says a part of an answer and hangs up. */
static void
hang_up (SoupServerMessage *message, const char *said)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), said, strlen (said), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  Fixture *f = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *away = NULL;

  remember (f, message);
  if (g_str_equal (path, "/ok")) {
    soup_message_headers_append (headers, "Set-Cookie", "a=CANARY; Path=/");
    soup_message_headers_append (headers, "X-App-Usage", "{\"call_count\":1}");
    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{\"a\":\"CANARY\"}",
                                      14);
  } else if (g_str_equal (path, "/missing")) {
    soup_server_message_set_status (message, 404, NULL);
    soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<html>", 6);
  } else if (g_str_equal (path, "/throttled")) {
    soup_server_message_set_status (message, 429, NULL);
    soup_message_headers_append (headers, "Retry-After", "120");
  } else if (g_str_equal (path, "/moved")) {
    redirect (message, "/ok?b=2");
  } else if (g_str_equal (path, "/elsewhere")) {
    redirect (message, "http://localhost:1/steal");
  } else if (g_str_equal (path, "/port")) {
    redirect (message, "http://127.0.0.1:1/steal");
  } else if (g_str_equal (path, "/downgrade")) {
    away = g_strdup_printf ("http%s/ok", f->base + strlen ("https"));
    redirect (message, away);
  } else if (g_str_equal (path, "/loop")) {
    redirect (message, "/loop");
  } else if (g_str_equal (path, "/big") || g_str_equal (path, "/big-chunked")) {
    answer_big (f, message, g_str_equal (path, "/big-chunked"));
  } else if (g_str_equal (path, "/slow")) {
    f->slow = g_object_ref (message);
    f->slow_called = TRUE;
    soup_server_message_pause (message);
  } else if (g_str_equal (path, "/bomb")) {
    answer_bomb (message);
  } else if (g_str_equal (path, "/drip")) {
    f->slow = g_object_ref (message);
    soup_server_message_set_status (message, 200, NULL);
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
    drip (f);
    f->slow_called = TRUE;
  } else if (g_str_equal (path, "/broken")) {
    hang_up (message, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
  } else if (g_str_equal (path, "/silent")) {
    hang_up (message, "");
  } else if (g_str_equal (path, "/nonsense")) {
    hang_up (message, "220 smtp.example.org ESMTP\r\n\r\n");
  }
}

/* --- fixture; @data: the certificate file of a https server */

static char *
tls_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "tls", name, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *authority = tls_file ("authority.pem");
  LuukkuTransportSoupOptions options = { .ca_file = data != NULL ? authority : NULL };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  if (data != NULL) {
    g_autofree char *file = tls_file (data);

    certificate = g_tls_certificate_new_from_file (file, &error);
    g_assert_no_error (error);
    soup_server_set_tls_certificate (f->server, certificate);
  }
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  soup_server_listen_local (
      f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (data != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->base = g_strdup_printf ("http%s://127.0.0.1:%d", data != NULL ? "s" : "", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->clock = luukku_manual_clock_new (NOW);
  f->cancellable = g_cancellable_new ();
  f->net = luukku_transport_soup_new (LUUKKU_CLOCK (f->clock), &options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->result);
  g_assert_finalize_object (f->net);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->slow);
  soup_server_disconnect (f->server);
  g_clear_object (&f->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->cancellable);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_finalize_object (f->clock);
  g_free (f->base);
  g_free (f->seen_method);
  g_free (f->seen_agent);
  g_free (f->seen_token);
  g_free (f->seen_body);
  g_free (f->seen_cookie);
}

/* --- calls */

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_assert_null (f->result);
  f->result = g_object_ref (result);
}

static LuukkuRequest *
make_request (Fixture *f, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (f->base, path, NULL);
  LuukkuRequest *request = luukku_request_new (method, url);
  g_autoptr (GBytes) body = g_bytes_new_static ("CANARY-BODY", strlen ("CANARY-BODY"));

  luukku_request_set_bearer (request, "CANARY-TOKEN");
  if (g_str_equal (method, "POST"))
    luukku_request_set_body (request, "application/json", body);
  return request;
}

static LuukkuResponse *
finish (Fixture *f, GError **error)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return luukku_transport_send_finish (f->net, f->result, error);
}

static LuukkuResponse *
call (Fixture *f, LuukkuRequest *request, GError **error)
{
  g_clear_object (&f->result);
  luukku_transport_send_async (f->net, request, f->cancellable, on_done, f);
  return finish (f, error);
}

static void
assert_fault (Fixture *f, const char *method, const char *path, LuukkuFaultKind kind, gboolean ambiguous)
{
  g_autoptr (LuukkuRequest) request = make_request (f, method, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = call (f, request, &error);

  g_assert_null (response);
  g_assert_error (error, LUUKKU_FAULT, (int) kind);
  g_assert_cmpint (luukku_fault_get_info (error)->ambiguous_send, ==, ambiguous);
  g_assert_null (strstr (error->message, "CANARY"));
  g_assert_null (strstr (error->message, "http://1"));
}

static void
assert_status (Fixture *f, const char *method, const char *path, guint status)
{
  g_autoptr (LuukkuRequest) request = make_request (f, method, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = call (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (luukku_response_get_status (response), ==, status);
  g_assert_cmpint (luukku_response_get_received_at (response), ==, NOW);
}

static void
test_ok (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuRequest) request = make_request (f, "POST", "/ok?q=CANARY");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = call (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (luukku_response_get_status (response), ==, 200);
  g_assert_cmpuint (g_bytes_get_size (luukku_response_get_body (response)), ==, 14);
  g_assert_cmpstr (luukku_response_get_header (response, "x-app-usage"), ==, "{\"call_count\":1}");
  g_assert_cmpstr (f->seen_method, ==, "POST");
  g_assert_cmpstr (f->seen_body, ==, "CANARY-BODY");
  g_assert_cmpstr (f->seen_token, ==, "Bearer CANARY-TOKEN");
  g_assert_true (g_str_has_prefix (f->seen_agent, "Luukku/"));
  assert_status (f, "GET", "/ok", 200);
  g_assert_null (f->seen_cookie); /* what the first answer set is not given back */
}

static void
test_statuses (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuRequest) request = make_request (f, "GET", "/throttled");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = call (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (luukku_response_get_status (response), ==, 429);
  g_assert_cmpint (luukku_response_get_retry_after (response, NOW), ==, 120 * G_TIME_SPAN_SECOND);
  assert_status (f, "GET", "/missing", 404);
}

static void
test_redirect (Fixture *f, gconstpointer data)
{
  assert_status (f, "GET", "/moved", 200);
  g_assert_cmpuint (f->calls, ==, 2);
  g_assert_cmpstr (f->seen_token, ==, "Bearer CANARY-TOKEN");
  assert_status (f, "POST", "/moved", 302); /* never sent on */
  g_assert_cmpuint (f->calls, ==, 3);
}

static void
test_redirect_refused (Fixture *f, gconstpointer data)
{
  assert_fault (f, "GET", "/elsewhere", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  assert_fault (f, "GET", "/port", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  g_assert_cmpuint (f->calls, ==, 2);
  assert_fault (f, "GET", "/loop", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  g_assert_cmpuint (f->calls, ==, 2 + 1 + LUUKKU_TRANSPORT_MAX_REDIRECTS);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuRequest) request = make_request (f, "GET", "/big");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = NULL;

  assert_fault (f, "GET", "/big", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  assert_fault (f, "GET", "/big-chunked", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  g_assert_cmpuint (f->written, <, 2 * BIG); /* not all of it was taken */
  assert_fault (f, "GET", "/bomb", LUUKKU_FAULT_BAD_ANSWER, TRUE);
  luukku_request_set_max_body (request, BIG);
  response = call (f, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (luukku_response_get_body (response)), ==, BIG);
}

/* Runs until the server holds a call that it does not answer. */
static void
start_slow (Fixture *f, const char *method, const char *path)
{
  g_autoptr (LuukkuRequest) request = make_request (f, method, path);

  luukku_transport_send_async (f->net, request, f->cancellable, on_done, f);
  while (!f->slow_called)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start_slow (f, "POST", "/slow");
  g_cancellable_cancel (f->cancellable);
  g_assert_null (finish (f, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
  g_assert_true (luukku_fault_is_cancelled (error));
  g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
  assert_fault (f, "POST", "/ok", LUUKKU_FAULT_CANCELLED, FALSE); /* cancelled before it began */
  g_assert_cmpuint (f->calls, ==, 1);
}

static void
test_time_out (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start_slow (f, "POST", "/slow");
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, LUUKKU_TRANSPORT_TIMEOUT);
  luukku_manual_clock_advance (f->clock, LUUKKU_TRANSPORT_TIMEOUT);
  g_assert_null (finish (f, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
  g_assert_true (luukku_fault_get_info (error)->retryable);
}

/* A server that always sends a little: each piece is progress, but the whole has an end. */
static void
test_time_out_drip (Fixture *f, gconstpointer data)
{
  const gint64 step = LUUKKU_TRANSPORT_TIMEOUT - G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;
  guint pieces = 0;

  start_slow (f, "GET", "/drip");
  while (f->result == NULL) {
    g_assert_cmpuint (++pieces, <=, 11);
    luukku_manual_clock_advance (f->clock, step);
    drip (f);
    while (f->result == NULL && luukku_manual_clock_next (f->clock) <= G_TIME_SPAN_SECOND)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (pieces, >, 5);
  g_assert_null (finish (f, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
}

static void
test_proxy (Fixture *f, gconstpointer data)
{
  g_autoptr (GProxyResolver) nowhere = g_simple_proxy_resolver_new ("http://127.0.0.1:1", NULL);
  LuukkuTransportSoupOptions options = { .proxy = nowhere };

  g_assert_finalize_object (f->net);
  f->net = luukku_transport_soup_new (LUUKKU_CLOCK (f->clock), &options, NULL);
  assert_fault (f, "GET", "/ok", LUUKKU_FAULT_NETWORK, FALSE);
  g_assert_cmpuint (f->calls, ==, 0); /* nothing went past the proxy */
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  assert_fault (f, "POST", "/broken", LUUKKU_FAULT_NETWORK, TRUE);
  assert_fault (f, "POST", "/silent", LUUKKU_FAULT_NETWORK, TRUE);
  g_assert_cmpuint (f->calls, ==, 2); /* a POST is not repeated by the library */
  assert_fault (f, "POST", "/nonsense", LUUKKU_FAULT_BAD_ANSWER, TRUE);
}

static void
test_nobody_there (Fixture *f, gconstpointer data)
{
  soup_server_disconnect (f->server);
  assert_fault (f, "POST", "/ok", LUUKKU_FAULT_NETWORK, FALSE);
}

static void
test_addresses (Fixture *f, gconstpointer data)
{
  static const char *const refused[] = {
    "http://example.org/",
    "ftp://127.0.0.1/",
    "127.0.0.1",
    "https://",
    "https:///x",
    "https://user:pw@example.org/",
    "http://127.0.0.1.example.org/",
    "http://localhost.example.org/",
    "",
    "http://10.0.0.1/",
    "https://[::1/",
    "file:///etc/passwd",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (LuukkuRequest) request = luukku_request_new ("GET", refused[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuResponse) response = call (f, request, &error);

    g_test_message ("%s", refused[i]);
    g_assert_null (response);
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_tls (Fixture *f, gconstpointer data)
{
  assert_status (f, "POST", "/ok", 200);
  assert_fault (f, "GET", "/downgrade", LUUKKU_FAULT_BAD_ANSWER, TRUE);
}

static void
test_tls_refused (Fixture *f, gconstpointer data)
{
  assert_fault (f, "POST", "/ok", LUUKKU_FAULT_TLS, FALSE);
  g_assert_cmpuint (f->calls, ==, 0);
}

/* The server's certificate is right, but its authority is unknown to us. */
static void
test_tls_unknown_authority (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->net);
  f->net = luukku_transport_soup_new (LUUKKU_CLOCK (f->clock), NULL, NULL);
  assert_fault (f, "POST", "/ok", LUUKKU_FAULT_TLS, FALSE);
  g_assert_cmpuint (f->calls, ==, 0);
}

static void
test_ca_file (void)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (NOW);
  LuukkuTransportSoupOptions options = { .ca_file = "/nonexistent/ca.pem" };
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_transport_soup_new (LUUKKU_CLOCK (clock), &options, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
}

/* --- the log: what the program writes with every debug message on is read back by its parent */

static void
test_log_talk (Fixture *f, gconstpointer data)
{
  g_log_set_debug_enabled (TRUE);
  assert_status (f, "POST", "/ok?access_token=CANARY", 200);
  assert_status (f, "GET", "/moved?access_token=CANARY", 200);
  assert_fault (f, "GET", "/elsewhere?access_token=CANARY", LUUKKU_FAULT_BAD_ANSWER, TRUE);
}

static void
test_log (void)
{
  g_test_trap_subprocess ("/net/soup/log/subprocess/talk", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*POST http://127.0.0.1/ok: status 200, 14 bytes*");
  g_test_trap_assert_stdout ("*GET http://127.0.0.1/elsewhere: bad-answer*");
  g_test_trap_assert_stdout_unmatched ("*CANARY*");
  g_test_trap_assert_stderr_unmatched ("*CANARY*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function) g_test_add ("/net/soup/" path, Fixture, data, set_up, function, tear_down)
  ADD ("ok", NULL, test_ok);
  ADD ("statuses", NULL, test_statuses);
  ADD ("redirect/same-host", NULL, test_redirect);
  ADD ("redirect/refused", NULL, test_redirect_refused);
  ADD ("too-large", NULL, test_too_large);
  ADD ("cancel", NULL, test_cancel);
  ADD ("time-out/silent", NULL, test_time_out);
  ADD ("time-out/drip", NULL, test_time_out_drip);
  ADD ("proxy", NULL, test_proxy);
  ADD ("broken", NULL, test_broken);
  ADD ("nobody-there", NULL, test_nobody_there);
  ADD ("addresses", NULL, test_addresses);
  ADD ("tls/good", "server.pem", test_tls);
  ADD ("tls/wrong-name", "wrong-name.pem", test_tls_refused);
  ADD ("tls/unknown-authority", "server.pem", test_tls_unknown_authority);
  g_test_add_func ("/net/soup/tls/ca-file", test_ca_file);
  g_test_add_func ("/net/soup/log", test_log);
  ADD ("log/subprocess/talk", NULL, test_log_talk);
  return g_test_run ();
}
