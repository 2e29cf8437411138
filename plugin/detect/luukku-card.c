/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-card.c: payment cards: issuer's prefix and length, Luhn. A card is written in one, in fours, or as
 * 4-6-5 and 4-6-4; other groups need a word for a card beside them. Bank references have the same lengths:
 * their word before the number, or their check digit without a word for a card, keeps it silent. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-number.h"

#define WORD_BEFORE 45
#define WORD_AFTER 20
#define REFERENCE_BEFORE 30
#define SHORTEST 13
#define LONGEST 19

/* Prefixes of four digits, and which lengths they have as bits from 13 on. */
static const struct {
  guint first, last;
  guint lengths;
} issuers[] = {
  { 4000, 4999, 1 << 0 | 1 << 3 | 1 << 6 }, /* Visa 13, 16, 19 */
  { 5100, 5599, 1 << 3 },                   /* Mastercard */
  { 2221, 2720, 1 << 3 },
  { 3400, 3499, 1 << 2 }, /* American Express */
  { 3700, 3799, 1 << 2 },
  { 6011, 6011, 1 << 3 | 1 << 6 }, /* Discover */
  { 6440, 6599, 1 << 3 | 1 << 6 },
  { 3000, 3059, 1 << 1 | 1 << 3 }, /* Diners Club */
  { 3600, 3699, 1 << 1 | 1 << 3 },
  { 3800, 3999, 1 << 1 | 1 << 3 },
  { 2200, 2204, 1 << 3 | 1 << 6 }, /* Mir */
  { 3528, 3589, 1 << 3 },          /* JCB */
  { 6200, 6299, 1 << 3 | 1 << 6 }, /* UnionPay */
  { 5018, 5018, 1 << 3 },          /* Maestro */
  { 5020, 5020, 1 << 3 },
  { 5038, 5038, 1 << 3 },
  { 6304, 6304, 1 << 3 | 1 << 6 },
  { 6759, 6763, 1 << 3 | 1 << 6 },
};

static gboolean
has_issuer (const char *digits, guint length)
{
  guint prefix = (guint) luukku_digits_value (digits, 4);

  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++) {
    if (prefix >= issuers[i].first && prefix <= issuers[i].last)
      return (issuers[i].lengths & 1u << (length - SHORTEST)) != 0;
  }
  return FALSE;
}

typedef enum { ONE_GROUP, CARD_GROUPS, ODD_GROUPS } Grouping;

static Grouping
grouping_of (const LuukkuNumber *number, guint length)
{
  gboolean fours = TRUE;
  gboolean american = length == 14 || length == 15;
  gboolean one = TRUE;

  for (guint i = 1; i < length; i++) {
    fours = fours && number->parted[i] == (i % 4 == 0);
    american = american && number->parted[i] == (i == 4 || i == 10);
    one = one && !number->parted[i];
  }
  return one ? ONE_GROUP : fours || american ? CARD_GROUPS : ODD_GROUPS;
}

/* Whether the number may be cut at @length: at its end, or between groups of a card. */
static gboolean
may_end (LuukkuScan *scan, const LuukkuNumber *number, guint length)
{
  if (length == number->length)
    return luukku_number_ends (scan, luukku_number_end (number, length));
  return number->parted[length] && grouping_of (number, length) != ODD_GROUPS;
}

static gboolean
is_card (LuukkuScan *scan, const LuukkuNumber *number, guint length, gboolean *ret_word)
{
  guint start = number->at[0];
  guint end = luukku_number_end (number, length);
  Grouping grouping = grouping_of (number, length);

  if (!has_issuer (number->digits, length) || !luukku_check_luhn (number->digits, length) ||
      !may_end (scan, number, length))
    return FALSE;
  *ret_word = luukku_scan_near (scan, "card", start, end, WORD_BEFORE, WORD_AFTER) != NULL;
  if (*ret_word)
    return luukku_scan_near (scan, "reference", start, start, REFERENCE_BEFORE / 2, 0) == NULL;
  return grouping != ODD_GROUPS &&
         luukku_scan_near (scan, "reference", start, start, REFERENCE_BEFORE, 0) == NULL &&
         luukku_scan_near (scan, "other-number", start, start, REFERENCE_BEFORE, 0) == NULL &&
         (grouping == CARD_GROUPS || !luukku_check_reference (number->digits, length));
}

/* Returns: where the search goes on. */
static guint
look_at (LuukkuScan *scan, guint start, guint next)
{
  LuukkuFound found = { .kind = "CARD", .start = start, .confidence = LUUKKU_CONFIDENCE_CERTAIN };
  LuukkuNumber number;
  gboolean has_word;

  luukku_number_read (scan, start, " -.", 1, FALSE, LONGEST + 5, &number);
  for (guint length = MIN (number.length, LONGEST); length >= SHORTEST; length--) {
    if (!is_card (scan, &number, length, &has_word))
      continue;
    found.end = luukku_number_end (&number, length);
    found.cues[0] = "check-digit";
    found.cues[1] = has_word ? "name-beside" : NULL;
    luukku_scan_add (scan, &found);
    return found.end;
  }
  return next;
}

void
luukku_detect_card (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  guint from = 0;

  for (guint i = 0; i < runs->len; i++) {
    const LuukkuDigitRun *run = &g_array_index (runs, LuukkuDigitRun, i);

    if (run->start >= from && luukku_number_begins (scan, run->start) &&
        !luukku_scan_is_claimed (scan, run->start, run->end))
      from = look_at (scan, run->start, run->end);
  }
}
