/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-limit.c: token buckets. Pure. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-limit.h"

#define MAX_ADDRESSES 4096

struct _LuukkuRelayBuckets {
  GHashTable *buckets; /* address -> LuukkuRelayBucket (owned) */
  guint most;
  gint64 span;
};

static void
fill (LuukkuRelayBucket *self, guint most, gint64 span, gint64 now)
{
  if (self->at == 0)
    self->tokens = most;
  else if (now > self->at)
    self->tokens = MIN ((double) most, self->tokens + (double) (now - self->at) * most / (double) span);
  self->at = now;
}

gboolean
luukku_relay_bucket_take (LuukkuRelayBucket *self, guint most, gint64 span, gint64 now)
{
  fill (self, most, span, now);
  if (self->tokens < 1)
    return FALSE;
  self->tokens -= 1;
  return TRUE;
}

LuukkuRelayBuckets *
luukku_relay_buckets_new (guint most, gint64 span)
{
  LuukkuRelayBuckets *self = g_new0 (LuukkuRelayBuckets, 1);

  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->most = most;
  self->span = span;
  return self;
}

void
luukku_relay_buckets_free (LuukkuRelayBuckets *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->buckets);
  g_free (self);
}

static LuukkuRelayBucket *
bucket_of (LuukkuRelayBuckets *self, const char *address)
{
  LuukkuRelayBucket *bucket = g_hash_table_lookup (self->buckets, address);

  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (self->buckets) >= MAX_ADDRESSES)
    g_hash_table_remove_all (self->buckets);
  bucket = g_new0 (LuukkuRelayBucket, 1);
  g_hash_table_insert (self->buckets, g_strdup (address), bucket);
  return bucket;
}

gboolean
luukku_relay_buckets_take (LuukkuRelayBuckets *self, const char *address, gint64 now)
{
  return luukku_relay_bucket_take (bucket_of (self, address), self->most, self->span, now);
}
