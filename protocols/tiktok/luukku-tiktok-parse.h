/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-parse.h: the answers of TikTok's Business API v1.3 as our values. Pure: a document in, values
 * out; no clock, no network, nothing global.
 *
 * A conversation is one comment under a video and the replies to it: "VIDEO:COMMENT". A private conversation
 * is "dm:" and TikTok's id. Tolerant on purpose: what cannot be read is left out and counted, never the list
 * around it. Ids have 19 digits, come as texts or as numbers, and are texts here. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_TIKTOK_DIRECT "dm:"
#define LUUKKU_TIKTOK_MAX_ITEMS 200   /* of one list */
#define LUUKKU_TIKTOK_TITLE_LENGTH 80 /* characters of a video's caption that stand for it */

/* Where messages go: one batch, each message once. */
typedef struct {
  const char *business; /* our id */
  const char *channel;  /* "tiktok:kaupunki" */
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *seen; /* set of char * (owned): ids in the batch */
} LuukkuTiktokPlace;

/* Returns: whether @id may stand in a request: 1 to 64 letters, digits, "-", "_". */
gboolean luukku_tiktok_is_id (const char *id);
/* "VIDEO:COMMENT". Returns: FALSE when it is none of ours. */
gboolean luukku_tiktok_split (const char *conversation, char **ret_video, char **ret_comment)
    G_GNUC_NON_NULL (1, 2, 3);

/* Who the tokens belong to. *@ret_name: (nullable). */
gboolean luukku_tiktok_parse_self (JsonNode *root, char **ret_username, char **ret_name, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

typedef struct {
  char *id;
  char *title;     /* the first line of its caption (nullable) */
  gint64 comments; /* as TikTok counts them; -1: it does not say */
} LuukkuTiktokVideo;

void luukku_tiktok_video_free (LuukkuTiktokVideo *self);

typedef struct {
  char *id;
  char *root;     /* the comment at the head of its conversation */
  char *digest;   /* of text and state */
  gint64 at;      /* UTC µs */
  gint64 replies; /* as TikTok counts them */
  guint embedded; /* of them stand in this answer */
  gboolean ours, hidden;
} LuukkuTiktokComment;

typedef struct {
  GPtrArray *items; /* of LuukkuTiktokVideo or LuukkuTiktokComment (owned) */
  char *next;       /* of the next page (nullable: this was the last) */
  guint lost;       /* things in the list that are not in @items */
} LuukkuTiktokPage;

void luukku_tiktok_page_free (LuukkuTiktokPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuTiktokPage, luukku_tiktok_page_free)

/* Returns: (transfer full): NULL with INVALID_DATA when @root is no such page. */
LuukkuTiktokPage *luukku_tiktok_parse_videos (JsonNode *root, guint *skipped, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Comments of @video with the replies that stand in them, or, with @thread (nullable), the replies to that
 * comment. Messages and threads go into the batch. @title: of the video (nullable). Returns: as above; each
 * reply behind its comment. */
LuukkuTiktokPage *luukku_tiktok_parse_comments (JsonNode *root, const char *video, const char *title,
                                                const char *thread, LuukkuTiktokPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2, 5);
/* The answer to a reply: its id. Returns: (transfer full): never NULL without @error. */
char *luukku_tiktok_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* --- private messages (experimental) */
typedef struct {
  char *id;
  gint64 changed_at; /* UTC µs */
} LuukkuTiktokTalk;

/* Returns: (transfer full): of LuukkuTiktokTalk. */
LuukkuTiktokPage *luukku_tiktok_parse_talks (JsonNode *root, guint *skipped, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The newest messages of @talk go into the batch. *@ret_oldest: time of the oldest, G_MAXINT64: none;
 * *@ret_count: how many there were. */
gboolean luukku_tiktok_parse_messages (JsonNode *root, const char *talk, LuukkuTiktokPlace *place,
                                       gint64 *ret_oldest, guint *ret_count, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* The answer to a private message: its id. Returns: (transfer full): never NULL without @error. */
char *luukku_tiktok_parse_sent_message (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* --- the authorization address of the portal */
typedef struct {
  char *client;   /* the app's id */
  char *redirect; /* the town's page */
} LuukkuTiktokApp;

/* Returns: FALSE when @address is not one: https, with the app's id and an https page of the town. */
gboolean luukku_tiktok_read_address (const char *address, LuukkuTiktokApp *ret_app) G_GNUC_NON_NULL (2);
void luukku_tiktok_app_clear (LuukkuTiktokApp *self);

G_END_DECLS
