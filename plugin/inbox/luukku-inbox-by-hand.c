/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-by-hand.c: replies that a person carries over, and what people say became of them. The outbox
 * never touches them: a reply on a by-hand channel stays QUEUED until somebody has sent it, or has not. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-outcome.h"
#include "model/luukku-by-hand.h"

/* People tell a time in minutes: "14:05" is said of a reply that passed the gate at 14:05:40. */
#define SAID_IN_MINUTES G_TIME_SPAN_MINUTE

typedef struct {
  LuukkuInbox *inbox;           /* (no ref) */
  const LuukkuReply *reply;     /* (no ref) */
  const LuukkuOutcome *outcome; /* (no ref) */
  gint64 case_moved;            /* out */
} Tick;

/* --- what waits */
/* Who has looked into the service itself knows what became of an uncertain reply, whether or not the platform
 * is still being asked. */
static gboolean
waits_for_person (const LuukkuReply *reply)
{
  return reply->state == LUUKKU_REPLY_UNCERTAIN ||
         (reply->state == LUUKKU_REPLY_QUEUED && luukku_by_hand_carries_replies (reply->channel));
}

LuukkuReply *
luukku_inbox_find_unticked (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (self->store, conversation, NULL);

  for (guint i = 0; unsent != NULL && i < unsent->len; i++) {
    LuukkuReply *reply = g_ptr_array_index (unsent, i);

    if (waits_for_person (reply))
      return luukku_store_get_reply (self->store, reply->id, NULL);
  }
  return NULL;
}

/* Returns: (transfer full): NULL with @error: gone, or nothing that a person may say. */
static LuukkuReply *
need_unticked (LuukkuInbox *self, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (self->store, id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (reply == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This reply is not in the outbox any more. Write it again in the conversation."));
  else if (!waits_for_person (reply))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Nobody needs to say what became of this reply: its state is known already."));
  else
    return g_steal_pointer (&reply);
  return NULL;
}

/* --- the tick */
static gboolean
set_state (LuukkuStore *store, const LuukkuReply *reply, LuukkuReplyState state, GError **error)
{
  return luukku_store_set_reply_state (store, reply->id, state, NULL, 0, error);
}

/* The drawing of luukku-store-replies.h has no shorter way for a reply that no program sends. */
static gboolean
lead_there (LuukkuStore *store, const Tick *tick, GError **error)
{
  LuukkuReplyState from = tick->reply->state;

  if (from == LUUKKU_REPLY_UNCERTAIN && tick->outcome->state == LUUKKU_REPLY_SENT)
    return TRUE;
  if (from == LUUKKU_REPLY_UNCERTAIN && !set_state (store, tick->reply, LUUKKU_REPLY_QUEUED, error))
    return FALSE;
  return from == LUUKKU_REPLY_SENDING || set_state (store, tick->reply, LUUKKU_REPLY_SENDING, error);
}

static gboolean
write_tick (LuukkuStore *store, gpointer data, GError **error)
{
  Tick *tick = data;

  return lead_there (store, tick, error) &&
         luukku_outcome_write (tick->outcome, store, tick->reply->id, &tick->case_moved, error);
}

gboolean
luukku_inbox_carry_out (LuukkuInbox *self, const LuukkuReply *reply, const LuukkuOutcome *outcome,
                        GError **error)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  Tick tick = { .inbox = self, .reply = reply, .outcome = outcome };

  if (!luukku_store_transaction (self->store, write_tick, &tick, error))
    return FALSE;
  if (outcome->state == LUUKKU_REPLY_FAILED)
    luukku_inbox_return_draft (self, reply);
  luukku_inbox_emit_reply (self, reply->id);
  if (tick.case_moved != 0)
    luukku_inbox_emit_case (self, tick.case_moved);
  return TRUE;
}

static gboolean
is_possible_time (const LuukkuReply *reply, gint64 at, gint64 now, GError **error)
{
  if (at <= now && at > reply->queued_at - SAID_IN_MINUTES)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The reply cannot have been sent at that time: it is in the future, or before the reply "
          "was checked. Give the time at which you sent it."));
  return FALSE;
}

gboolean
luukku_inbox_mark_sent (LuukkuInbox *self, gint64 id, gint64 at, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, id, error);
  g_autoptr (LuukkuOutcome) outcome = g_new0 (LuukkuOutcome, 1);
  LuukkuInboxChannel *entry = NULL;
  gint64 now = luukku_clock_now (self->clock);

  if (reply == NULL || !is_possible_time (reply, at != 0 ? at : now, now, error))
    return FALSE;
  outcome->state = LUUKKU_REPLY_SENT;
  outcome->platform_id = g_strconcat ("by-hand-", reply->idempotency_key, NULL);
  outcome->sent_at = MAX (at != 0 ? at : now, reply->queued_at);
  if (!luukku_inbox_carry_out (self, reply, outcome, error))
    return FALSE;
  entry = luukku_inbox_find_channel (self, reply->channel);
  if (entry != NULL && entry->outbox != NULL)
    luukku_outbox_kick (entry->outbox); /* a file may have waited for it */
  return TRUE;
}

static gboolean
mark_failed (LuukkuInbox *self, gint64 id, const char *sentence, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, id, error);
  g_autoptr (LuukkuOutcome) outcome = g_new0 (LuukkuOutcome, 1);

  if (reply == NULL)
    return FALSE;
  outcome->state = LUUKKU_REPLY_FAILED;
  outcome->sentence = g_strdup (sentence);
  return luukku_inbox_carry_out (self, reply, outcome, error);
}

gboolean
luukku_inbox_mark_not_sent (LuukkuInbox *self, gint64 id, GError **error)
{
  return mark_failed (self, id, luukku_tr (N_ ("The text is in the reply box again.")), error);
}

gboolean
luukku_inbox_mark_dropped (LuukkuInbox *self, gint64 id, GError **error)
{
  return mark_failed (self, id, luukku_tr (N_ ("It did not arrive and is not needed any more.")), error);
}
