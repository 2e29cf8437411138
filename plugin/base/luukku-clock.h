/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-clock.h: all time in Luukku comes from here; nobody else calls time(), g_get_real_time() or
 * g_timeout_add() (tests/lint says so). Times are gint64 microseconds since 1970-01-01T00:00:00Z, spans are
 * microseconds (G_TIME_SPAN_*). Main thread only. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_CLOCK (luukku_clock_get_type ())
LUUKKU_API
G_DECLARE_DERIVABLE_TYPE (LuukkuClock, luukku_clock, LUUKKU, CLOCK, GObject)

struct _LuukkuClockClass {
  GObjectClass parent_class;
  gint64 (*now) (LuukkuClock *self);                                                           /* MUST */
  guint (*add_timeout) (LuukkuClock *self, gint64 after, GSourceFunc function, gpointer data); /* MUST */
  void (*remove_timeout) (LuukkuClock *self, guint id);                                        /* MUST */
};

/* Returns: (transfer full): the machine's clock, timers on the default main context. */
LUUKKU_API LuukkuClock *luukku_clock_new_system (void);

/* Returns: UTC microseconds. */
LUUKKU_API gint64 luukku_clock_now (LuukkuClock *self) G_GNUC_NON_NULL (1);

/* Calls @function (@data) once every @after microseconds until it returns G_SOURCE_REMOVE.
 * Returns: an id for luukku_clock_remove_timeout(), never 0. The owner must remove it before @data goes. */
LUUKKU_API guint luukku_clock_add_timeout (LuukkuClock *self, gint64 after, GSourceFunc function,
                                           gpointer data) G_GNUC_NON_NULL (1, 3);
LUUKKU_API void luukku_clock_remove_timeout (LuukkuClock *self, guint id) G_GNUC_NON_NULL (1);

/* Removes *@id when it is not 0 and sets it to 0. */
LUUKKU_API void luukku_clock_clear_timeout (LuukkuClock *self, guint *id) G_GNUC_NON_NULL (1, 2);

/* --- a clock that only moves when told: tests and replays. It lives here so that the library has one copy.
 */
#define LUUKKU_TYPE_MANUAL_CLOCK (luukku_manual_clock_get_type ())
LUUKKU_API
G_DECLARE_FINAL_TYPE (LuukkuManualClock, luukku_manual_clock, LUUKKU, MANUAL_CLOCK, LuukkuClock)

/* Returns: (transfer full): standing at @now (UTC microseconds). */
LUUKKU_API LuukkuManualClock *luukku_manual_clock_new (gint64 now);
/* Moves on by @span, running every timer that falls due, in time order, each seeing its own due time as now.
 */
LUUKKU_API void luukku_manual_clock_advance (LuukkuManualClock *self, gint64 span) G_GNUC_NON_NULL (1);
/* Sets the time without running timers (the machine's clock was put right or back). */
LUUKKU_API void luukku_manual_clock_set (LuukkuManualClock *self, gint64 now) G_GNUC_NON_NULL (1);
/* Returns: microseconds until the next timer, or -1 when none is set. */
LUUKKU_API gint64 luukku_manual_clock_next (LuukkuManualClock *self) G_GNUC_NON_NULL (1);

/* --- times in words; pure */

/* Returns: (transfer full): "2026-11-20T11:41:22.004Z". */
LUUKKU_API char *luukku_time_to_iso8601 (gint64 time);
/* Accepts "Z", "+0000", "+00:00", with or without fractions. Returns: FALSE with @error when it is no time.
 */
LUUKKU_API gboolean luukku_time_from_iso8601 (const char *text, gint64 *ret_time, GError **error);
/* Returns: (transfer full): the same instant on the wall clock of @zone_name (e.g. "Europe/Helsinki"), with
 * offset; pattern as g_date_time_format(). */
LUUKKU_API char *luukku_time_format_local (gint64 time, const char *zone_name, const char *pattern);

/* A time as people write it, on the wall clock of @zone_name: "14:05" (of the day of @now), "21.11. 14:05"
 * (of this year, or of the last one when it would be in the future), "21.11.2026 14:05", "2026-11-21 14:05";
 * "" and NULL are
 * @now. FALSE with INVALID_INPUT. */
LUUKKU_API gboolean luukku_time_parse_local (const char *text, const char *zone_name, gint64 now,
                                             gint64 *ret_time, GError **error) G_GNUC_NON_NULL (2, 4);

G_END_DECLS
