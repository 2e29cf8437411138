/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-registers.c: the forms of the registers, as Pidgin and Finch have them: add, change, confirm,
 * end, import, check; what is refused opens again with what was typed. */
#include "purple-fixture.h"

#include "inbox/luukku-registers.h"

static guint reg, what;

static void
run_registers (void)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GList *actions = plugin->info->actions (plugin, NULL);
  gboolean found = FALSE;

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (g_str_equal (action->label, "Registers…")) {
      action->callback (action);
      found = TRUE;
    }
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  g_assert_true (found);
}

static void
fill_first (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "register"), (int) reg);
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "what"), (int) what);
}

/* Opens the first form, presses OK; then fills the next one with @fill. */
static void
start (guint of, guint todo, void (*fill) (PurpleRequestFields *fields))
{
  guint open = luukku_headless_open_questions ();

  reg = of;
  what = todo;
  luukku_headless_fill_form (fill_first);
  run_registers ();
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  if (fill == NULL)
    return;
  luukku_headless_until (luukku_headless_open_questions () == open + 1);
  luukku_headless_fill_form (fill);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
}

static void
type (PurpleRequestFields *fields, const char *id, const char *value)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, id), value);
}

static void
fill_user (PurpleRequestFields *fields)
{
  g_assert_true (purple_request_fields_exists (fields, "title"));
  type (fields, "key", "minna");
  type (fields, "name", "Minna Malli");
  type (fields, "until", "tomorrow");
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "role"), 1);
}

static void
fill_user_again (PurpleRequestFields *fields)
{
  g_assert_cmpstr (purple_request_fields_get_string (fields, "name"), ==, "Minna Malli");
  g_assert_cmpstr (purple_request_fields_get_string (fields, "until"), ==, "tomorrow");
  g_assert_cmpint (purple_request_fields_get_choice (fields, "role"), ==, 1);
  type (fields, "until", "2027-01-31");
}

static LuukkuEntry *
entry_of (const char *registry, const char *key)
{
  return luukku_store_get_entry (luukku_inbox_get_store (luukku_headless_api ()->get_inbox ()), registry, key,
                                 NULL);
}

static void
test_add (void)
{
  g_autoptr (LuukkuEntry) user = NULL;

  luukku_headless_reset ();
  start (1, 1, fill_user);
  luukku_headless_until (strstr (luukku_headless_notices (), "2026-11-20") != NULL);
  g_assert_null (entry_of ("users", "minna"));
  luukku_headless_fill_form (fill_user_again);
  luukku_headless_until (strstr (luukku_headless_notices (), "minna") != NULL);
  user = entry_of ("users", "minna");
  g_assert_nonnull (user);
  g_assert_cmpstr (luukku_entry_get (user, "until"), ==, "2027-01-31");
  g_assert_cmpstr (luukku_entry_get (user, "role"), ==, "staff");
  g_assert_true (luukku_entry_counts (user));
}

static void
fill_import (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "directory"),
                                         0); /* hanko */
}

static const char *row;
static int step;

static void
fill_list (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "entries");

  for (GList *l = purple_request_field_list_get_items (list); l != NULL; l = l->next) {
    if (strstr (l->data, row) != NULL)
      purple_request_field_list_add_selected (list, l->data);
  }
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "what"), step);
}

static void
fill_confirm (PurpleRequestFields *fields)
{
  type (fields, "unit", "Viestintä");
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "confirm-entry"), TRUE);
}

static void
test_import_and_confirm (void)
{
  static const char key[] = "hanko.communications-officer-phone";
  g_autoptr (LuukkuEntry) imported = NULL;
  g_autoptr (LuukkuEntry) confirmed = NULL;
  g_autoptr (LuukkuEntry) town = NULL;
  g_autoptr (LuukkuEntry) ended = NULL;

  luukku_headless_reset ();
  start (0, 2, fill_import);
  luukku_headless_until (strstr (luukku_headless_notices (), "4 entries were added.") != NULL);
  imported = entry_of ("contacts", key);
  g_assert_false (luukku_entry_counts (imported));
  /* changed and confirmed in one form */
  row = key;
  step = 0;
  start (2, 0, fill_list);
  luukku_headless_fill_form (fill_confirm);
  luukku_headless_until (strstr (luukku_headless_notices (), key) != NULL);
  confirmed = entry_of ("contacts", key);
  g_assert_true (luukku_entry_counts (confirmed));
  g_assert_cmpstr (luukku_entry_get (confirmed, "unit"), ==, "Viestintä");
  g_assert_cmpstr (luukku_entry_get (confirmed, "value"), ==, "019 220 3211");
  /* confirmed from the list, then ended */
  row = "hanko.town-facebook";
  step = 1;
  start (0, 0, fill_list);
  luukku_headless_until (strstr (luukku_headless_notices (), "Done for 1 entry.") != NULL);
  town = entry_of ("accounts", "hanko.town-facebook");
  g_assert_true (luukku_entry_counts (town));
  step = 2;
  luukku_headless_reset ();
  start (0, 0, fill_list);
  luukku_headless_until (strstr (luukku_headless_notices (), "Done for 1 entry.") != NULL);
  ended = entry_of ("accounts", "hanko.town-facebook");
  g_assert_cmpint (ended->ended_at, >, 0);
  /* its history */
  step = 4;
  luukku_headless_reset ();
  start (0, 0, fill_list);
  luukku_headless_until (strstr (luukku_headless_notices (), "put out of force") != NULL);
}

static void
test_check (void)
{
  luukku_headless_reset ();
  start (0, 3, NULL);
  luukku_headless_until (strstr (luukku_headless_notices (), "nobody has confirmed") != NULL);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  g_test_add_func ("/purple/registers/add", test_add);
  g_test_add_func ("/purple/registers/import-and-confirm", test_import_and_confirm);
  g_test_add_func ("/purple/registers/check", test_check);
  return fixture_run ();
}
