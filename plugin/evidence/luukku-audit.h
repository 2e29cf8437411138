/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-audit.h: the full verification of a store in a worker, through a connection of its own that only
 * reads: the engine's own check, the whole chain, and a checkpoint from outside. */
#pragma once

#include "evidence/luukku-chain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the main context of the caller. @total: entries in all. */
typedef void (*LuukkuAuditProgress) (gint64 entries, gint64 total, gpointer data);

/* @checkpoint: (nullable): a line from outside. @progress: (nullable). */
LUUKKU_API void luukku_audit_async (const char *store_path, LuukkuClock *clock, const char *checkpoint,
                                    LuukkuAuditProgress progress, gpointer progress_data,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
/* FALSE with DAMAGED, UNVERIFIED or G_IO_ERROR_CANCELLED, which is silent. */
LUUKKU_API gboolean luukku_audit_finish (GAsyncResult *result, LuukkuChainReport *ret_report, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The same at once, on @store. */
LUUKKU_API gboolean luukku_audit_run (LuukkuStore *store, const char *checkpoint,
                                      LuukkuChainReport *ret_report, GError **error) G_GNUC_NON_NULL (1, 3);

G_END_DECLS
