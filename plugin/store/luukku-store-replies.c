/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-replies.c: the outbox. A reply is on disk before it is sent and SENT only with the platform's
 * id; the arrows of luukku-store-replies.h are the table below. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-replies.h"

#include "base/luukku-error.h"
#include "model/luukku-message.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-private.h"

#define N_STATES (LUUKKU_REPLY_UNCERTAIN + 1)

static const gboolean arrows[N_STATES][N_STATES] = {
  [LUUKKU_REPLY_QUEUED] = { [LUUKKU_REPLY_SENDING] = TRUE },
  [LUUKKU_REPLY_SENDING] = { [LUUKKU_REPLY_SENT] = TRUE,
                             [LUUKKU_REPLY_FAILED] = TRUE,
                             [LUUKKU_REPLY_QUEUED] = TRUE,
                             [LUUKKU_REPLY_UNCERTAIN] = TRUE },
  [LUUKKU_REPLY_UNCERTAIN] = { [LUUKKU_REPLY_SENT] = TRUE, [LUUKKU_REPLY_QUEUED] = TRUE },
};

void
luukku_reply_free (LuukkuReply *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->text);
  g_free (self->sender);
  g_free (self->idempotency_key);
  g_free (self->permit);
  g_free (self->platform_id);
  g_free (self->error);
  g_free (self);
}

/* --- reading */

#define SELECT_REPLY(SELF, WHERE)                                                                            \
  (luukku_store_get_schema (SELF) < LUUKKU_STORE_SCHEMA_WRITING ? REPLY_COLUMNS "0" REPLY_FROM WHERE         \
                                                                : REPLY_COLUMNS                              \
       "r.undo_until" REPLY_FROM WHERE)
#define REPLY_COLUMNS                                                                                        \
  "SELECT r.id, r.conversation, c.key, r.text, r.sender, r.idempotency_key, r.permit, r.state, r.tries, "    \
  "r.queued_at, r.changed_at, r.next_try_at, r.platform_id, r.error, "
#define REPLY_FROM " FROM reply r JOIN channel c ON c.id = r.channel "

static LuukkuReply *
read_reply (LuukkuQuery *query)
{
  LuukkuReply *reply = g_new0 (LuukkuReply, 1);

  reply->id = luukku_query_get_int (query, 0);
  reply->conversation = luukku_query_get_int (query, 1);
  reply->channel = luukku_query_dup_text (query, 2);
  reply->text = luukku_query_dup_text (query, 3);
  reply->sender = luukku_query_dup_text (query, 4);
  reply->idempotency_key = luukku_query_dup_text (query, 5);
  reply->permit = luukku_query_dup_text (query, 6);
  reply->state = (LuukkuReplyState) luukku_query_get_int (query, 7);
  reply->tries = (guint) luukku_query_get_int (query, 8);
  reply->queued_at = luukku_query_get_int (query, 9);
  reply->changed_at = luukku_query_get_int (query, 10);
  reply->next_try_at = luukku_query_get_int (query, 11);
  reply->platform_id = luukku_query_dup_text (query, 12);
  reply->error = luukku_query_dup_text (query, 13);
  reply->undo_until = luukku_query_get_int (query, 14);
  return reply;
}

static GPtrArray *
run_replies (LuukkuQuery *query, GError **error)
{
  g_autoptr (GPtrArray) replies = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reply_free);

  while (luukku_query_next (query))
    g_ptr_array_add (replies, read_reply (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&replies) : NULL;
}

LuukkuReply *
luukku_store_get_reply (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_REPLY (self, "WHERE r.id = ?"));
  g_autoptr (LuukkuReply) reply = NULL;

  luukku_query_bind_int (query, 1, id);
  if (luukku_query_next (query))
    reply = read_reply (query);
  return luukku_query_finish (query, error) ? g_steal_pointer (&reply) : NULL;
}

gint64
luukku_store_get_reply_message (LuukkuStore *self, gint64 id)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT coalesce (message, 0) FROM reply WHERE id = ?");
  gint64 message = 0;

  luukku_query_bind_int (query, 1, id);
  return luukku_query_run_int (query, 0, &message, NULL) ? message : 0;
}

/* --- undelivered */

/* What the reply with the message @message answered: the resident's oldest message since the town's last
 * other one. Returns: FALSE with @error; *@ret_at: UTC µs, @otherwise when there is none. */
static gboolean
find_waiting (LuukkuStore *self, gint64 conversation, gint64 message, gint64 otherwise, gint64 *ret_at,
              GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT min (m.sent_at) FROM message m WHERE m.conversation = ?1 AND m.direction = ?3 AND m.sent_at > "
      "coalesce ((SELECT max (o.sent_at) FROM message o WHERE o.conversation = ?1 AND o.direction <> ?3 AND "
      "o.id <> ?2), 0)");

  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, message);
  luukku_query_bind_int (query, 3, LUUKKU_DIRECTION_IN);
  return luukku_query_run_int (query, otherwise, ret_at, error);
}

static gboolean
write_undelivered (LuukkuStore *self, gint64 id, const char *sentence, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "UPDATE reply SET state = ?, error = ?, changed_at = ? WHERE id = ?");

  luukku_query_bind_int (query, 1, LUUKKU_REPLY_FAILED);
  luukku_query_bind_text (query, 2, sentence);
  luukku_query_bind_int (query, 3, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_int (query, 4, id);
  return luukku_query_run (query, error);
}

/* What belongs to no case (a letter to a supervisor) has nothing that could wait again. */
static gboolean
wait_again (LuukkuStore *self, gint64 conversation, gint64 message, const char *sentence, GError **error)
{
  LuukkuCaseNote note = { .actor = "luukku",
                          .at = luukku_clock_now (luukku_store_get_clock (self)),
                          .detail = sentence };
  g_autoptr (GError) problem = NULL;
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self, conversation, &problem);
  g_autoptr (LuukkuCase) after = NULL;

  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (item == NULL)
    return TRUE;
  if (!find_waiting (self, conversation, message, note.at, &note.until, error))
    return FALSE;
  after = luukku_store_case_event (self, conversation, LUUKKU_CASE_EVENT_REPLY_UNDELIVERED, &note, error);
  return after != NULL;
}

static gboolean
set_undelivered (LuukkuStore *self, const char *channel, const char *platform_id, const char *sentence,
                 gint64 *ret_reply, gint64 *ret_conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT r.id, r.conversation, r.message FROM reply r JOIN channel c ON c.id = r.channel "
      "WHERE c.key = ? AND r.platform_id = ? AND r.state = ?");
  gint64 reply = 0, conversation = 0, message = 0;

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, platform_id);
  luukku_query_bind_int (query, 3, LUUKKU_REPLY_SENT);
  if (luukku_query_next (query)) {
    reply = luukku_query_get_int (query, 0);
    conversation = luukku_query_get_int (query, 1);
    message = luukku_query_get_int (query, 2);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  if (reply != 0 && (!write_undelivered (self, reply, sentence, error) ||
                     !wait_again (self, conversation, message, sentence, error)))
    return FALSE;
  *ret_reply = reply;
  *ret_conversation = conversation;
  return TRUE;
}

gboolean
luukku_store_set_reply_undelivered (LuukkuStore *self, const char *channel, const char *platform_id,
                                    const char *sentence, gint64 *ret_reply, gint64 *ret_conversation,
                                    GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (
      self, set_undelivered (self, channel, platform_id, sentence, ret_reply, ret_conversation, error),
      error);
}

GPtrArray *
luukku_store_list_pending (LuukkuStore *self, const char *channel, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        SELECT_REPLY (self, "WHERE c.key = ? AND r.state IN (0, 1, 4) ORDER BY r.id"));

  luukku_query_bind_text (query, 1, channel);
  return run_replies (query, error);
}

GPtrArray *
luukku_store_list_unsent (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        SELECT_REPLY (self, "WHERE r.conversation = ? AND r.state <> 2 ORDER BY r.id"));

  luukku_query_bind_int (query, 1, conversation);
  return run_replies (query, error);
}

/* --- writing */

gint64
luukku_store_add_reply (LuukkuStore *self, const LuukkuReplyInit *init, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *key = g_uuid_string_random ();
  gint64 id;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (init->sender, error) ||
      !luukku_store_take_text (init->text, error) || !luukku_store_take_text (init->permit, error))
    return 0;
  if (init->text == NULL || *init->text == '\0' || init->permit == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("An empty reply cannot be sent. Write something and send it again."));
    return 0;
  }
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO reply (channel, conversation, text, sender, idempotency_key, permit, "
                        "queued_at, changed_at, undo_until) SELECT channel, id, ?2, ?3, ?4, ?5, ?6, ?6, ?7 "
                        "FROM conversation WHERE id = ?1 RETURNING id");
  luukku_query_bind_int (query, 1, init->conversation);
  luukku_query_bind_text (query, 2, init->text);
  luukku_query_bind_text (query, 3, init->sender);
  luukku_query_bind_text (query, 4, key);
  luukku_query_bind_text (query, 5, init->permit);
  luukku_query_bind_int (query, 6, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_int (query, 7, init->undo_until);
  if (!luukku_query_run_int (query, 0, &id, error))
    return 0;
  if (id == 0)
    luukku_store_not_found (error);
  return id;
}

/* Returns: (transfer full): NULL with @error also when there is no such reply. */
static LuukkuReply *
need_reply (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (GError) problem = NULL;
  LuukkuReply *reply = luukku_store_get_reply (self, id, &problem);

  if (reply != NULL)
    return reply;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    luukku_store_not_found (error);
  return NULL;
}

static gboolean
has_arrow (LuukkuReplyState from, LuukkuReplyState to)
{
  return (guint) from < N_STATES && (guint) to < N_STATES && arrows[from][to];
}

static gboolean
fail_no_arrow (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("This reply is not in a state that allows that. Refresh the conversation to see what became "
          "of it."));
  return FALSE;
}

static gboolean
set_state (LuukkuStore *self, gint64 id, LuukkuReplyState state, const char *error_text, gint64 next_try_at,
           GError **error)
{
  g_autoptr (LuukkuReply) reply = need_reply (self, id, error);
  g_autoptr (LuukkuQuery) query = NULL;

  if (reply == NULL || !luukku_store_take_text (error_text, error))
    return FALSE;
  if (state == LUUKKU_REPLY_SENT || !has_arrow (reply->state, state))
    return fail_no_arrow (error); /* SENT needs the platform's id */
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE reply SET state = ?, tries = tries + ?, error = ?, next_try_at = ?, "
                            "changed_at = ? WHERE id = ?");
  luukku_query_bind_int (query, 1, state);
  luukku_query_bind_int (query, 2, state == LUUKKU_REPLY_SENDING ? 1 : 0);
  luukku_query_bind_text (query, 3, error_text);
  luukku_query_bind_int (query, 4, next_try_at);
  luukku_query_bind_int (query, 5, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_int (query, 6, id);
  return luukku_query_run (query, error) &&
         (state != LUUKKU_REPLY_FAILED || luukku_store_return_files (self, id, error));
}

gboolean
luukku_store_set_reply_state (LuukkuStore *self, gint64 id, LuukkuReplyState state, const char *error_text,
                              gint64 next_try_at, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, set_state (self, id, state, error_text, next_try_at, error), error);
}

gboolean
luukku_store_release_reply (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 changed;

  if (!luukku_store_can_write (self, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE reply SET undo_until = 0 WHERE id = ? AND state = ? RETURNING id");
  luukku_query_bind_int (query, 1, id);
  luukku_query_bind_int (query, 2, LUUKKU_REPLY_QUEUED);
  if (!luukku_query_run_int (query, 0, &changed, error))
    return FALSE;
  return changed != 0 || fail_no_arrow (error);
}

/* --- sent */

/* *@ret_id 0: nothing with this platform id. */
static gboolean
find_message (LuukkuStore *self, const LuukkuReply *reply, const char *platform_id, gint64 *ret_id,
              LuukkuDirection *ret_direction, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT m.id, m.direction FROM message m JOIN channel c ON c.id = m.channel "
                        "WHERE c.key = ? AND m.platform_id = ?");

  *ret_id = 0;
  luukku_query_bind_text (query, 1, reply->channel);
  luukku_query_bind_text (query, 2, platform_id);
  if (luukku_query_next (query)) {
    *ret_id = luukku_query_get_int (query, 0);
    *ret_direction = (LuukkuDirection) luukku_query_get_int (query, 1);
  }
  return luukku_query_finish (query, error);
}

/* The fetch was faster than the answer to the send: what looked like a reply written elsewhere is ours. */
static gboolean
take_over (LuukkuStore *self, gint64 message, LuukkuDirection direction, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (direction != LUUKKU_DIRECTION_OUT_OTHER) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("The platform gave this reply the number of another message. Look at the conversation on "
            "the platform before you answer again."));
    return FALSE;
  }
  query = luukku_query_new (luukku_store_get_db (self), "UPDATE message SET direction = ? WHERE id = ?");
  luukku_query_bind_int (query, 1, LUUKKU_DIRECTION_OUT);
  luukku_query_bind_int (query, 2, message);
  return luukku_query_run (query, error);
}

static gboolean
insert_sent (LuukkuStore *self, const LuukkuReply *reply, const char *platform_id, gint64 sent_at,
             gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuQuery) insert = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO message (channel, conversation, platform_id, direction, sent_at, fetched_at, author_name, "
      "text) "
      "SELECT channel, id, ?2, ?3, ?4, ?5, ?6, ?7 FROM conversation WHERE id = ?1 RETURNING id");
  g_autoptr (LuukkuMessage) message = NULL;
  LuukkuMessageInit init = {
    .channel = reply->channel,
    .conversation_id = "-", /* only time and direction are looked at */
    .platform_id = platform_id,
    .direction = LUUKKU_DIRECTION_OUT,
    .text = reply->text,
    .sent_at = sent_at,
  };

  luukku_query_bind_int (insert, 1, reply->conversation);
  luukku_query_bind_text (insert, 2, platform_id);
  luukku_query_bind_int (insert, 3, LUUKKU_DIRECTION_OUT);
  luukku_query_bind_int (insert, 4, sent_at);
  luukku_query_bind_int (insert, 5, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (insert, 6, reply->sender);
  luukku_query_bind_text (insert, 7, reply->text);
  if (!luukku_query_run_int (insert, 0, ret_id, error))
    return FALSE;
  message = luukku_message_new (&init);
  return luukku_store_note_message (self, reply->conversation, *ret_id, message, NULL, error);
}

static gboolean
write_sent (LuukkuStore *self, gint64 id, const char *platform_id, gint64 message, gboolean met_again,
            GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "UPDATE reply SET state = ?, platform_id = ?, message = ?, met_again = ?, "
                                  "error = NULL, next_try_at = 0, changed_at = ? WHERE id = ?");

  luukku_query_bind_int (query, 1, LUUKKU_REPLY_SENT);
  luukku_query_bind_text (query, 2, platform_id);
  luukku_query_bind_int (query, 3, message);
  luukku_query_bind_int (query, 4, met_again ? 1 : 0);
  luukku_query_bind_int (query, 5, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_int (query, 6, id);
  return luukku_query_run (query, error);
}

static gboolean
set_sent (LuukkuStore *self, gint64 id, const char *platform_id, gint64 sent_at, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_reply (self, id, error);
  LuukkuDirection direction = LUUKKU_DIRECTION_IN;
  gint64 message;
  gboolean met;

  if (reply == NULL || !luukku_store_take_name (platform_id, error))
    return FALSE;
  if (reply->state == LUUKKU_REPLY_SENT && g_strcmp0 (reply->platform_id, platform_id) == 0)
    return TRUE; /* told twice */
  if (!has_arrow (reply->state, LUUKKU_REPLY_SENT))
    return fail_no_arrow (error);
  if (!find_message (self, reply, platform_id, &message, &direction, error))
    return FALSE;
  met = message != 0;
  if (met ? !take_over (self, message, direction, error)
          : !insert_sent (self, reply, platform_id, sent_at, &message, error))
    return FALSE;
  return write_sent (self, id, platform_id, message, met, error) &&
         luukku_store_deliver_files (self, id, message, error);
}

gboolean
luukku_store_set_reply_sent (LuukkuStore *self, gint64 id, const char *platform_id, gint64 sent_at,
                             GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, set_sent (self, id, platform_id, sent_at, error), error);
}

/* --- after a crash */

int
luukku_store_recover_replies (LuukkuStore *self, const char *channel, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  int count = 0;

  if (!luukku_store_can_write (self, error))
    return -1;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "UPDATE reply SET state = ?1, changed_at = ?2, next_try_at = 0, error = ?3 "
      "WHERE state = ?4 AND channel = (SELECT id FROM channel WHERE key = ?5) RETURNING id");
  luukku_query_bind_int (query, 1, LUUKKU_REPLY_UNCERTAIN);
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (
      query, 3,
      luukku_tr (N_ ("Luukku ended while this reply was being sent. It is looked up at the "
                     "platform before anything is sent again.")));
  luukku_query_bind_int (query, 4, LUUKKU_REPLY_SENDING);
  luukku_query_bind_text (query, 5, channel);
  while (luukku_query_next (query))
    count++;
  return luukku_query_finish (query, error) ? count : -1;
}
