/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-conversation.c: a conversation as a snapshot; copies what it is given and never changes. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-conversation.h"

#include "model/luukku-dup.h"

struct _LuukkuConversation {
  gatomicrefcount refs;
  LuukkuConversationInit init; /* strings owned by us */
};

G_DEFINE_BOXED_TYPE (LuukkuConversation, luukku_conversation, luukku_conversation_ref,
                     luukku_conversation_unref)

LuukkuConversation *
luukku_conversation_new (const LuukkuConversationInit *init)
{
  LuukkuConversation *self = g_new0 (LuukkuConversation, 1);

  g_atomic_ref_count_init (&self->refs);
  self->init = *init;
  self->init.channel = luukku_dup_valid (init->channel);
  self->init.platform_id = luukku_dup_valid (init->platform_id);
  self->init.resident_id = luukku_dup_valid (init->resident_id);
  self->init.resident_name = luukku_dup_valid (init->resident_name);
  self->init.language = luukku_dup_valid (init->language);
  self->init.title = luukku_dup_valid (init->title);
  return self;
}

LuukkuConversation *
luukku_conversation_ref (LuukkuConversation *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_conversation_unref (LuukkuConversation *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free ((char *) self->init.channel);
  g_free ((char *) self->init.platform_id);
  g_free ((char *) self->init.resident_id);
  g_free ((char *) self->init.resident_name);
  g_free ((char *) self->init.language);
  g_free ((char *) self->init.title);
  g_free (self);
}

const LuukkuConversationInit *
luukku_conversation_peek (const LuukkuConversation *self)
{
  return &self->init;
}
