/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-export.c: the export from the menu: check in a worker, a time stamp from an authority on
 * loopback, hand-over, cancel; and what a silent, slow, broken or false authority leaves. */
#define G_LOG_DOMAIN "luukku"

#include "purple-fixture.h"

#include "inbox/luukku-inbox-evidence.h"
#include "support/luukku-authority.h"

#include <libsoup/soup.h>

#define PREF_ADDRESS "/plugins/core/luukku/stamp-address"
#define UNSTAMPED "\nLuukku-Timestamp: no\n"
#define PREF_CERTIFICATE "/plugins/core/luukku/stamp-certificate"

static EvidenceFixture authority; /* only its folder is used */
static char *record, *case_number, *folder;
static guint asked;
static gboolean with_recipient;

static LuukkuStore *
get_store (void)
{
  return luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
}

typedef enum {
  GOOD,
  SILENT,      /* takes the question and never answers */
  STUCK,       /* begins to answer and stops */
  BROKEN,      /* answers with an error of the server */
  HUGE_ANSWER, /* 10 MB */
  OTHER_NONCE, /* a good answer to a question of the day before */
  WEB_PAGE,
  REFUSING, /* status 2 */
} Authority;

static Authority how;
static GBytes *yesterday; /* (nullable): an answer to another question about the same thing */

static void
answer (SoupServerMessage *msg, GBytes *reply)
{
  soup_server_message_set_status (msg, how == BROKEN ? 503 : 200, NULL);
  soup_server_message_set_response (msg, "application/timestamp-reply", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
}

static void
on_bad_query (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  g_autoptr (GBytes) refusal = g_bytes_new_static ("\x30\x05\x30\x03\x02\x01\x02", 7);
  g_autoptr (GBytes) page = g_bytes_new_static ("<html>", 6);
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (10 << 20), 10 << 20);

  asked++;
  if (how == SILENT) {
    soup_server_message_pause (msg);
  } else if (how == STUCK) {
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (msg), SOUP_ENCODING_CHUNKED);
    soup_server_message_set_status (msg, 200, NULL);
    soup_message_body_append (soup_server_message_get_response_body (msg), SOUP_MEMORY_STATIC, "0", 1);
    soup_server_message_unpause (msg);
  } else if (how == OTHER_NONCE) {
    answer (msg, yesterday);
  } else {
    answer (msg, how == HUGE_ANSWER ? large : how == WEB_PAGE ? page : how == REFUSING ? refusal : body);
  }
}

static void
on_query (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  g_autoptr (GBytes) reply = authority_ask (&authority, body);

  asked++;
  soup_server_message_set_status (msg, 200, NULL);
  soup_server_message_set_response (msg, "application/timestamp-reply", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
}

static void
run_export (void)
{
  PurplePlugin *plugin = purple_plugins_find_with_id ("core-luukku");
  GList *actions = plugin->info->actions (plugin, NULL);

  for (GList *l = actions; l != NULL; l = l->next) {
    PurplePluginAction *action = l->data;

    if (g_str_equal (action->label, "Export record…"))
      action->callback (action);
  }
  g_list_free_full (actions, (GDestroyNotify) purple_plugin_action_free);
}

static void
fill (PurpleRequestFields *fields)
{
  purple_request_field_list_add_selected (purple_request_fields_get_field (fields, "record"), record);
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "folder"), folder);
  if (with_recipient) {
    purple_request_field_string_set_value (purple_request_fields_get_field (fields, "recipient"), "Poliisi");
    purple_request_field_string_set_value (purple_request_fields_get_field (fields, "purpose"), "tutkinta");
  }
}

/* Returns: (transfer full): the path of the package that the next export makes. */
static char *
prepare (Fixture *f)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Tulen sinne ja katutte.");
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_free (record);
  record = luukku_headless_api ()->archive (conv, "threat", NULL, &error);
  g_assert_no_error (error);
  g_free (case_number);
  case_number = g_strndup (record, strlen (record) - strlen ("-v1"));
  g_free (folder);
  folder = g_strdup (luukku_headless_home ());
  name = g_strconcat (record, ".zip", NULL);
  luukku_headless_fill_form (fill);
  return g_build_filename (folder, name, NULL);
}

static LuukkuPackageReport *
look_at (const char *path)
{
  g_autoptr (GError) error = NULL;
  LuukkuPackageReport *report = luukku_package_verify (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  return report;
}

/* Returns: (transfer full): an authority on loopback, which the settings name. */
static SoupServer *
listen_as (SoupServerCallback callback)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autofree char *certificate = g_build_filename (authority.folder, "tsa", "ca.pem", NULL);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, callback, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  purple_prefs_set_string (PREF_ADDRESS, address);
  purple_prefs_set_string (PREF_CERTIFICATE, certificate);
  asked = 0;
  return server;
}

static void
test_stamped (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  g_autoptr (SoupServer) server = listen_as (on_query);
  g_autoptr (LuukkuPackageReport) report = NULL;
  g_autoptr (GPtrArray) list = NULL;

  with_recipient = TRUE;
  run_export ();
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  g_assert_cmpuint (asked, ==, 1);
  report = look_at (path);
  g_assert_cmpint (report->stamped_at, >, 0);
  g_assert_null (strstr (luukku_headless_notices (), "without a time stamp"));
  list = luukku_custody_list (get_store (), case_number, NULL);
  g_assert_cmpuint (list->len, ==, 2); /* the export and the hand-over */
  g_assert_cmpstr (((LuukkuCustodyItem *) list->pdata[1])->recipient, ==, "Poliisi");
}

/* Nobody listens there: the package is made all the same, and the person is told. */
static void
test_silent (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  g_autofree char *certificate = g_build_filename (authority.folder, "tsa", "ca.pem", NULL);
  g_autoptr (LuukkuPackageReport) report = NULL;

  purple_prefs_set_string (PREF_ADDRESS, "http://127.0.0.1:1/");
  purple_prefs_set_string (PREF_CERTIFICATE, certificate);
  with_recipient = FALSE;
  run_export ();
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  g_assert_nonnull (strstr (luukku_headless_notices (), "without a time stamp"));
  report = look_at (path);
  g_assert_cmpint (report->stamped_at, ==, 0);
}

/* Whatever an authority does: the package is made without a stamp, says so, and verifies; the person is told.
 */
static void
export_without_stamp (Fixture *f, Authority bad)
{
  g_autofree char *path = prepare (f), *package = NULL;
  g_autoptr (SoupServer) server = listen_as (on_bad_query);
  g_autoptr (LuukkuPackageReport) report = NULL;
  gsize size;

  g_test_message ("authority %d", bad);
  how = bad;
  with_recipient = FALSE;
  run_export ();
  luukku_headless_until (asked == 1);
  if (bad == SILENT || bad == STUCK)
    luukku_headless_pass (31 * G_TIME_SPAN_SECOND);
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  g_assert_nonnull (strstr (luukku_headless_notices (), "made without"));
  report = look_at (path);
  g_assert_cmpint (report->stamped_at, ==, 0);
  g_assert_true (g_file_get_contents (path, &package, &size, NULL));
  g_assert_nonnull (memmem (package, size, UNSTAMPED, strlen (UNSTAMPED))); /* nothing in it is compressed */
}

static void
test_bad_authorities (Fixture *f, gconstpointer data)
{
  authority_shell (&authority,
                   "echo yesterday > y; openssl ts -query -data y -sha256 -cert -out y.tsq; openssl ts "
                   "-reply -config c.cnf -section s -queryfile y.tsq -out y.tsr");
  yesterday = authority_load (&authority, "y.tsr");
  for (Authority bad = SILENT; bad <= REFUSING; bad++) {
    export_without_stamp (f, bad);
    luukku_headless_reset ();
  }
  g_clear_pointer (&yesterday, g_bytes_unref);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  g_autoptr (GPtrArray) list = NULL;

  purple_prefs_set_string (PREF_ADDRESS, "");
  with_recipient = FALSE;
  luukku_headless_answer ("Cancel");
  run_export ();
  luukku_headless_until (strstr (luukku_headless_notices (), "The export was cancelled.") != NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  list = luukku_custody_list (get_store (), case_number, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

/* --- a window that follows */

typedef struct {
  guint told, done;
  gboolean good;
  char *sentence;
} Following;

static void
on_progress (const char *sentence, double part, gpointer data)
{
  g_assert_cmpfloat (part, <=, 1);
  ((Following *) data)->told++;
}

static void
on_done (const char *sentence, gboolean good, gpointer data)
{
  Following *following = data;

  following->done++;
  following->good = good;
  g_free (following->sentence);
  following->sentence = g_strdup (sentence);
}

/* The window is told, libpurple says nothing; the sheet lies beside the package and the log has both acts. */
static void
test_watched (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  g_autofree char *sheet = g_strdup_printf ("%s/%s-hand-over.pdf", folder, record);
  const LuukkuExportOrder order = {
    .record = record, .output = path, .recipient = "Poliisi", .purpose = "tutkinta", .sheet = TRUE
  };
  Following following = { 0 };
  const LuukkuExportWatch watch = { on_progress, on_done, &following };
  g_autofree char *bytes = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  purple_prefs_set_string (PREF_ADDRESS, "");
  g_assert_true (luukku_headless_api ()->export_record (&order, &watch, &error));
  g_assert_false (luukku_headless_api ()->export_record (&order, &watch, &error)); /* one at a time */
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  luukku_headless_until (following.done == 1);
  g_assert_true (following.good);
  g_assert_nonnull (strstr (following.sentence, path));
  g_assert_cmpuint (following.told, >, 1);
  g_assert_cmpstr (luukku_headless_notices (), ==, "");
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0);
  g_assert_true (g_file_get_contents (sheet, &bytes, NULL, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  list = luukku_custody_list (get_store (), case_number, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((LuukkuCustodyItem *) list->pdata[1])->recipient, ==, "Poliisi");
  g_free (following.sentence);
}

/* The window closes meanwhile: the export goes on, and its end is told all the same. */
static void
test_forgotten (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  const LuukkuExportOrder order = { .record = record, .output = path };
  Following following = { 0 };
  const LuukkuExportWatch watch = { on_progress, on_done, &following };

  g_assert_true (luukku_headless_api ()->export_record (&order, &watch, NULL));
  luukku_headless_api ()->forget_export (&following);
  luukku_headless_until (strstr (luukku_headless_notices (), "I|The record was exported to ") != NULL);
  g_assert_cmpuint (following.done, ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_watched_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  const LuukkuExportOrder order = { .record = record, .output = path };
  Following following = { 0 };
  const LuukkuExportWatch watch = { on_progress, on_done, &following };

  g_assert_true (luukku_headless_api ()->export_record (&order, &watch, NULL));
  luukku_headless_api ()->cancel_export ();
  luukku_headless_until (following.done == 1);
  g_assert_false (following.good);
  g_assert_nonnull (strstr (following.sentence, "The export was cancelled."));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (following.sentence);
}

/* Nobody waits for an authority that is silent: the button ends it, and nothing is left. */
static void
test_cancel_silent (Fixture *f, gconstpointer data)
{
  g_autofree char *path = prepare (f);
  g_autoptr (SoupServer) server = listen_as (on_bad_query);
  const LuukkuExportOrder order = { .record = record, .output = path };
  Following following = { 0 };
  const LuukkuExportWatch watch = { on_progress, on_done, &following };

  how = SILENT;
  luukku_headless_hold_clock (TRUE);
  g_assert_true (luukku_headless_api ()->export_record (&order, &watch, NULL));
  luukku_headless_until (asked == 1);
  luukku_headless_api ()->cancel_export ();
  luukku_headless_until (following.done == 1);
  luukku_headless_hold_clock (FALSE);
  g_assert_false (following.good);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (following.sentence);
}

int
main (int argc, char **argv)
{
  int result;

  fixture_start (&argc, &argv);
  luukku_headless_tick_plugin ();
  authority.folder = g_dir_make_tmp ("luukku-authority-XXXXXX", NULL);
  authority_make (&authority, "tsa", "3000");
  fixture_add ("/purple/export/stamped", test_stamped);
  fixture_add ("/purple/export/silent-authority", test_silent);
  fixture_add ("/purple/export/bad-authorities", test_bad_authorities);
  fixture_add ("/purple/export/cancel-silent", test_cancel_silent);
  fixture_add ("/purple/export/cancel", test_cancel);
  fixture_add ("/purple/export/watched", test_watched);
  fixture_add ("/purple/export/forgotten", test_forgotten);
  fixture_add ("/purple/export/watched-cancel", test_watched_cancel);
  result = fixture_run ();
  evidence_remove (authority.folder);
  g_free (authority.folder);
  g_free (record);
  g_free (case_number);
  g_free (folder);
  return result;
}
