/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-fetch.c: what is new at X: direct messages, posts that name the account, its own answers written
 * elsewhere, now and then the newest posts again, and the list of encrypted conversations.
 *
 * X charges for what it gives and allows few calls: so each list is asked for a small page from its top, and
 * walked on only when what is known has not been met (luukku-x-cursor.h). Must not mark anything read. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-private.h"

#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "x/luukku-x-error.h"

#define MAX_PAGES 2   /* of one list in one fetch */
#define WALK_PAGE 100 /* behind the first page nothing is known: larger ones cost the same */
#define DIGEST_LENGTH 12
#define SHOWN_DAYS 30               /* X gives out direct messages of so many days */
#define LAST_CHANCE G_TIME_SPAN_DAY /* no pause is longer: the poller's own limit */

typedef enum { STEP_BEGIN, STEP_DMS, STEP_MENTIONS, STEP_OWN, STEP_AGAIN, STEP_CHATS, STEP_END } Step;

static void
fetch_free (gpointer data)
{
  LuukkuXFetch *fetch = data;

  luukku_x_cursor_free (fetch->cursor);
  g_free (fetch->before);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.seen);
  g_clear_pointer (&fetch->ids, g_ptr_array_unref);
  g_clear_pointer (&fetch->fresh, g_ptr_array_unref);
  g_clear_pointer (&fetch->chats, g_ptr_array_unref);
  g_free (fetch);
}

static void
end (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->batch);
  g_autofree char *cursor = NULL;

  luukku_x_cursor_count (fetch->cursor, 0, luukku_clock_now (self->base.clock));
  self->month = fetch->cursor->month;
  self->reads = fetch->cursor->reads;
  cursor = luukku_x_cursor_write (fetch->cursor);
  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  luukku_batch_sort (batch);
  g_debug ("x: %u messages, %u parts left out, %u reads in %u", batch->messages->len, batch->skipped,
           self->reads, self->month);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* What was read has been paid for: it is not thrown away. The next fetch meets the trouble again and tells
 * it. */
void
luukku_x_fetch_fail (GTask *task, GError *error)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);

  self->month = fetch->cursor->month;
  self->reads = fetch->cursor->reads;
  if (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth ||
      fetch->batch->messages->len == 0) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  end (task);
}

/* --- the ceiling of a month */

static gboolean
may_read (LuukkuX *self, LuukkuXFetch *fetch)
{
  guint reads = luukku_x_cursor_count (fetch->cursor, 0, luukku_clock_now (self->base.clock));

  return self->terms->monthly_reads == 0 || reads < self->terms->monthly_reads;
}

static void
set_used_up (LuukkuX *self, GError **error)
{
  gint64 now = luukku_clock_now (self->base.clock);
  const LuukkuFaultInfo info = { .retryable = TRUE,
                                 .retry_after = CLAMP (luukku_x_month_end (now) - now, 1, LAST_CHANCE) };

  luukku_fault_set (
      error, LUUKKU_FAULT_THROTTLED, &info,
      N_ ("The ceiling of %u reads for this month is reached, so no messages are fetched from X until "
          "the next month; replies still go out. Look into X itself, or raise MonthlyReads in the "
          "channel file x.ini."),
      self->terms->monthly_reads);
}

/* --- direct messages */

static char *
digest_of (LuukkuMessage *message)
{
  g_autofree char *digest = luukku_digest_text (luukku_message_get_text (message));

  return g_strndup (digest, DIGEST_LENGTH);
}

static const LuukkuXShown *
find_shown (const LuukkuXFetch *fetch, const char *id)
{
  for (guint i = 0; i < fetch->cursor->shown->len; i++) {
    const LuukkuXShown *shown = fetch->cursor->shown->pdata[i];

    if (g_str_equal (shown->id, id))
      return shown;
  }
  return NULL;
}

/* One that was there before and has not changed is no news. */
static void
take_dm (LuukkuXFetch *fetch, const LuukkuXItem *item)
{
  g_autofree char *digest = digest_of (item->message);
  const LuukkuXShown *before = find_shown (fetch, item->id);

  if (before == NULL || !g_str_equal (before->digest, digest))
    luukku_x_item_take (item, &fetch->place);
  if (fetch->fresh != NULL && fetch->fresh->len < LUUKKU_X_RECENT_DMS)
    g_ptr_array_add (fetch->fresh, luukku_x_shown_new (item->id, item->conversation, digest));
}

static gboolean
is_shown (const GPtrArray *fresh, const char *id, const char *conversation)
{
  for (guint i = 0; i < fresh->len; i++) {
    const LuukkuXShown *shown = fresh->pdata[i];

    if ((id != NULL && g_str_equal (shown->id, id)) ||
        (conversation != NULL && g_str_equal (shown->conversation, conversation)))
      return TRUE;
  }
  return FALSE;
}

/* Shown before, inside what was read now, and not there any more. When nothing of its conversation is there,
 * the conversation may have become an encrypted one: that proves no deletion. */
static void
note_gone (LuukkuXFetch *fetch)
{
  const char *oldest = NULL;

  for (guint i = 0; i < fetch->fresh->len; i++) {
    const LuukkuXShown *shown = fetch->fresh->pdata[i];

    if (oldest == NULL || luukku_x_compare_ids (shown->id, oldest) < 0)
      oldest = shown->id;
  }
  for (guint i = 0; oldest != NULL && i < fetch->cursor->shown->len; i++) {
    const LuukkuXShown *before = fetch->cursor->shown->pdata[i];

    if (luukku_x_compare_ids (before->id, oldest) > 0 && !is_shown (fetch->fresh, before->id, NULL) &&
        is_shown (fetch->fresh, NULL, before->conversation))
      g_ptr_array_add (fetch->batch->gone, g_strdup (before->id));
  }
}

static void
end_dms (LuukkuXFetch *fetch)
{
  if (fetch->fresh == NULL)
    return;
  note_gone (fetch);
  if (fetch->fresh->len > 0) {
    g_ptr_array_unref (fetch->cursor->shown);
    fetch->cursor->shown = g_steal_pointer (&fetch->fresh);
  }
  g_clear_pointer (&fetch->fresh, g_ptr_array_unref);
}

/* X has shown all it has, and what we know is older than that: something between may have been there. */
static void
note_missed (LuukkuX *self, LuukkuXFetch *fetch, const char *known, const LuukkuXPage *page)
{
  gint64 at = luukku_x_time_of_id (known);

  if (at > 0 && page->next == NULL && luukku_x_compare_ids (page->oldest, known) > 0 &&
      at < luukku_clock_now (self->base.clock) - SHOWN_DAYS * G_TIME_SPAN_DAY)
    fetch->batch->missed = TRUE;
}

static void read_dms (GTask *task);

static void
take_dms (LuukkuX *self, GTask *task, LuukkuXPage *page)
{
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  LuukkuXStream *stream = &fetch->cursor->dms;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *known = g_strdup (stream->known);

  for (guint i = 0; i < page->items->len; i++) {
    const LuukkuXItem *item = page->items->pdata[i];

    g_ptr_array_add (ids, item->id);
    take_dm (fetch, item);
  }
  fetch->batch->skipped += page->skipped;
  luukku_x_cursor_count_dms (fetch->cursor, ids, luukku_clock_now (self->base.clock));
  if (luukku_x_stream_walk (stream, page->newest, page->oldest, page->next)) {
    note_missed (self, fetch, known, page);
    luukku_x_fetch_next (task);
  } else if (fetch->pages < MAX_PAGES && may_read (self, fetch)) {
    read_dms (task);
  } else {
    luukku_x_fetch_next (task);
  }
}

/* Returns: (transfer full): NULL with @error. */
static LuukkuXPage *
finish_page (GTask *task, GAsyncResult *result, LuukkuXCalls calls,
             LuukkuXPage *(*parse) (JsonNode *root, LuukkuXPlace *place, GError **error), GError **error)
{
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = luukku_x_call_finish (g_task_get_source_object (task), calls, result, error);
  LuukkuXPage *page = NULL;
  GError *cause = NULL;

  if (root == NULL)
    return NULL;
  page = parse (root, &fetch->place, &cause);
  if (page == NULL)
    luukku_fault_table_set_unreadable (LUUKKU_X_NAME, cause, FALSE, error);
  return page;
}

/* The token of a page does not live for ever: then the walk begins again, and nothing of it is lost. */
static gboolean
is_page_expired (const LuukkuXStream *stream, const GError *error)
{
  return stream->page != NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
on_dms (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuXPage) page = finish_page (task, result, LUUKKU_X_CALLS_DMS, luukku_x_parse_dms, &error);

  if (page != NULL) {
    take_dms (self, task, page);
  } else if (is_page_expired (&fetch->cursor->dms, error)) {
    g_error_free (error);
    luukku_x_stream_restart (&fetch->cursor->dms);
    luukku_x_fetch_next (task);
  } else {
    luukku_x_fetch_fail (task, error);
  }
}

static void
read_dms (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  const LuukkuXStream *stream = &fetch->cursor->dms;
  g_autofree char *page = stream->page != NULL ? g_uri_escape_string (stream->page, NULL, FALSE) : NULL;
  g_autofree char *path =
      g_strdup_printf ("/2/dm_events?event_types=MessageCreate&max_results=%u&%s%s%s",
                       page != NULL ? WALK_PAGE : self->terms->page_size, self->terms->dm_query,
                       page != NULL ? "&pagination_token=" : "", page != NULL ? page : "");

  if (fetch->pages++ == 0 && page == NULL)
    fetch->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_x_shown_free);
  luukku_x_call (self, LUUKKU_X_CALLS_DMS, &(LuukkuHttpCall){ .path = path }, task, on_dms);
}

/* --- posts: others' that name us, and our own */

static LuukkuXStream *
stream_of (LuukkuXFetch *fetch)
{
  return fetch->step == STEP_OWN ? &fetch->cursor->own : &fetch->cursor->mentions;
}

static LuukkuXCalls
calls_of (const LuukkuXFetch *fetch)
{
  return fetch->step == STEP_OWN ? LUUKKU_X_CALLS_OWN : LUUKKU_X_CALLS_MENTIONS;
}

static void read_posts (GTask *task);

static void
take_posts (LuukkuX *self, GTask *task, LuukkuXPage *page)
{
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  LuukkuXStream *stream = stream_of (fetch);
  gboolean first_look = fetch->step == STEP_OWN && stream->known == NULL;

  for (guint i = page->items->len; i > 0; i--) { /* oldest first, as they are remembered */
    const LuukkuXItem *item = page->items->pdata[i - 1];

    luukku_x_item_take (item, &fetch->place);
    if (item->message != NULL && luukku_message_get_direction (item->message) == LUUKKU_DIRECTION_IN)
      luukku_x_cursor_note_post (fetch->cursor, item->first, item->newest);
  }
  fetch->batch->skipped += page->skipped;
  luukku_x_cursor_count (fetch->cursor, page->items->len, luukku_clock_now (self->base.clock));
  /* of our own posts only what comes from now on counts, and the newest before */
  if (!luukku_x_stream_walk (stream, page->newest, page->oldest, first_look ? NULL : page->next) &&
      fetch->pages < MAX_PAGES && may_read (self, fetch))
    read_posts (task);
  else
    luukku_x_fetch_next (task);
}

static void
on_posts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuXPage) page = finish_page (task, result, calls_of (fetch), luukku_x_parse_posts, &error);

  if (page != NULL) {
    take_posts (self, task, page);
  } else if (is_page_expired (stream_of (fetch), error)) {
    g_error_free (error);
    luukku_x_stream_restart (stream_of (fetch));
    luukku_x_fetch_next (task);
  } else {
    luukku_x_fetch_fail (task, error);
  }
}

static void
read_posts (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  const LuukkuXStream *stream = stream_of (fetch);
  g_autofree char *page = stream->page != NULL ? g_uri_escape_string (stream->page, NULL, FALSE) : NULL;
  g_autoptr (GString) path = g_string_new (NULL);

  g_string_printf (path, "/2/users/%s/%s?max_results=%u&%s", self->self.id,
                   fetch->step == STEP_OWN ? "tweets" : "mentions",
                   page != NULL ? WALK_PAGE : self->terms->page_size, self->terms->post_query);
  if (stream->known != NULL)
    g_string_append_printf (path, "&since_id=%s", stream->known);
  if (page != NULL)
    g_string_append_printf (path, "&pagination_token=%s", page);
  fetch->pages++;
  luukku_x_call (self, calls_of (fetch), &(LuukkuHttpCall){ .path = path->str }, task, on_posts);
}

/* --- the newest posts of residents again: edits and deletions */

static void read_again (GTask *task);

/* Returns: whether a newer edition is to be asked for. */
static gboolean
take_again (LuukkuXFetch *fetch, LuukkuXPage *page)
{
  gboolean newer = FALSE;

  for (guint i = 0; i < page->items->len; i++) {
    const LuukkuXItem *item = page->items->pdata[i];

    luukku_x_item_take (item, &fetch->place);
    luukku_x_cursor_note_post (fetch->cursor, item->first, item->newest);
    newer = newer || luukku_x_compare_ids (item->newest, item->id) > 0;
  }
  for (guint i = 0; i < page->missing->len; i++) {
    const char *id = page->missing->pdata[i];

    for (guint n = fetch->cursor->posts->len; n > 0; n--) {
      const LuukkuXPost *post = fetch->cursor->posts->pdata[n - 1];

      if (!g_str_equal (post->newest, id))
        continue;
      g_ptr_array_add (fetch->batch->gone, g_strdup (post->first));
      g_ptr_array_remove_index (fetch->cursor->posts, n - 1);
    }
  }
  return newer;
}

static void
on_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuXPage) page =
      finish_page (task, result, LUUKKU_X_CALLS_AGAIN, luukku_x_parse_posts, &error);

  if (page == NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth)) {
    luukku_x_fetch_fail (task, error);
    return;
  }
  if (page == NULL) { /* what is new matters more: looked for again next time */
    g_error_free (error);
    luukku_x_fetch_next (task);
    return;
  }
  luukku_x_cursor_count (fetch->cursor, page->items->len, luukku_clock_now (self->base.clock));
  if (take_again (fetch, page) && fetch->pages < MAX_PAGES)
    read_again (task);
  else
    luukku_x_fetch_next (task);
}

static void
read_again (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GString) path = g_string_new ("/2/tweets?ids=");

  fetch->cursor->again_at = luukku_clock_now (self->base.clock) + self->terms->look_again;
  for (guint i = 0; i < fetch->cursor->posts->len; i++)
    g_string_append_printf (path, "%s%s", i > 0 ? "," : "",
                            ((const LuukkuXPost *) fetch->cursor->posts->pdata[i])->newest);
  g_string_append_printf (path, "&%s", self->terms->post_query);
  fetch->pages++;
  luukku_x_call (self, LUUKKU_X_CALLS_AGAIN, &(LuukkuHttpCall){ .path = path->str }, task, on_again);
}

/* --- one step after the other */

/* Whether there is something to do, and X has calls left for it. */
static gboolean
is_due (LuukkuX *self, const LuukkuXFetch *fetch, Step step)
{
  gint64 now = luukku_clock_now (self->base.clock);

  switch (step) {
  case STEP_DMS:
    return now >= self->not_before[LUUKKU_X_CALLS_DMS];
  case STEP_MENTIONS:
    return now >= self->not_before[LUUKKU_X_CALLS_MENTIONS];
  case STEP_OWN:
    return now >= self->not_before[LUUKKU_X_CALLS_OWN];
  case STEP_AGAIN:
    return now >= fetch->cursor->again_at && now >= self->not_before[LUUKKU_X_CALLS_AGAIN] &&
           fetch->cursor->posts->len > 0;
  case STEP_CHATS:
    return now >= fetch->cursor->chats_at && now >= self->not_before[LUUKKU_X_CALLS_CHATS];
  case STEP_BEGIN:
  case STEP_END:
  default:
    return FALSE;
  }
}

void
luukku_x_fetch_next (GTask *task)
{
  static void (*const steps[]) (GTask *) = { [STEP_DMS] = read_dms,
                                             [STEP_MENTIONS] = read_posts,
                                             [STEP_OWN] = read_posts,
                                             [STEP_AGAIN] = read_again,
                                             [STEP_CHATS] = luukku_x_fetch_chats };
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);

  if (fetch->step == STEP_DMS)
    end_dms (fetch);
  fetch->pages = 0;
  do
    fetch->step++;
  while (fetch->step < STEP_END && !is_due (self, fetch, fetch->step));
  if (fetch->step >= STEP_END || !may_read (self, fetch))
    end (task);
  else
    steps[fetch->step](task);
}

/* What no cursor tells has been read all the same. */
static void
take_reads (LuukkuX *self, LuukkuXFetch *fetch)
{
  luukku_x_cursor_count (fetch->cursor, 0, luukku_clock_now (self->base.clock));
  if (self->month == fetch->cursor->month && self->reads > fetch->cursor->reads)
    fetch->cursor->reads = self->reads;
}

void
luukku_x_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_fetch_async);
  LuukkuXFetch *fetch;
  GError *error = NULL;

  if (self->self.id == NULL) { /* without knowing who we are, our own words would be a resident's */
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    g_task_return_error (task, error);
    return;
  }
  fetch = g_new0 (LuukkuXFetch, 1);
  fetch->cursor = luukku_x_cursor_read (cursor);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  fetch->place = (LuukkuXPlace){
    .self = &self->self,
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .batch = fetch->batch,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  g_task_set_task_data (task, fetch, fetch_free);
  take_reads (self, fetch);
  if (fetch->cursor->again_at == 0)
    fetch->cursor->again_at = luukku_clock_now (self->base.clock) + self->terms->look_again;
  if (!may_read (self, fetch)) {
    set_used_up (self, &error);
    g_task_return_error (task, error);
    return;
  }
  luukku_x_fetch_next (task);
}
