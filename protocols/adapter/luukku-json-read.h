/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json-read.h: getters for what may be missing or odd: a member of a wrong type is counted in
 * *@skipped and left out, so that the message around it is kept. Pure. */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): NULL when absent or odd. */
char *luukku_json_read_string (const LuukkuJsonAt *at, const char *name, guint *skipped)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: 0 when absent or odd. */
gint64 luukku_json_read_int (const LuukkuJsonAt *at, const char *name, guint *skipped)
    G_GNUC_NON_NULL (1, 2, 3);
/* *@ret_at: the object @name; its object is NULL when there is none. Returns: whether there is one. */
gboolean luukku_json_read_object (const LuukkuJsonAt *at, const char *name, LuukkuJsonAt *ret_at,
                                  guint *skipped) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer none) (nullable). */
JsonArray *luukku_json_read_array (const LuukkuJsonAt *at, const char *name, guint *skipped)
    G_GNUC_NON_NULL (1, 2, 3);
/* The members "latitude" and "longitude" as "geo:62.892380,27.677030" (RFC 5870). Returns: (transfer full)
 * (nullable): NULL when they are no place on earth. */
char *luukku_json_read_geo (const LuukkuJsonAt *at, guint *skipped) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
