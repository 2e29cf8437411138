/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-tiktok.c: the TikTok adapter against transcripts: what it asks, and what it makes of the answers. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "luukku-adapter-fixture.h"
#include "luukku-inbox-fixture.h"
#include "tiktok/luukku-tiktok-cursor.h"
#include "tiktok/luukku-tiktok-error.h"
#include "tiktok/luukku-tiktok-parse.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kaupunki"
#define CHANNEL "tiktok:" ACCOUNT
#define SECRET "act.secret-access"
#define APP_SECRET "the-app-secret"
#define ME "open-id_4711"
#define TOKEN "access=" SECRET "&refresh=rft.old-refresh&until=1795257000000000&subject=" ME
#define API "https://business-api.tiktok.com/open_api/v1.3/"
#define V1 "7573012345678901234"
#define V2 "7573012345678905678"
#define MAIJA "7573100000000000011"
#define LIISA "7573100000000000012"
#define OURS "7573100000000000013"
#define MATTI "7573100000000000014"
#define PUBLIC V1 ":" MAIJA
#define TALK "dm:abc+/=="
#define AUTHORIZE                                                                                            \
  "https://www.tiktok.com/v2/auth/"                                                                          \
  "authorize?client_key=734&scope=comment.list&response_type=code&redirect_uri=https%3A%2F%2Fwww.kunta."     \
  "example%2Fluukku%2F&state=your_own_state"

typedef LuukkuAdapterFixture Desk;

static const char *const options[] = { "authorize-address", AUTHORIZE, "app", APP_SECRET, NULL };
static const char *const options_direct[] = { "authorize-address", AUTHORIZE, "app", APP_SECRET,
                                              "direct-messages",   "yes",     NULL };
static const LuukkuAdapterSubject subject = { &luukku_tiktok_type, ACCOUNT, TOKEN, "tiktok", NOW, options };
static const LuukkuAdapterSubject with_direct = { &luukku_tiktok_type, ACCOUNT, TOKEN, "tiktok", NOW,
                                                  options_direct };

/* An account that is open. */
static void
set_up (Desk *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
  luukku_fake_transport_expect (f->net, "GET", API "business/get/?business_id=" ME "&fields=", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
tear_down (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_check_addresses (f, APP_SECRET);
  luukku_adapter_fixture_end (f);
}

static void
expect_videos (Desk *f, const char *file)
{
  luukku_fake_transport_expect (f->net, "GET",
                                API "business/video/list/?business_id=" ME "&fields=%5B%22item_id%22", file);
}

static void
expect_comments (Desk *f, const char *file)
{
  luukku_fake_transport_expect (
      f->net, "GET",
      API "business/comment/list/?business_id=" ME "&video_id=" V1
          "&include_replies=true&status=ALL&sort_field=create_time&sort_order=desc&max_count=30",
      file);
}

static LuukkuBatch *
fetch_well (Desk *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  return batch;
}

static void
fetch_first (Desk *f)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_videos (f, "videos.json");
  expect_comments (f, "comments.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
}

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
                                  .resident_id = "u-maija",
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = NOW,
                                  .last_resident_at = NOW - G_TIME_SPAN_HOUR,
                                  .is_public = TRUE };
}

static char *
send_reply (Desk *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static char *
find_sent (Desk *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_find_sent (f, &reply);
}

static gboolean
act (Desk *f, LuukkuActKind kind, const char *conversation, const char *message)
{
  const LuukkuActInit what = {
    .kind = kind, .channel = CHANNEL, .conversation_id = conversation, .message_id = message
  };

  return luukku_adapter_fixture_act (f, &what);
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
    { "@kaupunki.fi_1", NULL, TRUE },
    { "kaupunki", "http://127.0.0.1:8001", TRUE },
    { "kaupunki", "http://tiktok.example", FALSE },
    { "", NULL, FALSE },
    { "@", NULL, FALSE },
    { "kaupunki kuopio", NULL, FALSE },
    { "https://www.tiktok.com/@kaupunki", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuAdapter) adapter =
        luukku_adapter_fixture_create (f, cases[i].account, TOKEN, cases[i].base, &error);

    g_test_message ("%s", cases[i].account);
    g_assert_true ((adapter != NULL) == cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
    if (adapter != NULL)
      luukku_adapter_close (adapter);
  }
}

static void
test_authorize_address (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "https://www.tiktok.com/v2/auth/authorize",
    "http://www.tiktok.com/v2/auth/authorize?client_key=1&redirect_uri=https%3A%2F%2Fa.example%2F",
    "https://www.tiktok.com/?client_key=1",
    "https://www.tiktok.com/?redirect_uri=https%3A%2F%2Fa.example%2F",
    "https://www.tiktok.com/?client_key=1&redirect_uri=http%3A%2F%2Fa.example%2F",
    "https://www.tiktok.com/?client_key=1&redirect_uri=https%3A%2F%2Fa.example%2F more",
  };
  LuukkuTiktokApp app = { 0 };

  g_assert_true (luukku_tiktok_read_address (AUTHORIZE, &app));
  g_assert_cmpstr (app.client, ==, "734");
  g_assert_cmpstr (app.redirect, ==, "https://www.kunta.example/luukku/");
  luukku_tiktok_app_clear (&app);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (luukku_tiktok_read_address (bad[i], &app));
}

static void
test_open_other (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
}

/* The token goes into TikTok's own header, as it is. */
static void
test_header (Desk *f, gconstpointer data)
{
  LuukkuRequest *request = luukku_adapter_fixture_request (f);

  g_assert_cmpstr (luukku_request_get_header (request, "Access-Token"), ==, SECRET);
  g_assert_null (luukku_request_get_header (request, "Authorization"));
}

/* A dead token comes with HTTP 200. One renewal, JSON there too, and the new tokens are kept with their
 * subject. */
static void
on_kept (LuukkuAdapter *adapter, const char *token, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (token);
}

static void
test_renewal (Desk *f, gconstpointer data)
{
  g_autofree char *kept = NULL, *body = NULL, *name = NULL;
  LuukkuRequest *request;
  GBytes *bytes;

  g_signal_connect (f->adapter, "token-changed", G_CALLBACK (on_kept), &kept);
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "error-40105.json");
  luukku_fake_transport_expect (f->net, "POST", API "tt_user/oauth2/refresh_token/", "tokens.json");
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (kept, ==,
                   "access=act.new-access&refresh=rft.new-refresh&until=1795257000000000&subject=" ME);
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Access-Token"), ==,
                   "act.new-access");
  request = g_ptr_array_index (luukku_fake_transport_get_requests (f->net), 2);
  bytes = luukku_request_get_body (request);
  body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (
      body, ==,
      "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"rft.old-refresh\",\"client_id\":\"734\","
      "\"client_secret\":\"" APP_SECRET "\"}");
  g_assert_null (luukku_request_get_header (request, "Access-Token"));
}

static void
test_renewal_dead (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "error-40105.json");
  luukku_fake_transport_expect (f->net, "POST", "refresh_token/", "error-40105.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
}

/* --- fetching */

static void
test_fetch (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;
  LuukkuMessage *message;

  expect_videos (f, "videos.json");
  expect_comments (f, "comments.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  g_assert_cmpuint (batch->threads->len, ==, 2);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_false (batch->more);
  message = luukku_batch_find_message (batch, MAIJA);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  g_assert_cmpstr (luukku_message_get_text (message), ==, "Milloin halli aukeaa?");
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, "u-maija");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T07:40:00Z"));
  message = luukku_batch_find_message (batch, MATTI);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, MAIJA);
  message = luukku_batch_find_message (batch, OURS);
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  thread = luukku_batch_find_thread (batch, PUBLIC);
  g_assert_true (thread->is_public && thread->can_reply);
  g_assert_cmpstr (thread->title, ==, "Uusi uimahalli aukeaa #uimahalli");
  g_assert_cmpstr (thread->resident_name, ==, "Maija M.");
  thread = luukku_batch_find_thread (batch, V1 ":" LIISA);
  g_assert_false (thread->can_reply); /* hidden: nobody would see an answer */
  message = luukku_batch_find_message (batch, LIISA);
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1);
}

/* 19 digits do not survive a double. */
static void
test_numbers (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_videos (f, "videos.json");
  expect_comments (f, "comments-numbers.json");
  batch = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (batch, MAIJA));
  g_assert_nonnull (luukku_batch_find_message (batch, MATTI));
  g_assert_nonnull (luukku_batch_find_thread (batch, PUBLIC));
}

/* Nothing has moved: one call, and nothing to store. */
static void
test_quiet (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  expect_videos (f, "videos.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
  g_assert_null (batch->cursor);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "self.json");
  g_free (luukku_adapter_fixture_open (f));
  expect_videos (f, "videos.json");
  luukku_batch_free (g_steal_pointer (&batch));
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
}

static void
test_odd (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_videos (f, "videos-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "&video_id=" V1 "&", "comments-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "&video_id=" V2 "&", "comments-empty.json");
  batch = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (batch, "7573100000000000022"));
  g_assert_nonnull (luukku_batch_find_message (batch, "7573100000000000024"));
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >, 8);
}

static void
test_pages (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("a list of two pages is read through in one fetch");
  expect_videos (f, "videos.json");
  expect_comments (f, "comments-p1.json");
  luukku_fake_transport_expect (
      f->net, "GET",
      "&video_id=" V1
      "&include_replies=true&status=ALL&sort_field=create_time&sort_order=desc&max_count=30&cursor=30",
      "comments-p2.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
}

/* The first fetch walks over all videos; afterwards a page of the older ones is looked at in turn. */
static void
test_sweep (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_videos (f, "videos-more.json");
  luukku_fake_transport_expect (f->net, "GET", "&max_count=20&cursor=1795000000000", "videos-older.json");
  expect_comments (f, "comments.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  luukku_batch_free (g_steal_pointer (&batch));
  expect_videos (f, "videos-more.json"); /* no sweep now */
  batch = fetch_well (f);
  luukku_batch_free (g_steal_pointer (&batch));
  luukku_manual_clock_advance (f->clock, 6 * G_TIME_SPAN_HOUR);
  expect_videos (f, "videos-more.json");
  luukku_fake_transport_expect (f->net, "GET", "&max_count=20&cursor=1795000000000", "videos-older.json");
  batch = fetch_well (f);
}

/* A comment stands with at most three of its replies; the others are asked for, over a restart too. */
static void
test_replies (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_videos (f, "videos.json");
  expect_comments (f, "comments-five-replies.json");
  luukku_fake_transport_expect_fault (f->net, "GET", API "business/comment/reply/list/",
                                      LUUKKU_FAULT_NETWORK);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 5);
  luukku_batch_free (g_steal_pointer (&batch));
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", "business/get/", "self.json");
  g_free (luukku_adapter_fixture_open (f));
  expect_videos (f, "videos.json");
  luukku_fake_transport_expect (f->net, "GET",
                                "reply/list/?business_id=" ME "&video_id=" V1 "&comment_id=" MAIJA
                                "&status=ALL&sort_field=create_time&sort_order=desc&max_count=30",
                                "replies-first.json");
  luukku_fake_transport_expect (f->net, "GET", "&max_count=30&cursor=2", "replies-rest.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 5);
  g_assert_cmpstr (
      luukku_message_get_conversation_id (luukku_batch_find_message (batch, "7573100000000000017")), ==,
      PUBLIC);
  luukku_batch_free (g_steal_pointer (&batch));
  expect_videos (f, "videos.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
}

/* Pages shift while they are read: what two looks miss is gone. */
static void
test_gone (Desk *f, gconstpointer data)
{
  fetch_first (f);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR + G_TIME_SPAN_MINUTE);
    expect_videos (f, "videos.json");
    expect_comments (f, "comments-without-12.json");
    batch = fetch_well (f);
    g_assert_cmpuint (batch->gone->len, ==, i);
    if (i == 1)
      g_assert_cmpstr (batch->gone->pdata[0], ==, LIISA);
  }
}

/* With the video its comments go, and their replies. */
static void
test_video_gone (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  expect_videos (f, "videos.json");
  expect_comments (f, "error-40007.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->gone->len, ==, 4);
}

static void
test_own_hidden (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, again = NULL;
  const LuukkuUndelivered *told;

  fetch_first (f);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  expect_videos (f, "videos.json");
  expect_comments (f, "comments-own-hidden.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->undelivered->len, ==, 1);
  told = batch->undelivered->pdata[0];
  g_assert_cmpstr (told->message_id, ==, OURS);
  g_assert_nonnull (strstr (told->sentence, "spam"));
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  expect_videos (f, "videos.json");
  expect_comments (f, "comments-own-hidden.json");
  again = fetch_well (f);
  g_assert_cmpuint (again->undelivered->len, ==, 0); /* once */
}

static void
test_trouble_in_the_middle (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("comments that cannot be had are told, and asked for again");
  for (guint i = 0; i < 2; i++) {
    expect_videos (f, "videos.json");
    expect_comments (f, i == 0 ? "error-40100.json" : "error-40001.json");
    batch = luukku_adapter_fixture_fetch_on (f);
    g_assert_null (batch);
    g_assert_cmpint (f->error->code, ==, i == 0 ? LUUKKU_FAULT_THROTTLED : LUUKKU_FAULT_PERMISSION);
  }
  fetch_first (f);
}

/* Through the real store: a program that ends before it has stored, and one that ends after; nothing is lost,
 * nothing is there twice. */
static void
test_store (Desk *f, gconstpointer data)
{
  Fixture *town = fixture_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autofree char *cursor = luukku_store_get_cursor (town->store, CHANNEL, NULL);
    g_autoptr (LuukkuBatch) batch = NULL;

    expect_videos (f, "videos.json");
    if (i < 2 || i == 3)
      expect_comments (f, "comments.json");
    if (i == 3)
      luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
    batch = luukku_adapter_fixture_fetch (f, cursor);
    g_assert_no_error (f->error);
    if (i > 0)
      g_assert_true (luukku_inbox_receive (town->inbox, CHANNEL, batch, &error));
    g_assert_no_error (error);
    luukku_adapter_fixture_restart (f);
    luukku_fake_transport_expect (f->net, "GET", "business/get/", "self.json");
    g_free (luukku_adapter_fixture_open (f));
  }
  g_assert_cmpint (luukku_store_count_messages (town->store, NULL), ==, 4);
  fixture_free (town);
}

/* --- private messages */

static void
expect_talks (Desk *f, const char *single, const char *stranger, const char *messages)
{
  luukku_fake_transport_expect (f->net, "GET",
                                API "business/message/conversation/list/?business_id=" ME
                                    "&conversation_type=SINGLE&limit=100",
                                single);
  if (messages != NULL)
    luukku_fake_transport_expect (
        f->net, "GET",
        API "business/message/content/list/?business_id=" ME "&conversation_id=abc%2B%2F%3D%3D", messages);
  luukku_fake_transport_expect (f->net, "GET", "&conversation_type=STRANGER&limit=100", stranger);
}

static void
test_direct (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;

  expect_videos (f, "videos-empty.json");
  expect_talks (f, "talks.json", "talks-empty.json", "messages.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  thread = luukku_batch_find_thread (batch, TALK);
  g_assert_false (thread->is_public);
  g_assert_cmpstr (thread->resident_name, ==, "Testi Henkilö");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "m3")), ==, "[IMAGE]");
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "m2")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  luukku_batch_free (g_steal_pointer (&batch));
  expect_videos (f, "videos-empty.json");
  expect_talks (f, "talks.json", "talks-empty.json", NULL);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
  luukku_batch_free (g_steal_pointer (&batch));
  expect_videos (f, "videos-empty.json");
  expect_talks (f, "talks-later.json", "talks-odd.json", "messages-full.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 20);
  g_assert_true (batch->missed); /* twenty are given, and no way to older ones */
}

/* Not given to this account: the comments come all the same, and one line says it. */
static void
test_direct_refused (Desk *f, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    expect_videos (f, "videos.json");
    if (i == 0)
      expect_comments (f, "comments.json");
    luukku_fake_transport_expect (f->net, "GET", "conversation_type=SINGLE", "error-40001.json");
    batch = fetch_well (f);
    g_assert_cmpuint (batch->messages->len, ==, i == 0 ? 5 : 0);
    g_assert_true ((luukku_batch_find_message (batch, "dm:unavailable") != NULL) == (i == 0));
  }
}

static void
test_send_direct (Desk *f, gconstpointer data)
{
  LuukkuSendRequestInit reply = reply_to (TALK, "Kiitos");
  g_autofree char *id = NULL, *body = NULL, *found = NULL;

  luukku_fake_transport_expect (f->net, "POST", API "business/message/send/", "sent-message.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_cmpstr (id, ==, "m77");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "{\"business_id\":\"" ME
                   "\",\"recipient_type\":\"CONVERSATION\",\"recipient\":\"abc+/==\","
                   "\"message_type\":\"TEXT\",\"text\":{\"body\":\"Kiitos\"}}");
  reply.last_resident_at = NOW - 48 * G_TIME_SPAN_HOUR - 1;
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_WINDOW);
  reply.text = "Hei, miten voimme auttaa?";
  reply.queued_at = luukku_test_time ("2026-11-20T08:31:00Z");
  luukku_fake_transport_expect (f->net, "GET", "content/list/", "messages.json");
  found = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_cmpstr (found, ==, "m2");
}

/* --- replies */

static void
test_send (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL;

  luukku_fake_transport_expect (f->net, "POST", API "business/comment/reply/create/", "sent.json");
  id = send_reply (f, PUBLIC, "Vastaus");
  g_assert_cmpstr (id, ==, "7573100000000000099");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "{\"business_id\":\"" ME "\",\"video_id\":\"" V1 "\",\"comment_id\":\"" MAIJA
                   "\",\"text\":\"Vastaus\"}");
}

static void
test_send_length (Desk *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *id = NULL;

  for (guint i = 0; i < 150; i++)
    g_string_append (text, "ä");
  luukku_fake_transport_expect (f->net, "POST", "reply/create/", "sent.json");
  id = send_reply (f, PUBLIC, text->str);
  g_assert_nonnull (id);
  g_string_append (text, "ä");
  g_assert_null (send_reply (f, PUBLIC, text->str)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

static void
test_send_nowhere (Desk *f, gconstpointer data)
{
  static const char *const nobody[] = { "x",      V1,        V1 ":", ":" MAIJA,
                                        "../1:2", V1 ":1:2", TALK,   "private:" PUBLIC };

  for (guint i = 0; i < G_N_ELEMENTS (nobody); i++) {
    g_assert_null (send_reply (f, nobody[i], "Vastaus"));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
}

static void
test_send_lost (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "POST", "reply/create/", "error-51065.json");
  g_assert_null (send_reply (f, PUBLIC, "Vastaus kysymykseen"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect (f->net, "GET", "reply/list/", "replies-own.json");
  id = find_sent (f, PUBLIC, "Vastaus kysymykseen");
  g_assert_cmpstr (id, ==, "7573100000000000099");
  luukku_fake_transport_expect (f->net, "GET", "reply/list/", "replies-own.json");
  g_assert_null (find_sent (f, PUBLIC, "Muu vastaus"));
  g_assert_no_error (f->error); /* certainly not there */
  luukku_fake_transport_expect (f->net, "GET", "reply/list/", "replies-first.json");
  g_assert_null (find_sent (f, PUBLIC, "Muu vastaus"));
  g_assert_nonnull (f->error); /* there is more than was shown */
}

/* --- acts */

static void
test_acts (Desk *f, gconstpointer data)
{
  g_autofree char *hide = NULL, *erase = NULL;

  luukku_fake_transport_expect (f->net, "POST", API "business/comment/hide/", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, PUBLIC, MATTI));
  hide = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (hide, ==,
                   "{\"business_id\":\"" ME "\",\"comment_id\":\"" MATTI "\",\"video_id\":\"" V1
                   "\",\"action\":\"HIDE\"}");
  luukku_fake_transport_expect (f->net, "POST", "business/comment/hide/", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNHIDE, PUBLIC, MATTI));
  luukku_fake_transport_expect (f->net, "POST", API "business/comment/delete/", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, PUBLIC, OURS));
  erase = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (erase, ==, "{\"business_id\":\"" ME "\",\"comment_id\":\"" OURS "\"}");
  luukku_fake_transport_expect (f->net, "POST", "business/comment/delete/", "error-40007.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, PUBLIC, OURS)); /* gone already */
  luukku_fake_transport_expect (f->net, "POST", "business/comment/delete/", "error-40002.json");
  g_assert_false (act (f, LUUKKU_ACT_DELETE, PUBLIC, MATTI));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_nonnull (strstr (f->error->message, "Hide the comment"));
  g_assert_false (act (f, LUUKKU_ACT_HIDE, TALK, "m1"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (luukku_adapter_get_capabilities (f->adapter) & LUUKKU_CAN_BAN);
}

/* --- pure parts */

typedef struct {
  guint status;
  const char *body;
  gboolean token;
  int kind; /* -1: no error */
  gboolean retry, reauth;
} ErrorCase;

static void
test_errors (void)
{
  static const ErrorCase cases[] = {
    { 200, "{\"code\":0}", FALSE, -1, FALSE, FALSE },
    { 200, "{\"code\":\"0\"}", FALSE, -1, FALSE, FALSE },
    { 200, "{}", FALSE, LUUKKU_FAULT_BAD_ANSWER, TRUE, FALSE },
    { 200, "{\"code\":40001}", FALSE, LUUKKU_FAULT_PERMISSION, FALSE, FALSE },
    { 200, "{\"code\":40002,\"message\":\"x\"}", FALSE, LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE },
    { 200, "{\"code\":40002,\"message\":\"the text is too long\"}", FALSE, LUUKKU_FAULT_TOO_LONG, FALSE,
      FALSE },
    { 200, "{\"code\":40007}", FALSE, LUUKKU_FAULT_GONE, FALSE, FALSE },
    { 200, "{\"code\":40064,\"message\":\"Take a rest, too fast.\"}", FALSE, LUUKKU_FAULT_THROTTLED, TRUE,
      FALSE },
    { 200, "{\"code\":40064}", FALSE, LUUKKU_FAULT_WINDOW, FALSE, FALSE },
    { 200, "{\"code\":40100}", FALSE, LUUKKU_FAULT_THROTTLED, TRUE, FALSE },
    { 200, "{\"code\":40101}", FALSE, LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 200, "{\"code\":40102}", FALSE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 200, "{\"code\":40105}", FALSE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 200, "{\"code\":51065}", FALSE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
    { 200, "{\"code\":49999}", FALSE, LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE },
    { 404, "<h1>404</h1>", FALSE, LUUKKU_FAULT_BAD_ANSWER, TRUE, FALSE },
    { 503, "<h1>503</h1>", FALSE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
    { 429, "", FALSE, LUUKKU_FAULT_THROTTLED, TRUE, FALSE },
    { 500, "{\"code\":0}", FALSE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
    { 200, "{\"code\":0,\"data\":{}}", TRUE, -1, FALSE, FALSE },
    { 200, "{\"code\":40110}", TRUE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 200, "{\"code\":40131}", TRUE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 200, "{\"code\":40113}", TRUE, LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 200, "{\"code\":40002,\"message\":\"redirect_uri mismatch\"}", TRUE, LUUKKU_FAULT_SETTINGS, FALSE,
      FALSE },
    { 200, "{\"code\":40002,\"message\":\"refresh\"}", TRUE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 200, "{\"code\":40100}", TRUE, LUUKKU_FAULT_THROTTLED, TRUE, FALSE },
    { 200, "{\"code\":50000}", TRUE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    g_autoptr (LuukkuResponse) response = luukku_response_new (cases[i].status, NULL, bytes, NOW);
    const LuukkuHttpAnswer answer = {
      .response = response, .root = root, .status = cases[i].status, .now = NOW
    };
    g_autoptr (GError) error = NULL;
    gboolean good =
        cases[i].token ? luukku_tiktok_check_token (&answer, &error) : luukku_tiktok_check (&answer, &error);

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_true (good == (cases[i].kind < 0));
    if (good)
      continue;
    g_assert_error (error, LUUKKU_FAULT, cases[i].kind);
    g_assert_true (luukku_fault_get_info (error)->retryable == cases[i].retry);
    g_assert_true (luukku_fault_get_info (error)->needs_reauth == cases[i].reauth);
    if (cases[i].kind == LUUKKU_FAULT_THROTTLED && cases[i].status == 200)
      g_assert_cmpint (luukku_fault_get_info (error)->retry_after, >=, G_TIME_SPAN_MINUTE);
  }
}

static void
test_cursor (void)
{
  static const char *const foreign[] = {
    NULL, "", "{", "17", "{\"version\":2}", "{\"version\":1,\"page\":\"../1\",\"replies\":[7,{}]}"
  };
  g_autoptr (LuukkuTiktokCursor) cursor = luukku_tiktok_cursor_read (NULL), again = NULL;
  g_autofree char *one = NULL, *other = NULL;

  cursor->page = g_strdup ("1795");
  cursor->sweep_at = NOW;
  for (guint i = 0; i < LUUKKU_TIKTOK_MAX_REPLIES + 1; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);

    g_assert_true (luukku_tiktok_cursor_add_replies (cursor, V1, id, "Uimahalli", 5) ==
                   (i < LUUKKU_TIKTOK_MAX_REPLIES));
  }
  luukku_tiktok_cursor_set_talk (cursor, "abc+/==", NOW);
  one = luukku_tiktok_cursor_write (cursor, NOW);
  again = luukku_tiktok_cursor_read (one);
  other = luukku_tiktok_cursor_write (again, NOW);
  g_assert_cmpstr (one, ==, other);
  g_assert_cmpint (luukku_tiktok_cursor_get_talk (again, "abc+/=="), ==, NOW);
  g_assert_cmpuint (again->replies->len, ==, LUUKKU_TIKTOK_MAX_REPLIES);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autoptr (LuukkuTiktokCursor) empty = luukku_tiktok_cursor_read (foreign[i]);

    g_assert_null (empty->page);
    g_assert_cmpuint (empty->replies->len, ==, 0);
  }
}

#define ADD(name, test) g_test_add ("/net/tiktok/" name, Desk, NULL, set_up, test, tear_down)
#define ADD_DIRECT(name, test)                                                                               \
  g_test_add ("/net/tiktok/direct/" name, Desk, &with_direct, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", test_settings);
  ADD ("open-other", test_open_other);
  ADD ("header", test_header);
  ADD ("renewal", test_renewal);
  ADD ("renewal-dead", test_renewal_dead);
  ADD ("fetch", test_fetch);
  ADD ("numbers", test_numbers);
  ADD ("quiet", test_quiet);
  ADD ("odd", test_odd);
  ADD ("pages", test_pages);
  ADD ("sweep", test_sweep);
  ADD ("replies", test_replies);
  ADD ("gone", test_gone);
  ADD ("video-gone", test_video_gone);
  ADD ("own-hidden", test_own_hidden);
  ADD ("trouble-in-the-middle", test_trouble_in_the_middle);
  ADD ("store", test_store);
  ADD_DIRECT ("fetch", test_direct);
  ADD_DIRECT ("refused", test_direct_refused);
  ADD_DIRECT ("send", test_send_direct);
  ADD ("send", test_send);
  ADD ("send-length", test_send_length);
  ADD ("send-nowhere", test_send_nowhere);
  ADD ("send-lost", test_send_lost);
  ADD ("acts", test_acts);
  g_test_add_func ("/net/tiktok/authorize-address", test_authorize_address);
  g_test_add_func ("/net/tiktok/errors", test_errors);
  g_test_add_func ("/net/tiktok/cursor", test_cursor);
  return g_test_run ();
}
