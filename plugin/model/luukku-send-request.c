/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-send-request.c: one reply on its way; copies what it is given and never changes. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-send-request.h"

#include "model/luukku-dup.h"

struct _LuukkuSendRequest {
  gatomicrefcount refs;
  LuukkuSendRequestInit init; /* strings owned by us */
};

G_DEFINE_BOXED_TYPE (LuukkuSendRequest, luukku_send_request, luukku_send_request_ref,
                     luukku_send_request_unref)

LuukkuSendFile *
luukku_send_file_new (const char *name, const char *media_type, GBytes *bytes)
{
  LuukkuSendFile *self = g_new0 (LuukkuSendFile, 1);

  self->name = luukku_dup_valid (name);
  self->media_type = luukku_dup_valid (media_type);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

void
luukku_send_file_free (LuukkuSendFile *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->media_type);
  g_bytes_unref (self->bytes);
  g_free (self);
}

LuukkuSendRequest *
luukku_send_request_new (const LuukkuSendRequestInit *init)
{
  LuukkuSendRequest *self = g_new0 (LuukkuSendRequest, 1);

  g_atomic_ref_count_init (&self->refs);
  self->init = *init;
  self->init.channel = luukku_dup_valid (init->channel);
  self->init.conversation_id = luukku_dup_valid (init->conversation_id);
  self->init.resident_id = luukku_dup_valid (init->resident_id);
  self->init.text = luukku_dup_valid (init->text);
  self->init.idempotency_key = luukku_dup_valid (init->idempotency_key);
  self->init.resident_name = luukku_dup_valid (init->resident_name);
  self->init.title = luukku_dup_valid (init->title);
  self->init.reply_to = luukku_dup_valid (init->reply_to);
  self->init.files = init->files != NULL ? g_ptr_array_ref (init->files) : NULL;
  return self;
}

LuukkuSendRequest *
luukku_send_request_ref (LuukkuSendRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_send_request_unref (LuukkuSendRequest *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free ((char *) self->init.channel);
  g_free ((char *) self->init.conversation_id);
  g_free ((char *) self->init.resident_id);
  g_free ((char *) self->init.text);
  g_free ((char *) self->init.idempotency_key);
  g_free ((char *) self->init.resident_name);
  g_free ((char *) self->init.title);
  g_free ((char *) self->init.reply_to);
  g_clear_pointer (&self->init.files, g_ptr_array_unref);
  g_free (self);
}

const LuukkuSendRequestInit *
luukku_send_request_peek (const LuukkuSendRequest *self)
{
  return &self->init;
}
