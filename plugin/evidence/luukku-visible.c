/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-visible.c: shows what a text hides. Must not guess, mend or drop anything without counting it. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-visible.h"

#include <string.h>

#define MAX_ORDER_PARTS 40

typedef enum { PLAIN, BIDI, CTRL, ZERO, OTHER, REPLACED } Sort;

typedef struct {
  gunichar first, last;
  Sort sort;
} Range;

/* In rising order. NUL cannot stand in a C string: it arrives as U+2400. */
static const Range ranges[] = {
  { 0x0000, 0x0008, CTRL },  { 0x000B, 0x001F, CTRL },     { 0x007F, 0x009F, CTRL },
  { 0x00AD, 0x00AD, ZERO },  { 0x034F, 0x034F, ZERO },     { 0x061C, 0x061C, BIDI },
  { 0x115F, 0x1160, ZERO },  { 0x17B4, 0x17B5, ZERO },     { 0x180B, 0x180E, ZERO },
  { 0x200B, 0x200B, ZERO },  { 0x200E, 0x200F, BIDI },     { 0x2028, 0x2029, CTRL },
  { 0x202A, 0x202E, BIDI },  { 0x2060, 0x2064, ZERO },     { 0x2066, 0x2069, BIDI },
  { 0x206A, 0x206F, CTRL },  { 0x2400, 0x2400, REPLACED }, { 0x3164, 0x3164, ZERO },
  { 0xE000, 0xF8FF, OTHER }, { 0xFEFF, 0xFEFF, ZERO },     { 0xFFA0, 0xFFA0, ZERO },
  { 0xFFF0, 0xFFFB, CTRL },  { 0xFFFD, 0xFFFD, REPLACED }, { 0xE0000, 0x10FFFF, OTHER },
};

static Sort
sort_of (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return ranges[i].sort;
  return (c & 0xFFFE) == 0xFFFE ? OTHER : PLAIN;
}

static gboolean
is_picture (gunichar c)
{
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF) ||
         c == 0xFE0F || c == 0x20E3 || c == 0x203C || c == 0x2049;
}

/* U+200C and U+200D have a use inside a word of these and between pictures; elsewhere they only hide. */
static gboolean
joins (gunichar before, gunichar after)
{
  if (is_picture (before) && is_picture (after))
    return TRUE;
  switch ((int) g_unichar_get_script (before)) {
  case G_UNICODE_SCRIPT_ARABIC:
  case G_UNICODE_SCRIPT_SYRIAC:
  case G_UNICODE_SCRIPT_DEVANAGARI:
  case G_UNICODE_SCRIPT_BENGALI:
  case G_UNICODE_SCRIPT_KANNADA:
  case G_UNICODE_SCRIPT_MALAYALAM:
  case G_UNICODE_SCRIPT_SINHALA:
  case G_UNICODE_SCRIPT_TAMIL:
  case G_UNICODE_SCRIPT_TELUGU:
  case G_UNICODE_SCRIPT_MONGOLIAN:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
append_marked (GString *out, gunichar c, Sort sort, LuukkuVisibleCounts *counts)
{
  guint *const counters[] = {
    [BIDI] = &counts->bidi,
    [CTRL] = &counts->ctrl,
    [ZERO] = &counts->zero,
    [OTHER] = &counts->other,
    [REPLACED] = &counts->invalid_bytes,
  };

  (*counters[sort])++;
  if (sort == REPLACED)
    g_string_append_unichar (out, c); /* U+FFFD and U+2400 are visible themselves */
  else
    g_string_append_printf (out, "⟦U+%04X⟧", c);
}

static gunichar
peek (const char *at, const char *end)
{
  gunichar c = at < end && *at ? g_utf8_get_char_validated (at, end - at) : 0;

  return c > 0x10FFFF ? 0 : c;
}

static void
flush_marks (GString *out, guint *marks, LuukkuVisibleCounts *counts)
{
  if (*marks > LUUKKU_VISIBLE_MAX_MARKS) {
    g_string_append_printf (out, "⟦+%u⟧", *marks - LUUKKU_VISIBLE_MAX_MARKS);
    counts->cut_marks += *marks - LUUKKU_VISIBLE_MAX_MARKS;
  }
  *marks = 0;
}

char *
luukku_visible_text (const char *bytes, gsize size, LuukkuVisibleCounts *ret_counts)
{
  GString *out = g_string_sized_new (size + 64);
  const char *at = bytes, *end = bytes + size;
  gunichar before = 0;
  guint marks = 0;

  memset (ret_counts, 0, sizeof *ret_counts);
  while (at < end) {
    gunichar c = *at ? g_utf8_get_char_validated (at, end - at) : 0;
    gboolean broken = c > 0x10FFFF;
    const char *next = broken || !c ? at + 1 : g_utf8_next_char (at);
    Sort sort = broken ? PLAIN : sort_of (c);

    if (!broken && sort == PLAIN && g_unichar_ismark (c) && !is_picture (c)) {
      if (++marks <= LUUKKU_VISIBLE_MAX_MARKS)
        g_string_append_unichar (out, c);
      at = next;
      continue;
    }
    flush_marks (out, &marks, ret_counts);
    if (broken) {
      g_string_append_printf (out, "⟦0x%02X⟧", (guchar) *at);
      ret_counts->invalid_bytes++;
    } else if (c == '\r' && peek (next, end) == '\n') {
      ; /* one line end, written in two characters */
    } else if (sort != PLAIN) {
      append_marked (out, c, sort, ret_counts);
    } else if ((c == 0x200C || c == 0x200D) && !joins (before, peek (next, end))) {
      append_marked (out, c, ZERO, ret_counts);
    } else {
      g_string_append_unichar (out, c);
    }
    before = broken ? 0 : c;
    at = next;
  }
  flush_marks (out, &marks, ret_counts);
  return g_string_free (out, FALSE);
}

char *
luukku_visible_pictures (const char *text, guint max, guint *ret_count)
{
  GString *out = g_string_new (NULL);
  guint count = 0;
  gboolean inside = FALSE;

  for (const char *at = text; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    inside = is_picture (c) || (inside && c == 0x200D);
    if (!inside)
      continue;
    if (count++ < max)
      g_string_append_printf (out, "%sU+%04X", out->len ? " " : "", c);
  }
  if (count > max)
    g_string_append (out, " …");
  *ret_count = count;
  return g_string_free (out, count == 0);
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC) ||
         (c >= 0x10800 && c <= 0x10FFF) || (c >= 0x1E800 && c <= 0x1EFFF);
}

gboolean
luukku_visible_is_right_to_left (const char *text, gsize size)
{
  for (const char *at = text; at < text + size; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (is_right_to_left (c) && !g_unichar_isdigit (c))
      return TRUE;
    if (g_unichar_isalpha (c))
      return FALSE;
  }
  return FALSE;
}

static gboolean
is_left_part (gunichar c, gboolean inside)
{
  if (g_unichar_isdigit (c) || (g_unichar_isalpha (c) && !is_right_to_left (c)))
    return TRUE;
  return inside && c && c < 0x80 && strchr ("-+/.:@_#%&=? ", (int) c) != NULL;
}

static gboolean
has_right_to_left (const char *text, const char *end)
{
  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    if (is_right_to_left (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

static void
append_part (GString *out, const char *start, const char *end, guint *parts)
{
  g_autofree char *part = g_strndup (start, end - start);
  gsize length = strlen (part);

  while (length && strchr (" .:?=&-", part[length - 1]))
    part[--length] = '\0';
  if (++*parts <= MAX_ORDER_PARTS)
    g_string_append_printf (out, "%s«%s»", out->len ? " " : "", part);
}

/* Of one paragraph, which ends at @end. */
static void
append_parts (GString *out, const char *text, const char *end, guint *parts)
{
  const char *start = NULL;

  for (const char *at = text; at < end; at = g_utf8_next_char (at)) {
    if (is_left_part (g_utf8_get_char (at), start != NULL)) {
      start = start ? start : at;
    } else if (start) {
      append_part (out, start, at, parts);
      start = NULL;
    }
  }
  if (start)
    append_part (out, start, end, parts);
}

char *
luukku_visible_typing_order (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint parts = 0;

  for (const char *at = text; *at;) {
    const char *end = strchr (at, '\n');

    end = end ? end : at + strlen (at);
    if (has_right_to_left (at, end))
      append_parts (out, at, end, &parts);
    at = *end ? end + 1 : end;
  }
  if (parts > MAX_ORDER_PARTS)
    g_string_append (out, " …");
  return out->len ? g_strdup (out->str) : NULL;
}
