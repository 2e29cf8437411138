/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-notify.h: notices of the desktop (org.freedesktop.Notifications) about what came in: the
 * channel, the labels and the number of the case; never a resident's words or name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Follows the inbox. Without a desktop that shows notices nothing happens. */
void luukku_pidgin_notify_start (void);
void luukku_pidgin_notify_stop (void);

G_END_DECLS
