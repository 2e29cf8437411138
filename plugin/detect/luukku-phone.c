/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-phone.c: telephone numbers of persons.
 *
 *   +CC … or 00CC …   8 to 14 digits with the country code
 *   0 …               Finnish mobile and fixed numbers by the numbering plan (Traficom 32)
 *   07x, 8 (…), 0xx   Swedish, Russian and Ukrainian home numbers beside a word for telephone or in that
 *                     language; Estonian ones with both
 *
 * Groups may be parted by blanks, points, hyphens, brackets and one slash. Service numbers, dates and codes
 * are claimed by luukku-harmless.c, which stands above; what it cannot tell apart is told by the grouping. */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "detect/luukku-contact.h"
#include "detect/luukku-number.h"

#define MAX_DIGITS 18
#define MAX_GROUPS MAX_DIGITS
#define MIN_DIGITS 7
#define WORD_BEFORE 40
#define WORD_AFTER 25
/* "numero" is a word for many numbers: only right before */
#define NUMBER_BEFORE 12
#define COUNTED_BEFORE 25
#define DESK_BEFORE 30
#define DESK_AFTER 12

/* How good a reading of the digits is; a better one wins, then the longer. */
typedef enum { READING_NONE, READING_ODD, READING_USUAL } Reading;

typedef struct {
  LuukkuScan *scan;
  LuukkuNumber number;
  guint start;        /* with "+" and "(" */
  gboolean plus;      /* begins with "+" or, later, 00 */
  gboolean word;      /* a word for telephone stands near */
  gboolean word_seen; /* whether word is known */
} Candidate;

/* The groups of the first digits of a number. */
typedef struct {
  guint lengths[MAX_GROUPS];
  char marks[MAX_GROUPS]; /* before each group: ' ' when any blank or bracket is there, else the mark */
  guint count;
} Groups;

/* --- the shape */

static char
mark_between (const Candidate *self, guint i)
{
  const char *text = luukku_scan_text (self->scan);
  guint from = self->number.at[i - 1] + 1;
  guint length = self->number.at[i] - from;
  const char *gap = text + from;

  if (length == 0)
    return 0;
  for (guint n = 0; n < length; n++) {
    if (strchr ("()", gap[n]) != NULL)
      return ' ';
  }
  if (memchr (gap, '/', length) != NULL)
    return '/';
  if (memchr (gap, '.', length) != NULL)
    return length == 1 ? '.' : 'x';
  if (memchr (gap, '-', length) != NULL)
    return length == 1 ? '-' : gap[0] == ' ' && gap[length - 1] == ' ' ? ' ' : length == 2 ? '~' : 'x';
  return ' ';
}

static void
read_groups (const Candidate *self, guint length, Groups *ret_groups)
{
  memset (ret_groups, 0, sizeof *ret_groups);
  for (guint i = 0; i < length; i++) {
    if (i == 0 || self->number.parted[i]) {
      ret_groups->marks[ret_groups->count] = i == 0 ? 0 : mark_between (self, i);
      ret_groups->count++;
    }
    ret_groups->lengths[ret_groups->count - 1]++;
  }
}

static guint
count_mark (const Groups *groups, char mark)
{
  guint count = 0;

  for (guint i = 1; i < groups->count; i++)
    count += groups->marks[i] == mark;
  return count;
}

/* Dates, times, property codes and the like in the dress of a number. */
static gboolean
has_strange_groups (const Groups *groups, guint length, gboolean abroad)
{
  gboolean single = TRUE;
  gboolean pairs = TRUE;

  for (guint i = 0; i < groups->count; i++) {
    single = single && groups->lengths[i] == 1;
    pairs = pairs && groups->lengths[i] == 2;
  }
  if (single && groups->count > 1)
    return count_mark (groups, ' ') + 1 != groups->count;
  /* "050- 7654321": a hyphen with one blank, right behind the area code */
  if (count_mark (groups, '~') > (groups->marks[1] == '~' && groups->lengths[0] <= 4))
    return TRUE;
  if (count_mark (groups, 'x') > 0 || (pairs && length <= 8))
    return TRUE;
  if (count_mark (groups, '/') > 1 ||
      (count_mark (groups, '/') == 1 && (groups->marks[1] != '/' || length - groups->lengths[0] < 5)))
    return TRUE;
  if (abroad)
    return FALSE;
  if (count_mark (groups, '.') > 0 && (length < 9 || groups->lengths[0] == 1))
    return TRUE;
  /* "0-521-12345-6" */
  if (groups->count > 1 && groups->marks[1] == '-' && groups->lengths[0] == 1)
    return TRUE;
  return FALSE;
}

/* "091-401-12-34", "04512 39876": no telephone number without a word for it. */
static gboolean
needs_word (const Groups *groups)
{
  if (groups->count > 1 && (groups->lengths[0] > 4 || groups->marks[1] == '~'))
    return TRUE;
  return groups->count == 4 && count_mark (groups, '-') == 3 &&
         (groups->lengths[2] != 2 || groups->lengths[3] != 2);
}

/* --- the words */

static gboolean
has_word (Candidate *self)
{
  guint end = luukku_number_end (&self->number, self->number.length);

  if (!self->word_seen) {
    guint index = luukku_scan_token_at (self->scan, self->start);

    self->word = luukku_contact_before (self->scan, "phone-word", self->start, WORD_BEFORE) != NULL ||
                 luukku_contact_before (self->scan, "phone-number", self->start, NUMBER_BEFORE) != NULL ||
                 luukku_contact_after (self->scan, "phone-word", end, WORD_AFTER) != NULL ||
                 luukku_scan_token_is (self->scan, index, "phone-word");
    self->word_seen = TRUE;
  }
  return self->word;
}

static gboolean
is_language (Candidate *self, const char *language)
{
  return g_strcmp0 (luukku_scan_language (self->scan), language) == 0;
}

/* --- the numbering plans; digits without the trunk 0 or the country code */

static gboolean
is_finnish_mobile (const char *p, guint length)
{
  return length >= 6 && length <= 10 &&
         ((p[0] == '4' && p[1] <= '8') || (p[0] == '5' && p[1] == '0') || strncmp (p, "4946", 4) == 0);
}

static gboolean
is_finnish_fixed (const char *p, guint length)
{
  if (length < 5 || length > 9)
    return FALSE;
  if (p[0] == '1')
    return strchr ("345679", p[1]) != NULL && p[2] >= '1' && p[2] <= '8';
  return strchr ("235689", p[0]) != NULL && p[1] >= '1' && p[1] <= '8';
}

static Reading
read_finnish (Candidate *self, const char *p, guint length)
{
  if (is_finnish_mobile (p, length)) {
    if (length == 9)
      return READING_USUAL;
    return length >= 8 || has_word (self) ? READING_ODD : READING_NONE;
  }
  if (!is_finnish_fixed (p, length))
    return READING_NONE;
  return length >= 7 ? READING_USUAL : has_word (self) ? READING_ODD : READING_NONE;
}

/* Whether a country code stands at @p; those of more than two digits need no table: their first two tell. */
static gboolean
is_country (const char *p)
{
  return *p == '1' || *p == '7' || (*p >= '2' && *p <= '9' && p[0] != '0' && strncmp (p, "83", 2) != 0);
}

static const struct {
  const char *code;
  guint shortest, longest; /* with the code */
  gboolean near;           /* also as 00 without groups or a word */
} countries[] = {
  { "380", 12, 12, TRUE }, { "372", 10, 11, TRUE }, { "370", 11, 11, TRUE }, { "371", 11, 11, TRUE },
  { "46", 9, 12, TRUE },   { "47", 10, 10, TRUE },  { "45", 10, 10, TRUE },  { "44", 11, 13, TRUE },
  { "49", 9, 14, TRUE },   { "48", 11, 11, TRUE },  { "7", 11, 11, TRUE },   { "1", 11, 11, FALSE },
};

static Reading
read_abroad (Candidate *self, const char *p, guint length, gboolean plus)
{
  if (strncmp (p, "358", 3) == 0) {
    guint skip = 3 + (p[3] == '0');

    return length > skip ? read_finnish (self, p + skip, length - skip) : READING_NONE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (countries); i++) {
    if (strncmp (p, countries[i].code, strlen (countries[i].code)) != 0)
      continue;
    if (length < countries[i].shortest || length > countries[i].longest)
      return READING_NONE;
    return plus || countries[i].near || has_word (self) ? READING_USUAL : READING_NONE;
  }
  if (length < 8 || length > 14 || !is_country (p) || (!plus && !has_word (self)))
    return READING_NONE;
  return READING_USUAL;
}

static gboolean
is_swedish_grouping (const Groups *groups)
{
  return groups->count >= 3 && groups->lengths[0] == 3 && groups->marks[1] == '-';
}

static Reading
read_neighbours (Candidate *self, const char *p, guint length, const Groups *groups)
{
  if (length == 10 && p[0] == '0' && p[1] == '7' && strchr ("02369", p[2]) != NULL &&
      (groups->lengths[0] != 4 || (groups->count > 1 && groups->marks[1] == '-')) &&
      (is_language (self, "sv") || (has_word (self) && is_swedish_grouping (groups))))
    return READING_USUAL;
  if (length >= 9 && length <= 10 && p[0] == '0' && p[1] == '1' && strchr ("18", p[2]) != NULL &&
      has_word (self) && is_language (self, "sv"))
    return READING_ODD;
  if (length == 11 && p[0] == '8' && strchr ("3489", p[1]) != NULL &&
      (has_word (self) || is_language (self, "ru") || is_language (self, "uk")))
    return READING_USUAL;
  if (length == 10 && p[0] == '0' && strchr ("35679", p[1]) != NULL && is_language (self, "uk"))
    return READING_USUAL;
  if ((length == 7 || length == 8) && strchr ("34567", p[0]) != NULL && (length == 7 || p[0] == '5') &&
      has_word (self) && is_language (self, "et"))
    return READING_USUAL;
  return READING_NONE;
}

static Reading
read_digits (Candidate *self, guint length)
{
  const char *p = self->number.digits;
  Reading reading = READING_NONE;
  gboolean abroad = self->plus || strncmp (p, "00", 2) == 0;
  Groups groups;

  read_groups (self, length, &groups);
  if (has_strange_groups (&groups, length, abroad) || (needs_word (&groups) && !abroad && !has_word (self)))
    return READING_NONE;
  if (self->plus)
    return read_abroad (self, p, length, TRUE);
  if (abroad)
    return length > 9 ? read_abroad (self, p + 2, length - 2, groups.count > 1) : READING_NONE;
  if (*p == '0')
    reading = read_finnish (self, p + 1, length - 1);
  else if (strncmp (p, "358", 3) == 0 && length >= 11)
    reading = read_abroad (self, p, length, TRUE);
  else if (length == 9 && is_finnish_mobile (p, length) && has_word (self))
    reading = READING_ODD;
  return reading != READING_NONE ? reading : read_neighbours (self, p, length, &groups);
}

/* --- one candidate */

/* "+20 000 000 euroa" */
static gboolean
is_amount (const Candidate *self)
{
  Groups groups;

  read_groups (self, self->number.length, &groups);
  if (groups.count < 2 || groups.lengths[0] > 3)
    return FALSE;
  for (guint i = 1; i < groups.count; i++) {
    if (groups.lengths[i] != 3 || groups.marks[i] == '-')
      return FALSE;
  }
  return g_str_has_suffix (self->number.digits, "000");
}

static gboolean
may_end (const Candidate *self, guint length)
{
  char mark;

  if (length == self->number.length)
    return luukku_number_ends (self->scan, luukku_number_end (&self->number, length));
  if (!self->number.parted[length])
    return FALSE;
  mark = mark_between (self, length);
  return mark == ' ' || mark == 'x' || mark == '~';
}

static gboolean
is_official (const Candidate *self, guint length)
{
  const LuukkuAllowList *allow_list = luukku_scan_allow_list (self->scan);
  g_autofree char *digits = NULL;

  if (allow_list == NULL)
    return FALSE;
  digits = g_strdup_printf ("%s%.*s", self->plus ? "+" : "", (int) length, self->number.digits);
  return luukku_allow_list_has_phone (allow_list, digits);
}

/* "Asia 0501234567": unbroken digits behind a word for something that is counted. */
static gboolean
is_counted (Candidate *self, guint length)
{
  Groups groups;

  read_groups (self, length, &groups);
  return groups.count == 1 && !self->plus && !has_word (self) &&
         luukku_contact_before (self->scan, "phone-not", self->start, COUNTED_BEFORE) != NULL;
}

/* "Kirjaston vaihde 06 241 5000": the number of a switchboard or a desk. Mobile numbers are people's. */
static gboolean
is_desk (Candidate *self, guint length)
{
  const char *p = self->number.digits;
  guint end = luukku_number_end (&self->number, length);

  if (self->plus || *p != '0' || !is_finnish_fixed (p + 1, length - 1))
    return FALSE;
  return luukku_contact_before (self->scan, "phone-desk", self->start, DESK_BEFORE) != NULL ||
         luukku_contact_after (self->scan, "phone-desk", end, DESK_AFTER) != NULL;
}

static void
tell (Candidate *self, guint length)
{
  guint end = luukku_number_end (&self->number, length);
  LuukkuFound found = { .kind = "PHONE",
                        .start = self->start,
                        .end = end,
                        .confidence = LUUKKU_CONFIDENCE_LIKELY,
                        .cues = { self->plus ? "country-code" : "number-plan" } };

  if (luukku_scan_character_before (self->scan, self->start) == '(') {
    const char *text = luukku_scan_text (self->scan);
    guint close = self->start + (guint) strcspn (text + self->start, "()");

    /* "(09) 123 …", not "(09 123 …)" */
    found.start -= close < end && text[close] == ')';
  }
  if (has_word (self))
    found.cues[1] = "phone-word";
  luukku_scan_add (self->scan, &found);
}

/* "5105 1051 0510 5101": the middle of something longer. */
static gboolean
is_inside (LuukkuScan *scan, guint start)
{
  const char *text = luukku_scan_text (scan);
  guint digits = 0;

  if (start < 4 || (text[start - 1] != ' ' && text[start - 1] != '-'))
    return FALSE;
  while (digits < 3 && g_ascii_isdigit (text[start - 2 - digits]))
    digits++;
  return digits == 3;
}

/* A number may begin with the digits at @start. Returns: where to look on. */
static guint
look_at (LuukkuScan *scan, guint start, guint last_end)
{
  Candidate self = { .scan = scan, .start = start };
  guint best = 0;
  Reading best_reading = READING_NONE;

  if (luukku_scan_character_before (scan, start) == '+') {
    gunichar before = luukku_scan_character_before (scan, start - 1);

    self.plus = TRUE;
    self.start--;
    if (g_unichar_isalnum (before) || before == '+')
      return start;
  } else if (!luukku_number_begins (scan, start) &&
             !luukku_scan_token_is (scan, luukku_scan_token_at (scan, start), "phone-word")) {
    return start;
  }
  luukku_number_read (scan, start, " -()/.", 3, FALSE, MAX_DIGITS, &self.number);
  if (self.number.length < MIN_DIGITS || is_amount (&self) ||
      (start > last_end + 1 && is_inside (scan, start)))
    return start;
  for (guint length = self.number.length; length >= MIN_DIGITS; length--) {
    Reading reading;

    if (!may_end (&self, length))
      continue;
    if (is_official (&self, length)) {
      luukku_contact_claim (scan, self.start, luukku_number_end (&self.number, length));
      return luukku_number_end (&self.number, length);
    }
    reading = read_digits (&self, length);
    if (reading > best_reading) {
      best = length;
      best_reading = reading;
    }
  }
  if (best == 0 || is_counted (&self, best) || is_desk (&self, best) ||
      luukku_scan_is_claimed (scan, self.start, luukku_number_end (&self.number, best)))
    return start;
  tell (&self, best);
  return luukku_number_end (&self.number, best);
}

void
luukku_detect_phone (LuukkuScan *scan)
{
  GArray *runs = luukku_scan_digit_runs (scan);
  guint next = 0;

  for (guint i = 0; i < runs->len; i++) {
    const LuukkuDigitRun *run = &g_array_index (runs, LuukkuDigitRun, i);

    if (run->start >= next)
      next = MAX (next, look_at (scan, run->start, next));
  }
}
