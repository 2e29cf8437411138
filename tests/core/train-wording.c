/* SPDX-License-Identifier: GPL-2.0-or-later */
/* train-wording.c: learns the weights of data/lexicons/wording.tsv from labelled lines and prints them; no
 * test.
 *
 *   train-wording TABLE… > data/lexicons/wording.tsv
 *
 * A table is id, lang, text, expected, optional, tags, as in tests/data/moderation. Logistic regression with
 * a step of its own for each weight; of a text of many stretches the one that says most is learnt. Thresholds
 * come from a run over five parts, each judged by what the other four taught. The same tables give the same
 * file. */
#define G_LOG_DOMAIN "luukku"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "language/luukku-language.h"
#include "moderation/luukku-wording.h"

#define PARTS 5
#define ROUNDS 14
#define STEP 0.3
#define DECAY 2e-5
#define MIN_SEEN 3
#define MIN_WEIGHT 6
/* Thousandths of what is told in the run over parts that must be right for a label to be set and to be noted.
 * Threats must not be missed; a request to remove something is told by the rules nearly always. */
static const struct {
  guint set, note;
} precisions[LUUKKU_WORDINGS] = {
  [LUUKKU_WORDING_THREAT_PERSON] = { 915, 820 }, [LUUKKU_WORDING_THREAT_PREMISES] = { 915, 820 },
  [LUUKKU_WORDING_HARASSMENT] = { 930, 850 },    [LUUKKU_WORDING_HATE] = { 930, 850 },
  [LUUKKU_WORDING_REMOVAL] = { 960, 900 },       [LUUKKU_WORDING_SAFETY] = { 930, 850 },
  [LUUKKU_WORDING_SELF_HARM] = { 930, 850 },
};

typedef struct {
  guint *pieces; /* each once */
  guint n_pieces;
  double scale;
} Stretch;

typedef struct {
  Stretch *stretches;
  guint n_stretches, part;
  gint8 truth[LUUKKU_WORDINGS]; /* 1, 0, or -1: neither */
  double scores[LUUKKU_WORDINGS];
} Example;

static struct {
  GHashTable *numbers; /* piece -> number + 1 */
  GPtrArray *names;
  GArray *seen;     /* guint, by number */
  GArray *examples; /* Example */
  float *weights, *steps;
  double bias[LUUKKU_WORDINGS];
  guint32 random;
} all;

/* --- reading */

typedef struct {
  GArray *pieces;
  guint total;
} Taken;

static void
on_piece (const char *piece, gsize length, gpointer user_data)
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

static void
read_line (const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  g_autofree char *plain = NULL;
  g_autoptr (LuukkuModText) text = NULL;
  g_autoptr (GArray) stretches = NULL;
  Example example = { NULL };

  if (g_strv_length (cells) < 4 || g_str_equal (cells[0], "id"))
    return;
  plain = unescape (cells[2]);
  text = luukku_mod_text_new (plain, luukku_language_guess (plain));
  stretches = luukku_wording_stretches (text);
  example.n_stretches = stretches->len;
  example.stretches = g_new0 (Stretch, stretches->len + 1);
  example.part = g_str_hash (plain) % PARTS;
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
  }
  if (stretches->len > 0)
    g_array_append_val (all.examples, example);
}

/* --- learning */

static double
factor_of (guint piece)
{
  return *(const char *) all.names->pdata[piece] == '@' ? LUUKKU_WORDING_SIGN_FACTOR : 1;
}

static double
score_of (const Stretch *stretch, guint label)
{
  double sum = 0;

  for (guint i = 0; i < stretch->n_pieces; i++)
    sum += all.weights[stretch->pieces[i] * LUUKKU_WORDINGS + label] * factor_of (stretch->pieces[i]);
  return all.bias[label] + sum * stretch->scale;
}

static const Stretch *
loudest (const Example *example, guint label, double *ret_score)
{
  const Stretch *best = example->stretches;

  *ret_score = score_of (best, label);
  for (guint i = 1; i < example->n_stretches; i++) {
    double score = score_of (&example->stretches[i], label);

    if (score > *ret_score) {
      *ret_score = score;
      best = &example->stretches[i];
    }
  }
  return best;
}

static void
learn (const Example *example)
{
  for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
    double score, error;
    const Stretch *stretch;

    if (example->truth[label] < 0)
      continue;
    stretch = loudest (example, label, &score);
    error = 1 / (1 + exp (-score)) - example->truth[label];
    all.bias[label] -= 0.02 * error;
    for (guint i = 0; i < stretch->n_pieces; i++) {
      guint at = stretch->pieces[i] * LUUKKU_WORDINGS + label;
      double slope = error * stretch->scale * factor_of (stretch->pieces[i]) + DECAY * all.weights[at];

      all.steps[at] += (float) (slope * slope);
      all.weights[at] -= (float) (STEP * slope / sqrt (all.steps[at] + 1e-6));
    }
  }
}

static guint
next_random (void)
{
  all.random = all.random * 1664525u + 1013904223u;
  return all.random >> 8;
}

/* Learns all examples but those of @part. */
static void
learn_all (guint part)
{
  gsize size = (gsize) all.names->len * LUUKKU_WORDINGS;

  g_free (all.weights);
  g_free (all.steps);
  all.weights = g_new0 (float, size);
  all.steps = g_new0 (float, size);
  memset (all.bias, 0, sizeof all.bias);
  all.random = 1;
  for (guint i = 0; i < ROUNDS * all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, next_random () % all.examples->len);

    if (example->part != part)
      learn (example);
  }
}

/* --- thresholds */

typedef struct {
  double score;
  gboolean right;
} Judged;

static int
compare_judged (gconstpointer a, gconstpointer b)
{
  const Judged *one = a, *two = b;

  return (one->score < two->score) - (one->score > two->score);
}

/* The lowest score from which on @precision of what is told is right. */
static double
threshold (guint label, guint precision)
{
  g_autoptr (GArray) judged = g_array_new (FALSE, FALSE, sizeof (Judged));
  guint right = 0, truth = 0, found = 0;
  double lowest = 9;

  for (guint i = 0; i < all.examples->len; i++) {
    const Example *example = &g_array_index (all.examples, Example, i);
    Judged one = { example->scores[label], example->truth[label] == 1 };

    truth += one.right;
    if (example->truth[label] >= 0)
      g_array_append_val (judged, one);
  }
  g_array_sort (judged, compare_judged);
  for (guint i = 0; i < judged->len; i++) {
    const Judged *one = &g_array_index (judged, Judged, i);

    right += one->right;
    if (right * 1000 >= precision * (i + 1)) {
      lowest = one->score;
      found = right;
    }
  }
  g_printerr ("%-16s from %.2f on %u in 1000 are right and %u of %u found\n", luukku_wording_label (label),
              lowest, precision, found, truth);
  return lowest;
}

/* --- printing */

static void
print_row (const char *name, const double *numbers)
{
  g_print ("%s", name);
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    g_print ("\t%d", (int) lround (numbers[i] * LUUKKU_WORDING_UNIT));
  g_print ("\n");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (all.names->pdata[*(const guint *) a], all.names->pdata[*(const guint *) b]);
}

static void
print_pieces (void)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint rows = 0;

  for (guint i = 0; i < all.names->len; i++)
    g_array_append_val (order, i);
  g_array_sort (order, compare_names);
  for (guint i = 0; i < order->len; i++) {
    guint piece = g_array_index (order, guint, i);
    g_autoptr (GString) row = g_string_new (all.names->pdata[piece]);
    gboolean weighs = FALSE;

    for (guint label = 0; label < LUUKKU_WORDINGS; label++) {
      int weight = (int) lround (all.weights[piece * LUUKKU_WORDINGS + label] * LUUKKU_WORDING_UNIT);

      weight = CLAMP (weight, -LUUKKU_WORDING_MAX, LUUKKU_WORDING_MAX);
      weighs = weighs || abs (weight) >= MIN_WEIGHT;
      g_string_append_c (row, '\t');
      if (weight != 0)
        g_string_append_printf (row, "%d", weight);
    }
    if (!weighs || g_array_index (all.seen, guint, piece) < MIN_SEEN || strpbrk (row->str, "#\n") != NULL)
      continue;
    g_print ("%s\n", row->str);
    rows++;
  }
  g_printerr ("%u pieces of %u, %u examples\n", rows, all.names->len, all.examples->len);
}

int
main (int argc, char **argv)
{
  double set[LUUKKU_WORDINGS], note[LUUKKU_WORDINGS];

  setlocale (LC_ALL, "C.UTF-8");
  all.numbers = g_hash_table_new (g_str_hash, g_str_equal);
  all.names = g_ptr_array_new_with_free_func (g_free);
  all.seen = g_array_new (FALSE, FALSE, sizeof (guint));
  all.examples = g_array_new (FALSE, FALSE, sizeof (Example));
  for (int i = 1; i < argc; i++) {
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    if (!g_file_get_contents (argv[i], &text, NULL, NULL))
      g_error ("%s cannot be read", argv[i]);
    lines = g_strsplit (text, "\n", -1);
    for (guint k = 0; lines[k] != NULL; k++)
      read_line (lines[k]);
  }
  for (guint part = 0; part < PARTS; part++) {
    learn_all (part);
    for (guint i = 0; i < all.examples->len; i++) {
      Example *example = &g_array_index (all.examples, Example, i);

      for (guint label = 0; example->part == part && label < LUUKKU_WORDINGS; label++)
        loudest (example, label, &example->scores[label]);
    }
  }
  for (guint i = 0; i < LUUKKU_WORDINGS; i++) {
    set[i] = threshold (i, precisions[i].set);
    note[i] = threshold (i, precisions[i].note);
  }
  learn_all (PARTS);
  g_print ("# Made by tests/core/train-wording.c from tests/data/moderation; what a piece is: "
           "luukku-wording.h.\n");
  print_row ("!bias", all.bias);
  print_row ("!set", set);
  print_row ("!note", note);
  print_pieces ();
  return 0;
}
