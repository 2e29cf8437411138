/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-harmless.c: numbers that are not personal data. They are told to nobody; they only claim their place
 * so that the families below (telephone, plate, address) do not take them for something else. Three parts:
 * codes with a check digit or a fixed form, numbers behind a word that names them, dates, times and prices.
 */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#include <string.h>

#define WORD_BEFORE 30
/* Groups of three digits in a price. */
#define MAX_THOUSANDS 4

static void
claim (LuukkuScan *scan, guint start, guint end, LuukkuConfidence confidence)
{
  const LuukkuFound found = {
    .kind = "", .start = start, .end = end, .confidence = confidence, .silent = TRUE
  };

  luukku_scan_add (scan, &found);
}

/* Reads digits at @p into *@ret_value. Returns: where they end, NULL when there are not @shortest to
 * @longest.
 */
static const char *
digits (const char *p, guint shortest, guint longest, guint64 *ret_value)
{
  guint length = 0;

  *ret_value = 0;
  while (length <= longest && g_ascii_isdigit (p[length]))
    *ret_value = *ret_value * 10 + (guint) (p[length++] - '0');
  return length >= shortest && length <= longest ? p + length : NULL;
}

static const char *
skip (const char *p, char c)
{
  return p != NULL && *p == c ? p + 1 : NULL;
}

/* --- forms: each returns the end of what it knows at @p, or NULL */

/* DDMMYY, a sign, three digits and a character: an identity code whose check character is wrong. */
static const char *
mistyped_hetu (const char *p)
{
  guint64 date, serial;
  const char *q = digits (p, 6, 6, &date);

  if (q == NULL || date / 10000 < 1 || date / 10000 > 31 || date / 100 % 100 < 1 || date / 100 % 100 > 12)
    return NULL;
  q += *q == ' ';
  if (*q == '\0' || strchr ("+-YXWVUABCDEFyxwvuabcdef", *q) == NULL)
    return NULL;
  q++;
  q += *q == ' ';
  q = digits (q, 3, 4, &serial);
  if (q == NULL)
    return NULL;
  if (g_ascii_isdigit (q[-4]))
    return q;
  return g_ascii_isalpha (*q) ? q + 1 : NULL;
}

/* Seven digits, a hyphen, a check digit. */
static const char *
business_id (const char *p)
{
  char code[9] = "";
  guint64 value;
  const char *q = skip (digits (p, 7, 7, &value), '-');

  if (q == NULL || !g_ascii_isdigit (*q))
    return NULL;
  memcpy (code, p, 7);
  code[7] = *q;
  return luukku_check_business_id (code) ? q + 1 : NULL;
}

/* "987/03.01.00/2021" and "410/2015". */
static const char *
diary_number (const char *p)
{
  guint64 value;
  const char *q = skip (digits (p, 1, 6, &value), '/');
  const char *plan = q;

  for (guint i = 0; i < 6 && plan != NULL && plan == q; i++) {
    const char *part = digits (plan, 2, 2, &value);

    plan = NULL;
    if (part != NULL && (*part == '.' || *part == '/')) {
      q = part + 1;
      plan = *part == '.' ? q : NULL;
    }
  }
  if (q != NULL)
    q = digits (q, 4, 4, &value);
  return q != NULL && value >= 1700 && value <= 2100 ? q : NULL;
}

/* "686-401-12-945", never with a leading zero: that may be a telephone number in groups. */
static const char *
property_id (const char *p)
{
  guint64 value;
  const char *q = *p != '0' ? skip (digits (p, 1, 3, &value), '-') : NULL;

  for (guint i = 0; i < 2 && q != NULL; i++)
    q = skip (digits (q, 1, 4, &value), '-');
  return q != NULL ? digits (q, 1, 4, &value) : NULL;
}

/* 2024-05-06 */
static const char *
iso_date (const char *p)
{
  guint64 year, month, day;
  const char *q = skip (digits (p, 4, 4, &year), '-');

  q = q != NULL ? skip (digits (q, 2, 2, &month), '-') : NULL;
  q = q != NULL ? digits (q, 2, 2, &day) : NULL;
  return q != NULL && year >= 1700 && year <= 2100 && month <= 12 && day <= 31 ? q : NULL;
}

/* "2.6.2024", "2.6.24", "2.6." and "31/12/2024" */
static const char *
date (const char *p)
{
  guint64 day, month, year;
  const char *q = digits (p, 1, 2, &day);
  char mark = q != NULL ? *q : '\0';

  if (q == NULL || (mark != '.' && mark != '/') || day < 1 || day > 31)
    return NULL;
  q++;
  q += mark == '.' && *q == ' ';
  q = digits (q, 1, 2, &month);
  if (q == NULL || *q != mark || month < 1 || month > 12)
    return NULL;
  q++;
  if (digits (q, 4, 4, &year) != NULL && year >= 1700 && year <= 2100)
    return q + 4;
  if (digits (q, 2, 2, &year) != NULL)
    return q + 2;
  return mark == '.' && !g_ascii_isdigit (*q) ? q : NULL;
}

/* "10.30", "10:30:15" */
static const char *
clock_time (const char *p)
{
  guint64 hours, minutes;
  const char *q = digits (p, 1, 2, &hours);
  char mark = q != NULL ? *q : '\0';

  if (q == NULL || (mark != '.' && mark != ':') || hours > 24)
    return NULL;
  q = digits (q + 1, 2, 2, &minutes);
  if (q == NULL || minutes > 59)
    return NULL;
  if (*q == ':' && digits (q + 1, 2, 2, &minutes) != NULL)
    q += 3;
  return q;
}

/* A date or time with another one behind a hyphen: "2.6.-31.8.2024", "10-17", "10.30–16". */
static const char *
span_of (const char *p, const char *(*read) (const char *) )
{
  const char *q = read (p);
  const char *other;

  if (q == NULL)
    return NULL;
  other = q + (*q == ' ');
  if (*other != '-')
    return q;
  other++;
  other += *other == ' ';
  other = read (other);
  return other != NULL ? other : q;
}

static const char *
dates (const char *p)
{
  return span_of (p, date);
}

static const char *
times (const char *p)
{
  return span_of (p, clock_time);
}

/* "1 234,50 €", "89 kr" */
static const char *
price (const char *p)
{
  static const char *const units[] = { "€", "eur", "kr", "sek", "руб", "₽", "грн", "snt", "usd", "$", "%" };
  guint64 value;
  const char *q = digits (p, 1, 7, &value);

  for (guint i = 0; i < MAX_THOUSANDS && q != NULL && (*q == ' ' || *q == '.'); i++)
    q = digits (q + 1, 3, 3, &value) != NULL ? q + 4 : q;
  if (q == NULL)
    return NULL;
  if ((*q == ',' || *q == '.') && (digits (q + 1, 1, 2, &value) != NULL || q[1] == '-'))
    q += g_ascii_isdigit (q[1]) && g_ascii_isdigit (q[2]) ? 3 : 2;
  q += *q == ' ';
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    gsize length = strlen (units[i]);

    if (g_ascii_strncasecmp (q, units[i], length) == 0)
      return q + length;
  }
  return NULL;
}

static const struct {
  const char *(*read) (const char *p);
  LuukkuConfidence confidence;
} forms[] = {
  { mistyped_hetu, LUUKKU_CONFIDENCE_CERTAIN }, { business_id, LUUKKU_CONFIDENCE_CERTAIN },
  { diary_number, LUUKKU_CONFIDENCE_CERTAIN },  { property_id, LUUKKU_CONFIDENCE_LIKELY },
  { iso_date, LUUKKU_CONFIDENCE_CERTAIN },      { dates, LUUKKU_CONFIDENCE_LIKELY },
  { times, LUUKKU_CONFIDENCE_POSSIBLE },        { price, LUUKKU_CONFIDENCE_CERTAIN },
};

/* --- longer codes */

/* Finnish numbers of services and companies, without the leading 0 or +358 (Traficom's numbering plan). Those
 * of 07x are left to the family of telephones: they are Swedish mobile numbers, too. */
static const char *const service_prefixes[] = {
  "800", "600", "606", "700", "10", "20", "29", "30", "39", "116",
};

/* @p: with the country's code but without "+" or "00". Toll-free and premium numbers of neighbours. */
static gboolean
is_foreign_service (const char *p)
{
  return (g_str_has_prefix (p, "7800") && strlen (p) == 11) || g_str_has_prefix (p, "372800") ||
         g_str_has_prefix (p, "372900") || g_str_has_prefix (p, "4620");
}

static gboolean
is_service_number (const LuukkuNumber *number, gboolean plus)
{
  const char *p = number->digits;

  if (!plus && g_str_has_prefix (p, "00")) {
    p += 2;
    plus = TRUE;
  }
  if (plus && !g_str_has_prefix (p, "358"))
    return is_foreign_service (p);
  if (plus)
    p += strlen ("358");
  else if (*p != '0')
    return g_str_equal (p, "112") || (g_str_has_prefix (p, "116") && strlen (p) == 6) ||
           (g_str_has_prefix (p, "8800") && strlen (p) == 11);
  p += *p == '0';
  for (guint i = 0; i < G_N_ELEMENTS (service_prefixes); i++) {
    if (g_str_has_prefix (p, service_prefixes[i]) && strlen (p) >= 4 && strlen (p) <= 10)
      return TRUE;
  }
  return FALSE;
}

/* 978 and 979 with a right check digit; ten digits only beside "ISBN". */
static gboolean
is_isbn (LuukkuScan *scan, const LuukkuNumber *number)
{
  guint sum = 0;

  if (luukku_scan_near (scan, "isbn", number->at[0], number->at[0], WORD_BEFORE, 0) != NULL)
    return number->length == 10 || number->length == 13;
  if (number->length != 13 ||
      (!g_str_has_prefix (number->digits, "978") && !g_str_has_prefix (number->digits, "979")))
    return FALSE;
  for (guint i = 0; i < 13; i++)
    sum += (guint) (number->digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

/* OVT: 0037, a business id, perhaps five digits of a unit. 00372 is Estonia, so the id must be right. */
static gboolean
is_electronic_invoice_address (const LuukkuNumber *number)
{
  return g_str_has_prefix (number->digits, "0037") && (number->length == 12 || number->length == 17) &&
         luukku_check_business_id (number->digits + 4);
}

/* A bank reference without its word: long, right, in fives from the right. */
static gboolean
is_bare_reference (const LuukkuNumber *number)
{
  if (number->length < 11 || !luukku_check_reference (number->digits, number->length))
    return FALSE;
  for (guint i = 1; i < number->length; i++) {
    if (number->parted[i] != ((number->length - i) % 5 == 0))
      return FALSE;
  }
  return TRUE;
}

/* Whether a word before @start names the number, with no word for a telephone in between. */
static gboolean
is_named (LuukkuScan *scan, guint start)
{
  static const char *const classes[] = { "reference", "other-number", "tax-number", "document" };
  const LuukkuScanToken *phone = luukku_scan_near (scan, "phone-word", start, start, WORD_BEFORE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    const LuukkuScanToken *name = luukku_scan_near (scan, classes[i], start, start, WORD_BEFORE, 0);
    const char *text = luukku_scan_text (scan);

    /* its own number only: no other digits between the name and this one */
    if (name != NULL && (phone == NULL || phone->start < name->start) &&
        name->end + strcspn (text + name->end, "0123456789\n") >= start)
      return TRUE;
  }
  return FALSE;
}

/* "Hakemustunnus 050 123 4567": nothing but a blank or colon between the name and the number. */
static gboolean
is_named_at_once (LuukkuScan *scan, guint start)
{
  const LuukkuScanToken *name = luukku_scan_near (scan, "other-number", start, start, 3, 0);

  return name != NULL && start - name->end <= 2;
}

/* How sure it is that a named number is no telephone number. */
static LuukkuConfidence
how_sure (LuukkuScan *scan, const LuukkuNumber *number)
{
  guint start = number->at[0];

  if (luukku_scan_near (scan, "reference", start, start, WORD_BEFORE, 0) != NULL &&
      (number->length > 11 || luukku_check_reference (number->digits, number->length)))
    return LUUKKU_CONFIDENCE_CERTAIN;
  if (number->length >= 9 && !is_named_at_once (scan, start) &&
      (g_str_has_prefix (number->digits, "04") || g_str_has_prefix (number->digits, "050")))
    return LUUKKU_CONFIDENCE_POSSIBLE;
  return LUUKKU_CONFIDENCE_LIKELY;
}

/* The last group of a longer number, "040 555 112", or a Swedish or Ukrainian mobile number in 073. */
static gboolean
is_part_or_mobile (LuukkuScan *scan, const LuukkuNumber *number)
{
  guint start = number->at[0];

  if (number->digits[0] == '1')
    return start >= 2 && luukku_scan_character_before (scan, start) == ' ' &&
           g_ascii_isdigit (luukku_scan_text (scan)[start - 2]);
  return number->length == 10 && g_str_has_prefix (number->digits, "073") &&
         (g_strcmp0 (luukku_scan_language (scan), "sv") == 0 ||
          g_strcmp0 (luukku_scan_language (scan), "uk") == 0);
}

static void
look_at_code (LuukkuScan *scan, guint start)
{
  LuukkuNumber number;
  gboolean plus = luukku_scan_character_before (scan, start) == '+';
  guint end;

  luukku_number_read (scan, start, " -().", 2, FALSE, 21, &number);
  end = luukku_number_end (&number, number.length);
  if (is_service_number (&number, plus) && !is_part_or_mobile (scan, &number)) {
    claim (scan, plus ? start - 1 : start, end, LUUKKU_CONFIDENCE_CERTAIN);
    return;
  }
  luukku_number_read (scan, start, " -", 1, FALSE, 21, &number);
  end = luukku_number_end (&number, number.length);
  if (plus)
    return;
  if (is_isbn (scan, &number) || is_bare_reference (&number) || is_electronic_invoice_address (&number))
    claim (scan, start, end, LUUKKU_CONFIDENCE_CERTAIN);
  else if (number.length >= 3 && is_named (scan, start))
    claim (scan, start, end, how_sure (scan, &number));
}

/* RF, two check digits, up to 21 more, modulo 97. Returns: whether one stands at @start. */
static gboolean
look_at_rf (LuukkuScan *scan, guint start)
{
  LuukkuNumber code;

  luukku_number_read (scan, start, " ", 1, TRUE, 25, &code);
  for (guint length = code.length; length > 5; length--) {
    gboolean cut = length == code.length || code.parted[length];

    if (cut && luukku_check_97 (code.digits, length)) {
      claim (scan, start, luukku_number_end (&code, length), LUUKKU_CONFIDENCE_CERTAIN);
      return TRUE;
    }
  }
  return FALSE;
}

void
luukku_detect_harmless (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  const char *text = luukku_scan_text (scan);

  for (guint i = 0; i < runs->len; i++) {
    guint start = g_array_index (runs, LuukkuDigitRun, i).start;
    gunichar before = luukku_scan_character_before (scan, start);

    if (start >= 2 && g_ascii_strncasecmp (text + start - 2, "RF", 2) == 0 && look_at_rf (scan, start - 2))
      continue;
    if (!luukku_number_begins (scan, start) && before != '+')
      continue;
    for (guint j = 0; j < G_N_ELEMENTS (forms) && before != '+'; j++) {
      const char *end = forms[j].read (text + start);

      /* told as possible beside a word for it */
      if (end != NULL && forms[j].read == mistyped_hetu &&
          luukku_scan_is_claimed (scan, start, (guint) (end - text)))
        continue;
      if (end != NULL && luukku_number_ends (scan, (guint) (end - text)))
        claim (scan, start, (guint) (end - text), forms[j].confidence);
    }
    look_at_code (scan, start);
  }
}
