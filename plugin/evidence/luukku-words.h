/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-words.h: the words of the record and of the read-me files, in the language of the record. They come
 * from data/templates/record.ini, which is compiled in; the interface language and the locale have no say. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _LuukkuWords LuukkuWords;

/* @language: "fi", "sv" or "en". Returns: (transfer full): NULL with INVALID_INPUT for another one. */
LuukkuWords *luukku_words_new (const char *language, GError **error) G_GNUC_NON_NULL (1);
void luukku_words_free (LuukkuWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuWords, luukku_words_free)

/* Returns: (transfer none): "fi", "sv" or "en". */
const char *luukku_words_get_language (LuukkuWords *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the words of @key; @key itself when the file has none (a bug: a test looks for
 * it). */
const char *luukku_words_get (LuukkuWords *self, const char *key) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): as above, NULL when there are none. */
const char *luukku_words_look (LuukkuWords *self, const char *key) G_GNUC_NON_NULL (1, 2);
/* Fills {name} from pairs of (name, value) that end with NULL; a value is never looked through again.
 * Returns: (transfer full). */
char *luukku_words_fill (LuukkuWords *self, const char *key, ...)
    G_GNUC_NON_NULL (1, 2) G_GNUC_NULL_TERMINATED;

/* Returns: (transfer full): @time in Finnish time with offset, and UTC, as the language writes them. */
char *luukku_words_time (LuukkuWords *self, gint64 time) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the short form in Finnish time, to the second. */
char *luukku_words_time_short (LuukkuWords *self, gint64 time) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): a compiled-in file, "icc/sRGB.icc". */
GBytes *luukku_evidence_data (const char *name) G_GNUC_NON_NULL (1);

G_END_DECLS
