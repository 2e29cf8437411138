/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-doc-id.c: numbers of passports and identity cards, only beside the document's name:
 *
 *   AA1234567, A12345678, 123456789     most states; letters in front, behind, or none
 *   45 10 123456, 71 1234567            Russian
 *   12345A67B                           Finnish identity card: nine characters, mixed
 */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#include <string.h>

#define WORD_BEFORE 40
#define WORD_AFTER 15
#define MAX_LETTERS 2
/* Letters behind the digits. */
#define MAX_TAIL 2
#define LONGEST 10
#define CARD_LENGTH 9
#define CARD_MIN_DIGITS 5

/* 20260215 */
static gboolean
is_plain_date (const LuukkuNumber *code)
{
  return code->length == 8 &&
         g_date_valid_dmy ((GDateDay) luukku_digits_value (code->digits + 6, 2),
                           (GDateMonth) luukku_digits_value (code->digits + 4, 2),
                           (GDateYear) luukku_digits_value (code->digits, 4)) &&
         luukku_digits_value (code->digits, 2) >= 19 && luukku_digits_value (code->digits, 2) <= 20;
}

/* Nine characters in one piece, letters among the digits. */
static gboolean
is_card_shape (const LuukkuNumber *code)
{
  guint digits = 0;

  if (code->length != CARD_LENGTH)
    return FALSE;
  for (guint i = 0; i < code->length; i++) {
    if (!g_ascii_isalnum (code->digits[i]) || code->parted[i])
      return FALSE;
    digits += g_ascii_isdigit (code->digits[i]) ? 1 : 0;
  }
  return digits >= CARD_MIN_DIGITS && digits < code->length && g_ascii_isdigit (code->digits[0]);
}

/* Whether @code is letters, digits and perhaps one letter at the end, as these documents have. */
static gboolean
has_shape (const LuukkuNumber *code)
{
  guint letters = 0;
  guint digits = 0;
  guint i;

  if (is_card_shape (code))
    return TRUE;
  while (g_ascii_isalpha (code->digits[letters]))
    letters++;
  for (i = letters; g_ascii_isdigit (code->digits[i]); i++)
    digits++;
  for (guint tail = 0; tail < MAX_TAIL && g_ascii_isalpha (code->digits[i]) && digits >= 6; tail++)
    i++;
  if (i != code->length || letters > MAX_LETTERS)
    return FALSE;
  /* "AA1234567", "1234567AA" */
  if (letters > 0 || i - digits == MAX_TAIL)
    return digits >= 6 && digits <= 8;
  return digits >= 8 && code->length <= LONGEST && !is_plain_date (code);
}

/* Reads a code of at most three groups that begins at @start. */
static gboolean
read_code (LuukkuScan *scan, guint start, LuukkuNumber *ret_code)
{
  luukku_number_read (scan, start, " -", 1, TRUE, LUUKKU_NUMBER_MAX, ret_code);
  /* cut at the first group of words: "XP1234567 on vanhentunut" */
  for (guint i = 1, groups = 1; i < ret_code->length; i++) {
    gboolean digit = g_ascii_isdigit (ret_code->digits[i]);

    if (!ret_code->parted[i])
      continue;
    if (!digit || ++groups > 3 || i > LONGEST) {
      ret_code->length = i;
      ret_code->digits[i] = '\0';
      break;
    }
  }
  return ret_code->length <= LONGEST && ret_code->length >= 8 && has_shape (ret_code) &&
         luukku_number_ends (scan, luukku_number_end (ret_code, ret_code->length));
}

/* Whether another name of a number stands between the document's and the code. */
static gboolean
belongs_to_other (LuukkuScan *scan, const LuukkuScanToken *name, guint start, guint end)
{
  static const char *const others[] = { "other-number", "reference", "phone-word" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    const LuukkuScanToken *other = luukku_scan_near (scan, others[i], start, end, WORD_BEFORE, 0);

    if (other != NULL && other->start >= name->start)
      return TRUE;
  }
  return FALSE;
}

static gboolean
look_at (LuukkuScan *scan, guint start)
{
  LuukkuNumber code;
  const LuukkuScanToken *name;
  LuukkuFound found = {
    .kind = "DOC_ID", .start = start, .confidence = LUUKKU_CONFIDENCE_LIKELY, .cues = { "name-beside" }
  };

  if (!luukku_number_begins (scan, start) || !read_code (scan, start, &code))
    return FALSE;
  found.end = luukku_number_end (&code, code.length);
  if (luukku_scan_is_claimed (scan, start, found.end))
    return FALSE;
  name = luukku_scan_near (scan, "document", start, found.end, WORD_BEFORE, WORD_AFTER);
  if (name == NULL || belongs_to_other (scan, name, start, found.end))
    return FALSE;
  luukku_scan_add (scan, &found);
  return TRUE;
}

void
luukku_detect_doc_id (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  const char *text = luukku_scan_text (scan);

  for (guint i = 0; i < runs->len; i++) {
    guint start = g_array_index (runs, LuukkuDigitRun, i).start;
    guint letters = start;

    if (start > 2 && (text[start - 1] == ' ' || text[start - 1] == '-') && g_ascii_isupper (text[start - 2]))
      letters--;
    while (letters > 0 && start - letters <= MAX_LETTERS && g_ascii_isalpha (text[letters - 1]))
      letters--;
    if (!look_at (scan, letters) && letters != start)
      look_at (scan, start);
  }
}
