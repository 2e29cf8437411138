/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-bluesky.c: the Bluesky adapter against transcripts: the chat, public posts, what it sends and does. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky.h"

#include <string.h>

#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-cursor.h"
#include "luukku-adapter-fixture.h"
#include "model/luukku-conversation.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kaupunki.example"
#define CHANNEL "bluesky:" ACCOUNT
#define SECRET "secret-access"
#define TOKEN "access=" SECRET "&refresh=secret-refresh&until=0&password=abcd-efgh-ijkl-mnop"
#define LOGIN "https://bsky.social/xrpc/com.atproto.server."
#define PDS "https://pds.example/xrpc/"
#define ME "did:plc:esimerkkikaupunki2222222"
#define MAIJA "did:plc:maijaesimerkki2222222222"
#define OLLI "did:plc:olliesimerkki22222222222"
#define CONVO_1 "3mzadpbys222b"
#define CONVO_2 "3n2q6ageok22b" /* a stranger's */
#define GROUP "3mzcu67hk222b"
#define MESSAGE_1 "3n2q7w2yd222b"
#define MESSAGE_2 "3n2qa6z3ls22b"
#define MESSAGE_3 "3n2qahx6uk22b"
#define MESSAGE_5 "3n2qdewnpk22b"
#define LOG_0 "3n2qdbe7m222b"
#define LOG_1 "3n2qdkccus22b"
#define SENT "3n2qeys2cc22b"
#define ROOT "at://" ME "/app.bsky.feed.post/3n2nziz7g222b"
#define ANSWER "at://" MAIJA "/app.bsky.feed.post/3n2q4krr2222b"
#define MENTION "at://" OLLI "/app.bsky.feed.post/3n2q54nxlk22b"
#define OWN "at://" ME "/app.bsky.feed.post/3n2q5ok65222b"
#define PUBLIC ROOT "#" MAIJA

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

static void
expect_public (Fixture *f, const char *mentions, const char *posts, const char *feed)
{
  luukku_fake_transport_expect (
      f->net, "GET",
      PDS "app.bsky.notification.listNotifications?reasons=mention&reasons=reply&reasons=quote&", mentions);
  if (posts != NULL)
    luukku_fake_transport_expect (f->net, "GET", PDS "app.bsky.feed.getPosts?uris=", posts);
  luukku_fake_transport_expect (f->net, "GET", PDS "app.bsky.feed.getAuthorFeed?actor=did:plc:", feed);
}

static void
expect_no_public (Fixture *f)
{
  expect_public (f, "mentions-none.json", NULL, "feed-none.json");
}

/* The first fetch: the log's end, both lists, and the messages of the one conversation in each. */
static void
expect_first (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET", PDS "chat.bsky.convo.getLog", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", PDS "chat.bsky.convo.listConvos?status=accepted&limit=100",
                                "convos.json");
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1 "&limit=100",
                                "messages-1.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvoRequests?limit=100", "requests.json");
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_2 "&limit=100",
                                "messages-2.json");
  expect_public (f, "mentions-none.json", NULL, "feed-none.json");
}

static LuukkuBatch *
fetch_well (Fixture *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  return batch;
}

/* Everything of the first fetch is known. */
static void
begin_well (Fixture *f)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_first (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
}

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
                                  .resident_id = MAIJA,
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = NOW,
                                  .reply_to = ANSWER };
}

static char *
send_reply (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static char *
find_sent (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_find_sent (f, &reply);
}

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *conversation, const char *message, const char *resident)
{
  const LuukkuActInit what = { .kind = kind,
                               .channel = CHANNEL,
                               .conversation_id = conversation,
                               .message_id = message,
                               .resident_id = resident,
                               .note = "Uhkaus" };

  return luukku_adapter_fixture_act (f, &what);
}

static const char *
sent_header (Fixture *f, const char *name)
{
  return luukku_request_get_header (luukku_adapter_fixture_request (f), name);
}

static void
assert_body_has (Fixture *f, const char *part)
{
  g_autofree char *body = luukku_adapter_fixture_body (f);

  if (strstr (body, part) == NULL)
    g_error ("%s is not in %s", part, body);
}

/* --- the chat */

static void
test_first (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBlueskyCursor) cursor = NULL;
  LuukkuMessage *message;

  expect_first (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  g_assert_cmpuint (batch->skipped, ==, 0);
  message = luukku_batch_find_message (batch, MESSAGE_1);
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Hei, hämärä katu 💡 ks. kuopio.fi/va… (https://kuopio.fi/valot?a=1) kiitos");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, CONVO_1);
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Maija Esimerkki (@maija.example)");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T09:00:00Z"));
  message = luukku_batch_find_message (batch, MESSAGE_2);
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_text (message), ==, "Kiitos, korjaamme. https://kuopio.fi/viat");
  message = luukku_batch_find_message (batch, MESSAGE_3);
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Katso tämä\n> @olli.example: Kuva katuvalosta\nhttps://bsky.app/profile/" OLLI
                   "/post/3n2nph5jl222b");
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, MESSAGE_1);
  message = luukku_batch_find_message (batch, "reaction:" MESSAGE_2 ":" MAIJA ":👍");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "👍");
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, MESSAGE_2);
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_batch_find_thread (batch, CONVO_1)->resident_id, ==, MAIJA);
  g_assert_cmpstr (luukku_batch_find_thread (batch, CONVO_2)->resident_name, ==, "@olli.example");
  g_assert_false (luukku_batch_find_thread (batch, CONVO_1)->is_public);
  cursor = luukku_bluesky_cursor_read (f->cursor);
  g_assert_cmpstr (cursor->log, ==, LOG_0);
  g_assert_cmpint (cursor->phase, ==, LUUKKU_BLUESKY_PHASE_DONE);
}

/* The chat goes through the account's own server, by a header that posts do not have. */
static void
test_headers (Fixture *f, gconstpointer data)
{
  GPtrArray *requests;
  guint chats = 0;

  begin_well (f);
  requests = luukku_fake_transport_get_requests (f->net);
  for (guint i = 0; i < requests->len; i++) {
    LuukkuRequest *request = requests->pdata[i];
    gboolean chat = strstr (luukku_request_get_url (request), "/xrpc/chat.") != NULL;

    chats += chat;
    g_assert_cmpstr (luukku_request_get_header (request, "atproto-proxy"), ==,
                     chat ? "did:web:api.bsky.chat#bsky_chat" : NULL);
    g_assert_cmpstr (luukku_request_get_method (request), ==, "GET"); /* nothing is marked as read */
  }
  g_assert_cmpuint (chats, ==, 5);
}

static void
test_log (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, nothing = NULL;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getLog?cursor=" LOG_0, "log.json");
  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getLog?cursor=" LOG_1, "log-after.json");
  expect_no_public (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_nonnull (luukku_batch_find_message (batch, MESSAGE_5));
  g_assert_nonnull (luukku_batch_find_message (batch, "reaction:" MESSAGE_2 ":" MAIJA ":❤️"));
  g_assert_cmpuint (batch->gone->len, ==, 2);
  g_assert_cmpstr (batch->gone->pdata[0], ==, MESSAGE_1);
  g_assert_cmpstr (batch->gone->pdata[1], ==, "reaction:" MESSAGE_2 ":" MAIJA ":👍");
  g_assert_cmpuint (batch->skipped, ==, 1); /* a kind that nobody knows yet */
  g_assert_cmpstr (luukku_batch_find_thread (batch, CONVO_1)->resident_id, ==, MAIJA);
  luukku_fake_transport_expect (f->net, "GET", "getLog?cursor=" LOG_1, "log-after.json");
  expect_no_public (f);
  nothing = fetch_well (f);
  g_assert_cmpuint (nothing->messages->len, ==, 0);
  g_assert_null (nothing->cursor); /* nothing moved */
}

/* A conversation that this run has not met: asked for. A group has no resident of its own. */
static void
test_group (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?cursor=" LOG_0, "log-group.json");
  luukku_fake_transport_expect (f->net, "GET", "getLog?cursor=3n2qdm3jwk22b", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getConvo?convoId=" GROUP, "convo-group.json");
  expect_no_public (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  thread = luukku_batch_find_thread (batch, GROUP);
  g_assert_null (thread->resident_id);
  g_assert_cmpstr (thread->title, ==, "Kylätalkoot");
  g_assert_true (thread->can_reply);
}

/* After a start the conversations are looked through from where the log stood: a log may forget. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  begin_well (f);
  luukku_adapter_fixture_restart (f);
  open_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?cursor=" LOG_0, "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvos?status=accepted", "convos.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvoRequests?", "requests.json");
  expect_no_public (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0); /* nothing is newer, so nothing is read twice */
  g_assert_null (batch->cursor);
}

/* The log does not take its own cursor back any more: what it would have told is read out of the
 * conversations. */
static void
test_log_forgotten (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBlueskyCursor) cursor = NULL;

  f->cursor = g_strdup ("b1&log=" MESSAGE_1); /* all up to the first message is known */
  luukku_fake_transport_expect_status (f->net, "GET", "getLog?cursor=" MESSAGE_1, 400, "error-cursor.json");
  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getLog", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvos?status=accepted", "convos.json");
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1, "messages-1.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvoRequests?", "requests-none.json");
  expect_no_public (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_null (luukku_batch_find_message (batch, MESSAGE_1));
  g_assert_nonnull (luukku_batch_find_message (batch, MESSAGE_2));
  g_assert_false (batch->missed);
  cursor = luukku_bluesky_cursor_read (f->cursor);
  g_assert_cmpstr (cursor->log, ==, LOG_0);
}

/* A walk that does not end in one fetch goes on after a restart, and nothing is left out. */
static void
test_walk (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;
  g_autoptr (LuukkuBlueskyCursor) cursor = NULL;

  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getLog", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvos?status=accepted", "convos.json");
  for (guint i = 0; i < 29; i++) { /* pages that never end */
    g_autofree char *page = g_strdup_printf (
        "{\"cursor\":\"page-%u\",\"messages\":[{\"id\":\"m%u\",\"rev\":\"r\","
        "\"text\":\"x\",\"sender\":{\"did\":\"" MAIJA "\"},\"sentAt\":\"2026-11-20T08:00:00Z\"}]}",
        i, i);

    luukku_fake_transport_expect_body (f->net, "GET", "getMessages?convoId=" CONVO_1, 200, page);
  }
  expect_no_public (f);
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 29);
  g_assert_true (first->more);
  cursor = luukku_bluesky_cursor_read (f->cursor);
  g_assert_cmpstr (cursor->messages, ==, "page-28");
  luukku_adapter_fixture_restart (f);
  open_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?cursor=" LOG_0, "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1 "&limit=100&cursor=page-28",
                                "messages-1.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvos?status=accepted", "convos-none.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvoRequests?", "requests-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getConvo?convoId=" CONVO_1, "convo-1.json");
  expect_no_public (f);
  second = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (second, MESSAGE_1));
  g_assert_cmpstr (luukku_batch_find_thread (second, CONVO_1)->resident_id, ==, MAIJA);
  g_assert_false (second->more);
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-after.json");
  expect_public (f, "mentions-odd.json", "posts-odd.json", "feed-odd.json");
  batch = fetch_well (f);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "odd3")), ==, "");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "odd4")), ==, "ä!");
  g_assert_nonnull (luukku_batch_find_message (batch, MENTION));
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >, 15);
}

/* The chat has a fault: posts come all the same, and the fault is told when there is nothing else to tell. */
static void
test_half (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  begin_well (f);
  luukku_fake_transport_expect_status (f->net, "GET", "getLog?", 502, "error-502.json");
  luukku_fake_transport_expect (f->net, "GET", "listNotifications?", "mentions.json");
  expect_public (f, "mentions-none.json", "posts.json", "feed-none.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  luukku_fake_transport_expect_status (f->net, "GET", "getLog?", 502, "error-502.json");
  expect_no_public (f);
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
}

/* --- public posts */

static void
test_mentions (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, nothing = NULL;
  LuukkuMessage *message;
  const LuukkuThread *thread;
  const LuukkuAttachment *file;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listNotifications?", "mentions.json");
  luukku_fake_transport_expect (f->net, "GET", "cursor=n-older", "mentions-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getPosts?uris=", "posts.json");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3); /* a like is no message */
  message = luukku_batch_find_message (batch, ANSWER);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, ROOT);
  file = luukku_message_get_attachments (message)->pdata[0];
  g_assert_cmpstr (file->url, ==, "https://cdn.bsky.example/full/1");
  g_assert_cmpstr (file->name, ==, "Suljettu ovi");
  thread = luukku_batch_find_thread (batch, PUBLIC);
  g_assert_true (thread->is_public);
  g_assert_cmpstr (thread->title, ==, "Uimahalli avataan maanantaina!");
  g_assert_cmpstr (thread->resident_id, ==, MAIJA);
  g_assert_false (luukku_batch_find_thread (batch, MENTION "#" OLLI)->can_reply);
  message = luukku_batch_find_message (batch, OWN); /* an answer written elsewhere */
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listNotifications?", "mentions.json");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed.json");
  nothing = fetch_well (f);
  g_assert_cmpuint (nothing->messages->len, ==, 0);
  g_assert_null (nothing->cursor);
}

/* A page with one mention. @next: (nullable). */
static char *
mention_page (const char *rkey, const char *time, const char *next)
{
  g_autofree char *cursor = next != NULL ? g_strdup_printf ("\"cursor\":\"%s\",", next) : g_strdup ("");

  return g_strdup_printf (
      "{%s\"notifications\":[{\"uri\":\"at://" MAIJA "/app.bsky.feed.post/%s\",\"cid\":\"c\",\"reason\":"
      "\"mention\",\"author\":{\"did\":\"" MAIJA "\",\"handle\":\"maija.example\"},\"record\":{\"text\":"
      "\"%s\",\"createdAt\":\"%s\"},\"isRead\":false,\"indexedAt\":\"%s\"}]}",
      cursor, rkey, rkey, time, time);
}

static void
expect_mention (Fixture *f, const char *part, const char *rkey, const char *time, const char *next)
{
  g_autofree char *page = mention_page (rkey, time, next);

  luukku_fake_transport_expect_body (f->net, "GET", part, 200, page);
}

/* A backlog of mentions is walked back over several fetches, also when the program ends in between;
 * afterwards it is known, whether or not it is remembered one by one. */
static void
test_mention_walk (Fixture *f, gconstpointer data)
{
  static const char *const times[] = { "2026-11-20T08:40:00Z", "2026-11-20T08:30:00Z", "2026-11-20T08:20:00Z",
                                       "2026-11-20T08:10:00Z" };
  g_autoptr (LuukkuBatch) first = NULL, second = NULL, third = NULL;

  f->cursor = g_strdup ("b1&log=opaque"); /* no walk over conversations */
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *rkey = g_strdup_printf ("p%u", i), *next = g_strdup_printf ("c%u", i);

    expect_mention (f, "listNotifications?", rkey, times[i], next);
  }
  luukku_fake_transport_expect (f->net, "GET", "getPosts?", "posts-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed-none.json");
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 4);
  g_assert_true (first->more);
  g_assert_nonnull (strstr (f->cursor, "older=c3"));
  g_assert_null (strstr (f->cursor, "mentions=")); /* only when it has arrived */
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  expect_mention (f, "cursor=c3", "p4", "2026-11-20T08:00:00Z", NULL);
  luukku_fake_transport_expect (f->net, "GET", "getPosts?", "posts-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed-none.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 1);
  g_assert_nonnull (strstr (f->cursor, "/p4,")); /* the oldest stands first */
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  expect_mention (f, "listNotifications?", "forgotten", "2026-11-20T08:35:00Z", "c0");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed-none.json");
  third = fetch_well (f);
  g_assert_cmpuint (third->messages->len, ==, 0);
}

/* A post that was deleted before it could be read: the notification has its words. */
static void
test_mention_alone (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listNotifications?", "mentions.json");
  luukku_fake_transport_expect (f->net, "GET", "cursor=n-older", "mentions-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getPosts?uris=", "posts-none.json");
  luukku_fake_transport_expect (f->net, "GET", "getAuthorFeed?", "feed-none.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, ANSWER)), ==,
                   "Miksi halli on kiinni?");
}

/* Every twentieth fetch asks for the newest posts again. @relation: what there is between the account and the
 * writer of the one that is missing. */
static LuukkuBatch *
look_again (Fixture *f, const char *relation)
{
  g_autofree char *before = NULL;

  begin_well (f);
  before = g_steal_pointer (&f->cursor);
  f->cursor = g_strconcat (before, "&recent=", ANSWER, ",", MENTION, NULL);
  for (guint i = 0; i < 18; i++) {
    g_autoptr (LuukkuBatch) nothing = NULL;

    luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
    expect_no_public (f);
    nothing = fetch_well (f);
  }
  luukku_fake_transport_expect (f->net, "GET", "getLog?", "log-empty.json");
  expect_no_public (f);
  luukku_fake_transport_expect (f->net, "GET", "getPosts?uris=at://did:plc:maija", "posts-one.json");
  luukku_fake_transport_expect (f->net, "GET", "getRelationships?actor=" ME "&others=" MAIJA, relation);
  return fetch_well (f);
}

/* What is not shown any more has been deleted. */
static void
test_deleted_post (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = look_again (f, "relation-none.json");

  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, ANSWER);
  g_assert_nonnull (strstr (f->cursor, MENTION));
  g_assert_null (strstr (f->cursor, ANSWER));
}

/* Whom the account has blocked, or who has blocked it, has deleted nothing: it is only not shown. */
static void
test_blocked_post (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = look_again (f, "relation-blocked.json");

  g_assert_cmpuint (batch->gone->len, ==, 0);
  g_assert_null (strstr (f->cursor, ANSWER)); /* not asked for again */
}

static void
test_without_public (Fixture *f, gconstpointer data)
{
  static const char *const off[] = { "public", "no", NULL };
  static const LuukkuAdapterSubject quiet = { &luukku_bluesky_type, ACCOUNT, TOKEN, "bluesky", NOW, off };
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_adapter_fixture_begin (f, &quiet);
  open_well (f);
  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getLog", "log-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvos?", "convos-none.json");
  luukku_fake_transport_expect (f->net, "GET", "listConvoRequests?", "requests-none.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
}

/* --- sending */

static void
test_send_direct (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "POST", PDS "chat.bsky.convo.sendMessage", "sent.json");
  id = send_reply (f, CONVO_1, "Hyvää päivää, ks. https://kuopio.fi/ä. Terv.");
  g_assert_cmpstr (id, ==, SENT);
  assert_body_has (f, "\"convoId\":\"" CONVO_1 "\"");
  /* "Hyvää päivää, ks. " is 23 bytes; the address ends before the full stop */
  assert_body_has (f, "\"index\":{\"byteStart\":23,\"byteEnd\":43}");
  assert_body_has (f, "\"uri\":\"https://kuopio.fi/ä\"");
  g_assert_cmpstr (sent_header (f, "atproto-proxy"), ==, "did:web:api.bsky.chat#bsky_chat");
}

/* The first answer to a stranger accepts the conversation; the second does not do it again. */
static void
test_send_accepts (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *other = NULL;

  begin_well (f);
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.acceptConvo", "accepted.json");
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.sendMessage", "sent.json");
  id = send_reply (f, CONVO_2, "Hei!");
  g_assert_cmpstr (id, ==, SENT);
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.sendMessage", "sent.json");
  other = send_reply (f, CONVO_2, "Hei!");
  g_assert_cmpstr (other, ==, SENT);
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "POST", "sendMessage", 400, "error-locked.json");
  g_assert_null (send_reply (f, CONVO_1, "Hei!"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  g_assert_null (send_reply (f, "not/a/conversation", "Hei!"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  luukku_fake_transport_expect_status (f->net, "GET", "getConvoForMembers?members=did:plc:maija", 400,
                                       "error-private.json");
  g_assert_null (send_reply (f, LUUKKU_PRIVATE_CONVERSATION PUBLIC, "Hei!"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  luukku_fake_transport_expect (f->net, "GET", "getPosts?uris=", "posts-none.json");
  g_assert_null (send_reply (f, PUBLIC, "Hei!"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
}

static char *
repeat (const char *part, guint times)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (text, part);
  return g_string_free (text, FALSE);
}

/* 1,000 graphemes and 10,000 bytes; in public 300. */
static void
test_lengths (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *part;
    guint times;
    gboolean is_public, fits;
  } cases[] = {
    { "ä", 1000, FALSE, TRUE },
    { "ä", 1001, FALSE, FALSE },
    { "e\xCC\x88", 1000, FALSE, TRUE },
    { "👨‍👩‍👧", 555, FALSE, TRUE }, /* 18 bytes each: 9,990 */
    { "👨‍👩‍👧", 556, FALSE, FALSE },
    { "ä", 300, TRUE, TRUE },
    { "ä", 301, TRUE, FALSE },
    { "👨‍👩‍👧", 167, TRUE, FALSE },
  };
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);

  g_assert_nonnull (
      strstr (limits->ban_note, "public")); /* whoever decides a block knows that everybody sees it */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = repeat (cases[i].part, cases[i].times);
    g_autoptr (GError) error = NULL;
    gboolean fits = cases[i].is_public ? luukku_channel_limits_check_public (limits, text, &error)
                                       : luukku_channel_limits_check_text (limits, text, &error);

    g_test_message ("case %u", i);
    g_assert_cmpint (fits, ==, cases[i].fits);
    if (!fits)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  }
}

/* A public answer names the post and its thread, and has a key of ours: a repeat is the same record. */
static void
test_send_public (Fixture *f, gconstpointer data)
{
  static const char uri[] = "{\"uri\":\"" OWN "\",\"cid\":\"bafyrei\"}";
  g_autofree char *one = NULL, *first = NULL, *second = NULL;

  luukku_fake_transport_expect (f->net, "GET", PDS "app.bsky.feed.getPosts?uris=at://did:plc:maija",
                                "post-parent.json");
  luukku_fake_transport_expect_body (f->net, "POST", PDS "com.atproto.repo.putRecord", 200, uri);
  one = send_reply (f, PUBLIC, "Katso https://kuopio.fi");
  g_assert_cmpstr (one, ==, OWN);
  first = luukku_adapter_fixture_body (f);
  g_assert_true (luukku_request_get_idempotent (luukku_adapter_fixture_request (f)));
  assert_body_has (f, "\"root\":{\"uri\":\"" ROOT "\"");
  assert_body_has (f, "\"parent\":{\"uri\":\"" ANSWER "\"");
  assert_body_has (f, "\"rkey\":\"3n2qewytak2");
  assert_body_has (f, "\"byteStart\":6,\"byteEnd\":23");
  g_assert_null (sent_header (f, "atproto-proxy"));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  luukku_fake_transport_expect (f->net, "GET", "getPosts?", "post-parent.json");
  luukku_fake_transport_expect_fault (f->net, "POST", "putRecord", LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_with_ambiguous (f->net);
  g_assert_null (send_reply (f, PUBLIC, "Katso https://kuopio.fi"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  second = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (first, ==, second);
}

/* A private answer to a public post goes to its writer. */
static void
test_send_privately (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "GET", "chat.bsky.convo.getConvoForMembers?members=did:plc:maija",
                                "convo-1.json");
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.sendMessage", "sent.json");
  id = send_reply (f, LUUKKU_PRIVATE_CONVERSATION PUBLIC, "Hei!");
  g_assert_cmpstr (id, ==, SENT);
  assert_body_has (f, CONVO_1);
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  g_autofree char *found = NULL, *record = NULL;

  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1, "messages-find.json");
  found = find_sent (f, CONVO_1, "Hei! https://kuopio.fi ");
  g_assert_cmpstr (found, ==, SENT);
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1, "messages-find.json");
  g_assert_null (find_sent (f, CONVO_1, "Jotain muuta"));
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "getMessages?convoId=" CONVO_1, "messages-1.json");
  g_assert_null (find_sent (
      f, CONVO_1, "Kiitos, korjaamme. https://kuopio.fi/viat")); /* an older one of the same words */
  g_assert_no_error (f->error);
  luukku_fake_transport_expect_body (f->net, "GET",
                                     "getRecord?repo=did:plc:esimerkkikaupunki2222222&collection="
                                     "app.bsky.feed.post&rkey=3n2qewytak2",
                                     200, "{\"uri\":\"" OWN "\",\"value\":{}}");
  record = find_sent (f, PUBLIC, "x");
  g_assert_cmpstr (record, ==, OWN);
  luukku_fake_transport_expect_status (f->net, "GET", "getRecord?", 400, "error-record.json");
  g_assert_null (find_sent (f, PUBLIC, "x"));
  g_assert_no_error (f->error); /* certainly not there */
}

/* --- acts */

static void
test_block (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "getRelationships?actor=did:plc:esimerkki",
                                "relation-none.json");
  luukku_fake_transport_expect (f->net, "POST", PDS "com.atproto.repo.createRecord", "record-block.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, CONVO_1, NULL, MAIJA));
  assert_body_has (f, "\"collection\":\"app.bsky.graph.block\"");
  assert_body_has (f, "\"subject\":\"" MAIJA "\"");
  luukku_fake_transport_expect (f->net, "GET", "getRelationships?", "relation-blocked.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, PUBLIC, NULL, NULL)); /* it is so already */
  luukku_fake_transport_expect (f->net, "GET", "getRelationships?", "relation-blocked.json");
  luukku_fake_transport_expect (f->net, "POST", "com.atproto.repo.deleteRecord", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, PUBLIC, NULL, NULL));
  assert_body_has (f, "\"rkey\":\"3n2quhbnkhc2c\"");
  luukku_fake_transport_expect (f->net, "GET", "getRelationships?", "relation-none.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, PUBLIC, NULL, NULL));
}

/* Answers below the account's own posts only; what else stands in the record stays, and nobody's change is
 * lost. */
static void
test_hide (Fixture *f, gconstpointer data)
{
  static const char gate[] = "{\"uri\":\"at://x\",\"cid\":\"bafyreigate\",\"value\":{\"$type\":"
                             "\"app.bsky.feed.threadgate\",\"post\":\"" ROOT "\",\"allow\":[{\"$type\":"
                             "\"app.bsky.feed.threadgate#mentionRule\"}],\"hiddenReplies\":[\"at://other\"],"
                             "\"createdAt\":\"2026-11-19T12:00:00Z\"}}";
  static const char hidden[] =
      "{\"uri\":\"at://x\",\"cid\":\"bafyreigate\",\"value\":{\"hiddenReplies\":[\"" ANSWER "\"]}}";

  luukku_fake_transport_expect_status (f->net, "GET",
                                       "getRecord?repo=" ME "&collection=app.bsky.feed.threadgate&"
                                       "rkey=3n2nziz7g222b",
                                       400, "error-record.json");
  luukku_fake_transport_expect (f->net, "POST", PDS "com.atproto.repo.putRecord", "record-block.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, PUBLIC, ANSWER, MAIJA));
  assert_body_has (f, "\"rkey\":\"3n2nziz7g222b\"");
  assert_body_has (f, "\"post\":\"" ROOT "\"");
  assert_body_has (f, "\"hiddenReplies\":[\"" ANSWER "\"]");
  assert_body_has (f, "\"swapRecord\":null");
  luukku_fake_transport_expect_body (f->net, "GET", "getRecord?", 200, gate);
  luukku_fake_transport_expect (f->net, "POST", "putRecord", "record-block.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, PUBLIC, ANSWER, MAIJA));
  assert_body_has (f, "mentionRule");
  assert_body_has (f, "\"hiddenReplies\":[\"at://other\",\"" ANSWER "\"]");
  assert_body_has (f, "\"swapRecord\":\"bafyreigate\"");
  luukku_fake_transport_expect_body (f->net, "GET", "getRecord?", 200, hidden);
  g_assert_true (act (f, LUUKKU_ACT_HIDE, PUBLIC, ANSWER, MAIJA)); /* it is so already */
  luukku_fake_transport_expect_body (f->net, "GET", "getRecord?", 200, hidden);
  luukku_fake_transport_expect (f->net, "POST", "putRecord", "record-block.json");
  g_assert_true (act (f, LUUKKU_ACT_UNHIDE, PUBLIC, ANSWER, MAIJA));
  assert_body_has (f, "\"hiddenReplies\":[]");
  luukku_fake_transport_expect_body (f->net, "GET", "getRecord?", 200, "{\"value\":7}");
  g_assert_false (act (f, LUUKKU_ACT_HIDE, PUBLIC, ANSWER, MAIJA));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
  g_assert_false (act (f, LUUKKU_ACT_HIDE, MENTION "#" OLLI, MENTION, OLLI)); /* below somebody else's post */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (act (f, LUUKKU_ACT_HIDE, CONVO_1, MESSAGE_1, MAIJA)); /* a direct message */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
test_other_acts (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.muteConvo", "convo-read.json");
  g_assert_true (act (f, LUUKKU_ACT_MUTE, CONVO_1, NULL, MAIJA));
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.unmuteConvo", "convo-read.json");
  g_assert_true (act (f, LUUKKU_ACT_UNMUTE, CONVO_1, NULL, MAIJA));
  luukku_fake_transport_expect_body (f->net, "POST", "app.bsky.graph.muteActor", 200, "");
  g_assert_true (act (f, LUUKKU_ACT_MUTE, PUBLIC, NULL, NULL));
  assert_body_has (f, "\"actor\":\"" MAIJA "\"");
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.updateRead", "convo-read.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, CONVO_1, MESSAGE_1, NULL));
  assert_body_has (f, "\"messageId\":\"" MESSAGE_1 "\"");
  luukku_fake_transport_expect (f->net, "POST", "chat.bsky.convo.updateRead", "convo-read.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, CONVO_1, "reaction:x", NULL)); /* no message of theirs */
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, PUBLIC, ANSWER, NULL));        /* nothing to do */
  luukku_fake_transport_expect (f->net, "POST", "com.atproto.moderation.createReport", "report.json");
  g_assert_true (act (f, LUUKKU_ACT_REPORT, CONVO_1, MESSAGE_1, MAIJA));
  assert_body_has (f, "\"$type\":\"chat.bsky.convo.defs#messageRef\"");
  assert_body_has (f, "\"reason\":\"Uhkaus\"");
  luukku_fake_transport_expect (f->net, "GET", "getPosts?uris=at://did:plc:maija", "post-parent.json");
  luukku_fake_transport_expect (f->net, "POST", "createReport", "report.json");
  g_assert_true (act (f, LUUKKU_ACT_REPORT, PUBLIC, ANSWER, MAIJA));
  assert_body_has (f, "\"cid\":\"bafyrei3n2q4krr2222b\"");
  g_assert_false (act (f, LUUKKU_ACT_BAN, "somewhere", NULL, NULL)); /* whom? */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (
      act (f, LUUKKU_ACT_DELETE, PUBLIC, ANSWER, MAIJA)); /* a stranger's post cannot be deleted */
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  luukku_fake_transport_expect_body (f->net, "GET", "https://cdn.bsky.example/full/1", 200, "JPEG");
  bytes = luukku_adapter_fixture_attachment (f, "https://cdn.bsky.example/full/1", -1);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_null (sent_header (f, "Authorization"));
}

#define ADD(name, test) g_test_add ("/net/bluesky/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("chat/first", test_first);
  ADD ("chat/headers", test_headers);
  ADD ("chat/log", test_log);
  ADD ("chat/group", test_group);
  ADD ("chat/restart", test_restart);
  ADD ("chat/log-forgotten", test_log_forgotten);
  ADD ("chat/walk", test_walk);
  ADD ("chat/odd", test_odd);
  ADD ("chat/half", test_half);
  ADD ("public/mentions", test_mentions);
  ADD ("public/mention-walk", test_mention_walk);
  ADD ("public/mention-alone", test_mention_alone);
  ADD ("public/deleted-post", test_deleted_post);
  ADD ("public/blocked-post", test_blocked_post);
  g_test_add ("/net/bluesky/public/switched-off", Fixture, NULL, NULL, test_without_public, tear_down);
  ADD ("send/direct", test_send_direct);
  ADD ("send/accepts", test_send_accepts);
  ADD ("send/refused", test_send_refused);
  ADD ("send/lengths", test_lengths);
  ADD ("send/public", test_send_public);
  ADD ("send/privately", test_send_privately);
  ADD ("send/find-sent", test_find_sent);
  ADD ("act/block", test_block);
  ADD ("act/hide", test_hide);
  ADD ("act/others", test_other_acts);
  ADD ("files/picture", test_picture);
  return g_test_run ();
}
