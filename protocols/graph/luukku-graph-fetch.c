/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-fetch.c: what is new on the Page: walks the list of conversations (luukku-graph-cursor.h
 * says how) and reads the newest messages of every thread that has moved.
 *
 *   head walk (its first page brings the threads to be tried again) → backfill, until all is read or one
 * fetch has had its share of calls
 *
 * Must not lose a message: trouble that concerns one thread costs that thread's turn (it is tried again),
 * trouble that concerns everything ends the fetch, but what has been read by then is delivered. Must not mark
 * anything read. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-cursor.h"
#include "graph/luukku-graph-direct.h"

#include <string.h>

#define MAX_THREADS 20      /* threads read by one fetch: ten seconds at two calls a second */
#define MAX_PAGES 8         /* pages of the list read by one fetch */
#define LOOK_AGAIN_EVERY 10 /* fetches: edits and disappearances do not move a thread */
#define LOOK_AGAIN_THREADS 5
#define SETTLED                                                                                              \
  (2 * G_TIME_SPAN_SECOND)         /* updated_time counts whole seconds: the same one may still bring more */
#define MAX_AHEAD G_TIME_SPAN_HOUR /* a thread "updated" later than this in the future moves no watermark */
#define THREAD_FIELDS "id,updated_time,unread_count,participants,can_reply"

typedef struct {
  LuukkuGraphCursor *cursor; /* (owned): being moved */
  char *before;              /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;        /* (owned) */
  GQueue queue;              /* of LuukkuThread (owned): to be read */
  LuukkuThread *reading;     /* (owned) (nullable) */

  LuukkuGraphWalk *walk; /* (owned) (nullable): the walk in hand */
  gboolean is_head;      /* it is the head walk, otherwise the backfill */
  gboolean had_head;
  gboolean look_again;
  gboolean page_read; /* the walk's page has been read; what is to be read of it is in the queue */
  gboolean last_page;
  char *next_after; /* (nullable) */

  guint threads;          /* asked for */
  guint threads_read;     /* of these, read */
  guint connections_lost; /* over a thread */
  guint pages;
} Fetch;

static void fetch_step (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_clear_pointer (&self->cursor, luukku_graph_cursor_free);
  g_free (self->before);
  g_clear_pointer (&self->batch, luukku_batch_free);
  g_queue_clear_full (&self->queue, (GDestroyNotify) luukku_thread_free);
  g_clear_pointer (&self->reading, luukku_thread_free);
  g_clear_pointer (&self->walk, luukku_graph_walk_free);
  g_free (self->next_after);
  g_free (self);
}

/* --- the end */

static void
finish (GTask *task, gboolean more)
{
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->batch);
  g_autofree char *cursor = NULL;

  /* A head walk that has read nothing yet starts again at the next fetch anyway. */
  if (fetch->walk != NULL && (!fetch->is_head || fetch->page_read || fetch->walk->after != NULL))
    luukku_graph_cursor_keep_walk (fetch->cursor, g_steal_pointer (&fetch->walk));
  cursor = luukku_graph_cursor_to_string (fetch->cursor);
  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  batch->more = more && fetch->cursor->backfill != NULL;
  luukku_graph_sort_messages (batch->messages);
  g_debug ("graph: fetched %u messages of %u threads, %u parts left out, %s", batch->messages->len,
           batch->threads->len, batch->skipped, batch->more ? "more to come" : "all read");
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* Trouble that concerns everything. The next fetch meets it again and tells; what this one has read is not
 * thrown away. @error: (transfer full). */
static void
finish_in_trouble (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->threads_read == 0 || luukku_fault_is_cancelled (error)) {
    g_task_return_error (task, error);
    return;
  }
  g_debug ("graph: fetch ended early: %s", luukku_fault_kind_to_string ((LuukkuFaultKind) error->code));
  g_error_free (error);
  finish (task, FALSE);
}

/* --- one thread */

/* Whether @error would meet every other thread as well. The list was read just before, so one lost connection
 * may be this thread's (its answer takes too long); a second one is the network's. */
static gboolean
concerns_everything (Fetch *fetch, const GError *error)
{
  if (error->domain != LUUKKU_FAULT)
    return TRUE;
  switch ((LuukkuFaultKind) error->code) {
  case LUUKKU_FAULT_NETWORK:
    return fetch->connections_lost++ > 0;
  case LUUKKU_FAULT_TLS:
  case LUUKKU_FAULT_THROTTLED:
  case LUUKKU_FAULT_AUTH:
  case LUUKKU_FAULT_SETTINGS:
  case LUUKKU_FAULT_CANCELLED:
    return TRUE;
  case LUUKKU_FAULT_SERVER:
  case LUUKKU_FAULT_PERMISSION:
  case LUUKKU_FAULT_WINDOW:
  case LUUKKU_FAULT_RECIPIENT:
  case LUUKKU_FAULT_GONE:
  case LUUKKU_FAULT_TOO_LONG:
  case LUUKKU_FAULT_BAD_ANSWER:
  case LUUKKU_FAULT_BAD_REQUEST:
  default:
    return FALSE;
  }
}

static void
mark_read (Fetch *fetch, const LuukkuThread *thread, gint64 now)
{
  if (fetch->walk != NULL)
    luukku_graph_marks_add (fetch->walk->done, thread->conversation_id, thread->updated_at, 0);
  if (thread->updated_at + SETTLED < now)
    luukku_graph_cursor_add_seen (fetch->cursor, thread->conversation_id, thread->updated_at);
}

/* The list may lack the participants; the messages tell them too. */
static void
fill_resident (LuukkuThread *thread, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len && thread->resident_id == NULL; i++) {
    LuukkuMessage *message = g_ptr_array_index (messages, i);

    if (luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN)
      continue;
    thread->resident_id = g_strdup (luukku_message_get_author_id (message));
    g_free (thread->resident_name);
    thread->resident_name = g_strdup (luukku_message_get_author_name (message));
  }
}

static void
take_messages (LuukkuGraphAccount *self, Fetch *fetch, LuukkuGraphMessages *page)
{
  LuukkuThread *thread = g_steal_pointer (&fetch->reading);

  thread->window_from = page->window_from;
  fill_resident (thread, page->messages);
  g_ptr_array_extend_and_steal (fetch->batch->messages, g_steal_pointer (&page->messages));
  fetch->batch->skipped += page->skipped;
  fetch->threads_read++;
  mark_read (fetch, thread, luukku_http_now (self->base.http));
  luukku_graph_cursor_drop_retry (fetch->cursor, thread->conversation_id);
  g_ptr_array_add (fetch->batch->threads, thread);
}

/* Returns: FALSE when the fetch must stop: too many threads are waiting for another try already. */
static gboolean
put_off_thread (Fetch *fetch, const GError *error)
{
  g_autoptr (LuukkuThread) thread = g_steal_pointer (&fetch->reading);
  gboolean counts = !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);

  g_debug ("graph: one thread could not be read: %s",
           luukku_fault_kind_to_string ((LuukkuFaultKind) error->code));
  if (luukku_fault_get_info (error)->gone)
    luukku_graph_cursor_drop_retry (fetch->cursor, thread->conversation_id);
  else if (!luukku_graph_cursor_add_retry (fetch->cursor, thread->conversation_id, thread->updated_at,
                                           counts))
    return FALSE;
  fetch->batch->skipped++;
  mark_read (fetch, thread, G_MAXINT64);
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (fetch->batch->threads, g_steal_pointer (&thread));
  return TRUE;
}

static void
on_thread (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuGraphMessages) page = NULL;
  g_autoptr (GError) error = NULL;

  page = luukku_graph_read_thread_finish (self, result, &error);
  if (page != NULL) {
    take_messages (self, fetch, page);
  } else if (concerns_everything (fetch, error) || !put_off_thread (fetch, error)) {
    finish_in_trouble (task, g_steal_pointer (&error));
    return;
  }
  fetch_step (task);
}

static void
read_thread (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_clear_pointer (&fetch->reading, luukku_thread_free);
  fetch->reading = g_queue_pop_head (&fetch->queue);
  fetch->threads++;
  luukku_graph_read_thread_async (g_task_get_source_object (task), fetch->reading->conversation_id,
                                  g_task_get_cancellable (task), on_thread, g_object_ref (task));
}

/* --- one page of the list */

static gboolean
must_read (const Fetch *fetch, const LuukkuThread *thread, gboolean again)
{
  if (luukku_graph_marks_have (fetch->walk->done, thread->conversation_id, thread->updated_at))
    return FALSE;
  if (again || luukku_graph_marks_have (fetch->cursor->retry, thread->conversation_id, thread->updated_at))
    return TRUE;
  return thread->updated_at > fetch->walk->floor &&
         !luukku_graph_cursor_has_seen (fetch->cursor, thread->conversation_id, thread->updated_at);
}

static int
compare_id (gconstpointer thread, gconstpointer id)
{
  return strcmp (((const LuukkuThread *) thread)->conversation_id, id);
}

/* Threads that are to be tried again and do not stand on the first page. */
static void
queue_retries (Fetch *fetch)
{
  for (guint i = 0; i < fetch->cursor->retry->len; i++) {
    const LuukkuGraphMark *mark = g_ptr_array_index (fetch->cursor->retry, i);
    LuukkuThread *thread;

    if (g_queue_find_custom (&fetch->queue, mark->id, compare_id) != NULL)
      continue;
    thread = luukku_thread_new (mark->id);
    thread->updated_at = mark->updated_at;
    g_queue_push_tail (&fetch->queue, thread);
  }
}

static void
take_page (LuukkuGraphAccount *self, Fetch *fetch, LuukkuGraphThreads *page)
{
  gboolean top = fetch->is_head && fetch->walk->after == NULL;
  gint64 newest = 0;
  guint again = top && fetch->look_again ? LOOK_AGAIN_THREADS : 0;

  /* The order of the list is not promised: the whole page is looked at, and the walk ends after it. */
  fetch->last_page = page->after == NULL;
  for (guint i = 0; i < page->threads->len; i++) {
    LuukkuThread *thread = g_ptr_array_index (page->threads, i);

    newest = MAX (newest, thread->updated_at);
    if (thread->updated_at <= fetch->walk->floor)
      fetch->last_page = TRUE;
    if (must_read (fetch, thread, i < again)) {
      g_queue_push_tail (&fetch->queue, thread);
      page->threads->pdata[i] = luukku_thread_new (thread->conversation_id);
    }
  }
  fetch->batch->skipped += page->skipped;
  fetch->page_read = TRUE;
  g_free (fetch->next_after);
  fetch->next_after = g_steal_pointer (&page->after);
  if (!top)
    return;
  queue_retries (fetch);
  newest = MIN (newest, luukku_http_now (self->base.http) + MAX_AHEAD);
  fetch->cursor->watermark = MAX (fetch->cursor->watermark, newest);
}

/* A page that a former fetch wanted next is not given any more: the walk starts at the top again, at the next
 * fetch. */
static void
restart_backfill (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_debug ("graph: the list's page has expired; walking again from the top");
  g_clear_pointer (&fetch->walk->after, g_free);
  g_ptr_array_set_size (fetch->walk->done, 0);
  fetch->walk->pages++;
  if (fetch->walk->pages >= LUUKKU_GRAPH_MAX_WALK_PAGES)
    g_clear_pointer (&fetch->walk, luukku_graph_walk_free);
  finish (task, FALSE);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuGraphPlace place = luukku_graph_account_place (self, NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuGraphThreads) page = NULL;
  GError *error = NULL;
  GError *cause = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root == NULL && !fetch->is_head && fetch->walk->after != NULL &&
      g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST)) {
    g_error_free (error);
    restart_backfill (task);
    return;
  }
  if (root != NULL) {
    page = luukku_graph_parse_threads (root, &place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, FALSE, &error);
  }
  if (page == NULL) {
    finish_in_trouble (task, error);
    return;
  }
  take_page (self, fetch, page);
  fetch_step (task);
}

static void
read_page (GTask *task)
{
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *after = NULL;
  g_autofree char *path = NULL;

  if (fetch->walk->after != NULL)
    after = g_uri_escape_string (fetch->walk->after, NULL, FALSE);
  path = g_strdup_printf ("/%s/conversations?platform=%s&fields=%s&limit=25%s%s", self->page_id,
                          self->platform->listed, THREAD_FIELDS,
                          after == NULL ? "" : "&after=", after == NULL ? "" : after);
  fetch->pages++;
  fetch->page_read = FALSE;
  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_page,
                                   g_object_ref (task));
}

/* --- what comes next */

/* Returns: FALSE when nothing is left to walk. */
static gboolean
choose_walk (Fetch *fetch)
{
  fetch->page_read = FALSE;
  fetch->is_head = !fetch->had_head;
  if (fetch->is_head)
    fetch->walk = luukku_graph_walk_new (luukku_graph_cursor_get_floor (fetch->cursor));
  else
    fetch->walk = g_steal_pointer (&fetch->cursor->backfill);
  fetch->had_head = TRUE;
  return fetch->walk != NULL;
}

/* All of the walk's page has been read. Returns: FALSE when the walk was over and there is no other. */
static gboolean
leave_page (Fetch *fetch)
{
  if (!fetch->last_page && luukku_graph_walk_next_page (fetch->walk, fetch->next_after))
    return TRUE;
  g_clear_pointer (&fetch->walk, luukku_graph_walk_free);
  return choose_walk (fetch);
}

static void
fetch_step (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (!g_queue_is_empty (&fetch->queue)) {
    if (fetch->threads < MAX_THREADS)
      read_thread (task);
    else
      finish (task, TRUE);
    return;
  }
  if (fetch->walk == NULL ? !choose_walk (fetch) : fetch->page_read && !leave_page (fetch)) {
    finish (task, FALSE);
    return;
  }
  if (fetch->pages < MAX_PAGES)
    read_page (task);
  else
    finish (task, TRUE);
}

/* --- the calls */

void
luukku_graph_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_fetch_async);
  g_autoptr (GError) error = NULL;
  Fetch *fetch = g_new0 (Fetch, 1);

  g_queue_init (&fetch->queue);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  fetch->cursor = luukku_graph_cursor_parse (cursor, &error);
  if (fetch->cursor == NULL) { /* reading everything again costs calls; refusing would stop the channel */
    g_debug ("graph: the stored cursor cannot be used; starting from the beginning");
    fetch->cursor = luukku_graph_cursor_parse (NULL, NULL);
  }
  fetch->look_again = self->fetches % LOOK_AGAIN_EVERY == 0;
  self->fetches++;
  g_task_set_task_data (task, fetch, fetch_free);
  fetch_step (task);
}
