/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-paced-transport.h: a transport in front of another one, with a ceiling of its own: some calls of a
 * platform may be made far less often than the others. Used through luukku_transport_set_ceiling(). */
#pragma once

#include "adapter/luukku-transport.h"

G_BEGIN_DECLS

/* @inner: (transfer none), kept. Returns: (transfer full). */
LuukkuTransport *luukku_paced_transport_new (LuukkuTransport *inner) G_GNUC_NON_NULL (1);

G_END_DECLS
