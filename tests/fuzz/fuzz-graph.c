/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-graph.c: the parsers of the Graph API on any bytes, every document as every kind of answer: what comes
 * out keeps what the headers promise, and a cursor that was accepted comes back the same. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-comments-parse.h"
#include "graph/luukku-graph-cursor.h"
#include "graph/luukku-graph-error.h"
#include "graph/luukku-graph-hooks.h"
#include "graph/luukku-graph-parse.h"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"

#define PAGE "104455667788990"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
parse_lists (JsonNode *root)
{
  const LuukkuGraphPlace place = { "facebook:" PAGE, PAGE, "t_1", 1795000000000000, "17841400000000001" };
  g_autoptr (LuukkuGraphThreads) threads = luukku_graph_parse_threads (root, &place, NULL);
  g_autoptr (LuukkuGraphMessages) messages = luukku_graph_parse_messages (root, &place, NULL);

  for (guint i = 0; threads != NULL && i < threads->threads->len; i++) {
    const LuukkuThread *thread = g_ptr_array_index (threads->threads, i);

    g_assert_true (luukku_graph_is_id (thread->conversation_id));
    g_assert_cmpstr (thread->resident_id, !=, PAGE);
  }
  for (guint i = 0; messages != NULL && i < messages->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (messages->messages, i);

    g_assert_true (luukku_graph_is_id (luukku_message_get_platform_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_nonnull (luukku_message_get_raw (message));
  }
  if (messages != NULL && messages->lost > 0)
    g_assert_true (messages->window_from == G_MAXINT64);
}

static const LuukkuGraphDialect dialects[] = {
  { .post_text = "message",
    .text = "message",
    .time = "created_time",
    .hidden = "is_hidden",
    .replies = "comments",
    .has_can = TRUE },
  { .post_text = "caption",
    .text = "text",
    .time = "timestamp",
    .hidden = "hidden",
    .replies = "replies",
    .nested = TRUE },
};

static void
check_comments (const LuukkuGraphComments *page)
{
  for (guint i = 0; i < page->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (page->messages, i);

    g_assert_true (luukku_graph_is_id (luukku_message_get_platform_id (message)));
    g_assert_true (luukku_graph_is_id (luukku_message_get_conversation_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
  }
  for (guint i = 0; i < page->threads->len; i++)
    g_assert_true (((LuukkuThread *) g_ptr_array_index (page->threads, i))->is_public);
}

static void
parse_comments (JsonNode *root, const LuukkuGraphDialect *dialect)
{
  const LuukkuGraphPlace place = { "facebook:" PAGE, PAGE, NULL, 1795000000000000, "17841400000000001" };
  g_autoptr (LuukkuGraphPosts) posts = luukku_graph_parse_posts (root, dialect, &place, NULL);
  g_autoptr (LuukkuGraphComments) page =
      luukku_graph_parse_comments (root, dialect, &place, NULL, NULL, TRUE, NULL);
  g_autofree char *created = luukku_graph_parse_created (root, NULL);
  LuukkuGraphRights rights;

  if (page != NULL)
    check_comments (page);
  for (guint i = 0; posts != NULL && i < posts->posts->len; i++)
    check_comments (((LuukkuGraphPost *) g_ptr_array_index (posts->posts, i))->comments);
  if (created != NULL)
    g_assert_true (luukku_graph_is_id (created));
  luukku_graph_parse_rights (root, dialect, &rights);
}

static void
parse_sweep (const char *text)
{
  g_autoptr (LuukkuGraphSweep) sweep = luukku_graph_sweep_parse (text);
  g_autofree char *one = luukku_graph_sweep_to_string (sweep);
  g_autoptr (LuukkuGraphSweep) again = luukku_graph_sweep_parse (one);
  g_autofree char *other = luukku_graph_sweep_to_string (again);

  g_assert_cmpstr (one, ==, other);
}

/* As direct messages, and as each kind of comments. */
static void
parse_hook (JsonNode *root, const LuukkuGraphDialect *dialect)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (LuukkuThread) home = NULL;
  const LuukkuGraphHooks hooks = {
    .place = { "facebook:" PAGE, PAGE, NULL, 1795000000000000, "17841400000000001" },
    .dialect = dialect,
    .own_id = dialect != NULL && dialect->nested ? "17841400000000001" : PAGE,
    .wanted = wanted,
  };

  luukku_graph_parse_hook (root, &hooks, batch);
  g_assert_cmpuint (batch->threads->len, ==, batch->messages->len);
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (batch->messages, i);

    g_assert_true (luukku_graph_is_id (luukku_message_get_platform_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_cmpint (luukku_message_get_sent_at (message), >, 0);
  }
  for (guint i = 0; i < batch->gone->len; i++)
    g_assert_true (luukku_graph_is_id (batch->gone->pdata[i]));
  home = luukku_graph_parse_home (root, "7", &hooks);
  g_assert_true (luukku_graph_is_id (home->conversation_id));
}

static void
parse_single (JsonNode *root)
{
  g_auto (LuukkuGraphPage) page = { 0 };
  g_autofree char *sent = luukku_graph_parse_sent (root, NULL);

  if (luukku_graph_parse_page (root, &page, NULL))
    g_assert_true (page.name != NULL && luukku_graph_is_id (page.id));
  luukku_graph_parse_success (root);
  if (sent != NULL)
    g_assert_true (luukku_graph_is_id (sent));
}

static void
parse_error (JsonNode *root, const char *usage)
{
  const guint statuses[] = { 200, 400, 401, 403, 429, 500 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    const LuukkuGraphAnswer answer = { statuses[i], 0, usage, i % 2 == 0, "Facebook" };
    g_autoptr (GError) error = NULL;

    luukku_graph_set_fault (&answer, root, &error);
    g_assert_nonnull (error);
    g_assert_cmpint (luukku_fault_get_info (error)->retry_after, >=, 0);
  }
}

static void
parse_cursor (const char *text)
{
  g_autoptr (LuukkuGraphCursor) cursor = luukku_graph_cursor_parse (text, NULL);
  g_autoptr (LuukkuGraphCursor) again = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (cursor == NULL)
    return;
  one = luukku_graph_cursor_to_string (cursor);
  again = luukku_graph_cursor_parse (one, NULL);
  g_assert_nonnull (again);
  other = luukku_graph_cursor_to_string (again);
  g_assert_cmpstr (one, ==, other);
  g_assert_cmpint (luukku_graph_cursor_get_floor (cursor), >=, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_cursor (text);
  parse_sweep (text);
  parse_error (root, text);
  if (root == NULL)
    return 0;
  parse_lists (root);
  parse_single (root);
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    parse_comments (root, &dialects[i]);
  parse_hook (root, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    parse_hook (root, &dialects[i]);
  return 0;
}
