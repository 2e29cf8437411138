/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderated.c: what is done about messages that come in, by the scenarios S03, S04, S05, S13, S14 and
 * S17, with the towns' own packs. What the engine would say of a text is said by a table here, so that only
 * the way after it is looked at. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-moderated-fixture.h"

#include "evidence/luukku-archive.h"

/* --- threats */
typedef struct {
  Fixture *f;
  guint records;
} Seen;

static void
on_message_seen (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, Seen *seen)
{
  seen->records = count_records (seen->f);
}

static void
s03_threat_against_an_employee (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;
  Seen seen = { .f = f };

  g_signal_connect (f->inbox, "message", G_CALLBACK (on_message_seen), &seen);
  when_written (f, "m1", S03);
  /* the record exists before the user can do anything */
  g_assert_cmpstr (f->news->str, ==, "N");
  g_assert_cmpuint (seen.records, ==, 1);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (alarms, ==, 1);
  steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (steps->len, ==, 4);
  then_step (steps, 2, "Ilmoita esimiehelle tai muulle työnantajan edustajalle", TRUE);
  then_step (steps, 3, "Pyydä palvelun ylläpitoa poistamaan viesti", FALSE);
  then_step (steps, 4, "Tulosta viesti ja poistamispyyntö", FALSE);
  g_assert_cmpuint (luukku_step_missing (g_ptr_array_index (steps, 0)), ==, 0);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  then_it_closes (f);
  /* no notice goes to the sender */
  g_assert_cmpuint (f->replies->len, ==, 0);
}

static void
s04_threat_against_premises (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;

  when_written (f, "m1", S04);
  then_labels (f, "threat-site", LUUKKU_ALARM_RAISED);
  steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  then_step (steps, 2, "Ilmoita viranomaisille; kirjaa aika ja viitenumero", TRUE);
  then_step (steps, 3, "Ilmoita yksikön esimiehelle", TRUE);
  g_assert_cmpint (((LuukkuStep *) g_ptr_array_index (steps, 1))->within, ==, 0);
  g_assert_cmpint (((LuukkuStep *) g_ptr_array_index (steps, 2))->within, ==, 0);
  act (f, 3, LUUKKU_STEP_ACT_DONE, NULL, NULL);
  act (f, 3, LUUKKU_STEP_ACT_ACKNOWLEDGED, NULL, NULL);
  act (f, 4, LUUKKU_STEP_ACT_DONE, NULL, NULL);
  then_closing_is_refused (f, "Ilmoita viranomaisille");
  act (f, 2, LUUKKU_STEP_ACT_DONE, "112", NULL);
  then_closing_is_refused (f, "Ilmoita viranomaisille");
  act (f, 2, LUUKKU_STEP_ACT_DONE, "112", "5680/R/1234/26");
  then_it_closes (f);
}

static void
test_mandatory_is_not_left_out (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  const LuukkuStepAct left = { .kind = LUUKKU_STEP_ACT_WAIVED, .note = "ei tarvita" };
  const LuukkuStepAct silent = { .kind = LUUKKU_STEP_ACT_WAIVED };
  g_autoptr (GError) error = NULL;
  gint64 id;

  when_written (f, "m1", S03);
  id = fixture_conversation (f, "t1");
  g_assert_false (luukku_inbox_act_on_step (f->inbox, id, 2, &left, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (luukku_inbox_act_on_step (f->inbox, id, 3, &silent, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (luukku_inbox_act_on_step (f->inbox, id, 3, &left, &error));
  g_assert_false (luukku_inbox_act_on_step (f->inbox, id, 9, &left, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
test_kuopio_serious_ones (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  const LuukkuStepAct left = { .kind = LUUKKU_STEP_ACT_WAIVED, .note = "Esimies: ei vakava, kuvakieltä" };
  g_autoptr (GError) error = NULL;

  g_test_summary (
      "Authorities hear of serious threats; a supervisor's reason may stand instead of the call.");
  when_written (f, "m1", S03);
  then_closing_is_refused (f, "viranomaisille");
  luukku_inbox_act_on_step (f->inbox, fixture_conversation (f, "t1"), 3, &left, &error);
  g_assert_no_error (error);
  then_it_closes (f);
}

static void
test_reminders (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  gint64 next;

  g_test_summary ("Whatever the hour, until the step is acknowledged.");
  g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
  when_written (f, "m1", S03);
  next = luukku_inbox_next_alarm (f->inbox);
  /* the alarm itself was the first word: nobody is told twice at once */
  g_assert_cmpint (next, ==, FIXTURE_NOW + LUUKKU_STEP_REPEAT_IMMEDIATE);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (alarms, ==, 1);
  luukku_manual_clock_advance (f->clock, LUUKKU_STEP_REPEAT_IMMEDIATE);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (alarms, ==, 2);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (alarms, ==, 2);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero", NULL);
  luukku_manual_clock_advance (f->clock, LUUKKU_STEP_REPEAT_IMMEDIATE);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (alarms, ==, 3);
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero", NULL);
  g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, FIXTURE_NOW + G_TIME_SPAN_DAY);
  luukku_manual_clock_advance (f->clock, LUUKKU_STEP_REPEAT_IMMEDIATE);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (alarms, ==, 3);
}

static void
test_wrong_alarm (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GPtrArray) corrections = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuStoredLabel *label;

  when_written (f, "m1", S03);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_REJECTED,
                             "laulun sanat", &error);
  g_assert_no_error (error);
  then_labels (f, "", LUUKKU_ALARM_NONE);
  then_it_closes (f);
  /* the proposal stays beside the decision */
  labels = luukku_store_list_labels (f->store, newest_message (f), NULL);
  label = g_ptr_array_index (labels, 0);
  g_assert_cmpstr (label->rule, ==, "kauhava/threat-person; test.rule");
  g_assert_true (g_str_has_prefix (label->engine, "test 1; pack kauhava "));
  g_assert_cmpint (label->decision, ==, LUUKKU_LABEL_REJECTED);
  g_assert_cmpstr (label->decided_by, ==, "Minna Esimerkki");
  corrections = luukku_store_list_corrections (f->store, 10, NULL);
  g_assert_cmpuint (corrections->len, ==, 1);
  g_assert_cmpstr (((LuukkuCorrection *) corrections->pdata[0])->note, ==, "laulun sanat");
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_LABEL_DECIDED, NULL, NULL), ==, 1);
}

static void
test_missed_threat (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");

  when_written (f, "m1", CLEAN);
  g_assert_cmpuint (count_records (f), ==, 0);
  g_assert_true (luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_ADDED,
                                            NULL, NULL));
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (f), ==, 1);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
}

static void
test_edited_into_a_threat (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");

  when_written (f, "m1", CLEAN);
  when_written (f, "m1", S03);
  g_assert_cmpstr (f->news->str, ==, "NC");
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  when_written (f, "m1", CLEAN);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
}

static void
test_edited_after_the_word (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GPtrArray) looks = NULL;
  const LuukkuStoredLabel *label;
  gint64 id;

  g_test_summary ("A person's word holds for the text that she saw, not for what it is edited into.");
  when_written (f, "m1", S03);
  id = newest_message (f);
  g_assert_true (
      luukku_inbox_decide_label (f->inbox, id, "threat-person", LUUKKU_LABEL_REJECTED, "laulun sanat", NULL));
  then_labels (f, "", LUUKKU_ALARM_NONE);
  when_written (f, "m1", S03_AGAIN);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (alarms, ==, 2);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
  /* a proposal that waits for a word; what was said before stays beside it */
  labels = luukku_store_list_labels (f->store, id, NULL);
  g_assert_cmpuint (labels->len, ==, 1);
  label = g_ptr_array_index (labels, 0);
  g_assert_cmpint (label->decided_at, ==, 0);
  looks = luukku_store_list_looks (f->store, id, NULL);
  words = luukku_store_list_label_words (f->store, id, NULL);
  g_assert_cmpuint (looks->len, ==, 2);
  g_assert_cmpuint (words->len, ==, 1);
  /* and the next word holds for the new text */
  g_assert_true (
      luukku_inbox_decide_label (f->inbox, id, "threat-person", LUUKKU_LABEL_REJECTED, NULL, NULL));
  then_labels (f, "", LUUKKU_ALARM_NONE);
  luukku_manual_clock_set (f->clock, luukku_clock_now (LUUKKU_CLOCK (f->clock)) - G_TIME_SPAN_HOUR);
  when_written (f, "m1", S03);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
}

static void
test_edited_after_closing (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *police = NULL;
  gint64 id;

  g_test_summary ("A harmless message of a closed case is changed into a threat.");
  when_written (f, "m1", CLEAN);
  id = fixture_conversation (f, "t1");
  then_it_closes (f);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  when_written (f, "m1", S03);
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_NEW);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (alarms, ==, 1);
  g_assert_cmpuint (count_records (f), ==, 1);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
  /* the report has what was threatened and what stood there first */
  police = luukku_inbox_ready_text (f->inbox, id, "police", NULL, NULL);
  g_assert_nonnull (strstr (police, S03));
  g_assert_nonnull (strstr (police, CLEAN));
  g_assert_nonnull (strstr (police, "Kirjoittaja on muuttanut viestiä"));
}

static void
test_edited_after_the_record (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");

  g_test_summary ("What stands there when it is deleted is kept, not only what stood there before.");
  when_written (f, "m1", S14);
  g_assert_cmpuint (count_records (f), ==, 1);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  when_written (f, "m1", CLEAN);
  g_assert_true (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_DELETE, "nimi", NULL));
  g_assert_cmpuint (count_records (f), ==, 2);
}

static void
test_threat_after_the_steps (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;

  g_test_summary ("The supervisor knows of the first threat, not of the one that came an hour later.");
  when_written (f, "m1", S03);
  when_written (f, "m2", "Tulen sinne ja hakkaan sinut, muista se.");
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_ADDED, NULL, NULL);
  steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (steps->len, ==, 4); /* nobody has been told yet: told once of both */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_CONFIRMED, NULL,
                             NULL);
  g_clear_pointer (&steps, g_ptr_array_unref);
  steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (steps->len, ==, 4);

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  when_written (f, "m3", S03);
  g_clear_pointer (&steps, g_ptr_array_unref);
  steps = luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (steps->len, ==, 8);
  then_step (steps, 6, "Ilmoita esimiehelle", TRUE);
  g_assert_nonnull (strstr (((LuukkuStep *) steps->pdata[5])->text, "(again: message of "));
  then_closing_is_refused (f, "Ilmoita esimiehelle");
  g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==,
                   luukku_clock_now (LUUKKU_CLOCK (f->clock)) + LUUKKU_STEP_REPEAT_IMMEDIATE);
  act (f, 6, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  act (f, 6, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  then_it_closes (f);
}

static void
test_threat_that_disappears (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (LuukkuCase) item = NULL;

  g_test_summary ("Deleting a threat at the platform is no new threat.");
  when_written (f, "m1", S03);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  act (f, 2, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  then_it_closes (f);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  g_ptr_array_add (batch->gone, g_strdup ("m1"));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_CLOSED);
  g_assert_cmpuint (alarms, ==, 1);
  g_assert_cmpuint (count_records (f), ==, 1);
}

static void
test_found_in_a_closed_case (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");

  when_written (f, "m1", CLEAN);
  then_it_closes (f);
  g_assert_true (luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_ADDED,
                                            NULL, NULL));
  g_assert_cmpuint (alarms, ==, 1);
  g_assert_cmpuint (count_records (f), ==, 1);
  then_closing_is_refused (f, "Ilmoita esimiehelle");
}

static void
test_line_of_an_older_case (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) rows = NULL;

  g_test_summary ("The list shows the newest line of a conversation beside the newest case only.");
  when_written (f, "m1", CLEAN);
  then_it_closes (f);
  when_written (f, "m2", S03);
  rows = luukku_store_list_inbox (f->store, NULL, TRUE, 10, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuInboxRow *row = g_ptr_array_index (rows, i);

    if (luukku_case_peek (row->item)->state == LUUKKU_CASE_CLOSED)
      g_assert_cmpstr (row->first_line, ==, "");
    else
      g_assert_cmpstr (row->labels, ==, "threat-person");
  }
}

static void
test_steps_on_paper (void)
{
  static const struct {
    const char *language;
    const char *parts[6];
  } sheets[] = {
    { "fi",
      { "Mitä hälytyksen jälkeen tehtiin", "ilmoitettu: 112 · tapa: puhelimitse · viite: 5680/R/1/26",
        "kuitannut Eero Esimies", "ei vielä tehty", ": kuitattu · Eero Esimies",
        "uhkaus toimipaikkaa kohtaan: oikein" } },
    { "sv",
      { "Vad som gjordes efter larmet", "meddelat till: 112", "kvitterat av Eero Esimies", "inte gjort",
        ": gjort · 112 · per telefon", "hot mot lokaler: rätt" } },
    { "en",
      { "What was done after the alarm", "by telephone", "acknowledged by Eero Esimies", "not done yet",
        ": acknowledged · Eero Esimies", "threat against premises: right" } },
  };
  g_autoptr (Fixture) f = given_pack ("kauhava");

  g_test_summary ("Who, when, how, reference and acknowledgement, in the language of the record.");
  when_written (f, "m1", S04);
  act (f, 2, LUUKKU_STEP_ACT_DONE, "112", "5680/R/1/26");
  act (f, 3, LUUKKU_STEP_ACT_DONE, "Eero Esimies", NULL);
  act (f, 3, LUUKKU_STEP_ACT_ACKNOWLEDGED, "Eero Esimies", NULL);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-site", LUUKKU_LABEL_CONFIRMED, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *record = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat",
                                                    sheets[i].language, NULL, &error);
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *text = NULL;

    g_assert_no_error (error);
    bytes = luukku_archive_read (f->store, record, "record.txt", "Minna", &error);
    g_assert_no_error (error);
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    for (guint k = 0; k < G_N_ELEMENTS (sheets[i].parts); k++) {
      if (strstr (text, sheets[i].parts[k]) == NULL)
        g_error ("%s: \"%s\" is not in\n%s", sheets[i].language, sheets[i].parts[k], text);
    }
  }
}

/* --- again and again */
static gboolean
has_label (Fixture *f, const char *name)
{
  g_autofree char *labels = luukku_store_get_message_labels (f->store, newest_message (f), NULL);

  return luukku_labels_have (labels, name);
}

static void
test_same_words_again (void)
{
  static const char *const text = "Ostakaa halpoja renkaita, soittakaa heti.";
  g_autoptr (Fixture) f = given_pack ("kuopio");

  g_test_summary ("Kuopio: three times in a day.");
  when_written (f, "m1", text);
  luukku_manual_clock_advance (f->clock, 25 * G_TIME_SPAN_HOUR);
  when_written (f, "m2", text);
  when_written (f, "m3", text);
  g_assert_false (has_label (f, "spam"));
  when_written (f, "m4", text);
  g_assert_true (has_label (f, "spam"));
  for (guint i = 0; i < 4; i++) {
    g_autofree char *id = g_strdup_printf ("k%u", i);

    when_written (f, id, "Kiitos paljon!");
    g_assert_false (has_label (f, "spam"));
  }
}

static void
test_repeat_offender (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");

  g_test_summary (
      "Three breaches that people confirmed, not what the program proposed; and only with the next.");
  for (guint i = 0; i < 3; i++) {
    g_autofree char *id = g_strdup_printf ("m%u", i);

    when_written (f, id, HATE);
    g_assert_false (has_label (f, "repeat"));
    if (i > 0)
      g_assert_true (luukku_inbox_decide_label (f->inbox, newest_message (f), "hate", LUUKKU_LABEL_CONFIRMED,
                                                NULL, NULL));
    luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  }
  when_written (f, "m4", HATE);
  g_assert_false (has_label (f, "repeat"));
  g_assert_true (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_HIDE, "vihaa", NULL));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  when_written (f, "m5", CLEAN);
  g_assert_false (has_label (f, "repeat"));
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  when_written (f, "m6", HATE);
  g_assert_true (has_label (f, "repeat"));
}

/* --- nothing is lost, nothing is held back */
static void
test_failing_classifier (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autofree char *title = NULL;

  when_written (f, "m1", DAMAGED);
  g_assert_cmpstr (f->news->str, ==, "N");
  then_labels (f, "unclassified", LUUKKU_ALARM_QUEUE);
  luukku_inbox_set_language (f->inbox, "en");
  title = luukku_inbox_label_title (f->inbox, "unclassified");
  g_assert_cmpstr (title, ==, "Could not be classified: please read it yourself");
}

static void
test_crash_before_looking (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuMessage) message = fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, S03, FIXTURE_NOW);
  g_autoptr (GError) error = NULL;
  LuukkuCaseNote note = { .actor = "resident", .at = FIXTURE_NOW };
  LuukkuIngest what;
  gint64 id;

  g_test_summary ("The message is committed and the process dies before it is looked at.");
  luukku_store_put_message (f->store, message, "fi", &what, &id, &error);
  g_assert_no_error (error);
  luukku_case_unref (luukku_store_case_event (f->store, fixture_conversation (f, "t1"),
                                              LUUKKU_CASE_EVENT_MESSAGE_IN, &note, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (luukku_inbox_classify_pending (f->inbox), ==, 1);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (luukku_inbox_classify_pending (f->inbox), ==, 0);
}

static void
test_record_that_fails_is_made_later (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) steps = NULL;
  gint64 id;

  when_written (f, "m0", CLEAN);
  id = fixture_conversation (f, "t1");
  luukku_sqlite_exec (
      luukku_store_get_db (f->store),
      "CREATE TRIGGER no_records BEFORE INSERT ON record BEGIN SELECT RAISE (ABORT, 'no'); END", NULL);
  when_written (f, "m1", S03);
  g_assert_cmpuint (count_records (f), ==, 0);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  luukku_sqlite_exec (luukku_store_get_db (f->store), "DROP TRIGGER no_records", NULL);
  luukku_inbox_remind (f->inbox);
  g_assert_cmpuint (count_records (f), ==, 1);
  steps = luukku_inbox_list_steps (f->inbox, id, NULL);
  g_assert_cmpuint (luukku_step_missing (g_ptr_array_index (steps, 0)), ==, 0);
}

static void
s05_everyday_language (void)
{
  static const char *const towns[] = { "kauhava", "hanko", "rautalampi", "kuopio" };

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (Fixture) f = given_pack (towns[i]);

    when_written (f, "m1", CLEAN);
    then_labels (f, "", LUUKKU_ALARM_NONE);
    g_assert_cmpuint (count_records (f), ==, 0);
    g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
    then_it_closes (f);
  }
}

static void
s13_criticism_is_welcome (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (GError) error = NULL;

  when_written (f, "m1", S13);
  g_assert_cmpstr (f->news->str, ==, "N");
  then_labels (f, "negative;idea", LUUKKU_ALARM_LABEL);
  g_assert_false (luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_DELETE,
                                               "kritisoi kaupunkia", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "welcome"));
}

static void
s14_removed_afterwards_without_a_notice (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (GPtrArray) acts = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuPlatformAct *first;

  when_written (f, "m1", S14);
  then_labels (f, "privacy;contains-names", LUUKKU_ALARM_QUEUE);
  acts = luukku_store_list_platform_acts (f->store, newest_message (f), NULL);
  g_assert_cmpuint (acts->len, ==, 0);
  g_clear_pointer (&acts, g_ptr_array_unref);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_DELETE, "nimi ja yksityiselämä",
                               &error);
  g_assert_no_error (error);
  acts = luukku_store_list_platform_acts (f->store, newest_message (f), NULL);
  records = luukku_store_list_records (f->store, NULL, NULL);
  first = g_ptr_array_index (acts, 0);
  g_assert_cmpstr (first->actor, ==, "Minna Esimerkki");
  g_assert_cmpstr (first->reason, ==, "nimi ja yksityiselämä");
  g_assert_cmpint (((LuukkuRecordRow *) records->pdata[0])->made_at, <, first->at);
  g_assert_cmpuint (f->replies->len, ==, 0);
}

static void
s17_report_of_an_unsafe_conversation (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  const LuukkuBan ban = { .reason = "ärsyttää", .length = G_TIME_SPAN_DAY };
  LuukkuBan asked = ban;
  g_autofree char *template = NULL;
  g_autoptr (GError) error = NULL;
  gint64 handled = 0;

  when_written (f, "m1", S17);
  then_labels (f, "unsafe-report", LUUKKU_ALARM_RAISED);
  asked.conversation = fixture_conversation (f, "t1");
  template = luukku_inbox_get_offered_template (f->inbox, asked.conversation);
  g_assert_cmpstr (template, ==, "unsafe");
  g_assert_false (luukku_inbox_ban (f->inbox, &asked, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  then_it_closes (f);
  g_assert_cmpint (luukku_store_count_label (f->store, "unsafe-report", 0, G_MAXINT64, &handled, NULL), ==,
                   1);
  g_assert_cmpint (handled, ==, 2 * G_TIME_SPAN_HOUR);
}

/* --- somebody in need */
static void
test_self_harm (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autofree char *help = NULL;
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;

  when_written (f, "m1", NEED);
  then_labels (f, "self-harm", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (f), ==, 0);
  g_assert_cmpuint (f->replies->len, ==, 0);
  record = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat", NULL, NULL, &error);
  g_assert_null (record);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  help = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "help", "fi", NULL);
  g_assert_nonnull (strstr (help, "112"));
  g_assert_nonnull (strstr (help, "09 2525 0111"));
  then_it_closes (f);
}

/* --- ready texts */
static void
test_ready_texts (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autofree char *told = NULL;
  g_autofree char *police = NULL;
  gint64 id;

  when_written (f, "m1", S03);
  id = fixture_conversation (f, "t1");
  told = luukku_inbox_ready_text (f->inbox, id, "supervisor", "fi", NULL);
  g_assert_nonnull (strstr (told, "LUU-2026-000001-v1"));
  g_assert_null (strstr (told, "hakkaan"));
  g_assert_null (strstr (told, "Tiina"));
  g_assert_null (strchr (told, '{'));
  police = luukku_inbox_ready_text (f->inbox, id, "police", "fi", NULL);
  g_assert_true (g_str_has_prefix (police, "Jos joku on vaarassa nyt, soita ensin 112"));
  g_assert_nonnull (strstr (police, S03));
  g_assert_null (strchr (police, '{'));
}

static void
test_languages_of_ready_texts (void)
{
  static const struct {
    const char *written;
    const char *clerk;
    const char *police;
    const char *ban;
  } rows[] = {
    { "Jag kommer till kontoret och slår ihjäl dig, jag vet var du bor.", "fi",
      "Om någon är i fara nu, ring först 112", "Avstängningen upphör" },
    { S03, "en", "Jos joku on vaarassa nyt, soita ensin 112", "Esto päättyy" },
    { "I will come to your office and kill you, I know where you live.", "fi",
      "Jos joku on vaarassa nyt, soita ensin 112", "The ban ends by itself" },
    { "I will come to your office and kill you, I know where you live.", "sv",
      "Om någon är i fara nu, ring först 112", "The ban ends by itself" },
    { "I will come to your office and kill you, I know where you live.", "en",
      "If somebody is in danger now, call 112", "The ban ends by itself" },
    { "Я приду к вам в контору и убью тебя, я знаю где ты живёшь.", "fi",
      "Jos joku on vaarassa nyt, soita ensin 112", "Ограничение закончится" },
  };

  g_test_summary ("The resident reads the own language; the police that of the case when they work in it.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Fixture) f = given_pack ("kauhava");
    g_autofree char *police = NULL, *ban = NULL;

    luukku_inbox_set_language (f->inbox, rows[i].clerk);
    when_written (f, "m1", rows[i].written);
    luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_ADDED, NULL, NULL);
    police = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "police", NULL, NULL);
    ban = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "ban", NULL, NULL);
    g_test_message ("%u: %.40s; %.60s", i, police, ban);
    g_assert_true (g_str_has_prefix (police, rows[i].police));
    g_assert_nonnull (strstr (ban, rows[i].ban));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD g_test_add_func
  ADD ("/scenarios/S03", s03_threat_against_an_employee);
  ADD ("/scenarios/S04", s04_threat_against_premises);
  ADD ("/scenarios/S05", s05_everyday_language);
  ADD ("/scenarios/S13", s13_criticism_is_welcome);
  ADD ("/scenarios/S14", s14_removed_afterwards_without_a_notice);
  ADD ("/scenarios/S17", s17_report_of_an_unsafe_conversation);
  ADD ("/moderated/alarm/mandatory", test_mandatory_is_not_left_out);
  ADD ("/moderated/alarm/kuopio", test_kuopio_serious_ones);
  ADD ("/moderated/alarm/reminders", test_reminders);
  ADD ("/moderated/alarm/wrong", test_wrong_alarm);
  ADD ("/moderated/alarm/missed", test_missed_threat);
  ADD ("/moderated/alarm/edited", test_edited_into_a_threat);
  ADD ("/moderated/alarm/edited-decided", test_edited_after_the_word);
  ADD ("/moderated/alarm/edited-closed", test_edited_after_closing);
  ADD ("/moderated/alarm/edited-record", test_edited_after_the_record);
  ADD ("/moderated/alarm/again", test_threat_after_the_steps);
  ADD ("/moderated/alarm/disappears", test_threat_that_disappears);
  ADD ("/moderated/alarm/found-closed", test_found_in_a_closed_case);
  ADD ("/moderated/line", test_line_of_an_older_case);
  ADD ("/moderated/paper", test_steps_on_paper);
  ADD ("/moderated/again/same", test_same_words_again);
  ADD ("/moderated/again/offender", test_repeat_offender);
  ADD ("/moderated/alarm/record-later", test_record_that_fails_is_made_later);
  ADD ("/moderated/looking/fails", test_failing_classifier);
  ADD ("/moderated/looking/crash", test_crash_before_looking);
  ADD ("/moderated/self-harm", test_self_harm);
  ADD ("/moderated/texts", test_ready_texts);
  ADD ("/moderated/texts/languages", test_languages_of_ready_texts);
  return g_test_run ();
}
