/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-matrix.c: the Matrix adapter against transcripts: signing in, syncing with holes, edits and deletions,
 * invitations, encrypted rooms, replies with files, and what is done about people. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix.h"

#include <string.h>

#include "inbox/luukku-inbox.h"
#include "luukku-adapter-fixture.h"
#include "matrix/luukku-matrix-parse.h"
#include "matrix/luukku-matrix-text.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "@kirjaamo:kunta.example"
#define CHANNEL "matrix:" ACCOUNT
#define TOKEN "access=secret-access"
#define MATTI "@matti:resident.example"
#define DM "!dm:resident.example"
#define AINO_IN_PUBLIC "!pub:kunta.example @aino:resident.example"
#define PEKKA_IN_PUBLIC "!pub:kunta.example @pekka:other.example"

typedef LuukkuAdapterFixture Fixture;

static const char *const server[] = { "api-base", "https://hs.example", NULL };
static const char *const accepting[] = { "api-base", "https://hs.example", "accept-invitations",
                                         "yes",      "read-marks",         "private",
                                         NULL };
static const LuukkuAdapterSubject subject = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, server };
static const LuukkuAdapterSubject liberal = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, accepting };
static const LuukkuAdapterSubject unseen = {
  &luukku_matrix_type, ACCOUNT, "kissa istuu", "matrix", NOW, server
};
static const LuukkuAdapterSubject found = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, NULL };
static const LuukkuAdapterSubject renewed = {
  &luukku_matrix_type, ACCOUNT, "access=secret-access&refresh=secret-refresh&until=0", "matrix", NOW, server
};

static void
expect_open (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET", "https://hs.example/_matrix/client/versions", "versions.json");
  luukku_fake_transport_expect (f->net, "GET", "/_matrix/client/v3/account/whoami", "self.json");
  luukku_fake_transport_expect (f->net, "GET", "/_matrix/client/v3/profile/%40kirjaamo%3Akunta.example",
                                "profile.json");
}

/* An account that is open; the fixture of most tests. @data: who (nullable). */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
  expect_open (f);
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "Esimerkkikunnan kirjaamo");
}

static void
set_up_closed (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, "secret");
  luukku_adapter_fixture_check_addresses (f, "kissa");
  luukku_adapter_fixture_end (f);
}

static LuukkuBatch *
fetch (Fixture *f, const char *part, const char *file)
{
  LuukkuBatch *batch;

  luukku_fake_transport_expect (f->net, "GET", part, file);
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  return batch;
}

/* The first sync, of which most tests go on. */
static void
fetch_first (Fixture *f)
{
  luukku_batch_free (fetch (f, "/_matrix/client/v3/sync?", "sync.json"));
}

static const char *
text_of (LuukkuBatch *batch, const char *id)
{
  LuukkuMessage *message = luukku_batch_find_message (batch, id);

  return message != NULL ? luukku_message_get_text (message) : NULL;
}

static const LuukkuAttachment *
file_of (LuukkuBatch *batch, const char *id)
{
  LuukkuMessage *message = luukku_batch_find_message (batch, id);

  g_assert_nonnull (message);
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1);
  return luukku_message_get_attachments (message)->pdata[0];
}

static gboolean
is_gone (const LuukkuBatch *batch, const char *id)
{
  return g_ptr_array_find_with_equal_func (batch->gone, id, g_str_equal, NULL);
}

/* --- settings and signing in */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { ACCOUNT, NULL, TRUE },
    { "kirjaamo:kunta.example", NULL, TRUE },
    { "@kirjaamo:kunta.example:8448", NULL, TRUE },
    { ACCOUNT, "http://127.0.0.1:8008", TRUE },
    { ACCOUNT, "http://hs.example", FALSE },
    { "kirjaamo", NULL, FALSE },
    { "@kirjaamo", NULL, FALSE },
    { "@:kunta.example", NULL, FALSE },
    { "@kirjaamo:", NULL, FALSE },
    { "@kir jaamo:kunta.example", NULL, FALSE },
    { "@kirjaamo:kunta.example/x", NULL, FALSE },
    { "@kirjaamo:user@kunta.example", NULL, FALSE },
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
keep_token (LuukkuAdapter *adapter, const char *token, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (token);
}

static void
expect_login (Fixture *f, guint status, const char *file)
{
  luukku_fake_transport_expect (f->net, "GET", "/versions", "versions.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/_matrix/client/v3/login", status, file);
}

/* The password is used once; the tokens take its place, and the device stays the same one. */
static void
test_login (Fixture *f, gconstpointer data)
{
  g_autofree char *kept = NULL, *name = NULL, *wrong = NULL, *body = NULL, *again = NULL;
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);

  g_signal_connect (f->adapter, "token-changed", G_CALLBACK (keep_token), &kept);
  expect_login (f, 403, "error-403.json");
  wrong = luukku_adapter_fixture_open (f);
  g_assert_null (wrong);
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  g_assert_null (kept);
  body = luukku_adapter_fixture_body (f);

  expect_login (f, 200, "login.json");
  luukku_fake_transport_expect (f->net, "GET", "/whoami", "self.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/profile/", 404, "error-404.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, ACCOUNT);
  again = g_strndup (g_bytes_get_data (luukku_request_get_body (requests->pdata[3]), NULL),
                     g_bytes_get_size (luukku_request_get_body (requests->pdata[3])));
  g_assert_cmpstr (again, ==, body); /* device_id, too */
  g_assert_nonnull (strstr (body, "\"password\":\"kissa istuu\""));
  g_assert_nonnull (strstr (body, "\"device_id\":\"LUUKKU"));
  g_assert_nonnull (strstr (body, "\"refresh_token\":true"));
  g_assert_true (g_str_has_prefix (kept, "access=new-access&refresh=new-refresh&until="));
  g_assert_null (strstr (kept, "kissa"));
  g_assert_cmpstr (luukku_request_get_header (requests->pdata[4], "Authorization"), ==, "Bearer new-access");
}

static void
test_login_trouble (Fixture *f, gconstpointer data)
{
  expect_login (f, 429, "error-429.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 90 * G_TIME_SPAN_SECOND);
  expect_login (f, 400, "error-400-since.json"); /* no passwords there */
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  luukku_fake_transport_expect (f->net, "GET", "/versions", "versions-old.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
}

static void
test_open_other (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/versions", "versions.json");
  luukku_fake_transport_expect (f->net, "GET", "/whoami", "self-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL)); /* and nothing of that account is read */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
test_discovery (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", "https://kunta.example/.well-known/matrix/client", 403,
                                       "error-403.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  luukku_fake_transport_expect_status (f->net, "GET", "/.well-known/", 502, "error-404.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  luukku_fake_transport_expect (f->net, "GET", "/.well-known/", "well-known-http.json");
  g_assert_null (luukku_adapter_fixture_open (f)); /* the token must not travel readable */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);

  luukku_fake_transport_expect (f->net, "GET", "/.well-known/matrix/client", "well-known.json");
  luukku_fake_transport_expect (f->net, "GET", "https://matrix.kunta.example/_matrix/client/versions",
                                "versions.json");
  luukku_fake_transport_expect (f->net, "GET",
                                "https://matrix.kunta.example/_matrix/client/v3/account/whoami", "self.json");
  luukku_fake_transport_expect (f->net, "GET", "/profile/", "profile.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  /* only the server that it led to has seen the token */
  for (guint i = 0; i < 5; i++)
    g_assert_null (
        luukku_request_get_header (luukku_fake_transport_get_requests (f->net)->pdata[i], "Authorization"));
}

static void
test_refresh (Fixture *f, gconstpointer data)
{
  g_autofree char *kept = NULL, *body = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuRequest *request;

  g_signal_connect (f->adapter, "token-changed", G_CALLBACK (keep_token), &kept);
  luukku_fake_transport_expect_status (f->net, "GET", "/sync?", 401, "error-401-soft.json");
  luukku_fake_transport_expect (f->net, "POST", "/_matrix/client/v3/refresh", "refreshed.json");
  luukku_fake_transport_expect (f->net, "GET", "/sync?", "sync.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_true (g_str_has_prefix (kept, "access=next-access&refresh=next-refresh&until="));
  request = luukku_fake_transport_get_requests (f->net)->pdata[4];
  g_assert_cmpstr (luukku_request_get_content_type (request), ==, "application/json");
  body = g_strndup (g_bytes_get_data (luukku_request_get_body (request), NULL),
                    g_bytes_get_size (luukku_request_get_body (request)));
  g_assert_cmpstr (body, ==, "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"secret-refresh\"}");
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer next-access");

  luukku_fake_transport_expect_status (f->net, "GET", "/sync?", 401, "error-401-soft.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/refresh", 401, "error-401-soft.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, "/_matrix/client/v3/sync?", "sync.json");
  const LuukkuThread *direct = luukku_batch_find_thread (batch, DM);
  const LuukkuThread *public = luukku_batch_find_thread (batch, AINO_IN_PUBLIC);
  const LuukkuThread *closed = luukku_batch_find_thread (batch, "!enc:other.example");

  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 7); /* what we say to everybody is nobody's conversation */
  g_assert_cmpstr (text_of (batch, "$m1"), ==, "Hei, katuvalo on pimeänä.");
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "$m2")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (text_of (batch, "$m3"), ==, "Tässä kuva");
  g_assert_cmpstr (file_of (batch, "$m3")->url, ==, "mxc://resident.example/abcDEF123");
  g_assert_cmpstr (file_of (batch, "$m3")->name, ==, "kuva.jpg");
  g_assert_cmpint (file_of (batch, "$m3")->size, ==, 34567);
  g_assert_true (direct->can_reply);
  g_assert_false (direct->is_public);
  g_assert_cmpstr (direct->resident_id, ==, MATTI);
  g_assert_cmpstr (direct->resident_name, ==, "Matti Meikäläinen");
  g_assert_null (direct->title);

  g_assert_true (public->is_public);
  g_assert_cmpstr (public->title, ==, "Kunnan keskustelu");
  g_assert_cmpstr (text_of (batch, "$p2"), ==, "Minäkin haluan tietää."); /* without the quotation */
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "$p2")), ==,
                   PEKKA_IN_PUBLIC);
  g_assert_cmpstr (luukku_message_get_reply_to (luukku_batch_find_message (batch, "$p2")), ==, "$p1");
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "$p3")), ==,
                   AINO_IN_PUBLIC); /* ours: to whom it answers */

  g_assert_false (closed->can_reply);
  g_assert_cmpstr (closed->title, ==, "Encrypted: open Element");
  g_assert_cmpstr (text_of (batch, "$e1"), ==, "");
  g_assert_nonnull (strstr (file_of (batch, "$e1")->name, "encrypted"));
  g_assert_cmpstr (f->cursor, ==, "m1 s1");
  g_assert_false (batch->more);
}

/* The first one answers at once, the others wait at the server. */
static void
test_waits (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) empty = NULL;

  fetch_first (f);
  g_assert_nonnull (strstr (luukku_request_get_url (luukku_adapter_fixture_request (f)), "timeout=0"));
  g_assert_nonnull (
      strstr (luukku_request_get_url (luukku_adapter_fixture_request (f)), "set_presence=offline"));
  empty = fetch (f, "timeout=25000&since=s1", "sync-empty.json");
  g_assert_cmpuint (empty->messages->len + empty->threads->len, ==, 0);
  g_assert_cmpstr (f->cursor, ==, "m1 s2");
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, "/sync?", "sync-odd.json");

  g_assert_cmpuint (batch->skipped, >=, 8);
  g_assert_cmpstr (text_of (batch, "$o1"), ==, "ok");
  g_assert_cmpstr (text_of (batch, "$o2"), ==, "17");
  g_assert_cmpstr (text_of (batch, "$o3"), ==, "x");
  g_assert_null (luukku_batch_find_message (batch, "$o4"));
  g_assert_null (luukku_batch_find_message (batch, "$o5"));
  g_assert_cmpstr (text_of (batch, "$o6"), ==, "karttakohde\ngeo:62.9,27.7");
  g_assert_cmpstr (text_of (batch, "$o7"), ==, "* Matti avaa oven");
  g_assert_cmpstr (text_of (batch, "$o8"), ==, "robotti");
  g_assert_cmpint (file_of (batch, "$o9")->size, ==, -1);
  g_assert_null (luukku_batch_find_message (batch, "$o10")); /* between programs */
  /* the address is not hidden behind a word */
  g_assert_cmpstr (text_of (batch, "$o12"), ==, "[kirjasto](https://evil.example/)");
  g_assert_cmpstr (file_of (batch, "$o13")->url, ==, "mxc://x.example/s1");
  g_assert_null (luukku_batch_find_message (batch, "$o14"));
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  batch = fetch (f, "since=s1", "sync-edits.json");
  g_assert_cmpuint (batch->messages->len, ==, 1); /* an edit by somebody else is none */
  g_assert_cmpstr (text_of (batch, "$m1"), ==, "Hei, katuvalo Harjukadulla on pimeänä.");
  g_assert_cmpint (luukku_message_get_sent_at (luukku_batch_find_message (batch, "$m1")), ==,
                   luukku_test_time ("2026-11-20T10:01:00Z"));
  g_assert_true (is_gone (batch, "$m3"));
  g_assert_true (is_gone (batch, "$m9"));
}

/* After a restart neither the room nor the edited message is known. */
static void
test_edit_unknown (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, foreign = NULL;

  g_free (f->cursor);
  f->cursor = g_strdup ("m1 s3");
  luukku_fake_transport_expect (f->net, "GET", "since=s3", "sync-edit-unknown.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
  luukku_fake_transport_expect (f->net, "GET", "/rooms/%21dm%3Aresident.example/event/%24old1",
                                "event-old.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (text_of (batch, "$old1"), ==, "uusi");
  g_assert_cmpint (luukku_message_get_sent_at (luukku_batch_find_message (batch, "$old1")), ==,
                   luukku_test_time ("2026-11-19T10:00:00Z"));

  luukku_adapter_fixture_restart (f);
  expect_open (f);
  g_free (luukku_adapter_fixture_open (f));
  luukku_fake_transport_expect (f->net, "GET", "since=s4", "sync-edit-unknown.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
  luukku_fake_transport_expect (f->net, "GET", "/event/%24old1", "event-old-other.json");
  foreign = luukku_adapter_fixture_fetch_on (f);
  g_assert_cmpuint (foreign->messages->len, ==, 0);
}

/* --- holes */

static void
test_hole (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b&from=p9&to=s1", "page-1.json");
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b&from=p8&to=s1", "page-2.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 5);
  g_assert_cmpstr (luukku_message_get_platform_id (batch->messages->pdata[0]), ==, "$l6"); /* oldest first */
  /* the edit that came along is the later version of the same message */
  g_assert_cmpstr (luukku_message_get_text (batch->messages->pdata[1]), ==, "seitsemäs");
  g_assert_cmpstr (luukku_message_get_text (batch->messages->pdata[2]), ==, "seitsemäs, korjattu");
  g_assert_cmpstr (luukku_message_get_platform_id (batch->messages->pdata[2]), ==, "$l7");
  g_assert_cmpstr (f->cursor, ==, "m1 s5");
  g_assert_false (batch->missed);
}

/* A hole is part of the cursor: what is new is there at once, and a restart goes on filling. */
static void
test_hole_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/messages?dir=b&from=p9", 502, "error-404.json");
  first = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (first->messages->len, ==, 1);
  g_assert_false (first->more); /* not at once again */
  g_assert_cmpstr (f->cursor, ==, "m1 s5 %21dm%3Aresident.example,p9,s1,19");

  luukku_adapter_fixture_restart (f);
  expect_open (f);
  g_free (luukku_adapter_fixture_open (f));
  luukku_fake_transport_expect (f->net, "GET", "timeout=0&since=s5", "sync-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
  luukku_fake_transport_expect (f->net, "GET", "from=p9&to=s1", "page-1.json");
  luukku_fake_transport_expect (f->net, "GET", "from=p8&to=s1", "page-2.json");
  second = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (second->messages->len, ==, 4);
  g_assert_cmpstr (f->cursor, ==, "m1 s2");
}

/* What the server does not give, or is too much, is told. */
static void
test_hole_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) refused = NULL, endless = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  luukku_fake_transport_expect_status (f->net, "GET", "from=p9", 403, "error-403.json");
  refused = luukku_adapter_fixture_fetch_on (f);
  g_assert_true (refused->missed);
  g_assert_cmpstr (f->cursor, ==, "m1 s5");

  g_free (f->cursor);
  f->cursor = g_strdup ("m1 s5 %21dm%3Aresident.example,p9,s1,1");
  luukku_fake_transport_expect (f->net, "GET", "since=s5", "sync-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "from=p9", "page-1.json");
  endless = luukku_adapter_fixture_fetch_on (f);
  g_assert_true (endless->missed);
  g_assert_cmpuint (endless->messages->len, ==, 3);
  g_assert_cmpstr (f->cursor, ==, "m1 s2");
}

static void
test_forgotten_cursor (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_fake_transport_expect_status (f->net, "GET", "since=s1", 400, "error-400-since.json");
  luukku_fake_transport_expect (f->net, "GET", "/sync?", "sync.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_null (strstr (luukku_request_get_url (luukku_adapter_fixture_request (f)), "since="));
  g_assert_true (batch->missed);
  g_assert_cmpuint (batch->messages->len, ==, 7); /* the store has them already */
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    LuukkuFaultKind kind;
  } cases[] = {
    { 401, "{\"errcode\":\"M_MISSING_TOKEN\"}", LUUKKU_FAULT_AUTH },
    { 401, "{\"errcode\":\"M_USER_LOCKED\",\"soft_logout\":true}", LUUKKU_FAULT_PERMISSION },
    { 403, "{\"errcode\":\"M_USER_DEACTIVATED\"}", LUUKKU_FAULT_AUTH },
    { 403, "{\"errcode\":\"M_CONSENT_NOT_GIVEN\"}", LUUKKU_FAULT_PERMISSION },
    { 403, "{\"errcode\":\"M_FORBIDDEN\"}", LUUKKU_FAULT_PERMISSION },
    { 404, "{\"errcode\":\"M_UNRECOGNIZED\"}", LUUKKU_FAULT_BAD_REQUEST },
    { 404, "{\"errcode\":\"M_NOT_FOUND\"}", LUUKKU_FAULT_GONE },
    { 404, "{\"message\":\"no such route\"}", LUUKKU_FAULT_BAD_ANSWER },
    { 502, "{\"errcode\":\"M_NOT_FOUND\"}", LUUKKU_FAULT_SERVER },
    { 500, "{\"errcode\":\"M_UNKNOWN\"}", LUUKKU_FAULT_SERVER },
    { 503, "down", LUUKKU_FAULT_SERVER },
    { 429, "<html>slow down</html>", LUUKKU_FAULT_THROTTLED },
    { 403, "<html>portal</html>", LUUKKU_FAULT_BAD_ANSWER },
    { 200, "<html>portal</html>", LUUKKU_FAULT_BAD_ANSWER },
    { 200, "{\"rooms\":{}}", LUUKKU_FAULT_BAD_ANSWER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%u %s", cases[i].status, cases[i].body);
    luukku_fake_transport_expect_body (f->net, "GET", "/sync?", cases[i].status, cases[i].body);
    g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
    g_assert_error (f->error, LUUKKU_FAULT, (int) cases[i].kind);
  }
  luukku_fake_transport_expect_status (f->net, "GET", "/sync?", 429, "error-429.json");
  luukku_fake_transport_with_header (f->net, "Retry-After", "328");
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 328 * G_TIME_SPAN_SECOND);
}

/* --- invitations */

static LuukkuActInit
act_on (LuukkuActKind kind, const char *conversation, const char *message, const char *person)
{
  return (LuukkuActInit){ .kind = kind,
                          .channel = CHANNEL,
                          .conversation_id = conversation,
                          .message_id = message,
                          .resident_id = person,
                          .note = "Uhkaus" };
}

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *conversation, const char *message, const char *person)
{
  const LuukkuActInit init = act_on (kind, conversation, message, person);

  return luukku_adapter_fixture_act (f, &init);
}

/* A person opens it: that accepts it, and what was written before comes, also from before the timeline. */
static void
test_invitation (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, joined = NULL;

  fetch_first (f);
  batch = fetch (f, "since=s1", "sync-invites.json");
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_nonnull (strstr (file_of (batch, "$inv1")->name, "wants to start a conversation"));
  g_assert_cmpint (luukku_message_get_sent_at (luukku_batch_find_message (batch, "$inv1")), ==,
                   luukku_test_time ("2026-11-20T10:01:00Z"));
  g_assert_nonnull (strstr (file_of (batch, "invite:!group:resident.example")->name, "Kylätoimikunta"));
  g_assert_true (luukku_batch_find_thread (batch, DM)->can_reply);

  luukku_fake_transport_expect_status (f->net, "POST", "/receipt/m.read/%24inv1", 403, "error-403.json");
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21dm%3Aresident.example/join", "joined.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, DM, "$inv1", MATTI));
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21group%3Aresident.example/join", "joined.json");
  g_assert_true (
      act (f, LUUKKU_ACT_MARK_READ, "!group:resident.example", "invite:!group:resident.example", MATTI));

  luukku_fake_transport_expect (f->net, "GET", "since=s6", "sync-joined.json");
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b&from=p1&filter=", "page-empty.json");
  joined = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (text_of (joined, "$j1"), ==, "Hei, onko siellä joku?");
  g_assert_false (joined->missed);
}

/* With the option conversations of two are accepted at once; a room of several still waits for a person. */
static void
test_invitation_accepted (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, refused = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/sync?", "sync-invites.json");
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21dm%3Aresident.example/join", "joined.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_nonnull (luukku_batch_find_message (batch, "invite:!group:resident.example"));

  luukku_fake_transport_expect (f->net, "GET", "/sync?", "sync-invites.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/join", 403, "error-403.json");
  refused = luukku_adapter_fixture_fetch_on (f);
  g_assert_cmpuint (refused->messages->len, ==, 2); /* then a person is asked */

  luukku_fake_transport_expect (f->net, "POST", "/receipt/m.read.private/%24m1", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, DM, "$m1", MATTI));
}

static void
test_leaving (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) left = NULL, kicked = NULL;

  fetch_first (f);
  left = fetch (f, "since=s1", "sync-left.json");
  g_assert_false (luukku_batch_find_thread (left, DM)->can_reply);
  kicked = fetch (f, "since=s8", "sync-kicked.json");
  g_assert_cmpstr (text_of (kicked, "$k1"), ==, "Näkemiin."); /* the last words are not lost */
  g_assert_false (luukku_batch_find_thread (kicked, DM)->can_reply);
}

/* --- sending */

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
                                  .resident_id = MATTI,
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = luukku_test_time ("2026-11-20T11:30:00Z"),
                                  .reply_to = "$m1" };
}

static char *
send_reply (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static void
expect_asking (Fixture *f)
{
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "GET", "/joined_members", "members-two.json");
}

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL, *public_id = NULL, *public_body = NULL;
  LuukkuSendRequestInit in_thread = reply_to (PEKKA_IN_PUBLIC, "Aukeaa ensi viikolla.");

  fetch_first (f);
  expect_asking (f);
  luukku_fake_transport_expect (
      f->net, "PUT", "/rooms/%21dm%3Aresident.example/send/m.room.message/luukku-key-7", "sent.json");
  id = send_reply (f, DM, "Kiitos viestistä.");
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "$sent1");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"msgtype\":\"m.text\",\"body\":\"Kiitos viestistä.\"}");
  g_assert_true (luukku_request_get_idempotent (luukku_adapter_fixture_request (f)));

  in_thread.reply_to = "$p2";
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "PUT", "/rooms/%21pub%3Akunta.example/send/", "sent.json");
  public_id = luukku_adapter_fixture_send (f, &in_thread);
  public_body = luukku_adapter_fixture_body (f);
  g_assert_nonnull (strstr (public_body, "\"rel_type\":\"m.thread\",\"event_id\":\"$p1\""));
  g_assert_nonnull (strstr (public_body, "\"m.in_reply_to\":{\"event_id\":\"$p2\"}"));
  g_assert_nonnull (strstr (public_body, "\"user_ids\":[\"@pekka:other.example\"]"));
}

/* Whatever was known before: it is asked each time, and nothing plain goes into an encrypted room. */
static void
test_send_encrypted (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.encryption/", "encryption.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_nonnull (strstr (f->error->message, "encrypted"));
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 502, "error-404.json");
  g_assert_null (send_reply (f, DM, "Kiitos.")); /* not known: not sent, and not in doubt */
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  static const char *const nowhere[] = { "", "dm", "@matti:resident.example", "!dm:resident.example matti" };

  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "GET", "/joined_members", "members-three.json");
  g_assert_null (send_reply (f, DM, "Kiitos.")); /* a third one came in */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  expect_asking (f);
  luukku_fake_transport_expect_status (f->net, "PUT", "/send/", 403, "error-403.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT); /* the account itself is well */
  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++) {
    g_assert_null (send_reply (f, nowhere[i], "Kiitos."));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
}

/* Who answers an invitation accepts it. */
static void
test_send_invited (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 403, "error-403.json");
  luukku_fake_transport_expect (f->net, "POST", "/join", "joined.json");
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "PUT", "/send/", "sent.json");
  id = send_reply (f, DM, "Kiitos.");
  g_assert_nonnull (id);
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 403, "error-403.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/join", 403, "error-403.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
}

/* Nothing goes into the room before every file is at the server; the text's id stands for all of it. */
static void
test_send_files (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.4", 8);
  LuukkuSendRequestInit reply = reply_to (DM, "Lomake ja kuva liitteenä.");
  g_autofree char *id = NULL, *late = NULL, *body = NULL;
  LuukkuRequest *picture;

  g_ptr_array_add (files, luukku_send_file_new ("lomake.pdf", "application/pdf", bytes));
  g_ptr_array_add (files, luukku_send_file_new ("kuva.png", "image/png", bytes));
  reply.files = files;
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "POST", "/_matrix/media/v3/upload?filename=lomake.pdf",
                                "uploaded.json");
  luukku_fake_transport_expect_status (f->net, "POST", "upload?filename=kuva.png", 413, "error-403.json");
  g_assert_null (luukku_adapter_fixture_send (f, &reply)); /* none of it has left */
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "POST", "upload?filename=lomake.pdf", "uploaded.json");
  luukku_fake_transport_expect (f->net, "POST", "upload?filename=kuva.png", "uploaded.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7-0", "sent.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7-1", "sent.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7", "sent.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_no_error (f->error);
  g_assert_nonnull (id);
  picture = luukku_fake_transport_get_requests (f->net)
                ->pdata[luukku_fake_transport_get_requests (f->net)->len - 2];
  body = g_strndup (g_bytes_get_data (luukku_request_get_body (picture), NULL),
                    g_bytes_get_size (luukku_request_get_body (picture)));
  g_assert_nonnull (strstr (body, "\"msgtype\":\"m.image\""));
  g_assert_nonnull (strstr (body, "\"url\":\"mxc://kunta.example/upload1\""));
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit reply = reply_to (DM, "Kiitos viestistä.");
  g_autofree char *same = NULL, *other = NULL, *none = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  same = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_cmpstr (same, ==, "$s3"); /* by what it was sent with */
  reply.idempotency_key = "key-9";
  reply.text = "Kolmas vastaus.";
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  other = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_cmpstr (other, ==, "$s1"); /* another program of the account has forgotten that: by its words */
  reply.text = "Toinen vastaus.";
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  none = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_null (none); /* the same words were another reply */
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page-short.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST); /* the page proves nothing */
}

/* --- attachments */

static void
test_attachment (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "https://evil.example/x", "mxc://evil.example", "mxc:///x",
                                     "mxc://a/../b",           "mxc://a/b?c",        "mxc://us%65r/x" };
  g_autoptr (GBytes) bytes = NULL, old = NULL;

  luukku_fake_transport_expect_body (
      f->net, "GET", "https://hs.example/_matrix/client/v1/media/download/resident.example/abc", 200, "JPEG");
  bytes = luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", 4);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer secret-access");
  luukku_fake_transport_expect_status (f->net, "GET", "/client/v1/media/", 404,
                                       "error-404-unrecognized.json");
  luukku_fake_transport_expect_body (f->net, "GET", "/_matrix/media/v3/download/resident.example/abc", 200,
                                     "JPEG");
  old = luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", 4);
  g_assert_cmpuint (g_bytes_get_size (old), ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (luukku_adapter_fixture_attachment (f, bad[i], -1));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  }
  g_assert_null (luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", G_MAXINT32));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

/* --- acts */

static void
test_acts (Fixture *f, gconstpointer data)
{
  fetch_first (f);
  luukku_fake_transport_expect (f->net, "POST", "/receipt/m.read/%24m1", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, DM, "$m1", MATTI));
  luukku_fake_transport_expect (f->net, "PUT", "/redact/%24p1/luukku-delete-", "sent.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", "@aino:resident.example"));
  luukku_fake_transport_expect_status (f->net, "PUT", "/redact/%24p1/", 404, "error-404.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", NULL)); /* gone: done */
  luukku_fake_transport_expect_status (f->net, "PUT", "/redact/%24p1/", 403, "error-403.json");
  g_assert_false (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "POST", "/report/%24p1", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_REPORT, AINO_IN_PUBLIC, "$p1", NULL));
  g_assert_false (act (f, LUUKKU_ACT_HIDE, DM, "$m1", MATTI));
  g_assert_false (act (f, LUUKKU_ACT_DELETE, DM, NULL, MATTI));
  g_assert_false (act (f, LUUKKU_ACT_BAN, DM, NULL, NULL));
}

/* Between two nobody can be banned: the server keeps the person away. The others on the list stay there. */
static void
test_ignore (Fixture *f, gconstpointer data)
{
  g_autofree char *body = NULL, *back = NULL;
  const char *list = "/user/%40kirjaamo%3Akunta.example/account_data/m.ignored_user_list";

  luukku_fake_transport_expect (f->net, "GET", list, "ignored.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, DM, NULL, MATTI));
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"ignored_users\":{\"" MATTI "\":{},\"@spam:x.example\":{}}}");
  luukku_fake_transport_expect_status (f->net, "GET", list, 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_MUTE, AINO_IN_PUBLIC, NULL, NULL));
  luukku_fake_transport_expect (f->net, "GET", list, "ignored.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, DM, NULL, "@spam:x.example"));
  back = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (back, ==, "{\"ignored_users\":{}}");
}

static void
test_ban (Fixture *f, gconstpointer data)
{
  g_autofree char *body = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.power_levels/", "power.json");
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21pub%3Akunta.example/ban", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"user_id\":\"@pekka:other.example\"}");
  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.power_levels/", "power-low.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21pub%3Akunta.example/unban", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
}

/* --- the parts that are pure */

static void
test_quotes (void)
{
  static const struct {
    const char *body, *rest;
  } cases[] = {
    { "Hei", "Hei" },
    { "> <@a:b> Hei\n> toinen\n\nVastaus", "Vastaus" },
    { "> lainaus\nVastaus", "Vastaus" },
    { "> vain lainaus", "> vain lainaus" },
    { ">ei lainaus\nx", ">ei lainaus\nx" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *rest = luukku_matrix_text_trim_quote (cases[i].body);

    g_assert_cmpstr (rest, ==, cases[i].rest);
  }
}

static void
test_cursor (void)
{
  static const char *const texts[] = { "m1 s1", "m1 -", "m1 a%20b %21r,x,-,3",
                                       "m1 s %21r,x,y,20 %21q,-,y,1" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (LuukkuMatrixCursor) cursor = luukku_matrix_cursor_read (texts[i]);
    g_autofree char *text = luukku_matrix_cursor_write (cursor);

    g_assert_cmpstr (text, ==,
                     i < 3 ? texts[i] : "m1 s %21r,x,y,20"); /* a hole without a beginning is none */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD_TO(name, who, begin, test) g_test_add ("/net/matrix/" name, Fixture, who, begin, test, tear_down)
#define ADD(name, test) ADD_TO (name, NULL, set_up, test)
  ADD_TO ("settings", NULL, set_up_closed, test_settings);
  ADD_TO ("login", &unseen, set_up_closed, test_login);
  ADD_TO ("login-trouble", &unseen, set_up_closed, test_login_trouble);
  ADD_TO ("open-other", NULL, set_up_closed, test_open_other);
  ADD_TO ("discovery", &found, set_up_closed, test_discovery);
  ADD_TO ("refresh", &renewed, set_up, test_refresh);
  ADD ("fetch", test_fetch);
  ADD ("waits", test_waits);
  ADD ("odd", test_odd);
  ADD ("changes", test_changes);
  ADD ("edit-unknown", test_edit_unknown);
  ADD ("hole", test_hole);
  ADD ("hole-restart", test_hole_restart);
  ADD ("hole-stays", test_hole_stays);
  ADD ("forgotten-cursor", test_forgotten_cursor);
  ADD ("errors", test_errors);
  ADD ("invitation", test_invitation);
  ADD_TO ("invitation-accepted", &liberal, set_up, test_invitation_accepted);
  ADD ("leaving", test_leaving);
  ADD ("send", test_send);
  ADD ("send-encrypted", test_send_encrypted);
  ADD ("send-refused", test_send_refused);
  ADD ("send-invited", test_send_invited);
  ADD ("send-files", test_send_files);
  ADD ("find-sent", test_find_sent);
  ADD ("attachment", test_attachment);
  ADD ("acts", test_acts);
  ADD ("ignore", test_ignore);
  ADD ("ban", test_ban);
  g_test_add_func ("/net/matrix/quotes", test_quotes);
  g_test_add_func ("/net/matrix/cursor", test_cursor);
  return g_test_run ();
}
