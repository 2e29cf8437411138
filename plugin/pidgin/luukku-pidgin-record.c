/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-record.c: opens the paper of a record in the desktop's own viewer, from a copy in a private
 * folder that is removed when Pidgin quits, and exports the package to where the person says. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-record.h"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "pidgin/luukku-pidgin-print.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <glib/gstdio.h>

enum { RESPONSE_OPEN = 1, RESPONSE_EXPORT, RESPONSE_PRINT };

typedef struct {
  char *record;
  GtkWidget *dialog;  /* no ref: toplevel, destroys us */
  GtkWidget *chooser; /* no ref (nullable) */
  GtkWidget *outcome; /* label */
} Window;

static GSList *windows;   /* of Window (owned by its dialog) */
static char *copies_dir;  /* (nullable): 0700, made on first use */
static GPtrArray *copies; /* of char * (owned) (nullable) */

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  Window *self = data;

  windows = g_slist_remove (windows, self);
  if (self->chooser != NULL)
    gtk_widget_destroy (self->chooser);
  g_free (self->record);
  g_free (self);
}

static void
tell (Window *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->outcome), sentence);
  luukku_pidgin_set_name (self->outcome, sentence);
  gtk_widget_show (self->outcome);
}

/* --- the paper */

/* Returns: (transfer full): the path of the copy; NULL with @error. */
static char *
write_copy (const char *record, gboolean for_print, GError **error)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *actor = luukku_pidgin_dup_actor ();
  g_autofree char *name = g_strconcat (record, ".pdf", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (inbox == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The inbox is not open. Enable the account and try again."));
    return NULL;
  }
  bytes = (for_print ? luukku_archive_read_for_print : luukku_archive_read) (
      luukku_inbox_get_store (inbox), record, "record.pdf", actor, error);
  if (bytes == NULL)
    return NULL;
  if (copies_dir == NULL)
    copies_dir = g_dir_make_tmp ("luukku-XXXXXX", error);
  if (copies_dir == NULL)
    return NULL;
  path = g_build_filename (copies_dir, name, NULL);
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_NONE, 0600, error))
    return NULL;
  if (copies == NULL)
    copies = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (copies, path, g_str_equal, NULL))
    g_ptr_array_add (copies, g_strdup (path));
  return g_steal_pointer (&path);
}

static void
open_paper (Window *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_copy (self->record, FALSE, &error);
  g_autofree char *uri = NULL;

  if (path == NULL) {
    tell (self, error->message);
    return;
  }
  uri = g_filename_to_uri (path, NULL, NULL);
  if (uri == NULL || !gtk_show_uri (gtk_widget_get_screen (self->dialog), uri, GDK_CURRENT_TIME, &error)) {
    g_debug ("no viewer: code %d", error != NULL ? error->code : 0);
    tell (self, _ ("No program that shows PDF files could be started. Install one, or export the package and "
                   "open the "
                   "record from there."));
    return;
  }
  tell (self, _ ("The record was opened in your PDF viewer."));
}

/* --- the printer: the archived bytes go to it as they are */
static void
on_printed (const char *sentence, gpointer data)
{
  if (g_slist_find (windows, data) != NULL) /* it may have been closed since */
    tell (data, sentence);
}

static char *
on_print_file (gpointer data, GError **error)
{
  if (g_slist_find (windows, data) != NULL)
    return write_copy (((Window *) data)->record, TRUE, error);
  luukku_set_error (error, LUUKKU_ERROR_FAILED, N_ ("The window of the record was closed. Open it again."));
  return NULL;
}

/* --- the package */
static void
on_chosen (GtkDialog *chooser, int response, gpointer data)
{
  Window *self = data;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  self->chooser = NULL;
  luukku_pidgin_close (GTK_WIDGET (chooser));
  if (path == NULL)
    return;
  if (!luukku_pidgin_get_api ()->export_record (self->record, path, &error)) {
    tell (self, error != NULL ? error->message : _ ("The package was not written. Choose another folder."));
    return;
  }
  shown = g_filename_display_name (path);
  /* TRANSLATORS: %s is the name of a file. */
  sentence = g_strdup_printf (_ ("The package was saved as %s."), shown);
  tell (self, sentence);
}

/* Returns: (transfer none): a folder to begin with. */
static const char *
first_folder (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return documents != NULL && g_file_test (documents, G_FILE_TEST_IS_DIR) ? documents : g_get_home_dir ();
}

static void
choose_file (Window *self)
{
  g_autofree char *name = g_strconcat (self->record, ".zip", NULL);

  if (self->chooser != NULL) {
    gtk_window_present (GTK_WINDOW (self->chooser));
    return;
  }
  self->chooser = gtk_file_chooser_dialog_new (_ ("Export the package"), GTK_WINDOW (self->dialog),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->chooser), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->chooser), _ ("E_xport"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (self->chooser), GTK_RESPONSE_ACCEPT);
  gtk_window_set_role (GTK_WINDOW (self->chooser), "luukku-export");
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), first_folder ());
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_chosen), self);
  gtk_widget_show (self->chooser);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response == RESPONSE_OPEN)
    open_paper (data);
  else if (response == RESPONSE_EXPORT)
    choose_file (data);
  else if (response == RESPONSE_PRINT)
    luukku_pidgin_print (((Window *) data)->record, GTK_WINDOW (dialog), on_print_file, on_printed, data);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

/* --- window */
static GtkWidget *
add_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  return label;
}

void
luukku_pidgin_record_show (const char *record, GtkWindow *parent)
{
  Window *self = g_new0 (Window, 1);
  GtkWidget *box = gtk_vbox_new (FALSE, 6);
  GtkWidget *close = NULL;
  /* TRANSLATORS: %s is the number of a record, "LUU-2026-000123-v1". */
  g_autofree char *head = g_strdup_printf (_ ("Archived as record %s."), record);

  self->record = g_strdup (record);
  self->dialog =
      gtk_dialog_new_with_buttons (_ ("Evidence record"), parent, GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Open _PDF"), RESPONSE_OPEN);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("P_rint…"), RESPONSE_PRINT);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("E_xport package…"), RESPONSE_EXPORT);
  close = gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), GTK_RESPONSE_CLOSE);
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-record");
  gtk_container_set_border_width (GTK_CONTAINER (self->dialog), 6);
  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  add_label (box, head);
  add_label (box,
             _ ("The PDF is for reading and printing. The package is for an authority: it can be verified "
                "without Luukku, and the steps are printed in the record."));
  self->outcome = add_label (box, NULL);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self->dialog))), box, TRUE, TRUE, 0);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  windows = g_slist_prepend (windows, self);
  gtk_widget_show_all (self->dialog);
  gtk_widget_hide (self->outcome);
  gtk_widget_grab_focus (close);
}

void
luukku_pidgin_record_shutdown (void)
{
  while (windows != NULL)
    gtk_widget_destroy (((Window *) windows->data)->dialog);
  for (guint i = 0; copies != NULL && i < copies->len; i++)
    g_unlink (g_ptr_array_index (copies, i));
  g_clear_pointer (&copies, g_ptr_array_unref);
  if (copies_dir != NULL)
    g_rmdir (copies_dir);
  g_clear_pointer (&copies_dir, g_free);
}
