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
} voikko;

static struct VoikkoHandle *
get_voikko (void)
{
  const char *problem = NULL;

  if (voikko.tried)
    return voikko.handle;
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

static char **
voikko_lemmas (struct VoikkoHandle *handle, const char *word)
{
  g_autoptr (GPtrArray) lemmas = g_ptr_array_new_with_free_func (g_free);
  struct voikko_mor_analysis **analyses = voikkoAnalyzeWordCstr (handle, word);

  for (guint i = 0; analyses != NULL && analyses[i] != NULL; i++) {
    char *base = voikko_mor_analysis_value_cstr (analyses[i], "BASEFORM");
    g_autofree char *lemma = base != NULL ? g_utf8_strdown (base, -1) : NULL;

    if (base != NULL)
      voikko_free_mor_analysis_value_cstr (base);
    if (lemma != NULL && !g_ptr_array_find_with_equal_func (lemmas, lemma, g_str_equal, NULL))
      g_ptr_array_add (lemmas, g_steal_pointer (&lemma));
  }
  if (analyses != NULL)
    voikko_free_mor_analysis (analyses);
  if (lemmas->len == 0)
    return single_lemma (word);
  g_ptr_array_add (lemmas, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&lemmas), FALSE);
}

gboolean
luukku_language_has_voikko (void)
{
  return get_voikko () != NULL;
}

void
luukku_language_shutdown (void)
{
  g_clear_pointer (&voikko.handle, voikkoTerminate);
  voikko.tried = FALSE;
}

#else

gboolean
luukku_lemma_knows_finnish (const char *word)
{
  return FALSE;
}

gboolean
luukku_language_has_voikko (void)
{
  return FALSE;
}

void
luukku_language_shutdown (void)
{
}

#endif

char **
luukku_lemmas (const char *word, const char *language)
{
  if (!g_utf8_validate (word, -1, NULL)) {
    g_autofree char *valid = g_utf8_make_valid (word, -1);

    return single_lemma (valid);
  }
#if HAVE_VOIKKO
  if (g_strcmp0 (language, "fi") == 0 && strlen (word) <= MAX_WORD_BYTES && get_voikko () != NULL)
    return voikko_lemmas (get_voikko (), word);
#endif
  return single_lemma (word);
}
