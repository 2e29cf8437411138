/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-receive.c: what residents write and what becomes of the link, as a person sees it in windows.
 */
#include "inbox/luukku-inbox-health.h"
#include "purple-fixture.h"

static void
test_escaped (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino <b>Esimerkki", "Hei <b>&</b>\n<script>alert(1)</script>");

  g_assert_true (
      luukku_headless_has ("Hei &lt;b&gt;&amp;&lt;/b&gt;<BR>&lt;script&gt;alert(1)&lt;/script&gt;\n"));
  g_assert_cmpuint (luukku_headless_count ("R|"), ==, 1);
  g_assert_cmpstr (purple_conversation_get_title (conv), ==, "Aino <b>Esimerkki – " LUUKKU_GRAPH_NAME);
  g_assert_cmpstr (purple_conversation_get_name (conv), ==, "t_1");
}

static void
test_title_stays (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  purple_conversation_autoset_title (conv);
  g_assert_cmpstr (purple_conversation_get_title (conv), ==, "Aino Esimerkki – " LUUKKU_GRAPH_NAME);
}

static void
test_logging_stays_off (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv;
  g_autofree char *logs = g_build_filename (luukku_headless_home (), "logs", NULL);

  purple_prefs_set_bool ("/purple/logging/log_ims", TRUE);
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_assert_false (purple_conversation_is_logging (conv));
  g_assert_true (luukku_headless_has ("Y||This conversation is kept in the inbox."));
  purple_conversation_set_logging (conv, TRUE);
  g_assert_false (purple_conversation_is_logging (conv));
  g_assert_true (luukku_headless_has ("Y||Logging stays off"));
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Vielä yksi");
  luukku_headless_until (luukku_headless_has ("Vielä yksi"));
  purple_conversation_destroy (conv);
  g_assert_false (g_file_test (logs, G_FILE_TEST_EXISTS));
  purple_prefs_set_bool ("/purple/logging/log_ims", FALSE);
}

/* --- other plugins: those that tell of messages on the desktop or by a sound take the words from these
 * signals */
static GString *overheard;

static void
on_received (PurpleAccount *account, char *sender, char *message, PurpleConversation *conv,
             PurpleMessageFlags flags)
{
  g_string_append_printf (overheard, "%s %s\n", sender, message);
}

static void
test_overheard (Fixture *f, gconstpointer data)
{
  void *conversations = purple_conversations_get_handle ();
  PurpleConversation *conv = NULL;

  overheard = g_string_new (NULL);
  purple_signal_connect (conversations, "received-im-msg", &overheard, PURPLE_CALLBACK (on_received), NULL);
  purple_signal_connect (conversations, "received-chat-msg", &overheard, PURPLE_CALLBACK (on_received), NULL);
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei, milloin kirjasto aukeaa?");
  g_assert_true (luukku_headless_has ("Hei, milloin kirjasto aukeaa?"));
  g_assert_null (strstr (purple_conversation_get_title (conv), "kirjasto"));
  g_assert_null (strstr (luukku_headless_notices (), "kirjasto"));
  g_assert_cmpstr (overheard->str, ==, "");
  purple_signals_disconnect_by_handle (&overheard);
  g_string_free (overheard, TRUE);
}

/* 500 open windows cost Pidgin over a minute: only a few open by themselves. */
static void
test_cap (Fixture *f, gconstpointer data)
{
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  gint64 before = luukku_store_count_messages (store, NULL);
  g_autofree char *channel = g_strdup_printf ("facebook:%s", purple_account_get_username (f->account));
  PurpleConversation *conv;

  for (guint i = 0; i < 25; i++) {
    g_autofree char *thread = g_strdup_printf ("t_%u", i);

    luukku_graph_say (graph, thread, "Asukas", "Hei!");
  }
  luukku_headless_until (luukku_store_count_messages (store, NULL) == before + 25);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpuint (luukku_headless_hooks ()->count_unasked (), ==, 5);
  g_assert_cmpuint (luukku_headless_count ("R|"), ==, 5);
  g_assert_cmpuint (g_list_length (purple_get_conversations ()), ==, 5);
  g_assert_null (purple_find_buddies (f->account, NULL));
  /* The rest opens when a person asks for it, and does not count. */
  for (guint i = 0; i < 25; i++) {
    g_autofree char *thread = g_strdup_printf ("t_%u", i);

    if (luukku_headless_conv (f->account, thread) == NULL) {
      g_assert_true (luukku_headless_api ()->open (channel, thread));
      conv = luukku_headless_conv (f->account, thread);
      g_assert_nonnull (conv);
      break;
    }
  }
  g_assert_cmpuint (luukku_headless_hooks ()->count_unasked (), ==, 5);
  g_assert_cmpuint (luukku_headless_count ("R|"), ==, 6);
  g_assert_false (luukku_headless_api ()->open (channel, "t_nobody"));
  g_assert_null (purple_find_buddies (f->account, NULL));
}

/* Even when a person adds a resident to the buddy list. */
static void
test_no_saved_buddy (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (luukku_headless_home (), "blist.xml", NULL);
  g_autofree char *saved = NULL;
  PurpleBuddy *buddy;

  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  buddy = purple_buddy_new (f->account, "t_1", "Aino Esimerkki");
  purple_blist_add_buddy (buddy, NULL, NULL, NULL);
  luukku_headless_pass (30 * G_TIME_SPAN_SECOND); /* libpurple writes its files after a while */
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_assert_null (strstr (saved, "t_1"));
  g_assert_null (strstr (saved, "Aino"));
  purple_blist_remove_buddy (buddy);
}

/* An answered conversation does not open a window by itself. */
static void
test_answered_stays_closed (Fixture *f, gconstpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  gint64 before = luukku_store_count_messages (store, NULL);

  luukku_headless_hold_clock (TRUE);
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Hei!");
  luukku_manual_clock_advance (luukku_headless_clock (), 2 * G_TIME_SPAN_SECOND);
  luukku_graph_say_elsewhere (graph, "t_1", "Hei, vastaus.");
  luukku_headless_hold_clock (FALSE);
  luukku_headless_until (luukku_store_count_messages (store, NULL) == before + 2);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_null (luukku_headless_conv (f->account, "t_1"));
}

static void
test_elsewhere (Fixture *f, gconstpointer data)
{
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_graph_say_elsewhere (graph, "t_1", "Vastasin puhelimella.");
  luukku_headless_until (luukku_headless_has ("S|" LUUKKU_GRAPH_NAME "|Vastasin puhelimella."));
  g_assert_true (luukku_headless_has ("written elsewhere"));
}

static void
test_edited_and_gone (Fixture *f, gconstpointer data)
{
  const char *edited, *removed;

  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  edited = luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Ensin näin");
  removed = luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Tämä katoaa");
  luukku_headless_until (luukku_headless_has ("R|Aino Esimerkki|Tämä katoaa"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_graph_edit (graph, edited, "Sitten <i>näin</i>");
  luukku_headless_until (
      luukku_headless_has ("Y||A message was changed at the channel. It now reads:<BR>Sitten &lt;i&gt;näin"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_graph_remove (graph, removed);
  luukku_headless_until (luukku_headless_has (
      "Y||The channel does not show this message any more; the inbox keeps it:<BR>Tämä katoaa"));
}

/* A window that is opened again shows what was there, oldest first. */
static void
test_history (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Ensimmäinen");
  const char *first, *second;

  fixture_send (conv, "Vastaus.<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
  purple_conversation_destroy (conv);
  luukku_headless_reset ();
  purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "t_1");
  first = strstr (luukku_headless_lines (), "R|Aino Esimerkki|Ensimmäinen\n");
  second = strstr (luukku_headless_lines (), "S|" LUUKKU_GRAPH_NAME "|Vastaus.<BR>");
  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_true (first < second);
}

/* Ordinary trouble is not libpurple's business: it would wait up to ten minutes. */
static void
test_back_off_and_gap (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *state = NULL;
  guint gets;

  luukku_headless_reset ();
  luukku_graph_fail (graph, "GET", G_MAXUINT, 503, "{}");
  luukku_headless_until (luukku_headless_has ("Y||"));
  g_assert_true (purple_account_is_connected (f->account));
  g_assert_null (purple_account_get_current_error (f->account));
  state = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (state, "no connection to the channel, next try at "));
  /* It does not hammer: a minute of trouble is a handful of calls. */
  gets = luukku_graph_count_gets (graph);
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (luukku_graph_count_gets (graph) - gets, <=, 6);
  luukku_graph_fail (graph, "GET", 0, 200, "");
  luukku_headless_until (luukku_headless_has ("Y||No messages could be received "));
  g_assert_true (luukku_headless_has ("the channel was out of order"));
  g_assert_cmpuint (luukku_headless_count ("Y||"), ==, 2);
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Kuuluuko?");
  luukku_headless_until (luukku_headless_has ("R|Aino Esimerkki|Kuuluuko?"));
}

static guint
failures (Fixture *f)
{
  g_autofree char *channel = g_strconcat ("facebook:", purple_account_get_username (f->account), NULL);

  return luukku_inbox_get_health (luukku_headless_api ()->get_inbox (), channel)->failures;
}

static void
flicker (void)
{
  for (guint i = 0; i < 20; i++)
    g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", i % 2 == 0);
}

/* A network that comes back makes a channel that is down look at once, and one look is all that its
 * flickering brings; a channel that works does not care. */
static void
test_network_back (Fixture *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  guint gets, failed;

  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_headless_reset ();
  luukku_graph_fail (graph, "GET", G_MAXUINT, 503, "{}");
  luukku_headless_until (luukku_headless_has ("Y||"));
  luukku_headless_pass (5 * G_TIME_SPAN_MINUTE); /* the next try is minutes away */
  luukku_headless_hold_clock (TRUE);
  gets = luukku_graph_count_gets (graph);
  failed = failures (f);
  flicker ();
  luukku_headless_until (failures (f) > failed);
  g_assert_cmpuint (luukku_graph_count_gets (graph), ==, gets + 1);
  luukku_graph_fail (graph, "GET", 0, 200, "");
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Kuuluuko?");
  flicker ();
  luukku_headless_hold_clock (FALSE); /* calls a second are counted by it */
  luukku_headless_until (luukku_headless_has ("R|Aino Esimerkki|Kuuluuko?"));
  luukku_headless_hold_clock (TRUE);
  luukku_headless_pass (0);
  gets = luukku_graph_count_gets (graph);
  flicker ();
  luukku_headless_pass (0);
  g_assert_cmpuint (luukku_graph_count_gets (graph), ==, gets);
  luukku_headless_hold_clock (FALSE);
  g_assert_true (purple_account_get_connection (f->account) == gc);
}

/* A reply written while the channel is out of order waits, says so and leaves later. */
static void
test_queued (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_graph_fail (graph, "POST", 2, 429, "{\"error\":{\"message\":\"x\",\"code\":613}}");
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("Y||The reply is queued and will be sent as soon as it can."));
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 0);
  luukku_headless_pass (10 * G_TIME_SPAN_MINUTE);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
}

/* What is not JSON, or not what was promised, is one sentence in the window; the account stays. */
static void
test_html_page (Fixture *f, gconstpointer data)
{
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_headless_reset ();
  luukku_graph_fail (graph, "GET", 1, 200, "<html><body>Kirjaudu verkkoon</body></html>");
  luukku_headless_until (luukku_headless_has ("Y||The answer is not what Facebook promises"));
  g_assert_true (purple_account_is_connected (f->account));
  g_assert_false (luukku_headless_has ("Kirjaudu"));
}

/* The same Page as two accounts: what came while one was away is there once when it is back. */
static void
test_linked_account (Fixture *f, gconstpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  const char *page = purple_account_get_username (f->account);
  PurpleAccount *linked = luukku_headless_account ("prpl-luukku-instagram", page);
  g_autofree char *channel = g_strconcat ("instagram:", page, NULL);
  gint64 before = luukku_store_count_messages (store, NULL);

  purple_account_set_string (linked, "api-base", luukku_graph_get_base (graph));
  luukku_graph_say (graph, "t_ig", "asukas", "Ennen");
  for (guint round = 0; round < 3; round++) {
    if (round == 0) /* the token is kept */
      luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
    luukku_headless_enable (linked);
    luukku_headless_until (purple_account_is_connected (linked));
    luukku_headless_until (luukku_store_count_messages (store, NULL) == before + 1 + 2 * round);
    luukku_headless_pass (G_TIME_SPAN_MINUTE);
    g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, before + 1 + 2 * round);
    purple_account_set_enabled (linked, "luukku-headless", FALSE);
    luukku_headless_until (purple_account_is_disconnected (linked));
    luukku_graph_say (graph, "t_ig", "asukas", "Poissa ollessa");
    luukku_graph_say (graph, "t_other", "toinen", "Toinenkin");
  }
  luukku_headless_drop (linked);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/receive/escaped", test_escaped);
  fixture_add ("/purple/receive/title-stays", test_title_stays);
  fixture_add ("/purple/receive/logging-stays-off", test_logging_stays_off);
  fixture_add ("/purple/receive/cap", test_cap);
  fixture_add ("/purple/receive/no-saved-buddy", test_no_saved_buddy);
  fixture_add ("/purple/receive/answered-stays-closed", test_answered_stays_closed);
  fixture_add ("/purple/receive/elsewhere", test_elsewhere);
  fixture_add ("/purple/receive/edited-and-gone", test_edited_and_gone);
  fixture_add ("/purple/receive/history", test_history);
  fixture_add ("/purple/receive/back-off-and-gap", test_back_off_and_gap);
  fixture_add ("/purple/receive/network-back", test_network_back);
  fixture_add ("/purple/receive/overheard", test_overheard);
  fixture_add ("/purple/receive/queued", test_queued);
  fixture_add ("/purple/receive/html-page", test_html_page);
  fixture_add_offline ("/purple/receive/linked-account", test_linked_account);
  return fixture_run ();
}
