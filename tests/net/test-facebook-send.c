/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-facebook-send.c: the Facebook adapter against transcripts: sending, looking a reply up, attachments:
 * that nothing leaves that must not, and that nothing is taken for certain that is not. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json.h"
#include "facebook-fixture.h"

/* --- sending */

static void
check_body (Fixture *f, const char *messaging_type, const char *tag)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);
  LuukkuRequest *request = g_ptr_array_index (requests, requests->len - 1);
  g_autoptr (JsonNode) root = luukku_json_parse (luukku_request_get_body (request), NULL);
  JsonObject *body = json_node_get_object (root);

  g_assert_cmpstr (luukku_request_get_content_type (request), ==, "application/json");
  g_assert_false (luukku_request_get_idempotent (request));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "recipient"), "id"),
                   ==, RESIDENT);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (body, "message"), "text"),
                   ==, REPLY);
  g_assert_cmpstr (json_object_get_string_member (body, "messaging_type"), ==, messaging_type);
  g_assert_cmpstr (json_object_get_string_member_with_default (body, "tag", NULL), ==, tag);
}

static void
test_send (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = reply_of (f, G_TIME_SPAN_DAY - 1, REPLY);
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/v25.0/" PAGE "/messages", "sent-ok.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "m_sent");
  check_body (f, "RESPONSE", NULL);
}

static void
test_send_late (Fixture *f, gconstpointer data)
{
  const gint64 ages[] = { G_TIME_SPAN_DAY, 7 * G_TIME_SPAN_DAY - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++) {
    const LuukkuSendRequestInit reply = reply_of (f, ages[i], REPLY);
    g_autofree char *id = NULL;

    luukku_fake_transport_expect (f->net, "POST", "/messages", "sent-ok.json");
    id = luukku_adapter_fixture_send (f, &reply);
    g_assert_cmpstr (id, ==, "m_sent");
    check_body (f, "MESSAGE_TAG", "HUMAN_AGENT");
  }
}

static void
test_send_too_late (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = reply_of (f, 7 * G_TIME_SPAN_DAY, REPLY);
  const LuukkuSendRequestInit never = reply_of (f, luukku_clock_now (LUUKKU_CLOCK (f->clock)), REPLY);

  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_false (assert_fault (f, LUUKKU_FAULT_WINDOW)->retryable);
  g_assert_null (luukku_adapter_fixture_send (f, &never)); /* the resident has never written */
  assert_fault (f, LUUKKU_FAULT_WINDOW);
}

static void
test_send_by_server_clock (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit reply;
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;

  g_test_summary ("this machine's clock is a day behind: the platform's own counts");
  luukku_fake_transport_expect (f->net, "GET", PAGE, "page.json");
  luukku_fake_transport_with_header (f->net, "Date", "Sat, 21 Nov 2026 10:05:00 GMT");
  name = luukku_adapter_fixture_open (f);
  reply = reply_of (f, 2 * G_TIME_SPAN_HOUR, REPLY);
  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent-ok.json");
  id = luukku_adapter_fixture_send (f, &reply);
  check_body (f, "MESSAGE_TAG", "HUMAN_AGENT");
}

static void
test_send_length (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  LuukkuSendRequestInit reply;
  g_autofree char *id = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append (text, "ä");
  reply = reply_of (f, 0, text->str);
  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent-ok.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_cmpstr (id, ==, "m_sent");
  g_string_append (text, "!");
  reply.text = text->str;
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  assert_fault (f, LUUKKU_FAULT_TOO_LONG);
}

static void
test_send_refused_here (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit nobody = { .channel = "facebook:" PAGE,
                                         .conversation_id = "t_1",
                                         .text = REPLY,
                                         .idempotency_key = "key",
                                         .last_resident_at = 1,
                                         .queued_at = 1 };
  const LuukkuSendRequestInit empty = reply_of (f, 0, "");

  g_assert_null (luukku_adapter_fixture_send (f, &nobody));
  assert_fault (f, LUUKKU_FAULT_RECIPIENT);
  g_assert_null (luukku_adapter_fixture_send (f, &empty));
  assert_fault (f, LUUKKU_FAULT_BAD_REQUEST);
}

typedef struct {
  guint status;
  const char *file;
  LuukkuFaultKind kind;
  gboolean ambiguous;
} SendCase;

static const SendCase send_cases[] = {
  { 400, "error-window.json", LUUKKU_FAULT_WINDOW, FALSE },
  { 400, "error-190.json", LUUKKU_FAULT_AUTH, FALSE },
  { 400, "error-613.json", LUUKKU_FAULT_THROTTLED, FALSE },
  { 400, "error-551.json", LUUKKU_FAULT_RECIPIENT, FALSE },
  { 400, "error-100.json", LUUKKU_FAULT_BAD_REQUEST, FALSE },
  { 500, "error-1357046.json", LUUKKU_FAULT_SERVER, TRUE },
  { 503, "error-transient.json", LUUKKU_FAULT_SERVER, TRUE },
  { 502, "page.html", LUUKKU_FAULT_SERVER, TRUE },
  { 200, "page.html", LUUKKU_FAULT_BAD_ANSWER, TRUE },
  { 200, "sent-no-id.json", LUUKKU_FAULT_BAD_ANSWER, TRUE },
  { 200, "messages-empty.json", LUUKKU_FAULT_BAD_ANSWER, TRUE },
};

static void
test_send_answers (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = reply_of (f, 0, REPLY);

  for (guint i = 0; i < G_N_ELEMENTS (send_cases); i++) {
    g_test_message ("%u %s", send_cases[i].status, send_cases[i].file);
    luukku_fake_transport_expect_status (f->net, "POST", "/messages", send_cases[i].status,
                                         send_cases[i].file);
    g_assert_null (luukku_adapter_fixture_send (f, &reply));
    g_assert_cmpint (assert_fault (f, send_cases[i].kind)->ambiguous_send, ==, send_cases[i].ambiguous);
  }
}

static void
test_send_connection (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = reply_of (f, 0, REPLY);

  luukku_fake_transport_expect_fault (f->net, "POST", "/messages", LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_with_ambiguous (f->net);
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_NETWORK)->ambiguous_send);

  luukku_fake_transport_expect_fault (f->net, "POST", "/messages", LUUKKU_FAULT_NETWORK);
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_false (assert_fault (f, LUUKKU_FAULT_NETWORK)->ambiguous_send);

  luukku_fake_transport_expect_fault (f->net, "POST", "/messages", LUUKKU_FAULT_BAD_ANSWER);
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_BAD_ANSWER)->ambiguous_send);
}

/* --- looking a reply up */

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = reply_of (f, 0, REPLY);
  g_autofree char *id = NULL;

  g_test_summary (
      "ours by its author, not the resident's with the same words; blanks at the ends do not count");
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-with-ours.json");
  id = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "m_sent");
}

static void
test_find_sent_absent (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit other = reply_of (f, 0, "Toinen vastaus");
  LuukkuSendRequestInit later;

  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-with-ours.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &other));
  g_assert_no_error (f->error);

  /* The same words, sent long before this one was queued. */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  later = reply_of (f, 0, REPLY);
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-with-ours.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &later));
  g_assert_no_error (f->error);
}

static void
test_find_sent_uncertain (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit reply;

  g_test_summary ("not found is certain only in a readable window that reaches back beyond the sending");
  luukku_manual_clock_set (f->clock, luukku_test_time ("2026-11-20T09:00:00Z"));
  reply = reply_of (f, 0, REPLY);
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-twenty.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  assert_fault (f, LUUKKU_FAULT_BAD_ANSWER);
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-one-unreadable.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  assert_fault (f, LUUKKU_FAULT_BAD_ANSWER);
  luukku_fake_transport_expect (f->net, "GET", "/t_1/messages?", "messages-empty.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  assert_fault (f, LUUKKU_FAULT_BAD_ANSWER);
  luukku_fake_transport_expect_fault (f->net, "GET", "/t_1/messages?", LUUKKU_FAULT_NETWORK);
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  assert_fault (f, LUUKKU_FAULT_NETWORK);
}

/* --- attachments */

static void
test_attachment (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) foreign = NULL;
  g_autoptr (GBytes) own = NULL;

  g_test_summary ("another host gets no token; tear_down looks at the headers");
  luukku_fake_transport_expect_body (f->net, "GET", "https://scontent.example.net/kuva.jpg?sig=3", 200,
                                     "JPEG");
  foreign = luukku_adapter_fixture_attachment (f, "https://scontent.example.net/kuva.jpg?sig=3", -1);
  g_assert_no_error (f->error);
  g_assert_cmpmem (g_bytes_get_data (foreign, NULL), g_bytes_get_size (foreign), "JPEG", 4);
  luukku_fake_transport_expect_body (f->net, "GET", "https://graph.facebook.com/v25.0/1/picture", 200, "PNG");
  own = luukku_adapter_fixture_attachment (f, "https://graph.facebook.com/v25.0/1/picture", 3);
  g_assert_no_error (f->error);
}

static void
test_attachment_bad (Fixture *f, gconstpointer data)
{
  const char *const addresses[] = { "http://scontent.example.net/k.jpg",
                                    "file:///etc/passwd",
                                    "kuva.jpg",
                                    "",
                                    "https://user:word@scontent.example.net/k.jpg",
                                    "https:///k.jpg" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_assert_null (luukku_adapter_fixture_attachment (f, addresses[i], -1));
    assert_fault (f, LUUKKU_FAULT_BAD_ANSWER);
  }
  g_assert_null (luukku_adapter_fixture_attachment (f, NULL, -1));
  g_assert_true (assert_fault (f, LUUKKU_FAULT_GONE)->gone);
}

static void
test_attachment_too_large (Fixture *f, gconstpointer data)
{
  gint64 limit = (gint64) luukku_adapter_get_limits (f->adapter)->max_attachment;
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);

  g_assert_null (luukku_adapter_fixture_attachment (f, "https://scontent.example.net/k.mp4", limit + 1));
  assert_fault (f, LUUKKU_FAULT_TOO_LONG);
  luukku_fake_transport_expect_fault (f->net, "GET", "/k.mp4", LUUKKU_FAULT_BAD_ANSWER);
  g_assert_null (luukku_adapter_fixture_attachment (f, "https://scontent.example.net/k.mp4", -1));
  assert_fault (f, LUUKKU_FAULT_TOO_LONG);
  g_assert_cmpuint (luukku_request_get_max_body (g_ptr_array_index (requests, 0)), ==, limit);
}

static void
test_attachment_statuses (Fixture *f, gconstpointer data)
{
  static const struct {
    guint status;
    LuukkuFaultKind kind;
  } cases[] = {
    { 403, LUUKKU_FAULT_GONE },   { 404, LUUKKU_FAULT_GONE },      { 410, LUUKKU_FAULT_GONE },
    { 503, LUUKKU_FAULT_SERVER }, { 429, LUUKKU_FAULT_THROTTLED }, { 400, LUUKKU_FAULT_BAD_ANSWER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    luukku_fake_transport_expect_body (f->net, "GET", "/k.jpg", cases[i].status, "URL signature expired");
    g_assert_null (luukku_adapter_fixture_attachment (f, "https://scontent.example.net/k.jpg", -1));
    assert_fault (f, cases[i].kind);
  }
}

static const Case cases[] = {
  { "/facebook/send/ok", test_send },
  { "/facebook/send/late", test_send_late },
  { "/facebook/send/too-late", test_send_too_late },
  { "/facebook/send/by-server-clock", test_send_by_server_clock },
  { "/facebook/send/length", test_send_length },
  { "/facebook/send/refused-here", test_send_refused_here },
  { "/facebook/send/answers", test_send_answers },
  { "/facebook/send/connection", test_send_connection },
  { "/facebook/find-sent/found", test_find_sent },
  { "/facebook/find-sent/absent", test_find_sent_absent },
  { "/facebook/find-sent/uncertain", test_find_sent_uncertain },
  { "/facebook/attachment/ok", test_attachment },
  { "/facebook/attachment/bad-address", test_attachment_bad },
  { "/facebook/attachment/too-large", test_attachment_too_large },
  { "/facebook/attachment/statuses", test_attachment_statuses },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  return run_cases (cases, G_N_ELEMENTS (cases));
}
