/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-health.c: how each channel fares. It is kept in memory and written when it changes for the
 * worse or the better; that all is still well is written at most once a minute, since a fetch that brings
 * nothing must cost nothing. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-health.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#define WRITE_EVERY G_TIME_SPAN_MINUTE

static LuukkuHealth *
need_health (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *entry = luukku_inbox_need_channel (self, channel);
  g_autoptr (GPtrArray) stored = NULL;

  if (entry->health != NULL)
    return entry->health;
  stored = luukku_store_list_health (self->store, channel, NULL);
  if (stored != NULL && stored->len == 1) {
    entry->health = g_ptr_array_steal_index (stored, 0);
  } else {
    entry->health = g_new0 (LuukkuHealth, 1);
    entry->health->channel = g_strdup (channel);
  }
  return entry->health;
}

const LuukkuHealth *
luukku_inbox_get_health (LuukkuInbox *self, const char *channel)
{
  return need_health (self, channel);
}

static void
write_down (LuukkuInbox *self, const LuukkuHealth *health)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_need_channel (self, health->channel)->health_written = luukku_clock_now (self->clock);
  if (!luukku_store_put_health (self->store, health, &error))
    g_debug ("health of a channel not written: %s %d", g_quark_to_string (error->domain), error->code);
}

void
luukku_inbox_note_checked (LuukkuInbox *self, const char *channel, gint64 next_at)
{
  LuukkuHealth *health = need_health (self, channel);
  LuukkuInboxChannel *entry = luukku_inbox_need_channel (self, channel);
  gboolean was_ill = health->trouble != NULL;
  gint64 now = luukku_clock_now (self->clock);

  health->checked_at = now;
  health->next_at = next_at;
  health->failures = 0;
  health->needs_person = FALSE;
  g_clear_pointer (&health->trouble, g_free);
  if (!was_ill && now - entry->health_written < WRITE_EVERY && now >= entry->health_written)
    return;
  write_down (self, health);
  if (was_ill)
    luukku_inbox_emit_channel (self, channel);
}

void
luukku_inbox_note_trouble (LuukkuInbox *self, const char *channel, const char *sentence, gint64 next_at,
                           gboolean needs_person)
{
  LuukkuHealth *health = need_health (self, channel);
  gboolean told = health->needs_person == needs_person && g_strcmp0 (health->trouble, sentence) == 0;
  g_autofree char *kept = g_strdup (sentence);

  g_free (health->trouble);
  health->trouble = g_steal_pointer (&kept);
  health->next_at = next_at;
  health->needs_person = needs_person;
  health->failures++;
  write_down (self, health);
  if (!told)
    luukku_inbox_emit_channel (self, channel);
}

void
luukku_inbox_note_removed (LuukkuInbox *self, const char *channel)
{
  LuukkuHealth *health = need_health (self, channel);
  gboolean was_ill = health->trouble != NULL;

  health->next_at = 0;
  health->failures = 0;
  health->needs_person = FALSE;
  health->token_until = 0;
  g_clear_pointer (&health->trouble, g_free);
  write_down (self, health);
  if (was_ill)
    luukku_inbox_emit_channel (self, channel);
}

void
luukku_inbox_note_token (LuukkuInbox *self, const char *channel, gint64 since, gint64 until)
{
  LuukkuHealth *health = need_health (self, channel);

  if ((since == 0 || since == health->token_since) && until == health->token_until)
    return;
  if (since != 0)
    health->token_since = since;
  health->token_until = until;
  write_down (self, health);
}

char *
luukku_inbox_describe_trouble (LuukkuInbox *self)
{
  g_autoptr (GPtrArray) all = luukku_store_list_health (self->store, NULL, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; all != NULL && i < all->len; i++) {
    const LuukkuHealth *health = g_ptr_array_index (all, i);

    if (health->trouble != NULL)
      g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "",
                              health->name != NULL ? health->name : health->channel, health->trouble);
  }
  return g_strdup (lines->str);
}
