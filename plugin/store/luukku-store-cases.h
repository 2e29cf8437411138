/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-cases.h: cases and what happened to them. */
#pragma once

#include "model/luukku-case.h"
#include "model/luukku-proposal.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* What accompanies an event; nothing of a resident's text. */
typedef struct {
  const char *actor;  /* who: a staff member's name, "resident", "program" */
  const char *detail; /* rule ids, record number, reason a person gave (nullable) */
  gint64 at;          /* UTC µs: of the message, of the delivery, … */
  gint64 until;       /* PUT_OFF only: when to answer, UTC µs; 0: it is not put off any more */
} LuukkuCaseNote;

/* Carries @event out on the open case of @conversation: MESSAGE_IN opens a case when there is none (numbered
 * LUU-YEAR-NNNNNN by the year of note->at in Europe/Helsinki), starts the clock when nothing waits;
 * REPLY_DELIVERED stops it. The state and the event row are written together. REFUSED when the table does not
 * allow it, NOT_FOUND when there is no open case. Returns: (transfer full): the case afterwards. */
LUUKKU_API LuukkuCase *luukku_store_case_event (LuukkuStore *self, gint64 conversation, LuukkuCaseEvent event,
                                                const LuukkuCaseNote *note, GError **error)
    G_GNUC_NON_NULL (1, 4);
/* TAKEN also writes note->actor as the handler, HANDED_OVER note->detail (NULL: nobody). Returns: (transfer
 * full) (nullable): the newest case of @conversation. */
LUUKKU_API LuukkuCase *luukku_store_find_case (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): by "LUU-2026-000123". */
LUUKKU_API LuukkuCase *luukku_store_get_case (LuukkuStore *self, const char *number, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Sets what it was archived as. */
LUUKKU_API gboolean luukku_store_set_case_kind (LuukkuStore *self, gint64 case_id, const char *kind,
                                                GError **error) G_GNUC_NON_NULL (1, 3);

typedef struct {
  gint64 at;
  LuukkuCaseEvent event;
  char *actor;
  char *detail; /* (nullable) */
} LuukkuCaseStep;

LUUKKU_API void luukku_case_step_free (LuukkuCaseStep *self);
/* Returns: (transfer full): LuukkuCaseStep, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_steps (LuukkuStore *self, gint64 case_id, GError **error)
    G_GNUC_NON_NULL (1);

/* A case that somebody wants to answer later. */
typedef struct {
  gint64 conversation;
  gint64 at; /* UTC µs */
} LuukkuPutOff;

/* Returns: (transfer full): GArray of LuukkuPutOff, the earliest first. */
LUUKKU_API GArray *luukku_store_list_put_off (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

/* A step of any case, for figures. */
typedef struct {
  gint64 case_id;
  gint64 at; /* UTC µs */
  LuukkuCaseEvent event;
} LuukkuReportStep;

/* Returns: (transfer full): GArray of LuukkuReportStep: all steps since @from, case by case, in their order.
 */
LUUKKU_API GArray *luukku_store_list_report_steps (LuukkuStore *self, gint64 from, GError **error)
    G_GNUC_NON_NULL (1);

/* A row of the inbox list. */
typedef struct {
  LuukkuCase *item;        /* (owned) */
  char *channel;           /* key */
  char *channel_name;      /* (nullable) */
  char *conversation;      /* the platform's id */
  char *resident;          /* name as given (nullable) */
  char *first_line;        /* of the newest message; at most 120 characters */
  gint64 last_at;          /* UTC µs */
  gint64 last_resident_at; /* UTC µs, 0 when none */
  char *labels;            /* those that hold, the gravest first: "threat-person;hate" */
  LuukkuAlarm alarm;       /* of the gravest */
  char *unit;              /* of the channel (nullable) */
  char *folded;            /* name and beginning of the newest text as luukku_store_fold() (nullable) */
} LuukkuInboxRow;

LUUKKU_API void luukku_inbox_row_free (LuukkuInboxRow *self);
/* @filter: (nullable): part of resident, text of the newest message or number, letter case folded.
 * @with_closed: also closed ones. Order: alarms, what waits longest, then the newest. Returns: (transfer
 * full): at most @limit rows. */
LUUKKU_API GPtrArray *luukku_store_list_inbox (LuukkuStore *self, const char *filter, gboolean with_closed,
                                               guint limit, GError **error) G_GNUC_NON_NULL (1);

/* The same of all conversations, for who puts them in an order of its own. When there are more than @limit,
 * it is the first ones of that order. */
LUUKKU_API GPtrArray *luukku_store_list_inbox_unordered (LuukkuStore *self, gboolean with_closed, guint limit,
                                                         GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): the rows of @conversation's cases, open and closed, the newest first. */
LUUKKU_API GPtrArray *luukku_store_list_inbox_of (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);

/* A conversation whose resident waits for an answer. */
typedef struct {
  gint64 conversation;
  char *channel;           /* key */
  gint64 waiting_since;    /* UTC µs */
  gint64 last_resident_at; /* UTC µs */
  char *labels;            /* those that hold, as in LuukkuInboxRow */
} LuukkuWaiting;

LUUKKU_API void luukku_waiting_free (LuukkuWaiting *self);
/* Returns: (transfer full): LuukkuWaiting, what waits longest first. */
LUUKKU_API GPtrArray *luukku_store_list_waiting (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
