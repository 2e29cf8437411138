/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-inbox.c: `luukku list`, `luukku show` and `luukku intake`: the inbox from the store. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-health.h"

#define LIST_MAX_ROWS 100000

/* Returns: (transfer full) (nullable): set of the conversations (gint64 *) that have what is looked for. */
static GHashTable *
search_conversations (LuukkuInbox *inbox, const char *question, GError **error)
{
  gboolean complete = TRUE;
  g_autoptr (GArray) hits = luukku_inbox_search (inbox, question, LIST_MAX_ROWS, &complete, error);
  GHashTable *found;

  if (hits == NULL)
    return NULL;
  if (!complete)
    g_printerr ("%s\n", _ ("Older messages are not in the search yet; open Pidgin once, or search again."));
  found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuSearchHit *hit = &g_array_index (hits, LuukkuSearchHit, i);

    g_hash_table_add (found, g_memdup2 (&hit->conversation, sizeof hit->conversation));
  }
  return found;
}

/* What is looked for must get into the search first, and that writes; a store that is only read shows what is
 * there. */
static LuukkuStore *
open_for_list (const char *path, gboolean searching, GError **error)
{
  LuukkuStore *store = searching ? tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, NULL) : NULL;

  return store != NULL ? store : tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, error);
}

/* --- list --channels */
static char *
time_or_dash (gint64 time)
{
  return time != 0 ? tool_time (time) : g_strdup ("-");
}

static const char *
state_of (const LuukkuHealth *health)
{
  if (health->needs_person)
    return "stopped";
  if (health->trouble != NULL)
    return "trouble";
  return health->checked_at != 0 ? "ok" : "-";
}

static int
list_channels (LuukkuStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = luukku_store_list_health (store, NULL, &error);

  if (all == NULL)
    return tool_fail (error);
  for (guint i = 0; i < all->len; i++) {
    const LuukkuHealth *health = g_ptr_array_index (all, i);
    g_autofree char *received = time_or_dash (health->received_at);
    g_autofree char *checked = time_or_dash (health->checked_at);
    g_autofree char *next = time_or_dash (health->next_at);
    g_autofree char *since = time_or_dash (health->token_since);
    g_autofree char *until = time_or_dash (health->token_until);

    g_print ("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%u\t%s\n", health->channel,
             health->name != NULL ? health->name : "-", state_of (health), received, checked, next, since,
             until, health->failures, health->trouble != NULL ? health->trouble : "-");
  }
  return TOOL_OK;
}

int
tool_list (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *question = NULL;
  gboolean all = FALSE, channels = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("closed cases too"), NULL },
    { "channels", 0, 0, G_OPTION_ARG_NONE, &channels,
      N_ ("channels instead: state, last message, last and next look, token since and until, failures, "
          "reason"),
      NULL },
    { "search", 0, 0, G_OPTION_ARG_STRING, &question,
      N_ ("only conversations with all of these words, in any form"), N_ ("WORDS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) found = NULL;

  if (!tool_parse ("list", entries, &argc, &argv))
    return TOOL_USAGE;
  store = open_for_list (path, question != NULL, &error);
  if (store == NULL)
    return tool_fail (error);
  if (channels)
    return list_channels (store);
  inbox = luukku_inbox_new (store, luukku_store_get_clock (store)); /* masks what is listed */
  rows = luukku_store_list_inbox (store, NULL, all, LIST_MAX_ROWS, &error);
  if (rows != NULL && question != NULL)
    found = search_conversations (inbox, question, &error);
  if (error != NULL)
    return tool_fail (error);
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuInboxRow *row = rows->pdata[i];
    const LuukkuCaseInit *item = luukku_case_peek (row->item);

    if (found != NULL && !g_hash_table_contains (found, &item->conversation))
      continue;
    g_autofree char *time = tool_time (row->last_at);
    g_autofree char *cover = luukku_labels_find (row->labels, luukku_label_is_covered);

    /* Covered here as in the windows; "show" is the way to read it. */
    g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", item->number, luukku_case_state_to_string (item->state),
             row->channel, time, row->resident != NULL ? row->resident : "-",
             cover != NULL ? cover : row->first_line);
  }
  return TOOL_OK;
}

/* --- show */

/* @whole: with the identity codes in it. */
static void
print_indented (const char *text, gboolean whole)
{
  g_autofree char *shown = whole ? g_strdup (text) : luukku_inbox_mask (text);
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("    %s\n", lines[i]);
}

/* How much of a case is printed. */
typedef struct {
  LuukkuInbox *inbox; /* no ref */
  LuukkuStore *store; /* no ref */
  gboolean whole;     /* with identity codes */
  gboolean covered;   /* threats and hate, too; who asked is counted */
  guint hidden;       /* messages that came during a ban */
} Showing;

static void
print_texts (const LuukkuStoredMessage *stored, gboolean whole)
{
  print_indented (luukku_message_get_text (stored->message), whole);
  if (stored->latest_text == NULL)
    return;
  g_print ("  %s\n", _ ("edited later to:"));
  print_indented (stored->latest_text, whole);
}

/* Covered here as in the windows, until somebody asks. */
static gboolean
print_words (Showing *self, const LuukkuStoredMessage *stored, GError **error)
{
  g_autofree char *cover = luukku_inbox_get_cover (self->inbox, stored->id);
  g_autofree char *title = cover != NULL ? luukku_inbox_label_title (self->inbox, cover) : NULL;

  if (cover == NULL || self->covered) {
    if (cover != NULL && !luukku_inbox_note_exposure (self->inbox, stored->id, cover, error))
      return FALSE;
    print_texts (stored, self->whole);
  } else {
    /* TRANSLATORS: %s is what a message may be: "Threat against a person". "--covered" is typed as it is. */
    g_print (_ ("    (%s: covered; --covered prints it, and it is counted who has read it)\n"), title);
  }
  return TRUE;
}

static gboolean
print_message (Showing *self, const LuukkuStoredMessage *stored, GError **error)
{
  LuukkuStore *store = self->store;
  gboolean whole = self->whole;
  LuukkuMessage *message = stored->message;
  g_autofree char *time = tool_time (luukku_message_get_sent_at (message));
  const char *name = luukku_message_get_author_name (message);
  g_autofree char *author = whole || name == NULL ? g_strdup (name) : luukku_inbox_mask (name);
  g_autoptr (GPtrArray) attachments = luukku_store_list_attachments (store, stored->id, NULL);

  g_print ("\n%s  %s%s\n", time, luukku_message_get_direction (message) == LUUKKU_DIRECTION_IN ? "← " : "→ ",
           author != NULL ? author : "-");
  if (!print_words (self, stored, error))
    return FALSE;
  if (stored->withdrawn)
    g_print (
        "  %s\n",
        _ ("The words of this message are not kept: its sender took it back, or it must not be copied."));
  if (stored->disappeared)
    g_print ("  %s\n", _ ("The platform does not show this message any more."));
  for (guint i = 0; attachments != NULL && i < attachments->len; i++) {
    const LuukkuStoredAttachment *attachment = attachments->pdata[i];
    const char *file = attachment->attachment->name != NULL ? attachment->attachment->name : "-";
    g_autofree char *shown = whole ? g_strdup (file) : luukku_inbox_mask (file);

    g_print ("  [%s %s]\n", shown, attachment->sha256 != NULL ? attachment->sha256 : "-");
  }
  return TRUE;
}

static gboolean
print_messages (Showing *self, GPtrArray *messages, GError **error)
{
  for (guint i = 0; i < messages->len; i++) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);

    if (luukku_inbox_is_hidden (self->inbox, stored->id))
      self->hidden++;
    else if (!print_message (self, stored, error))
      return FALSE;
  }
  if (self->hidden > 0)
    g_print (ngettext ("\n(%u message that came during a ban is out of sight.)\n",
                       "\n(%u messages that came during a ban are out of sight.)\n", self->hidden),
             self->hidden);
  return TRUE;
}

/* With @whole a step of the case says who has seen the codes, before they are printed. */
static int
show_case (LuukkuStore *store, const char *number, gboolean whole, gboolean covered)
{
  g_autoptr (LuukkuInbox) inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  Showing showing = { .inbox = inbox, .store = store, .whole = whole, .covered = covered };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuCase) item = luukku_store_get_case (store, number, &error);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) records = NULL;
  const LuukkuCaseInit *init;

  if (error != NULL)
    return tool_fail (error);
  if (item == NULL) {
    /* TRANSLATORS: %s is a case number, e.g. LUU-2026-000123 */
    return tool_fail_usage (_ ("There is no case %s in this inbox. luukku list shows the numbers."), number);
  }
  init = luukku_case_peek (item);
  if (whole && !luukku_inbox_note_original (inbox, init->conversation, &error))
    return tool_fail (error);
  g_print ("%s  %s\n", init->number, luukku_case_state_to_string (init->state));
  messages = luukku_store_list_messages (store, init->conversation, 0, &error);
  steps = messages != NULL ? luukku_store_list_steps (store, init->id, &error) : NULL;
  records = steps != NULL ? luukku_store_list_records (store, number, &error) : NULL;
  if (records == NULL || !print_messages (&showing, messages, &error))
    return tool_fail (error);
  g_print ("\n");
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuCaseStep *step = steps->pdata[i];
    g_autofree char *time = tool_time (step->at);
    g_autofree char *detail = luukku_inbox_mask (step->detail != NULL ? step->detail : "");

    g_print ("%s  %s  %s  %s\n", time, luukku_case_event_to_string (step->event), step->actor, detail);
  }
  for (guint i = 0; i < records->len; i++)
    g_print ("%s\n", ((const LuukkuRecordRow *) records->pdata[i])->number);
  return TOOL_OK;
}

int
tool_show (int argc, char **argv)
{
  g_autofree char *path = NULL;
  gboolean whole = FALSE, covered = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "covered", 0, 0, G_OPTION_ARG_NONE, &covered,
      N_ ("threats and hate, too; it is counted who has read them"), NULL },
    { "original", 0, 0, G_OPTION_ARG_NONE, &whole,
      N_ ("identity codes as they were written; the history of the case tells it"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;

  if (!tool_parse ("show", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2)
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123."));
  store = tool_open_store (path, TRUE, whole || covered ? LUUKKU_STORE_READ_WRITE : LUUKKU_STORE_READ_ONLY,
                           &error);
  if (store == NULL)
    return tool_fail (error);
  return show_case (store, argv[1], whole, covered);
}

/* --- intake */

static GPtrArray *
attachment_list (char **names)
{
  GPtrArray *files = g_ptr_array_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_ptr_array_add (files, names[i]);
  return files;
}

int
tool_intake (int argc, char **argv)
{
  g_autofree char *path = NULL, *channel = NULL, *sender = NULL, *sender_name = NULL, *sent_at = NULL;
  g_auto (GStrv) attachments = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, N_ ("where it was seen: letter, phone, snapchat"),
      N_ ("NAME") },
    { "sender", 0, 0, G_OPTION_ARG_STRING, &sender, N_ ("who wrote: an id that stays the same"), N_ ("ID") },
    { "sender-name", 0, 0, G_OPTION_ARG_STRING, &sender_name, N_ ("the sender's name as given"),
      N_ ("TEXT") },
    { "sent-at", 0, 0, G_OPTION_ARG_STRING, &sent_at, N_ ("when it was sent: 2026-11-20T13:41:00+02:00"),
      N_ ("ISO8601") },
    { "attachment", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &attachments,
      N_ ("a file that belongs to it; may be repeated"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *text = NULL, *number = NULL;
  LuukkuIntake intake = { 0 };

  if (!tool_parse ("intake", entries, &argc, &argv))
    return TOOL_USAGE;
  if (channel == NULL || sender == NULL)
    return tool_fail_usage (
        _ ("Say where the message was seen and who wrote it: --channel=NAME --sender=ID."));
  if (sent_at != NULL && !luukku_time_from_iso8601 (sent_at, &intake.sent_at, &error))
    return tool_fail (error);
  text = tool_read_text (argc > 1 ? argv[1] : NULL, &error);
  store = text != NULL ? tool_open_store (path, FALSE, LUUKKU_STORE_READ_WRITE, &error) : NULL;
  if (store == NULL)
    return tool_fail (error);
  inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  files = attachment_list (attachments);
  intake.channel = channel;
  intake.sender = sender;
  intake.sender_name = sender_name;
  intake.text = text;
  intake.attachments = files;
  number = luukku_inbox_intake (inbox, &intake, &error);
  if (number == NULL)
    return tool_fail (error);
  g_print ("%s\n", number);
  return TOOL_OK;
}
