/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch-table.c: one window for all lists: columns with their titles, and the row that is chosen in
 * full below them. As a page of text a list began with its end, and said nothing of what its times and names
 * are. */
#define G_LOG_DOMAIN "luukku"

#include "finch/luukku-finch-table.h"

#include <gnt.h>
#include <gntbox.h>
#include <gntbutton.h>
#include <gntlabel.h>
#include <gnttextview.h>
#include <gnttree.h>
#include <gntutils.h>

#include "finch/luukku-finch-request.h"

#include "purple/luukku-i18n.h"

#define FRAME 6    /* columns that the frames around the list take */
#define MAX_ROWS 8 /* of the list at once, for a terminal of 24 lines */
#define DETAIL 5   /* lines */
#define MIN_CELL 6 /* columns */
#define MAX_CELL 30
#define TITLE "luukku-title"

typedef struct {
  GPtrArray *columns; /* of char * (owned): titles */
  GPtrArray *rows;    /* of char ** (owned) */
  GntTextView *detail;
} Shown;

static GList *windows; /* of GntWidget (no ref): open ones */

/* --- words */

static gpointer
copy_string (gconstpointer text, gpointer data)
{
  return g_strdup (text);
}

static gpointer
copy_row (gconstpointer row, gpointer data)
{
  return g_strdupv ((char **) row);
}

/* Returns: (transfer full): "Time: 14.05 · Who: Minna" of a row. */
static char *
row_words (const Shown *table, guint row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char **cells = table->rows->pdata[row];

  for (guint i = 0; i < table->columns->len; i++) {
    if (*cells[i] != '\0')
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", (char *) table->columns->pdata[i],
                              cells[i]);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_row (Shown *shown, guint row)
{
  g_autofree char *words = row_words (shown, row);
  g_autofree char *text = luukku_finch_wrap (words);

  gnt_text_view_clear (shown->detail);
  gnt_text_view_append_text_with_flags (shown->detail, text, GNT_TEXT_FLAG_NORMAL);
}

static void
on_selected (GntTree *tree, gpointer before, gpointer now, gpointer data)
{
  if (now != NULL)
    show_row (data, (guint) GPOINTER_TO_INT (now) - 1);
}

/* --- window */

static void
shown_free (gpointer data)
{
  Shown *self = data;

  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
on_window_gone (gpointer data, GObject *window)
{
  windows = g_list_remove (windows, window);
}

static void
on_close (GntWidget *button, gpointer data)
{
  gnt_widget_destroy (data);
}

/* How many columns of the screen each of the table's gets: what it needs, the rest of the last one is cut. */
static void
set_widths (GntTree *tree, const Shown *table)
{
  int room = getmaxx (stdscr) - FRAME - (int) table->columns->len;
  int share = MAX (room / (int) table->columns->len, MIN_CELL);

  for (guint i = 0; i < table->columns->len; i++) {
    int width = gnt_util_onscreen_width (table->columns->pdata[i], NULL) + 1;
    int left = room - MIN_CELL * (int) (table->columns->len - 1 - i);

    for (guint j = 0; j < table->rows->len; j++)
      width = MAX (width, gnt_util_onscreen_width (((char **) table->rows->pdata[j])[i], NULL));
    width =
        i + 1 == table->columns->len ? MAX (left, MIN_CELL) : CLAMP (width, MIN_CELL, MAX (share, MIN_CELL));
    width = MIN (width, MAX (left, MIN_CELL));
    gnt_tree_set_col_width (tree, (int) i, i + 1 == table->columns->len ? width : MIN (width, MAX_CELL));
    room -= i + 1 == table->columns->len ? width : MIN (width, MAX_CELL);
  }
}

static GntWidget *
make_list (Shown *table)
{
  GntWidget *tree = gnt_tree_new_with_columns ((int) table->columns->len);

  for (guint i = 0; i < table->columns->len; i++)
    gnt_tree_set_column_title (GNT_TREE (tree), (int) i, table->columns->pdata[i]);
  gnt_tree_set_show_title (GNT_TREE (tree), TRUE);
  for (guint i = 0; i < table->rows->len; i++) {
    GList *cells = NULL;

    for (char **cell = table->rows->pdata[i]; *cell != NULL; cell++)
      cells = g_list_append (cells, *cell);
    gnt_tree_add_row_last (GNT_TREE (tree), GINT_TO_POINTER ((int) i + 1),
                           gnt_tree_create_row_from_list (GNT_TREE (tree), cells), NULL);
    g_list_free (cells);
  }
  set_widths (GNT_TREE (tree), table);
  gnt_widget_set_size (tree, getmaxx (stdscr) - FRAME + 2, (int) MIN (table->rows->len, MAX_ROWS) + 4);
  g_signal_connect (tree, "selection-changed", G_CALLBACK (on_selected), table);
  return tree;
}

static GntWidget *
make_detail (Shown *shown)
{
  GntWidget *detail = gnt_text_view_new ();

  shown->detail = GNT_TEXT_VIEW (detail);
  gnt_text_view_set_flag (shown->detail, GNT_TEXT_VIEW_TOP_ALIGN);
  gnt_widget_set_size (detail, getmaxx (stdscr) - FRAME + 2, DETAIL);
  return detail;
}

static void
close_same (const char *title)
{
  for (GList *l = windows; l != NULL; l = l->next) {
    if (g_strcmp0 (g_object_get_data (l->data, TITLE), title) == 0) {
      gnt_widget_destroy (l->data);
      return;
    }
  }
}

gboolean
luukku_finch_table_show (const LuukkuTable *table)
{
  GntWidget *window = gnt_vbox_new (FALSE), *button = gnt_button_new (_ ("Close"));
  Shown *shown = g_new0 (Shown, 1);
  g_autofree char *words = luukku_finch_wrap (table->rows->len > 0 ? table->intro : table->empty);

  close_same (table->title);
  shown->columns = g_ptr_array_copy (table->columns, copy_string, NULL);
  g_ptr_array_set_free_func (shown->columns, g_free);
  shown->rows = g_ptr_array_copy (table->rows, copy_row, NULL);
  g_ptr_array_set_free_func (shown->rows, (GDestroyNotify) g_strfreev);
  gnt_box_set_toplevel (GNT_BOX (window), TRUE);
  gnt_box_set_title (GNT_BOX (window), table->title);
  gnt_box_set_pad (GNT_BOX (window), 0);
  gnt_box_set_alignment (GNT_BOX (window), GNT_ALIGN_MID);
  if (words != NULL)
    gnt_box_add_widget (GNT_BOX (window), gnt_label_new (words));
  if (table->rows->len > 0) {
    gnt_box_add_widget (GNT_BOX (window), make_list (shown));
    gnt_box_add_widget (GNT_BOX (window), make_detail (shown));
  }
  gnt_box_add_widget (GNT_BOX (window), button);
  g_signal_connect (button, "activate", G_CALLBACK (on_close), window);
  g_object_set_data_full (G_OBJECT (window), TITLE, g_strdup (table->title), g_free);
  g_object_set_data_full (G_OBJECT (window), "luukku-table", shown, shown_free);
  g_object_weak_ref (G_OBJECT (window), on_window_gone, NULL);
  windows = g_list_prepend (windows, window);
  gnt_widget_show (window);
  if (table->rows->len > 0)
    show_row (shown, 0);
  return TRUE;
}

void
luukku_finch_table_stop (void)
{
  while (windows != NULL)
    gnt_widget_destroy (windows->data);
}
