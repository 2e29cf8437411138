/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-files.h: the row above the entry while files go along with the next reply: which, and a
 * button that leaves one out. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref). Returns: (transfer full): hidden. */
LuukkuPidginFiles *luukku_pidgin_files_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_files_free (LuukkuPidginFiles *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_files_get_widget (LuukkuPidginFiles *self) G_GNUC_NON_NULL (1);
void luukku_pidgin_files_refresh (LuukkuPidginFiles *self) G_GNUC_NON_NULL (1);
/* Asks for a file that is to go along. */
void luukku_pidgin_files_ask (LuukkuPidginFiles *self) G_GNUC_NON_NULL (1);

G_END_DECLS
