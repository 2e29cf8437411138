/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-cursor.h: how far a feedback system was read: spans of time, one after the other. Pure.
 *
 * GeoReport v2 has no cursor, only dates, at most 90 days apart, and an answer may be cut without a word (the
 * standard: "a span of 90 days or first 1000 requests"). So a span whose number of answers looks like such a
 * limit is read again in halves. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_OPEN311_MAX_SPAN                                                                              \
  (90 * G_TIME_SPAN_DAY)                                 /* GeoReport v2, GET requests: start_date, end_date \
                                                          */
#define LUUKKU_OPEN311_MIN_SPAN G_TIME_SPAN_HOUR         /* not cut any smaller */
#define LUUKKU_OPEN311_OVERLAP (10 * G_TIME_SPAN_MINUTE) /* clocks differ, and rows come late into a list */

typedef struct {
  gint64 from;         /* everything before it was read, UTC µs */
  gint64 span;         /* of the next call, µs */
  gint64 updates_from; /* the same of the town's updates */
  GPtrArray *open;     /* of char *: requests that were open when they were last seen, oldest first */
  GPtrArray *closed;   /* of char *: closed ones */
} LuukkuOpen311Cursor;

/* @text: (nullable); what cannot be read begins @first before @now. Returns: (transfer full). */
LuukkuOpen311Cursor *luukku_open311_cursor_read (const char *text, gint64 now, gint64 first);
char *luukku_open311_cursor_write (const LuukkuOpen311Cursor *self) G_GNUC_NON_NULL (1);
void luukku_open311_cursor_free (LuukkuOpen311Cursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOpen311Cursor, luukku_open311_cursor_free)

/* The span that is next: *@ret_start with the overlap, *@ret_end at most @now. Returns: whether it reaches
 * @now. */
gboolean luukku_open311_cursor_next (const LuukkuOpen311Cursor *self, gint64 now, gint64 *ret_start,
                                     gint64 *ret_end) G_GNUC_NON_NULL (1, 3, 4);
/* Whether @count answers may be all that the server gives in one answer: a round number. */
gboolean luukku_open311_may_be_cut (guint count);
/* The span was cut: the next one is half of it. Returns: FALSE when it is as small as it gets. */
gboolean luukku_open311_cursor_halve (LuukkuOpen311Cursor *self, gint64 start, gint64 end)
    G_GNUC_NON_NULL (1);
/* The span up to @end was read; the next one may be longer. */
void luukku_open311_cursor_advance (LuukkuOpen311Cursor *self, gint64 end) G_GNUC_NON_NULL (1);
/* @states: id → "open" or "closed". */
void luukku_open311_cursor_note (LuukkuOpen311Cursor *self, GHashTable *states) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): "open" or "closed"; NULL when @id was not seen lately. */
const char *luukku_open311_cursor_state (const LuukkuOpen311Cursor *self, const char *id)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
