/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-lexicon.h: the words of data/lexicons/LANGUAGE/mod-*.tsv, compiled in; inside this folder only.
 * How a list is written: luukku-mod-reader.h. */
#pragma once

#include "moderation/luukku-mod-table.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_MOD_FORM_PLAIN = 0,
  LUUKKU_MOD_FORM_CLITIC = 1 << 0, /* a Finnish clitic was taken off: only Finnish whole words count */
} LuukkuModForm;

/* Called for each symbol that a word carries; @row: (nullable): the row of that one word. */
typedef void (*LuukkuModFound) (guint symbol, const LuukkuModRow *row, gpointer user_data);

/* What the word @form, as LuukkuModText makes it, is by the lists. Linear in the word. */
void luukku_mod_lexicon_look_up (const char *form, gsize length, LuukkuModForm kind, LuukkuModFound found,
                                 gpointer user_data) G_GNUC_NON_NULL (1, 4);
/* The same for a word with masked letters ('*' stands for one or more): only classes that are swearing. */
void luukku_mod_lexicon_look_up_masked (const char *form, LuukkuModFound found, gpointer user_data)
    G_GNUC_NON_NULL (1, 2);

/* Returns: number of the class @name, whatever the language; LUUKKU_MOD_NO_SYMBOL when no row has it. */
guint luukku_mod_lexicon_class (const char *name) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): a static-like name, as long as the lexicon. */
const char *luukku_mod_lexicon_class_name (guint class_id);
/* Returns: symbol of words of @class_name in @language; LUUKKU_MOD_NO_SYMBOL when there is none. */
guint luukku_mod_lexicon_symbol (const char *class_name, LuukkuModLanguage language) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the same for each language; NULL when there is none. */
const guint32 *luukku_mod_lexicon_symbols (const char *class_name) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): numbers of the patterns that begin with @symbol. */
const guint32 *luukku_mod_lexicon_patterns (guint symbol, guint *ret_count) G_GNUC_NON_NULL (2);
/* Returns: (transfer none): numbers of the patterns that begin where a sentence does. */
const guint32 *luukku_mod_lexicon_start_patterns (guint *ret_count) G_GNUC_NON_NULL (1);
const LuukkuModRow *luukku_mod_lexicon_row (guint32 number);
/* Returns: (transfer none): @row->n_parts of them; none: the row is one word. */
const LuukkuModPart *luukku_mod_lexicon_parts (const LuukkuModRow *row) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): @row->n_vetoes symbols. */
const guint32 *luukku_mod_lexicon_vetoes (const LuukkuModRow *row) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): name of the class that @symbol stands for; NULL when for none. */
const char *luukku_mod_lexicon_class_of (guint symbol);
/* Returns: the symbol that a word of @symbol cannot have: "person" for "not-person"; LUUKKU_MOD_NO_SYMBOL. */
guint luukku_mod_lexicon_denied (guint symbol);
/* Returns: whether a word of class @symbol fits @part ("a|@class"). */
gboolean luukku_mod_lexicon_is_part_of (guint symbol, guint part);
/* The symbols of a name, @name and the parts that have it among others, in every language. */
void luukku_mod_lexicon_look_up_name (LuukkuModFound found, gpointer user_data) G_GNUC_NON_NULL (1);

/* Returns: whether @rest is an ending of a noun of @language, "" is. */
gboolean luukku_mod_is_ending (LuukkuModLanguage language, const char *stem, gsize stem_length,
                               const char *rest, gsize rest_length) G_GNUC_NON_NULL (2, 4);
/* Returns: whether @rest is an ending of a verb of @language that does not tell of the past, "" is. */
gboolean luukku_mod_is_verb_ending (LuukkuModLanguage language, const char *rest, gsize rest_length)
    G_GNUC_NON_NULL (2);

/* Returns: (transfer none): "moderation 1 9f2c41ab". */
const char *luukku_mod_lexicon_version (void);
/* Returns: (transfer none): the compiled lists. For tests. */
GBytes *luukku_mod_lexicon_get_bytes (void);
/* Calls @visit for every one-word term that is a whole form or a stem. For tests. */
void luukku_mod_lexicon_visit (void (*visit) (LuukkuModLanguage language, const char *class_name,
                                              const char *term, gpointer user_data),
                               gpointer user_data) G_GNUC_NON_NULL (1);
void luukku_mod_lexicon_shutdown (void);

G_END_DECLS
