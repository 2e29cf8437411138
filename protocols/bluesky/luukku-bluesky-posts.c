/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-posts.c: public posts as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-posts.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "bluesky/luukku-bluesky-text.h"

#define MAX_ITEMS 200
#define TITLE_LENGTH 60
#define MAX_CID 128

static char *
read_post_uri (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  g_autofree char *uri = luukku_json_read_string (at, name, skipped);

  return luukku_bluesky_is_post (uri) ? g_steal_pointer (&uri) : NULL;
}

static guint
count_of (JsonArray *list)
{
  return list != NULL ? MIN (json_array_get_length (list), MAX_ITEMS) : 0;
}

/* A strong reference {"uri","cid"} below @name. Returns: (transfer full) (nullable): the uri. */
static char *
read_ref (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  LuukkuJsonAt ref;

  return luukku_json_read_object (at, name, &ref, skipped) ? read_post_uri (&ref, "uri", skipped) : NULL;
}

/* --- mentions */

void
luukku_bluesky_mention_free (LuukkuBlueskyMention *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self->root);
  g_clear_pointer (&self->notification, json_object_unref);
  g_free (self);
}

/* The root of the thread that @record is in; NULL: it begins one. */
static char *
read_root (const LuukkuJsonAt *record, guint *skipped)
{
  LuukkuJsonAt reply;

  return luukku_json_read_object (record, "reply", &reply, skipped) ? read_ref (&reply, "root", skipped)
                                                                    : NULL;
}

static LuukkuBlueskyMention *
read_mention (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *reason = luukku_json_read_string (at, "reason", skipped);
  LuukkuBlueskyMention *mention;
  LuukkuJsonAt record;
  char *uri;

  if (g_strcmp0 (reason, "mention") != 0 && g_strcmp0 (reason, "reply") != 0 &&
      g_strcmp0 (reason, "quote") != 0)
    return NULL;
  uri = read_post_uri (at, "uri", skipped);
  if (uri == NULL || !luukku_json_read_object (at, "record", &record, skipped)) {
    (*skipped)++;
    g_free (uri);
    return NULL;
  }
  mention = g_new0 (LuukkuBlueskyMention, 1);
  mention->uri = uri;
  mention->root = read_root (&record, skipped);
  if (mention->root == NULL)
    mention->root = g_strdup (uri);
  mention->notification = json_object_ref (at->object);
  return mention;
}

GPtrArray *
luukku_bluesky_parse_mentions (JsonNode *root, LuukkuBlueskyPlace *place, char **ret_cursor,
                               gint64 *ret_oldest, GError **error)
{
  g_autoptr (GPtrArray) mentions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_bluesky_mention_free);
  guint *skipped = &place->batch->skipped;
  g_autofree char *cursor = NULL;
  JsonArray *list = NULL;
  LuukkuJsonAt at, one;

  *ret_oldest = G_MAXINT64;
  if (!luukku_bluesky_root_at (root, &at, error) ||
      !luukku_json_get_array (&at, "notifications", TRUE, &list, error))
    return NULL;
  cursor = luukku_json_read_string (&at, "cursor", skipped);
  if (cursor != NULL && *cursor != '\0' && json_array_get_length (list) > 0)
    *ret_cursor = g_steal_pointer (&cursor);
  for (guint i = 0; i < count_of (list); i++) {
    LuukkuBlueskyMention *mention;
    gint64 indexed_at = 0;

    if (!luukku_bluesky_element_at (list, i, "notifications", &one) ||
        !luukku_json_get_time (&one, "indexedAt", TRUE, &indexed_at, NULL)) {
      (*skipped)++;
      continue;
    }
    *ret_oldest = MIN (*ret_oldest, indexed_at);
    mention = read_mention (&one, skipped);
    if (mention == NULL)
      continue;
    mention->indexed_at = indexed_at;
    g_ptr_array_add (mentions, mention);
  }
  return g_steal_pointer (&mentions);
}

/* --- a post as a message */

/* What is known of it, from a view or from a notification. */
typedef struct {
  const char *uri;
  const char *author;
  LuukkuJsonAt record;
  const LuukkuJsonAt *embed; /* (nullable): a view */
  JsonObject *from;          /* kept as received */
  gint64 indexed_at;
  gboolean can_reply;
} Post;

static char *
read_text (const Post *post, LuukkuBlueskyPlace *place, GPtrArray *files)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *given = luukku_json_read_string (&post->record, "text", skipped);
  g_autofree char *whole = luukku_bluesky_expand (
      given != NULL ? given : "", luukku_json_read_array (&post->record, "facets", skipped), skipped);
  GString *text = g_string_new (whole);

  if (post->embed != NULL)
    luukku_bluesky_read_embed (post->embed, place, text, files);
  return g_string_free (text, FALSE);
}

static void
add_thread (LuukkuBlueskyPlace *place, const Post *post, const char *id, const char *did, const char *root,
            GHashTable *titles)
{
  LuukkuThread *thread = luukku_thread_new (id);

  thread->resident_id = g_strdup (did);
  thread->resident_name = g_strdup (g_hash_table_lookup (place->people, did));
  thread->title = g_strdup (g_hash_table_lookup (titles, root));
  thread->is_public = TRUE;
  thread->can_reply = post->can_reply;
  g_ptr_array_add (place->batch->threads, thread);
}

/* The writer may claim any time; the network's own is the one that counts when they differ much. */
static gint64
read_time (const Post *post, guint *skipped)
{
  gint64 claimed = 0;

  if (!luukku_json_get_time (&post->record, "createdAt", TRUE, &claimed, NULL)) {
    (*skipped)++;
    return post->indexed_at;
  }
  return post->indexed_at > 0 && ABS (post->indexed_at - claimed) > G_TIME_SPAN_HOUR ? post->indexed_at
                                                                                     : claimed;
}

/* @did: whose conversation it is. */
static void
add_message (LuukkuBlueskyPlace *place, const Post *post, const char *did, GHashTable *titles)
{
  guint *skipped = &place->batch->skipped;
  gboolean ours = g_str_equal (post->author, place->self_did);
  g_autofree char *given_root = read_root (&post->record, skipped);
  const char *root = given_root != NULL ? given_root : post->uri;
  g_autofree char *conversation = luukku_bluesky_thread_id (root, did);
  g_autofree char *text = NULL, *parent = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), post->from);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  LuukkuJsonAt reply;
  LuukkuMessageInit init = { .channel = place->channel, .fetched_at = place->fetched_at };

  if (g_hash_table_contains (place->seen, post->uri))
    return;
  g_hash_table_add (place->seen, g_strdup (post->uri));
  if (luukku_json_read_object (&post->record, "reply", &reply, skipped))
    parent = read_ref (&reply, "parent", skipped);
  text = read_text (post, place, files);
  init.conversation_id = conversation;
  init.platform_id = post->uri;
  init.direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN;
  init.author_id = post->author;
  init.author_name = g_hash_table_lookup (place->people, post->author);
  init.text = text;
  init.sent_at = read_time (post, skipped);
  init.reply_to = parent;
  init.attachments = files;
  init.raw = raw;
  init.raw_type = "application/json";
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
  add_thread (place, post, conversation, did, root, titles);
}

void
luukku_bluesky_add_mention (LuukkuBlueskyPlace *place, const LuukkuBlueskyMention *mention,
                            GHashTable *titles)
{
  const LuukkuJsonAt at = { mention->notification, "notification" };
  g_autofree char *author = luukku_bluesky_read_person (&at, "author", place);
  Post post = { .uri = mention->uri,
                .author = author,
                .from = mention->notification,
                .indexed_at = mention->indexed_at,
                .can_reply = TRUE };

  if (author == NULL || !luukku_json_read_object (&at, "record", &post.record, &place->batch->skipped))
    place->batch->skipped++;
  else if (!g_str_equal (author, place->self_did))
    add_message (place, &post, author, titles);
}

/* --- views of posts */

char *
luukku_bluesky_post_uri (JsonObject *post)
{
  guint skipped = 0;

  return read_post_uri (&(LuukkuJsonAt){ post, "posts" }, "uri", &skipped);
}

static void
note_title (JsonObject *post, GHashTable *titles)
{
  const LuukkuJsonAt at = { post, "posts" };
  guint skipped = 0;
  char *uri = luukku_bluesky_post_uri (post);
  g_autofree char *text = NULL;
  LuukkuJsonAt record;

  if (uri != NULL && luukku_json_read_object (&at, "record", &record, &skipped))
    text = luukku_json_read_string (&record, "text", &skipped);
  if (text != NULL && *text != '\0')
    g_hash_table_insert (titles, uri, luukku_text_first_line (text, TITLE_LENGTH));
  else
    g_free (uri);
}

GPtrArray *
luukku_bluesky_parse_posts (JsonNode *root, GHashTable *titles, GError **error)
{
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  JsonArray *list = NULL;
  LuukkuJsonAt at, one;

  if (!luukku_bluesky_root_at (root, &at, error) || !luukku_json_get_array (&at, "posts", TRUE, &list, error))
    return NULL;
  for (guint i = 0; i < count_of (list); i++) {
    if (!luukku_bluesky_element_at (list, i, "posts", &one))
      continue;
    note_title (one.object, titles);
    g_ptr_array_add (posts, json_object_ref (one.object));
  }
  return g_steal_pointer (&posts);
}

/* Returns: FALSE when it is no post that can be read. *@ret_author: (transfer full): what post->author is. */
static gboolean
read_view (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place, Post *post, char **ret_author,
           LuukkuJsonAt *embed)
{
  guint *skipped = &place->batch->skipped;
  gboolean closed = FALSE;
  LuukkuJsonAt viewer;

  *ret_author = luukku_bluesky_read_person (at, "author", place);
  post->author = *ret_author;
  post->from = at->object;
  post->can_reply = TRUE;
  if (post->author == NULL || !luukku_json_read_object (at, "record", &post->record, skipped)) {
    (*skipped)++;
    return FALSE;
  }
  if (!luukku_json_get_time (at, "indexedAt", FALSE, &post->indexed_at, NULL))
    post->indexed_at = 0;
  if (luukku_json_read_object (at, "embed", embed, skipped))
    post->embed = embed;
  if (luukku_json_read_object (at, "viewer", &viewer, skipped) &&
      luukku_json_get_boolean (&viewer, "replyDisabled", FALSE, &closed, NULL))
    post->can_reply = !closed;
  return TRUE;
}

void
luukku_bluesky_add_post (LuukkuBlueskyPlace *place, JsonObject *object, GHashTable *titles)
{
  const LuukkuJsonAt at = { object, "posts" };
  g_autofree char *uri = luukku_bluesky_post_uri (object);
  g_autofree char *author = NULL;
  Post post = { .uri = uri };
  LuukkuJsonAt embed;

  if (uri != NULL && read_view (&at, place, &post, &author, &embed) && !g_str_equal (author, place->self_did))
    add_message (place, &post, author, titles);
}

/* {"post":…,"reply":{"root":…,"parent":{"author":…}}} */
static gint64
add_own (const LuukkuJsonAt *item, LuukkuBlueskyPlace *place, gint64 since, GHashTable *titles)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *uri = NULL, *author = NULL, *person = NULL;
  LuukkuJsonAt view, embed, reply, parent, root;
  Post post = { 0 };

  /* others' posts that the account repeats stand here too */
  if (!luukku_json_read_object (item, "post", &view, skipped) ||
      !luukku_json_read_object (item, "reply", &reply, skipped) ||
      !luukku_json_read_object (&reply, "parent", &parent, skipped) ||
      (person = luukku_bluesky_read_person (&parent, "author", place)) == NULL ||
      g_str_equal (person, place->self_did) || (uri = luukku_bluesky_post_uri (view.object)) == NULL)
    return 0;
  post.uri = uri;
  if (!read_view (&view, place, &post, &author, &embed) || !g_str_equal (author, place->self_did) ||
      post.indexed_at <= since)
    return 0;
  if (luukku_json_read_object (&reply, "root", &root, skipped))
    note_title (root.object, titles);
  add_message (place, &post, person, titles);
  return post.indexed_at;
}

gint64
luukku_bluesky_parse_own (JsonNode *root, LuukkuBlueskyPlace *place, gint64 since, GError **error)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonArray *list = NULL;
  gint64 newest = since;
  LuukkuJsonAt at, one;

  if (!luukku_bluesky_root_at (root, &at, error) || !luukku_json_get_array (&at, "feed", TRUE, &list, error))
    return -1;
  for (guint i = 0; i < count_of (list); i++) {
    if (luukku_bluesky_element_at (list, i, "feed", &one))
      newest = MAX (newest, add_own (&one, place, since, titles));
    else
      place->batch->skipped++;
  }
  return newest;
}

/* --- answers to what we do */

void
luukku_bluesky_ref_clear (LuukkuBlueskyRef *self)
{
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->cid, g_free);
}

static void
set_unreadable (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("Bluesky's answer is not the object it should be; it is asked again later."));
}

static gboolean
read_strong_ref (const LuukkuJsonAt *at, LuukkuBlueskyRef *ret_ref)
{
  guint skipped = 0;
  g_autofree char *cid = luukku_json_read_string (at, "cid", &skipped);

  ret_ref->uri = read_post_uri (at, "uri", &skipped);
  if (cid != NULL && strlen (cid) <= MAX_CID)
    ret_ref->cid = g_steal_pointer (&cid);
  return ret_ref->uri != NULL && ret_ref->cid != NULL;
}

gboolean
luukku_bluesky_parse_refs (JsonNode *root, const char *uri, LuukkuBlueskyRef *ret_parent,
                           LuukkuBlueskyRef *ret_root, GError **error)
{
  guint skipped = 0;
  JsonArray *list = NULL;
  LuukkuJsonAt at, one, record, reply, top;

  if (!luukku_bluesky_root_at (root, &at, error) ||
      !luukku_json_get_array (&at, "posts", TRUE, &list, error) || json_array_get_length (list) == 0)
    return FALSE;
  if (!luukku_bluesky_element_at (list, 0, "posts", &one) || !read_strong_ref (&one, ret_parent) ||
      !g_str_equal (ret_parent->uri, uri) || !luukku_json_read_object (&one, "record", &record, &skipped)) {
    set_unreadable (error);
    return FALSE;
  }
  if (!luukku_json_read_object (&record, "reply", &reply, &skipped)) {
    *ret_root = (LuukkuBlueskyRef){ g_strdup (ret_parent->uri), g_strdup (ret_parent->cid) };
    return TRUE;
  }
  if (luukku_json_read_object (&reply, "root", &top, &skipped) && read_strong_ref (&top, ret_root))
    return TRUE;
  set_unreadable (error);
  return FALSE;
}

char *
luukku_bluesky_parse_record (JsonNode *root, GError **error)
{
  g_autofree char *uri = NULL;
  g_auto (LuukkuBlueskyUri) parts = { 0 };
  LuukkuJsonAt at;
  guint skipped = 0;

  if (!luukku_bluesky_root_at (root, &at, error))
    return NULL;
  uri = luukku_json_read_string (&at, "uri", &skipped);
  if (luukku_bluesky_uri_parse (uri, &parts))
    return g_steal_pointer (&uri);
  set_unreadable (error);
  return NULL;
}

gboolean
luukku_bluesky_parse_block (JsonNode *root, char **ret_block, GError **error)
{
  JsonArray *list = NULL;
  LuukkuJsonAt at, one;
  guint skipped = 0;

  *ret_block = NULL;
  if (!luukku_bluesky_root_at (root, &at, error) ||
      !luukku_json_get_array (&at, "relationships", TRUE, &list, error))
    return FALSE;
  if (json_array_get_length (list) > 0 && luukku_bluesky_element_at (list, 0, "relationships", &one))
    *ret_block = luukku_json_read_string (&one, "blocking", &skipped);
  return TRUE;
}

gboolean
luukku_bluesky_parse_blocked (JsonNode *root, GHashTable *blocked, GError **error)
{
  static const char *const marks[] = { "blocking", "blockedBy", "blockingByList", "blockedByList" };
  JsonArray *list = NULL;
  LuukkuJsonAt at, one;
  guint skipped = 0;

  if (!luukku_bluesky_root_at (root, &at, error) ||
      !luukku_json_get_array (&at, "relationships", TRUE, &list, error))
    return FALSE;
  for (guint i = 0; i < count_of (list); i++) {
    g_autofree char *did = luukku_bluesky_element_at (list, i, "relationships", &one)
                               ? luukku_json_read_string (&one, "did", &skipped)
                               : NULL;

    for (guint m = 0; did != NULL && m < G_N_ELEMENTS (marks); m++) {
      if (json_object_has_member (one.object, marks[m]))
        g_hash_table_add (blocked, g_strdup (did));
    }
  }
  return TRUE;
}

/* --- hidden answers */

static JsonObject *
make_gate (const char *post, const char *now)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) node = NULL;

  luukku_json_add_string (builder, "$type", LUUKKU_BLUESKY_GATE);
  luukku_json_add_string (builder, "post", post);
  luukku_json_add_string (builder, "createdAt", now);
  node = luukku_json_end_node (builder);
  return json_object_ref (json_node_get_object (node));
}

/* Returns: (transfer full) (nullable): NULL with @error. */
static JsonObject *
read_gate (JsonNode *root, char **ret_cid, GError **error)
{
  LuukkuJsonAt at, value;
  guint skipped = 0;

  if (!luukku_bluesky_root_at (root, &at, error))
    return NULL;
  *ret_cid = luukku_json_read_string (&at, "cid", &skipped);
  if (luukku_json_read_object (&at, "value", &value, &skipped) && *ret_cid != NULL)
    return json_object_ref (value.object);
  set_unreadable (error);
  return NULL;
}

/* Returns: (transfer full): the addresses in @list (nullable) with or without @reply. *@ret_changed: it is
 * another list.
 */
static JsonArray *
edit_list (JsonArray *list, const char *reply, gboolean hide, gboolean *ret_changed)
{
  JsonArray *edited = json_array_new ();
  guint count = list != NULL ? json_array_get_length (list) : 0;
  gboolean found = FALSE;

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (list, i);
    gboolean same = JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), reply) == 0;

    found = found || same;
    if (!same || hide)
      json_array_add_element (edited, json_node_copy (node));
  }
  if (hide && !found)
    json_array_add_string_element (edited, reply);
  *ret_changed = hide != found;
  return edited;
}

JsonNode *
luukku_bluesky_edit_gate (JsonNode *root, const char *post, const char *reply, gboolean hide, const char *now,
                          char **ret_cid, GError **error)
{
  g_autoptr (JsonObject) gate = NULL;
  LuukkuJsonAt at = { NULL, "value" };
  JsonArray *hidden;
  gboolean changed = FALSE;
  guint skipped = 0;

  *ret_cid = NULL;
  gate = root != NULL ? read_gate (root, ret_cid, error) : make_gate (post, now);
  if (gate == NULL)
    return NULL;
  at.object = gate;
  hidden = edit_list (luukku_json_read_array (&at, "hiddenReplies", &skipped), reply, hide, &changed);
  json_object_set_array_member (gate, "hiddenReplies", hidden);
  return changed ? json_node_init_object (json_node_alloc (), gate) : NULL;
}
