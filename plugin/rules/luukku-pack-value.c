/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-value.c: what one value of a pack may look like, one small check a kind, in one table; and the
 * sentences in which problems are told. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include "base/luukku-error.h"
#include "model/luukku-sla.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAME_LENGTH 64
#define MAX_NUMBER_DIGITS 6

/* What may stand in a text for people; a template is filled with these. */
#define PLACEHOLDERS                                                                                         \
  "signature;missing;language;age;left;date;account;person;document;sender;service;approver;cause;fix;"      \
  "correction;"                                                                                              \
  "link;sent-time;secure-service;feedback-form;title;first-name;last-name;unit;case;channel;hours;days"

static char *
format_sentence (const char *format, va_list args)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the catalogue's translation of a literal format */
  return g_strdup_vprintf (luukku_tr (format), args);
#pragma GCC diagnostic pop
}

char *
luukku_pack_sentence (const char *format, ...)
{
  va_list args;
  char *sentence;

  va_start (args, format);
  sentence = format_sentence (format, args);
  va_end (args);
  return sentence;
}

void
luukku_pack_problem_free (LuukkuPackProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->group);
  g_free (self->key);
  g_free (self->message);
  g_free (self);
}

void
luukku_pack_problem_add (GPtrArray *problems, guint line, const char *group, const char *key,
                         const char *format, ...)
{
  LuukkuPackProblem *problem;
  va_list args;

  if (problems->len >= LUUKKU_PACK_MAX_PROBLEMS)
    return;
  problem = g_new0 (LuukkuPackProblem, 1);
  problem->line = line;
  problem->group = g_strdup (group);
  problem->key = g_strdup (key);
  va_start (args, format);
  problem->message = format_sentence (format, args);
  va_end (args);
  g_ptr_array_add (problems, problem);
}

static gboolean
is_name (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) &&
        (text[i] != '-' || i == 0 || i == length - 1))
      return FALSE;
  }
  return length > 0 && length <= MAX_NAME_LENGTH;
}

static gboolean
is_language (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz");

  return length >= 2 && length <= 3 && text[length] == '\0';
}

static gboolean
is_number (const char *text)
{
  gsize length = strspn (text, "0123456789");

  return length > 0 && length <= MAX_NUMBER_DIGITS && text[length] == '\0';
}

static gboolean
is_date (const char *text)
{
  int year, month, day;
  char rest;

  if (strlen (text) != 10 || text[4] != '-' || text[7] != '-' ||
      sscanf (text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3)
    return FALSE;
  return year > 0 && month > 0 && day > 0 && g_date_valid_dmy (day, month, year);
}

static gboolean
is_zone (const char *text)
{
  gboolean has_area = FALSE;

  if (strcmp (text, "UTC") == 0)
    return TRUE;
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '/')
      has_area = TRUE;
    else if (!g_ascii_isalpha (*p) && *p != '_' && *p != '-')
      return FALSE;
  }
  return has_area && strlen (text) <= MAX_NAME_LENGTH && *text != '/' && !g_str_has_suffix (text, "/");
}

static gboolean
is_host (const char *text)
{
  return strchr (text, '.') != NULL && strpbrk (text, " /:@?#%\\") == NULL && *text != '.' &&
         !g_str_has_suffix (text, ".") && strlen (text) <= 253;
}

/* "48 hours", "1 day", "14 days before", "immediately" */
static gboolean
is_duration (const char *text)
{
  static const char units[] = "minute;minutes;hour;hours;day;days;week;weeks;month;months;year;years";
  g_auto (GStrv) parts = NULL;
  guint count;

  if (strcmp (text, "immediately") == 0)
    return TRUE;
  parts = g_strsplit (text, " ", 4);
  count = g_strv_length (parts);
  if (count != 2 && !(count == 3 && strcmp (parts[2], "before") == 0))
    return FALSE;
  return is_number (parts[0]) && strtoul (parts[0], NULL, 10) > 0 &&
         luukku_pack_list_contains (units, parts[1]);
}

/* "3 in 24 hours" */
static gboolean
is_repeat (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " in ", 3);

  return g_strv_length (parts) == 2 && is_number (parts[0]) && is_duration (parts[1]);
}

/* "196" or "196-197" */
static gboolean
is_line_range (const char *text)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);
  guint count = g_strv_length (ends);

  for (guint i = 0; i < count; i++) {
    if (!is_number (ends[i]) || strtoul (ends[i], NULL, 10) == 0)
      return FALSE;
  }
  return count == 1 || (count == 2 && strtoul (ends[0], NULL, 10) <= strtoul (ends[1], NULL, 10));
}

/* "004:196-197,201" */
static gboolean
is_place (const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *document = colon != NULL ? g_strndup (text, colon - text) : NULL;
  g_auto (GStrv) ranges = colon != NULL ? g_strsplit (colon + 1, ",", -1) : NULL;

  if (document == NULL || !is_name (document) || ranges[0] == NULL)
    return FALSE;
  for (guint i = 0; ranges[i] != NULL; i++) {
    if (!is_line_range (ranges[i]))
      return FALSE;
  }
  return TRUE;
}

typedef gboolean (*Predicate) (const char *text);

/* A list may end with ";", as GKeyFile itself writes it. */
static gboolean
all_of_list (const char *list, Predicate predicate)
{
  g_auto (GStrv) words = g_strsplit (list, ";", -1);
  guint count = g_strv_length (words);

  if (count > 1 && *words[count - 1] == '\0')
    count--;
  for (guint i = 0; i < count; i++) {
    if (!predicate (g_strstrip (words[i])))
      return FALSE;
  }
  return count > 0;
}

static gboolean
all_allowed (const char *list, const char *allowed)
{
  g_auto (GStrv) words = g_strsplit (list, ";", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (!luukku_pack_list_contains (allowed, words[i]))
      return FALSE;
  }
  return words[0] != NULL;
}

static gboolean
is_citation (const char *text)
{
  return strcmp (text, "product") == 0 || all_of_list (text, is_place);
}

/* --- kinds whose rule is a plain predicate */
static const struct {
  LuukkuPackValueKind kind;
  gboolean list;
  Predicate predicate;
  const char *allowed;
} simple_kinds[] = {
  { LUUKKU_VALUE_NAME, FALSE, is_name, N_ ("Write one name of small letters a-z, digits and hyphens.") },
  { LUUKKU_VALUE_NAMES, TRUE, is_name,
    N_ ("Write names of small letters a-z, digits and hyphens, with ; between them.") },
  { LUUKKU_VALUE_REFERENCE, FALSE, is_name,
    N_ ("Write the name of one group: small letters, digits and hyphens.") },
  { LUUKKU_VALUE_DURATION, FALSE, is_duration,
    N_ ("Write a time such as 48 hours, 7 days, 3 months, 14 days before or immediately, or leave it "
        "empty.") },
  { LUUKKU_VALUE_DURATIONS, TRUE, is_duration,
    N_ ("Write times such as 24 hours, 2 days or 14 days before, with ; between them, or leave it empty.") },
  { LUUKKU_VALUE_REPEAT, FALSE, is_repeat, N_ ("Write how often in which time, such as 3 in 24 hours.") },
  { LUUKKU_VALUE_NUMBER, FALSE, is_number, N_ ("Write a whole number of at most six digits.") },
  { LUUKKU_VALUE_CITATION, FALSE, is_citation,
    N_ ("Write document:line, document:line-line or several of them, such as 004:196-197,201;002:12, or the "
        "word "
        "product for a rule that comes with Luukku.") },
  { LUUKKU_VALUE_DATE, FALSE, is_date, N_ ("Write a date as year-month-day, such as 2026-11-20.") },
  { LUUKKU_VALUE_ZONE, FALSE, is_zone, N_ ("Write a time zone such as Europe/Helsinki.") },
  { LUUKKU_VALUE_LANGUAGE, FALSE, is_language,
    N_ ("Write a language as two or three small letters, such as fi.") },
  { LUUKKU_VALUE_LANGUAGES, TRUE, is_language,
    N_ ("Write languages as two or three small letters with ; between them, such as fi;sv.") },
  { LUUKKU_VALUE_HOSTS, TRUE, is_host,
    N_ ("Write host names with ; between them, such as www.rautalampi.fi;rautalampi.fi.") },
};

/* Backslashes that GKeyFile would not understand. */
static gboolean
has_bad_escape (const char *value)
{
  for (const char *p = strchr (value, '\\'); p != NULL; p = strchr (p + 2, '\\')) {
    if (p[1] == '\0' || strchr ("sntr\\;", p[1]) == NULL)
      return TRUE;
  }
  return FALSE;
}

static char *
words_problem (const char *allowed)
{
  g_auto (GStrv) words = g_strsplit (allowed, ";", -1);
  g_autofree char *list = g_strjoinv (", ", words);

  return luukku_pack_sentence (N_ ("Use one of: %s."), list);
}

static char *
simple_problem (LuukkuPackValueKind kind, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (simple_kinds); i++) {
    gboolean right;

    if (simple_kinds[i].kind != kind)
      continue;
    right = simple_kinds[i].list ? all_of_list (value, simple_kinds[i].predicate)
                                 : simple_kinds[i].predicate (value);
    return right ? NULL : g_strdup (luukku_tr (simple_kinds[i].allowed));
  }
  return NULL;
}

static char *
placeholder_problem (const char *value, const char *allowed)
{
  char *problem = NULL;

  g_strfreev (luukku_pack_placeholders (value, allowed, &problem));
  return problem;
}

/* An empty value means "not set by the town", which not every kind can be. */
static gboolean
may_be_empty (const LuukkuPackKeySpec *spec)
{
  if (spec->required)
    return FALSE;
  return spec->kind != LUUKKU_VALUE_TEXT && spec->kind != LUUKKU_VALUE_CHOICE &&
         spec->kind != LUUKKU_VALUE_NUMBER && spec->kind != LUUKKU_VALUE_CITATION &&
         spec->kind != LUUKKU_VALUE_SIGNATURE && spec->kind != LUUKKU_VALUE_REFERENCE &&
         spec->kind != LUUKKU_VALUE_CHOICES;
}

char *
luukku_pack_value_problem (const LuukkuPackKeySpec *spec, const char *value)
{
  if (*value == '\0' && may_be_empty (spec))
    return NULL;
  if (*value == '\0' && (spec->kind == LUUKKU_VALUE_TEXT || spec->kind == LUUKKU_VALUE_LINE))
    return luukku_pack_sentence (N_ ("The value is empty. Write a text after the “=”."));
  if (has_bad_escape (value))
    return luukku_pack_sentence (
        N_ ("A backslash may only stand in \\n (new line), \\t, \\s, \\; and \\\\."));
  switch (spec->kind) {
  case LUUKKU_VALUE_TEXT:
    return placeholder_problem (value, PLACEHOLDERS);
  case LUUKKU_VALUE_SIGNATURE:
    return placeholder_problem (value, LUUKKU_PACK_SIGNATURE_PLACEHOLDERS);
  case LUUKKU_VALUE_CHOICE:
    return luukku_pack_list_contains (spec->allowed, value) ? NULL : words_problem (spec->allowed);
  case LUUKKU_VALUE_CHOICES:
    return all_allowed (value, spec->allowed) ? NULL : words_problem (spec->allowed);
  case LUUKKU_VALUE_LINE:
  case LUUKKU_VALUE_NAME:
  case LUUKKU_VALUE_NAMES:
  case LUUKKU_VALUE_DURATION:
  case LUUKKU_VALUE_DURATIONS:
  case LUUKKU_VALUE_REPEAT:
  case LUUKKU_VALUE_NUMBER:
  case LUUKKU_VALUE_CITATION:
  case LUUKKU_VALUE_DATE:
  case LUUKKU_VALUE_ZONE:
  case LUUKKU_VALUE_LANGUAGE:
  case LUUKKU_VALUE_LANGUAGES:
  case LUUKKU_VALUE_HOSTS:
  case LUUKKU_VALUE_REFERENCE:
  default:
    return simple_problem (spec->kind, value);
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
set_unknown_problem (char **problem, const char *name, const char *allowed)
{
  g_auto (GStrv) words = g_strsplit (allowed, ";", -1);
  g_autofree char *list = g_strjoinv ("}, {", words);

  if (*problem == NULL)
    *problem = luukku_pack_sentence (N_ ("Luukku does not know the placeholder {%s}. Use one of: {%s}."),
                                     name, list);
}

char **
luukku_pack_placeholders (const char *text, const char *allowed, char **ret_problem)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *p = text;

  while ((p = strpbrk (p, "{}")) != NULL) {
    const char *end = p + 1 + strcspn (p + 1, "{}");
    g_autofree char *name = g_strndup (p + 1, end - p - 1);

    if (*p == '}' || *end != '}') {
      if (*ret_problem == NULL)
        *ret_problem =
            luukku_pack_sentence (N_ ("A brace has no partner. Write placeholders as {signature}."));
      break;
    }
    if (!luukku_pack_list_contains (allowed, name))
      set_unknown_problem (ret_problem, name, allowed);
    if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, g_steal_pointer (&name));
    p = end + 1;
  }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

char **
luukku_pack_placeholders_of (const char *text)
{
  g_autofree char *problem = NULL;

  return luukku_pack_placeholders (text, "", &problem);
}

gboolean
luukku_pack_first_span (const char *durations, gint64 *ret_span, GError **error)
{
  g_autofree char *first = g_strndup (durations, strcspn (durations, ";"));

  return luukku_sla_parse_span (g_strstrip (first), ret_span, error);
}
