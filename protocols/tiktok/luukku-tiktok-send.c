/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-send.c: one reply, public under a comment or, in the experiment, as a private message, and
 * the look whether a reply in doubt has arrived.
 *
 * Must not repeat a send: TikTok takes no key that would make a repeat the same act. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-private.h"

#include <string.h>

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "tiktok/luukku-tiktok-error.h"

#define FIND_LIMIT 30
#define DIRECT_WINDOW (48 * G_TIME_SPAN_HOUR) /* after the person's newest message */

/* Where a reply goes. */
typedef struct {
  char *talk;            /* (nullable): a private conversation */
  char *video, *comment; /* (nullable): the comment at the head of a public one */
  const char *answered;  /* the comment that is answered */
} Target;

static void
target_clear (Target *self)
{
  g_free (self->talk);
  g_free (self->video);
  g_free (self->comment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
find_target (const LuukkuSendRequestInit *reply, Target *ret_target)
{
  if (g_str_has_prefix (reply->conversation_id, LUUKKU_TIKTOK_DIRECT)) {
    ret_target->talk = g_strdup (reply->conversation_id + strlen (LUUKKU_TIKTOK_DIRECT));
    return TRUE;
  }
  if (!luukku_tiktok_split (reply->conversation_id, &ret_target->video, &ret_target->comment))
    return FALSE;
  ret_target->answered = ret_target->comment;
  return TRUE;
}

static gboolean
check_reply (LuukkuTiktok *self, const LuukkuSendRequestInit *reply, gboolean known, const Target *target,
             GError **error)
{
  if (!known || self->business == NULL || (target->talk != NULL && !self->direct)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known to which comment this reply belongs, so nothing was sent. Answer in "
            "%s itself."),
        LUUKKU_TIKTOK_NAME);
    return FALSE;
  }
  if (target->talk != NULL && reply->last_resident_at + DIRECT_WINDOW < luukku_http_now (self->base.http)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_WINDOW, NULL,
        N_ ("TikTok takes private answers only within 48 hours after the person has written, so "
            "nothing was sent. Answer by another channel, or ask the person to write again."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

static GBytes *
build_body (LuukkuTiktok *self, const LuukkuSendRequestInit *reply, const Target *target)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "business_id", self->business);
  if (target->talk == NULL) {
    luukku_json_add_string (builder, "video_id", target->video);
    luukku_json_add_string (builder, "comment_id", target->answered);
    luukku_json_add_string (builder, "text", reply->text);
  } else {
    luukku_json_add_string (builder, "recipient_type", "CONVERSATION");
    luukku_json_add_string (builder, "recipient", target->talk);
    luukku_json_add_string (builder, "message_type", "TEXT");
    luukku_json_open (builder, "text");
    luukku_json_add_string (builder, "body", reply->text);
    luukku_json_close (builder);
  }
  return luukku_json_end (builder);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  gboolean direct = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  char *id = NULL;

  if (root != NULL) {
    id = direct ? luukku_tiktok_parse_sent_message (root, &cause) : luukku_tiktok_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_tiktok_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_tiktok_send_async);
  g_auto (Target) target = { 0 };
  gboolean known = find_target (reply, &target);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (!check_reply (self, reply, known, &target, &error)) {
    g_task_return_error (task, error);
    return;
  }
  body = build_body (self, reply, &target);
  g_task_set_task_data (task, GINT_TO_POINTER (target.talk != NULL), NULL);
  luukku_tiktok_call (self, target.talk != NULL ? "business/message/send/" : "business/comment/reply/create/",
                      body, TRUE, task, on_sent);
}

/* --- looking it up */

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktok *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_auto (Target) target = { 0 };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuTiktokPlace place = { self->business, self->base.channel, luukku_clock_now (self->base.clock), batch,
                              seen };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (LuukkuTiktokPage) page = NULL;
  gboolean whole = TRUE, read = FALSE;
  gint64 oldest = 0;
  guint count = 0;

  find_target (reply, &target);
  if (root != NULL && target.talk != NULL) {
    read = luukku_tiktok_parse_messages (root, target.talk, &place, &oldest, &count, &cause);
  } else if (root != NULL) {
    page = luukku_tiktok_parse_comments (root, target.video, NULL, target.comment, &place, &cause);
    read = page != NULL;
    whole = page != NULL && page->next == NULL;
  }
  if (root != NULL && !read)
    luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  if (error == NULL && luukku_find_own_message (batch, reply) == NULL && (!whole || batch->skipped > 0))
    luukku_fault_table_set_uncertain (LUUKKU_TIKTOK_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (luukku_find_own_message (batch, reply)) : NULL, g_free,
                      error);
}

void
luukku_tiktok_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_tiktok_find_sent_async);
  g_auto (Target) target = { 0 };
  gboolean known = find_target (reply, &target);
  g_autofree char *business = NULL, *id = NULL, *path = NULL;
  GError *error = NULL;

  if (!known || reply->text == NULL || self->business == NULL) {
    luukku_fault_table_set_uncertain (LUUKKU_TIKTOK_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  business = luukku_tiktok_business_query (self);
  if (target.talk != NULL) {
    id = g_uri_escape_string (target.talk, NULL, FALSE);
    path = g_strdup_printf ("business/message/content/list/?%s&conversation_id=%s", business, id);
  } else {
    path = g_strdup_printf ("business/comment/reply/list/?%s&video_id=%s&comment_id=%s&status=ALL"
                            "&sort_field=create_time&sort_order=desc&max_count=%d",
                            business, target.video, target.comment, FIND_LIMIT);
  }
  luukku_tiktok_call (self, path, NULL, FALSE, task, on_own);
}
