/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-comments-fetch.c: what is new under the posts of a Page (luukku-graph-comments-parse.h says
 * how far it has come).
 *
 *   newest posts with their newest comments → one page of older posts, in turn → posts that have more
 *
 * A post cannot be asked "what is new", and the list of posts is sorted by when they were published: so each
 * post must be looked at, however old it is. Must not mark anything read. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-comments.h"

#include "base/luukku-error.h"

#define MAX_CALLS 12 /* of one fetch */
#define POSTS 25     /* of one page */

typedef enum { STEP_HEAD, STEP_SWEEP, STEP_DEEP } Step;

typedef struct {
  LuukkuGraphSweep *sweep; /* (owned) */
  char *before;            /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;      /* (owned) */
  Step step;
  guint calls;
  gboolean swept; /* a page of older posts has been read by this fetch */
} Fetch;

static void fetch_step (GTask *task);

static void
fetch_free (Fetch *self)
{
  luukku_graph_sweep_free (self->sweep);
  g_free (self->before);
  g_clear_pointer (&self->batch, luukku_batch_free);
  g_free (self);
}

static void
finish (GTask *task, gboolean more)
{
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->batch);
  g_autofree char *cursor = luukku_graph_sweep_to_string (fetch->sweep);

  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  batch->more = more;
  luukku_batch_sort (batch);
  g_debug ("graph: %u comments of %u threads, %u parts left out, %u posts wait", batch->messages->len,
           batch->threads->len, batch->skipped, fetch->sweep->deep->len);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

static void
take_comments (Fetch *fetch, LuukkuGraphComments *page)
{
  fetch->batch->skipped += page->skipped;
  g_ptr_array_extend_and_steal (fetch->batch->messages, g_steal_pointer (&page->messages));
  g_ptr_array_extend_and_steal (fetch->batch->threads, g_steal_pointer (&page->threads));
}

/* --- pages of posts */

/* Returns: FALSE when there was no room for all that waits. */
static gboolean
take_posts (Fetch *fetch, LuukkuGraphPosts *page)
{
  gboolean room = TRUE;

  fetch->batch->skipped += page->skipped;
  for (guint i = 0; i < page->posts->len; i++) {
    LuukkuGraphPost *post = g_ptr_array_index (page->posts, i);

    room = luukku_graph_sweep_note_newest (fetch->sweep, post) && room;
    take_comments (fetch, post->comments);
  }
  return room;
}

/* The older posts follow after the newest ones. */
static void
after_head (LuukkuGraphAccount *self, Fetch *fetch, const LuukkuGraphPosts *page)
{
  LuukkuGraphSweep *sweep = fetch->sweep;

  if (sweep->start == 0) {
    sweep->start = luukku_http_now (self->base.http);
    g_free (sweep->after);
    sweep->after = g_strdup (page->after);
  }
  if (sweep->after == NULL)
    luukku_graph_sweep_complete (sweep);
}

static void
after_sweep (Fetch *fetch, const LuukkuGraphPosts *page, gboolean room)
{
  LuukkuGraphSweep *sweep = fetch->sweep;

  fetch->swept = TRUE;
  if (!room)
    return; /* this page is read again when others have made room */
  if (page->after == NULL || g_strcmp0 (page->after, sweep->after) == 0) {
    luukku_graph_sweep_complete (sweep);
    return;
  }
  g_free (sweep->after);
  sweep->after = g_strdup (page->after);
}

static void
on_posts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuGraphPlace place = luukku_graph_account_place (self, NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuGraphPosts) page = NULL;
  GError *error = NULL, *cause = NULL;
  gboolean room;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL) {
    page = luukku_graph_parse_posts (root, self->platform->dialect, &place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, FALSE, &error);
  }
  if (page == NULL && fetch->step == STEP_SWEEP &&
      g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST)) {
    g_clear_pointer (&fetch->sweep->after, g_free); /* the page has expired: from the top again */
    fetch->sweep->start = 0;
  }
  if (page == NULL && (fetch->step == STEP_HEAD || luukku_fault_is_cancelled (error))) {
    g_task_return_error (task, error);
    return;
  }
  if (page == NULL) { /* met again by the next fetch, which tells it; what was read is not thrown away */
    g_error_free (error);
    finish (task, FALSE);
    return;
  }
  room = take_posts (fetch, page);
  if (fetch->step == STEP_HEAD)
    after_head (self, fetch, page);
  else
    after_sweep (fetch, page, room);
  fetch_step (task);
}

static void
read_posts (GTask *task, const char *after)
{
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  const LuukkuGraphDialect *dialect = self->platform->dialect;
  g_autofree char *escaped = after != NULL ? g_uri_escape_string (after, NULL, FALSE) : NULL;
  g_autofree char *path = g_strdup_printf (
      "/%s/%s?fields=%s,%s{%s}&limit=%d%s%s", self->platform->has_account ? self->own_id : self->page_id,
      dialect->feed, dialect->post_fields, dialect->comments, dialect->comment_fields, POSTS,
      escaped != NULL ? "&after=" : "", escaped != NULL ? escaped : "");

  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_posts,
                                   g_object_ref (task));
}

/* --- more comments of one post */

static void
on_deep (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuGraphDeep *deep = g_ptr_array_index (fetch->sweep->deep, 0);
  const LuukkuGraphPlace place = luukku_graph_account_place (self, NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuGraphComments) page = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuFaultInfo *info;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL)
    page =
        luukku_graph_parse_comments (root, self->platform->dialect, &place, deep->title, NULL, FALSE, NULL);
  if (error != NULL) {
    info = luukku_fault_get_info (error);
    if (luukku_fault_is_cancelled (error)) {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
    if (!info->gone && error->code != LUUKKU_FAULT_BAD_REQUEST && error->code != LUUKKU_FAULT_PERMISSION) {
      finish (task, FALSE); /* the post goes on waiting */
      return;
    }
  }
  if (page == NULL)
    fetch->batch->skipped++;
  luukku_graph_sweep_note_deep (fetch->sweep, page);
  if (page != NULL)
    take_comments (fetch, page);
  fetch_step (task);
}

static void
read_deep (GTask *task)
{
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuGraphDialect *dialect = self->platform->dialect;
  const LuukkuGraphDeep *deep = g_ptr_array_index (fetch->sweep->deep, 0);
  g_autofree char *id = g_uri_escape_string (deep->id, NULL, FALSE);
  g_autofree char *after = deep->after != NULL ? g_uri_escape_string (deep->after, NULL, FALSE) : NULL;
  g_autofree char *path =
      g_strdup_printf ("/%s/comments?fields=%s%s&limit=50%s%s", id, dialect->comment_fields,
                       dialect->comments_query, after != NULL ? "&after=" : "", after != NULL ? after : "");

  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_deep,
                                   g_object_ref (task));
}

/* --- what comes next */

static void
fetch_step (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  gboolean first = fetch->sweep->swept == 0; /* everything is to be read: no need to wait between pages */

  if (fetch->calls >= MAX_CALLS) {
    finish (task, first || fetch->sweep->deep->len > 0);
    return;
  }
  fetch->calls++;
  if (fetch->calls == 1) {
    fetch->step = STEP_HEAD;
    read_posts (task, NULL);
  } else if (fetch->sweep->after != NULL && !fetch->swept) {
    fetch->step = STEP_SWEEP;
    read_posts (task, fetch->sweep->after);
  } else if (fetch->sweep->deep->len > 0) {
    fetch->step = STEP_DEEP;
    read_deep (task);
  } else if (fetch->sweep->after != NULL && first) {
    fetch->step = STEP_SWEEP;
    read_posts (task, fetch->sweep->after);
  } else {
    finish (task, FALSE);
  }
}

void
luukku_graph_comments_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_comments_fetch_async);
  Fetch *fetch = g_new0 (Fetch, 1);
  GError *error = NULL;

  fetch->sweep = luukku_graph_sweep_parse (cursor);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  if (self->platform->has_account && self->own_id == NULL) {
    luukku_fault_set (&error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("The account is not open yet. Connect the account again."));
    g_task_return_error (task, error);
    return;
  }
  fetch_step (task);
}
