/* SPDX-License-Identifier: GPL-2.0-or-later */
/* train-wording.c: learns the weights of data/lexicons/wording.tsv from labelled lines and writes them
 * into FILE; no test.
 *
 *   train-wording FILE TABLE… + TABLE… ++ TABLE…
 *   train-wording --held-out TABLE… + TABLE… ++ TABLE…
 *
 * A table is id, lang, text, expected, optional, tags, as in tests/data/moderation; "+" stands between the
 * tables of one writer and the next, "++" before a writer whose lines nobody had in sight who wrote rules or
 * signs: if there are such ones, the thresholds come from them alone. Logistic regression with a step of its
 * own for each weight; of a text of many stretches the one that says most is learnt. Thresholds come from a
 * run over the writers, each judged by what the others taught: lines of one writer resemble each other, so
 * only another's tell what a stranger's would. With --held-out the whole engine is scored in that way and
 * nothing is printed but the mistakes. The same tables give the same file. */
#define G_LOG_DOMAIN "luukku"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "language/luukku-language.h"
#include "moderation/luukku-moderation.h"
#include "moderation/luukku-wording.h"

#define ROUNDS 14
#define STEP 0.3
#define DECAY 3e-4
#define MIN_SEEN 3
#define MIN_WEIGHT 12
/* Less is left out of a row. */
#define SMALL_WEIGHT 5
#define MAX_LABELS 16
/* What a sum beyond the rules must be above that of no piece at all. */
#define MIN_EVIDENCE 0.7
/* Below every score. */
#define NOTHING (-99.0)

/* Points of a label by the rules alone, as LuukkuConfidence tells them. */
typedef enum { BY_RULE_NONE, BY_RULE_NOTE, BY_RULE_LIKELY, BY_RULE_CERTAIN } ByRule;

/* Thousandths: how likely it must be at least that what is told beyond the rules (first) or of their notes
 * (second) is right, of lines of writers that were not learnt; of all clean lines not learnt, how many may be
 * told at most so. */
typedef struct {
  gint right;
  guint clean;
} Limit;

static const Limit limits[LUUKKU_WORDINGS][2] = {
  [LUUKKU_WORDING_HARASSMENT] = { { 650, 7 }, { 600, 5 } },
  [LUUKKU_WORDING_HATE] = { { 700, 5 }, { 600, 4 } },
  [LUUKKU_WORDING_REMOVAL] = { { 450, 12 }, { 450, 8 } },
  [LUUKKU_WORDING_SAFETY] = { { 400, 15 }, { 400, 10 } },
  [LUUKKU_WORDING_SELF_HARM] = { { 600, 8 }, { 600, 5 } },
  [LUUKKU_WORDING_SPAM] = { { 700, 5 }, { 600, 5 } },
  [LUUKKU_WORDING_PHISHING] = { { 850, 3 }, { 800, 3 } },
};
/* Labels that the wording may doubt: for the others a mistake is a help that is not offered. Of these, rules
 * and wording are weighed together: thousandths that must be right of all that is told, and of all clean
 * lines that may be told. */
static const Limit together[LUUKKU_WORDINGS] = {
  [LUUKKU_WORDING_THREAT_PERSON] = { 925, 8 },
  [LUUKKU_WORDING_THREAT_PREMISES] = { 925, 4 },
};

/* No threshold is lower, however few were wrong: "a picture of the catch" asks for nothing. */
static const double least_set[LUUKKU_WORDINGS] = {
  [LUUKKU_WORDING_HARASSMENT] = NOTHING, [LUUKKU_WORDING_HATE] = NOTHING,
  [LUUKKU_WORDING_REMOVAL] = -1.6,       [LUUKKU_WORDING_SAFETY] = NOTHING,
  [LUUKKU_WORDING_SELF_HARM] = NOTHING,  [LUUKKU_WORDING_SPAM] = NOTHING,
  [LUUKKU_WORDING_PHISHING] = NOTHING,
};

typedef struct {
  guint *pieces; /* each once */
  guint n_pieces;
  double scale;
  gboolean may; /* what luukku_wording_may_tell() said */
} Stretch;

typedef struct {
  char *text, *expected, *optional;
  Stretch *stretches;
  guint n_stretches, writer;
  gboolean clean;
  gint8 truth[LUUKKU_WORDINGS]; /* 1, 0, or -1: neither */
  ByRule by_rule[LUUKKU_WORDINGS];
  double scores[LUUKKU_WORDINGS];
} Example;

static struct {
  GHashTable *numbers; /* piece -> number + 1 */
  GPtrArray *names;
  GArray *seen;     /* guint, by number */
  GArray *examples; /* Example */
  float *weights, *steps;
  float *pulls; /* how much a piece tells a label by its counts alone: its weight moves so much faster */
  guint writers;
  guint64 unseen; /* bits of the writers after "++" */
  double bias[LUUKKU_WORDINGS];
  guint32 random;
} all;

/* Thresholds that no sum reaches. */
#define NINE(n) "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\n"
G_STATIC_ASSERT (LUUKKU_WORDINGS == 9);
static const char silent[] = "!set" NINE ("32767") "!note" NINE ("32767") "!keep" NINE ("-32767");

/* --- reading */

typedef struct {
  GArray *pieces;
  guint total;
} Taken;

static void
on_piece (const char *piece, gsize length, guint word, gpointer user_data)
{
  Taken *taken = user_data;
  g_autofree char *name = g_strndup (piece, length);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (all.numbers, name));

  taken->total++;
  if (number == 0) {
    guint none = 0;

    g_ptr_array_add (all.names, g_strdup (name));
    number = all.names->len;
    g_hash_table_insert (all.numbers, all.names->pdata[number - 1], GUINT_TO_POINTER (number));
    g_array_append_val (all.seen, none);
  }
  number--;
  for (guint i = 0; i < taken->pieces->len; i++) {
    if (g_array_index (taken->pieces, guint, i) == number)
      return;
  }
  g_array_append_val (taken->pieces, number);
}

static char *
unescape (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\\' && p[1] != '\0') {
      p++;
      g_string_append_c (plain, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p);
    } else {
      g_string_append_c (plain, *p);
    }
  }
  return g_string_free (plain, FALSE);
}

static gboolean
has_label (const char *cell, const char *label)
{
  g_auto (GStrv) cells = g_strsplit (cell != NULL ? cell : "", ";", -1);

  return g_strv_contains ((const char *const *) cells, label);
}

/* What the rules alone say; the wording must be silent. */
static void
ask_rules (Example *example)
{
  g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, example->text);
  GArray *reasons = luukku_classification_get_reasons (found);

  for (guint i = 0; i < reasons->len; i++) {
    const LuukkuReason *reason = &g_array_index (reasons, LuukkuReason, i);

    for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
      if (g_str_equal (reason->label, luukku_wording_label (label)))
        example->by_rule[label] = BY_RULE_NOTE + (reason->confidence - LUUKKU_CONFIDENCE_POSSIBLE);
    }
  }
}

static void
read_line (const char *line, guint writer)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  g_autofree char *plain = NULL;
  g_autoptr (LuukkuModText) text = NULL;
  g_autoptr (GArray) stretches = NULL;
  Example example = { NULL };

  if (g_strv_length (cells) < 4 || *line == '#' || g_str_equal (cells[0], "id"))
    return;
  plain = unescape (cells[2]);
  text = luukku_mod_text_new (plain, luukku_language_guess (plain));
  stretches = luukku_wording_stretches (text);
  example.n_stretches = stretches->len;
  example.stretches = g_new0 (Stretch, stretches->len + 1);
  example.writer = writer;
  example.expected = g_strdup (cells[3]);
  example.optional = g_strdup (cells[4] != NULL ? cells[4] : "");
  example.clean = *example.expected == '\0' && *example.optional == '\0';
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    example.truth[i] = has_label (cells[3], luukku_wording_label (i))   ? 1
                       : has_label (cells[4], luukku_wording_label (i)) ? -1
                                                                        : 0;
  for (guint i = 0; i < stretches->len; i++) {
    Taken taken = { g_array_new (FALSE, FALSE, sizeof (guint)), 0 };

    luukku_wording_take_apart (text, &g_array_index (stretches, LuukkuWordingStretch, i), on_piece, &taken);
    example.stretches[i].n_pieces = taken.pieces->len;
    for (guint k = 0; k < taken.pieces->len; k++)
      g_array_index (all.seen, guint, g_array_index (taken.pieces, guint, k))++;
    example.stretches[i].pieces = (guint *) g_array_free (taken.pieces, FALSE);
    example.stretches[i].scale = 1 / sqrt (taken.total + 1.0);
    example.stretches[i].may = luukku_wording_may_tell (taken.total);
  }
  example.text = g_steal_pointer (&plain);
  ask_rules (&example);
  if (stretches->len > 0)
    g_array_append_val (all.examples, example);
}

/* --- learning */

static double
factor_of (guint piece)
{
  return luukku_wording_factor (all.names->pdata[piece]);
}

static void
score_stretch (const Stretch *stretch, double *ret_scores)
{
  double sums[LUUKKU_WORDINGS] = { 0 };

  for (guint i = 0; i < stretch->n_pieces; i++) {
    gsize at = (gsize) stretch->pieces[i] * LUUKKU_WORDINGS;
    double factor = factor_of (stretch->pieces[i]);

    for (guint label = 0; label < LUUKKU_WORDINGS; label++, at++)
      sums[label] += all.weights[at] * all.pulls[at] * factor;
  }
  for (guint label = 0; label < LUUKKU_WORDINGS; label++)
    ret_scores[label] = all.bias[label] + sums[label] * stretch->scale;
}

/* The stretch that says most of each label; with @judging only of those that may tell it. */
static void
loudest (const Example *example, gboolean judging, guint *ret_stretches, double *ret_scores)
{
  for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
    ret_scores[label] = NOTHING;
    ret_stretches[label] = 0;
  }
  for (guint i = 0; i < example->n_stretches; i++) {
    double scores[LUUKKU_WORDINGS];

    score_stretch (&example->stretches[i], scores);
    for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
      if (scores[label] <= ret_scores[label] || (judging && !example->stretches[i].may))
        continue;
      ret_scores[label] = scores[label];
      ret_stretches[label] = i;
    }
  }
  for (guint label = 0; judging && label < LUUKKU_WORDINGS; label++)
    ret_scores[label] -= ret_scores[label] > NOTHING ? luukku_wording_cost (example->n_stretches) : 0;
}

/* One step of every weight of @stretch against @errors. */
static void
step (const Stretch *stretch, const double *errors)
{
  for (guint i = 0; i < stretch->n_pieces; i++) {
    gsize at = (gsize) stretch->pieces[i] * LUUKKU_WORDINGS;
    double factor = factor_of (stretch->pieces[i]) * stretch->scale;

    for (guint label = 0; label < LUUKKU_WORDINGS; label++, at++) {
      double slope = errors[label] * factor * all.pulls[at] + DECAY * all.weights[at];

      if (errors[label] == 0)
        continue;
      all.steps[at] += (float) (slope * slope);
      all.weights[at] -= (float) (STEP * slope / sqrt (all.steps[at] + 1e-6));
    }
  }
}

static void
learn (const Example *example)
{
  double scores[LUUKKU_WORDINGS];
  guint stretches[LUUKKU_WORDINGS];

  loudest (example, FALSE, stretches, scores);
  for (guint i = 0; i < example->n_stretches; i++) {
    double errors[LUUKKU_WORDINGS] = { 0 };
    gboolean any = FALSE;

    for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
      if (example->truth[label] < 0 || stretches[label] != i)
        continue;
      errors[label] = 1 / (1 + exp (-scores[label])) - example->truth[label];
      all.bias[label] -= 0.02 * errors[label];
      any = TRUE;
    }
    if (any)
      step (&example->stretches[i], errors);
  }
}

static guint
next_random (void)
{
  all.random = all.random * 1664525u + 1013904223u;
  return all.random >> 8;
}

/* Counts in how many stretches of texts with and without each label a piece stands. */
static void
count_pieces (const Example *example, float *with, float *without)
{
  for (guint i = 0; i < example->n_stretches; i++) {
    const Stretch *stretch = &example->stretches[i];

    for (guint k = 0; k < stretch->n_pieces; k++) {
      gsize at = (gsize) stretch->pieces[k] * LUUKKU_WORDINGS;

      for (guint label = 0; label < LUUKKU_WORDINGS; label++, at++) {
        with[at] += example->truth[label] == 1;
        without[at] += example->truth[label] == 0;
      }
    }
  }
}

/* Half the pull of a piece is its own, half how much likelier it is with or without a label. */
static void
weigh_pulls (guint writer)
{
  gsize size = (gsize) all.names->len * LUUKKU_WORDINGS;
  g_autofree float *with = g_new0 (float, size), *without = g_new0 (float, size);
  double texts_with[LUUKKU_WORDINGS] = { 0 }, texts_without[LUUKKU_WORDINGS] = { 0 };

  for (guint i = 0; i < all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, i);

    if (example->writer == writer)
      continue;
    count_pieces (example, with, without);
    for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
      texts_with[label] += example->truth[label] == 1;
      texts_without[label] += example->truth[label] == 0;
    }
  }
  g_free (all.pulls);
  all.pulls = g_new (float, size);
  for (gsize at = 0; at < size; at++) {
    double share = (texts_with[at % LUUKKU_WORDINGS] + 1) / (texts_without[at % LUUKKU_WORDINGS] + 1);

    all.pulls[at] = (float) (0.5 + 0.5 * fabs (log ((with[at] + share) / (without[at] + 1) / share)));
  }
}

/* Learns all examples but those of @writer. */
static void
learn_all (guint writer)
{
  gsize size = (gsize) all.names->len * LUUKKU_WORDINGS;

  g_free (all.weights);
  g_free (all.steps);
  all.weights = g_new0 (float, size);
  all.steps = g_new0 (float, size);
  memset (all.bias, 0, sizeof all.bias);
  weigh_pulls (writer);
  all.random = 1;
  for (guint i = 0; i < ROUNDS * all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, next_random () % all.examples->len);

    if (example->writer != writer)
      learn (example);
  }
}

/* --- thresholds */

typedef struct {
  double score;
  gboolean right, clean;
  gboolean counts; /* else only whether it is clean is looked at */
} Judged;

static int
compare_judged (gconstpointer a, gconstpointer b)
{
  const Judged *one = a, *two = b;

  return (one->score < two->score) - (one->score > two->score);
}

/* Whether what is right may be counted in the lines of @example. */
static gboolean
counts (const Example *example)
{
  return all.unseen == 0 || (all.unseen >> example->writer & 1) != 0;
}

/* Returns: (transfer full): what the wording says of @label where the rules said @rule, the highest score
 * first; how many clean lines there are at all is put into @ret_clean. */
static GArray *
judge_all (guint label, ByRule rule, guint *ret_clean)
{
  GArray *judged = g_array_new (FALSE, FALSE, sizeof (Judged));

  *ret_clean = 0;
  for (guint i = 0; i < all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, i);
    Judged one = { example->scores[label], example->truth[label] == 1, example->clean, counts (example) };

    *ret_clean += one.clean;
    if ((one.counts || one.clean) && example->truth[label] >= 0 && example->by_rule[label] == rule)
      g_array_append_val (judged, one);
  }
  g_array_sort (judged, compare_judged);
  return judged;
}

/* The score from which on most is won when a wrong one costs as much as the limit says. */
static double
threshold (guint label, ByRule rule, const Limit *limit)
{
  guint clean = 0, told_clean = 0, found = 0, mistaken = 0;
  gint right = 0, wrong = 0, best = 0;
  g_autoptr (GArray) judged = judge_all (label, rule, &clean);
  double least = rule == BY_RULE_NONE ? all.bias[label] + MIN_EVIDENCE : NOTHING, lowest = 9;

  for (guint i = 0; i < judged->len; i++) {
    const Judged *one = &g_array_index (judged, Judged, i);
    gint gain;

    right += one->counts && one->right;
    wrong += one->counts && !one->right;
    told_clean += one->clean;
    gain = right * (1000 - limit->right) - wrong * limit->right;
    if (one->score <= least || told_clean * 1000 > limit->clean * clean)
      break;
    if (gain > best) {
      best = gain;
      lowest = one->score;
      found = (guint) right;
      mistaken = (guint) wrong;
    }
  }
  g_printerr ("%-16s %s from %.2f on, %u right and %u wrong\n", luukku_wording_label (label),
              rule == BY_RULE_NONE ? "set " : "note", lowest, found, mistaken);
  return lowest;
}

/* --- rules and wording together */

/* What is added to a score where the rules have a note (first) or told the label. */
static const double note_steps[] = { 0, 0.5, 1, 1.5, 2 };
static const double keep_steps[] = { 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4 };

typedef struct {
  double set, note, keep;
  guint right, wrong, clean;
} Choice;

/* Returns: (transfer full): what is said of @label, the highest first; certain rules are above all. */
static GArray *
judge_together (guint label, double note, double keep, guint *ret_clean)
{
  GArray *judged = g_array_new (FALSE, FALSE, sizeof (Judged));

  *ret_clean = 0;
  for (guint i = 0; i < all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, i);
    ByRule rule = example->by_rule[label];
    Judged one = { example->scores[label], example->truth[label] == 1, example->clean, counts (example) };

    if (!one.counts || example->truth[label] < 0)
      continue;
    *ret_clean += one.clean;
    if (rule == BY_RULE_CERTAIN || (rule == BY_RULE_LIKELY && one.score <= NOTHING))
      one.score = G_MAXDOUBLE;
    else if (one.score > NOTHING && rule == BY_RULE_LIKELY)
      one.score += keep + luukku_wording_cost (example->n_stretches);
    else if (one.score > NOTHING && rule == BY_RULE_NOTE)
      one.score += note;
    g_array_append_val (judged, one);
  }
  g_array_sort (judged, compare_judged);
  return judged;
}

/* Puts the best threshold with these steps into @best when it finds more. */
static void
try_together (guint label, double note, double keep, Choice *best)
{
  guint clean;
  g_autoptr (GArray) judged = judge_together (label, note, keep, &clean);
  Choice here = { .set = 0 };

  for (guint i = 0; i < judged->len; i++) {
    const Judged *one = &g_array_index (judged, Judged, i);

    here.right += one->right;
    here.wrong += !one->right;
    here.clean += one->clean;
    if (one->score <= all.bias[label] + MIN_EVIDENCE || here.clean * 1000 > together[label].clean * clean)
      break;
    if (one->score == G_MAXDOUBLE || here.right <= best->right ||
        here.right * 1000 < (here.right + here.wrong) * (guint) together[label].right)
      continue;
    *best = here;
    best->set = one->score;
    best->note = one->score - note;
    best->keep = one->score - keep;
  }
}

static void
thresholds_together (guint label, double *ret_set, double *ret_note, double *ret_keep)
{
  Choice best = { .set = 9, .note = 9, .keep = NOTHING };

  for (guint i = 0; i < G_N_ELEMENTS (note_steps); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (keep_steps); k++)
      try_together (label, note_steps[i], keep_steps[k], &best);
  }
  g_printerr ("%-16s set from %.2f, of a note from %.2f, kept from %.2f on: %u right, %u wrong, %u clean\n",
              luukku_wording_label (label), best.set, best.note, best.keep, best.right, best.wrong,
              best.clean);
  *ret_set = best.set;
  *ret_note = best.note;
  *ret_keep = best.keep;
}

/* --- printing */

static void
add_row (GString *table, const char *name, const double *numbers)
{
  g_string_append (table, name);
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    g_string_append_printf (table, "\t%d", (int) lround (numbers[i] * LUUKKU_WORDING_UNIT));
  g_string_append_c (table, '\n');
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (all.names->pdata[*(const guint *) a], all.names->pdata[*(const guint *) b]);
}

/* @keys: of the rows so far; of two pieces with one key the first is written. */
static void
add_piece (GString *table, GHashTable *keys, guint piece)
{
  gsize before = table->len;
  gboolean weighs = FALSE;
  guint32 key = luukku_wording_table_key (all.names->pdata[piece], strlen (all.names->pdata[piece]));

  if (g_array_index (all.seen, guint, piece) < MIN_SEEN || strpbrk (all.names->pdata[piece], "#\n") != NULL)
    return;
  g_string_append (table, all.names->pdata[piece]);
  for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
    gsize at = (gsize) piece * LUUKKU_WORDINGS + label;
    int weight = (int) lround (all.weights[at] * all.pulls[at] * LUUKKU_WORDING_UNIT);

    weight = CLAMP (weight, -LUUKKU_WORDING_MAX, LUUKKU_WORDING_MAX);
    weighs = weighs || abs (weight) >= MIN_WEIGHT;
    g_string_append_c (table, '\t');
    if (abs (weight) >= SMALL_WEIGHT)
      g_string_append_printf (table, "%d", weight);
  }
  g_string_append_c (table, '\n');
  if (!weighs || !g_hash_table_add (keys, GUINT_TO_POINTER (key)))
    g_string_truncate (table, before);
}

static char *
print_pieces (void)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  GString *table = g_string_new (NULL);

  for (guint i = 0; i < all.names->len; i++)
    g_array_append_val (order, i);
  g_array_sort (order, compare_names);
  add_row (table, "!bias", all.bias);
  for (guint i = 0; i < order->len; i++)
    add_piece (table, keys, g_array_index (order, guint, i));
  return g_string_free (table, FALSE);
}

/* --- scoring */

typedef struct {
  guint right, wrong, missed;
} Count;

typedef struct {
  Count labels[MAX_LABELS], threat;
  guint lines, clean, flagged, flagged_threat;
} Score;

static void
count_one (Count *count, gboolean told, gboolean expected, gboolean optional)
{
  count->right += told && expected;
  count->missed += !told && expected;
  count->wrong += told && !expected && !optional;
}

static void
score_example (Score *score, const Example *example)
{
  g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, example->text);
  gboolean threat = luukku_classification_has (found, LUUKKU_LABEL_THREAT_PERSON) ||
                    luukku_classification_has (found, LUUKKU_LABEL_THREAT_PREMISES);
  guint n_labels;
  const LuukkuLabelInfo *labels = luukku_moderation_labels (&n_labels);
  gboolean mistaken = FALSE;

  for (guint i = 0; i < n_labels && i < MAX_LABELS; i++) {
    gboolean told = luukku_classification_has (found, labels[i].name);
    gboolean expected = has_label (example->expected, labels[i].name);
    gboolean optional = has_label (example->optional, labels[i].name);

    count_one (&score->labels[i], told, expected, optional);
    if (told != expected && !optional) {
      mistaken = TRUE;
      g_print ("%s\t%s\t%s\n", told ? "wrong" : "missed", labels[i].name, example->text);
    }
  }
  count_one (&score->threat, threat, strstr (example->expected, "THREAT_") != NULL,
             strstr (example->optional, "THREAT_") != NULL);
  score->lines++;
  score->clean += example->clean;
  score->flagged += example->clean && mistaken;
  score->flagged_threat += example->clean && threat;
}

static void
print_count (const char *name, const Count *count)
{
  guint told = count->right + count->wrong, there = count->right + count->missed;

  if (there > 0)
    g_printerr ("  %-16s %4u lines  precision %.3f  recall %.3f\n", name, there,
                told > 0 ? (double) count->right / told : 1.0, (double) count->right / there);
}

static void
print_score (const char *what, const Score *score)
{
  guint n_labels;
  const LuukkuLabelInfo *labels = luukku_moderation_labels (&n_labels);

  g_printerr ("%s: %u lines, %u clean, %u of them flagged, %u as a threat\n", what, score->lines,
              score->clean, score->flagged, score->flagged_threat);
  print_count ("THREAT_ANY", &score->threat);
  for (guint i = 0; i < n_labels && i < MAX_LABELS; i++)
    print_count (labels[i].name, &score->labels[i]);
}

/* Scores the whole engine on the lines of @writer, with what the others taught. */
static void
score_writer (guint writer, const char *thresholds, const char *pieces, Score *total)
{
  g_autofree char *table = g_strconcat (thresholds, pieces, NULL);
  g_autofree char *what = g_strdup_printf ("writer %u", writer + 1);
  Score score = { .lines = 0 };

  luukku_wording_replace (table);
  if (luukku_wording_get_table ()->problems > 0)
    g_error ("what was learnt cannot be read");
  for (guint i = 0; i < all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, i);

    if (example->writer != writer)
      continue;
    score_example (&score, example);
  }
  print_score (what, &score);
  for (guint i = 0; i < MAX_LABELS; i++) {
    total->labels[i].right += score.labels[i].right;
    total->labels[i].wrong += score.labels[i].wrong;
    total->labels[i].missed += score.labels[i].missed;
  }
  total->threat.right += score.threat.right;
  total->threat.wrong += score.threat.wrong;
  total->threat.missed += score.threat.missed;
  total->lines += score.lines;
  total->clean += score.clean;
  total->flagged += score.flagged;
  total->flagged_threat += score.flagged_threat;
}

/* --- */

static void
read_table (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint k = 0; lines[k] != NULL; k++)
    read_line (lines[k], all.writers - 1);
}

static char *
thresholds_from_writers (GPtrArray *tables)
{
  GString *rows = g_string_new (NULL);
  double set[LUUKKU_WORDINGS], note[LUUKKU_WORDINGS], keep[LUUKKU_WORDINGS];

  for (guint writer = 0; writer < all.writers; writer++) {
    learn_all (writer);
    g_ptr_array_add (tables, print_pieces ());
    for (guint i = 0; i < all.examples->len; i++) {
      Example *example = &g_array_index (all.examples, Example, i);
      guint stretches[LUUKKU_WORDINGS];

      if (example->writer == writer)
        loudest (example, TRUE, stretches, example->scores);
    }
  }
  for (guint i = 0; i < LUUKKU_WORDINGS; i++) {
    if (together[i].right > 0) {
      thresholds_together (i, &set[i], &note[i], &keep[i]);
      continue;
    }
    set[i] = MAX (threshold (i, BY_RULE_NONE, &limits[i][0]), least_set[i]);
    note[i] = threshold (i, BY_RULE_NOTE, &limits[i][1]);
    note[i] = MIN (note[i], set[i]);
    keep[i] = NOTHING;
  }
  add_row (rows, "!set", set);
  add_row (rows, "!note", note);
  add_row (rows, "!keep", keep);
  return g_string_free (rows, FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *thresholds = NULL;
  gboolean held_out = argc > 1 && g_str_equal (argv[1], "--held-out");

  setlocale (LC_ALL, "C.UTF-8");
  all.numbers = g_hash_table_new (g_str_hash, g_str_equal);
  all.names = g_ptr_array_new_with_free_func (g_free);
  all.seen = g_array_new (FALSE, FALSE, sizeof (guint));
  all.examples = g_array_new (FALSE, FALSE, sizeof (Example));
  all.writers = 1;
  luukku_wording_replace (silent);
  if (argc < 3)
    g_error ("FILE or --held-out, then tables");
  for (int i = 2; i < argc; i++) {
    if (g_str_equal (argv[i], "+") || g_str_equal (argv[i], "++"))
      all.writers++;
    if (g_str_equal (argv[i], "++"))
      all.unseen |= G_GUINT64_CONSTANT (1) << (all.writers - 1);
    else if (!g_str_equal (argv[i], "+"))
      read_table (argv[i]);
  }
  thresholds = thresholds_from_writers (tables);
  if (held_out) {
    Score total = { .lines = 0 };

    for (guint writer = 0; writer < all.writers; writer++)
      score_writer (writer, thresholds, tables->pdata[writer], &total);
    print_score ("all, each writer not learnt", &total);
  } else {
    g_autoptr (GError) error = NULL;
    g_autofree char *pieces = NULL, *file = NULL;

    learn_all (all.writers);
    pieces = print_pieces ();
    file = g_strconcat ("# Made by tests/core/train-wording.c from tests/data/moderation; what a piece is: "
                        "luukku-wording.h.\n",
                        thresholds, pieces, NULL);
    if (!g_file_set_contents (argv[1], file, -1, &error))
      g_error ("%s", error->message);
  }
  return 0;
}
