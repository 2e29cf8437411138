/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facts.c: the one table of what people may state about a case, and the way in and out of the store.
 */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-facts.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-words.h"

#include <stdio.h>
#include <string.h>

#define ZONE "Europe/Helsinki"
#define SHORT 300  /* characters of a name, a place, a reference */
#define LONG 20000 /* of a statement */

static const char *const yes_no[] = { "yes", "no", "unknown", NULL };
static const char *const urgencies[] = { "immediate-danger", "urgent", "not-urgent", NULL };
static const char *const targets[] = { "person", "premises", "operations", NULL };
static const char *const translations[] = { "human", "machine", NULL };
static const char *const decisions[] = { "removed", "restricted", "kept", NULL };
static const char *const publicities[] = { "public", "partly-secret", "secret", NULL };

#define GRAVE LUUKKU_FACTS_GRAVE
#define REMOVAL LUUKKU_FACTS_REMOVAL
#define ALL LUUKKU_FACTS_ALL
#define PROGRAM LUUKKU_FACTS_PROGRAM
#define TEXT LUUKKU_FACT_TEXT
#define TIME LUUKKU_FACT_TIME
#define YES_NO LUUKKU_FACT_YES_NO
#define CHOICE LUUKKU_FACT_CHOICE
#define URL LUUKKU_FACT_URL

/* In the order of paper. Keys are stored and stand in record.json: append, never rename. */
static const LuukkuFactField fields[] = {
  { "urgency", CHOICE, GRAVE, .choices = urgencies },
  { "emergency-call.made", YES_NO, GRAVE, .choices = yes_no },
  { "emergency-call.at", TIME, GRAVE, .max = 40 },
  { "emergency-call.by", TEXT, GRAVE, .max = SHORT },
  { "emergency-call.reference", TEXT, GRAVE, .max = SHORT },
  { "target.kind", CHOICE, GRAVE, .choices = targets },
  { "target.premises", TEXT, GRAVE, .max = SHORT },
  { "target.work-related", YES_NO, GRAVE, .choices = yes_no },
  { "target.offender-is-staff", YES_NO, GRAVE, .choices = yes_no },
  { "target.knows", YES_NO, GRAVE, .choices = yes_no },
  { "target.told-at", TIME, GRAVE, .max = 40 },
  { "target.told-by", TEXT, GRAVE, .max = SHORT },
  { "target.person", TEXT, GRAVE, .appendix = TRUE, .max = SHORT },
  { "target.fear-statement", TEXT, GRAVE, .appendix = TRUE, .max = LONG },
  { "notified.to-role", TEXT, GRAVE, .many = TRUE, .max = SHORT },
  { "notified.name", TEXT, GRAVE, .many = TRUE, .max = SHORT },
  { "notified.channel", TEXT, GRAVE, .many = TRUE, .max = SHORT },
  { "notified.at", TIME, GRAVE, .many = TRUE, .max = 40 },
  { "notified.acknowledged-at", TIME, GRAVE, .many = TRUE, .max = 40 },
  { "notified.reference", TEXT, GRAVE, .many = TRUE, .max = SHORT },
  { "removal.requested-from", TEXT, REMOVAL, .max = SHORT },
  { "removal.contact-email", TEXT, REMOVAL, .max = SHORT },
  { "removal.reasons", TEXT, REMOVAL, .max = LONG },
  { "removal.locations", TEXT, REMOVAL, .max = 4000 },
  { "removal.notifier-name", TEXT, REMOVAL, .max = SHORT },
  { "removal.notifier-email", TEXT, REMOVAL, .max = SHORT },
  { "removal.bona-fide-by", TEXT, REMOVAL, .max = SHORT },
  { "removal.legal-pointer", TEXT, REMOVAL, .max = 2000 },
  { "removal.sent-at", TIME, REMOVAL | PROGRAM, .max = 40 },
  { "removal.receipt-at", TIME, REMOVAL, .max = 40 },
  { "removal.receipt-reference", TEXT, REMOVAL, .max = SHORT },
  { "removal.decision", CHOICE, REMOVAL, .choices = decisions },
  { "removal.decision-at", TIME, REMOVAL, .max = 40 },
  { "removal.informed-at", TIME, REMOVAL, .max = 40 },
  { "removal.automated", YES_NO, REMOVAL, .choices = yes_no },
  { "removal.redress", TEXT, REMOVAL, .max = 4000 },
  { "removal.statement-of-reasons", TEXT, REMOVAL, .max = LONG },
  { "message.url", URL, ALL, .of_message = TRUE, .max = 2000 },
  { "message.url-missing-reason", TEXT, ALL, .of_message = TRUE, .max = SHORT },
  { "message.sender-handle", TEXT, ALL, .of_message = TRUE, .max = SHORT },
  { "message.sender-profile-url", URL, ALL, .of_message = TRUE, .max = 2000 },
  { "translation.text", TEXT, ALL, .of_message = TRUE, .max = LONG },
  { "translation.kind", CHOICE, ALL, .of_message = TRUE, .choices = translations },
  { "translation.by", TEXT, ALL, .of_message = TRUE, .max = SHORT },
  { "translation.language", TEXT, ALL, .of_message = TRUE, .max = 20 },
  { "screenshot.sha256", TEXT, ALL | PROGRAM, .many = TRUE, .max = 64 },
  { "screenshot.type", TEXT, ALL | PROGRAM, .many = TRUE, .max = 40 },
  { "screenshot.shows", TEXT, ALL, .many = TRUE, .max = 2000 },
  { "correction", TEXT, ALL, .max = 4000 },
  { "checked.by", TEXT, ALL, .max = SHORT },
  { "checked.at", TIME, ALL, .max = 40 },
  { "legal-pointer", TEXT, ALL, .max = 2000 },
  { "publicity.state", CHOICE, ALL, .choices = publicities },
  { "publicity.ground", TEXT, ALL, .max = 2000 },
  { "publicity.scope", TEXT, ALL, .max = 2000 },
  { "publicity.decided-by", TEXT, ALL, .max = SHORT },
  { "publicity.decided-at", TIME, ALL, .max = 40 },
  { "retention.rule", TEXT, ALL, .max = 2000 },
  { "retention.until", TEXT, ALL, .max = 40 },
  { "retention.decided-by", TEXT, ALL, .max = SHORT },
};

const LuukkuFactField *
luukku_fact_fields (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (fields);
  return fields;
}

const LuukkuFactField *
luukku_fact_field_find (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].key, key))
      return &fields[i];
  return NULL;
}

gboolean
luukku_fact_field_is_in (const LuukkuFactField *field, const char *kind)
{
  gboolean grave = g_str_equal (kind, "threat") || g_str_equal (kind, "harassment");
  LuukkuFactGroup groups = LUUKKU_FACTS_ALL | (grave ? LUUKKU_FACTS_GRAVE : 0) |
                           (g_str_equal (kind, "removal") ? LUUKKU_FACTS_REMOVAL : 0);

  return (field->group & groups) != 0;
}

static char *
words_of (const char *prefix, const char *name, const char *language, const char *otherwise)
{
  gboolean known = language && (g_str_equal (language, "fi") || g_str_equal (language, "sv"));
  g_autoptr (LuukkuWords) words = luukku_words_new (known ? language : "en", NULL);
  g_autofree char *key = g_strconcat (prefix, name, NULL);
  const char *found;

  g_strdelimit (key, ".", '-');
  found = words ? luukku_words_look (words, key) : NULL;
  return g_strdup (found ? found : otherwise);
}

char *
luukku_fact_field_label (const LuukkuFactField *field, const char *language)
{
  return words_of ("fact-", field->key, language, field->key);
}

char *
luukku_fact_value_label (const LuukkuFactField *field, const char *value, const char *language)
{
  return field->choices ? words_of ("choice-", value, language, value) : g_strdup (value);
}

/* --- values */

/* "20.11.2026 14.30", with or without the time of day, on the wall clock of Finland. */
static gboolean
read_local_time (const char *text, gint64 *ret_time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GDateTime) time = NULL;
  int day, month, year, hour = 0, minute = 0, end = 0;

  if ((sscanf (text, "%2d.%2d.%4d %2d%*1[.:]%2d %n", &day, &month, &year, &hour, &minute, &end) < 5 ||
       !end) &&
      (sscanf (text, "%2d.%2d.%4d %n", &day, &month, &year, &end) < 3 || !end))
    return FALSE;
  if (text[end] || !zone || year < 1970 ||
      !(time = g_date_time_new (zone, year, month, day, hour, minute, 0)))
    return FALSE;
  *ret_time = g_date_time_to_unix (time) * G_USEC_PER_SEC;
  return TRUE;
}

static char *
normal_time (const char *text, GError **error)
{
  gint64 time;

  if (read_local_time (text, &time) || luukku_time_from_iso8601 (text, &time, NULL))
    return luukku_time_to_iso8601 (time);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("A time is written as 20.11.2026 14.30, in Finnish time; write it again."));
  return NULL;
}

static gboolean
is_web_address (const char *text)
{
  return (g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://")) &&
         g_uri_is_valid (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
}

char *
luukku_fact_normalise (const LuukkuFactField *field, const char *value, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (value));

  if (!*text)
    return g_steal_pointer (&text);
  if (!g_utf8_validate (text, -1, NULL) || (field->max && luukku_text_length (text) > field->max)) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The text for %s is too long or not readable; it may have %u characters."),
                      field->key, field->max);
    return NULL;
  }
  if (field->kind == LUUKKU_FACT_TIME)
    return normal_time (text, error);
  if (field->choices && !g_strv_contains (field->choices, text)) {
    g_autofree char *allowed = g_strjoinv (", ", (char **) field->choices);

    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("For %s choose one of these: %s."), field->key,
                      allowed);
    return NULL;
  }
  if (field->kind == LUUKKU_FACT_URL && !is_web_address (text)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("A web address begins with https://; copy it again from the browser."));
    return NULL;
  }
  return g_steal_pointer (&text);
}

gboolean
luukku_facts_set (LuukkuStore *store, const char *case_number, const LuukkuStatement *fact, GError **error)
{
  const LuukkuFactField *field = luukku_fact_field_find (fact->field);
  g_autofree char *value = NULL;
  LuukkuStatement kept = *fact;

  if (!field || (field->group & LUUKKU_FACTS_PROGRAM) || field->of_message != (fact->message != 0) ||
      field->many != (fact->item != 0) || fact->item > LUUKKU_STORE_MAX_ITEM) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("%s is nothing that a record has in this place; luukku facts --fields lists what it has."),
        field ? field->key : "?");
    return FALSE;
  }
  if (!(value = luukku_fact_normalise (field, fact->value ? fact->value : "", error)))
    return FALSE;
  kept.value = value;
  return luukku_store_add_fact (store, case_number, &kept, error);
}

/* --- reading */

static gboolean
is_same_place (const LuukkuStatement *a, gint64 message, guint item, const char *field)
{
  return a->message == message && a->item == item && g_str_equal (a->field, field);
}

static gsize
rank_of (const LuukkuStatement *fact)
{
  const LuukkuFactField *field = luukku_fact_field_find (fact->field);

  return field ? (gsize) (field - fields) : G_N_ELEMENTS (fields);
}

static int
compare_facts (gconstpointer a, gconstpointer b)
{
  const LuukkuStatement *first = *(const LuukkuStatement *const *) a,
                        *second = *(const LuukkuStatement *const *) b;
  gsize first_rank = rank_of (first), second_rank = rank_of (second);

  if (first->message != second->message)
    return first->message < second->message ? -1 : 1;
  if (first->item != second->item)
    return first->item < second->item ? -1 : 1;
  if (first_rank != second_rank)
    return first_rank < second_rank ? -1 : 1;
  return strcmp (first->field, second->field);
}

LuukkuFacts *
luukku_facts_load (LuukkuStore *store, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) all = luukku_store_list_facts (store, case_number, error);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuFacts *self;

  if (!all)
    return NULL;
  self = g_new0 (LuukkuFacts, 1);
  self->statements = all->len;
  self->current = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_statement_free);
  for (guint i = 0; i < all->len; i++) {
    const LuukkuStatement *fact = all->pdata[i];

    g_hash_table_replace (
        places, g_strdup_printf ("%" G_GINT64_FORMAT " %u %s", fact->message, fact->item, fact->field),
        GUINT_TO_POINTER (i));
  }
  for (guint i = 0; i < all->len; i++) {
    const LuukkuStatement *fact = all->pdata[i];
    g_autofree char *place =
        g_strdup_printf ("%" G_GINT64_FORMAT " %u %s", fact->message, fact->item, fact->field);

    if (GPOINTER_TO_UINT (g_hash_table_lookup (places, place)) == i && *fact->value)
      g_ptr_array_add (self->current, g_steal_pointer (&all->pdata[i]));
  }
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    luukku_statement_free (all->pdata[i]);
  g_ptr_array_sort (self->current, compare_facts);
  return self;
}

void
luukku_facts_free (LuukkuFacts *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->current);
  g_free (self);
}

const LuukkuStatement *
luukku_facts_find (const LuukkuFacts *self, gint64 message, guint item, const char *field)
{
  for (guint i = 0; i < self->current->len; i++)
    if (is_same_place (self->current->pdata[i], message, item, field))
      return self->current->pdata[i];
  return NULL;
}

const char *
luukku_facts_get (const LuukkuFacts *self, gint64 message, guint item, const char *field)
{
  const LuukkuStatement *fact = luukku_facts_find (self, message, item, field);

  return fact ? fact->value : NULL;
}

guint
luukku_facts_last_item (const LuukkuFacts *self, const char *prefix)
{
  guint last = 0;

  for (guint i = 0; i < self->current->len; i++) {
    const LuukkuStatement *fact = self->current->pdata[i];

    if (g_str_has_prefix (fact->field, prefix))
      last = MAX (last, fact->item);
  }
  return last;
}
