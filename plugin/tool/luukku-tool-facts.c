/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-facts.c: `luukku facts` and `luukku removal`: what people state about a case, and requests to a
 * platform. Statements come from a file or standard input: names do not belong into a list of processes. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-facts.h"
#include "evidence/luukku-removal.h"
#include "inbox/luukku-inbox-alarm.h"
#include "evidence/luukku-screenshot.h"

#include <stdlib.h>
#include <string.h>

static void
print_fields (const char *language)
{
  guint count;
  const LuukkuFactField *fields = luukku_fact_fields (&count);

  for (guint i = 0; i < count; i++) {
    g_autofree char *label = luukku_fact_field_label (&fields[i], language);
    g_autofree char *choices = fields[i].choices ? g_strjoinv ("|", (char **) fields[i].choices) : NULL;

    if (!(fields[i].group & LUUKKU_FACTS_PROGRAM))
      g_print ("%s%s%s\t%s\t%s\n", fields[i].key, fields[i].of_message ? "@MESSAGE" : "",
               fields[i].many ? "/N" : "", label, choices ? choices : "");
  }
}

static int
print_facts (LuukkuStore *store, const char *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, number, &error);

  if (facts == NULL)
    return tool_fail (error);
  for (guint i = 0; i < facts->current->len; i++) {
    const LuukkuStatement *fact = facts->current->pdata[i];
    g_auto (GStrv) lines = g_strsplit (fact->value, "\n", -1);
    g_autofree char *value = g_strjoinv ("\\n", lines);
    g_autofree char *message =
        fact->message ? g_strdup_printf ("@%" G_GINT64_FORMAT, fact->message) : g_strdup ("");
    g_autofree char *item = fact->item ? g_strdup_printf ("/%u", fact->item) : g_strdup ("");

    g_print ("%s%s%s=%s\n", fact->field, message, item, value);
  }
  return TOOL_OK;
}

typedef struct {
  const char *number, *actor;
  char **lines;
} Setting;

/* "notified.name/2=…", "message.url@17=…", "target.kind=…"; "\n" in a value is a new line. */
static gboolean
set_line (LuukkuStore *store, const Setting *self, char *line, GError **error)
{
  char *value = strchr (line, '='), *item, *message;
  g_autofree char *text = NULL;
  LuukkuStatement fact = { 0 };

  if (value == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("A statement is a line like target.kind=premises; write each on a line of its own."));
    return FALSE;
  }
  *value++ = '\0';
  if ((item = strchr (line, '/')) != NULL)
    *item++ = '\0';
  if ((message = strchr (line, '@')) != NULL)
    *message++ = '\0';
  text = g_strcompress (value);
  fact.field = g_strstrip (line);
  fact.item = item != NULL ? (guint) strtoul (item, NULL, 10) : 0;
  fact.message = message != NULL ? g_ascii_strtoll (message, NULL, 10) : 0;
  fact.value = text;
  fact.actor = (char *) self->actor;
  return luukku_facts_set (store, self->number, &fact, error);
}

static gboolean
set_lines (LuukkuStore *store, gpointer data, GError **error)
{
  const Setting *self = data;

  for (char **line = self->lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0' && **line != '#' && !set_line (store, self, *line, error))
      return FALSE;
  return luukku_removal_update_watch (store, self->number, FALSE, error);
}

static int
set_facts (LuukkuStore *store, const char *number, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tool_read_text (path, &error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  Setting self = { number, g_get_user_name (), lines };

  if (text == NULL || !luukku_store_transaction (store, set_lines, &self, &error))
    return tool_fail (error);
  return TOOL_OK;
}

static int
add_screenshot (LuukkuStore *store, const char *number, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (info == NULL)
    return tool_fail (error);
  if (g_file_info_get_size (info) > LUUKKU_SCREENSHOT_MAX_SIZE)
    return tool_fail_usage (_ ("The picture is too large; save it smaller and add it again."));
  if ((bytes = g_file_load_bytes (file, NULL, NULL, &error)) == NULL ||
      !luukku_screenshot_add (store, number, bytes, NULL, g_get_user_name (), &error))
    return tool_fail (error);
  return TOOL_OK;
}

/* Returns: whether the case is there; told otherwise. */
static gboolean
has_case (LuukkuStore *store, const char *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuCase) item = luukku_store_get_case (store, number, &error);

  if (item != NULL)
    return TRUE;
  if (error != NULL)
    tool_fail (error);
  else
    tool_fail_usage (_ ("There is no case %s in this inbox. luukku list shows the numbers."), number);
  return FALSE;
}

int
tool_facts (int argc, char **argv)
{
  g_autofree char *path = NULL, *screenshot = NULL, *language = NULL;
  gboolean fields = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, &screenshot, N_ ("a picture of the screen to add"),
      N_ ("FILE") },
    { "fields", 0, 0, G_OPTION_ARG_NONE, &fields, N_ ("list what can be stated"), NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("language of the list: fi, sv or en"), N_ ("CODE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;

  if (!tool_parse ("facts", entries, &argc, &argv))
    return TOOL_USAGE;
  if (fields) {
    print_fields (language);
    return TOOL_OK;
  }
  if (argc != 2 && argc != 3)
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123, and a file with statements."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  if (!has_case (store, argv[1]))
    return TOOL_USAGE;
  if (screenshot != NULL)
    return add_screenshot (store, argv[1], screenshot);
  return argc == 3 ? set_facts (store, argv[1], argv[2]) : print_facts (store, argv[1]);
}

/* --- removal */

static int
print_due (LuukkuStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) due =
      luukku_store_list_due_removals (store, luukku_clock_now (luukku_store_get_clock (store)), &error);

  if (due == NULL)
    return tool_fail (error);
  for (guint i = 0; i < due->len; i++) {
    const LuukkuRemovalWatch *watch = due->pdata[i];
    g_autofree char *sent = tool_time (watch->sent_at);

    g_print ("%s\t%s\n", watch->case_number, sent);
  }
  return due->len > 0 ? TOOL_FOUND : TOOL_OK;
}

static int
print_notice (LuukkuStore *store, const char *number, const char *language)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, number, &error);
  g_autofree char *notice =
      facts != NULL ? luukku_removal_notice (facts, number, language != NULL ? language : "fi", &error)
                    : NULL;

  if (notice == NULL)
    return tool_fail (error);
  g_print ("%s", notice);
  if (luukku_removal_is_complete (facts, &error))
    return TOOL_OK;
  tool_fail (error);
  return TOOL_FOUND;
}

/* Of residents, to platforms and of pages, decided ones too. */
static int
print_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = tool_open_inbox (path);
  g_autofree char *table = inbox != NULL ? luukku_inbox_requests_to_tsv (inbox, &error) : NULL;

  if (inbox == NULL)
    return TOOL_USAGE;
  if (table == NULL)
    return tool_fail (error);
  g_print ("%s", table);
  return TOOL_OK;
}

int
tool_removal (int argc, char **argv)
{
  g_autofree char *path = NULL, *language = NULL, *notice = NULL;
  gboolean sent = FALSE, due = FALSE, all = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("language of the request: fi, sv or en"),
      N_ ("CODE") },
    { "send", 0, 0, G_OPTION_ARG_NONE, &sent,
      N_ ("log that the request leaves now; refused while it is incomplete or not archived"), NULL },
    { "due", 0, 0, G_OPTION_ARG_NONE, &due, N_ ("list requests that a platform has not answered"), NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all,
      N_ ("list all requests as a table: of residents, to platforms, of pages that are closed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;

  if (!tool_parse ("removal", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != (due || all ? 1 : 2))
    return tool_fail_usage (_ ("Name one case, for example LUU-2026-000123, or --due or --all."));
  if (all)
    return print_all (path);
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_WRITE, &error);
  if (store == NULL)
    return tool_fail (error);
  if (due)
    return print_due (store);
  if (!has_case (store, argv[1]))
    return TOOL_USAGE;
  if (!sent)
    return print_notice (store, argv[1], language);
  if (!luukku_removal_submit (store, argv[1], g_get_user_name (), &notice, &error)) {
    tool_fail (error);
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED) ? TOOL_FOUND : TOOL_USAGE;
  }
  g_print ("%s", notice);
  return TOOL_OK;
}
