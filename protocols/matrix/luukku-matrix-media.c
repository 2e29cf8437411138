/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-media.c: the bytes behind mxc://server/id: asked of our own server with the token, and where
 * that is too old for it (before version 1.11 of the specification) at the old place. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-private.h"

#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"

#define PLACE "/_matrix/client/v1/media/download/"
#define OLD_PLACE "/_matrix/media/v3/download/"

typedef struct {
  char *path; /* "server/id" (nullable) */
  gint64 size;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *self = data;

  g_free (self->path);
  g_free (self);
}

/* Returns: (transfer full). */
static char *
address_of (LuukkuMatrix *self, const Wanted *wanted, const char *place)
{
  return g_strconcat (luukku_http_get_base (self->base.http), place, wanted->path, NULL);
}

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Wanted *wanted = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = luukku_http_get_bytes_finish (LUUKKU_HTTP (source), result, &error);
  g_autofree char *old = NULL;

  if (bytes != NULL) {
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  } else if (luukku_fault_get_info (error)->http_status == 404) {
    old = address_of (self, wanted, OLD_PLACE);
    luukku_http_adapter_get_bytes (self, old, wanted->size, task);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Wanted *wanted = g_task_get_task_data (task);
  g_autofree char *url = address_of (self, wanted, PLACE);
  GError *error = NULL;

  if (!luukku_oauth_session_ready_finish (LUUKKU_OAUTH_SESSION (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_http_get_bytes_async (self->base.http, LUUKKU_MATRIX_NAME, url, wanted->size,
                               self->base.limits->max_attachment, g_task_get_cancellable (task), on_bytes,
                               g_object_ref (task));
}

void
luukku_matrix_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_matrix_fetch_attachment_async);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->path = luukku_matrix_media_path (attachment->url);
  wanted->size = attachment->size;
  g_task_set_task_data (task, wanted, wanted_free);
  /* What is no file of Matrix, or too large, is refused there before anything is asked. */
  if (wanted->path == NULL || self->session == NULL ||
      (wanted->size > 0 && (guint64) wanted->size > self->base.limits->max_attachment)) {
    luukku_http_adapter_get_bytes (self, wanted->path != NULL ? attachment->url : NULL, wanted->size, task);
    return;
  }
  luukku_oauth_session_ready_async (self->session, self->base.http, g_task_get_cancellable (task), on_ready,
                                    g_object_ref (task));
}
