/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-hooks.h: the webhooks of a Page and of the account linked to it, as the town's relay kept
 * them, as our values. Pure.
 *
 * Format: Meta, "Webhooks": {"object","entry":[{"id","time","messaging":[…],"standby":[…],"changes":[…]}]},
 * every level with any number of parts. A webhook does not say in which conversation a message stands: it
 * names a person, or the comment that it answers. These are its key; who asks the platform for them gives the
 * answers in
 * @homes. */
#pragma once

#include "graph/luukku-graph-comments-parse.h"

G_BEGIN_DECLS

/* The conversation of a message whose person's thread the platform does not give: this and the person's id.
 */
#define LUUKKU_GRAPH_USER_CONVERSATION "user:"

typedef struct {
  LuukkuGraphPlace place;            /* thread_id is not looked at */
  const LuukkuGraphDialect *dialect; /* of comments; NULL: direct messages */
  const char *own_id;                /* whose webhooks: the Page, or the account linked to it */
  GHashTable *homes;                 /* key → LuukkuThread: where it belongs (nullable) */
  GHashTable *wanted;                /* keys (char *, owned) that @homes does not have are added (nullable) */
} LuukkuGraphHooks;

/* Adds to @batch what is in @root and ours: messages, threads without a window, deletions. What cannot be
 * read is counted in its skipped. */
void luukku_graph_parse_hook (JsonNode *root, const LuukkuGraphHooks *self, LuukkuBatch *batch)
    G_GNUC_NON_NULL (1, 2, 3);

/* What the platform says about a key. @root: the answer to the conversations of one person, or to one comment
 * with its parent. Returns: (transfer full): a thread; of its own making when the answer names none. */
LuukkuThread *luukku_graph_parse_home (JsonNode *root, const char *key, const LuukkuGraphHooks *self)
    G_GNUC_NON_NULL (1, 2, 3);
/* The thread that stands for @key when the platform says nothing of it. */
LuukkuThread *luukku_graph_make_home (const char *key, const LuukkuGraphHooks *self) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
