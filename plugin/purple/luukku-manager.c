/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-manager.c: which entries of the plugin's menu are for managers: those named here, and what the files
 * about evidence append. libpurple's own menus are flat, so Finch shows all in one. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-manager.h"

#include "purple/luukku-actions-disclosure.h"
#include "purple/luukku-actions-evidence.h"

#include "purple/luukku-i18n.h"

static const char *const labels[] = {
  N_ ("Channels…"),
  N_ ("Passed warnings…"),
  N_ ("Reports about the checks…"),
  N_ ("Corrected labels…"),
  N_ ("Bans…"),
  N_ ("Register of bans…"),
  N_ ("Requests to remove…"),
  N_ ("Who has seen threats…"),
  N_ ("Registers…"),
  N_ ("Set up channels from the directory…"),
};

static gboolean
is_appended (const char *label)
{
  GList *appended = luukku_actions_evidence_append (luukku_actions_disclosure_append (NULL));
  gboolean found = FALSE;

  for (GList *l = appended; l != NULL && !found; l = l->next)
    found = g_strcmp0 (((PurplePluginAction *) l->data)->label, label) == 0;
  g_list_free_full (appended, (GDestroyNotify) purple_plugin_action_free);
  return found;
}

gboolean
luukku_manager_has (const char *label)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (_ (labels[i]), label))
      return TRUE;
  }
  return is_appended (label);
}
