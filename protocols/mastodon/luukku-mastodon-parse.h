/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-parse.h: the answers of the Mastodon client API as our values. Pure: a document in, values
 * out; no clock, no network, nothing global. Source of the format: docs.joinmastodon.org, API of
 * Mastodon 4.7.
 *
 * Tolerant on purpose: a status that cannot be read is left out and counted, never the list around it. Other
 * servers speak this API too, with other ids and members missing. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_MASTODON_MAX_ID 128
#define LUUKKU_MASTODON_PAGE 40   /* the most that one list gives */
#define LUUKKU_MASTODON_RECENT 20 /* statuses that are looked at again for edits and deletions */

/* Who we are on the server. */
typedef struct {
  char *id;
  char *acct; /* "kaupunki" */
  char *name; /* display name */
} LuukkuMastodonSelf;

/* The answer to verify_credentials. Returns: FALSE with LUUKKU_ERROR_INVALID_DATA. */
gboolean luukku_mastodon_parse_self (JsonNode *root, LuukkuMastodonSelf *ret_self, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_mastodon_self_clear (LuukkuMastodonSelf *self);
/* The answer to /api/v2/instance. Returns: the most characters of a status, 0 when it does not say. */
guint luukku_mastodon_parse_limit (JsonNode *root) G_GNUC_NON_NULL (1);

/* Where statuses go: one batch, each status once. */
typedef struct {
  const LuukkuMastodonSelf *self;
  const char *channel; /* "mastodon:kaupunki@host" */
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *seen; /* set of char * (owned): ids in the batch */
} LuukkuMastodonPlace;

/* A list of notifications; those of another type are passed over. *@ret_newest: (transfer full) (nullable):
 * the newest id. Returns: how many there were, -1 with @error. */
int luukku_mastodon_parse_notifications (JsonNode *root, LuukkuMastodonPlace *place, char **ret_newest,
                                         GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* A list of conversations, newest first: takes the last status of those newer than @after (nullable).
 * Returns: (transfer full): of char *: the ids of these statuses, newest first; NULL with @error. *@ret_end:
 * an older one was met. */
GPtrArray *luukku_mastodon_parse_conversations (JsonNode *root, LuukkuMastodonPlace *place, const char *after,
                                                gboolean *ret_end, GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* The answer to context, and the answer to statuses?id[]=…: takes the private ones. */
gboolean luukku_mastodon_parse_context (JsonNode *root, LuukkuMastodonPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2);
gboolean luukku_mastodon_parse_statuses (JsonNode *root, LuukkuMastodonPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The answer to a post. *@ret_private: whether only the people named in it see it. Returns: (transfer full):
 * its id. */
char *luukku_mastodon_parse_sent (JsonNode *root, gboolean *ret_private, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Returns: whether @id may stand in a path of ours. */
gboolean luukku_mastodon_is_id (const char *id);
/* Ids grow; longer is newer. Returns: as strcmp(). NULL is the oldest. */
int luukku_mastodon_compare_ids (const char *a, const char *b);
/* "<https://host/api/v1/conversations?max_id=7>; rel=\"next\", <…>; rel=\"prev\"" (RFC 8288).
 * Returns: (transfer full) (nullable): the address of @rel. */
char *luukku_mastodon_parse_link (const char *header, const char *rel) G_GNUC_NON_NULL (2);

/* --- the cursor */
typedef struct {
  char *notification; /* newest id that we have (nullable) */
  char *status;       /* newest last status of a conversation (nullable) */
  GPtrArray *recent;  /* of char *: ids of the residents' newest statuses, oldest first */
} LuukkuMastodonCursor;

/* Returns: (transfer full): a text that is none of ours is the beginning. */
LuukkuMastodonCursor *luukku_mastodon_cursor_read (const char *text);
/* Returns: (transfer full). */
char *luukku_mastodon_cursor_write (const LuukkuMastodonCursor *self) G_GNUC_NON_NULL (1);
void luukku_mastodon_cursor_free (LuukkuMastodonCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMastodonCursor, luukku_mastodon_cursor_free)
/* Remembers what is in @batch among the recent ones. */
void luukku_mastodon_cursor_note (LuukkuMastodonCursor *self, const LuukkuBatch *batch)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
