/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-text.c: rules about how a text is written: shouting, plain words, facts, links, its language.
 * Pure but for the word lists. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"
#include "language/luukku-language.h"

#include <string.h>

/* What a rule that names no numbers of its own means by shouting. */
#define CAPS_PERCENT 60
#define MIN_LETTERS 20
#define EXCLAMATION_MARKS 3
/* Abbreviations are words of so many capitals. */
#define MIN_ABBREVIATION 2
#define MAX_ABBREVIATION 6
/* A paragraph in a language has at least so many words. */
#define MIN_PARAGRAPH_WORDS 3

/* --- shouting */

gboolean
luukku_run_shouts (const LuukkuRun *run, const LuukkuRule *rule)
{
  guint percent = rule != NULL && rule->caps_percent > 0 ? rule->caps_percent : CAPS_PERCENT;
  guint min = rule != NULL && rule->min_letters > 0 ? rule->min_letters : MIN_LETTERS;
  guint max = rule != NULL && rule->exclamation_marks > 0 ? rule->exclamation_marks : EXCLAMATION_MARKS;
  guint letters = 0, capitals = 0, marks = 0;

  for (const char *p = luukku_word_text_get_text (run->words); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    marks = c == '!' ? marks + 1 : 0;
    if (marks >= max)
      return TRUE;
    letters += g_unichar_isalpha (c) ? 1 : 0;
    capitals += g_unichar_isupper (c) ? 1 : 0;
  }
  return letters >= min && capitals * 100 >= letters * percent;
}

void
luukku_check_shouting (LuukkuRun *run, const LuukkuRule *rule)
{
  if (luukku_run_shouts (run, rule))
    luukku_run_add_whole (run, rule, "SHOUTING", NULL);
}

/* --- plain words */

/* Returns: whether a sentence has too many words; *@ret_spot is the sentence. */
static gboolean
find_long_sentence (const LuukkuRun *run, guint max_words, LuukkuSpot *ret_spot)
{
  guint length = luukku_word_text_get_length (run->words);

  for (guint first = 0, i = 0; i < length; i++) {
    const LuukkuWord *word = luukku_word_text_peek (run->words, i);

    if (word->sentence != luukku_word_text_peek (run->words, first)->sentence)
      first = i;
    if (i - first + 1 <= max_words)
      continue;
    *ret_spot = (LuukkuSpot){
      .start = luukku_word_text_peek (run->words, first)->start,
      .end = word->end,
      .first = first,
      .class_name = "",
    };
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_abbreviation (const char *text, const LuukkuWord *word)
{
  guint letters = 0;

  for (const char *p = text + word->start; p < text + word->end; p = g_utf8_next_char (p)) {
    if (!g_unichar_isupper (g_utf8_get_char (p)))
      return FALSE;
    letters++;
  }
  return letters >= MIN_ABBREVIATION && letters <= MAX_ABBREVIATION;
}

/* "ELY (elinkeino…)" and "elinkeino… (ELY)" are explained. */
static gboolean
is_explained (const char *text, const LuukkuWord *word)
{
  const char *after = text + word->end;

  after += strspn (after, " ");
  return *after == '(' || (word->start > 0 && text[word->start - 1] == '(');
}

static gboolean
is_common (LuukkuRun *run, guint i)
{
  const GArray *known = luukku_run_find (run, "known-abbreviations");

  for (guint k = 0; k < known->len; k++) {
    if (g_array_index (known, LuukkuSpot, k).first == i)
      return TRUE;
  }
  return FALSE;
}

static gboolean
find_abbreviation (LuukkuRun *run, LuukkuSpot *ret_spot)
{
  const char *text = luukku_word_text_get_text (run->words);

  for (guint i = 0; i < luukku_word_text_get_length (run->words); i++) {
    const LuukkuWord *word = luukku_word_text_peek (run->words, i);

    if (!is_abbreviation (text, word) || is_explained (text, word) || is_common (run, i))
      continue;
    *ret_spot = (LuukkuSpot){ .start = word->start, .end = word->end, .first = i, .class_name = "" };
    return TRUE;
  }
  return FALSE;
}

void
luukku_check_clarity (LuukkuRun *run, const LuukkuRule *rule)
{
  LuukkuSpot spot;

  if (rule->max_words > 0 && find_long_sentence (run, rule->max_words, &spot)) {
    luukku_run_add_spot (run, rule, "CLARITY", &spot, "long-sentence");
    return;
  }
  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->lexicons[i]);

    if (spots->len > 0) {
      luukku_run_add_spot (run, rule, "CLARITY", &g_array_index (spots, LuukkuSpot, 0), rule->lexicons[i]);
      return;
    }
  }
  if (rule->explain_abbreviations && !luukku_run_shouts (run, NULL) && find_abbreviation (run, &spot))
    luukku_run_add_spot (run, rule, "CLARITY", &spot, "abbreviation");
}

/* --- facts */

void
luukku_check_facts (LuukkuRun *run, const LuukkuRule *rule)
{
  for (guint i = 0; rule->kinds[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->kinds[i]);

    if (spots->len == 0)
      continue;
    luukku_run_add_spot (run, rule, "FACT", &g_array_index (spots, LuukkuSpot, 0), rule->kinds[i]);
    return;
  }
}

/* --- links */

/* A host that cannot be read is nobody's. */
static gboolean
is_trusted (const LuukkuRun *run, const LuukkuRule *rule, const char *host)
{
  static const char *const lists[][2] = { { "own-hosts", "OwnHosts" }, { "trusted-hosts", "TrustedHosts" } };

  for (guint i = 0; host != NULL && i < G_N_ELEMENTS (lists); i++) {
    g_auto (GStrv) hosts = luukku_pack_get_list (run->pack, "Pack", lists[i][1]);

    if (luukku_has ((const char *const *) rule->except, lists[i][0]) &&
        luukku_host_is_of (host, (const char *const *) hosts))
      return TRUE;
  }
  return FALSE;
}

void
luukku_check_link (LuukkuRun *run, const LuukkuRule *rule)
{
  const GArray *links = luukku_run_find (run, "link");

  for (guint i = 0; i < links->len; i++) {
    const LuukkuSpot *spot = &g_array_index (links, LuukkuSpot, i);
    g_autofree char *host = luukku_shapes_host (luukku_word_text_get_text (run->words), spot);

    if (!is_trusted (run, rule, host))
      luukku_run_add_spot (run, rule, "LINK", spot, "outside-host");
  }
}

/* --- language */

/* Returns: (transfer none): the name of a language in the interface language; its code when it has none. */
static const char *
language_name (const char *code)
{
  static const struct {
    const char *code;
    const char *name;
  } names[] = {
    { "fi", N_ ("Finnish") },  { "sv", N_ ("Swedish") },   { "en", N_ ("English") }, { "ru", N_ ("Russian") },
    { "et", N_ ("Estonian") }, { "uk", N_ ("Ukrainian") }, { "ar", N_ ("Arabic") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i].code, code) == 0)
      return luukku_tr (names[i].name);
  }
  return code;
}

static void
check_reply_language (LuukkuRun *run, const LuukkuRule *rule)
{
  const char *resident = run->context->language;
  const char *values[] = { "language", NULL, NULL };

  if (resident == NULL || run->language == NULL || strcmp (resident, run->language) == 0 ||
      !luukku_has ((const char *const *) rule->languages, resident))
    return;
  values[1] = language_name (resident);
  luukku_run_add_whole (run, rule, "LANGUAGE", values);
}

/* Returns: whether a paragraph, or a sentence of one, is in @language. */
static gboolean
has_language (const LuukkuRun *run, const char *language)
{
  g_auto (GStrv) parts = g_regex_split_simple ("(?<=[.!?])\\s+|\\n+", run->text, 0, 0);

  for (guint i = 0; parts[i] != NULL; i++) {
    g_autoptr (GArray) words = luukku_tokens (parts[i]);

    if (words->len >= MIN_PARAGRAPH_WORDS && g_strcmp0 (luukku_language_guess (parts[i]), language) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
check_all_languages (LuukkuRun *run, const LuukkuRule *rule)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  const char *values[] = { "language", NULL, NULL };

  for (guint i = 0; rule->languages[i] != NULL; i++) {
    if (g_strcmp0 (run->language, rule->languages[i]) == 0 || has_language (run, rule->languages[i]))
      continue;
    if (missing->len > 0)
      g_string_append (missing, ", ");
    g_string_append (missing, language_name (rule->languages[i]));
  }
  if (missing->len == 0)
    return;
  values[1] = missing->str;
  luukku_run_add_whole (run, rule, "LANGUAGE", values);
}

void
luukku_check_language (LuukkuRun *run, const LuukkuRule *rule)
{
  if (g_strcmp0 (rule->mode, "both") == 0)
    check_all_languages (run, rule);
  else
    check_reply_language (run, rule);
}
