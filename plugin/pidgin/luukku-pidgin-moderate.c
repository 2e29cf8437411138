/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-moderate.c: the submenu for hiding, deleting, banning and requests to remove. Each item is a
 * command that can be typed too; the forms are libpurple's, the same in Finch. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-moderate.h"

#include "purple/luukku-i18n.h"

typedef struct {
  PidginWindow *window; /* no ref: the item is in it */
  void (*run) (PidginWindow *window, const char *command);
  const char *command; /* static */
} Entry;

static const struct {
  const char *label;
  const char *command;
} entries[] = {
  { N_ ("_Hide or delete a message…"), "act" },
  { N_ ("_Show the hidden message again"), "unhide" },
  { N_ ("_Mute this resident…"), "mute" },
  { N_ ("End the m_uting"), "unmute" },
  { N_ ("_Ban this resident…"), "ban" },
  { N_ ("_End the ban"), "unban" },
  { N_ ("_Request to remove…"), "removal" },
  { N_ ("_Done by hand at the channel"), "done" },
  { N_ ("_Labels of the newest message"), "label" },
};

static void
on_activate (GtkMenuItem *item, gpointer data)
{
  const Entry *entry = data;

  entry->run (entry->window, entry->command);
}

static void
entry_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

GtkWidget *
luukku_pidgin_moderate_item_new (PidginWindow *window,
                                 void (*run) (PidginWindow *window, const char *command))
{
  GtkWidget *top = gtk_menu_item_new_with_mnemonic (_ ("Message and w_riter"));
  GtkWidget *menu = gtk_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    GtkWidget *item = gtk_menu_item_new_with_mnemonic (_ (entries[i].label));
    Entry *entry = g_new0 (Entry, 1);

    entry->window = window;
    entry->run = run;
    entry->command = entries[i].command;
    g_signal_connect_data (item, "activate", G_CALLBACK (on_activate), entry, entry_free, 0);
    gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
  }
  gtk_menu_item_set_submenu (GTK_MENU_ITEM (top), menu);
  return top;
}
