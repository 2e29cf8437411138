/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-byhand.h: channels without an interface, whose messages people carry in and out. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_byhand_type;

G_END_DECLS
