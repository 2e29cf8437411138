/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-archive.c: from a window to a record that verifies. */
#include "purple-fixture.h"

#include "luukku-lsan.h"

#include "evidence/luukku-chain.h"
#include "evidence/luukku-package.h"

static LuukkuStore *
store_of_inbox (void)
{
  return luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
}

static guint
count_records (void)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (store_of_inbox (), NULL, NULL);

  return records->len;
}

static void
assert_chain_verifies (void)
{
  g_autoptr (GError) error = NULL;
  LuukkuChainReport report = { 0 };

  g_assert_true (luukku_chain_verify (store_of_inbox (), &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.entries, >, 0);
  luukku_chain_report_clear (&report);
}

static PurpleCmdStatus
run (PurpleConversation *conv, const char *command, char **error)
{
  return purple_cmd_do_command (conv, command, command, error);
}

static void
test_command (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Aino Esimerkki", "Tulen sinne ja silloin käy huonosti.");
  g_autofree char *error = NULL;
  guint before = count_records ();

  g_assert_cmpint (run (conv, "archive threat Soitettu poliisille", &error), ==, PURPLE_CMD_STATUS_OK);
  g_assert_true (luukku_headless_has ("Y||Archived as record LUU-2026-"));
  g_assert_cmpuint (count_records (), ==, before + 1);
  assert_chain_verifies ();
}

static void
test_command_wrong (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_autofree char *no_kind = NULL;
  g_autofree char *bad_kind = NULL;
  guint before = count_records ();

  g_assert_cmpint (run (conv, "archive", &no_kind), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_cmpint (run (conv, "archive lunch", &bad_kind), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (no_kind, "threat"));
  g_assert_nonnull (strstr (bad_kind, "removal"));
  g_assert_cmpuint (count_records (), ==, before);
}

static void
test_menu (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Sari Esimerkki", "Pyydän poistamaan kuvan.");
  GList *menu = purple_conversation_get_extended_menu (conv);
  guint before = count_records ();
  guint ways = 0;

  for (GList *l = menu; l != NULL; l = l->next) {
    PurpleMenuAction *action = l->data;

    ways += g_str_has_prefix (action->label, "Archive ") ? 1 : 0;
    if (g_str_equal (action->label, "Archive as a removal request"))
      ((void (*) (PurpleConversation *, gpointer)) action->callback) (conv, action->data);
  }
  g_assert_cmpuint (ways, ==, 4);
  g_list_free_full (menu, (GDestroyNotify) purple_menu_action_free);
  g_assert_true (luukku_headless_has ("Y||Archived as record LUU-2026-"));
  g_assert_cmpuint (count_records (), ==, before + 1);
}

static void
test_export (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Tulen sinne.");
  g_autofree char *output = g_build_filename (luukku_headless_home (), "export.zip", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *record = luukku_headless_api ()->archive (conv, "threat", NULL, &error);
  g_autoptr (LuukkuPackageReport) report = NULL;
  LuukkuExportOrder order = { 0 };

  g_assert_no_error (error);
  g_assert_nonnull (record);
  order.record = record;
  order.output = output;
  g_assert_true (luukku_headless_api ()->export_record (&order, NULL, &error));
  g_assert_no_error (error);
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  report = luukku_package_verify (output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpstr (report->record, ==, record);
}

static void
test_nothing_to_archive (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, "t_nobody");
  g_autofree char *error = NULL;

  g_assert_cmpint (run (conv, "archive threat", &error), ==, PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "no case in the inbox"));
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/archive/command", test_command);
  fixture_add ("/purple/archive/command-wrong", test_command_wrong);
  fixture_add ("/purple/archive/menu", test_menu);
  fixture_add ("/purple/archive/export", test_export);
  fixture_add ("/purple/archive/nothing-to-archive", test_nothing_to_archive);
  return fixture_run ();
}
