/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-cursor.h: how far a page's notifications have been read. Pure.
 *
 * LinkedIn keeps notifications for 60 days and gives those of a span of time, in no promised order. A span is
 * read whole, a week at most; what it tells waits here until each comment has been fetched; then comes the
 * next span, which begins an hour before the last one's end: some notifications come late, and many come
 * twice. */
#pragma once

#include "linkedin/luukku-linkedin-parse.h"

G_BEGIN_DECLS

#define LUUKKU_LINKEDIN_KEPT (60 * G_TIME_SPAN_DAY)
#define LUUKKU_LINKEDIN_SPAN (7 * G_TIME_SPAN_DAY)
#define LUUKKU_LINKEDIN_OVERLAP G_TIME_SPAN_HOUR
#define LUUKKU_LINKEDIN_REMEMBERED G_TIME_SPAN_DAY /* notifications that have been taken */
#define LUUKKU_LINKEDIN_MAX_TITLES 100

typedef struct {
  gint64 from;       /* all before it has been read, UTC µs; 0: nothing has been */
  gint64 until;      /* end of the span that is being read; 0: none is */
  guint start;       /* where its next page begins */
  GPtrArray *news;   /* LuukkuLinkedinNews (owned): to be fetched, oldest first once the span is read */
  GHashTable *seen;  /* id (owned) -> gint64 * (owned): notifications that have been taken, and their times */
  GPtrArray *titles; /* char * (owned): post, title, post, title, …; newest last */
} LuukkuLinkedinCursor;

/* @text: (nullable): one that is none of ours is the beginning. Returns: (transfer full). */
LuukkuLinkedinCursor *luukku_linkedin_cursor_read (const char *text);
/* Returns: (transfer full). */
char *luukku_linkedin_cursor_write (const LuukkuLinkedinCursor *self) G_GNUC_NON_NULL (1);
void luukku_linkedin_cursor_free (LuukkuLinkedinCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLinkedinCursor, luukku_linkedin_cursor_free)

/* Begins a span, or goes on with the one under way. @now: UTC µs. *@ret_missed: LinkedIn has forgotten what
 * came between.
 * *@ret_start, *@ret_end: what to ask for, UTC µs. */
void luukku_linkedin_cursor_span (LuukkuLinkedinCursor *self, gint64 now, gint64 *ret_start, gint64 *ret_end,
                                  gboolean *ret_missed) G_GNUC_NON_NULL (1, 3, 4, 5);
/* A page of the span. @news: emptied. @count: elements in it; @size: how many a page has at most. Returns:
 * whether the span is read. */
gboolean luukku_linkedin_cursor_take (LuukkuLinkedinCursor *self, GPtrArray *news, guint count, guint size)
    G_GNUC_NON_NULL (1, 2);
/* The first of the news is done. */
void luukku_linkedin_cursor_drop (LuukkuLinkedinCursor *self) G_GNUC_NON_NULL (1);

/* Returns: (transfer none) (nullable): NULL: not known; "": it has none. */
const char *luukku_linkedin_cursor_get_title (const LuukkuLinkedinCursor *self, const char *post)
    G_GNUC_NON_NULL (1, 2);
void luukku_linkedin_cursor_set_title (LuukkuLinkedinCursor *self, const char *post, const char *title)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
