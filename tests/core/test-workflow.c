/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-workflow.c: what is left behind of labels, alarms and acts, and what people still have to do: the
 * record keeps proposals and decisions apart, contacts are confirmed in the register, nothing left to hand is
 * forgotten. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-moderated-fixture.h"

#include "evidence/luukku-archive.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD g_test_add_func
  ADD ("/workflow/record/alarm", test_record_of_an_alarm);
  ADD ("/workflow/record/decisions", test_record_with_decisions);
  return g_test_run ();
}
