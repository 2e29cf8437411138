/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool.c: the `luukku` command: finds the subcommand, answers --help and --version, and has what the
 * subcommands share. Other programs rely on calls, formats and exit codes: they only ever grow. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/luukku-canonical.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include "luukku-config.h"

#define ASCII "ANSI_X3.4-1968" /* what the C library calls the characters of the locale "C" */

static const ToolCommand commands[] = {
  { "archive", N_ ("CASE --kind=KIND"), N_ ("make an evidence record of a case"), tool_archive },
  { "check", N_ ("--pack=ID [FILE]"), N_ ("check one outgoing draft, or a table of them"), tool_check },
  { "check-reports", N_ ("[--format=tsv]"), N_ ("list what people reported about the checks"),
    tool_check_reports },
  { "checkpoint", N_ ("--output=FOLDER | --letter"),
    N_ ("sign the evidence log's newest entry for a place outside"), tool_checkpoint },
  { "classify", N_ ("[--pack=ID] [FILE]"), N_ ("tell what an incoming message may be, or a table of them"),
    tool_classify },
  { "export", N_ ("RECORD --output=DIR_OR_ZIP"), N_ ("write a record as a package that anyone can verify"),
    tool_export },
  { "custody", N_ ("CASE"), N_ ("list who saw, printed, exported or got a case's evidence"), tool_custody },
  { "erase", N_ ("CASE --decided-by=NAME --ground=TEXT"), N_ ("erase a closed case by a manager's decision"),
    tool_erase },
  { "hand-over", N_ ("RECORD --recipient=WHO --purpose=WHAT"),
    N_ ("write into the log that a record was given"), tool_hand_over },
  { "hold", N_ ("CASE --ground=TEXT"), N_ ("put a case on hold, so that it is not erased"), tool_hold },
  { "facts", N_ ("CASE [FILE]"), N_ ("state what a record should say beside the messages"), tool_facts },
  { "hand-over-sheet", N_ ("PACKAGE --to=TEXT --purpose=TEXT --output=FILE"),
    N_ ("log a hand-over and make the sheet that goes with it"), tool_handover },
  { "intake", N_ ("--channel=NAME --sender=ID [FILE]"), N_ ("take in a message seen elsewhere"),
    tool_intake },
  { "key", N_ ("[--rotate | --set-passphrase | --no-passphrase]"),
    N_ ("show the fingerprint of the signing key, or change the key"), tool_key },
  { "list", "", N_ ("list the cases of the inbox"), tool_list },
  { "no-copy", N_ ("CASE [--message=ID | --all]"),
    N_ ("keep only id, address and time of material not to be copied"), tool_no_copy },
  { "own-data", N_ ("CASE --output=FOLDER --recipient=WHO --purpose=WHAT"),
    N_ ("write what is kept of one resident"), tool_own_data },
  { "pack-check", N_ ("FILE…"), N_ ("check guideline packs strictly"), tool_pack_check },
  { "register", N_ ("list|show|add|set|confirm|end|renew|import|check [WORD…]"),
    N_ ("accounts, users, consents, contacts, units, services, substitutes, experts, inductions, incidents, "
        "documents"),
    tool_register },
  { "release", N_ ("CASE --ground=TEXT"), N_ ("release a case from its hold"), tool_release },
  { "report", N_ ("--from=DAY --to=DAY"), N_ ("figures: how much came in, how it was answered"),
    tool_report },
  { "retention", "", N_ ("list what the municipality's plan lets go"), tool_retention },
  { "removal", N_ ("CASE | --due | --all"), N_ ("write or log a request to remove a message, or list all"),
    tool_removal },
  { "show", N_ ("CASE"), N_ ("show one case with its messages and steps"), tool_show },
  { "timestamp", N_ ("PACKAGE --request=FILE [--response=FILE --output=DIR_OR_ZIP]"),
    N_ ("carry a time stamp by hand"), tool_timestamp },
  { "verify", N_ ("PACKAGE | --store=FILE"), N_ ("verify a package, or the log of a store"), tool_verify },
};

static void
print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: luukku COMMAND [OPTION…]"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-13s %s\n", commands[i].name, _ (commands[i].summary));
  g_print (
      "\n%s\n%s\n", _ ("luukku COMMAND --help tells more about one of them."),
      _ ("Exit code: 0 done or clean, 1 something was found or does not verify, 2 usage or input error."));
}

static const ToolCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  }
  return NULL;
}

gboolean
tool_parse (const char *command, const GOptionEntry *entries, int *argc, char ***argv)
{
  const ToolCommand *known = find_command (command);
  const char *usage = known == NULL || *known->usage == '\0' ? "" : _ (known->usage);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *program = g_strdup_printf ("luukku %s", command);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_translation_domain (context, LUUKKU_DOMAIN);
  if (known != NULL)
    g_option_context_set_summary (context, _ (known->summary));
  g_option_context_add_main_entries (context, entries, LUUKKU_DOMAIN);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  tool_fail (error);
  return FALSE;
}

int
tool_fail (const GError *error)
{
  g_printerr ("luukku: %s\n", error->message);
  return TOOL_USAGE;
}

int
tool_fail_usage (const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("luukku: %s\n", message);
  return TOOL_USAGE;
}

LuukkuStore *
tool_open_store (const char *path, gboolean must_exist, LuukkuStoreFlags flags, GError **error)
{
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autofree char *used = path != NULL ? g_strdup (path) : luukku_user_store_path ();
  LuukkuStore *store;

  if (must_exist && !g_file_test (used, G_FILE_TEST_EXISTS)) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        /* TRANSLATORS: %s is the path of a file */
        N_ ("There is no inbox at %s. Name another with --store=FILE, or start Pidgin with Luukku first."),
        used);
    return NULL;
  }
  store = luukku_store_open (used, flags, clock, error);
  if (store != NULL && luukku_store_get_notice (store) != NULL)
    g_printerr ("luukku: %s\n", luukku_store_get_notice (store));
  return store;
}

LuukkuInbox *
tool_open_inbox (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);

  if (store == NULL) {
    tool_fail (error);
    return NULL;
  }
  return luukku_inbox_new (store, luukku_store_get_clock (store));
}

char *
tool_read_input (const char *path, gsize *ret_length, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *buffer = NULL;
  g_autoptr (GError) local = NULL;
  gsize length = 0;

  if (path == NULL || g_str_equal (path, "-")) {
    stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  } else {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

    stream = G_INPUT_STREAM (g_file_read (file, NULL, &local));
  }
  buffer = g_malloc (TOOL_MAX_INPUT + 1);
  if (stream == NULL ||
      !g_input_stream_read_all (stream, buffer, TOOL_MAX_INPUT + 1, &length, NULL, &local)) {
    luukku_error_take_gio (error, g_steal_pointer (&local), N_ ("The input cannot be read."));
    return NULL;
  }
  if (length > TOOL_MAX_INPUT) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The input is larger than 16 MiB. Give a shorter one."));
    return NULL;
  }
  buffer = g_realloc (buffer, length + 1);
  buffer[length] = '\0';
  if (ret_length != NULL)
    *ret_length = length;
  return g_steal_pointer (&buffer);
}

char *
tool_read_text (const char *path, GError **error)
{
  gsize length;
  g_autofree char *text = tool_read_input (path, &length, error);

  if (text == NULL)
    return NULL;
  if (g_utf8_validate (text, (gssize) length, NULL)) {
    /* A mark of the byte order is no letter of the text. */
    if (g_str_has_prefix (text, TOOL_BYTE_ORDER_MARK))
      memmove (text, text + strlen (TOOL_BYTE_ORDER_MARK), length + 1 - strlen (TOOL_BYTE_ORDER_MARK));
    return g_steal_pointer (&text);
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The input is not UTF-8 text. Save it as UTF-8 and try again."));
  return NULL;
}

GBytes *
tool_read_bytes (const char *path, GError **error)
{
  gsize length;
  char *data = tool_read_input (path, &length, error);

  return data != NULL ? g_bytes_new_take (data, length) : NULL;
}

char *
tool_interface_language (const char *asked)
{
  const char *const *names = g_get_language_names ();

  if (asked != NULL)
    return g_strdup (asked);
  if (names[0] != NULL && strlen (names[0]) >= 2 && names[0][0] != 'C')
    return g_strndup (names[0], 2);
  return g_strdup ("en");
}

void
tool_print_json (GVariant *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = luukku_canonical_json (value, &error);

  if (json == NULL)
    g_error ("%s", error->message);
  g_print ("%s\n", json);
}

char *
tool_time (gint64 time)
{
  return luukku_time_format_local (time, "Europe/Helsinki", "%-d.%-m.%Y %H:%M");
}

/* --- without a locale, as under cron or env -i: UTF-8 as it is, where GLib would write "?" for each letter
 */
static void
print_as_it_is (const char *text)
{
  fputs (text, stdout);
}

static void
complain_as_it_is (const char *text)
{
  fputs (text, stderr);
}

static void
keep_letters (void)
{
  const char *charset = NULL;

  if (g_get_charset (&charset) || !g_str_equal (charset, ASCII))
    return;
  g_set_print_handler (print_as_it_is);
  g_set_printerr_handler (complain_as_it_is);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("LUUKKU_LOCALE_DIR");
  const ToolCommand *command;

  setlocale (LC_ALL, "");
  bindtextdomain (LUUKKU_DOMAIN, locale_dir != NULL ? locale_dir : LUUKKU_LOCALEDIR);
  bind_textdomain_codeset (LUUKKU_DOMAIN, "UTF-8");
  textdomain (LUUKKU_DOMAIN);
  keep_letters ();

  if (argc < 2) {
    g_printerr ("luukku: %s\n", _ ("A command is missing. luukku --help lists them."));
    return TOOL_USAGE;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help")) {
    print_help ();
    return TOOL_OK;
  }
  if (g_str_equal (argv[1], "--version")) {
    g_print ("luukku %s\n", LUUKKU_VERSION);
    return TOOL_OK;
  }
  command = find_command (argv[1]);
  if (command == NULL) {
    /* TRANSLATORS: %s is a word that the user typed as the command */
    return tool_fail_usage (_ ("There is no command “%s”. luukku --help lists them."), argv[1]);
  }
  return command->run (argc - 1, argv + 1);
}
