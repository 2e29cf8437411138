/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-poller.c: keeps one adapter fetching. Knows no platform, no store and no libpurple: what came is
 * handed to the callbacks, and only what they stored counts as received, since the cursor is asked for anew
 * each time.
 *
 * Every fetch carries the number of its round; stopping begins a new round, so a late answer is told by its
 * number and dropped. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-poller.h"

#define FIRST_BACKOFF (5 * G_TIME_SPAN_SECOND)
#define LONGEST_BACKOFF (10 * G_TIME_SPAN_MINUTE)
#define LONGEST_RETRY_AFTER G_TIME_SPAN_DAY
#define GIVE_UP_AFTER G_TIME_SPAN_DAY
#define GIVE_UP_FAILURES 30 /* a computer that was asleep has not tried */
#define BACKOFF_JITTER 0.2
#define WAIT_JITTER 0.1
#define EMPTY_POLLS_BEFORE_IDLE 10
#define MOST_FETCHES_IN_A_ROW 500 /* a platform that always says "more" */

struct _LuukkuPoller {
  GObject parent_instance;
  LuukkuAdapter *adapter; /* (ref) */
  LuukkuClock *clock;     /* (ref) */
  GRand *rand;
  const LuukkuPollerCallbacks *callbacks; /* static */
  gpointer data;                          /* no ref: owns us */

  LuukkuPollerState state;
  GCancellable *cancellable; /* (ref) (nullable): while WORKING */
  guint timer;
  guint round;
  gint64 interval;      /* as configured */
  gint64 slowed;        /* what it has become */
  gint64 backoff;       /* the next one, before jitter */
  gint64 not_before;    /* UTC µs: the platform asked for silence until then */
  gint64 failing_since; /* UTC µs, 0: the last fetch worked */
  guint failures;       /* in a row */
  guint empty_polls;
  guint in_a_row;
};

G_DEFINE_FINAL_TYPE (LuukkuPoller, luukku_poller, G_TYPE_OBJECT)

/* One fetch on its way; it does not keep the poller alive. */
typedef struct {
  GWeakRef poller;
  guint round;
  char *cursor; /* (nullable) */
} Fetch;

static void fetch_now (LuukkuPoller *self);

static void
fetch_free (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->poller);
  g_free (fetch->cursor);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static gint64
with_jitter (LuukkuPoller *self, gint64 span, double share)
{
  return (gint64) ((double) span * g_rand_double_range (self->rand, 1.0 - share, 1.0 + share));
}

static void
set_state (LuukkuPoller *self, LuukkuPollerState state, const GError *error, gint64 next_at)
{
  self->state = state;
  if (self->callbacks->state_changed != NULL)
    self->callbacks->state_changed (state, error, next_at, self->data);
}

static gboolean
on_timer (gpointer data)
{
  LuukkuPoller *self = data;

  self->timer = 0;
  fetch_now (self);
  return G_SOURCE_REMOVE;
}

/* The timer is set before the callback, which may stop us. */
static void
wait_in_state (LuukkuPoller *self, LuukkuPollerState state, gint64 span, const GError *error)
{
  self->in_a_row = 0;
  self->timer = luukku_clock_add_timeout (self->clock, span, on_timer, self);
  set_state (self, state, error, luukku_clock_now (self->clock) + span);
}

/* Nothing is tried for ever: after a day of it a person, or a network that comes back, has to poke. */
static gboolean
gives_up (LuukkuPoller *self)
{
  gint64 now = luukku_clock_now (self->clock);

  if (self->failures == 0)
    self->failing_since = now;
  self->failures++;
  return self->failures >= GIVE_UP_FAILURES && now - self->failing_since >= GIVE_UP_AFTER;
}

static void
back_off (LuukkuPoller *self, const GError *error)
{
  gint64 retry_after = CLAMP (luukku_fault_get_info (error)->retry_after, 0, LONGEST_RETRY_AFTER);
  gint64 span = with_jitter (self, self->backoff, BACKOFF_JITTER);

  self->backoff = MIN (self->backoff * 2, LONGEST_BACKOFF);
  if (retry_after > 0)
    self->not_before = luukku_clock_now (self->clock) + retry_after;
  wait_in_state (self, LUUKKU_POLLER_BACKOFF, MAX (span, retry_after), error);
}

static gboolean
needs_a_person (const GError *error)
{
  if (error->domain != LUUKKU_FAULT)
    return FALSE;
  if (luukku_fault_get_info (error)->needs_reauth)
    return TRUE;
  return (error->code == LUUKKU_FAULT_TLS || error->code == LUUKKU_FAULT_SETTINGS ||
          error->code == LUUKKU_FAULT_PERMISSION) &&
         !luukku_fault_get_info (error)->retryable;
}

static void
handle_trouble (LuukkuPoller *self, const GError *error)
{
  if (luukku_fault_is_cancelled (error)) { /* the adapter was closed under us: silent */
    self->state = LUUKKU_POLLER_STOPPED;
    return;
  }
  g_debug ("fetching failed: %s %d", g_quark_to_string (error->domain), error->code);
  if (needs_a_person (error))
    set_state (self, LUUKKU_POLLER_DEAD, error, 0);
  else if (gives_up (self))
    set_state (self, LUUKKU_POLLER_BACKOFF, error, 0);
  else
    back_off (self, error);
}

/* After EMPTY_POLLS_BEFORE_IDLE polls that brought nothing the interval doubles with each further one, up to
 * the channel's idle interval. */
static void
adapt_interval (LuukkuPoller *self, gboolean empty)
{
  gint64 slowest = MAX (luukku_adapter_get_limits (self->adapter)->idle_interval, self->interval);

  if (!empty) {
    self->empty_polls = 0;
    self->slowed = self->interval;
  } else if (++self->empty_polls > EMPTY_POLLS_BEFORE_IDLE) {
    self->slowed = MIN (self->slowed * 2, slowest);
  }
}

static void
handle_batch (LuukkuPoller *self, LuukkuBatch *batch, const char *cursor)
{
  gboolean moved = batch->cursor != NULL && g_strcmp0 (batch->cursor, cursor) != 0;

  self->backoff = FIRST_BACKOFF;
  self->not_before = 0;
  self->failures = 0;
  adapt_interval (self, batch->messages->len == 0);
  if (batch->more && moved && ++self->in_a_row < MOST_FETCHES_IN_A_ROW) {
    fetch_now (self);
    return;
  }
  if ((luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_WAIT) && batch->messages->len > 0)
    wait_in_state (self, LUUKKU_POLLER_WAITING, 0, NULL);
  else if (luukku_adapter_get_capabilities (self->adapter) & LUUKKU_CAN_POLL)
    wait_in_state (self, LUUKKU_POLLER_WAITING, with_jitter (self, self->slowed, WAIT_JITTER), NULL);
  else
    set_state (self, LUUKKU_POLLER_WAITING, NULL, 0);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Fetch) fetch = data;
  g_autoptr (LuukkuPoller) self = g_weak_ref_get (&fetch->poller);
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  batch = luukku_adapter_fetch_finish (LUUKKU_ADAPTER (source), result, &error);
  if (self == NULL || fetch->round != self->round)
    return;
  g_clear_object (&self->cancellable);
  if (batch != NULL && !self->callbacks->received (batch, self->data, &error))
    g_clear_pointer (&batch, luukku_batch_free);
  if (fetch->round != self->round) /* received() stopped us */
    return;
  if (batch == NULL)
    handle_trouble (self, error);
  else
    handle_batch (self, batch, fetch->cursor);
}

static void
fetch_now (LuukkuPoller *self)
{
  g_autoptr (LuukkuPoller) guard = g_object_ref (self);
  Fetch *fetch;
  guint round = self->round;

  luukku_clock_clear_timeout (self->clock, &self->timer);
  if (self->state != LUUKKU_POLLER_WORKING)
    set_state (self, LUUKKU_POLLER_WORKING, NULL, 0);
  if (round != self->round || self->cancellable != NULL)
    return;
  fetch = g_new0 (Fetch, 1);
  g_weak_ref_init (&fetch->poller, self);
  fetch->round = round;
  fetch->cursor = self->callbacks->get_cursor (self->data);
  self->cancellable = g_cancellable_new ();
  luukku_adapter_fetch_async (self->adapter, fetch->cursor, self->cancellable, on_fetched, fetch);
}

static void
luukku_poller_dispose (GObject *object)
{
  LuukkuPoller *self = LUUKKU_POLLER (object);

  if (self->clock != NULL)
    luukku_poller_stop (self);
  g_clear_object (&self->adapter);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->rand, g_rand_free);
  G_OBJECT_CLASS (luukku_poller_parent_class)->dispose (object);
}

static void
luukku_poller_class_init (LuukkuPollerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = luukku_poller_dispose;
}

static void
luukku_poller_init (LuukkuPoller *self)
{
  self->state = LUUKKU_POLLER_STOPPED;
}

LuukkuPoller *
luukku_poller_new (LuukkuAdapter *adapter, LuukkuClock *clock, gint64 interval, guint32 seed,
                   const LuukkuPollerCallbacks *callbacks, gpointer data)
{
  LuukkuPoller *self;

  g_return_val_if_fail (LUUKKU_IS_ADAPTER (adapter) && LUUKKU_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (callbacks->get_cursor != NULL && callbacks->received != NULL, NULL);

  self = g_object_new (LUUKKU_TYPE_POLLER, NULL);
  self->adapter = g_object_ref (adapter);
  self->clock = g_object_ref (clock);
  self->rand = g_rand_new_with_seed (seed);
  self->callbacks = callbacks;
  self->data = data;
  self->interval = interval > 0 ? interval : luukku_adapter_get_limits (adapter)->poll_interval;
  return self;
}

void
luukku_poller_start (LuukkuPoller *self)
{
  g_return_if_fail (LUUKKU_IS_POLLER (self));

  if (self->state != LUUKKU_POLLER_STOPPED && self->state != LUUKKU_POLLER_DEAD)
    return;
  self->slowed = self->interval;
  self->backoff = FIRST_BACKOFF;
  self->not_before = 0;
  self->empty_polls = 0;
  self->failures = 0;
  self->in_a_row = 0;
  fetch_now (self);
}

void
luukku_poller_poke (LuukkuPoller *self)
{
  g_return_if_fail (LUUKKU_IS_POLLER (self));

  if (self->state != LUUKKU_POLLER_WAITING && self->state != LUUKKU_POLLER_BACKOFF)
    return;
  if (luukku_clock_now (self->clock) <
      self->not_before) /* the platform asked for silence: no person outranks it */
    return;
  self->empty_polls = 0;
  self->slowed = self->interval;
  fetch_now (self);
}

void
luukku_poller_stop (LuukkuPoller *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  g_return_if_fail (LUUKKU_IS_POLLER (self));

  self->round++;
  self->state = LUUKKU_POLLER_STOPPED;
  luukku_clock_clear_timeout (self->clock, &self->timer);
  cancellable = g_steal_pointer (&self->cancellable);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

LuukkuPollerState
luukku_poller_get_state (LuukkuPoller *self)
{
  g_return_val_if_fail (LUUKKU_IS_POLLER (self), LUUKKU_POLLER_STOPPED);

  return self->state;
}
