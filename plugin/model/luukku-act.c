/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-act.c: an act at a platform as a snapshot; copies what it is given and never changes. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-act.h"

#include "model/luukku-dup.h"

struct _LuukkuAct {
  gatomicrefcount refs;
  LuukkuActInit init; /* strings owned by us */
};

G_DEFINE_BOXED_TYPE (LuukkuAct, luukku_act, luukku_act_ref, luukku_act_unref)

LuukkuAct *
luukku_act_new (const LuukkuActInit *init)
{
  LuukkuAct *self = g_new0 (LuukkuAct, 1);

  g_atomic_ref_count_init (&self->refs);
  self->init = *init;
  self->init.channel = luukku_dup_valid (init->channel);
  self->init.conversation_id = luukku_dup_valid (init->conversation_id);
  self->init.message_id = luukku_dup_valid (init->message_id);
  self->init.resident_id = luukku_dup_valid (init->resident_id);
  self->init.note = luukku_dup_valid (init->note);
  return self;
}

LuukkuAct *
luukku_act_ref (LuukkuAct *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_act_unref (LuukkuAct *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free ((char *) self->init.channel);
  g_free ((char *) self->init.conversation_id);
  g_free ((char *) self->init.message_id);
  g_free ((char *) self->init.resident_id);
  g_free ((char *) self->init.note);
  g_free (self);
}

const LuukkuActInit *
luukku_act_peek (const LuukkuAct *self)
{
  return &self->init;
}
