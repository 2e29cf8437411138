/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-copies.c: plain files that must not outlive their use: copies beside the store, and what a
 * program was writing when it was killed. */
#include "base/luukku-copies.h"

#include "base/luukku-error.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  char *folder, *store, *outside; /* outside: where something is written to */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("luukku-copies-XXXXXX", NULL);
  f->store = g_build_filename (f->folder, "inbox.sqlite", NULL);
  f->outside = g_build_filename (f->folder, "outside", NULL);
  g_assert_cmpint (g_mkdir (f->outside, 0700), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_remove_tree (f->folder);
  g_assert_false (g_file_test (f->folder, G_FILE_TEST_EXISTS));
  g_free (f->folder);
  g_free (f->store);
  g_free (f->outside);
}

static guint
sweep (Fixture *f, const char *prefix)
{
  g_auto (GStrv) left = luukku_copies_sweep (f->store, prefix);

  return g_strv_length (left);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static int
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static char *
put (Fixture *f, const char *name)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-", 5);
  g_autoptr (GError) error = NULL;
  char *path = luukku_copies_put (f->store, name, bytes, &error);

  g_assert_no_error (error);
  return path;
}

static void
test_copies (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "copies", NULL);
  g_autofree char *first = put (f, "LUU-2026-000001-v1.pdf"), *again = put (f, "LUU-2026-000001-v1.pdf");
  g_autofree char *other = put (f, "LUU-2026-000002-v1.pdf");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpint (mode_of (folder), ==, 0700);
  g_assert_cmpint (mode_of (first), ==, 0600);
  g_assert_cmpuint (sweep (f, "LUU-2026-000001-"), ==, 0);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (sweep (f, NULL), ==, 0);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_assert_null (luukku_copies_put (":memory:", "a", bytes, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
}

/* A link in the folder goes; what it leads to stays. */
static void
test_links (Fixture *f, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (f->folder, "copies", "link", NULL);
  g_autofree char *kept = g_build_filename (f->outside, "kept", NULL);

  g_free (put (f, "a.pdf"));
  g_assert_true (g_file_set_contents (kept, "x", 1, NULL));
  g_assert_cmpint (symlink (f->outside, inside), ==, 0);
  g_assert_cmpuint (sweep (f, NULL), ==, 0);
  g_assert_false (g_file_test (inside, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
}

/* Begins to write into @name and is killed. */
static void
write_and_die (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->outside, name, NULL);
  pid_t child = fork ();
  int status;

  if (child == 0) {
    if (g_str_has_prefix (name, "folder")) {
      g_autofree char *inside = g_build_filename (path, "record.txt", NULL);

      g_mkdir (path, 0700);
      g_file_set_contents (inside, "words", -1, NULL);
    } else {
      g_file_set_contents (path, "words", -1, NULL);
    }
    if (luukku_unfinished_new (f->store, path, NULL) != NULL)
      kill (getpid (), SIGKILL);
    _exit (1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autofree char *mine = g_build_filename (f->outside, "mine.zip.AbCd12", NULL);
  g_autofree char *copies = g_build_filename (f->folder, "copies", NULL);
  g_autoptr (LuukkuUnfinished) living = NULL;
  g_autoptr (GError) error = NULL;

  write_and_die (f, "record.zip.AbCdEf");
  write_and_die (f, "folder.AbCdEf");
  write_and_die (f, "minutes.odt"); /* not a temporary name: a note of it leads to nothing */
  g_assert_true (g_file_set_contents (mine, "words", -1, NULL));
  living = luukku_unfinished_new (f->store, mine, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (f->outside), ==, 4);
  g_assert_cmpuint (sweep (f, NULL), ==, 0);
  g_assert_cmpuint (count_files (f->outside), ==, 2);
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (copies), ==, 1);
  g_clear_pointer (&living, luukku_unfinished_free);
  g_assert_cmpuint (count_files (copies), ==, 0);
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->outside, "own-data.json", NULL), *text = NULL;
  g_autofree char *nowhere = g_build_filename (f->outside, "no", "own-data.json", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}\n", 3);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "old and longer", -1, NULL));
  g_assert_true (luukku_write_whole (f->store, path, bytes, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{}\n");
  g_assert_cmpint (mode_of (path), ==, 0600);
  g_assert_cmpuint (count_files (f->outside), ==, 1);
  g_assert_false (luukku_write_whole (f->store, nowhere, bytes, &error));
  g_assert_nonnull (error);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/base/copies/swept", test_copies);
  ADD ("/base/copies/links", test_links);
  ADD ("/base/copies/killed", test_killed);
  ADD ("/base/copies/whole", test_whole);
  return g_test_run ();
}
