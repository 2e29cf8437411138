/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-plugin.c: the module as libpurple sees it: protocols, menu, preferences, IPC; the gate without
 * the plugin. */
#include "purple-fixture.h"

#include <glib/gstdio.h>

#include <dlfcn.h>

static PurplePlugin *
core_plugin (void)
{
  return purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
}

static void
test_protocols (void)
{
  const char *const ids[] = { "prpl-luukku-facebook", "prpl-luukku-instagram", "prpl-luukku-training" };
  const char *const labels[] = { "Page id", "Id of the linked Page", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    PurplePlugin *plugin = purple_find_prpl (ids[i]);
    PurplePluginProtocolInfo *info;
    g_autoptr (GHashTable) table = NULL;

    g_assert_nonnull (plugin);
    info = PURPLE_PLUGIN_PROTOCOL_INFO (plugin);
    g_assert_cmpuint (info->options & OPT_PROTO_NO_PASSWORD, !=, 0);
    g_assert_nonnull (info->list_icon (NULL, NULL)); /* Pidgin asks without an account */
    g_assert_nonnull (info->protocol_options);
    table = info->get_account_text_table (NULL); /* a new account */
    if (labels[i] != NULL)
      g_assert_cmpstr (g_hash_table_lookup (table, "login_label"), ==, labels[i]);
    /* Nothing may tell a resident that somebody types, or answers by itself. */
    g_assert_null (info->send_typing);
    g_assert_null (info->chat_send);
    g_assert_nonnull (info->send_file); /* says how a file gets there */
  }
  g_assert_false (purple_plugin_is_loaded (core_plugin ()));
}

/* Nothing but the entry is exported: two modules must not meet each other's symbols. */
static void
test_symbols (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "plugin", "purple", "luukku.so", NULL);
  void *handle = dlopen (path, RTLD_NOW | RTLD_LOCAL);

  g_assert_nonnull (handle);
  g_assert_nonnull (dlsym (handle, "purple_init_plugin"));
  g_assert_null (dlsym (handle, "luukku_core_ensure"));
  g_assert_null (dlsym (handle, "luukku_poller_new"));
  dlclose (handle);
}

static void
test_gate_without_plugin (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  g_assert_false (purple_plugin_is_loaded (core_plugin ()));
  fixture_send (conv, "Tunnuksesi on " HETU ".<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
}

/* Ticked and unticked while a channel is online. */
static void
test_untick (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_headless_tick_plugin ();
  g_assert_cmpuint (luukku_headless_api ()->version, ==, LUUKKU_PURPLE_API_VERSION);
  g_assert_true (purple_plugin_unload (core_plugin ()));
  fixture_send (conv, "Tunnuksesi on " HETU ".<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  luukku_headless_tick_plugin ();
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
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
fill_about (PurpleRequestFields *fields)
{
  g_assert_cmpstr (purple_request_fields_get_string (fields, "name"), ==, "Minna Malli");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "name"),
                                         " Ville Virkamies ");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "title"), "Neuvoja");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "unit"), "");
}

static void
fill_about_back (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "name"), "Minna Malli");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "title"), "Palveluneuvoja");
}

/* Who sits here signs: the next reply wants the new signature. */
static void
test_about_you (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  LuukkuInbox *inbox = luukku_headless_api ()->get_inbox ();
  g_autoptr (LuukkuStaff) staff = NULL;

  luukku_headless_fill_form (fill_about);
  run_action ("About you…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  staff = luukku_inbox_get_staff (inbox);
  g_assert_cmpstr (staff->name, ==, "Ville Virkamies");
  g_assert_cmpstr (staff->first_name, ==, "Ville");
  g_assert_null (staff->unit);
  luukku_headless_answer ("Add it and send");
  fixture_send (conv, "Kirjasto on auki.");
  luukku_headless_until (luukku_graph_count_sent (graph) == 1);
  g_assert_true (g_str_has_suffix (luukku_graph_get_sent (graph, 0), "Neuvoja Ville"));
  luukku_headless_fill_form (fill_about_back);
  run_action ("About you…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
}

static void
test_reread_pack (Fixture *f, gconstpointer data)
{
  run_action ("Re-read guideline pack");
  g_assert_nonnull (strstr (luukku_headless_notices (), "I|The guideline pack rautalampi, version "));
}

static char *reports_folder;

static void
fill_reports (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "reports");
  const GList *items = purple_request_field_list_get_items (list);

  g_assert_cmpuint (g_list_length ((GList *) items), ==, 1);
  g_assert_nonnull (strstr (items->data, "wrong alarm"));
  g_assert_null (strstr (items->data, HETU));
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "folder"), reports_folder);
}

/* The manager's list: nothing yet, then one report, exported as a table that only its owner reads. */
static void
test_reports (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *path = NULL;
  g_autofree char *table = NULL;
  g_autofree char *error = NULL;
  GStatBuf status;

  run_action ("Reports about the checks…");
  g_assert_nonnull (strstr (luukku_headless_notices (), "Nobody has reported anything"));
  luukku_verdict_unref (luukku_headless_api ()->check (conv, "Tunnus " HETU));
  g_assert_cmpint (purple_cmd_do_command (conv, "report false", "report false", &error), ==,
                   PURPLE_CMD_STATUS_OK);
  reports_folder = g_dir_make_tmp ("luukku-reports-XXXXXX", NULL);
  path = g_build_filename (reports_folder, "luukku-check-reports.tsv", NULL);
  luukku_headless_fill_form (fill_reports);
  run_action ("Reports about the checks…");
  luukku_headless_until (g_stat (path, &status) == 0 && status.st_size > 0);
  g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
  g_assert_true (g_str_has_prefix (table, "at\tkind\t"));
  g_assert_nonnull (strstr (table, "false-alarm"));
  g_assert_null (strstr (table, HETU));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_rmdir (reports_folder);
  g_clear_pointer (&reports_folder, g_free);
}

static void
test_inbox_list (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_list", "Aino Esimerkki", "Milloin kirjasto on auki?");
  g_auto (GStrv) rows = NULL;
  guint at = 0;

  purple_conversation_destroy (conv);
  run_action ("Inbox…");
  rows = g_strsplit (luukku_headless_list (), "\n", -1);
  while (rows[at] != NULL && strstr (rows[at], "Milloin kirjasto on auki?") == NULL)
    at++;
  g_assert_nonnull (rows[at]);
  g_assert_true (g_str_has_prefix (rows[at], "LUU-2026-"));
  g_assert_nonnull (strstr (rows[at], "\tnew\t"));
  g_assert_nonnull (strstr (rows[at], "\t" LUUKKU_GRAPH_NAME "\tAino Esimerkki\t"));
  luukku_headless_press_row (at);
  g_assert_nonnull (luukku_headless_conv (f->account, "t_list"));
  purple_notify_close_with_handle (purple_account_get_connection (f->account));
}

/* Whatever a window of Pidgin's shows, Finch has as a form, a list or a sentence of libpurple's: no entry of
 * the menu needs a user interface of ours. */
static void
test_every_entry (Fixture *f, gconstpointer data)
{
  static const char *const elsewhere[] = { "Users' guide", NULL }; /* opens a browser */
  static const char *const managers[] = { "Registers…", "Passed warnings…",   "Corrected labels…",
                                          "Channels…",  "What may be erased", NULL };
  PurplePlugin *plugin = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GList *actions = plugin->info->actions (plugin, NULL);
  g_autoptr (GString) silent = g_string_new (NULL);
  guint entries = 0;

  fixture_receive (f, "t_1", "Aino Esimerkki", "Milloin kirjasto on auki?");
  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;
    gsize asked, told, listed;

    if (action == NULL || g_strv_contains (elsewhere, action->label))
      continue;
    luukku_headless_reset ();
    asked = strlen (luukku_headless_questions ());
    told = strlen (luukku_headless_notices ());
    listed = strlen (luukku_headless_list ());
    action->plugin = plugin;
    action->callback (action);
    luukku_headless_pass (G_TIME_SPAN_SECOND);
    entries++;
    if (strlen (luukku_headless_questions ()) == asked && strlen (luukku_headless_notices ()) == told &&
        strlen (luukku_headless_list ()) == listed)
      g_string_append_printf (silent, "%s; ", action->label);
    luukku_headless_leave_questions ();
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  g_assert_cmpstr (silent->str, ==, "");
  g_assert_cmpuint (entries, >, 25);
  for (guint i = 0; managers[i] != NULL; i++)
    g_assert_true (luukku_headless_api ()->is_for_manager (managers[i]));
}

static void
test_account_menu (Fixture *f, gconstpointer data)
{
  PurpleConnection *gc = purple_account_get_connection (f->account);
  PurplePlugin *prpl = purple_find_prpl ("prpl-luukku-facebook");
  GList *actions = prpl->info->actions (prpl, gc);

  g_assert_cmpuint (g_list_length (actions), ==, 3);
  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    action->context = gc;
    if (g_str_equal (action->label, "Change the access token…"))
      action->callback (action);
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_true (luukku_headless_was_masked ());
  luukku_headless_hold_clock (TRUE); /* nothing is fetched with the old one */
  luukku_graph_set_token (graph, "EAAchanged");
  luukku_headless_answer ("EAAchanged");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  luukku_headless_hold_clock (FALSE);
  luukku_headless_until (purple_account_is_connected (f->account));
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
}

/* The training channel needs no token and no network. */
static void
test_training (void)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-training", "harjoittelu");

  luukku_headless_reset ();
  purple_account_set_int (account, "pace", 1);
  luukku_headless_enable (account);
  luukku_headless_until (luukku_headless_has ("R|Maija Mallikas|Hei! Milloin kirjaston"));
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  luukku_headless_drop (account);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  g_test_add_func ("/purple/plugin/protocols", test_protocols);
  g_test_add_func ("/purple/plugin/symbols", test_symbols);
  fixture_add ("/purple/plugin/gate-without-plugin", test_gate_without_plugin);
  fixture_add ("/purple/plugin/about-you", test_about_you);
  fixture_add ("/purple/plugin/reread-pack", test_reread_pack);
  fixture_add ("/purple/plugin/inbox-list", test_inbox_list);
  fixture_add ("/purple/plugin/reports", test_reports);
  fixture_add ("/purple/plugin/account-menu", test_account_menu);
  g_test_add_func ("/purple/plugin/training", test_training);
  fixture_add ("/purple/plugin/every-entry", test_every_entry);
  fixture_add ("/purple/plugin/untick", test_untick);
  return fixture_run ();
}
