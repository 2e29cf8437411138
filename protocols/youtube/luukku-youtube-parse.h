/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-parse.h: the answers of the YouTube Data API v3 as our values. Pure: a document in, values
 * out. Source of the format: Google's published description of the interface and recorded answers.
 *
 * Tolerant on purpose: what cannot be read is left out and counted, never the list around it. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-message.h"

G_BEGIN_DECLS

/* Where a comment stands; the channel's three lists. */
typedef enum {
  LUUKKU_YOUTUBE_PUBLISHED,
  LUUKKU_YOUTUBE_HELD, /* for review: only the channel's people see it */
  LUUKKU_YOUTUBE_SPAM, /* YouTube takes it for spam: the same */
  LUUKKU_YOUTUBE_N_STATES,
} LuukkuYoutubeState;

/* Returns: (transfer none): as the interface calls it, "heldForReview". */
const char *luukku_youtube_state_name (LuukkuYoutubeState state);

/* Who we are. */
typedef struct {
  char *id;     /* "UC…" */
  char *handle; /* "@kaupunki" (nullable) */
  char *name;
} LuukkuYoutubeSelf;

gboolean luukku_youtube_parse_self (JsonNode *root, LuukkuYoutubeSelf *ret_self, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_youtube_self_clear (LuukkuYoutubeSelf *self);

/* Whose comments they are. */
typedef struct {
  const LuukkuYoutubeSelf *self;
  const char *channel; /* "youtube:UC…" */
  gint64 fetched_at;
} LuukkuYoutubePlace;

typedef struct {
  char *id;
  char *parent;           /* (nullable): the thread's own comment has none */
  char *author;           /* (nullable) */
  char *author_name;      /* (nullable) */
  LuukkuMessage *message; /* (ref) */
  char *digest;           /* of its text and state */
  gint64 at;              /* UTC µs */
  gboolean rejected;      /* the town has removed it */
} LuukkuYoutubeComment;

typedef struct {
  LuukkuYoutubeComment *top;
  GPtrArray *replies; /* of LuukkuYoutubeComment: the first few */
  gint64 total;       /* of replies */
  LuukkuYoutubeState state;
  char *video; /* (nullable): of a post of the channel */
  gboolean can_reply;
} LuukkuYoutubeThread;

typedef struct {
  GPtrArray *threads;  /* of LuukkuYoutubeThread: of a list of threads */
  GPtrArray *comments; /* of LuukkuYoutubeComment: of a list of comments */
  char *next;          /* (nullable) */
  guint skipped;
} LuukkuYoutubePage;

/* @state: of which list. Returns: (transfer full): NULL with INVALID_DATA. */
LuukkuYoutubePage *luukku_youtube_parse_threads (JsonNode *root, const LuukkuYoutubePlace *place,
                                                 LuukkuYoutubeState state, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Replies, or comments by id. */
LuukkuYoutubePage *luukku_youtube_parse_comments (JsonNode *root, const LuukkuYoutubePlace *place,
                                                  GError **error) G_GNUC_NON_NULL (1, 2);
void luukku_youtube_page_free (LuukkuYoutubePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuYoutubePage, luukku_youtube_page_free)

/* A list of videos: id → title, into @titles (owned char *, owned char *). Returns: FALSE with INVALID_DATA.
 */
gboolean luukku_youtube_parse_titles (JsonNode *root, GHashTable *titles, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The answer to a reply. Returns: (transfer full): its id; NULL with INVALID_DATA. */
char *luukku_youtube_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* Returns: whether @text can be an id of Google's: letters, digits, "-", "_", ".", at most 128. */
gboolean luukku_youtube_is_id (const char *text);

G_END_DECLS
