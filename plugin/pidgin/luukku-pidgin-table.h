/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-table.h: a list of the glue (purple/luukku-table.h) as a window with columns. */
#pragma once

#include "purple/luukku-table.h"

G_BEGIN_DECLS

/* LuukkuUiOps: shows @table; a window of the same title is filled anew. */
gboolean luukku_pidgin_table_show (const LuukkuTable *table) G_GNUC_NON_NULL (1);
/* The module is unloaded. */
void luukku_pidgin_table_shutdown (void);

G_END_DECLS
