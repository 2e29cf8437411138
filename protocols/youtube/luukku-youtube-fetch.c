/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-fetch.c: what is new under a channel's videos and posts:
 *
 *   three lists of threads (published, held, spam) → replies that a list did not show whole
 *   → what is not shown any more, asked for by id → titles of videos not known yet
 *
 * YouTube cannot be asked what is new, and a reply does not bring its thread to the top: the newest page of
 * each list at every fetch, the whole window once an hour (luukku-comment-window.h). Each call costs units;
 * fetching stops before those that are kept for replies. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-private.h"

#include <string.h>

#include "adapter/luukku-comment-fetch.h"
#include "base/luukku-error.h"
#include "youtube/luukku-youtube-error.h"

#define MAX_CALLS 15 /* of one fetch */
#define MAX_ASKED 50 /* ids in one call */
#define MAX_TITLES 500
#define LAST_CHANCE G_TIME_SPAN_DAY /* no pause is longer: the poller's own limit */

static const char *const all_lists[] = { "published", "heldForReview", "likelySpam", NULL };

/* The state of a thread that an earlier fetch has met: of it nothing else is known now. */
#define MET_BEFORE LUUKKU_YOUTUBE_N_STATES

typedef enum { STEP_LISTS, STEP_REPLIES, STEP_MISSING, STEP_TITLES, STEP_END } Step;

typedef struct {
  LuukkuYoutubeCursor *cursor; /* (owned) */
  char *before;                /* the cursor as it was given (nullable) */
  LuukkuCommentFetch comments;
  LuukkuYoutubePlace place;
  gint64 again; /* what was looked through before it is looked through, UTC µs */
  Step step;
  LuukkuYoutubeState list;
  guint calls;
  gboolean unfinished; /* calls ran out */
} Fetch;

static void fetch_step (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  luukku_comment_fetch_clear (&self->comments);
  luukku_youtube_cursor_free (self->cursor);
  g_free (self->before);
  g_free (self);
}

/* --- the units of the day */

static gboolean
may_read (LuukkuYoutube *self)
{
  guint used = luukku_youtube_quota_count (&self->quota, 0, luukku_clock_now (self->base.clock));
  guint for_reading = self->terms.daily - MIN (self->terms.reserve, self->terms.daily);

  return used < for_reading;
}

static void
set_used_up (LuukkuYoutube *self, GError **error)
{
  gint64 now = luukku_clock_now (self->base.clock);
  const LuukkuFaultInfo info = { .retryable = TRUE,
                                 .retry_after =
                                     CLAMP (luukku_youtube_quota_end (now) - now, 1, LAST_CHANCE) };

  luukku_fault_set (
      error, LUUKKU_FAULT_THROTTLED, &info,
      N_ ("Of today's %u units for YouTube only those kept for replies are left, so no comments are "
          "fetched before Google gives new ones (at about 10 in the morning, Finnish time); replies "
          "still go out. Look into YouTube Studio until then."),
      self->terms.daily);
}

/* --- the end */

/* Returns: (transfer full) (nullable): the video by its title, or by its address; NULL: it stays as it was.
 */
static char *
place_of (LuukkuYoutube *self, const LuukkuCommentThread *thread)
{
  const char *title = thread->video != NULL ? g_hash_table_lookup (self->titles, thread->video) : NULL;

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  if (thread->video != NULL)
    return g_strconcat ("https://youtu.be/", thread->video, NULL);
  return thread->state == MET_BEFORE ? NULL : g_strdup (luukku_tr (N_ ("a post of the channel")));
}

static char *
title_of (LuukkuYoutube *self, const LuukkuCommentThread *thread)
{
  g_autofree char *where = place_of (self, thread);

  if (where == NULL)
    return NULL;
  switch ((LuukkuYoutubeState) thread->state) {
  case LUUKKU_YOUTUBE_HELD:
    /* TRANSLATORS: /act is a command; %s is the title of a video. */
    return g_strdup_printf (
        luukku_tr (N_ ("Held back for review, only the town sees it (/act publishes it): %s")), where);
  case LUUKKU_YOUTUBE_SPAM:
    /* TRANSLATORS: /act is a command; %s is the title of a video. */
    return g_strdup_printf (
        luukku_tr (N_ ("Taken for spam by YouTube, only the town sees it (/act publishes it): %s")), where);
  case LUUKKU_YOUTUBE_PUBLISHED:
  case LUUKKU_YOUTUBE_N_STATES:
  default:
    return g_steal_pointer (&where);
  }
}

/* Titles come last. */
static void
name_threads (LuukkuYoutube *self, Fetch *fetch)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, fetch->comments.threads);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    LuukkuCommentThread *thread = value;

    thread->is_public = thread->state == LUUKKU_YOUTUBE_PUBLISHED || thread->state == MET_BEFORE;
    if (thread->has_news)
      thread->title = title_of (self, thread);
  }
}

static void
end (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = NULL;

  name_threads (self, fetch);
  fetch->cursor->quota = self->quota;
  batch = luukku_comment_fetch_end (
      &fetch->comments, self->self.id,
      luukku_youtube_cursor_write (fetch->cursor, luukku_clock_now (self->base.clock)), fetch->before);
  batch->more = fetch->unfinished && may_read (self);
  g_debug ("youtube: %u comments, %u gone, %u parts left out, %u units today", batch->messages->len,
           batch->gone->len, batch->skipped, self->quota.used);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* What was read has been paid for: it is not thrown away. @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (luukku_comment_fetch_is_lost (&fetch->comments, error)) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  end (task);
}

/* --- taking comments */

static void
take (Fetch *fetch, LuukkuCommentThread *thread, const char *list, const LuukkuYoutubeComment *comment)
{
  if (!comment->rejected) /* else the town itself has removed it: the lists show what counts */
    luukku_comment_fetch_take (&fetch->comments, thread, list, comment->digest, comment->at,
                               comment->message);
}

/* Of a thread that was met by an earlier fetch nothing else is known now: it stays as it is stored. */
static void
want_unfinished (Fetch *fetch)
{
  g_autoptr (GPtrArray) open = luukku_comment_window_list_open (fetch->cursor->window);

  for (guint i = 0; i < open->len; i++) {
    const char *id = open->pdata[i];
    LuukkuCommentThread *thread = NULL;
    gboolean is_new = FALSE;

    if (g_strv_contains (all_lists, id))
      continue;
    luukku_comment_fetch_want (&fetch->comments, id, LUUKKU_LOOK_THROUGH, FALSE, -1);
    thread = luukku_comment_fetch_need_thread (&fetch->comments, id, &is_new);
    if (is_new)
      thread->state = MET_BEFORE;
  }
}

/* The few that a list shows are all of them. */
static void
take_replies (Fetch *fetch, LuukkuCommentThread *known, const LuukkuYoutubeThread *thread, gint64 now)
{
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *const lists[] = { known->id, NULL };

  if (luukku_comment_window_ask (window, known->id, thread->total, fetch->again) == LUUKKU_LOOK_NONE)
    return;
  if (thread->total > (gint64) thread->replies->len) {
    luukku_comment_fetch_want (&fetch->comments, known->id, LUUKKU_LOOK_THROUGH, FALSE, thread->total);
    return;
  }
  luukku_comment_window_restart (window, known->id);
  luukku_comment_window_begin (window, known->id, LUUKKU_LOOK_THROUGH, FALSE, thread->total);
  for (guint i = 0; i < thread->replies->len; i++)
    take (fetch, known, known->id, thread->replies->pdata[i]);
  luukku_comment_window_turn (window, known->id, NULL, now);
  luukku_comment_window_collect (window, lists, fetch->comments.missing);
}

static void
take_thread (LuukkuYoutube *self, Fetch *fetch, const LuukkuYoutubeThread *thread)
{
  gboolean is_new = FALSE;
  LuukkuCommentThread *known = luukku_comment_fetch_need_thread (&fetch->comments, thread->top->id, &is_new);

  if (is_new) { /* one that is shown by two lists counts as in the first */
    known->video = g_strdup (thread->video);
    known->author = g_strdup (thread->top->author);
    known->author_name = g_strdup (thread->top->author_name);
    known->state = (int) thread->state;
    known->can_reply = thread->can_reply;
    take (fetch, known, luukku_youtube_state_name (fetch->list), thread->top);
  }
  take_replies (fetch, known, thread, luukku_clock_now (self->base.clock));
}

/* --- the three lists */

/* Goes on behind the present list. */
static void
next_list (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->list++;
  if (fetch->list == LUUKKU_YOUTUBE_N_STATES) {
    luukku_comment_window_collect (fetch->cursor->window, all_lists, fetch->comments.missing);
    want_unfinished (fetch);
    fetch->step++;
  }
  fetch_step (task);
}

static void
on_threads (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *name = luukku_youtube_state_name (fetch->list);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (LuukkuYoutubePage) page = NULL;

  if (root != NULL) {
    page = luukku_youtube_parse_threads (root, &fetch->place, fetch->list, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, &error);
  }
  if (page == NULL && luukku_comment_window_get_page (window, name) != NULL &&
      g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST)) {
    g_error_free (error); /* the page has expired: from the top, next time */
    luukku_comment_window_restart (window, name);
    next_list (task);
    return;
  }
  if (page == NULL) {
    fail (task, error);
    return;
  }
  fetch->comments.batch->skipped += page->skipped;
  for (guint i = 0; i < page->threads->len; i++)
    take_thread (self, fetch, page->threads->pdata[i]);
  if (luukku_comment_window_turn (window, name, page->next, luukku_clock_now (self->base.clock)))
    fetch_step (task);
  else
    next_list (task);
}

static void
read_threads (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *name = luukku_youtube_state_name (fetch->list);
  g_autofree char *page = NULL, *path = NULL;

  luukku_comment_window_begin (window, name, luukku_comment_window_ask (window, name, -1, fetch->again), TRUE,
                               -1);
  if (luukku_comment_window_get_page (window, name) != NULL)
    page = g_uri_escape_string (luukku_comment_window_get_page (window, name), NULL, FALSE);
  path = g_strdup_printf (
      LUUKKU_YOUTUBE_PATH "commentThreads?part=snippet,replies&allThreadsRelatedToChannelId=%s"
                          "&moderationStatus=%s&order=time&maxResults=%d&textFormat=plainText%s%s",
      self->self.id, name, LUUKKU_YOUTUBE_PAGE, page != NULL ? "&pageToken=" : "", page != NULL ? page : "");
  luukku_youtube_call (self, &(LuukkuHttpCall){ .path = path }, task, on_threads);
}

/* --- replies that a list did not show whole */

static void
next_replies (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  luukku_comment_fetch_drop_wanted (&fetch->comments);
  fetch_step (task);
}

static void
on_replies (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *list = g_queue_peek_head (&fetch->comments.wanted);
  LuukkuCommentThread *thread = luukku_comment_fetch_need_thread (&fetch->comments, list, NULL);
  const char *const lists[] = { list, NULL };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (LuukkuYoutubePage) page = NULL;

  if (root != NULL) {
    page = luukku_youtube_parse_comments (root, &fetch->place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, &error);
  }
  if (page == NULL && (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) ||
                       g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))) {
    g_error_free (error); /* an expired page, or a thread that has just gone: the lists will tell */
    luukku_comment_window_forget_list (window, list, NULL);
    next_replies (task);
    return;
  }
  if (page == NULL) {
    fail (task, error);
    return;
  }
  fetch->comments.batch->skipped += page->skipped;
  for (guint i = 0; i < page->comments->len; i++) {
    const LuukkuYoutubeComment *reply = page->comments->pdata[i];

    if (g_strcmp0 (reply->parent, list) == 0)
      take (fetch, thread, list, reply);
    else
      fetch->comments.batch->skipped++;
  }
  if (luukku_comment_window_turn (window, list, page->next, luukku_clock_now (self->base.clock))) {
    fetch_step (task);
    return;
  }
  luukku_comment_window_collect (window, lists, fetch->comments.missing);
  next_replies (task);
}

static void
read_replies (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *list = g_queue_peek_head (&fetch->comments.wanted);
  g_autofree char *page = NULL, *path = NULL;

  luukku_comment_window_begin (window, list, LUUKKU_LOOK_THROUGH, FALSE, -1);
  if (luukku_comment_window_get_page (window, list) != NULL)
    page = g_uri_escape_string (luukku_comment_window_get_page (window, list), NULL, FALSE);
  path = g_strdup_printf (
      LUUKKU_YOUTUBE_PATH "comments?part=snippet&parentId=%s&maxResults=%d&textFormat=plainText%s%s", list,
      LUUKKU_YOUTUBE_PAGE, page != NULL ? "&pageToken=" : "", page != NULL ? page : "");
  luukku_youtube_call (self, &(LuukkuHttpCall){ .path = path }, task, on_replies);
}

/* --- what is not shown any more: deleted, or only out of these lists? */

static gboolean
shows (const LuukkuYoutubePage *page, const char *id)
{
  for (guint i = 0; i < page->comments->len; i++) {
    const LuukkuYoutubeComment *comment = page->comments->pdata[i];

    if (g_str_equal (comment->id, id) && !comment->rejected)
      return TRUE;
  }
  return FALSE;
}

static void
on_missing (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  guint asked = MIN (fetch->comments.missing->len, MAX_ASKED);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (LuukkuYoutubePage) page = NULL;

  if (root != NULL) {
    page = luukku_youtube_parse_comments (root, &fetch->place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, &error);
  }
  if (page == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
      !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST)) {
    fail (task, error);
    return;
  }
  for (guint i = 0; i < asked; i++) {
    const char *id = fetch->comments.missing->pdata[i];

    if (page != NULL && page->skipped == 0 && !shows (page, id))
      g_ptr_array_add (fetch->comments.batch->gone, g_strdup (id));
  }
  if (page == NULL)
    g_error_free (error); /* that proves nothing about a single one */
  g_ptr_array_remove_range (fetch->comments.missing, 0, asked);
  fetch_step (task);
}

/* "a,b,c" of the first ones. */
static char *
join_ids (const GPtrArray *ids)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < MIN (ids->len, MAX_ASKED); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "", (const char *) ids->pdata[i]);
  return g_string_free (list, FALSE);
}

static void
ask_missing (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *ids = join_ids (fetch->comments.missing);
  g_autofree char *path =
      g_strdup_printf (LUUKKU_YOUTUBE_PATH "comments?part=snippet&id=%s&textFormat=plainText", ids);

  luukku_youtube_call (self, &(LuukkuHttpCall){ .path = path }, task, on_missing);
}

/* --- titles */

/* Returns: (transfer full): of char * (no ref): videos with news whose titles are not known. */
static GPtrArray *
list_untitled (LuukkuYoutube *self, const Fetch *fetch)
{
  GPtrArray *videos = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, fetch->comments.threads);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const LuukkuCommentThread *thread = value;

    if (thread->has_news && thread->video != NULL && !g_hash_table_contains (self->titles, thread->video) &&
        !g_ptr_array_find_with_equal_func (videos, thread->video, g_str_equal, NULL))
      g_ptr_array_add (videos, thread->video);
  }
  return videos;
}

static void
on_titles (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (GPtrArray) videos = NULL;

  if (root == NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  if (root == NULL || !luukku_youtube_parse_titles (root, self->titles, NULL)) {
    fetch->step++; /* the comments matter more */
    fetch_step (task);
    return;
  }
  videos = list_untitled (self, fetch);
  for (guint i = 0; i < MIN (videos->len, MAX_ASKED); i++) /* it has none to say */
    g_hash_table_insert (self->titles, g_strdup (videos->pdata[i]), g_strdup (""));
  fetch_step (task);
}

static void
ask_titles (GTask *task, const GPtrArray *videos)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  g_autofree char *ids = join_ids (videos);
  g_autofree char *path = g_strdup_printf (LUUKKU_YOUTUBE_PATH "videos?part=snippet&id=%s", ids);

  luukku_youtube_call (self, &(LuukkuHttpCall){ .path = path }, task, on_titles);
}

/* --- one step after the other */

/* Returns: whether the present step has something to do. */
static gboolean
is_due (const Fetch *fetch, const GPtrArray *untitled)
{
  switch (fetch->step) {
  case STEP_LISTS:
    return TRUE;
  case STEP_REPLIES:
    return fetch->comments.wanted.head != NULL;
  case STEP_MISSING:
    return fetch->comments.missing->len > 0;
  case STEP_TITLES:
    return untitled->len > 0;
  case STEP_END:
  default:
    return FALSE;
  }
}

static void
run_step (GTask *task, const GPtrArray *untitled)
{
  Fetch *fetch = g_task_get_task_data (task);

  switch (fetch->step) {
  case STEP_LISTS:
    read_threads (task);
    break;
  case STEP_REPLIES:
    read_replies (task);
    break;
  case STEP_MISSING:
    ask_missing (task);
    break;
  case STEP_TITLES:
    ask_titles (task, untitled);
    break;
  case STEP_END:
  default:
    end (task);
    break;
  }
}

/* The lists and their replies share the calls of a fetch; what was missed and titles are few. */
static void
fetch_step (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) untitled = NULL;

  if (fetch->step <= STEP_REPLIES && (fetch->calls >= MAX_CALLS || !may_read (self))) {
    fetch->unfinished = fetch->step == STEP_LISTS || !g_queue_is_empty (&fetch->comments.wanted);
    fetch->step = STEP_MISSING;
  }
  untitled = list_untitled (self, fetch);
  while (fetch->step < STEP_END && !is_due (fetch, untitled))
    fetch->step++;
  fetch->calls++;
  run_step (task, untitled);
}

void
luukku_youtube_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_youtube_fetch_async);
  Fetch *fetch;
  GError *error = NULL;

  if (self->self.id == NULL) { /* without knowing who we are, our own words would be a resident's */
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    g_task_return_error (task, error);
    return;
  }
  if (g_hash_table_size (self->titles) > MAX_TITLES)
    g_hash_table_remove_all (self->titles);
  fetch = g_new0 (Fetch, 1);
  fetch->cursor = luukku_youtube_cursor_read (cursor, &self->terms.window);
  fetch->before = g_strdup (cursor);
  luukku_comment_fetch_init (&fetch->comments, fetch->cursor->window);
  fetch->place = luukku_youtube_place (self);
  fetch->again = luukku_clock_now (self->base.clock) - self->terms.look_through;
  g_task_set_task_data (task, fetch, fetch_free);
  if (!self->knows_day)
    luukku_youtube_quota_merge (&self->quota, &fetch->cursor->quota);
  self->knows_day = TRUE;
  if (!may_read (self)) {
    set_used_up (self, &error);
    g_task_return_error (task, error);
    return;
  }
  fetch_step (task);
}
