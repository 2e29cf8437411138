/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-talks.c: private messages, where somebody has asked for the experiment: which conversations
 * have moved, and the 20 newest messages of each.
 *
 * Not known before it has run at a Finnish account: whether TikTok gives them out at all. What goes wrong
 * here must not stop the comments. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "tiktok/luukku-tiktok-error.h"

#define TALKS 100   /* of one page: TikTok's most */
#define MESSAGES 20 /* TikTok gives the newest, and no way to older ones */
#define NOTICE LUUKKU_TIKTOK_DIRECT "unavailable"

static const char *const kinds[] = { "SINGLE", "STRANGER" };

static void go_on (GTask *task);

/* One notice, that nobody takes a silent inbox for an empty one. The store keeps it once. */
static void
tell_unavailable (LuukkuTiktokFetch *fetch)
{
  LuukkuThread *thread = luukku_thread_new (NOTICE);
  const LuukkuMessageInit init = {
    .channel = fetch->place.channel,
    .conversation_id = NOTICE,
    .platform_id = NOTICE,
    .text = luukku_tr (
        N_ ("TikTok gives this account no private messages. Look into TikTok regularly, and take in "
            "what is there by hand; the experiment can be switched off on the account's Advanced "
            "page.")),
    .author_name = LUUKKU_TIKTOK_NAME,
    .sent_at = fetch->place.fetched_at,
    .fetched_at = fetch->place.fetched_at,
  };

  thread->can_reply = FALSE;
  thread->resident_name = g_strdup (LUUKKU_TIKTOK_NAME);
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (fetch->batch->threads, thread);
  g_ptr_array_add (fetch->batch->messages, luukku_message_new (&init));
}

/* @error: (transfer full). */
static void
give_up (GTask *task, GError *error)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);

  if (luukku_fault_is_cancelled (error)) {
    g_task_return_error (task, error);
    return;
  }
  g_debug ("tiktok: no private messages: code %d", error->code);
  if (!luukku_fault_get_info (error)->retryable &&
      luukku_tiktok_cursor_get_talk (fetch->cursor, NOTICE) == 0) {
    luukku_tiktok_cursor_set_talk (fetch->cursor, NOTICE, fetch->place.fetched_at);
    tell_unavailable (fetch);
  }
  g_error_free (error);
  luukku_tiktok_fetch_end (task, FALSE);
}

/* --- which have moved */

static void
on_talks (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (LuukkuTiktokPage) page = NULL;

  if (root != NULL) {
    page = luukku_tiktok_parse_talks (root, &fetch->batch->skipped, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  }
  if (page == NULL) {
    give_up (task, error);
    return;
  }
  g_free (fetch->talk_page);
  fetch->talk_page = g_steal_pointer (&page->next);
  if (fetch->talk_page == NULL)
    fetch->talk_list++;
  for (guint i = page->items->len; i > 0; i--) {
    const LuukkuTiktokTalk *talk = page->items->pdata[i - 1];

    if (talk->changed_at > luukku_tiktok_cursor_get_talk (fetch->cursor, talk->id))
      g_ptr_array_add (fetch->talks, g_ptr_array_steal_index (page->items, i - 1));
  }
  go_on (task);
}

static void
read_talks (GTask *task)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  g_autofree char *business = luukku_tiktok_business_query (self);
  g_autofree char *path =
      g_strdup_printf ("business/message/conversation/list/?%s&conversation_type=%s&limit=%d%s%s", business,
                       kinds[fetch->talk_list], TALKS, fetch->talk_page != NULL ? "&cursor=" : "",
                       fetch->talk_page != NULL ? fetch->talk_page : "");

  luukku_tiktok_call (self, path, NULL, FALSE, task, on_talks);
}

/* --- what was written */

static void
drop_talk (LuukkuTiktokFetch *fetch)
{
  g_ptr_array_set_size (fetch->talks, (gint) fetch->talks->len - 1);
}

static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);
  const LuukkuTiktokTalk *talk = fetch->talks->pdata[fetch->talks->len - 1];
  gint64 known = luukku_tiktok_cursor_get_talk (fetch->cursor, talk->id), oldest = 0;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  guint count = 0;

  if (root != NULL && !luukku_tiktok_parse_messages (root, talk->id, &fetch->place, &oldest, &count, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, &error);
  if (error != NULL && error->code != LUUKKU_FAULT_GONE) {
    give_up (task, error);
    return;
  }
  g_clear_error (&error);
  if (count >= MESSAGES && known > 0 && oldest > known)
    fetch->batch->missed = TRUE;
  luukku_tiktok_cursor_set_talk (fetch->cursor, talk->id, talk->changed_at);
  drop_talk (fetch);
  go_on (task);
}

/* A "+" in an id would be read as a space there. */
static void
read_messages (GTask *task, const LuukkuTiktokTalk *talk)
{
  LuukkuTiktok *self = g_task_get_source_object (task);
  g_autofree char *business = luukku_tiktok_business_query (self);
  g_autofree char *id = g_uri_escape_string (talk->id, NULL, FALSE);
  g_autofree char *path =
      g_strdup_printf ("business/message/content/list/?%s&conversation_id=%s", business, id);

  luukku_tiktok_call (self, path, NULL, FALSE, task, on_messages);
}

static void
go_on (GTask *task)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);

  if (fetch->calls >= LUUKKU_TIKTOK_MAX_CALLS) {
    luukku_tiktok_fetch_end (task, TRUE);
    return;
  }
  fetch->calls++;
  if (fetch->talks->len > 0)
    read_messages (task, fetch->talks->pdata[fetch->talks->len - 1]);
  else if (fetch->talk_list < G_N_ELEMENTS (kinds))
    read_talks (task);
  else
    luukku_tiktok_fetch_end (task, !fetch->cursor->swept && fetch->sweep != NULL);
}

static void
talk_free (gpointer data)
{
  LuukkuTiktokTalk *talk = data;

  g_free (talk->id);
  g_free (talk);
}

void
luukku_tiktok_fetch_talks (GTask *task)
{
  LuukkuTiktokFetch *fetch = g_task_get_task_data (task);

  fetch->talks = g_ptr_array_new_with_free_func (talk_free);
  go_on (task);
}
