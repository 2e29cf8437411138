/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-lexicon.h: the words of data/lexicons/LANGUAGE/mod-*.tsv, compiled in; inside this folder only.
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

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_MOD_NO_SYMBOL G_MAXUINT
/* The marks of words that no list tells. */
#define LUUKKU_MOD_MAX_PARTS 12
#define LUUKKU_MOD_MAX_GAP 14

typedef enum {
  LUUKKU_MOD_FI,
  LUUKKU_MOD_SV,
  LUUKKU_MOD_EN,
  LUUKKU_MOD_RU,
  LUUKKU_MOD_ET,
  LUUKKU_MOD_UK,
  LUUKKU_MOD_AR,
  LUUKKU_MOD_LANGUAGES,
} LuukkuModLanguage;

typedef enum {
  LUUKKU_MOD_PART_SYMBOL,
  LUUKKU_MOD_PART_GAP,
  LUUKKU_MOD_PART_WIDE_GAP, /* over commas */
  LUUKKU_MOD_PART_START,
  LUUKKU_MOD_PART_END,
} LuukkuModPartKind;

typedef struct {
  LuukkuModPartKind kind;
  guint symbol; /* or the words of a gap */
  gboolean optional;
} LuukkuModPart;

typedef struct {
  guint class_id;
  LuukkuModLanguage language;
  gboolean strong;
  GArray *parts;  /* (nullable): LuukkuModPart; NULL: one word */
  GArray *vetoes; /* (nullable): guint symbols */
} LuukkuModRow;

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
/* Returns: (transfer none): LuukkuModRow patterns that begin with @symbol (nullable). */
GPtrArray *luukku_mod_lexicon_patterns (guint symbol);
/* Returns: (transfer none): patterns that begin anywhere a sentence does (nullable). */
GPtrArray *luukku_mod_lexicon_start_patterns (void);
/* Returns: the symbol that a word of @symbol cannot have: "person" for "not-person"; LUUKKU_MOD_NO_SYMBOL. */
guint luukku_mod_lexicon_denied (guint symbol);
/* Returns: whether a word of class @symbol fits @part ("a|@class"). */
gboolean luukku_mod_lexicon_is_part_of (guint symbol, guint part);
/* The symbols of a name, @name and the parts that have it among others, in every language. */
void luukku_mod_lexicon_look_up_name (LuukkuModFound found, gpointer user_data) G_GNUC_NON_NULL (1);

const char *luukku_mod_language_code (LuukkuModLanguage language);
/* Returns: whether @rest is an ending of a noun of @language, "" is. */
gboolean luukku_mod_is_ending (LuukkuModLanguage language, const char *stem, gsize stem_length,
                               const char *rest, gsize rest_length) G_GNUC_NON_NULL (2, 4);
/* Returns: whether @rest is an ending of a verb of @language that does not tell of the past, "" is. */
gboolean luukku_mod_is_verb_ending (LuukkuModLanguage language, const char *rest, gsize rest_length)
    G_GNUC_NON_NULL (2);

/* Returns: (transfer none): "moderation 1 9f2c41ab". */
const char *luukku_mod_lexicon_version (void);
/* Returns: (transfer full): rows that cannot be read, a sentence each; empty when all can. For tests. */
GPtrArray *luukku_mod_lexicon_problems (void);
/* Calls @visit for every one-word term that is a whole form or a stem. For tests. */
void luukku_mod_lexicon_visit (void (*visit) (LuukkuModLanguage language, const char *class_name,
                                              const char *term, gpointer user_data),
                               gpointer user_data) G_GNUC_NON_NULL (1);
void luukku_mod_lexicon_shutdown (void);

G_END_DECLS
