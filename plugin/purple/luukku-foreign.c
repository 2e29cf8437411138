/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign.c: accounts of other prpls: their messages go into the inbox by libpurple's signals; the
 * gate works through "sending-im-msg" and "sending-chat-msg" at the lowest priority, so that it sees what
 * other plugins made of the text. Without an inbox everything is held: no check, no way out. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-foreign.h"

#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-ask.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign-health.h"
#include "purple/luukku-foreign-room.h"

#include "purple/luukku-i18n.h"

static GHashTable *kept; /* "channel\nwho" -> text */

/* --- which accounts */
gboolean
luukku_foreign_is_marked (PurpleAccount *account)
{
  g_autofree char *key = luukku_core_channel_of (account);
  GList *list = purple_prefs_get_string_list (LUUKKU_PREF_CITY_CHANNELS);
  gboolean found = g_list_find_custom (list, key, (GCompareFunc) g_strcmp0) != NULL;

  g_list_free_full (list, g_free);
  return found && !luukku_core_is_ours (account);
}

void
luukku_foreign_open_channel (PurpleAccount *account)
{
  g_autofree char *channel = luukku_core_channel_of (account);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  if (!luukku_core_ensure_writable (&error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  name = g_strdup_printf ("%s (%s)", purple_account_get_username (account),
                          purple_account_get_protocol_name (account));
  if (!luukku_inbox_open_foreign (luukku_core_get_inbox (), channel, name, &error))
    luukku_core_notify_error (error->message);
}

static void
attach_open_windows (PurpleAccount *account)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next) {
    if (purple_conversation_get_account (l->data) == account)
      luukku_view_attach (l->data);
  }
}

void
luukku_foreign_set_marked (PurpleAccount *account, gboolean marked)
{
  g_autofree char *key = luukku_core_channel_of (account);
  GList *list = purple_prefs_get_string_list (LUUKKU_PREF_CITY_CHANNELS);
  GList *link = g_list_find_custom (list, key, (GCompareFunc) g_strcmp0);

  if (marked && link == NULL) {
    list = g_list_append (list, g_strdup (key));
  } else if (!marked && link != NULL) {
    g_free (link->data);
    list = g_list_delete_link (list, link);
  }
  purple_prefs_set_string_list (LUUKKU_PREF_CITY_CHANNELS, list);
  g_list_free_full (list, g_free);
  if (!marked)
    return;
  luukku_foreign_open_channel (account);
  attach_open_windows (account);
}

/* --- texts kept */
static char *
kept_key (const char *channel, const char *who)
{
  return g_strdup_printf ("%s\n%s", channel, who);
}

void
luukku_foreign_keep (const char *channel, const char *who, const char *text)
{
  g_autofree char *key = kept_key (channel, who);

  if (kept == NULL)
    kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (*text == '\0')
    g_hash_table_remove (kept, key);
  else if (g_hash_table_size (kept) < LUUKKU_FOREIGN_MAX_KEPT || g_hash_table_contains (kept, key))
    g_hash_table_replace (kept, g_steal_pointer (&key), g_strdup (text));
}

char *
luukku_foreign_get_kept (const char *channel, const char *who)
{
  g_autofree char *key = kept_key (channel, who);

  return kept != NULL ? g_strdup (g_hash_table_lookup (kept, key)) : NULL;
}

/* --- the signals */
static void
hold_without_inbox (LuukkuView *view, const char *markup, const GError *error)
{
  g_autofree char *text = luukku_text_strip_html (markup);

  luukku_foreign_keep (view->about.channel, view->about.conversation, text);
  luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
  luukku_view_give_back (view, text);
}

/* --- into the inbox */
static PurpleConversation *writing; /* no ref: the window in which an account has just shown a line of ours */
static gint64 arrived;              /* number of the message that the window is about to show by itself */
static gint64 coming;               /* the same, also of a room, and when it is out of sight */
static char *behind; /* what stood in the line that was covered last, until it has been written */

gint64
luukku_foreign_get_arrived (void)
{
  return arrived;
}

static void
on_stored (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, gpointer data)
{
  arrived = message;
}

/* Returns: the number of the newest message of the conversation, which has been looked at; 0: none. */
static gint64
newest_of (const char *channel, const char *who)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autoptr (LuukkuConversation) conversation = luukku_store_find_conversation (store, channel, who, NULL);
  g_autoptr (GPtrArray) newest = NULL;

  if (conversation != NULL)
    luukku_inbox_look_now (luukku_core_get_inbox (), luukku_conversation_peek (conversation)->id);
  if (conversation != NULL)
    newest = luukku_store_list_messages (store, luukku_conversation_peek (conversation)->id, 1, NULL);
  return newest != NULL && newest->len > 0 ? ((LuukkuStoredMessage *) newest->pdata[0])->id : 0;
}

void
luukku_foreign_take_in (PurpleAccount *account, const LuukkuForeignMessage *message)
{
  g_autofree char *channel = luukku_core_channel_of (account);
  g_autoptr (GError) error = NULL;
  gulong listener;
  gboolean stored;
  LuukkuView *view;

  if (*message->text == '\0')
    return;
  if (!luukku_core_ensure_writable (&error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  listener = g_signal_connect (luukku_core_get_inbox (), "message", G_CALLBACK (on_stored), NULL);
  stored = luukku_inbox_receive_foreign (luukku_core_get_inbox (), channel, message, &error);
  coming = stored && !message->from_us ? newest_of (channel, message->who) : 0;
  g_signal_handler_disconnect (luukku_core_get_inbox (), listener);
  if (!stored)
    luukku_core_notify_error (error->message); /* the window shows the message all the same */
  if (message->room != NULL)
    arrived = 0; /* its window is there already */
  view = luukku_view_find (account, message->who);
  if (view != NULL)
    luukku_view_note_stored (view);
}

static void
receive (PurpleAccount *account, const char *who, const char *markup, gint64 sent_at, gboolean from_us)
{
  g_autofree char *key = g_strdup (purple_normalize (account, who));
  g_autofree char *text = luukku_text_strip_html (markup);
  PurpleBuddy *buddy = purple_find_buddy (account, who);
  const LuukkuForeignMessage message = {
    .who = key,
    .name = buddy != NULL ? purple_buddy_get_alias (buddy) : NULL,
    .text = text,
    .sent_at = sent_at,
    .from_us = from_us,
  };

  luukku_foreign_take_in (account, &message);
}

/* Before a window exists, and before any plugin can keep the line out of it. A machine's "I am away" is no
 * message. */
static void
on_received_im (PurpleAccount *account, char *sender, char *message, PurpleConversation *conv,
                PurpleMessageFlags flags)
{
  const PurpleMessageFlags other =
      PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_AUTO_RESP | PURPLE_MESSAGE_DELAYED;

  if (sender != NULL && message != NULL && !(flags & other) && luukku_foreign_is_marked (account))
    receive (account, sender, message, 0, FALSE);
}

gint64
luukku_foreign_time_of_line (PurpleConversation *conv)
{
  GList *history = purple_conversation_get_message_history (conv);

  return history != NULL
             ? (gint64) purple_conversation_message_get_timestamp (history->data) * G_TIME_SPAN_SECOND
             : 0;
}

/* --- covered lines */

/* Returns: (transfer full) (nullable): the label for which the line that is about to be written is covered.
 */
static char *
cover_of (PurpleConversation *conv, const char *markup, gboolean before)
{
  g_autofree char *text = NULL;
  g_autofree char *channel = NULL;

  if (!before)
    return coming != 0 ? luukku_inbox_get_cover (luukku_core_get_inbox (), coming) : NULL;
  /* What was said while we were away is taken in when it is written: its time is known only then. */
  channel = luukku_core_channel_of (purple_conversation_get_account (conv));
  text = luukku_text_strip_html (markup);
  return luukku_inbox_foresee_cover (luukku_core_get_inbox (), channel, text);
}

/* The line stays with its writer and its time; its words are for /show. What a banned person writes is not
 * shown at all. Returns: whether the line is not to be written. */
static gboolean
on_writing (PurpleAccount *account, const char *who, char **markup, PurpleConversation *conv,
            PurpleMessageFlags flags)
{
  gboolean before = (flags & PURPLE_MESSAGE_DELAYED) != 0;
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  if (luukku_view_is_writing () || markup == NULL || *markup == NULL || !(flags & PURPLE_MESSAGE_RECV) ||
      luukku_core_get_inbox () == NULL || !luukku_foreign_is_marked (account))
    return FALSE;
  if (!before && coming != 0 && luukku_inbox_is_hidden (luukku_core_get_inbox (), coming)) {
    coming = 0;
    return TRUE;
  }
  label = cover_of (conv, *markup, before);
  coming = 0;
  if (label == NULL)
    return FALSE;
  title = luukku_inbox_label_title (luukku_core_get_inbox (), label);
  /* TRANSLATORS: stands instead of a resident's words; %s is what they may be: "Threat against a person". */
  sentence = g_strdup_printf (_ ("[%s: covered. Write /show to read it, or /handover to give the case to "
                                 "somebody else.]"),
                              title);
  g_free (behind);
  behind = *markup;
  *markup = luukku_text_to_html (sentence);
  return FALSE;
}

char *
luukku_foreign_take_line (const char *written)
{
  return behind != NULL ? g_steal_pointer (&behind) : g_strdup (written);
}

/* What was said while we were away has a time of its own only here; and here an account shows what it has
 * taken. */
static void
on_wrote_im (PurpleAccount *account, const char *who, char *message, PurpleConversation *conv,
             PurpleMessageFlags flags)
{
  g_autofree char *channel = NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (luukku_view_is_writing ())
    return;
  arrived = 0;
  line = luukku_foreign_take_line (message);
  if (line == NULL || !luukku_foreign_is_marked (account))
    return;
  if ((flags & PURPLE_MESSAGE_RECV) && (flags & PURPLE_MESSAGE_DELAYED))
    receive (account, purple_conversation_get_name (conv), line, luukku_foreign_time_of_line (conv), FALSE);
  if (!(flags & PURPLE_MESSAGE_SEND))
    return;
  writing = conv;
  channel = luukku_core_channel_of (account);
  key = g_strdup (purple_normalize (account, purple_conversation_get_name (conv)));
  text = luukku_text_strip_html (message);
  if (luukku_core_get_inbox () != NULL &&
      !luukku_inbox_foreign_echoed (luukku_core_get_inbox (), channel, key, text) &&
      (flags & PURPLE_MESSAGE_DELAYED))
    receive (account, purple_conversation_get_name (conv), message, luukku_foreign_time_of_line (conv), TRUE);
}

/* Comes whether or not the sending worked; the line in the window comes only when the account has taken it.
 */
static void
on_sent_im (PurpleAccount *account, const char *who, const char *message)
{
  g_autofree char *channel = NULL;
  g_autofree char *key = NULL;
  PurpleConversation *conv;

  if (!luukku_foreign_is_marked (account) || luukku_core_get_inbox () == NULL)
    return;
  channel = luukku_core_channel_of (account);
  key = g_strdup (purple_normalize (account, who));
  conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  luukku_inbox_foreign_sent (luukku_core_get_inbox (), channel, key, conv != NULL && writing == conv);
  writing = NULL;
}

static gboolean
need_conversation (LuukkuView *view, GError **error)
{
  gboolean room = purple_conversation_get_type (view->conv) == PURPLE_CONV_TYPE_CHAT;

  if (!luukku_inbox_need_foreign (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                  room ? purple_conversation_get_title (view->conv) : NULL, error))
    return FALSE;
  luukku_view_note_stored (view);
  return TRUE;
}

/* Takes *@message away when it must not leave. */
static void
check_outgoing (PurpleConversation *conv, char **message)
{
  LuukkuView *view = luukku_view_attach (conv);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *held = NULL;

  if (view == NULL || !view->about.weaker)
    return;
  writing = NULL;
  if (luukku_core_ensure (&error) && need_conversation (view, &error) &&
      luukku_inbox_pass_foreign (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                 *message, &verdict, &error)) {
    luukku_view_remember (view, verdict);
    luukku_foreign_keep (view->about.channel, view->about.conversation, "");
    return;
  }
  held = g_steal_pointer (message);
  if (error != NULL)
    hold_without_inbox (view, held, error);
  else
    luukku_ask_start (view, verdict, held);
}

static void
on_sending_im (PurpleAccount *account, const char *who, char **message, gpointer data)
{
  PurpleConversation *conv;

  if (message == NULL || *message == NULL || !luukku_foreign_is_marked (account))
    return;
  conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  if (conv == NULL)
    g_clear_pointer (message, g_free);
  else
    check_outgoing (conv, message);
}

static void
on_sending_chat (PurpleAccount *account, char **message, int id, gpointer data)
{
  PurpleConversation *conv;

  if (message == NULL || *message == NULL || !luukku_foreign_is_marked (account))
    return;
  conv = purple_find_chat (purple_account_get_connection (account), id);
  if (conv == NULL)
    g_clear_pointer (message, g_free);
  else
    check_outgoing (conv, message);
}

void
luukku_foreign_send (LuukkuView *view, const char *markup)
{
  if (purple_conversation_get_type (view->conv) == PURPLE_CONV_TYPE_CHAT)
    purple_conv_chat_send (PURPLE_CONV_CHAT (view->conv), markup);
  else
    purple_conv_im_send (PURPLE_CONV_IM (view->conv), markup);
}

void
luukku_foreign_hook (void)
{
  void *conversations = purple_conversations_get_handle ();
  void *handle = luukku_core_get_handle ();

  purple_signal_connect_priority (conversations, "sending-im-msg", handle, PURPLE_CALLBACK (on_sending_im),
                                  NULL, PURPLE_SIGNAL_PRIORITY_LOWEST);
  purple_signal_connect_priority (conversations, "sending-chat-msg", handle,
                                  PURPLE_CALLBACK (on_sending_chat), NULL, PURPLE_SIGNAL_PRIORITY_LOWEST);
  purple_signal_connect (conversations, "received-im-msg", handle, PURPLE_CALLBACK (on_received_im), NULL);
  purple_signal_connect (conversations, "writing-im-msg", handle, PURPLE_CALLBACK (on_writing), NULL);
  purple_signal_connect (conversations, "writing-chat-msg", handle, PURPLE_CALLBACK (on_writing), NULL);
  purple_signal_connect (conversations, "wrote-im-msg", handle, PURPLE_CALLBACK (on_wrote_im), NULL);
  purple_signal_connect (conversations, "sent-im-msg", handle, PURPLE_CALLBACK (on_sent_im), NULL);
  luukku_foreign_room_hook ();
  luukku_foreign_health_hook ();
}

void
luukku_foreign_shutdown (void)
{
  luukku_foreign_room_shutdown ();
  g_clear_pointer (&kept, g_hash_table_unref);
  g_clear_pointer (&behind, g_free);
}
