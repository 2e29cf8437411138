/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-by-hand.c: replies that a person carries over: checked like any other, waiting until the tick, the
 * clock stopped by the tick and by nothing else; "not sent after all" gives the text back. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-by-hand.h"

#include "luukku-inbox-fixture.h"

#include <locale.h>

#define CHANNEL "manual:snapchat"
#define WHO "testaaja.tiina"
#define REPLY "Valo korjataan tänään. Palveluneuvoja Minna"

static gint64
take_in (Fixture *f)
{
  const LuukkuIntake intake = { .channel = "snapchat",
                                .sender = WHO,
                                .text = "Katuvalo on rikki.",
                                .sent_at = FIXTURE_NOW - G_TIME_SPAN_HOUR };
  const LuukkuStaff staff = { .name = (char *) "Minna Malli",
                              .first_name = (char *) "Minna",
                              .title = (char *) "Palveluneuvoja" };
  g_autofree char *number = luukku_inbox_intake (f->inbox, &intake, NULL);
  g_autoptr (LuukkuConversation) conversation = NULL;

  g_assert_nonnull (number);
  g_assert_true (luukku_inbox_set_staff (f->inbox, &staff, NULL));
  g_assert_true (luukku_inbox_add_channel (f->inbox, CHANNEL, NULL, NULL, NULL));
  conversation = luukku_store_find_conversation (f->store, CHANNEL, WHO, NULL);
  return luukku_conversation_peek (conversation)->id;
}

static gint64
queue (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gint64 reply = 0;

  g_assert_cmpint (luukku_inbox_submit (f->inbox, CHANNEL, WHO, REPLY, NULL, &reply, &error), ==,
                   LUUKKU_SUBMIT_QUEUED);
  g_assert_no_error (error);
  return reply;
}

static LuukkuReplyState
state_of (Fixture *f, gint64 id)
{
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (f->store, id, NULL);

  return reply->state;
}

static gint64
waiting_since (Fixture *f, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (f->store, conversation, NULL);

  return luukku_case_peek (item)->waiting_since;
}

static void
test_sent (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 conversation = take_in (f);
  gint64 id = queue (f);
  g_autoptr (LuukkuReply) waiting = luukku_inbox_find_unticked (f->inbox, conversation);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  gint64 at = 0;

  g_assert_cmpint (waiting->id, ==, id);
  g_assert_cmpint (waiting_since (f, conversation), !=, 0);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_DAY * 3);
  fixture_settle ();
  g_assert_cmpint (state_of (f, id), ==, LUUKKU_REPLY_QUEUED); /* nobody sends it, nobody gives it up */
  at = FIXTURE_NOW + 10 * G_TIME_SPAN_MINUTE;
  g_assert_true (luukku_inbox_mark_sent (f->inbox, id, at, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, id), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpint (waiting_since (f, conversation), ==, 0);
  messages = luukku_store_list_messages (f->store, conversation, 0, NULL);
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_cmpint (luukku_message_get_sent_at (((LuukkuStoredMessage *) messages->pdata[1])->message), ==,
                   at);
  g_assert_null (luukku_inbox_find_unticked (f->inbox, conversation));
  g_assert_false (luukku_inbox_mark_sent (f->inbox, id, 0, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
}

static void
test_not_sent (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 conversation = take_in (f);
  gint64 id = queue (f);
  g_autofree char *draft = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_inbox_mark_not_sent (f->inbox, id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, id), ==, LUUKKU_REPLY_FAILED);
  g_assert_cmpint (waiting_since (f, conversation), ==, FIXTURE_NOW - G_TIME_SPAN_HOUR);
  draft = luukku_inbox_get_draft (f->inbox, CHANNEL, WHO);
  g_assert_cmpstr (draft, ==, REPLY);
  g_assert_false (luukku_inbox_mark_not_sent (f->inbox, id, NULL));
  g_assert_false (luukku_inbox_mark_sent (f->inbox, 4711, 0, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
test_times (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 id = 0;
  g_autoptr (LuukkuReply) reply = NULL;

  take_in (f);
  luukku_manual_clock_advance (f->clock, 40 * G_TIME_SPAN_SECOND);
  id = queue (f);
  g_assert_false (luukku_inbox_mark_sent (f->inbox, id, FIXTURE_NOW + G_TIME_SPAN_HOUR, NULL));
  g_assert_false (luukku_inbox_mark_sent (f->inbox, id, FIXTURE_NOW - G_TIME_SPAN_HOUR, NULL));
  g_assert_cmpint (state_of (f, id), ==, LUUKKU_REPLY_QUEUED);
  /* the minute in which it was checked, told without seconds */
  g_assert_true (luukku_inbox_mark_sent (f->inbox, id, FIXTURE_NOW, NULL));
}

/* The gate stands here too. */
static void
test_held (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 conversation = take_in (f);

  g_assert_cmpint (luukku_inbox_submit (f->inbox, CHANNEL, WHO, "Tunnus 131052-308T. Palveluneuvoja Minna",
                                        NULL, NULL, NULL),
                   ==, LUUKKU_SUBMIT_HELD);
  g_assert_null (luukku_inbox_find_unticked (f->inbox, conversation));
}

static void
test_list (void)
{
  g_auto (GStrv) names = luukku_by_hand_list ();
  g_autofree char *snapchat = luukku_by_hand_describe ("snapchat");
  g_autofree char *pigeon = luukku_by_hand_describe ("pigeon");
  g_autofree char *why = luukku_by_hand_explain ("tiktok"), *letter = luukku_by_hand_explain ("letter");

  g_assert_nonnull (strstr (why, "European Economic Area"));
  g_assert_null (letter);
  g_assert_true (g_strv_contains ((const char *const *) names, "snapchat"));
  g_assert_true (g_strv_contains ((const char *const *) names, "letter"));
  g_assert_cmpstr (snapchat, ==, "Snapchat, by hand");
  g_assert_cmpstr (pigeon, ==, "pigeon, by hand");
  g_assert_true (luukku_by_hand_is_channel (CHANNEL));
  g_assert_false (luukku_by_hand_is_channel ("facebook:1"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/by-hand/sent", test_sent);
  g_test_add_func ("/inbox/by-hand/not-sent", test_not_sent);
  g_test_add_func ("/inbox/by-hand/times", test_times);
  g_test_add_func ("/inbox/by-hand/held", test_held);
  g_test_add_func ("/inbox/by-hand/list", test_list);
  return g_test_run ();
}
