/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-read.c: whether a person has the newest message of a window before her, and then tells its
 * writer, where the channel can. Never for a window without the focus, never while something in it is
 * covered. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-read.h"
#include "purple/luukku-core.h"
#include "purple/luukku-view.h"

/* Returns: the newest message of the resident, 0: none, told already, or not all of them can be read here. */
static gint64
find_read (LuukkuView *self, LuukkuInbox *inbox)
{
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (luukku_inbox_get_store (inbox), self->about.id,
                                                               LUUKKU_VIEW_HISTORY + self->earlier, NULL);
  gint64 newest = 0;

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
        luukku_inbox_is_hidden (inbox, stored->id))
      continue;
    if (luukku_inbox_is_told_read (inbox, stored->id))
      return newest;
    if (!g_hash_table_contains (self->shown, &stored->id) || luukku_view_is_covered (self, stored->id))
      return 0;
    if (newest == 0)
      newest = stored->id;
  }
  return newest;
}

static gboolean
on_idle (gpointer data)
{
  LuukkuView *self = data;
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  gint64 message = 0;

  self->read_id = 0;
  if (inbox == NULL || self->about.id == 0 || !purple_conversation_has_focus (self->conv) ||
      !luukku_inbox_can_tell_read (inbox, self->about.id))
    return G_SOURCE_REMOVE;
  message = find_read (self, inbox);
  if (message != 0)
    luukku_inbox_tell_read (inbox, message);
  return G_SOURCE_REMOVE;
}

void
luukku_view_note_looked_at (LuukkuView *self)
{
  if (!self->about.weaker && !self->about.is_public && self->read_id == 0)
    self->read_id = g_idle_add (on_idle, self);
}
