/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-task.h: a task that ends with any of two cancellables. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns: (transfer full): a task of @source whose cancellable (never NULL) ends with @cancellable or with
 * @closing (both nullable); cancelling gives the fault that the caller sets, not GIO's error. */
GTask *luukku_task_new (gpointer source, GCancellable *closing, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data, gpointer source_tag);

G_END_DECLS
