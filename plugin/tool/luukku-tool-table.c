/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-table.c: the tables that `luukku check --batch` and `luukku classify --batch` read: columns by
 * name, whole before anything is printed. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include <string.h>

#define NOWHERE G_MAXUINT
#define REMARK '#'

typedef struct {
  guint id, language, text; /* places of the columns; NOWHERE: there is none */
} Columns;

/* Returns: the number of the first line that is no text, 0: all are. */
static guint
find_broken_line (const char *input, gsize length)
{
  const char *end = NULL;
  guint line = 1;

  if (g_utf8_validate (input, (gssize) length, &end))
    return 0;
  for (const char *p = input; p < end; p++)
    line += *p == '\n';
  return line;
}

/* Returns: FALSE: the line does not name what is needed. */
static gboolean
read_header (const char *line, Columns *ret_columns)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);

  *ret_columns = (Columns){ NOWHERE, NOWHERE, NOWHERE };
  for (guint i = g_strv_length (cells); i > 0; i--) {
    const char *name = g_strstrip (cells[i - 1]);

    if (g_ascii_strcasecmp (name, "id") == 0)
      ret_columns->id = i - 1;
    else if (g_ascii_strcasecmp (name, "lang") == 0)
      ret_columns->language = i - 1;
    else if (g_ascii_strcasecmp (name, "text") == 0)
      ret_columns->text = i - 1;
  }
  return ret_columns->id != NOWHERE && ret_columns->text != NOWHERE;
}

static char *
unescape (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (*p != '\\' || p[1] == '\0') {
      g_string_append_c (plain, *p);
      continue;
    }
    p++;
    g_string_append_c (plain, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p);
  }
  return g_string_free (plain, FALSE);
}

/* Hands out one row, or only looks at it. Returns: FALSE: it lacks a column. */
static gboolean
take_row (const char *line, const Columns *columns, ToolRowFunc function, gpointer data)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  guint count = g_strv_length (cells);
  gboolean has_language = columns->language < count;
  g_autofree char *text = NULL;

  if (columns->id >= count || columns->text >= count)
    return FALSE;
  if (function == NULL)
    return TRUE;
  text = unescape (cells[columns->text]);
  function (cells[columns->id], has_language ? cells[columns->language] : "", text, data);
  return TRUE;
}

/* @first: the line below the header. Returns: the number of the line that lacks a column, 0: none does. */
static guint
take_rows (char **lines, guint first, const Columns *columns, ToolRowFunc function, gpointer data)
{
  for (guint i = first; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !take_row (lines[i], columns, function, data))
      return i + 1;
  }
  return 0;
}

static void
strip_line_end (char *line)
{
  gsize length = strlen (line);

  while (length > 0 && line[length - 1] == '\r')
    line[--length] = '\0';
}

int
tool_each_row (const char *path, ToolRowFunc function, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *input = tool_read_input (path, &length, &error);
  guint broken = input != NULL ? find_broken_line (input, length) : 0, header = 0;
  g_auto (GStrv) lines = NULL;
  const char *start = input;
  Columns columns;

  if (input == NULL)
    return tool_fail (error);
  if (broken != 0)
    /* TRANSLATORS: %u is a line number. */
    return tool_fail_usage (_ ("Line %u is not UTF-8 text. Save the table as UTF-8 and try again."), broken);
  if (g_str_has_prefix (start, TOOL_BYTE_ORDER_MARK))
    start += strlen (TOOL_BYTE_ORDER_MARK);
  lines = g_strsplit (start, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    strip_line_end (lines[i]);
  while (lines[header] != NULL && (*lines[header] == '\0' || *lines[header] == REMARK))
    header++;
  if (lines[header] == NULL)
    return TOOL_OK;
  if (!read_header (lines[header], &columns))
    /* TRANSLATORS: id, lang and text are names of columns. */
    return tool_fail_usage (
        _ ("The first line of the table does not name its columns: id, lang, text, with tabs "
           "between them. Add it and try again."));
  broken = take_rows (lines, header + 1, &columns, NULL, NULL);
  if (broken != 0)
    /* TRANSLATORS: %u is a line number; id and text are names of columns. */
    return tool_fail_usage (_ ("Line %u lacks a column (id or text). Mend the table and try again."), broken);
  take_rows (lines, header + 1, &columns, function, data);
  return TOOL_OK;
}
