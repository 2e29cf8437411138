/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-direct.h: what the files of the direct messages share: reading the newest messages of one
 * thread, and the functions of the class. Included by this folder only. */
#pragma once

#include "graph/luukku-graph-account.h"

G_BEGIN_DECLS

/* Reads the newest messages of one thread. Result: (transfer full). */
void luukku_graph_read_thread_async (LuukkuGraphAccount *self, const char *thread_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
LuukkuGraphMessages *luukku_graph_read_thread_finish (LuukkuGraphAccount *self, GAsyncResult *result,
                                                      GError **error) G_GNUC_NON_NULL (1, 2);

/* --- the functions of the class, by file */
/* luukku-graph-fetch.c */
void luukku_graph_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
/* luukku-graph-send.c */
void luukku_graph_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
void luukku_graph_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
