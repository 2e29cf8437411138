/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-hooks.c: webhooks of a Page as messages; pure.
 *
 * Must not drop a comment because its author is not told. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-hooks.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"

#define MILLISECONDS_FROM G_GINT64_CONSTANT (100000000000) /* a larger time does not count seconds */

typedef struct {
  const LuukkuGraphHooks *hooks;
  LuukkuBatch *batch;
  gint64 time; /* of the entry, UTC µs */
} Reading;

/* What one part says, before it becomes a message. */
typedef struct {
  char *id;
  char *key; /* the person, or the comment that is answered (nullable: it is a conversation of its own) */
  char *author_id, *author_name, *text, *reply_to;
  GPtrArray *attachments;
  gboolean from_town;
  gint64 at;
} Part;

static void
part_clear (Part *self)
{
  g_free (self->id);
  g_free (self->key);
  g_free (self->author_id);
  g_free (self->author_name);
  g_free (self->text);
  g_free (self->reply_to);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

/* --- small readers */

typedef void (*ReadPart) (Reading *self, const LuukkuJsonAt *at);

static void
each (Reading *self, const LuukkuJsonAt *at, const char *name, ReadPart read)
{
  JsonArray *array = luukku_json_read_array (at, name, &self->batch->skipped);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  LuukkuJsonAt part = { NULL, name };

  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ITEMS); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      part.object = json_node_get_object (node);
      read (self, &part);
    } else {
      self->batch->skipped++;
    }
  }
  if (length > LUUKKU_GRAPH_MAX_ITEMS)
    self->batch->skipped += length - LUUKKU_GRAPH_MAX_ITEMS;
}

/* Seconds or milliseconds. Returns: UTC µs, 0 when there is none. */
static gint64
read_time (Reading *self, const LuukkuJsonAt *at, const char *name)
{
  gint64 number = luukku_json_read_int (at, name, &self->batch->skipped);
  gint64 unit = number >= MILLISECONDS_FROM ? G_TIME_SPAN_MILLISECOND : G_TIME_SPAN_SECOND;

  return number > 0 && number < G_MAXINT64 / unit ? number * unit : 0;
}

/* Returns: (transfer full) (nullable): the id of the object @name. */
static char *
read_id_of (Reading *self, const LuukkuJsonAt *at, const char *name)
{
  LuukkuJsonAt inner;

  return luukku_json_read_object (at, name, &inner, &self->batch->skipped)
             ? luukku_json_read_string (&inner, "id", &self->batch->skipped)
             : NULL;
}

static gboolean
read_flag (const LuukkuJsonAt *at, const char *name)
{
  gboolean value = FALSE;

  return luukku_json_get_boolean (at, name, FALSE, &value, NULL) && value;
}

/* --- homes */

LuukkuThread *
luukku_graph_make_home (const char *key, const LuukkuGraphHooks *self)
{
  g_autofree char *conversation =
      self->dialect != NULL ? g_strdup (key) : g_strconcat (LUUKKU_GRAPH_USER_CONVERSATION, key, NULL);
  LuukkuThread *thread = luukku_thread_new (conversation);

  thread->is_public = self->dialect != NULL;
  thread->window_from = G_MAXINT64;
  if (self->dialect == NULL)
    thread->resident_id = g_strdup (key);
  return thread;
}

/* The first of the threads with one person: there is only one. */
static LuukkuThread *
find_direct_home (JsonNode *root, const LuukkuGraphHooks *self)
{
  g_autoptr (LuukkuGraphThreads) page = luukku_graph_parse_threads (root, &self->place, NULL);

  return page != NULL && page->threads->len > 0 ? g_ptr_array_steal_index (page->threads, 0) : NULL;
}

LuukkuThread *
luukku_graph_parse_home (JsonNode *root, const char *key, const LuukkuGraphHooks *self)
{
  LuukkuThread *thread = NULL;
  LuukkuJsonAt at = { NULL, "" }, parent;
  g_autofree char *id = NULL;
  guint skipped = 0;

  if (self->dialect == NULL) {
    thread = find_direct_home (root, self);
    if (thread == NULL)
      return luukku_graph_make_home (key, self);
    if (thread->resident_id == NULL)
      thread->resident_id = g_strdup (key);
    thread->window_from = G_MAXINT64;
    return thread;
  }
  if (JSON_NODE_HOLDS_OBJECT (root)) {
    at.object = json_node_get_object (root);
    if (luukku_json_read_object (&at, "parent", &parent, &skipped))
      id = luukku_json_read_string (&parent, "id", &skipped);
  }
  return luukku_graph_make_home (luukku_graph_is_id (id) ? id : key, self);
}

/* Where replies stand inside their comment, what a comment answers is the head of its conversation. */
static gboolean
is_head (const LuukkuGraphHooks *hooks)
{
  return hooks->dialect != NULL && hooks->dialect->nested;
}

static const LuukkuThread *
find_home (Reading *self, const char *key)
{
  const LuukkuThread *home =
      self->hooks->homes != NULL ? g_hash_table_lookup (self->hooks->homes, key) : NULL;

  if (home == NULL && self->hooks->wanted != NULL && !is_head (self->hooks))
    g_hash_table_add (self->hooks->wanted, g_strdup (key));
  return home;
}

static LuukkuThread *
copy_thread (const LuukkuThread *from)
{
  LuukkuThread *thread = luukku_thread_new (from->conversation_id);

  thread->resident_id = g_strdup (from->resident_id);
  thread->resident_name = g_strdup (from->resident_name);
  thread->can_reply = from->can_reply;
  thread->updated_at = from->updated_at;
  thread->is_public = from->is_public;
  thread->window_from = G_MAXINT64;
  return thread;
}

/* --- messages */

static void
take_part (Reading *self, const LuukkuJsonAt *at, const Part *part)
{
  const LuukkuGraphPlace *place = &self->hooks->place;
  const LuukkuThread *known = part->key != NULL ? find_home (self, part->key) : NULL;
  LuukkuThread *home = known != NULL
                           ? copy_thread (known)
                           : luukku_graph_make_home (part->key != NULL ? part->key : part->id, self->hooks);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  const char *name = part->author_name != NULL ? part->author_name
                     : !part->from_town        ? home->resident_name
                                               : NULL;
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = home->conversation_id,
    .platform_id = part->id,
    .direction = part->from_town ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = part->author_id,
    .author_name = name,
    .text = part->text,
    .sent_at = part->at != 0 ? part->at : place->fetched_at,
    .fetched_at = place->fetched_at,
    .reply_to = part->reply_to,
    .attachments = part->attachments,
    .raw = raw,
    .raw_type = "application/json",
  };

  if (part->key == NULL && !part->from_town) { /* who began the conversation is its resident */
    home->resident_id = g_strdup (part->author_id);
    home->resident_name = g_strdup (part->author_name);
  }
  home->updated_at = MAX (home->updated_at, init.sent_at);
  g_ptr_array_add (self->batch->messages, luukku_message_new (&init));
  g_ptr_array_add (self->batch->threads, home);
}

static void
take_gone (Reading *self, char *id)
{
  g_ptr_array_add (self->batch->gone, id);
}

/* --- direct messages */

/* {"type":"image","payload":{"url":…}}; an old kind has the address beside its type. */
static void
read_attachment (Reading *self, const LuukkuJsonAt *at, GPtrArray *attachments)
{
  g_autofree char *type = luukku_json_read_string (at, "type", &self->batch->skipped);
  g_autofree char *title = luukku_json_read_string (at, "title", &self->batch->skipped);
  g_autofree char *url = NULL;
  LuukkuJsonAt payload = { NULL, "payload" };

  if (luukku_json_get_object (at, "payload", FALSE, &payload.object, NULL) && payload.object != NULL)
    url = luukku_json_read_string (&payload, "url", &self->batch->skipped);
  g_ptr_array_add (attachments, luukku_attachment_new (title != NULL ? title : type, NULL, url, -1));
}

static GPtrArray *
read_attachments (Reading *self, const LuukkuJsonAt *at)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  JsonArray *list = luukku_json_read_array (at, "attachments", &self->batch->skipped);
  guint length = list != NULL ? json_array_get_length (list) : 0;
  LuukkuJsonAt part = { NULL, "attachments" };

  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ATTACHMENTS); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      part.object = json_node_get_object (node);
      read_attachment (self, &part, attachments);
    } else {
      self->batch->skipped++;
    }
  }
  if (attachments->len == 0 && read_flag (at, "is_unsupported"))
    g_ptr_array_add (attachments,
                     luukku_attachment_new (luukku_tr (N_ ("content that only the service's own app shows")),
                                            NULL, NULL, -1));
  return attachments;
}

/* Who wrote to whom; an echo is the town's own, and some have the two exchanged. */
static void
read_people (Reading *self, const LuukkuJsonAt *at, gboolean is_echo, Part *part)
{
  g_autofree char *sender = read_id_of (self, at, "sender");
  g_autofree char *recipient = read_id_of (self, at, "recipient");
  gboolean sent_by_us = g_strcmp0 (sender, self->hooks->own_id) == 0;

  part->from_town = is_echo || sent_by_us;
  if (sent_by_us || (is_echo && g_strcmp0 (recipient, self->hooks->own_id) != 0))
    part->key = g_steal_pointer (&recipient);
  else
    part->key = g_steal_pointer (&sender);
  part->author_id = g_strdup (part->from_town ? self->hooks->own_id : part->key);
}

static void
read_reply_to (Reading *self, const LuukkuJsonAt *at, Part *part)
{
  LuukkuJsonAt reply;

  if (luukku_json_read_object (at, "reply_to", &reply, &self->batch->skipped))
    part->reply_to = luukku_json_read_string (&reply, "mid", &self->batch->skipped);
}

/* @content: the message, its new text, or a button that was pressed. @text: the member with the text. */
static void
read_content (Reading *self, const LuukkuJsonAt *at, const LuukkuJsonAt *content, const char *text)
{
  g_auto (Part) part = { 0 };

  part.id = luukku_json_read_string (content, "mid", &self->batch->skipped);
  if (!luukku_graph_is_id (part.id)) {
    self->batch->skipped++;
    return;
  }
  if (read_flag (content, "is_deleted")) {
    take_gone (self, g_steal_pointer (&part.id));
    return;
  }
  read_people (self, at, read_flag (content, "is_echo"), &part);
  if (!luukku_graph_is_id (part.key)) {
    self->batch->skipped++;
    return;
  }
  part.text = luukku_json_read_string (content, text, &self->batch->skipped);
  part.attachments = read_attachments (self, content);
  read_reply_to (self, content, &part);
  part.at = read_time (self, at, "timestamp");
  take_part (self, at, &part);
}

/* Read marks, deliveries, thumbs and the like are no messages. */
static void
read_messaging (Reading *self, const LuukkuJsonAt *at)
{
  static const struct {
    const char *name, *text;
  } kinds[] = { { "message", "text" }, { "message_edit", "text" }, { "postback", "title" } };
  LuukkuJsonAt content;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (luukku_json_read_object (at, kinds[i].name, &content, &self->batch->skipped))
      read_content (self, at, &content, kinds[i].text);
  }
}

/* --- comments */

static void
read_author (Reading *self, const LuukkuJsonAt *at, Part *part)
{
  LuukkuJsonAt from;
  guint *skipped = &self->batch->skipped;

  if (luukku_json_read_object (at, "from", &from, skipped)) {
    part->author_id = luukku_json_read_string (&from, "id", skipped);
    part->author_name = luukku_json_read_string (&from, "name", skipped);
    if (part->author_name == NULL)
      part->author_name = luukku_json_read_string (&from, "username", skipped);
  } else { /* the older form */
    part->author_id = luukku_json_read_string (at, "sender_id", skipped);
    part->author_name = luukku_json_read_string (at, "sender_name", skipped);
  }
  part->from_town = part->author_id != NULL && (g_str_equal (part->author_id, self->hooks->place.page_id) ||
                                                g_strcmp0 (part->author_id, self->hooks->own_id) == 0);
}

static void
read_picture (Reading *self, const LuukkuJsonAt *at, Part *part)
{
  static const char *const kinds[] = { "photo", "video" };

  part->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *url = luukku_json_read_string (at, kinds[i], &self->batch->skipped);

    if (url != NULL)
      g_ptr_array_add (part->attachments, luukku_attachment_new (kinds[i], NULL, url, -1));
  }
}

/* @post: (nullable): what a comment that answers none has as its parent. */
static void
read_comment (Reading *self, const LuukkuJsonAt *at, const char *id, const char *post)
{
  g_auto (Part) part = { 0 };
  g_autofree char *parent = luukku_json_read_string (at, "parent_id", &self->batch->skipped);

  part.id = luukku_json_read_string (at, id, &self->batch->skipped);
  if (!luukku_graph_is_id (part.id)) {
    self->batch->skipped++;
    return;
  }
  if (luukku_graph_is_id (parent) && g_strcmp0 (parent, post) != 0) {
    part.key = g_strdup (parent);
    part.reply_to = g_steal_pointer (&parent);
  }
  read_author (self, at, &part);
  read_picture (self, at, &part);
  part.text = luukku_json_read_string (at, self->hooks->dialect->text, &self->batch->skipped);
  part.at = read_time (self, at, "created_time");
  if (part.at == 0)
    part.at = self->time;
  take_part (self, at, &part);
}

static void
read_feed_change (Reading *self, const LuukkuJsonAt *value)
{
  g_autofree char *item = luukku_json_read_string (value, "item", &self->batch->skipped);
  g_autofree char *verb = luukku_json_read_string (value, "verb", &self->batch->skipped);
  g_autofree char *post = luukku_json_read_string (value, "post_id", &self->batch->skipped);
  char *id;

  if (g_strcmp0 (item, "comment") != 0)
    return;
  if (g_strcmp0 (verb, "add") == 0 || g_strcmp0 (verb, "edited") == 0 || g_strcmp0 (verb, "edit") == 0) {
    read_comment (self, value, "comment_id", post);
  } else if (g_strcmp0 (verb, "remove") == 0) {
    id = luukku_json_read_string (value, "comment_id", &self->batch->skipped);
    if (luukku_graph_is_id (id))
      take_gone (self, id);
    else
      g_free (id);
  }
}

static void
read_change (Reading *self, const LuukkuJsonAt *at)
{
  g_autofree char *field = luukku_json_read_string (at, "field", &self->batch->skipped);
  LuukkuJsonAt value;

  if (!luukku_json_read_object (at, "value", &value, &self->batch->skipped))
    return;
  if (g_strcmp0 (field, "feed") == 0)
    read_feed_change (self, &value);
  else if (g_strcmp0 (field, "comments") == 0 || g_strcmp0 (field, "live_comments") == 0)
    read_comment (self, &value, "id", NULL);
}

/* --- the levels of a webhook */

static void
read_entry (Reading *self, const LuukkuJsonAt *at)
{
  g_autofree char *id = luukku_json_read_string (at, "id", &self->batch->skipped);

  if (g_strcmp0 (id, self->hooks->own_id) != 0)
    return;
  self->time = read_time (self, at, "time");
  if (self->hooks->dialect != NULL) {
    each (self, at, "changes", read_change);
    return;
  }
  each (self, at, "messaging", read_messaging);
  each (self, at, "standby", read_messaging); /* another app of the town owns the thread now */
}

void
luukku_graph_parse_hook (JsonNode *root, const LuukkuGraphHooks *self, LuukkuBatch *batch)
{
  Reading reading = { self, batch, 0 };
  LuukkuJsonAt at = { NULL, "" };

  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    batch->skipped++;
    return;
  }
  at.object = json_node_get_object (root);
  each (&reading, &at, "entry", read_entry);
}
