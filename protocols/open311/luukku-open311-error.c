/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-error.c: a feedback system's error answers as faults. Pure; the knowledge is the tables. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-error.h"

#include <string.h>

#include "base/luukku-error.h"
#include "open311/luukku-open311-xml.h"

static const char no_key[] = N_ ("The feedback system does not accept the key for writing, so nothing was "
                                 "sent. Ask its keeper for a key and give "
                                 "it to the account; reading goes on.");
static const char no_service[] = N_ ("The feedback system does not know the chosen service any more, so "
                                     "nothing was sent. Open the form again and "
                                     "choose from the new list.");
static const char refused[] = N_ ("The feedback system did not take the text: a detail is missing, or the "
                                  "text is too short. Nothing was sent. "
                                  "Complete it, or enter it in the feedback system's own form.");
static const char unknown_place[] = N_ ("The feedback system does not know this address or this town. "
                                        "Correct the address and the jurisdiction on the "
                                        "account's Advanced page.");

/* A key for writing that is refused is no reason to stop reading. */
static const LuukkuFaultRow sending_rows[] = {
  { 401, 401, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_key },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_key },
  { 400, 400, NULL, "api key", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_key },
  { 400, 400, NULL, "api_key", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_key },
  { 400, 404, NULL, "service code", LUUKKU_FAULT_BAD_REQUEST, 0, no_service },
  { 400, 404, NULL, "service_code", LUUKKU_FAULT_BAD_REQUEST, 0, no_service },
  { 400, 400, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, refused },
  { 422, 422, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, refused },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow reading_rows[] = {
  { 401, 401, NULL, "jurisdiction", LUUKKU_FAULT_SETTINGS, 0, unknown_place },
  { 400, 404, NULL, "jurisdiction", LUUKKU_FAULT_SETTINGS, 0, unknown_place },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { .kind = LUUKKU_ROWS_END },
};

JsonNode *
luukku_open311_read_body (JsonNode *root, LuukkuResponse *response)
{
  GBytes *body = luukku_response_get_body (response);
  gsize length = 0;
  const char *data;

  if (root != NULL && !JSON_NODE_HOLDS_NULL (root))
    return json_node_copy (root);
  data = g_bytes_get_data (body, &length);
  if (length == 0 || memchr (data, '<', MIN (length, 8)) == NULL)
    return NULL;
  return luukku_open311_xml_to_json (body, NULL);
}

/* Whatever strings stand in it, only to be searched. */
static void
gather (JsonNode *node, guint depth, GString *text)
{
  if (depth > LUUKKU_OPEN311_XML_MAX_DEPTH) {
    return;
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *list = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (list); i++)
      gather (json_array_get_element (list, i), depth + 1, text);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    JsonNode *value;
    const char *name;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &value))
      gather (value, depth + 1, text);
  } else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    g_string_append_printf (text, "%s\n", json_node_get_string (node));
  }
}

gboolean
luukku_open311_check (const LuukkuHttpAnswer *answer, GError **error)
{
  g_autoptr (GString) message = g_string_new (NULL);
  g_autoptr (JsonNode) body = NULL;
  const LuukkuFaultFacts facts = { .platform = LUUKKU_OPEN311_NAME,
                                   .status = answer->status,
                                   .retry_after = answer->retry_after,
                                   .sending = answer->sending };
  LuukkuFaultFacts whole = facts;

  if (answer->status >= 200 && answer->status < 300)
    return TRUE;
  body = luukku_open311_read_body (answer->root, answer->response);
  if (body != NULL)
    gather (body, 0, message);
  whole.message = message->str;
  luukku_fault_table_set (answer->sending ? sending_rows : reading_rows, &whole, error);
  return FALSE;
}
