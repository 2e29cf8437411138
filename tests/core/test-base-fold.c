/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-fold.c: the comparable form and its map back to the text as typed. */
#include "base/luukku-text.h"

#include <string.h>

typedef struct {
  const char *input;
  const char *expected;
} Pair;

static void
check_pairs (const Pair *pairs, gsize n_pairs)
{
  for (gsize i = 0; i < n_pairs; i++) {
    g_autoptr (LuukkuFolded) folded = luukku_folded_new (pairs[i].input);

    g_assert_cmpstr (luukku_folded_get_text (folded), ==, pairs[i].expected);
  }
}

/* Finds @needle in the folded @text and checks the code points it stands for. */
static void
check_place (const char *text, const char *needle, guint expected_start, guint expected_end)
{
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (text);
  const char *all = luukku_folded_get_text (folded);
  const char *found = strstr (all, needle);
  guint start, end;

  g_assert_nonnull (found);
  luukku_folded_map (folded, (gsize) (found - all), (gsize) (found - all) + strlen (needle), &start, &end);
  g_assert_cmpuint (start, ==, expected_start);
  g_assert_cmpuint (end, ==, expected_end);
}

static void
test_text (void)
{
  static const Pair pairs[] = {
    { "", "" },
    { "Hyvää Päivää 123", "Hyvää Päivää 123" },
    { "a\u0308 A\u030a", "ä Å" },
    { "\uff11\uff12\uff13", "123" },
    { "\U0001d7d8\U0001d7e2\U0001d7f6", "000" },
    { "\u0661\u06f2\u0966", "120" },
    { "\uff21\uff42\U0001d400", "AbA" },
    { "\ufb01\u338f\u2460", "fikg1" },
    { "m\u00b2", "m2" },
    { "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe63\uff0d\u2043", "-----------" },
    { "a\u00a0b\u2009c\u202fd\u3000e\tf", "a b c d e f" },
    { "a\nb\u2028c", "a\nb\nc" },
    { "a\u00adb\u200bc\u200dd\ufefff\u202eg\u2066h\ufe0fi\U000e0041j", "abcdfghij" },
    { "a\u00ad\u0308", "ä" },
    { "\u1100\u1161\u11a8", "\uac01" },
    { "\uac00\u11a8", "\uac01" },
    { "\u3131\u314f", "\uac00" },
    { "\uff76\uff9e", "\u30ac" },
    { "\u09c7\u09be", "\u09cb" },
    { "q\u0307\u0323", "q\u0323\u0307" },
    { "\u0308", "\u0308" },
    { "\u00a8", " \u0308" },
    { "\xff", "\xef\xbf\xbd" },
    { "\u200b\u200b", "" },
  };

  check_pairs (pairs, G_N_ELEMENTS (pairs));
}

static void
test_map (void)
{
  check_place ("Tunnus 131052-308T.", "131052-308T", 7, 18);
  check_place ("ä\uff11\uff13\uff11\uff10\uff15\uff12\uff0d\uff13\uff10\uff18\uff34!", "131052-308T", 1, 12);
  check_place ("x \u200b1\u200b3\u00ad1052\u2011\u200e308\u2060T\u200b y", "131052-308T", 3, 18);
  check_place ("\U0001d7cf\U0001d7d1\U0001d7cf052\u2212308T", "131052-308T", 0, 11);
  check_place ("aa\u0308b", "ä", 1, 3);
  check_place ("a\u00ad\u0308\u200bb", "ä", 0, 3);
  check_place ("x\ufb01y", "f", 1, 2);
  check_place ("x\ufb01y", "i", 1, 2);
  check_place ("x\u338fy", "kgy", 1, 3);
  check_place ("\u200b\u200bab", "ab", 2, 4);
  check_place ("1\u0308"
               "2",
               "2", 2, 3);
}

static void
test_map_edges (void)
{
  g_autoptr (LuukkuFolded) folded = luukku_folded_new ("\u200bää\u200b");
  g_autoptr (LuukkuFolded) nothing = luukku_folded_new ("\u200b");
  guint start, end;

  luukku_folded_map (folded, 2, 2, &start, &end); /* no bytes: a place */
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, 2);
  luukku_folded_map (folded, 4, 4, &start, &end); /* the end of the text */
  g_assert_cmpuint (start, ==, 4);
  g_assert_cmpuint (end, ==, 4);
  luukku_folded_map (folded, 1, 3, &start, &end); /* inside of characters: all of them */
  g_assert_cmpuint (start, ==, 1);
  g_assert_cmpuint (end, ==, 3);
  luukku_folded_map (folded, 2, G_MAXSIZE, &start, &end);
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, 3);
  luukku_folded_map (folded, G_MAXSIZE, 0, &start, &end);
  g_assert_cmpuint (start, ==, 4);
  g_assert_cmpuint (end, ==, 4);
  luukku_folded_map (nothing, 0, 0, &start, &end);
  g_assert_cmpuint (start, ==, 1);
  g_assert_cmpuint (end, ==, 1);
}

/* Cutting into clusters must not change what NFKC says about the whole: the result is NFKC and folds to
 * itself. */
static void
test_whole_plane (void)
{
  for (gunichar c = 0x20; c < 0x20000; c++) {
    g_autoptr (GString) typed = g_string_new ("e");
    g_autofree char *normal = NULL;
    g_autoptr (LuukkuFolded) folded = NULL;
    g_autoptr (LuukkuFolded) again = NULL;
    const char *text;
    guint start, end;

    if (!g_unichar_validate (c) || g_unichar_type (c) == G_UNICODE_UNASSIGNED)
      continue;
    g_string_append_unichar (typed, c);
    g_string_append_c (typed, 'o');
    folded = luukku_folded_new (typed->str);
    text = luukku_folded_get_text (folded);
    normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
    g_assert_cmpstr (text, ==, normal);
    again = luukku_folded_new (text);
    g_assert_cmpstr (text, ==, luukku_folded_get_text (again));
    luukku_folded_map (folded, 0, strlen (text), &start, &end);
    g_assert_cmpuint (start, ==, 0);
    g_assert_cmpuint (end, ==, 3);
    luukku_folded_map (folded, strlen (text) - 1, strlen (text), &start, &end);
    g_assert_cmpuint (start, ==, 2);
    g_assert_cmpuint (end, ==, 3);
  }
}

/* Whatever is typed: spans rise, never cross, and never leave the text. */
static void
test_random (void)
{
  static const gunichar alphabet[] = { 'a',    '1',    ' ',    0x308,   0x323,  0x200b, 0xad,
                                       0xff11, 0x2011, 0xfb01, 0x1100,  0x1161, 0x11a8, 0xac00,
                                       0xff9e, 0xff76, 0xfdfa, 0x1d7ce, 0x0345 };

  for (guint round = 0; round < 3000; round++) {
    g_autoptr (GString) typed = g_string_new (NULL);
    g_autoptr (LuukkuFolded) folded = NULL;
    guint length = (guint) g_test_rand_int_range (0, 60);
    guint last_start = 0, last_end = 0;

    for (guint i = 0; i < length; i++)
      g_string_append_unichar (typed, alphabet[g_test_rand_int_range (0, G_N_ELEMENTS (alphabet))]);
    folded = luukku_folded_new (typed->str);
    for (gsize i = 0; i < strlen (luukku_folded_get_text (folded)); i++) {
      guint start, end;

      luukku_folded_map (folded, i, i + 1, &start, &end);
      g_assert_cmpuint (start, <, end);
      g_assert_cmpuint (end, <=, length);
      g_assert_true ((start == last_start && end == last_end) || start >= last_end);
      last_start = start;
      last_end = end;
    }
  }
}

static void
test_hostile (void)
{
  static const char *const units[] = { "\u0308", "\u0323\u0308", "\u200b", "\ufdfa", "\u1161", "\xff", "<" };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (GString) typed = g_string_new ("a");
    g_autoptr (LuukkuFolded) folded = NULL;

    while (typed->len < 256 * 1024)
      g_string_append (typed, units[i]);
    folded = luukku_folded_new (typed->str);
    g_assert_true (g_str_has_prefix (luukku_folded_get_text (folded), "a") ||
                   g_str_has_prefix (luukku_folded_get_text (folded), "ä") ||
                   g_str_has_prefix (luukku_folded_get_text (folded), "ạ"));
    g_assert_true (g_utf8_validate (luukku_folded_get_text (folded), -1, NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/fold/text", test_text);
  g_test_add_func ("/base/fold/map", test_map);
  g_test_add_func ("/base/fold/map-edges", test_map_edges);
  g_test_add_func ("/base/fold/whole-plane", test_whole_plane);
  g_test_add_func ("/base/fold/random", test_random);
  g_test_add_func ("/base/fold/hostile", test_hostile);
  return g_test_run ();
}
