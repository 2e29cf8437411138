/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderated-acts.c: requests to remove, bans, what is done at a channel and who reads: what
 * test-moderated.c does not look at, with the towns' own packs. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-moderated-fixture.h"

#include "evidence/luukku-archive.h"
#include "store/luukku-store-registers.h"

/* --- requests to remove */
static void
test_removal_request (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuRemoval) removal = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id, case_id;

  when_written (f, "m1", REMOVE);
  id = fixture_conversation (f, "t1");
  item = fixture_case (f, "t1");
  case_id = luukku_case_peek (item)->id;
  removal = luukku_store_get_removal (f->store, case_id, LUUKKU_REMOVAL_BY_RESIDENT, NULL);
  g_assert_cmpint (removal->due_at, ==, FIXTURE_NOW + 30 * G_TIME_SPAN_DAY);
  g_assert_null (luukku_store_get_removal (f->store, case_id, LUUKKU_REMOVAL_BY_TOWN, NULL));
  g_assert_false (
      luukku_inbox_put_removal (f->inbox, id, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "poistettu", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_true (luukku_inbox_put_removal (f->inbox, id, LUUKKU_REMOVAL_BY_RESIDENT,
                                           "kuva uimahallin sivulla", "suostumus peruttu", NULL, NULL));
  g_assert_true (
      luukku_inbox_put_removal (f->inbox, id, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "poistettu", NULL));
  g_clear_pointer (&removal, luukku_removal_free);
  removal = luukku_store_get_removal (f->store, case_id, LUUKKU_REMOVAL_BY_RESIDENT, NULL);
  g_assert_cmpstr (removal->object, ==, "kuva uimahallin sivulla");
  g_assert_cmpstr (removal->decision, ==, "poistettu");
}

static void
decide (Fixture *f, const char *name, LuukkuLabelDecision kind)
{
  g_assert_true (luukku_inbox_decide_label (f->inbox, newest_message (f), name, kind, NULL, NULL));
}

static LuukkuRemoval *
newest_request (Fixture *f)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");

  return luukku_store_get_removal (f->store, luukku_case_peek (item)->id, LUUKKU_REMOVAL_BY_RESIDENT, NULL);
}

static void
put (Fixture *f, LuukkuRemovalKind kind, const char *object, const char *ground, const char *decision)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_put_removal (f->inbox, fixture_conversation (f, "t1"), kind, object, ground, decision, &error);
  g_assert_no_error (error);
}

static void
test_removal_closing (void)
{
  static const struct {
    LuukkuRemovalKind kind;
    const char *part;
  } kinds[] = {
    { LUUKKU_REMOVAL_BY_RESIDENT, "resident's request" },
    { LUUKKU_REMOVAL_BY_TOWN, "neither been sent" },
    { LUUKKU_REMOVAL_OF_PAGE, "page waits" },
  };

  g_test_summary ("A case is not closed over an undecided request: its clock would stop unseen.");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (Fixture) f = given_pack ("neutral");

    when_written (f, "m1", CLEAN);
    put (f, kinds[i].kind, "kuva", "ei suostumusta", NULL);
    then_closing_is_refused (f, kinds[i].part);
    put (f, kinds[i].kind, NULL, NULL, "peruttu");
    then_it_closes (f);
    /* A new case of the same resident has nothing to do with it. */
    when_written (f, "m2", CLEAN);
    then_it_closes (f);
  }
}

static void
test_removal_that_was_none (void)
{
  g_autoptr (Fixture) f = given_pack ("neutral");
  g_autoptr (LuukkuRemoval) request = NULL;

  g_test_summary ("One key takes the label away, and the request with it; not what a person has written.");
  when_written (f, "m1", REMOVE);
  then_closing_is_refused (f, "not decided");
  decide (f, "removal-request", LUUKKU_LABEL_REJECTED);
  then_it_closes (f);
  request = newest_request (f);
  g_assert_cmpstr (request->actor, ==, "Minna Esimerkki");
  g_assert_nonnull (request->decision);
  when_written (f, "m2", REMOVE);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "kuva", NULL, NULL);
  decide (f, "removal-request", LUUKKU_LABEL_REJECTED);
  then_closing_is_refused (f, "not decided");
}

static void
test_removal_asked_again (void)
{
  g_autoptr (Fixture) f = given_pack ("neutral");
  g_autoptr (LuukkuRemoval) first = NULL;
  g_autoptr (LuukkuRemoval) second = NULL;
  g_autoptr (LuukkuRemoval) third = NULL;

  g_test_summary ("Who asks again while nobody has decided waits no longer; who asks after it, anew.");
  when_written (f, "m1", REMOVE);
  luukku_manual_clock_advance (f->clock, 3 * G_TIME_SPAN_DAY);
  when_written (f, "m2", REMOVE);
  first = newest_request (f);
  g_assert_cmpint (first->due_at, ==, FIXTURE_NOW + 30 * G_TIME_SPAN_DAY);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "kuva", "ei suostumusta", NULL);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "hylätty: kuva on luvallinen");
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_DAY);
  when_written (f, "m3", REMOVE);
  second = newest_request (f);
  g_assert_null (second->decision);
  g_assert_cmpstr (second->object, ==, "");
  g_assert_cmpint (second->due_at, >, first->due_at);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "toinen kuva", "sama", NULL);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "poistettu");
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, NULL, "suostumus peruttu", NULL); /* mended, not asked again */
  third = newest_request (f);
  g_assert_cmpstr (third->decision, ==, "poistettu");
  g_assert_cmpstr (third->ground, ==, "suostumus peruttu");
}

static void
test_removals_side_by_side (void)
{
  g_autoptr (Fixture) f = given_pack ("neutral");
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *table = NULL;

  g_test_summary ("The three kinds in one list, with those of closed cases and those decided before.");
  when_written (f, "m1", REMOVE);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "kuva\tlapsesta", "ei suostumusta", NULL);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "poistettu");
  then_it_closes (f);
  when_written (f, "m2", REMOVE);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "toinen kuva", "sama", NULL);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, "hylätty");
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  put (f, LUUKKU_REMOVAL_BY_RESIDENT, "kolmas kuva", "sama", NULL);
  put (f, LUUKKU_REMOVAL_BY_TOWN, "kommentti", "uhkaus", NULL);
  put (f, LUUKKU_REMOVAL_OF_PAGE, "koulun sivu", "koulu suljetaan", NULL);
  rows = luukku_store_list_all_removals (f->store, 100, NULL);
  g_assert_cmpuint (rows->len, ==, 5);
  table = luukku_inbox_requests_to_tsv (f->inbox, NULL);
  g_assert_true (g_str_has_prefix (
      table, "kind\tcase\tobject\tground\tdecide-by\tdecision\tactor\tat\n"
             "platform\tLUU-2026-000002\tkommentti\tuhkaus\t2026-11-19T12:06:40.000Z\t\tMinna Esimerkki\t"));
  g_assert_nonnull (strstr (table, "\nresident\tLUU-2026-000002\tkolmas kuva\tsama\t"));
  g_assert_nonnull (strstr (table, "\npage\tLUU-2026-000002\tkoulun sivu\tkoulu suljetaan\t"));
  g_assert_nonnull (
      strstr (table, "\nresident\tLUU-2026-000002\ttoinen kuva\tsama\t2026-12-18T11:06:40.000Z\thylätty"));
  g_assert_nonnull (strstr (table, "\nresident\tLUU-2026-000001\tkuva\\tlapsesta\tei suostumusta\t"));
  g_assert_true (strstr (table, "kolmas") < strstr (table, "hylätty"));
}

static void
test_removal_over_christmas (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuRemoval) request = NULL;
  g_autofree char *due = NULL;
  gint64 now = 0;

  g_test_summary ("A month that ends on Christmas Day ends for the office before Christmas Eve.");
  g_assert_true (luukku_time_from_iso8601 ("2026-11-25T10:00:00Z", &now, NULL));
  luukku_manual_clock_set (f->clock, now);
  when_written (f, "m1", REMOVE);
  request = newest_request (f);
  due = luukku_time_format_local (request->due_at, "Europe/Helsinki", "%d.%m.%Y");
  g_assert_cmpstr (due, ==, "23.12.2026");
  put (f, LUUKKU_REMOVAL_BY_TOWN, "viesti", "uhkaus", NULL);
  {
    g_autoptr (GPtrArray) rows = luukku_store_list_removals (f->store, 0, TRUE, NULL);

    g_assert_cmpint (((LuukkuRemoval *) rows->pdata[0])->due_at, ==, now + G_TIME_SPAN_DAY);
  }
}

/* --- criticism */
/* With which sentence hiding, deleting and banning are refused; NULL: they are not. */
static void
then_it_stays (Fixture *f, const char *part)
{
  LuukkuBan ban = { .conversation = fixture_conversation (f, "t1"),
                    .reason = "kritisoi kaupunkia",
                    .length = G_TIME_SPAN_DAY };

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    gint64 id = 0;
    gboolean done = i < 2
                        ? luukku_inbox_remove_message (f->inbox, newest_message (f),
                                                       i == 0 ? LUUKKU_PLATFORM_HIDE : LUUKKU_PLATFORM_DELETE,
                                                       "kritisoi kaupunkia", &error)
                        : luukku_inbox_ban (f->inbox, &ban, &id, &error);

    if (part == NULL)
      g_assert_no_error (error);
    else
      g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
    g_assert_cmpint (done, ==, part == NULL);
    if (part != NULL && strstr (error->message, part) == NULL)
      g_error ("“%s” is not in “%s”", part, error->message);
    if (id != 0)
      g_assert_true (luukku_inbox_lift_ban (f->inbox, id, NULL, NULL));
  }
}

static void
test_criticism_stays_until_a_person_says_why (void)
{
  static const char *const towns[] = { "kuopio", "hanko", "kauhava", "rautalampi", "neutral" };
  static const char *const grounds[] = { "privacy", "contains-names", "defamation", "disinformation",
                                         "spam" };

  g_test_summary ("HAN-27, HAN-28: the sentence names a way, and that way works in every town.");
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (Fixture) f = given_pack (towns[i]);

    when_written (f, "m1", S13);
    then_it_stays (f, "add the label");
    g_assert_cmpuint (count_records (f), ==, 0);
    decide (f, "question", LUUKKU_LABEL_ADDED);
    decide (f, "negative", LUUKKU_LABEL_CONFIRMED);
    decide (f, "removal-request", LUUKKU_LABEL_ADDED);
    then_it_stays (f, "add the label");
    decide (f, grounds[i], LUUKKU_LABEL_ADDED);
    then_it_stays (f, NULL);
    decide (f, grounds[i], LUUKKU_LABEL_REJECTED);
    then_it_stays (f, "add the label");
  }
}

static void
test_harsh_criticism_stays (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");

  g_test_summary ("What the program finds improper in criticism takes nothing away: a person says so first.");
  when_written (f, "m1", HARSH);
  then_it_stays (f, "add the label");
  decide (f, "inappropriate", LUUKKU_LABEL_CONFIRMED);
  then_it_stays (f, NULL);
}

static void
test_labels_have_names (void)
{
  static const char *const towns[] = { "kuopio", "hanko", "kauhava", "rautalampi", "neutral" };
  const char *const *names = luukku_label_get_names ();

  g_test_summary ("No label stands in a window as the word that the program has for it.");
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (Fixture) f = given_pack (towns[i]);

    for (guint k = 0; names[k] != NULL; k++) {
      g_autofree char *title = luukku_inbox_label_title (f->inbox, names[k]);

      if (g_str_equal (title, names[k]) || g_ascii_islower (*title))
        g_error ("%s: %s has no title", towns[i], names[k]);
    }
  }
}

static void
test_gravest_first (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");

  when_written (f, "m1", CLEAN);
  decide (f, "unsafe-link", LUUKKU_LABEL_ADDED);
  decide (f, "removal-request", LUUKKU_LABEL_ADDED);
  then_labels (f, "removal-request;unsafe-link", LUUKKU_ALARM_QUEUE);
  decide (f, "unsafe-report", LUUKKU_LABEL_ADDED);
  decide (f, "threat-person", LUUKKU_LABEL_ADDED);
  then_labels (f, "threat-person;unsafe-report;removal-request;unsafe-link", LUUKKU_ALARM_RAISED);
}

/* --- bans */
static void
test_ban (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "toistuva viha", .notice = "Esto viikoksi.", .length = 7 * G_TIME_SPAN_DAY };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuSanction *row;
  gint64 id = 0;

  when_written (f, "m1", HATE);
  ban.conversation = fixture_conversation (f, "t1");
  luukku_inbox_ban (f->inbox, &ban, &id, &error);
  g_assert_no_error (error);
  g_assert_false (luukku_inbox_ban (f->inbox, &ban, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  list = luukku_store_list_sanctions (f->store, TRUE, NULL);
  row = g_ptr_array_index (list, 0);
  g_assert_cmpstr (row->decided_by, ==, "Minna Esimerkki");
  g_assert_cmpstr (row->record, ==, "LUU-2026-000001-v1");
  g_assert_cmpint (row->review_at, ==, FIXTURE_NOW + 6 * G_TIME_SPAN_DAY);
  g_assert_true (row->by_hand); /* the channel cannot do it */

  /* out of sight, and looked at all the same */
  g_string_truncate (f->news, 0);
  when_written (f, "m2", CLEAN);
  g_assert_cmpstr (f->news->str, ==, "");
  g_assert_true (luukku_inbox_is_hidden (f->inbox, newest_message (f)));
  when_written (f, "m3", S03);
  g_assert_cmpstr (f->news->str, ==, "N");
  g_assert_false (luukku_inbox_is_hidden (f->inbox, newest_message (f)));
  then_labels (f, "threat-person;hate", LUUKKU_ALARM_RAISED);

  {
    g_autoptr (GPtrArray) rows = luukku_store_list_inbox (f->store, "pommiin", TRUE, 10, NULL);

    g_assert_cmpuint (rows->len, ==, 0);
  }

  /* it ends by itself */
  luukku_manual_clock_advance (f->clock, 7 * G_TIME_SPAN_DAY);
  luukku_inbox_remind (f->inbox);
  g_ptr_array_unref (list);
  list = luukku_store_list_sanctions (f->store, TRUE, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  when_written (f, "m4", CLEAN);
  g_assert_cmpstr (f->news->str, ==, "NN");
}

static void
test_acts_come_after_the_record (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) acts = NULL;

  given_channel_that_acts (f);
  when_written (f, "m1", CLEAN);
  ban.conversation = fixture_conversation (f, "t1");
  luukku_sqlite_exec (
      luukku_store_get_db (f->store),
      "CREATE TRIGGER no_records BEFORE INSERT ON record BEGIN SELECT RAISE (ABORT, 'no'); END", NULL);
  g_assert_false (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
  g_assert_false (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_HIDE, "viha", NULL));
  g_assert_cmpuint (acts_asked->len, ==, 0);
  luukku_sqlite_exec (luukku_store_get_db (f->store), "DROP TRIGGER no_records", NULL);
  g_assert_true (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_HIDE, "viha", NULL));
  g_assert_true (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
  g_assert_cmpuint (count_records (f), ==, 1);
  g_assert_cmpstr (acts_asked->pdata[0], ==, "0 m1 resident-1");
  g_assert_true (g_str_has_prefix (acts_asked->pdata[1], "3 "));
  fake_answer_id (f->sender, "done");
  fake_answer_id (f->sender, "done");
  list = luukku_store_list_sanctions (f->store, TRUE, NULL);
  g_assert_false (((LuukkuSanction *) list->pdata[0])->by_hand);
  g_assert_cmpint (((LuukkuSanction *) list->pdata[0])->there_at, ==, FIXTURE_NOW);
  acts = luukku_store_list_platform_acts (f->store, newest_message (f), NULL);
  g_assert_cmpuint (acts->len, ==, 2);
  g_assert_cmpint (((LuukkuPlatformAct *) acts->pdata[1])->state, ==, LUUKKU_PLATFORM_DONE);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_DAY);
  luukku_inbox_remind (f->inbox);
  g_assert_true (g_str_has_prefix (acts_asked->pdata[2], "4 "));
  fake_answer_fault (f->sender, LUUKKU_FAULT_PERMISSION, (LuukkuFaultInfo){ 0 });
  g_ptr_array_unref (list);
  list = luukku_store_list_sanctions (f->store, FALSE, NULL);
  g_assert_true (((LuukkuSanction *) list->pdata[0])->by_hand);
  g_ptr_array_unref (acts_asked);
}

static void
hide (Fixture *f, gint64 message)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_remove_message (f->inbox, message, LUUKKU_PLATFORM_HIDE, "nimi", &error);
  g_assert_no_error (error);
}

static guint
count_open (Fixture *f)
{
  g_autoptr (GPtrArray) open = luukku_inbox_list_open_acts (f->inbox, 0, NULL);

  return open->len;
}

/* The channel again, as after a start of the program; the calls that were under way are cancelled. */
static void
go_down (Fixture *f)
{
  luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
  while (!g_queue_is_empty (f->sender->calls))
    fake_answer_fault (f->sender, LUUKKU_FAULT_CANCELLED, (LuukkuFaultInfo){ 0 });
  g_ptr_array_set_size (acts_asked, 0);
}

static void
test_each_message_in_a_record (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  gint64 first, second;

  g_test_summary ("The record of a threat shows one message: another one that goes has its own.");
  given_channel_that_acts (f);
  when_written (f, "m1", CLEAN);
  first = newest_message (f);
  when_written (f, "m2", S03);
  second = newest_message (f);
  g_assert_cmpuint (count_records (f), ==, 1);
  hide (f, second);
  g_assert_cmpuint (count_records (f), ==, 1);
  hide (f, first);
  g_assert_cmpuint (count_records (f), ==, 2);
  hide (f, first);
  g_assert_cmpuint (count_records (f), ==, 2);
  /* Edited since: the record does not show what goes. */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  when_written (f, "m1", S14);
  hide (f, first);
  g_assert_cmpuint (count_records (f), ==, 3);
  go_down (f);
  g_ptr_array_unref (acts_asked);
}

static void
then_asked (Fixture *f, const char *calls)
{
  g_autoptr (GString) asked = g_string_new (NULL);

  fixture_settle ();
  for (guint i = 0; i < acts_asked->len; i++)
    g_string_append_c (asked, *(const char *) acts_asked->pdata[i]);
  g_assert_cmpstr (asked->str, ==, calls);
}

static void
test_acts_wait_for_the_channel (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };

  g_test_summary ("What a channel can do itself is done when it comes back, and not twice.");
  given_channel_that_acts (f);
  when_written (f, "m1", CLEAN);
  ban.conversation = fixture_conversation (f, "t1");
  go_down (f);
  hide (f, newest_message (f));
  g_assert_true (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
  g_assert_cmpuint (count_open (f), ==, 2);
  fixture_go_up (f, FALSE);
  then_asked (f, "03");
  fake_answer_id (f->sender, "done");
  fake_answer_id (f->sender, "done");
  g_assert_cmpuint (count_open (f), ==, 0);
  go_down (f);
  fixture_go_up (f, FALSE);
  then_asked (f, "");
  g_ptr_array_unref (acts_asked);
}

static void
test_acts_that_were_interrupted (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  gint64 id = 0;

  g_test_summary (
      "Closed between the call and its answer: asked again; never connected again: a person's step.");
  given_channel_that_acts (f);
  when_written (f, "m1", CLEAN);
  ban.conversation = fixture_conversation (f, "t1");
  hide (f, newest_message (f));
  go_down (f);
  g_assert_cmpuint (count_open (f), ==, 0);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (count_open (f), ==, 1);
  fixture_go_up (f, FALSE);
  then_asked (f, "0");
  fake_answer_fault (f->sender, LUUKKU_FAULT_PERMISSION, (LuukkuFaultInfo){ 0 });
  g_assert_cmpuint (count_open (f), ==, 1);
  go_down (f);
  fixture_go_up (f, FALSE);
  then_asked (f, ""); /* it was refused: a person sees to it */
  g_assert_true (luukku_inbox_tick_acts (f->inbox, ban.conversation, NULL, NULL, NULL));

  g_assert_true (luukku_inbox_ban (f->inbox, &ban, &id, NULL));
  fake_answer_id (f->sender, "done");
  g_assert_true (luukku_inbox_lift_ban (f->inbox, id, "erehdys", NULL));
  then_asked (f, "34");
  go_down (f);
  fixture_go_up (f, FALSE);
  then_asked (f, "4");
  fake_answer_id (f->sender, "done");
  go_down (f);
  fixture_go_up (f, FALSE);
  then_asked (f, "");
  g_assert_cmpuint (count_open (f), ==, 0);
  g_ptr_array_unref (acts_asked);
}

static void
test_refused_is_refused (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  g_autoptr (GPtrArray) bans = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_test_summary ("What could not be written whole is not carried out behind the person's back later.");
  given_channel_that_acts (f);
  when_written (f, "m1", CLEAN);
  ban.conversation = fixture_conversation (f, "t1");
  hide (f, newest_message (f)); /* the record is there */
  fake_answer_id (f->sender, "done");
  luukku_sqlite_exec (
      luukku_store_get_db (f->store),
      "CREATE TRIGGER full BEFORE INSERT ON case_step BEGIN SELECT RAISE (ABORT, 'full'); END", NULL);
  g_assert_false (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
  g_assert_false (
      luukku_inbox_remove_message (f->inbox, newest_message (f), LUUKKU_PLATFORM_DELETE, "viha", NULL));
  luukku_sqlite_exec (luukku_store_get_db (f->store), "DROP TRIGGER full", NULL);
  luukku_inbox_remind (f->inbox);
  go_down (f);
  luukku_manual_clock_advance (f->clock, 2 * G_TIME_SPAN_HOUR);
  fixture_go_up (f, FALSE);
  then_asked (f, "");
  g_assert_cmpuint (count_open (f), ==, 0);
  bans = luukku_store_list_sanctions (f->store, FALSE, NULL);
  g_assert_cmpuint (bans->len, ==, 0);

  g_assert_true (luukku_inbox_ban (f->inbox, &ban, &id, NULL));
  fake_answer_id (f->sender, "done");
  luukku_sqlite_exec (
      luukku_store_get_db (f->store),
      "CREATE TRIGGER full BEFORE INSERT ON case_step BEGIN SELECT RAISE (ABORT, 'full'); END", NULL);
  g_assert_false (luukku_inbox_lift_ban (f->inbox, id, "erehdys", NULL));
  luukku_sqlite_exec (luukku_store_get_db (f->store), "DROP TRIGGER full", NULL);
  luukku_inbox_lift_ban (f->inbox, id, "erehdys", &error);
  g_assert_no_error (error);
  fake_answer_id (f->sender, "done");
  g_ptr_array_unref (acts_asked);
}

static void
test_ban_that_ends_while_off (void)
{
  static const gboolean comes_back[] = { TRUE, FALSE };

  g_test_summary ("The program is closed when a ban ends: at the next start it waits for the channel first.");
  for (guint i = 0; i < G_N_ELEMENTS (comes_back); i++) {
    g_autoptr (Fixture) f = given_pack ("kuopio");
    LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
    g_autoptr (GPtrArray) running = NULL;

    given_channel_that_acts (f);
    when_written (f, "m1", CLEAN);
    ban.conversation = fixture_conversation (f, "t1");
    g_assert_true (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
    fake_answer_id (f->sender, "done");
    go_down (f);
    luukku_manual_clock_advance (f->clock, 3 * G_TIME_SPAN_DAY);
    luukku_inbox_remind (f->inbox);
    running = luukku_store_list_sanctions (f->store, TRUE, NULL);
    g_assert_cmpuint (running->len, ==, 0);
    g_assert_cmpuint (count_open (f), ==, 0);
    g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==,
                     luukku_clock_now (LUUKKU_CLOCK (f->clock)) + LUUKKU_BAN_OFFLINE_WAIT);
    if (comes_back[i]) {
      fixture_go_up (f, FALSE);
      then_asked (f, "4");
      fake_answer_id (f->sender, "done");
      g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, 0);
    }
    luukku_manual_clock_advance (f->clock, LUUKKU_BAN_OFFLINE_WAIT);
    luukku_inbox_remind (f->inbox);
    g_assert_cmpuint (count_open (f), ==, comes_back[i] ? 0 : 1);
    if (!comes_back[i]) {
      /* even after that */
      fixture_go_up (f, FALSE);
      then_asked (f, "4");
      fake_answer_id (f->sender, "done");
      g_assert_cmpuint (count_open (f), ==, 0);
    }
    g_ptr_array_unref (acts_asked);
  }
}

static void
test_ban_of_a_closed_case_with_a_threat (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  g_autoptr (LuukkuCase) item = NULL;

  when_written (f, "m1", HATE);
  ban.conversation = fixture_conversation (f, "t1");
  g_assert_true (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
  luukku_inbox_decide_label (f->inbox, newest_message (f), "hate", LUUKKU_LABEL_REJECTED, NULL, NULL);
  then_it_closes (f);
  when_written (f, "m2", CLEAN);
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_CLOSED);
  when_written (f, "m3", S04);
  then_labels (f, "threat-site", LUUKKU_ALARM_RAISED);
  then_closing_is_refused (f, "viranomaisille");
}

static void
test_need_during_a_ban (void)
{
  static const char *const texts[] = { NEED, S17 };

  g_test_summary ("Who is banned and in need, or tells of danger, is heard.");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (Fixture) f = given_pack ("kuopio");
    LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };

    when_written (f, "m1", HATE);
    ban.conversation = fixture_conversation (f, "t1");
    g_assert_true (luukku_inbox_ban (f->inbox, &ban, NULL, NULL));
    g_string_truncate (f->news, 0);
    when_written (f, "m2", texts[i]);
    g_assert_cmpstr (f->news->str, ==, "N");
    g_assert_false (luukku_inbox_is_hidden (f->inbox, newest_message (f)));
    g_assert_cmpuint (alarms, ==, 1);
  }
}

static void
test_notice_before_the_ban (void)
{
  static const char *const ways[] = { "told", "not told", "lifted" };

  g_test_summary ("Who is told of a ban is told before the platform bans, and not for ever.");
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (Fixture) f = given_pack ("kuopio");
    LuukkuBan ban = { .reason = "viha", .notice = "Esto päättyy {until}.", .length = 3 * G_TIME_SPAN_DAY };
    g_autoptr (LuukkuSanction) row = NULL;
    gint64 id = 0;

    given_channel_that_acts (f);
    when_written (f, "m1", HATE);
    ban.conversation = fixture_conversation (f, "t1");
    g_assert_true (luukku_inbox_ban (f->inbox, &ban, &id, NULL));
    row = luukku_store_get_sanction (f->store, id, NULL);
    g_assert_cmpstr (row->notice, ==, "Esto päättyy 21.11.2026.");
    g_assert_false (row->by_hand);
    g_assert_cmpuint (acts_asked->len, ==, 0);
    g_assert_cmpint (luukku_inbox_next_alarm (f->inbox), ==, FIXTURE_NOW + LUUKKU_BAN_NOTICE_WAIT);
    luukku_inbox_remind (f->inbox);
    g_assert_cmpuint (acts_asked->len, ==, 0);
    if (i == 0)
      fixture_receive (f, "t1", "r1", LUUKKU_DIRECTION_OUT, "Esto päättyy 21.11.2026.");
    else if (i == 1)
      luukku_manual_clock_advance (f->clock, LUUKKU_BAN_NOTICE_WAIT);
    else
      g_assert_true (luukku_inbox_lift_ban (f->inbox, id, "erehdys", NULL));
    luukku_inbox_remind (f->inbox);
    luukku_inbox_remind (f->inbox);
    g_assert_cmpuint (acts_asked->len, ==, i == 2 ? 0 : 1); /* nothing to end where nothing began */
    if (i != 2)
      fake_answer_id (f->sender, "done");
    g_ptr_array_unref (acts_asked);
  }
}

/* --- people who read */
static void
test_exposure_and_hand_over (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autofree char *cover = NULL;
  g_autoptr (GPtrArray) seen = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  gint64 message;

  when_written (f, "m1", S03);
  message = newest_message (f);
  cover = luukku_inbox_get_cover (f->inbox, message);
  g_assert_cmpstr (cover, ==, "threat-person");
  g_assert_true (luukku_inbox_note_exposure (f->inbox, message, cover, NULL));
  g_assert_true (luukku_inbox_note_exposure (f->inbox, message, cover, NULL));
  seen = luukku_store_list_exposure (f->store, 0, G_MAXINT64, NULL);
  g_assert_cmpuint (seen->len, ==, 1);
  g_assert_cmpuint (((LuukkuExposure *) seen->pdata[0])->count, ==, 1);
  g_assert_true (
      luukku_inbox_pass_case_on (f->inbox, fixture_conversation (f, "t1"), "Eero Esimies", NULL, NULL));
  item = fixture_case (f, "t1");
  g_assert_cmpstr (luukku_case_peek (item)->handler, ==, "Eero Esimies");
}

static void
enter_user (Fixture *f, const char *login, const char *name, const char *field, const char *value)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("users", login);
  g_autoptr (GError) error = NULL;

  luukku_entry_set (entry, "name", name);
  luukku_entry_set (entry, field, value);
  luukku_store_put_entry (f->store, entry, "test", NULL, &error);
  g_assert_no_error (error);
}

static char *
colleagues_of (Fixture *f)
{
  g_autoptr (GPtrArray) list = luukku_inbox_list_colleagues (f->inbox, fixture_conversation (f, "t1"));
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++) {
    const LuukkuColleague *one = g_ptr_array_index (list, i);

    g_string_append_printf (names, "%s%s;", one->name, one->is_supervisor ? " *" : "");
  }
  return g_string_free (names, FALSE);
}

static void
test_colleagues (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autofree char *nobody = NULL;
  g_autofree char *names = NULL;

  g_test_summary ("The supervisor first, then who is not away; nobody where no register names anybody.");
  when_written (f, "m1", S03);
  nobody = colleagues_of (f);
  g_assert_cmpstr (nobody, ==, "");
  enter_user (f, "minna", "Minna Esimerkki", "supervisor", "Eero Esimies");
  enter_user (f, "kalle", "Kalle Kollega", "away-from", "2026-12-01");
  enter_user (f, "lea", "Lea Lomalla", "away-from", "2026-11-01");
  enter_user (f, "paavo", "Paavo Poissa", "until", "2026-10-31");
  enter_user (f, "eero", "Eero Esimies", "rights", "manage");
  names = colleagues_of (f);
  g_assert_cmpstr (names, ==, "Eero Esimies *;Kalle Kollega;");
}

static void
test_who_sees_exposure (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) again = NULL;

  g_test_summary ("Counted over a month; others' for who may manage, where the register says who may.");
  when_written (f, "m1", S03);
  luukku_store_add_exposure (f->store, newest_message (f), "Kalle Kollega", "threat-person", NULL);
  luukku_manual_clock_advance (f->clock, 31 * G_TIME_SPAN_DAY);
  luukku_store_add_exposure (f->store, newest_message (f), "Lea Läsnä", "picture", NULL);
  luukku_inbox_note_exposure (f->inbox, newest_message (f), "threat-person", NULL);
  all = luukku_inbox_list_exposure (f->inbox, FIXTURE_NOW + G_TIME_SPAN_DAY, NULL);
  g_assert_cmpuint (all->len, ==, 2); /* a month later the first one is not among them */
  enter_user (f, "eero", "Eero Esimies", "rights", "publish;manage");
  g_assert_false (luukku_inbox_may_manage (f->inbox));
  own = luukku_inbox_list_exposure (f->inbox, 0, NULL);
  g_assert_cmpuint (own->len, ==, 1);
  g_assert_cmpstr (((LuukkuExposure *) own->pdata[0])->actor, ==, "Minna Esimerkki");
  enter_user (f, "minna", "Minna Esimerkki", "rights", "manage");
  again = luukku_inbox_list_exposure (f->inbox, 0, NULL);
  g_assert_cmpuint (again->len, ==, 3);
}

static void
test_record_is_read (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) seen = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("Who opens the pages of a threat has read it; a record of other messages counts nothing.");
  when_written (f, "m1", CLEAN);
  given_channel_that_acts (f);
  hide (f, newest_message (f));
  when_written (f, "m2", S03);
  g_assert_true (luukku_inbox_note_exposure_of_record (f->inbox, "LUU-2026-000001-v1", &error));
  none = luukku_inbox_list_exposure (f->inbox, 0, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (luukku_inbox_note_exposure_of_record (f->inbox, "LUU-2026-000001-v2", &error));
  g_assert_true (luukku_inbox_note_exposure_of_record (f->inbox, "LUU-2026-000001-v2", &error));
  seen = luukku_inbox_list_exposure (f->inbox, 0, NULL);
  g_assert_cmpuint (seen->len, ==, 1);
  g_assert_cmpuint (((LuukkuExposure *) seen->pdata[0])->count, ==, 1);
  luukku_sqlite_exec (luukku_store_get_db (f->store),
                      "CREATE TRIGGER full BEFORE INSERT ON exposure BEGIN SELECT RAISE (ABORT, 'full'); END",
                      NULL);
  g_assert_false (luukku_inbox_note_exposure_of_record (f->inbox, "LUU-2026-000001-v2", &error));
  g_assert_nonnull (error); /* what cannot be counted is not shown */
  go_down (f);
  g_ptr_array_unref (acts_asked);
}

static void
test_rows_are_only_added (void)
{
  static const char *const attacks[] = {
    "UPDATE label SET name = 'x'",
    "DELETE FROM label",
    "UPDATE label_decision SET name = 'x'",
    "DELETE FROM escalation_act",
    "UPDATE escalation_step SET mandatory = 0",
    "DELETE FROM classified",
    "DELETE FROM escalation",
    "UPDATE exposure SET actor = 'x'",
    "INSERT OR REPLACE INTO label SELECT * FROM label",
  };
  g_autoptr (Fixture) f = given_pack ("kauhava");

  when_written (f, "m1", S03);
  luukku_inbox_decide_label (f->inbox, newest_message (f), "threat-person", LUUKKU_LABEL_CONFIRMED, NULL,
                             NULL);
  act (f, 2, LUUKKU_STEP_ACT_DONE, NULL, NULL);
  luukku_inbox_note_exposure (f->inbox, newest_message (f), "threat-person", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    g_assert_false (luukku_sqlite_exec (luukku_store_get_db (f->store), attacks[i], NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD g_test_add_func
  ADD ("/moderated/removal", test_removal_request);
  ADD ("/moderated/removal/closing", test_removal_closing);
  ADD ("/moderated/removal/none", test_removal_that_was_none);
  ADD ("/moderated/removal/again", test_removal_asked_again);
  ADD ("/moderated/removal/list", test_removals_side_by_side);
  ADD ("/moderated/removal/christmas", test_removal_over_christmas);
  ADD ("/moderated/protected", test_criticism_stays_until_a_person_says_why);
  ADD ("/moderated/protected/harsh", test_harsh_criticism_stays);
  ADD ("/moderated/titles", test_labels_have_names);
  ADD ("/moderated/gravest-first", test_gravest_first);
  ADD ("/moderated/ban", test_ban);
  ADD ("/moderated/ban/acts", test_acts_come_after_the_record);
  ADD ("/moderated/acts/record", test_each_message_in_a_record);
  ADD ("/moderated/acts/channel", test_acts_wait_for_the_channel);
  ADD ("/moderated/acts/interrupted", test_acts_that_were_interrupted);
  ADD ("/moderated/acts/refused", test_refused_is_refused);
  ADD ("/moderated/ban/off", test_ban_that_ends_while_off);
  ADD ("/moderated/ban/threat", test_ban_of_a_closed_case_with_a_threat);
  ADD ("/moderated/ban/need", test_need_during_a_ban);
  ADD ("/moderated/ban/notice", test_notice_before_the_ban);
  ADD ("/moderated/people", test_exposure_and_hand_over);
  ADD ("/moderated/people/colleagues", test_colleagues);
  ADD ("/moderated/people/exposure", test_who_sees_exposure);
  ADD ("/moderated/people/record", test_record_is_read);
  ADD ("/moderated/rows", test_rows_are_only_added);
  return g_test_run ();
}
