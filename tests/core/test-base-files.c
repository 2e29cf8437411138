/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-files.c: where files are looked for, and errors with a sentence. Every test has folders of its
 * own (G_TEST_OPTION_ISOLATE_DIRS), the user's are never seen. */
#include "base/luukku-files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "base/luukku-error.h"

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("luukku-files-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
  g_unsetenv ("LUUKKU_DATA_DIR");
  g_unsetenv ("LUUKKU_HOME");
}

/* Removes a folder of at most three levels that a test has made. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_remove (child);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_tree (f->folder);
  g_free (f->folder);
}

static void
put_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
test_data_dir (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_build_filename (f->folder, "channels", "a.ini", NULL);
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "luukku", NULL);
  g_autofree char *path = NULL;

  g_setenv ("LUUKKU_DATA_DIR", f->folder, TRUE);
  put_file (f->folder, "channels/a.ini");
  put_file (own, "only-own.ini");
  path = luukku_data_file ("channels/a.ini", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, expected);
  g_assert_null (luukku_data_file ("only-own.ini", &error)); /* the user's folder is not looked at */
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "only-own.ini"));
  remove_tree (own);
}

static void
test_own_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "luukku", NULL);
  g_autofree char *expected = g_build_filename (own, "packs", "b.ini", NULL);
  g_autofree char *path = NULL;

  g_setenv ("LUUKKU_DATA_DIR", "", TRUE); /* empty is the same as not set */
  put_file (own, "packs/b.ini");
  path = luukku_data_file ("packs/b.ini", NULL);
  g_assert_cmpstr (path, ==, expected);
  remove_tree (own);
}

/* From every place, each once, sorted; with a data folder of its own the user's is not looked at. */
static void
test_list (Fixture *f, gconstpointer data)
{
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "luukku", NULL);
  g_auto (GStrv) both = NULL;
  g_auto (GStrv) only = NULL;
  g_auto (GStrv) outside = NULL;

  put_file (own, "packs/town.pack");
  put_file (own, "packs/another.pack");
  put_file (own, "packs/notes.txt");
  put_file (own, "packs/.pack");
  both = luukku_data_list ("packs", ".pack");
  g_assert_cmpuint (g_strv_length (both), >=, 2);
  g_assert_true (g_strv_contains ((const char *const *) both, "town"));
  g_assert_true (g_strv_contains ((const char *const *) both, "another"));
  g_assert_false (g_strv_contains ((const char *const *) both, ""));
  for (guint i = 1; both[i] != NULL; i++)
    g_assert_cmpint (strcmp (both[i - 1], both[i]), <, 0);
  g_setenv ("LUUKKU_DATA_DIR", f->folder, TRUE);
  put_file (f->folder, "packs/mine.pack");
  only = luukku_data_list ("packs", ".pack");
  g_assert_cmpuint (g_strv_length (only), ==, 1);
  g_assert_cmpstr (only[0], ==, "mine");
  outside = luukku_data_list ("../packs", ".pack");
  g_assert_cmpuint (g_strv_length (outside), ==, 0);
  remove_tree (own);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (256, 'a');
  const char *const names[] = { "", "/etc/passwd", "..", "../x", "a/../../x", "a/..", long_name };

  g_setenv ("LUUKKU_DATA_DIR", f->folder, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_data_file (names[i], &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  }
}

static void
test_user_dir (Fixture *f, gconstpointer data)
{
  g_autofree char *expected = g_build_filename (g_get_user_data_dir (), "luukku", NULL);
  g_autofree char *expected_store = g_build_filename (f->folder, "inbox.sqlite", NULL);
  g_autofree char *plain = luukku_user_dir ();
  g_autofree char *home = NULL;
  g_autofree char *store = NULL;

  g_assert_cmpstr (plain, ==, expected);
  g_assert_false (g_file_test (plain, G_FILE_TEST_EXISTS)); /* asking makes nothing */
  g_setenv ("LUUKKU_HOME", f->folder, TRUE);
  home = luukku_user_dir ();
  store = luukku_user_store_path ();
  g_assert_cmpstr (home, ==, f->folder);
  g_assert_cmpstr (store, ==, expected_store);
}

static void
test_private_dir (Fixture *f, gconstpointer data)
{
  g_autofree char *above = g_build_filename (f->folder, "a", NULL);
  g_autofree char *path = g_build_filename (above, "b", NULL);
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_true (luukku_make_private_dir (path, &error));
  g_assert_true (luukku_make_private_dir (path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (above, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
}

static void
test_private_dir_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "b", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second = NULL;

  put_file (f->folder, "file");
  g_assert_false (luukku_make_private_dir (file, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == LUUKKU_ERROR);
  g_assert_nonnull (strstr (error->message, file));
  g_assert_false (luukku_make_private_dir (below, &second));
  g_assert_nonnull (second);
  g_assert_false (luukku_make_private_dir (below, NULL));
}

/* --- errors */

static void
test_error_set (void)
{
  g_autoptr (GError) error = NULL;

  luukku_set_error (NULL, LUUKKU_ERROR_FAILED, "%d", 1);
  luukku_set_error (&error, LUUKKU_ERROR_BUSY, "The store “%s” is busy. Try again.", "x");
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "The store “x” is busy. Try again.");
  g_assert_cmpstr (luukku_tr ("No such sentence."), ==, "No such sentence.");
}

static void
test_error_take (void)
{
  static const struct {
    int gio_code;
    LuukkuError expected;
  } cases[] = {
    { G_IO_ERROR_NOT_FOUND, LUUKKU_ERROR_NOT_FOUND },
    { G_IO_ERROR_EXISTS, LUUKKU_ERROR_EXISTS },
    { G_IO_ERROR_NO_SPACE, LUUKKU_ERROR_DISK_FULL },
    { G_IO_ERROR_PERMISSION_DENIED, LUUKKU_ERROR_READ_ONLY },
    { G_IO_ERROR_READ_ONLY, LUUKKU_ERROR_READ_ONLY },
    { G_IO_ERROR_FAILED, LUUKKU_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_error_take_gio (&error, g_error_new_literal (G_IO_ERROR, cases[i].gio_code, "why"),
                                           "Cannot read “%s”.", "x"));
    g_assert_error (error, LUUKKU_ERROR, (int) cases[i].expected);
    g_assert_cmpstr (error->message, ==, "Cannot read “x”. (why)");
  }
  g_assert_false (luukku_error_take_gio (NULL, g_error_new_literal (G_IO_ERROR, 0, "why"), "Sentence."));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("luukku-home-XXXXXX", NULL);
  int result;

  g_assert_nonnull (home);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE); /* before GLib asks for the first time */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/base/files/data-dir", test_data_dir);
  ADD ("/base/files/own-folder", test_own_folder);
  ADD ("/base/files/list", test_list);
  ADD ("/base/files/names", test_names);
  ADD ("/base/files/user-dir", test_user_dir);
  ADD ("/base/files/private-dir", test_private_dir);
  ADD ("/base/files/private-dir-refused", test_private_dir_refused);
  g_test_add_func ("/base/error/set", test_error_set);
  g_test_add_func ("/base/error/take", test_error_take);
  result = g_test_run ();
  remove_tree (home);
  return result;
}
