/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-workflow.c: what is left behind of labels, alarms and acts, and what people still have to do: the
 * record keeps proposals and decisions apart, contacts are confirmed in the register, nothing left to hand is
 * forgotten. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-moderated-fixture.h"

#include "evidence/luukku-archive.h"
#include "inbox/luukku-registers.h"

#include <json-glib/json-glib.h>

/* --- the record */

/* Returns: (transfer full): the file @name of the newest record. */
static char *
read_record (Fixture *f, const char *name)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, NULL, NULL);
  const LuukkuRecordRow *row = g_ptr_array_index (records, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = luukku_archive_read (f->store, row->number, name, "test", &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonArray *
list_of (JsonParser *parser, const char *name)
{
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));

  return json_object_get_array_member (
      json_array_get_object_element (json_object_get_array_member (root, "messages"), 0), name);
}

static JsonParser *
parse_record (Fixture *f)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = read_record (f, "record.json");
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&parser);
}

static void
test_record_of_an_alarm (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *sheet = NULL;
  JsonObject *look, *label, *root;
  JsonArray *rules;

  g_test_summary ("The record that an alarm makes has the proposal with rules and lists, and no decision.");
  when_written (f, "m1", S03);
  parser = parse_record (f);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (list_of (parser, "decided_by_people")), ==, 0);
  look = json_array_get_object_element (list_of (parser, "proposed_by_program"), 0);
  g_assert_true (
      g_str_has_prefix (json_object_get_string_member (look, "lexicons"), "test 1; pack kauhava "));
  g_assert_false (json_object_get_boolean_member (look, "could_not_be_read"));
  label = json_array_get_object_element (json_object_get_array_member (look, "labels"), 0);
  g_assert_cmpstr (json_object_get_string_member (label, "label"), ==, "threat-person");
  rules = json_object_get_array_member (label, "rules");
  g_assert_cmpuint (json_array_get_length (rules), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (rules, 0), ==, "kauhava/threat-person");
  g_assert_cmpstr (json_array_get_string_element (rules, 1), ==, "test.rule");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "alarm_steps")), ==, 4);
  sheet = read_record (f, "record.txt");
  g_assert_nonnull (strstr (sheet, "Ohjelma ehdotti"));
  g_assert_nonnull (strstr (sheet, "uhkaus henkilöä kohtaan"));
  g_assert_nonnull (strstr (sheet, "Ehdotus ei ole päätös"));
  g_assert_nonnull (strstr (sheet, "Kukaan ei ollut ratkaissut ehdotusta"));
  g_assert_nonnull (strstr (sheet, "kukaan ei ollut vielä ratkaissut asiaa"));
}

static void
test_record_with_decisions (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *number = NULL;
  g_autofree char *sheet = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *word, *step;

  g_test_summary ("A later record has people's words beside the proposal, and who was told when.");
  when_written (f, "m1", S03);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_CONFIRMED,
                             "selvä uhkaus", &error);
  g_assert_no_error (error);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "harassment", LUUKKU_LABEL_ADDED, NULL, &error);
  g_assert_no_error (error);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  number = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat", NULL, NULL, &error);
  g_assert_no_error (error);
  parser = parse_record (f);
  g_assert_cmpuint (json_array_get_length (list_of (parser, "proposed_by_program")), ==, 1);
  g_assert_cmpuint (json_array_get_length (list_of (parser, "decided_by_people")), ==, 2);
  word = json_array_get_object_element (list_of (parser, "decided_by_people"), 0);
  g_assert_cmpstr (json_object_get_string_member (word, "decision"), ==, "confirmed");
  g_assert_cmpstr (json_object_get_string_member (word, "by"), ==, "Minna Esimerkki");
  g_assert_cmpstr (json_object_get_string_member (word, "note"), ==, "selvä uhkaus");
  g_assert_false (json_object_has_member (word, "rules"));
  word = json_array_get_object_element (list_of (parser, "decided_by_people"), 1);
  g_assert_cmpstr (json_object_get_string_member (word, "label"), ==, "harassment");
  g_assert_cmpstr (json_object_get_string_member (word, "decision"), ==, "added");
  step = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "alarm_steps"), 1);
  g_assert_cmpstr (json_object_get_string_member (step, "whom"), ==, "Eero Esimies");
  g_assert_cmpstr (json_object_get_string_member (step, "how"), ==, "phone");
  g_assert_cmpstr (json_object_get_string_member (step, "acknowledged_by"), ==, "Eero Esimies");
  g_assert_true (json_object_has_member (step, "done_at"));
  sheet = read_record (f, "record.txt");
  g_assert_nonnull (strstr (sheet, "Minna Esimerkki päätti"));
  g_assert_null (strstr (sheet, "Kukaan ei ollut ratkaissut ehdotusta"));
}

/* --- contacts */
static void
import_contact (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory =
      luukku_directory_parse ("test.directory", text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  luukku_registers_import (f->inbox, directory, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What came with a directory, and what somebody changed after it was confirmed, is not used. */
static void
test_contact_is_confirmed_in_the_register (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (LuukkuEntry) entry = NULL;
  const LuukkuAlarmContact *contact;
  const LuukkuEntryChange *change;
  g_autoptr (GError) error = NULL;
  gint64 id;

  when_written (f, "m1", S03);
  id = fixture_conversation (f, "t1");
  contacts = luukku_inbox_list_alarm_contacts (f->inbox, id, "supervisor");
  g_assert_cmpuint (contacts->len, ==, 0);
  g_assert_false (luukku_inbox_confirm_alarm_contacts (f->inbox, id, "supervisor", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);

  import_contact (f, "[Directory]\nFormat=1\nMunicipality=kauhava\nVersion=2026-11-20.1\nCitation=product\n\n"
                     "[Contact boss]\nName=Esimies\nWhose=staff\nEmail=esimies@example.fi\n"
                     "Roles=supervisor\nCitation=product\n");
  g_ptr_array_unref (contacts);
  contacts = luukku_inbox_list_alarm_contacts (f->inbox, id, "supervisor");
  g_assert_cmpuint (contacts->len, ==, 1);
  contact = g_ptr_array_index (contacts, 0);
  g_assert_cmpstr (contact->address, ==, "esimies@example.fi");
  g_assert_cmpint (contact->way, ==, LUUKKU_WAY_MAIL);
  g_assert_cmpstr (contact->confirmed_by, ==, NULL);

  luukku_inbox_confirm_alarm_contacts (f->inbox, id, "supervisor", NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (contacts);
  contacts = luukku_inbox_list_alarm_contacts (f->inbox, id, "supervisor");
  contact = g_ptr_array_index (contacts, 0);
  g_assert_cmpstr (contact->confirmed_by, ==, "Minna Esimerkki");
  g_assert_cmpint (contact->confirmed_at, ==, FIXTURE_NOW);
  changes = luukku_store_list_entry_changes (f->store, "contacts", contact->key, &error);
  g_assert_no_error (error);
  change = g_ptr_array_index (changes, changes->len - 1);
  g_assert_cmpstr (change->what, ==, LUUKKU_CHANGE_CONFIRMED);
  g_assert_cmpstr (change->actor, ==, "Minna Esimerkki");

  /* another address under the same entry has been confirmed by nobody */
  entry = luukku_store_get_entry (f->store, "contacts", contact->key, &error);
  luukku_entry_set (entry, "value", "toinen@example.fi");
  luukku_registers_put (f->inbox, entry, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (contacts);
  contacts = luukku_inbox_list_alarm_contacts (f->inbox, id, "supervisor");
  contact = g_ptr_array_index (contacts, 0);
  g_assert_cmpstr (contact->address, ==, "toinen@example.fi");
  g_assert_cmpstr (contact->confirmed_by, ==, NULL);
}

static void
test_contact_of_the_unit_first (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GPtrArray) everywhere = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const units[] = { NULL, "Kirjasto", "Uimahalli" };

  when_written (f, "m1", S03);
  luukku_store_put_channel (f->store, FIXTURE_CHANNEL, "Fake", "Kirjasto", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (LuukkuEntry) entry = luukku_entry_new ("contacts", "");
    g_autofree char *number = g_strdup_printf ("040 000 000%u", i + 1);

    luukku_entry_set (entry, "kind", "phone");
    luukku_entry_set (entry, "value", number);
    luukku_entry_set (entry, "whose", "staff");
    luukku_entry_set (entry, "roles", "ict;supervisor");
    luukku_entry_set (entry, "unit", units[i]);
    luukku_registers_put (f->inbox, entry, NULL, &error);
    g_assert_no_error (error);
  }
  contacts = luukku_inbox_list_alarm_contacts (f->inbox, fixture_conversation (f, "t1"), "supervisor;ict");
  g_assert_cmpuint (contacts->len, ==, 2); /* the swimming hall has a supervisor of its own */
  g_assert_cmpstr (((LuukkuAlarmContact *) contacts->pdata[0])->unit, ==, "Kirjasto");
  g_assert_cmpstr (((LuukkuAlarmContact *) contacts->pdata[1])->unit, ==, NULL);
  everywhere = luukku_inbox_list_alarm_contacts (f->inbox, 0, "ict");
  g_assert_cmpuint (everywhere->len, ==, 3);
}

/* --- telling by mail */
static gboolean
can_write_first (LuukkuSender *sender)
{
  return TRUE;
}

static void
given_mailbox (Fixture *f)
{
  fixture_go_up (f, FALSE);
  LUUKKU_SENDER_GET_IFACE (f->sender)->can_write_first = can_write_first;
}

typedef struct {
  gboolean called;
  gboolean done;
  GError *error;
} Told;

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  Told *told = data;

  told->called = TRUE;
  told->done = luukku_inbox_tell_by_mail_finish (LUUKKU_INBOX (source), result, &told->error);
}

static void
tell (Fixture *f, Told *told)
{
  g_autoptr (GPtrArray) contacts =
      luukku_inbox_list_alarm_contacts (f->inbox, fixture_conversation (f, "t1"), "supervisor");

  g_assert_cmpuint (contacts->len, >, 0);
  luukku_inbox_tell_by_mail_async (f->inbox, fixture_conversation (f, "t1"), 2, contacts->pdata[0], on_told,
                                   told);
  fixture_settle ();
}

static const LuukkuStep *
step_2 (GPtrArray **steps, Fixture *f)
{
  g_clear_pointer (steps, g_ptr_array_unref);
  *steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  return g_ptr_array_index (*steps, 1);
}

static void
test_told_by_mail (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;
  Told failed = { 0 }, told = { 0 };
  const LuukkuStep *step;
  LuukkuMessage *answer = NULL;
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                                   .conversation_id = "t9",
                                   .platform_id = "m9",
                                   .direction = LUUKKU_DIRECTION_IN,
                                   .author_id = "Esimies@Example.fi",
                                   .text = "Luettu: LUU-2026-000001.",
                                   .sent_at = FIXTURE_NOW,
                                   .fetched_at = FIXTURE_NOW };
  g_autoptr (GError) error = NULL;

  g_test_summary ("Sent is told, failed is not; only the one who was told can acknowledge.");
  given_mailbox (f);
  when_written (f, "m1", S03);
  luukku_inbox_put_alarm_contact (f->inbox, "supervisor", LUUKKU_WAY_MAIL, "esimies@example.fi", &error);
  g_assert_no_error (error);

  tell (f, &failed);
  g_assert_false (failed.called);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ 0 });
  g_assert_true (failed.called);
  g_assert_false (failed.done);
  g_assert_nonnull (failed.error);
  step = step_2 (&steps, f);
  g_assert_cmpint (step->done_at, ==, 0);

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  tell (f, &told);
  fake_answer_id (f->sender, "letter-1");
  g_assert_no_error (told.error);
  g_assert_true (told.done);
  /* the same letter by the same name, with nothing of the resident's in it */
  g_assert_cmpstr (f->sender->keys->pdata[0], ==, f->sender->keys->pdata[1]);
  g_assert_nonnull (strstr (f->sender->sent->pdata[1], "LUU-2026-000001"));
  g_assert_null (strstr (f->sender->sent->pdata[1], "hakkaan"));
  g_assert_null (strstr (f->sender->sent->pdata[1], "Tiina"));
  step = step_2 (&steps, f);
  g_assert_cmpint (step->done_at, ==, FIXTURE_NOW + G_TIME_SPAN_MINUTE);
  g_assert_cmpstr (step->how, ==, "e-mail");
  g_assert_cmpstr (step->whom, ==, "esimies@example.fi");
  then_closing_is_refused (f, "Ilmoita esimiehelle");

  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "LUU-2026-000001"); /* resident-1 */
  g_assert_cmpint (step_2 (&steps, f)->acknowledged_at, ==, 0);
  answer = luukku_message_new (&init);
  g_ptr_array_add (batch->messages, answer);
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpint (step_2 (&steps, f)->acknowledged_at, !=, 0);
  then_it_closes (f);
  g_clear_error (&failed.error);
}

static void
test_not_told_by_mail (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  Told first = { 0 }, second = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("Without a mailbox, and to somebody nobody has confirmed, nothing leaves.");
  when_written (f, "m1", S03);
  luukku_inbox_put_alarm_contact (f->inbox, "supervisor", LUUKKU_WAY_MAIL, "esimies@example.fi", &error);
  g_assert_no_error (error);
  g_assert_false (luukku_inbox_can_tell_by_mail (f->inbox));
  tell (f, &first);
  g_assert_error (first.error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  given_mailbox (f);
  g_assert_true (luukku_inbox_can_tell_by_mail (f->inbox));
  {
    const LuukkuAlarmContact stranger = { .way = LUUKKU_WAY_MAIL, .address = (char *) "kuka@example.fi" };

    luukku_inbox_tell_by_mail_async (f->inbox, fixture_conversation (f, "t1"), 2, &stranger, on_told,
                                     &second);
    fixture_settle ();
  }
  g_assert_error (second.error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  g_clear_error (&first.error);
  g_clear_error (&second.error);
}

static void
test_times_of_a_step (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;
  LuukkuStepAct call = { .kind = LUUKKU_STEP_ACT_DONE, .whom = "Eero", .how = "phone" };
  const LuukkuStepAct reference = { .kind = LUUKKU_STEP_ACT_DONE, .reference = "5680/R/1/26" };
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_test_summary ("\"I called her\" has its own time, and what is entered later does not move it.");
  when_written (f, "m1", S04);
  id = fixture_conversation (f, "t1");
  call.at = FIXTURE_NOW + G_TIME_SPAN_HOUR;
  g_assert_false (luukku_inbox_act_on_step (f->inbox, id, 2, &call, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  call.at = FIXTURE_NOW - 5 * G_TIME_SPAN_MINUTE;
  g_assert_true (luukku_inbox_act_on_step (f->inbox, id, 2, &call, &error));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  g_assert_true (luukku_inbox_act_on_step (f->inbox, id, 2, &reference, &error));
  g_assert_cmpint (step_2 (&steps, f)->done_at, ==, FIXTURE_NOW - 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpstr (step_2 (&steps, f)->whom, ==, "Eero");
  g_assert_cmpstr (step_2 (&steps, f)->how, ==, "phone");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD g_test_add_func
  ADD ("/workflow/record/alarm", test_record_of_an_alarm);
  ADD ("/workflow/record/decisions", test_record_with_decisions);
  ADD ("/workflow/contact/confirmed", test_contact_is_confirmed_in_the_register);
  ADD ("/workflow/contact/unit", test_contact_of_the_unit_first);
  ADD ("/workflow/mail/told", test_told_by_mail);
  ADD ("/workflow/mail/not-told", test_not_told_by_mail);
  ADD ("/workflow/step/times", test_times_of_a_step);
  return g_test_run ();
}
