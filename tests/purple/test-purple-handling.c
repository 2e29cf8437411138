/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-handling.c: what a clerk does with a case in any user interface: take, hand over, later,
 * labels, close; notes; a reply that is taken back; a message that comes while the answer is written. */
#define G_LOG_DOMAIN "luukku"

#include "purple-fixture.h"

#include "store/luukku-store-registers.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-writing.h"

#include <string.h>

#define HELLO "Kirjasto aukeaa kymmeneltä. " SIGNATURE

static PurpleCmdStatus
run (PurpleConversation *conv, const char *command, char **ret_error)
{
  g_autofree char *escaped = g_markup_escape_text (command, -1);
  g_autofree char *failure = NULL; /* libpurple wants a place for it */

  return purple_cmd_do_command (conv, command, escaped, ret_error != NULL ? ret_error : &failure);
}

static void
must (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = NULL;

  if (run (conv, command, &error) != PURPLE_CMD_STATUS_OK)
    g_error ("%s: %s", command, error);
}

static PurpleConversation *
receive (Fixture *f, const char *text)
{
  return fixture_receive (f, "t_1", "Aino Esimerkki", text);
}

static LuukkuCase *
find_case (PurpleConversation *conv)
{
  LuukkuWindow about;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  return luukku_store_find_case (luukku_inbox_get_store (luukku_headless_api ()->get_inbox ()), about.id,
                                 NULL);
}

static char *
state_line (PurpleConversation *conv)
{
  return luukku_headless_api ()->state_line (conv);
}

static gboolean
has_state (PurpleConversation *conv, const char *part)
{
  g_autofree char *line = state_line (conv);

  return strstr (line, part) != NULL;
}

static void
assert_state (PurpleConversation *conv, const char *part, gboolean there)
{
  g_autofree char *line = state_line (conv);

  if ((strstr (line, part) != NULL) != there)
    g_error ("“%s”: “%s”", part, line);
}

/* --- the case */
static void
test_take (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa huomenna aamulla?");

  assert_state (conv, "nobody has taken it", TRUE);
  assert_state (conv, "Finnish", TRUE);
  must (conv, "take");
  g_assert_true (luukku_headless_has ("Y||The case is now with Minna Malli."));
  assert_state (conv, "with Minna Malli", TRUE);
  must (conv, "handover Kalle");
  g_assert_true (luukku_headless_has ("Y||The case is now with Kalle."));
  must (conv, "handover");
  g_assert_true (luukku_headless_has ("Y||Nobody has the case now"));
  must (conv, "close");
  g_assert_cmpuint (luukku_headless_count ("Y||The case is closed."), ==, 1);
  g_assert_cmpint (run (conv, "take", NULL), ==, PURPLE_CMD_STATUS_FAILED);
  must (conv, "reopen");
  g_assert_true (luukku_headless_has ("Y||The case is open again."));
}

static void
test_hand_over_form (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");
  g_autoptr (GError) error = NULL;

  must (conv, "take");
  luukku_headless_answer ("Kalle Kollega");
  g_assert_true (luukku_headless_api ()->ask_case (conv, LUUKKU_QUESTION_HAND_OVER, &error));
  luukku_headless_until (luukku_headless_has ("The case is now with Kalle Kollega."));
  must (conv, "close");
  g_assert_false (luukku_headless_api ()->ask_case (conv, LUUKKU_QUESTION_HAND_OVER, &error));
  g_assert_nonnull (error);
}

static void
choose_supervisor (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "colleague");
  GList *items = purple_request_field_list_get_items (list);

  g_assert_cmpuint (g_list_length (items), ==, 1);
  g_assert_cmpstr (items->data, ==, "Eero Esimies (supervisor)");
  purple_request_field_list_add_selected (list, items->data);
}

/* Where the registers name people, they stand in the form; nobody chosen: anybody. */
static void
test_hand_over_to_the_supervisor (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin uimahalli aukeaa?");
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("users", "minna");
  g_autoptr (GError) error = NULL;

  luukku_entry_set (entry, "name", "Minna Malli");
  luukku_entry_set (entry, "supervisor", "Eero Esimies");
  g_assert_true (luukku_store_put_entry (store, entry, "test", NULL, NULL));
  must (conv, "take");
  luukku_headless_fill_form (choose_supervisor);
  g_assert_true (luukku_headless_api ()->ask_case (conv, LUUKKU_QUESTION_HAND_OVER, &error));
  luukku_headless_until (luukku_headless_has ("The case is now with Eero Esimies."));
  must (conv, "take");
  must (conv, "close");
  luukku_store_end_entry (store, "users", "minna", "test", NULL, NULL);
}

/* --- later */
static void
later (PurpleConversation *conv, const char *time, const char *expected)
{
  g_autofree char *command = g_strconcat ("later ", time, NULL);
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *at = NULL;

  must (conv, command);
  item = find_case (conv);
  at = luukku_time_format_local (luukku_case_peek (item)->later_at, "Europe/Helsinki", "%Y-%m-%d %H:%M");
  g_assert_cmpstr (at, ==, expected);
}

static void
fill_monday (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "when"), 3);
}

/* It is Friday, 20 November 2026, noon. */
static void
test_later (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");
  g_autofree char *error = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *at = NULL;

  later (conv, "15:30", "2026-11-20 15:30");
  g_assert_true (luukku_headless_has ("Y||To be answered later: reminder today 15:30."));
  assert_state (conv, "put off until today 15:30", TRUE);
  later (conv, "9:00", "2026-11-21 09:00");
  later (conv, "24.11. 9:00", "2026-11-24 09:00");
  later (conv, "19.11. 9:00", "2027-11-19 09:00");
  g_assert_cmpint (run (conv, "later whenever", &error), ==, PURPLE_CMD_STATUS_FAILED);
  luukku_headless_fill_form (fill_monday);
  must (conv, "later");
  luukku_headless_until (luukku_headless_has ("reminder Monday 09:00"));
  item = find_case (conv);
  at = luukku_time_format_local (luukku_case_peek (item)->later_at, "Europe/Helsinki", "%Y-%m-%d %H:%M");
  g_assert_cmpstr (at, ==, "2026-11-23 09:00");
  must (conv, "later off");
  g_assert_true (luukku_headless_has ("Y||The case is not put off any more."));
  assert_state (conv, "put off", FALSE);
}

static void
test_later_reminds (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  g_autoptr (GError) error = NULL;
  LuukkuWindow about;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  luukku_inbox_put_off (inbox, about.id,
                        luukku_clock_now (luukku_inbox_get_clock (inbox)) + G_TIME_SPAN_MINUTE, &error);
  g_assert_no_error (error);
  luukku_headless_pass (2 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (luukku_headless_count ("You wanted to answer this conversation now."), ==, 1);
}

/* --- labels */
static void
tick (PurpleRequestFields *fields)
{
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "harassment"), TRUE);
}

static void
untick (PurpleRequestFields *fields)
{
  g_assert_true (purple_request_fields_get_bool (fields, "harassment"));
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "harassment"), FALSE);
}

static void
test_labels (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  g_autofree char *title = luukku_inbox_label_title (luukku_headless_api ()->get_inbox (), "harassment");

  assert_state (conv, title, FALSE);
  luukku_headless_fill_form (tick);
  must (conv, "labels");
  luukku_headless_until (has_state (conv, title));
  g_assert_true (luukku_headless_has ("Y||Labels now: "));
  g_assert_true (luukku_headless_has (title));
  luukku_headless_reset ();
  luukku_headless_fill_form (untick);
  must (conv, "labels");
  luukku_headless_until (!has_state (conv, title));
  g_assert_true (luukku_headless_has ("Y||Labels now: ") || luukku_headless_has ("Y||No label any more."));
  g_assert_false (luukku_headless_has (title));
  /* What a message brings is no line: the bar says it. */
  luukku_headless_reset ();
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Aivan surkeaa palvelua, olen pettynyt.");
  luukku_headless_until (luukku_headless_has ("Aivan surkeaa"));
  g_assert_false (luukku_headless_has ("Labels now"));
}

/* --- notes */
static void
test_notes (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");
  g_autofree char *error = NULL;

  must (conv, "note Soitettu kirjastolle & sovittu.");
  g_assert_true (luukku_headless_has ("Y||The internal note is saved."));
  g_assert_false (luukku_headless_has ("Soitettu")); /* not among the lines that look like the conversation */
  must (conv, "notes");
  g_assert_nonnull (strstr (luukku_headless_notices (), "Soitettu kirjastolle &amp; sovittu."));
  luukku_headless_reset ();
  must (conv, "notes kirjasto");
  g_assert_nonnull (strstr (luukku_headless_notices (), "Soitettu"));
  luukku_headless_reset ();
  must (conv, "notes uimahalli");
  g_assert_nonnull (strstr (luukku_headless_notices (), "No internal note"));
  g_assert_cmpint (run (conv, "note  ", &error), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

/* --- taking back */
static void
set_undo (int seconds)
{
  purple_prefs_set_int ("/plugins/core/luukku/undo-seconds", seconds);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  set_undo (5);
  luukku_headless_hold_clock (TRUE);
  fixture_send (conv, HELLO);
  luukku_headless_until (
      luukku_headless_has ("Y||The reply leaves in 5 seconds. Write /undo to take it back."));
  g_assert_cmpint (luukku_headless_api ()->get_undo (conv), >, 0);
  must (conv, "undo");
  luukku_headless_until (strstr (luukku_headless_given_back (), HELLO) != NULL);
  g_assert_true (luukku_headless_has ("E||The reply was not sent. You took it back."));
  luukku_headless_hold_clock (FALSE);
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  g_assert_cmpint (run (conv, "undo", NULL), ==, PURPLE_CMD_STATUS_FAILED);
  fixture_send (conv, HELLO);
  must (conv, "now");
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
  luukku_headless_until (luukku_headless_has ("Y||The case is answered"));
  set_undo (0);
}

/* --- newer messages */
static void
test_newer (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  luukku_headless_api ()->begin_writing (conv);
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Entä sunnuntaina?");
  luukku_headless_until (luukku_headless_has ("Entä sunnuntaina?"));
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Ja maanantaina?");
  luukku_headless_until (luukku_headless_has ("Ja maanantaina?"));
  luukku_headless_answer ("Send anyway");
  fixture_send (conv, HELLO);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_true (
      luukku_headless_has ("Y||The reply was held back and not sent: The resident has written more"));
  g_assert_nonnull (
      strstr (luukku_headless_questions (), "2 new messages have come since you began to write."));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
}

/* Who goes on writing after having been told is not asked again about the same messages. */
static void
test_newer_edit (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  luukku_headless_api ()->begin_writing (conv);
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Entä sunnuntaina?");
  luukku_headless_until (luukku_headless_has ("Entä sunnuntaina?"));
  luukku_headless_answer ("Edit");
  fixture_send (conv, HELLO);
  luukku_headless_until (strstr (luukku_headless_given_back (), HELLO) != NULL);
  fixture_send (conv, "Sunnuntaina suljettu. " HELLO);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
}

/* --- files and lengths */
static void
test_file (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");

  g_autoptr (GError) error = NULL;

  serv_send_file (purple_account_get_connection (f->account), "t_1", "/nowhere/picture.png");
  g_assert_true (
      luukku_headless_has ("Y||Luukku sends only texts in this channel, so the file was not attached."));
  luukku_headless_reset ();
  g_assert_cmpint (run (conv, "file", NULL), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_false (luukku_headless_api ()->attach (conv, NULL, &error));
  g_assert_nonnull (strstr (error->message, "put the address of the page"));
}

static void
test_length (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "Hei, milloin kirjasto aukeaa?");
  LuukkuLength length;

  luukku_headless_api ()->measure (conv, "äö😀", &length);
  g_assert_cmpuint (length.length, ==, 3);
  g_assert_cmpuint (length.limit, ==, 2000);
  g_assert_false (length.in_bytes);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/handling/take", test_take);
  fixture_add ("/purple/handling/hand-over-form", test_hand_over_form);
  fixture_add ("/purple/handling/hand-over-supervisor", test_hand_over_to_the_supervisor);
  fixture_add ("/purple/handling/later", test_later);
  fixture_add ("/purple/handling/later-reminds", test_later_reminds);
  fixture_add ("/purple/handling/labels", test_labels);
  fixture_add ("/purple/handling/notes", test_notes);
  fixture_add ("/purple/handling/undo", test_undo);
  fixture_add ("/purple/handling/newer", test_newer);
  fixture_add ("/purple/handling/newer-edit", test_newer_edit);
  fixture_add ("/purple/handling/file", test_file);
  fixture_add ("/purple/handling/length", test_length);
  return fixture_run ();
}
