/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-find-sent.h: a reply whose confirmation was lost, looked for among what the platform shows. For
 * platforms without an idempotency key. Pure. */
#pragma once

#include "adapter/luukku-adapter.h"

G_BEGIN_DECLS

/* Returns: whether @shown is what was sent: platforms take off the blanks at both ends. */
gboolean luukku_find_is_same_text (const char *shown, const char *sent) G_GNUC_NON_NULL (1, 2);
/* The first message of @batch that the account wrote elsewhere (OUT_OTHER) since @reply was queued, with its
 * words. Returns: (transfer none) (nullable): its platform id. */
const char *luukku_find_own_message (const LuukkuBatch *batch, const LuukkuSendRequestInit *reply)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
