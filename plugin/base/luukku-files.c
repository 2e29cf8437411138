/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-files.c: where our data files and the user's store are. Reads the environment at each call and
 * remembers nothing; looks whether a file is there, never opens one. Base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-files.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/luukku-error.h"
#include "luukku-config.h"

#define PRIVATE_DIR_MODE 0700
#define STORE_NAME "inbox.sqlite"
#define OUR_FOLDER "luukku"

/* Longest name of a data file. */
#define NAME_MAX_BYTES 255
/* Most names that a listing tells. */
#define MAX_LISTED 1000

/* Returns: (transfer none) (nullable): the variable, NULL when it is empty. */
static const char *
get_environment (const char *variable)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* A name may come from a setting; it must not lead out of the folder. */
static gboolean
is_safe_name (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (*name == '\0' || g_path_is_absolute (name) || strlen (name) > NAME_MAX_BYTES)
    return FALSE;
  parts = g_strsplit (name, G_DIR_SEPARATOR_S, -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (g_str_equal (parts[i], ".."))
      return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): @name in @folder when it is there. */
static char *
find_in_folder (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
luukku_data_file (const char *name, GError **error)
{
  const char *only = get_environment ("LUUKKU_DATA_DIR");
  char *path = NULL;

  if (!is_safe_name (name)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("This name of a data file leads out of the data folder. Use a plain file name."));
    return NULL;
  }
  if (only != NULL) {
    path = find_in_folder (only, name);
  } else {
    g_autofree char *own = g_build_filename (g_get_user_config_dir (), OUR_FOLDER, NULL);

    path = find_in_folder (own, name);
    if (path == NULL)
      path = find_in_folder (LUUKKU_DATADIR, name);
  }
  if (path == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      /* TRANSLATORS: %s is a file name, e.g. "channels/facebook.ini" */
                      N_ ("The data file “%s” was not found. Install Luukku again or put the file back."),
                      name);
  return path;
}

static void
list_folder (const char *parent, const char *folder, const char *suffix, GHashTable *names)
{
  g_autofree char *path = g_build_filename (parent, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && g_hash_table_size (names) < MAX_LISTED && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, suffix) && strlen (name) > strlen (suffix) &&
        g_utf8_validate (name, -1, NULL))
      g_hash_table_add (names, g_strndup (name, strlen (name) - strlen (suffix)));
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
luukku_data_list (const char *folder, const char *suffix)
{
  const char *only = get_environment ("LUUKKU_DATA_DIR");
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  if (!is_safe_name (folder)) {
    g_debug ("a data folder that leads out of the data folder");
  } else if (only != NULL) {
    list_folder (only, folder, suffix, names);
  } else {
    g_autofree char *own = g_build_filename (g_get_user_config_dir (), OUR_FOLDER, NULL);

    list_folder (own, folder, suffix, names);
    list_folder (LUUKKU_DATADIR, folder, suffix, names);
  }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    g_ptr_array_add (list, name);
    g_hash_table_iter_steal (&iter);
  }
  g_ptr_array_sort (list, compare_names);
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

char *
luukku_user_dir (void)
{
  const char *home = get_environment ("LUUKKU_HOME");

  return home != NULL ? g_strdup (home) : g_build_filename (g_get_user_data_dir (), OUR_FOLDER, NULL);
}

char *
luukku_user_store_path (void)
{
  g_autofree char *folder = luukku_user_dir ();

  return g_build_filename (folder, STORE_NAME, NULL);
}

gboolean
luukku_make_private_dir (const char *path, GError **error)
{
  int saved_errno = 0;

  if (g_mkdir_with_parents (path, PRIVATE_DIR_MODE) != 0)
    saved_errno = errno;
  else if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    saved_errno = ENOTDIR;
  if (saved_errno == 0)
    return TRUE;

  luukku_error_take_gio (
      error,
      g_error_new_literal (G_FILE_ERROR, (int) g_file_error_from_errno (saved_errno),
                           g_strerror (saved_errno)),
      /* TRANSLATORS: %s is the path of a folder; the system's reason follows in brackets */
      N_ ("The folder “%s” cannot be made. Check who owns the folder above it and whether the disk is full."),
      path);
  return FALSE;
}
