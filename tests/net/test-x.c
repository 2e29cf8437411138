/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-x.c: the X adapter against transcripts: what it asks, what it costs, and what it makes of the answers.
 */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "x/luukku-x-cursor.h"
#include "x/luukku-x-error.h"
#include "x/luukku-x-parse.h"
#include "x/luukku-x-text.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kaupunki"
#define CHANNEL "x:" ACCOUNT
#define SECRET "secret-access"
#define TOKEN "access=" SECRET
#define ME "500600700"
#define MAIJA "944480690"
#define DIRECT ME "-" MAIJA
#define DM_1 "2123702889477046273"
#define DM_2 "2123704147768246274"
#define DM_3 "2123717988971446275"
#define POST_1 "2123690306565046283"
#define POST_2 "2123692823147446284"
#define OWN_1 "2123695339729846285"
#define ROOT "2123672690488246279"
#define PUBLIC ROOT ":" MAIJA
#define SENT_DM "2123725538718646277"
#define SENT_POST "2123725538718646278"

typedef LuukkuAdapterFixture Fixture;

static const LuukkuAdapterSubject subject = { &luukku_x_type, ACCOUNT, TOKEN, "x", NOW, NULL };

/* An account that is open; the fixture of most tests. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, &subject);
  luukku_fake_transport_expect (f->net, "GET", "https://api.x.com/2/users/me?user.fields=", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_end (f);
}

/* The four lists in their order; NULL: not asked for. */
static void
expect_lists (Fixture *f, const char *dms, const char *mentions, const char *own, const char *chats)
{
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?event_types=MessageCreate&max_results=10&", dms);
  if (mentions != NULL)
    luukku_fake_transport_expect (f->net, "GET", "/2/users/" ME "/mentions?max_results=10&", mentions);
  if (own != NULL)
    luukku_fake_transport_expect (f->net, "GET", "/2/users/" ME "/tweets?max_results=10&", own);
  if (chats != NULL)
    luukku_fake_transport_expect (f->net, "GET", "/2/chat/conversations?max_results=50&", chats);
}

static void
expect_first (Fixture *f)
{
  expect_lists (f, "dms.json", "mentions.json", "own.json", "chats-empty.json");
}

static LuukkuBatch *
fetch_well (Fixture *f)
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
                                  .resident_id = MAIJA,
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = NOW,
                                  .reply_to = POST_1 };
}

static char *
send_reply (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static char *
find_sent (Fixture *f, const char *conversation, const char *text, gint64 queued_at)
{
  LuukkuSendRequestInit reply = reply_to (conversation, text);

  reply.queued_at = queued_at;
  return luukku_adapter_fixture_find_sent (f, &reply);
}

/* --- settings, opening */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { "kaupunki", NULL, TRUE },
    { "@kaupunki", NULL, TRUE },
    { "Kunta_2026", "http://127.0.0.1:8001", TRUE },
    { "kaupunki", "http://api.x.example", FALSE },
    { "", NULL, FALSE },
    { "@", NULL, FALSE },
    { "kaupunki@x.com", NULL, FALSE },
    { "https://x.com/kaupunki", NULL, FALSE },
    { "kuudentoistamerkki", NULL, FALSE },
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
sign_in (Fixture *f, const char *client, const char *port, GError **error)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { .account = ACCOUNT, .options = options };

  if (client != NULL)
    g_hash_table_insert (options, (gpointer) "client-id", (gpointer) client);
  if (port != NULL)
    g_hash_table_insert (options, (gpointer) "callback-port", (gpointer) port);
  return luukku_x_type.sign_in (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), error);
}

static void
test_sign_in (Fixture *f, gconstpointer data)
{
  static const char *const bad[][2] = { { NULL, NULL }, { "a b", NULL }, { "id", "80" }, { "id", "70000" } };
  g_autoptr (LuukkuSignIn) good = NULL;
  g_autoptr (GError) error = NULL;
  const char *address;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) refused = NULL;

    g_assert_null (sign_in (f, bad[i][0], bad[i][1], &refused));
    g_assert_error (refused, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
  good = sign_in (f, "town-client", "28119", &error);
  g_assert_no_error (error);
  address = luukku_sign_in_get_address (good);
  g_assert_true (
      g_str_has_prefix (address, "https://x.com/i/oauth2/authorize?response_type=code&client_id=town-client&"
                                 "redirect_uri=http%3A%2F%2F127.0.0.1%3A28119%2Fluukku%2Fx&"));
  g_assert_nonnull (strstr (address, "offline.access"));
  g_assert_nonnull (strstr (address, "dm.write"));
}

static void
test_open_other (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/2/users/me", "self-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* as nobody, nothing is read */
}

static void
test_nobody_signed_in (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuAdapter) adapter = luukku_adapter_fixture_create (f, ACCOUNT, "no tokens", NULL, NULL);
  LuukkuAdapter *before = f->adapter;

  f->adapter = adapter;
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  f->adapter = before;
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

/* The tokens are renewed in the midst of a fetch, and told to be kept. */
static void
test_renewal (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuAdapter) adapter = luukku_adapter_fixture_create (
      f, ACCOUNT, "access=" SECRET "&refresh=old-refresh&until=1795170660000000", NULL, NULL);
  LuukkuAdapter *before = f->adapter;
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autofree char *name = NULL;

  g_signal_connect (adapter, "token-changed", G_CALLBACK (on_token), kept);
  f->adapter = adapter;
  luukku_fake_transport_expect_body (f->net, "POST", "https://api.x.com/2/oauth2/token", 200,
                                     "{\"token_type\":\"bearer\",\"expires_in\":7200,\"access_token\":"
                                     "\"next\",\"refresh_token\":\"next-refresh\"}");
  luukku_fake_transport_expect (f->net, "GET", "/2/users/me", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  g_assert_cmpstr (kept->str, ==, "access=next&refresh=next-refresh&until=1795177800000000");
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer next");
  g_assert_cmpint (luukku_adapter_get_token_expiry (adapter), ==, 0); /* it renews itself */
  f->adapter = before;
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;
  const LuukkuAttachment *file;

  expect_first (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 6);
  g_assert_cmpuint (batch->skipped, ==, 0);
  message = luukku_batch_find_message (batch, DM_1);
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Hei, katuvalo on pimeänä & rikki https://www.kuopio.fi/valot?a=1&b=2");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, DIRECT);
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, MAIJA);
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Maija Esimerkki (@maija_e)");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T09:00:00Z"));
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, DM_2)), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  file = luukku_message_get_attachments (luukku_batch_find_message (batch, DM_3))->pdata[0];
  g_assert_cmpstr (file->url, ==, "https://ton.twitter.com/1.1/ton/data/dm/123/456/abc.jpg");
  message = luukku_batch_find_message (batch, POST_2);
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "@Kaupunki Video ja koko pitkä teksti, joka ei mahtunut. <3");
  file = luukku_message_get_attachments (message)->pdata[0];
  g_assert_cmpstr (file->url, ==, "https://video.twimg.com/large.mp4"); /* the best one */
  message = luukku_batch_find_message (batch, POST_1);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, ROOT);
  g_assert_true (luukku_batch_find_thread (batch, PUBLIC)->is_public);
  g_assert_false (luukku_batch_find_thread (batch, DIRECT)->is_public);
  g_assert_cmpstr (luukku_batch_find_thread (batch, DIRECT)->resident_id, ==, MAIJA);
  message = luukku_batch_find_message (batch, OWN_1); /* an answer written elsewhere */
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, PUBLIC);
  g_assert_null (luukku_batch_find_message (batch, ROOT)); /* our own news answer nobody */
}

/* Nothing new is no news, so that the pauses may grow; only what is newer is asked for. */
static void
test_goes_on (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_first (f);
  first = fetch_well (f);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?", "dms.json");
  luukku_fake_transport_expect (f->net, "GET", "&since_id=" POST_2, "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "&since_id=" OWN_1, "empty.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 0);
  g_assert_cmpuint (second->gone->len, ==, 0);
  g_assert_null (second->cursor); /* nothing moved */
}

static void
test_older_names (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;

  expect_lists (f, "empty.json", "mentions-2.159.json", "empty.json", "chats-empty.json");
  batch = fetch_well (f);
  message = luukku_batch_find_message (batch, POST_1);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, ROOT);
}

/* A backlog is walked over several fetches and no message is left out, also when the program ends in between.
 */
static void
test_walk (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL, third = NULL;
  g_autoptr (LuukkuXCursor) cursor = NULL;
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?event_types=MessageCreate&max_results=10&",
                                "dms-page-1.json");
  luukku_fake_transport_expect (f->net, "GET", "max_results=100&", "dms-page-2.json");
  luukku_fake_transport_expect (f->net, "GET", "/mentions?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/chat/", "chats-empty.json");
  first = fetch_well (f);
  g_assert_cmpuint (first->messages->len, ==, 4);
  cursor = luukku_x_cursor_read (f->cursor);
  g_assert_null (cursor->dms.known); /* only when it has arrived */
  g_assert_cmpstr (cursor->dms.page, ==, "NEXTTOKENNEXT0002");
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", "/2/users/me", "self.json");
  name = luukku_adapter_fixture_open (f);
  luukku_fake_transport_expect (f->net, "GET", "&pagination_token=NEXTTOKENNEXT0002", "dms-page-3.json");
  luukku_fake_transport_expect (f->net, "GET", "/mentions?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 2);
  g_clear_pointer (&cursor, luukku_x_cursor_free);
  cursor = luukku_x_cursor_read (f->cursor);
  g_assert_cmpstr (cursor->dms.known, ==, "2123431098577846277");
  g_assert_null (cursor->dms.page);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?",
                                "dms-page-1.json"); /* met on the first page */
  luukku_fake_transport_expect (f->net, "GET", "/mentions?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  third = fetch_well (f);
  g_assert_cmpuint (third->messages->len, ==, 0);
}

/* X's tokens of pages do not live for ever. */
static void
test_page_expired (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuXCursor) cursor = NULL;

  f->cursor = g_strdup ("{\"v\":1,\"dms\":{\"top\":\"" DM_3
                        "\",\"page\":\"OLDTOKENOLDTOKEN\"},\"chatsAt\":9999999999999999}");
  luukku_fake_transport_expect_status (f->net, "GET", "&pagination_token=OLDTOKENOLDTOKEN", 400,
                                       "error-400.json");
  luukku_fake_transport_expect (f->net, "GET", "/mentions?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  batch = fetch_well (f);
  cursor = luukku_x_cursor_read (f->cursor);
  g_assert_null (cursor->dms.page);
  g_assert_null (cursor->dms.known); /* from the top again */
}

static void
test_edits_and_deletions (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, again = NULL;

  expect_first (f);
  first = fetch_well (f);
  expect_lists (f, "dms-again.json", "empty.json", "empty.json", NULL);
  again = fetch_well (f);
  g_assert_cmpuint (again->messages->len, ==, 1);
  g_assert_nonnull (strstr (luukku_message_get_text (again->messages->pdata[0]), "Harjukadulla"));
  g_assert_cmpuint (again->gone->len, ==, 1);
  g_assert_cmpstr (again->gone->pdata[0], ==, DM_2);
}

/* A conversation that is not shown at all any more may have become an encrypted one; nobody deleted anything.
 */
static void
test_moved_away (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, moved = NULL, empty = NULL;

  expect_first (f);
  first = fetch_well (f);
  expect_lists (f, "dms-moved.json", "empty.json", "empty.json", NULL);
  moved = fetch_well (f);
  g_assert_cmpuint (moved->gone->len, ==, 0);
  expect_lists (f, "empty.json", "empty.json", "empty.json", NULL);
  empty = fetch_well (f);
  g_assert_cmpuint (empty->gone->len, ==, 0);
}

static void
test_posts_again (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, again = NULL;
  g_autoptr (LuukkuXCursor) cursor = NULL;
  LuukkuMessage *message;

  expect_first (f);
  first = fetch_well (f);
  luukku_manual_clock_advance (f->clock, 12 * G_TIME_SPAN_HOUR);
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  luukku_fake_transport_expect (f->net, "GET", "/2/tweets?ids=" POST_1 "," POST_2 "&", "again.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/tweets?ids=2123690809881526292&", "again-newest.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/chat/conversations?", "chats-empty.json");
  again = fetch_well (f);
  g_assert_cmpuint (again->messages->len, ==, 1);
  message = again->messages->pdata[0];
  g_assert_cmpstr (luukku_message_get_platform_id (message), ==, POST_1); /* a version of the first edition */
  g_assert_nonnull (strstr (luukku_message_get_text (message), "uimahalli"));
  g_assert_cmpuint (again->gone->len, ==, 1);
  g_assert_cmpstr (again->gone->pdata[0], ==, POST_2);
  luukku_manual_clock_advance (f->clock, 12 * G_TIME_SPAN_HOUR);
  g_clear_pointer (&again, luukku_batch_free);
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  luukku_fake_transport_expect (f->net, "GET", "/2/tweets?ids=2123690809881526292&", "again-locked.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/chat/conversations?", "chats-empty.json");
  again = fetch_well (f);
  g_assert_cmpuint (again->gone->len, ==, 0); /* may not be seen is not gone */
  cursor = luukku_x_cursor_read (f->cursor);
  g_assert_cmpuint (cursor->posts->len, ==, 1);
}

/* What is known is older than what X gives out: something may be missing between. */
static void
test_missed (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) gap = NULL, none = NULL;

  f->cursor = g_strdup (
      "{\"v\":1,\"dms\":{\"known\":\"2100000000000000000\"},\"chatsAt\":9999999999999999}"); /* September */
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  gap = fetch_well (f);
  g_assert_true (gap->missed);
  g_free (f->cursor);
  f->cursor = g_strdup (
      "{\"v\":1,\"dms\":{\"known\":\"2121000000000000000\"},\"chatsAt\":9999999999999999}"); /* November */
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  none = fetch_well (f);
  g_assert_false (none->missed); /* deleted, but nothing is missing */
}

/* --- encrypted conversations */

static void
test_encrypted (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, later = NULL;
  const LuukkuThread *thread;
  const LuukkuAttachment *label;
  LuukkuMessage *message;

  expect_lists (f, "empty.json", "empty.json", "empty.json", "chats.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/chat/conversations/" DIRECT "/events?",
                                "chat-events.json");
  luukku_fake_transport_expect_status (
      f->net, "GET", "/2/chat/conversations/" ME "-1344480691234567890/events?", 403, "error-403.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  thread = luukku_batch_find_thread (batch, "xchat:" DIRECT);
  g_assert_false (thread->can_reply);
  g_assert_cmpstr (thread->title, ==, "Encrypted: open X");
  g_assert_cmpstr (thread->resident_name, ==, "Maija Esimerkki (@maija_e)");
  message = luukku_batch_find_message (batch, "xchat:8811");
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_text (message), ==, ""); /* no words in a resident's mouth */
  label = luukku_message_get_attachments (message)->pdata[0];
  g_assert_nonnull (strstr (label->name, "open X"));
  message = luukku_batch_find_message (batch, "xchat:8812"); /* answered in X itself */
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_null (luukku_batch_find_message (batch, "xchat:8000")); /* long ago */
  g_assert_nonnull (
      luukku_batch_find_thread (batch, "xchat:" ME "-1344480691234567890")); /* by its change alone */
  luukku_manual_clock_advance (f->clock, 10 * G_TIME_SPAN_MINUTE);
  expect_lists (f, "empty.json", "empty.json", "empty.json", "chats.json");
  later = fetch_well (f);
  g_assert_cmpuint (later->messages->len, ==, 0);
  g_assert_null (send_reply (f, "xchat:" DIRECT, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
}

static void
test_encrypted_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, next = NULL;

  expect_lists (f, "empty.json", "empty.json", "empty.json", NULL);
  luukku_fake_transport_expect_status (f->net, "GET", "/2/chat/conversations?", 403, "error-403.json");
  batch = fetch_well (f);
  g_assert_nonnull (luukku_batch_find_message (batch, LUUKKU_X_ENCRYPTED_UNKNOWN)); /* somebody must look */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  expect_lists (f, "empty.json", "empty.json", "empty.json", NULL); /* not every time */
  next = fetch_well (f);
  g_assert_cmpuint (next->messages->len, ==, 0);
}

/* The list fails: the rest goes on, and when it does not come back somebody is told to look. */
static void
test_encrypted_trouble (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 11; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    expect_lists (f, "empty.json", "empty.json", "empty.json", NULL);
    if (i < 10)
      luukku_fake_transport_expect_status (f->net, "GET", "/2/chat/conversations?", 503, "error-403.json");
    batch = fetch_well (f);
    g_assert_cmpint (luukku_batch_find_message (batch, LUUKKU_X_ENCRYPTED_UNKNOWN) != NULL, ==, i == 9);
    luukku_manual_clock_advance (f->clock, 15 * G_TIME_SPAN_MINUTE);
  }
}

/* --- odd answers, errors, ceilings */

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;

  expect_lists (f, "dms-odd.json", "mentions-odd.json", "empty.json", "chats-empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >=, 8);
  message = luukku_batch_find_message (batch, "2123703644451766272"); /* its number was no text */
  g_assert_null (luukku_message_get_author_id (message));             /* unknown, but never dropped */
  g_assert_cmpstr (luukku_message_get_text (message), ==, "7");
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 3);
  message = luukku_batch_find_message (batch, "2123704399426486281"); /* in a group */
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "@ryhma");
  g_assert_null (luukku_batch_find_thread (batch, "123456")->resident_id);
}

static void
test_error_table (void)
{
  static const struct {
    guint status;
    const char *body;
    LuukkuFaultKind kind;
    guint flags;
  } cases[] = {
    { 401, "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}", LUUKKU_FAULT_AUTH,
      LUUKKU_ROW_REAUTH },
    { 403, "{\"title\":\"Forbidden\",\"type\":\"about:blank\",\"status\":403,\"detail\":\"Forbidden\"}",
      LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION },
    { 429, "{\"errors\":[{\"code\":88,\"message\":\"Rate limit exceeded\"}]}", LUUKKU_FAULT_THROTTLED,
      LUUKKU_ROW_RETRY },
    { 200, "{\"errors\":[{\"code\":88,\"message\":\"Rate limit exceeded\"}]}", LUUKKU_FAULT_THROTTLED,
      LUUKKU_ROW_RETRY },
    { 403,
      "{\"errors\":[{\"code\":93,\"message\":\"This application is not allowed to access your direct "
      "messages.\"}]}",
      LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION },
    { 400, "{\"code\":\"186\",\"message\":\"Post needs to be a bit shorter.\"}", LUUKKU_FAULT_TOO_LONG, 0 },
    { 403, "{\"detail\":\"You are not allowed to create a Post with duplicate content.\",\"status\":403}",
      LUUKKU_FAULT_BAD_REQUEST, 0 },
    { 403, "{\"detail\":\"You cannot send messages to this user.\",\"title\":\"Forbidden\"}",
      LUUKKU_FAULT_RECIPIENT, 0 },
    { 403, "{\"type\":\"https://api.x.com/2/problems/client-forbidden\",\"title\":\"Client Forbidden\"}",
      LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION },
    { 429, "{\"type\":\"https://api.x.com/2/problems/usage-capped\",\"title\":\"UsageCapExceeded\"}",
      LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION },
    { 402, "{\"title\":\"CreditsDepleted\"}", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION },
    { 404, "{\"type\":\"https://api.x.com/2/problems/resource-not-found\",\"title\":\"Not Found Error\"}",
      LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE },
    { 503, "Service Unavailable", LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY },
    { 200, "<html>", LUUKKU_FAULT_BAD_ANSWER, LUUKKU_ROW_RETRY },
    { 400, "{\"title\":\"Invalid Request\"}", LUUKKU_FAULT_BAD_REQUEST, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (cases[i].body, strlen (cases[i].body));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    g_autoptr (LuukkuResponse) response = luukku_response_new (cases[i].status, NULL, bytes, NOW);
    const LuukkuHttpAnswer answer = {
      .response = response, .root = root, .status = cases[i].status, .now = NOW
    };
    g_autoptr (GError) error = NULL;
    const LuukkuFaultInfo *info;

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_false (luukku_x_check (&answer, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    info = luukku_fault_get_info (error);
    g_assert_cmpint (info->retryable, ==, (cases[i].flags & LUUKKU_ROW_RETRY) != 0);
    g_assert_cmpint (info->needs_reauth, ==, (cases[i].flags & LUUKKU_ROW_REAUTH) != 0);
    g_assert_cmpint (info->permission, ==, (cases[i].flags & LUUKKU_ROW_PERMISSION) != 0);
    g_assert_cmpint (info->gone, ==, (cases[i].flags & LUUKKU_ROW_GONE) != 0);
  }
}

static void
test_rate_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, skipped = NULL, again = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", "/2/dm_events?", 429, "error-429.json");
  luukku_fake_transport_with_header (f->net, "x-rate-limit-reset", "1795170780"); /* in three minutes */
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 3 * G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?", "dms.json");
  luukku_fake_transport_with_header (f->net, "x-rate-limit-remaining", "0");
  luukku_fake_transport_with_header (f->net, "x-rate-limit-reset", "1795170780");
  luukku_fake_transport_expect (f->net, "GET", "/mentions?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/2/chat/", "chats-empty.json");
  batch = fetch_well (f);
  luukku_fake_transport_expect (f->net, "GET", "/mentions?",
                                "empty.json"); /* the last call is gone: not asked */
  luukku_fake_transport_expect (f->net, "GET", "/tweets?", "empty.json");
  skipped = fetch_well (f);
  luukku_manual_clock_advance (f->clock, 3 * G_TIME_SPAN_MINUTE);
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  again = fetch_well (f);
}

/* 15 looks at direct messages in 15 minutes, however often is asked. */
static void
test_dm_ceiling (Fixture *f, gconstpointer data)
{
  gint64 begin = luukku_clock_now (LUUKKU_CLOCK (f->clock));

  for (guint i = 0; i < 16; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    expect_lists (f, "empty.json", "empty.json", "empty.json", i == 0 || i == 15 ? "chats-empty.json" : NULL);
    batch = fetch_well (f);
    g_assert_cmpint (luukku_clock_now (LUUKKU_CLOCK (f->clock)) - begin, ==,
                     i < 15 ? 0 : 15 * G_TIME_SPAN_MINUTE);
  }
}

/* What was read is kept when what comes after it fails: it has been paid for. */
static void
test_half (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?", "dms.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "/mentions?", LUUKKU_FAULT_NETWORK);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?", "dms.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "/mentions?", LUUKKU_FAULT_NETWORK);
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* and told by the next */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
}

static void
test_monthly_ceiling (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, next = NULL;
  g_autofree char *id = NULL;

  f->cursor = g_strdup ("{\"v\":1,\"chatsAt\":9999999999999999,\"month\":202611,\"reads\":9998}");
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_events?",
                                "dms.json"); /* three more, and no further call */
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, G_TIME_SPAN_DAY);
  g_assert_nonnull (strstr (f->error->message, "10000"));
  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent-dm.json"); /* replies still go out */
  id = send_reply (f, DIRECT, "Kiitos.");
  g_assert_nonnull (id);
  luukku_manual_clock_advance (f->clock, 11 * G_TIME_SPAN_DAY); /* December */
  expect_lists (f, "dms.json", "empty.json", "empty.json", NULL);
  luukku_fake_transport_expect (f->net, "GET", "/2/tweets?", "again-locked.json");
  g_test_message ("a new month");
  g_free (f->cursor);
  f->cursor = g_strdup ("{\"v\":1,\"chatsAt\":9999999999999999,\"againAt\":1,\"month\":202611,\"reads\":"
                        "10001,\"posts\":[\"1 1\"]}");
  next = fetch_well (f);
}

/* --- sending */

static void
test_send_direct (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL, *group = NULL;

  luukku_fake_transport_expect_status (
      f->net, "POST", "https://api.x.com/2/dm_conversations/with/" MAIJA "/messages", 201, "sent-dm.json");
  id = send_reply (f, DIRECT, "Kiitos viestistä. https://kuopio.fi");
  g_assert_cmpstr (id, ==, SENT_DM);
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"text\":\"Kiitos viestistä. https://kuopio.fi\"}");
  luukku_fake_transport_expect_status (f->net, "POST", "/2/dm_conversations/123456/messages", 201,
                                       "sent-dm.json");
  group = send_reply (f, "123456", "Kiitos.");
  g_assert_nonnull (group);
}

static void
test_send_public (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL, *private_id = NULL;
  g_autofree char *long_text = g_strnfill (281, 'a');

  luukku_fake_transport_expect_status (f->net, "POST", "https://api.x.com/2/tweets", 201, "sent-post.json");
  id = send_reply (f, PUBLIC, "Kiitos.");
  g_assert_cmpstr (id, ==, SENT_POST);
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"text\":\"Kiitos.\",\"reply\":{\"in_reply_to_tweet_id\":\"" POST_1 "\"}}");
  g_assert_null (send_reply (f, PUBLIC, long_text));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  luukku_fake_transport_expect_status (f->net, "POST", "/2/dm_conversations/with/" MAIJA "/messages", 201,
                                       "sent-dm.json");
  private_id = send_reply (f, "private:" PUBLIC, long_text); /* a direct message takes more */
  g_assert_cmpstr (private_id, ==, SENT_DM);
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  static const char *const nobody[] = { "", "x", "../1", "1:2:3", "1:x", ROOT ":0 ", "private:" ROOT ":0" };

  for (guint i = 0; i < G_N_ELEMENTS (nobody); i++) {
    g_test_message ("%s", nobody[i]);
    g_assert_null (send_reply (f, nobody[i], "Kiitos."));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
  luukku_fake_transport_expect_status (f->net, "POST", "/messages", 503, "error-403.json");
  g_assert_null (send_reply (f, DIRECT, "Kiitos."));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_status (f->net, "POST", "/messages", 403, "error-403.json");
  g_assert_null (send_reply (f, DIRECT, "Kiitos."));
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  gint64 then = luukku_test_time ("2026-11-20T08:25:00Z");
  g_autofree char *direct = NULL, *post = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/2/dm_conversations/with/" MAIJA "/dm_events?", "dms.json");
  direct = find_sent (f, DIRECT, "Kiitos, katsomme.", then);
  g_assert_cmpstr (direct, ==, DM_2);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_conversations/with/" MAIJA "/dm_events?", "dms.json");
  g_assert_null (find_sent (f, DIRECT, "Aivan muuta", then));
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "/2/dm_conversations/with/" MAIJA "/dm_events?", "dms.json");
  g_assert_null (
      find_sent (f, DIRECT, "Katso kuopio.fi", then)); /* X rewrites addresses: that proves nothing */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  luukku_fake_transport_expect (f->net, "GET", "/2/users/" ME "/tweets?", "own.json");
  post = find_sent (f, PUBLIC, "Halli avataan huomenna.", then); /* X puts the addressee before it */
  g_assert_cmpstr (post, ==, OWN_1);
  luukku_fake_transport_expect (f->net, "GET", "/2/users/" ME "/tweets?", "own.json");
  g_assert_null (find_sent (f, PUBLIC, "Halli avataan huomenna.", NOW)); /* that one was sent before */
  g_assert_no_error (f->error);
  g_assert_null (find_sent (f, "xchat:" DIRECT, "Kiitos.", then));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* --- acts, files */

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *conversation, const char *resident)
{
  const LuukkuActInit what = { .kind = kind,
                               .channel = CHANNEL,
                               .conversation_id = conversation,
                               .message_id = POST_1,
                               .resident_id = resident };

  return luukku_adapter_fixture_act (f, &what);
}

static void
test_acts (Fixture *f, gconstpointer data)
{
  static const struct {
    LuukkuActKind kind;
    const char *conversation, *method, *path, *answer;
  } cases[] = {
    { LUUKKU_ACT_HIDE, PUBLIC, "PUT", "/2/tweets/" POST_1 "/hidden", "done-hidden.json" },
    { LUUKKU_ACT_UNHIDE, PUBLIC, "PUT", "/2/tweets/" POST_1 "/hidden", "done-shown.json" },
    { LUUKKU_ACT_BAN, DIRECT, "POST", "/2/users/" MAIJA "/dm/block", "done-blocked.json" },
    { LUUKKU_ACT_UNBAN, PUBLIC, "POST", "/2/users/" MAIJA "/dm/unblock", "done-unblocked.json" },
    { LUUKKU_ACT_MUTE, PUBLIC, "POST", "/2/users/" ME "/muting", "done-muted.json" },
    { LUUKKU_ACT_UNMUTE, DIRECT, "DELETE", "/2/users/" ME "/muting/" MAIJA, "done-unmuted.json" },
    { LUUKKU_ACT_BAN, "xchat:" DIRECT, "POST", "/2/users/" MAIJA "/dm/block", "done-blocked.json" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    luukku_fake_transport_expect (f->net, cases[i].method, cases[i].path, cases[i].answer);
    g_assert_true (act (f, cases[i].kind, cases[i].conversation, NULL));
    g_assert_no_error (f->error);
  }
  luukku_fake_transport_expect (f->net, "PUT", "/hidden", "done-shown.json");
  g_assert_false (act (f, LUUKKU_ACT_HIDE, PUBLIC, MAIJA)); /* X says that it is not done */
  g_assert_false (act (f, LUUKKU_ACT_HIDE, DIRECT, MAIJA)); /* nothing to hide */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (act (f, LUUKKU_ACT_BAN, "123456", NULL)); /* a group: whom? */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (act (f, LUUKKU_ACT_DELETE, PUBLIC, MAIJA)); /* a stranger's post cannot be deleted */
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) direct = NULL, elsewhere = NULL;

  luukku_fake_transport_expect_body (
      f->net, "GET", "https://api.x.com/2/dm_conversations/media/123/456/abc.jpg", 200, "JPEG");
  direct =
      luukku_adapter_fixture_attachment (f, "https://ton.twitter.com/1.1/ton/data/dm/123/456/abc.jpg", -1);
  g_assert_cmpuint (g_bytes_get_size (direct), ==, 4);
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer " SECRET);
  luukku_fake_transport_expect_body (f->net, "GET", "https://pbs.twimg.com/media/a.jpg", 200, "JPEG");
  elsewhere = luukku_adapter_fixture_attachment (f, "https://pbs.twimg.com/media/a.jpg", -1);
  g_assert_null (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"));
  g_assert_null (luukku_adapter_fixture_attachment (f, "http://pbs.twimg.com/media/a.jpg", -1));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

/* --- values */

static void
test_ids (void)
{
  g_assert_true (luukku_x_is_id ("1"));
  g_assert_true (luukku_x_is_id ("9223372036854775807"));
  g_assert_false (luukku_x_is_id ("92233720368547758070"));
  g_assert_false (luukku_x_is_id ("-1"));
  g_assert_false (luukku_x_is_id (""));
  g_assert_false (luukku_x_is_id (NULL));
  g_assert_cmpint (luukku_x_compare_ids ("9", "10"), <, 0);
  g_assert_cmpint (luukku_x_compare_ids ("2123717988971446275", "2123717988971446274"), >, 0);
  g_assert_cmpint (luukku_x_compare_ids (NULL, "1"), <, 0);
  g_assert_cmpint (luukku_x_time_of_id (DM_1), ==, luukku_test_time ("2026-11-20T09:00:00Z"));
  g_assert_cmpint (luukku_x_time_of_id ("500600700"), ==, 0);
}

static void
test_cursor (void)
{
  static const char *const foreign[] = {
    "",         "{",
    "[]",       "{\"v\":2}",
    "m1 7 8 9", "{\"v\":1,\"dms\":{\"known\":\"x\",\"page\":\"p\"},\"shown\":[\"1 2\",3],\"posts\":[\"a b\"]}"
  };
  g_autoptr (LuukkuXCursor) cursor = luukku_x_cursor_read (NULL);
  g_autoptr (LuukkuXCursor) again = NULL;
  g_autofree char *text = NULL, *other = NULL, *empty = luukku_x_cursor_write (cursor);

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autoptr (LuukkuXCursor) read = luukku_x_cursor_read (foreign[i]);
    g_autofree char *written = luukku_x_cursor_write (read);

    g_assert_cmpstr (written, ==, empty);
  }
  cursor->dms.known = g_strdup (DM_1);
  cursor->mentions.top = g_strdup (POST_2);
  cursor->mentions.page = g_strdup ("page/+= ä");
  g_ptr_array_add (cursor->shown, luukku_x_shown_new (DM_1, DIRECT, "0123456789ab"));
  luukku_x_cursor_note_post (cursor, POST_1, POST_1);
  luukku_x_cursor_note_post (cursor, POST_1, POST_2);
  text = luukku_x_cursor_write (cursor);
  again = luukku_x_cursor_read (text);
  other = luukku_x_cursor_write (again);
  g_assert_cmpstr (text, ==, other);
  g_assert_cmpuint (again->posts->len, ==, 1);
}

/* X charges for the same thing once a day. */
static void
test_counting (void)
{
  static const char *const ids[] = { DM_3, DM_2, DM_1 };
  g_autoptr (LuukkuXCursor) cursor = luukku_x_cursor_read (NULL);
  g_autoptr (GPtrArray) page = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_ptr_array_add (page, (gpointer) ids[i]);
  g_assert_cmpuint (luukku_x_cursor_count_dms (cursor, page, NOW), ==, 3);
  g_assert_cmpuint (luukku_x_cursor_count_dms (cursor, page, NOW + G_TIME_SPAN_HOUR), ==, 3);
  g_assert_cmpuint (luukku_x_cursor_count_dms (cursor, page, NOW + G_TIME_SPAN_DAY), ==, 6);
  g_ptr_array_add (page, (gpointer) "2123355601105846272");
  g_assert_cmpuint (luukku_x_cursor_count_dms (cursor, page, NOW + G_TIME_SPAN_DAY), ==, 7);
  g_assert_cmpuint (luukku_x_cursor_count (cursor, 2, NOW + G_TIME_SPAN_DAY), ==, 9);
  g_assert_cmpuint (luukku_x_cursor_count (cursor, 1, NOW + 11 * G_TIME_SPAN_DAY), ==, 1); /* December */
  g_assert_cmpint (luukku_x_month_end (NOW), ==, luukku_test_time ("2026-12-01T00:00:00Z"));
  g_assert_cmpint (luukku_x_month_end (luukku_test_time ("2026-12-31T23:59:59Z")), ==,
                   luukku_test_time ("2027-01-01T00:00:00Z"));
}

static void
test_texts (void)
{
  static const char *const lost[] = { "https://evil.example/dm/../x",
                                      "https://ton.x.com/1.1/ton/data/dm/../../x", "https://ton.x.com/x", "x",
                                      NULL };
  g_autofree char *media = luukku_x_media_path ("https://ton.x.com/1.1/ton/data/dm/1/2/abc.jpg");

  g_assert_cmpstr (media, ==, "/2/dm_conversations/media/1/2/abc.jpg");
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    g_assert_null (luukku_x_media_path (lost[i]));
  g_assert_true (luukku_x_is_same_text ("Kiitos.", "Kiitos. "));
  g_assert_true (luukku_x_is_same_text ("@maija @matti Kiitos.", "Kiitos."));
  g_assert_false (luukku_x_is_same_text ("Ei kiitos.", "kiitos."));
  g_assert_false (luukku_x_is_same_text ("Kiitos.", "Kiitos paljon."));
  g_assert_true (luukku_x_may_have_link ("Katso kuopio.fi"));
  g_assert_true (luukku_x_may_have_link ("http://x"));
  g_assert_false (luukku_x_may_have_link ("Kello 9.30. Kiitos."));
}

#define ADD(name, test) g_test_add ("/net/x/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("settings", test_settings);
  ADD ("sign-in", test_sign_in);
  ADD ("open/other", test_open_other);
  ADD ("open/nobody", test_nobody_signed_in);
  ADD ("open/renewal", test_renewal);
  ADD ("fetch/first", test_fetch);
  ADD ("fetch/goes-on", test_goes_on);
  ADD ("fetch/older-names", test_older_names);
  ADD ("fetch/walk", test_walk);
  ADD ("fetch/page-expired", test_page_expired);
  ADD ("fetch/edits-and-deletions", test_edits_and_deletions);
  ADD ("fetch/moved-away", test_moved_away);
  ADD ("fetch/posts-again", test_posts_again);
  ADD ("fetch/missed", test_missed);
  ADD ("fetch/odd", test_odd);
  ADD ("fetch/half", test_half);
  ADD ("encrypted/listed", test_encrypted);
  ADD ("encrypted/refused", test_encrypted_refused);
  ADD ("encrypted/trouble", test_encrypted_trouble);
  g_test_add_func ("/net/x/errors", test_error_table);
  ADD ("ceiling/headers", test_rate_limit);
  ADD ("ceiling/direct", test_dm_ceiling);
  ADD ("ceiling/month", test_monthly_ceiling);
  ADD ("send/direct", test_send_direct);
  ADD ("send/public", test_send_public);
  ADD ("send/refused", test_send_refused);
  ADD ("send/find", test_find_sent);
  ADD ("acts", test_acts);
  ADD ("files", test_files);
  g_test_add_func ("/net/x/ids", test_ids);
  g_test_add_func ("/net/x/cursor", test_cursor);
  g_test_add_func ("/net/x/counting", test_counting);
  g_test_add_func ("/net/x/texts", test_texts);
  return g_test_run ();
}
