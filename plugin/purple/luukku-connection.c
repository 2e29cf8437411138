/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-connection.c: life of an account that is online. Ordinary network trouble never leaves it: the
 * poller backs off and the windows show a state line. Only what a person must mend goes to
 * purple_connection_error_reason(). */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-connection-private.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-health.h"
#include "luukku-registry.h"
#include "purple/luukku-ask.h"
#include "purple/luukku-core.h"
#include "purple/luukku-view.h"

#include "purple/luukku-i18n.h"

#include <errno.h>

static void sender_init (LuukkuSenderInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (LuukkuConnection, luukku_connection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, sender_init))

/* --- sender: what the inbox asks of a channel */
static gboolean
return_if_closed (LuukkuConnection *self, GTask *task)
{
  GError *error = NULL;

  if (self->gc != NULL && self->adapter != NULL)
    return FALSE;
  luukku_fault_set (&error, LUUKKU_FAULT_CANCELLED, NULL, "%s", N_ ("The account was closed."));
  g_task_return_error (task, error);
  return TRUE;
}

/* A dead token shows itself first where somebody sends. */
static void
return_fault (GTask *task, GError *error)
{
  LuukkuConnection *self = g_task_get_source_object (task);

  if (self->gc != NULL && luukku_fault_get_info (error)->needs_reauth)
    luukku_connection_fail (self, error);
  g_task_return_error (task, error);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *id = luukku_adapter_send_finish (LUUKKU_ADAPTER (source), result, &error);

  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    return_fault (task, error);
}

static void
sender_send_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, sender_send_async);
  if (return_if_closed (self, task))
    return;
  luukku_adapter_send_async (self->adapter, request, cancellable, on_sent, g_steal_pointer (&task));
}

static char *
sender_send_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sender), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *id = luukku_adapter_find_sent_finish (LUUKKU_ADAPTER (source), result, &error);

  if (error != NULL)
    return_fault (task, error);
  else
    g_task_return_pointer (task, id, g_free);
}

static void
sender_find_sent_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, sender_find_sent_async);
  if (return_if_closed (self, task))
    return;
  luukku_adapter_find_sent_async (self->adapter, request, cancellable, on_found, g_steal_pointer (&task));
}

static void
on_attachment (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = luukku_adapter_fetch_attachment_finish (LUUKKU_ADAPTER (source), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
sender_fetch_attachment_async (LuukkuSender *sender, const LuukkuAttachment *attachment,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, sender_fetch_attachment_async);
  if (return_if_closed (self, task))
    return;
  luukku_adapter_fetch_attachment_async (self->adapter, attachment, cancellable, on_attachment,
                                         g_steal_pointer (&task));
}

static GBytes *
sender_fetch_attachment_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sender), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
sender_can_forward (LuukkuSender *sender)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);

  return self->adapter != NULL && (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_FORWARD) != 0;
}

static void
on_services (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *services = luukku_adapter_list_services_finish (LUUKKU_ADAPTER (source), result, &error);

  if (services != NULL)
    g_task_return_pointer (task, services, (GDestroyNotify) g_ptr_array_unref);
  else
    return_fault (task, error);
}

static void
sender_list_services_async (LuukkuSender *sender, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, sender_list_services_async);
  if (return_if_closed (self, task))
    return;
  luukku_adapter_list_services_async (self->adapter, cancellable, on_services, g_steal_pointer (&task));
}

static GPtrArray *
sender_list_services_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sender), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
sender_can_act (LuukkuSender *sender, LuukkuActKind kind)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);

  return self->adapter != NULL &&
         (luukku_adapter_get_capabilities (self->adapter) & luukku_adapter_capability_of (kind)) != 0;
}

static gboolean
sender_can_write_first (LuukkuSender *sender)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);

  return self->adapter != NULL &&
         (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_WRITE_FIRST) != 0;
}

static guint64
sender_get_max_files (LuukkuSender *sender)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);

  if (self->adapter == NULL || (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_SEND_FILES) == 0)
    return 0;
  return luukku_channel_limits_get_max_files (luukku_adapter_get_limits (self->adapter));
}

static int
sender_get_max_caption (LuukkuSender *sender, const char *media_type)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  const LuukkuChannelLimits *limits =
      self->adapter != NULL ? luukku_adapter_get_limits (self->adapter) : NULL;
  const LuukkuFileKind *kind = NULL;

  if (limits == NULL || limits->file_kinds == NULL)
    return -1;
  kind = luukku_channel_limits_find_kind (limits, media_type);
  return kind != NULL ? (int) kind->max_caption : 0;
}

static gboolean
sender_check_file (LuukkuSender *sender, const char *name, const char *media_type, guint64 size,
                   gint64 last_resident_at, GError **error)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  const LuukkuFileFacts facts = { name, media_type, size, last_resident_at,
                                  luukku_clock_now (luukku_core_get_clock ()) };

  return self->adapter == NULL ||
         luukku_channel_limits_check_file (luukku_adapter_get_limits (self->adapter), &facts, error);
}

guint
luukku_connection_measure (LuukkuConnection *self, const char *text, gboolean is_public, guint *ret_limit,
                           gboolean *ret_in_bytes)
{
  if (self->adapter != NULL)
    return luukku_channel_limits_measure (luukku_adapter_get_limits (self->adapter), text, is_public,
                                          ret_limit, ret_in_bytes);
  *ret_limit = 0;
  *ret_in_bytes = FALSE;
  return luukku_text_length (text);
}

const char *
luukku_connection_get_ban_note (LuukkuConnection *self)
{
  return self->adapter != NULL ? luukku_adapter_get_limits (self->adapter)->ban_note : NULL;
}

char *
luukku_connection_get_usage (LuukkuConnection *self)
{
  return self->adapter != NULL ? luukku_adapter_get_usage (self->adapter) : NULL;
}

gboolean
luukku_connection_can_answer_privately (LuukkuConnection *self)
{
  return self->adapter != NULL &&
         (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_ANSWER_PRIVATELY) != 0;
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (luukku_adapter_act_finish (LUUKKU_ADAPTER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_fault (task, error);
}

static void
sender_act_async (LuukkuSender *sender, LuukkuAct *act, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer data)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (sender);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, sender_act_async);
  if (return_if_closed (self, task))
    return;
  luukku_adapter_act_async (self->adapter, act, cancellable, on_acted, g_steal_pointer (&task));
}

static gboolean
sender_act_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sender), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sender_init (LuukkuSenderInterface *iface)
{
  iface->send_async = sender_send_async;
  iface->send_finish = sender_send_finish;
  iface->find_sent_async = sender_find_sent_async;
  iface->find_sent_finish = sender_send_finish;
  iface->fetch_attachment_async = sender_fetch_attachment_async;
  iface->fetch_attachment_finish = sender_fetch_attachment_finish;
  iface->can_act = sender_can_act;
  iface->act_async = sender_act_async;
  iface->act_finish = sender_act_finish;
  iface->can_write_first = sender_can_write_first;
  iface->can_forward = sender_can_forward;
  iface->list_services_async = sender_list_services_async;
  iface->list_services_finish = sender_list_services_finish;
  iface->get_max_files = sender_get_max_files;
  iface->get_max_caption = sender_get_max_caption;
  iface->check_file = sender_check_file;
}

/* --- object */
static void
luukku_connection_finalize (GObject *object)
{
  LuukkuConnection *self = LUUKKU_CONNECTION (object);

  g_clear_object (&self->poller);
  g_clear_object (&self->adapter);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->signing);
  g_free (self->channel);
  luukku_http_forget (self->token);
  G_OBJECT_CLASS (luukku_connection_parent_class)->finalize (object);
}

static void
luukku_connection_class_init (LuukkuConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_connection_finalize;
}

static void
luukku_connection_init (LuukkuConnection *self)
{
  self->cancellable = g_cancellable_new ();
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) luukku_http_forget);
}

LuukkuConnection *
luukku_connection_of (PurpleAccount *account)
{
  PurpleConnection *gc = purple_account_get_connection (account);

  return gc != NULL && luukku_core_is_ours (account) ? gc->proto_data : NULL;
}

gint64
luukku_connection_get_next_try (LuukkuConnection *self)
{
  return self->down ? self->next_at : 0;
}

void
luukku_connection_poke (LuukkuConnection *self)
{
  if (self->poller != NULL)
    luukku_poller_poke (self->poller);
  else
    luukku_login_try_now (self);
}

/* Only what has failed is tried: a network that flickers must not make every channel fetch. */
static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, LuukkuConnection *self)
{
  if (available && self->down && self->gc != NULL)
    luukku_connection_poke (self);
}

/* --- poller */
static char *
on_get_cursor (gpointer data)
{
  LuukkuConnection *self = data;
  g_autoptr (GError) error = NULL;
  char *cursor =
      luukku_store_get_cursor (luukku_inbox_get_store (luukku_core_get_inbox ()), self->channel, &error);

  if (error != NULL)
    g_debug ("cursor of a channel cannot be read: code %d", error->code);
  return cursor;
}

static gboolean
on_received (LuukkuBatch *batch, gpointer data, GError **error)
{
  LuukkuConnection *self = data;

  if (!luukku_inbox_receive (luukku_core_get_inbox (), self->channel, batch, error))
    return FALSE;
  if (luukku_view_take_arrivals () > 0 && self->gc != NULL)
    purple_sound_play_event (PURPLE_SOUND_RECEIVE, purple_connection_get_account (self->gc));
  return TRUE;
}

static void
on_poller_state (LuukkuPollerState state, const GError *error, gint64 next_at, gpointer data)
{
  LuukkuConnection *self = data;

  switch (state) {
  case LUUKKU_POLLER_WAITING:
    /* Every time: it also closes a gap that an earlier run left open. */
    self->down = FALSE;
    luukku_inbox_set_link (luukku_core_get_inbox (), self->channel, NULL);
    luukku_inbox_note_token (luukku_core_get_inbox (), self->channel, 0,
                             luukku_adapter_get_token_expiry (self->adapter));
    luukku_inbox_note_checked (luukku_core_get_inbox (), self->channel, next_at);
    break;
  case LUUKKU_POLLER_BACKOFF:
    if (error != NULL)
      luukku_connection_link_down (self, error, next_at);
    break;
  case LUUKKU_POLLER_DEAD:
    if (error != NULL) {
      if (self->up)
        luukku_inbox_set_link (luukku_core_get_inbox (), self->channel, error);
      luukku_connection_fail (self, error);
    }
    break;
  case LUUKKU_POLLER_STOPPED:
  case LUUKKU_POLLER_WORKING:
  default:
    break;
  }
}

static const LuukkuPollerCallbacks poller_callbacks = {
  .get_cursor = on_get_cursor,
  .received = on_received,
  .state_changed = on_poller_state,
};

static gint64
poll_interval (LuukkuConnection *self)
{
  PurpleAccount *account = purple_connection_get_account (self->gc);

  for (const LuukkuAdapterOption *o = self->type->options; o != NULL && o->name != NULL; o++) {
    if (g_str_equal (o->name, "poll-interval-ms") && o->kind == LUUKKU_OPTION_INT) {
      int ms = purple_account_get_int (account, o->name, o->default_int);

      return ms > 0 ? (gint64) ms * G_TIME_SPAN_MILLISECOND : 0;
    }
  }
  return 0;
}

static void
start_poller (LuukkuConnection *self)
{
  if (self->poller != NULL)
    return;
  self->poller = luukku_poller_new (self->adapter, luukku_core_get_clock (), poll_interval (self),
                                    g_str_hash (self->channel), &poller_callbacks, self);
  luukku_poller_start (self->poller);
}

/* --- up, down, dead */
static gboolean
join_inbox (LuukkuConnection *self, const char *name)
{
  gboolean carried = self->type->by_hand || self->type->replies_by_hand;
  g_autoptr (GError) error = NULL;

  if (!luukku_inbox_add_channel (luukku_core_get_inbox (), self->channel, name,
                                 carried ? NULL : LUUKKU_SENDER (self), &error)) {
    luukku_connection_fail (self, error);
    return FALSE;
  }
  self->up = TRUE;
  if (purple_connection_get_state (self->gc) != PURPLE_CONNECTED)
    purple_connection_set_state (self->gc, PURPLE_CONNECTED);
  return TRUE;
}

void
luukku_connection_opened (LuukkuConnection *self, const char *name)
{
  g_return_if_fail (self->gc != NULL);
  if (name != NULL && *name != '\0')
    purple_connection_set_display_name (self->gc, name);
  if (!self->up && !join_inbox (self, name))
    return;
  if (self->adapter != NULL && (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_POLL)) {
    start_poller (self); /* its first fetch says that the link works */
    return;
  }
  self->down = FALSE;
  luukku_inbox_set_link (luukku_core_get_inbox (), self->channel, NULL);
  luukku_inbox_note_checked (luukku_core_get_inbox (), self->channel, 0);
}

void
luukku_connection_link_down (LuukkuConnection *self, const GError *error, gint64 next_at)
{
  g_autofree char *given_up = NULL;

  if (self->gc == NULL || (!self->up && !join_inbox (self, NULL)))
    return;
  self->down = TRUE;
  self->next_at = next_at;
  if (next_at == 0 && !luukku_fault_get_info (error)->needs_reauth)
    /* TRANSLATORS: %s is a whole sentence that says what is wrong. */
    given_up =
        g_strdup_printf (_ ("%s Nothing is tried any more. It goes on by itself when the network comes back; "
                            "otherwise choose “Fetch messages now” in the menu of the account."),
                         error->message);
  luukku_inbox_set_link (luukku_core_get_inbox (), self->channel, error);
  luukku_inbox_note_trouble (luukku_core_get_inbox (), self->channel,
                             given_up != NULL ? given_up : error->message, next_at, given_up != NULL);
}

static PurpleConnectionError
reason_of (const GError *error)
{
  if (error->domain != LUUKKU_FAULT)
    return PURPLE_CONNECTION_ERROR_OTHER_ERROR;
  switch ((LuukkuFaultKind) error->code) {
  case LUUKKU_FAULT_AUTH:
    return PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED;
  case LUUKKU_FAULT_TLS:
    return PURPLE_CONNECTION_ERROR_CERT_OTHER_ERROR;
  case LUUKKU_FAULT_SETTINGS:
    return PURPLE_CONNECTION_ERROR_INVALID_SETTINGS;
  case LUUKKU_FAULT_NETWORK:
  case LUUKKU_FAULT_SERVER:
  case LUUKKU_FAULT_THROTTLED:
  case LUUKKU_FAULT_PERMISSION:
  case LUUKKU_FAULT_WINDOW:
  case LUUKKU_FAULT_RECIPIENT:
  case LUUKKU_FAULT_GONE:
  case LUUKKU_FAULT_TOO_LONG:
  case LUUKKU_FAULT_BAD_ANSWER:
  case LUUKKU_FAULT_BAD_REQUEST:
  case LUUKKU_FAULT_CANCELLED:
  default:
    return luukku_fault_get_info (error)->needs_reauth ? PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED
                                                       : PURPLE_CONNECTION_ERROR_OTHER_ERROR;
  }
}

void
luukku_connection_fail (LuukkuConnection *self, const GError *error)
{
  PurpleConnectionError reason = reason_of (error);

  if (self->gc == NULL || luukku_fault_is_cancelled (error))
    return;
  g_debug ("account goes offline: reason %d, code %d", reason, error->code);
  if (luukku_core_get_inbox () != NULL &&
      !luukku_store_is_read_only (luukku_inbox_get_store (luukku_core_get_inbox ())))
    luukku_inbox_note_trouble (luukku_core_get_inbox (), self->channel, error->message, 0, TRUE);
  if (reason == PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED && self->token != NULL)
    luukku_login_forget_secrets (self);
  purple_connection_error_reason (self->gc, reason, error->message);
}

/* --- libpurple's slots */
void
luukku_connection_login (PurpleAccount *account)
{
  PurpleConnection *gc = purple_account_get_connection (account);
  LuukkuConnection *self = g_object_new (LUUKKU_TYPE_CONNECTION, NULL);

  /* Without PURPLE_CONNECTION_HTML the text of a reply comes escaped and without formatting. */
  gc->flags |= PURPLE_CONNECTION_NO_BGCOLOR | PURPLE_CONNECTION_NO_FONTSIZE | PURPLE_CONNECTION_NO_URLDESC |
               PURPLE_CONNECTION_NO_IMAGES;
  gc->proto_data = self;
  self->gc = gc;
  self->type = luukku_registry_find_protocol (purple_account_get_protocol_id (account));
  self->channel = luukku_core_channel_of (account);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
  luukku_login_start (self);
}

void
luukku_connection_close (PurpleConnection *gc)
{
  LuukkuConnection *self = gc->proto_data;

  if (self == NULL)
    return;
  gc->proto_data = NULL;
  self->gc = NULL;
  purple_request_close_with_handle (self);
  luukku_clock_clear_timeout (luukku_core_get_clock (), &self->retry_id);
  if (self->poller != NULL)
    luukku_poller_stop (self->poller);
  g_cancellable_cancel (self->cancellable);
  if (self->signing != NULL)
    g_cancellable_cancel (self->signing);
  if (self->up)
    luukku_inbox_remove_channel (luukku_core_get_inbox (), self->channel);
  self->up = FALSE;
  if (self->adapter != NULL)
    luukku_adapter_close (self->adapter);
  g_clear_pointer (&self->token, luukku_http_forget);
  g_hash_table_remove_all (self->secrets);
  g_object_unref (self);
}

gboolean
luukku_connection_signs_in (LuukkuConnection *self)
{
  return luukku_login_signs_in (self);
}

void
luukku_connection_change_token (LuukkuConnection *self)
{
  if (self->gc != NULL)
    luukku_login_ask_token (self, NULL);
}

/* --- out */
static int
refuse (LuukkuConnection *self, const char *who, const char *sentence, const char *plain)
{
  g_autoptr (GError) error = NULL;
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  if (inbox != NULL && !luukku_inbox_save_draft (inbox, self->channel, who, plain, &error))
    g_debug ("draft not kept: code %d", error->code);
  luukku_view_tell_refused (purple_connection_get_account (self->gc), who, sentence, plain);
  return 0;
}

/* Before anything leaves the window. */
static gboolean
check_length (LuukkuConnection *self, const char *who, const char *plain, GError **error)
{
  g_autoptr (LuukkuConversation) stored = luukku_store_find_conversation (
      luukku_inbox_get_store (luukku_core_get_inbox ()), self->channel, who, NULL);
  const LuukkuChannelLimits *limits;

  if (self->adapter == NULL)
    return TRUE;
  limits = luukku_adapter_get_limits (self->adapter);
  return stored != NULL && luukku_conversation_peek (stored)->is_public
             ? luukku_channel_limits_check_public (limits, plain, error)
             : luukku_channel_limits_check_text (limits, plain, error);
}

int
luukku_connection_submit (LuukkuConnection *self, const char *who, const char *markup)
{
  g_autofree char *plain = luukku_text_strip_html (markup);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  PurpleAccount *account;
  LuukkuView *view;

  g_return_val_if_fail (self->gc != NULL, -ENOTCONN);
  account = purple_connection_get_account (self->gc);
  if (!self->up) {
    refuse (
        self, who,
        _ ("The reply was not sent, because the account is not connected yet. Send it again in a moment."),
        plain);
    return -ENOTCONN;
  }
  if (!check_length (self, who, plain, &error)) {
    refuse (self, who, error->message, plain);
    return -E2BIG;
  }
  switch (
      luukku_inbox_submit (luukku_core_get_inbox (), self->channel, who, markup, &verdict, NULL, &error)) {
  case LUUKKU_SUBMIT_QUEUED:
    view = luukku_view_find (account, who);
    if (view != NULL)
      luukku_view_remember (view, verdict);
    luukku_view_set_asked (account, who);
    return 0;
  case LUUKKU_SUBMIT_HELD:
    luukku_ask_held (account, who, verdict, markup);
    return 0;
  case LUUKKU_SUBMIT_FAILED:
  default:
    return refuse (self, who, error != NULL ? error->message : _ ("The reply was not sent. Try again."),
                   plain);
  }
}

int
luukku_connection_send_im (PurpleConnection *gc, const char *who, const char *message,
                           PurpleMessageFlags flags)
{
  /* A machine's "I am away" is not the town's answer. */
  if (flags & PURPLE_MESSAGE_AUTO_RESP)
    return -EPERM;
  if (gc->proto_data == NULL)
    return -ENOTCONN;
  return luukku_connection_submit (gc->proto_data, who, message);
}
