/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-comment-fetch.c: what one fetch of comments has taken, and what of it stays when a call fails. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-comment-fetch.h"

#include "model/luukku-fault.h"

static void
thread_free (gpointer data)
{
  LuukkuCommentThread *self = data;

  g_free (self->id);
  g_free (self->video);
  g_free (self->author);
  g_free (self->author_name);
  g_free (self->title);
  g_free (self);
}

void
luukku_comment_fetch_init (LuukkuCommentFetch *self, LuukkuCommentWindow *window)
{
  self->window = window;
  self->batch = luukku_batch_new ();
  self->threads = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, thread_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->wanted);
  self->missing = g_ptr_array_new_with_free_func (g_free);
}

void
luukku_comment_fetch_clear (LuukkuCommentFetch *self)
{
  g_clear_pointer (&self->batch, luukku_batch_free);
  g_clear_pointer (&self->threads, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_queue_clear_full (&self->wanted, g_free);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
}

LuukkuCommentThread *
luukku_comment_fetch_need_thread (LuukkuCommentFetch *self, const char *id, gboolean *ret_new)
{
  LuukkuCommentThread *thread = g_hash_table_lookup (self->threads, id);

  if (ret_new != NULL)
    *ret_new = thread == NULL;
  if (thread != NULL)
    return thread;
  thread = g_new0 (LuukkuCommentThread, 1);
  thread->id = g_strdup (id);
  thread->can_reply = TRUE;
  thread->is_public = TRUE;
  g_hash_table_insert (self->threads, thread->id, thread);
  return thread;
}

void
luukku_comment_fetch_take (LuukkuCommentFetch *self, LuukkuCommentThread *thread, const char *list,
                           const char *digest, gint64 at, LuukkuMessage *message)
{
  const char *id = luukku_message_get_platform_id (message);
  LuukkuCommentNews news = luukku_comment_window_note (self->window, list, id, digest, at);

  thread->updated_at = MAX (thread->updated_at, at);
  if (news == LUUKKU_COMMENT_UNCHANGED || !g_hash_table_add (self->taken, g_strdup (id)))
    return;
  thread->has_news = TRUE;
  g_ptr_array_add (self->batch->messages, luukku_message_ref (message));
}

void
luukku_comment_fetch_want (LuukkuCommentFetch *self, const char *list, LuukkuCommentLook look,
                           gboolean is_ordered, gint64 total)
{
  if (g_queue_find_custom (&self->wanted, list, (GCompareFunc) g_strcmp0) != NULL)
    return;
  g_queue_push_tail (&self->wanted, g_strdup (list));
  luukku_comment_window_begin (self->window, list, look, is_ordered, total);
}

void
luukku_comment_fetch_drop_wanted (LuukkuCommentFetch *self)
{
  g_free (g_queue_pop_head (&self->wanted));
}

gboolean
luukku_comment_fetch_is_lost (const LuukkuCommentFetch *self, const GError *error)
{
  return luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth ||
         self->batch->messages->len == 0 || self->missing->len > 0;
}

static void
add_thread (LuukkuCommentFetch *self, const char *own, const LuukkuCommentThread *known)
{
  LuukkuThread *thread = luukku_thread_new (known->id);

  if (g_strcmp0 (known->author, own) != 0) {
    thread->resident_id = g_strdup (known->author);
    thread->resident_name = g_strdup (known->author_name);
  }
  thread->can_reply = known->can_reply;
  thread->is_public = known->is_public;
  thread->updated_at = known->updated_at;
  thread->title = g_strdup (known->title);
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (self->batch->threads, thread);
}

LuukkuBatch *
luukku_comment_fetch_end (LuukkuCommentFetch *self, const char *own, char *cursor, const char *before)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((LuukkuCommentThread *) value)->has_news)
      add_thread (self, own, value);
  }
  if (g_strcmp0 (cursor, before) != 0)
    self->batch->cursor = cursor;
  else
    g_free (cursor);
  luukku_batch_sort (self->batch);
  return g_steal_pointer (&self->batch);
}
