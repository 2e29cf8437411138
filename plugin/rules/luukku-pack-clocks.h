/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-clocks.h: the [Clock …] and [Quiet] groups of a pack as values, with the calendar of its [Pack]
 * group (TimeZone, ServiceHours, Holidays, ClosedDays). What they mean is computed in model/luukku-sla.h. */
#pragma once

#include "model/luukku-calendar.h"
#include "model/luukku-sla.h"
#include "rules/luukku-pack.h"

G_BEGIN_DECLS

#define LUUKKU_PACK_MAX_HOLIDAY_FILES 8

/* What a clock is about; follows from Starts. */
typedef enum {
  LUUKKU_CLOCK_ANSWER, /* incoming, resident-message: stops when an answer is delivered */
  LUUKKU_CLOCK_STEP, /* queued, request-sent, marked-wrong, absence-start: stops when somebody has done it */
  LUUKKU_CLOCK_UPDATE, /* last-post, last-visit: starts anew each time */
  LUUKKU_CLOCK_REVIEW, /* last-risk-review, last-register-review, terms-read, password-changed, last-activity,
                          post-end-date: looked through again */
  LUUKKU_CLOCK_END,    /* account-end, ban-start, document-end: start it at the date on which the thing ends;
                          without a Target it is due there */
} LuukkuClockKind;

typedef struct {
  char *id;     /* "reply" */
  char *group;  /* "Clock reply": for luukku_pack_get_text (…, "Title" or "Message", …) */
  char *starts; /* "incoming" */
  LuukkuClockKind kind;
  LuukkuDuty duty;
  GStrv applies;       /* labels of a conversation (nullable): NULL for all */
  GStrv platforms;     /* (nullable): NULL for all */
  GStrv documents;     /* (nullable) */
  gboolean sort_first; /* before all others in the inbox */
  gboolean per_account;
  guint minimum;         /* so many times in @every: luukku_interval_due(); 0: not counted so */
  gint64 every;          /* µs */
  LuukkuSpan max_length; /* count 0: none */
  char *citation;
} LuukkuPackClock;

typedef struct _LuukkuPackClocks LuukkuPackClocks;

#define LUUKKU_TYPE_PACK_CLOCKS (luukku_pack_clocks_get_type ())
LUUKKU_API GType luukku_pack_clocks_get_type (void);
/* Reads holidays/NAME.ini for each name of Holidays, the town's own copy first. Returns: (transfer full)
 * (nullable): immutable; NULL with INVALID_INPUT, or NOT_FOUND when there is no such file of holidays. */
LUUKKU_API LuukkuPackClocks *luukku_pack_clocks_new (LuukkuPack *pack, GError **error) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuPackClocks *luukku_pack_clocks_ref (LuukkuPackClocks *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_pack_clocks_unref (LuukkuPackClocks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPackClocks, luukku_pack_clocks_unref)

/* Returns: (transfer none). */
LUUKKU_API LuukkuPack *luukku_pack_clocks_get_pack (const LuukkuPackClocks *self) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuCalendar *luukku_pack_clocks_get_calendar (const LuukkuPackClocks *self) G_GNUC_NON_NULL (1);
LUUKKU_API const LuukkuQuiet *luukku_pack_clocks_get_quiet (const LuukkuPackClocks *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): LuukkuPackClock in file order. */
LUUKKU_API GPtrArray *luukku_pack_clocks_get_all (const LuukkuPackClocks *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuPackClock *luukku_pack_clocks_find (const LuukkuPackClocks *self, const char *id)
    G_GNUC_NON_NULL (1, 2);
/* The clock for an answer in a conversation with @labels (nullable, NULL-terminated): the one that is due
 * first; among those without a target one that asks for its label before one for all.
 * Returns: (transfer none) (nullable): NULL when the pack has none. */
LUUKKU_API const LuukkuPackClock *luukku_pack_clocks_find_answer (const LuukkuPackClocks *self,
                                                                  const char *const *labels,
                                                                  gint64 waiting_since) G_GNUC_NON_NULL (1);
/* Whether any clock that applies asks for a place before all others, whichever is due first. */
LUUKKU_API gboolean luukku_pack_clocks_sort_first (const LuukkuPackClocks *self, const char *const *labels)
    G_GNUC_NON_NULL (1);
/* The same as a state. *@ret_due: 0 when there is no target or nothing waits. */
LUUKKU_API LuukkuSlaState luukku_pack_clocks_answer_state (const LuukkuPackClocks *self,
                                                           const char *const *labels, gint64 waiting_since,
                                                           gint64 now, gint64 *ret_due)
    G_GNUC_NON_NULL (1, 5);

G_END_DECLS
