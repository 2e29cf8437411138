/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth.c: OAuth 2.0 with PKCE: tokens as text and from answers, secrets, forms, errors. No network.
 */
#define G_LOG_DOMAIN "luukku"

#ifdef G_OS_WIN32
#define _CRT_RAND_S
#endif

#include "adapter/luukku-oauth.h"

#include <stdlib.h>
#include <string.h>
#ifndef G_OS_WIN32
#include <sys/random.h>
#endif

#include "adapter/luukku-fault-table.h"
#include "adapter/luukku-json-write.h"
#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_TOKEN 4096                                         /* bytes; Microsoft's are about 2,000 */
#define MAX_LIFE (G_GINT64_CONSTANT (10) * 365 * 24 * 60 * 60) /* seconds */
#define MAX_CLIENT_ID 256
#define SECRET_BYTES 32

/* --- tokens */

void
luukku_oauth_tokens_free (LuukkuOauthTokens *self)
{
  if (self == NULL)
    return;
  luukku_http_forget (self->access);
  luukku_http_forget (self->refresh);
  g_free (self->subject);
  g_free (self);
}

static gboolean
is_token (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_TOKEN;
}

/* Returns: (transfer full) (nullable): the value of @name in a form; not one of two. */
static char *
read_field (char **fields, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; fields[i] != NULL; i++) {
    if (strncmp (fields[i], name, length) == 0 && fields[i][length] == '=')
      return g_uri_unescape_string (fields[i] + length + 1, NULL);
  }
  return NULL;
}

static void
forget_fields (char **fields)
{
  for (guint i = 0; fields[i] != NULL; i++)
    luukku_http_forget (fields[i]);
  g_free (fields);
}

LuukkuOauthTokens *
luukku_oauth_tokens_read (const char *text)
{
  g_autoptr (LuukkuOauthTokens) self = g_new0 (LuukkuOauthTokens, 1);
  char **fields = g_strsplit (text != NULL ? text : "", "&", 5);
  g_autofree char *until = read_field (fields, "until");

  self->access = read_field (fields, "access");
  self->refresh = read_field (fields, "refresh");
  self->subject = read_field (fields, "subject");
  forget_fields (fields);
  if (!is_token (self->access) || (self->refresh != NULL && !is_token (self->refresh)) ||
      (self->subject != NULL && !is_token (self->subject)))
    return NULL;
  if (until != NULL && !g_ascii_string_to_signed (until, 10, 0, G_MAXINT64, &self->until, NULL))
    return NULL;
  return g_steal_pointer (&self);
}

char *
luukku_oauth_tokens_write (const LuukkuOauthTokens *self)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, self->until);

  return luukku_oauth_form ("access", self->access, "refresh", self->refresh, "until", until, "subject",
                            self->subject, NULL);
}

LuukkuOauthTokens *
luukku_oauth_tokens_parse (JsonNode *answer, gint64 now, GError **error)
{
  return luukku_oauth_tokens_parse_wire (NULL, answer, now, error);
}

LuukkuOauthTokens *
luukku_oauth_tokens_parse_wire (const LuukkuOauthWire *wire, JsonNode *answer, gint64 now, GError **error)
{
  g_autoptr (LuukkuOauthTokens) self = g_new0 (LuukkuOauthTokens, 1);
  LuukkuJsonAt at = { NULL, "" };
  gint64 seconds = 0, ms = 0;

  if (wire != NULL && wire->parse != NULL)
    return wire->parse (answer, now, error);
  if (JSON_NODE_HOLDS_OBJECT (answer))
    at.object = json_node_get_object (answer);
  if (at.object != NULL && wire != NULL && wire->inside != NULL) {
    LuukkuJsonAt outer = at;

    at.object = NULL;
    luukku_json_get_object (&outer, wire->inside, FALSE, &at.object, NULL);
  }
  if (at.object == NULL || !luukku_json_get_string (&at, "access_token", FALSE, &self->access, NULL) ||
      !is_token (self->access) ||
      !luukku_json_get_string (&at, "refresh_token", FALSE, &self->refresh, NULL) ||
      (self->refresh != NULL && !is_token (self->refresh)) ||
      !luukku_json_get_int (&at, "expires_in", FALSE, &seconds, NULL) ||
      !luukku_json_get_int (&at, "expires_in_ms", FALSE, &ms, NULL) ||
      (wire != NULL && wire->subject != NULL &&
       !luukku_json_get_string (&at, wire->subject, FALSE, &self->subject, NULL)) ||
      (self->subject != NULL && !is_token (self->subject))) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The answer has no access token that can be used. Sign in again."));
    return NULL;
  }
  if (ms > 0)
    seconds = MAX (ms / 1000, 1);
  if (seconds > 0)
    self->until = now + MIN (seconds, MAX_LIFE) * G_TIME_SPAN_SECOND;
  return g_steal_pointer (&self);
}

/* --- signing in */

static gboolean
fill_random (guint8 *bytes, gsize size)
{
#ifdef G_OS_WIN32
  for (gsize i = 0; i < size; i++) {
    unsigned int word = 0;

    if (rand_s (&word) != 0)
      return FALSE;
    bytes[i] = (guint8) word;
  }
  return TRUE;
#else
  return getrandom (bytes, size, 0) == (gssize) size;
#endif
}

/* RFC 4648 section 5, without the padding. */
static char *
encode (const guint8 *bytes, gsize size)
{
  char *text = g_base64_encode (bytes, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

char *
luukku_oauth_make_secret (GError **error)
{
  guint8 bytes[SECRET_BYTES];
  char *text;

  if (!fill_random (bytes, sizeof bytes)) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The system gives no random numbers, so nobody can sign in safely. Start the "
                          "computer again."));
    return NULL;
  }
  text = encode (bytes, sizeof bytes);
  memset (bytes, 0, sizeof bytes);
  return text;
}

char *
luukku_oauth_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[SECRET_BYTES];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return encode (digest, size);
}

gboolean
luukku_oauth_is_client_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_CLIENT_ID;
}

/* --- calls */

static gboolean
is_credential (const char *name)
{
  return g_str_equal (name, "client_id") || g_str_equal (name, "client_secret");
}

/* @credentials: whether the client's own belong into it. Returns: (transfer full). */
static char *
write_form (gboolean credentials, const char *first, va_list rest)
{
  GString *form = g_string_new (NULL);

  for (const char *name = first; name != NULL; name = va_arg (rest, const char *)) {
    const char *value = va_arg (rest, const char *);

    if (value == NULL || (!credentials && is_credential (name)))
      continue;
    g_string_append_printf (form, "%s%s=", form->len > 0 ? "&" : "", name);
    g_string_append_uri_escaped (form, value, NULL, FALSE);
  }
  return g_string_free (form, FALSE);
}

/* Returns: (transfer full). */
static char *
write_object (const char *first, va_list rest)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;

  for (const char *name = first; name != NULL; name = va_arg (rest, const char *))
    luukku_json_add_string (builder, name, va_arg (rest, const char *));
  root = luukku_json_end_node (builder);
  return json_to_string (root, FALSE);
}

/* "Basic …" of the client's id and secret, each form-encoded (RFC 6749 section 2.3.1). Returns: (transfer
 * full): to be given to luukku_http_forget(). */
static char *
write_credentials (const char *first, va_list rest)
{
  const char *id = "", *secret = "";
  g_autofree char *name_part = NULL;
  char *secret_part, *pair, *encoded, *header;

  for (const char *name = first; name != NULL; name = va_arg (rest, const char *)) {
    const char *value = va_arg (rest, const char *);

    if (value != NULL && g_str_equal (name, "client_id"))
      id = value;
    else if (value != NULL && g_str_equal (name, "client_secret"))
      secret = value;
  }
  name_part = g_uri_escape_string (id, NULL, FALSE);
  secret_part = g_uri_escape_string (secret, NULL, FALSE);
  pair = g_strconcat (name_part, ":", secret_part, NULL);
  encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  header = g_strconcat ("Basic ", encoded, NULL);
  luukku_http_forget (secret_part);
  luukku_http_forget (pair);
  luukku_http_forget (encoded);
  return header;
}

char *
luukku_oauth_form (const char *first, ...)
{
  va_list rest;
  char *form;

  va_start (rest, first);
  form = write_form (TRUE, first, rest);
  va_end (rest);
  return form;
}

void
luukku_oauth_call_async (LuukkuHttp *http, const LuukkuOauthWire *wire, const char *path,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data,
                         const char *first, ...)
{
  gboolean json = wire != NULL && wire->json, basic = wire != NULL && wire->basic;
  g_autoptr (GBytes) body = NULL;
  va_list rest;
  char *text, *header = NULL;

  va_start (rest, first);
  text = json ? write_object (first, rest) : write_form (!basic, first, rest);
  va_end (rest);
  if (basic) {
    va_start (rest, first);
    header = write_credentials (first, rest);
    va_end (rest);
  }
  body = g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) luukku_http_forget, text);
  luukku_http_call_async (
      http,
      &(LuukkuHttpCall){ .path = path,
                         .content_type = json ? "application/json" : "application/x-www-form-urlencoded",
                         .body = body,
                         .headers = { header != NULL ? "Authorization" : NULL, header } },
      cancellable, callback, data);
  luukku_http_forget (header);
}

/* --- errors */

/* TRANSLATORS: in these sentences %s is the name of a service: "X" */
static const char not_renewed[] =
    N_ ("%s no longer accepts how this account is signed in: it was signed out there, another program has "
        "renewed it, or Luukku ended while it was renewing it. Enable the account and sign in again in the "
        "browser; no messages are received before that.");
static const char unknown_client[] =
    N_ ("%s does not know the client id of the account, or does not let it sign in. Check the client id and "
        "the callback address in the town's app there.");

static const LuukkuFaultRow rows[] = {
  { 400, 401, "invalid_grant", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, not_renewed },
  { 400, 401, "invalid_client", NULL, LUUKKU_FAULT_SETTINGS, 0, unknown_client },
  { 400, 403, "unauthorized_client", NULL, LUUKKU_FAULT_SETTINGS, 0, unknown_client },
  { 400, 400, "invalid_scope", NULL, LUUKKU_FAULT_SETTINGS, 0, unknown_client },
  /* some platforms call a dead token so */
  { 400, 400, "invalid_request", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, not_renewed },
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, not_renewed },
  { .kind = LUUKKU_ROWS_END },
};

gboolean
luukku_oauth_check (const char *name, const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = name, .status = answer->status, .retry_after = answer->retry_after };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL;

  if (answer->root != NULL && answer->status >= 200 && answer->status < 300)
    return TRUE;
  if (answer->root == NULL && answer->status < 429) {
    luukku_fault_table_set_unreadable (name, NULL, FALSE, error);
    return FALSE;
  }
  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root)) {
    at.object = json_node_get_object (answer->root);
    if (!luukku_json_get_string (&at, "error", FALSE, &code, NULL))
      code = NULL;
  }
  facts.code = code;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}
