/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-service-hours.h: when an office is open in an ordinary week, read from one line such as
 * "Mon-Fri 08:00-16:00;Sat 10:00-14:00". Pure; holidays are luukku-holidays.h, both together
 * luukku-calendar.h. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_SERVICE_HOURS_MAX_BYTES 1000
#define LUUKKU_SERVICE_HOURS_MAX_A_DAY 6
#define LUUKKU_MINUTES_A_DAY (24 * 60)

typedef struct {
  guint16 opens;  /* minutes of the local day */
  guint16 closes; /* > opens, at most LUUKKU_MINUTES_A_DAY */
} LuukkuOpening;

typedef struct {
  guint8 count[7];                                           /* of openings, 0: Monday */
  LuukkuOpening openings[7][LUUKKU_SERVICE_HOURS_MAX_A_DAY]; /* in order, never overlapping */
} LuukkuServiceHours;

/* Parts with ";" between them, each days and times: days "Mon", "Mon-Fri", "Mon,Wed", times "08:00-16:00" or
 * "08:00-12:00,13:00-16:00". Days also in Finnish ("ma-pe") and Swedish ("mån-fre"), short or in full; times
 * also "8-16" and "8.00-16.00", until "24:00"; "klo" and "kl." may stand before them. *@ret_hours is written
 * only on success. Returns: FALSE with INVALID_INPUT when it is anything else, "" too. */
LUUKKU_API gboolean luukku_service_hours_parse (const char *text, LuukkuServiceHours *ret_hours,
                                                GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
