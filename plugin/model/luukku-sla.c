/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sla.c: until when an answer is due. Pure: no clock, no locale. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-sla.h"

#include <string.h>

#include "base/luukku-error.h"

/* Longest span that a town can mean: ten years. */
#define SPAN_MAX (3653 * G_TIME_SPAN_DAY)

/* Most digits of a count: no overflow below. */
#define COUNT_DIGITS_MAX 7

typedef struct {
  const char *one;
  const char *many;
  gint64 span;
} Unit;

static const Unit units[] = {
  { "minute", "minutes", G_TIME_SPAN_MINUTE },
  { "hour", "hours", G_TIME_SPAN_HOUR },
  { "day", "days", G_TIME_SPAN_DAY },
};

static gint64
add_saturated (gint64 time, gint64 span)
{
  return time > 0 && span > G_MAXINT64 - time ? G_MAXINT64 : time + span;
}

gint64
luukku_sla_due (const LuukkuSla *self, gint64 waiting_since)
{
  if (self->target <= 0 || waiting_since == 0)
    return 0;
  return add_saturated (waiting_since, self->target);
}

LuukkuSlaState
luukku_sla_state (const LuukkuSla *self, gint64 waiting_since, gint64 now)
{
  gint64 due = luukku_sla_due (self, waiting_since);

  if (due == 0)
    return LUUKKU_SLA_NONE;
  if (now > due)
    return LUUKKU_SLA_OVERDUE;
  if (self->warn_at > 0 && now >= add_saturated (waiting_since, self->warn_at))
    return LUUKKU_SLA_SOON;
  return LUUKKU_SLA_ON_TIME;
}

/* "48 hours" → 48, "hours". Returns: FALSE when it has not this form. */
static gboolean
split_span (const char *text, gint64 *ret_count, const char **ret_unit)
{
  gsize digits = strspn (text, "0123456789");
  const char *unit = text + digits;

  if (digits == 0 || digits > COUNT_DIGITS_MAX || *unit != ' ')
    return FALSE;
  *ret_count = g_ascii_strtoll (text, NULL, 10);
  *ret_unit = unit + strspn (unit, " ");
  return TRUE;
}

gboolean
luukku_sla_parse_span (const char *text, gint64 *ret_span, GError **error)
{
  const char *name;
  gint64 count;

  if (*text == '\0')
    return FALSE;
  if (g_str_equal (text, "immediately")) {
    *ret_span = 0;
    return TRUE;
  }
  if (split_span (text, &count, &name)) {
    for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
      if (!g_str_equal (name, units[i].many) && !g_str_equal (name, units[i].one))
        continue;
      if (count == 0 || count > SPAN_MAX / units[i].span)
        break;
      *ret_span = count * units[i].span;
      return TRUE;
    }
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: the quoted words stay as they are: they are what the file must say */
                    N_ ("This is not a span of time. Write for example “30 minutes”, “48 hours”, “7 days” or "
                        "“immediately”."));
  return FALSE;
}
