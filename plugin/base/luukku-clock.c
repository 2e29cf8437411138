/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-clock.c: the abstract clock, the machine's clock, and times in words.
 *
 * The machine's clock reads UTC from the system and runs its timers on the default main context by the
 * monotonic clock, so that setting the computer's time never fires or delays a timer. The functions for times
 * in words are pure: no locale, no current time. Base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-clock.h"

#include "base/luukku-error.h"

#include <stdio.h>

/* What GDateTime can show: 0001-01-01T00:00:00Z … 9999-12-31T23:59:59Z. Times outside are moved to the nearer
 * end. */
#define TIME_MIN_SECONDS G_GINT64_CONSTANT (-62135596800)
#define TIME_MAX_SECONDS G_GINT64_CONSTANT (253402300799)

/* A timer that comes again never does so faster than this: a wrong span of 0 must not eat the machine. */
#define REPEAT_MIN G_TIME_SPAN_MILLISECOND
#define COARSE_FROM (10 * G_TIME_SPAN_SECOND) /* waits from here on may end up to a tenth later */

/* Longest text that is looked at as a time. */
#define ISO8601_MAX_BYTES 64

#define JULIAN_OF_1970 719163
#define SECONDS_PER_DAY 86400

/* --- the abstract clock */

G_DEFINE_ABSTRACT_TYPE (LuukkuClock, luukku_clock, G_TYPE_OBJECT)

static void
luukku_clock_class_init (LuukkuClockClass *klass)
{
}

static void
luukku_clock_init (LuukkuClock *self)
{
}

gint64
luukku_clock_now (LuukkuClock *self)
{
  g_return_val_if_fail (LUUKKU_IS_CLOCK (self), 0);

  return LUUKKU_CLOCK_GET_CLASS (self)->now (self);
}

guint
luukku_clock_add_timeout (LuukkuClock *self, gint64 after, GSourceFunc function, gpointer data)
{
  g_return_val_if_fail (LUUKKU_IS_CLOCK (self), 0);

  return LUUKKU_CLOCK_GET_CLASS (self)->add_timeout (self, MAX (after, 0), function, data);
}

void
luukku_clock_remove_timeout (LuukkuClock *self, guint id)
{
  g_return_if_fail (LUUKKU_IS_CLOCK (self));

  if (id != 0)
    LUUKKU_CLOCK_GET_CLASS (self)->remove_timeout (self, id);
}

void
luukku_clock_clear_timeout (LuukkuClock *self, guint *id)
{
  guint old = *id;

  *id = 0;
  luukku_clock_remove_timeout (self, old);
}

/* --- the machine's clock */

#define LUUKKU_TYPE_SYSTEM_CLOCK (luukku_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuSystemClock, luukku_system_clock, LUUKKU, SYSTEM_CLOCK, LuukkuClock)

struct _LuukkuSystemClock {
  LuukkuClock parent_instance;
  GHashTable *sources; /* id of the source in the default context -> GSource (ref) */
};

typedef struct {
  GSource source;
  LuukkuSystemClock *clock; /* no ref: its finalizer destroys the source */
  gint64 interval;
} ClockSource;

G_DEFINE_FINAL_TYPE (LuukkuSystemClock, luukku_system_clock, LUUKKU_TYPE_CLOCK)

static gint64
add_saturated (gint64 time, gint64 span)
{
  return time > 0 && span > G_MAXINT64 - time ? G_MAXINT64 : time + span;
}

/* Long waits end together: 20 channels that are asked now and then wake the processor once, not 20 times. Never
 * early, late by a tenth at most. */
static gint64
wake_up_at (gint64 now, gint64 after)
{
  gint64 at = add_saturated (now, after);
  gint64 step = after >= 2 * G_TIME_SPAN_MINUTE ? 10 * G_TIME_SPAN_SECOND
                : after >= COARSE_FROM          ? G_TIME_SPAN_SECOND
                                                : 0;

  if (step == 0 || at > G_MAXINT64 - step)
    return at;
  return (at + step - 1) / step * step;
}

static gboolean
dispatch_clock_source (GSource *source, GSourceFunc callback, gpointer user_data)
{
  ClockSource *self = (ClockSource *) source;
  g_autoptr (LuukkuSystemClock) clock =
      g_object_ref (self->clock); /* the callback may drop the last other one */
  guint id = g_source_get_id (source);

  g_source_set_ready_time (source, wake_up_at (g_source_get_time (source), MAX (self->interval, REPEAT_MIN)));
  if (callback (user_data) == G_SOURCE_CONTINUE)
    return G_SOURCE_CONTINUE;
  g_hash_table_remove (clock->sources, GUINT_TO_POINTER (id));
  return G_SOURCE_REMOVE;
}

static GSourceFuncs clock_source_funcs = { .dispatch = dispatch_clock_source };

static void
destroy_and_unref_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static gint64
luukku_system_clock_now (LuukkuClock *clock)
{
  return g_get_real_time ();
}

static guint
luukku_system_clock_add_timeout (LuukkuClock *clock, gint64 after, GSourceFunc function, gpointer data)
{
  LuukkuSystemClock *self = LUUKKU_SYSTEM_CLOCK (clock);
  GSource *source = g_source_new (&clock_source_funcs, sizeof (ClockSource));
  ClockSource *clock_source = (ClockSource *) source;
  guint id;

  clock_source->clock = self;
  clock_source->interval = after;
  g_source_set_static_name (source, "LuukkuClock");
  g_source_set_callback (source, function, data, NULL);
  g_source_set_ready_time (source, wake_up_at (g_get_monotonic_time (), after));
  id = g_source_attach (source, NULL);
  g_hash_table_insert (self->sources, GUINT_TO_POINTER (id), source);
  return id;
}

static void
luukku_system_clock_remove_timeout (LuukkuClock *clock, guint id)
{
  g_hash_table_remove (LUUKKU_SYSTEM_CLOCK (clock)->sources, GUINT_TO_POINTER (id));
}

static void
luukku_system_clock_finalize (GObject *object)
{
  g_hash_table_unref (LUUKKU_SYSTEM_CLOCK (object)->sources);
  G_OBJECT_CLASS (luukku_system_clock_parent_class)->finalize (object);
}

static void
luukku_system_clock_class_init (LuukkuSystemClockClass *klass)
{
  LuukkuClockClass *clock_class = LUUKKU_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_system_clock_finalize;
  clock_class->now = luukku_system_clock_now;
  clock_class->add_timeout = luukku_system_clock_add_timeout;
  clock_class->remove_timeout = luukku_system_clock_remove_timeout;
}

static void
luukku_system_clock_init (LuukkuSystemClock *self)
{
  self->sources = g_hash_table_new_full (NULL, NULL, NULL, destroy_and_unref_source);
}

LuukkuClock *
luukku_clock_new_system (void)
{
  return g_object_new (LUUKKU_TYPE_SYSTEM_CLOCK, NULL);
}

/* --- times in words */

/* @ret_usec (nullable): the microseconds of the second. Returns: (transfer full): never NULL. */
static GDateTime *
date_time_from_time (gint64 time, int *ret_usec)
{
  gint64 seconds = time / G_USEC_PER_SEC;
  int usec = (int) (time % G_USEC_PER_SEC);

  if (usec < 0) {
    usec += G_USEC_PER_SEC;
    seconds--;
  }
  if (ret_usec != NULL)
    *ret_usec = usec;
  return g_date_time_new_from_unix_utc (CLAMP (seconds, TIME_MIN_SECONDS, TIME_MAX_SECONDS));
}

char *
luukku_time_to_iso8601 (gint64 time)
{
  int usec;
  g_autoptr (GDateTime) utc = date_time_from_time (time, &usec);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year (utc),
                          g_date_time_get_month (utc), g_date_time_get_day_of_month (utc),
                          g_date_time_get_hour (utc), g_date_time_get_minute (utc),
                          g_date_time_get_second (utc), usec / 1000);
}

/* Reads exactly @digits digits at *@cursor. Returns: FALSE when there are fewer or the number is above @max.
 */
static gboolean
read_number (const char **cursor, guint digits, guint max, guint *ret_number)
{
  guint number = 0;

  for (guint i = 0; i < digits; i++) {
    if (!g_ascii_isdigit ((*cursor)[i]))
      return FALSE;
    number = number * 10 + (guint) g_ascii_digit_value ((*cursor)[i]);
  }
  if (number > max)
    return FALSE;
  *cursor += digits;
  *ret_number = number;
  return TRUE;
}

static gboolean
read_char (const char **cursor, const char *accepted)
{
  if (**cursor == '\0' || strchr (accepted, **cursor) == NULL)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

/* "2026-11-20" as days since 1970-01-01. */
static gboolean
read_date (const char **cursor, gint64 *ret_days)
{
  guint year, month, day;
  GDate date;

  if (!read_number (cursor, 4, 9999, &year) || !read_char (cursor, "-") ||
      !read_number (cursor, 2, 12, &month) || !read_char (cursor, "-") || !read_number (cursor, 2, 31, &day))
    return FALSE;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *ret_days = (gint64) g_date_get_julian (&date) - JULIAN_OF_1970;
  return TRUE;
}

/* "11:41", "11:41:22", "11:41:22.004" as microseconds of the day; a leap second is the first of the next
 * minute. */
static gboolean
read_time_of_day (const char **cursor, gint64 *ret_usec)
{
  guint hour, minute, second = 0;
  gint64 usec = 0;

  if (!read_number (cursor, 2, 23, &hour) || !read_char (cursor, ":") ||
      !read_number (cursor, 2, 59, &minute))
    return FALSE;
  if (read_char (cursor, ":")) {
    if (!read_number (cursor, 2, 60, &second))
      return FALSE;
    if (read_char (cursor, ".,")) {
      gint64 unit = G_USEC_PER_SEC;

      if (!g_ascii_isdigit (**cursor))
        return FALSE;
      for (; g_ascii_isdigit (**cursor); (*cursor)++) {
        unit /= 10;
        usec += unit * g_ascii_digit_value (**cursor);
      }
    }
  }
  *ret_usec = hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE + second * G_TIME_SPAN_SECOND + usec;
  return TRUE;
}

/* "Z", "+02", "+0200", "+02:00" as microseconds to take off. */
static gboolean
read_zone (const char **cursor, gint64 *ret_usec)
{
  guint hour, minute = 0;
  gboolean west;

  *ret_usec = 0;
  if (read_char (cursor, "Zz"))
    return TRUE;
  west = **cursor == '-';
  if (!read_char (cursor, "+-") || !read_number (cursor, 2, 23, &hour))
    return FALSE;
  if (**cursor != '\0') {
    read_char (cursor, ":");
    if (!read_number (cursor, 2, 59, &minute))
      return FALSE;
  }
  *ret_usec = (hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE) * (west ? -1 : 1);
  return TRUE;
}

gboolean
luukku_time_from_iso8601 (const char *text, gint64 *ret_time, GError **error)
{
  const char *cursor = text;
  gint64 days, usec, zone;

  if (text != NULL && memchr (text, '\0', ISO8601_MAX_BYTES + 1) != NULL && read_date (&cursor, &days) &&
      read_char (&cursor, "Tt ") && read_time_of_day (&cursor, &usec) && read_zone (&cursor, &zone) &&
      *cursor == '\0') {
    if (ret_time != NULL)
      *ret_time = days * SECONDS_PER_DAY * G_USEC_PER_SEC + usec - zone;
    return TRUE;
  }
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: the example stays as it is */
      N_ ("The time cannot be read. Write date, time and zone like this: 2026-11-20T11:41:22Z."));
  return FALSE;
}

char *
luukku_time_format_local (gint64 time, const char *zone_name, const char *pattern)
{
  int usec;
  g_autoptr (GDateTime) second = date_time_from_time (time, &usec);
  g_autoptr (GDateTime) utc = g_date_time_add (second, usec);
  g_autoptr (GTimeZone) zone = zone_name != NULL ? g_time_zone_new_identifier (zone_name) : NULL;
  g_autoptr (GDateTime) local = NULL;
  char *words = NULL;

  if (utc != NULL && zone != NULL)
    local = g_date_time_to_timezone (utc, zone); /* an unknown zone stays UTC: right, if not handy */
  if (pattern != NULL && g_utf8_validate (pattern, -1, NULL))
    words = g_date_time_format (local != NULL ? local : second, pattern);
  return words != NULL ? words : luukku_time_to_iso8601 (time);
}

/* What was written; 0: not said. */
typedef struct {
  int year, month, day, hour, minute;
} WallTime;

static gboolean
scan_wall_time (const char *text, WallTime *wall)
{
  int used = 0;

  *wall = (WallTime){ 0 };
  if (sscanf (text, "%4d-%2d-%2d%*1[ T]%2d:%2d%n", &wall->year, &wall->month, &wall->day, &wall->hour,
              &wall->minute, &used) == 5 &&
      text[used] == '\0')
    return TRUE;
  *wall = (WallTime){ 0 };
  if (sscanf (text, "%2d.%2d.%4d %2d%*1[:.]%2d%n", &wall->day, &wall->month, &wall->year, &wall->hour,
              &wall->minute, &used) == 5 &&
      text[used] == '\0')
    return TRUE;
  *wall = (WallTime){ 0 };
  if (sscanf (text, "%2d.%2d. %2d%*1[:.]%2d%n", &wall->day, &wall->month, &wall->hour, &wall->minute,
              &used) == 4 &&
      text[used] == '\0')
    return TRUE;
  *wall = (WallTime){ 0 };
  return sscanf (text, "%2d%*1[:.]%2d%n", &wall->hour, &wall->minute, &used) == 2 && text[used] == '\0';
}

/* Returns: UTC µs, -1 when there is no such time. */
static gint64
time_of_wall (const WallTime *wall, int year, const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GDateTime) local = NULL;

  if (zone == NULL)
    return -1;
  local = g_date_time_new (zone, year, wall->month, wall->day, wall->hour, wall->minute, 0);
  return local != NULL ? g_date_time_to_unix (local) * G_TIME_SPAN_SECOND : -1;
}

gboolean
luukku_time_parse_local (const char *text, const char *zone_name, gint64 now, gint64 *ret_time,
                         GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *today = luukku_time_format_local (now, zone_name, "%Y-%m-%d 00:00");
  WallTime wall;
  WallTime here = { 0 };
  gint64 time = -1;

  if (*clean == '\0') {
    *ret_time = now;
    return TRUE;
  }
  if (scan_wall_time (clean, &wall) && scan_wall_time (today, &here)) {
    if (wall.day == 0) {
      wall.day = here.day;
      wall.month = here.month;
    }
    time = time_of_wall (&wall, wall.year != 0 ? wall.year : here.year, zone_name);
    if (wall.year == 0 && time > now + G_TIME_SPAN_DAY)
      time = time_of_wall (&wall, here.year - 1, zone_name);
  }
  if (time >= 0) {
    *ret_time = time;
    return TRUE;
  }
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: the examples stay as they are */
      N_ ("The time cannot be read. Write it like 14:05, or with the day like 21.11.2026 14:05."));
  return FALSE;
}
