/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-cursor.h: how far an account at X has been read, and what that has cost. Pure.
 *
 * X's lists come newest first and page backwards, so each stream is walked from its top to what is known:
 *
 *   top ──page──page──…──known        known moves to top when the walk has arrived, never before: what ends
 * in between is walked again, and the store takes each message once */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_X_RECENT_DMS 40
#define LUUKKU_X_RECENT_POSTS 20

typedef struct {
  char *known; /* everything up to it is stored (nullable) */
  char *top;   /* newest id of the walk under way (nullable) */
  char *page;  /* X's token of its next page (nullable: it begins at the top) */
} LuukkuXStream;

/* A direct message as it was last shown. */
typedef struct {
  char *id;
  char *conversation;
  char *digest; /* of its text */
} LuukkuXShown;

/* A resident's post. */
typedef struct {
  char *first;  /* the id under which it is stored */
  char *newest; /* the id of its newest edition */
} LuukkuXPost;

typedef struct {
  LuukkuXStream dms, mentions, own;
  gint64 chats;           /* time of the newest change of an encrypted conversation that is listed, UTC µs */
  gint64 chats_at;        /* when that list is asked for next, UTC µs; 0: now */
  gint64 again_at;        /* when edits and deletions of posts are looked for next; 0: not set yet */
  GPtrArray *shown;       /* of LuukkuXShown */
  GPtrArray *posts;       /* of LuukkuXPost, oldest first */
  guint month;            /* 202611: that @reads belongs to */
  guint reads;            /* as X counts them */
  guint day;              /* 20261120: that the range belongs to */
  char *lowest, *highest; /* direct messages read on @day (nullable): reading them again costs nothing */
} LuukkuXCursor;

/* Returns: (transfer full): a text that is none of ours is the beginning. */
LuukkuXCursor *luukku_x_cursor_read (const char *text);
/* Returns: (transfer full). */
char *luukku_x_cursor_write (const LuukkuXCursor *self) G_GNUC_NON_NULL (1);
void luukku_x_cursor_free (LuukkuXCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuXCursor, luukku_x_cursor_free)

/* Returns: whether @id is one of X's: 1 to 19 digits. */
gboolean luukku_x_is_id (const char *id);
/* Ids grow; longer is newer. Returns: as strcmp(). NULL is the oldest. */
int luukku_x_compare_ids (const char *a, const char *b);
/* Returns: when @id was made, UTC µs; 0 when it does not say: ids of before November 2010. */
gint64 luukku_x_time_of_id (const char *id);

/* A page of a walk: @newest, @oldest (nullable: it was empty) of it, @next (nullable): the token behind it.
 * Returns: whether the walk has arrived; then known has moved. */
gboolean luukku_x_stream_walk (LuukkuXStream *self, const char *newest, const char *oldest, const char *next)
    G_GNUC_NON_NULL (1);
/* The next walk begins at the top. */
void luukku_x_stream_restart (LuukkuXStream *self) G_GNUC_NON_NULL (1);

/* @now: UTC µs. A new month begins at nothing. Returns: what has been read in it. */
guint luukku_x_cursor_count (LuukkuXCursor *self, guint reads, gint64 now) G_GNUC_NON_NULL (1);
/* The direct messages of one page. @ids: of char *. */
guint luukku_x_cursor_count_dms (LuukkuXCursor *self, GPtrArray *ids, gint64 now) G_GNUC_NON_NULL (1, 2);
/* Returns: when the month of @now ends, UTC µs. */
gint64 luukku_x_month_end (gint64 now);

/* Remembers a resident's post. */
void luukku_x_cursor_note_post (LuukkuXCursor *self, const char *first, const char *newest)
    G_GNUC_NON_NULL (1, 2, 3);
void luukku_x_cursor_forget_post (LuukkuXCursor *self, const char *first) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full). */
LuukkuXShown *luukku_x_shown_new (const char *id, const char *conversation, const char *digest);
void luukku_x_shown_free (LuukkuXShown *self);
void luukku_x_post_free (LuukkuXPost *self);

G_END_DECLS
