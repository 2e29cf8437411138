/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-tool-classify.c: luukku classify, and the tables and letters that luukku check reads in the same way.
 */
#define G_LOG_DOMAIN "luukku"

#include "luukku-tool-fixture.h"

static void
test_classify (Fixture *f, gconstpointer data)
{
  run (f, "Kiitos kirjastolle.\n", "classify");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "Tapan sinut.\n", "classify --format=json");
  g_assert_cmpint (f->code, ==, 1);
  g_assert_nonnull (strstr (f->out, "\"labels\":[\"THREAT_PERSON\"]"));
  g_assert_nonnull (strstr (f->out, "\"rule\":\"threat.direct\",\"start\":0"));
  run (f, "Palvelu on surkeaa.\n", "classify --pack=hanko --format=json");
  g_assert_cmpint (f->code, ==, 1);
  g_assert_nonnull (strstr (f->out, "\"label\":\"negative\""));
  run (f, "x", "classify --format=xml");
  g_assert_cmpint (f->code, ==, 2);
  run (f, "id\tlang\ttext\n1\tfi\tTapan sinut,\\nvittu\n2\tfi\tHei\n", "classify --batch");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "1\tTHREAT_PERSON;PROFANITY\n2\t\n");
  run (f, "id\tlang\ttext\n1\tfi\n", "classify --batch");
  g_assert_cmpint (f->code, ==, 2);
}

/* Rules for what everyone reads, and links that the town trusts. */
static void
test_classify_pack (Fixture *f, gconstpointer data)
{
  const char *about_a_neighbour = "Naapurini Pentti Esimerkki ei maksa verojaan ja ryyppää kaiket illat.\n";
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "kuopio.pack", NULL);
  g_autofree char *mine = g_build_filename (f->dir, "mine.pack", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) pack = NULL;

  run (f, about_a_neighbour, "classify --pack=hanko --format=json");
  g_assert_null (strstr (f->out, "contains-names"));
  run (f, about_a_neighbour, "classify --pack=hanko --public --format=json");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "\"label\":\"contains-names\"");
  assert_contains (f->out, "\"label\":\"privacy\"");
  assert_contains (f->out, "\"escalation\":\"removal\"");
  run (f, "Hyvä idea olisi avata kirjasto lauantaisin.\n", "classify --pack=hanko --format=json");
  assert_contains (f->out, "\"protected\":true");

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  pack = g_string_new (text);
  g_assert_cmpuint (g_string_replace (pack, "TrustedHosts=", "TrustedHosts=kirjasto.example", 1), ==, 1);
  g_assert_true (g_file_set_contents (mine, pack->str, -1, NULL));
  run (f, "Tässä lomake: https://kirjasto.example/lomake.zip\n", "classify --pack=kuopio --format=json");
  assert_contains (f->out, "PHISHING");
  run (f, "Tässä lomake: https://kirjasto.example/lomake.zip\n", "classify --pack=mine.pack --format=json");
  g_assert_null (strstr (f->out, "PHISHING"));
}

/* What cannot be read is refused with a sentence that says where; a long table and a long line are not. */
static void
test_classify_input (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("id\tlang\ttext\n");
  g_autofree char *path = g_build_filename (f->dir, "table.tsv", NULL);
  g_auto (GStrv) lines = NULL;

  run (f, "Tapan \xff sinut.\n", "classify");
  g_assert_cmpint (f->code, ==, 2);
  assert_contains (f->err, "not UTF-8");
  run (f, "id\tlang\ttext\n1\tfi\tHei\n2\tfi\tTapan \xff sinut.\n", "classify --batch");
  g_assert_cmpint (f->code, ==, 2);
  assert_contains (f->err, "Line 3 is not UTF-8");
  run (f, "", "classify one two");
  g_assert_cmpint (f->code, ==, 2);
  run (f, "", "classify --pack=nosuch");
  g_assert_cmpint (f->code, ==, 2);
  run (f, "", "classify");
  g_assert_cmpint (f->code, ==, 0);

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (table, "%u\tfi\t%s\n", i, i % 2 == 0 ? "Tapan sinut." : "Kiitos kirjastolle.");
  g_string_append (table, "pitkä\tfi\t");
  for (guint i = 0; i < 400000; i++)
    g_string_append (table, "ja ");
  g_string_append_c (table, '\n');
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  run (f, "", "classify --batch table.tsv");
  g_assert_cmpint (f->code, ==, 0);
  lines = g_strsplit (f->out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 10002);
  g_assert_cmpstr (lines[0], ==, "0\tTHREAT_PERSON");
  g_assert_cmpstr (lines[9999], ==, "9999\t");
  g_assert_true (g_str_has_prefix (lines[10000], "pitkä\t"));
}

/* A table comes out of another program: its columns are told by name, a mark of the byte order, CRLF, remarks
 * and empty cells are no mistake, and a table without a header loses no line silently. */
static void
test_tables (Fixture *f, gconstpointer data)
{
  static const char *const without_header[] = {
    "1\tfi\tTapan sinut.\n2\tfi\tHei\n",
    "id\tlang\tmessage\n1\tfi\tTapan sinut.\n",
    "id\tlang\ttext\r1\tfi\tTapan sinut.\r",
    "text\nTapan sinut.\n",
  };

  run (f,
       "\xef\xbb\xbf# remark\r\n\r\nid\tlang\ttext\texpected\r\n\xc3\xa4 1\tfi\tTapan sinut.\t\r\n2\tfi\t\r\n"
       "3\tfi\t \t\r\n#4\tfi\tHei",
       "classify --batch");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "\xc3\xa4 1\tTHREAT_PERSON\n2\t\n3\t\n#4\t\n");
  run (f, "lang\tnote\tText\tid\nfi\tTapan sinut.\tHei\t1\nfi\tHei\tTapan sinut.\t2\n", "classify --batch");
  g_assert_cmpstr (f->out, ==, "1\t\n2\tTHREAT_PERSON\n");
  run (f, "note\ttext\tid\n-\tTunnus 131052-308T\ta\n", "check --batch");
  g_assert_cmpstr (f->out, ==, "a\tHETU:7-18\n");
  for (guint i = 0; i < G_N_ELEMENTS (without_header); i++) {
    run (f, without_header[i], "classify --batch");
    assert_usage (f);
    assert_contains (f->err, "id, lang, text");
    run (f, without_header[i], "check --batch");
    assert_usage (f);
  }
  run (f, "", "classify --batch");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "");
  /* The second row lacks its text: nothing is printed of the first. */
  run (f, "id\tlang\ttext\n1\tfi\tHei\n2\tfi\n", "classify --batch");
  assert_usage (f);
  assert_contains (f->err, "Line 3");
}

/* Started by a timer of the system, there is no locale: letters stay letters. */
static void
test_no_locale (Fixture *f, gconstpointer data)
{
  const char *names[] = { "LC_ALL", "LANG", "LANGUAGE" };
  char *values[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    values[i] = g_strdup (g_getenv (names[i]));
    g_unsetenv (names[i]);
  }
  g_setenv ("LC_ALL", "C", TRUE);
  run (f, "\xef\xbb\xbfTapan sinut.\r\n", "classify");
  assert_contains (f->out, "[0\xe2\x80\x93"
                           "11]");
  run (f, "id\tlang\ttext\n\xc3\xa4\tfi\tHei\n", "classify --batch");
  g_assert_cmpstr (f->out, ==, "\xc3\xa4\t\n");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (values[i] != NULL)
      g_setenv (names[i], values[i], TRUE);
    else
      g_unsetenv (names[i]);
    g_free (values[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/tool/classify", test_classify);
  ADD ("/tool/classify/pack", test_classify_pack);
  ADD ("/tool/classify/input", test_classify_input);
  ADD ("/tool/tables", test_tables);
  ADD ("/tool/no-locale", test_no_locale);
  return g_test_run ();
}
