/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-parse.c: the Graph API's answers as our values. Pure.
 *
 * Must not drop what a resident wrote because something beside it is odd: a message needs only its id. Fields
 * that are absent are ordinary (the platform leaves out what has no value); fields of a wrong type are
 * counted. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"

gboolean
luukku_graph_is_id (const char *id)
{
  gboolean other_than_dots = FALSE;

  if (id == NULL || *id == '\0' || strlen (id) > LUUKKU_GRAPH_MAX_ID)
    return FALSE;
  for (const char *p = id; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      return FALSE;
    other_than_dots |= *p != '.';
  }
  return other_than_dots;
}

/* --- small readers */

static JsonObject *
read_object (const LuukkuJsonAt *at, const char *name, guint *parts)
{
  JsonObject *object = NULL;

  if (!luukku_json_get_object (at, name, FALSE, &object, NULL)) {
    (*parts)++;
    return NULL;
  }
  return object;
}

/* The Graph API wraps lists as {"data": […]}. Returns: (transfer none) (nullable). */
static JsonArray *
read_list (const LuukkuJsonAt *at, const char *name, guint *parts)
{
  JsonObject *wrapper = read_object (at, name, parts);
  JsonArray *list = NULL;
  LuukkuJsonAt inner = { wrapper, name };

  if (wrapper == NULL)
    return NULL;
  if (!luukku_json_get_array (&inner, "data", FALSE, &list, NULL)) {
    (*parts)++;
    return NULL;
  }
  return list;
}

static char *
read_id (const LuukkuJsonAt *at, GError **error)
{
  g_autofree char *id = NULL;

  if (!luukku_json_get_string (at, "id", TRUE, &id, error))
    return NULL;
  if (!luukku_graph_is_id (id)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer has an id at %s that cannot be used; that part was left out."),
                      at->path);
    return NULL;
  }
  return g_steal_pointer (&id);
}

static gboolean
root_object (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  ret_at->object = json_node_get_object (root);
  ret_at->path = "";
  return TRUE;
}

/* Returns: (transfer full) (nullable): paging.cursors.after when there is another page. A page says that
 * another one follows by paging.next; its address itself is never used (it may hold a token, or name another
 * host). */
static char *
read_after (const LuukkuJsonAt *at, gboolean *ret_more, guint *parts)
{
  JsonObject *paging = read_object (at, "paging", parts);
  LuukkuJsonAt paging_at = { paging, "paging" };
  LuukkuJsonAt cursors_at = { NULL, "paging.cursors" };
  g_autofree char *after = NULL;

  *ret_more = paging != NULL && json_object_has_member (paging, "next");
  if (paging == NULL)
    return NULL;
  cursors_at.object = read_object (&paging_at, "cursors", parts);
  if (!*ret_more || cursors_at.object == NULL)
    return NULL;
  after = luukku_json_read_string (&cursors_at, "after", parts);
  if (after == NULL || *after == '\0' || strlen (after) > LUUKKU_GRAPH_MAX_PAGE_CURSOR)
    return NULL;
  return g_steal_pointer (&after);
}

/* --- conversations */

static gboolean
is_ours (const LuukkuGraphPlace *place, const char *id)
{
  return id != NULL &&
         (g_str_equal (id, place->page_id) || (place->own_id != NULL && g_str_equal (id, place->own_id)));
}

/* Pages have a name, accounts a user name. Returns: (transfer full) (nullable). */
static char *
read_name (const LuukkuJsonAt *person, guint *parts)
{
  char *name = luukku_json_read_string (person, "name", parts);

  return name != NULL ? name : luukku_json_read_string (person, "username", parts);
}

/* The first participant who is not the town is the resident. */
static void
read_resident (const LuukkuJsonAt *at, const LuukkuGraphPlace *place, LuukkuThread *thread, guint *parts)
{
  JsonArray *people = read_list (at, "participants", parts);
  guint count = people == NULL ? 0 : MIN (json_array_get_length (people), LUUKKU_GRAPH_MAX_ITEMS);

  for (guint i = 0; i < count && thread->resident_id == NULL; i++) {
    JsonNode *node = json_array_get_element (people, i);
    LuukkuJsonAt person = { NULL, "participants.data" };
    g_autofree char *id = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node)) {
      (*parts)++;
      continue;
    }
    person.object = json_node_get_object (node);
    id = luukku_json_read_string (&person, "id", parts);
    if (!luukku_graph_is_id (id) || is_ours (place, id))
      continue;
    thread->resident_id = g_steal_pointer (&id);
    thread->resident_name = read_name (&person, parts);
  }
}

static LuukkuThread *
parse_thread (JsonNode *node, const LuukkuGraphPlace *place, const char *path, guint *parts)
{
  LuukkuJsonAt at = { NULL, path };
  g_autoptr (LuukkuThread) thread = NULL;
  g_autofree char *id = NULL;
  gint64 updated_at = 0;
  gboolean can_reply = TRUE;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  at.object = json_node_get_object (node);
  id = read_id (&at, NULL);
  if (id == NULL || !luukku_json_get_time (&at, "updated_time", TRUE, &updated_at, NULL))
    return NULL;

  thread = luukku_thread_new (id);
  thread->updated_at = updated_at;
  if (json_object_has_member (at.object, "can_reply")) {
    if (luukku_json_get_boolean (&at, "can_reply", TRUE, &can_reply, NULL))
      thread->can_reply = can_reply;
    else
      (*parts)++;
  }
  read_resident (&at, place, thread, parts);
  return g_steal_pointer (&thread);
}

static gboolean
all_unreadable (guint length, guint readable, GError **error)
{
  if (length == 0 || readable > 0)
    return FALSE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("Nothing in the answer could be read; it is asked again later. If this goes on, look "
                        "for a newer version of Luukku."));
  return TRUE;
}

LuukkuGraphThreads *
luukku_graph_parse_threads (JsonNode *root, const LuukkuGraphPlace *place, GError **error)
{
  g_autoptr (LuukkuGraphThreads) self = g_new0 (LuukkuGraphThreads, 1);
  LuukkuJsonAt at;
  JsonArray *data = NULL;
  gboolean more;
  guint length;

  self->threads = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_thread_free);
  if (!root_object (root, &at, error) || !luukku_json_get_array (&at, "data", TRUE, &data, error))
    return NULL;
  length = json_array_get_length (data);
  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ITEMS); i++) {
    g_autofree char *path = g_strdup_printf ("data[%u]", i);
    LuukkuThread *thread = parse_thread (json_array_get_element (data, i), place, path, &self->skipped);

    if (thread != NULL)
      g_ptr_array_add (self->threads, thread);
    else
      self->skipped++;
  }
  if (all_unreadable (length, self->threads->len, error))
    return NULL;
  if (length > LUUKKU_GRAPH_MAX_ITEMS)
    self->skipped += length - LUUKKU_GRAPH_MAX_ITEMS;
  self->after = read_after (&at, &more, &self->skipped);
  return g_steal_pointer (&self);
}

void
luukku_graph_threads_free (LuukkuGraphThreads *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_free (self->after);
  g_free (self);
}

/* --- messages */

/* Returns: (transfer full) (nullable): the address of an image, a video or any other file. */
static char *
read_attachment_url (const LuukkuJsonAt *at, guint *parts)
{
  static const char *const boxes[] = { "video_data",
                                       "image_data" }; /* a video has both: its picture has no url */

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    LuukkuJsonAt box = { read_object (at, boxes[i], parts), boxes[i] };
    char *url = box.object == NULL ? NULL : luukku_json_read_string (&box, "url", parts);

    if (url != NULL)
      return url;
  }
  return luukku_json_read_string (at, "file_url", parts);
}

static void
read_attachment (JsonNode *node, GPtrArray *attachments, guint *parts)
{
  LuukkuJsonAt at = { NULL, "attachments.data" };
  g_autofree char *name = NULL;
  g_autofree char *media_type = NULL;
  g_autofree char *url = NULL;
  gint64 size = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    (*parts)++;
    return;
  }
  at.object = json_node_get_object (node);
  name = luukku_json_read_string (&at, "name", parts);
  media_type = luukku_json_read_string (&at, "mime_type", parts);
  url = read_attachment_url (&at, parts);
  if (!luukku_json_get_int (&at, "size", FALSE, &size, NULL))
    (*parts)++;
  g_ptr_array_add (attachments, luukku_attachment_new (name, media_type, url, size > 0 ? size : -1));
}

/* What a message says about a story, of the town's or the resident's own: {"reply_to":{"link","id"}} or
 * {"mention":{…}}. The link shows it for a day. */
static void
read_story (const LuukkuJsonAt *at, GPtrArray *attachments, guint *parts)
{
  static const struct {
    const char *member, *name;
  } kinds[] = { { "reply_to", N_ ("the story that this answers") },
                { "mention", N_ ("a story that mentions the town") } };
  LuukkuJsonAt story = { read_object (at, "story", parts), "story" };

  for (guint i = 0; story.object != NULL && i < G_N_ELEMENTS (kinds); i++) {
    LuukkuJsonAt kind = { read_object (&story, kinds[i].member, parts), kinds[i].member };
    g_autofree char *link = kind.object != NULL ? luukku_json_read_string (&kind, "link", parts) : NULL;

    if (kind.object != NULL)
      g_ptr_array_add (attachments, luukku_attachment_new (luukku_tr (kinds[i].name), NULL, link, -1));
  }
}

/* Nothing of such a message is given out; without a line of its own it would be an empty one that nobody
 * understands. */
static void
read_unsupported (const LuukkuJsonAt *at, GPtrArray *attachments, guint *parts)
{
  gboolean unsupported = FALSE;

  if (!luukku_json_get_boolean (at, "is_unsupported", FALSE, &unsupported, NULL))
    (*parts)++;
  else if (unsupported && attachments->len == 0)
    /* TRANSLATORS: the name of an attachment */
    g_ptr_array_add (attachments,
                     luukku_attachment_new (luukku_tr (N_ ("content that only the service's own app shows")),
                                            NULL, NULL, -1));
}

static gboolean
has_url (GPtrArray *attachments, const char *url)
{
  for (guint i = 0; i < attachments->len; i++) {
    const LuukkuAttachment *attachment = g_ptr_array_index (attachments, i);

    if (g_strcmp0 (attachment->url, url) == 0)
      return TRUE;
  }
  return FALSE;
}

static GPtrArray *
read_attachments (const LuukkuJsonAt *at, guint *parts)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  JsonArray *list = read_list (at, "attachments", parts);
  guint length = list == NULL ? 0 : json_array_get_length (list);
  g_autofree char *sticker = luukku_json_read_string (at, "sticker", parts);

  for (guint i = 0; i < MIN (length, LUUKKU_GRAPH_MAX_ATTACHMENTS); i++)
    read_attachment (json_array_get_element (list, i), attachments, parts);
  if (length > LUUKKU_GRAPH_MAX_ATTACHMENTS)
    *parts += length - LUUKKU_GRAPH_MAX_ATTACHMENTS;
  /* A sticker may stand in both places. */
  if (sticker != NULL && *sticker != '\0' && !has_url (attachments, sticker))
    g_ptr_array_add (attachments, luukku_attachment_new ("sticker", NULL, sticker, -1));
  read_story (at, attachments, parts);
  read_unsupported (at, attachments, parts);
  return g_steal_pointer (&attachments);
}

/* What stands in a message beside id and time, while it is being put together. */
typedef struct {
  char *author_id;
  char *author_name;
  char *text;
  char *reply_to;
  GPtrArray *attachments;
} Details;

static void
details_clear (Details *self)
{
  g_clear_pointer (&self->author_id, g_free);
  g_clear_pointer (&self->author_name, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->reply_to, g_free);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Details, details_clear)

static void
read_details (const LuukkuJsonAt *at, Details *details, guint *parts)
{
  LuukkuJsonAt from = { read_object (at, "from", parts), "from" };
  LuukkuJsonAt reply_to = { read_object (at, "reply_to", parts), "reply_to" };

  if (from.object != NULL) {
    details->author_id = luukku_json_read_string (&from, "id", parts);
    details->author_name = read_name (&from, parts);
  }
  if (reply_to.object != NULL)
    details->reply_to = luukku_json_read_string (&reply_to, "mid", parts);
  details->text = luukku_json_read_string (at, "message", parts);
  details->attachments = read_attachments (at, parts);
}

LuukkuMessage *
luukku_graph_parse_message (JsonNode *node, const LuukkuGraphPlace *place, const char *path, guint *ret_parts,
                            gboolean *ret_timed, GError **error)
{
  LuukkuJsonAt at = { NULL, path };
  LuukkuMessageInit init = { 0 };
  g_auto (Details) details = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (GBytes) raw = NULL;
  gint64 sent_at = 0;
  guint parts = 0;
  gboolean timed;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer has no message at %s; that part was left out."), path);
    return NULL;
  }
  at.object = json_node_get_object (node);
  id = read_id (&at, error);
  if (id == NULL)
    return NULL;
  timed = luukku_json_get_time (&at, "created_time", TRUE, &sent_at, NULL);
  if (!timed)
    parts++;
  read_details (&at, &details, &parts);
  raw = luukku_json_raw (node);

  init.channel = place->channel;
  init.conversation_id = place->thread_id;
  init.platform_id = id;
  init.direction = is_ours (place, details.author_id) ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN;
  init.author_id = details.author_id;
  init.author_name = details.author_name;
  init.text = details.text;
  init.sent_at = timed ? sent_at : place->fetched_at;
  init.fetched_at = place->fetched_at;
  init.reply_to = details.reply_to;
  init.attachments = details.attachments;
  init.raw = raw;
  init.raw_type = "application/json";
  if (ret_parts != NULL)
    *ret_parts += parts;
  if (ret_timed != NULL)
    *ret_timed = timed;
  return luukku_message_new (&init);
}

/* Fills @self from @data, given newest first. Returns: whether every message had its time. */
static gboolean
take_messages (LuukkuGraphMessages *self, JsonArray *data, const LuukkuGraphPlace *place)
{
  guint length = json_array_get_length (data);
  guint count = MIN (length, LUUKKU_GRAPH_MAX_ITEMS);
  gboolean all_timed = TRUE;

  for (guint i = count; i > 0; i--) {
    g_autofree char *path = g_strdup_printf ("data[%u]", i - 1);
    gboolean timed = FALSE;
    LuukkuMessage *message = luukku_graph_parse_message (json_array_get_element (data, i - 1), place, path,
                                                         &self->skipped, &timed, NULL);

    if (message != NULL)
      g_ptr_array_add (self->messages, message);
    else
      self->lost++;
    all_timed &= timed;
  }
  self->lost += length - count;
  self->skipped += self->lost;
  return all_timed;
}

/* A message outside what was read has not disappeared. With every message of the thread read there is no
 * outside; an empty answer proves nothing: it would make a whole conversation disappear by one hiccup of the
 * platform. */
static gint64
window_from (const LuukkuGraphMessages *self, gboolean more)
{
  gint64 oldest = G_MAXINT64;

  if (self->messages->len == 0)
    return G_MAXINT64;
  if (!more && self->messages->len < LUUKKU_GRAPH_WINDOW)
    return G_MININT64;
  for (guint i = 0; i < self->messages->len; i++)
    oldest = MIN (oldest, luukku_message_get_sent_at (g_ptr_array_index (self->messages, i)));
  return oldest;
}

static int
compare_sent_at (gconstpointer a, gconstpointer b)
{
  gint64 first = luukku_message_get_sent_at (*(LuukkuMessage *const *) a);
  gint64 second = luukku_message_get_sent_at (*(LuukkuMessage *const *) b);

  return (first > second) - (first < second);
}

void
luukku_graph_sort_messages (GPtrArray *messages)
{
  g_ptr_array_sort (messages, compare_sent_at); /* GLib's sort is stable: equal times keep their order */
}

LuukkuGraphMessages *
luukku_graph_parse_messages (JsonNode *root, const LuukkuGraphPlace *place, GError **error)
{
  g_autoptr (LuukkuGraphMessages) self = g_new0 (LuukkuGraphMessages, 1);
  g_autofree char *after = NULL;
  LuukkuJsonAt at;
  JsonArray *data = NULL;
  gboolean all_timed;
  gboolean more;

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_message_unref);
  if (!root_object (root, &at, error) || !luukku_json_get_array (&at, "data", TRUE, &data, error))
    return NULL;
  all_timed = take_messages (self, data, place);
  if (all_unreadable (json_array_get_length (data), self->messages->len, error))
    return NULL;
  luukku_graph_sort_messages (self->messages);
  after = read_after (&at, &more, &self->skipped);
  self->window_from = all_timed && self->lost == 0 ? window_from (self, more) : G_MAXINT64;
  return g_steal_pointer (&self);
}

void
luukku_graph_messages_free (LuukkuGraphMessages *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_free (self);
}

/* --- the Page and the answer to a send */

void
luukku_graph_page_clear (LuukkuGraphPage *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->account_name, g_free);
}

gboolean
luukku_graph_parse_page (JsonNode *root, LuukkuGraphPage *ret_page, GError **error)
{
  g_auto (LuukkuGraphPage) page = { 0 };
  LuukkuJsonAt at;
  LuukkuJsonAt account = { NULL, "instagram_business_account" };
  guint parts = 0;

  if (!root_object (root, &at, error))
    return FALSE;
  page.id = read_id (&at, error);
  if (page.id == NULL)
    return FALSE;
  page.name = luukku_json_read_string (&at, "name", &parts);
  if (page.name == NULL || *page.name == '\0') {
    g_free (page.name);
    page.name = g_strdup (page.id);
  }
  account.object = read_object (&at, account.path, &parts);
  if (account.object != NULL) {
    page.account_id = read_id (&account, NULL);
    page.account_name = luukku_json_read_string (&account, "username", &parts);
  }
  *ret_page = page;
  page = (LuukkuGraphPage){ 0 };
  return TRUE;
}

gboolean
luukku_graph_parse_success (JsonNode *root)
{
  LuukkuJsonAt at;
  gboolean success = FALSE;

  return root_object (root, &at, NULL) && luukku_json_get_boolean (&at, "success", TRUE, &success, NULL) &&
         success;
}

char *
luukku_graph_parse_sent (JsonNode *root, GError **error)
{
  g_autofree char *id = NULL;
  LuukkuJsonAt at;

  if (!root_object (root, &at, error) || !luukku_json_get_string (&at, "message_id", TRUE, &id, error))
    return NULL;
  if (!luukku_graph_is_id (id)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The message was confirmed with an id that cannot be used; look in the thread whether "
            "it arrived."));
    return NULL;
  }
  return g_steal_pointer (&id);
}
