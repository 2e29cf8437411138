/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json-write.c: the small JSON objects of requests. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json-write.h"

#include "adapter/luukku-http.h"

JsonBuilder *
luukku_json_begin (void)
{
  return json_builder_begin_object (json_builder_new ());
}

void
luukku_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
luukku_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
luukku_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
luukku_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; *values != NULL; values++)
    json_builder_add_string_value (builder, *values);
  json_builder_end_array (builder);
}

void
luukku_json_open (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

void
luukku_json_close (JsonBuilder *builder)
{
  json_builder_end_object (builder);
}

JsonNode *
luukku_json_end_node (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

GBytes *
luukku_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = luukku_json_end_node (builder);

  return luukku_http_json_body (root);
}
