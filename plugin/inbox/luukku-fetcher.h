/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fetcher.h: brings the listed attachments of one channel into the store, one at a time. Private to
 * plugin/inbox. Main thread.
 *
 * Signal "fetched" (gint64 message): an attachment of it was stored or refused. */
#pragma once

#include "base/luukku-clock.h"
#include "inbox/luukku-sender.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_FETCHER (luukku_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuFetcher, luukku_fetcher, LUUKKU, FETCHER, GObject)

/* Everything: (transfer none), kept. */
LuukkuFetcher *luukku_fetcher_new (LuukkuStore *store, LuukkuClock *clock, const char *channel,
                                   LuukkuSender *sender) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Something may be listed: starts unless a fetch is under way. */
void luukku_fetcher_kick (LuukkuFetcher *self) G_GNUC_NON_NULL (1);
/* No call is made any more; the one in flight is cancelled, its attachment stays listed. */
void luukku_fetcher_close (LuukkuFetcher *self) G_GNUC_NON_NULL (1);

G_END_DECLS
