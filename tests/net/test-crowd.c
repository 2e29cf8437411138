/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-crowd.c: twenty channels of six platforms in one process bring ten thousand messages: shuffled, in
 * small pages, shown again and again, with programs that end and start at the stored cursor. Through the
 * adapters and the real inbox they end as exactly as many, each conversation in the order of its times. */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "facebook/luukku-facebook.h"
#include "instagram/luukku-instagram.h"
#include "luukku-crowd-platforms.h"
#include "luukku-inbox-fixture.h"
#include "luukku-fake-mail.h"
#include "luukku-fake-transport.h"
#include "mail/luukku-mail.h"
#include "mastodon/luukku-mastodon.h"
#include "telegram/luukku-telegram.h"
#include "whatsapp/luukku-whatsapp.h"

#define MOST_NEW 60      /* messages between two looks */
#define MOST_FETCHES 300 /* until a platform has nothing more */

/* One kind of channel. */
typedef struct {
  const LuukkuAdapterType *type;
  CrowdAnswer answer;  /* NULL: mail, which has its own servers */
  const char *account; /* with %u */
  const char *token;
  guint channels;
  const char *options[11]; /* and secrets: name, value, … */
} Kind;

static const Kind kinds[] = {
  { &luukku_telegram_type,
    crowd_telegram,
    "kaupunki%u_bot",
    "600100:AAtokenAAtokenAAtokenAAtokenAAtoken",
    4,
    { 0 } },
  { &luukku_facebook_type, crowd_facebook, "10445566778%u", "EAAtoken", 4, { 0 } },
  { &luukku_instagram_type, crowd_instagram, "10445566779%u", "EAAtoken", 4, { 0 } },
  { &luukku_mastodon_type, crowd_mastodon, "kaupunki%u@some.example", "token", 4, { 0 } },
  { &luukku_whatsapp_type,
    crowd_whatsapp,
    "10654035224%u",
    "EAAtoken",
    2,
    { "relay-base", "https://relay.town.example", "relay-endpoint", "town", "relay", "0123456789abcdef" } },
  { &luukku_mail_type,
    NULL,
    "kirjaamo%u@kuopio.example",
    "password",
    2,
    { "imap-host", "127.0.0.1", "imap-security", "none", "smtp-host", "127.0.0.1", "smtp-security",
      "none" } },
};

/* One channel. */
typedef struct {
  const Kind *kind;
  char *account;
  char *channel;
  Crowd *crowd;
  LuukkuAdapter *adapter; /* (nullable): the program has ended */
} Channel;

typedef struct {
  Fixture *inbox;
  LuukkuManualClock *clock;
  GRand *rand;
  GPtrArray *channels; /* Channel */
} Town;

/* --- one channel */

static GHashTable *
make_options (const Kind *kind)
{
  GHashTable *options = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; kind->options[i] != NULL; i += 2)
    g_hash_table_insert (options, (gpointer) kind->options[i], (gpointer) kind->options[i + 1]);
  return options;
}

static GAsyncResult *
await (Town *town, GAsyncResult **result)
{
  while (luukku_test_wait (result) == NULL) {
    gint64 next = luukku_manual_clock_next (town->clock);

    g_assert_cmpint (next, >=, 0);
    luukku_manual_clock_advance (town->clock, next);
  }
  return *result;
}

static void
start (Town *town, Channel *self)
{
  g_autoptr (GHashTable) options = make_options (self->kind);
  const LuukkuAdapterSettings settings = { self->account, self->kind->token, options, options };
  g_autoptr (LuukkuTransport) net = self->kind->answer != NULL ? crowd_transport_new (self->crowd) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  self->adapter = self->kind->type->create (&settings, net, LUUKKU_CLOCK (town->clock), &error);
  g_assert_no_error (error);
  luukku_adapter_open_async (self->adapter, NULL, luukku_test_got_result, &result);
  name = luukku_adapter_open_finish (self->adapter, await (town, &result), &error);
  g_assert_no_error (error);
}

static void
end (Channel *self)
{
  luukku_adapter_close (self->adapter);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->adapter));
}

/* Fetches until nothing more is there, as the poller does. Now and then the program ends in between. */
static void
look (Town *town, Channel *self)
{
  gboolean more = TRUE;

  if (self->kind->answer == NULL) {
    g_autofree char *mailbox = crowd_mailbox (self->crowd);

    luukku_fake_mail_play_text (mailbox, "smtp-ok");
  }
  for (guint i = 0; more; i++) {
    g_autofree char *cursor = luukku_store_get_cursor (town->inbox->store, self->channel, NULL);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (LuukkuBatch) batch = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (i, <, MOST_FETCHES);
    if (self->adapter == NULL)
      start (town, self);
    luukku_adapter_fetch_async (self->adapter, cursor, NULL, luukku_test_got_result, &result);
    batch = luukku_adapter_fetch_finish (self->adapter, await (town, &result), &error);
    g_assert_no_error (error);
    more = batch->more;
    g_clear_object (&result);
    if (g_rand_int_range (town->rand, 0, 12) > 0) { /* otherwise it ended before the batch was stored */
      luukku_inbox_receive (town->inbox->inbox, self->channel, batch, &error);
      g_assert_no_error (error);
    } else {
      more = TRUE;
      end (self);
    }
  }
}

/* --- all of them */

static char *
number_account (const char *pattern, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  GString *account = g_string_new (pattern);

  g_string_replace (account, "%u", number, 1);
  return g_string_free (account, FALSE);
}

static void
add_channel (Town *town, const Kind *kind, guint n)
{
  Channel *self = g_new0 (Channel, 1);

  self->kind = kind;
  self->account = number_account (kind->account, n);
  self->channel = g_strdup_printf ("%s:%s", kind->type->id, self->account);
  self->crowd = crowd_new (LUUKKU_CLOCK (town->clock), kind->answer, self->account,
                           FIXTURE_NOW - G_TIME_SPAN_DAY, town->rand);
  g_ptr_array_add (town->channels, self);
}

static void
channel_free (Channel *self)
{
  if (self->adapter != NULL)
    end (self);
  crowd_free (self->crowd);
  g_free (self->account);
  g_free (self->channel);
  g_free (self);
}

static Town *
town_new (guint32 seed)
{
  Town *self = g_new0 (Town, 1);

  self->inbox = fixture_new ();
  self->clock = luukku_manual_clock_new (FIXTURE_NOW);
  self->rand = g_rand_new_with_seed (seed);
  self->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) channel_free);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    for (guint n = 0; n < kinds[i].channels; n++)
      add_channel (self, &kinds[i], n);
  }
  return self;
}

static void
town_free (Town *self)
{
  g_ptr_array_unref (self->channels);
  g_rand_free (self->rand);
  g_object_unref (self->clock);
  fixture_free (self->inbox);
  g_free (self);
}

static gboolean
everything_came (Town *town)
{
  for (guint i = 0; i < town->channels->len; i++) {
    if (!crowd_is_over (((Channel *) town->channels->pdata[i])->crowd))
      return FALSE;
  }
  return TRUE;
}

/* Whose turn it is, how much has come meanwhile and who ends in between is drawn by lot. */
static void
live (Town *town)
{
  while (!everything_came (town)) {
    Channel *channel = town->channels->pdata[g_rand_int_range (town->rand, 0, (gint32) town->channels->len)];

    crowd_arrive (channel->crowd, (guint) g_rand_int_range (town->rand, 1, MOST_NEW + 1));
    luukku_manual_clock_advance (town->clock, 10 * G_TIME_SPAN_SECOND);
    look (town, channel);
  }
  for (guint i = 0; i < town->channels->len; i++) { /* and once more, when all is known */
    luukku_manual_clock_advance (town->clock, 10 * G_TIME_SPAN_SECOND);
    look (town, town->channels->pdata[i]);
  }
}

/* --- what the inbox has */

/* A conversation has all of one resident's messages in the order of their times. */
static void
check_order (Town *town, const LuukkuInboxRow *row)
{
  g_autoptr (LuukkuConversation) of =
      luukku_store_find_conversation (town->inbox->store, row->channel, row->conversation, NULL);
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (town->inbox->store, luukku_conversation_peek (of)->id, 0, NULL);
  guint resident = 0;

  g_assert_cmpuint (messages->len, ==, CROWD_TEXTS);
  for (guint i = 0; i < messages->len; i++) {
    LuukkuMessage *message = ((LuukkuStoredMessage *) g_ptr_array_index (messages, i))->message;
    const char *text =
        strstr (luukku_message_get_text (message), "Viesti "); /* a letter has its title, too */
    g_autofree char *wanted = NULL;

    g_assert_nonnull (text);
    if (i == 0)
      resident = (guint) g_ascii_strtoull (text + strlen ("Viesti "), NULL, 10);
    wanted = g_strdup_printf ("Viesti %u/%u", resident, i);
    g_assert_cmpstr (text, ==, wanted);
  }
}

static void
test_crowd (void)
{
  Town *town = town_new (1);
  g_autoptr (GPtrArray) all = NULL;

  live (town);
  g_assert_cmpint (luukku_store_count_messages (town->inbox->store, NULL), ==,
                   town->channels->len * CROWD_TOTAL);
  g_assert_cmpuint (town->inbox->news->len, ==, town->channels->len * CROWD_TOTAL);
  g_assert_null (strpbrk (town->inbox->news->str, "CO")); /* shown again is not changed */
  all = luukku_store_list_inbox (town->inbox->store, NULL, TRUE, CROWD_TOTAL * 20, NULL);
  g_assert_cmpuint (all->len, ==, town->channels->len * CROWD_RESIDENTS);
  for (guint i = 0; i < all->len; i++)
    check_order (town, g_ptr_array_index (all, i));
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  luukku_fake_mail_start ();
  g_test_add_func ("/net/crowd/shuffled", test_crowd);
  return g_test_run ();
}
