/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix.h: the adapter of an account at a Matrix homeserver. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_matrix_type;

G_END_DECLS
