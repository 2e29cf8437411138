/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-cursor.h: how far everything has been read: the server's own word for it, and the holes that
 * are still to be filled. Pure. */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_MATRIX_MAX_GAPS 500
#define LUUKKU_MATRIX_PAGE 100     /* events of one page */
#define LUUKKU_MATRIX_GAP_PAGES 20 /* of one hole: then it stays one, and somebody is told */
#define LUUKKU_MATRIX_PAST_PAGES 3 /* of what was written before we came */

/* One hole in a room: what was written before @from and after @to. */
typedef struct {
  char *room;
  char *from;
  char *to;    /* (nullable): what was written before we came, for which nothing is promised */
  guint pages; /* that may still be asked for */
} LuukkuMatrixGap;

typedef struct {
  char *since;     /* next_batch (nullable: from the beginning) */
  GPtrArray *gaps; /* of LuukkuMatrixGap (owned), the oldest first */
} LuukkuMatrixCursor;

/* Returns: (transfer full): of the beginning when @text is none of ours. */
LuukkuMatrixCursor *luukku_matrix_cursor_read (const char *text);
/* Returns: (transfer full). */
char *luukku_matrix_cursor_write (const LuukkuMatrixCursor *self) G_GNUC_NON_NULL (1);
void luukku_matrix_cursor_free (LuukkuMatrixCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMatrixCursor, luukku_matrix_cursor_free)
/* @to: (nullable). Returns: FALSE when there are too many holes already. */
gboolean luukku_matrix_cursor_add_gap (LuukkuMatrixCursor *self, const char *room, const char *from,
                                       const char *to) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
