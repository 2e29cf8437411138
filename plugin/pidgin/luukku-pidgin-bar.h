/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-bar.h: the line above a conversation that says in words (and with an icon) how things stand,
 * with the buttons that are needed every day. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref). Returns: (transfer full). */
LuukkuPidginBar *luukku_pidgin_bar_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_bar_free (LuukkuPidginBar *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_bar_get_widget (LuukkuPidginBar *self) G_GNUC_NON_NULL (1);
/* Reads state, clock and link again. */
void luukku_pidgin_bar_refresh (LuukkuPidginBar *self) G_GNUC_NON_NULL (1);

G_END_DECLS
