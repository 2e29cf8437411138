/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-words.c: states, times and labels as all our windows say them. Times are on the service's wall
 * clock, as in records, and written as the interface language writes them: here and nowhere else. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-words.h"

#include <purple.h>
#include <string.h>

#include "base/luukku-clock.h"
#include "purple/luukku-i18n.h"

#define ZONE "Europe/Helsinki"
#define PIDGIN_UI "gtk-gaim"  /* what Pidgin 2 calls itself */
#define FINCH_UI "gnt-purple" /* and Finch */

void
luukku_words_bind (void)
{
  const char *dir = g_getenv ("LUUKKU_LOCALE_DIR");

  bindtextdomain (LUUKKU_DOMAIN, dir != NULL && *dir != '\0' ? dir : LUUKKU_LOCALEDIR);
  bind_textdomain_codeset (LUUKKU_DOMAIN, "UTF-8");
}

const char *
luukku_box_label (const char *label)
{
  GString *plain;
  const char *kept;

  if (strchr (label, '_') == NULL)
    return label;
  plain = g_string_new (label);
  g_string_replace (plain, "_", "", 0);
  kept = g_intern_string (plain->str);
  g_string_free (plain, TRUE);
  return kept;
}

gboolean
luukku_words_in_terminal (void)
{
  return g_strcmp0 (purple_core_get_ui (), FINCH_UI) == 0;
}

const char *
luukku_label (const char *label)
{
  return g_strcmp0 (purple_core_get_ui (), PIDGIN_UI) == 0 ? label : luukku_box_label (label);
}

const char *
luukku_words_case_state (LuukkuCaseState state)
{
  switch (state) {
  case LUUKKU_CASE_NEW:
    return C_ ("case", "new");
  case LUUKKU_CASE_OPEN:
    return C_ ("case", "open");
  case LUUKKU_CASE_ANSWERED:
    return C_ ("case", "answered");
  case LUUKKU_CASE_CLOSED:
  default:
    return C_ ("case", "closed");
  }
}

const char *
luukku_words_language (const char *code)
{
  static const struct {
    const char *code;
    const char *name;
  } names[] = {
    /* TRANSLATORS: names of languages: "suomi", "ryska" */
    { "fi", NC_ ("language", "Finnish") },  { "sv", NC_ ("language", "Swedish") },
    { "en", NC_ ("language", "English") },  { "ru", NC_ ("language", "Russian") },
    { "et", NC_ ("language", "Estonian") }, { "uk", NC_ ("language", "Ukrainian") },
    { "ar", NC_ ("language", "Arabic") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].code, code))
      return g_dpgettext2 (GETTEXT_PACKAGE, "language", names[i].name);
  }
  return code;
}

/* The clock as the interface language writes it. */
static char *
clock_time (gint64 time)
{
  /* TRANSLATORS: a time of day for g_date_time_format(): "%-H.%M" in Finnish, "%H.%M" in Swedish. */
  return luukku_time_format_local (time, ZONE, C_ ("time of day", "%H:%M"));
}

/* Days from the day of @now to the day of @time on the service's calendar. */
static int
days_between (gint64 now, gint64 time)
{
  g_autofree char *from = luukku_time_format_local (now, ZONE, "%Y-%m-%d");
  g_autofree char *to = luukku_time_format_local (time, ZONE, "%Y-%m-%d");
  GDate first, second;

  g_date_clear (&first, 1);
  g_date_clear (&second, 1);
  g_date_set_parse (&first, from);
  g_date_set_parse (&second, to);
  return g_date_valid (&first) && g_date_valid (&second) ? g_date_days_between (&first, &second) : G_MAXINT;
}

const char *
luukku_words_cover (const char *label)
{
  if (g_str_equal (label, "threat-site"))
    return _ ("Threat against premises – covered");
  if (luukku_label_is_threat (label))
    return _ ("Threat against a person – covered");
  if (g_str_equal (label, "harassment"))
    return _ ("Harassment – covered");
  return _ ("Hate against a group – covered");
}

const char *
luukku_words_danger (const char *labels)
{
  g_autofree char *threat = luukku_labels_find (labels, luukku_label_is_threat);

  return threat != NULL ? _ ("If somebody is in danger now, call 112 first.") : NULL;
}

/* The words stay out of the list as long as the case has the label, whichever message they are from. */
char *
luukku_words_row_line (const LuukkuInboxRow *row)
{
  g_autofree char *label = luukku_labels_find (row->labels, luukku_label_is_covered);

  if (label != NULL)
    return g_strdup (luukku_words_cover (label));
  return g_strdup (row->first_line != NULL ? row->first_line : "");
}

char *
luukku_words_time (gint64 time, gint64 now)
{
  g_autofree char *clock = clock_time (time);
  g_autofree char *day = NULL;

  if (days_between (now, time) == 0)
    return g_steal_pointer (&clock);
  day = luukku_time_format_local (time, ZONE, "%-d.%-m.");
  return g_strdup_printf ("%s %s", day, clock);
}

static const char *
weekday (gint64 time)
{
  /* TRANSLATORS: days as in "closes Saturday 14:05", "answer by Friday 16:00": "lauantaina", "på lördag" */
  static const char *const days[] = { NC_ ("on that day", "Monday"),    NC_ ("on that day", "Tuesday"),
                                      NC_ ("on that day", "Wednesday"), NC_ ("on that day", "Thursday"),
                                      NC_ ("on that day", "Friday"),    NC_ ("on that day", "Saturday"),
                                      NC_ ("on that day", "Sunday") };
  g_autofree char *number = luukku_time_format_local (time, ZONE, "%u");

  return g_dpgettext2 (GETTEXT_PACKAGE, "on that day",
                       days[CLAMP (g_ascii_digit_value (number[0]), 1, 7) - 1]);
}

char *
luukku_words_when (gint64 time, gint64 now)
{
  g_autofree char *clock = clock_time (time);
  g_autofree char *date = NULL;
  int days = days_between (now, time);

  if (days == 0)
    /* TRANSLATORS: %s is a time of day, "14:05" */
    return g_strdup_printf (C_ ("when", "today %s"), clock);
  if (days == 1)
    return g_strdup_printf (C_ ("when", "tomorrow %s"), clock);
  if (days == -1)
    return g_strdup_printf (C_ ("when", "yesterday %s"), clock);
  if (days > 0 && days < 7)
    /* TRANSLATORS: a day of this list and a time of day: "Saturday 14:05", "lauantaina klo 14.05" */
    return g_strdup_printf (C_ ("when", "%s %s"), weekday (time), clock);
  date = luukku_time_format_local (time, ZONE, "%-d.%-m.");
  /* TRANSLATORS: a date and a time of day: "4.12. 14:05", "4.12. klo 14.05" */
  return g_strdup_printf (C_ ("date and time", "%s %s"), date, clock);
}

char *
luukku_words_span (gint64 span)
{
  gint64 minutes = MAX (span, 0) / G_TIME_SPAN_MINUTE;

  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);
  if (minutes < 6 * 60 && minutes % 60 != 0)
    /* TRANSLATORS: hours and minutes, "1 h 45 min" */
    return g_strdup_printf (_ ("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
  if (minutes < 48 * 60)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), (int) (minutes / 60));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (minutes / 1440)), (int) (minutes / 1440));
}

/* --- until when */
static char *
age_words (const LuukkuDue *due)
{
  g_autofree char *span = luukku_words_span (due->age);

  /* TRANSLATORS: %s is a span like "1 h 45 min", counted only while the office is open. */
  return g_strdup_printf (due->in_service ? _ ("has waited for an answer %s of service time")
                                          : _ ("has waited for an answer %s"),
                          span);
}

static char *
duty_words (const LuukkuDeadline *deadline, gint64 now)
{
  g_autofree char *by = luukku_words_when (deadline->duty_due, now);
  g_autofree char *open = NULL;

  if (now > deadline->duty_due) {
    g_autofree char *span = luukku_words_span (now - deadline->duty_due);

    /* TRANSLATORS: %s is a span like "3 hours": the answer should have been given so long ago. */
    return g_strdup_printf (_ ("overdue by %s"), span);
  }
  if (deadline->answer_by == 0 || deadline->answer_by == deadline->due || deadline->answer_by < now)
    /* TRANSLATORS: %s is a time; a phrase in a list of states. */
    return g_strdup_printf (_ ("answer by %s"), by);
  open = luukku_words_when (deadline->answer_by, now);
  /* TRANSLATORS: two times: the office is closed at the second one: "answer by Friday 16:00 (time runs out
   * Sunday 15:30)" */
  return g_strdup_printf (_ ("answer by %s (time runs out %s)"), open, by);
}

char *
luukku_words_window (const LuukkuDeadline *deadline, gint64 now)
{
  g_autofree char *closes = luukku_words_when (deadline->closes, now);
  g_autofree char *open = NULL;

  if (deadline->kind == LUUKKU_DEADLINE_CLOSED)
    return g_strdup (
        _ ("the channel takes no answer any more: reach the resident in another way, or wait for a new "
           "message"));
  if (deadline->kind == LUUKKU_DEADLINE_LATE)
    /* TRANSLATORS: %s is a time */
    return g_strdup_printf (
        _ ("the channel's usual time for answers is over, a person can still answer until %s"), closes);
  if (deadline->answer_by == 0 || deadline->answer_by < now)
    /* TRANSLATORS: %s is a time */
    return g_strdup_printf (_ ("the channel closes %s, while the office is closed"), closes);
  if (deadline->answer_by == deadline->closes)
    /* TRANSLATORS: %s is a time: until then the platform takes an answer */
    return g_strdup_printf (_ ("the channel closes %s"), closes);
  open = luukku_words_when (deadline->answer_by, now);
  /* TRANSLATORS: two times: "the channel closes Saturday 14:05, answer by Friday 16:00" */
  return g_strdup_printf (_ ("the channel closes %s, answer by %s"), closes, open);
}

char *
luukku_words_due (const LuukkuDue *due, gint64 now)
{
  const LuukkuDeadline *deadline = &due->deadline;
  g_autofree char *duty = NULL;
  g_autofree char *window = NULL;

  if (due->waiting_since == 0)
    return g_strdup ("");
  if (deadline->duty_due != 0 && deadline->duty_due != G_MAXINT64)
    duty = duty_words (deadline, now);
  if (deadline->closes != 0 && deadline->kind != LUUKKU_DEADLINE_DUTY)
    window = luukku_words_window (deadline, now);
  if (duty == NULL)
    duty = age_words (due);
  /* A target that comes after the window is of no use: the window says it all. */
  if (window != NULL && deadline->duty_due > deadline->closes && now <= deadline->duty_due)
    return g_steal_pointer (&window);
  return window != NULL ? g_strdup_printf ("%s · %s", duty, window) : g_steal_pointer (&duty);
}

char *
luukku_words_put_off (gint64 later_at, gint64 now)
{
  g_autofree char *when = luukku_words_when (later_at, now);

  /* TRANSLATORS: %s is a time as it is said: "today 14:05", "Monday 9:00". */
  return g_strdup_printf (_ ("put off until %s"), when);
}

char *
luukku_words_with_put_off (const char *due, gint64 later_at, gint64 now)
{
  g_autofree char *put_off = later_at != 0 ? luukku_words_put_off (later_at, now) : NULL;

  if (put_off == NULL)
    return g_strdup (due);
  return *due != '\0' ? g_strdup_printf ("%s · %s", put_off, due) : g_steal_pointer (&put_off);
}

gboolean
luukku_words_parse_time (const char *text, gint64 now, gint64 *ret_time, GError **error)
{
  return luukku_time_parse_local (text, ZONE, now, ret_time, error);
}
