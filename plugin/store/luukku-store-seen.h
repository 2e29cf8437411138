/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-seen.h: whether a text has come before, and what became of what its writer wrote. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Among how many newest messages of the store a text is looked for. */
#define LUUKKU_STORE_SEEN_LOOKED_AT 1000

/* How often residents have written exactly what @message (the store's number) says, it counted in, since
 * @from (UTC µs). *@ret_others: (out): how many others than its writer did. FALSE with @error. */
gboolean luukku_store_count_same_text (LuukkuStore *self, gint64 message, gint64 from, guint *ret_count,
                                       guint *ret_others, GError **error) G_GNUC_NON_NULL (1, 4, 5);
/* How many messages that @author wrote on @channel (its key) since @from people have hidden, deleted, or said
 * to be against the rules, *@ret_count: (out). Proposals of the program do not count. FALSE with @error. */
gboolean luukku_store_count_breaches (LuukkuStore *self, const char *channel, const char *author, gint64 from,
                                      guint *ret_count, GError **error) G_GNUC_NON_NULL (1, 2, 3, 5);

G_END_DECLS
