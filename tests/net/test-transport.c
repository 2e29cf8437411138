/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-transport.c: requests and responses, Retry-After, redaction, the ceiling of calls, cancelling while
 * waiting, channel limits and adapter settings. No network: the fake transport. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport.h"

#include "adapter/luukku-adapter-type.h"
#include "adapter/luukku-transport-soup.h"
#include "base/luukku-error.h"
#include "luukku-fake-transport.h"

#include <glib/gstdio.h>
#include <gmodule.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1783883467) * G_TIME_SPAN_SECOND) /* 2026-07-12T19:11:07Z */

static void
test_request (void)
{
  g_autoptr (LuukkuRequest) request = luukku_request_new ("post", "https://example.org/a");
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  g_assert_cmpstr (luukku_request_get_method (request), ==, "POST");
  g_assert_false (luukku_request_get_idempotent (request));
  g_assert_cmpuint (luukku_request_get_max_body (request), ==, LUUKKU_TRANSPORT_MAX_BODY);
  luukku_request_set_bearer (request, " abc\r\nX-Evil: 1\n");
  g_assert_cmpstr (luukku_request_get_header (request, "AUTHORIZATION"), ==, "Bearer  abcX-Evil: 1");
  g_assert_cmpuint (g_hash_table_size (luukku_request_get_headers (request)), ==, 1);
  g_assert_null (luukku_request_get_header (request, "x-evil"));
  luukku_request_set_body (request, "application/json", body);
  luukku_request_set_body (request, "application/json", luukku_request_get_body (request));
  g_assert_true (g_bytes_equal (luukku_request_get_body (request), body));
}

static void
test_retry_after (void)
{
  static const struct {
    const char *value;
    gint64 seconds;
  } cases[] = {
    { "120", 120 },
    { "0", 0 },
    { "99999999999999999999", 24 * 3600 },
    { "864000", 24 * 3600 },
    { "Sun, 12 Jul 2026 19:12:07 GMT", 60 },
    { "Sunday, 12-Jul-26 19:12:07 GMT", 60 },
    { "Sun Jul 12 19:12:07 2026", 60 },
    { "Sun, 12 Jul 2026 19:10:07 GMT", 0 },
    { "Sun, 32 Jul 2026 19:10:07 GMT", 0 },
    { "soon", 0 },
    { "-5", 0 },
    { "12 parsecs", 0 },
    { "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GBytes) body = g_bytes_new_static ("", 0);
    g_autoptr (LuukkuResponse) response = NULL;

    g_hash_table_insert (headers, (gpointer) "Retry-After", (gpointer) cases[i].value);
    response = luukku_response_new (429, headers, body, NOW);
    g_test_message ("%s", cases[i].value);
    g_assert_cmpint (luukku_response_get_retry_after (response, NOW), ==,
                     cases[i].seconds * G_TIME_SPAN_SECOND);
    g_assert_cmpstr (luukku_response_get_header (response, "RETRY-after"), ==, cases[i].value);
  }
}

static void
test_redact (void)
{
  static const char *const cases[][2] = {
    { "https://graph.facebook.com/v25.0/104455667788990/messages?access_token=CANARY#x",
      "https://graph.facebook.com/v25.0/…/messages" },
    { "https://user:CANARY@example.org/a", "https://example.org/a" },
    { "http://[::1]:8080/me", "http://[::1]/me" },
    { "https://example.org", "https://example.org" },
    { "https://example.org/aWdfZAG1faXRlbToxCANARY/x", "https://example.org/…/x" },
    { "https://example.org/1_2/x", "https://example.org/…/x" },
    { "https://example.org/a;k=CANARY", "https://example.org/…" },
    { "CANARY", "(no address)" },
    { "", "(no address)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = luukku_redact_url (cases[i][0]);

    g_assert_cmpstr (shown, ==, cases[i][1]);
  }
}

/* --- the ceiling */

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (NOW);
  f->net = luukku_fake_transport_new (LUUKKU_CLOCK (f->clock), "net");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_verify (f->net);
  g_assert_finalize_object (f->net);
  g_assert_finalize_object (f->clock);
}

static void
send (Fixture *f, GCancellable *cancellable, GAsyncResult **result)
{
  g_autoptr (LuukkuRequest) request = luukku_request_new ("GET", "https://example.org/x");

  luukku_transport_send_async (LUUKKU_TRANSPORT (f->net), request, cancellable, luukku_test_got_result,
                               result);
}

static guint
started (Fixture *f)
{
  return luukku_fake_transport_get_requests (f->net)->len;
}

static void
assert_status (Fixture *f, GAsyncResult **result, guint status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = NULL;

  g_assert_nonnull (luukku_test_wait (result));
  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (f->net), *result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (luukku_response_get_status (response), ==, status);
  g_clear_object (result);
}

static void
assert_fault (Fixture *f, GAsyncResult **result, LuukkuFaultKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response = NULL;

  g_assert_nonnull (luukku_test_wait (result));
  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (f->net), *result, &error);
  g_assert_null (response);
  g_assert_error (error, LUUKKU_FAULT, (int) kind);
  g_clear_object (result);
}

static void
test_ceiling (Fixture *f, gconstpointer data)
{
  GAsyncResult *results[5] = { NULL };

  luukku_transport_set_ceiling (LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), 2, G_TIME_SPAN_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    luukku_fake_transport_expect_body (f->net, "GET", "/x", 200 + i, "{}");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    send (f, NULL, &results[i]);
  g_assert_cmpuint (started (f), ==, 2);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND - 1);
  g_assert_cmpuint (started (f), ==, 2);
  luukku_manual_clock_advance (f->clock, 1);
  g_assert_cmpuint (started (f), ==, 4);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (started (f), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    assert_status (f, &results[i], 200 + i);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1); /* no timer without work */
}

static void
test_ceiling_sliding (Fixture *f, gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };

  luukku_transport_set_ceiling (LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), 2, G_TIME_SPAN_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    luukku_fake_transport_expect_body (f->net, "GET", "/x", 200, "{}");
  send (f, NULL, &results[0]);
  luukku_manual_clock_advance (f->clock, 900 * G_TIME_SPAN_MILLISECOND);
  send (f, NULL, &results[1]);
  luukku_manual_clock_advance (f->clock, 100 * G_TIME_SPAN_MILLISECOND);
  send (f, NULL, &results[2]);
  g_assert_cmpuint (started (f), ==, 3); /* the first is a second old */
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    assert_status (f, &results[i], 200);
}

static void
test_ceiling_clock_put_back (Fixture *f, gconstpointer data)
{
  GAsyncResult *results[2] = { NULL };

  luukku_transport_set_ceiling (LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), 1, G_TIME_SPAN_SECOND);
  luukku_fake_transport_expect_body (f->net, "GET", "/x", 200, "{}");
  luukku_fake_transport_expect_body (f->net, "GET", "/x", 200, "{}");
  send (f, NULL, &results[0]);
  luukku_manual_clock_set (f->clock, NOW - G_TIME_SPAN_DAY);
  send (f, NULL, &results[1]);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND); /* not a day */
  g_assert_cmpuint (started (f), ==, 2);
  assert_status (f, &results[0], 200);
  assert_status (f, &results[1], 200);
}

static void
test_cancel_waiting (Fixture *f, gconstpointer data)
{
  GAsyncResult *first = NULL, *second = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  luukku_transport_set_ceiling (LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), 1, G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect_body (f->net, "GET", "/x", 200, "{}");
  send (f, cancellable, &first);
  send (f, cancellable, &second);
  assert_status (f, &first, 200);
  g_cancellable_cancel (cancellable);
  assert_fault (f, &second, LUUKKU_FAULT_CANCELLED);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_cmpuint (started (f), ==, 1);
  send (f, cancellable, &second); /* cancelled before it begins */
  assert_fault (f, &second, LUUKKU_FAULT_CANCELLED);
  g_assert_cmpuint (started (f), ==, 1);
}

static void
test_cancel_in_flight (Fixture *f, gconstpointer data)
{
  GAsyncResult *hanging = NULL, *answered = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  luukku_fake_transport_expect_hang (f->net, "GET", "/x");
  luukku_fake_transport_expect_body (f->net, "GET", "/x", 200, "{}");
  send (f, cancellable, &hanging);
  g_assert_null (luukku_test_wait (&hanging));
  send (f, cancellable, &answered);
  g_cancellable_cancel (cancellable);
  assert_fault (f, &hanging, LUUKKU_FAULT_CANCELLED);
  assert_fault (f, &answered, LUUKKU_FAULT_CANCELLED);
}

static void
test_fault_info (Fixture *f, gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  luukku_fake_transport_expect_fault (f->net, "GET", "/x", LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_with_ambiguous (f->net);
  send (f, NULL, &result);
  luukku_test_wait (&result);
  g_assert_null (luukku_transport_send_finish (LUUKKU_TRANSPORT (f->net), result, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
  g_assert_true (luukku_fault_get_info (error)->retryable);
  g_clear_object (&result);
}

/* --- channel limits */

typedef struct {
  char *folder; /* set as LUUKKU_DATA_DIR */
  char *kept;
} LimitsFixture;

static void
limits_set_up (LimitsFixture *f, gconstpointer data)
{
  g_autofree char *channels = NULL;

  f->folder = g_dir_make_tmp ("luukku-XXXXXX", NULL);
  f->kept = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  channels = g_build_filename (f->folder, "channels", NULL);
  g_assert_cmpint (g_mkdir (channels, 0700), ==, 0);
  g_setenv ("LUUKKU_DATA_DIR", f->folder, TRUE);
}

static void
limits_tear_down (LimitsFixture *f, gconstpointer data)
{
  g_autofree char *channels = g_build_filename (f->folder, "channels", NULL);
  g_autofree char *file = g_build_filename (channels, "own.ini", NULL);

  g_remove (file);
  g_assert_cmpint (g_rmdir (channels), ==, 0);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  if (f->kept != NULL)
    g_setenv ("LUUKKU_DATA_DIR", f->kept, TRUE);
  else
    g_unsetenv ("LUUKKU_DATA_DIR");
  g_free (f->folder);
  g_free (f->kept);
}

static LuukkuChannelLimits *
load_text (LimitsFixture *f, const char *text, GError **error)
{
  g_autofree char *file = g_build_filename (f->folder, "channels", "own.ini", NULL);

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  return luukku_channel_limits_load ("own", error);
}

#define OWN                                                                                                  \
  "[Channel]\nId=own\nMaxText=4\nMaxTextUnit=characters\nReplyWindow=24 hours\nLateWindow=7 days\nCalls=2\n" \
  "CallsSpan=1 second\nMaxAttachment=25 MB\nPollInterval=15 seconds\nIdleInterval=2 minutes\n"

static void
test_limits (LimitsFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuChannelLimits) limits = load_text (f, OWN, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (limits->id, ==, "own");
  g_assert_cmpuint (limits->max_text, ==, 4);
  g_assert_false (limits->max_text_in_bytes);
  g_assert_cmpint (limits->reply_window, ==, 24 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (limits->late_window, ==, 7 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (limits->calls, ==, 2);
  g_assert_cmpint (limits->calls_span, ==, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (limits->max_attachment, ==, 25 * 1024 * 1024);
  g_assert_cmpint (limits->poll_interval, ==, 15 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (limits->idle_interval, ==, 2 * G_TIME_SPAN_MINUTE);

  g_assert_true (luukku_channel_limits_check_text (limits, "ääää", &error));
  g_assert_false (luukku_channel_limits_check_text (limits, "äääää", &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_nonnull (strstr (error->message, " 5 "));
  g_assert_nonnull (strstr (error->message, " 4"));
  g_clear_error (&error);
  limits->max_text_in_bytes = TRUE;
  g_assert_false (luukku_channel_limits_check_text (limits, "äää", &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  limits->max_text = 0;
  g_assert_true (luukku_channel_limits_check_text (limits, "äää", NULL));
}

static void
test_limits_refused (LimitsFixture *f, gconstpointer data)
{
  static const struct {
    const char *from, *to;
    const char *key;
  } cases[] = {
    { "Id=own", "Id=other", "Id" },
    { "MaxText=4", "MaxText=many", "MaxText" },
    { "MaxText=4", "MaxText=-4", "MaxText" },
    { "MaxText=4\n", "", "MaxText" },
    { "=characters", "=letters", "MaxTextUnit" },
    { "24 hours", "a while", "ReplyWindow" },
    { "7 days", "1 hours", "LateWindow" },
    { "1 second\n", "\n", "CallsSpan" },
    { "25 MB", "25", "MaxAttachment" },
    { "25 MB", "9999 MB", "MaxAttachment" },
    { "15 seconds", "0 seconds", "PollInterval" },
    { "15 seconds", "immediately", "PollInterval" },
    { "2 minutes", "1 second", "IdleInterval" },
    { "Calls=2", "Calls=2\nCals=3", "Cals" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) parts = g_strsplit (OWN, cases[i].from, 2);
    g_autofree char *text = g_strjoinv (cases[i].to, parts);
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuChannelLimits) limits = load_text (f, text, &error);
    g_autofree char *named = g_strdup_printf ("the key %s in", cases[i].key);

    g_test_message ("%s → %s", cases[i].from, cases[i].to);
    g_assert_null (limits);
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, "own.ini"));
    g_assert_nonnull (strstr (error->message, named));
  }
}

static void
test_limits_files (LimitsFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *huge = g_strnfill (100 * 1024, '#');

  g_assert_null (luukku_channel_limits_load ("own", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (load_text (f, huge, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (load_text (f, "no group\n", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "own.ini"));
}

/* What ships is right, whatever a build folder holds. */
static void
test_limits_shipped (void)
{
  const char *source = g_getenv ("LUUKKU_SOURCE_DIR");
  g_autofree char *folder = source != NULL ? g_build_filename (source, "data", NULL)
                                           : g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  g_autofree char *kept = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  g_autoptr (LuukkuChannelLimits) facebook = NULL, training = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("LUUKKU_DATA_DIR", folder, TRUE);
  facebook = luukku_channel_limits_load ("facebook", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facebook->max_text, ==, 2000);
  g_assert_cmpint (facebook->reply_window, ==, G_TIME_SPAN_DAY);
  g_assert_cmpint (facebook->late_window, ==, 7 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (facebook->calls, ==, 2);
  g_assert_cmpint (facebook->calls_span, ==, G_TIME_SPAN_SECOND);
  training = luukku_channel_limits_load ("training", &error);
  g_assert_no_error (error);
  g_assert_cmpint (training->reply_window, ==, 0);
  g_assert_cmpint (training->late_window, ==, 0);
  if (kept != NULL)
    g_setenv ("LUUKKU_DATA_DIR", kept, TRUE);
  else
    g_unsetenv ("LUUKKU_DATA_DIR");
}

static void
test_settings (void)
{
  static const LuukkuAdapterOption base = { LUUKKU_OPTION_STRING, "api-base", "", "https://example.org", 0 };
  static const LuukkuAdapterOption interval = { LUUKKU_OPTION_INT, "poll-interval-ms", "", NULL, 15000 };
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  LuukkuAdapterSettings settings = { .account = "1" };

  g_assert_cmpstr (luukku_adapter_settings_get_string (&settings, &base), ==, "https://example.org");
  settings.options = options;
  g_hash_table_insert (options, (gpointer) "api-base", (gpointer) "");
  g_assert_cmpstr (luukku_adapter_settings_get_string (&settings, &base), ==, "https://example.org");
  g_hash_table_insert (options, (gpointer) "api-base", (gpointer) "http://127.0.0.1:1");
  g_assert_cmpstr (luukku_adapter_settings_get_string (&settings, &base), ==, "http://127.0.0.1:1");
  g_hash_table_insert (options, (gpointer) "poll-interval-ms", (gpointer) "200");
  g_assert_cmpint (luukku_adapter_settings_get_int (&settings, &interval), ==, 200);
  g_hash_table_insert (options, (gpointer) "poll-interval-ms", (gpointer) "0");
  g_assert_cmpint (luukku_adapter_settings_get_int (&settings, &interval), ==, 15000);
  g_hash_table_insert (options, (gpointer) "poll-interval-ms", (gpointer) "99999999999");
  g_assert_cmpint (luukku_adapter_settings_get_int (&settings, &interval), ==, 15000);
  g_hash_table_insert (options, (gpointer) "poll-interval-ms", (gpointer) "soon");
  g_assert_cmpint (luukku_adapter_settings_get_int (&settings, &interval), ==, 15000);
}

/* The real libsoup 3 would abort this very process, had we not looked first: this program is not linked to
 * it. */
static void
test_soup_2_refused (void)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (NOW);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "support", "luukku-fake-soup2.so", NULL);
  GModule *old = g_module_open (path, 0);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (old);
  g_assert_false (luukku_transport_soup_is_usable (&error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (luukku_transport_soup_new (LUUKKU_CLOCK (clock), NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "libsoup 2"));
  g_assert_true (g_module_close (old));

  g_clear_error (&error);
  g_assert_true (luukku_transport_soup_is_usable (&error)); /* and the refusal was not for ever */
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/transport/request", test_request);
  g_test_add_func ("/net/transport/retry-after", test_retry_after);
  g_test_add_func ("/net/transport/redact", test_redact);
  g_test_add ("/net/transport/ceiling/queue", Fixture, NULL, set_up, test_ceiling, tear_down);
  g_test_add ("/net/transport/ceiling/sliding", Fixture, NULL, set_up, test_ceiling_sliding, tear_down);
  g_test_add ("/net/transport/ceiling/clock-put-back", Fixture, NULL, set_up, test_ceiling_clock_put_back,
              tear_down);
  g_test_add ("/net/transport/cancel/waiting", Fixture, NULL, set_up, test_cancel_waiting, tear_down);
  g_test_add ("/net/transport/cancel/in-flight", Fixture, NULL, set_up, test_cancel_in_flight, tear_down);
  g_test_add ("/net/transport/fault-info", Fixture, NULL, set_up, test_fault_info, tear_down);
  g_test_add ("/net/limits/good", LimitsFixture, NULL, limits_set_up, test_limits, limits_tear_down);
  g_test_add ("/net/limits/refused", LimitsFixture, NULL, limits_set_up, test_limits_refused,
              limits_tear_down);
  g_test_add ("/net/limits/files", LimitsFixture, NULL, limits_set_up, test_limits_files, limits_tear_down);
  g_test_add_func ("/net/limits/shipped", test_limits_shipped);
  g_test_add_func ("/net/settings", test_settings);
  g_test_add_func ("/net/transport/soup-2-refused", test_soup_2_refused);
  return g_test_run ();
}
