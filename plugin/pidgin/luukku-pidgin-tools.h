/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-tools.h: our entries in Pidgin's Tools menu, those for managers in a submenu of their own. */
#pragma once

#include <plugin.h>

G_BEGIN_DECLS

/* Pidgin makes the menu anew whenever a plugin is loaded or unloaded: it is put in order after that. */
void luukku_pidgin_tools_start (PurplePlugin *plugin);
void luukku_pidgin_tools_stop (void);

G_END_DECLS
