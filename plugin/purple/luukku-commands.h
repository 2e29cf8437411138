/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-commands.h: what can be typed into a window ("/archive threat", "/inbox", "/draft", "/citychannel
 * on"). */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

void luukku_commands_add (void);
void luukku_commands_remove (void);

G_END_DECLS
