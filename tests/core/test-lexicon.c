/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-lexicon.c: word lists: how they are read and matched, and that those we ship can be used: every row
 * compiles, every language has them, and what warns by itself is no everyday word. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"
#include "language/luukku-wordlist.h"
#include "rules/luukku-pack.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const languages[] = { "fi", "sv", "en", "ru" };

static LuukkuWordlist *
parse (const char *language, const char *text)
{
  g_autoptr (GError) error = NULL;
  LuukkuWordlist *list = luukku_wordlist_parse ("test.tsv", language, text, &error);

  g_assert_no_error (error);
  return list;
}

/* Returns: (transfer full): the hits in @text as "first-last:class", joined with blanks. */
static char *
match (const LuukkuWordlist *list, const char *text)
{
  g_autoptr (LuukkuWordText) words = luukku_word_text_new (text);
  g_autoptr (GArray) hits = luukku_wordlist_match (list, words);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuWordHit *hit = &g_array_index (hits, LuukkuWordHit, i);

    g_string_append_printf (all, "%s%u-%u:%s", i > 0 ? " " : "", hit->first, hit->last, hit->class_name);
  }
  return g_string_free (all, FALSE);
}

static void
check_match (const char *language, const char *rows, const char *text, const char *expected)
{
  g_autoptr (LuukkuWordlist) list = parse (language, rows);
  g_autofree char *found = match (list, text);

  g_test_message ("%s", text);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_kinds (void)
{
  check_match ("en", "cat\ttoken\ta\n", "A CAT, a cat; cats", "1-1:a 3-3:a");
  check_match ("en", "cat\tlemma\ta\n", "two cats", "1-1:a");
  check_match ("en", "cat\tprefix\ta\n", "catalogue", "0-0:a");
  check_match ("en", "black cat\tphrase\ta\n", "the black cat. Black. Cat.", "1-2:a");
  check_match ("en", "black <cat>\tphrase\ta\n", "black cats", "0-1:a");
  check_match ("en", "bla* cat\tphrase\ta\n", "blackish cat", "0-1:a");
  check_match ("en", "black *2 cat\tphrase\ta\n", "a black and white cat", "1-4:a");
  check_match ("en", "black *1 cat\tphrase\ta\n", "a black and white cat", "");
  check_match ("en", "black *2 cat\tphrase\ta\n", "black cat", "0-1:a");
  check_match ("en", "black *2 cat\tphrase\ta\n", "It is black. A cat.", "");
}

static void
test_longest_wins (void)
{
  check_match ("en", "new\ttoken\tone\nnew york\tphrase\ttwo\n", "new york, new", "0-1:two 2-2:one");
}

static void
test_vetoes (void)
{
  check_match ("en", "shoot\tlemma\ta\tmild\tphoto*;<film>\n", "we shoot photographs", "");
  check_match ("en", "shoot\tlemma\ta\tmild\tphoto*;<film>\n", "shoot two films", "");
  check_match ("en", "shoot\tlemma\ta\tmild\tphoto*;<film>\n", "We shoot. A photo.", "1-1:a");
}

static void
test_inflected (void)
{
  check_match ("sv", "skola\tlemma\ts\n", "Skolorna och skolan", "0-0:s 2-2:s");
  check_match ("ru", "ученик\tlemma\tc\nребенка\ttoken\td\n", "у ребёнка и ученика", "1-1:d 3-3:c");
  check_match ("fi", "päiväkoti\tlemma\ts\n", "Päiväkodissa", "0-0:s");
  check_match ("fi", "lapsi\tlemma\tc\n", "lasten", "0-0:c");
  check_match ("fi", "salassapito\tlemma\tx\n", "salassapidon", "0-0:x");
}

/* In Finnish a part of a compound is found, too. */
static void
test_compounds (void)
{
  if (luukku_language_has_voikko ())
    check_match ("fi", "laina\tlemma\tx\n", "kirjastolainoja", "0-0:x");
  check_match ("fi", "laina\ttoken\tx\n", "kirjastolainoja", "");
}

static void
test_without_voikko (void)
{
  luukku_lemma_set_voikko (FALSE);
  g_assert_false (luukku_language_has_voikko ());
  check_match ("fi", "lapsi\tlemma\tc\n", "lapsille ja lasten", "0-0:c 2-2:c");
  check_match ("fi", "sairaus\tlemma\tc\n", "sairauden ja sairauksista", "0-0:c 2-2:c");
  check_match ("fi", "päiväkoti\tlemma\tc\n", "päiväkodin", "0-0:c");
  luukku_lemma_set_voikko (TRUE);
}

static void
test_folded (void)
{
  check_match ("en", "cat\ttoken\ta\n", "a ＣＡＴ and a c\u00ADat", "1-1:a 4-4:a");
}

static void
test_wrong_rows (void)
{
  static const char *const wrong[] = { "cat\n",
                                       "cat\tnoun\n",
                                       "Cat\ttoken\n",
                                       "\ttoken\n",
                                       "two words\ttoken\n",
                                       "one\tphrase\n",
                                       "a *9 b\tphrase\n",
                                       "*1 a\tphrase\n",
                                       "a <\tphrase\n",
                                       "a\ttoken\tx\tbad\n",
                                       "a\ttoken\t\t\t;\n",
                                       "a\ttoken\tb\tmild\tc\td\te\n" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = g_strconcat ("# a comment\n\n", wrong[i], NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", wrong[i]);
    g_assert_null (luukku_wordlist_parse ("test.tsv", "en", text, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "Line 3"));
  }
}

static void
test_not_there (void)
{
  g_assert_null (luukku_wordlist_get ("fi", "there-is-none"));
  g_assert_null (luukku_wordlist_get ("et", "profanity"));
  g_assert_false (luukku_wordlist_exists ("there-is-none"));
  g_assert_true (luukku_wordlist_exists ("profanity"));
  g_assert_true (luukku_wordlist_get ("sv", "attack") == luukku_wordlist_get ("sv", "attack"));
}

/* A municipality's own copy wins; one that cannot be read does not switch the rule off. */
static void
test_own_copy (void)
{
  g_autofree char *before = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  g_autofree char *dir = g_dir_make_tmp ("luukku-lexicon-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (dir, "lexicons", "en", NULL);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *path = g_build_filename (folder, "rules-profanity.tsv", NULL);
  g_autofree char *found = NULL;
  g_autofree char *ours = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "blimey\ttoken\town\n", -1, NULL));
  g_setenv ("LUUKKU_DATA_DIR", dir, TRUE);
  luukku_language_shutdown ();
  found = match (luukku_wordlist_get ("en", "profanity"), "blimey, damn");
  g_assert_cmpstr (found, ==, "0-0:own");

  g_assert_true (g_file_set_contents (path, "blimey\n", -1, NULL));
  luukku_language_shutdown ();
  ours = match (luukku_wordlist_get ("en", "profanity"), "blimey, damn");
  g_assert_cmpstr (ours, ==, "1-1:swearing");

  luukku_language_shutdown ();
  if (before != NULL)
    g_setenv ("LUUKKU_DATA_DIR", before, TRUE);
  else
    g_unsetenv ("LUUKKU_DATA_DIR");
  g_remove (path);
  g_rmdir (folder);
  g_rmdir (parent);
  g_rmdir (dir);
}

/* --- the lists that we ship */

static LuukkuPack *
load_pack (const char *town)
{
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
  LuukkuPack *pack = luukku_pack_load (path, NULL, NULL);

  g_assert_nonnull (pack);
  return pack;
}

/* Returns: (transfer full): names of the lists that the outgoing rules of all packs use; @alone: only those
 * whose words warn by themselves. */
static GHashTable *
used_lists (gboolean alone)
{
  static const char *const towns[] = { "hanko", "kauhava", "kuopio", "neutral", "rautalampi" };
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (LuukkuPack) pack = load_pack (towns[i]);
    GPtrArray *rules = luukku_pack_get_outgoing (pack);

    for (guint j = 0; j < rules->len; j++) {
      const LuukkuRule *rule = g_ptr_array_index (rules, j);

      for (guint k = 0; (!alone || strcmp (rule->check, "lexicon") == 0) && rule->lexicons[k] != NULL; k++) {
        if (strcmp (rule->lexicons[k], "class-name") != 0)
          g_hash_table_add (names, g_strdup (rule->lexicons[k]));
      }
    }
  }
  return names;
}

static void
test_every_list_in_every_language (void)
{
  g_autoptr (GHashTable) names = used_lists (FALSE);
  GHashTableIter iter;
  gpointer name;

  g_assert_cmpuint (g_hash_table_size (names), >, 30);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
      const LuukkuWordlist *list = luukku_wordlist_get (languages[i], name);

      g_test_message ("%s/%s", languages[i], (const char *) name);
      g_assert_nonnull (list);
      g_assert_cmpuint (luukku_wordlist_get_length (list), >, 0);
    }
  }
}

static void
test_every_file_compiles (void)
{
  g_autofree char *root = g_build_filename (g_getenv ("LUUKKU_SOURCE_DIR"), "data", "lexicons", NULL);
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *folder = g_build_filename (root, languages[i], NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *file;

    g_assert_nonnull (dir);
    while ((file = g_dir_read_name (dir)) != NULL) {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *text = NULL;
      g_autoptr (LuukkuWordlist) list = NULL;

      if (!g_str_has_prefix (file, "rules-") || strcmp (file, "rules-forms.tsv") == 0)
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      list = parse (languages[i], text);
      count++;
    }
  }
  g_assert_cmpuint (count, >=, 190);
}

static guint
count_common_words (const char *language, const char *name, char *const *common)
{
  const LuukkuWordlist *list = luukku_wordlist_get (language, name);
  guint hits = 0;

  for (guint i = 0; common[i] != NULL; i++) {
    g_autofree char *found = match (list, common[i]);

    if (*found != '\0') {
      g_test_message ("%s/%s warns about the everyday word %s", language, name, common[i]);
      hits++;
    }
  }
  return hits;
}

static void
test_no_everyday_word (void)
{
  g_autoptr (GHashTable) names = used_lists (TRUE);
  guint hits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autofree char *file = g_strdup_printf ("common-%s.txt", languages[i]);
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "lexicons", file, NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) common = NULL;
    GHashTableIter iter;
    gpointer name;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    common = g_strsplit (g_strchomp (text), "\n", -1);
    g_assert_cmpuint (g_strv_length (common), ==, 1000);
    g_hash_table_iter_init (&iter, names);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      hits += count_common_words (languages[i], name, common);
  }
  g_assert_cmpuint (hits, ==, 0);
}

static void
test_everyday_sentences (void)
{
  static const char *const sentences[][2] = {
    { "fi", "Kirjasto on auki maanantaina, ja lapset pääsevät museoon ilmaiseksi." },
    { "fi", "Kaupungin kokouksessa päätettiin uuden koulun paikasta." },
    { "sv", "Biblioteket är öppet på måndag och barnen kommer gratis in på museet." },
    { "fi", "Museon näyttely kertoo natsi-Saksan historiasta ja pelle Hermanni esiintyy torilla." },
    { "sv", "Snön plogas bort från gatorna under natten." },
    { "sv", "Han är en fan av laget och kommer ofta till ishallen." },
    { "en", "The library is open on Monday and children may enter the museum for free." },
    { "ru", "Библиотека открыта в понедельник, дети проходят в музей бесплатно." },
  };
  g_autoptr (GHashTable) names = used_lists (TRUE);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    g_hash_table_iter_init (&iter, names);
    while (g_hash_table_iter_next (&iter, &name, NULL)) {
      g_autofree char *found = match (luukku_wordlist_get (sentences[i][0], name), sentences[i][1]);

      g_test_message ("%s: %s", (const char *) name, sentences[i][1]);
      g_assert_cmpstr (found, ==, "");
    }
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexicon/match/kinds", test_kinds);
  g_test_add_func ("/lexicon/match/longest-wins", test_longest_wins);
  g_test_add_func ("/lexicon/match/vetoes", test_vetoes);
  g_test_add_func ("/lexicon/match/inflected", test_inflected);
  g_test_add_func ("/lexicon/match/compounds", test_compounds);
  g_test_add_func ("/lexicon/match/without-voikko", test_without_voikko);
  g_test_add_func ("/lexicon/match/folded", test_folded);
  g_test_add_func ("/lexicon/parse/wrong-rows", test_wrong_rows);
  g_test_add_func ("/lexicon/files/not-there", test_not_there);
  g_test_add_func ("/lexicon/files/own-copy", test_own_copy);
  g_test_add_func ("/lexicon/shipped/every-language", test_every_list_in_every_language);
  g_test_add_func ("/lexicon/shipped/compiles", test_every_file_compiles);
  g_test_add_func ("/lexicon/shipped/no-everyday-word", test_no_everyday_word);
  g_test_add_func ("/lexicon/shipped/everyday-sentences", test_everyday_sentences);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
