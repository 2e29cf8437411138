/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-form.c: a web form's submissions against transcripts of a relay: what is made of them, that nothing in
 * them is fetched, and that nothing is acknowledged before it is stored. */
#define G_LOG_DOMAIN "luukku"

#include "form/luukku-form.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"

#define TOKEN "0123456789abcdefsecret"
#define ENDPOINT "https://relay.town.example/v1/endpoints/town-form"

typedef LuukkuAdapterFixture Fixture;

static const char *const options[] = { "relay-base", "https://relay.town.example", "relay-endpoint",
                                       "town-form", NULL };
static LuukkuAdapterSubject subject = { &luukku_form_type, "palaute", TOKEN, "form", 0, options };

static void
set_up (Fixture *f, gconstpointer data)
{
  subject.now = luukku_test_time ("2026-11-20T10:30:00Z");
  luukku_adapter_fixture_begin (f, &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);

  for (guint i = 0; i < requests->len; i++) /* a link in a submission leads nowhere */
    g_assert_true (g_str_has_prefix (luukku_request_get_url (g_ptr_array_index (requests, i)), ENDPOINT));
  luukku_adapter_fixture_check_addresses (f, "secret");
  luukku_adapter_fixture_end (f);
}

static LuukkuBatch *
fetch_page (Fixture *f, const char *file)
{
  LuukkuBatch *batch;

  luukku_fake_transport_expect (f->net, "GET", ENDPOINT "/deliveries?", file);
  batch = luukku_adapter_fixture_fetch (f, NULL);
  g_assert_no_error (f->error);
  return batch;
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/deliveries?limit=100&wait=0", "page-empty.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "palaute");
  luukku_fake_transport_expect_status (f->net, "GET", "/deliveries?", 401, "relay-401.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "",    "Palaute", "pala ute",
                                     "a:b", "../x",    "abcdefghijklmnopqrstuvwxyz-0123456" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_adapter_fixture_create (f, bad[i], TOKEN, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch_page (f, "page.json");
  LuukkuMessage *message = luukku_batch_find_message (batch, "msg_1");
  const LuukkuThread *thread = luukku_batch_find_thread (batch, "msg_1");
  LuukkuAttachment *file;

  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpstr (luukku_message_get_channel (message), ==, "form:palaute");
  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "Katuvalo ei pala Kauppakadulla.\nkatu: Kauppakatu 12\nkiireinen: true");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, luukku_test_time ("2026-11-20T10:05:00Z"));
  g_assert_cmpstr (thread->resident_name, ==, "Maija Esimerkki");
  g_assert_cmpstr (thread->resident_id, ==, "maija@example.org");
  g_assert_cmpstr (thread->title, ==, "Katuvalo");
  g_assert_true (thread->can_reply);
  g_assert_false (thread->is_public);
  file = luukku_message_get_attachments (message)->pdata[0];
  g_assert_null (file->url);
  g_assert_cmpstr (luukku_batch_find_thread (batch, "msg_2")->resident_id, ==, "+358 40 1234567");
  g_assert_cmpint (luukku_message_get_sent_at (luukku_batch_find_message (batch, "msg_2")), ==,
                   luukku_test_time ("2026-11-20T10:06:00Z")); /* when the relay had it */
  g_assert_false (luukku_batch_find_thread (batch, "msg_3")->can_reply);
  g_assert_null (luukku_batch_find_thread (batch, "msg_3")->resident_id);
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch_page (f, "page-odd.json");

  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >=, 5);
  g_assert_null (luukku_batch_find_message (batch, "msg 4")); /* no id that can stand anywhere: its digest */
  g_assert_cmpuint (strlen (luukku_message_get_platform_id (batch->messages->pdata[0])), >, 0);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "msg_6")), ==,
                   "lisä: [{\"a\":[1,2]}]");
  g_assert_null (luukku_batch_find_thread (batch, "msg_6")->resident_id);
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "msg_7")), ==, "17");
}

static void
test_acknowledge (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch_page (f, "page.json");
  g_autoptr (LuukkuBatch) rest = NULL;

  luukku_fake_transport_expect_body (f->net, "POST", ENDPOINT "/acknowledgements", 200, "{\"waiting\":0}");
  luukku_fake_transport_expect (f->net, "GET", "wait=25&after=5f3a9c0112ab34cd.3", "page-empty.json");
  rest = luukku_adapter_fixture_fetch (f, batch->cursor);
  g_assert_no_error (f->error);
  g_assert_cmpuint (rest->messages->len, ==, 0);
}

static void
test_send (Fixture *f, gconstpointer data)
{
  const LuukkuSendRequestInit reply = { .channel = "form:palaute",
                                        .conversation_id = "msg_1",
                                        .resident_id = "maija@example.org",
                                        .text = "Hei",
                                        .idempotency_key = "k" };

  g_assert_true (luukku_form_type.replies_by_hand);
  g_assert_null (luukku_adapter_fixture_send (f, &reply)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/net/form/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("open", test_open);
  ADD ("settings", test_settings);
  ADD ("fetch", test_fetch);
  ADD ("fetch/odd", test_odd);
  ADD ("fetch/acknowledge", test_acknowledge);
  ADD ("send", test_send);
  return g_test_run ();
}
