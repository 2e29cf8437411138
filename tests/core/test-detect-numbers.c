/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-numbers.c: the families of numbers but for the Finnish identity code: check digits, forms,
 * what must stand beside them, and what only looks like them. Nobody's numbers: test serials, public test
 * cards, invented banks. An example's second part is what is told, "KIND:start-end;…"; empty is nothing. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <string.h>

#include "detect/luukku-number.h"
#include "language/luukku-language.h"

typedef struct {
  const char *text, *told;
} Example;

static char *
tell (const char *text, const LuukkuAllowList *allow_list, LuukkuConfidence least)
{
  static const char *const kinds[] = { "SE_PNR", "EE_IK",  "FOREIGN_ID", "TAX_NO", "IBAN",
                                       "CARD",   "DOC_ID", "IP",         "SECRET", NULL };
  const LuukkuDetectOptions options = { .kinds = kinds, .allow_list = allow_list, .language = "fi" };
  g_autoptr (GArray) hits = NULL;
  GString *told = g_string_new (NULL);

  g_assert_cmpint (luukku_detect_full (text, &options, &hits), ==, LUUKKU_DETECT_CHECKED);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    if (hit->confidence >= least)
      g_string_append_printf (told, "%s%s:%u-%u", told->len > 0 ? ";" : "", hit->kind, hit->start, hit->end);
    g_assert_nonnull (hit->cue);
  }
  return g_string_free (told, FALSE);
}

static void
check (const Example *examples, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autofree char *told = tell (examples[i].text, NULL, LUUKKU_CONFIDENCE_LIKELY);

    g_test_message ("%s", examples[i].text);
    g_assert_cmpstr (told, ==, examples[i].told);
  }
}

static void
test_check_digits (void)
{
  g_assert_true (luukku_check_luhn ("4111111111111111", 16));
  g_assert_false (luukku_check_luhn ("4111111111111112", 16));
  g_assert_true (luukku_check_reference ("123453", 6));
  g_assert_false (luukku_check_reference ("123454", 6));
  g_assert_false (luukku_check_reference ("123", 3));
  g_assert_true (luukku_check_97 ("FI2112345600000785", 18));
  g_assert_false (luukku_check_97 ("FI2112345600000786", 18));
  g_assert_true (luukku_check_97 ("RF18539007547034", 16));
  g_assert_true (luukku_check_business_id ("02088528"));
  g_assert_false (luukku_check_business_id ("02088521"));
  g_assert_true (luukku_check_isikukood ("23904041777"));
  g_assert_false (luukku_check_isikukood ("23904041778"));
  g_assert_false (luukku_check_isikukood ("23902301777"));
}

static void
test_personnummer (void)
{
  static const Example examples[] = {
    { "860507-9980", "SE_PNR:0-11" },
    { "19860507-9980", "SE_PNR:0-13" },
    { "198605079980", "SE_PNR:0-12" },
    { "860507+9980", "SE_PNR:0-11" },
    { "personnummer 8605079980", "SE_PNR:13-23" },
    { "personnummer 860507 9980", "SE_PNR:13-24" },
    { "860507 \u2013 9980", "SE_PNR:0-13" },
    { "860567-9980", "" }, /* Luhn */
    { "8605079980", "" },  /* ten digits without the word */
    { "19860507 9980", "" },
    { "860507-9981", "" },
    { "19990230-1234", "" },
    { "1860507-9980", "" },
    { "860507-99801", "" },
    { "A860507-9980", "" },
    { "Faktura 860507-9980", "" },
    { "556036-0793", "" }, /* an organisation */
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_isikukood (void)
{
  static const Example examples[] = {
    { "23904041777", "EE_IK:0-11" },
    { "kood: 23904041777.", "EE_IK:6-17" },
    { "23904041778", "" },
    { "123904041777", "" },
    { "23904041777 1", "EE_IK:0-11" },
    { "+23904041777", "" },
    { "Viitenumber 23904041777", "" },
    { "93904041777", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_named (void)
{
  static const Example examples[] = {
    { "ИНН 500100732259", "FOREIGN_ID:4-16" },
    { "ИНН 500100732258", "" },
    { "номер 500100732259", "" },
    { "ИНН 7707083893", "" }, /* an organisation's */
    { "СНИЛС 112-233-445 95", "FOREIGN_ID:6-20" },
    { "СНИЛС 112-233-445 96", "" },
    { "РНОКПП 3184710691", "FOREIGN_ID:7-17" },
    { "PESEL 44051401359", "FOREIGN_ID:6-17" },
    { "PESEL 44051401358", "" },
    { "Asmens kodas 33309240064", "FOREIGN_ID:13-24" },
    { "Veronumero 123456789012", "TAX_NO:11-23" },
    { "Veronumero on 1234 5678 9012", "TAX_NO:14-28" },
    { "Veronumero 12345678901", "" },
    { "Koodi 123456789012", "" },
    { "Passi XP1234567", "DOC_ID:6-15" },
    { "passi: XP 1234567", "DOC_ID:7-17" },
    { "паспорт 4510 123456", "DOC_ID:8-19" },
    { "XP1234567", "" },
    { "Passi, tilausnumero XP1234567", "" },
    { "passi 12345", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_iban (void)
{
  static const Example examples[] = {
    { "FI2112345600000785", "IBAN:0-18" },
    { "fi21 1234 5600 0007 85", "IBAN:0-22" },
    { "FI21-1234-5600-0007-85", "IBAN:0-22" },
    { "F I 2 1 1 2 3 4 5 6 0 0 0 0 0 7 8 5", "IBAN:0-35" },
    { "FI21\u00a01234\u00a05600\u00a00007\u00a085", "IBAN:0-22" },
    { "IBANFI2112345600000785", "IBAN:4-22" },
    { "F\u0406\u200b2112345600000785", "IBAN:0-19" }, /* Cyrillic I, zero-width space */
    { "FI2112345600000785 ja", "IBAN:0-18" },
    { "FI2112345600000785ja", "" },
    { "XFI2112345600000785", "" },
    { "FI21123456000007851", "" },
    { "FI2112345600000786", "" },
    { "XX2112345600000785", "" },
    { "RF18539007547034", "" },
    { "GB82 WEST 1234 5698 7654 32", "IBAN:0-27" },
  };
  g_autofree char *likely = tell ("Tilini on FI2112345600000786", NULL, LUUKKU_CONFIDENCE_LIKELY);
  g_autofree char *possible = tell ("Tilini on FI2112345600000786", NULL, LUUKKU_CONFIDENCE_POSSIBLE);

  check (examples, G_N_ELEMENTS (examples));
  g_assert_cmpstr (likely, ==, "");
  g_assert_cmpstr (possible, ==, "IBAN:10-28");
}

static void
test_card (void)
{
  static const Example examples[] = {
    { "4111 1111 1111 1111", "CARD:0-19" },
    { "4111111111111111", "CARD:0-16" },
    { "4111-1111-1111-1111", "CARD:0-19" },
    { "3782 822463 10005", "CARD:0-17" },
    { "4222222222222", "CARD:0-13" },
    { "4111 1111 1111 1111 12/27", "CARD:0-19" },
    { "4111 1111 1111 1112", "" },
    { "1111 1111 1111 1117", "" }, /* no issuer */
    { "41111 11111 11111 1", "" }, /* groups of a reference */
    { "Kortti 41111 11111 11111 1", "CARD:7-26" },
    { "Viite 4111 1111 1111 1111", "" },
    { "04111111111111111", "" },
    { "41111111111111110", "" },
    { "A4111111111111111", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_ip (void)
{
  static const Example examples[] = {
    { "198.51.100.23", "IP:0-13" },
    { "http://198.51.100.23:8080/", "IP:7-20" },
    { "198.51.100.23.", "IP:0-13" },
    { "2001:db8::1", "IP:0-11" },
    { "IP:2001:db8::1", "IP:3-14" },
    { "[2001:db8:85a3:0:0:8a2e:370:7334]", "IP:1-32" },
    { "ip 1.2.3.4", "IP:3-10" },
    { "1.2.3.4", "" },
    { "luku 198.51.100.23", "" },
    { "versio 198.51.100.23", "" },
    { "198.51.100.256", "" },
    { "198.51.100.023", "" },
    { "198.51.100", "" },
    { "198.51.100.23.4", "" },
    { "1.198.51.100.23", "" },
    { "127.0.0.1", "" },
    { "::1", "" },
    { "12:30:45", "" },
    { "std::abc", "" },
    { "klo 9:00", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_secret (void)
{
  static const Example examples[] = {
    { "Salasana: Koivu2024", "SECRET:10-19" },
    { "salasananne on \u201cKoivu2024\u201d.", "SECRET:16-25" },
    { "salasana Koivu2024", "SECRET:9-18" },
    { "Salasana on nyt uusi koivuKuu", "SECRET:21-29" },
    { "PIN 4821", "SECRET:4-8" },
    { "PIN-koodi = 4821", "SECRET:12-16" },
    { "Salasana on 48213", "SECRET:12-17" },
    { "Salasana:\nKoivu2024", "SECRET:10-19" },
    { "salasana on vanhentunut", "" },
    { "salasana on 12 merkkiä", "" },
    { "salasana on 1234 merkkiä", "" },
    { "salasana on voimassa 31.12.2026", "" },
    { "salasana ei toimi. Koivu2024", "" },
    { "salasana 12345", "" },
    { "PIN on salainen", "" },
    { "PIN 123", "" },
    { "PIN 123456789", "" },
    { "Koivu2024", "" },
    { "salasana on https://example.org/a1", "" },
    { "salasana on lukittu, soita numeroon 0401234567", "" },
    { "salasana", "" },
    { "salasana:", "" },
    { "PIN", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

/* What the harmless numbers claim stays silent, and so does what the municipality allows. */
static void
test_silent (void)
{
  static const Example examples[] = {
    { "Viite 91149 74693 00056", "" },
    { "RF18 5390 0754 7034", "" },
    { "Y-tunnus 0208852-8", "" },
    { "987/03.01.00/2021", "" },
    { "laki 410/2015", "" },
    { "686-401-12-945", "" },
    { "1 234 567,89 €", "" },
    { "2.6.\u201331.8.2024", "" },
    { "2024-05-06", "" },
    { "ISBN 978-951-0-38475-9", "" },
    { "0800 147 111", "" },
    { "112", "" },
    { "003702088528", "" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/numbers/check-digits", test_check_digits);
  g_test_add_func ("/detect/numbers/personnummer", test_personnummer);
  g_test_add_func ("/detect/numbers/isikukood", test_isikukood);
  g_test_add_func ("/detect/numbers/named", test_named);
  g_test_add_func ("/detect/numbers/iban", test_iban);
  g_test_add_func ("/detect/numbers/card", test_card);
  g_test_add_func ("/detect/numbers/ip", test_ip);
  g_test_add_func ("/detect/numbers/secret", test_secret);
  g_test_add_func ("/detect/numbers/silent", test_silent);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
