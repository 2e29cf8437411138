/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-case.h: what has to be done about a conversation; a snapshot, immutable, ref-counted, and the table
 * that says which state follows which. Pure.
 *
 *            MESSAGE_IN      TAKEN      REPLY_DELIVERED   CLOSED     REOPENED
 *  NEW       NEW             OPEN       ANSWERED          CLOSED     -
 *  OPEN      OPEN            OPEN       ANSWERED          CLOSED     -
 *  ANSWERED  OPEN (clock!)   OPEN       ANSWERED          CLOSED     OPEN
 *  CLOSED    (a new case)    -          -                 -          OPEN
 */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_CASE_NEW = 0,
  LUUKKU_CASE_OPEN = 1,
  LUUKKU_CASE_ANSWERED = 2,
  LUUKKU_CASE_CLOSED = 3,
} LuukkuCaseState;

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_CASE_EVENT_MESSAGE_IN = 0,
  LUUKKU_CASE_EVENT_TAKEN = 1,
  LUUKKU_CASE_EVENT_REPLY_DELIVERED = 2, /* a platform id came back: nothing else stops the clock */
  LUUKKU_CASE_EVENT_CLOSED = 3,
  LUUKKU_CASE_EVENT_REOPENED = 4,
  LUUKKU_CASE_EVENT_ARCHIVED = 5,       /* an evidence record was made; the state stays */
  LUUKKU_CASE_EVENT_REPLY_HELD = 6,     /* the gate held a reply; the state stays */
  LUUKKU_CASE_EVENT_WARNING_PASSED = 7, /* a person passed a warning with a reason; the state stays */
  LUUKKU_CASE_EVENT_ORIGINAL_SHOWN = 8, /* a person had masked identity codes shown; the state stays */
  LUUKKU_CASE_EVENT_HANDED_OVER = 9,    /* detail becomes the handler; the state stays */
  LUUKKU_CASE_EVENT_LABEL_DECIDED = 10, /* a person confirmed, rejected or added a label; the state stays */
  LUUKKU_CASE_EVENT_ALARM_STEP = 11, /* a step after an alarm was opened, done, acknowledged, left; the state
                                        stays */
  LUUKKU_CASE_EVENT_SANCTION = 12,   /* a ban began or ended, a message was hidden or deleted at the
                                        platform; the state stays */
  LUUKKU_CASE_EVENT_PUT_OFF = 13,    /* a person wants to answer later; the state stays */
  LUUKKU_CASE_EVENT_REPLY_UNDELIVERED = 14, /* the platform says that a reply did not arrive after all: what it
                                               answered waits again */
} LuukkuCaseEvent;

/* Returns: FALSE when @event cannot happen in @state; *@ret_state is then untouched. */
LUUKKU_API gboolean luukku_case_next_state (LuukkuCaseState state, LuukkuCaseEvent event,
                                            LuukkuCaseState *ret_state) G_GNUC_NON_NULL (3);
/* Returns: (transfer none): "new", "open", "answered", "closed". */
LUUKKU_API const char *luukku_case_state_to_string (LuukkuCaseState state);
LUUKKU_API const char *luukku_case_event_to_string (LuukkuCaseEvent event);

typedef struct {
  gint64 id;           /* the store's number */
  const char *number;  /* "LUU-2026-000123": for people, on paper, in the command */
  gint64 conversation; /* the store's number of the conversation */
  LuukkuCaseState state;
  const char *handler;  /* who has taken it (nullable) */
  const char *kind;     /* set when it was archived: "threat", "removal", …; NULL before */
  gint64 opened_at;     /* UTC µs */
  gint64 waiting_since; /* the resident's oldest unanswered message, UTC µs; 0: nothing waits for an answer */
  gint64 answered_at;   /* last confirmed delivery, UTC µs; 0 when none */
  gint64 later_at;      /* somebody wants to answer it then, UTC µs; 0: nobody put it off */
} LuukkuCaseInit;

typedef struct _LuukkuCase LuukkuCase;

#define LUUKKU_TYPE_CASE (luukku_case_get_type ())
LUUKKU_API GType luukku_case_get_type (void);
LUUKKU_API LuukkuCase *luukku_case_new (const LuukkuCaseInit *init) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuCase *luukku_case_ref (LuukkuCase *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_case_unref (LuukkuCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuCase, luukku_case_unref)
/* Returns: (transfer none): valid as long as @self. */
LUUKKU_API const LuukkuCaseInit *luukku_case_peek (const LuukkuCase *self) G_GNUC_NON_NULL (1);

G_END_DECLS
