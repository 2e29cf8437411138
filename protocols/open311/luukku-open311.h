/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311.h: the adapter of a town's feedback system that speaks Open311 GeoReport v2. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_open311_type;

G_END_DECLS
