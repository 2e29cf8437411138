/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-parse.c: sessions, and the answers of the chat service, as our values; pure. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-parse.h"

#include <string.h>

#include "adapter/luukku-http.h"
#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-text.h"

#define MAX_ITEMS 200
#define MAX_MEMBERS 100
#define MAX_REACTION 64 /* bytes; an emoji */
#define CONVO "chat.bsky.convo.defs#"

/* --- small getters */

gboolean
luukku_bluesky_root_at (JsonNode *root, LuukkuJsonAt *ret_at, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("Bluesky's answer is not the object it should be; it is asked again later."));
    return FALSE;
  }
  ret_at->object = json_node_get_object (root);
  ret_at->path = "";
  return TRUE;
}

gboolean
luukku_bluesky_element_at (JsonArray *list, guint i, const char *path, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  ret_at->object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  ret_at->path = path;
  return ret_at->object != NULL;
}

static JsonArray *
root_list (JsonNode *root, const char *name, LuukkuJsonAt *ret_at, GError **error)
{
  JsonArray *list = NULL;

  if (!luukku_bluesky_root_at (root, ret_at, error) ||
      !luukku_json_get_array (ret_at, name, TRUE, &list, error))
    return NULL;
  return list;
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

  return luukku_bluesky_is_id (id) ? g_steal_pointer (&id) : NULL;
}

static char *
read_did (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  LuukkuJsonAt who;
  g_autofree char *did = NULL;

  if (luukku_json_read_object (at, name, &who, skipped))
    did = luukku_json_read_string (&who, "did", skipped);
  return luukku_bluesky_is_did (did) ? g_steal_pointer (&did) : NULL;
}

/* A cursor is anything; it is only given back. */
static void
read_cursor (const LuukkuJsonAt *at, char **ret_cursor)
{
  g_autofree char *cursor = NULL;

  if (luukku_json_get_string (at, "cursor", FALSE, &cursor, NULL) && cursor != NULL && *cursor != '\0' &&
      strlen (cursor) <= 1024)
    *ret_cursor = g_steal_pointer (&cursor);
}

static gboolean
is_type (const LuukkuJsonAt *at, const char *wanted)
{
  g_autofree char *type = NULL;

  return luukku_json_get_string (at, "$type", FALSE, &type, NULL) && g_strcmp0 (type, wanted) == 0;
}

/* --- the session */

static gboolean
is_local (const char *address)
{
  return g_str_has_prefix (address, "http://");
}

/* The service "#atproto_pds" of the account's own document. Only where the address that a person gave is this
 * machine's may it be one of this machine: nothing far away may make us speak to it. */
static char *
read_pds (const LuukkuJsonAt *at, gboolean local)
{
  guint skipped = 0;
  LuukkuJsonAt document;
  JsonArray *services = luukku_json_read_object (at, "didDoc", &document, &skipped)
                            ? luukku_json_read_array (&document, "service", &skipped)
                            : NULL;

  for (guint i = 0; i < count_of (services); i++) {
    g_autofree char *id = NULL, *endpoint = NULL, *address = NULL;
    LuukkuJsonAt one;

    if (!luukku_bluesky_element_at (services, i, "service", &one))
      continue;
    id = luukku_json_read_string (&one, "id", &skipped);
    endpoint = luukku_json_read_string (&one, "serviceEndpoint", &skipped);
    if (id == NULL || endpoint == NULL || !g_str_has_suffix (id, "#atproto_pds"))
      continue;
    address = luukku_http_clean_base (endpoint);
    return address != NULL && (local || !is_local (address)) ? g_steal_pointer (&address) : NULL;
  }
  return NULL;
}

gboolean
luukku_bluesky_parse_self (JsonNode *root, gboolean local, LuukkuBlueskySelf *ret_self, GError **error)
{
  LuukkuJsonAt at;
  guint skipped = 0;
  g_autofree char *did = NULL, *handle = NULL;

  if (!luukku_bluesky_root_at (root, &at, error))
    return FALSE;
  did = luukku_json_read_string (&at, "did", &skipped);
  handle = luukku_json_read_string (&at, "handle", &skipped);
  if (!luukku_bluesky_is_did (did) || !luukku_bluesky_is_handle (handle)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("Bluesky does not say whose account this is; it is asked again later."));
    return FALSE;
  }
  ret_self->pds = read_pds (&at, local);
  ret_self->did = g_steal_pointer (&did);
  ret_self->handle = g_steal_pointer (&handle);
  return TRUE;
}

void
luukku_bluesky_self_clear (LuukkuBlueskySelf *self)
{
  g_clear_pointer (&self->did, g_free);
  g_clear_pointer (&self->handle, g_free);
  g_clear_pointer (&self->pds, g_free);
}

LuukkuOauthTokens *
luukku_bluesky_parse_tokens (JsonNode *root, gint64 now, GError **error)
{
  g_autoptr (LuukkuOauthTokens) tokens = g_new0 (LuukkuOauthTokens, 1);
  g_autofree char *access = NULL, *refresh = NULL;
  LuukkuJsonAt at;
  guint skipped = 0;

  if (!luukku_bluesky_root_at (root, &at, error))
    return NULL;
  access = luukku_json_read_string (&at, "accessJwt", &skipped);
  refresh = luukku_json_read_string (&at, "refreshJwt", &skipped);
  tokens->access = luukku_http_clean_token (access);
  tokens->refresh = luukku_http_clean_token (refresh);
  if (tokens->access == NULL || tokens->refresh == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer has no access token that can be used. Sign in again."));
    return NULL;
  }
  return g_steal_pointer (&tokens);
}

/* --- people */

/* "Maija Esimerkki (@maija.example)" */
static void
note_person (LuukkuBlueskyPlace *place, const char *did, const char *display, const char *handle)
{
  char *name;

  if (handle == NULL || !luukku_bluesky_is_handle (handle))
    handle = NULL;
  if (display != NULL && *display != '\0' && handle != NULL)
    name = g_strdup_printf ("%s (@%s)", display, handle);
  else if (display != NULL && *display != '\0')
    name = g_strdup (display);
  else if (handle != NULL)
    name = g_strconcat ("@", handle, NULL);
  else
    return;
  g_hash_table_insert (place->people, g_strdup (did), name);
}

static char *
read_profile (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *did = luukku_json_read_string (at, "did", skipped);
  g_autofree char *display = NULL, *handle = NULL;

  if (!luukku_bluesky_is_did (did))
    return NULL;
  display = luukku_json_read_string (at, "displayName", skipped);
  handle = luukku_json_read_string (at, "handle", skipped);
  note_person (place, did, display != NULL ? g_strstrip (display) : NULL, handle);
  return g_steal_pointer (&did);
}

char *
luukku_bluesky_read_person (const LuukkuJsonAt *at, const char *name, LuukkuBlueskyPlace *place)
{
  LuukkuJsonAt profile;

  return luukku_json_read_object (at, name, &profile, &place->batch->skipped) ? read_profile (&profile, place)
                                                                              : NULL;
}

static void
read_people (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place)
{
  JsonArray *list = luukku_json_read_array (at, "relatedProfiles", &place->batch->skipped);

  for (guint i = 0; i < count_of (list); i++) {
    LuukkuJsonAt one;

    if (luukku_bluesky_element_at (list, i, "relatedProfiles", &one))
      g_free (read_profile (&one, place));
  }
}

/* --- what is embedded */

static void
add_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* A post of somebody: its words, and where it is. */
static void
read_quoted (const LuukkuJsonAt *record, LuukkuBlueskyPlace *place, GString *text)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *uri = luukku_json_read_string (record, "uri", skipped);
  g_autofree char *address = luukku_bluesky_post_address (uri);
  g_autofree char *author = luukku_bluesky_read_person (record, "author", place);
  g_autofree char *words = NULL, *line = NULL;
  const char *name = author != NULL ? g_hash_table_lookup (place->people, author) : NULL;
  LuukkuJsonAt value;

  if (luukku_json_read_object (record, "value", &value, skipped))
    words = luukku_json_read_string (&value, "text", skipped);
  if (words != NULL && *words != '\0') {
    line = g_strdup_printf ("> %s: %s", name != NULL ? name : author != NULL ? author : "?", words);
    add_line (text, line);
  }
  if (address != NULL || uri != NULL)
    add_line (text, address != NULL ? address : uri);
}

static void
read_external (const LuukkuJsonAt *external, guint *skipped, GString *text)
{
  g_autofree char *title = luukku_json_read_string (external, "title", skipped);
  g_autofree char *uri = luukku_json_read_string (external, "uri", skipped);

  if (uri == NULL || strstr (text->str, uri) != NULL)
    return;
  if (title != NULL && *title != '\0')
    add_line (text, title);
  add_line (text, uri);
}

static void
read_images (const LuukkuJsonAt *embed, guint *skipped, GPtrArray *files)
{
  JsonArray *list = luukku_json_read_array (embed, "images", skipped);

  for (guint i = 0; i < count_of (list); i++) {
    g_autofree char *url = NULL, *alt = NULL;
    LuukkuJsonAt one;

    if (!luukku_bluesky_element_at (list, i, "images", &one)) {
      (*skipped)++;
      continue;
    }
    url = luukku_json_read_string (&one, "fullsize", skipped);
    alt = luukku_json_read_string (&one, "alt", skipped);
    g_ptr_array_add (files,
                     luukku_attachment_new (alt != NULL && *alt != '\0' ? alt : NULL, "image/*", url, -1));
  }
}

/* The film is a list of parts that no file is made of here: its still picture, and the list's address. */
static void
read_video (const LuukkuJsonAt *embed, guint *skipped, GString *text, GPtrArray *files)
{
  g_autofree char *still = luukku_json_read_string (embed, "thumbnail", skipped);
  g_autofree char *list = luukku_json_read_string (embed, "playlist", skipped);

  if (still != NULL)
    g_ptr_array_add (
        files, luukku_attachment_new (luukku_tr (N_ ("still picture of a video")), "image/*", still, -1));
  if (list != NULL)
    add_line (text, list);
}

/* A link into a group of the chat service. */
static void
read_join_link (const LuukkuJsonAt *embed, guint *skipped, GString *text)
{
  LuukkuJsonAt preview;
  g_autofree char *name = NULL, *code = NULL, *line = NULL;

  if (!luukku_json_read_object (embed, "joinLinkPreview", &preview, skipped))
    return;
  name = luukku_json_read_string (&preview, "name", skipped);
  code = luukku_json_read_string (&preview, "code", skipped);
  line = g_strdup_printf ("%s %s", name != NULL ? name : "?", code != NULL ? code : "");
  add_line (text, g_strstrip (line));
}

static void
read_record (const LuukkuJsonAt *embed, LuukkuBlueskyPlace *place, GString *text)
{
  LuukkuJsonAt record, inner;

  if (!luukku_json_read_object (embed, "record", &record, &place->batch->skipped))
    return;
  /* of a post with pictures the record stands one deeper */
  if (!json_object_has_member (record.object, "uri") &&
      luukku_json_read_object (&record, "record", &inner, &place->batch->skipped))
    record = inner;
  read_quoted (&record, place, text);
}

void
luukku_bluesky_read_embed (const LuukkuJsonAt *embed, LuukkuBlueskyPlace *place, GString *text,
                           GPtrArray *files)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *type = luukku_json_read_string (embed, "$type", skipped);
  LuukkuJsonAt part;

  if (g_strcmp0 (type, "app.bsky.embed.images#view") == 0)
    read_images (embed, skipped, files);
  else if (g_strcmp0 (type, "app.bsky.embed.video#view") == 0)
    read_video (embed, skipped, text, files);
  else if (g_strcmp0 (type, "app.bsky.embed.record#view") == 0)
    read_record (embed, place, text);
  else if (g_strcmp0 (type, "chat.bsky.embed.joinLink#view") == 0)
    read_join_link (embed, skipped, text);
  else if (g_strcmp0 (type, "app.bsky.embed.external#view") == 0) {
    if (luukku_json_read_object (embed, "external", &part, skipped))
      read_external (&part, skipped, text);
  } else if (g_strcmp0 (type, "app.bsky.embed.recordWithMedia#view") == 0) {
    read_record (embed, place, text);
    if (luukku_json_read_object (embed, "media", &part, skipped) &&
        !is_type (&part, "app.bsky.embed.recordWithMedia#view")) /* never inside itself */
      luukku_bluesky_read_embed (&part, place, text, files);
  } else {
    (*skipped)++;
  }
}

/* --- conversations */

void
luukku_bluesky_convo_free (LuukkuBlueskyConvo *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->rev);
  g_free (self->other);
  g_free (self->group_name);
  g_free (self);
}

static void
read_members (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place, LuukkuBlueskyConvo *convo)
{
  JsonArray *list = luukku_json_read_array (at, "members", &place->batch->skipped);
  guint count = list != NULL ? MIN (json_array_get_length (list), MAX_MEMBERS) : 0;

  for (guint i = 0; i < count; i++) {
    g_autofree char *did = NULL;
    gboolean silent = FALSE;
    LuukkuJsonAt one;

    if (!luukku_bluesky_element_at (list, i, "members", &one) || (did = read_profile (&one, place)) == NULL)
      continue;
    if (g_str_equal (did, place->self_did) || convo->other != NULL)
      continue;
    convo->other = g_steal_pointer (&did);
    if (luukku_json_get_boolean (&one, "chatDisabled", FALSE, &silent, NULL) && silent)
      convo->can_reply = FALSE;
  }
}

static void
read_kind (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place, LuukkuBlueskyConvo *convo)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *lock = NULL;
  LuukkuJsonAt kind;

  if (!luukku_json_read_object (at, "kind", &kind, skipped) || !is_type (&kind, CONVO "groupConvo"))
    return;
  convo->group_name = luukku_json_read_string (&kind, "name", skipped);
  if (convo->group_name == NULL)
    convo->group_name = g_strdup ("?");
  lock = luukku_json_read_string (&kind, "lockStatus", skipped);
  convo->can_reply = lock == NULL || g_str_equal (lock, "unlocked");
  g_clear_pointer (&convo->other, g_free);
}

static LuukkuBlueskyConvo *
read_convo (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autoptr (LuukkuBlueskyConvo) convo = g_new0 (LuukkuBlueskyConvo, 1);
  g_autofree char *status = NULL;

  convo->id = read_id (at, "id", skipped);
  convo->rev = read_id (at, "rev", skipped);
  if (convo->id == NULL)
    return NULL;
  convo->can_reply = TRUE;
  status = luukku_json_read_string (at, "status", skipped);
  convo->is_request = g_strcmp0 (status, "request") == 0;
  read_members (at, place, convo);
  read_kind (at, place, convo);
  return g_steal_pointer (&convo);
}

GPtrArray *
luukku_bluesky_parse_convos (JsonNode *root, LuukkuBlueskyPlace *place, char **ret_cursor, GError **error)
{
  g_autoptr (GPtrArray) convos = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_bluesky_convo_free);
  JsonArray *list = NULL;
  LuukkuJsonAt at, one;

  if (!luukku_bluesky_root_at (root, &at, error))
    return NULL;
  if (ret_cursor != NULL)
    read_cursor (&at, ret_cursor);
  if (json_object_has_member (at.object, "convo")) {
    LuukkuBlueskyConvo *convo = luukku_json_read_object (&at, "convo", &one, &place->batch->skipped)
                                    ? read_convo (&one, place)
                                    : NULL;

    if (convo != NULL)
      g_ptr_array_add (convos, convo);
    return g_steal_pointer (&convos);
  }
  if (!luukku_json_get_array (&at, json_object_has_member (at.object, "requests") ? "requests" : "convos",
                              TRUE, &list, error))
    return NULL;
  for (guint i = 0; i < count_of (list); i++) {
    LuukkuBlueskyConvo *convo = NULL;

    if (luukku_bluesky_element_at (list, i, "convos", &one) &&
        is_type (&one, "chat.bsky.group.defs#joinRequestConvoView")) /* ours to join: nobody has written */
      continue;
    if (one.object != NULL)
      convo = read_convo (&one, place);
    if (convo != NULL)
      g_ptr_array_add (convos, convo);
    else
      place->batch->skipped++;
  }
  return g_steal_pointer (&convos);
}

void
luukku_bluesky_add_convo (LuukkuBlueskyPlace *place, const LuukkuBlueskyConvo *convo)
{
  LuukkuThread *thread = luukku_thread_new (convo->id);
  const char *name = convo->other != NULL ? g_hash_table_lookup (place->people, convo->other) : NULL;

  thread->resident_id = g_strdup (convo->other);
  thread->resident_name = g_strdup (name);
  thread->title = g_strdup (convo->group_name);
  thread->can_reply = convo->can_reply;
  g_ptr_array_add (place->batch->threads, thread);
}

/* --- messages */

/* Parts of one message, before it is one. */
typedef struct {
  const char *convo;
  const char *id;
  const char *author;
  const char *text;
  const char *reply_to; /* (nullable) */
  gint64 sent_at;
  GPtrArray *files;         /* (nullable) */
  const LuukkuJsonAt *from; /* what is kept as received */
} Parts;

static void
add_message (LuukkuBlueskyPlace *place, const Parts *parts)
{
  gboolean ours = g_str_equal (parts->author, place->self_did);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), parts->from->object);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = parts->convo,
    .platform_id = parts->id,
    .direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = parts->author,
    .author_name = g_hash_table_lookup (place->people, parts->author),
    .text = parts->text,
    .sent_at = parts->sent_at,
    .fetched_at = place->fetched_at,
    .reply_to = parts->reply_to,
    .attachments = parts->files,
    .raw = raw,
    .raw_type = "application/json",
  };

  g_hash_table_add (place->seen, g_strdup (parts->id));
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

/* A thumb for a message: a line of its own, which names the message that it is about. */
static char *
reaction_id (const char *message, const char *did, const char *value)
{
  return g_strdup_printf ("%s%s:%s:%s", LUUKKU_BLUESKY_REACTION, message, did, value);
}

static void
read_reaction (const LuukkuJsonAt *at, const char *convo, const char *message, gboolean removed,
               LuukkuBlueskyPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *did = read_did (at, "sender", skipped);
  g_autofree char *value = luukku_json_read_string (at, "value", skipped);
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  Parts parts = {
    .convo = convo, .author = did, .text = value, .reply_to = message, .files = files, .from = at
  };

  if (did == NULL || value == NULL || *value == '\0' || strlen (value) > MAX_REACTION ||
      !luukku_json_get_time (at, "createdAt", TRUE, &parts.sent_at, NULL)) {
    (*skipped)++;
    return;
  }
  id = reaction_id (message, did, value);
  if (removed) {
    g_ptr_array_add (place->batch->gone, g_steal_pointer (&id));
    return;
  }
  if (g_hash_table_contains (place->seen, id))
    return;
  parts.id = id;
  g_ptr_array_add (files, luukku_attachment_new (luukku_tr (N_ ("a reaction to a message")), NULL, NULL, -1));
  add_message (place, &parts);
}

static void
read_reactions (const LuukkuJsonAt *at, const char *convo, const char *message, LuukkuBlueskyPlace *place)
{
  JsonArray *list = luukku_json_read_array (at, "reactions", &place->batch->skipped);

  for (guint i = 0; i < count_of (list); i++) {
    LuukkuJsonAt one;

    if (luukku_bluesky_element_at (list, i, "reactions", &one))
      read_reaction (&one, convo, message, FALSE, place);
    else
      place->batch->skipped++;
  }
}

static char *
read_text (const LuukkuJsonAt *at, LuukkuBlueskyPlace *place, GPtrArray *files)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *given = luukku_json_read_string (at, "text", skipped);
  g_autofree char *whole = luukku_bluesky_expand (given != NULL ? given : "",
                                                  luukku_json_read_array (at, "facets", skipped), skipped);
  GString *text = g_string_new (whole);
  LuukkuJsonAt embed;

  if (luukku_json_read_object (at, "embed", &embed, skipped))
    luukku_bluesky_read_embed (&embed, place, text, files);
  return g_string_free (text, FALSE);
}

/* A message, or what is left of a deleted one. */
static void
read_message (const LuukkuJsonAt *at, const char *convo, LuukkuBlueskyPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *id = read_id (at, "id", skipped);
  g_autofree char *author = read_did (at, "sender", skipped);
  g_autofree char *text = NULL, *reply_to = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  Parts parts = { .convo = convo, .id = id, .author = author, .files = files, .from = at };
  LuukkuJsonAt answered;

  if (is_type (at, CONVO "systemMessageView")) /* somebody joined a group: no message of anybody */
    return;
  if (id == NULL) {
    (*skipped)++;
    return;
  }
  if (is_type (at, CONVO "deletedMessageView")) {
    g_ptr_array_add (place->batch->gone, g_steal_pointer (&id));
    return;
  }
  if (author == NULL || !luukku_json_get_time (at, "sentAt", TRUE, &parts.sent_at, NULL)) {
    (*skipped)++;
    return;
  }
  if (g_hash_table_contains (place->seen, id))
    return;
  if (luukku_json_read_object (at, "replyTo", &answered, skipped))
    reply_to = read_id (&answered, "id", skipped);
  parts.text = text = read_text (at, place, files);
  parts.reply_to = reply_to;
  add_message (place, &parts);
  read_reactions (at, convo, id, place);
}

/* --- the log */

static void
read_log_entry (const LuukkuJsonAt *at, const char *type, const char *convo, LuukkuBlueskyPlace *place)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *id = NULL;
  LuukkuJsonAt message, reaction;
  gboolean removes = g_str_equal (type, CONVO "logRemoveReaction");

  if (!luukku_json_read_object (at, "message", &message, skipped) || convo == NULL) {
    (*skipped)++;
    return;
  }
  if (g_str_equal (type, CONVO "logCreateMessage")) {
    read_message (&message, convo, place);
    return;
  }
  id = read_id (&message, "id", skipped);
  if (id == NULL)
    (*skipped)++;
  else if (g_str_equal (type, CONVO "logDeleteMessage"))
    g_ptr_array_add (place->batch->gone, g_steal_pointer (&id));
  else if (luukku_json_read_object (at, "reaction", &reaction, skipped))
    read_reaction (&reaction, convo, id, removes, place);
}

int
luukku_bluesky_parse_log (JsonNode *root, LuukkuBlueskyPlace *place, GHashTable *changed, char **ret_cursor,
                          GError **error)
{
  static const char *const taken[] = { CONVO "logCreateMessage", CONVO "logDeleteMessage",
                                       CONVO "logAddReaction", CONVO "logRemoveReaction", NULL };
  /* who has read, muted, left, or does what in a group: nothing that anybody wrote */
  static const char *const passed[] = {
    CONVO "logLeaveConvo",
    CONVO "logMuteConvo",
    CONVO "logUnmuteConvo",
    CONVO "logReadMessage",
    CONVO "logReadConvo",
    CONVO "logAddMember",
    CONVO "logRemoveMember",
    CONVO "logMemberJoin",
    CONVO "logMemberLeave",
    CONVO "logEditGroup",
    CONVO "logCreateJoinLink",
    CONVO "logEditJoinLink",
    CONVO "logEnableJoinLink",
    CONVO "logDisableJoinLink",
    CONVO "logIncomingJoinRequest",
    CONVO "logApproveJoinRequest",
    CONVO "logRejectJoinRequest",
    CONVO "logOutgoingJoinRequest",
    CONVO "logWithdrawIncomingJoinRequest",
    CONVO "logWithdrawOutgoingJoinRequest",
    CONVO "logReadJoinRequests",
    NULL,
  };
  static const char *const changes[] = {
    CONVO "logBeginConvo",  CONVO "logAcceptConvo",          CONVO "logLockConvo",
    CONVO "logUnlockConvo", CONVO "logLockConvoPermanently", NULL
  };
  LuukkuJsonAt at, one;
  JsonArray *list = root_list (root, "logs", &at, error);
  guint count;

  if (list == NULL)
    return -1;
  read_cursor (&at, ret_cursor);
  count = json_array_get_length (list);
  for (guint i = 0; i < count; i++) {
    g_autofree char *type = NULL, *convo = NULL;

    if (!luukku_bluesky_element_at (list, i, "logs", &one) ||
        (type = luukku_json_read_string (&one, "$type", &place->batch->skipped)) == NULL) {
      place->batch->skipped++;
      continue;
    }
    read_people (&one, place);
    convo = read_id (&one, "convoId", &place->batch->skipped);
    if (g_strv_contains (taken, type))
      read_log_entry (&one, type, convo, place);
    else if (g_strv_contains (changes, type) && convo != NULL)
      g_hash_table_add (changed, g_steal_pointer (&convo));
    else if (!g_strv_contains (passed, type)) /* of a kind that came later */
      place->batch->skipped++;
  }
  return (int) MIN (count, G_MAXINT);
}

/* --- one conversation's messages */

int
luukku_bluesky_parse_messages (JsonNode *root, const char *convo, const char *since,
                               LuukkuBlueskyPlace *place, char **ret_cursor, gboolean *ret_end,
                               GError **error)
{
  LuukkuJsonAt at, one;
  JsonArray *list = root_list (root, "messages", &at, error);
  guint count = count_of (list);

  if (list == NULL)
    return -1;
  read_cursor (&at, ret_cursor);
  read_people (&at, place);
  for (guint i = 0; i < count; i++) {
    g_autofree char *rev = NULL;

    if (!luukku_bluesky_element_at (list, i, "messages", &one)) {
      place->batch->skipped++;
      continue;
    }
    rev = read_id (&one, "rev", &place->batch->skipped);
    if (rev != NULL && since != NULL && strcmp (rev, since) <= 0)
      *ret_end = TRUE;
    else
      read_message (&one, convo, place);
  }
  return (int) count;
}

char *
luukku_bluesky_parse_sent (JsonNode *root, GError **error)
{
  LuukkuJsonAt at;
  guint skipped = 0;
  char *id;

  if (!luukku_bluesky_root_at (root, &at, error))
    return NULL;
  id = read_id (&at, "id", &skipped);
  if (id == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("Bluesky's answer is not the object it should be; it is asked again later."));
  return id;
}
