/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-parts.c: what the evidence windows are put together from. Knows no record. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-parts.h"

#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define LINE_HEIGHT 20  /* pixels, until the font is known */
#define SCREEN_ROOM 60  /* pixels of a screen that a dialog leaves free */
#define LABEL_WIDTH 210 /* pixels */

/* --- words */

GtkWidget *
luukku_pidgin_parts_words (GtkWidget *box, const char *text)
{
  GtkWidget *label;
  GtkWidget *wrap = luukku_pidgin_wrap_new (&label);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  g_object_set_data (G_OBJECT (label), "luukku-wrap", wrap);
  gtk_widget_set_no_show_all (wrap, TRUE);
  gtk_box_pack_start (GTK_BOX (box), wrap, FALSE, FALSE, 0);
  luukku_pidgin_parts_tell (label, text != NULL ? text : "");
  return label;
}

void
luukku_pidgin_parts_tell (GtkWidget *label, const char *sentence)
{
  GtkWidget *wrap = g_object_get_data (G_OBJECT (label), "luukku-wrap");

  gtk_label_set_text (GTK_LABEL (label), sentence);
  luukku_pidgin_set_name (label, sentence);
  gtk_widget_set_visible (wrap != NULL ? wrap : label, *sentence != '\0');
}

/* --- forms */

/* Returns: (transfer full): without the mark of its key and the colon. */
static char *
plain_words (const char *label)
{
  GString *plain = g_string_new (label);

  g_string_replace (plain, "_", "", 0);
  if (g_str_has_suffix (plain->str, ":"))
    g_string_truncate (plain, plain->len - 1);
  return g_string_free (plain, FALSE);
}

void
luukku_pidgin_parts_row (GtkWidget *table, guint row, const char *label, GtkWidget *input)
{
  GtkWidget *words = gtk_label_new_with_mnemonic (label);
  GtkWidget *target = g_object_get_data (G_OBJECT (input), "luukku-view");
  g_autofree char *name = plain_words (label);

  target = target != NULL ? target : input;
  gtk_label_set_mnemonic_widget (GTK_LABEL (words), target);
  gtk_label_set_line_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR); /* Finnish words are long */
  gtk_widget_set_size_request (words, LABEL_WIDTH, -1);
  gtk_misc_set_alignment (GTK_MISC (words), 0, target == input ? 0.5f : 0);
  luukku_pidgin_set_name (target, name);
  gtk_table_attach (GTK_TABLE (table), words, 0, 1, row, row + 1, GTK_FILL, GTK_FILL, 3, 2);
  gtk_table_attach (GTK_TABLE (table), input, 1, 2, row, row + 1, GTK_EXPAND | GTK_FILL,
                    target == input ? GTK_FILL : GTK_EXPAND | GTK_FILL, 3, 2);
}

GtkWidget *
luukku_pidgin_parts_text (guint lines, GtkWidget **ret_view)
{
  GtkWidget *scroll;

  *ret_view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (*ret_view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (*ret_view), FALSE);
  gtk_widget_set_size_request (*ret_view, -1, (int) lines * LINE_HEIGHT);
  scroll = luukku_pidgin_parts_scroll (*ret_view);
  g_object_set_data (G_OBJECT (scroll), "luukku-view", *ret_view);
  return scroll;
}

char *
luukku_pidgin_parts_get_text (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
luukku_pidgin_parts_set_text (GtkWidget *view, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

GtkWidget *
luukku_pidgin_parts_button (GtkWidget *box, const char *label, GCallback clicked, gpointer data)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_autofree char *name = plain_words (label);

  luukku_pidgin_set_name (button, name);
  g_signal_connect (button, "clicked", clicked, data);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  return button;
}

/* --- lists */

GtkTreeViewColumn *
luukku_pidgin_parts_column (GtkWidget *view, const char *title, int column, int width, gboolean expand)
{
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
  GtkTreeViewColumn *made = gtk_tree_view_column_new_with_attributes (title, cell, "text", column, NULL);

  g_object_set (cell, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", width, NULL);
  gtk_tree_view_column_set_resizable (made, TRUE);
  gtk_tree_view_column_set_expand (made, expand);
  gtk_tree_view_append_column (GTK_TREE_VIEW (view), made);
  return made;
}

GtkWidget *
luukku_pidgin_parts_scroll (GtkWidget *view)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scroll), view);
  return scroll;
}

/* --- dialogs */

GtkWidget *
luukku_pidgin_parts_dialog (const char *title, const char *role, GtkWindow *parent, int width, int height)
{
  GtkWidget *dialog = gtk_dialog_new_with_buttons (title, parent, GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  GtkWidget *box = gtk_vbox_new (FALSE, 6);

  gtk_window_set_role (GTK_WINDOW (dialog), role);
  gtk_window_set_default_size (GTK_WINDOW (dialog), MIN (width, gdk_screen_width () - SCREEN_ROOM),
                               MIN (height, gdk_screen_height () - SCREEN_ROOM));
  gtk_container_set_border_width (GTK_CONTAINER (dialog), 6);
  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), box, TRUE, TRUE, 0);
  g_object_set_data (G_OBJECT (dialog), "luukku-box", box);
  return dialog;
}

GtkWidget *
luukku_pidgin_parts_get_box (GtkWidget *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "luukku-box");
}

const char *
luukku_pidgin_parts_first_folder (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return documents != NULL && g_file_test (documents, G_FILE_TEST_IS_DIR) ? documents : g_get_home_dir ();
}

static void
on_chosen (GtkDialog *chooser, int response, gpointer data)
{
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  if (path != NULL)
    gtk_entry_set_text (data, path);
  luukku_pidgin_close (GTK_WIDGET (chooser));
}

void
luukku_pidgin_parts_choose (GtkWidget *entry, const char *title, GtkFileChooserAction action,
                            const char *name)
{
  GtkWidget *top = gtk_widget_get_toplevel (entry);
  GtkWidget *chooser = gtk_file_chooser_dialog_new (title, GTK_WINDOW (top), action, NULL, NULL);

  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("_OK"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (chooser), TRUE);
  gtk_window_set_modal (GTK_WINDOW (chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), luukku_pidgin_parts_first_folder ());
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (on_chosen), entry);
  gtk_widget_show (chooser);
}

/* --- how far some work is */

struct _LuukkuPidginProgress {
  GtkWidget *row, *bar, *cancel;
};

LuukkuPidginProgress *
luukku_pidgin_progress_new (GtkWidget *box, GCallback cancel, gpointer data)
{
  LuukkuPidginProgress *self = g_new0 (LuukkuPidginProgress, 1);

  self->row = gtk_hbox_new (FALSE, 6);
  self->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (self->bar), PANGO_ELLIPSIZE_END);
  gtk_box_pack_start (GTK_BOX (self->row), self->bar, TRUE, TRUE, 0);
  /* TRANSLATORS: stops work that is under way. */
  self->cancel = luukku_pidgin_parts_button (self->row, _ ("S_top"), cancel, data);
  gtk_widget_show_all (self->row);
  gtk_widget_hide (self->row);
  gtk_widget_set_no_show_all (self->row, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->row, FALSE, FALSE, 0);
  g_object_set_data_full (G_OBJECT (box), "luukku-progress", self, g_free);
  return self;
}

void
luukku_pidgin_progress_show (LuukkuPidginProgress *self, const char *sentence, double part)
{
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->bar), sentence);
  if (part < 0)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  else
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), MIN (part, 1));
  luukku_pidgin_set_name (self->bar, sentence);
  gtk_widget_show (self->row);
}

void
luukku_pidgin_progress_hide (LuukkuPidginProgress *self)
{
  gtk_widget_hide (self->row);
}

gboolean
luukku_pidgin_progress_is_shown (LuukkuPidginProgress *self)
{
  return gtk_widget_get_visible (self->row);
}
