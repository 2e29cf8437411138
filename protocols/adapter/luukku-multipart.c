/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-multipart.c: a request's body as multipart/form-data (RFC 7578). The boundary is made of the digest
 * of the parts, so nobody can write it into one of them. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-multipart.h"

#include <string.h>

#define BOUNDARY "luukku-"

/* A part without the line of the boundary before it. */
struct _LuukkuMultipart {
  GPtrArray *parts; /* of GByteArray (owned) */
};

LuukkuMultipart *
luukku_multipart_new (void)
{
  LuukkuMultipart *self = g_new0 (LuukkuMultipart, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  return self;
}

void
luukku_multipart_free (LuukkuMultipart *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static void
append (GByteArray *to, const char *text)
{
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

/* As browsers write names: what would end the value or the line is percent-encoded. Source: the HTML
 * standard, "Multipart form data". */
static void
append_quoted (GByteArray *to, const char *key, const char *value)
{
  g_autoptr (GString) quoted = g_string_new (value);

  g_string_replace (quoted, "\r", "%0D", 0);
  g_string_replace (quoted, "\n", "%0A", 0);
  g_string_replace (quoted, "\"", "%22", 0);
  append (to, "; ");
  append (to, key);
  append (to, "=\"");
  append (to, quoted->str);
  append (to, "\"");
}

static void
add (LuukkuMultipart *self, const char *name, const char *file_name, const char *media_type,
     gconstpointer value, gsize size)
{
  GByteArray *part = g_byte_array_new ();

  append (part, "Content-Disposition: form-data");
  append_quoted (part, "name", name);
  if (file_name != NULL)
    append_quoted (part, "filename", file_name);
  if (media_type != NULL) {
    append (part, "\r\nContent-Type: ");
    append (part, media_type);
  }
  append (part, "\r\n\r\n");
  g_byte_array_append (part, value, (guint) size);
  append (part, "\r\n");
  g_ptr_array_add (self->parts, part);
}

void
luukku_multipart_add_text (LuukkuMultipart *self, const char *name, const char *value)
{
  add (self, name, NULL, NULL, value, strlen (value));
}

void
luukku_multipart_add_file (LuukkuMultipart *self, const char *name, const char *file_name,
                           const char *media_type, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  g_return_if_fail (size < G_MAXUINT / 2 && strpbrk (media_type, "\r\n") == NULL);

  add (self, name, file_name, media_type, data, size);
}

static char *
make_boundary (const LuukkuMultipart *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < self->parts->len; i++) {
    const GByteArray *part = g_ptr_array_index (self->parts, i);

    g_checksum_update (sum, part->data, part->len);
  }
  return g_strconcat (BOUNDARY, g_checksum_get_string (sum), NULL);
}

GBytes *
luukku_multipart_end (LuukkuMultipart *self, char **ret_content_type)
{
  g_autofree char *boundary = make_boundary (self);
  GByteArray *body = g_byte_array_new ();

  for (guint i = 0; i < self->parts->len; i++) {
    const GByteArray *part = g_ptr_array_index (self->parts, i);

    append (body, "--");
    append (body, boundary);
    append (body, "\r\n");
    g_byte_array_append (body, part->data, part->len);
  }
  append (body, "--");
  append (body, boundary);
  append (body, "--\r\n");
  g_ptr_array_set_size (self->parts, 0);
  *ret_content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  return g_byte_array_free_to_bytes (body);
}
