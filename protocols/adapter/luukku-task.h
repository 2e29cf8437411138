/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-task.h: a task that ends with any of two cancellables, and how adapters end one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns: (transfer full): a task of @source whose cancellable (never NULL) ends with @cancellable or with
 * @closing (both nullable); cancelling gives the fault that the caller sets, not GIO's error. */
GTask *luukku_task_new (gpointer source, GCancellable *closing, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data, gpointer source_tag);

/* Ends @task with @value (transfer full), or with @error (transfer full) when that is set; of both only the
 * error counts. A NULL @value without @error is an answer ("certainly not there"). */
void luukku_task_return (GTask *task, gpointer value, GDestroyNotify destroy, GError *error);
/* The same with TRUE. */
void luukku_task_return_done (GTask *task, GError *error);

G_END_DECLS
