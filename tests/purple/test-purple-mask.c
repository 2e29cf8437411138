/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-mask.c: identity codes in windows and lists, the way to see them on purpose, and reports about
 * the check. */
#include "purple-fixture.h"

#define HIDDEN "•••••••••••"

static LuukkuStore *
get_store (void)
{
  return luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
}

static PurpleCmdStatus
run (PurpleConversation *conv, const char *command, char **error)
{
  return purple_cmd_do_command (conv, command, command, error);
}

static guint
count_shown (PurpleConversation *conv)
{
  LuukkuWindow about;
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  guint n = 0;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (get_store (), about.id, NULL);
  steps = luukku_store_list_steps (get_store (), luukku_case_peek (item)->id, NULL);
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuCaseStep *step = g_ptr_array_index (steps, i);

    if (step->event != LUUKKU_CASE_EVENT_ORIGINAL_SHOWN)
      continue;
    g_assert_cmpstr (step->actor, ==, "Minna Malli");
    n++;
  }
  return n;
}

static void
test_window (Fixture *f, gconstpointer data)
{
  const char *edited;
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Olen " HETU ".");

  g_assert_true (luukku_headless_has ("R|Aino Esimerkki|Olen " HIDDEN ".\n"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  edited = luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Hei taas");
  luukku_headless_until (luukku_headless_has ("R|Aino Esimerkki|Hei taas"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_graph_edit (graph, edited, "Ja siis " HETU "!");
  luukku_headless_until (luukku_headless_has ("It now reads:<BR>Ja siis " HIDDEN "!"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_graph_remove (graph, edited);
  luukku_headless_until (luukku_headless_has ("the inbox keeps it:"));
  purple_conversation_destroy (conv);
  purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "t_1");
  g_assert_cmpuint (luukku_headless_count ("R|Aino Esimerkki|Olen " HIDDEN "."), ==, 2);
  g_assert_false (luukku_headless_has (HETU));
  g_assert_null (strstr (luukku_headless_log (), HETU));
  g_assert_null (strstr (luukku_headless_notices (), HETU));
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  fixture_receive (f, "t_1", "Aino Esimerkki", "Masku " HETU ".");
  rows = luukku_store_list_inbox (get_store (), "masku", FALSE, 10, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((LuukkuInboxRow *) rows->pdata[0])->first_line, ==, "Masku " HIDDEN ".");
  g_ptr_array_unref (rows);
  rows = luukku_store_list_inbox (get_store (), HETU, TRUE, 10, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_original (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Olen <i> " HETU ".");
  g_autofree char *error = NULL;

  luukku_headless_answer ("Cancel");
  g_assert_cmpint (run (conv, "original", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_nonnull (strstr (luukku_headless_questions (), "Show the identity codes of this conversation?"));
  luukku_headless_until (luukku_headless_open_questions () == 0);
  g_assert_cmpuint (count_shown (conv), ==, 0);
  g_assert_false (luukku_headless_has (HETU));

  luukku_headless_answer ("Show");
  g_assert_cmpint (run (conv, "original", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_false (luukku_headless_has (HETU));
  luukku_headless_until (luukku_headless_has ("Y||Olen &lt;i&gt; " HETU ".\n"));
  g_assert_cmpuint (count_shown (conv), ==, 1);
  g_assert_null (strstr (luukku_headless_log (), HETU));
}

/* The question goes with its window; where nothing is masked nobody is asked. */
static void
test_original_not (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Olen " HETU ".");
  PurpleConversation *other = fixture_receive (f, "t_2", "Ville Esimerkki", "Milloin kirjasto on auki?");
  g_autoptr (GError) refused = NULL;
  g_autofree char *error = NULL;

  g_assert_cmpint (run (other, "original", &error), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "No identity code is masked"));
  g_assert_false (luukku_headless_api ()->ask_original (other, &refused));
  g_assert_nonnull (refused);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);

  g_assert_true (luukku_headless_api ()->ask_original (conv, NULL));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 1);
  purple_conversation_destroy (conv);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

static void
test_report (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  const LuukkuCheckReport *row;
  g_autofree char *error = NULL;

  g_assert_cmpint (run (conv, "report false", &error), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "No reply has been checked"));
  g_clear_pointer (&error, g_free);
  g_assert_cmpint (run (conv, "report maybe", &error), ==, PURPLE_CMD_STATUS_FAILED);

  fixture_send (conv, "Tunnus on " HETU ".<br>" SIGNATURE);
  g_clear_pointer (&error, g_free);
  g_assert_cmpint (run (conv, "report false ei ole 1234", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("Y||The report is in the manager's list."));
  g_assert_cmpint (run (conv, "report missed", &error), ==, PURPLE_CMD_STATUS_OK);
  verdict = luukku_headless_api ()->check (conv, "Hei " HETU);
  g_assert_true (luukku_headless_api ()->report_check (conv, verdict, FALSE, "x", NULL));
  newest = luukku_store_list_check_reports (get_store (), 1, NULL);
  row = g_ptr_array_index (newest, 0);
  g_assert_cmpstr (row->text, ==, "Hei " HIDDEN);
  reports = luukku_store_list_check_reports (get_store (), 3, NULL);
  g_ptr_array_remove_index (reports, 0);
  g_assert_cmpuint (reports->len, ==, 2);
  row = g_ptr_array_index (reports, 0);
  g_assert_cmpstr (row->kind, ==, "miss");
  row = g_ptr_array_index (reports, 1);
  g_assert_cmpstr (row->kind, ==, "false-alarm");
  g_assert_true (g_str_has_prefix (row->text, "Tunnus on " HIDDEN "."));
  g_assert_cmpstr (row->note, ==, "ei ole ••••");
  luukku_headless_answer ("Discard");
  luukku_headless_until (luukku_headless_open_questions () == 0);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/mask/window", test_window);
  fixture_add ("/purple/mask/list", test_list);
  fixture_add ("/purple/mask/original", test_original);
  fixture_add ("/purple/mask/original-not", test_original_not);
  fixture_add ("/purple/mask/report", test_report);
  return fixture_run ();
}
