/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-instagram.c: the Instagram adapter against transcripts: whose account it is, the shapes of its
 * messages, the limit in bytes, blocking. What it shares with the other platforms behind the Graph API is
 * tested there. */
#define G_LOG_DOMAIN "luukku"

#include "instagram/luukku-instagram.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "luukku-adapter-fixture.h"

#define PAGE "104455667788990"
#define OWN "17841400000000001"
#define RESIDENT "6600110022003300"
#define TOKEN "EAAsecretPageToken"

typedef LuukkuAdapterFixture Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static LuukkuAdapterSubject subject = { &luukku_instagram_type, PAGE, TOKEN, "instagram", 0, NULL };

  subject.now = luukku_test_time ("2026-11-20T10:05:00Z");
  luukku_adapter_fixture_begin (f, &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, "oken");
  luukku_adapter_fixture_end (f);
}

static char *
open_account (Fixture *f, const char *file)
{
  luukku_fake_transport_expect (
      f->net, "GET", "/v25.0/" PAGE "?fields=id,name,instagram_business_account{id,username}", file);
  return luukku_adapter_fixture_open (f);
}

static LuukkuBatch *
fetch (Fixture *f, const char *threads, const char *messages)
{
  luukku_fake_transport_expect (f->net, "GET", "/" PAGE "/conversations?platform=instagram&", threads);
  if (messages != NULL)
    luukku_fake_transport_expect (f->net, "GET", "/messages?fields=", messages);
  return luukku_adapter_fixture_fetch (f, NULL);
}

static LuukkuMessage *
message_at (LuukkuBatch *batch, guint n)
{
  g_assert_cmpuint (n, <, batch->messages->len);
  return g_ptr_array_index (batch->messages, n);
}

static char *
send_text (Fixture *f, const char *text)
{
  LuukkuSendRequestInit init = { .channel = "instagram:" PAGE,
                                 .conversation_id = "t",
                                 .resident_id = RESIDENT,
                                 .text = text,
                                 .idempotency_key = "key-1" };

  init.queued_at = luukku_clock_now (LUUKKU_CLOCK (f->clock));
  init.last_resident_at = init.queued_at - G_TIME_SPAN_HOUR;
  return luukku_adapter_fixture_send (f, &init);
}

static gboolean
act (Fixture *f, LuukkuActKind kind, const char *resident)
{
  const LuukkuActInit init = {
    .kind = kind, .channel = "instagram:" PAGE, .conversation_id = "t", .resident_id = resident
  };

  return luukku_adapter_fixture_act (f, &init);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = open_account (f, "page.json");

  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "esimerkkikaupunki");
}

static void
test_open_unlinked (Fixture *f, gconstpointer data)
{
  g_assert_null (open_account (f, "page-unlinked.json"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  g_assert_nonnull (strstr (f->error->message, "linked"));
  g_assert_null (open_account (f, "page-other.json"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
}

static void
test_messages (Fixture *f, gconstpointer data)
{
  g_autofree char *name = open_account (f, "page.json");
  g_autoptr (LuukkuBatch) batch = fetch (f, "threads-one.json", "messages.json");
  const LuukkuThread *thread;

  g_test_summary ("people have user names and no names; the account's own id is not the Page's");
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  thread = g_ptr_array_index (batch->threads, 0);
  g_assert_cmpuint (strlen (thread->conversation_id), >, 150);
  g_assert_cmpstr (thread->resident_id, ==, RESIDENT);
  g_assert_cmpstr (thread->resident_name, ==, "aino.esimerkki");
  g_assert_false (thread->is_public);
  g_assert_cmpint (luukku_message_get_direction (message_at (batch, 0)), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_author_name (message_at (batch, 0)), ==, "aino.esimerkki");
  g_assert_cmpint (luukku_message_get_direction (message_at (batch, 1)), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_channel (message_at (batch, 1)), ==, "instagram:" PAGE);
  g_assert_cmpstr (luukku_message_get_text (message_at (batch, 2)), ==, "Onko halli auki? 🏊");
}

static const LuukkuAttachment *
only_attachment (LuukkuMessage *message)
{
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1);
  return g_ptr_array_index (luukku_message_get_attachments (message), 0);
}

static void
test_shapes (Fixture *f, gconstpointer data)
{
  g_autofree char *name = open_account (f, "page.json");
  g_autoptr (LuukkuBatch) batch = fetch (f, "threads-one.json", "messages-shapes.json");

  g_test_summary ("a story and what only the app shows never end as an empty line");
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_null (only_attachment (message_at (batch, 0))->url); /* the story's link has gone */
  g_assert_cmpstr (luukku_message_get_text (message_at (batch, 1)), ==, "Hieno kuva!");
  g_assert_cmpstr (only_attachment (message_at (batch, 1))->url, ==,
                   "https://lookaside.example.net/tarina?sig=3");
  g_assert_cmpstr (only_attachment (message_at (batch, 2))->url, ==,
                   "https://lookaside.example.net/tarina?sig=2");
  g_assert_cmpstr (only_attachment (message_at (batch, 3))->name, ==, "kuva");
  g_assert_null (only_attachment (message_at (batch, 4))->url);
  g_assert_nonnull (only_attachment (message_at (batch, 4))->name);
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autofree char *name = open_account (f, "page.json");
  g_autoptr (LuukkuBatch) batch = fetch (f, "threads-odd.json", "messages-odd.json");

  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, >, 4);
  g_assert_cmpstr (luukku_message_get_platform_id (message_at (batch, 2)), ==, "17");
  g_assert_cmpstr (((LuukkuThread *) g_ptr_array_index (batch->threads, 0))->resident_id, ==, RESIDENT);
  g_assert_cmpint (((LuukkuThread *) g_ptr_array_index (batch->threads, 0))->window_from, ==, G_MAXINT64);
}

static void
test_length (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *id = NULL;

  g_test_summary ("1,000 bytes: 500 times \"ä\", not 1,000");
  for (guint i = 0; i < 500; i++)
    g_string_append (text, "ä");
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/" PAGE "/messages", "sent.json");
  id = send_text (f, text->str);
  g_assert_no_error (f->error);
  g_assert_nonnull (id);
  g_string_append (text, "!");
  g_assert_null (send_text (f, text->str));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  luukku_fake_transport_expect_status (f->net, "POST", "/messages", 400, "error-window.json");
  g_assert_null (send_text (f, "Hei"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_WINDOW);
  g_assert_nonnull (strstr (f->error->message, "Instagram"));
}

static void
check_moderation (Fixture *f, const char *action)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);
  LuukkuRequest *request = g_ptr_array_index (requests, requests->len - 1);
  g_autofree char *wanted =
      g_strdup_printf ("{\"user_ids\":[{\"id\":\"%s\"}],\"actions\":[\"%s\"]}", RESIDENT, action);
  gsize size = 0;
  const char *body = g_bytes_get_data (luukku_request_get_body (request), &size);

  g_assert_cmpmem (body, size, wanted, strlen (wanted));
}

static void
test_block (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/v25.0/" PAGE "/moderate_conversations", "moderated.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, RESIDENT));
  check_moderation (f, "block_user");
  luukku_fake_transport_expect (f->net, "POST", "/moderate_conversations", "moderated.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, RESIDENT));
  check_moderation (f, "unblock_user");
  luukku_fake_transport_expect (f->net, "POST", "/moderate_conversations", "not-moderated.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, RESIDENT));
  luukku_fake_transport_expect_status (f->net, "POST", "/moderate_conversations", 400, "error-block.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, RESIDENT));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  g_assert_false (act (f, LUUKKU_ACT_BAN, NULL)); /* nothing leaves */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/instagram/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("open", test_open);
  ADD ("open-unlinked", test_open_unlinked);
  ADD ("messages", test_messages);
  ADD ("shapes", test_shapes);
  ADD ("odd", test_odd);
  ADD ("length", test_length);
  ADD ("block", test_block);
#undef ADD
  return g_test_run ();
}
