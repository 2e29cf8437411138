/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-visible.h: a resident's text made fit for paper without losing what was in it. Pure. Everything that
 * would hide, reorder or break the line is shown as ⟦U+202E⟧ and counted; the exact bytes stay in text.txt.
 */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

#define LUUKKU_VISIBLE_MAX_MARKS 4 /* combining marks kept on one letter */

typedef struct {
  guint bidi;          /* direction controls */
  guint ctrl;          /* control characters */
  guint zero;          /* characters without width */
  guint other;         /* private use, tags, non-characters */
  guint invalid_bytes; /* bytes that were no UTF-8 (or came as U+FFFD, U+2400 for NUL) */
  guint cut_marks;     /* combining marks beyond the limit */
} LuukkuVisibleCounts;

/* Returns: (transfer full): valid UTF-8 for Pango. */
char *luukku_visible_text (const char *bytes, gsize size, LuukkuVisibleCounts *ret_counts)
    G_GNUC_NON_NULL (3);

/* Returns: (transfer full) (nullable): "U+1F621 U+1F52A …" of at most @max picture characters of valid UTF-8,
 * *@ret_count of them in all; NULL when there are none. */
char *luukku_visible_pictures (const char *text, guint max, guint *ret_count) G_GNUC_NON_NULL (1, 3);

/* Returns: whether a paragraph runs from right to left: its first letter says. */
gboolean luukku_visible_is_right_to_left (const char *text, gsize size) G_GNUC_NON_NULL (1);

/* When @text has right-to-left letters: its digits and Latin parts in typing order, "«Kirkkokatu 1»
 * «040-1234567»", because they are reordered on paper. Returns: (transfer full) (nullable). */
char *luukku_visible_typing_order (const char *text) G_GNUC_NON_NULL (1);

G_END_DECLS
