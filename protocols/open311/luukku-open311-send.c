/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-send.c: a reply as an update of its request, and a new request; looking both up. Neither has
 * an idempotency key in the standard, so what is in doubt is looked up by its words. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "model/luukku-service.h"
#include "open311/luukku-open311-error.h"

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

/* --- a new request */

static gboolean
is_forward (const LuukkuSendRequestInit *request)
{
  return g_str_has_prefix (request->conversation_id, LUUKKU_FORWARD_CONVERSATION);
}

/* "Maija Esimerkki" is two fields there. */
static void
add_name (LuukkuOpen311Form *form, const char *name)
{
  const char *last = name != NULL ? strrchr (name, ' ') : NULL;
  g_autofree char *first = last != NULL ? g_strndup (name, (gsize) (last - name)) : NULL;

  luukku_open311_form_add (form, "first_name", first);
  luukku_open311_form_add (form, "last_name", last != NULL ? last + 1 : name);
}

static GBytes *
build_request (LuukkuOpen311 *self, const LuukkuSendRequestInit *request, char **ret_type)
{
  g_autoptr (LuukkuOpen311Form) form = luukku_open311_form_new ();
  gboolean is_mail = request->resident_id != NULL && strchr (request->resident_id, '@') != NULL;

  luukku_open311_form_add (form, "jurisdiction_id", self->jurisdiction);
  luukku_open311_form_add (form, "api_key", self->key);
  luukku_open311_form_add (form, "service_code",
                           request->conversation_id + strlen (LUUKKU_FORWARD_CONVERSATION));
  luukku_open311_form_add (form, "description", request->text);
  luukku_open311_form_add (form, is_mail ? "email" : "phone", request->resident_id);
  add_name (form, request->resident_name);
  return luukku_open311_form_end (form, request->files, request->idempotency_key, ret_type);
}

/* The id may come later; until then the token stands for it. */
static void
on_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autofree char *token = g_strdup (g_object_get_data (G_OBJECT (task), "token"));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  g_autofree char *id = NULL, *again = NULL;

  if (root != NULL)
    luukku_open311_parse_sent (root, "service_request_id", &id, &again, NULL);
  g_task_return_pointer (
      task, id != NULL ? g_steal_pointer (&id) : g_strconcat (LUUKKU_FORWARD_TOKEN, token, NULL), g_free);
}

static void
ask_token (LuukkuOpen311 *self, GTask *task, const char *token)
{
  g_autofree char *name = g_strconcat ("tokens/", token, NULL);
  g_autoptr (GString) path = luukku_open311_path (self, name);

  g_object_set_data_full (G_OBJECT (task), "token", g_strdup (token), g_free);
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_token);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuOpen311 *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL, *token = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_open311_call_finish (source, result, TRUE, NULL, &error);
  if (root != NULL && !luukku_open311_parse_sent (root, "service_request_id", &id, &token, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, TRUE, &error);
  if (error == NULL && id == NULL)
    ask_token (self, task, token);
  else
    luukku_task_return (task, error == NULL ? g_steal_pointer (&id) : NULL, g_free, error);
}

static gboolean
check_request (LuukkuOpen311 *self, const LuukkuSendRequestInit *request, GError **error)
{
  if (self->key == NULL ||
      !luukku_open311_is_id (request->conversation_id + strlen (LUUKKU_FORWARD_CONVERSATION))) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("This account has no key for writing yet. Ask the keeper of the feedback system for one and "
            "give it."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, request->text, error);
}

static void
send_request (LuukkuOpen311 *self, GTask *task)
{
  const LuukkuSendRequestInit *request = luukku_send_request_peek (g_task_get_task_data (task));
  g_autofree char *type = NULL;
  g_autoptr (GBytes) body = build_request (self, request, &type);
  g_autoptr (GString) path = luukku_open311_path (self, "requests");

  luukku_open311_call (
      self, &(LuukkuHttpCall){ .path = path->str, .body = body, .content_type = type, .sending = TRUE }, task,
      on_made);
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

  if (!(is_forward (reply) ? check_request (self, reply, &error) : check_reply (self, reply, &error))) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  if (is_forward (reply))
    send_request (self, task);
  else
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

/* A system that numbers requests later shows them later, so what is not there is in doubt. */
static void
on_requests (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const LuukkuSendRequestInit *request = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  if (root != NULL)
    id = luukku_open311_find_text (root, "service_request_id", NULL, request->text,
                                   request->queued_at - LUUKKU_FIND_MARGIN);
  if (root != NULL && id == NULL)
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The feedback system does not show the text. Look there before it is sent again."));
  luukku_task_return (task, g_steal_pointer (&id), g_free, error);
}

static void
find_request (LuukkuOpen311 *self, GTask *task)
{
  const LuukkuSendRequestInit *request = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (GString) path = luukku_open311_path (self, "requests");
  g_autofree char *start = luukku_open311_time (request->queued_at - LUUKKU_OPEN311_OVERLAP);
  g_autofree char *until = luukku_open311_time (luukku_http_now (self->base.http) + LUUKKU_OPEN311_OVERLAP);

  luukku_open311_add_query (path, "start_date", start);
  luukku_open311_add_query (path, "end_date", until);
  luukku_open311_add_query (path, "service_code",
                            request->conversation_id + strlen (LUUKKU_FORWARD_CONVERSATION));
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_requests);
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

  if (is_forward (reply) && reply->reply_to != NULL &&
      g_str_has_prefix (reply->reply_to, LUUKKU_FORWARD_TOKEN)) {
    ask_token (self, task, reply->reply_to + strlen (LUUKKU_FORWARD_TOKEN));
    return;
  }
  if (is_forward (reply) && reply->text != NULL) {
    g_task_set_task_data (task, luukku_send_request_ref (request),
                          (GDestroyNotify) luukku_send_request_unref);
    find_request (self, task);
    return;
  }
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
