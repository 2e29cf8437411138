/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-signature.c: Meta's and Standard Webhooks' signatures over the bytes as received. Pure. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-signature.h"

#include <string.h>

#define META_PREFIX "sha256="
#define STANDARD_PREFIX "whsec_"
#define STANDARD_VERSION "v1,"
#define MIN_KEY 24 /* bytes; Standard Webhooks: "between 24 bytes and 64 bytes" */
#define MAX_KEY 64
#define MAX_SIGNATURES 16
#define DIGEST_SIZE 32

gboolean
luukku_relay_is_same_secret (const char *a, const char *b)
{
  gsize length = a != NULL ? strlen (a) : 0;
  guchar differs = 0;

  if (a == NULL || b == NULL || length != strlen (b))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    differs |= (guchar) (a[i] ^ b[i]);
  return differs == 0;
}

LuukkuRelayVerdict
luukku_relay_check_meta (const char *secret, const char *signature, GBytes *body)
{
  g_autoptr (GBytes) key = g_bytes_new (secret, strlen (secret));
  g_autofree char *expected = NULL;
  g_autofree char *given = NULL;

  if (signature == NULL || !g_str_has_prefix (signature, META_PREFIX))
    return LUUKKU_RELAY_UNSIGNED;
  expected = g_compute_hmac_for_bytes (G_CHECKSUM_SHA256, key, body);
  given = g_ascii_strdown (signature + strlen (META_PREFIX), -1);
  return luukku_relay_is_same_secret (expected, given) ? LUUKKU_RELAY_GENUINE : LUUKKU_RELAY_FORGED;
}

/* Returns: (transfer full) (nullable): the key behind @secret. */
static GBytes *
standard_key (const char *secret)
{
  const char *text = g_str_has_prefix (secret, STANDARD_PREFIX) ? secret + strlen (STANDARD_PREFIX) : secret;
  gsize size = 0;
  guchar *key = g_base64_decode (text, &size);

  if (size >= MIN_KEY && size <= MAX_KEY)
    return g_bytes_new_take (key, size);
  g_free (key);
  return NULL;
}

gboolean
luukku_relay_is_standard_secret (const char *secret)
{
  g_autoptr (GBytes) key = standard_key (secret);

  return key != NULL;
}

static char *
standard_digest (GBytes *key, const char *id, const char *timestamp, GBytes *body)
{
  gsize key_size, size = DIGEST_SIZE, body_size;
  const guchar *key_data = g_bytes_get_data (key, &key_size);
  const guchar *body_data = g_bytes_get_data (body, &body_size);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key_data, key_size);
  guchar digest[DIGEST_SIZE];

  g_hmac_update (hmac, (const guchar *) id, (gssize) strlen (id));
  g_hmac_update (hmac, (const guchar *) ".", 1);
  g_hmac_update (hmac, (const guchar *) timestamp, (gssize) strlen (timestamp));
  g_hmac_update (hmac, (const guchar *) ".", 1);
  g_hmac_update (hmac, body_data, (gssize) body_size);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
is_one_of (const char *digest, const char *signatures)
{
  g_auto (GStrv) each = g_strsplit (signatures, " ", MAX_SIGNATURES);
  gboolean found = FALSE;

  for (guint i = 0; each[i] != NULL; i++) {
    if (g_str_has_prefix (each[i], STANDARD_VERSION))
      found |= luukku_relay_is_same_secret (digest, each[i] + strlen (STANDARD_VERSION));
  }
  return found;
}

LuukkuRelayVerdict
luukku_relay_check_standard (const char *secret, const char *id, const char *timestamp,
                             const char *signatures, GBytes *body, gint64 now)
{
  g_autoptr (GBytes) key = standard_key (secret);
  g_autofree char *digest = NULL;
  guint64 seconds;

  if (key == NULL || id == NULL || *id == '\0' || timestamp == NULL || signatures == NULL ||
      !g_ascii_string_to_unsigned (timestamp, 10, 0, G_MAXINT64 / G_TIME_SPAN_SECOND, &seconds, NULL))
    return LUUKKU_RELAY_UNSIGNED;
  digest = standard_digest (key, id, timestamp, body);
  if (!is_one_of (digest, signatures))
    return LUUKKU_RELAY_FORGED;
  if (ABS (now - (gint64) seconds * G_TIME_SPAN_SECOND) > LUUKKU_RELAY_TOLERANCE)
    return LUUKKU_RELAY_STALE;
  return LUUKKU_RELAY_GENUINE;
}
