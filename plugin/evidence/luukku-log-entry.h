/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-log-entry.h: reads the list of files back out of a log entry ("record" or "render"). */
#pragma once

#include "store/luukku-store-evidence.h"

G_BEGIN_DECLS

typedef struct {
  char *path;
  char *sha256;
  gint64 size;
} LuukkuLogFile;

typedef struct {
  char *record;            /* number */
  char *organisation;      /* (nullable) */
  GPtrArray *files;        /* of LuukkuLogFile (owned) */
  GBytes *bytes;           /* the entry itself */
  LuukkuLogHeader *header; /* (nullable): only when loaded from the store */
} LuukkuLogFiles;

void luukku_log_files_free (LuukkuLogFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLogFiles, luukku_log_files_free)

/* Pure. @bytes: salt, newline, JSON, newline; from outside too. Returns: (transfer full): NULL with DAMAGED.
 */
LuukkuLogFiles *luukku_log_files_parse (GBytes *bytes, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): NULL with NOT_FOUND (erased, no such entry) or DAMAGED. */
LuukkuLogFiles *luukku_log_files_load (LuukkuStore *store, gint64 seq, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): digest of the file at @path. */
const char *luukku_log_files_get_digest (const LuukkuLogFiles *self, const char *path) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
