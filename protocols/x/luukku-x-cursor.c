/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-cursor.c: how far an account at X has been read, and what that has cost; pure. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-cursor.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"

#define VERSION 1
#define MAX_ID 19
#define MAX_PART 128
#define MAX_PAGE_TOKEN 1024
#define FIRST_MOMENT G_GINT64_CONSTANT (1288834974657) /* ms: when X began to put the time into ids */
#define TIME_SHIFT 22
#define LAST_PLAIN_ID G_GUINT64_CONSTANT (30000000000) /* ids of before have no time in them */

/* --- ids */

gboolean
luukku_x_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  return length > 0 && length <= MAX_ID && strspn (id, "0123456789") == length;
}

int
luukku_x_compare_ids (const char *a, const char *b)
{
  gsize one = a != NULL ? strlen (a) : 0;
  gsize other = b != NULL ? strlen (b) : 0;

  if (one != other)
    return one < other ? -1 : 1;
  return g_strcmp0 (a, b);
}

gint64
luukku_x_time_of_id (const char *id)
{
  guint64 number = 0;

  if (!luukku_x_is_id (id) || !g_ascii_string_to_unsigned (id, 10, 0, G_MAXINT64, &number, NULL) ||
      number < LAST_PLAIN_ID)
    return 0;
  return ((gint64) (number >> TIME_SHIFT) + FIRST_MOMENT) * G_TIME_SPAN_MILLISECOND;
}

/* --- walking */

static void
set (char **place, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*place);
  *place = copy;
}

void
luukku_x_stream_restart (LuukkuXStream *self)
{
  g_clear_pointer (&self->top, g_free);
  g_clear_pointer (&self->page, g_free);
}

gboolean
luukku_x_stream_walk (LuukkuXStream *self, const char *newest, const char *oldest, const char *next)
{
  gboolean arrived = next == NULL ||
                     (self->known != NULL && luukku_x_compare_ids (oldest, self->known) <= 0) ||
                     g_strcmp0 (next, self->page) == 0;

  if (self->page == NULL && luukku_x_compare_ids (newest, self->top) > 0)
    set (&self->top, newest);
  if (!arrived) {
    set (&self->page, next);
    return FALSE;
  }
  if (luukku_x_compare_ids (self->top, self->known) > 0)
    set (&self->known, self->top);
  luukku_x_stream_restart (self);
  return TRUE;
}

static void
stream_clear (LuukkuXStream *self)
{
  g_clear_pointer (&self->known, g_free);
  luukku_x_stream_restart (self);
}

/* --- what was shown */

LuukkuXShown *
luukku_x_shown_new (const char *id, const char *conversation, const char *digest)
{
  LuukkuXShown *self = g_new0 (LuukkuXShown, 1);

  self->id = g_strdup (id);
  self->conversation = g_strdup (conversation);
  self->digest = g_strdup (digest);
  return self;
}

void
luukku_x_shown_free (LuukkuXShown *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->conversation);
  g_free (self->digest);
  g_free (self);
}

void
luukku_x_post_free (LuukkuXPost *self)
{
  if (self == NULL)
    return;
  g_free (self->first);
  g_free (self->newest);
  g_free (self);
}

void
luukku_x_cursor_forget_post (LuukkuXCursor *self, const char *first)
{
  for (guint i = 0; i < self->posts->len; i++) {
    const LuukkuXPost *post = self->posts->pdata[i];

    if (g_str_equal (post->first, first)) {
      g_ptr_array_remove_index (self->posts, i);
      return;
    }
  }
}

void
luukku_x_cursor_note_post (LuukkuXCursor *self, const char *first, const char *newest)
{
  LuukkuXPost *post;

  for (guint i = 0; i < self->posts->len; i++) {
    post = self->posts->pdata[i];
    if (g_str_equal (post->first, first)) {
      if (luukku_x_compare_ids (newest, post->newest) > 0)
        set (&post->newest, newest);
      return;
    }
  }
  post = g_new0 (LuukkuXPost, 1);
  post->first = g_strdup (first);
  post->newest = g_strdup (newest);
  g_ptr_array_add (self->posts, post);
  while (self->posts->len > LUUKKU_X_RECENT_POSTS)
    g_ptr_array_remove_index (self->posts, 0);
}

/* --- what it has cost */

static GDateTime *
date_of (gint64 now)
{
  GDateTime *date = g_date_time_new_from_unix_utc (now / G_TIME_SPAN_SECOND);

  return date != NULL ? date : g_date_time_new_from_unix_utc (0);
}

gint64
luukku_x_month_end (gint64 now)
{
  g_autoptr (GDateTime) date = date_of (now);
  g_autoptr (GDateTime) begin =
      g_date_time_new_utc (g_date_time_get_year (date), g_date_time_get_month (date), 1, 0, 0, 0);
  g_autoptr (GDateTime) end = begin != NULL ? g_date_time_add_months (begin, 1) : NULL;

  return end != NULL ? g_date_time_to_unix (end) * G_TIME_SPAN_SECOND : now + G_TIME_SPAN_DAY;
}

static void
turn_page (LuukkuXCursor *self, gint64 now)
{
  g_autoptr (GDateTime) date = date_of (now);
  guint month = (guint) (g_date_time_get_year (date) * 100 + g_date_time_get_month (date));
  guint day = month * 100 + (guint) g_date_time_get_day_of_month (date);

  if (self->month != month) {
    self->month = month;
    self->reads = 0;
  }
  if (self->day != day) {
    self->day = day;
    g_clear_pointer (&self->lowest, g_free);
    g_clear_pointer (&self->highest, g_free);
  }
}

guint
luukku_x_cursor_count (LuukkuXCursor *self, guint reads, gint64 now)
{
  turn_page (self, now);
  self->reads += MIN (reads, G_MAXUINT - self->reads);
  return self->reads;
}

guint
luukku_x_cursor_count_dms (LuukkuXCursor *self, GPtrArray *ids, gint64 now)
{
  guint fresh = 0;

  turn_page (self, now);
  for (guint i = 0; i < ids->len; i++) {
    const char *id = ids->pdata[i];

    if (self->lowest == NULL || luukku_x_compare_ids (id, self->lowest) < 0 ||
        luukku_x_compare_ids (id, self->highest) > 0)
      fresh++;
  }
  for (guint i = 0; i < ids->len; i++) {
    if (self->lowest == NULL || luukku_x_compare_ids (ids->pdata[i], self->lowest) < 0)
      set (&self->lowest, ids->pdata[i]);
    if (luukku_x_compare_ids (ids->pdata[i], self->highest) > 0)
      set (&self->highest, ids->pdata[i]);
  }
  return luukku_x_cursor_count (self, fresh, now);
}

/* --- as text: one JSON object */

void
luukku_x_cursor_free (LuukkuXCursor *self)
{
  if (self == NULL)
    return;
  stream_clear (&self->dms);
  stream_clear (&self->mentions);
  stream_clear (&self->own);
  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->posts);
  g_free (self->lowest);
  g_free (self->highest);
  g_free (self);
}

static LuukkuXCursor *
cursor_new (void)
{
  LuukkuXCursor *self = g_new0 (LuukkuXCursor, 1);

  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_x_shown_free);
  self->posts = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_x_post_free);
  return self;
}

static char *
read_id (const LuukkuJsonAt *at, const char *name, guint *odd)
{
  g_autofree char *id = luukku_json_read_string (at, name, odd);

  return luukku_x_is_id (id) ? g_steal_pointer (&id) : NULL;
}

static void
read_stream (const LuukkuJsonAt *at, const char *name, LuukkuXStream *ret_stream, guint *odd)
{
  LuukkuJsonAt inner;

  if (!luukku_json_read_object (at, name, &inner, odd))
    return;
  ret_stream->known = read_id (&inner, "known", odd);
  ret_stream->top = read_id (&inner, "top", odd);
  ret_stream->page = luukku_json_read_string (&inner, "page", odd);
  if (ret_stream->page != NULL && (strlen (ret_stream->page) > MAX_PAGE_TOKEN || ret_stream->top == NULL))
    luukku_x_stream_restart (ret_stream);
  if (ret_stream->page == NULL) /* a walk without a page has not begun */
    luukku_x_stream_restart (ret_stream);
}

/* "a b c" in a list of texts. Returns: (transfer full): exactly @count parts, or NULL. */
static char **
read_parts (JsonArray *list, guint i, guint count)
{
  JsonNode *node = json_array_get_element (list, i);
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : "";
  g_auto (GStrv) parts = g_strsplit (text, " ", (gint) count + 1);

  if (g_strv_length (parts) != count || !luukku_x_is_id (parts[0]))
    return NULL;
  for (guint n = 0; n < count; n++) {
    if (*parts[n] == '\0' || strlen (parts[n]) > MAX_PART)
      return NULL;
  }
  return g_steal_pointer (&parts);
}

static void
read_lists (const LuukkuJsonAt *at, LuukkuXCursor *self, guint *odd)
{
  JsonArray *shown = luukku_json_read_array (at, "shown", odd);
  JsonArray *posts = luukku_json_read_array (at, "posts", odd);

  for (guint i = 0; shown != NULL && i < MIN (json_array_get_length (shown), LUUKKU_X_RECENT_DMS); i++) {
    g_auto (GStrv) parts = read_parts (shown, i, 3);

    if (parts != NULL)
      g_ptr_array_add (self->shown, luukku_x_shown_new (parts[0], parts[1], parts[2]));
  }
  for (guint i = 0; posts != NULL && i < MIN (json_array_get_length (posts), LUUKKU_X_RECENT_POSTS); i++) {
    g_auto (GStrv) parts = read_parts (posts, i, 2);

    if (parts != NULL && luukku_x_is_id (parts[1]))
      luukku_x_cursor_note_post (self, parts[0], parts[1]);
  }
}

static guint
read_count (const LuukkuJsonAt *at, const char *name, guint *odd)
{
  return (guint) CLAMP (luukku_json_read_int (at, name, odd), 0, G_MAXINT);
}

LuukkuXCursor *
luukku_x_cursor_read (const char *text)
{
  LuukkuXCursor *self = cursor_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (text != NULL ? text : "", text != NULL ? strlen (text) : 0);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuJsonAt at = { NULL, "" };
  guint odd = 0;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return self;
  at.object = json_node_get_object (root);
  if (luukku_json_read_int (&at, "v", &odd) != VERSION)
    return self;
  read_stream (&at, "dms", &self->dms, &odd);
  read_stream (&at, "mentions", &self->mentions, &odd);
  read_stream (&at, "own", &self->own, &odd);
  self->chats = MAX (luukku_json_read_int (&at, "chats", &odd), 0);
  self->chats_at = MAX (luukku_json_read_int (&at, "chatsAt", &odd), 0);
  self->again_at = MAX (luukku_json_read_int (&at, "againAt", &odd), 0);
  read_lists (&at, self, &odd);
  self->month = read_count (&at, "month", &odd);
  self->reads = read_count (&at, "reads", &odd);
  self->day = read_count (&at, "day", &odd);
  self->lowest = read_id (&at, "lowest", &odd);
  self->highest = read_id (&at, "highest", &odd);
  if (self->lowest == NULL || self->highest == NULL) {
    g_clear_pointer (&self->lowest, g_free);
    g_clear_pointer (&self->highest, g_free);
  }
  return self;
}

static void
write_stream (JsonBuilder *builder, const char *name, const LuukkuXStream *stream)
{
  luukku_json_open (builder, name);
  luukku_json_add_string (builder, "known", stream->known);
  luukku_json_add_string (builder, "top", stream->top);
  luukku_json_add_string (builder, "page", stream->page);
  luukku_json_close (builder);
}

static void
write_lists (JsonBuilder *builder, const LuukkuXCursor *self)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->shown->len; i++) {
    const LuukkuXShown *one = self->shown->pdata[i];

    g_ptr_array_add (shown, g_strjoin (" ", one->id, one->conversation, one->digest, NULL));
  }
  for (guint i = 0; i < self->posts->len; i++) {
    const LuukkuXPost *post = self->posts->pdata[i];

    g_ptr_array_add (posts, g_strjoin (" ", post->first, post->newest, NULL));
  }
  g_ptr_array_add (shown, NULL);
  g_ptr_array_add (posts, NULL);
  luukku_json_add_strings (builder, "shown", (const char *const *) shown->pdata);
  luukku_json_add_strings (builder, "posts", (const char *const *) posts->pdata);
}

char *
luukku_x_cursor_write (const LuukkuXCursor *self)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  luukku_json_add_int (builder, "v", VERSION);
  write_stream (builder, "dms", &self->dms);
  write_stream (builder, "mentions", &self->mentions);
  write_stream (builder, "own", &self->own);
  luukku_json_add_int (builder, "chats", self->chats);
  luukku_json_add_int (builder, "chatsAt", self->chats_at);
  luukku_json_add_int (builder, "againAt", self->again_at);
  write_lists (builder, self);
  luukku_json_add_int (builder, "month", self->month);
  luukku_json_add_int (builder, "reads", self->reads);
  luukku_json_add_int (builder, "day", self->day);
  luukku_json_add_string (builder, "lowest", self->lowest);
  luukku_json_add_string (builder, "highest", self->highest);
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}
