/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderation-wording.c: what the sum of weights does to labels, with tables of a few rows in the place
 * of the learnt one. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-moderation.h"
#include "moderation/luukku-wording.h"

#include <string.h>

#include "language/luukku-language.h"

#define EACH(n) n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\t" n "\n"
#define NEVER_SET "!set\t" EACH ("32767")
#define NEVER_NOTE "!note\t" EACH ("32767")
#define KEEP_ALL "!keep\t" EACH ("-32767")

static const char threat[] = "Räjäytän teidän virastonne ensi maanantaina taivaan tuuliin.";

/* Returns: (transfer full): what is told of @text with the weights @table. */
static LuukkuClassification *
classify (const char *table, const char *text)
{
  luukku_wording_replace (table);
  g_assert_cmpuint (luukku_wording_get_table ()->problems, ==, 0);
  return luukku_moderation_classify (NULL, text);
}

static const LuukkuReason *
reason_of (LuukkuClassification *found, const char *rule)
{
  GArray *reasons = luukku_classification_get_reasons (found);

  for (guint i = 0; i < reasons->len; i++) {
    if (g_str_has_prefix (g_array_index (reasons, LuukkuReason, i).rule, rule))
      return &g_array_index (reasons, LuukkuReason, i);
  }
  return NULL;
}

static void
test_doubt (void)
{
  g_autoptr (LuukkuClassification) kept = classify (NEVER_SET NEVER_NOTE KEEP_ALL, threat);
  g_autoptr (LuukkuClassification) doubted = NULL;
  const LuukkuReason *reason;

  g_assert_true (luukku_classification_has (kept, LUUKKU_LABEL_THREAT_PREMISES));
  doubted = classify (NEVER_SET NEVER_NOTE "!keep\t\t32767\t\t\t\t\t\t\t\n", threat);
  g_assert_false (luukku_classification_has (doubted, LUUKKU_LABEL_THREAT_PREMISES));
  reason = reason_of (doubted, "premises.");
  g_assert_nonnull (reason); /* a person still sees why */
  g_assert_cmpint (reason->confidence, ==, LUUKKU_CONFIDENCE_POSSIBLE);
}

static void
test_words (void)
{
  static const char text[] = "Tänään satoi lunta ja kuutamo paistoi koko yön järven yllä.";
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "=kuutamo\t\t\t\t\t\t\t127\t\t\n";
  g_autoptr (LuukkuClassification) found = classify (table, text);
  const LuukkuReason *reason = reason_of (found, "selfharm.wording");

  g_assert_nonnull (reason);
  g_assert_true (luukku_classification_has (found, LUUKKU_LABEL_SELF_HARM));
  g_assert_cmpint (reason->start, ==, g_utf8_pointer_to_offset (text, strstr (text, "kuutamo")));
  g_assert_cmpuint (reason->end - reason->start, ==, strlen ("kuutamo"));
  g_assert_false (luukku_classification_has (found, LUUKKU_LABEL_REMOVAL));
}

/* Stretches share sentences: what each of them notes is one note. */
static void
test_one_note (void)
{
  g_autoptr (LuukkuClassification) found = classify (
      NEVER_SET "!note\t" EACH ("-32767") KEEP_ALL,
      "Kadulla on lunta ja jäätä. Kirjasto on auki taas huomenna. Kissa nukkuu tuolilla ikkunan alla.");

  g_assert_cmpuint (g_strv_length ((char **) luukku_classification_get_labels (found)), ==, 0);
  g_assert_nonnull (reason_of (found, "selfharm.wording"));
}

/* One word is no wording, whatever it weighs. */
static void
test_one_word (void)
{
  g_autoptr (LuukkuClassification) found = classify (
      "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL "=ensimmäinen\t" EACH ("127"), "Ensimmäinen");

  g_assert_cmpuint (luukku_classification_get_reasons (found)->len, ==, 0);
}

/* What towns take away is noted at most, whatever it weighs. */
static void
test_veto (void)
{
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "=kiireesti\t\t\t\t\t127\t\t\t\t\n";
  g_autoptr (LuukkuClassification) thing =
      classify (table, "Tulkaa kiireesti siivoamaan vanhat mainokset bussipysäkiltä.");
  g_autoptr (LuukkuClassification) other =
      classify (table, "Tulkaa kiireesti juhlimaan vanhat kaverit torille illalla.");

  g_assert_false (luukku_classification_has (thing, LUUKKU_LABEL_REMOVAL));
  g_assert_nonnull (reason_of (thing, "removal.wording"));
  g_assert_true (luukku_classification_has (other, LUUKKU_LABEL_REMOVAL));
}

/* A place alone is not threatened, whatever the words around it weigh. */
static void
test_place (void)
{
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "=elokuussa\t\t127\t\t\t\t\t\t\t\n";
  g_autoptr (LuukkuClassification) plain =
      classify (table, "Mietimme, onko koululla tilaa jo elokuussa tai syyskuussa.");
  g_autoptr (LuukkuClassification) fire =
      classify (table, "Mietimme, onko koululla pommi jo elokuussa tai syyskuussa.");

  g_assert_false (luukku_classification_has (plain, LUUKKU_LABEL_THREAT_PREMISES));
  g_assert_nonnull (reason_of (plain, "premises.wording"));
  g_assert_true (luukku_classification_has (fire, LUUKKU_LABEL_THREAT_PREMISES));
}

/* The wording accuses no link in which no rule saw anything; without a link it may tell. */
static void
test_trusted_link (void)
{
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "=kiireesti\t\t\t\t\t\t\t\t\t127\n";
  g_autoptr (LuukkuClassification) plain =
      classify (table, "Tulkaa kiireesti katsomaan kevään lukujärjestys.");
  g_autoptr (LuukkuClassification) link =
      classify (table, "Tulkaa kiireesti katsomaan kevään lukujärjestys: https://www.kuopio.fi/koulut");

  g_assert_true (luukku_classification_has (plain, LUUKKU_LABEL_PHISHING));
  g_assert_null (reason_of (link, "phishing.wording"));
}

/* What two words are tells for words that no row names, but only in order and near each other. */
static void
test_shapes (void)
{
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "~me~hit\t127\t\t\t\t\t\t\t\t\n~imp~loc\t\t\t\t\t\t127\t\t\t\n";
  static const struct {
    const char *text;
    gboolean person, safety;
  } cases[] = {
    { "Kaikesta huolimatta minä hutkin syksyllä mattoja rannan telineellä.", TRUE, FALSE },
    { "Kaikesta huolimatta hutkin syksyllä mattoja, sanon minä, rannan telineellä.", FALSE, FALSE },
    { "Kaikesta huolimatta minä joka ikinen syksy aina sateella hutkin mattoja.", FALSE, FALSE },
    { "Kaikesta huolimatta mattoja, sanon minä. Hutkin syksyllä rannan telineellä.", FALSE, FALSE },
    { "Lukekaa rauhassa lehtiä uudella penkillä ja uusissa saleissa.", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LuukkuClassification) found = classify (table, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (luukku_classification_has (found, LUUKKU_LABEL_THREAT_PERSON), ==, cases[i].person);
    g_assert_cmpint (luukku_classification_has (found, LUUKKU_LABEL_SAFETY), ==, cases[i].safety);
  }
}

/* A question is told apart from the same words as a sentence, and by how it begins. */
static void
test_question (void)
{
  static const char table[] = "!set\t" EACH ("1") "!note\t" EACH ("1") KEEP_ALL
      "!bias\t" EACH ("-5") "?\t127\t\t\t\t\t\t\t\t\n?kuka\t\t\t\t\t127\t\t\t\t\n";
  static const struct {
    const char *text;
    gboolean person, removal;
  } cases[] = {
    { "Milloin tie aurataan ja hiekoitetaan tänä talvena?", TRUE, FALSE },
    { "Silloin tie aurataan ja hiekoitetaan tänä talvena.", FALSE, FALSE },
    { "Kuka auraa ja hiekoittaa tämän tien tänä talvena?", TRUE, TRUE },
    { "Milloin tämä tie aurataan, ja kuka sen hiekoittaa?", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LuukkuClassification) found = classify (table, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (luukku_classification_has (found, LUUKKU_LABEL_THREAT_PERSON), ==, cases[i].person);
    g_assert_cmpint (luukku_classification_has (found, LUUKKU_LABEL_REMOVAL), ==, cases[i].removal);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moderation/wording/doubt", test_doubt);
  g_test_add_func ("/moderation/wording/words", test_words);
  g_test_add_func ("/moderation/wording/one-note", test_one_note);
  g_test_add_func ("/moderation/wording/one-word", test_one_word);
  g_test_add_func ("/moderation/wording/veto", test_veto);
  g_test_add_func ("/moderation/wording/place", test_place);
  g_test_add_func ("/moderation/wording/trusted-link", test_trusted_link);
  g_test_add_func ("/moderation/wording/shapes", test_shapes);
  g_test_add_func ("/moderation/wording/question", test_question);
  status = g_test_run ();
  luukku_moderation_shutdown ();
  luukku_language_shutdown ();
  return status;
}
