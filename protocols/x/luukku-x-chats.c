/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-chats.c: encrypted conversations at X: who wrote and when, so that nobody takes a silent inbox for
 * an empty one. What was written only X's own programs can read. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-private.h"

#include "x/luukku-x-error.h"

#define LIST_SIZE 50
#define EVENTS 20
#define MAX_CHATS 3 /* of one fetch; the others wait for the next */
#define FIRST_DAYS 30
#define PAUSE (15 * G_TIME_SPAN_MINUTE)
#define TELL_AFTER 10 /* troubles in a row, after which somebody is told to look into X itself */

static void next_chat (GTask *task);
static void note_trouble (GTask *task, GError *error);

/* The first of the waiting ones is told. */
static void
chat_done (LuukkuXFetch *fetch)
{
  const LuukkuXChat *chat = fetch->chats->pdata[0];

  fetch->cursor->chats = MAX (fetch->cursor->chats, chat->updated_at);
  g_ptr_array_remove_index (fetch->chats, 0);
}

static void
on_events (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  const LuukkuXChat *chat = fetch->chats->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_x_call_finish (self, LUUKKU_X_CALLS_CHATS, result, &error);

  if (error != NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->retryable ||
                        luukku_fault_get_info (error)->needs_reauth)) {
    note_trouble (task, g_steal_pointer (&error));
    return;
  }
  /* one that X gives no events of is told by its change alone */
  if (root == NULL || !luukku_x_parse_chat_events (root, chat, fetch->chats_since, &fetch->place, NULL))
    luukku_x_add_chat (chat, &fetch->place);
  chat_done (fetch);
  next_chat (task);
}

static void
next_chat (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  if (fetch->chats->len == 0 || fetch->pages >= MAX_CHATS) {
    if (fetch->chats->len > 0)
      fetch->cursor->chats_at = 0;
    luukku_x_fetch_next (task);
    return;
  }
  fetch->pages++;
  path = g_strdup_printf ("/2/chat/conversations/%s/events?max_results=%d",
                          ((const LuukkuXChat *) fetch->chats->pdata[0])->id, EVENTS);
  luukku_x_call (self, LUUKKU_X_CALLS_CHATS, &(LuukkuHttpCall){ .path = path }, task, on_events);
}

/* X has them, but not for us: somebody must know that there may be more than what is shown. */
static void
note_refused (LuukkuX *self, LuukkuXFetch *fetch)
{
  fetch->cursor->chats_at = luukku_clock_now (self->base.clock) + G_TIME_SPAN_DAY;
  luukku_x_add_unknown_chats (&fetch->place); /* the store takes it once */
}

/* The other lists go on; this one is asked for again after a pause. @error: (transfer full). */
static void
note_trouble (GTask *task, GError *error)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);

  if (luukku_fault_is_cancelled (error) || info->needs_reauth) {
    luukku_x_fetch_fail (task, error);
    return;
  }
  fetch->cursor->chats_at = luukku_clock_now (self->base.clock) + MAX (info->retry_after, PAUSE);
  g_error_free (error);
  if (++self->chat_troubles == TELL_AFTER)
    note_refused (self, fetch);
  luukku_x_fetch_next (task);
}

static gboolean
is_refused (const GError *error)
{
  return g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
on_chats (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_x_call_finish (self, LUUKKU_X_CALLS_CHATS, result, &error);
  if (root != NULL) {
    fetch->chats =
        luukku_x_parse_chats (root, &self->self, fetch->chats_since, &fetch->batch->skipped, &cause);
    if (fetch->chats == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_X_NAME, cause, FALSE, &error);
  }
  if (fetch->chats != NULL) {
    self->chat_troubles = 0;
    luukku_x_cursor_count (fetch->cursor, fetch->chats->len, luukku_clock_now (self->base.clock));
    next_chat (task);
  } else if (is_refused (error)) {
    g_error_free (error);
    note_refused (self, fetch);
    luukku_x_fetch_next (task);
  } else {
    note_trouble (task, error);
  }
}

void
luukku_x_fetch_chats (GTask *task)
{
  LuukkuX *self = g_task_get_source_object (task);
  LuukkuXFetch *fetch = g_task_get_task_data (task);
  gint64 now = luukku_clock_now (self->base.clock);
  g_autofree char *path =
      g_strdup_printf ("/2/chat/conversations?max_results=%d&%s", LIST_SIZE, self->terms->chat_query);

  fetch->cursor->chats_at = now + self->terms->chats_again;
  fetch->chats_since = fetch->cursor->chats > 0 ? fetch->cursor->chats : now - FIRST_DAYS * G_TIME_SPAN_DAY;
  luukku_x_call (self, LUUKKU_X_CALLS_CHATS, &(LuukkuHttpCall){ .path = path }, task, on_chats);
}
