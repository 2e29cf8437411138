/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect.c: identity codes and what only looks like one. All codes here have serial numbers from 900 on,
 * which are never given to a person, but for the three that test the lower border. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

typedef struct {
  const char *text;
  guint start, end; /* code points; equal: nothing may be found */
} Example;

static void
check_examples (const Example *examples, gsize count)
{
  static const char *const kinds[] = { "HETU", NULL };

  for (gsize i = 0; i < count; i++) {
    g_autoptr (GArray) hits = luukku_detect (examples[i].text, kinds);
    gboolean expected = examples[i].end > examples[i].start;

    g_test_message ("%s", examples[i].text);
    g_assert_cmpuint (hits->len, ==, expected ? 1 : 0);
    if (!expected)
      continue;
    g_assert_cmpstr (g_array_index (hits, LuukkuHit, 0).kind, ==, "HETU");
    g_assert_cmpuint (g_array_index (hits, LuukkuHit, 0).start, ==, examples[i].start);
    g_assert_cmpuint (g_array_index (hits, LuukkuHit, 0).end, ==, examples[i].end);
    g_assert_cmpint (g_array_index (hits, LuukkuHit, 0).confidence, ==, LUUKKU_CONFIDENCE_CERTAIN);
  }
}

static void
test_signs (void)
{
  static const Example examples[] = {
    { "010203+943E", 0, 11 }, { "010203-945H", 0, 11 }, { "010203Y989X", 0, 11 }, { "010203X988W", 0, 11 },
    { "010203W987V", 0, 11 }, { "010203V986U", 0, 11 }, { "010203U985T", 0, 11 }, { "010203A9655", 0, 11 },
    { "010203B9666", 0, 11 }, { "010203C9677", 0, 11 }, { "010203D9688", 0, 11 }, { "010203E9699", 0, 11 },
    { "010203F970A", 0, 11 }, { "010203G970A", 0, 0 },  { "010203Z945H", 0, 0 },  { "010203/945H", 0, 0 },
    { "010203:945H", 0, 0 },  { "010203.945H", 0, 0 },  { "010203945H", 0, 0 },   { "010203T945H", 0, 0 },
  };

  check_examples (examples, G_N_ELEMENTS (examples));
}

static void
test_typed_oddly (void)
{
  static const Example examples[] = {
    { "tunnus on 010203-945h", 10, 21 },
    { "010203a9655", 0, 11 },
    { "010203 - 945H", 0, 13 },
    { "010203 -945H", 0, 12 },
    { "010203- 945H", 0, 12 },
    { "010203  -945H", 0, 0 },
    { "010203 945H", 0, 0 },
    { "010203\n-945H", 0, 0 },
    { "Se on 010203\u2013945H.", 6, 17 },                   /* en dash */
    { "010203\u2014945H", 0, 11 },                          /* em dash */
    { "010203\u2212945H", 0, 11 },                          /* minus */
    { "010203\u2011945H", 0, 11 },                          /* no-break hyphen */
    { "010203\u00a0\u2013\u00a0945H", 0, 13 },              /* no-break spaces */
    { "010203\u200b-945H", 0, 12 },                         /* zero-width space */
    { "0\u00ad10203-94\u00ad5H", 0, 13 },                   /* soft hyphens */
    { "０１０２０３－９４５Ｈ", 0, 11 },                    /* full width */
    { "\U0001d7ce\U0001d7cf0203-945H", 0, 11 },             /* mathematical digits */
    { "\u0660\u0661\u0660\u0662\u0660\u0663-945H", 0, 11 }, /* Arabic digits */
    { "010203-945\u041d", 0, 11 },                          /* Cyrillic letter of the same shape */
    { "010203\u04109655", 0, 11 },
    { "ä😀 010203-945H", 3, 14 }, /* code points, not bytes */
  };

  check_examples (examples, G_N_ELEMENTS (examples));
}

static void
test_dates (void)
{
  static const Example examples[] = {
    { "290200A912R", 0, 11 }, /* 2000 was a leap year */
    { "290200-912R", 0, 0 },  /* 1900 was not */
    { "290200+914T", 0, 0 },  /* 1800 was not */
    { "290204B913T", 0, 11 }, { "290203A913J", 0, 0 }, { "310495-9158", 0, 0 }, { "321295-9158", 0, 0 },
    { "000195-9158", 0, 0 },  { "010095-9158", 0, 0 }, { "011395-9158", 0, 0 },
  };

  check_examples (examples, G_N_ELEMENTS (examples));
}

static void
test_serial_and_check_character (void)
{
  static const Example examples[] = {
    { "311295-0028", 0, 11 },
    { "311295-0017", 0, 0 },
    { "311295-8996", 0, 11 },
    { "010203-945J", 0, 0 },
    { "010203-946H", 0, 0 },
    { "010203-945G", 0, 0 },
    { "010203-945", 0, 0 },
    { "010203-94", 0, 0 },
    { "010203-", 0, 0 },
    { "010203", 0, 0 },
    { "", 0, 0 },
  };
  g_autoptr (GArray) given = luukku_detect ("311295-0028", NULL);
  g_autoptr (GArray) temporary = luukku_detect ("010203-945H", NULL);

  check_examples (examples, G_N_ELEMENTS (examples));
  g_assert_cmpstr (g_array_index (given, LuukkuHit, 0).cue, ==, "check-character");
  g_assert_cmpstr (g_array_index (temporary, LuukkuHit, 0).cue, ==, "temporary-number");
}

/* Every other check character than the right one is no hit, in every place of the alphabet. */
static void
test_only_one_check_character (void)
{
  const char *alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  guint found = 0;

  for (const char *p = alphabet; *p != '\0'; p++) {
    g_autofree char *text = g_strdup_printf ("010203-945%c", *p);
    g_autoptr (GArray) hits = luukku_detect (text, NULL);

    found += hits->len;
    g_assert_cmpuint (hits->len, ==, *p == 'H' ? 1 : 0);
  }
  g_assert_cmpuint (found, ==, 1);
}

static void
test_surroundings (void)
{
  static const Example examples[] = {
    { "(010203-945H)", 1, 12 },
    { "\"010203-945H\"", 1, 12 },
    { "010203-945H.", 0, 11 },
    { "010203-945H, kiitos", 0, 11 },
    { "010203-945H:n asia", 0, 11 },
    { "010203-945H-tunnus", 0, 11 },
    { "_010203-945H_", 1, 12 },
    { "tunnus:010203-945H", 7, 18 },
    { "-010203-945H", 1, 12 },
    { "\n- 010203-945H", 3, 14 },
    { "https://example.org/010203-945H", 20, 31 },
    { "1010203-945H", 0, 0 },
    { "010203-945H1", 0, 0 },
    { "010203-945Hx", 0, 0 },
    { "x010203-945H", 0, 0 },
    { "AB-010203-945H", 0, 0 },
    { "7-010203-945H", 0, 0 },
    { "010203-945H-2", 0, 0 },
    { "010203-945H/2026", 0, 0 },
    { "12/010203-945H", 0, 0 },
    { "1.010203-945H", 0, 0 },
    { "Hetuni on010203-945H", 9, 20 },
    { "hetu010203-945Hkiitos", 4, 15 },
    { "henkilötunnus-010203-945H", 14, 25 },
  };

  check_examples (examples, G_N_ELEMENTS (examples));
}

static void
test_not_codes (void)
{
  static const Example examples[] = {
    { "Diaarinumero 123/010203/2026", 0, 0 },
    { "Dnro RAU/945/01.02.03/2026", 0, 0 },
    { "Y-tunnus 0171450-7", 0, 0 },
    { "IBAN FI37 1590 3000 0007 76", 0, 0 },
    { "Puh. 019 220 3111 ja 040-010203-945", 0, 0 },
    { "Laki 410/2015 § 6, kiinteistö 686-401-12-945", 0, 0 },
    { "Viite 010203 94512, lasku 010203-94512", 0, 0 },
    { "1.2.2003 klo 9.45", 0, 0 },
  };

  check_examples (examples, G_N_ELEMENTS (examples));
}

static void
test_several (void)
{
  g_autoptr (GArray) hits = luukku_detect ("010203-945H/110575-900H ja 120680-902A", NULL);
  const guint places[][2] = { { 0, 11 }, { 12, 23 }, { 27, 38 } };

  g_assert_cmpuint (hits->len, ==, G_N_ELEMENTS (places));
  for (guint i = 0; i < hits->len; i++) {
    g_assert_cmpuint (g_array_index (hits, LuukkuHit, i).start, ==, places[i][0]);
    g_assert_cmpuint (g_array_index (hits, LuukkuHit, i).end, ==, places[i][1]);
  }
}

static void
test_kinds (void)
{
  static const char *const others[] = { "PHONE", NULL };
  static const char *const wanted[] = { "PHONE", "HETU", NULL };
  g_autoptr (GArray) without = luukku_detect ("010203-945H", others);
  g_autoptr (GArray) with = luukku_detect ("010203-945H", wanted);

  g_assert_cmpuint (without->len, ==, 0);
  g_assert_cmpuint (with->len, ==, 1);
}

static void
test_broken_text (void)
{
  g_autoptr (GArray) hits = luukku_detect ("\xff\xfe 010203-945H \xc3", NULL);

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpuint (g_array_index (hits, LuukkuHit, 0).start, ==, 3);
}

/* A megabyte of what nearly matches: quadratic work would not end within the test's time. */
static void
test_large (void)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) hits = NULL;

  while (text->len < 1024 * 1024)
    g_string_append (text, "010203-945J ");
  g_string_append (text, "010203-945H");
  hits = luukku_detect (text->str, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/hetu/signs", test_signs);
  g_test_add_func ("/detect/hetu/typed-oddly", test_typed_oddly);
  g_test_add_func ("/detect/hetu/dates", test_dates);
  g_test_add_func ("/detect/hetu/serial-and-check-character", test_serial_and_check_character);
  g_test_add_func ("/detect/hetu/only-one-check-character", test_only_one_check_character);
  g_test_add_func ("/detect/hetu/surroundings", test_surroundings);
  g_test_add_func ("/detect/hetu/not-codes", test_not_codes);
  g_test_add_func ("/detect/table/several", test_several);
  g_test_add_func ("/detect/table/kinds", test_kinds);
  g_test_add_func ("/detect/table/broken-text", test_broken_text);
  g_test_add_func ("/detect/table/large", test_large);
  return g_test_run ();
}
