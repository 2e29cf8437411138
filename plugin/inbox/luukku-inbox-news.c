/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-news.c: what came in is looked at and then told, some messages at a time: a channel that
 * brings hundreds of them does not hold Pidgin up. Nobody is told of a message before it was looked at; what
 * a crash leaves is looked at at the next start (luukku_inbox_classify_pending()). */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

/* Messages that are looked at in one go, a millisecond each and their alarms. */
#define AT_ONCE 20
/* Behind what a person does and what is drawn (GTK's is 120). */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

static void
add (GHashTable *set, gint64 conversation)
{
  g_hash_table_add (set, g_memdup2 (&conversation, sizeof conversation));
}

static void
tell_each (LuukkuInbox *self, GHashTable *conversations,
           void (*emit) (LuukkuInbox *inbox, gint64 conversation))
{
  GHashTableIter iter;
  gpointer conversation = NULL;

  g_hash_table_iter_init (&iter, conversations);
  while (g_hash_table_iter_next (&iter, &conversation, NULL))
    emit (self, *(gint64 *) conversation);
}

static void
tell (LuukkuInbox *self, const LuukkuNews *news, guint count)
{
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) alarms = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  luukku_inbox_fill_search_soon (self);
  for (guint i = 0; i < count; i++) {
    const LuukkuNews *one = &news[i];

    if (one->moved)
      add (moved, one->conversation);
    if (one->alarm)
      add (alarms, one->conversation);
    if (one->what == LUUKKU_INGEST_CHANGED)
      luukku_inbox_search_again (self, one->message);
    if (!luukku_inbox_is_hidden (self, one->message))
      luukku_inbox_emit_message (self, one->conversation, one->message, one->what);
  }
  tell_each (self, moved, luukku_inbox_emit_case);
  tell_each (self, alarms, luukku_inbox_emit_alarm);
}

/* @news is not among what waits any more: whoever is told may bring news again. */
static void
look_and_tell (LuukkuInbox *self, GArray *news)
{
  if (news->len == 0)
    return;
  luukku_inbox_look_at_all (self, (LuukkuNews *) (gpointer) news->data, news->len);
  tell (self, (const LuukkuNews *) (gconstpointer) news->data, news->len);
}

static void
look_at_some (LuukkuInbox *self)
{
  g_autoptr (GArray) news = g_array_new (FALSE, FALSE, sizeof (LuukkuNews));
  guint count = MIN (self->news->len, AT_ONCE);

  g_array_append_vals (news, self->news->data, count);
  g_array_remove_range (self->news, 0, count);
  look_and_tell (self, news);
}

static gboolean
on_idle (gpointer data)
{
  g_autoptr (LuukkuInbox) self = g_object_ref (data);

  look_at_some (self);
  if (self->news->len > 0 && self->news_id != 0)
    return G_SOURCE_CONTINUE;
  self->news_id = 0;
  return G_SOURCE_REMOVE;
}

void
luukku_inbox_take_news (LuukkuInbox *self, const GArray *news)
{
  if (news->len == 0)
    return;
  g_array_append_vals (self->news, news->data, news->len);
  look_at_some (self);
  if (self->news->len > 0 && self->news_id == 0)
    self->news_id = g_idle_add_full (PRIORITY, on_idle, self, NULL);
}

void
luukku_inbox_look_now (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (GArray) news = g_array_new (FALSE, FALSE, sizeof (LuukkuNews));

  for (guint i = 0; i < self->news->len;) {
    const LuukkuNews one = g_array_index (self->news, LuukkuNews, i);

    if (conversation != 0 && one.conversation != conversation) {
      i++;
      continue;
    }
    g_array_append_val (news, one);
    g_array_remove_index (self->news, i);
  }
  look_and_tell (self, news);
}
