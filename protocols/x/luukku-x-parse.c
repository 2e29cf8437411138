/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-parse.c: the answers of the X API v2 as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "x/luukku-x-cursor.h"
#include "x/luukku-x-text.h"

#define MAX_ITEMS 200
#define MAX_FILES 32
#define MAX_CONVERSATION 64

/* --- small parts */

static gboolean
root_at (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("X's answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  ret_at->object = json_node_get_object (root);
  ret_at->path = "";
  return TRUE;
}

/* Element @i of @list. Returns: FALSE when it is no object. */
static gboolean
item_at (JsonArray *list, guint i, const char *path, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  ret_at->path = path;
  ret_at->object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  return ret_at->object != NULL;
}

static guint
count_of (JsonArray *list)
{
  return list != NULL ? MIN (json_array_get_length (list), MAX_ITEMS) : 0;
}

static char *
read_id (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  g_autofree char *id = luukku_json_read_string (at, name, skipped);

  return luukku_x_is_id (id) ? g_steal_pointer (&id) : NULL;
}

/* The list "data"; none is an empty one, but only in an answer that says so itself. */
static gboolean
read_list (const LuukkuJsonAt *at, JsonArray **ret_list, GError **error)
{
  if (!luukku_json_get_array (at, "data", FALSE, ret_list, error))
    return FALSE;
  if (*ret_list != NULL || json_object_has_member (at->object, "meta") ||
      json_object_has_member (at->object, "errors"))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("X's answer is not the object it should be; it is asked again later."));
  return FALSE;
}

/* --- ourselves */

gboolean
luukku_x_parse_self (JsonNode *root, LuukkuXSelf *ret_self, GError **error)
{
  LuukkuJsonAt at, data;
  guint odd = 0;

  if (!root_at (root, &at, error))
    return FALSE;
  if (luukku_json_read_object (&at, "data", &data, &odd)) {
    ret_self->id = read_id (&data, "id", &odd);
    ret_self->username = luukku_json_read_string (&data, "username", &odd);
    ret_self->name = luukku_json_read_string (&data, "name", &odd);
  }
  if (ret_self->id == NULL || ret_self->username == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("X does not say whose account this is; it is asked again later."));
    return FALSE;
  }
  if (ret_self->name == NULL || *ret_self->name == '\0') {
    g_free (ret_self->name);
    ret_self->name = g_strdup (ret_self->username);
  }
  return TRUE;
}

void
luukku_x_self_clear (LuukkuXSelf *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* --- what a page tells once for all of it: people and files */

typedef struct {
  GHashTable *people; /* id → name for people (owned) */
  GHashTable *media;  /* key → JsonObject (no ref) */
} Includes;

static void
includes_clear (Includes *self)
{
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->media, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Includes, includes_clear)

/* "Maija Meikäläinen (@maija)". */
static char *
read_name (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *name = luukku_json_read_string (at, "name", skipped);
  g_autofree char *username = luukku_json_read_string (at, "username", skipped);

  if (username == NULL || *username == '\0')
    return g_steal_pointer (&name);
  if (name == NULL || *name == '\0')
    return g_strconcat ("@", username, NULL);
  return g_strdup_printf ("%s (@%s)", name, username);
}

static void
read_includes (const LuukkuJsonAt *at, Includes *ret_includes, guint *skipped)
{
  LuukkuJsonAt includes, one;
  JsonArray *users, *media;

  ret_includes->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ret_includes->media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!luukku_json_read_object (at, "includes", &includes, skipped))
    return;
  users = luukku_json_read_array (&includes, "users", skipped);
  for (guint i = 0; i < count_of (users); i++) {
    char *id = item_at (users, i, "includes.users", &one) ? read_id (&one, "id", skipped) : NULL;
    char *name = id != NULL ? read_name (&one, skipped) : NULL;

    if (name != NULL) {
      g_hash_table_replace (ret_includes->people, id, name);
      continue;
    }
    g_free (id);
    (*skipped)++;
  }
  media = luukku_json_read_array (&includes, "media", skipped);
  for (guint i = 0; i < count_of (media); i++) {
    char *key = item_at (media, i, "includes.media", &one)
                    ? luukku_json_read_string (&one, "media_key", skipped)
                    : NULL;

    if (key != NULL)
      g_hash_table_replace (ret_includes->media, key, one.object);
    else
      (*skipped)++;
  }
}

/* --- files */

/* The best file of a video; X gives several, and lists for players. */
static char *
read_variant (const LuukkuJsonAt *at, char **ret_type, guint *skipped)
{
  JsonArray *list = luukku_json_read_array (at, "variants", skipped);
  gint64 best = -1;
  char *url = NULL;

  for (guint i = 0; i < count_of (list); i++) {
    LuukkuJsonAt one;
    g_autofree char *type = NULL, *address = NULL;
    gint64 rate;

    if (!item_at (list, i, "variants", &one))
      continue;
    type = luukku_json_read_string (&one, "content_type", skipped);
    address = luukku_json_read_string (&one, "url", skipped);
    rate = luukku_json_read_int (&one, "bit_rate", skipped);
    if (address == NULL || type == NULL || !g_str_has_prefix (type, "video/") || rate <= best)
      continue;
    best = rate;
    g_free (url);
    g_free (*ret_type);
    url = g_steal_pointer (&address);
    *ret_type = g_steal_pointer (&type);
  }
  return url;
}

static LuukkuAttachment *
unseen (void)
{
  return luukku_attachment_new (luukku_tr (N_ ("content that only the service's own app shows")), NULL, NULL,
                                -1);
}

static LuukkuAttachment *
read_file (JsonObject *media, guint *skipped)
{
  const LuukkuJsonAt at = { media, "includes.media" };
  g_autofree char *type = luukku_json_read_string (&at, "type", skipped);
  g_autofree char *url = luukku_json_read_string (&at, "url", skipped);
  g_autofree char *media_type = NULL;

  if (url == NULL)
    url = read_variant (&at, &media_type, skipped);
  if (url == NULL)
    return unseen ();
  if (media_type == NULL)
    media_type = g_strdup (g_strcmp0 (type, "photo") == 0 ? "image/*" : "video/*");
  return luukku_attachment_new (NULL, media_type, url, -1);
}

static GPtrArray *
read_files (const LuukkuJsonAt *at, const Includes *includes, guint *skipped)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuJsonAt attachments;
  JsonArray *keys, *cards, *polls;

  if (!luukku_json_read_object (at, "attachments", &attachments, skipped))
    return files;
  keys = luukku_json_read_array (&attachments, "media_keys", skipped);
  for (guint i = 0; i < MIN (count_of (keys), MAX_FILES); i++) {
    JsonNode *node = json_array_get_element (keys, i);
    const char *key = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                          ? json_node_get_string (node)
                          : NULL;
    JsonObject *media = key != NULL ? g_hash_table_lookup (includes->media, key) : NULL;

    g_ptr_array_add (files, media != NULL ? read_file (media, skipped) : unseen ());
  }
  cards = luukku_json_read_array (&attachments, "card_ids", skipped);
  polls = luukku_json_read_array (&attachments, "poll_ids", skipped);
  if (count_of (cards) + count_of (polls) > 0)
    g_ptr_array_add (files, unseen ());
  return files;
}

/* --- pages */

static void
item_free (gpointer data)
{
  LuukkuXItem *self = data;

  g_free (self->id);
  g_free (self->first);
  g_free (self->newest);
  g_free (self->conversation);
  g_clear_pointer (&self->message, luukku_message_unref);
  g_free (self);
}

void
luukku_x_page_free (LuukkuXPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->missing);
  g_free (self->next);
  g_free (self->newest);
  g_free (self->oldest);
  g_free (self);
}

static LuukkuXPage *
page_new (void)
{
  LuukkuXPage *self = g_new0 (LuukkuXPage, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
read_paging (const LuukkuJsonAt *at, LuukkuXPage *page)
{
  LuukkuJsonAt meta;

  if (luukku_json_read_object (at, "meta", &meta, &page->skipped))
    page->next = luukku_json_read_string (&meta, "next_token", &page->skipped);
  for (guint i = 0; i < page->items->len; i++) {
    const LuukkuXItem *item = page->items->pdata[i];

    if (luukku_x_compare_ids (item->id, page->newest) > 0) {
      g_free (page->newest);
      page->newest = g_strdup (item->id);
    }
    if (page->oldest == NULL || luukku_x_compare_ids (item->id, page->oldest) < 0) {
      g_free (page->oldest);
      page->oldest = g_strdup (item->id);
    }
  }
}

/* What was asked for by id and does not exist any more; one that may not be seen is not missing. */
static void
read_missing (const LuukkuJsonAt *at, LuukkuXPage *page)
{
  JsonArray *list = luukku_json_read_array (at, "errors", &page->skipped);

  for (guint i = 0; i < count_of (list); i++) {
    LuukkuJsonAt one;
    g_autofree char *type = NULL, *id = NULL;

    if (!item_at (list, i, "errors", &one))
      continue;
    type = luukku_json_read_string (&one, "type", &page->skipped);
    if (type == NULL || !g_str_has_suffix (type, "/resource-not-found"))
      continue;
    id = read_id (&one, "resource_id", &page->skipped);
    if (id == NULL)
      id = read_id (&one, "value", &page->skipped);
    if (id != NULL)
      g_ptr_array_add (page->missing, g_steal_pointer (&id));
  }
}

/* --- one message of either kind */

typedef struct {
  const char *id;
  const char *conversation;
  const char *author; /* (nullable) */
  const char *text;
  const char *reply_to; /* (nullable) */
  gint64 sent_at;
  gboolean ours;
} Parts;

static LuukkuMessage *
build_message (const Parts *parts, const LuukkuJsonAt *at, const Includes *includes,
               const LuukkuXPlace *place, guint *skipped)
{
  g_autoptr (GPtrArray) files = read_files (at, includes, skipped);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = parts->conversation,
    .platform_id = parts->id,
    .direction = parts->ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = parts->author,
    .author_name = parts->author != NULL ? g_hash_table_lookup (includes->people, parts->author) : NULL,
    .text = parts->text,
    .sent_at = parts->sent_at,
    .fetched_at = place->fetched_at,
    .reply_to = parts->reply_to,
    .attachments = files,
    .raw = raw,
    .raw_type = "application/json",
  };

  return luukku_message_new (&init);
}

static gboolean
has_thread (const LuukkuBatch *batch, const char *id)
{
  for (guint i = 0; i < batch->threads->len; i++) {
    if (g_str_equal (((const LuukkuThread *) batch->threads->pdata[i])->conversation_id, id))
      return TRUE;
  }
  return FALSE;
}

/* @person: (nullable). */
static void
add_thread (const LuukkuXPlace *place, const char *id, const char *person, const char *name,
            gboolean is_public)
{
  LuukkuThread *thread;

  if (has_thread (place->batch, id))
    return;
  thread = luukku_thread_new (id);
  thread->resident_id = g_strdup (person);
  thread->resident_name = g_strdup (name);
  thread->is_public = is_public;
  g_ptr_array_add (place->batch->threads, thread);
}

void
luukku_x_item_take (const LuukkuXItem *item, LuukkuXPlace *place)
{
  if (item->message == NULL || g_hash_table_contains (place->seen, item->first))
    return;
  g_hash_table_add (place->seen, g_strdup (item->first));
  g_ptr_array_add (place->batch->messages, luukku_message_ref (item->message));
}

/* --- direct messages */

static gboolean
is_conversation (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length > 0 && length <= MAX_CONVERSATION && strspn (text, "0123456789-g") == length;
}

static LuukkuXItem *
read_dm (const LuukkuJsonAt *at, const Includes *includes, LuukkuXPlace *place, LuukkuXPage *page)
{
  g_autofree char *id = read_id (at, "id", &page->skipped);
  g_autofree char *conversation = luukku_json_read_string (at, "dm_conversation_id", &page->skipped);
  g_autofree char *author = read_id (at, "sender_id", &page->skipped);
  g_autofree char *type = luukku_json_read_string (at, "event_type", &page->skipped);
  g_autofree char *text = luukku_x_read_text (at, &page->skipped);
  g_autofree char *person = NULL, *root = NULL;
  Parts parts = { .id = id, .conversation = conversation, .author = author, .text = text };
  LuukkuXItem *item;

  if (id == NULL || !is_conversation (conversation) ||
      !luukku_json_get_time (at, "created_at", TRUE, &parts.sent_at, NULL)) {
    page->skipped++;
    return NULL;
  }
  if (type != NULL && !g_str_equal (type, "MessageCreate"))
    return NULL;
  parts.ours = g_strcmp0 (author, place->self->id) == 0;
  luukku_x_conversation_kind (conversation, place->self->id, &person, &root);
  item = g_new0 (LuukkuXItem, 1);
  item->message = build_message (&parts, at, includes, place, &page->skipped);
  /* a group has no resident of its own */
  add_thread (place, conversation, person,
              person != NULL ? g_hash_table_lookup (includes->people, person) : NULL, FALSE);
  item->first = g_strdup (id);
  item->newest = g_strdup (id);
  item->id = g_steal_pointer (&id);
  item->conversation = g_steal_pointer (&conversation);
  return item;
}

/* --- posts */

/* The ids of a post's editions, oldest first; both names. Returns: FALSE when there is no list. */
static gboolean
read_editions (const LuukkuJsonAt *at, const char *name, char **ret_first, char **ret_newest, guint *skipped)
{
  JsonArray *list = luukku_json_read_array (at, name, skipped);

  for (guint i = 0; i < count_of (list); i++) {
    JsonNode *node = json_array_get_element (list, i);
    const char *id = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;

    if (!luukku_x_is_id (id))
      continue;
    if (luukku_x_compare_ids (id, *ret_newest) > 0) {
      g_free (*ret_newest);
      *ret_newest = g_strdup (id);
    }
    if (luukku_x_compare_ids (id, *ret_first) < 0) {
      g_free (*ret_first);
      *ret_first = g_strdup (id);
    }
  }
  return list != NULL;
}

static char *
read_reply_to (const LuukkuJsonAt *at, guint *skipped)
{
  JsonArray *list = luukku_json_read_array (at, "referenced_posts", skipped);

  if (list == NULL)
    list = luukku_json_read_array (at, "referenced_tweets", skipped);
  for (guint i = 0; i < count_of (list); i++) {
    LuukkuJsonAt one;
    g_autofree char *type = NULL;

    if (!item_at (list, i, "referenced_posts", &one))
      continue;
    type = luukku_json_read_string (&one, "type", skipped);
    if (g_strcmp0 (type, "replied_to") == 0)
      return read_id (&one, "id", skipped);
  }
  return NULL;
}

static LuukkuXItem *
read_post (const LuukkuJsonAt *at, const Includes *includes, LuukkuXPlace *place, LuukkuXPage *page)
{
  guint *skipped = &page->skipped;
  g_autofree char *id = read_id (at, "id", skipped);
  g_autofree char *author = read_id (at, "author_id", skipped);
  g_autofree char *answered = read_id (at, "in_reply_to_user_id", skipped);
  g_autofree char *root = read_id (at, "conversation_id", skipped);
  g_autofree char *reply_to = read_reply_to (at, skipped);
  g_autofree char *text = luukku_x_read_text (at, skipped);
  Parts parts = { .author = author, .text = text, .reply_to = reply_to };
  const char *person;
  LuukkuXItem *item;

  if (id == NULL || !luukku_json_get_time (at, "created_at", TRUE, &parts.sent_at, NULL)) {
    (*skipped)++;
    return NULL;
  }
  item = g_new0 (LuukkuXItem, 1);
  item->first = g_strdup (id);
  item->newest = g_strdup (id);
  if (!read_editions (at, "edit_history_post_ids", &item->first, &item->newest, skipped))
    read_editions (at, "edit_history_tweet_ids", &item->first, &item->newest, skipped);
  parts.id = item->first;
  parts.ours = g_strcmp0 (author, place->self->id) == 0;
  person = parts.ours ? answered : author;
  item->conversation =
      g_strconcat (root != NULL ? root : item->first, ":", person != NULL ? person : "0", NULL);
  parts.conversation = item->conversation;
  if (g_str_equal (item->newest, id) && !(parts.ours && (person == NULL || g_str_equal (person, author)))) {
    item->message = build_message (&parts, at, includes, place, skipped);
    add_thread (place, item->conversation, person,
                person != NULL ? g_hash_table_lookup (includes->people, person) : NULL, TRUE);
  }
  item->id = g_steal_pointer (&id);
  return item;
}

typedef LuukkuXItem *(*ReadItem) (const LuukkuJsonAt *at, const Includes *includes, LuukkuXPlace *place,
                                  LuukkuXPage *page);

static LuukkuXPage *
parse_page (JsonNode *root, LuukkuXPlace *place, ReadItem read_item, GError **error)
{
  g_autoptr (LuukkuXPage) page = page_new ();
  g_auto (Includes) includes = { NULL, NULL };
  LuukkuJsonAt at, one;
  JsonArray *list = NULL;

  if (!root_at (root, &at, error) || !read_list (&at, &list, error))
    return NULL;
  read_includes (&at, &includes, &page->skipped);
  for (guint i = 0; i < count_of (list); i++) {
    LuukkuXItem *item = item_at (list, i, "data", &one) ? read_item (&one, &includes, place, page) : NULL;

    if (item != NULL)
      g_ptr_array_add (page->items, item);
    else if (one.object == NULL)
      page->skipped++;
  }
  read_paging (&at, page);
  read_missing (&at, page);
  return g_steal_pointer (&page);
}

LuukkuXPage *
luukku_x_parse_dms (JsonNode *root, LuukkuXPlace *place, GError **error)
{
  return parse_page (root, place, read_dm, error);
}

LuukkuXPage *
luukku_x_parse_posts (JsonNode *root, LuukkuXPlace *place, GError **error)
{
  return parse_page (root, place, read_post, error);
}

/* --- encrypted conversations: that there are some, not what is in them */

void
luukku_x_chat_free (LuukkuXChat *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->other_id);
  g_free (self->other_name);
  g_free (self);
}

static LuukkuXChat *
read_chat (const LuukkuJsonAt *at, const LuukkuXSelf *self, const Includes *includes, guint *skipped)
{
  LuukkuXChat *chat = g_new0 (LuukkuXChat, 1);
  g_autofree char *root = NULL;

  chat->id = luukku_json_read_string (at, "id", skipped);
  if (!is_conversation (chat->id) ||
      !luukku_json_get_time (at, "updated_at", TRUE, &chat->updated_at, NULL)) {
    (*skipped)++;
    luukku_x_chat_free (chat);
    return NULL;
  }
  luukku_x_conversation_kind (chat->id, self->id, &chat->other_id, &root);
  if (chat->other_id != NULL)
    chat->other_name = g_strdup (g_hash_table_lookup (includes->people, chat->other_id));
  return chat;
}

static gint
oldest_first (gconstpointer a, gconstpointer b)
{
  const LuukkuXChat *one = *(const LuukkuXChat *const *) a, *other = *(const LuukkuXChat *const *) b;

  return (one->updated_at > other->updated_at) - (one->updated_at < other->updated_at);
}

GPtrArray *
luukku_x_parse_chats (JsonNode *root, const LuukkuXSelf *self, gint64 since, guint *ret_skipped,
                      GError **error)
{
  g_autoptr (GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_x_chat_free);
  g_auto (Includes) includes = { NULL, NULL };
  LuukkuJsonAt at, one;
  JsonArray *list = NULL;

  if (!root_at (root, &at, error) || !read_list (&at, &list, error))
    return NULL;
  read_includes (&at, &includes, ret_skipped);
  for (guint i = 0; i < count_of (list); i++) {
    LuukkuXChat *chat =
        item_at (list, i, "data", &one) ? read_chat (&one, self, &includes, ret_skipped) : NULL;

    if (chat != NULL && chat->updated_at > since)
      g_ptr_array_add (chats, chat);
    else
      luukku_x_chat_free (chat);
  }
  g_ptr_array_sort (chats, oldest_first);
  return g_steal_pointer (&chats);
}

static void
add_chat_thread (const LuukkuXPlace *place, const char *id, const char *person, const char *name)
{
  LuukkuThread *thread = luukku_thread_new (id);

  thread->resident_id = g_strdup (person);
  thread->resident_name = g_strdup (name);
  /* TRANSLATORS: X is the service that was Twitter */
  thread->title = g_strdup (luukku_tr (N_ ("Encrypted: open X")));
  thread->can_reply = FALSE;
  g_ptr_array_add (place->batch->threads, thread);
}

/* A message of which nothing but who and when is known. @raw: (nullable). */
static void
add_unreadable (LuukkuXPlace *place, const char *conversation, const char *id, const char *author,
                const char *author_name, gint64 sent_at, const char *label, GBytes *raw)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = conversation,
    .platform_id = id,
    .direction = g_strcmp0 (author, place->self->id) == 0 ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = author,
    .author_name = author_name,
    .sent_at = sent_at,
    .fetched_at = place->fetched_at,
    .attachments = files,
    .raw = raw,
    .raw_type = raw != NULL ? "application/json" : NULL,
  };

  if (g_hash_table_contains (place->seen, id))
    return;
  g_hash_table_add (place->seen, g_strdup (id));
  g_ptr_array_add (files, luukku_attachment_new (luukku_tr (label), NULL, NULL, -1));
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

static const char encrypted[] = N_ ("an encrypted message: open X to read and answer it");

void
luukku_x_add_chat (const LuukkuXChat *chat, LuukkuXPlace *place)
{
  g_autofree char *conversation = g_strconcat (LUUKKU_X_ENCRYPTED, chat->id, NULL);
  g_autofree char *id =
      g_strdup_printf ("%s%s@%" G_GINT64_FORMAT, LUUKKU_X_ENCRYPTED, chat->id, chat->updated_at);

  add_chat_thread (place, conversation, chat->other_id, chat->other_name);
  add_unreadable (place, conversation, id, chat->other_id, chat->other_name, chat->updated_at, encrypted,
                  NULL);
}

gboolean
luukku_x_parse_chat_events (JsonNode *root, const LuukkuXChat *chat, gint64 since, LuukkuXPlace *place,
                            GError **error)
{
  g_autofree char *conversation = g_strconcat (LUUKKU_X_ENCRYPTED, chat->id, NULL);
  LuukkuJsonAt at, one;
  JsonArray *list = NULL;

  if (!root_at (root, &at, error) || !read_list (&at, &list, error))
    return FALSE;
  for (guint i = 0; i < count_of (list); i++) {
    g_autofree char *event =
        item_at (list, i, "data", &one) ? luukku_json_read_string (&one, "id", &place->batch->skipped) : NULL;
    g_autofree char *author = event != NULL ? read_id (&one, "sender_id", &place->batch->skipped) : NULL;
    g_autofree char *id = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (GBytes) raw = NULL;
    gint64 sent_at = 0;

    if (event == NULL || strlen (event) > MAX_CONVERSATION ||
        !luukku_json_get_time (&one, "created_at", TRUE, &sent_at, NULL)) {
      place->batch->skipped++;
      continue;
    }
    if (sent_at <= since)
      continue;
    id = g_strconcat (LUUKKU_X_ENCRYPTED, event, NULL);
    node = json_node_init_object (json_node_alloc (), one.object);
    raw = luukku_json_raw (node);
    if (!has_thread (place->batch, conversation))
      add_chat_thread (place, conversation, chat->other_id, chat->other_name);
    add_unreadable (place, conversation, id, author != NULL ? author : chat->other_id,
                    g_strcmp0 (author, place->self->id) != 0 ? chat->other_name : NULL, sent_at, encrypted,
                    raw);
  }
  return TRUE;
}

void
luukku_x_add_unknown_chats (LuukkuXPlace *place)
{
  add_chat_thread (place, LUUKKU_X_ENCRYPTED_UNKNOWN, NULL, NULL);
  add_unreadable (place, LUUKKU_X_ENCRYPTED_UNKNOWN, LUUKKU_X_ENCRYPTED_UNKNOWN, NULL, NULL,
                  place->fetched_at,
                  N_ ("X does not show Luukku which encrypted conversations there are: look into X itself, "
                      "today and regularly"),
                  NULL);
}

/* --- answers to what we do */

char *
luukku_x_parse_sent (JsonNode *root, const char *name, GError **error)
{
  LuukkuJsonAt at, data;
  guint odd = 0;
  char *id = NULL;

  if (!root_at (root, &at, error))
    return NULL;
  if (luukku_json_read_object (&at, "data", &data, &odd))
    id = read_id (&data, name, &odd);
  if (id == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("X's answer is not the object it should be; it is asked again later."));
  return id;
}

gboolean
luukku_x_parse_done (JsonNode *root, const char *name, gboolean wanted)
{
  LuukkuJsonAt at, data;
  gboolean value = FALSE;
  guint odd = 0;

  return root_at (root, &at, NULL) && luukku_json_read_object (&at, "data", &data, &odd) &&
         luukku_json_get_boolean (&data, name, TRUE, &value, NULL) && value == wanted;
}

/* --- conversations of ours */

LuukkuXKind
luukku_x_conversation_kind (const char *conversation, const char *self_id, char **ret_person, char **ret_root)
{
  g_auto (GStrv) parts = NULL;

  if (conversation == NULL || g_str_has_prefix (conversation, LUUKKU_X_ENCRYPTED))
    return conversation == NULL ? LUUKKU_X_NOTHING : LUUKKU_X_UNREADABLE;
  parts = g_strsplit_set (conversation, ":-", 3);
  if (g_strv_length (parts) == 2 && luukku_x_is_id (parts[0]) && luukku_x_is_id (parts[1])) {
    if (strchr (conversation, ':') != NULL) {
      *ret_root = g_strdup (parts[0]);
      *ret_person = g_strdup (parts[1]);
      return LUUKKU_X_PUBLIC;
    }
    *ret_person = g_strdup (g_strcmp0 (parts[0], self_id) == 0 ? parts[1] : parts[0]);
    return LUUKKU_X_DIRECT;
  }
  return is_conversation (conversation) ? LUUKKU_X_DIRECT : LUUKKU_X_NOTHING;
}

char *
luukku_x_media_path (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *rest;

  if (host == NULL || (!g_str_equal (host, "ton.twitter.com") && !g_str_equal (host, "ton.x.com")))
    return NULL;
  rest = strstr (g_uri_get_path (uri), "/dm/");
  if (rest == NULL || strstr (rest, "..") != NULL)
    return NULL;
  return g_strconcat ("/2/dm_conversations/media/", rest + strlen ("/dm/"), NULL);
}
