/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-form-parse.c: what a web form sent as one message; pure. Nothing that it links to is fetched. */
#define G_LOG_DOMAIN "luukku"

#include "form/luukku-form-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"

#define MAX_ID 256
#define MAX_FIELDS 50
#define MAX_FILES 20
#define MAX_CONTACT 254 /* bytes: the longest mail address */

/* Members that are not shown below the text; attachments have their own line. */
static const char *const known[] = { "name",      "contact", "email",       "phone", "subject", "text",
                                     "timestamp", "type",    "attachments", "files", "data",    NULL };

typedef struct {
  LuukkuBatch *batch;
  LuukkuJsonAt at;
  GString *text;
  GPtrArray *files;
  LuukkuFormFile file; /* (nullable) */
  gpointer data;
} Reading;

static gboolean
is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (id[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_ID;
}

/* Returns: (transfer full) (nullable): NULL when there is nothing but space. */
static char *
read_field (Reading *self, const char *name)
{
  char *value = luukku_json_read_string (&self->at, name, &self->batch->skipped);

  if (value != NULL && *g_strstrip (value) == '\0')
    g_clear_pointer (&value, g_free);
  return value;
}

static char *
read_contact (Reading *self)
{
  static const char *const names[] = { "contact", "email", "phone" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *contact = read_field (self, names[i]);

    if (contact != NULL && strlen (contact) <= MAX_CONTACT && strpbrk (contact, "\r\n") == NULL)
      return g_steal_pointer (&contact);
  }
  return NULL;
}

static void
add_line (Reading *self, const char *name, const char *value)
{
  if (self->text->len > 0)
    g_string_append_c (self->text, '\n');
  if (name != NULL)
    g_string_append_printf (self->text, "%s: ", name);
  g_string_append (self->text, value);
}

/* A list is its parts; what has parts of parts is only in the original. */
static void
add_field (Reading *self, const char *name)
{
  JsonNode *node = json_object_get_member (self->at.object, name);
  g_autofree char *value = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    value = g_strdup (json_node_get_boolean (node) ? "true" : "false");
  else if (JSON_NODE_HOLDS_VALUE (node))
    value = read_field (self, name);
  else
    value = json_to_string (node, FALSE);
  if (value != NULL)
    add_line (self, name, value);
}

static void
add_other_fields (Reading *self)
{
  g_autoptr (GList) names = json_object_get_members (self->at.object);
  guint count = 0;

  for (GList *name = names; name != NULL; name = name->next) {
    if (g_strv_contains (known, name->data))
      continue;
    if (count++ < MAX_FIELDS)
      add_field (self, name->data);
    else
      self->batch->skipped++;
  }
}

static LuukkuAttachment *
read_file (Reading *self, JsonNode *entry)
{
  LuukkuAttachment *file = self->file != NULL ? self->file (entry, self->data) : NULL;

  if (file != NULL)
    return file;
  /* TRANSLATORS: the name of an attachment */
  return luukku_attachment_new (luukku_tr (N_ ("a file that the form links to; it is not fetched")), NULL,
                                NULL, -1);
}

/* Anybody may fill in a form: a link in it could lead anywhere, so it is told and never followed. */
static void
add_files (Reading *self)
{
  static const char *const names[] = { "attachments", "files" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonArray *list = luukku_json_read_array (&self->at, names[i], &self->batch->skipped);
    guint length = list != NULL ? json_array_get_length (list) : 0;

    for (guint j = 0; j < MIN (length, MAX_FILES); j++)
      g_ptr_array_add (self->files, read_file (self, json_array_get_element (list, j)));
    if (length > MAX_FILES)
      self->batch->skipped += length - MAX_FILES;
  }
}

static void
add_thread (Reading *self, const char *id, const char *name, const char *contact, const char *subject)
{
  LuukkuThread *thread = luukku_thread_new (id);

  thread->resident_id = g_strdup (contact);
  thread->resident_name = g_strdup (name);
  thread->title = g_strdup (subject);
  thread->can_reply = contact != NULL;
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (self->batch->threads, thread);
}

static void
add_message (Reading *self, GBytes *body, const char *id, gint64 sent_at, const char *channel,
             gint64 fetched_at)
{
  g_autofree char *name = read_field (self, "name");
  g_autofree char *contact = read_contact (self);
  g_autofree char *subject = read_field (self, "subject");
  g_autofree char *said = read_field (self, "text");
  const LuukkuMessageInit init = {
    .channel = channel,
    .conversation_id = id,
    .platform_id = id,
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = contact,
    .author_name = name,
    .sent_at = sent_at,
    .fetched_at = fetched_at,
    .attachments = self->files,
    .raw = body,
    .raw_type = "application/json",
  };
  LuukkuMessageInit whole = init;

  if (said != NULL)
    add_line (self, NULL, said);
  add_other_fields (self);
  add_files (self);
  if (self->text->len == 0 && self->files->len == 0) {
    self->batch->skipped++;
    return;
  }
  whole.text = self->text->str;
  g_ptr_array_add (self->batch->messages, luukku_message_new (&whole));
  add_thread (self, id, name, contact, subject);
}

void
luukku_form_parse (GBytes *body, const char *id, gint64 received, const char *channel, gint64 fetched_at,
                   LuukkuBatch *batch)
{
  luukku_form_parse_with_files (body, id, received, channel, fetched_at, NULL, NULL, batch);
}

void
luukku_form_parse_with_files (GBytes *body, const char *id, gint64 received, const char *channel,
                              gint64 fetched_at, LuukkuFormFile file, gpointer data, LuukkuBatch *batch)
{
  g_autoptr (JsonNode) root = luukku_json_parse (body, NULL);
  g_autofree char *digest = luukku_digest_bytes (body);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  Reading reading = { batch, { NULL, "" }, text, files, file, data };
  LuukkuJsonAt inner;
  gint64 sent_at = 0;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    batch->skipped++;
    return;
  }
  reading.at.object = json_node_get_object (root);
  if (!luukku_json_get_time (&reading.at, "timestamp", FALSE, &sent_at, NULL))
    batch->skipped++;
  if (luukku_json_read_object (&reading.at, "data", &inner, &batch->skipped))
    reading.at = inner;
  if (sent_at <= 0)
    sent_at = received > 0 ? received : fetched_at;
  add_message (&reading, body, is_id (id) ? id : digest, sent_at, channel, fetched_at);
}
