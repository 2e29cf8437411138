/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-custody.c: `luukku checkpoint`, `custody`, `hand-over`, `own-data` and `no-copy`: who has what
 * of the evidence. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox-evidence.h"

/* --- checkpoint */

static int
print_letter (LuukkuInbox *inbox)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autofree char *key_dir = luukku_signer_default_dir (luukku_store_get_path (store));
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (inbox);
  g_autoptr (LuukkuCheckpointRow) row = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *letter = NULL;
  g_autoptr (GError) error = NULL;

  if (!luukku_signer_ensure (key_dir, staff->organisation, luukku_inbox_get_clock (inbox), &fingerprint,
                             &error) ||
      (row = luukku_checkpoint_make (store, key_dir, staff->organisation, "mail", &error)) == NULL)
    return tool_fail (error);
  letter = luukku_checkpoint_letter (row, fingerprint);
  g_print ("%s", letter);
  return TOOL_OK;
}

int
tool_checkpoint (int argc, char **argv)
{
  g_autofree char *path = NULL, *output = NULL, *folder = NULL, *made = NULL;
  gboolean letter = FALSE;
  g_auto (ToolPassphrase) passphrase = { NULL, 0 };
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("write the checkpoint into this folder"),
      N_ ("FOLDER") },
    { "letter", 0, 0, G_OPTION_ARG_NONE, &letter, N_ ("print a letter to the registry"), NULL },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder,
      N_ ("from now on write one into this folder at each start; an empty name ends it"), N_ ("FOLDER") },
    TOOL_PASSPHRASE_ENTRIES (passphrase),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;

  if (!tool_parse ("checkpoint", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 1 || (output != NULL) + letter + (folder != NULL) != 1)
    return tool_fail_usage (
        _ ("Say where the checkpoint goes: --output=FOLDER, --folder=FOLDER or --letter."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  if (!tool_unlock_key (luukku_inbox_get_store (inbox), &passphrase, &error))
    return tool_fail (error);
  if (letter)
    return print_letter (inbox);
  if (folder != NULL) {
    if (!luukku_store_set_setting (luukku_inbox_get_store (inbox), LUUKKU_CHECKPOINT_FOLDER, folder, &error))
      return tool_fail (error);
    return TOOL_OK;
  }
  if (!luukku_inbox_write_checkpoint (inbox, output, "folder", &made, &error))
    return tool_fail (error);
  g_print ("%s\n", made);
  return TOOL_OK;
}

/* --- custody */

int
tool_custody (int argc, char **argv)
{
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (!tool_parse ("custody", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2)
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, &error);
  list = store != NULL ? luukku_custody_list (store, argv[1], &error) : NULL;
  if (list == NULL)
    return tool_fail (error);
  for (guint i = 0; i < list->len; i++) {
    const LuukkuCustodyItem *item = list->pdata[i];

    g_print ("%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\t%s\t%s\n", item->seq, item->at, item->kind, item->actor,
             item->record != NULL ? item->record : "-", item->recipient != NULL ? item->recipient : "-",
             item->purpose != NULL ? item->purpose : "-");
  }
  return TOOL_OK;
}

/* --- giving away */

int
tool_hand_over (int argc, char **argv)
{
  g_autofree char *path = NULL, *recipient = NULL, *purpose = NULL, *file = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "recipient", 0, 0, G_OPTION_ARG_STRING, &recipient, N_ ("who gets it; written into the log"),
      N_ ("WHO") },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, N_ ("what for; written into the log"), N_ ("WHAT") },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &file, N_ ("what was given; its digest is written into the log"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;

  if (!tool_parse ("hand-over", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || recipient == NULL || purpose == NULL)
    return tool_fail_usage (
        _ ("Name one record and say both who gets it and what for: --recipient=WHO --purpose=WHAT."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  if (!luukku_inbox_hand_over (inbox, argv[1], recipient, purpose, file, &error))
    return tool_fail (error);
  return TOOL_OK;
}

int
tool_own_data (int argc, char **argv)
{
  g_autofree char *path = NULL, *recipient = NULL, *purpose = NULL, *output = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("folder for the two files"), N_ ("FOLDER") },
    { "recipient", 0, 0, G_OPTION_ARG_STRING, &recipient, N_ ("who gets it; written into the log"),
      N_ ("WHO") },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, N_ ("what for; written into the log"), N_ ("WHAT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  int count;

  if (!tool_parse ("own-data", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || output == NULL || recipient == NULL || purpose == NULL)
    return tool_fail_usage (
        _ ("Name one case of the resident and say --output=FOLDER --recipient=WHO --purpose=WHAT."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  count = luukku_inbox_export_subject (inbox, argv[1], output, recipient, purpose, &error);
  if (count < 0)
    return tool_fail (error);
  /* TRANSLATORS: of a resident, written to a folder */
  g_print (ngettext ("%d message written.\n", "%d messages written.\n", (gulong) count), count);
  return TOOL_OK;
}

/* --- material that must not be copied */

int
tool_no_copy (int argc, char **argv)
{
  g_autofree char *path = NULL, *message = NULL, *address = NULL;
  gboolean all = FALSE, in_record = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "message", 0, 0, G_OPTION_ARG_STRING, &message,
      N_ ("the platform's id of one message; otherwise the newest"), N_ ("ID") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("every message of the resident in the conversation"), NULL },
    { "address", 0, 0, G_OPTION_ARG_STRING, &address, N_ ("where the material is seen"), N_ ("URL") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;

  if (!tool_parse ("no-copy", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || (message != NULL && all))
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  if (luukku_inbox_not_copied (inbox, argv[1], message, all, address, &in_record, &error) == 0)
    return tool_fail (error);
  g_print ("%s\n", luukku_withdraw_advice ());
  if (in_record)
    g_print ("%s\n",
             _ ("A record has the material already: do not print or export it, and ask the police what to do "
                "with it."));
  return TOOL_OK;
}
