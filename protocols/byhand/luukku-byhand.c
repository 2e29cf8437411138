/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-byhand.c: the row of the by-hand channels: no adapter, since there is nothing to talk to. */
#define G_LOG_DOMAIN "luukku"

#include "byhand/luukku-byhand.h"

#include "base/luukku-error.h"

const LuukkuAdapterType luukku_byhand_type = {
  .id = "manual",
  .protocol_id = "prpl-luukku-manual",
  .name = N_ ("By hand (Luukku)"),
  .icon = "luukku-byhand",
  .account_label = N_ ("Short name of the channel, such as letter"),
  .by_hand = TRUE,
};
