/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderation-lexicon.c: every row of the moderation lists can be read, what is compiled in is what they
 * say, and no word that sets a label by itself is an everyday one. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "moderation/luukku-link-lists.h"
#include "moderation/luukku-mod-reader.h"
#include "moderation/luukku-wording.h"

/* The weights are in memory as long as the program runs. */
#define MAX_WORDING_BYTES (2u << 20)

static void
read_list (LuukkuModReader *reader, const char *folder, LuukkuModLanguage language, const char *name)
{
  g_autofree char *path = g_build_filename (folder, luukku_mod_language_code (language), name, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  luukku_mod_reader_add (reader, path, language, text, length);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): names of the lists of @language in the tree. */
static GPtrArray *
list_names (const char *folder, LuukkuModLanguage language)
{
  g_autofree char *path = g_build_filename (folder, luukku_mod_language_code (language), NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, "mod-") && g_str_has_suffix (name, ".tsv"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
test_rows (void)
{
  g_test_summary ("What is compiled in is what the lists of the tree say, every list and every row.");
  static const LuukkuModLanguage order[] = { LUUKKU_MOD_AR, LUUKKU_MOD_EN, LUUKKU_MOD_ET, LUUKKU_MOD_FI,
                                             LUUKKU_MOD_RU, LUUKKU_MOD_SV, LUUKKU_MOD_UK };
  g_autoptr (LuukkuModReader) reader = luukku_mod_reader_new ();
  const GPtrArray *problems = luukku_mod_reader_get_problems (reader);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "lexicons", NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_autoptr (GPtrArray) names = list_names (folder, order[i]);

    for (guint k = 0; k < names->len; k++)
      read_list (reader, folder, order[i], names->pdata[k]);
  }
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("# %s\n", (const char *) problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
  bytes = luukku_mod_reader_finish (reader);
  g_assert_true (g_bytes_equal (bytes, luukku_mod_lexicon_get_bytes ()));
}

static void
test_rows_broken (void)
{
  static const char *const rows[] = {
    "tapan",                               /* no class */
    "\tthreat.x",                          /* no term */
    "tapan\tkill\tmaybe",                  /* no such strength */
    "tapan\tkill\tweak\ta;;b",             /* an empty veto */
    "tapan\tkill\tweak\ta\tnote",          /* a cell too many */
    "ta*pan\tkill",                        /* open in its middle */
    "tapan sut\tkill",                     /* a pattern for a class that is no rule */
    "tapan *0 sut\tthreat.x",              /* an empty gap */
    "tapan *15 sut\tthreat.x",             /* a wide one */
    "tapan? sut\tthreat.x",                /* the first may not be missing */
    "*3 sut\tthreat.x",                    /* nor be a gap */
    "@\tthreat.x",                         /* a class without a name */
    "a b c d e f g h i j k l m\tthreat.x", /* a word too many */
    "tap\xff\tkill",                       /* broken bytes */
  };
  g_autoptr (LuukkuModReader) reader = luukku_mod_reader_new ();
  const GPtrArray *problems = luukku_mod_reader_get_problems (reader);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("# a comment\n\ntapan\tkill\n%s\n", rows[i]);

    luukku_mod_reader_add (reader, "list", LUUKKU_MOD_FI, text, strlen (text));
    g_assert_cmpuint (problems->len, ==, i + 1);
    g_assert_true (g_str_has_prefix (problems->pdata[i], "list:4: "));
  }
}

static void
test_bytes_damaged (void)
{
  GBytes *bytes = luukku_mod_lexicon_get_bytes ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *moved = g_malloc (size + 1);
  g_autoptr (GBytes) crooked = NULL;
  LuukkuModTable table;

  for (gsize cut = 0; cut < size; cut = cut < 120 ? cut + 1 : cut + 40009) {
    g_autoptr (GBytes) part = g_bytes_new (data, cut);

    g_assert_false (luukku_mod_table_open (&table, part));
    g_assert_null (table.bytes);
  }
  memcpy (moved + 1, data, size);
  crooked = g_bytes_new_static (moved + 1, size);
  g_assert_true (luukku_mod_table_open (&table, crooked)); /* copied to where numbers can be read */
  g_assert_true (g_bytes_equal (table.bytes, bytes));
  luukku_mod_table_close (&table);
}

static void
test_links (void)
{
  g_assert_cmpuint (luukku_link_lists_problems (), ==, 0);
  for (guint i = 0; i < LUUKKU_LINK_LISTS; i++) {
    const char *const *list = luukku_link_list (i);

    g_assert_nonnull (list[0]);
    for (guint k = 0; list[k] != NULL; k++)
      g_assert_null (strpbrk (list[k], " /:ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
  }
  g_assert_true (g_strv_contains (luukku_link_list (LUUKKU_LINK_TRUSTED), "suomi.fi"));
}

/* Returns: (transfer full): data/lexicons/wording.tsv as it is in the tree. */
static char *
read_wording (gsize *ret_length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "lexicons", "wording.tsv", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, ret_length, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_wording (void)
{
  g_test_summary ("What is compiled in says of every piece what the text says, and nothing of others.");
  const LuukkuWordingTable *table = luukku_wording_get_table ();
  gsize length = 0;
  g_autofree char *text = read_wording (&length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  guint rows = 0;

  g_assert_cmpuint (table->problems, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (table->bytes), <=, MAX_WORDING_BYTES);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    guint row;

    if (*lines[i] == '\0' || *lines[i] == '#' || *lines[i] == '!')
      continue;
    rows++;
    row = luukku_wording_table_find (table, cells[0], strlen (cells[0]));
    g_assert_cmpuint (row, !=, LUUKKU_WORDING_NO_ROW);
    g_assert_cmpuint (g_strv_length (cells), ==, LUUKKU_WORDINGS + 1);
    for (guint k = 0; k < LUUKKU_WORDINGS; k++)
      g_assert_cmpint (table->weights[row * LUUKKU_WORDINGS + k], ==, (gint8) atoi (cells[k + 1]));
  }
  g_assert_cmpuint (rows, >, 1000);
  g_assert_cmpuint (rows, ==, table->count);
  g_assert_cmpuint (luukku_wording_table_find (table, "no such piece", 13), ==, LUUKKU_WORDING_NO_ROW);
  for (guint i = 0; i < LUUKKU_WORDING_DIGEST_BYTES; i++) {
    g_autofree char *byte = g_strdup_printf ("%02x", table->digest[i]);

    g_assert_true (strncmp (digest + 2 * i, byte, 2) == 0);
  }
}

static void
test_wording_text (void)
{
  static const char text[] =
      "# a comment\n!bias\t1\t2\t3\t4\t5\t6\t-7\t\t\n!set\t\t\t\t\t\t\t8\t\t\n!keep\t-9\t\t\t\t\t\t\t\t\n"
      "=one\t1\t\t\t\t\t\t-127\t\t\n=two\t1\t2\n=three\t1\t2\t3\t4\t5\t6\t7\t8\t128\n"
      "=one\t9\t8\t7\t6\t5\t4\t3\t2\t1";
  g_autoptr (GBytes) bytes = luukku_wording_table_compile (text, strlen (text));
  LuukkuWordingTable table;

  g_assert_true (luukku_wording_table_open (&table, bytes));
  g_assert_cmpuint (table.count, ==, 1);
  g_assert_cmpuint (table.problems, ==, 2);
  g_assert_cmpint (table.bias[LUUKKU_WORDING_SELF_HARM], ==, -7);
  g_assert_cmpint (table.set[LUUKKU_WORDING_SELF_HARM], ==, 8);
  g_assert_cmpint (table.note[LUUKKU_WORDING_SELF_HARM], ==, 0);
  g_assert_cmpint (table.keep[LUUKKU_WORDING_THREAT_PERSON], ==, -9);
  g_assert_cmpuint (luukku_wording_table_find (&table, "=one", 4), ==, 0);
  g_assert_cmpint (table.weights[LUUKKU_WORDING_THREAT_PERSON], ==, 9);
  g_assert_cmpuint (luukku_wording_table_find (&table, "=two", 4), ==, LUUKKU_WORDING_NO_ROW);
  luukku_wording_table_close (&table);
}

static void
test_wording_damaged (void)
{
  g_autoptr (GBytes) bytes = luukku_wording_table_compile ("=one\t1\t2\t3\t4\t5\t6\t7\t8\t9\n", 23);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  LuukkuWordingTable table;

  for (gsize cut = 0; cut < size; cut = cut < 172 ? cut + 1 : cut + 4001) {
    g_autoptr (GBytes) part = g_bytes_new (data, cut);

    g_assert_false (luukku_wording_table_open (&table, part));
  }
  for (gsize at = 188; at < size - 11; at += 4003) { /* the places of the rows */
    g_autofree guint8 *copy = g_memdup2 (data, size);
    g_autoptr (GBytes) broken = NULL;

    copy[at] ^= 0x40;
    broken = g_bytes_new (copy, size);
    g_assert_false (luukku_wording_table_open (&table, broken));
    g_assert_null (table.bytes);
  }
}

/* Words that everybody writes to a town. */
static const char *const everyday[] = {
  "mutta",   "kun",     "että",        "reikä",  "tavara", "halpa", "saattaa",  "perhe", "persilja",
  "homma",   "kasa",    "panna",       "paikka", "lasku",  "sää",   "tie",      "but",   "class",
  "pass",    "assess",  "hello",       "shift",  "sås",    "stake", "mutt",     "fana",  "fanns",
  "sköta",   "och",     "jävligt-nej", "slut",   "fanor",  "что",   "хлеб",     "колея", "оскорблять",
  "команда", "страхуй", "ja",          "et",     "і",      "في",    "koulutus",
};

static void
on_term (LuukkuModLanguage language, const char *class_name, const char *term, gpointer user_data)
{
  /* A sign sets nothing by itself. */
  if (strchr (class_name, '.') != NULL && !g_str_has_prefix (class_name, "sign.") &&
      g_strv_contains (everyday, term))
    g_error ("%s: %s is an everyday word of class %s", luukku_mod_language_code (language), term, class_name);
}

static void
test_everyday (void)
{
  luukku_mod_lexicon_visit (on_term, NULL);
}

static void
test_endings (void)
{
  static const struct {
    LuukkuModLanguage language;
    const char *rest;
    gboolean is_ending;
  } cases[] = {
    { LUUKKU_MOD_FI, "", TRUE },     { LUUKKU_MOD_FI, "ssanne", TRUE }, { LUUKKU_MOD_FI, "ssakin", TRUE },
    { LUUKKU_MOD_FI, "tus", FALSE }, { LUUKKU_MOD_SV, "arna", TRUE },   { LUUKKU_MOD_SV, "ning", FALSE },
    { LUUKKU_MOD_EN, "s", TRUE },    { LUUKKU_MOD_RU, "ами", TRUE },    { LUUKKU_MOD_RU, "ский", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (luukku_mod_is_ending (cases[i].language, "x", 1, cases[i].rest, strlen (cases[i].rest)),
                     ==, cases[i].is_ending);
}

static void
test_verb_endings (void)
{
  static const struct {
    LuukkuModLanguage language;
    const char *rest;
    gboolean is_ending;
  } cases[] = {
    { LUUKKU_MOD_FI, "n", TRUE },      { LUUKKU_MOD_FI, "taan", TRUE }, { LUUKKU_MOD_FI, "isinkin", TRUE },
    { LUUKKU_MOD_FI, "ttiin", FALSE }, { LUUKKU_MOD_FI, "nut", FALSE }, { LUUKKU_MOD_SV, "er", TRUE },
    { LUUKKU_MOD_SV, "de", FALSE },    { LUUKKU_MOD_EN, "ing", TRUE },  { LUUKKU_MOD_EN, "ed", FALSE },
    { LUUKKU_MOD_RU, "ешь", TRUE },    { LUUKKU_MOD_RU, "ил", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (luukku_mod_is_verb_ending (cases[i].language, cases[i].rest, strlen (cases[i].rest)), ==,
                     cases[i].is_ending);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moderation/lexicon/rows", test_rows);
  g_test_add_func ("/moderation/lexicon/rows/broken", test_rows_broken);
  g_test_add_func ("/moderation/lexicon/damaged", test_bytes_damaged);
  g_test_add_func ("/moderation/lexicon/links", test_links);
  g_test_add_func ("/moderation/lexicon/everyday", test_everyday);
  g_test_add_func ("/moderation/lexicon/endings", test_endings);
  g_test_add_func ("/moderation/lexicon/wording", test_wording);
  g_test_add_func ("/moderation/lexicon/wording/text", test_wording_text);
  g_test_add_func ("/moderation/lexicon/wording/damaged", test_wording_damaged);
  g_test_add_func ("/moderation/lexicon/verb-endings", test_verb_endings);
  status = g_test_run ();
  luukku_mod_lexicon_shutdown ();
  luukku_wording_shutdown ();
  return status;
}
