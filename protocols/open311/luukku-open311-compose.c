/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-compose.c: the addresses and bodies of calls to a feedback system; pure. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-compose.h"

#include <string.h>

#include "base/luukku-digest.h"

struct _LuukkuOpen311Form {
  GPtrArray *parts; /* of char *: name, value, name, value … */
};

char *
luukku_open311_time (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);

  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}

void
luukku_open311_add_query (GString *path, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append_printf (path, "%c%s=", strchr (path->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (path, value, NULL, FALSE);
}

LuukkuOpen311Form *
luukku_open311_form_new (void)
{
  LuukkuOpen311Form *self = g_new0 (LuukkuOpen311Form, 1);

  self->parts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
luukku_open311_form_free (LuukkuOpen311Form *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

void
luukku_open311_form_add (LuukkuOpen311Form *self, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_ptr_array_add (self->parts, g_strdup (name));
  g_ptr_array_add (self->parts, g_strdup (value));
}

static GBytes *
encode (LuukkuOpen311Form *self)
{
  GString *body = g_string_new (NULL);

  for (guint i = 0; i + 1 < self->parts->len; i += 2) {
    g_string_append_printf (body, "%s%s=", i > 0 ? "&" : "", (const char *) self->parts->pdata[i]);
    g_string_append_uri_escaped (body, self->parts->pdata[i + 1], NULL, FALSE);
  }
  return g_string_free_to_bytes (body);
}

static void
add_bytes (GByteArray *body, const char *text)
{
  g_byte_array_append (body, (const guint8 *) text, (guint) strlen (text));
}

/* A file's name stands between quotation marks in a header line. */
static char *
safe_name (const char *name)
{
  char *copy = g_path_get_basename (name);

  for (char *c = copy; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c) || *c == '"' || *c == '\\')
      *c = '_';
  }
  return copy;
}

static void
add_file (GByteArray *body, const char *boundary, const LuukkuSendFile *file)
{
  g_autofree char *name = safe_name (file->name);
  g_autofree char *head = NULL;
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (file->bytes, &length);

  head = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"media[]\"; filename=\"%s\"\r\n"
                          "Content-Type: %s\r\n\r\n",
                          boundary, name,
                          strpbrk (file->media_type, "\r\n") == NULL ? file->media_type
                                                                     : "application/octet-stream");
  add_bytes (body, head);
  g_byte_array_append (body, bytes, (guint) length);
  add_bytes (body, "\r\n");
}

static GBytes *
encode_parts (LuukkuOpen311Form *self, GPtrArray *files, const char *boundary)
{
  GByteArray *body = g_byte_array_new ();
  g_autofree char *end = g_strdup_printf ("--%s--\r\n", boundary);

  for (guint i = 0; i + 1 < self->parts->len; i += 2) {
    g_autofree char *head = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n"
                                             "Content-Type: text/plain; charset=utf-8\r\n\r\n",
                                             boundary, (const char *) self->parts->pdata[i]);

    add_bytes (body, head);
    add_bytes (body, self->parts->pdata[i + 1]);
    add_bytes (body, "\r\n");
  }
  for (guint i = 0; i < files->len; i++)
    add_file (body, boundary, files->pdata[i]);
  add_bytes (body, end);
  return g_byte_array_free_to_bytes (body);
}

GBytes *
luukku_open311_form_end (LuukkuOpen311Form *self, GPtrArray *files, const char *boundary_seed,
                         char **ret_type)
{
  g_autoptr (GBytes) seed = g_bytes_new (boundary_seed, strlen (boundary_seed));
  g_autofree char *digest = luukku_digest_bytes (seed);
  g_autofree char *boundary = g_strdup_printf ("luukku-%.40s", digest);

  if (files == NULL || files->len == 0) {
    *ret_type = g_strdup ("application/x-www-form-urlencoded");
    return encode (self);
  }
  *ret_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
  return encode_parts (self, files, boundary);
}
