/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-alarm.h: alarms as a person meets them: the line and the notice, again until somebody has acted, and
 * the ends of bans. */
#pragma once

#include "model/luukku-step.h"
#include "purple/luukku-view.h"

G_BEGIN_DECLS

/* From now on @inbox is listened to; its due times are kept by the reminders. */
void luukku_alarm_follow (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
/* A window is opened: what the alarm of its case asks for stands in it. */
void luukku_alarm_greet (LuukkuView *view) G_GNUC_NON_NULL (1);
/* No timer and no question stays. */
void luukku_alarm_stop (void);

/* Returns: (transfer full): the steps of the case as lines, "" when there are none. */
char *luukku_alarm_describe (gint64 conversation);
/* Returns: (transfer full): one step: number, text, what has been done, what it lacks. */
char *luukku_alarm_describe_step (guint place, const LuukkuStep *step) G_GNUC_NON_NULL (2);

G_END_DECLS
