/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package-sink.h: where a package is written: a ZIP file or a folder, under a temporary name beside
 * the final one. */
#pragma once

#include "base/luukku-macros.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LuukkuPackageSink LuukkuPackageSink;

/* @output: ends in ".zip": a file that must not exist; otherwise a folder that must not exist or be empty.
 * @top: name of the one folder inside a ZIP. @store_path: (nullable): the store beside which it is noted
 * until it has its final name (base/luukku-copies.h). Returns: (transfer full): NULL with EXISTS or another
 * error. */
LuukkuPackageSink *luukku_package_sink_new (const char *output, const char *top, const char *store_path,
                                            GError **error) G_GNUC_NON_NULL (1, 2);
/* Removes what was not published. */
void luukku_package_sink_free (LuukkuPackageSink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPackageSink, luukku_package_sink_free)

gboolean luukku_package_sink_write (LuukkuPackageSink *self, const char *name, GBytes *bytes, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Everything is on disk afterwards. */
gboolean luukku_package_sink_close (LuukkuPackageSink *self, GError **error) G_GNUC_NON_NULL (1);
/* Gives it its final name. */
gboolean luukku_package_sink_publish (LuukkuPackageSink *self, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
