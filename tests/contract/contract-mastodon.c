/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-mastodon.c: the real Mastodon adapter on the real transport: through a proxy that checks every
 * request and answer against the contract, to a scenario server; or, started by run_snac.py, against a real
 * snac2. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "mastodon/luukku-mastodon.h"

#define REPLY "Hei, kirjasto on auki klo 9–20."
#define TRIES 20 /* snac2 hands a status over after some seconds */

/* --- through the proxy */

/* Returns: (transfer full): the status's id. */
static char *
resident_writes (Town *town, const char *name, const char *text, gboolean quiet)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\",\"quiet\":%s}", name, text,
                                           quiet ? "true" : "false");
  g_autoptr (JsonNode) root = town_control (town, "message", body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static void
steer_status (Town *town, const char *what, const char *id, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"text\":\"%s\"}", id, text);

  json_node_unref (town_control (town, what, body));
}

/* How often @text stands in the list @member of what the server has seen from us. */
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
reply_new (Town *town, const char *text)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = "109001",
                                .resident_id = "matti@muu.example",
                                .text = text,
                                .idempotency_key = text,
                                .queued_at = luukku_clock_now (town->clock) - 2 * G_TIME_SPAN_HOUR });
}

static void
check_reading (Town *town)
{
  g_autofree char *id = resident_writes (town, "matti", "Katuvalo on pimeänä 💡", FALSE);
  g_autofree char *quiet = resident_writes (town, "aino", "Suodatin söi ilmoituksen", TRUE);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuBatch) again = NULL;

  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_nonnull (strstr (luukku_message_get_text (town_find (batch, id)), "Katuvalo on pimeänä 💡"));
  g_assert_nonnull (town_find (batch, quiet)); /* by its conversation */
  again = town_fetch_well (town);
  g_assert_cmpuint (again->messages->len, ==, 0);
}

static void
check_pages (Town *town)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  for (guint i = 0; i < 45; i++) {
    g_autofree char *name = g_strdup_printf ("asukas%02u", i);

    g_free (resident_writes (town, name, "Hei", TRUE));
  }
  while (more) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint i = 0; i < batch->messages->len; i++)
      g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[i])));
    more = batch->more;
  }
  g_assert_cmpuint (g_hash_table_size (seen), >=, 45); /* the Link header was followed to its end */
}

static void
check_changes (Town *town)
{
  g_autofree char *edited = resident_writes (town, "matti", "Ensimmäinen muoto", FALSE);
  g_autofree char *deleted = resident_writes (town, "matti", "Tämän poistan", FALSE);
  gboolean has_edit = FALSE, is_gone = FALSE;

  luukku_batch_free (town_fetch_well (town));
  steer_status (town, "edit", edited, "Toinen muoto");
  steer_status (town, "delete", deleted, "");
  for (guint i = 0; i < 12 && !(has_edit && is_gone); i++) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
    LuukkuMessage *message = town_find (batch, edited);

    has_edit = has_edit || (message != NULL && strstr (luukku_message_get_text (message), "Toinen") != NULL);
    for (guint j = 0; j < batch->gone->len; j++)
      is_gone = is_gone || g_str_equal (batch->gone->pdata[j], deleted);
  }
  g_assert_true (has_edit);
  g_assert_true (is_gone);
}

static void
check_sending (Town *town)
{
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, REPLY);
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, "Vastaus kulki, kuittaus ei.");
  g_autoptr (LuukkuSendRequest) other = reply_new (town, "Tätä ei lähetetty.");
  g_autofree char *id = town_send (town, reply);
  g_autofree char *found = NULL;
  g_autofree char *repeated = NULL;

  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  g_assert_cmpuint (count_seen (town, "visible", "direct"), ==, 1);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  repeated = town_send (town, lost); /* the same key: the server does it once */
  g_assert_cmpstr (repeated, ==, found);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
  g_assert_null (town_find_sent (town, other));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "visible", "public"), ==, 0);
}

static void
check_acts (Town *town)
{
  static const LuukkuActKind kinds[] = { LUUKKU_ACT_BAN, LUUKKU_ACT_UNBAN, LUUKKU_ACT_MUTE, LUUKKU_ACT_UNMUTE,
                                         LUUKKU_ACT_REPORT };
  static const char *const seen[] = { "block:109001", "unblock:109001", "mute:109001", "unmute:109001",
                                      "report:109001" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_assert_true (town_act (town, &(LuukkuActInit){ .kind = kinds[i],
                                                     .channel = town->channel,
                                                     .conversation_id = "109001",
                                                     .message_id = "113001",
                                                     .note = "Uhkaus" }));
    g_assert_cmpuint (count_seen (town, "acts", seen[i]), >=, 1);
  }
}

static void
check_faults (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  town_set_mode (town, "dead-token");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, ==, 3 * G_TIME_SPAN_MINUTE);
  town_set_mode (town, "");
  batch = town_fetch_well (town);
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_mastodon_type, "kaupunki@muu.example");
  g_autofree char *name = town_open (town);

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  g_assert_cmpuint (luukku_adapter_get_limits (town->adapter)->max_text, ==, 468);
  check_reading (town);
  check_pages (town);
  check_changes (town);
  check_sending (town);
  check_acts (town);
  check_faults (town);
  g_assert_cmpuint (town_get_calls (town), >, 30);
  town_free (town);
}

/* --- a real snac2 on this machine: what it does differently from Mastodon is in the adapter's README */

static LuukkuMessage *
wait_for_message (Town *town, const char *words, LuukkuBatch **ret_batch)
{
  for (guint i = 0; i < TRIES; i++) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint j = 0; j < batch->messages->len; j++) {
      LuukkuMessage *message = batch->messages->pdata[j];

      if (strstr (luukku_message_get_text (message), words) != NULL) {
        *ret_batch = g_steal_pointer (&batch);
        return message;
      }
    }
    town_wait_a_second (town);
  }
  return NULL;
}

static void
test_snac (void)
{
  Town *town = town_new (&luukku_mastodon_type, "kirjaamo@localhost");
  g_autofree char *name = town_open (town);
  g_autofree char *id = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) next = NULL;
  g_autoptr (LuukkuSendRequest) reply = NULL;
  LuukkuMessage *message;

  g_assert_no_error (town->error);
  g_assert_nonnull (name);
  json_node_unref (town_control (town, "statuses",
                                 "{\"status\":\"@kirjaamo@localhost Katuvalo on pimeänä 💡 & ei pala\","
                                 "\"visibility\":\"direct\"}"));
  message = wait_for_message (town, "Katuvalo on pimeänä 💡 & ei pala", &batch);
  g_assert_nonnull (message);
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_IN);
  reply = luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = luukku_message_get_conversation_id (message),
                                .resident_id = "matti@localhost",
                                .text = REPLY,
                                .idempotency_key = "snac-1",
                                .reply_to = luukku_message_get_platform_id (message),
                                .queued_at = luukku_clock_now (town->clock) });
  id = town_send (town, reply);
  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  g_assert_null (town_find_sent (town, reply)); /* it lists no private ones: that proves nothing */
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  json_node_unref (town_control (town, "statuses",
                                 "{\"status\":\"@kirjaamo@localhost Kiitos\",\"visibility\":\"direct\"}"));
  g_assert_nonnull (wait_for_message (town, "Kiitos", &next));
  g_assert_null (town_find (next, luukku_message_get_platform_id (message))); /* from the cursor on */
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  if (g_getenv ("LUUKKU_CONTRACT_RESIDENT") != NULL)
    g_test_add_func ("/contract/mastodon/snac2", test_snac);
  else
    g_test_add_func ("/contract/mastodon/scenarios", test_scenarios);
  return g_test_run ();
}
