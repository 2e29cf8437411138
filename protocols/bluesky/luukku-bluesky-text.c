/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-text.c: names, addresses and annotated texts of the AT protocol; pure. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-text.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "adapter/luukku-weighted.h"

#define MAX_DID 256
#define MAX_HANDLE 253
#define MAX_ID 512 /* of a record key */
#define MAX_FACETS 500
#define LINK "app.bsky.richtext.facet#link"
#define TID_LETTERS "234567abcdefghijklmnopqrstuvwxyz"
#define TID_LENGTH 13
#define CLOCK_BITS 10

/* --- names */

static gboolean
has_only (const char *text, const char *others, gsize max)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr (others, text[i]) == NULL)
      return FALSE;
  }
  return length > 0 && length <= max;
}

gboolean
luukku_bluesky_is_did (const char *text)
{
  const char *rest;

  if (!has_only (text, "._:%-", MAX_DID) || !g_str_has_prefix (text, "did:"))
    return FALSE;
  rest = text + strlen ("did:");
  return strspn (rest, "abcdefghijklmnopqrstuvwxyz") > 0 &&
         rest[strspn (rest, "abcdefghijklmnopqrstuvwxyz")] == ':' && text[strlen (text) - 1] != ':';
}

gboolean
luukku_bluesky_is_handle (const char *text)
{
  return has_only (text, ".-", MAX_HANDLE) && strchr (text, '.') != NULL && *text != '.' && *text != '-' &&
         text[strlen (text) - 1] != '.' && strstr (text, "..") == NULL;
}

gboolean
luukku_bluesky_is_id (const char *text)
{
  return has_only (text, "._:~-", MAX_ID) && !g_str_equal (text, ".") && !g_str_equal (text, "..");
}

void
luukku_bluesky_uri_clear (LuukkuBlueskyUri *self)
{
  g_clear_pointer (&self->did, g_free);
  g_clear_pointer (&self->collection, g_free);
  g_clear_pointer (&self->rkey, g_free);
}

gboolean
luukku_bluesky_uri_parse (const char *text, LuukkuBlueskyUri *ret_uri)
{
  g_auto (GStrv) parts = NULL;

  *ret_uri = (LuukkuBlueskyUri){ 0 };
  if (text == NULL || !g_str_has_prefix (text, "at://"))
    return FALSE;
  parts = g_strsplit (text + strlen ("at://"), "/", 4);
  if (g_strv_length (parts) != 3 || !luukku_bluesky_is_did (parts[0]) ||
      !luukku_bluesky_is_handle (parts[1]) || !luukku_bluesky_is_id (parts[2]))
    return FALSE;
  ret_uri->did = g_strdup (parts[0]);
  ret_uri->collection = g_strdup (parts[1]);
  ret_uri->rkey = g_strdup (parts[2]);
  return TRUE;
}

gboolean
luukku_bluesky_is_post (const char *text)
{
  g_auto (LuukkuBlueskyUri) uri = { 0 };

  return luukku_bluesky_uri_parse (text, &uri) && g_str_equal (uri.collection, LUUKKU_BLUESKY_POST);
}

char *
luukku_bluesky_post_address (const char *text)
{
  g_auto (LuukkuBlueskyUri) uri = { 0 };

  if (!luukku_bluesky_uri_parse (text, &uri) || !g_str_equal (uri.collection, LUUKKU_BLUESKY_POST))
    return NULL;
  return g_strdup_printf ("https://bsky.app/profile/%s/post/%s", uri.did, uri.rkey);
}

/* --- conversations */

char *
luukku_bluesky_thread_id (const char *root, const char *did)
{
  return g_strconcat (root, "#", did, NULL);
}

gboolean
luukku_bluesky_thread_parse (const char *conversation, char **ret_root, char **ret_did)
{
  const char *mark = conversation != NULL ? strchr (conversation, '#') : NULL;
  g_autofree char *root = mark != NULL ? g_strndup (conversation, (gsize) (mark - conversation)) : NULL;

  *ret_root = *ret_did = NULL;
  if (!luukku_bluesky_is_post (root) || !luukku_bluesky_is_did (mark + 1))
    return FALSE;
  *ret_root = g_steal_pointer (&root);
  *ret_did = g_strdup (mark + 1);
  return TRUE;
}

/* --- record keys: 53 bits of µs and 10 of a clock's name, five bits a letter */

char *
luukku_bluesky_make_tid (gint64 time, const char *seed)
{
  guint64 clock = g_str_hash (seed) & ((1 << CLOCK_BITS) - 1);
  guint64 bits = (((guint64) MAX (time, 0) & ((G_GUINT64_CONSTANT (1) << 53) - 1)) << CLOCK_BITS) | clock;
  char *text = g_malloc (TID_LENGTH + 1);

  text[TID_LENGTH] = '\0';
  for (guint i = TID_LENGTH; i > 0; i--) {
    text[i - 1] = TID_LETTERS[bits & 31];
    bits >>= 5;
  }
  return text;
}

gboolean
luukku_bluesky_is_tid (const char *text)
{
  return text != NULL && strlen (text) == TID_LENGTH && strspn (text, TID_LETTERS) == TID_LENGTH;
}

/* --- facets */

typedef struct {
  gsize start, end; /* bytes */
  char *address;
} Link;

static void
link_free (Link *self)
{
  g_free (self->address);
  g_free (self);
}

static gboolean
element_at (JsonArray *list, guint i, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (list, i);

  ret_at->object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  ret_at->path = "facets";
  return ret_at->object != NULL;
}

static gboolean
is_boundary (const char *text, gsize length, gint64 at)
{
  return at >= 0 && (guint64) at <= length && (text[at] == '\0' || (text[at] & 0xC0) != 0x80);
}

/* Returns: (transfer full) (nullable): the address of the first link among the features. */
static char *
read_address (const LuukkuJsonAt *facet, guint *skipped)
{
  JsonArray *features = luukku_json_read_array (facet, "features", skipped);
  guint count = features != NULL ? MIN (json_array_get_length (features), MAX_FACETS) : 0;

  for (guint i = 0; i < count; i++) {
    g_autofree char *type = NULL;
    LuukkuJsonAt at;

    if (!element_at (features, i, &at))
      continue;
    type = luukku_json_read_string (&at, "$type", skipped);
    if (g_strcmp0 (type, LINK) == 0)
      return luukku_json_read_string (&at, "uri", skipped);
  }
  return NULL;
}

static Link *
read_link (const LuukkuJsonAt *facet, const char *text, guint *skipped)
{
  gsize length = strlen (text);
  LuukkuJsonAt index;
  gint64 start = -1, end = -1;
  Link *link;

  if (!luukku_json_read_object (facet, "index", &index, skipped) ||
      !luukku_json_get_int (&index, "byteStart", TRUE, &start, NULL) ||
      !luukku_json_get_int (&index, "byteEnd", TRUE, &end, NULL) || !is_boundary (text, length, start) ||
      !is_boundary (text, length, end) || start >= end) {
    (*skipped)++;
    return NULL;
  }
  link = g_new0 (Link, 1);
  link->start = (gsize) start;
  link->end = (gsize) end;
  link->address = read_address (facet, skipped);
  return link;
}

static gint
compare_links (gconstpointer a, gconstpointer b)
{
  const Link *one = *(const Link *const *) a, *other = *(const Link *const *) b;

  return (one->start > other->start) - (one->start < other->start);
}

/* "kuopio.fi/valot" is the address "https://kuopio.fi/valot" to a reader, too. */
static gboolean
says_address (const char *shown, const char *address)
{
  const char *rest = strstr (address, "://");

  return g_str_equal (shown, address) || (rest != NULL && g_str_equal (shown, rest + strlen ("://")));
}

char *
luukku_bluesky_expand (const char *text, JsonArray *facets, guint *skipped)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) link_free);
  guint count = facets != NULL ? MIN (json_array_get_length (facets), MAX_FACETS) : 0;
  GString *whole = g_string_new (NULL);
  gsize done = 0;

  for (guint i = 0; i < count; i++) {
    LuukkuJsonAt at;
    Link *link = element_at (facets, i, &at) ? read_link (&at, text, skipped) : NULL;

    if (link != NULL)
      g_ptr_array_add (links, link);
  }
  g_ptr_array_sort (links, compare_links);
  for (guint i = 0; i < links->len; i++) {
    const Link *link = links->pdata[i];
    g_autofree char *shown = NULL;

    if (link->address == NULL || link->start < done)
      continue;
    shown = g_strndup (text + link->start, link->end - link->start);
    if (says_address (shown, link->address))
      continue;
    g_string_append_len (whole, text + done, (gssize) (link->end - done));
    g_string_append_printf (whole, " (%s)", link->address);
    done = link->end;
  }
  g_string_append (whole, text + done);
  return g_string_free (whole, FALSE);
}

static void
add_facet (JsonBuilder *builder, const char *text, const char *start, const char *end)
{
  g_autofree char *address = g_strndup (start, (gsize) (end - start));

  json_builder_begin_object (builder);
  luukku_json_open (builder, "index");
  luukku_json_add_int (builder, "byteStart", start - text);
  luukku_json_add_int (builder, "byteEnd", end - text);
  luukku_json_close (builder);
  json_builder_set_member_name (builder, "features");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  luukku_json_add_string (builder, "$type", LINK);
  luukku_json_add_string (builder, "uri", address);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
luukku_bluesky_add_facets (JsonBuilder *builder, const char *text)
{
  gboolean open = FALSE;

  for (const char *at = text; *at != '\0';) {
    const char *end = luukku_address_skip (text, at);
    gboolean is_link = end != NULL && end - at > (gssize) strlen ("https://");

    if (is_link && !open) {
      json_builder_set_member_name (builder, "facets");
      json_builder_begin_array (builder);
      open = TRUE;
    }
    if (is_link)
      add_facet (builder, text, at, end);
    at = is_link ? end : g_utf8_next_char (at);
  }
  if (open)
    json_builder_end_array (builder);
}
