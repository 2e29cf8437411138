/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-parse.c: the answers of the client-server API, those with rooms in luukku-matrix-sync.c.
 * Pure.
 */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-parse.h"

#include <string.h>

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"

#define DEFAULT_BAN 50   /* m.room.power_levels without "ban" */
#define MAX_IGNORED 5000 /* people */

static gboolean
root_at (JsonNode *root, LuukkuJsonAt *ret_at)
{
  ret_at->object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  ret_at->path = "";
  return ret_at->object != NULL;
}

static void
set_odd (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("The Matrix server's answer does not have what it should have; it is asked again later."));
}

char *
luukku_matrix_parse_string (JsonNode *root, const char *name, GError **error)
{
  LuukkuJsonAt at;
  char *text = NULL;

  if (root_at (root, &at) && luukku_json_get_string (&at, name, TRUE, &text, NULL) && *text != '\0')
    return text;
  g_free (text);
  set_odd (error);
  return NULL;
}

char *
luukku_matrix_parse_homeserver (JsonNode *root)
{
  LuukkuJsonAt at, server = { NULL, "m.homeserver" };
  g_autofree char *address = NULL;

  if (!root_at (root, &at) || !luukku_json_get_object (&at, "m.homeserver", FALSE, &server.object, NULL) ||
      server.object == NULL || !luukku_json_get_string (&server, "base_url", FALSE, &address, NULL))
    return NULL;
  return luukku_http_clean_base (address);
}

gboolean
luukku_matrix_parse_versions (JsonNode *root)
{
  LuukkuJsonAt at;
  JsonArray *list = NULL;

  if (!root_at (root, &at) || !luukku_json_get_array (&at, "versions", FALSE, &list, NULL) || list == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (json_node_get_value_type (node) == G_TYPE_STRING &&
        g_str_has_prefix (json_node_get_string (node), "v1."))
      return TRUE;
  }
  return FALSE;
}

guint
luukku_matrix_parse_member_count (JsonNode *root)
{
  LuukkuJsonAt at;
  JsonObject *joined = NULL;

  if (!root_at (root, &at) || !luukku_json_get_object (&at, "joined", FALSE, &joined, NULL) || joined == NULL)
    return 0;
  return json_object_get_size (joined);
}

gboolean
luukku_matrix_may_ban (JsonNode *root, const char *user, const char *other)
{
  LuukkuJsonAt at, users = { NULL, "users" };
  gint64 ban = DEFAULT_BAN, usual = 0, own, theirs;

  if (!root_at (root, &at))
    return FALSE;
  if (json_object_has_member (at.object, "ban") && !luukku_json_get_int (&at, "ban", FALSE, &ban, NULL))
    return FALSE;
  if (!luukku_json_get_int (&at, "users_default", FALSE, &usual, NULL) ||
      !luukku_json_get_object (&at, "users", FALSE, &users.object, NULL))
    return FALSE;
  own = theirs = usual;
  if (users.object != NULL && json_object_has_member (users.object, user) &&
      !luukku_json_get_int (&users, user, FALSE, &own, NULL))
    return FALSE;
  if (users.object != NULL && json_object_has_member (users.object, other) &&
      !luukku_json_get_int (&users, other, FALSE, &theirs, NULL))
    return FALSE;
  return own >= ban && own > theirs;
}

GBytes *
luukku_matrix_write_ignored (JsonNode *root, const char *other, gboolean ignored)
{
  LuukkuJsonAt at;
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GList) users = NULL;
  JsonObject *old = NULL;
  guint count = 0;

  if (!root_at (root, &at) || !luukku_json_get_object (&at, "ignored_users", FALSE, &old, NULL))
    old = NULL;
  users = old != NULL ? json_object_get_members (old) : NULL;
  luukku_json_open (builder, "ignored_users");
  if (ignored) {
    luukku_json_open (builder, other);
    luukku_json_close (builder);
  }
  for (GList *user = users; user != NULL && count < MAX_IGNORED; user = user->next, count++) {
    if (g_str_equal (user->data, other))
      continue;
    luukku_json_open (builder, user->data);
    luukku_json_close (builder);
  }
  luukku_json_close (builder);
  return luukku_json_end (builder);
}

/* --- a reply of ours, looked up */

static gboolean
is_sent (const LuukkuJsonAt *event, const char *txn, const char *text, gint64 sent_at, gint64 queued_at)
{
  LuukkuJsonAt aside = { NULL, "unsigned" }, content = { NULL, "content" };
  g_autofree char *used = NULL, *body = NULL;

  if (luukku_json_get_object (event, "unsigned", FALSE, &aside.object, NULL) && aside.object != NULL &&
      luukku_json_get_string (&aside, "transaction_id", FALSE, &used, NULL) && used != NULL)
    return g_str_equal (used, txn);
  return sent_at >= queued_at - LUUKKU_FIND_MARGIN &&
         luukku_json_get_object (event, "content", FALSE, &content.object, NULL) && content.object != NULL &&
         luukku_json_get_string (&content, "body", FALSE, &body, NULL) && g_strcmp0 (body, text) == 0;
}

char *
luukku_matrix_find_sent (JsonNode *root, const char *user, const char *txn, const char *text,
                         gint64 queued_at, gboolean *ret_far_enough)
{
  LuukkuJsonAt at;
  JsonArray *chunk = NULL;

  *ret_far_enough = FALSE;
  if (!root_at (root, &at) || !luukku_json_get_array (&at, "chunk", FALSE, &chunk, NULL) || chunk == NULL)
    return NULL;
  *ret_far_enough = !json_object_has_member (at.object, "end");
  for (guint i = 0; i < json_array_get_length (chunk); i++) {
    JsonNode *node = json_array_get_element (chunk, i);
    LuukkuJsonAt event = { JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, "chunk" };
    g_autofree char *author = NULL, *id = NULL;
    gint64 ms = 0;

    if (event.object == NULL || !luukku_json_get_string (&event, "sender", FALSE, &author, NULL) ||
        !luukku_json_get_string (&event, "event_id", FALSE, &id, NULL) ||
        !luukku_json_get_int (&event, "origin_server_ts", FALSE, &ms, NULL))
      continue;
    ms = CLAMP (ms, 0, G_MAXINT64 / 1000);
    *ret_far_enough = *ret_far_enough || (ms > 0 && ms * 1000 < queued_at - LUUKKU_FIND_MARGIN);
    if (g_strcmp0 (author, user) == 0 && luukku_matrix_is_event (id) &&
        is_sent (&event, txn, text, ms * 1000, queued_at))
      return g_steal_pointer (&id);
  }
  return NULL;
}

/* --- files */

static gboolean
has_only (const char *text, gsize length, const char *others)
{
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr (others, text[i]) == NULL)
      return FALSE;
  }
  return length > 0;
}

char *
luukku_matrix_media_path (const char *url)
{
  const char *server = url != NULL && g_str_has_prefix (url, "mxc://") ? url + strlen ("mxc://") : NULL;
  const char *slash = server != NULL ? strchr (server, '/') : NULL;

  if (slash == NULL || strlen (server) > 2 * LUUKKU_MATRIX_MAX_ID ||
      !has_only (server, (gsize) (slash - server), ".-:[]") ||
      !has_only (slash + 1, strlen (slash + 1), "-_"))
    return NULL;
  return g_strdup (server);
}
