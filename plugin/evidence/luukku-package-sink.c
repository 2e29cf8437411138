/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package-sink.c: writes files under a temporary name (0600, they hold personal data), then renames.
 * Never writes over anything. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package-sink.h"

#include "base/luukku-copies.h"
#include "base/luukku-error.h"
#include "evidence/luukku-zip.h"

#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct _LuukkuPackageSink {
  char *output;
  char *top;
  char *temporary;        /* NULL once published */
  GOutputStream *stream;  /* (owned) (nullable): ZIP */
  LuukkuZipWriter *zip;   /* (owned) (nullable) */
  int fd;                 /* owned by @stream */
  LuukkuUnfinished *note; /* (owned) (nullable): beside the store, while the name is a temporary one */
};

static gboolean
is_empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir && !g_dir_read_name (dir);
}

static gboolean
may_be_written (const char *output, gboolean folder, GError **error)
{
  if (!g_file_test (output, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK) ||
      (folder && is_empty_folder (output)))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_EXISTS,
                    N_ ("%s exists already and is not written over; choose another name or an empty folder."),
                    output);
  return FALSE;
}

static gboolean
cannot_write (const char *output, int code, GError **error)
{
  luukku_set_error (error, code == ENOSPC ? LUUKKU_ERROR_DISK_FULL : LUUKKU_ERROR_FAILED,
                    N_ ("The package cannot be written to %s (%s); choose another folder."), output,
                    g_strerror (code));
  return FALSE;
}

/* What a program that is killed leaves under the temporary name is found again. */
static LuukkuPackageSink *
note_temporary (LuukkuPackageSink *self, const char *store_path, GError **error)
{
  self->note = store_path ? luukku_unfinished_new (store_path, self->temporary, error) : NULL;
  if (self->note || !store_path)
    return self;
  luukku_package_sink_free (self);
  return NULL;
}

LuukkuPackageSink *
luukku_package_sink_new (const char *output, const char *top, const char *store_path, GError **error)
{
  g_autoptr (LuukkuPackageSink) self = g_new0 (LuukkuPackageSink, 1);
  gboolean folder = !g_str_has_suffix (output, ".zip");
  gsize length;

  self->output = g_strdup (output);
  for (length = strlen (output); length > 1 && self->output[length - 1] == '/'; length--)
    self->output[length - 1] = '\0';
  self->top = g_strdup (top);
  if (!may_be_written (self->output, folder, error))
    return NULL;
  self->temporary = g_strconcat (self->output, ".XXXXXX", NULL);
  if (folder) {
    if (g_mkdtemp_full (self->temporary, 0700))
      return note_temporary (g_steal_pointer (&self), store_path, error);
  } else {
    self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0600);
    if (self->fd >= 0) {
      self->stream = g_unix_output_stream_new (self->fd, TRUE);
      self->zip = luukku_zip_writer_new (self->stream);
      return note_temporary (g_steal_pointer (&self), store_path, error);
    }
  }
  cannot_write (self->output, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return NULL;
}

void
luukku_package_sink_free (LuukkuPackageSink *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->zip, luukku_zip_writer_free);
  g_clear_object (&self->stream);
  if (self->temporary)
    luukku_remove_tree (self->temporary); /* only what we made ourselves */
  luukku_unfinished_free (self->note);
  g_free (self->temporary);
  g_free (self->output);
  g_free (self->top);
  g_free (self);
}

static gboolean
write_plain (LuukkuPackageSink *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (self->temporary, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) local = NULL;

  if (!luukku_zip_is_safe_name (name)) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("A file in the package would have a name that is not allowed; report this fault."));
    return FALSE;
  }
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return cannot_write (self->output, errno, error);
  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  return luukku_error_take_gio (error, g_steal_pointer (&local),
                                N_ ("The package could not be written; check the disk and try again."));
}

gboolean
luukku_package_sink_write (LuukkuPackageSink *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *inside = NULL;

  if (!self->zip)
    return write_plain (self, name, bytes, error);
  inside = g_strconcat (self->top, "/", name, NULL);
  return luukku_zip_writer_add (self->zip, inside, bytes, error);
}

gboolean
luukku_package_sink_close (LuukkuPackageSink *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!self->zip)
    return TRUE;
  if (!luukku_zip_writer_finish (self->zip, error))
    return FALSE;
  if (fsync (self->fd) != 0)
    return cannot_write (self->output, errno, error);
  if (!g_output_stream_close (self->stream, NULL, &local))
    return luukku_error_take_gio (error, g_steal_pointer (&local),
                                  N_ ("The package could not be written; check the disk and try again."));
  return TRUE;
}

gboolean
luukku_package_sink_publish (LuukkuPackageSink *self, GError **error)
{
  if (!may_be_written (self->output, !self->zip, error))
    return FALSE;
  if (g_rename (self->temporary, self->output) != 0)
    return cannot_write (self->output, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}
