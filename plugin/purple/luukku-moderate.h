/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderate.h: commands about labels, alarms, bans and covered messages, and the manager's lists. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

void luukku_moderate_add (void);
void luukku_moderate_remove (void);

/* The newest message of a resident in @self, and its gravest label that holds. Returns: the store's number,
 * 0: none. *@ret_label: (out) (optional) (transfer full) (nullable). */
gint64 luukku_moderate_newest (LuukkuView *self, char **ret_label) G_GNUC_NON_NULL (1);
/* One key: the label is wrong. */
gboolean luukku_moderate_reject_label (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

/* --- lists (luukku-moderate-lists.c) */
void luukku_moderate_on_bans (PurplePluginAction *action);
void luukku_moderate_on_corrections (PurplePluginAction *action);
void luukku_moderate_on_exposure (PurplePluginAction *action);

G_END_DECLS
