/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-whatsapp.c: the parsers of WhatsApp's webhooks and of a relay's pages on any bytes, every document as
 * every kind of answer. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-relayed.h"
#include "whatsapp/luukku-whatsapp-error.h"
#include "whatsapp/luukku-whatsapp-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
parse_webhook (JsonNode *root)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();

  luukku_whatsapp_parse_webhook (root, "106540352242922", "whatsapp:x", 1795000000000000, batch);
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    const char *conversation = luukku_message_get_conversation_id (message);

    g_assert_true (luukku_whatsapp_is_phone (conversation) || luukku_whatsapp_is_user (conversation));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
parse_rest (JsonNode *root)
{
  g_autoptr (LuukkuRelayedPage) page = luukku_relayed_parse (root, NULL);
  g_autofree char *sent = luukku_whatsapp_parse_sent (root, NULL);
  g_autofree char *name = luukku_whatsapp_parse_number (root, "106540352242922", NULL);
  g_autofree char *media = luukku_whatsapp_parse_media (root, NULL);
  g_autoptr (GError) error = NULL;

  if (!luukku_whatsapp_parse_blocked (root, &error))
    g_assert_nonnull (error);
  if (page != NULL)
    g_assert_null (strpbrk (page->cursor, "/?&# "));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  g_autoptr (LuukkuResponse) response = luukku_response_new (400, NULL, bytes, 0);
  const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = 400, .sending = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_whatsapp_check (&answer, &error));
  g_assert_nonnull (error);
  if (root == NULL)
    return 0;
  parse_webhook (root);
  parse_rest (root);
  return 0;
}
