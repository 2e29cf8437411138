/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-holidays.c: rules for closed days and the days they give. Strict, because a holiday that is silently
 * left out makes every clock wrong for a day. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-holidays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/luukku-error.h"
#include "model/luukku-service-hours.h"

#define GROUP_PREFIX "Day "
#define MAX_NAME_BYTES 200
#define LEAP_YEAR 2024 /* any: for checking that a month has a day */

/* So far from Easter that the day stays in Easter's year. */
#define EASTER_BEFORE_MAX 80
#define EASTER_AFTER_MAX 249

typedef enum {
  RULE_DATE,
  RULE_EASTER,
  RULE_WEEKDAY,
  RULE_ON,
} RuleKind;

typedef struct {
  RuleKind kind;
  guint month, day;     /* DATE; WEEKDAY: from when */
  GDateWeekday weekday; /* WEEKDAY */
  int offset;           /* EASTER */
  GArray *ranges;       /* ON: LuukkuDayRange (owned) */
  guint closes_at;
  GHashTable *names; /* language -> name (both owned); "" is the base text */
} Rule;

struct _LuukkuHolidays {
  gatomicrefcount refs;
  GPtrArray *rules; /* Rule (owned), in file order */
};

G_DEFINE_BOXED_TYPE (LuukkuHolidays, luukku_holidays, luukku_holidays_ref, luukku_holidays_unref)

/* A file that is being read. */
typedef struct {
  GKeyFile *keys; /* no ref */
  const char *name;
  const char *group;
} Source;

static void
rule_free (Rule *rule)
{
  g_clear_pointer (&rule->ranges, g_array_unref);
  g_clear_pointer (&rule->names, g_hash_table_unref);
  g_free (rule);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rule, rule_free)

LuukkuHolidays *
luukku_holidays_ref (LuukkuHolidays *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_holidays_unref (LuukkuHolidays *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

/* --- days */

static guint32
julian_of (guint year, guint month, guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

/* The anonymous Gregorian algorithm (Nature, 1876): golden number, century with its leap corrections, epact.
 */
guint32
luukku_easter (guint year)
{
  guint golden = year % 19;
  guint century = year / 100;
  guint leap_skipped = century - century / 4;
  guint moon = (century + 8) / 25;
  guint epact = (19 * golden + leap_skipped - (century - moon + 1) / 3 + 15) % 30;
  guint sunday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 4) % 7;
  guint late = (golden + 11 * epact + 22 * sunday) / 451;
  guint sum = epact + sunday - 7 * late + 114;

  return julian_of (year, sum / 31, sum % 31 + 1);
}

/* --- dates in words */

static gboolean
parse_iso_date (const char *text, guint32 *ret_day)
{
  int year, month, day;
  char rest;

  if (strlen (text) != 10 || strspn (text, "0123456789-") != 10 ||
      sscanf (text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3 || year < 1 || month < 1 ||
      month > 12 || day < 1 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *ret_day = julian_of ((guint) year, (guint) month, (guint) day);
  return TRUE;
}

static gboolean
parse_range (char *text, LuukkuDayRange *ret_range)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 3);
  guint count = g_strv_length (ends);

  if (count < 1 || count > 2 || !parse_iso_date (g_strstrip (ends[0]), &ret_range->first) ||
      (count == 2 && !parse_iso_date (g_strstrip (ends[1]), &ret_range->last)))
    return FALSE;
  if (count == 1)
    ret_range->last = ret_range->first;
  return ret_range->first <= ret_range->last;
}

GArray *
luukku_day_ranges_parse (const char *text, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (LuukkuDayRange));
  g_auto (GStrv) parts = g_strsplit (text, ";", LUUKKU_HOLIDAYS_MAX_RANGES + 2);

  for (guint i = 0; parts[i] != NULL; i++) {
    LuukkuDayRange range;

    if (*g_strstrip (parts[i]) == '\0' && parts[i + 1] == NULL)
      break;
    if (i == LUUKKU_HOLIDAYS_MAX_RANGES || !parse_range (parts[i], &range)) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        N_ ("These are not dates. Write year-month-day, with .. from the first to the last "
                            "day and ; between them, such as 2026-12-23;2026-12-28..2026-12-31."));
      return NULL;
    }
    g_array_append_val (ranges, range);
  }
  return g_steal_pointer (&ranges);
}

/* --- reading a file */

/* @allowed: a whole sentence, looked up already. */
static gboolean
fail (const Source *source, const char *key, const char *allowed, GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: a file, a group in it, a key, a whole sentence that says what is allowed */
      N_ ("The holidays in %s cannot be used. [%s] %s: %s"), source->name, source->group, key, allowed);
  return FALSE;
}

static char *
get_value (const Source *source, const char *key)
{
  g_autofree char *value = g_key_file_get_string (source->keys, source->group, key, NULL);

  return value != NULL && *g_strstrip (value) != '\0' ? g_steal_pointer (&value) : NULL;
}

/* "12-24" */
static gboolean
parse_month_day (const char *text, Rule *rule)
{
  char rest;

  return strlen (text) == 5 && sscanf (text, "%2u-%2u%c", &rule->month, &rule->day, &rest) == 2 &&
         rule->month >= 1 && rule->month <= 12 &&
         g_date_valid_dmy ((GDateDay) rule->day, (GDateMonth) rule->month, LEAP_YEAR);
}

static gboolean
read_date (const Source *source, const char *key, const char *value, Rule *rule, GError **error)
{
  return parse_month_day (value, rule) ||
         fail (source, key, luukku_tr (N_ ("Write month and day as two digits each, such as 12-24.")), error);
}

static gboolean
read_easter (const Source *source, const char *value, Rule *rule, GError **error)
{
  gint64 offset;

  if (!g_ascii_string_to_signed (value, 10, -EASTER_BEFORE_MAX, EASTER_AFTER_MAX, &offset, NULL))
    return fail (source, "Easter",
                 luukku_tr (N_ ("Write days after Easter Sunday, such as 39, or before it, such as -2.")),
                 error);
  rule->offset = (int) offset;
  return TRUE;
}

static gboolean
read_weekday (const Source *source, const char *value, Rule *rule, GError **error)
{
  static const char *const words[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  g_autofree char *from = get_value (source, "From");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (value, words[i]))
      rule->weekday = (GDateWeekday) (i + 1);
  }
  if (rule->weekday == G_DATE_BAD_WEEKDAY)
    return fail (source, "Weekday", luukku_tr (N_ ("Write one of Mon, Tue, Wed, Thu, Fri, Sat, Sun.")),
                 error);
  if (!read_date (source, "From", from != NULL ? from : "", rule, error))
    return FALSE;
  if ((rule->month == 12 && rule->day > 25) || (rule->month == 2 && rule->day == 29))
    return fail (source, "From",
                 luukku_tr (N_ ("The day must be there each year: begin on 12-25 at the latest, and not on "
                                "02-29.")),
                 error);
  return TRUE;
}

static gboolean
read_on (const Source *source, const char *value, Rule *rule, GError **error)
{
  g_autoptr (GError) problem = NULL;

  rule->ranges = luukku_day_ranges_parse (value, &problem);
  return rule->ranges != NULL || fail (source, "On", problem->message, error);
}

static gboolean
read_kind (const Source *source, Rule *rule, GError **error)
{
  static const char *const kinds[] = { "Date", "Easter", "Weekday", "On" };
  g_autofree char *value = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *this_value = get_value (source, kinds[i]);

    if (this_value == NULL)
      continue;
    if (value != NULL)
      return fail (source, kinds[i],
                   luukku_tr (N_ ("A day has only one of Date, Easter, Weekday and On. Take one out.")),
                   error);
    value = g_steal_pointer (&this_value);
    rule->kind = (RuleKind) i;
  }
  if (value == NULL)
    return fail (source, "Date", luukku_tr (N_ ("Say when the day is: Date, Easter, Weekday or On.")), error);
  switch (rule->kind) {
  case RULE_DATE:
    return read_date (source, "Date", value, rule, error);
  case RULE_EASTER:
    return read_easter (source, value, rule, error);
  case RULE_WEEKDAY:
    return read_weekday (source, value, rule, error);
  case RULE_ON:
  default:
    return read_on (source, value, rule, error);
  }
}

static gboolean
read_closes_at (const Source *source, Rule *rule, GError **error)
{
  g_autofree char *value = get_value (source, "ClosesAt");
  guint hour, minute;
  char rest;

  if (value == NULL)
    return TRUE;
  if (strlen (value) != 5 || sscanf (value, "%2u:%2u%c", &hour, &minute, &rest) != 2 || minute > 59 ||
      hour * 60 + minute > LUUKKU_MINUTES_A_DAY)
    return fail (source, "ClosesAt", luukku_tr (N_ ("Write a time such as 12:00, or leave it empty.")),
                 error);
  rule->closes_at = hour * 60 + minute;
  return TRUE;
}

/* Names with their languages; every other key must be one that is known. */
static gboolean
read_names (const Source *source, Rule *rule, GError **error)
{
  static const char *const known[] = { "Date", "Easter", "Weekday", "From", "On", "ClosesAt", NULL };
  g_auto (GStrv) keys = g_key_file_get_keys (source->keys, source->group, NULL, NULL);

  rule->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    gsize length = strlen (keys[i]);
    g_autofree char *value = NULL;

    if (g_strv_contains (known, keys[i]))
      continue;
    if (!g_str_equal (keys[i], "Name") &&
        !(g_str_has_prefix (keys[i], "Name[") && keys[i][length - 1] == ']'))
      return fail (
          source, keys[i],
          luukku_tr (N_ ("There is no such key. Use Date, Easter, Weekday, From, On, ClosesAt, Name or "
                         "Name[fi].")),
          error);
    value = get_value (source, keys[i]);
    if (value == NULL || strlen (value) > MAX_NAME_BYTES)
      return fail (source, keys[i], luukku_tr (N_ ("Write a short name of the day.")), error);
    g_hash_table_replace (rule->names, length > 6 ? g_strndup (keys[i] + 5, length - 6) : g_strdup (""),
                          g_steal_pointer (&value));
  }
  if (g_hash_table_lookup (rule->names, "") == NULL)
    return fail (source, "Name", luukku_tr (N_ ("Write a short name of the day.")), error);
  return TRUE;
}

static gboolean
read_rule (LuukkuHolidays *self, const Source *source, GError **error)
{
  g_autoptr (Rule) rule = g_new0 (Rule, 1);

  if (!g_str_has_prefix (source->group, GROUP_PREFIX) || source->group[strlen (GROUP_PREFIX)] == '\0')
    return fail (source, "", luukku_tr (N_ ("Write the heading as [Day name].")), error);
  if (!read_names (source, rule, error) || !read_kind (source, rule, error) ||
      !read_closes_at (source, rule, error))
    return FALSE;
  g_ptr_array_add (self->rules, g_steal_pointer (&rule));
  return TRUE;
}

/* GKeyFile merges two groups of one name, and one of the days would be lost.
 * Returns: (transfer full) (nullable): the heading that is there twice. */
static char *
find_double_heading (const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*g_strstrip (lines[i]) == '[' && !g_hash_table_add (seen, g_strdup (lines[i])))
      return g_strdup (lines[i]);
  }
  return NULL;
}

static GKeyFile *
load_keys (const char *name, const char *text, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *heading = find_double_heading (text);

  if (heading != NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The holidays in %s cannot be used: %s is there twice. Give each day a name of its "
                          "own."),
                      name, heading);
    return NULL;
  }
  if (!g_key_file_load_from_data (keys, text, strlen (text), G_KEY_FILE_KEEP_TRANSLATIONS, &problem)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The holidays in %s cannot be used (%s). Compare the file with finland.ini."), name,
                      problem->message);
    return NULL;
  }
  return g_steal_pointer (&keys);
}

LuukkuHolidays *
luukku_holidays_parse (const char *name, const char *bytes, gsize length, GError **error)
{
  g_autoptr (LuukkuHolidays) self = NULL;
  g_autoptr (GKeyFile) keys = NULL;
  g_auto (GStrv) groups = NULL;
  gsize bom = length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_autofree char *text = NULL;

  if (length > LUUKKU_HOLIDAYS_MAX_BYTES || !g_utf8_validate_len (bytes, length, NULL)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("The holidays in %s cannot be used: the file must be plain text in UTF-8 of at most "
            "%d bytes. Save it so."),
        name, LUUKKU_HOLIDAYS_MAX_BYTES);
    return NULL;
  }
  text = g_strndup (bytes + bom, length - bom);
  keys = load_keys (name, text, error);
  if (keys == NULL)
    return NULL;
  self = g_new0 (LuukkuHolidays, 1);
  g_atomic_ref_count_init (&self->refs);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  groups = g_key_file_get_groups (keys, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    const Source source = { keys, name, groups[i] };

    if (i == LUUKKU_HOLIDAYS_MAX_RULES) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        N_ ("The holidays in %s cannot be used: there are more than %d days. Use On= with "
                            "several dates."),
                        name, LUUKKU_HOLIDAYS_MAX_RULES);
      return NULL;
    }
    if (!read_rule (self, &source, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- asking */

/* A day with all that rules ask of it, so that a day costs one conversion and one Easter. */
typedef struct {
  guint32 julian;
  guint year, month, day;
  GDateWeekday weekday;
  guint32 easter;
} Day;

static void
day_init (Day *day, guint32 julian)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, julian);
  day->julian = julian;
  day->year = g_date_get_year (&date);
  day->month = (guint) g_date_get_month (&date);
  day->day = g_date_get_day (&date);
  day->weekday = g_date_get_weekday (&date);
  day->easter = luukku_easter (day->year);
}

static gboolean
rule_matches (const Rule *rule, const Day *day)
{
  guint32 from;

  switch (rule->kind) {
  case RULE_DATE:
    return day->month == rule->month && day->day == rule->day;
  case RULE_EASTER:
    return (gint64) day->julian - day->easter == rule->offset;
  case RULE_WEEKDAY:
    if (day->weekday != rule->weekday)
      return FALSE;
    from = julian_of (day->year, rule->month, rule->day);
    return day->julian >= from && day->julian < from + 7;
  case RULE_ON:
  default:
    for (guint i = 0; i < rule->ranges->len; i++) {
      const LuukkuDayRange *range = &g_array_index (rule->ranges, LuukkuDayRange, i);

      if (day->julian >= range->first && day->julian <= range->last)
        return TRUE;
    }
    return FALSE;
  }
}

guint
luukku_holidays_closes_at (const LuukkuHolidays *self, guint32 day)
{
  guint closes_at = LUUKKU_MINUTES_A_DAY;
  Day asked;

  g_return_val_if_fail (g_date_valid_julian (day), closes_at);
  day_init (&asked, day);
  for (guint i = 0; i < self->rules->len && closes_at > 0; i++) {
    const Rule *rule = g_ptr_array_index (self->rules, i);

    if (rule->closes_at < closes_at && rule_matches (rule, &asked))
      closes_at = rule->closes_at;
  }
  return closes_at;
}

const char *
luukku_holidays_get_name (const LuukkuHolidays *self, guint32 day, const char *language)
{
  g_autofree char *tag = g_strndup (language, strcspn (language, "_-.@"));
  Day asked;

  g_return_val_if_fail (g_date_valid_julian (day), NULL);
  day_init (&asked, day);
  for (guint i = 0; i < self->rules->len; i++) {
    const Rule *rule = g_ptr_array_index (self->rules, i);
    const char *name;

    if (!rule_matches (rule, &asked))
      continue;
    name = g_hash_table_lookup (rule->names, tag);
    return name != NULL ? name : g_hash_table_lookup (rule->names, "");
  }
  return NULL;
}
