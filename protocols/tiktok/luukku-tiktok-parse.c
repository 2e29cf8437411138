/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-parse.c: videos, comments and replies as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-parse.h"

#include <string.h>

#include "adapter/luukku-comment-window.h"
#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_ID 64

/* --- small parts */

gboolean
luukku_tiktok_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (id[i]) && id[i] != '-' && id[i] != '_')
      return FALSE;
  }
  return length > 0 && length <= MAX_ID;
}

gboolean
luukku_tiktok_split (const char *conversation, char **ret_video, char **ret_comment)
{
  const char *colon = strchr (conversation, ':');
  g_autofree char *video = colon != NULL ? g_strndup (conversation, (gsize) (colon - conversation)) : NULL;

  if (colon == NULL || !luukku_tiktok_is_id (video) || !luukku_tiktok_is_id (colon + 1))
    return FALSE;
  *ret_video = g_steal_pointer (&video);
  *ret_comment = g_strdup (colon + 1);
  return TRUE;
}

static char *
get_id (const LuukkuJsonAt *at, const char *name)
{
  g_autofree char *id = NULL;

  if (!luukku_json_get_string (at, name, FALSE, &id, NULL) || !luukku_tiktok_is_id (id))
    return NULL;
  return g_steal_pointer (&id);
}

/* Not required: FALSE when it is absent or odd. */
static gboolean
get_flag (const LuukkuJsonAt *at, const char *name)
{
  gboolean value = FALSE;

  return luukku_json_get_boolean (at, name, FALSE, &value, NULL) && value;
}

static gboolean
enter_data (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  LuukkuJsonAt outer = { NULL, "" };

  ret_at->path = "data";
  ret_at->object = NULL;
  if (JSON_NODE_HOLDS_OBJECT (root))
    outer.object = json_node_get_object (root);
  if (outer.object != NULL)
    return luukku_json_get_object (&outer, "data", TRUE, &ret_at->object, error);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The answer is not the object it should be; it is asked again later."));
  return FALSE;
}

static LuukkuTiktokPage *
page_new (GDestroyNotify item_free)
{
  LuukkuTiktokPage *self = g_new0 (LuukkuTiktokPage, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
luukku_tiktok_page_free (LuukkuTiktokPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self->next);
  g_free (self);
}

/* An absent list is an empty one: TikTok leaves it out when there is nothing. */
static gboolean
read_page (JsonNode *root, const char *list, LuukkuJsonAt *ret_data, JsonArray **ret_array, GError **error)
{
  *ret_array = NULL;
  return enter_data (root, ret_data, error) &&
         luukku_json_get_array (ret_data, list, FALSE, ret_array, error);
}

/* Which page comes next: "cursor", when TikTok says that there is more. */
static void
read_next (LuukkuTiktokPage *self, const LuukkuJsonAt *data)
{
  gint64 cursor = 0;

  if (get_flag (data, "has_more") && luukku_json_get_int (data, "cursor", TRUE, &cursor, NULL) && cursor > 0)
    self->next = g_strdup_printf ("%" G_GINT64_FORMAT, cursor);
}

static gboolean
item_at (JsonArray *list, guint i, const char *path, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  ret_at->path = path;
  ret_at->object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  return ret_at->object != NULL;
}

static guint
length_of (JsonArray *list, guint *lost)
{
  guint length = list != NULL ? json_array_get_length (list) : 0;

  if (length > LUUKKU_TIKTOK_MAX_ITEMS)
    *lost += length - LUUKKU_TIKTOK_MAX_ITEMS;
  return MIN (length, LUUKKU_TIKTOK_MAX_ITEMS);
}

/* --- ourselves */

gboolean
luukku_tiktok_parse_self (JsonNode *root, char **ret_username, char **ret_name, GError **error)
{
  LuukkuJsonAt data;
  g_autofree char *username = NULL, *name = NULL;

  if (!enter_data (root, &data, error) ||
      !luukku_json_get_string (&data, "username", TRUE, &username, error) ||
      !luukku_json_get_string (&data, "display_name", FALSE, &name, error))
    return FALSE;
  *ret_name = name != NULL && *name != '\0' ? g_steal_pointer (&name) : g_strdup (username);
  *ret_username = g_steal_pointer (&username);
  return TRUE;
}

/* --- videos */

void
luukku_tiktok_video_free (LuukkuTiktokVideo *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self);
}

LuukkuTiktokPage *
luukku_tiktok_parse_videos (JsonNode *root, guint *skipped, GError **error)
{
  g_autoptr (LuukkuTiktokPage) self = page_new ((GDestroyNotify) luukku_tiktok_video_free);
  LuukkuJsonAt data;
  JsonArray *list;
  guint length;

  if (!read_page (root, "videos", &data, &list, error))
    return NULL;
  length = length_of (list, &self->lost);
  for (guint i = 0; i < length; i++) {
    LuukkuJsonAt at;
    g_autofree char *id = NULL, *caption = NULL;
    LuukkuTiktokVideo *video;

    if (!item_at (list, i, "videos", &at) || (id = get_id (&at, "item_id")) == NULL) {
      self->lost++;
      continue;
    }
    video = g_new0 (LuukkuTiktokVideo, 1);
    video->id = g_steal_pointer (&id);
    caption = luukku_json_read_string (&at, "caption", skipped);
    video->title = caption != NULL ? luukku_text_first_line (caption, LUUKKU_TIKTOK_TITLE_LENGTH) : NULL;
    if (!luukku_json_get_int (&at, "comments", TRUE, &video->comments, NULL) || video->comments < 0)
      video->comments = -1;
    g_ptr_array_add (self->items, video);
  }
  *skipped += self->lost;
  read_next (self, &data);
  return g_steal_pointer (&self);
}

/* --- comments */

/* What one answer is about. */
typedef struct {
  LuukkuTiktokPlace *place;
  LuukkuTiktokPage *page;
  const char *video;
  const char *title; /* (nullable) */
} Reading;

static void
comment_free (LuukkuTiktokComment *self)
{
  g_free (self->id);
  g_free (self->root);
  g_free (self->digest);
  g_free (self);
}

static LuukkuThread *
find_thread (LuukkuTiktokPlace *place, const char *conversation)
{
  LuukkuThread *thread;

  for (guint i = 0; i < place->batch->threads->len; i++) {
    thread = place->batch->threads->pdata[i];
    if (g_str_equal (thread->conversation_id, conversation))
      return thread;
  }
  thread = luukku_thread_new (conversation);
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (place->batch->threads, thread);
  return thread;
}

/* The one who began the conversation is its resident. */
static void
note_thread (Reading *reading, const LuukkuTiktokComment *comment, const LuukkuMessageInit *init)
{
  LuukkuThread *thread = find_thread (reading->place, init->conversation_id);

  thread->is_public = TRUE;
  if (thread->title == NULL)
    thread->title = g_strdup (reading->title);
  thread->updated_at = MAX (thread->updated_at, comment->at);
  if (!g_str_equal (comment->root, comment->id))
    return;
  thread->can_reply = !comment->hidden;
  if (!comment->ours && thread->resident_id == NULL) {
    thread->resident_id = g_strdup (init->author_id);
    thread->resident_name = g_strdup (init->author_name);
  }
}

static GPtrArray *
read_picture (const LuukkuJsonAt *at, guint *skipped)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autofree char *url = luukku_json_read_string (at, "image_url", skipped);

  if (url != NULL && *url != '\0')
    g_ptr_array_add (files, luukku_attachment_new (NULL, "image/*", url, -1));
  return files;
}

static char *
read_author_name (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *name = luukku_json_read_string (at, "display_name", skipped);
  g_autofree char *username = luukku_json_read_string (at, "username", skipped);

  return name != NULL && *name != '\0' ? g_steal_pointer (&name) : g_steal_pointer (&username);
}

/* user_id is being given up by TikTok. */
static char *
read_author_id (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *id = luukku_json_read_string (at, "unique_identifier", skipped);
  g_autofree char *old = luukku_json_read_string (at, "user_id", skipped);
  g_autofree char *username = luukku_json_read_string (at, "username", skipped);

  if (id != NULL && *id != '\0')
    return g_steal_pointer (&id);
  if (old != NULL && *old != '\0')
    return g_steal_pointer (&old);
  return username != NULL && *username != '\0' ? g_steal_pointer (&username) : NULL;
}

static void
take_message (Reading *reading, const LuukkuJsonAt *at, const LuukkuTiktokComment *comment, const char *text)
{
  LuukkuTiktokPlace *place = reading->place;
  guint *skipped = &place->batch->skipped;
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  g_autoptr (GPtrArray) files = read_picture (at, skipped);
  g_autofree char *conversation = g_strdup_printf ("%s:%s", reading->video, comment->root);
  g_autofree char *author = read_author_id (at, skipped);
  g_autofree char *name = read_author_name (at, skipped);
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = conversation,
    .platform_id = comment->id,
    .direction = comment->ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = comment->ours ? place->business : author,
    .author_name = name,
    .text = text,
    .sent_at = comment->at,
    .fetched_at = place->fetched_at,
    .reply_to = g_str_equal (comment->root, comment->id) ? NULL : comment->root,
    .attachments = files,
    .raw = raw,
    .raw_type = "application/json",
  };

  note_thread (reading, comment, &init);
  if (g_hash_table_add (place->seen, g_strdup (comment->id)))
    g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

/* @thread: (nullable): it is a reply to that comment. Returns: (transfer none) (nullable): NULL when it
 * cannot be read. */
static LuukkuTiktokComment *
read_comment (Reading *reading, const LuukkuJsonAt *at, const char *thread)
{
  guint *skipped = &reading->place->batch->skipped;
  g_autofree char *id = get_id (at, "comment_id");
  g_autofree char *parent = get_id (at, "parent_comment_id");
  g_autofree char *text = NULL, *status = NULL;
  LuukkuTiktokComment *comment;
  gint64 time = 0;

  if (id == NULL || !luukku_json_get_time (at, "create_time", TRUE, &time, NULL)) {
    reading->page->lost++;
    return NULL;
  }
  text = luukku_json_read_string (at, "text", skipped);
  status = luukku_json_read_string (at, "status", skipped);
  comment = g_new0 (LuukkuTiktokComment, 1);
  comment->root = g_strdup (thread != NULL                                 ? thread
                            : parent != NULL && !g_str_equal (parent, "0") ? parent
                                                                           : id);
  comment->id = g_steal_pointer (&id);
  comment->at = time;
  comment->replies = luukku_json_read_int (at, "replies", skipped);
  comment->ours = get_flag (at, "owner");
  comment->hidden = g_strcmp0 (status, "HIDDEN") == 0;
  comment->digest = luukku_comment_digest (text != NULL ? text : "", comment->hidden ? "hidden" : "", NULL);
  g_ptr_array_add (reading->page->items, comment);
  take_message (reading, at, comment, text);
  return comment;
}

static void
read_embedded (Reading *reading, const LuukkuJsonAt *at, LuukkuTiktokComment *above)
{
  JsonArray *list = NULL;
  guint length;

  if (!luukku_json_get_array (at, "reply_list", FALSE, &list, NULL))
    reading->page->lost++;
  length = length_of (list, &reading->page->lost);
  for (guint i = 0; i < length; i++) {
    LuukkuJsonAt reply;

    if (!item_at (list, i, "reply_list", &reply))
      reading->page->lost++;
    else if (read_comment (reading, &reply, above->id) != NULL)
      above->embedded++;
  }
}

LuukkuTiktokPage *
luukku_tiktok_parse_comments (JsonNode *root, const char *video, const char *title, const char *thread,
                              LuukkuTiktokPlace *place, GError **error)
{
  g_autoptr (LuukkuTiktokPage) self = page_new ((GDestroyNotify) comment_free);
  Reading reading = { place, self, video, title };
  LuukkuJsonAt data;
  JsonArray *list;
  guint length;

  if (!read_page (root, "comments", &data, &list, error))
    return NULL;
  length = length_of (list, &self->lost);
  for (guint i = 0; i < length; i++) {
    LuukkuTiktokComment *comment;
    LuukkuJsonAt at;

    if (!item_at (list, i, "comments", &at)) {
      self->lost++;
      continue;
    }
    comment = read_comment (&reading, &at, thread);
    if (comment != NULL && thread == NULL)
      read_embedded (&reading, &at, comment);
  }
  place->batch->skipped += self->lost;
  read_next (self, &data);
  return g_steal_pointer (&self);
}

char *
luukku_tiktok_parse_sent (JsonNode *root, GError **error)
{
  LuukkuJsonAt data;
  char *id;

  if (!enter_data (root, &data, error))
    return NULL;
  id = get_id (&data, "comment_id");
  if (id == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The message was confirmed with an id that cannot be used; look in the thread whether "
            "it arrived."));
  return id;
}

/* --- private messages */

/* Ids there look like base64. */
static gboolean
is_talk_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (id[i]))
      return FALSE;
  }
  return length > 0 && length <= 256;
}

static char *
get_talk_id (const LuukkuJsonAt *at, const char *name)
{
  g_autofree char *id = NULL;

  if (!luukku_json_get_string (at, name, FALSE, &id, NULL) || !is_talk_id (id))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
get_milliseconds (const LuukkuJsonAt *at, const char *name, gint64 *ret_time)
{
  gint64 milliseconds = 0;

  if (!luukku_json_get_int (at, name, TRUE, &milliseconds, NULL) || milliseconds <= 0 ||
      milliseconds > G_MAXINT64 / 1000)
    return FALSE;
  *ret_time = milliseconds * 1000;
  return TRUE;
}

static void
talk_free (LuukkuTiktokTalk *self)
{
  g_free (self->id);
  g_free (self);
}

LuukkuTiktokPage *
luukku_tiktok_parse_talks (JsonNode *root, guint *skipped, GError **error)
{
  g_autoptr (LuukkuTiktokPage) self = page_new ((GDestroyNotify) talk_free);
  LuukkuJsonAt data;
  JsonArray *list;
  guint length;

  if (!read_page (root, "conversations", &data, &list, error))
    return NULL;
  length = length_of (list, &self->lost);
  for (guint i = 0; i < length; i++) {
    LuukkuJsonAt at;
    g_autofree char *id = NULL;
    LuukkuTiktokTalk *talk;
    gint64 time = 0;

    if (!item_at (list, i, "conversations", &at) || (id = get_talk_id (&at, "conversation_id")) == NULL ||
        !get_milliseconds (&at, "update_time", &time)) {
      self->lost++;
      continue;
    }
    talk = g_new0 (LuukkuTiktokTalk, 1);
    talk->id = g_steal_pointer (&id);
    talk->changed_at = time;
    g_ptr_array_add (self->items, talk);
  }
  *skipped += self->lost;
  read_next (self, &data);
  return g_steal_pointer (&self);
}

/* The other side of a private conversation. */
static void
read_participants (const LuukkuJsonAt *data, LuukkuTiktokPlace *place, LuukkuThread *thread)
{
  JsonArray *list = NULL;
  guint length;

  if (!luukku_json_get_array (data, "participants", FALSE, &list, NULL))
    place->batch->skipped++;
  length = length_of (list, &place->batch->skipped);
  for (guint i = 0; i < length; i++) {
    LuukkuJsonAt at;
    g_autofree char *role = NULL;

    if (!item_at (list, i, "participants", &at))
      continue;
    role = luukku_json_read_string (&at, "role", &place->batch->skipped);
    if (g_strcmp0 (role, "PERSONAL_ACCOUNT") != 0 || thread->resident_id != NULL)
      continue;
    thread->resident_id = get_talk_id (&at, "id");
    thread->resident_name = luukku_json_read_string (&at, "display_name", &place->batch->skipped);
  }
}

/* Its words; of what is no text, TikTok's name for it in brackets. Returns: (transfer full) (nullable). */
static char *
read_words (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *type = luukku_json_read_string (at, "message_type", skipped);
  LuukkuJsonAt text;

  if (luukku_json_read_object (at, "text", &text, skipped))
    return luukku_json_read_string (&text, "body", skipped);
  return g_strdup_printf ("[%s]", type != NULL && luukku_tiktok_is_id (type) ? type : "OTHER");
}

/* Returns: its time, 0 when it cannot be read. */
static gint64
read_message (const LuukkuJsonAt *at, const char *conversation, const LuukkuThread *thread,
              LuukkuTiktokPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *id = get_talk_id (at, "message_id");
  g_autofree char *role = NULL, *author = NULL, *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) raw = NULL;
  LuukkuMessageInit init = { .channel = place->channel, .fetched_at = place->fetched_at };
  LuukkuJsonAt from;

  if (id == NULL || !get_milliseconds (at, "timestamp", &init.sent_at) ||
      !luukku_json_read_object (at, "from_user", &from, skipped))
    return 0;
  role = luukku_json_read_string (&from, "role", skipped);
  author = get_talk_id (&from, "id");
  text = read_words (at, skipped);
  node = json_node_init_object (json_node_alloc (), at->object);
  raw = luukku_json_raw (node);
  init.conversation_id = conversation;
  init.platform_id = id;
  init.direction = g_strcmp0 (role, "BUSINESS_ACCOUNT") == 0 || g_strcmp0 (author, place->business) == 0
                       ? LUUKKU_DIRECTION_OUT_OTHER
                       : LUUKKU_DIRECTION_IN;
  init.author_id = author;
  init.author_name = init.direction == LUUKKU_DIRECTION_IN ? thread->resident_name : NULL;
  init.text = text;
  init.raw = raw;
  init.raw_type = "application/json";
  if (g_hash_table_add (place->seen, g_strdup (id)))
    g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
  return init.sent_at;
}

gboolean
luukku_tiktok_parse_messages (JsonNode *root, const char *talk, LuukkuTiktokPlace *place, gint64 *ret_oldest,
                              guint *ret_count, GError **error)
{
  g_autofree char *conversation = g_strconcat (LUUKKU_TIKTOK_DIRECT, talk, NULL);
  LuukkuJsonAt data;
  LuukkuThread *thread;
  JsonArray *list;

  *ret_oldest = G_MAXINT64;
  *ret_count = 0;
  if (!read_page (root, "messages", &data, &list, error))
    return FALSE;
  thread = find_thread (place, conversation);
  read_participants (&data, place, thread);
  *ret_count = length_of (list, &place->batch->skipped);
  for (guint i = 0; i < *ret_count; i++) {
    LuukkuJsonAt at;
    gint64 time = item_at (list, i, "messages", &at) ? read_message (&at, conversation, thread, place) : 0;

    if (time == 0)
      place->batch->skipped++;
    else
      *ret_oldest = MIN (*ret_oldest, time);
    thread->updated_at = MAX (thread->updated_at, time);
  }
  return TRUE;
}

char *
luukku_tiktok_parse_sent_message (JsonNode *root, GError **error)
{
  LuukkuJsonAt data, message;
  guint skipped = 0;
  char *id = NULL;

  if (!enter_data (root, &data, error))
    return NULL;
  if (luukku_json_read_object (&data, "message", &message, &skipped))
    id = get_talk_id (&message, "message_id");
  if (id == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The message was confirmed with an id that cannot be used; look in the thread whether "
            "it arrived."));
  return id;
}

/* --- the authorization address */

void
luukku_tiktok_app_clear (LuukkuTiktokApp *self)
{
  g_clear_pointer (&self->client, g_free);
  g_clear_pointer (&self->redirect, g_free);
}

static gboolean
is_plain (const char *text, gsize max)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }
  return length > 0 && length <= max;
}

gboolean
luukku_tiktok_read_address (const char *address, LuukkuTiktokApp *ret_app)
{
  static const char *const names[] = { "client_key", "app_id", "client_id" };
  const char *query = address != NULL && is_plain (address, 4096) ? strchr (address, '?') : NULL;
  g_autoptr (GHashTable) fields = NULL;
  const char *client = NULL, *redirect;

  if (query == NULL || !g_str_has_prefix (address, "https://"))
    return FALSE;
  fields = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names) && client == NULL; i++)
    client = g_hash_table_lookup (fields, names[i]);
  redirect = g_hash_table_lookup (fields, "redirect_uri");
  if (!is_plain (client, 128) || !is_plain (redirect, 1024) || !g_str_has_prefix (redirect, "https://"))
    return FALSE;
  ret_app->client = g_strdup (client);
  ret_app->redirect = g_strdup (redirect);
  return TRUE;
}
