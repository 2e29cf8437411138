/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-alarm.h: the panel of an alarm above a conversation: what the message may be, the steps with
 * their times, and the buttons to enter them, to tell the supervisor and to hand the case on at once. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref). Returns: (transfer full). */
LuukkuPidginAlarm *luukku_pidgin_alarm_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_alarm_free (LuukkuPidginAlarm *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_alarm_get_widget (LuukkuPidginAlarm *self) G_GNUC_NON_NULL (1);
/* Reads labels and steps again; nothing to do: the panel is hidden. */
void luukku_pidgin_alarm_refresh (LuukkuPidginAlarm *self) G_GNUC_NON_NULL (1);

G_END_DECLS
