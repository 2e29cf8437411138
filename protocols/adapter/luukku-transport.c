/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport.c: the part all transports share: the ceiling of calls per span, cancelling while a call
 * waits for it, faults instead of foreign errors, and the redaction of addresses. No network here. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport.h"

#include <string.h>

#define LONGEST_LOGGED_SEGMENT 16

/* One call on its way; owned by its GTask. */
typedef struct {
  LuukkuRequest *request; /* (ref) */
  GSource *cancel_source; /* (nullable): only while waiting */
} Call;

typedef struct {
  LuukkuClock *clock; /* (ref) (nullable): no ceiling without it */
  guint calls;
  gint64 span;
  GQueue starts;  /* of gint64 *: when the last calls started, oldest first, at most `calls` of them */
  GQueue waiting; /* of GTask (ref) */
  guint timer;
} LuukkuTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LuukkuTransport, luukku_transport, G_TYPE_OBJECT)

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->cancel_source != NULL)
    g_source_destroy (call->cancel_source);
  g_clear_pointer (&call->cancel_source, g_source_unref);
  luukku_request_unref (call->request);
  g_free (call);
}

static void
return_cancelled (GTask *task, gboolean started)
{
  const LuukkuFaultInfo info = { .ambiguous_send = started };
  GError *error = NULL;

  luukku_fault_set (&error, LUUKKU_FAULT_CANCELLED, &info,
                    N_ ("The call was cancelled because the account was closed. Connect the account again."));
  g_task_return_error (task, error);
}

/* A transport of ours only fails with faults; anything else is taken for network trouble. */
static GError *
as_fault (GError *error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE, .ambiguous_send = TRUE };
  GError *fault = NULL;

  if (error->domain == LUUKKU_FAULT)
    return error;
  luukku_fault_set (
      &fault, LUUKKU_FAULT_NETWORK, &info,
      N_ ("The connection broke. Luukku tries again by itself; if this goes on, check the network."));
  g_error_free (error);
  return fault;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTransport *self = LUUKKU_TRANSPORT (source);
  g_autoptr (LuukkuResponse) response = NULL;
  GError *error = NULL;

  response = LUUKKU_TRANSPORT_GET_CLASS (self)->send_finish (self, result, &error);
  if (error != NULL && error->domain == LUUKKU_FAULT) {
    g_task_return_error (task, error);
  } else if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_clear_error (&error);
    return_cancelled (task, TRUE);
  } else if (response == NULL) {
    g_task_return_error (task, as_fault (error));
  } else {
    g_task_return_pointer (task, g_steal_pointer (&response), (GDestroyNotify) luukku_response_unref);
  }
}

/* @task: (transfer full). */
static void
start_call (LuukkuTransport *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (call->cancel_source != NULL)
    g_source_destroy (call->cancel_source);
  g_clear_pointer (&call->cancel_source, g_source_unref);
  LUUKKU_TRANSPORT_GET_CLASS (self)->send_async (self, call->request, g_task_get_cancellable (task), on_sent,
                                                 task);
}

/* Returns: the span until the next call may start, 0 when it may now; then the start is written down. */
static gint64
take_turn (LuukkuTransport *self)
{
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);
  gint64 now, *oldest, *start;

  if (priv->calls == 0)
    return 0;
  now = luukku_clock_now (priv->clock);
  if (priv->starts.length >= priv->calls) {
    oldest = g_queue_peek_head (&priv->starts);
    if (*oldest > now) /* the machine's clock was put back */
      *oldest = now;
    if (now - *oldest < priv->span)
      return priv->span - (now - *oldest);
  }
  while (priv->starts.length >= priv->calls)
    g_free (g_queue_pop_head (&priv->starts));
  start = g_new (gint64, 1);
  *start = now;
  g_queue_push_tail (&priv->starts, start);
  return 0;
}

static gboolean
on_turn (gpointer data)
{
  g_autoptr (LuukkuTransport) self = g_object_ref (data);
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);

  priv->timer = 0;
  while (priv->waiting.length > 0) {
    gint64 after = take_turn (self);

    if (after > 0) {
      if (priv->timer == 0)
        priv->timer = luukku_clock_add_timeout (priv->clock, after, on_turn, self);
      break;
    }
    start_call (self, g_queue_pop_head (&priv->waiting));
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_waiting_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;
  g_autoptr (LuukkuTransport) self = g_object_ref (g_task_get_source_object (task));
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);

  if (!g_queue_remove (&priv->waiting, task))
    return G_SOURCE_REMOVE;
  if (priv->waiting.length == 0 && priv->clock != NULL)
    luukku_clock_clear_timeout (priv->clock, &priv->timer);
  return_cancelled (task, FALSE);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for_turn (LuukkuTransport *self, GTask *task, gint64 after)
{
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);
  Call *call = g_task_get_task_data (task);

  g_queue_push_tail (&priv->waiting, task);
  if (g_task_get_cancellable (task) != NULL) {
    call->cancel_source = g_cancellable_source_new (g_task_get_cancellable (task));
    g_source_set_callback (call->cancel_source, G_SOURCE_FUNC (on_waiting_cancelled), task, NULL);
    g_source_attach (call->cancel_source, NULL);
  }
  if (priv->timer == 0)
    priv->timer = luukku_clock_add_timeout (priv->clock, after, on_turn, self);
}

/* A waiting call holds a reference on us, so nothing waits here any more. */
static void
luukku_transport_finalize (GObject *object)
{
  LuukkuTransport *self = LUUKKU_TRANSPORT (object);
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);

  if (priv->clock != NULL)
    luukku_clock_clear_timeout (priv->clock, &priv->timer);
  g_clear_object (&priv->clock);
  g_queue_clear_full (&priv->starts, g_free);
  G_OBJECT_CLASS (luukku_transport_parent_class)->finalize (object);
}

static void
luukku_transport_class_init (LuukkuTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_transport_finalize;
}

static void
luukku_transport_init (LuukkuTransport *self)
{
  LuukkuTransportPrivate *priv = luukku_transport_get_instance_private (self);

  g_queue_init (&priv->starts);
  g_queue_init (&priv->waiting);
}

void
luukku_transport_send_async (LuukkuTransport *self, LuukkuRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTransportPrivate *priv;
  GTask *task;
  Call *call;
  gint64 after;

  g_return_if_fail (LUUKKU_IS_TRANSPORT (self));

  priv = luukku_transport_get_instance_private (self);
  call = g_new0 (Call, 1);
  call->request = luukku_request_ref (request);
  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, luukku_transport_send_async);
  g_task_set_check_cancellable (task, FALSE); /* cancelling gives our fault, not GIO's error */
  g_task_set_task_data (task, call, call_free);

  if (g_cancellable_is_cancelled (cancellable)) {
    return_cancelled (task, FALSE);
    g_object_unref (task);
    return;
  }
  after = priv->waiting.length > 0 ? priv->span : take_turn (self);
  if (after > 0)
    wait_for_turn (self, task, after);
  else
    start_call (self, task);
}

LuukkuResponse *
luukku_transport_send_finish (LuukkuTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
luukku_transport_set_ceiling (LuukkuTransport *self, LuukkuClock *clock, guint calls, gint64 span)
{
  LuukkuTransportPrivate *priv;

  g_return_if_fail (LUUKKU_IS_TRANSPORT (self) && LUUKKU_IS_CLOCK (clock) && span >= 0);

  priv = luukku_transport_get_instance_private (self);
  if (priv->clock != NULL)
    luukku_clock_clear_timeout (priv->clock, &priv->timer);
  g_set_object (&priv->clock, clock);
  priv->calls = span > 0 ? calls : 0;
  priv->span = span;
  if (priv->waiting.length > 0)
    on_turn (self);
}

/* --- addresses in logs */

/* Ids and tokens stand in paths too; a segment that could be one is not shown. */
static gboolean
may_be_shown (const char *segment)
{
  return strlen (segment) <= LONGEST_LOGGED_SEGMENT && strpbrk (segment, ";=@%") == NULL &&
         (*segment == '\0' || strspn (segment, "0123456789_") != strlen (segment));
}

char *
luukku_redact_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_auto (GStrv) segments = NULL;
  GString *shown;
  const char *host;

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL)
    return g_strdup ("(no address)");
  shown = g_string_new (g_uri_get_scheme (uri));
  g_string_append_printf (shown, strchr (host, ':') != NULL ? "://[%s]" : "://%s", host);
  segments = g_strsplit (g_uri_get_path (uri), "/", -1);
  for (guint i = 0; segments[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (shown, '/');
    g_string_append (shown, may_be_shown (segments[i]) ? segments[i] : "…");
  }
  return g_string_free (shown, FALSE);
}
