/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-private.h: what the parts of the server share. */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "relay/luukku-relay-connections.h"
#include "relay/luukku-relay-limit.h"
#include "relay/luukku-relay-server.h"
#include "relay/luukku-relay-spool.h"

G_BEGIN_DECLS

struct _LuukkuRelayServer {
  LuukkuRelayConfig *config;
  LuukkuClock *clock; /* (ref) */
  LuukkuRelaySpool *spool;
  SoupServer *soup;
  LuukkuRelayConnections *connections;
  LuukkuRelayBuckets *strangers; /* wrong tokens, by address */
  GHashTable *rates;             /* endpoint name (no ref: of config) -> LuukkuRelayBucket (owned) */
  GHashTable *complaints;        /* endpoint name (no ref: of config) -> Complaint (owned) */
  GPtrArray *pending; /* SoupServerMessage (ref): stored in the open batch, answered after its commit */
  GHashTable *fresh;  /* endpoint names that the open batch brought something new for */
  GList *waiters;     /* Waiter (owned): desks that wait for something new */
  guint16 port;       /* where it listens */
  guint commit_id;    /* source: the next commit */
  guint prune_id;     /* timer */
};

/* --- luukku-relay-server.c */
/* {"error": @code, "message": @sentence} */
void relay_answer_error (SoupServerMessage *message, guint status, const char *code, const char *sentence);
/* @node: (transfer full). */
void relay_answer_json (SoupServerMessage *message, guint status, JsonNode *node);
/* Returns: (transfer full): the asker's address; of who stands behind a proxy on this machine, what that
 * says. */
char *relay_address_of (SoupServerMessage *message);

/* --- luukku-relay-hooks.c */
/* Before the body: FALSE when it was answered already. */
gboolean relay_hooks_admit (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint,
                            SoupServerMessage *message);
void relay_hooks_handle (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint,
                         SoupServerMessage *message, GHashTable *query);
/* Commits the open batch and answers those who wait for it. */
void relay_hooks_flush (LuukkuRelayServer *self);

/* --- luukku-relay-desks.c */
/* Before the body: FALSE when it was answered already. @endpoint: (nullable): unknown. */
gboolean relay_desks_admit (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint,
                            SoupServerMessage *message);
void relay_desks_handle (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, const char *what,
                         SoupServerMessage *message, GHashTable *query);
/* Answers every desk that waits for @endpoint. */
void relay_desks_wake (LuukkuRelayServer *self, const char *endpoint);
void relay_desks_drop_all (LuukkuRelayServer *self);
void relay_desks_prune (LuukkuRelayServer *self);

G_END_DECLS
