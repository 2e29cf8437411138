/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-tiktok.c: the TikTok parsers on any bytes, every document as every kind of answer; cursors and
 * addresses too. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "tiktok/luukku-tiktok-cursor.h"
#include "tiktok/luukku-tiktok-error.h"
#include "tiktok/luukku-tiktok-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];

    g_assert_cmpstr (luukku_message_get_platform_id (message), !=, "");
    g_assert_cmpstr (luukku_message_get_conversation_id (message), !=, "");
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
check_comments (const LuukkuTiktokPage *page)
{
  guint i = 0;

  while (page != NULL && i < page->items->len) {
    const LuukkuTiktokComment *comment = page->items->pdata[i++];

    g_assert_true (luukku_tiktok_is_id (comment->id) && luukku_tiktok_is_id (comment->root));
    i += comment->embedded;
    g_assert_cmpuint (i, <=, page->items->len);
  }
}

static void
parse_all (JsonNode *root)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuTiktokPlace place = { "open-id_4711", "tiktok:kaupunki", 1795000000000000, batch, seen };
  g_autoptr (LuukkuTiktokPage) videos = luukku_tiktok_parse_videos (root, &batch->skipped, NULL);
  g_autoptr (LuukkuTiktokPage) comments =
      luukku_tiktok_parse_comments (root, "7573", "Otsikko", NULL, &place, NULL);
  g_autoptr (LuukkuTiktokPage) replies =
      luukku_tiktok_parse_comments (root, "7573", NULL, "17", &place, NULL);
  g_autoptr (LuukkuTiktokPage) talks = luukku_tiktok_parse_talks (root, &batch->skipped, NULL);
  g_autofree char *sent = luukku_tiktok_parse_sent (root, NULL);
  g_autofree char *message = luukku_tiktok_parse_sent_message (root, NULL);
  g_autofree char *username = NULL, *name = NULL;
  gint64 oldest;
  guint count;

  check_comments (comments);
  check_comments (replies);
  luukku_tiktok_parse_messages (root, "abc+/==", &place, &oldest, &count, NULL);
  if (luukku_tiktok_parse_self (root, &username, &name, NULL))
    g_assert_nonnull (name);
  check_batch (batch);
}

static void
parse_texts (const char *text)
{
  g_autoptr (LuukkuTiktokCursor) cursor = luukku_tiktok_cursor_read (text);
  g_autofree char *one = luukku_tiktok_cursor_write (cursor, 1795000000000000);
  g_autoptr (LuukkuTiktokCursor) again = luukku_tiktok_cursor_read (one);
  g_autofree char *other = luukku_tiktok_cursor_write (again, 1795000000000000);
  g_autofree char *video = NULL, *comment = NULL;
  LuukkuTiktokApp app = { 0 };

  g_assert_cmpstr (one, ==, other);
  if (luukku_tiktok_split (text, &video, &comment))
    g_assert_true (luukku_tiktok_is_id (video) && luukku_tiktok_is_id (comment));
  if (luukku_tiktok_read_address (text, &app))
    g_assert_true (g_str_has_prefix (app.redirect, "https://"));
  luukku_tiktok_app_clear (&app);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 400, 404, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_texts (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL, token_error = NULL;

    g_assert_true (luukku_tiktok_check (&answer, &error) == (error == NULL));
    g_assert_true (luukku_tiktok_check_token (&answer, &token_error) == (token_error == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
