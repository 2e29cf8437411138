/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-words.c: rules that look for words: alone, near something, in a greeting, about a topic. Word
 * lists are never exact, so none of these may block. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"

#include <string.h>

/* So many places of one rule are marked; a reader has understood by then. */
#define MAX_MARKED 8

static gboolean
is_excepted (const LuukkuRun *run, const LuukkuRule *rule, const LuukkuSpot *spot)
{
  return luukku_has ((const char *const *) rule->except, "quotation") && luukku_run_is_quoted (run, spot);
}

/* Advice is told once, what a person has to decide on at each of its places. */
static guint
most_marked (const LuukkuRule *rule)
{
  return rule->severity == LUUKKU_SEVERITY_ADVICE ? 1 : MAX_MARKED;
}

void
luukku_check_lexicon (LuukkuRun *run, const LuukkuRule *rule)
{
  guint marked = 0;

  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->lexicons[i]);

    for (guint j = 0; j < spots->len && marked < most_marked (rule); j++) {
      const LuukkuSpot *spot = &g_array_index (spots, LuukkuSpot, j);

      if (is_excepted (run, rule, spot))
        continue;
      luukku_run_add_spot (run, rule, "WORD", spot, rule->lexicons[i]);
      marked++;
    }
  }
}

/* Returns: (transfer none) (nullable): the first of With= that stands in @sentence. */
static const char *
find_near (LuukkuRun *run, const LuukkuRule *rule, guint sentence)
{
  for (guint i = 0; rule->with[i] != NULL; i++) {
    if (luukku_run_is_near (run, rule->with[i], sentence))
      return rule->with[i];
  }
  return NULL;
}

void
luukku_check_lexicon_near (LuukkuRun *run, const LuukkuRule *rule)
{
  guint marked = 0;

  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->lexicons[i]);

    for (guint j = 0; j < spots->len && marked < most_marked (rule); j++) {
      const LuukkuSpot *spot = &g_array_index (spots, LuukkuSpot, j);
      const char *near = find_near (run, rule, luukku_run_sentence_of (run, spot));

      if (near == NULL || is_excepted (run, rule, spot))
        continue;
      luukku_run_add_spot (run, rule, "WORD", spot, near);
      marked++;
    }
  }
}

/* Only the first answer is looked at, and only when it is known to be the first. */
void
luukku_check_politeness (LuukkuRun *run, const LuukkuRule *rule)
{
  if (run->context->replies == NULL || run->context->replies->count > 0)
    return;
  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    if (luukku_run_find (run, rule->lexicons[i])->len > 0)
      return;
  }
  luukku_run_add_whole (run, rule, "COURTESY", NULL);
}

/* --- topics */

static gboolean
text_has_topic (LuukkuRun *run, LuukkuWordText *words, const char *topic)
{
  static const char *const languages[] = { "fi", "sv", "en", "ru" };
  g_autofree char *name = g_strconcat ("topic-", topic, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    const LuukkuWordlist *list = luukku_wordlist_get (languages[i], name);
    g_autoptr (GArray) hits = list != NULL ? luukku_wordlist_match (list, words) : NULL;

    if (hits != NULL && hits->len > 0)
      return TRUE;
  }
  return FALSE;
}

/* The matter of the resident may be another authority's. */
void
luukku_check_topic (LuukkuRun *run, const LuukkuRule *rule)
{
  const char *resident = run->context->resident_text;
  g_autoptr (LuukkuWordText) words = NULL;
  const char *service = run->context->service;
  const char *values[] = { "service", service, NULL };

  if (resident == NULL || !g_utf8_validate (resident, -1, NULL))
    return;
  words = luukku_word_text_new (resident);
  if (service == NULL)
    values[1] = luukku_tr (N_ ("look it up in the directory"));
  for (guint i = 0; rule->topics[i] != NULL; i++) {
    if (!text_has_topic (run, words, rule->topics[i]))
      continue;
    luukku_run_add_whole (run, rule, "TOPIC", values);
    return;
  }
}

/* A post about one of the topics: what the writer chose, else what its words say. */
void
luukku_check_always (LuukkuRun *run, const LuukkuRule *rule)
{
  for (guint i = 0; rule->topics[i] != NULL; i++) {
    gboolean about = run->context->topics != NULL ? luukku_has (run->context->topics, rule->topics[i])
                                                  : text_has_topic (run, run->words, rule->topics[i]);

    if (about) {
      luukku_run_add_whole (run, rule, "TOPIC", NULL);
      return;
    }
  }
  if (rule->topics[0] == NULL)
    luukku_run_add_whole (run, rule, "TOPIC", NULL);
}
