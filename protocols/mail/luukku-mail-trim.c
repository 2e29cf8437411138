/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-trim.c: a letter for the archive without the bytes that are kept as attachments anyway. Pure;
 * what is left out is named by its size and SHA-256, so that it can be compared. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-letter.h"

#include <string.h>

#include "base/luukku-digest.h"

#define MIN_LINES 60 /* a run of base64 that is shorter stays */
#define MIN_LINE 40  /* characters */
#define MAX_LINE 1000

static gboolean
is_base64_line (const char *line, gsize size)
{
  while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
    size--;
  if (size < MIN_LINE || size > MAX_LINE)
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isalnum (line[i]) && line[i] != '+' && line[i] != '/' && line[i] != '=')
      return FALSE;
  }
  return TRUE;
}

static gsize
line_size (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', (gsize) (end - p));

  return newline != NULL ? (gsize) (newline - p) + 1 : (gsize) (end - p);
}

static void
append_left_out (GString *out, const char *data, gsize size)
{
  g_autofree char *digest = luukku_digest_data (data, size);

  g_string_append_printf (out, "[Luukku: %" G_GSIZE_FORMAT " bytes left out, SHA-256 %s]\r\n", size, digest);
}

GBytes *
luukku_mail_letter_trim (GBytes *bytes, gsize max)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data + size, *p = data;
  g_autoptr (GString) out = NULL;
  gsize length;

  if (size <= max)
    return g_bytes_ref (bytes);
  out = g_string_new (NULL);
  while (p < end && out->len < max) {
    const char *start = p;
    guint lines = 0;

    while (p < end && is_base64_line (p, line_size (p, end))) {
      p += line_size (p, end);
      lines++;
    }
    if (lines >= MIN_LINES) {
      append_left_out (out, start, (gsize) (p - start));
      continue;
    }
    if (p < end)
      p += line_size (p, end);
    g_string_append_len (out, start, MIN (p - start, (gssize) (max - out->len)));
  }
  if (p < end || out->len >= max)
    append_left_out (out, data, size); /* of the whole letter */
  length = out->len;
  return g_bytes_new_take (g_string_free (g_steal_pointer (&out), FALSE), length);
}
