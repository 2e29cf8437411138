/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-setup.c: the town's directory becomes accounts, form after form, as Pidgin and Finch have them:
 * what is chosen is done and kept, what is refused opens again, and another day it goes on where it stopped.
 */
#include "purple-fixture.h"

#include "inbox/luukku-registers.h"
#include "inbox/luukku-setup.h"

#include <glib/gstdio.h>

#define PAGE_ENTRY "rautalampi.municipality-facebook"
#define X_ENTRY "rautalampi.municipality-twitter"

enum { LATER, NOW, BY_HAND, NOT_OURS };

static int first; /* what the first form is told */

static void
run_setup (void)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID);
  GList *actions = plugin->info->actions (plugin, NULL);
  gboolean found = FALSE;

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (!g_str_equal (action->label, "Set up channels from the directory…"))
      continue;
    g_assert_true (luukku_headless_api ()->is_for_manager (action->label));
    action->callback (action);
    found = TRUE;
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
  g_assert_true (found);
}

static void
fill_first (PurpleRequestFields *fields)
{
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, "what"), first);
}

/* Fills the next form, which is there already, and waits until it is answered. */
static void
fill (void (*func) (PurpleRequestFields *fields))
{
  luukku_headless_fill_form (func);
  luukku_headless_pass (G_TIME_SPAN_SECOND);
}

static void
open_with (int what)
{
  first = what;
  luukku_headless_fill_form (fill_first);
  run_setup ();
  luukku_headless_pass (G_TIME_SPAN_SECOND);
}

static void
choose (PurpleRequestFields *fields, const char *entry, const char *channel, int choice)
{
  g_autofree char *id = g_strdup_printf ("choice %s %s", entry, channel);

  g_assert_true (purple_request_fields_exists (fields, id));
  purple_request_field_choice_set_value (purple_request_fields_get_field (fields, id), choice);
}

static int
chosen (PurpleRequestFields *fields, const char *entry, const char *channel)
{
  g_autofree char *id = g_strdup_printf ("choice %s %s", entry, channel);

  return purple_request_fields_get_choice (fields, id);
}

static const char *
name_of (PurpleRequestFields *fields)
{
  return purple_request_fields_get_string (fields, "name");
}

/* Of the Page the name is missing: that is refused. */
static void
fill_page_wrongly (PurpleRequestFields *fields)
{
  g_assert_cmpstr (name_of (fields), ==, NULL);
  choose (fields, PAGE_ENTRY, "facebook", NOW);
}

static void
fill_page (PurpleRequestFields *fields)
{
  g_assert_false (purple_request_fields_exists (fields, "choice " X_ENTRY " x"));
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "name"),
                                         " 104455667788990 ");
  /* what was chosen in the form that was refused stays chosen */
  g_assert_cmpint (chosen (fields, PAGE_ENTRY, "facebook"), ==, NOW);
  g_assert_cmpint (chosen (fields, PAGE_ENTRY, "facebook-comments"), ==, LATER);
}

static void
fill_x (PurpleRequestFields *fields)
{
  g_assert_cmpstr (name_of (fields), ==, "rautalampi");
  choose (fields, X_ENTRY, "x", NOW);
}

static void
fill_campaign (PurpleRequestFields *fields)
{
  choose (fields, "rautalampi.world-map-facebook", "facebook", NOT_OURS);
  choose (fields, "rautalampi.world-map-facebook", "facebook-comments", NOT_OURS);
}

/* Only the tick: nothing else is to be looked up for a Page. */
static void
fill_page_account (PurpleRequestFields *fields)
{
  g_assert_false (purple_request_fields_exists (fields, "option-api-base"));
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "sign-in"), FALSE);
}

static void
fill_x_account (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "option-client-id"),
                                         "client-1");
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "sign-in"), FALSE);
}

static void
fill_nothing (PurpleRequestFields *fields)
{
}

static LuukkuInbox *
get_inbox (void)
{
  return luukku_headless_api ()->get_inbox ();
}

static guint
count_decisions (LuukkuSetupChoice choice)
{
  g_autoptr (GPtrArray) list = luukku_store_list_setup (luukku_inbox_get_store (get_inbox ()), NULL);
  guint count = 0;

  for (guint i = 0; i < list->len; i++)
    count += ((LuukkuSetupDecision *) list->pdata[i])->choice == choice ? 1 : 0;
  return count;
}

static void
test_guided (void)
{
  PurpleAccount *x = NULL, *page = NULL;

  luukku_headless_reset ();
  open_with (2); /* bring in the third directory: rautalampi */
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_nonnull (strstr (luukku_headless_questions (),
                            "The directory is in the registers now: Municipality of Rautalampi."));
  g_assert_nonnull (strstr (luukku_headless_questions (), "The registers name no channel yet."));
  g_assert_nonnull (strstr (luukku_headless_questions (), "Channels in the registers: 8. Already there: 0."));
  first = 0;
  fill (fill_first);
  g_assert_nonnull (
      strstr (luukku_headless_questions (), "8 channels of the directory are not decided yet."));
  g_assert_nonnull (strstr (luukku_headless_questions (), "Unit: Municipality of Rautalampi"));
  g_assert_nonnull (strstr (luukku_headless_questions (), "Name in the service: rautalamminkunta"));
  g_assert_nonnull (strstr (luukku_headless_questions (), "• the Page's id (digits"));
  g_assert_nonnull (strstr (luukku_headless_questions (), "• a holder, named in the register"));
  fill (fill_page_wrongly);
  luukku_headless_until (strstr (luukku_headless_notices (), "needs its name before it can be set up") !=
                         NULL);
  fill (fill_page);
  page = luukku_headless_api ()->find_account ("facebook:104455667788990");
  g_assert_nonnull (page);
  fill (fill_page_account);
  fill (fill_nothing); /* Instagram: later, as the Page's comments */
  fill (fill_x);
  x = luukku_headless_api ()->find_account ("x:rautalampi");
  g_assert_nonnull (x);
  g_assert_false (purple_account_get_enabled (x, purple_core_get_ui ()));
  fill (fill_x_account);
  fill (fill_campaign);
  g_assert_cmpstr (purple_account_get_string (x, "client-id", ""), ==, "client-1");
  g_assert_false (purple_account_get_enabled (x, purple_core_get_ui ()));
  g_assert_false (purple_account_get_enabled (page, purple_core_get_ui ()));
  g_assert_nonnull (strstr (luukku_headless_questions (), "1 channel of the directory is not decided yet."));
  fill (fill_nothing); /* Tourism's mailbox: later */
  luukku_headless_until (strstr (luukku_headless_notices (), "Channels that are missing") != NULL);
  g_assert_nonnull (strstr (luukku_headless_notices (), "matkailu@rautalampi.fi · put off"));
  g_assert_nonnull (strstr (luukku_headless_notices (), "X (Luukku) · rautalampi · made, switched off"));
  g_assert_null (strstr (luukku_headless_notices (), "world"));
  g_assert_cmpuint (count_decisions (LUUKKU_SETUP_MADE), ==, 2);
  g_assert_cmpuint (count_decisions (LUUKKU_SETUP_NOT_OURS), ==, 2);
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

/* The comments know the Page's id by now; what is there is not asked about, what was put off is. */
static void
fill_again (PurpleRequestFields *fields)
{
  g_assert_false (purple_request_fields_exists (fields, "choice " X_ENTRY " x"));
  g_assert_false (purple_request_fields_exists (fields, "choice rautalampi.world-map-facebook facebook"));
  g_assert_cmpstr (name_of (fields), ==, "104455667788990");
  g_assert_null (strstr (luukku_headless_questions (), "the Page's id"));
  choose (fields, PAGE_ENTRY, "facebook-comments", BY_HAND);
}

static void
test_another_day (void)
{
  luukku_manual_clock_advance (luukku_headless_clock (), G_TIME_SPAN_DAY);
  luukku_headless_reset ();
  open_with (0);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  fill (fill_again);
  g_assert_cmpuint (count_decisions (LUUKKU_SETUP_BY_HAND), ==, 1);
  g_assert_nonnull (luukku_headless_api ()->find_account ("manual:facebook"));
  luukku_headless_leave_questions (); /* the next unit's form is closed by its frame: nothing is lost */
  luukku_headless_reset ();
  open_with (1);
  luukku_headless_until (strstr (luukku_headless_notices (), "matkailu@rautalampi.fi") != NULL);
}

static char *saved_at;
static PurpleRequestUiOps kept;

static void *
answer_file (const char *title, const char *filename, gboolean savedialog, GCallback ok_cb,
             GCallback cancel_cb, PurpleAccount *account, const char *who, PurpleConversation *conv,
             void *user_data)
{
  g_assert_true (savedialog);
  ((void (*) (void *, const char *)) ok_cb) (user_data, saved_at);
  return &saved_at;
}

static void
close_file (PurpleRequestType type, void *handle)
{
  if (handle != &saved_at)
    kept.close_request (type, handle);
}

/* The file is what the list says, for a spreadsheet: with what it would take for a formula as text. */
static void
test_saved (void)
{
  PurpleRequestUiOps *ops = purple_request_get_ui_ops ();
  g_autoptr (LuukkuEntry) odd =
      luukku_store_get_entry (luukku_inbox_get_store (get_inbox ()), "units", "rautalampi.tourism", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  luukku_entry_set (odd, "name", "=1+1 \"Matkailu\"");
  g_assert_true (luukku_registers_put (get_inbox (), odd, NULL, &error));
  saved_at = g_build_filename (luukku_headless_home (), "missing.csv", NULL);
  kept = *ops;
  ops->request_file = answer_file;
  ops->close_request = close_file;
  luukku_headless_reset ();
  open_with (2);
  luukku_headless_until (strstr (luukku_headless_notices (), "The list is saved.") != NULL);
  purple_request_close (PURPLE_REQUEST_FILE, &saved_at);
  *ops = kept;
  g_assert_true (g_file_get_contents (saved_at, &text, NULL, NULL));
  g_assert_true (
      g_str_has_prefix (text, "\xef\xbb\xbf\"Unit\",\"Channel\",\"Account\",\"State\",\"Still needed\"\r\n"));
  g_assert_nonnull (
      strstr (text, "\"'=1+1 \"\"Matkailu\"\"\",\"E-mail (Luukku)\",\"matkailu@rautalampi.fi\""));
  g_unlink (saved_at);
  g_free (saved_at);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  g_test_add_func ("/purple/setup/guided", test_guided);
  g_test_add_func ("/purple/setup/another-day", test_another_day);
  g_test_add_func ("/purple/setup/saved", test_saved);
  return fixture_run ();
}
