/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-whatsapp.c: the real WhatsApp adapter on the real transport, through a proxy that checks every
 * call of the number against the contract derived from the published one, to a scenario server that is also
 * the relay; and every webhook that the platform has published as an example. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "whatsapp/luukku-whatsapp-parse.h"
#include "whatsapp/luukku-whatsapp.h"

#define NUMBER "106540352242922"
#define MAIJA "358401112222"
#define EXAMPLES "whatsapp/whatsapp-webhook-examples.json"
#define EXAMPLE_MESSAGES 11 /* of the 16: a thumb, a system message and three group changes are none */

static gboolean
was_asked (Town *town, const char *text)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);
  JsonArray *texts = json_object_get_array_member (json_node_get_object (root), "texts");

  for (guint i = 0; i < json_array_get_length (texts); i++) {
    if (g_str_equal (json_array_get_string_element (texts, i), text))
      return TRUE;
  }
  return FALSE;
}

/* @value: what stands beside the metadata. */
static void
deliver (Town *town, const char *value)
{
  g_autofree char *body = g_strdup_printf (
      "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":"
      "\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{"
      "\"phone_number_id\":\"" NUMBER "\"},%s}}]}]}",
      value);

  json_node_unref (town_control (town, "deliver", body));
}

static char *
send (Town *town, const char *text, gint64 age)
{
  const LuukkuSendRequestInit init = { .channel = town->channel,
                                       .conversation_id = MAIJA,
                                       .resident_id = MAIJA,
                                       .text = text,
                                       .idempotency_key = text,
                                       .last_resident_at = luukku_clock_now (town->clock) - age,
                                       .queued_at = luukku_clock_now (town->clock) };
  g_autoptr (LuukkuSendRequest) reply = luukku_send_request_new (&init);

  return town_send (town, reply);
}

static gboolean
act (Town *town, LuukkuActKind kind)
{
  const LuukkuActInit init = { .kind = kind,
                               .channel = town->channel,
                               .conversation_id = MAIJA,
                               .message_id = "wamid.in1",
                               .resident_id = MAIJA };

  return town_act (town, &init);
}

/* --- scenarios */

static void
check_receive (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL, again = NULL, changed = NULL;

  deliver (town, "\"messages\":[{\"from\":\"" MAIJA "\",\"id\":\"wamid.in1\",\"timestamp\":\"1795168801\","
                 "\"type\":\"image\",\"image\":{\"id\":\"900100200\",\"mime_type\":\"image/jpeg\","
                 "\"caption\":\"Hyvää päivää\"}}]");
  batch = town_fetch_well (town);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, "wamid.in1")), ==, "Hyvää päivää");
  deliver (town,
           "\"statuses\":[{\"id\":\"wamid.out1\",\"status\":\"failed\",\"timestamp\":\"1795168802\","
           "\"recipient_id\":\"" MAIJA "\",\"errors\":[{\"code\":131026,\"title\":\"Undeliverable\"}]}],"
           "\"messages\":[{\"from\":\"" MAIJA "\",\"id\":\"wamid.in2\",\"timestamp\":\"1795168803\","
           "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"wamid.in1\"}}]");
  changed = town_fetch_well (town);
  g_assert_cmpuint (changed->undelivered->len, ==, 1);
  g_assert_cmpuint (changed->gone->len, ==, 1);
}

static void
check_send (Town *town)
{
  g_autofree char *id = send (town, "Hei, on auki.", G_TIME_SPAN_HOUR);
  g_autofree char *late = NULL;

  g_assert_no_error (town->error);
  g_assert_nonnull (id);
  g_assert_true (was_asked (town, "text " MAIJA));
  late = send (town, "Hei, on auki huomenna.", 30 * G_TIME_SPAN_HOUR);
  g_assert_no_error (town->error);
  g_assert_true (was_asked (town, "template " MAIJA));
  town_set_mode (town, "late");
  g_assert_null (send (town, "Hei", G_TIME_SPAN_HOUR));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_WINDOW);
  town_set_mode (town, "throttled");
  g_assert_null (send (town, "Hei", G_TIME_SPAN_HOUR));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  town_set_mode (town, "");
}

static void
check_acts (Town *town)
{
  g_assert_false (was_asked (town, "read wamid.in1")); /* fetching marks nothing as read */
  g_assert_true (act (town, LUUKKU_ACT_MARK_READ));
  g_assert_true (was_asked (town, "read wamid.in1"));
  g_assert_true (act (town, LUUKKU_ACT_BAN));
  g_assert_true (was_asked (town, "block +" MAIJA));
  g_assert_true (act (town, LUUKKU_ACT_UNBAN));
  g_assert_true (was_asked (town, "unblock +" MAIJA));
  town_set_mode (town, "block-late");
  g_assert_false (act (town, LUUKKU_ACT_BAN));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  town_set_mode (town, "");
}

static void
check_medium (Town *town)
{
  g_autoptr (GBytes) bytes = town_get_attachment (town, "whatsapp-media:900100200");

  g_assert_no_error (town->error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
}

/* The file goes up through Prism, too, and the message names it. */
static void
check_file (Town *town)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.4 lomake", 15);
  gint64 now = luukku_clock_now (town->clock);
  const LuukkuSendRequestInit init = { .channel = town->channel,
                                       .conversation_id = MAIJA,
                                       .resident_id = MAIJA,
                                       .text = "Lomake on tässä.",
                                       .idempotency_key = "file-1",
                                       .last_resident_at = now - G_TIME_SPAN_HOUR,
                                       .queued_at = now,
                                       .files = files };
  g_autoptr (LuukkuSendRequest) reply = NULL;
  g_autofree char *id = NULL;

  g_ptr_array_add (files, luukku_send_file_new ("lomake.pdf", "application/pdf", bytes));
  reply = luukku_send_request_new (&init);
  id = town_send (town, reply);
  g_assert_no_error (town->error);
  g_assert_true (was_asked (town, "document " MAIJA " lomake.pdf"));
}

static void
check_dead_token (Town *town)
{
  town_set_mode (town, "dead-token");
  g_assert_null (send (town, "Hei", G_TIME_SPAN_HOUR));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  town_set_mode (town, "");
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_whatsapp_type, NUMBER);
  g_autofree char *name = town_open (town);

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  check_receive (town);
  check_send (town);
  check_acts (town);
  check_medium (town);
  check_file (town);
  check_dead_token (town);
  town_free (town);
}

/* --- published examples */

static LuukkuBatch *
parse (JsonNode *root)
{
  LuukkuBatch *batch = luukku_batch_new ();

  luukku_whatsapp_parse_webhook (root, NUMBER, "whatsapp:" NUMBER, 1795168800000000, batch);
  return batch;
}

/* Each alone, and then the entries of all of them in one webhook. */
static void
test_published (void)
{
  const char *data = g_getenv ("LUUKKU_CONTRACT_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "", EXAMPLES, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) whole = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (LuukkuBatch) together = NULL;
  g_autoptr (GList) examples = NULL;
  JsonArray *entries = json_array_new ();
  guint messages = 0;

  if (data == NULL || *data == '\0' || !g_file_get_contents (path, &text, NULL, NULL)) {
    g_test_message ("the published examples are not here");
    json_array_unref (entries);
    return;
  }
  root = json_from_string (text, NULL);
  examples = json_object_get_values (json_node_get_object (root));
  g_assert_cmpuint (g_list_length (examples), ==, 16);
  for (GList *example = examples; example != NULL; example = example->next) {
    g_autoptr (LuukkuBatch) batch = parse (example->data);
    JsonArray *own = json_object_get_array_member (json_node_get_object (example->data), "entry");

    g_assert_cmpuint (batch->skipped, ==, 0);
    messages += batch->messages->len;
    for (guint i = 0; i < json_array_get_length (own); i++)
      json_array_add_element (entries, json_node_copy (json_array_get_element (own, i)));
  }
  g_assert_cmpuint (messages, ==, EXAMPLE_MESSAGES);
  json_node_take_object (whole, json_object_new ());
  json_object_set_array_member (json_node_get_object (whole), "entry", entries);
  together = parse (whole);
  g_assert_cmpuint (together->skipped, ==, 0);
  g_assert_cmpuint (together->messages->len, ==, EXAMPLE_MESSAGES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/whatsapp/scenarios", test_scenarios);
  g_test_add_func ("/contract/whatsapp/published", test_published);
  return g_test_run ();
}
