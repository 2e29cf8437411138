/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo.h: the adapter of the comments under an account's videos at Vimeo. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_vimeo_type;

G_END_DECLS
