/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-zip.h: the one shape of ZIP that a package has: stored (not compressed), fixed times, ASCII names,
 * no extra fields, no comment, no gaps. The writer makes it, the reader takes nothing else: what could hide
 * bytes or mean two things to two unpackers is refused. */
#pragma once

#include "base/luukku-macros.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LUUKKU_ZIP_MAX_FILES 20000
#define LUUKKU_ZIP_MAX_NAME 200
#define LUUKKU_ZIP_MAX_SIZE G_GINT64_CONSTANT (0xF0000000) /* below the border of ZIP64 */

/* Returns: whether @name may stand in a package: relative, ASCII letters, digits, "-_.", parts by "/", no
 * part of dots only, at most LUUKKU_ZIP_MAX_NAME characters. */
gboolean luukku_zip_is_safe_name (const char *name) G_GNUC_NON_NULL (1);

/* --- writing */
typedef struct _LuukkuZipWriter LuukkuZipWriter;

/* @stream: (transfer none), kept, not closed. Returns: (transfer full). */
LuukkuZipWriter *luukku_zip_writer_new (GOutputStream *stream) G_GNUC_NON_NULL (1);
void luukku_zip_writer_free (LuukkuZipWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuZipWriter, luukku_zip_writer_free)
/* REFUSED for a name that is not safe, TOO_LARGE over a limit, EXISTS for a second file of the name. */
gboolean luukku_zip_writer_add (LuukkuZipWriter *self, const char *name, GBytes *bytes, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_zip_writer_finish (LuukkuZipWriter *self, GError **error) G_GNUC_NON_NULL (1);

/* --- reading */

/* Returns: (transfer full): name (owned) -> GBytes (owned, a window into @archive); NULL with DAMAGED or
 * REFUSED and a sentence that names what is wrong. */
GHashTable *luukku_zip_read (GBytes *archive, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
