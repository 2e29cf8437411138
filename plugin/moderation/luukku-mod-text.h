/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-text.h: one message made ready for the families: words in comparable forms with what the lists
 * say of them, links, sentences, clauses, quotations; inside this folder only.
 *
 * All offsets are bytes of luukku_mod_text_get_folded(). */
#pragma once

#include "moderation/luukku-mod-lexicon.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_MOD_WORD_UPPER = 1 << 0,     /* begins with a capital letter */
  LUUKKU_MOD_WORD_ALL_UPPER = 1 << 1, /* three letters or more, all capital */
  LUUKKU_MOD_WORD_FIRST = 1 << 2,     /* first of its sentence */
  LUUKKU_MOD_WORD_LAST = 1 << 3,      /* last of its sentence */
  LUUKKU_MOD_WORD_QUOTED = 1 << 4,    /* between quotation marks */
  LUUKKU_MOD_WORD_LINK = 1 << 5,      /* an address of the web */
  LUUKKU_MOD_WORD_MAIL = 1 << 6,      /* an e-mail address */
  LUUKKU_MOD_WORD_EMOJI = 1 << 7,     /* a picture character */
  LUUKKU_MOD_WORD_DISGUISED = 1 << 8, /* was masked, spaced or leet */
} LuukkuModWordFlags;

typedef struct {
  guint start, end;
  guint sentence, clause; /* 0… over the text */
  guint flags;            /* LuukkuModWordFlags */
  guint first_symbol, n_symbols;
  char *form; /* small letters, no apostrophes (owned) */
} LuukkuModWord;

/* A row of a list that was found. */
typedef struct {
  const LuukkuModRow *row;
  guint first, last; /* words, both included */
} LuukkuModHit;

typedef struct _LuukkuModText LuukkuModText;

/* @text: valid UTF-8. Returns: (transfer full). */
LuukkuModText *luukku_mod_text_new (const char *text, const char *language) G_GNUC_NON_NULL (1);
void luukku_mod_text_free (LuukkuModText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuModText, luukku_mod_text_free)

const char *luukku_mod_text_get_folded (const LuukkuModText *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): of LuukkuModWord. */
const GArray *luukku_mod_text_get_words (const LuukkuModText *self) G_GNUC_NON_NULL (1);
const LuukkuModWord *luukku_mod_text_word (const LuukkuModText *self, guint i) G_GNUC_NON_NULL (1);
guint luukku_mod_text_count (const LuukkuModText *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): of LuukkuModHit whose class has a point in its name, by first word. */
const GArray *luukku_mod_text_get_hits (LuukkuModText *self) G_GNUC_NON_NULL (1);
/* Returns: whether word @i carries @symbol. */
gboolean luukku_mod_text_has (const LuukkuModText *self, guint i, guint symbol) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (array length=ret_n): what word @i carries. */
const guint *luukku_mod_text_symbols (const LuukkuModText *self, guint i, guint *ret_n)
    G_GNUC_NON_NULL (1, 3);
/* Returns: whether word @i is of @class_name in any language. */
gboolean luukku_mod_text_is (const LuukkuModText *self, guint i, const char *class_name)
    G_GNUC_NON_NULL (1, 3);
void luukku_mod_text_map (const LuukkuModText *self, guint start, guint end, guint *ret_start, guint *ret_end)
    G_GNUC_NON_NULL (1, 4, 5);

/* --- luukku-mod-words.c: cutting */

/* Returns: (transfer full): GArray of LuukkuModWord without symbols. */
GArray *luukku_mod_words_cut (const char *folded) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): other spellings that @form may stand for, NULL-terminated, maybe empty. */
char **luukku_mod_words_variants (const char *form) G_GNUC_NON_NULL (1);

/* --- luukku-mod-guess.c */

/* Calls @found for what the Finnish word @form, which stands in no list, may be. */
void luukku_mod_guess (const char *form, LuukkuModFound found, gpointer user_data) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
