/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-linkedin.c: the LinkedIn adapter against transcripts: what it asks, and what it makes of the answers.
 */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "linkedin/luukku-linkedin-cursor.h"
#include "linkedin/luukku-linkedin-error.h"
#include "linkedin/luukku-linkedin-parse.h"
#include "luukku-adapter-fixture.h"
#include "luukku-inbox-fixture.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "12345678"
#define CHANNEL "linkedin:" ACCOUNT
#define SECRET "AQX-secret-access"
#define API "https://api.linkedin.com/rest/"
#define ORG "urn:li:organization:" ACCOUNT
#define ACTIVITY "urn:li:activity:6631349431612559360"
#define COMMENT(id) "urn:li:comment:(" ACTIVITY "," id ")"
#define TOP COMMENT ("6634")
#define ENCODED_ACTIVITY "urn%3Ali%3Aactivity%3A6631349431612559360"
#define ENCODED_TOP "urn%3Ali%3Acomment%3A%28" ENCODED_ACTIVITY "%2C6634%29"
#define MENTION "urn:li:share:7009009009009009009"
#define NEWS                                                                                                 \
  API "organizationalEntityNotifications?q=criteria&organizationalEntity=urn%3Ali%3Aorganization%3A" ACCOUNT \
      "&actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT,SHARE_MENTION)&timeRange=(start:"

typedef LuukkuAdapterFixture Desk;

static const LuukkuAdapterSubject subject = { &luukku_linkedin_type, ACCOUNT, SECRET, "linkedin", NOW, NULL };

static void
set_up (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, &subject);
}

static void
tear_down (Desk *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, SECRET);
  luukku_adapter_fixture_end (f);
}

static LuukkuBatch *
fetch_well (Desk *f)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch_on (f);

  g_assert_no_error (f->error);
  return batch;
}

/* The weeks before the newest one have nothing. */
static void
expect_quiet_weeks (Desk *f)
{
  for (guint i = 0; i < 8; i++)
    luukku_fake_transport_expect (f->net, "GET", NEWS, "news-empty.json");
}

static void
expect_three (Desk *f)
{
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news.json");
  luukku_fake_transport_expect (f->net, "GET", API "posts/urn%3Ali%3Ashare%3A7001002003004005006",
                                "post.json");
  luukku_fake_transport_expect (f->net, "GET", API "socialActions/" ENCODED_ACTIVITY "/comments/6634",
                                "comment-top.json");
  luukku_fake_transport_expect (f->net, "GET", API "socialActions/" ENCODED_ACTIVITY "/comments/6635",
                                "comment-reply.json");
  luukku_fake_transport_expect (f->net, "GET", API "socialActions/" ENCODED_ACTIVITY "/comments/6636",
                                "comment-ours.json");
}

static void
fetch_first (Desk *f)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_quiet_weeks (f);
  expect_three (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
}

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
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

static char *
find_sent (Desk *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_find_sent (f, &reply);
}

static gboolean
delete_it (Desk *f, const char *message)
{
  const LuukkuActInit what = {
    .kind = LUUKKU_ACT_DELETE, .channel = CHANNEL, .conversation_id = TOP, .message_id = message
  };

  return luukku_adapter_fixture_act (f, &what);
}

/* --- names */

static void
test_urns (void)
{
  static const char *const bad[] = { NULL,
                                     "",
                                     "urn:li:",
                                     "urn:li:share",
                                     "urn:li:share:",
                                     "urn:li::1",
                                     "urn:li:share:1 ",
                                     "urn:li:share:1/2",
                                     "urn:lix:share:1",
                                     "urn:li:comment:(urn:li:activity:1,2",
                                     "urn:li:comment:(urn:li:activity:1)",
                                     "urn:li:comment:(urn:li:activity:1,x)",
                                     "urn:li:comment:(urn:li:comment:(urn:li:activity:1,2),3)",
                                     "urn:li:comment:(,)" };
  g_autofree char *escaped = luukku_linkedin_urn_escape (TOP);
  g_autofree char *object = NULL, *id = NULL, *made = NULL;

  g_assert_cmpstr (escaped, ==, ENCODED_TOP);
  g_assert_true (luukku_linkedin_urn_split_comment (TOP, &object, &id));
  g_assert_cmpstr (object, ==, ACTIVITY);
  g_assert_cmpstr (id, ==, "6634");
  made = luukku_linkedin_urn_make_comment (object, id);
  g_assert_cmpstr (made, ==, TOP);
  g_assert_true (luukku_linkedin_is_urn ("urn:li:person:Ab3-x_9"));
  g_assert_true (luukku_linkedin_urn_is (ORG, "organization"));
  g_assert_false (luukku_linkedin_urn_is ("urn:li:organizationBrand:1", "organization"));
  g_assert_true (luukku_linkedin_urn_is_post ("urn:li:ugcPost:1"));
  g_assert_false (luukku_linkedin_urn_is_post (TOP));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("%s", bad[i] != NULL ? bad[i] : "(null)");
    g_assert_false (luukku_linkedin_is_urn (bad[i]));
  }
  g_assert_null (luukku_linkedin_urn_make_comment (ACTIVITY, "x"));
  g_assert_null (luukku_linkedin_urn_make_comment (NULL, "1"));
}

/* --- settings, opening */

static void
test_settings (Desk *f, gconstpointer data)
{
  static const struct {
    const char *account, *base, *version;
    gboolean good;
  } cases[] = {
    { "12345678", NULL, NULL, TRUE },
    { ORG, NULL, "202611", TRUE },
    { "12345678", "http://127.0.0.1:8001", NULL, TRUE },
    { "12345678", "http://api.linkedin.example", NULL, FALSE },
    { "12345678", NULL, "2026-11", FALSE },
    { "12345678", NULL, "latest", FALSE },
    { "", NULL, NULL, FALSE },
    { "kaupunki", NULL, NULL, FALSE },
    { "https://www.linkedin.com/company/12345678", NULL, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const options[] = { cases[i].version != NULL ? "api-version" : NULL, cases[i].version, NULL };
    const LuukkuAdapterSubject with = { &luukku_linkedin_type, ACCOUNT, SECRET, "linkedin", NOW, options };
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuAdapter) adapter = NULL;

    f->subject = &with;
    adapter = luukku_adapter_fixture_create (f, cases[i].account, SECRET, cases[i].base, &error);
    g_test_message ("%s", cases[i].account);
    g_assert_true ((adapter != NULL) == cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
    if (adapter != NULL)
      luukku_adapter_close (adapter);
  }
  f->subject = &subject;
}

static void
test_open (Desk *f, gconstpointer data)
{
  g_autofree char *name = NULL;
  LuukkuRequest *request;

  luukku_fake_transport_expect (f->net, "GET", API "organizations/12345678", "self.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  request = luukku_adapter_fixture_request (f);
  g_assert_cmpstr (luukku_request_get_header (request, "Authorization"), ==, "Bearer " SECRET);
  g_assert_cmpstr (luukku_request_get_header (request, "LinkedIn-Version"), ==, "202609");
  g_assert_cmpstr (luukku_request_get_header (request, "X-Restli-Protocol-Version"), ==, "2.0.0");
}

/* A version lives a year: what a person must do then is said, and the account stops. */
static void
test_sunset (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", API "organizations/", 426, "error-426.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_assert_nonnull (strstr (f->error->message, "Advanced page"));
  g_assert_false (luukku_fault_get_info (f->error)->retryable);
}

/* Signing in as the type says: by a token, or with an app by a pasted address. */
static void
test_ways (Desk *f, gconstpointer data)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { ACCOUNT, NULL, options, NULL };
  g_autoptr (GError) error = NULL;
  LuukkuSignIn *sign_in;

  g_assert_false (luukku_linkedin_type.signs_in (&settings));
  g_assert_null (luukku_linkedin_type.get_secrets (&settings)[1].label);
  g_hash_table_insert (options, (gpointer) "client-id", (gpointer) "77abc");
  g_assert_true (luukku_linkedin_type.signs_in (&settings));
  g_assert_cmpstr (luukku_linkedin_type.get_secrets (&settings)[1].name, ==, "app");
  g_assert_null (
      luukku_linkedin_type.sign_in (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_hash_table_insert (options, (gpointer) "redirect", (gpointer) "https://www.kunta.example/luukku/");
  sign_in =
      luukku_linkedin_type.sign_in (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), NULL);
  g_assert_true (luukku_sign_in_is_pasted (sign_in));
  g_assert_true (g_str_has_prefix (
      luukku_sign_in_get_address (sign_in),
      "https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=77abc&"
      "redirect_uri=https%3A%2F%2Fwww.kunta.example%2Fluukku%2F&scope=r_organization_social%20"
      "w_organization_social%20rw_organization_admin&state="));
  g_object_unref (sign_in);
}

/* --- fetching */

static void
test_fetch (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;
  LuukkuMessage *message;

  expect_quiet_weeks (f);
  expect_three (f);
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->threads->len, ==, 1);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_false (batch->more || batch->missed);
  thread = batch->threads->pdata[0];
  g_assert_cmpstr (thread->conversation_id, ==, TOP);
  g_assert_cmpstr (thread->title, ==, "Uimahalli aukeaa #uimahalli");
  g_assert_true (thread->is_public && thread->can_reply);
  g_assert_cmpstr (thread->resident_id, ==, "urn:li:person:yrZCpj2Z12");
  message = luukku_batch_find_message (batch, TOP);
  g_assert_cmpstr (luukku_message_get_text (message), ==, "Milloin halli aukeaa?");
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "urn:li:person:yrZCpj2Z12");
  message = luukku_batch_find_message (batch, COMMENT ("6635")); /* its name stood in "$URN" */
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, TOP);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, TOP);
  message = luukku_batch_find_message (batch, COMMENT ("6636"));
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
}

/* Sixty days are kept; they are read week by week. */
static void
test_spans (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const char *first, *last;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-empty.json");
  batch = fetch_well (f);
  first = luukku_request_get_url (g_ptr_array_index (luukku_fake_transport_get_requests (f->net), 0));
  last = luukku_request_get_url (luukku_adapter_fixture_request (f));
  g_assert_nonnull (strstr (first, "(start:1789986600000,end:1790591400000)&start=0&count=50"));
  g_assert_nonnull (strstr (last, ",end:1795170600000)"));
  luukku_batch_free (g_steal_pointer (&batch));
  luukku_manual_clock_advance (f->clock, 5 * G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect (f->net, "GET", "(start:1795167000000,end:1795170900000)", "news-empty.json");
  batch = fetch_well (f);
}

/* Some notifications come twice: each comment is fetched once. */
static void
test_again (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_manual_clock_advance (f->clock, 5 * G_TIME_SPAN_MINUTE);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-again.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 0);
}

static void
test_full_pages (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", "&start=0&count=50", "full-page.json");
  luukku_fake_transport_expect (f->net, "GET", "&start=50&count=50", "news-empty.json");
  batch = fetch_well (f);
  g_assert_false (batch->more);
}

static void
test_edit_delete (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) edited = NULL, gone = NULL;

  fetch_first (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-edit.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6634", "comment-edited.json");
  edited = fetch_well (f);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (edited, TOP)), ==,
                   "Milloin halli aukeaa? Entä sauna?");
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-delete.json");
  gone = fetch_well (f);
  g_assert_cmpuint (gone->messages->len, ==, 0);
  g_assert_cmpuint (gone->gone->len, ==, 1);
  g_assert_cmpstr (gone->gone->pdata[0], ==, COMMENT ("6635"));
}

static void
test_mention (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-mention.json");
  luukku_fake_transport_expect (f->net, "GET", API "posts/urn%3Ali%3Ashare%3A7009009009009009009",
                                "mention.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (batch->messages->pdata[0]), ==,
                   "Kiitos Esimerkkikaupunki hyvästä palvelusta");
  thread = luukku_batch_find_thread (batch, MENTION);
  g_assert_true (thread->is_public && thread->can_reply);
}

/* A person's post is not shown to a page's program: the clerk is told that it is there. */
static void
test_mention_unseen (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-mention.json");
  luukku_fake_transport_expect_status (f->net, "GET", API "posts/", 403, "error-403.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_nonnull (strstr (luukku_message_get_text (batch->messages->pdata[0]), "Open LinkedIn"));
  g_assert_false (luukku_batch_find_thread (batch, MENTION)->can_reply);
}

static void
test_gone_meanwhile (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news.json");
  luukku_fake_transport_expect_status (f->net, "GET", API "posts/", 403, "error-403.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/comments/6634", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6635", "comment-reply.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6636", "comment-ours.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpstr (batch->gone->pdata[0], ==, TOP);
}

static void
test_odd (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6634", "comment-odd.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpuint (batch->skipped, >=, 6);
}

/* The day's calls are used up in the middle: what was read is kept, the rest waits, over a restart too; and
 * the next try is after midnight of universal time. */
static void
test_used_up (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, none = NULL, rest = NULL;

  expect_quiet_weeks (f);
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news.json");
  luukku_fake_transport_expect (f->net, "GET", API "posts/", "post.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6634", "comment-top.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/comments/6635", 429, "error-429.json");
  batch = fetch_well (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect_status (f->net, "GET", "/comments/6635", 429, "error-429.json");
  none = luukku_adapter_fixture_fetch_on (f);
  g_assert_null (none);
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, >, 13 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, <=,
                   13 * G_TIME_SPAN_HOUR + 30 * G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect (f->net, "GET", "/comments/6635", "comment-reply.json");
  luukku_fake_transport_expect (f->net, "GET", "/comments/6636", "comment-ours.json");
  luukku_fake_transport_expect (f->net, "GET", NEWS, "news-empty.json");
  rest = fetch_well (f);
  g_assert_cmpuint (rest->messages->len, ==, 2);
}

/* More than sixty days away: what came between can no longer be had, and that is said. */
static void
test_away (Desk *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  fetch_first (f);
  luukku_manual_clock_advance (f->clock, 61 * G_TIME_SPAN_DAY);
  for (guint i = 0; i < 9; i++)
    luukku_fake_transport_expect (f->net, "GET", NEWS, "news-empty.json");
  batch = fetch_well (f);
  g_assert_true (batch->missed);
}

/* Through the real store: a program that ends before it has stored, and one that ends after; nothing is lost,
 * nothing is there twice, an edit is a later version. */
static void
test_store (Desk *f, gconstpointer data)
{
  Fixture *town = fixture_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autofree char *cursor = luukku_store_get_cursor (town->store, CHANNEL, NULL);
    g_autoptr (LuukkuBatch) batch = NULL;

    if (i < 2) {
      expect_quiet_weeks (f);
      expect_three (f);
    } else {
      luukku_fake_transport_expect (f->net, "GET", NEWS, "news-edit.json");
      luukku_fake_transport_expect (f->net, "GET", "/comments/6634", "comment-edited.json");
    }
    batch = luukku_adapter_fixture_fetch (f, cursor);
    g_assert_no_error (f->error);
    if (i > 0)
      g_assert_true (luukku_inbox_receive (town->inbox, CHANNEL, batch, &error));
    g_assert_no_error (error);
    luukku_adapter_fixture_restart (f);
  }
  g_assert_cmpint (luukku_store_count_messages (town->store, NULL), ==, 3);
  {
    g_autoptr (LuukkuConversation) of = luukku_store_find_conversation (town->store, CHANNEL, TOP, NULL);
    g_autoptr (GPtrArray) messages =
        luukku_store_list_messages (town->store, luukku_conversation_peek (of)->id, 0, NULL);

    g_assert_cmpuint (((LuukkuStoredMessage *) messages->pdata[0])->versions, ==, 1);
  }
  fixture_free (town);
}

/* --- replies */

static void
test_send (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL;

  luukku_fake_transport_expect_body (f->net, "POST", API "socialActions/" ENCODED_TOP "/comments", 201, "");
  luukku_fake_transport_with_header (f->net, "x-restli-id", "6640");
  id = send_reply (f, TOP, "Vastaus");
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, COMMENT ("6640"));
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "{\"actor\":\"" ORG "\",\"object\":\"" ACTIVITY "\",\"parentComment\":\"" TOP
                   "\",\"message\":{\"text\":\"Vastaus\"}}");
}

static void
test_send_confirmed (Desk *f, gconstpointer data)
{
  g_autofree char *named = NULL, *told = NULL, *body = NULL;

  luukku_fake_transport_expect_body (f->net, "POST", "/comments", 201, "");
  luukku_fake_transport_with_header (f->net, "X-RestLi-Id",
                                     "urn%3Ali%3Acomment%3A%28" ENCODED_ACTIVITY "%2C6641%29");
  named = send_reply (f, TOP, "Vastaus");
  g_assert_cmpstr (named, ==, COMMENT ("6641"));
  luukku_fake_transport_expect_status (
      f->net, "POST", "/socialActions/urn%3Ali%3Ashare%3A7009009009009009009/comments", 201, "sent.json");
  told = send_reply (f, MENTION, "Vastaus"); /* under a post that mentions the page */
  g_assert_cmpstr (told, ==, COMMENT ("6640"));
  body = luukku_adapter_fixture_body (f);
  g_assert_null (strstr (body, "parentComment"));
  luukku_fake_transport_expect_body (f->net, "POST", "/comments", 201, "");
  g_assert_null (send_reply (f, TOP, "Vastaus")); /* by nothing: it may be there */
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_send_nowhere (Desk *f, gconstpointer data)
{
  static const char *const nobody[] = { "x", ORG, "urn:li:person:a", "private:" TOP, "urn:li:comment:(x,1)" };
  g_autofree char *longer = g_strnfill (1251, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (nobody); i++) {
    g_assert_null (send_reply (f, nobody[i], "Vastaus"));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
  g_assert_null (send_reply (f, TOP, longer));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

static void
test_send_lost (Desk *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect_status (f->net, "POST", "/comments", 500, "error-500.json");
  g_assert_null (send_reply (f, TOP, "Vastaus kysymykseen"));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect (f->net, "GET", API "socialActions/" ENCODED_TOP "/comments?start=0&count=50",
                                "replies.json");
  id = find_sent (f, TOP, "Vastaus kysymykseen");
  g_assert_cmpstr (id, ==, COMMENT ("6640"));
  luukku_fake_transport_expect (f->net, "GET", "/comments?start=0&count=50", "replies.json");
  g_assert_null (find_sent (f, TOP, "Muu vastaus"));
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "/comments?start=0&count=50", "replies-full.json");
  g_assert_null (find_sent (f, TOP, "Muu vastaus"));
  g_assert_nonnull (f->error); /* there may be more than was shown */
}

static void
test_delete (Desk *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", API "socialActions/" ENCODED_ACTIVITY "/comments/6636",
                                "comment-ours.json");
  luukku_fake_transport_expect_body (f->net, "DELETE",
                                     API "socialActions/" ENCODED_ACTIVITY
                                         "/comments/6636?actor=urn%3Ali%3Aorganization%3A12345678",
                                     204, "");
  g_assert_true (delete_it (f, COMMENT ("6636")));
  luukku_fake_transport_expect_status (f->net, "GET", "/comments/6636", 404, "error-404.json");
  g_assert_true (delete_it (f, COMMENT ("6636"))); /* gone already */
  luukku_fake_transport_expect (f->net, "GET", "/comments/6634", "comment-top.json");
  g_assert_false (delete_it (f, TOP)); /* somebody else's: nothing is tried */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_nonnull (strstr (f->error->message, "LinkedIn itself"));
  g_assert_false (delete_it (f, MENTION));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* --- pure parts */

static void
test_errors (void)
{
  static const struct {
    guint status;
    const char *body;
    int kind; /* -1: no error */
    gboolean retry, reauth;
  } cases[] = {
    { 200, "{}", -1, FALSE, FALSE },
    { 201, "", -1, FALSE, FALSE },
    { 204, "", -1, FALSE, FALSE },
    { 200, "", LUUKKU_FAULT_BAD_ANSWER, TRUE, FALSE },
    { 200, "[]", LUUKKU_FAULT_BAD_ANSWER, TRUE, FALSE },
    { 400, "{\"message\":\"x\"}", LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE },
    { 400, "{\"message\":\"Text is too long\"}", LUUKKU_FAULT_TOO_LONG, FALSE, FALSE },
    { 400, "{\"code\":\"NONEXISTENT_VERSION\"}", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 426, "{\"message\":\"Requested version 20240101 is not active\"}", LUUKKU_FAULT_SETTINGS, FALSE,
      FALSE },
    { 426, "", LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
    { 401, "{\"serviceErrorCode\":65601}", LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 401, "", LUUKKU_FAULT_AUTH, FALSE, TRUE },
    { 403, "{\"serviceErrorCode\":100}", LUUKKU_FAULT_PERMISSION, FALSE, FALSE },
    { 403, "<html>", LUUKKU_FAULT_BAD_ANSWER, TRUE, FALSE },
    { 404, "{}", LUUKKU_FAULT_GONE, FALSE, FALSE },
    { 429, "{}", LUUKKU_FAULT_THROTTLED, TRUE, FALSE },
    { 503, "<html>", LUUKKU_FAULT_SERVER, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    g_autoptr (LuukkuResponse) response = luukku_response_new (cases[i].status, NULL, bytes, NOW);
    const LuukkuHttpAnswer answer = {
      .response = response, .root = root, .status = cases[i].status, .now = NOW
    };
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_true (luukku_linkedin_check (&answer, &error) == (cases[i].kind < 0));
    if (cases[i].kind < 0)
      continue;
    g_assert_error (error, LUUKKU_FAULT, cases[i].kind);
    g_assert_true (luukku_fault_get_info (error)->retryable == cases[i].retry);
    g_assert_true (luukku_fault_get_info (error)->needs_reauth == cases[i].reauth);
  }
  g_assert_cmpint (luukku_linkedin_until_midnight (luukku_test_time ("2026-11-20T23:00:00Z")), ==,
                   G_TIME_SPAN_HOUR);
  g_assert_cmpint (luukku_linkedin_until_midnight (luukku_test_time ("2026-11-20T23:59:59Z")), ==,
                   G_TIME_SPAN_MINUTE);
}

static void
test_cursor (void)
{
  static const char *const foreign[] = {
    NULL, "", "{", "17", "{\"version\":2,\"from\":1}", "{\"version\":1,\"from\":-1}"
  };
  g_autoptr (LuukkuLinkedinCursor) cursor = luukku_linkedin_cursor_read (NULL), again = NULL;
  g_autofree char *one = NULL, *other = NULL;

  cursor->from = NOW;
  g_ptr_array_add (cursor->news,
                   luukku_linkedin_news_new ("4711", LUUKKU_LINKEDIN_COMMENT, TOP, MENTION, NOW));
  for (guint i = 0; i <= LUUKKU_LINKEDIN_MAX_TITLES; i++) {
    g_autofree char *post = g_strdup_printf ("urn:li:share:%u", i);

    luukku_linkedin_cursor_set_title (cursor, post, "Uimahalli");
  }
  g_assert_cmpuint (cursor->titles->len, ==, 2 * LUUKKU_LINKEDIN_MAX_TITLES);
  g_assert_null (luukku_linkedin_cursor_get_title (cursor, "urn:li:share:0")); /* the oldest makes room */
  one = luukku_linkedin_cursor_write (cursor);
  again = luukku_linkedin_cursor_read (one);
  other = luukku_linkedin_cursor_write (again);
  g_assert_cmpstr (one, ==, other);
  g_assert_cmpuint (again->news->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autoptr (LuukkuLinkedinCursor) empty = luukku_linkedin_cursor_read (foreign[i]);

    g_assert_cmpint (empty->from, ==, 0);
  }
}

#define ADD(name, test) g_test_add ("/net/linkedin/" name, Desk, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/linkedin/urns", test_urns);
  ADD ("settings", test_settings);
  ADD ("open", test_open);
  ADD ("sunset", test_sunset);
  ADD ("ways", test_ways);
  ADD ("fetch", test_fetch);
  ADD ("spans", test_spans);
  ADD ("again", test_again);
  ADD ("full-pages", test_full_pages);
  ADD ("edit-delete", test_edit_delete);
  ADD ("mention", test_mention);
  ADD ("mention-unseen", test_mention_unseen);
  ADD ("gone-meanwhile", test_gone_meanwhile);
  ADD ("odd", test_odd);
  ADD ("used-up", test_used_up);
  ADD ("away", test_away);
  ADD ("store", test_store);
  ADD ("send", test_send);
  ADD ("send-confirmed", test_send_confirmed);
  ADD ("send-nowhere", test_send_nowhere);
  ADD ("send-lost", test_send_lost);
  ADD ("delete", test_delete);
  g_test_add_func ("/net/linkedin/errors", test_errors);
  g_test_add_func ("/net/linkedin/cursor", test_cursor);
  return g_test_run ();
}
