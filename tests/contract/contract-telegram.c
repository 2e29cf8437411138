/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-telegram.c: the real Telegram adapter on the real transport against somebody else's Bot API
 * server, telegram-test-api. Its gaps: it takes a message for read when it has been delivered once, whatever
 * offset is asked for; it knows no files and no edits from residents; the time of a bot's message is in
 * milliseconds. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "telegram/luukku-telegram.h"

#define BOT "TestNameBot" /* what the server calls every bot */
#define MATTI "7001"

static void
resident_writes (Town *town, const char *text)
{
  g_autofree char *body = g_strdup_printf (
      "{\"botToken\":\"%s\",\"date\":%" G_GINT64_FORMAT ",\"text\":\"%s\","
      "\"chat\":{\"id\":" MATTI ",\"type\":\"private\",\"first_name\":\"Matti\"},"
      "\"from\":{\"id\":" MATTI ",\"is_bot\":false,\"first_name\":\"Matti\",\"language_code\":\"fi\"}}",
      g_getenv ("LUUKKU_CONTRACT_TOKEN"), luukku_clock_now (town->clock) / G_TIME_SPAN_SECOND, text);

  json_node_unref (town_control (town, "sendMessage", body));
}

/* Returns: (transfer full): what the server remembers, of both sides. */
static char *
history (Town *town)
{
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\"}", g_getenv ("LUUKKU_CONTRACT_TOKEN"));
  g_autoptr (JsonNode) root = town_control (town, "getUpdatesHistory", body);

  return json_to_string (root, FALSE);
}

static char *
send_text (Town *town, const char *text)
{
  g_autoptr (LuukkuSendRequest) reply =
      luukku_send_request_new (&(LuukkuSendRequestInit){ .channel = town->channel,
                                                         .conversation_id = MATTI,
                                                         .resident_id = MATTI,
                                                         .text = text,
                                                         .idempotency_key = text,
                                                         .queued_at = luukku_clock_now (town->clock) });

  return town_send (town, reply);
}

static void
check_reading (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;
  LuukkuMessage *first;

  resident_writes (town, "Milloin kirjasto on auki? 📚");
  resident_writes (town, "Entä lauantaina?");
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  first = batch->messages->pdata[0];
  g_assert_cmpstr (luukku_message_get_text (first), ==, "Milloin kirjasto on auki? 📚");
  g_assert_cmpstr (luukku_message_get_author_name (first), ==, "Matti");
  g_assert_cmpstr (luukku_message_get_conversation_id (first), ==, MATTI);
  g_assert_nonnull (town->cursor);
  resident_writes (town, "Kiitos!");
  next = town_fetch_well (town);
  g_assert_cmpuint (next->messages->len, ==, 1);
}

static void
check_answering (Town *town)
{
  g_autofree char *id = send_text (town, "Hei, kirjasto on auki klo 9–20.");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const LuukkuActInit act = {
    .kind = LUUKKU_ACT_DELETE, .channel = town->channel, .conversation_id = MATTI, .message_id = id
  };

  g_assert_no_error (town->error);
  g_assert_true (g_str_has_prefix (id, MATTI ":"));
  before = history (town);
  g_assert_nonnull (strstr (before, "klo 9–20"));
  g_assert_true (town_act (town, &act));
  after = history (town);
  g_assert_null (strstr (after, "klo 9–20"));
  town_act (town, &act); /* the server says it in words of its own; that nothing more is sent counts */
}

static void
test_bot (void)
{
  Town *town = town_new (&luukku_telegram_type, BOT);
  g_autofree char *name = town_open (town);

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Test First name");
  check_reading (town);
  check_answering (town);
  town_free (town);
}

static void
test_other_bot (void)
{
  Town *town = town_new (&luukku_telegram_type, "toinen_bot");

  g_assert_null (town_open (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/telegram/bot", test_bot);
  g_test_add_func ("/contract/telegram/other-bot", test_other_bot);
  return g_test_run ();
}
