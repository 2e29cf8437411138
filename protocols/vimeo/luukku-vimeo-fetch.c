/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-fetch.c: what is new under an account's videos:
 *
 *   newest videos → one page of older ones, in turn → comments of those whose number has changed → replies of
 *   comments whose number has changed → what is not shown any more, asked for one by one
 *
 * Vimeo cannot be asked what is new; each video says how many comments it has. Now and then all comments of
 * each are read again, for edits. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo-private.h"

#include <string.h>

#include "adapter/luukku-comment-fetch.h"
#include "base/luukku-error.h"
#include "vimeo/luukku-vimeo-error.h"

#define MAX_CALLS 25 /* of one fetch */
#define MAX_ASKED 50 /* comments asked for one by one by one fetch */
#define WHOLE 300    /* up to so many comments a video that has more of them is read through */
#define FIRST_OLDER_PAGE 2

typedef enum { STEP_HEAD, STEP_OLDER, STEP_COMMENTS, STEP_MISSING, STEP_END } Step;

typedef struct {
  LuukkuVimeoCursor *cursor;   /* (owned) */
  char *before;                /* the cursor as it was given (nullable) */
  LuukkuCommentFetch comments; /* its lists: "VIDEO", or "VIDEO/COMMENT" for replies */
  LuukkuVimeoPlace place;
  gint64 again; /* what was looked through before it is looked through, UTC µs */
  Step step;
  guint calls, asked;
  GHashTable *names; /* video → its name (owned) */
} Fetch;

static void fetch_step (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  luukku_comment_fetch_clear (&self->comments);
  luukku_vimeo_cursor_free (self->cursor);
  g_free (self->before);
  g_hash_table_unref (self->names);
  g_free (self);
}

/* --- the end */

static gboolean
may_call (LuukkuVimeo *self)
{
  return luukku_clock_now (self->base.clock) >= self->not_before;
}

static void
end (GTask *task)
{
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  guint waiting = g_queue_get_length (&fetch->comments.wanted);
  LuukkuBatch *batch = luukku_comment_fetch_end (
      &fetch->comments, self->self.id,
      luukku_vimeo_cursor_write (fetch->cursor, luukku_clock_now (self->base.clock)), fetch->before);

  batch->more = waiting > 0 && fetch->calls >= MAX_CALLS && may_call (self);
  g_debug ("vimeo: %u comments, %u gone, %u parts left out, %u lists wait", batch->messages->len,
           batch->gone->len, batch->skipped, waiting);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* @error: (transfer full). */
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

/* --- lists that wait */

static gboolean
is_replies (const char *list)
{
  return strchr (list, '/') != NULL;
}

/* Returns: (transfer full): of "VIDEO" or "VIDEO/COMMENT". */
static char *
video_of (const char *list)
{
  return g_strndup (list, strcspn (list, "/"));
}

static void
want (Fetch *fetch, const char *list, LuukkuCommentLook look, gint64 total)
{
  luukku_comment_fetch_want (&fetch->comments, list, look, !is_replies (list), total);
}

static void
want_unfinished (Fetch *fetch)
{
  g_autoptr (GPtrArray) open = luukku_comment_window_list_open (fetch->cursor->window);

  for (guint i = 0; i < open->len; i++) {
    g_autofree char *video = NULL, *comment = NULL;

    if (luukku_vimeo_is_id (open->pdata[i]) || luukku_vimeo_split (open->pdata[i], &video, &comment))
      want (fetch, open->pdata[i], LUUKKU_LOOK_THROUGH, -1);
    else
      luukku_comment_window_forget_list (fetch->cursor->window, open->pdata[i], NULL);
  }
}

/* --- videos */

static void
take_videos (Fetch *fetch, const LuukkuVimeoPage *page)
{
  fetch->comments.batch->skipped += page->skipped;
  for (guint i = 0; i < page->videos->len; i++) {
    const LuukkuVimeoVideo *video = page->videos->pdata[i];
    LuukkuCommentLook look =
        luukku_comment_window_ask (fetch->cursor->window, video->id, video->comments, fetch->again);

    g_hash_table_replace (fetch->names, g_strdup (video->id), g_strdup (video->name));
    if (look != LUUKKU_LOOK_NONE)
      want (fetch, video->id, video->comments > WHOLE ? look : LUUKKU_LOOK_THROUGH, video->comments);
  }
}

/* @has_next: of the page that has been read. */
static void
after_videos (Fetch *fetch, gboolean has_next)
{
  if (fetch->step == STEP_HEAD) {
    fetch->step = has_next ? STEP_OLDER : STEP_COMMENTS;
  } else {
    fetch->cursor->page = has_next ? fetch->cursor->page + 1 : FIRST_OLDER_PAGE;
    fetch->step = STEP_COMMENTS;
  }
  if (fetch->step == STEP_COMMENTS)
    want_unfinished (fetch);
}

static void
on_videos (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_vimeo_call_finish (self, source, result, &error);
  g_autoptr (LuukkuVimeoPage) page = NULL;

  if (root != NULL) {
    page = luukku_vimeo_parse_videos (root, LUUKKU_VIMEO_PAGE, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, cause, FALSE, &error);
  }
  if (page == NULL && fetch->step == STEP_OLDER &&
      (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) ||
       g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))) {
    g_error_free (error); /* there are fewer videos than there were */
    after_videos (fetch, FALSE);
    fetch_step (task);
    return;
  }
  if (page == NULL) {
    fail (task, error);
    return;
  }
  take_videos (fetch, page);
  after_videos (fetch, page->has_next);
  fetch_step (task);
}

static void
read_videos (GTask *task, guint page)
{
  LuukkuVimeo *self = g_task_get_source_object (task);
  g_autofree char *path = g_strdup_printf ("/me/videos?fields=uri,name,metadata.connections.comments.total"
                                           "&sort=date&direction=desc&page=%u&per_page=%d",
                                           page, LUUKKU_VIMEO_PAGE);

  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_videos);
}

/* --- comments and replies */

static void
take_comment (Fetch *fetch, const char *list, const LuukkuVimeoComment *comment)
{
  g_autofree char *video = video_of (list);
  gboolean is_new = FALSE;
  LuukkuCommentThread *thread =
      luukku_comment_fetch_need_thread (&fetch->comments, is_replies (list) ? list : comment->id, &is_new);
  LuukkuCommentLook look;

  if (is_new)
    thread->title = g_strdup (g_hash_table_lookup (fetch->names, video));
  luukku_comment_fetch_take (&fetch->comments, thread, list, comment->digest, comment->at, comment->message);
  if (is_replies (list))
    return;
  if (thread->author == NULL) {
    thread->author = g_strdup (comment->author);
    thread->author_name = g_strdup (comment->author_name);
  }
  look = luukku_comment_window_ask (fetch->cursor->window, comment->id, comment->replies, fetch->again);
  if (look != LUUKKU_LOOK_NONE)
    want (fetch, comment->id, LUUKKU_LOOK_THROUGH, comment->replies);
}

/* "2" for what get_page called "1", or nothing. */
static char *
next_of (const LuukkuCommentWindow *window, const char *list)
{
  const char *page = luukku_comment_window_get_page (window, list);
  guint64 number = 1;

  if (page != NULL && !g_ascii_string_to_unsigned (page, 10, 1, G_MAXINT, &number, NULL))
    number = 1;
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number + 1);
}

static void
on_comments (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuCommentWindow *window = fetch->cursor->window;
  const char *list = g_queue_peek_head (&fetch->comments.wanted);
  const char *const lists[] = { list, NULL };
  g_autofree char *next = next_of (window, list), *video = video_of (list);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_vimeo_call_finish (self, source, result, &error);
  g_autoptr (LuukkuVimeoPage) page = NULL;

  if (root != NULL) {
    page = luukku_vimeo_parse_comments (root, &fetch->place, video, is_replies (list) ? list : NULL,
                                        LUUKKU_VIMEO_PAGE, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, cause, FALSE, &error);
  }
  if (page == NULL && (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) ||
                       g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) ||
                       g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST))) {
    g_error_free (
        error); /* comments switched off, a video that has just gone: the others matter all the same */
    luukku_comment_window_forget_list (window, list, NULL);
    luukku_comment_fetch_drop_wanted (&fetch->comments);
    fetch_step (task);
    return;
  }
  if (page == NULL) {
    fail (task, error);
    return;
  }
  fetch->comments.batch->skipped += page->skipped;
  for (guint i = 0; i < page->comments->len; i++)
    take_comment (fetch, list, page->comments->pdata[i]);
  if (!luukku_comment_window_turn (window, list, page->has_next ? next : NULL,
                                   luukku_clock_now (self->base.clock))) {
    if (page->skipped == 0) /* what could not be read is not gone */
      luukku_comment_window_collect (window, lists, fetch->comments.missing);
    luukku_comment_fetch_drop_wanted (&fetch->comments);
  }
  fetch_step (task);
}

static void
read_comments (GTask *task)
{
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const char *list = g_queue_peek_head (&fetch->comments.wanted);
  const char *page = luukku_comment_window_get_page (fetch->cursor->window, list);
  const char *comment = is_replies (list) ? strchr (list, '/') + 1 : NULL;
  g_autofree char *video = video_of (list), *path = NULL;

  if (comment != NULL)
    path = g_strdup_printf ("/videos/%s/comments/%s/replies?" LUUKKU_VIMEO_FIELDS "&page=%s&per_page=%d",
                            video, comment, page != NULL ? page : "1", LUUKKU_VIMEO_PAGE);
  else
    path = g_strdup_printf ("/videos/%s/comments?" LUUKKU_VIMEO_FIELDS "&direction=desc&page=%s&per_page=%d",
                            video, page != NULL ? page : "1", LUUKKU_VIMEO_PAGE);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_comments);
}

/* --- what is not shown any more: pages shift while they are read, so each is asked for */

static void
on_missing (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_vimeo_call_finish (self, source, result, &error);

  if (root == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_ptr_array_add (fetch->comments.batch->gone, g_strdup (fetch->comments.missing->pdata[0]));
    luukku_comment_window_forget_list (fetch->cursor->window, fetch->comments.missing->pdata[0],
                                       fetch->comments.batch->gone);
  } else if (root == NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->retryable ||
                              luukku_fault_get_info (error)->needs_reauth)) {
    g_task_return_error (task, error); /* all of it again: nothing is stored yet */
    return;
  }
  g_clear_error (&error);
  g_ptr_array_remove_index (fetch->comments.missing, 0);
  fetch_step (task);
}

static void
ask_missing (GTask *task)
{
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const char *id = fetch->comments.missing->pdata[0];
  g_autofree char *video = NULL, *comment = NULL, *path = NULL;

  fetch->asked++;
  if (!luukku_vimeo_split (id, &video, &comment) || fetch->asked > MAX_ASKED) {
    g_ptr_array_remove_index (fetch->comments.missing, 0);
    fetch_step (task);
    return;
  }
  path = g_strdup_printf ("/videos/%s/comments/%s?fields=uri", video, comment);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_missing);
}

/* --- one step after the other */

static void
fetch_step (GTask *task)
{
  LuukkuVimeo *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->step == STEP_COMMENTS &&
      (g_queue_is_empty (&fetch->comments.wanted) || fetch->calls >= MAX_CALLS || !may_call (self)))
    fetch->step = STEP_MISSING;
  if (fetch->step == STEP_OLDER && !may_call (self))
    fetch->step = STEP_MISSING;
  if (fetch->step == STEP_MISSING && fetch->comments.missing->len == 0)
    fetch->step = STEP_END;
  fetch->calls++;
  switch (fetch->step) {
  case STEP_HEAD:
    read_videos (task, 1);
    break;
  case STEP_OLDER:
    read_videos (task, fetch->cursor->page);
    break;
  case STEP_COMMENTS:
    read_comments (task);
    break;
  case STEP_MISSING:
    ask_missing (task);
    break;
  case STEP_END:
  default:
    end (task);
    break;
  }
}

static gboolean
check_ready (LuukkuVimeo *self, GError **error)
{
  gint64 now = luukku_clock_now (self->base.clock);

  if (self->self.id == NULL) { /* without knowing who we are, our own words would be a resident's */
    luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    return FALSE;
  }
  if (now >= self->not_before)
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_THROTTLED,
      &(LuukkuFaultInfo){ .retryable = TRUE, .retry_after = self->not_before - now },
      N_ ("Vimeo takes no more calls of this account for a while. Luukku goes on by itself when it does."));
  return FALSE;
}

void
luukku_vimeo_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_vimeo_fetch_async);
  Fetch *fetch;
  GError *error = NULL;

  if (!check_ready (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  fetch = g_new0 (Fetch, 1);
  fetch->cursor = luukku_vimeo_cursor_read (cursor, &self->window);
  fetch->before = g_strdup (cursor);
  luukku_comment_fetch_init (&fetch->comments, fetch->cursor->window);
  fetch->place = luukku_vimeo_place (self);
  fetch->again = luukku_clock_now (self->base.clock) - self->look_through;
  fetch->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_task_set_task_data (task, fetch, fetch_free);
  fetch_step (task);
}
