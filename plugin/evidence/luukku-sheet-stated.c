/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-stated.c: what people stated, on paper: whom it is aimed at, who was told, publicity, a
 * removal request, translations, pictures of the screen, and appendix E1 with names on its own sheet. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

#include "evidence/luukku-removal.h"

#include <string.h>

#define MAX_STATED 2000 /* characters of one statement in a row */
#define MAX_LONG 20000  /* in a section of its own */

static const LuukkuFacts *
facts_of (LuukkuSheet *self)
{
  return self->record->facts;
}

/* Returns: (transfer full): times, choices and texts as paper says them. */
static char *
value_shown (LuukkuSheet *self, const LuukkuFactField *field, const char *value, guint max)
{
  gint64 time;

  if (field->kind == LUUKKU_FACT_TIME && luukku_time_from_iso8601 (value, &time, NULL))
    return luukku_words_time_short (self->words, time);
  if (field->choices)
    return luukku_fact_value_label (field, value, luukku_words_get_language (self->words));
  return luukku_sheet_shown (value, max);
}

/* Returns: (transfer full) (nullable): a statement about the case. */
static char *
stated (LuukkuSheet *self, const char *key, guint item)
{
  const char *value = luukku_facts_get (facts_of (self), 0, item, key);

  return value ? value_shown (self, luukku_fact_field_find (key), value, MAX_STATED) : NULL;
}

static void
add_fact_row (LuukkuSheet *self, const LuukkuStatement *fact, guint max)
{
  const LuukkuFactField *field = luukku_fact_field_find (fact->field);

  luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                       luukku_fact_field_label (field, luukku_words_get_language (self->words)),
                       value_shown (self, field, fact->value, max));
}

/* Rows of all statements about the case that begin with one of @prefixes. Returns: how many. */
static guint
add_rows (LuukkuSheet *self, const char *const *prefixes)
{
  guint count = 0;

  for (guint i = 0; i < facts_of (self)->current->len; i++) {
    const LuukkuStatement *fact = facts_of (self)->current->pdata[i];
    const LuukkuFactField *field = luukku_fact_field_find (fact->field);

    if (!field || fact->message || fact->item || field->appendix ||
        !luukku_fact_field_is_in (field, self->record->request->kind))
      continue;
    for (const char *const *prefix = prefixes; *prefix; prefix++)
      if (g_str_has_prefix (fact->field, *prefix)) {
        add_fact_row (self, fact, MAX_STATED);
        count++;
        break;
      }
  }
  return count;
}

static void
add_notified (LuukkuSheet *self)
{
  static const char *const keys[] = { "notified.to-role",         "notified.name",
                                      "notified.channel",         "notified.at",
                                      "notified.acknowledged-at", "notified.reference" };
  guint last = luukku_facts_last_item (facts_of (self), "notified."), printed = 0;

  for (guint i = 1; i <= last; i++) {
    g_autoptr (GString) line = g_string_new (NULL);
    g_autofree char *n = g_strdup_printf ("%u", i);

    for (gsize k = 0; k < G_N_ELEMENTS (keys); k++) {
      g_autofree char *value = stated (self, keys[k], i);
      g_autofree char *label =
          luukku_fact_field_label (luukku_fact_field_find (keys[k]), luukku_words_get_language (self->words));
      const char *colon = strstr (label, ": ");

      if (value)
        g_string_append_printf (line, "%s%s: %s", line->len ? " · " : "", colon ? colon + 2 : label, value);
    }
    if (!line->len)
      continue;
    luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                         luukku_words_fill (self->words, "row-notified-one", "n", n, NULL),
                         g_string_free (g_steal_pointer (&line), FALSE));
    printed++;
  }
  if (!printed)
    luukku_sheet_add_row (self, "row-notified", g_strdup (WORD ("by-hand")));
}

static gboolean
has_appendix (const LuukkuRecord *record)
{
  for (guint i = 0; i < record->facts->current->len; i++) {
    const LuukkuStatement *fact = record->facts->current->pdata[i];
    const LuukkuFactField *field = luukku_fact_field_find (fact->field);

    if (field && field->appendix && luukku_fact_field_is_in (field, record->request->kind))
      return TRUE;
  }
  return FALSE;
}

void
luukku_sheet_add_stated (LuukkuSheet *self)
{
  static const char *const target[] = { "urgency", "emergency-call.", "target.", NULL };
  static const char *const rest[] = { "legal-pointer", "correction", "checked.", NULL };
  const char *kind = self->record->request->kind;

  if (g_str_equal (kind, "threat") || g_str_equal (kind, "harassment")) {
    if (!add_rows (self, target))
      luukku_sheet_add_row (self, "row-target", g_strdup (WORD ("by-hand")));
    add_notified (self);
  }
  add_rows (self, rest);
  if (has_appendix (self->record))
    luukku_sheet_add_row (self, "appendix-row", g_strdup (WORD ("appendix-there")));
}

/* --- publicity */

char *
luukku_sheet_publicity (LuukkuSheet *self)
{
  if (!luukku_facts_get (facts_of (self), 0, 0, "publicity.decided-by"))
    return NULL;
  return stated (self, "publicity.state", 0);
}

void
luukku_sheet_add_publicity (LuukkuSheet *self)
{
  g_autofree char *state = luukku_sheet_publicity (self), *retention = NULL;
  g_autofree char *ground = stated (self, "publicity.ground", 0),
                  *scope = stated (self, "publicity.scope", 0);
  g_autofree char *person = stated (self, "publicity.decided-by", 0),
                  *time = stated (self, "publicity.decided-at", 0);
  g_autofree char *rule = stated (self, "retention.rule", 0), *until = stated (self, "retention.until", 0);
  g_autofree char *keeper = stated (self, "retention.decided-by", 0);
  const char *none = WORD ("not-given");

  if (!state && !keeper) {
    luukku_sheet_add_row (self, "row-publicity", g_strdup (WORD ("publicity")));
    return;
  }
  if (keeper)
    retention = luukku_words_fill (self->words, "retention-decided", "rule", rule ? rule : none, "until",
                                   until ? until : none, "person", keeper, NULL);
  if (state) {
    g_autofree char *decided =
        luukku_words_fill (self->words, "publicity-decided", "state", state, "ground", ground ? ground : none,
                           "scope", scope ? scope : none, "person", person, "time", time ? time : none, NULL);

    luukku_sheet_add_row (
        self, "row-publicity",
        g_strdup_printf ("%s %s", decided, retention ? retention : WORD ("retention-open")));
  } else {
    luukku_sheet_add_row (self, "row-publicity", g_strdup_printf ("%s %s", WORD ("not-assessed"), retention));
  }
}

/* --- below one message */

static void
add_translation (LuukkuSheet *self, const LuukkuRecordMessage *message, const char *n)
{
  gint64 id = message->stored->id;
  const char *kind = luukku_facts_get (facts_of (self), id, 0, "translation.kind");
  const char *by = luukku_facts_get (facts_of (self), id, 0, "translation.by");
  g_autofree char *kind_shown = NULL, *by_shown = luukku_sheet_name_or (self, by, "not-given");
  g_autofree char *printed = NULL;

  if (!message->translation)
    return;
  kind_shown = kind ? luukku_fact_value_label (luukku_fact_field_find ("translation.kind"), kind,
                                               luukku_words_get_language (self->words))
                    : g_strdup (WORD ("not-given"));
  printed = g_strndup (message->translation->visible, message->translation->extent.printed);
  luukku_sheet_add (
      self, LUUKKU_BLOCK_LABEL,
      luukku_words_fill (self->words, "translation", "n", n, "kind", kind_shown, "by", by_shown, NULL));
  luukku_sheet_add (self, LUUKKU_BLOCK_TEXT, g_steal_pointer (&printed));
}

void
luukku_sheet_add_message_stated (LuukkuSheet *self, const LuukkuRecordMessage *message, const char *n)
{
  static const char *const keys[] = { "message.url", "message.url-missing-reason", "message.sender-handle",
                                      "message.sender-profile-url" };
  LuukkuMessage *given = message->stored->message;
  g_autofree char *sent = luukku_words_time (self->words, luukku_message_get_sent_at (given));
  g_autofree char *fetched = luukku_words_time (self->words, luukku_message_get_fetched_at (given));

  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                    luukku_words_fill (self->words, "message-times", "sent", sent, "fetched", fetched, NULL));
  if (message->context)
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("message-context")));
  if (!luukku_record_is_own (self->record, message)) {
    g_autofree char *thread =
        luukku_sheet_shown (luukku_message_get_conversation_id (given), LUUKKU_RECORD_MAX_NAME);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "message-elsewhere", "thread", thread, NULL));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *value = luukku_facts_get (facts_of (self), message->stored->id, 0, keys[i]);
    g_autofree char *shown = value ? luukku_sheet_shown (value, MAX_STATED) : NULL;
    g_autofree char *label =
        luukku_fact_field_label (luukku_fact_field_find (keys[i]), luukku_words_get_language (self->words));

    if (value)
      luukku_sheet_add (
          self, LUUKKU_BLOCK_NOTE,
          luukku_words_fill (self->words, "message-stated", "label", label, "value", shown, NULL));
  }
  if (message->raw_removed) {
    g_autofree char *count = g_strdup_printf ("%u", message->raw_removed);

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "raw-removed", "count", count, NULL));
  }
  add_translation (self, message, n);
}

void
luukku_sheet_add_screenshots (LuukkuSheet *self)
{
  for (guint i = 0; i < self->record->screenshots->len; i++) {
    const LuukkuRecordScreenshot *picture = self->record->screenshots->pdata[i];
    const char *value = luukku_facts_get (facts_of (self), 0, picture->item, "screenshot.shows");
    g_autofree char *shows = value ? luukku_sheet_shown (value, MAX_STATED) : g_strdup (WORD ("not-given"));

    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "screenshot-line", "file", picture->file->path, "shows",
                                         shows, NULL));
  }
}

/* --- removal request */

/* The four elements of article 16(2): an empty one is told, never left out. */
static void
add_elements (LuukkuSheet *self)
{
  static const char *const keys[] = { "removal.requested-from", "removal.reasons",
                                      "removal.locations",      "removal.notifier-name",
                                      "removal.notifier-email", "removal.bona-fide-by" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    const LuukkuFactField *field = luukku_fact_field_find (keys[i]);
    const char *value = luukku_facts_get (facts_of (self), 0, 0, keys[i]);

    luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                         luukku_fact_field_label (field, luukku_words_get_language (self->words)),
                         value ? value_shown (self, field, value, MAX_LONG)
                               : g_strdup (WORD (i ? "removal-missing" : "not-given")));
  }
}

static void
add_removal_message (LuukkuSheet *self)
{
  const LuukkuRecord *record = self->record;

  for (guint i = 0; i < record->messages->len && luukku_record_is_chosen (record); i++) {
    const LuukkuRecordMessage *message = record->messages->pdata[i];
    g_autofree char *n = g_strdup_printf ("%u", i + 1);
    g_autofree char *id = luukku_sheet_shown (luukku_message_get_platform_id (message->stored->message),
                                              LUUKKU_RECORD_MAX_NAME);

    if (message->context)
      continue;
    luukku_sheet_add_row (
        self, "removal-message",
        luukku_words_fill (self->words, "removal-message-value", "message", id, "n", n, NULL));
    return;
  }
  luukku_sheet_add_row (self, "removal-message", g_strdup (WORD ("removal-conversation")));
}

void
luukku_sheet_add_removal (LuukkuSheet *self)
{
  static const char *const after[] = { "removal.legal-pointer", "removal.contact-email",
                                       "removal.sent-at",       "removal.receipt-",
                                       "removal.decision",      "removal.informed-",
                                       "removal.automated",     "removal.redress",
                                       "removal.statement-",    NULL };
  const char *informed = luukku_facts_get (facts_of (self), 0, 0, "removal.informed-at");
  gboolean sent = luukku_facts_get (facts_of (self), 0, 0, "removal.sent-at") != NULL;
  gboolean answered = luukku_facts_get (facts_of (self), 0, 0, "removal.decision") != NULL;
  gint64 time;

  if (!g_str_equal (self->record->request->kind, "removal"))
    return;
  luukku_sheet_add_heading (self, "heading-removal");
  if (self->record->notice)
    luukku_sheet_add (
        self, LUUKKU_BLOCK_TEXT,
        luukku_words_fill (self->words, "removal-explained", "file", self->record->notice->path, NULL));
  add_removal_message (self);
  add_elements (self);
  add_rows (self, after);
  if (!sent || !answered)
    luukku_sheet_add_row (self, "row-removal-state",
                          g_strdup (WORD (sent ? "removal-silent" : "removal-not-sent")));
  if (informed && luukku_time_from_iso8601 (informed, &time, NULL)) {
    g_autofree char *until = luukku_words_time_short (self->words, luukku_removal_complaint_until (time));

    luukku_sheet_add_row (self, "row-complaint",
                          luukku_words_fill (self->words, "complaint", "time", until, NULL));
  }
}

/* --- appendix E1 */

LuukkuDocument *
luukku_record_to_appendix (const LuukkuRecord *record, LuukkuWords *words, const LuukkuLogHeader *entry,
                           const char *digest)
{
  LuukkuSheet sheet = { record, words, NULL, entry, 0 };

  if (!has_appendix (record))
    return NULL;
  sheet.document = luukku_document_new (luukku_words_get_language (words));
  luukku_sheet_set_frame (&sheet, digest);
  luukku_sheet_add (&sheet, LUUKKU_BLOCK_TITLE, g_strdup (luukku_words_get (words, "appendix-title")));
  luukku_sheet_add (&sheet, LUUKKU_BLOCK_TEXT, g_strdup (luukku_words_get (words, "appendix-explained")));
  for (guint i = 0; i < record->facts->current->len; i++) {
    const LuukkuStatement *fact = record->facts->current->pdata[i];
    const LuukkuFactField *field = luukku_fact_field_find (fact->field);

    if (field && field->appendix && luukku_fact_field_is_in (field, record->request->kind))
      add_fact_row (&sheet, fact, MAX_LONG);
  }
  luukku_document_add (sheet.document, LUUKKU_BLOCK_SIGNATURES,
                       g_strdup (luukku_words_get (words, "sign-author")),
                       g_strdup (luukku_words_get (words, "sign-receiver")));
  return sheet.document;
}
