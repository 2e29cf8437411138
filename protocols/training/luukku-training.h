/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-training.h: scripted residents for practice, demonstration and tests; no network. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_training_type;

G_END_DECLS
