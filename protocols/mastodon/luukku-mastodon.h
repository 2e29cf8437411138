/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon.h: the adapter of an account on a Mastodon server. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_mastodon_type;

G_END_DECLS
