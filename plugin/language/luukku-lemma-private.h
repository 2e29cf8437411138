/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lemma-private.h: what the files of this folder ask from the dictionaries; inside this folder only.
 */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: whether Voikko takes @word for a correct Finnish word; FALSE without Voikko. */
gboolean luukku_lemma_knows_finnish (const char *word) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): base forms of the word and of the parts of a compound by Voikko, in small
 * letters, NULL-terminated; NULL when Voikko is not there. Just the word when Voikko does not know it. */
char **luukku_lemma_finnish_bases (const char *word) G_GNUC_NON_NULL (1);

/* For tests: as if Voikko were not installed. Forgets what was looked up. */
void luukku_lemma_set_voikko (gboolean use);

/* Returns: (transfer full): the small letters in which words and lists are compared. */
char *luukku_keys_lower (const char *word, gssize length) G_GNUC_NON_NULL (1);

/* --- luukku-keys.c, luukku-language.c, luukku-word-text.c, luukku-wordlist.c: for luukku_language_shutdown()
 */
void luukku_keys_shutdown (void);
void luukku_language_forget (void);
void luukku_word_text_forget (void);
void luukku_wordlist_forget (void);

G_END_DECLS
