/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-directory.c: directories of municipalities: what ships, what is refused with its line and key, which
 * service fits a text; and what the fields of registers may hold. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-directory.h"

#include "base/luukku-error.h"
#include "language/luukku-language.h"
#include "model/luukku-register.h"

#include <string.h>

static LuukkuDirectory *
load (const char *id)
{
  g_autoptr (GError) error = NULL;
  LuukkuDirectory *directory = luukku_directory_load (id, NULL, &error);

  g_assert_no_error (error);
  return directory;
}

static guint
count (const LuukkuDirectory *directory, const char *registry)
{
  GPtrArray *entries = luukku_directory_get_entries (directory);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += g_str_equal (((LuukkuEntry *) entries->pdata[i])->registry, registry);
  return n;
}

static void
test_shipped (void)
{
  static const struct {
    const char *id;
    guint units, accounts, contacts, services;
  } towns[] = { { "hanko", 1, 2, 1, 0 }, { "kuopio", 29, 75, 1, 17 }, { "rautalampi", 3, 4, 0, 0 } };
  g_auto (GStrv) ids = luukku_directory_list_ids ();

  g_assert_cmpuint (g_strv_length (ids), ==, G_N_ELEMENTS (towns));
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (LuukkuDirectory) directory = load (ids[i]);
    GPtrArray *entries = luukku_directory_get_entries (directory);

    g_assert_cmpstr (ids[i], ==, towns[i].id);
    g_assert_cmpstr (luukku_directory_get_municipality (directory), ==, towns[i].id);
    g_assert_cmpuint (count (directory, "units"), ==, towns[i].units);
    g_assert_cmpuint (count (directory, "accounts"), ==, towns[i].accounts);
    g_assert_cmpuint (count (directory, "contacts"), ==, towns[i].contacts);
    g_assert_cmpuint (count (directory, "services"), ==, towns[i].services);
    for (guint n = 0; n < entries->len; n++) {
      const LuukkuEntry *entry = g_ptr_array_index (entries, n);

      g_assert_false (luukku_entry_counts (entry));
      g_assert_true (g_str_has_prefix (entry->source, "directory:"));
      g_assert_true (luukku_register_check_entry (entry, NULL, NULL));
    }
  }
}

#define HEAD "[Directory]\nFormat=1\nMunicipality=kunta\nVersion=1\n"
#define UNIT "[Unit town]\nName=Town\n"

static void
test_refused (void)
{
  static const struct {
    const char *text;
    guint line;
    const char *group, *key;
  } wrong[] = {
    { UNIT, 0, NULL, NULL }, /* no head */
    { "Name=x\n" HEAD, 1, NULL, NULL },
    { HEAD "[Unite town]\nName=x\n", 5, "Unite town", NULL },
    { HEAD UNIT UNIT, 7, "Unit town", NULL },
    { HEAD UNIT "Name=Again\n", 7, "Unit town", "Name" },
    { HEAD UNIT "Colour=red\n", 7, "Unit town", "Colour" },
    { HEAD UNIT "Phone[fi]=1\n", 7, "Unit town", "Phone[fi]" },
    { HEAD "[Unit town]\nKind=x\n", 5, "Unit town", "Name" },
    { HEAD UNIT "Email=not an address\n", 7, "Unit town", "Email" },
    { HEAD UNIT "[Account a]\nUnit=city\nPlatform=x\nKind=main\n", 8, "Account a", "Unit" },
    { HEAD UNIT "[Account a]\nUnit=town\nPlatform=x\nKind=huge\n", 10, "Account a", "Kind" },
    { HEAD "[Contact c]\nName=x\nWhose=mine\n", 7, "Contact c", "Whose" },
    { HEAD "[Service s]\nName=x\nReviewBefore=soon\n", 7, "Service s", "ReviewBefore" },
    { "[Directory]\nFormat=2\nMunicipality=kunta\nVersion=1\n", 2, "Directory", "Format" },
    { HEAD "[Unit \xff]\n", 5, "Directory", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GPtrArray) problems = NULL;
    g_autoptr (GError) error = NULL;
    const LuukkuPackProblem *first;

    g_test_message ("%u", i);
    g_assert_null (
        luukku_directory_parse ("kunta.directory", wrong[i].text, strlen (wrong[i].text), &problems, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "kunta.directory"));
    first = g_ptr_array_index (problems, 0);
    g_assert_cmpuint (first->line, ==, wrong[i].line);
    g_assert_cmpstr (first->group, ==, wrong[i].group);
    g_assert_cmpstr (first->key, ==, wrong[i].key);
  }
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_directory_load ("nowhere", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (luukku_directory_load ("/nowhere/x.directory", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (luukku_directory_load ("/", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

/* --- suggestions */

static void
assert_best (GPtrArray *services, const char *text, const char *key)
{
  g_autoptr (GPtrArray) found = luukku_directory_suggest (services, text, NULL, "fi", 3);
  const LuukkuSuggestion *best = found->len > 0 ? found->pdata[0] : NULL;

  g_test_message ("%s", text);
  g_assert_cmpuint (found->len, <=, 3);
  g_assert_cmpstr (best != NULL ? best->key : NULL, ==, key);
  g_assert_true (best == NULL || (!best->confirmed && best->contact == NULL && best->cues[0] != NULL));
}

static void
test_suggest (void)
{
  g_autoptr (LuukkuDirectory) kuopio = load ("kuopio");
  GPtrArray *services = luukku_directory_get_entries (kuopio);

  assert_best (services, "Mistä saan kirjastokortin ja voiko kirjoja lainata?", "kuopio.library");
  assert_best (services, "Hei! Milloin bussi lähtee torilta?", "kuopio.vilkku");
  assert_best (services, "Var finns det en tidtabell för bussen?", "kuopio.vilkku");
  assert_best (
      services,
      "Здравствуйте! Мы недавно переехали в Куопио. Куда обратиться, чтобы записаться на курсы финского "
      "языка?",
      "kuopio.navigaattori");
  assert_best (services, "Onko Navigaattorissa nyt ruuhkaa?", "kuopio.navigaattori");
  assert_best (services, "Kiitos ja hyvää viikonloppua!", NULL);
}

static void
test_suggest_confirmed (void)
{
  g_autoptr (GPtrArray) services = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_entry_free);
  LuukkuEntry *entry = luukku_entry_new ("services", "taxes");
  g_autoptr (GPtrArray) found = NULL;
  const LuukkuSuggestion *one;

  luukku_entry_set (entry, "name", "Tax office");
  luukku_entry_set (entry, "name[fi]", "Verotoimisto");
  luukku_entry_set (entry, "words[fi]", "vero;kiinteistövero");
  luukku_entry_set (entry, "email", "vero@example.fi");
  entry->confirmed_at = 1;
  g_ptr_array_add (services, entry);
  found = luukku_directory_suggest (services, "Kenelle maksan veroa?", "fi", "fi", 5);
  g_assert_cmpuint (found->len, ==, 1);
  one = g_ptr_array_index (found, 0);
  g_assert_true (one->confirmed);
  g_assert_cmpstr (one->name, ==, "Verotoimisto");
  g_assert_cmpstr (one->contact, ==, "vero@example.fi");
  g_assert_cmpstr (one->cues[0], ==, "veroa");
  g_clear_pointer (&found, g_ptr_array_unref);
  entry->ended_at = 1;
  found = luukku_directory_suggest (services, "Kenelle maksan veroa?", "fi", "fi", 5);
  g_assert_cmpuint (found->len, ==, 0);
}

/* --- fields */

static void
test_values (void)
{
  static const struct {
    const char *registry, *field, *value;
    gboolean fine;
  } values[] = {
    { "users", "until", "2026-11-20", TRUE },
    { "users", "until", "2026-02-29", FALSE },
    { "users", "until", "20.11.2026", FALSE },
    { "users", "role", "staff", TRUE },
    { "users", "role", "boss", FALSE },
    { "users", "rights", "publish;moderate", TRUE },
    { "users", "rights", "publish;fly", FALSE },
    { "accounts", "role-email", "matkailu@rautalampi.fi", TRUE },
    { "accounts", "role-email", "a@b", FALSE },
    { "accounts", "role-email", "a@b.fi, c@d.fi", FALSE },
    { "accounts", "resources-hours", "4", TRUE },
    { "accounts", "resources-hours", "-4", FALSE },
    { "accounts", "public", "yes", TRUE },
    { "accounts", "public", "kyllä", FALSE },
    { "accounts", "approvals", "hr-director | 2026-11-02 | Maija | § 1\n\nother | 2026-11-03", TRUE },
    { "accounts", "approvals", "hr-director | yesterday", FALSE },
    { "accounts", "approvals", "HR Director | 2026-11-02", FALSE },
    { "accounts", "name", "two\nlines", FALSE },
    { "accounts", "note", "two\nlines", TRUE },
    { "units", "name[fi]", "Kirjasto", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    const LuukkuField *field =
        luukku_register_find_field (luukku_register_find (values[i].registry), values[i].field);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s=%s", values[i].field, values[i].value);
    g_assert_nonnull (field);
    g_assert_cmpint (luukku_register_check_value (field, values[i].value, &error), ==, values[i].fine);
    g_assert_true (values[i].fine || g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT));
  }
  g_assert_null (luukku_register_find_field (luukku_register_find ("users"), "name[fi]"));
}

static void
test_approvals (void)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("accounts", "a");
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;

  luukku_entry_set (entry, "approvals", "hr-director | 2026-11-02 | Maija | § 1\ncouncil | 2026-12-01");
  before = luukku_register_list_approvals (entry, "2026-11-20");
  after = luukku_register_list_approvals (entry, "2026-12-01");
  g_assert_cmpuint (g_strv_length (before), ==, 1);
  g_assert_cmpstr (before[0], ==, "hr-director");
  g_assert_cmpuint (g_strv_length (after), ==, 2);
}

/* The words of a choice are told to people, so each has a label. */
static void
test_labels (void)
{
  for (const LuukkuRegister *item = luukku_register_get_all (); item->id != NULL; item++) {
    g_auto (GStrv) needs = g_strsplit (item->needs, ";", -1);

    for (guint i = 0; needs[i] != NULL; i++)
      g_assert_nonnull (luukku_register_find_field (item, needs[i]));
    for (const LuukkuField *field = item->fields; field->id != NULL; field++) {
      g_auto (GStrv) words = g_strsplit (field->choices != NULL ? field->choices : "", ";", -1);

      for (guint i = 0; words[i] != NULL; i++) {
        g_test_message ("%s: %s", field->id, words[i]);
        g_assert_true (luukku_register_choice_label (words[i]) != words[i]);
      }
    }
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/directory/shipped", test_shipped);
  g_test_add_func ("/directory/refused", test_refused);
  g_test_add_func ("/directory/files", test_files);
  g_test_add_func ("/directory/suggest", test_suggest);
  g_test_add_func ("/directory/suggest-confirmed", test_suggest_confirmed);
  g_test_add_func ("/register/values", test_values);
  g_test_add_func ("/register/approvals", test_approvals);
  g_test_add_func ("/register/labels", test_labels);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
