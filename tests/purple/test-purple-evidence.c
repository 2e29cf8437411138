/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-evidence.c: the manager's entries of the plugin's menu: check of the log with its button that
 * cancels, holds, hand-overs, checkpoints, material that must not be copied. */
#define G_LOG_DOMAIN "luukku"

#include "purple-fixture.h"

#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox-evidence.h"
#include "evidence/luukku-package.h"
#include "store/luukku-store-facts.h"

static char *case_number;
static char *record;

static LuukkuStore *
get_store (void)
{
  return luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
}

static void
run_action (const char *label)
{
  PurplePlugin *plugin = purple_plugins_find_with_id ("core-luukku");
  GList *actions = plugin->info->actions (plugin, NULL);
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
set (PurpleRequestFields *fields, const char *id, const char *value)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, id), value);
}

/* A threat that was archived. */
static void
archive (Fixture *f)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Tulen sinne ja katutte.");
  g_autoptr (GError) error = NULL;

  g_free (record);
  record = luukku_headless_api ()->archive (conv, "threat", NULL, &error);
  g_assert_no_error (error);
  g_free (case_number);
  case_number = g_strndup (record, strlen (record) - strlen ("-v1"));
}

static void
fill_hand_over (PurpleRequestFields *fields)
{
  set (fields, "record", record);
  set (fields, "recipient", "Sisä-Suomen poliisi");
  set (fields, "purpose", "tutkinta");
}

static void
test_hand_over (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  const LuukkuCustodyItem *item;

  archive (f);
  luukku_headless_fill_form (fill_hand_over);
  run_action ("Hand over a record…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  list = luukku_custody_list (get_store (), case_number, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  item = list->pdata[0];
  g_assert_cmpstr (item->kind, ==, "handover");
  g_assert_cmpstr (item->recipient, ==, "Sisä-Suomen poliisi");
  g_assert_cmpstr (item->actor, ==, "Minna Malli");
}

static void
test_check (Fixture *f, gconstpointer data)
{
  archive (f);
  run_action ("Check the evidence log");
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The log verifies: ") != NULL);
  g_assert_cmpint (luukku_headless_open_questions (), ==, 0);
}

static void
fill_hold (PurpleRequestFields *fields)
{
  set (fields, "case", case_number);
  set (fields, "ground", "poliisitutkinta");
}

static void
fill_erase (PurpleRequestFields *fields)
{
  fill_hold (fields);
  set (fields, "decided-by", "J. Johtaja");
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "act"), 2);
}

static void
test_hold (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) kept = NULL;

  archive (f);
  luukku_headless_fill_form (fill_hold);
  run_action ("Hold or erase…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  kept = luukku_store_list_kept (get_store (), case_number, NULL);
  g_assert_true (((LuukkuKeptCase *) kept->pdata[0])->held);
  luukku_headless_fill_form (fill_erase);
  run_action ("Hold or erase…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  g_assert_nonnull (strstr (luukku_headless_notices (), "is on hold and is not erased"));
}

static void
fill_no_copy (PurpleRequestFields *fields)
{
  set (fields, "case", case_number);
}

static void
test_no_copy (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  archive (f);
  luukku_headless_fill_form (fill_no_copy);
  run_action ("Material that must not be copied…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  g_assert_nonnull (strstr (luukku_headless_notices (), "112"));
  g_assert_nonnull (strstr (luukku_headless_notices (), "A record has the material already"));
  item = luukku_store_get_case (get_store (), case_number, NULL);
  messages = luukku_store_list_messages (get_store (), luukku_case_peek (item)->conversation, 0, NULL);
  g_assert_true (((LuukkuStoredMessage *) messages->pdata[messages->len - 1])->withdrawn);
}

static char *outside;

static void
fill_checkpoint (PurpleRequestFields *fields)
{
  set (fields, "folder", outside);
}

static void
test_checkpoint (Fixture *f, gconstpointer data)
{
  g_autofree char *line = NULL;
  const char *at, *end;
  g_autofree char *path = NULL;

  archive (f);
  outside = g_build_filename (luukku_headless_home (), "outside", NULL);
  luukku_headless_fill_form (fill_checkpoint);
  run_action ("Write a checkpoint…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  at = strstr (luukku_headless_notices (), outside);
  g_assert_nonnull (at);
  end = strstr (at, ".txt");
  g_assert_nonnull (end);
  path = g_strndup (at, (gsize) (end - at) + strlen (".txt"));
  line = luukku_checkpoint_load (path, NULL);
  g_assert_nonnull (line);
  g_assert_true (luukku_chain_meets_checkpoint (get_store (), line, NULL));
  g_clear_pointer (&outside, g_free);
}

/* Returns: (transfer full) (nullable): the file below @folder that has @word. */
static char *
find_word (const char *folder, const char *word)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *found = NULL;

  while (found == NULL && dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found = find_word (path, word);
    else if (g_file_get_contents (path, &bytes, &size, NULL) &&
             memmem (bytes, size, word, strlen (word)) != NULL)
      found = g_steal_pointer (&path);
  }
  return found;
}

static void
fill_own_data (PurpleRequestFields *fields)
{
  fill_no_copy (fields);
  fill_checkpoint (fields);
  set (fields, "recipient", "itse");
  set (fields, "purpose", "tarkastuspyyntö");
}

/* The access token that fetched everything is in no store, record, package, checkpoint or log. */
static void
test_token (Fixture *f, gconstpointer data)
{
  g_autofree char *zip = NULL;
  g_autofree char *found = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuExportOrder order = { 0 };

  archive (f);
  outside = g_build_filename (luukku_headless_home (), "given", NULL);
  luukku_headless_fill_form (fill_checkpoint);
  run_action ("Write a checkpoint…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  luukku_headless_fill_form (fill_own_data);
  run_action ("A resident's own data…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  zip = g_strdup_printf ("%s/%s.zip", outside, record);
  order.record = record;
  order.output = zip;
  luukku_headless_api ()->export_record (&order, NULL, &error);
  g_assert_no_error (error);
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  words = find_word (outside, "Tulen sinne ja katutte.");
  g_assert_nonnull (words); /* the search finds what is there */
  found = find_word (luukku_headless_home (), LUUKKU_GRAPH_TOKEN);
  g_assert_cmpstr (found, ==, NULL);
  g_assert_null (strstr (luukku_headless_log (), LUUKKU_GRAPH_TOKEN));
  g_assert_null (strstr (luukku_headless_log (), "katutte"));
  g_clear_pointer (&outside, g_free);
}

static gboolean complete;

static void
fill_removal (PurpleRequestFields *fields)
{
  set (fields, "case", case_number);
  if (complete) {
    set (fields, "removal.reasons", "Laiton uhkaus");
    set (fields, "removal.locations", "https://example.org/viesti/1");
    set (fields, "removal.notifier-name", "Minna Malli");
    set (fields, "removal.notifier-email", "minna@example.org");
    set (fields, "removal.bona-fide-by", "Minna Malli");
  }
}

/* Refused while an element is empty: nothing is archived then. */
static void
test_removal (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (LuukkuRemovalWatch) watch = NULL;

  archive (f);
  complete = FALSE;
  luukku_headless_fill_form (fill_removal);
  run_action ("Request to remove a message…");
  luukku_headless_until (strstr (luukku_headless_notices (), "E|The removal request gives no reasons") !=
                         NULL);
  watch = luukku_store_get_removal_watch (get_store (), case_number, NULL);
  g_assert_null (watch);
  complete = TRUE;
  luukku_headless_fill_form (fill_removal);
  run_action ("Request to remove a message…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
  watch = luukku_store_get_removal_watch (get_store (), case_number, NULL);
  g_assert_nonnull (watch);
  g_assert_cmpint (watch->remind_at, >, watch->sent_at);
  records = luukku_store_list_records (get_store (), case_number, NULL);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (((LuukkuRecordRow *) records->pdata[0])->kind, ==, "removal");
}

static void
fill_archive (PurpleRequestFields *fields)
{
  set (fields, "case", case_number);
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "kind"), 2);
}

/* What is selected at first: the resident's messages are what the record is about. One of them goes. */
static void
fill_messages (PurpleRequestFields *fields)
{
  PurpleRequestField *objects = purple_request_fields_get_field (fields, "objects");
  g_autofree char *first = NULL;

  g_assert_cmpuint (g_list_length (purple_request_field_list_get_selected (objects)), ==, 2);
  g_assert_null (
      purple_request_field_list_get_selected (purple_request_fields_get_field (fields, "context")));
  first = g_strdup (purple_request_field_list_get_items (objects)->data);
  purple_request_field_list_clear_selected (objects);
  purple_request_field_list_add_selected (objects, first);
}

/* Archiving by forms, as in Finch: the case, then its messages. */
static void
test_archive_form (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  archive (f);
  fixture_receive (f, "t_1", "Aino Esimerkki", "Ja huomenna palaan.");
  luukku_headless_until (luukku_headless_has ("palaan"));
  luukku_headless_fill_form (fill_archive);
  run_action ("Archive…");
  luukku_headless_until (strstr (luukku_headless_questions (), "Which messages does the record have?") !=
                         NULL);
  luukku_headless_fill_form (fill_messages);
  luukku_headless_until (strstr (luukku_headless_notices (), "I|Archived as record ") != NULL);
  records = luukku_store_list_records (get_store (), case_number, NULL);
  g_assert_cmpstr (((LuukkuRecordRow *) records->pdata[0])->kind, ==, "harassment");
  json = luukku_archive_read (get_store (), ((LuukkuRecordRow *) records->pdata[0])->number, "record.json",
                              "M", &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json),
                                  "\"selection\":\"one-message\""));
}

/* A letter is a checkpoint that leaves by mail. */
static void
test_letter (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  archive (f);
  run_action ("Letter with a checkpoint");
  rows = luukku_store_list_checkpoints (get_store (), 1, NULL);
  g_assert_cmpstr (((LuukkuCheckpointRow *) rows->pdata[0])->way, ==, "mail");
}

/* --- the passphrase of the signing key; the keyring is the one in memory */

static const char *typed, *typed_again;
static gboolean keep;

static void
fill_new (PurpleRequestFields *fields)
{
  g_assert_true (purple_request_field_string_is_masked (purple_request_fields_get_field (fields, "new")));
  set (fields, "new", typed);
  set (fields, "again", typed_again);
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "keep"), keep);
}

static void
fill_given (PurpleRequestFields *fields)
{
  g_assert_true (
      purple_request_field_string_is_masked (purple_request_fields_get_field (fields, "passphrase")));
  set (fields, "passphrase", typed);
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "keep"), keep);
}

static void
change_passphrase (const char *first, const char *second)
{
  typed = first;
  typed_again = second;
  luukku_headless_fill_form (fill_new);
  run_action ("Passphrase of the signing key…");
  luukku_headless_until (luukku_headless_open_questions () == 0);
}

/* As after the program's end and a new start. */
static void
start_again (Fixture *f)
{
  purple_account_set_enabled (f->account, "luukku-test", FALSE);
  luukku_headless_until (purple_account_is_disconnected (f->account));
  luukku_headless_hooks ()->close_inbox ();
  luukku_headless_reset ();
}

static gboolean
exports (const char *keys, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.zip", luukku_headless_home (), name);

  return luukku_package_export (get_store (), record, path, keys, "M", NULL);
}

static void
test_passphrase (Fixture *f, gconstpointer data)
{
  g_autofree char *keys = NULL, *found = NULL;

  archive (f);
  keys = luukku_signer_default_dir (luukku_store_get_path (get_store ()));
  change_passphrase ("salainen lause", "aivan muuta");
  g_assert_nonnull (strstr (luukku_headless_notices (), "E|The two passphrases are not the same"));
  g_assert_false (luukku_signer_is_protected (keys));
  keep = TRUE;
  change_passphrase ("salainen lause", "salainen lause");
  g_assert_true (luukku_signer_is_protected (keys));
  g_assert_true (exports (keys, "a"));

  start_again (f); /* the keyring has it: nobody is asked */
  g_assert_true (luukku_signer_is_locked (keys));
  fixture_log_in (f);
  luukku_headless_until (!luukku_signer_is_locked (keys));
  g_assert_null (strstr (luukku_headless_questions (), "Passphrase"));
  g_assert_true (exports (keys, "b"));

  keep = FALSE;
  change_passphrase ("toinen lause", "toinen lause");
  start_again (f); /* it was not to be kept: asked, wrong, asked again */
  typed = "väärä";
  luukku_headless_fill_form (fill_given);
  fixture_log_in (f);
  luukku_headless_until (strstr (luukku_headless_questions (), "does not open it") != NULL);
  g_assert_true (luukku_signer_is_locked (keys));
  g_assert_false (exports (keys, "c"));
  archive (f); /* messages and records go on */
  found = find_word (luukku_headless_home (), "toinen lause");
  g_assert_cmpstr (found, ==, NULL);
  g_assert_null (strstr (luukku_headless_log (), "lause"));

  start_again (f);
  typed = "toinen lause";
  luukku_headless_fill_form (fill_given);
  fixture_log_in (f);
  luukku_headless_until (!luukku_signer_is_locked (keys));
  g_assert_true (exports (keys, "d"));
  change_passphrase ("", "");
  g_assert_false (luukku_signer_is_protected (keys));
}

int
main (int argc, char **argv)
{
  int result;

  fixture_start (&argc, &argv);
  luukku_headless_tick_plugin ();
  fixture_add ("/purple/evidence/hand-over", test_hand_over);
  fixture_add ("/purple/evidence/check", test_check);
  fixture_add ("/purple/evidence/hold", test_hold);
  fixture_add ("/purple/evidence/no-copy", test_no_copy);
  fixture_add ("/purple/evidence/checkpoint", test_checkpoint);
  fixture_add ("/purple/evidence/token", test_token);
  fixture_add ("/purple/evidence/removal", test_removal);
  fixture_add ("/purple/evidence/archive-form", test_archive_form);
  fixture_add ("/purple/evidence/letter", test_letter);
  fixture_add ("/purple/evidence/passphrase", test_passphrase);
  result = fixture_run ();
  g_free (case_number);
  g_free (record);
  return result;
}
