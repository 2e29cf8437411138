/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderation-compile.c: run when Luukku is built, makes the bytes that are compiled in:
 *
 *   luukku-moderation-compile weights BYTES wording.tsv
 *   luukku-moderation-compile lists BYTES LANGUAGE/mod-NAME.tsv…
 *
 * Refuses a text with a line that it cannot read, and says which one. */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "moderation/luukku-mod-reader.h"
#include "moderation/luukku-wording-table.h"

static GBytes *
compile_weights (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  LuukkuWordingTable table;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  bytes = luukku_wording_table_compile (text, length);
  if (!luukku_wording_table_open (&table, bytes) || table.count == 0 || table.problems > 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: no rows, or one that cannot be read", path);
    luukku_wording_table_close (&table);
    return NULL;
  }
  luukku_wording_table_close (&table);
  return g_steal_pointer (&bytes);
}

/* The folder that @path is in says the language. */
static gboolean
read_list (LuukkuModReader *reader, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *code = g_path_get_basename (folder);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++) {
    if (g_str_equal (code, luukku_mod_language_code (i))) {
      luukku_mod_reader_add (reader, path, i, text, length);
      return TRUE;
    }
  }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: not in the folder of a language", path);
  return FALSE;
}

static GBytes *
compile_lists (char **paths, GError **error)
{
  g_autoptr (LuukkuModReader) reader = luukku_mod_reader_new ();
  const GPtrArray *problems = luukku_mod_reader_get_problems (reader);

  for (guint i = 0; paths[i] != NULL; i++) {
    if (!read_list (reader, paths[i], error))
      return NULL;
  }
  if (problems->len > 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "this row cannot be read: %s",
                 (const char *) problems->pdata[0]);
    return NULL;
  }
  return luukku_mod_reader_finish (reader);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (argc >= 4 && strcmp (argv[1], "weights") == 0)
    bytes = compile_weights (argv[3], &error);
  else if (argc >= 4 && strcmp (argv[1], "lists") == 0)
    bytes = compile_lists (argv + 3, &error);
  else
    g_set_error (&error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "weights or lists, BYTES, and what to compile");
  if (bytes != NULL && g_file_set_contents (argv[2], g_bytes_get_data (bytes, NULL),
                                            (gssize) g_bytes_get_size (bytes), &error))
    return 0;
  g_printerr ("luukku-moderation-compile: %s\n", error->message);
  return 1;
}
