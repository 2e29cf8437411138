/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-parse.c: the answers of GeoReport v2 as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-parse.h"

#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_ID 128
#define MAX_ITEMS 5000
#define MAX_FILES 20
#define MAX_URL 2048
#define MAX_TITLE 160 /* characters */
#define WORDS "Words"

/* --- words */

static char *
read_word (GKeyFile *file, const char *key, const char *otherwise)
{
  char *word = g_key_file_get_string (file, WORDS, key, NULL);

  if (word != NULL && *g_strstrip (word) != '\0')
    return word;
  g_free (word);
  return g_strdup (otherwise);
}

LuukkuOpen311Words *
luukku_open311_words_new (GKeyFile *file)
{
  LuukkuOpen311Words *self = g_new0 (LuukkuOpen311Words, 1);

  self->address = read_word (file, "Address", "address");
  self->closed = read_word (file, "Closed", "closed");
  return self;
}

void
luukku_open311_words_free (LuukkuOpen311Words *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->closed);
  g_free (self);
}

/* --- lists in all their shapes */

/* A page, an item or a list may be wrapped in an object that has nothing but it. */
static const char *const wrappers[] = { "service_requests",
                                        "requests",
                                        "request",
                                        "service_request",
                                        "services",
                                        "service",
                                        "service_request_updates",
                                        "request_updates",
                                        "request_update",
                                        "service_request_update",
                                        NULL };

/* Returns: (transfer none) (nullable): what @node wraps; NULL when it wraps nothing. */
static JsonNode *
unwrap (JsonNode *node)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  if (json_object_get_size (object) != 1)
    return NULL;
  for (guint i = 0; wrappers[i] != NULL; i++) {
    JsonNode *inner = json_object_get_member (object, wrappers[i]);

    if (inner != NULL)
      return inner;
  }
  return NULL;
}

static gboolean
is_blank (JsonNode *node)
{
  return JSON_NODE_HOLDS_NULL (node) ||
         (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
          *json_node_get_string (node) == '\0');
}

/* Adds the objects in @node; what is none is counted. */
static void
add_items (JsonNode *node, GPtrArray *items, guint *skipped)
{
  JsonNode *inner = unwrap (node);

  if (inner != NULL) {
    add_items (inner, items, skipped);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_ptr_array_add (items, json_node_get_object (node));
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *list = json_node_get_array (node);
    guint length = json_array_get_length (list);

    for (guint i = 0; i < length && items->len < MAX_ITEMS; i++)
      add_items (json_array_get_element (list, i), items, skipped);
  } else if (!is_blank (node)) {
    (*skipped)++;
  }
}

/* Returns: (transfer container): of JsonObject (no ref); NULL with @error when @root is neither a list nor
 * wraps one. */
static GPtrArray *
list_items (JsonNode *root, guint *skipped, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (!JSON_NODE_HOLDS_ARRAY (root) && unwrap (root) == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The feedback system's answer is not the list it should be; it is asked again later."));
    return NULL;
  }
  add_items (root, items, skipped);
  return g_steal_pointer (&items);
}

/* --- small getters */

gboolean
luukku_open311_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (id[i]) || strchr ("/,?#%", id[i]) != NULL)
      return FALSE;
  }
  return length > 0 && length <= MAX_ID;
}

/* Returns: (transfer full) (nullable): NULL when there is nothing but space. */
static char *
read_text (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  char *value = luukku_json_read_string (at, name, skipped);

  if (value != NULL && *g_strstrip (value) == '\0')
    g_clear_pointer (&value, g_free);
  return value;
}

/* Also in the extended attributes. */
static char *
read_extended (const LuukkuJsonAt *at, const LuukkuJsonAt *more, const char *name, guint *skipped)
{
  char *value = read_text (at, name, skipped);

  return value == NULL && more->object != NULL ? read_text (more, name, skipped) : value;
}

static char *
read_id (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  char *id = read_text (at, name, skipped);

  if (!luukku_open311_is_id (id))
    g_clear_pointer (&id, g_free);
  return id;
}

/* Empty is absent: XML has no null. */
static gint64
read_time (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  JsonNode *node = json_object_get_member (at->object, name);
  gint64 time = 0;

  if (node == NULL || is_blank (node))
    return 0;
  if (!luukku_json_get_time (at, name, FALSE, &time, NULL) || time < 0) {
    (*skipped)++;
    return 0;
  }
  return time;
}

/* A number, also as its text. Returns: FALSE when it is none. */
static gboolean
read_degrees (const LuukkuJsonAt *at, const char *name, double limit, double *ret_value)
{
  JsonNode *node = json_object_get_member (at->object, name);
  char *end = NULL;
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING) {
    text = json_node_get_string (node);
    *ret_value = g_ascii_strtod (text, &end);
    if (end == text || *end != '\0')
      return FALSE;
  } else if (json_node_get_value_type (node) == G_TYPE_DOUBLE ||
             json_node_get_value_type (node) == G_TYPE_INT64) {
    *ret_value = json_node_get_double (node);
  } else {
    return FALSE;
  }
  return *ret_value >= -limit && *ret_value <= limit;
}

/* "geo:62.892380,27.677030" (RFC 5870). Returns: (transfer full) (nullable). */
static char *
read_place (const LuukkuJsonAt *at, guint *skipped)
{
  double latitude = 0, longitude = 0;
  char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];
  JsonNode *node = json_object_get_member (at->object, "lat");

  if (node == NULL || is_blank (node))
    return NULL;
  if (!read_degrees (at, "lat", 90, &latitude) || !read_degrees (at, "long", 180, &longitude)) {
    (*skipped)++;
    return NULL;
  }
  g_ascii_formatd (a, sizeof a, "%.6f", latitude);
  g_ascii_formatd (b, sizeof b, "%.6f", longitude);
  return g_strconcat ("geo:", a, ",", b, NULL);
}

/* --- files */

static gboolean
has_file (GPtrArray *files, const char *url)
{
  for (guint i = 0; i < files->len; i++) {
    if (g_strcmp0 (((const LuukkuAttachment *) files->pdata[i])->url, url) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_file (GPtrArray *files, const char *url, guint *skipped)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  if (url == NULL || *url == '\0' || has_file (files, url))
    return;
  if (strlen (url) > MAX_URL || files->len >= MAX_FILES ||
      !(g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"))) {
    (*skipped)++;
    return;
  }
  path = g_strndup (url, strcspn (url, "?#"));
  name = g_path_get_basename (path);
  g_ptr_array_add (files, luukku_attachment_new (name, NULL, url, -1));
}

/* A list, in XML also an object with the addresses as its members. */
static void
add_files (JsonNode *node, guint depth, GPtrArray *files, guint *skipped)
{
  if (node == NULL || is_blank (node) || depth > 3) {
    return;
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *list = json_node_get_array (node);

    for (guint i = 0; i < MIN (json_array_get_length (list), 2 * MAX_FILES); i++)
      add_files (json_array_get_element (list, i), depth + 1, files, skipped);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    JsonNode *value;
    const char *name;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &value))
      add_files (value, depth + 1, files, skipped);
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    add_file (files, json_node_get_string (node), skipped);
  } else {
    (*skipped)++;
  }
}

static GPtrArray *
list_files (const LuukkuJsonAt *at, const LuukkuJsonAt *more, guint *skipped)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);

  add_files (json_object_get_member (at->object, "media_url"), 0, files, skipped);
  add_files (json_object_get_member (at->object, "media_urls"), 0, files, skipped);
  if (more->object != NULL)
    add_files (json_object_get_member (more->object, "media_urls"), 0, files, skipped);
  return files;
}

/* --- one request */

static GBytes *
raw_of (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return luukku_json_raw (node);
}

static char *
join (const char *a, const char *separator, const char *b)
{
  if (a == NULL || b == NULL || g_str_equal (a, b))
    return g_strdup (a != NULL ? a : b);
  return g_strconcat (a, separator, b, NULL);
}

typedef struct {
  LuukkuOpen311Place *place;
  LuukkuJsonAt at, more;
  const char *id;
  gint64 requested, updated;
} Request;

static LuukkuMessageInit
message_of (const Request *self, LuukkuDirection direction, const char *id, gint64 time)
{
  return (LuukkuMessageInit){ .channel = self->place->channel,
                              .conversation_id = self->id,
                              .platform_id = id,
                              .direction = direction,
                              .sent_at = time,
                              .fetched_at = self->place->fetched_at,
                              .raw_type = "application/json" };
}

static void
add_thread (const Request *self, const char *title, const char *address)
{
  guint *skipped = &self->place->batch->skipped;
  LuukkuThread *thread = luukku_thread_new (self->id);
  g_autofree char *service = read_text (&self->at, "service_name", skipped);
  g_autofree char *what = join (service, ": ", title);
  g_autofree char *whole = join (what, ", ", address);

  thread->title = whole != NULL ? luukku_text_first_line (whole, MAX_TITLE) : NULL;
  thread->is_public = TRUE;
  thread->can_reply = self->place->can_reply;
  thread->updated_at = MAX (self->updated, self->requested);
  thread->window_from = G_MAXINT64;
  g_ptr_array_add (self->place->batch->threads, thread);
}

/* What the resident wrote, and below it where it is. */
static char *
text_of (const Request *self, const char *title, const char *address)
{
  guint *skipped = &self->place->batch->skipped;
  g_autofree char *description = read_text (&self->at, "description", skipped);
  g_autofree char *place = read_place (&self->at, skipped);
  g_autofree char *said = join (title, "\n\n", description);
  GString *text = g_string_new (said);

  if (address != NULL)
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n\n" : "", self->place->words->address,
                            address);
  if (place != NULL)
    g_string_append_printf (text, "%s%s", text->len == 0 ? "" : address != NULL ? "\n" : "\n\n", place);
  return g_string_free (text, FALSE);
}

static void
add_words (const Request *self, const char *title, const char *address)
{
  LuukkuMessageInit init = message_of (self, LUUKKU_DIRECTION_IN, self->id, self->requested);
  g_autoptr (GPtrArray) files = list_files (&self->at, &self->more, &self->place->batch->skipped);
  g_autofree char *text = text_of (self, title, address);
  g_autoptr (GBytes) raw = raw_of (self->at.object);

  init.text = text;
  init.attachments = files;
  init.raw = raw;
  g_ptr_array_add (self->place->batch->messages, luukku_message_new (&init));
}

/* What the town says about it. One message whose later texts are versions: the standard has one place for it
 * and writes over it. */
static void
add_status (const Request *self, gboolean closed)
{
  g_autofree char *notes = read_text (&self->at, "status_notes", &self->place->batch->skipped);
  g_autofree char *text = join (closed ? self->place->words->closed : NULL, "\n\n", notes);
  g_autofree char *id = g_strconcat (self->id, "/status", NULL);
  LuukkuMessageInit init =
      message_of (self, LUUKKU_DIRECTION_OUT_OTHER, id, MAX (self->updated, self->requested));

  if (text == NULL)
    return;
  init.text = text;
  g_ptr_array_add (self->place->batch->messages, luukku_message_new (&init));
}

static gboolean
is_closed (const LuukkuJsonAt *at, guint *skipped)
{
  g_autofree char *status = read_text (at, "status", skipped);

  return status != NULL &&
         (g_ascii_strcasecmp (status, "closed") == 0 || g_ascii_strcasecmp (status, "fixed") == 0);
}

static void
add_request (LuukkuOpen311Place *place, JsonObject *object)
{
  guint *skipped = &place->batch->skipped;
  Request self = { .place = place, .at = { object, "request" } };
  g_autofree char *id = read_id (&self.at, "service_request_id", skipped);
  g_autofree char *title = NULL, *address = NULL;
  gboolean closed;

  if (id == NULL) { /* a token that has no id yet, or no request at all */
    (*skipped)++;
    return;
  }
  if (g_hash_table_contains (place->states, id))
    return;
  self.id = id;
  luukku_json_read_object (&self.at, "extended_attributes", &self.more, skipped);
  self.updated = read_time (&self.at, "updated_datetime", skipped);
  self.requested = read_time (&self.at, "requested_datetime", skipped);
  if (self.requested == 0) {
    self.requested = self.updated > 0 ? self.updated : place->fetched_at;
    (*skipped)++;
  }
  title = read_extended (&self.at, &self.more, "title", skipped);
  address = read_text (&self.at, "address", skipped);
  closed = is_closed (&self.at, skipped);
  g_hash_table_insert (place->states, g_strdup (id), g_strdup (closed ? "closed" : "open"));
  add_thread (&self, title, address);
  add_words (&self, title, address);
  add_status (&self, closed);
}

int
luukku_open311_parse_requests (JsonNode *root, LuukkuOpen311Place *place, GError **error)
{
  g_autoptr (GPtrArray) items = list_items (root, &place->batch->skipped, error);

  if (items == NULL)
    return -1;
  for (guint i = 0; i < items->len; i++)
    add_request (place, g_ptr_array_index (items, i));
  return (int) items->len;
}

/* --- updates */

static void
add_update (LuukkuOpen311Place *place, JsonObject *object)
{
  guint *skipped = &place->batch->skipped;
  Request self = { .place = place, .at = { object, "update" } };
  g_autofree char *request = read_id (&self.at, "service_request_id", skipped);
  g_autofree char *update = read_id (&self.at, "update_id", skipped);
  g_autofree char *text = read_text (&self.at, "description", skipped);
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) files = NULL;
  LuukkuMessageInit init;

  if (request == NULL || update == NULL) {
    (*skipped)++;
    return;
  }
  self.id = request;
  self.updated = read_time (&self.at, "updated_datetime", skipped);
  files = list_files (&self.at, &self.more, skipped);
  if (text == NULL && files->len == 0) /* only the state changed: the request itself says so */
    return;
  id = g_strconcat (request, "/", update, NULL);
  init =
      message_of (&self, LUUKKU_DIRECTION_OUT_OTHER, id, self.updated > 0 ? self.updated : place->fetched_at);
  init.text = text;
  init.attachments = files;
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

gboolean
luukku_open311_parse_updates (JsonNode *root, LuukkuOpen311Place *place, GError **error)
{
  g_autoptr (GPtrArray) items = list_items (root, &place->batch->skipped, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    add_update (place, g_ptr_array_index (items, i));
  return items != NULL;
}

/* --- services */

GPtrArray *
luukku_open311_parse_services (JsonNode *root, GError **error)
{
  guint skipped = 0;
  g_autoptr (GPtrArray) items = list_items (root, &skipped, error);
  g_autoptr (GPtrArray) services = NULL;

  if (items == NULL)
    return NULL;
  services = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_service_free);
  for (guint i = 0; i < items->len; i++) {
    const LuukkuJsonAt at = { g_ptr_array_index (items, i), "service" };
    g_autofree char *code = read_id (&at, "service_code", &skipped);
    g_autofree char *name = NULL, *group = NULL;
    gboolean wants_more = FALSE;

    if (code == NULL)
      continue;
    name = read_text (&at, "service_name", &skipped);
    group = read_text (&at, "group", &skipped);
    luukku_json_get_boolean (&at, "metadata", FALSE, &wants_more, NULL);
    g_ptr_array_add (services, luukku_service_new (code, name != NULL ? name : code, group, wants_more));
  }
  return g_steal_pointer (&services);
}

/* --- what was sent */

gboolean
luukku_open311_parse_sent (JsonNode *root, const char *name, char **ret_id, char **ret_token, GError **error)
{
  guint skipped = 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  LuukkuJsonAt at = { NULL, "sent" };

  *ret_id = *ret_token = NULL;
  add_items (root, items, &skipped);
  if (items->len > 0) {
    at.object = g_ptr_array_index (items, 0);
    *ret_id = read_id (&at, name, &skipped);
    *ret_token = read_id (&at, "token", &skipped);
  }
  if (*ret_id != NULL || *ret_token != NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The feedback system did not say under which number it took the text."));
  return FALSE;
}

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *one = g_strstrip (g_strdup (a));
  g_autofree char *other = g_strstrip (g_strdup (b));
  g_auto (GStrv) lines = g_strsplit (one, "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", lines);

  return g_str_equal (plain, other);
}

char *
luukku_open311_find_text (JsonNode *root, const char *name, const char *request, const char *text,
                          gint64 since)
{
  const char *time_name = g_str_equal (name, "update_id") ? "updated_datetime" : "requested_datetime";
  guint skipped = 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  add_items (root, items, &skipped);
  for (guint i = 0; i < items->len; i++) {
    const LuukkuJsonAt at = { g_ptr_array_index (items, i), "item" };
    g_autofree char *id = read_id (&at, name, &skipped);
    g_autofree char *of = read_id (&at, "service_request_id", &skipped);
    g_autofree char *description = read_text (&at, "description", &skipped);

    if (id != NULL && description != NULL && read_time (&at, time_name, &skipped) >= since &&
        (request == NULL || g_strcmp0 (of, request) == 0) && same_text (description, text))
      return g_steal_pointer (&id);
  }
  return NULL;
}
