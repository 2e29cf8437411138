/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-cursor.c: how far a channel's comments have been read; pure. One JSON object:
 * {"v":1,"day":20261120,"used":50,"comments":{…}}. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"

#define VERSION 1
#define COMMENTS "comments"
#define MAX_CURSOR (4 * 1024 * 1024)
#define STEP 50 /* the count is kept in steps, so that a look that brings nothing moves nothing */

LuukkuYoutubeCursor *
luukku_youtube_cursor_read (const char *text, const LuukkuCommentLimits *limits)
{
  LuukkuYoutubeCursor *self = g_new0 (LuukkuYoutubeCursor, 1);
  gsize length = text != NULL ? strlen (text) : 0;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length <= MAX_CURSOR ? length : 0);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuJsonAt at = { NULL, "" };
  guint odd = 0;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || luukku_json_read_int (&at, "v", &odd) != VERSION) {
    self->window = luukku_comment_window_new (limits);
    return self;
  }
  self->quota.day = (guint) CLAMP (luukku_json_read_int (&at, "day", &odd), 0, G_MAXINT);
  self->quota.used = (guint) CLAMP (luukku_json_read_int (&at, "used", &odd), 0, G_MAXINT);
  self->window = luukku_comment_window_read (limits, &at, COMMENTS);
  return self;
}

char *
luukku_youtube_cursor_write (const LuukkuYoutubeCursor *self, gint64 now)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  luukku_json_add_int (builder, "v", VERSION);
  luukku_json_add_int (builder, "day", self->quota.day);
  luukku_json_add_int (builder, "used", (self->quota.used + STEP - 1) / STEP * STEP);
  luukku_comment_window_write (self->window, builder, COMMENTS, now);
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}

void
luukku_youtube_cursor_free (LuukkuYoutubeCursor *self)
{
  if (self == NULL)
    return;
  luukku_comment_window_free (self->window);
  g_free (self);
}
