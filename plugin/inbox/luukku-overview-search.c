/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-overview-search.c: a search in the list of conversations: which conversations it adds, and the line
 * by which each was found. What must not be seen here is neither shown nor named. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-overview.h"

#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-overview-private.h"

#define MAX_HITS 1000 /* messages, the newest */
#define MAX_LINE 120  /* characters */

void
luukku_overview_forget_search (LuukkuOverview *self)
{
  if (self->hits == NULL)
    return;
  g_clear_pointer (&self->hits, g_hash_table_unref);
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = self->all->len; i > 0; i--) {
    if (((Item *) self->all->pdata[i - 1])->extra)
      g_ptr_array_remove_index (self->all, i - 1);
  }
}

/* The newest case of a conversation that is not in the list: a closed one. */
static void
add_missing (LuukkuOverview *self, GHashTable *missing)
{
  GHashTableIter iter;
  gpointer conversation = NULL;

  g_hash_table_iter_init (&iter, missing);
  while (g_hash_table_iter_next (&iter, &conversation, NULL)) {
    g_autoptr (GPtrArray) rows =
        luukku_store_list_inbox_of (luukku_inbox_get_store (self->inbox), *(gint64 *) conversation, NULL);

    if (rows != NULL && rows->len > 0)
      luukku_overview_add_extra (self, g_ptr_array_steal_index (rows, 0));
  }
}

static void
take_hits (LuukkuOverview *self, GArray *found)
{
  g_autoptr (GHashTable) missing = g_hash_table_new (g_int64_hash, g_int64_equal);

  self->hits = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < found->len; i++) {
    const LuukkuSearchHit *hit = &g_array_index (found, LuukkuSearchHit, i);
    gint64 *key = NULL;

    if (g_hash_table_contains (self->hits, &hit->conversation) ||
        luukku_inbox_is_hidden (self->inbox, hit->message))
      continue;
    key = g_memdup2 (&hit->conversation, sizeof hit->conversation);
    g_hash_table_insert (self->hits, key, g_memdup2 (&hit->message, sizeof hit->message));
    g_hash_table_add (missing, key);
  }
  for (guint i = 0; i < self->all->len; i++) {
    Item *item = self->all->pdata[i];

    g_hash_table_remove (missing, &luukku_case_peek (item->owned->item)->conversation);
  }
  add_missing (self, missing);
}

gboolean
luukku_overview_search (LuukkuOverview *self, gboolean *ret_complete, GError **error)
{
  g_autoptr (GArray) found = NULL;

  luukku_overview_forget_search (self);
  found = luukku_inbox_search (self->inbox, self->asked != NULL ? self->asked : "", MAX_HITS, ret_complete,
                               error);
  if (found != NULL) {
    take_hits (self, found);
    luukku_overview_sort (self);
  }
  luukku_overview_show (self);
  return found != NULL;
}

gboolean
luukku_overview_has_searched (LuukkuOverview *self)
{
  return self->hits != NULL;
}

char *
luukku_overview_dup_found (LuukkuOverview *self, const LuukkuOverviewItem *item)
{
  g_autoptr (LuukkuStoredMessage) message = NULL;
  g_autofree char *cover = NULL;
  g_autofree char *masked = NULL;
  const char *text;

  if (item->found == 0)
    return NULL;
  cover = luukku_inbox_get_cover (self->inbox, item->found);
  message = luukku_store_get_message (luukku_inbox_get_store (self->inbox), item->found, NULL);
  if (cover != NULL || message == NULL || message->withdrawn)
    return NULL;
  text = message->latest_text != NULL ? message->latest_text : luukku_message_get_text (message->message);
  /* Before it is cut, so that half a code cannot stay. */
  masked = luukku_inbox_mask (text != NULL ? text : "");
  return luukku_text_first_line (masked, MAX_LINE);
}
