/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-aids.c: fills the pack's ready texts with what the store knows of the writer, the case and the
 * moment, in the resident's language. A place that stays empty refuses the text: a resident would read the
 * braces. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-aids.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-register-book.h"
#include "inbox/luukku-registers.h"
#include "language/luukku-language.h"
#include "rules/luukku-template.h"

#include <string.h>

void
luukku_ready_text_free (LuukkuReadyText *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->text);
  g_free (self->language);
  g_free (self);
}

/* --- the conversation */
static const char *
resident_language (const LuukkuOccasion *occasion)
{
  if (occasion->context.language != NULL)
    return occasion->context.language;
  return occasion->resident_text != NULL ? luukku_language_guess (occasion->resident_text) : NULL;
}

/* Times and dates as each language writes them, on the service's wall clock. */
static char *
time_in (const char *language, gint64 time, gboolean with_clock)
{
  static const struct {
    const char *language, *date, *both;
  } table[] = {
    { "fi", "%-d.%-m.%Y", "%-d.%-m.%Y klo %-H.%M" },
    { "sv", "%-d.%-m.%Y", "%-d.%-m.%Y kl. %H.%M" },
    { "ru", "%d.%m.%Y", "%d.%m.%Y, %H:%M" },
    { "et", "%-d.%-m.%Y", "%-d.%-m.%Y kell %H.%M" },
  };
  const char *pattern = with_clock ? "%Y-%m-%d %H:%M" : "%Y-%m-%d";

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_strcmp0 (table[i].language, language) == 0)
      pattern = with_clock ? table[i].both : table[i].date;
  }
  return luukku_time_format_local (time, LUUKKU_CALENDAR_DEFAULT_ZONE, pattern);
}

static void
add_value (GPtrArray *values, const char *name, char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (values, g_strdup (name));
  g_ptr_array_add (values, value);
}

/* Returns: (transfer full) (nullable): those that the template names, else the one that fits the resident's
 * words; confirmed ones only. */
static char *
service_of (LuukkuInbox *inbox, const LuukkuOccasion *occasion, LuukkuPack *pack, const char *id,
            const char *language)
{
  g_autofree char *group = g_strconcat ("Template ", id, NULL);
  g_auto (GStrv) names = luukku_pack_get_list (pack, group, "Service");
  char *named = names != NULL ? luukku_register_book_named_services (luukku_register_book_get (inbox),
                                                                     (const char *const *) names, language)
                              : NULL;

  return named != NULL ? named : g_strdup (occasion->context.service);
}

/* Returns: (transfer full): name, value, …, NULL: what is known without asking. */
static char **
known_values (LuukkuInbox *inbox, const LuukkuOccasion *occasion, LuukkuPack *pack, const char *id)
{
  const LuukkuRuleContext *context = &occasion->context;
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autofree char *language = luukku_template_language (pack, id, resident_language (occasion));
  g_autoptr (LuukkuCase) item = NULL;

  if (occasion->conversation != NULL)
    item = luukku_store_find_case (inbox->store, luukku_conversation_peek (occasion->conversation)->id, NULL);
  add_value (values, "signature", luukku_template_signature (pack, context));
  add_value (values, "title", g_strdup (context->sender_title));
  add_value (values, "first-name", g_strdup (context->sender_first_name));
  add_value (values, "last-name", g_strdup (context->sender_last_name));
  add_value (values, "unit", g_strdup (context->unit));
  add_value (values, "service", service_of (inbox, occasion, pack, id, language));
  add_value (values, "case", item != NULL ? g_strdup (luukku_case_peek (item)->number) : NULL);
  add_value (values, "date", time_in (language, context->now, FALSE));
  add_value (values, "time", time_in (language, context->now, TRUE));
  if (context->message_at != 0)
    add_value (values, "sent-time", time_in (language, context->message_at, TRUE));
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

/* Returns: (transfer none) (nullable): the value of @name that is not blank. */
static const char *
find_value (char *const *values, const char *name)
{
  for (guint i = 0; values[i] != NULL; i += 2) {
    if (strcmp (values[i], name) == 0 && values[i + 1][strspn (values[i + 1], " \t\r\n")] != '\0')
      return values[i + 1];
  }
  return NULL;
}

/* --- places */

/* What nobody but the writer knows; what else is missing is missing in a register or in the pack. */
static gboolean
is_for_the_writer (const char *place)
{
  static const char *const elsewhere[] = { "signature",     "title", "first-name",
                                           "last-name",     "unit",  "secure-service",
                                           "feedback-form", "case",  NULL };

  return !g_strv_contains (elsewhere, place);
}

char **
luukku_aids_open_places (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *id)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_auto (GStrv) places = pack != NULL ? luukku_template_placeholders (pack, id) : NULL;
  g_auto (GStrv) values = pack != NULL ? known_values (inbox, occasion, pack, id) : NULL;
  g_autoptr (GStrvBuilder) open = g_strv_builder_new ();

  for (guint i = 0; places != NULL && places[i] != NULL; i++) {
    if (is_for_the_writer (places[i]) && find_value (values, places[i]) == NULL)
      g_strv_builder_add (open, places[i]);
  }
  return g_strv_builder_end (open);
}

char *
luukku_aids_place_name (const char *place)
{
  static const struct {
    const char *place;
    const char *name;
  } names[] = {
    /* TRANSLATORS: labels of the fields that the writer of an answer fills in */
    { "cause", N_ ("Why it happened (it happened because …)") },
    { "fix", N_ ("How it is put right") },
    { "correction", N_ ("What is right") },
    { "service", N_ ("Who takes care of it, with contact details") },
    { "link", N_ ("Address of the message") },
    { "sent-time", N_ ("When the message was sent") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i].place, place) == 0)
      return g_strdup (luukku_tr (names[i].name));
  }
  return g_strdup (place);
}

static char **
join_values (const char *const *first, char *const *second)
{
  g_autoptr (GStrvBuilder) joined = g_strv_builder_new ();

  /* luukku_template_fill() takes the last value of a name that it meets first. */
  for (guint i = 0; first != NULL && first[i] != NULL; i++)
    g_strv_builder_add (joined, first[i]);
  for (guint i = 0; second[i] != NULL; i += 2) {
    gboolean given = FALSE;

    for (guint j = 0; first != NULL && first[j] != NULL; j += 2)
      given = given || strcmp (first[j], second[i]) == 0;
    if (!given) {
      g_strv_builder_add (joined, second[i]);
      g_strv_builder_add (joined, second[i + 1]);
    }
  }
  return g_strv_builder_end (joined);
}

char *
luukku_aids_fill_text (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *id,
                       const char *const *values, GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_auto (GStrv) known = NULL;
  g_auto (GStrv) all = NULL;

  if (pack == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There are no reply templates, because no guideline is in use."));
    return NULL;
  }
  known = known_values (inbox, occasion, pack, id);
  all = join_values (values, known);
  return luukku_template_fill (pack, id, resident_language (occasion), (const char *const *) all, error);
}

/* --- the list */
static char *
fold (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (composed != NULL ? composed : "", -1);
}

static gboolean
has_all (const char *text, char *const *words)
{
  g_autofree char *folded = fold (text);

  for (guint i = 0; words[i] != NULL; i++) {
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full): @text with what is known filled in; the rest keeps its braces. */
static char *
fill_known (LuukkuPack *pack, const char *text, char *const *values)
{
  GString *filled = g_string_new (text);

  for (guint i = 0; values[i] != NULL; i += 2) {
    g_autofree char *place = g_strdup_printf ("{%s}", values[i]);

    g_string_replace (filled, place, values[i + 1], 0);
  }
  for (guint i = 0; i < 2; i++) {
    const char *place = i == 0 ? "{secure-service}" : "{feedback-form}";
    g_autofree char *value =
        luukku_pack_get_text (pack, "Pack", i == 0 ? "SecureService" : "FeedbackForm", "");

    if (value != NULL)
      g_string_replace (filled, place, value, 0);
  }
  return g_string_free (filled, FALSE);
}

static LuukkuReadyText *
ready_text_new (LuukkuInbox *inbox, const LuukkuOccasion *occasion, LuukkuPack *pack, const char *id)
{
  LuukkuReadyText *self = g_new0 (LuukkuReadyText, 1);
  g_autofree char *group = g_strdup_printf ("Template %s", id);
  g_auto (GStrv) values = known_values (inbox, occasion, pack, id);
  g_autofree char *text = NULL;

  self->id = g_strdup (id);
  self->language = luukku_template_language (pack, id, resident_language (occasion));
  self->title = luukku_pack_get_text (pack, group, "Title", inbox->language);
  text = luukku_pack_get_text (pack, group, "Text", self->language);
  self->text = fill_known (pack, text, values);
  return self;
}

/* Returns: (transfer full) (nullable): id of the text that the labels ask for. */
static char *
find_offered (LuukkuInbox *inbox, const LuukkuOccasion *occasion)
{
  return occasion->conversation != NULL ? luukku_inbox_get_offered_template (
                                              inbox, luukku_conversation_peek (occasion->conversation)->id)
                                        : NULL;
}

static void
put_first (GPtrArray *texts, const char *id)
{
  for (guint i = 1; i < texts->len; i++) {
    if (g_str_equal (((LuukkuReadyText *) g_ptr_array_index (texts, i))->id, id)) {
      g_ptr_array_insert (texts, 0, g_ptr_array_steal_index (texts, i));
      return;
    }
  }
}

char *
luukku_aids_offered_title (LuukkuInbox *inbox, const char *channel, const char *conversation)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_autofree char *id = pack != NULL ? find_offered (inbox, occasion) : NULL;
  g_autofree char *group = id != NULL ? g_strdup_printf ("Template %s", id) : NULL;
  g_autoptr (LuukkuCase) item = NULL;

  if (group == NULL)
    return NULL;
  item = luukku_store_find_case (inbox->store, luukku_conversation_peek (occasion->conversation)->id, NULL);
  if (item == NULL || luukku_case_peek (item)->waiting_since == 0)
    return NULL;
  return luukku_pack_get_text (pack, group, "Title", inbox->language);
}

GPtrArray *
luukku_aids_list_texts (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *search)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (GPtrArray) by_text = g_ptr_array_new ();
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_ready_text_free);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_autofree char *folded = fold (search != NULL ? search : "");
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", -1);
  g_auto (GStrv) ids = pack != NULL ? luukku_pack_list_ids (pack, "Template") : NULL;
  g_autofree char *offered = NULL;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++) {
    LuukkuReadyText *text = ready_text_new (inbox, occasion, pack, ids[i]);
    g_autofree char *names = g_strjoin (" ", text->title, text->id, NULL);
    g_autofree char *all = g_strjoin (" ", names, text->text, NULL);

    if (has_all (names, words))
      g_ptr_array_add (list, text);
    else if (has_all (all, words))
      g_ptr_array_add (by_text, text);
    else
      luukku_ready_text_free (text);
  }
  g_ptr_array_extend (list, by_text, NULL, NULL);
  offered = *folded == '\0' ? find_offered (inbox, occasion) : NULL;
  if (offered != NULL)
    put_first (list, offered);
  return list;
}

/* --- signature */
static const LuukkuRule *
find_check (LuukkuPack *pack, const char *check)
{
  GPtrArray *rules = luukku_pack_get_outgoing (pack);

  for (guint i = 0; i < rules->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (rules, i);

    if (g_str_equal (rule->check, check))
      return rule;
  }
  return NULL;
}

char *
luukku_aids_sign (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *text,
                  GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_autofree char *signature = pack != NULL ? luukku_template_signature (pack, &occasion->context) : NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;
  GPtrArray *findings;

  if (signature == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("There is no signature yet, because something is not known of who answers here. Write your "
            "name, title and unit in Tools, Luukku, About you."));
    return NULL;
  }
  if (find_check (pack, "signature") == NULL)
    return strstr (text, signature) != NULL ? g_strdup ("") : g_steal_pointer (&signature);
  occasion->context.is_reply = TRUE;
  verdict = luukku_gate_check (inbox->gate, &occasion->context, text);
  findings = luukku_verdict_get_findings (verdict);
  for (guint i = 0; i < findings->len; i++) {
    if (g_strcmp0 (luukku_finding_peek (g_ptr_array_index (findings, i))->kind, "SIGNATURE") == 0)
      return g_steal_pointer (&signature);
  }
  return g_strdup ("");
}

/* --- the parts of an answer */
static gboolean
is_marked (const LuukkuRule *rule, const LuukkuRuleContext *context)
{
  for (guint i = 0; context->labels != NULL && context->labels[i] != NULL; i++) {
    if (rule->after[0] == NULL || g_strv_contains ((const char *const *) rule->after, context->labels[i]))
      return TRUE;
  }
  return FALSE;
}

char **
luukku_aids_missing_parts (LuukkuInbox *inbox, const char *channel, const char *conversation,
                           const char *text, gboolean always)
{
  static const char *const all[] = { "thanks", "cause", "fix", "sorry", NULL };
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  const LuukkuRule *rule = pack != NULL ? find_check (pack, "reply-parts") : NULL;
  const char *const *parts = rule != NULL ? (const char *const *) rule->parts : all;

  if (!always && (rule == NULL || !is_marked (rule, &occasion->context)))
    return NULL;
  return luukku_template_missing_parts (text, NULL, parts);
}

char *
luukku_aids_part_text (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *part)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);

  return g_strdup (luukku_template_part_text (part, resident_language (occasion)));
}

char *
luukku_aids_suggest_service (LuukkuInbox *inbox, const char *channel, const char *conversation,
                             gboolean *ret_confirmed)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  g_autoptr (GPtrArray) found = NULL;
  const LuukkuSuggestion *best;

  if (occasion->resident_text == NULL)
    return NULL;
  found = luukku_registers_suggest (inbox, occasion->resident_text, NULL, 1);
  if (found->len == 0)
    return NULL;
  best = g_ptr_array_index (found, 0);
  *ret_confirmed = best->confirmed;
  return best->contact != NULL ? g_strdup_printf ("%s, %s", best->name, best->contact)
                               : g_strdup (best->name);
}

char *
luukku_aids_language_hint (LuukkuInbox *inbox, const char *channel, const char *conversation,
                           const char *text)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (inbox, channel, conversation);
  const char *theirs = resident_language (occasion);
  const char *ours = luukku_language_guess (text);

  if (theirs == NULL || g_strcmp0 (theirs, ours) == 0)
    return NULL;
  return ours != NULL || !g_str_equal (theirs, inbox->language) ? g_strdup (theirs) : NULL;
}
