/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-private.h: the steps of reading a pack, inside this folder only.
 *
 *   bytes → luukku_pack_read_lines() (groups, keys, double ones, encoding)
 *         → luukku_pack_check_groups() (vocabulary, values, translations, references)
 *         → GKeyFile, only when neither found a problem
 * The vocabulary (luukku-pack-vocabulary.c) is one table; the checkers know no key by name but the few on
 * which a rule of the format hangs. */
#pragma once

#include "rules/luukku-pack.h"

G_BEGIN_DECLS

#define LUUKKU_PACK_MAX_LINE_BYTES 8192
#define LUUKKU_PACK_MAX_GROUPS 1000
#define LUUKKU_PACK_MAX_KEYS 20000
/* Nobody reads more at once. */
#define LUUKKU_PACK_MAX_PROBLEMS 100

typedef enum {
  LUUKKU_VALUE_TEXT,      /* for people, translated with Key[fi] */
  LUUKKU_VALUE_LINE,      /* one line that is not translated; may be empty */
  LUUKKU_VALUE_NAME,      /* lower-case letters, digits, inner hyphens */
  LUUKKU_VALUE_NAMES,     /* such names with ";" */
  LUUKKU_VALUE_CHOICE,    /* one of @allowed */
  LUUKKU_VALUE_CHOICES,   /* some of @allowed with ";" */
  LUUKKU_VALUE_DURATION,  /* "48 hours" */
  LUUKKU_VALUE_DURATIONS, /* durations with ";" */
  LUUKKU_VALUE_REPEAT,    /* "3 in 24 hours" */
  LUUKKU_VALUE_NUMBER,
  LUUKKU_VALUE_CITATION,
  LUUKKU_VALUE_DATE,
  LUUKKU_VALUE_ZONE,
  LUUKKU_VALUE_LANGUAGE,
  LUUKKU_VALUE_LANGUAGES,
  LUUKKU_VALUE_HOSTS,
  LUUKKU_VALUE_SIGNATURE, /* "{title} {first-name}" */
  LUUKKU_VALUE_REFERENCE, /* the id of a group of the type @allowed */
} LuukkuPackValueKind;

typedef struct {
  const char *name; /* '#' stands for one digit 1-9 */
  LuukkuPackValueKind kind;
  gboolean required;
  const char *allowed; /* by kind, words with ";" (nullable) */
} LuukkuPackKeySpec;

typedef struct {
  const char *type; /* "Outgoing" */
  gboolean has_id;
  const LuukkuPackKeySpec *keys; /* ends with a NULL name */
} LuukkuPackGroupSpec;

typedef struct {
  const char *name; /* "lexicon" */
  gboolean outgoing, incoming;
  gboolean exact;       /* no judgement in it: may block */
  const char *keys;     /* that the outgoing check reads beside the common ones */
  const char *required; /* of these, those it cannot do without */
  const char *fills;    /* placeholders of Warning that it fills in */
} LuukkuPackCheckSpec;

typedef struct {
  char *name;     /* "Title" */
  char *language; /* "fi" (nullable): the base text */
  char *value;    /* as written, blanks at both ends removed */
  guint line;
} LuukkuPackEntry;

typedef struct {
  char *name; /* "Outgoing identity-code" */
  char *id;   /* "identity-code" (nullable) */
  const LuukkuPackGroupSpec *spec;
  guint line;
  GPtrArray *entries; /* LuukkuPackEntry (owned), in file order */
  GHashTable *index;  /* "Title[fi]" -> LuukkuPackEntry, not owned */
} LuukkuPackGroup;

/* --- problems. @format is looked up in the catalogue. Returns: (transfer full). */
char *luukku_pack_sentence (const char *format, ...) G_GNUC_PRINTF (1, 2);
void luukku_pack_problem_add (GPtrArray *problems, guint line, const char *group, const char *key,
                              const char *format, ...) G_GNUC_PRINTF (5, 6);

/* --- lines. Returns: (transfer full): of LuukkuPackGroup in file order; those of unknown types and double
 * ones are left out, with a problem. @bytes: without a byte order mark. */
GPtrArray *luukku_pack_read_lines (const LuukkuPackGroupSpec *specs, const char *bytes, gsize length,
                                   GPtrArray *problems);
/* Returns: (transfer none) (nullable): the base text of @key. */
const LuukkuPackEntry *luukku_pack_group_get (const LuukkuPackGroup *group, const char *key);
/* Returns: (transfer none) (nullable): its value, NULL also when it is empty. */
const char *luukku_pack_group_value (const LuukkuPackGroup *group, const char *key);
/* Returns: (transfer none) (nullable). */
LuukkuPackGroup *luukku_pack_find_group (GPtrArray *groups, const char *type, const char *id);

/* --- vocabulary */
/* Returns: (transfer none): the groups of a guideline pack; a list of groups ends with a NULL type, its first
 * is the head of the file. */
const LuukkuPackGroupSpec *luukku_pack_groups (void);
/* Returns: (transfer none) (nullable). */
const LuukkuPackGroupSpec *luukku_pack_group_spec (const LuukkuPackGroupSpec *specs, const char *type);
const LuukkuPackKeySpec *luukku_pack_key_spec (const LuukkuPackGroupSpec *group, const char *key);
const LuukkuPackCheckSpec *luukku_pack_check_spec (const char *name);
/* Whether the words of @list (";") contain @word. */
gboolean luukku_pack_list_contains (const char *list, const char *word);
/* Returns: (transfer none) (nullable): the words (";") that @key may have with @check beside word lists;
 * NULL: any. *@ret_lists: whether names of word lists are allowed. */
const char *luukku_pack_words_of (const char *check, const char *key, gboolean *ret_lists);
/* Returns: (transfer full): for a problem: "Pack, Outgoing, …". */
char *luukku_pack_group_types (const LuukkuPackGroupSpec *specs);
char *luukku_pack_keys_of (const LuukkuPackGroupSpec *group);
char *luukku_pack_checks_of (gboolean outgoing);

/* --- values. Returns: (transfer full): NULL when @value is right, else the sentence that says what is
 * allowed. */
char *luukku_pack_value_problem (const LuukkuPackKeySpec *spec, const char *value);
/* Placeholders "{title}" of a text in alphabetical order, each once; *@ret_problem (transfer full) is a
 * sentence when a brace does not match or a name is unknown. Returns: (transfer full): NULL-terminated. */
char **luukku_pack_placeholders (const char *text, const char *allowed, char **ret_problem);
#define LUUKKU_PACK_SIGNATURE_PLACEHOLDERS "title;first-name;last-name;unit"
/* The first duration of a list as a span. Returns: FALSE with @error when it is no span (months, "before").
 */
gboolean luukku_pack_first_span (const char *durations, gint64 *ret_span, GError **error);

/* --- clocks. [Clock …], [Quiet], and what [Pack] says about time; other groups are left alone. */
void luukku_pack_check_clocks (const LuukkuPackGroup *group, GPtrArray *problems);

/* Returns: (transfer full): the names of the placeholders of @text, whatever they are. */
char **luukku_pack_placeholders_of (const char *text);

/* --- checking */
typedef struct {
  GPtrArray *groups;         /* no ref */
  GPtrArray *problems;       /* no ref */
  const char *base_language; /* (nullable): [Pack] does not say */
  gboolean has_gaps;         /* lines could not be read: what seems to be missing may stand there */
} LuukkuPackChecker;

void luukku_pack_problem_add_for (LuukkuPackChecker *checker, const LuukkuPackGroup *group,
                                  const LuukkuPackEntry *entry, const char *sentence);
/* luukku-pack-outgoing.c: whether an outgoing rule is one that can be carried out as it is written. */
void luukku_pack_check_outgoing (LuukkuPackChecker *checker, const LuukkuPackGroup *group);

/* luukku-retention-plan.c: whether a time to keep is one, and no class has two. */
void luukku_pack_check_retention (LuukkuPackChecker *checker, const LuukkuPackGroup *group);

/* --- luukku-rule.c. Returns: (transfer full): the rule of a group that has been checked. */
LuukkuRule *luukku_rule_new (GKeyFile *keys, const LuukkuPackGroup *group);
void luukku_rule_free (LuukkuRule *self);
/* Returns: (transfer full): the words of a list, maybe none. */
char **luukku_rule_read_list (GKeyFile *keys, const char *group, const char *key);

/* --- the whole */
void luukku_pack_check_groups (GPtrArray *groups, GPtrArray *problems);
/* Returns: (transfer none): the checked file. */
GKeyFile *luukku_pack_peek_keys (const LuukkuPack *self);

G_END_DECLS
