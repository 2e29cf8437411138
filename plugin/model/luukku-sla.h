/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sla.h: until when an answer is due. Pure: times in, times out; UTC microseconds. The town's service
 * hours come with the guideline packs; here elapsed time and the platforms' own windows. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

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

G_END_DECLS
