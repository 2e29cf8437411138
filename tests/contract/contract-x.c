/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-x.c: the real X adapter on the real transport: through a proxy that checks every request and
 * answer against the contract, to a scenario server. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "x/luukku-x.h"

#define ME "500600700"
#define MATTI "944480690"
#define DIRECT ME "-" MATTI
#define REPLY "Hei & kiitos, kirjasto on auki klo 9–20."

/* Returns: (transfer full): the id of what was written. */
static char *
resident_does (Town *town, const char *what, const char *name, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\"}", name, text);
  g_autoptr (JsonNode) root = town_control (town, what, body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static void
steer (Town *town, const char *what, const char *id, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"text\":\"%s\"}", id, text);

  json_node_unref (town_control (town, what, body));
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
reply_new (Town *town, const char *conversation, const char *text, const char *reply_to)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .resident_id = MATTI,
                                .text = text,
                                .idempotency_key = text,
                                .reply_to = reply_to,
                                .queued_at = luukku_clock_now (town->clock) - 2 * G_TIME_SPAN_HOUR });
}

/* A time in the cursor: what is due at it is due now. */
static void
make_due (Town *town, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\"%s\":[0-9]+", name);
  g_autofree char *value = g_strdup_printf ("\"%s\":1", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autofree char *before = g_steal_pointer (&town->cursor);

  town->cursor = g_regex_replace_literal (regex, before, -1, 0, value, 0, NULL);
  g_assert_cmpstr (town->cursor, !=, before);
}

static void
check_reading (Town *town, char **ret_post, char **ret_conversation)
{
  g_autofree char *message = resident_does (town, "message", "matti", "Katuvalo on pimeänä 💡 &amp; rikki");
  g_autofree char *post = resident_does (town, "post", "matti", "Miksi halli on kiinni?");
  g_autofree char *hidden = resident_does (town, "chat", "aino", "");
  g_autofree char *chat = g_strconcat ("xchat:", hidden, NULL);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuBatch) again = NULL;

  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, message)), ==, "Katuvalo on pimeänä 💡 & rikki");
  g_assert_cmpstr (luukku_message_get_conversation_id (town_find (batch, message)), ==, DIRECT);
  g_assert_nonnull (strstr (luukku_message_get_conversation_id (town_find (batch, post)), ":" MATTI));
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, chat)), ==, "");
  again = town_fetch_well (town);
  g_assert_cmpuint (again->messages->len, ==, 0);
  *ret_conversation = g_strdup (luukku_message_get_conversation_id (town_find (batch, post)));
  *ret_post = g_steal_pointer (&post);
}

/* More than a page: walked to its end, each message once. */
static void
check_backlog (Town *town)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 150; i++) {
    g_autofree char *text = g_strdup_printf ("viesti %u", i);

    g_free (resident_does (town, "message", "matti", text));
  }
  for (guint i = 0; i < 2; i++) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint n = 0; n < batch->messages->len; n++)
      g_assert_true (
          g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[n]))));
  }
  g_assert_cmpuint (g_hash_table_size (seen), >=, 150);
}

static void
check_changes (Town *town, const char *post)
{
  g_autofree char *edited = resident_does (town, "message", "matti", "Ensimmäinen muoto");
  g_autofree char *deleted = resident_does (town, "message", "matti", "Tämän poistan");
  g_autofree char *gone = resident_does (town, "post", "aino", "Tämänkin poistan");
  g_autoptr (LuukkuBatch) first = town_fetch_well (town);
  g_autoptr (LuukkuBatch) batch = NULL;

  steer (town, "edit", edited, "Toinen muoto");
  steer (town, "edit", post, "Miksi uimahalli on kiinni?");
  steer (town, "delete", deleted, "");
  steer (town, "delete", gone, "");
  make_due (town, "againAt");
  batch = town_fetch_well (town);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, edited)), ==, "Toinen muoto");
  g_assert_nonnull (strstr (luukku_message_get_text (town_find (batch, post)), "uimahalli"));
  g_assert_cmpuint (batch->gone->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, deleted, g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, gone, g_str_equal, NULL));
}

static void
check_sending (Town *town, const char *public_conversation, const char *post)
{
  g_autoptr (LuukkuSendRequest) direct = reply_new (town, DIRECT, REPLY, NULL);
  g_autoptr (LuukkuSendRequest) public =
      reply_new (town, public_conversation, "Halli avataan huomenna.", post);
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, DIRECT, "Vastaus kulki, kuittaus ei.", NULL);
  g_autoptr (LuukkuSendRequest) never = reply_new (town, DIRECT, "Tätä ei lähetetty.", NULL);
  g_autofree char *id = town_send (town, direct);
  g_autofree char *public_id = NULL, *found = NULL, *public_found = NULL;

  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  public_id = town_send (town, public);
  g_assert_no_error (town->error);
  public_found = town_find_sent (town, public);
  g_assert_cmpstr (public_found, ==, public_id);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  g_assert_null (town_find_sent (town, never));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
}

static void
check_acts (Town *town, const char *conversation, const char *post)
{
  static const LuukkuActKind kinds[] = { LUUKKU_ACT_HIDE,  LUUKKU_ACT_UNHIDE, LUUKKU_ACT_BAN,
                                         LUUKKU_ACT_UNBAN, LUUKKU_ACT_MUTE,   LUUKKU_ACT_UNMUTE };
  static const char *const seen[] = { "hide:",          "unhide:",     "block:" MATTI,
                                      "unblock:" MATTI, "mute:" MATTI, "unmute:" MATTI };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_assert_true (town_act (town, &(LuukkuActInit){ .kind = kinds[i],
                                                     .channel = town->channel,
                                                     .conversation_id = conversation,
                                                     .message_id = post,
                                                     .resident_id = MATTI }));
    g_assert_no_error (town->error);
    g_assert_cmpuint (count_seen (town, "acts", seen[i]), >=, 1);
  }
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

/* The published contract has no token calls. */
static void
check_tokens (Town *town)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (LuukkuBatch) batch = NULL;
  gulong handler = g_signal_connect (town->adapter, "token-changed", G_CALLBACK (on_token), kept);

  town_set_mode (town, "expired");
  batch = town_fetch_well (town);
  g_assert_true (g_str_has_prefix (kept->str, "access=access-1&refresh=refresh-2&until="));
  town_set_mode (town, "dead-token");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  town_set_mode (town, "");
  g_signal_handler_disconnect (town->adapter, handler);
}

static void
check_throttled (Town *town)
{
  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, >, 2 * G_TIME_SPAN_MINUTE);
  town_set_mode (town, "");
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_x_type, "kaupunki");
  g_autofree char *name = town_open (town);
  g_autofree char *post = NULL, *conversation = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  check_reading (town, &post, &conversation);
  check_backlog (town);
  check_changes (town, post);
  check_sending (town, conversation, post);
  check_acts (town, conversation, post);
  if (g_strcmp0 (g_getenv ("LUUKKU_CONTRACT_SIDE"), "request") != 0)
    check_tokens (town);
  check_throttled (town);
  g_assert_cmpuint (town_get_calls (town), >, 30);
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/x/scenarios", test_scenarios);
  return g_test_run ();
}
