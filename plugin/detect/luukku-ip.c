/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-ip.c: IP addresses, version 4 and 6. Version numbers, chapters and clock times have their shape: a
 * word for these before them keeps them silent, and four small numbers need a word for an address. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-scan.h"

#include <gio/gio.h>
#include <string.h>

#define WORD_BEFORE 40
#define WORD_AFTER 15
#define CHAPTER_BEFORE 25
/* Four parts below this may be chapters or a date. */
#define SMALL_PART 32
#define LONGEST_V6 45

/* Reads "1.2.3.4" at @p. Returns: its end, NULL when it is none. */
static const char *
read_quad (const char *p, guint *parts)
{
  for (guint i = 0; i < 4; i++) {
    guint value = 0;
    guint length = 0;

    for (; g_ascii_isdigit (*p) && length < 4; p++, length++)
      value = value * 10 + (guint) (*p - '0');
    if (length == 0 || length > 3 || value > 255 || (length > 1 && p[-(gint) length] == '0'))
      return NULL;
    parts[i] = value;
    if (i < 3 && *p++ != '.')
      return NULL;
  }
  return p;
}

static gboolean
has_address_word (LuukkuScan *scan, guint start, guint end)
{
  return luukku_scan_near (scan, "ip-word", start, end, WORD_BEFORE, WORD_AFTER) != NULL;
}

static void
tell (LuukkuScan *scan, guint start, guint end, gboolean has_word)
{
  const LuukkuFound found = {
    .kind = "IP",
    .start = start,
    .end = end,
    .confidence = LUUKKU_CONFIDENCE_LIKELY,
    .cues = { "address-shape", has_word ? "name-beside" : NULL },
  };

  luukku_scan_add (scan, &found);
}

/* Whether a letter, digit or point ties [@start, @end) to something longer. */
static gboolean
is_tied (LuukkuScan *scan, guint start, guint end)
{
  gunichar before = luukku_scan_character_before (scan, start);
  gunichar after = luukku_scan_character_at (scan, end);

  if (start == end)
    return TRUE;
  if (g_unichar_isalnum (before) || before == '.' || before == '-' || g_unichar_isalnum (after))
    return TRUE;
  return (after == '.' || after == '-') && g_unichar_isdigit (luukku_scan_character_at (scan, end + 1));
}

static void
look_at_quad (LuukkuScan *scan, guint start)
{
  const char *text = luukku_scan_text (scan);
  guint parts[4];
  const char *stop = read_quad (text + start, parts);
  guint end = stop != NULL ? (guint) (stop - text) : 0;
  gboolean small, has_word;

  if (stop == NULL || is_tied (scan, start, end))
    return;
  if (parts[0] == 0 || parts[0] == 127 || parts[0] == 255)
    return; /* names no other machine */
  small = parts[0] < SMALL_PART && parts[1] < SMALL_PART && parts[2] < SMALL_PART && parts[3] < SMALL_PART;
  has_word = has_address_word (scan, start, end);
  if (luukku_scan_near (scan, "chapter", start, start, CHAPTER_BEFORE, 0) != NULL ||
      (luukku_scan_near (scan, "chapter", end, end, 0, CHAPTER_BEFORE / 2) != NULL && !has_word) ||
      (small && !has_word))
    return;
  tell (scan, start, end, has_word);
}

/* Returns: the end of what may be an IPv6 address at @start. */
static guint
end_of_v6 (const char *text, guint start)
{
  guint end = start;

  while (end - start <= LONGEST_V6 && (g_ascii_isxdigit (text[end]) || text[end] == ':'))
    end++;
  /* the colon of "…: " is no part of it */
  while (end > start && text[end - 1] == ':' && !(end - start > 1 && text[end - 2] == ':'))
    end--;
  return end;
}

/* Two colons are in much that is no address: it must have digits and a group of three or more characters. */
static gboolean
looks_like_v6 (const char *start, gsize length)
{
  guint colons = 0, digits = 0, group = 0, longest = 0;

  for (gsize i = 0; i < length; i++) {
    if (start[i] == ':') {
      colons++;
      group = 0;
    } else {
      group++;
      digits += g_ascii_isdigit (start[i]) ? 1 : 0;
      longest = MAX (longest, group);
    }
  }
  return colons >= 2 && digits > 0 && longest >= 3;
}

static guint
look_at_v6 (LuukkuScan *scan, guint start)
{
  const char *text = luukku_scan_text (scan);
  guint end;
  g_autofree char *address = NULL;
  g_autoptr (GInetAddress) parsed = NULL;

  if (text[start] == ':' && text[start + 1] != ':')
    start++; /* "IP:2001:…" */
  end = end_of_v6 (text, start);
  if (end - start > LONGEST_V6 || is_tied (scan, start, end) || !looks_like_v6 (text + start, end - start))
    return MAX (end, start + 1);
  address = g_strndup (text + start, end - start);
  parsed = g_inet_address_new_from_string (address);
  if (parsed != NULL && !g_inet_address_get_is_loopback (parsed) && !g_inet_address_get_is_any (parsed))
    tell (scan, start, end, has_address_word (scan, start, end));
  return MAX (end, start + 1);
}

void
luukku_detect_ip (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  const char *text = luukku_scan_text (scan);
  guint size = luukku_scan_size (scan);

  for (guint i = 0; i < runs->len; i++) {
    const LuukkuDigitRun *run = &g_array_index (runs, LuukkuDigitRun, i);

    if (run->end - run->start <= 3 && text[run->end] == '.')
      look_at_quad (scan, run->start);
  }
  for (const char *colon = strstr (text, ":"); colon != NULL;) {
    guint start = (guint) (colon - text);
    guint next;

    for (guint i = 0; i < LONGEST_V6 && start > 0 && g_ascii_isxdigit (text[start - 1]); i++)
      start--;
    next = look_at_v6 (scan, start);
    next = MAX (next, (guint) (colon - text) + 1);
    colon = next < size ? strchr (text + next, ':') : NULL;
  }
}
