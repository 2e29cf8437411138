/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-prpl.h: one libpurple protocol for each adapter of the registry. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* In the module's init: libpurple probes right after it. */
void luukku_prpl_register_all (void);

G_END_DECLS
