/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-threat.c: threats against persons: a finite verb of violence with a human object, fixed phrases,
 * weapons, veiled and conditional menaces. A past tense, a participle or a thing as the object is none. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "threat.direct",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "violent-verb", "human-object", NULL },
    N_ ("A verb of violence is aimed at a person.") },
  { "threat.phrase",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "threat-phrase", NULL },
    N_ ("A phrase that threatens with violence.") },
  { "threat.weapon",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "weapon", "approach", NULL },
    N_ ("Somebody says that they come with a weapon.") },
  { "threat.veiled",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_LEGAL,
    { "veiled", NULL },
    N_ ("A veiled warning: that they know where a person is, or that something may happen.") },
  { "threat.conditional",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION,
    { "condition", "harm", NULL },
    N_ ("Harm is promised unless something is done.") },
  { "threat.outcome",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_LEGAL |
        LUUKKU_MOD_CHECK_RAISED,
    { "harm", "condition", NULL },
    N_ ("A person is promised that something bad becomes of them.") },
  { "threat.emoji",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION,
    { "weapon-picture", NULL },
    N_ ("Pictures of weapons beside words to a person.") },
};

/* What no pattern says: a word of violence, somebody whom it may mean and an announcement ("I", "if") in one
 * sentence, in any order. A book, a question, a past or another's words take it back. */
static const char *const mood_needs[] = { "violence", "target", "frame" };
static const char *const mood_bars[] = { "fiction", "asking",   "reported", "legal", "past",
                                         "thing",   "negation", "joking",   "people" };

static gboolean
sentence_is (LuukkuModText *text, guint first, guint end, const char *class_name, LuukkuModLanguage language)
{
  guint symbol = luukku_mod_lexicon_symbol (class_name, language);

  for (guint i = first; symbol != LUUKKU_MOD_NO_SYMBOL && i < end; i++) {
    if (luukku_mod_text_has (text, i, symbol) &&
        (luukku_mod_text_word (text, i)->flags & LUUKKU_MOD_WORD_QUOTED) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_mood (LuukkuModText *text, guint first, guint end, LuukkuModLanguage language)
{
  for (guint i = 0; i < G_N_ELEMENTS (mood_needs); i++) {
    if (!sentence_is (text, first, end, mood_needs[i], language))
      return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (mood_bars); i++) {
    if (sentence_is (text, first, end, mood_bars[i], language))
      return FALSE;
  }
  return TRUE;
}

static void
add_moods (LuukkuModScan *scan)
{
  static const char *const cues[] = { "violent-verb", "human-object", NULL };
  LuukkuModText *text = luukku_mod_scan_text (scan);
  guint count = luukku_mod_text_count (text);

  for (guint first = 0, end; first < count; first = end) {
    gboolean found = FALSE;

    for (end = first + 1; end < count && luukku_mod_text_word (text, end)->sentence ==
                                             luukku_mod_text_word (text, first)->sentence;)
      end++;
    for (guint i = 0; !found && i < LUUKKU_MOD_LANGUAGES; i++)
      found = is_mood (text, first, end, i);
    if (found) {
      const LuukkuModFinding finding = {
        LUUKKU_LABEL_THREAT_PERSON,
        "threat.mood",
        luukku_mod_text_word (text, first)->start,
        luukku_mod_text_word (text, end - 1)->end,
        LUUKKU_MOD_POINTS_SET,
        cues,
        N_ ("A word of violence, a person and an intent or a condition are in one sentence."),
      };

      luukku_mod_scan_add (scan, &finding);
    }
  }
}

void
luukku_family_threat (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_THREAT_PERSON, rules, G_N_ELEMENTS (rules));
  if (luukku_mod_scan_points (scan, LUUKKU_LABEL_THREAT_PERSON) < LUUKKU_MOD_POINTS_SET)
    add_moods (scan);
}
