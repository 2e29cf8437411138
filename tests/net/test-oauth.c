/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-oauth.c: signing in with a browser that comes back to this machine, and one renewal for all calls. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-oauth-session.h"
#include "adapter/luukku-sign-in.h"

#include <libsoup/soup.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "luukku-fake-transport.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define BASE "https://api.x.example"
#define TOKENS                                                                                               \
  "{\"token_type\":\"bearer\",\"expires_in\":7200,\"access_token\":\"new-access\",\"refresh_token\":\"new-"  \
  "refresh\"}"

static gboolean
check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check ("X", answer, error);
}

static gboolean
check_call (const LuukkuHttpAnswer *answer, GError **error)
{
  static const LuukkuFaultRow rows[] = { { .kind = LUUKKU_ROWS_END } };
  const LuukkuFaultFacts facts = { .platform = "X", .status = answer->status, .sending = answer->sending };

  if (answer->status == 200 && answer->root != NULL)
    return TRUE;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

static const LuukkuOauthService service = {
  .name = "X",
  .authorize = "https://x.example/authorize",
  .token = "/2/oauth2/token",
  .scopes = "dm.read offline.access",
  .redirect = "/luukku/x",
  .check = check_token,
  .extra = "prompt=consent",
};

/* --- values */

static void
test_challenge (void)
{
  g_autofree char *challenge = NULL, *one = NULL, *other = NULL;

  g_test_summary ("the example of RFC 7636, appendix B");
  challenge = luukku_oauth_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  one = luukku_oauth_make_secret (NULL);
  other = luukku_oauth_make_secret (NULL);
  g_assert_cmpuint (strlen (one), ==, 43); /* RFC 7636 section 4.1: at least */
  g_assert_cmpstr (one, !=, other);
}

static void
test_form (void)
{
  g_autofree char *form = luukku_oauth_form ("a", "1 2", "left", NULL, "b", "ä&=+", NULL);

  g_assert_cmpstr (form, ==, "a=1%202&b=%C3%A4%26%3D%2B");
}

static void
test_tokens (void)
{
  static const char *const bad[] = {
    "",          "secret",           "access=",           "access=a%20b",
    "refresh=r", "access=a&until=x", "access=a&until=-1", "access=a&refresh=b%0A"
  };
  char access[] = "a&b=c|d", refresh[] = "r+/=~";
  const LuukkuOauthTokens tokens = { access, refresh, NOW, NULL };
  g_autofree char *text = luukku_oauth_tokens_write (&tokens);
  g_autoptr (LuukkuOauthTokens) again = luukku_oauth_tokens_read (text);

  for (const char *p = text; *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p)); /* what a keyring's token may be */
  g_assert_cmpstr (again->access, ==, access);
  g_assert_cmpstr (again->refresh, ==, refresh);
  g_assert_cmpint (again->until, ==, NOW);
  g_assert_null (luukku_oauth_tokens_read (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (luukku_oauth_tokens_read (bad[i]));
}

static LuukkuOauthTokens *
parse (const char *json, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  return luukku_oauth_tokens_parse (root, NOW, error);
}

static void
test_answers (void)
{
  static const char *const bad[] = { "{}",
                                     "[]",
                                     "17",
                                     "{\"access_token\":\"\"}",
                                     "{\"access_token\":\"a b\"}",
                                     "{\"access_token\":\"a\",\"expires_in\":\"soon\"}",
                                     "{\"access_token\":\"a\",\"refresh_token\":\"\"}" };
  g_autoptr (LuukkuOauthTokens) tokens = parse (TOKENS, NULL);
  g_autoptr (LuukkuOauthTokens) endless = parse ("{\"access_token\":\"a\"}", NULL);

  g_assert_cmpstr (tokens->refresh, ==, "new-refresh");
  g_assert_cmpint (tokens->until, ==, NOW + 2 * G_TIME_SPAN_HOUR);
  g_assert_null (endless->refresh);
  g_assert_cmpint (endless->until, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (bad[i], &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
}

static void
test_errors (void)
{
  static const struct {
    guint status;
    const char *body;
    LuukkuFaultKind kind;
    gboolean reauth;
  } cases[] = {
    { 400, "{\"error\":\"invalid_grant\"}", LUUKKU_FAULT_AUTH, TRUE },
    { 400,
      "{\"error\":\"invalid_request\",\"error_description\":\"Value passed for the token was invalid.\"}",
      LUUKKU_FAULT_AUTH, TRUE },
    { 401, "{\"error\":\"unauthorized_client\"}", LUUKKU_FAULT_SETTINGS, FALSE },
    { 401, "{\"error\":\"invalid_client\"}", LUUKKU_FAULT_SETTINGS, FALSE },
    { 429, "{}", LUUKKU_FAULT_THROTTLED, FALSE },
    { 503, "Service Unavailable", LUUKKU_FAULT_SERVER, FALSE },
    { 200, "<html>", LUUKKU_FAULT_BAD_ANSWER, FALSE },
    { 403, "<html>", LUUKKU_FAULT_BAD_ANSWER, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (cases[i].body, strlen (cases[i].body));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    g_autoptr (LuukkuResponse) response = luukku_response_new (cases[i].status, NULL, bytes, NOW);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = cases[i].status };
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_false (luukku_oauth_check ("X", &answer, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    g_assert_cmpint (luukku_fault_get_info (error)->needs_reauth, ==, cases[i].reauth);
  }
}

/* --- signing in: the network is a fake one, the browser and the place where it comes back are real */

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuSignIn *sign_in;
  SoupSession *browser;
  GHashTable *asked; /* what the page at the platform was asked */
  GAsyncResult *result;
} Place;

static void
place_up (Place *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  p->clock = luukku_manual_clock_new (NOW);
  p->net = luukku_fake_transport_new (LUUKKU_CLOCK (p->clock), "x");
  p->browser = soup_session_new ();
  p->sign_in = luukku_sign_in_new (&service, LUUKKU_TRANSPORT (p->net), LUUKKU_CLOCK (p->clock), BASE,
                                   "client", "told", 0, &error);
  g_assert_no_error (error);
  uri = g_uri_parse (luukku_sign_in_get_address (p->sign_in), G_URI_FLAGS_NONE, &error);
  g_assert_no_error (error);
  p->asked = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);
}

static void
place_down (Place *p, gconstpointer data)
{
  luukku_fake_transport_verify (p->net);
  g_clear_object (&p->result);
  g_hash_table_unref (p->asked);
  g_assert_finalize_object (p->sign_in);
  g_assert_finalize_object (p->net);
  g_assert_cmpint (luukku_manual_clock_next (p->clock), ==, -1);
  g_assert_finalize_object (p->clock);
  g_object_unref (p->browser);
}

static void
wait_for_browser (Place *p)
{
  luukku_sign_in_wait_async (p->sign_in, NULL, luukku_test_got_result, &p->result);
}

static char *
finish (Place *p, GError **error)
{
  while (p->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return luukku_sign_in_wait_finish (p->sign_in, p->result, error);
}

/* What the browser does with the address that the platform has sent it to. Returns: the status. */
static guint
visit (Place *p, const char *method, const char *rest, const char *host)
{
  g_autofree char *address = g_strconcat (g_hash_table_lookup (p->asked, "redirect_uri"), rest, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, address);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) error = NULL;

  if (host != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Host", host);
  soup_session_send_and_read_async (p->browser, message, 0, NULL, luukku_test_got_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  page = soup_session_send_and_read_finish (p->browser, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Referrer-Policy"), ==,
      "no-referrer");
  return soup_message_get_status (message);
}

static guint
come_back (Place *p, const char *state, const char *rest)
{
  g_autofree char *query = g_strdup_printf ("?state=%s%s", state, rest);

  return visit (p, "GET", query, NULL);
}

static const char *
state_of (Place *p)
{
  return g_hash_table_lookup (p->asked, "state");
}

static void
expect_tokens (Place *p)
{
  luukku_fake_transport_expect_body (p->net, "POST", BASE "/2/oauth2/token", 200, TOKENS);
}

static void
test_sign_in (Place *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL, *body = NULL, *challenge = NULL;
  g_autoptr (LuukkuOauthTokens) tokens = NULL;
  g_autoptr (GHashTable) form = NULL;
  LuukkuRequest *request;
  GBytes *bytes;

  g_assert_true (g_str_has_prefix (luukku_sign_in_get_address (p->sign_in), "https://x.example/authorize?"));
  g_assert_cmpstr (g_hash_table_lookup (p->asked, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (p->asked, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (p->asked, "scope"), ==, "dm.read offline.access");
  g_assert_cmpstr (g_hash_table_lookup (p->asked, "prompt"), ==, "consent");
  g_assert_null (g_hash_table_lookup (p->asked, "client_secret"));
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (p->asked, "redirect_uri"), "http://127.0.0.1:"));
  wait_for_browser (p);
  expect_tokens (p);
  g_assert_cmpuint (come_back (p, state_of (p), "&code=the%2Fcode"), ==, 200);
  token = finish (p, &error);
  g_assert_no_error (error);
  tokens = luukku_oauth_tokens_read (token);
  g_assert_cmpstr (tokens->access, ==, "new-access");
  request = g_ptr_array_index (luukku_fake_transport_get_requests (p->net), 0);
  g_assert_null (luukku_request_get_header (request, "Authorization"));
  bytes = luukku_request_get_body (request);
  body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, "the/code");
  g_assert_cmpstr (g_hash_table_lookup (form, "client_secret"), ==, "told");
  g_assert_cmpstr (g_hash_table_lookup (form, "redirect_uri"), ==,
                   g_hash_table_lookup (p->asked, "redirect_uri"));
  challenge = luukku_oauth_challenge (g_hash_table_lookup (form, "code_verifier"));
  g_assert_cmpstr (challenge, ==, g_hash_table_lookup (p->asked, "code_challenge"));
}

/* Another page in the same browser tries to slip in a code of its own. */
static void
test_wrong_state (Place *p, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_browser (p);
  g_assert_cmpuint (come_back (p, "guessed", "&code=evil"), ==, 400);
  g_assert_cmpuint (visit (p, "GET", "?code=evil", NULL), ==, 400);
  g_assert_cmpuint (visit (p, "GET", "?state=", NULL), ==, 400);
  g_assert_null (p->result);
  expect_tokens (p); /* the right one goes on all the same */
  g_assert_cmpuint (come_back (p, state_of (p), "&code=good"), ==, 200);
  token = finish (p, &error);
  g_assert_nonnull (token);
}

static void
test_strangers (Place *p, gconstpointer data)
{
  g_autofree char *query = g_strdup_printf ("?state=%s&code=c", state_of (p));
  g_autofree char *elsewhere = g_strdup_printf ("/more?state=%s&code=c", state_of (p));

  wait_for_browser (p);
  g_assert_cmpuint (visit (p, "POST", query, NULL), ==, 405);
  g_assert_cmpuint (visit (p, "GET", query, "evil.example"), ==, 404); /* DNS that points at this machine */
  g_assert_cmpuint (visit (p, "GET", elsewhere, NULL), ==, 404);
  g_assert_null (p->result);
  luukku_manual_clock_advance (p->clock, LUUKKU_SIGN_IN_PATIENCE);
  g_assert_null (finish (p, NULL));
}

static void
test_said_no (Place *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_browser (p);
  g_assert_cmpuint (come_back (p, state_of (p), "&error=access_denied"), ==, 200);
  g_assert_null (finish (p, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_patience (Place *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_browser (p);
  luukku_manual_clock_advance (p->clock, LUUKKU_SIGN_IN_PATIENCE - 1);
  g_assert_null (p->result);
  luukku_manual_clock_advance (p->clock, 1);
  g_assert_null (finish (p, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_nonnull (strstr (error->message, "ten minutes"));
}

static void
test_cancelled (Place *p, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  luukku_sign_in_wait_async (p->sign_in, cancellable, luukku_test_got_result, &p->result);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (p, &error));
  g_assert_true (luukku_fault_is_cancelled (error));
}

static void
test_refused_code (Place *p, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_for_browser (p);
  luukku_fake_transport_expect_body (p->net, "POST", "/2/oauth2/token", 400, "{\"error\":\"invalid_grant\"}");
  come_back (p, state_of (p), "&code=late");
  g_assert_null (finish (p, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_port_taken (Place *p, gconstpointer data)
{
  g_autoptr (GUri) uri = g_uri_parse (g_hash_table_lookup (p->asked, "redirect_uri"), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  LuukkuSignIn *second = luukku_sign_in_new (&service, LUUKKU_TRANSPORT (p->net), LUUKKU_CLOCK (p->clock),
                                             BASE, "client", NULL, (guint) g_uri_get_port (uri), &error);

  g_assert_null (second);
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_assert_nonnull (strstr (error->message, "Port"));
}

/* --- the session */

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuHttp *http;
  LuukkuOauthSession *session;
  GString *kept; /* what was to be kept, one a line */
  GAsyncResult *results[3];
} Session;

static void
keep (const char *text, gpointer data)
{
  Session *s = data;

  g_string_append_printf (s->kept, "%s\n", text);
}

static void
make_session (Session *s, const char *refresh, gint64 until)
{
  LuukkuOauthTokens *tokens = g_new0 (LuukkuOauthTokens, 1);

  tokens->access = g_strdup ("old-access");
  tokens->refresh = g_strdup (refresh);
  tokens->until = until;
  s->session = luukku_oauth_session_new (&service, LUUKKU_TRANSPORT (s->net), LUUKKU_CLOCK (s->clock), BASE,
                                         "client", NULL, tokens, "Sign in.", keep, s);
}

static void
session_up (Session *s, gconstpointer data)
{
  s->clock = luukku_manual_clock_new (NOW);
  s->net = luukku_fake_transport_new (LUUKKU_CLOCK (s->clock), "x");
  s->http = luukku_http_new (LUUKKU_TRANSPORT (s->net), LUUKKU_CLOCK (s->clock), BASE, check_call);
  s->kept = g_string_new (NULL);
}

static void
session_down (Session *s, gconstpointer data)
{
  luukku_fake_transport_verify (s->net);
  for (guint i = 0; i < G_N_ELEMENTS (s->results); i++)
    g_clear_object (&s->results[i]);
  g_assert_finalize_object (s->session);
  g_assert_finalize_object (s->http);
  g_assert_finalize_object (s->net);
  g_assert_finalize_object (s->clock);
  g_string_free (s->kept, TRUE);
}

static void
begin_call (Session *s, guint n)
{
  luukku_oauth_session_call_async (s->session, s->http, &(LuukkuHttpCall){ .path = "/thing" }, NULL,
                                   luukku_test_got_result, &s->results[n]);
}

static gboolean
end_call (Session *s, guint n, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  luukku_test_wait (&s->results[n]);
  root = luukku_oauth_session_call_finish (s->session, s->results[n], NULL, error);
  g_clear_object (&s->results[n]);
  return root != NULL;
}

static const char *
bearer_of (Session *s, guint n)
{
  return luukku_request_get_header (g_ptr_array_index (luukku_fake_transport_get_requests (s->net), n),
                                    "Authorization");
}

/* Three calls find the token at its end: one renewal, before any of them; its text is kept before they go on.
 */
static void
test_single_flight (Session *s, gconstpointer data)
{
  make_session (s, "old-refresh", NOW + G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect_body (s->net, "POST", "/2/oauth2/token", 200, TOKENS);
  for (guint i = 0; i < 3; i++) {
    luukku_fake_transport_expect_body (s->net, "GET", "/thing", 200, "{}");
    begin_call (s, i);
  }
  for (guint i = 0; i < 3; i++) {
    g_assert_true (end_call (s, i, NULL));
    g_assert_cmpstr (bearer_of (s, i + 1), ==, "Bearer new-access");
  }
  g_assert_cmpstr (s->kept->str, ==, "access=new-access&refresh=new-refresh&until=1795177800000000\n");
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 200, "{}"); /* it lasts */
  begin_call (s, 0);
  g_assert_true (end_call (s, 0, NULL));
}

static void
test_401 (Session *s, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_session (s, "old-refresh", 0);
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 401, "{}");
  luukku_fake_transport_expect_body (s->net, "POST", "/2/oauth2/token", 200,
                                     "{\"access_token\":\"new-access\",\"expires_in\":7200}");
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 200, "{}");
  begin_call (s, 0);
  g_assert_true (end_call (s, 0, NULL));
  g_assert_nonnull (strstr (s->kept->str, "refresh=old-refresh")); /* it goes on counting */
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 401, "{}");
  luukku_fake_transport_expect_body (s->net, "POST", "/2/oauth2/token", 200, TOKENS);
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 401, "{}"); /* once only */
  begin_call (s, 0);
  g_assert_false (end_call (s, 0, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_renewal_refused (Session *s, gconstpointer data)
{
  make_session (s, "old-refresh", NOW);
  luukku_fake_transport_expect_body (s->net, "POST", "/2/oauth2/token", 400, "{\"error\":\"invalid_grant\"}");
  begin_call (s, 0);
  begin_call (s, 1);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (end_call (s, i, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
    g_assert_true (luukku_fault_get_info (error)->needs_reauth);
    g_assert_nonnull (strstr (error->message, "Luukku ended while it was renewing"));
  }
  g_assert_cmpstr (s->kept->str, ==, "");
}

/* The answer was lost: the old refresh token is all there is, and is tried again. */
static void
test_renewal_lost (Session *s, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_session (s, "old-refresh", NOW);
  luukku_fake_transport_expect_fault (s->net, "POST", "/2/oauth2/token", LUUKKU_FAULT_NETWORK);
  begin_call (s, 0);
  g_assert_false (end_call (s, 0, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (error)->retryable);
  luukku_fake_transport_expect_body (s->net, "POST", "/2/oauth2/token", 200, TOKENS);
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 200, "{}");
  begin_call (s, 0);
  g_assert_true (end_call (s, 0, NULL));
}

static void
test_without_refresh (Session *s, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_session (s, NULL, NOW + G_TIME_SPAN_HOUR);
  g_assert_cmpint (luukku_oauth_session_get_end (s->session), ==, NOW + G_TIME_SPAN_HOUR);
  luukku_fake_transport_expect_body (s->net, "GET", "/thing", 401, "{}");
  begin_call (s, 0);
  g_assert_false (end_call (s, 0, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_nobody (Session *s, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  s->session = luukku_oauth_session_new (&service, LUUKKU_TRANSPORT (s->net), LUUKKU_CLOCK (s->clock), BASE,
                                         "client", NULL, NULL, "Sign in.", keep, s);
  begin_call (s, 0);
  g_assert_false (end_call (s, 0, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_cmpstr (error->message, ==, "Sign in.");
}

static void
test_close_in_renewal (Session *s, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_session (s, "old-refresh", NOW);
  luukku_fake_transport_expect_hang (s->net, "POST", "/2/oauth2/token");
  begin_call (s, 0);
  luukku_oauth_session_close (s->session);
  g_assert_false (end_call (s, 0, &error));
  g_assert_true (luukku_fault_is_cancelled (error));
  g_assert_cmpstr (s->kept->str, ==, "");
}

#define ADD_SIGN_IN(name, test)                                                                              \
  g_test_add ("/net/oauth/sign-in/" name, Place, NULL, place_up, test, place_down)
#define ADD_SESSION(name, test)                                                                              \
  g_test_add ("/net/oauth/session/" name, Session, NULL, session_up, test, session_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/oauth/challenge", test_challenge);
  g_test_add_func ("/net/oauth/form", test_form);
  g_test_add_func ("/net/oauth/tokens", test_tokens);
  g_test_add_func ("/net/oauth/answers", test_answers);
  g_test_add_func ("/net/oauth/errors", test_errors);
  ADD_SIGN_IN ("ok", test_sign_in);
  ADD_SIGN_IN ("wrong-state", test_wrong_state);
  ADD_SIGN_IN ("strangers", test_strangers);
  ADD_SIGN_IN ("said-no", test_said_no);
  ADD_SIGN_IN ("patience", test_patience);
  ADD_SIGN_IN ("cancelled", test_cancelled);
  ADD_SIGN_IN ("refused-code", test_refused_code);
  ADD_SIGN_IN ("port-taken", test_port_taken);
  ADD_SESSION ("single-flight", test_single_flight);
  ADD_SESSION ("401", test_401);
  ADD_SESSION ("refused", test_renewal_refused);
  ADD_SESSION ("lost", test_renewal_lost);
  ADD_SESSION ("without-refresh", test_without_refresh);
  ADD_SESSION ("nobody", test_nobody);
  ADD_SESSION ("close", test_close_in_renewal);
  return g_test_run ();
}
