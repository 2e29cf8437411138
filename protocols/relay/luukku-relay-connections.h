/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-connections.h: who is connected: so many at once, and each for as long as it gets on.
 * libsoup's server itself knows neither limit: who connects and says nothing, or a byte a minute, would stay
 * for ever. */
#pragma once

#include <libsoup/soup.h>

#include "base/luukku-clock.h"

G_BEGIN_DECLS

#define LUUKKU_RELAY_PATIENCE                                                                                \
  (60 * G_TIME_SPAN_SECOND) /* from connecting, or the last answer, to a whole request */
#define LUUKKU_RELAY_ANSWER_PATIENCE                                                                         \
  (120 * G_TIME_SPAN_SECOND) /* from the request to the answer's end: desks wait 55 s */

#define LUUKKU_RELAY_QUIET (5 * G_TIME_SPAN_SECOND) /* after which a quiet one makes room for another */

typedef struct _LuukkuRelayConnections LuukkuRelayConnections;

/* Accepts on @socket (listening) for @soup; @most at once: who has been quiet
 * the longest makes room, and when nobody has, the newcomer gets a 503 that says when to come again.
 * @soup outlives it. */
LuukkuRelayConnections *luukku_relay_connections_new (SoupServer *soup, GSocket *socket, guint most,
                                                      LuukkuClock *clock) G_GNUC_NON_NULL (1, 2, 4);
/* Accepts nobody any more; who is connected stays @soup's. */
void luukku_relay_connections_free (LuukkuRelayConnections *self);
guint luukku_relay_connections_get_count (LuukkuRelayConnections *self) G_GNUC_NON_NULL (1);

G_END_DECLS
