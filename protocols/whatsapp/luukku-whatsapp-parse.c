/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-parse.c: webhooks and answers of the Cloud API as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "whatsapp/luukku-whatsapp-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "whatsapp/luukku-whatsapp-error.h"

#define MAX_ID 512
#define MAX_USER 128
#define MIN_PHONE 5
#define MAX_PHONE 20
#define MAX_PARTS 1000 /* of one array in a webhook */

typedef struct {
  const char *channel;
  const char *number;
  gint64 fetched_at;
  LuukkuBatch *batch;
  JsonArray *contacts; /* (no ref) (nullable): of the value that is read */
} Reading;

/* Who wrote, in all the ways that a webhook may name a person. */
typedef struct {
  char *phone; /* (nullable) */
  char *user;  /* (nullable) */
  char *name;  /* (nullable) */
} Person;

typedef void (*ReadPart) (Reading *self, const LuukkuJsonAt *at);

/* --- small parts: what cannot be read counts as left out */

static void
each (Reading *self, const LuukkuJsonAt *at, const char *name, ReadPart read)
{
  JsonArray *array = luukku_json_read_array (at, name, &self->batch->skipped);
  guint count = array != NULL ? MIN (json_array_get_length (array), MAX_PARTS) : 0;
  LuukkuJsonAt part = { NULL, name };

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      part.object = json_node_get_object (node);
      read (self, &part);
    } else {
      self->batch->skipped++;
    }
  }
}

/* --- ids */

gboolean
luukku_whatsapp_is_phone (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  return length >= MIN_PHONE && length <= MAX_PHONE && strspn (id, "0123456789") == length;
}

gboolean
luukku_whatsapp_is_user (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  if (length < 4 || length > MAX_USER || !g_ascii_isalpha (id[0]) || !g_ascii_isalpha (id[1]) || id[2] != '.')
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (id[i]) && strchr ("._-", id[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_message_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (id[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_ID;
}

/* --- people */

static void
clear_person (Person *self)
{
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->name, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, clear_person)

/* @id: (transfer full) (nullable): a phone number's place may hold a user id. */
static void
note_id (Person *self, char *id)
{
  if (luukku_whatsapp_is_phone (id) && self->phone == NULL)
    self->phone = id;
  else if (luukku_whatsapp_is_user (id) && self->user == NULL)
    self->user = id;
  else
    g_free (id);
}

static gboolean
is_same_person (const Person *a, const Person *b)
{
  return (a->phone != NULL && g_strcmp0 (a->phone, b->phone) == 0) ||
         (a->user != NULL && g_strcmp0 (a->user, b->user) == 0);
}

/* What the list of contacts beside the messages tells of @self. */
static void
add_contact (Reading *self, Person *person)
{
  guint count = self->contacts != NULL ? json_array_get_length (self->contacts) : 0;
  LuukkuJsonAt at = { NULL, "contacts" }, profile;

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (self->contacts, i);
    g_auto (Person) contact = { NULL, NULL, NULL };

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    at.object = json_node_get_object (node);
    note_id (&contact, luukku_json_read_string (&at, "wa_id", &self->batch->skipped));
    note_id (&contact, luukku_json_read_string (&at, "user_id", &self->batch->skipped));
    note_id (&contact, luukku_json_read_string (&at, "parent_user_id", &self->batch->skipped));
    if (!is_same_person (person, &contact))
      continue;
    note_id (person, g_steal_pointer (&contact.user));
    note_id (person, g_steal_pointer (&contact.phone));
    if (luukku_json_read_object (&at, "profile", &profile, &self->batch->skipped))
      person->name = luukku_json_read_string (&profile, "name", &self->batch->skipped);
    return;
  }
}

static const char *
conversation_of (const Person *person)
{
  return person->user != NULL ? person->user : person->phone;
}

static void
add_thread (Reading *self, const Person *person)
{
  LuukkuThread *thread = luukku_thread_new (conversation_of (person));

  thread->resident_id = g_strdup (person->phone != NULL ? person->phone : person->user);
  thread->resident_name = g_strdup (person->name);
  g_ptr_array_add (self->batch->threads, thread);
}

/* --- what a message carries */

static void
append_line (GString *text, const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static void
read_medium (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files)
{
  g_autofree char *id = luukku_json_read_string (at, "id", &self->batch->skipped);
  g_autofree char *type = luukku_json_read_string (at, "mime_type", &self->batch->skipped);
  g_autofree char *name = luukku_json_read_string (at, "filename", &self->batch->skipped);
  g_autofree char *caption = luukku_json_read_string (at, "caption", &self->batch->skipped);
  g_autofree char *url = g_strconcat (LUUKKU_WHATSAPP_MEDIA, id, NULL);

  append_line (text, caption);
  if (id == NULL || *id == '\0' || strlen (id) > MAX_USER || strspn (id, "0123456789") != strlen (id))
    self->batch->skipped++;
  else
    g_ptr_array_add (files, luukku_attachment_new (name, type, url, -1));
}

static void
read_text (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files)
{
  g_autofree char *body = luukku_json_read_string (at, "body", &self->batch->skipped);

  append_line (text, body);
}

static void
read_location (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files)
{
  g_autofree char *name = luukku_json_read_string (at, "name", &self->batch->skipped);
  g_autofree char *address = luukku_json_read_string (at, "address", &self->batch->skipped);
  g_autofree char *geo = luukku_json_read_geo (at, &self->batch->skipped);

  append_line (text, name);
  append_line (text, address);
  append_line (text, geo);
}

static void
read_button (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files)
{
  g_autofree char *said = luukku_json_read_string (at, "text", &self->batch->skipped);

  append_line (text, said);
}

static void
read_choice (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files)
{
  static const char *const kinds[] = { "button_reply", "list_reply" };
  LuukkuJsonAt choice;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (luukku_json_read_object (at, kinds[i], &choice, &self->batch->skipped)) {
      g_autofree char *title = luukku_json_read_string (&choice, "title", &self->batch->skipped);

      append_line (text, title);
    }
  }
}

/* A person that was sent: "Maija Meikäläinen +358 40 1234567". */
static void
read_card (Reading *self, const LuukkuJsonAt *at, GString *text)
{
  JsonArray *phones = luukku_json_read_array (at, "phones", &self->batch->skipped);
  guint count = phones != NULL ? MIN (json_array_get_length (phones), MAX_PARTS) : 0;
  LuukkuJsonAt name, phone = { NULL, "phones" };
  g_autoptr (GString) line = g_string_new (NULL);

  if (luukku_json_read_object (at, "name", &name, &self->batch->skipped)) {
    g_autofree char *formatted = luukku_json_read_string (&name, "formatted_name", &self->batch->skipped);

    g_string_append (line, formatted != NULL ? formatted : "");
  }
  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (phones, i);
    g_autofree char *number = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    phone.object = json_node_get_object (node);
    number = luukku_json_read_string (&phone, "phone", &self->batch->skipped);
    g_string_append_printf (line, " %s", number != NULL ? number : "");
  }
  append_line (text, g_strstrip (line->str));
}

static void
read_cards (Reading *self, const LuukkuJsonAt *message, GString *text)
{
  JsonArray *cards = luukku_json_read_array (message, "contacts", &self->batch->skipped);
  guint count = cards != NULL ? MIN (json_array_get_length (cards), MAX_PARTS) : 0;
  LuukkuJsonAt card = { NULL, "contacts" };

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (cards, i);

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    card.object = json_node_get_object (node);
    read_card (self, &card, text);
  }
}

/* Each kind of message has its object under its own name. What is none of these only WhatsApp itself can
 * show. */
static void
read_content (Reading *self, const LuukkuJsonAt *message, const char *type, GString *text, GPtrArray *files)
{
  static const struct {
    const char *type;
    void (*read) (Reading *self, const LuukkuJsonAt *at, GString *text, GPtrArray *files);
  } kinds[] = {
    { "text", read_text },     { "image", read_medium },       { "video", read_medium },
    { "audio", read_medium },  { "document", read_medium },    { "sticker", read_medium },
    { "button", read_button }, { "interactive", read_choice }, { "location", read_location },
  };
  LuukkuJsonAt at;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (type, kinds[i].type) == 0 &&
        luukku_json_read_object (message, type, &at, &self->batch->skipped))
      kinds[i].read (self, &at, text, files);
  }
  if (g_strcmp0 (type, "contacts") == 0)
    read_cards (self, message, text);
  if (text->len == 0 && files->len == 0)
    g_ptr_array_add (files,
                     luukku_attachment_new (luukku_tr (N_ ("content that only the service's own app shows")),
                                            NULL, NULL, -1));
}

/* --- messages */

static gint64
get_time (Reading *self, const LuukkuJsonAt *at)
{
  gint64 seconds = 0;

  if (!luukku_json_get_int (at, "timestamp", TRUE, &seconds, NULL) || seconds < 1 ||
      seconds > G_MAXINT64 / G_TIME_SPAN_SECOND)
    return 0;
  return seconds * G_TIME_SPAN_SECOND;
}

static char *
get_reply_to (Reading *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt context;
  g_autofree char *id = NULL;

  if (!luukku_json_read_object (at, "context", &context, &self->batch->skipped))
    return NULL;
  id = luukku_json_read_string (&context, "id", &self->batch->skipped);
  return is_message_id (id) ? g_steal_pointer (&id) : NULL;
}

/* @content: where the kind and its object stand: the message itself, or the new text of an edit. */
static void
add_message (Reading *self, const LuukkuJsonAt *at, const LuukkuJsonAt *content, const char *id,
             const Person *person, LuukkuDirection direction)
{
  g_autofree char *type = luukku_json_read_string (content, "type", &self->batch->skipped);
  g_autofree char *reply_to = get_reply_to (self, at);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), at->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  LuukkuMessageInit init = { .channel = self->channel,
                             .direction = direction,
                             .fetched_at = self->fetched_at };

  init.sent_at = get_time (self, at);
  if (!is_message_id (id) || conversation_of (person) == NULL || init.sent_at == 0) {
    self->batch->skipped++;
    return;
  }
  read_content (self, content, type, text, files);
  add_thread (self, person);
  init.conversation_id = conversation_of (person);
  init.platform_id = id;
  init.author_id = direction == LUUKKU_DIRECTION_IN ? init.conversation_id : NULL;
  init.author_name = direction == LUUKKU_DIRECTION_IN ? person->name : NULL;
  init.text = text->str;
  init.reply_to = reply_to;
  init.attachments = files;
  init.raw = raw;
  init.raw_type = "application/json";
  g_ptr_array_add (self->batch->messages, luukku_message_new (&init));
}

static void
add_edit (Reading *self, const LuukkuJsonAt *at, const Person *person, LuukkuDirection direction)
{
  g_autofree char *id = NULL;
  LuukkuJsonAt edit, content;

  if (!luukku_json_read_object (at, "edit", &edit, &self->batch->skipped) ||
      !luukku_json_read_object (&edit, "message", &content, &self->batch->skipped)) {
    self->batch->skipped++;
    return;
  }
  id = luukku_json_read_string (&edit, "original_message_id", &self->batch->skipped);
  add_message (self, at, &content, id, person, direction);
}

static void
add_revoke (Reading *self, const LuukkuJsonAt *at)
{
  g_autofree char *id = NULL;
  LuukkuJsonAt revoke;

  if (luukku_json_read_object (at, "revoke", &revoke, &self->batch->skipped))
    id = luukku_json_read_string (&revoke, "original_message_id", &self->batch->skipped);
  if (is_message_id (id))
    g_ptr_array_add (self->batch->gone, g_steal_pointer (&id));
  else
    self->batch->skipped++;
}

/* The person has another number now: the conversation stays when it goes by the user id. */
static void
add_system (Reading *self, const LuukkuJsonAt *at, Person *person)
{
  LuukkuJsonAt system;

  if (person->user == NULL || !luukku_json_read_object (at, "system", &system, &self->batch->skipped))
    return;
  g_clear_pointer (&person->phone, g_free);
  note_id (person, luukku_json_read_string (&system, "wa_id", &self->batch->skipped));
  add_thread (self, person);
}

static void
add_part (Reading *self, const LuukkuJsonAt *at, Person *person, LuukkuDirection direction)
{
  g_autofree char *type = luukku_json_read_string (at, "type", &self->batch->skipped);
  g_autofree char *id = luukku_json_read_string (at, "id", &self->batch->skipped);

  if (g_strcmp0 (type, "edit") == 0)
    add_edit (self, at, person, direction);
  else if (g_strcmp0 (type, "revoke") == 0)
    add_revoke (self, at);
  else if (g_strcmp0 (type, "system") == 0)
    add_system (self, at, person);
  else if (g_strcmp0 (type, "reaction") != 0) /* a thumb is no message to answer */
    add_message (self, at, at, id, person, direction);
}

static void
read_message (Reading *self, const LuukkuJsonAt *at)
{
  g_auto (Person) person = { NULL, NULL, NULL };

  note_id (&person, luukku_json_read_string (at, "from_user_id", &self->batch->skipped));
  note_id (&person, luukku_json_read_string (at, "from", &self->batch->skipped));
  add_contact (self, &person);
  add_part (self, at, &person, LUUKKU_DIRECTION_IN);
}

/* Written by the town's own people in the WhatsApp Business app. */
static void
read_echo (Reading *self, const LuukkuJsonAt *at)
{
  g_auto (Person) person = { NULL, NULL, NULL };

  note_id (&person, luukku_json_read_string (at, "to_user_id", &self->batch->skipped));
  note_id (&person, luukku_json_read_string (at, "to", &self->batch->skipped));
  add_contact (self, &person);
  add_part (self, at, &person, LUUKKU_DIRECTION_OUT_OTHER);
}

/* --- what became of our replies: a 200 is only a promise */

static void
read_status (Reading *self, const LuukkuJsonAt *at)
{
  g_autofree char *status = luukku_json_read_string (at, "status", &self->batch->skipped);
  g_autofree char *id = luukku_json_read_string (at, "id", &self->batch->skipped);
  JsonArray *errors = NULL;
  LuukkuJsonAt first = { NULL, "errors" };
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (status, "failed") != 0)
    return;
  if (!is_message_id (id)) {
    self->batch->skipped++;
    return;
  }
  errors = luukku_json_read_array (at, "errors", &self->batch->skipped);
  if (errors != NULL && json_array_get_length (errors) > 0 &&
      JSON_NODE_HOLDS_OBJECT (json_array_get_element (errors, 0)))
    first.object = json_array_get_object_element (errors, 0);
  if (first.object != NULL)
    luukku_whatsapp_set_fault (&first, &error);
  luukku_batch_add_undelivered (self->batch, id,
                                error != NULL
                                    ? error->message
                                    : luukku_tr (N_ ("The service could not deliver this reply and does "
                                                     "not say why. Answer on another channel.")));
}

/* --- the levels of a webhook */

static gboolean
is_for_us (Reading *self, const LuukkuJsonAt *value)
{
  LuukkuJsonAt metadata;
  g_autofree char *number = NULL;

  if (!luukku_json_read_object (value, "metadata", &metadata, &self->batch->skipped))
    return FALSE;
  number = luukku_json_read_string (&metadata, "phone_number_id", &self->batch->skipped);
  return g_strcmp0 (number, self->number) == 0;
}

static void
read_change (Reading *self, const LuukkuJsonAt *at)
{
  LuukkuJsonAt value;

  if (!luukku_json_read_object (at, "value", &value, &self->batch->skipped) || !is_for_us (self, &value))
    return;
  self->contacts = luukku_json_read_array (&value, "contacts", &self->batch->skipped);
  each (self, &value, "messages", read_message);
  each (self, &value, "message_echoes", read_echo);
  each (self, &value, "statuses", read_status);
  self->contacts = NULL;
}

static void
read_entry (Reading *self, const LuukkuJsonAt *at)
{
  each (self, at, "changes", read_change);
}

void
luukku_whatsapp_parse_webhook (JsonNode *root, const char *number, const char *channel, gint64 fetched_at,
                               LuukkuBatch *batch)
{
  Reading reading = { channel, number, fetched_at, batch, NULL };
  LuukkuJsonAt at = { NULL, "" };

  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    batch->skipped++;
    return;
  }
  at.object = json_node_get_object (root);
  each (&reading, &at, "entry", read_entry);
}

/* --- single answers */

static gboolean
enter_root (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  ret_at->path = "";
  if (JSON_NODE_HOLDS_OBJECT (root)) {
    ret_at->object = json_node_get_object (root);
    return TRUE;
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("WhatsApp's answer is not the object it should be; it is asked again later."));
  return FALSE;
}

char *
luukku_whatsapp_parse_sent (JsonNode *root, GError **error)
{
  LuukkuJsonAt at, message = { NULL, "messages" };
  JsonArray *messages = NULL;
  char *id = NULL;

  if (!enter_root (root, &at, error) || !luukku_json_get_array (&at, "messages", TRUE, &messages, error))
    return NULL;
  if (json_array_get_length (messages) > 0 && JSON_NODE_HOLDS_OBJECT (json_array_get_element (messages, 0))) {
    message.object = json_array_get_object_element (messages, 0);
    if (luukku_json_get_string (&message, "id", TRUE, &id, error) && is_message_id (id))
      return id;
    g_free (id);
  }
  if (error != NULL && *error == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("WhatsApp's answer is not the object it should be; it is asked again later."));
  return NULL;
}

char *
luukku_whatsapp_parse_uploaded (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  char *id = NULL;

  if (!enter_root (root, &at, error) || !luukku_json_get_string (&at, "id", TRUE, &id, error))
    return NULL;
  if (is_message_id (id))
    return id;
  g_free (id);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("WhatsApp's answer is not the object it should be; it is asked again later."));
  return NULL;
}

char *
luukku_whatsapp_parse_number (JsonNode *root, const char *number, GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  LuukkuJsonAt at;

  if (!enter_root (root, &at, error) || !luukku_json_get_string (&at, "id", TRUE, &id, error) ||
      !luukku_json_get_string (&at, "verified_name", FALSE, &name, error) ||
      !luukku_json_get_string (&at, "display_phone_number", FALSE, &shown, error))
    return NULL;
  if (!g_str_equal (id, number)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("WhatsApp answered about another number. Check the phone number id of the account."));
    return NULL;
  }
  return g_strdup (name != NULL && *name != '\0' ? name : shown != NULL && *shown != '\0' ? shown : number);
}

char *
luukku_whatsapp_parse_media (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  char *url = NULL;

  if (!enter_root (root, &at, error) || !luukku_json_get_string (&at, "url", TRUE, &url, error))
    return NULL;
  return url;
}

gboolean
luukku_whatsapp_parse_blocked (JsonNode *root, GError **error)
{
  LuukkuJsonAt at, list = { NULL, "block_users" }, user = { NULL, "failed_users" }, said = { NULL, "errors" };
  JsonArray *failed = NULL, *errors = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return TRUE;
  at.object = json_node_get_object (root);
  at.path = "";
  if (!luukku_json_get_object (&at, "block_users", FALSE, &list.object, NULL) || list.object == NULL ||
      !luukku_json_get_array (&list, "failed_users", FALSE, &failed, NULL) || failed == NULL ||
      json_array_get_length (failed) == 0)
    return TRUE;
  said.object = NULL;
  if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (failed, 0))) {
    user.object = json_array_get_object_element (failed, 0);
    if (luukku_json_get_array (&user, "errors", FALSE, &errors, NULL) && errors != NULL &&
        json_array_get_length (errors) > 0 && JSON_NODE_HOLDS_OBJECT (json_array_get_element (errors, 0)))
      said.object = json_array_get_object_element (errors, 0);
  }
  if (said.object == NULL)
    said.object = user.object != NULL ? user.object : list.object;
  luukku_whatsapp_set_fault (&said, error);
  return FALSE;
}
