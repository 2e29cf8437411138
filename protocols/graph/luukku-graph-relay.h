/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-relay.h: an account whose webhooks the town's relay keeps: what was delivered there is read
 * first, then the platform is asked as without a relay. So nothing of a closed week is lost, although the
 * platform shows the newest messages of a thread only; and what was never delivered is still found. Included
 * by this folder only.
 */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "adapter/luukku-relayed.h"
#include "graph/luukku-graph-hooks.h"

G_BEGIN_DECLS

typedef struct _LuukkuGraphRelay LuukkuGraphRelay;

/* How the platform is asked: a class's own fetch. */
typedef void (*LuukkuGraphPoll) (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);

/* *@ret_relay: NULL when the settings name no relay. Returns: FALSE with SETTINGS. */
gboolean luukku_graph_relay_open (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                                  LuukkuClock *clock, LuukkuGraphRelay **ret_relay, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
void luukku_graph_relay_close (LuukkuGraphRelay *self) G_GNUC_NON_NULL (1);
void luukku_graph_relay_free (LuukkuGraphRelay *self);

/* What LuukkuAdapterClass.fetch_async does. The cursor holds the relay's place and the platform's. */
void luukku_graph_relay_fetch (LuukkuAdapter *adapter, LuukkuGraphPoll poll, const char *cursor,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);

/* A cursor as both places. *@ret_relay: (nullable). Returns: (transfer full) (nullable): the platform's.
 * Pure. */
char *luukku_graph_split_cursor (const char *cursor, char **ret_relay) G_GNUC_NON_NULL (2);

G_END_DECLS
