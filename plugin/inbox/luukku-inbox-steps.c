/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-steps.c: people fill the steps of an alarm; until then the program reminds, whatever the hour,
 * and does not close the case. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

#define LATEST G_TIME_SPAN_MINUTE /* clocks of people and computers differ */

/* --- acts */
static gboolean
may_leave_out (const LuukkuStep *step, const LuukkuStepAct *act, GError **error)
{
  if (act->note == NULL || *act->note == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Write why this step is left out."));
    return FALSE;
  }
  if (step->mandatory && !(step->needs & LUUKKU_STEP_TAKES_REASON)) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The guideline demands this step: it cannot be left out. Do it and enter it."));
    return FALSE;
  }
  return TRUE;
}

static char *
describe (const LuukkuStep *step, const LuukkuStepAct *act)
{
  static const char *const kinds[] = { "done", "acknowledged", "left out", "reminded", "handed on" };
  GString *text = g_string_new (NULL);
  const char *const more[] = { act->whom, act->how, act->reference, act->note };

  g_string_append_printf (text, "%u. %s: %s", step->place, step->text,
                          kinds[CLAMP ((int) act->kind, 0, (int) G_N_ELEMENTS (kinds) - 1)]);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++) {
    if (more[i] != NULL && *more[i] != '\0')
      g_string_append_printf (text, " · %s", more[i]);
  }
  return g_string_free (text, FALSE);
}

/* A reference that comes later does not move the time at which somebody was told. */
static gboolean
set_time (LuukkuInbox *self, const LuukkuStep *step, LuukkuStepAct *act, GError **error)
{
  gint64 now = luukku_clock_now (self->clock);

  if (act->at == 0)
    act->at =
        act->kind == LUUKKU_STEP_ACT_DONE && act->whom == NULL && step->done_at != 0 ? step->done_at : now;
  if (act->at <= now + LATEST)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("This time has not come yet. Write when it was done."));
  return FALSE;
}

gboolean
luukku_inbox_act_on_step (LuukkuInbox *self, gint64 conversation, guint place, const LuukkuStepAct *act,
                          GError **error)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (self, conversation, error);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *line = NULL;
  const LuukkuStep *step = NULL;
  LuukkuStepAct filled = *act;

  if (steps == NULL)
    return FALSE;
  if (place == 0 || place > steps->len) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This case has no step with that number. Write /escalate to see its steps."));
    return FALSE;
  }
  step = g_ptr_array_index (steps, place - 1);
  if (act->kind == LUUKKU_STEP_ACT_WAIVED && !may_leave_out (step, act, error))
    return FALSE;
  filled.step = step->id;
  filled.actor = actor;
  if (act->kind == LUUKKU_STEP_ACT_ACKNOWLEDGED && (act->whom == NULL || *act->whom == '\0'))
    filled.whom = step->whom;
  if (!set_time (self, step, &filled, error))
    return FALSE;
  line = describe (step, &filled);
  if (!luukku_store_add_step_act (self->store, &filled, error) ||
      !luukku_inbox_add_history (self, conversation, LUUKKU_CASE_EVENT_ALARM_STEP, actor, line, error))
    return FALSE;
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}

/* --- what stands in the way of closing */
static const char *
missing_words (guint missing)
{
  if (missing & LUUKKU_STEP_NEEDS_TIME)
    return luukku_tr (N_ ("the time it was done"));
  if (missing & LUUKKU_STEP_NEEDS_REFERENCE)
    return luukku_tr (N_ ("the reference number"));
  if (missing & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT)
    return luukku_tr (N_ ("the acknowledgement of who was told"));
  return luukku_tr (N_ ("the decision in words"));
}

static char *
format_obstacle (const LuukkuStep *step)
{
  g_autoptr (GError) error = NULL;

  /* TRANSLATORS: the text of a step, then what it lacks: "the reference number". */
  luukku_set_error (&error, LUUKKU_ERROR_REFUSED,
                    N_ ("The case cannot be closed yet. This step is not finished: “%s”. It lacks %s."),
                    step->text, missing_words (luukku_step_missing (step)));
  return g_strdup (error->message);
}

char *
luukku_inbox_get_obstacle (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (self, conversation, &error);
  const LuukkuStep *step = NULL;

  if (steps == NULL)
    return g_strdup (error->message);
  step = luukku_steps_first_missing (steps);
  return step != NULL ? format_obstacle (step) : NULL;
}

/* --- reminders */

/* Alarms alone have no quiet hours; other steps wait for the calendar of the town. Returns: (nullable). */
static GPtrArray *
list_alarm_steps (LuukkuInbox *self, LuukkuCase *item)
{
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *labels =
      luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, &alarm, NULL);

  if (labels == NULL || alarm != LUUKKU_ALARM_RAISED)
    return NULL;
  return luukku_inbox_list_steps (self, luukku_case_peek (item)->conversation, NULL);
}

static LuukkuCase *
load_case (LuukkuInbox *self, gint64 conversation)
{
  return luukku_store_find_case (self->store, conversation, NULL);
}

gboolean
luukku_inbox_has_open_alarm (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = load_case (self, conversation);
  g_autoptr (GPtrArray) steps = item != NULL ? list_alarm_steps (self, item) : NULL;

  return steps != NULL && luukku_steps_next_due (steps) != 0;
}

gint64
luukku_inbox_next_alarm (LuukkuInbox *self)
{
  g_autoptr (GArray) open = luukku_store_list_alarm_conversations (self->store, NULL);
  gint64 next = luukku_inbox_next_ban_end (self);

  for (guint i = 0; open != NULL && i < open->len; i++) {
    g_autoptr (LuukkuCase) item = load_case (self, g_array_index (open, gint64, i));
    g_autoptr (GPtrArray) steps = item != NULL ? list_alarm_steps (self, item) : NULL;
    gint64 due = steps != NULL ? luukku_steps_next_due (steps) : 0;

    if (due != 0 && (next == 0 || due < next))
      next = due;
  }
  return next;
}

/* A record that could not be made is tried again. */
static void
retry_record (LuukkuInbox *self, LuukkuCase *item, const LuukkuStep *step)
{
  g_autofree char *record = NULL;
  const LuukkuStepAct act = { .step = step->id,
                              .kind = LUUKKU_STEP_ACT_DONE,
                              .at = luukku_clock_now (self->clock),
                              .actor = LUUKKU_INBOX_PROGRAM_ACTOR };
  LuukkuStepAct done = act;

  record = luukku_inbox_need_record (self, luukku_case_peek (item)->conversation, 0, "threat", NULL);
  done.reference = record;
  if (record != NULL)
    luukku_store_add_step_act (self->store, &done, NULL);
}

static gboolean
remind_of (LuukkuInbox *self, LuukkuCase *item, GPtrArray *steps)
{
  gint64 now = luukku_clock_now (self->clock);
  gboolean any = FALSE;

  for (guint i = 0; i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);
    gint64 due = luukku_step_next_due (step);
    const LuukkuStepAct act = {
      .step = step->id, .kind = LUUKKU_STEP_ACT_REMINDED, .at = now, .actor = LUUKKU_INBOX_PROGRAM_ACTOR
    };

    if (due == 0 || due > now)
      continue;
    if (g_strcmp0 (step->role, "system") == 0)
      retry_record (self, item, step);
    any = TRUE;
    luukku_store_add_step_act (self->store, &act, NULL);
  }
  return any;
}

void
luukku_inbox_remind (LuukkuInbox *self)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (GArray) open = luukku_store_list_alarm_conversations (self->store, NULL);

  if (luukku_store_is_read_only (self->store))
    return;
  luukku_inbox_end_bans (self);
  for (guint i = 0; open != NULL && i < open->len; i++) {
    gint64 conversation = g_array_index (open, gint64, i);
    g_autoptr (LuukkuCase) item = load_case (self, conversation);
    g_autoptr (GPtrArray) steps = item != NULL ? list_alarm_steps (self, item) : NULL;

    if (steps != NULL && remind_of (self, item, steps))
      luukku_inbox_emit_alarm (self, conversation);
  }
}
