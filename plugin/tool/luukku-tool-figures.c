/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-figures.c: `luukku report`: how much came in and how it was answered, as text, CSV or JSON. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "inbox/luukku-report.h"

#define ZONE "Europe/Helsinki"

typedef struct {
  const char *name;  /* in CSV and JSON */
  const char *label; /* N_() */
  guint offset;
} Figure;

static const Figure figures[] = {
  { "questions", N_ ("Questions that came"), G_STRUCT_OFFSET (LuukkuReport, questions) },
  { "answered", N_ ("answered"), G_STRUCT_OFFSET (LuukkuReport, answered) },
  { "answered_within_target", N_ ("answered by the guideline's target"),
    G_STRUCT_OFFSET (LuukkuReport, within) },
  { "answered_late", N_ ("answered after it"), G_STRUCT_OFFSET (LuukkuReport, late) },
  { "answered_without_target", N_ ("answered, no target set"),
    G_STRUCT_OFFSET (LuukkuReport, without_target) },
  { "closed_without_answer", N_ ("closed without an answer"), G_STRUCT_OFFSET (LuukkuReport, closed) },
  { "waiting", N_ ("still waiting"), G_STRUCT_OFFSET (LuukkuReport, waiting) },
  { "overdue", N_ ("of these past the target"), G_STRUCT_OFFSET (LuukkuReport, overdue) },
  { "replies_held", N_ ("Replies held by the check"), G_STRUCT_OFFSET (LuukkuReport, held) },
  { "warnings_passed", N_ ("Warnings passed with a reason"),
    G_STRUCT_OFFSET (LuukkuReport, warnings_passed) },
  { "records", N_ ("Evidence records"), G_STRUCT_OFFSET (LuukkuReport, records) },
  { "threats", N_ ("Messages that may be threats"), G_STRUCT_OFFSET (LuukkuReport, threats) },
  { "hate", N_ ("that may be hate"), G_STRUCT_OFFSET (LuukkuReport, hate) },
  { "self_harm", N_ ("whose writer may harm themselves"), G_STRUCT_OFFSET (LuukkuReport, self_harm) },
  { "removal_requests", N_ ("Requests to remove something"),
    G_STRUCT_OFFSET (LuukkuReport, removal_requests) },
  { "safety_reports", N_ ("Reports of danger or of an unsafe discussion"),
    G_STRUCT_OFFSET (LuukkuReport, safety_reports) },
  { "label_corrections", N_ ("Labels that people corrected"), G_STRUCT_OFFSET (LuukkuReport, corrections) },
  { "bans", N_ ("Bans that began"), G_STRUCT_OFFSET (LuukkuReport, bans) },
  { "covered_read", N_ ("Covered messages that somebody read"),
    G_STRUCT_OFFSET (LuukkuReport, covered_read) },
  { "people_exposed", N_ ("People who read them"), G_STRUCT_OFFSET (LuukkuReport, people_exposed) },
};

static guint
value_of (const LuukkuReport *report, const Figure *figure)
{
  return G_STRUCT_MEMBER (guint, report, figure->offset);
}

/* The beginning of @day, and @days later, on the municipality's calendar. FALSE: no day of the form
 * 2026-11-20. */
static gboolean
read_day (const char *day, int days, gint64 *ret_time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GDateTime) start = NULL, moved = NULL;
  g_auto (GStrv) parts = g_strsplit (day != NULL ? day : "", "-", 4);
  guint64 numbers[3];

  if (g_strv_length (parts) != 3 || zone == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    if (!g_ascii_string_to_unsigned (parts[i], 10, 1, 9999, &numbers[i], NULL))
      return FALSE;
  }
  start = g_date_time_new (zone, (int) numbers[0], (int) numbers[1], (int) numbers[2], 0, 0, 0);
  moved = start != NULL ? g_date_time_add_days (start, days) : NULL;
  if (moved == NULL)
    return FALSE;
  *ret_time = g_date_time_to_unix (moved) * G_TIME_SPAN_SECOND;
  return TRUE;
}

static void
print_text (const LuukkuReport *report, const char *from, const char *to)
{
  g_print ("%s – %s\n", from, to);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_print ("%6u  %s\n", value_of (report, &figures[i]), luukku_tr (figures[i].label));
  /* TRANSLATORS: %.1f is a number of hours, the median from the question to the answer. */
  g_print (_ ("Median time to the answer: %.1f hours\n"), (double) report->median_answer / G_TIME_SPAN_HOUR);
  if (report->safety_handled != 0)
    /* TRANSLATORS: %.1f is a number of hours, the mean from the report to the answer or the end. */
    g_print (_ ("Mean time until a report of danger was handled: %.1f hours\n"),
             (double) report->safety_handled / G_TIME_SPAN_HOUR);
}

static void
print_csv (const LuukkuReport *report, const char *from, const char *to)
{
  g_print ("figure;value\r\nfrom;%s\r\nto;%s\r\n", from, to);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_print ("%s;%u\r\n", figures[i].name, value_of (report, &figures[i]));
  g_print ("median_answer_minutes;%" G_GINT64_FORMAT "\r\n", report->median_answer / G_TIME_SPAN_MINUTE);
  g_print ("safety_handled_minutes;%" G_GINT64_FORMAT "\r\n", report->safety_handled / G_TIME_SPAN_MINUTE);
}

static void
print_json (const LuukkuReport *report, const char *from, const char *to)
{
  g_print ("{\"from\":\"%s\",\"to\":\"%s\"", from, to);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_print (",\"%s\":%u", figures[i].name, value_of (report, &figures[i]));
  g_print (",\"median_answer_minutes\":%" G_GINT64_FORMAT, report->median_answer / G_TIME_SPAN_MINUTE);
  g_print (",\"safety_handled_minutes\":%" G_GINT64_FORMAT "}\n",
           report->safety_handled / G_TIME_SPAN_MINUTE);
}

int
tool_report (int argc, char **argv)
{
  g_autofree char *path = NULL, *from = NULL, *to = NULL, *format = NULL, *pack = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("the first day"), N_ ("YYYY-MM-DD") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("the last day"), N_ ("YYYY-MM-DD") },
    { "pack", 0, 0, G_OPTION_ARG_FILENAME, &pack, N_ ("the guideline pack whose target counts"),
      N_ ("ID_OR_FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text, csv or json"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  LuukkuReport report;
  gint64 first = 0, end = 0;

  if (!tool_parse ("report", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc > 1 || !read_day (from, 0, &first) || !read_day (to, 1, &end) || end <= first ||
      (format != NULL && !g_str_equal (format, "text") && !g_str_equal (format, "csv") &&
       !g_str_equal (format, "json")))
    return tool_fail_usage (
        _ ("Give the first and the last day: luukku report --from=2026-11-16 --to=2026-11-22 "
           "[--pack=ID] [--format=text|csv|json]."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, &error);
  if (store == NULL)
    return tool_fail (error);
  inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  if ((pack != NULL && !luukku_inbox_load_pack (inbox, pack, &error)) ||
      !luukku_inbox_report (inbox, first, end, &report, &error))
    return tool_fail (error);
  if (g_strcmp0 (format, "csv") == 0)
    print_csv (&report, from, to);
  else if (g_strcmp0 (format, "json") == 0)
    print_json (&report, from, to);
  else
    print_text (&report, from, to);
  return TOOL_OK;
}
