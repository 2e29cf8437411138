/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-text.c: looks every word up and finds the rows of the lists in a message. Words are looked up
 * once, whatever the number of families; a pattern is tried only where its first word stands. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/luukku-text.h"

/* Words around a hit in the same sentence that may veto it. */
#define VETO_WORDS 12
#define NEAR_WORDS 2
/* So short a text is read in every language that shares its letters. */
#define SHORT_TEXT_WORDS 6
/* Most symbols of one word, most hits of one text: what is more is hostile. */
#define MAX_SYMBOLS 512
#define MAX_HITS 4096
#define MIN_CLITIC_STEM 3
/* Words of one text that are guessed at. */
#define MAX_GUESSES 200

struct _LuukkuModText {
  LuukkuFolded *folded;
  GArray *words;   /* LuukkuModWord */
  GArray *symbols; /* guint */
  GArray *singles; /* LuukkuModHit of one word */
  GArray *hits;    /* LuukkuModHit (nullable): not asked yet */
  guint languages; /* 1 << LuukkuModLanguage: whose single words count */
  guint guesses;
};

/* --- one word */

typedef struct {
  LuukkuModText *text;
  LuukkuModWord *word;
  guint index;
} LookUp;

static void
on_found (guint symbol, const LuukkuModRow *row, gpointer user_data)
{
  LookUp *self = user_data;
  GArray *symbols = self->text->symbols;

  if (self->word->n_symbols >= MAX_SYMBOLS)
    return;
  if (row != NULL && (self->text->languages & (1u << row->language)) == 0)
    row = NULL;
  if (row != NULL) {
    LuukkuModHit hit = { row, self->index, self->index };

    g_array_append_val (self->text->singles, hit);
  }
  g_array_append_val (symbols, symbol);
  self->word->n_symbols++;
}

static int
compare_symbols (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *) a, two = *(const guint *) b;

  return (one > two) - (one < two);
}

/* Puts the symbols of the newest word in order, each once: a common word stands in many parts. */
static void
settle_symbols (LuukkuModText *text, LuukkuModWord *word)
{
  guint *symbols = &g_array_index (text->symbols, guint, word->first_symbol);
  guint kept = 0;

  if (word->n_symbols == 0)
    return;
  qsort (symbols, word->n_symbols, sizeof *symbols, compare_symbols);
  for (guint i = 0; i < word->n_symbols; i++) {
    if (kept == 0 || symbols[i] != symbols[kept - 1])
      symbols[kept++] = symbols[i];
  }
  word->n_symbols = kept;
  g_array_set_size (text->symbols, word->first_symbol + kept);
}

static void
look_up_clitics (LookUp *self, const char *form)
{
  static const char *const clitics[] = { "kin", "kaan", "kään", "han",   "hän",   "pa", "pä",  "ko",
                                         "kö",  "pas",  "päs",  "kohan", "köhän", "ki", "kos", "kös" };
  gsize length = strlen (form);

  for (guint i = 0; i < G_N_ELEMENTS (clitics); i++) {
    gsize tail = strlen (clitics[i]);

    if (length >= tail + MIN_CLITIC_STEM && memcmp (form + length - tail, clitics[i], tail) == 0)
      luukku_mod_lexicon_look_up (form, length - tail, LUUKKU_MOD_FORM_CLITIC, on_found, self);
  }
}

static char *
with_masks_alike (const char *form)
{
  GString *masked = g_string_new (NULL);

  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (
        masked, strchr ("@#$%_|", (int) MIN (c, 127)) != NULL || c == 0x2022 || c == 0x2217 ? '*' : c);
  }
  return g_string_free (masked, FALSE);
}

static void
look_up_disguised (LookUp *self, const char *form)
{
  g_auto (GStrv) variants = luukku_mod_words_variants (form);
  guint before = self->word->n_symbols;

  for (guint i = 0; variants[i] != NULL; i++)
    luukku_mod_lexicon_look_up (variants[i], strlen (variants[i]), LUUKKU_MOD_FORM_PLAIN, on_found, self);
  if (strpbrk (form, "*@#$%_|\xe2") != NULL) {
    g_autofree char *masked = with_masks_alike (form);

    if (strchr (masked, '*') != NULL)
      luukku_mod_lexicon_look_up_masked (masked, on_found, self);
  }
  if (self->word->n_symbols > before)
    self->word->flags |= LUUKKU_MOD_WORD_DISGUISED;
}

/* What is written with a capital letter inside a sentence is a name, and no slip. */
static void
look_up_guessed (LookUp *self)
{
  guint flags = self->word->flags;

  if (self->word->n_symbols > 0 || (self->text->languages & (1u << LUUKKU_MOD_FI)) == 0 ||
      self->text->guesses >= MAX_GUESSES ||
      (flags & (LUUKKU_MOD_WORD_UPPER | LUUKKU_MOD_WORD_FIRST | LUUKKU_MOD_WORD_ALL_UPPER)) ==
          LUUKKU_MOD_WORD_UPPER)
    return;
  self->text->guesses++;
  luukku_mod_guess (self->word->form, on_found, self);
}

static void
look_up_name (LookUp *self)
{
  if ((self->word->flags & (LUUKKU_MOD_WORD_UPPER | LUUKKU_MOD_WORD_FIRST | LUUKKU_MOD_WORD_ALL_UPPER)) !=
          LUUKKU_MOD_WORD_UPPER ||
      luukku_mod_text_is (self->text, self->index, "not-name"))
    return;
  luukku_mod_lexicon_look_up_name (on_found, self);
}

/* Whether the word has @part only because it is of class @denied. */
static gboolean
hangs_on (const LookUp *self, guint part, guint denied)
{
  if (!luukku_mod_lexicon_is_part_of (denied, part))
    return FALSE;
  for (guint i = 0; i < self->word->n_symbols; i++) {
    guint symbol = g_array_index (self->text->symbols, guint, self->word->first_symbol + i);

    if (symbol != denied && luukku_mod_lexicon_is_part_of (symbol, part))
      return FALSE;
  }
  return TRUE;
}

/* Takes @denied back, and the parts of patterns that stand on it. The word is the last one looked up. */
static void
deny (LookUp *self, guint denied)
{
  for (guint i = self->word->n_symbols; i > 0; i--) {
    guint place = self->word->first_symbol + i - 1;
    guint symbol = g_array_index (self->text->symbols, guint, place);

    if (symbol == denied || hangs_on (self, symbol, denied)) {
      g_array_remove_index (self->text->symbols, place);
      self->word->n_symbols--;
    }
  }
}

static void
look_up_denied (LookUp *self)
{
  for (guint i = 0; i < self->word->n_symbols; i++) {
    guint denied =
        luukku_mod_lexicon_denied (g_array_index (self->text->symbols, guint, self->word->first_symbol + i));

    if (denied == LUUKKU_MOD_NO_SYMBOL || !luukku_mod_text_has (self->text, self->index, denied))
      continue;
    deny (self, denied);
    i = G_MAXUINT; /* from the beginning: symbols have moved */
  }
}

static void
look_up (LuukkuModText *text, guint i)
{
  LuukkuModWord *word = &g_array_index (text->words, LuukkuModWord, i);
  LookUp self = { text, word, i };

  word->first_symbol = text->symbols->len;
  if ((word->flags & (LUUKKU_MOD_WORD_LINK | LUUKKU_MOD_WORD_MAIL)) != 0)
    return;
  luukku_mod_lexicon_look_up (word->form, strlen (word->form), LUUKKU_MOD_FORM_PLAIN, on_found, &self);
  look_up_clitics (&self, word->form);
  look_up_disguised (&self, word->form);
  look_up_guessed (&self);
  settle_symbols (text, word);
  look_up_name (&self);
  settle_symbols (text, word);
  look_up_denied (&self);
}

/* --- making */

static guint
languages_of (const char *language, guint n_words)
{
  guint all = (1u << LUUKKU_MOD_LANGUAGES) - 1;

  for (guint i = 0; language != NULL && n_words > SHORT_TEXT_WORDS && i < LUUKKU_MOD_LANGUAGES; i++) {
    if (strcmp (luukku_mod_language_code (i), language) == 0)
      return 1u << i;
  }
  return all;
}

LuukkuModText *
luukku_mod_text_new (const char *text, const char *language)
{
  LuukkuModText *self = g_new0 (LuukkuModText, 1);

  self->folded = luukku_folded_new (text);
  self->words = luukku_mod_words_cut (luukku_folded_get_text (self->folded));
  self->symbols = g_array_new (FALSE, FALSE, sizeof (guint));
  self->singles = g_array_new (FALSE, FALSE, sizeof (LuukkuModHit));
  self->languages = languages_of (language, self->words->len);
  for (guint i = 0; i < self->words->len; i++)
    look_up (self, i);
  return self;
}

void
luukku_mod_text_free (LuukkuModText *self)
{
  if (self == NULL)
    return;
  luukku_folded_free (self->folded);
  g_array_unref (self->words);
  g_array_unref (self->symbols);
  g_array_unref (self->singles);
  g_clear_pointer (&self->hits, g_array_unref);
  g_free (self);
}

const char *
luukku_mod_text_get_folded (const LuukkuModText *self)
{
  return luukku_folded_get_text (self->folded);
}

const GArray *
luukku_mod_text_get_words (const LuukkuModText *self)
{
  return self->words;
}

const LuukkuModWord *
luukku_mod_text_word (const LuukkuModText *self, guint i)
{
  return &g_array_index (self->words, LuukkuModWord, i);
}

guint
luukku_mod_text_count (const LuukkuModText *self)
{
  return self->words->len;
}

gboolean
luukku_mod_text_has (const LuukkuModText *self, guint i, guint symbol)
{
  const LuukkuModWord *word = luukku_mod_text_word (self, i);

  guint low = word->first_symbol, high = low + word->n_symbols;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    guint here = g_array_index (self->symbols, guint, middle);

    if (here == symbol)
      return TRUE;
    if (here < symbol)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

const guint *
luukku_mod_text_symbols (const LuukkuModText *self, guint i, guint *ret_n)
{
  const LuukkuModWord *word = luukku_mod_text_word (self, i);

  *ret_n = word->n_symbols;
  return &g_array_index (self->symbols, guint, word->first_symbol);
}

gboolean
luukku_mod_text_is (const LuukkuModText *self, guint i, const char *class_name)
{
  const guint32 *symbols = luukku_mod_lexicon_symbols (class_name);

  for (guint language = 0; symbols != NULL && language < LUUKKU_MOD_LANGUAGES; language++) {
    if (symbols[language] != LUUKKU_MOD_NO_SYMBOL && luukku_mod_text_has (self, i, symbols[language]))
      return TRUE;
  }
  return FALSE;
}

void
luukku_mod_text_map (const LuukkuModText *self, guint start, guint end, guint *ret_start, guint *ret_end)
{
  luukku_folded_map (self->folded, start, end, ret_start, ret_end);
}

/* --- patterns */

static gboolean parts_fit (const LuukkuModText *self, const LuukkuModRow *row, guint part, guint i,
                           guint *ret_last);

/* Whether nothing of @row has to stand from @part on. */
static gboolean
may_end (const LuukkuModRow *row, guint part)
{
  for (; part < row->n_parts; part++) {
    const LuukkuModPart *here = luukku_mod_lexicon_parts (row) + part;

    if (here->kind != LUUKKU_MOD_PART_GAP && here->kind != LUUKKU_MOD_PART_WIDE_GAP && !here->optional)
      return FALSE;
  }
  return TRUE;
}

/* From a gap on: up to its words are passed over, in one clause or in one sentence. */
static gboolean
gap_fits (const LuukkuModText *self, const LuukkuModRow *row, guint part, guint i, guint *ret_last)
{
  const LuukkuModPart *gap = luukku_mod_lexicon_parts (row) + part;
  gboolean at_start = part > 0 && gap[-1].kind == LUUKKU_MOD_PART_START;
  const LuukkuModWord *before;

  if (i >= self->words->len || (i == 0 && !at_start))
    return may_end (row, part + 1);
  before = luukku_mod_text_word (self, at_start ? i : i - 1);
  for (guint skip = 0; skip <= gap->symbol && i + skip < self->words->len; skip++) {
    const LuukkuModWord *word = luukku_mod_text_word (self, i + skip);

    if (word->sentence != before->sentence ||
        (gap->kind == LUUKKU_MOD_PART_GAP && word->clause != before->clause))
      break;
    if (parts_fit (self, row, part + 1, i + skip, ret_last))
      return TRUE;
  }
  return may_end (row, part + 1);
}

/* Whether the parts from @part on stand from word @i on; a sentence has begun before. */
static gboolean
parts_fit (const LuukkuModText *self, const LuukkuModRow *row, guint part, guint i, guint *ret_last)
{
  const LuukkuModPart *here;

  if (part == row->n_parts)
    return TRUE;
  here = luukku_mod_lexicon_parts (row) + part;
  switch ((LuukkuModPartKind) here->kind) {
  case LUUKKU_MOD_PART_START:
    return i < self->words->len && (luukku_mod_text_word (self, i)->flags & LUUKKU_MOD_WORD_FIRST) != 0 &&
           parts_fit (self, row, part + 1, i, ret_last);
  case LUUKKU_MOD_PART_END:
    return i > 0 && (luukku_mod_text_word (self, i - 1)->flags & LUUKKU_MOD_WORD_LAST) != 0 &&
           part + 1 == row->n_parts;
  case LUUKKU_MOD_PART_GAP:
  case LUUKKU_MOD_PART_WIDE_GAP:
    return gap_fits (self, row, part, i, ret_last);
  case LUUKKU_MOD_PART_SYMBOL:
  default:
    break;
  }
  if (i < self->words->len && luukku_mod_text_has (self, i, here->symbol) &&
      (part == 0 || *ret_last == G_MAXUINT ||
       luukku_mod_text_word (self, i)->sentence == luukku_mod_text_word (self, *ret_last)->sentence)) {
    guint last = *ret_last;

    *ret_last = i;
    if (parts_fit (self, row, part + 1, i + 1, ret_last))
      return TRUE;
    *ret_last = last;
  }
  return here->optional && parts_fit (self, row, part + 1, i, ret_last);
}

/* A thing is an object only beside the verb: it vetoes from close by, other words from farther. */
static gboolean
is_near (const LuukkuModText *self, const LuukkuModHit *hit, guint i)
{
  guint clause = luukku_mod_text_word (self, i)->clause;

  return i + NEAR_WORDS >= hit->first && i <= hit->last + NEAR_WORDS &&
         clause >= luukku_mod_text_word (self, hit->first)->clause &&
         clause <= luukku_mod_text_word (self, hit->last)->clause;
}

static gboolean
is_vetoed (const LuukkuModText *self, const LuukkuModHit *hit)
{
  guint sentence = luukku_mod_text_word (self, hit->first)->sentence;
  guint from = hit->first > VETO_WORDS ? hit->first - VETO_WORDS : 0;
  guint to = MIN (hit->last + VETO_WORDS + 1, self->words->len);
  guint thing = luukku_mod_lexicon_symbol ("thing", (LuukkuModLanguage) hit->row->language);

  for (guint i = from; hit->row->n_vetoes > 0 && i < to; i++) {
    if (luukku_mod_text_word (self, i)->sentence != sentence)
      continue;
    for (guint k = 0; k < hit->row->n_vetoes; k++) {
      guint veto = luukku_mod_lexicon_vetoes (hit->row)[k];

      if (luukku_mod_text_has (self, i, veto) && (veto != thing || is_near (self, hit, i)))
        return TRUE;
    }
  }
  return FALSE;
}

static void
add_hit (LuukkuModText *self, const LuukkuModHit *hit)
{
  if (self->hits->len < MAX_HITS &&
      strchr (luukku_mod_lexicon_class_name (hit->row->class_id), '.') != NULL && !is_vetoed (self, hit))
    g_array_append_val (self->hits, *hit);
}

static void
try_patterns (LuukkuModText *self, const guint32 *patterns, guint count, guint i)
{
  for (guint k = 0; k < count; k++) {
    LuukkuModHit hit = { luukku_mod_lexicon_row (patterns[k]), i, G_MAXUINT };

    if (parts_fit (self, hit.row, 0, i, &hit.last) && hit.last != G_MAXUINT)
      add_hit (self, &hit);
  }
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const LuukkuModHit *one = a, *two = b;

  return one->first != two->first ? (one->first > two->first ? 1 : -1)
                                  : (one->last > two->last) - (one->last < two->last);
}

const GArray *
luukku_mod_text_get_hits (LuukkuModText *self)
{
  if (self->hits != NULL)
    return self->hits;
  self->hits = g_array_new (FALSE, FALSE, sizeof (LuukkuModHit));
  for (guint i = 0; i < self->singles->len; i++)
    add_hit (self, &g_array_index (self->singles, LuukkuModHit, i));
  for (guint i = 0; i < self->words->len; i++) {
    const LuukkuModWord *word = luukku_mod_text_word (self, i);
    const guint32 *patterns;
    guint count;

    for (guint k = 0; k < word->n_symbols; k++) {
      guint symbol = g_array_index (self->symbols, guint, word->first_symbol + k);

      patterns = luukku_mod_lexicon_patterns (symbol, &count);
      try_patterns (self, patterns, count, i);
    }
    if ((word->flags & LUUKKU_MOD_WORD_FIRST) != 0) {
      patterns = luukku_mod_lexicon_start_patterns (&count);
      try_patterns (self, patterns, count, i);
    }
  }
  g_array_sort (self->hits, compare_hits);
  return self->hits;
}
