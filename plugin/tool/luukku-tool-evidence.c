/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-evidence.c: `luukku archive`, `luukku export` and `luukku verify`. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox-evidence.h"

#include <unistd.h>

static int
archive_case (LuukkuStore *store, const char *number, const LuukkuArchiveChoice *choice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  g_autoptr (LuukkuCase) item = luukku_store_get_case (store, number, &error);
  g_autofree char *record = NULL;

  if (error != NULL)
    return tool_fail (error);
  if (item == NULL)
    return tool_fail_usage (_ ("There is no case %s in this inbox. luukku list shows the numbers."), number);
  record = luukku_inbox_archive_chosen (inbox, luukku_case_peek (item)->conversation, choice, &error);
  if (record == NULL)
    return tool_fail (error);
  g_print ("%s\n", record);
  return TOOL_OK;
}

int
tool_archive (int argc, char **argv)
{
  g_autofree char *path = NULL, *kind = NULL, *language = NULL, *note = NULL;
  gint64 message = 0;
  int before = 0, after = 0;
  LuukkuArchiveChoice choice;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_ ("threat, removal, harassment or other"), N_ ("KIND") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("language of the record: fi, sv or en"),
      N_ ("CODE") },
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_ ("what you add to the record"), N_ ("TEXT") },
    { "message", 0, 0, G_OPTION_ARG_INT64, &message, N_ ("only this message (its number)"), N_ ("NUMBER") },
    { "before", 0, 0, G_OPTION_ARG_INT, &before, N_ ("with so many messages before it"), N_ ("COUNT") },
    { "after", 0, 0, G_OPTION_ARG_INT, &after, N_ ("with so many messages after it"), N_ ("COUNT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;

  if (!tool_parse ("archive", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2)
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123."));
  if (kind == NULL || !g_strv_contains (luukku_archive_get_kinds (), kind))
    return tool_fail_usage (_ ("Say what it is with --kind=threat, removal, harassment or other."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  choice = (LuukkuArchiveChoice){ .kind = kind,
                                  .language = language,
                                  .note = note,
                                  .message = message,
                                  .before = (guint) MAX (before, 0),
                                  .after = (guint) MAX (after, 0) };
  return archive_case (store, argv[1], &choice);
}

/* @authority: (nullable): file with the certificate of who will stamp it. */
static gboolean
export_package (LuukkuStore *store, const char *record, const char *output, const char *authority,
                GError **error)
{
  g_autofree char *key_dir = luukku_signer_default_dir (luukku_store_get_path (store));
  g_auto (LuukkuChainReport) checked = { 0 };
  g_autoptr (LuukkuExport) export = NULL;

  if (!luukku_audit_run (store, NULL, &checked, error))
    return FALSE;
  export = luukku_export_new_checked (store, record, key_dir, g_get_user_name (), &checked, error);
  if (export == NULL)
    return FALSE;
  if (authority != NULL) {
    g_autoptr (GBytes) certificate = tool_read_bytes (authority, error);

    if (certificate == NULL)
      return FALSE;
    luukku_export_promise_stamp (export, certificate);
  }
  return luukku_export_write (export, output, error);
}

int
tool_export (int argc, char **argv)
{
  g_autofree char *path = NULL, *output = NULL, *recipient = NULL, *purpose = NULL, *authority = NULL;
  g_auto (ToolPassphrase) passphrase = { NULL, 0 };
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("a folder to make, or a file that ends in .zip"),
      N_ ("DIR_OR_ZIP") },
    { "recipient", 0, 0, G_OPTION_ARG_STRING, &recipient, N_ ("who gets it; written into the log"),
      N_ ("WHO") },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, N_ ("what for; written into the log"), N_ ("WHAT") },
    { "stamp-authority", 0, 0, G_OPTION_ARG_FILENAME, &authority,
      N_ ("leave a place for the time stamp of the authority with this certificate (luukku timestamp)"),
      N_ ("FILE") },
    TOOL_PASSPHRASE_ENTRIES (passphrase),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;

  if (!tool_parse ("export", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || output == NULL)
    return tool_fail_usage (
        _ ("Name one record and where to write it: luukku export RECORD --output=DIR_OR_ZIP."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  if ((recipient == NULL) != (purpose == NULL))
    return tool_fail_usage (_ ("Say both who gets it and what for: --recipient=WHO --purpose=WHAT."));
  if (!tool_unlock_key (store, &passphrase, &error) ||
      !export_package (store, argv[1], output, authority, &error))
    return tool_fail (error);
  if (recipient != NULL) {
    inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
    if (!luukku_inbox_hand_over (inbox, argv[1], recipient, purpose, output, &error))
      return tool_fail (error);
  }
  g_print ("%s\n", output);
  return TOOL_OK;
}

/* --- verify */

static gboolean
tell_progress (gint64 entries, gpointer data)
{
  const gint64 *total = data;

  /* TRANSLATORS: progress of a long check: so many of so many entries of the log */
  g_printerr ("\r");
  g_printerr (_ ("Checking: %u of %u"), (guint) entries, (guint) *total);
  return TRUE;
}

/* The engine's own check, the whole chain, and a checkpoint from outside. On a terminal it tells how far it
 * is; Ctrl+C stops it, nothing is written. */
static gboolean
audit (LuukkuStore *store, const char *checkpoint, LuukkuChainReport *ret_report, GError **error)
{
  gboolean told = isatty (STDERR_FILENO);
  gint64 total = luukku_store_count_log (store, error);
  gboolean fits =
      total >= 0 && luukku_store_check (store, error) &&
      luukku_chain_verify_with_progress (store, told ? tell_progress : NULL, &total, ret_report, error) &&
      (checkpoint == NULL || luukku_chain_meets_checkpoint (store, checkpoint, error));

  if (told && total >= 1000)
    g_printerr ("\n");
  return fits;
}

static int
verify_store (const char *path, const char *checkpoint_path)
{
  g_autofree char *checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, &error);
  LuukkuChainReport report = { 0 };

  if (store == NULL) {
    tool_fail (error);
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED) ? TOOL_FOUND : TOOL_USAGE;
  }
  if (checkpoint_path != NULL && (checkpoint = luukku_checkpoint_load (checkpoint_path, &error)) == NULL) {
    tool_fail (error);
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED) ? TOOL_FOUND : TOOL_USAGE;
  }
  if (!audit (store, checkpoint, &report, &error)) {
    luukku_chain_report_clear (&report);
    tool_fail (error);
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT) ? TOOL_USAGE : TOOL_FOUND;
  }
  /* TRANSLATORS: %u is the number of entries in the evidence log */
  g_print (
      ngettext ("The log verifies: %u entry.\n", "The log verifies: %u entries.\n", (gulong) report.entries),
      (guint) report.entries);
  g_print ("%s\n", report.head != NULL ? report.head : "-");
  luukku_chain_report_clear (&report);
  return TOOL_OK;
}

static int
verify_package (const char *path, const char *fingerprint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, fingerprint, &error);

  if (report == NULL)
    return tool_fail (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_print ("%s\n", (const char *) report->faults->pdata[i]);
  if (report->faults->len > 0) {
    g_print ("%s\n",
             _ ("The package does not verify. Do not rely on it; ask for it again from who made it."));
    return TOOL_FOUND;
  }
  /* TRANSLATORS: %s is the number of a record, e.g. LUU-2026-000123-v1 */
  g_print (_ ("The package of record %s verifies.\n"), report->record != NULL ? report->record : "-");
  /* TRANSLATORS: %s is a long hexadecimal fingerprint */
  g_print (_ ("Certificate SHA-256: %s\n"), report->fingerprint != NULL ? report->fingerprint : "-");
  if (fingerprint == NULL)
    g_print ("%s\n", _ ("Compare that fingerprint with the one on the printed record."));
  return TOOL_OK;
}

int
tool_verify (int argc, char **argv)
{
  g_autofree char *store = NULL, *fingerprint = NULL, *checkpoint = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store, N_ ("verify the log of this inbox file"), N_ ("FILE") },
    { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &fingerprint, N_ ("the fingerprint on the printed record"),
      N_ ("HEX") },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &checkpoint,
      N_ ("a checkpoint from outside that the log must still meet"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tool_parse ("verify", entries, &argc, &argv))
    return TOOL_USAGE;
  if (store != NULL && argc == 1)
    return verify_store (store, checkpoint);
  if (store != NULL || argc != 2)
    return tool_fail_usage (_ ("Name one package, or an inbox file with --store=FILE."));
  return verify_package (argv[1], fingerprint);
}
