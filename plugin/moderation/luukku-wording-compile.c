/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording-compile.c: "luukku-wording-compile TEXT BYTES", run when Luukku is built: the weights as the
 * bytes that are compiled in. Refuses a text with a line that it cannot read. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-wording-table.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  LuukkuWordingTable table;
  gsize length;

  if (argc != 3 || !g_file_get_contents (argv[1], &text, &length, &error)) {
    g_printerr ("luukku-wording-compile TEXT BYTES: %s\n", error != NULL ? error->message : "two names");
    return 2;
  }
  bytes = luukku_wording_table_compile (text, length);
  if (!luukku_wording_table_open (&table, bytes) || table.count == 0 || table.problems > 0) {
    g_printerr ("%s: no rows, or one that cannot be read\n", argv[1]);
    return 1;
  }
  luukku_wording_table_close (&table);
  if (!g_file_set_contents (argv[2], g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                            &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  return 0;
}
