/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-engine.c: what all families stand on: the scan and its places, words of the lexicons, how
 * overlaps are settled, what could not be checked, and the list of the municipality's own contact points. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/luukku-error.h"
#include "detect/luukku-lexicon.h"
#include "detect/luukku-scan.h"
#include "language/luukku-language.h"

/* --- the scan */

static void
test_repair (void)
{
  static const struct {
    const char *typed, *text;
  } examples[] = {
    { "plain text", "plain text" },
    { "p\u0430ssi", "passi" },                  /* Cyrillic a in a Latin word */
    { "FI58 \u0410B", "FI58 AB" },              /* in a code */
    { "\u0391\u03921", "AB1" },                 /* Greek */
    { "мама", "мама" },                         /* a word of its own script stays */
    { "мама passi", "мама passi" },             /* and does not spoil its neighbour */
    { "passж", "passж" },                       /* no twin: nothing is changed */
    { "\u00adp\u200ba\u0441s\u0456", "pacsi" }, /* invisible characters, two kinds of letters */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autoptr (LuukkuScan) scan = luukku_scan_new (examples[i].typed, NULL);

    g_assert_cmpstr (luukku_scan_text (scan), ==, examples[i].text);
    g_assert_cmpuint (luukku_scan_size (scan), ==, strlen (examples[i].text));
  }
}

static GArray *
told (LuukkuScan *scan)
{
  luukku_scan_settle (scan);
  return luukku_scan_take_hits (scan, NULL);
}

/* What is told in bytes of the repaired text comes back in characters of the text as typed. */
static void
test_places (void)
{
  g_autoptr (LuukkuScan) scan = luukku_scan_new ("ä\u200b p\u0430ssi\u00ad\u0441 ö", NULL);
  const char *text = luukku_scan_text (scan);
  const char *word = strstr (text, "passic");
  LuukkuFound found = { .kind = "X", .cues = { "one", "two" } };
  g_autoptr (GArray) hits = NULL;

  g_assert_nonnull (word);
  found.start = (guint) (word - text);
  found.end = found.start + 6;
  luukku_scan_add (scan, &found);
  hits = told (scan);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpuint (g_array_index (hits, LuukkuHit, 0).start, ==, 3);
  g_assert_cmpuint (g_array_index (hits, LuukkuHit, 0).end, ==, 10);
  g_assert_cmpstr (g_array_index (hits, LuukkuHit, 0).cue, ==, "one");
  g_assert_cmpstr (g_array_index (hits, LuukkuHit, 0).cues[1], ==, "two");
  g_assert_null (g_array_index (hits, LuukkuHit, 0).cues[2]);
}

/* The lower form keeps every place, also where a letter would change its length. */
static void
test_lower (void)
{
  g_autoptr (LuukkuScan) scan = luukku_scan_new ("ÄÖ Ё \u0130 \u0623\u0629\u0649 ABC", NULL);

  g_assert_cmpuint (strlen (luukku_scan_lower (scan)), ==, luukku_scan_size (scan));
  g_assert_cmpstr (luukku_scan_lower (scan), ==, "äö е \u0130 \u0627\u0647\u064a abc");
}

static void
test_tokens (void)
{
  g_autoptr (LuukkuScan) scan = luukku_scan_new ("Hei, PIN 12a kello 10:30", NULL);
  GArray *tokens = luukku_scan_tokens (scan);
  GArray *runs = luukku_scan_digit_runs (scan);
  const LuukkuScanToken *token = (const LuukkuScanToken *) (gpointer) tokens->data;

  g_assert_cmpuint (tokens->len, ==, 6);
  g_assert_cmpuint (token[0].flags, ==, LUUKKU_TOKEN_UPPER | LUUKKU_TOKEN_LETTER);
  g_assert_cmpuint (token[1].flags, ==, LUUKKU_TOKEN_UPPER | LUUKKU_TOKEN_ALL_UPPER | LUUKKU_TOKEN_LETTER);
  g_assert_cmpuint (token[2].flags, ==, LUUKKU_TOKEN_DIGIT | LUUKKU_TOKEN_LETTER);
  g_assert_cmpuint (luukku_scan_token_at (scan, 0), ==, 0);
  g_assert_cmpuint (luukku_scan_token_at (scan, 3), ==, 1);
  g_assert_cmpuint (luukku_scan_token_at (scan, 1000), ==, 6);
  g_assert_cmpuint (runs->len, ==, 3);
  g_assert_cmpuint (g_array_index (runs, LuukkuDigitRun, 0).start, ==, 9);
  g_assert_cmpuint (g_array_index (runs, LuukkuDigitRun, 0).end, ==, 11);
}

static void
test_language (void)
{
  const LuukkuDetectOptions options = { .language = "sv" };
  g_autoptr (LuukkuScan) asked = luukku_scan_new ("Kiitos viestistä ja hyvää päivää", &options);
  g_autoptr (LuukkuScan) guessed = luukku_scan_new ("Kiitos viestistä ja hyvää päivää", NULL);

  g_assert_cmpstr (luukku_scan_language (asked), ==, "sv");
  g_assert_cmpstr (luukku_scan_language (guessed), ==, "fi");
}

/* --- words */

static void
test_terms (void)
{
  g_autoptr (LuukkuScan) scan =
      luukku_scan_new ("Salasananne, PIN-koodi Iban123 identity card tilasto", NULL);
  guint last = 0;

  g_assert_true (luukku_scan_token_is (scan, 0, "password")); /* "salasana*" */
  g_assert_true (luukku_scan_token_is (scan, 1, "pin"));      /* a part of a word with a hyphen */
  g_assert_true (luukku_scan_token_is (scan, 2, "account"));  /* before a digit */
  g_assert_true (luukku_scan_token_begins (scan, 3, "document", &last));
  g_assert_cmpuint (last, ==, 4); /* two words */
  g_assert_false (luukku_scan_token_is (scan, 4, "document"));
  g_assert_false (luukku_scan_token_is (scan, 5, "account")); /* "tili" is a word, no prefix */
  g_assert_false (luukku_scan_token_is (scan, 99, "account"));
  g_assert_false (luukku_scan_token_is (scan, 0, "no-such-class"));
  g_assert_cmpuint (luukku_lexicon_class ("no-such-class"), ==, LUUKKU_LEXICON_NO_CLASS);
}

static void
test_near (void)
{
  const char *text = "passi 123 ja identity card 456 passi";
  g_autoptr (LuukkuScan) scan = luukku_scan_new (text, NULL);
  const LuukkuScanToken *token;

  token = luukku_scan_near (scan, "document", 6, 9, 10, 0);
  g_assert_nonnull (token);
  g_assert_cmpuint (token->start, ==, 0);
  g_assert_null (luukku_scan_near (scan, "document", 6, 9, 0, 3));
  /* the second word of the term ends in the window */
  token = luukku_scan_near (scan, "document", 27, 30, 2, 0);
  g_assert_nonnull (token);
  g_assert_cmpuint (token->start, ==, 13);
  /* the nearest of several */
  token = luukku_scan_near (scan, "document", 27, 30, 40, 40);
  g_assert_nonnull (token);
  g_assert_cmpuint (token->start, ==, 13);
  g_assert_nonnull (luukku_scan_near_tokens (scan, "document", 6, 9, 1, 0));
  g_assert_null (luukku_scan_near_tokens (scan, "document", 6, 9, 0, 1));
  g_assert_nonnull (luukku_scan_near_tokens (scan, "document", 6, 9, 0, 2));
}

/* One row of a list: a term that the look-up can find and a class that a family can name. */
static void
check_row (const char *line, const char *name, GHashTable *seen)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  g_auto (GStrv) words = NULL;

  g_test_message ("%s: %s", name, line);
  g_assert_cmpuint (g_strv_length (cells), >=, 2);
  g_assert_cmpuint (strspn (cells[1], "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (cells[1]));
  g_assert_cmpuint (strlen (cells[1]), >, 0);
  words = g_strsplit (cells[0], " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    g_assert_cmpuint (strlen (words[i]), >, 0);
    g_assert_cmpuint (strlen (words[i]), <=, 64);
    g_assert_false (g_str_equal (words[i], "*"));
    for (const char *p = words[i]; *p != '\0'; p = g_utf8_next_char (p)) {
      g_assert_false (g_unichar_isupper (g_utf8_get_char (p)));
      g_assert_true (*p != '*' || i == 0 || p == words[i] || p[1] == '\0');
    }
  }
  g_assert_true (g_hash_table_add (seen, g_strconcat (cells[0], "\t", cells[1], NULL)));
}

static guint
check_list (const char *path, const char *name)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint rows = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    check_row (lines[i], name, seen);
    rows++;
  }
  return rows;
}

/* Every list that is compiled in, row by row. */
static void
test_lists (void)
{
  g_autofree char *table =
      g_test_build_filename (G_TEST_DIST, "..", "plugin", "detect", "luukku-detect.gresource.xml", NULL);
  g_autofree char *xml = NULL;
  guint rows = 0;

  g_assert_true (g_file_get_contents (table, &xml, NULL, NULL));
  for (char *p = strstr (xml, "<file>"); p != NULL; p = strstr (p, "<file>")) {
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;

    p += strlen ("<file>");
    name = g_strndup (p, strcspn (p, "<"));
    path = g_test_build_filename (G_TEST_DIST, "..", "data", "lexicons", name, NULL);
    rows += check_list (path, name);
  }
  g_assert_cmpuint (rows, >, 500);
}

/* --- claims */

static void
add (LuukkuScan *scan, const char *kind, guint start, guint end, LuukkuConfidence confidence)
{
  const LuukkuFound found = {
    .kind = kind, .start = start, .end = end, .confidence = confidence, .silent = *kind == '\0'
  };

  luukku_scan_add (scan, &found);
}

static char *
told_text (LuukkuScan *scan)
{
  g_autoptr (GArray) hits = told (scan);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    g_string_append_printf (text, "%s%s:%u-%u", i > 0 ? ";" : "", hit->kind, hit->start, hit->end);
  }
  return g_string_free (text, FALSE);
}

static void
test_overlaps (void)
{
  const char *text = "0123456789012345678901234567890123456789";
  g_autoptr (LuukkuScan) scan = luukku_scan_new (text, NULL);
  g_autofree char *result = NULL;

  add (scan, "SURE", 0, 4, LUUKKU_CONFIDENCE_CERTAIN);
  add (scan, "SHORT", 10, 14, LUUKKU_CONFIDENCE_LIKELY);
  add (scan, "FIRST", 20, 24, LUUKKU_CONFIDENCE_LIKELY);
  add (scan, "", 30, 34, LUUKKU_CONFIDENCE_CERTAIN);
  luukku_scan_settle (scan);
  g_assert_true (luukku_scan_is_claimed (scan, 3, 5));
  g_assert_false (luukku_scan_is_claimed (scan, 4, 10));
  g_assert_true (luukku_scan_is_claimed (scan, 33, 40));
  add (scan, "LONG", 2, 9, LUUKKU_CONFIDENCE_LIKELY);     /* less sure */
  add (scan, "LONGER", 10, 16, LUUKKU_CONFIDENCE_LIKELY); /* as sure and longer */
  add (scan, "LAST", 20, 24, LUUKKU_CONFIDENCE_LIKELY);   /* the same, but second */
  add (scan, "PHONE", 29, 36, LUUKKU_CONFIDENCE_LIKELY);  /* silenced */
  g_assert_false (luukku_scan_is_claimed (scan, 8, 9));   /* not before it is settled */
  result = told_text (scan);
  g_assert_cmpstr (result, ==, "SURE:0-4;LONGER:10-16;FIRST:20-24");
}

/* Added in any order, told by place. */
static void
test_order (void)
{
  g_autoptr (LuukkuScan) scan = luukku_scan_new ("012345678901234567890", NULL);
  g_autofree char *result = NULL;

  add (scan, "C", 12, 14, LUUKKU_CONFIDENCE_LIKELY);
  add (scan, "A", 0, 3, LUUKKU_CONFIDENCE_LIKELY);
  luukku_scan_settle (scan);
  add (scan, "B", 5, 8, LUUKKU_CONFIDENCE_LIKELY);
  add (scan, "D", 13, 20, LUUKKU_CONFIDENCE_CERTAIN);
  result = told_text (scan);
  g_assert_cmpstr (result, ==, "A:0-3;B:5-8;D:13-20");
}

/* --- what could not be checked */

static void
test_status (void)
{
  GString *text = g_string_new ("010203-945H ");
  g_autoptr (GArray) whole = NULL;
  g_autoptr (GArray) broken = NULL;
  g_autoptr (GArray) head = NULL;

  g_assert_cmpint (luukku_detect_full (text->str, NULL, &whole), ==, LUUKKU_DETECT_CHECKED);
  g_assert_cmpuint (whole->len, ==, 1);
  g_assert_cmpint (luukku_detect_full ("\xff 010203-945H", NULL, &broken), ==, LUUKKU_DETECT_NOT_TEXT);
  g_assert_cmpuint (broken->len, ==, 1);
  while (text->len < 2 * LUUKKU_DETECT_MAX_CHARACTERS)
    g_string_append (text, "ä ");
  g_string_append (text, "010203-945H");
  g_assert_cmpint (luukku_detect_full (text->str, NULL, &head), ==, LUUKKU_DETECT_TOO_LONG);
  g_assert_cmpuint (head->len, >=, 1);
  g_assert_cmpuint (g_array_index (head, LuukkuHit, 0).start, ==, 0);
  g_string_free (text, TRUE);
}

static void
test_kinds (void)
{
  const char *const *kinds = luukku_detect_kinds ();
  static const char *const iban[] = { "IBAN", NULL };
  const LuukkuDetectOptions options = { .kinds = iban };
  g_autoptr (GArray) hits = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpstr (kinds[0], ==, "HETU");
  for (guint i = 0; kinds[i] != NULL; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) kinds[i]));
  luukku_detect_full ("010203-945H FI58 7959 8328 3627 53", &options, &hits);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (g_array_index (hits, LuukkuHit, 0).kind, ==, "IBAN");
}

/* --- the municipality's own */

static void
test_allow_list (void)
{
  const char *text = "\xef\xbb\xbf# ours\r\ndomain\tKauhava.fi\r\nphone\t06 434 5000\tswitchboard\n\n"
                     "phone\t+358 40 123 4567\niban\tFI37 1590 3000 0007 76\naddress\tKunnantie  1\n"
                     "business-id\t0208852-8";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAllowList) list = luukku_allow_list_parse ("ours.tsv", text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_true (luukku_allow_list_has_domain (list, "KAUHAVA.FI"));
  g_assert_true (luukku_allow_list_has_domain (list, "posti.kauhava.fi"));
  g_assert_false (luukku_allow_list_has_domain (list, "eikauhava.fi"));
  g_assert_false (luukku_allow_list_has_domain (list, "kauhava.fi.example.com"));
  g_assert_false (luukku_allow_list_has_domain (list, "fi"));
  g_assert_true (luukku_allow_list_has_phone (list, "064345000"));
  g_assert_true (luukku_allow_list_has_phone (list, "+358 6 434 5000"));
  g_assert_true (luukku_allow_list_has_phone (list, "00358 6 4345000"));
  g_assert_true (luukku_allow_list_has_phone (list, "040 1234567"));
  g_assert_false (luukku_allow_list_has_phone (list, "06 434 5001"));
  g_assert_true (luukku_allow_list_has_iban (list, "fi37 15903000000776"));
  g_assert_false (luukku_allow_list_has_iban (list, "FI37 1590 3000 0007 77"));
  g_assert_true (luukku_allow_list_has_address (list, "kunnantie 1"));
  g_assert_true (luukku_allow_list_has_address (list, "Kunnantie 1 A 3, 62200 Kauhava"));
  g_assert_true (luukku_allow_list_has_address (list, "Kunnantie 1,62200 Kauhava"));
  g_assert_false (luukku_allow_list_has_address (list, "Kunnantie 12"));
  g_assert_true (luukku_allow_list_has_business_id (list, "02088528"));
  g_assert_false (luukku_allow_list_has_business_id (NULL, "02088528"));
  g_assert_false (luukku_allow_list_has_domain (NULL, "kauhava.fi"));
}

static void
test_allow_list_errors (void)
{
  static const char *const bad[] = {
    "domain kauhava.fi", "web\tkauhava.fi", "phone\t", "phone\t12", "domain\t \n", "kauhava.fi",
  };
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) broken = NULL;
  g_autoptr (GError) large = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_strconcat ("# one\n", bad[i], NULL);

    g_assert_null (luukku_allow_list_parse ("ours.tsv", text, strlen (text), &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "2"));
    g_assert_nonnull (strstr (error->message, "ours.tsv"));
  }
  g_assert_null (luukku_allow_list_parse ("ours.tsv", "domain\t\xff", 8, &broken));
  g_assert_error (broken, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_null (luukku_allow_list_parse ("ours.tsv", "", LUUKKU_ALLOW_LIST_MAX_BYTES + 1, &large));
  g_assert_error (large, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_assert_null (luukku_allow_list_load ("/nonexistent/ours.tsv", &missing));
  g_assert_nonnull (missing);
}

static void
test_allow_list_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("luukku-detect-XXXXXX", &error);
  g_autofree char *path = g_build_filename (dir, "ours.tsv", NULL);
  g_autoptr (LuukkuAllowList) list = NULL;
  LuukkuDetectOptions options = { NULL };
  g_autoptr (GArray) with = NULL;
  g_autoptr (GArray) without = NULL;

  g_assert_true (g_file_set_contents (path, "iban\tFI37 1590 3000 0007 76\n", -1, &error));
  list = luukku_allow_list_load (path, &error);
  g_assert_no_error (error);
  luukku_detect_full ("Tili FI37 1590 3000 0007 76", &options, &without);
  options.allow_list = list;
  luukku_detect_full ("Tili fi3715903000000776", &options, &with);
  g_assert_cmpuint (without->len, ==, 1);
  g_assert_cmpuint (with->len, ==, 0);
  g_unlink (path);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/scan/repair", test_repair);
  g_test_add_func ("/detect/scan/places", test_places);
  g_test_add_func ("/detect/scan/lower", test_lower);
  g_test_add_func ("/detect/scan/tokens", test_tokens);
  g_test_add_func ("/detect/scan/language", test_language);
  g_test_add_func ("/detect/lexicon/terms", test_terms);
  g_test_add_func ("/detect/lexicon/near", test_near);
  g_test_add_func ("/detect/lexicon/lists", test_lists);
  g_test_add_func ("/detect/claims/overlaps", test_overlaps);
  g_test_add_func ("/detect/claims/order", test_order);
  g_test_add_func ("/detect/full/status", test_status);
  g_test_add_func ("/detect/full/kinds", test_kinds);
  g_test_add_func ("/detect/allow-list/asks", test_allow_list);
  g_test_add_func ("/detect/allow-list/errors", test_allow_list_errors);
  g_test_add_func ("/detect/allow-list/file", test_allow_list_file);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
