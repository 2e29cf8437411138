/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-undelivered.c: a platform takes a reply and says later that it did not arrive, or that it has
 * lost something: nobody may believe that the resident was answered. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#define WHY "WhatsApp could not deliver to this number."

static LuukkuBatch *
batch_with (const char *platform_id)
{
  LuukkuBatch *batch = luukku_batch_new ();

  luukku_batch_add_undelivered (batch, platform_id, WHY);
  return batch;
}

static void
receive (Fixture *f, LuukkuBatch *batch)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
}

/* Returns: the reply's number: sent, and the platform has taken it as "out1". */
static gint64
with_answer (Fixture *f)
{
  const LuukkuCaseNote note = { .actor = "luukku", .at = FIXTURE_NOW };
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  id = fixture_submit (f, "t1", "The library opens at ten." FIXTURE_SIGNATURE);
  g_assert_true (luukku_store_set_reply_state (f->store, id, LUUKKU_REPLY_SENDING, NULL, 0, &error));
  g_assert_true (
      luukku_store_set_reply_sent (f->store, id, "out1", luukku_clock_now (LUUKKU_CLOCK (f->clock)), &error));
  item = luukku_store_case_event (f->store, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_REPLY_DELIVERED,
                                  &note, &error);
  g_assert_no_error (error);
  return id;
}

static LuukkuCase *
case_of (Fixture *f)
{
  return luukku_store_find_case (f->store, fixture_conversation (f, "t1"), NULL);
}

static void
test_undelivered (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 id = with_answer (f);
  g_autoptr (LuukkuBatch) batch = batch_with ("out1");
  g_autoptr (LuukkuReply) reply = NULL;
  g_autoptr (LuukkuCase) before = case_of (f), after = NULL;
  gint64 waited = 0;

  g_assert_cmpint (luukku_case_peek (before)->state, ==, LUUKKU_CASE_ANSWERED);
  g_array_set_size (f->replies, 0);
  f->cases = 0;
  receive (f, batch);
  reply = luukku_store_get_reply (f->store, id, NULL);
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_FAILED);
  g_assert_cmpstr (reply->error, ==, WHY);
  after = case_of (f);
  g_assert_cmpint (luukku_case_peek (after)->state, ==, LUUKKU_CASE_OPEN);
  waited = luukku_case_peek (after)->waiting_since;
  g_assert_cmpint (waited, >, 0); /* since the question, not since the bad news */
  g_assert_cmpint (waited, <=, luukku_clock_now (LUUKKU_CLOCK (f->clock)) - G_TIME_SPAN_HOUR);
  g_assert_cmpuint (f->replies->len, ==, 1);
  g_assert_cmpint (g_array_index (f->replies, gint64, 0), ==, id);
  g_assert_cmpuint (f->cases, ==, 1);
}

static void
test_again (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = batch_with ("out1");

  with_answer (f);
  receive (f, batch);
  g_array_set_size (f->replies, 0);
  receive (f, batch);
  g_assert_cmpuint (f->replies->len, ==, 0);
}

static void
test_unknown (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = batch_with ("somebody-elses");
  g_autoptr (LuukkuCase) item = NULL;

  with_answer (f);
  g_array_set_size (f->replies, 0);
  receive (f, batch);
  g_assert_cmpuint (f->replies->len, ==, 0);
  item = case_of (f);
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_ANSWERED);
}

static void
test_closed (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = batch_with ("out1");
  g_autoptr (LuukkuCase) item = NULL;
  const LuukkuCaseNote note = { .actor = "Minna Esimerkki", .at = FIXTURE_NOW };

  g_test_summary ("A case that was closed meanwhile opens again: the resident has no answer.");
  with_answer (f);
  item = luukku_store_case_event (f->store, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_CLOSED, &note,
                                  NULL);
  g_assert_nonnull (item);
  g_clear_pointer (&item, luukku_case_unref);
  receive (f, batch);
  item = case_of (f);
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_OPEN);
}

/* A letter to a supervisor belongs to no case: the bad news must not stop what came with it. */
static void
test_without_case (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuThread) thread = luukku_thread_new ("supervisor");
  g_autoptr (LuukkuBatch) batch = batch_with ("out1");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuReply) reply = NULL;
  LuukkuReplyInit init = { .text = "Please read.", .sender = "Minna Esimerkki", .permit = "{}" };
  gint64 id;

  g_assert_true (luukku_store_put_thread (f->store, FIXTURE_CHANNEL, thread, &init.conversation, &error));
  id = luukku_store_add_reply (f->store, &init, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_store_set_reply_state (f->store, id, LUUKKU_REPLY_SENDING, NULL, 0, &error));
  g_assert_true (luukku_store_set_reply_sent (f->store, id, "out1", FIXTURE_NOW, &error));
  receive (f, batch);
  reply = luukku_store_get_reply (f->store, id, NULL);
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_FAILED);
}

static void
test_missed (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GPtrArray) gaps = NULL;

  with_answer (f);
  batch->missed = TRUE;
  receive (f, batch);
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 0, G_MAXINT64, NULL);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_cmpstr (((LuukkuGap *) gaps->pdata[0])->reason, ==, LUUKKU_INBOX_MISSED);
  g_assert_cmpint (((LuukkuGap *) gaps->pdata[0])->until, !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/undelivered", test_undelivered);
  g_test_add_func ("/inbox/undelivered/again", test_again);
  g_test_add_func ("/inbox/undelivered/unknown", test_unknown);
  g_test_add_func ("/inbox/undelivered/closed", test_closed);
  g_test_add_func ("/inbox/undelivered/without-case", test_without_case);
  g_test_add_func ("/inbox/missed", test_missed);
  return g_test_run ();
}
