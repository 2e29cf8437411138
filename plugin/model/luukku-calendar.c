/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-calendar.c: openings as spans of UTC, a local day at a time, and walks over them. What is closed is
 * decided in one place, work_out_day(); everything else walks. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-calendar.h"

#include <string.h>

#include "base/luukku-error.h"

#define DAY_SECONDS (24 * 60 * 60)
#define EPOCH_JULIAN 719163 /* 1970-01-01 as GDate counts */

/* How far a walk goes before it gives up: nothing is due later, and every day may be closed. */
#define WALK_DAYS_MAX (20 * 366)

/* A walk from here stays inside what GDate and GDateTime can say: the years 2…9900 and some. */
#define TIME_MIN (G_GINT64_CONSTANT (-62104060800) * G_TIME_SPAN_SECOND) /* the year 2 */
#define TIME_MAX (G_GINT64_CONSTANT (250246627200) * G_TIME_SPAN_SECOND) /* the year 9900 */

/* An inbox asks for the same few weeks thousands of times; a day costs 2 µs to work out. A power of two. */
#define KEPT_DAYS 512

/* UTC seconds, [from, to). */
typedef struct {
  gint64 from, to;
} Opening;

typedef struct {
  guint count;
  Opening list[LUUKKU_SERVICE_HOURS_MAX_A_DAY];
} Openings;

typedef struct {
  gint64 day;
  gboolean is_known;
  Openings openings;
} KeptDay;

/* Days that were worked out before: the calendar's only part that changes, and only in speed. */
typedef struct {
  GMutex lock;
  KeptDay days[KEPT_DAYS];
} Memory;

struct _LuukkuCalendar {
  gatomicrefcount refs;
  GTimeZone *zone;     /* (ref) */
  GPtrArray *holidays; /* LuukkuHolidays (ref) */
  GArray *closed_days; /* LuukkuDayRange (owned) */
  LuukkuServiceHours hours;
  gboolean has_own_hours;
  Memory *memory; /* (owned) */
};

G_DEFINE_BOXED_TYPE (LuukkuCalendar, luukku_calendar, luukku_calendar_ref, luukku_calendar_unref)

/* --- life */

gboolean
luukku_calendar_is_zone (const char *zone)
{
  g_autoptr (GTimeZone) found = g_time_zone_new_identifier (zone);

  return found != NULL;
}

LuukkuCalendar *
luukku_calendar_new (const LuukkuCalendarInit *init, GError **error)
{
  g_autoptr (LuukkuCalendar) self = g_new0 (LuukkuCalendar, 1);
  const char *zone = init->zone != NULL && *init->zone != '\0' ? init->zone : LUUKKU_CALENDAR_DEFAULT_ZONE;
  const char *hours = init->hours;

  g_atomic_ref_count_init (&self->refs);
  self->memory = g_new0 (Memory, 1);
  g_mutex_init (&self->memory->lock);
  self->holidays = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_holidays_unref);
  for (guint i = 0; init->holidays != NULL && i < init->holidays->len; i++)
    g_ptr_array_add (self->holidays, luukku_holidays_ref (g_ptr_array_index (init->holidays, i)));
  self->zone = g_time_zone_new_identifier (zone);
  if (self->zone == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("This machine does not know the time zone “%s”. Write it as Europe/Helsinki."),
                      zone);
    return NULL;
  }
  self->has_own_hours = hours != NULL && *hours != '\0';
  if (!luukku_service_hours_parse (self->has_own_hours ? hours : LUUKKU_CALENDAR_DEFAULT_HOURS, &self->hours,
                                   error))
    return NULL;
  self->closed_days = luukku_day_ranges_parse (init->closed_days != NULL ? init->closed_days : "", error);
  if (self->closed_days == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

LuukkuCalendar *
luukku_calendar_ref (LuukkuCalendar *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_calendar_unref (LuukkuCalendar *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->holidays, g_ptr_array_unref);
  g_clear_pointer (&self->closed_days, g_array_unref);
  g_mutex_clear (&self->memory->lock);
  g_free (self->memory);
  g_free (self);
}

gboolean
luukku_calendar_has_own_hours (const LuukkuCalendar *self)
{
  return self->has_own_hours;
}

/* --- wall clock. Days are counted from 1970-01-01, negative before. */

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

static gint64
offset_at (const LuukkuCalendar *self, gint64 utc)
{
  int interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, utc);

  return interval < 0 ? 0 : g_time_zone_get_offset (self->zone, interval);
}

static gint64
local_day_of (const LuukkuCalendar *self, gint64 utc)
{
  return floor_div (utc + offset_at (self, utc), DAY_SECONDS);
}

/* The moment between @before and @after at which the offset changes. */
static gint64
find_change (const LuukkuCalendar *self, gint64 before, gint64 after)
{
  gint64 offset = offset_at (self, before);

  while (after - before > 1) {
    gint64 middle = before + (after - before) / 2;

    if (offset_at (self, middle) == offset)
      before = middle;
    else
      after = middle;
  }
  return after;
}

/* Wall-clock seconds → UTC. A time that is there twice: the first, or with @last the second one. A time that
 * a change skips: the moment of the change. */
static gint64
to_utc (const LuukkuCalendar *self, gint64 local, gboolean last)
{
  gint64 offset_before = offset_at (self, local - DAY_SECONDS);
  gint64 offset_after = offset_at (self, local + DAY_SECONDS);
  gint64 early = local - MAX (offset_before, offset_after);
  gint64 late = local - MIN (offset_before, offset_after);
  gboolean early_is_right = early + offset_at (self, early) == local;
  gboolean late_is_right = late + offset_at (self, late) == local;

  if (early_is_right && late_is_right)
    return last ? late : early;
  if (early_is_right)
    return early;
  return late_is_right ? late : find_change (self, early, late);
}

static gboolean
is_time (gint64 time)
{
  return time >= TIME_MIN && time <= TIME_MAX;
}

/* --- one day */

static gboolean
is_own_closed_day (const LuukkuCalendar *self, guint32 julian)
{
  for (guint i = 0; i < self->closed_days->len; i++) {
    const LuukkuDayRange *range = &g_array_index (self->closed_days, LuukkuDayRange, i);

    if (julian >= range->first && julian <= range->last)
      return TRUE;
  }
  return FALSE;
}

/* From which minute on the office is closed although the week says otherwise. */
static guint
closes_at (const LuukkuCalendar *self, guint32 julian)
{
  guint minute = LUUKKU_MINUTES_A_DAY;

  if (is_own_closed_day (self, julian))
    return 0;
  for (guint i = 0; i < self->holidays->len && minute > 0; i++) {
    guint this_minute = luukku_holidays_closes_at (g_ptr_array_index (self->holidays, i), julian);

    minute = MIN (minute, this_minute);
  }
  return minute;
}

static void
work_out_day (const LuukkuCalendar *self, gint64 day, Openings *ret)
{
  /* 1970-01-01 was a Thursday. */
  guint weekday = (guint) (((day + 3) % 7 + 7) % 7);
  guint end;

  ret->count = 0;
  if (self->hours.count[weekday] == 0)
    return;
  end = closes_at (self, (guint32) (day + EPOCH_JULIAN));
  for (guint i = 0; i < self->hours.count[weekday]; i++) {
    const LuukkuOpening *opening = &self->hours.openings[weekday][i];
    guint closes = MIN (opening->closes, end);
    Opening utc;

    if (opening->opens >= closes)
      break;
    utc.from = to_utc (self, day * DAY_SECONDS + opening->opens * 60, FALSE);
    utc.to = to_utc (self, day * DAY_SECONDS + closes * 60, TRUE);
    /* Two openings that touch in the hour that comes twice would both have it. */
    if (ret->count > 0)
      utc.from = MAX (utc.from, ret->list[ret->count - 1].to);
    if (utc.from < utc.to)
      ret->list[ret->count++] = utc;
  }
}

static void
day_openings (const LuukkuCalendar *self, gint64 day, Openings *ret)
{
  KeptDay *kept = &self->memory->days[(guint64) day % KEPT_DAYS];

  g_mutex_lock (&self->memory->lock);
  if (!kept->is_known || kept->day != day) {
    work_out_day (self, day, &kept->openings);
    kept->day = day;
    kept->is_known = TRUE;
  }
  ret->count = kept->openings.count;
  memcpy (ret->list, kept->openings.list, ret->count * sizeof *ret->list);
  g_mutex_unlock (&self->memory->lock);
}

/* --- walks. Times inside are microseconds; openings begin and end on whole seconds. */

/* Is called for each opening in order, cut to what lies after (before) the start. Returns: whether to stop.
 */
typedef gboolean (*Visit) (gint64 from, gint64 to, gpointer data);

static void
walk_forward (const LuukkuCalendar *self, gint64 time, Visit visit, gpointer data)
{
  gint64 first = local_day_of (self, floor_div (time, G_TIME_SPAN_SECOND));

  for (gint64 day = first; day < first + WALK_DAYS_MAX; day++) {
    Openings openings;

    day_openings (self, day, &openings);
    for (guint i = 0; i < openings.count; i++) {
      gint64 from = openings.list[i].from * G_TIME_SPAN_SECOND;
      gint64 to = openings.list[i].to * G_TIME_SPAN_SECOND;

      if (to > time && visit (MAX (from, time), to, data))
        return;
    }
  }
}

static void
walk_backward (const LuukkuCalendar *self, gint64 time, Visit visit, gpointer data)
{
  gint64 first = local_day_of (self, floor_div (time, G_TIME_SPAN_SECOND));
  gint64 last = MAX (first - WALK_DAYS_MAX, 1 - EPOCH_JULIAN);

  for (gint64 day = first; day >= last; day--) {
    Openings openings;

    day_openings (self, day, &openings);
    for (guint i = openings.count; i > 0; i--) {
      gint64 from = openings.list[i - 1].from * G_TIME_SPAN_SECOND;
      gint64 to = openings.list[i - 1].to * G_TIME_SPAN_SECOND;

      if (from < time && visit (from, MIN (to, time), data))
        return;
    }
  }
}

static gboolean
take_start (gint64 from, gint64 to, gpointer data)
{
  *(gint64 *) data = from;
  return TRUE;
}

static gboolean
take_end (gint64 from, gint64 to, gpointer data)
{
  *(gint64 *) data = to;
  return TRUE;
}

gint64
luukku_calendar_next_open (const LuukkuCalendar *self, gint64 time)
{
  gint64 found = 0;

  if (is_time (time))
    walk_forward (self, time, take_start, &found);
  return found;
}

gint64
luukku_calendar_last_open (const LuukkuCalendar *self, gint64 time)
{
  gint64 found = 0;

  if (is_time (time))
    walk_backward (self, time, take_end, &found);
  return found;
}

gboolean
luukku_calendar_is_open (const LuukkuCalendar *self, gint64 time)
{
  Openings openings;

  if (!is_time (time))
    return FALSE;
  day_openings (self, local_day_of (self, floor_div (time, G_TIME_SPAN_SECOND)), &openings);
  for (guint i = 0; i < openings.count; i++) {
    if (time >= openings.list[i].from * G_TIME_SPAN_SECOND && time < openings.list[i].to * G_TIME_SPAN_SECOND)
      return TRUE;
  }
  return FALSE;
}

const char *
luukku_calendar_get_holiday (const LuukkuCalendar *self, gint64 time, const char *language)
{
  guint32 day;

  if (!is_time (time))
    return NULL;
  day = (guint32) (local_day_of (self, floor_div (time, G_TIME_SPAN_SECOND)) + EPOCH_JULIAN);
  for (guint i = 0; i < self->holidays->len; i++) {
    const char *name = luukku_holidays_get_name (g_ptr_array_index (self->holidays, i), day, language);

    if (name != NULL)
      return name;
  }
  return NULL;
}

/* --- counting */

typedef struct {
  gint64 left;
  gint64 found;
} HourCount;

static gboolean
count_hours_forward (gint64 from, gint64 to, gpointer data)
{
  HourCount *count = data;

  if (to - from >= count->left) {
    count->found = from + count->left;
    return TRUE;
  }
  count->left -= to - from;
  return FALSE;
}

static gboolean
count_hours_backward (gint64 from, gint64 to, gpointer data)
{
  HourCount *count = data;

  if (to - from >= count->left) {
    count->found = to - count->left;
    return TRUE;
  }
  count->left -= to - from;
  return FALSE;
}

gint64
luukku_calendar_add_hours (const LuukkuCalendar *self, gint64 time, gint64 span)
{
  HourCount count = { ABS (span), span >= 0 ? G_MAXINT64 : 0 };

  if (span == 0)
    return time;
  if (!is_time (time))
    return count.found;
  if (span > 0)
    walk_forward (self, time, count_hours_forward, &count);
  else
    walk_backward (self, time, count_hours_backward, &count);
  return count.found;
}

gint64
luukku_calendar_add_service_days (const LuukkuCalendar *self, gint64 time, int days)
{
  gint64 first;
  int step = days > 0 ? 1 : -1;
  guint left = (guint) ABS (days);

  if (days == 0)
    return time;
  if (!is_time (time))
    return days > 0 ? G_MAXINT64 : 0;
  first = local_day_of (self, floor_div (time, G_TIME_SPAN_SECOND));
  for (gint64 i = 1; i < WALK_DAYS_MAX && first + i * step > 1 - EPOCH_JULIAN; i++) {
    Openings openings;

    day_openings (self, first + i * step, &openings);
    if (openings.count > 0 && --left == 0)
      return openings.list[openings.count - 1].to * G_TIME_SPAN_SECOND;
  }
  return days > 0 ? G_MAXINT64 : 0;
}

static gboolean
sum_until (gint64 from, gint64 to, gpointer data)
{
  HourCount *count = data;

  if (from >= count->left)
    return TRUE;
  count->found += MIN (to, count->left) - from;
  return to >= count->left;
}

gint64
luukku_calendar_open_between (const LuukkuCalendar *self, gint64 from, gint64 to)
{
  HourCount sum = { .left = to };

  if (is_time (from) && is_time (to) && to > from)
    walk_forward (self, from, sum_until, &sum);
  return sum.found;
}

gint64
luukku_calendar_add_date (const LuukkuCalendar *self, gint64 time, int months, int days)
{
  gint64 utc, local, day;
  GDate date;
  gint64 julian;

  if (!is_time (time) || ABS ((gint64) months) > 12 * 20 || ABS ((gint64) days) > WALK_DAYS_MAX)
    return months > 0 || days > 0 ? G_MAXINT64 : 0;
  utc = floor_div (time, G_TIME_SPAN_SECOND);
  local = utc + offset_at (self, utc);
  day = floor_div (local, DAY_SECONDS);
  julian = day + EPOCH_JULIAN;
  if (julian + 31 * (gint64) months + days < 1)
    return 0;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) julian);
  if (months >= 0)
    g_date_add_months (&date, (guint) months);
  else
    g_date_subtract_months (&date, (guint) -months);
  julian = (gint64) g_date_get_julian (&date) + days;
  utc = to_utc (self, (julian - EPOCH_JULIAN) * DAY_SECONDS + (local - day * DAY_SECONDS), FALSE);
  return utc * G_TIME_SPAN_SECOND + (time - floor_div (time, G_TIME_SPAN_SECOND) * G_TIME_SPAN_SECOND);
}

gboolean
luukku_calendar_parse_date (const LuukkuCalendar *self, const char *text, gint64 *ret_time)
{
  g_autoptr (GArray) ranges = luukku_day_ranges_parse (text, NULL);
  gint64 day;

  if (ranges == NULL || ranges->len != 1 || strlen (text) != 10)
    return FALSE;
  day = (gint64) g_array_index (ranges, LuukkuDayRange, 0).first - EPOCH_JULIAN;
  *ret_time = to_utc (self, day * DAY_SECONDS, FALSE) * G_TIME_SPAN_SECOND;
  return TRUE;
}
