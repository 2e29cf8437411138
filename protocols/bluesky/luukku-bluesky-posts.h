/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-posts.h: public posts as our values: who mentioned, answered or quoted the account, the
 * posts themselves, and what the account answered elsewhere. Pure. Source of the format: the lexicons
 * app.bsky.notification.listNotifications, app.bsky.feed.defs and app.bsky.feed.post. */
#pragma once

#include "bluesky/luukku-bluesky-parse.h"

G_BEGIN_DECLS

#define LUUKKU_BLUESKY_HYDRATE 25 /* posts that one getPosts gives */

/* A post that names the account. */
typedef struct {
  char *uri;
  char *root;               /* of its thread; itself when it begins one */
  gint64 indexed_at;        /* UTC µs */
  JsonObject *notification; /* (ref): with the record, for when the post cannot be had any more */
} LuukkuBlueskyMention;

void luukku_bluesky_mention_free (LuukkuBlueskyMention *self);

/* The answer to listNotifications, newest first; other reasons than mention, reply and quote are passed over.
 * Returns: (transfer full): of LuukkuBlueskyMention; NULL with @error. *@ret_oldest: UTC µs, of all on the
 * page, G_MAXINT64 when there are none. */
GPtrArray *luukku_bluesky_parse_mentions (JsonNode *root, LuukkuBlueskyPlace *place, char **ret_cursor,
                                          gint64 *ret_oldest, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The message in the notification itself, unless it is in the batch already. @titles: root → first line. */
void luukku_bluesky_add_mention (LuukkuBlueskyPlace *place, const LuukkuBlueskyMention *mention,
                                 GHashTable *titles) G_GNUC_NON_NULL (1, 2, 3);

/* The answer to getPosts. *@titles: uri → first line (owned) of every post is added to. Returns: (transfer
 * full): of JsonObject (ref): the posts; NULL with @error. */
GPtrArray *luukku_bluesky_parse_posts (JsonNode *root, GHashTable *titles, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A post as a message. The posts of the account itself are passed over. */
void luukku_bluesky_add_post (LuukkuBlueskyPlace *place, JsonObject *post, GHashTable *titles)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full) (nullable): the uri of @post. */
char *luukku_bluesky_post_uri (JsonObject *post) G_GNUC_NON_NULL (1);
/* The answer to getAuthorFeed: the account's answers to residents since @since, UTC µs. Returns: the time of
 * the newest one, @since when there is none; -1 with @error. */
gint64 luukku_bluesky_parse_own (JsonNode *root, LuukkuBlueskyPlace *place, gint64 since, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* What an answer to a post must name. */
typedef struct {
  char *uri, *cid;
} LuukkuBlueskyRef;

/* The answer to getPosts with one post: itself, and the root of its thread. Returns: FALSE when it is not
 * there (without
 * @error) or cannot be read (INVALID_DATA). */
gboolean luukku_bluesky_parse_refs (JsonNode *root, const char *uri, LuukkuBlueskyRef *ret_parent,
                                    LuukkuBlueskyRef *ret_root, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
void luukku_bluesky_ref_clear (LuukkuBlueskyRef *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuBlueskyRef, luukku_bluesky_ref_clear)
/* The answer to putRecord, createRecord and getRecord. Returns: (transfer full): the uri; NULL with @error.
 */
char *luukku_bluesky_parse_record (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* The answer to getRelationships with one other. *@ret_block: (transfer full) (nullable): our block of them.
 * Returns: FALSE with INVALID_DATA. */
gboolean luukku_bluesky_parse_block (JsonNode *root, char **ret_block, GError **error) G_GNUC_NON_NULL (1, 2);
/* The answer to getRelationships with several others. Adds to @blocked, a set of char * (owned), the DIDs
 * between whom and the account there is a block, of either side: what they write is not shown to it. Returns:
 * FALSE with INVALID_DATA. */
gboolean luukku_bluesky_parse_blocked (JsonNode *root, GHashTable *blocked, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* The record beside a post of the account that says who may answer it and which answers are hidden (lexicon
 * app.bsky.feed.threadgate), with @reply hidden or not; what else stands in it stays.
 * @root: (nullable): the answer to getRecord; it is changed. @now: as the record wants it. *@ret_cid:
 * (transfer full) (nullable): of the record as it was. Returns: (transfer full) (nullable): the record; NULL
 * without @error when nothing changes, with INVALID_DATA when @root cannot be read. */
JsonNode *luukku_bluesky_edit_gate (JsonNode *root, const char *post, const char *reply, gboolean hide,
                                    const char *now, char **ret_cid, GError **error)
    G_GNUC_NON_NULL (2, 3, 5, 6);

G_END_DECLS
