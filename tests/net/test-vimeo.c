/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-vimeo.c: the Vimeo adapter against transcripts: what it asks, and what it makes of the answers. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "luukku-inbox-fixture.h"
#include "vimeo/luukku-vimeo-error.h"
#include "vimeo/luukku-vimeo-parse.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define CHANNEL "vimeo:kaupunki"
#define SECRET "secret-token"
#define C1 "1001/501"
#define BASE "https://api.vimeo.com"
#define VIDEOS                                                                                               \
  BASE "/me/"                                                                                                \
       "videos?fields=uri,name,metadata.connections.comments.total&sort=date&direction=desc&page=1&per_"     \
       "page=100"
#define COMMENTS BASE "/videos/1001/comments?fields=uri,text,"
#define REPLIES BASE "/videos/1001/comments/501/replies?fields=uri,text,"

typedef LuukkuAdapterFixture Desk;

static const LuukkuAdapterSubject subject = { &luukku_vimeo_type, "kaupunki", SECRET, "vimeo", NOW, NULL };

static void
open_well (Desk *f)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", BASE "/me?fields=", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

/* An account that is open; the fixture of most tests. */
static void
set_up (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, &subject);
  open_well (f);
}

static void
tear_down (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_end (f);
}

static void
expect_first (Desk *f, const char *videos, const char *comments)
{
  luukku_fake_transport_expect (f->net, "GET", VIDEOS, videos);
  luukku_fake_transport_expect (f->net, "GET", COMMENTS, comments);
  luukku_fake_transport_expect (f->net, "GET", REPLIES, "replies.json");
}

static LuukkuBatch *
fetch_well (Desk *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  return batch;
}

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
                                  .resident_id = "8001",
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = NOW,
                                  .is_public = TRUE };
}

static char *
send_reply (Desk *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

/* --- signing in */

#define PAGE "https://www.kunta.example/luukku/"

typedef struct {
  GHashTable *options, *secrets;
  LuukkuAdapterSettings settings;
} App;

static void
app_init (App *app)
{
  app->options = g_hash_table_new (g_str_hash, g_str_equal);
  app->secrets = g_hash_table_new (g_str_hash, g_str_equal);
  app->settings = (LuukkuAdapterSettings){ "kaupunki", NULL, app->options, app->secrets };
}

static void
app_clear (App *app)
{
  g_hash_table_unref (app->options);
  g_hash_table_unref (app->secrets);
}

/* By a token, or with an app by a pasted address; what is missing of the app is told before its secret is
 * asked for. */
static void
test_ways (Desk *f, gconstpointer data)
{
  App app;
  g_autoptr (GError) error = NULL;

  app_init (&app);
  g_assert_false (luukku_vimeo_type.signs_in (&app.settings));
  g_assert_null (luukku_vimeo_type.get_secrets (&app.settings)[1].label);
  g_hash_table_insert (app.options, (gpointer) "client-id", (gpointer) "77abc");
  g_assert_true (luukku_vimeo_type.signs_in (&app.settings));
  g_assert_cmpstr (luukku_vimeo_type.get_secrets (&app.settings)[1].name, ==, "app");
  g_assert_null (
      luukku_vimeo_type.sign_in (&app.settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_clear_error (&error);
  g_assert_null (
      luukku_vimeo_type.create (&app.settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  app_clear (&app);
}

/* Returns: (transfer full): the pasted address is changed for @file. */
static char *
sign_in (Desk *f, App *app, guint status, const char *file, GError **error)
{
  g_autoptr (LuukkuSignIn) one =
      luukku_vimeo_type.sign_in (&app->settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), error);
  const char *address = luukku_sign_in_get_address (one);
  const char *state = strstr (address, "&state=") + strlen ("&state=");
  g_autofree char *end = g_strconcat (PAGE "?code=once&state=", state, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (luukku_sign_in_is_pasted (one));
  g_assert_true (g_str_has_prefix (
      address, BASE "/oauth/authorize?response_type=code&client_id=77abc&redirect_uri=https%3A%2F%2F"
                    "www.kunta.example%2Fluukku%2F&scope=public%20private%20interact%20delete&state="));
  g_assert_null (strstr (address, "code_challenge"));
  luukku_fake_transport_expect_status (f->net, "POST", BASE "/oauth/access_token", status, file);
  luukku_sign_in_wait_async (one, NULL, luukku_test_got_result, &result);
  g_assert_true (luukku_sign_in_paste (one, end, error));
  luukku_test_wait (&result);
  return luukku_sign_in_wait_finish (one, result, error);
}

/* The secret stands in the header, as the form's own rules want it, and nowhere else; the token that comes is
 * used like the one of the app's page. */
static void
test_sign_in (Desk *f, gconstpointer data)
{
  App app;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAdapter) adapter = NULL;
  g_autofree char *tokens = NULL, *body = NULL;

  app_init (&app);
  g_hash_table_insert (app.options, (gpointer) "client-id", (gpointer) "77abc");
  g_hash_table_insert (app.options, (gpointer) "redirect", (gpointer) PAGE);
  g_hash_table_insert (app.secrets, (gpointer) "app", (gpointer) "a:b/ä");
  tokens = sign_in (f, &app, 200, "tokens.json", &error);
  g_assert_no_error (error);
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "grant_type=authorization_code&code=once&redirect_uri=https%3A%2F%2Fwww.kunta.example%2F"
                   "luukku%2F");
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Basic NzdhYmM6YSUzQWIlMkYlQzMlQTQ="); /* 77abc:a%3Ab%2F%C3%A4 */
  app.settings.token = tokens;
  adapter =
      luukku_vimeo_type.create (&app.settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  luukku_adapter_close (f->adapter);
  g_object_unref (f->adapter);
  f->adapter = g_steal_pointer (&adapter);
  open_well (f);
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer new-vimeo-token");
  app_clear (&app);
}

/* A code that is over, and an app that Vimeo does not know. */
static void
test_not_signed_in (Desk *f, gconstpointer data)
{
  static const struct {
    guint status;
    const char *file;
    LuukkuFaultKind kind;
  } cases[] = { { 400, "error-code.json", LUUKKU_FAULT_AUTH },
                { 401, "error-client.json", LUUKKU_FAULT_SETTINGS } };
  App app;

  app_init (&app);
  g_hash_table_insert (app.options, (gpointer) "client-id", (gpointer) "77abc");
  g_hash_table_insert (app.options, (gpointer) "redirect", (gpointer) PAGE);
  g_hash_table_insert (app.secrets, (gpointer) "app", (gpointer) "s");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sign_in (f, &app, cases[i].status, cases[i].file, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
  }
  app_clear (&app);
}

/* --- settings, opening */

static void
test_settings (Desk *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { "kaupunki", NULL, TRUE },
    { "7001", NULL, TRUE },
    { "kaupunki", "http://127.0.0.1:8001", TRUE },
    { "kaupunki", "http://vimeo.example", FALSE },
    { "", NULL, FALSE },
    { "https://vimeo.com/kaupunki", NULL, FALSE },
    { "kunta kaupunki", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuAdapter) adapter =
        luukku_adapter_fixture_create (f, cases[i].account, SECRET, cases[i].base, &error);

    g_test_message ("%s %s", cases[i].account, cases[i].base);
    g_assert_cmpint (adapter != NULL, ==, cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

/* The version of the interface is a setting of the channel file. */
static void
test_headers (Desk *f, gconstpointer data)
{
  LuukkuRequest *request = luukku_adapter_fixture_request (f);

  g_assert_cmpstr (luukku_request_get_header (request, "Accept"), ==,
                   "application/vnd.vimeo.*+json;version=3.4");
  g_assert_cmpstr (luukku_request_get_header (request, "Authorization"), ==, "Bearer " SECRET);
}

static void
test_open_other (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", BASE "/me?", "self-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* as nobody, nothing is read */
}

static void
test_dead_token (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", VIDEOS, 401, "error-401.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
}

/* --- fetching */

/* The envelope of the live interface, and the bare lists of its description. */
static void
test_fetch (Desk *f, gconstpointer data)
{
  gboolean bare = data != NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;
  const LuukkuThread *thread;

  expect_first (f, bare ? "videos-bare.json" : "videos.json", bare ? "comments-bare.json" : "comments.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_false (batch->more);
  message = luukku_batch_find_message (batch, C1);
  g_assert_cmpstr (luukku_message_get_text (message), ==, "Milloin halli on auki? <3 & kiitos");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, C1);
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, "8001");
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Maija E.");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T09:00:00Z"));
  thread = luukku_batch_find_thread (batch, C1);
  g_assert_true (thread->is_public);
  g_assert_true (thread->can_reply);
  g_assert_cmpstr (thread->title, ==, "Uimahallin avajaiset");
  g_assert_cmpstr (thread->resident_id, ==, "8001");
  message = luukku_batch_find_message (batch, "1001/502"); /* of an account that is no more */
  g_assert_null (luukku_message_get_author_id (message));
  message = luukku_batch_find_message (batch, "1001/601");
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, C1);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, C1);
}

/* Numbers that have not changed: one call, nothing moves. */
static void
test_goes_on (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_first (f, "videos.json", "comments.json");
  first = fetch_well (f);
  luukku_adapter_fixture_restart (f);
  open_well (f);
  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 0);
  g_assert_null (second->cursor);
}

/* After hours all comments are read again: an edit that changed no number. */
static void
test_look_through (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_first (f, "videos.json", "comments.json");
  first = fetch_well (f);
  luukku_manual_clock_advance (f->clock, 7 * G_TIME_SPAN_HOUR);
  expect_first (f, "videos.json", "comments.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 0);
  g_assert_cmpuint (second->gone->len, ==, 0);
}

/* One edited, one deleted (asked for by itself), one that only its list does not show. */
static void
test_changes (Desk *f, gconstpointer data)
{
  static const struct {
    const char *file;
    guint status, gone;
  } cases[] = { { "error-404.json", 404, 2 }, { "comment.json", 200, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LuukkuBatch) first = NULL, batch = NULL;

    g_clear_pointer (&f->cursor, g_free);
    expect_first (f, "videos.json", "comments.json");
    first = fetch_well (f);
    luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-later.json");
    luukku_fake_transport_expect (f->net, "GET", COMMENTS, "comments-later.json");
    luukku_fake_transport_expect (f->net, "GET", REPLIES, "replies-own.json");
    luukku_fake_transport_expect_status (f->net, "GET", BASE "/videos/1001/comments/502?fields=uri",
                                         cases[i].status, cases[i].file);
    luukku_fake_transport_expect_status (f->net, "GET", BASE "/videos/1001/comments/602?fields=uri", 404,
                                         "error-404.json");
    batch = fetch_well (f);
    g_assert_cmpuint (batch->messages->len, ==, 1);
    g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, C1)), ==,
                     "Milloin halli on auki lauantaina?");
    g_assert_cmpuint (batch->gone->len, ==, cases[i].gone);
    g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, "1001/602", g_str_equal, NULL));
  }
}

/* The answer that would prove it did not come: nothing is concluded, and it is asked again. */
static void
test_missing_fails (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, batch = NULL;

  expect_first (f, "videos.json", "comments.json");
  first = fetch_well (f);
  for (guint i = 0; i < 2; i++) {
    luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-later.json");
    luukku_fake_transport_expect (f->net, "GET", COMMENTS, "comments-later.json");
    luukku_fake_transport_expect (f->net, "GET", REPLIES, "replies.json");
    if (i == 0)
      luukku_fake_transport_expect_fault (f->net, "GET", "/comments/502?", LUUKKU_FAULT_NETWORK);
    else
      luukku_fake_transport_expect_status (f->net, "GET", "/comments/502?", 404, "error-404.json");
    if (i == 0)
      g_assert_null (luukku_adapter_fixture_fetch_on (f));
    else
      batch = fetch_well (f);
  }
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpuint (batch->gone->len, ==, 1);
}

/* Older videos in turn; comments behind the first page. */
static void
test_pages (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-next.json");
  luukku_fake_transport_expect (f->net, "GET",
                                "/me/videos?fields=uri,name,metadata.connections.comments.total"
                                "&sort=date&direction=desc&page=2&",
                                "videos-older.json");
  luukku_fake_transport_expect (f->net, "GET", COMMENTS, "comments-page-1.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "&page=2&per_page=100", LUUKKU_FAULT_NETWORK);
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 3);
  luukku_adapter_fixture_restart (f);
  open_well (f);
  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-none.json");
  luukku_fake_transport_expect (f->net, "GET", "/videos/1001/comments?", "comments-page-2.json");
  luukku_fake_transport_expect (f->net, "GET", "/videos/1003/comments?", "comments-old.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 3);
  g_assert_null (luukku_batch_find_thread (second, "1003/701")->title); /* it stays as it was */
  g_assert_cmpuint (second->gone->len, ==, 0);
}

/* A list of which a part could not be read proves no deletion. */
static void
test_unclear (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, batch = NULL;

  expect_first (f, "videos.json", "comments.json");
  first = fetch_well (f);
  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-later.json");
  luukku_fake_transport_expect (f->net, "GET", COMMENTS, "comments-unclear.json");
  luukku_fake_transport_expect (f->net, "GET", REPLIES, "replies.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->skipped, ==, 1);
  g_assert_cmpuint (batch->gone->len, ==, 0);
}

/* One page of older videos at each look, and then from the beginning. */
static void
test_turns (Desk *f, gconstpointer data)
{
  static const struct {
    const char *part, *file;
  } turns[] = { { "&page=2&", "videos-between.json" },
                { "&page=3&", "videos-none.json" },
                { "&page=2&", "videos-none.json" } };

  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-next.json");
  luukku_fake_transport_expect (f->net, "GET", turns[0].part, turns[0].file);
  luukku_fake_transport_expect (f->net, "GET", COMMENTS, "comments.json");
  luukku_fake_transport_expect (f->net, "GET", REPLIES, "replies.json");
  luukku_batch_free (fetch_well (f));
  for (guint i = 1; i < G_N_ELEMENTS (turns); i++) {
    luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-next.json");
    luukku_fake_transport_expect (f->net, "GET", turns[i].part, turns[i].file);
    luukku_batch_free (fetch_well (f));
  }
}

static void
test_odd (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos-odd.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/me/videos?", 400, "error-404.json"); /* "next": 7 */
  luukku_fake_transport_expect (f->net, "GET", "/videos/1001/comments?", "comments-odd.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/videos/1009/comments?", 403, "error-403.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpuint (batch->skipped, >=, 8);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "1001/6")), ==, "ok");
  g_assert_null (luukku_message_get_author_id (luukku_batch_find_message (batch, "1001/6")));
}

/* No calls left: nothing is asked before Vimeo's own time. */
static void
test_limit (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos.json");
  luukku_fake_transport_with_header (f->net, "X-RateLimit-Remaining", "0");
  luukku_fake_transport_with_header (f->net, "X-RateLimit-Reset", "2026-11-20T10:31:00+00:00");
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 0);
  g_assert_false (first->more);
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 60 * G_TIME_SPAN_SECOND);
  luukku_manual_clock_advance (f->clock, 60 * G_TIME_SPAN_SECOND);
  expect_first (f, "videos.json", "comments.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 4);
}

static void
test_throttled (Desk *f, gconstpointer data)
{
  static const char *const resets[] = { "2026-11-20T10:35:00+00:00", "1795170900" };

  for (guint i = 0; i < G_N_ELEMENTS (resets); i++) {
    luukku_fake_transport_expect_status (f->net, "GET", VIDEOS, 429, "error-429.json");
    luukku_fake_transport_with_header (f->net, "X-RateLimit-Reset", resets[i]);
    g_assert_null (luukku_adapter_fixture_fetch_on (f));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
    g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 5 * G_TIME_SPAN_MINUTE);
  }
}

/* Through the real store: a program that ends before it has stored, and one that ends after; nothing is lost,
 * nothing is there twice. */
static void
test_store (Desk *f, gconstpointer data)
{
  Fixture *town = fixture_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autofree char *cursor = luukku_store_get_cursor (town->store, CHANNEL, NULL);
    g_autoptr (LuukkuBatch) batch = NULL;

    if (i < 2)
      expect_first (f, "videos.json", "comments.json");
    else
      luukku_fake_transport_expect (f->net, "GET", VIDEOS, "videos.json");
    batch = luukku_adapter_fixture_fetch (f, cursor);
    g_assert_no_error (f->error);
    if (i > 0)
      g_assert_true (luukku_inbox_receive (town->inbox, CHANNEL, batch, &error));
    g_assert_no_error (error);
    luukku_adapter_fixture_restart (f);
    open_well (f);
  }
  g_assert_cmpint (luukku_store_count_messages (town->store, NULL), ==, 4);
  fixture_free (town);
}

/* --- sending, deleting */

static void
test_send (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL;
  g_autofree char *too_long = g_strnfill (5001, 'a');

  luukku_fake_transport_expect_status (f->net, "POST", BASE "/videos/1001/comments/501/replies", 201,
                                       "sent.json");
  id = send_reply (f, C1, "Hei, kiitos palautteesta.");
  g_assert_cmpstr (id, ==, "1001/603");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"text\":\"Hei, kiitos palautteesta.\"}");
  g_assert_cmpstr (luukku_request_get_content_type (luukku_adapter_fixture_request (f)), ==,
                   "application/vnd.vimeo.comment+json");
  g_assert_null (send_reply (f, C1, too_long));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_null (send_reply (f, "1001/../7", "Hei"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  luukku_fake_transport_expect_status (f->net, "POST", "/replies", 201, "sent-odd.json");
  g_assert_null (send_reply (f, C1, "Hei"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_status (f->net, "POST", "/replies", 403, "error-403.json");
  g_assert_null (send_reply (f, C1, "Hei"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
}

static void
test_find_sent (Desk *f, gconstpointer data)
{
  static const struct {
    const char *text, *queued, *file, *id;
    gboolean certain;
  } cases[] = {
    { " Maanantaista alkaen.\n", "2026-11-20T09:19:30Z", "replies.json", "1001/601", TRUE },
    { "Maanantaista alkaen.", "2026-11-20T09:30:00Z", "replies.json", NULL, TRUE },
    { "Hyvä!", "2026-11-20T09:24:00Z", "replies.json", NULL, TRUE }, /* somebody else's words */
    { "Muuta.", "2026-11-20T09:19:30Z", "replies.json", NULL, FALSE },
    { "Muuta.", "2026-11-20T09:30:00Z", "comments-page-1.json", NULL, FALSE },
    { "Muuta.", "2026-11-20T09:30:00Z", "comments-odd.json", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    LuukkuSendRequestInit reply = reply_to (C1, cases[i].text);
    g_autofree char *id = NULL;

    reply.queued_at = luukku_test_time (cases[i].queued);
    luukku_fake_transport_expect (f->net, "GET", REPLIES, cases[i].file);
    id = luukku_adapter_fixture_find_sent (f, &reply);
    g_test_message ("%u", i);
    g_assert_cmpstr (id, ==, cases[i].id);
    g_assert_cmpint (f->error == NULL, ==, cases[i].certain);
  }
}

static gboolean
act (Desk *f, LuukkuActKind kind, const char *message)
{
  return luukku_adapter_fixture_act (f, &(LuukkuActInit){ .kind = kind,
                                                          .channel = CHANNEL,
                                                          .conversation_id = C1,
                                                          .message_id = message,
                                                          .resident_id = "8001" });
}

static void
test_delete (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect_body (f->net, "DELETE", BASE "/videos/1001/comments/501", 204, "");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, C1));
  luukku_fake_transport_expect_status (f->net, "DELETE", BASE "/videos/1001/comments/501", 404,
                                       "error-404.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, C1));
  luukku_fake_transport_expect_status (f->net, "DELETE", BASE "/videos/1001/comments/501", 403,
                                       "error-403.json");
  g_assert_false (act (f, LUUKKU_ACT_DELETE, C1));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_false (act (f, LUUKKU_ACT_DELETE, "1001"));
  g_assert_false (act (f, LUUKKU_ACT_HIDE, C1));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* --- errors */

static void
test_errors (void)
{
  static const struct {
    guint status;
    const char *body;
    LuukkuFaultKind kind;
  } cases[] = {
    { 401, "{\"error\":\"x\",\"developer_message\":\"y\",\"error_code\":8003}", LUUKKU_FAULT_AUTH },
    { 401, "{\"error\":\"x\"}", LUUKKU_FAULT_AUTH },
    { 400, "{\"error\":\"invalid_token\",\"error_description\":\"x\"}", LUUKKU_FAULT_AUTH },
    { 403, "{\"error\":\"x\",\"error_code\":3200}", LUUKKU_FAULT_PERMISSION },
    { 404, "{\"error\":\"x\",\"error_code\":\"5000\"}", LUUKKU_FAULT_GONE },
    { 404, "", LUUKKU_FAULT_GONE },
    { 400, "{\"error\":[7]}", LUUKKU_FAULT_BAD_REQUEST },
    { 429, "{\"error\":\"x\"}", LUUKKU_FAULT_THROTTLED },
    { 429, "<html>slow</html>", LUUKKU_FAULT_THROTTLED },
    { 200, "{\"error\":\"x\"}", LUUKKU_FAULT_BAD_ANSWER },
    { 200, "<html>sign in to the hotel</html>", LUUKKU_FAULT_BAD_ANSWER },
    { 403, "<html>blocked</html>", LUUKKU_FAULT_BAD_ANSWER },
    { 503, "Service Unavailable", LUUKKU_FAULT_SERVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    g_autoptr (LuukkuResponse) response = luukku_response_new (cases[i].status, NULL, bytes, 0);
    const LuukkuHttpAnswer answer = {
      .response = response, .root = root, .status = cases[i].status, .now = NOW
    };
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_false (luukku_vimeo_check (&answer, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
  }
}

#define ADD(path, data, function) g_test_add ("/net/vimeo/" path, Desk, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", NULL, test_settings);
  ADD ("headers", NULL, test_headers);
  ADD ("open-other", NULL, test_open_other);
  ADD ("dead-token", NULL, test_dead_token);
  ADD ("fetch/envelope", NULL, test_fetch);
  ADD ("fetch/bare", "bare", test_fetch);
  ADD ("goes-on", NULL, test_goes_on);
  ADD ("look-through", NULL, test_look_through);
  ADD ("changes", NULL, test_changes);
  ADD ("missing-fails", NULL, test_missing_fails);
  ADD ("pages", NULL, test_pages);
  ADD ("unclear", NULL, test_unclear);
  ADD ("turns", NULL, test_turns);
  ADD ("odd", NULL, test_odd);
  ADD ("store", NULL, test_store);
  ADD ("limit", NULL, test_limit);
  ADD ("throttled", NULL, test_throttled);
  ADD ("send", NULL, test_send);
  ADD ("find-sent", NULL, test_find_sent);
  ADD ("delete", NULL, test_delete);
  ADD ("ways", NULL, test_ways);
  ADD ("sign-in", NULL, test_sign_in);
  ADD ("not-signed-in", NULL, test_not_signed_in);
  g_test_add_func ("/net/vimeo/errors", test_errors);
  return g_test_run ();
}
