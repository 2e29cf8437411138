/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok.h: the adapter of a business account at TikTok; see README.md of this folder. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_tiktok_type;

G_END_DECLS
