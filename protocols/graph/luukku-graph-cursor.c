/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-cursor.c: how far the Page's conversations have been read. Pure; the text form is JSON:
 *
 *   {"version":1,"watermark":1784920267000000,"seen":[{"id":"t_1","at":1784920267000000}],
 *    "retry":[{"id":"t_2","at":1784920200000000,"tries":1}],
 *    "backfill":{"after":"QVFJ","floor":0,"pages":3,"done":[{"id":"t_3","at":1784910000000000}]}}
 *
 * retry and backfill only when there is something. Times are UTC µs. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-cursor.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "graph/luukku-graph-parse.h"

#define VERSION 1

/* --- marks */

static void
mark_free (LuukkuGraphMark *self)
{
  g_free (self->id);
  g_free (self);
}

GPtrArray *
luukku_graph_marks_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mark_free);
}

/* Returns: the place of @id, or -1. */
static int
marks_find (GPtrArray *marks, const char *id)
{
  for (guint i = 0; i < marks->len; i++) {
    const LuukkuGraphMark *mark = g_ptr_array_index (marks, i);

    if (g_str_equal (mark->id, id))
      return (int) i;
  }
  return -1;
}

gboolean
luukku_graph_marks_have (GPtrArray *marks, const char *id, gint64 updated_at)
{
  int i = marks_find (marks, id);

  return i >= 0 && ((const LuukkuGraphMark *) g_ptr_array_index (marks, i))->updated_at == updated_at;
}

gint64
luukku_graph_marks_get (GPtrArray *marks, const char *id)
{
  int i = marks_find (marks, id);

  return i >= 0 ? ((const LuukkuGraphMark *) g_ptr_array_index (marks, i))->updated_at : 0;
}

void
luukku_graph_marks_add (GPtrArray *marks, const char *id, gint64 updated_at, guint tries)
{
  int i = marks_find (marks, id);
  LuukkuGraphMark *mark;

  if (i >= 0)
    g_ptr_array_remove_index (marks, (guint) i);
  mark = g_new0 (LuukkuGraphMark, 1);
  mark->id = g_strdup (id);
  mark->updated_at = updated_at;
  mark->tries = tries;
  g_ptr_array_add (marks, mark);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  gint64 first = (*(const LuukkuGraphMark *const *) a)->updated_at;
  gint64 second = (*(const LuukkuGraphMark *const *) b)->updated_at;

  return (second > first) - (second < first);
}

/* --- walks */

LuukkuGraphWalk *
luukku_graph_walk_new (gint64 floor)
{
  LuukkuGraphWalk *self = g_new0 (LuukkuGraphWalk, 1);

  self->floor = floor;
  self->done = luukku_graph_marks_new ();
  return self;
}

void
luukku_graph_walk_free (LuukkuGraphWalk *self)
{
  if (self == NULL)
    return;
  g_free (self->after);
  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_free (self);
}

gboolean
luukku_graph_walk_next_page (LuukkuGraphWalk *self, const char *after)
{
  if (after == NULL || g_strcmp0 (after, self->after) == 0 || self->pages >= LUUKKU_GRAPH_MAX_WALK_PAGES)
    return FALSE;
  g_free (self->after);
  self->after = g_strdup (after);
  self->pages++;
  g_ptr_array_set_size (self->done, 0);
  return TRUE;
}

/* --- cursor */

static LuukkuGraphCursor *
cursor_new (void)
{
  LuukkuGraphCursor *self = g_new0 (LuukkuGraphCursor, 1);

  self->seen = luukku_graph_marks_new ();
  self->retry = luukku_graph_marks_new ();
  return self;
}

void
luukku_graph_cursor_free (LuukkuGraphCursor *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_clear_pointer (&self->retry, g_ptr_array_unref);
  g_clear_pointer (&self->backfill, luukku_graph_walk_free);
  g_free (self);
}

gint64
luukku_graph_cursor_get_floor (const LuukkuGraphCursor *self)
{
  gint64 floor;

  if (self->watermark <= 0)
    return 0;
  floor = self->watermark - LUUKKU_GRAPH_OVERLAP;
  /* So many threads at the border that not all are remembered: those below the oldest one remembered count as
   * read. */
  if (self->seen->len >= LUUKKU_GRAPH_MAX_SEEN) {
    const LuukkuGraphMark *oldest = g_ptr_array_index (self->seen, self->seen->len - 1);

    floor = MAX (floor, oldest->updated_at - 1);
  }
  return CLAMP (floor, 0, self->watermark - 1);
}

gboolean
luukku_graph_cursor_has_seen (const LuukkuGraphCursor *self, const char *id, gint64 updated_at)
{
  return luukku_graph_marks_have (self->seen, id, updated_at);
}

void
luukku_graph_cursor_add_seen (LuukkuGraphCursor *self, const char *id, gint64 updated_at)
{
  luukku_graph_marks_add (self->seen, id, updated_at, 0);
  g_ptr_array_sort (self->seen, compare_newest_first);
  if (self->seen->len > LUUKKU_GRAPH_MAX_SEEN)
    g_ptr_array_set_size (self->seen, LUUKKU_GRAPH_MAX_SEEN);
}

gboolean
luukku_graph_cursor_add_retry (LuukkuGraphCursor *self, const char *id, gint64 updated_at, gboolean counts)
{
  int i = marks_find (self->retry, id);
  guint tries = 1;

  if (i >= 0) {
    const LuukkuGraphMark *mark = g_ptr_array_index (self->retry, i);

    if (mark->updated_at == updated_at)
      tries = mark->tries + (counts ? 1 : 0);
  } else if (self->retry->len >= LUUKKU_GRAPH_MAX_RETRY) {
    return FALSE;
  }
  if (tries >= LUUKKU_GRAPH_MAX_TRIES)
    luukku_graph_cursor_drop_retry (self, id);
  else
    luukku_graph_marks_add (self->retry, id, updated_at, tries);
  return TRUE;
}

void
luukku_graph_cursor_drop_retry (LuukkuGraphCursor *self, const char *id)
{
  int i = marks_find (self->retry, id);

  if (i >= 0)
    g_ptr_array_remove_index (self->retry, (guint) i);
}

void
luukku_graph_cursor_keep_walk (LuukkuGraphCursor *self, LuukkuGraphWalk *walk)
{
  if (self->backfill != NULL)
    walk->floor = MIN (walk->floor, self->backfill->floor);
  luukku_graph_walk_free (self->backfill);
  self->backfill = walk;
}

/* --- to text */

void
luukku_graph_marks_write (GPtrArray *marks, JsonBuilder *builder, const char *name, guint max)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (marks->len, max); i++) {
    const LuukkuGraphMark *mark = g_ptr_array_index (marks, i);

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "id");
    json_builder_add_string_value (builder, mark->id);
    json_builder_set_member_name (builder, "at");
    json_builder_add_int_value (builder, mark->updated_at);
    if (mark->tries > 0) {
      json_builder_set_member_name (builder, "tries");
      json_builder_add_int_value (builder, mark->tries);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_walk (JsonBuilder *builder, const char *name, const LuukkuGraphWalk *walk)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  if (walk->after != NULL) {
    json_builder_set_member_name (builder, "after");
    json_builder_add_string_value (builder, walk->after);
  }
  json_builder_set_member_name (builder, "floor");
  json_builder_add_int_value (builder, walk->floor);
  json_builder_set_member_name (builder, "pages");
  json_builder_add_int_value (builder, walk->pages);
  luukku_graph_marks_write (walk->done, builder, "done", LUUKKU_GRAPH_MAX_DONE);
  json_builder_end_object (builder);
}

char *
luukku_graph_cursor_to_string (const LuukkuGraphCursor *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "watermark");
  json_builder_add_int_value (builder, self->watermark);
  luukku_graph_marks_write (self->seen, builder, "seen", LUUKKU_GRAPH_MAX_SEEN);
  if (self->retry->len > 0)
    luukku_graph_marks_write (self->retry, builder, "retry", LUUKKU_GRAPH_MAX_RETRY);
  if (self->backfill != NULL)
    add_walk (builder, "backfill", self->backfill);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* --- from text */

static gboolean
not_ours (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The stored mark of how far the platform has been read cannot be used; everything it "
                        "still shows is "
                        "read again."));
  return FALSE;
}

static gboolean
read_mark (JsonNode *node, GPtrArray *marks)
{
  LuukkuJsonAt at = { NULL, "mark" };
  g_autofree char *id = NULL;
  gint64 updated_at = 0;
  gint64 tries = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  at.object = json_node_get_object (node);
  if (!luukku_json_get_string (&at, "id", TRUE, &id, NULL) || !luukku_graph_is_id (id) ||
      !luukku_json_get_int (&at, "at", TRUE, &updated_at, NULL) ||
      !luukku_json_get_int (&at, "tries", FALSE, &tries, NULL) || updated_at < 0)
    return FALSE;
  luukku_graph_marks_add (marks, id, updated_at, (guint) CLAMP (tries, 0, LUUKKU_GRAPH_MAX_TRIES));
  return TRUE;
}

gboolean
luukku_graph_marks_read (GPtrArray *marks, const LuukkuJsonAt *at, const char *name, guint max)
{
  JsonArray *array = NULL;
  guint length;

  if (!luukku_json_get_array (at, name, FALSE, &array, NULL))
    return FALSE;
  length = array == NULL ? 0 : json_array_get_length (array);
  if (length > max)
    return FALSE;
  for (guint i = 0; i < length; i++) {
    if (!read_mark (json_array_get_element (array, i), marks))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_walk (const LuukkuJsonAt *at, const char *name, LuukkuGraphWalk **ret_walk)
{
  g_autoptr (LuukkuGraphWalk) walk = NULL;
  LuukkuJsonAt inner = { NULL, name };
  gint64 pages = 0;

  if (!luukku_json_get_object (at, name, FALSE, &inner.object, NULL))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  walk = luukku_graph_walk_new (0);
  if (!luukku_json_get_string (&inner, "after", FALSE, &walk->after, NULL) ||
      !luukku_json_get_int (&inner, "floor", TRUE, &walk->floor, NULL) || walk->floor < 0 ||
      !luukku_json_get_int (&inner, "pages", FALSE, &pages, NULL) ||
      !luukku_graph_marks_read (walk->done, &inner, "done", LUUKKU_GRAPH_MAX_DONE) ||
      (walk->after != NULL && strlen (walk->after) > LUUKKU_GRAPH_MAX_PAGE_CURSOR))
    return FALSE;
  walk->pages = (guint) CLAMP (pages, 0, LUUKKU_GRAPH_MAX_WALK_PAGES);
  *ret_walk = g_steal_pointer (&walk);
  return TRUE;
}

LuukkuGraphCursor *
luukku_graph_cursor_parse (const char *text, GError **error)
{
  g_autoptr (LuukkuGraphCursor) self = cursor_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  LuukkuJsonAt at = { NULL, "" };
  gint64 version = 0;

  if (text == NULL)
    return g_steal_pointer (&self);
  if (strlen (text) > LUUKKU_GRAPH_MAX_CURSOR) {
    not_ours (error);
    return NULL;
  }
  bytes = g_bytes_new (text, strlen (text));
  root = luukku_json_parse (bytes, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    not_ours (error);
    return NULL;
  }
  at.object = json_node_get_object (root);
  if (!luukku_json_get_int (&at, "version", TRUE, &version, NULL) || version != VERSION ||
      !luukku_json_get_int (&at, "watermark", TRUE, &self->watermark, NULL) || self->watermark < 0 ||
      !luukku_graph_marks_read (self->seen, &at, "seen", LUUKKU_GRAPH_MAX_SEEN) ||
      !luukku_graph_marks_read (self->retry, &at, "retry", LUUKKU_GRAPH_MAX_RETRY) ||
      !read_walk (&at, "backfill", &self->backfill)) {
    not_ours (error);
    return NULL;
  }
  g_ptr_array_sort (self->seen, compare_newest_first);
  return g_steal_pointer (&self);
}
