/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-graph-relay.c: Facebook and Instagram accounts whose webhooks a relay of the town has kept: what was
 * delivered comes into the conversations that the platform shows, once, and either side in trouble leaves the
 * other. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"
#include "graph/luukku-graph-relay.h"
#include "instagram/luukku-instagram.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "luukku-adapter-fixture.h"

#define PAGE "104455667788990"
#define OWN "17841400000000001"
#define AINO "7001002003004005"
#define TOKEN "EAAsecretPageToken"
#define RELAY_TOKEN "0123456789abcdefsecret"
#define PLACE "5f3a9c0112ab34cd.2"
#define ENDPOINT "https://relay.town.example/v1/endpoints/town-page"
#define DELIVERIES ENDPOINT "/deliveries?limit=100&wait=0"
#define THREAD_OF_AINO "/" PAGE "/conversations?platform=messenger&user_id=" AINO

typedef LuukkuAdapterFixture Fixture;

static const char *const options[] = {
  "relay-base", "https://relay.town.example/", "relay-endpoint", "town-page", "relay", RELAY_TOKEN, NULL
};
static const char *const no_token[] = { "relay-base", "https://relay.town.example/", "relay-endpoint",
                                        "town-page", NULL };

static LuukkuAdapterSubject subjects[] = {
  { &luukku_facebook_type, PAGE, TOKEN, "facebook", 0, options },
  { &luukku_facebook_comments_type, PAGE, TOKEN, "facebook", 0, options },
  { &luukku_instagram_type, PAGE, TOKEN, "instagram", 0, options },
  { &luukku_instagram_comments_type, PAGE, TOKEN, "instagram", 0, options },
  { &luukku_facebook_type, PAGE, TOKEN, "facebook", 0, no_token },
};
#define MESSAGES (&subjects[0])
#define COMMENTS (&subjects[1])
#define DIRECT (&subjects[2])
#define MEDIA (&subjects[3])
#define WITHOUT_TOKEN (&subjects[4])

static void
set_up (Fixture *f, gconstpointer data)
{
  LuukkuAdapterSubject *subject = &subjects[(const LuukkuAdapterSubject *) data - subjects];
  g_autofree char *name = NULL;

  subject->now = luukku_test_time ("2026-11-20T10:05:00Z");
  luukku_adapter_fixture_begin (f, subject);
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/" PAGE "?fields=", "page.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
}

/* Each token goes to its own host, in the header only. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);

  for (guint i = 0; i < requests->len; i++) {
    LuukkuRequest *request = g_ptr_array_index (requests, i);
    gboolean to_relay = g_str_has_prefix (luukku_request_get_url (request), ENDPOINT);

    g_assert_cmpstr (luukku_request_get_header (request, "Authorization"), ==,
                     to_relay ? "Bearer " RELAY_TOKEN : "Bearer " TOKEN);
  }
  luukku_adapter_fixture_check_addresses (f, "secret");
  luukku_adapter_fixture_end (f);
}

/* The relay's answer with one delivery for each of @files, below tests/data. */
static void
expect_page (Fixture *f, const char *part, gboolean more, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", f->subject->folder, file, NULL);
  g_autofree char *body = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *page = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &body, &size, NULL));
  encoded = g_base64_encode ((const guchar *) body, size);
  page = g_strdup_printf ("{\"deliveries\":[{\"number\":1,\"body\":\"%s\"}],\"cursor\":\"" PLACE
                          "\",\"more\":%s,\"gap\":false}",
                          encoded, more ? "true" : "false");
  luukku_fake_transport_expect_body (f->net, "GET", part, 200, page);
}

/* Both people of the webhook, in whatever order they are asked for: the second has no thread any more. */
static void
expect_homes (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET",
                                "&user_id="
                                "700100200300400",
                                "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET",
                                "&user_id="
                                "700100200300400",
                                "threads-one.json");
}

static LuukkuBatch *
fetch_well (Fixture *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  g_assert_nonnull (batch);
  return batch;
}

static guint
count_of (LuukkuBatch *batch, const char *id)
{
  guint count = 0;

  for (guint i = 0; i < batch->messages->len; i++)
    count += g_str_equal (luukku_message_get_platform_id (g_ptr_array_index (batch->messages, i)), id);
  return count;
}

/* --- direct messages */

static void
test_delivered (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;
  const LuukkuThread *thread;

  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  expect_homes (f);
  luukku_fake_transport_expect (f->net, "GET",
                                "/conversations?platform=messenger&fields=", "threads-empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->skipped, ==, 0);
  message = luukku_batch_find_message (batch, "m_h2");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, "t_1");
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, AINO);
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Aino Esimerkki");
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, "m_h1");
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1);
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T10:00:02Z"));
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "m_h3")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpuint (count_of (batch, "m_h1"), ==, 2);           /* the first text, and then the edited one */
  g_assert_nonnull (luukku_batch_find_message (batch, "m_h4")); /* of the standby channel */
  g_assert_cmpuint (luukku_message_get_attachments (luukku_batch_find_message (batch, "m_h5"))->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "m_h6")), ==, "Ota yhteyttä");
  g_assert_null (luukku_batch_find_message (batch, "m_foreign"));
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, "m_h2");
  thread = luukku_batch_find_thread (batch, "t_1");
  g_assert_cmpstr (thread->resident_id, ==, AINO);
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);
  g_assert_true (g_str_has_prefix (batch->cursor, "relay " PLACE "\n"));
}

static void
test_acknowledged (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) lost = NULL, again = NULL, rest = NULL;

  g_test_summary ("Nothing is acknowledged before it is stored, and homes are asked for once.");
  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  expect_homes (f);
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  lost = luukku_adapter_fixture_fetch (f, NULL); /* the process dies before the commit */
  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  again = fetch_well (f);
  g_assert_cmpuint (again->messages->len, ==, lost->messages->len);
  luukku_fake_transport_expect_body (f->net, "POST", ENDPOINT "/acknowledgements", 200, "{\"waiting\":0}");
  luukku_fake_transport_expect_body (f->net, "GET", DELIVERIES "&after=" PLACE, 200,
                                     "{\"deliveries\":[],\"cursor\":\"" PLACE "\",\"more\":false}");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  rest = fetch_well (f);
  g_assert_cmpuint (rest->messages->len, ==, 0);
  g_assert_null (rest->cursor);
}

static void
test_both (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("What was delivered and what the platform shows is one message, as the platform shows it.");
  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  expect_homes (f);
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-one.json");
  luukku_fake_transport_expect_body (
      f->net, "GET", "/t_1/messages?", 200,
      "{\"data\":[{\"id\":\"m_h1\",\"created_time\":\"2026-11-20T10:00:01+0000\",\"message\":\"Nyt\","
      "\"from\":{\"id\":\"" AINO "\",\"name\":\"Aino Esimerkki\"}}]}");
  batch = fetch_well (f);
  g_assert_cmpuint (count_of (batch, "m_h1"), ==, 1);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "m_h1")), ==, "Nyt");
  g_assert_cmpuint (count_of (batch, "m_h3"), ==, 1);
}

static void
test_no_thread (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("A thread that the platform does not show any more is a conversation all the same.");
  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  luukku_fake_transport_expect (f->net, "GET", "&user_id=", "threads-empty.json");
  luukku_fake_transport_expect_status (f->net, "GET", "&user_id=", 400, "error-100-33.json");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  batch = fetch_well (f);
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "m_h1")), ==,
                   LUUKKU_GRAPH_USER_CONVERSATION AINO);
  g_assert_cmpstr (luukku_batch_find_thread (batch, LUUKKU_GRAPH_USER_CONVERSATION AINO)->resident_id, ==,
                   AINO);
}

static void
test_home_later (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary (
      "Where it belongs cannot be asked now: it stays at the relay, and the platform is asked on.");
  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  luukku_fake_transport_expect_status (f->net, "GET", "&user_id=", 403, "error-613.json");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-one.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_false (g_str_has_prefix (batch->cursor, "relay"));
}

static void
test_more (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("A long history is read to its end before the platform is asked.");
  expect_page (f, DELIVERIES, TRUE, "hook-messages.json");
  expect_homes (f);
  batch = fetch_well (f);
  g_assert_true (batch->more);
  g_assert_cmpuint (batch->messages->len, ==, 7);
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_page (f, DELIVERIES, FALSE, "hook-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "&user_id=" AINO, "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "17")), ==, "numeroina");
  g_assert_cmpuint (batch->skipped, >=, 7);
  g_assert_nonnull (batch->cursor); /* it would come again for ever */
}

/* --- trouble */

static void
test_relay_down (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) second = NULL, third = NULL;

  g_test_summary ("A relay in trouble is told once an hour; the platform is asked every time.");
  luukku_fake_transport_expect_fault (f->net, "GET", ENDPOINT, LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  g_assert_nonnull (strstr (f->error->message, "Facebook"));
  luukku_fake_transport_expect_body (f->net, "GET", ENDPOINT, 401, "{\"error\":\"token\"}");
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-one.json");
  second = fetch_well (f);
  g_assert_cmpuint (second->messages->len, ==, 1);
  luukku_fake_transport_expect_fault (f->net, "GET", ENDPOINT, LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  third = fetch_well (f);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  luukku_fake_transport_expect_fault (f->net, "GET", ENDPOINT, LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
}

static void
test_platform_down (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  expect_homes (f);
  luukku_fake_transport_expect_fault (f->net, "GET", "messenger&fields=", LUUKKU_FAULT_NETWORK);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 7);
}

static void
test_without_token (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "messenger&fields=", "threads-empty.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f)); /* the relay is asked nothing */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
}

/* --- comments */

static void
test_comments (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *nobody;

  expect_page (f, DELIVERIES, FALSE, "hook-comments.json");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_1", "comment-home.json");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_1", "comment-home.json");
  luukku_fake_transport_expect (f->net, "GET", "/" PAGE "/feed?", "feed-empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_true (luukku_batch_find_thread (batch, "1_10")->is_public);
  g_assert_cmpstr (luukku_batch_find_thread (batch, "1_10")->resident_id, ==, AINO);
  /* an answer to an answer belongs to the first comment */
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "1_12")), ==,
                   "1_10");
  g_assert_cmpstr (luukku_message_get_reply_to (luukku_batch_find_message (batch, "1_12")), ==, "1_11");
  nobody = luukku_batch_find_message (batch, "1_13");
  g_assert_null (luukku_message_get_author_id (nobody));
  g_assert_cmpint (luukku_message_get_direction (nobody), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_author_name (luukku_batch_find_message (batch, "1_14")), ==,
                   "Bertil Exempel");
  g_assert_cmpuint (count_of (batch, "1_10"), ==, 2);
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, "1_13");
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "1_15")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpuint (luukku_message_get_attachments (luukku_batch_find_message (batch, "1_15"))->len, ==, 1);
}

static void
test_media (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_page (f, DELIVERIES, FALSE, "hook-comments.json");
  luukku_fake_transport_expect_body (f->net, "GET", "/" OWN "/media?", 200, "{\"data\":[]}");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpstr (luukku_message_get_author_name (luukku_batch_find_message (batch, "17900000000000010")),
                   ==, "aino.esimerkki");
  g_assert_cmpstr (
      luukku_message_get_conversation_id (luukku_batch_find_message (batch, "17900000000000012")), ==,
      "17900000000000010");
}

static void
test_direct (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_page (f, DELIVERIES, FALSE, "hook-messages.json");
  luukku_fake_transport_expect (f->net, "GET", "platform=instagram&user_id=" AINO, "threads-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "platform=instagram&fields=", "threads-empty.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "aWdfZAG1h2")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (batch->gone->pdata[0], ==, "aWdfZAG1h1");
}

/* --- settings */

static void
test_cursor (void)
{
  static const struct {
    const char *cursor, *relay, *platform;
  } cases[] = {
    { NULL, NULL, NULL },
    { "{\"v\":1}", NULL, "{\"v\":1}" },
    { "relay ab.1\n{\"v\":1}", "ab.1", "{\"v\":1}" },
    { "relay ab.1\n", "ab.1", NULL },
    { "relay ab.1", NULL, "relay ab.1" },
    { "a\nb", NULL, "a\nb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *relay = NULL;
    g_autofree char *platform = luukku_graph_split_cursor (cases[i].cursor, &relay);

    g_assert_cmpstr (relay, ==, cases[i].relay);
    g_assert_cmpstr (platform, ==, cases[i].platform);
  }
}

static void
test_settings (void)
{
  static const char *const bad[] = { "http://relay.town.example", "relay", "https://relay.town.example/?a" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (1);
    g_autoptr (LuukkuFakeTransport) net = luukku_fake_transport_new (LUUKKU_CLOCK (clock), "facebook");
    const LuukkuAdapterSettings settings = { .account = PAGE, .token = TOKEN, .options = table };
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_facebook_type.get_secrets (&settings)[1].label);
    g_hash_table_insert (table, (gpointer) "relay-base", (gpointer) bad[i]);
    g_assert_nonnull (luukku_facebook_type.get_secrets (&settings)[1].label); /* now it has two */
    g_assert_null (
        luukku_facebook_type.create (&settings, LUUKKU_TRANSPORT (net), LUUKKU_CLOCK (clock), &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) g_test_add ("/graph/relay/" path, Fixture, data, set_up, test, tear_down)
  ADD ("delivered", MESSAGES, test_delivered);
  ADD ("acknowledged", MESSAGES, test_acknowledged);
  ADD ("both", MESSAGES, test_both);
  ADD ("no-thread", MESSAGES, test_no_thread);
  ADD ("home-later", MESSAGES, test_home_later);
  ADD ("more", MESSAGES, test_more);
  ADD ("odd", MESSAGES, test_odd);
  ADD ("relay-down", MESSAGES, test_relay_down);
  ADD ("platform-down", MESSAGES, test_platform_down);
  ADD ("without-token", WITHOUT_TOKEN, test_without_token);
  ADD ("comments", COMMENTS, test_comments);
  ADD ("media", MEDIA, test_media);
  ADD ("direct", DIRECT, test_direct);
#undef ADD
  g_test_add_func ("/graph/relay/cursor", test_cursor);
  g_test_add_func ("/graph/relay/settings", test_settings);
  return g_test_run ();
}
