/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-foreign.c: what comes and goes on accounts of other prpls. They give messages no id, and
 * nobody confirms a delivery: a reply counts as sent when the account has taken it, and is UNCERTAIN when it
 * has not said so. The row is on disk before the text leaves, see write_foreign() in luukku-inbox-out.c. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-health.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-outcome.h"

#define CLOCK_SKEW G_TIME_SPAN_MINUTE
#define MAX_SAID_AGAIN 200 /* newest messages of a room among which a line is looked for */

gboolean
luukku_inbox_open_foreign (LuukkuInbox *self, const char *channel, const char *name, GError **error)
{
  return luukku_store_put_channel (self->store, channel, name, NULL, error) &&
         luukku_outbox_recover_unasked (self->store, channel, error);
}

void
luukku_inbox_set_foreign_link (LuukkuInbox *self, const char *channel, const char *trouble,
                               gboolean needs_person)
{
  g_autoptr (GError) error = NULL;
  gint64 now = luukku_clock_now (self->clock);

  if (trouble == NULL) {
    luukku_store_close_gap (self->store, channel, now, NULL, &error);
    luukku_inbox_note_checked (self, channel, 0);
  } else {
    luukku_inbox_note_trouble (self, channel, trouble, 0, needs_person);
    luukku_store_open_gap (self->store, channel, now, LUUKKU_INBOX_AWAY, &error);
  }
  if (error != NULL)
    g_debug ("gap not written: %s %d", g_quark_to_string (error->domain), error->code);
}

/* Of a room there is no resident: each message names its own. */
static LuukkuThread *
make_thread (const char *who, const char *name, const char *room)
{
  LuukkuThread *thread = luukku_thread_new (who);

  thread->is_public = room != NULL;
  thread->resident_id = room == NULL ? g_strdup (who) : NULL;
  thread->resident_name = g_strdup (room != NULL ? room : name);
  thread->title = g_strdup (room);
  return thread;
}

gboolean
luukku_inbox_need_foreign (LuukkuInbox *self, const char *channel, const char *who, const char *room,
                           GError **error)
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
  thread = make_thread (who, NULL, room);
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
  whole = g_strdup_printf ("%s\n%d\n%" G_GINT64_FORMAT "\n%s%s%s", message->who, message->from_us,
                           message->sent_at, message->room != NULL ? message->name : "",
                           message->room != NULL ? "\n" : "", message->text);
  digest = luukku_digest_text (whole);
  return g_strconcat ("again-", digest, NULL);
}

/* A room shows its last lines to whoever enters it, also those that came while we were there. Its clock and
 * ours differ a little. */
static gboolean
is_said_again (LuukkuInbox *self, const char *channel, const LuukkuForeignMessage *message, const char *text)
{
  g_autoptr (LuukkuConversation) room = NULL;
  g_autoptr (GPtrArray) known = NULL;

  if (message->room == NULL || message->sent_at == 0)
    return FALSE;
  room = luukku_store_find_conversation (self->store, channel, message->who, NULL);
  if (room != NULL)
    known =
        luukku_store_list_messages (self->store, luukku_conversation_peek (room)->id, MAX_SAID_AGAIN, NULL);
  for (guint i = 0; known != NULL && i < known->len; i++) {
    LuukkuMessage *of = ((LuukkuStoredMessage *) g_ptr_array_index (known, i))->message;
    gboolean theirs = luukku_message_get_direction (of) == LUUKKU_DIRECTION_IN;

    if (theirs != message->from_us &&
        ABS (luukku_message_get_sent_at (of) - message->sent_at) <= CLOCK_SKEW &&
        (!theirs || g_strcmp0 (luukku_message_get_author_name (of), message->name) == 0) &&
        g_strcmp0 (luukku_message_get_text (of), text) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
luukku_inbox_receive_foreign (LuukkuInbox *self, const char *channel, const LuukkuForeignMessage *message,
                              GError **error)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autofree char *id = name_of (message);
  g_autofree char *text = luukku_text_make_valid (message->text, -1);
  gint64 now = luukku_clock_now (self->clock);
  const LuukkuMessageInit init = {
    .channel = channel,
    .conversation_id = message->who,
    .platform_id = id,
    .direction = message->from_us ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = message->from_us ? NULL : (message->room != NULL ? message->name : message->who),
    .author_name = message->from_us ? NULL : message->name,
    .text = text,
    .sent_at = message->sent_at != 0 ? MIN (message->sent_at, now) : now,
    .fetched_at = now,
  };

  if (is_said_again (self, channel, message, text))
    return TRUE;
  g_ptr_array_add (batch->threads, make_thread (message->who, message->name, message->room));
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

static gboolean
settle (LuukkuInbox *self, LuukkuReply *reply, gboolean taken)
{
  g_autoptr (LuukkuOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

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
luukku_inbox_foreign_sent (LuukkuInbox *self, const char *channel, const char *who, gboolean taken)
{
  g_autoptr (LuukkuReply) reply = find_reply (self, channel, who, LUUKKU_REPLY_SENDING, NULL);

  return reply != NULL && settle (self, reply, taken);
}

gboolean
luukku_inbox_foreign_shown (LuukkuInbox *self, const char *channel, const char *who, const char *text)
{
  g_autoptr (LuukkuReply) reply = find_reply (self, channel, who, LUUKKU_REPLY_SENDING, text);

  return reply != NULL ? settle (self, reply, TRUE) : luukku_inbox_foreign_echoed (self, channel, who, text);
}

gboolean
luukku_inbox_foreign_echoed (LuukkuInbox *self, const char *channel, const char *who, const char *text)
{
  g_autoptr (LuukkuReply) reply = find_reply (self, channel, who, LUUKKU_REPLY_UNCERTAIN, text);

  return reply != NULL && luukku_inbox_mark_sent (self, reply->id, 0, NULL);
}
