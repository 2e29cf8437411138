/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-language.c: words, base forms, and the language of a text; right with Voikko and without it. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"

#include <string.h>

static void
check_tokens (const char *text, const char *expected)
{
  g_autoptr (GArray) tokens = luukku_tokens (text);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++) {
    const LuukkuToken *token = &g_array_index (tokens, LuukkuToken, i);

    if (i > 0)
      g_string_append_c (joined, '|');
    g_string_append_len (joined, text + token->start, token->end - token->start);
  }
  g_assert_cmpstr (joined->str, ==, expected);
}

static void
test_tokens (void)
{
  check_tokens ("", "");
  check_tokens (" .,- ", "");
  check_tokens ("a", "a");
  check_tokens ("Hei, Minna!", "Hei|Minna");
  check_tokens ("1.12.2026 klo 10.30", "1.12.2026|klo|10.30");
  check_tokens ("linja-auto, maa- ja metsä", "linja-auto|maa|ja|metsä");
  check_tokens ("don't ’no’ l’eau", "don't|no|l’eau");
  check_tokens ("rautalampi.fi.", "rautalampi.fi");
  check_tokens ("Kiitos.Hei", "Kiitos|Hei");
  check_tokens ("a--b", "a|b");
  check_tokens ("Привіт, як ся маєш?", "Привіт|як|ся|маєш");
  check_tokens ("مرحبا كيف", "مرحبا|كيف");
  check_tokens ("a\u0308lä", "a\u0308lä");
  check_tokens ("tie\u00adto", "tie\u00adto");
  check_tokens ("yksi\xff\xfekaksi", "yksi|kaksi");
  check_tokens ("loppu\xc3", "loppu");
}

static void
test_guess (void)
{
  static const char *const examples[][2] = {
    { "fi", "Hei, milloin uimahalli on auki viikonloppuna?" },
    { "fi", "Kiitos!" },
    { "fi", "Voisitteko kertoa, mihin talon roskat viedään tällä viikolla" },
    { "sv", "Hej, när är simhallen öppen på lördag?" },
    { "sv", "Tack så mycket" },
    { "en", "Hello, where can I find the opening hours of the library?" },
    { "en", "Thank you very much" },
    { "ru", "Здравствуйте, когда открыта библиотека?" },
    { "ru", "Спасибо" },
    { "uk", "Добрий день, коли відкрита бібліотека?" },
    { "uk", "Дякую" },
    { "et", "Tere, kus ma saan prügi ära viia?" },
    { "ar", "مرحبا، متى تفتح المكتبة؟" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_test_message ("%s", examples[i][1]);
    g_assert_cmpstr (luukku_language_guess (examples[i][1]), ==, examples[i][0]);
  }
}

static void
test_guess_unsure (void)
{
  static const char *const examples[] = {
    "",
    "?",
    "12345 010203",
    "😀😀😀",
    "OK",
    "Minna",
    "www.rautalampi.fi",
    "سلام، کتابخانه کی باز است؟",                                /* Persian */
    "Прывітанне, калі адкрыта бібліятэка, ці яна ўжо зачынена?", /* Belarusian */
    "图书馆什么时候开门",
    "\xff\xfe\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_test_message ("example %u", i);
    g_assert_cmpstr (luukku_language_guess (examples[i]), ==, NULL);
  }
}

/* Two languages in one message: no guess is better than a wrong one. */
static void
test_guess_mixed (void)
{
  g_assert_cmpstr (luukku_language_guess ("Kiitos! Tack! Thanks!"), ==, NULL);
}

static void
test_guess_large (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 1024 * 1024)
    g_string_append (text, "ja se on että ");
  g_assert_cmpstr (luukku_language_guess (text->str), ==, "fi");
}

static void
test_lemmas (void)
{
  g_auto (GStrv) finnish = luukku_lemmas ("Kirjastoissa", "fi");
  g_auto (GStrv) swedish = luukku_lemmas ("Biblioteken", "sv");
  g_auto (GStrv) nonsense = luukku_lemmas ("Xqzwörp", "fi");
  g_auto (GStrv) unknown = luukku_lemmas ("SANA", NULL);
  g_auto (GStrv) empty = luukku_lemmas ("", "fi");
  g_auto (GStrv) broken = luukku_lemmas ("\xff", "fi");

  if (luukku_language_has_voikko ())
    g_assert_true (g_strv_contains ((const char *const *) finnish, "kirjasto"));
  else
    g_assert_cmpstr (finnish[0], ==, "kirjastoissa");
  g_assert_cmpstr (swedish[0], ==, "biblioteken");
  g_assert_cmpuint (g_strv_length (swedish), ==, 1);
  g_assert_cmpstr (nonsense[0], ==, "xqzwörp");
  g_assert_cmpstr (unknown[0], ==, "sana");
  g_assert_cmpstr (empty[0], ==, "");
  g_assert_nonnull (broken[0]);
}

/* What a verb may be is no noun: "tapoin" is of killing as well as the plural of a noun. */
static void
test_nouns (void)
{
  gboolean is_word = TRUE;
  const char *const *nouns = luukku_finnish_nouns ("poliiseja", &is_word);

  if (!luukku_language_has_voikko ()) {
    g_assert_null (nouns);
    g_assert_false (is_word);
    return;
  }
  g_assert_true (is_word);
  g_assert_true (g_strv_contains (nouns, "poliisi"));
  nouns = luukku_finnish_nouns ("tapoin", &is_word);
  g_assert_true (is_word);
  g_assert_null (nouns[0]);
  nouns = luukku_finnish_nouns ("xqzwörp", &is_word);
  g_assert_false (is_word);
  g_assert_null (nouns[0]);
  g_assert_null (luukku_finnish_nouns ("\xff", &is_word));
  g_assert_null (luukku_finnish_nouns ("", &is_word));
}

static void
test_lemmas_long (void)
{
  g_autofree char *word = g_strnfill (100000, 'a');
  g_auto (GStrv) lemmas = luukku_lemmas (word, "fi");

  g_assert_cmpstr (lemmas[0], ==, word);
}

/* After the end everything works again: the dictionary is opened anew. */
static void
test_shutdown (void)
{
  gboolean had = luukku_language_has_voikko ();

  luukku_language_shutdown ();
  luukku_language_shutdown ();
  g_assert_cmpint (luukku_language_has_voikko (), ==, had);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/tokens/words", test_tokens);
  g_test_add_func ("/language/guess/known", test_guess);
  g_test_add_func ("/language/guess/unsure", test_guess_unsure);
  g_test_add_func ("/language/guess/mixed", test_guess_mixed);
  g_test_add_func ("/language/guess/large", test_guess_large);
  g_test_add_func ("/language/lemmas/words", test_lemmas);
  g_test_add_func ("/language/nouns", test_nouns);
  g_test_add_func ("/language/lemmas/long", test_lemmas_long);
  g_test_add_func ("/language/shutdown/twice", test_shutdown);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
