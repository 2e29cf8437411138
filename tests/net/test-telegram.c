/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-telegram.c: the Telegram adapter against transcripts: what it asks, what it makes of the answers, and
 * that nothing is confirmed before it is stored. */
#define G_LOG_DOMAIN "luukku"

#include "telegram/luukku-telegram.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-adapter-fixture.h"
#include "telegram/luukku-telegram-parse.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND)
#define TOKEN "700000001:AAEhBP0avXhGq-_secret"
#define CHANNEL "telegram:esimerkki_bot"

typedef LuukkuAdapterFixture Fixture;

static const LuukkuAdapterSubject subject = { &luukku_telegram_type, "esimerkki_bot", TOKEN, "telegram",
                                              NOW, NULL };

static void
set_up (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_begin (f, &subject);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_end (f);
}

static void
store (Fixture *f, LuukkuBatch *batch)
{
  if (batch->cursor == NULL)
    return;
  g_free (f->cursor);
  f->cursor = g_strdup (batch->cursor);
}

static char *
send_reply (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = { .channel = CHANNEL,
                                        .conversation_id = conversation,
                                        .text = text,
                                        .idempotency_key = "k",
                                        .queued_at = NOW };

  return luukku_adapter_fixture_send (f, &reply);
}

static void
assert_body_has (Fixture *f, const char *part, gboolean has)
{
  g_autofree char *body = luukku_adapter_fixture_body (f);

  g_test_message ("%s", part);
  g_assert_cmpint (strstr (body, part) != NULL, ==, has);
}

/* --- settings and opening */

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "",           "abc",      "9names",
                                     "with space", "veli/bot", "a_name_that_is_far_too_long_for_them" };
  g_autoptr (LuukkuAdapter) good = luukku_adapter_fixture_create (f, "@Esimerkki_Bot", TOKEN, NULL, NULL);

  g_assert_nonnull (good);
  luukku_adapter_close (good);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_adapter_fixture_create (f, bad[i], TOKEN, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_fake_transport_expect (f->net, "GET", "https://api.telegram.org/bot" TOKEN "/getMe", "me.json");
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
}

static void
test_open_other_bot (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/getMe", "me-other.json");
  g_assert_null (luukku_adapter_fixture_open (f));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
}

static void
test_open_without_token (Fixture *f, gconstpointer data)
{
  static const char *const tokens[] = { NULL, "", "700000001", "70:a/../b", "x:abc", "1:" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    luukku_adapter_close (f->adapter);
    g_clear_object (&f->adapter);
    f->adapter = luukku_adapter_fixture_create (f, "esimerkki_bot", tokens[i], NULL, NULL);
    g_assert_null (luukku_adapter_fixture_open (f)); /* nothing is asked */
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
    g_assert_true (luukku_fault_get_info (f->error)->needs_reauth);
  }
}

/* --- fetching */

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *photo, *place;
  LuukkuAttachment *attachment;

  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates.json");
  batch = luukku_adapter_fixture_fetch (f, f->cursor);
  g_assert_no_error (f->error);
  assert_body_has (f, "\"timeout\":0", TRUE); /* the first one: whether the link works is seen at once */
  assert_body_has (f, "\"offset\"", FALSE);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpuint (batch->skipped, ==, 0);
  photo = luukku_batch_find_message (batch, "6100200300:12");
  g_assert_cmpstr (luukku_message_get_text (photo), ==, "Tässä kuva");
  g_assert_cmpstr (luukku_message_get_reply_to (photo), ==, "6100200300:11");
  g_assert_cmpuint (luukku_message_get_attachments (photo)->len, ==, 1);
  attachment = luukku_message_get_attachments (photo)->pdata[0];
  g_assert_cmpstr (attachment->url, ==, "telegram-file:large-1");
  g_assert_cmpint (attachment->size, ==, 81000);
  place = luukku_batch_find_message (batch, "6100200777:4");
  g_assert_cmpstr (luukku_message_get_text (place), ==, "geo:62.892380,27.677030");
  g_assert_cmpstr (((LuukkuThread *) batch->threads->pdata[0])->resident_name, ==, "Matti Esimerkki");
}

/* What was given is confirmed by the next call only, and only when it was stored. */
static void
test_confirm_after_store (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) lost = NULL, again = NULL, rest = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates.json");
  lost = luukku_adapter_fixture_fetch (f, f->cursor); /* the process dies before the commit: no store() */
  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates.json");
  again = luukku_adapter_fixture_fetch (f, f->cursor);
  assert_body_has (f, "\"offset\"", FALSE);
  g_assert_cmpuint (again->messages->len, ==, lost->messages->len);
  store (f, again);
  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates-empty.json");
  rest = luukku_adapter_fixture_fetch (f, f->cursor);
  assert_body_has (f, "\"offset\":504", TRUE);
  assert_body_has (f, "\"timeout\":25", TRUE); /* and waits there */
  g_assert_cmpuint (rest->messages->len, ==, 0);
  g_assert_null (rest->cursor); /* nothing moved */
}

/* After a week's silence Telegram may number from a lower place: an old offset would throw messages away. */
static void
test_long_silence (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, after = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates.json");
  batch = luukku_adapter_fixture_fetch (f, f->cursor);
  store (f, batch);
  luukku_manual_clock_advance (f->clock, 6 * G_TIME_SPAN_DAY);
  luukku_fake_transport_expect_body (
      f->net, "POST", "/getUpdates", 200,
      "{\"ok\":true,\"result\":[{\"update_id\":9,\"message\":{\"message_id\":50,"
      "\"date\":1795770600,\"chat\":{\"id\":6100200300,\"type\":\"private\"},"
      "\"text\":\"viikon päästä\"}}]}");
  after = luukku_adapter_fixture_fetch (f, f->cursor);
  assert_body_has (f, "\"offset\"", FALSE);
  g_assert_cmpuint (after->messages->len, ==, 1);
  store (f, after);
  g_assert_true (g_str_has_prefix (f->cursor, "t1 10 "));
}

static void
test_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  const LuukkuThread *blocked;

  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates-changes.json");
  batch = luukku_adapter_fixture_fetch (f, f->cursor);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 3);
  /* an edit has the id and the time of the first text: the store makes a version of it */
  g_assert_cmpstr (luukku_message_get_text (luukku_batch_find_message (batch, "6100200300:11")), ==,
                   "Hei, katuvalo on pimeänä Harjukadulla.");
  g_assert_cmpint (
      luukku_message_get_direction (luukku_batch_find_message (batch, "bc_Conn-1/6100200300:31")), ==,
      LUUKKU_DIRECTION_IN);
  g_assert_cmpint (
      luukku_message_get_direction (luukku_batch_find_message (batch, "bc_Conn-1/6100200300:32")), ==,
      LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, "bc_Conn-1/6100200300:31");
  blocked = batch->threads->pdata[batch->threads->len - 1];
  g_assert_cmpstr (blocked->conversation_id, ==, "6100200777");
  g_assert_false (blocked->can_reply);
}

static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *message;

  luukku_fake_transport_expect (f->net, "POST", "/getUpdates", "updates-odd.json");
  batch = luukku_adapter_fixture_fetch (f, f->cursor);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 2); /* neither the group's nor the broken ones */
  g_assert_cmpuint (batch->skipped, >=, 6);
  message = luukku_batch_find_message (batch, "6100200300:41");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "numerot tekstinä\nKaisa +358401234567");
  store (f, batch);
  g_assert_true (g_str_has_prefix (f->cursor, "t1 609 ")); /* the unreadable ones are not asked for ever */
}

typedef struct {
  guint status;
  const char *file;
  LuukkuFaultKind kind;
  gboolean retryable, reauth;
  gint64 retry_after;
} ErrorCase;

static const ErrorCase error_cases[] = {
  { 401, "error-401.json", LUUKKU_FAULT_AUTH, FALSE, TRUE, 0 },
  { 404, "error-404.json", LUUKKU_FAULT_AUTH, FALSE, TRUE, 0 },
  { 409, "error-409.json", LUUKKU_FAULT_THROTTLED, TRUE, FALSE, 0 },
  { 409, "error-409-webhook.json", LUUKKU_FAULT_SETTINGS, FALSE, FALSE, 0 },
  { 429, "error-429.json", LUUKKU_FAULT_THROTTLED, TRUE, FALSE, 5 * G_TIME_SPAN_SECOND },
  { 200, "error-429.json", LUUKKU_FAULT_THROTTLED, TRUE, FALSE, 5 * G_TIME_SPAN_SECOND },
  { 502, "updates-empty.json", LUUKKU_FAULT_SERVER, TRUE, FALSE, 0 },
};

static void
test_errors (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (error_cases); i++) {
    const ErrorCase *one = &error_cases[i];

    luukku_fake_transport_expect_status (f->net, "POST", "/getUpdates", one->status, one->file);
    g_assert_null (luukku_adapter_fixture_fetch (f, f->cursor));
    g_test_message ("%u %s", one->status, one->file);
    g_assert_error (f->error, LUUKKU_FAULT, (int) one->kind);
    g_assert_cmpint (luukku_fault_get_info (f->error)->retryable, ==, one->retryable);
    g_assert_cmpint (luukku_fault_get_info (f->error)->needs_reauth, ==, one->reauth);
    g_assert_cmpint (luukku_fault_get_info (f->error)->retry_after, ==, one->retry_after);
    g_assert_null (strstr (f->error->message, "700000001"));
  }
}

/* --- sending, files, deleting */

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *business = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/sendMessage", "sent.json");
  id = send_reply (f, "6100200300", "Kiitos.");
  g_assert_cmpstr (id, ==, "6100200300:13");
  assert_body_has (f, "\"chat_id\":6100200300", TRUE);
  luukku_fake_transport_expect (f->net, "POST", "/sendMessage", "sent.json");
  business = send_reply (f, "bc_Conn-1/6100200300", "Kiitos.");
  g_assert_cmpstr (business, ==, "bc_Conn-1/6100200300:13");
  assert_body_has (f, "\"business_connection_id\":\"bc_Conn-1\"", TRUE);
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (4096, 'a');
  g_autofree char *longer = g_strnfill (4097, 'a');
  g_autofree char *id = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/sendMessage", "sent.json");
  id = send_reply (f, "6100200300", longest);
  g_assert_nonnull (id);
  g_assert_null (send_reply (f, "6100200300", longer));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_null (send_reply (f, "-100200", "ryhmään"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_null (send_reply (f, "6100200300", ""));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  luukku_fake_transport_expect_status (f->net, "POST", "/sendMessage", 403, "error-403.json");
  g_assert_null (send_reply (f, "6100200300", "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  luukku_fake_transport_expect_body (f->net, "POST", "/sendMessage", 200, "{\"ok\":true}");
  g_assert_null (send_reply (f, "6100200300", "Kiitos."));
  g_assert_true (luukku_fault_get_info (f->error)->ambiguous_send);
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  luukku_fake_transport_expect (f->net, "POST", "/getFile", "file.json");
  luukku_fake_transport_expect_body (
      f->net, "GET", "https://api.telegram.org/file/bot" TOKEN "/photos/file_7.jpg", 200, "kuva");
  bytes = luukku_adapter_fixture_attachment (f, "telegram-file:large-1", 81000);
  g_assert_no_error (f->error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_null (luukku_adapter_fixture_attachment (f, "telegram-file:large-1",
                                                    21 * 1024 * 1024)); /* nothing is asked */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  g_assert_null (luukku_adapter_fixture_attachment (f, "https://evil.example.org/", 10));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  luukku_fake_transport_expect (f->net, "POST", "/getFile", "file-climbs.json");
  g_assert_null (luukku_adapter_fixture_attachment (f, "telegram-file:large-1", -1));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
}

static gboolean
delete_message (Fixture *f, const char *conversation, const char *message)
{
  const LuukkuActInit act = {
    .kind = LUUKKU_ACT_DELETE, .channel = CHANNEL, .conversation_id = conversation, .message_id = message
  };

  return luukku_adapter_fixture_act (f, &act);
}

static void
test_delete (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "POST", "/deleteMessage", "deleted.json");
  g_assert_true (delete_message (f, "6100200300", "6100200300:11"));
  assert_body_has (f, "\"message_id\":11", TRUE);
  luukku_fake_transport_expect (f->net, "POST", "/deleteBusinessMessages", "deleted.json");
  g_assert_true (delete_message (f, "bc_Conn-1/6100200300", "bc_Conn-1/6100200300:31"));
  luukku_fake_transport_expect_body (
      f->net, "POST", "/deleteMessage", 400,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message to "
      "delete not found\"}");
  g_assert_true (delete_message (f, "6100200300", "6100200300:11")); /* gone already counts as done */
  luukku_fake_transport_expect_body (
      f->net, "POST", "/deleteMessage", 400,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message can't "
      "be deleted\"}");
  g_assert_false (delete_message (f, "6100200300", "6100200300:11"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_false (delete_message (f, "6100200300", "6100200777:11")); /* of another chat */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/net/telegram/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("settings", test_settings);
  ADD ("open", test_open);
  ADD ("open-other-bot", test_open_other_bot);
  ADD ("open-without-token", test_open_without_token);
  ADD ("fetch", test_fetch);
  ADD ("confirm-after-store", test_confirm_after_store);
  ADD ("long-silence", test_long_silence);
  ADD ("changes", test_changes);
  ADD ("odd", test_odd);
  ADD ("errors", test_errors);
  ADD ("send", test_send);
  ADD ("send-refused", test_send_refused);
  ADD ("file", test_file);
  ADD ("delete", test_delete);
#undef ADD
  return g_test_run ();
}
