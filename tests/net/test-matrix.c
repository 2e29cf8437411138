/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-matrix.c: the Matrix adapter against transcripts: signing in, syncing with holes, edits and deletions,
 * invitations, encrypted rooms. */
#define G_LOG_DOMAIN "luukku"

#include "matrix-fixture.h"

#include <string.h>

#include "inbox/luukku-inbox.h"
#include "matrix/luukku-matrix-parse.h"
#include "matrix/luukku-matrix-text.h"
#include "store/luukku-store-private.h"

static const char *const accepting[] = { "api-base", "https://hs.example", "accept-invitations",
                                         "yes",      "read-marks",         "private",
                                         NULL };
static const LuukkuAdapterSubject liberal = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, accepting };
static const LuukkuAdapterSubject unseen = {
  &luukku_matrix_type, ACCOUNT, "kissa istuu", "matrix", NOW, server
};
static const LuukkuAdapterSubject found = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, NULL };
static const LuukkuAdapterSubject renewed = {
  &luukku_matrix_type, ACCOUNT, "access=secret-access&refresh=secret-refresh&until=0", "matrix", NOW, server
};

static void
set_up_closed (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
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
  g_assert_cmpstr (text_of (batch, "$o15"), ==, "Huomenna."); /* without what it answers */
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

/* After a restart a room is not taken for a conversation of two before its state is known. */
static void
test_public_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;

  f->cursor = g_strdup ("m1 s3");
  luukku_fake_transport_expect (f->net, "GET", "since=s3", "sync-public.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole-public.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  thread = luukku_batch_find_thread (batch, PEKKA_IN_PUBLIC);
  g_assert_true (thread->is_public);
  g_assert_cmpstr (thread->resident_name, ==, "Pekka");
  g_assert_cmpstr (thread->title, ==, "Kunnan keskustelu");
}

/* A third one comes in: from now on others read what is written there, also when the server does not count.
 */
static void
test_third (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  batch = fetch (f, "since=s1", "sync-third.json");
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "$t2")), ==,
                   DM " " MATTI);
  g_assert_true (luukku_batch_find_thread (batch, DM " " MATTI)->is_public);
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

/* The server filters after it has counted: an empty page is not the end. */
static void
test_hole_filtered (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  luukku_fake_transport_expect (f->net, "GET", "from=p9&to=s1", "page-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "from=p7&to=s1", "page-empty.json"); /* "end" where it began */
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_false (batch->missed);
  g_assert_cmpstr (f->cursor, ==, "m1 s5");
}

/* A few pages at a time: what is new is asked for in between. */
static void
test_hole_long (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  for (guint i = 0; i < 4; i++) {
    g_autofree char *part = g_strdup_printf ("from=p%u&to=s1", 9 - i);
    g_autofree char *body = g_strdup_printf ("{\"start\":\"x\",\"end\":\"p%u\",\"chunk\":[]}", 8 - i);

    luukku_fake_transport_expect_body (f->net, "GET", part, 200, body);
  }
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_true (batch->more);
  g_assert_cmpstr (f->cursor, ==, "m1 s5 %21dm%3Aresident.example,p5,s1,16");
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

/* --- with the real store: a batch that could not be stored comes again, a program ends in the middle of a
 * hole */

typedef struct {
  LuukkuStore *store;
  LuukkuInbox *inbox;
} Town;

static gint64
count_rows (const Town *town, const char *sql)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (town->store), sql);
  gint64 count = -1;

  g_assert_true (luukku_query_run_int (query, 0, &count, NULL));
  return count;
}

/* Fetches from the cursor in the store. @stored: otherwise the program ends before. */
static void
fetch_into (Fixture *f, const Town *town, gboolean stored)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = luukku_store_get_cursor (town->store, CHANNEL, NULL);

  batch = luukku_adapter_fixture_fetch (f, cursor);
  g_assert_no_error (f->error);
  if (stored)
    g_assert_true (luukku_inbox_receive (town->inbox, CHANNEL, batch, &error));
  g_assert_no_error (error);
}

static void
start_again (Fixture *f)
{
  luukku_adapter_fixture_restart (f);
  expect_open (f);
  g_free (luukku_adapter_fixture_open (f));
}

static void
test_store (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStore) store =
      luukku_store_open (":memory:", LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (f->clock), NULL);
  g_autoptr (LuukkuInbox) inbox = luukku_inbox_new (store, LUUKKU_CLOCK (f->clock));
  const Town town = { store, inbox };
  const char *messages = "SELECT count (*) FROM message", *versions = "SELECT count (*) FROM message_version";

  for (guint i = 0; i < 2; i++) { /* not stored, then again in a program that starts anew */
    luukku_fake_transport_expect (f->net, "GET", "/sync?", "sync.json");
    fetch_into (f, &town, i == 1);
    start_again (f);
  }
  g_assert_cmpint (count_rows (&town, messages), ==, 7);
  luukku_fake_transport_expect (f->net, "GET", "since=s1", "sync-limited.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
  luukku_fake_transport_expect_status (f->net, "GET", "from=p9&to=s1", 502, "error-404.json");
  fetch_into (f, &town, TRUE);
  g_assert_cmpint (count_rows (&town, messages), ==, 8); /* what is new is there */
  for (guint i = 0; i < 2; i++) {
    start_again (f);
    luukku_fake_transport_expect (f->net, "GET", "since=s5", "sync-empty.json");
    luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
    luukku_fake_transport_expect (f->net, "GET", "from=p9&to=s1", "page-1.json");
    luukku_fake_transport_expect (f->net, "GET", "from=p8&to=s1", "page-2.json");
    fetch_into (f, &town, i == 1);
  }
  g_assert_cmpint (count_rows (&town, messages), ==, 11);
  g_assert_cmpint (count_rows (&town, versions), ==, 1); /* of the one that was edited */
  start_again (f);
  luukku_fake_transport_expect (f->net, "GET", "since=s2", "sync-edits.json");
  luukku_fake_transport_expect (f->net, "GET", "full_state=true", "sync-whole.json");
  luukku_fake_transport_expect (f->net, "GET", "/event/%24m1", "event-m1.json");
  luukku_fake_transport_expect (f->net, "GET", "/event/%24m3", "event-m3.json"); /* a stranger's edit */
  fetch_into (f, &town, TRUE);
  g_assert_cmpint (count_rows (&town, messages), ==, 11);
  g_assert_cmpint (count_rows (&town, versions), ==, 3); /* an edit, a deletion */
  g_assert_cmpint (count_rows (&town, "SELECT count (*) FROM message WHERE text LIKE '%vale%'"), ==, 0);
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
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b&from=p1&filter=", "page-last.json");
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
  kicked = fetch (f, "since=s1", "sync-kicked.json");
  g_assert_cmpstr (text_of (kicked, "$k1"), ==, "Näkemiin."); /* the last words are not lost */
  g_assert_false (luukku_batch_find_thread (kicked, DM)->can_reply);
  left = fetch (f, "since=s8", "sync-left.json");
  g_assert_false (luukku_batch_find_thread (left, DM)->can_reply);
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
  ADD ("public-restart", test_public_restart);
  ADD ("third", test_third);
  ADD ("hole", test_hole);
  ADD ("hole-filtered", test_hole_filtered);
  ADD ("hole-long", test_hole_long);
  ADD ("hole-restart", test_hole_restart);
  ADD ("store", test_store);
  ADD ("hole-stays", test_hole_stays);
  ADD ("forgotten-cursor", test_forgotten_cursor);
  ADD ("errors", test_errors);
  ADD ("invitation", test_invitation);
  ADD_TO ("invitation-accepted", &liberal, set_up, test_invitation_accepted);
  ADD ("leaving", test_leaving);
  g_test_add_func ("/net/matrix/quotes", test_quotes);
  g_test_add_func ("/net/matrix/cursor", test_cursor);
  return g_test_run ();
}
