/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-table.c: one window for all lists that managers read: columns that sort, the row that is
 * chosen in full below them, a button that copies the list as a table. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-table.h"

#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gdk/gdkkeysyms.h>

#define TABLE_KEY "luukku-table"
#define HEIGHT 400
#define MAX_WIDTH 1000 /* fits a screen of 1024 pixels */
#define MIN_WIDTH 480
#define MAX_CELL 30 /* characters that a column shows at first; the rest wraps below the list */
#define MAX_CELL_OF_FEW 60
#define FEW 3 /* columns */

typedef struct {
  GtkWidget *window; /* no ref: toplevel, destroys us */
  GtkWidget *view;
  GtkWidget *detail;
  GPtrArray *columns; /* of char * (owned) */
  char *title;
} TableWindow;

static GHashTable *windows; /* title (in the window) -> TableWindow, no ref (nullable) */

/* --- words */

/* Returns: (transfer full): "Time: 14.05 · Who: Minna" of a row. */
static char *
row_words (TableWindow *self, GtkTreeModel *model, GtkTreeIter *iter)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->columns->len; i++) {
    g_autofree char *cell = NULL;

    gtk_tree_model_get (model, iter, (int) i, &cell, -1);
    if (cell != NULL && *cell != '\0')
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", (char *) self->columns->pdata[i],
                              cell);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_selected (GtkTreeSelection *selection, gpointer data)
{
  TableWindow *self = data;
  GtkTreeModel *model = NULL;
  GtkTreeIter iter;
  g_autofree char *text = NULL;

  if (!gtk_tree_selection_get_selected (selection, &model, &iter))
    return;
  text = row_words (self, model, &iter);
  gtk_label_set_text (GTK_LABEL (self->detail), text);
  luukku_pidgin_set_name (self->detail, text);
}

static void
append_cell (GString *text, const char *cell, gboolean last)
{
  for (const char *p = cell; *p != '\0'; p++)
    g_string_append_c (text, *p == '\t' || *p == '\n' ? ' ' : *p);
  g_string_append_c (text, last ? '\n' : '\t');
}

/* With tabs, as a spreadsheet takes it. */
static void
on_copy (GtkButton *button, gpointer data)
{
  TableWindow *self = data;
  GtkTreeModel *model = gtk_tree_view_get_model (GTK_TREE_VIEW (self->view));
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTreeIter iter;
  gboolean more = gtk_tree_model_get_iter_first (model, &iter);

  for (guint i = 0; i < self->columns->len; i++)
    append_cell (text, self->columns->pdata[i], i + 1 == self->columns->len);
  for (; more; more = gtk_tree_model_iter_next (model, &iter)) {
    for (guint i = 0; i < self->columns->len; i++) {
      g_autofree char *cell = NULL;

      gtk_tree_model_get (model, &iter, (int) i, &cell, -1);
      append_cell (text, cell != NULL ? cell : "", i + 1 == self->columns->len);
    }
  }
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text->str, (int) text->len);
}

/* --- window */
static void
on_close (GtkButton *button, gpointer data)
{
  luukku_pidgin_close (((TableWindow *) data)->window);
}

static gboolean
on_key (GtkWidget *window, GdkEventKey *event, gpointer data)
{
  if (event->keyval != GDK_Escape)
    return FALSE;
  luukku_pidgin_close (window);
  return TRUE;
}

static void
on_destroy (GtkWidget *window, gpointer data)
{
  TableWindow *self = data;

  if (windows != NULL)
    g_hash_table_remove (windows, self->title);
  g_ptr_array_unref (self->columns);
  g_free (self->title);
  g_free (self);
}

static GtkListStore *
make_model (const LuukkuTable *table)
{
  g_autofree GType *types = g_new (GType, table->columns->len);
  GtkListStore *model = NULL;

  for (guint i = 0; i < table->columns->len; i++)
    types[i] = G_TYPE_STRING;
  model = gtk_list_store_newv ((int) table->columns->len, types);
  for (guint i = 0; i < table->rows->len; i++) {
    char **cells = table->rows->pdata[i];
    GtkTreeIter iter;

    gtk_list_store_append (model, &iter);
    for (guint j = 0; cells[j] != NULL; j++)
      gtk_list_store_set (model, &iter, (int) j, cells[j], -1);
  }
  return model;
}

/* How many characters the widest cell of a column has, with room for digits and capitals, which are wider
 * than the average. */
static int
widest (const LuukkuTable *table, guint column)
{
  glong width = g_utf8_strlen (table->columns->pdata[column], -1) + 2;

  for (guint i = 0; i < table->rows->len; i++)
    width = MAX (width, g_utf8_strlen (((char **) table->rows->pdata[i])[column], -1));
  return (int) MIN (width + width / 4 + 1, table->columns->len <= FEW ? MAX_CELL_OF_FEW : MAX_CELL);
}

static void
add_columns (TableWindow *self, const LuukkuTable *table)
{
  for (guint i = 0; i < table->columns->len; i++) {
    GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
    GtkTreeViewColumn *column =
        gtk_tree_view_column_new_with_attributes (table->columns->pdata[i], cell, "text", (int) i, NULL);

    g_object_set (cell, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", widest (table, i), NULL);
    gtk_tree_view_column_set_resizable (column, TRUE);
    gtk_tree_view_column_set_sort_column_id (column, (int) i);
    gtk_tree_view_column_set_expand (column, i + 1 == table->columns->len);
    gtk_tree_view_append_column (GTK_TREE_VIEW (self->view), column);
  }
}

static GtkWidget *
make_list (TableWindow *self, const LuukkuTable *table)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkListStore *model = make_model (table);

  self->view = gtk_tree_view_new_with_model (GTK_TREE_MODEL (model));
  g_object_unref (model);
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (self->view), TRUE);
  luukku_pidgin_set_name (self->view, table->title);
  add_columns (self, table);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scroll), self->view);
  return scroll;
}

static GtkWidget *
add_line (GtkWidget *box, const char *text)
{
  GtkWidget *label = NULL;
  GtkWidget *place = luukku_pidgin_wrap_new (&label);

  gtk_label_set_text (GTK_LABEL (label), text);
  luukku_pidgin_set_name (label, text);
  gtk_box_pack_start (GTK_BOX (box), place, FALSE, FALSE, 0);
  return label;
}

static void
add_buttons (TableWindow *self, GtkWidget *box, gboolean has_rows)
{
  GtkWidget *row = gtk_hbutton_box_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("Copy as a _table"));
  GtkWidget *close = gtk_button_new_with_mnemonic (_ ("_Close"));

  gtk_button_box_set_layout (GTK_BUTTON_BOX (row), GTK_BUTTONBOX_END);
  gtk_box_set_spacing (GTK_BOX (row), 6);
  gtk_widget_set_sensitive (copy, has_rows);
  gtk_box_pack_start (GTK_BOX (row), copy, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), close, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy), self);
  g_signal_connect (close, "clicked", G_CALLBACK (on_close), self);
}

static TableWindow *
window_new (const LuukkuTable *table)
{
  TableWindow *self = g_new0 (TableWindow, 1);
  int width = 60;

  self->title = g_strdup (table->title);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < table->columns->len; i++) {
    g_ptr_array_add (self->columns, g_strdup (table->columns->pdata[i]));
    width += 10 * widest (table, i);
  }
  self->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title (GTK_WINDOW (self->window), table->title);
  gtk_window_set_role (GTK_WINDOW (self->window), TABLE_KEY);
  gtk_window_set_default_size (GTK_WINDOW (self->window), CLAMP (width, MIN_WIDTH, MAX_WIDTH), HEIGHT);
  gtk_container_set_border_width (GTK_CONTAINER (self->window), 6);
  g_signal_connect (self->window, "key-press-event", G_CALLBACK (on_key), self);
  g_signal_connect (self->window, "destroy", G_CALLBACK (on_destroy), self);
  return self;
}

static void
build (TableWindow *self, const LuukkuTable *table)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6);

  if (table->intro != NULL)
    add_line (box, table->intro);
  gtk_box_pack_start (GTK_BOX (box), make_list (self, table), TRUE, TRUE, 0);
  self->detail = add_line (box, table->rows->len == 0 ? table->empty : "");
  add_buttons (self, box, table->rows->len > 0);
  gtk_container_add (GTK_CONTAINER (self->window), box);
  g_signal_connect (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view)), "changed",
                    G_CALLBACK (on_selected), self);
}

/* Its words stand below the list at once: who opens it sees what choosing does. */
static void
select_first (TableWindow *self)
{
  GtkTreeIter iter;

  if (gtk_tree_model_get_iter_first (gtk_tree_view_get_model (GTK_TREE_VIEW (self->view)), &iter))
    gtk_tree_selection_select_iter (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view)), &iter);
}

gboolean
luukku_pidgin_table_show (const LuukkuTable *table)
{
  TableWindow *old = windows != NULL ? g_hash_table_lookup (windows, table->title) : NULL;
  TableWindow *self = NULL;

  if (old != NULL) {
    g_hash_table_remove (windows, table->title);
    luukku_pidgin_close (old->window);
  }
  if (windows == NULL)
    windows = g_hash_table_new (g_str_hash, g_str_equal);
  self = window_new (table);
  build (self, table);
  g_hash_table_insert (windows, self->title, self);
  gtk_widget_show_all (self->window);
  select_first (self);
  gtk_widget_grab_focus (self->view);
  gtk_window_present (GTK_WINDOW (self->window));
  return TRUE;
}

void
luukku_pidgin_table_shutdown (void)
{
  g_autoptr (GList) open = windows != NULL ? g_hash_table_get_values (windows) : NULL;

  for (GList *l = open; l != NULL; l = l->next)
    gtk_widget_destroy (((TableWindow *) l->data)->window);
  g_clear_pointer (&windows, g_hash_table_unref);
}
