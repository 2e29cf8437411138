/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-tools.c: libpurple's menus of plugins are flat; here the entries for managers move into a
 * submenu, so that a clerk's first menu has a clerk's entries. What Pidgin has made is only moved: the entry
 * itself does what it did. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-tools.h"

#include <gtkblist.h>

#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

static guint idle_id; /* 0: none */

/* Returns: (transfer none) (nullable): the words of @item. */
static const char *
label_of (GtkWidget *item)
{
  GtkWidget *child = gtk_bin_get_child (GTK_BIN (item));

  return GTK_IS_LABEL (child) ? gtk_label_get_text (GTK_LABEL (child)) : NULL;
}

/* Returns: (transfer none) (nullable): the submenu of the item @label. */
static GtkWidget *
find_submenu (GtkWidget *menu, const char *label)
{
  g_autoptr (GList) items = gtk_container_get_children (GTK_CONTAINER (menu));

  for (GList *l = items; l != NULL; l = l->next) {
    if (GTK_IS_MENU_ITEM (l->data) && g_strcmp0 (label_of (l->data), label) == 0)
      return gtk_menu_item_get_submenu (GTK_MENU_ITEM (l->data));
  }
  return NULL;
}

static void
move (GtkWidget *item, GtkWidget *from, GtkWidget *to)
{
  g_object_ref (item);
  gtk_container_remove (GTK_CONTAINER (from), item);
  gtk_menu_shell_append (GTK_MENU_SHELL (to), item);
  g_object_unref (item);
}

static void
group (GtkWidget *menu)
{
  g_autoptr (GList) items = gtk_container_get_children (GTK_CONTAINER (menu));
  GtkWidget *submenu = NULL;
  GtkWidget *top = NULL;

  for (GList *l = items; l != NULL; l = l->next) {
    const char *label = GTK_IS_MENU_ITEM (l->data) ? label_of (l->data) : NULL;

    if (label == NULL || !luukku_pidgin_get_api ()->is_for_manager (label))
      continue;
    if (submenu == NULL)
      submenu = gtk_menu_new ();
    move (l->data, menu, submenu);
  }
  if (submenu == NULL)
    return;
  /* TRANSLATORS: a submenu: the windows that a manager looks at. */
  top = gtk_menu_item_new_with_mnemonic (_ ("_Manager"));
  gtk_menu_item_set_submenu (GTK_MENU_ITEM (top), submenu);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), top);
  gtk_widget_show_all (top);
}

static gboolean
on_idle (gpointer data)
{
  PidginBuddyList *list = pidgin_blist_get_default_gtk_blist ();
  GtkWidget *tools =
      list != NULL && list->ift != NULL ? gtk_item_factory_get_widget (list->ift, "/Tools") : NULL;
  PurplePlugin *glue = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GtkWidget *menu = NULL;

  idle_id = 0;
  if (tools != NULL && glue != NULL)
    menu = find_submenu (tools, _ (purple_plugin_get_name (glue)));
  if (menu != NULL)
    group (menu);
  return G_SOURCE_REMOVE;
}

static void
on_plugin (PurplePlugin *plugin, gpointer data)
{
  if (idle_id == 0)
    idle_id = g_idle_add (on_idle, NULL);
}

void
luukku_pidgin_tools_start (PurplePlugin *plugin)
{
  void *plugins = purple_plugins_get_handle ();

  purple_signal_connect (plugins, "plugin-load", plugin, PURPLE_CALLBACK (on_plugin), NULL);
  purple_signal_connect (plugins, "plugin-unload", plugin, PURPLE_CALLBACK (on_plugin), NULL);
  on_plugin (plugin, NULL);
}

void
luukku_pidgin_tools_stop (void)
{
  if (idle_id != 0)
    g_source_remove (idle_id);
  idle_id = 0;
}
