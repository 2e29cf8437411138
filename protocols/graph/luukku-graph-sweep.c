/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-sweep.c: how far the comments have been read. Pure; the text form is JSON:
 *
 *   {"version":1,"before":0,"swept":1784920267000000,"start":1784920300000000,"after":"QVFJ",
 *    "deep":[{"id":"1_2","title":"Halli avataan","after":"QVFK","floor":0,"top":1784920267000000}],
 *    "marks":[{"id":"1_1","at":1784920267000000}]} */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json.h"
#include "graph/luukku-graph-comments-parse.h"
#include "graph/luukku-graph-cursor.h"

#include <string.h>

#define VERSION 1
#define MAX_CURSOR (512 * 1024)

static void
deep_free (LuukkuGraphDeep *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->after);
  g_free (self);
}

static LuukkuGraphSweep *
sweep_new (void)
{
  LuukkuGraphSweep *self = g_new0 (LuukkuGraphSweep, 1);

  self->deep = g_ptr_array_new_with_free_func ((GDestroyNotify) deep_free);
  self->marks = luukku_graph_marks_new ();
  return self;
}

void
luukku_graph_sweep_free (LuukkuGraphSweep *self)
{
  if (self == NULL)
    return;
  g_free (self->after);
  g_ptr_array_unref (self->deep);
  g_ptr_array_unref (self->marks);
  g_free (self);
}

gint64
luukku_graph_sweep_get_floor (const LuukkuGraphSweep *self)
{
  return self->before > 0 ? self->before - LUUKKU_GRAPH_OVERLAP_COMMENTS : G_MININT64;
}

void
luukku_graph_sweep_complete (LuukkuGraphSweep *self)
{
  self->before = self->swept;
  self->swept = self->start;
  self->start = 0;
  g_clear_pointer (&self->after, g_free);
}

static int
find_deep (const LuukkuGraphSweep *self, const char *post)
{
  for (guint i = 0; i < self->deep->len; i++) {
    const LuukkuGraphDeep *deep = g_ptr_array_index (self->deep, i);

    if (g_str_equal (deep->id, post))
      return (int) i;
  }
  return -1;
}

static void
set_mark (LuukkuGraphSweep *self, const char *post, gint64 newest)
{
  luukku_graph_marks_add (self->marks, post, newest, 0);
  if (self->marks->len > LUUKKU_GRAPH_MAX_MARKS)
    g_ptr_array_remove_index (self->marks, 0);
}

gboolean
luukku_graph_sweep_note_newest (LuukkuGraphSweep *self, const LuukkuGraphPost *post)
{
  const LuukkuGraphComments *page = post->comments;
  gint64 mark = luukku_graph_marks_get (self->marks, post->id);
  gint64 floor = MAX (luukku_graph_sweep_get_floor (self), mark - LUUKKU_GRAPH_OVERLAP_COMMENTS);
  int i = find_deep (self, post->id);
  LuukkuGraphDeep *deep;

  if (page->after == NULL || page->newest == 0)
    return TRUE;
  if (i >= 0) { /* on the way down already: from the top again when there is a hole between */
    deep = g_ptr_array_index (self->deep, i);
    if (page->oldest > deep->top) {
      g_free (deep->after);
      deep->after = g_strdup (page->after);
    }
    deep->top = MAX (deep->top, page->newest);
    return TRUE;
  }
  if (page->oldest <= floor) {
    set_mark (self, post->id, page->newest);
    return TRUE;
  }
  if (self->deep->len >= LUUKKU_GRAPH_MAX_DEEP)
    return FALSE;
  deep = g_new0 (LuukkuGraphDeep, 1);
  deep->id = g_strdup (post->id);
  deep->title = g_strdup (post->title);
  deep->after = g_strdup (page->after);
  deep->floor = floor;
  deep->top = page->newest;
  g_ptr_array_add (self->deep, deep);
  return TRUE;
}

void
luukku_graph_sweep_note_deep (LuukkuGraphSweep *self, const LuukkuGraphComments *page)
{
  LuukkuGraphDeep *deep;

  g_return_if_fail (self->deep->len > 0);

  deep = g_ptr_array_index (self->deep, 0);
  if (page != NULL && page->after != NULL && page->newest > 0 && page->oldest > deep->floor &&
      g_strcmp0 (page->after, deep->after) != 0) {
    g_free (deep->after);
    deep->after = g_strdup (page->after);
    return;
  }
  if (page != NULL)
    set_mark (self, deep->id, deep->top);
  g_ptr_array_remove_index (self->deep, 0);
}

/* --- to text and back */

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

char *
luukku_graph_sweep_to_string (const LuukkuGraphSweep *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_int (builder, "version", VERSION);
  add_int (builder, "before", self->before);
  add_int (builder, "swept", self->swept);
  add_int (builder, "start", self->start);
  add_string (builder, "after", self->after);
  json_builder_set_member_name (builder, "deep");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->deep->len; i++) {
    const LuukkuGraphDeep *deep = g_ptr_array_index (self->deep, i);

    json_builder_begin_object (builder);
    add_string (builder, "id", deep->id);
    add_string (builder, "title", deep->title);
    add_string (builder, "after", deep->after);
    add_int (builder, "floor", deep->floor);
    add_int (builder, "top", deep->top);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  luukku_graph_marks_write (self->marks, builder, "marks", LUUKKU_GRAPH_MAX_MARKS);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
read_deep (JsonNode *node, LuukkuGraphSweep *self)
{
  LuukkuJsonAt at = { NULL, "deep" };
  LuukkuGraphDeep *deep;

  if (!JSON_NODE_HOLDS_OBJECT (node) || self->deep->len >= LUUKKU_GRAPH_MAX_DEEP)
    return FALSE;
  at.object = json_node_get_object (node);
  deep = g_new0 (LuukkuGraphDeep, 1);
  g_ptr_array_add (self->deep, deep);
  return luukku_json_get_string (&at, "id", TRUE, &deep->id, NULL) && luukku_graph_is_id (deep->id) &&
         luukku_json_get_string (&at, "title", FALSE, &deep->title, NULL) &&
         luukku_json_get_string (&at, "after", FALSE, &deep->after, NULL) &&
         (deep->after == NULL || strlen (deep->after) <= LUUKKU_GRAPH_MAX_PAGE_CURSOR) &&
         luukku_json_get_int (&at, "floor", TRUE, &deep->floor, NULL) &&
         luukku_json_get_int (&at, "top", TRUE, &deep->top, NULL);
}

static gboolean
read_sweep (const LuukkuJsonAt *at, LuukkuGraphSweep *self)
{
  JsonArray *list = NULL;
  gint64 version = 0;

  if (!luukku_json_get_int (at, "version", TRUE, &version, NULL) || version != VERSION ||
      !luukku_json_get_int (at, "before", TRUE, &self->before, NULL) || self->before < 0 ||
      !luukku_json_get_int (at, "swept", TRUE, &self->swept, NULL) || self->swept < 0 ||
      !luukku_json_get_int (at, "start", TRUE, &self->start, NULL) || self->start < 0 ||
      !luukku_json_get_string (at, "after", FALSE, &self->after, NULL) ||
      (self->after != NULL && strlen (self->after) > LUUKKU_GRAPH_MAX_PAGE_CURSOR) ||
      !luukku_graph_marks_read (self->marks, at, "marks", LUUKKU_GRAPH_MAX_MARKS) ||
      !luukku_json_get_array (at, "deep", FALSE, &list, NULL))
    return FALSE;
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    if (!read_deep (json_array_get_element (list, i), self))
      return FALSE;
  }
  return TRUE;
}

LuukkuGraphSweep *
luukku_graph_sweep_parse (const char *text)
{
  g_autoptr (LuukkuGraphSweep) self = sweep_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  LuukkuJsonAt at = { NULL, "" };

  if (text == NULL || strlen (text) > MAX_CURSOR)
    return g_steal_pointer (&self);
  bytes = g_bytes_new (text, strlen (text));
  root = luukku_json_parse (bytes, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&self);
  at.object = json_node_get_object (root);
  if (read_sweep (&at, self))
    return g_steal_pointer (&self);
  g_debug ("graph: the stored cursor cannot be used; starting from the beginning");
  return sweep_new ();
}
