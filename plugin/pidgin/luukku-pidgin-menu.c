/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-menu.c: the table of everything that can be done in a conversation window, and the menu with
 * its keys that is made of it. "Enable Logging" stays off for our conversations: Pidgin's logs are plain
 * files in the home folder, and what residents write is kept in the inbox. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-menu.h"

#include <gdk/gdkkeysyms.h>
#include <gtk/gtk.h>

#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-archive.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-files.h"
#include "pidgin/luukku-pidgin-finding.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin-keys.h"
#include "pidgin/luukku-pidgin-moderate.h"
#include "pidgin/luukku-pidgin-notes.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-removal.h"
#include "pidgin/luukku-pidgin-texts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define MENU_KEY "luukku-menu"
#define ACTION_KEY "luukku-action"
#define KEYS_KEY "luukku-keys"
#define LOGGING_KEY "luukku-logging"
#define MENU_PLACE 3 /* behind "Send To", which Pidgin puts into the third place again and again */

static gboolean
is_ours (PidginWindow *window)
{
  PurpleConversation *conv = pidgin_conv_window_get_active_conversation (window);
  LuukkuWindow about;

  return conv != NULL && luukku_pidgin_get_api ()->describe (conv, &about);
}

/* --- what can be done; each with the conversation on top, which is ours */
static void
complain (const char *title, const GError *error)
{
  if (error != NULL)
    purple_notify_info (luukku_pidgin_get_api, title, error->message, NULL);
}

static void
do_removal (PurpleConversation *conv)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow about = { 0 };
  g_autoptr (LuukkuCase) found = NULL;

  if (inbox != NULL && luukku_pidgin_get_api ()->describe (conv, &about))
    found = luukku_store_find_case (luukku_inbox_get_store (inbox), about.id, NULL);
  if (found != NULL)
    luukku_pidgin_removal_show (luukku_case_peek (found)->number,
                                GTK_WINDOW (PIDGIN_CONVERSATION (conv)->win->window));
  else
    purple_notify_info (luukku_pidgin_get_api, _ ("Request to remove a message"),
                        _ ("There is no case with that number. Look it up in the inbox."), NULL);
}

static void
do_evidence (PurpleConversation *conv)
{
  luukku_pidgin_evidence_show ("records");
}

static void
do_archive (PurpleConversation *conv)
{
  luukku_pidgin_archive_show (conv);
}

static void
do_original (PurpleConversation *conv)
{
  g_autoptr (GError) error = NULL;

  luukku_pidgin_get_api ()->ask_original (conv, &error);
  complain (_ ("Show identity codes"), error);
}

static void
do_sent (PurpleConversation *conv)
{
  g_autoptr (GError) error = NULL;

  luukku_pidgin_get_api ()->ask_sent (conv, &error);
  complain (_ ("Was the reply sent?"), error);
}

static void
report (PurpleConversation *conv, gboolean missed)
{
  g_autoptr (GError) error = NULL;

  luukku_pidgin_get_api ()->report_check (conv, NULL, missed, NULL, &error);
  complain (_ ("Report on the check"), error);
}

static void
do_wrong_alarm (PurpleConversation *conv)
{
  report (conv, FALSE);
}

static void
do_missed (PurpleConversation *conv)
{
  report (conv, TRUE);
}

static void
do_texts (PurpleConversation *conv)
{
  luukku_pidgin_texts_show (conv);
}

static void
do_sign (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL)
    luukku_pidgin_aids_sign (pane->aids);
}

static void
do_file (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL)
    luukku_pidgin_files_ask (pane->files);
}

static void
do_parts (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL)
    luukku_pidgin_aids_toggle_parts (pane->aids);
}

static void
do_next_finding (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL)
    luukku_pidgin_finding_go (pane->finding, TRUE);
}

static void
do_previous_finding (PurpleConversation *conv)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);

  if (pane != NULL)
    luukku_pidgin_finding_go (pane->finding, FALSE);
}

static void
ask_case (PurpleConversation *conv, LuukkuQuestion question)
{
  g_autoptr (GError) error = NULL;

  luukku_pidgin_get_api ()->ask_case (conv, question, &error);
  complain (_ ("Luukku"), error);
}

static void
do_hand_over (PurpleConversation *conv)
{
  ask_case (conv, LUUKKU_QUESTION_HAND_OVER);
}

static void
do_later (PurpleConversation *conv)
{
  ask_case (conv, LUUKKU_QUESTION_LATER);
}

static void
do_labels (PurpleConversation *conv)
{
  ask_case (conv, LUUKKU_QUESTION_LABELS);
}

static void
do_notes (PurpleConversation *conv)
{
  luukku_pidgin_notes_show (conv);
}

static void
do_inbox (PurpleConversation *conv)
{
  luukku_pidgin_inbox_show ();
}

static void
do_keys (PurpleConversation *conv)
{
  luukku_pidgin_keys_show (GTK_WINDOW (PIDGIN_CONVERSATION (conv)->win->window));
}

static void
run_command (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = NULL;
  g_autofree char *plain = NULL;

  if (purple_cmd_do_command (conv, command, command, &error) == PURPLE_CMD_STATUS_OK)
    return;
  plain = error != NULL ? purple_unescape_html (error) : NULL;
  purple_notify_info (luukku_pidgin_get_api, _ ("Luukku"), plain, NULL);
}

/* --- the table. Keys: none of Pidgin's (F2 shows times, F6 goes between conversation and entry), none of
 * GTK's text fields and menus (F10, Shift+F10, Ctrl and a letter). */
typedef struct {
  const char *label;
  void (*run) (PurpleConversation *conv); /* NULL: @command instead */
  const char *command;
  guint key;
  GdkModifierType modifiers;
} Action;

static const Action actions[LUUKKU_PIDGIN_N_ACTIONS] = {
  [LUUKKU_PIDGIN_TAKE] = { N_ ("_Take the case"), NULL, "take", GDK_F4, 0 },
  [LUUKKU_PIDGIN_HAND_OVER] = { N_ ("_Hand the case over…"), do_hand_over, NULL, GDK_F4, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_LATER] = { N_ ("Answer _later…"), do_later, NULL, GDK_F5, 0 },
  [LUUKKU_PIDGIN_CLOSE_CASE] = { N_ ("Clos_e the case"), NULL, "close", GDK_F5, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_REOPEN] = { N_ ("_Open the case again"), NULL, "reopen", 0, 0 },
  [LUUKKU_PIDGIN_ARCHIVE] = { N_ ("_Archive the conversation…"), do_archive, NULL, GDK_F12, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_REMOVAL] = { N_ ("Request to _remove a message…"), do_removal, NULL, 0, 0 },
  [LUUKKU_PIDGIN_EVIDENCE] = { N_ ("_Evidence records…"), do_evidence, NULL, 0, 0 },
  [LUUKKU_PIDGIN_LABELS] = { N_ ("La_bels…"), do_labels, NULL, GDK_F9, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_WRONG_LABEL] = { N_ ("The _label is wrong"), NULL, "label no", GDK_F9, 0 },
  [LUUKKU_PIDGIN_NOTES] = { N_ ("Internal _notes…"), do_notes, NULL, GDK_F11, 0 },
  [LUUKKU_PIDGIN_TEXTS] = { N_ ("Reply te_mplates…"), do_texts, NULL, GDK_F7, 0 },
  [LUUKKU_PIDGIN_SIGN] = { N_ ("_Sign the reply"), do_sign, NULL, GDK_F8, 0 },
  [LUUKKU_PIDGIN_PARTS] = { N_ ("_Parts of an answer to criticism"), do_parts, NULL, GDK_F8, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_NEXT_FINDING] = { N_ ("Ne_xt finding in the reply"), do_next_finding, NULL, GDK_F3, 0 },
  [LUUKKU_PIDGIN_PREVIOUS_FINDING] = { N_ ("Previous findin_g in the reply"), do_previous_finding, NULL,
                                       GDK_F3, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_TAKE_BACK] = { N_ ("Take the repl_y back"), NULL, "undo", GDK_z,
                                GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_SEND_NOW] = { N_ ("Send the waiting reply now"), NULL, "now", 0, 0 },
  [LUUKKU_PIDGIN_SENT] = { N_ ("Was the reply _sent?…"), do_sent, NULL, 0, 0 },
  [LUUKKU_PIDGIN_FILE] = { N_ ("Attach a _file…"), do_file, NULL, GDK_F7, GDK_SHIFT_MASK },
  [LUUKKU_PIDGIN_FORWARD] = { N_ ("Forward to the feedback system…"), NULL, "feedback", 0, 0 },
  [LUUKKU_PIDGIN_EARLIER] = { N_ ("Show earlier messages"), NULL, "earlier", 0, 0 },
  [LUUKKU_PIDGIN_COVERED] = { N_ ("Show the _covered message"), NULL, "show", 0, 0 },
  [LUUKKU_PIDGIN_PICTURE] = { N_ ("Show the _picture"), NULL, "picture", 0, 0 },
  [LUUKKU_PIDGIN_ORIGINAL] = { N_ ("Show _identity codes…"), do_original, NULL, 0, 0 },
  [LUUKKU_PIDGIN_STEPS] = { N_ ("_Steps of the alarm"), NULL, "escalate", 0, 0 },
  [LUUKKU_PIDGIN_FROM_ME] = { N_ ("_Take this case from me"), NULL, "handover", 0, 0 },
  [LUUKKU_PIDGIN_WRONG_ALARM] = { N_ ("Report a _wrong alarm of the check"), do_wrong_alarm, NULL, 0, 0 },
  [LUUKKU_PIDGIN_MISSED] = { N_ ("Report that the check _missed something"), do_missed, NULL, 0, 0 },
  [LUUKKU_PIDGIN_INBOX] = { N_ ("Show the in_box"), do_inbox, NULL, GDK_F12, 0 },
  [LUUKKU_PIDGIN_KEYS] = { N_ ("_Keys…"), do_keys, NULL, GDK_F1, 0 },
};

void
luukku_pidgin_menu_describe (LuukkuPidginAction action, LuukkuPidginActionInfo *ret_info)
{
  ret_info->label = _ (actions[action].label);
  ret_info->key = actions[action].key;
  ret_info->modifiers = actions[action].modifiers;
}

void
luukku_pidgin_menu_do (PidginWindow *window, LuukkuPidginAction action)
{
  PurpleConversation *conv = pidgin_conv_window_get_active_conversation (window);

  if (!is_ours (window))
    return;
  if (actions[action].run != NULL)
    actions[action].run (conv);
  else
    run_command (conv, actions[action].command);
}

/* For the submenu of luukku-pidgin-moderate.c. */
static void
run_in_window (PidginWindow *window, const char *command)
{
  if (is_ours (window))
    run_command (pidgin_conv_window_get_active_conversation (window), command);
}

static void
on_item (GtkMenuItem *item, gpointer data)
{
  luukku_pidgin_menu_do (data, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), ACTION_KEY)));
}

static GtkWidget *
make_menu (PidginWindow *window)
{
  /* TRANSLATORS: a menu of the conversation window; Pidgin's own menus beside it use C, O and S. */
  GtkWidget *top = gtk_menu_item_new_with_mnemonic (_ ("_Luukku"));
  GtkWidget *menu = gtk_menu_new ();
  GtkAccelGroup *keys = gtk_accel_group_new ();

  for (guint i = 0; i < LUUKKU_PIDGIN_N_ACTIONS; i++) {
    GtkWidget *item = gtk_menu_item_new_with_mnemonic (_ (actions[i].label));

    g_object_set_data (G_OBJECT (item), ACTION_KEY, GUINT_TO_POINTER (i));
    g_signal_connect (item, "activate", G_CALLBACK (on_item), window);
    if (actions[i].key != 0)
      gtk_widget_add_accelerator (item, "activate", keys, actions[i].key, actions[i].modifiers,
                                  GTK_ACCEL_VISIBLE);
    gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
    if (i == LUUKKU_PIDGIN_MISSED)
      gtk_menu_shell_append (GTK_MENU_SHELL (menu), luukku_pidgin_moderate_item_new (window, run_in_window));
  }
  gtk_window_add_accel_group (GTK_WINDOW (window->window), keys);
  g_object_set_data_full (G_OBJECT (top), KEYS_KEY, keys, g_object_unref);
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

    if (menu != NULL) {
      gtk_window_remove_accel_group (GTK_WINDOW (window->window),
                                     g_object_get_data (G_OBJECT (menu), KEYS_KEY));
      gtk_widget_destroy (menu);
    }
    g_object_set_data (G_OBJECT (window->window), MENU_KEY, NULL);
    if (logging != NULL && g_object_get_data (G_OBJECT (logging), LOGGING_KEY) != NULL) {
      g_signal_handlers_disconnect_by_func (logging, on_logging, window);
      g_object_set_data (G_OBJECT (logging), LOGGING_KEY, NULL);
      gtk_widget_set_sensitive (logging, TRUE);
    }
  }
}
