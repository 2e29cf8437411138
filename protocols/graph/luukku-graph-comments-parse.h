/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-comments-parse.h: posts and the comments under them as our values, and the cursor. Pure.
 *
 * A conversation is one comment and the replies to it; its id is that comment's. The platforms behind the
 * Graph API have other words for the same things: LuukkuGraphDialect is the difference. */
#pragma once

#include "graph/luukku-graph-parse.h"

G_BEGIN_DECLS

#define LUUKKU_GRAPH_OVERLAP_COMMENTS (5 * G_TIME_SPAN_MINUTE)
#define LUUKKU_GRAPH_MAX_MARKS 500
#define LUUKKU_GRAPH_MAX_DEEP 100    /* posts whose comments go on after what one call gave */
#define LUUKKU_GRAPH_TITLE_LENGTH 80 /* characters of a post that stand for it */

typedef struct {
  const char *feed;      /* edge with the posts */
  const char *post_text; /* their text */
  const char *text;      /* of a comment */
  const char *time;      /* of a comment */
  const char *hidden;    /* whether it is hidden, as it is read */
  const char *hide;      /* … and as it is asked for */
  const char *replies;   /* edge under a comment */
  gboolean has_can;      /* can_hide, can_remove, can_comment are told */
  gboolean nested;       /* replies stand inside their comment; otherwise beside it, with "parent" */
  const char *post_fields;
  const char *comments;       /* the edge under a post with its modifiers, as a field */
  const char *comments_query; /* the same as a call */
  const char *comment_fields;
  const char *reply_fields;
} LuukkuGraphDialect;

typedef struct {
  GPtrArray *messages; /* LuukkuMessage (ref), as given */
  GPtrArray *threads;  /* LuukkuThread (owned), each once */
  gint64 oldest;       /* of the comments in the list; G_MAXINT64: none */
  gint64 newest;       /* 0: none */
  char *after;         /* for the next page; NULL: this was the last one */
  guint skipped;
} LuukkuGraphComments;

void luukku_graph_comments_free (LuukkuGraphComments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphComments, luukku_graph_comments_free)

typedef struct {
  char *id;
  char *title;                   /* the first line of its text (nullable) */
  LuukkuGraphComments *comments; /* (owned): maybe none */
} LuukkuGraphPost;

typedef struct {
  GPtrArray *posts; /* LuukkuGraphPost (owned) */
  char *after;      /* (nullable) */
  guint skipped;
} LuukkuGraphPosts;

/* Returns: (transfer full): NULL with INVALID_DATA when @root is no page of posts. place->thread_id is not
 * looked at. */
LuukkuGraphPosts *luukku_graph_parse_posts (JsonNode *root, const LuukkuGraphDialect *dialect,
                                            const LuukkuGraphPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
void luukku_graph_posts_free (LuukkuGraphPosts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphPosts, luukku_graph_posts_free)

/* One page of comments. @thread: (nullable): they are the replies to this comment. @concludes: the page
 * begins with the newest comment, so what is missing in it has disappeared. Returns: as above. */
LuukkuGraphComments *luukku_graph_parse_comments (JsonNode *root, const LuukkuGraphDialect *dialect,
                                                  const LuukkuGraphPlace *place, const char *title,
                                                  const char *thread, gboolean concludes, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

/* The answer to a public reply. Returns: (transfer full): its id, never NULL without @error. */
char *luukku_graph_parse_created (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* What a comment lets us do. Members that are absent: allowed; the platform has the last word. */
typedef struct {
  gboolean is_hidden, can_hide, can_remove;
} LuukkuGraphRights;
gboolean luukku_graph_parse_rights (JsonNode *root, const LuukkuGraphDialect *dialect,
                                    LuukkuGraphRights *ret_rights) G_GNUC_NON_NULL (1, 2, 3);

/* --- the cursor
 *
 * The newest posts are looked at by every fetch, the older ones in turn, a page at a time; a walk over all of
 * them is a sweep. Whatever is older than the start of the sweep before the last complete one has been read:
 * @before. A post has a watermark of its own as soon as one call does not give all of its comments (@marks).
 * Posts with more new ones than one call gives wait in @deep. */
typedef struct {
  char *id;
  char *title; /* (nullable) */
  char *after; /* (nullable): from the newest on */
  gint64 floor;
  gint64 top; /* the newest comment that was seen above */
} LuukkuGraphDeep;

typedef struct {
  gint64 before, swept; /* starts of the complete sweeps, the last but one and the last, UTC µs; 0: none */
  gint64 start;         /* of the sweep in hand, 0: none */
  char *after;          /* its next page (nullable) */
  GPtrArray *deep;      /* LuukkuGraphDeep (owned) */
  GPtrArray *marks;     /* LuukkuGraphMark (owned): the newest comment read, for posts with many */
} LuukkuGraphSweep;

/* @text: (nullable). Returns: (transfer full): the beginning when @text is not ours. */
LuukkuGraphSweep *luukku_graph_sweep_parse (const char *text);
char *luukku_graph_sweep_to_string (const LuukkuGraphSweep *self) G_GNUC_NON_NULL (1);
void luukku_graph_sweep_free (LuukkuGraphSweep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphSweep, luukku_graph_sweep_free)
/* Returns: comments at or before this time have been read; G_MININT64: none yet. */
gint64 luukku_graph_sweep_get_floor (const LuukkuGraphSweep *self) G_GNUC_NON_NULL (1);
/* The sweep in hand has come to its end. */
void luukku_graph_sweep_complete (LuukkuGraphSweep *self) G_GNUC_NON_NULL (1);
/* The newest comments of @post have been read. Returns: FALSE when the older new ones have no room in @deep:
 * the post must be looked at again. */
gboolean luukku_graph_sweep_note_newest (LuukkuGraphSweep *self, const LuukkuGraphPost *post)
    G_GNUC_NON_NULL (1, 2);
/* The next page of the first post in @deep has been read; NULL: it is not given any more. */
void luukku_graph_sweep_note_deep (LuukkuGraphSweep *self, const LuukkuGraphComments *page)
    G_GNUC_NON_NULL (1);

G_END_DECLS
