/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-step.c: when a step of an alarm is filled and when to remind of it. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-step.h"

void
luukku_step_free (LuukkuStep *self)
{
  if (self == NULL)
    return;
  g_free (self->escalation);
  g_free (self->text);
  g_free (self->role);
  g_free (self->done_by);
  g_free (self->whom);
  g_free (self->how);
  g_free (self->reference);
  g_free (self->note);
  g_free (self->acknowledged_by);
  g_free (self->waived_by);
  g_free (self->waive_reason);
  g_free (self);
}

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

guint
luukku_step_missing (const LuukkuStep *self)
{
  guint missing = 0;

  /* What the guideline leaves open, and what it lets a reason stand for, ends with that reason. */
  if (self->waived_at != 0 && (!self->mandatory || (self->needs & LUUKKU_STEP_TAKES_REASON)))
    return 0;
  if (self->done_at == 0)
    missing |= LUUKKU_STEP_NEEDS_TIME;
  if ((self->needs & LUUKKU_STEP_NEEDS_REFERENCE) && !is_given (self->reference))
    missing |= LUUKKU_STEP_NEEDS_REFERENCE;
  if ((self->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT) && self->acknowledged_at == 0)
    missing |= LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT;
  if ((self->needs & LUUKKU_STEP_NEEDS_TEXT) && !is_given (self->note))
    missing |= LUUKKU_STEP_NEEDS_TEXT;
  return missing;
}

gint64
luukku_step_next_due (const LuukkuStep *self)
{
  gint64 first, repeat;

  if (luukku_step_missing (self) == 0 || (!self->mandatory && self->within == LUUKKU_STEP_WITHIN_UNSET))
    return 0;
  repeat = self->within == 0 ? LUUKKU_STEP_REPEAT_IMMEDIATE : LUUKKU_STEP_REPEAT_LATER;
  /* The alarm itself was the first word about what has no time of its own; what the program should have done by itself
   * is tried again at once. */
  if (self->within > 0)
    first = self->opened_at + self->within;
  else
    first = self->opened_at + (g_strcmp0 (self->role, "system") == 0 ? 0 : repeat);
  return self->reminded_at >= first ? self->reminded_at + repeat : first;
}

gint64
luukku_steps_next_due (GPtrArray *steps)
{
  gint64 next = 0;

  for (guint i = 0; i < steps->len; i++) {
    gint64 due = luukku_step_next_due (g_ptr_array_index (steps, i));

    if (due != 0 && (next == 0 || due < next))
      next = due;
  }
  return next;
}

const LuukkuStep *
luukku_steps_first_missing (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (step->mandatory && luukku_step_missing (step) != 0)
      return step;
  }
  return NULL;
}
