/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-calendar.h: when an office is open, and counting in its time: service hours, service days, months.
 * Immutable, ref-counted, pure: no system clock, no locale; times are UTC microseconds as everywhere, the
 * wall clock is that of the zone that was given.
 *
 * An opening is [opens, closes): at 16:00 an office that closes at 16:00 is closed. Something that is due at
 * the end of an opening is due at 16:00, not on the next morning. In the night that has an hour twice an
 * opening covers both; the hour that another night skips is no opening. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"
#include "model/luukku-holidays.h"
#include "model/luukku-service-hours.h"

G_BEGIN_DECLS

/* Luukku's own hours for a town that has set none (Kauhava, Rautalampi and Kuopio name none in their
 * guidelines): the general answering time of Hanko's, HAN-41 (003:101-102). */
#define LUUKKU_CALENDAR_DEFAULT_HOURS "Mon-Fri 08:00-16:00"
#define LUUKKU_CALENDAR_DEFAULT_ZONE "Europe/Helsinki"

typedef struct {
  const char *zone;        /* (nullable): LUUKKU_CALENDAR_DEFAULT_ZONE */
  const char *hours;       /* (nullable): NULL or "": LUUKKU_CALENDAR_DEFAULT_HOURS */
  GPtrArray *holidays;     /* (nullable): of LuukkuHolidays, kept by reference */
  const char *closed_days; /* (nullable): the town's own, as luukku_day_ranges_parse() */
} LuukkuCalendarInit;

typedef struct _LuukkuCalendar LuukkuCalendar;

#define LUUKKU_TYPE_CALENDAR (luukku_calendar_get_type ())
LUUKKU_API GType luukku_calendar_get_type (void);
/* Returns: (transfer full) (nullable): NULL with INVALID_INPUT. */
LUUKKU_API LuukkuCalendar *luukku_calendar_new (const LuukkuCalendarInit *init, GError **error)
    G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuCalendar *luukku_calendar_ref (LuukkuCalendar *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_calendar_unref (LuukkuCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuCalendar, luukku_calendar_unref)

/* Returns: whether the town has set hours; FALSE: Luukku's own are in use. */
LUUKKU_API gboolean luukku_calendar_has_own_hours (const LuukkuCalendar *self) G_GNUC_NON_NULL (1);
/* Whether this machine knows the zone. */
LUUKKU_API gboolean luukku_calendar_is_zone (const char *zone) G_GNUC_NON_NULL (1);

/* --- open and closed. 0 stands for "no such time within 20 years" (every day closed) or a @time outside the
 * years 2…9900. */
LUUKKU_API gboolean luukku_calendar_is_open (const LuukkuCalendar *self, gint64 time) G_GNUC_NON_NULL (1);
/* Returns: @time when it is open, else the next opening. */
LUUKKU_API gint64 luukku_calendar_next_open (const LuukkuCalendar *self, gint64 time) G_GNUC_NON_NULL (1);
/* Returns: until when somebody can work before @time: @time itself when the office is open just before it,
 * else the last closing. */
LUUKKU_API gint64 luukku_calendar_last_open (const LuukkuCalendar *self, gint64 time) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the holiday that @time falls on. */
LUUKKU_API const char *luukku_calendar_get_holiday (const LuukkuCalendar *self, gint64 time,
                                                    const char *language) G_GNUC_NON_NULL (1, 3);

/* --- counting. G_MAXINT64 stands for "never", 0 for "never before". */
/* Open time of @span after @time, or before it when negative. */
LUUKKU_API gint64 luukku_calendar_add_hours (const LuukkuCalendar *self, gint64 time, gint64 span)
    G_GNUC_NON_NULL (1);
/* Returns: the closing of the @days-th service day after the day of @time, which is not counted itself (act
 * 150/1930, section 2); negative: before it, section 4; 0: @time. */
LUUKKU_API gint64 luukku_calendar_add_service_days (const LuukkuCalendar *self, gint64 time, int days)
    G_GNUC_NON_NULL (1);
/* The same wall-clock time so many months and then days later or earlier; a day that the month does not have
 * becomes its last day (act 150/1930, section 3). */
LUUKKU_API gint64 luukku_calendar_add_date (const LuukkuCalendar *self, gint64 time, int months, int days)
    G_GNUC_NON_NULL (1);
/* Returns: the open time between @from and @to, 0 when @to is not after @from. */
LUUKKU_API gint64 luukku_calendar_open_between (const LuukkuCalendar *self, gint64 from, gint64 to)
    G_GNUC_NON_NULL (1);

/* "2026-08-31" (a field of a register) → the beginning of that local day. Returns: FALSE when it is no date.
 */
LUUKKU_API gboolean luukku_calendar_parse_date (const LuukkuCalendar *self, const char *text,
                                                gint64 *ret_time) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
