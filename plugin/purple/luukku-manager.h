/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-manager.h: which entries of the plugin's menu are for managers. */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @label: as the entry is shown. A user interface with submenus puts those into one. */
gboolean luukku_manager_has (const char *label) G_GNUC_NON_NULL (1);

G_END_DECLS
