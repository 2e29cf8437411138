/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-weighted.c: how long a text is where letters weigh differently and every link counts the same, and
 * where graphemes count; pure. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-weighted.h"

#include <string.h>

#define LIGHT 100
#define HEAVY 200
#define SCALE 100

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER 0x200D
#define EMOJI_STYLE 0xFE0F
#define KEYCAP 0x20E3

static guint
weight_of (gunichar c)
{
  static const struct {
    gunichar first, last;
  } light[] = { { 0, 0x10FF }, { 0x2000, 0x200D }, { 0x2010, 0x201F }, { 0x2032, 0x2037 } };

  for (guint i = 0; i < G_N_ELEMENTS (light); i++) {
    if (c >= light[i].first && c <= light[i].last)
      return LIGHT;
  }
  return HEAVY;
}

/* --- emoji: a whole sequence weighs as one heavy letter */

static gboolean
is_flag_letter (gunichar c)
{
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static gboolean
is_pictograph (gunichar c)
{
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2190 && c <= 0x2BFF) || c == 0x203C || c == 0x2049;
}

/* What belongs to the pictograph before it: skin tones, the emoji style, the letters of a region's flag. */
static gboolean
extends (gunichar c)
{
  return c == EMOJI_STYLE || (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F);
}

static const char *
skip_extensions (const char *at)
{
  while (*at != '\0' && extends (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* Returns: (transfer none) (nullable): behind the emoji that begins at @at; NULL when there is none. */
static const char *
skip_emoji (const char *at)
{
  gunichar c = g_utf8_get_char (at);
  const char *next = g_utf8_next_char (at);

  if (is_flag_letter (c) && *next != '\0' && is_flag_letter (g_utf8_get_char (next)))
    return g_utf8_next_char (next);
  if (c < 0x80) { /* a digit in a key */
    if (!g_ascii_isdigit (c) && c != '#' && c != '*')
      return NULL;
    next = skip_extensions (next);
    return *next != '\0' && g_utf8_get_char (next) == KEYCAP ? g_utf8_next_char (next) : NULL;
  }
  if (!is_pictograph (c))
    return NULL;
  next = skip_extensions (next);
  while (*next != '\0' && g_utf8_get_char (next) == ZERO_WIDTH_JOINER) {
    const char *joined = g_utf8_next_char (next);

    if (*joined == '\0' || !is_pictograph (g_utf8_get_char (joined)))
      break;
    next = skip_extensions (g_utf8_next_char (joined));
  }
  return next;
}

/* --- addresses */

static gboolean
ends_address (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == '<' || c == '>' || c == '"' || c >= 0x2E80;
}

/* Returns: (transfer none): behind the address that begins at @at, without the full stop of the sentence. */
static const char *
skip_to_end (const char *at)
{
  const char *end = at;

  while (*end != '\0' && !ends_address (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  while (end > at && strchr (".,:;!?)]}'", end[-1]) != NULL)
    end--;
  return end;
}

static gboolean
is_label_byte (char c)
{
  return g_ascii_isalnum (c) || c == '-' || (guchar) c >= 0x80;
}

/* "kuopio.fi", "www.kuopio.fi/x". Returns: (transfer none) (nullable): behind it. */
static const char *
skip_bare_host (const char *at)
{
  const char *p = at, *label = at;
  guint dots = 0;

  for (; is_label_byte (*p) || (*p == '.' && p > label && is_label_byte (p[1])); p++) {
    if (*p == '.') {
      dots++;
      label = p + 1;
    }
  }
  if (dots == 0 || p - label < 2 || g_ascii_isdigit (*label))
    return NULL;
  return *p == '/' ? skip_to_end (p) : p;
}

/* A host is looked for where a word begins. */
static gboolean
begins_word (const char *text, const char *at)
{
  return at == text || (!is_label_byte (at[-1]) && strchr ("@.$#_/", at[-1]) == NULL);
}

const char *
luukku_address_skip (const char *text, const char *at)
{
  if (!begins_word (text, at) ||
      (g_ascii_strncasecmp (at, "https://", 8) != 0 && g_ascii_strncasecmp (at, "http://", 7) != 0))
    return NULL;
  return skip_to_end (at);
}

static guint
plain_weight (const char *at, const char *end)
{
  guint weight = 0;

  while (at < end) {
    const char *behind = skip_emoji (at);

    weight += behind != NULL ? HEAVY : weight_of (g_utf8_get_char (at));
    at = behind != NULL ? behind : g_utf8_next_char (at);
  }
  return weight;
}

guint
luukku_weighted_length (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  const char *whole = composed != NULL ? composed : text; /* not UTF-8: every byte counts */
  guint64 weight = 0;

  if (composed == NULL)
    return (guint) strlen (text);
  for (const char *at = whole; *at != '\0';) {
    const char *end = luukku_address_skip (whole, at);

    if (end != NULL) {
      weight += LUUKKU_WEIGHTED_LINK * SCALE;
    } else if (begins_word (whole, at) && (end = skip_bare_host (at)) != NULL) {
      weight += MAX (LUUKKU_WEIGHTED_LINK * SCALE, plain_weight (at, end));
    } else {
      end = skip_emoji (at);
      if (end == NULL)
        end = g_utf8_next_char (at);
      weight += plain_weight (at, end);
    }
    at = end;
  }
  return (guint) MIN ((weight + SCALE - 1) / SCALE, G_MAXUINT);
}

/* --- graphemes */

/* What is a letter by itself even before a mark: the ends of lines, and other invisible signs. */
static gboolean
stands_alone (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK || c == ZERO_WIDTH_JOINER ||
         c == ZERO_WIDTH_NON_JOINER || extends (c);
}

static const char *
skip_grapheme (const char *at)
{
  const char *end = skip_emoji (at);

  if (end == NULL && g_str_has_prefix (at, "\r\n"))
    return at + 2;
  if (end == NULL && stands_alone (g_utf8_get_char (at)))
    return g_utf8_next_char (at);
  if (end == NULL)
    end = g_utf8_next_char (at);
  while (*end != '\0' && is_mark (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  return end;
}

guint
luukku_grapheme_length (const char *text)
{
  guint length = 0;

  if (!g_utf8_validate (text, -1, NULL)) /* every byte counts */
    return (guint) MIN (strlen (text), G_MAXUINT);
  for (const char *at = text; *at != '\0'; at = skip_grapheme (at))
    length++;
  return length;
}
