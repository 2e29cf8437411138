/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-comments-parse.c: posts and the comments under them as our values. Pure.
 *
 * Must not drop a comment because its author is not told: privacy settings leave "from" out. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-comments-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

/* --- small readers: what is of a wrong type is counted and left out */

typedef struct {
  const LuukkuGraphDialect *dialect;
  const LuukkuGraphPlace *place;
  const char *title; /* (nullable) */
  LuukkuGraphComments *into;
} Reading;

static LuukkuJsonAt
enter (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  LuukkuJsonAt inner = { NULL, name };

  if (at->object != NULL && !luukku_json_get_object (at, name, FALSE, &inner.object, NULL))
    (*skipped)++;
  return inner;
}

/* Returns: whether @name is true; @absent when it is not there or odd. */
static gboolean
read_flag (const LuukkuJsonAt *at, const char *name, gboolean absent, guint *skipped)
{
  gboolean value = FALSE;

  if (!json_object_has_member (at->object, name))
    return absent;
  if (luukku_json_get_boolean (at, name, TRUE, &value, NULL))
    return value;
  (*skipped)++;
  return absent;
}

/* Returns: (transfer full) (nullable): an id that may stand in a path. */
static char *
read_id (const LuukkuJsonAt *at, const char *name)
{
  g_autofree char *id = NULL;

  if (at->object == NULL || !luukku_json_get_string (at, name, FALSE, &id, NULL) || !luukku_graph_is_id (id))
    return NULL;
  return g_steal_pointer (&id);
}

/* Returns: (transfer full) (nullable): as in luukku-graph-parse.c, the page's address itself is never used.
 */
static char *
read_after (const LuukkuJsonAt *at, guint *skipped)
{
  LuukkuJsonAt paging = enter (at, "paging", skipped);
  LuukkuJsonAt cursors = enter (&paging, "cursors", skipped);
  g_autofree char *after = NULL;

  if (cursors.object == NULL || !json_object_has_member (paging.object, "next"))
    return NULL;
  after = luukku_json_read_string (&cursors, "after", skipped);
  if (after == NULL || *after == '\0' || strlen (after) > LUUKKU_GRAPH_MAX_PAGE_CURSOR)
    return NULL;
  return g_steal_pointer (&after);
}

/* --- comments */

static LuukkuThread *
find_thread (Reading *reading, const char *id)
{
  LuukkuThread *thread;

  for (guint i = 0; i < reading->into->threads->len; i++) {
    thread = g_ptr_array_index (reading->into->threads, i);
    if (g_str_equal (thread->conversation_id, id))
      return thread;
  }
  thread = luukku_thread_new (id);
  thread->window_from = G_MAXINT64;
  thread->title = g_strdup (reading->title);
  thread->is_public = TRUE;
  g_ptr_array_add (reading->into->threads, thread);
  return thread;
}

static gboolean
is_ours (const LuukkuGraphPlace *place, const char *id)
{
  return id != NULL && (g_str_equal (id, place->page_id) || g_strcmp0 (id, place->own_id) == 0);
}

typedef struct {
  char *id, *root, *parent, *author_id, *author_name, *text;
  GPtrArray *attachments;
} Comment;

static void
comment_clear (Comment *self)
{
  g_free (self->id);
  g_free (self->root);
  g_free (self->parent);
  g_free (self->author_id);
  g_free (self->author_name);
  g_free (self->text);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Comment, comment_clear)

/* Which comment it answers, and at the head of which conversation it stands. */
static void
read_place (const LuukkuJsonAt *at, const char *thread, Comment *comment, guint *skipped)
{
  LuukkuJsonAt parent = { NULL, "parent" };
  LuukkuJsonAt above;

  comment->parent = read_id (at, "parent_id");
  if (comment->parent == NULL) {
    parent = enter (at, "parent", skipped);
    comment->parent = read_id (&parent, "id");
  }
  above = enter (&parent, "parent", skipped);
  comment->root = read_id (&above, "id");
  if (comment->root == NULL)
    comment->root = g_strdup (comment->parent != NULL ? comment->parent
                              : thread != NULL        ? thread
                                                      : comment->id);
  if (comment->parent == NULL && thread != NULL)
    comment->parent = g_strdup (thread);
}

static void
read_author (const LuukkuJsonAt *at, Comment *comment, guint *skipped)
{
  LuukkuJsonAt from = enter (at, "from", skipped);

  if (from.object != NULL) {
    comment->author_id = luukku_json_read_string (&from, "id", skipped);
    comment->author_name = luukku_json_read_string (&from, "name", skipped);
    if (comment->author_name == NULL)
      comment->author_name = luukku_json_read_string (&from, "username", skipped);
  }
  if (comment->author_name == NULL)
    comment->author_name = luukku_json_read_string (at, "username", skipped);
}

/* {"type":"photo","title":…,"media":{"image":{"src":…}},"url":…}: the url is a web page, not the picture. */
static void
read_attachment (const LuukkuJsonAt *at, Comment *comment, guint *skipped)
{
  LuukkuJsonAt attachment = enter (at, "attachment", skipped);
  LuukkuJsonAt media = enter (&attachment, "media", skipped);
  LuukkuJsonAt image = enter (&media, "image", skipped);
  g_autofree char *title = NULL;
  g_autofree char *type = NULL;
  g_autofree char *url = NULL;

  comment->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  if (attachment.object == NULL)
    return;
  title = luukku_json_read_string (&attachment, "title", skipped);
  type = luukku_json_read_string (&attachment, "type", skipped);
  if (image.object != NULL)
    url = luukku_json_read_string (&image, "src", skipped);
  g_ptr_array_add (comment->attachments,
                   luukku_attachment_new (title != NULL && *title != '\0' ? title : type, NULL, url, -1));
}

static LuukkuMessage *
make_message (Reading *reading, const Comment *comment, JsonNode *node, gint64 sent_at)
{
  const LuukkuGraphPlace *place = reading->place;
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = comment->root,
    .platform_id = comment->id,
    .direction = is_ours (place, comment->author_id) ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = comment->author_id,
    .author_name = comment->author_name,
    .text = comment->text,
    .sent_at = sent_at,
    .fetched_at = place->fetched_at,
    .reply_to = comment->parent,
    .attachments = comment->attachments,
    .raw = raw,
    .raw_type = "application/json",
  };

  return luukku_message_new (&init);
}

/* The one who began the conversation is its resident. */
static void
note_thread (Reading *reading, const LuukkuJsonAt *at, const Comment *comment, gint64 sent_at)
{
  const LuukkuGraphDialect *dialect = reading->dialect;
  LuukkuThread *thread = find_thread (reading, comment->root);

  thread->updated_at = MAX (thread->updated_at, sent_at);
  if (!g_str_equal (comment->root, comment->id))
    return;
  if (!is_ours (reading->place, comment->author_id) && thread->resident_id == NULL) {
    thread->resident_id = g_strdup (comment->author_id);
    thread->resident_name = g_strdup (comment->author_name);
  }
  if (dialect->has_can)
    thread->can_reply = read_flag (at, "can_comment", TRUE, &reading->into->skipped);
  else
    thread->can_reply = !read_flag (at, dialect->hidden, FALSE, &reading->into->skipped);
}

/* Returns: (transfer full) (nullable): the id when @node could be read. *@ret_time: G_MAXINT64 without one.
 */
static char *
read_comment (Reading *reading, JsonNode *node, const char *thread, gint64 *ret_time)
{
  LuukkuGraphComments *into = reading->into;
  LuukkuJsonAt at = { NULL, "comment" };
  g_auto (Comment) comment = { 0 };
  gint64 sent_at = 0;
  gboolean timed;

  *ret_time = G_MAXINT64;
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    at.object = json_node_get_object (node);
    comment.id = read_id (&at, "id");
  }
  if (comment.id == NULL) {
    into->skipped++;
    return NULL;
  }
  timed = luukku_json_get_time (&at, reading->dialect->time, TRUE, &sent_at, NULL);
  if (!timed)
    into->skipped++;
  comment.text = luukku_json_read_string (&at, reading->dialect->text, &into->skipped);
  read_place (&at, thread, &comment, &into->skipped);
  read_author (&at, &comment, &into->skipped);
  read_attachment (&at, &comment, &into->skipped);
  if (timed)
    *ret_time = sent_at;
  else
    sent_at = reading->place->fetched_at;
  g_ptr_array_add (into->messages, make_message (reading, &comment, node, sent_at));
  note_thread (reading, &at, &comment, sent_at);
  return g_steal_pointer (&comment.id);
}

/* Replies that stand inside @node. All of them read: what is missing in the conversation has disappeared. */
static void
read_nested (Reading *reading, JsonNode *node, const char *thread, gboolean concludes)
{
  LuukkuGraphComments *into = reading->into;
  LuukkuJsonAt at = { json_node_get_object (node), "comment" };
  LuukkuJsonAt replies = enter (&at, reading->dialect->replies, &into->skipped);
  JsonArray *data = NULL;
  g_autofree char *after = NULL;
  guint length, lost = 0;

  if (replies.object == NULL)
    return;
  if (!luukku_json_get_array (&replies, "data", FALSE, &data, NULL))
    into->skipped++;
  length = data == NULL ? 0 : json_array_get_length (data);
  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ITEMS); i++) {
    gint64 time;
    g_autofree char *id = read_comment (reading, json_array_get_element (data, i), thread, &time);

    lost += id == NULL || time == G_MAXINT64;
  }
  after = read_after (&replies, &into->skipped);
  if (concludes && after == NULL && lost == 0 && length > 0 && length <= LUUKKU_GRAPH_MAX_ITEMS)
    find_thread (reading, thread)->window_from = G_MININT64;
}

static void
set_windows (LuukkuGraphComments *self)
{
  for (guint i = 0; i < self->threads->len; i++) {
    LuukkuThread *thread = g_ptr_array_index (self->threads, i);

    thread->window_from = self->after == NULL ? G_MININT64 : self->oldest;
  }
}

static void
read_list (Reading *reading, JsonArray *data, const LuukkuJsonAt *at, const char *thread, gboolean concludes)
{
  LuukkuGraphComments *into = reading->into;
  guint length = json_array_get_length (data);
  guint lost = length > LUUKKU_GRAPH_MAX_ITEMS ? length - LUUKKU_GRAPH_MAX_ITEMS : 0;

  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ITEMS); i++) {
    JsonNode *node = json_array_get_element (data, i);
    gint64 time;
    g_autofree char *id = read_comment (reading, node, thread, &time);

    into->oldest = MIN (into->oldest, time);
    if (time != G_MAXINT64)
      into->newest = MAX (into->newest, time);
    lost += id == NULL || time == G_MAXINT64;
    if (id != NULL && reading->dialect->nested && thread == NULL)
      read_nested (reading, node, id, concludes);
  }
  into->after = read_after (at, &into->skipped);
  if (concludes && !reading->dialect->nested && lost == 0)
    set_windows (into);
}

static LuukkuGraphComments *
comments_new (void)
{
  LuukkuGraphComments *self = g_new0 (LuukkuGraphComments, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_message_unref);
  self->threads = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_thread_free);
  self->oldest = G_MAXINT64;
  return self;
}

void
luukku_graph_comments_free (LuukkuGraphComments *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_free (self->after);
  g_free (self);
}

static gboolean
root_list (JsonNode *root, LuukkuJsonAt *ret_at, JsonArray **ret_data, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  *ret_at = (LuukkuJsonAt){ json_node_get_object (root), "" };
  return luukku_json_get_array (ret_at, "data", TRUE, ret_data, error);
}

LuukkuGraphComments *
luukku_graph_parse_comments (JsonNode *root, const LuukkuGraphDialect *dialect, const LuukkuGraphPlace *place,
                             const char *title, const char *thread, gboolean concludes, GError **error)
{
  g_autoptr (LuukkuGraphComments) self = comments_new ();
  Reading reading = { dialect, place, title, self };
  LuukkuJsonAt at;
  JsonArray *data = NULL;

  if (!root_list (root, &at, &data, error))
    return NULL;
  read_list (&reading, data, &at, thread, concludes);
  return g_steal_pointer (&self);
}

/* --- posts */

static void
post_free (LuukkuGraphPost *self)
{
  g_free (self->id);
  g_free (self->title);
  luukku_graph_comments_free (self->comments);
  g_free (self);
}

/* Returns: (transfer full) (nullable). */
static LuukkuGraphPost *
read_post (JsonNode *node, const LuukkuGraphDialect *dialect, const LuukkuGraphPlace *place, guint *skipped)
{
  LuukkuJsonAt at = { NULL, "post" };
  LuukkuJsonAt list;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  LuukkuGraphPost *self;
  Reading reading;
  JsonArray *data = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  at.object = json_node_get_object (node);
  id = read_id (&at, "id");
  if (id == NULL)
    return NULL;
  self = g_new0 (LuukkuGraphPost, 1);
  self->id = g_steal_pointer (&id);
  text = luukku_json_read_string (&at, dialect->post_text, skipped);
  self->title = text != NULL ? luukku_text_first_line (text, LUUKKU_GRAPH_TITLE_LENGTH) : NULL;
  self->comments = comments_new ();
  reading = (Reading){ dialect, place, self->title, self->comments };
  list = enter (&at, "comments", skipped);
  if (list.object != NULL && luukku_json_get_array (&list, "data", FALSE, &data, NULL) && data != NULL)
    read_list (&reading, data, &list, NULL, TRUE);
  return self;
}

LuukkuGraphPosts *
luukku_graph_parse_posts (JsonNode *root, const LuukkuGraphDialect *dialect, const LuukkuGraphPlace *place,
                          GError **error)
{
  g_autoptr (LuukkuGraphPosts) self = g_new0 (LuukkuGraphPosts, 1);
  LuukkuJsonAt at;
  JsonArray *data = NULL;

  self->posts = g_ptr_array_new_with_free_func ((GDestroyNotify) post_free);
  if (!root_list (root, &at, &data, error))
    return NULL;
  for (guint i = 0; i < MIN (json_array_get_length (data), LUUKKU_GRAPH_MAX_ITEMS); i++) {
    LuukkuGraphPost *post = read_post (json_array_get_element (data, i), dialect, place, &self->skipped);

    if (post != NULL)
      g_ptr_array_add (self->posts, post);
    else
      self->skipped++;
  }
  self->after = read_after (&at, &self->skipped);
  return g_steal_pointer (&self);
}

void
luukku_graph_posts_free (LuukkuGraphPosts *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_free (self->after);
  g_free (self);
}

/* --- single answers */

char *
luukku_graph_parse_created (JsonNode *root, GError **error)
{
  LuukkuJsonAt at = { NULL, "" };
  char *id;

  if (JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  id = read_id (&at, "id");
  if (id == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The message was confirmed with an id that cannot be used; look in the thread whether "
            "it arrived."));
  return id;
}

gboolean
luukku_graph_parse_rights (JsonNode *root, const LuukkuGraphDialect *dialect, LuukkuGraphRights *ret_rights)
{
  LuukkuJsonAt at = { NULL, "" };
  guint skipped = 0;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  at.object = json_node_get_object (root);
  ret_rights->is_hidden = read_flag (&at, dialect->hidden, FALSE, &skipped);
  ret_rights->can_hide = read_flag (&at, "can_hide", TRUE, &skipped);
  ret_rights->can_remove = read_flag (&at, "can_remove", TRUE, &skipped);
  return TRUE;
}
