/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-settings.c: what can be set, what is refused and with which sentence; the forms of libpurple;
 * the first steps, and when they are offered. */
#include "luukku-headless.h"

#include <glib/gstdio.h>

#include <string.h>

static const LuukkuSettingsApi *
settings (void)
{
  return luukku_headless_api ()->settings;
}

static PurplePlugin *
core_plugin (void)
{
  return purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
}

static void
run_action (const char *label)
{
  GList *actions = core_plugin ()->info->actions (core_plugin (), NULL);
  gboolean found = FALSE;

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (g_str_equal (action->label, label)) {
      action->callback (action);
      found = TRUE;
    }
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  g_assert_true (found);
}

static void
assert_value (const char *id, const char *expected)
{
  g_autofree char *value = settings ()->get (id);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_set (const char *id, const char *value, const char *expected)
{
  g_autoptr (GError) error = NULL;

  settings ()->set (id, value, &error);
  g_assert_no_error (error);
  assert_value (id, expected);
}

static void
assert_refused (const char *id, const char *value, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = settings ()->get (id);

  g_assert_false (settings ()->set (id, value, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, part));
  assert_value (id, before);
}

/* Each setting is kept as it is, and set to what it says of itself. */
static void
test_table (void)
{
  guint n;
  const LuukkuSetting *list = settings ()->list (&n);

  g_assert_cmpuint (n, >=, 11);
  for (guint i = 0; i < n; i++) {
    g_autofree char *value = settings ()->get (list[i].id);
    g_autoptr (GPtrArray) options = settings ()->list_options (list[i].id);

    g_assert_nonnull (value);
    g_assert_cmpint (list[i].kind == LUUKKU_SETTING_CHOICE, ==, options->len > 0);
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (list[i].id, !=, list[k].id);
  }
}

static void
test_staff (void)
{
  g_autoptr (LuukkuStaff) staff = NULL;
  g_autofree char *long_name = g_strnfill (5000, 'x');

  assert_set ("staff-name", " Ville Virkamies ", "Ville Virkamies");
  assert_set ("staff-title", "Neuvoja", "Neuvoja");
  staff = luukku_inbox_get_staff (luukku_headless_api ()->get_inbox ());
  g_assert_cmpstr (staff->first_name, ==, "Ville");
  g_assert_cmpstr (staff->title, ==, "Neuvoja");
  assert_refused ("staff-name", long_name, "too long");
  assert_refused ("staff-unit", "two\nlines", "line break");
  assert_set ("staff-title", "", "");
}

static void
test_numbers (void)
{
  assert_value ("unasked-windows", "5");
  assert_set ("unasked-windows", "0", "0");
  assert_set ("unasked-windows", "50", "50");
  assert_refused ("unasked-windows", "51", "from 0 to 50");
  assert_refused ("unasked-windows", "-1", "from 0 to 50");
  assert_refused ("unasked-windows", "many", "from 0 to 50");
  assert_refused ("unasked-windows", "", "from 0 to 50");
  assert_set ("unasked-windows", "5", "5");
  assert_set ("undo-seconds", "10", "10");
  assert_refused ("undo-seconds", "100000", "Write a number from 0 to ");
  assert_set ("undo-seconds", "0", "0");
}

/* Towns by their names; a pack that cannot be read is refused and the one in force stays. */
static void
test_pack (void)
{
  g_autoptr (GPtrArray) options = settings ()->list_options ("pack");
  gboolean found = FALSE;

  for (guint i = 0; i < options->len; i++) {
    const LuukkuSettingOption *option = options->pdata[i];

    if (g_str_equal (option->value, "rautalampi")) {
      found = TRUE;
      g_assert_cmpstr (option->title, ==, "Municipality of Rautalampi");
      g_assert_nonnull (strstr (option->help, "Social media guideline of Rautalampi"));
      g_assert_nonnull (strstr (option->help, " rules for replies"));
    }
  }
  g_assert_true (found);
  assert_value ("pack", "neutral");
  assert_set ("pack", "rautalampi", "rautalampi");
  g_assert_cmpstr (luukku_pack_get_id (
                       luukku_gate_get_pack (luukku_inbox_get_gate (luukku_headless_api ()->get_inbox ()))),
                   ==, "rautalampi");
  assert_refused ("pack", "atlantis", "atlantis");
  assert_refused ("pack", "/nowhere/at/all.pack", "all.pack");
  assert_refused ("pack", "", "is no guideline pack");
}

static void
test_folders (void)
{
  g_autofree char *folder = g_build_filename (luukku_headless_home (), "exports", NULL);
  g_autofree char *file = g_build_filename (luukku_headless_home (), "a-file", NULL);
  g_autofree char *pem = g_build_filename (luukku_headless_home (), "tsa.pem", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_true (g_file_set_contents (pem, "-----BEGIN CERTIFICATE-----\n", -1, NULL));
  assert_set ("export-folder", folder, folder);
  assert_refused ("export-folder", "/nowhere/at/all", "There is no folder “/nowhere/at/all”");
  assert_refused ("export-folder", "exports", "There is no folder");
  assert_refused ("checkpoint-folder", file, "There is no folder");
  assert_set ("checkpoint-folder", folder, folder);
  assert_set ("checkpoint-folder", "", "");
  if (g_access ("/proc", W_OK) != 0 || g_access ("/proc/self/task", W_OK) != 0)
    assert_refused ("export-folder", "/proc/self/task", "Nothing can be written");
  assert_refused ("stamp-certificate", file, "has no certificate");
  assert_refused ("stamp-certificate", "/nowhere", "cannot be read");
  assert_set ("stamp-certificate", pem, pem);
  assert_set ("stamp-certificate", "", "");
  assert_refused ("stamp-address", "stamp.example.fi", "is no web address");
  assert_refused ("stamp-address", "file:///etc/passwd", "is no web address");
  assert_refused ("stamp-address", "https://", "is no web address");
  assert_set ("stamp-address", "https://stamp.example.fi/tsa", "https://stamp.example.fi/tsa");
  assert_set ("stamp-address", "", "");
}

static void
test_record_language (void)
{
  assert_value ("record-language", "fi");
  assert_set ("record-language", "sv", "sv");
  assert_refused ("record-language", "tlh", "Choose one from the list");
  assert_set ("record-language", "fi", "fi");
}

/* --- libpurple's form */
static guint rounds;

static void
set_field (PurpleRequestFields *fields, const char *id, const char *value)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, id), value);
}

static void
fill_wrong (PurpleRequestFields *fields)
{
  g_assert_cmpstr (purple_request_fields_get_string (fields, "staff-name"), ==, "Ville Virkamies");
  set_field (fields, "staff-name", "Aino Ahkera");
  set_field (fields, "unasked-windows", "99");
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "record-language"), 2);
  rounds++;
}

static void
fill_right (PurpleRequestFields *fields)
{
  /* What was typed is still there. */
  g_assert_cmpstr (purple_request_fields_get_string (fields, "staff-name"), ==, "Aino Ahkera");
  g_assert_cmpstr (purple_request_fields_get_string (fields, "unasked-windows"), ==, "99");
  set_field (fields, "unasked-windows", "7");
  rounds++;
}

/* What is wrong is said, nothing of it is kept, and the form comes back as it was filled in. */
static void
test_form (void)
{
  luukku_headless_reset ();
  assert_set ("staff-name", "Ville Virkamies", "Ville Virkamies");
  luukku_headless_fill_form (fill_wrong);
  run_action ("Preferences…");
  luukku_headless_until (rounds == 1);
  luukku_headless_fill_form (fill_right);
  luukku_headless_until (rounds == 2);
  luukku_headless_until (luukku_headless_open_questions () == 0);
  g_assert_nonnull (strstr (luukku_headless_notices (), "Write a number from 0 to 50 here."));
  assert_value ("staff-name", "Aino Ahkera");
  assert_value ("unasked-windows", "7");
  assert_value ("record-language", "en");
  assert_set ("record-language", "fi", "fi");
  assert_set ("unasked-windows", "5", "5");
}

/* The plugin list has what libpurple's preferences keep, the guideline by the names of towns. */
static void
test_frame (void)
{
  PurplePluginPrefFrame *frame = core_plugin ()->info->prefs_info->get_plugin_pref_frame (core_plugin ());
  gboolean found = FALSE;

  for (GList *l = purple_plugin_pref_frame_get_prefs (frame); l != NULL; l = l->next) {
    const char *name = purple_plugin_pref_get_name (l->data);

    g_assert_null (strchr (purple_plugin_pref_get_label (l->data), '_'));
    if (name != NULL)
      g_assert_true (purple_prefs_exists (name));
    if (g_strcmp0 (name, "/plugins/core/luukku/pack") == 0) {
      found = TRUE;
      g_assert_cmpint (purple_plugin_pref_get_type (l->data), ==, PURPLE_PLUGIN_PREF_CHOICE);
      g_assert_cmpuint (g_list_length (purple_plugin_pref_get_choices (l->data)), >=, 2 * 5);
    }
  }
  g_assert_true (found);
  purple_plugin_pref_frame_destroy (frame);
}

/* --- first steps */
static guint
count_accounts (const char *protocol)
{
  guint n = 0;

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    n += g_str_equal (purple_account_get_protocol_id (l->data), protocol) ? 1 : 0;
  return n;
}

static void
fill_guide (PurpleRequestFields *fields)
{
  PurpleRequestField *pack = purple_request_fields_get_field (fields, "pack");
  guint at = 0;

  for (GList *l = purple_request_field_choice_get_labels (pack); l != NULL; l = l->next, at++) {
    if (g_str_equal (l->data, "Kuopio City"))
      purple_request_field_choice_set_value (pack, (int) at);
  }
  set_field (fields, "staff-name", "Kaisa Kuopiolainen");
  set_field (fields, "staff-organisation", "Kuopion kaupunki");
  rounds++;
}

/* Offered once, when there is no channel; it sets what it asks for and brings the practice online. */
static void
test_guide (void)
{
  luukku_headless_reset ();
  rounds = 0;
  g_assert_true (purple_plugin_unload (core_plugin ()));
  purple_prefs_set_bool ("/plugins/core/luukku/guide-seen", FALSE);
  luukku_headless_fill_form (fill_guide);
  luukku_headless_tick_plugin ();
  luukku_headless_until (rounds == 1 && luukku_headless_open_questions () == 0);
  assert_value ("pack", "kuopio");
  assert_value ("staff-name", "Kaisa Kuopiolainen");
  assert_value ("staff-organisation", "Kuopion kaupunki");
  g_assert_cmpuint (count_accounts ("prpl-luukku-training"), ==, 1);
  g_assert_false (settings ()->start_practice ()); /* never a second one */
  g_assert_cmpuint (count_accounts ("prpl-luukku-training"), ==, 1);
  /* Not a second time by itself, but from the menu. */
  luukku_headless_reset ();
  g_assert_true (purple_plugin_unload (core_plugin ()));
  luukku_headless_tick_plugin ();
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  /* Nor when there is a channel. */
  purple_prefs_set_bool ("/plugins/core/luukku/guide-seen", FALSE);
  g_assert_true (purple_plugin_unload (core_plugin ()));
  luukku_headless_tick_plugin ();
  luukku_headless_pass (G_TIME_SPAN_SECOND);
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  run_action ("First steps…");
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_nonnull (strstr (luukku_headless_questions (), "First steps with Luukku"));
  purple_request_close_with_handle (core_plugin ());
  luukku_headless_drop (purple_accounts_get_all ()->data);
}

/* A store that cannot be opened is said with what to do, in the settings and in the first steps. */
static void
test_trouble (void)
{
  g_autofree char *sentence = settings ()->describe_trouble ();
  g_autofree char *before = g_strdup (g_getenv ("LUUKKU_HOME"));
  g_autofree char *file = g_build_filename (luukku_headless_home (), "no-folder", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *trouble = NULL;

  g_assert_null (sentence);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  luukku_headless_hooks ()->close_inbox ();
  g_setenv ("LUUKKU_HOME", file, TRUE);
  trouble = settings ()->describe_trouble ();
  g_assert_nonnull (trouble);
  g_assert_false (settings ()->set ("staff-name", "Nobody", &error));
  g_assert_cmpstr (error->message, ==, trouble);
  assert_value ("staff-name", "");
  g_setenv ("LUUKKU_HOME", before, TRUE);
  g_assert_null (settings ()->describe_trouble ());
}

static void
on_keyring (const char *trouble, gpointer data)
{
  g_assert_null (trouble); /* memory answers here */
  *(gboolean *) data = TRUE;
}

static void
test_keyring (void)
{
  gboolean answered = FALSE;

  settings ()->check_keyring (on_keyring, &answered);
  luukku_headless_until (answered);
}

static void
test_help (void)
{
  g_autofree char *before = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));

  luukku_headless_reset ();
  g_setenv ("LUUKKU_DATA_DIR", luukku_headless_home (), TRUE);
  run_action ("Users' guide");
  g_assert_nonnull (strstr (luukku_headless_notices (), "I|The users' guide is not installed here."));
  g_setenv ("LUUKKU_DATA_DIR", before, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  luukku_headless_start ();
  luukku_headless_tick_plugin ();
  g_test_add_func ("/purple/settings/table", test_table);
  g_test_add_func ("/purple/settings/staff", test_staff);
  g_test_add_func ("/purple/settings/numbers", test_numbers);
  g_test_add_func ("/purple/settings/pack", test_pack);
  g_test_add_func ("/purple/settings/folders", test_folders);
  g_test_add_func ("/purple/settings/record-language", test_record_language);
  g_test_add_func ("/purple/settings/form", test_form);
  g_test_add_func ("/purple/settings/frame", test_frame);
  g_test_add_func ("/purple/settings/guide", test_guide);
  g_test_add_func ("/purple/settings/trouble", test_trouble);
  g_test_add_func ("/purple/settings/keyring", test_keyring);
  g_test_add_func ("/purple/settings/help", test_help);
  return luukku_headless_stop (g_test_run ());
}
