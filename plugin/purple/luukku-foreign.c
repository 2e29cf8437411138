/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign.c: the gate for accounts of other prpls, through "sending-im-msg" and "sending-chat-msg" at
 * the lowest priority, so that it sees what other plugins made of the text. Without an inbox everything is
 * held: no check, no way out. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-foreign.h"

#include "base/luukku-text.h"
#include "purple/luukku-ask.h"
#include "purple/luukku-core.h"

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
  if (marked)
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
  if (luukku_core_ensure (&error) &&
      luukku_inbox_pass_foreign (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                 *message, &verdict)) {
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
}

void
luukku_foreign_shutdown (void)
{
  g_clear_pointer (&kept, g_hash_table_unref);
}
