/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-vimeo.c: the Vimeo parsers on any bytes, every document as every kind of answer; cursors and ids too.
 */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "vimeo/luukku-vimeo-cursor.h"
#include "vimeo/luukku-vimeo-error.h"
#include "vimeo/luukku-vimeo-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const LuukkuCommentLimits limits = { 50, 10, 5, G_TIME_SPAN_DAY, 1 };

static void
parse_all (JsonNode *root)
{
  char id[] = "7001", name[] = "Kaupunki";
  const LuukkuVimeoSelf self = { id, NULL, name };
  const LuukkuVimeoPlace place = { &self, "vimeo:kaupunki", 1795000000000000 };
  g_autoptr (LuukkuVimeoPage) videos = luukku_vimeo_parse_videos (root, 3, NULL);
  g_autoptr (LuukkuVimeoPage) comments = luukku_vimeo_parse_comments (root, &place, "1001", NULL, 3, NULL);
  g_autofree char *sent = luukku_vimeo_parse_sent (root, NULL);
  LuukkuVimeoSelf other = { 0 };

  for (guint i = 0; videos != NULL && i < videos->videos->len; i++)
    g_assert_true (luukku_vimeo_is_id (((const LuukkuVimeoVideo *) videos->videos->pdata[i])->id));
  for (guint i = 0; comments != NULL && i < comments->comments->len; i++) {
    const LuukkuVimeoComment *comment = comments->comments->pdata[i];

    g_assert_true (g_str_has_prefix (comment->id, "1001/"));
    g_assert_true (g_utf8_validate (luukku_message_get_text (comment->message), -1, NULL));
  }
  if (luukku_vimeo_parse_self (root, &other, NULL))
    g_assert_nonnull (other.name);
  luukku_vimeo_self_clear (&other);
}

static void
parse_texts (const char *text)
{
  g_autoptr (LuukkuVimeoCursor) cursor = luukku_vimeo_cursor_read (text, &limits);
  g_autofree char *one = luukku_vimeo_cursor_write (cursor, G_TIME_SPAN_DAY);
  g_autoptr (LuukkuVimeoCursor) again = luukku_vimeo_cursor_read (one, &limits);
  g_autofree char *other = luukku_vimeo_cursor_write (again, G_TIME_SPAN_DAY);
  g_autofree char *video = NULL, *comment = NULL;

  g_assert_cmpstr (one, ==, other);
  if (luukku_vimeo_split (text, &video, &comment))
    g_assert_true (luukku_vimeo_is_id (video) && luukku_vimeo_is_id (comment));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 201, 204, 400, 401, 403, 404, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_texts (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL;

    g_assert_true (luukku_vimeo_check (&answer, &error) == (error == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
