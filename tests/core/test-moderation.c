/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderation.c: labels with their reasons and places, what takes a label back, links, protection of
 * criticism, long and hostile messages. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-moderation.h"

#include <string.h>

#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"

static char *
labels_of (const LuukkuModerationContext *context, const char *text)
{
  g_autoptr (LuukkuClassification) found = luukku_moderation_classify (context, text);

  return g_strjoinv (";", (char **) luukku_classification_get_labels (found));
}

static void
assert_labels (const char *text, const char *expected)
{
  g_autofree char *labels = labels_of (NULL, text);

  if (strcmp (labels, expected) != 0)
    g_error ("%s: %s instead of %s", text, labels, expected);
}

static void
test_labels (void)
{
  assert_labels ("tämä on täysin surkeaa palvelua", "");
  assert_labels ("Kylällä on tappava tylsyys", "");
  assert_labels ("Esitys ammuttiin alas valtuustossa", "");
  assert_labels ("tapankin sinut", "THREAT_PERSON");
  assert_labels ("poistakaa kuvani sivuiltanne", "REMOVAL");
  assert_labels ("Se Lahtinen on täysi idiootti", "HARASSMENT");
  assert_labels ("tapan itseni", "SELF_HARM");
  assert_labels ("Minua uhattiin tappaa kommenteissanne", "SAFETY");
  assert_labels ("Räjäytän teidän virastotalon", "THREAT_PREMISES");
  assert_labels ("Saako risuja polttaa pihalla?", "");
  assert_labels ("", "");
  assert_labels (" \n\t ", "");
}

/* The same words are a threat, a report, a quotation, a denial. */
static void
test_vetoes (void)
{
  assert_labels ("Tapan sen johtajan", "THREAT_PERSON");
  assert_labels ("Lehden mukaan mies kirjoitti: tapan sen johtajan", "");
  assert_labels ("Näytelmässä huudetaan \"tapan sen johtajan\" ja lapset pelästyivät", "");
  assert_labels ("En tapa ketään", "");
  assert_labels ("Tapan aikaa jonossanne", "");
  assert_labels ("Teen rikosilmoituksen johtajasta", "");
}

/* A report takes back the clause that it stands in, not the letter, nor the person that it describes. */
static void
test_reports (void)
{
  assert_labels ("Naapuri sanoi että tapan sen kuskin", "");
  assert_labels ("Minulle sanottiin, että tapan sen johtajan", "");
  assert_labels ("Tapan sen johtajan, luki viestissä", "");
  assert_labels ("Lehdessä kirjoitettiin jonoista, mutta minä tapan sen johtajan", "THREAT_PERSON");
  assert_labels ("Naapuri sanoi että turha kysyä. Tapan sen johtajan.", "THREAT_PERSON");
  assert_labels ("Tapan sen johtajan joka kirjoitti päätöksen", "THREAT_PERSON");
}

/* Persons and places by their endings, outcomes by a condition, what only looks like one. */
static void
test_grammar (void)
{
  assert_labels ("Puukotan sen kaavoittajan", "THREAT_PERSON");
  assert_labels ("Ammun rajan yli menevän hirven", "");
  assert_labels ("Joku ei tule kotiin", "");
  assert_labels ("Jos raha ei tule niin joku ei tule kotiin", "THREAT_PERSON");
  assert_labels ("Tiedän, missä asut", "THREAT_PERSON");
  assert_labels ("Kunnan päätöksen takia tapan sen johtajan", "THREAT_PERSON");
  assert_labels ("Näytelmässä tapan sen johtajan", "");
  assert_labels ("Tuikkaan tuleen teidän liikuntatalon", "THREAT_PREMISES");
  assert_labels ("Tapan sen miehen ja sitten itseni", "THREAT_PERSON;SELF_HARM");
}

static void
test_disguise (void)
{
  assert_labels ("v1ttu", "PROFANITY");
  assert_labels ("v i t t u", "PROFANITY");
  assert_labels ("v.i.t.t.u", "PROFANITY");
  assert_labels ("s**tana", "PROFANITY");
  assert_labels ("vittuuuuuu", "PROFANITY");
  assert_labels ("v\xd1\x96ttu", "PROFANITY"); /* Cyrillic і */
  assert_labels ("h4kkaan sinut", "THREAT_PERSON");
  assert_labels ("**tärkeää**", "");
  assert_labels ("Missä Vittulahden luontopolun pysäköinti on?", "");
  assert_labels ("Paskalammen kyltti on kaatunut.", "");
  assert_labels ("Vittu mikä kyltti.", "PROFANITY");
}

/* A slip in a word of violence; the same letters as another word, as a name, in a word that people write. */
static void
test_slips (void)
{
  assert_labels ("mä amumn sen johtajan", "THREAT_PERSON");
  assert_labels ("Minä puukkotan sinut", "THREAT_PERSON");
  assert_labels ("Haen kirjat huomenna kirjastosta", "");
  assert_labels ("Kiitos avusta, terveisin Pertti Amumn", "");
}

/* Three points end no sentence that goes on with a small letter. */
static void
test_points (void)
{
  assert_labels ("Jos päätös ei muutu... tapan sen johtajan", "THREAT_PERSON");
  assert_labels ("Jos raha ei tule… niin joku ei tule kotiin", "THREAT_PERSON");
}

/* The version that is kept says whether base forms were looked up. */
static void
test_base_forms (void)
{
  g_autoptr (LuukkuClassification) with = luukku_moderation_classify (NULL, "Hyvää päivää");
  g_autoptr (LuukkuClassification) without = NULL;
  gboolean has_voikko = luukku_language_has_voikko ();

  g_assert_cmpint (g_str_has_suffix (luukku_classification_get_lexicons (with), " voikko"), ==, has_voikko);
  luukku_lemma_set_voikko (FALSE);
  without = luukku_moderation_classify (NULL, "Hyvää päivää");
  luukku_lemma_set_voikko (TRUE);
  g_assert_true (g_str_has_prefix (luukku_classification_get_lexicons (without), "moderation 1 "));
  g_assert_null (strstr (luukku_classification_get_lexicons (without), "voikko"));
}

static void
test_links (void)
{
  static const char *const trusted[] = { "kunta.top", NULL };
  const LuukkuModerationContext context = { .trusted_hosts = trusted };
  g_autofree char *own = labels_of (&context, "Kirjaudu https://asiointi.kunta.top/login ja vahvista tiedot");

  g_assert_cmpstr (own, ==, "");
  assert_labels ("Kirjaudu https://asiointi.kunta.top/login ja vahvista tiedot", "PHISHING");
  assert_labels ("https://suomi.fi@evil.example/x", "PHISHING");
  assert_labels ("http://192.0.2.7/kela", "PHISHING");
  assert_labels ("https://www.kuopio.fi/fi/asiointi", "");
  assert_labels ("https://ravintola.example.com/lounas", "");
  assert_labels ("Kirjautumisesi vanhenee, vahvista tietosi heti: https://www.kuopio.fi/fi/asiointi", "");
}

static void
test_reason (void)
{
  g_autoptr (LuukkuClassification) found =
      luukku_moderation_classify (NULL, "Hyvää päivää ääkkösistä. Minä tapan sinut.");
  GArray *reasons = luukku_classification_get_reasons (found);
  const LuukkuReason *reason;

  g_assert_cmpuint (reasons->len, ==, 1);
  reason = &g_array_index (reasons, LuukkuReason, 0);
  g_assert_cmpstr (reason->label, ==, LUUKKU_LABEL_THREAT_PERSON);
  g_assert_cmpstr (reason->rule, ==, "threat.direct");
  g_assert_cmpuint (reason->start, ==, 30);
  g_assert_cmpuint (reason->end, ==, 41);
  g_assert_cmpint (reason->confidence, >=, LUUKKU_CONFIDENCE_LIKELY);
  g_assert_cmpstr (reason->cues[0], ==, "violent-verb");
  g_assert_nonnull (reason->sentence);
  g_assert_cmpstr (luukku_classification_get_language (found), ==, "fi");
  g_assert_true (g_str_has_prefix (luukku_classification_get_lexicons (found), "moderation 1 "));
}

static void
test_protection (void)
{
  g_autoptr (LuukkuClassification) harsh =
      luukku_moderation_classify (NULL, "Luokatonta toimintaa, hävetkää, koko johto saisi erota.");
  g_autoptr (LuukkuClassification) swearing =
      luukku_moderation_classify (NULL, "Aivan paska päätös, luokatonta!");
  g_autoptr (LuukkuClassification) threat =
      luukku_moderation_classify (NULL, "Luokatonta toimintaa, tapan teidät.");
  g_autoptr (LuukkuClassification) plain = luukku_moderation_classify (NULL, "Milloin kirjasto aukeaa?");

  g_assert_nonnull (luukku_classification_get_protection (harsh));
  g_assert_nonnull (luukku_classification_get_protection (swearing));
  g_assert_true (luukku_classification_has (swearing, LUUKKU_LABEL_PROFANITY));
  g_assert_null (luukku_classification_get_protection (threat));
  g_assert_null (luukku_classification_get_protection (plain));
}

/* Criticism without one word of a list, by its grammar: no label, and protected. */
static void
test_criticism (void)
{
  static const char *const harsh[] = {
    "Ette kuuntele kuntalaisia ollenkaan",
    "Päätöksenne on väärä ja huonosti perusteltu",
    "Kukaan ei vastaa puhelimeen vaikka soitan joka päivä",
    "Kuka tämänkin suunnitteli",
    "Lautakunta jyräsi asukkaiden mielipiteen",
    "Jäi kyllä maku että meitä ei oteta tosissaan",
    "Jonkun pitäisi saada potkut tästä",
    "Verorahat menee hukkaan tässä hankkeessa",
    "Ni lyssnar inte på invånarna",
    "Varför svarar ni aldrig?",
    "Nämnden har svikit oss",
    "You never listen to residents",
    "Somebody should get fired for this mess",
    "Why do you keep ignoring our street?",
    "Вы не слушаете жителей",
    "Почему никто не отвечает?",
  };
  static const char *const plain[] = {
    "Haluaisin varata ajan neuvolaan", "Kiitos nopeasta vastauksesta",
    "Mistä saan hakemuslomakkeen?",    "Ehdotan uutta leikkipaikkaa rantaan",
    "Var hittar jag blanketten?",      "Tack för hjälpen",
    "Where do I find the form?",       "Thanks for the quick answer",
    "Когда открывается библиотека?",   "Спасибо за быстрый ответ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (harsh) + G_N_ELEMENTS (plain); i++) {
    gboolean is_harsh = i < G_N_ELEMENTS (harsh);
    const char *text = is_harsh ? harsh[i] : plain[i - G_N_ELEMENTS (harsh)];
    g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, text);

    if (*luukku_classification_get_labels (found) != NULL)
      g_error ("%s has the label %s", text, *luukku_classification_get_labels (found));
    if ((luukku_classification_get_protection (found) != NULL) != is_harsh)
      g_error ("%s: %s", is_harsh ? "not protected" : "protected", text);
  }
}

static void
test_labels_have_words (void)
{
  guint count;
  const LuukkuLabelInfo *labels = luukku_moderation_labels (&count);

  g_assert_cmpuint (count, ==, 10);
  for (guint i = 0; i < count; i++) {
    g_assert_true (luukku_moderation_label (labels[i].name) == &labels[i]);
    g_assert_nonnull (labels[i].title);
    g_assert_nonnull (labels[i].meaning);
  }
  g_assert_nonnull (strstr (luukku_moderation_label (LUUKKU_LABEL_SELF_HARM)->help, "112"));
  g_assert_false (luukku_moderation_label (LUUKKU_LABEL_SELF_HARM)->alarm);
  g_assert_null (luukku_moderation_label ("negative"));
}

static void
test_hostile (void)
{
  static const char *const bricks[] = { "a ",   "tapan ", "*",  "v*", "\"",   "jos sinä ", "http://",
                                        "v i ", "!",      "a@", "ä",  "\xff", "🔪",         "ei ole mitään " };

  for (guint i = 0; i < G_N_ELEMENTS (bricks); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (LuukkuClassification) found = NULL;

    while (text->len < 100000)
      g_string_append (text, bricks[i]);
    found = luukku_moderation_classify (NULL, text->str);
    g_assert_nonnull (found);
    g_assert_cmpuint (luukku_classification_get_reasons (found)->len, <, 200);
  }
}

/* A full stop behind each word hides nothing. */
static void
test_single_words (void)
{
  static const struct {
    const char *text;
    gboolean told;
  } rows[] = {
    { "Minä. Tapan. Sinut.", TRUE },
    { "TAPAN. SEN. LÄÄKÄRIN. HUOMENNA.", TRUE },
    { "I. Will. Kill. You.", TRUE },
    { "Kiitos. Hei. Moikka.", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, rows[i].text);

    g_test_message ("%s", rows[i].text);
    g_assert_cmpint (luukku_classification_has (found, LUUKKU_LABEL_THREAT_PERSON), ==, rows[i].told);
  }
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LuukkuClassification) found = NULL;

  while (text->len < LUUKKU_MODERATION_MAX_CHARACTERS)
    g_string_append (text, "Kadulla on lunta. ");
  g_string_append (text, "Tapan sinut.");
  found = luukku_moderation_classify (NULL, text->str);
  g_assert_true (luukku_classification_is_truncated (found));
  g_string_prepend (text, "Tapan sinut. "); /* nor is it doubted because of all that stands around it */
  g_clear_pointer (&found, luukku_classification_free);
  found = luukku_moderation_classify (NULL, text->str);
  g_assert_true (luukku_classification_has (found, LUUKKU_LABEL_THREAT_PERSON));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moderation/labels", test_labels);
  g_test_add_func ("/moderation/vetoes", test_vetoes);
  g_test_add_func ("/moderation/reports", test_reports);
  g_test_add_func ("/moderation/grammar", test_grammar);
  g_test_add_func ("/moderation/disguise", test_disguise);
  g_test_add_func ("/moderation/slips", test_slips);
  g_test_add_func ("/moderation/points", test_points);
  g_test_add_func ("/moderation/base-forms", test_base_forms);
  g_test_add_func ("/moderation/links", test_links);
  g_test_add_func ("/moderation/reason", test_reason);
  g_test_add_func ("/moderation/protection", test_protection);
  g_test_add_func ("/moderation/criticism", test_criticism);
  g_test_add_func ("/moderation/label-words", test_labels_have_words);
  g_test_add_func ("/moderation/hostile", test_hostile);
  g_test_add_func ("/moderation/long", test_long);
  g_test_add_func ("/moderation/single-words", test_single_words);
  status = g_test_run ();
  luukku_moderation_shutdown ();
  luukku_language_shutdown ();
  return status;
}
