/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-cursor.h: how far the Page's conversations have been read. Pure.
 *
 * The list of conversations is sorted by updated_time, newest first, and cannot be asked "since". So we walk
 * it from the top down to a floor:
 *
 *   newest ┌───────────────┐ ← head: from the top to a little below the watermark, at every fetch
 *          │ watermark     │
 *          ├───────────────┤
 *          │ read before   │   `seen` tells threads at the border apart: equal times, late ones
 *          ├───────────────┤ ← backfill: what one fetch had no room for; goes on from `after` at the next
 *          │ not read yet  │
 *   oldest └───────────────┘ ← floor of the backfill
 *
 * Invariants: every thread above the watermark's border is seen, in the backfill, or in `retry`. The
 * watermark moves only together with the messages (one batch, one transaction at the receiver). */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

#define LUUKKU_GRAPH_OVERLAP (5 * G_TIME_SPAN_MINUTE) /* how far below the watermark the head still looks */
#define LUUKKU_GRAPH_MAX_SEEN 100
#define LUUKKU_GRAPH_MAX_RETRY 16
#define LUUKKU_GRAPH_MAX_TRIES 5
#define LUUKKU_GRAPH_MAX_DONE 200
#define LUUKKU_GRAPH_MAX_WALK_PAGES 4000 /* 100,000 threads: a walk that turns in circles ends */
#define LUUKKU_GRAPH_MAX_CURSOR (512 * 1024)

/* A thread in the state in which it was read. */
typedef struct {
  char *id;
  gint64 updated_at;
  guint tries; /* in `retry`: how often it could not be read */
} LuukkuGraphMark;

/* A walk down the list. */
typedef struct {
  char *after;     /* of the page to read (nullable: the first) */
  gint64 floor;    /* threads updated at or before it end the walk */
  guint pages;     /* read so far */
  GPtrArray *done; /* LuukkuGraphMark (owned): read already on this page */
} LuukkuGraphWalk;

/* @floor: see above. Returns: (transfer full): at the top. */
LuukkuGraphWalk *luukku_graph_walk_new (gint64 floor);
void luukku_graph_walk_free (LuukkuGraphWalk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphWalk, luukku_graph_walk_free)
/* Goes on to the page @after. Returns: FALSE when there is none, or the walk turns in circles. */
gboolean luukku_graph_walk_next_page (LuukkuGraphWalk *self, const char *after) G_GNUC_NON_NULL (1);

typedef struct {
  gint64 watermark;          /* newest updated_time met, UTC µs; 0 before the first walk */
  GPtrArray *seen;           /* LuukkuGraphMark (owned), newest first */
  GPtrArray *retry;          /* LuukkuGraphMark (owned) */
  LuukkuGraphWalk *backfill; /* (owned) (nullable) */
} LuukkuGraphCursor;

/* @text: (nullable): as luukku_graph_cursor_to_string() made it. Returns: (transfer full): NULL with
 * INVALID_DATA when it is none of ours. */
LuukkuGraphCursor *luukku_graph_cursor_parse (const char *text, GError **error);
/* Returns: (transfer full): JSON. */
char *luukku_graph_cursor_to_string (const LuukkuGraphCursor *self) G_GNUC_NON_NULL (1);
void luukku_graph_cursor_free (LuukkuGraphCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphCursor, luukku_graph_cursor_free)

/* Returns: the floor of a new walk from the top. */
gint64 luukku_graph_cursor_get_floor (const LuukkuGraphCursor *self) G_GNUC_NON_NULL (1);
/* Returns: whether the thread was read in exactly this state. */
gboolean luukku_graph_cursor_has_seen (const LuukkuGraphCursor *self, const char *id, gint64 updated_at)
    G_GNUC_NON_NULL (1, 2);
void luukku_graph_cursor_add_seen (LuukkuGraphCursor *self, const char *id, gint64 updated_at)
    G_GNUC_NON_NULL (1, 2);
/* Keeps the thread to be read again. @counts: this try is one of LUUKKU_GRAPH_MAX_TRIES, after which it is
 * let go until it moves. Returns: FALSE when the list is full: stop and come back. */
gboolean luukku_graph_cursor_add_retry (LuukkuGraphCursor *self, const char *id, gint64 updated_at,
                                        gboolean counts) G_GNUC_NON_NULL (1, 2);
void luukku_graph_cursor_drop_retry (LuukkuGraphCursor *self, const char *id) G_GNUC_NON_NULL (1, 2);
/* Keeps what @walk did not reach; with a backfill in hand the two become one that reaches down to the lower
 * floor.
 * @walk: (transfer full). */
void luukku_graph_cursor_keep_walk (LuukkuGraphCursor *self, LuukkuGraphWalk *walk) G_GNUC_NON_NULL (1, 2);

/* Marks, also for the list of a page. */
/* Returns: (transfer full): a list of LuukkuGraphMark (owned). */
GPtrArray *luukku_graph_marks_new (void);
/* Returns: updated_at of @id, 0 when it is not there. */
gint64 luukku_graph_marks_get (GPtrArray *marks, const char *id) G_GNUC_NON_NULL (1, 2);
/* As the member @name of an object; at most @max. Reading: FALSE when it is not such a list. */
void luukku_graph_marks_write (GPtrArray *marks, JsonBuilder *builder, const char *name, guint max)
    G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_graph_marks_read (GPtrArray *marks, const LuukkuJsonAt *at, const char *name, guint max)
    G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_graph_marks_have (GPtrArray *marks, const char *id, gint64 updated_at) G_GNUC_NON_NULL (1, 2);
void luukku_graph_marks_add (GPtrArray *marks, const char *id, gint64 updated_at, guint tries)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
