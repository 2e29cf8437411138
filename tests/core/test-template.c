/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-template.c: texts in the resident's language, filled or refused; the signature; the parts of an
 * answer.
 */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-template.h"

#include "base/luukku-error.h"
#include "language/luukku-language.h"

#include <string.h>

static LuukkuPack *
load (const char *town)
{
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
  LuukkuPack *pack = luukku_pack_load (path, NULL, NULL);

  g_assert_nonnull (pack);
  return pack;
}

static void
test_languages (void)
{
  static const char *const examples[][3] = {
    { "fi", "fi", "Hei, ja kiitos" },   { "sv_FI.UTF-8", "sv", "Hej, och tack" },
    { "ru", "ru", "Здравствуйте" },     { "en", "en", "Hello, and thank" },
    { "et", "en", "Hello, and thank" }, { NULL, "en", "Hello, and thank" },
  };
  const char *const values[] = { "signature", "Palveluneuvoja Minna", NULL };
  g_autoptr (LuukkuPack) pack = load ("kuopio");

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autofree char *text = luukku_template_fill (pack, "thanks", examples[i][0], values, NULL);
    g_autofree char *language = luukku_template_language (pack, "thanks", examples[i][0]);

    g_assert_true (g_str_has_prefix (text, examples[i][2]));
    g_assert_true (g_str_has_suffix (text, "\nPalveluneuvoja Minna"));
    g_assert_cmpstr (language, ==, examples[i][1]);
  }
}

static void
check_refused (const LuukkuPack *pack, const char *id, const char *const *values, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_template_fill (pack, id, "fi", values, &error));
  g_assert_error (error, LUUKKU_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_refused (void)
{
  const char *const no_cause[] = { "fix", "tie aurataan", "signature", "Minna", NULL };
  const char *const blank[] = { "cause", " \n", "fix", "tie aurataan", "signature", "Minna", NULL };
  const char *const signature[] = { "signature", "Minna", NULL };
  g_autoptr (LuukkuPack) pack = load ("rautalampi");

  check_refused (pack, "negative", no_cause, LUUKKU_ERROR_INVALID_INPUT, "{cause}");
  check_refused (pack, "negative", blank, LUUKKU_ERROR_INVALID_INPUT, "{cause}");
  check_refused (pack, "secure", signature, LUUKKU_ERROR_INVALID_INPUT, "{secure-service}");
  check_refused (pack, "thanks", NULL, LUUKKU_ERROR_INVALID_INPUT, "{signature}");
  check_refused (pack, "no-such-text", signature, LUUKKU_ERROR_NOT_FOUND, "no-such-text");
}

static void
test_filled (void)
{
  const char *const values[] = { "cause",     "{fix} rikkoutui", "fix", "tie aurataan",
                                 "signature", " Minna ",         NULL };
  g_autoptr (LuukkuPack) pack = load ("rautalampi");
  g_autofree char *text = luukku_template_fill (pack, "negative", "fi", values, NULL);
  g_auto (GStrv) names = luukku_template_placeholders (pack, "negative");

  g_assert_nonnull (strstr (text, "{fix} rikkoutui")); /* braces in a value stay what they are */
  g_assert_nonnull (strstr (text, "tie aurataan"));
  g_assert_true (g_str_has_suffix (text, "\nMinna"));
  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[0], ==, "cause");
}

static void
test_too_long (void)
{
  g_autofree char *long_text = g_strnfill (LUUKKU_TEMPLATE_MAX_CHARACTERS, 'a');
  const char *const values[] = { "signature", long_text, NULL };
  g_autoptr (LuukkuPack) pack = load ("rautalampi");

  check_refused (pack, "thanks", values, LUUKKU_ERROR_INVALID_INPUT, "longer than");
}

static void
test_signature (void)
{
  const LuukkuRuleContext known = {
    .sender_title = " Palveluneuvoja ",
    .sender_first_name = "Minna",
    .sender_last_name = "Virtanen",
    .unit = "kirjasto",
  };
  g_autoptr (LuukkuPack) rautalampi = load ("rautalampi");
  g_autoptr (LuukkuPack) hanko = load ("hanko");
  g_autoptr (LuukkuPack) kuopio = load ("kuopio");
  g_autofree char *by_title = luukku_template_signature (rautalampi, &known);
  g_autofree char *by_name = luukku_template_signature (hanko, &known);
  g_autofree char *plain = luukku_template_signature (kuopio, &known);

  g_assert_cmpstr (by_title, ==, "Palveluneuvoja Minna");
  g_assert_cmpstr (by_name, ==, "Minna Virtanen, kirjasto");
  g_assert_cmpstr (plain, ==, "Palveluneuvoja Minna");
  g_assert_null (luukku_template_signature (hanko, &(LuukkuRuleContext){ .sender_first_name = "Minna" }));
}

/* In each language a good answer lacks nothing, and an empty one everything. */
static void
test_parts (void)
{
  static const char *const parts[] = { "thanks", "cause", "fix", "sorry", NULL };
  static const char *const good[][2] = {
    { "fi", "Kiitos viestistä. Vika johtui pakkasesta. Korjaamme putken tänään. Pahoittelut häiriöstä!" },
    { "sv",
      "Tack för meddelandet. Felet berodde på kylan. Vi reparerar röret i dag. Vi beklagar störningen." },
    { "en", "Thanks for writing. It was caused by the frost. The pipe is repaired today. Our apologies." },
    { "ru", "Спасибо за сообщение. Причина в морозе. Мы исправим трубу сегодня. Приносим извинения." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_auto (GStrv) missing = luukku_template_missing_parts (good[i][1], good[i][0], parts);
    g_auto (GStrv) guessed = luukku_template_missing_parts (good[i][1], NULL, parts);
    g_auto (GStrv) all = luukku_template_missing_parts ("", good[i][0], parts);

    g_test_message ("%s", good[i][1]);
    g_assert_null (missing[0]);
    g_assert_null (guessed[0]);
    g_assert_true (g_strv_equal ((const char *const *) all, parts));
  }
  for (guint i = 0; parts[i] != NULL; i++)
    g_assert_cmpstr (luukku_template_part_name (parts[i]), !=, "");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/languages", test_languages);
  g_test_add_func ("/template/refused", test_refused);
  g_test_add_func ("/template/filled", test_filled);
  g_test_add_func ("/template/too-long", test_too_long);
  g_test_add_func ("/template/signature", test_signature);
  g_test_add_func ("/template/parts", test_parts);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
