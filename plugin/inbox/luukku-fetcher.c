/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fetcher.c: fetches what a message listed. What cannot come is refused with the reason; what may come
 * later stays listed and is tried again with back-off, so that one file never holds up the others. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-fetcher.h"

#include "store/luukku-store-messages.h"

#define FIRST_WAIT G_TIME_SPAN_MINUTE
#define LONGEST_WAIT G_TIME_SPAN_HOUR
#define LONGEST_ASKED (24 * G_TIME_SPAN_HOUR)
#define MAX_LISTED 500 /* attachments looked at in one go */

/* An attachment that did not come; it is asked for again at next_at. */
typedef struct {
  guint tries;
  gint64 next_at;
} Wait;

struct _LuukkuFetcher {
  GObject parent_instance;

  LuukkuStore *store; /* NULL when closed */
  LuukkuClock *clock;
  LuukkuSender *sender;
  char *channel;
  GCancellable *cancellable;
  GHashTable *waits; /* attachment -> Wait (owned) */
  gint64 flight;     /* attachment, 0: none */
  guint timer;
  gboolean closed; /* also after a dead token: the channel is then added again */
};

enum {
  SIGNAL_FETCHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LuukkuFetcher, luukku_fetcher, G_TYPE_OBJECT)

typedef struct {
  LuukkuFetcher *fetcher; /* (ref) */
  gint64 attachment;
  gint64 message;
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->fetcher);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static gboolean
on_timer (gpointer data)
{
  LuukkuFetcher *self = data;

  self->timer = 0;
  luukku_fetcher_kick (self);
  return G_SOURCE_REMOVE;
}

static void
put_off (LuukkuFetcher *self, gint64 attachment, gint64 asked)
{
  Wait *wait = g_hash_table_lookup (self->waits, &attachment);
  gint64 span = FIRST_WAIT;

  if (wait == NULL) {
    wait = g_new0 (Wait, 1);
    g_hash_table_insert (self->waits, g_memdup2 (&attachment, sizeof attachment), wait);
  }
  for (guint i = 0; i < wait->tries && span < LONGEST_WAIT; i++)
    span *= 2;
  wait->tries++;
  wait->next_at = luukku_clock_now (self->clock) + CLAMP (asked, MIN (span, LONGEST_WAIT), LONGEST_ASKED);
}

static gboolean
is_dead_token (const GError *fault)
{
  return luukku_fault_get_info (fault)->needs_reauth ||
         g_error_matches (fault, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

/* Returns: whether the same file may come another time, by itself or when a person has put something right.
 */
static gboolean
may_come_later (const GError *fault)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (fault);

  return fault->domain != LUUKKU_FAULT || luukku_fault_is_cancelled (fault) || is_dead_token (fault) ||
         info->retryable || info->permission;
}

/* Returns: whether something was written about the attachment. */
static gboolean
take_answer (LuukkuFetcher *self, const Call *call, GBytes *bytes, const GError *fault)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (bytes == NULL && (fault == NULL || may_come_later (fault))) {
    put_off (self, call->attachment, fault != NULL ? luukku_fault_get_info (fault)->retry_after : 0);
    return FALSE;
  }
  if (bytes != NULL)
    done = luukku_store_put_attachment_bytes (self->store, call->attachment, bytes, &error);
  else
    done = luukku_store_refuse_attachment (self->store, call->attachment, fault->message, &error);
  if (done) {
    g_hash_table_remove (self->waits, &call->attachment);
    return TRUE;
  }
  g_debug ("attachment %" G_GINT64_FORMAT " not written: %s %d", call->attachment,
           g_quark_to_string (error->domain), error->code);
  put_off (self, call->attachment, 0);
  return FALSE;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  LuukkuFetcher *self = call->fetcher;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) bytes =
      LUUKKU_SENDER_GET_IFACE (self->sender)->fetch_attachment_finish (self->sender, result, &fault);

  if (self->closed)
    return;
  self->flight = 0;
  if (take_answer (self, call, bytes, fault))
    g_signal_emit (self, signals[SIGNAL_FETCHED], 0, call->message);
  if (fault != NULL && is_dead_token (fault))
    luukku_fetcher_close (self);
  luukku_fetcher_kick (self);
}

static void
fetch (LuukkuFetcher *self, const LuukkuStoredAttachment *listed)
{
  Call *call = g_new0 (Call, 1);

  call->fetcher = g_object_ref (self);
  call->attachment = listed->id;
  call->message = listed->message;
  self->flight = listed->id;
  LUUKKU_SENDER_GET_IFACE (self->sender)
      ->fetch_attachment_async (self->sender, listed->attachment, self->cancellable, on_fetched, call);
}

static void
luukku_fetcher_dispose (GObject *object)
{
  luukku_fetcher_close (LUUKKU_FETCHER (object));
  G_OBJECT_CLASS (luukku_fetcher_parent_class)->dispose (object);
}

static void
luukku_fetcher_finalize (GObject *object)
{
  LuukkuFetcher *self = LUUKKU_FETCHER (object);

  g_hash_table_unref (self->waits);
  g_object_unref (self->cancellable);
  g_clear_object (&self->sender);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_fetcher_parent_class)->finalize (object);
}

static void
luukku_fetcher_class_init (LuukkuFetcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = luukku_fetcher_dispose;
  object_class->finalize = luukku_fetcher_finalize;
  signals[SIGNAL_FETCHED] = g_signal_new ("fetched", LUUKKU_TYPE_FETCHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
luukku_fetcher_init (LuukkuFetcher *self)
{
  self->cancellable = g_cancellable_new ();
  self->waits = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

LuukkuFetcher *
luukku_fetcher_new (LuukkuStore *store, LuukkuClock *clock, const char *channel, LuukkuSender *sender)
{
  LuukkuFetcher *self = g_object_new (LUUKKU_TYPE_FETCHER, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->sender = g_object_ref (sender);
  self->channel = g_strdup (channel);
  return self;
}

void
luukku_fetcher_kick (LuukkuFetcher *self)
{
  LuukkuSenderInterface *iface = LUUKKU_SENDER_GET_IFACE (self->sender);
  g_autoptr (GPtrArray) listed = NULL;
  gint64 now = luukku_clock_now (self->clock);
  gint64 next = G_MAXINT64;

  if (self->closed || self->flight != 0 || iface->fetch_attachment_async == NULL ||
      iface->fetch_attachment_finish == NULL)
    return;
  listed = luukku_store_list_unfetched (self->store, self->channel, MAX_LISTED, NULL);
  for (guint i = 0; listed != NULL && i < listed->len; i++) {
    const LuukkuStoredAttachment *attachment = g_ptr_array_index (listed, i);
    const Wait *wait = g_hash_table_lookup (self->waits, &attachment->id);

    if (wait == NULL || wait->next_at <= now || wait->next_at - now > LONGEST_ASKED) {
      luukku_clock_clear_timeout (self->clock, &self->timer);
      fetch (self, attachment);
      return;
    }
    next = MIN (next, wait->next_at);
  }
  luukku_clock_clear_timeout (self->clock, &self->timer);
  if (next != G_MAXINT64)
    self->timer = luukku_clock_add_timeout (self->clock, next - now, on_timer, self);
}

void
luukku_fetcher_close (LuukkuFetcher *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  luukku_clock_clear_timeout (self->clock, &self->timer);
  g_clear_object (&self->store); /* a late answer must not keep the file open */
  g_cancellable_cancel (self->cancellable);
}
