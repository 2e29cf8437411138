/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-prosody.c: an XMPP account as a city channel, against a real prosody on loopback, with
 * libpurple's own XMPP on both ends: the town's account is marked, the resident's is not. */
#include "purple-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST "town.test"
#define ROOMS "rooms." HOST
#define ROOM "tori@" ROOMS
#define PASSWORD "secret"

typedef struct {
  char *folder;
  GSubprocess *server;
  guint16 port;
} Prosody;

static Prosody prosody;
static PurpleAccount *town, *resident;

/* --- the server */
static guint16
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_assert_cmpint (port, !=, 0);
  g_socket_listener_close (listener);
  return port;
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (prosody.folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

static void
write_settings (void)
{
  g_autofree char *config = g_strdup_printf (
      "admins = {}\ndata_path = \"%s/data\"\npidfile = \"%s/data/pid\"\n"
      "modules_enabled = { \"roster\", \"saslauth\", \"disco\", \"presence\", \"message\", \"iq\", "
      "\"offline\" }\n"
      "modules_disabled = { \"s2s\", \"tls\", \"limits\" }\n"
      "c2s_require_encryption = false\nallow_unencrypted_plain_auth = true\nauthentication = "
      "\"internal_plain\"\n"
      "c2s_ports = { %u }\ns2s_ports = {}\nc2s_interfaces = { \"127.0.0.1\" }\nrun_as_root = false\n"
      "log = { { levels = { min = \"warn\" }, to = \"file\", filename = \"%s/data/log\" } }\n"
      "VirtualHost \"" HOST "\"\n"
      "Component \"" ROOMS "\" \"muc\"\n  muc_room_locking = false\n",
      prosody.folder, prosody.folder, prosody.port, prosody.folder);

  write_file ("prosody.cfg.lua", config);
  write_file ("data/town%2etest/accounts/town.dat", "return { [\"password\"] = \"" PASSWORD "\"; };\n");
  write_file ("data/town%2etest/accounts/resident.dat", "return { [\"password\"] = \"" PASSWORD "\"; };\n");
}

static gboolean
answers (void)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_timeout (client, 2);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", prosody.port, NULL, NULL);
  return connection != NULL;
}

/* Prosody does not run as root: there it gets the user "nobody". */
static gboolean
start_server (void)
{
  g_autofree char *program = g_find_program_in_path ("prosody");
  g_autofree char *setpriv = g_find_program_in_path ("setpriv");
  g_autofree char *config = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  gboolean root = getuid () == 0;

  if (program == NULL || (root && setpriv == NULL))
    return FALSE;
  prosody.folder = g_dir_make_tmp ("luukku-prosody-XXXXXX", NULL);
  prosody.port = free_port ();
  write_settings ();
  g_assert_cmpint (g_chmod (prosody.folder, 0755), ==, 0);
  if (root) {
    command = g_strdup_printf ("chown -R nobody '%s'", prosody.folder);
    g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
  }
  config = g_build_filename (prosody.folder, "prosody.cfg.lua", NULL);
  prosody.server =
      root ? g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                               setpriv, "--reuid=nobody", "--regid=nogroup", "--clear-groups", program, "-F",
                               "--config", config, NULL)
           : g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                               program, "-F", "--config", config, NULL);
  g_assert_no_error (error);
  luukku_headless_until (answers ());
  return TRUE;
}

static void
stop_server (void)
{
  g_autofree char *command = NULL;

  if (prosody.server == NULL)
    return;
  g_subprocess_force_exit (prosody.server);
  g_clear_object (&prosody.server);
  command = g_strdup_printf ("rm -rf '%s'", prosody.folder);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (prosody.folder);
}

/* --- both ends */
static PurpleAccount *
log_in (const char *name)
{
  g_autofree char *jid = g_strdup_printf ("%s@" HOST "/desk", name);
  PurpleAccount *account = purple_account_new (jid, "prpl-jabber");

  purple_accounts_add (account);
  purple_account_set_remember_password (account, TRUE); /* for the second login */
  purple_account_set_password (account, PASSWORD);
  purple_account_set_string (account, "connect_server", "127.0.0.1");
  purple_account_set_int (account, "port", prosody.port);
  purple_account_set_string (account, "connection_security", "opportunistic_tls");
  purple_account_set_bool (account, "auth_plain_in_clear", TRUE);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  return account;
}

static LuukkuStore *
store (void)
{
  return luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
}

/* Returns: (transfer full) (nullable): what the inbox has of the resident's conversation. */
static LuukkuConversation *
stored (void)
{
  g_autofree char *channel = g_strdup_printf ("prpl-jabber:%s", purple_account_get_username (town));

  return luukku_store_find_conversation (store (), channel, "resident@" HOST, NULL);
}

static guint
count_messages (void)
{
  g_autoptr (LuukkuConversation) conversation = stored ();
  g_autoptr (GPtrArray) messages =
      conversation != NULL
          ? luukku_store_list_messages (store (), luukku_conversation_peek (conversation)->id, 0, NULL)
          : NULL;

  return messages != NULL ? messages->len : 0;
}

static gint64
waiting_since (void)
{
  g_autoptr (LuukkuConversation) conversation = stored ();
  g_autoptr (LuukkuCase) item =
      luukku_store_find_case (store (), luukku_conversation_peek (conversation)->id, NULL);

  return luukku_case_peek (item)->waiting_since;
}

static void
resident_says (const char *text)
{
  PurpleConversation *conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, resident, "town@" HOST);

  purple_conv_im_send (PURPLE_CONV_IM (conv), text);
}

static PurpleConversation *
town_window (void)
{
  return purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, "resident@" HOST, town);
}

static guint
count_lines (const char *part)
{
  guint n = 0;

  for (const char *at = luukku_headless_lines (); (at = strstr (at, part)) != NULL; at++)
    n++;
  return n;
}

/* One process, one server, one conversation: in, held, out, evidence, closed and opened again. */
static void
test_conversation (void)
{
  PurpleConversation *conv;
  g_autofree char *state = NULL;
  g_autofree char *error = NULL;
  LuukkuWindow about;

  luukku_headless_reset ();
  resident_says ("Milloin kirjasto on auki?");
  luukku_headless_until (town_window () != NULL && count_messages () == 1);
  conv = town_window ();
  luukku_headless_until (count_lines ("R|town") + count_lines ("R|resident") >= 1);
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  g_assert_true (about.weaker);
  g_assert_cmpint (about.id, !=, 0);
  g_assert_cmpstr (about.conversation, ==, "resident@" HOST);
  g_assert_cmpint (waiting_since (), !=, 0);
  state = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (state, "LUU-2026-"));
  g_assert_nonnull (strstr (state, "checked in the weaker way"));
  g_assert_true (luukku_headless_has ("nobody confirms that it was delivered"));
  g_assert_false (purple_conversation_is_logging (conv));

  luukku_headless_answer ("Edit");
  fixture_send (conv, "Tunnus " HETU);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpuint (count_messages (), ==, 1);
  g_assert_cmpint (waiting_since (), !=, 0);

  fixture_send (conv, "Kirjasto on auki kello 18 asti.<br>" SIGNATURE);
  luukku_headless_until (count_messages () == 2);
  g_assert_cmpint (waiting_since (), ==, 0);
  luukku_headless_until (
      purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, "town@" HOST, resident) != NULL &&
      count_lines ("Kirjasto on auki kello 18") >= 2); /* here and at the resident's */
  g_assert_cmpuint (count_lines ("Kirjasto on auki kello 18"), ==, 2);
  g_assert_false (luukku_headless_api ()->has_unticked (conv));

  g_assert_cmpint (purple_cmd_do_command (conv, "archive other", "archive other", &error), ==,
                   PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("Archived as record LUU-2026-"));

  purple_conversation_destroy (conv);
  luukku_headless_reset ();
  resident_says ("Kiitos!");
  luukku_headless_until (count_messages () == 3 && town_window () != NULL);
  luukku_headless_until (count_lines ("Kiitos!") >= 2);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpuint (count_lines ("Milloin kirjasto"), ==, 1); /* the history */
  g_assert_cmpuint (count_lines ("Kiitos!"), ==, 2); /* the resident's window and the town's, each once */
  g_assert_cmpuint (count_messages (), ==, 3);
}

static void
log_in_again (PurpleAccount *account)
{
  if (!purple_account_is_disconnected (account))
    purple_account_disconnect (account);
  luukku_headless_until (purple_account_is_disconnected (account));
  purple_account_connect (account);
  luukku_headless_until (purple_account_is_connected (account));
}

/* What came while nobody was here is delivered at the login, with its own time, and once. */
static void
test_while_away (void)
{
  guint before = count_messages ();

  while (town_window () != NULL)
    purple_conversation_destroy (town_window ());
  purple_account_disconnect (town);
  luukku_headless_until (purple_account_is_disconnected (town));
  log_in_again (resident); /* by then the server has noticed that the town is away */
  luukku_headless_reset ();
  resident_says ("Vielä yksi asia.");
  luukku_headless_pass (2 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (count_messages (), ==, before);
  log_in_again (town);
  luukku_headless_until (count_messages () == before + 1);
  luukku_headless_pass (2 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (count_messages (), ==, before + 1);
}

/* --- a room */
static PurpleConversation *
room_of (PurpleAccount *account)
{
  PurpleConversation *conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, ROOM, account);

  return conv != NULL && !purple_conv_chat_has_left (PURPLE_CONV_CHAT (conv)) ? conv : NULL;
}

static void
enter_room (PurpleAccount *account)
{
  PurpleConnection *gc = purple_account_get_connection (account);
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (purple_connection_get_prpl (gc));
  g_autoptr (GHashTable) components = info->chat_info_defaults (gc, ROOM);

  serv_join_chat (gc, components);
  luukku_headless_until (room_of (account) != NULL);
}

static void
say_in_room (PurpleAccount *account, const char *text)
{
  purple_conv_chat_send (PURPLE_CONV_CHAT (room_of (account)), text);
}

/* Returns: (transfer full): the room as the inbox has it: one line a message, "author: text", our own without
 * an author. */
static char *
stored_room (void)
{
  g_autofree char *channel = g_strdup_printf ("prpl-jabber:%s", purple_account_get_username (town));
  g_autoptr (LuukkuConversation) room = luukku_store_find_conversation (store (), channel, ROOM, NULL);
  g_autoptr (GPtrArray) messages =
      room != NULL ? luukku_store_list_messages (store (), luukku_conversation_peek (room)->id, 0, NULL)
                   : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  g_assert_true (room == NULL || luukku_conversation_peek (room)->is_public);
  for (guint i = 0; messages != NULL && i < messages->len; i++) {
    LuukkuMessage *message = ((LuukkuStoredMessage *) g_ptr_array_index (messages, i))->message;
    const char *author = luukku_message_get_author_name (message);

    g_string_append_printf (all, "%s: %s\n", author != NULL ? author : "", luukku_message_get_text (message));
  }
  return g_strdup (all->str);
}

/* The server's times are real, so what the inbox takes for the time must be, too. */
static gboolean
room_is (const char *wanted)
{
  g_autofree char *all = stored_room ();

  luukku_manual_clock_set (luukku_headless_clock (), g_get_real_time ());
  return g_str_equal (all, wanted);
}

static void
assert_room_stays (const char *wanted)
{
  for (guint i = 0; i < 50; i++) {
    luukku_headless_pass (0);
    if (!room_is (wanted)) {
      g_autofree char *all = stored_room ();

      g_assert_cmpstr (all, ==, wanted);
    }
  }
}

/* Another program: nothing is known but what the store has. */
static void
start_again (void)
{
  while (room_of (town) != NULL)
    purple_conversation_destroy (room_of (town));
  purple_account_disconnect (town);
  luukku_headless_until (purple_account_is_disconnected (town));
  luukku_headless_hooks ()->close_inbox ();
  luukku_headless_pass (2 * G_TIME_SPAN_SECOND); /* the server has noticed */
}

#define FIRST "resident: Onko tori auki?\n"
#define ANSWER "Minna Malli: Tori on auki kello 15 asti.\n" SIGNATURE "\n"
#define SECOND "resident: Kiitos!\n"

/* The room shows its last lines to whoever enters: those that were heard are known, those that were not come
 * in once. */
static void
test_room (void)
{
  LuukkuWindow about;
  gint64 answered_at;

  luukku_headless_reset ();
  luukku_headless_answer ("Accept Defaults"); /* of the room that is made by the first to enter */
  enter_room (resident);
  luukku_headless_until (luukku_headless_open_questions () == 0);
  enter_room (town);
  luukku_headless_until (purple_conv_chat_find_user (PURPLE_CONV_CHAT (room_of (resident)), "town"));
  room_is ("");
  say_in_room (resident, "Onko tori auki?");
  luukku_headless_until (room_is (FIRST));
  g_assert_true (luukku_headless_api ()->describe (room_of (town), &about));
  g_assert_true (about.is_public && about.weaker);
  luukku_headless_answer ("Discard");
  say_in_room (town, "Tunnus " HETU);
  luukku_headless_until (luukku_headless_open_questions () == 0);
  assert_room_stays (FIRST);
  say_in_room (town, "Tori on auki kello 15 asti.<br>" SIGNATURE);
  luukku_headless_until (room_is (FIRST ANSWER));
  luukku_headless_pass (60 * G_TIME_SPAN_SECOND);
  g_assert_false (luukku_headless_api ()->has_unticked (room_of (town))); /* the room has shown it */

  answered_at = g_get_real_time ();
  start_again ();
  /* the server counts whole seconds */
  luukku_headless_until (g_get_real_time () > answered_at + 1100 * G_TIME_SPAN_MILLISECOND);
  say_in_room (resident, "Kiitos!");
  purple_account_connect (town);
  luukku_headless_until (purple_account_is_connected (town));
  enter_room (town);
  luukku_headless_until (room_is (FIRST ANSWER SECOND));
  assert_room_stays (FIRST ANSWER SECOND);
  start_again ();
  purple_account_connect (town);
  luukku_headless_until (purple_account_is_connected (town));
  enter_room (town);
  assert_room_stays (FIRST ANSWER SECOND);
  g_assert_cmpuint (count_lines ("Tunnus " HETU), ==, 0); /* nobody has seen it */
}

static void
mark_town (void)
{
  PurpleConversation *conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, town, "resident@" HOST);
  g_autofree char *error = NULL;

  g_assert_cmpint (purple_cmd_do_command (conv, "citychannel on", "citychannel on", &error), ==,
                   PURPLE_CMD_STATUS_OK);
  purple_conversation_destroy (conv);
}

int
main (int argc, char **argv)
{
  int status;

  fixture_start (&argc, &argv);
  luukku_headless_tick_plugin ();
  if (!start_server ()) {
    g_print ("1..0 # SKIP prosody is not installed\n");
    luukku_graph_free (graph);
    return luukku_headless_stop (0);
  }
  resident = log_in ("resident");
  town = log_in ("town");
  mark_town ();
  g_test_add_func ("/purple/prosody/conversation", test_conversation);
  g_test_add_func ("/purple/prosody/while-away", test_while_away);
  g_test_add_func ("/purple/prosody/room", test_room);
  status = g_test_run ();
  purple_prefs_set_string_list ("/plugins/core/luukku/city-channels", NULL);
  luukku_headless_drop (town);
  luukku_headless_drop (resident);
  stop_server ();
  luukku_graph_free (graph);
  return luukku_headless_stop (status);
}
