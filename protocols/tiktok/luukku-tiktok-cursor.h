/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-cursor.h: how far an account at TikTok has been read. Pure.
 *
 * Nothing at TikTok can be asked "since". The newest videos are looked at by every fetch, the older ones in
 * turn, a page at a time; a walk over all of them is a sweep. What was seen under each is a comment window's.
 */
#pragma once

#include "adapter/luukku-comment-window.h"

G_BEGIN_DECLS

#define LUUKKU_TIKTOK_MAX_REPLIES 200 /* comments whose replies wait to be read */
#define LUUKKU_TIKTOK_MAX_TALKS 200

/* A comment with more replies than stood in it. */
typedef struct {
  char *video;
  char *comment;
  char *title;  /* of the video (nullable) */
  gint64 total; /* replies as TikTok counts them */
} LuukkuTiktokReplies;

typedef struct {
  LuukkuCommentWindow *window; /* (owned) */
  char *page;                  /* of the sweep under way (nullable: none is) */
  gint64 sweep_at;             /* the next one may begin then, UTC µs */
  gboolean swept;              /* one has come to its end */
  GPtrArray *replies;          /* of LuukkuTiktokReplies (owned), oldest first */
  GHashTable *talks;           /* id -> gint64 * (owned): time of the newest change that was read */
} LuukkuTiktokCursor;

/* @text: (nullable): one that is none of ours is the beginning. Returns: (transfer full). */
LuukkuTiktokCursor *luukku_tiktok_cursor_read (const char *text);
/* @now: UTC µs. Returns: (transfer full). */
char *luukku_tiktok_cursor_write (LuukkuTiktokCursor *self, gint64 now) G_GNUC_NON_NULL (1);
void luukku_tiktok_cursor_free (LuukkuTiktokCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuTiktokCursor, luukku_tiktok_cursor_free)

/* "v:VIDEO" or "r:COMMENT": the name of a list in the window. Returns: (transfer full). */
char *luukku_tiktok_video_list (const char *video) G_GNUC_NON_NULL (1);
char *luukku_tiktok_reply_list (const char *comment) G_GNUC_NON_NULL (1);

/* The replies to @comment are to be read. Returns: FALSE when there is no room: later. */
gboolean luukku_tiktok_cursor_add_replies (LuukkuTiktokCursor *self, const char *video, const char *comment,
                                           const char *title, gint64 total) G_GNUC_NON_NULL (1, 2, 3);
/* The first of them has been read, or is not to be had. */
void luukku_tiktok_cursor_drop_replies (LuukkuTiktokCursor *self) G_GNUC_NON_NULL (1);

/* Returns: 0 when nothing of it was read. */
gint64 luukku_tiktok_cursor_get_talk (LuukkuTiktokCursor *self, const char *id) G_GNUC_NON_NULL (1, 2);
void luukku_tiktok_cursor_set_talk (LuukkuTiktokCursor *self, const char *id, gint64 at)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
