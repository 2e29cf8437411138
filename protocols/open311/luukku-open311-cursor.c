/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-cursor.c: how far a feedback system was read. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "open311/luukku-open311-parse.h"

#define MAX_KNOWN 200 /* ids of each state */
#define ROUND 10
#define MIN_ROUND 20

/* --- text */

static void
read_ids (const LuukkuJsonAt *at, const char *name, GPtrArray *ids)
{
  guint skipped = 0;
  JsonArray *list = luukku_json_read_array (at, name, &skipped);

  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), MAX_KNOWN); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
        luukku_open311_is_id (json_node_get_string (node)))
      g_ptr_array_add (ids, json_node_dup_string (node));
  }
}

LuukkuOpen311Cursor *
luukku_open311_cursor_read (const char *text, gint64 now, gint64 first)
{
  LuukkuOpen311Cursor *self = g_new0 (LuukkuOpen311Cursor, 1);
  g_autoptr (GBytes) bytes = g_bytes_new (text, text != NULL ? strlen (text) : 0);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuJsonAt at = { NULL, "cursor" };
  guint skipped = 0;

  self->open = g_ptr_array_new_with_free_func (g_free);
  self->closed = g_ptr_array_new_with_free_func (g_free);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root)) {
    at.object = json_node_get_object (root);
    self->from = luukku_json_read_int (&at, "from", &skipped);
    self->span = luukku_json_read_int (&at, "span", &skipped);
    self->updates_from = luukku_json_read_int (&at, "updates", &skipped);
    read_ids (&at, "open", self->open);
    read_ids (&at, "closed", self->closed);
  }
  if (self->from <= 0 || self->from > now)
    self->from = now - first;
  if (self->updates_from <= 0 || self->updates_from > now)
    self->updates_from = self->from;
  if (self->span < LUUKKU_OPEN311_MIN_SPAN || self->span > LUUKKU_OPEN311_MAX_SPAN)
    self->span = LUUKKU_OPEN311_MAX_SPAN;
  return self;
}

static void
write_ids (JsonBuilder *builder, const char *name, GPtrArray *ids)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (list, ids->pdata[i]);
  g_ptr_array_add (list, NULL);
  luukku_json_add_strings (builder, name, (const char *const *) list->pdata);
}

char *
luukku_open311_cursor_write (const LuukkuOpen311Cursor *self)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) bytes = NULL;

  luukku_json_add_int (builder, "from", self->from);
  luukku_json_add_int (builder, "span", self->span);
  luukku_json_add_int (builder, "updates", self->updates_from);
  write_ids (builder, "open", self->open);
  write_ids (builder, "closed", self->closed);
  bytes = luukku_json_end (builder);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
luukku_open311_cursor_free (LuukkuOpen311Cursor *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->closed);
  g_free (self);
}

/* --- spans */

gboolean
luukku_open311_cursor_next (const LuukkuOpen311Cursor *self, gint64 now, gint64 *ret_start, gint64 *ret_end)
{
  *ret_start = self->from - LUUKKU_OPEN311_OVERLAP;
  *ret_end = MIN (*ret_start + self->span, now);
  return *ret_end == now;
}

gboolean
luukku_open311_may_be_cut (guint count)
{
  return count >= MIN_ROUND && count % ROUND == 0;
}

gboolean
luukku_open311_cursor_halve (LuukkuOpen311Cursor *self, gint64 start, gint64 end)
{
  gint64 span = end - start;

  if (span <= LUUKKU_OPEN311_MIN_SPAN)
    return FALSE;
  self->span = MAX (span / 2, LUUKKU_OPEN311_MIN_SPAN);
  return TRUE;
}

void
luukku_open311_cursor_advance (LuukkuOpen311Cursor *self, gint64 end)
{
  self->from = MAX (self->from, end);
  self->span = MIN (self->span * 2, LUUKKU_OPEN311_MAX_SPAN);
}

/* --- what was seen */

static void
drop (GPtrArray *ids, const char *id)
{
  guint index = 0;

  if (g_ptr_array_find_with_equal_func (ids, id, g_str_equal, &index))
    g_ptr_array_remove_index (ids, index);
}

void
luukku_open311_cursor_note (LuukkuOpen311Cursor *self, GHashTable *states)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (states), (GCompareFunc) strcmp);

  for (GList *id = ids; id != NULL; id = id->next) {
    const char *state = g_hash_table_lookup (states, id->data);

    drop (self->open, id->data);
    drop (self->closed, id->data);
    g_ptr_array_add (g_str_equal (state, "closed") ? self->closed : self->open, g_strdup (id->data));
  }
  if (self->open->len > MAX_KNOWN)
    g_ptr_array_remove_range (self->open, 0, self->open->len - MAX_KNOWN);
  if (self->closed->len > MAX_KNOWN)
    g_ptr_array_remove_range (self->closed, 0, self->closed->len - MAX_KNOWN);
}

const char *
luukku_open311_cursor_state (const LuukkuOpen311Cursor *self, const char *id)
{
  if (g_ptr_array_find_with_equal_func (self->open, id, g_str_equal, NULL))
    return "open";
  return g_ptr_array_find_with_equal_func (self->closed, id, g_str_equal, NULL) ? "closed" : NULL;
}
