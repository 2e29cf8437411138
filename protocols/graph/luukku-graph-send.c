/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-send.c: one reply to one resident, and the look whether a reply in doubt has arrived.
 *
 * What can be known before is refused before anything leaves: length, window, person. Must not repeat a send:
 * an unclear end is the caller's to look up (find_sent). */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-direct.h"

#include <string.h>

#include "base/luukku-error.h"

/* A message may stand in the thread with an earlier time than the one at which we queued it: clocks differ.
 */
#define FIND_MARGIN (60 * G_TIME_SPAN_SECOND)

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
  gint64 age = luukku_http_now (self->http) - reply->last_resident_at;

  if (reply->last_resident_at > 0 && (self->limits->reply_window == 0 || age < self->limits->reply_window)) {
    *ret_marking = (Marking){ "RESPONSE", NULL };
    return TRUE;
  }
  if (reply->last_resident_at > 0 && age < self->limits->late_window) {
    *ret_marking =
        (Marking){ "MESSAGE_TAG", "HUMAN_AGENT" }; /* for answers that a person has written: ours are */
    return TRUE;
  }
  luukku_fault_set (
      error, LUUKKU_FAULT_WINDOW, NULL,
      /* TRANSLATORS: %s is "Facebook" or "Instagram" */
      N_ ("The time that %s gives for answering this resident has run out, so nothing was sent. Answer by "
          "another channel, or ask the resident to write again."),
      self->platform->name);
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
        self->platform->name);
    return FALSE;
  }
  if (reply->text == NULL || *reply->text == '\0' || !g_utf8_validate (reply->text, -1, NULL)) {
    luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The reply has no text, so nothing was sent. Write the reply again."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->limits, reply->text, error) &&
         choose_marking (self, reply, ret_marking, error);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static JsonNode *
build_body (const LuukkuSendRequestInit *reply, const Marking *marking)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "recipient");
  json_builder_begin_object (builder);
  add_string (builder, "id", reply->resident_id);
  json_builder_end_object (builder);
  add_string (builder, "messaging_type", marking->messaging_type);
  if (marking->tag != NULL)
    add_string (builder, "tag", marking->tag);
  json_builder_set_member_name (builder, "message");
  json_builder_begin_object (builder);
  add_string (builder, "text", reply->text);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
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
      luukku_fault_table_set_unreadable (self->platform->name, cause, TRUE, &error);
  }
  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, error);
}

void
luukku_graph_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_graph_account_task_new (self, cancellable, callback, data, luukku_graph_send_async);
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

char *
luukku_graph_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- looking it up */

static gboolean
same_text (const char *one, const char *other)
{
  g_autofree char *a = g_strdup (one);
  g_autofree char *b = g_strdup (other);

  return g_str_equal (g_strstrip (a), g_strstrip (b)); /* the platform trims */
}

const char *
luukku_graph_find_reply (GPtrArray *messages, const LuukkuSendRequestInit *reply, gint64 margin)
{
  for (guint i = messages->len; i > 0; i--) {
    LuukkuMessage *message = g_ptr_array_index (messages, i - 1);

    if (luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN &&
        luukku_message_get_sent_at (message) >= reply->queued_at - margin &&
        same_text (luukku_message_get_text (message), reply->text))
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
  id = luukku_graph_find_reply (page->messages, reply, FIND_MARGIN);
  /* "Certainly not there" needs a readable window that reaches back beyond the moment of sending. */
  if (id == NULL && page->window_from >= reply->queued_at - FIND_MARGIN) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_ANSWER, &info,
                      N_ ("It cannot be told whether the reply arrived, because %s does not show enough of "
                          "this thread. Look "
                          "in the Page's own inbox before you send it again."),
                      LUUKKU_GRAPH_ACCOUNT (source)->platform->name);
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
      luukku_graph_account_task_new (self, cancellable, callback, data, luukku_graph_find_sent_async);
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

char *
luukku_graph_find_sent_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
