/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky.h: direct messages and public posts of an account at Bluesky. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_bluesky_type;

G_END_DECLS
