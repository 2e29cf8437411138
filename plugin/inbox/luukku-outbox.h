/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-outbox.h: sends what stands in the store's outbox, for one channel. The row is the truth and is
 * written before every call; one call at a time; the order inside a conversation is kept. Private to
 * plugin/inbox. Main thread.
 *
 * Signals:
 *   "reply" (gint64 reply)         a row changed state
 *   "case"  (gint64 conversation)  a delivery moved the case */
#pragma once

#include "base/luukku-clock.h"
#include "inbox/luukku-sender.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_OUTBOX (luukku_outbox_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuOutbox, luukku_outbox, LUUKKU, OUTBOX, GObject)

/* Everything: (transfer none), kept. Does nothing before luukku_outbox_open(). */
LuukkuOutbox *luukku_outbox_new (LuukkuStore *store, LuukkuClock *clock, const char *channel,
                                 LuukkuSender *sender) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Rows that a dead process left in SENDING become UNCERTAIN and are looked up; then sending begins. */
gboolean luukku_outbox_open (LuukkuOutbox *self, GError **error) G_GNUC_NON_NULL (1);
/* Rows of a channel that cannot be asked, left in SENDING, become UNCERTAIN. */
gboolean luukku_outbox_recover_unasked (LuukkuStore *store, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A row was queued, or the link works again: looks at the queue now. */
void luukku_outbox_kick (LuukkuOutbox *self) G_GNUC_NON_NULL (1);
/* No call is made any more; what is in flight is cancelled and becomes UNCERTAIN. */
void luukku_outbox_close (LuukkuOutbox *self) G_GNUC_NON_NULL (1);

G_END_DECLS
