/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-iban.c: bank accounts: two letters of a country, two check digits, and as many characters as the
 * country has; modulo 97. Blanks and hyphens may stand anywhere between the characters, letters may be small.
 * An account of the municipality's claims its place silently, and so does one with a wrong sum, unless a word
 * for an account stands beside it: then it is told as mistyped. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#include <string.h>

#define WORD_BEFORE 40
#define LONGEST 34
#define MAX_GAP 3

/* Country and length of its accounts (ISO 13616 registry). */
static const char lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22"
    "GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22"
    "MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23"
    "ST25SV28TL23TN24TR26UA29VA22VG24XK20";

/* Returns: how long an account of the country at @code is, 0 for an unknown one. */
static guint
country_length (const char *code)
{
  for (guint i = 0; i + 4 <= sizeof lengths - 1; i += 4) {
    if (memcmp (lengths + i, code, 2) == 0)
      return (guint) luukku_digits_value (lengths + i + 2, 2);
  }
  return 0;
}

/* Whether an account may begin at @start: behind no letter or digit, but for "IBAN". */
static gboolean
begins_here (LuukkuScan *scan, guint start)
{
  if (!g_ascii_isalpha (luukku_scan_text (scan)[start]))
    return FALSE;
  if (!g_unichar_isalnum (luukku_scan_character_before (scan, start)))
    return TRUE;
  return start >= 4 && memcmp (luukku_scan_lower (scan) + start - 4, "iban", 4) == 0;
}

/* Returns: whether the first @length characters of @code are digits where every account has digits and the
 * next character does not go on. */
static gboolean
has_shape (const LuukkuNumber *code, guint length)
{
  guint digits = 0;

  for (guint i = 2; i < length; i++)
    digits += g_ascii_isdigit (code->digits[i]) ? 1 : 0;
  if (!g_ascii_isdigit (code->digits[2]) || !g_ascii_isdigit (code->digits[3]) || digits < 6)
    return FALSE;
  if (code->length > length)
    return code->parted[length];
  return !g_unichar_isalnum (code->after);
}

/* Returns: where the search goes on. */
static guint
look_at (LuukkuScan *scan, guint start)
{
  LuukkuFound found = { .kind = "IBAN", .start = start, .confidence = LUUKKU_CONFIDENCE_CERTAIN };
  LuukkuNumber code;
  guint length;

  luukku_number_read (scan, start, " -.\n", MAX_GAP, TRUE, LONGEST + 1, &code);
  length = code.length >= 4 ? country_length (code.digits) : 0;
  if (length == 0 || code.length < length || !has_shape (&code, length))
    return start + 1;
  found.end = luukku_number_end (&code, length);
  code.digits[length] = '\0';
  found.cues[0] = "check-digits";
  if (luukku_allow_list_has_iban (luukku_scan_allow_list (scan), code.digits)) {
    found.silent = TRUE;
  } else if (!luukku_check_97 (code.digits, length)) {
    if (strpbrk (code.digits + 4, "0123456789") == NULL || code.parted[1] || code.parted[2])
      return start + 1;
    found.silent = luukku_scan_near (scan, "account", start, found.end, WORD_BEFORE, 0) == NULL;
    found.confidence = LUUKKU_CONFIDENCE_POSSIBLE;
    found.cues[0] = "mistyped";
  }
  luukku_scan_add (scan, &found);
  return found.end;
}

void
luukku_detect_iban (LuukkuScan *scan)
{
  const char *text = luukku_scan_text (scan);
  guint size = luukku_scan_size (scan);

  for (guint i = 0; i < size;) {
    if (g_ascii_isalpha (text[i]) && begins_here (scan, i))
      i = look_at (scan, i);
    else
      i++;
  }
}
