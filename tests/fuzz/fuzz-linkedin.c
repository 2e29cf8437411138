/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-linkedin.c: the LinkedIn parsers on any bytes, every document as every kind of answer; names and
 * cursors too. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "linkedin/luukku-linkedin-cursor.h"
#include "linkedin/luukku-linkedin-error.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];

    g_assert_true (luukku_linkedin_is_urn (luukku_message_get_platform_id (message)));
    g_assert_true (luukku_linkedin_is_urn (luukku_message_get_conversation_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
parse_all (JsonNode *root)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuLinkedinPlace place = { "urn:li:organization:1", "linkedin:1", 1795000000000000, batch, seen };
  guint count = 0;
  g_autoptr (GPtrArray) news = luukku_linkedin_parse_news (root, &count, &batch->skipped, NULL);
  g_autofree char *self = luukku_linkedin_parse_self (root, NULL),
                  *actor = luukku_linkedin_parse_actor (root, NULL);
  g_autofree char *title = luukku_linkedin_parse_title (root, NULL);
  g_autofree char *sent = luukku_linkedin_read_sent (NULL, root, "urn:li:activity:1", NULL);

  for (guint i = 0; news != NULL && i < news->len; i++)
    luukku_linkedin_add_unseen_mention (news->pdata[i], &place);
  luukku_linkedin_parse_comment (root, title, &place, NULL);
  luukku_linkedin_parse_comments (root, &place, &count, NULL);
  luukku_linkedin_parse_mention (root, "urn:li:share:1", &place, NULL);
  g_assert_true (sent == NULL || luukku_linkedin_is_urn (sent));
  check_batch (batch);
}

static void
parse_texts (const char *text)
{
  g_autoptr (LuukkuLinkedinCursor) cursor = luukku_linkedin_cursor_read (text);
  g_autofree char *one = luukku_linkedin_cursor_write (cursor);
  g_autoptr (LuukkuLinkedinCursor) again = luukku_linkedin_cursor_read (one);
  g_autofree char *other = luukku_linkedin_cursor_write (again);
  g_autofree char *escaped = luukku_linkedin_urn_escape (text), *back = g_uri_unescape_string (escaped, NULL);
  g_autofree char *object = NULL, *id = NULL, *urn = NULL;
  gint64 start, end;
  gboolean missed;

  g_assert_cmpstr (one, ==, other);
  g_assert_true (back == NULL || g_str_equal (back, text));
  luukku_linkedin_cursor_span (cursor, 1795000000000000, &start, &end, &missed);
  g_assert_cmpint (start, <=, end);
  if (luukku_linkedin_urn_split_comment (text, &object, &id)) {
    urn = luukku_linkedin_urn_make_comment (object, id);
    g_assert_cmpstr (urn, ==, text);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 201, 204, 400, 401, 403, 404, 426, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_texts (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL, token_error = NULL;

    g_assert_true (luukku_linkedin_check (&answer, &error) == (error == NULL));
    g_assert_true (luukku_linkedin_check_token (&answer, &token_error) == (token_error == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
