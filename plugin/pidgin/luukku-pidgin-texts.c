/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-texts.c: one window at a time: a search field, the titles, the chosen text as it will be,
 * Insert. What is filled in and asked is the glue's business. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-texts.h"

#include "inbox/luukku-aids.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gdk/gdkkeysyms.h>

enum { COLUMN_TITLE, COLUMN_LANGUAGE, COLUMN_ID, COLUMN_TEXT, N_COLUMNS };

typedef struct {
  PurpleConversation *conv; /* no ref: luukku_pidgin_texts_forget() comes before it goes */
  GtkWidget *dialog;        /* no ref: toplevel, destroys us */
  GtkWidget *search;        /* no ref: all these are in dialog */
  GtkWidget *list;
  GtkWidget *preview;
  GtkWidget *error;
  GtkListStore *rows; /* (ref) */
} Texts;

static Texts *shown; /* (nullable) */

/* --- rows */
static void
select_first (Texts *self)
{
  GtkTreePath *path = gtk_tree_path_new_first ();
  GtkTreeIter iter;

  if (gtk_tree_model_get_iter (GTK_TREE_MODEL (self->rows), &iter, path))
    gtk_tree_view_set_cursor (GTK_TREE_VIEW (self->list), path, NULL, FALSE);
  gtk_tree_path_free (path);
}

static void
fill (Texts *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (GPtrArray) texts = NULL;
  LuukkuWindow window;

  gtk_list_store_clear (self->rows);
  if (inbox == NULL || !luukku_pidgin_get_api ()->describe (self->conv, &window))
    return;
  texts = luukku_aids_list_texts (inbox, window.channel, window.conversation,
                                  gtk_entry_get_text (GTK_ENTRY (self->search)));
  for (guint i = 0; i < texts->len; i++) {
    const LuukkuReadyText *text = g_ptr_array_index (texts, i);

    gtk_list_store_insert_with_values (self->rows, NULL, -1, COLUMN_TITLE, text->title, COLUMN_LANGUAGE,
                                       text->language, COLUMN_ID, text->id, COLUMN_TEXT, text->text, -1);
  }
  gtk_label_set_text (GTK_LABEL (self->error), texts->len == 0 ? _ ("No reply template has these words.") : "");
  gtk_widget_set_visible (self->error, texts->len == 0);
  select_first (self);
}

/* Returns: (transfer full) (nullable). */
static char *
dup_selected (Texts *self, int column)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->list));
  GtkTreeModel *model = NULL;
  GtkTreeIter iter;
  char *value = NULL;

  if (gtk_tree_selection_get_selected (selection, &model, &iter))
    gtk_tree_model_get (model, &iter, column, &value, -1);
  return value;
}

static void
on_selected (GtkTreeSelection *selection, gpointer data)
{
  Texts *self = data;
  g_autofree char *text = dup_selected (self, COLUMN_TEXT);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->preview)),
                            text != NULL ? text : "", -1);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), GTK_RESPONSE_OK, text != NULL);
}

/* --- what a person does */
static void
insert (Texts *self)
{
  g_autofree char *id = dup_selected (self, COLUMN_ID);
  g_autoptr (GError) error = NULL;

  if (id == NULL)
    return;
  if (luukku_pidgin_get_api ()->use_text (self->conv, id, &error)) {
    luukku_pidgin_close (self->dialog);
    return;
  }
  gtk_label_set_text (GTK_LABEL (self->error), error->message);
  luukku_pidgin_set_name (self->error, error->message);
  gtk_widget_show (self->error);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_OK)
    insert (data);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

static void
on_row_activated (GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, gpointer data)
{
  insert (data);
}

/* Down goes into the list without leaving the search field first. */
static gboolean
on_search_key (GtkWidget *entry, GdkEventKey *event, gpointer data)
{
  Texts *self = data;

  if (event->keyval != GDK_Down)
    return FALSE;
  gtk_widget_grab_focus (self->list);
  return TRUE;
}

/* --- window */
static void
on_destroy (GtkWidget *dialog, gpointer data)
{
  Texts *self = data;

  if (shown == self)
    shown = NULL;
  g_object_unref (self->rows);
  g_free (self);
}

static GtkWidget *
in_scroll (GtkWidget *widget, int height)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_widget_set_size_request (scroll, 460, height);
  gtk_container_add (GTK_CONTAINER (scroll), widget);
  return scroll;
}

static void
add_search (Texts *self, GtkWidget *box)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Search:"));

  self->search = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->search), 100);
  gtk_entry_set_activates_default (GTK_ENTRY (self->search), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->search);
  luukku_pidgin_set_name (self->search, _ ("Search the reply templates"));
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->search, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
}

static void
add_list (Texts *self, GtkWidget *box)
{
  const char *const titles[] = { C_ ("column", "Title"), C_ ("column", "Language") };

  self->rows = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  self->list = gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->rows));
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (self->list), FALSE);
  luukku_pidgin_set_name (self->list, _ ("Reply templates"));
  for (int i = 0; i < (int) G_N_ELEMENTS (titles); i++) {
    GtkTreeViewColumn *column =
        gtk_tree_view_column_new_with_attributes (titles[i], gtk_cell_renderer_text_new (), "text", i, NULL);

    gtk_tree_view_column_set_expand (column, i == COLUMN_TITLE);
    gtk_tree_view_append_column (GTK_TREE_VIEW (self->list), column);
  }
  gtk_box_pack_start (GTK_BOX (box), in_scroll (self->list, 160), TRUE, TRUE, 0);
  self->preview = gtk_text_view_new ();
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->preview), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self->preview), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->preview), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->preview), GTK_WRAP_WORD_CHAR);
  luukku_pidgin_set_name (self->preview, _ ("The text as it will be inserted"));
  gtk_box_pack_start (GTK_BOX (box), in_scroll (self->preview, 110), FALSE, FALSE, 0);
}

static void
build (Texts *self)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (self->conv);
  GtkWidget *box = gtk_vbox_new (FALSE, 6);

  self->dialog = gtk_dialog_new_with_buttons (_ ("Reply templates"),
                                              pane != NULL ? GTK_WINDOW (pane->gtkconv->win->window) : NULL,
                                              GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Insert"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), GTK_RESPONSE_OK);
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-texts");
  gtk_container_set_border_width (GTK_CONTAINER (self->dialog), 6);
  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  add_search (self, box);
  add_list (self, box);
  self->error = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (self->error), TRUE);
  gtk_misc_set_alignment (GTK_MISC (self->error), 0, 0);
  gtk_widget_set_no_show_all (self->error, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->error, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self->dialog))), box, TRUE, TRUE, 0);
  g_signal_connect (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->list)), "changed",
                    G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->search, "changed", G_CALLBACK (fill), self);
  g_signal_connect (self->search, "key-press-event", G_CALLBACK (on_search_key), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
}

void
luukku_pidgin_texts_show (PurpleConversation *conv)
{
  if (shown != NULL && shown->conv != conv)
    gtk_widget_destroy (shown->dialog);
  if (shown == NULL) {
    shown = g_new0 (Texts, 1);
    shown->conv = conv;
    build (shown);
    fill (shown);
    gtk_widget_show_all (shown->dialog);
  }
  gtk_window_present (GTK_WINDOW (shown->dialog));
  gtk_widget_grab_focus (shown->search);
}

void
luukku_pidgin_texts_forget (PurpleConversation *conv)
{
  if (shown != NULL && shown->conv == conv)
    gtk_widget_destroy (shown->dialog);
}

void
luukku_pidgin_texts_shutdown (void)
{
  if (shown != NULL)
    gtk_widget_destroy (shown->dialog);
}
