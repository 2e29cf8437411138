/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-foreign.c: what comes and goes on accounts of other prpls. They give messages no id, and
 * nobody confirms a delivery: a reply counts as sent when the account has taken it, and is UNCERTAIN when it
 * has not said so. The row is on disk before the text leaves, see write_foreign() in luukku-inbox-out.c. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-outcome.h"

gboolean
luukku_inbox_open_foreign (LuukkuInbox *self, const char *channel, const char *name, GError **error)
{
  return luukku_store_put_channel (self->store, channel, name, NULL, error) &&
         luukku_outbox_recover_unasked (self->store, channel, error);
}

gboolean
luukku_inbox_need_foreign (LuukkuInbox *self, const char *channel, const char *who, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuConversation) found = luukku_store_find_conversation (self->store, channel, who, &local);
  g_autoptr (LuukkuThread) thread = NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (found != NULL)
    return TRUE;
  thread = luukku_thread_new (who);
  thread->resident_id = g_strdup (who);
  return luukku_store_put_thread (self->store, channel, thread, NULL, error);
}

/* What an account shows again at each login (@sent_at is its own time) is the same message; what comes live
 * is always a new one: a resident may say "yes" twice. */
static char *
name_of (const LuukkuForeignMessage *message)
{
  g_autofree char *whole = NULL;
  g_autofree char *digest = NULL;

  if (message->sent_at == 0)
    return g_uuid_string_random ();
  whole = g_strdup_printf ("%s\n%d\n%" G_GINT64_FORMAT "\n%s", message->who, message->from_us,
                           message->sent_at, message->text);
  digest = luukku_digest_text (whole);
  return g_strconcat ("again-", digest, NULL);
}

gboolean
luukku_inbox_receive_foreign (LuukkuInbox *self, const char *channel, const LuukkuForeignMessage *message,
                              GError **error)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new (message->who);
  g_autofree char *id = name_of (message);
  g_autofree char *text = luukku_text_make_valid (message->text, -1);
  gint64 now = luukku_clock_now (self->clock);
  const LuukkuMessageInit init = {
    .channel = channel,
    .conversation_id = message->who,
    .platform_id = id,
    .direction = message->from_us ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = message->from_us ? NULL : message->who,
    .author_name = message->from_us ? NULL : message->name,
    .text = text,
    .sent_at = message->sent_at != 0 ? MIN (message->sent_at, now) : now,
    .fetched_at = now,
  };

  thread->resident_id = g_strdup (message->who);
  thread->resident_name = g_strdup (message->name);
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, luukku_message_new (&init));

  return luukku_inbox_receive (self, channel, batch, error);
}

/* --- out */

/* Returns: (transfer full) (nullable): the newest reply to @who in @state; with @text when that is not NULL.
 */
static LuukkuReply *
find_reply (LuukkuInbox *self, const char *channel, const char *who, LuukkuReplyState state, const char *text)
{
  g_autoptr (LuukkuConversation) to = luukku_store_find_conversation (self->store, channel, who, NULL);
  g_autoptr (GPtrArray) unsent =
      to != NULL ? luukku_store_list_unsent (self->store, luukku_conversation_peek (to)->id, NULL) : NULL;

  for (guint i = unsent != NULL ? unsent->len : 0; i > 0; i--) {
    const LuukkuReply *reply = g_ptr_array_index (unsent, i - 1);

    if (reply->state == state && (text == NULL || g_str_equal (reply->text, text)))
      return luukku_store_get_reply (self->store, reply->id, NULL);
  }
  return NULL;
}

gboolean
luukku_inbox_foreign_sent (LuukkuInbox *self, const char *channel, const char *who, gboolean taken)
{
  g_autoptr (LuukkuReply) reply = find_reply (self, channel, who, LUUKKU_REPLY_SENDING, NULL);
  g_autoptr (LuukkuOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  if (reply == NULL)
    return FALSE;
  outcome = luukku_outcome_new_uncertain (FALSE);
  if (taken) {
    g_clear_pointer (&outcome->sentence, g_free);
    outcome->state = LUUKKU_REPLY_SENT;
    outcome->platform_id = g_strconcat ("unconfirmed-", reply->idempotency_key, NULL);
    outcome->sent_at = luukku_clock_now (self->clock);
  }
  if (luukku_inbox_carry_out (self, reply, outcome, &error))
    return TRUE;
  g_debug ("what became of a reply was not written: %s %d", g_quark_to_string (error->domain), error->code);
  return FALSE;
}

gboolean
luukku_inbox_foreign_echoed (LuukkuInbox *self, const char *channel, const char *who, const char *text)
{
  g_autoptr (LuukkuReply) reply = find_reply (self, channel, who, LUUKKU_REPLY_UNCERTAIN, text);

  return reply != NULL && luukku_inbox_mark_sent (self, reply->id, 0, NULL);
}
