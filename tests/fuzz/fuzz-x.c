/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-x.c: the X parsers on any bytes, every document as every kind of answer; tokens, lengths and cursors
 * too. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-oauth.h"
#include "adapter/luukku-weighted.h"
#include "x/luukku-x-cursor.h"
#include "x/luukku-x-error.h"
#include "x/luukku-x-parse.h"
#include "x/luukku-x-text.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    const char *id = luukku_message_get_platform_id (message);

    g_assert_true (luukku_x_is_id (id) || g_str_has_prefix (id, LUUKKU_X_ENCRYPTED));
    g_assert_cmpstr (luukku_message_get_conversation_id (message), !=, "");
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
take_page (LuukkuXPage *page, LuukkuXPlace *place)
{
  for (guint i = 0; page != NULL && i < page->items->len; i++)
    luukku_x_item_take (page->items->pdata[i], place);
}

static void
parse_all (JsonNode *root)
{
  char id[] = "500600700", username[] = "kaupunki", name[] = "Kaupunki";
  const LuukkuXSelf self = { id, username, name };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuXPlace place = { &self, "x:kaupunki", 1795000000000000, batch, seen };
  g_autoptr (LuukkuXPage) dms = luukku_x_parse_dms (root, &place, NULL);
  g_autoptr (LuukkuXPage) posts = luukku_x_parse_posts (root, &place, NULL);
  g_autoptr (GPtrArray) chats = luukku_x_parse_chats (root, &self, 0, &batch->skipped, NULL);
  g_autofree char *sent = luukku_x_parse_sent (root, "dm_event_id", NULL);
  LuukkuXSelf other = { 0 };

  take_page (dms, &place);
  take_page (posts, &place);
  for (guint i = 0; chats != NULL && i < chats->len; i++) {
    luukku_x_parse_chat_events (root, chats->pdata[i], 0, &place, NULL);
    luukku_x_add_chat (chats->pdata[i], &place);
  }
  if (luukku_x_parse_self (root, &other, NULL))
    g_assert_nonnull (other.name);
  luukku_x_self_clear (&other);
  luukku_x_parse_done (root, "hidden", TRUE);
  g_assert_true (sent == NULL || luukku_x_is_id (sent));
  check_batch (batch);
}

static void
parse_texts (const char *text)
{
  g_autoptr (LuukkuXCursor) cursor = luukku_x_cursor_read (text);
  g_autofree char *one = luukku_x_cursor_write (cursor);
  g_autoptr (LuukkuXCursor) again = luukku_x_cursor_read (one);
  g_autofree char *other = luukku_x_cursor_write (again);
  g_autoptr (LuukkuOauthTokens) tokens = luukku_oauth_tokens_read (text);
  g_autofree char *media = luukku_x_media_path (text);
  g_autofree char *person = NULL, *root = NULL;

  g_assert_cmpstr (one, ==, other);
  g_assert_cmpuint (cursor->shown->len, <=, LUUKKU_X_RECENT_DMS);
  if (tokens != NULL) {
    g_autofree char *written = luukku_oauth_tokens_write (tokens);
    g_autoptr (LuukkuOauthTokens) read = luukku_oauth_tokens_read (written);

    g_assert_cmpstr (read->access, ==, tokens->access);
  }
  luukku_x_conversation_kind (text, "500600700", &person, &root);
  g_assert_cmpuint (luukku_weighted_length (text), <=, 24 * strlen (text));
  luukku_x_may_have_link (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 201, 400, 401, 403, 404, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_texts (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL, token_error = NULL;

    g_assert_true (luukku_x_check (&answer, &error) == (error == NULL));
    g_assert_true (luukku_x_check_token (&answer, &token_error) == (token_error == NULL));
  }
  if (root != NULL) {
    g_autoptr (LuukkuOauthTokens) tokens = luukku_oauth_tokens_parse (root, 0, NULL);

    parse_all (root);
  }
  return 0;
}
