/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-directory-suggest.c: which service fits the words of a text. A suggestion for a person, never a
 * decision: it says which words led to it, and whether anybody has confirmed the entry. Main thread only. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-directory.h"

#include "language/luukku-language.h"
#include "language/luukku-word-text.h"

#include <string.h>

#define NAME_SCORE 3       /* the service is called by its name */
#define MAX_WORDS 2000     /* of the text that are looked at */
#define BASE_LANGUAGE "en" /* of "words" and "name" without a language */

/* Languages that directories may have words in, tried all when the text's own is not clear. */
static const char *const languages[] = { "fi", "sv", "en", "ru", NULL };

typedef struct {
  LuukkuWordText *words; /* no ref */
  const char *folded;    /* of the text, in small letters */
  GHashTable *keys;      /* language -> GHashTable of key -> word (both owned) */
} Text;

void
luukku_suggestion_free (LuukkuSuggestion *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self->contact);
  g_strfreev (self->cues);
  g_free (self);
}

/* Returns: (transfer none): the keys of the text in @language. */
static GHashTable *
keys_in (Text *text, const char *language)
{
  GHashTable *keys = g_hash_table_lookup (text->keys, language);
  guint length = MIN (luukku_word_text_get_length (text->words), MAX_WORDS);

  if (keys != NULL)
    return keys;
  keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < length; i++) {
    const char *const *found = luukku_word_text_get_keys (text->words, i, language);

    for (guint k = 0; found[k] != NULL; k++)
      g_hash_table_insert (keys, g_strdup (found[k]), g_strdup (luukku_word_text_get_lower (text->words, i)));
  }
  g_hash_table_insert (text->keys, g_strdup (language), keys);
  return keys;
}

/* A term of several words needs all of them. Returns: (transfer none) (nullable): the last word that met it.
 */
static const char *
meet_term (Text *text, const char *term, const char *language)
{
  g_auto (GStrv) parts = g_strsplit_set (term, " \t", -1);
  const char *word = NULL;

  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *lower = NULL;
    g_autofree char *key = NULL;

    if (*parts[i] == '\0')
      continue;
    lower = g_utf8_strdown (parts[i], -1);
    key = luukku_word_term_key (lower, language);
    word = g_hash_table_lookup (keys_in (text, language), key);
    if (word == NULL)
      return NULL;
  }
  return word;
}

static void
add_cue (GPtrArray *cues, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (cues, word, g_str_equal, NULL))
    g_ptr_array_add (cues, g_strdup (word));
}

/* Returns: how many terms of the field are met. */
static guint
meet_words (Text *text, const LuukkuEntry *entry, const char *language, GPtrArray *cues)
{
  g_autofree char *field =
      strcmp (language, BASE_LANGUAGE) == 0 ? g_strdup ("words") : g_strdup_printf ("words[%s]", language);
  g_auto (GStrv) terms = luukku_entry_get_list (entry, field);
  guint met = 0;

  for (guint i = 0; terms[i] != NULL; i++) {
    const char *word = meet_term (text, terms[i], language);

    if (word == NULL)
      continue;
    add_cue (cues, word);
    met++;
  }
  return met;
}

/* Returns: whether @name stands in the text as a word of its own. */
static gboolean
is_named (const Text *text, const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  gsize length = strlen (lower);

  for (const char *p = length > 3 ? strstr (text->folded, lower) : NULL; p != NULL;
       p = strstr (p + 1, lower)) {
    gunichar before = p > text->folded ? g_utf8_get_char (g_utf8_prev_char (p)) : ' ';

    /* What follows may be an ending: Navigaattori, Navigaattorista. */
    if (!g_unichar_isalnum (before))
      return TRUE;
  }
  return FALSE;
}

static guint
meet_names (const Text *text, const LuukkuEntry *entry, GPtrArray *cues)
{
  static const char *const fields[] = { "name", "name[fi]", "name[sv]", "name[ru]" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *name = luukku_entry_get (entry, fields[i]);

    if (name != NULL && is_named (text, name)) {
      add_cue (cues, name);
      return NAME_SCORE;
    }
  }
  return 0;
}

static char *
contact_of (const LuukkuEntry *entry)
{
  static const char *const fields[] = { "phone", "email", "address" };

  for (guint i = 0; luukku_entry_counts (entry) && i < G_N_ELEMENTS (fields); i++) {
    if (luukku_entry_get (entry, fields[i]) != NULL)
      return g_strdup (luukku_entry_get (entry, fields[i]));
  }
  return NULL;
}

/* Returns: (transfer full) (nullable): NULL when nothing leads from the text to @entry. */
static LuukkuSuggestion *
suggest_one (Text *text, const LuukkuEntry *entry, const char *language, const char *name_language)
{
  g_autoptr (GPtrArray) cues = g_ptr_array_new_with_free_func (g_free);
  guint score = meet_names (text, entry, cues);
  LuukkuSuggestion *self;

  for (guint i = 0; languages[i] != NULL; i++) {
    if (language == NULL || strcmp (language, languages[i]) == 0)
      score += meet_words (text, entry, languages[i], cues);
  }
  if (score == 0)
    return NULL;
  self = g_new0 (LuukkuSuggestion, 1);
  self->key = g_strdup (entry->key);
  self->name = g_strdup (luukku_entry_get_name (entry, name_language));
  self->contact = contact_of (entry);
  self->confirmed = luukku_entry_counts (entry);
  self->score = score;
  g_ptr_array_add (cues, NULL);
  self->cues = (char **) g_ptr_array_steal (cues, NULL);
  return self;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const LuukkuSuggestion *left = *(const LuukkuSuggestion *const *) a;
  const LuukkuSuggestion *right = *(const LuukkuSuggestion *const *) b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  if (left->confirmed != right->confirmed)
    return left->confirmed ? -1 : 1;
  return strcmp (left->key, right->key);
}

GPtrArray *
luukku_directory_suggest (GPtrArray *services, const char *text, const char *language,
                          const char *name_language, guint max)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_suggestion_free);
  g_autoptr (LuukkuWordText) words = luukku_word_text_new (text);
  g_autofree char *folded = g_utf8_strdown (luukku_word_text_get_text (words), -1);
  g_autoptr (GHashTable) keys =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  Text of = { .words = words, .folded = folded, .keys = keys };

  if (language == NULL)
    language = luukku_language_guess (text);
  if (language != NULL && !g_strv_contains (languages, language))
    language = NULL;
  for (guint i = 0; i < services->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (services, i);
    LuukkuSuggestion *one = entry->ended_at == 0 && (strcmp (entry->registry, "services") == 0 ||
                                                     strcmp (entry->registry, "units") == 0)
                                ? suggest_one (&of, entry, language, name_language)
                                : NULL;

    if (one != NULL)
      g_ptr_array_add (found, one);
  }
  g_ptr_array_sort (found, compare);
  if (found->len > max)
    g_ptr_array_set_size (found, (int) max);
  return g_steal_pointer (&found);
}
