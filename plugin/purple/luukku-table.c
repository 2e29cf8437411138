/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-table.c: the list as a value, and how libpurple shows it when the user interface has no tables: as a
 * page of text. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-table.h"

#include <purple.h>

#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

LuukkuTable *
luukku_table_new (const char *title, const char *intro, const char *empty)
{
  LuukkuTable *self = g_new0 (LuukkuTable, 1);

  self->title = g_strdup (title);
  self->intro = g_strdup (intro);
  self->empty = g_strdup (empty);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

void
luukku_table_free (LuukkuTable *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->intro);
  g_free (self->empty);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
luukku_table_add_column (LuukkuTable *self, const char *title)
{
  g_ptr_array_add (self->columns, g_strdup (title));
}

void
luukku_table_add_row (LuukkuTable *self, ...)
{
  char **cells = g_new0 (char *, self->columns->len + 1);
  va_list args;

  va_start (args, self);
  for (guint i = 0; i < self->columns->len; i++) {
    const char *cell = va_arg (args, const char *);

    cells[i] = g_strdup (cell != NULL ? cell : "");
  }
  va_end (args);
  g_ptr_array_add (self->rows, cells);
}

/* --- without tables */

/* Returns: (transfer full): the cells of a row that say something. */
static char *
line_of (char **cells)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; cells[i] != NULL; i++) {
    if (*cells[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", cells[i]);
  }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
show_page (const LuukkuTable *self)
{
  g_autoptr (GString) page = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++) {
    g_autofree char *line = line_of (self->rows->pdata[i]);
    g_autofree char *html = g_markup_escape_text (line, -1);

    g_string_append_printf (page, "%s<br>", html);
  }
  purple_notify_formatted (luukku_core_get_handle (), self->title, self->title, self->intro, page->str, NULL,
                           NULL);
}

void
luukku_table_show (LuukkuTable *self)
{
  g_autoptr (LuukkuTable) owned = self;
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  if (ops->show_table != NULL && ops->show_table (self))
    return;
  if (self->rows->len == 0)
    luukku_core_notify_info (self->empty);
  else
    show_page (self);
}
