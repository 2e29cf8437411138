/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-handover.c: `luukku hand-over-sheet` and `luukku key`: the sheet that goes with a package, and
 * the change of the signing key and of its passphrase. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-handover.h"
#include "evidence/luukku-package.h"

int
tool_handover (int argc, char **argv)
{
  g_autofree char *path = NULL, *to = NULL, *purpose = NULL, *output = NULL, *language = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("the authority that receives it"), N_ ("TEXT") },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, N_ ("what it is handed over for"), N_ ("TEXT") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("the sheet, a PDF file to make"), N_ ("FILE") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("language of the sheet: fi, sv or en"), N_ ("CODE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (GBytes) pdf = NULL;
  LuukkuHandover handover = { 0 };

  if (!tool_parse ("hand-over-sheet", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || output == NULL || g_file_test (output, G_FILE_TEST_EXISTS))
    return tool_fail_usage (
        _ ("Name one package and a new file: luukku hand-over-sheet PACKAGE --to=TEXT --purpose=TEXT "
           "--output=FILE."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  handover = (LuukkuHandover){ argv[1], to, purpose, g_get_user_name (), language };
  pdf = luukku_handover_make (store, &handover, &error);
  if (pdf == NULL)
    return tool_fail (error);
  if (!g_file_set_contents_full (output, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return tool_fail (error);
  g_print ("%s\n", output);
  return TOOL_OK;
}

static gboolean
protect_key (const char *key_dir, const char *file, gboolean bare, GError **error)
{
  char *passphrase = bare ? NULL : tool_new_passphrase (file, error);
  gboolean done = (bare || passphrase != NULL) && luukku_signer_protect (key_dir, passphrase, error);

  tool_wipe (passphrase);
  return done;
}

int
tool_key (int argc, char **argv)
{
  g_autofree char *path = NULL, *organisation = NULL, *key_dir = NULL, *fingerprint = NULL;
  g_autofree char *new_file = NULL;
  gboolean rotate = FALSE, protect = FALSE, bare = FALSE;
  g_auto (ToolPassphrase) passphrase = { NULL, 0 };
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "rotate", 0, 0, G_OPTION_ARG_NONE, &rotate, N_ ("make a new key; the old one signs that it hands over"),
      NULL },
    { "organisation", 0, 0, G_OPTION_ARG_STRING, &organisation, N_ ("name in the new certificate"),
      N_ ("TEXT") },
    { "set-passphrase", 0, 0, G_OPTION_ARG_NONE, &protect,
      N_ ("put the key under a passphrase, which is asked for twice"), NULL },
    { "new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &new_file,
      N_ ("read the new passphrase from this file"), N_ ("FILE") },
    { "no-passphrase", 0, 0, G_OPTION_ARG_NONE, &bare, N_ ("take the passphrase away"), NULL },
    TOOL_PASSPHRASE_ENTRIES (passphrase),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;

  if (!tool_parse ("key", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 1 || ((protect || new_file != NULL) && bare))
    return tool_fail_usage (_ ("luukku key takes no file; luukku key --help tells what it takes."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  key_dir = luukku_signer_default_dir (luukku_store_get_path (store));
  if (!luukku_signer_ensure (key_dir, organisation, luukku_store_get_clock (store), &fingerprint, &error))
    return tool_fail (error);
  if ((rotate || protect || new_file != NULL || bare) && !tool_unlock_key (store, &passphrase, &error))
    return tool_fail (error);
  if ((protect || new_file != NULL || bare) && !protect_key (key_dir, new_file, bare, &error))
    return tool_fail (error);
  if (rotate) {
    g_clear_pointer (&fingerprint, g_free);
    if (!luukku_signer_rotate (store, key_dir, organisation, g_get_user_name (), &fingerprint, &error))
      return tool_fail (error);
  }
  g_print ("%s\n", fingerprint);
  return TOOL_OK;
}
