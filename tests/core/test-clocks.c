/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-clocks.c: the clocks of the shipped packs as values, what they make of a Friday afternoon, and what is
 * refused. Only the groups about time are read from the packs: the other rules have their own tests. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-clocks.h"

#include "base/luukku-error.h"
#include "rules/luukku-pack-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define HOUR G_TIME_SPAN_HOUR
#define MINUTE G_TIME_SPAN_MINUTE

static const char *const negative_label[] = { "idea", "negative", NULL };

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_TIME_SPAN_SECOND;
}

static void
assert_time (gint64 time, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Helsinki");
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *text = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");

  g_assert_cmpstr (text, ==, expected);
}

/* --- packs */

static gboolean
is_about_time (const char *heading)
{
  return g_str_has_prefix (heading, "[Pack]") || g_str_has_prefix (heading, "[Clock ") ||
         g_str_has_prefix (heading, "[Quiet]");
}

/* The groups about time of a shipped pack. */
static GString *
shipped_text (const char *town)
{
  g_autofree char *file = g_strdup_printf ("%s.pack.in", town);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_SOURCE_DIR"), "data", "packs", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GString *kept = g_string_new (NULL);
  gboolean keep = FALSE;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == '[')
      keep = is_about_time (lines[i]);
    if (keep)
      g_string_append_printf (kept, "%s\n", lines[i]);
  }
  return kept;
}

static LuukkuPack *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  LuukkuPack *pack = luukku_pack_parse ("test.pack", text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return pack;
}

static LuukkuPackClocks *
clocks_of (const char *text)
{
  g_autoptr (LuukkuPack) pack = parse (text);
  g_autoptr (GError) error = NULL;
  LuukkuPackClocks *clocks = luukku_pack_clocks_new (pack, &error);

  g_assert_no_error (error);
  return clocks;
}

/* @hours: (nullable): what the town writes into ServiceHours. */
static LuukkuPackClocks *
shipped (const char *town, const char *hours)
{
  g_autoptr (GString) text = shipped_text (town);

  if (hours != NULL) {
    g_autofree char *line = g_strdup_printf ("\nServiceHours=%s\n", hours);

    g_assert_cmpuint (g_string_replace (text, "\nServiceHours=\n", line, 1), ==, 1);
  }
  return clocks_of (text->str);
}

#define PACK "[Pack]\nFormat=1\nId=x\nName=X\nBaseLanguage=en\nHolidays=finland\n"
#define CLOCK(id, keys) "[Clock " id "]\nTitle=T\nMessage=M\nCitation=product\n" keys

/* --- the shipped packs */

typedef struct {
  const char *town, *id;
  LuukkuClockKind kind;
  LuukkuCounting counting;
  gboolean has_target;
  LuukkuSpan target;
  gint64 repeat_every;
} Expected;

/* Section 5 of the catalogue: which clock each guideline has and how it counts. */
static const Expected table[] = {
  { "kauhava", "reply", LUUKKU_CLOCK_ANSWER, LUUKKU_COUNTING_ELAPSED, FALSE, { 0 }, 0 }, /* KAU-20 */
  { "kauhava",
    "post-interval",
    LUUKKU_CLOCK_UPDATE,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 7, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "kauhava",
    "visit",
    LUUKKU_CLOCK_UPDATE,
    LUUKKU_COUNTING_SERVICE_DAYS,
    TRUE,
    { 2, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "kauhava", "removal", LUUKKU_CLOCK_STEP, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 30 * MINUTE }, /* KAU-41 */
  { "kauhava",
    "platform-request",
    LUUKKU_CLOCK_STEP,
    LUUKKU_COUNTING_SERVICE_DAYS,
    TRUE,
    { 3, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "kauhava",
    "risk-review",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 6, LUUKKU_UNIT_MONTHS, 0 },
    0 },
  { "kauhava",
    "terms-review",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 12, LUUKKU_UNIT_MONTHS, 0 },
    0 },
  { "kauhava", "fixed-term", LUUKKU_CLOCK_END, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 0 }, /* KAU-30 */
  { "kauhava",
    "idle-account",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 60, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "hanko", "reply", LUUKKU_CLOCK_ANSWER, LUUKKU_COUNTING_SERVICE_HOURS, FALSE, { 0 }, 0 }, /* HAN-41 */
  { "hanko", "reply-negative", LUUKKU_CLOCK_ANSWER, LUUKKU_COUNTING_SERVICE_HOURS, FALSE, { 0 }, 0 },
  { "hanko", "post-interval", LUUKKU_CLOCK_UPDATE, LUUKKU_COUNTING_ELAPSED, FALSE, { 0 }, 0 }, /* HAN-34 */
  { "hanko",
    "visit",
    LUUKKU_CLOCK_UPDATE,
    LUUKKU_COUNTING_SERVICE_DAYS,
    TRUE,
    { 1, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "hanko", "removal", LUUKKU_CLOCK_STEP, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 30 * MINUTE }, /* HAN-45 */
  { "hanko",
    "content-review",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 90, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "rautalampi",
    "reply",
    LUUKKU_CLOCK_ANSWER,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 48, LUUKKU_UNIT_HOURS, 0 },
    0 },
  { "rautalampi",
    "reply-negative",
    LUUKKU_CLOCK_ANSWER,
    LUUKKU_COUNTING_SERVICE_HOURS,
    TRUE,
    { 4, LUUKKU_UNIT_HOURS, 0 },
    0 },
  { "rautalampi",
    "post-interval",
    LUUKKU_CLOCK_UPDATE,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 7, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "rautalampi",
    "password-age",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 3, LUUKKU_UNIT_MONTHS, 0 },
    0 },
  { "rautalampi",
    "register-review",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 6, LUUKKU_UNIT_MONTHS, 0 },
    0 },
  { "rautalampi", "substitute", LUUKKU_CLOCK_STEP, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 0 },    /* RAU-27 */
  { "rautalampi", "correction", LUUKKU_CLOCK_STEP, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, HOUR }, /* RAU-72 */
  { "rautalampi",
    "terms-review",
    LUUKKU_CLOCK_REVIEW,
    LUUKKU_COUNTING_ELAPSED,
    TRUE,
    { 12, LUUKKU_UNIT_MONTHS, 0 },
    0 },
  { "kuopio", "reply", LUUKKU_CLOCK_ANSWER, LUUKKU_COUNTING_ELAPSED, FALSE, { 0 }, 0 }, /* KUO-01 */
  { "kuopio",
    "visit",
    LUUKKU_CLOCK_UPDATE,
    LUUKKU_COUNTING_SERVICE_DAYS,
    TRUE,
    { 1, LUUKKU_UNIT_DAYS, 0 },
    0 },
  { "kuopio", "ban-end", LUUKKU_CLOCK_END, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 0 },             /* KUO-23 */
  { "kuopio", "reference-documents", LUUKKU_CLOCK_END, LUUKKU_COUNTING_ELAPSED, TRUE, { 0 }, 0 }, /* KUO-11 */
};

static void
test_shipped (void)
{
  static const char *const towns[] = { "kauhava", "hanko", "rautalampi", "kuopio", "neutral" };

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (LuukkuPackClocks) clocks = shipped (towns[i], NULL);
    guint count = 0;

    for (guint j = 0; j < G_N_ELEMENTS (table); j++) {
      const LuukkuPackClock *clock;

      if (strcmp (table[j].town, towns[i]) != 0)
        continue;
      g_test_message ("%s %s", towns[i], table[j].id);
      clock = luukku_pack_clocks_find (clocks, table[j].id);
      g_assert_nonnull (clock);
      g_assert_cmpint (clock->kind, ==, table[j].kind);
      g_assert_cmpint (clock->duty.counting, ==, table[j].counting);
      g_assert_cmpint (clock->duty.has_target, ==, table[j].has_target);
      g_assert_cmpuint (clock->duty.target.count, ==, table[j].target.count);
      g_assert_cmpint (clock->duty.target.unit, ==, table[j].target.unit);
      g_assert_cmpint (clock->duty.repeat_every, ==, table[j].repeat_every);
      g_assert_nonnull (clock->citation);
      count++;
    }
    g_assert_cmpuint (luukku_pack_clocks_get_all (clocks)->len, ==, count);
    g_assert_cmpint (luukku_pack_clocks_get_quiet (clocks)->no_reminders_outside, ==,
                     strcmp (towns[i], "rautalampi") == 0);
    g_assert_cmpint (luukku_calendar_has_own_hours (luukku_pack_clocks_get_calendar (clocks)), ==,
                     strcmp (towns[i], "hanko") == 0);
  }
}

static void
test_details (void)
{
  g_autoptr (LuukkuPackClocks) hanko = shipped ("hanko", NULL);
  g_autoptr (LuukkuPackClocks) kuopio = shipped ("kuopio", NULL);
  g_autoptr (LuukkuPackClocks) rautalampi = shipped ("rautalampi", NULL);
  const LuukkuPackClock *posts = luukku_pack_clocks_find (hanko, "post-interval");
  const LuukkuPackClock *negative = luukku_pack_clocks_find (hanko, "reply-negative");
  const LuukkuPackClock *ban = luukku_pack_clocks_find (kuopio, "ban-end");
  const LuukkuPackClock *password = luukku_pack_clocks_find (rautalampi, "password-age");

  g_assert_cmpuint (posts->minimum, ==, 2);
  g_assert_cmpint (posts->every, ==, 7 * G_TIME_SPAN_DAY);
  g_assert_cmpstr (posts->platforms[0], ==, "Facebook");
  g_assert_cmpstr (posts->platforms[1], ==, "Twitter");
  g_assert_null (posts->platforms[2]);
  g_assert_true (negative->sort_first);
  g_assert_cmpstr (negative->applies[0], ==, "negative");
  g_assert_cmpstr (negative->group, ==, "Clock reply-negative");
  g_assert_cmpuint (ban->duty.warning_count, ==, 1);
  g_assert_true (ban->duty.warnings[0].before);
  g_assert_cmpuint (ban->max_length.count, ==, 0);
  g_assert_cmpuint (password->duty.warnings[0].count, ==, 14);
  g_assert_true (password->duty.warnings[0].before);
  g_assert_true (luukku_pack_clocks_find (rautalampi, "post-interval")->per_account);
  g_assert_null (luukku_pack_clocks_find (rautalampi, "telepathy"));
}

/* S07 and RAU-14, with the service hours that the municipality has set. */
static void
test_rautalampi_weekend (void)
{
  g_autoptr (LuukkuPackClocks) clocks = shipped ("rautalampi", "Mon-Fri 08:00-16:00");
  const LuukkuPackClock *reply = luukku_pack_clocks_find (clocks, "reply");
  LuukkuCalendar *calendar = luukku_pack_clocks_get_calendar (clocks);
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 monday = at ("2026-11-23T08:00:00+02:00");
  const LuukkuReminder reminder = { &reply->duty, friday, FALSE };
  gint64 due = 0;

  g_assert_cmpint (luukku_pack_clocks_answer_state (clocks, NULL, friday, monday, &due), ==,
                   LUUKKU_SLA_OVERDUE);
  assert_time (due, "2026-11-22T15:30:00+02:00");
  g_assert_cmpint (monday - due, ==, 16 * HOUR + 30 * MINUTE);
  g_assert_cmpint (luukku_reminder_next (&reminder, calendar, luukku_pack_clocks_get_quiet (clocks), friday),
                   ==, monday);
}

/* A critical message stands first whichever of its clocks runs out first: over a weekend the elapsed hours do. */
static void
test_sorts_first (void)
{
  g_autoptr (LuukkuPackClocks) clocks = shipped ("rautalampi", "Mon-Fri 08:00-16:00");
  static const char *const negative[] = { "negative", NULL };
  static const char *const other[] = { "idea", NULL };
  gint64 friday = at ("2026-11-20T15:30:00+02:00");

  g_assert_false (luukku_pack_clocks_find_answer (clocks, negative, friday)->sort_first);
  g_assert_true (luukku_pack_clocks_sort_first (clocks, negative));
  g_assert_false (luukku_pack_clocks_sort_first (clocks, other));
  g_assert_false (luukku_pack_clocks_sort_first (clocks, NULL));
}

/* S08 */
static void
test_hanko_weekend (void)
{
  g_autoptr (LuukkuPackClocks) clocks = shipped ("hanko", NULL);
  const LuukkuPackClock *reply = luukku_pack_clocks_find_answer (clocks, NULL, 0);
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 monday = at ("2026-11-23T09:15:00+02:00");
  gint64 due = 77;

  g_assert_cmpstr (reply->id, ==, "reply");
  g_assert_cmpint (luukku_duty_age (&reply->duty, luukku_pack_clocks_get_calendar (clocks), friday, monday),
                   ==, HOUR + 45 * MINUTE);
  g_assert_cmpint (luukku_pack_clocks_answer_state (clocks, NULL, friday, monday, &due), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (due, ==, 0);
}

/* A town without a clock, and one without a target. */
static void
test_no_target (void)
{
  g_autoptr (LuukkuPackClocks) kuopio = shipped ("kuopio", NULL);
  g_autoptr (LuukkuPackClocks) neutral = shipped ("neutral", NULL);
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 due = 77;

  g_assert_cmpint (luukku_pack_clocks_answer_state (kuopio, NULL, friday, friday, &due), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (due, ==, 0);
  g_assert_null (luukku_pack_clocks_find_answer (neutral, NULL, friday));
  g_assert_cmpint (luukku_pack_clocks_answer_state (neutral, NULL, friday, friday, &due), ==,
                   LUUKKU_SLA_NONE);
}

/* RAU-55: both duties bind in a negative conversation; the one that comes first is shown. */
static void
test_negative (void)
{
  g_autoptr (LuukkuPackClocks) rautalampi = shipped ("rautalampi", NULL);
  g_autoptr (LuukkuPackClocks) hanko = shipped ("hanko", NULL);
  gint64 tuesday = at ("2026-11-17T09:00:00+02:00");
  gint64 friday = at ("2026-11-20T15:30:00+02:00");
  gint64 due = 0;

  luukku_pack_clocks_answer_state (rautalampi, negative_label, tuesday, tuesday, &due);
  assert_time (due, "2026-11-17T13:00:00+02:00");
  luukku_pack_clocks_answer_state (rautalampi, NULL, tuesday, tuesday, &due);
  assert_time (due, "2026-11-19T09:00:00+02:00");
  luukku_pack_clocks_answer_state (rautalampi, negative_label, friday, friday, &due);
  assert_time (due, "2026-11-22T15:30:00+02:00");
  /* Neither has a target: the closer one, which sorts first. */
  g_assert_cmpstr (luukku_pack_clocks_find_answer (hanko, negative_label, friday)->id, ==, "reply-negative");
}

/* S19: 48 becomes 24 by one word in the file. */
static void
test_edited (void)
{
  g_autoptr (GString) text = shipped_text ("rautalampi");
  g_autoptr (LuukkuPackClocks) clocks = NULL;
  gint64 due = 0;

  g_string_replace (text, "Target=48 hours\nCounting=elapsed\nWarnAt=36 hours",
                    "Target=24 hours\nCounting=elapsed", 1);
  g_string_replace (text, "Target=48 hours\nCounting=elapsed\nWarnAt=24 hours;40 hours",
                    "Target=24 hours\nCounting=elapsed", 1);
  clocks = clocks_of (text->str);
  luukku_pack_clocks_answer_state (clocks, NULL, at ("2026-11-17T09:00:00+02:00"),
                                   at ("2026-11-17T09:00:00+02:00"), &due);
  assert_time (due, "2026-11-18T09:00:00+02:00");
}

/* --- the checker */

static const struct {
  const char *text;
  guint line;
  const char *key;
  const char *words;
} wrong[] = {
  { CLOCK ("a", "Starts=incoming\nTarget=24 tuntia\n"), 6, "Target", "48 hours" },
  { CLOCK ("a", "Starts=incoming\nTarget=3 months\n"), 6, "Target", "Months" },
  { CLOCK ("a", "Starts=queued\nTarget=1 year\n"), 6, "Target", "Months" },
  { CLOCK ("a", "Starts=marked-wrong\nWarnAt=1 month\n"), 6, "WarnAt", "Months" },
  { CLOCK ("a", "Starts=incoming\nTarget=2 days before\n"), 6, "Target", "WarnAt" },
  { CLOCK ("a", "Starts=incoming\nTarget=2 days\nCounting=service-hours\n"), 6, "Target", "4 hours" },
  { CLOCK ("a", "Starts=incoming\nTarget=4 hours\nCounting=service-days\n"), 6, "Target", "3 days" },
  { CLOCK ("a", "Starts=incoming\nTarget=4 hours\nCounting=weeks\n"), 7, "Counting", "service-days" },
  { CLOCK ("a", "Starts=incoming\nTarget=4 hours\nWarnAt=1 hour;;2 hours\n"), 7, "WarnAt", "48 hours" },
  { CLOCK ("a", "Starts=incoming\nTarget=9 hours\n"
                "WarnAt=1 hour;1 hour;1 hour;1 hour;1 hour;1 hour;1 hour;1 hour;1 hour\n"),
    7, "WarnAt", "more than 8" },
  { CLOCK ("a", "Starts=full-moon\n"), 5, "Starts", "last-post" },
  { CLOCK ("a", "Starts=incoming\nRepeatEvery=1 month\n"), 6, "RepeatEvery", "30 minutes" },
  { CLOCK ("a", "Starts=incoming\nRepeatEvery=immediately\n"), 6, "RepeatEvery", "30 minutes" },
  { CLOCK ("a", "Starts=last-post\nMinimum=2\n"), 6, "Minimum", "Every" },
  { CLOCK ("a", "Starts=last-post\nEvery=7 days\nTarget=7 days\n"), 6, "Every", "either" },
  { "[Quiet]\nOutsideServiceHours=silence\n", 2, "OutsideServiceHours", "no-reminders" },
  { "[Quiet]\nAlarms=never\n", 2, "Alarms", "always" },
  { "[Pack]\nServiceHours=arkisin 8-16\n", 2, "ServiceHours", "Mon-Fri" },
  { "[Pack]\nTimeZone=Europe/Helsinky\n", 2, "TimeZone", "Europe/Helsinki" },
  { "[Pack]\nClosedDays=23.12.2026\n", 2, "ClosedDays", "2026-12-23" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
    g_autoptr (GPtrArray) groups =
        luukku_pack_read_lines (luukku_pack_groups (), wrong[i].text, strlen (wrong[i].text), problems);
    const LuukkuPackProblem *problem;

    g_test_message ("%s", wrong[i].text);
    g_assert_cmpuint (groups->len, ==, 1);
    luukku_pack_check_clocks (g_ptr_array_index (groups, 0), problems);
    g_assert_cmpuint (problems->len, ==, 1);
    problem = g_ptr_array_index (problems, 0);
    g_assert_cmpuint (problem->line, ==, wrong[i].line);
    g_assert_cmpstr (problem->key, ==, wrong[i].key);
    g_assert_nonnull (strstr (problem->message, wrong[i].words));
  }
}

static void
test_accepted (void)
{
  static const char *const texts[] = {
    CLOCK ("a", "Starts=incoming\nTarget=\nCounting=service-hours\n"),
    CLOCK ("a", "Starts=incoming\nTarget=2 days\nWarnAt=1 day;36 hours;\n"),
    CLOCK ("a", "Starts=incoming\nTarget=4 hours\nWarnAt=1 hour;5 hours\n"),
    CLOCK ("a", "Starts=incoming\nTarget=2 days\nCounting=service-days\nWarnAt=1 day before\n"),
    CLOCK ("a", "Starts=terms-read\nTarget=2 years\nWarnAt=1 month before\n"),
    CLOCK ("a", "Starts=ban-start\nMaxLength=6 months\n"),
    CLOCK ("a", "Starts=last-post\nEvery=7 days\n"),
    CLOCK ("a", "Starts=last-post\nTarget=1 month\n"),
    "[Quiet]\nOutsideServiceHours=reminders\nAlarms=always\n",
    "[Pack]\nServiceHours=ma-pe 8-16\nTimeZone=UTC\nClosedDays=2026-12-23\n",
    "[Template x]\nServiceHours=nonsense\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
    g_autoptr (GPtrArray) groups =
        luukku_pack_read_lines (luukku_pack_groups (), texts[i], strlen (texts[i]), problems);

    g_test_message ("%s", texts[i]);
    luukku_pack_check_clocks (g_ptr_array_index (groups, 0), problems);
    g_assert_cmpuint (problems->len, ==, 0);
  }
}

/* --- files of holidays */

typedef struct {
  char *dir, *holidays, *before;
} Folder;

static void
folder_write (const Folder *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder->holidays, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
folder_open (Folder *folder)
{
  folder->before = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  folder->dir = g_dir_make_tmp ("luukku-clocks-XXXXXX", NULL);
  folder->holidays = g_build_filename (folder->dir, "holidays", NULL);
  g_assert_cmpint (g_mkdir (folder->holidays, 0700), ==, 0);
  g_setenv ("LUUKKU_DATA_DIR", folder->dir, TRUE);
}

static void
folder_close (Folder *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder->holidays, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder->holidays, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder->holidays);
  g_rmdir (folder->dir);
  if (folder->before != NULL)
    g_setenv ("LUUKKU_DATA_DIR", folder->before, TRUE);
  else
    g_unsetenv ("LUUKKU_DATA_DIR");
  g_free (folder->dir);
  g_free (folder->holidays);
  g_free (folder->before);
}

static void
test_own_holidays (void)
{
  g_autoptr (LuukkuPackClocks) clocks = NULL;
  Folder folder;

  folder_open (&folder);
  folder_write (&folder, "finland.ini", "[Day eve]\nDate=12-24\nName=Eve\n");
  folder_write (&folder, "hanko.ini", "[Day own]\nOn=2026-12-23\nName=Own\n");
  clocks = clocks_of ("[Pack]\nFormat=1\nId=x\nName=X\nBaseLanguage=en\nHolidays=finland;hanko\n"
                      "ServiceHours=Mon-Fri 08:00-16:00\n");
  folder_close (&folder);
  assert_time (
      luukku_calendar_next_open (luukku_pack_clocks_get_calendar (clocks), at ("2026-12-22T16:00:00+02:00")),
      "2026-12-25T08:00:00+02:00");
}

static void
test_holidays_fail (void)
{
  g_autoptr (LuukkuPack) pack = parse (PACK);
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) damaged = NULL;
  Folder folder;

  folder_open (&folder);
  g_assert_null (luukku_pack_clocks_new (pack, &missing));
  folder_write (&folder, "finland.ini", "[Day eve]\nDate=24-12\nName=Eve\n");
  g_assert_null (luukku_pack_clocks_new (pack, &damaged));
  folder_close (&folder);
  g_assert_error (missing, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "finland.ini"));
  g_assert_error (damaged, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (damaged->message, "Date"));
}

static void
test_no_holidays (void)
{
  g_autoptr (LuukkuPackClocks) clocks = clocks_of ("[Pack]\nFormat=1\nId=x\nName=X\nBaseLanguage=en\n");
  g_autoptr (LuukkuPackClocks) same = luukku_pack_clocks_ref (clocks);

  assert_time (
      luukku_calendar_next_open (luukku_pack_clocks_get_calendar (same), at ("2026-12-24T16:00:00+02:00")),
      "2026-12-25T08:00:00+02:00");
  g_assert_cmpstr (luukku_pack_get_id (luukku_pack_clocks_get_pack (same)), ==, "x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clocks/shipped/table", test_shipped);
  g_test_add_func ("/clocks/shipped/details", test_details);
  g_test_add_func ("/clocks/shipped/rautalampi-weekend", test_rautalampi_weekend);
  g_test_add_func ("/clocks/shipped/hanko-weekend", test_hanko_weekend);
  g_test_add_func ("/clocks/shipped/no-target", test_no_target);
  g_test_add_func ("/clocks/shipped/negative", test_negative);
  g_test_add_func ("/clocks/shipped/edited", test_edited);
  g_test_add_func ("/clocks/check/refused", test_refused);
  g_test_add_func ("/clocks/check/accepted", test_accepted);
  g_test_add_func ("/clocks/holidays/own", test_own_holidays);
  g_test_add_func ("/clocks/holidays/fail", test_holidays_fail);
  g_test_add_func ("/clocks/holidays/none", test_no_holidays);
  g_test_add_func ("/clocks/sorts-first", test_sorts_first);
  return g_test_run ();
}
