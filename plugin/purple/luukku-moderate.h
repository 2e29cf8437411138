/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderate.h: commands about labels, alarms, bans and covered messages, and the manager's lists. */
#pragma once

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "purple/luukku-view.h"

G_BEGIN_DECLS

void luukku_moderate_add (void);
void luukku_moderate_remove (void);

/* The newest message of a resident in @self, and its gravest label that holds. Returns: the store's number,
 * 0: none. *@ret_label: (out) (optional) (transfer full) (nullable). */
gint64 luukku_moderate_newest (LuukkuView *self, char **ret_label) G_GNUC_NON_NULL (1);
/* Returns: the newest message in sight of a resident's that has the label @name (NULL: any message); 0: none.
 */
gint64 luukku_moderate_find (LuukkuView *self, const char *name) G_GNUC_NON_NULL (1);
/* One key: the label is wrong. */
gboolean luukku_moderate_reject_label (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

/* --- forms of libpurple's, in Pidgin and Finch (luukku-act-form.c) */
/* Chooses one of the resident's newest messages and what is done with it; @kind is chosen at first. */
gboolean luukku_act_form_open (LuukkuView *view, LuukkuPlatformActKind kind, GError **error)
    G_GNUC_NON_NULL (1);
/* A ban: how long, why, who decided, what the resident is told. */
gboolean luukku_ban_form_open (LuukkuView *view, GError **error) G_GNUC_NON_NULL (1);
/* A request to remove, of one of the three kinds. */
gboolean luukku_removal_form_open (LuukkuView *view, LuukkuRemovalKind kind, GError **error)
    G_GNUC_NON_NULL (1);
/* Bans; what the form asked is done. @notice: (nullable): goes into the reply box. */
gboolean luukku_moderate_ban (LuukkuView *view, const LuukkuBan *ban, GError **error) G_GNUC_NON_NULL (1, 2);
/* Hides, deletes, shows again, mutes or ends it, and says in the window what comes of it. */
gboolean luukku_moderate_act (LuukkuView *view, gint64 message, LuukkuPlatformActKind kind,
                              const char *reason, GError **error) G_GNUC_NON_NULL (1, 4);

/* Returns: (transfer none): "Asked by a resident". */
const char *luukku_moderate_request_kind (LuukkuRemovalKind kind);

/* --- lists (luukku-moderate-lists.c) */
void luukku_moderate_on_bans (PurplePluginAction *action);
/* All bans that there have been. */
void luukku_moderate_on_register (PurplePluginAction *action);
/* Requests to remove of the three kinds, decided ones too. */
void luukku_moderate_on_requests (PurplePluginAction *action);
void luukku_moderate_on_corrections (PurplePluginAction *action);
void luukku_moderate_on_exposure (PurplePluginAction *action);
/* Threats, safety reports with their handling time, corrections, exposure by person: the last 30 days. */
void luukku_moderate_on_figures (PurplePluginAction *action);

G_END_DECLS
