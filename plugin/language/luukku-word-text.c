/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-word-text.c: splits a text into words and sentences and looks the keys of a word up when somebody
 * asks. Keys are remembered over texts: people write the same words again and again. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-word-text.h"

#include "base/luukku-text.h"
#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"

#include <string.h>

/* How many words are remembered with their keys; then all are forgotten. */
#define MAX_REMEMBERED 8192

struct _LuukkuWords {
  LuukkuFolded *folded;
  GArray *words;    /* LuukkuWord */
  GPtrArray *lower; /* of char (owned), a word each */
  GHashTable *keys; /* language -> GPtrArray of char ** (owned), a word each; NULL: not asked yet */
};

static GHashTable *remembered; /* "fi word" -> char ** (owned) */

/* --- sentences */

/* Whether a sentence ends between two words: a full stop, a question or exclamation mark, an empty line. */
static gboolean
ends_sentence (const char *from, const char *to)
{
  for (const char *p = from; p < to; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '.' || c == '!' || c == '?' || c == 0x2026 || c == '\n')
      return TRUE;
  }
  return FALSE;
}

LuukkuWordText *
luukku_word_text_new (const char *text)
{
  LuukkuWordText *self = g_new0 (LuukkuWordText, 1);
  g_autoptr (GArray) tokens = NULL;
  const char *folded;
  guint sentence = 0;

  self->folded = luukku_folded_new (text);
  folded = luukku_folded_get_text (self->folded);
  tokens = luukku_tokens (folded);
  self->words = g_array_sized_new (FALSE, FALSE, sizeof (LuukkuWord), tokens->len);
  self->lower = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < tokens->len; i++) {
    const LuukkuToken *token = &g_array_index (tokens, LuukkuToken, i);
    LuukkuWord word = { token->start, token->end, 0 };

    if (i > 0 && ends_sentence (folded + token[-1].end, folded + token->start))
      sentence++;
    word.sentence = sentence;
    g_array_append_val (self->words, word);
    g_ptr_array_add (self->lower, luukku_keys_lower (folded + word.start, (gssize) (word.end - word.start)));
  }
  return self;
}

void
luukku_word_text_free (LuukkuWordText *self)
{
  if (self == NULL)
    return;
  luukku_folded_free (self->folded);
  g_array_unref (self->words);
  g_ptr_array_unref (self->lower);
  g_hash_table_unref (self->keys);
  g_free (self);
}

const char *
luukku_word_text_get_text (const LuukkuWordText *self)
{
  return luukku_folded_get_text (self->folded);
}

guint
luukku_word_text_get_length (const LuukkuWordText *self)
{
  return self->words->len;
}

const LuukkuWord *
luukku_word_text_peek (const LuukkuWordText *self, guint i)
{
  return &g_array_index (self->words, LuukkuWord, i);
}

const char *
luukku_word_text_get_lower (const LuukkuWordText *self, guint i)
{
  return g_ptr_array_index (self->lower, i);
}

void
luukku_word_text_map (const LuukkuWordText *self, gsize start, gsize end, guint *ret_start, guint *ret_end)
{
  luukku_folded_map (self->folded, start, end, ret_start, ret_end);
}

/* --- keys */

/* Returns: (transfer none): valid until the next text. */
static char **
remember_keys (const char *word, const char *language)
{
  g_autofree char *name = g_strconcat (language, " ", word, NULL);
  char **keys;

  if (remembered == NULL)
    remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  keys = g_hash_table_lookup (remembered, name);
  if (keys == NULL) {
    keys = luukku_word_keys (word, language);
    g_hash_table_insert (remembered, g_steal_pointer (&name), keys);
  }
  return keys;
}

void
luukku_word_text_forget (void)
{
  g_clear_pointer (&remembered, g_hash_table_unref);
}

const char *const *
luukku_word_text_get_keys (LuukkuWordText *self, guint i, const char *language)
{
  GPtrArray *all = g_hash_table_lookup (self->keys, language);

  if (all == NULL) {
    all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
    g_ptr_array_set_size (all, (int) self->words->len);
    g_hash_table_insert (self->keys, g_strdup (language), all);
  }
  if (all->pdata[i] == NULL) {
    if (remembered != NULL && g_hash_table_size (remembered) >= MAX_REMEMBERED)
      luukku_word_text_forget ();
    all->pdata[i] = g_strdupv (remember_keys (luukku_word_text_get_lower (self, i), language));
  }
  return all->pdata[i];
}
