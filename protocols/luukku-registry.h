/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-registry.h: the one table that names every adapter. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

/* Returns: (transfer none): NULL-terminated. */
const LuukkuAdapterType *const *luukku_registry_get_types (void);
/* Returns: (transfer none) (nullable). */
const LuukkuAdapterType *luukku_registry_find_protocol (const char *protocol_id) G_GNUC_NON_NULL (1);

G_END_DECLS
