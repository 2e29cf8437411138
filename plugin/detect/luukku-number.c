/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-number.c: grouped numbers and check digits. Reading is bounded by LUUKKU_NUMBER_MAX characters of
 * the number and its gaps, so a family that reads at every place stays linear. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#include <string.h>

static gboolean
belongs (char c, gboolean letters)
{
  return letters ? g_ascii_isalnum (c) : g_ascii_isdigit (c);
}

void
luukku_number_read (LuukkuScan *scan, guint start, const char *separators, guint gap, gboolean letters,
                    guint max, LuukkuNumber *ret_number)
{
  const char *text = luukku_scan_text (scan);
  guint i = start;

  ret_number->length = 0;
  max = MIN (max, LUUKKU_NUMBER_MAX);
  while (ret_number->length < max) {
    guint skipped = 0;

    while (ret_number->length > 0 && skipped < gap && text[i + skipped] != '\0' &&
           strchr (separators, text[i + skipped]) != NULL)
      skipped++;
    if (!belongs (text[i + skipped], letters))
      break;
    i += skipped;
    ret_number->parted[ret_number->length] = skipped > 0;
    ret_number->at[ret_number->length] = i;
    ret_number->digits[ret_number->length++] = g_ascii_toupper (text[i++]);
  }
  ret_number->digits[ret_number->length] = '\0';
  ret_number->after = luukku_scan_character_at (scan, i);
}

guint
luukku_number_end (const LuukkuNumber *number, guint length)
{
  return number->at[length - 1] + 1;
}

gboolean
luukku_number_begins (LuukkuScan *scan, guint start)
{
  gunichar c = luukku_scan_character_before (scan, start);

  if (g_unichar_isalnum (c) || c == '+')
    return FALSE;
  return (c != '-' && c != '/' && c != '.' && c != ',' && c != '_') ||
         !g_unichar_isalnum (luukku_scan_character_before (scan, start - 1));
}

gboolean
luukku_number_ends (LuukkuScan *scan, guint end)
{
  gunichar c = luukku_scan_character_at (scan, end);

  if (g_unichar_isalnum (c))
    return FALSE;
  return (c != '-' && c != '/' && c != '.' && c != ',' && c != '_') ||
         !g_unichar_isdigit (luukku_scan_character_at (scan, end + 1));
}

guint64
luukku_digits_value (const char *digits, guint count)
{
  guint64 value = 0;

  for (guint i = 0; i < count; i++)
    value = value * 10 + (guint) (digits[i] - '0');
  return value;
}

guint
luukku_digits_sum (const char *digits, const char *weights)
{
  guint sum = 0;

  for (guint i = 0; weights[i] != '\0'; i++) {
    guint weight = weights[i] <= '9' ? (guint) (weights[i] - '0') : (guint) (weights[i] - 'a') + 10;

    sum += (guint) (digits[i] - '0') * weight;
  }
  return sum;
}

gboolean
luukku_check_luhn (const char *digits, guint length)
{
  guint sum = 0;

  for (guint i = 0; i < length; i++) {
    guint value = (guint) (digits[length - 1 - i] - '0');

    if (i % 2 == 1)
      value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

gboolean
luukku_check_reference (const char *digits, guint length)
{
  static const guint weights[] = { 7, 3, 1 };
  guint sum = 0;

  if (length < 4 || length > 20)
    return FALSE;
  for (guint i = 1; i < length; i++)
    sum += (guint) (digits[length - 1 - i] - '0') * weights[(i - 1) % 3];
  return (10 - sum % 10) % 10 == (guint) (digits[length - 1] - '0');
}

gboolean
luukku_check_97 (const char *code, guint length)
{
  guint rest = 0;

  for (guint i = 0; i < length; i++) {
    char c = code[(i + 4) % length];

    if (g_ascii_isdigit (c))
      rest = (rest * 10 + (guint) (c - '0')) % 97;
    else
      rest = (rest * 100 + (guint) (c - 'A') + 10) % 97;
  }
  return rest == 1;
}

gboolean
luukku_check_business_id (const char *digits)
{
  guint rest = luukku_digits_sum (digits, "79a5842") % 11;

  return rest != 1 && (rest == 0 ? 0 : 11 - rest) == (guint) (digits[7] - '0');
}
