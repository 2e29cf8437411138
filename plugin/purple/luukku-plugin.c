/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-plugin.c: entry of the module luukku.so: one standard plugin (menu, preferences, the gate for
 * accounts of other prpls) whose init also registers every channel's prpl. The prpls and their gate work
 * whether or not the plugin is ticked. The only exported symbol is purple_init_plugin(). */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-writing.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-api.h"
#include "purple/luukku-core.h"
#include "purple/luukku-guide.h"
#include "purple/luukku-prpl.h"
#include "purple/luukku-settings.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

LUUKKU_API gboolean purple_init_plugin (PurplePlugin *plugin);

static gboolean
on_load (PurplePlugin *plugin)
{
  g_autoptr (GError) error = NULL;

  luukku_api_register (plugin);
  /* A store that cannot be opened must not keep the plugin from loading: its menu is where a person reads
   * why. */
  if (!luukku_core_ensure (&error))
    luukku_core_notify_error (error->message);
  luukku_guide_offer ();
  return TRUE;
}

static gboolean
on_unload (PurplePlugin *plugin)
{
  /* Accounts stay online and their gate stands. */
  luukku_core_set_ui_ops (NULL);
  luukku_guide_shutdown ();
  return TRUE;
}

static void
on_destroy (PurplePlugin *plugin)
{
  luukku_core_shutdown ();
}

static PurplePluginPrefFrame *
get_pref_frame (PurplePlugin *plugin)
{
  return luukku_settings_make_frame ();
}

static PurplePluginUiInfo prefs_info = { .get_plugin_pref_frame = get_pref_frame };

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) LUUKKU_CORE_PLUGIN_ID,
  .name = (char *) "Luukku",
  .version = (char *) LUUKKU_VERSION,
  .author = (char *) "Luukku",
  .homepage = (char *) "",
  .load = on_load,
  .unload = on_unload,
  .destroy = on_destroy,
  .prefs_info = &prefs_info,
  .actions = luukku_actions_of_plugin,
};

gboolean
purple_init_plugin (PurplePlugin *plugin)
{
  luukku_words_bind ();
  info.name = (char *) _ ("Luukku");
  info.summary = (char *) _ ("A municipality's moderated inbox");
  info.description =
      (char *) _ ("Residents' messages come into conversation windows; every reply passes the "
                  "municipality's guideline and a check for personal data before it is sent; threats and "
                  "removal requests become evidence.");
  plugin->info = &info;
  luukku_core_add_prefs ();
  luukku_api_register (plugin);
  luukku_prpl_register_all ();
  return purple_plugin_register (plugin);
}
