/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-rows.c: a flat GtkTreeModel over the overview's array. A tree view that is told "reset" takes
 * the model anew: that is quicker than thousands of signals. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-rows.h"

#include <gtkutils.h>

#include "inbox/luukku-inbox-alarm.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

struct _LuukkuPidginRows {
  GObject parent_instance;
  LuukkuInbox *inbox;       /* (ref) */
  LuukkuOverview *overview; /* (ref) */
  GHashTable *icons;        /* channel key -> GdkPixbuf (ref) (nullable) */
  int stamp;                /* an iterator of another one is not ours any more */
};

static void tree_model_init (GtkTreeModelIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LuukkuPidginRows, luukku_pidgin_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_MODEL, tree_model_init))

/* --- words */
static char *
label_words (LuukkuInbox *inbox, const char *labels)
{
  g_auto (GStrv) names = luukku_labels_split (labels);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *title = luukku_inbox_label_title (inbox, names[i]);

    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", title);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
line_words (LuukkuPidginRows *self, const LuukkuOverviewItem *item)
{
  char *found = luukku_overview_dup_found (self->overview, item);

  return found != NULL ? found : luukku_words_row_line (item->row);
}

static char *
due_words (const LuukkuOverviewItem *item, gint64 now)
{
  g_autofree char *due = luukku_pidgin_words_due (&item->due, now);

  return luukku_words_with_put_off (due, luukku_case_peek (item->row->item)->later_at, now);
}

char *
luukku_pidgin_rows_dup_words (LuukkuPidginRows *self, guint index, LuukkuRowsColumn column)
{
  const LuukkuOverviewItem *item = luukku_overview_get_item (self->overview, index);
  const LuukkuCaseInit *of = luukku_case_peek (item->row->item);
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (self->inbox));

  switch (column) {
  case LUUKKU_ROWS_STATE:
    return g_strdup (luukku_pidgin_words_urgency (item));
  case LUUKKU_ROWS_CHANNEL:
    return g_strdup (item->row->channel_name != NULL ? item->row->channel_name : item->row->channel);
  case LUUKKU_ROWS_UNIT:
    return g_strdup (item->unit != NULL ? item->unit : "");
  case LUUKKU_ROWS_RESIDENT:
    return g_strdup (item->row->resident != NULL ? item->row->resident : _ ("(no name)"));
  case LUUKKU_ROWS_LINE:
    return line_words (self, item);
  case LUUKKU_ROWS_AGE:
    return item->due.waiting_since != 0 ? luukku_words_span (item->due.age) : g_strdup ("");
  case LUUKKU_ROWS_DUE:
    return due_words (item, now);
  case LUUKKU_ROWS_LABELS:
    return label_words (self->inbox, item->row->labels);
  case LUUKKU_ROWS_HANDLER:
    return g_strdup (of->handler != NULL ? of->handler : "");
  case LUUKKU_ROWS_NUMBER:
    return g_strdup (of->number);
  case LUUKKU_ROWS_STATE_ICON:
    return g_strdup (luukku_pidgin_words_urgency_icon (item));
  case LUUKKU_ROWS_ICON:
  case LUUKKU_ROWS_WEIGHT:
  case LUUKKU_ROWS_COLUMNS:
  default:
    return g_strdup ("");
  }
}

/* Returns: (transfer none) (nullable): looked up once a channel. */
static GdkPixbuf *
icon_of (LuukkuPidginRows *self, const char *channel)
{
  gpointer icon = NULL;

  if (!g_hash_table_lookup_extended (self->icons, channel, NULL, &icon)) {
    icon = luukku_pidgin_dup_channel_icon (channel);
    g_hash_table_insert (self->icons, g_strdup (channel), icon);
  }
  return icon;
}

/* --- the model */
static void
set_iter (LuukkuPidginRows *self, GtkTreeIter *iter, guint index)
{
  *iter = (GtkTreeIter){ .stamp = self->stamp, .user_data = GUINT_TO_POINTER (index) };
}

static guint
length_of (GtkTreeModel *model)
{
  return luukku_overview_get_length (LUUKKU_PIDGIN_ROWS (model)->overview);
}

static GtkTreeModelFlags
get_flags (GtkTreeModel *model)
{
  return GTK_TREE_MODEL_LIST_ONLY;
}

static int
get_n_columns (GtkTreeModel *model)
{
  return LUUKKU_ROWS_COLUMNS;
}

static GType
get_column_type (GtkTreeModel *model, int column)
{
  if (column == LUUKKU_ROWS_ICON)
    return GDK_TYPE_PIXBUF;
  return column == LUUKKU_ROWS_WEIGHT ? G_TYPE_INT : G_TYPE_STRING;
}

static gboolean
nth_child (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent, int n)
{
  if (parent != NULL || n < 0 || (guint) n >= length_of (model))
    return FALSE;
  set_iter (LUUKKU_PIDGIN_ROWS (model), iter, (guint) n);
  return TRUE;
}

static gboolean
get_iter (GtkTreeModel *model, GtkTreeIter *iter, GtkTreePath *path)
{
  return gtk_tree_path_get_depth (path) == 1 &&
         nth_child (model, iter, NULL, gtk_tree_path_get_indices (path)[0]);
}

static GtkTreePath *
get_path (GtkTreeModel *model, GtkTreeIter *iter)
{
  return gtk_tree_path_new_from_indices ((int) GPOINTER_TO_UINT (iter->user_data), -1);
}

static void
get_value (GtkTreeModel *model, GtkTreeIter *iter, int column, GValue *value)
{
  LuukkuPidginRows *self = LUUKKU_PIDGIN_ROWS (model);
  guint index = GPOINTER_TO_UINT (iter->user_data);
  const LuukkuOverviewItem *item;

  g_value_init (value, get_column_type (model, column));
  if (iter->stamp != self->stamp || index >= length_of (model))
    return;
  item = luukku_overview_get_item (self->overview, index);
  if (column == LUUKKU_ROWS_ICON)
    g_value_set_object (value, icon_of (self, item->row->channel));
  else if (column == LUUKKU_ROWS_WEIGHT)
    g_value_set_int (value, item->due.waiting_since != 0 || item->urgency == LUUKKU_URGENCY_ALARM
                                ? PANGO_WEIGHT_BOLD
                                : PANGO_WEIGHT_NORMAL);
  else
    g_value_take_string (value, luukku_pidgin_rows_dup_words (self, index, (LuukkuRowsColumn) column));
}

static gboolean
iter_next (GtkTreeModel *model, GtkTreeIter *iter)
{
  guint index = GPOINTER_TO_UINT (iter->user_data) + 1;

  if (iter->stamp != LUUKKU_PIDGIN_ROWS (model)->stamp || index >= length_of (model))
    return FALSE;
  iter->user_data = GUINT_TO_POINTER (index);
  return TRUE;
}

static gboolean
iter_children (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent)
{
  return nth_child (model, iter, parent, 0);
}

static gboolean
iter_has_child (GtkTreeModel *model, GtkTreeIter *iter)
{
  return FALSE;
}

static int
iter_n_children (GtkTreeModel *model, GtkTreeIter *iter)
{
  return iter == NULL ? (int) length_of (model) : 0;
}

static gboolean
iter_parent (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *child)
{
  return FALSE;
}

static void
tree_model_init (GtkTreeModelIface *iface)
{
  iface->get_flags = get_flags;
  iface->get_n_columns = get_n_columns;
  iface->get_column_type = get_column_type;
  iface->get_iter = get_iter;
  iface->get_path = get_path;
  iface->get_value = get_value;
  iface->iter_next = iter_next;
  iface->iter_children = iter_children;
  iface->iter_has_child = iter_has_child;
  iface->iter_n_children = iter_n_children;
  iface->iter_nth_child = nth_child;
  iface->iter_parent = iter_parent;
}

/* --- what the overview tells */
static void
on_inserted (LuukkuOverview *overview, guint index, LuukkuPidginRows *self)
{
  GtkTreePath *path = gtk_tree_path_new_from_indices ((int) index, -1);
  GtkTreeIter iter;

  self->stamp++;
  set_iter (self, &iter, index);
  gtk_tree_model_row_inserted (GTK_TREE_MODEL (self), path, &iter);
  gtk_tree_path_free (path);
}

static void
on_removed (LuukkuOverview *overview, guint index, LuukkuPidginRows *self)
{
  GtkTreePath *path = gtk_tree_path_new_from_indices ((int) index, -1);

  self->stamp++;
  gtk_tree_model_row_deleted (GTK_TREE_MODEL (self), path);
  gtk_tree_path_free (path);
}

static void
on_changed (LuukkuOverview *overview, guint index, LuukkuPidginRows *self)
{
  GtkTreePath *path = gtk_tree_path_new_from_indices ((int) index, -1);
  GtkTreeIter iter;

  set_iter (self, &iter, index);
  gtk_tree_model_row_changed (GTK_TREE_MODEL (self), path, &iter);
  gtk_tree_path_free (path);
}

static void
on_reset (LuukkuOverview *overview, LuukkuPidginRows *self)
{
  self->stamp++;
}

/* --- life */
static void
luukku_pidgin_rows_finalize (GObject *object)
{
  LuukkuPidginRows *self = LUUKKU_PIDGIN_ROWS (object);

  g_signal_handlers_disconnect_by_data (self->overview, self);
  g_hash_table_unref (self->icons);
  g_object_unref (self->overview);
  g_object_unref (self->inbox);
  G_OBJECT_CLASS (luukku_pidgin_rows_parent_class)->finalize (object);
}

static void
luukku_pidgin_rows_class_init (LuukkuPidginRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_pidgin_rows_finalize;
}

static void
luukku_pidgin_rows_init (LuukkuPidginRows *self)
{
  self->stamp = 1;
}

static void
unref_icon (gpointer icon)
{
  if (icon != NULL)
    g_object_unref (icon);
}

LuukkuPidginRows *
luukku_pidgin_rows_new (LuukkuInbox *inbox, LuukkuOverview *overview)
{
  LuukkuPidginRows *self = g_object_new (LUUKKU_TYPE_PIDGIN_ROWS, NULL);

  self->inbox = g_object_ref (inbox);
  self->overview = g_object_ref (overview);
  self->icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_icon);
  g_signal_connect (overview, "inserted", G_CALLBACK (on_inserted), self);
  g_signal_connect (overview, "removed", G_CALLBACK (on_removed), self);
  g_signal_connect (overview, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (overview, "reset", G_CALLBACK (on_reset), self);
  return self;
}
