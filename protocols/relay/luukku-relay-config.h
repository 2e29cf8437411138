/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-config.h: the relay's settings: a key file, secrets in files of their own.
 *
 *   [relay]
 *   listen=127.0.0.1:8470            an address of this machine; the reverse proxy speaks TLS in front of it
 *   spool=/var/lib/luukku-relay/spool.sqlite
 *   max-body=3145728                 bytes of one delivery
 *   max-spool=4096                   megabytes; when it is full deliveries are refused and the platform tries
 * again keep-days=7                      how long a delivery stays after every desk has acknowledged it
 *   rate=2000                        deliveries a second and endpoint; the rest is told to come later
 *   connections=1000                 at once; who comes besides is told to come later
 *   [endpoint kuopio-whatsapp]       its address is /hooks/kuopio-whatsapp
 *   kind=meta                        or standard-webhooks
 *   secret-file=kuopio-app-secret    beside this file, or in $CREDENTIALS_DIRECTORY
 *   verify-file=kuopio-verify-token  meta only: what the subscription handshake must bring
 *   [desk service-desk]
 *   token-sha256=…                   as `luukku-relay token` prints it
 *   endpoints=kuopio-whatsapp;
 *
 * A file with a secret that others can read, an unknown key, a desk with an endpoint that is not there: each
 * is an error that names file, group and key. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_RELAY_META,
  LUUKKU_RELAY_STANDARD_WEBHOOKS,
} LuukkuRelayKind;

typedef struct {
  char *name; /* lower-case letters, digits, "-"; at most 64 */
  LuukkuRelayKind kind;
  char *secret;
  char *verify_token; /* (nullable): meta without it refuses every handshake */
} LuukkuRelayEndpoint;

typedef struct {
  char *name;
  char *token_digest; /* SHA-256 of its token, lower-case hex */
  GStrv endpoints;
} LuukkuRelayDesk;

typedef struct {
  char *host;
  guint16 port; /* 0: any free one */
  char *spool;
  gsize max_body;
  guint64 max_spool; /* bytes */
  gint64 keep;       /* µs */
  guint rate;
  guint connections;
  GPtrArray *endpoints; /* LuukkuRelayEndpoint (owned) */
  GPtrArray *desks;     /* LuukkuRelayDesk (owned) */
} LuukkuRelayConfig;

/* Returns: (transfer full): NULL with INVALID_INPUT, NOT_FOUND or REFUSED. */
LuukkuRelayConfig *luukku_relay_config_load (const char *path, GError **error) G_GNUC_NON_NULL (1);
void luukku_relay_config_free (LuukkuRelayConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayConfig, luukku_relay_config_free)

/* Returns: (transfer none) (nullable). */
const LuukkuRelayEndpoint *luukku_relay_config_find_endpoint (const LuukkuRelayConfig *self, const char *name)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): whose token it is. Looks at every desk, whatever matched before. */
const LuukkuRelayDesk *luukku_relay_config_find_desk (const LuukkuRelayConfig *self, const char *token)
    G_GNUC_NON_NULL (1, 2);
gboolean luukku_relay_desk_may_read (const LuukkuRelayDesk *self, const char *endpoint)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
