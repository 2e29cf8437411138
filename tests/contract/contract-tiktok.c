/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-tiktok.c: the real TikTok adapter on the real transport: through a proxy that checks every request
 * and answer against the contract, to a scenario server. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "tiktok/luukku-tiktok-parse.h"
#include "tiktok/luukku-tiktok.h"

static const char *const options[] = {
  "authorize-address",
  "https://www.tiktok.com/v2/auth/authorize?client_key=734&redirect_uri=https%3A%2F%2Fwww.kunta.example%2F",
  "app",
  "app-secret",
  NULL,
};

/* Returns: (transfer full): @member of the answer. */
static char *steer (Town *town, const char *what, const char *member, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
static char *
steer (Town *town, const char *what, const char *member, const char *format, ...)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) root = NULL;
  va_list list;

  va_start (list, format);
  body = g_strdup_vprintf (format, list);
  va_end (list);
  root = town_control (town, what, body);
  return member != NULL ? g_strdup (json_object_get_string_member (json_node_get_object (root), member))
                        : NULL;
}

static char *
comment (Town *town, const char *video, const char *parent, const char *text)
{
  return steer (town, "comment", "comment_id",
                "{\"from\":\"matti\",\"text\":\"%s\",\"video\":\"%s\",\"parent\":\"%s\"}", text, video,
                parent);
}

static guint
count_seen (Town *town, const char *member, const char *text)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);
  JsonArray *texts = json_object_get_array_member (json_node_get_object (root), member);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (texts); i++)
    count += strstr (json_array_get_string_element (texts, i), text) != NULL;
  return count;
}

static LuukkuSendRequest *
reply_new (Town *town, const char *conversation, const char *text)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .text = text,
                                .idempotency_key = text,
                                .is_public = TRUE,
                                .queued_at = luukku_clock_now (town->clock) - 2 * G_TIME_SPAN_DAY });
}

/* Every look is due. */
static void
make_due (Town *town)
{
  g_autoptr (GRegex) regex = g_regex_new ("\"looked\":[0-9]+", 0, 0, NULL);
  g_autofree char *before = g_steal_pointer (&town->cursor);

  town->cursor = g_regex_replace_literal (regex, before, -1, 0, "\"looked\":1", 0, NULL);
  g_assert_cmpstr (town->cursor, !=, before);
}

static void
check_reading (Town *town, const char *video, char **ret_top)
{
  g_autofree char *top = comment (town, video, "", "Milloin halli aukeaa? 💡");
  g_autofree char *conversation = g_strdup_printf ("%s:%s", video, top);
  g_autofree char *last = NULL;
  g_autoptr (LuukkuBatch) batch = NULL, again = NULL;

  for (guint i = 0; i < 40; i++) /* more than a page of replies */
    g_free (comment (town, video, top, "Sama kysymys"));
  for (guint i = 0; i < 70; i++) /* and of comments */
    g_free (comment (town, video, "", "Toinen asia"));
  last = comment (town, video, "", "Viimeinen");
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 1 + 40 + 70 + 1);
  g_assert_cmpstr (luukku_message_get_conversation_id (town_find (batch, top)), ==, conversation);
  g_assert_nonnull (town_find (batch, last));
  again = town_fetch_well (town);
  g_assert_cmpuint (again->messages->len, ==, 0);
  *ret_top = g_steal_pointer (&top);
}

static void
check_changes (Town *town, const char *video)
{
  g_autofree char *gone = comment (town, video, "", "Tämän poistan");
  g_autoptr (LuukkuBatch) first = town_fetch_well (town);
  g_autoptr (LuukkuBatch) second = NULL, third = NULL;

  g_assert_nonnull (town_find (first, gone));
  steer (town, "delete", NULL, "{\"id\":\"%s\"}", gone);
  second = town_fetch_well (town);
  g_assert_cmpuint (second->gone->len, ==, 0); /* pages shift: two looks must miss it */
  make_due (town);
  third = town_fetch_well (town);
  g_assert_cmpuint (third->gone->len, ==, 1);
  g_assert_cmpstr (third->gone->pdata[0], ==, gone);
}

static void
check_sending (Town *town, const char *conversation)
{
  g_autoptr (LuukkuSendRequest) plain = reply_new (town, conversation, "Halli aukeaa maanantaina.");
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, conversation, "Vastaus kulki, kuittaus ei.");
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autofree char *id = town_send (town, plain), *found = NULL;

  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
  batch = town_fetch_well (town);
  g_assert_cmpint (luukku_message_get_direction (town_find (batch, id)), ==, LUUKKU_DIRECTION_OUT_OTHER);
}

static void
check_acts (Town *town, const char *conversation, const char *top)
{
  static const LuukkuActKind kinds[] = { LUUKKU_ACT_HIDE, LUUKKU_ACT_UNHIDE };
  static const char *const seen[] = { "HIDE:", "UNHIDE:" };
  LuukkuActInit act = { .channel = town->channel, .conversation_id = conversation, .message_id = top };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    act.kind = kinds[i];
    g_assert_true (town_act (town, &act));
    g_assert_cmpuint (count_seen (town, "acts", seen[i]), >=, 1);
  }
  act.kind = LUUKKU_ACT_DELETE;
  g_assert_false (town_act (town, &act)); /* a resident's */
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

static void
check_tokens (Town *town)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (LuukkuBatch) batch = NULL;
  gulong handler = g_signal_connect (town->adapter, "token-changed", G_CALLBACK (on_token), kept);

  town_set_mode (town, "expired");
  batch = town_fetch_well (town);
  g_assert_true (g_str_has_prefix (kept->str, "access=access-1&refresh=refresh-2&until="));
  g_assert_true (g_str_has_suffix (kept->str, "&subject=open-id_4711"));
  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  town_set_mode (town, "dead-token");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  town_set_mode (town, "");
  g_signal_handler_disconnect (town->adapter, handler);
}

static void
test_scenarios (void)
{
  Town *town = town_new_with (&luukku_tiktok_type, "kaupunki", options);
  g_autofree char *name = town_open (town);
  g_autofree char *video = NULL, *top = NULL, *conversation = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  for (guint i = 0; i < 25; i++) /* more than a page of videos */
    g_free (steer (town, "video", "item_id", "{\"caption\":\"Video %u\"}", i));
  video = steer (town, "video", "item_id", "{\"caption\":\"Uimahalli\"}");
  check_reading (town, video, &top);
  conversation = g_strdup_printf ("%s:%s", video, top);
  check_changes (town, video);
  check_sending (town, conversation);
  check_acts (town, conversation, top);
  check_tokens (town);
  g_assert_cmpuint (town_get_calls (town), >, 20);
  town_free (town);
}

/* What others have put together of TikTok's answers. */
static void
test_examples (void)
{
  g_autoptr (JsonNode) examples = town_read_examples ("tiktok/tiktok-examples.assembled.json");
  g_autoptr (JsonNode) comments = NULL, talks = NULL, messages = NULL;
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuTiktokPlace place = { "OPEN_ID", "tiktok:kaupunki", 1, batch, seen };
  g_autoptr (LuukkuTiktokPage) page = NULL, conversations = NULL;
  gint64 oldest = 0;
  guint count = 0;

  if (examples == NULL) {
    g_test_message ("the assembled examples are not here");
    return;
  }
  comments = town_get_example (examples, "comment_list");
  talks = town_get_example (examples, "conversation_list");
  messages = town_get_example (examples, "content_list");
  page = luukku_tiktok_parse_comments (comments, "V", NULL, NULL, &place, NULL);
  g_assert_cmpuint (page->items->len, ==, 2);
  g_assert_cmpstr (page->next, ==, "30");
  conversations = luukku_tiktok_parse_talks (talks, &batch->skipped, NULL);
  g_assert_cmpuint (conversations->items->len, ==, 1);
  g_assert_true (luukku_tiktok_parse_messages (messages, "abc+/==", &place, &oldest, &count, NULL));
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpuint (batch->messages->len, ==, 4);
  g_assert_cmpuint (batch->skipped, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/tiktok/examples", test_examples);
  g_test_add_func ("/contract/tiktok/scenarios", test_scenarios);
  return g_test_run ();
}
