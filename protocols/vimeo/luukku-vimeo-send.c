/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-send.c: one public reply under a comment, the look whether a reply in doubt has arrived, and
 * deleting a comment.
 *
 * Must not repeat a send: Vimeo takes no key that would make a repeat the same act. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo-private.h"

#include <string.h>

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "vimeo/luukku-vimeo-error.h"

#define COMMENT_TYPE "application/vnd.vimeo.comment+json"

/* Returns: (transfer full) (nullable): where the replies of a conversation are. */
static char *
replies_path (const char *conversation)
{
  g_autofree char *video = NULL, *comment = NULL;

  if (!luukku_vimeo_split (conversation, &video, &comment))
    return NULL;
  return g_strdup_printf ("/videos/%s/comments/%s/replies", video, comment);
}

static GBytes *
build_body (const char *text)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "text", text);
  return luukku_json_end (builder);
}

/* --- sending */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_vimeo_call_finish (g_task_get_source_object (task), source, result, &error);
  char *id = NULL;

  if (root != NULL) {
    id = luukku_vimeo_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_vimeo_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_vimeo_send_async);
  g_autofree char *path = replies_path (reply->conversation_id);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (path == NULL)
    luukku_fault_set (
        &error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known which comment at Vimeo this answers, so nothing was sent. Answer in Vimeo "
            "itself."));
  if (path == NULL || !luukku_channel_limits_check_text (self->base.limits, reply->text, &error)) {
    g_task_return_error (task, error);
    return;
  }
  body = build_body (reply->text);
  luukku_http_adapter_call (
      self, &(LuukkuHttpCall){ .path = path, .content_type = COMMENT_TYPE, .body = body, .sending = TRUE },
      task, on_sent);
}

/* --- looking it up among the replies of the comment */

/* *@ret_others: something of ours stands there from that time with other words. Returns: (transfer none)
 * (nullable). */
static const char *
find_reply (LuukkuVimeo *self, const LuukkuVimeoPage *page, const LuukkuSendRequestInit *reply,
            gboolean *ret_others)
{
  for (guint i = 0; i < page->comments->len; i++) {
    const LuukkuVimeoComment *comment = page->comments->pdata[i];

    if (g_strcmp0 (comment->author, self->self.id) != 0 ||
        comment->at < reply->queued_at - LUUKKU_FIND_MARGIN)
      continue;
    if (luukku_find_is_same_text (luukku_message_get_text (comment->message), reply->text))
      return comment->id;
    *ret_others = TRUE;
  }
  return NULL;
}

static void
on_replies (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuVimeo *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  const LuukkuVimeoPlace place = luukku_vimeo_place (self);
  g_autofree char *video = g_strndup (reply->conversation_id, strcspn (reply->conversation_id, "/"));
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_vimeo_call_finish (self, source, result, &error);
  g_autoptr (LuukkuVimeoPage) page = NULL;
  const char *id = NULL;
  gboolean others = FALSE;

  if (root != NULL) {
    page =
        luukku_vimeo_parse_comments (root, &place, video, reply->conversation_id, LUUKKU_VIMEO_PAGE, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, cause, FALSE, &error);
  }
  if (page != NULL)
    id = find_reply (self, page, reply, &others);
  /* more replies than one page; words that Vimeo shows in another way: that proves nothing */
  if (page != NULL && id == NULL && (others || page->has_next || page->skipped > 0))
    luukku_fault_table_set_uncertain (LUUKKU_VIMEO_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (id) : NULL, g_free, error);
}

void
luukku_vimeo_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_vimeo_find_sent_async);
  g_autofree char *replies = replies_path (reply->conversation_id);
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (self->self.id == NULL || reply->text == NULL || replies == NULL) {
    luukku_fault_table_set_uncertain (LUUKKU_VIMEO_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  path = g_strdup_printf ("%s?" LUUKKU_VIMEO_FIELDS "&page=1&per_page=%d", replies, LUUKKU_VIMEO_PAGE);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_replies);
}

/* --- deleting */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_vimeo_call_finish (g_task_get_source_object (task), source, result, &error);

  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) /* that is what was wanted */
    g_clear_error (&error);
  luukku_task_return_done (task, error);
}

void
luukku_vimeo_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_vimeo_act_async);
  g_autofree char *video = NULL, *comment = NULL, *path = NULL;
  GError *error = NULL;

  if (what->kind != LUUKKU_ACT_DELETE || !luukku_vimeo_split (what->message_id, &video, &comment)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("Vimeo can only delete comments, so nothing was done. Do it in Vimeo itself."));
    g_task_return_error (task, error);
    return;
  }
  path = g_strdup_printf ("/videos/%s/comments/%s", video, comment);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .method = "DELETE", .path = path }, task, on_deleted);
}
