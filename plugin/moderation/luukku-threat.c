/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-threat.c: threats against persons: a finite verb of violence with a human object, fixed phrases,
 * weapons, veiled and conditional menaces. A past tense, a participle or a thing as the object is none. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-signs.h"

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

#define CHECKS (LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED)
#define HINT_CHECKS (LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_LEGAL)
#define HUMAN "you|official|yourkin"
#define ANYBODY "you|official|yourkin|someone"
#define FRAME "cond|intent|soon|should"
#define BARS "asking|past|people|joking|meobject|told"
#define HINT_BARS "asking|people|joking|meobject|told|legal|health|everyday"

#define VIOLENCE(checks)                                                                                     \
  {                                                                                                          \
    "threat.together", 1, 1, checks, { "violent-verb", "human-object", NULL },                               \
        N_ ("A word of violence, a person and an intent or a condition are in one sentence.")                \
  }
#define WEAPON                                                                                               \
  {                                                                                                          \
    "threat.armed", 1, 1, CHECKS, { "weapon", "approach", NULL },                                            \
        N_ ("A weapon is spoken of together with a person, a coming or a condition.")                        \
  }
#define FATE                                                                                                 \
  {                                                                                                          \
    "threat.fate", 1, 1, HINT_CHECKS, { "harm", "human-object", NULL },                                      \
        N_ ("The end of a person, or a grave, is spoken of together with a condition or an intent.")         \
  }
#define WATCHED                                                                                              \
  {                                                                                                          \
    "threat.watched", 1, 1, HINT_CHECKS, { "veiled", "human-object", NULL },                                 \
        N_ ("Somebody tells that they know a person's home, way or family.")                                 \
  }
#define HINT                                                                                                 \
  {                                                                                                          \
    "threat.hint", 1, 1, HINT_CHECKS, { "veiled", NULL },                                                    \
        N_ ("Several hints together: a person or their family, and that something may happen.")              \
  }

/* What may be said in any order and in any words. Not constant: the bits are kept in it. */
static LuukkuModCombination combinations[] = {
  { VIOLENCE (CHECKS), { "mekill", ANYBODY }, BARS, FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS), { "kill", HUMAN, FRAME }, BARS, FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS), { "kill", "someone", "intent", "cond|soon|should" }, BARS "|thing", FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS), { "mehit", HUMAN, "body|apart|cond|soon|hospital" }, BARS, FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS),
    { "hit", HUMAN, "body|hospital|apart|weapon", FRAME },
    BARS "|health|everyday",
    FALSE,
    { 0 },
    0 },
  { VIOLENCE (CHECKS),
    { "hit|mehit", ANYBODY, "body", "cond|soon|intent" },
    BARS "|health|everyday",
    FALSE,
    { 0 },
    0 },
  { VIOLENCE (CHECKS), { "runover|throw", ANYBODY, FRAME }, BARS "|everyday", FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS), { "throw", HUMAN }, BARS "|everyday", FALSE, { 0 }, 0 },
  { VIOLENCE (CHECKS),
    { "hospital", HUMAN "|someone", "cond", "intent|soon|lasttime|never|lasttime" },
    BARS "|health|everyday",
    FALSE,
    { 0 },
    0 },
  { WEAPON, { "weapon", HUMAN, FRAME }, BARS "|thing|everyday", FALSE, { 0 }, 0 },
  { WEAPON, { "weapon", HUMAN, "body|ready|wait|think" }, BARS "|thing|everyday", FALSE, { 0 }, 0 },
  { WEAPON,
    { "weapon", "you|official|place", "ready|wait", "intent|soon" },
    BARS "|everyday",
    TRUE,
    { 0 },
    0 },
  { FATE, { "dead|never", HUMAN, "cond|soon|lasttime" }, BARS "|health|everyday", FALSE, { 0 }, 0 },
  { FATE, { "dead|grave", "official", "never|gone|cond" }, BARS "|health|everyday", FALSE, { 0 }, 0 },
  { FATE, { "gone", "grave", ANYBODY }, BARS "|health|everyday|thing", TRUE, { 0 }, 0 },
  { FATE, { "grave", HUMAN, "should|cond|never" }, BARS "|health|everyday|thing", FALSE, { 0 }, 0 },
  { FATE,
    { "lasttime", HUMAN "|yourplace", "cond|dead|never" },
    BARS "|health|everyday|legal",
    FALSE,
    { 0 },
    0 },
  { FATE, { "willmade", HUMAN, "cond|soon|advise|think" }, HINT_BARS, FALSE, { 0 }, 0 },
  { FATE, { "blood", ANYBODY, "cond|soon|pay" }, HINT_BARS, FALSE, { 0 }, 0 },
  { FATE, { "pay", "dead|blood", ANYBODY }, HINT_BARS, FALSE, { 0 }, 0 },
  { WATCHED, { "know", "whereabouts", "you|yourkin|yourplace" }, HINT_BARS, FALSE, { 0 }, 0 },
  { WATCHED, { "know", "yourkin|yourplace", "dark|whereabouts|happen|think" }, HINT_BARS, TRUE, { 0 }, 0 },
  { WATCHED, { "whereabouts", "dark", "know|happen|think|you" }, HINT_BARS, FALSE, { 0 }, 0 },
  { WATCHED, { "yourplace", "yourkin", "dark|know|whereabouts" }, HINT_BARS, FALSE, { 0 }, 0 },
  { WATCHED, { "wait", "official|you", "dark|yourplace", "intent" }, HINT_BARS, FALSE, { 0 }, 0 },
  { WATCHED, { "friends", "you|official|yourplace", "handle|yourplace|wait" }, HINT_BARS, FALSE, { 0 }, 0 },
  { HINT, { "happen", HUMAN, "cond|noanswer|precedent|think" }, HINT_BARS, FALSE, { 0 }, 0 },
  { HINT, { "happen", "yourkin|yourplace" }, HINT_BARS, TRUE, { 0 }, 0 },
  { HINT, { "precedent", "official|you", "happen|think|dead" }, HINT_BARS, TRUE, { 0 }, 0 },
  { HINT, { "noanswer", "you|official", "cond|happen" }, HINT_BARS, FALSE, { 0 }, 0 },
  { HINT, { "kin", "official|you", "think|advise", "beware|dark|cond|advise" }, HINT_BARS, TRUE, { 0 }, 0 },
  { HINT, { "yourkin", "think|beware" }, HINT_BARS, TRUE, { 0 }, 0 },
  { HINT, { "massacre", "think|you|cond|soon|fear" }, HINT_BARS, TRUE, { 0 }, 0 },
  { HINT, { "brakes", "you|official|yourplace" }, HINT_BARS, FALSE, { 0 }, 0 },
  { HINT,
    { "advise", "official|you", "dark|beware|fear|keepaway", "soon|cond|dark|fear" },
    HINT_BARS,
    FALSE,
    { 0 },
    0 },
  { HINT, { "fear", "you|official", "should|advise" }, HINT_BARS, FALSE, { 0 }, 0 },
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
  luukku_mod_scan_combine (scan, LUUKKU_LABEL_THREAT_PERSON, combinations, G_N_ELEMENTS (combinations));
}
