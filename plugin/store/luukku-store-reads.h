/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-reads.h: which messages residents were told to have been read. Nothing of it is evidence. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Before the platform is asked: @actor had @message before her. *@ret_new: FALSE: it was told before, and is
 * not told again. FALSE with @error: then nothing may be told. */
LUUKKU_API gboolean luukku_store_add_read_mark (LuukkuStore *self, gint64 message, const char *actor,
                                                gboolean *ret_new, GError **error) G_GNUC_NON_NULL (1, 3, 4);
/* The platform has refused it; @sentence: ours. */
LUUKKU_API gboolean luukku_store_fail_read_mark (LuukkuStore *self, gint64 message, const char *sentence,
                                                 GError **error) G_GNUC_NON_NULL (1, 3);
/* Whether @message was told to have been read; of a store that is too old or cannot be read: FALSE. */
LUUKKU_API gboolean luukku_store_has_read_mark (LuukkuStore *self, gint64 message) G_GNUC_NON_NULL (1);

G_END_DECLS
