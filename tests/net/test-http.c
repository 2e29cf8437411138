/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-http.c: what every adapter's calls share: where credentials go, what an answer becomes, how a
 * platform's errors are read from a table, and that close ends everything. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-http.h"

#include <string.h>

#include "luukku-fake-transport.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define BASE "https://api.example.org/v1"
#define TOKEN "secret-token"

static const LuukkuFaultRow rows[] = {
  { 400, 400, "17", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "odd", "Blocked By", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "busy", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static gboolean
check (const LuukkuHttpAnswer *answer, GError **error)
{
  const LuukkuFaultFacts facts = { .platform = "Example",
                                   .status = answer->status,
                                   .retry_after = answer->retry_after,
                                   .sending = answer->sending };

  if (answer->status == 200 && answer->root != NULL)
    return TRUE;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuHttp *http;
  GAsyncResult *result;
  GError *error;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (NOW);
  f->net = luukku_fake_transport_new (LUUKKU_CLOCK (f->clock), "facebook");
  f->http = luukku_http_new (LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), BASE, check);
  luukku_http_set_bearer (f->http, TOKEN);
  luukku_http_set_header (f->http, "X-Version", "7");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_verify (f->net);
  g_clear_error (&f->error);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->net);
  g_assert_finalize_object (f->clock);
}

static JsonNode *
call (Fixture *f, const LuukkuHttpCall *what, LuukkuResponse **ret_response)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&f->error);
  luukku_http_call_async (f->http, what, NULL, luukku_test_got_result, &f->result);
  luukku_test_wait (&f->result);
  result = g_steal_pointer (&f->result);
  return luukku_http_call_finish (f->http, result, ret_response, &f->error);
}

static GBytes *
get_bytes (Fixture *f, const char *url, gint64 size, guint64 max)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&f->error);
  luukku_http_get_bytes_async (f->http, "Example", url, size, max, NULL, luukku_test_got_result, &f->result);
  luukku_test_wait (&f->result);
  result = g_steal_pointer (&f->result);
  return luukku_http_get_bytes_finish (f->http, result, &f->error);
}

static LuukkuRequest *
request_of (Fixture *f, guint place)
{
  return luukku_fake_transport_get_requests (f->net)->pdata[place];
}

static void
test_call (Fixture *f, gconstpointer data)
{
  const LuukkuHttpCall what = { .path = "/things?limit=5", .headers = { "X-More", "yes", NULL } };
  g_autoptr (LuukkuResponse) response = NULL;
  g_autoptr (JsonNode) root = NULL;

  luukku_fake_transport_expect_body (f->net, "GET", "https://api.example.org/v1/things?limit=5", 200,
                                     "{\"a\":1}");
  luukku_fake_transport_with_header (f->net, "Link", "<x>; rel=\"next\"");
  luukku_fake_transport_with_header (f->net, "Date", "Fri, 20 Nov 2026 10:31:00 GMT");
  root = call (f, &what, &response);
  g_assert_no_error (f->error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (root));
  g_assert_cmpstr (luukku_response_get_header (response, "link"), ==, "<x>; rel=\"next\"");
  g_assert_cmpstr (luukku_request_get_header (request_of (f, 0), "Authorization"), ==, "Bearer " TOKEN);
  g_assert_cmpstr (luukku_request_get_header (request_of (f, 0), "X-Version"), ==, "7");
  g_assert_cmpstr (luukku_request_get_header (request_of (f, 0), "X-More"), ==, "yes");
  g_assert_cmpint (luukku_http_now (f->http), ==, NOW + G_TIME_SPAN_MINUTE); /* the platform's clock */
}

static void
test_next_page (Fixture *f, gconstpointer data)
{
  const LuukkuHttpCall same = { .path = "https://api.example.org/v1/things?page=2" };
  static const char *const others[] = { "https://evil.example.org/v1/x", "http://api.example.org/v1/x",
                                        "https://api.example.org:444/v1/x", "https://a:b@api.example.org/x" };
  g_autoptr (JsonNode) root = NULL;

  luukku_fake_transport_expect_body (f->net, "GET", "/v1/things?page=2", 200, "[]");
  root = call (f, &same, NULL);
  g_assert_nonnull (root);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) { /* never asked: the transport would fail the test */
    g_assert_null (call (f, &(LuukkuHttpCall){ .path = others[i] }, NULL));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
  }
}

static void
test_send_in_doubt (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  const LuukkuHttpCall what = { .path = "/send", .body = body, .sending = TRUE };
  const LuukkuHttpCall put = { .method = "PUT", .path = "/send", .body = body };

  luukku_fake_transport_expect_body (f->net, "POST", "/send", 502, "<html>");
  g_assert_null (call (f, &what, NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_fault (f->net, "POST", "/send", LUUKKU_FAULT_BAD_ANSWER);
  g_assert_null (call (f, &what, NULL));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_fault (f->net, "PUT", "/send", LUUKKU_FAULT_BAD_ANSWER);
  g_assert_null (call (f, &put, NULL));
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  g_assert_cmpstr (luukku_request_get_content_type (request_of (f, 0)), ==, "application/json");
}

static void
test_close (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_fake_transport_expect_hang (f->net, "GET", "/slow");
  luukku_http_call_async (f->http, &(LuukkuHttpCall){ .path = "/slow" }, NULL, luukku_test_got_result,
                          &f->result);
  luukku_http_close (f->http);
  luukku_http_close (f->http);
  luukku_test_wait (&f->result);
  result = g_steal_pointer (&f->result);
  g_assert_null (luukku_http_call_finish (f->http, result, NULL, &f->error));
  g_assert_true (luukku_fault_is_cancelled (f->error));
}

static void
test_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) here = NULL, there = NULL;

  luukku_fake_transport_expect_body (f->net, "GET", "/v1/file/1", 200, "abc");
  here = get_bytes (f, "https://api.example.org/v1/file/1", -1, 10);
  g_assert_cmpuint (g_bytes_get_size (here), ==, 3);
  luukku_fake_transport_expect_body (f->net, "GET", "https://cdn.example.net/f", 200, "abc");
  there = get_bytes (f, "https://cdn.example.net/f", 3, 10);
  g_assert_nonnull (there);
  g_assert_nonnull (luukku_request_get_header (request_of (f, 0), "Authorization"));
  g_assert_null (luukku_request_get_header (request_of (f, 1), "Authorization")); /* another host */
  g_assert_null (luukku_request_get_header (request_of (f, 1), "X-Version"));
}

static void
test_bytes_refused (Fixture *f, gconstpointer data)
{
  g_assert_null (get_bytes (f, NULL, -1, 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  g_assert_null (get_bytes (f, "https://cdn.example.net/f", 11, 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_null (get_bytes (f, "http://cdn.example.net/f", -1, 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
  luukku_fake_transport_expect_body (f->net, "GET", "/f", 404, "");
  g_assert_null (get_bytes (f, "https://cdn.example.net/f", -1, 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  luukku_fake_transport_expect_body (f->net, "GET", "/f", 503, "");
  g_assert_null (get_bytes (f, "https://cdn.example.net/f", -1, 10));
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  luukku_fake_transport_expect_body (f->net, "GET", "/f", 200, "more than ten bytes");
  g_assert_null (get_bytes (f, "https://cdn.example.net/f", -1, 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

/* --- pure parts */

static void
test_base (void)
{
  static const struct {
    const char *given, *cleaned;
  } cases[] = {
    { "https://a.example.org/v25.0/", "https://a.example.org/v25.0" },
    { " https://a.example.org ", "https://a.example.org" },
    { "http://127.0.0.1:4015/x", "http://127.0.0.1:4015/x" },
    { "http://[::1]:4015", "http://[::1]:4015" },
    { "http://localhost:8080", "http://localhost:8080" },
    { "http://a.example.org", NULL },
    { "https://me:secret@a.example.org", NULL },
    { "https://a.example.org?token=x", NULL },
    { "a.example.org", NULL },
    { "file:///etc", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *cleaned = luukku_http_clean_base (cases[i].given);

    g_assert_cmpstr (cleaned, ==, cases[i].cleaned);
  }
}

static void
test_token (void)
{
  static const char *const bad[] = { NULL, "", "  ", "two words", "\xc3\xa4", "a\nb" };
  g_autofree char *good = luukku_http_clean_token (" abc\n");

  g_assert_cmpstr (good, ==, "abc");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (luukku_http_clean_token (bad[i]));
}

static void
test_date (void)
{
  g_assert_cmpint (luukku_http_parse_date ("Sun, 06 Nov 1994 08:49:37 GMT"), ==,
                   G_GINT64_CONSTANT (784111777) * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_http_parse_date ("yesterday"), ==, 0);
  g_assert_cmpint (luukku_http_parse_date (NULL), ==, 0);
}

static void
test_table (void)
{
  static const struct {
    LuukkuFaultFacts facts;
    LuukkuFaultKind kind;
    gboolean retryable, ambiguous, reauth;
    gint64 retry_after;
  } cases[] = {
    { { "X", 400, "17", NULL, 5, FALSE, 0 }, LUUKKU_FAULT_THROTTLED, TRUE, FALSE, FALSE, 5 },
    { { "X", 403, "odd", "you are BLOCKED by them", 5, TRUE, 0 },
      LUUKKU_FAULT_RECIPIENT,
      FALSE,
      FALSE,
      FALSE,
      0 },
    { { "X", 403, "odd", "else", 0, TRUE, 0 }, LUUKKU_FAULT_PERMISSION, FALSE, FALSE, FALSE, 0 },
    { { "X", 200, "busy", NULL, 0, TRUE, 0 }, LUUKKU_FAULT_SERVER, TRUE, TRUE, FALSE, 0 },
    { { "X", 200, "busy", NULL, 0, FALSE, 0 }, LUUKKU_FAULT_SERVER, TRUE, FALSE, FALSE, 0 },
    { { "X", 401, NULL, NULL, 0, FALSE, 0 }, LUUKKU_FAULT_AUTH, FALSE, FALSE, TRUE, 0 },
    { { "X", 404, NULL, NULL, 0, FALSE, 0 }, LUUKKU_FAULT_GONE, FALSE, FALSE, FALSE, 0 },
    { { "X", 429, NULL, NULL, 9, FALSE, 0 }, LUUKKU_FAULT_THROTTLED, TRUE, FALSE, FALSE, 9 },
    { { "X", 500, NULL, NULL, 0, TRUE, 0 }, LUUKKU_FAULT_SERVER, TRUE, TRUE, FALSE, 0 },
    { { "X", 200, NULL, NULL, 0, TRUE, 0 }, LUUKKU_FAULT_BAD_ANSWER, TRUE, TRUE, FALSE, 0 },
    { { "X", 418, NULL, NULL, 7, TRUE, 0 }, LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    const LuukkuFaultInfo *info;

    luukku_fault_table_set (rows, &cases[i].facts, &error);
    info = luukku_fault_get_info (error);
    g_test_message ("%u", i);
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    g_assert_cmpint (info->retryable, ==, cases[i].retryable);
    g_assert_cmpint (info->ambiguous_send, ==, cases[i].ambiguous);
    g_assert_cmpint (info->needs_reauth, ==, cases[i].reauth);
    g_assert_cmpint (info->retry_after, ==, cases[i].retry_after);
    g_assert_nonnull (strstr (error->message, "X"));
    g_assert_null (strstr (error->message, "%s"));
    g_assert_null (strstr (error->message, "BLOCKED")); /* the platform's words are not passed on */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/net/http/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("call", test_call);
  ADD ("next-page", test_next_page);
  ADD ("send-in-doubt", test_send_in_doubt);
  ADD ("close", test_close);
  ADD ("bytes", test_bytes);
  ADD ("bytes-refused", test_bytes_refused);
#undef ADD
  g_test_add_func ("/net/http/base", test_base);
  g_test_add_func ("/net/http/token", test_token);
  g_test_add_func ("/net/http/date", test_date);
  g_test_add_func ("/net/http/table", test_table);
  return g_test_run ();
}
