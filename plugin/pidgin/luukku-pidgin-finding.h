/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-finding.h: the line below the entry: what the check found where the caret stands, with its
 * weight in words, the rule's sentence and where it is written; the same as a tooltip of the marked place;
 * and how long the reply is by the channel's own count. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref), with its entry. Returns: (transfer full). */
LuukkuPidginFinding *luukku_pidgin_finding_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_finding_free (LuukkuPidginFinding *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_finding_get_widget (LuukkuPidginFinding *self) G_GNUC_NON_NULL (1);
/* The text in the entry was checked: @verdict is about it. */
void luukku_pidgin_finding_show (LuukkuPidginFinding *self, LuukkuVerdict *verdict) G_GNUC_NON_NULL (1, 2);
/* The caret goes to the next finding that has a place, or the previous one, round about. */
void luukku_pidgin_finding_go (LuukkuPidginFinding *self, gboolean forward) G_GNUC_NON_NULL (1);

G_END_DECLS
