/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-word-text.h: one text made ready for word lists: its words with the keys they are found by, and
 * which sentence each stands in. Analysed once a text, however many lists look at it. Main thread only. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  gsize start, end; /* bytes of luukku_word_text_get_text() */
  guint sentence;   /* 0… */
} LuukkuWord;

typedef struct _LuukkuWords LuukkuWordText;

/* @text: plain, valid UTF-8. Returns: (transfer full). */
LUUKKU_API LuukkuWordText *luukku_word_text_new (const char *text) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_word_text_free (LuukkuWordText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuWordText, luukku_word_text_free)

/* Returns: (transfer none): the text as it was folded (luukku_folded_new), letter case kept. */
LUUKKU_API const char *luukku_word_text_get_text (const LuukkuWordText *self) G_GNUC_NON_NULL (1);
LUUKKU_API guint luukku_word_text_get_length (const LuukkuWordText *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the word @i. */
LUUKKU_API const LuukkuWord *luukku_word_text_peek (const LuukkuWordText *self, guint i) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the word @i in small letters. */
LUUKKU_API const char *luukku_word_text_get_lower (const LuukkuWordText *self, guint i) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the keys of the word @i in @language, NULL-terminated: luukku_word_keys(). */
LUUKKU_API const char *const *luukku_word_text_get_keys (LuukkuWordText *self, guint i, const char *language)
    G_GNUC_NON_NULL (1, 3);
/* Maps bytes [@start, @end) of luukku_word_text_get_text() to code points of the text as typed. */
LUUKKU_API void luukku_word_text_map (const LuukkuWordText *self, gsize start, gsize end, guint *ret_start,
                                      guint *ret_end) G_GNUC_NON_NULL (1, 4, 5);

/* --- keys: an inflected word and the base form of a list meet in a key
 *   fi          base forms by Voikko, those of the parts of a compound too; without Voikko the Snowball stem
 *               and the base that lexicons/fi/rules-forms.tsv knows the form by
 *   sv, en, ru  the Snowball stem
 *   others      the word itself */

/* Returns: (transfer full): the keys that @word may be found by, NULL-terminated, at least one. */
LUUKKU_API char **luukku_word_keys (const char *word, const char *language) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the key of the base form @term. */
LUUKKU_API char *luukku_word_term_key (const char *term, const char *language) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
