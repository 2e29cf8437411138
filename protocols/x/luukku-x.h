/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x.h: the adapter of an account at X. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_x_type;

G_END_DECLS
