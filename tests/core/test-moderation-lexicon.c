/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-moderation-lexicon.c: every row of the moderation lists can be read, and no word that sets a label by
 * itself is an everyday one. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-lexicon.h"

#include <string.h>

#include "moderation/luukku-link-lists.h"
#include "moderation/luukku-wording.h"

/* The weights are in memory as long as the program runs. */
#define MAX_WORDING_BYTES (4u << 20)

static void
test_rows (void)
{
  g_autoptr (GPtrArray) problems = luukku_mod_lexicon_problems ();

  for (guint i = 0; i < problems->len; i++)
    g_printerr ("# %s\n", (const char *) problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
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

static void
test_wording (void)
{
  g_assert_cmpuint (luukku_wording_problems (), ==, 0);
  g_assert_cmpuint (luukku_wording_memory (), >, 0);
  g_assert_cmpuint (luukku_wording_memory (), <=, MAX_WORDING_BYTES);
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
  g_test_add_func ("/moderation/lexicon/links", test_links);
  g_test_add_func ("/moderation/lexicon/everyday", test_everyday);
  g_test_add_func ("/moderation/lexicon/endings", test_endings);
  g_test_add_func ("/moderation/lexicon/wording", test_wording);
  g_test_add_func ("/moderation/lexicon/verb-endings", test_verb_endings);
  status = g_test_run ();
  luukku_mod_lexicon_shutdown ();
  return status;
}
