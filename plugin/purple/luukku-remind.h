/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-remind.h: what a reminder looks like: a line in its conversation, a mark in the inbox (that follows
 * from the store), one notice for what has no window open, a warning of its own for an alarm. */
#pragma once

#include "inbox/luukku-reminders.h"

G_BEGIN_DECLS

/* Tells @inbox how long each platform takes answers, and follows its clocks until luukku_remind_stop(). */
void luukku_remind_start (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
void luukku_remind_stop (void);
/* Returns: (transfer none) (nullable): for who has dates to add, or whose register has changed. */
LuukkuReminders *luukku_remind_get (void);

G_END_DECLS
