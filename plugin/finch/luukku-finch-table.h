/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch-table.h: the lists that managers read, in Finch. */
#pragma once

#include "purple/luukku-table.h"

G_BEGIN_DECLS

/* As LuukkuUiOps.show_table. */
gboolean luukku_finch_table_show (const LuukkuTable *table);
/* Closes the lists that are open. */
void luukku_finch_table_stop (void);

G_END_DECLS
