/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-files.h: where our files are. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Looks for @name (e.g. "channels/facebook.ini") in $LUUKKU_DATA_DIR, then in the user's own folder
 * (XDG_CONFIG_HOME/luukku: a town's edited copy wins over ours), then where we were installed. With
 * $LUUKKU_DATA_DIR set only that folder is used, so that tests and uninstalled runs never see the user's
 * files. Returns: (transfer full): a path that exists, or NULL with NOT_FOUND. */
LUUKKU_API char *luukku_data_file (const char *name, GError **error) G_GNUC_NON_NULL (1);

/* Names of the data files in @folder ("packs") that end in @suffix (".pack"), without the suffix, from every
 * place where luukku_data_file() would find them; sorted, each once. Returns: (transfer full):
 * NULL-terminated, maybe empty. */
LUUKKU_API char **luukku_data_list (const char *folder, const char *suffix) G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): the user's data folder: $LUUKKU_HOME or XDG_DATA_HOME/luukku. Not created. */
LUUKKU_API char *luukku_user_dir (void);
/* Returns: (transfer full): the default store, "inbox.sqlite" in luukku_user_dir(). */
LUUKKU_API char *luukku_user_store_path (void);

/* Makes @path with mode 0700, parents too. */
LUUKKU_API gboolean luukku_make_private_dir (const char *path, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
