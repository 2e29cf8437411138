/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lexicon.c: reads the lists that are compiled in, once, and finds their terms in words.
 *
 * Every stem (a term's first word without its "*") stands in one hash table. A word is hashed from each of
 * its letters on, a letter at a time, so all stems in it are found in time that depends on the word alone,
 * whatever the number of terms: at most MAX_STEM_BYTES steps a letter. Main thread only. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-lexicon.h"

#include <gio/gio.h>
#include <string.h>

#include "detect/luukku-scan.h"
#include "luukku-detect-resources.h"

#define ROOT "/luukku/lexicons"
#define MAX_STEM_BYTES 64
/* Most bytes between two words of one term. */
#define MAX_GAP 3

#define HASH_START 2166136261u
#define HASH_FACTOR 16777619u

typedef struct {
  char *stem; /* first word without "*" (owned) */
  char *tail; /* what must follow in the same word, behind a "*" in its middle (owned) (nullable) */
  char *rest; /* the following words (owned) (nullable) */
  guint class_id;
  gboolean tail_open;            /* the tail had a "*" behind it */
  gboolean open_start, open_end; /* had a "*" there */
  guint next;                    /* index + 1 of the next entry in the same bucket; 0: none */
} Entry;

static struct {
  GArray *entries;     /* Entry */
  guint *buckets;      /* index + 1 of the first entry */
  guint mask;          /* number of buckets - 1 */
  GHashTable *classes; /* name -> number + 1 */
} lexicon;

gunichar
luukku_lexicon_fold (gunichar c)
{
  gunichar folded = g_unichar_tolower (c);

  switch (folded) {
  case 0x0451: /* ё */
    return 0x0435;
  case 0x0622: /* alef with madda, with hamza above and below, wasla */
  case 0x0623:
  case 0x0625:
  case 0x0671:
    return 0x0627;
  case 0x0629: /* teh marbuta */
    return 0x0647;
  case 0x0649: /* alef maksura */
    return 0x064a;
  default:
    break;
  }
  return g_unichar_to_utf8 (folded, NULL) == g_unichar_to_utf8 (c, NULL) ? folded : c;
}

static char *
fold_term (const char *term)
{
  GString *folded = g_string_new (NULL);

  for (const char *p = term; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (folded, luukku_lexicon_fold (g_utf8_get_char (p)));
  return g_string_free (folded, FALSE);
}

static guint
class_number (const char *name)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (lexicon.classes, name));

  if (known == 0) {
    known = g_hash_table_size (lexicon.classes) + 1;
    g_hash_table_insert (lexicon.classes, g_strdup (name), GUINT_TO_POINTER (known));
  }
  return known - 1;
}

/* --- reading */

static void
add_term (const char *term, const char *class)
{
  g_autofree char *folded = fold_term (term);
  char *rest = strchr (folded, ' ');
  Entry entry = { .class_id = class_number (class) };
  char *stem = folded;
  gsize length;

  if (rest != NULL)
    *rest++ = '\0';
  entry.open_start = *stem == '*';
  stem += entry.open_start;
  length = strcspn (stem, "*");
  entry.open_end = stem[length] == '*';
  if (entry.open_end && stem[length + 1] != '\0') {
    char *tail = stem + length + 1;

    entry.tail_open = g_str_has_suffix (tail, "*");
    entry.tail = g_strndup (tail, strcspn (tail, "*"));
  }
  stem[length] = '\0';
  if (length == 0 || length > MAX_STEM_BYTES) {
    g_free (entry.tail);
    return;
  }
  entry.stem = g_strdup (stem);
  entry.rest = g_strdup (rest);
  g_array_append_val (lexicon.entries, entry);
}

static void
read_list (const char *path)
{
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (luukku_detect_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *line = text;

  while (line != NULL && *line != '\0') {
    char *next = strchr (line, '\n');
    char *class;

    if (next != NULL)
      *next++ = '\0';
    class = strchr (line, '\t');
    if (*line != '#' && class != NULL) {
      *class ++ = '\0';
      class[strcspn (class, "\t\r")] = '\0';
      add_term (line, class);
    }
    line = next;
  }
}

static void
read_lists (const char *folder)
{
  g_auto (GStrv) names = g_resource_enumerate_children (luukku_detect_get_resource (), folder,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *path = g_build_path ("/", folder, names[i], NULL);

    if (g_str_has_suffix (names[i], "/"))
      read_lists (path);
    else
      read_list (path);
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
  }
}

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->stem);
  g_free (entry->tail);
  g_free (entry->rest);
}

static void
ensure_lexicon (void)
{
  if (lexicon.entries != NULL)
    return;
  lexicon.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (lexicon.entries, clear_entry);
  lexicon.classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_lists (ROOT);
  fill_buckets ();
}

void
luukku_lexicon_shutdown (void)
{
  g_clear_pointer (&lexicon.entries, g_array_unref);
  g_clear_pointer (&lexicon.buckets, g_free);
  g_clear_pointer (&lexicon.classes, g_hash_table_unref);
}

guint
luukku_lexicon_class (const char *name)
{
  guint known;

  ensure_lexicon ();
  known = GPOINTER_TO_UINT (g_hash_table_lookup (lexicon.classes, name));
  return known == 0 ? LUUKKU_LEXICON_NO_CLASS : known - 1;
}

/* --- looking up */

/* One word of a term's rest against the token [@start, @start + @length). @length_wanted: of @wanted. */
static gboolean
matches_word (const char *wanted, gsize length_wanted, const char *start, gsize length)
{
  if (length_wanted > 0 && wanted[length_wanted - 1] == '*')
    return length >= length_wanted - 1 && memcmp (wanted, start, length_wanted - 1) == 0;
  return length == length_wanted && memcmp (wanted, start, length) == 0;
}

/* Returns: whether the words after token @token are @rest; *@ret_last is the last of them. */
static gboolean
matches_rest (const LuukkuLexiconText *text, guint token, const char *rest, guint *ret_last)
{
  const LuukkuScanToken *tokens = (const LuukkuScanToken *) (gpointer) text->tokens->data;

  while (rest != NULL) {
    gsize length = strcspn (rest, " ");

    if (++token >= text->tokens->len || tokens[token].start - tokens[token - 1].end > MAX_GAP ||
        !matches_word (rest, length, text->text + tokens[token].start,
                       tokens[token].end - tokens[token].start))
      return FALSE;
    rest = rest[length] == ' ' ? rest + length + 1 : NULL;
  }
  *ret_last = token;
  return TRUE;
}

typedef struct {
  const LuukkuLexiconText *text;
  guint token;
  LuukkuLexiconFound found;
  gpointer user_data;
} LookUp;

/* Whether what @entry wants behind its stem stands in the word from @start on. */
static gboolean
has_tail (const Entry *entry, const LookUp *self, guint start)
{
  const LuukkuScanToken *place = &g_array_index (self->text->tokens, LuukkuScanToken, self->token);
  gssize left = (gssize) MIN (place->end - start, MAX_STEM_BYTES);
  gsize length = entry->tail != NULL ? strlen (entry->tail) : 0;

  if (entry->tail == NULL)
    return TRUE;
  if (entry->tail_open)
    return g_strstr_len (self->text->text + start, left, entry->tail) != NULL;
  return place->end >= start + length &&
         memcmp (self->text->text + place->end - length, entry->tail, length) == 0;
}

/* A stem may stand at [@start, @end) of the text. */
static void
look_up_stem (const LookUp *self, guint hash, guint start, guint end, gboolean at_start, gboolean at_end)
{
  for (guint i = lexicon.buckets[hash & lexicon.mask]; i != 0;) {
    const Entry *entry = &g_array_index (lexicon.entries, Entry, i - 1);
    guint last = self->token;

    i = entry->next;
    if ((!at_start && !entry->open_start) || (!at_end && !entry->open_end) ||
        strncmp (entry->stem, self->text->text + start, end - start) != 0 ||
        entry->stem[end - start] != '\0' || !has_tail (entry, self, end))
      continue;
    if (entry->rest == NULL || matches_rest (self->text, self->token, entry->rest, &last))
      self->found (last, entry->class_id, self->user_data);
  }
}

/* Whether a word may begin or end between @before and @after. */
static gboolean
is_border (gunichar before, gunichar after)
{
  return (g_unichar_isalpha (before) || g_unichar_ismark (before)) !=
         (g_unichar_isalpha (after) || g_unichar_ismark (after));
}

void
luukku_lexicon_look_up (const LuukkuLexiconText *text, guint token, LuukkuLexiconFound found,
                        gpointer user_data)
{
  const LuukkuScanToken *place = &g_array_index (text->tokens, LuukkuScanToken, token);
  const LookUp self = { text, token, found, user_data };
  const char *stop = text->text + place->end;
  gunichar before = 0;

  ensure_lexicon ();
  for (const char *start = text->text + place->start; start < stop; start = g_utf8_next_char (start)) {
    gunichar last = g_utf8_get_char (start);
    gboolean at_start = before == 0 || is_border (before, last);
    guint hash = HASH_START;

    before = last;
    for (const char *p = start; p < stop && p - start < MAX_STEM_BYTES;) {
      const char *next = g_utf8_next_char (p);
      gunichar after = next < stop ? g_utf8_get_char (next) : 0;

      for (; p < next; p++)
        hash = (hash ^ (guchar) *p) * HASH_FACTOR;
      if (lexicon.buckets[hash & lexicon.mask] != 0)
        look_up_stem (&self, hash, (guint) (start - text->text), (guint) (p - text->text), at_start,
                      after == 0 || is_border (last, after));
      last = after;
    }
  }
}
