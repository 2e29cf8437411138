/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording.c: adds up the weights of a message's pieces. What no rule foresaw is found here, and only
 * here is it told so vaguely: therefore its threshold is high, and below it there is but a note, which sets a
 * label together with another note only. It also doubts a threat that a rule found in words that nobody
 * threatens with. Linear in the text. Main thread only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "luukku-moderation-resources.h"

#define PATH "/org/luukku/moderation/wording.weights"
#define MIN_LETTERS 3
#define MAX_LETTERS 6
#define MAX_WORD_BYTES 96
#define MAX_PIECE_BYTES (2 * MAX_WORD_BYTES + 4)
/* Words of a sentence that are one stretch at most; it has about twice as many with the next sentence's. */
#define MAX_SENTENCE_WORDS 30
#define MAX_SIGNS 24
/* Pieces of two or three words; of fewer nothing is told: one word would weigh too much. */
#define MIN_PIECES 45
/* Found by looking at writers that were not learnt. */
#define COST 0.45
#define COST_STRETCHES 12
#define SIGN "sign."
#define LINK "&link"
#define NOTHING (-G_MAXDOUBLE)

static const char *const labels[LUUKKU_WORDINGS] = {
  LUUKKU_LABEL_THREAT_PERSON, LUUKKU_LABEL_THREAT_PREMISES, LUUKKU_LABEL_HARASSMENT, LUUKKU_LABEL_HATE,
  LUUKKU_LABEL_REMOVAL,       LUUKKU_LABEL_SAFETY,          LUUKKU_LABEL_SELF_HARM,  LUUKKU_LABEL_SPAM,
  LUUKKU_LABEL_PHISHING,
};

/* Stored with decisions: append only. */
static const char *const rules[LUUKKU_WORDINGS] = {
  "threat.wording", "premises.wording", "harass.wording", "hate.wording",     "removal.wording",
  "safety.wording", "selfharm.wording", "spam.wording",   "phishing.wording",
};

/* Classes of words beside which a label is noted only: the things that towns take away. */
static const char *const vetoes[LUUKKU_WORDINGS] = { [LUUKKU_WORDING_REMOVAL] = "veto-removal" };

static struct {
  LuukkuWordingTable table;
  guint *stretches; /* by row: the last one that had the piece, from 1 on */
  guint stretch;
} known;

const char *
luukku_wording_label (LuukkuWording wording)
{
  return labels[wording];
}

const char *
luukku_wording_rule (LuukkuWording wording)
{
  return rules[wording];
}

/* --- taking apart */

GArray *
luukku_wording_stretches (LuukkuModText *text)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (LuukkuWordingStretch));
  guint count = luukku_mod_text_count (text);

  for (guint first = 0, end; first < count; first = end) {
    LuukkuWordingStretch stretch = { first, count };

    for (end = first + 1;
         end < count && end < first + MAX_SENTENCE_WORDS &&
         luukku_mod_text_word (text, end)->sentence == luukku_mod_text_word (text, first)->sentence;)
      end++;
    stretch.end = end;
    if (stretches->len > 0) /* the one before goes on to here */
      g_array_index (stretches, LuukkuWordingStretch, stretches->len - 1).end = end;
    if (end < count || stretches->len == 0)
      g_array_append_val (stretches, stretch);
  }
  return stretches;
}

static void
take_letters (const char *form, gsize length, guint at, LuukkuWordingFound found, gpointer user_data)
{
  char word[MAX_WORD_BYTES + 3];
  gsize size = length + 2;

  word[0] = '_';
  memcpy (word + 1, form, length);
  word[length + 1] = '_';
  for (gsize start = 0; start < size; start++) {
    guint letters = 0;

    if (((guchar) word[start] & 0xc0) == 0x80)
      continue;
    for (gsize end = start + 1; end <= size && letters < MAX_LETTERS; end++) {
      if (end < size && ((guchar) word[end] & 0xc0) == 0x80)
        continue;
      if (++letters >= MIN_LETTERS)
        found (word + start, end - start, at, user_data);
    }
  }
}

static void
take_words (const char *before, const char *form, gsize length, guint at, LuukkuWordingFound found,
            gpointer user_data)
{
  char piece[MAX_PIECE_BYTES] = "=";
  gsize first = before != NULL ? strlen (before) : 0;

  memcpy (piece + 1, form, length);
  found (piece, length + 1, at, user_data);
  if (before == NULL || first > MAX_WORD_BYTES)
    return;
  memcpy (piece + 1, before, first);
  piece[first + 1] = ' ';
  memcpy (piece + first + 2, form, length);
  found (piece, first + 2 + length, at, user_data);
}

gboolean
luukku_wording_is_class (const char *name)
{
  static const char *const of_things[] = { "pretext", "sold", "cta", "cheap", NULL };

  return name != NULL && strchr (name, '.') == NULL && !g_strv_contains (of_things, name);
}

/* Writes @mark and @name, cut to what a piece holds. Returns: its length. */
static gsize
name_piece (char *piece, char mark, const char *name)
{
  gsize length = MIN (strlen (name), MAX_WORD_BYTES);

  piece[0] = mark;
  memcpy (piece + 1, name, length);
  return length + 1;
}

/* The classes of word @i that are no rules of their own. */
static void
take_classes (LuukkuModText *text, guint i, LuukkuWordingFound found, gpointer user_data)
{
  char piece[MAX_PIECE_BYTES];
  guint n_symbols;
  const guint *symbols = luukku_mod_text_symbols (text, i, &n_symbols);

  for (guint k = 0; k < n_symbols; k++) {
    const char *name = luukku_mod_lexicon_class_of (symbols[k]);

    if (name != NULL && strchr (name, '.') == NULL)
      found (piece, name_piece (piece, '&', name), i, user_data);
  }
}

typedef struct {
  const char *name;
  guint word;
} Sign;

static int
compare_signs (gconstpointer a, gconstpointer b)
{
  const Sign *one = a, *two = b;

  return strcmp (one->name, two->name);
}

/* Adds the sign @name unless it is among @signs. Returns: how many there are then. */
static guint
add_sign (Sign *signs, guint count, const char *name, guint word)
{
  for (guint i = 0; i < count; i++) {
    if (strcmp (signs[i].name, name) == 0)
      return count;
  }
  if (count == MAX_SIGNS)
    return count;
  signs[count] = (Sign){ name, word };
  return count + 1;
}

static void
take_pairs (const Sign *signs, guint count, LuukkuWordingFound found, gpointer user_data)
{
  char piece[MAX_PIECE_BYTES];

  for (guint i = 0; i < count; i++) {
    gsize first = name_piece (piece, '@', signs[i].name);

    for (guint k = i + 1; k < count; k++)
      found (piece, first + name_piece (piece + first, '+', signs[k].name), signs[i].word, user_data);
  }
}

/* The rows of the lists that were found, and every two signs. */
static void
take_rows (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWordingFound found,
           gpointer user_data)
{
  const GArray *hits = luukku_mod_text_get_hits (text);
  char piece[MAX_PIECE_BYTES];
  Sign signs[MAX_SIGNS];
  guint count = 0;

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    const char *name = luukku_mod_lexicon_class_name (hit->row->class_id);

    if (hit->first < stretch->first || hit->last >= stretch->end ||
        (luukku_mod_text_word (text, hit->first)->flags & LUUKKU_MOD_WORD_QUOTED) != 0)
      continue;
    found (piece, name_piece (piece, '@', name), hit->first, user_data);
    if (strncmp (name, SIGN, strlen (SIGN)) == 0)
      count = add_sign (signs, count, name + strlen (SIGN), hit->first);
  }
  qsort (signs, count, sizeof *signs, compare_signs);
  take_pairs (signs, count, found, user_data);
}

/* Word @last ends a question: that it is one, and how it begins. */
static void
take_question (LuukkuModText *text, const LuukkuWordingStretch *stretch, guint last, LuukkuWordingFound found,
               gpointer user_data)
{
  char piece[MAX_PIECE_BYTES] = "?";
  guint first = last;
  gsize length;

  while (first > stretch->first &&
         luukku_mod_text_word (text, first - 1)->sentence == luukku_mod_text_word (text, last)->sentence)
    first--;
  length = strlen (luukku_mod_text_word (text, first)->form);
  found (piece, 1, last, user_data);
  if (length == 0 || length > MAX_WORD_BYTES)
    return;
  memcpy (piece + 1, luukku_mod_text_word (text, first)->form, length);
  found (piece, length + 1, last, user_data);
}

void
luukku_wording_take_apart (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWordingFound found,
                           gpointer user_data)
{
  const char *folded = luukku_mod_text_get_folded (text);
  const char *before = NULL;

  for (guint i = stretch->first; i < stretch->end; i++) {
    const LuukkuModWord *word = luukku_mod_text_word (text, i);
    gsize length = strlen (word->form);

    if ((word->flags & (LUUKKU_MOD_WORD_QUOTED | LUUKKU_MOD_WORD_LINK | LUUKKU_MOD_WORD_MAIL)) != 0 ||
        length == 0 || length > MAX_WORD_BYTES) {
      if ((word->flags & LUUKKU_MOD_WORD_LINK) != 0)
        found (LINK, strlen (LINK), i, user_data);
      before = NULL;
      continue;
    }
    take_letters (word->form, length, i, found, user_data);
    take_words (before, word->form, length, i, found, user_data);
    take_classes (text, i, found, user_data);
    if ((word->flags & LUUKKU_MOD_WORD_LAST) != 0 && folded[word->end] == '?')
      take_question (text, stretch, i, found, user_data);
    before = word->form;
  }
  take_rows (text, stretch, found, user_data);
  luukku_wording_take_shapes (text, stretch, found, user_data);
}

gint
luukku_wording_factor (const char *piece)
{
  if (*piece == '@' || *piece == '&')
    return LUUKKU_WORDING_LIST_FACTOR;
  if (*piece == '~')
    return LUUKKU_WORDING_SHAPE_FACTOR;
  return *piece == '=' || *piece == '?' ? LUUKKU_WORDING_WORD_FACTOR : 1;
}

double
luukku_wording_cost (guint n_stretches)
{
  return COST * log (CLAMP (n_stretches, 1, COST_STRETCHES));
}

gboolean
luukku_wording_may_tell (guint n_pieces)
{
  return n_pieces >= MIN_PIECES;
}

/* --- reading */

static void
use_table (GBytes *bytes)
{
  gboolean sound = luukku_wording_table_open (&known.table, bytes);

  g_return_if_fail (sound); /* it was compiled in */
  known.stretches = g_new0 (guint, known.table.count + 1);
}

static void
ensure_known (void)
{
  g_autoptr (GBytes) bytes = NULL;

  if (known.stretches != NULL)
    return;
  bytes =
      g_resource_lookup_data (luukku_moderation_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  use_table (bytes);
}

void
luukku_wording_replace (const char *text)
{
  g_autoptr (GBytes) bytes = luukku_wording_table_compile (text, strlen (text));

  luukku_wording_shutdown ();
  use_table (bytes);
}

const LuukkuWordingTable *
luukku_wording_get_table (void)
{
  ensure_known ();
  return &known.table;
}

void
luukku_wording_shutdown (void)
{
  luukku_wording_table_close (&known.table);
  g_clear_pointer (&known.stretches, g_free);
  known.stretch = 0;
}

/* --- adding up */

typedef struct {
  gint64 sums[LUUKKU_WORDINGS];
  guint pieces;
  const LuukkuWordingStretch *stretch;
  gint64 *by_word; /* (nullable): of one label, by word of the stretch */
  LuukkuWording wording;
} Sum;

static void
on_piece (const char *text, gsize length, guint word, gpointer user_data)
{
  Sum *sum = user_data;
  guint row = luukku_wording_table_find (&known.table, text, length);
  gint factor = luukku_wording_factor (text);
  const gint8 *weights;

  sum->pieces++;
  if (row == LUUKKU_WORDING_NO_ROW || known.stretches[row] == known.stretch)
    return;
  known.stretches[row] = known.stretch;
  weights = known.table.weights + (gsize) row * LUUKKU_WORDINGS;
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    sum->sums[i] += weights[i] * factor;
  if (sum->by_word != NULL)
    sum->by_word[word - sum->stretch->first] += weights[sum->wording] * factor;
}

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself.
 * "Such messages" are those of the label, e.g. threats. */
static const char sentence[] = N_ ("No single phrase, but the wording as a whole resembles such messages.");

/* The words in a row that tell most of @wording. */
static void
tell_words (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWording wording,
            LuukkuModFinding *finding)
{
  g_autofree gint64 *by_word = g_new0 (gint64, stretch->end - stretch->first);
  Sum sum = { .stretch = stretch, .by_word = by_word, .wording = wording };
  guint first = stretch->first, best_first = first, best_last = first;
  gint64 here = 0, best = 0;

  known.stretch++;
  luukku_wording_take_apart (text, stretch, on_piece, &sum);
  for (guint i = stretch->first; i < stretch->end; i++) {
    if (here <= 0) {
      here = 0;
      first = i;
    }
    here += by_word[i - stretch->first];
    if (here > best) {
      best = here;
      best_first = first;
      best_last = i;
    }
  }
  finding->start = luukku_mod_text_word (text, best_first)->start;
  finding->end = luukku_mod_text_word (text, best_last)->end;
}

/* What a text tells of one label: the stretch that tells most. */
typedef struct {
  double score; /* NOTHING: no stretch may tell */
  guint stretch;
} Best;

static void
find_best (LuukkuModText *text, const GArray *stretches, double cost, Best *best)
{
  for (guint i = 0; i < stretches->len; i++) {
    const LuukkuWordingStretch *stretch = &g_array_index (stretches, LuukkuWordingStretch, i);
    Sum sum = { .stretch = stretch };

    known.stretch++;
    luukku_wording_take_apart (text, stretch, on_piece, &sum);
    for (guint k = 0; k < LUUKKU_WORDINGS && luukku_wording_may_tell (sum.pieces); k++) {
      double score = (double) sum.sums[k] / sqrt (sum.pieces + 1.0) + known.table.bias[k] - cost;

      if (score > best[k].score)
        best[k] = (Best){ score, i };
    }
  }
}

static gboolean
is_vetoed (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWording wording)
{
  for (guint i = stretch->first; vetoes[wording] != NULL && i < stretch->end; i++) {
    if (luukku_mod_text_is (text, i, vetoes[wording]))
      return TRUE;
  }
  return FALSE;
}

/* Signs of which a threat to a place has one at least: that a place, a time and a condition stand together
 * says nothing ("we wonder whether the nursery has room from August on"). */
static const char *const harms[] = {
  "apart",   "beware",  "blood", "bomb",     "dark",     "dead",   "event",    "fire",      "gone",
  "grave",   "happen",  "hit",   "hospital", "keepaway", "kill",   "lasttime", "left",      "massacre",
  "mehit",   "mekill",  "never", "noanswer", "parcel",   "pay",    "poison",   "precedent", "ready",
  "runover", "through", "throw", "tinder",   "vehicle",  "weapon", "wreck",    NULL,
};

static gboolean
has_harm (LuukkuModText *text, const LuukkuWordingStretch *stretch)
{
  const GArray *hits = luukku_mod_text_get_hits (text);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    const char *name = luukku_mod_lexicon_class_name (hit->row->class_id);

    if (hit->first >= stretch->first && hit->last < stretch->end && g_str_has_prefix (name, SIGN) &&
        g_strv_contains (harms, name + strlen (SIGN)))
      return TRUE;
  }
  return FALSE;
}

/* @points: of the rules. */
static gboolean
may_tell (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWording wording, guint points)
{
  if (wording == LUUKKU_WORDING_THREAT_PREMISES && points == 0 && !has_harm (text, stretch))
    return FALSE;
  return !is_vetoed (text, stretch, wording);
}

/* Adds what @best tells of a label that is not set yet; doubts one that is. */
static void
judge (LuukkuModScan *scan, const LuukkuWordingStretch *stretch, LuukkuWording wording, double score,
       double cost)
{
  static const char *const cues[] = { "wording", NULL };
  LuukkuModFinding finding = {
    .label = labels[wording], .rule = rules[wording], .cues = cues, .sentence = sentence
  };
  LuukkuModText *text = luukku_mod_scan_text (scan);
  guint points = luukku_mod_scan_points (scan, labels[wording]);

  if (points >= LUUKKU_MOD_POINTS_SET) {
    /* A rule has named the place: among how many others it stands says nothing. */
    if (points < LUUKKU_MOD_POINTS_CERTAIN && score + cost < known.table.keep[wording])
      luukku_mod_scan_doubt (scan, labels[wording]);
    return;
  }
  if (score < known.table.note[wording])
    return;
  finding.points = score >= known.table.set[wording] && may_tell (text, stretch, wording, points)
                       ? LUUKKU_MOD_POINTS_SET
                       : 1;
  tell_words (text, stretch, wording, &finding);
  luukku_mod_scan_add (scan, &finding);
}

void
luukku_mod_scan_wording (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);
  g_autoptr (GArray) stretches = luukku_wording_stretches (text);
  double cost = luukku_wording_cost (stretches->len) * LUUKKU_WORDING_UNIT;
  Best best[LUUKKU_WORDINGS];

  ensure_known ();
  for (guint k = 0; k < LUUKKU_WORDINGS; k++)
    best[k] = (Best){ NOTHING, 0 };
  find_best (text, stretches, cost, best);
  for (guint k = 0; k < LUUKKU_WORDINGS; k++) {
    if (best[k].score > NOTHING)
      judge (scan, &g_array_index (stretches, LuukkuWordingStretch, best[k].stretch), k, best[k].score, cost);
  }
}
