/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-send.c: one reply under a comment or under a post that mentions the page, the look whether
 * a reply in doubt has arrived, and deleting what the page has written.
 *
 * Must not repeat a send: LinkedIn takes no key that would make a repeat the same act. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-private.h"

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "linkedin/luukku-linkedin-error.h"

#define FIND_LIMIT 50

/* What a reply stands under: a post, or a comment at the top of its conversation. Returns: (transfer full)
 * (nullable): what both stand under; *@ret_is_comment. */
static char *
object_of (const char *conversation, gboolean *ret_is_comment)
{
  g_autofree char *object = NULL, *id = NULL;

  *ret_is_comment = luukku_linkedin_urn_split_comment (conversation, &object, &id);
  if (*ret_is_comment)
    return g_steal_pointer (&object);
  return luukku_linkedin_urn_is_post (conversation) ? g_strdup (conversation) : NULL;
}

static GBytes *
build_body (LuukkuLinkedin *self, const LuukkuSendRequestInit *reply, const char *object, gboolean is_comment)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "actor", self->organization);
  luukku_json_add_string (builder, "object", object);
  luukku_json_add_string (builder, "parentComment", is_comment ? reply->conversation_id : NULL);
  luukku_json_open (builder, "message");
  luukku_json_add_string (builder, "text", reply->text);
  luukku_json_close (builder);
  return luukku_json_end (builder);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const char *object = g_task_get_task_data (task);
  g_autoptr (LuukkuResponse) response = NULL;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, &response, &error);
  char *id = NULL;

  if (root != NULL) {
    id = luukku_linkedin_read_sent (luukku_response_get_header (response, "x-restli-id"), root, object,
                                    &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_LINKEDIN_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_linkedin_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_linkedin_send_async);
  gboolean is_comment = FALSE;
  g_autofree char *object = object_of (reply->conversation_id, &is_comment);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (object == NULL)
    luukku_fault_set (
        &error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known to which comment this reply belongs, so nothing was sent. Answer in "
            "%s itself."),
        LUUKKU_LINKEDIN_NAME);
  else
    luukku_channel_limits_check_text (self->base.limits, reply->text, &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  path = luukku_linkedin_comments_path (reply->conversation_id);
  body = build_body (self, reply, object, is_comment);
  g_task_set_task_data (task, g_steal_pointer (&object), g_free);
  luukku_linkedin_call (self, NULL, path, body, TRUE, task, on_sent);
}

/* --- looking it up */

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuLinkedin *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuLinkedinPlace place = { self->organization, self->base.channel, luukku_clock_now (self->base.clock),
                                batch, seen };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  guint count = 0;

  if (root != NULL && !luukku_linkedin_parse_comments (root, &place, &count, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_LINKEDIN_NAME, cause, FALSE, &error);
  if (error == NULL && luukku_find_own_message (batch, reply) == NULL &&
      (count >= FIND_LIMIT || batch->skipped > 0))
    luukku_fault_table_set_uncertain (LUUKKU_LINKEDIN_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (luukku_find_own_message (batch, reply)) : NULL, g_free,
                      error);
}

void
luukku_linkedin_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_linkedin_find_sent_async);
  gboolean is_comment = FALSE;
  g_autofree char *object = object_of (reply->conversation_id, &is_comment);
  g_autofree char *comments = NULL, *path = NULL;
  GError *error = NULL;

  if (object == NULL || reply->text == NULL) {
    luukku_fault_table_set_uncertain (LUUKKU_LINKEDIN_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  comments = luukku_linkedin_comments_path (reply->conversation_id);
  path = g_strdup_printf ("%s?start=0&count=%d", comments, FIND_LIMIT);
  luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, on_own);
}

/* --- deleting */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);

  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))
    g_clear_error (&error); /* gone already: done */
  luukku_task_return_done (task, error);
}

/* Whether LinkedIn lets a page delete somebody else's comment is not established: that is left to people. */
static void
on_actor (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuLinkedin *self = g_task_get_source_object (task);
  const LuukkuActInit *act = luukku_act_peek (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autofree char *actor = root != NULL ? luukku_linkedin_parse_actor (root, NULL) : NULL;
  g_autofree char *comment = NULL, *urn = NULL, *path = NULL;

  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_clear_error (&error);
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (error == NULL && g_strcmp0 (actor, self->organization) != 0)
    luukku_fault_set (
        &error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
        N_ ("Luukku deletes at LinkedIn only what the page itself has written. Delete or report the "
            "comment in LinkedIn itself, as an administrator of the page."));
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  comment = luukku_linkedin_comment_path (act->message_id);
  urn = luukku_linkedin_urn_escape (self->organization);
  path = g_strdup_printf ("%s?actor=%s", comment, urn);
  luukku_linkedin_call (self, "DELETE", path, NULL, FALSE, task, on_deleted);
}

void
luukku_linkedin_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_linkedin_act_async);
  g_autofree char *path = what->kind == LUUKKU_ACT_DELETE && what->message_id != NULL
                              ? luukku_linkedin_comment_path (what->message_id)
                              : NULL;
  GError *error = NULL;

  if (path == NULL) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("LinkedIn lets programs only delete a page's own comments, so nothing was done. Do it in "
            "LinkedIn itself."));
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_act_ref (act), (GDestroyNotify) luukku_act_unref);
  luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, on_actor);
}
