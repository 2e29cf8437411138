/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-archive.c: asks what is kept and as what, shows the pages, archives in a worker and hands the
 * window over to luukku-pidgin-record.c. Never a nested main loop: Pidgin goes on receiving behind the
 * dialog. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-archive.h"

#include "base/luukku-error.h"
#include "evidence/luukku-facts.h"
#include "inbox/luukku-archive-job.h"
#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-facts.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-pick.h"
#include "pidgin/luukku-pidgin-pictures.h"
#include "pidgin/luukku-pidgin-preview.h"
#include "pidgin/luukku-pidgin-record.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"
#include "store/luukku-store-messages.h"

#include "purple/luukku-i18n.h"

#define NOT_COPIED "not-copied" /* no kind of record */
#define MAX_NOTE 4000           /* characters */
#define WIDTH 760
#define HEIGHT 660
#define NOTE_LINES 2

enum { RESPONSE_DETAILS = 1, RESPONSE_PREVIEW };

typedef struct {
  PurpleConversation *conv; /* no ref: forget() comes before it goes */
  gint64 conversation;
  char *case_number;
  GtkWidget *dialog; /* no ref: toplevel, destroys us */
  GtkWidget *kind, *language, *target;
  GtkWidget *note;
  GtkWidget *outcome;
  LuukkuPidginPick *pick;         /* no ref: of the dialog */
  LuukkuPidginProgress *progress; /* no ref: of the dialog */
  GCancellable *work;             /* (owned) (nullable): NULL: nothing is under way */
  gboolean warned;                /* that words are taken away for good */
} Dialog;

static const char *const languages[] = { "fi", "sv", "en" };

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
  Dialog *self = data;

  dialogs = g_slist_remove (dialogs, self);
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->work);
  g_free (self->case_number);
  g_free (self);
}

static const char *
chosen_kind (Dialog *self)
{
  const char *const *kinds = luukku_archive_get_kinds ();
  int chosen = gtk_combo_box_get_active (GTK_COMBO_BOX (self->kind));

  return chosen >= 0 && chosen < (int) g_strv_length ((char **) kinds) ? kinds[chosen] : NOT_COPIED;
}

static void
tell (Dialog *self, const char *sentence)
{
  luukku_pidgin_parts_tell (self->outcome, sentence);
}

/* Returns: (transfer none) (nullable): told when there is none. */
static LuukkuInbox *
need_inbox (Dialog *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  if (inbox == NULL)
    tell (self, _ ("The inbox is not open. Enable the account and try again."));
  return inbox;
}

/* --- what must not be copied */

/* Only ids, addresses and times of the ticked messages stay. */
static gboolean
withdraw (Dialog *self, LuukkuInbox *inbox, const GArray *objects, gboolean *ret_in_record, GError **error)
{
  for (guint i = 0; i < objects->len; i++) {
    g_autoptr (LuukkuStoredMessage) stored =
        luukku_store_get_message (luukku_inbox_get_store (inbox), g_array_index (objects, gint64, i), error);
    gboolean in_record = FALSE;

    if (stored == NULL ||
        luukku_inbox_not_copied (inbox, self->case_number, luukku_message_get_platform_id (stored->message),
                                 FALSE, NULL, &in_record, error) == 0)
      return FALSE;
    *ret_in_record = *ret_in_record || in_record;
  }
  return TRUE;
}

static void
keep_no_copy (Dialog *self, LuukkuInbox *inbox)
{
  g_autoptr (GArray) objects = NULL, context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gboolean in_record = FALSE;

  luukku_pidgin_pick_get (self->pick, &objects, &context);
  if (objects->len == 0) {
    tell (self, _ ("Tick as object the messages that must not be copied."));
  } else if (!self->warned) {
    self->warned = TRUE;
    sentence = g_strdup_printf (
        ngettext ("Words and files of %u message are taken away for good. Press Archive again to do it.",
                  "Words and files of %u messages are taken away for good. Press Archive again to do it.",
                  objects->len),
        objects->len);
    tell (self, sentence);
  } else if (!withdraw (self, inbox, objects, &in_record, &error)) {
    tell (self, error != NULL ? error->message : _ ("Nothing was archived. Try again."));
  } else {
    luukku_pidgin_close (self->dialog);
    purple_notify_info (
        luukku_pidgin_get_api, _ ("Material that must not be copied"), luukku_withdraw_advice (),
        in_record ? _ ("A record has the material already: do not print or export it, and ask "
                       "the police what to do with it.")
                  : NULL);
  }
}

/* --- work that takes its time */

static void
set_working (Dialog *self, GCancellable *work)
{
  g_set_object (&self->work, work);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), GTK_RESPONSE_OK, work == NULL);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), RESPONSE_PREVIEW, work == NULL);
  if (work == NULL)
    luukku_pidgin_progress_hide (self->progress);
}

/* Returns: (transfer none) (nullable): whose work has ended; NULL when its window has gone. */
static Dialog *
find_worker (gpointer data)
{
  Dialog *self = g_slist_find (dialogs, data) != NULL ? data : NULL;

  if (self != NULL)
    set_working (self, NULL);
  return self;
}

static void
on_told (guint done, guint total, gpointer data)
{
  Dialog *self = g_slist_find (dialogs, data) != NULL ? data : NULL;
  g_autofree char *sentence = NULL;

  if (self == NULL || self->work == NULL)
    return;
  /* TRANSLATORS: so many of so many messages are in the record. */
  sentence = g_strdup_printf (_ ("%u of %u messages"), done, total);
  luukku_pidgin_progress_show (self->progress, sentence, total > 0 ? (double) done / total : 0);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  Dialog *self = data;

  if (self->work != NULL)
    g_cancellable_cancel (self->work);
}

static void
tell_failure (Dialog *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, _ ("Stopped. Nothing was kept."));
  else
    tell (self, error->message);
}

static void
on_archived (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = luukku_inbox_archive_finish (LUUKKU_INBOX (source), result, &error);
  Dialog *self = find_worker (data);
  GtkWindow *parent;

  if (self == NULL)
    return;
  if (record == NULL) {
    tell_failure (self, error);
    return;
  }
  luukku_pidgin_get_api ()->tell_archived (self->conv, record);
  parent = gtk_window_get_transient_for (GTK_WINDOW (self->dialog));
  luukku_pidgin_close (self->dialog);
  luukku_pidgin_record_show (record, parent);
}

static void archive (Dialog *self, gboolean preview);

/* The pages are as they should be. */
static void
on_preview_response (GtkDialog *preview, int response, gpointer data)
{
  if (response == GTK_RESPONSE_OK && g_slist_find (dialogs, data) != NULL)
    archive (data, FALSE);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer data)
{
  guint pages = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures =
      luukku_inbox_preview_finish (LUUKKU_INBOX (source), result, &pages, &error);
  Dialog *self = find_worker (data);

  if (self == NULL)
    return;
  if (pictures != NULL)
    g_signal_connect (luukku_pidgin_preview_show (pictures, pages, GTK_WINDOW (self->dialog)), "response",
                      G_CALLBACK (on_preview_response), self);
  else
    tell_failure (self, error);
}

/* --- archive and preview */

/* What was chosen above the list is a statement like those of the details. */
static gboolean
state_target (Dialog *self, LuukkuInbox *inbox, GError **error)
{
  const LuukkuFactField *field = luukku_fact_field_find ("target.kind");
  int chosen = gtk_combo_box_get_active (GTK_COMBO_BOX (self->target));
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, self->case_number, error);
  g_autofree char *actor = luukku_pidgin_dup_actor ();
  const char *value = chosen > 0 ? field->choices[chosen - 1] : "";
  const char *before = facts != NULL ? luukku_facts_get (facts, 0, 0, field->key) : NULL;
  const LuukkuStatement statement = { 0, 0, (char *) field->key, (char *) value, 0, actor };

  if (facts == NULL)
    return FALSE;
  return !gtk_widget_get_sensitive (self->target) || g_strcmp0 (before != NULL ? before : "", value) == 0 ||
         luukku_facts_set (store, self->case_number, &statement, error);
}

static void
begin (Dialog *self, LuukkuInbox *inbox, gboolean preview)
{
  int language = gtk_combo_box_get_active (GTK_COMBO_BOX (self->language));
  g_autofree char *note = luukku_pidgin_parts_get_text (self->note);
  g_autoptr (GArray) objects = NULL, context = NULL;
  g_autoptr (GCancellable) work = g_cancellable_new ();
  LuukkuArchiveChoice choice = { .kind = chosen_kind (self),
                                 .language = languages[CLAMP (language, 0, 2)],
                                 .note = *note != '\0' ? note : NULL };

  luukku_pidgin_pick_get (self->pick, &objects, &context);
  choice.objects = objects;
  choice.context = context;
  set_working (self, work);
  luukku_pidgin_progress_show (self->progress, _ ("The record is being made."), 0);
  if (preview)
    luukku_inbox_preview_async (inbox, self->conversation, &choice, LUUKKU_PIDGIN_PREVIEW_DPI,
                                LUUKKU_PIDGIN_PREVIEW_PAGES, on_told, self, work, on_preview, self);
  else
    luukku_inbox_archive_async (inbox, self->conversation, &choice, on_told, self, work, on_archived, self);
}

static void
archive (Dialog *self, gboolean preview)
{
  LuukkuInbox *inbox = need_inbox (self);
  g_autofree char *note = luukku_pidgin_parts_get_text (self->note);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL || self->work != NULL)
    return;
  tell (self, "");
  if (g_str_equal (chosen_kind (self), NOT_COPIED)) {
    keep_no_copy (self, inbox);
  } else if (g_utf8_strlen (note, -1) > MAX_NOTE) {
    /* TRANSLATORS: %d is a number of characters. */
    sentence = g_strdup_printf (_ ("The note is too long. Shorten it to %d characters and archive again."),
                                MAX_NOTE);
    tell (self, sentence);
  } else if (!state_target (self, inbox, &error) ||
             (preview && !luukku_pidgin_pick_note_exposure (self->pick, &error))) {
    tell (self, error->message);
  } else {
    begin (self, inbox, preview);
  }
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  Dialog *self = data;

  if (response == GTK_RESPONSE_OK)
    archive (self, FALSE);
  else if (response == RESPONSE_PREVIEW)
    archive (self, TRUE);
  else if (response == RESPONSE_DETAILS)
    luukku_pidgin_facts_show (self->case_number, chosen_kind (self), GTK_WINDOW (dialog));
  else
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

/* --- the form */

static void
on_kind (GtkComboBox *combo, gpointer data)
{
  Dialog *self = data;
  const char *kind = chosen_kind (self);
  gboolean copied = !g_str_equal (kind, NOT_COPIED);

  self->warned = FALSE;
  gtk_widget_set_sensitive (self->target,
                            copied && luukku_fact_field_is_in (luukku_fact_field_find ("target.kind"), kind));
  gtk_widget_set_sensitive (self->language, copied);
  gtk_widget_set_sensitive (self->note, copied);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), RESPONSE_PREVIEW, copied);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), RESPONSE_DETAILS, copied);
  tell (self,
        copied ? "" : _ ("No record is made: of the ticked messages only id, address and time are kept."));
}

static GtkWidget *
new_kinds (void)
{
  GtkWidget *combo = gtk_combo_box_text_new ();
  const char *const *kinds = luukku_archive_get_kinds ();

  for (guint i = 0; kinds[i] != NULL; i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), luukku_pidgin_words_kind (kinds[i]));
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo),
                                  _ ("Material that must not be copied (suspected abuse of a child)"));
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), 0);
  return combo;
}

static GtkWidget *
new_languages (const char *chosen)
{
  const char *const names[] = { _ ("Finnish"), _ ("Swedish"), _ ("English") };
  GtkWidget *combo = gtk_combo_box_text_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), names[i]);
    if (g_str_equal (languages[i], chosen))
      gtk_combo_box_set_active (GTK_COMBO_BOX (combo), (int) i);
  }
  return combo;
}

static GtkWidget *
new_targets (LuukkuStore *store, const char *case_number)
{
  const LuukkuFactField *field = luukku_fact_field_find ("target.kind");
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, case_number, NULL);
  const char *stated = facts != NULL ? luukku_facts_get (facts, 0, 0, field->key) : NULL;
  GtkWidget *combo = gtk_combo_box_text_new ();
  int active = 0;

  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), C_ ("target", "not stated"));
  for (int i = 0; field->choices[i] != NULL; i++) {
    g_autofree char *words =
        luukku_fact_value_label (field, field->choices[i], luukku_pidgin_facts_language ());

    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), words);
    if (g_strcmp0 (field->choices[i], stated) == 0)
      active = i + 1;
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), active);
  return combo;
}

static void
add_choices (Dialog *self, GtkWidget *box, LuukkuInbox *inbox)
{
  GtkWidget *table = gtk_table_new (3, 2, FALSE);

  self->kind = new_kinds ();
  self->target = new_targets (luukku_inbox_get_store (inbox), self->case_number);
  luukku_pidgin_parts_row (table, 0, _ ("_Keep as:"), self->kind);
  luukku_pidgin_parts_row (table, 1, _ ("Aimed a_t:"), self->target);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  g_object_set_data (G_OBJECT (self->dialog), "luukku-table", table);
  g_signal_connect (self->kind, "changed", G_CALLBACK (on_kind), self);
}

static void
add_rest (Dialog *self, GtkWidget *box)
{
  GtkWidget *table = gtk_table_new (1, 2, FALSE);
  GtkWidget *pictures = gtk_vbox_new (FALSE, 3);

  self->language = new_languages (luukku_pidgin_pick_get_language (self->pick));
  luukku_pidgin_parts_row (g_object_get_data (G_OBJECT (self->dialog), "luukku-table"), 2,
                           _ ("Lan_guage of the record:"), self->language);
  luukku_pidgin_pictures_new (pictures, self->dialog, self->case_number);
  gtk_box_pack_start (GTK_BOX (box), pictures, FALSE, FALSE, 0);
  luukku_pidgin_parts_row (table, 0, _ ("N_ote for the record:"),
                           luukku_pidgin_parts_text (NOTE_LINES, &self->note));
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
}

static void
add_buttons (Dialog *self)
{
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Details…"), RESPONSE_DETAILS);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Pre_view"), RESPONSE_PREVIEW);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Ca_ncel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Archive"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog), GTK_RESPONSE_OK);
}

static void
dialog_new (PurpleConversation *conv, LuukkuInbox *inbox, LuukkuCase *item)
{
  Dialog *self = g_new0 (Dialog, 1);
  LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);
  GtkWidget *box, *list = gtk_vbox_new (FALSE, 3);
  g_autoptr (GError) error = NULL;

  self->conv = conv;
  self->conversation = luukku_case_peek (item)->conversation;
  self->case_number = g_strdup (luukku_case_peek (item)->number);
  self->dialog = luukku_pidgin_parts_dialog (_ ("Archive the conversation"), "luukku-archive",
                                             pane != NULL ? GTK_WINDOW (pane->gtkconv->win->window) : NULL,
                                             WIDTH, HEIGHT);
  box = luukku_pidgin_parts_get_box (self->dialog);
  luukku_pidgin_parts_words (
      box,
      _ ("A record is not changed afterwards. Luukku does not judge whether something is a crime; you say "
         "what it is kept as, which messages it is about and which are background."));
  add_choices (self, box, inbox);
  gtk_box_pack_start (GTK_BOX (box), list, TRUE, TRUE, 0);
  self->pick = luukku_pidgin_pick_new (list, inbox, item, &error);
  if (self->pick != NULL)
    add_rest (self, box);
  add_buttons (self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  dialogs = g_slist_prepend (dialogs, self);
  if (self->pick == NULL) {
    purple_notify_error (luukku_pidgin_get_api, _ ("Archive the conversation"), error->message, NULL);
    gtk_widget_destroy (self->dialog);
    return;
  }
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  on_kind (GTK_COMBO_BOX (self->kind), self);
  gtk_widget_show_all (self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

/* --- public */

void
luukku_pidgin_archive_show (PurpleConversation *conv)
{
  Dialog *self = find_dialog (conv);
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow window = { 0 };
  g_autoptr (LuukkuCase) item = NULL;

  if (self != NULL) {
    gtk_window_present (GTK_WINDOW (self->dialog));
    return;
  }
  if (inbox != NULL && luukku_pidgin_get_api ()->describe (conv, &window) && window.id != 0)
    item = luukku_store_find_case (luukku_inbox_get_store (inbox), window.id, NULL);
  if (item != NULL)
    dialog_new (conv, inbox, item);
  else
    purple_notify_info (luukku_pidgin_get_api, _ ("Archive the conversation"),
                        _ ("This conversation has no case yet, so there is nothing to archive. Wait for a "
                           "message from the resident."),
                        NULL);
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
