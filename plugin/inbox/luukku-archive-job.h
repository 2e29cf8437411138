/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive-job.h: a record, or the preview of one, made in a worker, so that no window stands still. */
#pragma once

#include "inbox/luukku-inbox.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the main context of the caller: so many of so many messages. */
typedef void (*LuukkuArchiveTold) (guint done, guint total, gpointer data);

/* @choice is copied. @told: (nullable). A cancelled one keeps nothing. */
LUUKKU_API void luukku_inbox_archive_async (LuukkuInbox *self, gint64 conversation,
                                            const LuukkuArchiveChoice *choice, LuukkuArchiveTold told,
                                            gpointer told_data, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): as luukku_inbox_archive_chosen(); NULL with @error, G_IO_ERROR_CANCELLED too. */
LUUKKU_API char *luukku_inbox_archive_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* The same for the sheets as they would be. */
LUUKKU_API void luukku_inbox_preview_async (LuukkuInbox *self, gint64 conversation,
                                            const LuukkuArchiveChoice *choice, guint dpi, guint max_pages,
                                            LuukkuArchiveTold told, gpointer told_data,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer data) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): as luukku_inbox_preview(). */
LUUKKU_API GPtrArray *luukku_inbox_preview_finish (LuukkuInbox *self, GAsyncResult *result, guint *ret_pages,
                                                   GError **error) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
