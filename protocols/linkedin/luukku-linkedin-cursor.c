/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-cursor.c: how far a page's notifications have been read; pure. As text: JSON with a
 * version. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"

#define VERSION 1
#define MAX_CURSOR (1024 * 1024)
#define MAX_NEWS 5000
#define MAX_TITLE 400 /* bytes */

/* --- the object */

static LuukkuLinkedinCursor *
cursor_new (void)
{
  LuukkuLinkedinCursor *self = g_new0 (LuukkuLinkedinCursor, 1);

  self->news = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_linkedin_news_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->titles = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
luukku_linkedin_cursor_free (LuukkuLinkedinCursor *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->news);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->titles);
  g_free (self);
}

/* --- spans */

void
luukku_linkedin_cursor_span (LuukkuLinkedinCursor *self, gint64 now, gint64 *ret_start, gint64 *ret_end,
                             gboolean *ret_missed)
{
  gint64 oldest = now - LUUKKU_LINKEDIN_KEPT;

  *ret_missed = self->from != 0 && self->from < oldest;
  self->from = MAX (self->from, oldest);
  if (self->until == 0) {
    self->until = MAX (MIN (self->from + LUUKKU_LINKEDIN_SPAN, now), self->from);
    self->start = 0;
  }
  *ret_start = MAX (self->from - LUUKKU_LINKEDIN_OVERLAP, oldest);
  *ret_end = self->until;
}

static int
compare_oldest_first (gconstpointer a, gconstpointer b)
{
  const LuukkuLinkedinNews *one = *(const LuukkuLinkedinNews *const *) a;
  const LuukkuLinkedinNews *other = *(const LuukkuLinkedinNews *const *) b;

  return one->at < other->at ? -1 : one->at > other->at;
}

static void
note_seen (LuukkuLinkedinCursor *self, const char *id, gint64 at)
{
  g_hash_table_replace (self->seen, g_strdup (id), g_memdup2 (&at, sizeof at));
}

/* What no span gives again need not be remembered. */
static gboolean
is_over (gpointer id, gpointer at, gpointer border)
{
  return *(gint64 *) at < *(gint64 *) border;
}

gboolean
luukku_linkedin_cursor_take (LuukkuLinkedinCursor *self, GPtrArray *news, guint count, guint size)
{
  gint64 border = self->until - LUUKKU_LINKEDIN_REMEMBERED;

  for (guint i = 0; i < news->len; i++) {
    LuukkuLinkedinNews *one = news->pdata[i];

    if (g_hash_table_contains (self->seen, one->id))
      continue;
    note_seen (self, one->id, one->at);
    g_ptr_array_add (self->news, one);
    news->pdata[i] = NULL;
  }
  self->start += count;
  if (count >= size && self->start < MAX_NEWS)
    return FALSE;
  g_ptr_array_sort (self->news, compare_oldest_first);
  g_hash_table_foreach_remove (self->seen, is_over, &border);
  self->from = self->until;
  self->until = 0;
  self->start = 0;
  return TRUE;
}

void
luukku_linkedin_cursor_drop (LuukkuLinkedinCursor *self)
{
  g_ptr_array_remove_index (self->news, 0);
}

/* --- titles */

const char *
luukku_linkedin_cursor_get_title (const LuukkuLinkedinCursor *self, const char *post)
{
  for (guint i = 0; i + 1 < self->titles->len; i += 2) {
    if (g_str_equal (self->titles->pdata[i], post))
      return self->titles->pdata[i + 1];
  }
  return NULL;
}

void
luukku_linkedin_cursor_set_title (LuukkuLinkedinCursor *self, const char *post, const char *title)
{
  if (luukku_linkedin_cursor_get_title (self, post) != NULL)
    return;
  if (self->titles->len >= 2 * LUUKKU_LINKEDIN_MAX_TITLES)
    g_ptr_array_remove_range (self->titles, 0, 2);
  g_ptr_array_add (self->titles, g_strdup (post));
  g_ptr_array_add (self->titles, g_strdup (title));
}

/* --- to text */

static void
write_news (const LuukkuLinkedinCursor *self, JsonBuilder *builder)
{
  if (self->news->len == 0)
    return;
  json_builder_set_member_name (builder, "news");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->news->len; i++) {
    const LuukkuLinkedinNews *one = self->news->pdata[i];

    json_builder_begin_object (builder);
    luukku_json_add_string (builder, "id", one->id);
    luukku_json_add_int (builder, "what", one->what);
    luukku_json_add_string (builder, "urn", one->urn);
    luukku_json_add_string (builder, "post", one->post);
    luukku_json_add_int (builder, "at", one->at);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
write_seen (const LuukkuLinkedinCursor *self, JsonBuilder *builder)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (self->seen), (GCompareFunc) strcmp);

  if (ids == NULL)
    return;
  luukku_json_open (builder, "seen");
  for (GList *id = ids; id != NULL; id = id->next)
    luukku_json_add_int (builder, id->data, *(gint64 *) g_hash_table_lookup (self->seen, id->data));
  luukku_json_close (builder);
}

char *
luukku_linkedin_cursor_write (const LuukkuLinkedinCursor *self)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  luukku_json_add_int (builder, "version", VERSION);
  luukku_json_add_int (builder, "from", self->from);
  if (self->until != 0) {
    luukku_json_add_int (builder, "until", self->until);
    luukku_json_add_int (builder, "start", self->start);
  }
  write_news (self, builder);
  write_seen (self, builder);
  if (self->titles->len > 0) {
    json_builder_set_member_name (builder, "titles");
    json_builder_begin_array (builder);
    for (guint i = 0; i < self->titles->len; i++)
      json_builder_add_string_value (builder, self->titles->pdata[i]);
    json_builder_end_array (builder);
  }
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}

/* --- from text */

static void
read_news (LuukkuLinkedinCursor *self, const LuukkuJsonAt *at)
{
  JsonArray *list = NULL;
  guint length;

  luukku_json_get_array (at, "news", FALSE, &list, NULL);
  length = list != NULL ? MIN (json_array_get_length (list), MAX_NEWS) : 0;
  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (list, i);
    LuukkuJsonAt inner = { JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, "news" };
    g_autofree char *id = NULL, *urn = NULL, *post = NULL;
    LuukkuLinkedinNews *one = NULL;
    gint64 what = -1, time = 0;

    if (inner.object != NULL && luukku_json_get_string (&inner, "id", TRUE, &id, NULL) &&
        luukku_json_get_int (&inner, "what", TRUE, &what, NULL) && what >= 0 &&
        what <= LUUKKU_LINKEDIN_MENTION && luukku_json_get_string (&inner, "urn", TRUE, &urn, NULL) &&
        luukku_json_get_string (&inner, "post", FALSE, &post, NULL) &&
        luukku_json_get_int (&inner, "at", TRUE, &time, NULL))
      one = luukku_linkedin_news_new (id, (LuukkuLinkedinWhat) what, urn, post, time);
    if (one != NULL)
      g_ptr_array_add (self->news, one);
  }
}

static void
read_seen (LuukkuLinkedinCursor *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt seen = { NULL, "seen" };
  g_autoptr (GList) ids = NULL;

  if (!luukku_json_get_object (at, "seen", FALSE, &seen.object, NULL) || seen.object == NULL)
    return;
  ids = json_object_get_members (seen.object);
  for (GList *id = ids; id != NULL; id = id->next) {
    gint64 time = 0;

    if (luukku_json_get_int (&seen, id->data, TRUE, &time, NULL))
      note_seen (self, id->data, time);
  }
}

static void
read_titles (LuukkuLinkedinCursor *self, const LuukkuJsonAt *at)
{
  JsonArray *list = NULL;
  guint length;

  luukku_json_get_array (at, "titles", FALSE, &list, NULL);
  length = list != NULL ? json_array_get_length (list) : 0;
  for (guint i = 0; i + 1 < length; i += 2) {
    JsonNode *post = json_array_get_element (list, i), *title = json_array_get_element (list, i + 1);

    if (JSON_NODE_HOLDS_VALUE (post) && json_node_get_value_type (post) == G_TYPE_STRING &&
        JSON_NODE_HOLDS_VALUE (title) && json_node_get_value_type (title) == G_TYPE_STRING &&
        luukku_linkedin_urn_is_post (json_node_get_string (post)) &&
        strlen (json_node_get_string (title)) <= MAX_TITLE)
      luukku_linkedin_cursor_set_title (self, json_node_get_string (post), json_node_get_string (title));
  }
}

LuukkuLinkedinCursor *
luukku_linkedin_cursor_read (const char *text)
{
  LuukkuLinkedinCursor *self = cursor_new ();
  gsize length = text != NULL ? strlen (text) : 0;
  g_autoptr (GBytes) bytes = g_bytes_new (text, MIN (length, MAX_CURSOR));
  g_autoptr (JsonNode) root = length <= MAX_CURSOR ? luukku_json_parse (bytes, NULL) : NULL;
  LuukkuJsonAt at = { NULL, "" };
  gint64 version = 0, start = 0;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || !luukku_json_get_int (&at, "version", TRUE, &version, NULL) ||
      version != VERSION || !luukku_json_get_int (&at, "from", TRUE, &self->from, NULL) || self->from < 0) {
    self->from = 0;
    return self;
  }
  if (!luukku_json_get_int (&at, "until", FALSE, &self->until, NULL) || self->until < self->from)
    self->until = 0;
  if (self->until != 0 && luukku_json_get_int (&at, "start", FALSE, &start, NULL))
    self->start = (guint) CLAMP (start, 0, MAX_NEWS);
  read_news (self, &at);
  read_seen (self, &at);
  read_titles (self, &at);
  return self;
}
