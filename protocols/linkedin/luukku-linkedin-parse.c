/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-parse.c: notifications, comments and posts as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

/* --- small parts */

static gboolean
root_at (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  ret_at->path = "";
  ret_at->object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (ret_at->object == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer is not the object it should be; it is asked again later."));
  return ret_at->object != NULL;
}

static gboolean
elements_of (JsonNode *root, JsonArray **ret_list, GError **error)
{
  LuukkuJsonAt at;

  return root_at (root, &at, error) && luukku_json_get_array (&at, "elements", TRUE, ret_list, error);
}

/* Returns: (transfer full) (nullable). */
static char *
get_urn (const LuukkuJsonAt *at, const char *name)
{
  g_autofree char *urn = NULL;

  if (!luukku_json_get_string (at, name, FALSE, &urn, NULL) || !luukku_linkedin_is_urn (urn))
    return NULL;
  return g_steal_pointer (&urn);
}

static gboolean
get_milliseconds (const LuukkuJsonAt *at, const char *name, gint64 *ret_time)
{
  gint64 milliseconds = 0;

  if (at->object == NULL || !luukku_json_get_int (at, name, TRUE, &milliseconds, NULL) || milliseconds <= 0 ||
      milliseconds > G_MAXINT64 / 1000)
    return FALSE;
  *ret_time = milliseconds * 1000;
  return TRUE;
}

char *
luukku_linkedin_parse_self (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  char *name = NULL;

  if (!root_at (root, &at, error) || !luukku_json_get_string (&at, "localizedName", TRUE, &name, error))
    return NULL;
  return name;
}

/* --- notifications */

LuukkuLinkedinNews *
luukku_linkedin_news_new (const char *id, LuukkuLinkedinWhat what, const char *urn, const char *post,
                          gint64 at)
{
  LuukkuLinkedinNews *self;
  g_autofree char *object = NULL, *number = NULL;

  if (id == NULL || *id == '\0' || strlen (id) > 64 || at <= 0 || (guint) what > LUUKKU_LINKEDIN_MENTION)
    return NULL;
  if (what == LUUKKU_LINKEDIN_MENTION ? !luukku_linkedin_urn_is_post (urn)
                                      : !luukku_linkedin_urn_split_comment (urn, &object, &number))
    return NULL;
  self = g_new0 (LuukkuLinkedinNews, 1);
  self->id = g_strdup (id);
  self->what = what;
  self->urn = g_strdup (urn);
  self->post = luukku_linkedin_urn_is_post (post) ? g_strdup (post) : NULL;
  self->at = at;
  return self;
}

void
luukku_linkedin_news_free (LuukkuLinkedinNews *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->urn);
  g_free (self->post);
  g_free (self);
}

/* Returns: FALSE when it is nothing for us. */
static gboolean
read_action (const char *action, LuukkuLinkedinWhat *ret_what)
{
  static const struct {
    const char *action;
    LuukkuLinkedinWhat what;
  } actions[] = {
    { "COMMENT", LUUKKU_LINKEDIN_COMMENT },       { "COMMENT_EDIT", LUUKKU_LINKEDIN_COMMENT },
    { "ADMIN_COMMENT", LUUKKU_LINKEDIN_COMMENT }, { "COMMENT_DELETE", LUUKKU_LINKEDIN_DELETED },
    { "SHARE_MENTION", LUUKKU_LINKEDIN_MENTION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (g_strcmp0 (action, actions[i].action) == 0) {
      *ret_what = actions[i].what;
      return TRUE;
    }
  }
  return FALSE;
}

static void
read_news (const LuukkuJsonAt *at, GPtrArray *news, guint *skipped)
{
  g_autofree char *action = luukku_json_read_string (at, "action", skipped);
  g_autofree char *id = luukku_json_read_string (at, "notificationId", skipped);
  g_autofree char *urn = get_urn (at, "generatedActivity");
  g_autofree char *post = get_urn (at, "sourcePost");
  LuukkuLinkedinNews *one = NULL;
  LuukkuLinkedinWhat what;
  gint64 time = 0;

  if (action != NULL && !read_action (action, &what))
    return; /* likes and the like */
  if (action != NULL && get_milliseconds (at, "lastModifiedAt", &time))
    one = luukku_linkedin_news_new (id, what, urn, post, time);
  if (one != NULL)
    g_ptr_array_add (news, one);
  else
    (*skipped)++;
}

GPtrArray *
luukku_linkedin_parse_news (JsonNode *root, guint *ret_count, guint *skipped, GError **error)
{
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_linkedin_news_free);
  JsonArray *list = NULL;

  if (!elements_of (root, &list, error))
    return NULL;
  *ret_count = json_array_get_length (list);
  for (guint i = 0; i < MIN (*ret_count, LUUKKU_LINKEDIN_MAX_ITEMS); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      read_news (&(LuukkuJsonAt){ json_node_get_object (node), "elements" }, news, skipped);
    else
      (*skipped)++;
  }
  return g_steal_pointer (&news);
}

/* --- comments */

typedef struct {
  char *urn;
  char *top; /* its conversation */
  char *actor, *text;
  gint64 at;
} Comment;

static void
comment_clear (Comment *self)
{
  g_free (self->urn);
  g_free (self->top);
  g_free (self->actor);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Comment, comment_clear)

static LuukkuThread *
find_thread (LuukkuLinkedinPlace *place, const char *conversation)
{
  LuukkuThread *thread;

  for (guint i = 0; i < place->batch->threads->len; i++) {
    thread = place->batch->threads->pdata[i];
    if (g_str_equal (thread->conversation_id, conversation))
      return thread;
  }
  thread = luukku_thread_new (conversation);
  thread->window_from = G_MAXINT64;
  thread->is_public = TRUE;
  g_ptr_array_add (place->batch->threads, thread);
  return thread;
}

/* "commentUrn", or "$URN" where the decorated name stands, or made of what it stands under and its number. */
static char *
read_name (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *urn = get_urn (at, "commentUrn"), *other = get_urn (at, "$URN");
  g_autofree char *object = get_urn (at, "object"), *id = NULL;
  g_autofree char *inner = NULL, *number = NULL;

  if (luukku_linkedin_urn_split_comment (urn, &inner, &number))
    return g_steal_pointer (&urn);
  if (luukku_linkedin_urn_split_comment (other, &inner, &number))
    return g_steal_pointer (&other);
  id = luukku_json_read_string (at, "id", skipped);
  return luukku_linkedin_urn_make_comment (object, id);
}

static gboolean
read_comment (const LuukkuJsonAt *at, Comment *comment, guint *skipped)
{
  g_autofree char *parent = get_urn (at, "parentComment"), *object = NULL, *id = NULL;
  LuukkuJsonAt created = { NULL, "created" }, message = { NULL, "message" };

  comment->urn = read_name (at, skipped);
  comment->actor = get_urn (at, "actor");
  luukku_json_read_object (at, "created", &created, skipped);
  if (comment->urn == NULL || !get_milliseconds (&created, "time", &comment->at))
    return FALSE;
  if (luukku_json_read_object (at, "message", &message, skipped))
    comment->text = luukku_json_read_string (&message, "text", skipped);
  comment->top = luukku_linkedin_urn_split_comment (parent, &object, &id) ? g_steal_pointer (&parent)
                                                                          : g_strdup (comment->urn);
  return TRUE;
}

/* A picture in a comment has no address that lasts: named only. */
static GPtrArray *
read_content (const LuukkuJsonAt *at, guint *skipped)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  JsonArray *list = luukku_json_read_array (at, "content", skipped);
  guint length = list != NULL ? MIN (json_array_get_length (list), 16) : 0;

  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (list, i);
    g_autofree char *type = NULL;

    if (JSON_NODE_HOLDS_OBJECT (node))
      type = luukku_json_read_string (&(LuukkuJsonAt){ json_node_get_object (node), "content" }, "type",
                                      skipped);
    g_ptr_array_add (files, luukku_attachment_new (type, NULL, NULL, -1));
  }
  return files;
}

static void
take (LuukkuLinkedinPlace *place, const LuukkuJsonAt *at, const Comment *comment, GPtrArray *files)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  gboolean ours = g_strcmp0 (comment->actor, place->organization) == 0;
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = comment->top,
    .platform_id = comment->urn,
    .direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = comment->actor,
    .author_name = comment->actor, /* LinkedIn gives no more of them */
    .text = comment->text,
    .sent_at = comment->at,
    .fetched_at = place->fetched_at,
    .reply_to = g_str_equal (comment->top, comment->urn) ? NULL : comment->top,
    .attachments = files,
    .raw = raw,
    .raw_type = "application/json",
  };
  LuukkuThread *thread = find_thread (place, comment->top);

  thread->updated_at = MAX (thread->updated_at, comment->at);
  if (!ours && g_str_equal (comment->top, comment->urn) && thread->resident_id == NULL) {
    thread->resident_id = g_strdup (comment->actor);
    thread->resident_name = g_strdup (comment->actor);
  }
  if (g_hash_table_add (place->seen, g_strdup (comment->urn)))
    g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

static gboolean
take_comment (const LuukkuJsonAt *at, const char *title, LuukkuLinkedinPlace *place)
{
  g_auto (Comment) comment = { 0 };
  g_autoptr (GPtrArray) files = NULL;
  LuukkuThread *thread;

  if (!read_comment (at, &comment, &place->batch->skipped))
    return FALSE;
  files = read_content (at, &place->batch->skipped);
  take (place, at, &comment, files);
  thread = find_thread (place, comment.top);
  if (thread->title == NULL && title != NULL && *title != '\0')
    thread->title = g_strdup (title);
  return TRUE;
}

gboolean
luukku_linkedin_parse_comment (JsonNode *root, const char *title, LuukkuLinkedinPlace *place, GError **error)
{
  LuukkuJsonAt at;

  if (!root_at (root, &at, error))
    return FALSE;
  if (take_comment (&at, title, place))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The answer is not the object it should be; it is asked again later."));
  return FALSE;
}

gboolean
luukku_linkedin_parse_comments (JsonNode *root, LuukkuLinkedinPlace *place, guint *ret_count, GError **error)
{
  JsonArray *list = NULL;

  if (!elements_of (root, &list, error))
    return FALSE;
  *ret_count = json_array_get_length (list);
  for (guint i = 0; i < MIN (*ret_count, LUUKKU_LINKEDIN_MAX_ITEMS); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (!JSON_NODE_HOLDS_OBJECT (node) ||
        !take_comment (&(LuukkuJsonAt){ json_node_get_object (node), "elements" }, NULL, place))
      place->batch->skipped++;
  }
  return TRUE;
}

char *
luukku_linkedin_parse_actor (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  char *actor = root_at (root, &at, error) ? get_urn (&at, "actor") : NULL;

  if (actor == NULL && error != NULL && *error == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer is not the object it should be; it is asked again later."));
  return actor;
}

/* --- posts */

/* What people have written in it: without the marks of LinkedIn's "little text" around names and tags:
 * @[Kaupunki](urn:li:organization:123), {hashtag|\#|uimahalli}, a backslash before a reserved letter.
 * Returns: (transfer full). */
static char *
read_little_text (const char *text)
{
  GString *plain = g_string_new (NULL);
  const char *p = text;

  while (*p != '\0') {
    const char *close = NULL, *after = NULL;

    if (p[0] == '@' && p[1] == '[' && (close = strstr (p, "](")) != NULL &&
        (after = strchr (close, ')')) != NULL) {
      g_string_append_len (plain, p + 2, close - p - 2);
      p = after + 1;
    } else if (g_str_has_prefix (p, "{hashtag|\\#|") && (after = strchr (p, '}')) != NULL) {
      g_string_append_c (plain, '#');
      g_string_append_len (plain, p + strlen ("{hashtag|\\#|"),
                           after - p - (gssize) strlen ("{hashtag|\\#|"));
      p = after + 1;
    } else if (p[0] == '\\' && p[1] != '\0' && strchr ("|{}@[]()<>#\\*_~", p[1]) != NULL) {
      g_string_append_c (plain, p[1]);
      p += 2;
    } else {
      g_string_append_c (plain, *p++);
    }
  }
  return g_string_free (plain, FALSE);
}

/* Returns: (transfer full) (nullable). */
static char *
read_commentary (const LuukkuJsonAt *at)
{
  g_autofree char *text = NULL;

  if (!luukku_json_get_string (at, "commentary", FALSE, &text, NULL) || text == NULL)
    return NULL;
  return read_little_text (text);
}

char *
luukku_linkedin_parse_title (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  g_autofree char *text = NULL;

  if (!root_at (root, &at, error))
    return NULL;
  text = read_commentary (&at);
  return text != NULL ? luukku_text_first_line (text, LUUKKU_LINKEDIN_TITLE_LENGTH) : g_strdup ("");
}

gboolean
luukku_linkedin_parse_mention (JsonNode *root, const char *urn, LuukkuLinkedinPlace *place, GError **error)
{
  LuukkuJsonAt at;
  g_auto (Comment) post = { 0 };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuThread *thread;

  if (!root_at (root, &at, error))
    return FALSE;
  if (!get_milliseconds (&at, "publishedAt", &post.at) && !get_milliseconds (&at, "createdAt", &post.at)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  post.urn = g_strdup (urn);
  post.top = g_strdup (urn);
  post.actor = get_urn (&at, "author");
  post.text = read_commentary (&at);
  take (place, &at, &post, files);
  thread = find_thread (place, urn);
  if (thread->title == NULL && post.text != NULL)
    thread->title = luukku_text_first_line (post.text, LUUKKU_LINKEDIN_TITLE_LENGTH);
  return TRUE;
}

void
luukku_linkedin_add_unseen_mention (const LuukkuLinkedinNews *news, LuukkuLinkedinPlace *place)
{
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = news->urn,
    .platform_id = news->urn,
    .text = luukku_tr (
        N_ ("Somebody has mentioned the page in a post that LinkedIn does not show to programs. Open "
            "LinkedIn to read and answer it.")),
    .sent_at = news->at,
    .fetched_at = place->fetched_at,
  };

  find_thread (place, news->urn)->can_reply = FALSE;
  if (g_hash_table_add (place->seen, g_strdup (news->urn)))
    g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

/* --- a reply */

char *
luukku_linkedin_read_sent (const char *header, JsonNode *root, const char *object, GError **error)
{
  g_autofree char *plain = header != NULL ? g_uri_unescape_string (header, NULL) : NULL;
  g_autofree char *inner = NULL, *number = NULL;
  LuukkuJsonAt at;
  guint skipped = 0;
  char *urn = NULL;

  if (luukku_linkedin_urn_split_comment (plain, &inner, &number))
    return g_steal_pointer (&plain);
  urn = luukku_linkedin_urn_make_comment (object, plain);
  if (urn == NULL && root_at (root, &at, NULL))
    urn = read_name (&at, &skipped);
  if (urn == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The message was confirmed with an id that cannot be used; look in the thread whether "
            "it arrived."));
  return urn;
}
