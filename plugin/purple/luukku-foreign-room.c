/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign-room.c: what is said in rooms of other prpls' accounts goes into the inbox; a reply counts
 * as sent when the room shows it. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-foreign-room.h"

#include "base/luukku-text.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign.h"

typedef struct {
  char *channel;
  char *room;
  guint source;
} Wait;

static GPtrArray *waits; /* Wait: replies that no room has shown yet */

static void
wait_free (Wait *self)
{
  luukku_clock_clear_timeout (luukku_core_get_clock (), &self->source);
  g_free (self->channel);
  g_free (self->room);
  g_free (self);
}

static gboolean
on_waited (gpointer data)
{
  Wait *self = data;

  self->source = 0;
  while (luukku_core_get_inbox () != NULL &&
         luukku_inbox_foreign_sent (luukku_core_get_inbox (), self->channel, self->room, FALSE))
    ;
  g_ptr_array_remove (waits, self);
  return G_SOURCE_REMOVE;
}

/* From the newest reply on. */
static void
wait_for_line (PurpleAccount *account, const char *room)
{
  Wait *self = g_new0 (Wait, 1);

  self->channel = luukku_core_channel_of (account);
  self->room = g_strdup (room);
  for (guint i = 0; waits != NULL && i < waits->len; i++) {
    Wait *earlier = g_ptr_array_index (waits, i);

    if (g_str_equal (earlier->channel, self->channel) && g_str_equal (earlier->room, room))
      g_ptr_array_remove_index (waits, i--);
  }
  self->source =
      luukku_clock_add_timeout (luukku_core_get_clock (), LUUKKU_FOREIGN_ROOM_WAIT, on_waited, self);
  if (waits == NULL)
    waits = g_ptr_array_new_with_free_func ((GDestroyNotify) wait_free);
  g_ptr_array_add (waits, self);
}

/* --- in */
static void
receive (PurpleConversation *conv, const char *author, const char *markup, gint64 sent_at, gboolean from_us)
{
  g_autofree char *text = luukku_text_strip_html (markup);
  const LuukkuForeignMessage message = {
    .who = purple_conversation_get_name (conv),
    .name = author,
    .room = purple_conversation_get_title (conv),
    .text = text,
    .sent_at = sent_at,
    .from_us = from_us,
  };

  luukku_foreign_take_in (purple_conversation_get_account (conv), &message);
}

/* As it comes, before any plugin can keep the line out of the window. */
static void
on_received (PurpleAccount *account, char *sender, char *message, PurpleConversation *conv,
             PurpleMessageFlags flags)
{
  const PurpleMessageFlags other = PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_AUTO_RESP |
                                   PURPLE_MESSAGE_DELAYED | PURPLE_MESSAGE_SEND;

  if (sender != NULL && message != NULL && conv != NULL && !(flags & other) &&
      luukku_foreign_is_marked (account))
    receive (conv, sender, message, 0, FALSE);
}

/* What was said before we came has a time of its own only here; and here the room shows what is ours. */
static void
on_wrote (PurpleAccount *account, const char *who, char *message, PurpleConversation *conv,
          PurpleMessageFlags flags)
{
  gboolean ours = (flags & PURPLE_MESSAGE_SEND) != 0;
  gboolean before = (flags & PURPLE_MESSAGE_DELAYED) != 0;
  g_autofree char *channel = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (luukku_view_is_writing ())
    return;
  line = luukku_foreign_take_line (message);
  if (who == NULL || line == NULL || !luukku_foreign_is_marked (account) ||
      !(flags & (PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_RECV)))
    return;
  if (!ours && before)
    receive (conv, who, line, luukku_foreign_time_of_line (conv), FALSE);
  if (!ours)
    return;
  channel = luukku_core_channel_of (account);
  text = luukku_text_strip_html (message);
  if (luukku_core_get_inbox () == NULL ||
      !luukku_inbox_foreign_shown (luukku_core_get_inbox (), channel, purple_conversation_get_name (conv),
                                   text))
    receive (conv, who, message, before ? luukku_foreign_time_of_line (conv) : 0, TRUE);
}

/* --- out */

/* Comes whether or not the sending worked; a room shows the line before (IRC) or later (XMPP). */
static void
on_sent (PurpleAccount *account, const char *message, int id)
{
  PurpleConversation *conv = purple_find_chat (purple_account_get_connection (account), id);

  if (conv != NULL && luukku_foreign_is_marked (account))
    wait_for_line (account, purple_conversation_get_name (conv));
}

/* --- entering */
static gboolean
is_known (PurpleAccount *account, const char *room)
{
  g_autofree char *channel = luukku_core_channel_of (account);
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuConversation) found =
      inbox != NULL ? luukku_store_find_conversation (luukku_inbox_get_store (inbox), channel, room, NULL)
                    : NULL;

  return found != NULL && luukku_conversation_peek (found)->is_public;
}

gboolean
luukku_foreign_room_enter (PurpleAccount *account, const char *room)
{
  PurpleConnection *gc = purple_account_get_connection (account);
  PurpleChat *listed = purple_blist_find_chat (account, room);
  PurplePlugin *prpl = gc != NULL ? purple_connection_get_prpl (gc) : NULL;
  PurplePluginProtocolInfo *info = prpl != NULL ? PURPLE_PLUGIN_PROTOCOL_INFO (prpl) : NULL;
  g_autoptr (GHashTable) components = NULL;

  if (info == NULL || luukku_core_is_ours (account) || !is_known (account, room))
    return FALSE;
  if (listed != NULL)
    components = g_hash_table_ref (purple_chat_get_components (listed));
  else if (info->chat_info_defaults != NULL)
    components = info->chat_info_defaults (gc, room);
  if (components == NULL)
    return FALSE;
  serv_join_chat (gc, components);
  return TRUE;
}

static void
on_joined (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL)
    luukku_view_greet (view);
}

void
luukku_foreign_room_hook (void)
{
  void *conversations = purple_conversations_get_handle ();
  void *handle = luukku_core_get_handle ();

  purple_signal_connect (conversations, "received-chat-msg", handle, PURPLE_CALLBACK (on_received), NULL);
  purple_signal_connect (conversations, "wrote-chat-msg", handle, PURPLE_CALLBACK (on_wrote), NULL);
  purple_signal_connect (conversations, "chat-joined", handle, PURPLE_CALLBACK (on_joined), NULL);
  purple_signal_connect (conversations, "sent-chat-msg", handle, PURPLE_CALLBACK (on_sent), NULL);
}

void
luukku_foreign_room_shutdown (void)
{
  g_clear_pointer (&waits, g_ptr_array_unref);
}
