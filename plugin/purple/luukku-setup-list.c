/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-list.c: the list at the end of the guided import: every channel that is neither there nor
 * somebody else's, with what it still needs; as a window, and as a file that spreadsheets open. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-setup-list.h"

#include <purple.h>
#include <string.h>

#include "base/luukku-error.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-core.h"
#include "purple/luukku-setup-account.h"
#include "purple/luukku-table.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define N_COLUMNS 5

GPtrArray *
luukku_setup_list_rows (GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    g_ptr_array_add (keys, luukku_core_channel_of (l->data));
  g_ptr_array_add (keys, NULL);
  return luukku_setup_list (luukku_core_get_inbox (), (const char *const *) keys->pdata, error);
}

char *
luukku_setup_describe_channel (const LuukkuSetupRow *row)
{
  const LuukkuAdapterType *type = luukku_setup_account_type (row->channel);

  if (row->by_hand)
    return luukku_by_hand_describe (row->channel + strlen (LUUKKU_BY_HAND_PREFIX));
  if (type != NULL)
    return g_strdup (luukku_tr (type->name));
  /* TRANSLATORS: %s is the short name of a service, "orkut" */
  return g_strdup_printf (_ ("%s (no channel of this Luukku)"), row->platform);
}

static void
append_line_once (GString *lines, const char *line)
{
  if (strstr (lines->str, line) == NULL)
    g_string_append_printf (lines, "%s\n", line);
}

/* A line each; in a terminal one line for all. */
static void
append_needs (GString *lines, GPtrArray *rows)
{
  g_autoptr (GString) needs = g_string_new (NULL);
  gboolean in_one = luukku_words_in_terminal ();

  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    for (guint j = 0; row->needs[j] != NULL; j++) {
      const char *need = luukku_setup_need_sentence (row->needs[j]);

      if (strstr (needs->str, need) == NULL)
        g_string_append_printf (needs, in_one ? "%s %s" : "%s\n• %s", in_one && needs->len > 0 ? ";" : "",
                                need);
    }
  }
  if (needs->len > 0)
    g_string_append_printf (lines, "%s%s\n", _ ("It still needs:"), needs->str);
}

char *
luukku_setup_describe_needs (GPtrArray *rows)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    if (row->trouble != NULL)
      append_line_once (lines, row->trouble);
    if (row->handle != NULL) {
      /* TRANSLATORS: %s is the name of an account in its service, "rautalamminkunta" */
      g_autofree char *line = g_strdup_printf (_ ("Name in the service: %s"), row->handle);

      append_line_once (lines, line);
    }
  }
  append_needs (lines, rows);
  return g_strchomp (g_string_free (g_steal_pointer (&lines), FALSE));
}

/* --- the list */

/* The account was made and nobody has signed in yet, or it was switched off again. */
static gboolean
is_off (const LuukkuSetupRow *row)
{
  PurpleAccount *account = row->existing != NULL ? luukku_core_find_account (row->existing) : NULL;

  return account != NULL && !purple_account_get_enabled (account, purple_core_get_ui ());
}

static gboolean
is_missing (const LuukkuSetupRow *row)
{
  return row->existing == NULL ? row->choice != LUUKKU_SETUP_NOT_OURS : is_off (row);
}

/* Returns: (transfer full): one line. */
static char *
needs_in_a_line (const LuukkuSetupRow *row)
{
  g_autoptr (GString) line = g_string_new (row->trouble);

  for (guint i = 0; row->needs[i] != NULL; i++)
    g_string_append_printf (line, "%s%s", line->len > 0 ? "; " : "",
                            luukku_setup_need_sentence (row->needs[i]));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
fill_columns (const char *columns[N_COLUMNS])
{
  columns[0] = C_ ("column", "Unit");
  columns[1] = C_ ("column", "Channel");
  columns[2] = C_ ("column", "Account");
  columns[3] = C_ ("column", "State");
  columns[4] = C_ ("column", "Still needed");
}

/* Calls @add for each row that is missing. */
static void
each_missing (GPtrArray *rows, void (*add) (gpointer data, const char *const cells[N_COLUMNS]), gpointer data)
{
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);
    g_autofree char *channel = luukku_setup_describe_channel (row);
    g_autofree char *needs = needs_in_a_line (row);
    const char *const cells[N_COLUMNS] = {
      row->unit_name, channel, row->account != NULL ? row->account : row->handle,
      is_off (row) ? _ ("made, switched off") : luukku_setup_state_sentence (row), needs
    };

    if (is_missing (row))
      add (data, cells);
  }
}

static void
add_to_table (gpointer data, const char *const cells[N_COLUMNS])
{
  luukku_table_add_row (data, cells[0], cells[1], cells[2], cells[3], cells[4]);
}

void
luukku_setup_list_show (GPtrArray *rows)
{
  LuukkuTable *table = luukku_table_new (
      _ ("Channels that are missing"),
      _ ("What is neither set up nor somebody else's, and what it still needs. Go on with it "
         "under “Set up channels from the directory…”."),
      _ ("Every channel of the directory is set up or decided."));
  const char *columns[N_COLUMNS];

  fill_columns (columns);
  for (guint i = 0; i < N_COLUMNS; i++)
    luukku_table_add_column (table, columns[i]);
  each_missing (rows, add_to_table, table);
  luukku_table_show (table);
}

/* --- the file */

/* RFC 4180. A cell that a spreadsheet would take for a formula is text here. */
static void
append_line (gpointer data, const char *const cells[N_COLUMNS])
{
  GString *text = data;

  for (guint i = 0; i < N_COLUMNS; i++) {
    g_autoptr (GString) cell = g_string_new (cells[i] != NULL ? cells[i] : "");

    if (strchr ("=+-@", *cell->str) != NULL && *cell->str != '\0')
      g_string_prepend_c (cell, '\'');
    g_string_replace (cell, "\"", "\"\"", 0);
    g_string_append_printf (text, "%s\"%s\"", i > 0 ? "," : "", cell->str);
  }
  g_string_append (text, "\r\n");
}

static void
on_file (void *data, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = luukku_core_ensure (&error) ? luukku_setup_list_rows (&error) : NULL;
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf"); /* spreadsheets take it for UTF-8 by this */
  const char *columns[N_COLUMNS];
  GError *source = NULL;

  fill_columns (columns);
  append_line (text, columns);
  if (rows != NULL)
    each_missing (rows, append_line, text);
  if (rows != NULL && !g_file_set_contents (path, text->str, (gssize) text->len, &source))
    luukku_error_take_gio (&error, source, N_ ("The file %s could not be written. Choose another folder."),
                           path);
  if (error != NULL)
    luukku_core_notify_error (error->message);
  else
    luukku_core_notify_info (_ ("The list is saved."));
}

void
luukku_setup_list_save (void)
{
  /* TRANSLATORS: the name of a file */
  purple_request_file (luukku_core_get_handle (), _ ("Save the list"), _ ("missing-channels.csv"), TRUE,
                       G_CALLBACK (on_file), NULL, NULL, NULL, NULL, NULL);
}
