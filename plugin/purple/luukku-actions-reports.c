/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions-reports.c: the manager's list of what people have reported about the checks, and its export
 * as a table. Everything in it was masked when it was reported. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-actions.h"

#include "base/luukku-text.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_SHOWN 200 /* newest; the export has all */
#define MAX_LINE 160  /* characters */
#define FILE_NAME "luukku-check-reports.tsv"

/* Returns: (transfer full): one report as a line. */
static char *
line_of (const LuukkuCheckReport *report)
{
  g_autofree char *at = luukku_time_format_local (report->at, "Europe/Helsinki", "%-d.%-m.%Y %H:%M");
  g_autofree char *text = luukku_text_first_line (report->text, MAX_LINE);
  gboolean missed = g_str_equal (report->kind, "miss");

  return g_strdup_printf ("%s · %s · %s · %s%s%s%s%s", at,
                          missed ? _ ("missed something") : _ ("wrong alarm"), report->actor, report->rules,
                          *report->rules != '\0' ? " · " : "", text, report->note != NULL ? " — " : "",
                          report->note != NULL ? report->note : "");
}

static void
on_export (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const char *folder = purple_request_fields_get_string (fields, "folder");
  g_autoptr (GError) error = NULL;
  g_autofree char *table = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL || folder == NULL || *folder == '\0') {
    luukku_core_notify_error (_ ("Write the folder to which the list is to be exported."));
    return;
  }
  path = g_build_filename (folder, FILE_NAME, NULL);
  table = luukku_inbox_check_reports_to_tsv (inbox, &error);
  if (table == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  if (!g_file_set_contents_full (path, table, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
    luukku_core_notify_error (_ ("The list cannot be written there. Choose another folder."));
    return;
  }
  /* TRANSLATORS: %s is the name of a file. */
  sentence = g_strdup_printf (_ ("The list was exported to %s."), path);
  luukku_core_notify_info (sentence);
}

static PurpleRequestField *
make_list (GPtrArray *reports)
{
  PurpleRequestField *list = purple_request_field_list_new ("reports", luukku_label (_ ("_Newest first")));

  for (guint i = 0; i < reports->len && i < MAX_SHOWN; i++) {
    g_autofree char *line = line_of (g_ptr_array_index (reports, i));

    purple_request_field_list_add_icon (list, line, NULL, GUINT_TO_POINTER (i + 1)); /* Finch tells them apart by it */
  }
  return list;
}

void
luukku_actions_show_reports (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = inbox != NULL ? luukku_inbox_list_check_reports (inbox, &error) : NULL;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  g_autofree char *primary = NULL;

  if (reports == NULL || reports->len == 0) {
    luukku_core_notify_info (error != NULL ? error->message
                                           : _ ("Nobody has reported anything about the checks yet."));
    return;
  }
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (group, make_list (reports));
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("folder", luukku_label (_ ("_Folder")),
                                              luukku_core_get_export_folder (), FALSE));
  primary = g_strdup_printf (
      ngettext ("%u report about the checks", "%u reports about the checks", reports->len), reports->len);
  purple_request_fields (luukku_core_get_handle (), _ ("Reports about the checks"), primary,
                         _ ("Personal data in them is masked. The exported table has all of them."), fields,
                         luukku_label (_ ("_Export")), G_CALLBACK (on_export), luukku_label (_ ("_Close")),
                         NULL, NULL, NULL, NULL, NULL);
}
