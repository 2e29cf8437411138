/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-api.h: publishes the LuukkuPurpleApi (and, in tests, the hooks) as libpurple IPC. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* At init and again when the plugin is loaded: libpurple drops IPC calls when a plugin is unloaded. */
void luukku_api_register (PurplePlugin *plugin) G_GNUC_NON_NULL (1);

G_END_DECLS
