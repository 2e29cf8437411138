/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wordlist.h: a list of words that the guideline's rules look for; immutable. Main thread only.
 *
 * data/lexicons/LANGUAGE/rules-NAME.tsv, UTF-8, a row a term, columns with tabs between them, "#" begins a
 * comment line:
 *
 *   term      in small letters
 *   kind      token   this very form
 *             lemma   any inflected form, in Finnish a part of a compound too
 *             prefix  any word that begins so
 *             phrase  several words in one sentence: word = this form, word* = begins so, <word> = any
 *                     inflected form, *3 = up to three words of any kind
 *   class     what the row is about, for the finding's cues; may be empty
 *   severity  mild or strong; may be empty
 *   vetoes    phrase parts with ";" between them: one of them near by and the row does not count
 *   note      for readers of the list
 *
 * A municipality's own copy of a list (luukku/lexicons/LANGUAGE/rules-NAME.tsv in its settings) wins over
 * ours. */
#pragma once

#include "language/luukku-word-text.h"

G_BEGIN_DECLS

#define LUUKKU_WORDLIST_MAX_BYTES (1024 * 1024)
#define LUUKKU_WORDLIST_MAX_ROWS 20000

typedef struct _LuukkuWordlist LuukkuWordlist;

/* @name: for messages. Strict: a row that cannot be read is INVALID_INPUT with its line.
 * Returns: (transfer full). */
LUUKKU_API LuukkuWordlist *luukku_wordlist_parse (const char *name, const char *language, const char *text,
                                                  GError **error) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API void luukku_wordlist_free (LuukkuWordlist *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuWordlist, luukku_wordlist_free)

/* Returns: (transfer none) (nullable): the list @name ("profanity") of @language, read once; NULL when there
 * is none in this language. */
LUUKKU_API const LuukkuWordlist *luukku_wordlist_get (const char *language, const char *name)
    G_GNUC_NON_NULL (1, 2);
/* Returns: whether any language has a list @name. */
LUUKKU_API gboolean luukku_wordlist_exists (const char *name) G_GNUC_NON_NULL (1);
LUUKKU_API guint luukku_wordlist_get_length (const LuukkuWordlist *self) G_GNUC_NON_NULL (1);

typedef struct {
  guint first, last;      /* words of the text, both included */
  const char *class_name; /* of the row, "" when it has none; as long as the list */
  gboolean strong;
} LuukkuWordHit;

/* Returns: (transfer full): GArray of LuukkuWordHit by place; a word is in one hit of a list, the longest. */
LUUKKU_API GArray *luukku_wordlist_match (const LuukkuWordlist *self, LuukkuWordText *words)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
