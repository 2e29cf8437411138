/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-mastodon.c: the Mastodon parsers on any bytes, every document as every kind of answer. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>

#include "adapter/luukku-json.h"
#include "mastodon/luukku-mastodon-error.h"
#include "mastodon/luukku-mastodon-parse.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];

    g_assert_true (luukku_mastodon_is_id (luukku_message_get_platform_id (message)));
    g_assert_true (luukku_mastodon_is_id (luukku_message_get_conversation_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
parse_all (JsonNode *root)
{
  char id[] = "500", acct[] = "kaupunki", name[] = "Kaupunki";
  const LuukkuMastodonSelf self = { id, acct, name };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuMastodonPlace place = { &self, "mastodon:x", 1795000000000000, batch, seen };
  LuukkuMastodonSelf other = { 0 };
  g_autofree char *newest = NULL;
  g_autofree char *sent = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  gboolean flag = FALSE;

  luukku_mastodon_parse_notifications (root, &place, &newest, NULL);
  ids = luukku_mastodon_parse_conversations (root, &place, "113", &flag, NULL);
  luukku_mastodon_parse_context (root, &place, NULL);
  luukku_mastodon_parse_statuses (root, &place, NULL);
  sent = luukku_mastodon_parse_sent (root, &flag, NULL);
  if (luukku_mastodon_parse_self (root, &other, NULL))
    g_assert_nonnull (other.name);
  luukku_mastodon_self_clear (&other);
  g_assert_cmpuint (luukku_mastodon_parse_limit (root), <=, 100000);
  check_batch (batch);
}

static void
parse_cursor (const char *text)
{
  g_autoptr (LuukkuMastodonCursor) cursor = luukku_mastodon_cursor_read (text);
  g_autofree char *one = luukku_mastodon_cursor_write (cursor);
  g_autoptr (LuukkuMastodonCursor) again = luukku_mastodon_cursor_read (one);
  g_autofree char *other = luukku_mastodon_cursor_write (again);

  g_assert_cmpstr (one, ==, other);
  g_assert_cmpuint (cursor->recent->len, <=, LUUKKU_MASTODON_RECENT);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 401, 404, 422, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *link = luukku_mastodon_parse_link (text, "next");
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_cursor (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL;

    g_assert_true (luukku_mastodon_check (&answer, &error) == (error == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
