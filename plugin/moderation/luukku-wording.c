/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording.c: adds up the weights of a message's pieces. What no rule foresaw is found here, and only
 * here is it told so vaguely: therefore its threshold is high, and below it there is but a note, which sets a
 * label together with another note only. Linear in the text. Main thread only. */
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
/* Pieces of two or three words; of fewer nothing is told: one sign would weigh too much. */
#define MIN_PIECES 45
#define SIGN "sign."

static const char *const labels[LUUKKU_WORDINGS] = {
  LUUKKU_LABEL_THREAT_PERSON, LUUKKU_LABEL_THREAT_PREMISES, LUUKKU_LABEL_HARASSMENT, LUUKKU_LABEL_HATE,
  LUUKKU_LABEL_REMOVAL,       LUUKKU_LABEL_SAFETY,          LUUKKU_LABEL_SELF_HARM,
};

/* Stored with decisions: append only. */
static const char *const rules[LUUKKU_WORDINGS] = {
  "threat.wording",  "premises.wording", "harass.wording",   "hate.wording",
  "removal.wording", "safety.wording",   "selfharm.wording",
};

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
take_letters (const char *form, gsize length, LuukkuWordingFound found, gpointer user_data)
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
        found (word + start, end - start, user_data);
    }
  }
}

static void
take_words (const char *before, const char *form, gsize length, LuukkuWordingFound found, gpointer user_data)
{
  char piece[MAX_PIECE_BYTES];
  int size = g_snprintf (piece, sizeof piece, "=%.*s", (int) length, form);

  found (piece, (gsize) size, user_data);
  if (before == NULL || strlen (before) > MAX_WORD_BYTES)
    return;
  size = g_snprintf (piece, sizeof piece, "=%s %.*s", before, (int) length, form);
  found (piece, (gsize) size, user_data);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
take_signs (LuukkuModText *text, const LuukkuWordingStretch *stretch, LuukkuWordingFound found,
            gpointer user_data)
{
  const GArray *hits = luukku_mod_text_get_hits (text);
  const char *names[MAX_SIGNS];
  char piece[MAX_PIECE_BYTES];
  guint count = 0;

  for (guint i = 0; i < hits->len && count < MAX_SIGNS; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    const char *name = luukku_mod_lexicon_class_name (hit->row->class_id);
    gboolean again = FALSE;

    if (hit->first < stretch->first || hit->last >= stretch->end ||
        strncmp (name, SIGN, strlen (SIGN)) != 0 ||
        (luukku_mod_text_word (text, hit->first)->flags & LUUKKU_MOD_WORD_QUOTED) != 0)
      continue;
    name += strlen (SIGN);
    for (guint k = 0; !again && k < count; k++)
      again = strcmp (names[k], name) == 0;
    if (!again)
      names[count++] = name;
  }
  qsort (names, count, sizeof *names, compare_names);
  for (guint i = 0; i < count; i++) {
    found (piece, (gsize) g_snprintf (piece, sizeof piece, "@%s", names[i]), user_data);
    for (guint k = i + 1; k < count; k++)
      found (piece, (gsize) g_snprintf (piece, sizeof piece, "@%s+%s", names[i], names[k]), user_data);
  }
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
      before = NULL;
      continue;
    }
    take_letters (word->form, length, found, user_data);
    take_words (before, word->form, length, found, user_data);
    if ((word->flags & LUUKKU_MOD_WORD_LAST) != 0 && folded[word->end] == '?')
      found ("?", 1, user_data);
    before = word->form;
  }
  take_signs (text, stretch, found, user_data);
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
} Sum;

static void
on_piece (const char *text, gsize length, gpointer user_data)
{
  Sum *sum = user_data;
  guint row = luukku_wording_table_find (&known.table, text, length);
  const gint8 *weights;

  sum->pieces++;
  if (row == LUUKKU_WORDING_NO_ROW || known.stretches[row] == known.stretch)
    return;
  known.stretches[row] = known.stretch;
  weights = known.table.weights + (gsize) row * LUUKKU_WORDINGS;
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    sum->sums[i] += weights[i] * (*text == '@' ? LUUKKU_WORDING_SIGN_FACTOR : 1);
}

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself.
 * "Such messages" are those of the label, e.g. threats. */
static const char sentence[] = N_ ("No single phrase, but the wording as a whole resembles such messages.");

/* Whether the stretch speaks of a play, a book, a game, laughs, or tells what another said. */
static gboolean
is_told (LuukkuModText *text, const LuukkuWordingStretch *stretch)
{
  for (guint i = stretch->first; i < stretch->end; i++) {
    if (luukku_mod_text_is (text, i, "fiction") || luukku_mod_text_is (text, i, "joking") ||
        luukku_mod_text_is (text, i, "reported"))
      return TRUE;
  }
  return FALSE;
}

gboolean
luukku_wording_may_tell (LuukkuModText *text, const LuukkuWordingStretch *stretch, guint n_pieces,
                         LuukkuWording wording)
{
  return n_pieces >= MIN_PIECES && !is_told (text, stretch);
}

static void
judge (LuukkuModScan *scan, const LuukkuWordingStretch *stretch, const Sum *sum)
{
  static const char *const cues[] = { "wording", NULL };
  LuukkuModText *text = luukku_mod_scan_text (scan);
  double root = sqrt (sum->pieces + 1.0);

  for (guint i = 0; i < LUUKKU_WORDINGS; i++) {
    double score = (double) sum->sums[i] / root + known.table.bias[i];
    LuukkuModFinding finding = { .label = labels[i], .rule = rules[i], .cues = cues, .sentence = sentence };

    if (score < known.table.note[i] || luukku_mod_scan_points (scan, labels[i]) >= LUUKKU_MOD_POINTS_SET)
      continue;
    if (!luukku_wording_may_tell (text, stretch, sum->pieces, i))
      continue;
    finding.points = score >= known.table.set[i] ? LUUKKU_MOD_POINTS_SET : 1;
    finding.start = luukku_mod_text_word (text, stretch->first)->start;
    finding.end = luukku_mod_text_word (text, stretch->end - 1)->end;
    luukku_mod_scan_add (scan, &finding);
  }
}

void
luukku_mod_scan_wording (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);
  g_autoptr (GArray) stretches = luukku_wording_stretches (text);

  ensure_known ();
  for (guint i = 0; i < stretches->len; i++) {
    const LuukkuWordingStretch *stretch = &g_array_index (stretches, LuukkuWordingStretch, i);
    Sum sum = { { 0 }, 0 };

    known.stretch++;
    luukku_wording_take_apart (text, stretch, on_piece, &sum);
    judge (scan, stretch, &sum);
  }
}
