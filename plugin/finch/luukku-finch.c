/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch.c: puts a held reply back into Finch's entry, which Finch empties before anybody can ask.
 * Nothing else: questions come as libpurple's requests. */
#define G_LOG_DOMAIN "luukku"

#include <purple.h>

#include <gnt.h>
#include <gntconv.h>
#include <gntentry.h>
#include <gntplugin.h>

#include "purple/luukku-ui-ops.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define PLUGIN_ID "gnt-luukku"

static const LuukkuPurpleApi *api; /* static in the glue (nullable) */

static gboolean
ops_give_back (PurpleConversation *conv, const char *text)
{
  FinchConv *window =
      purple_conversation_get_ui_ops (conv) == finch_conv_get_ui_ops () ? FINCH_CONV (conv) : NULL;
  const char *there = NULL;
  g_autofree char *all = NULL;

  if (window == NULL || window->entry == NULL)
    return FALSE;
  there = gnt_entry_get_text (GNT_ENTRY (window->entry));
  if (there != NULL && g_str_has_prefix (there, text))
    return TRUE;
  /* Finch's entry has one line: a space where another window would break it. */
  all = there != NULL && *there != '\0' ? g_strconcat (text, " ", there, NULL) : g_strdup (text);
  g_strdelimit (all, "\r\n", ' ');
  gnt_entry_set_text (GNT_ENTRY (window->entry), all);
  return TRUE;
}

static const LuukkuUiOps ops = { .version = LUUKKU_PURPLE_API_VERSION, .give_back = ops_give_back };

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
  return TRUE;
}

static gboolean
unload (PurplePlugin *plugin)
{
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
