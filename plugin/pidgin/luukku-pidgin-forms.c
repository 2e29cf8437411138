/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-forms.c: our forms and notices are drawn by Pidgin. It gives texts of several lines and lists
 * no name that a screen reader could say, and puts two choices beside each other however long their words
 * are. That is mended when such a window is shown; nothing else of it is touched. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-forms.h"

#include "pidgin/luukku-pidgin.h"

#define ROLE_FORM "multifield" /* of Pidgin's windows with several fields */
#define WIDEST 360             /* pixels of a label beside a field; longer ones get a second line */

static gulong hook_id; /* 0: none */

/* --- names */
static gboolean
has_name (GtkWidget *widget)
{
  AtkObject *object = gtk_widget_get_accessible (widget);
  AtkRelationSet *relations = atk_object_ref_relation_set (object);
  gboolean labelled = atk_relation_set_contains (relations, ATK_RELATION_LABELLED_BY);
  const char *name = atk_object_get_name (object);

  g_object_unref (relations);
  return labelled || (name != NULL && *name != '\0');
}

static void
find_label (GtkWidget *widget, gpointer data)
{
  const char **text = data;

  if (*text == NULL && GTK_IS_LABEL (widget))
    *text = gtk_label_get_text (GTK_LABEL (widget));
  else if (*text == NULL && GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), find_label, data);
}

/* Returns: (transfer none) (nullable): the label in the same row of the table in which @widget stands, or in
 * the row above. */
static const char *
label_beside (GtkWidget *widget)
{
  GtkWidget *cell = widget;
  GtkWidget *table;
  g_autoptr (GList) cells = NULL;
  const char *beside = NULL;
  const char *above = NULL;
  guint row = 0;

  while (gtk_widget_get_parent (cell) != NULL && !GTK_IS_TABLE (gtk_widget_get_parent (cell)))
    cell = gtk_widget_get_parent (cell);
  table = gtk_widget_get_parent (cell);
  if (table == NULL)
    return NULL;
  gtk_container_child_get (GTK_CONTAINER (table), cell, "top-attach", &row, NULL);
  cells = gtk_container_get_children (GTK_CONTAINER (table));
  for (GList *l = cells; l != NULL; l = l->next) {
    guint other = 0;

    gtk_container_child_get (GTK_CONTAINER (table), l->data, "top-attach", &other, NULL);
    if (l->data != cell && other == row)
      find_label (l->data, &beside);
    else if (other + 1 == row)
      find_label (l->data, &above);
  }
  return beside != NULL ? beside : above;
}

static void
name_it (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_toplevel (widget);
  const char *label = label_beside (widget);

  if (label == NULL || *label == '\0')
    label = gtk_window_get_title (GTK_WINDOW (window));
  if (label != NULL && *label != '\0')
    luukku_pidgin_set_name (widget, label);
}

/* --- two choices */
static gboolean
is_pair (GtkWidget *widget)
{
  g_autoptr (GList) children = NULL;

  if (!GTK_IS_HBOX (widget))
    return FALSE;
  children = gtk_container_get_children (GTK_CONTAINER (widget));
  for (GList *l = children; l != NULL; l = l->next) {
    if (!GTK_IS_RADIO_BUTTON (l->data))
      return FALSE;
  }
  return children != NULL;
}

/* Beside a field Pidgin keeps a title on one line, however long. */
static gboolean
is_too_wide (GtkWidget *widget)
{
  GtkRequisition wanted;

  if (!GTK_IS_LABEL (widget) || gtk_label_get_line_wrap (GTK_LABEL (widget)))
    return FALSE;
  gtk_widget_size_request (widget, &wanted);
  return wanted.width > WIDEST;
}

static void
mend_form (GtkWidget *widget, gpointer data)
{
  if (is_pair (widget))
    gtk_orientable_set_orientation (GTK_ORIENTABLE (widget), GTK_ORIENTATION_VERTICAL);
  if (is_too_wide (widget)) {
    gtk_label_set_line_wrap (GTK_LABEL (widget), TRUE);
    gtk_widget_set_size_request (widget, WIDEST, -1);
  }
  if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), mend_form, NULL);
}

static void
mend_names (GtkWidget *widget, gpointer data)
{

  if ((GTK_IS_TEXT_VIEW (widget) || GTK_IS_TREE_VIEW (widget)) && !has_name (widget))
    name_it (widget);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), mend_names, NULL);
}

/* As small as its words allow now, not as wide as they would have made it. */
static gboolean
on_shrink (gpointer data)
{
  if (gtk_widget_get_mapped (data))
    gtk_window_resize (data, 1, 1);
  return G_SOURCE_REMOVE;
}

/* Before it is on the screen the window manager may still give it the first, wide size. */
static gboolean
on_mapped (GtkWidget *widget, GdkEvent *event, gpointer data)
{
  g_idle_add_full (G_PRIORITY_LOW, on_shrink, g_object_ref (widget), g_object_unref);
  return FALSE;
}

static gboolean
on_show (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (!GTK_IS_DIALOG (widget))
    return TRUE;
  mend_names (widget, NULL);
  if (g_strcmp0 (gtk_window_get_role (GTK_WINDOW (widget)), ROLE_FORM) == 0) {
    mend_form (widget, NULL);
    g_signal_connect (widget, "map-event", G_CALLBACK (on_mapped), NULL);
  }
  return TRUE;
}

void
luukku_pidgin_forms_hook (void)
{
  if (hook_id == 0) {
    g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* its signals are there from now on */
    hook_id = g_signal_add_emission_hook (g_signal_lookup ("show", GTK_TYPE_WIDGET), 0, on_show, NULL, NULL);
  }
}

void
luukku_pidgin_forms_shutdown (void)
{
  if (hook_id != 0)
    g_signal_remove_emission_hook (g_signal_lookup ("show", GTK_TYPE_WIDGET), hook_id);
  hook_id = 0;
}
