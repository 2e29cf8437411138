/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-menu.h: our menu in Pidgin's conversation windows, and the one item there that must stay off.
 */
#pragma once

#include <gtkconv.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Makes the menu of @window when it is needed, shows it for our conversations only. */
void luukku_pidgin_menu_refresh (PidginWindow *window) G_GNUC_NON_NULL (1);
/* Takes the menus out of all windows. */
void luukku_pidgin_menu_shutdown (void);

G_END_DECLS
