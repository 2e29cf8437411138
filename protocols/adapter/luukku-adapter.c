/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter.c: the wrappers in front of an adapter's functions. They answer for what an adapter does not
 * have (BAD_REQUEST), for calls after close and for answers that arrive after it (CANCELLED), so that no
 * adapter has to. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-adapter.h"

typedef struct {
  gboolean closed;
} LuukkuAdapterPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LuukkuAdapter, luukku_adapter, G_TYPE_OBJECT)

/* Marks results that come from here and not from the adapter. */
static const char refused_tag;

static gboolean
is_refused (GAsyncResult *result)
{
  return g_async_result_is_tagged (result, (gpointer) &refused_tag);
}

static void
set_closed (gboolean ambiguous, GError **error)
{
  const LuukkuFaultInfo info = { .ambiguous_send = ambiguous };

  luukku_fault_set (error, LUUKKU_FAULT_CANCELLED, &info,
                    N_ ("The call was cancelled because the account was closed. Connect the account again."));
}

/* What an adapter had ready when it was closed. Returns: (transfer full) (nullable): @value, or NULL with
 * CANCELLED. */
static gpointer
keep_unless_closed (LuukkuAdapter *self, gpointer value, GDestroyNotify destroy, gboolean ambiguous,
                    GError **error)
{
  LuukkuAdapterPrivate *priv = luukku_adapter_get_instance_private (self);

  if (!priv->closed)
    return value;
  if (value != NULL)
    destroy (value);
  set_closed (ambiguous, error);
  return NULL;
}

/* Returns: whether the call ended here: the adapter is closed, or cannot do this at all. */
static gboolean
refuse (LuukkuAdapter *self, gboolean missing, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuAdapterPrivate *priv = luukku_adapter_get_instance_private (self);
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  if (!priv->closed && !missing)
    return FALSE;
  if (priv->closed)
    set_closed (FALSE, &error);
  else
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("This channel cannot do that. Use the platform's own page for it."));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, (gpointer) &refused_tag);
  g_task_return_error (task, error);
  return TRUE;
}

enum {
  TOKEN_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
luukku_adapter_class_init (LuukkuAdapterClass *klass)
{
  signals[TOKEN_CHANGED] = g_signal_new ("token-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
luukku_adapter_init (LuukkuAdapter *self)
{
}

LuukkuCapabilities
luukku_adapter_get_capabilities (LuukkuAdapter *self)
{
  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self), 0);

  return LUUKKU_ADAPTER_GET_CLASS (self)->get_capabilities (self);
}

const LuukkuChannelLimits *
luukku_adapter_get_limits (LuukkuAdapter *self)
{
  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self), NULL);

  return LUUKKU_ADAPTER_GET_CLASS (self)->get_limits (self);
}

void
luukku_adapter_open_async (LuukkuAdapter *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  if (!refuse (self, FALSE, callback, data))
    LUUKKU_ADAPTER_GET_CLASS (self)->open_async (self, cancellable, callback, data);
}

char *
luukku_adapter_open_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GError *cause = NULL;
  char *value;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  value = LUUKKU_ADAPTER_GET_CLASS (self)->open_finish (self, result, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return NULL;
  }
  return keep_unless_closed (self, value, g_free, FALSE, error);
}

void
luukku_adapter_fetch_async (LuukkuAdapter *self, const char *cursor, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  if (!refuse (self, FALSE, callback, data))
    LUUKKU_ADAPTER_GET_CLASS (self)->fetch_async (self, cursor, cancellable, callback, data);
}

LuukkuBatch *
luukku_adapter_fetch_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GError *cause = NULL;
  LuukkuBatch *value;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  value = LUUKKU_ADAPTER_GET_CLASS (self)->fetch_finish (self, result, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return NULL;
  }
  return keep_unless_closed (self, value, (GDestroyNotify) luukku_batch_free, FALSE, error);
}

/* Where each file is a message of its own whoever sends brings one at a time. */
static gboolean
fit_files (LuukkuAdapter *self, const GPtrArray *files, GError **error)
{
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (self);

  if (files->len > 1 && limits->file_kinds != NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("This channel takes one file in a message, so nothing was sent. Attach one and send "
            "the others after it."));
    return FALSE;
  }
  for (guint i = 0; i < files->len; i++) {
    const LuukkuSendFile *file = g_ptr_array_index (files, i);
    const LuukkuFileFacts facts = { .name = file->name,
                                    .media_type = file->media_type,
                                    .size = g_bytes_get_size (file->bytes) };

    if (!luukku_channel_limits_check_file (limits, &facts, error))
      return FALSE;
  }
  return TRUE;
}

/* Returns: FALSE with BAD_REQUEST or TOO_LONG: what would leave without its files is not sent at all. */
static gboolean
can_take_files (LuukkuAdapter *self, const GPtrArray *files, GError **error)
{
  guint64 sum = 0, most = luukku_channel_limits_get_max_files (luukku_adapter_get_limits (self));
  g_autofree char *size = NULL;

  for (guint i = 0; i < files->len; i++)
    sum += g_bytes_get_size (((const LuukkuSendFile *) files->pdata[i])->bytes);
  if ((luukku_adapter_get_capabilities (self) & LUUKKU_CAN_SEND_FILES) == 0) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("This channel takes no files, so nothing was sent. Leave the files out, and send them "
            "in the channel's own service."));
    return FALSE;
  }
  if (sum <= most)
    return fit_files (self, files, error);
  size = g_format_size (most);
  /* TRANSLATORS: %s is a size, "25 MB" */
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The files are too large for this channel: at most %s together. Leave some out, or make "
          "them smaller."),
      size);
  return FALSE;
}

static gboolean
refuse_files (LuukkuAdapter *self, LuukkuSendRequest *request, GAsyncReadyCallback callback, gpointer data)
{
  const LuukkuSendRequestInit *init = luukku_send_request_peek (request);
  GPtrArray *files = init->files;
  gboolean is_new = (luukku_adapter_get_capabilities (self) & LUUKKU_CAN_FORWARD) != 0 &&
                    g_str_has_prefix (init->conversation_id, LUUKKU_FORWARD_CONVERSATION);
  GError *error = NULL;

  if (files == NULL || files->len == 0 || is_new || can_take_files (self, files, &error))
    return FALSE;
  g_task_report_error (self, callback, data, (gpointer) &refused_tag, error);
  return TRUE;
}

void
luukku_adapter_send_async (LuukkuAdapter *self, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  if (!refuse (self, FALSE, callback, data) && !refuse_files (self, request, callback, data))
    LUUKKU_ADAPTER_GET_CLASS (self)->send_async (self, request, cancellable, callback, data);
}

char *
luukku_adapter_send_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GError *cause = NULL;
  char *value;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  value = LUUKKU_ADAPTER_GET_CLASS (self)->send_finish (self, result, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return NULL;
  }
  return keep_unless_closed (self, value, g_free, TRUE, error);
}

void
luukku_adapter_find_sent_async (LuukkuAdapter *self, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  LuukkuAdapterClass *klass;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  if (!refuse (self, klass->find_sent_async == NULL, callback, data))
    klass->find_sent_async (self, request, cancellable, callback, data);
}

char *
luukku_adapter_find_sent_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GError *cause = NULL;
  char *value;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  value = LUUKKU_ADAPTER_GET_CLASS (self)->find_sent_finish (self, result, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return NULL;
  }
  return keep_unless_closed (self, value, g_free, FALSE, error);
}

void
luukku_adapter_list_services_async (LuukkuAdapter *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  LuukkuAdapterClass *klass;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  if (!refuse (self, klass->list_services_async == NULL, callback, data))
    klass->list_services_async (self, cancellable, callback, data);
}

GPtrArray *
luukku_adapter_list_services_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GPtrArray *services;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  services = LUUKKU_ADAPTER_GET_CLASS (self)->list_services_finish (self, result, error);
  return services != NULL
             ? keep_unless_closed (self, services, (GDestroyNotify) g_ptr_array_unref, FALSE, error)
             : NULL;
}

void
luukku_adapter_fetch_attachment_async (LuukkuAdapter *self, const LuukkuAttachment *attachment,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuAdapterClass *klass;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  if (!refuse (self, klass->fetch_attachment_async == NULL, callback, data))
    klass->fetch_attachment_async (self, attachment, cancellable, callback, data);
}

GBytes *
luukku_adapter_fetch_attachment_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  GError *cause = NULL;
  GBytes *value;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), NULL);

  if (is_refused (result))
    return g_task_propagate_pointer (G_TASK (result), error);
  value = LUUKKU_ADAPTER_GET_CLASS (self)->fetch_attachment_finish (self, result, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return NULL;
  }
  return keep_unless_closed (self, value, (GDestroyNotify) g_bytes_unref, FALSE, error);
}

LuukkuCapabilities
luukku_adapter_capability_of (LuukkuActKind kind)
{
  switch (kind) {
  case LUUKKU_ACT_HIDE:
  case LUUKKU_ACT_UNHIDE:
    return LUUKKU_CAN_HIDE;
  case LUUKKU_ACT_DELETE:
    return LUUKKU_CAN_DELETE;
  case LUUKKU_ACT_BAN:
  case LUUKKU_ACT_UNBAN:
    return LUUKKU_CAN_BAN;
  case LUUKKU_ACT_MARK_READ:
    return LUUKKU_CAN_MARK_READ;
  case LUUKKU_ACT_REPORT:
    return LUUKKU_CAN_REPORT;
  case LUUKKU_ACT_MUTE:
  case LUUKKU_ACT_UNMUTE:
    return LUUKKU_CAN_MUTE;
  default:
    return 0;
  }
}

void
luukku_adapter_act_async (LuukkuAdapter *self, LuukkuAct *act, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuAdapterClass *klass;
  gboolean missing;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  missing = klass->act_async == NULL || (luukku_adapter_get_capabilities (self) &
                                         luukku_adapter_capability_of (luukku_act_peek (act)->kind)) == 0;
  if (!refuse (self, missing, callback, data))
    klass->act_async (self, act, cancellable, callback, data);
}

gboolean
luukku_adapter_act_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
{
  LuukkuAdapterPrivate *priv;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self) && G_IS_ASYNC_RESULT (result), FALSE);

  priv = luukku_adapter_get_instance_private (self);
  if (is_refused (result))
    return g_task_propagate_boolean (G_TASK (result), error);
  if (!LUUKKU_ADAPTER_GET_CLASS (self)->act_finish (self, result, error))
    return FALSE;
  if (priv->closed)
    set_closed (FALSE, error);
  return !priv->closed;
}

void
luukku_adapter_token_changed (LuukkuAdapter *self, const char *token)
{
  LuukkuAdapterPrivate *priv;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  priv = luukku_adapter_get_instance_private (self);
  if (!priv->closed)
    g_signal_emit (self, signals[TOKEN_CHANGED], 0, token);
}

gint64
luukku_adapter_get_token_expiry (LuukkuAdapter *self)
{
  LuukkuAdapterClass *klass;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self), 0);

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  return klass->get_token_expiry != NULL ? klass->get_token_expiry (self) : 0;
}

char *
luukku_adapter_get_usage (LuukkuAdapter *self)
{
  LuukkuAdapterClass *klass;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (self), NULL);

  klass = LUUKKU_ADAPTER_GET_CLASS (self);
  return klass->get_usage != NULL ? klass->get_usage (self) : NULL;
}

void
luukku_adapter_close (LuukkuAdapter *self)
{
  LuukkuAdapterPrivate *priv;

  g_return_if_fail (LUUKKU_IS_ADAPTER (self));

  priv = luukku_adapter_get_instance_private (self);
  if (priv->closed)
    return;
  priv->closed = TRUE;
  LUUKKU_ADAPTER_GET_CLASS (self)->close (self);
}
