/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-outbox.c: every arrow of the outbox, and that no crash, fault or closed account makes a resident read
 * the same reply twice or a clerk lose one. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-outcome.h"

#include "luukku-inbox-fixture.h"

#define HELLO "The library opens at ten." FIXTURE_SIGNATURE

static const LuukkuFaultInfo plain = { 0 };
static const LuukkuFaultInfo retry = { .retryable = TRUE };
static const LuukkuFaultInfo ambiguous = { .retryable = TRUE, .ambiguous_send = TRUE };

/* A resident has written, the channel is up. */
static Fixture *
up (gboolean asks)
{
  Fixture *f = fixture_new ();

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  fixture_go_up (f, asks);
  return f;
}

static char *
error_of (Fixture *f, gint64 reply)
{
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (f->store, reply, NULL);

  return g_steal_pointer (&row->error);
}

static void
advance (Fixture *f, gint64 span)
{
  luukku_manual_clock_advance (f->clock, span);
  fixture_settle ();
}

/* --- pure */
static void
test_wait (void)
{
  g_assert_cmpint (luukku_outcome_wait (1, 0), ==, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_outcome_wait (2, 0), ==, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_outcome_wait (7, 0), ==, 320 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_outcome_wait (8, 0), ==, 10 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (luukku_outcome_wait (G_MAXUINT, 0), ==, 10 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (luukku_outcome_wait (1, G_TIME_SPAN_HOUR), ==, G_TIME_SPAN_HOUR);
  g_assert_cmpint (luukku_outcome_wait (1, G_MAXINT64), ==, G_TIME_SPAN_DAY);
  g_assert_cmpint (luukku_outcome_wait (1, -5), ==, 5 * G_TIME_SPAN_SECOND);
}

static void
test_foreign_error (void)
{
  const LuukkuReply reply = { .tries = 1 };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "x");
  g_autoptr (LuukkuOutcome) timed_out = luukku_outcome_of_send (&reply, NULL, error, TRUE, 0);
  g_autoptr (LuukkuOutcome) empty = luukku_outcome_of_send (&reply, "", NULL, TRUE, 0);

  g_assert_cmpint (timed_out->state, ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_cmpint (empty->state, ==, LUUKKU_REPLY_UNCERTAIN);
}

/* --- sent */
static void
test_sent (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (LuukkuReply) row = NULL;
  g_autoptr (LuukkuCase) waiting = NULL;
  g_autoptr (LuukkuCase) answered = NULL;

  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  g_assert_cmpstr (f->sender->reply_to, ==, "m1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENDING);
  waiting = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (waiting)->waiting_since, ==, FIXTURE_NOW);

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  fake_answer_id (f->sender, "p1");
  row = luukku_store_get_reply (f->store, reply, NULL);
  g_assert_cmpint (row->state, ==, LUUKKU_REPLY_SENT);
  g_assert_cmpstr (row->platform_id, ==, "p1");
  answered = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (answered)->waiting_since, ==, 0);
  g_assert_cmpint (luukku_case_peek (answered)->answered_at, ==, FIXTURE_NOW + G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_case_peek (answered)->state, ==, LUUKKU_CASE_ANSWERED);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
}

/* Our own reply comes back with the next fetch: nothing new, no second answer. */
static void
test_own_comes_back (void)
{
  g_autoptr (Fixture) f = up (TRUE);

  fixture_submit (f, "t1", HELLO);
  fake_answer_id (f->sender, "p1");
  g_string_truncate (f->news, 0);
  fixture_receive (f, "t1", "p1", LUUKKU_DIRECTION_OUT_OTHER, HELLO);
  g_assert_cmpstr (f->news->str, ==, "O");
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

/* The fetch is faster than the answer to the send. */
static void
test_own_comes_early (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (LuukkuCase) item = NULL;

  fixture_receive (f, "t1", "p1", LUUKKU_DIRECTION_OUT_OTHER, HELLO);
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, !=, 0);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

/* The resident wrote again while the reply waited for the network: that is not answered yet. */
static void
test_asked_meanwhile (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  g_autoptr (LuukkuCase) item = NULL;

  fixture_submit (f, "t1", HELLO);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "And on Sunday?");
  advance (f, 4 * G_TIME_SPAN_SECOND);
  fake_answer_id (f->sender, "p1");
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_OPEN);
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, FIXTURE_NOW + G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_case_peek (item)->answered_at, ==, FIXTURE_NOW + 5 * G_TIME_SPAN_SECOND);
}

/* --- one at a time, in order */
static void
test_order (void)
{
  g_autoptr (Fixture) f = up (TRUE);

  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "And the swimming hall?");
  fixture_submit (f, "t1", "One." FIXTURE_SIGNATURE);
  fixture_submit (f, "t1", "Two." FIXTURE_SIGNATURE);
  fixture_submit (f, "t2", "Three." FIXTURE_SIGNATURE);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  /* The first waits: the second stays behind it, the other conversation goes on. */
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  g_assert_cmpstr (f->sender->sent->pdata[1], ==, "Three." FIXTURE_SIGNATURE);
  fake_answer_id (f->sender, "p3");
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  advance (f, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (f->sender->sent->pdata[2], ==, "One." FIXTURE_SIGNATURE);
  g_assert_cmpstr (f->sender->keys->pdata[2], ==, f->sender->keys->pdata[0]);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpstr (f->sender->sent->pdata[3], ==, "Two." FIXTURE_SIGNATURE);
  fake_answer_id (f->sender, "p2");
  g_assert_cmpuint (f->sender->sent->len, ==, 4);
}

/* --- faults */
static void
test_back_off (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  gint64 wait = 5 * G_TIME_SPAN_SECOND;

  for (guint i = 1; i <= 9; i++) {
    g_assert_cmpuint (f->sender->sent->len, ==, i);
    fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, retry);
    g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_QUEUED);
    g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, wait);
    advance (f, wait - 1);
    g_assert_cmpuint (f->sender->sent->len, ==, i);
    advance (f, 1);
    wait = MIN (2 * wait, 10 * G_TIME_SPAN_MINUTE);
  }
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

/* Asked to slow down: the whole channel is quiet for as long as the platform wishes. */
static void
test_throttled (void)
{
  g_autoptr (Fixture) f = up (TRUE);

  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "And the swimming hall?");
  fixture_submit (f, "t1", "One." FIXTURE_SIGNATURE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_THROTTLED,
                     (LuukkuFaultInfo){ .retryable = TRUE, .retry_after = 90 * G_TIME_SPAN_SECOND });
  fixture_submit (f, "t2", "Two." FIXTURE_SIGNATURE);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  advance (f, 90 * G_TIME_SPAN_SECOND - 1);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  advance (f, 1);
  fake_answer_id (f->sender, "p1");
  fake_answer_id (f->sender, "p2");
  g_assert_cmpuint (f->sender->sent->len, ==, 3);
}

static void
test_gives_up (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autofree char *sentence = NULL;
  g_autofree char *draft = NULL;
  guint tries = 0;

  while (fixture_state (f, reply) == LUUKKU_REPLY_SENDING && tries++ < 500) {
    fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
    if (luukku_manual_clock_next (f->clock) > 0)
      advance (f, luukku_manual_clock_next (f->clock));
  }
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_FAILED);
  g_assert_cmpint (luukku_clock_now (LUUKKU_CLOCK (f->clock)) - FIXTURE_NOW, >=, G_TIME_SPAN_DAY);
  g_assert_cmpint (luukku_clock_now (LUUKKU_CLOCK (f->clock)) - FIXTURE_NOW, <,
                   G_TIME_SPAN_DAY + G_TIME_SPAN_HOUR);
  sentence = error_of (f, reply);
  g_assert_nonnull (strstr (sentence, "24 hours"));
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, HELLO);
}

/* A computer that was off for three days has not tried yet. */
static void
test_off_over_weekend (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = 0;

  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  reply = fixture_submit (f, "t1", HELLO);
  advance (f, 3 * G_TIME_SPAN_DAY);
  fixture_go_up (f, TRUE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_QUEUED);
}

static void
test_failed (void)
{
  static const LuukkuFaultKind kinds[] = { LUUKKU_FAULT_WINDOW, LUUKKU_FAULT_TOO_LONG, LUUKKU_FAULT_RECIPIENT,
                                           LUUKKU_FAULT_BAD_REQUEST };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (Fixture) f = up (TRUE);
    gint64 reply = fixture_submit (f, "t1", HELLO);
    g_autofree char *sentence = NULL;
    g_autofree char *draft = NULL;
    g_autoptr (LuukkuCase) item = NULL;

    luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "Already typing on", NULL);
    fake_answer_fault (f->sender, kinds[i], plain);
    g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_FAILED);
    sentence = error_of (f, reply);
    g_assert_true (g_str_has_prefix (sentence, "Fault "));
    draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
    g_assert_cmpstr (draft, ==, HELLO "\n\nAlready typing on");
    item = fixture_case (f, "t1");
    g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, FIXTURE_NOW);
    g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  }
}

static void
test_resend (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;

  g_assert_cmpint (luukku_inbox_resend (f->inbox, reply, NULL, &error), ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  fake_answer_fault (f->sender, LUUKKU_FAULT_BAD_REQUEST, plain);
  g_assert_cmpint (luukku_inbox_resend (f->inbox, reply, NULL, &error), ==, LUUKKU_SUBMIT_QUEUED);
  g_assert_no_error (error);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  g_assert_cmpstr (f->sender->keys->pdata[0], !=, f->sender->keys->pdata[1]);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (draft);
  /* a second click */
  g_assert_cmpint (luukku_inbox_resend (f->inbox, reply, NULL, &error), ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (luukku_inbox_resend (f->inbox, 4711, NULL, &error), ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

/* A dead token fails nothing: the channel waits for a person. */
static void
test_auth (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);

  fake_answer_fault (f->sender, LUUKKU_FAULT_AUTH, (LuukkuFaultInfo){ .needs_reauth = TRUE });
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_QUEUED);
  advance (f, 2 * G_TIME_SPAN_DAY);
  luukku_inbox_set_link (f->inbox, FIXTURE_CHANNEL, NULL);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fixture_go_up (f, TRUE);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

/* --- uncertain */
static void
test_uncertain_found (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (LuukkuCase) item = NULL;

  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_cmpuint (f->sender->found->len, ==, 1);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, 0);
}

static void
test_uncertain_absent (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);

  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  fake_answer_id (f->sender, NULL);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  g_assert_cmpstr (f->sender->keys->pdata[0], ==, f->sender->keys->pdata[1]);
  /* lost again: asked again, and not hammered */
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  fake_answer_id (f->sender, NULL);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_QUEUED);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  advance (f, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (f->sender->sent->len, ==, 3);
}

/* A look-up that fails teaches nothing: asked again with back-off, never sent without an answer. */
static void
test_uncertain_look_up_fails (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  gint64 later = 0;

  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "And the swimming hall?");
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  later = fixture_submit (f, "t1", "Later." FIXTURE_SIGNATURE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_cmpint (fixture_state (f, later), ==, LUUKKU_REPLY_QUEUED);
  /* another conversation does not wait for it */
  fixture_submit (f, "t2", "Other." FIXTURE_SIGNATURE);
  fake_answer_id (f->sender, "p2");
  for (guint i = 2; i <= 20; i++) {
    advance (f, luukku_manual_clock_next (f->clock));
    g_assert_cmpuint (f->sender->found->len, ==, i);
    fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, plain);
  }
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  advance (f, luukku_manual_clock_next (f->clock));
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpint (fixture_state (f, later), ==, LUUKKU_REPLY_SENDING);
}

/* Nothing is asked for ever: what cannot be told, or not in a day, waits for a person who says it. */
static void
test_uncertain_given_up (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (LuukkuReply) waiting = NULL;
  g_autoptr (GError) error = NULL;

  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  fixture_submit (f, "t1", "Later." FIXTURE_SIGNATURE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_BAD_REQUEST, plain);
  g_assert_cmpuint (f->sender->sent->len, ==, 2); /* what stands behind it goes on */
  fake_answer_id (f->sender, "p2");
  advance (f, 3 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (f->sender->found->len, ==, 1);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  waiting = luukku_inbox_find_unticked (f->inbox, fixture_conversation (f, "t1"));
  g_assert_nonnull (waiting);
  g_assert_cmpint (waiting->id, ==, reply);
  g_assert_true (luukku_inbox_mark_sent (f->inbox, reply, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

static void
test_uncertain_asked_a_day (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  g_autoptr (GError) error = NULL;
  guint asked = 0;

  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  while (g_queue_get_length (f->sender->calls) > 0) {
    g_assert_cmpuint (++asked, <=, 150);
    fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
    if (luukku_manual_clock_next (f->clock) >= 0)
      advance (f, luukku_manual_clock_next (f->clock));
  }
  g_assert_cmpuint (asked, ==, 150);
  g_assert_true (luukku_inbox_mark_dropped (f->inbox, reply, &error));
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_FAILED);
  g_assert_false (luukku_inbox_mark_sent (f->inbox, reply, 0, &error)); /* said once */
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
}

static void
test_uncertain_cannot_ask (void)
{
  g_autoptr (Fixture) f = up (FALSE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  gint64 later = 0;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
  advance (f, 3 * G_TIME_SPAN_DAY);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  sentence = error_of (f, reply);
  g_assert_nonnull (strstr (sentence, "Look there yourself"));
  g_assert_cmpint (luukku_inbox_resend (f->inbox, reply, NULL, &error), ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  /* nobody waits for ever behind it */
  later = fixture_submit (f, "t1", "Later." FIXTURE_SIGNATURE);
  g_assert_cmpint (fixture_state (f, later), ==, LUUKKU_REPLY_SENDING);
}

/* After a crash on such a platform the sentence sends a person there, and nothing is sent by itself. */
static void
test_crash_cannot_ask (void)
{
  g_autoptr (Fixture) f = up (FALSE);
  gint64 reply = 0;
  g_autofree char *sentence = NULL;

  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  reply = fixture_submit (f, "t1", HELLO);
  g_assert_true (luukku_store_set_reply_state (f->store, reply, LUUKKU_REPLY_SENDING, NULL, 0, NULL));
  fixture_go_up (f, FALSE);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  sentence = error_of (f, reply);
  g_assert_nonnull (strstr (sentence, "Look there yourself"));
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
}

/* The platform names a message that is another reply of ours: nobody knows, so nothing is sent again by
 * itself. */
static void
test_same_id_twice (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 second = 0;

  fixture_submit (f, "t1", HELLO);
  fake_answer_id (f->sender, "p1");
  second = fixture_submit (f, "t1", "Two." FIXTURE_SIGNATURE);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, second), ==, LUUKKU_REPLY_UNCERTAIN);
  fake_answer_id (f->sender, "p1"); /* the look-up says the same */
  g_assert_cmpint (fixture_state (f, second), ==, LUUKKU_REPLY_UNCERTAIN);
  advance (f, 10 * G_TIME_SPAN_MINUTE);
  fake_answer_id (f->sender, "p2");
  g_assert_cmpint (fixture_state (f, second), ==, LUUKKU_REPLY_SENT);
}

/* --- closing */
static void
test_close_in_flight (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 reply = fixture_submit (f, "t1", HELLO);
  gint64 queued = fixture_submit (f, "t1", "Two." FIXTURE_SIGNATURE);
  guint signals = 0;

  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_cmpint (fixture_state (f, queued), ==, LUUKKU_REPLY_QUEUED);
  signals = f->replies->len;
  fake_answer_id (f->sender, "p1"); /* too late: nobody listens */
  g_assert_cmpuint (f->replies->len, ==, signals);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);

  fixture_go_up (f, TRUE);
  g_assert_cmpuint (f->sender->found->len, ==, 1);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpint (fixture_state (f, queued), ==, LUUKKU_REPLY_SENDING);
}

/* The inbox goes while a send and a look-up are under way; their answers come when it is long gone. */
static void
test_free_in_flight (void)
{
  for (guint looking = 0; looking < 2; looking++) {
    g_autoptr (Fixture) f = up (TRUE);
    gint64 reply = fixture_submit (f, "t1", HELLO);

    if (looking)
      fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, ambiguous);
    g_assert_finalize_object (g_steal_pointer (&f->inbox));
    g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
    fake_answer_id (f->sender, "p1");
    g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_UNCERTAIN);
  }
}

static void
on_reply_remove (LuukkuInbox *inbox, gint64 reply, Fixture *f)
{
  luukku_inbox_remove_channel (inbox, FIXTURE_CHANNEL);
}

/* A listener closes the account in the middle of everything. */
static void
test_close_from_signal (void)
{
  g_autoptr (Fixture) f = up (TRUE);
  gint64 first = fixture_submit (f, "t1", HELLO);
  gint64 second = fixture_submit (f, "t1", "Two." FIXTURE_SIGNATURE);

  g_signal_connect (f->inbox, "reply", G_CALLBACK (on_reply_remove), f);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, first), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpint (fixture_state (f, second), ==, LUUKKU_REPLY_QUEUED);
  fixture_go_up (f, TRUE); /* closed again when the row becomes SENDING, before the call */
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  g_assert_cmpint (fixture_state (f, second), ==, LUUKKU_REPLY_UNCERTAIN);
}

/* --- the disk is full when the answer comes */
static void
test_answer_on_full_disk (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *text = fixture_long_reply ();
  gint64 reply = 0;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  fixture_go_up (f, TRUE);
  reply = fixture_submit (f, "t1", text);
  fixture_set_full (f, TRUE);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENDING);
  advance (f, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENDING);
  fixture_set_full (f, FALSE);
  advance (f, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  g_assert_cmpuint (f->sender->found->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/outbox/wait", test_wait);
  g_test_add_func ("/inbox/outbox/foreign-error", test_foreign_error);
  g_test_add_func ("/inbox/outbox/sent", test_sent);
  g_test_add_func ("/inbox/outbox/own-comes-back", test_own_comes_back);
  g_test_add_func ("/inbox/outbox/own-comes-early", test_own_comes_early);
  g_test_add_func ("/inbox/outbox/asked-meanwhile", test_asked_meanwhile);
  g_test_add_func ("/inbox/outbox/order", test_order);
  g_test_add_func ("/inbox/outbox/back-off", test_back_off);
  g_test_add_func ("/inbox/outbox/throttled", test_throttled);
  g_test_add_func ("/inbox/outbox/gives-up", test_gives_up);
  g_test_add_func ("/inbox/outbox/off-over-weekend", test_off_over_weekend);
  g_test_add_func ("/inbox/outbox/failed", test_failed);
  g_test_add_func ("/inbox/outbox/resend", test_resend);
  g_test_add_func ("/inbox/outbox/auth", test_auth);
  g_test_add_func ("/inbox/outbox/uncertain-found", test_uncertain_found);
  g_test_add_func ("/inbox/outbox/uncertain-absent", test_uncertain_absent);
  g_test_add_func ("/inbox/outbox/uncertain-look-up-fails", test_uncertain_look_up_fails);
  g_test_add_func ("/inbox/outbox/uncertain-cannot-ask", test_uncertain_cannot_ask);
  g_test_add_func ("/inbox/outbox/uncertain-given-up", test_uncertain_given_up);
  g_test_add_func ("/inbox/outbox/uncertain-asked-a-day", test_uncertain_asked_a_day);
  g_test_add_func ("/inbox/outbox/crash-cannot-ask", test_crash_cannot_ask);
  g_test_add_func ("/inbox/outbox/same-id-twice", test_same_id_twice);
  g_test_add_func ("/inbox/outbox/close-in-flight", test_close_in_flight);
  g_test_add_func ("/inbox/outbox/free-in-flight", test_free_in_flight);
  g_test_add_func ("/inbox/outbox/close-from-signal", test_close_from_signal);
  g_test_add_func ("/inbox/outbox/answer-on-full-disk", test_answer_on_full_disk);
  return g_test_run ();
}
