/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-digest.c: SHA-256 through GChecksum, and hexadecimal for eyes and files. Base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"

#include <string.h>

/* Digits that stand together on paper. */
#define GROUP_LENGTH 8

char *
luukku_digest_data (gconstpointer data, gsize size)
{
  g_return_val_if_fail (size == 0 || data != NULL, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
}

char *
luukku_digest_bytes (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return luukku_digest_data (data, size);
}

char *
luukku_digest_text (const char *text)
{
  return luukku_digest_data (text, strlen (text));
}

char *
luukku_digest_group (const char *hex)
{
  gsize length = strlen (hex);
  GString *grouped = g_string_sized_new (length + length / GROUP_LENGTH + 1);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && i % GROUP_LENGTH == 0)
      g_string_append_c (grouped, ' ');
    g_string_append_c (grouped, hex[i]);
  }
  return g_string_free (grouped, FALSE);
}

gboolean
luukku_digest_is_valid (const char *text)
{
  gsize i;

  for (i = 0; i < LUUKKU_DIGEST_HEX_LENGTH; i++) {
    if (!g_ascii_isdigit (text[i]) && (text[i] < 'a' || text[i] > 'f'))
      return FALSE;
  }
  return text[i] == '\0';
}

char *
luukku_hex_encode (gconstpointer data, gsize size)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = data;
  char *hex;

  g_return_val_if_fail (size == 0 || data != NULL, NULL);

  hex = g_malloc (size * 2 + 1);
  for (gsize i = 0; i < size; i++) {
    hex[2 * i] = digits[bytes[i] >> 4];
    hex[2 * i + 1] = digits[bytes[i] & 0x0f];
  }
  hex[size * 2] = '\0';
  return hex;
}
