/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-outcome-write.c: puts an outcome into the store, with all that belongs to it, as one transaction:
 * the end of the answer clock with SENT, the draft with FAILED. It calls nobody and tells nobody. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-outcome.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#define LATEST_MESSAGES 50 /* looked at when a reply was delivered */

typedef struct {
  const LuukkuOutcome *outcome;
  gint64 reply;
  gint64 case_moved; /* conversation, 0: none */
} Write;

/* The text of a reply that will not be sent goes back in front of what is being typed. */
static gboolean
give_back_draft (LuukkuStore *store, const LuukkuReply *reply, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *draft = luukku_store_get_draft (store, reply->conversation, &local);
  g_autofree char *joined = NULL;

  if (*reply->text == '\0')
    return TRUE; /* a file alone: its text was sent before */
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  joined = luukku_drafts_join (reply->text, draft);
  return luukku_store_put_draft (store, reply->conversation, joined, error);
}

/* What the resident wrote after the clerk had written is not answered by this reply, however late it left:
 * the clock runs on from there. Both times are of our own clock; the platform's may be off. */
static gboolean
restart_clock (LuukkuStore *store, const LuukkuReply *reply, GError **error)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (store, reply->conversation, LATEST_MESSAGES, error);
  gint64 now = luukku_clock_now (luukku_store_get_clock (store));

  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);
    gint64 sent_at = luukku_message_get_sent_at (stored->message);
    const LuukkuCaseNote note = {
      .actor = LUUKKU_INBOX_RESIDENT_ACTOR,
      .at = sent_at > 0 ? MIN (sent_at, now) : now,
    };

    if (luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN &&
        luukku_message_get_fetched_at (stored->message) > reply->queued_at)
      return luukku_case_note (store, reply->conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, NULL, error);
  }
  return TRUE;
}

static gboolean
write_sent (LuukkuStore *store, const LuukkuReply *reply, Write *write, GError **error)
{
  const LuukkuOutcome *outcome = write->outcome;
  gboolean moved = FALSE;

  if (!luukku_store_set_reply_sent (store, reply->id, outcome->platform_id, outcome->sent_at, error) ||
      !luukku_delivery_note (store, reply->conversation, reply->sender, outcome->sent_at, &moved, error))
    return FALSE;
  write->case_moved = moved ? reply->conversation : 0;
  return !moved || restart_clock (store, reply, error);
}

static gboolean
write_outcome (LuukkuStore *store, gpointer data, GError **error)
{
  Write *write = data;
  const LuukkuOutcome *outcome = write->outcome;
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (store, write->reply, error);

  if (reply == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (
          error, LUUKKU_ERROR_NOT_FOUND,
          N_ ("A reply is not in the store any more. Look in the service whether it was sent."));
    return FALSE;
  }
  if (outcome->state == LUUKKU_REPLY_SENT)
    return write_sent (store, reply, write, error);
  if (!luukku_store_set_reply_state (store, reply->id, outcome->state, outcome->sentence,
                                     outcome->next_try_at, error))
    return FALSE;
  return outcome->state != LUUKKU_REPLY_FAILED || give_back_draft (store, reply, error);
}

gboolean
luukku_outcome_write (const LuukkuOutcome *self, LuukkuStore *store, gint64 reply, gint64 *ret_case_moved,
                      GError **error)
{
  Write write = { .outcome = self, .reply = reply };

  if (!luukku_store_transaction (store, write_outcome, &write, error))
    return FALSE;
  *ret_case_moved = write.case_moved;
  return TRUE;
}
