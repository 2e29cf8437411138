/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-service-hours.c: a week's opening hours from a line that a clerk writes. Pure: no locale, no clock.
 */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-service-hours.h"

#include <stdlib.h>
#include <string.h>

#include "base/luukku-error.h"

/* What a person may call a weekday in the languages of the pack; small letters. */
static const char *const day_words[7][9] = {
  { "mon", "monday", "ma", "maanantai", "må", "mån", "måndag", NULL },
  { "tue", "tuesday", "ti", "tiistai", "tis", "tisdag", NULL },
  { "wed", "wednesday", "ke", "keskiviikko", "on", "ons", "onsdag", NULL },
  { "thu", "thursday", "to", "torstai", "tor", "tors", "torsdag", NULL },
  { "fri", "friday", "pe", "perjantai", "fr", "fre", "fredag", NULL },
  { "sat", "saturday", "la", "lauantai", "lö", "lör", "lördag", NULL },
  { "sun", "sunday", "su", "sunnuntai", "sö", "sön", "söndag", NULL },
};

/* Words before a time that say nothing. */
static const char *const clock_words[] = { "klo", "kl.", "kl", "at" };

static gboolean
refuse (const char *part, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: %s is what the file says; the examples stay as they are, but the days may
                     * be written in Finnish, Swedish or English */
                    N_ ("The service hours “%s” cannot be understood. Write days and times, such as “Mon-Fri "
                        "08:00-16:00”, with ; between several of them."),
                    part);
  return FALSE;
}

/* Small letters, composed, every dash as "-". Not g_utf8_strdown(): it asks the locale. */
static char *
simplify (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = composed != NULL ? g_utf8_casefold (composed, -1) : g_strdup ("");
  GString *simple = g_string_new (folded);

  g_string_replace (simple, "\u2013", "-", 0);
  g_string_replace (simple, "\u2012", "-", 0);
  g_string_replace (simple, "\u2014", "-", 0);
  g_string_replace (simple, "\u2212", "-", 0);
  g_string_replace (simple, "\u00a0", " ", 0);
  return g_string_free (simple, FALSE);
}

static gboolean
parse_day (char *text, guint *ret_day)
{
  g_strstrip (text);
  for (guint day = 0; day < G_N_ELEMENTS (day_words); day++) {
    if (g_strv_contains (day_words[day], text)) {
      *ret_day = day;
      return TRUE;
    }
  }
  return FALSE;
}

/* "mon-fri,sun" → a bit for each day; a range may go over the end of the week. */
static gboolean
parse_days (char *text, guint *ret_days)
{
  g_auto (GStrv) items = NULL;
  guint days = 0;

  g_strstrip (text);
  for (guint i = 0; i < G_N_ELEMENTS (clock_words); i++) {
    g_autofree char *word = g_strconcat (" ", clock_words[i], NULL);

    if (g_str_has_suffix (text, word)) {
      text[strlen (text) - strlen (word)] = '\0';
      break;
    }
  }
  items = g_strsplit (text, ",", -1);
  for (guint i = 0; items[i] != NULL; i++) {
    g_auto (GStrv) ends = g_strsplit (items[i], "-", 3);
    guint count = g_strv_length (ends);
    guint from, to;

    if (count < 1 || count > 2 || !parse_day (ends[0], &from) || !parse_day (ends[count - 1], &to))
      return FALSE;
    for (guint day = from;; day = (day + 1) % 7) {
      days |= 1u << day;
      if (day == to)
        break;
    }
  }
  *ret_days = days;
  return days != 0;
}

/* "8", "08:00", "8.30", "24:00" → minutes. */
static gboolean
parse_minute (const char *text, guint *ret_minute)
{
  gsize hour_digits = strspn (text, "0123456789");
  const char *minutes = text + hour_digits + 1;
  guint hour, minute = 0;

  if (hour_digits < 1 || hour_digits > 2)
    return FALSE;
  hour = (guint) strtoul (text, NULL, 10);
  if (text[hour_digits] != '\0') {
    if (strchr (":.", text[hour_digits]) == NULL || strlen (minutes) != 2 ||
        strspn (minutes, "0123456789") != 2)
      return FALSE;
    minute = (guint) strtoul (minutes, NULL, 10);
  }
  *ret_minute = hour * 60 + minute;
  return minute < 60 && *ret_minute <= LUUKKU_MINUTES_A_DAY;
}

static gboolean
parse_opening (const char *text, LuukkuOpening *ret_opening)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);
  guint opens, closes;

  if (g_strv_length (ends) != 2 || !parse_minute (ends[0], &opens) || !parse_minute (ends[1], &closes) ||
      opens >= closes)
    return FALSE;
  ret_opening->opens = (guint16) opens;
  ret_opening->closes = (guint16) closes;
  return TRUE;
}

/* Keeps a day's openings in order. Returns: FALSE when it overlaps another one or there are too many. */
static gboolean
insert_opening (LuukkuServiceHours *hours, guint day, LuukkuOpening opening)
{
  LuukkuOpening *list = hours->openings[day];
  guint count = hours->count[day];
  guint place = 0;

  if (count == LUUKKU_SERVICE_HOURS_MAX_A_DAY)
    return FALSE;
  while (place < count && list[place].opens < opening.opens)
    place++;
  if ((place > 0 && list[place - 1].closes > opening.opens) ||
      (place < count && opening.closes > list[place].opens))
    return FALSE;
  memmove (list + place + 1, list + place, (count - place) * sizeof *list);
  list[place] = opening;
  hours->count[day]++;
  return TRUE;
}

/* "mon-fri 08:00-12:00,13:00-16:00" */
static gboolean
parse_part (const char *part, LuukkuServiceHours *hours)
{
  gsize first_digit = strcspn (part, "0123456789");
  g_autofree char *days_text = g_strndup (part, first_digit);
  g_autoptr (GString) times_text = g_string_new (part + first_digit);
  g_auto (GStrv) times = NULL;
  guint days;

  g_string_replace (times_text, " ", "", 0);
  times = g_strsplit (times_text->str, ",", -1);
  if (times[0] == NULL || !parse_days (days_text, &days))
    return FALSE;
  for (guint i = 0; times[i] != NULL; i++) {
    LuukkuOpening opening;

    if (!parse_opening (times[i], &opening))
      return FALSE;
    for (guint day = 0; day < 7; day++) {
      if ((days & 1u << day) != 0 && !insert_opening (hours, day, opening))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
luukku_service_hours_parse (const char *text, LuukkuServiceHours *ret_hours, GError **error)
{
  LuukkuServiceHours hours = { 0 };
  g_autofree char *simple = NULL;
  g_auto (GStrv) parts = NULL;
  guint read = 0;

  if (strlen (text) > LUUKKU_SERVICE_HOURS_MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    return refuse ("…", error);
  simple = simplify (text);
  parts = g_strsplit (simple, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_strstrip (parts[i]);
    if (*parts[i] == '\0' && parts[i + 1] == NULL)
      break;
    if (!parse_part (parts[i], &hours))
      return refuse (parts[i], error);
    read++;
  }
  if (read == 0)
    return refuse (text, error);
  *ret_hours = hours;
  return TRUE;
}
