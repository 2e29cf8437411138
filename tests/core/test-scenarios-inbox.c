/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-scenarios-inbox.c: the acceptance scenarios on clocks, replies and packs, by their numbers, through
 * the inbox with a real store: what a window would ask, not what a rule alone would say. The labels are the
 * engine's, the registers are the store's. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-report.h"
#include "inbox/luukku-aids.h"
#include "inbox/luukku-due.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "inbox/luukku-registers.h"
#include "inbox/luukku-reminders.h"
#include "store/luukku-store-labels.h"

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

/* @fields: "field", "value", …, NULL. */
static void
given_entry (Town *town, const char *registry, const char *key, const char *const *fields)
{
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (town->inbox->store, registry, key, NULL);
  g_autoptr (GError) error = NULL;

  if (entry == NULL)
    entry = luukku_entry_new (registry, key);
  for (guint i = 0; fields[i] != NULL; i += 2)
    luukku_entry_set (entry, fields[i], fields[i + 1]);
  luukku_registers_put (town->inbox->inbox, entry, NULL, &error);
  g_assert_no_error (error);
}

#define given_entry(town, registry, key, ...)                                                                \
  given_entry (town, registry, key, (const char *const[]){ __VA_ARGS__, NULL })

/* Returns: (transfer full): the verdict of a text that does not leave; nothing is in the outbox. */
static LuukkuVerdict *
then_held (Town *town, const char *conversation, const char *text, LuukkuSeverity severity)
{
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  guint sent = town->inbox->sender->sent->len;
  gint64 reply = 0;

  g_assert_cmpint (
      luukku_inbox_submit (town->inbox->inbox, FIXTURE_CHANNEL, conversation, text, &verdict, &reply, &error),
      ==, LUUKKU_SUBMIT_HELD);
  g_assert_no_error (error);
  g_assert_cmpint (reply, ==, 0);
  g_assert_cmpuint (town->inbox->sender->sent->len, ==, sent);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, severity);
  return g_steal_pointer (&verdict);
}

/* Returns: (transfer none): what @rule says in @verdict, which must have it. */
static const LuukkuFindingInit *
then_says (LuukkuVerdict *verdict, const char *rule)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (g_str_equal (finding->rule, rule))
      return finding;
  }
  g_test_message ("%s is not there", rule);
  g_assert_not_reached ();
}

static gint64
newest_message (Town *town)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (town->inbox->store, fixture_conversation (town->inbox, "t1"), 1, NULL);

  return ((LuukkuStoredMessage *) messages->pdata[0])->id;
}

/* S01: nothing is handed to the platform, and the store has the code nowhere. */
static void
s01_an_identity_code_never_leaves (void)
{
  g_autoptr (Town) town = given_town ("kauhava", "2026-11-20T10:00");
  g_autoptr (LuukkuVerdict) held = NULL;
  g_autofree char *draft = NULL;

  given_staff (town, "Minna Malli", "Palveluneuvoja", "varhaiskasvatus");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, missä hakemukseni on?");
  held = then_held (town, "t1",
                    "Hei! Löysin hakemuksenne, hakijan tunnus on 120385-9059. Palaan asiaan huomenna. "
                    "Terveisin Minna, varhaiskasvatus",
                    LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (then_says (held, "identity-code")->title, ==, "Henkilötunnus");
  g_assert_false (
      luukku_inbox_approve (town->inbox->inbox, FIXTURE_CHANNEL, "t1", held, "Sovittu puhelimessa.", NULL));
  draft = luukku_store_get_draft (town->inbox->store, fixture_conversation (town->inbox, "t1"), NULL);
  g_assert_null (strstr (draft, "9059"));

  fixture_submit (town->inbox, "t1",
                  "Hei! Löysin hakemuksenne. Palaan asiaan huomenna. Terveisin Minna, varhaiskasvatus");
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

/* Answered, and not within two days; the one who wrote later still waits. */
static void
then_the_week_counts (Town *town)
{
  g_autoptr (GError) error = NULL;
  LuukkuReport week, next;

  g_assert_true (luukku_inbox_report (town->inbox->inbox, at ("2026-11-16T00:00"), at ("2026-11-23T00:00"),
                                      &week, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (week.questions, ==, 1); /* by when it came */
  g_assert_cmpuint (week.answered, ==, 1);
  g_assert_cmpuint (week.late, ==, 1);
  g_assert_cmpuint (week.within, ==, 0);
  g_assert_cmpint (week.median_answer, ==, at ("2026-11-23T08:20") - at ("2026-11-20T15:30"));
  g_assert_true (luukku_inbox_report (town->inbox->inbox, at ("2026-11-23T00:00"), at ("2026-11-30T00:00"),
                                      &next, &error));
  g_assert_cmpuint (next.questions, ==, 1);
  g_assert_cmpuint (next.waiting, ==, 1);
  g_assert_cmpuint (next.overdue, ==, 0);
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
  then_the_week_counts (town);
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
  const char *first =
      "Hei, kiitos palautteesta. Pahoittelemme tapahtunutta. Terveisin hallintosihteeri Pirkko";
  const char *second =
      "Hei, kiitos palautteesta. Auraus viivästyi, koska urakoitsijan kalusto rikkoutui. Korjaamme asian: "
      "tie aurataan tänään klo 14 mennessä. Pahoittelemme tapahtunutta. Terveisin hallintosihteeri Pirkko";
  g_auto (GStrv) missing = NULL, complete = NULL, rejected = NULL;
  LuukkuDue due;

  given_staff (town, "Pirkko Malli", "hallintosihteeri", NULL);
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t2", "m0", LUUKKU_DIRECTION_IN, "Hei, milloin kirjasto aukeaa?");
  when_it_is (town, "2026-11-20T10:30");
  fixture_receive (
      town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
      "Todella surkeaa toimintaa! Tie on ollut auraamatta kolme päivää eikä kukaan vastaa puhelimeen.");
  /* the label opens the list by itself, and its clock is the earlier one */
  find_due (town, &due);
  g_assert_true (due.first);
  g_assert_cmpint (due.deadline.duty_due, ==, at ("2026-11-20T14:30"));
  {
    g_autoptr (GPtrArray) rows = luukku_store_list_inbox (town->inbox->store, NULL, FALSE, 10, NULL);

    luukku_inbox_sort_rows (town->inbox->inbox, rows);
    g_assert_cmpuint (rows->len, ==, 2);
    g_assert_cmpstr (((LuukkuInboxRow *) rows->pdata[0])->conversation, ==, "t1"); /* the later one */
  }
  missing = luukku_aids_missing_parts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", first, FALSE);
  g_assert_nonnull (missing);
  g_assert_cmpuint (g_strv_length (missing), ==, 2);
  g_assert_cmpstr (missing[0], ==, "cause");
  g_assert_cmpstr (missing[1], ==, "fix");
  g_assert_true (is_found (town, first, "four-parts", LUUKKU_SEVERITY_ADVICE));
  complete = luukku_aids_missing_parts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", second, FALSE);
  g_assert_nonnull (complete);
  g_assert_cmpuint (g_strv_length (complete), ==, 0);
  g_assert_false (is_found (town, second, "four-parts", LUUKKU_SEVERITY_ADVICE));
  when_it_is (town, "2026-11-20T14:30");
  then_told (town, "Fri 14:30 reply-negative\n");

  /* a person says that it is no criticism: the list closes and the ordinary clock counts */
  g_assert_true (luukku_inbox_decide_label (town->inbox->inbox, newest_message (town), "negative",
                                            LUUKKU_LABEL_REJECTED, NULL, NULL));
  rejected = luukku_aids_missing_parts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", first, FALSE);
  g_assert_null (rejected);
  find_due (town, &due);
  g_assert_cmpint (due.deadline.duty_due, ==, at ("2026-11-22T10:30"));
  fixture_submit (town->inbox, "t1", second);
}

/* S10: who answers, with the button's signature. */
static void
s10_who_answers (void)
{
  g_autoptr (Town) town = given_town ("rautalampi", "2026-11-20T10:00");
  const char *draft = "Hei! Kirjasto on avoinna arkisin klo 10–18.";
  g_autoptr (LuukkuVerdict) held = NULL;
  g_autofree char *signature = NULL, *whole = NULL;

  given_staff (town, "Pirkko Malli", "hallintosihteeri", NULL);
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, milloin kirjasto on auki?");
  held = then_held (town, "t1", draft, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpstr (then_says (held, "signature")->title, ==, "Kuka vastaa");
  signature = luukku_aids_sign (town->inbox->inbox, FIXTURE_CHANNEL, "t1", draft, NULL);
  whole = g_strdup_printf ("%s\n%s", draft, signature);
  g_assert_true (g_str_has_suffix (whole, "hallintosihteeri Pirkko"));
  g_assert_false (is_found (town, "Hei! Auki klo 10–18. t. Pirkko, hallintosihteeri", "signature",
                            LUUKKU_SEVERITY_CONFIRM));
  fixture_submit (town->inbox, "t1", whole);
}

static void
when_answering (Town *town, const char *conversation, const char *text, const char *own)
{
  fixture_submit (town->inbox, conversation, text);
  fake_answer_id (town->inbox->sender, own);
}

/* S11: the third answer within the hour to somebody angry. */
static void
s11_no_arguing (void)
{
  const char *third = "Kuten jo kahdesti totesin, päätös on tehty oikein. Terveisin hallintosihteeri Pirkko";
  static const char *const written[] = {
    "Hei, milloin kirjasto aukeaa?",
    "Todella surkeaa toimintaa! Tie on ollut auraamatta kolme päivää eikä kukaan vastaa puhelimeen.",
  };

  for (guint negative = 0; negative < 2; negative++) {
    g_autoptr (Town) town = given_town ("rautalampi", "2026-11-20T10:00");
    g_autoptr (LuukkuVerdict) held = NULL;
    g_autofree char *draft = NULL;

    given_staff (town, "Pirkko Malli", "hallintosihteeri", NULL);
    fixture_go_up (town->inbox, FALSE);
    fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, written[negative]);
    when_it_is (town, "2026-11-20T10:20");
    when_answering (town, "t1", "Hei! Selvitän asian. Terveisin hallintosihteeri Pirkko", "own-1");
    when_it_is (town, "2026-11-20T10:45");
    when_answering (town, "t1", "Hei! Asia on selvitetty. Terveisin hallintosihteeri Pirkko", "own-2");
    when_it_is (town, "2026-11-20T11:00");
    g_assert_cmpint (is_found (town, third, "debate", LUUKKU_SEVERITY_CONFIRM), ==, negative == 1);
    if (negative == 0)
      continue;
    held = then_held (town, "t1", third, LUUKKU_SEVERITY_CONFIRM);
    g_assert_cmpstr (then_says (held, "debate")->title, ==, "Väittely");
    draft = luukku_inbox_get_draft (town->inbox->inbox, FIXTURE_CHANNEL, "t1");
    g_assert_cmpstr (draft, ==, third);
  }
}

/* S12: an update is for everyone, an answer is not. */
static void
s12_updates_in_both_languages (void)
{
  g_autoptr (Town) town = given_town ("hanko", "2026-11-20T10:00");
  const char *text = "Uimaranta avataan maanantaina 1.6. klo 10. Tervetuloa! Maija Meikäläinen, viestintä";
  g_autoptr (LuukkuVerdict) held = NULL;

  given_staff (town, "Maija Meikäläinen", NULL, "viestintä");
  given_entry (town, "accounts", "page", "channel", FIXTURE_CHANNEL, "kind", "organisation", "public", "yes",
               "holder", "Maija Meikäläinen");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, milloin uimaranta avataan?");
  g_assert_false (is_found (town, text, "language-both", LUUKKU_SEVERITY_CONFIRM));
  held = luukku_inbox_check (town->inbox->inbox, FIXTURE_CHANNEL, "page", text);
  g_assert_cmpint (then_says (held, "language-both")->severity, ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpstr (then_says (held, "language-both")->title, ==, "Molemmat kielet");
  g_assert_cmpint (luukku_verdict_get_reason_need (held), ==, LUUKKU_REASON_REQUIRED);
}

/* S14, the answer: nobody is told that something was removed. */
static void
s14_a_removal_is_not_announced (void)
{
  g_autoptr (Town) town = given_town ("hanko", "2026-11-20T10:00");
  const char *draft = "Hei, poistimme viestisi sivultamme. Maija Meikäläinen, viestintä";
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autofree char *labels = NULL;

  given_staff (town, "Maija Meikäläinen", NULL, "viestintä");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
                   "Naapurini Pentti Esimerkki ei maksa verojaan ja ryyppää kaiket illat.");
  labels = luukku_store_get_conversation_labels (town->inbox->store, fixture_conversation (town->inbox, "t1"),
                                                 NULL);
  g_test_message ("%s", labels);
  verdict = luukku_inbox_check (town->inbox->inbox, FIXTURE_CHANNEL, "t1", draft);
  g_assert_cmpint (then_says (verdict, "removal-notice")->severity, ==, LUUKKU_SEVERITY_ADVICE);
  g_assert_cmpstr (then_says (verdict, "removal-notice")->title, ==, "Poistamisesta ei ilmoiteta");
  fixture_submit (town->inbox, "t1", draft); /* advice does not stop it */
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

/* S16: an employee's own number is not given out, the office's number is. */
static void
s16_an_own_number_is_not_given_out (void)
{
  g_autoptr (Town) town = given_town ("kauhava", "2026-11-20T10:00");
  g_autoptr (LuukkuVerdict) held = NULL;

  given_staff (town, "Minna Malli", "Palveluneuvoja", "Neuvonta");
  given_entry (town, "contacts", "", "kind", "phone", "value", "+358 40 000 1234", "whose", "private",
               "person", "Sari");
  given_entry (town, "contacts", "", "kind", "phone", "value", "06 000 0000", "whose", "public");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, kuka auttaa tässä asiassa?");
  held = then_held (town, "t1", "Asiassa auttaa Sari, hänen oma numeronsa on 040 000 1234.",
                    LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (then_says (held, "staff-private")->title, ==, "Työntekijän henkilökohtaiset yhteystiedot");
  fixture_submit (town->inbox, "t1",
                  "Asiassa auttaa asiakaspalvelu, numero on 06 000 0000. Palveluneuvoja Minna, Neuvonta");
}

/* S20: a project's account without both decisions. */
static void
s20_a_project_without_both_decisions (void)
{
  g_autoptr (Town) town = given_town ("rautalampi", "2026-11-20T10:00");
  const char *text = "Hei ja kiitos kysymyksestä! t. projektisihteeri Olli";
  g_autoptr (LuukkuVerdict) held = NULL, stranger = NULL;

  given_staff (town, "Olli Malli", "projektisihteeri", NULL);
  given_entry (town, "accounts", "project", "channel", FIXTURE_CHANNEL, "kind", "project", "approvals",
               "sector-management-group | 2026-11-02");
  given_entry (town, "users", "olli", "name", "Olli Malli", "accounts", "project", "supervisor-agreement",
               "2026-10-01");
  fixture_go_up (town->inbox, FALSE);
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, milloin hanke alkaa?");
  held = then_held (town, "t1", text, LUUKKU_SEVERITY_BLOCK);
  g_assert_nonnull (strstr (then_says (held, "sender-approved")->message, "Johtoryhmä"));

  given_entry (town, "accounts", "project", "approvals",
               "sector-management-group | 2026-11-02\nmunicipal-management-group | 2026-11-20");
  fixture_submit (town->inbox, "t1", text);

  given_entry (town, "users", "olli", "accounts", "another");
  given_entry (town, "users", "sari", "name", "Sari Malli", "accounts", "project");
  stranger = then_held (town, "t1", text, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (then_says (stranger, "sender-authorised")->title, ==, "Ei päivitysoikeutta");
}

static void
given_directory (Town *town, const char *municipality)
{
  g_autofree char *name = g_strconcat (municipality, ".directory", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_SOURCE_DIR"), "data", "directories", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory = luukku_directory_load (path, NULL, &error);

  g_assert_no_error (error);
  luukku_registers_import (town->inbox->inbox, directory, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
given_confirmed (Town *town, const char *registry, const char *key)
{
  g_autoptr (GError) error = NULL;

  luukku_registers_confirm (town->inbox->inbox, registry, key, &error);
  g_assert_no_error (error);
}

static void
s18_a_newcomer_in_russian (void)
{
  const char *const no_values[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Town) town = given_town ("kuopio", "2026-11-20T10:00");
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *hint = NULL, *text = NULL, *offered = NULL;
  const LuukkuReadyText *first;

  given_staff (town, "Anna Malli", "Neuvoja", NULL);
  given_directory (town, "kuopio");
  fixture_receive (town->inbox, "t1", "m1", LUUKKU_DIRECTION_IN,
                   "Здравствуйте! Мы недавно переехали в Куопио. Куда обратиться, чтобы записаться на курсы "
                   "финского языка?");
  hint = luukku_aids_language_hint (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "");
  g_assert_cmpstr (hint, ==, "ru");
  /* the one that is offered stands on top of them all, and is named before anybody looks */
  found = luukku_aids_list_texts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", NULL);
  g_assert_cmpstr (((LuukkuReadyText *) found->pdata[0])->id, ==, "newcomer");
  offered = luukku_aids_offered_title (town->inbox->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (offered, ==, ((LuukkuReadyText *) found->pdata[0])->title);
  g_ptr_array_unref (found);
  found = luukku_aids_list_texts (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "newcomer");
  g_assert_cmpuint (found->len, >=, 1);
  first = g_ptr_array_index (found, 0);
  g_assert_cmpstr (first->language, ==, "ru");
  g_assert_false (g_unichar_get_script (g_utf8_get_char (first->title)) == G_UNICODE_SCRIPT_CYRILLIC);
  /* nobody has confirmed the directory yet: the text names nothing by itself */
  text = luukku_aids_fill_text (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "newcomer", no_values, &error);
  g_assert_null (strstr (text != NULL ? text : "", "044 718"));
  g_clear_error (&error);
  g_clear_pointer (&text, g_free);
  given_entry (town, "services", "kuopio.navigaattori", "phone", "044 718 0000");
  given_confirmed (town, "services", "kuopio.international-house");
  given_confirmed (town, "services", "kuopio.navigaattori");
  text = luukku_aids_fill_text (town->inbox->inbox, FIXTURE_CHANNEL, "t1", "newcomer", no_values, &error);
  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "International House Kuopio"));
  g_assert_nonnull (strstr (text, "Navigaattori"));
  g_assert_nonnull (strstr (text, "044 718 0000"));
  g_assert_null (strchr (text, '{'));
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
  g_test_add_func ("/scenarios/inbox/S01", s01_an_identity_code_never_leaves);
  g_test_add_func ("/scenarios/inbox/S06", s06_service_does_not_answer);
  g_test_add_func ("/scenarios/inbox/S07", s07_two_days_and_a_weekend);
  g_test_add_func ("/scenarios/inbox/S08", s08_age_in_answering_hours);
  g_test_add_func ("/scenarios/inbox/S09", s09_the_checklist);
  g_test_add_func ("/scenarios/inbox/S10", s10_who_answers);
  g_test_add_func ("/scenarios/inbox/S11", s11_no_arguing);
  g_test_add_func ("/scenarios/inbox/S12", s12_updates_in_both_languages);
  g_test_add_func ("/scenarios/inbox/S14", s14_a_removal_is_not_announced);
  g_test_add_func ("/scenarios/inbox/S15", s15_a_picture_needs_its_boxes);
  g_test_add_func ("/scenarios/inbox/S16", s16_an_own_number_is_not_given_out);
  g_test_add_func ("/scenarios/inbox/S18", s18_a_newcomer_in_russian);
  g_test_add_func ("/scenarios/inbox/S19", s19_a_municipality_edits_its_guideline);
  g_test_add_func ("/scenarios/inbox/S20", s20_a_project_without_both_decisions);
  return g_test_run ();
}
