/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-stale.c: which messages of the resident a writer had before them when they began. The draft
 * keeps it over a closed window and a crash; what came later is a finding of the rules (NEWER-MESSAGES). */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-writing.h"

/* Returns: the store's number, 0: not in the store. */
static gint64
find_id (LuukkuInbox *self, const char *channel, const char *conversation)
{
  g_autoptr (LuukkuConversation) found =
      luukku_store_find_conversation (self->store, channel, conversation, NULL);

  return found != NULL ? luukku_conversation_peek (found)->id : 0;
}

static void
set_seen (LuukkuInbox *self, gint64 id, gint64 message)
{
  g_hash_table_insert (self->writing, g_memdup2 (&id, sizeof id), g_memdup2 (&message, sizeof message));
}

void
luukku_inbox_begin_writing (LuukkuInbox *self, const char *channel, const char *conversation)
{
  gint64 id = find_id (self, channel, conversation);
  gint64 seen;

  if (id == 0 || g_hash_table_contains (self->writing, &id))
    return;
  seen = luukku_store_get_draft_seen (self->store, id);
  set_seen (self, id, seen > 0 ? seen : luukku_store_get_newest_received (self->store, id));
}

void
luukku_inbox_note_read (LuukkuInbox *self, const char *channel, const char *conversation)
{
  gint64 id = find_id (self, channel, conversation);

  if (id == 0 || !g_hash_table_contains (self->writing, &id))
    return;
  set_seen (self, id, luukku_store_get_newest_received (self->store, id));
  luukku_inbox_keep_seen (self, id);
}

void
luukku_inbox_end_writing (LuukkuInbox *self, const char *channel, const char *conversation)
{
  gint64 id = find_id (self, channel, conversation);

  g_hash_table_remove (self->writing, &id);
}

void
luukku_inbox_keep_seen (LuukkuInbox *self, gint64 conversation)
{
  const gint64 *seen = g_hash_table_lookup (self->writing, &conversation);
  g_autoptr (GError) error = NULL;

  if (seen != NULL && !luukku_store_set_draft_seen (self->store, conversation, *seen, &error))
    g_debug ("what a draft was begun from is not kept: code %d", error->code);
}

guint
luukku_inbox_count_newer (LuukkuInbox *self, gint64 conversation)
{
  const gint64 *seen = g_hash_table_lookup (self->writing, &conversation);

  return seen != NULL ? luukku_store_count_received_after (self->store, conversation, *seen) : 0;
}
