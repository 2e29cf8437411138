/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch.c: the way to Finch's entry: puts a held reply back into it, which Finch empties before
 * anybody can ask, keeps what is typed as a draft, and says when somebody begins to write. Questions come as
 * libpurple's requests. */
#define G_LOG_DOMAIN "luukku"

#include <purple.h>

#include <gnt.h>
#include <gntconv.h>
#include <gntentry.h>
#include <gntplugin.h>

#include "finch/luukku-finch-request.h"
#include "finch/luukku-finch-table.h"
#include "purple/luukku-ui-ops.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define PLUGIN_ID "gnt-luukku"

static const LuukkuPurpleApi *api; /* static in the glue (nullable) */

/* Returns: (transfer none) (nullable): NULL when @conv is not shown by Finch. */
static GntEntry *
entry_of (PurpleConversation *conv)
{
  FinchConv *window =
      purple_conversation_get_ui_ops (conv) == finch_conv_get_ui_ops () ? FINCH_CONV (conv) : NULL;

  return window != NULL && window->entry != NULL ? GNT_ENTRY (window->entry) : NULL;
}

/* Finch's entry has one line: a space where another window would break it. */
static void
set_text (GntEntry *entry, const char *text)
{
  g_autofree char *line = g_strdup (text);

  g_strdelimit (line, "\r\n", ' ');
  gnt_entry_set_text (entry, line);
}

static gboolean
ops_give_back (PurpleConversation *conv, const char *text)
{
  GntEntry *entry = entry_of (conv);
  const char *there = entry != NULL ? gnt_entry_get_text (entry) : NULL;
  g_autofree char *all = NULL;

  if (entry == NULL)
    return FALSE;
  if (there != NULL && g_str_has_prefix (there, text))
    return TRUE;
  all = there != NULL && *there != '\0' ? g_strconcat (text, " ", there, NULL) : g_strdup (text);
  set_text (entry, all);
  return TRUE;
}

static gboolean
ops_insert (PurpleConversation *conv, const char *text)
{
  GntEntry *entry = entry_of (conv);
  const char *there = entry != NULL ? gnt_entry_get_text (entry) : NULL;
  g_autofree char *all = NULL;

  if (entry == NULL)
    return FALSE;
  all = there != NULL && *there != '\0' ? g_strconcat (there, " ", text, NULL) : g_strdup (text);
  set_text (entry, all);
  return TRUE;
}

static char *
ops_get_text (PurpleConversation *conv)
{
  GntEntry *entry = entry_of (conv);

  return entry != NULL ? g_strdup (gnt_entry_get_text (entry)) : NULL;
}

static const LuukkuUiOps ops = {
  .version = LUUKKU_PURPLE_API_VERSION,
  .give_back = ops_give_back,
  .insert = ops_insert,
  .get_text = ops_get_text,
  .show_table = luukku_finch_table_show,
};

/* --- writing */
#define WATCHED_KEY "luukku-finch-watched"

static void
on_text_changed (GntEntry *entry, gpointer data)
{
  PurpleConversation *conv = data;
  const char *text = gnt_entry_get_text (entry);

  /* An empty entry may have been sent, held or deleted; the glue knows which. A command is no answer. */
  if (api != NULL && text != NULL && *text != '\0' && *text != '/')
    api->begin_writing (conv);
}

static void
watch (PurpleConversation *conv)
{
  GntEntry *entry = entry_of (conv);
  LuukkuWindow about;

  if (entry == NULL || g_object_get_data (G_OBJECT (entry), WATCHED_KEY) != NULL ||
      !api->describe (conv, &about))
    return;
  g_object_set_data (G_OBJECT (entry), WATCHED_KEY, conv);
  g_signal_connect (entry, "text_changed", G_CALLBACK (on_text_changed), conv);
}

static void
unwatch (PurpleConversation *conv)
{
  GntEntry *entry = entry_of (conv);

  if (entry == NULL || g_object_get_data (G_OBJECT (entry), WATCHED_KEY) == NULL)
    return;
  g_signal_handlers_disconnect_by_func (entry, on_text_changed, conv);
  g_object_set_data (G_OBJECT (entry), WATCHED_KEY, NULL);
}

static void
on_created (PurpleConversation *conv, gpointer data)
{
  watch (conv);
}

/* What was typed and not sent is there when the window is opened again. */
static void
on_deleting (PurpleConversation *conv, gpointer data)
{
  LuukkuInbox *inbox = api->get_inbox ();
  g_autofree char *text = ops_get_text (conv);
  LuukkuWindow about;

  if (inbox != NULL && text != NULL && *text != '\0' && *text != '/' && api->describe (conv, &about) &&
      about.id != 0)
    luukku_inbox_save_draft (inbox, about.channel, about.conversation, text, NULL);
  unwatch (conv);
}

static gboolean
load (PurplePlugin *plugin)
{
  PurplePlugin *glue = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  gboolean ok = FALSE;

  api = glue != NULL ? purple_plugin_ipc_call (glue, LUUKKU_PURPLE_API_CALL, &ok) : NULL;
  if (!ok || api == NULL || api->version != LUUKKU_PURPLE_API_VERSION) {
    api = NULL;
    purple_notify_error (
        plugin, _ ("Luukku for Finch"),
        _ ("This part of Luukku does not fit the Luukku plugin. Install both from the same package and "
           "start Finch again."),
        NULL);
    return FALSE;
  }
  api->set_ui_ops (&ops);
  luukku_finch_request_start ();
  purple_signal_connect (purple_conversations_get_handle (), "conversation-created", plugin,
                         PURPLE_CALLBACK (on_created), NULL);
  /* Before the glue forgets what the window is about. */
  purple_signal_connect_priority (purple_conversations_get_handle (), "deleting-conversation", plugin,
                                  PURPLE_CALLBACK (on_deleting), NULL, PURPLE_SIGNAL_PRIORITY_LOWEST);
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    watch (l->data);
  return TRUE;
}

static gboolean
unload (PurplePlugin *plugin)
{
  purple_signals_disconnect_by_handle (plugin);
  luukku_finch_request_stop ();
  luukku_finch_table_stop ();
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    unwatch (l->data);
  api->set_ui_ops (NULL);
  api = NULL;
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_STANDARD,
  .ui_requirement = (char *) FINCH_PLUGIN_TYPE,
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
  info.name = (char *) _ ("Luukku for Finch");
  info.summary = (char *) _ ("Gives a held reply back to the entry");
  info.description = (char *) _ (
      "When a reply is held back, its text returns to the entry, so that nothing has to be typed again.");
  info.dependencies = g_list_append (NULL, (gpointer) LUUKKU_CORE_PLUGIN_ID);
}

PURPLE_INIT_PLUGIN (luukku_finch, init_plugin, info)
