/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-export.c: the form of an export. The export itself is the glue's (one way for every window);
 * when the dialog is closed meanwhile, libpurple says how it ends. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-export.h"

#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 640
#define MAX_FIELD 1000 /* characters */

enum { RESPONSE_EXPORT = 1 };

typedef struct {
  char *record;
  GtkWidget *dialog; /* no ref: toplevel, destroys us */
  GtkWidget *path, *recipient, *purpose, *sheet, *no_names;
  GtkWidget *export, *close;
  GtkWidget *outcome;
  LuukkuPidginProgress *progress; /* no ref: of the dialog */
  gboolean running;
} Export;

static GSList *dialogs; /* of Export (owned by its window) */

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  Export *self = data;

  dialogs = g_slist_remove (dialogs, self);
  luukku_pidgin_get_api ()->forget_export (self);
  g_free (self->record);
  g_free (self);
}

/* Returns: (transfer full) (nullable): NULL when nothing is written there. */
static char *
dup_entry (GtkWidget *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (entry))));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
set_running (Export *self, gboolean running)
{
  GtkWidget *inputs[] = { self->path, self->recipient, self->purpose, self->no_names, self->export };
  g_autofree char *recipient = dup_entry (self->recipient);

  self->running = running;
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    gtk_widget_set_sensitive (inputs[i], !running);
  gtk_widget_set_sensitive (self->sheet, !running && recipient != NULL);
  if (!running)
    luukku_pidgin_progress_hide (self->progress);
}

static void
on_progress (const char *sentence, double part, gpointer data)
{
  luukku_pidgin_progress_show (((Export *) data)->progress, sentence, part);
}

static void
on_done (const char *sentence, gboolean good, gpointer data)
{
  Export *self = data;

  set_running (self, FALSE);
  luukku_pidgin_parts_tell (self->outcome, sentence);
  gtk_widget_grab_focus (good ? self->close : self->export);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  luukku_pidgin_get_api ()->cancel_export ();
}

/* Returns: (transfer full) (nullable): an absolute path that ends in ".zip"; told when there is none. */
static char *
dup_output (Export *self)
{
  g_autofree char *path = dup_entry (self->path);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  if (path == NULL || !g_path_is_absolute (path) || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    luukku_pidgin_parts_tell (self->outcome,
                              _ ("That folder does not exist. Choose where the package is saved."));
    gtk_widget_grab_focus (self->path);
    return NULL;
  }
  return g_str_has_suffix (path, ".zip") ? g_steal_pointer (&path) : g_strconcat (path, ".zip", NULL);
}

static void
start (Export *self)
{
  g_autofree char *output = dup_output (self);
  g_autofree char *recipient = dup_entry (self->recipient);
  g_autofree char *purpose = dup_entry (self->purpose);
  const LuukkuExportOrder order = {
    .record = self->record,
    .output = output,
    .recipient = recipient,
    .purpose = purpose,
    .sheet = recipient != NULL && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->sheet)),
    .without_appendix = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->no_names)),
  };
  const LuukkuExportWatch watch = { on_progress, on_done, self };
  g_autoptr (GError) error = NULL;

  if (output == NULL)
    return;
  luukku_pidgin_parts_tell (self->outcome, "");
  set_running (self, TRUE);
  if (luukku_pidgin_get_api ()->export_record (&order, &watch, &error))
    return;
  set_running (self, FALSE);
  luukku_pidgin_parts_tell (self->outcome, error->message);
  if (recipient == NULL || purpose == NULL)
    gtk_widget_grab_focus (recipient == NULL ? self->recipient : self->purpose);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response == RESPONSE_EXPORT)
    start (data);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

static void
on_recipient (GtkWidget *entry, gpointer data)
{
  set_running (data, ((Export *) data)->running);
}

static void
on_browse (GtkWidget *button, gpointer data)
{
  Export *self = data;
  g_autofree char *name = g_strconcat (self->record, ".zip", NULL);

  luukku_pidgin_parts_choose (self->path, _ ("Save the package as"), GTK_FILE_CHOOSER_ACTION_SAVE, name);
}

/* --- window */

static GtkWidget *
new_path (Export *self)
{
  g_autofree char *name = g_strconcat (self->record, ".zip", NULL);
  g_autofree char *path = g_build_filename (luukku_pidgin_parts_first_folder (), name, NULL);
  GtkWidget *row = gtk_hbox_new (FALSE, 6);

  self->path = gtk_entry_new ();
  gtk_entry_set_text (GTK_ENTRY (self->path), path);
  gtk_box_pack_start (GTK_BOX (row), self->path, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("_Browse…"), G_CALLBACK (on_browse), self);
  g_object_set_data (G_OBJECT (row), "luukku-view", self->path);
  return row;
}

static void
add_form (Export *self, GtkWidget *box)
{
  GtkWidget *table = gtk_table_new (3, 2, FALSE);

  self->recipient = gtk_entry_new ();
  self->purpose = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->recipient), MAX_FIELD);
  gtk_entry_set_max_length (GTK_ENTRY (self->purpose), MAX_FIELD);
  luukku_pidgin_parts_row (table, 0, _ ("_Save as:"), new_path (self));
  luukku_pidgin_parts_row (table, 1, _ ("_Recipient:"), self->recipient);
  luukku_pidgin_parts_row (table, 2, _ ("_Purpose:"), self->purpose);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  luukku_pidgin_parts_words (box,
                             _ ("Leave recipient and purpose empty when nobody gets the package yet. Both "
                                "are written into the evidence log."));
  self->sheet = gtk_check_button_new_with_mnemonic (_ ("Make a _hand-over sheet (PDF) beside the package"));
  self->no_names = gtk_check_button_new_with_mnemonic (_ ("_Leave out the appendix with names"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->sheet), TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->sheet, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->no_names, FALSE, FALSE, 0);
  g_signal_connect (self->recipient, "changed", G_CALLBACK (on_recipient), self);
}

static Export *
export_new (const char *record, GtkWindow *parent)
{
  Export *self = g_new0 (Export, 1);
  const char *authority = purple_prefs_get_string (LUUKKU_PREF_STAMP_ADDRESS);
  /* TRANSLATORS: %s is the number of a record, "LUU-2026-000123-v1". */
  g_autofree char *head =
      g_strdup_printf (_ ("Package of record %s: the archived files with their signature. An "
                          "authority can verify it without Luukku."),
                       record);
  GtkWidget *box;

  self->record = g_strdup (record);
  self->dialog = luukku_pidgin_parts_dialog (_ ("Export the package"), "luukku-export", parent, WIDTH, -1);
  box = luukku_pidgin_parts_get_box (self->dialog);
  luukku_pidgin_parts_words (box, head);
  add_form (self, box);
  luukku_pidgin_parts_words (
      box,
      authority != NULL && *authority != '\0'
          ? _ ("A time stamp is asked from the authority in the settings.")
          : _ ("No time stamp authority is in the settings, so the package gets no outside time stamp."));
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  self->close = gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  self->export = gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("E_xport"), RESPONSE_EXPORT);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), RESPONSE_EXPORT);
  gtk_entry_set_activates_default (GTK_ENTRY (self->purpose), TRUE);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  dialogs = g_slist_prepend (dialogs, self);
  set_running (self, FALSE);
  gtk_widget_show_all (self->dialog);
  return self;
}

void
luukku_pidgin_export_show (const char *record, GtkWindow *parent)
{
  for (GSList *l = dialogs; l != NULL; l = l->next) {
    Export *self = l->data;

    if (g_str_equal (self->record, record)) {
      gtk_window_present (GTK_WINDOW (self->dialog));
      return;
    }
  }
  gtk_widget_grab_focus (export_new (record, parent)->recipient);
}

void
luukku_pidgin_export_shutdown (void)
{
  while (dialogs != NULL)
    gtk_widget_destroy (((Export *) dialogs->data)->dialog);
}
