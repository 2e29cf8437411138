/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-process.h: the relay as a process of its own, as it runs at a town. */
#pragma once

#include <gio/gio.h>

#include "luukku-relay-kit.h"

/* Returns: (transfer full): it listens; @kit->port is where. */
GSubprocess *relay_process_start (RelayKit *kit);
/* kill −9. @relay: (transfer full). */
void relay_process_kill (GSubprocess *relay);
/* SIGTERM; it must end well. @relay: (transfer full). */
void relay_process_stop (GSubprocess *relay);
