/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-setup.h: what was decided about the channels of the town's directory while they are set up. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_SETUP_OPEN = 0, /* nobody has decided yet, or it is asked again */
  LUUKKU_SETUP_LATER = 1,
  LUUKKU_SETUP_NOT_OURS = 2,
  LUUKKU_SETUP_BY_HAND = 3, /* people carry its messages in */
  LUUKKU_SETUP_MADE = 4,    /* there is an account */
} LuukkuSetupChoice;

typedef struct {
  char *entry;   /* key of the register entry */
  char *channel; /* id of the adapter, or "manual:NAME" */
  LuukkuSetupChoice choice;
  char *account; /* (nullable): key of the channel that was made */
  gint64 at;     /* UTC µs; read only */
  char *actor;
} LuukkuSetupDecision;

LUUKKU_API void luukku_setup_decision_free (LuukkuSetupDecision *self);
/* Adds @decision; at is not looked at. */
LUUKKU_API gboolean luukku_store_add_setup (LuukkuStore *self, const LuukkuSetupDecision *decision,
                                            GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuSetupDecision, the newest of each entry and channel; an older store has
 * none. */
LUUKKU_API GPtrArray *luukku_store_list_setup (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
