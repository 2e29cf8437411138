/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-own-data.c: asks for folder, recipient and purpose; the export is a logged act of the inbox.
 */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-own-data.h"

#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 620

typedef struct {
  char *case_number;
  GtkWidget *folder, *recipient, *purpose, *outcome;
} OwnData;

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  OwnData *self = data;

  g_free (self->case_number);
  g_free (self);
}

static void
save (OwnData *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  const char *folder = gtk_entry_get_text (GTK_ENTRY (self->folder));
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL || luukku_inbox_export_subject (
                           inbox, self->case_number, folder, gtk_entry_get_text (GTK_ENTRY (self->recipient)),
                           gtk_entry_get_text (GTK_ENTRY (self->purpose)), &error) < 0) {
    luukku_pidgin_parts_tell (self->outcome,
                              error != NULL ? error->message
                                            : _ ("The inbox is not open. Enable the account and try again."));
    return;
  }
  /* TRANSLATORS: %s is a folder */
  sentence = g_strdup_printf (_ ("What is kept of the resident is in %s."), folder);
  luukku_pidgin_parts_tell (self->outcome, sentence);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_OK)
    save (data);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

static void
on_browse (GtkWidget *button, gpointer data)
{
  luukku_pidgin_parts_choose (((OwnData *) data)->folder, _ ("Folder for the resident's own data"),
                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL);
}

void
luukku_pidgin_own_data_show (const char *case_number, GtkWindow *parent)
{
  OwnData *self = g_new0 (OwnData, 1);
  GtkWidget *dialog =
      luukku_pidgin_parts_dialog (_ ("A resident's own data"), "luukku-own-data", parent, WIDTH, -1);
  GtkWidget *box = luukku_pidgin_parts_get_box (dialog);
  GtkWidget *table = gtk_table_new (3, 2, FALSE), *row = gtk_hbox_new (FALSE, 6);
  g_autofree char *folder = g_build_filename (luukku_pidgin_parts_first_folder (), case_number, NULL);
  /* TRANSLATORS: %s is the number of a case. */
  g_autofree char *head =
      g_strdup_printf (_ ("Everything that is kept of the resident of case %s, as a text to read and "
                          "as a file for machines. The export is logged."),
                       case_number);

  self->case_number = g_strdup (case_number);
  self->folder = gtk_entry_new ();
  self->recipient = gtk_entry_new ();
  self->purpose = gtk_entry_new ();
  gtk_entry_set_text (GTK_ENTRY (self->folder), folder);
  luukku_pidgin_parts_words (box, head);
  gtk_box_pack_start (GTK_BOX (row), self->folder, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("_Browse…"), G_CALLBACK (on_browse), self);
  g_object_set_data (G_OBJECT (row), "luukku-view", self->folder);
  luukku_pidgin_parts_row (table, 0, _ ("_Folder:"), row);
  luukku_pidgin_parts_row (table, 1, _ ("_Recipient:"), self->recipient);
  luukku_pidgin_parts_row (table, 2, _ ("_Purpose:"), self->purpose);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Save"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), self);
  gtk_widget_show_all (dialog);
  gtk_widget_grab_focus (self->recipient);
}
