/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-task.c: a task that ends with any of two cancellables, and how adapters end one. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-task.h"

static void
follow (GCancellable *joint, GCancellable *leader)
{
  if (leader == NULL)
    return;
  if (g_cancellable_is_cancelled (leader))
    g_cancellable_cancel (joint);
  else /* ends with @joint; g_cancellable_disconnect() would wait for ever inside a handler */
    g_signal_connect_object (leader, "cancelled", G_CALLBACK (g_cancellable_cancel), joint,
                             G_CONNECT_SWAPPED);
}

GTask *
luukku_task_new (gpointer source, GCancellable *closing, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
{
  g_autoptr (GCancellable) joint = g_cancellable_new ();
  GTask *task;

  follow (joint, cancellable);
  follow (joint, closing);
  task = g_task_new (source, joint, callback, data);
  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
luukku_task_return (GTask *task, gpointer value, GDestroyNotify destroy, GError *error)
{
  if (error == NULL) {
    g_task_return_pointer (task, value, destroy);
    return;
  }
  if (value != NULL && destroy != NULL)
    destroy (value);
  g_task_return_error (task, error);
}

void
luukku_task_return_done (GTask *task, GError *error)
{
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
