/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-holidays.h: the days on which an office is closed or closes early, computed from rules in a file of
 * data (data/holidays/finland.ini, a town's own). Pure: bytes in, values out. Days are julian days as
 * GDate counts them (1: the first of January of the year 1). */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_HOLIDAYS_MAX_BYTES (64 * 1024)
#define LUUKKU_HOLIDAYS_MAX_RULES 400
#define LUUKKU_HOLIDAYS_MAX_RANGES 400 /* of one list of dates */

/* Returns: the julian day of Easter Sunday in the Gregorian year @year (1583…9999). */
LUUKKU_API guint32 luukku_easter (guint year);

/* First and last day, both counted. */
typedef struct {
  guint32 first, last;
} LuukkuDayRange;

/* "2026-12-23;2026-12-28..2026-12-31" → GArray of LuukkuDayRange; "" gives an empty one.
 * Returns: (transfer full) (nullable): NULL with INVALID_INPUT. */
LUUKKU_API GArray *luukku_day_ranges_parse (const char *text, GError **error) G_GNUC_NON_NULL (1);

typedef struct _LuukkuHolidays LuukkuHolidays;

#define LUUKKU_TYPE_HOLIDAYS (luukku_holidays_get_type ())
LUUKKU_API GType luukku_holidays_get_type (void);
/* @name: of the file, for messages. @bytes need not be terminated. Returns: (transfer full) (nullable):
 * immutable; NULL with INVALID_INPUT, which names the group and the key. */
LUUKKU_API LuukkuHolidays *luukku_holidays_parse (const char *name, const char *bytes, gsize length,
                                                  GError **error) G_GNUC_NON_NULL (1, 2);
LUUKKU_API LuukkuHolidays *luukku_holidays_ref (LuukkuHolidays *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_holidays_unref (LuukkuHolidays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuHolidays, luukku_holidays_unref)

/* Returns: from which minute of the day it is closed: 0 all day, LUUKKU_MINUTES_A_DAY an ordinary day. */
LUUKKU_API guint luukku_holidays_closes_at (const LuukkuHolidays *self, guint32 day) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): what the day is called in @language, else in the file's first
 * language; NULL when it is in no rule. */
LUUKKU_API const char *luukku_holidays_get_name (const LuukkuHolidays *self, guint32 day,
                                                 const char *language) G_GNUC_NON_NULL (1, 3);

G_END_DECLS
