/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-outbox.c: carries the drawing of store/luukku-store-replies.h out.
 *
 * Invariants
 *   1. send_async() is called only for a row that is SENDING on disk.
 *   2. A row that was SENDING is sent again only after the platform said "it is not here" or "not taken".
 *   3. SENT is written together with the end of the answer clock, and only with a platform id.
 *   4. What the store could not take (disk full) is kept in memory and written before anything else is
 * called; if the process dies meanwhile the row is still SENDING, see 2. An answer that comes after
 * luukku_outbox_close() finds `closed` and changes nothing. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-outbox.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-writing.h"
#include "inbox/luukku-outcome.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-files.h"
#include "store/luukku-store-replies.h"

#define LATEST_MESSAGES 50                         /* looked at when a reply was delivered */
#define WRITE_AGAIN_AFTER (5 * G_TIME_SPAN_SECOND) /* the disk was full or the store busy */

/* How often a row was looked up in this run, and when next. */
typedef struct {
  guint tries;
  gint64 next_at;
  gboolean given_up; /* a person says what became of it */
} LookUp;

struct _LuukkuOutbox {
  GObject parent_instance;

  LuukkuStore *store; /* NULL when closed */
  LuukkuClock *clock;
  LuukkuSender *sender;
  char *channel;
  GCancellable *cancellable;
  GHashTable *look_ups; /* reply id -> LookUp (owned) */
  gint64 flight;        /* the row a call is about, 0: no call is under way */
  gboolean looking;     /* that call is a look-up */
  LuukkuOutcome
      *unwritten;    /* (owned) (nullable): the answer about @flight that the store has not taken yet */
  gint64 hold_until; /* UTC µs */
  guint timer;
  gboolean down; /* a person must give a new token; the channel is then added again */
  gboolean closed;
};

enum {
  SIGNAL_REPLY,
  SIGNAL_CASE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LuukkuOutbox, luukku_outbox, G_TYPE_OBJECT)

/* One call; keeps the outbox alive until its answer came. */
typedef struct {
  LuukkuOutbox *outbox; /* (ref) */
  gint64 reply;
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->outbox);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void pump (LuukkuOutbox *self);

static gboolean
can_look_up (LuukkuOutbox *self)
{
  LuukkuSenderInterface *iface = LUUKKU_SENDER_GET_IFACE (self->sender);

  return iface->find_sent_async != NULL && iface->find_sent_finish != NULL;
}

static LookUp *
look_up_of (LuukkuOutbox *self, gint64 reply)
{
  LookUp *look_up = g_hash_table_lookup (self->look_ups, &reply);

  if (look_up == NULL) {
    look_up = g_new0 (LookUp, 1);
    g_hash_table_insert (self->look_ups, g_memdup2 (&reply, sizeof reply), look_up);
  }
  return look_up;
}

static gboolean
on_timer (gpointer data)
{
  LuukkuOutbox *self = data;

  self->timer = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

/* Comes back at @at (UTC µs); earlier wishes were thought of by the caller. */
static void
arm (LuukkuOutbox *self, gint64 at)
{
  gint64 now = luukku_clock_now (self->clock);

  luukku_clock_clear_timeout (self->clock, &self->timer);
  if (at != G_MAXINT64)
    self->timer = luukku_clock_add_timeout (self->clock, MAX (at - now, 0), on_timer, self);
}

/* --- writing what a call came to */

/* The row is as it should be, or somebody else took it over: the next one. */
static void
settle (LuukkuOutbox *self, gint64 case_moved)
{
  gint64 reply = self->flight;

  if (self->unwritten->state != LUUKKU_REPLY_UNCERTAIN)
    g_hash_table_remove (self->look_ups, &reply);
  g_clear_pointer (&self->unwritten, luukku_outcome_free);
  self->flight = 0;
  self->looking = FALSE;
  g_signal_emit (self, signals[SIGNAL_REPLY], 0, reply);
  if (case_moved != 0)
    g_signal_emit (self, signals[SIGNAL_CASE], 0, case_moved);
}

/* The store will never take this answer: the platform named a message that is another reply of ours. Nobody
 * knows then whether this one left. Returns: whether there is something else to write. */
static gboolean
doubt_answer (LuukkuOutbox *self)
{
  gboolean was_sent = self->unwritten->state == LUUKKU_REPLY_SENT;
  gint64 reply = self->flight;

  if (was_sent && self->looking) { /* the row is UNCERTAIN and stays so: ask again, but not soon */
    look_up_of (self, reply)->next_at = luukku_clock_now (self->clock) + LUUKKU_OUTCOME_LONGEST_WAIT;
    self->unwritten->state = LUUKKU_REPLY_UNCERTAIN;
    return FALSE;
  }
  if (!was_sent)
    return FALSE;
  luukku_outcome_free (self->unwritten);
  self->unwritten = luukku_outcome_new_uncertain (can_look_up (self));
  return TRUE;
}

/* Returns: FALSE when the store could not take it; the timer brings it back. */
static gboolean
write_down (LuukkuOutbox *self)
{
  gint64 case_moved = 0;
  g_autoptr (GError) error = NULL;

  if (!luukku_outcome_write (self->unwritten, self->store, self->flight, &case_moved, &error)) {
    g_debug ("outbox: reply %" G_GINT64_FORMAT " not written: %s %d", self->flight,
             g_quark_to_string (error->domain), error->code);
    if (!g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED) &&
        !g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND)) {
      arm (self, luukku_clock_now (self->clock) + WRITE_AGAIN_AFTER);
      return FALSE;
    }
    if (doubt_answer (self))
      return write_down (self);
  }
  settle (self, case_moved);
  return TRUE;
}

static void
finish_call (LuukkuOutbox *self, LuukkuOutcome *outcome)
{
  self->hold_until = MAX (self->hold_until, outcome->hold_until);
  self->down = self->down || outcome->down;
  self->unwritten = outcome;
  pump (self);
}

/* --- calls */
/* Returns: (transfer full): LuukkuSendFile, maybe none; NULL with @error. */
static GPtrArray *
files_of (LuukkuOutbox *self, const LuukkuReply *reply, GError **error)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_files (self->store, reply->conversation, reply->id, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuReplyFile *row = g_ptr_array_index (rows, i);
    g_autoptr (GBytes) bytes = NULL;

    if (row->turn > 0)
      continue; /* a message of its own, when this one has been sent */
    bytes = luukku_store_get_file_bytes (self->store, row->id, error);
    if (bytes == NULL)
      return NULL;
    g_ptr_array_add (files, luukku_send_file_new (row->name, row->media_type, bytes));
  }
  return rows != NULL ? g_steal_pointer (&files) : NULL;
}

static LuukkuSendRequest *
request_of (LuukkuOutbox *self, const LuukkuReply *reply, GError **error)
{
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (self->store, reply->conversation, error);
  const LuukkuConversationInit *of = NULL;
  LuukkuSendRequestInit init = { 0 };
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *reply_to = NULL;
  g_autoptr (GError) failed = NULL;

  if (conversation == NULL || (files = files_of (self, reply, error)) == NULL)
    return NULL;
  reply_to = luukku_store_get_newest_in (self->store, reply->conversation, &failed);
  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  of = luukku_conversation_peek (conversation);
  init.channel = self->channel;
  init.conversation_id = of->platform_id;
  init.resident_id = of->resident_id;
  init.text = reply->text;
  init.idempotency_key = reply->idempotency_key;
  init.last_resident_at = of->last_resident_at;
  init.queued_at = reply->queued_at;
  init.resident_name = of->resident_name;
  init.title = of->title;
  init.reply_to = reply_to;
  init.is_public = of->is_public;
  init.files = files->len > 0 ? files : NULL;
  return luukku_send_request_new (&init);
}

static Call *
call_new (LuukkuOutbox *self, gint64 reply, gboolean looking)
{
  Call *call = g_new0 (Call, 1);

  call->outbox = g_object_ref (self);
  call->reply = reply;
  self->flight = reply;
  self->looking = looking;
  return call;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  LuukkuOutbox *self = call->outbox;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuReply) reply = NULL;
  g_autofree char *platform_id =
      LUUKKU_SENDER_GET_IFACE (self->sender)->send_finish (self->sender, result, &error);
  LuukkuReply unread = { .id = call->reply, .queued_at = G_MAXINT64 };

  if (self->closed || self->flight != call->reply || self->unwritten != NULL)
    return;
  reply = luukku_store_get_reply (self->store, call->reply, NULL);
  finish_call (self, luukku_outcome_of_send (reply != NULL ? reply : &unread, platform_id, error,
                                             can_look_up (self), luukku_clock_now (self->clock)));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  LuukkuOutbox *self = call->outbox;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuReply) reply = NULL;
  g_autoptr (LuukkuOutcome) outcome = NULL;
  g_autofree char *platform_id =
      LUUKKU_SENDER_GET_IFACE (self->sender)->find_sent_finish (self->sender, result, &error);
  gint64 now = luukku_clock_now (self->clock);
  LuukkuReply unread = { .id = call->reply, .changed_at = now };
  LookUp *look_up = NULL;

  if (self->closed || self->flight != call->reply || self->unwritten != NULL)
    return;
  look_up = look_up_of (self, call->reply);
  look_up->tries++;
  reply = luukku_store_get_reply (self->store, call->reply, NULL);
  outcome =
      luukku_outcome_of_look_up (reply != NULL ? reply : &unread, platform_id, error, look_up->tries, now);
  if (outcome->state != LUUKKU_REPLY_UNCERTAIN) {
    finish_call (self, g_steal_pointer (&outcome));
    return;
  }
  /* Nothing was learnt, so nothing is written: ask again later. */
  look_up->next_at = outcome->next_try_at;
  look_up->given_up = outcome->next_try_at == 0;
  self->hold_until = MAX (self->hold_until, outcome->hold_until);
  self->down = self->down || outcome->down;
  self->flight = 0;
  self->looking = FALSE;
  if (look_up->given_up)
    g_signal_emit (self, signals[SIGNAL_REPLY], 0, call->reply);
  pump (self);
}

static void
look_up (LuukkuOutbox *self, const LuukkuReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSendRequest) request = request_of (self, reply, &error);

  if (request == NULL) {
    look_up_of (self, reply->id)->next_at = luukku_clock_now (self->clock) + LUUKKU_OUTCOME_LONGEST_WAIT;
    return;
  }
  LUUKKU_SENDER_GET_IFACE (self->sender)
      ->find_sent_async (self->sender, request, self->cancellable, on_looked_up,
                         call_new (self, reply->id, TRUE));
}

/* Returns: FALSE when the row cannot be sent now; then the next one may be. */
static gboolean
send_now (LuukkuOutbox *self, const LuukkuReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSendRequest) request = request_of (self, reply, &error);
  Call *call = NULL;

  if (request == NULL ||
      !luukku_store_set_reply_state (self->store, reply->id, LUUKKU_REPLY_SENDING, NULL, 0, &error)) {
    g_debug ("outbox: reply %" G_GINT64_FORMAT " cannot be sent now", reply->id);
    /* REFUSED: another process has it. Anything else is the store: wait for it. */
    if (error != NULL && !g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED))
      self->hold_until = luukku_clock_now (self->clock) + WRITE_AGAIN_AFTER;
    return FALSE;
  }
  call = call_new (self, reply->id, FALSE);
  g_signal_emit (self, signals[SIGNAL_REPLY], 0, reply->id);
  if (self->closed) { /* somebody closed the account from the signal: the row is UNCERTAIN already */
    call_free (call);
    return TRUE;
  }
  LUUKKU_SENDER_GET_IFACE (self->sender)
      ->send_async (self->sender, request, self->cancellable, on_sent, call);
  return TRUE;
}

/* --- the queue */

/* Returns: whether @at has come; a time further away than any back-off means that the machine's clock was put
 * back. */
static gboolean
is_due (gint64 at, gint64 now)
{
  return at <= now || at - now > LUUKKU_OUTCOME_LONGEST_ASKED;
}

/* Starts a look-up that is due. Returns: when the next one is, G_MAXINT64 when none. */
static gint64
pump_look_ups (LuukkuOutbox *self, GPtrArray *rows, gint64 now)
{
  gint64 next = G_MAXINT64;

  if (!can_look_up (self))
    return next;
  for (guint i = 0; i < rows->len && self->flight == 0; i++) {
    const LuukkuReply *reply = g_ptr_array_index (rows, i);
    gint64 at = 0;

    if (reply->state != LUUKKU_REPLY_UNCERTAIN || look_up_of (self, reply->id)->given_up)
      continue;
    if (is_due (look_up_of (self, reply->id)->next_at, now))
      look_up (self, reply);
    at = look_up_of (self, reply->id)->next_at;
    next = MIN (next, at);
  }
  return next;
}

/* Returns: whether what follows @reply in its conversation has to wait for it. */
static gboolean
holds_up (LuukkuOutbox *self, const LuukkuReply *reply)
{
  return reply->state != LUUKKU_REPLY_UNCERTAIN ||
         (can_look_up (self) && !look_up_of (self, reply->id)->given_up);
}

/* A person may still take it back. Farther away than that: the machine's clock was put back. */
static gboolean
is_waiting_for_undo (const LuukkuReply *reply, gint64 now)
{
  return reply->state == LUUKKU_REPLY_QUEUED && reply->undo_until > now &&
         reply->undo_until - now <= LUUKKU_INBOX_MAX_UNDO;
}

/* Nobody takes it back any more: on disk before anything is called. */
static gboolean
let_go (LuukkuOutbox *self, const LuukkuReply *reply, gint64 now)
{
  g_autoptr (GError) error = NULL;

  if (reply->undo_until == 0 || luukku_store_release_reply (self->store, reply->id, &error))
    return TRUE;
  if (!g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED))
    self->hold_until = now + WRITE_AGAIN_AFTER;
  return FALSE;
}

/* Sends the oldest row that is due. Returns: when the next one is, G_MAXINT64 when none. */
static gint64
pump_queued (LuukkuOutbox *self, GPtrArray *rows, gint64 now)
{
  g_autoptr (GHashTable) waiting = g_hash_table_new (g_int64_hash, g_int64_equal); /* conversations */
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < rows->len && self->hold_until <= now; i++) {
    LuukkuReply *reply = g_ptr_array_index (rows, i);

    if (g_hash_table_contains (waiting, &reply->conversation))
      continue;
    if (is_waiting_for_undo (reply, now))
      next = MIN (next, reply->undo_until);
    else if (reply->state == LUUKKU_REPLY_QUEUED && is_due (reply->next_try_at, now) &&
             let_go (self, reply, now) && send_now (self, reply))
      return G_MAXINT64;
    if (reply->state == LUUKKU_REPLY_QUEUED && reply->next_try_at > now)
      next = MIN (next, reply->next_try_at);
    if (holds_up (self, reply))
      g_hash_table_add (waiting, &reply->conversation);
  }
  return next;
}

/* Does the one thing that is to be done next, or arms the timer for it. */
static void
pump (LuukkuOutbox *self)
{
  g_autoptr (LuukkuOutbox) alive = g_object_ref (self);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 now = luukku_clock_now (self->clock);
  gint64 look_ups = G_MAXINT64;
  gint64 queued = G_MAXINT64;

  if (self->closed || (self->unwritten != NULL && !write_down (self)))
    return;
  if (self->closed || self->down || self->flight != 0)
    return; /* closed by a listener, or a listener has queued something that is under way */
  if (!is_due (self->hold_until, now)) {
    arm (self, self->hold_until);
    return;
  }
  self->hold_until = 0;
  rows = luukku_store_list_pending (self->store, self->channel, NULL);
  if (rows == NULL) {
    arm (self, now + WRITE_AGAIN_AFTER);
    return;
  }
  look_ups = pump_look_ups (self, rows, now);
  if (self->flight == 0 && !self->closed)
    queued = pump_queued (self, rows, now);
  if (self->flight == 0 && !self->closed)
    arm (self, self->hold_until > now ? self->hold_until : MIN (look_ups, queued));
}

/* --- GObject */
static void
luukku_outbox_dispose (GObject *object)
{
  luukku_outbox_close (LUUKKU_OUTBOX (object));
  G_OBJECT_CLASS (luukku_outbox_parent_class)->dispose (object);
}

static void
luukku_outbox_finalize (GObject *object)
{
  LuukkuOutbox *self = LUUKKU_OUTBOX (object);

  g_clear_pointer (&self->unwritten, luukku_outcome_free);
  g_hash_table_unref (self->look_ups);
  g_object_unref (self->cancellable);
  g_clear_object (&self->sender);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_outbox_parent_class)->finalize (object);
}

static void
luukku_outbox_class_init (LuukkuOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = luukku_outbox_dispose;
  object_class->finalize = luukku_outbox_finalize;
  signals[SIGNAL_REPLY] = g_signal_new ("reply", LUUKKU_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_CASE] = g_signal_new ("case", LUUKKU_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
luukku_outbox_init (LuukkuOutbox *self)
{
  self->cancellable = g_cancellable_new ();
  self->look_ups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

LuukkuOutbox *
luukku_outbox_new (LuukkuStore *store, LuukkuClock *clock, const char *channel, LuukkuSender *sender)
{
  LuukkuOutbox *self = g_object_new (LUUKKU_TYPE_OUTBOX, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->sender = g_object_ref (sender);
  self->channel = g_strdup (channel);
  return self;
}

/* A platform that cannot be asked: the store's sentence about a look-up would be wrong. */
gboolean
luukku_outbox_recover_unasked (LuukkuStore *store, const char *channel, GError **error)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_pending (store, channel, error);
  g_autoptr (LuukkuOutcome) outcome = luukku_outcome_new_uncertain (FALSE);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuReply *reply = g_ptr_array_index (rows, i);

    if (reply->state == LUUKKU_REPLY_SENDING &&
        !luukku_store_set_reply_state (store, reply->id, outcome->state, outcome->sentence, 0, error))
      return FALSE;
  }
  return rows != NULL;
}

gboolean
luukku_outbox_open (LuukkuOutbox *self, GError **error)
{
  g_autoptr (LuukkuOutbox) alive = g_object_ref (self);
  g_autoptr (GPtrArray) rows = NULL;

  if ((!can_look_up (self) && !luukku_outbox_recover_unasked (self->store, self->channel, error)) ||
      luukku_store_recover_replies (self->store, self->channel, error) < 0)
    return FALSE;
  rows = luukku_store_list_pending (self->store, self->channel, NULL);
  for (guint i = 0; rows != NULL && i < rows->len && !self->closed; i++) {
    const LuukkuReply *reply = g_ptr_array_index (rows, i);

    if (reply->state == LUUKKU_REPLY_UNCERTAIN)
      g_signal_emit (self, signals[SIGNAL_REPLY], 0, reply->id);
  }
  pump (self);
  return TRUE;
}

void
luukku_outbox_kick (LuukkuOutbox *self)
{
  pump (self);
}

void
luukku_outbox_close (LuukkuOutbox *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  luukku_clock_clear_timeout (self->clock, &self->timer);
  if (self->flight != 0 && !self->looking && self->unwritten == NULL) {
    self->unwritten = luukku_outcome_new_uncertain (can_look_up (self));
  }
  if (self->unwritten != NULL && !write_down (self)) /* else: SENDING on disk, recovered next time */
    luukku_clock_clear_timeout (self->clock, &self->timer);
  g_clear_object (&self->store); /* a late answer must not keep the file open */
  g_cancellable_cancel (self->cancellable);
}
