/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-print.c: the print dialog, and the job whose source is the archived file: nothing is drawn
 * anew on the way to the paper. A printer that takes no PDF is told so; then the PDF viewer prints. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-print.h"

#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gtk/gtkunixprint.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GtkPrintJob, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GtkPrintSettings, g_object_unref)

typedef struct {
  char *title;
  LuukkuPidginPrintFile file;
  LuukkuPidginPrintTell tell;
  gpointer data; /* of file and tell */
  GDestroyNotify destroy;
} Printing;

static void
printing_clear (gpointer data)
{
  Printing *self = data;

  self->destroy (self->data);
  g_free (self->title);
}

static void
printing_unref (gpointer data)
{
  g_rc_box_release_full (data, printing_clear);
}

static void
on_sent (GtkPrintJob *job, gpointer data, GError *error)
{
  Printing *self = data;

  if (error != NULL)
    self->tell (
        _ ("The printer did not take the record. Check the printer, or open the PDF and print it from "
           "there."),
        self->data);
  else
    self->tell (_ ("The record was sent to the printer. The print is in the log."), self->data);
}

static void
send_job (Printing *self, GtkPrintUnixDialog *dialog, GtkPrinter *printer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = self->file (self->data, &error);
  g_autoptr (GtkPrintSettings) settings = gtk_print_unix_dialog_get_settings (dialog);
  g_autoptr (GtkPrintJob) job = NULL;

  if (path == NULL) {
    self->tell (error->message, self->data);
    return;
  }
  job = gtk_print_job_new (self->title, printer, settings, gtk_print_unix_dialog_get_page_setup (dialog));
  if (!gtk_print_job_set_source_file (job, path, &error)) {
    self->tell (error->message, self->data);
    return;
  }
  gtk_print_job_send (job, on_sent, g_rc_box_acquire (self), printing_unref);
}

/* A printer that takes no PDF: the same archived file goes to the desktop's own viewer, which can print on
 * any printer. It is handed out for printing, so that is what the log says. */
static void
open_instead (Printing *self, GtkWidget *widget)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = self->file (self->data, &error);
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  if (path == NULL)
    self->tell (error->message, self->data);
  else if (uri != NULL && gtk_show_uri (gtk_widget_get_screen (widget), uri, GDK_CURRENT_TIME, NULL))
    self->tell (_ ("This printer takes no PDF files, so the record was opened in your PDF viewer: print it "
                   "from there. The print is in the log."),
                self->data);
  else
    self->tell (_ ("This printer takes no PDF files, and no program that shows them could be started. Export "
                   "the package and print the record from there."),
                self->data);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  Printing *self = data;
  GtkPrinter *printer = gtk_print_unix_dialog_get_selected_printer (GTK_PRINT_UNIX_DIALOG (dialog));

  if (response == GTK_RESPONSE_OK && printer != NULL) {
    if (gtk_printer_accepts_pdf (printer))
      send_job (self, GTK_PRINT_UNIX_DIALOG (dialog), printer);
    else
      open_instead (self, GTK_WIDGET (dialog));
  }
  luukku_pidgin_close (GTK_WIDGET (dialog));
}

void
luukku_pidgin_print (const char *title, GtkWindow *parent, LuukkuPidginPrintFile file,
                     LuukkuPidginPrintTell tell, gpointer data, GDestroyNotify destroy)
{
  Printing *self = g_rc_box_new0 (Printing);
  GtkWidget *dialog = gtk_print_unix_dialog_new (_ ("Print the record"), parent);

  self->title = g_strdup (title);
  self->file = file;
  self->tell = tell;
  self->data = data;
  self->destroy = destroy;
  gtk_window_set_role (GTK_WINDOW (dialog), "luukku-print");
  g_object_set_data_full (G_OBJECT (dialog), "luukku-printing", self, printing_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  gtk_widget_show (dialog);
}
