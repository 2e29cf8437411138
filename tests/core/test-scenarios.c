/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-scenarios.c: the acceptance scenarios that concern replies and packs, by their numbers, in the order
 * Given, When, Then. Those about incoming messages, clocks, records and windows are tested elsewhere; of S03
 * to S07, S13 and S17 nothing is decided by an outgoing rule. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"
#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"
#include "rules/luukku-rules.h"
#include "rules/luukku-template.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1795000000) * G_TIME_SPAN_SECOND)

typedef struct {
  LuukkuPack *pack;
  LuukkuRuleContext context;
  LuukkuVerdict *verdict; /* of the last when_writing() */
} Fixture;

static char *
pack_path (const char *town)
{
  g_autofree char *name = g_strconcat (town, ".pack", NULL);

  return g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
}

static void
given_pack (Fixture *f, const char *town)
{
  g_autofree char *path = pack_path (town);
  g_autoptr (GError) error = NULL;

  f->pack = luukku_pack_load (path, NULL, &error);
  g_assert_no_error (error);
  f->context =
      (LuukkuRuleContext){ .channel = "facebook", .is_reply = TRUE, .interface_language = "fi", .now = NOW };
}

static void
given_sender (Fixture *f, const char *title, const char *first_name, const char *last_name, const char *unit)
{
  f->context.sender_title = title;
  f->context.sender_first_name = first_name;
  f->context.sender_last_name = last_name;
  f->context.unit = unit;
}

/* The scenarios hold on a machine without the Finnish dictionary, too. */
static void
set_up (Fixture *f, gconstpointer without_voikko)
{
  luukku_lemma_set_voikko (without_voikko == NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_lemma_set_voikko (TRUE);
  g_clear_pointer (&f->verdict, luukku_verdict_unref);
  g_clear_pointer (&f->pack, luukku_pack_unref);
}

static void
when_writing (Fixture *f, const char *text)
{
  g_clear_pointer (&f->verdict, luukku_verdict_unref);
  f->verdict = luukku_rules_check (f->pack, &f->context, text);
  g_test_message ("%s", text);
}

/* Returns: (transfer none) (nullable): the first finding of the rule. */
static const LuukkuFindingInit *
finding_of (Fixture *f, const char *rule)
{
  GPtrArray *findings = luukku_verdict_get_findings (f->verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (strcmp (finding->rule, rule) == 0)
      return finding;
  }
  return NULL;
}

static const LuukkuFindingInit *
then_warned (Fixture *f, const char *rule, LuukkuSeverity severity)
{
  const LuukkuFindingInit *finding = finding_of (f, rule);

  g_test_message ("expecting %s", rule);
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->severity, ==, severity);
  return finding;
}

static void
then_not_warned (Fixture *f, const char *rule)
{
  g_test_message ("not expecting %s", rule);
  g_assert_null (finding_of (f, rule));
}

/* Sent without anybody being asked. */
static void
then_can_be_sent (Fixture *f)
{
  g_assert_cmpint (luukku_verdict_get_severity (f->verdict), <=, LUUKKU_SEVERITY_ADVICE);
}

static void
s01_identity_code_never_leaves (Fixture *f, gconstpointer data)
{
  const char *text =
      "Hei! Löysin hakemuksenne, hakijan tunnus on 120385-9059. Palaan asiaan huomenna. Terveisin "
      "Minna, varhaiskasvatus";
  const LuukkuFindingInit *finding;
  g_autofree char *marked = NULL;

  given_pack (f, "kauhava");
  when_writing (f, text);
  finding = then_warned (f, "identity-code", LUUKKU_SEVERITY_BLOCK);
  marked = g_utf8_substring (text, finding->start, finding->end);
  g_assert_cmpstr (marked, ==, "120385-9059");
  g_assert_cmpstr (finding->title, ==, "Henkilötunnus");
  g_assert_null (strstr (finding->message, "120385"));

  when_writing (f, "Hei! Löysin hakemuksenne. Palaan asiaan huomenna. Terveisin Minna, varhaiskasvatus");
  then_can_be_sent (f);
}

static void
s02_translator_adds_a_language (Fixture *f, gconstpointer data)
{
  g_autofree char *path = pack_path ("rautalampi");
  g_autofree char *bytes = NULL;
  g_autofree char *title = NULL, *finnish = NULL, *other = NULL, *base = NULL;
  g_autoptr (GString) text = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  text = g_string_new (bytes);
  g_string_replace (text, "[Outgoing identity-code]\n", "[Outgoing identity-code]\nTitle[et]=Isikukood\n", 1);
  f->pack = luukku_pack_parse ("rautalampi.pack", text->str, text->len, NULL, NULL);
  g_assert_nonnull (f->pack);
  title = luukku_pack_get_text (f->pack, "Outgoing identity-code", "Title", "et_EE.UTF-8");
  other = luukku_pack_get_text (f->pack, "Outgoing signature", "Title", "et");
  base = luukku_pack_get_text (f->pack, "Outgoing signature", "Title", "en");
  finnish = luukku_pack_get_text (f->pack, "Outgoing identity-code", "Title", "fi");
  g_assert_cmpstr (title, ==, "Isikukood");
  g_assert_cmpstr (other, ==, base);
  g_assert_cmpstr (finnish, ==, "Henkilötunnus");
}

static void
s08_reply_language (Fixture *f, gconstpointer data)
{
  const LuukkuFindingInit *finding;
  LuukkuSla sla;

  given_pack (f, "hanko");
  given_sender (f, "Liikuntasihteeri", "Maija", "Meikäläinen", "liikuntapalvelut");
  f->context.language = "sv";
  luukku_pack_get_reply_sla (f->pack, &sla);
  g_assert_cmpint (sla.target, ==, 0);
  when_writing (f, "Hei! Luistelurata avataan, kun pakkaset alkavat. Maija Meikäläinen, liikuntapalvelut");
  finding = then_warned (f, "language-reply", LUUKKU_SEVERITY_ADVICE);
  g_assert_cmpstr (finding->title, ==, "Vastauksen kieli");
  g_assert_null (strchr (finding->message, '{'));
  then_can_be_sent (f);
}

static void
s09_thank_cause_fix_regret (Fixture *f, gconstpointer data)
{
  const char *const negative[] = { "negative", NULL };
  const char *const parts[] = { "thanks", "cause", "fix", "sorry", NULL };
  const char *first =
      "Hei, kiitos palautteesta. Pahoittelemme tapahtunutta. Terveisin hallintosihteeri Pirkko";
  const char *second =
      "Hei, kiitos palautteesta. Auraus viivästyi, koska urakoitsijan kalusto rikkoutui. Korjaamme "
      "asian: tie aurataan tänään klo 14 mennessä. Pahoittelemme tapahtunutta. Terveisin "
      "hallintosihteeri Pirkko";
  g_auto (GStrv) missing = NULL;

  given_pack (f, "rautalampi");
  given_sender (f, "hallintosihteeri", "Pirkko", NULL, NULL);
  f->context.labels = negative;
  when_writing (f, first);
  then_warned (f, "four-parts", LUUKKU_SEVERITY_ADVICE);
  missing = luukku_template_missing_parts (first, "fi", parts);
  g_assert_cmpuint (g_strv_length (missing), ==, 2);
  g_assert_cmpstr (missing[0], ==, "cause");
  g_assert_cmpstr (missing[1], ==, "fix");

  when_writing (f, second);
  then_not_warned (f, "four-parts");
  then_can_be_sent (f);
}

static void
s10_who_answers (Fixture *f, gconstpointer data)
{
  const char *draft = "Hei! Kirjasto on avoinna arkisin klo 10–18.";
  const LuukkuFindingInit *finding;
  g_autofree char *mended = NULL;

  given_pack (f, "rautalampi");
  given_sender (f, "hallintosihteeri", "Pirkko", NULL, NULL);
  when_writing (f, draft);
  finding = then_warned (f, "signature", LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpstr (finding->title, ==, "Kuka vastaa");
  mended = g_strconcat (draft, finding->fix, NULL);
  g_assert_true (g_str_has_suffix (mended, "hallintosihteeri Pirkko"));

  when_writing (f, mended);
  then_can_be_sent (f);
  when_writing (f, "Hei! Kirjasto on avoinna arkisin klo 10–18.\nt. Pirkko, hallintosihteeri");
  then_not_warned (f, "signature");
}

static void
s11_no_arguing (Fixture *f, gconstpointer data)
{
  const char *const negative[] = { "negative", NULL };
  gint64 times[] = { NOW - 40 * G_TIME_SPAN_MINUTE, NOW - 15 * G_TIME_SPAN_MINUTE };
  const LuukkuReplyTimes two = { times, 2 };

  given_pack (f, "rautalampi");
  given_sender (f, "hallintosihteeri", "Pirkko", NULL, NULL);
  f->context.labels = negative;
  f->context.replies = &two;
  when_writing (f, "Kuten jo kahdesti totesin, päätös on tehty oikein. hallintosihteeri Pirkko");
  g_assert_cmpstr (then_warned (f, "debate", LUUKKU_SEVERITY_CONFIRM)->title, ==, "Väittely");

  f->context.labels = NULL;
  when_writing (f, "Päätös on tehty oikein. hallintosihteeri Pirkko");
  then_not_warned (f, "debate");
}

static void
s12_updates_in_both_languages (Fixture *f, gconstpointer data)
{
  const LuukkuFindingInit *finding;

  given_pack (f, "hanko");
  f->context.is_reply = FALSE;
  f->context.is_post = TRUE;
  f->context.is_public = TRUE;
  when_writing (f, "Uimaranta avataan maanantaina 1.6. klo 10. Tervetuloa!");
  finding = then_warned (f, "language-both", LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (finding->reason, ==, LUUKKU_REASON_REQUIRED);
  g_assert_cmpstr (finding->title, ==, "Molemmat kielet");

  f->context.is_reply = TRUE;
  f->context.is_post = FALSE;
  f->context.is_public = FALSE;
  f->context.language = "fi";
  given_sender (f, "", "Maija", "Meikäläinen", "liikuntapalvelut");
  when_writing (f,
                "Uimaranta avataan maanantaina 1.6. klo 10. Tervetuloa! Maija Meikäläinen, liikuntapalvelut");
  then_not_warned (f, "language-both");
}

static void
s14_removals_are_not_announced (Fixture *f, gconstpointer data)
{
  given_pack (f, "hanko");
  given_sender (f, "", "Maija", "Meikäläinen", "viestintä");
  when_writing (f, "Hei, poistimme viestisi sivultamme. Maija Meikäläinen, viestintä");
  g_assert_cmpstr (then_warned (f, "removal-notice", LUUKKU_SEVERITY_ADVICE)->title, ==,
                   "Poistamisesta ei ilmoiteta");
}

static void
s15_picture_from_day_care (Fixture *f, gconstpointer data)
{
  const char *const files[] = { "image", NULL };
  const char *const lowered[] = { "image-minor", NULL };
  const char *const enough[] = { "image:1", "image:2", "image-minor:1", "copyright:1", NULL };
  const char *const not_enough[] = { "image:2", "image-minor:1", "copyright:1", NULL };
  const char *text = "Tänään Metsätähden päiväkodin pienet retkeilijät söivät eväät laavulla!";

  given_pack (f, "kauhava");
  f->context.attachments = files;
  f->context.unit_kind = "day-care";
  f->context.lowered = lowered;
  when_writing (f, text);
  g_assert_cmpstr (then_warned (f, "image", LUUKKU_SEVERITY_BLOCK)->title, ==, "Kuva tai tallenne");
  g_assert_cmpstr (then_warned (f, "image-minor", LUUKKU_SEVERITY_BLOCK)->title, ==, "Kuva lapsista");
  g_assert_nonnull (strstr (finding_of (f, "image-minor")->message, "Huoltajat ovat antaneet luvan"));

  f->context.ticks = not_enough;
  when_writing (f, text);
  then_warned (f, "image", LUUKKU_SEVERITY_BLOCK);
  then_not_warned (f, "image-minor");
  f->context.ticks = enough;
  when_writing (f, text);
  then_not_warned (f, "image");
  then_not_warned (f, "image-minor");
}

static void
s16_own_number_is_not_given_out (Fixture *f, gconstpointer data)
{
  const char *const private[] = { "+358 40 000 1234", NULL };
  const char *const public[] = { "06 000 0000", NULL };

  given_pack (f, "kauhava");
  f->context.private_contacts = private;
  f->context.public_contacts = public;
  when_writing (f, "Asiassa auttaa Sari, hänen oma numeronsa on 040 000 1234.");
  g_assert_cmpstr (then_warned (f, "staff-private", LUUKKU_SEVERITY_BLOCK)->title, ==,
                   "Työntekijän henkilökohtaiset yhteystiedot");
  when_writing (f, "Asiassa auttaa asiakaspalvelu, numero on 06 000 0000.");
  then_not_warned (f, "staff-private");
  then_not_warned (f, "contact-details");
  then_not_warned (f, "staff-contact");
}

static void
s18_newcomer_in_russian (Fixture *f, gconstpointer data)
{
  const char *const values[] = { "service", "Navigaattori, Kauppakatu 1", "signature", "Anna", NULL };
  const LuukkuFindingInit *finding;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  given_pack (f, "kuopio");
  f->context.language = "ru";
  text = luukku_template_fill (f->pack, "newcomer", "ru", values, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "Хорошо, что вы теперь в Куопио"));
  g_assert_nonnull (strstr (text, "Navigaattori, Kauppakatu 1"));
  when_writing (f, "Hei, kurssitiedot löytyvät verkkosivuilta.");
  finding = then_warned (f, "language-reply", LUUKKU_SEVERITY_ADVICE);
  g_assert_cmpstr (finding->title, ==, "Vastauksen kieli");
  when_writing (f, text);
  then_not_warned (f, "language-reply");
}

static void
s19_municipality_edits_its_guideline (Fixture *f, gconstpointer data)
{
  g_autofree char *path = pack_path ("rautalampi");
  g_autofree char *bytes = NULL;
  g_autoptr (GString) right = NULL, wrong = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const LuukkuPackProblem *problem;
  LuukkuSla sla;

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  right = g_string_new (bytes);
  g_assert_cmpuint (g_string_replace (right, "Target=48 hours", "Target=24 hours", 0), ==, 1);
  f->pack = luukku_pack_parse ("rautalampi.pack", right->str, right->len, NULL, NULL);
  luukku_pack_get_reply_sla (f->pack, &sla);
  g_assert_cmpint (sla.target, ==, 24 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (sla.warn_at, ==, 0); /* the old warning would come too late now and is left out */
  g_assert_false (luukku_pack_is_approved (f->pack));

  wrong = g_string_new (bytes);
  g_string_replace (wrong, "Target=48 hours", "Target=24 tuntia", 0);
  g_assert_null (luukku_pack_parse ("rautalampi.pack", wrong->str, wrong->len, &problems, NULL));
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpuint (problem->line, >, 0);
  g_assert_cmpstr (problem->group, ==, "Clock reply");
  g_assert_cmpstr (problem->key, ==, "Target");
  g_assert_nonnull (strstr (problem->message, "48 hours"));
}

static void
s20_project_without_both_decisions (Fixture *f, gconstpointer data)
{
  const char *const one[] = { "sector-management-group", NULL };
  const char *const both[] = { "sector-management-group", "municipal-management-group", NULL };
  const char *text = "Hei ja kiitos kysymyksestä! t. projektisihteeri Olli";

  given_pack (f, "rautalampi");
  given_sender (f, "projektisihteeri", "Olli", NULL, NULL);
  f->context.has_registers = TRUE;
  f->context.account_kind = "project";
  f->context.account_approvals = one;
  f->context.user_on_account = LUUKKU_FACT_YES;
  f->context.supervisor_agreement = LUUKKU_FACT_YES;
  when_writing (f, text);
  g_assert_nonnull (
      strstr (then_warned (f, "sender-approved", LUUKKU_SEVERITY_BLOCK)->message, "Johtoryhmä"));

  f->context.account_approvals = both;
  when_writing (f, text);
  then_can_be_sent (f);

  f->context.user_on_account = LUUKKU_FACT_NO;
  when_writing (f, text);
  g_assert_cmpstr (then_warned (f, "sender-authorised", LUUKKU_SEVERITY_BLOCK)->title, ==,
                   "Ei päivitysoikeutta");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);                                             \
  g_test_add (path "/without-voikko", Fixture, "without", set_up, function, tear_down)
  ADD ("/scenarios/S01", s01_identity_code_never_leaves);
  ADD ("/scenarios/S02", s02_translator_adds_a_language);
  ADD ("/scenarios/S08", s08_reply_language);
  ADD ("/scenarios/S09", s09_thank_cause_fix_regret);
  ADD ("/scenarios/S10", s10_who_answers);
  ADD ("/scenarios/S11", s11_no_arguing);
  ADD ("/scenarios/S12", s12_updates_in_both_languages);
  ADD ("/scenarios/S14", s14_removals_are_not_announced);
  ADD ("/scenarios/S15", s15_picture_from_day_care);
  ADD ("/scenarios/S16", s16_own_number_is_not_given_out);
  ADD ("/scenarios/S18", s18_newcomer_in_russian);
  ADD ("/scenarios/S19", s19_municipality_edits_its_guideline);
  ADD ("/scenarios/S20", s20_project_without_both_decisions);
#undef ADD
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
