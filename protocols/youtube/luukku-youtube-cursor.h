/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-cursor.h: how far a channel's comments have been read, and what the day has cost. Pure. */
#pragma once

#include "adapter/luukku-comment-window.h"
#include "youtube/luukku-youtube-quota.h"

G_BEGIN_DECLS

typedef struct {
  LuukkuCommentWindow *window; /* (owned): a list for each state of threads, one for each thread's replies */
  LuukkuYoutubeQuota quota;
} LuukkuYoutubeCursor;

/* @text: (nullable): a text that is none of ours is the beginning. Returns: (transfer full). */
LuukkuYoutubeCursor *luukku_youtube_cursor_read (const char *text, const LuukkuCommentLimits *limits)
    G_GNUC_NON_NULL (2);
/* @now: UTC µs. Returns: (transfer full). */
char *luukku_youtube_cursor_write (const LuukkuYoutubeCursor *self, gint64 now) G_GNUC_NON_NULL (1);
void luukku_youtube_cursor_free (LuukkuYoutubeCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuYoutubeCursor, luukku_youtube_cursor_free)

G_END_DECLS
