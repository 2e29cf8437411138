/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sender.c: the interface type through which the inbox reaches a platform. It holds no behaviour: who
 * calls looks whether an optional function is there. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-sender.h"

G_DEFINE_INTERFACE (LuukkuSender, luukku_sender, G_TYPE_OBJECT)

static void
luukku_sender_default_init (LuukkuSenderInterface *iface)
{
}
