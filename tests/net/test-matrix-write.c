/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-matrix-write.c: the Matrix adapter against transcripts: replies with files, never plain into an
 * encrypted room, attachments, and what is done about messages and people. */
#define G_LOG_DOMAIN "luukku"

#include "matrix-fixture.h"

#include <string.h>

/* --- sending */

static LuukkuSendRequestInit
reply_to (const char *conversation, const char *text)
{
  return (LuukkuSendRequestInit){ .channel = CHANNEL,
                                  .conversation_id = conversation,
                                  .resident_id = MATTI,
                                  .text = text,
                                  .idempotency_key = "key-7",
                                  .queued_at = luukku_test_time ("2026-11-20T11:30:00Z"),
                                  .reply_to = "$m1" };
}

static char *
send_reply (Fixture *f, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit reply = reply_to (conversation, text);

  return luukku_adapter_fixture_send (f, &reply);
}

static void
expect_asking (Fixture *f)
{
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "GET", "/joined_members", "members-two.json");
}

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL, *body = NULL, *public_id = NULL, *public_body = NULL;
  LuukkuSendRequestInit in_thread = reply_to (PEKKA_IN_PUBLIC, "Aukeaa ensi viikolla.");

  fetch_first (f);
  expect_asking (f);
  luukku_fake_transport_expect (
      f->net, "PUT", "/rooms/%21dm%3Aresident.example/send/m.room.message/luukku-key-7", "sent.json");
  id = send_reply (f, DM, "Kiitos viestistä.");
  g_assert_no_error (f->error);
  g_assert_cmpstr (id, ==, "$sent1");
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"msgtype\":\"m.text\",\"body\":\"Kiitos viestistä.\"}");
  g_assert_true (luukku_request_get_idempotent (luukku_adapter_fixture_request (f)));

  in_thread.reply_to = "$p2";
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "PUT", "/rooms/%21pub%3Akunta.example/send/", "sent.json");
  public_id = luukku_adapter_fixture_send (f, &in_thread);
  public_body = luukku_adapter_fixture_body (f);
  g_assert_nonnull (strstr (public_body, "\"rel_type\":\"m.thread\",\"event_id\":\"$p1\""));
  g_assert_nonnull (strstr (public_body, "\"m.in_reply_to\":{\"event_id\":\"$p2\"}"));
  g_assert_nonnull (strstr (public_body, "\"user_ids\":[\"@pekka:other.example\"]"));
}

/* Whatever was known before: it is asked each time, and nothing plain goes into an encrypted room. */
static void
test_send_encrypted (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.encryption/", "encryption.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_nonnull (strstr (f->error->message, "encrypted"));
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 502, "error-404.json");
  g_assert_null (send_reply (f, DM, "Kiitos.")); /* not known: not sent, and not in doubt */
  g_assert_false (luukku_fault_get_info (f->error)->ambiguous_send);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
}

static void
test_send_refused (Fixture *f, gconstpointer data)
{
  static const char *const nowhere[] = { "", "dm", "@matti:resident.example", "!dm:resident.example matti" };

  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "GET", "/joined_members", "members-three.json");
  g_assert_null (send_reply (f, DM, "Kiitos.")); /* a third one came in */
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  expect_asking (f);
  luukku_fake_transport_expect_status (f->net, "PUT", "/send/", 403, "error-403.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT); /* the account itself is well */
  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++) {
    g_assert_null (send_reply (f, nowhere[i], "Kiitos."));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  }
}

/* Who answers an invitation accepts it. */
static void
test_send_invited (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 403, "error-403.json");
  luukku_fake_transport_expect (f->net, "POST", "/join", "joined.json");
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "PUT", "/send/", "sent.json");
  id = send_reply (f, DM, "Kiitos.");
  g_assert_nonnull (id);
  luukku_fake_transport_expect_status (f->net, "GET", "/state/m.room.encryption/", 403, "error-403.json");
  luukku_fake_transport_expect_status (f->net, "POST", "/join", 403, "error-403.json");
  g_assert_null (send_reply (f, DM, "Kiitos."));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
}

/* Nothing goes into the room before every file is at the server; the text's id stands for all of it. */
static void
test_send_files (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.4", 8);
  LuukkuSendRequestInit reply = reply_to (DM, "Lomake ja kuva liitteenä.");
  g_autofree char *id = NULL, *late = NULL, *body = NULL;
  LuukkuRequest *picture;

  g_ptr_array_add (files, luukku_send_file_new ("lomake.pdf", "application/pdf", bytes));
  g_ptr_array_add (files, luukku_send_file_new ("kuva.png", "image/png", bytes));
  reply.files = files;
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "POST", "/_matrix/media/v3/upload?filename=lomake.pdf",
                                "uploaded.json");
  luukku_fake_transport_expect_status (f->net, "POST", "upload?filename=kuva.png", 413, "error-403.json");
  g_assert_null (luukku_adapter_fixture_send (f, &reply)); /* none of it has left */
  expect_asking (f);
  luukku_fake_transport_expect (f->net, "POST", "upload?filename=lomake.pdf", "uploaded.json");
  luukku_fake_transport_expect (f->net, "POST", "upload?filename=kuva.png", "uploaded.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7-0", "sent.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7-1", "sent.json");
  luukku_fake_transport_expect (f->net, "PUT", "/luukku-key-7", "sent.json");
  id = luukku_adapter_fixture_send (f, &reply);
  g_assert_no_error (f->error);
  g_assert_nonnull (id);
  picture = luukku_fake_transport_get_requests (f->net)
                ->pdata[luukku_fake_transport_get_requests (f->net)->len - 2];
  body = g_strndup (g_bytes_get_data (luukku_request_get_body (picture), NULL),
                    g_bytes_get_size (luukku_request_get_body (picture)));
  g_assert_nonnull (strstr (body, "\"msgtype\":\"m.image\""));
  g_assert_nonnull (strstr (body, "\"url\":\"mxc://kunta.example/upload1\""));
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  LuukkuSendRequestInit reply = reply_to (DM, "Kiitos viestistä.");
  g_autofree char *same = NULL, *other = NULL, *none = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  same = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_cmpstr (same, ==, "$s3"); /* by what it was sent with */
  reply.idempotency_key = "key-9";
  reply.text = "Kolmas vastaus.";
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  other = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_cmpstr (other, ==, "$s1"); /* another program of the account has forgotten that: by its words */
  reply.text = "Toinen vastaus.";
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page.json");
  none = luukku_adapter_fixture_find_sent (f, &reply);
  g_assert_null (none); /* the same words were another reply */
  g_assert_no_error (f->error);
  luukku_fake_transport_expect (f->net, "GET", "/messages?dir=b", "sent-page-short.json");
  g_assert_null (luukku_adapter_fixture_find_sent (f, &reply));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST); /* the page proves nothing */
}

/* --- attachments */

static void
test_attachment (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "https://evil.example/x", "mxc://evil.example", "mxc:///x",
                                     "mxc://a/../b",           "mxc://a/b?c",        "mxc://us%65r/x" };
  g_autoptr (GBytes) bytes = NULL, old = NULL;

  luukku_fake_transport_expect_body (
      f->net, "GET", "https://hs.example/_matrix/client/v1/media/download/resident.example/abc", 200, "JPEG");
  bytes = luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", 4);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_cmpstr (luukku_request_get_header (luukku_adapter_fixture_request (f), "Authorization"), ==,
                   "Bearer secret-access");
  luukku_fake_transport_expect_status (f->net, "GET", "/client/v1/media/", 404,
                                       "error-404-unrecognized.json");
  luukku_fake_transport_expect_body (f->net, "GET", "/_matrix/media/v3/download/resident.example/abc", 200,
                                     "JPEG");
  old = luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", 4);
  g_assert_cmpuint (g_bytes_get_size (old), ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (luukku_adapter_fixture_attachment (f, bad[i], -1));
    g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  }
  g_assert_null (luukku_adapter_fixture_attachment (f, "mxc://resident.example/abc", G_MAXINT32));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

/* --- acts */

static void
test_acts (Fixture *f, gconstpointer data)
{
  fetch_first (f);
  luukku_fake_transport_expect (f->net, "POST", "/receipt/m.read/%24m1", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_MARK_READ, DM, "$m1", MATTI));
  luukku_fake_transport_expect (f->net, "PUT", "/redact/%24p1/luukku-delete-", "sent.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", "@aino:resident.example"));
  luukku_fake_transport_expect_status (f->net, "PUT", "/redact/%24p1/", 404, "error-404.json");
  g_assert_true (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", NULL)); /* gone: done */
  luukku_fake_transport_expect_status (f->net, "PUT", "/redact/%24p1/", 403, "error-403.json");
  g_assert_false (act (f, LUUKKU_ACT_DELETE, AINO_IN_PUBLIC, "$p1", NULL));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "POST", "/report/%24p1", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_REPORT, AINO_IN_PUBLIC, "$p1", NULL));
  g_assert_false (act (f, LUUKKU_ACT_HIDE, DM, "$m1", MATTI));
  g_assert_false (act (f, LUUKKU_ACT_DELETE, DM, NULL, MATTI));
  g_assert_false (act (f, LUUKKU_ACT_BAN, DM, NULL, NULL));
}

/* Between two nobody can be banned: the server keeps the person away. The others on the list stay there. */
static void
test_ignore (Fixture *f, gconstpointer data)
{
  g_autofree char *body = NULL, *back = NULL;
  const char *list = "/user/%40kirjaamo%3Akunta.example/account_data/m.ignored_user_list";

  luukku_fake_transport_expect (f->net, "GET", list, "ignored.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, DM, NULL, MATTI));
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"ignored_users\":{\"" MATTI "\":{},\"@spam:x.example\":{}}}");
  luukku_fake_transport_expect_status (f->net, "GET", list, 404, "error-404.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_MUTE, AINO_IN_PUBLIC, NULL, NULL));
  luukku_fake_transport_expect (f->net, "GET", list, "ignored.json");
  luukku_fake_transport_expect (f->net, "PUT", list, "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, DM, NULL, "@spam:x.example"));
  back = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (back, ==, "{\"ignored_users\":{}}");
}

static void
test_ban (Fixture *f, gconstpointer data)
{
  g_autofree char *body = NULL;

  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.power_levels/", "power.json");
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21pub%3Akunta.example/ban", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_BAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
  body = luukku_adapter_fixture_body (f);
  g_assert_cmpstr (body, ==, "{\"user_id\":\"@pekka:other.example\"}");
  luukku_fake_transport_expect (f->net, "GET", "/state/m.room.power_levels/", "power-low.json");
  g_assert_false (act (f, LUUKKU_ACT_BAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  luukku_fake_transport_expect (f->net, "POST", "/rooms/%21pub%3Akunta.example/unban", "done.json");
  g_assert_true (act (f, LUUKKU_ACT_UNBAN, PEKKA_IN_PUBLIC, NULL, "@pekka:other.example"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/net/matrix-write/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("send", test_send);
  ADD ("send-encrypted", test_send_encrypted);
  ADD ("send-refused", test_send_refused);
  ADD ("send-invited", test_send_invited);
  ADD ("send-files", test_send_files);
  ADD ("find-sent", test_find_sent);
  ADD ("attachment", test_attachment);
  ADD ("acts", test_acts);
  ADD ("ignore", test_ignore);
  ADD ("ban", test_ban);
  return g_test_run ();
}
