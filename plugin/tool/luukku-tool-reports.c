/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-reports.c: `luukku check-reports`: the manager's list of false alarms and misses of the checks.
 */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

static void
print_report (const LuukkuCheckReport *report)
{
  g_autofree char *time = tool_time (report->at);
  gboolean missed = g_str_equal (report->kind, "miss");

  g_print ("%s  %s  %s\n", time, missed ? _ ("missed something") : _ ("wrong alarm"), report->actor);
  if (*report->rules != '\0')
    g_print ("    %s\n", report->rules);
  g_print ("    %s\n", report->text);
  if (report->note != NULL)
    g_print ("    — %s\n", report->note);
}

static int
print_table (LuukkuInbox *inbox)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *table = luukku_inbox_check_reports_to_tsv (inbox, &error);

  if (table == NULL)
    return tool_fail (error);
  g_print ("%s", table);
  return TOOL_OK;
}

int
tool_check_reports (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text or tsv"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (GPtrArray) reports = NULL;

  if (!tool_parse ("check-reports", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc > 1 || (format != NULL && !g_str_equal (format, "text") && !g_str_equal (format, "tsv")))
    return tool_fail_usage (_ ("Give --format=text or --format=tsv, and no other words."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, &error);
  if (store == NULL)
    return tool_fail (error);
  inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  if (format != NULL && g_str_equal (format, "tsv"))
    return print_table (inbox);
  reports = luukku_inbox_list_check_reports (inbox, &error);
  if (reports == NULL)
    return tool_fail (error);
  for (guint i = 0; i < reports->len; i++)
    print_report (reports->pdata[i]);
  return TOOL_OK;
}
