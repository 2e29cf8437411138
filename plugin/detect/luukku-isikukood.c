/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-isikukood.c: Estonian personal code: eleven digits G YYMMDD NNN C. G is 1–8: sex and century from
 * 1800 on; C modulo 11 by the weights 1…9,1, and by 3…9,1,2,3 when that gives 10. Lithuania uses the same
 * form: beside its word the code belongs to the foreign ones. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#define WORD_BEFORE 40
#define WORD_AFTER 25
#define LENGTH 11

gboolean
luukku_check_isikukood (const char *digits)
{
  guint century = 18 + (guint) (digits[0] - '1') / 2;
  guint year = century * 100 + (guint) luukku_digits_value (digits + 1, 2);
  guint check;

  if (digits[0] < '1' || digits[0] > '8' ||
      !g_date_valid_dmy ((GDateDay) luukku_digits_value (digits + 5, 2),
                         (GDateMonth) luukku_digits_value (digits + 3, 2), (GDateYear) year))
    return FALSE;
  check = luukku_digits_sum (digits, "1234567891") % 11;
  if (check == 10)
    check = luukku_digits_sum (digits, "3456789123") % 11 % 10;
  return check == (guint) (digits[LENGTH - 1] - '0');
}

static void
look_at (LuukkuScan *scan, guint start, guint end)
{
  LuukkuFound found = { .kind = "EE_IK", .start = start, .end = end };
  gboolean has_word;

  if (!luukku_check_isikukood (luukku_scan_text (scan) + start) || !luukku_number_begins (scan, start) ||
      !luukku_number_ends (scan, end))
    return;
  has_word = luukku_scan_near (scan, "isikukood", start, end, WORD_BEFORE, WORD_AFTER) != NULL;
  if (!has_word && (luukku_scan_near (scan, "reference", start, end, WORD_BEFORE, 0) != NULL ||
                    luukku_scan_near (scan, "other-number", start, end, WORD_BEFORE, 0) != NULL ||
                    luukku_scan_near (scan, "asmens-kodas", start, end, WORD_BEFORE, WORD_AFTER) != NULL))
    return;
  found.confidence = has_word ? LUUKKU_CONFIDENCE_CERTAIN : LUUKKU_CONFIDENCE_LIKELY;
  found.cues[0] = "check-digit";
  found.cues[1] = has_word ? "name-beside" : NULL;
  luukku_scan_add (scan, &found);
}

void
luukku_detect_isikukood (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);

  for (guint i = 0; i < runs->len; i++) {
    const LuukkuDigitRun *run = &g_array_index (runs, LuukkuDigitRun, i);

    if (run->end - run->start == LENGTH)
      look_at (scan, run->start, run->end);
  }
}
