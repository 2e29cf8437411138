/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-contact.c: telephone, e-mail, home address, plate and date of birth, and what looks like them.
 * Natural sentences are in tests/data/detect; here are the rules one by one. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include "language/luukku-language.h"

typedef struct {
  const char *language;
  const char *text;
  const char *expected; /* what is told, "" for nothing */
} Example;

static const char allowed[] = "domain\tkoivukunta.example\n"
                              "phone\t+358 17 189 222\n"
                              "address\tKunnantie 1\n"
                              "address\tPL 12\n";

static LuukkuAllowList *allow_list;

static char *
found_text (const char *text, const LuukkuHit *hit)
{
  return g_utf8_substring (text, hit->start, hit->end);
}

static void
check_examples (const char *kind, const Example *examples, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    const LuukkuDetectOptions options = { .allow_list = allow_list, .language = examples[i].language };
    g_autoptr (GArray) hits = NULL;
    g_autofree char *found = NULL;

    g_test_message ("%s", examples[i].text);
    g_assert_cmpint (luukku_detect_full (examples[i].text, &options, &hits), ==, LUUKKU_DETECT_CHECKED);
    g_assert_cmpuint (hits->len, ==, *examples[i].expected != '\0' ? 1 : 0);
    if (hits->len == 0)
      continue;
    found = found_text (examples[i].text, &g_array_index (hits, LuukkuHit, 0));
    g_assert_cmpstr (g_array_index (hits, LuukkuHit, 0).kind, ==, kind);
    g_assert_cmpstr (found, ==, examples[i].expected);
    g_assert_nonnull (g_array_index (hits, LuukkuHit, 0).cue);
    g_assert_cmpint (g_array_index (hits, LuukkuHit, 0).confidence, >=, LUUKKU_CONFIDENCE_LIKELY);
  }
}

static void
test_phone_forms (void)
{
  static const Example examples[] = {
    { "fi", "0401239876", "0401239876" },
    { "fi", "+358401239876", "+358401239876" },
    { "fi", "00358 40 123 9876", "00358 40 123 9876" },
    { "fi", "+358 (0)40 123 9876", "+358 (0)40 123 9876" },
    { "fi", "(09) 123 4567", "(09) 123 4567" },
    { "fi", "(040 123 9876)", "040 123 9876" },
    { "fi", "040/123 9876", "040/123 9876" },
    { "fi", "0 4 0 1 2 3 9 8 7 6", "0 4 0 1 2 3 9 8 7 6" },
    { "fi", "0\u00ad40\u00a0123\u20119876", "0\u00ad40\u00a0123\u20119876" },
    { "fi", "puh0401239876", "0401239876" },
    { "fi", "040 123 9876 2 kpl", "040 123 9876" },
    { "fi", "040 555 112", "040 555 112" },
    { "ar", "٠٤٤ ١٢٣ ٩٨٧٦", "٠٤٤ ١٢٣ ٩٨٧٦" },
    { "sv", "Ring 070-123 45 67", "070-123 45 67" },
    { "sv", "Ring 0731234567", "0731234567" },
    { "ru", "8 (911) 123-98-76", "8 (911) 123-98-76" },
    { "uk", "097 123 98 76", "097 123 98 76" },
    { "et", "Telefon 5123 9876", "5123 9876" },
  };

  check_examples ("PHONE", examples, G_N_ELEMENTS (examples));
}

static void
test_phone_silent (void)
{
  static const Example examples[] = {
    { "fi", "puh. 017 189 222", "" },
    { "fi", "puh. 00358 17 189222", "" },
    { "fi", "soita 112 tai 116 117", "" },
    { "fi", "puh. 0800 123 456", "" },
    { "fi", "puh. 0600 12345", "" },
    { "fi", "puh. 0700 12345", "" },
    { "fi", "puh. 010 123 4567", "" },
    { "fi", "puh. 020 123 4567", "" },
    { "fi", "puh. +358 29 123 4567", "" },
    { "fi", "puh. 030 123 4567", "" },
    { "fi", "puh. 073 123 4567", "" },
    { "fi", "puh. 075 123 4567", "" },
    { "fi", "02.12.2024", "" },
    { "fi", "09.15-10.45", "" },
    { "fi", "0445/2024", "" },
    { "fi", "091-401-1-23", "" },
    { "fi", "ISBN 0-521-12345-6", "" },
    { "fi", "5105 1051 0510 5101", "" },
    { "fi", "+20 000 000 euroa", "" },
    { "fi", "C0401239876", "" },
    { "fi", "1.0401239876", "" },
    { "fi", "040123", "" },
    { "fi", "", "" },
  };

  check_examples ("PHONE", examples, G_N_ELEMENTS (examples));
}

static void
test_email (void)
{
  static const Example examples[] = {
    { "fi", "tiina.k@iki.fi", "tiina.k@iki.fi" },
    { "fi", "<tiina.k@iki.fi>", "tiina.k@iki.fi" },
    { "fi", "tiina@iki.fi.Kiitos", "tiina@iki.fi" },
    { "fi", "tiina@iki.fi-osoite", "tiina@iki.fi" },
    { "fi", "tiina@mökki.fi:iin", "tiina@mökki.fi" },
    { "fi", "tiina＠iki.fi", "tiina＠iki.fi" },
    { "fi", "tiina (at) iki.fi", "tiina (at) iki.fi" },
    { "fi", "tiina[ät]iki(piste)fi", "tiina[ät]iki(piste)fi" },
    { "fi", "tiina.k ät gmail piste com", "tiina.k ät gmail piste com" },
    { "fi", "tiina@gmail,com", "tiina@gmail,com" },
    { "en", "john.smith at gmail dot com", "john.smith at gmail dot com" },
    { "ru", "olga77 собака mail точка ru", "olga77 собака mail точка ru" },
    { "uk", "olga77 равлик ukr.net", "olga77 равлик ukr.net" },
    { "fi", "info@gmail.com", "info@gmail.com" },
    { "fi", "x@koivukunta.example", "" },
    { "fi", "x (at) posti.koivukunta.example", "" },
    { "fi", "kirjaamo@kela.fi", "" },
    { "fi", "@koivukunta", "" },
    { "fi", "@tiina@mastodon.social", "" },
    { "fi", "5 kpl @ 12,50", "" },
    { "en", "Look at kauhava.fi", "" },
    { "en", "Find us at www.kauhava.fi", "" },
    { "fi", "a@b", "" },
    { "fi", "@", "" },
    { "fi", "x@", "" },
  };

  check_examples ("EMAIL", examples, G_N_ELEMENTS (examples));
}

static void
test_address (void)
{
  static const Example examples[] = {
    { "fi", "Koivukatu 14 C 27", "Koivukatu 14 C 27" },
    { "fi", "Koivukatu 14 as. 27", "Koivukatu 14 as. 27" },
    { "fi", "Koivukatu 14, 70100 Kuopio", "Koivukatu 14, 70100 Kuopio" },
    { "fi", "Asutte: Koivukatu 14b", "Koivukatu 14b" },
    { "fi", "Asutte: Koivukadulla 14", "Koivukadulla 14" },
    { "fi", "asutko koivukatu 14 c 27", "koivukatu 14 c 27" },
    { "fi", "Aleksis Kiven katu 9 B 3", "Aleksis Kiven katu 9 B 3" },
    { "fi", "Koivuk. 14 C 27", "Koivuk. 14 C 27" },
    { "fi", "Osoite on Kivelä 14 C 27", "Kivelä 14 C 27" },
    { "sv", "Bergsgatan 12 bost. 4", "Bergsgatan 12 bost. 4" },
    { "et", "Te elate Kase tn 7-12", "Kase tn 7-12" },
    { "ru", "Вы живёте: ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, кв. 12" },
    { "fi", "Koivukatu 14", "" },
    { "fi", "Koivukatu 14 C", "" },
    { "fi", "Asutteko Koivukadulla?", "" },
    { "fi", "Asuitte Koivukadulla 5 vuotta", "" },
    { "fi", "Kirjasto, Koivukatu 14 C 27", "" },
    { "fi", "Asutte lähellä: Kunnantie 1", "" },
    { "fi", "Kunnantie 1 A 3, 70100 Kuopio", "" },
    { "fi", "Postinne: PL 12, 70101 Kuopio", "" },
    { "fi", "Koivukatu 14.2.2024", "" },
    { "fi", "Asutte: Koivukatu 0", "" },
  };

  check_examples ("ADDRESS", examples, G_N_ELEMENTS (examples));
}

static void
test_plate (void)
{
  static const Example examples[] = {
    { "fi", "auto KLM-456", "KLM-456" },
    { "fi", "auto klm456", "klm456" },
    { "fi", "auto KLM 456", "KLM 456" },
    { "fi", "KLM-456:n auto", "KLM-456" },
    { "fi", "rekkari on klm 456", "klm 456" },
    { "sv", "bilen KLM 45D", "KLM 45D" },
    { "et", "auto 456 KLM", "456 KLM" },
    { "ru", "машина А123ВС 178", "А123ВС 178" },
    { "ru", "машина М 456 ОР 98 уехала", "М 456 ОР 98" },
    { "uk", "авто АА 1234 ВВ", "АА 1234 ВВ" },
    { "fi", "KLM-456", "" },
    { "fi", "auto KLM-056", "" },
    { "fi", "auto KLM-456/2024", "" },
    { "fi", "auto KLM-4567", "" },
    { "fi", "lomake KLM-456 autosta", "" },
    { "fi", "auto on 12 vuotta", "" },
    { "fi", "auto XC60", "" },
    { "fi", "autoilijan tie VT 5", "" },
    { "fi", "auto CD-12", "" },
  };

  check_examples ("PLATE", examples, G_N_ELEMENTS (examples));
}

static void
test_dob (void)
{
  static const Example examples[] = {
    { "fi", "syntymäaika 14.7.1961", "14.7.1961" },
    { "fi", "syntymäaika 14. 7. 61", "14. 7. 61" },
    { "fi", "syntymäaika 1961-07-14", "1961-07-14" },
    { "fi", "syntymäaika 140761", "140761" },
    { "fi", "(s. 14.7.1961)", "14.7.1961" },
    { "fi", "14.7.1961 syntynyt asiakas", "14.7.1961" },
    { "fi", "poikanne syntyi 14.7.1961", "14.7.1961" },
    { "fi", "syntynyt 14. heinäkuuta 1961", "14. heinäkuuta 1961" },
    { "en", "born July 14, 1961", "July 14, 1961" },
    { "ru", "14.07.1961 г.р.", "14.07.1961" },
    { "fi", "14.7.1961", "" },
    { "fi", "syntymäaika 14.13.1961", "" },
    { "fi", "syntymäaika 32.7.1961", "" },
    { "fi", "syntynyt 14.7.1861", "" },
    { "fi", "idea syntyi 14.7.1961", "" },
    { "fi", "yhdistys on syntynyt 14.7.1961", "" },
    { "fi", "syntymäaika ilmoitettava 14.7.2024 mennessä", "" },
    { "fi", "koodi 140761", "" },
  };

  check_examples ("DOB", examples, G_N_ELEMENTS (examples));
}

static void
test_several (void)
{
  const char *text = "Äiti 040 123 9876, isä 050 321 6789, tiina@iki.fi, auto KLM-456, synt. 1.2.1980";
  static const char *const kinds[] = { "PHONE", "PHONE", "EMAIL", "PLATE", "DOB" };
  g_autoptr (GArray) hits = luukku_detect (text, NULL);

  g_assert_cmpuint (hits->len, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < hits->len; i++)
    g_assert_cmpstr (g_array_index (hits, LuukkuHit, i).kind, ==, kinds[i]);
}

/* Half a megabyte each of what nearly matches everywhere: quadratic work would not end within the test's
 * time. */
static void
test_hostile (void)
{
  static const char *const parts[] = {
    "@",    "a@",    "a@a.",        "a piste ",   "at ",     "(at)",      "0",
    "040 ", "+358 ", "0-",          "Koivukatu ", "tie ",    "Asutte K ", "Koivukatu 14 A ",
    "ABC-", "auto ", "auto ABC-0 ", "1.",         "s. 1.2.", "syntynyt ",
  };
  static const char *const kinds[] = { "ADDRESS", "DOB", "EMAIL", "PHONE", "PLATE", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    GString *text = g_string_new (NULL);
    g_autoptr (GArray) hits = NULL;

    while (text->len < 128 * 1024)
      g_string_append (text, parts[i]);
    g_test_message ("%s", parts[i]);
    hits = luukku_detect (text->str, kinds);
    g_assert_cmpuint (hits->len, <, text->len);
    g_string_free (text, TRUE);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  allow_list = luukku_allow_list_parse ("test", allowed, sizeof allowed - 1, NULL);
  g_test_add_func ("/detect/phone/forms", test_phone_forms);
  g_test_add_func ("/detect/phone/silent", test_phone_silent);
  g_test_add_func ("/detect/email/forms", test_email);
  g_test_add_func ("/detect/address/forms", test_address);
  g_test_add_func ("/detect/plate/forms", test_plate);
  g_test_add_func ("/detect/dob/forms", test_dob);
  g_test_add_func ("/detect/contact/several", test_several);
  g_test_add_func ("/detect/contact/hostile", test_hostile);
  status = g_test_run ();
  luukku_allow_list_unref (allow_list);
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
