/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram-parse.c: the Bot API's answers as our values; pure.
 *
 * Only private chats are read: a group that somebody adds the bot to is no conversation with the town. */
#define G_LOG_DOMAIN "luukku"

#include "telegram/luukku-telegram-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"

#define MAX_FILE_ID 512
#define MAX_FILE_PATH 512
#define MAX_BUSINESS_ID 128
#define MAX_DELETED 1000
#define SILENT_SPAN (6 * G_TIME_SPAN_DAY) /* a day before Telegram's week is over */

typedef struct {
  const char *channel;
  gint64 fetched_at;
  LuukkuBatch *batch;
} Reading;

/* "First Last", or the user name. Returns: (transfer full) (nullable). */
static char *
get_name (Reading *self, const LuukkuJsonAt *person)
{
  g_autofree char *first = luukku_json_read_string (person, "first_name", &self->batch->skipped);
  g_autofree char *last = luukku_json_read_string (person, "last_name", &self->batch->skipped);
  g_autofree char *both = g_strconcat (first != NULL ? first : "", " ", last != NULL ? last : "", NULL);

  g_strstrip (both);
  return *both != '\0' ? g_steal_pointer (&both)
                       : luukku_json_read_string (person, "username", &self->batch->skipped);
}

/* --- ids */

static gboolean
is_business_id (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '_' && text[i] != '-')
      return FALSE;
  }
  return length > 0 && length <= MAX_BUSINESS_ID;
}

static char *
conversation_id (const char *business, gint64 chat)
{
  if (business == NULL)
    return g_strdup_printf ("%" G_GINT64_FORMAT, chat);
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, business, chat);
}

static char *
message_id (const char *conversation, gint64 number)
{
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, conversation, number);
}

gboolean
luukku_telegram_read_conversation (const char *conversation_id, char **ret_business, gint64 *ret_chat)
{
  const char *slash = conversation_id != NULL ? strchr (conversation_id, '/') : NULL;
  const char *number = slash != NULL ? slash + 1 : conversation_id;

  *ret_business = NULL;
  if (number == NULL ||
      (slash != NULL && !is_business_id (conversation_id, (gsize) (slash - conversation_id))) ||
      !g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, ret_chat, NULL))
    return FALSE;
  if (slash != NULL)
    *ret_business = g_strndup (conversation_id, (gsize) (slash - conversation_id));
  return TRUE;
}

gboolean
luukku_telegram_read_message (const char *message_id, const char *conversation_id, gint64 *ret_number)
{
  gsize length = strlen (conversation_id);

  return message_id != NULL && strncmp (message_id, conversation_id, length) == 0 &&
         message_id[length] == ':' &&
         g_ascii_string_to_signed (message_id + length + 1, 10, 1, G_MAXINT64, ret_number, NULL);
}

/* *@ret_business: (transfer full) (nullable). Returns: (transfer full) (nullable): the conversation of a
 * message or a change; NULL when it is none of ours (a group, a channel) or cannot be read. */
static char *
read_place (Reading *self, const LuukkuJsonAt *at, LuukkuJsonAt *ret_chat)
{
  g_autofree char *business = NULL;
  g_autofree char *type = NULL;
  gint64 chat;

  if (!luukku_json_read_object (at, "chat", ret_chat, &self->batch->skipped)) {
    self->batch->skipped++;
    return NULL;
  }
  type = luukku_json_read_string (ret_chat, "type", &self->batch->skipped);
  if (g_strcmp0 (type, "private") != 0)
    return NULL;
  chat = luukku_json_read_int (ret_chat, "id", &self->batch->skipped);
  business = luukku_json_read_string (at, "business_connection_id", &self->batch->skipped);
  if (chat < 1 || (business != NULL && !is_business_id (business, strlen (business)))) {
    self->batch->skipped++;
    return NULL;
  }
  return conversation_id (business, chat);
}

/* --- what a message carries */

static void
add_file (Reading *self, const LuukkuJsonAt *file, const char *media_type, GPtrArray *files)
{
  g_autofree char *id = luukku_json_read_string (file, "file_id", &self->batch->skipped);
  g_autofree char *name = luukku_json_read_string (file, "file_name", &self->batch->skipped);
  g_autofree char *type = luukku_json_read_string (file, "mime_type", &self->batch->skipped);
  g_autofree char *url = NULL;
  gint64 size = luukku_json_read_int (file, "file_size", &self->batch->skipped);

  if (id == NULL || *id == '\0' || strlen (id) > MAX_FILE_ID) {
    self->batch->skipped++;
    return;
  }
  url = g_strconcat (LUUKKU_TELEGRAM_FILE, id, NULL);
  g_ptr_array_add (files,
                   luukku_attachment_new (name, type != NULL ? type : media_type, url, size > 0 ? size : -1));
}

/* A photo comes in several sizes, the largest last. */
static void
add_photo (Reading *self, const LuukkuJsonAt *message, GPtrArray *files)
{
  JsonArray *sizes = luukku_json_read_array (message, "photo", &self->batch->skipped);
  LuukkuJsonAt at = { NULL, "photo" };
  JsonNode *largest;

  if (sizes == NULL || json_array_get_length (sizes) == 0)
    return;
  largest = json_array_get_element (sizes, json_array_get_length (sizes) - 1);
  if (!JSON_NODE_HOLDS_OBJECT (largest)) {
    self->batch->skipped++;
    return;
  }
  at.object = json_node_get_object (largest);
  add_file (self, &at, "image/jpeg", files);
}

static GPtrArray *
read_files (Reading *self, const LuukkuJsonAt *message)
{
  static const struct {
    const char *name, *media_type;
  } kinds[] = {
    { "document", NULL },         { "video", "video/mp4" },      { "voice", "audio/ogg" },
    { "audio", "audio/mpeg" },    { "video_note", "video/mp4" }, { "sticker", "image/webp" },
    { "animation", "video/mp4" },
  };
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuJsonAt at;

  add_photo (self, message, files);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    /* an animation comes as a document, too */
    if (g_str_equal (kinds[i].name, "document") && json_object_has_member (message->object, "animation"))
      continue;
    if (luukku_json_read_object (message, kinds[i].name, &at, &self->batch->skipped))
      add_file (self, &at, kinds[i].media_type, files);
  }
  return files;
}

/* A place that was sent, as an address of RFC 5870: "geo:62.892380,27.677030". Returns: (transfer full)
 * (nullable). */
static char *
read_geo (Reading *self, const LuukkuJsonAt *message)
{
  LuukkuJsonAt at;

  if (!luukku_json_read_object (message, "location", &at, &self->batch->skipped))
    return NULL;
  return luukku_json_read_geo (&at, &self->batch->skipped);
}

/* A contact that was sent: "Maija Meikäläinen +358401234567". Returns: (transfer full) (nullable). */
static char *
read_contact (Reading *self, const LuukkuJsonAt *message)
{
  LuukkuJsonAt at;
  g_autofree char *name = NULL;
  g_autofree char *phone = NULL;

  if (!luukku_json_read_object (message, "contact", &at, &self->batch->skipped))
    return NULL;
  name = get_name (self, &at);
  phone = luukku_json_read_string (&at, "phone_number", &self->batch->skipped);
  return g_strstrip (g_strconcat (name != NULL ? name : "", " ", phone != NULL ? phone : "", NULL));
}

/* What was written, and below it what else can be said in words. */
static char *
read_text (Reading *self, const LuukkuJsonAt *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *written = luukku_json_read_string (message, "text", &self->batch->skipped);
  g_autofree char *caption = luukku_json_read_string (message, "caption", &self->batch->skipped);
  g_autofree char *geo = read_geo (self, message);
  g_autofree char *contact = read_contact (self, message);
  const char *const parts[] = { written, caption, geo, contact };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", parts[i]);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- messages */

static void
add_thread (Reading *self, const char *conversation, const LuukkuJsonAt *chat, gboolean can_reply)
{
  LuukkuThread *thread = luukku_thread_new (conversation);

  thread->resident_id =
      g_strdup_printf ("%" G_GINT64_FORMAT, luukku_json_read_int (chat, "id", &self->batch->skipped));
  thread->resident_name = get_name (self, chat);
  thread->can_reply = can_reply;
  g_ptr_array_add (self->batch->threads, thread);
}

static char *
read_reply_to (Reading *self, const LuukkuJsonAt *message, const char *conversation)
{
  LuukkuJsonAt at;
  gint64 number;

  if (!luukku_json_read_object (message, "reply_to_message", &at, &self->batch->skipped))
    return NULL;
  number = luukku_json_read_int (&at, "message_id", &self->batch->skipped);
  return number > 0 ? message_id (conversation, number) : NULL;
}

/* In a chat of a business account the town's own people write too, from a phone. */
static LuukkuDirection
direction_of (Reading *self, const LuukkuJsonAt *message, gint64 chat, char **ret_author, char **ret_name)
{
  LuukkuJsonAt from;
  gint64 author = chat;

  *ret_name = NULL;
  if (luukku_json_read_object (message, "from", &from, &self->batch->skipped)) {
    author = luukku_json_read_int (&from, "id", &self->batch->skipped);
    *ret_name = get_name (self, &from);
  }
  *ret_author = g_strdup_printf ("%" G_GINT64_FORMAT, author);
  return author == chat ? LUUKKU_DIRECTION_IN : LUUKKU_DIRECTION_OUT_OTHER;
}

static void
add_message (Reading *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt chat;
  g_autofree char *conversation = read_place (self, at, &chat);
  g_autofree char *id = NULL, *text = NULL, *reply_to = NULL, *author = NULL, *name = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (JsonNode) node = NULL;
  LuukkuMessageInit init = { .channel = self->channel, .fetched_at = self->fetched_at };
  gint64 number, date;

  if (conversation == NULL)
    return;
  number = luukku_json_read_int (at, "message_id", &self->batch->skipped);
  date = luukku_json_read_int (at, "date", &self->batch->skipped);
  if (number < 1 || date < 1 || date > G_MAXINT64 / G_TIME_SPAN_SECOND) {
    self->batch->skipped++;
    return;
  }
  add_thread (self, conversation, &chat, TRUE);
  files = read_files (self, at);
  node = json_node_init_object (json_node_alloc (), at->object);
  raw = luukku_json_raw (node);
  init.conversation_id = conversation;
  init.platform_id = id = message_id (conversation, number);
  init.direction =
      direction_of (self, at, luukku_json_read_int (&chat, "id", &self->batch->skipped), &author, &name);
  init.author_id = author;
  init.author_name = name;
  init.text = text = read_text (self, at);
  init.sent_at = date * G_TIME_SPAN_SECOND;
  init.reply_to = reply_to = read_reply_to (self, at, conversation);
  init.attachments = files;
  init.raw = raw;
  init.raw_type = "application/json";
  g_ptr_array_add (self->batch->messages, luukku_message_new (&init));
}

/* --- changes */

static void
add_deleted (Reading *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt chat;
  g_autofree char *conversation = read_place (self, at, &chat);
  JsonArray *numbers = luukku_json_read_array (at, "message_ids", &self->batch->skipped);
  guint count = numbers != NULL ? MIN (json_array_get_length (numbers), MAX_DELETED) : 0;

  for (guint i = 0; conversation != NULL && i < count; i++) {
    JsonNode *node = json_array_get_element (numbers, i);
    gint64 number = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;

    if (number > 0)
      g_ptr_array_add (self->batch->gone, message_id (conversation, number));
    else
      self->batch->skipped++;
  }
}

/* The resident has blocked the bot, or let it in again. */
static void
add_membership (Reading *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt chat, member;
  g_autofree char *conversation = read_place (self, at, &chat);
  g_autofree char *status = NULL;

  if (conversation == NULL ||
      !luukku_json_read_object (at, "new_chat_member", &member, &self->batch->skipped))
    return;
  status = luukku_json_read_string (&member, "status", &self->batch->skipped);
  add_thread (self, conversation, &chat,
              g_strcmp0 (status, "kicked") != 0 && g_strcmp0 (status, "left") != 0);
}

/* --- updates */

static void
add_update (Reading *self, const LuukkuJsonAt *update)
{
  static const struct {
    const char *name;
    void (*read) (Reading *self, const LuukkuJsonAt *at);
  } kinds[] = {
    { "message", add_message },
    { "edited_message", add_message },
    { "business_message", add_message },
    { "edited_business_message", add_message },
    { "deleted_business_messages", add_deleted },
    { "my_chat_member", add_membership },
  };
  LuukkuJsonAt at;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (json_object_has_member (update->object, kinds[i].name) &&
        luukku_json_read_object (update, kinds[i].name, &at, &self->batch->skipped))
      kinds[i].read (self, &at);
  }
}

static gboolean
get_result (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("Telegram's answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  ret_at->object = json_node_get_object (root);
  ret_at->path = "";
  return TRUE;
}

LuukkuBatch *
luukku_telegram_parse_updates (JsonNode *root, const char *channel, gint64 fetched_at, gint64 *ret_next,
                               GError **error)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  Reading reading = { channel, fetched_at, batch };
  LuukkuJsonAt at, update = { NULL, "result" };
  JsonArray *list = NULL;
  guint count;

  if (!get_result (root, &at, error) || !luukku_json_get_array (&at, "result", TRUE, &list, error))
    return NULL;
  count = MIN (json_array_get_length (list), LUUKKU_TELEGRAM_UPDATES);
  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (list, i);
    gint64 number = 0;

    if (!JSON_NODE_HOLDS_OBJECT (node)) {
      batch->skipped++;
      continue;
    }
    update.object = json_node_get_object (node);
    if (luukku_json_get_int (&update, "update_id", TRUE, &number, NULL) && number < G_MAXINT64)
      *ret_next = MAX (*ret_next, number + 1);
    add_update (&reading, &update);
  }
  batch->more = count == LUUKKU_TELEGRAM_UPDATES;
  luukku_batch_sort (batch);
  return g_steal_pointer (&batch);
}

/* --- single answers */

char *
luukku_telegram_parse_me (JsonNode *root, char **ret_name, GError **error)
{
  g_autofree char *user = NULL;
  LuukkuJsonAt at, me = { NULL, "result" };

  if (!get_result (root, &at, error) || !luukku_json_get_object (&at, "result", TRUE, &me.object, error) ||
      !luukku_json_get_string (&me, "username", TRUE, &user, error))
    return NULL;
  if (!luukku_json_get_string (&me, "first_name", FALSE, ret_name, error))
    return NULL;
  if (*ret_name == NULL || **ret_name == '\0') {
    g_free (*ret_name);
    *ret_name = g_strdup (user);
  }
  return g_steal_pointer (&user);
}

char *
luukku_telegram_parse_sent (JsonNode *root, const char *conversation_id, GError **error)
{
  LuukkuJsonAt at, sent = { NULL, "result" };
  gint64 number = 0;

  if (!get_result (root, &at, error) || !luukku_json_get_object (&at, "result", TRUE, &sent.object, error) ||
      !luukku_json_get_int (&sent, "message_id", TRUE, &number, error))
    return NULL;
  return message_id (conversation_id, number);
}

char *
luukku_telegram_parse_file (JsonNode *root, GError **error)
{
  g_autofree char *path = NULL;
  LuukkuJsonAt at, file = { NULL, "result" };
  gboolean good;

  if (!get_result (root, &at, error) || !luukku_json_get_object (&at, "result", TRUE, &file.object, error) ||
      !luukku_json_get_string (&file, "file_path", TRUE, &path, error))
    return NULL;
  good = *path != '\0' && *path != '/' && strlen (path) <= MAX_FILE_PATH && strstr (path, "..") == NULL;
  for (const char *p = path; good && *p != '\0'; p++)
    good = g_ascii_isalnum (*p) || strchr ("/_-.", *p) != NULL;
  if (good)
    return g_steal_pointer (&path);
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("Telegram gave a path for the attachment that is not safe to open, so it was not fetched."));
  return NULL;
}

/* --- the cursor */

void
luukku_telegram_cursor_read (const char *text, LuukkuTelegramCursor *ret_cursor)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", 4);

  *ret_cursor = (LuukkuTelegramCursor){ 0 };
  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], "t1") ||
      !g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT64, &ret_cursor->next, NULL) ||
      !g_ascii_string_to_signed (parts[2], 10, 0, G_MAXINT64, &ret_cursor->at, NULL))
    *ret_cursor = (LuukkuTelegramCursor){ 0 };
}

char *
luukku_telegram_cursor_write (const LuukkuTelegramCursor *cursor)
{
  return g_strdup_printf ("t1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, cursor->next, cursor->at);
}

gint64
luukku_telegram_cursor_offset (const LuukkuTelegramCursor *cursor, gint64 now)
{
  return cursor->next > 0 && now - cursor->at < SILENT_SPAN ? cursor->next : 0;
}
