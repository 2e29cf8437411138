/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-writing.h: help for who writes, in a window: ready texts, the signature, the parts of an answer. A
 * user interface with an entry of its own inserts there; otherwise the text comes back as a held one does.
 * Nothing is sent. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

/* Puts @text behind what stands in the entry. */
void luukku_writing_insert (LuukkuView *view, const char *text) G_GNUC_NON_NULL (1, 2);
/* Shows the ready texts to choose from: the user interface's own list, else a libpurple form. */
void luukku_writing_show_texts (LuukkuView *view) G_GNUC_NON_NULL (1);
/* Inserts the ready text @id, after a form for what only the writer knows. */
gboolean luukku_writing_use_text (LuukkuView *view, const char *id, GError **error) G_GNUC_NON_NULL (1, 2);
gboolean luukku_writing_sign (LuukkuView *view, GError **error) G_GNUC_NON_NULL (1);
/* The window goes: closes what is open. */
void luukku_writing_abort (LuukkuView *view) G_GNUC_NON_NULL (1);
/* Writes into the window which parts of an answer to criticism are missing in the entry or the draft. */
void luukku_writing_tell_parts (LuukkuView *view) G_GNUC_NON_NULL (1);
/* The warnings that were passed, with their reasons, and the boxes that were ticked: for the supervisor. */
void luukku_writing_show_warnings (void);

void luukku_writing_add_commands (void);
void luukku_writing_remove_commands (void);
/* Items for the window's menu. Returns: @list with them behind it. */
GList *luukku_writing_add_menu (LuukkuView *view, GList *list) G_GNUC_NON_NULL (1);

G_END_DECLS
