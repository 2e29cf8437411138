/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-duties.c: every duty of the guidelines that concerns answers, clocks, registers or help is carried out
 * by a group of its town's pack or an entry of its directory, or tests/data/duties.tsv says why not. One test
 * a duty, named by its number.
 */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-directory.h"

#include <string.h>

typedef struct {
  const char *prefix; /* of the numbers */
  const char *town;
  LuukkuPack *pack;
} Town;

static Town towns[] = {
  { "KUO", "kuopio", NULL }, { "ICI", "kuopio", NULL },     { "KAU", "kauhava", NULL },
  { "HAN", "hanko", NULL },  { "RAU", "rautalampi", NULL },
};

static GHashTable *duties; /* number -> char ** of the cells, owned */

static void
load_packs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autofree char *name = g_strconcat (towns[i].town, ".pack", NULL);
    g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);

    towns[i].pack = luukku_pack_load (path, NULL, NULL);
    g_assert_nonnull (towns[i].pack);
  }
}

static const Town *
town_of (const char *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    if (g_str_has_prefix (number, towns[i].prefix))
      return &towns[i];
  }
  g_assert_not_reached ();
}

/* Groups that do something today; the others wait for their issues and need a reason. An incoming rule does,
 * unless it leaves the look to a person. */
static gboolean
carries_out (const LuukkuPack *pack, const char *group)
{
  static const char *const types[] = { "Outgoing ",   "Clock ",     "Quiet",      "Register ",
                                       "Credentials", "Assignment", "Checklist ", "Template ",
                                       "Contact ",    "Directory ", "Escalation " };

  if (g_str_has_prefix (group, "Incoming ")) {
    g_auto (GStrv) checks = luukku_pack_get_list (pack, group, "Check");

    return checks[0] != NULL && strcmp (checks[0], "manual") != 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_has_prefix (group, types[i]))
      return TRUE;
  }
  return FALSE;
}

static void
check_rule (const LuukkuPack *pack, const char *group, const char *number)
{
  GPtrArray *rules = luukku_pack_get_outgoing (pack);

  for (guint i = 0; i < rules->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (rules, i);

    if (strcmp (rule->id, group + strlen ("Outgoing ")) == 0) {
      g_assert_nonnull (strstr (rule->requirement, number));
      return;
    }
  }
  g_assert_not_reached ();
}

/* A unit with its accounts, or a service that residents are shown to. */
static void
check_directory (const Town *town, const char *id)
{
  g_autoptr (LuukkuDirectory) directory = luukku_directory_load (town->town, NULL, NULL);
  g_autofree char *key = g_strdup_printf ("%s.%s", town->town, id);
  GPtrArray *entries = luukku_directory_get_entries (directory);
  gboolean is_unit = FALSE, is_service = FALSE, has_account = FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);

    is_unit = is_unit || (g_str_equal (entry->registry, "units") && g_str_equal (entry->key, key));
    is_service = is_service || (g_str_equal (entry->registry, "services") && g_str_equal (entry->key, key));
    has_account = has_account || g_strcmp0 (luukku_entry_get (entry, "unit"), key) == 0;
  }
  g_assert_true (is_service || (is_unit && has_account));
}

static void
test_duty (gconstpointer data)
{
  char *const *cells = data;
  const Town *town = town_of (cells[0]);
  guint count = g_strv_length ((char **) cells);
  g_auto (GStrv) groups = g_strsplit (count > 2 ? cells[2] : "", ";", -1);
  gboolean carried = FALSE;

  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) numbers = NULL;

    g_test_message ("%s [%s]", town->town, groups[i]);
    if (g_str_has_prefix (groups[i], "Directory ")) {
      check_directory (town, groups[i] + strlen ("Directory "));
      carried = TRUE;
      continue;
    }
    numbers = luukku_pack_get_list (town->pack, groups[i], "Requirement");
    g_assert_true (g_strv_contains ((const char *const *) numbers, cells[0]));
    if (g_str_has_prefix (groups[i], "Outgoing "))
      check_rule (town->pack, groups[i], cells[0]);
    carried = carried || carries_out (town->pack, groups[i]);
  }
  /* exactly one of the two: it is carried out, or there is a reason */
  g_assert_true (carried == (count < 4));
  if (count > 3)
    g_assert_true (g_str_has_suffix (cells[3], "."));
}

/* A number in a pack that the list does not know would be a duty that nobody counts. */
static void
test_numbers_are_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    GPtrArray *rules = luukku_pack_get_outgoing (towns[i].pack);

    for (guint j = 0; j < rules->len; j++) {
      const LuukkuRule *rule = g_ptr_array_index (rules, j);
      g_auto (GStrv) numbers = g_strsplit (rule->requirement != NULL ? rule->requirement : "", ";", -1);

      g_test_message ("%s [Outgoing %s]", towns[i].town, rule->id);
      g_assert_nonnull (numbers[0]);
      for (guint k = 0; numbers[k] != NULL; k++)
        g_assert_true (g_hash_table_contains (duties, numbers[k]));
    }
  }
}

/* The numbers as the catalogue has them, so that a line cannot get lost. */
static void
test_complete (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "duty-numbers.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint count = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    char **duty;

    if (*lines[i] == '#' || *lines[i] == '\0')
      continue;
    g_test_message ("%s", lines[i]);
    count++;
    duty = g_hash_table_lookup (duties, cells[0]);
    g_assert_nonnull (duty);
    g_assert_cmpstr (duty[1], ==, cells[1]);
  }
  g_assert_cmpuint (count, ==, 294);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "data", "duties.tsv", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  load_packs ();
  duties = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *name = NULL;
    char **cells;

    if (*lines[i] == '#' || *lines[i] == '\0')
      continue;
    cells = g_strsplit (lines[i], "\t", -1);
    name = g_strdup_printf ("/duties/%s", cells[0]);
    g_assert_true (g_hash_table_insert (duties, cells[0], cells));
    g_test_add_data_func (name, cells, test_duty);
  }
  g_assert_cmpuint (g_hash_table_size (duties), >, 250);
  g_test_add_func ("/duties/numbers-are-known", test_numbers_are_known);
  g_test_add_func ("/duties/complete", test_complete);
  result = g_test_run ();
  g_hash_table_unref (duties);
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++)
    luukku_pack_unref (towns[i].pack);
  return result;
}
