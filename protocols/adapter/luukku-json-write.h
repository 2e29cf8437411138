/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json-write.h: the small JSON objects of requests.
 *
 *   g_autoptr (JsonBuilder) builder = luukku_json_begin ();
 *   luukku_json_add_string (builder, "text", text);
 *   body = luukku_json_end (builder);
 *
 * Names are never NULL; a string that is NULL is left out with its name. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: (transfer full): a builder inside its object. */
JsonBuilder *luukku_json_begin (void);
void luukku_json_add_string (JsonBuilder *builder, const char *name, const char *value)
    G_GNUC_NON_NULL (1, 2);
void luukku_json_add_int (JsonBuilder *builder, const char *name, gint64 value) G_GNUC_NON_NULL (1, 2);
void luukku_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value) G_GNUC_NON_NULL (1, 2);
/* An array of strings. @values: ends with NULL. */
void luukku_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values)
    G_GNUC_NON_NULL (1, 2, 3);
/* What follows stands in the object @name, until luukku_json_close(). */
void luukku_json_open (JsonBuilder *builder, const char *name) G_GNUC_NON_NULL (1, 2);
void luukku_json_close (JsonBuilder *builder) G_GNUC_NON_NULL (1);
/* Ends the object. Returns: (transfer full). */
JsonNode *luukku_json_end_node (JsonBuilder *builder) G_GNUC_NON_NULL (1);
GBytes *luukku_json_end (JsonBuilder *builder) G_GNUC_NON_NULL (1);

G_END_DECLS
