/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pieces.h: a long text looked at piece by piece, with what was found kept for the pieces that did not
 * change; inside this folder only.
 *
 *   piece   up to PIECE_LONGEST characters of a text longer than LUUKKU_PIECES_WHOLE; it ends behind a line
 * or a sentence, at a place that its last letters choose, so that an edit moves the next borders only looked
 * at with some of the text before and behind it; what begins in the piece is the piece's
 *
 * The check of a text is by definition the check of its pieces: whether they are looked at now or were looked
 * at before, in one go or in slices, the findings are the same. Main thread only. */
#pragma once

#include "detect/luukku-detect.h"

G_BEGIN_DECLS

/* Up to so many characters a text is one piece. */
#define LUUKKU_PIECES_WHOLE 2000

/* Returns: (transfer full): the hits of all kinds in @text. */
typedef GArray *(*LuukkuPiecesLook) (const char *text, const LuukkuDetectOptions *options);

/* @text: valid. Looks at pieces that are not known until @budget characters are spent, at least at one.
 * @ret_hits: (out) (optional) (transfer full): of all kinds, when all pieces are known.
 * Returns: whether they are. */
gboolean luukku_pieces_look (const char *text, const LuukkuDetectOptions *options, LuukkuPiecesLook look,
                             guint64 budget, GArray **ret_hits) G_GNUC_NON_NULL (1, 2, 3);
/* Characters looked at since the start, those around the pieces too. */
guint64 luukku_pieces_get_work (void);
void luukku_pieces_forget (void);

G_END_DECLS
