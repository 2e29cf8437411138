/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-language.h: words of a text, their base forms, and which language a text is in. Main thread only
 * (libvoikko's handles are not thread safe: the process aborted when two threads used one). */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  gsize start, end; /* bytes of the text */
} LuukkuToken;

/* Words by Unicode letters, digits and inner hyphens, apostrophes and points ("1.12.2026" is one).
 * Returns: (transfer full): GArray of LuukkuToken. */
LUUKKU_API GArray *luukku_tokens (const char *text) G_GNUC_NON_NULL (1);

/* Returns: (transfer none) (nullable): "fi", "sv", "en", "ru", "et", "uk", "ar", or NULL when the text is too
 * short or too mixed to tell. Function words, letters and scripts; Finnish words known to Voikko count when
 * present. */
LUUKKU_API const char *luukku_language_guess (const char *text) G_GNUC_NON_NULL (1);

/* Base forms of one word. Finnish: Voikko when built in and its dictionary is installed, otherwise the word
 * itself in lower case. Returns: (transfer full): NULL-terminated, at least one, lower case. */
LUUKKU_API char **luukku_lemmas (const char *word, const char *language) G_GNUC_NON_NULL (1);

typedef enum {
  LUUKKU_NAME_FIRST = 1 << 0,
  LUUKKU_NAME_LAST = 1 << 1,
  LUUKKU_NAME_PLACE = 1 << 2, /* many last names are told as places only */
  LUUKKU_NAME_OTHER = 1 << 3, /* a word that is no name */
} LuukkuNameKinds;

/* What @word, inflected and with its capital letter, may be by Voikko. Returns: 0 when Voikko is not there or
 * does not know the word. */
LUUKKU_API LuukkuNameKinds luukku_name_kinds (const char *word) G_GNUC_NON_NULL (1);

/* Returns: (transfer none) (nullable) (array zero-terminated=1): base forms of what @word, in small letters,
 * is as a Finnish noun or adjective, none when it may be a verb; NULL without Voikko. Valid until the next
 * call. @ret_is_word is set to whether it is a Finnish word at all. */
LUUKKU_API const char *const *luukku_finnish_nouns (const char *word, gboolean *ret_is_word)
    G_GNUC_NON_NULL (1, 2);

/* Returns: whether Finnish base forms come from Voikko. */
LUUKKU_API gboolean luukku_language_has_voikko (void);

/* Frees what the look-ups keep; for the end of the process and leak checks. */
LUUKKU_API void luukku_language_shutdown (void);

G_END_DECLS
