/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-log-entry.c: parses our own entries with json-glib. They may come from a package of unknown origin,
 * so depth and size are looked at before the parser sees them, and nothing is believed of a path or a digest.
 */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-log-entry.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-log-content.h"
#include "evidence/luukku-zip.h"

#include <json-glib/json-glib.h>

#include <string.h>

#define SALT_LINE 65
#define MAX_ENTRY (16 * 1024 * 1024)

static void
log_file_free (LuukkuLogFile *file)
{
  g_free (file->path);
  g_free (file->sha256);
  g_free (file);
}

void
luukku_log_files_free (LuukkuLogFiles *self)
{
  if (!self)
    return;
  g_free (self->record);
  g_free (self->organisation);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  luukku_log_header_free (self->header);
  g_free (self);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonObject *
get_object (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_files (JsonObject *content, LuukkuLogFiles *out)
{
  JsonNode *list = content ? json_object_get_member (content, "files") : NULL;
  JsonArray *array = list && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonObject *object = get_object (json_array_get_element (array, i));
    const char *path = get_string (object, "path"), *sha256 = get_string (object, "sha256");
    JsonNode *size = object ? json_object_get_member (object, "size") : NULL;
    LuukkuLogFile *file;

    if (!path || !luukku_zip_is_safe_name (path) || !g_str_has_prefix (path, "data/") || !sha256 ||
        !luukku_digest_is_valid (sha256) || !size || json_node_get_value_type (size) != G_TYPE_INT64)
      return FALSE;
    file = g_new0 (LuukkuLogFile, 1);
    file->path = g_strdup (path);
    file->sha256 = g_strdup (sha256);
    file->size = json_node_get_int (size);
    g_ptr_array_add (out->files, file);
  }
  return array != NULL;
}

LuukkuLogFiles *
luukku_log_files_parse (GBytes *bytes, GError **error)
{
  g_autoptr (LuukkuLogFiles) self = g_new0 (LuukkuLogFiles, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  JsonObject *root = NULL, *content;

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) log_file_free);
  self->bytes = g_bytes_ref (bytes);
  if (size > SALT_LINE && size < MAX_ENTRY &&
      luukku_log_content_is_shallow (data + SALT_LINE, size - SALT_LINE) &&
      json_parser_load_from_data (parser, data + SALT_LINE, size - SALT_LINE, NULL))
    root = get_object (json_parser_get_root (parser));
  content = root ? get_object (json_object_get_member (root, "content")) : NULL;
  self->record = g_strdup (get_string (content, "record"));
  self->organisation = g_strdup (get_string (content, "organisation"));
  if (!self->record || !read_files (content, self)) {
    luukku_set_error (error, LUUKKU_ERROR_DAMAGED,
                      N_ ("An entry of the evidence log cannot be read; check it with luukku verify."));
    return NULL;
  }
  return g_steal_pointer (&self);
}

typedef struct {
  GBytes *bytes;
  LuukkuLogHeader *header;
} Found;

static gboolean
on_entry (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Found *found = data;

  if (entry && entry->bytes && !found->bytes)
    found->bytes = g_bytes_ref (entry->bytes);
  if (!found->header) {
    found->header = g_new0 (LuukkuLogHeader, 1);
    found->header->seq = header->seq;
    found->header->at = g_strdup (header->at);
    found->header->leaf = g_strdup (header->leaf);
    found->header->prev = g_strdup (header->prev);
    found->header->hash = g_strdup (header->hash);
  }
  return TRUE;
}

LuukkuLogFiles *
luukku_log_files_load (LuukkuStore *store, gint64 seq, GError **error)
{
  Found found = { NULL, NULL };
  LuukkuLogFiles *self = NULL;

  if (luukku_store_walk_log (store, seq, seq, on_entry, &found, error)) {
    if (found.bytes)
      self = luukku_log_files_parse (found.bytes, error);
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("The record's entry in the evidence log has been erased; the record is gone."));
  }
  if (self)
    self->header = g_steal_pointer (&found.header);
  g_clear_pointer (&found.bytes, g_bytes_unref);
  luukku_log_header_free (found.header);
  return self;
}

const char *
luukku_log_files_get_digest (const LuukkuLogFiles *self, const char *path)
{
  for (guint i = 0; i < self->files->len; i++) {
    const LuukkuLogFile *file = self->files->pdata[i];

    if (g_str_equal (file->path, path))
      return file->sha256;
  }
  return NULL;
}
