/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-notes.h: internal notes as commands and lists of libpurple. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

void luukku_view_notes_add (void);
void luukku_view_notes_remove (void);
/* @question: (nullable): finds notes of all conversations by words; else the notes about @self. */
gboolean luukku_view_show_notes (LuukkuView *self, const char *question, GError **error) G_GNUC_NON_NULL (1);
guint luukku_view_count_notes (LuukkuView *self) G_GNUC_NON_NULL (1);

G_END_DECLS
