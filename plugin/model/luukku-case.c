/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-case.c: a case as a snapshot, and the one table that says which state follows which. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-case.h"

#include "model/luukku-dup.h"

#define N_STATES (LUUKKU_CASE_CLOSED + 1)
#define N_EVENTS (LUUKKU_CASE_EVENT_REPLY_UNDELIVERED + 1)

/* "cannot happen" in the table */
#define NO (-1)

#define NEW LUUKKU_CASE_NEW
#define OPEN LUUKKU_CASE_OPEN
#define ANSWERED LUUKKU_CASE_ANSWERED
#define CLOSED LUUKKU_CASE_CLOSED

/* clang-format off */
static const gint8 next_states[N_EVENTS][N_STATES] = {
  /*                                         NEW       OPEN      ANSWERED  CLOSED */
  [LUUKKU_CASE_EVENT_MESSAGE_IN]      = { NEW,      OPEN,     OPEN,     NO },
  [LUUKKU_CASE_EVENT_TAKEN]           = { OPEN,     OPEN,     OPEN,     NO },
  [LUUKKU_CASE_EVENT_REPLY_DELIVERED] = { ANSWERED, ANSWERED, ANSWERED, NO },
  [LUUKKU_CASE_EVENT_CLOSED]          = { CLOSED,   CLOSED,   CLOSED,   NO },
  [LUUKKU_CASE_EVENT_REOPENED]        = { NO,       NO,       OPEN,     OPEN },
  [LUUKKU_CASE_EVENT_ARCHIVED]        = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_REPLY_HELD]      = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_WARNING_PASSED]  = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_ORIGINAL_SHOWN]  = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_HANDED_OVER]     = { NEW,      OPEN,     ANSWERED, NO },
  [LUUKKU_CASE_EVENT_LABEL_DECIDED]   = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_ALARM_STEP]      = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_SANCTION]        = { NEW,      OPEN,     ANSWERED, CLOSED },
  [LUUKKU_CASE_EVENT_PUT_OFF]         = { NEW,      OPEN,     ANSWERED, NO },
  [LUUKKU_CASE_EVENT_REPLY_UNDELIVERED] = { NEW,    OPEN,     OPEN,     OPEN },
};
/* clang-format on */

static const char *const state_names[N_STATES] = {
  [LUUKKU_CASE_NEW] = "new",
  [LUUKKU_CASE_OPEN] = "open",
  [LUUKKU_CASE_ANSWERED] = "answered",
  [LUUKKU_CASE_CLOSED] = "closed",
};

static const char *const event_names[N_EVENTS] = {
  [LUUKKU_CASE_EVENT_MESSAGE_IN] = "message-in",
  [LUUKKU_CASE_EVENT_TAKEN] = "taken",
  [LUUKKU_CASE_EVENT_REPLY_DELIVERED] = "reply-delivered",
  [LUUKKU_CASE_EVENT_CLOSED] = "closed",
  [LUUKKU_CASE_EVENT_REOPENED] = "reopened",
  [LUUKKU_CASE_EVENT_ARCHIVED] = "archived",
  [LUUKKU_CASE_EVENT_REPLY_HELD] = "reply-held",
  [LUUKKU_CASE_EVENT_WARNING_PASSED] = "warning-passed",
  [LUUKKU_CASE_EVENT_ORIGINAL_SHOWN] = "original-shown",
  [LUUKKU_CASE_EVENT_HANDED_OVER] = "handed-over",
  [LUUKKU_CASE_EVENT_LABEL_DECIDED] = "label-decided",
  [LUUKKU_CASE_EVENT_ALARM_STEP] = "alarm-step",
  [LUUKKU_CASE_EVENT_SANCTION] = "sanction",
  [LUUKKU_CASE_EVENT_PUT_OFF] = "put-off",
  [LUUKKU_CASE_EVENT_REPLY_UNDELIVERED] = "reply-undelivered",
};

struct _LuukkuCase {
  gatomicrefcount refs;
  LuukkuCaseInit init; /* strings owned by us */
};

G_DEFINE_BOXED_TYPE (LuukkuCase, luukku_case, luukku_case_ref, luukku_case_unref)

/* A number may come from a store that a newer Luukku wrote. */
static gboolean
is_state (LuukkuCaseState state)
{
  return (guint) state < N_STATES;
}

static gboolean
is_event (LuukkuCaseEvent event)
{
  return (guint) event < N_EVENTS;
}

gboolean
luukku_case_next_state (LuukkuCaseState state, LuukkuCaseEvent event, LuukkuCaseState *ret_state)
{
  if (!is_state (state) || !is_event (event) || next_states[event][state] == NO)
    return FALSE;
  *ret_state = (LuukkuCaseState) next_states[event][state];
  return TRUE;
}

const char *
luukku_case_state_to_string (LuukkuCaseState state)
{
  return is_state (state) ? state_names[state] : "unknown";
}

const char *
luukku_case_event_to_string (LuukkuCaseEvent event)
{
  return is_event (event) ? event_names[event] : "unknown";
}

LuukkuCase *
luukku_case_new (const LuukkuCaseInit *init)
{
  LuukkuCase *self = g_new0 (LuukkuCase, 1);

  g_atomic_ref_count_init (&self->refs);
  self->init = *init;
  self->init.number = luukku_dup_valid (init->number);
  self->init.handler = luukku_dup_valid (init->handler);
  self->init.kind = luukku_dup_valid (init->kind);
  return self;
}

LuukkuCase *
luukku_case_ref (LuukkuCase *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_case_unref (LuukkuCase *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free ((char *) self->init.number);
  g_free ((char *) self->init.handler);
  g_free ((char *) self->init.kind);
  g_free (self);
}

const LuukkuCaseInit *
luukku_case_peek (const LuukkuCase *self)
{
  return &self->init;
}
