/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-graph.c: the real adapter of a platform behind the Graph API, CONTRACT_TYPE, on the real
 * transport, through a proxy that checks every request and answer against the published contract, to a
 * scenario server. Started by run.py, which names the addresses. Any violation that the proxy reports fails
 * the test. Real clock: the adapter keeps its two calls a second. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "graph/luukku-graph-parse.h"
#include "facebook/luukku-facebook.h"
#include "instagram/luukku-instagram.h"
#include "model/luukku-conversation.h"

#define PAGE "104455667788990"
#define AINO "7001002003004005"
#define BERTIL "7001002003004006"

/* --- what the scenario server is told */

/* Returns: (transfer full): the id of the message. */
static char *
resident_writes (Town *town, const char *resident, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\"}", resident, text);
  g_autoptr (JsonNode) root = town_control (town, "message", body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static LuukkuSendRequest *
reply_new (Town *town, const char *text)
{
  LuukkuSendRequestInit init = { 0 };

  init.channel = town->channel;
  init.conversation_id = "t_" AINO;
  init.resident_id = AINO;
  init.text = text;
  init.idempotency_key = text;
  init.last_resident_at = luukku_clock_now (town->clock) - G_TIME_SPAN_HOUR;
  init.queued_at = init.last_resident_at; /* the scenario's clock is an hour behind */
  return luukku_send_request_new (&init);
}

static guint
count_sent (Town *town, const char *text)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);
  JsonArray *texts = json_object_get_array_member (json_node_get_object (root), "texts");
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (texts); i++)
    count += g_str_equal (json_array_get_string_element (texts, i), text);
  return count;
}

/* --- scenarios: one after the other on the same Page, as life goes */

static void
check_open (Town *town)
{
  g_autofree char *name = town_open (town);

  g_assert_no_error (town->error);
  g_assert_cmpint (g_ascii_strcasecmp (name, "Esimerkkikaupunki"), ==, 0); /* its user name on Instagram */
}

static void
check_new_message (Town *town)
{
  g_autofree char *id = resident_writes (town, AINO, "Milloin kirjasto on auki? 📚");
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuBatch) again = NULL;

  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, id)), ==, "Milloin kirjasto on auki? 📚");
  again = town_fetch_well (town);
  g_assert_cmpuint (again->messages->len, ==, 0);
}

static void
check_twenty_first (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;
  LuukkuMessage *oldest;
  const LuukkuThread *thread;
  g_autofree char *id = NULL;

  for (guint i = 0; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("Viesti %u", i);

    g_free (resident_writes (town, BERTIL, text));
  }
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 20);
  oldest = g_ptr_array_index (batch->messages, 0);
  id = resident_writes (town, BERTIL, "Viesti 21");
  next = town_fetch_well (town);
  g_assert_cmpuint (next->messages->len, ==, 20);
  g_assert_nonnull (town_find (next, id));
  g_assert_null (town_find (next, luukku_message_get_platform_id (oldest)));
  thread = g_ptr_array_index (next->threads, 0);
  g_assert_cmpint (luukku_message_get_sent_at (oldest), <=,
                   thread->window_from); /* outside: nothing is gone */
}

static void
check_edit (Town *town)
{
  g_autofree char *id = resident_writes (town, AINO, "Ensimmäinen muoto");
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"text\":\"Toinen muoto\"}", id);
  g_autoptr (LuukkuBatch) before = town_fetch_well (town);
  g_autoptr (LuukkuBatch) after = NULL;

  g_assert_cmpstr (luukku_message_get_text (town_find (before, id)), ==, "Ensimmäinen muoto");
  json_node_unref (town_control (town, "edit", body));
  for (guint i = 0; i < 10 && (after == NULL || town_find (after, id) == NULL); i++) {
    g_clear_pointer (&after, luukku_batch_free);
    after = town_fetch_well (town);
  }
  g_assert_cmpstr (luukku_message_get_text (town_find (after, id)), ==, "Toinen muoto");
}

static void
check_dead_token (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  town_set_mode (town, "dead-token");
  batch = town_fetch (town);
  g_assert_null (batch);
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (town->error)->needs_reauth);
  town_set_mode (town, "");
}

static void
check_throttled (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  town_set_mode (town, "throttled");
  batch = town_fetch (town);
  g_assert_null (batch);
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpuint (luukku_fault_get_info (town->error)->http_status, ==, 400);
  g_assert_cmpint (luukku_fault_get_info (town->error)->platform_code, ==, 613);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, ==, 3 * G_TIME_SPAN_MINUTE);
  town_set_mode (town, "");
}

static void
check_send (Town *town)
{
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, "Hei, kirjasto on auki klo 9–20.");
  g_autofree char *id = town_send (town, reply);
  g_autoptr (LuukkuBatch) batch = NULL;

  g_assert_no_error (town->error);
  batch = town_fetch_well (town);
  g_assert_cmpint (luukku_message_get_direction (town_find (batch, id)), ==, LUUKKU_DIRECTION_OUT_OTHER);
}

static void
check_lost_answer (Town *town)
{
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, "Tämä vastaus kulki, kuittaus ei.");
  g_autoptr (LuukkuSendRequest) other = reply_new (town, "Tätä ei lähetetty.");
  g_autofree char *id = NULL;

  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, reply));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  id = town_find_sent (town, reply);
  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  g_assert_cmpuint (count_sent (town, "Tämä vastaus kulki, kuittaus ei."), ==, 1);
  g_assert_null (town_find_sent (town, other));
  g_assert_no_error (town->error);
}

static void
check_block (Town *town)
{
  const LuukkuActInit init = {
    .kind = LUUKKU_ACT_BAN, .channel = town->channel, .conversation_id = "t_" AINO, .resident_id = AINO
  };

  g_assert_true (town_act (town, &init));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_sent (town, "block_user:" AINO), ==, 1);
}

/* --- comments, where the contract knows their paths */

static char *
somebody_comments (Town *town, const char *resident, const char *text)
{
  g_autofree char *body = resident != NULL
                              ? g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\"}", resident, text)
                              : g_strdup_printf ("{\"from\":null,\"text\":\"%s\"}", text);
  g_autoptr (JsonNode) root = town_control (town, "comment", body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static gboolean
act_on (Town *town, LuukkuActKind kind, const char *comment)
{
  const LuukkuActInit init = { .kind = kind,
                               .channel = "facebook-comments:" PAGE,
                               .conversation_id = comment,
                               .message_id = comment,
                               .resident_id = AINO };

  return town_act (town, &init);
}

static char *
answer_comment (Town *town, const char *conversation, const char *text)
{
  const LuukkuSendRequestInit init = { .channel = "facebook-comments:" PAGE,
                                       .conversation_id = conversation,
                                       .text = text,
                                       .idempotency_key = text };
  g_autoptr (LuukkuSendRequest) reply = luukku_send_request_new (&init);

  return town_send (town, reply);
}

static void
check_comment_acts (Town *town, const char *comment)
{
  g_autoptr (LuukkuBatch) gone = NULL;

  g_assert_true (act_on (town, LUUKKU_ACT_HIDE, comment));
  g_assert_true (act_on (town, LUUKKU_ACT_HIDE, comment)); /* again is no error */
  g_assert_true (act_on (town, LUUKKU_ACT_UNHIDE, comment));
  g_assert_true (act_on (town, LUUKKU_ACT_BAN, comment));
  g_assert_true (act_on (town, LUUKKU_ACT_DELETE, comment));
  g_assert_true (act_on (town, LUUKKU_ACT_DELETE, comment)); /* gone already */
  g_assert_cmpuint (count_sent (town, "ban_user:" AINO), ==, 1);
  gone = town_fetch_well (town);
  g_assert_null (town_find (gone, comment));
}

static void
test_comments (void)
{
  Town *town = town_new (&luukku_facebook_comments_type, PAGE);
  g_autofree char *known = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *private_one = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *other = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) again = NULL;

  town_set_mode (town, "");
  check_open (town);
  known = somebody_comments (town, AINO, "Milloin halli avataan? 🏊");
  unknown = somebody_comments (town, NULL, "Kuka minä olen?");
  for (guint i = 0; i < 100; i++)
    g_free (somebody_comments (town, BERTIL, "Jag med"));
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, >=, 102); /* the walk goes down past what one call gives */
  g_assert_nonnull (town_find (batch, known));
  g_assert_null (luukku_message_get_author_id (town_find (batch, unknown)));
  reply = answer_comment (town, known, "Hei, huomenna klo 6.");
  g_assert_no_error (town->error);
  private_one = g_strconcat (LUUKKU_PRIVATE_CONVERSATION, known, NULL);
  other = answer_comment (town, private_one, "Hei, soitamme sinulle.");
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_sent (town, "Hei, soitamme sinulle."), ==, 1);
  again = town_fetch_well (town);
  g_assert_cmpint (luukku_message_get_direction (town_find (again, reply)), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (town_find (again, reply)), ==, known);
  check_comment_acts (town, known);
  town_free (town);
}

static void
test_scenarios (void)
{
  Town *town = town_new (&CONTRACT_TYPE, PAGE);

  check_open (town);
  check_new_message (town);
  check_twenty_first (town);
  check_edit (town);
  check_dead_token (town);
  check_throttled (town);
  check_send (town);
  check_lost_answer (town);
  check_block (town);
  g_test_message ("%u calls went through the proxy", town_get_calls (town));
  g_assert_cmpuint (town_get_calls (town), >, 15);
  town_free (town);
}

/* --- recorded payloads of others */

/* Returns: how many messages stand in @node. */
static guint
parse_payload (JsonNode *node)
{
  const LuukkuGraphPlace place = { "facebook:" PAGE, PAGE, "t_1", 1795000000000000, "17841400000000001" };
  g_autoptr (LuukkuGraphThreads) threads = NULL;
  g_autoptr (LuukkuGraphMessages) messages = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *data =
      JSON_NODE_HOLDS_ARRAY (node) ? json_array_ref (json_node_get_array (node)) : json_array_new ();

  if (!JSON_NODE_HOLDS_ARRAY (node))
    json_array_add_element (data, json_node_copy (node));
  json_object_set_array_member (object, "data", data);
  json_node_set_object (root, object);
  threads = luukku_graph_parse_threads (root, &place, NULL);
  messages = luukku_graph_parse_messages (root, &place, NULL);
  return messages == NULL ? 0 : messages->messages->len;
}

static void
parse_folder (const char *folder, guint *ret_files, guint *ret_messages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (JsonNode) root = NULL;
    guint found;

    g_assert_true (g_file_get_contents (path, &text, NULL, &error));
    bytes = g_bytes_new (text, strlen (text));
    root = luukku_json_parse (bytes, &error);
    g_assert_no_error (error);
    found = parse_payload (root);
    g_test_message ("%s: %u", name, found);
    if (strstr (name, "message") != NULL)
      g_assert_cmpuint (found, >, 0);
    (*ret_files)++;
    *ret_messages += found;
  }
}

static void
test_recorded_payloads (void)
{
  static const char *const folders[] = { "restfb-v2_5", "restfb-v10_0" };
  guint files = 0, messages = 0;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (g_getenv ("LUUKKU_CONTRACT_DATA"), "meta", folders[i], NULL);

    parse_folder (folder, &files, &messages);
  }
  g_assert_cmpuint (files, >, 10);
  g_assert_cmpuint (messages, >=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/graph/scenarios", test_scenarios);
  if (g_str_equal (CONTRACT_TYPE.id, "facebook"))
    g_test_add_func ("/contract/graph/comments", test_comments);
  g_test_add_func ("/contract/graph/recorded-payloads", test_recorded_payloads);
  return g_test_run ();
}
