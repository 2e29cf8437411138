/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-hold.h: the first of the three layers that stop a reply, and the only one in which the text
 * never leaves the entry. The wall is in the protocol; this is the comfort. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref), with its banner. Returns: (transfer full). */
LuukkuPidginHold *luukku_pidgin_hold_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
/* Makes a discard final. */
void luukku_pidgin_hold_free (LuukkuPidginHold *self);
/* The glue held a text that had left the entry: it comes back there, the glue is told "edit", and the banner
 * asks. */
gboolean luukku_pidgin_hold_ask (LuukkuPidginHold *self, LuukkuVerdict *verdict, LuukkuChoiceFunc answer,
                                 gpointer data) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
