/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign-id.c: personal numbers of other states, and the Finnish tax number. All of them are told
 * only beside their name, because without it they have the shape of any number. A number with a wrong check
 * digit beside the name of a code claims its place silently: it is no telephone number. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#include <string.h>

#define WORD_BEFORE 40
#define WORD_AFTER 25

static gboolean
check_inn (const char *d)
{
  return luukku_digits_sum (d, "724a359468") % 11 % 10 == (guint) (d[10] - '0') &&
         luukku_digits_sum (d, "3724a359468") % 11 % 10 == (guint) (d[11] - '0');
}

static gboolean
check_snils (const char *d)
{
  guint sum = luukku_digits_sum (d, "987654321") % 101 % 100;

  return sum == luukku_digits_value (d + 9, 2);
}

static gboolean
check_rnokpp (const char *d)
{
  gint sum = -(d[0] - '0') + (gint) luukku_digits_sum (d + 1, "57946a57");

  return (guint) (((sum % 11) + 11) % 11 % 10) == (guint) (d[9] - '0');
}

static gboolean
check_pesel (const char *d)
{
  return (10 - luukku_digits_sum (d, "1379137913") % 10) % 10 == (guint) (d[10] - '0');
}

static gboolean
check_fodselsnummer (const char *d)
{
  guint first = (11 - luukku_digits_sum (d, "376189452") % 11) % 11;
  guint second = (11 - luukku_digits_sum (d, "5432765432") % 11) % 11;

  return first == (guint) (d[9] - '0') && second == (guint) (d[10] - '0');
}

static gboolean
check_day_month (const char *d)
{
  guint day = (guint) luukku_digits_value (d, 2);
  guint month = (guint) luukku_digits_value (d + 2, 2);

  return (day >= 1 && day <= 31 && month >= 1 && month <= 12) || day == 32;
}

static gboolean
check_nothing (const char *d)
{
  return TRUE;
}

typedef struct {
  const char *class; /* of the name in the lexicons */
  guint shortest, longest;
  gboolean (*check) (const char *digits);
  const char *cue;
} Code;

static const Code codes[] = {
  { "inn", 12, 12, check_inn, "inn" },
  { "snils", 11, 11, check_snils, "snils" },
  { "rnokpp", 10, 10, check_rnokpp, "rnokpp" },
  { "asmens-kodas", 11, 11, luukku_check_isikukood, "asmens-kodas" },
  { "personas-kods", 11, 11, check_day_month, "personas-kods" },
  { "pesel", 11, 11, check_pesel, "pesel" },
  { "fodselsnummer", 11, 11, check_fodselsnummer, "fodselsnummer" },
  { "cpr-nummer", 10, 10, check_day_month, "cpr-nummer" },
  { "social-security", 9, 9, check_nothing, "social-security" },
  { "national-id", 8, 14, check_nothing, "national-id" },
};
static const Code tax_number = { "tax-number", 12, 12, check_nothing, "tax-number" };

/* Returns: whether @code's name stands beside the number at [@start, @end), with no other number between. */
static gboolean
has_name (LuukkuScan *scan, const Code *code, guint start, guint end)
{
  const LuukkuScanToken *name = luukku_scan_near (scan, code->class, start, end, WORD_BEFORE, WORD_AFTER);
  const char *text = luukku_scan_text (scan);

  if (name == NULL)
    return FALSE;
  if (name->end <= start) {
    gsize gap = strcspn (text + name->end, "0123456789");

    return name->end + gap >= start;
  }
  return TRUE;
}

static void
tell (LuukkuScan *scan, const char *kind, const Code *code, const LuukkuNumber *number)
{
  const LuukkuFound found = {
    .kind = kind,
    .start = number->at[0],
    .end = luukku_number_end (number, number->length),
    .confidence = code->check == check_nothing ? LUUKKU_CONFIDENCE_LIKELY : LUUKKU_CONFIDENCE_CERTAIN,
    .silent = !code->check (number->digits),
    .cues = { code->check == check_nothing ? "name-beside" : "check-digit", code->cue },
  };

  luukku_scan_add (scan, &found);
}

/* Calls for the number at each run of digits that begins one. */
static void
look_for (LuukkuScan *scan, const char *kind, const Code *table, gsize count)
{
  GArray *runs = luukku_scan_digit_runs (scan);

  for (guint i = 0; i < runs->len; i++) {
    guint start = g_array_index (runs, LuukkuDigitRun, i).start;
    LuukkuNumber number;
    guint end;

    luukku_number_read (scan, start, " -+", 1, FALSE, 15, &number);
    if (number.length < 8 || number.length > 14 || !luukku_number_begins (scan, start))
      continue;
    end = luukku_number_end (&number, number.length);
    if (!luukku_number_ends (scan, end))
      continue;
    for (gsize j = 0; j < count; j++) {
      if (number.length >= table[j].shortest && number.length <= table[j].longest &&
          has_name (scan, &table[j], start, end)) {
        tell (scan, kind, &table[j], &number);
        break;
      }
    }
  }
}

void
luukku_detect_foreign_id (LuukkuScan *scan)
{
  look_for (scan, "FOREIGN_ID", codes, G_N_ELEMENTS (codes));
}

void
luukku_detect_tax_number (LuukkuScan *scan)
{
  look_for (scan, "TAX_NO", &tax_number, 1);
}
