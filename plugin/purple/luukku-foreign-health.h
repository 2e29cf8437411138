/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign-health.h: how the city channels of other prpls fare, and the end of any channel's account.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void luukku_foreign_health_hook (void);

G_END_DECLS
