/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-open311.c: the real Open311 adapter on the real transport, through a proxy that checks every
 * request and answer against a contract, to a scenario server; and an answer that was recorded from the
 * cities' own reference server. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "open311/luukku-open311-parse.h"
#include "open311/luukku-open311.h"

#define MATTER "Liikennemerkki on kaatunut Puijonkadulla."

static gboolean
has_option (const char *text)
{
  const char *options = g_getenv ("LUUKKU_CONTRACT_OPTIONS");

  return options != NULL && strstr (options, text) != NULL;
}

static void
steer (Town *town, const char *what, const char *id, const char *name, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"%s\":\"%s\"}", id, name, text);

  json_node_unref (town_control (town, what, body));
}

static guint
count_seen (Town *town, const char *member, const char *text)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);
  JsonArray *texts = json_object_get_array_member (json_node_get_object (root), member);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (texts); i++)
    count += g_str_equal (json_array_get_string_element (texts, i), text);
  return count;
}

static LuukkuSendRequest *
request_new (Town *town, const char *conversation, const char *text)
{
  g_autofree char *key = g_strdup_printf ("key-%u", g_str_hash (text));

  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .text = text,
                                .idempotency_key = key,
                                .queued_at = luukku_clock_now (town->clock) - G_TIME_SPAN_MINUTE });
}

static void
check_reading (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL, closed = NULL;

  steer (town, "request", "abc123", "text", "Katuvalo on pimeänä 💡");
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_nonnull (strstr (luukku_message_get_text (town_find (batch, "abc123")), "Katuvalo on pimeänä 💡"));
  steer (town, "close", "abc123", "notes", "Valo on korjattu.");
  closed = town_fetch_well (town);
  g_assert_nonnull (
      strstr (luukku_message_get_text (town_find (closed, "abc123/status")), "Valo on korjattu."));
}

static void
check_forwarding (Town *town)
{
  g_autoptr (LuukkuSendRequest) request = request_new (town, LUUKKU_FORWARD_CONVERSATION "198", MATTER);
  g_autoptr (LuukkuSendRequest) lost =
      request_new (town, LUUKKU_FORWARD_CONVERSATION "198", "Kuittaus tästä ei tule perille.");
  g_autoptr (LuukkuSendRequest) wrong = request_new (town, LUUKKU_FORWARD_CONVERSATION "999", MATTER);
  g_autofree char *id = town_send (town, request);
  g_autofree char *found = NULL;

  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  g_assert_cmpuint (count_seen (town, "requests", MATTER), ==, 1);
  g_assert_null (town_send (town, wrong));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
  if (!has_option ("updates")) /* a published contract has no 500 */
    return;
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  g_assert_cmpuint (count_seen (town, "requests", "Kuittaus tästä ei tule perille."), ==, 1);
}

static void
check_updates (Town *town)
{
  g_autoptr (LuukkuSendRequest) reply = request_new (town, "abc123", "Kiitos ilmoituksesta.");
  g_autofree char *id = town_send (town, reply);
  g_autofree char *found = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "updates", "Kiitos ilmoituksesta."), ==, 1);
  found = town_find_sent (town, reply);
  g_assert_cmpstr (found, ==, id);
  batch = town_fetch_well (town);
  g_assert_nonnull (town_find (batch, id)); /* by the same id: the inbox knows it */
}

static void
check_faults (Town *town)
{
  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, ==, 180 * G_TIME_SPAN_SECOND);
  town_set_mode (town, "broken");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_null (strstr (town->error->message, "Maija"));
  town_set_mode (town, "");
}

static void
test_contract (void)
{
  Town *town = town_new (&luukku_open311_type, "palaute");
  g_autofree char *name = town_open (town);

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "palaute");
  if (has_option ("dates")) { /* what changes is seen at every tenth look: reading alone */
    g_autoptr (LuukkuBatch) batch = NULL;

    steer (town, "request", "abc123", "text", "Katuvalo on pimeänä");
    batch = town_fetch_well (town);
    g_assert_nonnull (town_find (batch, "abc123"));
  } else {
    check_reading (town);
    check_forwarding (town);
  }
  if (has_option ("updates")) {
    check_updates (town);
    check_faults (town);
  }
  g_assert_cmpuint (town_get_calls (town), >, 0);
  town_free (town);
}

/* Recorded from 6aika/issue-reporting, the reference server of the six cities. */
static void
test_capture (void)
{
  const char *folder = g_getenv ("LUUKKU_CONTRACT_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "captures",
                                            "open311-6aika-issue-reporting-list.json", NULL);
  g_autofree char *address = g_strdup ("Osoite"), *closed = g_strdup ("Käsitelty"), *text = NULL;
  const LuukkuOpen311Words words = { address, closed };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  LuukkuOpen311Place place = { "open311:palaute", 1795000000000000, FALSE, &words, batch, states };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL)) {
    g_test_message ("the recorded answer is not here");
    return;
  }
  bytes = g_bytes_new (text, length);
  root = luukku_json_parse (bytes, NULL);
  g_assert_cmpint (luukku_open311_parse_requests (root, &place, NULL), ==, 1);
  g_assert_cmpuint (batch->skipped, ==, 0);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, "zhk1ipr0")), ==,
                   "Katuvalo on pimeänä Kauppakadulla jo viikon.\n\ngeo:62.890000,27.680000");
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, "zhk1ipr0/status")), ==,
                   "Käsitelty\n\nKiitos ilmoituksesta, valo on korjattu.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/open311/capture", test_capture);
  g_test_add_func ("/contract/open311/calls", test_contract);
  return g_test_run ();
}
