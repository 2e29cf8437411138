/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-parse.c: the answers of the Vimeo API as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo-parse.h"

#include <string.h>

#include "adapter/luukku-comment-window.h"
#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_ITEMS 200
#define MAX_ID 20
#define MAX_TITLE 80

/* --- ids */

gboolean
luukku_vimeo_is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length <= MAX_ID && strspn (text, "0123456789") == length;
}

gboolean
luukku_vimeo_split (const char *text, char **ret_video, char **ret_comment)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "/", 3);

  if (g_strv_length (parts) != 2 || !luukku_vimeo_is_id (parts[0]) || !luukku_vimeo_is_id (parts[1]))
    return FALSE;
  *ret_video = g_strdup (parts[0]);
  *ret_comment = g_strdup (parts[1]);
  return TRUE;
}

/* "/videos/1" or, with @also, "/videos/1/comments/2"; a link's key ("/videos/1:ab") does not count.
 * Returns: (transfer full) (nullable): "1" or "1/2". */
static char *
id_of_uri (const char *uri, const char *what, const char *also)
{
  g_auto (GStrv) parts = g_strsplit (uri != NULL ? uri : "", "/", 6);
  guint count = g_strv_length (parts);

  if (count != (also != NULL ? 5 : 3) || !g_str_equal (parts[1], what))
    return NULL;
  parts[2][strcspn (parts[2], ":")] = '\0';
  if (!luukku_vimeo_is_id (parts[2]))
    return NULL;
  if (also == NULL)
    return g_strdup (parts[2]);
  if (!g_str_equal (parts[3], also) || !luukku_vimeo_is_id (parts[4]))
    return NULL;
  return g_strconcat (parts[2], "/", parts[4], NULL);
}

static char *
read_uri (const LuukkuJsonAt *at, const char *what, const char *also, guint *skipped)
{
  g_autofree char *uri = luukku_json_read_string (at, "uri", skipped);

  return id_of_uri (uri, what, also);
}

/* metadata.connections.@name.total. Returns: -1 when it is not said. */
static gint64
read_total (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  LuukkuJsonAt metadata, connections, one;

  if (!luukku_json_read_object (at, "metadata", &metadata, skipped) ||
      !luukku_json_read_object (&metadata, "connections", &connections, skipped) ||
      !luukku_json_read_object (&connections, name, &one, skipped) ||
      !json_object_has_member (one.object, "total"))
    return -1;
  return MAX (luukku_json_read_int (&one, "total", skipped), 0);
}

/* --- ourselves */

static gboolean
set_unreadable (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("Vimeo's answer is not the object it should be; it is asked again later."));
  return FALSE;
}

gboolean
luukku_vimeo_parse_self (JsonNode *root, LuukkuVimeoSelf *ret_self, GError **error)
{
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *link = NULL;
  const char *last;
  guint odd = 0;

  if (JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || (ret_self->id = read_uri (&at, "users", NULL, &odd)) == NULL)
    return set_unreadable (error);
  link = luukku_json_read_string (&at, "link", &odd);
  last = link != NULL ? strrchr (link, '/') : NULL;
  ret_self->link = last != NULL && last[1] != '\0' ? g_strdup (last + 1) : NULL;
  ret_self->name = luukku_json_read_string (&at, "name", &odd);
  if (ret_self->name == NULL || *ret_self->name == '\0') {
    g_free (ret_self->name);
    ret_self->name = g_strdup (ret_self->id);
  }
  return TRUE;
}

void
luukku_vimeo_self_clear (LuukkuVimeoSelf *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* --- pages */

static void
video_free (gpointer data)
{
  LuukkuVimeoVideo *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static void
comment_free (gpointer data)
{
  LuukkuVimeoComment *self = data;

  g_free (self->id);
  g_free (self->author);
  g_free (self->author_name);
  g_clear_pointer (&self->message, luukku_message_unref);
  g_free (self->digest);
  g_free (self);
}

void
luukku_vimeo_page_free (LuukkuVimeoPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->videos);
  g_ptr_array_unref (self->comments);
  g_free (self);
}

/* {"data":[…],"paging":{"next":…}} or […]. Returns: (transfer full): NULL with INVALID_DATA. *@ret_items:
 * (transfer none). */
static LuukkuVimeoPage *
page_new (JsonNode *root, guint size, JsonArray **ret_items, GError **error)
{
  LuukkuJsonAt at = { NULL, "" }, paging;
  LuukkuVimeoPage *self;
  JsonArray *items = NULL;
  gboolean has_next = FALSE;
  guint skipped = 0;

  if (JSON_NODE_HOLDS_ARRAY (root)) {
    items = json_node_get_array (root);
    has_next = json_array_get_length (items) >= size;
  } else if (JSON_NODE_HOLDS_OBJECT (root)) {
    at.object = json_node_get_object (root);
    if (!luukku_json_get_array (&at, "data", TRUE, &items, error))
      return NULL;
    if (luukku_json_read_object (&at, "paging", &paging, &skipped)) {
      g_autofree char *next = luukku_json_read_string (&paging, "next", &skipped);

      has_next = next != NULL && *next != '\0';
    }
  }
  if (items == NULL) {
    set_unreadable (error);
    return NULL;
  }
  self = g_new0 (LuukkuVimeoPage, 1);
  self->videos = g_ptr_array_new_with_free_func (video_free);
  self->comments = g_ptr_array_new_with_free_func (comment_free);
  self->has_next = has_next;
  self->skipped = skipped;
  if (json_array_get_length (items) > MAX_ITEMS)
    self->skipped += json_array_get_length (items) - MAX_ITEMS;
  *ret_items = items;
  return self;
}

static gboolean
item_at (JsonArray *items, guint i, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (items, i);

  *ret_at = (LuukkuJsonAt){ JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, "data" };
  return ret_at->object != NULL;
}

static guint
count_of (JsonArray *items)
{
  return MIN (json_array_get_length (items), MAX_ITEMS);
}

LuukkuVimeoPage *
luukku_vimeo_parse_videos (JsonNode *root, guint size, GError **error)
{
  JsonArray *items = NULL;
  LuukkuVimeoPage *page = page_new (root, size, &items, error);
  LuukkuJsonAt at;

  for (guint i = 0; page != NULL && i < count_of (items); i++) {
    g_autofree char *id = item_at (items, i, &at) ? read_uri (&at, "videos", NULL, &page->skipped) : NULL;
    g_autofree char *name = NULL;
    LuukkuVimeoVideo *video;

    if (id == NULL) {
      page->skipped++;
      continue;
    }
    name = luukku_json_read_string (&at, "name", &page->skipped);
    video = g_new0 (LuukkuVimeoVideo, 1);
    video->name = name != NULL && *name != '\0' ? luukku_text_first_line (name, MAX_TITLE)
                                                : g_strconcat ("https://vimeo.com/", id, NULL);
    video->comments = read_total (&at, "comments", &page->skipped);
    video->id = g_steal_pointer (&id);
    g_ptr_array_add (page->videos, video);
  }
  return page;
}

/* --- comments */

static LuukkuMessage *
build_message (const LuukkuVimeoComment *comment, const char *parent, const char *text,
               const LuukkuJsonAt *at, const LuukkuVimeoPlace *place)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  gboolean ours = g_strcmp0 (comment->author, place->self->id) == 0;
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = parent != NULL ? parent : comment->id,
    .platform_id = comment->id,
    .direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = comment->author,
    .author_name = comment->author_name,
    .text = text,
    .sent_at = comment->at,
    .fetched_at = place->fetched_at,
    .reply_to = parent,
    .raw = raw,
    .raw_type = "application/json",
  };

  return luukku_message_new (&init);
}

/* Returns: (transfer full) (nullable). */
static LuukkuVimeoComment *
read_comment (const LuukkuJsonAt *at, const char *video, const char *parent, const LuukkuVimeoPlace *place,
              guint *skipped)
{
  g_autofree char *id = read_uri (at, "videos", "comments", skipped);
  g_autofree char *text = NULL;
  LuukkuVimeoComment *self;
  LuukkuJsonAt user;
  gint64 sent_at = 0;

  if (id == NULL || strncmp (id, video, strlen (video)) != 0 || id[strlen (video)] != '/' ||
      !luukku_json_get_time (at, "created_on", TRUE, &sent_at, NULL))
    return NULL;
  self = g_new0 (LuukkuVimeoComment, 1);
  self->id = g_steal_pointer (&id);
  self->at = sent_at;
  if (luukku_json_read_object (at, "user", &user, skipped)) {
    self->author = read_uri (&user, "users", NULL, skipped);
    self->author_name = luukku_json_read_string (&user, "name", skipped);
  }
  self->replies = MAX (read_total (at, "replies", skipped), 0);
  text = luukku_json_read_string (at, "text", skipped);
  self->message = build_message (self, parent, text, at, place);
  self->digest = luukku_comment_digest (text != NULL ? text : "", NULL);
  return self;
}

LuukkuVimeoPage *
luukku_vimeo_parse_comments (JsonNode *root, const LuukkuVimeoPlace *place, const char *video,
                             const char *parent, guint size, GError **error)
{
  JsonArray *items = NULL;
  LuukkuVimeoPage *page = page_new (root, size, &items, error);
  LuukkuJsonAt at;

  for (guint i = 0; page != NULL && i < count_of (items); i++) {
    LuukkuVimeoComment *comment =
        item_at (items, i, &at) ? read_comment (&at, video, parent, place, &page->skipped) : NULL;

    if (comment != NULL)
      g_ptr_array_add (page->comments, comment);
    else
      page->skipped++;
  }
  return page;
}

char *
luukku_vimeo_parse_sent (JsonNode *root, GError **error)
{
  LuukkuJsonAt at = { NULL, "" };
  char *id = NULL;
  guint odd = 0;

  if (JSON_NODE_HOLDS_OBJECT (root)) {
    at.object = json_node_get_object (root);
    id = read_uri (&at, "videos", "comments", &odd);
  }
  if (id == NULL)
    set_unreadable (error);
  return id;
}
