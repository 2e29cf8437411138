/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-table.h: the lists of data/lexicons/LANGUAGE/mod-*.tsv as bytes that are used where they lie.
 * luukku-mod-reader.c makes them when Luukku is built, luukku-mod-lexicon.c asks them; inside this folder
 * only.
 *
 *      0  "LKM2"
 *      4  guint32 words in each section, in the order of LuukkuModSection
 *     68  guint32 bytes of strings
 *     72  SHA-256 of the lists
 *    104  the sections, each of guint32 words
 *      …  strings, each with its zero
 *
 * All numbers are little-endian. A list of lists is two sections: where each one begins, with the end of the
 * last one behind it, and the members of all. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_MOD_NO_SYMBOL G_MAXUINT
#define LUUKKU_MOD_DIGEST_BYTES 32
#define LUUKKU_MOD_MAX_STEM_BYTES 64
#define LUUKKU_MOD_HASH_START 2166136261u
#define LUUKKU_MOD_HASH_FACTOR 16777619u

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

/* --- what the sections are made of: guint32 only */

typedef struct {
  guint32 kind;   /* LuukkuModPartKind */
  guint32 symbol; /* or the words of a gap */
  guint32 optional;
} LuukkuModPart;

typedef struct {
  guint32 class_id; /* number of its name */
  guint32 language; /* LuukkuModLanguage */
  guint32 strong;
  guint32 first_part, n_parts;  /* 0 parts: one word */
  guint32 first_veto, n_vetoes; /* symbols */
} LuukkuModRow;

typedef enum {
  LUUKKU_MOD_OPEN_START = 1 << 0,
  LUUKKU_MOD_OPEN_END = 1 << 1,
  LUUKKU_MOD_INFLECTS = 1 << 2,
  LUUKKU_MOD_CONJUGATES = 1 << 3,
} LuukkuModEntryFlags;

typedef struct {
  guint32 stem; /* place among the strings */
  guint32 symbol;
  guint32 row; /* number + 1; 0: a word of a pattern or a veto */
  guint32 language, flags;
} LuukkuModEntry;

typedef enum {
  LUUKKU_MOD_BUCKETS, /* where the entries of each hash begin; a power of two and one more */
  LUUKKU_MOD_ENTRIES, /* LuukkuModEntry */
  LUUKKU_MOD_ROWS,    /* LuukkuModRow */
  LUUKKU_MOD_PARTS,   /* LuukkuModPart */
  LUUKKU_MOD_VETOES,
  LUUKKU_MOD_PATTERNS_OF, /* where the rows of each symbol begin */
  LUUKKU_MOD_PATTERNS,
  LUUKKU_MOD_PARENTS_OF, /* where the parts that name a class among others begin, for each symbol */
  LUUKKU_MOD_PARENTS,
  LUUKKU_MOD_DENIED,       /* by symbol: what a word of it cannot be, or LUUKKU_MOD_NO_SYMBOL */
  LUUKKU_MOD_AT_START,     /* rows that begin with ^ */
  LUUKKU_MOD_MASKED,       /* entries of swearing */
  LUUKKU_MOD_NAMES,        /* by class: place among the strings */
  LUUKKU_MOD_NAME_SYMBOLS, /* by class and language, or LUUKKU_MOD_NO_SYMBOL */
  LUUKKU_MOD_CLASS_OF,     /* by symbol: number of the class that it stands for, or LUUKKU_MOD_NO_SYMBOL */
  LUUKKU_MOD_NAME_BUCKETS, /* number of a class + 1, from its hash on; 0: free; a power of two */
  LUUKKU_MOD_SECTIONS,
} LuukkuModSection;

/* Points into the bytes. */
typedef struct {
  GBytes *bytes; /* (ref) */
  const guint32 *sections[LUUKKU_MOD_SECTIONS];
  guint words[LUUKKU_MOD_SECTIONS];
  const char *strings;
  const guint8 *digest; /* LUUKKU_MOD_DIGEST_BYTES */
} LuukkuModTable;

/* Returns: FALSE when @bytes are no such table; @self is zeroes then. */
gboolean luukku_mod_table_open (LuukkuModTable *self, GBytes *bytes) G_GNUC_NON_NULL (1, 2);
void luukku_mod_table_close (LuukkuModTable *self) G_GNUC_NON_NULL (1);
/* @sections: (element-type guint32): LUUKKU_MOD_SECTIONS of them. Returns: (transfer full). */
GBytes *luukku_mod_table_lay_out (GArray *const *sections, const GString *strings, const guint8 *digest)
    G_GNUC_NON_NULL (1, 2, 3);

guint32 luukku_mod_table_hash (const char *text) G_GNUC_NON_NULL (1);
const char *luukku_mod_language_code (LuukkuModLanguage language);

G_END_DECLS
