/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package-reader.h: the files of a package, out of a ZIP or a folder, by the same names. */
#pragma once

#include "base/luukku-macros.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What makes the container itself unfit (a link, a bad name, a ZIP with gaps) is told in @faults.
 * *@ret_top: (out) (transfer full) (nullable): name of the one folder in a ZIP; NULL for a folder.
 * Returns: (transfer full): name -> GBytes, maybe empty when there are faults; NULL with @error when there is
 * no package. */
GHashTable *luukku_package_read (const char *path, char **ret_top, GPtrArray *faults, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
