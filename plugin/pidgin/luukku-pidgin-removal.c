/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-removal.c: the request in three pages: what it says, sending it, what was answered. Nothing
 * is called sent before message and request are archived together and a person says that it was, or a mail
 * server has taken it. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-removal.h"

#include "evidence/luukku-removal.h"
#include "inbox/luukku-archive-job.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-facts.h"
#include "pidgin/luukku-pidgin-paper.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-pick.h"
#include "pidgin/luukku-pidgin.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-messages.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define WIDTH 780
#define HEIGHT 690
#define REASON_LINES 3
#define LIST_HEIGHT 90 /* pixels */

enum { PAGE_REQUEST, PAGE_SENDING, PAGE_ANSWER };

/* The elements of article 16(2) and, first, whom it goes to. */
enum { PLATFORM, REASONS, LOCATION, NAME, EMAIL, CONFIRMED, N_FIELDS };

static const char *const keys[N_FIELDS] = { "removal.requested-from", "removal.reasons",
                                            "removal.locations",      "removal.notifier-name",
                                            "removal.notifier-email", "removal.bona-fide-by" };

typedef struct {
  char *case_number, *record; /* record: (nullable): with message and request */
  gint64 conversation;
  GtkWidget *window; /* no ref: toplevel, destroys us */
  GtkWidget *pages, *send_page;
  GtkWidget *inputs[N_FIELDS];
  gboolean told;                /* what is missing was told once */
  GtkWidget *missing[N_FIELDS]; /* labels: what is empty, in words, below its field */
  GtkWidget *language, *outcome, *archive;
  GtkWidget *text, *sent, *send_outcome;
  GtkWidget *address, *mail;         /* the platform's contact, and the button that writes to it */
  LuukkuPidginPick *pick;            /* no ref: of the window */
  LuukkuPidginProgress *progress;    /* no ref */
  LuukkuPidginRemovalAnswer *answer; /* no ref */
  GCancellable *work;                /* (owned) (nullable) */
} Removal;

static const char *const languages[] = { "fi", "sv", "en" };

static GSList *windows; /* of Removal (owned by its window) */

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  Removal *self = data;

  windows = g_slist_remove (windows, self);
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
  g_clear_object (&self->work);
  g_free (self->case_number);
  g_free (self->record);
  g_free (self);
}

static LuukkuStore *
get_store (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  return inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
}

/* --- the four elements */

static const char *
sentence_of (int field)
{
  switch (field) {
  case PLATFORM:
    return _ ("Missing: which platform the request goes to.");
  case REASONS:
    return _ ("Missing: why the message is against the law.");
  case LOCATION:
    return _ ("Missing: the exact web address of the message, beginning with https://.");
  case NAME:
    return _ ("Missing: the name of who makes the request.");
  case EMAIL:
    return _ ("Missing: an e-mail address for the platform's answer.");
  default:
    return _ ("Missing: the confirmation. Read the request and tick it.");
  }
}

/* Returns: (transfer full): what stands in the field, as it is kept. */
static char *
value_of (Removal *self, int field)
{
  GtkWidget *in = self->inputs[field];

  if (field == CONFIRMED)
    return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (in)) ? luukku_pidgin_dup_actor () : g_strdup ("");
  if (GTK_IS_TEXT_VIEW (in))
    return luukku_pidgin_parts_get_text (in);
  return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (in))));
}

/* Pure. Whether a person could mean it. */
static gboolean
is_filled (int field, const char *value)
{
  if (field == LOCATION)
    return g_str_has_prefix (value, "https://") || g_str_has_prefix (value, "http://");
  if (field == EMAIL)
    return strchr (value, '@') != NULL && strchr (value, ' ') == NULL;
  return *value != '\0';
}

/* What is empty is told below its field. Returns: the first one that is, N_FIELDS: none. */
static int
tell_missing (Removal *self)
{
  int first = N_FIELDS;

  for (int i = N_FIELDS - 1; i >= 0; i--) {
    g_autofree char *value = value_of (self, i);
    gboolean filled = is_filled (i, value);

    luukku_pidgin_parts_tell (self->missing[i], filled ? "" : sentence_of (i));
    first = filled ? first : i;
  }
  return first;
}

/* The first field that is empty gets the focus. */
static gboolean
check_fields (Removal *self)
{
  int first = tell_missing (self);

  self->told = TRUE;
  if (first < N_FIELDS)
    gtk_widget_grab_focus (self->inputs[first]);
  return first == N_FIELDS;
}

/* What was told to be missing is not told any longer than it is. */
static void
on_edited (gpointer widget, gpointer data)
{
  Removal *self = data;

  if (self->told && tell_missing (self) == N_FIELDS)
    luukku_pidgin_parts_tell (self->outcome, "");
}

static gboolean
state_fields (LuukkuStore *store, gpointer data, GError **error)
{
  Removal *self = data;
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, self->case_number, error);
  g_autofree char *actor = luukku_pidgin_dup_actor ();

  for (int i = 0; facts != NULL && i < N_FIELDS; i++) {
    g_autofree char *value = value_of (self, i);
    const char *before = luukku_facts_get (facts, 0, 0, keys[i]);
    const LuukkuStatement fact = { 0, 0, (char *) keys[i], value, 0, actor };

    if (g_strcmp0 (before != NULL ? before : "", value) != 0 &&
        !luukku_facts_set (store, self->case_number, &fact, error))
      return FALSE;
  }
  return facts != NULL;
}

/* --- archiving */

static void
set_working (Removal *self, GCancellable *work)
{
  g_set_object (&self->work, work);
  gtk_widget_set_sensitive (self->archive, work == NULL);
  if (work == NULL)
    luukku_pidgin_progress_hide (self->progress);
}

static const char *
chosen_language (Removal *self)
{
  return languages[CLAMP (gtk_combo_box_get_active (GTK_COMBO_BOX (self->language)), 0, 2)];
}

static void
show_sending (Removal *self)
{
  LuukkuStore *store = get_store ();
  g_autoptr (LuukkuFacts) facts = store != NULL ? luukku_facts_load (store, self->case_number, NULL) : NULL;
  g_autofree char *notice =
      facts != NULL ? luukku_removal_notice (facts, self->case_number, chosen_language (self), NULL) : NULL;
  g_autofree char *sentence = NULL;

  luukku_pidgin_parts_set_text (self->text, self->record != NULL && notice != NULL ? notice : "");
  gtk_widget_set_sensitive (self->send_page, self->record != NULL);
  if (self->record == NULL) {
    luukku_pidgin_parts_tell (self->send_outcome,
                              _ ("Archive message and request first: the record must be safe "
                                 "before the request leaves."));
    return;
  }
  /* TRANSLATORS: %s is the number of a record. */
  sentence = g_strdup_printf (_ ("Message and request are archived as record %s."), self->record);
  luukku_pidgin_parts_tell (self->send_outcome, sentence);
}

static void
on_archived (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = luukku_inbox_archive_finish (LUUKKU_INBOX (source), result, &error);
  Removal *self = g_slist_find (windows, data) != NULL ? data : NULL;

  if (self == NULL)
    return;
  set_working (self, NULL);
  if (record == NULL) {
    luukku_pidgin_parts_tell (self->outcome, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                                 ? _ ("Stopped. Nothing was kept.")
                                                 : error->message);
    return;
  }
  g_free (self->record);
  self->record = g_steal_pointer (&record);
  show_sending (self);
  gtk_notebook_set_current_page (GTK_NOTEBOOK (self->pages), PAGE_SENDING);
}

static void
on_told (guint done, guint total, gpointer data)
{
  Removal *self = g_slist_find (windows, data) != NULL ? data : NULL;

  if (self != NULL && self->work != NULL)
    luukku_pidgin_progress_show (self->progress, _ ("The record is being made."),
                                 total > 0 ? (double) done / total : 0);
}

static void
on_archive (GtkWidget *button, gpointer data)
{
  Removal *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (GArray) objects = NULL, context = NULL;
  g_autoptr (GCancellable) work = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  LuukkuArchiveChoice choice = { .kind = "removal", .language = chosen_language (self) };

  if (inbox == NULL || self->work != NULL)
    return;
  if (!check_fields (self)) {
    luukku_pidgin_parts_tell (self->outcome,
                              _ ("Nothing was archived and nothing can be sent yet: something is "
                                 "missing above."));
    return;
  }
  luukku_pidgin_pick_get (self->pick, &objects, &context);
  choice.objects = objects;
  choice.context = context;
  luukku_pidgin_parts_tell (self->outcome, "");
  if (!luukku_store_transaction (luukku_inbox_get_store (inbox), state_fields, self, &error)) {
    luukku_pidgin_parts_tell (self->outcome, error->message);
    return;
  }
  set_working (self, work);
  luukku_pidgin_progress_show (self->progress, _ ("The record is being made."), 0);
  luukku_inbox_archive_async (inbox, self->conversation, &choice, on_told, self, work, on_archived, self);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  Removal *self = data;

  if (self->work != NULL)
    g_cancellable_cancel (self->work);
}

/* --- sending by hand */

static void
on_copy (GtkWidget *button, gpointer data)
{
  Removal *self = data;
  g_autofree char *text = luukku_pidgin_parts_get_text (self->text);

  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
  luukku_pidgin_parts_tell (self->send_outcome,
                            _ ("The text is on the clipboard. Paste it into the platform's form."));
}

static void
on_open (GtkWidget *button, gpointer data)
{
  Removal *self = data;
  g_autofree char *address = value_of (self, LOCATION);

  if (!is_filled (LOCATION, address) ||
      !gtk_show_uri (gtk_widget_get_screen (button), address, GDK_CURRENT_TIME, NULL))
    luukku_pidgin_parts_tell (self->send_outcome,
                              _ ("No browser could be started. Open the address by hand."));
}

static void
on_print (GtkWidget *button, gpointer data)
{
  Removal *self = data;

  if (self->record != NULL)
    luukku_pidgin_paper_print (self->record, GTK_WINDOW (self->window), self->send_outcome);
}

static void
on_sent (GtkWidget *button, gpointer data)
{
  Removal *self = data;
  LuukkuStore *store = get_store ();
  g_autofree char *actor = luukku_pidgin_dup_actor ();
  g_autoptr (GError) error = NULL;

  if (store == NULL || !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->sent))) {
    luukku_pidgin_parts_tell (self->send_outcome, _ ("Send the request first, then tick that it was sent."));
    return;
  }
  if (!luukku_removal_submit (store, self->case_number, actor, NULL, &error)) {
    luukku_pidgin_parts_tell (self->send_outcome, error->message);
    return;
  }
  luukku_pidgin_parts_tell (self->send_outcome,
                            _ ("The request is logged as sent. Write the platform's answer on the "
                               "next page when it comes."));
  luukku_pidgin_removal_answer_refresh (self->answer);
}

/* --- sending by mail */

static void
on_mailed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = luukku_inbox_send_removal_finish (LUUKKU_INBOX (source), result, &error);
  Removal *self = g_slist_find (windows, data) != NULL ? data : NULL;
  g_autofree char *sentence = NULL;

  if (self == NULL) { /* the window was closed meanwhile */
    if (!done)
      purple_notify_error (luukku_pidgin_get_api, _ ("Request to remove a message"),
                           _ ("The request was not sent by e-mail."), error->message);
    return;
  }
  gtk_widget_set_sensitive (self->mail, TRUE);
  if (done)
    /* TRANSLATORS: %s is an e-mail address. */
    sentence = g_strdup_printf (_ ("The request was sent to %s and is logged. Write the platform's answer on "
                                   "the next page when it comes."),
                                gtk_entry_get_text (GTK_ENTRY (self->address)));
  else
    /* TRANSLATORS: %s is a sentence that says why. */
    sentence = g_strdup_printf (_ ("The request was not sent by e-mail. %s"), error->message);
  luukku_pidgin_parts_tell (self->send_outcome, sentence);
  luukku_pidgin_removal_answer_refresh (self->answer);
}

static void
on_mail (GtkWidget *button, gpointer data)
{
  Removal *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *address = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->address))));

  if (inbox == NULL)
    return;
  gtk_entry_set_text (GTK_ENTRY (self->address), address);
  gtk_widget_set_sensitive (self->mail, FALSE);
  luukku_pidgin_parts_tell (self->send_outcome, _ ("The request is being sent."));
  luukku_inbox_send_removal_async (inbox, self->case_number, address, on_mailed, self);
}

/* Returns: (transfer full) (nullable): what was stated of this case, else the platform's contact of the
 * register that somebody has confirmed. */
static char *
find_address (Removal *self, LuukkuInbox *inbox)
{
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (luukku_inbox_get_store (inbox), self->case_number, NULL);
  const char *stated = facts != NULL ? luukku_facts_get (facts, 0, 0, "removal.contact-email") : NULL;
  g_autoptr (GPtrArray) contacts = luukku_inbox_list_alarm_contacts (inbox, self->conversation, "platform");

  for (guint i = 0; stated == NULL && i < contacts->len; i++) {
    const LuukkuAlarmContact *contact = g_ptr_array_index (contacts, i);

    if (contact->way == LUUKKU_WAY_MAIL && contact->confirmed_by != NULL)
      stated = contact->address;
  }
  return g_strdup (stated);
}

/* A line for those who have a mailbox here; the others send by hand. */
static void
add_mail (Removal *self, LuukkuInbox *inbox)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6), *label;
  g_autofree char *address = find_address (self, inbox);

  label = gtk_label_new_with_mnemonic (_ ("E-mail address of the _platform's contact:"));
  self->address = gtk_entry_new ();
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->address);
  gtk_entry_set_text (GTK_ENTRY (self->address), address != NULL ? address : "");
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->address, TRUE, TRUE, 0);
  self->mail = luukku_pidgin_parts_button (row, _ ("Send by e-_mail"), G_CALLBACK (on_mail), self);
  gtk_box_pack_start (GTK_BOX (self->send_page), row, FALSE, FALSE, 0);
}

/* --- what is known already */

/* Returns: (transfer full): "Facebook" of "facebook:123". */
static char *
platform_of (const char *channel)
{
  g_autofree char *name = g_strndup (channel, strcspn (channel, ":"));

  if (*name != '\0')
    name[0] = g_ascii_toupper (name[0]);
  return g_steal_pointer (&name);
}

/* Returns: (transfer none) (nullable): the newest address that somebody has stated of a message. */
static const char *
stated_address (const LuukkuFacts *facts)
{
  const char *found = NULL;

  for (guint i = 0; i < facts->current->len; i++) {
    const LuukkuStatement *fact = facts->current->pdata[i];

    if (g_str_equal (fact->field, "message.url"))
      found = fact->value;
  }
  return found;
}

static void
set_value (Removal *self, int field, const char *value)
{
  if (value == NULL)
    return;
  if (GTK_IS_TEXT_VIEW (self->inputs[field]))
    luukku_pidgin_parts_set_text (self->inputs[field], value);
  else
    gtk_entry_set_text (GTK_ENTRY (self->inputs[field]), value);
}

static void
prefill (Removal *self, LuukkuInbox *inbox)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, self->case_number, NULL);
  g_autoptr (LuukkuConversation) about = luukku_store_get_conversation (store, self->conversation, NULL);
  g_autofree char *platform = about != NULL ? platform_of (luukku_conversation_peek (about)->channel) : NULL;
  g_autoptr (GPtrArray) records = luukku_store_list_records (store, self->case_number, NULL);
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (inbox);

  set_value (self, PLATFORM, platform);
  set_value (self, NAME, staff->name);
  /* All but the confirmation, which a person gives anew for each request. */
  for (int i = 0; facts != NULL && i < CONFIRMED; i++)
    set_value (self, i, luukku_facts_get (facts, 0, 0, keys[i]));
  if (facts != NULL && luukku_facts_get (facts, 0, 0, keys[LOCATION]) == NULL)
    set_value (self, LOCATION, stated_address (facts));
  if (records != NULL && records->len > 0 &&
      g_str_equal (((const LuukkuRecordRow *) records->pdata[0])->kind, "removal"))
    self->record = g_strdup (((const LuukkuRecordRow *) records->pdata[0])->number);
}

/* --- window */

static void
add_field (Removal *self, GtkWidget *table, int field, const char *label, GtkWidget *packed)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 0);

  if (g_object_get_data (G_OBJECT (packed), "luukku-view") == NULL)
    self->inputs[field] = packed;
  g_object_set_data (G_OBJECT (box), "luukku-view", self->inputs[field]);
  gtk_box_pack_start (GTK_BOX (box), packed, FALSE, FALSE, 0);
  self->missing[field] = luukku_pidgin_parts_words (box, NULL);
  if (GTK_IS_TEXT_VIEW (self->inputs[field]))
    g_signal_connect (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inputs[field])), "changed",
                      G_CALLBACK (on_edited), self);
  else
    g_signal_connect (self->inputs[field], field == CONFIRMED ? "toggled" : "changed", G_CALLBACK (on_edited),
                      self);
  luukku_pidgin_parts_row (table, (guint) field, label, box);
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

static void
add_form (Removal *self, GtkWidget *box)
{
  GtkWidget *table = gtk_table_new (N_FIELDS + 1, 2, FALSE);
  GtkWidget *confirmed = gtk_check_button_new_with_mnemonic (
      _ ("I con_firm: as far as I know, what is said here is accurate and complete"));

  add_field (self, table, PLATFORM, _ ("Pla_tform:"), gtk_entry_new ());
  add_field (self, table, REASONS, _ ("1. _Why it is against the law:"),
             luukku_pidgin_parts_text (REASON_LINES, &self->inputs[REASONS]));
  add_field (self, table, LOCATION, _ ("2. Exact web a_ddress of the message:"), gtk_entry_new ());
  add_field (self, table, NAME, _ ("3. _Name of who makes the request:"), gtk_entry_new ());
  add_field (self, table, EMAIL, _ ("E-_mail address for the answer:"), gtk_entry_new ());
  add_field (self, table, CONFIRMED, _ ("4. Confirmation:"), confirmed);
  gtk_label_set_line_wrap (GTK_LABEL (gtk_bin_get_child (GTK_BIN (confirmed))), TRUE);
  self->language = new_languages (luukku_pidgin_pick_get_language (self->pick));
  luukku_pidgin_parts_row (table, N_FIELDS, _ ("Lan_guage of the request:"), self->language);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
}

static GtkWidget *
new_request_page (Removal *self, LuukkuInbox *inbox, LuukkuCase *item, GError **error)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 4), *buttons = gtk_hbox_new (FALSE, 6);

  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  luukku_pidgin_parts_words (
      box, _ ("A platform must look at a request that has these four things (Digital Services "
              "Act, article 16). Tick the message that should go."));
  self->pick = luukku_pidgin_pick_new (box, inbox, item, error);
  if (self->pick == NULL)
    return box;
  gtk_widget_set_size_request (gtk_widget_get_parent (luukku_pidgin_pick_get_view (self->pick)), -1,
                               LIST_HEIGHT);
  add_form (self, box);
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  self->archive =
      luukku_pidgin_parts_button (buttons, _ ("_Archive message and request"), G_CALLBACK (on_archive), self);
  gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
  return box;
}

static GtkWidget *
new_send_page (Removal *self, LuukkuInbox *inbox)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6), *row = gtk_hbox_new (FALSE, 6), *last = gtk_hbox_new (FALSE, 6);
  GtkWidget *scroll = luukku_pidgin_parts_text (REASON_LINES, &self->text);

  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  self->send_page = gtk_vbox_new (FALSE, 6);
  luukku_pidgin_parts_words (
      box,
      luukku_inbox_can_tell_by_mail (inbox)
          ? _ ("Send the request to the platform's contact by e-mail from here; or copy the text into the "
               "platform's form, send it there, then tick that it was sent.")
          : _ ("Luukku does not send the request by itself. Copy the text into the platform's form "
               "or into an e-mail, send it there, then tick that it was sent."));
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), FALSE);
  luukku_pidgin_set_name (self->text, _ ("Text of the request"));
  gtk_box_pack_start (GTK_BOX (self->send_page), scroll, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("Cop_y the text"), G_CALLBACK (on_copy), self);
  luukku_pidgin_parts_button (row, _ ("_Open the address"), G_CALLBACK (on_open), self);
  luukku_pidgin_parts_button (row, _ ("P_rint message and request…"), G_CALLBACK (on_print), self);
  gtk_box_pack_start (GTK_BOX (self->send_page), row, FALSE, FALSE, 0);
  if (luukku_inbox_can_tell_by_mail (inbox))
    add_mail (self, inbox);
  self->sent = gtk_check_button_new_with_mnemonic (_ ("I have _sent the request to the platform"));
  gtk_box_pack_start (GTK_BOX (last), self->sent, FALSE, FALSE, 0);
  luukku_pidgin_parts_button (last, _ ("_Log it as sent"), G_CALLBACK (on_sent), self);
  gtk_box_pack_start (GTK_BOX (self->send_page), last, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->send_page, TRUE, TRUE, 0);
  self->send_outcome = luukku_pidgin_parts_words (box, NULL);
  return box;
}

static GtkWidget *
new_answer_page (Removal *self)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6);

  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  self->answer = luukku_pidgin_removal_answer_new (box, self->case_number);
  return box;
}

static void
add_page (Removal *self, GtkWidget *page, const char *title)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (title);

  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  /* With large letters a page is higher than a small screen. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (scroll), page);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (gtk_bin_get_child (GTK_BIN (scroll))), GTK_SHADOW_NONE);
  gtk_notebook_append_page (GTK_NOTEBOOK (self->pages), scroll, label);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  luukku_pidgin_close (GTK_WIDGET (dialog));
}

static gboolean
removal_new (LuukkuInbox *inbox, LuukkuCase *item, GtkWindow *parent)
{
  Removal *self = g_new0 (Removal, 1);
  /* TRANSLATORS: %s is the number of a case. */
  g_autofree char *title =
      g_strdup_printf (_ ("Request to remove a message – %s"), luukku_case_peek (item)->number);
  g_autoptr (GError) error = NULL;

  self->case_number = g_strdup (luukku_case_peek (item)->number);
  self->conversation = luukku_case_peek (item)->conversation;
  self->window = luukku_pidgin_parts_dialog (title, "luukku-removal", parent, WIDTH, HEIGHT);
  g_signal_connect (self->window, "destroy", G_CALLBACK (on_destroy), self);
  windows = g_slist_prepend (windows, self);
  self->pages = gtk_notebook_new ();
  gtk_box_pack_start (GTK_BOX (luukku_pidgin_parts_get_box (self->window)), self->pages, TRUE, TRUE, 0);
  add_page (self, new_request_page (self, inbox, item, &error), _ ("_1. Request"));
  if (self->pick == NULL) {
    g_debug ("no list of messages: code %d", error->code);
    gtk_widget_destroy (self->window);
    return FALSE;
  }
  add_page (self, new_send_page (self, inbox), _ ("_2. Sending"));
  add_page (self, new_answer_page (self), _ ("_3. Answer"));
  gtk_dialog_add_button (GTK_DIALOG (self->window), _ ("_Close"), GTK_RESPONSE_CLOSE);
  g_signal_connect (self->window, "response", G_CALLBACK (on_response), self);
  prefill (self, inbox);
  show_sending (self);
  gtk_widget_show_all (self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  return TRUE;
}

gboolean
luukku_pidgin_removal_show (const char *case_number, GtkWindow *parent)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (LuukkuCase) item = NULL;

  for (GSList *l = windows; l != NULL; l = l->next) {
    Removal *self = l->data;

    if (g_str_equal (self->case_number, case_number)) {
      gtk_window_present (GTK_WINDOW (self->window));
      return TRUE;
    }
  }
  if (inbox != NULL)
    item = luukku_store_get_case (luukku_inbox_get_store (inbox), case_number, NULL);
  return item != NULL && removal_new (inbox, item, parent);
}

void
luukku_pidgin_removal_shutdown (void)
{
  while (windows != NULL)
    gtk_widget_destroy (((Removal *) windows->data)->window);
}
