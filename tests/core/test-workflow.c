/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-workflow.c: what is left behind of labels, alarms and acts, and what people still have to do: the
 * record keeps proposals and decisions apart, contacts are confirmed in the register, nothing left to hand is
 * forgotten. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-moderated-fixture.h"

#include "evidence/luukku-archive.h"
#include "evidence/luukku-removal.h"
#include "inbox/luukku-inbox-evidence.h"
#include "inbox/luukku-registers.h"
#include "inbox/luukku-reminders.h"
#include "inbox/luukku-report.h"

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

/* --- a request to remove by mail */

static void
on_removal (GObject *source, GAsyncResult *result, gpointer data)
{
  Told *told = data;

  told->called = TRUE;
  told->done = luukku_inbox_send_removal_finish (LUUKKU_INBOX (source), result, &told->error);
}

static void
send_removal (Fixture *f, const char *address, Told *told)
{
  *told = (Told){ 0 };
  luukku_inbox_send_removal_async (f->inbox, "LUU-2026-000001", address, on_removal, told);
  fixture_settle ();
}

static gboolean
add_kind (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  if (g_str_has_prefix (entry->kind, "removal-"))
    g_string_append_printf (data, "%s ", entry->kind);
  return TRUE;
}

static void
then_log_says (Fixture *f, const char *kinds)
{
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_true (luukku_store_walk_log (f->store, 1, 0, add_kind, found, NULL));
  g_assert_cmpstr (found->str, ==, kinds);
}

static void
then_waits (Fixture *f, gboolean waits)
{
  g_autoptr (LuukkuRemovalWatch) watch = luukku_store_get_removal_watch (f->store, "LUU-2026-000001", NULL);

  g_assert_cmpint (watch != NULL, ==, waits);
}

static void
given_request (Fixture *f, gboolean whole)
{
  static const char *const facts[][2] = { { "removal.requested-from", "Alusta" },
                                          { "removal.reasons", "Laiton uhkaus" },
                                          { "removal.locations", "https://example.org/viesti/1" },
                                          { "removal.notifier-name", "Minna Malli" },
                                          { "removal.notifier-email", "minna@example.org" },
                                          { "removal.bona-fide-by", "Minna Malli" } };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (facts) - (whole ? 0 : 1); i++) {
    const LuukkuStatement fact = { 0, 0, (char *) facts[i][0], (char *) facts[i][1], 0, (char *) "M" };

    luukku_facts_set (f->store, "LUU-2026-000001", &fact, &error);
    g_assert_no_error (error);
  }
}

static void
given_record (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_free (luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "removal", NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_removal_by_mail (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  Told told;

  g_test_summary ("Record and log come before the letter; the waiting begins when the server has taken it.");
  when_written (f, "m1", S03);
  given_mailbox (f);
  given_request (f, TRUE);
  given_record (f);
  send_removal (f, "dsa@alusta.example", &told);
  g_assert_false (told.called);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  then_log_says (f, "removal-request ");
  then_waits (f, FALSE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ 0 });
  g_assert_true (told.called && !told.done);
  g_clear_error (&told.error);
  then_log_says (f, "removal-request removal-not-sent ");
  then_waits (f, FALSE);

  /* nobody knows whether it arrived: the log does not say that it did not */
  send_removal (f, "dsa@alusta.example", &told);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ .ambiguous_send = TRUE });
  g_assert_false (told.done);
  g_clear_error (&told.error);
  then_log_says (f, "removal-request removal-not-sent removal-request ");

  send_removal (f, "dsa@alusta.example", &told);
  fake_answer_id (f->sender, "letter-1");
  g_assert_no_error (told.error);
  g_assert_true (told.done);
  then_log_says (f, "removal-request removal-not-sent removal-request removal-request removal-sent ");
  then_waits (f, TRUE);
  g_assert_cmpstr (f->sender->keys->pdata[0], ==, f->sender->keys->pdata[2]);
  g_assert_nonnull (strstr (f->sender->sent->pdata[2], "https://example.org/viesti/1"));
  g_assert_null (strstr (f->sender->sent->pdata[2], "Tiina"));
}

static void
test_removal_not_by_mail (void)
{
  static const char *const addresses[] = { "", "dsa", "dsa@alusta.example, toinen@alusta.example",
                                           "dsa@alusta.example\nBcc: x@y.fi", "Alusta <dsa@alusta.example>" };
  g_autoptr (Fixture) f = given_pack ("kauhava");
  Told told;

  g_test_summary ("Without a mailbox, an address, an element or a record of this very text nothing leaves.");
  when_written (f, "m1", S03);
  given_request (f, FALSE);
  send_removal (f, "dsa@alusta.example", &told);
  g_assert_error (told.error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&told.error);
  given_mailbox (f);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    send_removal (f, addresses[i], &told);
    g_assert_error (told.error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_clear_error (&told.error);
  }
  send_removal (f, "dsa@alusta.example", &told);
  g_assert_error (told.error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&told.error);
  given_request (f, TRUE);
  send_removal (f, "dsa@alusta.example", &told); /* no record has it */
  g_assert_error (told.error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&told.error);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  then_log_says (f, "");
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

/* --- what is left to a person */
static GString *told; /* sentences or clocks of the reminders, one a line */

static void
on_due (LuukkuReminders *reminders, const LuukkuReminderNote *note, gpointer data)
{
  g_string_append_printf (told, "%s\n", note->sentence != NULL ? note->sentence : note->clock);
}

static guint
count_told (const char *part)
{
  guint count = 0;

  for (const char *at = told->str; (at = strstr (at, part)) != NULL; at += strlen (part))
    count++;
  return count;
}

static LuukkuReminders *
given_reminders (Fixture *f)
{
  LuukkuReminders *reminders = luukku_reminders_new (f->inbox);

  if (told == NULL)
    told = g_string_new (NULL);
  g_string_truncate (told, 0);
  g_signal_connect (reminders, "due", G_CALLBACK (on_due), NULL);
  luukku_reminders_add_source (reminders, luukku_reminders_list_duties, NULL);
  luukku_reminders_start (reminders);
  return reminders;
}

static void
when_time_goes_by (Fixture *f, gint64 span)
{
  for (gint64 gone = 0; gone < span; gone += 10 * G_TIME_SPAN_MINUTE) {
    luukku_manual_clock_advance (f->clock, 10 * G_TIME_SPAN_MINUTE);
    fixture_settle ();
  }
}

static guint
count_open (Fixture *f)
{
  g_autoptr (GPtrArray) open = luukku_inbox_list_open_acts (f->inbox, fixture_conversation (f, "t1"), NULL);

  return open->len;
}

static void
test_by_hand_until_ticked (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autoptr (LuukkuReminders) reminders = given_reminders (f);
  g_autoptr (GError) error = NULL;
  guint count = 0, before;

  g_test_summary (
      "A channel that cannot hide: reminded of again and again until somebody says that it is done.");
  when_written (f, "m1", HATE);
  g_assert_false (luukku_inbox_tick_acts (f->inbox, fixture_conversation (f, "t1"), NULL, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_HIDE, "vihaa", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 1);
  when_time_goes_by (f, 5 * G_TIME_SPAN_HOUR);
  before = count_told ("hidden by hand");
  g_assert_cmpuint (before, >=, 2);
  luukku_inbox_tick_acts (f->inbox, fixture_conversation (f, "t1"), "sovelluksessa", &count, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (count_open (f), ==, 0);
  when_time_goes_by (f, 5 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (count_told ("hidden by hand"), ==, before);
}

static void
test_shown_again_and_failed (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  given_channel_that_acts (f);
  when_written (f, "m1", HATE);
  luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_HIDE, "vihaa", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 0); /* asked */
  fake_answer_fault (f->sender, LUUKKU_FAULT_PERMISSION, (LuukkuFaultInfo){ 0 });
  open = luukku_inbox_list_open_acts (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_true (((LuukkuOpenAct *) open->pdata[0])->failed);
  /* showing it again takes the place of hiding it */
  luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_UNHIDE, "", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 0);
  fake_answer_id (f->sender, "ok");
  g_assert_cmpuint (count_open (f), ==, 0);
  g_assert_true (g_str_has_prefix (acts_asked->pdata[1], "1 m1"));
}

static void
test_ban_by_hand (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (LuukkuReminders) reminders = given_reminders (f);
  LuukkuBan ban = { .reason = "viha", .decided_by = "Johtava Virkamies", .length = 2 * G_TIME_SPAN_DAY };
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A ban by hand: carried out, ended, each ticked; one nobody carried out needs no end.");
  when_written (f, "m1", HATE);
  ban.conversation = fixture_conversation (f, "t1");
  luukku_inbox_ban (f->inbox, &ban, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 1);
  luukku_inbox_tick_acts (f->inbox, ban.conversation, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 0);
  when_time_goes_by (f, 2 * G_TIME_SPAN_DAY + G_TIME_SPAN_HOUR);
  g_assert_cmpuint (count_told ("A ban ends soon"), ==, 1); /* Hanko's pack has no clock for it */
  open = luukku_inbox_list_open_acts (f->inbox, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((LuukkuOpenAct *) open->pdata[0])->what, ==, LUUKKU_ACT_UNBAN);
  luukku_inbox_tick_acts (f->inbox, ban.conversation, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f), ==, 0);
}

static void
test_alarms_in_the_one_scheduler (void)
{
  g_autoptr (Fixture) f = given_pack ("rautalampi");
  g_autoptr (LuukkuReminders) reminders = NULL;
  guint before;

  g_test_summary ("Whatever the hour, by the same timer as all other reminders.");
  luukku_manual_clock_advance (f->clock, 10 * G_TIME_SPAN_HOUR); /* 23:06 in Finland */
  reminders = given_reminders (f);
  when_written (f, "m1", S03);
  fixture_settle ();
  before = alarms;
  when_time_goes_by (f, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (alarms, >=, before + 3);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero", NULL);
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero", NULL);
}

/* --- requests to remove */
static void
test_three_kinds_of_removal (void)
{
  static const LuukkuRemovalKind kinds[] = { LUUKKU_REMOVAL_BY_RESIDENT, LUUKKU_REMOVAL_BY_TOWN,
                                             LUUKKU_REMOVAL_OF_PAGE };
  static const char *const sentences[] = { "resident's request", "not been sent yet", "page of a unit" };
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (LuukkuReminders) reminders = given_reminders (f);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_test_summary ("Each by itself, with object, ground, clock and reminder, until it is decided.");
  when_written (f, "m1", CLEAN);
  id = fixture_conversation (f, "t1");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *object = g_strdup_printf ("kohde %u", i);

    luukku_inbox_put_removal (f->inbox, id, kinds[i], object, "peruste", NULL, &error);
    g_assert_no_error (error);
  }
  rows = luukku_store_list_removals (f->store, id, TRUE, NULL);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpint (((LuukkuRemoval *) rows->pdata[0])->kind, ==, LUUKKU_REMOVAL_BY_TOWN); /* due first */
  g_assert_cmpstr (((LuukkuRemoval *) rows->pdata[0])->object, ==, "kohde 1");
  when_time_goes_by (f, 31 * G_TIME_SPAN_DAY);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    g_assert_cmpuint (count_told (sentences[i]), >=, 1);
  luukku_inbox_put_removal (f->inbox, id, LUUKKU_REMOVAL_BY_TOWN, NULL, NULL, "jätetään", &error);
  g_assert_no_error (error);
  g_ptr_array_unref (rows);
  rows = luukku_store_list_removals (f->store, 0, TRUE, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  g_string_truncate (told, 0);
  when_time_goes_by (f, 2 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (count_told ("not been sent yet"), ==, 0);
  g_assert_cmpuint (count_told ("resident's request"), >=, 1);
}

static void
test_decide_whether_it_stays (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (LuukkuReminders) reminders = given_reminders (f);
  g_autoptr (GArray) queued = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("HAN-45: a message in the queue is reminded of until somebody decides.");
  when_written (f, "m1", S14);
  queued = luukku_store_list_queued (f->store, NULL);
  g_assert_cmpuint (queued->len, ==, 1);
  when_time_goes_by (f, 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (count_told ("removal"), >=, 2);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "contains-names", LUUKKU_LABEL_CONFIRMED, NULL,
                             &error);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "privacy", LUUKKU_LABEL_CONFIRMED, NULL, &error);
  g_assert_no_error (error);
  g_array_unref (queued);
  queued = luukku_store_list_queued (f->store, NULL);
  g_assert_cmpuint (queued->len, ==, 0);
}

/* --- figures, search */
static void
test_figures (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuReport report;
  g_autoptr (GError) error = NULL;

  when_written (f, "m1", S17);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  then_it_closes (f);
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, HATE);
  {
    g_autoptr (GPtrArray) list =
        luukku_store_list_messages (f->store, fixture_conversation (f, "t2"), 0, NULL);
    gint64 id = ((LuukkuStoredMessage *) list->pdata[0])->id;

    luukku_inbox_note_exposure (f->inbox, id, "hate", &error);
    luukku_inbox_decide_label (f->inbox, id, "hate", LUUKKU_LABEL_REJECTED, NULL, &error);
    g_assert_no_error (error);
  }
  luukku_inbox_report (f->inbox, FIXTURE_NOW, FIXTURE_NOW + G_TIME_SPAN_DAY, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.safety_reports, ==, 1);
  g_assert_cmpint (report.safety_handled, ==, 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (report.hate, ==, 0); /* a person has said that it is none */
  g_assert_cmpuint (report.corrections, ==, 1);
  g_assert_cmpuint (report.covered_read, ==, 1);
  g_assert_cmpuint (report.people_exposed, ==, 1);
  luukku_inbox_report (f->inbox, FIXTURE_NOW + G_TIME_SPAN_DAY, FIXTURE_NOW + 2 * G_TIME_SPAN_DAY, &report,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.safety_reports + report.corrections + report.covered_read, ==, 0);
}

static void
test_search_leaves_out_what_came_during_a_ban (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  g_autoptr (GArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  when_written (f, "m1", HATE);
  ban.conversation = fixture_conversation (f, "t1");
  luukku_inbox_ban (f->inbox, &ban, NULL, &error);
  g_assert_no_error (error);
  when_written (f, "m2", CLEAN);
  hits = luukku_inbox_search (f->inbox, "uimakoulu", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 0);
  g_array_unref (hits);
  hits = luukku_inbox_search (f->inbox, "vihaviesti", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
}

/* As hiding: the record first; and its end, which needs no reason. Where the channel has no muting, nothing
 * is left to a person. */
static void
test_muting (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autoptr (GError) none = NULL, why = NULL, idea = NULL;
  g_autoptr (GPtrArray) open = NULL;

  when_written (f, "m1", CLEAN);
  g_assert_false (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_MUTE, "viha", &none));
  g_assert_nonnull (strstr (none->message, "cannot mute anybody"));
  g_assert_cmpuint (count_records (f), ==, 0);
  given_channel_that_acts (f);
  g_assert_false (luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_MUTE, "", &why));
  g_assert_nonnull (strstr (why->message, "why this resident is muted"));
  g_assert_true (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_MUTE, "viha", NULL));
  g_assert_cmpuint (count_records (f), ==, 1);
  g_assert_cmpstr (acts_asked->pdata[0], ==, "7 m1 resident-1");
  fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, (LuukkuFaultInfo){ 0 });
  open = luukku_inbox_list_open_acts (f->inbox, 0, NULL);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((LuukkuOpenAct *) open->pdata[0])->what, ==, LUUKKU_ACT_MUTE);
  g_assert_true (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_UNMUTE, "", NULL));
  g_assert_cmpstr (acts_asked->pdata[1], ==, "8 m1 resident-1");
  fake_answer_id (f->sender, "done");
  g_ptr_array_unref (open);
  open = luukku_inbox_list_open_acts (f->inbox, 0, NULL);
  g_assert_cmpuint (open->len, ==, 0); /* the end of it is the last word */
  when_written (f, "m2", S13);
  g_assert_false (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_MUTE, "x", &idea));
  g_assert_error (idea, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_ptr_array_unref (acts_asked);
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
  ADD ("/workflow/mail/removal", test_removal_by_mail);
  ADD ("/workflow/mail/removal-refused", test_removal_not_by_mail);
  ADD ("/workflow/step/times", test_times_of_a_step);
  ADD ("/workflow/by-hand/until-ticked", test_by_hand_until_ticked);
  ADD ("/workflow/by-hand/failed", test_shown_again_and_failed);
  ADD ("/workflow/by-hand/ban", test_ban_by_hand);
  ADD ("/workflow/reminders/alarms", test_alarms_in_the_one_scheduler);
  ADD ("/workflow/reminders/queued", test_decide_whether_it_stays);
  ADD ("/workflow/removal/kinds", test_three_kinds_of_removal);
  ADD ("/workflow/muting", test_muting);
  ADD ("/workflow/figures", test_figures);
  ADD ("/workflow/search", test_search_leaves_out_what_came_during_a_ban);
  return g_test_run ();
}
