/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-clocks.c: clocks out of a pack. One function reads the words of a clock, for the checker (which
 * wants a key and a sentence) and for the reader alike, so that what is accepted is what is carried out. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-clocks.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "rules/luukku-pack-private.h"

#include <stdlib.h>
#include <string.h>

struct _LuukkuPackClocks {
  gatomicrefcount refs;
  LuukkuPack *pack;         /* (ref) */
  LuukkuCalendar *calendar; /* (ref) */
  LuukkuQuiet quiet;
  GPtrArray *clocks; /* LuukkuPackClock (owned) */
};

G_DEFINE_BOXED_TYPE (LuukkuPackClocks, luukku_pack_clocks, luukku_pack_clocks_ref, luukku_pack_clocks_unref)

static const struct {
  const char *name;
  LuukkuClockKind kind;
} starts[] = {
  { "absence-start", LUUKKU_CLOCK_STEP },      { "account-end", LUUKKU_CLOCK_END },
  { "ban-start", LUUKKU_CLOCK_END },           { "document-end", LUUKKU_CLOCK_END },
  { "incoming", LUUKKU_CLOCK_ANSWER },         { "last-activity", LUUKKU_CLOCK_REVIEW },
  { "last-post", LUUKKU_CLOCK_UPDATE },        { "last-register-review", LUUKKU_CLOCK_REVIEW },
  { "last-risk-review", LUUKKU_CLOCK_REVIEW }, { "last-visit", LUUKKU_CLOCK_UPDATE },
  { "marked-wrong", LUUKKU_CLOCK_STEP },       { "password-changed", LUUKKU_CLOCK_REVIEW },
  { "post-end-date", LUUKKU_CLOCK_REVIEW },    { "queued", LUUKKU_CLOCK_STEP },
  { "request-sent", LUUKKU_CLOCK_STEP },       { "resident-message", LUUKKU_CLOCK_ANSWER },
  { "terms-read", LUUKKU_CLOCK_REVIEW },
};

static const char *const countings[] = { "elapsed", "service-hours", "service-days" };

/* --- where words come from: a group that is being checked, or the file of a pack in force */
typedef struct {
  const LuukkuPackGroup *group; /* (nullable) */
  GKeyFile *keys;               /* (nullable) */
  const char *name;             /* of the group, with keys */
} Words;

/* Returns: (transfer full) (nullable): NULL also when it is empty. */
static char *
get_word (const Words *words, const char *key)
{
  g_autofree char *value = NULL;

  if (words->group != NULL)
    value = g_strdup (luukku_pack_group_value (words->group, key));
  else
    value = g_key_file_get_string (words->keys, words->name, key, NULL);
  return value != NULL && *g_strstrip (value) != '\0' ? g_steal_pointer (&value) : NULL;
}

/* What is wrong, and where. */
typedef struct {
  const char *key; /* no copy: a literal */
  char *sentence;
} Fault;

static gboolean
fail (Fault *fault, const char *key, char *sentence)
{
  fault->key = key;
  fault->sentence = sentence;
  return FALSE;
}

/* --- one clock */

/* Whether @span can be counted by this clock. Months only where a thing comes round again or ends: an answer
 * that is due in a month is a slip of the pen. */
static gboolean
check_span (const LuukkuPackClock *clock, const char *key, LuukkuSpan span, Fault *fault)
{
  if (span.count == 0)
    return TRUE;
  if (span.unit == LUUKKU_UNIT_MONTHS &&
      (clock->kind == LUUKKU_CLOCK_ANSWER || clock->kind == LUUKKU_CLOCK_STEP))
    return fail (fault, key,
                 luukku_pack_sentence (N_ ("Months are not counted for answers and steps, only for updates, "
                                           "reviews and things that end. Use minutes, hours or days.")));
  if (clock->duty.counting == LUUKKU_COUNTING_SERVICE_HOURS && span.unit != LUUKKU_UNIT_HOURS &&
      span.unit != LUUKKU_UNIT_MINUTES)
    return fail (fault, key,
                 luukku_pack_sentence (N_ ("With Counting=service-hours write minutes or hours, such as 4 "
                                           "hours.")));
  if (clock->duty.counting == LUUKKU_COUNTING_SERVICE_DAYS && span.unit != LUUKKU_UNIT_DAYS)
    return fail (fault, key,
                 luukku_pack_sentence (N_ ("With Counting=service-days write days, such as 3 days.")));
  return TRUE;
}

/* *@ret_span stays when there is none. @before: whether "14 days before" may stand there. */
static gboolean
read_span (const LuukkuPackClock *clock, const char *key, const char *word, gboolean before,
           LuukkuSpan *ret_span, Fault *fault)
{
  g_autoptr (GError) problem = NULL;

  if (!luukku_span_parse (word, ret_span, &problem))
    return fail (fault, key, g_strdup (problem->message));
  if (ret_span->before && !before)
    return fail (fault, key,
                 luukku_pack_sentence (N_ ("Only WarnAt may count back with “before”. Write a plain time.")));
  return check_span (clock, key, *ret_span, fault);
}

static gboolean
read_target (const Words *words, LuukkuPackClock *clock, Fault *fault)
{
  g_autofree char *word = get_word (words, "Target");

  clock->duty.has_target = word != NULL || clock->kind == LUUKKU_CLOCK_END;
  return word == NULL || read_span (clock, "Target", word, FALSE, &clock->duty.target, fault);
}

/* Such a warning is left out: who shortens Target in a text editor need not think of WarnAt. Comparable only
 * when both have a fixed length in the same counting. */
static gboolean
is_too_late (const LuukkuDuty *duty, LuukkuSpan warning)
{
  gint64 target = luukku_span_length (duty->target);
  gint64 length = luukku_span_length (warning);

  return duty->has_target && !warning.before && target > 0 && length >= target;
}

static gboolean
read_warnings (const Words *words, LuukkuPackClock *clock, Fault *fault)
{
  g_autofree char *list = get_word (words, "WarnAt");
  g_auto (GStrv) parts = list != NULL ? g_strsplit (list, ";", -1) : NULL;
  LuukkuDuty *duty = &clock->duty;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++) {
    LuukkuSpan span;

    if (*g_strstrip (parts[i]) == '\0' && parts[i + 1] == NULL)
      break;
    if (duty->warning_count == LUUKKU_DUTY_MAX_WARNINGS)
      return fail (fault, "WarnAt",
                   luukku_pack_sentence (N_ ("There are more than %d warnings. Take some out."),
                                         LUUKKU_DUTY_MAX_WARNINGS));
    if (!read_span (clock, "WarnAt", parts[i], TRUE, &span, fault))
      return FALSE;
    if (!is_too_late (duty, span))
      duty->warnings[duty->warning_count++] = span;
  }
  return TRUE;
}

/* A plain span in µs that is not counted by the clock: RepeatEvery, Every. */
static gboolean
read_length (const Words *words, const char *key, gint64 *ret_length, Fault *fault)
{
  g_autofree char *word = get_word (words, key);
  LuukkuSpan span;

  *ret_length = 0;
  if (word == NULL)
    return TRUE;
  if (!luukku_span_parse (word, &span, NULL) || span.before || luukku_span_length (span) == 0)
    return fail (fault, key,
                 luukku_pack_sentence (N_ ("Write a time of minutes, hours or days, such as 30 minutes.")));
  *ret_length = luukku_span_length (span);
  return TRUE;
}

static gboolean
read_kind (const Words *words, LuukkuPackClock *clock, Fault *fault)
{
  GString *list;

  clock->starts = get_word (words, "Starts");
  for (guint i = 0; clock->starts != NULL && i < G_N_ELEMENTS (starts); i++) {
    if (strcmp (starts[i].name, clock->starts) == 0) {
      clock->kind = starts[i].kind;
      return TRUE;
    }
  }
  list = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", starts[i].name);
  fail (fault, "Starts", luukku_pack_sentence (N_ ("Use one of: %s."), list->str));
  g_string_free (list, TRUE);
  return FALSE;
}

static gboolean
read_counting (const Words *words, LuukkuPackClock *clock, Fault *fault)
{
  g_autofree char *word = get_word (words, "Counting");

  for (guint i = 0; i < G_N_ELEMENTS (countings); i++) {
    if (word == NULL || strcmp (word, countings[i]) == 0) {
      clock->duty.counting = (LuukkuCounting) i;
      return TRUE;
    }
  }
  return fail (fault, "Counting",
               luukku_pack_sentence (N_ ("Use one of: %s."), "elapsed, service-hours, service-days"));
}

static gboolean
read_interval (const Words *words, LuukkuPackClock *clock, Fault *fault)
{
  g_autofree char *minimum = get_word (words, "Minimum");

  if (!read_length (words, "Every", &clock->every, fault))
    return FALSE;
  if (minimum != NULL)
    clock->minimum = (guint) strtoul (minimum, NULL, 10);
  if (clock->every > 0 && minimum == NULL)
    clock->minimum = 1;
  if (clock->minimum > 0 && clock->every == 0)
    return fail (fault, "Minimum",
                 luukku_pack_sentence (N_ ("Minimum needs a line such as Every=7 days. Add it.")));
  if (clock->every > 0 && clock->duty.has_target)
    return fail (fault, "Every",
                 luukku_pack_sentence (N_ ("A clock has either Target or Every. Take one of them out.")));
  return TRUE;
}

static GStrv
get_list (const Words *words, const char *key)
{
  g_autofree char *value = get_word (words, key);
  GStrv list;

  if (value == NULL)
    return NULL;
  list = g_strsplit (value, ";", -1);
  for (guint i = 0; list[i] != NULL; i++) {
    if (*g_strstrip (list[i]) == '\0' && list[i + 1] == NULL)
      g_clear_pointer (&list[i], g_free);
    if (list[i] == NULL)
      break;
  }
  return list;
}

static gboolean
get_yes (const Words *words, const char *key)
{
  g_autofree char *word = get_word (words, key);

  return g_strcmp0 (word, "yes") == 0;
}

static void
clock_free (LuukkuPackClock *self)
{
  g_free (self->id);
  g_free (self->group);
  g_free (self->starts);
  g_strfreev (self->applies);
  g_strfreev (self->platforms);
  g_strfreev (self->documents);
  g_free (self->citation);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPackClock, clock_free)

/* Returns: (transfer full) (nullable): NULL with @fault. */
static LuukkuPackClock *
clock_new (const Words *words, Fault *fault)
{
  g_autoptr (LuukkuPackClock) clock = g_new0 (LuukkuPackClock, 1);
  g_autofree char *max_length = get_word (words, "MaxLength");

  if (!read_kind (words, clock, fault) || !read_counting (words, clock, fault) ||
      !read_target (words, clock, fault) || !read_warnings (words, clock, fault) ||
      !read_length (words, "RepeatEvery", &clock->duty.repeat_every, fault) ||
      !read_interval (words, clock, fault))
    return NULL;
  if (max_length != NULL && !read_span (clock, "MaxLength", max_length, FALSE, &clock->max_length, fault))
    return NULL;
  clock->applies = get_list (words, "Applies");
  clock->platforms = get_list (words, "Platforms");
  clock->documents = get_list (words, "Documents");
  clock->sort_first = get_yes (words, "SortFirst");
  clock->per_account = get_yes (words, "PerAccount");
  clock->citation = get_word (words, "Citation");
  return g_steal_pointer (&clock);
}

/* --- [Quiet] */

static gboolean
read_quiet (const Words *words, LuukkuQuiet *ret_quiet, Fault *fault)
{
  g_autofree char *outside = get_word (words, "OutsideServiceHours");
  g_autofree char *alarms = get_word (words, "Alarms");

  if (outside != NULL && strcmp (outside, "no-reminders") != 0 && strcmp (outside, "reminders") != 0)
    return fail (fault, "OutsideServiceHours",
                 luukku_pack_sentence (N_ ("Use one of: %s."), "no-reminders, reminders"));
  /* A threat cannot wait for Monday (KUO-24, KAU-104, RAU-84): there is no other value. */
  if (alarms != NULL && strcmp (alarms, "always") != 0)
    return fail (fault, "Alarms", luukku_pack_sentence (N_ ("Use one of: %s."), "always"));
  ret_quiet->no_reminders_outside = g_strcmp0 (outside, "no-reminders") == 0;
  return TRUE;
}

/* --- [Pack]: everything of the calendar but the files of holidays */

static LuukkuCalendar *
read_calendar (const Words *words, GPtrArray *holidays, Fault *fault)
{
  static const char *const keys[] = { "TimeZone", "ServiceHours", "ClosedDays" };
  g_auto (GStrv) values = g_new0 (char *, G_N_ELEMENTS (keys) + 1);
  LuukkuCalendar *calendar = NULL;

  /* One after the other, so that the key of a problem is known. */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GError) problem = NULL;
    LuukkuCalendarInit init = { .holidays = holidays };
    g_autofree char *word = get_word (words, keys[i]);

    values[i] = word != NULL ? g_steal_pointer (&word) : g_strdup ("");
    init.zone = values[0];
    init.hours = values[1];
    init.closed_days = values[2];
    g_clear_pointer (&calendar, luukku_calendar_unref);
    calendar = luukku_calendar_new (&init, &problem);
    if (calendar == NULL) {
      fail (fault, keys[i], g_strdup (problem->message));
      return NULL;
    }
  }
  return calendar;
}

/* --- the checker's side */

static void
add_fault (const LuukkuPackGroup *group, Fault *fault, GPtrArray *problems)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, fault->key);

  luukku_pack_problem_add (problems, entry != NULL ? entry->line : group->line, group->name, fault->key, "%s",
                           fault->sentence);
  g_free (fault->sentence);
}

void
luukku_pack_check_clocks (const LuukkuPackGroup *group, GPtrArray *problems)
{
  const Words words = { .group = group };
  g_autoptr (LuukkuPackClock) clock = NULL;
  g_autoptr (LuukkuCalendar) calendar = NULL;
  LuukkuQuiet quiet;
  Fault fault = { 0 };

  if (strcmp (group->spec->type, "Clock") == 0)
    clock = clock_new (&words, &fault);
  else if (strcmp (group->spec->type, "Quiet") == 0)
    read_quiet (&words, &quiet, &fault);
  else if (strcmp (group->spec->type, "Pack") == 0)
    calendar = read_calendar (&words, NULL, &fault);
  if (fault.sentence != NULL)
    add_fault (group, &fault, problems);
}

/* --- the reader's side */

static gboolean
set_fault (const Words *words, Fault *fault, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: a group, a key, a whole sentence that says what is allowed */
                    N_ ("The clocks of the guideline pack cannot be used. [%s] %s: %s"), words->name,
                    fault->key, fault->sentence);
  g_free (fault->sentence);
  return FALSE;
}

/* @name: "finland", of small letters, digits and hyphens (the pack has been checked). */
static LuukkuHolidays *
load_holidays (const char *name, GError **error)
{
  g_autofree char *file = g_strdup_printf ("holidays/%s.ini", name);
  g_autofree char *shown = g_strdup_printf ("%s.ini", name);
  g_autofree char *bytes = NULL;
  g_autofree char *path = NULL;
  GError *problem = NULL;
  gsize length = 0;

  path = luukku_data_file (file, &problem);
  if (path == NULL) {
    g_clear_error (&problem);
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The guideline pack asks for the holidays “%s”, but there is no file %s in the "
                          "folder holidays. Add it, or correct Holidays in the group [Pack]."),
                      name, shown);
    return NULL;
  }
  if (!g_file_get_contents (path, &bytes, &length, &problem)) {
    luukku_error_take_gio (
        error, problem, N_ ("The file of holidays %s cannot be read. Check your right to read it."), shown);
    return NULL;
  }
  return luukku_holidays_parse (shown, bytes, length, error);
}

static gboolean
load_calendar (LuukkuPackClocks *self, GKeyFile *keys, GError **error)
{
  const Words words = { .keys = keys, .name = "Pack" };
  g_auto (GStrv) names = get_list (&words, "Holidays");
  g_autoptr (GPtrArray) holidays = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_holidays_unref);
  Fault fault = { 0 };

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    LuukkuHolidays *loaded;

    if (i == LUUKKU_PACK_MAX_HOLIDAY_FILES) {
      fail (&fault, "Holidays",
            luukku_pack_sentence (N_ ("There are more than %d files of holidays. Put them together."),
                                  LUUKKU_PACK_MAX_HOLIDAY_FILES));
      return set_fault (&words, &fault, error);
    }
    loaded = load_holidays (names[i], error);
    if (loaded == NULL)
      return FALSE;
    g_ptr_array_add (holidays, loaded);
  }
  self->calendar = read_calendar (&words, holidays, &fault);
  return self->calendar != NULL || set_fault (&words, &fault, error);
}

static gboolean
load_group (LuukkuPackClocks *self, GKeyFile *keys, const char *name, GError **error)
{
  const Words words = { .keys = keys, .name = name };
  LuukkuPackClock *clock;
  Fault fault = { 0 };

  if (strcmp (name, "Quiet") == 0)
    return read_quiet (&words, &self->quiet, &fault) || set_fault (&words, &fault, error);
  if (!g_str_has_prefix (name, "Clock "))
    return TRUE;
  clock = clock_new (&words, &fault);
  if (clock == NULL)
    return set_fault (&words, &fault, error);
  clock->id = g_strdup (name + strlen ("Clock "));
  clock->group = g_strdup (name);
  g_ptr_array_add (self->clocks, clock);
  return TRUE;
}

LuukkuPackClocks *
luukku_pack_clocks_new (LuukkuPack *pack, GError **error)
{
  g_autoptr (LuukkuPackClocks) self = g_new0 (LuukkuPackClocks, 1);
  GKeyFile *keys = luukku_pack_peek_keys (pack);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);

  g_atomic_ref_count_init (&self->refs);
  self->pack = luukku_pack_ref (pack);
  self->clocks = g_ptr_array_new_with_free_func ((GDestroyNotify) clock_free);
  if (!load_calendar (self, keys, error))
    return NULL;
  for (guint i = 0; groups[i] != NULL; i++) {
    if (!load_group (self, keys, groups[i], error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

LuukkuPackClocks *
luukku_pack_clocks_ref (LuukkuPackClocks *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_pack_clocks_unref (LuukkuPackClocks *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->pack, luukku_pack_unref);
  g_clear_pointer (&self->calendar, luukku_calendar_unref);
  g_clear_pointer (&self->clocks, g_ptr_array_unref);
  g_free (self);
}

LuukkuPack *
luukku_pack_clocks_get_pack (const LuukkuPackClocks *self)
{
  return self->pack;
}

LuukkuCalendar *
luukku_pack_clocks_get_calendar (const LuukkuPackClocks *self)
{
  return self->calendar;
}

const LuukkuQuiet *
luukku_pack_clocks_get_quiet (const LuukkuPackClocks *self)
{
  return &self->quiet;
}

GPtrArray *
luukku_pack_clocks_get_all (const LuukkuPackClocks *self)
{
  return self->clocks;
}

const LuukkuPackClock *
luukku_pack_clocks_find (const LuukkuPackClocks *self, const char *id)
{
  for (guint i = 0; i < self->clocks->len; i++) {
    const LuukkuPackClock *clock = g_ptr_array_index (self->clocks, i);

    if (strcmp (clock->id, id) == 0)
      return clock;
  }
  return NULL;
}

/* --- the answer clock of a conversation */

static gboolean
applies_to (const LuukkuPackClock *clock, const char *const *labels)
{
  if (clock->kind != LUUKKU_CLOCK_ANSWER)
    return FALSE;
  if (clock->applies == NULL)
    return TRUE;
  for (guint i = 0; labels != NULL && labels[i] != NULL; i++) {
    if (g_strv_contains ((const char *const *) clock->applies, labels[i]))
      return TRUE;
  }
  return FALSE;
}

const LuukkuPackClock *
luukku_pack_clocks_find_answer (const LuukkuPackClocks *self, const char *const *labels, gint64 waiting_since)
{
  const LuukkuPackClock *best = NULL;
  gint64 best_due = 0;

  for (guint i = 0; i < self->clocks->len; i++) {
    const LuukkuPackClock *clock = g_ptr_array_index (self->clocks, i);
    gint64 due;

    if (!applies_to (clock, labels))
      continue;
    due = luukku_duty_due (&clock->duty, self->calendar, waiting_since);
    if (best == NULL || (due != 0 && (best_due == 0 || due < best_due)) ||
        (due == best_due && best->applies == NULL && clock->applies != NULL)) {
      best = clock;
      best_due = due;
    }
  }
  return best;
}

gboolean
luukku_pack_clocks_sort_first (const LuukkuPackClocks *self, const char *const *labels)
{
  for (guint i = 0; i < self->clocks->len; i++) {
    const LuukkuPackClock *clock = g_ptr_array_index (self->clocks, i);

    if (clock->sort_first && applies_to (clock, labels))
      return TRUE;
  }
  return FALSE;
}

LuukkuSlaState
luukku_pack_clocks_answer_state (const LuukkuPackClocks *self, const char *const *labels,
                                 gint64 waiting_since, gint64 now, gint64 *ret_due)
{
  const LuukkuPackClock *clock = luukku_pack_clocks_find_answer (self, labels, waiting_since);

  *ret_due = 0;
  if (clock == NULL)
    return LUUKKU_SLA_NONE;
  *ret_due = luukku_duty_due (&clock->duty, self->calendar, waiting_since);
  return luukku_duty_state (&clock->duty, self->calendar, waiting_since, now);
}
