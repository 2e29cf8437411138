/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-log-content.c: parses the content of a log entry with json-glib. An entry may come from outside, so
 * depth and size are looked at before the parser sees it. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-log-content.h"

#include <json-glib/json-glib.h>

#define SALT_LINE 65
#define MAX_ENTRY (16 * 1024 * 1024)
#define MAX_DEPTH 16

struct _LuukkuLogContent {
  JsonParser *parser;
  JsonObject *content; /* no ref: the parser's */
};

/* json-glib descends once a bracket: a million of them would end the stack. */
gboolean
luukku_log_content_is_shallow (const char *json, gsize size)
{
  gboolean inside = FALSE;
  int depth = 0;

  for (gsize i = 0; i < size; i++) {
    if (inside && json[i] == '\\')
      i++;
    else if (json[i] == '"')
      inside = !inside;
    else if (!inside && (json[i] == '[' || json[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!inside && (json[i] == ']' || json[i] == '}'))
      depth--;
  }
  return TRUE;
}

static JsonObject *
get_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

LuukkuLogContent *
luukku_log_content_new (GBytes *bytes)
{
  g_autoptr (LuukkuLogContent) self = g_new0 (LuukkuLogContent, 1);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  JsonObject *root = NULL;

  self->parser = json_parser_new_immutable ();
  if (size > SALT_LINE && size < MAX_ENTRY &&
      luukku_log_content_is_shallow (data + SALT_LINE, size - SALT_LINE) &&
      json_parser_load_from_data (self->parser, data + SALT_LINE, (gssize) (size - SALT_LINE), NULL))
    root = get_object (json_parser_get_root (self->parser));
  self->content = root != NULL ? get_object (json_object_get_member (root, "content")) : NULL;
  return self->content != NULL ? g_steal_pointer (&self) : NULL;
}

void
luukku_log_content_free (LuukkuLogContent *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->parser);
  g_free (self);
}

const char *
luukku_log_content_get_string (LuukkuLogContent *self, const char *name)
{
  JsonNode *node = json_object_get_member (self->content, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

gboolean
luukku_log_content_has_number (LuukkuLogContent *self, const char *name, gint64 number)
{
  JsonNode *node = json_object_get_member (self->content, name);
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    JsonNode *one = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_VALUE (one) && json_node_get_value_type (one) == G_TYPE_INT64 &&
        json_node_get_int (one) == number)
      return TRUE;
  }
  return FALSE;
}
