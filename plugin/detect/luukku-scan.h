/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-scan.h: one text under the eyes of all families; inside this folder only.
 *
 * A family is one file with one function luukku_detect_NAME (LuukkuScan *), declared at the end of this
 * header and named in the table of luukku-detect.c. It looks for its shape in the scan's text and tells what
 * it found with luukku_scan_add(), from left to right. It never keeps a pointer into the scan.
 *
 *   text    folded (luukku_folded_new) and, token by token, with Cyrillic and Greek look-alikes in a Latin
 *           word or a code turned into Latin
 *   lower   text in lower case, byte for byte in the same places; also ё → е and the Arabic alef, teh marbuta
 *           and alef maksura forms → ا ه ي
 *   tokens  words by luukku_tokens() over text
 *   marks   what the words mean by data/lexicons: a term puts its class on the token it was found in
 *
 * All offsets are bytes of text. */
#pragma once

#include "detect/luukku-detect.h"

G_BEGIN_DECLS

typedef struct _LuukkuScan LuukkuScan;

typedef enum {
  LUUKKU_TOKEN_UPPER = 1 << 0,     /* begins with a capital letter */
  LUUKKU_TOKEN_ALL_UPPER = 1 << 1, /* at least two letters and none of them small */
  LUUKKU_TOKEN_DIGIT = 1 << 2,     /* has a digit */
  LUUKKU_TOKEN_LETTER = 1 << 3,    /* has a letter */
} LuukkuTokenFlags;

typedef struct {
  guint start, end;
  guint flags;      /* LuukkuTokenFlags */
  guint first_mark; /* the scan's own */
} LuukkuScanToken;

/* A place in the text where a run of ASCII digits stands. */
typedef struct {
  guint start, end;
} LuukkuDigitRun;

typedef struct {
  const char *kind; /* static */
  guint start, end; /* bytes of the scan's text */
  LuukkuConfidence confidence;
  gboolean silent; /* only keeps others away: it is told to nobody */
  const char *cues[LUUKKU_HIT_MAX_CUES + 1];
} LuukkuFound;

/* --- made by luukku-detect.c and tests */

LuukkuScan *luukku_scan_new (const char *text, const LuukkuDetectOptions *options) G_GNUC_NON_NULL (1);
void luukku_scan_free (LuukkuScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuScan, luukku_scan_free)
/* Settles what was added since the last call against what stood before: the surer, then the longer, then what
 * stood before wins. */
void luukku_scan_settle (LuukkuScan *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): GArray of LuukkuHit, what stands and is not silent. @kinds: (nullable). */
GArray *luukku_scan_take_hits (LuukkuScan *self, const char *const *kinds) G_GNUC_NON_NULL (1);

/* --- what a family may ask */

const char *luukku_scan_text (LuukkuScan *self) G_GNUC_NON_NULL (1);
const char *luukku_scan_lower (LuukkuScan *self) G_GNUC_NON_NULL (1);
guint luukku_scan_size (LuukkuScan *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): of LuukkuScanToken. */
GArray *luukku_scan_tokens (LuukkuScan *self) G_GNUC_NON_NULL (1);
/* Returns: index of the first token that ends after @offset; the number of tokens when there is none. */
guint luukku_scan_token_at (LuukkuScan *self, guint offset) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): of LuukkuDigitRun. */
GArray *luukku_scan_digit_runs (LuukkuScan *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): "fi", …; the one that was told, else a guess. Dear: ask late. */
const char *luukku_scan_language (LuukkuScan *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
const LuukkuAllowList *luukku_scan_allow_list (LuukkuScan *self) G_GNUC_NON_NULL (1);

/* Whether what is nearly an identity code counts everywhere, as possible. */
gboolean luukku_scan_wants_mistyped (LuukkuScan *self) G_GNUC_NON_NULL (1);

/* Whether the lexicons put @class ("phone") on token @index. */
gboolean luukku_scan_token_is (LuukkuScan *self, guint index, const char *class) G_GNUC_NON_NULL (1, 3);
/* The same; *@ret_last is the last token of the term, the same one when the term is one word. */
gboolean luukku_scan_token_begins (LuukkuScan *self, guint index, const char *class, guint *ret_last)
    G_GNUC_NON_NULL (1, 3, 4);
/* Returns: (transfer none) (nullable): the nearest token of @class that ends at most @before characters
 * before @start or begins at most @after characters after @end; one that overlaps [@start, @end) counts, too.
 */
const LuukkuScanToken *luukku_scan_near (LuukkuScan *self, const char *class, guint start, guint end,
                                         guint before, guint after) G_GNUC_NON_NULL (1, 2);
/* The same in tokens instead of characters. */
const LuukkuScanToken *luukku_scan_near_tokens (LuukkuScan *self, const char *class, guint start, guint end,
                                                guint before, guint after) G_GNUC_NON_NULL (1, 2);

/* Whether a family that stands before this one in the table has claimed a part of [@start, @end), silently or
 * not. */
gboolean luukku_scan_is_claimed (LuukkuScan *self, guint start, guint end) G_GNUC_NON_NULL (1);

/* Whether a family that stands before this one in the table tells of something in [@start, @end). */
gboolean luukku_scan_has_told (LuukkuScan *self, guint start, guint end) G_GNUC_NON_NULL (1);

/* Characters right before @offset and at it; 0 at the ends. */
gunichar luukku_scan_character_before (LuukkuScan *self, guint offset) G_GNUC_NON_NULL (1);
gunichar luukku_scan_character_at (LuukkuScan *self, guint offset) G_GNUC_NON_NULL (1);

/* @found: copied. */
void luukku_scan_add (LuukkuScan *self, const LuukkuFound *found) G_GNUC_NON_NULL (1, 2);

/* --- the families */

void luukku_detect_address (LuukkuScan *scan);
void luukku_detect_card (LuukkuScan *scan);
void luukku_detect_dob (LuukkuScan *scan);
void luukku_detect_doc_id (LuukkuScan *scan);
void luukku_detect_email (LuukkuScan *scan);
void luukku_detect_foreign_id (LuukkuScan *scan);
void luukku_detect_harmless (LuukkuScan *scan);
void luukku_detect_hetu (LuukkuScan *scan);
void luukku_detect_iban (LuukkuScan *scan);
void luukku_detect_ip (LuukkuScan *scan);
void luukku_detect_isikukood (LuukkuScan *scan);
void luukku_detect_name (LuukkuScan *scan);
void luukku_detect_personnummer (LuukkuScan *scan);
void luukku_detect_phone (LuukkuScan *scan);
void luukku_detect_plate (LuukkuScan *scan);
void luukku_detect_secret (LuukkuScan *scan);
void luukku_detect_sensitive (LuukkuScan *scan);
void luukku_detect_tax_number (LuukkuScan *scan);

G_END_DECLS
