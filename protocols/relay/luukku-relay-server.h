/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-server.h: takes webhooks in for desks that are not always there, and hands them out.
 *
 *   GET  /hooks/NAME?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…   the handshake: 200 and the
 * challenge POST /hooks/NAME                        a delivery: 200 when it is on the disk (or was before),
 * 401 unsigned, 403 forged or stale, 411 no length, 413 too large, 429 too many, 503 cannot be stored: come
 * again GET  /v1/endpoints/NAME/deliveries?after=CURSOR&limit=N&wait=SECONDS     Authorization: Bearer TOKEN
 *        200 {"deliveries":[{"number","received","headers":{…},"body":base64}],"cursor","more","gap"}
 *        410 the cursor is of another spool: begin anew, something may be missing
 *   POST /v1/endpoints/NAME/acknowledgements {"cursor":…}                    200 {"waiting":N}
 *   GET  /health                                                             200 while the spool can be read
 *
 * Nothing is handed out before it is on the disk. One process serves one spool. Main thread only. */
#pragma once

#include "base/luukku-clock.h"
#include "relay/luukku-relay-config.h"

G_BEGIN_DECLS

typedef struct _LuukkuRelayServer LuukkuRelayServer;

/* @config: (transfer full). @clock: (transfer none), kept. Opens the spool and listens.
 * Returns: (transfer full): NULL with @error. */
LuukkuRelayServer *luukku_relay_server_new (LuukkuRelayConfig *config, LuukkuClock *clock, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Commits what is open, ends every connection. */
void luukku_relay_server_free (LuukkuRelayServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayServer, luukku_relay_server_free)

guint16 luukku_relay_server_get_port (LuukkuRelayServer *self) G_GNUC_NON_NULL (1);

G_END_DECLS
