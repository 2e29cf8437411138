/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fast-digest.c: SHA-256 through GnuTLS, for what is hashed by the hundred thousand or by the
 * megabyte. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-fast-digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <string.h>

#define DIGEST_SIZE 32

void
luukku_fast_digest (gconstpointer data, gsize size, char ret_hex[LUUKKU_DIGEST_HEX_LENGTH + 1])
{
  static const char digits[] = "0123456789abcdef";
  guint8 digest[DIGEST_SIZE];

  /* A GnuTLS that a policy has locked still leaves GLib's. */
  if (gnutls_hash_fast (GNUTLS_DIG_SHA256, size > 0 ? data : "", size, digest) < 0) {
    g_autofree char *slow = luukku_digest_data (data, size);

    memcpy (ret_hex, slow, LUUKKU_DIGEST_HEX_LENGTH + 1);
    return;
  }
  for (guint i = 0; i < DIGEST_SIZE; i++) {
    ret_hex[2 * i] = digits[digest[i] >> 4];
    ret_hex[2 * i + 1] = digits[digest[i] & 0x0f];
  }
  ret_hex[LUUKKU_DIGEST_HEX_LENGTH] = '\0';
}

static char *
dup_digest (gconstpointer data, gsize size)
{
  char *hex = g_malloc (LUUKKU_DIGEST_HEX_LENGTH + 1);

  luukku_fast_digest (data, size, hex);
  return hex;
}

char *
luukku_fast_digest_bytes (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return dup_digest (data, size);
}

char *
luukku_fast_digest_text (const char *text)
{
  return dup_digest (text, strlen (text));
}
