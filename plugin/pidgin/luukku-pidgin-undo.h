/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-undo.h: the row above the entry while a reply can still be taken back: how long, and two
 * buttons. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref). Returns: (transfer full): hidden. */
LuukkuPidginUndo *luukku_pidgin_undo_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_undo_free (LuukkuPidginUndo *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_undo_get_widget (LuukkuPidginUndo *self) G_GNUC_NON_NULL (1);
void luukku_pidgin_undo_refresh (LuukkuPidginUndo *self) G_GNUC_NON_NULL (1);

G_END_DECLS
