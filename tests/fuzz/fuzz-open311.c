/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-open311.c: what a feedback system may answer, JSON or XML, on any bytes: whole messages or none. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-cursor.h"
#include "open311/luukku-open311-parse.h"
#include "open311/luukku-open311-xml.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (batch->messages, i);

    g_assert_cmpstr (luukku_message_get_platform_id (message), !=, "");
    g_assert_true (luukku_open311_is_id (luukku_message_get_conversation_id (message)));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_cmpint (luukku_message_get_sent_at (message), >, 0);
  }
}

static void
read_all (JsonNode *root)
{
  g_autofree char *address = g_strdup ("Osoite"), *closed = g_strdup ("Käsitelty");
  const LuukkuOpen311Words words = { address, closed };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  LuukkuOpen311Place place = { "open311:palaute", 1795000000000000, TRUE, &words, batch, states };
  g_autoptr (GPtrArray) services = luukku_open311_parse_services (root, NULL);
  g_autofree char *id = NULL, *token = NULL, *found = NULL;

  luukku_open311_parse_requests (root, &place, NULL);
  g_assert_cmpuint (batch->threads->len, ==, g_hash_table_size (states));
  luukku_open311_parse_updates (root, &place, NULL);
  check (batch);
  if (luukku_open311_parse_sent (root, "service_request_id", &id, &token, NULL))
    g_assert_true (id != NULL || token != NULL);
  found = luukku_open311_find_text (root, "service_request_id", NULL, "Hei", 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) json = luukku_json_parse (bytes, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) xml = luukku_open311_xml_to_json (bytes, &error);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (LuukkuOpen311Cursor) cursor = luukku_open311_cursor_read (text, 1795000000000000, 1);

  g_assert_true ((xml == NULL) == (error != NULL));
  g_assert_cmpint (cursor->from, >, 0);
  g_assert_cmpint (cursor->from, <=, 1795000000000000);
  if (json != NULL)
    read_all (json);
  if (xml != NULL)
    read_all (xml);
  return 0;
}
