/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-scenarios-inbox.c: the acceptance scenarios on clocks, replies and packs, by their numbers, through
 * the inbox with a real store: what a window would ask, not what a rule alone would say. S16 and S20 need the
 * registers; their rules are tried in test-scenarios.c. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-aids.h"
#include "inbox/luukku-due.h"
#include "inbox/luukku-reminders.h"

typedef struct {
  Fixture *inbox;
  LuukkuReminders *reminders;
  GString *told;       /* one line a reminder, on Finland's clock */
  gint64 request_sent; /* UTC µs: what the case of a removal request says, 0: nothing */
} Town;

static gint64
at (const char *local)
{
  g_autofree char *text = g_strconcat (local, ":00+02:00", NULL);
  gint64 time = 0;
  g_autoptr (GError) error = NULL;

  luukku_time_from_iso8601 (text, &time, &error);
  g_assert_no_error (error);
  return time;
}

static char *
read_pack (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", file, NULL);
  char *bytes = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

/* As the menu reads it: a file in a folder. Returns: whether it came into force. */
static gboolean
when_reading (Town *town, const char *text, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("luukku-pack-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "kunta.pack", NULL);
  gboolean read;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  read = luukku_inbox_load_pack (town->inbox->inbox, path, error);
  g_remove (path);
  g_rmdir (folder);
  return read;
}

static void
on_due (LuukkuReminders *reminders, const LuukkuReminderNote *note, Town *town)
{
  g_autofree char *now = luukku_time_format_local (luukku_clock_now (LUUKKU_CLOCK (town->inbox->clock)),
                                                   "Europe/Helsinki", "%a %H:%M");

  g_string_append_printf (town->told, "%s %s\n", now, note->clock);
}

static GPtrArray *
list_dates (LuukkuInbox *inbox, gpointer data)
{
  Town *town = data;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);
  LuukkuReminderDate *date = g_new0 (LuukkuReminderDate, 1);

  date->starts = g_strdup ("request-sent");
  date->at = town->request_sent;
  g_ptr_array_add (list, date);
  return list;
}

static Town *
given_town (const char *pack, const char *local)
{
  Town *town = g_new0 (Town, 1);
  g_autofree char *text = read_pack (pack);
  g_autoptr (GError) error = NULL;

  town->inbox = fixture_new ();
  town->told = g_string_new (NULL);
  luukku_inbox_set_language (town->inbox->inbox, "fi");
  luukku_manual_clock_set (town->inbox->clock, at (local));
  when_reading (town, text, &error);
  g_assert_no_error (error);
  town->reminders = luukku_reminders_new (town->inbox->inbox);
  luukku_reminders_add_source (town->reminders, list_dates, town);
  g_signal_connect (town->reminders, "due", G_CALLBACK (on_due), town);
  luukku_reminders_start (town->reminders);
  return town;
}

static void
town_free (Town *town)
{
  g_clear_object (&town->reminders);
  g_string_free (town->told, TRUE);
  fixture_free (town->inbox);
  g_free (town);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Town, town_free)

static void
given_staff (Town *town, const char *name, const char *title, const char *unit)
{
  const LuukkuStaff staff = { .name = (char *) name, .title = (char *) title, .unit = (char *) unit };
  g_autoptr (GError) error = NULL;

  luukku_inbox_set_staff (town->inbox->inbox, &staff, &error);
  g_assert_no_error (error);
}

static void
when_it_is (Town *town, const char *local)
{
  luukku_manual_clock_advance (town->inbox->clock,
                               at (local) - luukku_clock_now (LUUKKU_CLOCK (town->inbox->clock)));
}

static void
then_told (Town *town, const char *lines)
{
  g_assert_cmpstr (town->told->str, ==, lines);
  g_string_truncate (town->told, 0);
}

static void
find_due (Town *town, LuukkuDue *ret_due)
{
  g_autoptr (LuukkuCase) item = fixture_case (town->inbox, "t1");

  luukku_inbox_get_due (town->inbox->inbox, item, ret_due);
}

/* Returns: whether @text gets a finding of @rule with that @severity. */
static gboolean
is_found (Town *town, const char *text, const char *rule, LuukkuSeverity severity)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (town->inbox->inbox, FIXTURE_CHANNEL, "t1", text);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (g_str_equal (finding->rule, rule) && finding->severity == severity)
      return TRUE;
  }
  return FALSE;
}

/* S06, its clock: the service has three service days to answer the removal request. */
static void
s06_service_does_not_answer (void)
{
  g_autoptr (Town) town = given_town ("kauhava", "2026-11-20T09:30");
  const char *const values[] = { "link", "https://facebook.example/permalink/123", NULL };
  g_autofree char *text = NULL;

  given_staff (town, "Minna Malli", "Palveluneuvoja", "Neuvonta");
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Tulen sinne ja hakkaan sinut.");
  text = luukku_aids_fill_text (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "platform-removal", values, NULL);
  g_assert_nonnull (strstr (text, "https://facebook.example/permalink/123"));
  g_assert_nonnull (strstr (text, "20.11.2026 klo 9.30"));

  town->request_sent = at ("2026-11-20T09:40");
  luukku_reminders_look (town->reminders);
  when_it_is (town, "2026-11-25T15:59");
  then_told (town, "");
  when_it_is (town, "2026-11-26T08:00");
  then_told (town, "Wed 16:00 platform-request\n"); /* closing time; Kauhava keeps no quiet hours */
}

static void
s07_two_days_and_a_weekend (void)
{
  g_autoptr (Town) town = given_town ("rautalampi", "2026-11-20T15:30");
  g_autoptr (LuukkuCase) after = NULL;
  LuukkuDue due;

  given_staff (town, "Minna Malli", "Palveluneuvoja", NULL);
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
                   "Hei, milloin kirjaston uudet aukioloajat alkavat?");
  find_due (town, &due);
  g_assert_cmpint (due.deadline.duty_due, ==, at ("2026-11-22T15:30"));
  when_it_is (town, "2026-11-23T07:59");
  then_told (town, "");

  when_it_is (town, "2026-11-23T08:00");
  then_told (town, "Mon 08:00 reply\n");
  find_due (town, &due);
  g_assert_cmpint (due.state, ==, LUUKKU_SLA_OVERDUE);
  g_assert_cmpint (at ("2026-11-23T08:00") - due.deadline.duty_due, ==,
                   16 * G_TIME_SPAN_HOUR + 30 * G_TIME_SPAN_MINUTE);
  /* somebody who wrote later stands behind it */
  fixture_receive (town->inbox, "t2", "m2", LUUKKU_DIRECTION_IN, "Hei!");
  {
    g_autoptr (GPtrArray) rows = luukku_store_list_inbox (town->inbox->store, NULL, FALSE, 10, NULL);

    g_assert_cmpstr (((LuukkuInboxRow *) rows->pdata[0])->conversation, ==, "t1");
  }
  when_it_is (town, "2026-11-23T08:20");
  fixture_submit (town->inbox, "t1", "Hei! Ne alkavat joulukuussa. Palveluneuvoja Minna");
  fake_answer_id (town->inbox->sender, "own-1");
  find_due (town, &due);
  g_assert_cmpint (due.waiting_since, ==, 0);
  after = fixture_case (town->inbox, "t1");
  g_assert_cmpint (luukku_case_peek (after)->answered_at, >, at ("2026-11-22T15:30"));
}

static void
s08_age_in_answering_hours (void)
{
  g_autoptr (Town) town = given_town ("hanko", "2026-11-20T15:30");
  const char *draft = "Hei! Luistelurata avataan, kun pakkaset alkavat. Maija Meikäläinen, liikuntapalvelut";
  LuukkuDue due;

  given_staff (town, "Maija Meikäläinen", NULL, "liikuntapalvelut");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hej! När öppnar skridskobanan i Hangö?");
  when_it_is (town, "2026-11-23T09:15");
  find_due (town, &due);
  g_assert_cmpint (due.age, ==, 105 * G_TIME_SPAN_MINUTE);
  g_assert_true (due.in_service);
  g_assert_cmpint (due.deadline.duty_due, ==, 0);
  then_told (town, "");
  g_assert_true (is_found (town, draft, "language-reply", LUUKKU_SEVERITY_ADVICE));
  fixture_submit (town->inbox, "t1", draft); /* without a reason */
}

static void
s09_the_checklist (void)
{
  g_autoptr (Town) town = given_town ("rautalampi", "2026-11-20T10:00");
  g_auto (GStrv) missing = NULL, complete = NULL;

  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
                   "Todella surkeaa toimintaa! Tie on ollut auraamatta kolme päivää eikä kukaan vastaa.");
  missing = luukku_aids_missing_parts (
      town->inbox->inbox, FIXTURE_CHANNEL, "t1",
      "Hei, kiitos palautteesta. Pahoittelemme tapahtunutta. Terveisin hallintosihteeri Pirkko", TRUE);
  g_assert_cmpuint (g_strv_length (missing), ==, 2);
  g_assert_cmpstr (missing[0], ==, "cause");
  g_assert_cmpstr (missing[1], ==, "fix");
  complete = luukku_aids_missing_parts (
      town->inbox->inbox, FIXTURE_CHANNEL, "t1",
      "Hei, kiitos palautteesta. Auraus viivästyi, koska urakoitsijan kalusto rikkoutui. Korjaamme asian: "
      "tie "
      "aurataan tänään klo 14 mennessä. Pahoittelemme tapahtunutta. Terveisin hallintosihteeri Pirkko",
      TRUE);
  g_assert_cmpuint (g_strv_length (complete), ==, 0);
}

static void
s15_a_picture_needs_its_boxes (void)
{
  g_autoptr (Town) town = given_town ("kauhava", "2026-11-20T10:00");
  const char *markup = "Tänään pienet retkeilijät söivät eväät laavulla! Minna <IMG ID=\"1\">";
  const char *text = "Tänään pienet retkeilijät söivät eväät laavulla! Minna ";
  const char *const half[] = { "image:2", "copyright:1", NULL };
  const char *const enough[] = { "image:1", "image:2", "copyright:1", "image-minor:1", NULL };

  given_staff (town, "Minna Malli", "Palveluneuvoja", NULL);
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Onko retkestä kuvia?");
  g_assert_true (is_found (town, markup, "image", LUUKKU_SEVERITY_BLOCK));
  g_assert_true (luukku_aids_set_ticks (town->inbox->inbox, FIXTURE_CHANNEL, "t1", text, half, NULL));
  g_assert_true (is_found (town, markup, "image", LUUKKU_SEVERITY_BLOCK));
  g_assert_true (luukku_aids_set_ticks (town->inbox->inbox, FIXTURE_CHANNEL, "t1", text, enough, NULL));
  g_assert_false (is_found (town, markup, "image", LUUKKU_SEVERITY_BLOCK));
  g_assert_false (is_found (town, markup, "image-minor", LUUKKU_SEVERITY_BLOCK));
}

static void
s18_a_newcomer_in_russian (void)
{
  g_autoptr (Town) town = given_town ("kuopio", "2026-11-20T10:00");
  const char *const values[] = { "service", "International House Kuopio, Navigaattori", NULL };
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *hint = NULL, *text = NULL;
  const LuukkuReadyText *first;

  given_staff (town, "Anna Malli", "Neuvoja", NULL);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
                   "Здравствуйте! Мы недавно переехали в Куопио. Куда обратиться, чтобы записаться на курсы "
                   "финского языка?");
  hint = luukku_aids_language_hint (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "");
  g_assert_cmpstr (hint, ==, "ru");
  found = luukku_aids_list_texts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "newcomer");
  g_assert_cmpuint (found->len, >=, 1);
  first = g_ptr_array_index (found, 0);
  g_assert_cmpstr (first->language, ==, "ru");
  g_assert_false (g_unichar_get_script (g_utf8_get_char (first->title)) == G_UNICODE_SCRIPT_CYRILLIC);
  text = luukku_aids_fill_text (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "newcomer", values, NULL);
  g_assert_nonnull (strstr (text, "Navigaattori"));
  g_assert_true (is_found (town, "Hei, kurssitiedot löytyvät verkkosivuilta.", "language-reply",
                           LUUKKU_SEVERITY_ADVICE));
  g_assert_false (is_found (town, text, "language-reply", LUUKKU_SEVERITY_ADVICE));
}

static void
s19_a_municipality_edits_its_guideline (void)
{
  g_autoptr (Town) town = given_town ("rautalampi", "2026-11-19T10:00");
  g_autofree char *bytes = read_pack ("rautalampi");
  g_autoptr (GString) wrong = g_string_new (bytes);
  g_autoptr (GString) right = g_string_new (bytes);
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuDue due;

  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  g_string_replace (wrong, "Target=48 hours", "Target=24 tuntia", 0);
  g_assert_false (when_reading (town, wrong->str, &error));
  line = g_strndup (wrong->str, (gsize) (strstr (wrong->str, "Target=24 tuntia") - wrong->str));
  g_assert_nonnull (strstr (error->message, "kunta.pack"));
  g_assert_nonnull (strstr (error->message, "[Clock reply], Target"));
  g_assert_nonnull (strstr (error->message, "48 hours"));
  {
    g_auto (GStrv) lines = g_strsplit (line, "\n", -1);
    g_autofree char *number = g_strdup_printf (" %u, ", g_strv_length (lines));

    g_assert_nonnull (strstr (error->message, number));
  }
  find_due (town, &due);
  g_assert_cmpint (due.deadline.duty_due, ==, at ("2026-11-21T10:00")); /* the previous one stays in force */

  g_string_replace (right, "Target=48 hours", "Target=24 hours", 0);
  g_assert_true (when_reading (town, right->str, NULL));
  find_due (town, &due);
  g_assert_cmpint (due.deadline.duty_due, ==, at ("2026-11-20T10:00")); /* of an open conversation, at once */
  g_assert_nonnull (luukku_inbox_get_approval_problem (town->inbox->inbox));
  when_it_is (town, "2026-11-20T10:00");
  then_told (town, "Fri 10:00 reply\n"); /* and the reminder follows */
  g_string_replace (right, "ApprovedBy=\nApprovedOn=", "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-20", 1);
  g_assert_true (when_reading (town, right->str, NULL));
  g_assert_null (luukku_inbox_get_approval_problem (town->inbox->inbox));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scenarios/inbox/S06", s06_service_does_not_answer);
  g_test_add_func ("/scenarios/inbox/S07", s07_two_days_and_a_weekend);
  g_test_add_func ("/scenarios/inbox/S08", s08_age_in_answering_hours);
  g_test_add_func ("/scenarios/inbox/S09", s09_the_checklist);
  g_test_add_func ("/scenarios/inbox/S15", s15_a_picture_needs_its_boxes);
  g_test_add_func ("/scenarios/inbox/S18", s18_a_newcomer_in_russian);
  g_test_add_func ("/scenarios/inbox/S19", s19_a_municipality_edits_its_guideline);
  return g_test_run ();
}
