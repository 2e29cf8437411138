/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-reader.h: makes the compiled lists (luukku-mod-table.h) from data/lexicons/LANGUAGE/mod-*.tsv;
 * for the program that does so when Luukku is built, and for tests.
 *
 * A list is UTF-8, a row a term, columns with tabs between them, "#" begins a comment line:
 *
 *   term      one word: gives the word its class; several words: a pattern within one sentence
 *   class     "kill-me", "threat.direct"; a class with a point in it is a rule of a family
 *   strength  strong, weak or empty (strong)
 *   vetoes    words with ";" between them: one of them near by and the row does not count
 *
 * A word of a term:
 *
 *   tapan          this form; apostrophes are left out ("dont")
 *   puuko*  *talo  begins, ends so; *ammuskelu* has it somewhere
 *   toimisto~      this stem with the endings of nouns of the list's language (luukku-endings.c)
 *   tappa+|tapa+   this stem with the endings of verbs, but not of the past
 *   @kill-me       any word of this class of the same language
 *   @name          a capital letter inside a sentence, and no word of class not-name; a word of not-X is
 *                  never an X, whatever X is
 *   a|b*|@c        one of these
 *   word?          may be missing (not the first of a pattern)
 *   *3             up to three words of any kind in the same clause; **9: commas may be crossed
 *   ^ $            the sentence begins, ends here
 *
 * A term that is one "@class" alone gives a rule to every word of that class.
 *
 * Words are compared as LuukkuModText makes them: small letters, masks and leet taken off. A term of six
 * letters or more is also found without its dots and rings ("doda"). */
#pragma once

#include "moderation/luukku-mod-table.h"

G_BEGIN_DECLS

#define LUUKKU_MOD_MAX_PARTS 12
#define LUUKKU_MOD_MAX_GAP 14

typedef struct _LuukkuModReader LuukkuModReader;

/* Returns: (transfer full). */
LuukkuModReader *luukku_mod_reader_new (void);
void luukku_mod_reader_free (LuukkuModReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuModReader, luukku_mod_reader_free)

/* @name: for problems. @text: of @length bytes. */
void luukku_mod_reader_add (LuukkuModReader *self, const char *name, LuukkuModLanguage language,
                            const char *text, gsize length) G_GNUC_NON_NULL (1, 2, 4);
/* Returns: (transfer none): rows that cannot be read, a line for people each; empty when all can. */
const GPtrArray *luukku_mod_reader_get_problems (const LuukkuModReader *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): what was added; once. */
GBytes *luukku_mod_reader_finish (LuukkuModReader *self) G_GNUC_NON_NULL (1);

G_END_DECLS
