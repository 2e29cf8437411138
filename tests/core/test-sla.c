/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-sla.c: duties, reminders and platform windows with the numbers of the four guidelines. The parts that
 * need no calendar are in test-model.c. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-sla.h"

#include "base/luukku-error.h"

#include <string.h>

#define HOUR G_TIME_SPAN_HOUR
#define MINUTE G_TIME_SPAN_MINUTE
#define DAY G_TIME_SPAN_DAY

#define HOURS(n)                                                                                             \
  {                                                                                                          \
    n, LUUKKU_UNIT_HOURS, FALSE                                                                              \
  }
#define DAYS(n)                                                                                              \
  {                                                                                                          \
    n, LUUKKU_UNIT_DAYS, FALSE                                                                               \
  }
#define MONTHS(n)                                                                                            \
  {                                                                                                          \
    n, LUUKKU_UNIT_MONTHS, FALSE                                                                             \
  }
#define DAYS_BEFORE(n)                                                                                       \
  {                                                                                                          \
    n, LUUKKU_UNIT_DAYS, TRUE                                                                                \
  }

/* RAU-50 (004:190-193) with the two warnings of the catalogue. */
static const LuukkuDuty two_days = {
  .counting = LUUKKU_COUNTING_ELAPSED,
  .has_target = TRUE,
  .target = HOURS (48),
  .warning_count = 2,
  .warnings = { HOURS (24), HOURS (40) },
};

/* RAU-55 (004:204-205) */
static const LuukkuDuty negative = {
  .counting = LUUKKU_COUNTING_SERVICE_HOURS,
  .has_target = TRUE,
  .target = HOURS (4),
};

/* HAN-41 (003:101-102): hours of the day, no number */
static const LuukkuDuty age_only = { .counting = LUUKKU_COUNTING_SERVICE_HOURS };

/* KAU-41 (001:108), HAN-45 (003:110) */
static const LuukkuDuty removal = { .has_target = TRUE, .repeat_every = 30 * MINUTE };

/* RAU-79 (004:297-298) */
static const LuukkuDuty password = {
  .has_target = TRUE,
  .target = MONTHS (3),
  .warning_count = 1,
  .warnings = { DAYS_BEFORE (14) },
};

/* KAU-30 (001:90): starts and is due on the date on which the page ends */
static const LuukkuDuty fixed_term = {
  .has_target = TRUE,
  .warning_count = 1,
  .warnings = { DAYS_BEFORE (14) },
};

static const LuukkuQuiet quiet = { .no_reminders_outside = TRUE };
static const LuukkuQuiet loud = { .no_reminders_outside = FALSE };

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

/* Weekdays 8-16, Finnish holidays. */
static LuukkuCalendar *
office (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_SOURCE_DIR"), "data", "holidays", "finland.ini", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuHolidays) finland = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  LuukkuCalendarInit init = { "Europe/Helsinki", "Mon-Fri 08:00-16:00", list, NULL };
  LuukkuCalendar *calendar;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  finland = luukku_holidays_parse ("finland.ini", text, length, &error);
  g_assert_no_error (error);
  g_ptr_array_add (list, finland);
  calendar = luukku_calendar_new (&init, &error);
  g_assert_no_error (error);
  return calendar;
}

/* --- spans */

static void
test_spans (void)
{
  static const struct {
    const char *text;
    LuukkuSpan span;
  } cases[] = {
    { "48 hours", HOURS (48) },
    { "1 hour", HOURS (1) },
    { "30 minutes", { 30, LUUKKU_UNIT_MINUTES, FALSE } },
    { "7 days", DAYS (7) },
    { "2 weeks", DAYS (14) },
    { "3 months", MONTHS (3) },
    { "1 year", MONTHS (12) },
    { "14 days before", DAYS_BEFORE (14) },
    { "1 day before", DAYS_BEFORE (1) },
    { "immediately", { 0, LUUKKU_UNIT_MINUTES, FALSE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    LuukkuSpan span;

    g_assert_true (luukku_span_parse (cases[i].text, &span, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (span.count, ==, cases[i].span.count);
    g_assert_cmpint (span.unit, ==, cases[i].span.unit);
    g_assert_cmpint (span.before, ==, cases[i].span.before);
  }
  g_assert_cmpint (luukku_span_length ((LuukkuSpan) HOURS (48)), ==, 2 * DAY);
  g_assert_cmpint (luukku_span_length ((LuukkuSpan) MONTHS (3)), ==, 0);
}

static void
test_spans_refused (void)
{
  static const char *const texts[] = {
    "",
    "24 tuntia",
    "0 hours",
    "121 months",
    "11 years",
    "3654 days",
    "523 weeks",
    "9999999 minutes",
    "immediately before",
    "before",
    "14 before",
    "14 days after",
    "14 days  before ",
    "-3 months",
    "1.5 hours",
    "99999999 days",
    "3 Months",
    "\xff months",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    LuukkuSpan span = HOURS (77);

    g_test_message ("%u", i);
    g_assert_false (luukku_span_parse (texts[i], &span, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "48 hours"));
    g_assert_cmpuint (span.count, ==, 77);
  }
}

/* --- duties */

/* S07: Friday 15:30 and 48 hours is Sunday 15:30, whatever the office does. */
static void
test_two_days (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 monday = at ("2026-11-23T08:00:00+02:00");
  gint64 warnings[LUUKKU_DUTY_MAX_WARNINGS];
  gint64 due = luukku_duty_due (&two_days, calendar, friday);

  assert_time (due, "2026-11-22T15:30:00+02:00");
  g_assert_cmpuint (luukku_duty_warnings (&two_days, calendar, friday, warnings), ==, 2);
  assert_time (warnings[0], "2026-11-21T15:30:00+02:00");
  assert_time (warnings[1], "2026-11-22T07:30:00+02:00");
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, friday, friday), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, friday, warnings[0] - 1), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, friday, warnings[0]), ==, LUUKKU_SLA_SOON);
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, friday, due), ==, LUUKKU_SLA_SOON);
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, friday, monday), ==, LUUKKU_SLA_OVERDUE);
  g_assert_cmpint (monday - due, ==, 16 * HOUR + 30 * MINUTE);
  g_assert_cmpint (luukku_duty_age (&two_days, calendar, friday, monday), ==, 64 * HOUR + 30 * MINUTE);
}

/* Over both nights of the clock change two days stay 48 hours; the wall clock shifts. */
static void
test_two_days_over_clock_change (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();

  assert_time (luukku_duty_due (&two_days, calendar, at ("2026-03-28T12:00:00+02:00")),
               "2026-03-30T13:00:00+03:00");
  assert_time (luukku_duty_due (&two_days, calendar, at ("2026-10-24T12:00:00+03:00")),
               "2026-10-26T11:00:00+02:00");
}

/* S08: the age in answering hours, and no target. */
static void
test_hanko (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 monday = at ("2026-11-23T09:15:00+02:00");

  g_assert_cmpint (luukku_duty_age (&age_only, calendar, friday, monday), ==, HOUR + 45 * MINUTE);
  g_assert_cmpint (luukku_duty_due (&age_only, calendar, friday), ==, 0);
  g_assert_cmpint (luukku_duty_state (&age_only, calendar, friday, monday), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (luukku_duty_age (&age_only, calendar, friday, at ("2026-11-22T20:00:00+02:00")), ==,
                   30 * MINUTE);
  g_assert_cmpint (luukku_duty_age (&age_only, calendar, 0, monday), ==, 0);
  g_assert_cmpint (luukku_duty_age (&age_only, calendar, monday, friday), ==, 0);
}

static void
test_negative (void)
{
  static const char *const cases[][2] = {
    { "2026-11-20T09:00:00+02:00", "2026-11-20T13:00:00+02:00" },
    { "2026-11-20T12:00:00+02:00", "2026-11-20T16:00:00+02:00" },
    { "2026-11-20T15:30:00+02:00", "2026-11-23T11:30:00+02:00" },
    { "2026-11-21T23:00:00+02:00", "2026-11-23T12:00:00+02:00" },
    /* the evening before Midsummer Eve; Christmas; New Year; the leap day */
    { "2026-06-18T18:00:00+03:00", "2026-06-22T12:00:00+03:00" },
    { "2026-12-23T14:00:00+02:00", "2026-12-28T10:00:00+02:00" },
    { "2026-12-31T14:00:00+02:00", "2027-01-04T10:00:00+02:00" },
    { "2028-02-28T14:00:00+02:00", "2028-02-29T10:00:00+02:00" },
    /* the weekends of the clock change */
    { "2026-03-27T14:00:00+02:00", "2026-03-30T10:00:00+03:00" },
    { "2026-10-23T14:00:00+03:00", "2026-10-26T10:00:00+02:00" },
  };
  g_autoptr (LuukkuCalendar) calendar = office ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_time (luukku_duty_due (&negative, calendar, at (cases[i][0])), cases[i][1]);
}

static void
test_service_days (void)
{
  /* KAU-102: no answer in three service days; KAU-37: visited every two. */
  const LuukkuDuty request = { .counting = LUUKKU_COUNTING_SERVICE_DAYS,
                               .has_target = TRUE,
                               .target = DAYS (3) };
  const LuukkuDuty warned = { .counting = LUUKKU_COUNTING_SERVICE_DAYS,
                              .has_target = TRUE,
                              .target = DAYS (3),
                              .warning_count = 2,
                              .warnings = { DAYS_BEFORE (1), DAYS (1) } };
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 sent = at ("2026-11-20T09:40:00+02:00");
  gint64 warnings[LUUKKU_DUTY_MAX_WARNINGS];

  assert_time (luukku_duty_due (&request, calendar, sent), "2026-11-25T16:00:00+02:00");
  assert_time (luukku_duty_due (&request, calendar, at ("2026-12-22T09:40:00+02:00")),
               "2026-12-29T16:00:00+02:00");
  g_assert_cmpuint (luukku_duty_warnings (&warned, calendar, sent, warnings), ==, 2);
  assert_time (warnings[0], "2026-11-23T16:00:00+02:00");
  assert_time (warnings[1], "2026-11-24T16:00:00+02:00");
}

static void
test_months (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 changed = at ("2026-11-30T00:00:00+02:00");
  gint64 warnings[LUUKKU_DUTY_MAX_WARNINGS];
  gint64 ends = at ("2026-04-10T00:00:00+03:00");

  assert_time (luukku_duty_due (&password, calendar, changed), "2027-02-28T00:00:00+02:00");
  g_assert_cmpuint (luukku_duty_warnings (&password, calendar, changed, warnings), ==, 1);
  assert_time (warnings[0], "2027-02-14T00:00:00+02:00");
  assert_time (luukku_duty_due (&password, calendar, at ("2027-11-30T00:00:00+02:00")),
               "2028-02-29T00:00:00+02:00");
  /* Fourteen days before the end of a page lie before the clock change. */
  assert_time (luukku_duty_due (&fixed_term, calendar, ends), "2026-04-10T00:00:00+03:00");
  g_assert_cmpuint (luukku_duty_warnings (&fixed_term, calendar, ends, warnings), ==, 1);
  assert_time (warnings[0], "2026-03-27T00:00:00+02:00");
}

static void
test_edges (void)
{
  const LuukkuDuty wide = {
    .has_target = TRUE, .target = HOURS (1), .warning_count = 1, .warnings = { DAYS_BEFORE (3) }
  };
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 now = at ("2026-11-20T09:00:00+02:00");
  gint64 warnings[LUUKKU_DUTY_MAX_WARNINGS];

  g_assert_cmpint (luukku_duty_due (&two_days, calendar, 0), ==, 0);
  g_assert_cmpuint (luukku_duty_warnings (&two_days, calendar, 0, warnings), ==, 0);
  g_assert_cmpint (luukku_duty_state (&two_days, calendar, 0, now), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (luukku_duty_due (&two_days, calendar, G_MAXINT64 - 1), ==, G_MAXINT64);
  g_assert_cmpint (luukku_duty_due (&negative, calendar, G_MAXINT64 - 1), ==, G_MAXINT64);
  g_assert_cmpint (luukku_duty_due (&password, calendar, G_MAXINT64 - 1), ==, G_MAXINT64);
  g_assert_cmpuint (luukku_duty_warnings (&password, calendar, G_MAXINT64 - 1, warnings), ==, 1);
  g_assert_cmpint (luukku_duty_due (&removal, calendar, now), ==, now);
  /* A warning never comes before the message. */
  g_assert_cmpuint (luukku_duty_warnings (&wide, calendar, now, warnings), ==, 1);
  g_assert_cmpint (warnings[0], ==, now);
}

/* HAN-34: two updates in seven days. */
static void
test_interval (void)
{
  const gint64 done[] = { 10 * DAY, 12 * DAY, 15 * DAY };

  g_assert_cmpint (luukku_interval_due (7 * DAY, 2, done, 3), ==, 19 * DAY);
  g_assert_cmpint (luukku_interval_due (7 * DAY, 1, done, 3), ==, 22 * DAY);
  g_assert_cmpint (luukku_interval_due (7 * DAY, 0, done, 3), ==, 22 * DAY);
  g_assert_cmpint (luukku_interval_due (7 * DAY, 3, done, 3), ==, 17 * DAY);
  g_assert_cmpint (luukku_interval_due (7 * DAY, 5, done, 3), ==, 17 * DAY);
  g_assert_cmpint (luukku_interval_due (7 * DAY, 2, NULL, 0), ==, 0);
}

/* --- reminders */

/* S07: nothing on Saturday and Sunday, one reminder on Monday at eight. */
static void
test_quiet (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  const LuukkuReminder reminder = { &two_days, at ("2026-11-20T15:30:00+02:00"), FALSE };
  gint64 monday = at ("2026-11-23T08:00:00+02:00");
  static const char *const weekend[] = {
    "2026-11-20T15:30:00+02:00", "2026-11-21T10:00:00+02:00", "2026-11-21T15:30:00+02:00",
    "2026-11-22T15:30:00+02:00", "2026-11-23T07:59:59+02:00",
  };

  for (guint i = 0; i < G_N_ELEMENTS (weekend); i++)
    g_assert_cmpint (luukku_reminder_next (&reminder, calendar, &quiet, at (weekend[i])), ==, monday);
  g_assert_cmpint (luukku_reminder_next (&reminder, calendar, &quiet, monday), ==, 0);
}

static void
test_loud (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  gint64 start = at ("2026-11-20T15:30:00+02:00");
  const LuukkuReminder reminder = { &two_days, start, FALSE };
  gint64 next = luukku_reminder_next (&reminder, calendar, &loud, start);

  assert_time (next, "2026-11-21T15:30:00+02:00");
  next = luukku_reminder_next (&reminder, calendar, &loud, next);
  assert_time (next, "2026-11-22T07:30:00+02:00");
  next = luukku_reminder_next (&reminder, calendar, &loud, next);
  assert_time (next, "2026-11-22T15:30:00+02:00");
  g_assert_cmpint (luukku_reminder_next (&reminder, calendar, &loud, next), ==, 0);
}

/* Every half hour in service hours: the evening brings none, the morning one. */
static void
test_repeated (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  const LuukkuReminder reminder = { &removal, at ("2026-11-20T15:10:00+02:00"), FALSE };
  static const char *const times[] = {
    "2026-11-20T15:10:00+02:00", "2026-11-20T15:40:00+02:00", "2026-11-23T08:00:00+02:00",
    "2026-11-23T08:10:00+02:00", "2026-11-23T08:40:00+02:00",
  };
  gint64 after = at ("2026-11-20T15:09:59+02:00");

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    after = luukku_reminder_next (&reminder, calendar, &quiet, after);
    assert_time (after, times[i]);
  }
}

/* KUO-24, KAU-104, RAU-84: an alarm waits for no office. */
static void
test_alarm (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  const LuukkuReminder alarm = { &removal, at ("2026-11-21T02:00:00+02:00"), TRUE };
  const LuukkuReminder reminder = { &removal, at ("2026-11-21T02:00:00+02:00"), FALSE };
  gint64 after = at ("2026-11-21T01:00:00+02:00");

  assert_time (luukku_reminder_next (&alarm, calendar, &quiet, after), "2026-11-21T02:00:00+02:00");
  assert_time (luukku_reminder_next (&alarm, calendar, &quiet, at ("2026-11-21T02:00:00+02:00")),
               "2026-11-21T02:30:00+02:00");
  assert_time (luukku_reminder_next (&reminder, calendar, &quiet, after), "2026-11-23T08:00:00+02:00");
}

/* A password whose reminder falls on a Sunday: Monday; its due day is a Sunday too. */
static void
test_review_reminder (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  const LuukkuReminder reminder = { &password, at ("2026-11-30T00:00:00+02:00"), FALSE };
  gint64 next = luukku_reminder_next (&reminder, calendar, &quiet, at ("2026-12-01T08:00:00+02:00"));

  assert_time (next, "2027-02-15T08:00:00+02:00");
  assert_time (luukku_reminder_next (&reminder, calendar, &quiet, next), "2027-03-01T08:00:00+02:00");
}

static void
test_no_reminder (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  const LuukkuReminder no_target = { &age_only, at ("2026-11-20T15:30:00+02:00"), FALSE };
  const LuukkuReminder nothing_waits = { &two_days, 0, FALSE };

  g_assert_cmpint (luukku_reminder_next (&no_target, calendar, &quiet, 1), ==, 0);
  g_assert_cmpint (luukku_reminder_next (&nothing_waits, calendar, &quiet, 1), ==, 0);
}

/* --- deadlines: 24 hours, and a person until 7 days */

static LuukkuWindows
messenger (const char *since)
{
  return (LuukkuWindows){ at (since), 24 * HOUR, 7 * DAY };
}

static void
test_window_at_weekend (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-11-20T14:05:00+02:00");
  LuukkuDeadline deadline;

  luukku_deadline_find (&age_only, windows.since, &windows, calendar, windows.since, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_WINDOW);
  assert_time (deadline.due, "2026-11-21T14:05:00+02:00");
  assert_time (deadline.answer_by, "2026-11-20T16:00:00+02:00");
  assert_time (deadline.warn_at, "2026-11-20T14:05:00+02:00");
  g_assert_cmpint (deadline.duty_due, ==, 0);
  g_assert_cmpint (deadline.closes, ==, deadline.due);
  g_assert_cmpint (luukku_deadline_state (&deadline, deadline.warn_at), ==, LUUKKU_SLA_SOON);
}

static void
test_window_in_the_week (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-11-17T11:00:00+02:00");
  LuukkuDeadline deadline;

  luukku_deadline_find (&two_days, windows.since, &windows, calendar, windows.since, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_WINDOW);
  assert_time (deadline.due, "2026-11-18T11:00:00+02:00");
  assert_time (deadline.answer_by, "2026-11-18T11:00:00+02:00");
  assert_time (deadline.warn_at, "2026-11-18T09:00:00+02:00");
  assert_time (deadline.duty_due, "2026-11-19T11:00:00+02:00");
  g_assert_cmpint (luukku_deadline_state (&deadline, windows.since), ==, LUUKKU_SLA_ON_TIME);
}

/* The duty comes first, and the town's own warning is kept as long as it comes in time. */
static void
test_duty_first (void)
{
  const LuukkuDuty hours = {
    .has_target = TRUE, .target = HOURS (6), .warning_count = 1, .warnings = { HOURS (3) }
  };
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-11-17T09:00:00+02:00");
  LuukkuWindows none = { 0 };
  LuukkuDeadline deadline;

  luukku_deadline_find (&hours, windows.since, &windows, calendar, windows.since, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_DUTY);
  assert_time (deadline.due, "2026-11-17T15:00:00+02:00");
  assert_time (deadline.warn_at, "2026-11-17T12:00:00+02:00");
  assert_time (deadline.closes, "2026-11-18T09:00:00+02:00");
  /* Rautalampi on a Friday, without a window: the target lies in the weekend, and so do its warnings. */
  luukku_deadline_find (&two_days, at ("2026-11-20T10:00:00+02:00"), &none, calendar,
                        at ("2026-11-20T10:00:00+02:00"), &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_DUTY);
  assert_time (deadline.due, "2026-11-22T10:00:00+02:00");
  assert_time (deadline.answer_by, "2026-11-20T16:00:00+02:00");
  assert_time (deadline.warn_at, "2026-11-20T14:00:00+02:00");
}

/* Friday evening: nobody can meet the first window, the late one closes next Friday. */
static void
test_late_window (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-11-20T17:00:00+02:00");
  LuukkuDeadline deadline;

  luukku_deadline_find (&age_only, windows.since, &windows, calendar, windows.since, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_WINDOW);
  g_assert_cmpint (deadline.answer_by, ==, 0);
  g_assert_cmpint (deadline.warn_at, ==, 0);
  luukku_deadline_find (&age_only, windows.since, &windows, calendar, at ("2026-11-23T08:00:00+02:00"),
                        &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_LATE);
  assert_time (deadline.due, "2026-11-27T17:00:00+02:00");
  assert_time (deadline.answer_by, "2026-11-27T16:00:00+02:00");
  assert_time (deadline.warn_at, "2026-11-27T14:00:00+02:00");
  luukku_deadline_find (&age_only, windows.since, &windows, calendar, at ("2026-11-27T17:00:01+02:00"),
                        &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_CLOSED);
  g_assert_cmpint (luukku_deadline_state (&deadline, at ("2026-11-27T17:00:01+02:00")), ==,
                   LUUKKU_SLA_OVERDUE);
}

/* The window runs from the last message, the duty from the first; a missed duty hides no open window. */
static void
test_missed_duty (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-11-19T10:00:00+02:00");
  gint64 now = at ("2026-11-19T12:00:00+02:00");
  LuukkuDeadline deadline;

  luukku_deadline_find (&two_days, at ("2026-11-16T10:00:00+02:00"), &windows, calendar, now, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_WINDOW);
  assert_time (deadline.due, "2026-11-20T10:00:00+02:00");
  assert_time (deadline.duty_due, "2026-11-18T10:00:00+02:00");
  g_assert_cmpint (luukku_deadline_state (&deadline, now), ==, LUUKKU_SLA_OVERDUE);
}

/* 24 hours before a holiday: Christmas. */
static void
test_window_at_christmas (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows windows = messenger ("2026-12-23T09:00:00+02:00");
  LuukkuDeadline deadline;

  luukku_deadline_find (&age_only, windows.since, &windows, calendar, windows.since, &deadline);
  assert_time (deadline.due, "2026-12-24T09:00:00+02:00");
  assert_time (deadline.answer_by, "2026-12-23T16:00:00+02:00");
  assert_time (deadline.warn_at, "2026-12-23T14:00:00+02:00");
}

static void
test_no_deadline (void)
{
  g_autoptr (LuukkuCalendar) calendar = office ();
  LuukkuWindows none = { at ("2026-12-23T09:00:00+02:00"), 0, 0 };
  LuukkuDeadline deadline;

  luukku_deadline_find (&age_only, none.since, &none, calendar, none.since, &deadline);
  g_assert_cmpint (deadline.kind, ==, LUUKKU_DEADLINE_NONE);
  g_assert_cmpint (deadline.due, ==, 0);
  g_assert_cmpint (luukku_deadline_state (&deadline, none.since), ==, LUUKKU_SLA_NONE);
}

/* --- properties */

static void
test_properties (void)
{
  static const LuukkuDuty *const duties[] = { &two_days, &negative, &removal };
  g_autoptr (LuukkuCalendar) calendar = office ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (150);
  gint64 begin = at ("2026-01-01T00:00:00+02:00");

  for (guint i = 0; i < 3000; i++) {
    const LuukkuDuty *duty = duties[i % G_N_ELEMENTS (duties)];
    gint64 start = begin + (gint64) g_rand_int_range (rand, 0, 5 * 365 * 24 * 60) * MINUTE;
    gint64 later = start + (gint64) g_rand_int_range (rand, 0, 5 * 24 * 60) * MINUTE;
    gint64 after = start + (gint64) g_rand_int_range (rand, -60, 5 * 24 * 60) * MINUTE;
    LuukkuWindows windows = { start, 24 * HOUR, 7 * DAY };
    const LuukkuReminder reminder = { duty, start, FALSE };
    gint64 next = luukku_reminder_next (&reminder, calendar, &quiet, after);
    LuukkuDeadline deadline;

    g_assert_cmpint (luukku_duty_due (duty, calendar, later), >=, luukku_duty_due (duty, calendar, start));
    /* Reminders come after the asked time, in open time, and none is skipped between. */
    if (next != 0) {
      g_assert_cmpint (next, >, after);
      g_assert_true (luukku_calendar_is_open (calendar, next));
      g_assert_cmpint (luukku_reminder_next (&reminder, calendar, &quiet, next - 1), ==, next);
    }
    luukku_deadline_find (duty, start, &windows, calendar, start, &deadline);
    g_assert_cmpint (deadline.answer_by, <=, deadline.due);
    g_assert_cmpint (deadline.warn_at, <=, deadline.answer_by);
    if (deadline.warn_at != 0) {
      g_assert_cmpint (deadline.warn_at, >=, start);
      g_assert_true (luukku_calendar_is_open (calendar, deadline.warn_at));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sla/span/read", test_spans);
  g_test_add_func ("/sla/span/refused", test_spans_refused);
  g_test_add_func ("/sla/duty/two-days", test_two_days);
  g_test_add_func ("/sla/duty/clock-change", test_two_days_over_clock_change);
  g_test_add_func ("/sla/duty/hanko", test_hanko);
  g_test_add_func ("/sla/duty/negative", test_negative);
  g_test_add_func ("/sla/duty/service-days", test_service_days);
  g_test_add_func ("/sla/duty/months", test_months);
  g_test_add_func ("/sla/duty/edges", test_edges);
  g_test_add_func ("/sla/duty/interval", test_interval);
  g_test_add_func ("/sla/reminder/quiet", test_quiet);
  g_test_add_func ("/sla/reminder/loud", test_loud);
  g_test_add_func ("/sla/reminder/repeated", test_repeated);
  g_test_add_func ("/sla/reminder/alarm", test_alarm);
  g_test_add_func ("/sla/reminder/review", test_review_reminder);
  g_test_add_func ("/sla/reminder/none", test_no_reminder);
  g_test_add_func ("/sla/deadline/weekend", test_window_at_weekend);
  g_test_add_func ("/sla/deadline/week", test_window_in_the_week);
  g_test_add_func ("/sla/deadline/duty-first", test_duty_first);
  g_test_add_func ("/sla/deadline/late", test_late_window);
  g_test_add_func ("/sla/deadline/missed-duty", test_missed_duty);
  g_test_add_func ("/sla/deadline/christmas", test_window_at_christmas);
  g_test_add_func ("/sla/deadline/none", test_no_deadline);
  g_test_add_func ("/sla/properties", test_properties);
  return g_test_run ();
}
