/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-sign-in-pasted.c: signing in where the browser ends at a page of the town and its address is pasted,
 * and token calls that speak JSON. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-sign-in.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-fake-transport.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define BASE "https://api.platform.example"
#define PAGE "https://www.kunta.example/luukku/"
#define GIVEN                                                                                                \
  "https://platform.example/authorize?client_key=734&scope=a,b&response_type=code&redirect_uri=x&state="     \
  "your_own_state#top"
#define TOKENS                                                                                               \
  "{\"code\":0,\"data\":{\"access_token\":\"new-access\",\"refresh_token\":\"new-refresh\",\"expires_in\":"  \
  "86400,\"open_id\":\"us\"}}"

static gboolean
check (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check ("Platform", answer, error);
}

static const LuukkuOauthWire wire = {
  .json = TRUE,
  .no_pkce = TRUE,
  .code_name = "auth_code",
  .inside = "data",
  .subject = "open_id",
};
static const LuukkuOauthService service = {
  .name = "Platform", .token = "/token/", .check = check, .wire = &wire
};
static const LuukkuOauthService plain = {
  .name = "Platform",
  .authorize = "https://platform.example/authorize",
  .token = "/token",
  .scopes = "one two",
  .check = check,
};

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuSignIn *sign_in;
  char *state;
  GAsyncResult *result;
} Desk;

static void
set_up (Desk *d, gconstpointer data)
{
  const LuukkuOauthService *used = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) asked = NULL;
  const char *query;

  d->clock = luukku_manual_clock_new (NOW);
  d->net = luukku_fake_transport_new (LUUKKU_CLOCK (d->clock), "tiktok");
  d->sign_in = luukku_sign_in_new_pasted (used, LUUKKU_TRANSPORT (d->net), LUUKKU_CLOCK (d->clock), BASE,
                                          "734", "app-secret", used == &service ? GIVEN : NULL, PAGE, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_sign_in_is_pasted (d->sign_in));
  query = strchr (luukku_sign_in_get_address (d->sign_in), '?') + 1;
  asked = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  d->state = g_strdup (g_hash_table_lookup (asked, "state"));
  g_assert_cmpuint (strlen (d->state), ==, 43);
  luukku_sign_in_wait_async (d->sign_in, NULL, luukku_test_got_result, &d->result);
}

static void
tear_down (Desk *d, gconstpointer data)
{
  luukku_fake_transport_verify (d->net);
  g_clear_object (&d->result);
  g_free (d->state);
  g_assert_finalize_object (d->sign_in);
  g_assert_finalize_object (d->net);
  g_assert_cmpint (luukku_manual_clock_next (d->clock), ==, -1);
  g_assert_finalize_object (d->clock);
}

static char *
finish (Desk *d, GError **error)
{
  while (d->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return luukku_sign_in_wait_finish (d->sign_in, d->result, error);
}

static char *
body_of (Desk *d)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (d->net);
  GBytes *bytes = luukku_request_get_body (g_ptr_array_index (requests, requests->len - 1));

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The platform's own address, with our state instead of the example's. */
static void
test_address (Desk *d, gconstpointer data)
{
  g_autofree char *wanted =
      g_strdup_printf ("https://platform.example/authorize?state=%s&client_key=734&scope=a,b&"
                       "response_type=code&redirect_uri=x",
                       d->state);
  g_autofree char *pasted =
      g_strdup_printf ("  " PAGE "?code=the%%2Fcode%%2A1&scopes=a,b&state=%s#_=_\n", d->state);
  g_autofree char *token = NULL, *body = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (luukku_sign_in_get_address (d->sign_in), ==, wanted);
  luukku_fake_transport_expect_body (d->net, "POST", BASE "/token/", 200, TOKENS);
  g_assert_true (luukku_sign_in_paste (d->sign_in, pasted, &error));
  g_assert_false (luukku_sign_in_paste (d->sign_in, pasted, &error)); /* once */
  g_clear_error (&error);
  token = finish (d, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "access=new-access&refresh=new-refresh&until=1795257000000000&subject=us");
  body = body_of (d);
  g_assert_cmpstr (
      body, ==,
      "{\"grant_type\":\"authorization_code\",\"auth_code\":\"the/code*1\",\"redirect_uri\":\"" PAGE
      "\",\"client_id\":\"734\",\"client_secret\":\"app-secret\"}");
}

/* Made by us: a form, with PKCE. */
static void
test_plain (Desk *d, gconstpointer data)
{
  g_autofree char *pasted = g_strdup_printf ("?state=%s&code=c", d->state);
  g_autofree char *token = NULL, *body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = NULL;

  g_assert_nonnull (strstr (luukku_sign_in_get_address (d->sign_in), "&code_challenge_method=S256"));
  g_assert_nonnull (strstr (luukku_sign_in_get_address (d->sign_in),
                            "redirect_uri=https%3A%2F%2Fwww.kunta.example%2Fluukku%2F&scope=one%20two"));
  luukku_fake_transport_expect_body (d->net, "POST", BASE "/token", 200, "{\"access_token\":\"a\"}");
  g_assert_true (luukku_sign_in_paste (d->sign_in, pasted, &error));
  token = finish (d, &error);
  g_assert_cmpstr (token, ==, "access=a&until=0");
  body = body_of (d);
  form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, "c");
  g_assert_cmpuint (strlen (g_hash_table_lookup (form, "code_verifier")), ==, 43);
}

static void
test_bare_code (Desk *d, gconstpointer data)
{
  g_autofree char *token = NULL, *body = NULL;

  luukku_fake_transport_expect_body (d->net, "POST", BASE "/token/", 200, TOKENS);
  g_assert_true (luukku_sign_in_paste (d->sign_in, " the%2Acode!4711.e1 ", NULL));
  token = finish (d, NULL);
  g_assert_nonnull (token);
  body = body_of (d);
  g_assert_nonnull (strstr (body, "\"auth_code\":\"the*code!4711.e1\""));
}

/* What does not belong here changes nothing: the right one is taken afterwards. */
static void
test_wrong (Desk *d, gconstpointer data)
{
  static const char *const wrong[] = {
    "",    "   ", "two words", PAGE, PAGE "?code=evil", PAGE "?code=evil&state=guessed", "code=evil&state=",
    "%ff",
  };
  g_autofree char *right = g_strdup_printf (PAGE "?auth_code=good&state=%s", d->state);
  g_autofree char *longer = g_strnfill (4000, 'a');
  g_autofree char *token = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong) + 1; i++) {
    const char *text = i < G_N_ELEMENTS (wrong) ? wrong[i] : longer;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", text);
    g_assert_false (luukku_sign_in_paste (d->sign_in, text, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_null (strstr (error->message, "evil"));
  }
  g_assert_null (d->result);
  luukku_fake_transport_expect_body (d->net, "POST", BASE "/token/", 200, TOKENS);
  g_assert_true (luukku_sign_in_paste (d->sign_in, right, NULL));
  token = finish (d, NULL);
  g_assert_nonnull (token);
}

static void
test_said_no (Desk *d, gconstpointer data)
{
  g_autofree char *no = g_strdup_printf (PAGE "?error=access_denied&state=%s", d->state);
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_sign_in_paste (d->sign_in, no, NULL));
  g_assert_null (finish (d, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_patience (Desk *d, gconstpointer data)
{
  g_autofree char *late = g_strdup_printf (PAGE "?code=late&state=%s", d->state);
  g_autoptr (GError) error = NULL, after = NULL;

  luukku_manual_clock_advance (d->clock, LUUKKU_SIGN_IN_PATIENCE);
  g_assert_null (finish (d, &error));
  g_assert_nonnull (strstr (error->message, "ten minutes"));
  g_assert_false (luukku_sign_in_paste (d->sign_in, late, &after));
}

#define ADD(name, test) g_test_add ("/net/sign-in-pasted/" name, Desk, &service, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("address", test_address);
  g_test_add ("/net/sign-in-pasted/plain", Desk, &plain, set_up, test_plain, tear_down);
  ADD ("bare-code", test_bare_code);
  ADD ("wrong", test_wrong);
  ADD ("said-no", test_said_no);
  ADD ("patience", test_patience);
  return g_test_run ();
}
