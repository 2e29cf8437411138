/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-request.c: the request an adapter builds and the answer it gets: plain values, no network.
 *
 * Header names are kept in lower case. Header values are secrets: nothing here prints them, and control
 * characters are dropped from them, so that a pasted token with a line break cannot add a header of its own.
 */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport.h"

#include <stdio.h>
#include <string.h>

#define MAX_RETRY_AFTER G_TIME_SPAN_DAY

struct _LuukkuRequest {
  gatomicrefcount ref_count;
  char *method;
  char *url;
  GHashTable *headers; /* name in lower case → value */
  char *content_type;  /* (nullable) */
  GBytes *body;        /* (ref) (nullable) */
  gsize max_body;
  gboolean idempotent;
};

struct _LuukkuResponse {
  gatomicrefcount ref_count;
  guint status;
  GHashTable *headers; /* name in lower case → value */
  GBytes *body;        /* (ref) */
  gint64 received_at;
};

static char *
clean_value (const char *value)
{
  GString *clean = g_string_sized_new (strlen (value));

  for (const char *at = value; *at != '\0'; at++) {
    if (!g_ascii_iscntrl (*at))
      g_string_append_c (clean, *at);
  }
  return g_strstrip (g_string_free (clean, FALSE));
}

/* --- request */

LuukkuRequest *
luukku_request_new (const char *method, const char *url)
{
  LuukkuRequest *self;

  self = g_new0 (LuukkuRequest, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->method = g_ascii_strup (method, -1);
  self->url = g_strdup (url);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->max_body = LUUKKU_TRANSPORT_MAX_BODY;
  self->idempotent = g_str_equal (self->method, "GET") || g_str_equal (self->method, "HEAD");
  return self;
}

LuukkuRequest *
luukku_request_ref (LuukkuRequest *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
luukku_request_unref (LuukkuRequest *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->method);
  g_free (self->url);
  g_free (self->content_type);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
luukku_request_set_header (LuukkuRequest *self, const char *name, const char *value)
{
  g_return_if_fail (*name != '\0' && strpbrk (name, " \t\r\n:") == NULL);

  g_hash_table_replace (self->headers, g_ascii_strdown (name, -1), clean_value (value));
}

void
luukku_request_set_bearer (LuukkuRequest *self, const char *token)
{
  g_autofree char *value = NULL;

  value = g_strconcat ("Bearer ", token, NULL);
  luukku_request_set_header (self, "Authorization", value);
}

void
luukku_request_set_body (LuukkuRequest *self, const char *content_type, GBytes *body)
{
  g_free (self->content_type);
  self->content_type = clean_value (content_type);
  g_bytes_ref (body);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
}

void
luukku_request_set_max_body (LuukkuRequest *self, gsize max_bytes)
{
  self->max_body = max_bytes;
}

void
luukku_request_set_idempotent (LuukkuRequest *self, gboolean idempotent)
{
  self->idempotent = idempotent;
}

const char *
luukku_request_get_method (const LuukkuRequest *self)
{
  return self->method;
}

const char *
luukku_request_get_url (const LuukkuRequest *self)
{
  return self->url;
}

const char *
luukku_request_get_header (const LuukkuRequest *self, const char *name)
{
  g_autofree char *key = NULL;

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, key);
}

GHashTable *
luukku_request_get_headers (const LuukkuRequest *self)
{
  return self->headers;
}

const char *
luukku_request_get_content_type (const LuukkuRequest *self)
{
  return self->content_type;
}

GBytes *
luukku_request_get_body (const LuukkuRequest *self)
{
  return self->body;
}

gsize
luukku_request_get_max_body (const LuukkuRequest *self)
{
  return self->max_body;
}

gboolean
luukku_request_get_idempotent (const LuukkuRequest *self)
{
  return self->idempotent;
}

/* --- response */

LuukkuResponse *
luukku_response_new (guint status, GHashTable *headers, GBytes *body, gint64 received_at)
{
  LuukkuResponse *self;
  GHashTableIter iter;
  gpointer name, value;

  self = g_new0 (LuukkuResponse, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->status = status;
  self->body = g_bytes_ref (body);
  self->received_at = received_at;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (headers == NULL)
    return self;
  g_hash_table_iter_init (&iter, headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_replace (self->headers, g_ascii_strdown (name, -1), g_strdup (value));
  return self;
}

LuukkuResponse *
luukku_response_ref (LuukkuResponse *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
luukku_response_unref (LuukkuResponse *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

guint
luukku_response_get_status (const LuukkuResponse *self)
{
  return self->status;
}

GBytes *
luukku_response_get_body (const LuukkuResponse *self)
{
  return self->body;
}

gint64
luukku_response_get_received_at (const LuukkuResponse *self)
{
  return self->received_at;
}

const char *
luukku_response_get_header (const LuukkuResponse *self, const char *name)
{
  g_autofree char *key = NULL;

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, key);
}

/* --- Retry-After */

static int
month_from_name (const char *name)
{
  static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return (int) i + 1;
  }
  return 0;
}

/* The three forms that RFC 9110 section 5.6.7 tells a reader to accept. Returns: UTC µs, 0 when it is none.
 */
static gint64
parse_http_date (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  char month[4] = "";
  int year = 0, day = 0, hour = 0, minute = 0, second = 0;

  if (sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d", &day, month, &year, &hour, &minute,
              &second) != 6 &&
      sscanf (text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", month, &day, &hour, &minute, &second,
              &year) != 6) {
    if (sscanf (text, "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d", &day, month, &year, &hour, &minute,
                &second) != 6)
      return 0;
    year += 2000;
  }
  if (month_from_name (month) == 0)
    return 0;
  date = g_date_time_new_utc (year, month_from_name (month), day, hour, minute, MIN (second, 59));
  return date != NULL ? g_date_time_to_unix (date) * G_TIME_SPAN_SECOND : 0;
}

gint64
luukku_response_get_retry_after (const LuukkuResponse *self, gint64 now)
{
  const char *text;
  guint64 seconds = 0;
  gint64 date;

  text = luukku_response_get_header (self, "retry-after");
  if (text == NULL)
    return 0;
  if (g_ascii_isdigit (*text)) {
    if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_RETRY_AFTER / G_TIME_SPAN_SECOND, &seconds, NULL))
      return strspn (text, "0123456789") == strlen (text) ? MAX_RETRY_AFTER : 0;
    return (gint64) seconds * G_TIME_SPAN_SECOND;
  }
  date = parse_http_date (text);
  return date > now ? MIN (date - now, MAX_RETRY_AFTER) : 0;
}
