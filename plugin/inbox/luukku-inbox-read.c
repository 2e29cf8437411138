/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-read.c: read marks: the row is committed, then the platform is asked, once. It changes nothing
 * of the evidence, so there is no record and no line of the case. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-read.h"

#include "inbox/luukku-inbox-private.h"
#include "store/luukku-store-reads.h"

typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  gint64 message;
} Call;

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;

  if (!LUUKKU_SENDER_GET_IFACE (source)->act_finish (LUUKKU_SENDER (source), result, &error) &&
      !luukku_fault_is_cancelled (error) &&
      !luukku_store_fail_read_mark (call->inbox->store, call->message, error->message, NULL))
    g_debug ("read mark of message %" G_GINT64_FORMAT ": outcome not stored", call->message);
  g_object_unref (call->inbox);
  g_free (call);
}

static LuukkuInboxChannel *
find_channel (LuukkuInbox *self, const char *channel)
{
  if (luukku_inbox_get_link_error (self, channel) != NULL)
    return NULL;
  return luukku_inbox_find_able (self, channel, LUUKKU_ACT_MARK_READ);
}

gboolean
luukku_inbox_is_told_read (LuukkuInbox *self, gint64 message)
{
  return luukku_store_has_read_mark (self->store, message);
}

gboolean
luukku_inbox_can_tell_read (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuConversation) of = luukku_store_get_conversation (self->store, conversation, NULL);

  return of != NULL && find_channel (self, luukku_conversation_peek (of)->channel) != NULL;
}

void
luukku_inbox_tell_read (LuukkuInbox *self, gint64 message)
{
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, NULL);
  LuukkuInboxChannel *entry =
      stored != NULL ? find_channel (self, luukku_message_get_channel (stored->message)) : NULL;
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (LuukkuAct) act = NULL;
  gboolean is_new = FALSE;
  Call *call = NULL;

  if (entry == NULL || luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
      !luukku_store_add_read_mark (self->store, message, actor, &is_new, NULL) || !is_new)
    return;
  act = luukku_act_new (
      &(LuukkuActInit){ .kind = LUUKKU_ACT_MARK_READ,
                        .channel = luukku_message_get_channel (stored->message),
                        .conversation_id = luukku_message_get_conversation_id (stored->message),
                        .message_id = luukku_message_get_platform_id (stored->message),
                        .resident_id = luukku_message_get_author_id (stored->message) });
  call = g_new0 (Call, 1);
  call->inbox = g_object_ref (self);
  call->message = message;
  LUUKKU_SENDER_GET_IFACE (entry->sender)->act_async (entry->sender, act, entry->acts, on_told, call);
}
