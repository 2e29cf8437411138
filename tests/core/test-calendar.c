/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-calendar.c: holidays against tables of known dates, service hours in three languages, both nights of
 * the clock change, and counting in open time. Expected times are written with their offset, so that nothing
 * here repeats the computation. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-calendar.h"

#include "base/luukku-error.h"

#include <string.h>

#define HOUR G_TIME_SPAN_HOUR
#define MINUTE G_TIME_SPAN_MINUTE

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND;
}

static void
assert_time (gint64 time, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Helsinki");
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *text = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");

  g_assert_cmpint (time % G_TIME_SPAN_SECOND, ==, 0);
  g_assert_cmpstr (text, ==, expected);
}

static guint32
julian (const char *text)
{
  g_autoptr (GArray) ranges = luukku_day_ranges_parse (text, NULL);

  g_assert_nonnull (ranges);
  g_assert_cmpuint (ranges->len, ==, 1);
  return g_array_index (ranges, LuukkuDayRange, 0).first;
}

static LuukkuHolidays *
finland (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_SOURCE_DIR"), "data", "holidays", "finland.ini", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuHolidays *holidays;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  holidays = luukku_holidays_parse ("finland.ini", text, length, &error);
  g_assert_no_error (error);
  return holidays;
}

static LuukkuHolidays *
holidays_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  LuukkuHolidays *holidays = luukku_holidays_parse ("own.ini", text, strlen (text), &error);

  g_assert_no_error (error);
  return holidays;
}

/* @own: (nullable) (transfer full). */
static LuukkuCalendar *
calendar_with (const char *hours, const char *closed_days, LuukkuHolidays *own)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_holidays_unref);
  const LuukkuCalendarInit init = { "Europe/Helsinki", hours, list, closed_days };
  g_autoptr (GError) error = NULL;
  LuukkuCalendar *calendar;

  g_ptr_array_add (list, finland ());
  if (own != NULL)
    g_ptr_array_add (list, own);
  calendar = luukku_calendar_new (&init, &error);
  g_assert_no_error (error);
  return calendar;
}

static LuukkuCalendar *
hanko (void)
{
  return calendar_with ("Mon-Fri 08:00-16:00", NULL, NULL);
}

/* --- holidays */

/* From tables of the almanac, not from a formula; with the earliest and the latest Easter that there is. */
static void
test_easter (void)
{
  static const char *const sundays[] = {
    "1818-03-22", "1943-04-25", "1961-04-02", "1999-04-04", "2000-04-23", "2008-03-23",
    "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
    "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sundays); i++)
    g_assert_cmpuint (luukku_easter ((guint) g_ascii_strtoull (sundays[i], NULL, 10)), ==,
                      julian (sundays[i]));
}

/* Written down from calendars of the years; the weekday is there to be checked by a reader. */
static const struct {
  const char *name;
  const char *days[5]; /* 2026 … 2030 */
} known[] = {
  { "New Year's Day", { "2026-01-01", "2027-01-01", "2028-01-01", "2029-01-01", "2030-01-01" } },
  { "Epiphany", { "2026-01-06", "2027-01-06", "2028-01-06", "2029-01-06", "2030-01-06" } },
  { "Good Friday", { "2026-04-03", "2027-03-26", "2028-04-14", "2029-03-30", "2030-04-19" } },
  { "Easter Sunday", { "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21" } },
  { "Easter Monday", { "2026-04-06", "2027-03-29", "2028-04-17", "2029-04-02", "2030-04-22" } },
  { "May Day", { "2026-05-01", "2027-05-01", "2028-05-01", "2029-05-01", "2030-05-01" } },
  { "Ascension Day", { "2026-05-14", "2027-05-06", "2028-05-25", "2029-05-10", "2030-05-30" } },
  { "Whit Sunday", { "2026-05-24", "2027-05-16", "2028-06-04", "2029-05-20", "2030-06-09" } },
  { "Midsummer Eve", { "2026-06-19", "2027-06-25", "2028-06-23", "2029-06-22", "2030-06-21" } },
  { "Midsummer Day", { "2026-06-20", "2027-06-26", "2028-06-24", "2029-06-23", "2030-06-22" } },
  { "All Saints' Day", { "2026-10-31", "2027-11-06", "2028-11-04", "2029-11-03", "2030-11-02" } },
  { "Independence Day", { "2026-12-06", "2027-12-06", "2028-12-06", "2029-12-06", "2030-12-06" } },
  { "Christmas Eve", { "2026-12-24", "2027-12-24", "2028-12-24", "2029-12-24", "2030-12-24" } },
  { "Christmas Day", { "2026-12-25", "2027-12-25", "2028-12-25", "2029-12-25", "2030-12-25" } },
  { "Boxing Day", { "2026-12-26", "2027-12-26", "2028-12-26", "2029-12-26", "2030-12-26" } },
};

static void
test_finland (void)
{
  g_autoptr (LuukkuHolidays) holidays = finland ();
  g_autoptr (GHashTable) closed = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    for (guint year = 0; year < 5; year++) {
      guint32 day = julian (known[i].days[year]);

      g_assert_cmpstr (luukku_holidays_get_name (holidays, day, "en"), ==, known[i].name);
      g_assert_cmpuint (luukku_holidays_closes_at (holidays, day), ==, 0);
      g_hash_table_add (closed, GUINT_TO_POINTER (day));
    }
  }
  /* … and no other day of the five years is closed. */
  for (guint32 day = julian ("2026-01-01"); day <= julian ("2030-12-31"); day++) {
    if (!g_hash_table_contains (closed, GUINT_TO_POINTER (day)))
      g_assert_cmpuint (luukku_holidays_closes_at (holidays, day), ==, LUUKKU_MINUTES_A_DAY);
  }
}

static void
test_names (void)
{
  g_autoptr (LuukkuHolidays) holidays = finland ();

  g_assert_cmpstr (luukku_holidays_get_name (holidays, julian ("2026-05-14"), "fi"), ==, "helatorstai");
  g_assert_cmpstr (luukku_holidays_get_name (holidays, julian ("2026-05-14"), "sv_FI.UTF-8"), ==,
                   "Kristi himmelsfärdsdag");
  g_assert_cmpstr (luukku_holidays_get_name (holidays, julian ("2026-05-14"), "ru"), ==, "Ascension Day");
  g_assert_cmpstr (luukku_holidays_get_name (holidays, julian ("2026-12-31"), "fi"), ==, "uudenvuodenaatto");
  g_assert_null (luukku_holidays_get_name (holidays, julian ("2026-05-15"), "fi"));
}

/* Every day of the shipped file has its Finnish and Swedish name. */
static void
test_names_are_complete (void)
{
  g_autoptr (LuukkuHolidays) holidays = finland ();

  for (guint32 day = julian ("2026-01-01"); day <= julian ("2026-12-31"); day++) {
    const char *base = luukku_holidays_get_name (holidays, day, "en");

    if (base == NULL)
      continue;
    g_assert_cmpstr (luukku_holidays_get_name (holidays, day, "fi"), !=, base);
    g_assert_cmpstr (luukku_holidays_get_name (holidays, day, "sv"), !=, base);
  }
}

static void
test_own_file (void)
{
  g_autoptr (LuukkuHolidays) holidays = holidays_of (
      "\xef\xbb\xbf[Day stocktaking]\r\nOn=2026-12-23; 2026-12-28..2026-12-30;\r\nName=Inventering\r\n"
      "[Day eve]\nDate=12-31\nClosesAt=12:00\nName=Eve\n[Day leap]\nDate=02-29\nName=Leap\n");

  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-22")), ==, LUUKKU_MINUTES_A_DAY);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-23")), ==, 0);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-27")), ==, LUUKKU_MINUTES_A_DAY);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-28")), ==, 0);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-30")), ==, 0);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2026-12-31")), ==, 12 * 60);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2028-02-29")), ==, 0);
  g_assert_cmpuint (luukku_holidays_closes_at (holidays, julian ("2027-02-28")), ==, LUUKKU_MINUTES_A_DAY);
}

/* What a clerk may mistype, and a word that the sentence must have. */
static void
test_holidays_refused (void)
{
  static const char *const cases[][2] = {
    { "[Day x]\nDate=24-12\nName=X\n", "12-24" },
    { "[Day x]\nDate=24.12.\nName=X\n", "12-24" },
    { "[Day x]\nDate=02-30\nName=X\n", "12-24" },
    { "[Day x]\nDate=12-24\n", "[Day x] Name" },
    { "[Day x]\nName=X\n", "Date, Easter, Weekday or On" },
    { "[Day x]\nDate=12-24\nEaster=1\nName=X\n", "only one of" },
    { "[Day x]\nEaster=tomorrow\nName=X\n", "39" },
    { "[Day x]\nEaster=300\nName=X\n", "39" },
    { "[Day x]\nWeekday=la\nFrom=06-20\nName=X\n", "Sat" },
    { "[Day x]\nWeekday=Sat\nName=X\n", "From" },
    { "[Day x]\nWeekday=Sat\nFrom=12-28\nName=X\n", "12-25" },
    { "[Day x]\nOn=23.12.2026\nName=X\n", "2026-12-23" },
    { "[Day x]\nOn=2026-12-31..2026-12-01\nName=X\n", "2026-12-23" },
    { "[Day x]\nOn=2026-02-29\nName=X\n", "2026-12-23" },
    { "[Day x]\nDate=12-24\nClosesAt=25:00\nName=X\n", "12:00" },
    { "[Day x]\nDate=12-24\nClosesAt=noon\nName=X\n", "12:00" },
    { "[Day x]\nDate=12-24\nName=X\nColour=red\n", "Colour" },
    { "[Day x]\nDate=12-24\nName=X\n[Day x]\nDate=12-25\nName=Y\n", "twice" },
    { "[Night x]\nDate=12-24\nName=X\n", "[Day name]" },
    { "Date=12-24\n", "finland.ini" },
    { "[Day x]\nDate=12-24\nName=\xe4\n", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i][1]);
    g_assert_null (luukku_holidays_parse ("own.ini", cases[i][0], strlen (cases[i][0]), &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, cases[i][1]));
    g_assert_nonnull (strstr (error->message, "own.ini"));
  }
}

static void
test_holidays_limits (void)
{
  g_autofree char *large = g_strnfill (LUUKKU_HOLIDAYS_MAX_BYTES + 1, '#');
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GError) too_large = NULL;
  g_autoptr (GError) too_many = NULL;

  for (guint i = 0; i <= LUUKKU_HOLIDAYS_MAX_RULES; i++)
    g_string_append_printf (many, "[Day d%u]\nDate=12-24\nName=X\n", i);
  g_assert_null (luukku_holidays_parse ("a.ini", large, strlen (large), &too_large));
  g_assert_error (too_large, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_null (luukku_holidays_parse ("a.ini", many->str, many->len, &too_many));
  g_assert_error (too_many, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

/* --- service hours */

static char *
week_of (const LuukkuServiceHours *hours)
{
  GString *text = g_string_new (NULL);

  for (guint day = 0; day < 7; day++) {
    for (guint i = 0; i < hours->count[day]; i++) {
      const LuukkuOpening *o = &hours->openings[day][i];

      g_string_append_printf (text, "%u:%u-%u ", day, o->opens, o->closes);
    }
  }
  return g_string_free (text, FALSE);
}

static void
test_hours (void)
{
  static const char office[] = "0:480-960 1:480-960 2:480-960 3:480-960 4:480-960 ";
  static const struct {
    const char *text;
    const char *week;
  } cases[] = {
    { "Mon-Fri 08:00-16:00", office },
    { "mon-fri 8-16", office },
    { "ma-pe 8.00-16.00", office },
    { "Ma–Pe klo 8–16", office },
    { "må-fre 08:00-16:00", office },
    { "mån–fre kl. 8.00–16.00", office },
    { "maanantai-perjantai 08:00 - 16:00;", office },
    { " Mon-Fri  08:00-16:00 ; ", office },
    { "Mon-Fri 08:00-16:00;Sat 10:00-14:00", "0:480-960 1:480-960 2:480-960 3:480-960 4:480-960 5:600-840 " },
    { "ti,to 13-18", "1:780-1080 3:780-1080 " },
    { "tis,tors 13-18", "1:780-1080 3:780-1080 " },
    { "lö-sö 10-12", "5:600-720 6:600-720 " },
    { "lo\u0308-so\u0308 10-12", "5:600-720 6:600-720 " },
    { "Sat-Mon 10-12", "0:600-720 5:600-720 6:600-720 " },
    { "Mon 13:00-16:00,08:00-12:00", "0:480-720 0:780-960 " },
    { "Mon 8-12;Mon 12-16", "0:480-720 0:720-960 " },
    { "Sun 00:00-24:00", "6:0-1440 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *week = NULL;
    LuukkuServiceHours hours;

    g_test_message ("%s", cases[i].text);
    g_assert_true (luukku_service_hours_parse (cases[i].text, &hours, &error));
    g_assert_no_error (error);
    week = week_of (&hours);
    g_assert_cmpstr (week, ==, cases[i].week);
  }
}

static void
test_hours_refused (void)
{
  static const char *const texts[] = {
    "",
    ";",
    "08:00-16:00",
    "Mon-Fri",
    "Mon-Fri 08:00",
    "Mon-Fri 16:00-08:00",
    "Mon-Fri 08:00-08:00",
    "Mon-Fri 08:00-25:00",
    "Mon-Fri 08:60-16:00",
    "Mon-Fri 08:00-24:30",
    "Mon-Fri 8:0-16:00",
    "Mon-Fri 08:00-16:00-18:00",
    "Mon-Fri-Sun 8-16",
    "Mon- 8-16",
    "Xyz 8-16",
    "Mon-Fri 8-16, Sat 10-14",
    "Mon-Fri 8-16;Wed 15-17",
    "Mon-Fri 8-16;;Sat 10-12",
    "Mon 1-2,3-4,5-6,7-8,9-10,11-12,13-14",
    "arkisin 8-16",
    "\xff",
  };
  g_autofree char *huge = g_strnfill (LUUKKU_SERVICE_HOURS_MAX_BYTES + 1, 'm');
  LuukkuServiceHours hours;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u", i);
    g_assert_false (luukku_service_hours_parse (texts[i], &hours, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "Mon-Fri 08:00-16:00"));
  }
  g_assert_false (luukku_service_hours_parse (huge, &hours, NULL));
}

/* --- open and closed */

static void
test_open (void)
{
  g_autoptr (LuukkuCalendar) calendar = hanko ();

  g_assert_true (luukku_calendar_has_own_hours (calendar));
  g_assert_false (luukku_calendar_is_open (calendar, at ("2026-11-20T07:59:59+02:00")));
  g_assert_true (luukku_calendar_is_open (calendar, at ("2026-11-20T08:00:00+02:00")));
  g_assert_true (luukku_calendar_is_open (calendar, at ("2026-11-20T16:00:00+02:00") - 1));
  g_assert_false (luukku_calendar_is_open (calendar, at ("2026-11-20T16:00:00+02:00")));
  /* Summer: the same wall clock, another hour of UTC. */
  g_assert_true (luukku_calendar_is_open (calendar, at ("2026-07-01T08:00:00+03:00")));
  g_assert_false (luukku_calendar_is_open (calendar, at ("2026-07-01T16:00:00+03:00")));
  assert_time (luukku_calendar_next_open (calendar, at ("2026-11-20T12:34:00+02:00")),
               "2026-11-20T12:34:00+02:00");
  assert_time (luukku_calendar_next_open (calendar, at ("2026-11-20T16:00:00+02:00")),
               "2026-11-23T08:00:00+02:00");
  assert_time (luukku_calendar_last_open (calendar, at ("2026-11-20T12:34:00+02:00")),
               "2026-11-20T12:34:00+02:00");
  assert_time (luukku_calendar_last_open (calendar, at ("2026-11-21T14:05:00+02:00")),
               "2026-11-20T16:00:00+02:00");
  assert_time (luukku_calendar_last_open (calendar, at ("2026-11-20T08:00:00+02:00")),
               "2026-11-19T16:00:00+02:00");
  assert_time (luukku_calendar_last_open (calendar, at ("2026-11-20T16:00:00+02:00")),
               "2026-11-20T16:00:00+02:00");
}

static void
test_default_hours (void)
{
  const LuukkuCalendarInit init = { NULL, "", NULL, NULL };
  g_autoptr (LuukkuCalendar) calendar = luukku_calendar_new (&init, NULL);

  g_assert_nonnull (calendar);
  g_assert_false (luukku_calendar_has_own_hours (calendar));
  assert_time (luukku_calendar_next_open (calendar, at ("2026-11-21T12:00:00+02:00")),
               "2026-11-23T08:00:00+02:00");
}

static void
test_refused (void)
{
  static const LuukkuCalendarInit inits[] = {
    { "Europe/Helsinky", NULL, NULL, NULL },
    { NULL, "always", NULL, NULL },
    { NULL, NULL, NULL, "Christmas" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (inits); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_calendar_new (&inits[i], &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  }
  g_assert_true (luukku_calendar_is_zone ("Europe/Helsinki"));
  g_assert_false (luukku_calendar_is_zone ("Europe/Helsinky"));
}

/* Thursday before Midsummer to Monday after it; Christmas 2026 is Thursday to Saturday. */
static void
test_feasts (void)
{
  g_autoptr (LuukkuCalendar) calendar = hanko ();

  assert_time (luukku_calendar_next_open (calendar, at ("2026-06-18T16:00:00+03:00")),
               "2026-06-22T08:00:00+03:00");
  assert_time (luukku_calendar_next_open (calendar, at ("2026-12-23T16:00:00+02:00")),
               "2026-12-28T08:00:00+02:00");
  assert_time (luukku_calendar_next_open (calendar, at ("2026-04-02T16:00:00+03:00")),
               "2026-04-07T08:00:00+03:00");
  g_assert_cmpstr (luukku_calendar_get_holiday (calendar, at ("2026-12-24T00:00:00+02:00"), "sv"), ==,
                   "julafton");
  g_assert_cmpstr (luukku_calendar_get_holiday (calendar, at ("2026-12-23T23:59:59+02:00"), "sv"), ==, NULL);
  /* The year changes: New Year's Day is a Friday, Epiphany a Wednesday. */
  assert_time (luukku_calendar_next_open (calendar, at ("2026-12-31T16:00:00+02:00")),
               "2027-01-04T08:00:00+02:00");
  assert_time (luukku_calendar_next_open (calendar, at ("2027-01-05T16:00:00+02:00")),
               "2027-01-07T08:00:00+02:00");
}

static void
test_own_days (void)
{
  g_autoptr (LuukkuCalendar) by_pack =
      calendar_with ("Mon-Fri 08:00-16:00", "2026-12-23;2026-12-28..2026-12-31", NULL);
  g_autoptr (LuukkuCalendar) by_file =
      calendar_with ("Mon-Fri 08:00-16:00", NULL,
                     holidays_of ("[Day a]\nOn=2026-12-23;2026-12-28..2026-12-31\nName=A\n[Day "
                                  "b]\nDate=04-30\nClosesAt=12:00\nName=B\n"));

  assert_time (luukku_calendar_next_open (by_pack, at ("2026-12-22T16:00:00+02:00")),
               "2027-01-04T08:00:00+02:00");
  assert_time (luukku_calendar_next_open (by_file, at ("2026-12-22T16:00:00+02:00")),
               "2027-01-04T08:00:00+02:00");
  /* The short day before May Day 2026, a Thursday. */
  g_assert_true (luukku_calendar_is_open (by_file, at ("2026-04-30T11:59:59+03:00")));
  assert_time (luukku_calendar_next_open (by_file, at ("2026-04-30T12:00:00+03:00")),
               "2026-05-04T08:00:00+03:00");
  assert_time (luukku_calendar_add_hours (by_file, at ("2026-04-30T11:00:00+03:00"), 4 * HOUR),
               "2026-05-04T11:00:00+03:00");
}

static void
test_never_open (void)
{
  g_autoptr (LuukkuCalendar) calendar = calendar_with ("Mon 8-9", "1990-01-01..2090-12-31", NULL);
  gint64 now = at ("2026-11-20T12:00:00+02:00");

  g_assert_cmpint (luukku_calendar_next_open (calendar, now), ==, 0);
  g_assert_cmpint (luukku_calendar_last_open (calendar, now), ==, 0);
  g_assert_cmpint (luukku_calendar_add_hours (calendar, now, HOUR), ==, G_MAXINT64);
  g_assert_cmpint (luukku_calendar_add_hours (calendar, now, -HOUR), ==, 0);
  g_assert_cmpint (luukku_calendar_add_service_days (calendar, now, 1), ==, G_MAXINT64);
  g_assert_cmpint (luukku_calendar_open_between (calendar, now, now + 30 * G_TIME_SPAN_DAY), ==, 0);
}

static void
test_outside_of_time (void)
{
  static const gint64 times[] = { G_MININT64, G_MAXINT64, G_MAXINT64 - 1 };
  g_autoptr (LuukkuCalendar) calendar = hanko ();

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_assert_false (luukku_calendar_is_open (calendar, times[i]));
    g_assert_cmpint (luukku_calendar_next_open (calendar, times[i]), ==, 0);
    g_assert_cmpint (luukku_calendar_last_open (calendar, times[i]), ==, 0);
    g_assert_cmpint (luukku_calendar_add_hours (calendar, times[i], 1), ==, G_MAXINT64);
    g_assert_cmpint (luukku_calendar_add_service_days (calendar, times[i], 1), ==, G_MAXINT64);
    g_assert_cmpint (luukku_calendar_add_date (calendar, times[i], 1, 0), ==, G_MAXINT64);
    g_assert_null (luukku_calendar_get_holiday (calendar, times[i], "fi"));
  }
  g_assert_cmpint (luukku_calendar_open_between (calendar, G_MININT64, G_MAXINT64), ==, 0);
  g_assert_cmpint (luukku_calendar_add_hours (calendar, at ("2026-11-20T12:00:00+02:00"), G_MAXINT64), ==,
                   G_MAXINT64);
}

/* --- the two nights */

static void
test_night_in_spring (void)
{
  g_autoptr (LuukkuCalendar) always = calendar_with ("Mon-Sun 00:00-24:00", NULL, NULL);
  g_autoptr (LuukkuCalendar) night = calendar_with ("Sun 02:00-05:00", NULL, NULL);
  g_autoptr (LuukkuCalendar) skipped = calendar_with ("Sun 03:00-04:00;Mon 8-16", NULL, NULL);
  g_autoptr (LuukkuCalendar) half = calendar_with ("Sun 03:30-05:00", NULL, NULL);

  /* 29 March 2026 has 23 hours: 02:59:59 is followed by 04:00. */
  g_assert_cmpint (luukku_calendar_open_between (always, at ("2026-03-29T00:00:00+02:00"),
                                                 at ("2026-03-30T00:00:00+03:00")),
                   ==, 23 * HOUR);
  g_assert_cmpint (luukku_calendar_open_between (night, at ("2026-03-29T00:00:00+02:00"),
                                                 at ("2026-03-30T00:00:00+03:00")),
                   ==, 2 * HOUR);
  assert_time (luukku_calendar_add_hours (night, at ("2026-03-28T12:00:00+02:00"), HOUR + 30 * MINUTE),
               "2026-03-29T04:30:00+03:00");
  assert_time (luukku_calendar_next_open (skipped, at ("2026-03-28T12:00:00+02:00")),
               "2026-03-30T08:00:00+03:00");
  assert_time (luukku_calendar_next_open (half, at ("2026-03-28T12:00:00+02:00")),
               "2026-03-29T04:00:00+03:00");
}

static void
test_night_in_autumn (void)
{
  g_autoptr (LuukkuCalendar) always = calendar_with ("Mon-Sun 00:00-24:00", NULL, NULL);
  g_autoptr (LuukkuCalendar) twice = calendar_with ("Sun 03:00-04:00", NULL, NULL);
  g_autoptr (LuukkuCalendar) halves = calendar_with ("Sun 02:00-03:30,03:30-05:00", NULL, NULL);

  /* 25 October 2026 has 25 hours: 03:59:59 in summer time is followed by 03:00 in winter time. */
  g_assert_cmpint (luukku_calendar_open_between (always, at ("2026-10-25T00:00:00+03:00"),
                                                 at ("2026-10-26T00:00:00+02:00")),
                   ==, 25 * HOUR);
  g_assert_cmpint (luukku_calendar_open_between (twice, at ("2026-10-25T00:00:00+03:00"),
                                                 at ("2026-10-26T00:00:00+02:00")),
                   ==, 2 * HOUR);
  g_assert_cmpint (luukku_calendar_open_between (halves, at ("2026-10-25T00:00:00+03:00"),
                                                 at ("2026-10-26T00:00:00+02:00")),
                   ==, 4 * HOUR);
  assert_time (luukku_calendar_next_open (twice, at ("2026-10-24T12:00:00+03:00")),
               "2026-10-25T03:00:00+03:00");
  assert_time (luukku_calendar_last_open (twice, at ("2026-10-25T12:00:00+02:00")),
               "2026-10-25T04:00:00+02:00");
  g_assert_true (luukku_calendar_is_open (twice, at ("2026-10-25T03:30:00+03:00")));
  g_assert_true (luukku_calendar_is_open (twice, at ("2026-10-25T03:30:00+02:00")));
}

/* Another zone is only another name. */
static void
test_other_zone (void)
{
  const LuukkuCalendarInit init = { "Europe/Stockholm", "Mon-Fri 08:00-16:00", NULL, NULL };
  g_autoptr (LuukkuCalendar) calendar = luukku_calendar_new (&init, NULL);

  g_assert_false (luukku_calendar_is_open (calendar, at ("2026-11-20T08:30:00+02:00")));
  g_assert_true (luukku_calendar_is_open (calendar, at ("2026-11-20T08:30:00+01:00")));
}

/* --- counting */

static void
test_hours_forward_and_back (void)
{
  g_autoptr (LuukkuCalendar) calendar = hanko ();
  gint64 friday = at ("2026-11-20T15:30:00+02:00");

  assert_time (luukku_calendar_add_hours (calendar, friday, 4 * HOUR), "2026-11-23T11:30:00+02:00");
  assert_time (luukku_calendar_add_hours (calendar, friday, 30 * MINUTE), "2026-11-20T16:00:00+02:00");
  assert_time (luukku_calendar_add_hours (calendar, friday, 8 * HOUR), "2026-11-23T15:30:00+02:00");
  assert_time (luukku_calendar_add_hours (calendar, at ("2026-11-21T12:00:00+02:00"), HOUR),
               "2026-11-23T09:00:00+02:00");
  assert_time (luukku_calendar_add_hours (calendar, at ("2026-11-23T09:00:00+02:00"), -2 * HOUR),
               "2026-11-20T15:00:00+02:00");
  g_assert_cmpint (luukku_calendar_add_hours (calendar, friday, 0), ==, friday);
  /* Over Christmas: Wednesday 15:00, then Monday. */
  assert_time (luukku_calendar_add_hours (calendar, at ("2026-12-23T15:00:00+02:00"), 4 * HOUR),
               "2026-12-28T11:00:00+02:00");
  g_assert_cmpint (luukku_calendar_open_between (calendar, friday, at ("2026-11-23T09:15:00+02:00")), ==,
                   HOUR + 45 * MINUTE);
  g_assert_cmpint (luukku_calendar_open_between (calendar, friday, friday), ==, 0);
  g_assert_cmpint (luukku_calendar_open_between (calendar, friday, friday - HOUR), ==, 0);
}

static void
test_service_days (void)
{
  g_autoptr (LuukkuCalendar) calendar = hanko ();

  /* KAU-102: sent on Friday 20 November 2026 at 09:40, three service days. */
  assert_time (luukku_calendar_add_service_days (calendar, at ("2026-11-20T09:40:00+02:00"), 3),
               "2026-11-25T16:00:00+02:00");
  assert_time (luukku_calendar_add_service_days (calendar, at ("2026-11-21T12:00:00+02:00"), 1),
               "2026-11-23T16:00:00+02:00");
  assert_time (luukku_calendar_add_service_days (calendar, at ("2026-12-22T12:00:00+02:00"), 2),
               "2026-12-28T16:00:00+02:00");
  assert_time (luukku_calendar_add_service_days (calendar, at ("2026-11-23T12:00:00+02:00"), -1),
               "2026-11-20T16:00:00+02:00");
}

static void
test_dates (void)
{
  g_autoptr (LuukkuCalendar) calendar = hanko ();
  gint64 time = 0;

  assert_time (luukku_calendar_add_date (calendar, at ("2026-08-31T00:00:00+03:00"), 3, 0),
               "2026-11-30T00:00:00+02:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2027-11-30T09:00:00+02:00"), 3, 0),
               "2028-02-29T09:00:00+02:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2026-11-30T09:00:00+02:00"), 3, 0),
               "2027-02-28T09:00:00+02:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2028-02-29T09:00:00+02:00"), 12, 0),
               "2029-02-28T09:00:00+02:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2026-11-30T00:00:00+02:00"), 0, -45),
               "2026-10-16T00:00:00+03:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2027-01-15T09:00:00+02:00"), -2, 0),
               "2026-11-15T09:00:00+02:00");
  /* The hour that the night skips, and the one that it has twice. */
  assert_time (luukku_calendar_add_date (calendar, at ("2026-02-28T03:30:00+02:00"), 0, 29),
               "2026-03-29T04:00:00+03:00");
  assert_time (luukku_calendar_add_date (calendar, at ("2026-09-25T03:30:00+03:00"), 1, 0),
               "2026-10-25T03:30:00+03:00");
  g_assert_true (luukku_calendar_parse_date (calendar, "2026-08-31", &time));
  assert_time (time, "2026-08-31T00:00:00+03:00");
  g_assert_false (luukku_calendar_parse_date (calendar, "31.8.2026", &time));
  g_assert_false (luukku_calendar_parse_date (calendar, "2026-02-29", &time));
  g_assert_false (luukku_calendar_parse_date (calendar, "", &time));
}

/* --- properties, over five years with a fixed seed */

static gboolean
is_end_of_open_time (const LuukkuCalendar *calendar, gint64 time)
{
  return luukku_calendar_is_open (calendar, time - 1);
}

static void
check_properties (const LuukkuCalendar *calendar, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint64 begin = at ("2026-01-01T00:00:00+02:00");

  for (guint i = 0; i < 2000; i++) {
    gint64 start = begin + (gint64) (g_rand_double (rand) * 1826) * G_TIME_SPAN_DAY +
                   (gint64) g_rand_int_range (rand, 0, 24 * 3600) * G_TIME_SPAN_SECOND;
    gint64 later = start + (gint64) g_rand_int_range (rand, 1, 3 * 24 * 3600) * G_TIME_SPAN_SECOND;
    gint64 span = (gint64) g_rand_int_range (rand, 1, 40 * 3600) * G_TIME_SPAN_SECOND;
    int days = g_rand_int_range (rand, 1, 12);
    gint64 due = luukku_calendar_add_hours (calendar, start, span);
    gint64 day_due = luukku_calendar_add_service_days (calendar, start, days);

    /* Never due while the office is closed. */
    g_assert_true (is_end_of_open_time (calendar, due));
    g_assert_true (is_end_of_open_time (calendar, day_due));
    /* Exactly so much open time lies between, and the way back leads to the same open time. */
    g_assert_cmpint (luukku_calendar_open_between (calendar, start, due), ==, span);
    g_assert_cmpint (luukku_calendar_next_open (calendar, luukku_calendar_add_hours (calendar, due, -span)),
                     ==, luukku_calendar_next_open (calendar, start));
    /* What comes later is never due earlier. */
    g_assert_cmpint (luukku_calendar_add_hours (calendar, later, span), >=, due);
    g_assert_cmpint (luukku_calendar_add_service_days (calendar, later, days), >=, day_due);
    /* Months are counted by the day: 29 November and 30 November may both end on 28 February. */
    g_assert_cmpint (luukku_calendar_add_date (calendar, later, days, 0), >,
                     luukku_calendar_add_date (calendar, start, days, 0) - G_TIME_SPAN_DAY);
    g_assert_cmpint (luukku_calendar_next_open (calendar, later), >=,
                     luukku_calendar_next_open (calendar, start));
    g_assert_cmpint (luukku_calendar_last_open (calendar, later), >=,
                     luukku_calendar_last_open (calendar, start));
    g_assert_cmpint (luukku_calendar_add_hours (calendar, start, span + MINUTE), >, due);
  }
}

static void
test_properties (void)
{
  static const char *const hours[] = {
    "Mon-Fri 08:00-16:00",
    "Mon-Fri 08:00-12:00,13:00-16:00;Sat 10:00-14:00",
    "Mon-Sun 00:00-24:00",
    "Wed 23:00-24:00;Thu 00:00-01:00;Sun 02:30-03:30",
  };

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++) {
    g_autoptr (LuukkuCalendar) calendar = calendar_with (hours[i], "2027-07-05..2027-07-25", NULL);

    check_properties (calendar, 1930 + i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/holidays/easter", test_easter);
  g_test_add_func ("/calendar/holidays/finland", test_finland);
  g_test_add_func ("/calendar/holidays/names", test_names);
  g_test_add_func ("/calendar/holidays/names-complete", test_names_are_complete);
  g_test_add_func ("/calendar/holidays/own-file", test_own_file);
  g_test_add_func ("/calendar/holidays/refused", test_holidays_refused);
  g_test_add_func ("/calendar/holidays/limits", test_holidays_limits);
  g_test_add_func ("/calendar/hours/read", test_hours);
  g_test_add_func ("/calendar/hours/refused", test_hours_refused);
  g_test_add_func ("/calendar/open/week", test_open);
  g_test_add_func ("/calendar/open/default-hours", test_default_hours);
  g_test_add_func ("/calendar/open/refused", test_refused);
  g_test_add_func ("/calendar/open/feasts", test_feasts);
  g_test_add_func ("/calendar/open/own-days", test_own_days);
  g_test_add_func ("/calendar/open/never", test_never_open);
  g_test_add_func ("/calendar/open/outside-of-time", test_outside_of_time);
  g_test_add_func ("/calendar/night/spring", test_night_in_spring);
  g_test_add_func ("/calendar/night/autumn", test_night_in_autumn);
  g_test_add_func ("/calendar/night/other-zone", test_other_zone);
  g_test_add_func ("/calendar/count/hours", test_hours_forward_and_back);
  g_test_add_func ("/calendar/count/service-days", test_service_days);
  g_test_add_func ("/calendar/count/dates", test_dates);
  g_test_add_func ("/calendar/count/properties", test_properties);
  return g_test_run ();
}
