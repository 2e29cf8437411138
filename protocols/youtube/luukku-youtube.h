/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube.h: the adapter of the comments on a YouTube channel. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_youtube_type;

G_END_DECLS
