/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-parse.c: the answers of the YouTube Data API v3 as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-parse.h"

#include <string.h>

#include "adapter/luukku-comment-window.h"
#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_ITEMS 200
#define MAX_ID 128
#define MAX_NEXT 1024
#define MAX_TITLE 80

static const char *const state_names[] = { [LUUKKU_YOUTUBE_PUBLISHED] = "published",
                                           [LUUKKU_YOUTUBE_HELD] = "heldForReview",
                                           [LUUKKU_YOUTUBE_SPAM] = "likelySpam" };

const char *
luukku_youtube_state_name (LuukkuYoutubeState state)
{
  return state_names[state];
}

gboolean
luukku_youtube_is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr ("-_.", text[i]) == NULL)
      return FALSE;
  }
  return length > 0 && length <= MAX_ID && g_ascii_isalnum (text[0]);
}

/* --- small parts */

static gboolean
set_unreadable (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("YouTube's answer is not the object it should be; it is asked again later."));
  return FALSE;
}

/* *@ret_items: (nullable): an answer about nothing has none. */
static gboolean
root_items (JsonNode *root, LuukkuJsonAt *ret_at, JsonArray **ret_items, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return set_unreadable (error);
  *ret_at = (LuukkuJsonAt){ json_node_get_object (root), "" };
  if (!luukku_json_get_array (ret_at, "items", FALSE, ret_items, error))
    return FALSE;
  /* Google leaves an empty list out, but never the kind */
  return *ret_items != NULL || json_object_has_member (ret_at->object, "kind") || set_unreadable (error);
}

static guint
count_of (JsonArray *list, guint *skipped)
{
  guint length = list != NULL ? json_array_get_length (list) : 0;

  if (length > MAX_ITEMS)
    *skipped += length - MAX_ITEMS;
  return MIN (length, MAX_ITEMS);
}

static gboolean
item_at (JsonArray *list, guint i, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  *ret_at = (LuukkuJsonAt){ JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, "items" };
  return ret_at->object != NULL;
}

static char *
read_id (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  g_autofree char *id = luukku_json_read_string (at, name, skipped);

  return luukku_youtube_is_id (id) ? g_steal_pointer (&id) : NULL;
}

static gboolean
read_flag (const LuukkuJsonAt *at, const char *name, gboolean absent, guint *skipped)
{
  gboolean value = absent;

  if (!json_object_has_member (at->object, name))
    return absent;
  if (luukku_json_get_boolean (at, name, TRUE, &value, NULL))
    return value;
  (*skipped)++;
  return absent;
}

/* --- ourselves */

gboolean
luukku_youtube_parse_self (JsonNode *root, LuukkuYoutubeSelf *ret_self, GError **error)
{
  LuukkuJsonAt at, one, snippet;
  JsonArray *items = NULL;
  guint odd = 0;

  if (!root_items (root, &at, &items, error))
    return FALSE;
  if (count_of (items, &odd) > 0 && item_at (items, 0, &one)) {
    ret_self->id = read_id (&one, "id", &odd);
    if (luukku_json_read_object (&one, "snippet", &snippet, &odd)) {
      ret_self->name = luukku_json_read_string (&snippet, "title", &odd);
      ret_self->handle = luukku_json_read_string (&snippet, "customUrl", &odd);
    }
  }
  if (ret_self->id == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("Whoever signed in has no YouTube channel. Sign in again as the town's channel: choose "
            "it in the list that the browser shows."));
    return FALSE;
  }
  if (ret_self->name == NULL || *ret_self->name == '\0') {
    g_free (ret_self->name);
    ret_self->name = g_strdup (ret_self->id);
  }
  return TRUE;
}

void
luukku_youtube_self_clear (LuukkuYoutubeSelf *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->handle, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* --- comments */

static void
comment_free (gpointer data)
{
  LuukkuYoutubeComment *self = data;

  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->parent);
  g_free (self->author);
  g_free (self->author_name);
  g_clear_pointer (&self->message, luukku_message_unref);
  g_free (self->digest);
  g_free (self);
}

/* What the comment was when it came: kept with it, also in evidence. */
static GPtrArray *
state_notes (LuukkuYoutubeState state)
{
  static const char *const notes[] = {
    [LUUKKU_YOUTUBE_HELD] = N_ ("held back by YouTube for review when it came: only the town saw it"),
    [LUUKKU_YOUTUBE_SPAM] = N_ ("taken for spam by YouTube when it came: only the town saw it"),
  };
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);

  if (state != LUUKKU_YOUTUBE_PUBLISHED)
    g_ptr_array_add (files, luukku_attachment_new (luukku_tr (notes[state]), NULL, NULL, -1));
  return files;
}

/* The comment's own state, where it says one; *@ret_rejected: the town has removed it. */
static LuukkuYoutubeState
read_state (const LuukkuJsonAt *snippet, LuukkuYoutubeState absent, gboolean *ret_rejected, guint *skipped)
{
  g_autofree char *name = luukku_json_read_string (snippet, "moderationStatus", skipped);

  *ret_rejected = g_strcmp0 (name, "rejected") == 0;
  for (guint i = 0; i < LUUKKU_YOUTUBE_N_STATES; i++) {
    if (g_strcmp0 (name, state_names[i]) == 0)
      return (LuukkuYoutubeState) i;
  }
  return absent;
}

static LuukkuMessage *
build_message (const LuukkuYoutubeComment *comment, const char *thread, const char *text,
               LuukkuYoutubeState state, const LuukkuJsonAt *at, const LuukkuYoutubePlace *place)
{
  g_autoptr (GPtrArray) files = state_notes (state);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  gboolean ours = g_strcmp0 (comment->author, place->self->id) == 0;
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = thread,
    .platform_id = comment->id,
    .direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = comment->author,
    .author_name = comment->author_name,
    .text = text,
    .sent_at = comment->at,
    .fetched_at = place->fetched_at,
    .reply_to = comment->parent,
    .attachments = files,
    .raw = raw,
    .raw_type = "application/json",
  };

  return luukku_message_new (&init);
}

/* @thread: (nullable): the comment that it must answer. Returns: (transfer full) (nullable). */
static LuukkuYoutubeComment *
read_comment (const LuukkuJsonAt *at, const char *thread, LuukkuYoutubeState *state,
              const LuukkuYoutubePlace *place, guint *skipped)
{
  LuukkuYoutubeComment *self = g_new0 (LuukkuYoutubeComment, 1);
  LuukkuJsonAt snippet = { NULL, "snippet" }, author;
  g_autofree char *text = NULL;

  self->id = read_id (at, "id", skipped);
  if (self->id == NULL || !luukku_json_read_object (at, "snippet", &snippet, skipped) ||
      !luukku_json_get_time (&snippet, "publishedAt", TRUE, &self->at, NULL)) {
    (*skipped)++;
    comment_free (self);
    return NULL;
  }
  self->parent = read_id (&snippet, "parentId", skipped);
  if (self->parent == NULL)
    self->parent = g_strdup (thread);
  if (luukku_json_read_object (&snippet, "authorChannelId", &author, skipped))
    self->author = read_id (&author, "value", skipped);
  self->author_name = luukku_json_read_string (&snippet, "authorDisplayName", skipped);
  text = luukku_json_read_string (&snippet, "textDisplay", skipped);
  if (text == NULL) /* given to the author only, then */
    text = luukku_json_read_string (&snippet, "textOriginal", skipped);
  *state = read_state (&snippet, *state, &self->rejected, skipped);
  self->message =
      build_message (self, self->parent != NULL ? self->parent : self->id, text, *state, at, place);
  self->digest = luukku_comment_digest (text != NULL ? text : "", state_names[*state], NULL);
  return self;
}

/* --- threads */

static void
thread_free (gpointer data)
{
  LuukkuYoutubeThread *self = data;

  comment_free (self->top);
  g_ptr_array_unref (self->replies);
  g_free (self->video);
  g_free (self);
}

static void
read_replies (const LuukkuJsonAt *at, LuukkuYoutubeThread *self, LuukkuYoutubeState listed,
              const LuukkuYoutubePlace *place, guint *skipped)
{
  LuukkuJsonAt replies, one;
  JsonArray *list;

  if (!luukku_json_read_object (at, "replies", &replies, skipped))
    return;
  list = luukku_json_read_array (&replies, "comments", skipped);
  for (guint i = 0; i < count_of (list, skipped); i++) {
    LuukkuYoutubeState state = listed;
    LuukkuYoutubeComment *reply =
        item_at (list, i, &one) ? read_comment (&one, self->top->id, &state, place, skipped) : NULL;

    if (reply != NULL && !g_str_equal (reply->parent, self->top->id)) {
      comment_free (reply);
      reply = NULL;
    }
    if (reply != NULL)
      g_ptr_array_add (self->replies, reply);
    else
      (*skipped)++;
  }
}

static LuukkuYoutubeThread *
read_thread (const LuukkuJsonAt *at, LuukkuYoutubeState listed, const LuukkuYoutubePlace *place,
             guint *skipped)
{
  LuukkuYoutubeThread *self;
  LuukkuYoutubeComment *comment = NULL;
  LuukkuYoutubeState state = listed;
  LuukkuJsonAt snippet, top;

  if (luukku_json_read_object (at, "snippet", &snippet, skipped) &&
      luukku_json_read_object (&snippet, "topLevelComment", &top, skipped))
    comment = read_comment (&top, NULL, &state, place, skipped);
  if (comment == NULL || comment->parent != NULL) {
    comment_free (comment);
    (*skipped)++;
    return NULL;
  }
  self = g_new0 (LuukkuYoutubeThread, 1);
  self->top = comment;
  self->replies = g_ptr_array_new_with_free_func (comment_free);
  self->state = state;
  self->video = read_id (&snippet, "videoId", skipped);
  self->total = MAX (luukku_json_read_int (&snippet, "totalReplyCount", skipped), 0);
  self->can_reply = read_flag (&snippet, "canReply", TRUE, skipped) && state == LUUKKU_YOUTUBE_PUBLISHED;
  read_replies (at, self, listed, place, skipped);
  return self;
}

/* --- pages */

static LuukkuYoutubePage *
page_new (const LuukkuJsonAt *at)
{
  LuukkuYoutubePage *self = g_new0 (LuukkuYoutubePage, 1);

  self->threads = g_ptr_array_new_with_free_func (thread_free);
  self->comments = g_ptr_array_new_with_free_func (comment_free);
  self->next = luukku_json_read_string (at, "nextPageToken", &self->skipped);
  if (self->next != NULL && (*self->next == '\0' || strlen (self->next) > MAX_NEXT))
    g_clear_pointer (&self->next, g_free);
  return self;
}

void
luukku_youtube_page_free (LuukkuYoutubePage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->comments);
  g_free (self->next);
  g_free (self);
}

LuukkuYoutubePage *
luukku_youtube_parse_threads (JsonNode *root, const LuukkuYoutubePlace *place, LuukkuYoutubeState state,
                              GError **error)
{
  LuukkuJsonAt at, one;
  JsonArray *items = NULL;
  LuukkuYoutubePage *page;

  if (!root_items (root, &at, &items, error))
    return NULL;
  page = page_new (&at);
  for (guint i = 0; i < count_of (items, &page->skipped); i++) {
    LuukkuYoutubeThread *thread =
        item_at (items, i, &one) ? read_thread (&one, state, place, &page->skipped) : NULL;

    if (thread != NULL)
      g_ptr_array_add (page->threads, thread);
    else if (one.object == NULL)
      page->skipped++;
  }
  return page;
}

LuukkuYoutubePage *
luukku_youtube_parse_comments (JsonNode *root, const LuukkuYoutubePlace *place, GError **error)
{
  LuukkuJsonAt at, one;
  JsonArray *items = NULL;
  LuukkuYoutubePage *page;

  if (!root_items (root, &at, &items, error))
    return NULL;
  page = page_new (&at);
  for (guint i = 0; i < count_of (items, &page->skipped); i++) {
    LuukkuYoutubeState state = LUUKKU_YOUTUBE_PUBLISHED;
    LuukkuYoutubeComment *comment =
        item_at (items, i, &one) ? read_comment (&one, NULL, &state, place, &page->skipped) : NULL;

    if (comment != NULL)
      g_ptr_array_add (page->comments, comment);
    else if (one.object == NULL)
      page->skipped++;
  }
  return page;
}

/* --- single answers */

gboolean
luukku_youtube_parse_titles (JsonNode *root, GHashTable *titles, GError **error)
{
  LuukkuJsonAt at, one, snippet;
  JsonArray *items = NULL;
  guint odd = 0;

  if (!root_items (root, &at, &items, error))
    return FALSE;
  for (guint i = 0; i < count_of (items, &odd); i++) {
    g_autofree char *id = item_at (items, i, &one) ? read_id (&one, "id", &odd) : NULL;
    g_autofree char *title = NULL;

    if (id != NULL && luukku_json_read_object (&one, "snippet", &snippet, &odd))
      title = luukku_json_read_string (&snippet, "title", &odd);
    if (title != NULL && *title != '\0')
      g_hash_table_replace (titles, g_steal_pointer (&id), luukku_text_first_line (title, MAX_TITLE));
  }
  return TRUE;
}

char *
luukku_youtube_parse_sent (JsonNode *root, GError **error)
{
  LuukkuJsonAt at = { NULL, "" };
  char *id = NULL;
  guint odd = 0;

  if (JSON_NODE_HOLDS_OBJECT (root)) {
    at.object = json_node_get_object (root);
    id = read_id (&at, "id", &odd);
  }
  if (id == NULL)
    set_unreadable (error);
  return id;
}
