/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wordlist.c: reads a list and finds its rows in a text. Single words by hash, prefixes and phrases
 * one after the other: the lists are short. Pure but for the dictionaries behind the keys. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-wordlist.h"

#include "base/luukku-error.h"
#include "language/luukku-lemma-private.h"

#include <string.h>

/* So many words on either side of a hit may veto it. */
#define VETO_WORDS 4
#define MAX_PARTS 8
#define MAX_GAP 5

typedef enum {
  PART_TOKEN,
  PART_LEMMA,
  PART_PREFIX,
  PART_GAP,
} PartKind;

typedef struct {
  PartKind kind;
  guint gap;
  char *word; /* by kind: the form, its key, its beginning */
} Part;

typedef struct {
  GArray *parts;  /* Part: one for a single word */
  GArray *vetoes; /* Part (nullable) */
  char *class_name;
  gboolean strong;
} Row;

struct _LuukkuWordlist {
  char *language;
  GPtrArray *rows;     /* Row (owned) */
  GHashTable *by_form; /* form -> Row */
  GHashTable *by_key;  /* key -> Row */
  GPtrArray *others;   /* Row: prefixes and phrases */
};

static void
part_clear (Part *part)
{
  g_free (part->word);
}

static GArray *
parts_new (void)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (Part));

  g_array_set_clear_func (parts, (GDestroyNotify) part_clear);
  return parts;
}

static void
row_free (Row *row)
{
  g_clear_pointer (&row->parts, g_array_unref);
  g_clear_pointer (&row->vetoes, g_array_unref);
  g_free (row->class_name);
  g_free (row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Row, row_free)

void
luukku_wordlist_free (LuukkuWordlist *self)
{
  if (self == NULL)
    return;
  g_free (self->language);
  g_hash_table_unref (self->by_form);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* --- reading */

static void
add_part (GArray *parts, PartKind kind, char *word)
{
  Part part = { .kind = kind, .word = word };

  g_array_append_val (parts, part);
}

/* Returns: FALSE when @text is no part. */
static gboolean
read_part (GArray *parts, const char *text, const char *language)
{
  gsize length = strlen (text);
  Part gap = { .kind = PART_GAP };

  if (length == 0)
    return FALSE;
  if (*text == '*') {
    if (length != 2 || text[1] < '1' || text[1] > '0' + MAX_GAP)
      return FALSE;
    gap.gap = (guint) (text[1] - '0');
    g_array_append_val (parts, gap);
    return TRUE;
  }
  if (*text == '<') {
    g_autofree char *base = NULL;

    if (length < 3 || text[length - 1] != '>')
      return FALSE;
    base = g_strndup (text + 1, length - 2);
    add_part (parts, PART_LEMMA, luukku_word_term_key (base, language));
    return TRUE;
  }
  if (text[length - 1] == '*')
    add_part (parts, PART_PREFIX, luukku_keys_lower (text, (gssize) length - 1));
  else
    add_part (parts, PART_TOKEN, luukku_keys_lower (text, -1));
  return TRUE;
}

/* Returns: whether all parts of @text were read; a gap stands only between words. */
static gboolean
read_parts (GArray *parts, const char *text, const char *separator, const char *language)
{
  g_auto (GStrv) words = g_strsplit (text, separator, -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (!read_part (parts, words[i], language))
      return FALSE;
  }
  return parts->len > 0 && parts->len <= MAX_PARTS && g_array_index (parts, Part, 0).kind != PART_GAP &&
         g_array_index (parts, Part, parts->len - 1).kind != PART_GAP;
}

static gboolean
read_term (Row *row, const char *kind, const char *term, const char *language)
{
  g_autofree char *lower = g_utf8_strdown (term, -1);

  if (*term == '\0' || strcmp (lower, term) != 0)
    return FALSE;
  if (strcmp (kind, "phrase") == 0)
    return strchr (term, ' ') != NULL && read_parts (row->parts, term, " ", language);
  if (strpbrk (term, " *<>") != NULL)
    return FALSE;
  if (strcmp (kind, "token") == 0)
    add_part (row->parts, PART_TOKEN, luukku_keys_lower (term, -1));
  else if (strcmp (kind, "prefix") == 0)
    add_part (row->parts, PART_PREFIX, luukku_keys_lower (term, -1));
  else if (strcmp (kind, "lemma") == 0)
    add_part (row->parts, PART_LEMMA, luukku_word_term_key (term, language));
  return row->parts->len == 1;
}

/* Returns: (transfer full) (nullable): NULL when the row cannot be read. */
static Row *
read_row (const char *line, const char *language)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  guint count = g_strv_length (cells);
  g_autoptr (Row) row = g_new0 (Row, 1);

  row->parts = parts_new ();
  row->class_name = g_strdup (count > 2 ? cells[2] : "");
  if (count < 2 || count > 6 || !read_term (row, cells[1], cells[0], language))
    return NULL;
  if (count > 3 && *cells[3] != '\0') {
    row->strong = strcmp (cells[3], "strong") == 0;
    if (!row->strong && strcmp (cells[3], "mild") != 0)
      return NULL;
  }
  if (count > 4 && *cells[4] != '\0') {
    row->vetoes = parts_new ();
    if (!read_parts (row->vetoes, cells[4], ";", language))
      return NULL;
  }
  return g_steal_pointer (&row);
}

static void
file_row (LuukkuWordlist *self, Row *row)
{
  const Part *part = &g_array_index (row->parts, Part, 0);

  g_ptr_array_add (self->rows, row);
  if (row->parts->len > 1 || part->kind == PART_PREFIX)
    g_ptr_array_add (self->others, row);
  else
    g_hash_table_insert (part->kind == PART_TOKEN ? self->by_form : self->by_key, part->word, row);
}

LuukkuWordlist *
luukku_wordlist_parse (const char *name, const char *language, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (LuukkuWordlist) self = g_new0 (LuukkuWordlist, 1);

  self->language = g_strdup (language);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  self->others = g_ptr_array_new ();
  self->by_form = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; lines[i] != NULL; i++) {
    Row *row;

    g_strchomp (lines[i]);
    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    row = g_utf8_validate (lines[i], -1, NULL) ? read_row (lines[i], language) : NULL;
    if (row == NULL || self->rows->len >= LUUKKU_WORDLIST_MAX_ROWS) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        /* TRANSLATORS: a file, the number of a line */
                        N_ ("The word list %s cannot be used. Line %u: write a term in small letters, a tab, "
                            "and token, lemma, prefix or phrase."),
                        name, i + 1);
      g_clear_pointer (&row, row_free);
      return NULL;
    }
    file_row (self, row);
  }
  return g_steal_pointer (&self);
}

guint
luukku_wordlist_get_length (const LuukkuWordlist *self)
{
  return self->rows->len;
}

/* --- matching */

static gboolean
part_fits (const LuukkuWordlist *self, const Part *part, LuukkuWordText *words, guint i)
{
  const char *lower = luukku_word_text_get_lower (words, i);

  if (part->kind == PART_TOKEN)
    return strcmp (lower, part->word) == 0;
  if (part->kind == PART_PREFIX)
    return g_str_has_prefix (lower, part->word);
  return part->kind == PART_LEMMA &&
         g_strv_contains (luukku_word_text_get_keys (words, i, self->language), part->word);
}

static gboolean
same_sentence (const LuukkuWordText *words, guint a, guint b)
{
  return b < luukku_word_text_get_length (words) &&
         luukku_word_text_peek (words, a)->sentence == luukku_word_text_peek (words, b)->sentence;
}

/* Whether the parts from @part on stand from word @i on. *@ret_last: the last word. */
static gboolean
parts_fit (const LuukkuWordlist *self, const GArray *parts, guint part, LuukkuWordText *words, guint i,
           guint *ret_last)
{
  const Part *here = &g_array_index (parts, Part, part);

  if (here->kind == PART_GAP) {
    for (guint skip = 0; skip <= here->gap && same_sentence (words, i - 1, i + skip); skip++) {
      if (parts_fit (self, parts, part + 1, words, i + skip, ret_last))
        return TRUE;
    }
    return FALSE;
  }
  if (!part_fits (self, here, words, i))
    return FALSE;
  *ret_last = i;
  if (part + 1 == parts->len)
    return TRUE;
  return same_sentence (words, i, i + 1) && parts_fit (self, parts, part + 1, words, i + 1, ret_last);
}

static gboolean
is_vetoed (const LuukkuWordlist *self, const Row *row, LuukkuWordText *words, const LuukkuWordHit *hit)
{
  guint from = hit->first > VETO_WORDS ? hit->first - VETO_WORDS : 0;
  guint to = MIN (hit->last + VETO_WORDS + 1, luukku_word_text_get_length (words));

  for (guint i = from; row->vetoes != NULL && i < to; i++) {
    if (!same_sentence (words, hit->first, i))
      continue;
    for (guint j = 0; j < row->vetoes->len; j++) {
      if (part_fits (self, &g_array_index (row->vetoes, Part, j), words, i))
        return TRUE;
    }
  }
  return FALSE;
}

/* Keeps @row as the hit at word @i when it is right and longer than what *@hit has. */
static void
try_row (const LuukkuWordlist *self, const Row *row, LuukkuWordText *words, guint i, LuukkuWordHit *hit)
{
  LuukkuWordHit found = { .first = i, .last = i, .class_name = row->class_name, .strong = row->strong };

  if (row->parts->len > 1 || g_array_index (row->parts, Part, 0).kind == PART_PREFIX) {
    if (!parts_fit (self, row->parts, 0, words, i, &found.last))
      return;
  }
  if ((hit->class_name == NULL || found.last > hit->last) && !is_vetoed (self, row, words, &found))
    *hit = found;
}

/* Returns: whether a row begins at word @i; the longest one is *@hit. */
static gboolean
find_at (const LuukkuWordlist *self, LuukkuWordText *words, guint i, LuukkuWordHit *hit)
{
  const Row *row = g_hash_table_lookup (self->by_form, luukku_word_text_get_lower (words, i));

  *hit = (LuukkuWordHit){ 0 };
  if (row != NULL)
    try_row (self, row, words, i, hit);
  if (g_hash_table_size (self->by_key) > 0) {
    const char *const *keys = luukku_word_text_get_keys (words, i, self->language);

    for (guint k = 0; keys[k] != NULL; k++) {
      row = g_hash_table_lookup (self->by_key, keys[k]);
      if (row != NULL)
        try_row (self, row, words, i, hit);
    }
  }
  for (guint k = 0; k < self->others->len; k++)
    try_row (self, g_ptr_array_index (self->others, k), words, i, hit);
  return hit->class_name != NULL;
}

GArray *
luukku_wordlist_match (const LuukkuWordlist *self, LuukkuWordText *words)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (LuukkuWordHit));
  LuukkuWordHit hit;

  for (guint i = 0; i < luukku_word_text_get_length (words); i++) {
    if (!find_at (self, words, i, &hit))
      continue;
    g_array_append_val (hits, hit);
    i = hit.last;
  }
  return hits;
}
