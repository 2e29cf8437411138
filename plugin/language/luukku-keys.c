/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-keys.c: the keys by which word lists find inflected words. Snowball for the languages that it knows
 * well; Finnish by Voikko, else by Snowball and a table of the forms that Snowball does not reach. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-lemma-private.h"
#include "language/luukku-wordlist-private.h"
#include "language/luukku-word-text.h"

#include <libstemmer.h>
#include <string.h>

/* Longer "words" are no words. */
#define MAX_WORD_BYTES 400
/* A Swedish word has so many bytes before its ending. */
#define MIN_SWEDISH_BYTES 4

static struct {
  const char *language;
  const char *algorithm;
  struct sb_stemmer *stemmer; /* (owned) (nullable): not used yet */
} stemmers[] = {
  { "fi", "finnish", NULL },
  { "sv", "swedish", NULL },
  { "en", "english", NULL },
  { "ru", "russian", NULL },
};

static GHashTable *forms; /* Finnish form -> base, both owned */

static struct sb_stemmer *
get_stemmer (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (stemmers); i++) {
    if (strcmp (stemmers[i].language, language) != 0)
      continue;
    if (stemmers[i].stemmer == NULL)
      stemmers[i].stemmer = sb_stemmer_new (stemmers[i].algorithm, "UTF_8");
    return stemmers[i].stemmer;
  }
  return NULL;
}

/* ё is written е as often as not. */
char *
luukku_keys_lower (const char *word, gssize length)
{
  char *lower = g_utf8_strdown (word, length);

  for (char *p = strstr (lower, "ё"); p != NULL; p = strstr (p, "ё"))
    memcpy (p, "е", strlen ("е"));
  return lower;
}

static char *
stem (const char *word, const char *language)
{
  struct sb_stemmer *stemmer = get_stemmer (language);
  gsize length = strlen (word);
  const sb_symbol *stemmed;

  if (stemmer == NULL || length > MAX_WORD_BYTES)
    return g_strdup (word);
  stemmed = sb_stemmer_stem (stemmer, (const sb_symbol *) word, (int) length);
  if (stemmed == NULL)
    return g_strdup (word);
  return g_strndup ((const char *) stemmed, (gsize) sb_stemmer_length (stemmer));
}

/* Snowball leaves many definite forms as they are ("skolan", "barnskyddet"). Returns: (transfer full): the
 * keys of @word and of what it is without such an ending. */
static char **
swedish_keys (const char *word)
{
  static const char *const endings[] = { "n", "ns", "t", "ts", "et", "ets" };
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  gsize length = strlen (word);

  g_ptr_array_add (keys, stem (word, "sv"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize ending = strlen (endings[i]);
    g_autofree char *shorter = NULL;

    if (length < ending + MIN_SWEDISH_BYTES || !g_str_has_suffix (word, endings[i]))
      continue;
    shorter = g_strndup (word, length - ending);
    g_ptr_array_add (keys, stem (shorter, "sv"));
  }
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

/* --- Finnish without Voikko */

/* A line is: base TAB form form form. */
static GHashTable *
read_forms (void)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = luukku_wordlist_read_file ("fi", "forms");
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", 2);
    g_auto (GStrv) words = NULL;

    if (*lines[i] == '#' || g_strv_length (cells) < 2)
      continue;
    words = g_strsplit (cells[1], " ", -1);
    for (guint j = 0; words[j] != NULL; j++)
      g_hash_table_replace (table, g_strdup (words[j]), g_strdup (cells[0]));
  }
  return table;
}

static char **
finnish_fall_back (const char *word)
{
  const char *base;
  char **keys = g_new0 (char *, 3);

  if (forms == NULL)
    forms = read_forms ();
  base = g_hash_table_lookup (forms, word);
  keys[0] = stem (word, "fi");
  if (base != NULL)
    keys[1] = stem (base, "fi");
  return keys;
}

/* --- public */

char **
luukku_word_keys (const char *word, const char *language)
{
  g_autofree char *lower = luukku_keys_lower (word, -1);
  char **keys = NULL;

  if (strcmp (language, "fi") == 0) {
    keys = luukku_lemma_finnish_bases (lower);
    return keys != NULL ? keys : finnish_fall_back (lower);
  }
  if (strcmp (language, "sv") == 0)
    return swedish_keys (lower);
  keys = g_new0 (char *, 2);
  keys[0] = stem (lower, language);
  return keys;
}

char *
luukku_word_term_key (const char *term, const char *language)
{
  g_autofree char *lower = luukku_keys_lower (term, -1);
  g_auto (GStrv) bases = NULL;

  if (strcmp (language, "fi") == 0) {
    bases = luukku_lemma_finnish_bases ("");
    if (bases != NULL)
      return g_steal_pointer (&lower);
  }
  return stem (lower, language);
}

void
luukku_keys_shutdown (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stemmers); i++)
    g_clear_pointer (&stemmers[i].stemmer, sb_stemmer_delete);
  g_clear_pointer (&forms, g_hash_table_unref);
}
