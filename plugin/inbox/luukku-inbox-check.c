/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-check.c: looks at a text that somebody types: whole, or in steps that never take long. It only
 * looks; the gate checks again when the text is to leave. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"

struct _LuukkuInboxCheck {
  LuukkuInbox *inbox;       /* (ref) */
  LuukkuOccasion *occasion; /* (owned) */
  char *text;               /* (owned): plain */
  LuukkuRulesWalk *walk;    /* (owned) (nullable): no pack is in force */
};

LuukkuInboxCheck *
luukku_inbox_check_new (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *markup)
{
  LuukkuInboxCheck *self = g_new0 (LuukkuInboxCheck, 1);
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);

  self->inbox = g_object_ref (inbox);
  self->occasion = luukku_occasion_new (inbox, channel, conversation);
  self->text = luukku_inbox_plain_text (markup);
  luukku_occasion_add_text (self->occasion, inbox, conversation, markup, self->text);
  if (pack != NULL)
    self->walk = luukku_rules_walk_new (pack, &self->occasion->context, self->text);
  return self;
}

void
luukku_inbox_check_free (LuukkuInboxCheck *self)
{
  if (self == NULL)
    return;
  luukku_rules_walk_free (self->walk);
  luukku_occasion_free (self->occasion);
  g_object_unref (self->inbox);
  g_free (self->text);
  g_free (self);
}

gboolean
luukku_inbox_check_step (LuukkuInboxCheck *self)
{
  return self->walk != NULL && luukku_rules_walk_step (self->walk);
}

LuukkuVerdict *
luukku_inbox_check_finish (LuukkuInboxCheck *self)
{
  if (self->walk != NULL)
    return luukku_rules_walk_finish (self->walk);
  return luukku_gate_check (self->inbox->gate, &self->occasion->context, self->text);
}

LuukkuVerdict *
luukku_inbox_check (LuukkuInbox *self, const char *channel, const char *conversation, const char *markup)
{
  g_autoptr (LuukkuInboxCheck) check = luukku_inbox_check_new (self, channel, conversation, markup);

  return luukku_inbox_check_finish (check);
}
