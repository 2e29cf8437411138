/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-whatsapp.c: the WhatsApp adapter against transcripts of the Cloud API and of a relay: what it asks,
 * what it makes of the answers, and that nothing is acknowledged before it is stored. */
#define G_LOG_DOMAIN "luukku"

#include "whatsapp/luukku-whatsapp.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND)
#define NUMBER "106540352242922"
#define CHANNEL "whatsapp:" NUMBER
#define GRAPH_TOKEN "EAAGsecret"
#define RELAY_TOKEN "0123456789abcdefsecret"
#define RELAY "https://relay.town.example/v1/endpoints/town-whatsapp"
#define MAIJA "FI.134900000001"
#define HIDDEN "FI.134900000002"
#define OLD "358403334444"

typedef LuukkuAdapterFixture Fixture;

static const char *const options[] = {
  "relay-base", "https://relay.town.example/", "relay-endpoint", "town-whatsapp", "relay", RELAY_TOKEN, NULL
};
static const char *const options_without[] = { "relay-base", "https://relay.town.example/", "relay-endpoint",
                                               "town-whatsapp", NULL };
static const char *const late_options[] = { "relay-base",
                                            "https://relay.town.example",
                                            "relay-endpoint",
                                            "town-whatsapp",
                                            "late-template",
                                            "vastaus",
                                            "late-language",
                                            "fi",
                                            "relay",
                                            RELAY_TOKEN,
                                            NULL };
static const LuukkuAdapterSubject subject = {
  &luukku_whatsapp_type, NUMBER, GRAPH_TOKEN, "whatsapp", NOW, options
};
static const LuukkuAdapterSubject late_subject = {
  &luukku_whatsapp_type, NUMBER, GRAPH_TOKEN, "whatsapp", NOW, late_options
};

static void
set_up (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, GRAPH_TOKEN);
  luukku_adapter_fixture_check_addresses (f, RELAY_TOKEN);
  luukku_adapter_fixture_end (f);
}

static char *
reply_to (Fixture *f, const char *conversation, const char *resident, const char *text, gint64 last_at)
{
  const LuukkuSendRequestInit reply = { .channel = CHANNEL,
                                        .conversation_id = conversation,
                                        .resident_id = resident,
                                        .text = text,
                                        .idempotency_key = "k",
                                        .last_resident_at = last_at,
                                        .queued_at = NOW };

  return luukku_adapter_fixture_send (f, &reply);
}

static void
assert_body_has (Fixture *f, const char *part, gboolean has)
{
  g_autofree char *body = luukku_adapter_fixture_body (f);

  g_test_message ("%s in %s", part, body);
  g_assert_cmpint (strstr (body, part) != NULL, ==, has);
}

static const char *
bearer (Fixture *f)
{
  return luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization");
}

/* --- settings and opening */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "+358401112222", "abc", "1234567890123456789012345678901234567890" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_adapter_fixture_create (f, bad[i], subject.token, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_relay_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[][4] = { { "", "town" },
                                        { "http://relay.town.example", "town" },
                                        { "https://relay.town.example", "" },
                                        { "https://relay.town.example", "../other" } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    const char *const wrong[] = { "relay-base", bad[i][0], "relay-endpoint", bad[i][1], "relay",
                                  RELAY_TOKEN,  NULL };
    const LuukkuAdapterSubject other = {
      &luukku_whatsapp_type, NUMBER, subject.token, "whatsapp", NOW, wrong
    };
    g_autoptr (GError) error = NULL;

    f->subject = &other;
    g_assert_null (luukku_adapter_fixture_create (f, NUMBER, subject.token, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
  f->subject = &subject;
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET",
                                "https://graph.facebook.com/v23.0/" NUMBER "?fields=", "number.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  g_assert_cmpstr (bearer (f), ==, "Bearer " GRAPH_TOKEN);
}

static void
test_open_other (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/" NUMBER, "number-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static void
test_one_token (Fixture *f, gconstpointer data)
{
  static const LuukkuAdapterSubject without = { &luukku_whatsapp_type, NUMBER, GRAPH_TOKEN, "whatsapp", NOW,
                                                options_without };
  static const char *const tokens[] = { NULL, "", " ", GRAPH_TOKEN };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    luukku_adapter_close (f->adapter);
    g_clear_object (&f->adapter);
    f->subject = i == 3 ? &without : &subject;
    f->adapter = luukku_adapter_fixture_create (f, NUMBER, tokens[i], NULL, NULL);
    g_assert_null (luukku_adapter_fixture_open (f)); /* nothing is asked */
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
    g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
    g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  }
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *photo;
  LuukkuAttachment *attachment;

  luukku_fake_transport_expect (f->net, "GET", RELAY "/deliveries?limit=100&wait=0", "page.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpstr (bearer (f), ==, "Bearer " RELAY_TOKEN);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==,
                    7); /* of every entry, change and message; none of another number */
  photo = luukku_batch_find_message (batch, "wamid.in2");
  g_assert_cmpstr (luukku_message_get_conversation_id (photo), ==, MAIJA);
  g_assert_cmpstr (luukku_message_get_text (photo), ==, "Tässä kuva");
  g_assert_cmpstr (luukku_message_get_reply_to (photo), ==, "wamid.in1");
  attachment = luukku_message_get_attachments (photo)->pdata[0];
  g_assert_cmpstr (attachment->url, ==, "whatsapp-media:900100200");
  g_assert_cmpstr (luukku_batch_find_thread (batch, MAIJA)->resident_id, ==, "358401112222");
  g_assert_cmpstr (luukku_batch_find_thread (batch, MAIJA)->resident_name, ==, "Maija Esimerkki");
}

static void
test_people (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary (
      "A person without a phone number is written to by the user id; one without a user id by the number.");
  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_cmpstr (luukku_message_get_conversation_id (luukku_batch_find_message (batch, "wamid.in3")), ==,
                   HIDDEN);
  g_assert_cmpstr (luukku_batch_find_thread (batch, HIDDEN)->resident_id, ==, HIDDEN);
  g_assert_cmpstr (luukku_batch_find_thread (batch, OLD)->resident_id, ==, OLD);
}

static void
test_kinds (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *closed;

  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "wamid.in5")), ==,
                   "Tori\nKauppakatu 1\ngeo:62.892380,27.677030");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "wamid.in6")), ==,
                   "Lääkäri Esimerkki +358 17 123456");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "wamid.in7")), ==, "Kyllä");
  closed = luukku_batch_find_message (batch, "wamid.in8");
  g_assert_cmpstr (luukku_message_get_text (closed), ==, "");
  g_assert_cmpuint (luukku_message_get_attachments (closed)->len, ==, 1); /* says to open WhatsApp */
  g_assert_null (luukku_batch_find_message (batch, "wamid.in9"));         /* a thumb is no message */
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *edited, *echo;
  const LuukkuUndelivered *failed;

  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page-changes.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->skipped, ==, 0);
  edited = luukku_batch_find_message (batch, "wamid.in1");
  g_assert_cmpstr (luukku_message_get_text (edited), ==, "Hyvää päivää, onko jäähalli auki?");
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, "wamid.in7");
  echo = luukku_batch_find_message (batch, "wamid.in22");
  g_assert_cmpint (luukku_message_get_direction (echo), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (echo), ==, MAIJA);
  g_assert_cmpuint (batch->undelivered->len, ==, 2);
  failed = batch->undelivered->pdata[0];
  g_assert_cmpstr (failed->message_id, ==, "wamid.out2");
  g_assert_nonnull (strstr (failed->sentence, "WhatsApp"));
  /* a new number of a person that is known by the user id */
  g_assert_cmpstr (((LuukkuThread *) batch->threads->pdata[batch->threads->len - 1])->resident_id, ==,
                   "358405556666");
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page-odd.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->skipped, >, 8);
  g_assert_cmpuint (batch->messages->len, ==,
                    3); /* numbers for texts, a medium and a place that cannot be read */
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "5")), ==, "numeroina");
  g_assert_cmpuint (batch->undelivered->len, ==, 0);
  g_assert_nonnull (batch->cursor); /* it would come again for ever */
}

static void
test_acknowledge (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) lost = NULL, again = NULL, rest = NULL;

  g_test_summary ("What was given is acknowledged by the next call only, and only when it was stored.");
  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page.json");
  lost = luukku_adapter_fixture_fetch (f, NULL); /* the process dies before the commit */
  luukku_adapter_fixture_restart (f);
  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page.json");
  again = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_cmpuint (again->messages->len, ==, lost->messages->len);
  luukku_fake_transport_expect (f->net, "POST", RELAY "/acknowledgements", "acknowledged.json");
  luukku_fake_transport_expect (f->net, "GET", "wait=25&after=5f3a9c0112ab34cd.2", "page-empty.json");
  rest = luukku_adapter_fixture_fetch (f, again->cursor);
  g_assert_no_error (f->error);
  g_assert_cmpuint (rest->messages->len, ==, 0);
  g_clear_pointer (&rest, luukku_batch_free);
  luukku_fake_transport_expect (f->net, "GET", "after=5f3a9c0112ab34cd.2", "page-empty.json"); /* not again */
  rest = luukku_adapter_fixture_fetch (f, again->cursor);
  g_assert_no_error (f->error);
}

static void
test_more (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  luukku_fake_transport_expect (f->net, "GET", "wait=0", "page-more.json");
  first = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_true (first->more);
  luukku_fake_transport_expect (f->net, "POST", "/acknowledgements", "acknowledged.json");
  luukku_fake_transport_expect (f->net, "GET", "wait=0&after=5f3a9c0112ab34cd.1", "page-empty.json");
  second = luukku_adapter_fixture_fetch (f, first->cursor);
  g_assert_no_error (f->error);
}

static void
test_replaced (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  g_test_summary (
      "A relay that has begun anew is read from its beginning, and the windows say that something may miss.");
  luukku_fake_transport_expect_status (f->net, "POST", "/acknowledgements", 410, "relay-410.json");
  luukku_fake_transport_expect (f->net, "GET", "/deliveries?limit=100&wait=0", "page.json");
  batch = luukku_adapter_fixture_fetch (f, "00ff00ff00ff00ff.77");
  g_assert_no_error (f->error);
  g_assert_true (batch->missed);
  g_assert_cmpuint (batch->messages->len, ==, 7);
}

static void
test_gap (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/deliveries?", "page-gap.json");
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_true (batch->missed);
}

static void
test_relay_faults (Fixture *f, gconstpointer data)
{
  static const struct {
    guint status;
    const char *file;
    LuukkuFaultKind kind;
  } faults[] = {
    { 401, "relay-401.json", LUUKKU_FAULT_AUTH },     { 403, "relay-401.json", LUUKKU_FAULT_SETTINGS },
    { 404, "relay-401.json", LUUKKU_FAULT_SETTINGS }, { 429, "relay-429.json", LUUKKU_FAULT_THROTTLED },
    { 503, "relay-429.json", LUUKKU_FAULT_SERVER },   { 200, "error-190.json", LUUKKU_FAULT_BAD_ANSWER }
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    luukku_fake_transport_expect_status (f->net, "GET", "/deliveries?", faults[i].status, faults[i].file);
    g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
    g_assert_error (f->error, LUUKKU_FAULT, (int) faults[i].kind);
  }
}

/* --- sending */

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/" NUMBER "/messages", "sent.json");
  id = reply_to (f, MAIJA, "358401112222", "Hei, on auki.", NOW - G_TIME_SPAN_HOUR);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "wamid.out1");
  assert_body_has (f, "\"to\":\"358401112222\"", TRUE);
  assert_body_has (f, "\"body\":\"Hei, on auki.\"", TRUE);
  assert_body_has (f, "\"type\":\"text\"", TRUE);
}

static void
test_send_user (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent.json");
  id = reply_to (f, HIDDEN, HIDDEN, "Hei", NOW - G_TIME_SPAN_HOUR);
  assert_body_has (f, "\"recipient\":\"" HIDDEN "\"", TRUE);
  assert_body_has (f, "\"to\":", FALSE);
}

static void
test_send_nobody (Fixture *f, gconstpointer data)
{
  g_assert_null (reply_to (f, "../me", "me@x", "Hei", NOW));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
}

static void
test_late (Fixture *f, gconstpointer data)
{
  g_assert_null (reply_to (f, MAIJA, NULL, "Hei", NOW - 24 * G_TIME_SPAN_HOUR));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_WINDOW);
}

static void
test_late_template (Fixture *f, gconstpointer data)
{
  const gint64 yesterday = NOW - 25 * G_TIME_SPAN_HOUR;
  g_autofree char *id = NULL;
  g_autofree char *long_text = g_strnfill (1025, 'a');

  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent.json");
  id = reply_to (f, MAIJA, "358401112222", "Halli on auki.", yesterday);
  g_assert_no_error (f->error);
  assert_body_has (f, "\"type\":\"template\"", TRUE);
  assert_body_has (f, "\"name\":\"vastaus\"", TRUE);
  assert_body_has (f, "\"code\":\"fi\"", TRUE);
  assert_body_has (f, "\"text\":\"Halli on auki.\"", TRUE);
  g_assert_null (reply_to (f, MAIJA, NULL, "Kaksi\nriviä", yesterday));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_null (reply_to (f, MAIJA, NULL, long_text, yesterday));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

static void
test_send_faults (Fixture *f, gconstpointer data)
{
  static const struct {
    guint status;
    const char *file;
    LuukkuFaultKind kind;
    gboolean ambiguous;
  } faults[] = { { 401, "error-190.json", LUUKKU_FAULT_AUTH, FALSE },
                 { 400, "error-131047.json", LUUKKU_FAULT_WINDOW, FALSE },
                 { 400, "error-131026.json", LUUKKU_FAULT_RECIPIENT, FALSE },
                 { 400, "error-131056.json", LUUKKU_FAULT_THROTTLED, FALSE },
                 { 404, "error-132001.json", LUUKKU_FAULT_SETTINGS, FALSE },
                 { 500, "error-131000.json", LUUKKU_FAULT_SERVER, TRUE },
                 { 200, "error-131026.json", LUUKKU_FAULT_RECIPIENT, FALSE },
                 { 200, "read.json", LUUKKU_FAULT_BAD_ANSWER, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    luukku_fake_transport_expect_status (f->net, "POST", "/messages", faults[i].status, faults[i].file);
    g_assert_null (reply_to (f, MAIJA, NULL, "Hei", NOW - G_TIME_SPAN_HOUR));
    g_assert_error (f->error, LUUKKU_FAULT, (int) faults[i].kind);
    g_assert_cmpint (luukku_fault_get_info (f->error)->ambiguous_send, ==, faults[i].ambiguous);
  }
}

/* --- files of replies */

#define PDF "%PDF-1.4 lomake"

static char *
send_file_at (Fixture *f, const char *name, const char *media_type, const char *text, gint64 last_at)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static (PDF, strlen (PDF));
  const LuukkuSendRequestInit reply = { .channel = CHANNEL,
                                        .conversation_id = MAIJA,
                                        .resident_id = "358401112222",
                                        .text = text,
                                        .idempotency_key = "k",
                                        .last_resident_at = last_at,
                                        .queued_at = NOW,
                                        .files = files };

  g_ptr_array_add (files, luukku_send_file_new (name, media_type, bytes));
  return luukku_adapter_fixture_send (f, &reply);
}

static char *
send_file (Fixture *f, const char *name, const char *media_type, const char *text)
{
  return send_file_at (f, name, media_type, text, NOW - G_TIME_SPAN_HOUR);
}

/* Returns: (transfer full): the body of the call before the newest. */
static char *
upload_body (Fixture *f)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);
  LuukkuRequest *request = g_ptr_array_index (requests, requests->len - 2);
  GBytes *body = luukku_request_get_body (request);

  g_assert_true (
      g_str_has_prefix (luukku_request_get_content_type (request), "multipart/form-data; boundary="));
  return g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

static void
expect_upload (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "POST", "/" NUMBER "/media", "uploaded.json");
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL;

  expect_upload (f);
  luukku_fake_transport_expect (f->net, "POST", "/" NUMBER "/messages", "sent.json");
  id = send_file (f, "lomake \"1\".pdf", "application/pdf", "Lomake on tässä.");
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "wamid.out1");
  body = upload_body (f);
  g_assert_nonnull (strstr (body, "name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"));
  g_assert_nonnull (strstr (body, "name=\"type\"\r\n\r\napplication/pdf\r\n"));
  g_assert_nonnull (strstr (body, "name=\"file\"; filename=\"lomake %221%22.pdf\"\r\n"
                                  "Content-Type: application/pdf\r\n\r\n" PDF "\r\n--luukku-"));
  assert_body_has (f, "\"type\":\"document\"", TRUE);
  assert_body_has (f, "\"id\":\"4490709327384033\"", TRUE);
  assert_body_has (f, "\"caption\":\"Lomake on tässä.\"", TRUE);
  assert_body_has (f, "\"filename\":\"lomake \\\"1\\\".pdf\"", TRUE);
  assert_body_has (f, "\"text\"", FALSE);
}

static void
test_file_kinds (Fixture *f, gconstpointer data)
{
  static const char *const kinds[][2] = { { "image/jpeg", "\"image\":{\"id\"" },
                                          { "image/png", "\"image\":{\"id\"" },
                                          { "video/mp4", "\"video\":{\"id\"" },
                                          { "audio/mpeg", "\"audio\":{\"id\"" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *id = NULL;

    expect_upload (f);
    luukku_fake_transport_expect (f->net, "POST", "/messages", "sent.json");
    id = send_file (f, "x", kinds[i][0], "");
    g_assert_no_error (f->error);
    assert_body_has (f, kinds[i][1], TRUE);
    assert_body_has (f, "caption", FALSE);
    assert_body_has (f, "filename", FALSE);
  }
}

/* Nothing leaves, the upload neither. */
static void
test_file_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (1025, 'a');
  const struct {
    const char *media_type, *text;
    gint64 last_at;
    LuukkuFaultKind kind;
  } refused[] = {
    { "image/webp", "Hei", NOW, LUUKKU_FAULT_BAD_REQUEST },
    { "application/zip", "Hei", NOW, LUUKKU_FAULT_BAD_REQUEST },
    { "audio/mpeg", "Hei", NOW, LUUKKU_FAULT_TOO_LONG },
    { "image/png", long_text, NOW, LUUKKU_FAULT_TOO_LONG },
    { "image/png", "Hei", NOW - 24 * G_TIME_SPAN_HOUR, LUUKKU_FAULT_WINDOW },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_assert_null (send_file_at (f, "x", refused[i].media_type, refused[i].text, refused[i].last_at));
    g_assert_error (f->error, LUUKKU_FAULT, (int) refused[i].kind);
    g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  }
}

static void
test_file_sizes (Fixture *f, gconstpointer data)
{
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);
  const struct {
    const char *media_type;
    guint64 most;
  } sizes[] = { { "image/jpeg", 5 }, { "video/mp4", 16 }, { "audio/ogg", 16 }, { "application/pdf", 100 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    LuukkuFileFacts facts = { "x", sizes[i].media_type, sizes[i].most * 1024 * 1024, NOW, NOW };
    g_autoptr (GError) error = NULL;

    g_assert_true (luukku_channel_limits_check_file (limits, &facts, NULL));
    facts.size++;
    g_assert_false (luukku_channel_limits_check_file (limits, &facts, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
    g_assert_nonnull (strstr (error->message, "“x”"));
  }
}

/* What was uploaded is used by the next try of the same reply; trouble with an upload is no doubt about the
 * reply. */
static void
test_file_again (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect_fault (f->net, "POST", "/media", LUUKKU_FAULT_NETWORK);
  g_assert_null (send_file (f, "x.pdf", "application/pdf", "Hei"));
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  expect_upload (f);
  luukku_fake_transport_expect_status (f->net, "POST", "/messages", 400, "error-131056.json");
  g_assert_null (send_file (f, "x.pdf", "application/pdf", "Hei"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent.json");
  id = send_file (f, "x.pdf", "application/pdf", "Hei");
  g_assert_no_error (f->error);
  assert_body_has (f, "\"id\":\"4490709327384033\"", TRUE);
}

/* After a crash the adapter knows of no upload: it is made again, and the message goes out once. */
static void
test_file_restart (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  expect_upload (f);
  luukku_fake_transport_expect_status (f->net, "POST", "/messages", 400, "error-131056.json");
  g_assert_null (send_file (f, "x.pdf", "application/pdf", "Hei"));
  g_clear_error (&f->error);
  luukku_adapter_fixture_restart (f);
  expect_upload (f);
  luukku_fake_transport_expect (f->net, "POST", "/messages", "sent.json");
  id = send_file (f, "x.pdf", "application/pdf", "Hei");
  g_assert_no_error (f->error);
}

static void
test_file_faults (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *part, *file;
    guint status;
    LuukkuFaultKind kind;
    gboolean ambiguous;
  } faults[] = { { "/media", "error-131053.json", 400, LUUKKU_FAULT_BAD_REQUEST, FALSE },
                 { "/media", "error-190.json", 401, LUUKKU_FAULT_AUTH, FALSE },
                 { "/media", "error-131000.json", 500, LUUKKU_FAULT_SERVER, FALSE },
                 { "/media", "read.json", 200, LUUKKU_FAULT_BAD_ANSWER, FALSE },
                 { "/messages", "error-131053.json", 400, LUUKKU_FAULT_BAD_REQUEST, FALSE },
                 { "/messages", "error-131000.json", 500, LUUKKU_FAULT_SERVER, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    if (g_str_equal (faults[i].part, "/messages"))
      expect_upload (f);
    luukku_fake_transport_expect_status (f->net, "POST", faults[i].part, faults[i].status, faults[i].file);
    g_assert_null (send_file (f, "x.pdf", "application/pdf", "Hei"));
    g_assert_error (f->error, LUUKKU_FAULT, (int) faults[i].kind);
    g_assert_cmpint (luukku_fault_get_info (f->error)->ambiguous_send, ==, faults[i].ambiguous);
    g_clear_error (&f->error);
    luukku_adapter_fixture_restart (f);
  }
}

/* --- files and acts */

static void
test_medium (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/900100200?phone_number_id=" NUMBER, "media.json");
  luukku_fake_transport_expect_body (f->net, "GET", "https://lookaside.fbsbx.com/", 200, "JPEG");
  bytes = luukku_adapter_fixture_attachment (f, "whatsapp-media:900100200", -1);
  g_assert_no_error (f->error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_cmpstr (bearer (f), ==, "Bearer " GRAPH_TOKEN); /* the address alone gives nothing */
}

static void
test_medium_foreign (Fixture *f, gconstpointer data)
{
  g_assert_null (luukku_adapter_fixture_attachment (f, "https://elsewhere.example/x", -1));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
}

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *resident)
{
  const LuukkuActInit what = { .kind = kind,
                               .channel = CHANNEL,
                               .conversation_id = MAIJA,
                               .message_id = "wamid.in1",
                               .resident_id = resident };

  return luukku_adapter_fixture_act (f, &what);
}

static void
test_block (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/" NUMBER "/block_users", "blocked.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, "358401112222"));
  assert_body_has (f, "\"user\":\"+358401112222\"", TRUE);
  luukku_fake_transport_expect (f->net, "DELETE", "/" NUMBER "/block_users", "blocked.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, HIDDEN));
  assert_body_has (f, "\"user\":\"" HIDDEN "\"", TRUE);
}

static void
test_block_late (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/block_users", "blocked-late.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, "358401112222"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_nonnull (strstr (f->error->message, "24"));
}

static void
test_read (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/" NUMBER "/messages", "read.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, NULL));
  assert_body_has (f, "\"status\":\"read\"", TRUE);
  assert_body_has (f, "\"message_id\":\"wamid.in1\"", TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, test) g_test_add ("/net/whatsapp/" path, Fixture, data, set_up, test, tear_down)
  ADD ("settings", NULL, test_settings);
  ADD ("settings/relay", NULL, test_relay_settings);
  ADD ("open", NULL, test_open);
  ADD ("open/other", NULL, test_open_other);
  ADD ("open/one-token", NULL, test_one_token);
  ADD ("fetch", NULL, test_fetch);
  ADD ("fetch/people", NULL, test_people);
  ADD ("fetch/kinds", NULL, test_kinds);
  ADD ("fetch/changes", NULL, test_changes);
  ADD ("fetch/odd", NULL, test_odd);
  ADD ("fetch/acknowledge", NULL, test_acknowledge);
  ADD ("fetch/more", NULL, test_more);
  ADD ("fetch/replaced", NULL, test_replaced);
  ADD ("fetch/gap", NULL, test_gap);
  ADD ("fetch/faults", NULL, test_relay_faults);
  ADD ("send", NULL, test_send);
  ADD ("send/user", NULL, test_send_user);
  ADD ("send/nobody", NULL, test_send_nobody);
  ADD ("send/late", NULL, test_late);
  ADD ("send/late/template", &late_subject, test_late_template);
  ADD ("send/faults", NULL, test_send_faults);
  ADD ("file", NULL, test_file);
  ADD ("file/kinds", NULL, test_file_kinds);
  ADD ("file/refused", NULL, test_file_refused);
  ADD ("file/sizes", NULL, test_file_sizes);
  ADD ("file/again", NULL, test_file_again);
  ADD ("file/restart", NULL, test_file_restart);
  ADD ("file/faults", NULL, test_file_faults);
  ADD ("medium", NULL, test_medium);
  ADD ("medium/foreign", NULL, test_medium_foreign);
  ADD ("block", NULL, test_block);
  ADD ("block/late", NULL, test_block_late);
  ADD ("read", NULL, test_read);
  return g_test_run ();
}
