/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-bluesky-session.c: the settings and the session of a Bluesky account against transcripts: signing in,
 * renewing, and which servers are spoken to. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kaupunki.example"
#define SECRET "secret-access"
#define TOKEN "access=" SECRET "&refresh=secret-refresh&until=0&password=abcd-efgh-ijkl-mnop"
#define LOGIN "https://bsky.social/xrpc/com.atproto.server."
#define PDS "https://pds.example/xrpc/"
#define ME "did:plc:esimerkkikaupunki2222222"

typedef LuukkuAdapterFixture Fixture;

static const LuukkuAdapterSubject subject = { &luukku_bluesky_type, ACCOUNT, TOKEN, "bluesky", NOW, NULL };

static void
open_well (Fixture *f)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", LOGIN "getSession", "session.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "@kaupunki.example");
}

/* Not open yet. */
static void
set_up_closed (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, &subject);
}

/* An account that is open; the fixture of most tests. */
static void
set_up (Fixture *f, gconstpointer data)
{
  set_up_closed (f, data);
  open_well (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_check_addresses (f, "secret-refresh");
  luukku_adapter_fixture_check_addresses (f, "abcd-efgh");
  luukku_adapter_fixture_end (f);
}

/* --- settings and the session */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { "kaupunki.example", NULL, TRUE },
    { "@kaupunki.bsky.social", NULL, TRUE },
    { ME, "http://127.0.0.1:2583", TRUE },
    { "did:web:kaupunki.example", NULL, TRUE },
    { "kaupunki.example", "http://bsky.social", FALSE },
    { "kaupunki", NULL, FALSE },
    { "kirjaamo@kaupunki.example", NULL, FALSE },
    { "", NULL, FALSE },
    { "@", NULL, FALSE },
    { "did:", NULL, FALSE },
    { "https://bsky.app/profile/kaupunki.example", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuAdapter) adapter =
        luukku_adapter_fixture_create (f, cases[i].account, TOKEN, cases[i].base, &error);

    g_test_message ("%s %s", cases[i].account, cases[i].base);
    g_assert_cmpint (adapter != NULL, ==, cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

/* Another adapter takes the fixture's place. Returns: (transfer none): what it wants to be kept. */
static GString *
swap_adapter (Fixture *f, const char *token, const char *base)
{
  GString *kept = g_string_new (NULL);

  luukku_adapter_close (f->adapter);
  g_object_unref (f->adapter);
  f->adapter = luukku_adapter_fixture_create (f, ACCOUNT, token, base, NULL);
  g_signal_connect_data (f->adapter, "token-changed", G_CALLBACK (on_token), kept, NULL, 0);
  return kept;
}

/* A person has typed the app password: it gives a session, which is kept with it. */
static void
test_login (Fixture *f, gconstpointer data)
{
  GString *kept = swap_adapter (f, " abcd-efgh-ijkl-mnop\n", NULL);
  GPtrArray *requests;
  g_autoptr (LuukkuRequest) login = NULL;
  gsize size = 0;
  const char *body;

  luukku_fake_transport_expect (f->net, "POST", LOGIN "createSession", "login.json");
  open_well (f);
  g_assert_cmpstr (kept->str, ==,
                   "access=new-access&refresh=new-refresh&until=0&password=abcd-efgh-ijkl-mnop");
  requests = luukku_fake_transport_get_requests (f->net);
  login = luukku_request_ref (requests->pdata[requests->len - 2]);
  body = g_bytes_get_data (luukku_request_get_body (login), &size);
  g_assert_nonnull (g_strstr_len (body, (gssize) size, "\"identifier\":\"" ACCOUNT "\""));
  g_assert_nonnull (g_strstr_len (body, (gssize) size, "\"password\":\"abcd-efgh-ijkl-mnop\""));
  g_assert_null (luukku_request_get_header (login, "Authorization"));
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer new-access");
  g_assert_cmpint (luukku_adapter_get_token_expiry (f->adapter), ==, 0);
  g_string_free (kept, TRUE);
}

/* The access token has ended, which is a 400 here: renewed with the refresh token, in the midst of a call. */
static void
test_renewal (Fixture *f, gconstpointer data)
{
  GString *kept = swap_adapter (f, TOKEN, NULL);
  GPtrArray *requests;

  luukku_fake_transport_expect_status (f->net, "GET", LOGIN "getSession", 400, "error-expired.json");
  luukku_fake_transport_expect (f->net, "POST", LOGIN "refreshSession", "renewed.json");
  open_well (f);
  g_assert_cmpstr (kept->str, ==,
                   "access=next-access&refresh=next-refresh&until=0&password=abcd-efgh-ijkl-mnop");
  requests = luukku_fake_transport_get_requests (f->net);
  g_assert_cmpstr (luukku_request_get_header (requests->pdata[requests->len - 2], "Authorization"), ==,
                   "Bearer secret-refresh");
  g_assert_null (luukku_request_get_body (requests->pdata[requests->len - 2]));
  g_string_free (kept, TRUE);
}

/* The refresh token has died, too: the password gives a session once, and not again and again. */
static void
test_login_again (Fixture *f, gconstpointer data)
{
  GString *kept = swap_adapter (f, TOKEN, NULL);

  luukku_fake_transport_expect_status (f->net, "GET", LOGIN "getSession", 400, "error-expired.json");
  luukku_fake_transport_expect_status (f->net, "POST", LOGIN "refreshSession", 400, "error-expired.json");
  luukku_fake_transport_expect (f->net, "POST", LOGIN "createSession", "login.json");
  open_well (f);
  g_assert_nonnull (strstr (kept->str, "access=new-access"));
  luukku_fake_transport_expect_status (f->net, "GET", LOGIN "getSession", 400, "error-token.json");
  luukku_fake_transport_expect_status (f->net, "POST", LOGIN "refreshSession", 400, "error-token.json");
  luukku_fake_transport_expect_status (f->net, "POST", LOGIN "createSession", 401, "error-login.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  g_assert_nonnull (strstr (f->error->message, "app password"));
  g_string_free (kept, TRUE);
}

static void
test_no_password (Fixture *f, gconstpointer data)
{
  GString *kept = swap_adapter (f, "", NULL);

  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* as nobody, nothing is read */
  g_string_free (kept, TRUE);
}

/* An app password that does not open direct messages: said at once, nothing is renewed for it. */
static void
test_no_chat_right (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", "chat.bsky.convo.getLog", 400, "error-method.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_nonnull (strstr (f->error->message, "direct messages"));
}

/* The server of the account is the one that its document names; one on this machine only when a person said
 * so. */
static void
test_servers (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *base, *answer, *called;
  } cases[] = {
    { NULL, "session.json", PDS "chat." },
    { NULL, "session-local.json", "https://bsky.social/xrpc/chat." },
    { NULL, "session-plain.json", "https://bsky.social/xrpc/chat." },
    { "http://127.0.0.1:2000", "session-local.json", "http://127.0.0.1:2583/xrpc/chat." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *kept = swap_adapter (f, TOKEN, cases[i].base);
    g_autofree char *name = NULL;

    luukku_fake_transport_expect (f->net, "GET", "getSession", cases[i].answer);
    name = luukku_adapter_fixture_open (f);
    luukku_fake_transport_expect_fault (f->net, "GET", cases[i].called, LUUKKU_FAULT_NETWORK);
    g_assert_null (luukku_adapter_fixture_fetch_on (f));
    g_string_free (kept, TRUE);
  }
}

#define ADD(name, test) g_test_add ("/net/bluesky-session/" name, Fixture, NULL, set_up, test, tear_down)

#define ADD_CLOSED(name, test)                                                                               \
  g_test_add ("/net/bluesky-session/" name, Fixture, NULL, set_up_closed, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", test_settings);
  ADD_CLOSED ("login", test_login);
  ADD_CLOSED ("renewal", test_renewal);
  ADD_CLOSED ("login-again", test_login_again);
  ADD_CLOSED ("no-password", test_no_password);
  ADD ("no-chat-right", test_no_chat_right);
  ADD_CLOSED ("servers", test_servers);
  return g_test_run ();
}
