/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-log-content.h: what an entry of the log says, read back: {"content":{…}} of the entry's JSON. */
#pragma once

#include "store/luukku-store-evidence.h"

G_BEGIN_DECLS

/* Pure. Whether the brackets of @json do not lie too deep for a parser that descends. */
gboolean luukku_log_content_is_shallow (const char *json, gsize size) G_GNUC_NON_NULL (1);

typedef struct _LuukkuLogContent LuukkuLogContent;

/* Pure. @bytes: salt, newline, JSON, newline; from outside too. Returns: (transfer full) (nullable): NULL
 * when it is no entry or has no content. */
LuukkuLogContent *luukku_log_content_new (GBytes *bytes) G_GNUC_NON_NULL (1);
void luukku_log_content_free (LuukkuLogContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLogContent, luukku_log_content_free)
/* Returns: (transfer none) (nullable). */
const char *luukku_log_content_get_string (LuukkuLogContent *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* Returns: whether the list @name has @number. */
gboolean luukku_log_content_has_number (LuukkuLogContent *self, const char *name, gint64 number)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
