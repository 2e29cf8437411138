/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-send.c: one reply to one resident, and the look whether a reply in doubt has arrived.
 *
 * What can be known before is refused before anything leaves: length, window, person. Must not repeat a send:
 * an unclear end is the caller's to look up (find_sent). */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-direct.h"

#include <string.h>

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"

/* How the platform wants a reply to be marked. */
typedef struct {
  const char *messaging_type;
  const char *tag; /* (nullable) */
} Marking;

/* --- sending */

/* The windows count from the resident's newest message, by the platform's clock. */
static gboolean
choose_marking (LuukkuGraphAccount *self, const LuukkuSendRequestInit *reply, Marking *ret_marking,
                GError **error)
{
  gint64 age = luukku_http_now (self->base.http) - reply->last_resident_at;

  if (reply->last_resident_at > 0 &&
      (self->base.limits->reply_window == 0 || age < self->base.limits->reply_window)) {
    *ret_marking = (Marking){ "RESPONSE", NULL };
    return TRUE;
  }
  if (reply->last_resident_at > 0 && age < self->base.limits->late_window) {
    *ret_marking =
        (Marking){ "MESSAGE_TAG", "HUMAN_AGENT" }; /* for answers that a person has written: ours are */
    return TRUE;
  }
  luukku_fault_set (
      error, LUUKKU_FAULT_WINDOW, NULL,
      /* TRANSLATORS: %s is "Facebook" or "Instagram" */
      N_ ("The time that %s gives for answering this resident has run out, so nothing was sent. Answer by "
          "another channel, or ask the resident to write again."),
      self->platform->http.name);
  return FALSE;
}

static gboolean
check_reply (LuukkuGraphAccount *self, const LuukkuSendRequestInit *reply, Marking *ret_marking,
             GError **error)
{
  if (!luukku_graph_is_id (reply->resident_id)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("%s has not told who this resident is, so nothing was sent. Answer in the Page's own inbox."),
        self->platform->http.name);
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error) &&
         choose_marking (self, reply, ret_marking, error);
}

static JsonNode *
build_body (const LuukkuSendRequestInit *reply, const Marking *marking)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_open (builder, "recipient");
  luukku_json_add_string (builder, "id", reply->resident_id);
  luukku_json_close (builder);
  luukku_json_add_string (builder, "messaging_type", marking->messaging_type);
  luukku_json_add_string (builder, "tag", marking->tag);
  luukku_json_open (builder, "message");
  luukku_json_add_string (builder, "text", reply->text);
  luukku_json_close (builder);
  return luukku_json_end_node (builder);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;
  GError *cause = NULL;
  char *id = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL) {
    id = luukku_graph_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_graph_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_send_async);
  g_autofree char *path = g_strdup_printf ("/%s/messages", self->page_id);
  Marking marking;
  GError *error = NULL;

  if (!check_reply (self, reply, &marking, &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_graph_account_call_async (self, NULL, path, build_body (reply, &marking), TRUE,
                                   g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

/* --- looking it up */

const char *
luukku_graph_find_reply (GPtrArray *messages, const LuukkuSendRequestInit *reply, gint64 margin)
{
  for (guint i = messages->len; i > 0; i--) {
    LuukkuMessage *message = g_ptr_array_index (messages, i - 1);

    if (luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN &&
        luukku_message_get_sent_at (message) >= reply->queued_at - margin &&
        luukku_find_is_same_text (luukku_message_get_text (message), reply->text))
      return luukku_message_get_platform_id (message);
  }
  return NULL;
}

static void
on_thread (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const LuukkuFaultInfo info = { .retryable = TRUE };
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (LuukkuGraphMessages) page = NULL;
  const char *id;
  GError *error = NULL;

  page = luukku_graph_read_thread_finish (LUUKKU_GRAPH_ACCOUNT (source), result, &error);
  if (page == NULL) {
    g_task_return_error (task, error);
    return;
  }
  id = luukku_graph_find_reply (page->messages, reply, LUUKKU_FIND_MARGIN);
  /* "Certainly not there" needs a readable window that reaches back beyond the moment of sending. */
  if (id == NULL && page->window_from >= reply->queued_at - LUUKKU_FIND_MARGIN) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_ANSWER, &info,
                      N_ ("It cannot be told whether the reply arrived, because %s does not show enough of "
                          "this thread. Look "
                          "in the Page's own inbox before you send it again."),
                      LUUKKU_GRAPH_ACCOUNT (source)->platform->http.name);
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, g_strdup (id), g_free);
}

void
luukku_graph_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_find_sent_async);
  GError *error = NULL;

  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  if (!luukku_graph_is_id (reply->conversation_id) || reply->text == NULL) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("The thread of this reply is not known, so it cannot be looked up. Look in the Page's own "
            "inbox whether it arrived."));
    g_task_return_error (task, error);
    return;
  }
  luukku_graph_read_thread_async (self, reply->conversation_id, g_task_get_cancellable (task), on_thread,
                                  g_object_ref (task));
}
