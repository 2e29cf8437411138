/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-json.c: what platforms send, hostile bytes, and that no secret stays in a kept payload. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json.h"

#include "base/luukku-error.h"

#include <string.h>

static JsonNode *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return luukku_json_parse (bytes, error);
}

static void
test_parse_refused (void)
{
  static const char *const broken[] = {
    "",       "   ",         "{",        "[1,]",       "{\"a\":1,}", "{\"a\" \"b\"}",
    "[1][2]", "true false",  "['a']",    "[0123]",     "[1 2]",      "[.5]",
    "[1.]",   "[-]",         "[1e]",     "[+1]",       "[nul]",      "[nulls]",
    "[NaN]",  "/* c */ [1]", "[1] // c", "var x = {}", "\"\\q\"",    "\"\\u12\"",
    "\"a",    "\"\\ud800",   "\"\\",     "]",          "{]",         "[\"\xff\xfe\"]",
    "@",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (broken[i], &error);

    g_test_message ("text %u", i);
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
    g_assert_null (node);
  }
}

static void
test_parse_html (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse ("\xef\xbb\xbf \n<!DOCTYPE html><html>Log in</html>", &error);

  g_assert_null (node);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "web page"));
  g_assert_null (strstr (error->message, "Log in"));
}

static void
test_parse_depth (void)
{
  g_autofree char *good = NULL, *deep = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL, none = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < LUUKKU_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < LUUKKU_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  good = g_string_free (text, FALSE);
  node = parse (good, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);

  deep = g_strnfill (1000000, '[');
  none = parse (deep, &error);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_assert_null (none);
}

static void
test_parse_embedded_nul (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("[1]\0[2]", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = luukku_json_parse (bytes, &error);

  g_assert_null (node);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
}

static void
test_parse_prefixes (void)
{
  const char *whole = "{\"a\":[1,-2.5e+3,\"\\u00e4\\ud83d\\ude00\",true,null,12345678901234567890]}";

  /* every cut and every changed byte is refused or read, never a crash */
  for (gsize length = 0; length < strlen (whole); length++) {
    g_autoptr (GBytes) cut = g_bytes_new (whole, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = luukku_json_parse (cut, &error);

    g_assert_null (node);
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
  for (gsize i = 0; i < strlen (whole); i++) {
    for (guint byte = 0; byte < 256; byte++) {
      g_autofree char *changed = g_strdup (whole);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;

      changed[i] = (char) byte;
      bytes = g_bytes_new (changed, strlen (whole));
      node = luukku_json_parse (bytes, &error);
      g_assert_true ((node != NULL) == (error == NULL));
    }
  }
}

typedef struct {
  const char *member; /* JSON of the value, NULL: absent */
  gboolean fits;
  const char *value;
} Case;

static void
check_string (const Case *c, gboolean required)
{
  g_autofree char *text = c->member != NULL ? g_strdup_printf ("{\"x\":%s}", c->member) : g_strdup ("{}");
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (text, &error);
  LuukkuJsonAt at = { json_node_get_object (node), "data[3].from" };

  g_test_message ("%s", text);
  g_assert_cmpint (luukku_json_get_string (&at, "x", required, &value, &error), ==, c->fits);
  if (c->fits) {
    g_assert_no_error (error);
    g_assert_cmpstr (value, ==, c->value);
    g_assert_true (value == NULL || g_utf8_validate (value, -1, NULL));
  } else {
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
    g_assert_nonnull (strstr (error->message, "data[3].from.x"));
  }
}

static void
test_string (void)
{
  static const Case cases[] = {
    { "\"abc\"", TRUE, "abc" },
    { "17", TRUE, "17" },
    { "-5", TRUE, "-5" },
    { "104455667788990", TRUE, "104455667788990" },
    { "12345678901234567890", TRUE, "12345678901234567890" },
    { "123456789012345678901234567890", TRUE, "123456789012345678901234567890" },
    { "\"\\u00e4\"", TRUE, "ä" },
    { "\"\\ud83d\\ude00\"", TRUE, "😀" },
    { "\"a\\ud800b\"", TRUE,
      "a\xef\xbf\xbd"
      "b" },
    { "\"\\udc00\\ud800\"", TRUE, "\xef\xbf\xbd\xef\xbf\xbd" },
    { "\"a\\u0000b\"", TRUE,
      "a\xe2\x90\x80"
      "b" },
    { "\"\\\"\\\\\\/\"", TRUE, "\"\\/" },
    { "1.5", FALSE, NULL },
    { "true", FALSE, NULL },
    { "{}", FALSE, NULL },
    { "[]", FALSE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    check_string (&cases[i], TRUE);
    check_string (&cases[i], FALSE);
  }
  check_string (&(Case){ "null", TRUE, NULL }, FALSE);
  check_string (&(Case){ NULL, TRUE, NULL }, FALSE);
  check_string (&(Case){ "null", FALSE, NULL }, TRUE);
  check_string (&(Case){ NULL, FALSE, NULL }, TRUE);
}

static void
test_int (void)
{
  static const struct {
    const char *member;
    gboolean fits;
    gint64 value;
  } cases[] = {
    { "37", TRUE, 37 },    { "\"37\"", TRUE, 37 },
    { "-1", TRUE, -1 },    { "1.0", TRUE, 1 },
    { "1e3", TRUE, 1000 }, { "9223372036854775807", TRUE, G_MAXINT64 },
    { "null", TRUE, 0 },   { "12345678901234567890", FALSE, 0 },
    { "1.5", FALSE, 0 },   { "1e300", FALSE, 0 },
    { "1e999", FALSE, 0 }, { "\"37 \"", FALSE, 0 },
    { "\"\"", FALSE, 0 },  { "true", FALSE, 0 },
    { "[]", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"x\":%s}", cases[i].member);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (text, &error);
    LuukkuJsonAt at = { json_node_get_object (node), "" };
    gint64 value = 4711;

    g_test_message ("%s", text);
    g_assert_cmpint (luukku_json_get_int (&at, "x", FALSE, &value, &error), ==, cases[i].fits);
    g_assert_cmpint (value, ==, cases[i].fits ? cases[i].value : 4711); /* written only on success */
    g_assert_true (cases[i].fits == (error == NULL));
  }
}

static void
test_boolean (void)
{
  static const struct {
    const char *member;
    int expected; /* -1: does not fit */
  } cases[] = {
    { "true", TRUE }, { "false", FALSE }, { "\"true\"", TRUE }, { "\"false\"", FALSE },
    { "1", TRUE },    { "0", FALSE },     { "\"1\"", TRUE },    { "null", FALSE },
    { "2", -1 },      { "\"yes\"", -1 },  { "\"TRUE \"", -1 },  { "[]", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"x\":%s}", cases[i].member);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (text, &error);
    LuukkuJsonAt at = { json_node_get_object (node), NULL };
    gboolean value = FALSE, fits = luukku_json_get_boolean (&at, "x", FALSE, &value, &error);

    g_test_message ("%s", text);
    g_assert_cmpint (fits ? value : -1, ==, cases[i].expected);
    g_assert_true (fits == (error == NULL));
  }
}

static void
test_containers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse ("{\"o\":{\"a\":1},\"l\":[1,2],\"n\":null}", NULL);
  LuukkuJsonAt at = { json_node_get_object (node), "" };
  JsonObject *object = NULL;
  JsonArray *array = NULL;

  g_assert_true (luukku_json_get_object (&at, "o", TRUE, &object, &error));
  g_assert_cmpuint (json_object_get_size (object), ==, 1);
  g_assert_true (luukku_json_get_array (&at, "l", TRUE, &array, &error));
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_true (luukku_json_get_object (&at, "n", FALSE, &object, &error));
  g_assert_null (object);
  g_assert_no_error (error);
  g_assert_false (luukku_json_get_array (&at, "o", FALSE, &array, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_false (luukku_json_get_object (&at, "missing", TRUE, &object, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
}

static void
test_time (void)
{
  static const struct {
    const char *member;
    gint64 seconds; /* -1: does not fit */
  } cases[] = {
    { "\"2026-07-12T19:11:07+0000\"", 1783883467 },
    { "\"2026-07-12T19:11:07Z\"", 1783883467 },
    { "\"2026-07-12T22:11:07+03:00\"", 1783883467 },
    { "1783883467", 1783883467 },
    { "\"1783883467\"", 1783883467 },
    { "null", 0 },
    { "-5", -1 },
    { "9223372036854775807", -1 },
    { "\"yesterday\"", -1 },
    { "\"2026-13-12T19:11:07Z\"", -1 },
    { "{}", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"x\":%s}", cases[i].member);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (text, &error);
    LuukkuJsonAt at = { json_node_get_object (node), "" };
    gint64 time = -1;
    gboolean fits = luukku_json_get_time (&at, "x", FALSE, &time, &error);

    g_test_message ("%s", text);
    g_assert_cmpint (time, ==, cases[i].seconds < 0 ? -1 : cases[i].seconds * G_TIME_SPAN_SECOND);
    g_assert_true (fits == (error == NULL));
  }
}

static void
test_error_keeps_value_out (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse ("{\"count\":\"CANARY\"}", NULL);
  LuukkuJsonAt at = { json_node_get_object (node), "summary" };
  gint64 value = 0;

  g_assert_false (luukku_json_get_int (&at, "count", TRUE, &value, &error));
  g_assert_nonnull (strstr (error->message, "summary.count"));
  g_assert_null (strstr (error->message, "CANARY"));
}

static void
test_raw (void)
{
  g_autoptr (JsonNode) node =
      parse ("{\"id\":\"m_1\",\"message\":\"https://example.org/?token=mine\",\"Access_Token\":\"CANARY\","
             "\"secret\":{\"a\":\"CANARY\"},\"big\":12345678901234567890,\"bad\":1e999,"
             "\"attachments\":{\"data\":[{\"id\":1,\"file_url\":\"https://cdn/a?sig=CANARY\","
             "\"preview_url\":\"https://cdn/plain.png\"}]},"
             "\"paging\":{\"next\":\"https://graph/x?access_token=CANARY\"}}",
             NULL);
  g_autoptr (GBytes) raw = luukku_json_raw (node);
  g_autofree char *text = g_strndup (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  g_autoptr (JsonNode) again = luukku_json_parse (raw, NULL);

  g_assert_cmpstr (
      text, ==,
      "{\"id\":\"m_1\",\"message\":\"https://example.org/?token=mine\",\"big\":\"12345678901234567890\","
      "\"bad\":null,\"attachments\":{\"data\":[{\"id\":1,\"preview_url\":\"https://cdn/plain.png\"}]},"
      "\"paging\":{}}");
  g_assert_nonnull (again);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/json/parse/refused", test_parse_refused);
  g_test_add_func ("/net/json/parse/html", test_parse_html);
  g_test_add_func ("/net/json/parse/depth", test_parse_depth);
  g_test_add_func ("/net/json/parse/embedded-nul", test_parse_embedded_nul);
  g_test_add_func ("/net/json/parse/cut-and-changed", test_parse_prefixes);
  g_test_add_func ("/net/json/string", test_string);
  g_test_add_func ("/net/json/int", test_int);
  g_test_add_func ("/net/json/boolean", test_boolean);
  g_test_add_func ("/net/json/containers", test_containers);
  g_test_add_func ("/net/json/time", test_time);
  g_test_add_func ("/net/json/error-keeps-value-out", test_error_keeps_value_out);
  g_test_add_func ("/net/json/raw", test_raw);
  return g_test_run ();
}
