/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-spool.h: what was delivered and not yet fetched, in one SQLite file.
 *
 * Invariants: 1. A delivery that luukku_relay_spool_commit() has confirmed is on the disk. 2. It stays until
 * every desk of its endpoint has acknowledged it, and the keeping time after it. 3. The same delivery (key)
 * is stored once, for SEEN_DAYS after its first coming, also when it has been given out and deleted. 4.
 * Numbers are never used twice.
 *
 * A cursor is "EPOCH.NUMBER": the epoch is made with the file, so that a desk notices when the file was
 * replaced. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct _LuukkuRelaySpool LuukkuRelaySpool;

typedef struct {
  gint64 number;
  gint64 received; /* UTC µs, by this machine's clock */
  char *headers;   /* a JSON object: those that matter, names in small letters */
  GBytes *body;    /* as received */
} LuukkuRelayDelivery;

/* One page for one desk. */
typedef struct {
  GPtrArray *deliveries; /* LuukkuRelayDelivery (owned) */
  gint64 last;           /* number of the last one in it; as asked when it is empty */
  gboolean more;         /* more wait behind it */
  gboolean gap;          /* deliveries after the cursor have been deleted already */
} LuukkuRelayPage;

/* Opens or makes the file @path, 0600. @max_size: bytes, beyond which adding fails with DISK_FULL.
 * Returns: (transfer full): NULL with @error. */
LuukkuRelaySpool *luukku_relay_spool_open (const char *path, guint64 max_size, GError **error)
    G_GNUC_NON_NULL (1);
void luukku_relay_spool_free (LuukkuRelaySpool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelaySpool, luukku_relay_spool_free)

/* Puts one delivery into the open batch, beginning it when there is none. @key: what makes two deliveries the
 * same.
 * *@ret_new: FALSE when it was there already. After FALSE the batch is gone, and with it everything that was
 * added since the last commit. */
gboolean luukku_relay_spool_add (LuukkuRelaySpool *self, const char *endpoint, const char *key,
                                 const char *headers, GBytes *body, gint64 now, gboolean *ret_new,
                                 GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5, 7);
/* Makes the open batch durable; without one it does nothing. FALSE: nothing of the batch is stored. */
gboolean luukku_relay_spool_commit (LuukkuRelaySpool *self, GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): what @endpoint has after @cursor (nullable: from the beginning), at most @limit
 * deliveries and about @max_bytes of bodies, one at least. NULL with NOT_FOUND when @cursor is of another
 * file. */
LuukkuRelayPage *luukku_relay_spool_read (LuukkuRelaySpool *self, const char *endpoint, const char *cursor,
                                          guint limit, gsize max_bytes, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_relay_page_free (LuukkuRelayPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayPage, luukku_relay_page_free)

/* Returns: (transfer full): "EPOCH.NUMBER". */
char *luukku_relay_spool_cursor (LuukkuRelaySpool *self, gint64 number) G_GNUC_NON_NULL (1);

/* @desk has stored everything up to @cursor. An older cursor than before changes nothing; one that was never
 * given out is INVALID_INPUT, one of another file NOT_FOUND. */
gboolean luukku_relay_spool_acknowledge (LuukkuRelaySpool *self, const char *endpoint, const char *desk,
                                         const char *cursor, gint64 now, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* Deletes what every one of @desks has acknowledged and what came at or before @now − @keep. No desks:
 * nothing. */
gboolean luukku_relay_spool_prune (LuukkuRelaySpool *self, const char *endpoint, const char *const *desks,
                                   gint64 keep, gint64 now, GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* *@ret_count: deliveries of @endpoint that @desk has not acknowledged. */
gboolean luukku_relay_spool_count (LuukkuRelaySpool *self, const char *endpoint, const char *desk,
                                   gint64 *ret_count, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

G_END_DECLS
