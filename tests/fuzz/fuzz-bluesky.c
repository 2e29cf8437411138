/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-bluesky.c: the Bluesky parsers on any bytes, every document as every kind of answer; names, annotated
 * texts, lengths and cursors too. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-weighted.h"
#include "bluesky/luukku-bluesky-cursor.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"

#define ME "did:plc:esimerkkikaupunki2222222"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    const char *id = luukku_message_get_platform_id (message);

    g_assert_true (luukku_bluesky_is_id (id) || luukku_bluesky_is_post (id) ||
                   g_str_has_prefix (id, LUUKKU_BLUESKY_REACTION));
    g_assert_cmpstr (luukku_message_get_conversation_id (message), !=, "");
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
}

static void
parse_chat (JsonNode *root, LuukkuBlueskyPlace *place)
{
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = NULL, *older = NULL, *page = NULL;
  g_autofree char *sent = luukku_bluesky_parse_sent (root, NULL);
  g_autoptr (GPtrArray) convos = luukku_bluesky_parse_convos (root, place, &page, NULL);
  gboolean at_end = FALSE;

  for (guint i = 0; convos != NULL && i < convos->len; i++)
    luukku_bluesky_add_convo (place, convos->pdata[i]);
  luukku_bluesky_parse_log (root, place, changed, &next, NULL);
  luukku_bluesky_parse_messages (root, "convo", "3n2q", place, &older, &at_end, NULL);
  g_assert_true (sent == NULL || luukku_bluesky_is_id (sent));
}

static void
parse_public (JsonNode *root, LuukkuBlueskyPlace *place)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = NULL, *block = NULL;
  g_autofree char *record = luukku_bluesky_parse_record (root, NULL);
  g_autofree char *cid = NULL;
  g_autoptr (JsonNode) gate = NULL;
  gint64 oldest = 0;
  g_autoptr (GPtrArray) mentions = luukku_bluesky_parse_mentions (root, place, &next, &oldest, NULL);
  g_autoptr (GPtrArray) posts = luukku_bluesky_parse_posts (root, titles, NULL);
  g_auto (LuukkuBlueskyRef) parent = { NULL, NULL }, top = { NULL, NULL };

  for (guint i = 0; posts != NULL && i < posts->len; i++) {
    g_autofree char *uri = luukku_bluesky_post_uri (posts->pdata[i]);

    luukku_bluesky_add_post (place, posts->pdata[i], titles);
    if (uri != NULL && i == 0)
      luukku_bluesky_parse_refs (root, uri, &parent, &top, NULL);
  }
  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    luukku_bluesky_add_mention (place, mentions->pdata[i], titles);
  luukku_bluesky_parse_own (root, place, 0, NULL);
  luukku_bluesky_parse_block (root, &block, NULL);
  luukku_bluesky_parse_blocked (root, blocked, NULL);
  gate = luukku_bluesky_edit_gate (root, "at://a", "at://b", TRUE, "now", &cid, NULL);
  g_assert_true (record == NULL || g_str_has_prefix (record, "at://"));
}

static void
parse_all (JsonNode *root)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  LuukkuBlueskyPlace place = { ME, "bluesky:kaupunki.example", 1795000000000000, batch, seen, people };
  g_autoptr (LuukkuOauthTokens) tokens = luukku_bluesky_parse_tokens (root, 0, NULL);
  LuukkuBlueskySelf self = { 0 };

  parse_chat (root, &place);
  parse_public (root, &place);
  if (luukku_bluesky_parse_self (root, FALSE, &self, NULL)) {
    g_assert_true (luukku_bluesky_is_did (self.did));
    g_assert_true (self.pds == NULL || g_str_has_prefix (self.pds, "https://"));
  }
  luukku_bluesky_self_clear (&self);
  check_batch (batch);
}

static void
parse_texts (const char *text)
{
  g_autoptr (LuukkuBlueskyCursor) cursor = luukku_bluesky_cursor_read (text);
  g_autofree char *one = luukku_bluesky_cursor_write (cursor);
  g_autoptr (LuukkuBlueskyCursor) again = luukku_bluesky_cursor_read (one);
  g_autofree char *other = luukku_bluesky_cursor_write (again);
  g_autofree char *address = luukku_bluesky_post_address (text);
  g_autofree char *tid = luukku_bluesky_make_tid ((gint64) strlen (text), text);
  g_autofree char *root = NULL, *did = NULL;

  g_assert_cmpstr (one, ==, other);
  g_assert_cmpuint (cursor->recent->len, <=, LUUKKU_BLUESKY_RECENT);
  g_assert_true (luukku_bluesky_is_tid (tid));
  g_assert_cmpuint (luukku_grapheme_length (text), <=, strlen (text));
  luukku_bluesky_thread_parse (text, &root, &did);
  if (g_utf8_validate (text, -1, NULL)) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    g_autoptr (JsonNode) node = NULL;

    json_builder_begin_object (builder);
    luukku_bluesky_add_facets (builder, text);
    json_builder_end_object (builder);
    node = json_builder_get_root (builder);
    g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 400, 401, 403, 404, 429, 502 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_texts (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL;

    g_assert_true (luukku_bluesky_check (&answer, &error) == (error == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
