/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-handling.h: what a person does with a case besides answering, as commands, menu items and forms of
 * libpurple: take it, give it on, answer later, open it again, labels; and what they do with a reply that has
 * not left yet. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

void luukku_handling_add (void);
void luukku_handling_remove (void);
/* The questions of @self are taken away: its window goes. */
void luukku_handling_abort (LuukkuView *self) G_GNUC_NON_NULL (1);

/* Asks by a form. FALSE with @error: there is nothing to ask about. */
gboolean luukku_handling_ask (LuukkuView *self, LuukkuQuestion question, GError **error) G_GNUC_NON_NULL (1);
/* The newest reply that can still be taken back does not leave, or leaves now. */
gboolean luukku_handling_take_back (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);
gboolean luukku_handling_send_now (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
