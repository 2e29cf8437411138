/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin.c: the module for Pidgin: finds the glue, sets our ways of asking, and puts panes into the
 * windows of our conversations. All checks and decisions are the glue's and the inbox's; without this module
 * libpurple's own requests ask the same. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin.h"

#include <gtkconv.h>
#include <gtkplugin.h>
#include <gtkutils.h>
#include <pidgin.h>

#include "base/luukku-files.h"
#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-archive.h"
#include "pidgin/luukku-pidgin-alarm.h"
#include "pidgin/luukku-pidgin-bar.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-forms.h"
#include "pidgin/luukku-pidgin-files.h"
#include "pidgin/luukku-pidgin-guide.h"
#include "pidgin/luukku-pidgin-hold.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin-keys.h"
#include "pidgin/luukku-pidgin-menu.h"
#include "pidgin/luukku-pidgin-notes.h"
#include "pidgin/luukku-pidgin-notify.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-removal.h"
#include "pidgin/luukku-pidgin-settings.h"
#include "pidgin/luukku-pidgin-table.h"
#include "pidgin/luukku-pidgin-texts.h"
#include "pidgin/luukku-pidgin-tools.h"
#include "pidgin/luukku-pidgin-undo.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define PLUGIN_ID "gtk-luukku"

static const LuukkuPurpleApi *api; /* static in the glue (nullable) */
static LuukkuClock *clock_in_use;  /* (ref) (nullable) */

const LuukkuPurpleApi *
luukku_pidgin_get_api (void)
{
  return api;
}

LuukkuClock *
luukku_pidgin_get_clock (void)
{
  LuukkuInbox *inbox = NULL;

  if (clock_in_use == NULL) {
    inbox = api->get_inbox ();
    clock_in_use = inbox != NULL ? g_object_ref (luukku_inbox_get_clock (inbox)) : luukku_clock_new_system ();
  }
  return clock_in_use;
}

char *
luukku_pidgin_dup_actor (void)
{
  LuukkuInbox *inbox = api->get_inbox ();
  g_autoptr (LuukkuStaff) staff = inbox != NULL ? luukku_inbox_get_staff (inbox) : NULL;

  return g_strdup (staff != NULL && staff->name != NULL ? staff->name : g_get_user_name ());
}

GdkPixbuf *
luukku_pidgin_dup_channel_icon (const char *channel)
{
  PurpleAccount *account = api->find_account (channel);

  return account != NULL ? pidgin_create_prpl_icon (account, PIDGIN_PRPL_ICON_SMALL) : NULL;
}

void
luukku_pidgin_set_name (GtkWidget *widget, const char *name)
{
  atk_object_set_name (gtk_widget_get_accessible (widget), name);
}

static gboolean
on_close (gpointer data)
{
  gtk_widget_destroy (data);
  return G_SOURCE_REMOVE;
}

void
luukku_pidgin_close (GtkWidget *window)
{
  gtk_widget_hide (window);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_close, g_object_ref (window), g_object_unref);
}

/* --- what the glue asks of us */
static gboolean
ops_ask (PurpleConversation *conv, LuukkuVerdict *verdict, const char *markup, LuukkuChoiceFunc answer,
         gpointer data)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  return pane != NULL && luukku_pidgin_hold_ask (pane->hold, verdict, answer, data);
}

static gboolean
ops_give_back (PurpleConversation *conv, const char *text)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane == NULL)
    return FALSE;
  luukku_pidgin_pane_give_back (pane, text);
  return TRUE;
}

static void
ops_refresh (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL) {
    luukku_pidgin_bar_refresh (pane->bar);
    luukku_pidgin_aids_refresh (pane->aids);
    luukku_pidgin_alarm_refresh (pane->alarm);
    luukku_pidgin_files_refresh (pane->files);
    luukku_pidgin_undo_refresh (pane->undo);
  } else if (PIDGIN_IS_PIDGIN_CONVERSATION (conv) && PIDGIN_CONVERSATION (conv) != NULL)
    luukku_pidgin_pane_attach (PIDGIN_CONVERSATION (conv)); /* its account has just become a city channel */
}

static gboolean
ops_insert (PurpleConversation *conv, const char *text)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane == NULL)
    return FALSE;
  luukku_pidgin_pane_insert (pane, text);
  gtk_widget_grab_focus (pane->gtkconv->entry);
  return TRUE;
}

static char *
ops_get_text (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  return pane != NULL ? luukku_pidgin_pane_get_text (pane) : NULL;
}

static gboolean
ops_show_texts (PurpleConversation *conv)
{
  if (luukku_pidgin_pane_of (conv) == NULL)
    return FALSE;
  luukku_pidgin_texts_show (conv);
  return TRUE;
}

static gboolean
ops_copy (PurpleConversation *conv, const char *text)
{
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
  return TRUE;
}

static gboolean
ops_show_removal (const char *case_number)
{
  return luukku_pidgin_removal_show (case_number, NULL);
}

static const LuukkuUiOps ops = {
  .version = LUUKKU_PURPLE_API_VERSION,
  .ask = ops_ask,
  .give_back = ops_give_back,
  .refresh = ops_refresh,
  .show_inbox = luukku_pidgin_inbox_show,
  .insert = ops_insert,
  .get_text = ops_get_text,
  .show_texts = ops_show_texts,
  .copy = ops_copy,
  .show_settings = luukku_pidgin_settings_show,
  .show_guide = luukku_pidgin_guide_show,
  .show_evidence = luukku_pidgin_evidence_show,
  .show_removal = ops_show_removal,
  .show_table = luukku_pidgin_table_show,
};

/* --- Pidgin's windows */
static void
on_displayed (PidginConversation *gtkconv, gpointer data)
{
  luukku_pidgin_pane_attach (gtkconv);
}

static void
on_switched (PurpleConversation *conv, gpointer data)
{
  if (PIDGIN_IS_PIDGIN_CONVERSATION (conv) && PIDGIN_CONVERSATION (conv) != NULL)
    luukku_pidgin_pane_attach (PIDGIN_CONVERSATION (conv));
}

static void
on_deleting (PurpleConversation *conv, gpointer data)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  luukku_pidgin_archive_forget (conv);
  luukku_pidgin_texts_forget (conv);
  luukku_pidgin_notes_forget (conv);
  if (pane != NULL && pane->gtkconv->convs != NULL && pane->gtkconv->convs->next == NULL)
    luukku_pidgin_pane_detach (pane->gtkconv);
}

static void
for_each_window (void (*function) (PidginConversation *gtkconv))
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next) {
    PurpleConversation *conv = l->data;

    if (PIDGIN_IS_PIDGIN_CONVERSATION (conv) && PIDGIN_CONVERSATION (conv) != NULL)
      function (PIDGIN_CONVERSATION (conv));
  }
}

/* --- plugin */
static gboolean
find_glue (void)
{
  PurplePlugin *glue = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  gboolean ok = FALSE;

  api = glue != NULL ? purple_plugin_ipc_call (glue, LUUKKU_PURPLE_API_CALL, &ok) : NULL;
  if (!ok || api == NULL || api->version != LUUKKU_PURPLE_API_VERSION)
    api = NULL;
  return api != NULL;
}

static gboolean
load (PurplePlugin *plugin)
{
  if (!find_glue ()) {
    purple_notify_error (
        plugin, _ ("Luukku for Pidgin"),
        _ ("The windows of Luukku do not fit the Luukku plugin. Install both from the same package and "
           "start Pidgin again."),
        NULL);
    return FALSE;
  }
  api->set_ui_ops (&ops);
  luukku_pidgin_forms_hook ();
  purple_signal_connect (pidgin_conversations_get_handle (), "conversation-displayed", plugin,
                         PURPLE_CALLBACK (on_displayed), NULL);
  purple_signal_connect (pidgin_conversations_get_handle (), "conversation-switched", plugin,
                         PURPLE_CALLBACK (on_switched), NULL);
  /* Before the glue forgets what the window is about: the draft is kept here. */
  purple_signal_connect_priority (purple_conversations_get_handle (), "deleting-conversation", plugin,
                                  PURPLE_CALLBACK (on_deleting), NULL, PURPLE_SIGNAL_PRIORITY_LOWEST);
  for_each_window (luukku_pidgin_pane_attach);
  luukku_pidgin_tools_start (plugin);
  luukku_pidgin_notify_start ();
  luukku_pidgin_inbox_start ();
  return TRUE;
}

static gboolean
unload (PurplePlugin *plugin)
{
  purple_signals_disconnect_by_handle (plugin);
  luukku_pidgin_notify_stop ();
  luukku_pidgin_tools_stop ();
  luukku_pidgin_table_shutdown ();
  luukku_pidgin_inbox_shutdown ();
  luukku_pidgin_forms_shutdown ();
  luukku_pidgin_settings_shutdown ();
  luukku_pidgin_guide_shutdown ();
  luukku_pidgin_evidence_shutdown ();
  luukku_pidgin_archive_shutdown ();
  luukku_pidgin_texts_shutdown ();
  luukku_pidgin_notes_shutdown ();
  luukku_pidgin_keys_shutdown ();
  for_each_window (luukku_pidgin_pane_detach);
  luukku_pidgin_menu_shutdown ();
  api->set_ui_ops (NULL);
  g_clear_object (&clock_in_use);
  api = NULL;
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_STANDARD,
  .ui_requirement = (char *) PIDGIN_PLUGIN_TYPE,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) PLUGIN_ID,
  .version = (char *) LUUKKU_VERSION,
  .author = (char *) "Luukku",
  .homepage = (char *) "",
  .load = load,
  .unload = unload,
};

static void
init_plugin (PurplePlugin *plugin)
{
  luukku_words_bind ();
  info.name = (char *) _ ("Luukku for Pidgin");
  info.summary = (char *) _ ("The municipality's inbox in Pidgin's windows");
  info.description = (char *) _ (
      "Shows the inbox, the state of a case above its conversation, and asks in the window when a "
      "reply is held back.");
  info.dependencies = g_list_append (NULL, (gpointer) LUUKKU_CORE_PLUGIN_ID);
}

PURPLE_INIT_PLUGIN (luukku_pidgin, init_plugin, info)
