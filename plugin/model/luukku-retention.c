/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-retention.c: which rule is for which class, and until when it keeps. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-retention.h"

#define ZONE "Europe/Helsinki"

void
luukku_retention_rule_free (LuukkuRetentionRule *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_strfreev (self->classes);
  g_free (self->citation);
  g_free (self);
}

const LuukkuRetentionRule *
luukku_retention_find (GPtrArray *rules, const char *kind)
{
  const char *class = kind != NULL ? kind : LUUKKU_RETENTION_CORRESPONDENCE;

  for (guint i = 0; i < rules->len; i++) {
    const LuukkuRetentionRule *rule = rules->pdata[i];

    if (g_strv_contains ((const char *const *) rule->classes, class))
      return rule;
  }
  return NULL;
}

gint64
luukku_retention_until (const LuukkuRetentionRule *rule, gint64 since)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (since / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) end = NULL;

  if (local == NULL)
    return G_MAXINT64;
  if (rule->keep.unit == LUUKKU_UNIT_MONTHS)
    end = g_date_time_add_months (local, (gint) rule->keep.count);
  else
    end = g_date_time_add (local, luukku_span_length (rule->keep));
  return end != NULL ? g_date_time_to_unix (end) * G_TIME_SPAN_SECOND : G_MAXINT64;
}
