/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-reminders.c: asks every clock when it reminds next and sleeps until the earliest. Which reminders
 * there are is computed from the store each time: nothing is kept but the moment up to which everything has
 * been told.
 */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-reminders.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-proposal.h"

#include <string.h>

#define SETTING "reminders-told-until"       /* UTC µs in decimal */
#define LONGEST_SLEEP (20 * G_TIME_SPAN_DAY) /* what a timer of GLib can count */
#define SETTLE (G_TIME_SPAN_SECOND)          /* many messages in one batch are one look */

typedef struct {
  LuukkuReminderSource function;
  gpointer data;
} Source;

struct _LuukkuReminders {
  GObject parent_instance;

  LuukkuInbox *inbox; /* (ref) */
  GArray *sources;    /* Source */
  gint64 told_until;  /* UTC µs */
  guint timer;
  gboolean started;
  gboolean looking; /* what we tell is no news to us */
};

enum { SIGNAL_DUE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LuukkuReminders, luukku_reminders, G_TYPE_OBJECT)

void
luukku_reminder_date_free (LuukkuReminderDate *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->subject);
  g_clear_pointer (&self->done, g_array_unref);
  g_free (self->sentence);
  g_free (self);
}

/* One look at all clocks. */
typedef struct {
  LuukkuReminders *reminders; /* no ref */
  LuukkuCalendar *calendar;   /* no ref */
  const LuukkuQuiet *quiet;
  gint64 from; /* told up to here */
  gint64 now;
  gint64 next; /* the earliest after @now, 0: none */
  gboolean told;
} Look;

static void
keep_next (Look *look, gint64 time)
{
  if (time > look->now && time != G_MAXINT64 && (look->next == 0 || time < look->next))
    look->next = time;
}

static void
tell (Look *look, const LuukkuReminderNote *note)
{
  look->told = TRUE;
  g_signal_emit (look->reminders, signals[SIGNAL_DUE], 0, note);
  if (note->conversation != 0)
    luukku_inbox_emit_case (look->reminders->inbox, note->conversation); /* row and bar are drawn again */
}

/* Tells what came in (from, now] as one reminder, whatever it was that came. */
static void
look_at (Look *look, const LuukkuDuty *duty, LuukkuReminderNote *note)
{
  const LuukkuReminder reminder = { .duty = duty, .start = note->start, .alarm = note->alarm };
  gint64 since = luukku_reminder_next (&reminder, look->calendar, look->quiet, look->from);
  gint64 warn_at = luukku_due_warns_of_window (&note->deadline) ? note->deadline.warn_at : 0;
  gboolean by_duty = since != 0 && since <= look->now;
  gboolean by_window = warn_at > look->from && warn_at <= look->now;

  note->due = luukku_duty_due (duty, look->calendar, note->start);
  note->age = luukku_duty_age (duty, look->calendar, note->start, look->now);
  keep_next (look, luukku_reminder_next (&reminder, look->calendar, look->quiet, look->now));
  keep_next (look, warn_at);
  if (!by_duty && !by_window)
    return;
  if (by_window)
    note->what = LUUKKU_REMIND_WINDOW;
  else
    note->what = note->due != 0 && note->due <= look->now ? LUUKKU_REMIND_DUE : LUUKKU_REMIND_SOON;
  tell (look, note);
}

static void
look_at_answers (Look *look, LuukkuPackClocks *clocks)
{
  LuukkuInbox *inbox = look->reminders->inbox;
  static const LuukkuDuty no_duty = { .has_target = FALSE };
  g_autoptr (GPtrArray) waiting = luukku_store_list_waiting (inbox->store, NULL);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++) {
    const LuukkuWaiting *row = g_ptr_array_index (waiting, i);
    g_auto (GStrv) labels = luukku_labels_split (row->labels);
    const LuukkuPackClock *clock =
        luukku_pack_clocks_find_answer (clocks, (const char *const *) labels, row->waiting_since);
    const LuukkuDuty *duty = clock != NULL ? &clock->duty : &no_duty;
    LuukkuReminderNote note = {
      .conversation = row->conversation,
      .clock = clock != NULL ? clock->id : NULL,
      .start = row->waiting_since,
    };
    LuukkuWindows windows;

    luukku_inbox_fill_windows (inbox, row->channel, MAX (row->last_resident_at, row->waiting_since),
                               &windows);
    luukku_deadline_find (duty, row->waiting_since, &windows, look->calendar, look->now, &note.deadline);
    look_at (look, duty, &note);
  }
}

static void
look_at_date (Look *look, LuukkuPackClocks *clocks, const LuukkuReminderDate *date)
{
  GPtrArray *all = luukku_pack_clocks_get_all (clocks);
  LuukkuReminderNote note = {
    .conversation = date->conversation,
    .subject = date->subject,
    .sentence = date->sentence,
    .start = date->at,
    .alarm = date->alarm,
  };

  if (date->at == 0)
    return;
  if (date->starts == NULL)
    look_at (look, &date->duty, &note);
  for (guint i = 0; date->starts != NULL && i < all->len; i++) {
    const LuukkuPackClock *clock = g_ptr_array_index (all, i);
    LuukkuDuty duty = clock->duty;

    if (!g_str_equal (clock->starts, date->starts))
      continue;
    note.clock = clock->id;
    note.start = date->at;
    if (clock->minimum > 0 && date->done != NULL)
      note.start = luukku_interval_due (clock->every, clock->minimum,
                                        (const gint64 *) (gpointer) date->done->data, date->done->len);
    if (!duty.has_target && (clock->kind == LUUKKU_CLOCK_END || clock->minimum > 0)) {
      /* What ends on a day, or was counted up to a day, is due there. */
      duty.has_target = TRUE;
      duty.target = (LuukkuSpan){ 0 };
    }
    look_at (look, &duty, &note);
  }
}

static void
look_at_dates (Look *look, LuukkuPackClocks *clocks)
{
  LuukkuReminders *self = look->reminders;

  for (guint i = 0; i < self->sources->len; i++) {
    const Source *source = &g_array_index (self->sources, Source, i);
    g_autoptr (GPtrArray) dates = source->function (self->inbox, source->data);

    for (guint j = 0; dates != NULL && j < dates->len; j++)
      look_at_date (look, clocks, g_ptr_array_index (dates, j));
  }
}

/* Steps nobody has filled and bans that end: whatever the hour, and with no pack too. The inbox keeps what
 * was said when, and tells it by its own signals. */
static void
look_at_alarms (Look *look)
{
  LuukkuReminders *self = look->reminders;
  gint64 next = 0;

  self->looking = TRUE;
  luukku_inbox_remind (self->inbox);
  self->looking = FALSE;
  next = luukku_inbox_next_alarm (self->inbox);
  if (next != 0)
    keep_next (look, MAX (next, look->now + SETTLE));
}

static gboolean on_timer (gpointer data);

static void
sleep_until (LuukkuReminders *self, gint64 span)
{
  luukku_clock_clear_timeout (self->inbox->clock, &self->timer);
  self->timer = luukku_clock_add_timeout (self->inbox->clock, CLAMP (span, 0, LONGEST_SLEEP), on_timer, self);
}

static void
keep_told (LuukkuReminders *self)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, self->told_until);
  g_autoptr (GError) error = NULL;

  if (!luukku_store_is_read_only (self->inbox->store) &&
      !luukku_store_set_setting (self->inbox->store, SETTING, value, &error))
    g_debug ("reminders: not kept, code %d", error->code);
}

static void
look_round (LuukkuReminders *self)
{
  g_autoptr (LuukkuReminders) alive = g_object_ref (self);
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self->inbox);
  g_autoptr (LuukkuPackClocks) kept = clocks != NULL ? luukku_pack_clocks_ref (clocks) : NULL;
  Look look = { .reminders = self, .from = self->told_until, .now = luukku_clock_now (self->inbox->clock) };

  luukku_clock_clear_timeout (self->inbox->clock, &self->timer);
  look_at_alarms (&look);
  if (clocks == NULL) { /* the signal "pack" comes when there is one; alarms do not wait for it */
    if (look.next != 0)
      sleep_until (self, look.next - look.now);
    return;
  }
  look.calendar = luukku_pack_clocks_get_calendar (clocks);
  look.quiet = luukku_pack_clocks_get_quiet (clocks);
  self->told_until = MAX (look.now, look.from); /* a clock that was put back tells nothing twice */
  self->looking = TRUE;
  look_at_answers (&look, clocks);
  look_at_dates (&look, clocks);
  self->looking = FALSE;
  if (look.told)
    keep_told (self);
  if (look.next != 0)
    sleep_until (self, look.next - look.now);
}

static gboolean
on_timer (gpointer data)
{
  LuukkuReminders *self = data;

  self->timer = 0;
  look_round (self);
  return G_SOURCE_REMOVE;
}

void
luukku_reminders_look (LuukkuReminders *self)
{
  if (self->started && !self->looking)
    sleep_until (self, SETTLE);
}

void
luukku_reminders_start (LuukkuReminders *self)
{
  g_autofree char *known = luukku_store_get_setting (self->inbox->store, SETTING, NULL);
  gint64 now = luukku_clock_now (self->inbox->clock);

  if (self->started)
    return;
  self->started = TRUE;
  self->told_until = known != NULL ? g_ascii_strtoll (known, NULL, 10) : 0;
  if (self->told_until <= 0 || self->told_until > now) {
    self->told_until = now;
    keep_told (self);
  }
  look_round (self);
}

void
luukku_reminders_add_source (LuukkuReminders *self, LuukkuReminderSource source, gpointer data)
{
  const Source entry = { source, data };

  g_array_append_val (self->sources, entry);
  luukku_reminders_look (self);
}

/* --- GObject */
static void
luukku_reminders_dispose (GObject *object)
{
  LuukkuReminders *self = LUUKKU_REMINDERS (object);

  if (self->inbox != NULL) {
    luukku_clock_clear_timeout (self->inbox->clock, &self->timer);
    g_signal_handlers_disconnect_by_data (self->inbox, self);
    if (self->started)
      keep_told (self);
    self->started = FALSE;
  }
  g_clear_object (&self->inbox);
  G_OBJECT_CLASS (luukku_reminders_parent_class)->dispose (object);
}

static void
luukku_reminders_finalize (GObject *object)
{
  g_array_unref (LUUKKU_REMINDERS (object)->sources);
  G_OBJECT_CLASS (luukku_reminders_parent_class)->finalize (object);
}

static void
luukku_reminders_class_init (LuukkuRemindersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = luukku_reminders_dispose;
  object_class->finalize = luukku_reminders_finalize;
  signals[SIGNAL_DUE] = g_signal_new ("due", LUUKKU_TYPE_REMINDERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
luukku_reminders_init (LuukkuReminders *self)
{
  self->sources = g_array_new (FALSE, FALSE, sizeof (Source));
}

LuukkuReminders *
luukku_reminders_new (LuukkuInbox *inbox)
{
  /* "channel" too: after a night in standby the timer is late, and the first thing that happens is the link.
   */
  static const char *const names[] = { "message", "case", "pack", "channel", "alarm", "sanction" };
  LuukkuReminders *self = g_object_new (LUUKKU_TYPE_REMINDERS, NULL);

  self->inbox = g_object_ref (inbox);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_swapped (inbox, names[i], G_CALLBACK (luukku_reminders_look), self);
  return self;
}
