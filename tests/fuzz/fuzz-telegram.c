/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-telegram.c: the Telegram parsers on any bytes, every document as every kind of answer. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "telegram/luukku-telegram-error.h"
#include "telegram/luukku-telegram-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
parse_updates (JsonNode *root)
{
  gint64 next = 0;
  g_autoptr (LuukkuBatch) batch =
      luukku_telegram_parse_updates (root, "telegram:x", 1795000000000000, &next, NULL);

  for (guint i = 0; batch != NULL && i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    g_autofree char *business = NULL;
    gint64 chat = 0, number = 0;

    g_assert_true (
        luukku_telegram_read_conversation (luukku_message_get_conversation_id (message), &business, &chat));
    g_assert_true (luukku_telegram_read_message (luukku_message_get_platform_id (message),
                                                 luukku_message_get_conversation_id (message), &number));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
  g_assert_cmpint (next, >=, 0);
}

static void
parse_rest (JsonNode *root)
{
  g_autofree char *name = NULL;
  g_autofree char *user = luukku_telegram_parse_me (root, &name, NULL);
  g_autofree char *sent = luukku_telegram_parse_sent (root, "5", NULL);
  g_autofree char *file = luukku_telegram_parse_file (root, NULL);

  if (file != NULL)
    g_assert_null (strstr (file, ".."));
}

static void
check_answer (JsonNode *root, GBytes *bytes, guint status)
{
  g_autoptr (LuukkuResponse) response = luukku_response_new (status, NULL, bytes, 0);
  const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = status, .sending = TRUE };
  g_autoptr (GError) error = NULL;

  if (!luukku_telegram_check (&answer, &error))
    g_assert_nonnull (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuTelegramCursor cursor;

  luukku_telegram_cursor_read (text, &cursor);
  g_assert_cmpint (cursor.next, >=, 0);
  check_answer (root, bytes, 200);
  check_answer (root, bytes, 404);
  check_answer (root, bytes, 429);
  if (root == NULL)
    return 0;
  parse_updates (root);
  parse_rest (root);
  return 0;
}
