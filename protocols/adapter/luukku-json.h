/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json.h: tolerant getters that fail loudly. json-glib's own getters return 0 or "" for a wrong type without
 * a word; platforms send "true" for true, 17 for "17" and 20-digit numbers. These take what clearly means the same
 * and otherwise set INVALID_DATA with the path of the member ("data[3].from.id"), never with its value. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_JSON_MAX_DEPTH 64

/* Parses @bytes (UTF-8, a byte order mark allowed). An HTML page is told as such.
 * Returns: (transfer full): NULL with INVALID_DATA or TOO_LARGE (nesting). */
JsonNode *luukku_json_parse (GBytes *bytes, GError **error) G_GNUC_NON_NULL (1);

/* A place in a document: the object and how we came there, for messages. */
typedef struct {
  JsonObject *object; /* (no ref): the document owns it */
  const char *path;   /* (no copy) */
} LuukkuJsonAt;

/* Each: FALSE with @error when the member is there but cannot mean that type. When it is absent or null:
 * required ones set @error, optional ones return TRUE and set the out-parameter to NULL, 0 or FALSE. */
gboolean luukku_json_get_string (const LuukkuJsonAt *at, const char *name, gboolean required, char **ret_value,
                                 GError **error) G_GNUC_NON_NULL (1, 2, 4); /* also a number as its digits */
gboolean luukku_json_get_int (const LuukkuJsonAt *at, const char *name, gboolean required, gint64 *ret_value,
                              GError **error) G_GNUC_NON_NULL (1, 2, 4); /* also "17" */
gboolean luukku_json_get_boolean (const LuukkuJsonAt *at, const char *name, gboolean required, gboolean *ret_value,
                                  GError **error) G_GNUC_NON_NULL (1, 2, 4); /* also "true", 1 */
/* *@ret_object: (transfer none). */
gboolean luukku_json_get_object (const LuukkuJsonAt *at, const char *name, gboolean required, JsonObject **ret_object,
                                 GError **error) G_GNUC_NON_NULL (1, 2, 4);
gboolean luukku_json_get_array (const LuukkuJsonAt *at, const char *name, gboolean required, JsonArray **ret_array,
                                GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* ISO 8601 with "+0000" or "Z", or a number of seconds. *@ret_time in UTC µs. */
gboolean luukku_json_get_time (const LuukkuJsonAt *at, const char *name, gboolean required, gint64 *ret_time,
                               GError **error) G_GNUC_NON_NULL (1, 2, 4);

/* Returns: (transfer full): @node as bytes, for a message's raw payload, with every member called access_token,
 * token, secret or *_url/url whose value is a signed address left out. */
GBytes *luukku_json_raw (JsonNode *node) G_GNUC_NON_NULL (1);

G_END_DECLS
