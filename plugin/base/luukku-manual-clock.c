/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-manual-clock.c: a clock that moves only when told, for tests and replays.
 *
 * As on a real machine there are two times: the one that people see (luukku_manual_clock_set() puts it right
 * or wrong) and the steady one on which timers run (only luukku_manual_clock_advance() moves it). */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-clock.h"

/* A timer that comes again never does so faster than this, as in the machine's clock. */
#define REPEAT_MIN G_TIME_SPAN_MILLISECOND

typedef struct {
  guint id;
  gint64 due; /* steady time */
  gint64 interval;
  GSourceFunc function;
  gpointer data;    /* no ref: the owner removes the timer first */
  gboolean running; /* inside its function; as with GLib it is not called again before it returns */
} Timer;

struct _LuukkuManualClock {
  LuukkuClock parent_instance;
  gint64 steady;      /* microseconds that have passed */
  gint64 shown_start; /* the shown time when steady was 0 */
  guint last_id;
  GHashTable *timers; /* id -> Timer (owned) */
};

G_DEFINE_FINAL_TYPE (LuukkuManualClock, luukku_manual_clock, LUUKKU_TYPE_CLOCK)

static gint64
add_saturated (gint64 time, gint64 span)
{
  return time > 0 && span > G_MAXINT64 - time ? G_MAXINT64 : time + span;
}

static Timer *
find_timer (LuukkuManualClock *self, guint id)
{
  return g_hash_table_lookup (self->timers, GUINT_TO_POINTER (id));
}

/* Returns: (transfer none) (nullable): of those that may run, the timer that falls due first; of two at the
 * same time the older one.
 */
static Timer *
find_next_timer (LuukkuManualClock *self)
{
  Timer *next = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->timers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Timer *timer = value;

    if (timer->running)
      continue;
    if (next == NULL || timer->due < next->due || (timer->due == next->due && timer->id < next->id))
      next = timer;
  }
  return next;
}

static gint64
luukku_manual_clock_now (LuukkuClock *clock)
{
  LuukkuManualClock *self = LUUKKU_MANUAL_CLOCK (clock);

  return add_saturated (self->shown_start, self->steady);
}

static guint
luukku_manual_clock_add_timeout (LuukkuClock *clock, gint64 after, GSourceFunc function, gpointer data)
{
  LuukkuManualClock *self = LUUKKU_MANUAL_CLOCK (clock);
  Timer *timer = g_new0 (Timer, 1);

  do
    self->last_id++;
  while (self->last_id == 0 || find_timer (self, self->last_id) != NULL);

  timer->id = self->last_id;
  timer->due = add_saturated (self->steady, after);
  timer->interval = MAX (after, REPEAT_MIN);
  timer->function = function;
  timer->data = data;
  g_hash_table_insert (self->timers, GUINT_TO_POINTER (timer->id), timer);
  return timer->id;
}

static void
luukku_manual_clock_remove_timeout (LuukkuClock *clock, guint id)
{
  g_hash_table_remove (LUUKKU_MANUAL_CLOCK (clock)->timers, GUINT_TO_POINTER (id));
}

static void
luukku_manual_clock_finalize (GObject *object)
{
  g_hash_table_unref (LUUKKU_MANUAL_CLOCK (object)->timers);
  G_OBJECT_CLASS (luukku_manual_clock_parent_class)->finalize (object);
}

static void
luukku_manual_clock_class_init (LuukkuManualClockClass *klass)
{
  LuukkuClockClass *clock_class = LUUKKU_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_manual_clock_finalize;
  clock_class->now = luukku_manual_clock_now;
  clock_class->add_timeout = luukku_manual_clock_add_timeout;
  clock_class->remove_timeout = luukku_manual_clock_remove_timeout;
}

static void
luukku_manual_clock_init (LuukkuManualClock *self)
{
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

LuukkuManualClock *
luukku_manual_clock_new (gint64 now)
{
  LuukkuManualClock *self = g_object_new (LUUKKU_TYPE_MANUAL_CLOCK, NULL);

  self->shown_start = now;
  return self;
}

void
luukku_manual_clock_advance (LuukkuManualClock *self, gint64 span)
{
  g_autoptr (LuukkuManualClock) keep = NULL; /* a callback may drop the last other reference */
  gint64 target;

  g_return_if_fail (LUUKKU_IS_MANUAL_CLOCK (self));
  g_return_if_fail (span >= 0);

  keep = g_object_ref (self);
  target = add_saturated (self->steady, span);
  for (Timer *timer = find_next_timer (self); timer != NULL && timer->due <= target;
       timer = find_next_timer (self)) {
    guint id = timer->id;
    gboolean again;

    self->steady = MAX (self->steady, timer->due);
    /* Before the call: the callback may remove this timer, or advance the clock itself. */
    timer->due = add_saturated (timer->due, timer->interval);
    timer->running = TRUE;
    again = timer->function (timer->data);
    timer = find_timer (self, id);
    if (timer != NULL)
      timer->running = FALSE;
    if (again == G_SOURCE_REMOVE)
      g_hash_table_remove (self->timers, GUINT_TO_POINTER (id));
  }
  self->steady = MAX (self->steady, target);
}

void
luukku_manual_clock_set (LuukkuManualClock *self, gint64 now)
{
  g_return_if_fail (LUUKKU_IS_MANUAL_CLOCK (self));

  self->shown_start = now - self->steady;
}

gint64
luukku_manual_clock_next (LuukkuManualClock *self)
{
  Timer *timer;

  g_return_val_if_fail (LUUKKU_IS_MANUAL_CLOCK (self), -1);

  timer = find_next_timer (self);
  return timer == NULL ? -1 : MAX (timer->due - self->steady, 0);
}
