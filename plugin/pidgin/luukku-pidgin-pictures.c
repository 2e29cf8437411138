/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pictures.c: each picture is kept with the case at once, with what the person says is to be
 * seen in it; the next record has it. Draws none of them. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-pictures.h"

#include "evidence/luukku-facts.h"
#include "evidence/luukku-screenshot.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

typedef struct {
  char *case_number;
  GtkWidget *shows, *outcome;
} Pictures;

static void
pictures_free (gpointer data)
{
  Pictures *self = data;

  g_free (self->case_number);
  g_free (self);
}

static LuukkuStore *
get_store (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  return inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
}

static void
tell_count (Pictures *self)
{
  LuukkuStore *store = get_store ();
  g_autoptr (LuukkuFacts) facts = store != NULL ? luukku_facts_load (store, self->case_number, NULL) : NULL;
  guint count = facts != NULL ? luukku_facts_last_item (facts, "screenshot.") : 0;
  g_autofree char *sentence =
      count > 0 ? g_strdup_printf (
                      /* TRANSLATORS: how many pictures of the screen a case has. */
                      ngettext ("The case has %u picture; it goes into the record.",
                                "The case has %u pictures; they go into the record.", count),
                      count)
                : g_strdup (_ ("Pictures of the screen can also be dropped onto this window."));

  luukku_pidgin_parts_tell (self->outcome, sentence);
}

static void
add (Pictures *self, const char *path)
{
  g_autoptr (GMappedFile) file = path != NULL ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  g_autofree char *actor = luukku_pidgin_dup_actor ();
  g_autofree char *shows = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->shows))));
  g_autoptr (GError) error = NULL;
  LuukkuStore *store = get_store ();

  if (bytes == NULL || store == NULL) {
    luukku_pidgin_parts_tell (self->outcome, _ ("The picture cannot be read. Choose another file."));
  } else if (luukku_screenshot_add (store, self->case_number, bytes, *shows != '\0' ? shows : NULL, actor,
                                    &error)) {
    gtk_entry_set_text (GTK_ENTRY (self->shows), "");
    tell_count (self);
  } else {
    luukku_pidgin_parts_tell (self->outcome, error->message);
  }
}

static void
on_chosen (GtkDialog *chooser, int response, gpointer data)
{
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  if (path != NULL)
    add (data, path);
  luukku_pidgin_close (GTK_WIDGET (chooser));
}

static void
on_add (GtkWidget *button, gpointer data)
{
  GtkWidget *chooser = gtk_file_chooser_dialog_new (_ ("Add a picture of the screen"),
                                                    GTK_WINDOW (gtk_widget_get_toplevel (button)),
                                                    GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_chooser_set_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("_Add"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (chooser), TRUE);
  gtk_window_set_modal (GTK_WINDOW (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_chosen), data);
  gtk_widget_show (chooser);
}

static void
on_dropped (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *dropped, guint kind,
            guint time, gpointer data)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (dropped);

  for (guint i = 0; uris != NULL && uris[i] != NULL; i++) {
    g_autofree char *path = g_filename_from_uri (uris[i], NULL, NULL);

    add (data, path);
  }
  gtk_drag_finish (context, uris != NULL, FALSE, time);
}

void
luukku_pidgin_pictures_new (GtkWidget *box, GtkWidget *target, const char *case_number)
{
  Pictures *self = g_new0 (Pictures, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("What the picture sho_ws:"));

  self->case_number = g_strdup (case_number);
  self->shows = gtk_entry_new ();
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->shows);
  luukku_pidgin_set_name (self->shows, _ ("What the picture shows"));
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->shows, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("Add a _picture…"), G_CALLBACK (on_add), self);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  g_object_set_data_full (G_OBJECT (box), "luukku-pictures", self, pictures_free);
  gtk_drag_dest_set (target, GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets (target);
  g_signal_connect (target, "drag-data-received", G_CALLBACK (on_dropped), self);
  tell_count (self);
}
