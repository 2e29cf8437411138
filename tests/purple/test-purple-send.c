/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-send.c: nothing leaves but through the gate, and no typed text is lost on the way. */
#include "purple-fixture.h"

#include <errno.h>

#include "base/luukku-text.h"

#define HELD_TEXTS 200

/* serv_send_im() is what D-Bus and pounces call: no signal is in its way. */
static void
test_wall (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  PurpleConnection *gc = purple_account_get_connection (f->account);

  g_assert_cmpint (serv_send_im (gc, "t_1", "Tunnuksesi on " HETU "\n" SIGNATURE, 0), ==, 0);
  g_assert_cmpint (serv_send_im (gc, "t_1", "Tunnuksesi on <b>131052</b>-308T<br>" SIGNATURE, 0), ==, 0);
  fixture_send (conv, "/me muistaa " HETU);
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  g_assert_null (strstr (luukku_graph_get_bodies (graph), "308T"));
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 0);
}

static void
test_auto_response (Fixture *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);

  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_assert_cmpint (serv_send_im (gc, "t_1", "Olen poissa.\n" SIGNATURE, PURPLE_MESSAGE_AUTO_RESP), ==,
                   -EPERM);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

static void
test_delivered (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_headless_reset ();
  fixture_send (conv, "Kirjasto on auki &amp; lämmin.<br>" SIGNATURE);
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 0);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
  g_assert_cmpstr (luukku_graph_get_sent (graph, 0), ==, "Kirjasto on auki & lämmin.\n" SIGNATURE);
  g_assert_true (
      luukku_headless_has ("S|" LUUKKU_GRAPH_NAME "|Kirjasto on auki &amp; lämmin.<BR>" SIGNATURE "\n"));
  /* It comes back with the next fetches and is not shown again. */
  luukku_headless_pass (10 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 1);
  g_assert_false (luukku_headless_has ("written elsewhere"));
}

static void
test_fix (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  fixture_send (conv, "Kirjasto on auki.");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  g_assert_true (luukku_headless_has ("Y||The reply was held back and not sent"));
  luukku_headless_answer ("Add it and send");
  luukku_headless_until (luukku_graph_count_sent (graph) == 1);
  g_assert_true (g_str_has_prefix (luukku_graph_get_sent (graph, 0), "Kirjasto on auki.\n"));
  g_assert_true (g_str_has_suffix (luukku_graph_get_sent (graph, 0), SIGNATURE));
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

static void
test_send_anyway (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_headless_answer ("Send anyway");
  luukku_headless_answer ("Asukas pyysi lyhyttä vastausta");
  fixture_send (conv, "Kyllä.");
  luukku_headless_until (luukku_graph_count_sent (graph) == 1);
  g_assert_cmpstr (luukku_graph_get_sent (graph, 0), ==, "Kyllä.");
  /* One decision, one text: the same text asks again. */
  fixture_send (conv, "Kyllä.");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
}

static void
test_blocked (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_headless_answer ("Edit");
  fixture_send (conv, "Tunnuksesi on " HETU ".");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Tunnuksesi on " HETU ".");
  g_assert_nonnull (strstr (luukku_headless_questions (), "This reply cannot be sent as it is."));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

static void
test_discard (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *channel = NULL;
  g_autofree char *draft = NULL;
  LuukkuWindow window;

  luukku_headless_answer ("Discard");
  fixture_send (conv, "Äh.");
  luukku_headless_until (luukku_headless_has ("The held reply was discarded."));
  g_assert_cmpstr (luukku_headless_given_back (), ==, "");
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  draft = luukku_inbox_get_draft (luukku_headless_api ()->get_inbox (), window.channel, window.conversation);
  g_assert_null (draft);
}

/* A dialog that is closed by its X tells nobody: the draft must be there. */
static void
test_question_ignored (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *command_error = NULL;

  fixture_send (conv, "Kesken jäänyt vastaus");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  purple_conversation_destroy (conv);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  luukku_headless_reset ();
  conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "t_1");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Kesken jäänyt vastaus");
  g_assert_cmpint (purple_cmd_do_command (conv, "draft", "draft", &command_error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("Y||Kesken jäänyt vastaus"));
}

/* --- 200 texts through the user interface's own way back */
static GPtrArray *returned;

static gboolean
give_back (PurpleConversation *conv, const char *text)
{
  g_ptr_array_add (returned, g_strdup (text));
  return TRUE;
}

static void
test_many_held (Fixture *f, gconstpointer data)
{
  const LuukkuUiOps ops = { .version = LUUKKU_PURPLE_API_VERSION, .give_back = give_back };
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  LuukkuWindow window;

  returned = g_ptr_array_new_with_free_func (g_free);
  luukku_headless_api ()->set_ui_ops (&ops);
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  for (guint i = 0; i < HELD_TEXTS; i++) {
    g_autofree char *text =
        g_strdup_printf ("Teksti %u: <b> & \"ääkköset\" 🙂\n  sisennys ja %s", i, HETU);
    g_autofree char *markup = luukku_text_to_html (text);
    g_autofree char *draft = NULL;

    luukku_headless_answer ("Edit");
    fixture_send (conv, markup);
    luukku_headless_until (returned->len == i + 1);
    g_assert_cmpstr (g_ptr_array_index (returned, i), ==, text);
    draft = luukku_inbox_get_draft (inbox, window.channel, window.conversation);
    g_assert_cmpstr (draft, ==, text);
  }
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  luukku_headless_api ()->set_ui_ops (NULL);
  g_ptr_array_unref (returned);
}

/* The second text is held while the first question is open: both come back. */
static void
test_two_held (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  fixture_send (conv, "Ensimmäinen");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  fixture_send (conv, "Toinen");
  luukku_headless_until (g_str_equal (luukku_headless_given_back (), "Ensimmäinen"));
  luukku_headless_answer ("Edit");
  luukku_headless_until (g_str_equal (luukku_headless_given_back (), "Ensimmäinen\nToinen"));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *text = g_strnfill (2001, 'a');
  PurpleConnection *gc = purple_account_get_connection (f->account);

  g_assert_cmpint (serv_send_im (gc, purple_conversation_get_name (conv), text, 0), ==, -E2BIG);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, text);
  g_assert_true (luukku_headless_has ("E||"));
  g_assert_true (luukku_headless_has ("2000"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

/* The platform refuses: the reason and what to do stand in the window, the text comes back. */
static void
test_refused_by_platform (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_graph_fail (graph, "POST", 1, 400, "{\"error\":{\"message\":\"x\",\"code\":551}}");
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("E||The reply was not sent. "));
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Hei!<BR>" SIGNATURE);
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 0);
}

/* The window was closed before the answer came: a reply that did not leave opens it again. */
static void
test_failure_reopens (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_graph_fail (graph, "POST", 1, 400, "{\"error\":{\"message\":\"x\",\"code\":551}}");
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  purple_conversation_destroy (conv);
  luukku_headless_until (luukku_headless_has ("E||The reply was not sent. "));
  g_assert_nonnull (luukku_headless_conv (f->account, "t_1"));
}

/* The account goes offline while a call is under way: nothing is called back into it. */
static void
test_close_in_flight (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_graph_hang (graph);
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_graph_count_hanging (graph) == 1);
  purple_account_set_enabled (f->account, "luukku-headless", FALSE);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_true (purple_account_is_disconnected (f->account));
  luukku_graph_release (graph);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 0);
  /* It may have left: it is looked up, found missing and then sent, once. */
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 2);
}

/* A conversation that the inbox does not know has no case: nothing is sent to it. */
static void
test_unknown_conversation (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "t_nobody");

  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("E||This conversation is not in the inbox"));
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/send/wall", test_wall);
  fixture_add ("/purple/send/auto-response", test_auto_response);
  fixture_add ("/purple/send/delivered", test_delivered);
  fixture_add ("/purple/send/fix", test_fix);
  fixture_add ("/purple/send/send-anyway", test_send_anyway);
  fixture_add ("/purple/send/blocked", test_blocked);
  fixture_add ("/purple/send/discard", test_discard);
  fixture_add ("/purple/send/question-ignored", test_question_ignored);
  fixture_add ("/purple/send/many-held", test_many_held);
  fixture_add ("/purple/send/two-held", test_two_held);
  fixture_add ("/purple/send/too-long", test_too_long);
  fixture_add ("/purple/send/refused-by-platform", test_refused_by_platform);
  fixture_add ("/purple/send/failure-reopens", test_failure_reopens);
  fixture_add ("/purple/send/close-in-flight", test_close_in_flight);
  fixture_add ("/purple/send/unknown-conversation", test_unknown_conversation);
  return fixture_run ();
}
