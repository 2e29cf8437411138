/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-parse.h: the Graph API's answers as our values. Pure: a document in, values out; no clock,
 * no network, nothing global.
 *
 * Tolerant on purpose: one unreadable part costs that part and is counted, never the message around it; one
 * unreadable message is left out and counted, never the page around it. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_GRAPH_MAX_ID 512           /* bytes; ids of 150 and more have been seen */
#define LUUKKU_GRAPH_MAX_ITEMS 200        /* elements of one list; we ask for 25 and 20 */
#define LUUKKU_GRAPH_MAX_ATTACHMENTS 64   /* of one message */
#define LUUKKU_GRAPH_MAX_PAGE_CURSOR 2048 /* bytes of paging.cursors.after */

/* The platform shows this many of the newest messages of a thread; older ones cannot be read any more. */
#define LUUKKU_GRAPH_WINDOW 20

/* What a message's surroundings say about it. */
typedef struct {
  const char *channel; /* "facebook:104455667788990" */
  const char *page_id; /* an author with this id is the town itself */
  const char *thread_id;
  gint64 fetched_at;  /* UTC µs */
  const char *own_id; /* of the account that is linked to the Page, the town itself too (nullable) */
} LuukkuGraphPlace;

/* One page of the list of conversations, in the platform's order: newest first. */
typedef struct {
  GPtrArray *threads; /* LuukkuThread (owned); updated_at is always set, no window */
  char *after;        /* for the next page; NULL: this was the last one */
  guint skipped;
} LuukkuGraphThreads;

/* Returns: (transfer full): NULL with LUUKKU_ERROR_INVALID_DATA when @root is no such page, or nothing of it
 * can be read. */
LuukkuGraphThreads *luukku_graph_parse_threads (JsonNode *root, const LuukkuGraphPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_graph_threads_free (LuukkuGraphThreads *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphThreads, luukku_graph_threads_free)

/* The newest messages of one thread. */
typedef struct {
  GPtrArray *messages; /* LuukkuMessage (ref), oldest first */
  gint64 window_from;  /* as in LuukkuThread; G_MAXINT64 when anything of the page could not be read */
  guint skipped;       /* unreadable messages and parts of messages */
  guint lost;          /* of these, whole messages */
} LuukkuGraphMessages;

/* Returns: as above. */
LuukkuGraphMessages *luukku_graph_parse_messages (JsonNode *root, const LuukkuGraphPlace *place,
                                                  GError **error) G_GNUC_NON_NULL (1, 2);
void luukku_graph_messages_free (LuukkuGraphMessages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphMessages, luukku_graph_messages_free)

/* Sorts LuukkuMessage by sent_at, oldest first; equal times keep their order. */
void luukku_graph_sort_messages (GPtrArray *messages) G_GNUC_NON_NULL (1);

/* @path: where @node stands, for @error. @ret_parts: (nullable): raised by the unreadable parts. @ret_timed:
 * (nullable): whether the platform gave a time; otherwise sent_at is when we fetched it. Returns: (transfer
 * full): NULL with INVALID_DATA when @node is no object or has no usable id. */
LuukkuMessage *luukku_graph_parse_message (JsonNode *node, const LuukkuGraphPlace *place, const char *path,
                                           guint *ret_parts, gboolean *ret_timed, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

/* The answer to GET /PAGE?fields=id,name,instagram_business_account{id,username}. */
typedef struct {
  char *id;
  char *name;         /* the id when the Page has no name */
  char *account_id;   /* (nullable): no account is linked */
  char *account_name; /* (nullable) */
} LuukkuGraphPage;

/* Returns: FALSE with INVALID_DATA when @root is no Page. */
gboolean luukku_graph_parse_page (JsonNode *root, LuukkuGraphPage *ret_page, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_graph_page_clear (LuukkuGraphPage *self) G_GNUC_NON_NULL (1);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuGraphPage, luukku_graph_page_clear)

/* The answer to a send. Returns: (transfer full): the message id, never NULL without @error. */
char *luukku_graph_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* The answer to an act, {"success":true}, or "true". */
gboolean luukku_graph_parse_success (JsonNode *root) G_GNUC_NON_NULL (1);

/* Returns: whether @id may stand in a path of ours: 1 … LUUKKU_GRAPH_MAX_ID bytes, no control characters,
 * not only dots (".." would climb). */
gboolean luukku_graph_is_id (const char *id);

G_END_DECLS
