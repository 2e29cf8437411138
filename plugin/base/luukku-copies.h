/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-copies.h: plain files with residents' texts that are needed for a while only: copies for a viewer or
 * a printer, and files that are still being written somewhere. They lie in a folder of our own beside the
 * store (0700), or are noted there, so that a program that was killed leaves none of them for good. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Puts @bytes (0600) under @name, written over what is there. Returns: (transfer full): its path; NULL with
 * @error, also for a store in memory, which has no folder. */
LUUKKU_API char *luukku_copies_put (const char *store_path, const char *name, GBytes *bytes, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Removes the copies whose names begin with @prefix (nullable: all), and whatever other programs of ours were
 * writing when they died. What a living one writes stays. Returns: (transfer full): NULL-terminated: paths of
 * what could not be removed; mostly empty. */
LUUKKU_API char **luukku_copies_sweep (const char *store_path, const char *prefix) G_GNUC_NON_NULL (1);

/* A file or folder that is being written under a temporary name, "….XXXXXX". */
typedef struct _LuukkuUnfinished LuukkuUnfinished;

/* Notes @path beside the store until luukku_unfinished_free(); what becomes of it is the caller's. Returns:
 * (transfer full): NULL with @error. A store in memory notes nothing. */
LUUKKU_API LuukkuUnfinished *luukku_unfinished_new (const char *store_path, const char *path, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_unfinished_free (LuukkuUnfinished *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuUnfinished, luukku_unfinished_free)

/* Writes @bytes (0600) to @path as a whole or not at all, in place of what is there. */
LUUKKU_API gboolean luukku_write_whole (const char *store_path, const char *path, GBytes *bytes,
                                        GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* Removes @path with all that is in it; symbolic links are not followed. */
LUUKKU_API void luukku_remove_tree (const char *path) G_GNUC_NON_NULL (1);

G_END_DECLS
