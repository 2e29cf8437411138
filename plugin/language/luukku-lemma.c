/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lemma.c: base forms through libvoikko, the only file that knows it. Optional twice: at build time
 * and, when no Finnish dictionary is installed, at run time; without it a word is its own base form.
 *
 * One handle for the process, main thread only: two threads on one handle aborted the process (measured). */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"

#include "luukku-config.h"

#if HAVE_VOIKKO
#include <libvoikko/voikko.h>
#endif
#include <string.h>

/* Longer "words" are no words; Voikko itself gives up at 255 characters. */
#define MAX_WORD_BYTES 400
/* Words whose nouns are remembered; then all are forgotten. */
#define MAX_REMEMBERED 4096

static char **
single_lemma (const char *word)
{
  char **lemmas = g_new0 (char *, 2);

  lemmas[0] = g_utf8_strdown (word, -1);
  return lemmas;
}

#if HAVE_VOIKKO

static struct {
  struct VoikkoHandle *handle; /* (owned) (nullable): no dictionary */
  gboolean tried;
  gboolean hidden;   /* by a test */
  GHashTable *nouns; /* word -> Nouns: people write the same words again and again */
} voikko;

static struct VoikkoHandle *
get_voikko (void)
{
  const char *problem = NULL;

  if (voikko.tried || voikko.hidden)
    return voikko.hidden ? NULL : voikko.handle;
  voikko.tried = TRUE;
  voikko.handle = voikkoInit (&problem, "fi", NULL);
  if (voikko.handle == NULL)
    g_debug ("no Finnish dictionary for Voikko: %s", problem != NULL ? problem : "unknown reason");
  return voikko.handle;
}

gboolean
luukku_lemma_knows_finnish (const char *word)
{
  struct VoikkoHandle *handle = get_voikko ();

  return handle != NULL && strlen (word) <= MAX_WORD_BYTES &&
         voikkoSpellCstr (handle, word) == VOIKKO_SPELL_OK;
}

/* @base need not be terminated. */
static void
add_lemma (GPtrArray *lemmas, const char *base, gssize length)
{
  g_autofree char *lemma = g_utf8_strdown (base, length);

  if (*lemma != '\0' && !g_ptr_array_find_with_equal_func (lemmas, lemma, g_str_equal, NULL))
    g_ptr_array_add (lemmas, g_steal_pointer (&lemma));
}

/* Voikko writes the parts of a compound as "+lasten(lapsi)+suojelu(suojelu)"; what it only derives with
 * begins with "+" inside the brackets and is no word. */
static void
add_parts (GPtrArray *lemmas, const char *parts)
{
  for (const char *open = strchr (parts, '('); open != NULL; open = strchr (open + 1, '(')) {
    const char *close = strchr (open, ')');

    if (close == NULL)
      return;
    if (open[1] != '+')
      add_lemma (lemmas, open + 1, close - open - 1);
  }
}

static char **
voikko_lemmas (struct VoikkoHandle *handle, const char *word, gboolean with_parts)
{
  g_autoptr (GPtrArray) lemmas = g_ptr_array_new_with_free_func (g_free);
  struct voikko_mor_analysis **analyses = voikkoAnalyzeWordCstr (handle, word);

  for (guint i = 0; analyses != NULL && analyses[i] != NULL; i++) {
    char *base = voikko_mor_analysis_value_cstr (analyses[i], "BASEFORM");
    char *parts = with_parts ? voikko_mor_analysis_value_cstr (analyses[i], "WORDBASES") : NULL;

    if (base != NULL)
      add_lemma (lemmas, base, -1);
    if (parts != NULL)
      add_parts (lemmas, parts);
    voikko_free_mor_analysis_value_cstr (base);
    voikko_free_mor_analysis_value_cstr (parts);
  }
  if (analyses != NULL)
    voikko_free_mor_analysis (analyses);
  if (lemmas->len == 0)
    return single_lemma (word);
  g_ptr_array_add (lemmas, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lemmas), FALSE);
}

char **
luukku_lemma_finnish_bases (const char *word)
{
  struct VoikkoHandle *handle = get_voikko ();

  if (handle == NULL)
    return NULL;
  return *word != '\0' && strlen (word) <= MAX_WORD_BYTES ? voikko_lemmas (handle, word, TRUE)
                                                          : single_lemma (word);
}

/* --- nouns */

typedef struct {
  gboolean is_word;
  char **bases; /* (owned) */
} Nouns;

static void
nouns_free (gpointer data)
{
  Nouns *self = data;

  g_strfreev (self->bases);
  g_free (self);
}

/* Adds what @analysis takes the word for. Returns: FALSE when that is a verb. */
static gboolean
add_noun (GPtrArray *bases, const struct voikko_mor_analysis *analysis)
{
  static const char *const classes[] = { "nimisana", "laatusana", "nimisana_laatusana", NULL };
  char *class = voikko_mor_analysis_value_cstr (analysis, "CLASS");
  char *base = voikko_mor_analysis_value_cstr (analysis, "BASEFORM");
  gboolean is_verb = g_strcmp0 (class, "teonsana") == 0;

  if (class != NULL && base != NULL && g_strv_contains (classes, class))
    add_lemma (bases, base, -1);
  voikko_free_mor_analysis_value_cstr (class);
  voikko_free_mor_analysis_value_cstr (base);
  return !is_verb;
}

static Nouns *
nouns_new (struct VoikkoHandle *handle, const char *word)
{
  struct voikko_mor_analysis **analyses = voikkoAnalyzeWordCstr (handle, word);
  g_autoptr (GPtrArray) bases = g_ptr_array_new_with_free_func (g_free);
  Nouns *self = g_new0 (Nouns, 1);
  gboolean is_noun = TRUE;

  self->is_word = analyses != NULL && analyses[0] != NULL;
  for (guint i = 0; analyses != NULL && analyses[i] != NULL; i++)
    is_noun = add_noun (bases, analyses[i]) && is_noun;
  if (analyses != NULL)
    voikko_free_mor_analysis (analyses);
  if (!is_noun) /* "tapoin" is of killing */
    g_ptr_array_set_size (bases, 0);
  g_ptr_array_add (bases, NULL);
  self->bases = (char **) g_ptr_array_free (g_steal_pointer (&bases), FALSE);
  return self;
}

const char *const *
luukku_finnish_nouns (const char *word, gboolean *ret_is_word)
{
  struct VoikkoHandle *handle = get_voikko ();
  Nouns *nouns;

  *ret_is_word = FALSE;
  if (handle == NULL || *word == '\0' || strlen (word) > MAX_WORD_BYTES || !g_utf8_validate (word, -1, NULL))
    return NULL;
  if (voikko.nouns == NULL)
    voikko.nouns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, nouns_free);
  nouns = g_hash_table_lookup (voikko.nouns, word);
  if (nouns == NULL) {
    if (g_hash_table_size (voikko.nouns) >= MAX_REMEMBERED)
      g_hash_table_remove_all (voikko.nouns);
    nouns = nouns_new (handle, word);
    g_hash_table_insert (voikko.nouns, g_strdup (word), nouns);
  }
  *ret_is_word = nouns->is_word;
  return (const char *const *) nouns->bases;
}

/* --- names */

static LuukkuNameKinds
name_kind (const char *class)
{
  if (g_strcmp0 (class, "etunimi") == 0)
    return LUUKKU_NAME_FIRST;
  if (g_strcmp0 (class, "sukunimi") == 0)
    return LUUKKU_NAME_LAST;
  return g_strcmp0 (class, "paikannimi") == 0 ? LUUKKU_NAME_PLACE : LUUKKU_NAME_OTHER;
}

LuukkuNameKinds
luukku_name_kinds (const char *word)
{
  struct VoikkoHandle *handle = get_voikko ();
  struct voikko_mor_analysis **analyses = NULL;
  LuukkuNameKinds kinds = 0;

  if (handle != NULL && *word != '\0' && strlen (word) <= MAX_WORD_BYTES && g_utf8_validate (word, -1, NULL))
    analyses = voikkoAnalyzeWordCstr (handle, word);
  for (guint i = 0; analyses != NULL && analyses[i] != NULL; i++) {
    char *class = voikko_mor_analysis_value_cstr (analyses[i], "CLASS");

    kinds |= name_kind (class);
    voikko_free_mor_analysis_value_cstr (class);
  }
  if (analyses != NULL)
    voikko_free_mor_analysis (analyses);
  return kinds;
}

gboolean
luukku_language_has_voikko (void)
{
  return get_voikko () != NULL;
}

void
luukku_lemma_set_voikko (gboolean use)
{
  luukku_language_shutdown ();
  voikko.hidden = !use;
}

static void
voikko_shutdown (void)
{
  g_clear_pointer (&voikko.nouns, g_hash_table_unref);
  g_clear_pointer (&voikko.handle, voikkoTerminate);
  voikko.tried = FALSE;
}

#else

gboolean
luukku_lemma_knows_finnish (const char *word)
{
  return FALSE;
}

char **
luukku_lemma_finnish_bases (const char *word)
{
  return NULL;
}

const char *const *
luukku_finnish_nouns (const char *word, gboolean *ret_is_word)
{
  *ret_is_word = FALSE;
  return NULL;
}

LuukkuNameKinds
luukku_name_kinds (const char *word)
{
  return 0;
}

gboolean
luukku_language_has_voikko (void)
{
  return FALSE;
}

void
luukku_lemma_set_voikko (gboolean use)
{
  luukku_language_shutdown ();
}

static void
voikko_shutdown (void)
{
}

#endif

void
luukku_language_shutdown (void)
{
  voikko_shutdown ();
  luukku_language_forget ();
  luukku_word_text_forget ();
  luukku_wordlist_forget ();
  luukku_keys_shutdown ();
}

char **
luukku_lemmas (const char *word, const char *language)
{
  if (!g_utf8_validate (word, -1, NULL)) {
    g_autofree char *valid = g_utf8_make_valid (word, -1);

    return single_lemma (valid);
  }
#if HAVE_VOIKKO
  if (g_strcmp0 (language, "fi") == 0 && strlen (word) <= MAX_WORD_BYTES && get_voikko () != NULL)
    return voikko_lemmas (get_voikko (), word, FALSE);
#endif
  return single_lemma (word);
}
