/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-drop-folder.h: the folder into which a web form's server puts one file a submission. Never follows a
 * link, never opens a device, never deletes: what was taken in goes to "done", what cannot be read to
 * "rejected" with a note beside it.
 *
 * Whoever writes there writes under another name (ending in .tmp, or beginning with a dot) and renames to
 * NAME.json when the file is whole. A .json that is not whole is left alone for LUUKKU_DROP_PATIENCE, in case
 * somebody does not. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-clock.h"

G_BEGIN_DECLS

#define LUUKKU_DROP_MAX_FILE (256 * 1024) /* bytes of a submission, its attachments not counted */
#define LUUKKU_DROP_MAX_BATCH 100         /* submissions at a time */
#define LUUKKU_DROP_PATIENCE G_TIME_SPAN_MINUTE
#define LUUKKU_DROP_DONE "done"
#define LUUKKU_DROP_REJECTED "rejected"

typedef struct _LuukkuDropFolder LuukkuDropFolder;

/* A submission as it lies there. */
typedef struct {
  char *name;   /* of the file */
  char *digest; /* SHA-256 of its bytes */
  GBytes *bytes;
  gint64 written; /* its time, UTC µs */
} LuukkuDropFile;

void luukku_drop_file_free (LuukkuDropFile *self);

/* @path: absolute. @clock: (transfer none), kept. Returns: (transfer full). */
LuukkuDropFolder *luukku_drop_folder_new (const char *path, LuukkuClock *clock) G_GNUC_NON_NULL (1, 2);
void luukku_drop_folder_free (LuukkuDropFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuDropFolder, luukku_drop_folder_free)

/* Whether it can be read and written; makes "done" and "rejected". FALSE with a LUUKKU_FAULT (NETWORK: it may
 * come back, PERMISSION). */
gboolean luukku_drop_folder_check (LuukkuDropFolder *self, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): of LuukkuDropFile, oldest first, at most LUUKKU_DROP_MAX_BATCH that can be taken
 * in, without those whose digest is in @known (set of char *; nullable). What is no submission of ours has
 * been moved to "rejected".
 * *@ret_more: there are others. NULL with a LUUKKU_FAULT. */
GPtrArray *luukku_drop_folder_list (LuukkuDropFolder *self, GHashTable *known, gboolean *ret_more,
                                    GError **error) G_GNUC_NON_NULL (1, 3);
/* It is stored: moves @name and @files (names; nullable) into "done", if @name is still what was read. FALSE
 * with a LUUKKU_FAULT when it cannot be moved; one that is gone already is no error. */
gboolean luukku_drop_folder_done (LuukkuDropFolder *self, const char *name, const char *digest,
                                  const char *const *files, GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* It can never be taken in: into "rejected", with @reason as NAME.txt beside it. */
gboolean luukku_drop_folder_reject (LuukkuDropFolder *self, const char *name, const char *digest,
                                    const char *reason, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* A name that can stand in the folder: no path, no dot at its beginning. */
gboolean luukku_drop_is_name (const char *name);
/* Returns: (transfer full): the bytes of @name, which may be in "done" by now, put there with the submission
 * of @digest. NULL with TOO_LONG over @max or GONE. */
GBytes *luukku_drop_folder_read (LuukkuDropFolder *self, const char *name, const char *digest, guint64 max,
                                 GError **error) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
