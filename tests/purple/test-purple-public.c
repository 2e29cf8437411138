/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-public.c: public comments as a person sees them in windows: said in words, checked by the rules
 * for public replies, and answered privately in a window of their own. */
#include "purple-fixture.h"

#include <glib/gstdio.h>

#include "inbox/luukku-inbox-sanctions.h"
#include "model/luukku-proposal.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-labels.h"

static PurpleAccount *
log_in_to (Fixture *f, const char *protocol)
{
  PurpleAccount *account = luukku_headless_account (protocol, purple_account_get_username (f->account));

  purple_account_set_string (account, "api-base", luukku_graph_get_base (graph));
  luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  return account;
}

static PurpleAccount *
log_in_comments (Fixture *f)
{
  return log_in_to (f, "prpl-luukku-facebook-comments");
}

static gboolean
command (PurpleConversation *conv, const char *line)
{
  g_autofree char *markup = g_markup_escape_text (line, -1);
  char *error = NULL;
  PurpleCmdStatus status = purple_cmd_do_command (conv, line, markup, &error);

  g_free (error);
  return status == PURPLE_CMD_STATUS_OK;
}

static void
test_public (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);
  g_autofree char *line = NULL;
  PurpleConversation *conv;
  LuukkuWindow window;

  luukku_graph_comment (graph, "c_1", "Aino Esimerkki", "Milloin halli avataan?");
  luukku_headless_until (luukku_headless_conv (account, "c_1") != NULL);
  conv = luukku_headless_conv (account, "c_1");
  g_assert_true (luukku_headless_has ("Everyone can read this conversation, and your reply too."));
  g_assert_true (luukku_headless_has ("Uimahalli avataan"));
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  g_assert_true (window.is_public);
  line = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (line, "everyone can read this reply"));
  fixture_send (conv, "Hei, halli avataan huomenna. Terveisin " SIGNATURE);
  luukku_headless_until (luukku_graph_count_sent (graph) == 1);
  luukku_headless_until (luukku_headless_has ("S|"));
  luukku_headless_drop (account);
}

static void
test_unknown_person (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);

  luukku_graph_comment (graph, "c_2", NULL, "Kuka minä olen?");
  luukku_headless_until (luukku_headless_conv (account, "c_2") != NULL);
  g_assert_true (luukku_headless_has ("Kuka minä olen?"));
  g_assert_true (luukku_headless_has ("R|Unknown person|"));
  g_assert_nonnull (
      strstr (purple_conversation_get_title (luukku_headless_conv (account, "c_2")), "Unknown person"));
  luukku_headless_drop (account);
}

static void
test_private (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);
  PurpleConversation *conv;
  PurpleConversation *private_one;
  LuukkuWindow window;

  luukku_graph_comment (graph, "c_3", "Aino Esimerkki", "Minulle ei ole vastattu");
  luukku_headless_until (luukku_headless_conv (account, "c_3") != NULL);
  conv = luukku_headless_conv (account, "c_3");
  g_assert_true (command (conv, "private"));
  private_one = luukku_headless_conv (account, LUUKKU_PRIVATE_CONVERSATION "c_3");
  g_assert_nonnull (private_one);
  g_assert_true (luukku_headless_has ("goes as a private message"));
  g_assert_nonnull (strstr (purple_conversation_get_title (private_one), "Aino Esimerkki, privately"));
  g_assert_true (luukku_headless_api ()->describe (private_one, &window));
  g_assert_false (window.is_public);
  fixture_send (private_one, "Hei, soitamme sinulle. Terveisin " SIGNATURE);
  luukku_headless_until (luukku_graph_count_sent (graph) == 1);
  g_assert_nonnull (strstr (luukku_graph_get_bodies (graph), "\"comment_id\":\"c_3\""));
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_false (command (private_one, "private")); /* it is private already */
  luukku_headless_drop (account);
}

/* --- acts on a comment */
static GString *acts; /* "DELETE c_4 1\n": how many records and rows of acts there were by then */

static void
on_act (const char *method, const char *comment)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) records = luukku_store_list_records (store, NULL, NULL);

  g_string_append_printf (acts, "%s %s %s\n", method, comment,
                          records->len > 0 ? "after the record" : "with no record");
}

static void
test_acts (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);
  PurpleConversation *conv;

  g_test_summary (
      "A comment is hidden, shown again and deleted by the channel, after the record is committed.");
  acts = g_string_new (NULL);
  luukku_graph_watch_acts (graph, on_act);
  luukku_graph_comment (graph, "c_4", "Aino Esimerkki", "Naapurini Pentti Esimerkki on konna.");
  luukku_headless_until (luukku_headless_conv (account, "c_4") != NULL);
  conv = luukku_headless_conv (account, "c_4");
  g_assert_true (command (conv, "hide nimi"));
  g_assert_true (luukku_headless_has ("the channel has been asked to take it away"));
  luukku_headless_until (luukku_headless_has ("The channel has done it."));
  g_assert_nonnull (strstr (luukku_graph_get_bodies (graph), "\"is_hidden\":true"));
  g_assert_true (command (conv, "delete nimi"));
  luukku_headless_until (luukku_headless_count ("The channel has done it.") == 2);
  g_assert_cmpstr (acts->str, ==, "POST c_4 after the record\nDELETE c_4 after the record\n");
  g_assert_false (command (conv, "done")); /* nothing is left to a person */
  luukku_graph_fail (graph, "DELETE", 1, 400, "{\"error\":{\"code\":200,\"message\":\"no\"}}");
  g_assert_true (command (conv, "delete nimi"));
  luukku_headless_until (luukku_headless_has ("The channel did not do it. Do it there by hand"));
  g_assert_true (command (conv, "done"));
  luukku_graph_watch_acts (graph, NULL);
  g_string_free (acts, TRUE);
  luukku_headless_drop (account);
}

/* The same on Instagram, which has other words for it, and the ban: the notice first, then the platform. */
static void
test_acts_on_instagram (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_to (f, "prpl-luukku-instagram-comments");
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  LuukkuBan ban = { .reason = "toistuva häirintä", .length = G_TIME_SPAN_DAY };
  PurpleConversation *conv;
  LuukkuWindow window;
  g_autoptr (GError) error = NULL;

  acts = g_string_new (NULL);
  luukku_graph_watch_acts (graph, on_act);
  luukku_graph_comment (graph, "c_7", "aino_e", "Olet idiootti, senkin urpo.");
  luukku_headless_until (luukku_headless_conv (account, "c_7") != NULL);
  conv = luukku_headless_conv (account, "c_7");
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  g_assert_true (window.is_public);
  g_assert_true (command (conv, "label harassment"));
  g_assert_true (command (conv, "hide solvaus"));
  luukku_headless_until (luukku_headless_count ("The channel has done it.") == 1);
  g_assert_nonnull (strstr (luukku_graph_get_bodies (graph), "\"hide\":true"));
  g_assert_true (command (conv, "delete solvaus"));
  luukku_headless_until (luukku_headless_count ("The channel has done it.") == 2);
  ban.conversation = window.id;
  g_assert_true (luukku_inbox_ban (inbox, &ban, NULL, &error));
  g_assert_no_error (error);
  luukku_headless_until (strstr (acts->str, "person") != NULL);
  g_assert_cmpstr (acts->str, ==,
                   "POST c_7 after the record\nDELETE c_7 after the record\n"
                   "POST person after the record\n");
  g_assert_nonnull (strstr (luukku_graph_get_bodies (graph), "block_user"));
  luukku_graph_watch_acts (graph, NULL);
  g_string_free (acts, TRUE);
  luukku_headless_drop (account);
}

/* Hanko: names and private life under a post are labelled, shown and not removed, and an answer with a name
 * is held, whichever platform the comment came from. */
static void
test_rules_for_everyone (Fixture *f, gconstpointer data)
{
  static const char *const protocols[] = { "prpl-luukku-facebook-comments",
                                           "prpl-luukku-instagram-comments" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++) {
    PurpleAccount *account = log_in_to (f, protocols[i]);
    g_autofree char *comment = g_strdup_printf ("c_8%u", i);
    LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
    g_autofree char *labels = NULL;
    g_autoptr (GError) error = NULL;
    LuukkuWindow window;

    luukku_inbox_load_pack (inbox, "hanko", &error);
    g_assert_no_error (error);
    luukku_graph_comment (graph, comment, "Aino Esimerkki",
                          "Naapurini Pentti Esimerkki ei maksa verojaan ja ryyppää kaiket illat.");
    luukku_headless_until (luukku_headless_conv (account, comment) != NULL);
    g_assert_true (luukku_headless_has ("ryyppää")); /* shown at once */
    g_assert_true (luukku_headless_api ()->describe (luukku_headless_conv (account, comment), &window));
    labels = luukku_store_get_conversation_labels (luukku_inbox_get_store (inbox), window.id, NULL);
    g_assert_true (luukku_labels_have (labels, "contains-names"));
    g_assert_true (luukku_labels_have (labels, "privacy"));
    luukku_headless_answer ("Edit");
    fixture_send (luukku_headless_conv (account, comment),
                  "Hei, naapurinne Pentti Virtanen pyysi tätä: https://outo.example/x. Terveisin " SIGNATURE);
    luukku_headless_until (luukku_headless_has ("held back"));
    g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
    luukku_headless_drop (account);
    luukku_inbox_load_pack (inbox, "rautalampi", NULL);
    luukku_headless_reset ();
  }
}

/* Kauhava: nobody is named for everyone to read without a consent; the same in a private answer is asked for
 * nothing. */
static void
test_named_person (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);
  PurpleConversation *conv;
  g_autoptr (GError) error = NULL;

  luukku_inbox_load_pack (luukku_headless_api ()->get_inbox (), "kauhava", &error);
  g_assert_no_error (error);
  luukku_graph_comment (graph, "c_5", "Aino Esimerkki", "Kuka hoitaa asian?");
  luukku_headless_until (luukku_headless_conv (account, "c_5") != NULL);
  conv = luukku_headless_conv (account, "c_5");
  luukku_headless_answer ("Edit");
  fixture_send (conv, "Hei, naapurinne Pentti Virtanen pyysi tätä. Terveisin " SIGNATURE);
  luukku_headless_until (luukku_headless_has ("held back"));
  g_assert_true (luukku_headless_has ("The reply was held back and not sent: A person by name"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  luukku_headless_drop (account);
  luukku_inbox_load_pack (luukku_headless_api ()->get_inbox (), "rautalampi", NULL);
}

/* Hanko: an answer under a post is not asked for in both languages, as the post itself is; Kauhava: a link
 * out of the town's own pages is asked about before everyone can follow it. */
static void
test_answer_and_links (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = log_in_comments (f);
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  const char *news = "Uimaranta avataan maanantaina kello kymmenen. Tervetuloa kaikki uimaan! Terveisin "
                     "kaupungin viestintä";
  PurpleConversation *conv;

  luukku_inbox_load_pack (inbox, "hanko", NULL);
  luukku_graph_comment (graph, "c_9", "Aino Esimerkki", "Hei, milloin uimaranta avataan?");
  luukku_headless_until (luukku_headless_conv (account, "c_9") != NULL);
  conv = luukku_headless_conv (account, "c_9");
  luukku_headless_answer ("Edit");
  fixture_send (conv, news);
  luukku_headless_until (luukku_headless_has ("held back")); /* Hanko asks who answers */
  g_assert_false (luukku_headless_has ("Both languages"));

  luukku_inbox_load_pack (inbox, "kauhava", NULL);
  luukku_headless_reset ();
  luukku_headless_answer ("Edit");
  fixture_send (conv, "Hei, katso aukioloajat: https://uimarannat.example/avoinna. Terveisin " SIGNATURE);
  luukku_headless_until (luukku_headless_has ("held back"));
  g_assert_true (luukku_headless_has ("Link out of our own pages"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  luukku_headless_drop (account);
  luukku_inbox_load_pack (inbox, "rautalampi", NULL);
}

static void
test_not_public (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *line = luukku_headless_api ()->state_line (conv);

  g_assert_false (luukku_headless_has ("Everyone can read"));
  g_assert_null (strstr (line, "everyone"));
  g_assert_false (command (conv, "private"));
}

/* A comment that the platform holds back: not public, no answer, and the window says why. */
static void
test_held_back (Fixture *f, gconstpointer data)
{
  g_autofree char *channel = g_strconcat ("facebook:", purple_account_get_username (f->account), NULL);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new ("held_1");
  g_autoptr (GError) error = NULL;
  PurpleConversation *conv;

  thread->title = g_strdup ("Held back for review, only the town sees it: Avajaiset");
  thread->can_reply = FALSE;
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, luukku_message_new (&(LuukkuMessageInit){ .channel = channel,
                                                                              .conversation_id = "held_1",
                                                                              .platform_id = "held_1",
                                                                              .author_name = "Aino Esimerkki",
                                                                              .text = "Hei!",
                                                                              .sent_at = 1,
                                                                              .fetched_at = 1 }));
  g_assert_true (luukku_inbox_receive (luukku_headless_api ()->get_inbox (), channel, batch, &error));
  g_assert_no_error (error);
  luukku_headless_until (luukku_headless_conv (f->account, "held_1") != NULL);
  conv = luukku_headless_conv (f->account, "held_1");
  g_assert_true (luukku_headless_has (
      "The headline of this conversation: “Held back for review, only the town sees it: Avajaiset”."));
  g_assert_true (luukku_headless_has ("takes no answer in this conversation now"));
  g_assert_false (luukku_headless_has ("Everyone can read"));
  g_assert_nonnull (conv);
}

/* What a ban does at this channel besides is said in the window, as the channel file says it. */
static void
test_ban_note (Fixture *f, gconstpointer data)
{
  g_autofree char *before = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  g_autofree char *folder = g_dir_make_tmp ("luukku-channels-XXXXXX", NULL);
  g_autofree char *channels = g_build_filename (folder, "channels", NULL);
  g_autofree char *own = g_build_filename (channels, "facebook-comments.ini", NULL);
  g_autofree char *shipped = g_build_filename (before, "channels", "facebook-comments.ini", NULL);
  g_autofree char *text = NULL, *with_note = NULL;
  PurpleAccount *account;

  g_assert_true (g_file_get_contents (shipped, &text, NULL, NULL));
  with_note = g_strconcat (text, "\nBanNote=The first comment goes, too.\nBanNote[xx]=Toinen.\n", NULL);
  g_assert_cmpint (g_mkdir (channels, 0700), ==, 0);
  g_assert_true (g_file_set_contents (own, with_note, -1, NULL));
  g_setenv ("LUUKKU_DATA_DIR", folder, TRUE);
  account = log_in_comments (f);
  g_setenv ("LUUKKU_DATA_DIR", before, TRUE);
  luukku_graph_comment (graph, "c_1", "Aino Esimerkki", "Milloin halli avataan?");
  luukku_headless_until (luukku_headless_conv (account, "c_1") != NULL);
  g_assert_true (command (luukku_headless_conv (account, "c_1"), "ban 1 toistuva viha"));
  g_assert_true (luukku_headless_has ("The first comment goes, too."));
  luukku_headless_drop (account);
  g_unlink (own);
  g_rmdir (channels);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add_offline ("/purple/public/window", test_public);
  fixture_add_offline ("/purple/public/unknown-person", test_unknown_person);
  fixture_add_offline ("/purple/public/private-answer", test_private);
  fixture_add_offline ("/purple/public/acts", test_acts);
  fixture_add_offline ("/purple/public/acts-instagram", test_acts_on_instagram);
  fixture_add_offline ("/purple/public/incoming-rules", test_rules_for_everyone);
  fixture_add_offline ("/purple/public/named-person", test_named_person);
  fixture_add_offline ("/purple/public/answer-and-links", test_answer_and_links);
  fixture_add_offline ("/purple/public/ban-note", test_ban_note);
  fixture_add ("/purple/public/held-back", test_held_back);
  fixture_add ("/purple/public/not-public", test_not_public);
  return fixture_run ();
}
