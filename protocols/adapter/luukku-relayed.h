/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relayed.h: what a relay of the town keeps for this desk: platforms that only push deliver there, and
 * desks fetch from it (protocols/relay/README.md has the calls). Nothing is acknowledged before it is stored:
 * the call that asks from a cursor says first that everything up to it has been kept.
 *
 * Errors are LUUKKU_FAULT. Main thread only. */
#pragma once

#include "adapter/luukku-http.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_RELAYED_WAIT                                                                                  \
  25 /* seconds that the relay holds an answer back; below the transport's time-out */

typedef struct _LuukkuRelayed LuukkuRelayed;

/* One page of deliveries. */
typedef struct {
  GPtrArray *bodies; /* GBytes (ref): as the platform sent them */
  GPtrArray *ids;    /* char * (nullable): the header webhook-id of the same one of @bodies */
  GArray *times;     /* gint64, UTC µs: when the relay had the same one of @bodies; 0: not said */
  char *cursor;      /* where to go on */
  gboolean more;     /* ask again at once */
  gboolean missed;   /* something before these can no longer be had */
} LuukkuRelayedPage;

void luukku_relayed_page_free (LuukkuRelayedPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayedPage, luukku_relayed_page_free)

/* @base: the relay's address as a person gave it. @endpoint: the name of what it receives. @token:
 * (nullable): of this account. Returns: (transfer full): NULL with SETTINGS. */
LuukkuRelayed *luukku_relayed_new (LuukkuTransport *transport, LuukkuClock *clock, const char *base,
                                   const char *endpoint, const char *token, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
void luukku_relayed_free (LuukkuRelayed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayed, luukku_relayed_free)
/* Ends every pending call with CANCELLED; idempotent. */
void luukku_relayed_close (LuukkuRelayed *self) G_GNUC_NON_NULL (1);

/* @cursor: (nullable): as the last stored page gave it. @wait: the relay may wait for something new. @source:
 * keeps
 * @self alive until the end, and is what the callback gets. */
void luukku_relayed_fetch_async (LuukkuRelayed *self, gpointer source, const char *cursor, gboolean wait,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full). */
LuukkuRelayedPage *luukku_relayed_fetch_finish (GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1);

/* When all of @self is in @batch: sorts it, and says in it where to go on. */
void luukku_relayed_page_end (LuukkuRelayedPage *self, LuukkuBatch *batch) G_GNUC_NON_NULL (1, 2);

/* The answer of a relay; pure. Returns: (transfer full): NULL with INVALID_DATA. */
LuukkuRelayedPage *luukku_relayed_parse (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
