/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-graph-comments.c: public comments of Facebook and Instagram against transcripts: new ones under old
 * posts, busy posts, missing authors, replies in public and in private, and what is asked before a comment is
 * hidden or deleted. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"
#include "graph/luukku-graph-comments-parse.h"
#include "instagram/luukku-instagram.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "luukku-adapter-fixture.h"
#include "model/luukku-conversation.h"

#define PAGE "104455667788990"
#define OWN "17841400000000001"
#define AINO "7001002003004005"
#define TOKEN "EAAsecretPageToken"
#define REPLY "Halli on auki klo 6–20."

typedef LuukkuAdapterFixture Fixture;

static void
open_account (Fixture *f)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/v25.0/" PAGE "?fields=", "page.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
}

/* @data: the folder. */
static void
set_up (Fixture *f, gconstpointer data)
{
  static LuukkuAdapterSubject facebook = { &luukku_facebook_comments_type, PAGE, TOKEN, "facebook", 0, NULL };
  static LuukkuAdapterSubject instagram = { &luukku_instagram_comments_type, PAGE, TOKEN, "instagram", 0, NULL };
  LuukkuAdapterSubject *subject = g_str_equal (data, "facebook") ? &facebook : &instagram;

  subject->now = luukku_test_time ("2026-11-20T10:05:00Z");
  luukku_adapter_fixture_begin (f, subject);
  open_account (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, "oken");
  luukku_adapter_fixture_end (f);
}

static LuukkuBatch *
fetch_on (Fixture *f, char **cursor)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch (f, *cursor);

  g_assert_no_error (f->error);
  if (batch->cursor != NULL) {
    g_free (*cursor);
    *cursor = g_strdup (batch->cursor);
  }
  return batch;
}

/* --- reading */

#define FEED "/v25.0/" PAGE "/feed?fields=id,message,comments.filter(stream).order(reverse_chronological)"

static void
test_feed (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;
  LuukkuMessage *nobody;

  luukku_fake_transport_expect (f->net, "GET", FEED, "feed.json");
  luukku_fake_transport_expect (f->net, "GET", "&after=UDI%3D", "feed-older.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 6);
  g_assert_false (batch->more);
  thread = luukku_batch_find_thread (batch, "1_10");
  g_assert_true (thread->is_public);
  g_assert_true (thread->can_reply);
  g_assert_cmpstr (thread->title, ==, "Uimahalli avataan");
  g_assert_cmpstr (thread->resident_id, ==, AINO);
  g_assert_cmpint (thread->window_from, ==, G_MININT64);
  /* a reply to a reply belongs to the same conversation */
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "1_12")), ==,
                   "1_10");
  g_assert_cmpstr (luukku_message_get_reply_to (luukku_batch_find_message (batch, "1_12")), ==, "1_11");
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "1_11")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "1_12")), ==,
                   LUUKKU_DIRECTION_IN);
  /* missing "from": shown as unknown, never dropped */
  nobody = luukku_batch_find_message (batch, "2_20");
  g_assert_nonnull (nobody);
  g_assert_null (luukku_message_get_author_id (nobody));
  g_assert_null (luukku_message_get_author_name (nobody));
  g_assert_cmpint (luukku_message_get_direction (nobody), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpuint (luukku_message_get_attachments (luukku_batch_find_message (batch, "2_19"))->len, ==, 1);
  g_assert_cmpstr (luukku_batch_find_thread (batch, "4_40")->title, ==, "Kymmenen vuotta vanha");
}

static void
test_old_post (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;

  g_test_summary ("each fetch looks at the newest posts and at the next page of older ones, round and round");
  for (guint round = 0; round < 3; round++) {
    g_autoptr (LuukkuBatch) batch = NULL;

    luukku_fake_transport_expect (f->net, "GET", FEED, "feed.json");
    luukku_fake_transport_expect (f->net, "GET", "&after=UDI%3D", "feed-older.json");
    batch = fetch_on (f, &cursor);
    g_assert_nonnull (luukku_batch_find_message (batch, "4_40"));
    luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  }
}

static void
test_busy_post (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) again = NULL;

  g_test_summary ("more comments than one call gives are walked down, once; then only new ones count");
  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-busy.json");
  luukku_fake_transport_expect (f->net, "GET", "/" PAGE "_1/comments?", "comments-more.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 45);
  g_assert_cmpstr (luukku_batch_find_thread (batch, "1_60")->title, ==, "Uimahalli avataan");
  g_assert_cmpint (luukku_batch_find_thread (batch, "1_100")->window_from, ==,
                   luukku_test_time ("2026-11-20T09:26:00Z"));
  g_assert_cmpint (luukku_batch_find_thread (batch, "1_60")->window_from, ==, G_MAXINT64);
  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-busy-again.json");
  again = fetch_on (f, &cursor);
  g_assert_nonnull (luukku_batch_find_message (again, "1_101"));
}

static void
test_busy_post_in_trouble (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) again = NULL;

  g_test_summary ("what could not be walked waits in the cursor, through a restart");
  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-busy.json");
  luukku_fake_transport_expect_fault (f->net, "GET", "/comments?", LUUKKU_FAULT_NETWORK);
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 25);
  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-busy-again.json");
  luukku_fake_transport_expect (f->net, "GET", "&after=RDE%3D", "comments-more.json");
  again = fetch_on (f, &cursor);
  g_assert_nonnull (luukku_batch_find_message (again, "1_60"));
  g_assert_nonnull (luukku_batch_find_message (again, "1_101"));
}

static void
test_edited_and_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-head-again.json");
  luukku_fake_transport_expect (f->net, "GET", "&after=UDI%3D", "feed-older.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "1_10")), ==,
                   "Milloin halli avataan? (muokattu)");
  g_assert_null (luukku_batch_find_message (batch, "1_11"));
  g_assert_cmpint (luukku_batch_find_thread (batch, "1_10")->window_from, ==,
                   G_MININT64); /* the whole was read */
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-odd.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_cmpuint (batch->skipped, >=, 8);
  g_assert_cmpint (luukku_message_get_sent_at (luukku_batch_find_message (batch, "5")), ==,
                   luukku_message_get_fetched_at (luukku_batch_find_message (batch, "5")));
  g_assert_cmpint (luukku_batch_find_thread (batch, "5")->window_from, ==, G_MAXINT64);
  g_assert_false (luukku_batch_find_thread (batch, "5")->can_reply);
}

static void
test_empty_and_trouble (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", FEED, "feed-empty.json");
  batch = luukku_adapter_fixture_fetch (f, "not a cursor of ours");
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 0);
  luukku_fake_transport_expect_status (f->net, "GET", FEED, 403, "error-613.json");
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  luukku_fake_transport_expect (f->net, "GET", FEED, "page.html");
  g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static void
test_media (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *thread;

  g_test_summary ("the other API's words: text, timestamp, username, replies inside their comment");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/" OWN "/media?fields=id,caption,comments.limit(50)",
                                "media.json");
  batch = fetch_on (f, &cursor);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  thread = luukku_batch_find_thread (batch, "17900000000000010");
  g_assert_cmpstr (thread->title, ==, "Uimahalli avataan 🏊");
  g_assert_cmpstr (thread->resident_name, ==, "aino.esimerkki");
  g_assert_cmpint (thread->window_from, ==, G_MININT64);
  g_assert_true (thread->is_public);
  g_assert_cmpstr (
      luukku_message_get_conversation_id (luukku_batch_find_message (batch, "17900000000000011")), ==,
      "17900000000000010");
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "17900000000000011")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "17900000000000012")), ==,
                   "Nimetön");
}

/* --- answering */

static char *
send_reply (Fixture *f, const char *conversation, const char *text, gboolean look_up)
{
  g_autofree char *channel = g_strconcat (f->subject->type->id, ":" PAGE, NULL);
  const LuukkuSendRequestInit init = { .channel = channel,
                                       .conversation_id = conversation,
                                       .text = text,
                                       .idempotency_key = "key-1",
                                       .queued_at = luukku_clock_now (LUUKKU_CLOCK (f->clock)) };

  return look_up ? luukku_adapter_fixture_find_sent (f, &init) : luukku_adapter_fixture_send (f, &init);
}

static void
check_body (Fixture *f, const char *method, const char *wanted)
{
  g_autofree char *body = luukku_adapter_fixture_body (f);

  g_assert_cmpstr (luukku_request_get_method (luukku_adapter_fixture_request (f)), ==, method);
  g_assert_cmpstr (body, ==, wanted);
}

static void
test_reply (Fixture *f, gconstpointer data)
{
  gboolean facebook = g_str_equal (data, "facebook");
  const char *comment = facebook ? "1_10" : "17900000000000010";
  g_autofree char *edge = g_strconcat ("/v25.0/", comment, facebook ? "/comments" : "/replies", NULL);
  g_autofree char *private_one = g_strconcat (LUUKKU_PRIVATE_CONVERSATION, comment, NULL);
  g_autofree char *wanted = g_strdup_printf (
      "{\"recipient\":{\"comment_id\":\"%s\"},\"message\":{\"text\":\"" REPLY "\"}}", comment);
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  luukku_fake_transport_expect (f->net, "POST", edge, "comment-created.json");
  id = send_reply (f, comment, REPLY, FALSE);
  g_assert_no_error (f->error);
  g_assert_nonnull (id);
  check_body (f, "POST", "{\"message\":\"" REPLY "\"}");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/" PAGE "/messages",
                                facebook ? "sent-ok.json" : "sent.json");
  other = send_reply (f, private_one, REPLY, FALSE);
  g_assert_nonnull (other);
  check_body (f, "POST", wanted);
  g_assert_null (send_reply (f, "..", REPLY, FALSE));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_null (send_reply (f, comment, "", FALSE));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  luukku_fake_transport_expect (f->net, "POST", edge, "page.html");
  g_assert_null (send_reply (f, comment, REPLY, FALSE));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_find_reply (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10/comments?fields=", "replies.json");
  id = send_reply (f, "1_10", REPLY, TRUE);
  g_assert_cmpstr (id, ==, "1_99");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10/comments?fields=", "replies.json");
  g_assert_null (send_reply (f, "1_10", "Jotain muuta", TRUE));
  g_assert_no_error (f->error);
  g_assert_null (send_reply (f, LUUKKU_PRIVATE_CONVERSATION "1_10", REPLY, TRUE));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

/* --- acts */

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *message, const char *resident)
{
  g_autofree char *channel = g_strconcat (f->subject->type->id, ":" PAGE, NULL);
  const LuukkuActInit init = { .kind = kind,
                               .channel = channel,
                               .conversation_id = "1_10",
                               .message_id = message,
                               .resident_id = resident };

  return luukku_adapter_fixture_act (f, &init);
}

static void
test_hide (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?fields=id,is_hidden,can_hide,can_remove",
                                "comment-rights.json");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/1_10", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, "1_10", NULL));
  check_body (f, "POST", "{\"is_hidden\":true}");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights-hidden.json");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/1_10", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_UNHIDE, "1_10", NULL));
  check_body (f, "POST", "{\"is_hidden\":false}");
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights-hidden.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, "1_10", NULL)); /* hidden already: done */
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights-none.json");
  g_assert_false (act (f, LUUKKU_ACT_HIDE, "1_10", NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights.json");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/1_10", "no-success.json");
  g_assert_false (act (f, LUUKKU_ACT_HIDE, "1_10", NULL));
  g_assert_false (act (f, LUUKKU_ACT_HIDE, NULL, AINO)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
test_delete (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights.json");
  luukku_fake_transport_expect (f->net, "DELETE", "/v25.0/1_10", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, "1_10", NULL));
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/1_10?", "comment-rights-none.json");
  g_assert_false (act (f, LUUKKU_ACT_DELETE, "1_10", NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect_status (f->net, "GET", "/v25.0/1_10?", 400, "error-100-33.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, "1_10", NULL)); /* gone already: done */
}

static void
test_ban (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/" PAGE "/moderate_conversations", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, NULL, AINO));
  check_body (f, "POST", "{\"user_ids\":[{\"id\":\"" AINO "\"}],\"actions\":[\"ban_user\"]}");
  luukku_fake_transport_expect (f->net, "POST", "/moderate_conversations", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, NULL, AINO));
  check_body (f, "POST", "{\"user_ids\":[{\"id\":\"" AINO "\"}],\"actions\":[\"unban_user\"]}");
  g_assert_false (act (f, LUUKKU_ACT_BAN, "2_20", NULL)); /* nobody knows who */
}

static void
test_hide_other_word (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/v25.0/17900000000000010?fields=id,hidden",
                                "comment-rights.json");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/17900000000000010", "success.json");
  g_assert_true (act (f, LUUKKU_ACT_HIDE, "17900000000000010", NULL));
  check_body (f, "POST", "{\"hide\":true}");
}

/* --- the cursor */

static void
test_sweep (void)
{
  g_autoptr (LuukkuGraphSweep) sweep = luukku_graph_sweep_parse (NULL);
  g_autoptr (LuukkuGraphSweep) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  g_test_summary ("what is older than the sweep before the last one has been read");
  g_assert_cmpint (luukku_graph_sweep_get_floor (sweep), ==, G_MININT64);
  for (gint64 start = 1; start < 4; start++) {
    sweep->start = start * G_TIME_SPAN_HOUR;
    luukku_graph_sweep_complete (sweep);
  }
  g_assert_cmpint (luukku_graph_sweep_get_floor (sweep), ==,
                   2 * G_TIME_SPAN_HOUR - LUUKKU_GRAPH_OVERLAP_COMMENTS);
  text = luukku_graph_sweep_to_string (sweep);
  again = luukku_graph_sweep_parse (text);
  same = luukku_graph_sweep_to_string (again);
  g_assert_cmpstr (text, ==, same);
}

static void
test_sweep_hole (void)
{
  g_autoptr (LuukkuGraphSweep) sweep = luukku_graph_sweep_parse (NULL);
  LuukkuGraphComments page = { .after = (char *) "a", .oldest = 500, .newest = 900 };
  LuukkuGraphPost post = { .id = (char *) "p", .comments = &page };
  const LuukkuGraphDeep *deep;

  g_assert_true (luukku_graph_sweep_note_newest (sweep, &post));
  deep = g_ptr_array_index (sweep->deep, 0);
  page = (LuukkuGraphComments){ .after = (char *) "b", .oldest = 800, .newest = 950 };
  g_assert_true (luukku_graph_sweep_note_newest (sweep, &post)); /* meets what was seen: goes on */
  g_assert_cmpstr (deep->after, ==, "a");
  page = (LuukkuGraphComments){ .after = (char *) "c", .oldest = 960, .newest = 1200 };
  g_assert_true (luukku_graph_sweep_note_newest (sweep, &post)); /* a hole: from the top again */
  g_assert_cmpstr (deep->after, ==, "c");
  g_assert_cmpuint (sweep->deep->len, ==, 1);
  for (guint i = 1; i < LUUKKU_GRAPH_MAX_DEEP; i++) {
    g_autofree char *id = g_strdup_printf ("p%u", i);

    post.id = id;
    g_assert_true (luukku_graph_sweep_note_newest (sweep, &post));
  }
  post.id = (char *) "one more";
  g_assert_false (luukku_graph_sweep_note_newest (sweep, &post));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, folder, function)                                                                          \
  g_test_add ("/comments/" name, Fixture, folder, set_up, function, tear_down)
  ADD ("feed", "facebook", test_feed);
  ADD ("old-post", "facebook", test_old_post);
  ADD ("busy-post", "facebook", test_busy_post);
  ADD ("busy-post-in-trouble", "facebook", test_busy_post_in_trouble);
  ADD ("edited-and-gone", "facebook", test_edited_and_gone);
  ADD ("odd", "facebook", test_odd);
  ADD ("empty-and-trouble", "facebook", test_empty_and_trouble);
  ADD ("media", "instagram", test_media);
  ADD ("reply", "facebook", test_reply);
  ADD ("reply-instagram", "instagram", test_reply);
  ADD ("find-reply", "facebook", test_find_reply);
  ADD ("hide", "facebook", test_hide);
  ADD ("delete", "facebook", test_delete);
  ADD ("ban", "facebook", test_ban);
  ADD ("hide-instagram", "instagram", test_hide_other_word);
#undef ADD
  g_test_add_func ("/comments/sweep", test_sweep);
  g_test_add_func ("/comments/sweep-hole", test_sweep_hole);
  return g_test_run ();
}
