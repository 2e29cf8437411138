/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-send.c: one public reply in a thread, and the look whether a reply in doubt has arrived.
 *
 * Must not repeat a send: YouTube takes no key that would make a repeat the same act. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-private.h"

#include <string.h>

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "youtube/luukku-youtube-error.h"

/* --- sending */

static gboolean
check_reply (LuukkuYoutube *self, const LuukkuSendRequestInit *reply, GError **error)
{
  guint used = luukku_youtube_quota_count (&self->quota, 0, luukku_clock_now (self->base.clock));

  if (!luukku_youtube_is_id (reply->conversation_id)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known which comment at YouTube this answers, so nothing was sent. Answer in "
            "YouTube Studio."));
    return FALSE;
  }
  if (used + self->terms.write_price > self->terms.daily) {
    gint64 now = luukku_clock_now (self->base.clock);

    luukku_fault_set (
        error, LUUKKU_FAULT_THROTTLED,
        &(LuukkuFaultInfo){ .retryable = TRUE, .retry_after = luukku_youtube_quota_end (now) - now },
        N_ ("Today's units for YouTube are used up, so the reply waits until Google gives new ones "
            "(at about 10 in the morning, Finnish time). If it is urgent, answer in YouTube Studio."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

static GBytes *
build_body (const LuukkuSendRequestInit *reply)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_open (builder, "snippet");
  luukku_json_add_string (builder, "parentId", reply->conversation_id);
  luukku_json_add_string (builder, "textOriginal", reply->text);
  luukku_json_close (builder);
  return luukku_json_end (builder);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (g_task_get_source_object (task), result, &error);
  char *id = NULL;

  if (root != NULL) {
    id = luukku_youtube_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_youtube_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_youtube_send_async);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (!check_reply (self, reply, &error)) {
    g_task_return_error (task, error);
    return;
  }
  body = build_body (reply);
  luukku_youtube_call (
      self,
      &(LuukkuHttpCall){ .path = LUUKKU_YOUTUBE_PATH "comments?part=snippet", .body = body, .sending = TRUE },
      task, on_sent);
}

/* --- looking it up among the replies of the thread */

/* *@ret_others: something of ours stands there from that time with other words. Returns: (transfer none)
 * (nullable). */
static const char *
find_reply (LuukkuYoutube *self, const LuukkuYoutubePage *page, const LuukkuSendRequestInit *reply,
            gboolean *ret_others)
{
  for (guint i = 0; i < page->comments->len; i++) {
    const LuukkuYoutubeComment *comment = page->comments->pdata[i];

    if (g_strcmp0 (comment->author, self->self.id) != 0 ||
        g_strcmp0 (comment->parent, reply->conversation_id) != 0 ||
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
  LuukkuYoutube *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  const LuukkuYoutubePlace place = luukku_youtube_place (self);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (LuukkuYoutubePage) page = NULL;
  const char *id = NULL;
  gboolean others = FALSE;

  if (root != NULL) {
    page = luukku_youtube_parse_comments (root, &place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, &error);
  }
  if (page != NULL)
    id = find_reply (self, page, reply, &others);
  /* more replies than one page; words that YouTube shows in another way: that proves nothing */
  if (page != NULL && id == NULL && (others || page->next != NULL || page->skipped > 0))
    luukku_fault_table_set_uncertain (LUUKKU_YOUTUBE_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (id) : NULL, g_free, error);
}

void
luukku_youtube_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_youtube_find_sent_async);
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (self->self.id == NULL || reply->text == NULL || !luukku_youtube_is_id (reply->conversation_id)) {
    luukku_fault_table_set_uncertain (LUUKKU_YOUTUBE_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  path = g_strdup_printf (LUUKKU_YOUTUBE_PATH
                          "comments?part=snippet&parentId=%s&maxResults=%d&textFormat=plainText",
                          reply->conversation_id, LUUKKU_YOUTUBE_PAGE);
  luukku_youtube_call (self, &(LuukkuHttpCall){ .path = path }, task, on_replies);
}
