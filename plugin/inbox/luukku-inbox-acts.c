/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-acts.c: what is left to a person at a platform, because the channel cannot do it or did not:
 * listed until somebody ticks it. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-sanctions.h"

/* A platform that has not answered by then, because the program was closed meanwhile, will not any more. */
#define MAX_ASKED G_TIME_SPAN_HOUR

void
luukku_open_act_free (LuukkuOpenAct *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->reason);
  g_free (self);
}

static LuukkuActKind
act_of (LuukkuPlatformActKind kind)
{
  switch (kind) {
  case LUUKKU_PLATFORM_DELETE:
    return LUUKKU_ACT_DELETE;
  case LUUKKU_PLATFORM_UNHIDE:
    return LUUKKU_ACT_UNHIDE;
  case LUUKKU_PLATFORM_MUTE:
    return LUUKKU_ACT_MUTE;
  case LUUKKU_PLATFORM_UNMUTE:
    return LUUKKU_ACT_UNMUTE;
  case LUUKKU_PLATFORM_HIDE:
  default:
    return LUUKKU_ACT_HIDE;
  }
}

static LuukkuPlatformActKind
platform_act_of (LuukkuActKind what)
{
  if (what == LUUKKU_ACT_DELETE)
    return LUUKKU_PLATFORM_DELETE;
  if (what == LUUKKU_ACT_MUTE || what == LUUKKU_ACT_UNMUTE)
    return what == LUUKKU_ACT_MUTE ? LUUKKU_PLATFORM_MUTE : LUUKKU_PLATFORM_UNMUTE;
  return what == LUUKKU_ACT_UNHIDE ? LUUKKU_PLATFORM_UNHIDE : LUUKKU_PLATFORM_HIDE;
}

static gboolean
add_messages (LuukkuInbox *self, gint64 conversation, GPtrArray *open, GError **error)
{
  g_autoptr (GPtrArray) acts = luukku_store_list_open_platform_acts (
      self->store, conversation, luukku_clock_now (self->clock) - MAX_ASKED, error);

  for (guint i = 0; acts != NULL && i < acts->len; i++) {
    const LuukkuPlatformAct *act = g_ptr_array_index (acts, i);
    LuukkuOpenAct *row = g_new0 (LuukkuOpenAct, 1);

    row->conversation = act->conversation;
    row->what = act_of (act->kind);
    row->message = act->message;
    row->since = act->at;
    row->failed = act->state == LUUKKU_PLATFORM_FAILED;
    row->record = g_strdup (act->record);
    row->reason = g_strdup (act->reason);
    g_ptr_array_add (open, row);
  }
  return acts != NULL;
}

static gboolean
add_bans (LuukkuInbox *self, gint64 conversation, GPtrArray *open, GError **error)
{
  g_autoptr (GPtrArray) bans = luukku_store_list_sanctions (self->store, FALSE, error);

  for (guint i = 0; bans != NULL && i < bans->len; i++) {
    const LuukkuSanction *ban = g_ptr_array_index (bans, i);
    LuukkuOpenAct *row = NULL;

    if (!ban->by_hand || (conversation != 0 && ban->conversation != conversation))
      continue;
    /* One that ended before anybody had carried it out needs nothing. */
    if (ban->lifted_at != 0 && ban->there_at == 0)
      continue;
    row = g_new0 (LuukkuOpenAct, 1);
    row->conversation = ban->conversation;
    row->what = ban->lifted_at != 0 ? LUUKKU_ACT_UNBAN : LUUKKU_ACT_BAN;
    row->sanction = ban->id;
    row->since = ban->lifted_at != 0 ? ban->lifted_at : ban->start_at;
    g_ptr_array_add (open, row);
  }
  return bans != NULL;
}

GPtrArray *
luukku_inbox_list_open_acts (LuukkuInbox *self, gint64 conversation, GError **error)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_open_act_free);

  if (!add_messages (self, conversation, open, error) || !add_bans (self, conversation, open, error))
    return NULL;
  return g_steal_pointer (&open);
}

static gboolean
tick (LuukkuInbox *self, const LuukkuOpenAct *row, const char *actor, const char *note, GError **error)
{
  const LuukkuPlatformAct done = {
    .message = row->message,
    .kind = platform_act_of (row->what),
    .state = LUUKKU_PLATFORM_DONE,
    .record = row->record,
    .actor = (char *) actor,
    .reason = row->reason,
  };

  if (row->sanction == 0)
    return luukku_store_add_platform_act (self->store, &done, error);
  return luukku_store_add_sanction_act (self->store, row->sanction,
                                        row->what == LUUKKU_ACT_BAN ? LUUKKU_SANCTION_ACT_BANNED_THERE
                                                                    : LUUKKU_SANCTION_ACT_UNBANNED_THERE,
                                        actor, note, error);
}

gboolean
luukku_inbox_tick_acts (LuukkuInbox *self, gint64 conversation, const char *note, guint *ret_count,
                        GError **error)
{
  g_autoptr (GPtrArray) open = luukku_inbox_list_open_acts (self, conversation, error);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *line =
      note != NULL && *note != '\0' ? g_strdup_printf ("by hand · %s", note) : g_strdup ("by hand");

  if (open == NULL)
    return FALSE;
  if (open->len == 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("Nothing of this conversation waits to be done by hand at the channel."));
    return FALSE;
  }
  for (guint i = 0; i < open->len; i++) {
    if (!tick (self, g_ptr_array_index (open, i), actor, note, error))
      return FALSE;
  }
  if (!luukku_inbox_add_history (self, conversation, LUUKKU_CASE_EVENT_SANCTION, actor, line, error))
    return FALSE;
  if (ret_count != NULL)
    *ret_count = open->len;
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}
