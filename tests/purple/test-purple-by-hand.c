/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-by-hand.c: a message of a channel without an interface comes in by the form, gets a window
 * without any set-up; the reply waits until a person says that it was sent. */
#include "purple-fixture.h"
#include "inbox/luukku-inbox-alarm.h"
#include "store/luukku-store-sanctions.h"

#include "store/luukku-store-labels.h"

#include <glib/gstdio.h>

#define WHO "tiina.testaaja"
#define REPLY "Valo korjataan tänään.<br>" SIGNATURE

static char *picture; /* a file to choose */
static guint chosen;

/* --- the form */
static void
fill (PurpleRequestFields *fields, const char *time, int next)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "channel"), 0);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "sender"), WHO);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "time"), time);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "text"),
                                         "Katuvalo on rikki.");
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "next"), next);
}

static void
fill_whole (PurpleRequestFields *fields)
{
  fill (fields, "20.11.2026 09:00", 0);
}

static void
fill_wrong_time (PurpleRequestFields *fields)
{
  fill (fields, "some day", 0);
}

static void
fill_with_file (PurpleRequestFields *fields)
{
  fill (fields, "20.11.2026 09:30", 1);
}

/* What was typed is there again. */
static void
press_ok (PurpleRequestFields *fields)
{
  g_assert_cmpstr (purple_request_fields_get_string (fields, "text"), ==, "Katuvalo on rikki.");
  g_assert_cmpstr (purple_request_fields_get_string (fields, "sender"), ==, WHO);
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "next"), 0);
}

static void
correct_time (PurpleRequestFields *fields)
{
  press_ok (fields);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "time"),
                                         "20.11.2026 08:00");
}

static void
open_form (void)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GList *actions = PURPLE_PLUGIN_ACTIONS (plugin, NULL);
  PurplePluginAction *intake = g_list_nth_data (actions, 1);

  g_assert_cmpstr (intake->label, ==, "Take in a message…");
  intake->callback (intake);
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
}

static PurpleConversation *
window (void)
{
  GList *all = purple_get_conversations ();

  g_assert_cmpuint (g_list_length (all), <=, 1);
  return all != NULL ? all->data : NULL;
}

static PurpleConversation *
take_in (void (*filler) (PurpleRequestFields *fields))
{
  open_form ();
  luukku_headless_fill_form (filler);
  luukku_headless_until (window () != NULL && luukku_headless_has ("Katuvalo on rikki."));
  g_assert_true (luukku_headless_has ("Snapchat has no interface for messages.")); /* why by hand */
  luukku_headless_until (purple_account_is_connected (purple_conversation_get_account (window ())));
  return window ();
}

static void
close_all (void)
{
  GList *accounts = g_list_copy (purple_accounts_get_all ());

  while (window () != NULL)
    purple_conversation_destroy (window ());
  for (GList *l = accounts; l != NULL; l = l->next)
    luukku_headless_drop (l->data);
  g_list_free (accounts);
  luukku_headless_reset ();
}

static LuukkuCase *
case_of (PurpleConversation *conv)
{
  LuukkuWindow about;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  return luukku_store_find_case (luukku_inbox_get_store (luukku_headless_api ()->get_inbox ()), about.id,
                                 NULL);
}

static gint64
waiting_since (PurpleConversation *conv)
{
  g_autoptr (LuukkuCase) item = case_of (conv);

  return luukku_case_peek (item)->waiting_since;
}

static void
do_command (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = NULL;

  purple_cmd_do_command (conv, command, command, &error);
  g_assert_cmpstr (error, ==, NULL);
}

/* --- tests */
static void
test_whole_way (void)
{
  PurpleConversation *conv = take_in (fill_whole);
  g_autofree char *state = NULL;

  g_assert_nonnull (strstr (luukku_headless_notices (), "taken in as case LUU-2026-"));
  g_assert_nonnull (strstr (purple_conversation_get_title (conv), "Snapchat, by hand"));
  g_assert_cmpint (waiting_since (conv), !=, 0);
  fixture_send (conv, REPLY);
  luukku_headless_until (luukku_headless_has ("The reply was checked"));
  g_assert_true (luukku_headless_api ()->has_unticked (conv));
  g_assert_null (strstr (luukku_headless_lines (), "\nS|")); /* nothing stands there as sent */
  state = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (state, "1 reply is waiting"));
  do_command (conv, "sent");
  g_assert_true (strstr (luukku_headless_lines (), "\nS|") != NULL &&
                 luukku_headless_has ("Valo korjataan t"));
  g_assert_cmpint (waiting_since (conv), ==, 0);
  g_assert_false (luukku_headless_api ()->has_unticked (conv));
  close_all ();
}

static void
answer_not_sent (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "answer"), 1);
}

static void
test_not_sent_after_all (void)
{
  PurpleConversation *conv = NULL;

  open_form ();
  luukku_headless_fill_form (fill_wrong_time);
  luukku_headless_until (strstr (luukku_headless_questions (), "The time cannot be read") != NULL);
  g_assert_null (window ());
  luukku_headless_fill_form (correct_time); /* the form came again with what was typed */
  luukku_headless_until (window () != NULL);
  conv = window ();
  luukku_headless_until (purple_account_is_connected (purple_conversation_get_account (conv)));
  fixture_send (conv, REPLY);
  luukku_headless_until (luukku_headless_api ()->has_unticked (conv));
  g_assert_true (luukku_headless_api ()->ask_sent (conv, NULL));
  luukku_headless_fill_form (answer_not_sent);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_nonnull (strstr (luukku_headless_given_back (), "Valo korjataan"));
  g_assert_cmpint (waiting_since (conv), !=, 0);
  g_assert_false (luukku_headless_api ()->has_unticked (conv));
  g_assert_false (luukku_headless_api ()->ask_sent (conv, NULL));
  close_all ();
}

/* How many messages somebody asked to see. */
static guint
count_seen (void)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) rows = luukku_store_list_exposure (store, 0, G_MAXINT64, NULL);

  return rows->len > 0 ? ((LuukkuExposure *) rows->pdata[0])->count : 0;
}

/* The gate is the same, and so is the picture. */
static void
test_held (void)
{
  PurpleConversation *conv = NULL;
  g_autofree char *error = NULL;

  open_form ();
  luukku_headless_fill_form (fill_with_file);
  luukku_headless_until (chosen == 1);
  luukku_headless_fill_form (press_ok);
  luukku_headless_until (window () != NULL && luukku_headless_has ("kuva.png"));
  conv = window ();
  luukku_headless_until (purple_account_is_connected (purple_conversation_get_account (conv)));
  /* the picture is not drawn until somebody asks for it, and then it is counted */
  g_assert_false (luukku_headless_has ("<IMG"));
  g_assert_cmpuint (count_seen (), ==, 0);
  g_assert_cmpint (purple_cmd_do_command (conv, "picture", "picture", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("<IMG"));
  g_assert_cmpuint (count_seen (), ==, 1);
  luukku_headless_answer ("Edit");
  fixture_send (conv, "Tunnus " HETU);
  luukku_headless_until (luukku_headless_has ("held back"));
  g_assert_false (luukku_headless_api ()->has_unticked (conv));
  close_all ();
}

static void
fill_later_with_file (PurpleRequestFields *fields)
{
  fill (fields, "20.11.2026 09:45", 1);
}

/* The older one of two. */
static void
choose_older (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "picture");
  GList *items = purple_request_field_list_get_items (list);

  g_assert_cmpuint (g_list_length (items), ==, 2);
  g_assert_true (g_str_has_prefix (items->data, "1.") && strstr (items->data, "kuva.png") != NULL);
  purple_request_field_list_clear_selected (list);
  purple_request_field_list_add_selected (list, items->next->data);
}

static guint
count_lines (const char *part)
{
  guint count = 0;

  for (const char *p = luukku_headless_lines (); (p = strstr (p, part)) != NULL; p++)
    count++;
  return count;
}

static void
take_in_picture (void (*filler) (PurpleRequestFields *fields))
{
  guint before = chosen, lines = count_lines ("kuva.png");

  open_form ();
  luukku_headless_fill_form (filler);
  luukku_headless_until (chosen == before + 1);
  luukku_headless_fill_form (press_ok);
  luukku_headless_until (window () != NULL && count_lines ("kuva.png") > lines);
}

/* Of several pictures a person chooses one, and only that one is drawn. */
static void
test_choose_picture (void)
{
  PurpleConversation *conv = NULL;
  g_autofree char *error = NULL;
  guint seen = 0;

  take_in_picture (fill_later_with_file); /* the second one: the case has that of the test before */
  conv = window ();
  seen = count_seen ();
  g_assert_cmpint (purple_cmd_do_command (conv, "picture", "picture", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_cmpuint (count_lines ("<IMG"), ==, 0);
  luukku_headless_fill_form (choose_older);
  luukku_headless_until (count_lines ("<IMG") == 1);
  g_assert_cmpint (purple_cmd_do_command (conv, "picture 1", "picture 1", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_cmpuint (count_lines ("<IMG"), ==, 2);
  g_assert_cmpuint (count_seen (), >, seen);
  g_clear_pointer (&error, g_free);
  purple_cmd_do_command (conv, "picture 3", "picture 3", &error);
  g_assert_cmpuint (count_lines ("<IMG"), ==, 2);
  g_assert_true (error != NULL && strstr (error, "no picture of that number") != NULL);
  close_all ();
}

static void
fill_third_with_file (PurpleRequestFields *fields)
{
  fill (fields, "20.11.2026 09:50", 1);
}

/* As what comes during a ban over a connection; what a person takes in by hand that person has read. */
static void
put_newest_away (PurpleConversation *conv)
{
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (GPtrArray) bans = luukku_store_list_sanctions (store, TRUE, NULL);
  g_autoptr (GPtrArray) messages = NULL;
  LuukkuWindow about;
  gint64 newest = 0;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  messages = luukku_store_list_messages (store, about.id, 0, NULL);
  for (guint i = 0; i < messages->len; i++)
    newest = MAX (newest, ((LuukkuStoredMessage *) messages->pdata[i])->id);
  g_assert_cmpuint (bans->len, ==, 1);
  g_assert_true (
      luukku_store_put_out_of_sight (store, newest, ((LuukkuSanction *) bans->pdata[0])->id, NULL));
  g_assert_true (luukku_inbox_is_hidden (inbox, newest));
}

static guint
count_pictures (PurpleConversation *conv)
{
  for (guint i = 1;; i++) {
    g_autofree char *command = g_strdup_printf ("picture %u", i);
    g_autofree char *error = NULL;

    if (purple_cmd_do_command (conv, command, command, &error) != PURPLE_CMD_STATUS_OK)
      return i - 1;
  }
}

/* What comes during a ban is kept; its picture cannot be asked for. */
static void
test_picture_during_a_ban (void)
{
  PurpleConversation *conv = NULL;
  g_autofree char *error = NULL;
  guint before = 0;

  take_in_picture (fill_third_with_file);
  conv = window ();
  before = count_pictures (conv);
  g_assert_cmpint (purple_cmd_do_command (conv, "ban 3 viha", "ban 3 viha", &error), ==,
                   PURPLE_CMD_STATUS_OK);
  put_newest_away (conv);
  g_assert_cmpuint (count_pictures (conv), ==, before - 1);
  g_assert_cmpint (purple_cmd_do_command (conv, "unban", "unban", &error), ==, PURPLE_CMD_STATUS_OK);
  close_all ();
}

/* libpurple's file chooser of this user interface: always the picture. */
static void *
request_file (const char *title, const char *filename, gboolean save, GCallback ok, GCallback cancel,
              PurpleAccount *account, const char *who, PurpleConversation *conv, void *data)
{
  chosen++;
  ((PurpleRequestFileCb) ok) (data, picture);
  return &chosen;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("luukku-by-hand-XXXXXX", NULL);
  int status;

  fixture_start (&argc, &argv);
  picture = g_build_filename (folder, "kuva.png", NULL);
  g_assert_true (g_file_set_contents (picture, "\x89PNG\r\n\x1a\n", 8, NULL));
  purple_request_get_ui_ops ()->request_file = request_file;
  luukku_headless_tick_plugin ();
  g_test_add_func ("/purple/by-hand/whole-way", test_whole_way);
  g_test_add_func ("/purple/by-hand/not-sent", test_not_sent_after_all);
  g_test_add_func ("/purple/by-hand/held-with-file", test_held);
  g_test_add_func ("/purple/by-hand/choose-picture", test_choose_picture);
  g_test_add_func ("/purple/by-hand/banned-picture", test_picture_during_a_ban);
  status = fixture_run ();
  g_unlink (picture);
  g_rmdir (folder);
  g_free (picture);
  return status;
}
