/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-canonical.c: a GVariant as the bytes of RFC 8785 (JSON Canonicalization Scheme).
 *
 * These bytes are hashed and chained: any change here breaks every record that was ever made.
 *   1. No white space. Members of an object are sorted by the UTF-16 code units of their names, each name
 * once.
 *   2. In strings only " and \ and U+0000 … U+001F are escaped: \b \t \n \f \r by letter, the others as
 * \u00xx in lower-case hex. Everything else is raw UTF-8; no normalisation.
 *   3. Integers in decimal, |n| < 2^53, so that every reader of JSON gets the same number.
 * Pure; base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-canonical.h"

#include <string.h>

#include "base/luukku-error.h"

#define INTEGER_LIMIT (G_GINT64_CONSTANT (1) << 53)

/* Deepest nesting of objects, arrays, maybes and variants. */
#define MAX_DEPTH 64

/* Most bytes that one value may become. */
#define MAX_BYTES (64 * 1024 * 1024)

typedef struct {
  const char *name; /* no ref: inside value's parent */
  GVariant *value;  /* (ref) */
} Member;

static gboolean write_value (GString *out, GVariant *value, guint depth, GError **error);

static void
clear_member (gpointer data)
{
  g_variant_unref (((Member *) data)->value);
}

static void
write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  while (*text != '\0') {
    gsize plain = 0;

    while ((guchar) text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
      plain++;
    g_string_append_len (out, text, (gssize) plain);
    text += plain;
    if (*text == '\0')
      break;
    switch (*text) {
    case '\b':
      g_string_append (out, "\\b");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\f':
      g_string_append (out, "\\f");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '"':
    case '\\':
      g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
      break;
    default:
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *text);
      break;
    }
    text++;
  }
  g_string_append_c (out, '"');
}

/* The first UTF-16 code unit of @c. */
static guint
first_unit (gunichar c)
{
  return c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10);
}

/* UTF-8 sorts by code point, UTF-16 puts U+10000 and above (surrogates, 0xD800 …) before U+E000 … U+FFFF. */
static int
compare_members (gconstpointer a, gconstpointer b)
{
  const char *x = ((const Member *) a)->name;
  const char *y = ((const Member *) b)->name;

  while (*x != '\0' && *y != '\0') {
    gunichar c = g_utf8_get_char (x);
    gunichar d = g_utf8_get_char (y);

    if (c != d) {
      guint u = first_unit (c);
      guint v = first_unit (d);

      return u != v ? (u < v ? -1 : 1) : (c < d ? -1 : 1);
    }
    x = g_utf8_next_char (x);
    y = g_utf8_next_char (y);
  }
  return (*x != '\0') - (*y != '\0');
}

static gboolean
write_object (GString *out, GVariant *object, guint depth, GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  GVariantIter iter;
  Member member;

  g_array_set_clear_func (members, clear_member);
  g_variant_iter_init (&iter, object);
  while (g_variant_iter_next (&iter, "{&sv}", &member.name, &member.value))
    g_array_append_val (members, member);
  g_array_sort (members, compare_members);

  g_string_append_c (out, '{');
  for (guint i = 0; i < members->len; i++) {
    const Member *current = &g_array_index (members, Member, i);

    if (i > 0 && g_str_equal (current->name, g_array_index (members, Member, i - 1).name)) {
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_INPUT,
          N_ ("A record names one of its members twice. Nothing was written; please report this."));
      return FALSE;
    }
    if (i > 0)
      g_string_append_c (out, ',');
    write_string (out, current->name);
    g_string_append_c (out, ':');
    if (!write_value (out, current->value, depth + 1, error))
      return FALSE;
  }
  g_string_append_c (out, '}');
  return TRUE;
}

/* "av" and "as". */
static gboolean
write_array (GString *out, GVariant *array, guint depth, GError **error)
{
  gsize length = g_variant_n_children (array);

  g_string_append_c (out, '[');
  for (gsize i = 0; i < length; i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (array, i);

    if (i > 0)
      g_string_append_c (out, ',');
    if (!write_value (out, child, depth + 1, error))
      return FALSE;
  }
  g_string_append_c (out, ']');
  return TRUE;
}

/* "v", "mv" and "ms". */
static gboolean
write_inner (GString *out, GVariant *value, guint depth, GError **error)
{
  g_autoptr (GVariant) inner = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    inner = g_variant_get_variant (value);
  else
    inner = g_variant_get_maybe (value);
  if (inner != NULL)
    return write_value (out, inner, depth + 1, error);
  g_string_append (out, "null");
  return TRUE;
}

/* Returns: FALSE when @value is no integer. @ret_number: G_MAXINT64 when it does not fit. */
static gboolean
get_integer (GVariant *value, gint64 *ret_number)
{
  guint64 number;

  switch ((int) g_variant_classify (value)) {
  case G_VARIANT_CLASS_BYTE:
    *ret_number = g_variant_get_byte (value);
    return TRUE;
  case G_VARIANT_CLASS_INT16:
    *ret_number = g_variant_get_int16 (value);
    return TRUE;
  case G_VARIANT_CLASS_UINT16:
    *ret_number = g_variant_get_uint16 (value);
    return TRUE;
  case G_VARIANT_CLASS_INT32:
    *ret_number = g_variant_get_int32 (value);
    return TRUE;
  case G_VARIANT_CLASS_UINT32:
    *ret_number = g_variant_get_uint32 (value);
    return TRUE;
  case G_VARIANT_CLASS_INT64:
    *ret_number = g_variant_get_int64 (value);
    return TRUE;
  case G_VARIANT_CLASS_UINT64:
    number = g_variant_get_uint64 (value);
    *ret_number = number > G_MAXINT64 ? G_MAXINT64 : (gint64) number;
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
write_integer (GString *out, gint64 number, GError **error)
{
  if (number <= -INTEGER_LIMIT || number >= INTEGER_LIMIT) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("A number in a record is larger than JSON can carry exactly. Nothing was written; please "
            "report this."));
    return FALSE;
  }
  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
  return TRUE;
}

static gboolean
is_within_limits (const GString *out, guint depth, GError **error)
{
  if (depth <= MAX_DEPTH && out->len <= MAX_BYTES)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    N_ ("A record is too large or nested too deeply. Archive a smaller part of the case."));
  return FALSE;
}

static gboolean
write_value (GString *out, GVariant *value, guint depth, GError **error)
{
  const char *type = g_variant_get_type_string (value);
  gint64 number;

  if (!is_within_limits (out, depth, error))
    return FALSE;
  if (g_str_equal (type, "a{sv}"))
    return write_object (out, value, depth, error);
  if (g_str_equal (type, "av") || g_str_equal (type, "as"))
    return write_array (out, value, depth, error);
  if (g_str_equal (type, "v") || g_str_equal (type, "mv") || g_str_equal (type, "ms"))
    return write_inner (out, value, depth, error);
  if (get_integer (value, &number))
    return write_integer (out, number, error);
  if (g_str_equal (type, "s")) {
    write_string (out, g_variant_get_string (value, NULL));
    return TRUE;
  }
  if (g_str_equal (type, "b")) {
    g_string_append (out, g_variant_get_boolean (value) ? "true" : "false");
    return TRUE;
  }
  luukku_set_error (
      error, LUUKKU_ERROR_UNSUPPORTED,
      /* TRANSLATORS: %s is the technical name of a type, e.g. "d" */
      N_ ("A record cannot hold a value of the type “%s”. Nothing was written; please report this."), type);
  return FALSE;
}

char *
luukku_canonical_json (GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  g_autoptr (GString) out = g_string_new (NULL);

  if (!write_value (out, sunk, 0, error) || !is_within_limits (out, 0, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
