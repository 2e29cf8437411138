/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-menu.c: everything that has a button in a conversation window has an item here, so that it
 * can be reached by keys. "Enable Logging" stays off for our conversations: Pidgin's logs are plain files in
 * the home folder, and what residents write is kept in the inbox. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-menu.h"

#include <gdk/gdkkeysyms.h>
#include <gtk/gtk.h>

#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-archive.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin-moderate.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-removal.h"
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
on_removal (GtkMenuItem *item, gpointer data)
{
  PidginWindow *window = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow about = { 0 };
  g_autoptr (LuukkuCase) found = NULL;

  if (is_ours (window) && inbox != NULL &&
      luukku_pidgin_get_api ()->describe (pidgin_conv_window_get_active_conversation (window), &about))
    found = luukku_store_find_case (luukku_inbox_get_store (inbox), about.id, NULL);
  if (found != NULL)
    luukku_pidgin_removal_show (luukku_case_peek (found)->number, GTK_WINDOW (window->window));
  else
    purple_notify_info (luukku_pidgin_get_api, _ ("Request to remove a message"),
                        _ ("There is no case with that number. Look it up in the inbox."), NULL);
}

static void
on_evidence (GtkMenuItem *item, gpointer data)
{
  luukku_pidgin_evidence_show ("records");
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
on_sent (GtkMenuItem *item, gpointer data)
{
  PidginWindow *window = data;
  g_autoptr (GError) error = NULL;

  if (is_ours (window) &&
      !luukku_pidgin_get_api ()->ask_sent (pidgin_conv_window_get_active_conversation (window), &error))
    purple_notify_info (luukku_pidgin_get_api, _ ("Was the reply sent?"), error->message, NULL);
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
run_command (PidginWindow *window, const char *command)
{
  PurpleConversation *conv = pidgin_conv_window_get_active_conversation (window);
  g_autofree char *error = NULL;
  g_autofree char *plain = NULL;

  if (!is_ours (window) || purple_cmd_do_command (conv, command, command, &error) == PURPLE_CMD_STATUS_OK)
    return;
  plain = error != NULL ? purple_unescape_html (error) : NULL;
  purple_notify_info (luukku_pidgin_get_api, _ ("Luukku"), plain, NULL);
}

static void
on_show_covered (GtkMenuItem *item, gpointer data)
{
  run_command (data, "show");
}

static void
on_wrong_label (GtkMenuItem *item, gpointer data)
{
  run_command (data, "label no");
}

static void
on_steps (GtkMenuItem *item, gpointer data)
{
  run_command (data, "escalate");
}

static void
on_hand_over (GtkMenuItem *item, gpointer data)
{
  run_command (data, "handover");
}

static void
on_picture (GtkMenuItem *item, gpointer data)
{
  run_command (data, "picture");
}

static void
on_inbox (GtkMenuItem *item, gpointer data)
{
  luukku_pidgin_inbox_show ();
}

/* One key for the correction that comes up most; Pidgin's own windows leave it free. */
#define WRONG_LABEL_KEY GDK_F9

static void
add_key (GtkWidget *item, PidginWindow *window)
{
  GtkAccelGroup *group = gtk_accel_group_new ();

  gtk_window_add_accel_group (GTK_WINDOW (window->window), group);
  gtk_widget_add_accelerator (item, "activate", group, WRONG_LABEL_KEY, 0, GTK_ACCEL_VISIBLE);
  g_object_unref (group);
}

static GtkWidget *
add_item (GtkWidget *menu, const char *label, GCallback callback, PidginWindow *window)
{
  GtkWidget *item = gtk_menu_item_new_with_mnemonic (label);

  g_signal_connect (item, "activate", callback, window);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
  return item;
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
  add_item (menu, _ ("Request to _remove a message…"), G_CALLBACK (on_removal), window);
  add_item (menu, _ ("_Evidence records…"), G_CALLBACK (on_evidence), window);
  add_item (menu, _ ("Was the reply _sent?…"), G_CALLBACK (on_sent), window);
  add_item (menu, _ ("Show _identity codes…"), G_CALLBACK (on_original), window);
  add_item (menu, _ ("Show the _covered message"), G_CALLBACK (on_show_covered), window);
  add_item (menu, _ ("Show the _picture"), G_CALLBACK (on_picture), window);
  add_item (menu, _ ("_Steps of the alarm"), G_CALLBACK (on_steps), window);
  add_item (menu, _ ("_Take this case from me"), G_CALLBACK (on_hand_over), window);
  add_key (add_item (menu, _ ("The _label is wrong"), G_CALLBACK (on_wrong_label), window), window);
  add_item (menu, _ ("Report a _wrong alarm of the check"), G_CALLBACK (on_wrong_alarm), window);
  add_item (menu, _ ("Report that the check _missed something"), G_CALLBACK (on_missed), window);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), luukku_pidgin_moderate_item_new (window, run_command));
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
