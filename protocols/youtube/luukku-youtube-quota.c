/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-quota.c: what the calls of a day have cost; pure. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-quota.h"

#define ZONE "America/Los_Angeles"
#define ZONE_IN_WINTER "-08:00" /* on a system without time zones: an hour late in summer, never early */

static GDateTime *
pacific (gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / G_TIME_SPAN_SECOND);
  GDateTime *local;

  if (zone == NULL)
    zone = g_time_zone_new_identifier (ZONE_IN_WINTER);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  return local != NULL ? local : g_date_time_new (zone, 1970, 1, 1, 0, 0, 0);
}

guint
luukku_youtube_quota_count (LuukkuYoutubeQuota *self, guint units, gint64 now)
{
  g_autoptr (GDateTime) date = pacific (now);
  guint day = (guint) (g_date_time_get_year (date) * 10000 + g_date_time_get_month (date) * 100 +
                       g_date_time_get_day_of_month (date));

  if (self->day != day) {
    self->day = day;
    self->used = 0;
  }
  self->used += MIN (units, G_MAXUINT - self->used);
  return self->used;
}

void
luukku_youtube_quota_merge (LuukkuYoutubeQuota *self, const LuukkuYoutubeQuota *other)
{
  if (other->day > self->day)
    *self = *other;
  else if (other->day == self->day)
    self->used = MAX (self->used, other->used);
}

gint64
luukku_youtube_quota_end (gint64 now)
{
  g_autoptr (GDateTime) date = pacific (now);
  g_autoptr (GDateTime) next = g_date_time_add_days (date, 1);
  g_autoptr (GDateTime) midnight =
      next != NULL
          ? g_date_time_new (g_date_time_get_timezone (date), g_date_time_get_year (next),
                             g_date_time_get_month (next), g_date_time_get_day_of_month (next), 0, 0, 0)
          : NULL;

  return midnight != NULL ? g_date_time_to_unix (midnight) * G_TIME_SPAN_SECOND : now + G_TIME_SPAN_DAY;
}
