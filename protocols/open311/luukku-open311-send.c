/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-send.c: a reply as an update of its request, and a new request; looking both up. Neither has
 * an idempotency key in the standard, so what is in doubt is looked up by its words. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "open311/luukku-open311-error.h"

#define TOKEN_PREFIX "token:" /* of an id that is none yet */

static void
set_no_reply (GError **error)
{
  luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL, LUUKKU_OPEN311_NO_REPLY);
}

/* --- an update */

static GBytes *
build_update (LuukkuOpen311 *self, const LuukkuSendRequestInit *reply, const char *state, char **ret_type)
{
  g_autoptr (LuukkuOpen311Form) form = luukku_open311_form_new ();
  g_autofree char *now = luukku_open311_time (luukku_http_now (self->base.http));

  luukku_open311_form_add (form, "jurisdiction_id", self->jurisdiction);
  luukku_open311_form_add (form, "api_key", self->key);
  luukku_open311_form_add (form, "service_request_id", reply->conversation_id);
  luukku_open311_form_add (form, "update_id", reply->idempotency_key);
  luukku_open311_form_add (form, "updated_datetime", now);
  luukku_open311_form_add (form, "status", state);
  luukku_open311_form_add (form, "description", reply->text);
  return luukku_open311_form_end (form, NULL, reply->idempotency_key, ret_type);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL, *token = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_open311_call_finish (source, result, TRUE, NULL, &error);
  if (root != NULL && !luukku_open311_parse_sent (root, "update_id", &id, &token, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, TRUE, &error);
  if (error == NULL && id == NULL)
    id = g_steal_pointer (&token);
  luukku_task_return (task, error == NULL ? g_strconcat (reply->conversation_id, "/", id, NULL) : NULL,
                      g_free, error);
}

static void
send_update (LuukkuOpen311 *self, GTask *task, const char *state)
{
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autofree char *type = NULL;
  g_autoptr (GBytes) body = build_update (self, reply, state, &type);
  g_autoptr (GString) path = luukku_open311_path (self, "servicerequestupdates");

  luukku_open311_call (
      self, &(LuukkuHttpCall){ .path = path->str, .body = body, .content_type = type, .sending = TRUE }, task,
      on_updated);
}

/* An update says a state, too: what is closed must not be opened by an answer. */
static void
on_state (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuOpen311 *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuOpen311Place place = { self->base.channel, 0, FALSE, self->words, batch, self->states };
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;
  const char *state;

  root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  if (root != NULL && luukku_open311_parse_requests (root, &place, &cause) < 0)
    luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, FALSE, &error);
  state = g_hash_table_lookup (self->states, reply->conversation_id);
  if (error == NULL && state == NULL)
    luukku_fault_set (&error, LUUKKU_FAULT_GONE, NULL,
                      N_ ("The feedback system does not show this request any more, so nothing was sent."));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    send_update (self, task, state);
}

static void
send_reply (LuukkuOpen311 *self, GTask *task)
{
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  const char *state = g_hash_table_lookup (self->states, reply->conversation_id);
  g_autoptr (GString) path = NULL;

  if (state != NULL) {
    send_update (self, task, state);
    return;
  }
  path = luukku_open311_path (self, "requests");
  luukku_open311_add_query (path, "service_request_id", reply->conversation_id);
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_state);
}

/* --- checks */

/* Returns: FALSE with a fault; nothing has left. */
static gboolean
check_reply (LuukkuOpen311 *self, const LuukkuSendRequestInit *reply, GError **error)
{
  if (!self->replies || !luukku_open311_is_id (reply->conversation_id)) {
    set_no_reply (error);
    return FALSE;
  }
  if (reply->files != NULL && reply->files->len > 0) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("An answer in the feedback system takes no files, so nothing was sent. Send the text "
            "alone, or answer by another channel."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

void
luukku_open311_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_open311_send_async);
  GError *error = NULL;

  if (!check_reply (self, reply, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  send_reply (self, task);
}

/* --- looking it up */

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  if (root != NULL)
    id = luukku_open311_find_text (root, "update_id", reply->conversation_id, reply->text,
                                   reply->queued_at - LUUKKU_FIND_MARGIN);
  luukku_task_return (task, id != NULL ? g_strconcat (reply->conversation_id, "/", id, NULL) : NULL, g_free,
                      error);
}

void
luukku_open311_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_open311_find_sent_async);
  g_autoptr (GString) path = luukku_open311_path (self, "servicerequestupdates");
  g_autofree char *start = luukku_open311_time (reply->queued_at - LUUKKU_OPEN311_OVERLAP);
  g_autofree char *until = luukku_open311_time (luukku_http_now (self->base.http) + LUUKKU_OPEN311_OVERLAP);
  GError *error = NULL;

  if (!self->replies || reply->text == NULL) {
    set_no_reply (&error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  luukku_open311_add_query (path, "start_date", start);
  luukku_open311_add_query (path, "end_date", until);
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_own);
}
