/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-rules.c: the outgoing rules of Rautalampi's pack on texts as people write them. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-rules.h"

#include "base/luukku-text.h"
#include "detect/luukku-detect.h"

#include <string.h>

typedef struct {
  LuukkuPack *pack;
  LuukkuRuleContext context;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "rautalampi.pack", NULL);
  g_autoptr (GError) error = NULL;

  f->pack = luukku_pack_load (path, NULL, &error);
  g_assert_no_error (error);
  f->context = (LuukkuRuleContext){
    .channel = "training",
    .is_reply = TRUE,
    .sender_title = "Palveluneuvoja",
    .sender_first_name = "Minna",
    .interface_language = "fi",
  };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_pack_unref (f->pack);
}

/* Returns: (transfer none): the only finding of @verdict but for the advice to look facts up, which stands in
 * the pack of Rautalampi for every date and time. */
static const LuukkuFindingInit *
only_finding (const LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  const LuukkuFindingInit *only = NULL;

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (strcmp (finding->rule, "fact-check") == 0)
      continue;
    g_assert_null (only);
    only = finding;
  }
  g_assert_nonnull (only);
  return only;
}

static void
check_passes (Fixture *f, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, text);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  g_test_message ("%s", text);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), <=, LUUKKU_SEVERITY_ADVICE);
  for (guint i = 0; i < findings->len; i++)
    g_assert_cmpstr (luukku_finding_peek (g_ptr_array_index (findings, i))->rule, ==, "fact-check");
}

static void
check_unsigned (Fixture *f, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, text);

  g_test_message ("%s", text);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpstr (only_finding (verdict)->rule, ==, "signature");
}

/* --- identity code */

static void
test_identity_code (Fixture *f, gconstpointer data)
{
  const char *text = "Hei, löysin tunnuksella 010203-945H tiedot.\nPalveluneuvoja Minna";
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, text);
  const LuukkuFindingInit *finding = only_finding (verdict);

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (luukku_verdict_get_text (verdict), ==, text);
  g_assert_cmpstr (finding->rule, ==, "identity-code");
  g_assert_cmpstr (finding->kind, ==, "HETU");
  g_assert_cmpint (finding->confidence, ==, LUUKKU_CONFIDENCE_CERTAIN);
  g_assert_cmpint (finding->reason, ==, LUUKKU_REASON_NONE);
  g_assert_cmpuint (finding->start, ==, 24);
  g_assert_cmpuint (finding->end, ==, 35);
  g_assert_cmpstr (finding->cues[0], ==, "temporary-number");
  g_assert_cmpstr (finding->citation, ==, "004:169-171");
  g_assert_cmpstr (finding->section, ==, "Miten sosiaalisessa mediassa toimitaan?");
  g_assert_cmpstr (finding->title, ==, "Henkilötunnus");
  g_assert_nonnull (strstr (finding->message, "suojatussa palvelussa"));
  g_assert_null (strstr (finding->message, "945H"));
  g_assert_null (finding->fix);
}

static void
test_identity_code_in_first_message (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuVerdict) verdict = NULL;

  f->context.is_reply = FALSE;
  verdict = luukku_rules_check (f->pack, &f->context, "010203-945H");
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (only_finding (verdict)->rule, ==, "identity-code");
}

static void
test_both (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, "010203-945H ja 110575-900H");

  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, ==, 3);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
}

static void
test_languages (Fixture *f, gconstpointer data)
{
  static const char *const examples[][2] = {
    { "fi", "Henkilötunnus" },          { "sv", "Personbeteckning" },
    { "en", "Personal identity code" }, { "ru", "Personal identity code" },
    { NULL, "Personal identity code" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autoptr (LuukkuVerdict) verdict = NULL;

    f->context.interface_language = examples[i][0];
    verdict = luukku_rules_check (f->pack, &f->context, "010203-945H Palveluneuvoja Minna");
    g_assert_cmpstr (only_finding (verdict)->title, ==, examples[i][1]);
  }
}

/* --- signature */

static void
test_signed (Fixture *f, gconstpointer data)
{
  check_passes (f, "Uimahalli aukeaa kello 6.\nPalveluneuvoja Minna");
  check_passes (f, "Uimahalli aukeaa kello 6.\n\nT. palveluneuvoja MINNA\n\n");
  check_passes (f, "Uimahalli aukeaa kello 6. Terveisin Minna, palveluneuvoja");
  check_passes (f, "Palveluneuvoja Minna");
  check_passes (f, "Uimahalli aukeaa kello 6.\nＰalveluneuvoja Minna\u200b");
}

static void
test_unsigned (Fixture *f, gconstpointer data)
{
  g_autofree char *far = g_strdup_printf ("Palveluneuvoja Minna vastaa. %0200d", 0);

  check_unsigned (f, "Uimahalli aukeaa kello 6.");
  check_unsigned (f, "Uimahalli aukeaa kello 6.\nMinna");
  check_unsigned (f, "Uimahalli aukeaa kello 6.\nPalveluneuvoja");
  check_unsigned (f, "Uimahalli aukeaa kello 6.\nPalveluneuvojat Minna");
  check_unsigned (f, "Uimahalli aukeaa kello 6.\nPalveluneuvoja Minnamaija");
  check_unsigned (f, "");
  check_unsigned (f, far);
}

static void
test_signature_finding (Fixture *f, gconstpointer data)
{
  const char *text = "Hyvää päivää";
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, text);
  const LuukkuFindingInit *finding = only_finding (verdict);
  g_autofree char *mended = NULL;

  g_assert_cmpint (luukku_verdict_get_reason_need (verdict), ==, LUUKKU_REASON_OPTIONAL);
  g_assert_cmpstr (finding->kind, ==, "SIGNATURE");
  g_assert_cmpuint (finding->start, ==, finding->end);
  g_assert_cmpstr (finding->citation, ==, "004:196-197");
  g_assert_cmpstr (finding->title, ==, "Kuka vastaa");
  g_assert_cmpstr (finding->fix, ==, "\nPalveluneuvoja Minna");
  mended = g_strconcat (text, finding->fix, NULL);
  check_passes (f, mended);
}

static void
test_not_a_reply (Fixture *f, gconstpointer data)
{
  f->context.is_reply = FALSE;
  check_passes (f, "Uimahalli on suljettu viikolla 30.");
}

/* Braces in a person's own data stay what they are: they are no placeholders. */
static void
test_odd_sender (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuVerdict) verdict = NULL;

  f->context.sender_title = " {first-name} %s ";
  verdict = luukku_rules_check (f->pack, &f->context, "Hei");
  g_assert_cmpstr (only_finding (verdict)->fix, ==, "\n{first-name} %s Minna");
  check_passes (f, "Hei\n{first-name} %s Minna");
}

static void
test_sender_not_known (Fixture *f, gconstpointer data)
{
  static const char *const unknown[] = { NULL, "", "  " };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_autoptr (LuukkuVerdict) verdict = NULL;
    const LuukkuFindingInit *finding;

    f->context.sender_title = unknown[i];
    verdict = luukku_rules_check (f->pack, &f->context, "Hei\nMinna");
    finding = only_finding (verdict);
    g_assert_null (finding->fix);
    g_assert_nonnull (strstr (finding->message, "etunimesi"));
    g_assert_nonnull (strstr (finding->message, "settings"));
  }
}

/* Hanko wants the own name; the unit is added to it, and may be missing. */
static void
test_name_without_unit (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *text, *unit;
    guint findings;
  } rows[] = {
    { "Kirjasto aukeaa kello 9.\nTerveisin Minna Malli", "Kirjasto", 0 },
    { "Kirjasto aukeaa kello 9.\nTerveisin Minna Malli", NULL, 0 },
    { "Kirjasto aukeaa kello 9.\nMinna Malli, Kirjasto", "Kirjasto", 0 },
    { "Aukeaa kello 9.\nTerveisin Minna", "Kirjasto", 1 },
    { "Aukeaa kello 9.\nKirjasto", "Kirjasto", 1 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) hanko = luukku_pack_find ("hanko", NULL, &error);

  g_assert_no_error (error);
  f->context.sender_first_name = "Minna";
  f->context.sender_last_name = "Malli";
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LuukkuVerdict) verdict = NULL;
    guint found = 0;

    f->context.unit = rows[i].unit;
    verdict = luukku_rules_check (hanko, &f->context, rows[i].text);
    for (guint k = 0; k < luukku_verdict_get_findings (verdict)->len; k++) {
      const LuukkuFindingInit *one =
          luukku_finding_peek (g_ptr_array_index (luukku_verdict_get_findings (verdict), k));

      found += g_str_equal (one->rule, "signature");
    }
    g_test_message ("%s", rows[i].text);
    g_assert_cmpuint (found, ==, rows[i].findings);
  }
}

/* --- what cannot be checked */

static void
check_unchecked (Fixture *f, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (f->pack, &f->context, text);
  const LuukkuFindingInit *finding = only_finding (verdict);

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (luukku_verdict_get_reason_need (verdict), ==, LUUKKU_REASON_REQUIRED);
  g_assert_cmpstr (finding->rule, ==, "unchecked");
  g_assert_cmpstr (finding->kind, ==, "UNCHECKED");
  g_assert_true (g_utf8_validate (luukku_verdict_get_text (verdict), -1, NULL));
}

static void
test_not_utf8 (Fixture *f, gconstpointer data)
{
  check_unchecked (f, "Palveluneuvoja Minna \xff");
}

static void
test_length (Fixture *f, gconstpointer data)
{
  const char *end = "\nPalveluneuvoja Minna";
  g_autoptr (GString) text = g_string_new (end);

  for (guint i = strlen (end); i < LUUKKU_RULES_MAX_CHARACTERS; i++)
    g_string_prepend (text, "ä");
  g_assert_cmpuint (luukku_text_length (text->str), ==, LUUKKU_RULES_MAX_CHARACTERS);
  check_passes (f, text->str);
  g_string_prepend (text, "ä");
  check_unchecked (f, text->str);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

/* In steps: each does a bounded share, and all of them say what the whole check says. */
static void
test_walk (Fixture *f, gconstpointer data)
{
  GString *text = g_string_new (NULL);
  g_autoptr (LuukkuVerdict) whole = NULL;
  g_autoptr (LuukkuVerdict) walked = NULL;
  g_autoptr (LuukkuRulesWalk) walk = NULL;
  guint steps = 0;

  for (guint i = 0; text->len < 15000; i++)
    g_string_append_printf (text, "Hei %u, soittakaa numeroon 044 987 6%03u tai tulkaa käymään. ", i,
                            i % 1000);
  luukku_detect_forget ();
  walk = luukku_rules_walk_new (f->pack, &f->context, text->str);
  for (;;) {
    guint64 before = luukku_detect_get_work ();
    gboolean more = luukku_rules_walk_step (walk);

    g_assert_cmpuint (luukku_detect_get_work () - before, <=, 2 * LUUKKU_DETECT_SLICE);
    if (!more)
      break;
    steps++;
  }
  g_assert_cmpuint (steps, >, 15);
  walked = luukku_rules_walk_finish (walk);
  luukku_detect_forget ();
  whole = luukku_rules_check (f->pack, &f->context, text->str);
  g_assert_cmpuint (luukku_verdict_get_findings (walked)->len, >, 100);
  g_assert_cmpuint (luukku_verdict_get_findings (walked)->len, ==, luukku_verdict_get_findings (whole)->len);
  for (guint i = 0; i < luukku_verdict_get_findings (whole)->len; i++) {
    const LuukkuFindingInit *a = luukku_finding_peek (luukku_verdict_get_findings (whole)->pdata[i]);
    const LuukkuFindingInit *b = luukku_finding_peek (luukku_verdict_get_findings (walked)->pdata[i]);

    g_assert_cmpstr (a->rule, ==, b->rule);
    g_assert_cmpuint (a->start, ==, b->start);
    g_assert_cmpuint (a->end, ==, b->end);
  }
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/rules/identity-code/blocks", test_identity_code);
  add ("/rules/identity-code/first-message", test_identity_code_in_first_message);
  add ("/rules/identity-code/with-signature", test_both);
  add ("/rules/identity-code/languages", test_languages);
  add ("/rules/signature/signed", test_signed);
  add ("/rules/signature/unsigned", test_unsigned);
  add ("/rules/signature/finding", test_signature_finding);
  add ("/rules/signature/not-a-reply", test_not_a_reply);
  add ("/rules/signature/odd-sender", test_odd_sender);
  add ("/rules/signature/sender-not-known", test_sender_not_known);
  add ("/rules/signature/without-unit", test_name_without_unit);
  add ("/rules/unchecked/not-utf8", test_not_utf8);
  add ("/rules/unchecked/length", test_length);
  add ("/rules/walk/same", test_walk);
  return g_test_run ();
}
