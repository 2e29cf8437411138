/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording-table.h: the weights of data/lexicons/wording.tsv as bytes that are used where they lie.
 * Made from the text when Luukku is built, so that a start reads no line of it; inside this folder only.
 *
 * Numbers are little-endian:
 *
 *      0  "LKW3"
 *      4  guint32 count of rows
 *      8  gint32 !bias, !set, !note, !keep: LUUKKU_WORDINGS of each
 *    152  guint32 lines of the text that could not be read
 *    156  SHA-256 of the text
 *    188  guint32 first row for each upper half of a key, from 0 to 65536: the last one is the count
 *         guint16 lower half of each row's key; an even number of them
 *         gint8 LUUKKU_WORDINGS weights of each row
 *
 * A key is the hash of a piece. Of two rows with one key the later one in the text stands. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_WORDING_THREAT_PERSON,
  LUUKKU_WORDING_THREAT_PREMISES,
  LUUKKU_WORDING_HARASSMENT,
  LUUKKU_WORDING_HATE,
  LUUKKU_WORDING_REMOVAL,
  LUUKKU_WORDING_SAFETY,
  LUUKKU_WORDING_SELF_HARM,
  LUUKKU_WORDING_SPAM,
  LUUKKU_WORDING_PHISHING,
  LUUKKU_WORDINGS,
} LuukkuWording;

/* Weights are within ±LUUKKU_WORDING_MAX. */
#define LUUKKU_WORDING_MAX 127
#define LUUKKU_WORDING_DIGEST_BYTES 32
#define LUUKKU_WORDING_NO_ROW G_MAXUINT

/* Points into the bytes. */
typedef struct {
  GBytes *bytes; /* (ref) */
  guint count, problems;
  gint bias[LUUKKU_WORDINGS], set[LUUKKU_WORDINGS], note[LUUKKU_WORDINGS], keep[LUUKKU_WORDINGS];
  const guint8 *digest; /* LUUKKU_WORDING_DIGEST_BYTES */
  const guint32 *first;
  const guint16 *lower;
  const gint8 *weights; /* row * LUUKKU_WORDINGS */
} LuukkuWordingTable;

/* @text: rows as in the file. Returns: (transfer full): never fails; what cannot be read is counted. */
GBytes *luukku_wording_table_compile (const char *text, gsize length) G_GNUC_NON_NULL (1);
/* Returns: FALSE when @bytes are no such table; @self is zeroes then. */
gboolean luukku_wording_table_open (LuukkuWordingTable *self, GBytes *bytes) G_GNUC_NON_NULL (1, 2);
void luukku_wording_table_close (LuukkuWordingTable *self) G_GNUC_NON_NULL (1);
/* Returns: the key of @piece: another piece may have the same. */
guint32 luukku_wording_table_key (const char *piece, gsize length) G_GNUC_NON_NULL (1);
/* Returns: the row of @piece, LUUKKU_WORDING_NO_ROW when it weighs nothing. */
guint luukku_wording_table_find (const LuukkuWordingTable *self, const char *piece, gsize length)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
