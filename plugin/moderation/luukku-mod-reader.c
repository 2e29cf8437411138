/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-reader.c: the lists of incoming messages' words, from their text to the bytes that are compiled
 * in. Nothing of this runs in Pidgin: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-reader.h"

#include <string.h>

/* From so many letters on a term is found without its dots and rings, too. */
#define PLAIN_LETTERS 6
/* Swearing has its letters masked; other words are not guessed at. */
#define MASKED_CLASS "profanity."
/* Begins the name of a class whose words are not of the other class. */
#define DENYING "not-"
/* A row that belongs to none. */
#define NO_ROW G_MAXUINT32
#define BUCKETS_PER_ENTRY 2

struct _LuukkuModReader {
  GArray *sections[LUUKKU_MOD_SECTIONS]; /* of guint32 */
  GString *strings;
  GHashTable *stems;   /* stem -> place + 1 among the strings */
  GHashTable *classes; /* name -> number + 1 */
  GHashTable *parts;   /* "fi=a|b" -> symbol + 1 */
  guint32 n_symbols;
  GArray *patterns;    /* guint32 pairs: symbol, row */
  GArray *parents;     /* guint32 pairs: symbol, part */
  GPtrArray *problems; /* (owned) */
  GChecksum *digest;
};

/* One word of a term on its way into the table. */
typedef struct {
  LuukkuModLanguage language;
  guint32 symbol, row; /* NO_ROW */
} Word;

/* --- numbers for names */

static void
append (GArray *section, guint32 word)
{
  g_array_append_val (section, word);
}

static guint32
put_string (LuukkuModReader *self, const char *text)
{
  guint32 place = (guint32) self->strings->len;

  g_string_append_len (self->strings, text, (gssize) strlen (text) + 1);
  return place;
}

static guint32
class_number (LuukkuModReader *self, const char *name)
{
  guint32 known = GPOINTER_TO_UINT (g_hash_table_lookup (self->classes, name));

  if (known != 0)
    return known - 1;
  known = g_hash_table_size (self->classes) + 1;
  g_hash_table_insert (self->classes, g_strdup (name), GUINT_TO_POINTER (known));
  append (self->sections[LUUKKU_MOD_NAMES], put_string (self, name));
  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++)
    append (self->sections[LUUKKU_MOD_NAME_SYMBOLS], LUUKKU_MOD_NO_SYMBOL);
  return known - 1;
}

static guint32
class_symbol (LuukkuModReader *self, LuukkuModLanguage language, const char *name)
{
  guint32 number = class_number (self, name);
  guint32 *symbol = &g_array_index (self->sections[LUUKKU_MOD_NAME_SYMBOLS], guint32,
                                    number * LUUKKU_MOD_LANGUAGES + language);

  if (*symbol == LUUKKU_MOD_NO_SYMBOL)
    *symbol = self->n_symbols++;
  return *symbol;
}

static const LuukkuModRow *
row_at (const LuukkuModReader *self, guint32 row)
{
  return (const LuukkuModRow *) (gconstpointer) self->sections[LUUKKU_MOD_ROWS]->data + row;
}

static const char *
class_name_of (const LuukkuModReader *self, guint32 row)
{
  guint32 place = g_array_index (self->sections[LUUKKU_MOD_NAMES], guint32, row_at (self, row)->class_id);

  return self->strings->str + place;
}

/* --- reading */

static void
add_entry (LuukkuModReader *self, const Word *word, guint32 flags, const char *stem)
{
  LuukkuModEntry entry = { .symbol = word->symbol, .language = word->language, .flags = flags };
  guint32 place = GPOINTER_TO_UINT (g_hash_table_lookup (self->stems, stem));

  if (place == 0) {
    place = put_string (self, stem) + 1;
    g_hash_table_insert (self->stems, g_strdup (stem), GUINT_TO_POINTER (place));
  }
  entry.stem = place - 1;
  entry.row = word->row + 1;
  g_array_append_vals (self->sections[LUUKKU_MOD_ENTRIES], &entry, sizeof entry / sizeof (guint32));
}

/* Returns: (transfer full) (nullable): @stem without dots and rings; NULL when it has none or is short. */
static char *
plain_letters (const char *stem)
{
  GString *plain;
  gboolean changed = FALSE;

  if (g_utf8_strlen (stem, -1) < PLAIN_LETTERS)
    return NULL;
  plain = g_string_new (NULL);
  for (const char *p = stem; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    changed = changed || c == 0xe4 || c == 0xe5 || c == 0xf6;
    g_string_append_unichar (plain, c == 0xe4 || c == 0xe5 ? 'a' : c == 0xf6 ? 'o' : c);
  }
  return g_string_free (plain, !changed);
}

/* One alternative of a word. Returns: FALSE when it cannot be read. */
static gboolean
add_word (LuukkuModReader *self, const char *term, const Word *word)
{
  gsize length = strlen (term);
  guint32 flags = length > 1 && *term == '*' ? LUUKKU_MOD_OPEN_START : 0;
  g_autofree char *stem = NULL, *plain = NULL;

  term += flags != 0;
  length -= flags != 0;
  if (length > 1 && term[length - 1] == '*')
    flags |= LUUKKU_MOD_OPEN_END;
  else if (length > 1 && term[length - 1] == '~')
    flags |= LUUKKU_MOD_INFLECTS;
  else if (length > 1 && term[length - 1] == '+')
    flags |= LUUKKU_MOD_CONJUGATES;
  length -= (flags & ~(guint32) LUUKKU_MOD_OPEN_START) != 0;
  stem = g_strndup (term, length);
  if (length == 0 || length > LUUKKU_MOD_MAX_STEM_BYTES || strpbrk (stem, "*~+") != NULL)
    return FALSE;
  add_entry (self, word, flags, stem);
  plain = plain_letters (stem);
  if (plain != NULL)
    add_entry (self, word, flags, plain);
  return TRUE;
}

static void
add_pair (GArray *pairs, guint32 one, guint32 other)
{
  append (pairs, one);
  append (pairs, other);
}

/* The words of one part, "a|b*|@c". A part that is one class is the class's own symbol. */
static gboolean
read_words (LuukkuModReader *self, const char *text, LuukkuModLanguage language, guint32 *ret_symbol)
{
  g_autofree char *key = g_strdup_printf ("%s=%s", luukku_mod_language_code (language), text);
  g_auto (GStrv) words = NULL;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->parts, key));
  Word word = { .language = language, .row = NO_ROW };

  if (*text == '@' && strchr (text, '|') == NULL) {
    *ret_symbol = class_symbol (self, language, text + 1);
    return text[1] != '\0';
  }
  if (known != 0) {
    *ret_symbol = known - 1;
    return TRUE;
  }
  word.symbol = *ret_symbol = self->n_symbols++;
  g_hash_table_insert (self->parts, g_steal_pointer (&key), GUINT_TO_POINTER (*ret_symbol + 1));
  words = g_strsplit (text, "|", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '@')
      add_pair (self->parents, class_symbol (self, language, words[i] + 1), *ret_symbol);
    else if (!add_word (self, words[i], &word))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_part (LuukkuModReader *self, char *text, LuukkuModLanguage language)
{
  LuukkuModPart part = { .kind = LUUKKU_MOD_PART_SYMBOL };
  gsize length = strlen (text);

  if (g_str_equal (text, "^") || g_str_equal (text, "$")) {
    part.kind = *text == '^' ? LUUKKU_MOD_PART_START : LUUKKU_MOD_PART_END;
  } else if (*text == '*' && (g_ascii_isdigit (text[1]) || (text[1] == '*' && g_ascii_isdigit (text[2])))) {
    part.kind = text[1] == '*' ? LUUKKU_MOD_PART_WIDE_GAP : LUUKKU_MOD_PART_GAP;
    part.symbol = (guint32) g_ascii_strtoull (text + 1 + (text[1] == '*'), NULL, 10);
    if (part.symbol == 0 || part.symbol > LUUKKU_MOD_MAX_GAP)
      return FALSE;
  } else {
    part.optional = length > 1 && text[length - 1] == '?';
    if (part.optional)
      text[length - 1] = '\0';
    if (*text == '\0' || !read_words (self, text, language, &part.symbol))
      return FALSE;
  }
  g_array_append_vals (self->sections[LUUKKU_MOD_PARTS], &part, sizeof part / sizeof (guint32));
  return TRUE;
}

static gboolean
read_pattern (LuukkuModReader *self, LuukkuModRow *row, const char *term)
{
  g_auto (GStrv) words = g_strsplit (term, " ", -1);
  const guint32 size = sizeof (LuukkuModPart) / sizeof (guint32);
  const LuukkuModPart *first;

  row->first_part = self->sections[LUUKKU_MOD_PARTS]->len / size;
  for (guint i = 0; words[i] != NULL; i++) {
    if (!read_part (self, words[i], row->language))
      return FALSE;
    row->n_parts++;
  }
  first = (const LuukkuModPart *) (gconstpointer) self->sections[LUUKKU_MOD_PARTS]->data + row->first_part;
  return row->n_parts <= LUUKKU_MOD_MAX_PARTS && !first->optional &&
         (first->kind == LUUKKU_MOD_PART_SYMBOL || first->kind == LUUKKU_MOD_PART_START);
}

static void
file_pattern (LuukkuModReader *self, const LuukkuModRow *row, guint32 number)
{
  const LuukkuModPart *first =
      (const LuukkuModPart *) (gconstpointer) self->sections[LUUKKU_MOD_PARTS]->data + row->first_part;

  if (first->kind == LUUKKU_MOD_PART_START)
    append (self->sections[LUUKKU_MOD_AT_START], number);
  else
    add_pair (self->patterns, first->symbol, number);
}

static gboolean
read_vetoes (LuukkuModReader *self, LuukkuModRow *row, const char *cell)
{
  g_auto (GStrv) words = g_strsplit (cell, ";", -1);

  row->first_veto = self->sections[LUUKKU_MOD_VETOES]->len;
  for (guint i = 0; words[i] != NULL; i++) {
    guint32 symbol;

    if (*words[i] == '\0' || !read_words (self, words[i], row->language, &symbol))
      return FALSE;
    append (self->sections[LUUKKU_MOD_VETOES], symbol);
    row->n_vetoes++;
  }
  return TRUE;
}

/* Each of the words "a|b*" of a term has the row's class and the row itself. */
static gboolean
read_single (LuukkuModReader *self, const LuukkuModRow *row, guint32 number, const char *term,
             const char *class)
{
  g_auto (GStrv) words = g_strsplit (term, "|", -1);
  const Word word = { .language = row->language,
                      .symbol = class_symbol (self, row->language, class),
                      .row = number };

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '@' || !add_word (self, words[i], &word))
      return FALSE;
  }
  return TRUE;
}

/* Number of the next row: it is put there when it has been read. */
static guint32
next_row (const LuukkuModReader *self)
{
  return self->sections[LUUKKU_MOD_ROWS]->len / (sizeof (LuukkuModRow) / sizeof (guint32));
}

static gboolean
read_cells (LuukkuModReader *self, char **cells, LuukkuModRow *row)
{
  guint count = g_strv_length (cells);

  if (count < 2 || count > 4 || *cells[0] == '\0' || *cells[1] == '\0')
    return FALSE;
  if (count > 2 && *cells[2] != '\0') {
    row->strong = g_str_equal (cells[2], "strong");
    if (!row->strong && !g_str_equal (cells[2], "weak"))
      return FALSE;
  }
  if (count > 3 && *cells[3] != '\0' && !read_vetoes (self, row, cells[3]))
    return FALSE;
  row->class_id = class_number (self, cells[1]);
  if (strchr (cells[0], ' ') == NULL && *cells[0] != '@')
    return read_single (self, row, next_row (self), cells[0], cells[1]);
  if (strchr (cells[1], '.') == NULL || !read_pattern (self, row, cells[0]))
    return FALSE;
  file_pattern (self, row, next_row (self));
  return TRUE;
}

static gboolean
read_row (LuukkuModReader *self, const char *line, LuukkuModLanguage language)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  LuukkuModRow row = { .language = language, .strong = TRUE };
  gboolean fine = read_cells (self, cells, &row);

  g_array_append_vals (self->sections[LUUKKU_MOD_ROWS], &row, sizeof row / sizeof (guint32));
  return fine;
}

void
luukku_mod_reader_add (LuukkuModReader *self, const char *name, LuukkuModLanguage language, const char *text,
                       gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);

  g_checksum_update (self->digest, (const guchar *) text, (gssize) length);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    if (!g_utf8_validate (lines[i], -1, NULL) || !read_row (self, lines[i], language))
      g_ptr_array_add (self->problems, g_strdup_printf ("%s:%u: %s", name, i + 1, lines[i]));
  }
}

const GPtrArray *
luukku_mod_reader_get_problems (const LuukkuModReader *self)
{
  return self->problems;
}

/* --- putting in order */

/* Which class takes which other one back. */
static void
list_denied (LuukkuModReader *self)
{
  const guint32 *symbols = (const guint32 *) (gconstpointer) self->sections[LUUKKU_MOD_NAME_SYMBOLS]->data;
  GArray *denied = self->sections[LUUKKU_MOD_DENIED];
  GHashTableIter iter;
  gpointer name, number;

  for (guint32 i = 0; i < self->n_symbols; i++)
    append (denied, LUUKKU_MOD_NO_SYMBOL);
  g_hash_table_iter_init (&iter, self->classes);
  while (g_hash_table_iter_next (&iter, &name, &number)) {
    const char *other = g_str_has_prefix (name, DENYING) ? (const char *) name + strlen (DENYING) : NULL;
    guint32 one = GPOINTER_TO_UINT (number);
    guint32 two = other != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->classes, other)) : 0;

    for (guint i = 0; two != 0 && i < LUUKKU_MOD_LANGUAGES; i++) {
      guint32 denying = symbols[(one - 1) * LUUKKU_MOD_LANGUAGES + i];

      if (denying != LUUKKU_MOD_NO_SYMBOL)
        g_array_index (denied, guint32, denying) = symbols[(two - 1) * LUUKKU_MOD_LANGUAGES + i];
    }
  }
}

/* Which class a symbol stands for. */
static void
list_classes (LuukkuModReader *self)
{
  const GArray *symbols = self->sections[LUUKKU_MOD_NAME_SYMBOLS];
  GArray *classes = self->sections[LUUKKU_MOD_CLASS_OF];

  for (guint32 i = 0; i < self->n_symbols; i++)
    append (classes, LUUKKU_MOD_NO_SYMBOL);
  for (guint32 i = 0; i < symbols->len; i++) {
    guint32 symbol = g_array_index (symbols, guint32, i);

    if (symbol != LUUKKU_MOD_NO_SYMBOL)
      g_array_index (classes, guint32, symbol) = i / LUUKKU_MOD_LANGUAGES;
  }
}

/* Puts the second numbers of @pairs behind each other by their first one, in their order; @places says where
 * those of each begin. */
static void
list_by_symbol (const GArray *pairs, guint32 n_symbols, GArray *places, GArray *members)
{
  g_autofree guint32 *next = g_new0 (guint32, n_symbols + 1);

  for (guint i = 0; i < pairs->len; i += 2)
    next[g_array_index (pairs, guint32, i) + 1]++;
  for (guint32 i = 0; i < n_symbols; i++)
    next[i + 1] += next[i];
  g_array_append_vals (places, next, n_symbols + 1);
  g_array_set_size (members, pairs->len / 2);
  for (guint i = 0; i < pairs->len; i += 2)
    g_array_index (members, guint32, next[g_array_index (pairs, guint32, i)]++) =
        g_array_index (pairs, guint32, i + 1);
}

static guint32
power_of_two (guint32 least)
{
  guint32 size = 64;

  while (size < least)
    size *= 2;
  return size;
}

/* By hash; of one hash the last one read comes first. */
static void
sort_entries (LuukkuModReader *self)
{
  const guint words = sizeof (LuukkuModEntry) / sizeof (guint32);
  GArray *entries = self->sections[LUUKKU_MOD_ENTRIES];
  guint32 count = entries->len / words;
  guint32 size = power_of_two (count * BUCKETS_PER_ENTRY);
  g_autofree LuukkuModEntry *unsorted = g_memdup2 (entries->data, count * sizeof (LuukkuModEntry));
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = count; i > 0; i--)
    add_pair (pairs, luukku_mod_table_hash (self->strings->str + unsorted[i - 1].stem) & (size - 1), i - 1);
  list_by_symbol (pairs, size, self->sections[LUUKKU_MOD_BUCKETS], order);
  g_array_set_size (entries, 0);
  for (guint32 i = 0; i < count; i++)
    g_array_append_vals (entries, &unsorted[g_array_index (order, guint32, i)], words);
  pairs->len = 0;
  for (guint32 i = 0; i < count; i++) { /* swearing, in the order in which it was read */
    const LuukkuModEntry *entry = &unsorted[g_array_index (order, guint32, i)];

    if (entry->row != 0 && g_str_has_prefix (class_name_of (self, entry->row - 1), MASKED_CLASS))
      add_pair (pairs, g_array_index (order, guint32, i), i);
  }
  g_array_set_size (order, 0);
  list_by_symbol (pairs, count, order, self->sections[LUUKKU_MOD_MASKED]);
}

static void
list_names (LuukkuModReader *self)
{
  GArray *names = self->sections[LUUKKU_MOD_NAMES], *buckets = self->sections[LUUKKU_MOD_NAME_BUCKETS];
  guint32 mask = power_of_two (names->len * BUCKETS_PER_ENTRY) - 1;

  g_array_set_size (buckets, mask + 1);
  for (guint32 i = 0; i < names->len; i++) {
    guint32 place = luukku_mod_table_hash (self->strings->str + g_array_index (names, guint32, i)) & mask;

    while (g_array_index (buckets, guint32, place) != 0)
      place = (place + 1) & mask;
    g_array_index (buckets, guint32, place) = i + 1;
  }
}

GBytes *
luukku_mod_reader_finish (LuukkuModReader *self)
{
  guint8 digest[LUUKKU_MOD_DIGEST_BYTES];
  gsize size = sizeof digest;

  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++) { /* which no row has to name */
    class_symbol (self, i, "name");
    class_symbol (self, i, "not-name");
  }
  sort_entries (self);
  list_denied (self);
  list_classes (self);
  list_by_symbol (self->patterns, self->n_symbols, self->sections[LUUKKU_MOD_PATTERNS_OF],
                  self->sections[LUUKKU_MOD_PATTERNS]);
  list_by_symbol (self->parents, self->n_symbols, self->sections[LUUKKU_MOD_PARENTS_OF],
                  self->sections[LUUKKU_MOD_PARENTS]);
  list_names (self);
  g_checksum_get_digest (self->digest, digest, &size);
  return luukku_mod_table_lay_out (self->sections, self->strings, digest);
}

/* --- life */

LuukkuModReader *
luukku_mod_reader_new (void)
{
  LuukkuModReader *self = g_new0 (LuukkuModReader, 1);

  for (guint i = 0; i < LUUKKU_MOD_SECTIONS; i++)
    self->sections[i] = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->strings = g_string_new (NULL);
  self->stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->parents = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->digest = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

void
luukku_mod_reader_free (LuukkuModReader *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LUUKKU_MOD_SECTIONS; i++)
    g_array_unref (self->sections[i]);
  g_string_free (self->strings, TRUE);
  g_hash_table_unref (self->stems);
  g_hash_table_unref (self->classes);
  g_hash_table_unref (self->parts);
  g_array_unref (self->patterns);
  g_array_unref (self->parents);
  g_ptr_array_unref (self->problems);
  g_checksum_free (self->digest);
  g_free (self);
}
