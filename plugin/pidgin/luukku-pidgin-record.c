/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-record.c: what can be done with a record that has just been made: its paper, its package. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-record.h"

#include "pidgin/luukku-pidgin-export.h"
#include "pidgin/luukku-pidgin-paper.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 480

enum { RESPONSE_OPEN = 1, RESPONSE_EXPORT, RESPONSE_PRINT };

typedef struct {
  char *record;
  GtkWidget *dialog;  /* no ref: toplevel, destroys us */
  GtkWidget *outcome; /* label */
} Window;

static GSList *windows; /* of Window (owned by its dialog) */

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  Window *self = data;

  windows = g_slist_remove (windows, self);
  g_free (self->record);
  g_free (self);
}

static void
open_paper (Window *self)
{
  g_autoptr (GError) error = NULL;
  const char *sentence = luukku_pidgin_paper_open (self->record, self->dialog, &error);

  luukku_pidgin_parts_tell (self->outcome, sentence != NULL ? sentence : error->message);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  Window *self = data;

  if (response == RESPONSE_OPEN)
    open_paper (self);
  else if (response == RESPONSE_EXPORT)
    luukku_pidgin_export_show (self->record, GTK_WINDOW (dialog));
  else if (response == RESPONSE_PRINT)
    luukku_pidgin_paper_print (self->record, GTK_WINDOW (dialog), self->outcome);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

void
luukku_pidgin_record_show (const char *record, GtkWindow *parent)
{
  Window *self = g_new0 (Window, 1);
  GtkWidget *box;
  GtkWidget *close;
  /* TRANSLATORS: %s is the number of a record, "LUU-2026-000123-v1". */
  g_autofree char *head = g_strdup_printf (_ ("Archived as record %s."), record);

  self->record = g_strdup (record);
  self->dialog = luukku_pidgin_parts_dialog (_ ("Evidence record"), "luukku-record", parent, WIDTH, -1);
  box = luukku_pidgin_parts_get_box (self->dialog);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Open _PDF"), RESPONSE_OPEN);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("P_rint…"), RESPONSE_PRINT);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("E_xport package…"), RESPONSE_EXPORT);
  close = gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), GTK_RESPONSE_CLOSE);
  luukku_pidgin_parts_words (box, head);
  luukku_pidgin_parts_words (
      box, _ ("The PDF is for reading and printing. The package is for an authority: it can be verified "
              "without Luukku, and the steps are printed in the record."));
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  windows = g_slist_prepend (windows, self);
  gtk_widget_show_all (self->dialog);
  gtk_widget_grab_focus (close);
}

void
luukku_pidgin_record_shutdown (void)
{
  while (windows != NULL)
    gtk_widget_destroy (((Window *) windows->data)->dialog);
  luukku_pidgin_export_shutdown ();
  luukku_pidgin_paper_shutdown ();
}
