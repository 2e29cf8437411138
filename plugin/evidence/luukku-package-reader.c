/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package-reader.c: reads containers. Follows no link and unpacks nothing to disk. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package-reader.h"

#include "base/luukku-error.h"
#include "evidence/luukku-zip.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 8

static void
add_fault (GPtrArray *faults, const char *sentence)
{
  g_ptr_array_add (faults, g_strdup (luukku_tr (sentence)));
}

/* Maps a file. An empty one has nothing to map. */
static GBytes *
map_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) local = NULL;

  file = g_mapped_file_new (path, FALSE, &local);
  if (!file) {
    luukku_error_take_gio (error, g_steal_pointer (&local),
                           N_ ("The package cannot be read; check its name."));
    return NULL;
  }
  return g_mapped_file_get_length (file) ? g_mapped_file_get_bytes (file) : g_bytes_new (NULL, 0);
}

static gboolean read_entry (const char *folder, const char *prefix, const char *name, guint depth,
                            GHashTable *files, GPtrArray *faults);

static gboolean
read_folder (const char *folder, const char *prefix, guint depth, GHashTable *files, GPtrArray *faults)
{
  g_autoptr (GDir) dir = depth ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  if (!dir) {
    add_fault (faults, N_ ("A folder of the package cannot be read, or lies too deep."));
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)))
    if (!read_entry (folder, prefix, name, depth, files, faults))
      return FALSE;
  return TRUE;
}

static gboolean
read_entry (const char *folder, const char *prefix, const char *name, guint depth, GHashTable *files,
            GPtrArray *faults)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *inside = g_strconcat (prefix, name, NULL);
  GStatBuf info;
  GBytes *bytes;

  if (!luukku_zip_is_safe_name (inside)) {
    add_fault (faults, N_ ("The package has a file whose name is not allowed."));
    return FALSE;
  }
  if (g_lstat (path, &info) != 0 || (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode))) {
    add_fault (faults, N_ ("The package has a link or a special file, which Luukku never writes."));
    return FALSE;
  }
  if (S_ISDIR (info.st_mode)) {
    g_autofree char *below = g_strconcat (inside, "/", NULL);

    return read_folder (path, below, depth - 1, files, faults);
  }
  bytes = g_hash_table_size (files) < LUUKKU_ZIP_MAX_FILES ? map_file (path, NULL) : NULL;
  if (!bytes) {
    add_fault (faults, N_ ("A file of the package cannot be read, or there are too many files."));
    return FALSE;
  }
  g_hash_table_insert (files, g_steal_pointer (&inside), bytes);
  return TRUE;
}

/* Takes the one top folder away from the names. */
static GHashTable *
without_top (GHashTable *files, char **ret_top, GPtrArray *faults)
{
  g_autoptr (GHashTable) out =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autofree char *top = NULL;
  GHashTableIter iter;
  gpointer name, bytes;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &bytes)) {
    const char *slash = strchr (name, '/');

    if (slash && !top)
      top = g_strndup (name, slash - (const char *) name);
    if (!slash || strncmp (name, top, slash - (const char *) name) != 0 ||
        top[slash - (const char *) name] != '\0') {
      add_fault (faults, N_ ("The ZIP file must have exactly one folder at the top, as Luukku writes it."));
      break;
    }
    g_hash_table_insert (out, g_strdup (slash + 1), g_bytes_ref (bytes));
  }
  *ret_top = g_steal_pointer (&top);
  return g_steal_pointer (&out);
}

static GHashTable *
read_zip (const char *path, char **ret_top, GPtrArray *faults, GError **error)
{
  g_autoptr (GBytes) archive = map_file (path, error);
  g_autoptr (GHashTable) files = NULL;
  g_autoptr (GError) local = NULL;

  if (!archive)
    return NULL;
  if (g_bytes_get_size (archive) < 4) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("This is no package: it is not a ZIP file or a folder."));
    return NULL;
  }
  files = luukku_zip_read (archive, &local);
  if (!files) {
    g_ptr_array_add (faults, g_strdup (local->message));
    return g_hash_table_new (g_str_hash, g_str_equal);
  }
  return without_top (files, ret_top, faults);
}

GHashTable *
luukku_package_read (const char *path, char **ret_top, GPtrArray *faults, GError **error)
{
  g_autoptr (GHashTable) files = NULL;
  g_autofree char *mark = g_build_filename (path, "bagit.txt", NULL);

  *ret_top = NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return read_zip (path, ret_top, faults, error);
  if (!g_file_test (mark, G_FILE_TEST_EXISTS)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("There is no package in this folder: bagit.txt is missing; choose the folder that has it."));
    return NULL;
  }
  files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  read_folder (path, "", MAX_DEPTH, files, faults);
  return g_steal_pointer (&files);
}
