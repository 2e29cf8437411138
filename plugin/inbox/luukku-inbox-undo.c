/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-undo.c: a reply that waits some seconds before it leaves can be taken back. It stands in the
 * outbox as QUEUED with the time until then; that time is cleared on disk before anything is called. A row
 * that still has it at the start was never let go: its text becomes the draft again, and a person decides. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-writing.h"
#include "inbox/luukku-outcome.h"

void
luukku_inbox_set_undo (LuukkuInbox *self, gint64 span)
{
  self->undo = CLAMP (span, 0, LUUKKU_INBOX_MAX_UNDO);
}

static gboolean
can_be_taken_back (const LuukkuReply *reply)
{
  return reply->state == LUUKKU_REPLY_QUEUED && reply->undo_until != 0;
}

LuukkuReply *
luukku_inbox_find_undoable (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (self->store, conversation, NULL);

  for (guint i = unsent != NULL ? unsent->len : 0; i > 0; i--) {
    const LuukkuReply *reply = g_ptr_array_index (unsent, i - 1);

    if (can_be_taken_back (reply))
      return luukku_store_get_reply (self->store, reply->id, NULL);
  }
  return NULL;
}

/* Returns: (transfer full): NULL with @error. */
static LuukkuReply *
need_undoable (LuukkuInbox *self, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (self->store, id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (reply == NULL || !can_be_taken_back (reply))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This reply cannot be taken back any more: it has left, or it never waited."));
  else
    return g_steal_pointer (&reply);
  return NULL;
}

static gboolean
give_up (LuukkuInbox *self, const LuukkuReply *reply, const char *sentence, GError **error)
{
  g_autoptr (LuukkuOutcome) outcome = g_new0 (LuukkuOutcome, 1);

  outcome->state = LUUKKU_REPLY_FAILED;
  outcome->sentence = g_strdup (sentence);
  return luukku_inbox_carry_out (self, reply, outcome, error);
}

gboolean
luukku_inbox_take_back (LuukkuInbox *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_undoable (self, id, error);

  return reply != NULL &&
         give_up (self, reply, luukku_tr (N_ ("You took it back. The text is in the reply box again.")),
                  error);
}

gboolean
luukku_inbox_send_now (LuukkuInbox *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_undoable (self, id, error);
  LuukkuInboxChannel *entry = NULL;

  if (reply == NULL || !luukku_store_release_reply (self->store, id, error))
    return FALSE;
  entry = luukku_inbox_find_channel (self, reply->channel);
  luukku_inbox_emit_reply (self, id);
  if (entry != NULL && entry->outbox != NULL)
    luukku_outbox_kick (entry->outbox);
  return TRUE;
}

gboolean
luukku_inbox_recover_undo (LuukkuInbox *self, const char *channel, GError **error)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_pending (self->store, channel, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuReply *reply = g_ptr_array_index (rows, i);

    if (can_be_taken_back (reply) &&
        !give_up (self, reply,
                  luukku_tr (N_ (
                      "Luukku ended, or the account was closed, before the reply left. Its text is in the "
                      "reply box again: look at it and send it.")),
                  error))
      return FALSE;
  }
  return rows != NULL;
}
