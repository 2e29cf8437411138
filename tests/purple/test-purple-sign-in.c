/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-sign-in.c: an account whose person signs in in a browser: X, whose browser comes back to this
 * machine, and TikTok, where the address is pasted; both played by a small server on loopback, and the
 * browser by this test. */
#include "luukku-headless.h"

#include <libsoup/soup.h>
#include <string.h>

#define ACCESS "ACCESS-4711-SECRET"
#define REFRESH "REFRESH-4712-SECRET"
#define ME "500600700"
#define MAIJA "944480690"
#define ROOT "2123672690488246279"
#define PUBLIC ROOT ":" MAIJA
#define PORT 43219

typedef struct {
  SoupServer *server;
  SoupSession *browser;
  char *base;
  char *me; /* the answer to whose account it is */
  guint exchanges, renewals, posts;
  gboolean mention; /* somebody has written under the town's post */
  PurpleAccount *account;
} Fixture;

/* --- the platform */

static const char *
answer_get (Fixture *f, const char *path)
{
  if (g_str_equal (path, "/2/users/me"))
    return f->me;
  if (f->mention && g_str_has_suffix (path, "/mentions"))
    return "{\"data\":[{\"id\":\"2123690306565046283\",\"text\":\"@kaupunki Miksi halli on "
           "kiinni?\",\"author_id\":\"" MAIJA
           "\",\"created_at\":\"2026-11-20T09:50:00.000Z\",\"conversation_id\":\"" ROOT
           "\"}],\"includes\":{\"users\":[{\"id\":\"" MAIJA
           "\",\"name\":\"Maija\",\"username\":\"maija\"}]},\"meta\":{\"result_count\":1}}";
  return "{\"data\":[],\"meta\":{\"result_count\":0,\"has_more\":false}}";
}

static const char *
answer_token (Fixture *f, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (strstr (form, "grant_type=refresh_token") != NULL)
    f->renewals++;
  else
    f->exchanges++;
  return "{\"token_type\":\"bearer\",\"expires_in\":125,\"access_token\":\"" ACCESS
         "\",\"refresh_token\":\"" REFRESH "\"}";
}

static void
on_call (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *f = data;
  const char *given =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  const char *body;
  guint status = 200;

  if (g_str_equal (path, "/2/oauth2/token")) {
    body = answer_token (f, message);
  } else if (g_strcmp0 (given, "Bearer " ACCESS) != 0) {
    body = "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}";
    status = 401;
  } else if (g_str_equal (soup_server_message_get_method (message), "POST")) {
    f->posts++;
    body = "{\"data\":{\"id\":\"2123725538718646278\",\"text\":\"x\"}}";
    status = 201;
  } else {
    body = answer_get (f, path);
  }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  GSList *uris;

  luukku_headless_reset ();
  f->browser = soup_session_new ();
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_call, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (f->server);
  f->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  name = g_strdup_printf ("kaupunki%u", ++n); /* the keyring has nothing of it yet */
  f->me = g_strdup_printf (
      "{\"data\":{\"id\":\"" ME "\",\"name\":\"Esimerkkikaupunki\",\"username\":\"%s\"}}", name);
  f->account = luukku_headless_account ("prpl-luukku-x", name);
  purple_account_set_string (f->account, "api-base", f->base);
  purple_account_set_string (f->account, "client-id", "town-client");
  purple_account_set_int (f->account, "callback-port", PORT);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_headless_drop (f->account);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_object_unref (f->browser);
  g_free (f->base);
  g_free (f->me);
}

/* --- the browser */

/* Returns: (transfer full): the state in the address that was opened last. */
static char *
opened_state (void)
{
  const char *uri = g_strrstr (luukku_headless_notices (), "U|");
  const char *state = uri != NULL ? strstr (uri, "&state=") : NULL;

  g_assert_nonnull (state);
  g_assert_true (g_str_has_prefix (uri, "U|https://x.com/i/oauth2/authorize?"));
  state += strlen ("&state=");
  return g_strndup (state, strcspn (state, "&\n"));
}

static void
on_visited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  *(gboolean *) data = TRUE;
}

static void
come_back (Fixture *f, const char *rest)
{
  g_autofree char *state = opened_state ();
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%d/luukku/x?state=%s%s", PORT, state, rest);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  gboolean visited = FALSE;

  soup_session_send_and_read_async (f->browser, message, 0, NULL, on_visited, &visited);
  luukku_headless_until (visited);
}

static void
sign_in (Fixture *f)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  come_back (f, "&code=the-code");
  luukku_headless_until (purple_account_is_connected (f->account));
}

static const char *
account_error (Fixture *f)
{
  const PurpleConnectionErrorInfo *info = purple_account_get_current_error (f->account);

  return info != NULL ? info->description : "";
}

/* --- tests */

/* Once; then the keyring has it. The question goes by itself, and what came is written nowhere. */
static void
test_once (Fixture *f, gconstpointer data)
{
  g_autofree char *accounts = g_build_filename (luukku_headless_home (), "accounts.xml", NULL);
  g_autofree char *bytes = NULL;

  sign_in (f);
  g_assert_cmpuint (f->exchanges, ==, 1);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  g_assert_false (luukku_headless_was_masked ());
  g_assert_cmpstr (purple_connection_get_display_name (purple_account_get_connection (f->account)), ==,
                   "Esimerkkikaupunki");
  luukku_headless_reset ();
  purple_account_disconnect (f->account);
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  luukku_headless_pass (30 * G_TIME_SPAN_SECOND);
  g_assert_true (g_file_get_contents (accounts, &bytes, NULL, NULL));
  g_assert_null (strstr (bytes, "SECRET"));
  g_assert_null (strstr (luukku_headless_log (), "SECRET"));
  g_assert_null (strstr (luukku_headless_log (), "the-code"));
}

/* Before their end the tokens are renewed, and nobody is asked. */
static void
test_renewed (Fixture *f, gconstpointer data)
{
  purple_account_set_int (f->account, "poll-interval-ms", 6000);
  sign_in (f);
  luukku_headless_reset ();
  luukku_headless_until (f->renewals >= 1);
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  g_assert_true (purple_account_is_connected (f->account));
}

static void
test_said_no (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  come_back (f, "&error=access_denied");
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_nonnull (strstr (account_error (f), "allow it there"));
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  luukku_headless_answer ("\033");
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_nonnull (strstr (account_error (f), "Nobody has signed in."));
  luukku_headless_until (purple_account_is_disconnected (f->account));
  luukku_headless_reset ();
  sign_in (f); /* the port is free again */
}

static void
test_nobody_came (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  luukku_headless_pass (10 * G_TIME_SPAN_MINUTE);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_nonnull (strstr (account_error (f), "ten minutes"));
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

static void
test_disabled_meanwhile (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  purple_account_set_enabled (f->account, "luukku-headless", FALSE);
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  sign_in (f);
}

static void
test_no_client (Fixture *f, gconstpointer data)
{
  purple_account_set_string (f->account, "client-id", "");
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_nonnull (strstr (account_error (f), "developer.x.com"));
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

/* What everyone can read is measured as its platform measures it, before it leaves the window. */
static void
test_public_length (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (281, 'a');
  LuukkuLength length = { 0 };
  PurpleConversation *conv;

  f->mention = TRUE;
  sign_in (f);
  luukku_headless_until (luukku_headless_conv (f->account, PUBLIC) != NULL);
  conv = luukku_headless_conv (f->account, PUBLIC);
  luukku_headless_api ()->measure (conv, "Katso https://www.kuopio.fi/a/very/long/path/indeed 😀", &length);
  g_assert_cmpuint (length.length, ==, 6 + 23 + 1 + 2);
  g_assert_cmpuint (length.limit, ==, 280);
  purple_conv_im_send (PURPLE_CONV_IM (conv), filler);
  luukku_headless_until (luukku_headless_has ("281 characters long"));
  g_assert_cmpuint (f->posts, ==, 0);
}

/* --- where the address is pasted */

#define AUTHORIZE                                                                                            \
  "https://www.tiktok.com/v2/auth/"                                                                          \
  "authorize?client_key=734&redirect_uri=https%3A%2F%2Fwww.kunta.example%2Fluukku%2F"
#define TIKTOK_TOKENS                                                                                        \
  "{\"code\":0,\"data\":{\"access_token\":\"" ACCESS "\",\"refresh_token\":\"" REFRESH                       \
  "\",\"expires_in\":86400,\"open_id\":\"open-1\"}}"

static const char *pasted; /* what the person pastes next */
static gboolean app_asked, paste_asked;

static void
fill_in (PurpleRequestFields *fields)
{
  if (purple_request_fields_exists (fields, "app")) {
    g_assert_false (purple_request_fields_exists (fields, "token"));
    g_assert_true (purple_request_field_string_is_masked (purple_request_fields_get_field (fields, "app")));
    purple_request_field_string_set_value (purple_request_fields_get_field (fields, "app"), "APP-SECRET");
    app_asked = TRUE;
    return;
  }
  g_assert_true (g_str_has_prefix (purple_request_fields_get_string (fields, "address"),
                                   "https://www.tiktok.com/v2/auth/authorize?state="));
  g_assert_true (purple_request_field_string_is_masked (purple_request_fields_get_field (fields, "answer")));
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "answer"), pasted);
  paste_asked = TRUE;
}

static void
on_tiktok (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *f = data;
  const char *given =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Access-Token");
  g_autofree char *self =
      g_strdup_printf ("{\"code\":0,\"data\":{\"username\":\"%s\",\"display_name\":\"Esimerkkikaupunki\"}}",
                       purple_account_get_username (f->account));
  const char *body;

  if (g_str_has_suffix (path, "/tt_user/oauth2/token/")) {
    SoupMessageBody *sent = soup_server_message_get_request_body (message);
    g_autoptr (GBytes) bytes = soup_message_body_flatten (sent);
    g_autofree char *form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

    g_assert_nonnull (strstr (form, "\"client_secret\":\"APP-SECRET\""));
    f->exchanges++;
    body = TIKTOK_TOKENS;
  } else if (g_strcmp0 (given, ACCESS) != 0) {
    body = "{\"code\":40105,\"message\":\"no\"}";
  } else if (g_str_has_suffix (path, "/business/get/")) {
    body = self;
  } else {
    body = "{\"code\":0,\"data\":{\"videos\":[],\"has_more\":false}}";
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
set_up_pasted (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autofree char *name = g_strdup_printf ("kunta%u", ++n);

  set_up (f, data);
  luukku_headless_drop (f->account);
  soup_server_add_handler (f->server, "/open_api", on_tiktok, f, NULL);
  f->account = luukku_headless_account ("prpl-luukku-tiktok", name);
  purple_account_set_string (f->account, "api-base", f->base);
  purple_account_set_string (f->account, "authorize-address", AUTHORIZE);
  app_asked = paste_asked = FALSE;
}

static void
give (Fixture *f, const char *what)
{
  pasted = what;
  luukku_headless_fill_form (fill_in);
  luukku_headless_enable (f->account);
  luukku_headless_until (app_asked);
  luukku_headless_fill_form (fill_in);
}

/* The app's secret is asked for first, once; then the address. Neither is written anywhere. */
static void
test_pasted (Fixture *f, gconstpointer data)
{
  g_autofree char *accounts = g_build_filename (luukku_headless_home (), "accounts.xml", NULL);
  g_autofree char *bytes = NULL;

  give (f, "the-code");
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_true (app_asked && paste_asked);
  g_assert_cmpuint (f->exchanges, ==, 1);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  luukku_headless_reset ();
  purple_account_disconnect (f->account);
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  luukku_headless_pass (30 * G_TIME_SPAN_SECOND);
  g_assert_true (g_file_get_contents (accounts, &bytes, NULL, NULL));
  g_assert_null (strstr (bytes, "SECRET"));
  g_assert_null (strstr (luukku_headless_log (), "SECRET"));
  g_assert_null (strstr (luukku_headless_log (), "the-code"));
}

/* What does not belong here is asked for again, with the reason. */
static void
test_pasted_wrong (Fixture *f, gconstpointer data)
{
  give (f, "https://www.kunta.example/luukku/?code=evil&state=guessed");
  luukku_headless_until (paste_asked && luukku_headless_open_questions () == 1);
  g_assert_nonnull (strstr (luukku_headless_questions (), "does not belong to the signing in"));
  g_assert_cmpuint (f->exchanges, ==, 0);
  luukku_headless_pass (10 * G_TIME_SPAN_MINUTE);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_nonnull (strstr (account_error (f), "ten minutes"));
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

#define ADD(name, test) g_test_add ("/purple/sign-in/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  luukku_headless_start ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", "rautalampi");
  ADD ("cancelled", test_cancelled);
  ADD ("disabled-meanwhile", test_disabled_meanwhile);
  ADD ("no-client", test_no_client);
  ADD ("nobody-came", test_nobody_came);
  ADD ("said-no", test_said_no);
  ADD ("once", test_once);
  ADD ("renewed", test_renewed);
  ADD ("public-length", test_public_length);
  g_test_add ("/purple/sign-in/pasted", Fixture, NULL, set_up_pasted, test_pasted, tear_down);
  g_test_add ("/purple/sign-in/pasted-wrong", Fixture, NULL, set_up_pasted, test_pasted_wrong, tear_down);
  status = g_test_run ();
  return luukku_headless_stop (status);
}
