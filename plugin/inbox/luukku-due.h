/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-due.h: until when a conversation must be answered: the town's duty by the pack's clocks, the
 * platform's window beside it, how long it waits, and whether a reminder of it has come. */
#pragma once

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* How long a channel lets us answer after the resident's last message, µs; 0: no limit. *@ret_late: a person
 * may still answer until then, 0: not. */
typedef void (*LuukkuWindowFunc) (const char *channel, gint64 *ret_reply, gint64 *ret_late, gpointer data);

/* @func: (nullable): asked for every channel; without it no platform closes. */
LUUKKU_API void luukku_inbox_set_windows (LuukkuInbox *self, LuukkuWindowFunc func, gpointer data)
    G_GNUC_NON_NULL (1);

typedef struct {
  gint64 waiting_since;    /* UTC µs, 0: nothing waits */
  LuukkuSlaState state;    /* of duty and window together */
  LuukkuDeadline deadline; /* kind NONE: no target and no window */
  gint64 age;              /* µs, as the duty counts it */
  gboolean in_service;     /* @age is service time */
  gboolean first;          /* the pack wants it answered before the others */
  gboolean reminded;       /* a reminder of it has come */
} LuukkuDue;

/* Of the newest case of a conversation. */
LUUKKU_API void luukku_inbox_get_due (LuukkuInbox *self, LuukkuCase *item, LuukkuDue *ret_due)
    G_GNUC_NON_NULL (1, 2, 3);
/* The same without a look into the store. */
LUUKKU_API void luukku_inbox_get_row_due (LuukkuInbox *self, const LuukkuInboxRow *row, LuukkuDue *ret_due)
    G_GNUC_NON_NULL (1, 2, 3);

/* The same in a third of the time, without @age and @reminded: for many rows. */
LUUKKU_API void luukku_inbox_get_row_deadline (LuukkuInbox *self, const LuukkuInboxRow *row,
                                               LuukkuDue *ret_due) G_GNUC_NON_NULL (1, 2, 3);

/* --- approval of the pack in force */
/* Returns: (transfer none) (nullable): the sentence which approval is missing or was overtaken by a change of
 * the file; NULL: it is approved, or there is no pack. */
LUUKKU_API const char *luukku_inbox_get_approval_problem (LuukkuInbox *self) G_GNUC_NON_NULL (1);

/* --- what must be done first */
typedef enum {
  LUUKKU_URGENCY_ALARM,   /* somebody has to act now */
  LUUKKU_URGENCY_FIRST,   /* waits, and a clock of the pack says SortFirst */
  LUUKKU_URGENCY_OVERDUE, /* the answer is late, or the platform has closed */
  LUUKKU_URGENCY_CLOSING, /* the platform closes soon */
  LUUKKU_URGENCY_SOON,    /* the town's own time runs out */
  LUUKKU_URGENCY_WAITING, /* waits for an answer */
  LUUKKU_URGENCY_REST,    /* open, nothing waits */
  LUUKKU_URGENCY_CLOSED,
} LuukkuUrgency;

/* @due: of @row, as luukku_inbox_get_row_due() says. */
LUUKKU_API LuukkuUrgency luukku_inbox_get_urgency (LuukkuInbox *self, const LuukkuInboxRow *row,
                                                   const LuukkuDue *due) G_GNUC_NON_NULL (1, 2, 3);
/* @due_a, @due_b: UTC µs, 0: none. What waits: the first to fall due first, then what waits longest; the
 * rest: the newest message first. No two rows of different cases are equal. */
LUUKKU_API int luukku_inbox_compare_rows (const LuukkuInboxRow *a, LuukkuUrgency urgency_a, gint64 due_a,
                                          const LuukkuInboxRow *b, LuukkuUrgency urgency_b, gint64 due_b)
    G_GNUC_NON_NULL (1, 4);
/* Puts rows of luukku_store_list_inbox() into that order. */
LUUKKU_API void luukku_inbox_sort_rows (LuukkuInbox *self, GPtrArray *rows) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
