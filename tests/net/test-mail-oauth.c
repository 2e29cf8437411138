/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mail-oauth.c: access tokens for a refresh token: asked for once however many want one, again when they
 * end, and what the service's errors mean; where the services of Microsoft 365 and Google are. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-oauth.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-fake-transport.h"
#include "mail/luukku-mail-stream.h"
#include "mail/luukku-mail.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND)
#define ANSWER "{\"access_token\":\"access-%u\",\"expires_in\":\"3600\"%s}"

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuOauthRenewal *oauth;
  char *renewed; /* (nullable): the refresh token that came */
} Fixture;

static void
on_renewed (const LuukkuOauthTokens *tokens, gboolean refresh_changed, gpointer data)
{
  Fixture *f = data;

  if (!refresh_changed)
    return;
  g_free (f->renewed);
  f->renewed = g_strdup (tokens->refresh);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (NOW);
  f->net = luukku_fake_transport_new (LUUKKU_CLOCK (f->clock), "mail");
  f->oauth = luukku_mail_oauth_new (&(LuukkuMailOauthInit){ .address = "https://login.example/a/token",
                                                            .client_id = "town & co",
                                                            .refresh_token = "r+1" },
                                    LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), on_renewed, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_verify (f->net);
  luukku_oauth_renewal_close (f->oauth);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->oauth);
  g_assert_finalize_object (f->net);
  g_assert_finalize_object (f->clock);
  g_free (f->renewed);
}

static void
expect (Fixture *f, guint n, const char *more)
{
  g_autofree char *answer = g_strdup_printf (ANSWER, n, more);

  luukku_fake_transport_expect_body (f->net, "POST", "https://login.example/a/token", 200, answer);
}

static char *
get (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_oauth_renewal_get_async (f->oauth, NULL, luukku_test_got_result, &result);
  return luukku_oauth_renewal_get_finish (f->oauth, luukku_test_wait (&result), error);
}

static void
assert_gets (Fixture *f, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = get (f, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, wanted);
}

static void
test_kept_until_it_ends (Fixture *f, gconstpointer data)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);
  GBytes *body;

  expect (f, 1, "");
  assert_gets (f, "access-1");
  assert_gets (f, "access-1");
  body = luukku_request_get_body (g_ptr_array_index (requests, 0));
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                   "grant_type=refresh_token&refresh_token=r%2B1&client_id=town%20%26%20co", 70);
  luukku_manual_clock_advance (f->clock, 57 * G_TIME_SPAN_MINUTE);
  assert_gets (f, "access-1");
  g_assert_false (luukku_oauth_renewal_has_ended (f->oauth));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  g_assert_true (luukku_oauth_renewal_has_ended (f->oauth));
  expect (f, 2, "");
  assert_gets (f, "access-2");
  g_assert_null (f->renewed);
}

static void
test_one_request (Fixture *f, gconstpointer data)
{
  GAsyncResult *results[5] = { NULL };

  expect (f, 1, "");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    luukku_oauth_renewal_get_async (f->oauth, NULL, luukku_test_got_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autofree char *token = luukku_oauth_renewal_get_finish (f->oauth, luukku_test_wait (&results[i]), NULL);

    g_assert_cmpstr (token, ==, "access-1");
    g_object_unref (results[i]);
  }
}

/* Two connections find the same token refused: the second one does not throw the new one away. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  expect (f, 1, "");
  assert_gets (f, "access-1");
  g_assert_true (luukku_oauth_renewal_refuse (f->oauth, "access-1"));
  expect (f, 2, "");
  assert_gets (f, "access-2");
  g_assert_true (luukku_oauth_renewal_refuse (f->oauth, "access-1"));
  assert_gets (f, "access-2");
}

static void
test_another_refresh_token (Fixture *f, gconstpointer data)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);
  GBytes *body;
  g_autofree char *text = NULL;

  expect (f, 1, ",\"refresh_token\":\"r+2\"");
  assert_gets (f, "access-1");
  g_assert_cmpstr (f->renewed, ==, "r+2");
  g_assert_true (luukku_oauth_renewal_refuse (f->oauth, "access-1"));
  expect (f, 2, ",\"refresh_token\":\"r+2\"");
  g_clear_pointer (&f->renewed, g_free);
  assert_gets (f, "access-2");
  g_assert_null (f->renewed); /* the same one is no news */
  body = luukku_request_get_body (g_ptr_array_index (requests, 1));
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_true (g_str_has_suffix (text, "refresh_token=r%2B2&client_id=town%20%26%20co"));
}

typedef struct {
  guint status;
  const char *body;
  LuukkuFaultKind kind;
  gboolean reauth, retryable;
} Refusal;

static void
test_errors (Fixture *f, gconstpointer data)
{
  static const Refusal refusals[] = {
    { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082 maija\"}", LUUKKU_FAULT_AUTH,
      TRUE, FALSE },
    { 400, "{\"error\":\"interaction_required\"}", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { 401, "{\"error\":\"invalid_client\"}", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { 401, "<html>", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { 400, "{\"error\":\"unauthorized_client\"}", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 400, "{\"error\":\"invalid_request\"}", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 400, "{\"error\":7}", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 404, "<html>no such directory", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 429, "{}", LUUKKU_FAULT_THROTTLED, FALSE, TRUE },
    { 503, "{\"error\":\"temporarily_unavailable\"}", LUUKKU_FAULT_SERVER, FALSE, TRUE },
    { 500, "<html>", LUUKKU_FAULT_SERVER, FALSE, TRUE },
    { 200, "<html>sign in to the guest network", LUUKKU_FAULT_BAD_ANSWER, FALSE, TRUE },
    { 200, "{}", LUUKKU_FAULT_BAD_ANSWER, FALSE, TRUE },
    { 200, "{\"access_token\":\"two words\"}", LUUKKU_FAULT_BAD_ANSWER, FALSE, TRUE },
    { 200, "[]", LUUKKU_FAULT_BAD_ANSWER, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    const Refusal *refusal = &refusals[i];
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s", refusal->status, refusal->body);
    luukku_fake_transport_expect_body (f->net, "POST", "/a/token", refusal->status, refusal->body);
    g_assert_null (get (f, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) refusal->kind);
    g_assert_cmpint (luukku_fault_get_info (error)->needs_reauth, ==, refusal->reauth);
    g_assert_cmpint (luukku_fault_get_info (error)->retryable, ==, refusal->retryable);
    g_assert_null (strstr (error->message, "maija"));
  }
  expect (f, 1, "");
  assert_gets (f, "access-1"); /* none of them is for ever */
}

static void
test_closed (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  luukku_fake_transport_expect_hang (f->net, "POST", "/a/token");
  luukku_oauth_renewal_get_async (f->oauth, NULL, luukku_test_got_result, &result);
  luukku_oauth_renewal_close (f->oauth);
  g_assert_null (luukku_oauth_renewal_get_finish (f->oauth, luukku_test_wait (&result), &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
}

/* --- what the account's settings say */

static GString *dialled;

static GIOStream *
on_dial (const char *host, guint16 port)
{
  g_string_append_printf (dialled, "%s:%u ", host, port);
  return NULL;
}

typedef struct {
  const char *options[9]; /* name, value, … */
  const char *url;        /* of the token service; NULL: the settings cannot be */
  const char *imap;       /* where letters are asked for */
} Town;

static void
test_providers (Fixture *f, gconstpointer data)
{
  const Town *town = data;
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { "kirjaamo@kuopio.example", "refresh", options, NULL };
  g_autoptr (LuukkuAdapter) adapter = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; town->options[i] != NULL; i += 2)
    g_hash_table_insert (options, (gpointer) town->options[i], (gpointer) town->options[i + 1]);
  g_assert_true (luukku_mail_type.needs_transport (&settings));
  g_assert_nonnull (luukku_mail_type.get_secrets (&settings)[1].label); /* the registration's secret */
  adapter = luukku_mail_type.create (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error);
  if (town->url == NULL) {
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
    g_assert_null (adapter);
    return;
  }
  g_assert_no_error (error);
  dialled = g_string_new (NULL);
  luukku_mail_stream_set_dial_hook (on_dial);
  luukku_fake_transport_expect_body (f->net, "POST", town->url, 200, "{\"access_token\":\"a\"}");
  luukku_adapter_open_async (adapter, NULL, luukku_test_got_result, &result);
  g_assert_null (luukku_adapter_open_finish (adapter, luukku_test_wait (&result), &error));
  g_assert_cmpstr (dialled->str, ==, town->imap);
  luukku_mail_stream_set_dial_hook (NULL);
  g_string_free (dialled, TRUE);
  luukku_adapter_close (adapter);
}

static void
test_password_needs_none (Fixture *f, gconstpointer data)
{
  const LuukkuAdapterSettings settings = { "kirjaamo@kuopio.example", NULL, NULL, NULL };
  const LuukkuAdapterSecret *secrets = luukku_mail_type.get_secrets (&settings);

  g_assert_false (luukku_mail_type.needs_transport (&settings));
  g_assert_true (secrets[0].is_password);
  g_assert_null (secrets[1].label);
}

static const Town microsoft = {
  { "sign-in", "microsoft", "oauth-client", "0000-11", "oauth-tenant", "kuopio.example", NULL },
  "https://login.microsoftonline.com/kuopio.example/oauth2/v2.0/token",
  "outlook.office365.com:993 ",
};
static const Town microsoft_any = {
  { "sign-in", "microsoft", "oauth-client", "0000-11", NULL },
  "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
  "outlook.office365.com:993 ",
};
static const Town google = {
  { "sign-in", "google", "oauth-client", "0.apps.googleusercontent.com", NULL },
  "https://oauth2.googleapis.com/token",
  "imap.gmail.com:993 ",
};
static const Town other = {
  { "sign-in", "oauth2", "oauth-client", "luukku", "oauth-url", "https://sso.kuopio.example/token",
    "imap-host", "mail.kuopio.example" },
  "https://sso.kuopio.example/token",
  "mail.kuopio.example:993 ",
};
static const Town bad[] = {
  { { "sign-in", "microsoft", NULL }, NULL, NULL },
  { { "sign-in", "google", NULL }, NULL, NULL },
  { { "sign-in", "microsoft", "oauth-client", "0", "oauth-tenant", "../x?", NULL }, NULL, NULL },
  { { "sign-in", "oauth2", "oauth-client", "0", NULL }, NULL, NULL },
  { { "sign-in", "oauth2", "oauth-client", "0", "oauth-url", "http://sso.example/token", NULL }, NULL, NULL },
  { { "sign-in", "oauth2", "oauth-client", "0", "oauth-url", "https://sso.example/", NULL }, NULL, NULL },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) g_test_add ("/net/mail-oauth/" path, Fixture, data, set_up, test, tear_down)
  ADD ("kept-until-it-ends", NULL, test_kept_until_it_ends);
  ADD ("one-request", NULL, test_one_request);
  ADD ("refused", NULL, test_refused);
  ADD ("another-refresh-token", NULL, test_another_refresh_token);
  ADD ("errors", NULL, test_errors);
  ADD ("closed", NULL, test_closed);
  ADD ("settings/microsoft", &microsoft, test_providers);
  ADD ("settings/microsoft-any", &microsoft_any, test_providers);
  ADD ("settings/google", &google, test_providers);
  ADD ("settings/other", &other, test_providers);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strdup_printf ("/net/mail-oauth/settings/bad/%u", i);

    g_test_add (path, Fixture, &bad[i], set_up, test_providers, tear_down);
  }
  ADD ("settings/password", NULL, test_password_needs_none);
  return g_test_run ();
}
