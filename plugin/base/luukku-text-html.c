/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-text-html.c: chat markup to plain text and back.
 *
 * Not an HTML parser: it decides what a resident would read, and when in doubt a thing stays as text, because
 * what is dropped is not seen by any rule. A tag is '<', a letter or '/' and a letter, and a '>' with no
 * other '<' before it outside quotation marks. Comments, script and style are dropped only when they are
 * closed.
 *
 * Time is linear in the input. A search that ran to the end in vain is not made again (no_comment_end,
 * no_raw_end), and a search for the end of a tag stops at the next unquoted '<'.  Two such searches that pass
 * over the same '<' are in different states there (plain, "…", '…': a quotation mark permutes the states), so
 * no byte is looked at more than three times.
 *
 * Pure; base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"

#include <string.h>

#define REPLACEMENT_CHARACTER 0xfffd

/* Longest name and most digits of a character reference. */
#define REFERENCE_NAME_MAX 8
#define REFERENCE_DIGITS_MAX 8

/* Elements whose contents are no text. */
typedef enum { RAW_SCRIPT, RAW_STYLE, N_RAW } RawElement;

static const char *const raw_names[N_RAW] = { "script", "style" };

typedef struct {
  GString *out;
  gboolean no_comment_end;    /* no "-->" from here on */
  gboolean no_raw_end[N_RAW]; /* no such closing tag from here on */
} Stripper;

typedef struct {
  const char *name;
  gunichar character;
} Reference;

/* Sorted by strcmp(). */
static const Reference references[] = {
  { "Aring", 0xc5 },   { "Auml", 0xc4 },    { "Eacute", 0xc9 },   { "Ouml", 0xd6 },     { "Uuml", 0xdc },
  { "amp", '&' },      { "apos", '\'' },    { "aring", 0xe5 },    { "auml", 0xe4 },     { "bdquo", 0x201e },
  { "bull", 0x2022 },  { "copy", 0xa9 },    { "deg", 0xb0 },      { "eacute", 0xe9 },   { "emsp", 0x2003 },
  { "ensp", 0x2002 },  { "euro", 0x20ac },  { "gt", '>' },        { "hellip", 0x2026 }, { "laquo", 0xab },
  { "ldquo", 0x201c }, { "lsquo", 0x2018 }, { "lt", '<' },        { "mdash", 0x2014 },  { "middot", 0xb7 },
  { "nbsp", 0xa0 },    { "ndash", 0x2013 }, { "ouml", 0xf6 },     { "quot", '"' },      { "raquo", 0xbb },
  { "rdquo", 0x201d }, { "reg", 0xae },     { "rsquo", 0x2019 },  { "sbquo", 0x201a },  { "sect", 0xa7 },
  { "shy", 0xad },     { "szlig", 0xdf },   { "thinsp", 0x2009 }, { "times", 0xd7 },    { "trade", 0x2122 },
  { "uuml", 0xfc },    { "zwj", 0x200d },   { "zwnj", 0x200c },
};

/* Elements after which a reader sees a new line: at the opening tag, the closing tag or both. */
typedef struct {
  const char *name;
  gboolean opening;
} LineElement;

static const LineElement line_elements[] = {
  { "br", TRUE }, { "br", FALSE }, { "div", FALSE }, { "li", FALSE }, { "p", FALSE },
};

/* What &#128; … &#159; mean in the wild (windows-1252); 0: nothing. */
static const guint16 windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* --- character references */

static int
compare_reference (gconstpointer key, gconstpointer element)
{
  return strcmp (key, ((const Reference *) element)->name);
}

static gunichar
named_character (const char *start, gsize length)
{
  char name[REFERENCE_NAME_MAX + 1] = "";
  const Reference *found;

  memcpy (name, start, length);
  found = bsearch (name, references, G_N_ELEMENTS (references), sizeof (Reference), compare_reference);
  return found != NULL ? found->character : 0;
}

static gunichar
numbered_character (guint number)
{
  if (number >= 0x80 && number <= 0x9f)
    number = windows_1252[number - 0x80];
  if (number == '\t' || number == '\n' || number == '\r')
    return number;
  return number >= 0x20 && number != 0x7f && g_unichar_validate (number) ? number : REPLACEMENT_CHARACTER;
}

/* @start stands behind "&#". Returns: the character, 0 when it is no reference. */
static gunichar
read_numbered (const char *start, const char **ret_end)
{
  gboolean hexadecimal = *start == 'x' || *start == 'X';
  const char *first = start + (hexadecimal ? 1 : 0);
  const char *p = first;
  guint64 number = 0;

  while (p - first < REFERENCE_DIGITS_MAX && (hexadecimal ? g_ascii_isxdigit (*p) : g_ascii_isdigit (*p))) {
    number = number * (hexadecimal ? 16 : 10) + (guint) g_ascii_xdigit_value (*p);
    p++;
  }
  if (p == first || *p != ';')
    return 0;
  *ret_end = p + 1;
  return numbered_character ((guint) MIN (number, G_MAXUINT));
}

/* @start stands on '&'. Returns: what stands behind it. */
static const char *
strip_reference (Stripper *self, const char *start)
{
  const char *end = start + 1;
  gunichar character = 0;

  if (*end == '#') {
    character = read_numbered (start + 2, &end);
  } else {
    while (end - start - 1 < REFERENCE_NAME_MAX && g_ascii_isalpha (*end))
      end++;
    if (end > start + 1 && *end == ';')
      character = named_character (start + 1, (gsize) (end - start - 1));
    end++;
  }
  if (character == 0) {
    g_string_append_c (self->out, '&');
    return start + 1;
  }
  g_string_append_unichar (self->out, character);
  return end;
}

/* --- tags */

/* @start stands on '<'. Returns: (nullable): the '>' that ends the tag, NULL when there is none. */
static const char *
find_tag_end (const char *start, gboolean heed_quotes)
{
  char quote = '\0';

  for (const char *p = start + 1; *p != '\0'; p++) {
    if (quote != '\0') {
      if (*p == quote)
        quote = '\0';
    } else if (*p == '>') {
      return p;
    } else if (*p == '<') {
      return NULL;
    } else if (heed_quotes && (*p == '"' || *p == '\'')) {
      quote = *p;
    }
  }
  return NULL;
}

static gboolean
is_name (const char *name, gsize length, const char *wanted)
{
  return strlen (wanted) == length && g_ascii_strncasecmp (name, wanted, length) == 0;
}

/* Returns: what stands behind the closing tag of @element, or @start when it is never closed. */
static const char *
skip_raw (Stripper *self, const char *start, RawElement element)
{
  const char *name = raw_names[element];
  gsize length = strlen (name);

  if (self->no_raw_end[element])
    return start;
  for (const char *p = strstr (start, "</"); p != NULL; p = strstr (p + 2, "</")) {
    if (g_ascii_strncasecmp (p + 2, name, length) == 0 && !g_ascii_isalnum (p[2 + length])) {
      const char *end = strchr (p, '>');

      if (end != NULL)
        return end + 1;
      break; /* no other one is closed, either */
    }
  }
  self->no_raw_end[element] = TRUE;
  return start;
}

/* [@start, @end]: a whole tag from '<' to '>'. Returns: what stands behind it and the contents it takes
 * along. */
static const char *
strip_tag (Stripper *self, const char *start, const char *end)
{
  gboolean closing = start[1] == '/';
  gboolean empty = end[-1] == '/';
  const char *name = start + (closing ? 2 : 1);
  gsize length = 0;

  while (g_ascii_isalnum (name[length]))
    length++;
  for (gsize i = 0; i < G_N_ELEMENTS (line_elements); i++) {
    if (line_elements[i].opening != closing && is_name (name, length, line_elements[i].name)) {
      g_string_append_c (self->out, '\n');
      break;
    }
  }
  for (guint i = 0; i < N_RAW && !closing && !empty; i++) {
    if (is_name (name, length, raw_names[i]))
      return skip_raw (self, end + 1, (RawElement) i);
  }
  return end + 1;
}

/* @start stands on "<!--". Returns: what stands behind the comment, NULL when it is never closed. */
static const char *
skip_comment (Stripper *self, const char *start)
{
  const char *end;

  if (self->no_comment_end)
    return NULL;
  end = strstr (start + 2, "-->"); /* "<!-->" is a whole comment, too */
  self->no_comment_end = end == NULL;
  return end != NULL ? end + 3 : NULL;
}

/* @start stands on '<'. Returns: what stands behind what begins here. */
static const char *
strip_markup (Stripper *self, const char *start)
{
  const char *end = NULL;

  if (g_str_has_prefix (start, "<!--")) {
    end = skip_comment (self, start);
    if (end != NULL)
      return end;
  } else if (g_ascii_isalpha (start[1]) || (start[1] == '/' && g_ascii_isalpha (start[2]))) {
    end = find_tag_end (start, TRUE);
    if (end == NULL)
      end = find_tag_end (start, FALSE); /* a quotation mark that is never closed */
    if (end != NULL)
      return strip_tag (self, start, end);
  } else if ((start[1] == '!' || start[1] == '?') && (g_ascii_isalpha (start[2]) || start[2] == '[')) {
    end = find_tag_end (start, FALSE);
    if (end != NULL)
      return end + 1;
  }
  g_string_append_c (self->out, '<');
  return start + 1;
}

char *
luukku_text_strip_html (const char *markup)
{
  g_autofree char *valid = luukku_text_make_valid (markup, -1);
  Stripper self = { .out = g_string_sized_new (strlen (valid)) };
  const char *p = valid;

  while (*p != '\0') {
    gsize plain = strcspn (p, "<&");

    g_string_append_len (self.out, p, (gssize) plain);
    p += plain;
    if (*p == '<')
      p = strip_markup (&self, p);
    else if (*p == '&')
      p = strip_reference (&self, p);
  }
  return g_string_free (self.out, FALSE);
}

char *
luukku_text_to_html (const char *text)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  GString *markup = g_string_sized_new (strlen (valid) + 16);

  for (const char *p = valid; *p != '\0'; p++) {
    switch (*p) {
    case '&':
      g_string_append (markup, "&amp;");
      break;
    case '<':
      g_string_append (markup, "&lt;");
      break;
    case '>':
      g_string_append (markup, "&gt;");
      break;
    case '"':
      g_string_append (markup, "&quot;");
      break;
    case '\r':
      if (p[1] == '\n')
        break; /* the '\n' makes the line */
      g_string_append (markup, "<BR>");
      break;
    case '\n':
      g_string_append (markup, "<BR>");
      break;
    default:
      g_string_append_c (markup, *p);
      break;
    }
  }
  return g_string_free (markup, FALSE);
}

gboolean
luukku_text_has_image (const char *markup)
{
  for (const char *at = strchr (markup, '<'); at != NULL; at = strchr (at + 1, '<')) {
    if (g_ascii_strncasecmp (at, "<img", 4) == 0 && g_ascii_isspace (at[4]))
      return TRUE;
  }
  return FALSE;
}
