/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-scrub.c: finds what gives access by its name, in JSON members, in addresses, in lines of headers.
 * One pass over the bytes; nothing else in them changes. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-scrub.h"

#include <string.h>

/* Letter case does not count. The second list counts in addresses only, behind "?" or "&". */
static const char *const names[] = {
  "access_token",    "refresh_token",
  "id_token",        "client_secret",
  "app_secret",      "appsecret_proof",
  "api_key",         "apikey",
  "password",        "cookie",
  "set-cookie",      "authorization",
  "x-hub-signature", "x-hub-signature-256",
  "session_id",      "sessionid",
  "private_key",     NULL,
};
static const char *const address_names[] = { "oh", "oe", "sig", "signature", "token", "hmac", "auth", NULL };

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

static gboolean
is_in (const char *const *list, const char *from, gsize size)
{
  for (; *list; list++)
    if (strlen (*list) == size && g_ascii_strncasecmp (*list, from, size) == 0)
      return TRUE;
  return FALSE;
}

/* JSON: "name" : "value". Returns: where the value begins; *@ret_end: its closing quote. NULL: no. */
static const char *
json_value (const char *after, const char *end, const char **ret_end)
{
  const char *at = after;

  if (at >= end || *at != '"')
    return NULL;
  for (at++; at < end && g_ascii_isspace (*at); at++)
    ;
  if (at >= end || *at != ':')
    return NULL;
  for (at++; at < end && g_ascii_isspace (*at); at++)
    ;
  if (at >= end || *at != '"')
    return NULL;
  *ret_end = at + 1;
  while (*ret_end < end && **ret_end != '"')
    *ret_end += **ret_end == '\\' && *ret_end + 1 < end ? 2 : 1;
  return at + 1;
}

/* Header line or address: name: value, name=value. */
static const char *
plain_value (const char *after, const char *end, const char **ret_end)
{
  gboolean header = after < end && *after == ':';
  const char *at = after + 1;

  if (after >= end || (*after != '=' && !header))
    return NULL;
  while (header && at < end && (*at == ' ' || *at == '\t'))
    at++;
  for (*ret_end = at; *ret_end < end; (*ret_end)++)
    if (header ? **ret_end == '\n' || **ret_end == '\r' : strchr ("&;\"'\\ \t\r\n<>", **ret_end) != NULL)
      break;
  return at;
}

/* A resident may write "password: x": only what stands where a machine puts it counts. */
static const char *
find_value (const char *from, const char *at, const char *end, char before, const char **ret_end)
{
  gboolean secret = is_in (names, from, at - from);

  if (before == '"' && secret)
    return json_value (at, end, ret_end);
  if ((before == '?' || before == '&' || before == ';') && at < end && *at == '=' &&
      (secret || is_in (address_names, from, at - from)))
    return plain_value (at, end, ret_end);
  if (before == '\n' && secret && at < end && *at == ':')
    return plain_value (at, end, ret_end);
  return NULL;
}

GBytes *
luukku_scrub_payload (GBytes *bytes, guint *ret_count)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size), *end = data + size, *copied = data, *at = data;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  *ret_count = 0;
  while (at < end) {
    const char *from = at, *value_end = NULL, *value = NULL;
    char before = at > data ? at[-1] : '\n';

    if (!is_name (*at)) {
      at++;
      continue;
    }
    while (at < end && is_name (*at))
      at++;
    if (before == '\\' && at - from > 5 && g_ascii_strncasecmp (from, "u0026", 5) == 0) { /* "&" in JSON */
      from += 5;
      before = '&';
    }
    value = find_value (from, at, end, before, &value_end);
    if (!value || value_end <= value)
      continue;
    value_end = MIN (value_end, end);
    g_byte_array_append (out, (const guint8 *) copied, value - copied);
    g_byte_array_append (out, (const guint8 *) LUUKKU_SCRUB_MARK, strlen (LUUKKU_SCRUB_MARK));
    copied = at = value_end;
    (*ret_count)++;
  }
  if (!*ret_count)
    return g_bytes_ref (bytes);
  g_byte_array_append (out, (const guint8 *) copied, end - copied);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
