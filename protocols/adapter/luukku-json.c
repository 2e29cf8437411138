/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json.c: JSON from outside, read tolerantly where the meaning is clear and refused loudly where it is
 * not. Pure: bytes in, values out.
 *
 * json-glib 1.6 alone is not safe for this (measured): it reads 0123 as octal 83, 12345678901234567890 as a
 * negative number, "\ud800" as broken UTF-8, ends a string at \u0000, takes 'a' and comments for JSON and
 * ignores a second document. So a scanner of ours walks the bytes first: it checks every token and the
 * nesting (the parser recurses), and hands on a text in which
 *   - integers of 19 digits and more stand in quotes, so that ids keep all their digits,
 *   - lone surrogates are \ufffd and NULs are \u2400. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json.h"

#include "base/luukku-clock.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

#include <math.h>
#include <string.h>

#define MAX_BYTES (32 * 1024 * 1024)
#define SAFE_DIGITS 18                      /* 10^18 - 1 fits a gint64 */
#define MAX_PATH 200                        /* of a member in a message */
#define MAX_EXACT_DOUBLE 9007199254740992.0 /* 2^53 */

/* --- scanner */

typedef struct {
  const char *at;
  const char *end;
  GString *out;
  guint depth;
  gboolean too_deep;
} Scan;

static gboolean
scan_digits (Scan *scan)
{
  const char *start = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at > start;
}

static gboolean
scan_number (Scan *scan)
{
  const char *start = scan->at, *digits;
  gboolean whole = TRUE;
  gsize length;

  if (*scan->at == '-')
    scan->at++;
  digits = scan->at;
  if (!scan_digits (scan) || (*digits == '0' && scan->at - digits > 1))
    return FALSE;
  length = scan->at - digits;
  if (scan->at < scan->end && *scan->at == '.') {
    whole = FALSE;
    scan->at++;
    if (!scan_digits (scan))
      return FALSE;
  }
  if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
    whole = FALSE;
    scan->at++;
    if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
      scan->at++;
    if (!scan_digits (scan))
      return FALSE;
  }
  if (whole && length > SAFE_DIGITS)
    g_string_append_printf (scan->out, "\"%.*s\"", (int) (scan->at - start), start);
  else
    g_string_append_len (scan->out, start, scan->at - start);
  return TRUE;
}

static gboolean
read_hex (const Scan *scan, const char *at, gunichar *ret_value)
{
  gunichar value = 0;

  if (scan->end - at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (at[i]))
      return FALSE;
    value = value * 16 + (gunichar) g_ascii_xdigit_value (at[i]);
  }
  *ret_value = value;
  return TRUE;
}

/* At "\u": a pair of surrogates goes through, half a pair does not. */
static gboolean
scan_unicode_escape (Scan *scan)
{
  gunichar high = 0, low = 0;

  if (!read_hex (scan, scan->at + 2, &high))
    return FALSE;
  if (high >= 0xd800 && high <= 0xdbff && scan->end - scan->at >= 12 && scan->at[6] == '\\' &&
      scan->at[7] == 'u' && read_hex (scan, scan->at + 8, &low) && low >= 0xdc00 && low <= 0xdfff) {
    g_string_append_len (scan->out, scan->at, 12);
    scan->at += 12;
    return TRUE;
  }
  if (high >= 0xd800 && high <= 0xdfff)
    g_string_append (scan->out, "\\ufffd");
  else if (high == 0)
    g_string_append (scan->out, "\\u2400");
  else
    g_string_append_len (scan->out, scan->at, 6);
  scan->at += 6;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  if (scan->end - scan->at < 2)
    return FALSE;
  if (scan->at[1] == 'u')
    return scan_unicode_escape (scan);
  if (strchr ("\"\\/bfnrt", scan->at[1]) == NULL)
    return FALSE;
  g_string_append_len (scan->out, scan->at, 2);
  scan->at += 2;
  return TRUE;
}

static gboolean
scan_string (Scan *scan)
{
  g_string_append_c (scan->out, *scan->at++);
  while (scan->at < scan->end && *scan->at != '"') {
    if (*scan->at == '\\') {
      if (!scan_escape (scan))
        return FALSE;
    } else {
      g_string_append_c (scan->out, *scan->at++);
    }
  }
  if (scan->at == scan->end)
    return FALSE;
  g_string_append_c (scan->out, *scan->at++);
  return TRUE;
}

static gboolean
scan_word (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (scan->end - scan->at) >= length && strncmp (scan->at, words[i], length) == 0) {
      g_string_append (scan->out, words[i]);
      scan->at += length;
      return scan->at == scan->end || !g_ascii_isalnum (*scan->at);
    }
  }
  return FALSE;
}

static gboolean
scan_bracket (Scan *scan)
{
  if (strchr ("{[", *scan->at) != NULL) {
    if (++scan->depth > LUUKKU_JSON_MAX_DEPTH) {
      scan->too_deep = TRUE;
      return FALSE;
    }
  } else if (scan->depth-- == 0) {
    return FALSE;
  }
  g_string_append_c (scan->out, *scan->at++);
  return TRUE;
}

static gboolean
scan_token (Scan *scan)
{
  if (*scan->at == '"')
    return scan_string (scan);
  if (*scan->at == '-' || g_ascii_isdigit (*scan->at))
    return scan_number (scan);
  if (g_ascii_isalpha (*scan->at))
    return scan_word (scan);
  if (strchr ("{}[]", *scan->at) != NULL)
    return scan_bracket (scan);
  if (strchr (",:", *scan->at) == NULL || scan->depth == 0)
    return FALSE;
  g_string_append_c (scan->out, *scan->at++);
  return TRUE;
}

/* One document and nothing after it. */
static gboolean
scan_document (Scan *scan)
{
  gboolean complete = FALSE;

  while (scan->at < scan->end) {
    if (strchr (" \t\r\n", *scan->at) != NULL) {
      g_string_append_c (scan->out, *scan->at++);
      continue;
    }
    if (complete || !scan_token (scan))
      return FALSE;
    complete = scan->depth == 0;
  }
  return complete;
}

/* --- parser */

static JsonNode *
fail_parse (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("The answer of the platform is no valid JSON. Nothing is lost; Luukku asks again later. If "
          "this goes on, ask who looks after this machine to check the network and the address."));
  return NULL;
}

static JsonNode *
fail_html (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("A web page came instead of the platform's answer. Check that this network lets Luukku out "
          "without a login page, and that the address in the account's settings is right."));
  return NULL;
}

static JsonNode *
fail_large (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_TOO_LARGE,
      N_ ("The answer of the platform is too large or nested too deep to be read safely. Nothing is "
          "lost; open the platform's own page to see what is there."));
  return NULL;
}

JsonNode *
luukku_json_parse (GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GString) text = NULL;
  Scan scan = { NULL, NULL, NULL, 0, FALSE };
  gsize size = 0;

  scan.at = g_bytes_get_data (bytes, &size);
  if (size > MAX_BYTES)
    return fail_large (error);
  if (size == 0)
    return fail_parse (error);
  scan.end = scan.at + size;
  if (size >= 3 && memcmp (scan.at, "\xef\xbb\xbf", 3) == 0)
    scan.at += 3;
  while (scan.at < scan.end && g_ascii_isspace (*scan.at))
    scan.at++;
  if (scan.at < scan.end && *scan.at == '<')
    return fail_html (error);
  if (!g_utf8_validate (scan.at, scan.end - scan.at, NULL))
    return fail_parse (error);

  scan.out = text = g_string_sized_new (size + 1);
  if (!scan_document (&scan))
    return scan.too_deep ? fail_large (error) : fail_parse (error);
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text->str, (gssize) text->len, NULL) ||
      json_parser_get_root (parser) == NULL)
    return fail_parse (error);
  return json_parser_steal_root (parser);
}

/* --- getters */

/* @promised: N_(). */
static gboolean
fail_member (const LuukkuJsonAt *at, const char *name, const char *promised, GError **error)
{
  g_autofree char *path =
      at->path != NULL && *at->path != '\0' ? g_strdup_printf ("%s.%s", at->path, name) : g_strdup (name);
  g_autofree char *valid = luukku_text_make_valid (path, (gssize) MIN (strlen (path), MAX_PATH));

  /* TRANSLATORS: the first %s is a place in the answer, e.g. "data[3].from.id"; the second what should be
   * there, e.g. "a whole number" */
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("The answer of the platform is not as promised: %s is not %s. Nothing is lost; Luukku asks "
          "again later. If this goes on, a newer Luukku may be needed."),
      valid, luukku_tr (promised));
  return FALSE;
}

/* Returns: FALSE with @error when a required member is missing; otherwise *@ret_node, NULL when absent or
 * null. */
static gboolean
find_member (const LuukkuJsonAt *at, const char *name, gboolean required, JsonNode **ret_node, GError **error)
{
  JsonNode *node = at->object != NULL ? json_object_get_member (at->object, name) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    node = NULL;
  if (node == NULL && required)
    return fail_member (at, name, N_ ("there"), error);
  *ret_node = node;
  return TRUE;
}

/* Returns: (transfer none) (nullable): the text of a string node. */
static const char *
peek_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
node_to_int (JsonNode *node, gint64 *ret_value)
{
  const char *text = peek_string (node);
  double number;

  if (text != NULL)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, ret_value, NULL);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    *ret_value = json_node_get_int (node);
    return TRUE;
  }
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  number = json_node_get_double (node);
  if (!(fabs (number) <= MAX_EXACT_DOUBLE) || number != floor (number))
    return FALSE;
  *ret_value = (gint64) number;
  return TRUE;
}

gboolean
luukku_json_get_string (const LuukkuJsonAt *at, const char *name, gboolean required, char **ret_value,
                        GError **error)
{
  JsonNode *node = NULL;
  const char *text;
  gint64 number = 0;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node == NULL) {
    *ret_value = NULL;
    return TRUE;
  }
  text = peek_string (node);
  if (text == NULL && !node_to_int (node, &number))
    return fail_member (at, name, N_ ("a string"), error);
  *ret_value =
      text != NULL ? luukku_text_make_valid (text, -1) : g_strdup_printf ("%" G_GINT64_FORMAT, number);
  return TRUE;
}

gboolean
luukku_json_get_int (const LuukkuJsonAt *at, const char *name, gboolean required, gint64 *ret_value,
                     GError **error)
{
  JsonNode *node = NULL;
  gint64 number = 0;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node != NULL && !node_to_int (node, &number))
    return fail_member (at, name, N_ ("a whole number"), error);
  *ret_value = number;
  return TRUE;
}

static gboolean
node_to_boolean (JsonNode *node, gboolean *ret_value)
{
  const char *text = peek_string (node);
  gint64 number = 0;

  if (text != NULL && (g_str_equal (text, "true") || g_str_equal (text, "false"))) {
    *ret_value = g_str_equal (text, "true");
    return TRUE;
  }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    *ret_value = json_node_get_boolean (node);
    return TRUE;
  }
  if (!node_to_int (node, &number) || (number != 0 && number != 1))
    return FALSE;
  *ret_value = number == 1;
  return TRUE;
}

gboolean
luukku_json_get_boolean (const LuukkuJsonAt *at, const char *name, gboolean required, gboolean *ret_value,
                         GError **error)
{
  JsonNode *node = NULL;
  gboolean value = FALSE;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node != NULL && !node_to_boolean (node, &value))
    return fail_member (at, name, N_ ("true or false"), error);
  *ret_value = value;
  return TRUE;
}

gboolean
luukku_json_get_object (const LuukkuJsonAt *at, const char *name, gboolean required, JsonObject **ret_object,
                        GError **error)
{
  JsonNode *node = NULL;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    return fail_member (at, name, N_ ("an object"), error);
  *ret_object = node != NULL ? json_node_get_object (node) : NULL;
  return TRUE;
}

gboolean
luukku_json_get_array (const LuukkuJsonAt *at, const char *name, gboolean required, JsonArray **ret_array,
                       GError **error)
{
  JsonNode *node = NULL;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    return fail_member (at, name, N_ ("a list"), error);
  *ret_array = node != NULL ? json_node_get_array (node) : NULL;
  return TRUE;
}

gboolean
luukku_json_get_time (const LuukkuJsonAt *at, const char *name, gboolean required, gint64 *ret_time,
                      GError **error)
{
  JsonNode *node = NULL;
  const char *text;
  gint64 time = 0, seconds = 0;

  if (!find_member (at, name, required, &node, error))
    return FALSE;
  if (node == NULL) {
    *ret_time = 0;
    return TRUE;
  }
  text = peek_string (node);
  if (node_to_int (node, &seconds)) {
    if (seconds < 0 || seconds > G_MAXINT64 / G_TIME_SPAN_SECOND)
      return fail_member (at, name, N_ ("a time"), error);
    time = seconds * G_TIME_SPAN_SECOND;
  } else if (text == NULL || !luukku_time_from_iso8601 (text, &time, NULL)) {
    return fail_member (at, name, N_ ("a time"), error);
  }
  *ret_time = time;
  return TRUE;
}

/* --- the payload that is kept */

/* Signed addresses carry their key in the query; so do the paging addresses of Graph. */
static gboolean
is_secret (const char *name, JsonNode *value)
{
  static const char *const secrets[] = { "access_token", "token", "secret", NULL };
  static const char *const addresses[] = { "next", "previous", "url", NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *text;

  if (g_strv_contains (secrets, lower))
    return TRUE;
  if (!g_strv_contains (addresses, lower) && !g_str_has_suffix (lower, "_url"))
    return FALSE;
  text = peek_string (value);
  return text != NULL && strchr (text, '?') != NULL;
}

static JsonNode *
copy_without_secrets (JsonNode *node, guint depth)
{
  if (depth > LUUKKU_JSON_MAX_DEPTH)
    return json_node_new (JSON_NODE_NULL);
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_object_new ();
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &value)) {
      if (!is_secret (name, value))
        json_object_set_member (object, name, copy_without_secrets (value, depth + 1));
    }
    return json_node_init_object (json_node_alloc (), object);
  }
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *from = json_node_get_array (node), *array = json_array_new ();

    for (guint i = 0; i < json_array_get_length (from); i++)
      json_array_add_element (array, copy_without_secrets (json_array_get_element (from, i), depth + 1));
    return json_node_init_array (json_node_alloc (), array);
  }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_DOUBLE &&
      !isfinite (json_node_get_double (node)))
    return json_node_new (JSON_NODE_NULL);
  return json_node_copy (node);
}

GBytes *
luukku_json_raw (JsonNode *node)
{
  g_autoptr (JsonNode) clean = NULL;
  char *text;

  clean = copy_without_secrets (node, 0);
  text = json_to_string (clean, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
