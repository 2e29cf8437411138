/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-imap-parse.c: cuts what an IMAP server sends into responses and values. Pure.
 *
 * A response ends with the first CRLF that is neither followed by a promised literal nor inside one. How far
 * was looked is kept, so that a letter that arrives in a thousand pieces is looked at once. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-imap-parse.h"

#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_LITERAL_DIGITS 10

struct _LuukkuMailReader {
  GByteArray *buffer;
  gsize line;     /* where the current line begins */
  gsize looked;   /* up to here there is no line end */
  gsize literals; /* bytes of literals in the current response */
  gsize max_literal;
};

/* --- values */

static void
value_free (LuukkuMailValue *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
values_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) value_free);
}

static LuukkuMailValue *
add_value (GPtrArray *list, LuukkuMailValueKind kind)
{
  LuukkuMailValue *value = g_new0 (LuukkuMailValue, 1);

  value->kind = kind;
  g_ptr_array_add (list, value);
  return value;
}

void
luukku_mail_response_free (LuukkuMailResponse *self)
{
  if (self == NULL)
    return;
  g_free (self->tag);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self->code);
  g_free (self->argument);
  g_free (self->text);
  g_free (self);
}

char *
luukku_mail_value_text (const LuukkuMailValue *value)
{
  gsize size = 0;
  const char *data;

  if (value == NULL || value->bytes == NULL)
    return NULL;
  data = g_bytes_get_data (value->bytes, &size);
  if (value->kind == LUUKKU_MAIL_VALUE_ATOM && size == 3 && g_ascii_strncasecmp (data, "NIL", 3) == 0)
    return NULL;
  return luukku_text_make_valid (size > 0 ? data : "", (gssize) size);
}

static gboolean
is_atom (const LuukkuMailValue *value, const char *word)
{
  gsize size = 0;
  const char *data;

  if (value == NULL || value->kind != LUUKKU_MAIL_VALUE_ATOM || value->bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (value->bytes, &size);
  return size == strlen (word) && g_ascii_strncasecmp (data, word, size) == 0;
}

gboolean
luukku_mail_response_is (const LuukkuMailResponse *self, guint n, const char *word)
{
  return n < self->values->len && is_atom (g_ptr_array_index (self->values, n), word);
}

guint64
luukku_mail_value_number (const LuukkuMailValue *value, gboolean *ret_ok)
{
  g_autofree char *text = luukku_mail_value_text (value);
  guint64 number = 0;
  gboolean ok = text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL);

  if (ret_ok != NULL)
    *ret_ok = ok;
  return ok ? number : 0;
}

/* A section is asked for by its beginning, "BODY[": the server may write it in another case and with an
 * origin. */
static gboolean
is_item (const LuukkuMailValue *value, const char *key)
{
  gsize size = 0, length = strlen (key);
  const char *data;

  if (!g_str_has_suffix (key, "["))
    return is_atom (value, key);
  if (value->kind != LUUKKU_MAIL_VALUE_ATOM || value->bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (value->bytes, &size);
  return size >= length && g_ascii_strncasecmp (data, key, length) == 0;
}

const LuukkuMailValue *
luukku_mail_response_fetched (const LuukkuMailResponse *self, const char *key)
{
  const LuukkuMailValue *items;

  if (!luukku_mail_response_is (self, 1, "FETCH") || self->values->len < 3)
    return NULL;
  items = g_ptr_array_index (self->values, 2);
  for (guint i = 0; items->list != NULL && i + 1 < items->list->len; i += 2) {
    if (is_item (g_ptr_array_index (items->list, i), key))
      return g_ptr_array_index (items->list, i + 1);
  }
  return NULL;
}

/* --- one response to values */

typedef struct {
  const char *p, *end;
  guint values;
} Scan;

static gboolean
fail (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The mail server's answer cannot be read. Luukku tries again by itself."));
  return FALSE;
}

static gboolean
fail_large (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    N_ ("The mail server's answer is larger than allowed and was not read."));
  return FALSE;
}

static void
skip_spaces (Scan *scan)
{
  while (scan->p < scan->end && *scan->p == ' ')
    scan->p++;
}

/* p stands behind the opening quotation mark. */
static gboolean
scan_quoted (Scan *scan, LuukkuMailValue *value, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (; scan->p < scan->end && *scan->p != '"'; scan->p++) {
    if (*scan->p == '\\' && scan->p + 1 < scan->end)
      scan->p++;
    if (*scan->p == '\r' || *scan->p == '\n')
      return fail (error);
    g_byte_array_append (bytes, (const guint8 *) scan->p, 1);
  }
  if (scan->p == scan->end)
    return fail (error);
  scan->p++;
  value->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return TRUE;
}

/* p stands on '{'. The reader has seen to it that the bytes are there. */
static gboolean
scan_literal (Scan *scan, LuukkuMailValue *value, GError **error)
{
  gsize size = 0;
  const char *p = scan->p + 1;

  for (; p < scan->end && g_ascii_isdigit (*p) && p - scan->p <= MAX_LITERAL_DIGITS; p++)
    size = size * 10 + (gsize) (*p - '0');
  if (scan->end - p >= 1 && *p == '+')
    p++;
  if (scan->end - p < 3 || strncmp (p, "}\r\n", 3) != 0 || (gsize) (scan->end - p - 3) < size)
    return fail (error);
  value->bytes = g_bytes_new (p + 3, size);
  scan->p = p + 3 + size;
  return TRUE;
}

/* Brackets keep what is in them together: BODY[HEADER.FIELDS (REFERENCES)]<0>. */
static gboolean
scan_atom (Scan *scan, LuukkuMailValue *value, GError **error)
{
  const char *start = scan->p;
  guint brackets = 0;

  for (; scan->p < scan->end; scan->p++) {
    char c = *scan->p;

    if (c == '\r' || c == '\n' || c == '\0')
      return fail (error);
    if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '"'))
      break;
    if (c == '[')
      brackets++;
    else if (c == ']' && brackets > 0)
      brackets--;
  }
  if (scan->p == start)
    return fail (error);
  value->bytes = g_bytes_new (start, (gsize) (scan->p - start));
  return TRUE;
}

static gboolean scan_list (Scan *scan, GPtrArray *list, guint depth, GError **error);

static gboolean
scan_value (Scan *scan, GPtrArray *list, guint depth, GError **error)
{
  if (++scan->values > LUUKKU_MAIL_MAX_VALUES || depth > LUUKKU_MAIL_MAX_DEPTH)
    return fail_large (error);
  if (*scan->p == '(') {
    LuukkuMailValue *value = add_value (list, LUUKKU_MAIL_VALUE_LIST);

    value->list = values_new ();
    scan->p++;
    return scan_list (scan, value->list, depth + 1, error);
  }
  if (*scan->p == '"') {
    scan->p++;
    return scan_quoted (scan, add_value (list, LUUKKU_MAIL_VALUE_STRING), error);
  }
  if (*scan->p == '~' && scan->p + 1 < scan->end && scan->p[1] == '{')
    scan->p++;
  if (*scan->p == '{')
    return scan_literal (scan, add_value (list, LUUKKU_MAIL_VALUE_STRING), error);
  return scan_atom (scan, add_value (list, LUUKKU_MAIL_VALUE_ATOM), error);
}

/* Until the closing bracket, or at depth 0 until the end. */
static gboolean
scan_list (Scan *scan, GPtrArray *list, guint depth, GError **error)
{
  for (;;) {
    skip_spaces (scan);
    if (scan->p == scan->end)
      return depth == 0 ? TRUE : fail (error);
    if (*scan->p == ')') {
      scan->p++;
      return depth > 0 ? TRUE : fail (error);
    }
    if (!scan_value (scan, list, depth, error))
      return FALSE;
  }
}

static gboolean
is_status (const LuukkuMailResponse *response)
{
  static const char *const words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (luukku_mail_response_is (response, 0, words[i]))
      return TRUE;
  }
  return FALSE;
}

static char *
dup_span (const char *start, const char *end)
{
  return luukku_text_make_valid (start, end - start);
}

/* "[CODE argument] words"; what is no such thing is words. */
static void
scan_status (Scan *scan, LuukkuMailResponse *response)
{
  const char *close, *space;

  skip_spaces (scan);
  close =
      scan->p < scan->end && *scan->p == '[' ? memchr (scan->p, ']', (gsize) (scan->end - scan->p)) : NULL;
  if (close != NULL) {
    space = memchr (scan->p, ' ', (gsize) (close - scan->p));
    response->code = dup_span (scan->p + 1, space != NULL ? space : close);
    if (space != NULL)
      response->argument = dup_span (space + 1, close);
    scan->p = close + 1;
    skip_spaces (scan);
  }
  response->text = dup_span (scan->p, scan->end);
}

static LuukkuMailResponse *
parse (const char *data, gsize size, GError **error)
{
  g_autoptr (LuukkuMailResponse) response = g_new0 (LuukkuMailResponse, 1);
  Scan scan = { .p = data, .end = data + size };
  const char *space = memchr (data, ' ', size);

  response->values = values_new ();
  response->tag = dup_span (data, space != NULL ? space : scan.end);
  scan.p = space != NULL ? space + 1 : scan.end;
  if (g_str_equal (response->tag, "+")) {
    response->text = dup_span (scan.p, scan.end);
    return g_steal_pointer (&response);
  }
  skip_spaces (&scan);
  if (scan.p == scan.end || *response->tag == '\0') {
    fail (error);
    return NULL;
  }
  if (!scan_value (&scan, response->values, 0, error))
    return NULL;
  if (is_status (response))
    scan_status (&scan, response);
  else if (!scan_list (&scan, response->values, 0, error))
    return NULL;
  return g_steal_pointer (&response);
}

/* --- the reader */

LuukkuMailReader *
luukku_mail_reader_new (gsize max_literal)
{
  LuukkuMailReader *self = g_new0 (LuukkuMailReader, 1);

  self->buffer = g_byte_array_new ();
  self->max_literal = max_literal;
  return self;
}

void
luukku_mail_reader_free (LuukkuMailReader *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->buffer);
  g_free (self);
}

void
luukku_mail_reader_push (LuukkuMailReader *self, const guint8 *data, gsize size)
{
  g_byte_array_append (self->buffer, data, (guint) size);
}

gsize
luukku_mail_reader_pending (LuukkuMailReader *self)
{
  return self->buffer->len;
}

/* The line [@start, @end) may promise a literal with its last "{12}" or "{12+}". */
static gboolean
promises_literal (const char *start, const char *end, guint64 *ret_size)
{
  const char *p = end;
  guint64 size = 0, unit = 1;

  if (p == start || *--p != '}')
    return FALSE;
  if (p > start && p[-1] == '+')
    p--;
  for (guint digits = 0; p > start && g_ascii_isdigit (p[-1]); digits++) {
    if (digits >= MAX_LITERAL_DIGITS)
      return FALSE;
    p--;
    size += unit * (guint64) (*p - '0');
    unit *= 10;
  }
  *ret_size = size;
  return unit > 1 && p > start && p[-1] == '{';
}

/* Returns: where the response ends (behind its CRLF), 0 when it is not all there, or with @error. */
static gsize
find_end (LuukkuMailReader *self, GError **error)
{
  const char *data = (const char *) self->buffer->data;
  gsize size = self->buffer->len;

  while (self->looked < size) {
    const char *newline = memchr (data + self->looked, '\n', size - self->looked);
    guint64 literal = 0;
    gsize end;

    if (newline == NULL) {
      self->looked = size;
      break;
    }
    end = (gsize) (newline - data) + 1;
    if (end - self->line < 2 || newline[-1] != '\r') { /* a lone LF ends nothing */
      fail (error);
      return 0;
    }
    if (!promises_literal (data + self->line, newline - 1, &literal))
      return end;
    self->literals += literal;
    if (literal > self->max_literal || self->literals > self->max_literal) {
      fail_large (error);
      return 0;
    }
    self->line = self->looked = end + literal;
  }
  if (size > self->literals && size - self->literals > LUUKKU_MAIL_MAX_LINES)
    fail_large (error);
  return 0;
}

LuukkuMailResponse *
luukku_mail_reader_next (LuukkuMailReader *self, GError **error)
{
  LuukkuMailResponse *response;
  gsize end = find_end (self, error);

  if (end == 0)
    return NULL;
  response = parse ((const char *) self->buffer->data, end - 2, error);
  g_byte_array_remove_range (self->buffer, 0, (guint) end);
  self->line = self->looked = self->literals = 0;
  return response;
}

/* --- parts of commands */

char *
luukku_mail_quote (const char *text)
{
  g_autoptr (GString) quoted = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isprint (*p))
      return g_strdup ("\"\"");
    if (*p == '"' || *p == '\\')
      g_string_append_c (quoted, '\\');
    g_string_append_c (quoted, *p);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/* [@start, @end): characters outside printable ASCII: UTF-16 in base64 with ',' for '/', no padding. */
static void
encode_run (GString *out, const char *start, const char *end)
{
  g_autofree gunichar2 *units = NULL;
  g_autofree char *base64 = NULL;
  glong count = 0;

  units = g_utf8_to_utf16 (start, end - start, NULL, &count, NULL);
  if (units == NULL)
    return;
  for (glong i = 0; i < count; i++)
    units[i] = GUINT16_TO_BE (units[i]);
  base64 = g_base64_encode ((const guchar *) units, (gsize) count * sizeof *units);
  g_strdelimit (base64, "/", ',');
  base64[strcspn (base64, "=")] = '\0';
  g_string_append_printf (out, "&%s-", base64);
}

char *
luukku_mail_folder_encode (const char *name)
{
  g_autofree char *valid = luukku_text_make_valid (name, -1);
  GString *out = g_string_new (NULL);
  const char *p = valid;

  while (*p != '\0') {
    const char *start = p;

    while (*p != '\0' && !g_ascii_isprint (*p))
      p = g_utf8_next_char (p);
    if (p > start)
      encode_run (out, start, p);
    if (*p == '&')
      g_string_append (out, "&-");
    else if (*p != '\0')
      g_string_append_c (out, *p);
    if (*p != '\0')
      p++;
  }
  return g_string_free (out, FALSE);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static int
number_at (const char *text, guint digits)
{
  int number = 0;

  for (guint i = 0; i < digits; i++) {
    if (text[i] == ' ' && i == 0)
      continue;
    if (!g_ascii_isdigit (text[i]))
      return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

gint64
luukku_mail_parse_internal_date (const char *text)
{
  g_autoptr (GDateTime) time = NULL;
  int month = 0, zone;

  if (text == NULL || strlen (text) != strlen ("17-Jul-1996 02:44:25 -0700"))
    return 0;
  while (month < 12 && g_ascii_strncasecmp (text + 3, months[month], 3) != 0)
    month++;
  zone = number_at (text + 22, 4);
  if (month == 12 || zone < 0 || (text[21] != '+' && text[21] != '-') || number_at (text + 7, 4) < 1970)
    return 0;
  time = g_date_time_new_utc (number_at (text + 7, 4), month + 1, number_at (text, 2),
                              number_at (text + 12, 2), number_at (text + 15, 2), number_at (text + 18, 2));
  if (time == NULL)
    return 0;
  zone = (zone / 100) * 60 + zone % 100;
  return (g_date_time_to_unix (time) - (text[21] == '-' ? -zone : zone) * 60) * G_TIME_SPAN_SECOND;
}

char *
luukku_mail_search_day (gint64 time)
{
  g_autoptr (GDateTime) day =
      g_date_time_new_from_unix_utc (MAX (time - G_TIME_SPAN_DAY, 0) / G_TIME_SPAN_SECOND);

  return g_strdup_printf ("%d-%s-%d", g_date_time_get_day_of_month (day),
                          months[g_date_time_get_month (day) - 1], g_date_time_get_year (day));
}
