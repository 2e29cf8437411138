/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signs.c: adds up signs. A phrase of the lists finds what is said in the words that somebody thought
 * of; signs find what is said in other words: a weapon, an official and "next time" in one sentence. Main
 * thread only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-signs.h"

#include <string.h>

#define PREFIX "sign."
/* Sentences of one text that are looked at: what is more is hostile. */
#define MAX_SENTENCES 400

/* What combinations may need, a bit each. A sign of the lists that is in neither table is only a piece of the
 * wording. */
static const char *const needs[] = {
  "advise",   "apart",    "beware",      "blood",    "body",    "bomb",      "brakes",  "cond",
  "dark",     "dead",     "event",       "fear",     "fire",    "friends",   "gone",    "grave",
  "handle",   "happen",   "hit",         "hospital", "intent",  "keepaway",  "kill",    "kin",
  "know",     "lasttime", "left",        "massacre", "mehit",   "mekill",    "never",   "noanswer",
  "official", "parcel",   "pay",         "place",    "poison",  "precedent", "ready",   "runover",
  "should",   "someone",  "soon",        "think",    "through", "throw",     "tinder",  "vehicle",
  "wait",     "weapon",   "whereabouts", "willmade", "wreck",   "you",       "yourkin", "yourplace",
};
/* What takes a combination back. */
static const char *const bars[] = { "asking", "everyday", "health",   "joking", "legal",
                                    "past",   "people",   "meobject", "told",   "thing" };
G_STATIC_ASSERT (G_N_ELEMENTS (needs) <= 64 && G_N_ELEMENTS (bars) <= 64);

typedef struct {
  const LuukkuModHit *hit;
  guint64 bit;
} Sign;

typedef struct {
  guint sentence;
  guint first_sign, end_sign; /* of Signs.signs */
  guint64 needs, bars;
} Sentence;

typedef struct {
  LuukkuModScan *scan;
  GArray *signs;     /* Sign, by first word */
  GArray *sentences; /* Sentence */
} Signs;

/* Signs of one sentence, or of two that follow each other. */
typedef struct {
  guint first_sign, end_sign;
  guint64 needs, bars;
} Reach;

/* --- names */

/* Returns: the bit of the name [@name, @name + @length); 0 when @table does not have it. */
static guint64
bit_of (const char *const *table, guint size, const char *name, gsize length)
{
  for (guint i = 0; i < size; i++) {
    if (strncmp (table[i], name, length) == 0 && table[i][length] == '\0')
      return G_GUINT64_CONSTANT (1) << i;
  }
  return 0;
}

/* Returns: the bits of @list, "one|other" (nullable). */
static guint64
mask_of (const char *const *table, guint size, const char *list)
{
  guint64 mask = 0;

  while (list != NULL && *list != '\0') {
    gsize length = strcspn (list, "|");
    guint64 bit = bit_of (table, size, list, length);

    g_assert (bit != 0);
    mask |= bit;
    list += length + (list[length] == '|');
  }
  return mask;
}

static void
prepare (LuukkuModCombination *combinations, guint n_combinations)
{
  for (guint i = 0; i < n_combinations && combinations[i].need_masks[0] == 0; i++) {
    for (guint k = 0; k < LUUKKU_MOD_MAX_NEEDS; k++)
      combinations[i].need_masks[k] = mask_of (needs, G_N_ELEMENTS (needs), combinations[i].needs[k]);
    combinations[i].bar_mask = mask_of (bars, G_N_ELEMENTS (bars), combinations[i].bars);
  }
}

/* --- collecting */

static void
add_sign (Signs *self, const LuukkuModHit *hit, const char *name)
{
  const LuukkuModWord *word = luukku_mod_text_word (luukku_mod_scan_text (self->scan), hit->first);
  const Sign sign = { hit, bit_of (needs, G_N_ELEMENTS (needs), name, strlen (name)) };
  Sentence *last =
      self->sentences->len > 0 ? &g_array_index (self->sentences, Sentence, self->sentences->len - 1) : NULL;

  if (last == NULL || last->sentence != word->sentence) {
    Sentence next = { word->sentence, self->signs->len, self->signs->len, 0, 0 };

    if (self->sentences->len >= MAX_SENTENCES)
      return;
    g_array_append_val (self->sentences, next);
    last = &g_array_index (self->sentences, Sentence, self->sentences->len - 1);
  }
  g_array_append_val (self->signs, sign);
  last->end_sign = self->signs->len;
  last->needs |= sign.bit;
  last->bars |= bit_of (bars, G_N_ELEMENTS (bars), name, strlen (name));
}

static void
collect (Signs *self)
{
  LuukkuModText *text = luukku_mod_scan_text (self->scan);
  const GArray *hits = luukku_mod_text_get_hits (text);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    const char *name = luukku_mod_lexicon_class_name (hit->row->class_id);

    if (strncmp (name, PREFIX, strlen (PREFIX)) == 0 &&
        (luukku_mod_text_word (text, hit->first)->flags & LUUKKU_MOD_WORD_QUOTED) == 0)
      add_sign (self, hit, name + strlen (PREFIX));
  }
}

/* --- combining */

/* Widens @finding by the first sign of @mask. */
static void
cover (Signs *self, const Reach *reach, guint64 mask, LuukkuModFinding *finding)
{
  LuukkuModText *text = luukku_mod_scan_text (self->scan);

  for (guint i = reach->first_sign; i < reach->end_sign; i++) {
    const Sign *sign = &g_array_index (self->signs, Sign, i);

    if ((sign->bit & mask) != 0) {
      finding->start = MIN (finding->start, luukku_mod_text_word (text, sign->hit->first)->start);
      finding->end = MAX (finding->end, luukku_mod_text_word (text, sign->hit->last)->end);
      return;
    }
  }
}

static guint
points_of_core (Signs *self, const LuukkuModCombination *combination, const Reach *reach)
{
  guint points = 0;

  for (guint i = reach->first_sign; i < reach->end_sign; i++) {
    const Sign *sign = &g_array_index (self->signs, Sign, i);

    if ((sign->bit & combination->need_masks[0]) != 0)
      points = MAX (points, luukku_mod_scan_points_of (self->scan, &combination->rule, sign->hit));
  }
  return points;
}

/* Adds what @combination tells of the signs in @reach. Returns: whether it told anything. */
static gboolean
try_combination (Signs *self, const char *label, const LuukkuModCombination *combination, const Reach *reach)
{
  const LuukkuModRule *rule = &combination->rule;
  LuukkuModFinding finding = {
    .label = label, .rule = rule->rule, .start = G_MAXUINT, .cues = rule->cues, .sentence = rule->sentence
  };

  for (guint i = 0; i < LUUKKU_MOD_MAX_NEEDS && combination->need_masks[i] != 0; i++) {
    if ((reach->needs & combination->need_masks[i]) == 0)
      return FALSE;
  }
  if ((reach->bars & combination->bar_mask) != 0)
    return FALSE;
  finding.points = points_of_core (self, combination, reach);
  if (finding.points == 0)
    return FALSE;
  for (guint i = 0; i < LUUKKU_MOD_MAX_NEEDS && combination->need_masks[i] != 0; i++)
    cover (self, reach, combination->need_masks[i], &finding);
  luukku_mod_scan_add (self->scan, &finding);
  return TRUE;
}

static void
combine (Signs *self, const char *label, const LuukkuModCombination *combinations, guint n_combinations)
{
  for (guint i = 0; i < self->sentences->len; i++) {
    const Sentence *sentence = &g_array_index (self->sentences, Sentence, i);
    const Reach here = { sentence->first_sign, sentence->end_sign, sentence->needs, sentence->bars };
    Reach across = here;

    if (i + 1 < self->sentences->len && sentence[1].sentence <= sentence->sentence + 2) {
      across.end_sign = sentence[1].end_sign;
      across.needs |= sentence[1].needs;
      across.bars |= sentence[1].bars;
    }
    for (guint k = 0; k < n_combinations; k++) {
      if (try_combination (self, label, &combinations[k], combinations[k].across ? &across : &here))
        break;
    }
  }
}

void
luukku_mod_scan_combine (LuukkuModScan *scan, const char *label, LuukkuModCombination *combinations,
                         guint n_combinations)
{
  Signs self = { .scan = scan };

  if (luukku_mod_scan_points (scan, label) >= LUUKKU_MOD_POINTS_SET)
    return;
  prepare (combinations, n_combinations);
  self.signs = g_array_new (FALSE, FALSE, sizeof (Sign));
  self.sentences = g_array_new (FALSE, FALSE, sizeof (Sentence));
  collect (&self);
  combine (&self, label, combinations, n_combinations);
  g_array_unref (self.signs);
  g_array_unref (self.sentences);
}
