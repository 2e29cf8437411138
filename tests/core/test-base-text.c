/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-text.c: bytes from outside, chat markup, masking, the log form. The comparable form has its own
 * file, test-base-fold.c. */
#include "base/luukku-text.h"

#include <string.h>

#include "base/luukku-digest.h"

#define MEGABYTE (1024 * 1024)

typedef struct {
  const char *input;
  const char *expected;
} Pair;

/* Returns: (transfer full): @unit again and again, about @size bytes. */
static char *
repeat (const char *unit, gsize size)
{
  gsize length = strlen (unit);
  gsize count = size / length;
  char *text = g_malloc (count * length + 1);

  for (gsize i = 0; i < count; i++)
    memcpy (text + i * length, unit, length);
  text[count * length] = '\0';
  return text;
}

/* --- bytes */

static void
test_valid_cases (void)
{
  static const struct {
    const char *bytes;
    gssize length;
    const char *expected;
  } cases[] = {
    { "", 0, "" },
    { NULL, 0, "" },
    { "hyvää päivää", -1, "hyvää päivää" },
    { "a\0b", 3,
      "a\xe2\x90\x80"
      "b" },
    { "\0\0", 2, "\xe2\x90\x80\xe2\x90\x80" },
    { "abc", 2, "ab" },
    { "\xff", -1, "\xef\xbf\xbd" },
    { "a\x80z", -1, "a\xef\xbf\xbdz" },
    { "\xc3", -1, "\xef\xbf\xbd" },                                                 /* cut in the middle */
    { "\xed\xa0\xbd\xed\xb8\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },      /* lone high surrogate */
    { "\xed\xb0\x80", -1, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },                 /* lone low surrogate */
    { "\xc0\xaf", -1, "\xef\xbf\xbd\xef\xbf\xbd" },                                 /* overlong '/' */
    { "\xf4\x90\x80\x80", -1, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* above U+10FFFF */
    { "\xf0\x9f\x98\x80", -1, "\xf0\x9f\x98\x80" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *valid = luukku_text_make_valid (cases[i].bytes, cases[i].length);

    g_assert_cmpstr (valid, ==, cases[i].expected);
    g_assert_true (g_utf8_validate (valid, -1, NULL));
  }
}

static void
test_valid_random (void)
{
  for (guint round = 0; round < 2000; round++) {
    guint8 bytes[64];
    g_autofree char *valid = NULL;
    g_autofree char *again = NULL;

    for (gsize i = 0; i < sizeof bytes; i++)
      bytes[i] = (guint8) g_test_rand_int_range (0, 256);
    valid = luukku_text_make_valid ((const char *) bytes, sizeof bytes);
    again = luukku_text_make_valid (valid, -1);
    g_assert_true (g_utf8_validate (valid, -1, NULL));
    g_assert_cmpstr (valid, ==, again);
  }
}

static void
test_valid_large (void)
{
  g_autofree char *broken = g_malloc (MEGABYTE);
  g_autofree char *valid = NULL;

  memset (broken, 0xff, MEGABYTE);
  valid = luukku_text_make_valid (broken, MEGABYTE);
  g_assert_cmpuint (strlen (valid), ==, 3 * MEGABYTE);
  memset (broken, 0, MEGABYTE);
  g_free (valid);
  valid = luukku_text_make_valid (broken, MEGABYTE);
  g_assert_cmpuint (strlen (valid), ==, 3 * MEGABYTE);
}

/* --- markup to text */

static void
check_pairs (const Pair *pairs, gsize n_pairs)
{
  for (gsize i = 0; i < n_pairs; i++) {
    g_autofree char *plain = luukku_text_strip_html (pairs[i].input);

    g_assert_cmpstr (plain, ==, pairs[i].expected);
  }
}

static void
test_html_tags (void)
{
  static const Pair pairs[] = {
    { "", "" },
    { "Hei!", "Hei!" },
    { "<b>Hei</b> <i>vaan</i>", "Hei vaan" },
    { "<html><body><font color=\"#f00\">Hei</font></body></html>", "Hei" },
    { "yksi<br>kaksi<BR/>kolme<br />neljä", "yksi\nkaksi\nkolme\nneljä" },
    { "<p>yksi</p><p>kaksi</p>", "yksi\nkaksi\n" },
    { "<ul><li>a</li><li>b</li></ul>", "a\nb\n" },
    { "<div>a</div>b", "a\nb" },
    { "a\nb", "a\nb" },
    { "<a href=\"https://example.org/?a=1&b=<2>\" title='>'>linkki</a>", "linkki" },
    { "<pre>x</pre><bring>y</bring><listen>z</listen>", "xyz" },
    { "näin <!-- <b>piilossa</b> --> tässä", "näin  tässä" },
    { "<!DOCTYPE html>a<?xml version=\"1.0\"?>b<![CDATA[c]]>d", "abd" },
    { "<!-->a<!--->b", "ab" },
    { "a<script>alert('<b>')</script>b", "ab" },
    { "a<STYLE type=\"text/css\">p { }</style >b", "ab" },
    { "a<script src=\"x\"/>b", "ab" },
    { "a<scripture>b</scripture>", "ab" },
  };

  check_pairs (pairs, G_N_ELEMENTS (pairs));
}

static void
test_html_no_tags (void)
{
  static const Pair pairs[] = {
    { "<", "<" },
    { "1 < 2 ja 3 > 2", "1 < 2 ja 3 > 2" },
    { "<3 kiitos", "<3 kiitos" },
    { "<>", "<>" },
    { "</>", "</>" },
    { "</ b>", "</ b>" },
    { "x <b", "x <b" },
    { "x <b y", "x <b y" },
    { "a <b ja c <i>d</i>", "a <b ja c d" },
    { "<<b>>", "<>" },
    { "<a title=\"auki>teksti", "teksti" },
    { "a <!-- auki", "a <!-- auki" },
    { "a <!-", "a <!-" },
    { "a <! b>", "a <! b>" },
    { "a <!doctype", "a <!doctype" },
    { "a <script>auki 131052-308T", "a auki 131052-308T" },
    { "a <script>auki</script", "a auki</script" },
    { "<style><style>x", "x" },
    { "<\xc3\xa4>", "<ä>" },
  };

  check_pairs (pairs, G_N_ELEMENTS (pairs));
}

static void
test_html_references (void)
{
  static const Pair pairs[] = {
    { "&lt;b&gt; &amp; &quot;x&quot; &apos;y&apos;", "<b> & \"x\" 'y'" },
    { "&amp;lt;", "&lt;" },
    { "&nbsp;", "\xc2\xa0" },
    { "&auml;&Auml;&ouml;&Ouml;&aring;&Aring;&euro;&hellip;", "äÄöÖåÅ€…" },
    { "&#65;&#x41;&#X41;&#39;", "AAA'" },
    { "&#x1F600;", "\xf0\x9f\x98\x80" },
    { "&#128;", "€" },
    { "&#0;&#xD800;&#x110000;&#7;&#xFFFFFFFF;",
      "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "&#10;&#13;&#9;", "\n\r\t" },
    { "&", "&" },
    { "&;", "&;" },
    { "&#;", "&#;" },
    { "&#x;", "&#x;" },
    { "&#xg;", "&#xg;" },
    { "&lt", "&lt" },
    { "R&D & K", "R&D & K" },
    { "&unknown;", "&unknown;" },
    { "&LT;", "&LT;" },
    { "&#12345678901234567890;", "&#12345678901234567890;" },
    { "&thetasymbol;", "&thetasymbol;" },
    { "&lt&gt;", "&lt>" },
  };

  check_pairs (pairs, G_N_ELEMENTS (pairs));
}

static void
test_html_hostile (void)
{
  /* Each would take minutes with a search that starts again at every '<'. */
  static const char *const units[] = {
    "<",       "&",           ">",           "</",         "<a",        "<a ",
    "<a \"",   "<a '",        "<!--",        "<!",         "<!a",       "<script>",
    "<style>", "</script",    "<script>\"<", "<b \"> \"",  "<a \"'",    "<a \"><b '>",
    "&#",      "&#x",         "&a",          "&lt",        "<b ' \"> ", "<?x",
    "<a\"<",   "<!--<b>",     "<a \"<b '<",  "<script></", "\xff",      "<a b=\">\" c='",
    "&#1",     "<a \" ' \" ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autofree char *markup = repeat (units[i], MEGABYTE / 4);
    g_autofree char *plain = luukku_text_strip_html (markup);
    g_autofree char *closed = g_strconcat (markup, ">", NULL);
    g_autofree char *plain_closed = luukku_text_strip_html (closed);

    g_assert_true (g_utf8_validate (plain, -1, NULL));
    g_assert_true (g_utf8_validate (plain_closed, -1, NULL));
  }
}

static void
test_html_hostile_text (void)
{
  g_autofree char *less = repeat ("<", MEGABYTE);
  g_autofree char *less_plain = luukku_text_strip_html (less);
  g_autofree char *ampersands = repeat ("&", MEGABYTE);
  g_autofree char *ampersands_plain = luukku_text_strip_html (ampersands);
  g_autofree char *comments = repeat ("<!--", MEGABYTE);
  g_autofree char *comments_plain = luukku_text_strip_html (comments);

  g_assert_cmpstr (less_plain, ==, less);
  g_assert_cmpstr (ampersands_plain, ==, ampersands);
  g_assert_cmpstr (comments_plain, ==, comments);
}

/* What is shown to a clerk comes back as it was, whatever a resident writes. */
static void
test_html_round_trip (void)
{
  static const char alphabet[] = "<>&\"'/!-#;xablt \nscript";

  for (guint round = 0; round < 5000; round++) {
    char text[41];
    g_autofree char *markup = NULL;
    g_autofree char *plain = NULL;
    gsize length = (gsize) g_test_rand_int_range (0, sizeof text);

    for (gsize i = 0; i < length; i++)
      text[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
    text[length] = '\0';
    markup = luukku_text_to_html (text);
    plain = luukku_text_strip_html (markup);
    g_assert_cmpstr (plain, ==, text);
  }
}

static void
test_html_escape (void)
{
  static const Pair pairs[] = {
    { "", "" },
    { "<b>&\"'", "&lt;b&gt;&amp;&quot;'" },
    { "a\nb\r\nc\rd", "a<BR>b<BR>c<BR>d" },
    { "ää \xff", "ää \xef\xbf\xbd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *markup = luukku_text_to_html (pairs[i].input);

    g_assert_cmpstr (markup, ==, pairs[i].expected);
  }
}

/* --- masks, logs, lines */

static void
test_mask (void)
{
  static const struct {
    const char *text;
    guint start, end;
    const char *expected;
  } cases[] = {
    { "", 0, 5, "" },
    { "päivää", 0, 0, "päivää" },
    { "päivää", 1, 3, "p••vää" },
    { "päivää", 4, 99, "päiv••" },
    { "päivää", 5, 2, "päivää" },
    { "a\xf0\x9f\x98\x80z", 1, 2, "a•z" },
    { "\xff\xff", 0, 1, "•\xef\xbf\xbd" },
    { "abc", 0, G_MAXUINT, "•••" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = luukku_text_mask (cases[i].text, cases[i].start, cases[i].end);

    g_assert_cmpstr (masked, ==, cases[i].expected);
  }
}

static void
test_excerpt (void)
{
  g_autofree char *excerpt = luukku_text_excerpt ("päivää");
  g_autofree char *digest = luukku_digest_text ("päivää");
  g_autofree char *expected = g_strdup_printf ("[6 characters, %.8s]", digest);
  g_autofree char *nothing = luukku_text_excerpt (NULL);

  g_assert_cmpstr (excerpt, ==, expected);
  g_assert_cmpstr (nothing, ==, "[0 characters, e3b0c442]");
}

static void
test_length (void)
{
  g_assert_cmpuint (luukku_text_length (""), ==, 0);
  g_assert_cmpuint (luukku_text_length ("abc"), ==, 3);
  g_assert_cmpuint (luukku_text_length ("ä€\xf0\x9f\x98\x80"), ==, 3);
  g_assert_cmpuint (luukku_text_length ("\xf0"), ==, 1); /* must not read past the end */
}

static void
test_first_line (void)
{
  static const struct {
    const char *text;
    guint max;
    const char *expected;
  } cases[] = {
    { "", 10, "" },
    { "yksi\nkaksi", 10, "yksi" },
    { "yksi\r\nkaksi", 10, "yksi" },
    { "\n \n  yksi  \nkaksi", 10, "yksi" },
    { "äää", 3, "äää" },
    { "ääää", 3, "ää…" },
    { "aa bb", 4, "aa…" },
    { "ääää", 1, "…" },
    { "ääää", 0, "" },
    { "\xff\xff", 5, "\xef\xbf\xbd\xef\xbf\xbd" },
    { "a", G_MAXUINT, "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line = luukku_text_first_line (cases[i].text, cases[i].max);

    g_assert_cmpstr (line, ==, cases[i].expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/valid/cases", test_valid_cases);
  g_test_add_func ("/base/text/valid/random", test_valid_random);
  g_test_add_func ("/base/text/valid/large", test_valid_large);
  g_test_add_func ("/base/text/html/tags", test_html_tags);
  g_test_add_func ("/base/text/html/no-tags", test_html_no_tags);
  g_test_add_func ("/base/text/html/references", test_html_references);
  g_test_add_func ("/base/text/html/hostile", test_html_hostile);
  g_test_add_func ("/base/text/html/hostile-text", test_html_hostile_text);
  g_test_add_func ("/base/text/html/round-trip", test_html_round_trip);
  g_test_add_func ("/base/text/html/escape", test_html_escape);
  g_test_add_func ("/base/text/mask", test_mask);
  g_test_add_func ("/base/text/excerpt", test_excerpt);
  g_test_add_func ("/base/text/length", test_length);
  g_test_add_func ("/base/text/first-line", test_first_line);
  return g_test_run ();
}
