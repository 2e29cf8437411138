/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-http-adapter.c: what the adapters over HTTP have in common: settings, token, calls, closing,
 * attachments. Knows no platform. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-http-adapter.h"

#include "base/luukku-error.h"

G_DEFINE_ABSTRACT_TYPE (LuukkuHttpAdapter, luukku_http_adapter, LUUKKU_TYPE_ADAPTER)

/* --- calls */

GTask *
luukku_http_adapter_task_new (gpointer self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data, gpointer source_tag)
{
  return luukku_http_task_new (LUUKKU_HTTP_ADAPTER (self)->http, self, cancellable, callback, data,
                               source_tag);
}

void
luukku_http_adapter_call (gpointer self, const LuukkuHttpCall *call, GTask *task,
                          GAsyncReadyCallback callback)
{
  LuukkuHttpAdapter *adapter = LUUKKU_HTTP_ADAPTER (self);
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  if (!adapter->has_token) {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info, "%s", luukku_tr (adapter->platform->no_token));
    g_task_return_error (task, error);
    return;
  }
  luukku_http_call_async (adapter->http, call, g_task_get_cancellable (task), callback, g_object_ref (task));
}

void
luukku_http_adapter_renew_token (gpointer self, const char *token)
{
  LuukkuHttpAdapter *adapter = LUUKKU_HTTP_ADAPTER (self);

  g_return_if_fail (adapter->platform->path_token == NULL);

  luukku_http_set_bearer (adapter->http, token);
  adapter->has_token = TRUE;
  luukku_adapter_token_changed (LUUKKU_ADAPTER (self), token);
}

void
luukku_http_adapter_set_unreadable (gpointer self, GError *cause, gboolean sending, GError **error)
{
  luukku_fault_table_set_unreadable (LUUKKU_HTTP_ADAPTER (self)->platform->name, cause, sending, error);
}

/* --- attachments: addresses on other hosts never see the token (luukku-http.h) */

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = luukku_http_get_bytes_finish (LUUKKU_HTTP (source), result, &error);

  luukku_task_return (task, bytes, (GDestroyNotify) g_bytes_unref, error);
}

void
luukku_http_adapter_get_bytes (gpointer self, const char *url, gint64 size, GTask *task)
{
  LuukkuHttpAdapter *adapter = LUUKKU_HTTP_ADAPTER (self);

  luukku_http_get_bytes_async (adapter->http, adapter->platform->name, url, size,
                               adapter->limits->max_attachment, g_task_get_cancellable (task), on_bytes,
                               g_object_ref (task));
}

static void
luukku_http_adapter_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer data)
{
  g_autoptr (GTask) task = luukku_http_adapter_task_new (adapter, cancellable, callback, data,
                                                         luukku_http_adapter_fetch_attachment_async);

  luukku_http_adapter_get_bytes (adapter, attachment->url, attachment->size, task);
}

static GBytes *
luukku_http_adapter_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the rest of the interface */

static const LuukkuChannelLimits *
luukku_http_adapter_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_HTTP_ADAPTER (adapter)->limits;
}

static char *
luukku_http_adapter_finish_text (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static LuukkuBatch *
luukku_http_adapter_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
luukku_http_adapter_act_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
luukku_http_adapter_close (LuukkuAdapter *adapter)
{
  luukku_http_close (LUUKKU_HTTP_ADAPTER (adapter)->http);
}

static void
luukku_http_adapter_finalize (GObject *object)
{
  LuukkuHttpAdapter *self = LUUKKU_HTTP_ADAPTER (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_http_adapter_parent_class)->finalize (object);
}

static void
luukku_http_adapter_class_init (LuukkuHttpAdapterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_http_adapter_finalize;
  klass->get_limits = luukku_http_adapter_get_limits;
  klass->open_finish = luukku_http_adapter_finish_text;
  klass->fetch_finish = luukku_http_adapter_fetch_finish;
  klass->send_finish = luukku_http_adapter_finish_text;
  klass->find_sent_finish = luukku_http_adapter_finish_text;
  klass->act_finish = luukku_http_adapter_act_finish;
  klass->fetch_attachment_async = luukku_http_adapter_fetch_attachment_async;
  klass->fetch_attachment_finish = luukku_http_adapter_fetch_attachment_finish;
  klass->close = luukku_http_adapter_close;
}

static void
luukku_http_adapter_init (LuukkuHttpAdapter *self)
{
}

/* --- settings */

/* The token in the header, or behind the base. Wipes what it has copied. */
static void
set_token (LuukkuHttpAdapter *self, const char *given, const char *base, LuukkuTransport *transport)
{
  const LuukkuHttpPlatform *platform = self->platform;
  char *token = luukku_http_clean_token (given);
  char *place = NULL;

  self->has_token = token != NULL && (platform->is_token == NULL || platform->is_token (token));
  if (self->has_token && platform->path_token != NULL)
    place = g_strconcat (base, platform->path_token, token, NULL);
  self->http = luukku_http_new (transport, self->clock, place != NULL ? place : base, platform->check);
  if (self->has_token && place == NULL)
    luukku_http_set_bearer (self->http, token);
  luukku_http_forget (place);
  luukku_http_forget (token);
}

gpointer
luukku_http_adapter_new (GType type, const LuukkuHttpPlatform *platform,
                         const LuukkuAdapterSettings *settings, const char *base, LuukkuTransport *transport,
                         LuukkuClock *clock, GError **error)
{
  g_autofree char *address = luukku_http_clean_base (base);
  g_autoptr (LuukkuChannelLimits) limits = NULL;
  g_autoptr (GError) cause = NULL;
  LuukkuHttpAdapter *self;

  g_return_val_if_fail (LUUKKU_IS_TRANSPORT (transport), NULL);

  if (address == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the service must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return NULL;
  }
  limits = luukku_channel_limits_load (platform->id, &cause);
  if (limits == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  self = g_object_new (type, NULL);
  self->platform = platform;
  self->clock = g_object_ref (clock);
  self->channel = g_strconcat (platform->id, ":", settings->account, NULL);
  set_token (self, settings->token, address, transport);
  luukku_transport_set_ceiling (transport, clock, limits->calls, limits->calls_span);
  self->limits = g_steal_pointer (&limits);
  return self;
}
