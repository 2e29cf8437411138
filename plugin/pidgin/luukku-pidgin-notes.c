/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-notes.c: a list that only shows, a field for a new note, a search through all notes. One
 * window at a time; what was typed and not saved stays until it is saved or the window is closed. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-notes.h"

#include "inbox/luukku-notes.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_FOUND 100

typedef struct {
  PurpleConversation *conv; /* no ref: luukku_pidgin_notes_forget() */
  GtkWidget *dialog;        /* no ref: toplevel, destroys us */
  GtkWidget *search;        /* no ref: all these are in dialog */
  GtkWidget *list;
  GtkWidget *text;
  GtkWidget *error;
} Notes;

static Notes *shown; /* (nullable) */

guint
luukku_pidgin_notes_count (gint64 conversation)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (GPtrArray) notes = inbox != NULL ? luukku_notes_list (inbox, conversation, NULL) : NULL;

  return notes != NULL ? notes->len : 0;
}

static void
tell (Notes *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  luukku_pidgin_set_name (self->error, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
}

static void
fill (Notes *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  const char *question = gtk_entry_get_text (GTK_ENTRY (self->search));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) notes = NULL;
  LuukkuWindow about;

  if (inbox == NULL || !luukku_pidgin_get_api ()->describe (self->conv, &about))
    return;
  notes = *question != '\0' ? luukku_notes_search (inbox, question, MAX_FOUND, NULL)
                            : luukku_notes_list (inbox, about.id, NULL);
  for (guint i = 0; notes != NULL && i < notes->len; i++) {
    const LuukkuNote *note = g_ptr_array_index (notes, i);
    g_autofree char *time = luukku_words_when (note->at, luukku_clock_now (luukku_pidgin_get_clock ()));

    g_string_append_printf (text, "%s · %s · %s\n%s\n\n", time, note->author, note->case_number, note->text);
  }
  if (text->len == 0)
    g_string_append (text, *question != '\0' ? _ ("No internal note has these words.")
                                             : _ ("There is no internal note about this conversation yet."));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->list)), text->str, -1);
}

static void
save (Notes *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GtkTextIter start, end;
  LuukkuWindow about;

  if (inbox == NULL || !luukku_pidgin_get_api ()->describe (self->conv, &about))
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (!luukku_notes_add (inbox, about.id, text, &error)) {
    tell (self, error->message);
    return;
  }
  gtk_text_buffer_set_text (buffer, "", -1);
  gtk_entry_set_text (GTK_ENTRY (self->search), "");
  tell (self, NULL);
  fill (self);
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
on_destroy (GtkWidget *dialog, gpointer data)
{
  if (shown == data)
    shown = NULL;
  g_free (data);
}

/* --- window */
static GtkWidget *
add_text (GtkWidget *box, const char *name, int height, gboolean editable)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), editable);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), editable);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  luukku_pidgin_set_name (view, name);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_widget_set_size_request (scroll, 420, height);
  gtk_container_add (GTK_CONTAINER (scroll), view);
  gtk_box_pack_start (GTK_BOX (box), scroll, !editable, TRUE, 0);
  return view;
}

static GtkWidget *
add_label (GtkWidget *box, const char *words, GtkWidget *target)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (words);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0.5);
  if (target != NULL)
    gtk_label_set_mnemonic_widget (GTK_LABEL (label), target);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  return label;
}

static void
add_search (Notes *self, GtkWidget *box)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);

  self->search = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->search), 100);
  add_label (row, _ ("Search _all notes:"), self->search);
  luukku_pidgin_set_name (self->search, _ ("Search all internal notes"));
  gtk_box_pack_start (GTK_BOX (row), self->search, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
}

static void
build (Notes *self)
{
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (self->conv);
  g_autofree char *title =
      /* TRANSLATORS: %s is the title of a conversation: a resident's name and a channel. */
      g_strdup_printf (_ ("Internal notes: %s"), purple_conversation_get_title (self->conv));
  GtkWidget *box = gtk_vbox_new (FALSE, 6);
  GtkWidget *label = NULL;

  self->dialog =
      gtk_dialog_new_with_buttons (title, pane != NULL ? GTK_WINDOW (pane->gtkconv->win->window) : NULL,
                                   GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Save the note"), GTK_RESPONSE_OK);
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-notes");
  gtk_container_set_border_width (GTK_CONTAINER (self->dialog), 6);
  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  add_label (box, _ ("For colleagues only: the resident does not see these, and they are not sent anywhere."),
             NULL);
  add_search (self, box);
  self->list = add_text (box, _ ("Internal notes"), 180, FALSE);
  label = add_label (box, _ ("_New note:"), NULL);
  self->text = add_text (box, _ ("New internal note"), 70, TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->text);
  self->error = add_label (box, "", NULL);
  gtk_widget_set_no_show_all (self->error, TRUE);
  gtk_widget_hide (self->error);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self->dialog))), box, TRUE, TRUE, 0);
  g_signal_connect_swapped (self->search, "changed", G_CALLBACK (fill), self);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
}

void
luukku_pidgin_notes_show (PurpleConversation *conv)
{
  if (shown != NULL && shown->conv != conv)
    gtk_widget_destroy (shown->dialog);
  if (shown == NULL) {
    shown = g_new0 (Notes, 1);
    shown->conv = conv;
    build (shown);
    fill (shown);
    gtk_widget_show_all (shown->dialog);
  }
  gtk_window_present (GTK_WINDOW (shown->dialog));
  gtk_widget_grab_focus (shown->text);
}

void
luukku_pidgin_notes_forget (PurpleConversation *conv)
{
  if (shown != NULL && shown->conv == conv)
    gtk_widget_destroy (shown->dialog);
}

void
luukku_pidgin_notes_shutdown (void)
{
  if (shown != NULL)
    gtk_widget_destroy (shown->dialog);
}
