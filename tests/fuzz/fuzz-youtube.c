/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-youtube.c: the YouTube parsers on any bytes, every document as every kind of answer; cursors too. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "youtube/luukku-youtube-cursor.h"
#include "youtube/luukku-youtube-error.h"
#include "youtube/luukku-youtube-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const LuukkuCommentLimits limits = { 50, 10, 5, G_TIME_SPAN_DAY, 1 };

static void
check_comment (const LuukkuYoutubeComment *comment)
{
  g_assert_true (luukku_youtube_is_id (comment->id));
  g_assert_true (luukku_youtube_is_id (luukku_message_get_conversation_id (comment->message)));
  g_assert_true (g_utf8_validate (luukku_message_get_text (comment->message), -1, NULL));
}

static void
parse_all (JsonNode *root)
{
  char id[] = "UCkaupunki", name[] = "Kaupunki";
  const LuukkuYoutubeSelf self = { id, NULL, name };
  const LuukkuYoutubePlace place = { &self, "youtube:UCkaupunki", 1795000000000000 };
  g_autoptr (LuukkuYoutubePage) threads =
      luukku_youtube_parse_threads (root, &place, LUUKKU_YOUTUBE_HELD, NULL);
  g_autoptr (LuukkuYoutubePage) comments = luukku_youtube_parse_comments (root, &place, NULL);
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *sent = luukku_youtube_parse_sent (root, NULL);
  LuukkuYoutubeSelf other = { 0 };

  for (guint i = 0; threads != NULL && i < threads->threads->len; i++) {
    const LuukkuYoutubeThread *thread = threads->threads->pdata[i];

    check_comment (thread->top);
    for (guint n = 0; n < thread->replies->len; n++)
      check_comment (thread->replies->pdata[n]);
  }
  for (guint i = 0; comments != NULL && i < comments->comments->len; i++)
    check_comment (comments->comments->pdata[i]);
  if (luukku_youtube_parse_self (root, &other, NULL))
    g_assert_nonnull (other.name);
  luukku_youtube_self_clear (&other);
  luukku_youtube_parse_titles (root, titles, NULL);
}

static void
parse_cursor (const char *text)
{
  g_autoptr (LuukkuYoutubeCursor) cursor = luukku_youtube_cursor_read (text, &limits);
  g_autofree char *one = luukku_youtube_cursor_write (cursor, G_TIME_SPAN_DAY);
  g_autoptr (LuukkuYoutubeCursor) again = luukku_youtube_cursor_read (one, &limits);
  g_autofree char *other = luukku_youtube_cursor_write (again, G_TIME_SPAN_DAY);

  g_assert_cmpstr (one, ==, other);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 204, 400, 401, 403, 404, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_cursor (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL, token_error = NULL;

    g_assert_true (luukku_youtube_check (&answer, &error) == (error == NULL));
    g_assert_true (luukku_youtube_check_token (&answer, &token_error) == (token_error == NULL));
    if (error != NULL)
      luukku_youtube_is_used_up (error);
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
