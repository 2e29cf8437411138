/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-parse.c: the answers of the Mastodon client API as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_ITEMS 200
#define MAX_ATTACHMENTS 64

/* --- small getters: what cannot be read counts as left out */

static gboolean
enter (const LuukkuJsonAt *at, const char *name, LuukkuJsonAt *ret_at)
{
  ret_at->object = NULL;
  ret_at->path = name;
  return luukku_json_get_object (at, name, FALSE, &ret_at->object, NULL) && ret_at->object != NULL;
}

static gboolean
root_at (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The Mastodon server's answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  ret_at->object = json_node_get_object (root);
  ret_at->path = "";
  return TRUE;
}

static JsonArray *
root_list (JsonNode *root, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("The Mastodon server's answer is not the list it should be; it is asked again later."));
  return NULL;
}

/* Element @i of @list. Returns: FALSE when it is no object. */
static gboolean
item_at (JsonArray *list, guint i, const char *path, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  ret_at->object = json_node_get_object (node);
  ret_at->path = path;
  return TRUE;
}

/* --- ids and addresses */

gboolean
luukku_mastodon_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (id[i]) && id[i] != '-' && id[i] != '_')
      return FALSE;
  }
  return length > 0 && length <= LUUKKU_MASTODON_MAX_ID;
}

int
luukku_mastodon_compare_ids (const char *a, const char *b)
{
  gsize one = a != NULL ? strlen (a) : 0;
  gsize other = b != NULL ? strlen (b) : 0;

  if (one != other)
    return one < other ? -1 : 1;
  return g_strcmp0 (a, b);
}

char *
luukku_mastodon_parse_link (const char *header, const char *rel)
{
  g_auto (GStrv) links = g_strsplit (header != NULL ? header : "", "<", 16);
  g_autofree char *wanted = g_strdup_printf ("rel=\"%s\"", rel);

  for (guint i = 1; links[0] != NULL && links[i] != NULL; i++) {
    char *end = strchr (links[i], '>');

    if (end == NULL || strstr (end, wanted) == NULL)
      continue;
    *end = '\0';
    return g_strdup (links[i]);
  }
  return NULL;
}

static char *
get_id (const LuukkuJsonAt *at, const char *name)
{
  g_autofree char *id = NULL;

  if (!luukku_json_get_string (at, name, FALSE, &id, NULL) || !luukku_mastodon_is_id (id))
    return NULL;
  return g_steal_pointer (&id);
}

/* --- ourselves and the server */

gboolean
luukku_mastodon_parse_self (JsonNode *root, LuukkuMastodonSelf *ret_self, GError **error)
{
  LuukkuJsonAt at;

  if (!root_at (root, &at, error))
    return FALSE;
  ret_self->id = get_id (&at, "id");
  if (ret_self->id == NULL || !luukku_json_get_string (&at, "acct", TRUE, &ret_self->acct, error) ||
      !luukku_json_get_string (&at, "display_name", FALSE, &ret_self->name, error)) {
    if (error != NULL && *error == NULL)
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_DATA,
          N_ ("The Mastodon server does not say whose account this is; it is asked again later."));
    return FALSE;
  }
  if (ret_self->name == NULL || *ret_self->name == '\0') {
    g_free (ret_self->name);
    ret_self->name = g_strdup (ret_self->acct);
  }
  return TRUE;
}

void
luukku_mastodon_self_clear (LuukkuMastodonSelf *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->acct, g_free);
  g_clear_pointer (&self->name, g_free);
}

guint
luukku_mastodon_parse_limit (JsonNode *root)
{
  LuukkuJsonAt at, configuration, statuses;
  gint64 limit = 0;

  if (!root_at (root, &at, NULL) || !enter (&at, "configuration", &configuration) ||
      !enter (&configuration, "statuses", &statuses) ||
      !luukku_json_get_int (&statuses, "max_characters", FALSE, &limit, NULL))
    return 0;
  return limit > 0 && limit <= 100000 ? (guint) limit : 0;
}

/* --- statuses */

static GPtrArray *
read_files (LuukkuMastodonPlace *place, const LuukkuJsonAt *status)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  JsonArray *list = NULL;
  guint count;

  if (!luukku_json_get_array (status, "media_attachments", FALSE, &list, NULL))
    place->batch->skipped++;
  count = list != NULL ? MIN (json_array_get_length (list), MAX_ATTACHMENTS) : 0;
  for (guint i = 0; i < count; i++) {
    LuukkuJsonAt at;
    g_autofree char *url = NULL, *type = NULL, *media_type = NULL;

    if (!item_at (list, i, "media_attachments", &at)) {
      place->batch->skipped++;
      continue;
    }
    url = luukku_json_read_string (&at, "url", &place->batch->skipped);
    type = luukku_json_read_string (&at, "type", &place->batch->skipped);
    media_type =
        g_strconcat (type != NULL && !g_str_equal (type, "unknown") ? type : "application", "/*", NULL);
    g_ptr_array_add (files, luukku_attachment_new (NULL, media_type, url, -1));
  }
  return files;
}

/* A content warning is the first line of what was written. */
static char *
read_text (LuukkuMastodonPlace *place, const LuukkuJsonAt *status)
{
  g_autofree char *content = luukku_json_read_string (status, "content", &place->batch->skipped);
  g_autofree char *warning = luukku_json_read_string (status, "spoiler_text", &place->batch->skipped);
  g_autofree char *plain = luukku_text_strip_html (content != NULL ? content : "");

  g_strstrip (plain);
  if (warning == NULL || *warning == '\0')
    return g_steal_pointer (&plain);
  return g_strconcat (warning, "\n", plain, NULL);
}

/* Whom a status of ours was written to: whom it answers, or whom it names first. Returns: FALSE: nobody else.
 */
static gboolean
read_addressee (LuukkuMastodonPlace *place, const LuukkuJsonAt *status, char **ret_id, char **ret_acct)
{
  g_autofree char *answered = get_id (status, "in_reply_to_account_id");
  JsonArray *list = NULL;
  guint count;

  if (!luukku_json_get_array (status, "mentions", FALSE, &list, NULL))
    place->batch->skipped++;
  count = list != NULL ? MIN (json_array_get_length (list), MAX_ITEMS) : 0;
  for (guint i = 0; i < count; i++) {
    LuukkuJsonAt at;
    g_autofree char *id = NULL;

    if (!item_at (list, i, "mentions", &at))
      continue;
    id = get_id (&at, "id");
    if (id == NULL || g_str_equal (id, place->self->id) ||
        (answered != NULL && !g_str_equal (answered, place->self->id) && !g_str_equal (answered, id)))
      continue;
    *ret_id = g_steal_pointer (&id);
    *ret_acct = luukku_json_read_string (&at, "acct", &place->batch->skipped);
    return TRUE;
  }
  if (answered == NULL || g_str_equal (answered, place->self->id))
    return FALSE;
  *ret_id = g_steal_pointer (&answered);
  return TRUE;
}

static void
add_thread (LuukkuMastodonPlace *place, const char *id, const char *acct, const char *name)
{
  LuukkuThread *thread = luukku_thread_new (id);

  thread->resident_id = g_strdup (acct);
  thread->resident_name = g_strdup (name != NULL && *name != '\0' ? name : acct);
  g_ptr_array_add (place->batch->threads, thread);
}

static gboolean
is_private (const LuukkuJsonAt *status)
{
  g_autofree char *visibility = NULL;

  /* snac2 calls direct "private" */
  return luukku_json_get_string (status, "visibility", FALSE, &visibility, NULL) &&
         (g_strcmp0 (visibility, "direct") == 0 || g_strcmp0 (visibility, "private") == 0);
}

/* @any: public ones too, because they name us. */
static void
add_status (LuukkuMastodonPlace *place, const LuukkuJsonAt *at, gboolean any)
{
  LuukkuJsonAt account;
  g_autofree char *id = get_id (at, "id");
  g_autofree char *author = NULL, *acct = NULL, *name = NULL, *text = NULL, *reply_to = NULL;
  g_autofree char *resident = NULL, *resident_acct = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (JsonNode) node = NULL;
  LuukkuMessageInit init = { .channel = place->channel, .fetched_at = place->fetched_at };
  gboolean ours;

  if (!any && !is_private (at))
    return;
  if (id == NULL || !enter (at, "account", &account) || (author = get_id (&account, "id")) == NULL ||
      !luukku_json_get_time (at, "created_at", TRUE, &init.sent_at, NULL)) {
    place->batch->skipped++;
    return;
  }
  if (g_hash_table_contains (place->seen, id))
    return;
  acct = luukku_json_read_string (&account, "acct", &place->batch->skipped);
  name = luukku_json_read_string (&account, "display_name", &place->batch->skipped);
  ours = g_str_equal (author, place->self->id);
  if (ours && !read_addressee (place, at, &resident, &resident_acct))
    return;
  g_hash_table_add (place->seen, g_strdup (id));
  if (ours) {
    if (resident_acct != NULL)
      add_thread (place, resident, resident_acct, NULL);
  } else {
    add_thread (place, author, acct, name);
  }
  files = read_files (place, at);
  node = json_node_init_object (json_node_alloc (), at->object);
  raw = luukku_json_raw (node);
  init.conversation_id = ours ? resident : author;
  init.platform_id = id;
  init.direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN;
  init.author_id = acct != NULL ? acct : author;
  init.author_name = name != NULL && *name != '\0' ? name : acct;
  init.text = text = read_text (place, at);
  init.reply_to = reply_to = get_id (at, "in_reply_to_id");
  init.attachments = files;
  init.raw = raw;
  init.raw_type = "application/json";
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

static void
add_statuses (LuukkuMastodonPlace *place, JsonArray *list)
{
  guint count = MIN (json_array_get_length (list), MAX_ITEMS);
  LuukkuJsonAt at;

  for (guint i = 0; i < count; i++) {
    if (item_at (list, i, "statuses", &at))
      add_status (place, &at, FALSE);
    else
      place->batch->skipped++;
  }
}

/* --- lists */

int
luukku_mastodon_parse_notifications (JsonNode *root, LuukkuMastodonPlace *place, char **ret_newest,
                                     GError **error)
{
  JsonArray *list = root_list (root, error);
  guint count;

  *ret_newest = NULL;
  if (list == NULL)
    return -1;
  count = MIN (json_array_get_length (list), MAX_ITEMS);
  for (guint i = 0; i < count; i++) {
    LuukkuJsonAt at, status;
    g_autofree char *id = NULL, *type = NULL;

    if (!item_at (list, i, "notifications", &at)) {
      place->batch->skipped++;
      continue;
    }
    id = get_id (&at, "id");
    if (luukku_mastodon_compare_ids (id, *ret_newest) > 0) {
      g_free (*ret_newest);
      *ret_newest = g_strdup (id);
    }
    type = luukku_json_read_string (&at, "type", &place->batch->skipped);
    if (g_strcmp0 (type, "mention") != 0)
      continue;
    if (enter (&at, "status", &status))
      add_status (place, &status, TRUE);
    else
      place->batch->skipped++;
  }
  return (int) count;
}

GPtrArray *
luukku_mastodon_parse_conversations (JsonNode *root, LuukkuMastodonPlace *place, const char *after,
                                     gboolean *ret_end, GError **error)
{
  JsonArray *list = root_list (root, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint count;

  *ret_end = FALSE;
  if (list == NULL)
    return NULL;
  count = MIN (json_array_get_length (list), MAX_ITEMS);
  for (guint i = 0; i < count; i++) {
    LuukkuJsonAt at, status;
    g_autofree char *id = NULL;

    if (!item_at (list, i, "conversations", &at)) {
      place->batch->skipped++;
      continue;
    }
    if (!enter (&at, "last_status", &status)) /* everything in it was deleted */
      continue;
    id = get_id (&status, "id");
    if (id == NULL) {
      place->batch->skipped++;
    } else if (luukku_mastodon_compare_ids (id, after) <= 0) {
      *ret_end = TRUE;
    } else {
      add_status (place, &status, FALSE);
      g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  }
  return g_steal_pointer (&ids);
}

gboolean
luukku_mastodon_parse_context (JsonNode *root, LuukkuMastodonPlace *place, GError **error)
{
  static const char *const parts[] = { "ancestors", "descendants" };
  LuukkuJsonAt at;

  if (!root_at (root, &at, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    JsonArray *list = NULL;

    if (!luukku_json_get_array (&at, parts[i], FALSE, &list, error))
      return FALSE;
    if (list != NULL)
      add_statuses (place, list);
  }
  return TRUE;
}

gboolean
luukku_mastodon_parse_statuses (JsonNode *root, LuukkuMastodonPlace *place, GError **error)
{
  JsonArray *list = root_list (root, error);
  LuukkuJsonAt at;

  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), MAX_ITEMS); i++) {
    if (item_at (list, i, "statuses", &at))
      add_status (place, &at, TRUE); /* they were asked for by id */
  }
  return list != NULL;
}

char *
luukku_mastodon_parse_sent (JsonNode *root, gboolean *ret_private, GError **error)
{
  LuukkuJsonAt at;
  char *id;

  if (!root_at (root, &at, error))
    return NULL;
  id = get_id (&at, "id");
  if (id == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The Mastodon server's answer is not the object it should be; it is asked again later."));
  *ret_private = is_private (&at);
  return id;
}

/* --- the cursor: "m1 NOTIFICATION STATUS ID,ID,…", "-" for none */

LuukkuMastodonCursor *
luukku_mastodon_cursor_read (const char *text)
{
  LuukkuMastodonCursor *self = g_new0 (LuukkuMastodonCursor, 1);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", 5);
  g_auto (GStrv) ids = NULL;

  self->recent = g_ptr_array_new_with_free_func (g_free);
  if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], "m1"))
    return self;
  self->notification = luukku_mastodon_is_id (parts[1]) && *parts[1] != '-' ? g_strdup (parts[1]) : NULL;
  self->status = luukku_mastodon_is_id (parts[2]) && *parts[2] != '-' ? g_strdup (parts[2]) : NULL;
  ids = g_strsplit (parts[3], ",", LUUKKU_MASTODON_RECENT);
  for (guint i = 0; ids[i] != NULL; i++) {
    if (luukku_mastodon_is_id (ids[i]) && *ids[i] != '-')
      g_ptr_array_add (self->recent, g_strdup (ids[i]));
  }
  return self;
}

char *
luukku_mastodon_cursor_write (const LuukkuMastodonCursor *self)
{
  g_autoptr (GString) text = g_string_new ("m1");

  g_string_append_printf (text, " %s", self->notification != NULL ? self->notification : "-");
  g_string_append_printf (text, " %s", self->status != NULL ? self->status : "-");
  for (guint i = 0; i < self->recent->len; i++)
    g_string_append_printf (text, "%c%s", i == 0 ? ' ' : ',', (const char *) self->recent->pdata[i]);
  if (self->recent->len == 0)
    g_string_append (text, " -");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
luukku_mastodon_cursor_free (LuukkuMastodonCursor *self)
{
  if (self == NULL)
    return;
  g_free (self->notification);
  g_free (self->status);
  g_ptr_array_unref (self->recent);
  g_free (self);
}

void
luukku_mastodon_cursor_note (LuukkuMastodonCursor *self, const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    const char *id = luukku_message_get_platform_id (message);

    if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_IN &&
        !g_ptr_array_find_with_equal_func (self->recent, id, g_str_equal, NULL))
      g_ptr_array_add (self->recent, g_strdup (id));
  }
  for (guint i = 0; i < batch->gone->len; i++) {
    guint place;

    if (g_ptr_array_find_with_equal_func (self->recent, batch->gone->pdata[i], g_str_equal, &place))
      g_ptr_array_remove_index (self->recent, place);
  }
  while (self->recent->len > LUUKKU_MASTODON_RECENT)
    g_ptr_array_remove_index (self->recent, 0);
}
