/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-talk.h: how a conversation stands, for who checks an answer at each pause in typing: the
 * resident's newest words and when we have written; nothing else of its messages is read. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Of the @limit newest messages of @conversation: *@ret_at: (out): when the resident's newest was written,
 * UTC µs; 0: none. *@ret_text: (out) (transfer full) (nullable): its newest text. @sent: takes the times of
 * ours (gint64), newest first. FALSE with @error; what is out is empty then. */
gboolean luukku_store_read_talk (LuukkuStore *self, gint64 conversation, guint limit, gint64 *ret_at,
                                 char **ret_text, GArray *sent, GError **error) G_GNUC_NON_NULL (1, 4, 5, 6);

G_END_DECLS
