/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-escalation.c: what follows from a message in a town's own pack, with the engine as it is: who keeps
 * it, what is to be done next, and how long the program says so. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-inbox-alarm.h"
#include "store/luukku-store-evidence.h"

#define THREAT "Tulen sinne ja hakkaan sinut."
#define LINK "Hei, katsokaa mitä täällä kirjoitetaan: https://outo-sivu.example.net/uutinen"
#define UNSAFE                                                                                               \
  "Hei, tapahtumasivun kommenteissa ihmisiä haukutaan rumasti ihonvärin takia. Siellä on tosi turvaton "  \
  "olo."
#define REMOVE "Hei, koulun sivulla on kuva tyttärestäni ilman lupaani. Poistakaa kuva heti."

static guint alarms;

static void
on_alarm (LuukkuInbox *inbox, gint64 conversation, gpointer data)
{
  alarms++;
}

static Fixture *
given_pack (const char *town)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);

  luukku_inbox_load_pack (f->inbox, path, &error);
  g_assert_no_error (error);
  luukku_inbox_set_language (f->inbox, "fi");
  fixture_sign_in (f);
  alarms = 0;
  g_signal_connect (f->inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  return f;
}

static void
when_written (Fixture *f, gboolean is_public, const char *text)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new ("t1");
  g_autoptr (GError) error = NULL;

  thread->is_public = is_public;
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, text, FIXTURE_NOW));
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
}

static void
then_labels (Fixture *f, const char *label, LuukkuAlarm alarm)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");
  LuukkuAlarm found = LUUKKU_ALARM_NONE;
  g_autofree char *labels =
      luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, &found, NULL);

  g_test_message ("%s", labels);
  g_assert_true (luukku_labels_have (labels, label));
  g_assert_cmpint (found, ==, alarm);
}

static guint
count_records (Fixture *f)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, NULL, NULL);

  return records->len;
}

static GPtrArray *
list_steps (Fixture *f)
{
  return luukku_inbox_list_steps (f->inbox, fixture_conversation (f, "t1"), NULL);
}

static void
then_it_closes (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_CLOSED, NULL, &error);
  g_assert_no_error (error);
}

static void
test_luukku_does_its_step (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autoptr (GPtrArray) steps = NULL;

  g_test_summary (
      "Where the guideline says that Luukku keeps the message, nobody has to say that it was kept.");
  when_written (f, TRUE, LINK);
  then_labels (f, "unsafe-link", LUUKKU_ALARM_QUEUE);
  steps = list_steps (f);
  g_assert_cmpuint (steps->len, ==, 2);
  g_assert_cmpuint (luukku_step_missing (g_ptr_array_index (steps, 0)), ==, 0);
  g_assert_cmpuint (count_records (f), ==, 1);
}

static void
test_rule_of_the_other_kind (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autoptr (GPtrArray) steps = NULL;

  g_test_summary ("A rule for public messages does nothing to what only we can read.");
  when_written (f, FALSE, LINK);
  then_labels (f, "unsafe-link", LUUKKU_ALARM_LABEL);
  steps = list_steps (f);
  g_assert_cmpuint (steps->len, ==, 0);
  g_assert_cmpuint (count_records (f), ==, 0);
  then_it_closes (f);
}

/* A text each in the languages that residents write; nobody answers it by itself, and nobody forgets it. */
static void
test_somebody_in_need (void)
{
  static const char *const texts[] = {
    "En jaksa enää elää. Tapan itseni tänä iltana.",
    "Jag orkar inte leva längre. I kväll tar jag livet av mig.",
    "I do not want to live any more. I will kill myself tonight.",
    "Я больше не хочу жить, сегодня ночью покончу с собой.",
    "Я більше не хочу жити. Сьогодні вночі покінчу з собою.",
    "لا أريد أن أعيش بعد الآن. سأقتل نفسي الليلة.",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (Fixture) f = given_pack (i % 2 == 0 ? "kauhava" : "kuopio");
    g_autoptr (GPtrArray) steps = NULL;
    const LuukkuStepAct done = { .kind = LUUKKU_STEP_ACT_DONE, .note = "Soitin 112." };

    when_written (f, FALSE, texts[i]);
    then_labels (f, "self-harm", LUUKKU_ALARM_RAISED);
    g_assert_cmpuint (count_records (f), ==, 0);
    g_assert_cmpuint (f->replies->len, ==, 0);
    steps = list_steps (f);
    g_assert_cmpuint (steps->len, ==, 1);
    g_assert_nonnull (strstr (((LuukkuStep *) steps->pdata[0])->text, "112"));
    g_assert_cmpuint (alarms, ==, 1);
    for (guint k = 0; k < 3; k++) {
      luukku_manual_clock_advance (f->clock, LUUKKU_STEP_REPEAT_IMMEDIATE);
      luukku_inbox_remind (f->inbox);
    }
    g_assert_cmpuint (alarms, ==, 4);
    luukku_inbox_act_on_step (f->inbox, fixture_conversation (f, "t1"), 1, &done, NULL);
    g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
    then_it_closes (f);
  }
}

/* Closing has never waited for it. */
static void
test_need_closes (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");

  when_written (f, FALSE, "En jaksa enää elää. Tapan itseni tänä iltana.");
  then_it_closes (f);
  g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
}

static void
test_reports_are_no_queue (void)
{
  static const struct {
    const char *label;
    const char *text;
  } told[] = { { "unsafe-report", UNSAFE }, { "removal-request", REMOVE } };

  g_test_summary ("What a resident reports or asks is answered: nobody decides whether it stays.");
  for (guint i = 0; i < G_N_ELEMENTS (told); i++) {
    g_autoptr (Fixture) f = given_pack ("kauhava");
    g_autoptr (GArray) queued = NULL;

    when_written (f, FALSE, told[i].text);
    then_labels (f, told[i].label, LUUKKU_ALARM_QUEUE);
    queued = luukku_store_list_queued (f->store, NULL);
    g_assert_cmpuint (queued->len, ==, 0);
  }
}

static void
test_unsafe_place (void)
{
  static const char *const towns[] = { "kauhava", "kuopio" };

  g_test_summary ("Who looks at a report is told what to do, in towns with and without words for it.");
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (Fixture) f = given_pack (towns[i]);
    g_autoptr (GPtrArray) steps = NULL;

    when_written (f, FALSE, UNSAFE);
    steps = list_steps (f);
    g_assert_cmpuint (steps->len, ==, 1);
    g_assert_true (g_str_has_prefix (((LuukkuStep *) steps->pdata[0])->text, "Look at once"));
    then_it_closes (f);
  }
}

static void
decide (Fixture *f, const char *name, LuukkuLabelDecision kind)
{
  g_autoptr (GPtrArray) list = luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  g_autoptr (GError) error = NULL;

  luukku_inbox_decide_label (f->inbox, ((LuukkuStoredMessage *) list->pdata[list->len - 1])->id, name, kind,
                             NULL, &error);
  g_assert_no_error (error);
}

static void
test_there_and_back (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) none = NULL, steps = NULL, corrections = NULL;
  const LuukkuStepAct told = { .kind = LUUKKU_STEP_ACT_DONE, .whom = "Eero Esimies", .how = "phone" };
  g_autofree char *obstacle = NULL;

  g_test_summary ("A clerk takes a threat for none, a second one takes it for one again: what was done is "
                  "not forgotten.");
  when_written (f, FALSE, THREAT);
  luukku_inbox_act_on_step (f->inbox, fixture_conversation (f, "t1"), 2, &told, NULL);
  decide (f, "threat-person", LUUKKU_LABEL_REJECTED);
  none = list_steps (f);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  decide (f, "threat-person", LUUKKU_LABEL_ADDED);
  g_assert_cmpuint (alarms, ==, 2);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  steps = list_steps (f);
  g_assert_cmpuint (steps->len, ==, 4);
  g_assert_cmpstr (((LuukkuStep *) steps->pdata[1])->whom, ==, "Eero Esimies");
  obstacle = luukku_inbox_get_obstacle (f->inbox, fixture_conversation (f, "t1"));
  g_assert_nonnull (obstacle);
  corrections = luukku_store_list_corrections (f->store, 10, NULL);
  g_assert_cmpuint (corrections->len, ==, 2);
  g_assert_cmpuint (count_records (f), >=, 1);
}

/* A long letter with one bad sentence at its end. */
static void
test_ten_thousand_characters (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *police = NULL;

  while (g_utf8_strlen (text->str, -1) < 10000)
    g_string_append (
        text, "Kirjasto oli taas kiinni, ja bussi ajoi ohi pysäkiltä. Uimahallin ajat ovat muuttuneet. ");
  g_string_append (text, THREAT);
  when_written (f, FALSE, text->str);
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (f), ==, 1);
  police = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "police", NULL, NULL);
  g_assert_nonnull (strstr (police, THREAT));
}

/* Whatever stands in the texts, 112 is the first thing that the reader meets. */
static void
test_112_comes_first (void)
{
  static const struct {
    const char *text;
    const char *start;
  } letters[] = {
    { THREAT, "Jos joku on vaarassa nyt, soita ensin 112" },
    { "Jag kommer dit i morgon och slår ihjäl dig.", "Om någon är i fara nu, ring först 112" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++) {
    g_autoptr (Fixture) f = given_pack ("kauhava");
    g_autofree char *police = NULL;

    when_written (f, FALSE, letters[i].text);
    police = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "police", NULL, NULL);
    g_assert_true (g_str_has_prefix (police, letters[i].start));
    g_assert_nonnull (strstr (police, letters[i].text));
    g_assert_nonnull (strstr (police, "LUU-2026-000001-v1"));
  }
}

/* Sunday, three in the night. */
static void
test_at_night (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  gint64 night = 0;
  guint before;

  g_assert_true (luukku_time_parse_local ("22.11.2026 3:00", "Europe/Helsinki", FIXTURE_NOW, &night, NULL));
  luukku_manual_clock_advance (f->clock, night - FIXTURE_NOW);
  when_written (f, FALSE, THREAT);
  before = alarms;
  for (guint i = 0; i < 4; i++) {
    luukku_manual_clock_advance (f->clock, LUUKKU_STEP_REPEAT_IMMEDIATE);
    g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, luukku_clock_now (LUUKKU_CLOCK (f->clock)));
    luukku_inbox_remind (f->inbox);
  }
  g_assert_cmpuint (alarms, ==, before + 4);
}

static void
test_deleted_by_its_writer (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *police = NULL;
  g_autofree char *obstacle = NULL;

  g_test_summary ("A comment that its writer takes away is still a threat, word for word, with the time at "
                  "which it went.");
  when_written (f, TRUE, THREAT);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  g_ptr_array_add (batch->gone, g_strdup ("m1"));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  then_labels (f, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (f), >=, 1);
  steps = list_steps (f);
  g_assert_cmpuint (luukku_step_missing (g_ptr_array_index (steps, 0)), ==, 0);
  obstacle = luukku_inbox_get_obstacle (f->inbox, fixture_conversation (f, "t1"));
  g_assert_nonnull (obstacle);
  police = luukku_inbox_ready_text (f->inbox, fixture_conversation (f, "t1"), "police", "fi", NULL);
  g_assert_nonnull (strstr (police, THREAT "\nAlusta ei enää näytä viestiä, havaittu"));
}

static void
when_a_file_is_sent (Fixture *f, const char *name, const char *text)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                                   .conversation_id = "t1",
                                   .platform_id = "m1",
                                   .author_id = "resident-1",
                                   .text = text,
                                   .sent_at = FIXTURE_NOW,
                                   .fetched_at = FIXTURE_NOW,
                                   .attachments = files };

  g_ptr_array_add (files, luukku_attachment_new (name, "image/jpeg", NULL, 10));
  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
}

static void
test_in_a_picture (void)
{
  g_autoptr (Fixture) caption = given_pack ("kauhava");
  g_autoptr (Fixture) name = given_pack ("kauhava");
  g_autoptr (Fixture) plain = given_pack ("kauhava");
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autoptr (LuukkuCase) item = NULL;

  g_test_summary ("A threat in the words under a picture, or in the name of the file alone.");
  when_a_file_is_sent (caption, "kuva.jpg", THREAT);
  then_labels (caption, "threat-person", LUUKKU_ALARM_RAISED);
  when_a_file_is_sent (name, "tulen_sinne_ja_hakkaan_sinut.jpg", "");
  then_labels (name, "threat-person", LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (name), ==, 1);
  when_a_file_is_sent (plain, "IMG_20261121_tapettu_hauki.jpg", "Kuva saaliista.");
  item = fixture_case (plain, "t1");
  g_free (luukku_store_get_case_labels (plain->store, luukku_case_peek (item)->id, &alarm, NULL));
  g_assert_cmpint (alarm, <, LUUKKU_ALARM_QUEUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escalation/luukku-does-its-step", test_luukku_does_its_step);
  g_test_add_func ("/escalation/rule-of-the-other-kind", test_rule_of_the_other_kind);
  g_test_add_func ("/escalation/somebody-in-need", test_somebody_in_need);
  g_test_add_func ("/escalation/need-closes", test_need_closes);
  g_test_add_func ("/escalation/reports-are-no-queue", test_reports_are_no_queue);
  g_test_add_func ("/escalation/unsafe-place", test_unsafe_place);
  g_test_add_func ("/escalation/there-and-back", test_there_and_back);
  g_test_add_func ("/escalation/ten-thousand-characters", test_ten_thousand_characters);
  g_test_add_func ("/escalation/112-comes-first", test_112_comes_first);
  g_test_add_func ("/escalation/at-night", test_at_night);
  g_test_add_func ("/escalation/deleted-by-its-writer", test_deleted_by_its_writer);
  g_test_add_func ("/escalation/in-a-picture", test_in_a_picture);
  return g_test_run ();
}
