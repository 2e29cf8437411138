/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-step.h: one step that an alarm asks for: who, until when, what has to be entered before it counts as
 * done, and when to remind. Pure. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* What a step needs before it is filled; on disk: append only. */
typedef enum {
  LUUKKU_STEP_NEEDS_TIME = 1 << 0,
  LUUKKU_STEP_NEEDS_REFERENCE = 1 << 1,
  LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT = 1 << 2, /* the one who was told says so */
  LUUKKU_STEP_NEEDS_TEXT = 1 << 3,            /* a decision or an account in words */
  LUUKKU_STEP_TAKES_REASON = 1 << 4,          /* a reason of the supervisor's may stand instead */
} LuukkuStepNeeds;

/* On disk: append only, never renumber. */
typedef enum {
  LUUKKU_STEP_ACT_DONE = 0,
  LUUKKU_STEP_ACT_ACKNOWLEDGED = 1,
  LUUKKU_STEP_ACT_WAIVED = 2, /* not done, for the reason in note */
  LUUKKU_STEP_ACT_REMINDED = 3,
  LUUKKU_STEP_ACT_HANDED_ON = 4,
} LuukkuStepActKind;

/* Again and again until it is done: at once means now. */
#define LUUKKU_STEP_REPEAT_IMMEDIATE (15 * G_TIME_SPAN_MINUTE)
#define LUUKKU_STEP_REPEAT_LATER G_TIME_SPAN_DAY
#define LUUKKU_STEP_WITHIN_UNSET (-1)

typedef struct {
  gint64 id;
  guint place;      /* 1 … 9 */
  char *escalation; /* the pack's group: "threat-person" */
  char *text;
  char *role;    /* "supervisor" */
  gint64 within; /* µs, 0: at once, LUUKKU_STEP_WITHIN_UNSET */
  guint needs;   /* LuukkuStepNeeds */
  gboolean mandatory;
  gint64 opened_at; /* UTC µs: of the alarm */
  /* the newest act of each kind; 0 and NULL: none */
  gint64 done_at;
  char *done_by;
  char *whom, *how, *reference, *note;
  gint64 acknowledged_at;
  char *acknowledged_by;
  gint64 waived_at;
  char *waived_by, *waive_reason;
  gint64 reminded_at;
} LuukkuStep;

LUUKKU_API void luukku_step_free (LuukkuStep *self);
/* Returns: what it still lacks, of LuukkuStepNeeds; 0: nothing. */
LUUKKU_API guint luukku_step_missing (const LuukkuStep *self) G_GNUC_NON_NULL (1);
/* When to remind next of it, whatever the hour: alarms know no quiet. Returns: UTC µs, maybe past; 0: never.
 */
LUUKKU_API gint64 luukku_step_next_due (const LuukkuStep *self) G_GNUC_NON_NULL (1);
/* The earliest of all. @steps: of LuukkuStep. */
LUUKKU_API gint64 luukku_steps_next_due (GPtrArray *steps) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the first mandatory one that lacks something. */
LUUKKU_API const LuukkuStep *luukku_steps_first_missing (GPtrArray *steps) G_GNUC_NON_NULL (1);

G_END_DECLS
