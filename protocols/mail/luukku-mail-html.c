/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-html.c: a letter in HTML as plain text. Pure.
 *
 * Not an HTML parser: it decides what a reader would see, and in doubt words stay. A tag that is never closed
 * because of a lone quotation mark would swallow the rest, so the rest is then read without heeding quotation
 * marks. Linear in the input. Character references are the base layer's. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-text.h"

#include <string.h>

#include "base/luukku-text.h"

#define MAX_QUOTES 20 /* depth shown */
#define MAX_HREF 2000 /* bytes of a link that are shown */

typedef struct {
  GString *out;
  GString *run;     /* text since the last tag */
  guint quotes;     /* depth of blockquote */
  guint lines;      /* line ends that are due */
  gboolean started; /* something stands on the line */
  gboolean space;   /* a space is due */
  guint pre;        /* depth of pre */
  const char *skip; /* until this element is closed (nullable) */
  char *href;       /* of the open link (nullable) */
  gsize link_start; /* where its words begin in out */
} Writer;

static const char *const blocks[] = { "address", "article",  "blockquote", "center", "div", "dl", "dd",
                                      "dt",      "fieldset", "footer",     "form",   "h1",  "h2", "h3",
                                      "h4",      "h5",       "h6",         "header", "hr",  "li", "ol",
                                      "section", "table",    "tr",         "ul" };
static const char *const skipped[] = { "style", "script", "title" };

static gboolean
is_one_of (const char *name, gsize length, const char *const *names, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
begin_line (Writer *self)
{
  if (self->out->len > 0) {
    for (guint i = 0; i < MIN (self->lines, 2); i++)
      g_string_append_c (self->out, '\n');
  }
  for (guint i = 0; i < MIN (self->quotes, MAX_QUOTES); i++)
    g_string_append (self->out, i + 1 == MIN (self->quotes, MAX_QUOTES) ? "> " : ">");
  self->lines = 0;
  self->space = FALSE;
  self->started = TRUE;
}

static void
end_line (Writer *self, guint lines)
{
  self->lines = MAX (self->lines, lines);
  self->started = FALSE;
}

static void
write_character (Writer *self, const char *p, gsize length)
{
  if (!self->started)
    begin_line (self);
  else if (self->space)
    g_string_append_c (self->out, ' ');
  self->space = FALSE;
  g_string_append_len (self->out, p, (gssize) length);
}

/* The text between two tags: references decoded, white space as one space. */
static void
flush (Writer *self)
{
  g_autofree char *text = NULL;

  if (self->run->len == 0)
    return;
  text = self->skip == NULL ? luukku_text_strip_html (self->run->str) : g_strdup ("");
  g_string_truncate (self->run, 0);
  for (const char *p = text; *p != '\0';) {
    const char *next = g_utf8_next_char (p);

    if (*p == '\n' && self->pre > 0) {
      self->lines++;
      self->started = FALSE;
    } else if (g_ascii_isspace (*p) && self->pre == 0) {
      self->space = self->started;
    } else {
      write_character (self, p, (gsize) (next - p));
    }
    p = next;
  }
}

/* Returns: (transfer full) (nullable): the value of @name in the tag [@start, @end). */
static char *
attribute (const char *start, const char *end, const char *name)
{
  gsize length = strlen (name);

  for (const char *p = start; p + length < end; p++) {
    const char *value = p + length;
    char quote = '\0';
    gsize size = 0;

    if (!g_ascii_isspace (*p) || g_ascii_strncasecmp (p + 1, name, length) != 0)
      continue;
    value = p + 1 + length;
    while (value < end && g_ascii_isspace (*value))
      value++;
    if (value >= end || *value != '=')
      continue;
    for (value++; value < end && g_ascii_isspace (*value); value++)
      ;
    if (value < end && (*value == '"' || *value == '\''))
      quote = *value++;
    while (value + size < end && size < MAX_HREF &&
           (quote != '\0' ? value[size] != quote : !g_ascii_isspace (value[size])))
      size++;
    return g_strndup (value, size);
  }
  return NULL;
}

/* A link says where it leads when its words do not: a letter that shows one address and leads to another is
 * seen. */
static void
end_link (Writer *self)
{
  g_autofree char *href = g_steal_pointer (&self->href);
  g_autofree char *plain = NULL;
  const char *shown;

  if (href == NULL)
    return;
  plain = luukku_text_strip_html (href);
  g_strstrip (plain);
  g_strdelimit (plain, "\r\n\t", ' ');
  shown = self->link_start < self->out->len ? self->out->str + self->link_start : "";
  if (g_ascii_strncasecmp (plain, "http", 4) != 0 || strstr (shown, plain) != NULL)
    return;
  if (g_str_has_suffix (plain, "/") && strlen (shown) + 1 >= strlen (plain)) {
    g_autofree char *bare = g_strndup (plain, strlen (plain) - 1);

    if (strstr (shown, bare) != NULL)
      return;
  }
  self->space = self->started;
  write_character (self, "<", 1);
  g_string_append (self->out, plain);
  g_string_append_c (self->out, '>');
}

static void
begin_link (Writer *self, const char *start, const char *end)
{
  end_link (self);
  self->href = attribute (start, end, "href");
  self->link_start = self->out->len;
}

static void
write_image (Writer *self, const char *start, const char *end)
{
  g_autofree char *alt = attribute (start, end, "alt");

  if (alt == NULL || *alt == '\0')
    return;
  g_string_assign (self->run, alt);
  flush (self);
}

static void
handle_quote (Writer *self, gboolean closing)
{
  end_line (self, 1);
  if (!closing)
    self->quotes++;
  else if (self->quotes > 0)
    self->quotes--;
}

/* [@start, @end): between '<' and '>'. */
static void
handle_tag (Writer *self, const char *start, const char *end)
{
  gboolean closing = *start == '/';
  const char *name = start + (closing ? 1 : 0);
  gsize length = 0;

  flush (self);
  while (name + length < end && g_ascii_isalnum (name[length]))
    length++;
  if (self->skip != NULL) {
    if (closing && is_one_of (name, length, &self->skip, 1))
      self->skip = NULL;
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (skipped) && !closing && end[-1] != '/'; i++) {
    if (is_one_of (name, length, &skipped[i], 1))
      self->skip = skipped[i];
  }
  if (length == 2 && g_ascii_strncasecmp (name, "br", 2) == 0) {
    self->lines++;
    self->started = FALSE;
  } else if (length == 1 && g_ascii_tolower (*name) == 'p') {
    end_line (self, 2);
  } else if (length == 1 && g_ascii_tolower (*name) == 'a') {
    if (closing)
      end_link (self);
    else
      begin_link (self, name, end);
  } else if (length == 3 && g_ascii_strncasecmp (name, "img", 3) == 0) {
    write_image (self, name, end);
  } else if (length == 3 && g_ascii_strncasecmp (name, "pre", 3) == 0) {
    end_line (self, 1);
    self->pre = closing ? 0 : 1;
  } else if (length == 10 && g_ascii_strncasecmp (name, "blockquote", 10) == 0) {
    handle_quote (self, closing);
  } else if (length == 2 &&
             (g_ascii_strncasecmp (name, "td", 2) == 0 || g_ascii_strncasecmp (name, "th", 2) == 0)) {
    self->space = self->started;
  } else if (is_one_of (name, length, blocks, G_N_ELEMENTS (blocks))) {
    end_line (self, 1);
  }
}

/* Where the search for tags stands. A search that ran to the end in vain is not made again. */
typedef struct {
  gboolean no_tags;     /* none is closed from here on */
  gboolean no_comments; /* no "-->" from here on */
  gboolean no_quotes;   /* one is never closed: they are not heeded any more */
} Search;

/* @start stands behind '<'. Returns: (nullable): the '>' of the tag. */
static const char *
find_bracket (const char *start, gboolean heed_quotes)
{
  char quote = '\0';

  for (const char *p = start; *p != '\0'; p++) {
    if (quote != '\0')
      quote = *p == quote ? '\0' : quote;
    else if (*p == '>')
      return p;
    else if (heed_quotes && (*p == '"' || *p == '\'') && p > start &&
             (p[-1] == '=' || g_ascii_isspace (p[-1])))
      quote = *p;
  }
  return NULL;
}

static const char *
find_end (Search *search, const char *start)
{
  const char *end = NULL;

  if (g_str_has_prefix (start, "!--") && !search->no_comments) {
    end = strstr (start + 3, "-->");
    search->no_comments = end == NULL;
    if (end != NULL)
      return end + 2;
  }
  if (!search->no_quotes) {
    end = find_bracket (start, TRUE);
    search->no_quotes = end == NULL;
  }
  if (end == NULL)
    end = find_bracket (start, FALSE);
  search->no_tags = end == NULL;
  return end;
}

static gboolean
is_tag (const char *p)
{
  return p[0] == '<' &&
         (g_ascii_isalpha (p[1]) || (p[1] == '/' && g_ascii_isalpha (p[2])) || p[1] == '!' || p[1] == '?');
}

char *
luukku_mail_text_from_html (const char *html)
{
  g_autofree char *valid = luukku_text_make_valid (html, -1);
  Writer self = { .out = g_string_sized_new (strlen (valid)), .run = g_string_new (NULL) };
  Search search = { 0 };
  const char *p = valid;

  while (*p != '\0') {
    const char *end = NULL;

    if (!search.no_tags && is_tag (p) && (self.skip == NULL || p[1] == '/'))
      end = find_end (&search, p + 1);
    if (end != NULL) {
      handle_tag (&self, p + 1, end);
      p = end + 1;
    } else {
      if (*p == '<')
        g_string_append (self.run, "&lt;");
      else
        g_string_append_c (self.run, *p);
      p++;
    }
  }
  if (self.skip != NULL && self.run->len > 0)
    self.skip = NULL; /* never closed: in doubt words stay */
  flush (&self);
  end_link (&self);
  g_string_free (self.run, TRUE);
  return g_string_free (self.out, FALSE);
}
