/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-personnummer.c: Swedish personnummer and samordningsnummer.
 *
 *   (y y) y y m m d d S n n n C     S  "-" or "+" (over 100 years old); may be left out
 *   dd is 61–91 in a samordningsnummer; C makes the last ten digits right by Luhn
 *
 * An organisation number has "mm" ≥ 20. Ten digits in a row are a personnummer only beside its word. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#define WORD_BEFORE 40
#define WORD_AFTER 20
#define COORDINATION_DAYS 60

/* @digits: YYMMDD. @century: 0 when it is not written: any that fits. */
static gboolean
is_date (const char *digits, guint century, gboolean *ret_coordination)
{
  guint year = (guint) luukku_digits_value (digits, 2);
  guint month = (guint) luukku_digits_value (digits + 2, 2);
  guint day = (guint) luukku_digits_value (digits + 4, 2);

  *ret_coordination = day > COORDINATION_DAYS;
  if (*ret_coordination)
    day -= COORDINATION_DAYS;
  if (century != 0)
    return g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) (century * 100 + year));
  return g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) (1900 + year)) ||
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) (2000 + year));
}

/* Whether digits that begin like a Finnish mobile number ("040123-4567") may be one. */
static gboolean
may_be_phone (LuukkuScan *scan, const char *digits)
{
  return digits[0] == '0' && (digits[1] == '4' || digits[1] == '5') &&
         g_strcmp0 (luukku_scan_language (scan), "sv") != 0;
}

/* Returns: the number of digits of the code that @number is, 0 when it is none. */
static guint
code_length (const LuukkuNumber *number, gunichar sign, gboolean has_word)
{
  guint length = number->length;
  guint century = length == 12 ? (guint) luukku_digits_value (number->digits, 2) : 0;

  if (length != 10 && length != 12)
    return 0;
  if (length == 12 && (century < 18 || century > 20))
    return 0;
  for (guint i = 1; i < length; i++) {
    if (number->parted[i] && i != length - 4)
      return 0;
  }
  if (!number->parted[length - 4])
    return length == 12 || has_word ? length : 0;
  return sign == '-' || sign == '+' || has_word ? length : 0;
}

/* The character between date and serial, a blank when there is nothing else. */
static gunichar
read_sign (const char *text, const LuukkuNumber *number)
{
  if (number->length < 5)
    return 0;
  for (guint i = number->at[number->length - 5] + 1; i < number->at[number->length - 4]; i++) {
    if (text[i] != ' ')
      return (guchar) text[i];
  }
  return ' ';
}

static void
look_at (LuukkuScan *scan, guint start)
{
  LuukkuNumber number;
  LuukkuFound found = { .kind = "SE_PNR", .start = start };
  gboolean coordination, has_word;
  const char *last_ten;
  guint length;

  luukku_number_read (scan, start, "-+ ", 3, FALSE, 13, &number);
  if (number.length > 12 || number.length < 10 || !luukku_number_begins (scan, start))
    return;
  found.end = luukku_number_end (&number, number.length);
  if (!luukku_number_ends (scan, found.end))
    return;
  last_ten = number.digits + number.length - 10;
  if (!luukku_check_luhn (last_ten, 10))
    return;
  has_word = luukku_scan_near (scan, "personnummer", start, found.end, WORD_BEFORE, WORD_AFTER) != NULL;
  length = code_length (&number, read_sign (luukku_scan_text (scan), &number), has_word);
  if (length == 0 ||
      !is_date (last_ten, length == 12 ? (guint) luukku_digits_value (number.digits, 2) : 0, &coordination))
    return;
  if (!has_word && (luukku_scan_near (scan, "other-number", start, found.end, WORD_BEFORE, 0) != NULL ||
                    luukku_scan_near (scan, "reference", start, found.end, WORD_BEFORE, 0) != NULL ||
                    luukku_scan_near (scan, "tax-number", start, found.end, WORD_BEFORE, 0) != NULL ||
                    (length == 10 && may_be_phone (scan, number.digits))))
    return;
  found.confidence = has_word || length == 12 ? LUUKKU_CONFIDENCE_CERTAIN : LUUKKU_CONFIDENCE_LIKELY;
  found.cues[0] = "check-digit";
  found.cues[1] = coordination ? "coordination-number" : has_word ? "name-beside" : NULL;
  found.cues[2] = coordination && has_word ? "name-beside" : NULL;
  luukku_scan_add (scan, &found);
}

void
luukku_detect_personnummer (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);

  for (guint i = 0; i < runs->len; i++) {
    const LuukkuDigitRun *run = &g_array_index (runs, LuukkuDigitRun, i);
    guint length = run->end - run->start;

    if (length == 6 || length == 8 || length == 10 || length == 12)
      look_at (scan, run->start);
  }
}
