/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-foreign.c: an account of another prpl that the municipality uses as a channel. */
#include "inbox/luukku-inbox-health.h"
#include "other-protocol.h"
#include "purple-fixture.h"

#include "store/luukku-store-labels.h"

typedef struct {
  PurpleAccount *account;
  PurpleConversation *conv;
} Other;

static void
set_up (Other *f, gconstpointer data)
{
  g_autofree char *error = NULL;

  luukku_headless_reset ();
  g_string_truncate (sent, 0);
  f->account = purple_account_new ("neuvonta@example.org", "prpl-other");
  purple_accounts_add (f->account);
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  f->conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "asukas@example.org");
  if (data == NULL)
    g_assert_cmpint (purple_cmd_do_command (f->conv, "citychannel on", "citychannel on", &error), ==,
                     PURPLE_CMD_STATUS_OK);
}

static void
tear_down (Other *f, gconstpointer data)
{
  GList *none = NULL;

  purple_prefs_set_string_list ("/plugins/core/luukku/city-channels", none);
  luukku_headless_drop (f->account);
}

static void
test_not_marked (Other *f, gconstpointer data)
{
  LuukkuWindow window;

  fixture_send (f->conv, "Tunnus " HETU);
  g_assert_cmpstr (sent->str, ==, "asukas@example.org: Tunnus " HETU "\n");
  g_assert_false (luukku_headless_api ()->describe (f->conv, &window));
}

static void
test_held (Other *f, gconstpointer data)
{
  g_autofree char *state = NULL;
  LuukkuWindow window;

  g_assert_true (luukku_headless_has ("This is the weaker way"));
  g_assert_true (luukku_headless_api ()->describe (f->conv, &window));
  g_assert_true (window.weaker);
  state = luukku_headless_api ()->state_line (f->conv);
  g_assert_nonnull (strstr (state, "checked in the weaker way"));
  luukku_headless_answer ("Edit");
  fixture_send (f->conv, "Tunnus <b>131052</b>-308T &amp; muuta");
  g_assert_cmpstr (sent->str, ==, "");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Tunnus " HETU " &amp; muuta");
  g_assert_cmpstr (sent->str, ==, "");
}

static void
test_clean_passes (Other *f, gconstpointer data)
{
  fixture_send (f->conv, "Kirjasto on auki.<br>" SIGNATURE);
  g_assert_cmpstr (sent->str, ==, "asukas@example.org: Kirjasto on auki.<br>" SIGNATURE "\n");
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

/* Closing the window while the question is open keeps the text for the next window. */
static void
test_window_closed (Other *f, gconstpointer data)
{
  fixture_send (f->conv, "Tunnus " HETU);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  purple_conversation_destroy (f->conv);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  f->conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "asukas@example.org");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Tunnus " HETU);
  g_assert_cmpstr (sent->str, ==, "");
  /* What was sent clean is not kept. */
  fixture_send (f->conv, "Muu vastaus.<br>" SIGNATURE);
  purple_conversation_destroy (f->conv);
  luukku_headless_reset ();
  f->conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "asukas@example.org");
  luukku_headless_pass (0);
  g_assert_cmpstr (luukku_headless_given_back (), ==, "");
}

static void
test_chat (Other *f, gconstpointer data)
{
  PurpleConversation *chat = serv_got_joined_chat (purple_account_get_connection (f->account), 7, "huone");

  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), "Tunnus " HETU);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_cmpstr (sent->str, ==, "");
  luukku_headless_answer ("Discard");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), "Kaikille.<br>" SIGNATURE);
  g_assert_cmpstr (sent->str, ==, "#7: Kaikille.<br>" SIGNATURE "\n");
}

/* What the town itself tells a room is for everyone: Hanko wants it in both languages. An answer in that room
 * is not. */
static void
test_update_in_a_room (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  PurpleConversation *chat = serv_got_joined_chat (gc, 8, "tiedotteet");
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  time_t now = (time_t) (luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())) / G_TIME_SPAN_SECOND);
  const char *news =
      "Uimaranta avataan maanantaina kello kymmenen, tervetuloa kaikki uimaan! Minna Malli, viestintä";

  luukku_inbox_load_pack (inbox, "hanko", NULL);
  luukku_headless_answer ("Edit");
  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), news);
  luukku_headless_until (luukku_headless_has ("Both languages"));
  g_assert_cmpstr (sent->str, ==, "");
  luukku_headless_reset ();
  serv_got_chat_in (gc, 8, "aino", PURPLE_MESSAGE_RECV, "Milloin uimaranta avataan?", now);
  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), news);
  luukku_headless_until (strstr (sent->str, "#8: Uimaranta") != NULL);
  g_assert_false (luukku_headless_has ("Both languages"));
  luukku_inbox_load_pack (inbox, "rautalampi", NULL);
}

static void
do_command (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = NULL;

  purple_cmd_do_command (conv, command, command, &error);
  g_assert_cmpstr (error, ==, NULL);
}

static gint64
room_id (Other *f)
{
  LuukkuWindow window;
  PurpleConversation *chat =
      purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, "kahvila", f->account);

  g_assert_true (luukku_headless_api ()->describe (chat, &window));
  g_assert_true (window.is_public);
  return window.id;
}

static void
assert_message (gint64 id, guint index, guint count, const char *author, const char *text)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) list = luukku_store_list_messages (store, id, 0, NULL);
  LuukkuMessage *message;

  g_assert_cmpuint (list->len, ==, count);
  message = ((LuukkuStoredMessage *) g_ptr_array_index (list, index))->message;
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, author);
  g_assert_cmpstr (luukku_message_get_text (message), ==, text);
}

/* A room is one public conversation; each message has its author. */
static void
test_room (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  gint64 now = luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())) / G_TIME_SPAN_SECOND;
  PurpleConversation *chat = serv_got_joined_chat (gc, 8, "kahvila");
  gint64 id;

  purple_conv_chat_set_nick (PURPLE_CONV_CHAT (chat), "kunta");
  g_assert_true (luukku_headless_has ("This is a room: everyone in it can read what you write."));
  g_assert_false (purple_conversation_is_logging (chat));
  serv_got_chat_in (gc, 8, "aino", PURPLE_MESSAGE_RECV, "Onko <b>auki</b>?", (time_t) now);
  serv_got_chat_in (gc, 8, "eero", PURPLE_MESSAGE_RECV, "Kai.", (time_t) now);
  id = room_id (f);
  assert_message (id, 0, 2, "aino", "Onko auki?");
  assert_message (id, 1, 2, "eero", "Kai.");
  /* the room tells again what we have heard, and what was said before we came: once */
  for (guint i = 0; i < 2; i++) {
    serv_got_chat_in (gc, 8, "eero", PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED, "Kai.", (time_t) now - 3);
    serv_got_chat_in (gc, 8, "aino", PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED, "Kai.",
                      (time_t) now - 3600);
  }
  assert_message (id, 0, 3, "aino", "Kai.");
}

static guint
count_unsent (gint64 id)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) list = luukku_store_list_unsent (store, id, NULL);

  return list->len;
}

/* A reply is sent when the room shows it, now or after it was told again; an own line from elsewhere is kept.
 */
static void
test_room_reply (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  gint64 now = luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())) / G_TIME_SPAN_SECOND;
  PurpleConversation *chat = serv_got_joined_chat (gc, 8, "kahvila");
  gint64 id;
  guint before;
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());

  purple_conv_chat_set_nick (PURPLE_CONV_CHAT (chat), "kunta");
  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), "Auki on.<br>" SIGNATURE);
  g_assert_cmpstr (sent->str, ==, "#8: Auki on.<br>" SIGNATURE "\n");
  id = room_id (f);
  g_assert_cmpuint (count_unsent (id), ==, 1);
  g_assert_false (luukku_headless_api ()->has_unticked (chat)); /* nobody is asked yet */
  serv_got_chat_in (gc, 8, "kunta", PURPLE_MESSAGE_SEND, "Auki on.<br>" SIGNATURE, (time_t) now);
  g_assert_cmpuint (count_unsent (id), ==, 0);
  before = (guint) luukku_store_count_messages (store, NULL);
  serv_got_chat_in (gc, 8, "kunta", PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_DELAYED, "Auki on.<br>" SIGNATURE,
                    (time_t) now);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before);
  serv_got_chat_in (gc, 8, "kunta", PURPLE_MESSAGE_SEND, "Puhelimesta.", (time_t) now);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 1);
  /* never shown: a person has to look */
  purple_conv_chat_send (PURPLE_CONV_CHAT (chat), "Suljettu.<br>" SIGNATURE);
  g_assert_false (luukku_headless_api ()->has_unticked (chat));
  luukku_headless_pass (31 * G_TIME_SPAN_SECOND);
  g_assert_true (luukku_headless_api ()->has_unticked (chat));
  do_command (chat, "sent");
  g_assert_cmpuint (count_unsent (id), ==, 0);
}

/* No inbox, no check, no way out. */
static void
test_no_inbox (Other *f, gconstpointer data)
{
  g_autofree char *path = luukku_headless_new_store ("no-inbox");

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  fixture_send (f->conv, "Kirjasto on auki.<br>" SIGNATURE);
  g_assert_cmpstr (sent->str, ==, "");
  g_assert_true (luukku_headless_has ("E||"));
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Kirjasto on auki.<BR>" SIGNATURE);
  g_free (luukku_headless_new_store ("luukku"));
}

/* The signal says "sent" whatever the protocol answered: without its line nobody knows. */
static void
test_not_taken (Other *f, gconstpointer data)
{
  other_answer = -1;
  fixture_send (f->conv, "Kirjasto on auki.<br>" SIGNATURE);
  g_assert_true (luukku_headless_api ()->has_unticked (f->conv));
  luukku_headless_until (luukku_headless_has ("It is not certain whether this reply left"));
  do_command (f->conv, "notsent");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_false (luukku_headless_api ()->has_unticked (f->conv));
  /* a protocol that shows our line later, when the server has it */
  other_answer = 0;
  fixture_send (f->conv, "Toinen vastaus.<br>" SIGNATURE);
  g_assert_true (luukku_headless_api ()->has_unticked (f->conv));
  purple_conv_im_write (PURPLE_CONV_IM (f->conv), NULL, "Toinen vastaus.<br>" SIGNATURE, PURPLE_MESSAGE_SEND,
                        0);
  g_assert_false (luukku_headless_api ()->has_unticked (f->conv));
  other_answer = 1;
}

/* What comes in is a case at once, once, and whatever other plugins do with the line. */
static void
test_received (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  gint64 before = luukku_store_count_messages (store, NULL);
  LuukkuWindow window;

  serv_got_im (gc, "uusi@example.org", "Moi &amp; <b>kiitos</b>", PURPLE_MESSAGE_RECV, 0);
  serv_got_im (gc, "uusi@example.org", "Moi &amp; <b>kiitos</b>", PURPLE_MESSAGE_RECV, 0);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 2); /* said twice */
  for (guint i = 0; i < 2; i++) /* shown again by the account, as at each login */
    serv_got_im (gc, "uusi@example.org", "eilen", PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED, 1763700000);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 3);
  serv_got_im (gc, "uusi@example.org", "olen poissa", PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_AUTO_RESP, 0);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 3);
  g_assert_true (
      luukku_headless_api ()->describe (luukku_headless_conv (f->account, "uusi@example.org"), &window));
  g_assert_cmpint (window.id, !=, 0);
  purple_conversation_destroy (luukku_headless_conv (f->account, "uusi@example.org"));
  g_assert_true (luukku_headless_api ()->open ("prpl-other:neuvonta@example.org", "uusi@example.org"));
  g_assert_true (luukku_headless_has ("Moi &amp; kiitos"));
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 3); /* history is not received */
}

#define THREAT "Tulen sinne ja hakkaan sinut."

static gint64
count_seen (void)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) seen = luukku_store_list_exposure (store, 0, G_MAXINT64, NULL);
  gint64 count = 0;

  for (guint i = 0; i < seen->len; i++)
    count += ((LuukkuExposure *) seen->pdata[i])->count;
  return count;
}

static gboolean
fails (PurpleConversation *conv, const char *command, const char *part)
{
  g_autofree char *error = NULL;

  purple_cmd_do_command (conv, command, command, &error);
  return error != NULL && strstr (error, part) != NULL;
}

/* A threat is covered there too, and its steps are done in its window. */
static void
test_threat (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  PurpleConversation *conv = NULL;
  gint64 before = count_seen ();

  serv_got_im (gc, "uhkaaja@example.org", THREAT, PURPLE_MESSAGE_RECV, 0);
  conv = luukku_headless_conv (f->account, "uhkaaja@example.org");
  g_assert_false (luukku_headless_has ("hakkaan"));
  g_assert_true (luukku_headless_has ("covered. Write /show"));
  g_assert_nonnull (strstr (luukku_headless_questions (), "Threat"));
  g_assert_null (strstr (luukku_headless_notices (), "hakkaan"));
  serv_got_im (gc, "uhkaaja@example.org", "Kiitos vain.", PURPLE_MESSAGE_RECV, 0);
  g_assert_true (luukku_headless_has ("Kiitos vain."));
  g_assert_true (fails (conv, "close", "cannot be closed yet"));
  do_command (conv, "escalate");
  do_command (conv, "escalate 2 done Eero Esimies");
  do_command (conv, "show");
  g_assert_true (luukku_headless_has (THREAT));
  g_assert_cmpint (count_seen (), ==, before + 1);
  /* the same said while we were away */
  serv_got_im (gc, "toinen@example.org", THREAT, PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED, 1763700000);
  g_assert_cmpuint (luukku_headless_count ("hakkaan"), ==, 1);
  conv = luukku_headless_conv (f->account, "toinen@example.org");
  do_command (conv, "show");
  g_assert_cmpuint (luukku_headless_count ("hakkaan"), ==, 2);
}

static void
test_threat_in_a_room (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  PurpleConversation *chat = serv_got_joined_chat (gc, 9, "tori");
  time_t now = (time_t) (luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())) / G_TIME_SPAN_SECOND);

  serv_got_chat_in (gc, 9, "Jorma", PURPLE_MESSAGE_RECV, THREAT, now);
  serv_got_chat_in (gc, 9, "Aino", PURPLE_MESSAGE_RECV, "Älä viitsi.", now);
  g_assert_false (luukku_headless_has ("hakkaan"));
  g_assert_true (luukku_headless_has ("viitsi."));
  serv_got_chat_in (gc, 9, "Jorma", PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED, "Tapan sinut huomenna.",
                    now - 3600);
  g_assert_false (luukku_headless_has ("Tapan"));
  g_assert_true (fails (chat, "close", "cannot be closed yet"));
  do_command (chat, "show");
  do_command (chat, "show");
  g_assert_true (luukku_headless_has (THREAT));
  g_assert_true (luukku_headless_has ("Tapan sinut huomenna."));
}

/* What a banned person writes does not come into the window of another protocol either. */
static void
test_banned (Other *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  PurpleConversation *conv = NULL;

  serv_got_im (gc, "estetty@example.org", "Olet idiootti, senkin urpo.", PURPLE_MESSAGE_RECV, 0);
  conv = luukku_headless_conv (f->account, "estetty@example.org");
  do_command (conv, "label harassment");
  do_command (conv, "ban 1 häirintä");
  serv_got_im (gc, "estetty@example.org", "Piilossa", PURPLE_MESSAGE_RECV, 0);
  g_assert_false (luukku_headless_has ("Piilossa"));
  serv_got_im (gc, "estetty@example.org", THREAT, PURPLE_MESSAGE_RECV, 0);
  g_assert_true (luukku_headless_has ("covered. Write /show"));
  do_command (conv, "show");
  g_assert_true (luukku_headless_has (THREAT));
}

/* A room that is no city channel keeps its own /ban. */
static void
test_commands_of_others (Other *f, gconstpointer data)
{
  g_assert_false (fails (f->conv, "ban jorma", "municipality"));
}

static void
test_command_wrong (Other *f, gconstpointer data)
{
  g_autofree char *error = NULL;

  g_assert_cmpint (purple_cmd_do_command (f->conv, "citychannel maybe", "citychannel maybe", &error), ==,
                   PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "/citychannel on"));
}

/* --- how it fares */
static char *
trouble (void)
{
  return luukku_inbox_describe_trouble (luukku_headless_api ()->get_inbox ());
}

static void
fail (Other *f, PurpleConnectionError reason, const char *words)
{
  purple_connection_error_reason (purple_account_get_connection (f->account), reason, words);
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

static void
assert_trouble (const char *part)
{
  g_autofree char *lines = trouble ();

  g_test_message ("%s", lines);
  if (part == NULL)
    g_assert_cmpstr (lines, ==, "");
  else
    g_assert_nonnull (strstr (lines, part));
}

static void
assert_state (const char *state)
{
  PurplePlugin *plugin = purple_plugins_find_with_id ("core-luukku");
  GList *actions = PURPLE_PLUGIN_ACTIONS (plugin, NULL);

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (action != NULL && g_str_equal (action->label, "Channels…"))
      action->callback (action);
    if (action != NULL)
      purple_plugin_action_free (action);
  }
  g_list_free (actions);
  g_test_message ("%s", luukku_headless_notices ());
  g_assert_nonnull (strstr (luukku_headless_notices (), state));
}

/* Offline by an error is told at once, and the time without a connection in the window; switched off by a
 * person is no news; a deleted account has no trouble. */
static void
test_health (Other *f, gconstpointer data)
{
  const LuukkuHealth *health = NULL;

  fixture_send (f->conv, "Kirjasto on auki.<br>" SIGNATURE); /* a conversation */
  assert_trouble (NULL);
  fail (f, PURPLE_CONNECTION_ERROR_NETWORK_ERROR, "Server closed\nthe connection.");
  assert_trouble ("no connection: Server closed the connection. Pidgin tries");
  health = luukku_inbox_get_health (luukku_headless_api ()->get_inbox (), "prpl-other:neuvonta@example.org");
  g_assert_false (health->needs_person);
  luukku_headless_pass (5 * G_TIME_SPAN_MINUTE);
  luukku_headless_reset ();
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  assert_trouble (NULL);
  luukku_headless_until (luukku_headless_has ("Y||The account had no connection "));
  assert_state ("works");
  fail (f, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED, "Not Authorized");
  assert_trouble ("has stopped: Not Authorized.");
  g_assert_true (health->needs_person);
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  assert_trouble (NULL);
  purple_account_set_enabled (f->account, "luukku-headless", FALSE);
  luukku_headless_until (purple_account_is_disconnected (f->account));
  assert_trouble (NULL);
  assert_state ("switched off");
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  fail (f, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED, "");
  assert_trouble ("has stopped");
  purple_accounts_remove (f->account);
  assert_trouble (NULL);
  assert_state ("no account any more");
  g_assert_null (purple_prefs_get_string_list ("/plugins/core/luukku/city-channels"));
  purple_accounts_add (f->account); /* for tear_down */
}

#define add(path, data, function) g_test_add (path, Other, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  fixture_start (&argc, &argv);
  sent = g_string_new (NULL);
  add_other_protocol ();
  luukku_headless_tick_plugin ();
  add ("/purple/foreign/not-marked", "not marked", test_not_marked);
  add ("/purple/foreign/held", NULL, test_held);
  add ("/purple/foreign/clean-passes", NULL, test_clean_passes);
  add ("/purple/foreign/window-closed", NULL, test_window_closed);
  add ("/purple/foreign/chat", NULL, test_chat);
  add ("/purple/foreign/update-in-a-room", NULL, test_update_in_a_room);
  add ("/purple/foreign/room", NULL, test_room);
  add ("/purple/foreign/room-reply", NULL, test_room_reply);
  add ("/purple/foreign/no-inbox", NULL, test_no_inbox);
  add ("/purple/foreign/not-taken", NULL, test_not_taken);
  add ("/purple/foreign/received", NULL, test_received);
  add ("/purple/foreign/health", NULL, test_health);
  add ("/purple/foreign/threat", NULL, test_threat);
  add ("/purple/foreign/threat-room", NULL, test_threat_in_a_room);
  add ("/purple/foreign/banned", NULL, test_banned);
  add ("/purple/foreign/others-commands", "not marked", test_commands_of_others);
  add ("/purple/foreign/command-wrong", "not marked", test_command_wrong);
  status = fixture_run ();
  g_string_free (sent, TRUE);
  return status;
}
