/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-copies.c: plain files that must not outlive their use. A note of a file that is being written is
 * held by a lock (flock), which the kernel lets go when the program dies: a note without a lock is a dead
 * one's. Base layer: GLib and GIO only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-copies.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FOLDER "copies"
#define NOTE_PREFIX "unfinished-"
#define RANDOM_ENDING ".XXXXXX" /* as g_mkstemp() fills it */
#define FILE_MODE 0600
#define MAX_NOTE 8192 /* bytes */

struct _LuukkuUnfinished {
  char *note;
  int fd; /* held by a lock */
};

/* Returns: (transfer full) (nullable): NULL for a store in memory. */
static char *
folder_of (const char *store_path)
{
  g_autofree char *beside = g_path_get_dirname (store_path);

  return g_str_equal (store_path, ":memory:") ? NULL : g_build_filename (beside, FOLDER, NULL);
}

/* @problem: (transfer full). Returns: FALSE. */
static gboolean
fail (const char *path, GError *problem, GError **error)
{
  return luukku_error_take_gio (
      error, problem, N_ ("The file %s cannot be written. Check the folder and your right to write there."),
      path);
}

static gboolean
fail_errno (const char *path, int code, GError **error)
{
  return fail (path,
               g_error_new_literal (G_FILE_ERROR, (int) g_file_error_from_errno (code), g_strerror (code)),
               error);
}

/* Returns: whether @path is gone. */
static gboolean
remove_one (const char *path)
{
  luukku_remove_tree (path);
  return !g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

void
luukku_remove_tree (const char *path)
{
  gboolean is_folder = !g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autoptr (GDir) dir = is_folder ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);

    luukku_remove_tree (inside);
  }
  if (is_folder)
    g_rmdir (path);
  else
    g_unlink (path);
}

/* --- copies */

char *
luukku_copies_put (const char *store_path, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *folder = folder_of (store_path);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  GError *problem = NULL;

  if (path == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This inbox is kept in memory only, so no copy of a record can be made."));
    return NULL;
  }
  if (!luukku_make_private_dir (folder, error))
    return NULL;
  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_NONE, FILE_MODE, &problem))
    return g_steal_pointer (&path);
  fail (path, problem, error);
  return NULL;
}

/* --- what is being written */

static gboolean
write_note (int fd, const char *path)
{
  gsize size = strlen (path);

  return flock (fd, LOCK_EX | LOCK_NB) == 0 && size <= MAX_NOTE && write (fd, path, size) == (gssize) size;
}

LuukkuUnfinished *
luukku_unfinished_new (const char *store_path, const char *path, GError **error)
{
  g_autoptr (LuukkuUnfinished) self = g_new0 (LuukkuUnfinished, 1);
  g_autofree char *folder = folder_of (store_path);
  g_autofree char *made = folder != NULL ? g_build_filename (folder, "." NOTE_PREFIX "XXXXXX", NULL) : NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = NULL;

  self->fd = -1;
  if (folder == NULL)
    return g_steal_pointer (&self);
  if (!luukku_make_private_dir (folder, error))
    return NULL;
  self->fd = g_mkstemp_full (made, O_RDWR | O_CLOEXEC, FILE_MODE);
  if (self->fd < 0) {
    fail_errno (folder, errno, error);
    return NULL;
  }
  /* Under its own name only when it is locked: nobody takes it for a dead one's. */
  name = g_build_filename (folder, strrchr (made, G_DIR_SEPARATOR) + 2, NULL);
  if (!write_note (self->fd, absolute) || g_rename (made, name) != 0) {
    fail_errno (folder, errno, error);
    g_unlink (made);
    return NULL;
  }
  self->note = g_steal_pointer (&name);
  return g_steal_pointer (&self);
}

void
luukku_unfinished_free (LuukkuUnfinished *self)
{
  if (self == NULL)
    return;
  if (self->note != NULL)
    g_unlink (self->note);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->note);
  g_free (self);
}

/* --- sweeping */

/* Only what ends as our temporary names do: a note that was tampered with leads to nothing else. */
static gboolean
is_temporary (const char *path)
{
  gsize length = strlen (path), ending = strlen (RANDOM_ENDING);

  if (!g_path_is_absolute (path) || length <= ending || path[length - ending] != '.')
    return FALSE;
  for (const char *at = path + length - ending + 1; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      return FALSE;
  return TRUE;
}

static void
sweep_note (const char *note, GStrvBuilder *left)
{
  char path[MAX_NOTE + 1];
  int fd = g_open (note, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
  gssize size;

  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    close (fd); /* somebody writes it */
    return;
  }
  size = read (fd, path, MAX_NOTE);
  path[MAX (size, 0)] = '\0';
  if (is_temporary (path) && !remove_one (path))
    g_strv_builder_add (left, path);
  else
    g_unlink (note);
  close (fd);
}

char **
luukku_copies_sweep (const char *store_path, const char *prefix)
{
  g_autofree char *folder = folder_of (store_path);
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, NOTE_PREFIX))
      sweep_note (path, left);
    else if (*name != '.' && (prefix == NULL || g_str_has_prefix (name, prefix)) && !remove_one (path))
      g_strv_builder_add (left, path);
  }
  return g_strv_builder_end (left);
}

/* --- one file as a whole */

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (done < size) {
    gssize part = write (fd, data + done, size - done);

    if (part < 0 && errno != EINTR)
      return FALSE;
    done += part > 0 ? (gsize) part : 0;
  }
  return fsync (fd) == 0;
}

gboolean
luukku_write_whole (const char *store_path, const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *made = g_strconcat (path, RANDOM_ENDING, NULL);
  g_autoptr (LuukkuUnfinished) note = NULL;
  int fd = g_mkstemp_full (made, O_RDWR | O_CLOEXEC, FILE_MODE), code = errno;
  gboolean written;

  if (fd < 0)
    return fail_errno (path, code, error);
  note = luukku_unfinished_new (store_path, made, error);
  written = note != NULL && write_all (fd, bytes);
  code = errno;
  close (fd);
  if (written && g_rename (made, path) == 0)
    return TRUE;
  code = written ? errno : code;
  g_unlink (made);
  return note != NULL ? fail_errno (path, code, error) : FALSE;
}
