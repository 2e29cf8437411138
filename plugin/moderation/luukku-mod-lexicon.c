/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-lexicon.c: reads the lists once and tells what a word is.
 *
 * Every word of a term stands in one hash table by its stem (what is left without "*" and "~"). A word is
 * hashed from each of its letters on, a letter at a time, so all stems in it are found in time that depends
 * on the word alone, whatever the number of terms. A word carries symbols: "fi:kill-me" for a class, "fi=a|b"
 * for the alternatives of a pattern's part. Main thread only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-lexicon.h"

#include <gio/gio.h>
#include <string.h>

#include "luukku-moderation-resources.h"
#include "moderation/luukku-wording.h"

#define ROOT "/org/luukku/moderation"
#define VERSION 1
#define MAX_STEM_BYTES 64
/* From so many letters on a term is found without its dots and rings, too. */
#define PLAIN_LETTERS 6
/* Swearing has its letters masked; other words are not guessed at. */
#define MASKED_CLASS "profanity."
#define MAX_MASKED 8
/* Begins the name of a class whose words are not of the other class. */
#define DENYING "not-"

#define HASH_START 2166136261u
#define HASH_FACTOR 16777619u

typedef struct {
  char *stem; /* (owned) */
  guint symbol;
  const LuukkuModRow *row; /* (nullable): no ref */
  LuukkuModLanguage language;
  gboolean open_start, open_end, inflects, conjugates;
  guint next; /* index + 1 of the next entry in the same bucket; 0: none */
} Entry;

static struct {
  GArray *entries;
  guint *buckets;
  guint mask;
  GHashTable *classes;    /* name -> number + 1 */
  GPtrArray *class_names; /* (owned) */
  GHashTable *symbols;    /* "fi:kill-me", "fi=a|b" -> number + 1 */
  GPtrArray *rows;        /* LuukkuModRow (owned) */
  GPtrArray *patterns;    /* by symbol: GPtrArray of LuukkuModRow (no ref) (nullable) */
  GPtrArray *at_start;    /* patterns that begin with ^ */
  GPtrArray *parents;     /* by symbol of a class: GArray of the parts that name it among others (nullable) */
  GHashTable *denied;     /* symbol of "not-x" -> symbol of "x" + 1 */
  GPtrArray *problems;    /* sentences (owned) */
  GPtrArray *masked;      /* Entry indices + 1 of swearing */
  char *version;          /* (owned) */
} lexicon;

static const char *const codes[LUUKKU_MOD_LANGUAGES] = { "fi", "sv", "en", "ru", "et", "uk", "ar" };

const char *
luukku_mod_language_code (LuukkuModLanguage language)
{
  return codes[language];
}

static guint
number_of (GHashTable *table, const char *name)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (table, name));

  if (known == 0) {
    known = g_hash_table_size (table) + 1;
    g_hash_table_insert (table, g_strdup (name), GUINT_TO_POINTER (known));
  }
  return known - 1;
}

static guint
class_number (const char *name)
{
  guint number = number_of (lexicon.classes, name);

  if (number == lexicon.class_names->len)
    g_ptr_array_add (lexicon.class_names, g_strdup (name));
  return number;
}

static guint
class_symbol (LuukkuModLanguage language, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s:%s", codes[language], name);

  return number_of (lexicon.symbols, key);
}

/* --- reading */

static void
row_free (LuukkuModRow *row)
{
  g_clear_pointer (&row->parts, g_array_unref);
  g_clear_pointer (&row->vetoes, g_array_unref);
  g_free (row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuModRow, row_free)

static void
add_entry (Entry entry, const char *stem)
{
  entry.stem = g_strdup (stem);
  g_array_append_val (lexicon.entries, entry);
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
add_word (const char *term, LuukkuModLanguage language, guint symbol, const LuukkuModRow *row)
{
  gsize length = strlen (term);
  Entry entry = { .symbol = symbol, .row = row, .language = language };
  g_autofree char *stem = NULL, *plain = NULL;

  entry.open_start = length > 1 && *term == '*';
  term += entry.open_start;
  length -= entry.open_start;
  entry.open_end = length > 1 && term[length - 1] == '*';
  entry.inflects = length > 1 && term[length - 1] == '~';
  entry.conjugates = length > 1 && term[length - 1] == '+';
  length -= entry.open_end || entry.inflects || entry.conjugates;
  if (length == 0 || length > MAX_STEM_BYTES || memchr (term, '*', length) != NULL ||
      memchr (term, '~', length) != NULL || memchr (term, '+', length) != NULL)
    return FALSE;
  stem = g_strndup (term, length);
  add_entry (entry, stem);
  plain = plain_letters (stem);
  if (plain != NULL)
    add_entry (entry, plain);
  return TRUE;
}

static void
add_parent (guint symbol, guint parent)
{
  if (symbol >= lexicon.parents->len)
    g_ptr_array_set_size (lexicon.parents, (int) symbol + 1);
  if (lexicon.parents->pdata[symbol] == NULL)
    lexicon.parents->pdata[symbol] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val ((GArray *) lexicon.parents->pdata[symbol], parent);
}

/* The words of one part, "a|b*|@c". A part that is one class is the class's own symbol. */
static gboolean
read_words (const char *text, LuukkuModLanguage language, guint *ret_symbol)
{
  g_autofree char *key = g_strdup_printf ("%s=%s", codes[language], text);
  g_auto (GStrv) words = NULL;
  guint known;

  if (*text == '@' && strchr (text, '|') == NULL) {
    *ret_symbol = class_symbol (language, text + 1);
    return text[1] != '\0';
  }
  known = g_hash_table_size (lexicon.symbols);
  *ret_symbol = number_of (lexicon.symbols, key);
  if (*ret_symbol < known)
    return TRUE;
  words = g_strsplit (text, "|", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '@') {
      add_parent (class_symbol (language, words[i] + 1), *ret_symbol);
    } else if (!add_word (words[i], language, *ret_symbol, NULL)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_part (GArray *parts, char *text, LuukkuModLanguage language)
{
  LuukkuModPart part = { .kind = LUUKKU_MOD_PART_SYMBOL };
  gsize length = strlen (text);

  if (g_str_equal (text, "^") || g_str_equal (text, "$")) {
    part.kind = *text == '^' ? LUUKKU_MOD_PART_START : LUUKKU_MOD_PART_END;
  } else if (*text == '*' && (g_ascii_isdigit (text[1]) || (text[1] == '*' && g_ascii_isdigit (text[2])))) {
    part.kind = text[1] == '*' ? LUUKKU_MOD_PART_WIDE_GAP : LUUKKU_MOD_PART_GAP;
    part.symbol = (guint) g_ascii_strtoull (text + 1 + (text[1] == '*'), NULL, 10);
    if (part.symbol == 0 || part.symbol > LUUKKU_MOD_MAX_GAP)
      return FALSE;
  } else {
    part.optional = length > 1 && text[length - 1] == '?';
    if (part.optional)
      text[length - 1] = '\0';
    if (*text == '\0' || !read_words (text, language, &part.symbol))
      return FALSE;
  }
  g_array_append_val (parts, part);
  return TRUE;
}

static gboolean
read_pattern (LuukkuModRow *row, const char *term)
{
  g_auto (GStrv) words = g_strsplit (term, " ", -1);
  const LuukkuModPart *first;

  row->parts = g_array_new (FALSE, FALSE, sizeof (LuukkuModPart));
  for (guint i = 0; words[i] != NULL; i++) {
    if (!read_part (row->parts, words[i], row->language))
      return FALSE;
  }
  first = &g_array_index (row->parts, LuukkuModPart, 0);
  return row->parts->len <= LUUKKU_MOD_MAX_PARTS && !first->optional &&
         (first->kind == LUUKKU_MOD_PART_SYMBOL || first->kind == LUUKKU_MOD_PART_START);
}

static void
file_pattern (const LuukkuModRow *row)
{
  const LuukkuModPart *first = &g_array_index (row->parts, LuukkuModPart, 0);

  if (first->kind == LUUKKU_MOD_PART_START) {
    g_ptr_array_add (lexicon.at_start, (gpointer) row);
    return;
  }
  if (first->symbol >= lexicon.patterns->len)
    g_ptr_array_set_size (lexicon.patterns, (int) first->symbol + 1);
  if (lexicon.patterns->pdata[first->symbol] == NULL)
    lexicon.patterns->pdata[first->symbol] = g_ptr_array_new ();
  g_ptr_array_add (lexicon.patterns->pdata[first->symbol], (gpointer) row);
}

static gboolean
read_vetoes (LuukkuModRow *row, const char *cell)
{
  g_auto (GStrv) words = g_strsplit (cell, ";", -1);

  row->vetoes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; words[i] != NULL; i++) {
    guint symbol;

    if (*words[i] == '\0' || !read_words (words[i], row->language, &symbol))
      return FALSE;
    g_array_append_val (row->vetoes, symbol);
  }
  return TRUE;
}

static gboolean
read_row (const char *line, LuukkuModLanguage language)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  guint count = g_strv_length (cells);
  LuukkuModRow *row = g_new0 (LuukkuModRow, 1);

  g_ptr_array_add (lexicon.rows, row);
  row->language = language;
  row->strong = TRUE;
  if (count < 2 || count > 4 || *cells[0] == '\0' || *cells[1] == '\0')
    return FALSE;
  if (count > 2 && *cells[2] != '\0') {
    row->strong = g_str_equal (cells[2], "strong");
    if (!row->strong && !g_str_equal (cells[2], "weak"))
      return FALSE;
  }
  if (count > 3 && *cells[3] != '\0' && !read_vetoes (row, cells[3]))
    return FALSE;
  row->class_id = class_number (cells[1]);
  if (strchr (cells[0], ' ') == NULL && *cells[0] != '@') {
    guint symbol = class_symbol (language, cells[1]);
    g_auto (GStrv) words = g_strsplit (cells[0], "|", -1);

    for (guint i = 0; words[i] != NULL; i++) {
      if (*words[i] == '@' || !add_word (words[i], language, symbol, row))
        return FALSE;
    }
    return TRUE;
  }
  if (strchr (cells[1], '.') == NULL || !read_pattern (row, cells[0]))
    return FALSE;
  file_pattern (row);
  return TRUE;
}

static void
read_list (const char *path, LuukkuModLanguage language, GChecksum *digest)
{
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (luukku_moderation_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_checksum_update (digest, (const guchar *) text, (gssize) strlen (text));
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (*lines[i] != '\0' && *lines[i] != '#' && !read_row (lines[i], language))
      g_ptr_array_add (lexicon.problems, g_strdup_printf ("%s:%u: %s", path, i + 1, lines[i]));
  }
}

static void
read_lists (void)
{
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GBytes) links = g_resource_lookup_data (luukku_moderation_get_resource (), ROOT "/links.tsv",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* Links are judged by luukku-link-lists.c, weights added by luukku-wording.c: the version tells all. */
  g_checksum_update (digest, g_bytes_get_data (links, NULL), (gssize) g_bytes_get_size (links));
  g_checksum_update (digest, luukku_wording_get_table ()->digest, LUUKKU_WORDING_DIGEST_BYTES);
  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++) {
    g_autofree char *folder = g_build_path ("/", ROOT, codes[i], NULL);
    g_auto (GStrv) names = g_resource_enumerate_children (luukku_moderation_get_resource (), folder,
                                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    for (guint k = 0; names != NULL && names[k] != NULL; k++) {
      g_autofree char *path = g_build_path ("/", folder, names[k], NULL);

      read_list (path, i, digest);
    }
    class_symbol (i, "name");
    class_symbol (i, "not-name");
  }
  lexicon.version = g_strdup_printf ("moderation %d %.8s", VERSION, g_checksum_get_string (digest));
}

/* Which class takes which other one back. */
static void
read_denied (void)
{
  GHashTableIter iter;
  gpointer key, number;

  g_hash_table_iter_init (&iter, lexicon.symbols);
  while (g_hash_table_iter_next (&iter, &key, &number)) {
    const char *name = strstr (key, ":" DENYING);
    g_autofree char *other = NULL;
    gpointer denied;

    if (name == NULL)
      continue;
    other =
        g_strdup_printf ("%.*s:%s", (int) (name - (char *) key), (char *) key, name + strlen (":" DENYING));
    denied = g_hash_table_lookup (lexicon.symbols, other);
    if (denied != NULL)
      g_hash_table_insert (lexicon.denied, GUINT_TO_POINTER (GPOINTER_TO_UINT (number) - 1), denied);
  }
}

static guint
hash_stem (const char *stem)
{
  guint hash = HASH_START;

  for (; *stem != '\0'; stem++)
    hash = (hash ^ (guchar) *stem) * HASH_FACTOR;
  return hash;
}

static void
fill_buckets (void)
{
  guint size = 64;

  while (size < lexicon.entries->len * 4)
    size *= 2;
  lexicon.buckets = g_new0 (guint, size);
  lexicon.mask = size - 1;
  for (guint i = 0; i < lexicon.entries->len; i++) {
    Entry *entry = &g_array_index (lexicon.entries, Entry, i);
    guint *bucket = &lexicon.buckets[hash_stem (entry->stem) & lexicon.mask];

    entry->next = *bucket;
    *bucket = i + 1;
    if (entry->row != NULL &&
        g_str_has_prefix (luukku_mod_lexicon_class_name (entry->row->class_id), MASKED_CLASS))
      g_ptr_array_add (lexicon.masked, GUINT_TO_POINTER (i));
  }
}

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->stem);
}

static void
free_patterns (gpointer data)
{
  g_clear_pointer ((GPtrArray **) &data, g_ptr_array_unref);
}

static void
free_numbers (gpointer data)
{
  g_clear_pointer ((GArray **) &data, g_array_unref);
}

static void
ensure_lexicon (void)
{
  if (lexicon.entries != NULL)
    return;
  lexicon.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (lexicon.entries, clear_entry);
  lexicon.classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lexicon.class_names = g_ptr_array_new_with_free_func (g_free);
  lexicon.symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lexicon.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  lexicon.patterns = g_ptr_array_new_with_free_func (free_patterns);
  lexicon.at_start = g_ptr_array_new ();
  lexicon.parents = g_ptr_array_new_with_free_func (free_numbers);
  lexicon.problems = g_ptr_array_new_with_free_func (g_free);
  lexicon.masked = g_ptr_array_new ();
  lexicon.denied = g_hash_table_new (NULL, NULL);
  read_lists ();
  read_denied ();
  fill_buckets ();
}

void
luukku_mod_lexicon_shutdown (void)
{
  g_clear_pointer (&lexicon.entries, g_array_unref);
  g_clear_pointer (&lexicon.buckets, g_free);
  g_clear_pointer (&lexicon.classes, g_hash_table_unref);
  g_clear_pointer (&lexicon.class_names, g_ptr_array_unref);
  g_clear_pointer (&lexicon.symbols, g_hash_table_unref);
  g_clear_pointer (&lexicon.denied, g_hash_table_unref);
  g_clear_pointer (&lexicon.patterns, g_ptr_array_unref);
  g_clear_pointer (&lexicon.at_start, g_ptr_array_unref);
  g_clear_pointer (&lexicon.parents, g_ptr_array_unref);
  g_clear_pointer (&lexicon.problems, g_ptr_array_unref);
  g_clear_pointer (&lexicon.masked, g_ptr_array_unref);
  g_clear_pointer (&lexicon.rows, g_ptr_array_unref);
  g_clear_pointer (&lexicon.version, g_free);
}

/* --- asking */

guint
luukku_mod_lexicon_class (const char *name)
{
  ensure_lexicon ();
  return GPOINTER_TO_UINT (g_hash_table_lookup (lexicon.classes, name)) - 1;
}

const char *
luukku_mod_lexicon_class_name (guint class_id)
{
  return lexicon.class_names->pdata[class_id];
}

guint
luukku_mod_lexicon_symbol (const char *class_name, LuukkuModLanguage language)
{
  char key[64];

  ensure_lexicon ();
  g_snprintf (key, sizeof key, "%s:%s", codes[language], class_name);
  return GPOINTER_TO_UINT (g_hash_table_lookup (lexicon.symbols, key)) - 1;
}

guint
luukku_mod_lexicon_denied (guint symbol)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (lexicon.denied, GUINT_TO_POINTER (symbol))) - 1;
}

gboolean
luukku_mod_lexicon_is_part_of (guint symbol, guint part)
{
  const GArray *parents = symbol < lexicon.parents->len ? lexicon.parents->pdata[symbol] : NULL;

  for (guint i = 0; parents != NULL && i < parents->len; i++) {
    if (g_array_index (parents, guint, i) == part)
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
luukku_mod_lexicon_patterns (guint symbol)
{
  return symbol < lexicon.patterns->len ? lexicon.patterns->pdata[symbol] : NULL;
}

GPtrArray *
luukku_mod_lexicon_start_patterns (void)
{
  ensure_lexicon ();
  return lexicon.at_start;
}

const char *
luukku_mod_lexicon_version (void)
{
  ensure_lexicon ();
  return lexicon.version;
}

GPtrArray *
luukku_mod_lexicon_problems (void)
{
  ensure_lexicon ();
  return g_ptr_array_ref (lexicon.problems);
}

void
luukku_mod_lexicon_visit (void (*visit) (LuukkuModLanguage language, const char *class_name, const char *term,
                                         gpointer user_data),
                          gpointer user_data)
{
  ensure_lexicon ();
  for (guint i = 0; i < lexicon.entries->len; i++) {
    const Entry *entry = &g_array_index (lexicon.entries, Entry, i);

    if (entry->row != NULL)
      visit (entry->language, luukku_mod_lexicon_class_name (entry->row->class_id), entry->stem, user_data);
  }
}

/* --- looking up */

/* A symbol, and those of the parts that name its class among others. */
static void
tell (guint symbol, const LuukkuModRow *row, LuukkuModFound found, gpointer user_data)
{
  const GArray *parents = symbol < lexicon.parents->len ? lexicon.parents->pdata[symbol] : NULL;

  found (symbol, row, user_data);
  for (guint i = 0; parents != NULL && i < parents->len; i++)
    found (g_array_index (parents, guint, i), NULL, user_data);
}

static gboolean
entry_fits (const Entry *entry, const char *form, gsize length, gsize start, gsize end)
{
  if (start > 0 && !entry->open_start)
    return FALSE;
  if (end < length && !entry->open_end &&
      !(entry->inflects &&
        luukku_mod_is_ending (entry->language, entry->stem, end - start, form + end, length - end)) &&
      !(entry->conjugates && luukku_mod_is_verb_ending (entry->language, form + end, length - end)))
    return FALSE;
  return strncmp (entry->stem, form + start, end - start) == 0 && entry->stem[end - start] == '\0';
}

void
luukku_mod_lexicon_look_up (const char *form, gsize length, LuukkuModForm kind, LuukkuModFound found,
                            gpointer user_data)
{
  ensure_lexicon ();
  for (gsize start = 0; start < length; start = (gsize) (g_utf8_next_char (form + start) - form)) {
    guint hash = HASH_START;

    if (kind == LUUKKU_MOD_FORM_CLITIC && start > 0)
      return;
    for (gsize end = start; end < length && end - start < MAX_STEM_BYTES;) {
      gsize next = (gsize) (g_utf8_next_char (form + end) - form);

      for (; end < next; end++)
        hash = (hash ^ (guchar) form[end]) * HASH_FACTOR;
      for (guint i = lexicon.buckets[hash & lexicon.mask]; i != 0;) {
        const Entry *entry = &g_array_index (lexicon.entries, Entry, i - 1);

        i = entry->next;
        if (kind == LUUKKU_MOD_FORM_CLITIC && (entry->language != LUUKKU_MOD_FI || end < length))
          continue;
        if (entry_fits (entry, form, length, start, end))
          tell (entry->symbol, entry->row, found, user_data);
      }
    }
  }
}

void
luukku_mod_lexicon_look_up_name (LuukkuModFound found, gpointer user_data)
{
  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++)
    tell (luukku_mod_lexicon_symbol ("name", i), NULL, found, user_data);
}

/* Whether @form, in which a run of '*' stands for some letters, may be @entry's word. The run may hide two
 * letters more or fewer than it is long, but not all letters of the word. */
static gboolean
is_masked_word (const char *form, const char *stem, gboolean open_end, guint slack)
{
  while (*form != '\0') {
    if (*form == '*') {
      const char *rest = form;
      guint run = 0;

      for (; *rest == '*'; rest++)
        run++;
      for (guint hidden = 1; hidden <= run + slack && *stem != '\0'; hidden++) {
        stem = g_utf8_next_char (stem);
        if (hidden + slack >= run && is_masked_word (rest, stem, open_end, slack))
          return TRUE;
      }
      return FALSE;
    }
    if (*stem == '\0')
      return open_end;
    if (*form++ != *stem++)
      return FALSE;
  }
  return *stem == '\0';
}

void
luukku_mod_lexicon_look_up_masked (const char *form, LuukkuModFound found, gpointer user_data)
{
  guint letters = 0, masks = 0, runs = 0;

  ensure_lexicon ();
  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    letters += *p != '*';
    masks += *p == '*';
    runs += *p == '*' && (p == form || p[-1] != '*');
  }
  if (letters == 0 || masks > MAX_MASKED || runs > 3 || letters + masks < 3 || letters > 16)
    return;
  for (guint i = 0; i < lexicon.masked->len; i++) {
    const Entry *entry = &g_array_index (lexicon.entries, Entry, GPOINTER_TO_UINT (lexicon.masked->pdata[i]));

    if (entry->stem[0] == form[0] && !entry->open_start &&
        is_masked_word (form, entry->stem, entry->open_end || entry->inflects, letters >= 3 ? 1 : 0))
      found (entry->symbol, entry->row, user_data);
  }
}
