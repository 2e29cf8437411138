/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-in.c: what a channel brought. A batch, its cases and its cursor are one transaction: after a
 * crash the same batch comes again and nothing is double, or it is all there. Nobody is told before the
 * commit. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-erasure.h"
#include "inbox/luukku-inbox-private.h"
#include "rules/luukku-retention-plan.h"
#include "language/luukku-language.h"
#include "store/luukku-store-sanctions.h"

typedef struct {
  LuukkuInbox *inbox; /* (no ref) */
  const char *channel;
  LuukkuBatch *batch;        /* (no ref) */
  GHashTable *conversations; /* platform id -> gint64* of the store */
  GHashTable *seen;          /* set of platform ids of the messages; keys belong to the batch */
  GArray *news;              /* LuukkuNews */
  GHashTable *moved;         /* set of conversations whose case changed */
  GArray *replies;           /* gint64: replies that did not arrive after all */
} Receive;

static void
add_news (Receive *self, gint64 conversation, gint64 message, LuukkuIngest what, gboolean gone)
{
  const LuukkuNews news = { .conversation = conversation, .message = message, .what = what, .gone = gone };

  g_array_append_val (self->news, news);
}

static void
add_moved (Receive *self, gint64 conversation)
{
  g_hash_table_add (self->moved, g_memdup2 (&conversation, sizeof conversation));
}

static gboolean
put_thread (Receive *self, const LuukkuThread *thread, GError **error)
{
  gint64 id = 0;

  if (!luukku_store_put_thread (self->inbox->store, self->channel, thread, &id, error))
    return FALSE;
  g_hash_table_insert (self->conversations, g_strdup (thread->conversation_id), g_memdup2 (&id, sizeof id));
  return TRUE;
}

/* Returns: the store's number of the conversation of @message, which is made when the batch told nothing of
 * it; 0 with
 * @error. */
static gint64
conversation_of (Receive *self, LuukkuMessage *message, GError **error)
{
  const char *platform_id = luukku_message_get_conversation_id (message);
  const gint64 *known = g_hash_table_lookup (self->conversations, platform_id);
  g_autoptr (LuukkuConversation) found = NULL;
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (GError) local = NULL;
  gint64 id = 0;

  if (known != NULL)
    return *known;
  found = luukku_store_find_conversation (self->inbox->store, self->channel, platform_id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return 0;
  }
  if (found != NULL) {
    id = luukku_conversation_peek (found)->id;
    g_hash_table_insert (self->conversations, g_strdup (platform_id), g_memdup2 (&id, sizeof id));
    return id;
  }
  thread = luukku_thread_new (platform_id);
  if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_IN) {
    thread->resident_id = g_strdup (luukku_message_get_author_id (message));
    thread->resident_name = g_strdup (luukku_message_get_author_name (message));
  }
  if (!put_thread (self, thread, error))
    return 0;
  known = g_hash_table_lookup (self->conversations, platform_id);
  return *known;
}

/* Returns: whether a reply of ours with the same words is being sent: then the platform shows our own reply
 * before its answer reached us, and nobody answered elsewhere. */
static gboolean
is_on_its_way (Receive *self, gint64 conversation, LuukkuMessage *message)
{
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (self->inbox->store, conversation, NULL);

  for (guint i = 0; unsent != NULL && i < unsent->len; i++) {
    const LuukkuReply *reply = g_ptr_array_index (unsent, i);

    if (reply->state == LUUKKU_REPLY_SENDING && g_str_equal (reply->text, luukku_message_get_text (message)))
      return TRUE;
  }
  return FALSE;
}

/* A message that was not there before moves its case. */
static gboolean
move_case (Receive *self, gint64 conversation, LuukkuMessage *message, GError **error)
{
  LuukkuStore *store = self->inbox->store;
  gint64 now = luukku_clock_now (self->inbox->clock);
  gint64 sent_at = luukku_message_get_sent_at (message);
  LuukkuCaseNote note = { .actor = LUUKKU_INBOX_RESIDENT_ACTOR };
  g_autoptr (LuukkuCase) item = NULL;
  gboolean moved = FALSE;

  /* A platform's clock that runs ahead, or no time at all, must not give more time to answer or take it. */
  note.at = sent_at > 0 ? MIN (sent_at, now) : now;
  if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_IN) {
    item = luukku_store_case_event (store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, error);
    if (item == NULL)
      return FALSE;
    add_moved (self, conversation);
    return TRUE;
  }
  item = luukku_store_find_case (store, conversation, NULL);
  if (item == NULL || luukku_case_peek (item)->waiting_since == 0 ||
      is_on_its_way (self, conversation, message))
    return TRUE;
  if (!luukku_delivery_note (store, conversation, LUUKKU_INBOX_ELSEWHERE_ACTOR, note.at, &moved, error))
    return FALSE;
  if (moved)
    add_moved (self, conversation);
  return TRUE;
}

/* What a banned resident writes is kept, out of sight: no case, no clock. It is looked at all the same, and a
 * threat, or somebody in need, comes into sight (luukku-inbox-labels.c). */
static gboolean
put_away (Receive *self, LuukkuMessage *message, gint64 id, gboolean *ret_away, GError **error)
{
  LuukkuStore *store = self->inbox->store;
  const char *author = luukku_message_get_author_id (message);
  g_autoptr (LuukkuSanction) sanction = NULL;

  if (luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN || author == NULL)
    return TRUE;
  sanction =
      luukku_store_find_sanction (store, self->channel, author, luukku_clock_now (self->inbox->clock), NULL);
  *ret_away = sanction != NULL;
  return sanction == NULL || luukku_store_put_out_of_sight (store, id, sanction->id, error);
}

static gboolean
put_message (Receive *self, LuukkuMessage *message, GError **error)
{
  gint64 conversation = conversation_of (self, message, error);
  LuukkuIngest what = LUUKKU_INGEST_KNOWN;
  gboolean away = FALSE;
  gint64 id = 0;

  if (conversation == 0)
    return FALSE;
  if (!luukku_store_put_message (self->inbox->store, message,
                                 luukku_language_guess (luukku_message_get_text (message)), &what, &id,
                                 error))
    return FALSE;
  if (what == LUUKKU_INGEST_NEW && !put_away (self, message, id, &away, error))
    return FALSE;
  if (what == LUUKKU_INGEST_NEW && !away && !move_case (self, conversation, message, error))
    return FALSE;
  if (what != LUUKKU_INGEST_KNOWN)
    add_news (self, conversation, id, what, FALSE);
  return TRUE;
}

/* The sender took the message back: by the pack's wish its words go from here too, unless a record or a hold
 * needs them (luukku_withdraw_unsent()). Our own replies stay. */
static gboolean
withdraw (Receive *self, gint64 message, const char *how, GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->inbox->gate);
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autofree char *ground = NULL;
  gboolean withdrawn;

  if (pack == NULL || !luukku_retention_withdraws_unsent (pack))
    return TRUE;
  row = luukku_store_get_message (self->inbox->store, message, error);
  if (row == NULL)
    return FALSE;
  if (luukku_message_get_direction (row->message) != LUUKKU_DIRECTION_IN)
    return TRUE;
  ground = g_strdup_printf ("%s; %s %s: Unsend=withdraw", how, luukku_pack_get_id (pack),
                            luukku_pack_get_version (pack));
  return luukku_withdraw_unsent (self->inbox->store, message, ground, &withdrawn, error);
}

static gboolean
mark_disappeared (Receive *self, const LuukkuThread *thread, GError **error)
{
  const gint64 *conversation = g_hash_table_lookup (self->conversations, thread->conversation_id);
  g_autoptr (GArray) ids = NULL;

  if (thread->window_from == G_MAXINT64)
    return TRUE;
  if (!luukku_store_mark_disappeared (self->inbox->store, self->channel, thread, self->seen, &ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    add_news (self, *conversation, g_array_index (ids, gint64, i), LUUKKU_INGEST_CHANGED, TRUE);
    if (!withdraw (self, g_array_index (ids, gint64, i), "not shown by the platform any more", error))
      return FALSE;
  }
  return TRUE;
}

/* The platform itself says that it was deleted; what we never had is not missing. */
static gboolean
mark_gone (Receive *self, const char *platform_id, GError **error)
{
  gint64 conversation = 0, message = 0;

  if (!luukku_store_mark_gone (self->inbox->store, self->channel, platform_id, &conversation, &message,
                               error))
    return FALSE;
  if (message == 0)
    return TRUE;
  add_news (self, conversation, message, LUUKKU_INGEST_CHANGED, TRUE);
  return withdraw (self, message, "deleted on the platform", error);
}

static gboolean
mark_undelivered (Receive *self, const LuukkuUndelivered *undelivered, GError **error)
{
  gint64 reply = 0, conversation = 0;

  if (!luukku_store_set_reply_undelivered (self->inbox->store, self->channel, undelivered->message_id,
                                           undelivered->sentence, &reply, &conversation, error))
    return FALSE;
  if (reply == 0)
    return TRUE; /* not ours, or known already */
  g_array_append_val (self->replies, reply);
  add_moved (self, conversation);
  return TRUE;
}

/* The time in which something was missed is not known: the windows show where. */
static gboolean
note_missed (Receive *self, GError **error)
{
  gint64 now = luukku_clock_now (self->inbox->clock);

  return luukku_store_open_gap (self->inbox->store, self->channel, now, LUUKKU_INBOX_MISSED, error) &&
         luukku_store_close_gap (self->inbox->store, self->channel, now, NULL, error);
}

static gboolean
write_batch (LuukkuStore *store, gpointer data, GError **error)
{
  Receive *self = data;
  const LuukkuBatch *batch = self->batch;

  for (guint i = 0; i < batch->threads->len; i++) {
    if (!put_thread (self, g_ptr_array_index (batch->threads, i), error))
      return FALSE;
  }
  for (guint i = 0; i < batch->messages->len; i++) {
    if (!put_message (self, g_ptr_array_index (batch->messages, i), error))
      return FALSE;
  }
  for (guint i = 0; i < batch->threads->len; i++) {
    if (!mark_disappeared (self, g_ptr_array_index (batch->threads, i), error))
      return FALSE;
  }
  for (guint i = 0; i < batch->gone->len; i++) {
    if (!mark_gone (self, g_ptr_array_index (batch->gone, i), error))
      return FALSE;
  }
  for (guint i = 0; i < batch->undelivered->len; i++) {
    if (!mark_undelivered (self, g_ptr_array_index (batch->undelivered, i), error))
      return FALSE;
  }
  if (batch->missed && !note_missed (self, error))
    return FALSE;
  return batch->cursor == NULL || luukku_store_set_cursor (store, self->channel, batch->cursor, error);
}

/* What has no news of its own. */
static void
tell_rest (Receive *self)
{
  GHashTableIter iter;
  gpointer conversation = NULL;

  for (guint i = 0; i < self->replies->len; i++)
    luukku_inbox_emit_reply (self->inbox, g_array_index (self->replies, gint64, i));
  g_hash_table_iter_init (&iter, self->moved);
  while (g_hash_table_iter_next (&iter, &conversation, NULL))
    luukku_inbox_emit_case (self->inbox, *(gint64 *) conversation);
}

/* Each case is told with the first of its messages. */
static void
tell (Receive *self)
{
  for (guint i = 0; i < self->news->len; i++) {
    LuukkuNews *one = &g_array_index (self->news, LuukkuNews, i);

    one->moved = g_hash_table_remove (self->moved, &one->conversation);
  }
  luukku_inbox_take_news (self->inbox, self->news);
  tell_rest (self);
}

gboolean
luukku_inbox_receive (LuukkuInbox *self, const char *channel, LuukkuBatch *batch, GError **error)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (GHashTable) conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) news = g_array_new (FALSE, FALSE, sizeof (LuukkuNews));
  g_autoptr (GArray) replies = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Receive receive = { .inbox = self,
                      .channel = channel,
                      .batch = batch,
                      .conversations = conversations,
                      .seen = seen,
                      .news = news,
                      .replies = replies,
                      .moved = moved };
  LuukkuInboxChannel *entry = NULL;

  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (batch->messages, i);

    if (!g_str_equal (luukku_message_get_channel (message), channel)) {
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_INPUT,
          N_ ("A message of another channel came in with the others and nothing of them was stored. "
              "Report this to the makers of Luukku."));
      return FALSE;
    }
    g_hash_table_add (seen, (gpointer) luukku_message_get_platform_id (message));
  }
  if (!luukku_store_transaction (self->store, write_batch, &receive, error))
    return FALSE;
  tell (&receive);
  entry = luukku_inbox_find_channel (self, channel);
  if (entry != NULL && entry->fetcher != NULL)
    luukku_fetcher_kick (entry->fetcher);
  return TRUE;
}

/* --- the link */
static const char *
gap_reason (const GError *error)
{
  return error->domain == LUUKKU_FAULT ? luukku_fault_kind_to_string ((LuukkuFaultKind) error->code)
                                       : "failed";
}

static void
link_is_up (LuukkuInbox *self, const char *channel, LuukkuInboxChannel *entry)
{
  g_autoptr (GError) failure = NULL;

  if (entry->link_known && entry->link_error == NULL)
    return; /* every fetch says so: no need to ask the store */
  if (!luukku_store_close_gap (self->store, channel, luukku_clock_now (self->clock), NULL, &failure)) {
    g_debug ("gap not closed: %s %d", g_quark_to_string (failure->domain), failure->code);
    return; /* the next fetch tries again */
  }
  entry->link_known = TRUE;
  g_clear_pointer (&entry->link_error, g_free);
  if (entry->outbox != NULL)
    luukku_outbox_kick (entry->outbox);
  luukku_inbox_emit_channel (self, channel);
}

void
luukku_inbox_set_link (LuukkuInbox *self, const char *channel, const GError *error)
{
  LuukkuInboxChannel *entry = luukku_inbox_need_channel (self, channel);
  g_autoptr (GError) failure = NULL;

  if (error == NULL) {
    link_is_up (self, channel, entry);
    return;
  }
  if (luukku_fault_is_cancelled (error))
    return; /* we closed it ourselves */
  if (!luukku_store_open_gap (self->store, channel, luukku_clock_now (self->clock), gap_reason (error),
                              &failure))
    g_debug ("gap not opened: %s %d", g_quark_to_string (failure->domain), failure->code);
  entry->link_known = TRUE;
  if (g_strcmp0 (entry->link_error, error->message) == 0)
    return;
  g_free (entry->link_error);
  entry->link_error = g_strdup (error->message);
  luukku_inbox_emit_channel (self, channel);
}

const char *
luukku_inbox_get_link_error (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);

  return entry != NULL ? entry->link_error : NULL;
}
