/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-health.c: how a channel fares is told at once and outlives the program; a channel that waits for
 * a person sends nothing and says why. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-health.h"

#include "luukku-inbox-fixture.h"

#define SENTENCE "The access token has expired. Give a new one."

static void
count_signal (LuukkuInbox *inbox, const char *channel, guint *n)
{
  (*n)++;
}

static void
receive_one (Fixture *f)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                                   .conversation_id = "t1",
                                   .platform_id = "m1",
                                   .direction = LUUKKU_DIRECTION_IN,
                                   .author_id = "r1",
                                   .text = "Hei",
                                   .sent_at = FIXTURE_NOW - G_TIME_SPAN_HOUR };

  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
}

static void
test_life (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  const LuukkuHealth *health = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *lines = NULL;
  guint told = 0;

  g_signal_connect (f->inbox, "channel", G_CALLBACK (count_signal), &told);
  receive_one (f);
  luukku_inbox_note_token (f->inbox, FIXTURE_CHANNEL, FIXTURE_NOW, FIXTURE_NOW + G_TIME_SPAN_DAY);
  luukku_inbox_note_checked (f->inbox, FIXTURE_CHANNEL, FIXTURE_NOW + G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (told, ==, 0);
  luukku_inbox_note_trouble (f->inbox, FIXTURE_CHANNEL, SENTENCE, 0, TRUE);
  luukku_inbox_note_trouble (f->inbox, FIXTURE_CHANNEL, SENTENCE, 0, TRUE);
  g_assert_cmpuint (told, ==, 1); /* at once, and once */
  lines = luukku_inbox_describe_trouble (f->inbox);
  g_assert_nonnull (strstr (lines, SENTENCE));
  fixture_close (f);
  fixture_open (f);
  health = luukku_inbox_get_health (f->inbox, FIXTURE_CHANNEL);
  g_assert_cmpstr (health->trouble, ==, SENTENCE);
  g_assert_true (health->needs_person);
  g_assert_cmpuint (health->failures, ==, 2);
  g_assert_cmpint (health->checked_at, ==, FIXTURE_NOW);
  g_assert_cmpint (health->token_since, ==, FIXTURE_NOW);
  g_assert_cmpint (health->token_until, ==, FIXTURE_NOW + G_TIME_SPAN_DAY);
  luukku_inbox_note_checked (f->inbox, FIXTURE_CHANNEL, 0);
  all = luukku_store_list_health (f->store, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 1);
  health = g_ptr_array_index (all, 0);
  g_assert_null (health->trouble);
  g_assert_cmpuint (health->failures, ==, 0);
  g_assert_cmpint (health->received_at, ==, FIXTURE_NOW - G_TIME_SPAN_HOUR);
}

static void
test_blocks (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;

  receive_one (f);
  luukku_inbox_note_trouble (f->inbox, FIXTURE_CHANNEL, "No connection.", FIXTURE_NOW, FALSE);
  g_assert_cmpint (
      luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t1", "Hei, 131052-308T", NULL, NULL, &error), ==,
      LUUKKU_SUBMIT_HELD); /* a network that is away only delays */
  luukku_inbox_note_trouble (f->inbox, FIXTURE_CHANNEL, SENTENCE, 0, TRUE);
  g_assert_cmpint (luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t1", "Hei", NULL, NULL, &error), ==,
                   LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, SENTENCE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/health/life", test_life);
  g_test_add_func ("/inbox/health/blocks", test_blocks);
  return g_test_run ();
}
