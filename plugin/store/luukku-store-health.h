/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-health.h: how each channel fares. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  char *channel;      /* key */
  char *name;         /* (nullable) */
  gint64 received_at; /* a resident's newest message, UTC µs, 0: none. Not written. */
  gint64 checked_at;  /* the last fetch that worked, UTC µs, 0: never */
  gint64 next_at;     /* the next try, UTC µs, 0: none is set */
  guint failures;     /* in a row */
  char *trouble;      /* our sentence (nullable): the channel works */
  char *read_trouble; /* the newest message read could not be told to its writer: our sentence (nullable). Not
                       * written */
  gboolean needs_person; /* nothing is tried before a person acts: nothing can be sent either */
  gint64 token_since;    /* UTC µs, 0: not known */
  gint64 token_until;    /* UTC µs, 0: never, or not known */
} LuukkuHealth;

LUUKKU_API void luukku_health_free (LuukkuHealth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuHealth, luukku_health_free)

/* @channel: (nullable): all. Returns: (transfer full): LuukkuHealth in the order of their names; of a store
 * that is too old for it only names and times of messages. */
LUUKKU_API GPtrArray *luukku_store_list_health (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1);
/* Writes what @health says about its channel, which is made when it is not known. */
LUUKKU_API gboolean luukku_store_put_health (LuukkuStore *self, const LuukkuHealth *health, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
