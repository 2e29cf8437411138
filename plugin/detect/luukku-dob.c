/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-dob.c: dates of birth: a date that a word for birth speaks of. Dates of all other sorts, births of
 * ideas and associations and those before 1900 are nobody's concern here.
 *
 *   14.7.1961  14. 7. 61  14/7/1961  14-7-1961  1961-07-14  14. heinäkuuta 1961  July 14, 1961
 *   140761, 14071961 right behind a word for date of birth */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "detect/luukku-contact.h"
#include "detect/luukku-number.h"

#define FIRST_YEAR 1900
#define LAST_YEAR 2100
#define WORD_BEFORE 45
#define WORD_AFTER 16
#define PERSON_NEAR 45
#define VETO_BEFORE 30
#define VETO_AFTER 20
/* "1.2.2010 ja 3.4.2012": most bytes between two dates of one word. */
#define MAX_CHAIN 8

typedef struct {
  guint start, end;
  gboolean compact; /* digits alone */
} Date;

static const LuukkuScanToken *
token_of (LuukkuScan *scan, guint index)
{
  GArray *tokens = luukku_scan_tokens (scan);

  return index < tokens->len ? &g_array_index (tokens, LuukkuScanToken, index) : NULL;
}

/* --- dates */

static gboolean
is_year (const char *digits, guint length)
{
  guint64 value = luukku_digits_value (digits, length);

  return length == 2 || (length == 4 && value >= FIRST_YEAR && value <= LAST_YEAR);
}

static gboolean
is_day_and_month (guint64 day, guint64 month)
{
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static guint
count_digits (const char *p)
{
  return (guint) strspn (p, "0123456789");
}

/* Returns: length of "14.7.1961" and its like at @p, 0 for none. */
static guint
read_numeric (const char *p)
{
  const char *start = p;
  guint first = count_digits (p);
  guint second, third;
  guint64 month;
  char mark = p[first];

  if (first == 0 || (first > 2 && first != 4) || mark == '\0' || strchr (".-/", mark) == NULL)
    return 0;
  p += first + 1;
  p += mark == '.' && *p == ' ';
  second = count_digits (p);
  if (second == 0 || second > 2 || p[second] != mark)
    return 0;
  month = luukku_digits_value (p, second);
  p += second + 1;
  p += mark == '.' && *p == ' ';
  third = count_digits (p);
  if (first == 4)
    return third >= 1 && third <= 2 && is_year (start, 4) &&
                   is_day_and_month (luukku_digits_value (p, third), month)
               ? (guint) (p + third - start)
               : 0;
  return is_day_and_month (luukku_digits_value (start, first), month) && is_year (p, third)
             ? (guint) (p + third - start)
             : 0;
}

/* Skips what may stand between day, month and year in words. */
static const char *
skip_gap (const char *p)
{
  static const char *const endings[] = { "st", "nd", "rd", "th", ":s", ":e" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (strncmp (p, endings[i], 2) == 0) {
      p += 2;
      break;
    }
  }
  for (guint n = 0; n < 3 && (*p == ' ' || *p == '.' || *p == ','); n++)
    p++;
  return strncmp (p, "of ", 3) == 0 ? p + 3 : p;
}

/* "14. heinäkuuta 1961" at @start and "July 14, 1961" with its day there. */
static gboolean
read_worded (LuukkuScan *scan, guint start, Date *ret_date)
{
  const char *text = luukku_scan_text (scan);
  guint digits = count_digits (text + start);
  const char *p = skip_gap (text + start + digits);
  guint index = luukku_scan_token_at (scan, (guint) (p - text));
  const LuukkuScanToken *month = token_of (scan, index);

  if (digits > 2 || p == text + start + digits)
    return FALSE;
  ret_date->start = start;
  if (month != NULL && month->start == (guint) (p - text) && luukku_scan_token_is (scan, index, "month")) {
    p = skip_gap (text + month->end);
  } else {
    index = luukku_scan_token_at (scan, start);
    month = index > 0 ? token_of (scan, index - 1) : NULL;
    if (month == NULL || start - month->end > 1 || !luukku_scan_token_is (scan, index - 1, "month"))
      return FALSE;
    ret_date->start = month->start;
  }
  if (count_digits (p) != 4 || !is_year (p, 4))
    return FALSE;
  ret_date->end = (guint) (p - text) + 4;
  return TRUE;
}

static gboolean
read_compact (const char *p)
{
  guint length = count_digits (p);

  if (length != 6 && length != 8)
    return FALSE;
  return is_day_and_month (luukku_digits_value (p, 2), luukku_digits_value (p + 2, 2)) &&
         is_year (p + 4, length - 4) && p[length] != '-' && p[length] != '+';
}

/* "s.14.7.1961" */
static gboolean
is_glued (const char *text, guint start)
{
  return start > 1 && text[start - 1] == '.' && g_ascii_tolower (text[start - 2]) == 's' &&
         (start == 2 || strchr (" (,\n", text[start - 3]) != NULL);
}

static gboolean
read_date (LuukkuScan *scan, guint start, Date *ret_date)
{
  const char *text = luukku_scan_text (scan);
  guint length = read_numeric (text + start);
  gunichar after;

  *ret_date = (Date){ start, start + length, FALSE };
  if (!luukku_number_begins (scan, start) && !is_glued (text, start))
    return FALSE;
  if (length == 0 && !read_worded (scan, start, ret_date)) {
    if (!read_compact (text + start))
      return FALSE;
    *ret_date = (Date){ start, start + count_digits (text + start), TRUE };
  }
  after = luukku_scan_character_at (scan, ret_date->end);
  return !g_unichar_isalnum (after) || !g_ascii_isdigit ((char) MIN (after, 0x7f));
}

/* --- the words */

/* Whether nothing between @from and @to belongs to another date or matter. */
static gboolean
speaks_of (LuukkuScan *scan, guint from, guint to)
{
  GArray *tokens = luukku_scan_tokens (scan);

  for (guint i = luukku_scan_token_at (scan, from); i < tokens->len; i++) {
    const LuukkuScanToken *token = &g_array_index (tokens, LuukkuScanToken, i);

    if (token->start >= to)
      break;
    if ((token->flags & LUUKKU_TOKEN_DIGIT) != 0 || luukku_scan_token_is (scan, i, "birth-between"))
      return FALSE;
  }
  return TRUE;
}

/* Returns: the end of the nearest word of @class before the date, when it speaks of it; 0 for none. */
static guint
word_before (LuukkuScan *scan, const char *class, const Date *date, guint *ret_start)
{
  const LuukkuScanToken *word = luukku_contact_before (scan, class, date->start, WORD_BEFORE);

  if (word == NULL || !speaks_of (scan, word->end, date->start))
    return 0;
  *ret_start = word->start;
  return word->end;
}

/* "(s. 14.7.1961)" */
static gboolean
has_abbreviation (LuukkuScan *scan, const Date *date)
{
  const char *text = luukku_scan_text (scan);
  guint index = luukku_scan_token_at (scan, date->start);
  const LuukkuScanToken *word = index > 0 ? token_of (scan, index - 1) : NULL;

  if (is_glued (text, date->start))
    return TRUE;
  return word != NULL && text[word->end] == '.' && date->start - word->end <= 2 &&
         luukku_scan_token_is (scan, index - 1, "birth-abbr");
}

static gboolean
has_word_after (LuukkuScan *scan, const Date *date)
{
  const LuukkuScanToken *word = luukku_contact_after (scan, "birth-date", date->end, 1);

  /* "14.7.1961 syntymäaika" and "(14.7.1961) syntymäaika", with nothing else between */
  if (word != NULL && word->start == date->end + 1 && luukku_scan_text (scan)[date->end] == ' ')
    return TRUE;
  if (g_str_has_prefix (luukku_scan_text (scan) + date->end, ") ") &&
      luukku_scan_token_is (scan, luukku_scan_token_at (scan, date->end), "birth-date"))
    return TRUE;
  word = luukku_contact_after (scan, "birth-after", date->end, WORD_AFTER);

  if (word == NULL)
    word = luukku_contact_after (scan, "birth-born", date->end, WORD_AFTER);
  return word != NULL && speaks_of (scan, date->end + 1, word->start);
}

/* "syntynyt keväällä, rokotus 17.3.2025": the date belongs to what follows the comma. */
static gboolean
is_in_next_clause (LuukkuScan *scan, guint from, guint to)
{
  const char *text = luukku_scan_text (scan);
  const char *comma = memchr (text + from, ',', to - from);
  const LuukkuScanToken *next;

  if (comma == NULL)
    return FALSE;
  next = token_of (scan, luukku_scan_token_at (scan, (guint) (comma - text)));
  return next != NULL && next->end <= to;
}

static gboolean
is_vetoed (LuukkuScan *scan, const Date *date, guint word_start)
{
  return luukku_contact_before (scan, "birth-veto", word_start, VETO_BEFORE) != NULL ||
         luukku_contact_before (scan, "birth-veto", date->start, date->start - word_start) != NULL ||
         luukku_contact_after (scan, "birth-veto", date->end, VETO_AFTER) != NULL;
}

/* "14.7.2024 mennessä", "14.7.2023 saapunut" */
static gboolean
is_deadline (LuukkuScan *scan, const Date *date)
{
  guint index = luukku_scan_token_at (scan, date->end);
  const LuukkuScanToken *next = token_of (scan, index);

  return next != NULL && next->start - date->end <= 2 &&
         luukku_scan_token_is (scan, index, "birth-deadline") &&
         strchr (",;", luukku_scan_text (scan)[date->end]) == NULL;
}

/* Returns: (nullable): the reason why @date is one of birth. */
static const char *
find_cue (LuukkuScan *scan, const Date *date, LuukkuConfidence *ret_confidence)
{
  guint start = date->start;
  guint end = word_before (scan, "birth-date", date, &start);

  *ret_confidence = LUUKKU_CONFIDENCE_CERTAIN;
  if (date->compact && (end == 0 || date->start - end > 8))
    return NULL;
  if (end != 0)
    return is_deadline (scan, date) || luukku_contact_before (scan, "birth-veto", start, VETO_AFTER) != NULL
               ? NULL
               : "birth-date-word";
  if (has_abbreviation (scan, date))
    return "birth-abbreviation";
  end = word_before (scan, "birth-born", date, &start);
  if (end != 0 && is_in_next_clause (scan, end, date->start))
    return NULL;
  if (end != 0 || has_word_after (scan, date))
    return is_vetoed (scan, date, start) ? NULL : "born-word";
  *ret_confidence = LUUKKU_CONFIDENCE_LIKELY;
  if (word_before (scan, "birth-event", date, &start) != 0 && !is_vetoed (scan, date, start) &&
      luukku_contact_before (scan, "birth-person", start, PERSON_NEAR) != NULL)
    return "born-word";
  return NULL;
}

/* Whether @date is the next of several that one word speaks of. */
static gboolean
continues (LuukkuScan *scan, const Date *date, guint last_end)
{
  return last_end != 0 && date->start - last_end <= MAX_CHAIN && !date->compact &&
         luukku_scan_token_at (scan, date->start) - luukku_scan_token_at (scan, last_end) <= 1;
}

void
luukku_detect_dob (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  guint next = 0;
  guint last_end = 0;

  for (guint i = 0; i < runs->len; i++) {
    LuukkuFound found = { .kind = "DOB" };
    Date date;

    if (g_array_index (runs, LuukkuDigitRun, i).start < next ||
        !read_date (scan, g_array_index (runs, LuukkuDigitRun, i).start, &date))
      continue;
    next = date.end;
    found.cues[0] = find_cue (scan, &date, &found.confidence);
    if (found.cues[0] == NULL && continues (scan, &date, last_end))
      found.cues[0] = "birth-date-word";
    if (found.cues[0] == NULL)
      continue;
    found.start = date.start;
    found.end = date.end;
    luukku_scan_add (scan, &found);
    last_end = date.end;
  }
}
