/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-open311.c: a feedback system against transcripts: both shapes of both formats, spans of time, pages,
 * the town's answers as versions, replies as updates, and what its errors mean. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "open311/luukku-open311-cursor.h"
#include "open311/luukku-open311-error.h"
#include "open311/luukku-open311-xml.h"

#define BASE "https://palaute.town.example/rest/v1"
#define KEY "api-avain-secret"

typedef LuukkuAdapterFixture Fixture;

static const char *const reading[] = { "api-base", BASE, NULL };
static const char *const town[] = { "api-base", BASE, "jurisdiction", "kuopio.fi", NULL };
static const char *const by_dates[] = { "api-base", BASE, "changes", "dates", NULL };
static const char *const writing[] = { "api-base", BASE, "write", "yes", "updates", "yes", NULL };

static LuukkuAdapterSubject subject = { &luukku_open311_type, "palaute", KEY, "open311", 0, NULL };

static void
set_up (Fixture *f, gconstpointer data)
{
  subject.now = luukku_test_time ("2026-11-20T10:30:00Z");
  subject.options = data != NULL ? data : reading;
  luukku_adapter_fixture_begin (f, &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, "secret");
  luukku_adapter_fixture_end (f);
}

static LuukkuBatch *
fetch (Fixture *f, const char *part, const char *file)
{
  LuukkuBatch *batch;

  luukku_fake_transport_expect (f->net, "GET", part, file);
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  return batch;
}

/* --- open */

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", BASE "/services.json?jurisdiction_id=kuopio.fi",
                                "services.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "palaute");
  luukku_fake_transport_expect_status (f->net, "GET", "/services.json?", 404, "error-jurisdiction.xml");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  luukku_fake_transport_expect_status (f->net, "GET", "/services.json?", 503, "error-500.html");
  g_assert_null (luukku_adapter_fixture_open (f)); /* trouble is no reason to ask for XML */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
}

/* JSON is optional in the standard. */
static void
test_open_xml (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", "/services.json", 404, "error-500.html");
  luukku_fake_transport_expect (f->net, "GET", "/services.xml", "services.xml");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  batch = fetch (f, "/requests.xml?", "requests.xml");
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "638344")), ==,
                   "Kuoppa <keskellä> tietä\n\nOsoite: Puijonkatu 1\ngeo:62.900000,27.680000");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "638344/status")), ==,
                   "Käsitelty\n\nKaksoiskappale äskeiselle.");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "638349")), ==,
                   "Reunakivi irti");
  g_assert_cmpuint (luukku_message_get_attachments (luukku_batch_find_message (batch, "638349"))->len, ==, 2);
  g_clear_pointer (&batch, luukku_batch_free);
  batch = fetch (f, "/requests.xml?", "empty.xml");
  g_assert_cmpuint (batch->messages->len, ==, 0);
  g_clear_pointer (&batch, luukku_batch_free);
  batch = fetch (f, "/requests.xml?", "requests-latin1.xml");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "1")), ==, "Pöytä rikki");
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "Palaute", "pala ute", "a:b", "../x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_adapter_fixture_create (f, bad[i], NULL, BASE, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

/* --- fetch */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (
      f, BASE "/requests.json?updated_after=2026-10-21T10%3A20%3A00Z&status=open%2Cclosed", "requests.json");
  LuukkuMessage *message = luukku_batch_find_message (batch, "abc123");
  const LuukkuThread *thread = luukku_batch_find_thread (batch, "abc123");
  LuukkuMessage *status = luukku_batch_find_message (batch, "def456/status");

  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_false (batch->more);
  g_assert_cmpstr (luukku_message_get_channel (message), ==, "open311:palaute");
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Kaatunut merkki\n\nLiikennemerkki on kaatunut Torikadulla.\n\n"
                   "Osoite: Torikatu 6, 70100 Kuopio\ngeo:62.892380,27.677030");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T08:05:00Z"));
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 2);
  g_assert_cmpstr (thread->title, ==, "Liikennemerkit: Kaatunut merkki, Torikatu 6, 70100 Kuopio");
  g_assert_true (thread->is_public);
  g_assert_false (thread->can_reply);
  g_assert_null (thread->resident_id);
  g_assert_null (luukku_batch_find_message (batch, "abc123/status"));
  g_assert_cmpint (luukku_message_get_direction (status), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpint (luukku_message_get_sent_at (status), ==, luukku_test_time ("2026-11-20T08:00:00Z"));
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "def456")), ==,
                   "Valo\n\nKatuvalo on pimeänä.");
}

/* Nothing is asked for twice but the overlap, and what the town has answered comes as its own message. */
static void
test_fetch_on (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f, "updated_after=2026-10-21", "requests.json");
  g_autoptr (LuukkuBatch) second = NULL;

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  luukku_adapter_fixture_restart (f);
  second = fetch (f, "updated_after=2026-11-20T10%3A20%3A00Z&", "requests-closed.json");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (second, "abc123/status")), ==,
                   "Käsitelty\n\nMerkki on nostettu pystyyn.");
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (second, "abc123")), ==,
                   luukku_message_get_text (luukku_batch_find_message (first, "abc123")));
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, "/requests.json?", "requests-odd.json");
  LuukkuMessage *message = luukku_batch_find_message (batch, "ok2");

  g_assert_cmpuint (batch->threads->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >=, 10);
  g_assert_nonnull (luukku_batch_find_message (batch, "12345678901234567890"));
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "ok1")), ==, "");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "<b>Hei</b> &amp; ␀\n\ngeo:62.500000,27.500000");
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1); /* no file of this machine */
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/requests.json?", "requests.json");
  luukku_fake_transport_with_header (f->net, "X-Next-Page-URL", BASE "/requests.json?page=2");
  luukku_fake_transport_expect (f->net, "GET", BASE "/requests.json?page=2", "requests-closed.json");
  luukku_fake_transport_with_header (f->net, "X-Next-Page-URL", BASE "/requests.json?page=3");
  luukku_fake_transport_expect_status (f->net, "GET", BASE "/requests.json?page=3", 404, "error-page.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->threads->len, ==, 2); /* abc123 moved to the next page while we read */
  g_assert_false (batch->more);
  g_clear_pointer (&batch, luukku_batch_free);
  luukku_fake_transport_expect (f->net, "GET", "/requests.json?", "requests.json");
  luukku_fake_transport_with_header (f->net, "X-Next-Page-URL", "https://other.example/requests.json?page=2");
  g_assert_null (luukku_adapter_fixture_fetch_on (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static char *
many (guint count)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (
        text,
        "%s{\"service_request_id\":\"m%u\",\"status\":\"open\",\"description\":\"Hei %u\","
        "\"requested_datetime\":\"2026-11-01T10:00:00Z\"}",
        i > 0 ? "," : "", i, i);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

/* A round number of answers may be all that the server gives: the span is read again in halves. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *full = many (200), *some = many (37);
  g_autoptr (LuukkuBatch) batch = NULL, rest = NULL;

  luukku_fake_transport_expect_body (
      f->net, "GET", "start_date=2026-10-21T10%3A20%3A00Z&end_date=2026-11-20T10%3A30", 200, full);
  luukku_fake_transport_expect_body (
      f->net, "GET", "start_date=2026-10-21T10%3A20%3A00Z&end_date=2026-11-05T10%3A25%3A00Z", 200, some);
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 200);
  g_assert_true (batch->more);
  luukku_fake_transport_expect_body (
      f->net, "GET", "start_date=2026-11-05T10%3A15%3A00Z&end_date=2026-11-20T10%3A30%3A00Z", 200, "[]");
  luukku_fake_transport_expect (f->net, "GET", "/requests.json?service_request_id=", "empty.json");
  rest = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_false (rest->more);
}

/* Where nobody says what has changed, open requests are looked at again, now and then. */
static void
test_look_again (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, "start_date=", "requests.json");

  g_clear_pointer (&batch, luukku_batch_free);
  for (guint i = 1; i < 10; i++) {
    batch = fetch (f, "start_date=", "empty.json");
    g_clear_pointer (&batch, luukku_batch_free);
  }
  luukku_fake_transport_expect (f->net, "GET", "start_date=", "empty.json");
  batch = fetch (f, "/requests.json?service_request_id=abc123&", "requests-closed.json");
  g_assert_nonnull (luukku_batch_find_message (batch, "abc123/status"));
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  static const struct {
    guint status;
    const char *file;
    LuukkuFaultKind kind;
  } rows[] = {
    { 500, "error-500.html", LUUKKU_FAULT_SERVER },
    { 200, "error-500.html", LUUKKU_FAULT_BAD_ANSWER },
    { 200, "entities.xml", LUUKKU_FAULT_BAD_ANSWER },
    { 401, "error-401.json", LUUKKU_FAULT_AUTH },
    { 429, "error-429.json", LUUKKU_FAULT_THROTTLED },
    { 400, "error-jurisdiction.xml", LUUKKU_FAULT_SETTINGS },
    { 200, "error-401.json", LUUKKU_FAULT_BAD_ANSWER },
    { 404, "error-page.json", LUUKKU_FAULT_GONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    luukku_fake_transport_expect_status (f->net, "GET", "/requests.json?", rows[i].status, rows[i].file);
    g_assert_null (luukku_adapter_fixture_fetch (f, NULL));
    g_assert_error (f->error, LUUKKU_FAULT, (int) rows[i].kind);
    g_assert_null (strstr (f->error->message, "SECRET"));
    g_assert_null (strstr (f->error->message, "maija"));
  }
}

/* --- updates and replies */

static void
test_updates (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/requests.json?updated_after", "requests.json");
  luukku_fake_transport_expect (
      f->net, "GET",
      "/servicerequestupdates.json?start_date=2026-10-21T10%3A20%3A00Z&end_date=", "updates.json");
  luukku_fake_transport_expect (f->net, "GET", "/requests.json?service_request_id=old999&", "empty.json");
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->skipped, ==, 1);
  g_assert_cmpuint (batch->messages->len, ==, 5);
  g_assert_cmpint (luukku_message_get_direction (luukku_batch_find_message (batch, "abc123/77")), ==,
                   LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_true (luukku_batch_find_thread (batch, "abc123")->can_reply);
}

static const LuukkuSendRequestInit reply = { .channel = "open311:palaute",
                                             .conversation_id = "abc123",
                                             .text = "Hei & kiitos",
                                             .idempotency_key = "reply-1" };

static void
test_reply (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL, *again = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/requests.json?service_request_id=abc123",
                                "requests-closed.json");
  luukku_fake_transport_expect (f->net, "POST", BASE "/servicerequestupdates.json", "sent-update.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "abc123/u-1");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==,
                   "api_key=" KEY "&service_request_id=abc123&update_id=reply-1&updated_datetime="
                   "2026-11-20T10%3A30%3A00Z&status=closed&description=Hei%20%26%20kiitos");
  luukku_fake_transport_expect (f->net, "POST", "/servicerequestupdates.json", "sent-update.json");
  again = luukku_adapter_fixture_send (f, &reply); /* the state is known now */
  g_assert_no_error (f->error);
}

static void
test_reply_refused (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "service_request_id=abc123", "empty.json");
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  luukku_fake_transport_expect (f->net, "GET", "service_request_id=abc123", "requests-closed.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/servicerequestupdates.json", 403, "error-403.json");
  g_assert_null (luukku_adapter_fixture_send (f, &reply));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_false (luukku_fault_get_info (f->error)->needs_reauth); /* reading goes on */
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit lost = reply;
  g_autofree char *id = NULL, *other = NULL;

  lost.queued_at = luukku_test_time ("2026-11-20T08:59:30Z");
  lost.text = "Asia on kunnossapidolla.";
  luukku_fake_transport_expect (
      f->net, "GET", "/servicerequestupdates.json?start_date=2026-11-20T08%3A49%3A30Z", "updates.json");
  id = luukku_adapter_fixture_find_sent (f, &lost);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "abc123/77");
  lost.text = "Valmis."; /* stands under another request */
  luukku_fake_transport_expect (f->net, "GET", "/servicerequestupdates.json?", "updates.json");
  other = luukku_adapter_fixture_find_sent (f, &lost);
  g_assert_no_error (f->error);
  g_assert_null (other);
}

static void
test_no_reply (Fixture *f, gconstpointer data)
{
  g_assert_null (luukku_adapter_fixture_send (f, &reply)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_nonnull (strstr (f->error->message, "feedback system itself"));
}

/* --- forwarding */

static GPtrArray *
list_services (Fixture *f)
{
  GPtrArray *services;

  g_clear_error (&f->error);
  luukku_adapter_list_services_async (f->adapter, NULL, luukku_test_got_result, &f->result);
  services = luukku_adapter_list_services_finish (f->adapter, luukku_test_wait (&f->result), &f->error);
  g_clear_object (&f->result);
  return services;
}

static void
test_services (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) services = NULL;
  const LuukkuService *service;

  luukku_fake_transport_expect (f->net, "GET", "/services.json", "services.json");
  services = list_services (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (services->len, ==, 2);
  service = services->pdata[0];
  g_assert_cmpstr (service->code, ==, "198");
  g_assert_cmpstr (service->group, ==, "Liikenne");
  g_assert_false (service->wants_more);
  service = services->pdata[1];
  g_assert_cmpstr (service->code, ==, "180");
  g_assert_true (service->wants_more);
  luukku_fake_transport_expect (f->net, "GET", "/services.json", "error-500.html");
  g_assert_null (list_services (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static const LuukkuSendRequestInit matter = { .channel = "open311:palaute",
                                              .conversation_id = LUUKKU_FORWARD_CONVERSATION "198",
                                              .text = "Liikennemerkki on kaatunut Torikadulla.",
                                              .idempotency_key = "f-1" };

static void
test_forward (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit named = matter;
  g_autofree char *id = NULL, *body = NULL, *waiting = NULL, *numbered = NULL;

  luukku_fake_transport_expect_status (f->net, "POST", BASE "/requests.json", 201, "sent-request.json");
  id = luukku_adapter_fixture_send (f, &matter);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "new789");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (
      body, ==, "api_key=" KEY "&service_code=198&description=Liikennemerkki%20on%20kaatunut%20Torikadulla.");
  g_clear_pointer (&body, g_free);
  named.resident_id = "maija@example.org";
  named.resident_name = "Maija Liisa Esimerkki";
  luukku_fake_transport_expect (f->net, "POST", "/requests.json", "sent-token.json");
  luukku_fake_transport_expect (f->net, "GET", "/tokens/tok-1.json", "token.json");
  numbered = luukku_adapter_fixture_send (f, &named);
  g_assert_cmpstr (numbered, ==, "new790");
  luukku_fake_transport_expect (f->net, "POST", "/requests.json", "sent-token.json");
  luukku_fake_transport_expect_status (f->net, "GET", "/tokens/tok-1.json", 404, "error-page.json");
  waiting = luukku_adapter_fixture_send (f, &named);
  g_assert_cmpstr (waiting, ==, LUUKKU_FORWARD_TOKEN "tok-1");
}

static void
test_forward_picture (Fixture *f, gconstpointer data)
{
  static const char bytes[] = "\xff\xd8picture";
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) picture = g_bytes_new_static (bytes, sizeof bytes - 1);
  LuukkuSendRequestInit with = matter;
  g_autofree char *id = NULL, *body = NULL;
  LuukkuRequest *request;

  g_ptr_array_add (files, luukku_send_file_new ("a\"\r\nX: 1/kuva.jpg", "image/jpeg", picture));
  with.files = files;
  with.resident_id = "+358 40 1234567";
  with.resident_name = "Maija";
  luukku_fake_transport_expect (f->net, "POST", "/requests.json", "sent-request.json");
  id = luukku_adapter_fixture_send (f, &with);
  g_assert_no_error (f->error);
  request = luukku_adapter_fixture_request (f);
  g_assert_true (
      g_str_has_prefix (luukku_request_get_content_type (request), "multipart/form-data; boundary="));
  body = g_strndup (g_bytes_get_data (luukku_request_get_body (request), NULL),
                    g_bytes_get_size (luukku_request_get_body (request)));
  g_assert_nonnull (
      strstr (body, "name=\"media[]\"; filename=\"kuva.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"));
  g_assert_nonnull (strstr (body, "name=\"phone\""));
  g_assert_nonnull (strstr (body, "name=\"last_name\""));
  g_assert_null (strstr (body, "first_name"));
}

static void
test_forward_refused (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect_status (f->net, "POST", "/requests.json", 400, "error-key.json");
  g_assert_null (luukku_adapter_fixture_send (f, &matter));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect_status (f->net, "POST", "/requests.json", 400, "error-service.json");
  g_assert_null (luukku_adapter_fixture_send (f, &matter));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  luukku_fake_transport_expect_status (f->net, "POST", "/requests.json", 500, "error-500.html");
  g_assert_null (luukku_adapter_fixture_send (f, &matter));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_forward_find (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit lost = matter;
  g_autofree char *id = NULL;

  lost.queued_at = luukku_test_time ("2026-11-20T08:04:30Z");
  luukku_fake_transport_expect (
      f->net, "GET",
      "/requests.json?start_date=2026-11-20T07%3A54%3A30Z&end_date=2026-11-20T10%3A40%3A00Z&"
      "service_code=198",
      "requests.json");
  id = luukku_adapter_fixture_find_sent (f, &lost);
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "abc123");
  lost.queued_at = luukku_test_time ("2026-11-20T10:00:00Z"); /* an older one is somebody else's */
  luukku_fake_transport_expect (f->net, "GET", "/requests.json?start_date", "requests.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &lost));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST); /* in doubt, not certainly missing */
}

static void
test_forward_number (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit asked = matter;
  g_autofree char *number = NULL, *waiting = NULL;

  asked.reply_to = LUUKKU_FORWARD_TOKEN "tok-1";
  luukku_fake_transport_expect_status (f->net, "GET", "/tokens/tok-1.json", 404, "error-page.json");
  waiting = luukku_adapter_fixture_find_sent (f, &asked);
  g_assert_cmpstr (waiting, ==, LUUKKU_FORWARD_TOKEN "tok-1");
  luukku_fake_transport_expect (f->net, "GET", "/tokens/tok-1.json", "token.json");
  number = luukku_adapter_fixture_find_sent (f, &asked);
  g_assert_cmpstr (number, ==, "new790");
}

static void
test_forward_without_key (Fixture *f, gconstpointer data)
{
  g_assert_false (luukku_adapter_get_capabilities (f->adapter) & LUUKKU_CAN_FORWARD);
  g_assert_null (luukku_adapter_fixture_send (f, &matter)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

/* --- pure parts */

static void
test_xml (void)
{
  static const char *const bad[] = {
    "", "x", "<a>", "<a></b>", "<html><body/></html>", "<!DOCTYPE x><a/>", "<a>&x;</a>", "<a/><!DOCTYPE x>"
  };
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (bad[i], strlen (bad[i]));
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i]);
    g_assert_null (luukku_open311_xml_to_json (bytes, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
  for (guint i = 0; i < 40; i++)
    g_string_append (deep, "<a>");
  {
    g_autoptr (GBytes) bytes = g_bytes_new (deep->str, deep->len);
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_open311_xml_to_json (bytes, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  }
}

static void
test_cursor (void)
{
  gint64 now = luukku_test_time ("2026-11-20T10:30:00Z");
  g_autoptr (LuukkuOpen311Cursor) cursor = luukku_open311_cursor_read (NULL, now, 200 * G_TIME_SPAN_DAY);
  gint64 start = 0, end = 0;
  guint steps = 0;

  while (!luukku_open311_cursor_next (cursor, now, &start,
                                      &end)) { /* every span at most 90 days, without a gap */
    g_assert_cmpint (end - start, ==, LUUKKU_OPEN311_MAX_SPAN);
    g_assert_cmpint (start, <=, cursor->from);
    luukku_open311_cursor_advance (cursor, end);
    g_assert_cmpint (cursor->from, ==, end);
    g_assert_cmpuint (steps++, <, 10);
  }
  g_assert_cmpuint (steps, ==, 2);
  g_assert_true (luukku_open311_may_be_cut (1000));
  g_assert_true (luukku_open311_may_be_cut (20));
  g_assert_false (luukku_open311_may_be_cut (37));
  g_assert_false (luukku_open311_may_be_cut (0));
  for (steps = 0; luukku_open311_cursor_halve (cursor, 0, cursor->span); steps++)
    g_assert_cmpuint (steps, <, 20); /* it ends */
  g_assert_cmpint (cursor->span, ==, LUUKKU_OPEN311_MIN_SPAN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/open311/xml", test_xml);
  g_test_add_func ("/net/open311/cursor", test_cursor);
#define ADD(path, options, test) g_test_add ("/net/open311/" path, Fixture, options, set_up, test, tear_down)
  ADD ("open", town, test_open);
  ADD ("open/xml", NULL, test_open_xml);
  ADD ("settings", NULL, test_settings);
  ADD ("fetch", NULL, test_fetch);
  ADD ("fetch/on", NULL, test_fetch_on);
  ADD ("fetch/odd", NULL, test_odd);
  ADD ("fetch/pages", NULL, test_pages);
  ADD ("fetch/cut", by_dates, test_cut);
  ADD ("fetch/look-again", by_dates, test_look_again);
  ADD ("fetch/errors", NULL, test_errors);
  ADD ("updates", writing, test_updates);
  ADD ("reply", writing, test_reply);
  ADD ("reply/refused", writing, test_reply_refused);
  ADD ("reply/find-sent", writing, test_find_sent);
  ADD ("reply/none", NULL, test_no_reply);
  ADD ("forward/services", writing, test_services);
  ADD ("forward", writing, test_forward);
  ADD ("forward/picture", writing, test_forward_picture);
  ADD ("forward/refused", writing, test_forward_refused);
  ADD ("forward/find", writing, test_forward_find);
  ADD ("forward/number", writing, test_forward_number);
  ADD ("forward/without-key", NULL, test_forward_without_key);
  return g_test_run ();
}
