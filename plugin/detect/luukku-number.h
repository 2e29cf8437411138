/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-number.h: numbers as people write them, in groups, and their check digits; inside this folder only.
 */
#pragma once

#include "detect/luukku-scan.h"

G_BEGIN_DECLS

/* Longest number that any family reads. */
#define LUUKKU_NUMBER_MAX 36

typedef struct {
  char digits[LUUKKU_NUMBER_MAX + 1]; /* letters as capitals */
  guint at[LUUKKU_NUMBER_MAX];        /* where each stands in the text */
  guint length;
  gboolean parted[LUUKKU_NUMBER_MAX]; /* whether something stands between it and the one before */
  gunichar after;                     /* the character behind the last one, 0 at the end */
} LuukkuNumber;

/* Reads digits, and letters when @letters, from @start on: at most @max, each parted from the next by at most
 * @gap characters of @separators. */
void luukku_number_read (LuukkuScan *scan, guint start, const char *separators, guint gap, gboolean letters,
                         guint max, LuukkuNumber *ret_number);
/* Returns: the byte behind the first @length digits. */
guint luukku_number_end (const LuukkuNumber *number, guint length);
/* Whether nothing that belongs to a number or word stands right before @start: no letter, digit, "+", nor
 * "-", "/", "." behind a digit. */
gboolean luukku_number_begins (LuukkuScan *scan, guint start);
/* Whether nothing that belongs to a number or word stands right at @end. */
gboolean luukku_number_ends (LuukkuScan *scan, guint end);

/* Value of @count digits. */
guint64 luukku_digits_value (const char *digits, guint count);
/* Sum of digit × weight. */
guint luukku_digits_sum (const char *digits, const char *weights);

/* --- check digits; all take plain digits */
gboolean luukku_check_luhn (const char *digits, guint length);
/* Finnish bank reference: weights 7-3-1 from the right. */
gboolean luukku_check_reference (const char *digits, guint length);
/* ISO 7064 modulo 97 over capitals and digits, the first four put to the end (IBAN, RF reference). */
gboolean luukku_check_97 (const char *code, guint length);
/* Finnish business id without its hyphen, eight digits. */
gboolean luukku_check_business_id (const char *digits);
/* Eleven digits with a real date; in luukku-isikukood.c. */
gboolean luukku_check_isikukood (const char *digits);

G_END_DECLS
