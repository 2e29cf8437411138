/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mastodon.c: the Mastodon adapter against transcripts: what it asks, what it makes of the answers, and
 * that a reply is never public. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "mastodon/luukku-mastodon-parse.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kaupunki@some.example"
#define CHANNEL "mastodon:" ACCOUNT
#define TOKEN "secret-token"

typedef LuukkuAdapterFixture Fixture;

static const LuukkuAdapterSubject subject = { &luukku_mastodon_type, ACCOUNT, TOKEN, "mastodon", NOW, NULL };

/* An account that is open; the fixture of most tests. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, &subject);
  luukku_fake_transport_expect (f->net, "GET", "https://some.example/api/v1/accounts/verify_credentials",
                                "self.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/api/v2/instance", 404, "page.html");
  name = luukku_adapter_fixture_open (f);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, TOKEN);
  luukku_adapter_fixture_end (f);
}

static void
expect_nothing (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/notifications?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/conversations?", "empty.json");
}

static void
expect_first (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/notifications?types[]=mention&limit=40&min_id=0",
                                "notifications.json");
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/conversations?limit=40", "conversations.json");
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/statuses/113005/context", "context.json");
}

static LuukkuSendRequestInit
reply_to (const char *text, const char *resident)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = "109001",
                                  .resident_id = resident,
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = NOW,
                                  .reply_to = "113005" };
}

static char *
send_reply (Fixture *f, const char *text, const char *resident)
{
  const LuukkuSendRequestInit reply = reply_to (text, resident);

  return luukku_adapter_fixture_send (f, &reply);
}

static gboolean
body_has (LuukkuRequest *request, const char *part)
{
  gsize size;
  const char *bytes = g_bytes_get_data (luukku_request_get_body (request), &size);

  return g_strstr_len (bytes, (gssize) size, part) != NULL;
}

/* --- settings and opening */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *base;
    gboolean good;
  } cases[] = {
    { "kaupunki@some.example", NULL, TRUE },
    { "@kaupunki@some.example", NULL, TRUE },
    { "kaupunki@some.example", "http://127.0.0.1:8001", TRUE },
    { "kaupunki@some.example", "http://some.example", FALSE },
    { "kaupunki", NULL, FALSE },
    { "kaupunki@", NULL, FALSE },
    { "@some.example", NULL, FALSE },
    { "a b@some.example", NULL, FALSE },
    { "kaupunki@some.example/x", NULL, FALSE },
    { "kaupunki@a@b", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuAdapter) adapter =
        luukku_adapter_fixture_create (f, cases[i].account, TOKEN, cases[i].base, &error);

    g_test_message ("%s %s", cases[i].account, cases[i].base);
    g_assert_cmpint (adapter != NULL, ==, cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_open_limit (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  g_assert_cmpuint (luukku_adapter_get_limits (f->adapter)->max_text, ==,
                    468); /* a server that does not say */
  luukku_fake_transport_expect (f->net, "GET", "/verify_credentials", "self.json");
  luukku_fake_transport_expect (f->net, "GET", "/api/v2/instance", "instance.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_nonnull (name);
  g_assert_cmpuint (luukku_adapter_get_limits (f->adapter)->max_text, ==, 968);
}

static void
test_open_other (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/verify_credentials", "self-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *own, *picture;

  expect_first (f);
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 4); /* each once, though two lists had it */
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "113001")), ==,
                   "@kaupunki Hei, katuvalo on pimeänä.");
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "113001")), ==,
                   "109001");
  own = luukku_batch_find_message (batch,
                                   "113003"); /* written elsewhere: in the conversation of whom it answers */
  g_assert_cmpint (luukku_message_get_direction (own), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (own), ==, "109001");
  picture = luukku_batch_find_message (batch, "113005");
  g_assert_cmpstr (luukku_message_get_text (picture), ==, "Kuva\n@kaupunki tässä");
  g_assert_cmpuint (luukku_message_get_attachments (picture)->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_reply_to (picture), ==, "113001");
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "113009")), ==,
                   "109002"); /* public */
  g_assert_cmpstr (f->cursor, ==, "m1 7002 113005 113001,113005,113009");
}

static void
test_goes_on (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  expect_first (f);
  first = luukku_adapter_fixture_fetch_on (f);
  luukku_fake_transport_expect (f->net, "GET", "&min_id=7002", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/conversations?",
                                "conversations.json"); /* as before */
  second = luukku_adapter_fixture_fetch_on (f);
  g_assert_cmpuint (second->messages->len, ==, 0); /* no context was asked: nothing in it is newer */
  g_assert_false (second->more);
}

static void
test_next_page (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, evil = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/notifications?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?limit=40", "conversations.json");
  luukku_fake_transport_with_header (f->net, "Link",
                                     "<https://some.example/api/v1/conversations?max_id=9>; rel=\"next\", "
                                     "<https://some.example/x>; rel=\"prev\"");
  luukku_fake_transport_expect (f->net, "GET", "https://some.example/api/v1/conversations?max_id=9",
                                "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/113005/context", "context.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_cmpuint (batch->messages->len, ==, 3);

  g_clear_pointer (&f->cursor, g_free);
  luukku_fake_transport_expect (f->net, "GET", "/notifications?", "empty.json");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?limit=40", "conversations.json");
  luukku_fake_transport_with_header (f->net, "Link", "<https://evil.example/steal>; rel=\"next\"");
  evil = luukku_adapter_fixture_fetch_on (f); /* the token stays with its server */
  g_assert_null (evil);
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static void
test_without_conversations (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/notifications?", "notifications.json");
  luukku_fake_transport_expect_body (f->net, "GET", "/conversations?", 404, "{\"error\":\"Not found\"}");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 2);
}

/* At every tenth fetch the newest ones are asked for by id: what is missing has been deleted. */
static void
test_edits_and_deletions (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, again = NULL;

  expect_first (f);
  first = luukku_adapter_fixture_fetch_on (f);
  for (guint i = 0; i < 9; i++) {
    g_autoptr (LuukkuBatch) empty = NULL;

    expect_nothing (f);
    empty = luukku_adapter_fixture_fetch_on (f);
    g_assert_no_error (f->error);
  }
  expect_nothing (f);
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/statuses?id[]=113001&id[]=113005&id[]=113009",
                                "statuses-again.json");
  again = luukku_adapter_fixture_fetch_on (f);
  g_assert_cmpuint (again->messages->len, ==, 1);
  g_assert_nonnull (strstr (luukku_message_get_text (again->messages->pdata[0]), "Harjukadulla"));
  g_assert_cmpuint (again->gone->len, ==, 2);
  g_assert_cmpstr (f->cursor, ==, "m1 7002 113005 113001");
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/notifications?", "notifications-odd.json");
  luukku_fake_transport_expect (f->net, "GET", "/conversations?", "empty.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpuint (batch->skipped, >=, 4);
  g_assert_true (g_str_has_prefix (f->cursor, "m1 7013 "));
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "GET", "/notifications?", 401, "error-401.json");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  luukku_fake_transport_expect_status (f->net, "GET", "/notifications?", 429, "error-429.json");
  luukku_fake_transport_with_header (f->net, "X-RateLimit-Reset", "2026-11-20T10:33:00.000Z");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, 3 * G_TIME_SPAN_MINUTE);
  luukku_fake_transport_expect (f->net, "GET", "/notifications?", "page.html");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
}

/* --- sending */

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *again = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/api/v1/statuses", "sent.json");
  id = send_reply (f, "Kiitos viestistä.", "matti@mastodon.example");
  g_assert_cmpstr (id, ==, "113100");
  g_assert_true (body_has (luukku_adapter_fixture_request (f), "\"visibility\":\"direct\""));
  g_assert_true (
      body_has (luukku_adapter_fixture_request (f), "\"status\":\"@matti@mastodon.example Kiitos"));
  g_assert_true (body_has (luukku_adapter_fixture_request (f), "\"in_reply_to_id\":\"113005\""));
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Idempotency-Key"), ==,
                   "key-7");
  luukku_fake_transport_expect (f->net, "POST", "/api/v1/statuses", "sent.json");
  again = send_reply (f, "Hei @matti@mastodon.example, kiitos.", "matti@mastodon.example");
  g_assert_true (body_has (luukku_adapter_fixture_request (f), "\"status\":\"Hei @matti@mastodon.example"));
}

/* A server that publishes it all the same: deleted at once, and told. */
static void
test_never_public (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/api/v1/statuses", "sent-public.json");
  luukku_fake_transport_expect (f->net, "DELETE", "/api/v1/statuses/113100", "done.json");
  g_assert_null (send_reply (f, "Kiitos.", "matti@mastodon.example"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "POST", "/api/v1/statuses", "sent-public.json");
  luukku_fake_transport_expect_status (f->net, "DELETE", "/api/v1/statuses/113100", 401, "error-401.json");
  g_assert_null (send_reply (f, "Kiitos.", "matti@mastodon.example"));
  g_assert_nonnull (strstr (f->error->message, "Delete it"));
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (469, 'a');
  static const char *const nobody[] = { NULL, "", "matti esim", "@matti", "x\ny" };

  g_assert_null (send_reply (f, long_text, "matti@mastodon.example"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  for (guint i = 0; i < G_N_ELEMENTS (nobody); i++) {
    g_assert_null (send_reply (f, "Kiitos.", nobody[i]));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
  luukku_fake_transport_expect_status (f->net, "POST", "/api/v1/statuses", 422, "error-422.json");
  g_assert_null (send_reply (f, "Kiitos.", "matti@mastodon.example"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

static char *
find_sent (Fixture *f, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (text, "matti@mastodon.example");

  return luukku_adapter_fixture_find_sent (f, &reply);
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/api/v1/accounts/500/statuses?", "own.json");
  id = find_sent (f, "Kiitos viestistä.");
  g_assert_cmpstr (id, ==, "113100");
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/accounts/500/statuses?", "own.json");
  g_assert_null (find_sent (f, "Aivan muuta."));
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "/api/v1/accounts/500/statuses?", "empty.json");
  g_assert_null (find_sent (f, "Kiitos viestistä.")); /* a server that lists no private ones */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* --- acts */

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *conversation)
{
  const LuukkuActInit what = { .kind = kind,
                               .channel = CHANNEL,
                               .conversation_id = conversation,
                               .message_id = "113001",
                               .note = "Uhkaus" };

  return luukku_adapter_fixture_act (f, &what);
}

static void
test_acts (Fixture *f, gconstpointer data)
{
  static const struct {
    LuukkuActKind kind;
    const char *path;
  } cases[] = {
    { LUUKKU_ACT_BAN, "/api/v1/accounts/109001/block" },
    { LUUKKU_ACT_UNBAN, "/api/v1/accounts/109001/unblock" },
    { LUUKKU_ACT_MUTE, "/api/v1/accounts/109001/mute" },
    { LUUKKU_ACT_UNMUTE, "/api/v1/accounts/109001/unmute" },
    { LUUKKU_ACT_REPORT, "/api/v1/reports" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    luukku_fake_transport_expect (f->net, "POST", cases[i].path, "done.json");
    g_assert_true (act (f, cases[i].kind, "109001"));
  }
  g_assert_true (body_has (luukku_adapter_fixture_request (f), "\"status_ids\":[\"113001\"]"));
  g_assert_true (body_has (luukku_adapter_fixture_request (f), "Uhkaus"));
  g_assert_false (act (f, LUUKKU_ACT_DELETE, "109001")); /* others' statuses cannot be deleted */
  g_assert_false (act (f, LUUKKU_ACT_BAN, "../1"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
test_ids (void)
{
  g_assert_cmpint (luukku_mastodon_compare_ids ("99", "100"), <, 0);
  g_assert_cmpint (luukku_mastodon_compare_ids ("101", "100"), >, 0);
  g_assert_cmpint (luukku_mastodon_compare_ids (NULL, "1"), <, 0);
  g_assert_cmpint (luukku_mastodon_compare_ids ("1", "1"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/net/mastodon/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("settings", test_settings);
  ADD ("open-limit", test_open_limit);
  ADD ("open-other", test_open_other);
  ADD ("fetch", test_fetch);
  ADD ("goes-on", test_goes_on);
  ADD ("next-page", test_next_page);
  ADD ("without-conversations", test_without_conversations);
  ADD ("edits-and-deletions", test_edits_and_deletions);
  ADD ("odd", test_odd);
  ADD ("errors", test_errors);
  ADD ("send", test_send);
  ADD ("never-public", test_never_public);
  ADD ("send-refused", test_send_refused);
  ADD ("find-sent", test_find_sent);
  ADD ("acts", test_acts);
#undef ADD
  g_test_add_func ("/net/mastodon/ids", test_ids);
  return g_test_run ();
}
