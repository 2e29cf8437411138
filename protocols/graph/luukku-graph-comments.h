/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-comments.h: what the files of the public comments share. Included by this folder only. */
#pragma once

#include "graph/luukku-graph-account.h"
#include "graph/luukku-graph-comments-parse.h"

G_BEGIN_DECLS

/* luukku-graph-comments-fetch.c */
void luukku_graph_comments_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
