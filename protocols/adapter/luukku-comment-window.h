/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-comment-window.h: what has been seen of comments on platforms that only list: no "since", no word
 * about what changed. Part of an adapter's cursor. Pure.
 *
 * Comments stand in lists (of a channel, a video, a post, the replies to one comment), newest first:
 *
 *   newest ┌──────────┐ ← a HEAD look reads from here to the first page that is wholly known
 *          │ window   │ ← a THROUGH look reads all of it, over several fetches if need be
 *          ├──────────┤ ← bound: age, number of comments, or the end of the list
 *   oldest │ not kept │
 *          └──────────┘
 *
 * Invariants: a look that was cut off is THROUGH from then on and goes on at its page, so nothing between is
 * left out. Only a THROUGH look that reached the bound says what is gone. What is not kept any more is
 * "new" when it is met again; the store takes each message once. */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

typedef struct _LuukkuCommentWindow LuukkuCommentWindow;

typedef struct {
  guint max_comments; /* kept, over all lists: the newest; also the bound of one look */
  guint max_lists;    /* kept: those looked through last */
  guint max_pages;    /* of one look: a list that turns in circles ends */
  gint64 max_age;     /* bound, µs; 0: however old. Older ones that a page still shows are kept with it */
  guint gone_after; /* looks in a row that must miss a comment: 1 when the adapter asks for it by id as well,
                     * 2 where it cannot: pages shift while they are read */
} LuukkuCommentLimits;

typedef enum {
  LUUKKU_COMMENT_NEW,
  LUUKKU_COMMENT_CHANGED, /* another digest than last time */
  LUUKKU_COMMENT_UNCHANGED,
} LuukkuCommentNews;

typedef enum {
  LUUKKU_LOOK_NONE,
  LUUKKU_LOOK_HEAD,
  LUUKKU_LOOK_THROUGH,
} LuukkuCommentLook;

/* @limits: copied. Returns: (transfer full): nothing is known. */
LuukkuCommentWindow *luukku_comment_window_new (const LuukkuCommentLimits *limits) G_GNUC_NON_NULL (1);
/* The member @name of the cursor; what is none of ours is the beginning: all is read again.
 * Returns: (transfer full). */
LuukkuCommentWindow *luukku_comment_window_read (const LuukkuCommentLimits *limits, const LuukkuJsonAt *at,
                                                 const char *name) G_GNUC_NON_NULL (1, 2, 3);
/* Writes the member @name, within the limits. @now: UTC µs. */
void luukku_comment_window_write (LuukkuCommentWindow *self, JsonBuilder *builder, const char *name,
                                  gint64 now) G_GNUC_NON_NULL (1, 2, 3);
void luukku_comment_window_free (LuukkuCommentWindow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuCommentWindow, luukku_comment_window_free)

/* What was seen of a comment: its text, its state, …; ends with NULL, none of them is kept readable.
 * Returns: (transfer full). */
char *luukku_comment_digest (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* --- looking: one list after the other */

/* What @list needs. @total: as the platform counts its comments now, -1: it does not say. @again: a list that
 * was last looked through before it is looked through, UTC µs.
 * Returns: NONE for an unknown list with @total 0. THROUGH for an unfinished look, too. */
LuukkuCommentLook luukku_comment_window_ask (const LuukkuCommentWindow *self, const char *list, gint64 total,
                                             gint64 again) G_GNUC_NON_NULL (1, 2);
/* Begins a look or goes on with the unfinished one. @is_ordered: newest first; without it a look always goes
 * THROUGH, and only the list's end is a bound of age. A list never looked through is looked THROUGH. @total:
 * -1: as before.
 */
void luukku_comment_window_begin (LuukkuCommentWindow *self, const char *list, LuukkuCommentLook look,
                                  gboolean is_ordered, gint64 total) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): char *, sorted: the lists whose look has begun and not ended. */
GPtrArray *luukku_comment_window_list_open (const LuukkuCommentWindow *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the page to be read; NULL: the first. */
const char *luukku_comment_window_get_page (const LuukkuCommentWindow *self, const char *list)
    G_GNUC_NON_NULL (1, 2);
/* A comment of @list, also outside of a look. A comment that was in another list has moved. @at: when it was
 * written, UTC µs. */
LuukkuCommentNews luukku_comment_window_note (LuukkuCommentWindow *self, const char *list, const char *id,
                                              const char *digest, gint64 at) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The comments of one page are noted; @next (nullable): what the platform calls the page behind it.
 * Returns: TRUE when that one is to be read; FALSE when the look has ended. */
gboolean luukku_comment_window_turn (LuukkuCommentWindow *self, const char *list, const char *next,
                                     gint64 now) G_GNUC_NON_NULL (1, 2);
/* The page has expired, or the list changed under us: from the top, THROUGH. */
void luukku_comment_window_restart (LuukkuCommentWindow *self, const char *list) G_GNUC_NON_NULL (1, 2);

/* Adds to @gone (char *, owned) what @lists (ends with NULL) do not show any more, and forgets it; once for
 * each look. Lists between which comments move are asked together.
 * Returns: FALSE when not all of them have been looked through to the bound since the last time. */
gboolean luukku_comment_window_collect (LuukkuCommentWindow *self, const char *const *lists, GPtrArray *gone)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: whether @id is kept. */
gboolean luukku_comment_window_knows (const LuukkuCommentWindow *self, const char *id) G_GNUC_NON_NULL (1, 2);
void luukku_comment_window_forget (LuukkuCommentWindow *self, const char *id) G_GNUC_NON_NULL (1, 2);
/* What the list is of is gone: the video, the post. @gone (nullable): gets its comments. */
void luukku_comment_window_forget_list (LuukkuCommentWindow *self, const char *list, GPtrArray *gone)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
