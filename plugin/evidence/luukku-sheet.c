/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet.c: the facts as a document: five numbered parts, the same order in every language. Everything
 * that came from outside goes through luukku_visible_text(). Must not look anything up. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

#include "base/luukku-digest.h"
#include "base/luukku-text.h"
#include "luukku-config.h"
#include "store/luukku-store-replies.h"

#include <string.h>

#define MAX_PICTURES 60
#define MAX_NAMES 20  /* attachments named below one message */
#define MAX_NOTE 4000 /* characters of the author's note on paper */

/* Returns: (transfer full): @text on one line, harmless, at most @max characters. */
char *
luukku_sheet_shown (const char *text, guint max)
{
  LuukkuVisibleCounts counts;
  g_autofree char *visible = luukku_visible_text (text ? text : "", text ? strlen (text) : 0, &counts);

  g_strdelimit (visible, "\n\t", ' ');
  if (luukku_text_length (visible) > max) {
    g_autofree char *cut = g_utf8_substring (visible, 0, max);

    return g_strconcat (cut, "…", NULL);
  }
  return g_steal_pointer (&visible);
}

char *
luukku_sheet_name_or (LuukkuSheet *self, const char *text, const char *key)
{
  return text && *text ? luukku_sheet_shown (text, LUUKKU_RECORD_MAX_NAME) : g_strdup (WORD (key));
}

void
luukku_sheet_add (LuukkuSheet *self, LuukkuBlockKind kind, char *text)
{
  luukku_document_add (self->document, kind, text, NULL);
}

/* @value: (transfer full). */
void
luukku_sheet_add_row (LuukkuSheet *self, const char *label, char *value)
{
  luukku_document_add (self->document, LUUKKU_BLOCK_ROW, g_strdup (WORD (label)), value);
}

void
luukku_sheet_add_heading (LuukkuSheet *self, const char *key)
{
  luukku_sheet_add (self, LUUKKU_BLOCK_HEADING, g_strdup_printf ("%u  %s", ++self->heading, WORD (key)));
}

static char *
key_of (const char *prefix, const char *name)
{
  return g_strdup_printf ("%s-%s", prefix, name);
}

static char *
actor_shown (LuukkuSheet *self, const char *actor)
{
  if (g_strcmp0 (actor, "program") == 0)
    return g_strdup (WORD ("actor-program"));
  if (g_strcmp0 (actor, "resident") == 0)
    return g_strdup (WORD ("actor-resident"));
  return luukku_sheet_name_or (self, actor, "not-given");
}

static const LuukkuRecordMessage *
message_at (const LuukkuRecord *record, guint i)
{
  return record->messages->pdata[i];
}

/* --- every sheet */

void
luukku_sheet_set_frame (LuukkuSheet *self, const char *digest)
{
  const LuukkuRecord *record = self->record;
  LuukkuDocument *document = self->document;
  g_autofree char *organisation =
      luukku_sheet_name_or (self, record->request->organisation, "organisation-unknown");
  g_autofree char *version = g_strdup_printf ("%u", record->version);
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, self->entry->seq);
  g_autofree char *grouped = luukku_digest_group (digest);
  g_autofree char *hash = luukku_digest_group (self->entry->hash);
  g_autofree char *publicity = luukku_sheet_publicity (self);
  g_autofree char *local = luukku_words_time_short (self->words, record->made_at);
  g_autofree char *offset = luukku_time_format_local (record->made_at, "Europe/Helsinki", "%:z");
  g_autofree char *time = g_strdup_printf ("%s (UTC%s)", local, offset);

  document->head_left = luukku_words_fill (self->words, "head-left", "organisation", organisation, NULL);
  document->head_right = luukku_words_fill (self->words, "head-right", "case", record->request->case_number,
                                            "version", version, NULL);
  document->foot = luukku_words_fill (self->words, publicity ? "foot-decided" : "foot", "state",
                                      publicity ? publicity : "", "record", record->number, "digest", grouped,
                                      "seq", seq, "hash", hash, "time", time, NULL);
  document->title = g_strdup (document->head_right);
  document->author = g_steal_pointer (&organisation);
  document->subject = g_strdup (record->number);
  document->created_at = record->made_at;
}

/* --- 1 summary */

static void
add_class (LuukkuSheet *self)
{
  const LuukkuArchiveRequest *request = self->record->request;
  g_autofree char *key = key_of ("kind", request->kind);
  g_autofree char *actor = luukku_sheet_shown (request->actor, LUUKKU_RECORD_MAX_NAME);
  g_auto (GStrv) parts = g_strsplit_set (request->proposed_by ? request->proposed_by : "", ";,", -1);
  g_autofree char *joined = g_strjoinv (", ", parts);
  g_autofree char *rules = luukku_sheet_shown (joined, LUUKKU_RECORD_MAX_NAME);
  const char *how = *rules ? "class-proposed" : "class-by-person";

  /* Made at once after an alarm: no person has confirmed anything yet. */
  if (g_strcmp0 (request->actor, "program") == 0)
    how = "class-by-program";
  luukku_sheet_add_row (
      self, "row-class",
      luukku_words_fill (self->words, how, "kind", WORD (key), "actor", actor, "rules", rules, NULL));
}

static void
add_times (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  const LuukkuRecordMessage *first = message_at (record, 0),
                            *last = message_at (record, record->messages->len - 1);
  g_autofree char *from =
      luukku_words_time (self->words, luukku_message_get_sent_at (first->stored->message));
  g_autofree char *until =
      luukku_words_time (self->words, luukku_message_get_sent_at (last->stored->message));
  g_autofree char *error =
      g_strdup_printf ("%" G_GINT64_FORMAT "%s%02d", record->machine.max_error_us / G_USEC_PER_SEC,
                       g_str_equal (luukku_words_get_language (self->words), "en") ? "." : ",",
                       (int) (record->machine.max_error_us % G_USEC_PER_SEC / 10000));

  if (record->messages->len == 1)
    luukku_sheet_add_row (self, "row-event-time",
                          luukku_words_fill (self->words, "event-time", "time", from, NULL));
  else
    luukku_sheet_add_row (
        self, "row-event-time",
        luukku_words_fill (self->words, "event-time-many", "first", from, "last", until, NULL));
  luukku_sheet_add_row (
      self, "row-received",
      luukku_words_time (self->words, luukku_message_get_fetched_at (first->stored->message)));
  luukku_sheet_add_row (self, "row-clock",
                        luukku_words_fill (self->words,
                                           record->machine.synchronised ? "clock-synchronised" : "clock-free",
                                           "error", error, NULL));
}

static void
add_account (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  const LuukkuConversationInit *conversation = luukku_conversation_peek (record->conversation);
  const char *colon = strchr (conversation->channel, ':');
  g_autofree char *channel = g_strndup (conversation->channel, colon ? (gsize) (colon - conversation->channel)
                                                                     : strlen (conversation->channel));
  g_autofree char *channel_shown = luukku_sheet_shown (channel, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *name = luukku_sheet_shown (record->channel_name, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *id =
      luukku_sheet_shown (colon ? colon + 1 : conversation->channel, LUUKKU_RECORD_MAX_NAME);

  *channel_shown = g_ascii_toupper (*channel_shown);
  luukku_sheet_add_row (self, "row-account",
                        luukku_words_fill (self->words, *name ? "account" : "account-plain", "channel",
                                           channel_shown, "name", name, "id", id, NULL));
  if (record->channel_unit && *record->channel_unit)
    luukku_sheet_add_row (self, "row-unit",
                          luukku_sheet_shown (record->channel_unit, LUUKKU_RECORD_MAX_NAME));
}

/* A row of what @strings has, when it has at least @least; the rest of a long list is in record.json. */
static void
add_list_row (LuukkuSheet *self, const char *label, GPtrArray *strings, guint least)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (!strings || strings->len < least)
    return;
  for (guint i = 0; i < strings->len && i < MAX_NAMES; i++) {
    g_autofree char *one = luukku_sheet_shown (strings->pdata[i], LUUKKU_RECORD_MAX_NAME);

    g_string_append_printf (list, "%s%s", i ? " · " : "", one);
  }
  if (strings->len > MAX_NAMES)
    g_string_append (list, " …");
  luukku_sheet_add_row (self, label, g_string_free (g_steal_pointer (&list), FALSE));
}

static void
add_sender (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  const LuukkuConversationInit *conversation = luukku_conversation_peek (record->conversation);
  const char *author = conversation->resident_id, *given = conversation->resident_name;
  g_autofree char *name = NULL, *id = NULL, *count = g_strdup_printf ("%u", record->contacts);

  for (guint i = 0; i < record->messages->len; i++) {
    LuukkuMessage *message = message_at (record, i)->stored->message;

    if (luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN)
      continue;
    author = luukku_message_get_author_id (message) ? luukku_message_get_author_id (message) : author;
    given = luukku_message_get_author_name (message) ? luukku_message_get_author_name (message) : given;
  }
  name = luukku_sheet_name_or (self, given, "not-given");
  id = luukku_sheet_name_or (self, author, "not-given");
  luukku_sheet_add_row (self, "row-sender",
                        luukku_words_fill (self->words, "sender", "name", name, "id", id, NULL));
  if (record->contacts) {
    g_autofree char *first = luukku_words_time_short (self->words, record->first_contact);
    g_autofree char *last = luukku_words_time_short (self->words, record->last_contact);

    luukku_sheet_add_row (
        self, "row-earlier",
        luukku_words_fill (self->words, "earlier", "count", count, "first", first, "last", last, NULL));
    add_list_row (self, "row-earlier-cases", record->contact_cases, 2);
    add_list_row (self, "row-earlier-names", record->contact_names, 2);
  }
}

static void
add_ids (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  LuukkuMessage *first = message_at (record, 0)->stored->message;
  g_autofree char *message =
      luukku_sheet_shown (luukku_message_get_platform_id (first), LUUKKU_RECORD_MAX_NAME);
  g_autofree char *thread =
      luukku_sheet_shown (luukku_message_get_conversation_id (first), LUUKKU_RECORD_MAX_NAME);
  g_autofree char *count = g_strdup_printf ("%u", record->messages->len);
  g_autofree char *left = g_strdup_printf ("%u", record->left_out);
  /* What a person chose may be all that there is. */
  gboolean chosen =
      luukku_record_is_chosen (record) && (record->left_out > 0 || !record->request->objects ||
                                           record->messages->len != record->request->objects->len);
  const char *key = chosen && record->messages->len > 1 && record->request->objects ? "count-chosen"
                    : chosen && record->messages->len > 1                           ? "count-context"
                    : chosen                                                        ? "count-single"
                    : record->left_out                                              ? "count-newest"
                                                                                    : "count-all";
  g_autofree char *objects =
      g_strdup_printf ("%u", record->request->objects ? record->request->objects->len : 0);
  const char *url = NULL;

  luukku_sheet_add_row (
      self, "row-count",
      luukku_words_fill (self->words, key, "count", count, "objects", objects, "left", left, NULL));
  luukku_sheet_add_row (
      self, "row-message-id",
      luukku_words_fill (self->words, "message-id", "message", message, "thread", thread, NULL));
  for (guint i = 0; i < record->messages->len && !url; i++)
    url = message_at (record, i)->context
              ? NULL
              : luukku_facts_get (record->facts, message_at (record, i)->stored->id, 0, "message.url");
  luukku_sheet_add_row (self, "row-url", url ? luukku_sheet_shown (url, 2000) : g_strdup (WORD ("url-none")));
}

static void
add_contents (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  guint attachments = 0, stored = 0, raw = 0;
  g_autofree char *attachments_text = NULL, *stored_text = NULL, *raw_text = NULL;
  g_autofree char *all = g_strdup_printf ("%u", record->messages->len);

  for (guint i = 0; i < record->messages->len; i++) {
    const LuukkuRecordMessage *message = message_at (record, i);

    raw += message->raw != NULL;
    attachments += message->attachments->len;
    for (guint k = 0; k < message->attachments->len; k++)
      stored += ((const LuukkuRecordAttachment *) message->attachments->pdata[k])->file != NULL;
  }
  attachments_text = g_strdup_printf ("%u", attachments);
  stored_text = g_strdup_printf ("%u", stored);
  raw_text = g_strdup_printf ("%u", raw);
  luukku_sheet_add_row (self, "row-attachments",
                        luukku_words_fill (self->words,
                                           attachments ? "attachments-count" : "attachments-none", "count",
                                           attachments_text, "stored", stored_text, NULL));
  luukku_sheet_add_row (
      self, "row-raw",
      luukku_words_fill (self->words, raw ? "raw-all" : "raw-none", "count", raw_text, "all", all, NULL));
}

static void
add_author (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  g_autofree char *actor = actor_shown (self, record->request->actor);
  g_autofree char *role = luukku_sheet_name_or (self, record->request->role, "role-unknown");
  g_autofree char *host = luukku_sheet_shown (record->machine.host, LUUKKU_RECORD_MAX_NAME);

  luukku_sheet_add_row (self, "row-author",
                        luukku_words_fill (self->words, "author", "actor", actor, "role", role, "program",
                                           "Luukku " LUUKKU_VERSION, "host", host, NULL));
  if (record->supersedes) {
    g_autofree char *version = g_strdup_printf ("%u", record->supersedes);
    g_autofree char *digest = record->supersedes_sha256 ? luukku_digest_group (record->supersedes_sha256)
                                                        : g_strdup (WORD ("not-given"));

    luukku_sheet_add_row (
        self, "row-supersedes",
        luukku_words_fill (self->words, "supersedes", "version", version, "digest", digest, NULL));
  }
}

static void
add_summary (LuukkuSheet *self)
{
  const LuukkuArchiveRequest *request = self->record->request;

  luukku_sheet_add_heading (self, "heading-summary");
  add_class (self);
  if (request->note && *request->note)
    luukku_sheet_add_row (self, "row-note", luukku_sheet_shown (request->note, MAX_NOTE));
  add_times (self);
  add_account (self);
  add_sender (self);
  add_ids (self);
  luukku_sheet_add_stated (self);
  add_contents (self);
  luukku_sheet_add_publicity (self);
  add_author (self);
}

/* --- 2 messages */

static void
add_counts (LuukkuSheet *self, const LuukkuRecordText *text)
{
  const LuukkuVisibleCounts *c = &text->counts;
  const guint counts[] = { c->bidi, c->ctrl, c->zero, c->other, c->invalid_bytes, c->cut_marks };
  char numbers[G_N_ELEMENTS (counts)][12];
  guint sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_snprintf (numbers[i], sizeof numbers[i], "%u", counts[i]);
    sum += counts[i];
  }
  if (sum)
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "changed", "bidi", numbers[0], "ctrl", numbers[1],
                                         "zero", numbers[2], "other", numbers[3], "invalid", numbers[4],
                                         "cut", numbers[5], "file", text->file->path, NULL));
  if (text->extent.unknown_glyphs) {
    g_autofree char *count = g_strdup_printf ("%u", text->extent.unknown_glyphs);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "unknown-glyphs", "count", count, NULL));
  }
}

static void
add_text (LuukkuSheet *self, const LuukkuRecordText *text)
{
  g_autofree char *printed = g_strndup (text->visible, text->extent.printed);
  g_autofree char *codes = NULL, *parts = NULL;
  guint pictures;
  LuukkuBlock *block;

  if (!*text->visible) {
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("text-empty")));
    return;
  }
  block = luukku_document_add (self->document, LUUKKU_BLOCK_QUOTE, g_strdup (text->visible), NULL);
  block->printed = text->extent.printed;
  if (text->extent.printed < strlen (text->visible)) {
    g_autofree char *characters = g_strdup_printf ("%u", text->characters);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "text-continues", "file", text->file->path,
                                         "characters", characters, NULL));
  }
  codes = luukku_visible_pictures (printed, MAX_PICTURES, &pictures);
  if (codes) {
    g_autofree char *count = g_strdup_printf ("%u", pictures);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "pictures", "count", count, "codes", codes, NULL));
  }
  if ((parts = luukku_visible_typing_order (printed)))
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "typing-order", "parts", parts, NULL));
  add_counts (self, text);
}

static void
add_attachment_names (LuukkuSheet *self, const LuukkuRecordMessage *message)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < message->attachments->len && i < MAX_NAMES; i++) {
    const LuukkuRecordAttachment *attachment = message->attachments->pdata[i];

    g_string_append_printf (list, "%s%s", i ? " · " : "",
                            attachment->file ? attachment->file->path : WORD ("attachment-missing"));
  }
  if (message->attachments->len > MAX_NAMES)
    g_string_append (list, " …");
  if (list->len)
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "message-attachments", "list", list->str, NULL));
}

static void
add_versions (LuukkuSheet *self, const LuukkuRecordMessage *message, const char *n)
{
  static const char *const keys[] = {
    [LUUKKU_VERSION_EDITED] = "event-edited",
    [LUUKKU_VERSION_DISAPPEARED] = "event-disappeared",
    [LUUKKU_VERSION_RETURNED] = "event-returned",
  };

  for (guint i = 0; i < message->versions->len; i++) {
    const LuukkuRecordVersion *version = message->versions->pdata[i];
    g_autofree char *time = luukku_words_time (self->words, version->seen_at);

    if ((guint) version->kind >= G_N_ELEMENTS (keys))
      continue;
    luukku_sheet_add (self, version->text ? LUUKKU_BLOCK_LABEL : LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, keys[version->kind], "n", n, "time", time, NULL));
    if (version->text)
      add_text (self, version->text);
  }
}

static void
add_message (LuukkuSheet *self, guint i)
{
  const LuukkuRecordMessage *message = message_at (self->record, i);
  LuukkuMessage *given = message->stored->message;
  LuukkuDirection direction = luukku_message_get_direction (given);
  const char *key = direction == LUUKKU_DIRECTION_IN    ? "message-in"
                    : direction == LUUKKU_DIRECTION_OUT ? "message-out"
                                                        : "message-out-other";
  g_autofree char *language_key =
      key_of ("language", message->stored->language ? message->stored->language : "unknown");
  const char *language = luukku_words_look (self->words, language_key);
  g_autofree char *n = g_strdup_printf ("%u", i + 1),
                  *all = g_strdup_printf ("%u", self->record->messages->len);
  g_autofree char *time = luukku_words_time_short (self->words, luukku_message_get_sent_at (given));
  g_autofree char *id = luukku_sheet_shown (luukku_message_get_platform_id (given), LUUKKU_RECORD_MAX_NAME);

  luukku_sheet_add (self, LUUKKU_BLOCK_LABEL,
                    luukku_words_fill (self->words, key, "n", n, "all", all, "time", time, "language",
                                       language ? language : WORD ("language-unknown"), "id", id, NULL));
  add_text (self, message->text);
  luukku_sheet_add_message_stated (self, message, n);
  add_attachment_names (self, message);
  luukku_sheet_add_labels (self, message);
  add_versions (self, message, n);
}

/* --- 3 digests */

static char *
attachment_line (LuukkuSheet *self, const LuukkuRecordAttachment *attachment)
{
  const LuukkuStoredAttachment *stored = attachment->stored;
  g_autofree char *name = luukku_sheet_name_or (self, stored->attachment->name, "not-given");
  g_autofree char *type = luukku_sheet_name_or (self, stored->attachment->media_type, "not-given");

  if (attachment->file) {
    g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, attachment->file->size);
    g_autofree char *digest = luukku_digest_group (attachment->file->sha256);

    return luukku_words_fill (self->words, "digest-attachment", "file", attachment->file->path, "size", size,
                              "type", type, "name", name, "digest", digest, NULL);
  } else {
    g_autofree char *reason = luukku_sheet_name_or (self, stored->reason, "not-fetched");

    return luukku_words_fill (self->words, "digest-attachment-missing", "type", type, "name", name, "reason",
                              reason, NULL);
  }
}

static void
add_digest_line (LuukkuSheet *self, const LuukkuRecordFile *file)
{
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, file->size);
  g_autofree char *digest = luukku_digest_group (file->sha256);

  luukku_sheet_add (self, LUUKKU_BLOCK_CODE,
                    luukku_words_fill (self->words, "digest-file", "file", file->path, "size", size, "digest",
                                       digest, NULL));
}

static void
add_digests (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  guint printed = 0, left = 0;

  luukku_sheet_add_heading (self, "heading-digests");
  for (guint i = 0; i < record->messages->len; i++) {
    const LuukkuRecordMessage *message = message_at (record, i);

    for (guint k = 0; k < message->attachments->len; k++)
      if (printed++ < LUUKKU_RECORD_MAX_DIGESTS)
        luukku_sheet_add (self, LUUKKU_BLOCK_CODE, attachment_line (self, message->attachments->pdata[k]));
      else
        left++;
  }
  for (guint i = 0; i < record->files->len; i++) {
    const LuukkuRecordFile *file = record->files->pdata[i];

    if (g_str_has_prefix (file->path, "data/attachments/"))
      continue;
    if (printed++ < LUUKKU_RECORD_MAX_DIGESTS)
      add_digest_line (self, file);
    else
      left++;
  }
  if (left) {
    g_autofree char *count = g_strdup_printf ("%u", left);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "digests-left", "count", count, NULL));
  }
  luukku_sheet_add_screenshots (self);
  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("digests-explained")));
}

/* --- 4 steps */

static void
add_step (LuukkuSheet *self, const LuukkuCaseStep *step)
{
  g_autofree char *key = key_of ("step", luukku_case_event_to_string (step->event));
  g_autofree char *actor = actor_shown (self, step->actor);
  g_autofree char *detail = luukku_sheet_detail (self, step);

  luukku_document_add (self->document, LUUKKU_BLOCK_ROW, luukku_words_time_short (self->words, step->at),
                       luukku_words_fill (self->words, *detail ? "step-detail" : "step", "what", WORD (key),
                                          "actor", actor, "detail", detail, NULL));
}

static void
add_steps (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;
  guint from =
      record->steps->len > LUUKKU_RECORD_MAX_STEPS ? record->steps->len - LUUKKU_RECORD_MAX_STEPS : 0;
  g_autofree char *left = g_strdup_printf ("%u", from);
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, self->entry->seq);
  g_autofree char *what = luukku_words_fill (self->words, "step-this-record", "seq", seq, NULL);
  g_autofree char *actor = actor_shown (self, record->request->actor);

  luukku_sheet_add_heading (self, "heading-steps");
  if (from)
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "steps-left", "count", left, NULL));
  for (guint i = from; i < record->steps->len; i++)
    add_step (self, record->steps->pdata[i]);
  for (guint i = 0; i < record->unsent->len && i < LUUKKU_RECORD_MAX_STEPS; i++) {
    const LuukkuReply *reply = record->unsent->pdata[i];
    g_autofree char *key = key_of ("unsent", luukku_record_reply_state (reply->state));
    g_autofree char *text = luukku_words_fill (self->words, "unsent-reply", "state", WORD (key), NULL);
    g_autofree char *sender = actor_shown (self, reply->sender);

    luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                         luukku_words_time_short (self->words, reply->queued_at),
                         luukku_words_fill (self->words, "step", "what", text, "actor", sender, NULL));
  }
  luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                       luukku_words_time_short (self->words, record->made_at),
                       luukku_words_fill (self->words, "step", "what", what, "actor", actor, NULL));
  luukku_sheet_add_alarm (self);
}

/* --- 5 checking */

const char *
luukku_record_commands (void)
{
  return "sha256sum -c manifest-sha256.txt\n"
         "sha256sum -c tagmanifest-sha256.txt\n"
         "openssl cms -verify -binary -inform DER -in signature/tagmanifest.p7s \\\n"
         "        -content tagmanifest-sha256.txt -nointern -certfile signature/signer.pem \\\n"
         "        -CAfile signature/signer.pem -purpose any -out /dev/null\n"
         "openssl x509 -in signature/signer.pem -noout -fingerprint -sha256";
}

static void
add_checking (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;

  luukku_sheet_add_heading (self, "heading-checking");
  luukku_sheet_add (self, LUUKKU_BLOCK_LABEL,
                    luukku_words_fill (self->words, "checking-explained", "record", record->number, NULL));
  luukku_sheet_add (
      self, LUUKKU_BLOCK_CODE,
      g_strdup_printf ("unzip %s.zip\ncd %s\n%s", record->number, record->number, luukku_record_commands ()));
  luukku_sheet_add_row (self, "row-fingerprint",
                        g_strdup (record->fingerprint ? record->fingerprint : WORD ("fingerprint-none")));
  luukku_sheet_add_checkpoint (self);
  luukku_document_add (self->document, LUUKKU_BLOCK_SIGNATURES, g_strdup (WORD ("sign-author")),
                       g_strdup (WORD ("sign-receiver")));
}

LuukkuDocument *
luukku_record_to_document (const LuukkuRecord *self, LuukkuWords *words, const LuukkuLogHeader *entry,
                           const char *digest)
{
  LuukkuSheet sheet = { self, words, luukku_document_new (luukku_words_get_language (words)), entry, 0 };
  g_autofree char *title = key_of ("title", self->request->kind);

  luukku_sheet_set_frame (&sheet, digest);
  luukku_sheet_add (&sheet, LUUKKU_BLOCK_TITLE, g_strdup (luukku_words_get (words, title)));
  if (g_str_equal (self->request->kind, "threat") || g_str_equal (self->request->kind, "harassment"))
    luukku_sheet_add (&sheet, LUUKKU_BLOCK_ALARM, g_strdup (luukku_words_get (words, "alarm")));
  add_summary (&sheet);
  luukku_sheet_add_heading (&sheet, "heading-messages");
  luukku_sheet_add (&sheet, LUUKKU_BLOCK_TEXT, g_strdup (luukku_words_get (words, "messages-explained")));
  for (guint i = 0; i < self->messages->len; i++)
    add_message (&sheet, i);
  add_digests (&sheet);
  add_steps (&sheet);
  luukku_sheet_add_custody (&sheet);
  luukku_sheet_add_removal (&sheet);
  add_checking (&sheet);
  return sheet.document;
}
