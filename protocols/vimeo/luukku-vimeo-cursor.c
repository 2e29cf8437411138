/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-cursor.c: how far the comments of an account have been read; pure. One JSON object:
 * {"v":1,"page":2,"comments":{…}}. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"

#define VERSION 1
#define COMMENTS "comments"
#define MAX_CURSOR (4 * 1024 * 1024)
#define FIRST_OLDER_PAGE 2
#define MAX_PAGE 10000

LuukkuVimeoCursor *
luukku_vimeo_cursor_read (const char *text, const LuukkuCommentLimits *limits)
{
  LuukkuVimeoCursor *self = g_new0 (LuukkuVimeoCursor, 1);
  gsize length = text != NULL ? strlen (text) : 0;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length <= MAX_CURSOR ? length : 0);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuJsonAt at = { NULL, "" };
  guint odd = 0;

  self->page = FIRST_OLDER_PAGE;
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || luukku_json_read_int (&at, "v", &odd) != VERSION) {
    self->window = luukku_comment_window_new (limits);
    return self;
  }
  self->page = (guint) CLAMP (luukku_json_read_int (&at, "page", &odd), FIRST_OLDER_PAGE, MAX_PAGE);
  self->window = luukku_comment_window_read (limits, &at, COMMENTS);
  return self;
}

char *
luukku_vimeo_cursor_write (const LuukkuVimeoCursor *self, gint64 now)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  luukku_json_add_int (builder, "v", VERSION);
  luukku_json_add_int (builder, "page", self->page);
  luukku_comment_window_write (self->window, builder, COMMENTS, now);
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}

void
luukku_vimeo_cursor_free (LuukkuVimeoCursor *self)
{
  if (self == NULL)
    return;
  luukku_comment_window_free (self->window);
  g_free (self);
}
