/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-fetch.c: what is new under the account's videos.
 *
 *   newest videos → one page of older ones, in turn → comments of those that have moved → replies that did
 * not stand in their comment → private messages, where somebody has asked for them
 *
 * Must not mark anything read. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-private.h"

#include "base/luukku-error.h"
#include "tiktok/luukku-tiktok-error.h"

#define COMMENTS 30  /* of one page: TikTok's most */
#define VIDEOS 20    /* of one page: TikTok's most */
#define SHUFFLED 500 /* behind so many comments TikTok's order changes and some come twice */
#define WHOLE 300    /* up to so many comments a video that has moved is read through */
#define AGAIN G_TIME_SPAN_HOUR
#define SWEEP_EVERY (6 * G_TIME_SPAN_HOUR)

static void go_on (GTask *task);

static gint64
now_of (GTask *task)
{
  LuukkuTiktok *self = g_task_get_source_object (task);

  return luukku_clock_now (self->base.clock);
}

static void
fetch_free (gpointer data)
{
  LuukkuTiktokFetch *fetch = data;

  g_clear_pointer (&fetch->cursor, luukku_tiktok_cursor_free);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.seen);
  g_queue_clear_full (&fetch->videos, (GDestroyNotify) luukku_tiktok_video_free);
  g_clear_pointer (&fetch->talks, g_ptr_array_unref);
  g_free (fetch->talk_page);
  g_free (fetch->before);
  g_free (fetch->sweep);
  g_free (fetch);
}

/* The page of the sweep has been read, and nothing of it waits. */
static void
move_sweep (LuukkuTiktokFetch *fetch, gint64 now)
{
  LuukkuTiktokCursor *cursor = fetch->cursor;

  if (!fetch->has_swept || !g_queue_is_empty (&fetch->videos))
    return;
  g_free (cursor->page);
  cursor->page = g_steal_pointer (&fetch->sweep);
  if (cursor->page != NULL)
    return;
  cursor->swept = TRUE;
  cursor->sweep_at = now + SWEEP_EVERY;
}

void
luukku_tiktok_fetch_end (GTask *task, gboolean more)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->batch);
  g_autofree char *cursor = NULL;

  move_sweep (fetch, now_of (task));
  cursor = luukku_tiktok_cursor_write (fetch->cursor, now_of (task));
  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  batch->more = more;
  luukku_batch_sort (batch);
  g_debug ("tiktok: %u comments of %u threads, %u parts left out, %u calls", batch->messages->len,
           batch->threads->len, batch->skipped, fetch->calls);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* What was read before is not thrown away: the next fetch meets the trouble again, with nothing in hand, and
 * tells it. @error: (transfer full). */
static void
end_early (GTask *task, GError *error)
{
  const LuukkuTiktokFetch *fetch = g_task_get_task_data (task);

  if (luukku_fault_is_cancelled (error) ||
      (fetch->batch->messages->len == 0 && fetch->batch->gone->len == 0)) {
    g_task_return_error (task, error);
    return;
  }
  g_debug ("tiktok: a fetch ends early: code %d", error->code);
  g_error_free (error);
  luukku_tiktok_fetch_end (task, FALSE);
}

/* --- videos */

static void
take_videos (GTask *task, LuukkuTiktokPage *page)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  gint64 again = now_of (task) - (fetch->is_sweep ? SWEEP_EVERY : AGAIN);

  for (guint i = 0; i < page->items->len; i++) {
    LuukkuTiktokVideo *video = page->items->pdata[i];
    g_autofree char *list = luukku_tiktok_video_list (video->id);

    if (luukku_comment_window_ask (fetch->cursor->window, list, video->comments, again) == LUUKKU_LOOK_NONE)
      continue;
    g_queue_push_tail (&fetch->videos, video);
    page->items->pdata[i] = NULL;
  }
}

static void
after_head (GTask *task, LuukkuTiktokPage *page)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  LuukkuTiktokCursor *cursor = fetch->cursor;
  gint64 now = now_of (task);

  if (cursor->page != NULL || now < cursor->sweep_at)
    return;
  cursor->page = g_strdup (page->next);
  if (cursor->page == NULL) {
    cursor->swept = TRUE;
    cursor->sweep_at = now + SWEEP_EVERY;
  }
}

static void
on_videos (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (LuukkuTiktokPage) page = NULL;

  if (root != NULL) {
    page = luukku_tiktok_parse_videos (root, &fetch->batch->skipped, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  }
  if (page == NULL && fetch->is_sweep) {
    if (error->code == LUUKKU_FAULT_BAD_REQUEST) /* the page has expired: from the top again */
      g_clear_pointer (&fetch->cursor->page, g_free);
    end_early (task, error);
    return;
  }
  if (page == NULL) {
    g_task_return_error (task, error);
    return;
  }
  take_videos (task, page);
  if (fetch->is_sweep) {
    fetch->has_swept = TRUE;
    fetch->sweep = g_steal_pointer (&page->next);
  } else {
    after_head (task, page);
  }
  go_on (task);
}

static void
read_videos (GTask *task, const char *cursor)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  g_autofree char *business = luukku_tiktok_business_query (self);
  g_autofree char *path = g_strdup_printf (
      "business/video/list/?%s&fields=%%5B%%22item_id%%22%%2C%%22caption%%22%%2C%%22create_time%%22"
      "%%2C%%22share_url%%22%%2C%%22comments%%22%%5D&max_count=%d%s%s",
      business, VIDEOS, cursor != NULL ? "&cursor=" : "", cursor != NULL ? cursor : "");

  luukku_tiktok_call (self, path, NULL, FALSE, task, on_videos);
}

/* --- comments */

static const char *
hidden_sentence (void)
{
  return luukku_tr (N_ ("TikTok shows this reply to nobody: somebody has hidden it there, or TikTok took it "
                        "for spam because it "
                        "resembles others. Write it in other words, or answer by another channel."));
}

/* Notes @comment in @list; a reply of ours that has become hidden is told. */
static void
note (LuukkuTiktokFetch *fetch, const char *list, const LuukkuTiktokComment *comment)
{
  LuukkuCommentNews news =
      luukku_comment_window_note (fetch->cursor->window, list, comment->id, comment->digest, comment->at);

  if (comment->ours && comment->hidden && news != LUUKKU_COMMENT_UNCHANGED &&
      !g_str_equal (comment->root, comment->id))
    luukku_batch_add_undelivered (fetch->batch, comment->id, hidden_sentence ());
}

/* All replies to @comment stand in it, from item @first of @page on. */
static void
note_embedded (LuukkuTiktokFetch *fetch, const LuukkuTiktokPage *page, guint first,
               const LuukkuTiktokComment *comment, const char *list, gint64 now)
{
  const char *lists[] = { list, NULL };

  luukku_comment_window_begin (fetch->cursor->window, list, LUUKKU_LOOK_THROUGH, TRUE, comment->replies);
  for (guint i = first; i < first + comment->embedded; i++)
    note (fetch, list, page->items->pdata[i]);
  luukku_comment_window_turn (fetch->cursor->window, list, NULL, now);
  if (page->lost == 0)
    luukku_comment_window_collect (fetch->cursor->window, lists, fetch->batch->gone);
}

/* Replies to the comment at @first - 1. */
static void
take_replies (LuukkuTiktokFetch *fetch, const LuukkuTiktokPage *page, guint first,
              const LuukkuTiktokVideo *video, gint64 now)
{
  const LuukkuTiktokComment *comment = page->items->pdata[first - 1];
  g_autofree char *list = luukku_tiktok_reply_list (comment->id);
  gboolean wanted = luukku_comment_window_ask (fetch->cursor->window, list, comment->replies, now - AGAIN) !=
                    LUUKKU_LOOK_NONE;

  if (comment->embedded >= comment->replies) {
    if (comment->embedded > 0 || wanted)
      note_embedded (fetch, page, first, comment, list, now);
    return;
  }
  for (guint i = first; i < first + comment->embedded; i++)
    note (fetch, list, page->items->pdata[i]);
  if (wanted && !luukku_tiktok_cursor_add_replies (fetch->cursor, video->id, comment->id, video->title,
                                                   comment->replies))
    fetch->batch->skipped++;
}

static void
take_comments (LuukkuTiktokFetch *fetch, const LuukkuTiktokPage *page, const LuukkuTiktokVideo *video,
               const char *list, gint64 now)
{
  for (guint i = 0; i < page->items->len;) {
    const LuukkuTiktokComment *comment = page->items->pdata[i++];

    note (fetch, list, comment);
    take_replies (fetch, page, i, video, now);
    i += comment->embedded;
  }
}

/* With a comment its replies go. @from: the first of the comments among what is gone. */
static void
forget_replies (LuukkuTiktokFetch *fetch, guint from)
{
  GPtrArray *gone = fetch->batch->gone;

  for (guint i = from; i < gone->len; i++) {
    g_autofree char *replies = luukku_tiktok_reply_list (gone->pdata[i]);

    luukku_comment_window_forget_list (fetch->cursor->window, replies, gone);
  }
}

/* What @lists do not show any more. */
static void
collect (LuukkuTiktokFetch *fetch, const char *const *lists)
{
  GPtrArray *gone = fetch->batch->gone;
  guint before = gone->len;

  luukku_comment_window_collect (fetch->cursor->window, lists, gone);
  forget_replies (fetch, before);
}

/* The video is gone, or shows nothing to us any more. Returns: FALSE when that is no reason to go on. */
static gboolean
give_up_list (LuukkuTiktokFetch *fetch, const char *list, const GError *error, gint64 now)
{
  if (error->code == LUUKKU_FAULT_GONE) {
    guint before = fetch->batch->gone->len;

    luukku_comment_window_forget_list (fetch->cursor->window, list, fetch->batch->gone);
    forget_replies (fetch, before);
    return TRUE;
  }
  if (error->code != LUUKKU_FAULT_BAD_REQUEST)
    return FALSE;
  /* not allowed under this one: looked at again when its time comes */
  luukku_comment_window_restart (fetch->cursor->window, list);
  luukku_comment_window_turn (fetch->cursor->window, list, NULL, now);
  return TRUE;
}

static void
on_comments (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  const LuukkuTiktokVideo *video = g_queue_peek_head (&fetch->videos);
  g_autofree char *list = luukku_tiktok_video_list (video->id);
  const char *lists[] = { list, NULL };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (LuukkuTiktokPage) page = NULL;
  gboolean more = FALSE;

  if (root != NULL) {
    page = luukku_tiktok_parse_comments (root, video->id, video->title, NULL, &fetch->place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  }
  if (page == NULL && !give_up_list (fetch, list, error, now_of (task))) {
    end_early (task, error);
    return;
  }
  g_clear_error (&error);
  if (page != NULL) {
    take_comments (fetch, page, video, list, now_of (task));
    more = luukku_comment_window_turn (fetch->cursor->window, list, page->next, now_of (task));
    if (!more && page->lost == 0 && video->comments <= SHUFFLED)
      collect (fetch, lists);
  }
  if (!more)
    luukku_tiktok_video_free (g_queue_pop_head (&fetch->videos));
  go_on (task);
}

static void
read_comments (GTask *task, const LuukkuTiktokVideo *video)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  g_autofree char *list = luukku_tiktok_video_list (video->id);
  g_autofree char *business = luukku_tiktok_business_query (self);
  g_autofree char *path = NULL;
  /* a new reply to an old comment moves nothing to the top: what can be read through is */
  LuukkuCommentLook look =
      video->comments <= WHOLE
          ? LUUKKU_LOOK_THROUGH
          : luukku_comment_window_ask (window, list, video->comments, now_of (task) - AGAIN);
  const char *page;

  luukku_comment_window_begin (window, list, look, TRUE, video->comments);
  page = luukku_comment_window_get_page (window, list);
  path = g_strdup_printf ("business/comment/list/?%s&video_id=%s&include_replies=true&status=ALL"
                          "&sort_field=create_time&sort_order=desc&max_count=%d%s%s",
                          business, video->id, COMMENTS, page != NULL ? "&cursor=" : "",
                          page != NULL ? page : "");
  luukku_tiktok_call (self, path, NULL, FALSE, task, on_comments);
}

/* --- replies that did not stand in their comment */

static void
on_replies (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  const LuukkuTiktokReplies *wanted = fetch->cursor->replies->pdata[0];
  g_autofree char *list = luukku_tiktok_reply_list (wanted->comment);
  const char *lists[] = { list, NULL };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (LuukkuTiktokPage) page = NULL;
  gboolean more = FALSE;

  if (root != NULL) {
    page = luukku_tiktok_parse_comments (root, wanted->video, wanted->title, wanted->comment, &fetch->place,
                                         &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  }
  if (page == NULL && !give_up_list (fetch, list, error, now_of (task))) {
    end_early (task, error);
    return;
  }
  g_clear_error (&error);
  for (guint i = 0; page != NULL && i < page->items->len; i++)
    note (fetch, list, page->items->pdata[i]);
  if (page != NULL) {
    more = luukku_comment_window_turn (fetch->cursor->window, list, page->next, now_of (task));
    if (!more && page->lost == 0)
      collect (fetch, lists);
  }
  if (!more)
    luukku_tiktok_cursor_drop_replies (fetch->cursor);
  go_on (task);
}

static void
read_replies (GTask *task, const LuukkuTiktokReplies *wanted)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  g_autofree char *list = luukku_tiktok_reply_list (wanted->comment);
  g_autofree char *business = luukku_tiktok_business_query (self);
  g_autofree char *path = NULL;
  const char *page;

  luukku_comment_window_begin (window, list, LUUKKU_LOOK_THROUGH, TRUE, wanted->total);
  page = luukku_comment_window_get_page (window, list);
  path = g_strdup_printf ("business/comment/reply/list/?%s&video_id=%s&comment_id=%s&status=ALL"
                          "&sort_field=create_time&sort_order=desc&max_count=%d%s%s",
                          business, wanted->video, wanted->comment, COMMENTS, page != NULL ? "&cursor=" : "",
                          page != NULL ? page : "");
  luukku_tiktok_call (self, path, NULL, FALSE, task, on_replies);
}

/* --- what comes next */

static void
go_on (GTask *task)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);

  if (fetch->calls >= LUUKKU_TIKTOK_MAX_CALLS) {
    luukku_tiktok_fetch_end (task, TRUE);
    return;
  }
  fetch->calls++;
  if (fetch->calls == 1) {
    read_videos (task, NULL);
  } else if (fetch->cursor->page != NULL && !fetch->is_sweep) {
    fetch->is_sweep = TRUE;
    read_videos (task, fetch->cursor->page);
  } else if (!g_queue_is_empty (&fetch->videos)) {
    read_comments (task, g_queue_peek_head (&fetch->videos));
  } else if (fetch->cursor->replies->len > 0) {
    read_replies (task, fetch->cursor->replies->pdata[0]);
  } else if (self->direct) {
    fetch->calls--;
    luukku_tiktok_fetch_talks (task);
  } else {
    /* the first sweep reads everything: there is no need to wait between its pages */
    luukku_tiktok_fetch_end (task, !fetch->cursor->swept && fetch->sweep != NULL);
  }
}

void
luukku_tiktok_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_tiktok_fetch_async);
  LuukkuTiktokFetch *fetch;
  GError *error = NULL;

  if (!self->is_open) { /* whose comments would these be? */
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    g_task_return_error (task, error);
    return;
  }
  fetch = g_new0 (LuukkuTiktokFetch, 1);
  fetch->cursor = luukku_tiktok_cursor_read (cursor);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  g_queue_init (&fetch->videos);
  fetch->place = (LuukkuTiktokPlace){
    .business = self->business,
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .batch = fetch->batch,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  g_task_set_task_data (task, fetch, fetch_free);
  go_on (task);
}
