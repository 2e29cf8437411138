/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-aids.c: help for who writes, in libpurple's windows: templates, signature, boxes to tick,
 * reminders, deadlines in words, an approval that is missing. */
#define G_LOG_DOMAIN "luukku"

#include "purple-fixture.h"

#include "inbox/luukku-registers.h"
#include "rules/luukku-directory.h"

#include <glib/gstdio.h>
#include <string.h>

static PurpleCmdStatus
run (PurpleConversation *conv, const char *command, char **ret_error)
{
  g_autofree char *escaped = g_markup_escape_text (command, -1);
  g_autofree char *failure = NULL; /* libpurple wants a place for it */

  return purple_cmd_do_command (conv, command, escaped, ret_error != NULL ? ret_error : &failure);
}

static char *
pack_folder (void)
{
  return g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", NULL);
}

static void
use_pack (const char *name)
{
  purple_prefs_set_string ("/plugins/core/luukku/pack", name);
}

static void
test_template (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Hej, när öppnar biblioteket i morgon?");
  g_autofree char *none = NULL;

  g_assert_cmpint (run (conv, "template thanks", NULL), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_nonnull (strstr (luukku_headless_given_back (), "Palveluneuvoja Minna"));
  g_assert_nonnull (
      strstr (luukku_headless_given_back (), "tack")); /* Swedish, whatever the interface speaks */
  g_assert_cmpint (run (conv, "template zzz", &none), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (none, "/template"));
  g_assert_false (luukku_headless_has ("S|")); /* nothing is sent by itself */
}

static void
test_template_refused (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Lähetän henkilötunnukseni teille.");
  g_autofree char *error = NULL;

  g_assert_cmpint (run (conv, "template secure", &error), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "{secure-service}"));
}

static void
fill_negative (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "cause"),
                                         "kalusto rikkoutui");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "fix"),
                                         "tie aurataan tänään");
}

static void
test_template_form (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Tie on auraamatta, tämä on surkeaa.");

  luukku_headless_fill_form (fill_negative);
  g_assert_cmpint (run (conv, "template negative", NULL), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (strstr (luukku_headless_given_back (), "kalusto rikkoutui") != NULL);
  g_assert_nonnull (strstr (luukku_headless_given_back (), "tie aurataan tänään"));
}

static void
test_sign_and_parts (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Tie on auraamatta, tämä on surkeaa.");
  g_autoptr (GError) error = NULL;
  g_autofree char *channel = g_strdup_printf ("facebook:%s", purple_account_get_username (f->account));

  luukku_inbox_save_draft (luukku_headless_api ()->get_inbox (), channel, "t_1", "Kiitos palautteesta.",
                           &error);
  g_assert_no_error (error);
  g_assert_cmpint (run (conv, "parts", NULL), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (
      luukku_headless_has ("Y||Still missing in the answer: the cause, how it is put right, regret."));
  g_assert_cmpint (run (conv, "sign", NULL), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  g_assert_nonnull (strstr (luukku_headless_given_back (), "Kiitos palautteesta."));
  g_assert_nonnull (strstr (luukku_headless_given_back (), "Palveluneuvoja Minna"));
}

/* As a directory brings it: nobody has confirmed it yet. */
static void
import_service (LuukkuInbox *inbox)
{
  const char *file = "[Directory]\nFormat=1\nMunicipality=k\nVersion=1\n"
                     "[Service tax]\nName=Tax office\nWords[fi]=vero\nPhone=029 000 0000\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory = luukku_directory_parse ("k", file, strlen (file), NULL, &error);

  g_assert_no_error (error);
  luukku_registers_import (inbox, directory, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_service (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Kenelle maksan veroa ja milloin se pitää maksaa?");
  g_autofree char *none = NULL;

  g_assert_cmpint (run (conv, "service", &none), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_cmpstr (none, ==, "No service of the registers fits the resident's words.");
  import_service (luukku_headless_api ()->get_inbox ());
  g_assert_cmpint (run (conv, "service", NULL), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (strstr (luukku_headless_given_back (), "Tax office") != NULL);
  g_assert_null (strstr (luukku_headless_given_back (), "029 000 0000"));
  g_assert_true (
      luukku_headless_has ("Y||Right service: Tax office (not confirmed: check it before you send it)"));
  g_assert_true (luukku_registers_confirm (luukku_headless_api ()->get_inbox (), "services", "k.tax", NULL));
  g_assert_cmpint (run (conv, "service", NULL), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (strstr (luukku_headless_given_back (), "Tax office, 029 000 0000") != NULL);
  g_assert_true (luukku_headless_has ("Y||Right service: Tax office, 029 000 0000"));
  g_assert_false (luukku_headless_has ("S|"));
}

/* --- boxes */
#define LONG_QUOTE                                                                                                \
  "Lehdessä luki näin: \"Kaupunginhallitus käsitteli asiaa pitkään ja perusteellisesti, ja puheenjohtaja "   \
  "totesi lopuksi, että päätös tehdään vasta keväällä, kun kaikki selvitykset on saatu ja asukkaita on " \
  "kuultu kahdessa tilaisuudessa, joista ensimmäinen pidetään tammikuussa ja toinen helmikuussa.\" "           \
  "Palveluneuvoja Minna"

static void
tick_all (PurpleRequestFields *fields)
{
  GList *groups = purple_request_fields_get_groups (fields);

  for (GList *l = purple_request_field_group_get_fields (groups->data); l != NULL; l = l->next)
    purple_request_field_bool_set_value (l->data, TRUE);
}

static void
test_ticks (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Mitä lehti kirjoitti?");
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autoptr (GPtrArray) rows = NULL;

  use_pack ("kauhava");
  luukku_headless_fill_form (tick_all);
  fixture_send (conv, LONG_QUOTE);
  luukku_headless_until (luukku_headless_has ("S|"));
  rows = luukku_store_list_decisions (store, "ticked", 10, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_nonnull (strstr (((LuukkuDecisionRow *) rows->pdata[0])->rules, "copyright:1"));
  use_pack ("rautalampi");
}

/* A picture is dropped onto the window: asked about when the reply leaves, and in the conversation when it
 * has. */
static void
test_attached (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-training", "harjoittelu");
  g_autofree char *path = g_build_filename (luukku_headless_home (), "ranta.png", NULL);
  g_autofree char *command = g_strdup_printf ("file %s", path);
  g_autoptr (GPtrArray) rows = NULL;
  PurpleConversation *conv = NULL;

  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n", -1, NULL));
  purple_account_set_int (account, "pace", 1);
  luukku_headless_enable (account);
  luukku_headless_until (luukku_headless_has ("R|Maija Mallikas|Hei! Milloin kirjaston"));
  conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, "maija", account);
  g_assert_nonnull (conv);
  serv_send_file (purple_account_get_connection (account), "maija", path);
  g_assert_true (luukku_headless_has ("1. ranta.png (8 bytes)"));
  g_assert_cmpint (run (conv, command, NULL), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("2. ranta.png (8 bytes)"));
  g_assert_cmpint (run (conv, "file remove 2", NULL), ==, PURPLE_CMD_STATUS_OK);
  g_assert_cmpint (run (conv, "file remove 2", NULL), ==, PURPLE_CMD_STATUS_FAILED);
  luukku_headless_reset ();
  luukku_headless_fill_form (tick_all);
  fixture_send (conv, "Ranta näyttää tältä. " SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_true (luukku_headless_has ("Y||Attachment: ranta.png"));
  rows = luukku_store_list_decisions (luukku_inbox_get_store (luukku_headless_api ()->get_inbox ()), "ticked",
                                      10, NULL);
  g_assert_cmpuint (rows->len, >, 0);
  g_assert_nonnull (strstr (((LuukkuDecisionRow *) rows->pdata[0])->rules, "image:1"));
  luukku_headless_reset ();
  g_assert_cmpint (run (conv, "file list", NULL), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("No file goes along"));
  luukku_headless_drop (account);
}

/* --- clocks */
static void
test_deadline (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv;
  g_autofree char *line = NULL;

  use_pack ("kuopio"); /* no target of its own: the platform's window alone */
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Milloin kirjasto aukeaa?");
  line = luukku_headless_api ()->state_line (conv);
  g_test_message ("%s", line);
  /* Friday noon in Finland; Facebook takes ordinary answers for a day. */
  g_assert_nonnull (strstr (line, "the channel closes tomorrow 1"));
  g_assert_nonnull (strstr (line, "answer by today 16:00"));
  g_assert_nonnull (strstr (line, "guideline not approved"));
  g_assert_cmpint (run (conv, "due", NULL), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("answer by today 16:00"));
  g_assert_true (
      luukku_headless_has ("ApprovedBy, ApprovedOn")); /* which approval, not only that one is missing */
  luukku_manual_clock_advance (luukku_headless_clock (), 3 * G_TIME_SPAN_HOUR);
  g_assert_true (luukku_headless_has ("Y||Reminder: the channel closes tomorrow"));
  use_pack ("rautalampi");
}

static void
test_notice (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Milloin kirjasto aukeaa?");

  purple_conversation_destroy (conv);
  luukku_headless_reset ();
  luukku_manual_clock_advance (luukku_headless_clock (), 4 * G_TIME_SPAN_DAY);
  luukku_headless_until (strstr (luukku_headless_notices (), "Reminder: ") != NULL);
  g_assert_nonnull (strstr (luukku_headless_notices (), "LUU-2026-")); /* by number: no name, no words */
  g_assert_null (strstr (luukku_headless_notices (), "Aino"));
  g_assert_null (strstr (luukku_headless_notices (), "kirjasto"));
}

/* --- a clerk changes the guideline */
static void
test_changed_pack (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = pack_folder ();
  g_autofree char *from = g_build_filename (folder, "rautalampi.pack", NULL);
  g_autofree char *to = g_build_filename (luukku_headless_home (), "own.pack", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GString) text = NULL;
  PurpleConversation *conv;

  g_assert_true (g_file_get_contents (from, &bytes, NULL, NULL));
  text = g_string_new (bytes);
  g_string_replace (text, "ApprovedBy=\nApprovedOn=", "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-02", 1);
  g_assert_true (g_file_set_contents (to, text->str, -1, NULL));
  use_pack (to);
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Milloin kirjasto aukeaa?");
  before = luukku_headless_api ()->state_line (conv);
  g_assert_null (strstr (before, "not approved"));
  g_string_replace (text, "Target=48 hours", "Target=24 hours", 1);
  g_assert_true (g_file_set_contents (to, text->str, -1, NULL));
  g_assert_true (luukku_inbox_load_pack (luukku_headless_api ()->get_inbox (), to, NULL));
  after = luukku_headless_api ()->state_line (conv);
  g_assert_nonnull (strstr (after, "guideline not approved"));
  g_assert_cmpstr (before, !=, after);
  use_pack ("rautalampi");
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/aids/template", test_template);
  fixture_add ("/purple/aids/template-refused", test_template_refused);
  fixture_add ("/purple/aids/template-form", test_template_form);
  fixture_add ("/purple/aids/sign-and-parts", test_sign_and_parts);
  fixture_add ("/purple/aids/service", test_service);
  fixture_add ("/purple/aids/ticks", test_ticks);
  fixture_add ("/purple/aids/attached", test_attached);
  fixture_add ("/purple/aids/deadline", test_deadline);
  fixture_add ("/purple/aids/notice", test_notice);
  fixture_add ("/purple/aids/changed-pack", test_changed_pack);
  return fixture_run ();
}
