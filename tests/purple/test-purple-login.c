/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-login.c: tokens, what a person must mend, and a store that cannot be used. */
#include "base/luukku-error.h"
#include "inbox/luukku-inbox-health.h"
#include "purple-fixture.h"

#include <glib/gstdio.h>

#define MOST_LOGINS 200 /* what is tried before it gives up must stay below */

static const char *
account_error (Fixture *f)
{
  const PurpleConnectionErrorInfo *info = purple_account_get_current_error (f->account);

  return info != NULL ? info->description : "";
}

static PurpleConnectionError
account_error_type (Fixture *f)
{
  const PurpleConnectionErrorInfo *info = purple_account_get_current_error (f->account);

  g_assert_nonnull (info);
  return info->type;
}

/* Looks for @needle in all files below @path. */
static void
assert_nowhere (const char *path, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *below = g_build_filename (path, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;

    if (g_file_test (below, G_FILE_TEST_IS_DIR)) {
      assert_nowhere (below, needle);
    } else if (g_file_get_contents (below, &bytes, &size, NULL) &&
               memmem (bytes, size, needle, strlen (needle)) != NULL) {
      g_test_message ("%s holds what it must not", below);
      g_test_fail ();
    }
  }
}

static void
test_token_is_asked_once (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_true (luukku_headless_was_masked ());
  luukku_headless_answer ("  " LUUKKU_GRAPH_TOKEN "\n");
  luukku_headless_until (purple_account_is_connected (f->account));
  luukku_headless_reset ();
  purple_account_disconnect (f->account);
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
}

static void
test_token_is_nowhere (Fixture *f, gconstpointer data)
{
  g_autofree char *accounts = g_build_filename (luukku_headless_home (), "accounts.xml", NULL);
  PurpleConversation *conv;

  fixture_log_in (f);
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Salainen viesti 4711");
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
  luukku_headless_pass (30 * G_TIME_SPAN_SECOND); /* libpurple writes its files after a while */
  g_assert_true (g_file_test (accounts, G_FILE_TEST_EXISTS));
  assert_nowhere (luukku_headless_home (), LUUKKU_GRAPH_TOKEN);
  g_assert_null (strstr (luukku_headless_log (), "SECRET"));
  g_assert_null (strstr (luukku_headless_log (), "4711"));
  g_assert_null (strstr (luukku_headless_log (), "Aino"));
}

static void
test_no_token (Fixture *f, gconstpointer data)
{
  luukku_headless_answer ("\033");
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_cmpint (account_error_type (f), ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
  g_assert_nonnull (strstr (account_error (f), "No access token was given."));
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

static char *
channel_of (Fixture *f)
{
  return g_strconcat ("facebook:", purple_account_get_username (f->account), NULL);
}

static const LuukkuHealth *
health_of (Fixture *f)
{
  g_autofree char *channel = channel_of (f);

  return luukku_inbox_get_health (luukku_headless_api ()->get_inbox (), channel);
}

/* Nothing leaves by the account, and the reason is @sentence. */
static void
assert_blocked (Fixture *f, const char *sentence)
{
  g_autofree char *channel = channel_of (f);
  g_autoptr (GError) error = NULL;

  g_assert_true (health_of (f)->needs_person);
  g_assert_nonnull (strstr (health_of (f)->trouble, sentence));
  g_assert_cmpint (luukku_inbox_submit (luukku_headless_api ()->get_inbox (), channel, "t_1",
                                        "Hei!<br>" SIGNATURE, NULL, NULL, &error),
                   ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, health_of (f)->trouble));
}

/* The token dies: the account says so and sends nothing, the next login asks for another one, the gap is
 * told. */
static void
test_dead_token (Fixture *f, gconstpointer data)
{
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_graph_set_token (graph, "EAAnew");
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpint (account_error_type (f), ==, PURPLE_CONNECTION_ERROR_AUTHENTICATION_FAILED);
  g_assert_nonnull (strstr (account_error (f), "access token"));
  assert_blocked (f, "access token");
  luukku_headless_reset ();
  luukku_headless_answer ("EAAnew");
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_true (luukku_headless_was_masked ());
  luukku_headless_until (luukku_headless_has ("the access token had expired"));
}

static void
test_wrong_page (Fixture *f, gconstpointer data)
{
  luukku_graph_set_page (graph, "999");
  luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_cmpint (account_error_type (f), ==, PURPLE_CONNECTION_ERROR_INVALID_SETTINGS);
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

static void
test_bad_address (Fixture *f, gconstpointer data)
{
  purple_account_set_string (f->account, "api-base", "http://example.org/x");
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_assert_cmpint (account_error_type (f), ==, PURPLE_CONNECTION_ERROR_INVALID_SETTINGS);
  g_assert_nonnull (strstr (account_error (f), "https://"));
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpstr (luukku_headless_questions (), ==, ""); /* a token for nothing is not asked for */
}

/* The channel is out of order when we come: we stay and try again ourselves. */
static void
test_out_of_order (Fixture *f, gconstpointer data)
{
  luukku_graph_fail (graph, "GET", 3, 503, "{}");
  fixture_log_in (f);
  g_assert_cmpstr (account_error (f), ==, "");
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  g_assert_cmpstr (purple_connection_get_display_name (purple_account_get_connection (f->account)), ==,
                   LUUKKU_GRAPH_NAME);
}

/* In the menu of the account. */
static void
press_fetch_now (PurpleConnection *gc)
{
  PurplePlugin *prpl = purple_connection_get_prpl (gc);
  GList *actions = prpl->info->actions (prpl, gc);

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    action->plugin = prpl;
    action->context = gc;
    if (action->label != NULL && g_str_equal (action->label, "Fetch messages now"))
      action->callback (action);
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
}

/* Lets the newest login fail and its answer come. */
static void
fail_again (Fixture *f)
{
  LuukkuManualClock *clock = luukku_headless_clock ();
  guint failures = health_of (f)->failures;

  luukku_manual_clock_advance (clock,
                               MAX (health_of (f)->next_at - luukku_clock_now (LUUKKU_CLOCK (clock)), 0));
  luukku_headless_until (health_of (f)->failures > failures);
}

/* A login that fails again and again ends with a sentence; a person makes it go on. */
static void
test_gives_up (Fixture *f, gconstpointer data)
{
  guint gets, rounds = 0;

  fixture_log_in (f);
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  purple_account_disconnect (f->account);
  luukku_graph_fail (graph, "GET", G_MAXUINT, 503, "{}");
  gets = luukku_graph_count_gets (graph);
  purple_account_connect (f->account);
  luukku_headless_until (health_of (f)->trouble != NULL);
  for (; !health_of (f)->needs_person; rounds++) {
    g_assert_cmpuint (rounds, <, MOST_LOGINS);
    fail_again (f);
  }
  g_assert_cmpuint (luukku_graph_count_gets (graph) - gets, >, 20);
  g_assert_cmpuint (luukku_graph_count_gets (graph) - gets, <, MOST_LOGINS);
  assert_blocked (f, "Nothing is tried any more.");
  gets = luukku_graph_count_gets (graph);
  luukku_manual_clock_advance (luukku_headless_clock (), 2 * G_TIME_SPAN_DAY);
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (luukku_graph_count_gets (graph), ==, gets);
  luukku_graph_fail (graph, "GET", 0, 200, "");
  press_fetch_now (purple_account_get_connection (f->account));
  luukku_headless_until (!health_of (f)->needs_person);
  g_assert_null (health_of (f)->trouble);
}

static void
test_disabled_while_asking (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  purple_account_set_enabled (f->account, "luukku-headless", FALSE);
  luukku_headless_until (purple_account_is_disconnected (f->account));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
}

/* --- an account with two secrets */
#define RELAY_TOKEN "0123456789abcdefRELAY"

static const char *relay_token;

static void
fill_tokens (PurpleRequestFields *fields)
{
  static const char *const ids[] = { "token", "relay" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    PurpleRequestField *field = purple_request_fields_get_field (fields, ids[i]);

    g_assert_true (purple_request_field_string_is_masked (field));
    g_assert_true (purple_request_field_is_required (field));
    g_assert_cmpuint (strlen (purple_request_field_get_label (field)), >, 10);
    purple_request_field_string_set_value (field, i == 0 ? " " LUUKKU_GRAPH_TOKEN "\n" : relay_token);
  }
}

static PurpleAccount *
whatsapp_account (Fixture *f)
{
  PurpleAccount *account =
      luukku_headless_account ("prpl-luukku-whatsapp", purple_account_get_username (f->account));

  purple_account_set_string (account, "api-base", luukku_graph_get_base (graph));
  purple_account_set_string (account, "relay-base", luukku_graph_get_base (graph));
  purple_account_set_string (account, "relay-endpoint", "town");
  return account;
}

/* Each has a field of its own; they are asked for once, kept, and asked for again when one is dead. */
static void
test_two_tokens (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = whatsapp_account (f);

  relay_token = RELAY_TOKEN;
  luukku_headless_fill_form (fill_tokens);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  luukku_headless_reset ();
  purple_account_disconnect (account);
  purple_account_connect (account);
  luukku_headless_until (purple_account_is_connected (account));
  g_assert_cmpstr (luukku_headless_questions (), ==, "");
  luukku_headless_pass (30 * G_TIME_SPAN_SECOND);
  assert_nowhere (luukku_headless_home (), RELAY_TOKEN);
  assert_nowhere (luukku_headless_home (), LUUKKU_GRAPH_TOKEN);
  luukku_graph_set_token (graph, "EAAnew");
  purple_account_disconnect (account);
  purple_account_connect (account);
  luukku_headless_until (purple_account_is_disconnected (account));
  luukku_graph_set_token (graph, LUUKKU_GRAPH_TOKEN);
  luukku_headless_fill_form (fill_tokens);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  luukku_headless_drop (account);
}

static void
test_one_of_two_tokens (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = whatsapp_account (f);

  relay_token = "";
  luukku_headless_fill_form (fill_tokens);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_get_current_error (account) != NULL);
  g_assert_nonnull (
      strstr (purple_account_get_current_error (account)->description, "No access token was given."));
  luukku_headless_until (purple_account_is_disconnected (account));
  luukku_headless_drop (account);
}

/* --- stores that cannot be used */
static char *
usual_home (void)
{
  return g_build_filename (luukku_headless_home (), "luukku", NULL);
}

static void
back_to_usual_store (void)
{
  g_free (luukku_headless_new_store ("luukku"));
}

static void
expect_no_login (Fixture *f, const char *part)
{
  luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
  luukku_headless_enable (f->account);
  luukku_headless_until (*account_error (f) != '\0');
  g_test_message ("%s", account_error (f));
  g_assert_cmpint (account_error_type (f), ==, PURPLE_CONNECTION_ERROR_OTHER_ERROR);
  g_assert_nonnull (strstr (account_error (f), part));
  luukku_headless_until (purple_account_is_disconnected (f->account));
}

/* The account is closed between the token and the channel's first answer: nothing comes back to it. */
static void
test_disabled_while_opening (Fixture *f, gconstpointer data)
{
  luukku_headless_enable (f->account);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
  purple_account_set_enabled (f->account, "luukku-headless", FALSE);
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  g_assert_true (purple_account_is_disconnected (f->account));
  g_assert_null (purple_account_get_current_error (f->account));
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
}

static void
test_damaged_store (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = luukku_headless_new_store ("damaged");
  g_autofree char *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autofree char *junk = g_strnfill (8192, 'x');
  g_autofree char *after = NULL;

  g_mkdir (dir, 0700);
  g_assert_true (g_file_set_contents (path, junk, 8192, NULL));
  expect_no_login (f, "inbox");
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, junk);
  back_to_usual_store ();
}

static void
test_newer_store (Fixture *f, gconstpointer data)
{
  g_autofree char *usual = usual_home ();
  g_autofree char *from = g_build_filename (usual, "inbox.sqlite", NULL);
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_nonnull (luukku_headless_api ()->get_inbox ()); /* makes it when this case runs alone */
  luukku_headless_hooks ()->close_inbox ();
  g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
  dir = luukku_headless_new_store ("newer");
  path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_mkdir (dir, 0700);
  bytes[60] = 0x7f; /* user_version, big endian, bytes 60-63 of the file's head */
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  expect_no_login (f, "newer");
  back_to_usual_store ();
}

/* The folder cannot be made. */
static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = luukku_headless_new_store ("file");

  g_assert_true (g_file_set_contents (dir, "x", 1, NULL));
  expect_no_login (f, "");
  g_assert_cmpuint (strlen (account_error (f)), >, 20);
  back_to_usual_store ();
}

/* A pack that cannot be read holds every reply back, with a sentence; messages come in all the same. */
static void
test_damaged_pack (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (luukku_headless_home (), "broken.pack", NULL);
  PurpleConversation *conv;

  g_assert_true (g_file_set_contents (path, "[Pack]\nFormat=1\nFormat=2\n", -1, NULL));
  luukku_headless_hooks ()->close_inbox ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", path);
  fixture_log_in (f);
  g_assert_nonnull (
      strstr (luukku_headless_notices (), "E|Replies are held back until a guideline pack can be read."));
  conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_open_questions () == 1);
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  purple_prefs_set_string ("/plugins/core/luukku/pack", "rautalampi");
  luukku_headless_answer ("Edit");
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  fixture_send (conv, "Hei!<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add_offline ("/purple/login/token-is-asked-once", test_token_is_asked_once);
  fixture_add_offline ("/purple/login/token-is-nowhere", test_token_is_nowhere);
  fixture_add_offline ("/purple/login/no-token", test_no_token);
  fixture_add ("/purple/login/dead-token", test_dead_token);
  fixture_add_offline ("/purple/login/wrong-page", test_wrong_page);
  fixture_add_offline ("/purple/login/bad-address", test_bad_address);
  fixture_add_offline ("/purple/login/out-of-order", test_out_of_order);
  fixture_add_offline ("/purple/login/gives-up", test_gives_up);
  fixture_add_offline ("/purple/login/disabled-while-asking", test_disabled_while_asking);
  fixture_add_offline ("/purple/login/disabled-while-opening", test_disabled_while_opening);
  fixture_add_offline ("/purple/login/two-tokens", test_two_tokens);
  fixture_add_offline ("/purple/login/one-of-two-tokens", test_one_of_two_tokens);
  fixture_add_offline ("/purple/login/damaged-store", test_damaged_store);
  fixture_add_offline ("/purple/login/newer-store", test_newer_store);
  fixture_add_offline ("/purple/login/no-folder", test_no_folder);
  fixture_add_offline ("/purple/login/damaged-pack", test_damaged_pack);
  return fixture_run ();
}
