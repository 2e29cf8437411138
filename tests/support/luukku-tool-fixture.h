/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-fixture.h: the luukku command as a process of its own, in a folder of its own: what it printed,
 * what it complained of and its exit code. Header only. */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *dir;
  char *tool;
  char *out;
  char *err;
  int code;
} Fixture;

static inline void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("luukku-tool-XXXXXX", &error);
  g_assert_no_error (error);
  f->tool = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "plugin", "tool", "luukku", NULL);
}

static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->tool);
  g_free (f->out);
  g_free (f->err);
}

static inline char *
text_of (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size == 0 ? g_strdup ("") : g_strndup (data, size);
}

/* No terminal: nothing can be asked there. */
static inline void
leave_terminal (gpointer data)
{
  setsid ();
}

/* Runs `luukku @arguments` with @input on standard input; the words are split at single spaces. */
static inline void
run (Fixture *f, const char *input, const char *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_auto (GStrv) words = g_strsplit (arguments, " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) in = g_bytes_new (input, strlen (input));
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;

  g_strv_builder_add (builder, f->tool);
  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  }
  argv = g_strv_builder_end (builder);
  g_subprocess_launcher_set_cwd (launcher, f->dir);
  g_subprocess_launcher_set_child_setup (launcher, leave_terminal, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "LUUKKU_HOME", f->dir, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, in, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_free (f->out);
  g_free (f->err);
  f->out = text_of (out);
  f->err = text_of (err);
  f->code = g_subprocess_get_exit_status (process);
}

static inline void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

/* Returns: (transfer full): the last line of the output. */
static inline char *
last_line (Fixture *f)
{
  g_auto (GStrv) lines = NULL;

  g_strchomp (f->out);
  lines = g_strsplit (f->out, "\n", -1);
  return g_strdup (lines[g_strv_length (lines) - 1]);
}

/* An error is one sentence on standard error, nothing on standard output. */
static inline void
assert_usage (Fixture *f)
{
  g_assert_cmpint (f->code, ==, 2);
  g_assert_cmpstr (f->out, ==, "");
  g_assert_true (g_str_has_prefix (f->err, "luukku: "));
  g_strchomp (f->err);
  g_assert_null (strchr (f->err, '\n'));
}
