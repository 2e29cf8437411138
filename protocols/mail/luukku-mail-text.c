/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-text.c: charsets as letters really use them, and what is new in a letter. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-text.h"

#include <errno.h>
#include <string.h>

#include "base/luukku-text.h"

#define FOLDED "> […]"
#define MAX_ATTRIBUTION 3 /* lines of "On Monday … wrote:" */
#define MAX_ATTRIBUTION_LINE 300
#define MAX_EMPTY_LINES 2

/* --- charsets */

/* What a name in a letter means. WHATWG: browsers and mail programs write windows-1252 and call it
 * ISO-8859-1. */
static const struct {
  const char *name, *means;
} aliases[] = {
  { "iso-8859-1", "WINDOWS-1252" },     { "iso8859-1", "WINDOWS-1252" }, { "iso_8859-1", "WINDOWS-1252" },
  { "latin1", "WINDOWS-1252" },         { "latin-1", "WINDOWS-1252" },   { "cp1252", "WINDOWS-1252" },
  { "windows-1252", "WINDOWS-1252" },   { "us-ascii", "WINDOWS-1252" },  { "ascii", "WINDOWS-1252" },
  { "ansi_x3.4-1968", "WINDOWS-1252" }, { "iso8859-15", "ISO-8859-15" }, { "latin9", "ISO-8859-15" },
  { "latin-9", "ISO-8859-15" },         { "koi8r", "KOI8-R" },           { "utf8", "UTF-8" },
  { "ks_c_5601-1987", "CP949" },        { "gb2312", "GB18030" },         { "x-gbk", "GB18030" },
};

static const char *
meaning_of (const char *charset)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++) {
    if (g_ascii_strcasecmp (aliases[i].name, charset) == 0)
      return aliases[i].means;
  }
  return charset;
}

/* Step by step, so that one byte that means nothing costs one character. Returns: FALSE when iconv knows no
 * such charset. */
static gboolean
convert (const char *bytes, gsize size, const char *charset, GString *out)
{
  GIConv converter = g_iconv_open ("UTF-8", charset);
  char *in = (char *) bytes;
  gsize left = size;

  if (converter == (GIConv) -1)
    return FALSE;
  while (left > 0) {
    char piece[4096];
    char *to = piece;
    gsize room = sizeof piece;
    gsize done = g_iconv (converter, &in, &left, &to, &room);
    int cause = errno;

    g_string_append_len (out, piece, to - piece);
    if (done != (gsize) -1 || cause == E2BIG)
      continue;
    g_string_append (out, "\xef\xbf\xbd");
    if (left > 0) {
      in++;
      left--;
    }
    g_iconv (converter, NULL, NULL, NULL, NULL); /* back to the first state */
  }
  g_iconv_close (converter);
  return TRUE;
}

static char *
unify_line_ends (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++) {
    if (*p != '\r')
      g_string_append_c (out, *p);
    else if (p[1] != '\n')
      g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

char *
luukku_mail_text_decode (const char *bytes, gsize size, const char *charset)
{
  const char *means = charset != NULL && *charset != '\0' ? meaning_of (charset) : "WINDOWS-1252";
  g_autoptr (GString) text = g_string_sized_new (size);
  g_autofree char *valid = NULL;
  gboolean western = g_str_equal (means, "WINDOWS-1252") || g_str_equal (means, "ISO-8859-15");

  if (size >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0) {
    bytes += 3;
    size -= 3;
    western = TRUE;
  }
  if ((western || g_ascii_strcasecmp (means, "UTF-8") == 0) && g_utf8_validate (bytes, (gssize) size, NULL))
    g_string_append_len (text, bytes, (gssize) size);
  else if (g_ascii_strcasecmp (means, "UTF-8") == 0)
    g_string_append_len (text, bytes, (gssize) size); /* made valid below: the good parts stay */
  else if (!convert (bytes, size, means, text))
    convert (bytes, size, "WINDOWS-1252", text);
  valid = luukku_text_make_valid (text->str, (gssize) text->len);
  return unify_line_ends (valid);
}

/* --- lines */

char *
luukku_mail_text_tidy (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);
  guint empty = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (*lines[i] == '\0') {
      empty++;
      continue;
    }
    if (out->len > 0) {
      for (guint n = 0; n < MIN (empty, MAX_EMPTY_LINES) + 1; n++)
        g_string_append_c (out, '\n');
    }
    empty = 0;
    g_string_append (out, lines[i]);
  }
  return g_string_free (out, FALSE);
}

static gsize
quote_depth (const char *line)
{
  return strspn (line, ">");
}

char *
luukku_mail_text_unflow (const char *text, gboolean delsp)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_sized_new (strlen (text));
  gboolean soft = FALSE;
  gsize before = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    gsize depth = quote_depth (lines[i]);
    const char *line = lines[i] + depth;
    gsize length;

    if (*line == ' ')
      line++; /* stuffed */
    length = strlen (line);
    if (i > 0 && !(soft && depth == before)) {
      g_string_append_c (out, '\n');
      soft = FALSE;
    }
    if (!soft) {
      g_string_append_len (out, lines[i], (gssize) depth);
      if (depth > 0)
        g_string_append_c (out, ' ');
    }
    soft = length > 0 && line[length - 1] == ' ' && !g_str_equal (line, "-- ");
    g_string_append_len (out, line, (gssize) (length - (soft && delsp ? 1 : 0)));
    before = depth;
  }
  return g_string_free (out, FALSE);
}

/* --- what is new */

static gboolean
is_quote (const char *line)
{
  return *line == '>';
}

static gboolean
is_blank (const char *line)
{
  return line[strspn (line, " \t")] == '\0';
}

/* Where mail programs begin the whole earlier letter without "> ". */
static gboolean
is_original_mark (const char *line)
{
  static const char *const marks[] = {
    "-----Original Message-----",          "-----Alkuperäinen viesti-----",
    "-----Ursprungligt meddelande-----",   "-----Исходное сообщение-----",
    "----- Original Message -----",        "----- Alkuperäinen viesti -----",
    "----- Ursprungligt meddelande -----", "________________________________",
  };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (g_str_has_prefix (line, marks[i]))
      return TRUE;
  }
  return FALSE;
}

/* "From: …" right below a line of underscores or a mark. */
static gboolean
is_header_line (const char *line)
{
  static const char *const names[] = { "From:", "Lähettäjä:", "Från:",   "От:",
                                       "Sent:", "Lähetetty:", "Skickat:" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_has_prefix (line, names[i]))
      return TRUE;
  }
  return FALSE;
}

/* Returns: whether a whole earlier letter begins at line @i. A line of underscores alone is an ornament. */
static gboolean
begins_original (char **lines, guint i)
{
  guint next = i + 1;

  if (!is_original_mark (lines[i]))
    return FALSE;
  if (*lines[i] == '-')
    return TRUE;
  while (lines[next] != NULL && is_blank (lines[next]))
    next++;
  return lines[next] != NULL && is_header_line (lines[next]);
}

/* Returns: the first line of the words "… wrote:" that end right above @quote, or @quote. */
static guint
find_attribution (char **lines, guint quote)
{
  guint last = quote, first;

  while (last > 0 && is_blank (lines[last - 1]))
    last--;
  if (last == 0 || !g_str_has_suffix (lines[last - 1], ":") ||
      strlen (lines[last - 1]) > MAX_ATTRIBUTION_LINE)
    return quote;
  for (first = last - 1; first > 0 && last - first < MAX_ATTRIBUTION; first--) {
    if (is_blank (lines[first - 1]) || is_quote (lines[first - 1]))
      return first;
  }
  return first == 0 ? 0 : last - 1;
}

static gboolean
has_words (char **lines, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    if (!is_blank (lines[i]) && !is_quote (lines[i]))
      return TRUE;
  }
  return FALSE;
}

/* Returns: where the quotation at the end begins, @count when there is none. */
static guint
find_tail (char **lines, guint count)
{
  guint last = count;

  for (guint i = 0; i < count; i++) {
    if (begins_original (lines, i))
      return i;
  }
  while (last > 0 && (is_blank (lines[last - 1]) || is_quote (lines[last - 1])))
    last--;
  while (last < count && is_blank (lines[last]))
    last++;
  return last;
}

/* Returns: where the new text begins behind a quotation at the top, 0 when there is none. */
static guint
find_head (char **lines, guint to)
{
  guint first = 0, end;

  while (first < to && !is_quote (lines[first]) && first <= MAX_ATTRIBUTION + 1)
    first++;
  if (first == to || !is_quote (lines[first]) || has_words (lines, 0, find_attribution (lines, first)))
    return 0;
  for (end = first; end < to && (is_quote (lines[end]) || is_blank (lines[end])); end++)
    ;
  for (guint i = end; i < to; i++) {
    if (is_quote (lines[i])) /* answers between quotations */
      return 0;
  }
  return end;
}

static void
append_lines (GString *out, char **lines, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    g_string_append (out, lines[i]);
    g_string_append_c (out, '\n');
  }
}

char *
luukku_mail_text_fold (const char *text, guint *ret_folded)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint count = g_strv_length (lines);
  guint tail = find_tail (lines, count), head;
  GString *out;

  *ret_folded = 0;
  if (tail < count && is_quote (lines[tail]))
    tail = find_attribution (lines, tail);
  head = find_head (lines, tail);
  if ((head == 0 && tail == count) || !has_words (lines, head, tail))
    return g_strdup (text);
  out = g_string_new (NULL);
  append_lines (out, lines, head, tail);
  g_string_append (out, FOLDED);
  *ret_folded = head + count - tail;
  return g_string_free (out, FALSE);
}
