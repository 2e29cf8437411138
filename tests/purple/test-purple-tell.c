/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-tell.c: somebody is told of an alarm by a mailbox of this Pidgin, against real mail servers on
 * loopback (tests/net/mail_servers.py): taken, refused, and acknowledged by a letter. */
#include "purple-fixture.h"

#include "store/luukku-store-facts.h"

#include "inbox/luukku-inbox-alarm.h"

#define THREAT "Tulen sinne ja hakkaan sinut."
#define MAILBOX "kirjaamo@kuopio.example"

static struct {
  GSubprocess *process;
  GDataInputStream *out;
  GOutputStream *in;
  char **ready; /* "ready", authority, ports, password */
} servers;

/* --- the servers */
static char *
read_answer (void)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (servers.out, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static char *
ask (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ended = g_strconcat (line, "\n", NULL);

  g_output_stream_write_all (servers.in, ended, strlen (ended), NULL, NULL, &error);
  g_assert_no_error (error);
  return read_answer ();
}

static void
must_answer (const char *line, const char *wanted)
{
  g_autofree char *answer = ask (line);

  g_assert_cmpstr (answer, ==, wanted);
}

static void
start_servers (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "net", "mail_servers.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  servers.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                      "/usr/bin/python3", "-u", script, NULL);
  g_assert_no_error (error);
  servers.out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (servers.process));
  servers.in = g_subprocess_get_stdin_pipe (servers.process);
  line = read_answer ();
  g_assert_true (g_str_has_prefix (line, "ready "));
  servers.ready = g_strsplit (line, " ", -1);
}

static void
stop_servers (void)
{
  g_output_stream_close (servers.in, NULL, NULL);
  g_subprocess_wait (servers.process, NULL, NULL);
  g_object_unref (servers.out);
  g_object_unref (servers.process);
  g_strfreev (servers.ready);
}

/* --- the mailbox; the ports stand in the order IMAP, IMAPS, LMTP, submission, submissions, relay, direct */
static PurpleAccount *
open_mailbox (void)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-mail", MAILBOX);

  purple_account_set_string (account, "imap-host", "127.0.0.1");
  purple_account_set_int (account, "imap-port", atoi (servers.ready[3]));
  purple_account_set_string (account, "smtp-host", "localhost");
  purple_account_set_int (account, "smtp-port", atoi (servers.ready[8]));
  purple_account_set_string (account, "smtp-security", "starttls");
  purple_account_set_string (account, "user", "kirjaamo");
  purple_account_set_string (account, "ca-file", servers.ready[1]);
  luukku_headless_answer ("sala sana ä");
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  return account;
}

/* --- what a person types */
static LuukkuInbox *
get_inbox (void)
{
  return luukku_headless_api ()->get_inbox ();
}

static gboolean
say (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals, char **ret_engine, gpointer data,
     GError **error)
{
  *ret_engine = g_strdup ("test 1");
  if (g_str_equal (luukku_message_get_text (message->message), THREAT))
    g_ptr_array_add (proposals, luukku_proposal_new ("threat-person", "test.rule", LUUKKU_ALARM_NONE));
  return TRUE;
}

static void
must (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = NULL;

  purple_cmd_do_command (conv, command, command, &error);
  g_assert_cmpstr (error, ==, NULL);
}

static gboolean
is_acknowledged (gint64 conversation)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (get_inbox (), conversation, NULL);

  return ((const LuukkuStep *) g_ptr_array_index (steps, 1))->acknowledged_at != 0;
}

static void
deliver (const char *number)
{
  g_autofree char *path = g_build_filename (luukku_headless_home (), "answer.eml", NULL);
  g_autofree char *letter = g_strdup_printf ("From: Esimies <pomo@example.fi>\nTo: " MAILBOX "\n"
                                             "Subject: Re: %s\nMessage-ID: <a1@example.fi>\n"
                                             "Date: Fri, 20 Nov 2026 12:00:00 +0200\n\nLuettu, %s.\n",
                                             number, number);
  g_autofree char *line = g_strconcat ("deliver ", path, NULL);

  g_assert_true (g_file_set_contents (path, letter, -1, NULL));
  must_answer (line, "ok");
}

static void
test_told_by_letter (Fixture *f, gconstpointer data)
{
  PurpleAccount *mailbox = open_mailbox ();
  PurpleConversation *conv = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *path = NULL;
  g_autofree char *letter = NULL;
  LuukkuWindow about;

  luukku_inbox_set_classifier (get_inbox (), say, NULL);
  conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  luukku_headless_until (luukku_headless_has ("covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (luukku_inbox_get_store (get_inbox ()), about.id, NULL);
  must (conv, "escalate contact mail pomo@example.fi");

  /* refused by the server: said, and the step stays open */
  must_answer ("stop-sink direct", "ok");
  must_answer ("start-sink direct refuse", "ok");
  must (conv, "escalate tell");
  luukku_headless_until (
      luukku_headless_has ("The letter to pomo@example.fi did not leave, and the step stays open."));
  must (conv, "escalate");
  g_assert_true (
      luukku_headless_has ("2. Tell the supervisor or somebody else who stands for the employer – to do"));
  must_answer ("count", "0");

  must_answer ("stop-sink direct", "ok");
  must_answer ("start-sink direct take", "ok");
  must (conv, "escalate 2 tell mail");
  luukku_headless_until (
      luukku_headless_has ("pomo@example.fi has been told. The step waits for the answer."));
  must_answer ("count", "1");
  path = ask ("last");
  g_assert_true (g_file_get_contents (path, &letter, NULL, NULL));
  g_assert_nonnull (strstr (letter, "To: pomo@example.fi"));
  g_assert_nonnull (strstr (letter, luukku_case_peek (item)->number));
  g_assert_null (strstr (letter, "hakkaan"));
  g_assert_null (strstr (letter, "Jorma"));
  g_assert_false (is_acknowledged (about.id));

  deliver (luukku_case_peek (item)->number);
  luukku_headless_until (is_acknowledged (about.id));
  g_assert_null (strstr (luukku_headless_log (), "hakkaan"));
  luukku_headless_drop (mailbox);
}

/* --- a request to remove, from the menu's form */

static char *case_number;

static void
set (PurpleRequestFields *fields, const char *id, const char *value)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, id), value);
}

static void
fill_removal (PurpleRequestFields *fields)
{
  set (fields, "case", case_number);
  set (fields, "removal.requested-from", "Alusta");
  set (fields, "removal.reasons", "Laiton uhkaus");
  set (fields, "removal.locations", "https://example.org/viesti/1");
  set (fields, "removal.notifier-name", "Minna Malli");
  set (fields, "removal.notifier-email", "minna@example.org");
  set (fields, "removal.bona-fide-by", "Minna Malli");
  set (fields, "removal.contact-email", "dsa@alusta.example");
}

static void
run_action (const char *label)
{
  PurplePlugin *plugin = purple_plugins_find_with_id ("core-luukku");
  GList *actions = plugin->info->actions (plugin, NULL);

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (g_str_equal (action->label, label))
      action->callback (action);
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
}

static void
test_removal_by_letter (Fixture *f, gconstpointer data)
{
  PurpleAccount *mailbox = open_mailbox ();
  PurpleConversation *conv = fixture_receive (f, "t_2", "Jorma", THREAT);
  LuukkuStore *store = luukku_inbox_get_store (get_inbox ());
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (LuukkuRemovalWatch) watch = NULL;
  g_autofree char *path = NULL, *letter = NULL, *before = ask ("count");
  LuukkuWindow about;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (store, about.id, NULL);
  case_number = g_strdup (luukku_case_peek (item)->number);
  must_answer ("stop-sink direct", "ok");
  must_answer ("start-sink direct refuse", "ok");
  luukku_headless_fill_form (fill_removal);
  run_action ("Request to remove a message…");
  luukku_headless_until (strstr (luukku_headless_notices (), "E|The request was not sent by e-mail.") !=
                         NULL);
  g_assert_null (luukku_store_get_removal_watch (store, case_number, NULL));
  must_answer ("count", before);

  must_answer ("stop-sink direct", "ok");
  must_answer ("start-sink direct take", "ok");
  luukku_headless_fill_form (fill_removal);
  run_action ("Request to remove a message…");
  luukku_headless_until (strstr (luukku_headless_notices (), "the request was sent to dsa@alusta.example") !=
                         NULL);
  watch = luukku_store_get_removal_watch (store, case_number, NULL);
  g_assert_nonnull (watch);
  path = ask ("last");
  g_assert_true (g_file_get_contents (path, &letter, NULL, NULL));
  g_assert_nonnull (strstr (letter, "To: dsa@alusta.example"));
  g_assert_nonnull (strstr (letter, "https://example.org/viesti/1"));
  g_assert_null (strstr (letter, "hakkaan"));
  luukku_headless_drop (mailbox);
  g_clear_pointer (&case_number, g_free);
}

int
main (int argc, char **argv)
{
  int status;

  fixture_start (&argc, &argv);
  purple_prefs_set_string ("/plugins/core/luukku/pack", "kauhava");
  start_servers ();
  fixture_add ("/tell/letter", test_told_by_letter);
  fixture_add ("/tell/removal", test_removal_by_letter);
  status = fixture_run ();
  stop_servers ();
  return status;
}
