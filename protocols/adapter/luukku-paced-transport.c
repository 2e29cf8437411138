/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-paced-transport.c: hands every call on to another transport, after its own turn has come. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-paced-transport.h"

#define LUUKKU_TYPE_PACED_TRANSPORT (luukku_paced_transport_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuPacedTransport, luukku_paced_transport, LUUKKU, PACED_TRANSPORT, LuukkuTransport)

struct _LuukkuPacedTransport {
  LuukkuTransport parent_instance;
  LuukkuTransport *inner; /* (ref) */
};

G_DEFINE_FINAL_TYPE (LuukkuPacedTransport, luukku_paced_transport, LUUKKU_TYPE_TRANSPORT)

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  LuukkuResponse *response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);

  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) luukku_response_unref);
  else
    g_task_return_error (task, error);
}

static void
luukku_paced_transport_send_async (LuukkuTransport *transport, LuukkuRequest *request,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuPacedTransport *self = LUUKKU_PACED_TRANSPORT (transport);
  GTask *task = g_task_new (self, NULL, callback, data); /* cancelling gives the inner one's fault */

  g_task_set_source_tag (task, luukku_paced_transport_send_async);
  luukku_transport_send_async (self->inner, request, cancellable, on_answer, task);
}

static LuukkuResponse *
luukku_paced_transport_send_finish (LuukkuTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_paced_transport_finalize (GObject *object)
{
  g_clear_object (&LUUKKU_PACED_TRANSPORT (object)->inner);
  G_OBJECT_CLASS (luukku_paced_transport_parent_class)->finalize (object);
}

static void
luukku_paced_transport_class_init (LuukkuPacedTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_paced_transport_finalize;
  LUUKKU_TRANSPORT_CLASS (klass)->send_async = luukku_paced_transport_send_async;
  LUUKKU_TRANSPORT_CLASS (klass)->send_finish = luukku_paced_transport_send_finish;
}

static void
luukku_paced_transport_init (LuukkuPacedTransport *self)
{
}

LuukkuTransport *
luukku_paced_transport_new (LuukkuTransport *inner)
{
  LuukkuPacedTransport *self = g_object_new (LUUKKU_TYPE_PACED_TRANSPORT, NULL);

  self->inner = g_object_ref (inner);
  return LUUKKU_TRANSPORT (self);
}
