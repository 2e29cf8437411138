/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-reminders.h: reminders while the program runs: answers that fall due, platforms that close, dates of
 * the registers, steps after an alarm, ends of bans. One timer for the next one, none when nothing will come;
 * nothing outside service hours when the pack keeps them quiet, except alarms. What fell due while the
 * program was not running comes at its start, once.
 *
 * Signal "due" (const LuukkuReminderNote *note): for the windows. Ids and words of the registers, never a
 * resident's text. */
#pragma once

#include "inbox/luukku-due.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_REMIND_SOON,   /* the time to do it runs out */
  LUUKKU_REMIND_DUE,    /* it was to be done by now */
  LUUKKU_REMIND_WINDOW, /* the platform closes: while the office is still open */
} LuukkuRemind;

typedef struct {
  LuukkuRemind what;
  gint64 conversation;  /* the store's number, 0: of a register */
  const char *clock;    /* id of [Clock …] in the pack (nullable): a duty of its own */
  const char *subject;  /* account, person, document (nullable) */
  const char *sentence; /* of a duty of its own (nullable) */
  gint64 start;         /* UTC µs */
  gint64 due;           /* UTC µs; 0: it has no target */
  gint64 age;           /* µs since @start, as the duty counts */
  gboolean alarm;
  LuukkuDeadline deadline; /* of a conversation */
} LuukkuReminderNote;

/* A date from a register or a queue. */
typedef struct {
  char *starts;        /* as Starts= of a clock: "password-changed", "last-post" …; NULL: @duty instead */
  char *subject;       /* (nullable) */
  gint64 conversation; /* 0: none */
  gint64 at;           /* UTC µs */
  GArray *done;        /* gint64 UTC µs, oldest first (nullable): for clocks with Minimum and Every */
  gboolean alarm;      /* quiet hours do not hold it back */
  LuukkuDuty duty;
  char *sentence; /* with @duty: what is to be done */
} LuukkuReminderDate;

LUUKKU_API void luukku_reminder_date_free (LuukkuReminderDate *self);
/* Returns: (transfer full) (nullable): of LuukkuReminderDate. */
typedef GPtrArray *(*LuukkuReminderSource) (LuukkuInbox *inbox, gpointer data);

#define LUUKKU_TYPE_REMINDERS (luukku_reminders_get_type ())
LUUKKU_API
G_DECLARE_FINAL_TYPE (LuukkuReminders, luukku_reminders, LUUKKU, REMINDERS, GObject)

/* @inbox: (transfer none), kept. Returns: (transfer full): asleep until luukku_reminders_start(). */
LUUKKU_API LuukkuReminders *luukku_reminders_new (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_reminders_add_source (LuukkuReminders *self, LuukkuReminderSource source,
                                             gpointer data) G_GNUC_NON_NULL (1, 2);
/* A source: the dates of the registers that start a clock of the pack in force. */
LUUKKU_API GPtrArray *luukku_reminders_list_register_dates (LuukkuInbox *inbox, gpointer data)
    G_GNUC_NON_NULL (1);
/* A source: conversations that somebody wanted to answer later. */
LUUKKU_API GPtrArray *luukku_reminders_list_put_off (LuukkuInbox *inbox, gpointer data) G_GNUC_NON_NULL (1);
/* A source: what waits for a person because of labels, bans, acts at a platform and requests to remove. */
LUUKKU_API GPtrArray *luukku_reminders_list_duties (LuukkuInbox *inbox, gpointer data) G_GNUC_NON_NULL (1);
/* Tells what has fallen due since the program ran last, then waits for the next. */
LUUKKU_API void luukku_reminders_start (LuukkuReminders *self) G_GNUC_NON_NULL (1);
/* A register changed: looks again. Messages, cases and the pack are followed by themselves. */
LUUKKU_API void luukku_reminders_look (LuukkuReminders *self) G_GNUC_NON_NULL (1);

G_END_DECLS
