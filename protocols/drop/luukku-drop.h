/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-drop.h: the adapter of a web form whose submissions come as files in a folder. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_drop_type;

G_END_DECLS
