/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-menu.c: everything that has a button in a conversation window has an item here, so that it
 * can be reached by keys. "Enable Logging" stays off for our conversations: Pidgin's logs are plain files in
 * the home folder, and what residents write is kept in the inbox. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-menu.h"

#include <gtk/gtk.h>

#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-archive.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-texts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define MENU_KEY "luukku-menu"
#define LOGGING_KEY "luukku-logging"
#define MENU_PLACE 3 /* behind "Send To", which Pidgin puts into the third place again and again */

static gboolean
is_ours (PidginWindow *window)
{
  PurpleConversation *conv = pidgin_conv_window_get_active_conversation (window);
  LuukkuWindow about;

  return conv != NULL && luukku_pidgin_get_api ()->describe (conv, &about);
}

static void
on_archive (GtkMenuItem *item, gpointer data)
{
  PidginWindow *window = data;

  if (is_ours (window))
    luukku_pidgin_archive_show (pidgin_conv_window_get_active_conversation (window));
}

static void
on_original (GtkMenuItem *item, gpointer data)
{
  PidginWindow *window = data;
  g_autoptr (GError) error = NULL;

  if (is_ours (window) &&
      !luukku_pidgin_get_api ()->ask_original (pidgin_conv_window_get_active_conversation (window), &error))
    purple_notify_info (luukku_pidgin_get_api, _ ("Show identity codes"), error->message, NULL);
}

static void
report (PidginWindow *window, gboolean missed)
{
  g_autoptr (GError) error = NULL;

  if (is_ours (window) &&
      !luukku_pidgin_get_api ()->report_check (pidgin_conv_window_get_active_conversation (window), NULL,
                                               missed, NULL, &error))
    purple_notify_info (luukku_pidgin_get_api, _ ("Report on the check"), error->message, NULL);
}

static void
on_wrong_alarm (GtkMenuItem *item, gpointer data)
{
  report (data, FALSE);
}

static void
on_missed (GtkMenuItem *item, gpointer data)
{
  report (data, TRUE);
}

static void
on_texts (GtkMenuItem *item, gpointer data)
{
  PidginWindow *window = data;

  if (is_ours (window))
    luukku_pidgin_texts_show (pidgin_conv_window_get_active_conversation (window));
}

/* Returns: (transfer none) (nullable). */
static LuukkuPidginPane *
pane_of (PidginWindow *window)
{
  return is_ours (window) ? luukku_pidgin_pane_of (pidgin_conv_window_get_active_conversation (window))
                          : NULL;
}

static void
on_sign (GtkMenuItem *item, gpointer data)
{
  LuukkuPidginPane *pane = pane_of (data);

  if (pane != NULL)
    luukku_pidgin_aids_sign (pane->aids);
}

static void
on_parts (GtkMenuItem *item, gpointer data)
{
  LuukkuPidginPane *pane = pane_of (data);

  if (pane != NULL)
    luukku_pidgin_aids_toggle_parts (pane->aids);
}

static void
on_inbox (GtkMenuItem *item, gpointer data)
{
  luukku_pidgin_inbox_show ();
}

static void
add_item (GtkWidget *menu, const char *label, GCallback callback, PidginWindow *window)
{
  GtkWidget *item = gtk_menu_item_new_with_mnemonic (label);

  g_signal_connect (item, "activate", callback, window);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
}

static GtkWidget *
make_menu (PidginWindow *window)
{
  /* TRANSLATORS: a menu of the conversation window; Pidgin's own menus beside it use C, O and S. */
  GtkWidget *top = gtk_menu_item_new_with_mnemonic (_ ("_Luukku"));
  GtkWidget *menu = gtk_menu_new ();

  add_item (menu, _ ("Reply te_mplates…"), G_CALLBACK (on_texts), window);
  add_item (menu, _ ("_Sign the reply"), G_CALLBACK (on_sign), window);
  add_item (menu, _ ("_Parts of an answer to criticism"), G_CALLBACK (on_parts), window);
  add_item (menu, _ ("_Archive the conversation…"), G_CALLBACK (on_archive), window);
  add_item (menu, _ ("Show _identity codes…"), G_CALLBACK (on_original), window);
  add_item (menu, _ ("Report a _wrong alarm of the check"), G_CALLBACK (on_wrong_alarm), window);
  add_item (menu, _ ("Report that the check _missed something"), G_CALLBACK (on_missed), window);
  add_item (menu, _ ("Show the in_box"), G_CALLBACK (on_inbox), window);
  gtk_menu_item_set_submenu (GTK_MENU_ITEM (top), menu);
  gtk_menu_shell_insert (GTK_MENU_SHELL (window->menu.menubar), top, MENU_PLACE);
  gtk_widget_show_all (top);
  return top;
}

/* Pidgin switches the item on again whenever the window changes. */
static void
on_logging (GObject *item, GParamSpec *spec, gpointer data)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (item)) && is_ours (data))
    gtk_widget_set_sensitive (GTK_WIDGET (item), FALSE);
}

static void
guard_logging (PidginWindow *window, gboolean ours)
{
  GtkWidget *item = window->menu.logging;

  if (item == NULL)
    return;
  if (g_object_get_data (G_OBJECT (item), LOGGING_KEY) == NULL) {
    g_signal_connect (item, "notify::sensitive", G_CALLBACK (on_logging), window);
    g_object_set_data (G_OBJECT (item), LOGGING_KEY, window);
  }
  if (ours)
    gtk_widget_set_sensitive (item, FALSE);
}

void
luukku_pidgin_menu_refresh (PidginWindow *window)
{
  gboolean ours = is_ours (window);
  GtkWidget *menu = g_object_get_data (G_OBJECT (window->window), MENU_KEY);

  if (menu == NULL && ours) {
    menu = make_menu (window);
    g_object_set_data (G_OBJECT (window->window), MENU_KEY, menu);
  }
  if (menu != NULL)
    gtk_widget_set_visible (menu, ours);
  guard_logging (window, ours);
}

void
luukku_pidgin_menu_shutdown (void)
{
  for (GList *l = pidgin_conv_windows_get_list (); l != NULL; l = l->next) {
    PidginWindow *window = l->data;
    GtkWidget *menu = g_object_get_data (G_OBJECT (window->window), MENU_KEY);
    GtkWidget *logging = window->menu.logging;

    if (menu != NULL)
      gtk_widget_destroy (menu);
    g_object_set_data (G_OBJECT (window->window), MENU_KEY, NULL);
    if (logging != NULL && g_object_get_data (G_OBJECT (logging), LOGGING_KEY) != NULL) {
      g_signal_handlers_disconnect_by_func (logging, on_logging, window);
      g_object_set_data (G_OBJECT (logging), LOGGING_KEY, NULL);
      gtk_widget_set_sensitive (logging, TRUE);
    }
  }
}
