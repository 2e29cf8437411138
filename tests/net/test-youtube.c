/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-youtube.c: the YouTube adapter against transcripts: what it asks, what it costs, and what it makes of
 * the answers. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "luukku-inbox-fixture.h"
#include "youtube/luukku-youtube-error.h"
#include "youtube/luukku-youtube-quota.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ME "UCkaupunkikaupunkikaupu1"
#define MAIJA "UCmaijamaijamaijamaijam2"
#define CHANNEL "youtube:" ME
#define SECRET "secret-access"
#define TOKEN "access=" SECRET
#define T1 "UgxThread0001AaABAg"
#define T2 "UgxThread0002AaABAg"
#define T3 "UgxThread0003AaABAg"
#define HELD "UgxHeld000001AaABAg"
#define SPAM "UgxSpam000001AaABAg"
#define BASE "https://youtube.googleapis.com/youtube/v3/"
#define LIST BASE "commentThreads?part=snippet,replies&allThreadsRelatedToChannelId=" ME "&moderationStatus="
#define REST "&order=time&maxResults=100&textFormat=plainText"

typedef LuukkuAdapterFixture Desk;

static const LuukkuAdapterSubject subject = { &luukku_youtube_type, ME, TOKEN, "youtube", NOW, NULL };

/* A channel that is open; the fixture of most tests. */
static void
set_up (Desk *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, &subject);
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?part=snippet&mine=true", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
tear_down (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_end (f);
}

static void
expect_lists (Desk *f, const char *published, const char *held, const char *spam)
{
  luukku_fake_transport_expect (f->net, "GET", LIST "published" REST, published);
  luukku_fake_transport_expect (f->net, "GET", LIST "heldForReview" REST, held);
  luukku_fake_transport_expect (f->net, "GET", LIST "likelySpam" REST, spam);
}

static void
expect_first (Desk *f)
{
  expect_lists (f, "published.json", "held.json", "spam.json");
  luukku_fake_transport_expect (
      f->net, "GET", BASE "comments?part=snippet&parentId=" T2 "&maxResults=100&textFormat=plainText",
      "replies.json");
  luukku_fake_transport_expect (f->net, "GET", BASE "videos?part=snippet&id=vIdEo", "titles.json");
}

static LuukkuBatch *
fetch_well (Desk *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  return batch;
}

/* Looked through an hour ago. */
static void
pass_an_hour (Desk *f)
{
  luukku_manual_clock_advance (f->clock, 61 * G_TIME_SPAN_MINUTE);
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
                                  .is_public = TRUE,
                                  .reply_to = T1 };
}

static char *
send_reply (Desk *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static gboolean
act (Desk *f, LuukkuActKind kind, const char *message, const char *resident)
{
  return luukku_adapter_fixture_act (f, &(LuukkuActInit){ .kind = kind,
                                                          .channel = CHANNEL,
                                                          .conversation_id = T1,
                                                          .message_id = message,
                                                          .resident_id = resident });
}

/* --- settings, opening */

static void
test_settings (Desk *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { ME, NULL, TRUE },
    { "@kaupunki", NULL, TRUE },
    { ME, "http://127.0.0.1:8001", TRUE },
    { ME, "http://youtube.example", FALSE },
    { "", NULL, FALSE },
    { "@", NULL, FALSE },
    { "kaupunki", NULL, FALSE },
    { "UCshort", NULL, FALSE },
    { "https://www.youtube.com/@kaupunki", NULL, FALSE },
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

static LuukkuSignIn *
sign_in (Desk *f, const char *client, const char *port, GError **error)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) secrets = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { .account = ME, .options = options, .secrets = secrets };

  if (client != NULL)
    g_hash_table_insert (options, (gpointer) "client-id", (gpointer) client);
  g_hash_table_insert (secrets, (gpointer) "app", (gpointer) "told");
  if (port != NULL)
    g_hash_table_insert (options, (gpointer) "callback-port", (gpointer) port);
  return luukku_youtube_type.sign_in (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), error);
}

static void
test_sign_in (Desk *f, gconstpointer data)
{
  static const char *const bad[][2] = { { NULL, NULL }, { "a b", NULL }, { "id", "80" } };
  g_autoptr (LuukkuSignIn) good = NULL;
  g_autoptr (GError) error = NULL;
  const char *address;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) refused = NULL;

    g_assert_null (sign_in (f, bad[i][0], bad[i][1], &refused));
    g_assert_error (refused, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
  good = sign_in (f, "town.apps.example", "28120", &error);
  g_assert_no_error (error);
  address = luukku_sign_in_get_address (good);
  g_assert_true (g_str_has_prefix (
      address, "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=town.apps.example&"
               "redirect_uri=http%3A%2F%2F127.0.0.1%3A28120%2Fluukku%2Fyoutube&"));
  g_assert_nonnull (strstr (address, "auth%2Fyoutube.force-ssl"));
  g_assert_nonnull (strstr (address, "&prompt=consent"));
  g_assert_null (strstr (address, "told"));
}

/* The app is told before anybody looks for its secret; neither stands among the options. */
static void
test_app (Desk *f, gconstpointer data)
{
  const LuukkuAdapterSettings settings = { .account = ME };
  const LuukkuAdapterSecret *secrets = luukku_youtube_type.get_secrets (&settings);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      luukku_youtube_type.create (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_assert_nonnull (strstr (error->message, "client id"));
  g_assert_null (secrets[0].name);
  g_assert_cmpstr (secrets[1].name, ==, "app");
  g_assert_false (secrets[1].optional);
  for (const LuukkuAdapterOption *o = luukku_youtube_type.options; o->name != NULL; o++)
    g_assert_null (strstr (o->name, "secret"));
}

static void
open_as (Desk *f, const char *file)
{
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?", file);
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* as nobody, nothing is read */
}

static void
test_open_other (Desk *f, gconstpointer data)
{
  open_as (f, "self-other.json");
}

static void
test_open_none (Desk *f, gconstpointer data)
{
  open_as (f, "self-none.json");
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

/* Google keeps the refresh token and does not say it again. */
static void
test_renewal (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuAdapter) adapter = luukku_adapter_fixture_create (
      f, "@Kaupunki", "access=" SECRET "&refresh=lasting&until=1795170660000000", NULL, NULL);
  LuukkuAdapter *before = f->adapter;
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autofree char *name = NULL;

  g_signal_connect (adapter, "token-changed", G_CALLBACK (on_token), kept);
  f->adapter = adapter;
  luukku_fake_transport_expect_body (
      f->net, "POST", "https://oauth2.googleapis.com/token", 200,
      "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"next\"}");
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  g_assert_true (g_str_has_prefix (kept->str, "access=next&refresh=lasting&"));
  f->adapter = before;
}

/* --- fetching */

static void
test_fetch (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;
  const LuukkuThread *thread;
  const LuukkuAttachment *note;

  expect_first (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 10);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->gone->len, ==, 0);
  message = luukku_batch_find_message (batch, T1);
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Miksi uimahalli on kiinni <viikolla> & sunnuntaina?");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, T1);
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, MAIJA);
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "@maija-e");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T09:00:00Z"));
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 0);
  message = luukku_batch_find_message (batch, T1 ".r1"); /* the town's own, written in YouTube */
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, T1);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, T1);
  g_assert_nonnull (luukku_batch_find_message (batch, T2 ".r1")); /* beyond the embedded ones */
  thread = luukku_batch_find_thread (batch, T1);
  g_assert_true (thread->is_public);
  g_assert_true (thread->can_reply);
  g_assert_cmpstr (thread->title, ==, "Uimahallin avajaiset");
  g_assert_cmpstr (thread->resident_id, ==, MAIJA);
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);
  g_assert_cmpstr (luukku_batch_find_thread (batch, T3)->title, ==, "a post of the channel");
  thread = luukku_batch_find_thread (batch, HELD);
  g_assert_false (thread->is_public);
  g_assert_false (thread->can_reply);
  g_assert_cmpstr (
      thread->title, ==,
      "Held back for review, only the town sees it (/act publishes it): Kaupunginvaltuuston kokous");
  note = luukku_message_get_attachments (luukku_batch_find_message (batch, HELD))->pdata[0];
  g_assert_cmpstr (note->name, ==, "held back by YouTube for review when it came: only the town saw it");
  g_assert_null (note->url);
  thread = luukku_batch_find_thread (batch, SPAM);
  g_assert_false (thread->is_public);
  g_assert_true (g_str_has_prefix (thread->title,
                                   "Taken for spam by YouTube, only the town sees it (/act publishes it): "));
}

/* Nothing new is no news, so that the pauses may grow; one page of each list is enough. */
static void
test_goes_on (Desk *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    if (i == 0)
      expect_first (f);
    else
      expect_lists (f, "published.json", "held.json", "spam.json");
    batch = fetch_well (f);
    if (i == 0)
      continue;
    g_assert_cmpuint (batch->messages->len, ==, 0);
    g_assert_cmpuint (batch->threads->len, ==, 0);
    if (i == 2)
      g_assert_null (batch->cursor); /* nothing moved */
  }
}

/* A quiet channel, whose newest comments are older than the window: they are news once. */
static void
test_old_comments (Desk *f, gconstpointer data)
{
  luukku_manual_clock_advance (f->clock, 120 * G_TIME_SPAN_DAY);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    if (i == 0)
      expect_first (f);
    else
      expect_lists (f, "published.json", "held.json", "spam.json");
    batch = fetch_well (f);
    g_assert_cmpuint (batch->messages->len, ==, i == 0 ? 10 : 0);
    if (i == 2)
      g_assert_null (batch->cursor);
  }
}

/* Edited, deleted, published, a reply deleted: what the lists do not show any more is asked for by id. */
static void
test_changes (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, batch = NULL;
  const char *path;

  expect_first (f);
  first = fetch_well (f);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?", "self.json");
  g_free (luukku_adapter_fixture_open (f));
  pass_an_hour (f);
  expect_lists (f, "published-later.json", "empty.json", "spam.json");
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=", "by-id-t3.json");
  luukku_fake_transport_expect (f->net, "GET", BASE "videos?", "titles.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, T1)), ==,
                   "Miksi uimahalli on kiinni?");
  g_assert_nonnull (luukku_batch_find_message (batch, HELD));
  g_assert_true (luukku_batch_find_thread (batch, HELD)->is_public);
  g_assert_true (luukku_batch_find_thread (batch, HELD)->can_reply);
  g_assert_cmpstr (luukku_batch_find_thread (batch, HELD)->title, ==, "Kaupunginvaltuuston kokous");
  g_assert_cmpuint (batch->gone->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, T2, g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, T1 ".r1", g_str_equal, NULL));
  path = luukku_request_get_url (g_ptr_array_index (luukku_fake_transport_get_requests (f->net), 10));
  g_assert_null (strstr (path, HELD)); /* it has moved, so nobody asks whether it is gone */
}

/* What YouTube still shows by its id is not gone; what the town has rejected is. */
static void
test_not_gone (Desk *f, gconstpointer data)
{
  static const struct {
    const char *file;
    guint status, gone;
  } cases[] = { { "by-id-t2.json", 200, 1 },
                { "by-id-rejected.json", 200, 2 },
                { "error-404.json", 404, 0 },
                { "odd.json", 200, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LuukkuBatch) first = NULL, batch = NULL;

    g_clear_pointer (&f->cursor, g_free);
    expect_lists (f, "published.json", "empty.json", "empty.json");
    luukku_fake_transport_expect (f->net, "GET", "&parentId=" T2, "replies.json");
    if (i == 0)
      luukku_fake_transport_expect (f->net, "GET", BASE "videos?", "titles.json");
    first = fetch_well (f);
    pass_an_hour (f);
    expect_lists (f, "published-later.json", "empty.json", "empty.json");
    luukku_fake_transport_expect_status (f->net, "GET", BASE "comments?part=snippet&id=", cases[i].status,
                                         cases[i].file);
    batch = fetch_well (f);
    g_test_message ("%s", cases[i].file);
    g_assert_cmpuint (batch->gone->len, ==, cases[i].gone);
  }
}

/* A backlog is walked over its pages; a page that has expired begins again, and no deletion is made of it. */
static void
test_walk (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL, third = NULL;

  luukku_fake_transport_expect (f->net, "GET", LIST "published" REST, "page-1.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "&pageToken=NEXTPAGE2", LUUKKU_FAULT_NETWORK);
  first = fetch_well (f); /* what was read is not thrown away */
  g_assert_cmpuint (first->messages->len, ==, 3);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?", "self.json");
  g_free (luukku_adapter_fixture_open (f));
  luukku_fake_transport_expect_status (f->net, "GET", "&pageToken=NEXTPAGE2", 400, "error-page.json");
  luukku_fake_transport_expect (f->net, "GET", LIST "heldForReview" REST, "empty.json");
  luukku_fake_transport_expect (f->net, "GET", LIST "likelySpam" REST, "empty.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 0);
  luukku_fake_transport_expect (f->net, "GET", LIST "published" REST, "page-1.json");
  luukku_fake_transport_expect (f->net, "GET", "&pageToken=NEXTPAGE2", "page-2.json");
  luukku_fake_transport_expect (f->net, "GET", "&pageToken=NEXTPAGE3", "page-3.json");
  luukku_fake_transport_expect (f->net, "GET", LIST "heldForReview" REST, "empty.json");
  luukku_fake_transport_expect (f->net, "GET", LIST "likelySpam" REST, "empty.json");
  third = fetch_well (f);
  g_assert_cmpuint (third->messages->len, ==, 5); /* each once */
  g_assert_cmpuint (third->gone->len, ==, 0);
}

/* A long thread goes on where the last fetch was interrupted, although its list does not show it any more. */
static void
test_long_thread (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_lists (f, "published.json", "empty.json", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "&parentId=" T2, "replies-page-1.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "&pageToken=NEXTREPLIES", LUUKKU_FAULT_SERVER);
  first = fetch_well (f);
  g_assert_cmpstr (luukku_batch_find_thread (first, T1)->title, ==, "https://youtu.be/vIdEo000001");
  expect_lists (f, "page-3.json", "empty.json", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "&pageToken=NEXTREPLIES", "replies-page-2.json");
  second = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (first, T2 ".r2"));
  g_assert_null (luukku_batch_find_message (first, T2 ".r3"));
  g_assert_nonnull (luukku_batch_find_message (second, T2 ".r3"));
  g_assert_true (luukku_batch_find_thread (second, T2)->can_reply);
  g_assert_true (luukku_batch_find_thread (second, T2)->is_public);
  g_assert_null (luukku_batch_find_thread (second, T2)->title); /* it stays as it was */
}

/* Long threads for which there was no call left are remembered, too. */
static void
test_waiting_threads (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_lists (f, "published-long.json", "empty.json", "empty.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "&parentId=" T1, LUUKKU_FAULT_NETWORK);
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 2);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", BASE "channels?", "self.json");
  g_free (luukku_adapter_fixture_open (f));
  expect_lists (f, "posts.json", "empty.json", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "&parentId=" T1, "by-id-own.json");
  luukku_fake_transport_expect (f->net, "GET", "&parentId=" T2, "replies.json");
  second = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (second, T1 ".r1"));
  g_assert_nonnull (luukku_batch_find_message (second, T2 ".r1"));
}

/* The answer that would prove a deletion did not come: nothing is concluded, nothing forgotten. */
static void
test_missing_fails (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, batch = NULL;

  expect_lists (f, "published.json", "empty.json", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "&parentId=" T2, "replies.json");
  luukku_fake_transport_expect (f->net, "GET", BASE "videos?", "titles.json");
  first = fetch_well (f);
  pass_an_hour (f);
  expect_lists (f, "published-later.json", "empty.json", "empty.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "comments?part=snippet&id=", LUUKKU_FAULT_NETWORK);
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  expect_lists (f, "published-later.json", "empty.json", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "comments?part=snippet&id=", "by-id-t3.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->gone->len, ==, 2);
}

static void
test_odd (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;

  expect_lists (f, "odd.json", "empty.json", "empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >=, 8);
  message = luukku_batch_find_message (batch, "UgxOdd00001");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "");
  g_assert_null (luukku_message_get_author_id (message));
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "UgxOdd00001.r3")), ==,
                   "vain alkuperäinen");
  g_assert_null (luukku_batch_find_message (batch, "UgxOther.r1")); /* of another thread */
}

/* --- the store */

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
      expect_first (f);
    else
      expect_lists (f, "published.json", "held.json", "spam.json");
    batch = luukku_adapter_fixture_fetch (f, cursor);
    g_assert_no_error (f->error);
    if (i > 0)
      g_assert_true (luukku_inbox_receive (town->inbox, CHANNEL, batch, &error));
    g_assert_no_error (error);
    luukku_adapter_fixture_restart (f);
    luukku_fake_transport_expect (f->net, "GET", BASE "channels?", "self.json");
    g_free (luukku_adapter_fixture_open (f));
  }
  g_assert_cmpint (luukku_store_count_messages (town->store, NULL), ==, 10);
  fixture_free (town);
}

/* --- units */

static void
test_quota_days (void)
{
  LuukkuYoutubeQuota quota = { 0 }, other = { 20261119, 40 };
  gint64 summer = luukku_test_time ("2026-07-10T06:59:00Z");

  g_assert_cmpuint (luukku_youtube_quota_count (&quota, 3, luukku_test_time ("2026-11-20T07:59:00Z")), ==, 3);
  g_assert_cmpuint (quota.day, ==, 20261119); /* in California it is still the day before */
  g_assert_cmpuint (luukku_youtube_quota_count (&quota, 50, luukku_test_time ("2026-11-20T07:59:59Z")), ==,
                    53);
  luukku_youtube_quota_merge (&quota, &other);
  g_assert_cmpuint (quota.used, ==, 53);
  other.used = 90;
  luukku_youtube_quota_merge (&quota, &other);
  g_assert_cmpuint (quota.used, ==, 90);
  g_assert_cmpuint (luukku_youtube_quota_count (&quota, 1, luukku_test_time ("2026-11-20T08:00:00Z")), ==, 1);
  luukku_youtube_quota_merge (&quota, &other); /* of yesterday */
  g_assert_cmpuint (quota.used, ==, 1);
  g_assert_cmpint (luukku_youtube_quota_end (NOW), ==, luukku_test_time ("2026-11-21T08:00:00Z"));
  g_assert_cmpint (luukku_youtube_quota_end (summer), ==, luukku_test_time ("2026-07-10T07:00:00Z"));
}

/* A cursor that says what the day has cost: the reserve is left alone, replies still go out. */
static void
test_reserve (Desk *f, gconstpointer data)
{
  g_autofree char *sent = NULL, *usage = NULL;

  f->cursor = g_strdup ("{\"v\":1,\"day\":20261120,\"used\":7500,\"comments\":{}}");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==,
                   luukku_test_time ("2026-11-21T08:00:00Z") - NOW);
  g_assert_nonnull (strstr (f->error->message, "10000"));
  luukku_fake_transport_expect (f->net, "POST", BASE "comments?part=snippet", "sent.json");
  sent = send_reply (f, T1, "Hei, kiitos palautteesta.");
  g_assert_cmpstr (sent, ==, T1 ".sent1");
  usage = luukku_adapter_get_usage (f->adapter);
  g_assert_cmpstr (usage, ==, "7550 of today's 10000 units used");
}

/* In the midst of a fetch: what was read is kept, the rest waits. */
static void
test_reserve_reached (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  f->cursor = g_strdup ("{\"v\":1,\"day\":20261120,\"used\":7499,\"comments\":{}}");
  luukku_fake_transport_expect (f->net, "GET", LIST "published" REST, "page-1.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_false (batch->more);
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
}

/* Others use the same project: Google's word counts, until its midnight. */
static void
test_used_up (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", LIST "published", 403, "error-quota.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==,
                   luukku_test_time ("2026-11-21T08:00:00Z") - NOW);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* without asking again */
  g_assert_null (send_reply (f, T1, "Hei, kiitos palautteesta."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  luukku_manual_clock_advance (f->clock, luukku_test_time ("2026-11-21T08:00:00Z") - NOW);
  expect_lists (f, "empty.json", "empty.json", "empty.json");
  batch = fetch_well (f);
}

/* --- sending */

static void
test_send (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL;
  g_autofree char *too_long = g_strnfill (10001, 'a');

  luukku_fake_transport_expect (f->net, "POST", BASE "comments?part=snippet", "sent.json");
  id = send_reply (f, T1, "Hei, kiitos palautteesta.");
  g_assert_cmpstr (id, ==, T1 ".sent1");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "{\"snippet\":{\"parentId\":\"" T1 "\",\"textOriginal\":\"Hei, kiitos palautteesta.\"}}");
  g_assert_null (send_reply (f, T1, too_long));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_null (send_reply (f, "../x", "Hei"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  luukku_fake_transport_expect (f->net, "POST", BASE "comments?", "sent-odd.json");
  g_assert_null (send_reply (f, T1, "Hei"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_status (f->net, "POST", BASE "comments?", 400, "error-processing.json");
  g_assert_null (send_reply (f, T1, "Hei"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_find_sent (Desk *f, gconstpointer data)
{
  static const struct {
    const char *conversation, *text, *queued, *file, *id;
    gboolean certain;
  } cases[] = {
    { T1, " Halli avataan maanantaina.\n", "2026-11-20T09:19:30Z", "by-id-own.json", T1 ".r1", TRUE },
    { T1, "Halli avataan maanantaina.", "2026-11-20T09:30:00Z", "by-id-own.json", NULL, TRUE },
    { T1, "Muuta.", "2026-11-20T09:30:00Z", "by-id-own.json", NULL, TRUE },
    { T1, "Muuta.", "2026-11-20T09:19:30Z", "by-id-own.json", NULL, FALSE },
    { T2, "Muuta.", "2026-11-20T08:00:00Z", "replies-page-1.json", NULL, FALSE },
    { T2, "Muuta.", "2026-11-20T08:00:00Z", "replies.json", NULL, TRUE },
    { T2, "Muuta.", "2026-11-20T08:00:00Z", "odd.json", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    LuukkuSendRequestInit reply = reply_to (cases[i].conversation, cases[i].text);
    g_autofree char *id = NULL;

    reply.queued_at = luukku_test_time (cases[i].queued);
    luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&parentId=", cases[i].file);
    id = luukku_adapter_fixture_find_sent (f, &reply);
    g_test_message ("%u", i);
    g_assert_cmpstr (id, ==, cases[i].id);
    g_assert_cmpint (f->error == NULL, ==, cases[i].certain);
  }
}

/* --- acts */

static void
expect_moderation (Desk *f, const char *rest)
{
  g_autofree char *part =
      g_strconcat (BASE "comments/setModerationStatus?id=" T1 "&moderationStatus=", rest, NULL);

  luukku_fake_transport_expect_body (f->net, "POST", part, 204, "");
}

static void
test_hide (Desk *f, gconstpointer data)
{
  expect_moderation (f, "heldForReview");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, T1, MAIJA));
  g_assert_null (strstr (luukku_request_get_url (luukku_adapter_fixture_request (f)), "banAuthor"));
  expect_moderation (f, "published");
  g_assert_true (act (f, LUUKKU_ACT_UNHIDE, T1, MAIJA));
  luukku_fake_transport_expect_status (f->net, "POST", BASE "comments/setModerationStatus?", 403,
                                       "error-forbidden.json");
  g_assert_false (act (f, LUUKKU_ACT_HIDE, T1, MAIJA));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_false (act (f, LUUKKU_ACT_HIDE, "../x", MAIJA));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* Others' comments are rejected, our own deleted, what is gone is done. */
static void
test_delete (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1, "by-id-top1.json");
  expect_moderation (f, "rejected");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, T1, MAIJA));
  g_assert_null (strstr (luukku_request_get_url (luukku_adapter_fixture_request (f)), "banAuthor"));
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1 ".r1", "by-id-own.json");
  luukku_fake_transport_expect_body (f->net, "DELETE", BASE "comments?id=" T1 ".r1", 204, "");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, T1 ".r1", MAIJA));
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1, "by-id-t3.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, T1, MAIJA));
  luukku_fake_transport_expect_status (f->net, "GET", BASE "comments?part=snippet&id=" T1, 404,
                                       "error-404.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, T1, MAIJA));
}

static void
test_ban (Desk *f, gconstpointer data)
{
  const char *note = luukku_adapter_get_limits (f->adapter)->ban_note;

  g_assert_nonnull (note); /* said before somebody decides */
  g_assert_true (g_str_has_prefix (note, "YouTube bans somebody only by removing"));
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1, "by-id-top1.json");
  expect_moderation (f, "rejected&banAuthor=true");
  g_assert_true (act (f, LUUKKU_ACT_BAN, NULL, MAIJA)); /* by the thread's own comment */
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1, "by-id-top1.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, T1, "UCsomebodyelse")); /* never the wrong one */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1 ".r1", "by-id-own.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, T1 ".r1", NULL)); /* nor ourselves */
  luukku_fake_transport_expect (f->net, "GET", BASE "comments?part=snippet&id=" T1, "by-id-t3.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, T1, MAIJA));
  g_assert_false (act (f, LUUKKU_ACT_UNBAN, NULL, MAIJA));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_nonnull (strstr (f->error->message, "YouTube Studio"));
}

/* --- errors */

static void
test_errors (void)
{
  static const struct {
    guint status;
    const char *body;
    LuukkuFaultKind kind;
    gboolean retryable;
  } cases[] = {
    { 403, "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"quotaExceeded\"}]}}", LUUKKU_FAULT_THROTTLED,
      TRUE },
    { 403, "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"rateLimitExceeded\"}]}}",
      LUUKKU_FAULT_THROTTLED, TRUE },
    { 429, "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}", LUUKKU_FAULT_THROTTLED, TRUE },
    { 401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}", LUUKKU_FAULT_AUTH, FALSE },
    { 401, "{\"error\":\"invalid_token\",\"error_description\":\"x\"}", LUUKKU_FAULT_AUTH, FALSE },
    { 403, "{\"error\":\"error message\"}", LUUKKU_FAULT_PERMISSION, FALSE },
    { 400, "{\"error\":\"error message\"}", LUUKKU_FAULT_BAD_REQUEST, FALSE },
    { 200, "{\"error\":\"error message\"}", LUUKKU_FAULT_BAD_ANSWER, TRUE },
    { 403, "{\"error\":{\"errors\":[{\"reason\":\"commentsDisabled\"}]}}", LUUKKU_FAULT_RECIPIENT, FALSE },
    { 403, "{\"error\":{\"errors\":[{\"reason\":\"accessNotConfigured\"}]}}", LUUKKU_FAULT_PERMISSION,
      FALSE },
    { 401, "{\"error\":{\"errors\":[{\"reason\":\"youtubeSignupRequired\"}]}}", LUUKKU_FAULT_AUTH, FALSE },
    { 404, "{\"error\":{\"errors\":[{\"reason\":\"commentNotFound\"}]}}", LUUKKU_FAULT_GONE, FALSE },
    { 400, "{\"error\":{\"errors\":[{\"reason\":\"processingFailure\"}]}}", LUUKKU_FAULT_SERVER, TRUE },
    { 400, "{\"error\":{\"errors\":[]}}", LUUKKU_FAULT_BAD_REQUEST, FALSE },
    { 400, "{\"error\":{\"errors\":[7],\"status\":7}}", LUUKKU_FAULT_BAD_REQUEST, FALSE },
    { 503, "Service Unavailable", LUUKKU_FAULT_SERVER, TRUE },
    { 200, "<html>sign in to the hotel</html>", LUUKKU_FAULT_BAD_ANSWER, TRUE },
    { 403, "<html>blocked</html>", LUUKKU_FAULT_BAD_ANSWER, TRUE },
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
    g_assert_false (luukku_youtube_check (&answer, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    g_assert_cmpint (luukku_fault_get_info (error)->retryable, ==, cases[i].retryable);
    g_assert_cmpint (luukku_youtube_is_used_up (error), ==, i == 0);
    g_assert_null (strstr (error->message, "error message"));
  }
}

#define ADD(path, function) g_test_add ("/net/youtube/" path, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", test_settings);
  ADD ("sign-in", test_sign_in);
  ADD ("app", test_app);
  ADD ("open-other", test_open_other);
  ADD ("open-none", test_open_none);
  ADD ("renewal", test_renewal);
  ADD ("fetch", test_fetch);
  ADD ("goes-on", test_goes_on);
  ADD ("old-comments", test_old_comments);
  ADD ("changes", test_changes);
  ADD ("not-gone", test_not_gone);
  ADD ("walk", test_walk);
  ADD ("long-thread", test_long_thread);
  ADD ("waiting-threads", test_waiting_threads);
  ADD ("missing-fails", test_missing_fails);
  ADD ("odd", test_odd);
  ADD ("store", test_store);
  ADD ("reserve", test_reserve);
  ADD ("reserve-reached", test_reserve_reached);
  ADD ("used-up", test_used_up);
  ADD ("send", test_send);
  ADD ("find-sent", test_find_sent);
  ADD ("hide", test_hide);
  ADD ("delete", test_delete);
  ADD ("ban", test_ban);
  g_test_add_func ("/net/youtube/quota-days", test_quota_days);
  g_test_add_func ("/net/youtube/errors", test_errors);
  return g_test_run ();
}
