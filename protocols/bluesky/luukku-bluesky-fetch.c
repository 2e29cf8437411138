/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-fetch.c: what is new in the chat: the log from where we were, and a walk over the
 * conversations.
 *
 *   the first time         the log's present end, then everything that the conversations hold
 *   after each start       the log, and what the conversations hold since then: a log may forget, they do not
 *   otherwise              the log
 *
 * Must not mark anything read: that is done when a person has read (luukku-bluesky-act.c). */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"

#define MAX_LOG_CALLS 5   /* in one fetch */
#define MAX_WALK_CALLS 30 /* in one fetch */
#define LOG_MARGIN (10 * G_TIME_SPAN_MINUTE)

static void read_log (GTask *task);
static void walk (GTask *task);
static void ask_unknown (GTask *task);

static void
fetch_free (gpointer data)
{
  LuukkuBlueskyFetch *fetch = data;

  g_clear_pointer (&fetch->cursor, luukku_bluesky_cursor_free);
  g_free (fetch->before);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.seen);
  g_clear_error (&fetch->error);
  g_ptr_array_unref (fetch->wanted);
  g_ptr_array_unref (fetch->mentions);
  g_hash_table_unref (fetch->posts);
  g_free (fetch);
}

/* --- ends */

static gboolean
is_public (const char *conversation)
{
  return g_str_has_prefix (conversation, "at://");
}

/* Who a conversation is with, for every one that something has come in. */
static void
add_threads (LuukkuBluesky *self, LuukkuBlueskyFetch *fetch)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < fetch->batch->messages->len; i++) {
    const char *id = luukku_message_get_conversation_id (fetch->batch->messages->pdata[i]);
    const LuukkuBlueskyConvo *convo = g_hash_table_lookup (self->convos, id);

    if (convo != NULL && g_hash_table_add (done, (gpointer) id))
      luukku_bluesky_add_convo (&fetch->place, convo);
  }
}

void
luukku_bluesky_fetch_end (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = fetch->batch;
  g_autofree char *cursor = luukku_bluesky_cursor_write (fetch->cursor);
  gboolean moved = g_strcmp0 (cursor, fetch->before) != 0;

  if (fetch->error != NULL && batch->messages->len == 0 && batch->gone->len == 0 && !moved) {
    g_task_return_error (task, g_steal_pointer (&fetch->error));
    return;
  }
  self->fetches++;
  add_threads (self, fetch);
  luukku_batch_sort (batch);
  if (moved)
    batch->cursor = g_steal_pointer (&cursor);
  g_task_return_pointer (task, g_steal_pointer (&fetch->batch), (GDestroyNotify) luukku_batch_free);
}

/* What concerns the account or the way to it, and not one service of many. */
static gboolean
concerns_all (const GError *error)
{
  return !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) &&
         !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
         !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) &&
         luukku_fault_get_info (error)->platform_subcode != LUUKKU_BLUESKY_SERVICE_DOWN;
}

void
luukku_bluesky_fetch_fail (GTask *task, GError *error)
{
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);

  if (concerns_all (error)) {
    g_task_return_error (task, error);
    return;
  }
  if (fetch->error == NULL)
    fetch->error = error;
  else
    g_error_free (error);
  fetch->batch->more = FALSE;
  luukku_bluesky_fetch_end (task);
}

void
luukku_bluesky_fetch_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  luukku_bluesky_fetch_fail (task, error);
}

/* The chat is one service, the public posts are another: trouble with one spares the other. @error: (transfer
 * full). */
static void
leave_chat (GTask *task, GError *error)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);

  if (concerns_all (error) || !self->reads_public) {
    luukku_bluesky_fetch_fail (task, error);
    return;
  }
  fetch->error = error;
  luukku_bluesky_fetch_public (task);
}

static void
leave_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  leave_chat (task, error);
}

/* --- the log */

static void
drop_changed (LuukkuBluesky *self, GHashTable *changed)
{
  GHashTableIter iter;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &id, NULL)) { /* asked for again when something comes */
    g_hash_table_remove (self->convos, id);
    g_hash_table_remove (self->requests, id);
  }
}

/* A cursor that is not taken any more: from the log's present end on, and the rest out of the conversations.
 */
static void
restart_log (GTask *task)
{
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *before = g_steal_pointer (&fetch->cursor->log);

  luukku_bluesky_cursor_begin_walk (fetch->cursor, luukku_bluesky_is_tid (before) ? before : NULL);
  read_log (task);
}

/* @next: (nullable): where the log goes on. */
static void
move_log (LuukkuBlueskyFetch *fetch, const char *next)
{
  if (next != NULL) {
    g_free (fetch->cursor->log);
    fetch->cursor->log = g_strdup (next);
  } else if (fetch->cursor->log == NULL) { /* never said: what is newer than a little while ago */
    fetch->cursor->log = luukku_bluesky_make_tid (fetch->place.fetched_at - LOG_MARGIN, "");
  }
}

static void
on_log (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = NULL;
  gboolean goes_on;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  int count;

  if (root == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) &&
      fetch->cursor->log != NULL) {
    g_clear_error (&error);
    restart_log (task);
    return;
  }
  if (root == NULL) {
    leave_chat (task, error);
    return;
  }
  count = luukku_bluesky_parse_log (root, &fetch->place, changed, &next, &error);
  if (count < 0) {
    leave_unreadable (task, error);
    return;
  }
  drop_changed (self, changed);
  goes_on = count > 0 && next != NULL && g_strcmp0 (next, fetch->cursor->log) != 0;
  move_log (fetch, next);
  if (goes_on && fetch->calls < MAX_LOG_CALLS) {
    read_log (task);
    return;
  }
  fetch->batch->more = goes_on;
  fetch->calls = 0;
  walk (task);
}

static void
read_log (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = luukku_bluesky_path ("chat.bsky.convo.getLog", "cursor", fetch->cursor->log, NULL);

  fetch->calls++;
  luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_log);
}

/* --- the walk: lists of conversations, and the messages of those that have changed */

static gboolean
has_changed (const LuukkuBlueskyConvo *convo, const char *since)
{
  return since == NULL || convo->rev == NULL || strcmp (convo->rev, since) > 0;
}

static void
take_convos (LuukkuBluesky *self, LuukkuBlueskyFetch *fetch, GPtrArray *convos, const char *next)
{
  LuukkuBlueskyCursor *cursor = fetch->cursor;
  guint before = cursor->convos->len;

  for (guint i = 0; i < convos->len; i++) {
    LuukkuBlueskyConvo *convo = convos->pdata[i];

    if (has_changed (convo, cursor->since) &&
        !g_ptr_array_find_with_equal_func (cursor->convos, convo->id, g_str_equal, NULL))
      g_ptr_array_add (cursor->convos, g_strdup (convo->id));
    if (cursor->phase == LUUKKU_BLUESKY_PHASE_REQUESTS)
      convo->is_request = TRUE;
    luukku_bluesky_note_convo (self, convo);
    convos->pdata[i] = NULL;
  }
  g_clear_pointer (&cursor->page, g_free);
  if (next != NULL && cursor->convos->len > before)
    cursor->page = g_strdup (next);
  else
    cursor->phase = cursor->phase == LUUKKU_BLUESKY_PHASE_ACCEPTED ? LUUKKU_BLUESKY_PHASE_REQUESTS
                                                                   : LUUKKU_BLUESKY_PHASE_DONE;
}

static void
on_convos (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) convos = NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL) {
    leave_chat (task, error);
    return;
  }
  convos = luukku_bluesky_parse_convos (root, &fetch->place, &next, &error);
  if (convos == NULL) {
    leave_unreadable (task, error);
    return;
  }
  take_convos (self, fetch, convos, next);
  walk (task);
}

static void
drop_convo (LuukkuBlueskyCursor *cursor)
{
  g_ptr_array_set_size (cursor->convos, (gint) cursor->convos->len - 1);
  g_clear_pointer (&cursor->messages, g_free);
}

static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  LuukkuBlueskyCursor *cursor = fetch->cursor;
  g_autofree char *next = NULL;
  gboolean at_end = FALSE;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  int count = 0;

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    leave_chat (task, error);
    return;
  }
  if (root != NULL)
    count = luukku_bluesky_parse_messages (root, cursor->convos->pdata[cursor->convos->len - 1],
                                           cursor->since, &fetch->place, &next, &at_end, &error);
  if (count < 0) {
    leave_unreadable (task, error);
    return;
  }
  g_clear_error (&error); /* it has been left meanwhile */
  if (count == 0 || at_end || next == NULL || g_strcmp0 (next, cursor->messages) == 0) {
    drop_convo (cursor);
  } else {
    g_free (cursor->messages);
    cursor->messages = g_steal_pointer (&next);
  }
  walk (task);
}

static void
walk (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  LuukkuBlueskyCursor *cursor = fetch->cursor;
  g_autofree char *path = NULL;
  gboolean done = cursor->phase == LUUKKU_BLUESKY_PHASE_DONE && cursor->convos->len == 0;

  if (done || fetch->calls >= MAX_WALK_CALLS) {
    fetch->batch->more = fetch->batch->more || !done;
    if (done)
      g_clear_pointer (&cursor->since, g_free);
    ask_unknown (task);
    return;
  }
  fetch->calls++;
  if (cursor->convos->len > 0) {
    path = luukku_bluesky_path ("chat.bsky.convo.getMessages", "convoId",
                                cursor->convos->pdata[cursor->convos->len - 1], "limit", "100", "cursor",
                                cursor->messages, NULL);
    luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_messages);
    return;
  }
  if (cursor->phase == LUUKKU_BLUESKY_PHASE_ACCEPTED)
    path = luukku_bluesky_path ("chat.bsky.convo.listConvos", "status", "accepted", "limit", "100", "cursor",
                                cursor->page, NULL);
  else
    path = luukku_bluesky_path ("chat.bsky.convo.listConvoRequests", "limit", "100", "cursor", cursor->page,
                                NULL);
  luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_convos);
}

/* --- conversations that a message has come in and about which nothing is known */

static void
on_unknown (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) convos = NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
      !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST)) {
    g_task_return_error (task, error); /* the whole again: a message without its person is of little use */
    return;
  }
  g_clear_error (&error);
  if (root != NULL)
    convos = luukku_bluesky_parse_convos (root, &fetch->place, NULL, NULL);
  if (convos != NULL && convos->len == 1) {
    luukku_bluesky_note_convo (self, convos->pdata[0]);
    convos->pdata[0] = NULL;
  }
  ask_unknown (task);
}

static void
list_unknown (LuukkuBluesky *self, LuukkuBlueskyFetch *fetch)
{
  for (guint i = 0; i < fetch->batch->messages->len; i++) {
    const char *id = luukku_message_get_conversation_id (fetch->batch->messages->pdata[i]);

    if (!is_public (id) && !g_hash_table_contains (self->convos, id) &&
        !g_ptr_array_find_with_equal_func (fetch->wanted, id, g_str_equal, NULL))
      g_ptr_array_add (fetch->wanted, g_strdup (id));
  }
}

static void
ask_unknown (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  if (fetch->asked == 0)
    list_unknown (self, fetch);
  if (fetch->asked < fetch->wanted->len) {
    path = luukku_bluesky_path ("chat.bsky.convo.getConvo", "convoId", fetch->wanted->pdata[fetch->asked++],
                                NULL);
    luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_unknown);
  } else if (self->reads_public) {
    luukku_bluesky_fetch_public (task);
  } else {
    luukku_bluesky_fetch_end (task);
  }
}

/* --- the beginning */

void
luukku_bluesky_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_bluesky_fetch_async);
  LuukkuBlueskyFetch *fetch;

  if (!luukku_bluesky_check_open (self, task))
    return;
  fetch = g_new0 (LuukkuBlueskyFetch, 1);
  fetch->cursor = luukku_bluesky_cursor_read (cursor);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  fetch->wanted = g_ptr_array_new_with_free_func (g_free);
  fetch->mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_bluesky_mention_free);
  fetch->posts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  fetch->place = (LuukkuBlueskyPlace){
    .self_did = self->self.did,
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .batch = fetch->batch,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .people = self->people,
  };
  g_task_set_task_data (task, fetch, fetch_free);
  if (fetch->cursor->log == NULL)
    luukku_bluesky_cursor_begin_walk (fetch->cursor, NULL);
  else if (self->fetches == 0 && luukku_bluesky_is_tid (fetch->cursor->log))
    luukku_bluesky_cursor_begin_walk (fetch->cursor, fetch->cursor->log);
  read_log (task);
}
