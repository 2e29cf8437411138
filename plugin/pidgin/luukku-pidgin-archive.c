/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-archive.c: asks what it is and for a note, archives through the glue and hands the window
 * over to luukku-pidgin-record.c. Never a nested main loop: Pidgin goes on receiving behind the dialog. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-archive.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-facts.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-preview.h"
#include "pidgin/luukku-pidgin-record.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define NOT_COPIED "not-copied" /* no kind of record */
#define MAX_NOTE 4000           /* characters */

enum { RESPONSE_DETAILS = 1, RESPONSE_PREVIEW };

typedef struct {
  PurpleConversation *conv; /* no ref: forget() comes before it goes */
  GtkWidget *dialog;        /* no ref: toplevel, destroys us */
  GtkWidget *note;
  GtkWidget *error; /* label, hidden while nothing went wrong */
  GSList *radios;   /* no ref: of the radio buttons, "luukku-kind" names the kind */
} Dialog;

static GSList *dialogs; /* of Dialog (owned by its window) */

static Dialog *
find_dialog (PurpleConversation *conv)
{
  for (GSList *l = dialogs; l != NULL; l = l->next) {
    if (((Dialog *) l->data)->conv == conv)
      return l->data;
  }
  return NULL;
}

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  dialogs = g_slist_remove (dialogs, data);
  g_free (data);
}

static const char *
chosen_kind (Dialog *self)
{
  for (GSList *l = self->radios; l != NULL; l = l->next) {
    if (gtk_toggle_button_get_active (l->data))
      return g_object_get_data (l->data, "luukku-kind");
  }
  return "other";
}

static char *
dup_note (Dialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->note));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
tell (Dialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->error), sentence);
  luukku_pidgin_set_name (self->error, sentence);
  gtk_widget_show (self->error);
}

/* Nothing is archived: only id, address and time of the resident's newest message stay. */
static void
keep_no_copy (Dialog *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow window = { 0 };
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;
  gboolean in_record = FALSE;

  if (inbox != NULL && luukku_pidgin_get_api ()->describe (self->conv, &window) && window.id != 0)
    item = luukku_store_find_case (luukku_inbox_get_store (inbox), window.id, &error);
  if (item == NULL || luukku_inbox_not_copied (inbox, luukku_case_peek (item)->number, NULL, FALSE, NULL,
                                               &in_record, &error) == 0) {
    tell (self, error != NULL ? error->message : _ ("Nothing was archived. Try again."));
    return;
  }
  luukku_pidgin_close (self->dialog);
  purple_notify_info (
      luukku_pidgin_get_api, _ ("Material that must not be copied"), luukku_withdraw_advice (),
      in_record ? _ ("A record has the material already: do not print or export it, and ask the "
                     "police what to do with it.")
                : NULL);
}

static void
archive (Dialog *self)
{
  g_autofree char *note = dup_note (self);
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;
  GtkWindow *parent = NULL;

  if (g_str_equal (chosen_kind (self), NOT_COPIED)) {
    keep_no_copy (self);
    return;
  }
  if (g_utf8_strlen (note, -1) > MAX_NOTE) {
    g_autofree char *sentence =
        /* TRANSLATORS: %d is a number of characters. */
        g_strdup_printf (_ ("The note is too long. Shorten it to %d characters and archive again."),
                         MAX_NOTE);

    tell (self, sentence);
    return;
  }
  record =
      luukku_pidgin_get_api ()->archive (self->conv, chosen_kind (self), *note != '\0' ? note : NULL, &error);
  if (record == NULL) {
    tell (self, error != NULL ? error->message : _ ("Nothing was archived. Try again."));
    return;
  }
  parent = gtk_window_get_transient_for (GTK_WINDOW (self->dialog));
  luukku_pidgin_close (self->dialog);
  luukku_pidgin_record_show (record, parent);
}

/* Returns: (transfer none) (nullable): with the number of the conversation; told when there is none. */
static LuukkuInbox *
find_conversation (Dialog *self, gint64 *ret_id)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow window = { 0 };

  if (inbox != NULL && luukku_pidgin_get_api ()->describe (self->conv, &window) && window.id != 0) {
    *ret_id = window.id;
    return inbox;
  }
  tell (self, _ ("The inbox is not open. Enable the account and try again."));
  return NULL;
}

static void
show_details (Dialog *self)
{
  gint64 id = 0;
  LuukkuInbox *inbox = find_conversation (self, &id);
  g_autoptr (LuukkuCase) item =
      inbox != NULL ? luukku_store_find_case (luukku_inbox_get_store (inbox), id, NULL) : NULL;

  if (item != NULL)
    luukku_pidgin_facts_show (luukku_case_peek (item)->number, chosen_kind (self), GTK_WINDOW (self->dialog));
}

static void
show_preview (Dialog *self)
{
  gint64 id = 0;
  LuukkuInbox *inbox = find_conversation (self, &id);
  g_autofree char *note = dup_note (self);
  const LuukkuArchiveChoice choice = { .kind = chosen_kind (self), .note = *note != '\0' ? note : NULL };
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GError) error = NULL;
  guint pages = 0;

  if (inbox == NULL)
    return;
  pictures = luukku_inbox_preview (inbox, id, &choice, LUUKKU_PIDGIN_PREVIEW_DPI, LUUKKU_PIDGIN_PREVIEW_PAGES,
                                   &pages, &error);
  if (pictures != NULL)
    luukku_pidgin_preview_show (pictures, pages, GTK_WINDOW (self->dialog));
  else
    tell (self, error->message);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_OK)
    archive (data);
  else if (response == RESPONSE_DETAILS)
    show_details (data);
  else if (response == RESPONSE_PREVIEW)
    show_preview (data);
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

/* --- what is in it */
static void
add_words (GtkWidget *box)
{
  GtkWidget *label =
      gtk_label_new (_ ("The conversation is kept as a record with its times and checksums. A record is not "
                        "changed afterwards. "
                        "Luukku does not judge whether something is a crime; you say what it is kept as."));

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
}

static void
add_kinds (Dialog *self, GtkWidget *box)
{
  const char *const *kinds = luukku_archive_get_kinds ();
  GtkWidget *label = gtk_label_new (_ ("Keep as:"));
  GtkWidget *radio = NULL;
  const char *words;

  gtk_misc_set_alignment (GTK_MISC (label), 0, 0);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  for (guint i = 0; kinds[i] != NULL; i++) {
    words = luukku_pidgin_words_kind (kinds[i]);
    radio = radio == NULL ? gtk_radio_button_new_with_label (NULL, words)
                          : gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (radio), words);
    g_object_set_data (G_OBJECT (radio), "luukku-kind", (gpointer) kinds[i]);
    luukku_pidgin_set_name (radio, words);
    gtk_box_pack_start (GTK_BOX (box), radio, FALSE, FALSE, 0);
  }
  words =
      _ ("Material that must not be copied (suspected sexual abuse of a child): only id and time are kept");
  radio = gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (radio), words);
  g_object_set_data (G_OBJECT (radio), "luukku-kind", (gpointer) NOT_COPIED);
  gtk_label_set_line_wrap (GTK_LABEL (gtk_bin_get_child (GTK_BIN (radio))), TRUE);
  luukku_pidgin_set_name (radio, words);
  gtk_box_pack_start (GTK_BOX (box), radio, FALSE, FALSE, 0);
  self->radios = radio != NULL ? gtk_radio_button_get_group (GTK_RADIO_BUTTON (radio)) : NULL;
}

static void
add_note (Dialog *self, GtkWidget *box)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Note for the record (optional):"));
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  self->note = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->note), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->note), FALSE);
  gtk_widget_set_size_request (self->note, -1, 70);
  luukku_pidgin_set_name (self->note, _ ("Note for the record"));
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->note);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scroll), self->note);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), scroll, TRUE, TRUE, 0);
  self->error = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (self->error), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->error), TRUE);
  gtk_misc_set_alignment (GTK_MISC (self->error), 0, 0);
  gtk_widget_set_no_show_all (self->error, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->error, FALSE, FALSE, 0);
}

static Dialog *
dialog_new (PurpleConversation *conv)
{
  Dialog *self = g_new0 (Dialog, 1);
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);
  GtkWindow *parent = pane != NULL ? GTK_WINDOW (pane->gtkconv->win->window) : NULL;
  GtkWidget *box = gtk_vbox_new (FALSE, 6);

  self->conv = conv;
  self->dialog = gtk_dialog_new_with_buttons (_ ("Archive the conversation"), parent,
                                              GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Details…"), RESPONSE_DETAILS);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Pre_view"), RESPONSE_PREVIEW);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Archive"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), GTK_RESPONSE_OK);
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-archive");
  gtk_container_set_border_width (GTK_CONTAINER (self->dialog), 6);
  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  add_words (box);
  add_kinds (self, box);
  add_note (self, box);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self->dialog))), box, TRUE, TRUE, 0);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  dialogs = g_slist_prepend (dialogs, self);
  return self;
}

/* --- public */
void
luukku_pidgin_archive_show (PurpleConversation *conv)
{
  Dialog *self = find_dialog (conv);

  if (self == NULL) {
    self = dialog_new (conv);
    gtk_widget_show_all (self->dialog);
  }
  gtk_window_present (GTK_WINDOW (self->dialog));
}

void
luukku_pidgin_archive_forget (PurpleConversation *conv)
{
  Dialog *self = find_dialog (conv);

  if (self != NULL)
    gtk_widget_destroy (self->dialog);
}

void
luukku_pidgin_archive_shutdown (void)
{
  while (dialogs != NULL)
    gtk_widget_destroy (((Dialog *) dialogs->data)->dialog);
  luukku_pidgin_record_shutdown ();
}
