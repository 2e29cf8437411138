/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-cursor.h: how far the comments of an account have been read. Pure. */
#pragma once

#include "adapter/luukku-comment-window.h"

G_BEGIN_DECLS

typedef struct {
  LuukkuCommentWindow
      *window; /* (owned): a list for each video ("1"), one for each comment's replies ("1/2") */
  guint page;  /* of the list of videos: looked at next, after the first one; 2… */
} LuukkuVimeoCursor;

/* @text: (nullable): a text that is none of ours is the beginning. Returns: (transfer full). */
LuukkuVimeoCursor *luukku_vimeo_cursor_read (const char *text, const LuukkuCommentLimits *limits)
    G_GNUC_NON_NULL (2);
/* @now: UTC µs. Returns: (transfer full). */
char *luukku_vimeo_cursor_write (const LuukkuVimeoCursor *self, gint64 now) G_GNUC_NON_NULL (1);
void luukku_vimeo_cursor_free (LuukkuVimeoCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuVimeoCursor, luukku_vimeo_cursor_free)

G_END_DECLS
