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

#include "base/luukku-error.h"
#include "youtube/luukku-youtube-error.h"

#define MAX_CALLS 15 /* of one fetch */
#define MAX_ASKED 50 /* ids in one call */
#define MAX_TITLES 500
#define LAST_CHANCE G_TIME_SPAN_DAY /* no pause is longer: the poller's own limit */

static const char *const all_lists[] = { "published", "heldForReview", "likelySpam", NULL };

typedef enum { STEP_LISTS, STEP_REPLIES, STEP_MISSING, STEP_TITLES, STEP_END } Step;

/* Replies that have to be read one list after the other. */
typedef struct {
  char *thread;
  gint64 total;
} Wanted;

/* What is known about a thread of this fetch. */
typedef struct {
  char *id;
  char *video; /* (nullable) */
  char *author, *author_name;
  LuukkuYoutubeState state;
  gboolean can_reply;
  gint64 updated_at;
  gboolean has_news;
  gboolean is_unknown; /* met by an earlier fetch */
} Thread;

typedef struct {
  LuukkuYoutubeCursor *cursor; /* (owned) */
  char *before;                /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;          /* (owned) */
  LuukkuYoutubePlace place;
  gint64 again; /* what was looked through before it is looked through, UTC µs */
  Step step;
  LuukkuYoutubeState list;
  guint calls;
  GHashTable *threads; /* id → Thread (owned) */
  GHashTable *taken;   /* set of char * (owned): ids in the batch */
  GPtrArray *wanted;   /* of Wanted */
  GPtrArray *missing;  /* of char *: not shown by the lists any more */
  gboolean unfinished; /* calls ran out */
} Fetch;

static void fetch_step (GTask *task);

static void
wanted_free (gpointer data)
{
  Wanted *self = data;

  g_free (self->thread);
  g_free (self);
}

static void
thread_free (gpointer data)
{
  Thread *self = data;

  g_free (self->id);
  g_free (self->video);
  g_free (self->author);
  g_free (self->author_name);
  g_free (self);
}

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  luukku_youtube_cursor_free (self->cursor);
  g_free (self->before);
  g_clear_pointer (&self->batch, luukku_batch_free);
  g_hash_table_unref (self->threads);
  g_hash_table_unref (self->taken);
  g_ptr_array_unref (self->wanted);
  g_ptr_array_unref (self->missing);
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
place_of (LuukkuYoutube *self, const Thread *thread)
{
  const char *title = thread->video != NULL ? g_hash_table_lookup (self->titles, thread->video) : NULL;

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  if (thread->video != NULL)
    return g_strconcat ("https://youtu.be/", thread->video, NULL);
  return thread->is_unknown ? NULL : g_strdup (luukku_tr (N_ ("a post of the channel")));
}

static char *
title_of (LuukkuYoutube *self, const Thread *thread)
{
  g_autofree char *where = place_of (self, thread);

  if (where == NULL)
    return NULL;
  switch (thread->state) {
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

static void
add_threads (LuukkuYoutube *self, Fetch *fetch)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, fetch->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Thread *known = value;
    LuukkuThread *thread;

    if (!known->has_news)
      continue;
    thread = luukku_thread_new (known->id);
    if (g_strcmp0 (known->author, self->self.id) != 0) {
      thread->resident_id = g_strdup (known->author);
      thread->resident_name = g_strdup (known->author_name);
    }
    thread->can_reply = known->can_reply;
    thread->is_public = known->state == LUUKKU_YOUTUBE_PUBLISHED;
    thread->updated_at = known->updated_at;
    thread->title = title_of (self, known);
    thread->window_from = G_MAXINT64;
    g_ptr_array_add (fetch->batch->threads, thread);
  }
}

static void
end (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = fetch->batch;
  gint64 now = luukku_clock_now (self->base.clock);
  g_autofree char *cursor = NULL;

  add_threads (self, fetch);
  fetch->cursor->quota = self->quota;
  cursor = luukku_youtube_cursor_write (fetch->cursor, now);
  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  batch->more = fetch->unfinished && may_read (self);
  luukku_batch_sort (batch);
  g_debug ("youtube: %u comments, %u gone, %u parts left out, %u units today", batch->messages->len,
           batch->gone->len, batch->skipped, self->quota.used);
  g_task_return_pointer (task, g_steal_pointer (&fetch->batch), (GDestroyNotify) luukku_batch_free);
}

/* What was read has been paid for: it is not thrown away. The next fetch meets the trouble again and tells
 * it. @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth ||
      fetch->batch->messages->len == 0 || fetch->missing->len > 0) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  end (task);
}

/* --- taking comments */

static void
take (Fetch *fetch, Thread *thread, const char *list, const LuukkuYoutubeComment *comment)
{
  LuukkuCommentNews news;

  if (comment->rejected)
    return; /* the town itself has removed it: the lists show what counts */
  news = luukku_comment_window_note (fetch->cursor->window, list, comment->id, comment->digest, comment->at);
  thread->updated_at = MAX (thread->updated_at, comment->at);
  if (news == LUUKKU_COMMENT_UNCHANGED || !g_hash_table_add (fetch->taken, g_strdup (comment->id)))
    return;
  thread->has_news = TRUE;
  g_ptr_array_add (fetch->batch->messages, luukku_message_ref (comment->message));
}

static void
want (Fetch *fetch, const char *thread, gint64 total)
{
  Wanted *wanted;

  for (guint i = 0; i < fetch->wanted->len; i++) {
    if (g_str_equal (((const Wanted *) fetch->wanted->pdata[i])->thread, thread))
      return;
  }
  wanted = g_new0 (Wanted, 1);
  wanted->thread = g_strdup (thread);
  wanted->total = total;
  g_ptr_array_add (fetch->wanted, wanted);
  /* begun: what this fetch has no calls for is remembered */
  luukku_comment_window_begin (fetch->cursor->window, thread, LUUKKU_LOOK_THROUGH, FALSE, total);
}

/* Of a thread that was met by an earlier fetch nothing else is known now: it stays as it is stored. */
static void
want_unfinished (Fetch *fetch)
{
  g_autoptr (GPtrArray) open = luukku_comment_window_list_open (fetch->cursor->window);

  for (guint i = 0; i < open->len; i++) {
    const char *id = open->pdata[i];
    Thread *thread;

    if (g_strv_contains (all_lists, id))
      continue;
    want (fetch, id, -1);
    if (g_hash_table_contains (fetch->threads, id))
      continue;
    thread = g_new0 (Thread, 1);
    thread->id = g_strdup (id);
    thread->can_reply = TRUE;
    thread->is_unknown = TRUE;
    g_hash_table_insert (fetch->threads, thread->id, thread);
  }
}

/* The few that a list shows are all of them. */
static void
take_replies (Fetch *fetch, Thread *known, const LuukkuYoutubeThread *thread, gint64 now)
{
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *const lists[] = { known->id, NULL };

  if (luukku_comment_window_ask (window, known->id, thread->total, fetch->again) == LUUKKU_LOOK_NONE)
    return;
  if (thread->total > (gint64) thread->replies->len) {
    want (fetch, known->id, thread->total);
    return;
  }
  luukku_comment_window_restart (window, known->id);
  luukku_comment_window_begin (window, known->id, LUUKKU_LOOK_THROUGH, FALSE, thread->total);
  for (guint i = 0; i < thread->replies->len; i++)
    take (fetch, known, known->id, thread->replies->pdata[i]);
  luukku_comment_window_turn (window, known->id, NULL, now);
  luukku_comment_window_collect (window, lists, fetch->missing);
}

static void
take_thread (LuukkuYoutube *self, Fetch *fetch, const LuukkuYoutubeThread *thread)
{
  Thread *known = g_hash_table_lookup (fetch->threads, thread->top->id);

  if (known == NULL) { /* one that is shown by two lists counts as in the first */
    known = g_new0 (Thread, 1);
    known->id = g_strdup (thread->top->id);
    known->video = g_strdup (thread->video);
    known->author = g_strdup (thread->top->author);
    known->author_name = g_strdup (thread->top->author_name);
    known->state = thread->state;
    known->can_reply = thread->can_reply;
    g_hash_table_insert (fetch->threads, known->id, known);
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
    luukku_comment_window_collect (fetch->cursor->window, all_lists, fetch->missing);
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
  fetch->batch->skipped += page->skipped;
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

  g_ptr_array_remove_index (fetch->wanted, 0);
  fetch_step (task);
}

static void
on_replies (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const Wanted *wanted = fetch->wanted->pdata[0];
  Thread *thread = g_hash_table_lookup (fetch->threads, wanted->thread);
  const char *const lists[] = { wanted->thread, NULL };
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
    luukku_comment_window_forget_list (window, wanted->thread, NULL);
    next_replies (task);
    return;
  }
  if (page == NULL) {
    fail (task, error);
    return;
  }
  fetch->batch->skipped += page->skipped;
  for (guint i = 0; i < page->comments->len; i++) {
    const LuukkuYoutubeComment *reply = page->comments->pdata[i];

    if (g_strcmp0 (reply->parent, wanted->thread) == 0)
      take (fetch, thread, wanted->thread, reply);
    else
      fetch->batch->skipped++;
  }
  if (luukku_comment_window_turn (window, wanted->thread, page->next, luukku_clock_now (self->base.clock))) {
    fetch_step (task);
    return;
  }
  luukku_comment_window_collect (window, lists, fetch->missing);
  next_replies (task);
}

static void
read_replies (GTask *task)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const Wanted *wanted = fetch->wanted->pdata[0];
  g_autofree char *page = NULL, *path = NULL;

  luukku_comment_window_begin (window, wanted->thread, LUUKKU_LOOK_THROUGH, FALSE, wanted->total);
  if (luukku_comment_window_get_page (window, wanted->thread) != NULL)
    page = g_uri_escape_string (luukku_comment_window_get_page (window, wanted->thread), NULL, FALSE);
  path = g_strdup_printf (
      LUUKKU_YOUTUBE_PATH "comments?part=snippet&parentId=%s&maxResults=%d&textFormat=plainText%s%s",
      wanted->thread, LUUKKU_YOUTUBE_PAGE, page != NULL ? "&pageToken=" : "", page != NULL ? page : "");
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
  guint asked = MIN (fetch->missing->len, MAX_ASKED);
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
    const char *id = fetch->missing->pdata[i];

    if (page != NULL && page->skipped == 0 && !shows (page, id))
      g_ptr_array_add (fetch->batch->gone, g_strdup (id));
  }
  if (page == NULL)
    g_error_free (error); /* that proves nothing about a single one */
  g_ptr_array_remove_range (fetch->missing, 0, asked);
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
  g_autofree char *ids = join_ids (fetch->missing);
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

  g_hash_table_iter_init (&iter, fetch->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Thread *thread = value;

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
    return fetch->wanted->len > 0;
  case STEP_MISSING:
    return fetch->missing->len > 0;
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
    fetch->unfinished = fetch->step == STEP_LISTS || fetch->wanted->len > 0;
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
  fetch->batch = luukku_batch_new ();
  fetch->place = luukku_youtube_place (self);
  fetch->again = luukku_clock_now (self->base.clock) - self->terms.look_through;
  fetch->threads = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, thread_free);
  fetch->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fetch->wanted = g_ptr_array_new_with_free_func (wanted_free);
  fetch->missing = g_ptr_array_new_with_free_func (g_free);
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
