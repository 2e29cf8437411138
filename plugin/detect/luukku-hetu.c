/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-hetu.c: Finnish personal identity codes.
 *
 *   d d m m y y S n n n C
 *   S  century: + 1800s; - Y X W V U 1900s; A B C D E F 2000s (the later letters by the decree of 2023)
 *   n  002-899 given by the population register, 900-999 temporary; told all the same
 *   C  the nine digits modulo 31 in "0123456789ABCDEFHJKLMNPRSTUVWXY"
 *
 * One space may stand on either side of S; letters in either case, also as a Cyrillic or Greek letter of the
 * same shape; digits of any script. The test is exact, so it may block: a code with a wrong check character
 * is no hit, nor is one that is a part of a longer number. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-scan.h"

#include <string.h>

/* How far before a code a word such as "henkilötunnus" still speaks of it, bytes of the folded text. */
#define CONTEXT_BYTES 48

static const char check_characters[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";

static const struct {
  const char *signs;
  int century;
} centuries[] = {
  { "+", 1800 },
  { "-YXWVU", 1900 },
  { "ABCDEF", 2000 },
};

/* Letters that look like one of the code's, in pairs: as typed, as meant. */
static const gunichar look_alikes[][2] = {
  { 0x0410, 'A' }, { 0x0412, 'B' }, { 0x0421, 'C' }, { 0x0415, 'E' }, { 0x041D, 'H' }, { 0x0408, 'J' },
  { 0x041A, 'K' }, { 0x041C, 'M' }, { 0x0420, 'P' }, { 0x0405, 'S' }, { 0x0422, 'T' }, { 0x0425, 'X' },
  { 0x0423, 'Y' }, { 0x0391, 'A' }, { 0x0392, 'B' }, { 0x0395, 'E' }, { 0x0397, 'H' }, { 0x039A, 'K' },
  { 0x039C, 'M' }, { 0x039D, 'N' }, { 0x03A1, 'P' }, { 0x03A4, 'T' }, { 0x03A5, 'Y' }, { 0x03A7, 'X' },
};

/* Words before a code that make it one even when letters touch it. */
static const char *const context_words[] = {
  "hetu", "henkilötunnu", "sotu", "sosiaaliturvatunnu", "personbeteckning", "identity code",
};

/* Returns: the ASCII character that @p stands for in a code, 0 for any other. */
static char
read_character (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  if (g_unichar_isdigit (c))
    return '0' + g_unichar_digit_value (c);
  c = g_unichar_toupper (c);
  for (guint i = 0; c >= 0x80 && i < G_N_ELEMENTS (look_alikes); i++) {
    if (look_alikes[i][0] == c)
      c = look_alikes[i][1];
  }
  return c < 0x80 ? (char) c : 0;
}

/* Reads @count digits. Returns: where they end, NULL when there are fewer. */
static const char *
read_digits (const char *p, guint count, int *ret_value)
{
  int value = 0;

  for (guint i = 0; i < count; i++, p = g_utf8_next_char (p)) {
    char c = read_character (p);

    if (!g_ascii_isdigit (c))
      return NULL;
    value = value * 10 + (c - '0');
  }
  *ret_value = value;
  return p;
}

static int
century_of (char sign)
{
  for (guint i = 0; sign != 0 && i < G_N_ELEMENTS (centuries); i++) {
    if (strchr (centuries[i].signs, sign) != NULL)
      return centuries[i].century;
  }
  return 0;
}

/* @start: where a code may begin. Returns: its end when everything is right but the surroundings, else NULL.
 */
/* *@ret_right: whether the check character is the right one. Returns: the end of the code, NULL for none. */
static const char *
match_shape (const char *start, int *ret_serial, gboolean *ret_right)
{
  int date, serial, century;
  const char *p = read_digits (start, 6, &date);

  if (p == NULL)
    return NULL;
  p += *p == ' ';
  century = century_of (read_character (p));
  if (century == 0)
    return NULL;
  p = g_utf8_next_char (p);
  p += *p == ' ';
  p = read_digits (p, 3, &serial);
  if (p == NULL || serial < 2 || read_character (p) == 0)
    return NULL;
  if (!g_date_valid_dmy (date / 10000, date / 100 % 100, century + date % 100))
    return NULL;
  *ret_right = read_character (p) == check_characters[(date * 1000 + serial) % 31];
  *ret_serial = serial;
  return g_utf8_next_char (p);
}

static const char *
match_code (const char *start, int *ret_serial)
{
  gboolean right = FALSE;
  const char *end = match_shape (start, ret_serial, &right);

  return right ? end : NULL;
}

static gboolean
has_context (const char *text, const char *start)
{
  const char *from = start - MIN (start - text, CONTEXT_BYTES);
  g_autofree char *before = NULL;
  g_autofree char *lower = NULL;

  while (((guchar) *from & 0xC0) == 0x80)
    from++;
  before = g_strndup (from, start - from);
  lower = g_utf8_strdown (before, -1);
  for (guint i = 0; i < G_N_ELEMENTS (context_words); i++) {
    if (strstr (lower, context_words[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Whether what stands before @start makes the code a part of something longer. @last_end: end of the code
 * found before (nullable); "CODE/CODE" is two codes. */
static gboolean
touches_before (const char *text, const char *start, const char *last_end)
{
  const char *previous;
  gunichar c;

  if (start == text)
    return FALSE;
  previous = g_utf8_prev_char (start);
  c = g_utf8_get_char (previous);
  if (g_unichar_isdigit (c))
    return TRUE;
  if (g_unichar_isalpha (c))
    return !has_context (text, start);
  if (strchr ("-/.+", *previous) == NULL || previous == text || previous == last_end)
    return FALSE;
  c = g_utf8_get_char (g_utf8_prev_char (previous));
  if (g_unichar_isdigit (c))
    return TRUE;
  /* "AB-010190-…" is a serial number, "- 010190-…" an item of a list */
  return *previous == '-' && g_unichar_isalpha (c) && !has_context (text, start);
}

static gboolean
touches_digit_before (const char *text, const char *start)
{
  return start > text && g_ascii_isdigit (start[-1]);
}

static gboolean
touches_after (const char *text, const char *start, const char *end)
{
  gunichar c = g_utf8_get_char (end);
  int serial;

  if (g_unichar_isdigit (c))
    return TRUE;
  if (g_unichar_isalpha (c))
    return !has_context (text, start);
  if (*end == '\0' || strchr ("-/.+", *end) == NULL)
    return FALSE;
  return g_unichar_isdigit (g_utf8_get_char (end + 1)) && match_code (end + 1, &serial) == NULL;
}

static void
append_hit (LuukkuScan *scan, guint start, guint end, const char *cue)
{
  const LuukkuFound found = {
    .kind = "HETU",
    .start = start,
    .end = end,
    .confidence = g_str_equal (cue, "mistyped") ? LUUKKU_CONFIDENCE_POSSIBLE : LUUKKU_CONFIDENCE_CERTAIN,
    .cues = { cue },
  };

  luukku_scan_add (scan, &found);
}

void
luukku_detect_hetu (LuukkuScan *scan)
{
  const char *text = luukku_scan_text (scan);
  const char *last_end = NULL;
  const char *p = text;
  /* what hides a code need not know what is glued to it: "aino131052-308T" */
  gboolean masking = luukku_scan_wants_mistyped (scan);

  while (*p != '\0') {
    int serial = 0;
    gboolean right = FALSE;
    const char *end = match_shape (p, &serial, &right);

    /* a wrong check character: only beside a word for the code, or where anything near to one must go */
    if (end == NULL || (!masking && (touches_before (text, p, last_end) || touches_after (text, p, end))) ||
        (masking && (touches_digit_before (text, p) || g_ascii_isdigit (*end))) ||
        (!right && !masking && !has_context (text, p))) {
      p = g_utf8_next_char (p);
      continue;
    }
    append_hit (scan, (guint) (p - text), (guint) (end - text),
                !right          ? "mistyped"
                : serial >= 900 ? "temporary-number"
                                : "check-character");
    last_end = end;
    p = end;
  }
}
