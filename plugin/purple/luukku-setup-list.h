/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-list.h: what of the town's channels is there and what is missing, as a list and as a table. */
#pragma once

#include "inbox/luukku-setup.h"

G_BEGIN_DECLS

/* Returns: (transfer full): LuukkuSetupRow with what Pidgin has; NULL with @error. */
GPtrArray *luukku_setup_list_rows (GError **error);
/* Returns: (transfer full): which channel of Luukku: "X (Luukku)", "TikTok, by hand". */
char *luukku_setup_describe_channel (const LuukkuSetupRow *row) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): lines: what of the entry whose @rows these are is not understood, and what any of
 * them needs; "" when nothing is. */
char *luukku_setup_describe_needs (GPtrArray *rows) G_GNUC_NON_NULL (1);
/* Shows those of @rows that are neither there nor somebody else's. */
void luukku_setup_list_show (GPtrArray *rows) G_GNUC_NON_NULL (1);
/* Asks for a file and writes the same as comma-separated values. */
void luukku_setup_list_save (void);

G_END_DECLS
