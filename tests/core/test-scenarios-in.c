/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-scenarios-in.c: scenarios S03, S04, S05, S13, S14, S17 and S18 from the message to what the inbox
 * makes of it, with the engine and the towns' own packs. What is done after the labels is looked at in
 * test-moderated.c. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "rules/luukku-template.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-registers.h"

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
  return f;
}

/* Returns: (transfer full): the labels of the case. */
static char *
when_written (Fixture *f, const char *text, LuukkuAlarm *ret_alarm)
{
  g_autoptr (LuukkuCase) item = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, text);
  item = fixture_case (f, "t1");
  return luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, ret_alarm, NULL);
}

static guint
count_records (Fixture *f)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, NULL, NULL);

  return records->len;
}

static void
s03 (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *labels = when_written (f,
                                          "Sinä siellä rakennusvalvonnassa, jos lupa ei tule perjantaihin "
                                          "mennessä, tulen sinne ja hakkaan sinut. Tiedän missä asut.",
                                          &alarm);
  g_autofree char *obstacle = luukku_inbox_get_obstacle (f->inbox, fixture_conversation (f, "t1"));

  g_assert_true (luukku_labels_have (labels, "threat-person"));
  g_assert_cmpint (alarm, ==, LUUKKU_ALARM_RAISED);
  g_assert_cmpuint (count_records (f), ==, 1);
  g_assert_nonnull (obstacle);
  g_assert_cmpuint (f->replies->len, ==, 0);
}

static void
s04 (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *labels =
      when_written (f, "Räjäytän kaupungintalon huomenna kello 12, siinäpähän sitten kokoustatte.", &alarm);

  g_assert_true (luukku_labels_have (labels, "threat-site"));
  g_assert_false (luukku_labels_have (labels, "threat-person"));
  g_assert_cmpint (alarm, ==, LUUKKU_ALARM_RAISED);
}

static void
s05 (void)
{
  static const char *const towns[] = { "kauhava", "hanko", "rautalampi", "kuopio" };
  static const char *const texts[] = {
    "Nukuin pommiin ja myöhästyin uimakoulusta, saako maksun takaisin? Olin ihan kuollut väsymyksestä.",
    "Hakemuksen viite on 120385-905A, milloin saan vastauksen?",
    "Auki 1.2.–31.3., puhelin 017 000 000, eikö niin?",
    "Olette ihan pihalla tämän aikataulun kanssa, mutta kiitos nopeasta vastauksesta!",
  };

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (texts); k++) {
      g_autoptr (Fixture) f = given_pack (towns[i]);
      LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
      g_autofree char *labels = when_written (f, texts[k], &alarm);

      g_test_message ("%s %u: %s", towns[i], k, labels);
      g_assert_cmpint (alarm, <, LUUKKU_ALARM_QUEUE);
      g_assert_cmpuint (count_records (f), ==, 0);
    }
  }
}

static void
s13 (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *labels = when_written (
      f,
      "Kaupungin päätös sulkea koulu on typerä ja huonosti perusteltu. Ehdotan, että järjestätte "
      "asukasillan ja kerrotte luvut.",
      &alarm);

  g_test_message ("%s", labels);
  g_assert_true (luukku_labels_have (labels, "negative"));
  g_assert_true (luukku_labels_have (labels, "idea"));
  g_assert_cmpint (alarm, ==, LUUKKU_ALARM_LABEL);
}

/* Under a post, where everyone reads it. */
static void
when_commented (Fixture *f, const char *text)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new ("t1");
  g_autoptr (GError) error = NULL;

  thread->is_public = TRUE;
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, fixture_message ("t1", "m1", LUUKKU_DIRECTION_IN, text, FIXTURE_NOW));
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
}

static void
s14 (void)
{
  g_autoptr (Fixture) f = given_pack ("hanko");
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GPtrArray) messages = NULL, records = NULL, acts = NULL, steps = NULL;
  g_autofree char *labels = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  gboolean told = FALSE;
  gint64 message;

  when_commented (f, "Naapurini Pentti Esimerkki ei maksa verojaan ja ryyppää kaiket illat.");
  item = fixture_case (f, "t1");
  labels = luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, &alarm, NULL);
  g_test_message ("%s", labels);
  g_assert_true (luukku_labels_have (labels, "contains-names"));
  g_assert_true (luukku_labels_have (labels, "privacy"));
  g_assert_cmpint (alarm, ==, LUUKKU_ALARM_QUEUE);
  g_assert_cmpstr (f->news->str, ==, "N"); /* shown */
  messages = luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  message = ((LuukkuStoredMessage *) messages->pdata[0])->id;
  acts = luukku_store_list_platform_acts (f->store, message, NULL);
  g_assert_cmpuint (acts->len, ==, 0); /* nothing by the program itself */

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
  luukku_inbox_remove_message (f->inbox, message, LUUKKU_PLATFORM_DELETE, "nimi ja yksityiselämä", &error);
  g_assert_no_error (error);
  g_ptr_array_unref (acts);
  acts = luukku_store_list_platform_acts (f->store, message, NULL);
  records = luukku_store_list_records (f->store, NULL, NULL);
  g_assert_cmpint (((LuukkuRecordRow *) records->pdata[0])->made_at, <,
                   ((LuukkuPlatformAct *) acts->pdata[0])->at);
  /* the record that is made afterwards says who and why */
  again = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "other", NULL, NULL, &error);
  g_assert_no_error (error);
  steps = luukku_store_list_steps (f->store, luukku_case_peek (item)->id, NULL);
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuCaseStep *step = g_ptr_array_index (steps, i);

    told =
        told || (step->event == LUUKKU_CASE_EVENT_SANCTION && g_str_equal (step->actor, "Minna Esimerkki") &&
                 g_str_equal (step->detail, "delete · nimi ja yksityiselämä"));
  }
  g_assert_true (told);
  g_assert_cmpuint (f->replies->len, ==, 0); /* no message goes to the sender */
}

static void
s17 (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autofree char *labels =
      when_written (f,
                    "Hei, Kuopion tapahtumasivun kommenteissa ihmisiä haukutaan rumasti "
                    "ihonvärin takia. Siellä on tosi turvaton olo.",
                    NULL);
  g_autofree char *template = luukku_inbox_get_offered_template (f->inbox, fixture_conversation (f, "t1"));

  g_test_message ("%s", labels);
  g_assert_true (luukku_labels_have (labels, "unsafe-report"));
  g_assert_false (luukku_labels_have (labels, "hate"));
  g_assert_cmpstr (template, ==, "unsafe");
  g_assert_cmpint (luukku_store_count_label (f->store, "unsafe-report", 0, G_MAXINT64, NULL, NULL), ==, 1);
}

static void
s18 (void)
{
  g_autoptr (Fixture) f = given_pack ("kuopio");
  g_autofree char *labels =
      when_written (f,
                    "Здравствуйте! Мы недавно переехали в Куопио. Куда обратиться, чтобы "
                    "записаться на курсы финского языка?",
                    NULL);
  g_autofree char *template = luukku_inbox_get_offered_template (f->inbox, fixture_conversation (f, "t1"));
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (f->store, fixture_conversation (f, "t1"), NULL);

  g_test_message ("%s", labels);
  g_assert_true (luukku_labels_have (labels, "newcomer"));
  g_assert_cmpstr (template, ==, "newcomer");
  g_assert_cmpstr (luukku_conversation_peek (conversation)->language, ==, "ru");
}

/* A link to a packed file warns, unless the town's pack calls its host trusted. */
static void
trusted_hosts (void)
{
  static const char *const hosts[] = { "TrustedHosts=", "TrustedHosts=kirjasto.example" };
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "kuopio.pack", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autoptr (Fixture) f = given_pack ("kuopio");
    g_autoptr (GString) pack = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL, *labels = NULL;
    g_autofree char *folder = g_dir_make_tmp ("luukku-pack-XXXXXX", NULL);
    g_autofree char *mine = g_build_filename (folder, "mine.pack", NULL);

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_string_append (pack, text);
    g_assert_cmpuint (g_string_replace (pack, hosts[0], hosts[i], 1), ==, 1);
    g_assert_true (g_file_set_contents (mine, pack->str, -1, NULL));
    luukku_inbox_load_pack (f->inbox, mine, &error);
    g_assert_no_error (error);
    labels = when_written (f, "Tässä lomake: https://kirjasto.example/lomake.zip", NULL);
    g_assert_cmpint (luukku_labels_have (labels, "security-incident") ||
                         luukku_labels_have (labels, "unsafe-link"),
                     ==, i == 0);
    g_assert_cmpint (g_unlink (mine) + g_rmdir (folder), ==, 0);
  }
}

/* Somebody sends a program, and the same offer comes from two writers. */
static void
not_words (void)
{
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  const char *offer = "Tee rahaa kotoa 500 euroa päivässä, laita minulle viesti WhatsAppilla.";
  LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                             .conversation_id = "t1",
                             .platform_id = "m1",
                             .author_id = "resident-1",
                             .text = "Tässä hakemus.",
                             .sent_at = FIXTURE_NOW,
                             .fetched_at = FIXTURE_NOW,
                             .attachments = files };
  g_autoptr (GPtrArray) messages = NULL;
  g_autofree char *labels = NULL;

  g_ptr_array_add (files, luukku_attachment_new ("Hakemus.EXE", "application/octet-stream", NULL, 10));
  for (guint i = 0; i < 3; i++) {
    g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
    const char *const ids[] = { "m1", "m2", "m3" };

    init.platform_id = ids[i];
    init.conversation_id = i < 2 ? "t1" : "t2";
    init.author_id = i < 2 ? "resident-1" : "resident-2";
    init.text = i == 0 ? "Tässä hakemus." : offer;
    init.attachments = i == 0 ? files : NULL;
    g_ptr_array_add (batch->messages, luukku_message_new (&init));
    g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL));
  }
  messages = luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  labels = luukku_store_get_message_labels (f->store, ((LuukkuStoredMessage *) messages->pdata[0])->id, NULL);
  g_assert_true (luukku_labels_have (labels, "program-file"));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) of =
        luukku_store_list_messages (f->store, fixture_conversation (f, i == 0 ? "t1" : "t2"), 0, NULL);
    g_autoptr (GPtrArray) looks =
        luukku_store_list_looks (f->store, ((LuukkuStoredMessage *) of->pdata[of->len - 1])->id, NULL);
    GPtrArray *proposals = ((LuukkuLook *) looks->pdata[0])->proposals;
    gboolean seen = FALSE;

    for (guint k = 0; k < proposals->len; k++)
      seen = seen || strstr (((LuukkuProposal *) proposals->pdata[k])->rule, "spam.seen") != NULL;
    g_assert_cmpint (seen, ==, i == 1); /* the second writer's */
  }
}

static void
given_entry (Fixture *f, const char *registry, const char *key, const char *name)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new (registry, key);
  g_autoptr (GError) error = NULL;

  luukku_entry_set (entry, "name", name);
  luukku_store_put_entry (f->store, entry, "Minna", NULL, &error);
  g_assert_no_error (error);
}

static void
when_said_by (Fixture *f, const char *conversation, const char *author, const char *name, const char *text)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = conversation,
    .platform_id = conversation,
    .author_id = author,
    .author_name = name,
    .direction = LUUKKU_DIRECTION_IN,
    .text = text,
    .sent_at = luukku_clock_now (LUUKKU_CLOCK (f->clock)),
    .fetched_at = luukku_clock_now (LUUKKU_CLOCK (f->clock)),
  };

  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, NULL);
}

/* Who has a name of ours and no account of ours is told; so is who wants to be a friend. Nothing is held
 * back. */
static void
false_names (void)
{
  static const struct {
    const char *id, *name;
    gboolean told;
  } people[] = {
    { "x1", "Kauhavan kaupunki", TRUE },  { "x2", "KAUHAVAN KAUPUNKl", TRUE }, /* a small L for a capital i */
    { "x3", "Kauhavan-kaupunkii", TRUE }, { "x4", "Minna Malli", TRUE },
    { "x5", "Minna Mallila", FALSE },     { "x6", "Tiina Testaaja", FALSE },
    { "x7", "Kauhavan kirjasto", FALSE }, { "kauhava@example.test", "Kauhavan kaupunki", FALSE }, /* ours */
  };
  g_autoptr (Fixture) f = given_pack ("kauhava");
  g_autoptr (LuukkuEntry) own = luukku_entry_new ("accounts", "own");

  given_entry (f, "accounts", "town", "Kauhavan kaupunki");
  given_entry (f, "users", "malli", "Minna Malli");
  luukku_entry_set (own, "name", "Kauhavan kaupunki");
  luukku_entry_set (own, "handle", "kauhava@example.test");
  g_assert_true (luukku_store_put_entry (f->store, own, "Minna", NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autoptr (LuukkuCase) item = NULL;
    g_autofree char *labels = NULL, *conversation = g_strdup_printf ("t%u", i);

    when_said_by (f, conversation, people[i].id, people[i].name, "Milloin kirjasto aukeaa huomenna?");
    item = fixture_case (f, conversation);
    labels = luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, NULL, NULL);
    g_test_message ("%s: %s", people[i].name, labels);
    g_assert_cmpint (luukku_labels_have (labels != NULL ? labels : "", "impersonation"), ==, people[i].told);
  }
}

static void
contact_requests (void)
{
  static const struct {
    const char *text;
    gboolean told;
  } lines[] = {
    { "Moikka, hyväksytkö kaveripyyntöni? Olisi kiva jutella.", TRUE },
    { "Hello dear, add me as a friend and I will send you pictures.", TRUE },
    { "Hej, jag har skickat en vänförfrågan till dig.", TRUE },
    { "Примите мою заявку, пожалуйста.", TRUE },
    { "Voiko kirjastokortin hakea kaverin puolesta?", FALSE },
    { "Lähetin eilen lupahakemuksen, onko se tullut perille?", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (Fixture) f = given_pack ("kauhava");
    g_autofree char *labels = when_written (f, lines[i].text, NULL);

    g_test_message ("%s: %s", lines[i].text, labels);
    g_assert_cmpint (luukku_labels_have (labels != NULL ? labels : "", "contact-request"), ==, lines[i].told);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scenarios/in/S03", s03);
  g_test_add_func ("/scenarios/in/S04", s04);
  g_test_add_func ("/scenarios/in/S05", s05);
  g_test_add_func ("/scenarios/in/S13", s13);
  g_test_add_func ("/scenarios/in/S14", s14);
  g_test_add_func ("/scenarios/in/S17", s17);
  g_test_add_func ("/scenarios/in/S18", s18);
  g_test_add_func ("/scenarios/in/trusted-hosts", trusted_hosts);
  g_test_add_func ("/scenarios/in/not-words", not_words);
  g_test_add_func ("/scenarios/in/false-names", false_names);
  g_test_add_func ("/scenarios/in/contact-requests", contact_requests);
  return g_test_run ();
}
