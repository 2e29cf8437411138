/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook-parse.h: the Graph API's answers as our values. Pure: a document in, values out; no clock,
 * no network, nothing global.
 *
 * Tolerant on purpose: one unreadable part costs that part and is counted, never the message around it; one
 * unreadable message is left out and counted, never the page around it. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_FACEBOOK_MAX_ID 512           /* bytes; ids of 150 and more have been seen */
#define LUUKKU_FACEBOOK_MAX_ITEMS 200        /* elements of one list; we ask for 25 and 20 */
#define LUUKKU_FACEBOOK_MAX_ATTACHMENTS 64   /* of one message */
#define LUUKKU_FACEBOOK_MAX_PAGE_CURSOR 2048 /* bytes of paging.cursors.after */

/* The platform shows this many of the newest messages of a thread; older ones cannot be read any more. */
#define LUUKKU_FACEBOOK_WINDOW 20

/* What a message's surroundings say about it. */
typedef struct {
  const char *channel; /* "facebook:104455667788990" */
  const char *page_id; /* an author with this id is the town itself */
  const char *thread_id;
  gint64 fetched_at; /* UTC µs */
} LuukkuFacebookPlace;

/* One page of the list of conversations, in the platform's order: newest first. */
typedef struct {
  GPtrArray *threads; /* LuukkuThread (owned); updated_at is always set, no window */
  char *after;        /* for the next page; NULL: this was the last one */
  guint skipped;
} LuukkuFacebookThreads;

/* Returns: (transfer full): NULL with LUUKKU_ERROR_INVALID_DATA when @root is no such page, or nothing of it
 * can be read. */
LuukkuFacebookThreads *luukku_facebook_parse_threads (JsonNode *root, const char *page_id, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_facebook_threads_free (LuukkuFacebookThreads *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuFacebookThreads, luukku_facebook_threads_free)

/* The newest messages of one thread. */
typedef struct {
  GPtrArray *messages; /* LuukkuMessage (ref), oldest first */
  gint64 window_from;  /* as in LuukkuThread; G_MAXINT64 when anything of the page could not be read */
  guint skipped;       /* unreadable messages and parts of messages */
  guint lost;          /* of these, whole messages */
} LuukkuFacebookMessages;

/* Returns: as above. */
LuukkuFacebookMessages *luukku_facebook_parse_messages (JsonNode *root, const LuukkuFacebookPlace *place,
                                                        GError **error) G_GNUC_NON_NULL (1, 2);
void luukku_facebook_messages_free (LuukkuFacebookMessages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuFacebookMessages, luukku_facebook_messages_free)

/* Sorts LuukkuMessage by sent_at, oldest first; equal times keep their order. */
void luukku_facebook_sort_messages (GPtrArray *messages) G_GNUC_NON_NULL (1);

/* @path: where @node stands, for @error. @ret_parts: (nullable): raised by the unreadable parts. @ret_timed:
 * (nullable): whether the platform gave a time; otherwise sent_at is when we fetched it. Returns: (transfer
 * full): NULL with INVALID_DATA when @node is no object or has no usable id. */
LuukkuMessage *luukku_facebook_parse_message (JsonNode *node, const LuukkuFacebookPlace *place,
                                              const char *path, guint *ret_parts, gboolean *ret_timed,
                                              GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* The answer to GET /PAGE?fields=id,name. *@ret_name: (transfer full): the id when the Page has no name.
 * Returns: FALSE with INVALID_DATA when @root is no Page; *@ret_same says whether it is the one that was
 * asked for. */
gboolean luukku_facebook_parse_page (JsonNode *root, const char *page_id, char **ret_name, gboolean *ret_same,
                                     GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

/* The answer to a send. Returns: (transfer full): the message id, never NULL without @error. */
char *luukku_facebook_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* Returns: whether @id may stand in a path of ours: 1 … LUUKKU_FACEBOOK_MAX_ID bytes, no control characters,
 * not only dots (".." would climb). */
gboolean luukku_facebook_is_id (const char *id);

G_END_DECLS
