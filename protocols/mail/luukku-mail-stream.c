/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-stream.c: one connection to a mail server over GIO. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-stream.h"

#include "adapter/luukku-fault-table.h"
#include "adapter/luukku-http.h"
#include "adapter/luukku-task.h"
#include "mail/luukku-mail-error.h"

#define STEP_LIMIT (60 * G_TIME_SPAN_SECOND) /* to connect, to shake hands, to write */
#define READ_SIZE 65536

struct _LuukkuMailStream {
  GObject parent_instance;

  LuukkuMailServer *server; /* (ref) */
  LuukkuClock *clock;       /* (ref) */
  GIOStream *stream;        /* (ref) (nullable) */
  GQueue writes;            /* GTask (ref): the first one is being written */
};

G_DEFINE_FINAL_TYPE (LuukkuMailStream, luukku_mail_stream, G_TYPE_OBJECT)

static LuukkuMailDialHook dial_hook;

void
luukku_mail_stream_set_dial_hook (LuukkuMailDialHook hook)
{
  dial_hook = hook;
}

/* --- the server */

LuukkuMailServer *
luukku_mail_server_new (void)
{
  return g_rc_box_new0 (LuukkuMailServer);
}

LuukkuMailServer *
luukku_mail_server_ref (LuukkuMailServer *self)
{
  return g_rc_box_acquire (self);
}

static void
server_clear (gpointer data)
{
  LuukkuMailServer *self = data;

  g_free (self->host);
  g_clear_object (&self->database);
  g_free (self->user);
  luukku_http_forget (self->secret);
}

void
luukku_mail_server_unref (LuukkuMailServer *self)
{
  if (self != NULL)
    g_rc_box_release_full (self, server_clear);
}

void
luukku_mail_server_set_secret (LuukkuMailServer *self, const char *secret)
{
  char *old = self->secret;

  self->secret = g_strdup (secret);
  luukku_http_forget (old);
}

/* --- a step with a time limit */

typedef struct {
  LuukkuClock *clock;  /* (ref) */
  GCancellable *inner; /* (ref): what GIO gets; ended by the task's cancellable or by the timer */
  guint timer;
  gboolean timed_out;
  GBytes *bytes; /* (ref) (nullable): being written */
} Step;

static void
step_free (Step *self)
{
  luukku_clock_clear_timeout (self->clock, &self->timer);
  g_object_unref (self->clock);
  g_object_unref (self->inner);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static gboolean
on_limit (gpointer data)
{
  Step *self = data;

  self->timer = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static GTask *
step_new (LuukkuMailStream *self, gint64 limit, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = luukku_task_new (self, NULL, cancellable, callback, data, step_new);
  Step *step = g_new0 (Step, 1);

  step->clock = g_object_ref (self->clock);
  step->inner = g_object_ref (g_task_get_cancellable (task));
  if (limit > 0)
    step->timer = luukku_clock_add_timeout (self->clock, limit, on_limit, step);
  g_task_set_task_data (task, step, (GDestroyNotify) step_free);
  return task;
}

static Step *
step_of (GTask *task)
{
  Step *step = g_task_get_task_data (task);

  luukku_clock_clear_timeout (step->clock, &step->timer);
  return step;
}

/* @cause: (transfer full). */
static void
step_fail (GTask *task, GError *cause)
{
  Step *step = step_of (task);
  GError *error = NULL;

  if (!step->timed_out && g_cancellable_is_cancelled (step->inner)) {
    g_error_free (cause);
    luukku_fault_table_set_cancelled (FALSE, &error);
  } else {
    luukku_mail_set_network_fault (cause, step->timed_out, FALSE, &error);
  }
  g_task_return_error (task, error);
}

static void
step_broken (GTask *task)
{
  step_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "closed"));
}

/* --- TLS */

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *cause = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &cause))
    step_fail (task, cause);
  else
    g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full). */
static void
shake_hands (LuukkuMailStream *self, GTask *task)
{
  g_autoptr (GSocketConnectable) name = g_network_address_new (self->server->host, self->server->port);
  g_autoptr (GTask) mine = task;
  GIOStream *secure;
  GError *cause = NULL;

  secure = g_tls_client_connection_new (self->stream, name, &cause);
  if (secure == NULL) {
    step_fail (task, cause);
    return;
  }
  if (self->server->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (secure), self->server->database);
  g_object_unref (self->stream);
  self->stream = secure;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (secure), G_PRIORITY_DEFAULT,
                                    ((Step *) g_task_get_task_data (task))->inner, on_handshake,
                                    g_steal_pointer (&mine));
}

void
luukku_mail_stream_start_tls_async (LuukkuMailStream *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = step_new (self, STEP_LIMIT, cancellable, callback, data);

  if (self->stream == NULL)
    step_broken (task);
  else
    shake_hands (self, g_steal_pointer (&task));
}

/* --- connecting */

static void
connected (LuukkuMailStream *self, GTask *task)
{
  if (self->server->security == LUUKKU_MAIL_TLS)
    shake_hands (self, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMailStream *self = g_task_get_source_object (task);
  GError *cause = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &cause);

  if (connection == NULL) {
    step_fail (task, cause);
    return;
  }
  self->stream = G_IO_STREAM (connection);
  connected (self, task);
}

void
luukku_mail_stream_connect_async (LuukkuMailStream *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = step_new (self, STEP_LIMIT, cancellable, callback, data);
  g_autoptr (GSocketClient) client = NULL;

  g_clear_object (&self->stream);
  if (dial_hook != NULL) {
    self->stream = dial_hook (self->server->host, self->server->port);
    if (self->stream != NULL)
      connected (self, task);
    else
      step_fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "refused"));
    return;
  }
  client = g_socket_client_new ();
  g_socket_client_connect_to_host_async (client, self->server->host, self->server->port,
                                         ((Step *) g_task_get_task_data (task))->inner, on_connected,
                                         g_object_ref (task));
}

/* --- bytes */

static void write_next (LuukkuMailStream *self);

/* An answer may be read before the end of the write that it answers is told, and the next write begin then.
 */
static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (LuukkuMailStream) self = g_object_ref (g_task_get_source_object (task));
  GError *cause = NULL;
  gboolean done = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &cause);

  g_object_unref (g_queue_pop_head (&self->writes));
  if (done) {
    step_of (task);
    g_task_return_boolean (task, TRUE);
  } else {
    step_fail (task, cause);
  }
  write_next (self);
}

static void
write_next (LuukkuMailStream *self)
{
  GTask *task = g_queue_peek_head (&self->writes);
  Step *step = task != NULL ? g_task_get_task_data (task) : NULL;

  if (task == NULL)
    return;
  if (self->stream == NULL) {
    step_broken (task);
    g_object_unref (g_queue_pop_head (&self->writes));
    write_next (self);
    return;
  }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   g_bytes_get_data (step->bytes, NULL), g_bytes_get_size (step->bytes),
                                   G_PRIORITY_DEFAULT, step->inner, on_written, g_object_ref (task));
}

void
luukku_mail_stream_write_async (LuukkuMailStream *self, GBytes *bytes, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = step_new (self, STEP_LIMIT, cancellable, callback, data);
  Step *step = g_task_get_task_data (task);

  if (self->stream == NULL) {
    step_broken (task);
    return;
  }
  step->bytes = g_bytes_ref (bytes);
  g_queue_push_tail (&self->writes, g_object_ref (task));
  if (self->writes.length == 1)
    write_next (self);
}

gboolean
luukku_mail_stream_finish (LuukkuMailStream *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *cause = NULL;
  GBytes *bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &cause);

  if (bytes == NULL) {
    step_fail (task, cause);
  } else if (g_bytes_get_size (bytes) == 0) {
    g_bytes_unref (bytes);
    step_broken (task);
  } else {
    step_of (task);
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  }
}

void
luukku_mail_stream_read_async (LuukkuMailStream *self, gint64 limit, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = step_new (self, limit, cancellable, callback, data);

  if (self->stream == NULL) {
    step_broken (task);
    return;
  }
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->stream), READ_SIZE, G_PRIORITY_DEFAULT,
                                   ((Step *) g_task_get_task_data (task))->inner, on_read,
                                   g_object_ref (task));
}

GBytes *
luukku_mail_stream_read_finish (LuukkuMailStream *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object */

void
luukku_mail_stream_close (LuukkuMailStream *self)
{
  g_clear_object (&self->stream);
}

char *
luukku_mail_stream_dup_own_name (LuukkuMailStream *self)
{
  GIOStream *base = self->stream;
  g_autoptr (GIOStream) inner = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;
  GInetAddress *inet;

  if (G_IS_TLS_CONNECTION (base)) {
    g_object_get (base, "base-io-stream", &inner, NULL);
    base = inner;
  }
  if (G_IS_SOCKET_CONNECTION (base))
    address = g_socket_connection_get_local_address (G_SOCKET_CONNECTION (base), NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("[127.0.0.1]");
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  text = g_inet_address_to_string (inet);
  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("[IPv6:%s]", text);
  return g_strdup_printf ("[%s]", text);
}

static void
luukku_mail_stream_finalize (GObject *object)
{
  LuukkuMailStream *self = LUUKKU_MAIL_STREAM (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->clock);
  luukku_mail_server_unref (self->server);
  G_OBJECT_CLASS (luukku_mail_stream_parent_class)->finalize (object);
}

static void
luukku_mail_stream_class_init (LuukkuMailStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_mail_stream_finalize;
}

static void
luukku_mail_stream_init (LuukkuMailStream *self)
{
  g_queue_init (&self->writes);
}

LuukkuMailStream *
luukku_mail_stream_new (LuukkuMailServer *server, LuukkuClock *clock)
{
  LuukkuMailStream *self = g_object_new (LUUKKU_TYPE_MAIL_STREAM, NULL);

  self->server = luukku_mail_server_ref (server);
  self->clock = g_object_ref (clock);
  return self;
}
