/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sla.h: until when something is due, when to warn, when to remind. Pure: times and a calendar in,
 * times out; UTC microseconds.
 *
 *   a duty      what the town's pack says: a target, how it is counted, warnings, repeated reminders
 *   a window    what a platform allows (24 hours, 7 days), beside the duty
 *   a deadline  the earlier one of both, and until when somebody in the office can still meet it
 *   quiet       no reminders outside service hours (RAU-14, 004:70-73); alarms always */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"
#include "model/luukku-calendar.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_SLA_NONE, /* no target, or nothing waits */
  LUUKKU_SLA_ON_TIME,
  LUUKKU_SLA_SOON, /* the warning time has come */
  LUUKKU_SLA_OVERDUE,
} LuukkuSlaState;

typedef struct {
  gint64 target;  /* span from the resident's message, µs; 0: the town has set none */
  gint64 warn_at; /* span after which to warn, µs; 0: never */
} LuukkuSla;

/* Returns: when the answer is due, 0 when there is no target or @waiting_since is 0. */
LUUKKU_API gint64 luukku_sla_due (const LuukkuSla *self, gint64 waiting_since) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuSlaState luukku_sla_state (const LuukkuSla *self, gint64 waiting_since, gint64 now)
    G_GNUC_NON_NULL (1);

/* Accepts "48 hours", "7 days", "30 minutes", "immediately" (0) and "" (FALSE without @error: not set).
 * Returns: FALSE with @error (INVALID_INPUT) for anything else. Months are not a span: they are refused here.
 */
LUUKKU_API gboolean luukku_sla_parse_span (const char *text, gint64 *ret_span, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* --- spans as a pack writes them */
typedef enum {
  LUUKKU_UNIT_MINUTES,
  LUUKKU_UNIT_HOURS,
  LUUKKU_UNIT_DAYS,
  LUUKKU_UNIT_MONTHS,
} LuukkuUnit;

typedef struct {
  guint count;     /* 0: immediately */
  LuukkuUnit unit; /* weeks become days, years months */
  gboolean before; /* "14 days before": counted back from when it is due */
} LuukkuSpan;

/* Accepts what luukku_sla_parse_span() does, weeks, months and years, and " before" behind it; at most ten
 * years. "" is refused too. */
LUUKKU_API gboolean luukku_span_parse (const char *text, LuukkuSpan *ret_span, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: its fixed length in µs, 0 for months. */
LUUKKU_API gint64 luukku_span_length (LuukkuSpan self);

/* --- duties */
typedef enum {
  LUUKKU_COUNTING_ELAPSED,       /* RAU-50 (004:190-193): two days are 48 hours, weekends included */
  LUUKKU_COUNTING_SERVICE_HOURS, /* HAN-41 (003:101-102): weekdays 8-16 */
  LUUKKU_COUNTING_SERVICE_DAYS,
} LuukkuCounting;

#define LUUKKU_DUTY_MAX_WARNINGS 8

typedef struct {
  LuukkuCounting counting;
  gboolean has_target; /* FALSE: the town has set none; only the age is shown */
  LuukkuSpan target;
  guint warning_count;
  LuukkuSpan
      warnings[LUUKKU_DUTY_MAX_WARNINGS]; /* as written; from the start or, with before, to the due time */
  gint64 repeat_every;                    /* µs, 0: remind once */
} LuukkuDuty;

/* Elapsed spans are counted in UTC, so a night with a clock change makes no day longer or shorter; service
 * hours and days as luukku_calendar_add_hours() and _add_service_days(); months by the calendar.
 * Returns: 0 when there is no target or @start is 0; G_MAXINT64 when the office never opens again. */
LUUKKU_API gint64 luukku_duty_due (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start)
    G_GNUC_NON_NULL (1, 2);
/* @ret_times: room for LUUKKU_DUTY_MAX_WARNINGS, written in time order, none before @start unless that is the
 * due time itself. Returns: how many. */
LUUKKU_API guint luukku_duty_warnings (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start,
                                       gint64 *ret_times) G_GNUC_NON_NULL (1, 2, 4);
LUUKKU_API LuukkuSlaState luukku_duty_state (const LuukkuDuty *self, const LuukkuCalendar *calendar,
                                             gint64 start, gint64 now) G_GNUC_NON_NULL (1, 2);
/* Returns: how long it waits by now, counted as the duty counts: in service time for service hours and days.
 */
LUUKKU_API gint64 luukku_duty_age (const LuukkuDuty *self, const LuukkuCalendar *calendar, gint64 start,
                                   gint64 now) G_GNUC_NON_NULL (1, 2);

/* A count of things to do in a sliding span, e.g. two updates in seven days (HAN-34, 003:85-86). @done: when
 * the last ones were done, oldest first. Returns: when the next one is due; 0 when none was ever done. */
LUUKKU_API gint64 luukku_interval_due (gint64 every, guint minimum, const gint64 *done, guint done_count);

/* --- reminders */
typedef struct {
  gboolean no_reminders_outside; /* only in service hours */
} LuukkuQuiet;

typedef struct {
  const LuukkuDuty *duty;
  gint64 start;
  gboolean alarm; /* a threat, a security incident: quiet hours do not hold it back */
} LuukkuReminder;

/* When the next reminder of it comes after @after: a warning, the due time, a repetition; one that falls into
 * quiet hours comes at the next opening, once. Returns: 0 when none comes any more. */
LUUKKU_API gint64 luukku_reminder_next (const LuukkuReminder *self, const LuukkuCalendar *calendar,
                                        const LuukkuQuiet *quiet, gint64 after) G_GNUC_NON_NULL (1, 2, 3);

/* --- platform windows beside the duty */

/* How long before the office closes for the last time a window is warned of: open time, Luukku's own. */
#define LUUKKU_WINDOW_WARN_BEFORE (2 * G_TIME_SPAN_HOUR)

typedef struct {
  gint64 since; /* the resident's last message, 0: none; the duty runs from the oldest unanswered one */
  gint64 reply_window; /* span in which an ordinary answer is allowed, 0: no limit (data/channels/ID.ini) */
  gint64 late_window;  /* span in which a person may still answer, 0: none */
} LuukkuWindows;

typedef enum {
  LUUKKU_DEADLINE_NONE,   /* no target and no window */
  LUUKKU_DEADLINE_DUTY,   /* the town's target comes first */
  LUUKKU_DEADLINE_WINDOW, /* the platform closes first, or the target has been missed already */
  LUUKKU_DEADLINE_LATE,   /* the reply window has closed; the late one comes first */
  LUUKKU_DEADLINE_CLOSED, /* the platform takes no answer any more: use another way */
} LuukkuDeadlineKind;

typedef struct {
  LuukkuDeadlineKind kind;
  gint64 due;       /* when it falls due or closes; CLOSED: when it closed; 0: NONE */
  gint64 answer_by; /* @due, or the office's last closing before it; 0: the office is not open any more before
                       it */
  gint64 warn_at;   /* in an opening, never after @answer_by; 0: there is none */
  gint64 duty_due;  /* the duty alone, 0: none */
  gint64 closes;    /* the platform alone: the window in force at the asked time, 0: none */
} LuukkuDeadline;

/* "Closes Saturday 14:05, answer by Friday 16:00." @waiting_since: of the duty. */
LUUKKU_API void luukku_deadline_find (const LuukkuDuty *duty, gint64 waiting_since,
                                      const LuukkuWindows *windows, const LuukkuCalendar *calendar,
                                      gint64 now, LuukkuDeadline *ret_deadline) G_GNUC_NON_NULL (1, 3, 4, 6);
LUUKKU_API LuukkuSlaState luukku_deadline_state (const LuukkuDeadline *self, gint64 now) G_GNUC_NON_NULL (1);

G_END_DECLS
