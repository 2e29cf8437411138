/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-cursor.c: how far an account at TikTok has been read; pure. As text: JSON with a version. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "tiktok/luukku-tiktok-parse.h"

#define VERSION 1
#define MAX_CURSOR (1024 * 1024)
#define MAX_TITLE 400 /* bytes */

static const LuukkuCommentLimits limits = {
  .max_comments = 1500,
  .max_lists = 600,
  .max_pages = 60,
  .gone_after = 2,
};

char *
luukku_tiktok_video_list (const char *video)
{
  return g_strconcat ("v:", video, NULL);
}

char *
luukku_tiktok_reply_list (const char *comment)
{
  return g_strconcat ("r:", comment, NULL);
}

/* --- the object */

static void
replies_free (LuukkuTiktokReplies *self)
{
  g_free (self->video);
  g_free (self->comment);
  g_free (self->title);
  g_free (self);
}

static LuukkuTiktokCursor *
cursor_new (void)
{
  LuukkuTiktokCursor *self = g_new0 (LuukkuTiktokCursor, 1);

  self->replies = g_ptr_array_new_with_free_func ((GDestroyNotify) replies_free);
  self->talks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
luukku_tiktok_cursor_free (LuukkuTiktokCursor *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->window, luukku_comment_window_free);
  g_free (self->page);
  g_ptr_array_unref (self->replies);
  g_hash_table_unref (self->talks);
  g_free (self);
}

gboolean
luukku_tiktok_cursor_add_replies (LuukkuTiktokCursor *self, const char *video, const char *comment,
                                  const char *title, gint64 total)
{
  LuukkuTiktokReplies *replies;

  for (guint i = 0; i < self->replies->len; i++) {
    replies = self->replies->pdata[i];
    if (g_str_equal (replies->comment, comment)) {
      replies->total = total;
      return TRUE;
    }
  }
  if (self->replies->len >= LUUKKU_TIKTOK_MAX_REPLIES)
    return FALSE;
  replies = g_new0 (LuukkuTiktokReplies, 1);
  replies->video = g_strdup (video);
  replies->comment = g_strdup (comment);
  replies->title = g_strdup (title);
  replies->total = total;
  g_ptr_array_add (self->replies, replies);
  return TRUE;
}

void
luukku_tiktok_cursor_drop_replies (LuukkuTiktokCursor *self)
{
  g_ptr_array_remove_index (self->replies, 0);
}

gint64
luukku_tiktok_cursor_get_talk (LuukkuTiktokCursor *self, const char *id)
{
  const gint64 *at = g_hash_table_lookup (self->talks, id);

  return at != NULL ? *at : 0;
}

void
luukku_tiktok_cursor_set_talk (LuukkuTiktokCursor *self, const char *id, gint64 at)
{
  g_hash_table_replace (self->talks, g_strdup (id), g_memdup2 (&at, sizeof at));
}

/* --- to text */

typedef struct {
  const char *id;
  gint64 at;
} Talk;

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const Talk *one = a, *other = b;

  if (one->at != other->at)
    return one->at < other->at ? 1 : -1;
  return strcmp (one->id, other->id);
}

static void
write_talks (const LuukkuTiktokCursor *self, JsonBuilder *builder)
{
  g_autoptr (GArray) talks = g_array_new (FALSE, FALSE, sizeof (Talk));
  GHashTableIter iter;
  gpointer id, at;

  g_hash_table_iter_init (&iter, self->talks);
  while (g_hash_table_iter_next (&iter, &id, &at)) {
    const Talk talk = { id, *(gint64 *) at };

    g_array_append_val (talks, talk);
  }
  if (talks->len == 0)
    return;
  g_array_sort (talks, compare_newest_first);
  luukku_json_open (builder, "talks");
  for (guint i = 0; i < MIN (talks->len, LUUKKU_TIKTOK_MAX_TALKS); i++)
    luukku_json_add_int (builder, g_array_index (talks, Talk, i).id, g_array_index (talks, Talk, i).at);
  luukku_json_close (builder);
}

static void
write_replies (const LuukkuTiktokCursor *self, JsonBuilder *builder)
{
  if (self->replies->len == 0)
    return;
  json_builder_set_member_name (builder, "replies");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->replies->len; i++) {
    const LuukkuTiktokReplies *replies = self->replies->pdata[i];

    json_builder_begin_object (builder);
    luukku_json_add_string (builder, "video", replies->video);
    luukku_json_add_string (builder, "comment", replies->comment);
    luukku_json_add_string (builder, "title", replies->title);
    luukku_json_add_int (builder, "total", replies->total);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

char *
luukku_tiktok_cursor_write (LuukkuTiktokCursor *self, gint64 now)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  luukku_json_add_int (builder, "version", VERSION);
  luukku_json_add_string (builder, "page", self->page);
  if (self->sweep_at != 0)
    luukku_json_add_int (builder, "sweep_at", self->sweep_at);
  if (self->swept)
    luukku_json_add_boolean (builder, "swept", TRUE);
  write_replies (self, builder);
  write_talks (self, builder);
  luukku_comment_window_write (self->window, builder, "window", now);
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}

/* --- from text */

static void
read_replies (LuukkuTiktokCursor *self, const LuukkuJsonAt *at)
{
  JsonArray *list = NULL;
  guint length;

  luukku_json_get_array (at, "replies", FALSE, &list, NULL);
  length = list != NULL ? json_array_get_length (list) : 0;
  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (list, i);
    LuukkuJsonAt inner = { NULL, "replies" };
    g_autofree char *video = NULL, *comment = NULL, *title = NULL;
    gint64 total = 0;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    inner.object = json_node_get_object (node);
    if (!luukku_json_get_string (&inner, "video", TRUE, &video, NULL) || !luukku_tiktok_is_id (video) ||
        !luukku_json_get_string (&inner, "comment", TRUE, &comment, NULL) || !luukku_tiktok_is_id (comment) ||
        !luukku_json_get_int (&inner, "total", TRUE, &total, NULL))
      continue;
    if (!luukku_json_get_string (&inner, "title", FALSE, &title, NULL) ||
        (title != NULL && strlen (title) > MAX_TITLE))
      g_clear_pointer (&title, g_free);
    luukku_tiktok_cursor_add_replies (self, video, comment, title, total);
  }
}

static void
read_talks (LuukkuTiktokCursor *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt talks = { NULL, "talks" };
  g_autoptr (GList) names = NULL;

  if (!luukku_json_get_object (at, "talks", FALSE, &talks.object, NULL) || talks.object == NULL)
    return;
  names = json_object_get_members (talks.object);
  for (GList *name = names; name != NULL; name = name->next) {
    gint64 time = 0;

    if (luukku_json_get_int (&talks, name->data, TRUE, &time, NULL))
      luukku_tiktok_cursor_set_talk (self, name->data, time);
  }
}

LuukkuTiktokCursor *
luukku_tiktok_cursor_read (const char *text)
{
  LuukkuTiktokCursor *self = cursor_new ();
  gsize length = text != NULL ? strlen (text) : 0;
  g_autoptr (GBytes) bytes = g_bytes_new (text, MIN (length, MAX_CURSOR));
  g_autoptr (JsonNode) root = length <= MAX_CURSOR ? luukku_json_parse (bytes, NULL) : NULL;
  LuukkuJsonAt at = { NULL, "" };
  gint64 version = 0, sweep_at = 0;
  gboolean swept = FALSE;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || !luukku_json_get_int (&at, "version", TRUE, &version, NULL) ||
      version != VERSION) {
    self->window = luukku_comment_window_new (&limits);
    return self;
  }
  if (!luukku_json_get_string (&at, "page", FALSE, &self->page, NULL) || !luukku_tiktok_is_id (self->page))
    g_clear_pointer (&self->page, g_free);
  if (luukku_json_get_int (&at, "sweep_at", FALSE, &sweep_at, NULL))
    self->sweep_at = MAX (sweep_at, 0);
  self->swept = luukku_json_get_boolean (&at, "swept", FALSE, &swept, NULL) && swept;
  read_replies (self, &at);
  read_talks (self, &at);
  self->window = luukku_comment_window_read (&limits, &at, "window");
  return self;
}
