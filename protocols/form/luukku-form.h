/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-form.h: a form on the town's web site, received through the town's relay. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_form_type;

G_END_DECLS
