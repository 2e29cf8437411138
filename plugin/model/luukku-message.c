/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-message.c: one message as a channel gave it; copies what it is given and never changes. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-message.h"

#include "model/luukku-dup.h"

struct _LuukkuMessage {
  gatomicrefcount refs;
  char *channel;
  char *conversation_id;
  char *platform_id;
  LuukkuDirection direction;
  char *author_id;   /* (nullable) */
  char *author_name; /* (nullable) */
  char *text;
  gint64 sent_at;
  gint64 fetched_at;
  char *reply_to;         /* (nullable) */
  GPtrArray *attachments; /* LuukkuAttachment (owned) */
  GBytes *raw;            /* (ref) (nullable) */
  char *raw_type;         /* (nullable) */
};

G_DEFINE_BOXED_TYPE (LuukkuMessage, luukku_message, luukku_message_ref, luukku_message_unref)

LuukkuAttachment *
luukku_attachment_new (const char *name, const char *media_type, const char *url, gint64 size)
{
  LuukkuAttachment *self = g_new0 (LuukkuAttachment, 1);

  self->name = luukku_dup_valid (name);
  self->media_type = luukku_dup_valid (media_type);
  self->url = luukku_dup_valid (url);
  self->size = MAX (size, -1);
  return self;
}

void
luukku_attachment_free (LuukkuAttachment *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->media_type);
  g_free (self->url);
  g_free (self);
}

/* @attachments: (nullable). Returns: (transfer full) (not nullable). */
static GPtrArray *
copy_attachments (GPtrArray *attachments)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++) {
    const LuukkuAttachment *source = attachments->pdata[i];

    g_ptr_array_add (copies,
                     luukku_attachment_new (source->name, source->media_type, source->url, source->size));
  }
  return copies;
}

LuukkuMessage *
luukku_message_new (const LuukkuMessageInit *init)
{
  LuukkuMessage *self;

  g_return_val_if_fail (init->channel != NULL, NULL);
  g_return_val_if_fail (init->conversation_id != NULL, NULL);
  g_return_val_if_fail (init->platform_id != NULL, NULL);

  self = g_new0 (LuukkuMessage, 1);
  g_atomic_ref_count_init (&self->refs);
  self->channel = luukku_dup_valid (init->channel);
  self->conversation_id = luukku_dup_valid (init->conversation_id);
  self->platform_id = luukku_dup_valid (init->platform_id);
  self->direction = init->direction;
  self->author_id = luukku_dup_valid (init->author_id);
  self->author_name = luukku_dup_valid (init->author_name);
  self->text = luukku_dup_valid (init->text != NULL ? init->text : "");
  self->sent_at = init->sent_at;
  self->fetched_at = init->fetched_at;
  self->reply_to = luukku_dup_valid (init->reply_to);
  self->attachments = copy_attachments (init->attachments);
  self->raw = init->raw != NULL ? g_bytes_ref (init->raw) : NULL;
  self->raw_type = luukku_dup_valid (init->raw_type);
  return self;
}

LuukkuMessage *
luukku_message_ref (LuukkuMessage *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_message_unref (LuukkuMessage *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->channel);
  g_free (self->conversation_id);
  g_free (self->platform_id);
  g_free (self->author_id);
  g_free (self->author_name);
  g_free (self->text);
  g_free (self->reply_to);
  g_ptr_array_unref (self->attachments);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_free (self->raw_type);
  g_free (self);
}

const char *
luukku_message_get_channel (const LuukkuMessage *self)
{
  return self->channel;
}

const char *
luukku_message_get_conversation_id (const LuukkuMessage *self)
{
  return self->conversation_id;
}

const char *
luukku_message_get_platform_id (const LuukkuMessage *self)
{
  return self->platform_id;
}

LuukkuDirection
luukku_message_get_direction (const LuukkuMessage *self)
{
  return self->direction;
}

const char *
luukku_message_get_author_id (const LuukkuMessage *self)
{
  return self->author_id;
}

const char *
luukku_message_get_author_name (const LuukkuMessage *self)
{
  return self->author_name;
}

const char *
luukku_message_get_text (const LuukkuMessage *self)
{
  return self->text;
}

gint64
luukku_message_get_sent_at (const LuukkuMessage *self)
{
  return self->sent_at;
}

gint64
luukku_message_get_fetched_at (const LuukkuMessage *self)
{
  return self->fetched_at;
}

const char *
luukku_message_get_reply_to (const LuukkuMessage *self)
{
  return self->reply_to;
}

GPtrArray *
luukku_message_get_attachments (const LuukkuMessage *self)
{
  return self->attachments;
}

GBytes *
luukku_message_get_raw (const LuukkuMessage *self)
{
  return self->raw;
}

const char *
luukku_message_get_raw_type (const LuukkuMessage *self)
{
  return self->raw_type;
}
