/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-account.h: one Page with its token at the Graph API: settings, opening, calls,
 * banning. What is read and sent is the subclass's. Included by this folder only.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "graph/luukku-graph-parse.h"
#include "graph/luukku-graph-platform.h"
#include "graph/luukku-graph-relay.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_GRAPH_ACCOUNT (luukku_graph_account_get_type ())
#define LUUKKU_GRAPH_ACCOUNT(object)                                                                         \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), LUUKKU_TYPE_GRAPH_ACCOUNT, LuukkuGraphAccount))

typedef struct {
  LuukkuHttpAdapter base;

  const LuukkuGraphPlatform *platform; /* static */
  char *page_id;
  char *own_id;            /* of the professional account, known when the account is open (nullable) */
  guint fetches;           /* since the account was opened */
  LuukkuGraphRelay *relay; /* (owned) (nullable) */
} LuukkuGraphAccount;

typedef LuukkuHttpAdapterClass LuukkuGraphAccountClass;

GType luukku_graph_account_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuGraphAccount, g_object_unref)

/* Returns: (transfer full): NULL with SETTINGS. @type: a subclass. */
LuukkuAdapter *luukku_graph_account_new (GType type, const LuukkuGraphPlatform *platform,
                                         const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                                         LuukkuClock *clock, GError **error) G_GNUC_NON_NULL (2, 3, 4, 5);

/* Returns: what parsers must know, with @thread_id; pointers into @self. */
LuukkuGraphPlace luukku_graph_account_place (LuukkuGraphAccount *self, const char *thread_id)
    G_GNUC_NON_NULL (1);

/* Calls the Graph API. @method: NULL: GET, or POST with @body. @path: after the base, with its query. @body:
 * (transfer full) (nullable): JSON. @sending: an unclear end is ambiguous_send. @cancellable: a task's.
 * Result: (transfer full) the answer, which is JSON and no error; otherwise a LUUKKU_FAULT. */
void luukku_graph_account_call_async (LuukkuGraphAccount *self, const char *method, const char *path,
                                      JsonNode *body, gboolean sending, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 3);
JsonNode *luukku_graph_account_call_finish (LuukkuGraphAccount *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Bans or unbans the person of @act; ends @task (transfer full) with TRUE or a fault. */
void luukku_graph_account_moderate (LuukkuGraphAccount *self, const LuukkuActInit *act, GTask *task)
    G_GNUC_NON_NULL (1, 2, 3);

/* luukku-graph-send.c. Returns: (transfer none) (nullable): the id of the newest message of ours in @messages
 * (oldest first) with the text of @reply, sent since it was queued less @margin (µs). */
const char *luukku_graph_find_reply (GPtrArray *messages, const LuukkuSendRequestInit *reply, gint64 margin)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
