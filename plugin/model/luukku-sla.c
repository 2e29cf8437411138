/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sla.c: until when something is due, when to warn, when to remind. Pure: no clock, no locale. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-sla.h"

#include <stdlib.h>
#include <string.h>

#include "base/luukku-error.h"

/* Longest span that a town can mean: ten years. */
#define SPAN_MAX (3653 * G_TIME_SPAN_DAY)
#define SPAN_MONTHS_MAX 120

/* Most digits of a count: no overflow below. */
#define COUNT_DIGITS_MAX 7

typedef struct {
  const char *one;
  const char *many;
  gint64 span;
} Unit;

static const Unit units[] = {
  { "minute", "minutes", G_TIME_SPAN_MINUTE },
  { "hour", "hours", G_TIME_SPAN_HOUR },
  { "day", "days", G_TIME_SPAN_DAY },
};

static gint64
add_saturated (gint64 time, gint64 span)
{
  return time > 0 && span > G_MAXINT64 - time ? G_MAXINT64 : time + span;
}

gint64
luukku_sla_due (const LuukkuSla *self, gint64 waiting_since)
{
  if (self->target <= 0 || waiting_since == 0)
    return 0;
  return add_saturated (waiting_since, self->target);
}

LuukkuSlaState
luukku_sla_state (const LuukkuSla *self, gint64 waiting_since, gint64 now)
{
  gint64 due = luukku_sla_due (self, waiting_since);

  if (due == 0)
    return LUUKKU_SLA_NONE;
  if (now > due)
    return LUUKKU_SLA_OVERDUE;
  if (self->warn_at > 0 && now >= add_saturated (waiting_since, self->warn_at))
    return LUUKKU_SLA_SOON;
  return LUUKKU_SLA_ON_TIME;
}

/* "48 hours" → 48, "hours". Returns: FALSE when it has not this form. */
static gboolean
split_span (const char *text, gint64 *ret_count, const char **ret_unit)
{
  gsize digits = strspn (text, "0123456789");
  const char *unit = text + digits;

  if (digits == 0 || digits > COUNT_DIGITS_MAX || *unit != ' ')
    return FALSE;
  *ret_count = g_ascii_strtoll (text, NULL, 10);
  *ret_unit = unit + strspn (unit, " ");
  return TRUE;
}

gboolean
luukku_sla_parse_span (const char *text, gint64 *ret_span, GError **error)
{
  const char *name;
  gint64 count;

  if (*text == '\0')
    return FALSE;
  if (g_str_equal (text, "immediately")) {
    *ret_span = 0;
    return TRUE;
  }
  if (split_span (text, &count, &name)) {
    for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
      if (!g_str_equal (name, units[i].many) && !g_str_equal (name, units[i].one))
        continue;
      if (count == 0 || count > SPAN_MAX / units[i].span)
        break;
      *ret_span = count * units[i].span;
      return TRUE;
    }
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: the quoted words stay as they are: they are what the file must say */
                    N_ ("This is not a span of time. Write for example “30 minutes”, “48 hours”, “7 days” or "
                        "“immediately”."));
  return FALSE;
}

/* --- spans of a pack */

/* What a count of each word is, in the unit that is kept. */
static const struct {
  const char *one;
  const char *many;
  LuukkuUnit unit;
  guint factor;
} span_words[] = {
  { "minute", "minutes", LUUKKU_UNIT_MINUTES, 1 }, { "hour", "hours", LUUKKU_UNIT_HOURS, 1 },
  { "day", "days", LUUKKU_UNIT_DAYS, 1 },          { "week", "weeks", LUUKKU_UNIT_DAYS, 7 },
  { "month", "months", LUUKKU_UNIT_MONTHS, 1 },    { "year", "years", LUUKKU_UNIT_MONTHS, 12 },
};

static const gint64 unit_lengths[] = {
  [LUUKKU_UNIT_MINUTES] = G_TIME_SPAN_MINUTE,
  [LUUKKU_UNIT_HOURS] = G_TIME_SPAN_HOUR,
  [LUUKKU_UNIT_DAYS] = G_TIME_SPAN_DAY,
  [LUUKKU_UNIT_MONTHS] = 0,
};

gint64
luukku_span_length (LuukkuSpan self)
{
  return self.count * unit_lengths[self.unit];
}

static gboolean
is_short_enough (gint64 count, LuukkuUnit unit)
{
  if (unit == LUUKKU_UNIT_MONTHS)
    return count <= SPAN_MONTHS_MAX;
  return count <= SPAN_MAX / unit_lengths[unit];
}

gboolean
luukku_span_parse (const char *text, LuukkuSpan *ret_span, GError **error)
{
  gsize length = strlen (text);
  gboolean before = g_str_has_suffix (text, " before");
  g_autofree char *words = g_strndup (text, before ? length - strlen (" before") : length);
  const char *name;
  gint64 count;

  if (g_str_equal (text, "immediately")) {
    *ret_span = (LuukkuSpan){ 0 };
    return TRUE;
  }
  if (split_span (words, &count, &name)) {
    for (gsize i = 0; i < G_N_ELEMENTS (span_words); i++) {
      gint64 whole = count * span_words[i].factor;

      if ((!g_str_equal (name, span_words[i].many) && !g_str_equal (name, span_words[i].one)) || count == 0 ||
          !is_short_enough (whole, span_words[i].unit))
        continue;
      *ret_span = (LuukkuSpan){ (guint) whole, span_words[i].unit, before };
      return TRUE;
    }
  }
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: the quoted words stay as they are: they are what the file must say */
      N_ ("This is not a span of time. Write for example “30 minutes”, “48 hours”, “7 days”, “3 "
          "months”, “14 days before” or “immediately”."));
  return FALSE;
}

/* --- duties */

/* @span after @start as @counting says. */
static gint64
add_span (const LuukkuCalendar *calendar, LuukkuCounting counting, gint64 start, LuukkuSpan span)
{
  if (span.count == 0)
    return start;
  if (span.unit == LUUKKU_UNIT_MONTHS)
    return luukku_calendar_add_date (calendar, start, (int) span.count, 0);
  if (counting == LUUKKU_COUNTING_SERVICE_DAYS && span.unit == LUUKKU_UNIT_DAYS)
    return luukku_calendar_add_service_days (calendar, start, (int) span.count);
  if (counting != LUUKKU_COUNTING_ELAPSED && span.unit != LUUKKU_UNIT_DAYS)
    return luukku_calendar_add_hours (calendar, start, luukku_span_length (span));
  return add_saturated (start, luukku_span_length (span));
}

/* @span before @due; days and months by the date (act 150/1930, section 4). */
static gint64
take_span (const LuukkuCalendar *calendar, LuukkuCounting counting, gint64 due, LuukkuSpan span)
{
  if (due == G_MAXINT64)
    return due;
  if (span.unit == LUUKKU_UNIT_MONTHS)
    return luukku_calendar_add_date (calendar, due, -(int) span.count, 0);
  if (span.unit == LUUKKU_UNIT_DAYS)
    return counting == LUUKKU_COUNTING_SERVICE_DAYS
               ? luukku_calendar_add_service_days (calendar, due, -(int) span.count)
               : luukku_calendar_add_date (calendar, due, 0, -(int) span.count);
  if (counting != LUUKKU_COUNTING_ELAPSED)
    return luukku_calendar_add_hours (calendar, due, -luukku_span_length (span));
  return due - luukku_span_length (span);
}

gint64
luukku_duty_due (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start)
{
  if (!self->has_target || start == 0)
    return 0;
  return add_span (calendar, self->counting, start, self->target);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

guint
luukku_duty_warnings (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start, gint64 *ret_times)
{
  gint64 due = luukku_duty_due (self, calendar, start);
  guint count = 0;

  if (start == 0)
    return 0;
  for (guint i = 0; i < self->warning_count; i++) {
    LuukkuSpan span = self->warnings[i];
    gint64 time;

    if (span.before && due == 0)
      continue;
    time = span.before ? take_span (calendar, self->counting, due, span)
                       : add_span (calendar, self->counting, start, span);
    /* A clock that runs until a date (the end of a ban) starts and is due there. */
    ret_times[count++] = due > start ? MAX (time, start) : time;
  }
  qsort (ret_times, count, sizeof *ret_times, compare_times);
  return count;
}

LuukkuSlaState
luukku_duty_state (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start, gint64 now)
{
  gint64 due = luukku_duty_due (self, calendar, start);
  gint64 warnings[LUUKKU_DUTY_MAX_WARNINGS];
  guint count;

  if (due == 0)
    return LUUKKU_SLA_NONE;
  if (now > due)
    return LUUKKU_SLA_OVERDUE;
  count = luukku_duty_warnings (self, calendar, start, warnings);
  return count > 0 && now >= warnings[0] ? LUUKKU_SLA_SOON : LUUKKU_SLA_ON_TIME;
}

gint64
luukku_duty_age (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start, gint64 now)
{
  if (start == 0 || now <= start)
    return 0;
  if (self->counting == LUUKKU_COUNTING_ELAPSED)
    return now - start;
  return luukku_calendar_open_between (calendar, start, now);
}

gint64
luukku_interval_due (gint64 every, guint minimum, const gint64 *done, guint done_count)
{
  guint needed = MAX (minimum, 1);

  if (done_count == 0)
    return 0;
  return add_saturated (done[done_count > needed ? done_count - needed : 0], every);
}

/* --- reminders */

/* When a reminder of @time is shown. */
static gint64
shown_at (const LuukkuReminder *self, const LuukkuCalendar *calendar, const LuukkuQuiet *quiet, gint64 time)
{
  if (self->alarm || !quiet->no_reminders_outside || time == G_MAXINT64)
    return time;
  return luukku_calendar_next_open (calendar, time);
}

/* *@best becomes @time when that comes after @after and earlier. */
static void
keep_earlier (gint64 time, gint64 after, gint64 *best)
{
  if (time != 0 && time != G_MAXINT64 && time > after && (*best == 0 || time < *best))
    *best = time;
}

gint64
luukku_reminder_next (const LuukkuReminder *self, const LuukkuCalendar *calendar, const LuukkuQuiet *quiet,
                      gint64 after)
{
  gint64 due = luukku_duty_due (self->duty, calendar, self->start);
  gint64 every = self->duty->repeat_every;
  gint64 times[LUUKKU_DUTY_MAX_WARNINGS];
  guint count = luukku_duty_warnings (self->duty, calendar, self->start, times);
  gint64 best = 0;

  for (guint i = 0; i < count; i++)
    keep_earlier (shown_at (self, calendar, quiet, times[i]), after, &best);
  if (due == 0 || due == G_MAXINT64)
    return best;
  keep_earlier (shown_at (self, calendar, quiet, due), after, &best);
  if (every > 0 && after >= due) {
    gint64 last = due + (after - due) / every * every;

    /* The last one may have been held back by quiet hours and still be to come. */
    keep_earlier (shown_at (self, calendar, quiet, last), after, &best);
    keep_earlier (shown_at (self, calendar, quiet, add_saturated (last, every)), after, &best);
  }
  return best;
}

/* --- deadlines */

static void
find_window (const LuukkuWindows *windows, gint64 now, LuukkuDeadlineKind *ret_kind, gint64 *ret_closes)
{
  gint64 closes = add_saturated (windows->since, windows->reply_window);
  gint64 late = add_saturated (windows->since, windows->late_window);

  *ret_kind = LUUKKU_DEADLINE_NONE;
  *ret_closes = 0;
  if (windows->since == 0 || windows->reply_window <= 0)
    return;
  if (now <= closes) {
    *ret_kind = LUUKKU_DEADLINE_WINDOW;
    *ret_closes = closes;
  } else if (windows->late_window > windows->reply_window) {
    *ret_kind = now <= late ? LUUKKU_DEADLINE_LATE : LUUKKU_DEADLINE_CLOSED;
    *ret_closes = late;
  } else {
    *ret_kind = LUUKKU_DEADLINE_CLOSED;
    *ret_closes = closes;
  }
}

/* The first opening from @since on in which a warning still helps. */
static gint64
find_warning (const LuukkuDuty *duty, const LuukkuCalendar *calendar, gint64 since,
              const LuukkuDeadline *deadline)
{
  gint64 times[LUUKKU_DUTY_MAX_WARNINGS];
  gint64 latest = luukku_calendar_add_hours (calendar, deadline->answer_by, -LUUKKU_WINDOW_WARN_BEFORE);

  if (deadline->kind == LUUKKU_DEADLINE_DUTY && luukku_duty_warnings (duty, calendar, since, times) > 0) {
    gint64 shown = luukku_calendar_next_open (calendar, times[0]);

    if (shown != 0 && shown < deadline->answer_by)
      return shown;
  }
  return luukku_calendar_next_open (calendar, MAX (latest, since));
}

void
luukku_deadline_find (const LuukkuDuty *duty, gint64 waiting_since, const LuukkuWindows *windows,
                      const LuukkuCalendar *calendar, gint64 now, LuukkuDeadline *ret_deadline)
{
  LuukkuDeadline found = { 0 };
  gint64 since = windows->since;
  gint64 last_open;

  found.duty_due = luukku_duty_due (duty, calendar, waiting_since);
  find_window (windows, now, &found.kind, &found.closes);
  found.due = found.closes;
  /* A target that is missed already does not hide the window that can still be met. */
  if (found.duty_due != 0 && found.kind != LUUKKU_DEADLINE_CLOSED &&
      (found.closes == 0 || (found.duty_due <= found.closes && found.duty_due >= now))) {
    found.kind = LUUKKU_DEADLINE_DUTY;
    found.due = found.duty_due;
    since = waiting_since;
  }
  if (found.kind != LUUKKU_DEADLINE_NONE && found.kind != LUUKKU_DEADLINE_CLOSED && found.due != G_MAXINT64) {
    last_open = luukku_calendar_last_open (calendar, found.due);
    if (last_open > since) {
      found.answer_by = last_open;
      found.warn_at = find_warning (duty, calendar, since, &found);
    }
  }
  *ret_deadline = found;
}

LuukkuSlaState
luukku_deadline_state (const LuukkuDeadline *self, gint64 now)
{
  if (self->kind == LUUKKU_DEADLINE_NONE)
    return LUUKKU_SLA_NONE;
  if (self->kind == LUUKKU_DEADLINE_CLOSED || now > self->due ||
      (self->duty_due != 0 && now > self->duty_due))
    return LUUKKU_SLA_OVERDUE;
  return self->warn_at != 0 && now >= self->warn_at ? LUUKKU_SLA_SOON : LUUKKU_SLA_ON_TIME;
}
