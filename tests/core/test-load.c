/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-load.c: 20 channels bring 10,000 messages shuffled and repeated, in batches of any size: they end as
 * exactly 10,000, each conversation in the order of its times, whatever the order of arrival was. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#define CHANNELS 20
#define RESIDENTS 25 /* of a channel */
#define TEXTS 20     /* of a resident */
#define TOTAL (CHANNELS * RESIDENTS * TEXTS)
#define MOST_REPEATS 2
#define LARGEST_BATCH 200

/* Returns: (transfer full): numbers 0 … TOTAL - 1, each one to MOST_REPEATS times, shuffled. */
static GArray *
shuffled (GRand *rand)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < TOTAL; i++) {
    for (gint32 n = g_rand_int_range (rand, 1, MOST_REPEATS + 1); n > 0; n--)
      g_array_append_val (order, i);
  }
  for (guint i = order->len - 1; i > 0; i--) {
    guint other = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);
    guint kept = g_array_index (order, guint, i);

    g_array_index (order, guint, i) = g_array_index (order, guint, other);
    g_array_index (order, guint, other) = kept;
  }
  return order;
}

static void
channel_of (guint number, char *ret_channel, gsize size)
{
  g_snprintf (ret_channel, size, "load:%u", number % CHANNELS);
}

static LuukkuMessage *
message_of (guint number)
{
  guint resident = number / CHANNELS % RESIDENTS;
  guint text = number / CHANNELS / RESIDENTS;
  g_autofree char *id = g_strdup_printf ("m_%u_%u", resident, text);
  g_autofree char *who = g_strdup_printf ("r_%u", resident);
  g_autofree char *words = g_strdup_printf ("Viesti %u", text);
  char channel[32];
  const LuukkuMessageInit init = {
    .channel = channel,
    .conversation_id = who,
    .platform_id = id,
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = who,
    .text = words,
    .sent_at = FIXTURE_NOW - G_TIME_SPAN_DAY + text * G_TIME_SPAN_SECOND,
    .fetched_at = FIXTURE_NOW,
  };

  channel_of (number, channel, sizeof channel);
  return luukku_message_new (&init);
}

/* Each channel has its own batch, handed over when it has reached a size drawn by lot. */
static void
bring (Fixture *f, GRand *rand)
{
  g_autoptr (GArray) order = shuffled (rand);
  LuukkuBatch *batches[CHANNELS] = { NULL };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < order->len + CHANNELS; i++) {
    gboolean rest = i >= order->len;
    guint number = rest ? i - order->len : g_array_index (order, guint, i);
    guint place = number % CHANNELS;
    char channel[32];

    channel_of (number, channel, sizeof channel);
    if (batches[place] == NULL)
      batches[place] = luukku_batch_new ();
    if (!rest)
      g_ptr_array_add (batches[place]->messages, message_of (number));
    if (!rest && batches[place]->messages->len < (guint) g_rand_int_range (rand, 1, LARGEST_BATCH))
      continue;
    g_assert_true (luukku_inbox_receive (f->inbox, channel, batches[place], &error));
    g_assert_no_error (error);
    g_clear_pointer (&batches[place], luukku_batch_free);
  }
}

/* Returns: (transfer full): all conversations with their messages in the order in which they are shown. */
static char *
describe (Fixture *f)
{
  GString *all = g_string_new (NULL);

  for (guint c = 0; c < CHANNELS; c++) {
    for (guint r = 0; r < RESIDENTS; r++) {
      g_autofree char *channel = g_strdup_printf ("load:%u", c);
      g_autofree char *who = g_strdup_printf ("r_%u", r);
      g_autoptr (LuukkuConversation) conversation =
          luukku_store_find_conversation (f->store, channel, who, NULL);
      g_autoptr (GPtrArray) messages = NULL;

      g_assert_nonnull (conversation);
      messages = luukku_store_list_messages (f->store, luukku_conversation_peek (conversation)->id, 0, NULL);
      g_assert_cmpuint (messages->len, ==, TEXTS);
      for (guint i = 0; i < messages->len; i++) {
        LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);

        g_string_append_printf (all, "%s %s %s\n", channel, who, luukku_message_get_text (stored->message));
      }
    }
  }
  return g_string_free (all, FALSE);
}

static char *
run (guint32 seed)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) cases = NULL;

  bring (f, rand);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, TOTAL);
  g_assert_cmpuint (f->news->len, ==, TOTAL); /* each was told once, as new */
  g_assert_null (strpbrk (f->news->str, "CO"));
  cases = luukku_store_list_inbox (f->store, NULL, TRUE, TOTAL, NULL);
  g_assert_cmpuint (cases->len, ==, CHANNELS * RESIDENTS);
  return describe (f);
}

static void
test_shuffled (void)
{
  g_autofree char *first = run (1);
  g_autofree char *second = run (2);

  g_assert_cmpstr (first, ==, second);
  g_assert_true (g_str_has_prefix (first, "load:0 r_0 Viesti 0\nload:0 r_0 Viesti 1\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/load/shuffled", test_shuffled);
  return g_test_run ();
}
