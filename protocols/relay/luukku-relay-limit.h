/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-limit.h: a token bucket, and one for each address of which there may be many. Pure: time is
 * handed in (UTC µs; a clock that goes back gives nothing and takes nothing). */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  double tokens;
  gint64 at; /* 0: never used, full */
} LuukkuRelayBucket;

/* Takes one of at most @most tokens, of which @most come back every @span µs. Returns: FALSE when there is
 * none. */
gboolean luukku_relay_bucket_take (LuukkuRelayBucket *self, guint most, gint64 span, gint64 now)
    G_GNUC_NON_NULL (1);

/* Buckets by address; when more than MAX_ADDRESSES are known all are forgotten. */
typedef struct _LuukkuRelayBuckets LuukkuRelayBuckets;

LuukkuRelayBuckets *luukku_relay_buckets_new (guint most, gint64 span);
void luukku_relay_buckets_free (LuukkuRelayBuckets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRelayBuckets, luukku_relay_buckets_free)

gboolean luukku_relay_buckets_take (LuukkuRelayBuckets *self, const char *address, gint64 now)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
