/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-comments.c: the adapter of the public comments under a Page's posts: its class, public
 * replies, private answers, hiding, deleting, banning. What is new is luukku-graph-comments-fetch.c's.
 *
 * Must not repeat a send, and must not hide or delete what the platform says cannot be. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-comments.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "model/luukku-conversation.h"

#define FIND_LIMIT 50

#define LUUKKU_TYPE_GRAPH_COMMENTER (luukku_graph_commenter_get_type ())

typedef LuukkuGraphAccount LuukkuGraphCommenter;
typedef LuukkuGraphAccountClass LuukkuGraphCommenterClass;

static GType luukku_graph_commenter_get_type (void);
G_DEFINE_TYPE (LuukkuGraphCommenter, luukku_graph_commenter, LUUKKU_TYPE_GRAPH_ACCOUNT)

static LuukkuCapabilities
luukku_graph_commenter_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_HIDE |
         LUUKKU_CAN_DELETE | LUUKKU_CAN_BAN | LUUKKU_CAN_ANSWER_PRIVATELY;
}

/* --- sending */

static JsonNode *
build_public (const char *text)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "message", text);
  return luukku_json_end_node (builder);
}

static JsonNode *
build_private (const char *comment, const char *text)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_open (builder, "recipient");
  luukku_json_add_string (builder, "comment_id", comment);
  luukku_json_close (builder);
  luukku_json_open (builder, "message");
  luukku_json_add_string (builder, "text", text);
  luukku_json_close (builder);
  return luukku_json_end_node (builder);
}

static gboolean
check_reply (LuukkuGraphAccount *self, const LuukkuSendRequestInit *reply, const char *comment,
             GError **error)
{
  if (!luukku_graph_is_id (comment)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known to which comment this reply belongs, so nothing was sent. Answer in "
            "%s itself."),
        self->platform->http.name);
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

static gboolean
is_private (const char *conversation)
{
  return g_str_has_prefix (conversation, LUUKKU_PRIVATE_CONVERSATION);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  gboolean private_one = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;
  char *id = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL) {
    id = private_one ? luukku_graph_parse_sent (root, &cause) : luukku_graph_parse_created (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

static void
luukku_graph_commenter_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_commenter_send_async);
  gboolean private_one = is_private (reply->conversation_id);
  const char *comment = reply->conversation_id + (private_one ? strlen (LUUKKU_PRIVATE_CONVERSATION) : 0);
  g_autofree char *escaped = g_uri_escape_string (comment, NULL, FALSE);
  g_autofree char *path = private_one ? g_strdup_printf ("/%s/messages", self->page_id)
                                      : g_strdup_printf ("/%s/%s", escaped, self->platform->dialect->replies);
  GError *error = NULL;

  if (!check_reply (self, reply, comment, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, GINT_TO_POINTER (private_one), NULL);
  luukku_graph_account_call_async (
      self, NULL, path, private_one ? build_private (comment, reply->text) : build_public (reply->text), TRUE,
      g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

/* --- looking a reply up */

static void
set_uncertain (LuukkuGraphAccount *self, GError **error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE };

  luukku_fault_set (
      error, LUUKKU_FAULT_BAD_ANSWER, &info,
      N_ ("It cannot be told whether the reply arrived, because %s does not show enough of this "
          "thread. Look in the Page's own inbox before you send it again."),
      self->platform->http.name);
}

static void
on_replies (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  const LuukkuGraphPlace place = luukku_graph_account_place (self, NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuGraphComments) page = NULL;
  const char *id = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL) {
    page = luukku_graph_parse_comments (root, self->platform->dialect, &place, NULL, reply->conversation_id,
                                        FALSE, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, FALSE, &error);
  }
  if (page != NULL)
    id = luukku_graph_find_reply (page->messages, reply, LUUKKU_FIND_MARGIN);
  if (page != NULL && id == NULL && (page->after != NULL || page->skipped > 0))
    set_uncertain (self, &error);
  luukku_task_return (task, error == NULL ? g_strdup (id) : NULL, g_free, error);
}

static void
luukku_graph_commenter_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task = luukku_http_adapter_task_new (self, cancellable, callback, data,
                                                         luukku_graph_commenter_find_sent_async);
  g_autofree char *escaped = g_uri_escape_string (reply->conversation_id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf (
      "/%s/%s?fields=%s&limit=%d%s", escaped, self->platform->dialect->replies,
      self->platform->dialect->reply_fields, FIND_LIMIT, self->platform->dialect->comments_query);
  GError *error = NULL;

  /* A private answer stands in the direct messages, in a thread that this account does not read. */
  if (reply->text == NULL || is_private (reply->conversation_id) ||
      !luukku_graph_is_id (reply->conversation_id)) {
    set_uncertain (self, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_replies,
                                   g_object_ref (task));
}

/* --- acts: first what the platform lets us do, then the act */

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  const LuukkuActInit *act = luukku_act_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL && !luukku_graph_parse_success (root))
    luukku_fault_table_set_unreadable (self->platform->http.name, NULL, FALSE, &error);
  if (act->kind == LUUKKU_ACT_DELETE && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))
    g_clear_error (&error); /* gone already: done */
  luukku_task_return_done (task, error);
}

static void
do_act (LuukkuGraphAccount *self, const LuukkuActInit *act, GTask *task)
{
  g_autofree char *escaped = g_uri_escape_string (act->message_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/", escaped, NULL);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  if (act->kind == LUUKKU_ACT_DELETE) {
    luukku_graph_account_call_async (self, "DELETE", path, NULL, FALSE, g_task_get_cancellable (task),
                                     on_done, g_object_ref (task));
    return;
  }
  luukku_json_add_boolean (builder, self->platform->dialect->hide, act->kind == LUUKKU_ACT_HIDE);
  luukku_graph_account_call_async (self, NULL, path, luukku_json_end_node (builder), FALSE,
                                   g_task_get_cancellable (task), on_done, g_object_ref (task));
}

static void
set_may_not (LuukkuGraphAccount *self, GError **error)
{
  const LuukkuFaultInfo info = { .permission = TRUE };

  luukku_fault_set (
      error, LUUKKU_FAULT_PERMISSION, &info,
      N_ ("%s does not let the Page do this to this comment. Look at it in the service itself."),
      self->platform->http.name);
}

static void
on_rights (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  const LuukkuActInit *act = luukku_act_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  LuukkuGraphRights rights = { 0 };
  GError *error = NULL;
  gboolean done = FALSE;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL && !luukku_graph_parse_rights (root, self->platform->dialect, &rights))
    luukku_fault_table_set_unreadable (self->platform->http.name, NULL, FALSE, &error);
  if (act->kind == LUUKKU_ACT_DELETE) {
    if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
      g_clear_error (&error);
      done = TRUE;
    } else if (error == NULL && !rights.can_remove) {
      set_may_not (self, &error);
    }
  } else if (error == NULL) {
    done = rights.is_hidden == (act->kind == LUUKKU_ACT_HIDE);
    if (!done && !rights.can_hide)
      set_may_not (self, &error);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else if (done)
    g_task_return_boolean (task, TRUE);
  else
    do_act (self, act, task);
}

static void
luukku_graph_commenter_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  const LuukkuGraphDialect *dialect = self->platform->dialect;
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_commenter_act_async);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (what->kind == LUUKKU_ACT_BAN || what->kind == LUUKKU_ACT_UNBAN) {
    luukku_graph_account_moderate (self, what, g_steal_pointer (&task));
    return;
  }
  if (!luukku_graph_is_id (what->message_id) ||
      (what->kind != LUUKKU_ACT_HIDE && what->kind != LUUKKU_ACT_UNHIDE && what->kind != LUUKKU_ACT_DELETE)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("It is not known which comment is meant, so nothing was done. Do it in the service "
                          "itself."));
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_act_ref (act), (GDestroyNotify) luukku_act_unref);
  escaped = g_uri_escape_string (what->message_id, NULL, FALSE);
  path = g_strdup_printf ("/%s?fields=id,%s%s", escaped, dialect->hidden,
                          dialect->has_can ? ",can_hide,can_remove" : "");
  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_rights,
                                   g_object_ref (task));
}

/* --- the class */

static void
luukku_graph_commenter_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  luukku_graph_relay_fetch (adapter, luukku_graph_comments_fetch_async, cursor, cancellable, callback, data);
}

static void
luukku_graph_commenter_class_init (LuukkuGraphCommenterClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  adapter->get_capabilities = luukku_graph_commenter_get_capabilities;
  adapter->fetch_async = luukku_graph_commenter_fetch_async;
  adapter->send_async = luukku_graph_commenter_send_async;
  adapter->find_sent_async = luukku_graph_commenter_find_sent_async;
  adapter->act_async = luukku_graph_commenter_act_async;
}

static void
luukku_graph_commenter_init (LuukkuGraphCommenter *self)
{
}

LuukkuAdapter *
luukku_graph_create_comments (const LuukkuGraphPlatform *platform, const LuukkuAdapterSettings *settings,
                              LuukkuTransport *transport, LuukkuClock *clock, GError **error)
{
  g_return_val_if_fail (platform->dialect != NULL, NULL);

  return luukku_graph_account_new (LUUKKU_TYPE_GRAPH_COMMENTER, platform, settings, transport, clock, error);
}
