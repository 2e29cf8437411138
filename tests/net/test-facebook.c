/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-facebook.c: the Facebook adapter against transcripts: settings, opening, fetching, closing: what it
 * asks, and that it loses nothing when the answers are bad. */
#define G_LOG_DOMAIN "luukku"

#include "facebook-fixture.h"

/* --- settings and opening */

static void
test_type (Fixture *f, gconstpointer data)
{
  const LuukkuCapabilities can = luukku_adapter_get_capabilities (f->adapter);

  g_assert_cmpstr (luukku_facebook_type.protocol_id, ==, "prpl-luukku-facebook");
  g_assert_true (luukku_facebook_type.needs_token);
  g_assert_cmpint (can, ==,
                   LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_BAN);
  g_assert_cmpuint (luukku_adapter_get_limits (f->adapter)->max_text, ==, 2000);
  g_assert_cmpint (luukku_adapter_get_limits (f->adapter)->reply_window, ==, G_TIME_SPAN_DAY);
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { PAGE, NULL, TRUE },
    { PAGE, "https://graph.example.org/v25.0/", TRUE },
    { PAGE, "http://127.0.0.1:4015/v25.0", TRUE },
    { PAGE, "http://[::1]:4015/v25.0", TRUE },
    { PAGE, "http://graph.facebook.com/v25.0", FALSE },
    { PAGE, "https://me:secret@graph.facebook.com", FALSE },
    { PAGE, "https://graph.facebook.com/v25.0?access_token=x", FALSE },
    { PAGE, "graph.facebook.com", FALSE },
    { PAGE, "file:///etc", FALSE },
    { "", NULL, FALSE },
    { "kaupunki", NULL, FALSE },
    { "../1", NULL, FALSE },
    { "123456789012345678901234567890123", NULL, FALSE },
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
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/v25.0/" PAGE "?fields=id,name", "page.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
test_open_other_page (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  assert_fault (f, LUUKKU_FAULT_SETTINGS);
}

static void
test_open_unknown_page (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", PAGE, 400, "error-100-33.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  assert_fault (f, LUUKKU_FAULT_SETTINGS);
}

static void
test_open_dead_token (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", PAGE, 400, "error-190.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_AUTH)->needs_reauth);
}

static void
test_open_html (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page.html");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_BAD_ANSWER)->retryable);
}

static void
test_open_without_token (Fixture *f, gconstpointer data)
{
  static const char *const tokens[] = { NULL, "", "  ", "two words", "ä" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    luukku_adapter_close (f->adapter);
    g_clear_object (&f->adapter);
    f->adapter = luukku_adapter_fixture_create (f, PAGE, tokens[i], NULL, NULL);
    g_assert_null (luukku_adapter_fixture_open (f));
    g_assert_true (assert_fault (f, LUUKKU_FAULT_AUTH)->needs_reauth);
  }
}

static void
test_token_is_trimmed (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_close (f->adapter);
  g_clear_object (&f->adapter);
  f->adapter = luukku_adapter_fixture_create (f, PAGE, " " TOKEN "\n", NULL, NULL);
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page.json");
  name = luukku_adapter_fixture_open (f); /* tear_down looks at the header */
  g_assert_nonnull (name);
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) again = NULL;
  const LuukkuThread *thread;

  luukku_fake_transport_expect (f->net, "GET",
                                "/" PAGE
                                "/conversations?platform=messenger&fields=id,updated_time,unread_count,"
                                "participants,can_reply&limit=25",
                                "threads-one.json");
  luukku_fake_transport_expect (
      f->net, "GET",
      "/t_1/messages?fields=id,created_time,from,to,message,attachments,sticker,reply_to,"
      "is_unsupported&limit=20",
      "messages-three.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->threads->len, ==, 1);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_false (batch->more);
  thread = g_ptr_array_index (batch->threads, 0);
  g_assert_cmpstr (thread->resident_id, ==, RESIDENT);
  g_assert_cmpint (thread->window_from, ==, G_MININT64);
  g_assert_cmpstr (luukku_message_get_platform_id (g_ptr_array_index (batch->messages, 0)), ==, "m_1");

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  again = fetch_on (f, &cursor);
  g_assert_cmpuint (again->messages->len, ==, 0);
  g_assert_cmpuint (again->threads->len, ==, 0);
  g_assert_null (again->cursor);
}

static void
test_fetch_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-empty.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 0);
  g_assert_false (batch->more);
}

static void
test_fetch_twenty_first (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;
  const LuukkuThread *thread;

  g_test_summary ("the 21st message pushes the oldest out of the window; nobody deleted it");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-twenty.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 20);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one-moved.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-twenty-first.json");
  next = fetch_on (f, &cursor);
  thread = g_ptr_array_index (next->threads, 0);
  g_assert_cmpint (thread->window_from, ==, luukku_test_time ("2026-11-20T09:22:00Z"));
  g_assert_cmpint (luukku_test_time ("2026-11-20T09:21:00Z"), <, thread->window_from);
}

static void
test_fetch_same_time (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;

  g_test_summary ("a second thread with the very time of the watermark is not lost");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  batch = fetch_on (f, &cursor);
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  next = fetch_on (f, &cursor);
  g_assert_cmpuint (next->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_conversation_id (g_ptr_array_index (next->messages, 0)), ==, "t_2");
}

static void
test_fetch_fresh_thread (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) again = NULL;

  g_test_summary ("updated_time counts seconds: a thread of this very second may bring more within it");
  luukku_manual_clock_set (f->clock, luukku_test_time ("2026-11-20T10:00:01Z"));
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  batch = fetch_on (f, &cursor);
  luukku_manual_clock_advance (f->clock, 15 * G_TIME_SPAN_SECOND);
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-edited.json");
  again = fetch_on (f, &cursor);
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_batch_free (fetch_on (f, &cursor));
}

static void
test_fetch_pages (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary ("the next page is asked by its cursor; paging.next, which holds a token, is not followed");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-page-1.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  luukku_fake_transport_expect (f->net, "GET", "&limit=25&after=UEFHRTI%3D", "threads-page-2.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_3/messages?", "messages-empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_4/messages?", "messages-empty.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->threads->len, ==, 4);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  g_assert_cmpstr (luukku_message_get_platform_id (g_ptr_array_index (batch->messages, 0)), ==, "m_other");
  g_assert_false (batch->more);

  /* t_2 lies below the watermark and its overlap: the walk ends on this page. */
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-page-1.json");
  luukku_batch_free (fetch_on (f, &cursor));
}

static void
test_fetch_share_of_calls (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) rest = NULL;
  gint64 begun = luukku_clock_now (LUUKKU_CLOCK (f->clock));

  g_test_summary ("a fetch has its share of calls, at two a second; the next one goes on, new threads first");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-many.json");
  for (guint i = 0; i < 20; i++)
    luukku_fake_transport_expect (f->net, "GET", "/messages?", "messages-empty.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->threads->len, ==, 20);
  g_assert_true (batch->more);
  g_assert_cmpint (luukku_clock_now (LUUKKU_CLOCK (f->clock)) - begun, >=, 10 * G_TIME_SPAN_SECOND);

  luukku_fake_transport_expect (f->net, "GET", "/conversations?",
                                "threads-one.json"); /* the head: t_1 is new */
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-many.json"); /* the rest */
  for (guint i = 20; i < 25; i++) {
    g_autofree char *part = g_strdup_printf ("/t_%u/messages?", 100 + i);

    luukku_fake_transport_expect (f->net, "GET", part, "messages-empty.json");
  }
  rest = fetch_on (f, &cursor);
  g_assert_cmpuint (rest->threads->len, ==, 6);
  g_assert_false (rest->more);
}

static void
test_fetch_page_expired (Fixture *f, gconstpointer data)
{
  const char *cursor =
      "{\"version\":1,\"watermark\":1795168800000000,\"seen\":[{\"id\":\"t_1\",\"at\":1795168800000000}],"
      "\"backfill\":{\"after\":\"OLD\",\"floor\":0,\"pages\":3,\"done\":[]}}";
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json"); /* looked at again */
  luukku_fake_transport_expect_status (f->net, "GET", "&after=OLD", 400, "error-100.json");
  batch = luukku_adapter_fixture_fetch (f, cursor);
  g_assert_no_error (f->error);
  g_assert_false (batch->more);
  g_assert_nonnull (strstr (batch->cursor, "backfill"));
  g_assert_null (strstr (batch->cursor, "OLD"));
}

static void
test_fetch_looks_again (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;

  g_test_summary (
      "an edit does not move its thread: every tenth fetch reads the newest threads all the same");
  for (guint i = 0; i <= 10; i++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
    if (i % 10 == 0)
      luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?",
                                    i == 0 ? "messages-three.json" : "messages-edited.json");
    batch = fetch_on (f, &cursor);
    g_assert_cmpuint (batch->messages->len, ==, i == 0 ? 3 : i == 10 ? 2 : 0);
  }
}

static void
test_fetch_thread_fails (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;
  const LuukkuThread *thread;

  g_test_summary (
      "one bad thread costs its turn only, proves nothing about its messages, and is tried again");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/t_2/messages?", 500, "error-transient.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, ==, 1);
  thread = g_ptr_array_index (batch->threads, 0);
  g_assert_cmpstr (thread->conversation_id, ==, "t_2");
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);

  luukku_fake_transport_expect (f->net, "GET", "/conversations?",
                                "threads-one.json"); /* t_2 does not stand there */
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  next = fetch_on (f, &cursor);
  g_assert_cmpuint (next->messages->len, ==, 1);
  thread = g_ptr_array_index (next->threads, 0);
  g_assert_cmpstr (thread->resident_id, ==, "7002"); /* from the message */

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_batch_free (fetch_on (f, &cursor));
}

static void
test_fetch_thread_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/t_1/messages?", 400, "error-100-33.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->skipped, ==, 1);
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_batch_free (fetch_on (f, &cursor));
}

static void
test_fetch_trouble_halfway (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) rest = NULL;

  g_test_summary ("what was read before the trouble is delivered; the next fetch reads the rest");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/t_1/messages?", 400, "error-613.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_false (batch->more);

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  rest = fetch_on (f, &cursor);
  g_assert_cmpuint (rest->messages->len, ==, 3);
}

static void
test_fetch_connection_lost (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) rest = NULL;

  g_test_summary ("a thread whose answer never comes does not stand in front of the others for ever");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "/t_2/messages?", LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 3);

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  rest = fetch_on (f, &cursor);
  g_assert_cmpuint (rest->messages->len, ==, 1);
  g_assert_cmpstr (((LuukkuThread *) g_ptr_array_index (rest->threads, 0))->resident_name, ==, "Asukas 2");
}

static void
test_fetch_network_down (Fixture *f, gconstpointer data)
{
  g_test_summary ("two lost connections in one fetch are the network's: told, and nothing moved");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "/t_2/messages?", LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_expect_fault (f->net, "GET", "/t_1/messages?", LUUKKU_FAULT_NETWORK);
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
  assert_fault (f, LUUKKU_FAULT_NETWORK);
}

static void
test_fetch_throttled (Fixture *f, gconstpointer data)
{
  const LuukkuFaultInfo *info;

  luukku_fake_transport_expect_status (f->net, "GET", "/conversations?", 400, "error-613.json");
  luukku_fake_transport_with_header (f->net, "X-Business-Use-Case-Usage",
                                     "{\"" PAGE
                                     "\":[{\"type\":\"messenger\",\"estimated_time_to_regain_access\":5}]}");
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
  info = assert_fault (f, LUUKKU_FAULT_THROTTLED);
  g_assert_true (info->retryable);
  g_assert_cmpint (info->retry_after, ==, 5 * G_TIME_SPAN_MINUTE);
}

static void
test_fetch_bad_lists (Fixture *f, gconstpointer data)
{
  const char *const bodies[] = {
    "", "{}", "[]", "{\"data\":{}}", "{\"data\":[{}]}", "<html>", "{\"data\":["
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    luukku_fake_transport_expect_body (f->net, "GET", "/conversations?", 200, bodies[i]);
    g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
    g_assert_true (assert_fault (f, LUUKKU_FAULT_BAD_ANSWER)->retryable);
  }
}

static void
test_fetch_damaged_cursor (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-one.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  batch = luukku_adapter_fixture_fetch (f, "{\"version\":99}");
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_nonnull (batch->cursor);
}

static void
test_fetch_future (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;

  g_test_summary ("a thread from the year 2999 must not blind us for everything before it");
  luukku_fake_transport_expect_body (
      f->net, "GET", "/conversations?", 200,
      "{\"data\":[{\"id\":\"t_9\",\"updated_time\":\"2999-01-01T00:00:00+0000\"}]}");
  luukku_fake_transport_expect (f->net, "GET", "/t_9/messages?", "messages-one.json");
  luukku_batch_free (fetch_on (f, &cursor));
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  luukku_fake_transport_expect_body (
      f->net, "GET", "/conversations?", 200,
      "{\"data\":[{\"id\":\"t_1\",\"updated_time\":\"2026-11-20T12:00:00+0000\"}]}");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-three.json");
  luukku_batch_free (fetch_on (f, &cursor));
}

/* --- closing */

static void
test_close_in_flight (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit init = reply_of (f, 0, REPLY);
  g_autoptr (LuukkuSendRequest) reply = luukku_send_request_new (&init);
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) sent = NULL;
  g_autoptr (GError) error = NULL;

  luukku_fake_transport_expect_hang (f->net, "GET", "/conversations?");
  luukku_fake_transport_expect_hang (f->net, "POST", "/messages");
  luukku_adapter_fetch_async (f->adapter, NULL, NULL, luukku_test_got_result, &fetched);
  luukku_adapter_send_async (f->adapter, reply, NULL, luukku_test_got_result, &sent);
  g_assert_null (luukku_test_wait (&fetched));
  luukku_adapter_close (f->adapter);
  luukku_adapter_close (f->adapter);
  g_assert_nonnull (luukku_test_wait (&fetched));
  g_assert_nonnull (luukku_test_wait (&sent));
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, fetched, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
  g_assert_null (luukku_adapter_send_finish (f->adapter, sent, &f->error));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_CANCELLED)->ambiguous_send);
}

static void
test_close_while_waiting (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  g_test_summary ("the third call of this second waits for its turn; closing ends the waiting");
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page.json");
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page.json");
  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &first);
  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &second);
  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &third);
  g_assert_nonnull (luukku_test_wait (&first));
  g_assert_nonnull (luukku_test_wait (&second));
  g_assert_null (luukku_test_wait (&third));
  name = luukku_adapter_open_finish (f->adapter, first, NULL);
  g_assert_nonnull (name);
  g_free (luukku_adapter_open_finish (f->adapter, second, NULL));
  luukku_adapter_close (f->adapter);
  g_assert_nonnull (luukku_test_wait (&third));
  g_assert_null (luukku_adapter_open_finish (f->adapter, third, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
}

static void
test_cancel_by_caller (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  luukku_fake_transport_expect_hang (f->net, "GET", "/conversations?");
  luukku_adapter_fetch_async (f->adapter, NULL, cancellable, luukku_test_got_result, &result);
  g_assert_null (luukku_test_wait (&result));
  g_cancellable_cancel (cancellable);
  g_assert_nonnull (luukku_test_wait (&result));
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, result, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
}

static void
test_cancel_halfway (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("a cancelled fetch delivers nothing: the cursor has not moved, so nothing is lost");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "threads-two-same-time.json");
  luukku_fake_transport_expect (f->net, "GET", "/t_2/messages?", "messages-one.json");
  luukku_fake_transport_expect_hang (f->net, "GET", "/t_1/messages?");
  luukku_adapter_fetch_async (f->adapter, NULL, cancellable, luukku_test_got_result, &result);
  g_assert_null (luukku_test_wait (&result));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  g_assert_null (luukku_test_wait (&result));
  g_cancellable_cancel (cancellable);
  g_assert_nonnull (luukku_test_wait (&result));
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, result, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
}

static const Case cases[] = {
  { "/facebook/open/type", test_type },
  { "/facebook/open/settings", test_settings },
  { "/facebook/open/ok", test_open },
  { "/facebook/open/other-page", test_open_other_page },
  { "/facebook/open/unknown-page", test_open_unknown_page },
  { "/facebook/open/dead-token", test_open_dead_token },
  { "/facebook/open/html", test_open_html },
  { "/facebook/open/without-token", test_open_without_token },
  { "/facebook/open/token-is-trimmed", test_token_is_trimmed },
  { "/facebook/fetch/new-and-again", test_fetch },
  { "/facebook/fetch/nothing", test_fetch_nothing },
  { "/facebook/fetch/twenty-first", test_fetch_twenty_first },
  { "/facebook/fetch/same-time", test_fetch_same_time },
  { "/facebook/fetch/fresh-thread", test_fetch_fresh_thread },
  { "/facebook/fetch/pages", test_fetch_pages },
  { "/facebook/fetch/share-of-calls", test_fetch_share_of_calls },
  { "/facebook/fetch/page-expired", test_fetch_page_expired },
  { "/facebook/fetch/looks-again", test_fetch_looks_again },
  { "/facebook/fetch/thread-fails", test_fetch_thread_fails },
  { "/facebook/fetch/thread-gone", test_fetch_thread_gone },
  { "/facebook/fetch/trouble-halfway", test_fetch_trouble_halfway },
  { "/facebook/fetch/connection-lost", test_fetch_connection_lost },
  { "/facebook/fetch/network-down", test_fetch_network_down },
  { "/facebook/fetch/throttled", test_fetch_throttled },
  { "/facebook/fetch/bad-lists", test_fetch_bad_lists },
  { "/facebook/fetch/damaged-cursor", test_fetch_damaged_cursor },
  { "/facebook/fetch/future", test_fetch_future },
  { "/facebook/close/in-flight", test_close_in_flight },
  { "/facebook/close/while-waiting", test_close_while_waiting },
  { "/facebook/close/by-caller", test_cancel_by_caller },
  { "/facebook/close/halfway", test_cancel_halfway },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  return run_cases (cases, G_N_ELEMENTS (cases));
}
