/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-health-list.c: how each channel fares, as a list: it needs no account that is online, which is
 * when it is wanted most. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-health.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-table.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

/* TRANSLATORS: in the place of a time that there is none of. */
static char *
time_in_words (gint64 time, gint64 now)
{
  return time != 0 ? luukku_words_time (time, now) : g_strdup (_ ("never"));
}

/* By hand nobody connects. */
static const char *
account_state (const char *channel)
{
  PurpleAccount *account = luukku_core_find_account (channel);

  if (account != NULL)
    return purple_account_is_disconnected (account) ? C_ ("channel", "switched off") : NULL;
  return luukku_by_hand_is_channel (channel) ? NULL : C_ ("channel", "no account any more");
}

/* Of what the platform allows. Returns: (transfer full) (nullable). */
static char *
usage_in_words (const char *channel)
{
  PurpleAccount *account = luukku_core_find_account (channel);
  LuukkuConnection *connection = account != NULL ? luukku_connection_of (account) : NULL;

  return connection != NULL ? luukku_connection_get_usage (connection) : NULL;
}

/* Returns: (transfer full). */
static char *
state_in_words (const LuukkuHealth *health)
{
  const char *account = account_state (health->channel);

  if (health->failures > 0)
    return g_strdup_printf (ngettext ("%u failure", "%u failures in a row", health->failures),
                            health->failures);
  if (health->trouble != NULL)
    return g_strdup (C_ ("channel", "does not work"));
  return g_strdup (account != NULL ? account : C_ ("channel", "works"));
}

static void
add_row (LuukkuTable *table, const LuukkuHealth *health, gint64 now)
{
  g_autofree char *received = time_in_words (health->received_at, now);
  g_autofree char *checked = time_in_words (health->checked_at, now);
  g_autofree char *next = health->next_at > now ? luukku_words_time (health->next_at, now) : NULL;
  g_autofree char *until = health->token_until != 0 ? luukku_words_time (health->token_until, now) : NULL;
  g_autofree char *since = health->token_since != 0 ? luukku_words_time (health->token_since, now) : NULL;
  /* TRANSLATORS: %s is a time: since when, and until when an access token is good. */
  g_autofree char *from = since != NULL ? g_strdup_printf (_ ("since %s"), since) : g_strdup ("");
  /* TRANSLATORS: %s is a time. */
  g_autofree char *to = until != NULL ? g_strdup_printf (_ ("until %s"), until) : g_strdup ("");
  g_autofree char *token = g_strdup_printf ("%s%s%s", from, *from != '\0' && *to != '\0' ? ", " : "", to);
  g_autofree char *works = state_in_words (health);
  g_autofree char *usage = usage_in_words (health->channel);
  g_autofree char *state = usage != NULL ? g_strjoin (" · ", works, usage, NULL) : g_strdup (works);

  luukku_table_add_row (table, health->name != NULL ? health->name : health->channel, state, received,
                        checked, next, token,
                        health->trouble != NULL ? health->trouble : health->read_trouble);
}

void
luukku_health_list_show (void)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuTable *table = NULL;
  gint64 now = luukku_clock_now (luukku_core_get_clock ());

  if (luukku_core_ensure (&error))
    all = luukku_store_list_health (luukku_inbox_get_store (luukku_core_get_inbox ()), NULL, &error);
  if (all == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  table = luukku_table_new (_ ("Channels"), _ ("How each channel fares"), _ ("There is no channel yet."));
  luukku_table_add_column (table, C_ ("column", "Channel"));
  luukku_table_add_column (table, C_ ("column", "State"));
  luukku_table_add_column (table, C_ ("column", "Newest message"));
  luukku_table_add_column (table, C_ ("column", "Last look"));
  luukku_table_add_column (table, C_ ("column", "Next look"));
  luukku_table_add_column (table, C_ ("column", "Access token"));
  luukku_table_add_column (table, C_ ("column", "What is wrong"));
  for (guint i = 0; i < all->len; i++)
    add_row (table, g_ptr_array_index (all, i), now);
  luukku_table_show (table);
}
