/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-batch.c: what one fetch brought. Plain structs; the header tells what the fields mean. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-batch.h"

#include "model/luukku-dup.h"

LuukkuThread *
luukku_thread_new (const char *conversation_id)
{
  LuukkuThread *self = g_new0 (LuukkuThread, 1);

  self->conversation_id = luukku_dup_valid (conversation_id);
  self->can_reply = TRUE;
  self->window_from = G_MAXINT64;
  return self;
}

void
luukku_thread_free (LuukkuThread *self)
{
  if (self == NULL)
    return;
  g_free (self->conversation_id);
  g_free (self->resident_id);
  g_free (self->resident_name);
  g_free (self->title);
  g_free (self);
}

static void
free_undelivered (gpointer data)
{
  LuukkuUndelivered *self = data;

  g_free (self->message_id);
  g_free (self->sentence);
  g_free (self);
}

void
luukku_batch_add_undelivered (LuukkuBatch *self, const char *message_id, const char *sentence)
{
  LuukkuUndelivered *undelivered = g_new0 (LuukkuUndelivered, 1);

  undelivered->message_id = luukku_dup_valid (message_id);
  undelivered->sentence = g_strdup (sentence);
  g_ptr_array_add (self->undelivered, undelivered);
}

LuukkuBatch *
luukku_batch_new (void)
{
  LuukkuBatch *self = g_new0 (LuukkuBatch, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_message_unref);
  self->threads = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_thread_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->undelivered = g_ptr_array_new_with_free_func (free_undelivered);
  return self;
}

void
luukku_batch_free (LuukkuBatch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
  g_clear_pointer (&self->undelivered, g_ptr_array_unref);
  g_free (self->cursor);
  g_free (self);
}

static gint
by_time (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 one = luukku_message_get_sent_at (*(LuukkuMessage *const *) a);
  gint64 other = luukku_message_get_sent_at (*(LuukkuMessage *const *) b);

  return (one > other) - (one < other);
}

void
luukku_batch_sort (LuukkuBatch *self)
{
  g_ptr_array_sort_with_data (self->messages, by_time, NULL); /* stable */
}
