/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-moderate.c: alarms, covered messages, labels and bans as a person meets them in a window of
 * libpurple; what the engine would say is said by a table here. */
#include "other-protocol.h"
#include "purple-fixture.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "store/luukku-store-registers.h"

#define THREAT "Tulen sinne ja hakkaan sinut."
#define SITE "Räjäytän kaupungintalon huomenna."
#define HATE "Vihaviesti."
#define NEED "En jaksa enää elää."

static gboolean
say (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals, char **ret_engine, gpointer data,
     GError **error)
{
  static const struct {
    const char *text;
    const char *label;
  } table[] = {
    { THREAT, "threat-person" },
    { SITE, "threat-site" },
    { HATE, "hate" },
    { NEED, "self-harm" },
  };

  *ret_engine = g_strdup ("test 1");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (luukku_message_get_text (message->message), table[i].text))
      g_ptr_array_add (proposals, luukku_proposal_new (table[i].label, "test.rule", LUUKKU_ALARM_NONE));
  }
  return TRUE;
}

static LuukkuInbox *
get_inbox (void)
{
  return luukku_headless_api ()->get_inbox ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_set_up (f, data);
  luukku_inbox_set_classifier (get_inbox (), say, NULL);
}

static void
say_wrong (gint64 message)
{
  g_autofree char *labels =
      luukku_store_get_message_labels (luukku_inbox_get_store (get_inbox ()), message, NULL);
  g_auto (GStrv) names = g_strsplit (labels != NULL ? labels : "", ";", -1);

  for (guint i = 0; names[i] != NULL && *names[i] != '\0'; i++)
    luukku_inbox_decide_label (get_inbox (), message, names[i], LUUKKU_LABEL_REJECTED, NULL, NULL);
}

/* One store for all: the alarms of a test would be reminded of in the next ones. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (get_inbox ());
  g_autoptr (GArray) open = luukku_store_list_alarm_conversations (store, NULL);

  for (guint i = 0; i < open->len; i++) {
    g_autoptr (GPtrArray) messages =
        luukku_store_list_messages (store, g_array_index (open, gint64, i), 0, NULL);

    for (guint k = 0; k < messages->len; k++)
      say_wrong (((LuukkuStoredMessage *) g_ptr_array_index (messages, k))->id);
    luukku_inbox_case_event (get_inbox (), g_array_index (open, gint64, i), LUUKKU_CASE_EVENT_CLOSED, NULL,
                             NULL);
  }
  fixture_tear_down (f, data);
}

static char *
run (PurpleConversation *conv, const char *command)
{
  char *error = NULL;

  if (purple_cmd_do_command (conv, command, command, &error) == PURPLE_CMD_STATUS_OK)
    g_assert_null (error);
  else
    g_assert_nonnull (error);
  return error;
}

static void
must (PurpleConversation *conv, const char *command)
{
  g_autofree char *error = run (conv, command);

  g_assert_cmpstr (error, ==, NULL);
}

static void
must_not (PurpleConversation *conv, const char *command, const char *part)
{
  g_autofree char *error = run (conv, command);

  if (error == NULL || strstr (error, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, error);
}

static void
test_covered (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  g_autoptr (GPtrArray) seen = NULL;

  luukku_headless_until (luukku_headless_has ("a message is covered here"));
  g_assert_false (luukku_headless_has ("hakkaan"));
  g_assert_null (strstr (luukku_headless_notices (), "hakkaan"));
  seen = luukku_store_list_exposure (luukku_inbox_get_store (get_inbox ()), 0, G_MAXINT64, NULL);
  g_assert_cmpuint (seen->len, ==, 0);
  must (conv, "show");
  g_assert_true (luukku_headless_has ("R|Jorma|" THREAT));
  g_ptr_array_unref (seen);
  seen = luukku_store_list_exposure (luukku_inbox_get_store (get_inbox ()), 0, G_MAXINT64, NULL);
  g_assert_cmpuint (seen->len, ==, 1);
  must_not (conv, "show", "Nothing is covered");
  g_assert_null (strstr (luukku_headless_log (), "hakkaan"));
}

/* The list that such a button of the menu opens: Finch has no other. */
static void
open_list (const char *label)
{
  PurplePlugin *core = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GList *actions = core->info->actions (core, NULL);
  gboolean found = FALSE;

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (g_strcmp0 (action != NULL ? action->label : NULL, label) != 0)
      continue;
    action->callback (action);
    found = TRUE;
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  g_assert_true (found);
}

static GString *forms; /* what the fields of the last forms offer */

static void
read_form (PurpleRequestFields *fields)
{
  for (GList *g = purple_request_fields_get_groups (fields); g != NULL; g = g->next) {
    for (GList *l = purple_request_field_group_get_fields (g->data); l != NULL; l = l->next) {
      PurpleRequestField *field = l->data;
      PurpleRequestFieldType type = purple_request_field_get_type (field);
      GList *items = type == PURPLE_REQUEST_FIELD_LIST     ? purple_request_field_list_get_items (field)
                     : type == PURPLE_REQUEST_FIELD_CHOICE ? purple_request_field_choice_get_labels (field)
                                                           : NULL;
      const char *value =
          type == PURPLE_REQUEST_FIELD_STRING ? purple_request_field_string_get_value (field) : NULL;

      g_string_append_printf (forms, "%s: %s\n", purple_request_field_get_label (field),
                              value != NULL ? value : "");
      for (; items != NULL; items = items->next)
        g_string_append_printf (forms, " %s\n", (const char *) items->data);
    }
  }
}

static char *case_number; /* of the test that fills the form */

static void
name_case (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "case"), case_number);
}

/* Each form of archiving: the case, then its messages with a tick each. */
static void
archive_in_forms (void)
{
  luukku_headless_leave_questions ();
  luukku_headless_fill_form (name_case);
  open_list ("Archive…");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  luukku_headless_until (strstr (luukku_headless_questions (), "Which messages does the record have?") !=
                         NULL);
  luukku_headless_fill_form (read_form);
  luukku_headless_until (luukku_headless_open_questions () == 0);
  luukku_headless_until (strstr (luukku_headless_notices (), "Archived as record") != NULL);
}

static void
test_nowhere (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  static const char *const lists[] = {
    "Inbox…",
    "Channels…",
    "Corrected labels…",
    "Who has seen threats…",
    "Threats and safety…",
    "Bans…",
    "Reports about the checks…",
    "Passed warnings…",
  };
  LuukkuWindow window;
  g_autofree char *line = luukku_headless_api ()->state_line (conv);
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *record = NULL;

  g_test_summary ("What is covered has its words in no list, title, form, notice or question.");
  forms = g_string_new (NULL);
  luukku_headless_until (luukku_headless_has ("a message is covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  item = luukku_store_find_case (luukku_inbox_get_store (get_inbox ()), window.id, NULL);
  case_number = g_strdup (luukku_case_peek (item)->number);
  must (conv, "label threat-site");
  archive_in_forms ();
  g_assert_nonnull (strstr (forms->str, "– covered"));
  g_assert_null (strstr (forms->str, "hakkaan"));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    open_list (lists[i]);
    if (i == 0)
      g_assert_nonnull (strstr (luukku_headless_list (), "LUU-"));
    g_assert_null (strstr (luukku_headless_list (), "hakkaan"));
  }
  g_string_truncate (forms, 0);
  luukku_headless_fill_form (read_form);
  open_list ("Export record…");
  record = g_strconcat (case_number, "-v", NULL);
  luukku_headless_until (strstr (forms->str, record) != NULL);
  g_assert_null (strstr (forms->str, "hakkaan"));
  must (conv, "escalate");
  must (conv, "label");
  g_assert_true (luukku_headless_api ()->describe (conv, &window));
  g_assert_null (strstr (purple_conversation_get_title (conv), "hakkaan"));
  g_assert_null (strstr (line, "hakkaan"));
  g_assert_null (strstr (luukku_headless_notices (), "hakkaan"));
  g_assert_null (strstr (luukku_headless_questions (), "hakkaan"));
  g_assert_null (strstr (luukku_headless_log (), "hakkaan"));
  g_assert_false (luukku_headless_has ("hakkaan"));
  g_string_free (forms, TRUE);
  g_clear_pointer (&case_number, g_free);
}

static void
test_alarm (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  guint before;

  luukku_headless_until (strstr (luukku_headless_questions (), "Threat against a person") != NULL);
  must (conv, "escalate");
  g_assert_true (
      luukku_headless_has ("2. Tell the supervisor or somebody else who stands for the employer – to do"));
  must_not (conv, "close", "cannot be closed yet");
  /* Nobody acts: it is said again. */
  before = luukku_headless_count ("stands for the employer – to do");
  luukku_manual_clock_advance (luukku_headless_clock (), 16 * G_TIME_SPAN_MINUTE);
  luukku_headless_until (luukku_headless_count ("stands for the employer – to do") > before);
  must_not (conv, "escalate 2 skip en ehdi", "demands this step");
  must_not (conv, "escalate 7 done", "no step with that number");
  must_not (conv, "escalate 2 jotain", "Write /escalate");
  must (conv, "escalate 2 done Eero Esimies");
  must_not (conv, "close", "acknowledgement");
  must (conv, "escalate 2 ack Eero Esimies");
  must (conv, "close");
  g_assert_true (luukku_headless_has ("The case is closed."));
}

static void
test_premises (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", SITE);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "escalate 2 done 112");
  must (conv, "escalate 3 done Eero");
  must (conv, "escalate 3 ack Eero");
  must (conv, "escalate 4 done");
  must_not (conv, "close", "reference number");
  must (conv, "escalate 2 ref 5680/R/1/26");
  must (conv, "close");
}

/* As an import leaves it. */
static void
unconfirmed_contact (const char *key, const char *address)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("contacts", key);
  g_autoptr (GError) error = NULL;

  entry->source = g_strdup ("directory:test 1");
  luukku_entry_set (entry, "kind", "email");
  luukku_entry_set (entry, "value", address);
  luukku_entry_set (entry, "whose", "staff");
  luukku_entry_set (entry, "name", "Esimies");
  luukku_entry_set (entry, "roles", "supervisor");
  luukku_store_put_entry (luukku_inbox_get_store (get_inbox ()), entry, "test", NULL, &error);
  g_assert_no_error (error);
}

static void
drop_contacts (void)
{
  LuukkuStore *store = luukku_inbox_get_store (get_inbox ());
  g_autoptr (GPtrArray) entries = luukku_store_list_entries (store, "contacts", FALSE, NULL);

  for (guint i = 0; i < entries->len; i++)
    luukku_store_end_entry (store, "contacts", ((LuukkuEntry *) entries->pdata[i])->key, "test", NULL, NULL);
}

static void
test_ready_texts (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "escalate text police");
  /* the report has a window of its own: 112 is the first thing in it */
  g_assert_nonnull (strstr (luukku_headless_notices (),
                            "F|For the report to the police|Jos joku on vaarassa nyt, soita ensin 112"));
  g_assert_false (luukku_headless_has ("hakkaan"));
  must_not (conv, "escalate text poem", "no such ready text");
  drop_contacts ();
  must_not (conv, "escalate tell", "Nobody has entered");
  unconfirmed_contact ("boss", "esimies@example.fi");
  must_not (conv, "escalate tell", "has not been confirmed");
  must (conv, "escalate");
  g_assert_true (luukku_headless_has ("Contact esimies@example.fi, not confirmed"));
  must (conv, "escalate confirm");
  must_not (conv, "escalate tell", "No account and no mailbox that is online here");
  must (conv, "escalate");
  g_assert_true (luukku_headless_has ("Contact: Esimies, esimies@example.fi"));
}

static void
test_told_and_acknowledged (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  PurpleAccount *other = purple_account_new ("neuvonta@example.org", "prpl-other");
  PurpleGroup *group = purple_group_new ("Työ");
  PurpleBuddy *buddy = NULL;
  LuukkuWindow about;
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *answer = NULL;

  luukku_headless_until (luukku_headless_has ("covered here"));
  purple_accounts_add (other);
  luukku_headless_enable (other);
  luukku_headless_until (purple_account_is_connected (other));
  buddy = purple_buddy_new (other, "esimies@example.fi", NULL);
  purple_blist_add_group (group, NULL);
  purple_blist_add_buddy (buddy, NULL, group, NULL);
  drop_contacts ();
  must (conv, "escalate contact account pomo@example.fi");
  must_not (conv, "escalate tell", "No account and no mailbox");
  drop_contacts ();
  must (conv, "escalate contact esimies@example.fi");
  g_assert_true (luukku_headless_has ("esimies@example.fi is in the register as a contact (Supervisor)"));
  must (conv, "escalate tell");
  g_assert_true (g_str_has_prefix (sent->str, "esimies@example.fi: "));
  g_assert_null (strstr (sent->str, "hakkaan"));
  must_not (conv, "close", "acknowledgement");
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (luukku_inbox_get_store (get_inbox ()), about.id, NULL);
  answer = g_strdup_printf ("Kuittaan %s.", luukku_case_peek (item)->number);
  serv_got_im (purple_account_get_connection (other), "joku@example.fi", answer, 0, 1);
  must_not (conv, "close", "acknowledgement");
  serv_got_im (purple_account_get_connection (other), "esimies@example.fi", answer, 0, 1);
  g_assert_true (luukku_headless_has ("The alarm has been acknowledged."));
  must (conv, "close");
  purple_blist_remove_buddy (buddy);
  purple_blist_remove_group (group);
  luukku_headless_drop (other);
}

static void
fill_step (PurpleRequestFields *fields)
{
  PurpleRequestField *how = purple_request_fields_get_field (fields, "how");

  g_assert_cmpstr (g_list_nth_data (purple_request_field_choice_get_labels (how), 0), ==, "I called");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "whom"), "Eero Esimies");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "time"), "11:55");
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "acknowledged"), TRUE);
}

static void
fill_future (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "time"), "23:55");
}

static gboolean
is_done (gint64 conversation)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (get_inbox (), conversation, NULL);

  return ((LuukkuStep *) steps->pdata[1])->acknowledged_at != 0;
}

static void
test_i_called (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  g_autoptr (GPtrArray) steps = NULL;
  const LuukkuStep *step = NULL;
  g_autofree char *time = NULL;
  LuukkuWindow about;

  luukku_headless_until (luukku_headless_has ("covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  luukku_headless_fill_form (fill_future);
  must (conv, "escalate 2");
  luukku_headless_until (luukku_headless_has ("This time has not come yet."));
  luukku_headless_fill_form (fill_step);
  must (conv, "escalate 2");
  luukku_headless_until (is_done (about.id));
  steps = luukku_inbox_list_steps (get_inbox (), about.id, NULL);
  step = g_ptr_array_index (steps, 1);
  g_assert_cmpstr (step->whom, ==, "Eero Esimies");
  g_assert_cmpstr (step->how, ==, "phone");
  time = luukku_time_format_local (step->done_at, "Europe/Helsinki", "%H:%M");
  g_assert_cmpstr (time, ==, "11:55");
  must (conv, "close");
  must_not (conv, "escalate 9", "no step with that number");
}

static void
test_called_in_words (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", SITE);
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *time = NULL;
  LuukkuWindow about;

  luukku_headless_until (luukku_headless_has ("covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  must_not (conv, "escalate 2 called 112 27:99", "The time cannot be read");
  must (conv, "escalate 2 called 112 11:50");
  must (conv, "escalate 2 ref 5680/R/1/26");
  steps = luukku_inbox_list_steps (get_inbox (), about.id, NULL);
  g_assert_cmpstr (((LuukkuStep *) steps->pdata[1])->whom, ==, "112");
  g_assert_cmpstr (((LuukkuStep *) steps->pdata[1])->how, ==, "phone");
  time = luukku_time_format_local (((LuukkuStep *) steps->pdata[1])->done_at, "Europe/Helsinki", "%H:%M");
  g_assert_cmpstr (time, ==, "11:50");
}

static void
test_label (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "label");
  g_assert_true (luukku_headless_has ("Threat against a person (threat-person): proposed by "
                                      "kauhava/threat-person; test.rule"));
  must_not (conv, "label hölynpöly", "no such label");
  /* what the window calls it is understood, too */
  must (conv, "label no Threat against a person");
  must (conv, "label threat against a PERSON");
  must (conv, "label no");
  must (conv, "label");
  g_assert_true (luukku_headless_has ("said to be wrong by Minna Malli"));
  must (conv, "close");
}

static void
test_self_harm (Fixture *f, gconstpointer data)
{
  fixture_receive (f, "t_1", "Jorma", NEED);
  luukku_headless_until (luukku_headless_has ("112"));
  g_assert_true (luukku_headless_has ("R|Jorma|" NEED));
  g_assert_nonnull (strstr (luukku_headless_questions (), "Somebody may harm themselves"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

static void
test_handover (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  LuukkuWindow about;
  g_autoptr (LuukkuCase) item = NULL;

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "handover Eero Esimies");
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (luukku_inbox_get_store (get_inbox ()), about.id, NULL);
  g_assert_cmpstr (luukku_case_peek (item)->handler, ==, "Eero Esimies");
}

static void
test_ban (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_HOUR };
  LuukkuWindow about;

  luukku_headless_until (luukku_headless_has ("covered here"));
  must_not (conv, "ban ikuisesti", "every ban ends");
  must (conv, "ban 1 toistuva viha");
  g_assert_true (luukku_headless_has ("This resident is banned until"));
  must_not (conv, "ban 1 taas", "banned already");
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  must (conv, "show");
  g_assert_cmpuint (luukku_headless_count (HATE), ==, 1);
  luukku_graph_say (graph, "t_1", "Jorma", "Piilossa, tunnus 131052-308T");
  luukku_graph_say (graph, "t_1", "Jorma", HATE);
  luukku_headless_pass (20 * G_TIME_SPAN_SECOND);
  g_assert_false (luukku_headless_has ("Piilossa"));
  must_not (conv, "show", "Nothing is covered");
  must_not (conv, "original", "No identity code is masked");
  g_assert_cmpuint (luukku_headless_count (HATE), ==, 1);
  must (conv, "unban erehdys");
  g_assert_cmpuint (luukku_headless_count ("The ban of this resident has ended."), ==, 1);
  must_not (conv, "unban", "not banned");
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  ban.conversation = about.id;
  g_assert_true (luukku_inbox_ban (get_inbox (), &ban, NULL, NULL));
  luukku_manual_clock_advance (luukku_headless_clock (), G_TIME_SPAN_HOUR + G_TIME_SPAN_MINUTE);
  luukku_headless_until (luukku_headless_count ("The ban of this resident has ended.") == 2);
}

static void
test_removal (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must_not (conv, "hide", "Write why");
  must_not (conv, "unhide", "No message of this conversation is hidden");
  must_not (conv, "done", "Nothing of this conversation waits");
  must_not (conv, "mute vihaa", "cannot mute anybody");
  must_not (conv, "mute", "cannot mute anybody");
  must_not (conv, "unmute", "Nobody is muted");
  must (conv, "hide vihaa");
  g_assert_true (luukku_headless_has ("take it away at the channel itself, then write /done"));
  luukku_headless_pass (3 * G_TIME_SPAN_SECOND);
  luukku_manual_clock_advance (luukku_headless_clock (), 3 * G_TIME_SPAN_HOUR);
  luukku_headless_until (luukku_headless_has ("Reminder: A message waits to be hidden by hand"));
  must (conv, "done sovelluksessa");
  g_assert_true (luukku_headless_has ("entered as done by you"));
  must_not (conv, "done", "Nothing of this conversation waits");
  must (conv, "unhide");
  g_assert_true (luukku_headless_has ("show the message again at the channel itself"));
  must (conv, "done");
  must_not (conv, "removal decision poistettu", "Enter first");
  must (conv, "removal what kuva");
  must (conv, "removal why suostumus peruttu");
  must (conv, "removal decision poistettu");
  must (conv, "removal page what vanha sivu");
  must (conv, "removal show");
  g_assert_true (luukku_headless_has ("Asked by a resident: kuva / suostumus peruttu / poistettu"));
  g_assert_true (luukku_headless_has ("Closing of a page: vanha sivu / – / to be decided by"));
}

static void
fill_removal (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "kind"),
                                         LUUKKU_REMOVAL_BY_TOWN);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "what"), "viesti 1");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "why"), "uhkaus");
}

static void
fill_ground (PurpleRequestFields *fields)
{
  g_assert_cmpstr (purple_request_fields_get_string (fields, "what"), ==, "https://koulu.example/kuvat/12");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "why"), "ei suostumusta");
}

/* What the resident points to stands in the form already. */
static void
test_removal_of_a_link (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Johan", "Ta bort bilden av min dotter (https://koulu.example/kuvat/12)!");

  luukku_headless_until (luukku_headless_has ("min dotter"));
  luukku_headless_fill_form (fill_ground);
  must (conv, "removal");
  luukku_headless_until (luukku_headless_has ("The request to remove is entered."));
  must (conv, "removal show");
  g_assert_true (
      luukku_headless_has ("Asked by a resident: https://koulu.example/kuvat/12 / ei suostumusta / to be"));
  must_not (conv, "close", "is not decided");
  must (conv, "removal decision poistettu");
  must (conv, "close");
}

static void
fill_act (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "message");
  const GList *items = purple_request_field_list_get_items (list);

  g_assert_cmpuint (g_list_length ((GList *) items), ==, 2);
  g_assert_nonnull (strstr (items->data, "(covered: "));
  g_assert_null (strstr (items->data, HATE));
  g_assert_nonnull (strstr (items->next->data, "Ihan tavallinen"));
  purple_request_field_list_clear_selected (list);
  purple_request_field_list_add_selected (list, items->next->data);
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "what"), 1);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "reason"), "nimi");
}

static void
fill_ban (PurpleRequestFields *fields)
{
  purple_request_field_int_set_value (purple_request_fields_get_field (fields, "days"), 3);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "reason"), "toistuva viha");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "decided-by"),
                                         "Johtaja Malli");
}

static LuukkuSanction *
find_ban (void)
{
  g_autoptr (GPtrArray) list =
      luukku_store_list_sanctions (luukku_inbox_get_store (get_inbox ()), TRUE, NULL);

  return list->len > 0 ? g_ptr_array_steal_index (list, list->len - 1) : NULL;
}

static gboolean
has_ban (const char *reason)
{
  g_autoptr (LuukkuSanction) ban = find_ban ();

  return ban != NULL && g_str_equal (ban->reason, reason);
}

static void
test_forms (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = NULL;
  g_autoptr (LuukkuSanction) ban = NULL;
  LuukkuWindow about;

  conv = fixture_receive (f, "t_1", "Jorma", "Ihan tavallinen viesti");
  luukku_headless_until (luukku_headless_has ("Ihan tavallinen"));
  luukku_graph_say (graph, "t_1", "Jorma", HATE);
  luukku_headless_until (luukku_headless_has ("covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  luukku_headless_fill_form (fill_removal);
  must (conv, "removal");
  luukku_headless_until (luukku_headless_has ("The request to remove is entered."));
  must (conv, "removal show");
  g_assert_true (
      luukku_headless_has ("Asked of those who run the service: viesti 1 / uhkaus / to be decided by"));
  luukku_headless_fill_form (fill_act);
  must (conv, "act");
  luukku_headless_until (luukku_headless_has ("take it away at the channel itself"));
  {
    g_autoptr (GPtrArray) open = luukku_inbox_list_open_acts (get_inbox (), about.id, NULL);
    g_autoptr (LuukkuStoredMessage) chosen = luukku_store_get_message (
        luukku_inbox_get_store (get_inbox ()), ((LuukkuOpenAct *) open->pdata[0])->message, NULL);

    g_assert_cmpint (((LuukkuOpenAct *) open->pdata[0])->what, ==, LUUKKU_ACT_DELETE);
    g_assert_cmpstr (luukku_message_get_text (chosen->message), ==, "Ihan tavallinen viesti");
  }
  luukku_headless_fill_form (fill_ban);
  must (conv, "ban");
  luukku_headless_until (has_ban ("toistuva viha"));
  ban = find_ban ();
  g_assert_cmpstr (ban->decided_by, ==, "Johtaja Malli");
  g_assert_nonnull (strstr (ban->notice, "Esto päättyy itsestään"));
  g_assert_cmpint (ban->end_at - ban->start_at, ==, 3 * G_TIME_SPAN_DAY);
  /* the notice is for a person to send */
  luukku_headless_until (strstr (luukku_headless_given_back (), "Esto päättyy itsestään") != NULL);
  must (conv, "unban");
}

/* Each line of a list by itself, with or without columns. */
static void
then_list (const char *label, const char *line)
{
  open_list (label);
  if (strstr (luukku_headless_notices (), line) == NULL && strstr (luukku_headless_list (), line) == NULL)
    g_error ("“%s” is not in “%s”", line, luukku_headless_notices ());
}

static void
test_manager_lists (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);
  g_autofree char *line = NULL;

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "show");
  must (conv, "removal what kuva lapsesta");
  must (conv, "removal platform what kommentti");
  must (conv, "removal page what koulun sivu");
  line = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (line, "request to remove: to be decided by "));
  must (conv, "ban 3 toistuva viha");
  must (conv, "unban erehdys");
  must (conv, "ban 2 taas");
  then_list ("Register of bans…", " · runs; ");
  then_list ("Register of bans…", ": erehdys");
  then_list ("Register of bans…", "toistuva viha");
  then_list ("Requests to remove…", " · kuva lapsesta · ");
  then_list ("Requests to remove…", "Asked of those who run the service · LUU-");
  then_list ("Requests to remove…", " · koulun sivu · ");
  then_list ("Threats and safety…", "<br>messages that may be hate · ");
  then_list ("Threats and safety…", "<br>bans that began · ");
  then_list ("Threats and safety…", "<br>threats and hate read by Minna Malli · ");
  must (conv, "unban");
}

static void
look_at_box (PurpleRequestFields *fields)
{
  PurpleRequestField *box = purple_request_fields_get_field (fields, "lift");

  g_assert_cmpstr (purple_request_field_get_label (box), ==, "End this ban now");
  g_assert_nonnull (purple_request_field_list_get_selected (purple_request_fields_get_field (fields, "ban")));
  purple_request_field_bool_set_value (box, TRUE);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "note"), "liian pitkä");
}

/* The review list: looked at again, and ended before its time. */
static void
test_review (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "ban 3 toistuva viha");
  luukku_headless_fill_form (look_at_box);
  open_list ("Bans…");
  luukku_headless_until (luukku_headless_has ("The ban of this resident has ended."));
  then_list ("Register of bans…", ": liian pitkä");
}

static void
test_wrong_label_is_named (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "label removal-request");
  must (conv, "label no");
  g_assert_true (luukku_headless_has ("The label “Hate against a group” is taken away."));
  must (conv, "label no");
  g_assert_true (luukku_headless_has ("The label “Request to remove” is taken away."));
  must_not (conv, "label no", "No message here has a label");
}

/* A ban that ends with no window open is said all the same. */
static void
test_ban_ends_unseen (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", HATE);

  luukku_headless_until (luukku_headless_has ("covered here"));
  must (conv, "ban 1 viha");
  purple_conversation_destroy (conv);
  luukku_manual_clock_advance (luukku_headless_clock (), G_TIME_SPAN_DAY + G_TIME_SPAN_MINUTE);
  luukku_headless_until (strstr (luukku_headless_notices (), "The ban of this resident has ended.") != NULL);
  g_assert_nonnull (strstr (luukku_headless_notices (), "LUU-"));
}

/* A second alarm does not take the first one away unread, and the case is opened from the notice. */
static void
test_several_alarms (Fixture *f, gconstpointer data)
{
  const char *last = NULL;
  g_autofree char *number = NULL;

  fixture_receive (f, "t_1", "Jorma", THREAT);
  luukku_headless_until (strstr (luukku_headless_questions (), "Threat against a person – case LUU-") !=
                         NULL);
  fixture_receive (f, "t_2", "Aino", NEED);
  luukku_headless_until (strstr (luukku_headless_questions (), "Somebody may harm themselves – case") !=
                         NULL);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 1);
  last = g_strrstr (luukku_headless_questions (), "Luukku: alarm|");
  g_assert_nonnull (strstr (last, "Somebody may harm themselves – case LUU-"));
  g_assert_nonnull (strstr (last, "Threat against a person – case LUU-"));
  number = g_strndup (strstr (last, "LUU-"), sizeof "LUU-2026-000001" - 1);
  purple_conversation_destroy (luukku_headless_conv (f->account, "t_2"));
  purple_conversation_destroy (luukku_headless_conv (f->account, "t_1"));
  luukku_headless_answer ("Open the case");
  luukku_headless_until (luukku_headless_conv (f->account, "t_2") != NULL);
  /* the earlier one is asked about on its own */
  luukku_headless_until (luukku_headless_open_questions () == 1);
  last = g_strrstr (luukku_headless_questions (), "Luukku: alarm|");
  g_assert_true (g_str_has_prefix (last, "Luukku: alarm|Threat against a person – case LUU-"));
  g_assert_nonnull (strstr (last, "|If somebody is in danger now, call 112 first."));
  g_assert_null (strstr (last, number));
  luukku_headless_answer ("Close");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  g_assert_null (luukku_headless_conv (f->account, "t_1"));
}

/* The button "Tell supervisor" asks for what is missing: an address, whether it is right, a call. */
static void
test_asked_whom (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  LuukkuWindow about;

  luukku_headless_until (luukku_headless_has ("covered here"));
  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  luukku_headless_leave_questions ();
  drop_contacts ();
  luukku_headless_answer ("+358 40 000 1234");
  must (conv, "escalate ask");
  luukku_headless_until (
      luukku_headless_has ("+358 40 000 1234 is in the register as a contact (Supervisor)"));
  luukku_headless_until (strstr (luukku_headless_questions (), "They are reached by phone.") != NULL);
  luukku_headless_fill_form (fill_step);
  luukku_headless_answer ("Enter the call");
  luukku_headless_until (is_done (about.id));
  must_not (conv, "escalate ask", "No step of this case waits");
}

static void
test_asked_whether_right (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);

  luukku_headless_until (luukku_headless_has ("covered here"));
  luukku_headless_leave_questions ();
  drop_contacts ();
  unconfirmed_contact ("chief", "esimies@example.fi");
  luukku_headless_answer ("Cancel");
  must (conv, "escalate ask");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  must_not (conv, "escalate tell", "has not been confirmed");
  luukku_headless_answer ("It is right");
  must (conv, "escalate ask");
  luukku_headless_until (
      strstr (luukku_headless_questions (), "No account and no mailbox that is online here") != NULL);
  must_not (conv, "escalate tell", "No account and no mailbox that is online here");
}

static void
test_names (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);

  g_test_summary ("Nobody is told, and nobody acknowledges, without a name.");
  luukku_headless_until (luukku_headless_has ("covered here"));
  must_not (conv, "escalate 2 done", "Write the name, too");
  must_not (conv, "escalate 2 ack", "Write the name, too");
  must (conv, "escalate 2 done Eero Esimies");
  must (conv, "escalate 2 ack");
  must (conv, "close");
}

static char *
labels_of (PurpleConversation *conv)
{
  LuukkuStore *store = luukku_inbox_get_store (get_inbox ());
  g_autoptr (LuukkuCase) item = NULL;
  LuukkuWindow about;

  g_assert_true (luukku_headless_api ()->describe (conv, &about));
  item = luukku_store_find_case (store, about.id, NULL);
  return luukku_store_get_case_labels (store, luukku_case_peek (item)->id, NULL, NULL);
}

static void
test_which_label (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Jorma", THREAT);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_test_summary ("The one key takes away the label that the window speaks of, and a label that is added "
                  "goes to the newest message.");
  luukku_headless_until (luukku_headless_has ("covered here"));
  luukku_graph_say (graph, "t_1", "Jorma", HATE);
  luukku_headless_until (luukku_headless_count ("covered here") == 2);
  before = labels_of (conv);
  g_assert_true (luukku_labels_have (before, "threat-person") && luukku_labels_have (before, "hate"));
  must (conv, "label no");
  after = labels_of (conv);
  g_assert_true (!luukku_labels_have (after, "threat-person") && luukku_labels_have (after, "hate"));
  luukku_graph_say (graph, "t_1", "Jorma", "Milloin kirjasto aukeaa?");
  luukku_headless_until (luukku_headless_has ("kirjasto aukeaa"));
  must (conv, "label threat-site");
  must (conv, "label");
  g_assert_true (
      luukku_headless_has ("Threat against a building or our work (threat-site): said to be right by"));
}

int
main (int argc, char **argv)
{
  int status;

  fixture_start (&argc, &argv);
  sent = g_string_new (NULL);
  add_other_protocol ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", "kauhava");
#define ADD(path, function) g_test_add ("/purple/moderate/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("alarm/several", test_several_alarms); /* first: the alarms of the others wait, too */
  ADD ("covered", test_covered);
  ADD ("covered-everywhere", test_nowhere);
  ADD ("alarm", test_alarm);
  ADD ("ask/whom", test_asked_whom);
  ADD ("ask/whether-right", test_asked_whether_right);
  ADD ("names", test_names);
  ADD ("label/gravest", test_which_label);
  ADD ("premises", test_premises);
  ADD ("texts", test_ready_texts);
  ADD ("told", test_told_and_acknowledged);
  ADD ("called/form", test_i_called);
  ADD ("called/words", test_called_in_words);
  ADD ("label", test_label);
  ADD ("self-harm", test_self_harm);
  ADD ("handover", test_handover);
  ADD ("ban", test_ban);
  ADD ("ban/unseen", test_ban_ends_unseen);
  ADD ("removal", test_removal);
  ADD ("removal/link", test_removal_of_a_link);
  ADD ("lists", test_manager_lists);
  ADD ("review", test_review);
  ADD ("label/which", test_wrong_label_is_named);
  ADD ("forms", test_forms);
  status = fixture_run ();
  g_string_free (sent, TRUE);
  return status;
}
