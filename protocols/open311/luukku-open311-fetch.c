/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-fetch.c: what is new: one span of time a fetch, page by page; then the town's updates, and
 * now and then the open requests again where the server does not say what has changed. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "open311/luukku-open311-error.h"

#define MAX_CALLS 24 /* in one fetch: pages and halved spans */
#define LOOK_AGAIN_EVERY 10
#define LOOK_AGAIN_IDS 50

typedef struct {
  LuukkuOpen311Cursor *cursor;
  LuukkuBatch *batch;
  LuukkuOpen311Place place;
  gint64 now, start, end; /* of the span that is being read */
  gboolean at_end;        /* it reaches until now */
  guint calls, count;     /* answers of this span so far */
  GPtrArray *unknown;     /* of char *: requests that have an update and were not read */
} Fetch;

static void next_span (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_pointer (&fetch->cursor, luukku_open311_cursor_free);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.states);
  g_ptr_array_unref (fetch->unknown);
  g_free (fetch);
}

static void
end (GTask *task)
{
  LuukkuOpen311 *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer id, state;

  g_hash_table_iter_init (&iter, fetch->place.states);
  while (g_hash_table_iter_next (&iter, &id, &state))
    g_hash_table_replace (self->states, g_strdup (id), g_strdup (state));
  luukku_open311_cursor_note (fetch->cursor, fetch->place.states);
  luukku_batch_sort (fetch->batch);
  fetch->batch->more = !fetch->at_end;
  fetch->batch->cursor = luukku_open311_cursor_write (fetch->cursor);
  g_task_return_pointer (task, g_steal_pointer (&fetch->batch), (GDestroyNotify) luukku_batch_free);
}

static void
fail_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, FALSE, &error);
  g_task_return_error (task, error);
}

/* --- requests by their ids: what is open, where nobody says what has changed, and what only an update named
 */

static void
on_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);

  if (error != NULL && luukku_fault_is_cancelled (error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (root != NULL) /* a server that cannot do it loses nothing else */
    luukku_open311_parse_requests (root, &fetch->place, NULL);
  end (task);
}

static void
look_again (GTask *task)
{
  LuukkuOpen311 *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GString) path = NULL;
  guint count = 0;

  for (guint i = 0; i < fetch->unknown->len && count < LOOK_AGAIN_IDS; i++, count++)
    g_string_append_printf (ids, "%s%s", count > 0 ? "," : "", (const char *) fetch->unknown->pdata[i]);
  if (self->by_dates && fetch->at_end && self->fetches % LOOK_AGAIN_EVERY == 0) {
    guint length = fetch->cursor->open->len;
    guint turn = length > 0 ? self->fetches / LOOK_AGAIN_EVERY * LOOK_AGAIN_IDS % length : 0;

    for (guint i = 0; i < length && count < LOOK_AGAIN_IDS; i++, count++) /* all in their turn */
      g_string_append_printf (ids, "%s%s", count > 0 ? "," : "",
                              (const char *) fetch->cursor->open->pdata[(turn + i) % length]);
  }
  if (fetch->at_end)
    self->fetches++;
  if (count == 0) {
    end (task);
    return;
  }
  path = luukku_open311_path (self, "requests");
  luukku_open311_add_query (path, "service_request_id", ids->str);
  luukku_open311_add_query (path, "extensions", "true");
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_again);
}

/* --- updates */

static void
note_unknown (Fetch *fetch, const char *id)
{
  if (!g_hash_table_contains (fetch->place.states, id) &&
      luukku_open311_cursor_state (fetch->cursor, id) == NULL &&
      !g_ptr_array_find_with_equal_func (fetch->unknown, id, g_str_equal, NULL))
    g_ptr_array_add (fetch->unknown, g_strdup (id));
}

static void
on_updates (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  guint before = fetch->batch->messages->len;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (!luukku_open311_parse_updates (root, &fetch->place, &error)) {
    fail_unreadable (task, error);
    return;
  }
  for (guint i = before; i < fetch->batch->messages->len; i++)
    note_unknown (fetch, luukku_message_get_conversation_id (fetch->batch->messages->pdata[i]));
  fetch->cursor->updates_from = fetch->now;
  look_again (task);
}

static void
read_updates (GTask *task)
{
  LuukkuOpen311 *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  gint64 from =
      MAX (fetch->cursor->updates_from - LUUKKU_OPEN311_OVERLAP, fetch->now - LUUKKU_OPEN311_MAX_SPAN);
  g_autofree char *start = luukku_open311_time (from);
  g_autofree char *until = luukku_open311_time (fetch->now);
  g_autoptr (GString) path = NULL;

  if (!self->updates || !fetch->at_end) {
    look_again (task);
    return;
  }
  path = luukku_open311_path (self, "servicerequestupdates");
  luukku_open311_add_query (path, "start_date", start);
  luukku_open311_add_query (path, "end_date", until);
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_updates);
}

/* --- one span */

static void
finish_span (GTask *task, gboolean cut)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (cut && luukku_open311_cursor_halve (fetch->cursor, fetch->start, fetch->end)) {
    if (fetch->calls < MAX_CALLS) {
      next_span (task);
    } else { /* the next fetch goes on with the half */
      fetch->at_end = FALSE;
      end (task);
    }
    return;
  }
  if (cut && fetch->end - fetch->start <= LUUKKU_OPEN311_MIN_SPAN)
    g_debug ("a span of an hour has %u requests: some may be left out", fetch->count);
  luukku_open311_cursor_advance (fetch->cursor, fetch->end);
  read_updates (task);
}

static void on_page (GObject *source, GAsyncResult *result, gpointer data);

static void
read_page (GTask *task, const char *address)
{
  LuukkuOpen311 *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  fetch->calls++;
  luukku_open311_call (self, &(LuukkuHttpCall){ .path = address }, task, on_page);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuResponse) response = NULL;
  g_autoptr (JsonNode) root = NULL;
  const char *next;
  GError *error = NULL;
  int count;

  root = luukku_open311_call_finish (source, result, FALSE, &response, &error);
  if (root == NULL && fetch->count > 0 && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_clear_error (&error); /* a page beyond the end: rows went while we read */
    finish_span (task, FALSE);
    return;
  }
  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  count = luukku_open311_parse_requests (root, &fetch->place, &error);
  if (count < 0) {
    fail_unreadable (task, error);
    return;
  }
  fetch->count += (guint) count;
  next = luukku_response_get_header (response, "x-next-page-url");
  if (next != NULL && *next != '\0' && count > 0 && fetch->calls < MAX_CALLS)
    read_page (task, next);
  else if (next != NULL && *next != '\0' && count > 0)
    finish_span (task, TRUE);
  else
    finish_span (task, fetch->count == (guint) count && luukku_open311_may_be_cut (fetch->count));
}

static void
next_span (GTask *task)
{
  LuukkuOpen311 *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GString) path = luukku_open311_path (self, "requests");
  g_autofree char *start = NULL, *until = NULL;

  fetch->at_end = luukku_open311_cursor_next (fetch->cursor, fetch->now, &fetch->start, &fetch->end);
  fetch->count = 0;
  start = luukku_open311_time (fetch->start);
  until = luukku_open311_time (fetch->end);
  luukku_open311_add_query (path, self->by_dates ? "start_date" : "updated_after", start);
  if (!fetch->at_end || self->by_dates)
    luukku_open311_add_query (path, self->by_dates ? "end_date" : "updated_before", until);
  if (!self->by_dates) /* the standard gives all of them, and has no list here */
    luukku_open311_add_query (path, "status", "open,closed");
  luukku_open311_add_query (path, "extensions", "true");
  read_page (task, path->str);
}

void
luukku_open311_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_open311_fetch_async);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->now = luukku_http_now (self->base.http);
  fetch->cursor = luukku_open311_cursor_read (cursor, fetch->now, self->first);
  fetch->batch = luukku_batch_new ();
  fetch->unknown = g_ptr_array_new_with_free_func (g_free);
  fetch->place = (LuukkuOpen311Place){
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .can_reply = self->replies,
    .words = self->words,
    .batch = fetch->batch,
    .states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  g_task_set_task_data (task, fetch, fetch_free);
  next_span (task);
}
