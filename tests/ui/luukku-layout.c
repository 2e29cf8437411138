/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-layout.c: a GTK module for tests: inside the process it measures what is shown. SIGUSR2 writes all
 * windows into the file that LUUKKU_LAYOUT_FILE names, SIGUSR1 closes every window but Pidgin's two main
 * ones. Lines, cells parted by tabs:
 *
 *   window    address, role, title, width, height with the frame
 *   clipped   address of the window, text, needed size, given size: words that cannot all be seen
 *   squeezed  address, type and text, needed size, given size: a control smaller than it asked for
 *   key       address, the letter under which a line is drawn, text
 *   node      address, depth, accessible role, accessible name, "focusable" or "", "labelled" or "" */
#include <gdk/gdkkeysyms.h>
#include <gtk/gtk.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>

#define SLACK 1      /* pixels */
#define MAX_DEPTH 40 /* of the accessible tree */
#define MAX_CHILDREN 60

/* glib calls it. */
G_MODULE_EXPORT void gtk_module_init (gint *argc, gchar ***argv);

typedef struct {
  GString *out;
  GtkWidget *window;
} Dump;

static char *
one_line (const char *text)
{
  return g_strdelimit (g_strdup (text != NULL ? text : ""), "\t\n\r", ' ');
}

static void
add_problem (Dump *dump, const char *what, const char *text, int width, int height,
             const GtkAllocation *given)
{
  g_autofree char *line = one_line (text);

  g_string_append_printf (dump->out, "%s\t%p\t%s\t%dx%d\t%dx%d\n", what, (void *) dump->window, line, width,
                          height, given->width, given->height);
}

/* What Alt and a letter reaches. */
static void
add_key (Dump *dump, GtkLabel *label)
{
  guint key = gtk_label_get_mnemonic_keyval (label);
  g_autofree char *line = one_line (gtk_label_get_text (label));

  if (key != GDK_VoidSymbol)
    g_string_append_printf (dump->out, "key\t%p\t%s\t%s\n", (void *) dump->window, gdk_keyval_name (key),
                            line);
}

/* The words as they are drawn against the room that they have. */
static void
look_at_label (Dump *dump, GtkLabel *label)
{
  GtkAllocation given;
  int width, height, xpad, ypad;

  if (*gtk_label_get_text (label) == '\0')
    return;
  add_key (dump, label);
  pango_layout_get_pixel_size (gtk_label_get_layout (label), &width, &height);
  gtk_misc_get_padding (GTK_MISC (label), &xpad, &ypad);
  gtk_widget_get_allocation (GTK_WIDGET (label), &given);
  width += 2 * xpad;
  height += 2 * ypad;
  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return; /* meant to be shortened; the whole is told elsewhere */
  if (width > given.width + SLACK || height > given.height + SLACK)
    add_problem (dump, "clipped", gtk_label_get_text (label), width, height, &given);
}

/* Nothing may lie outside the window it is drawn in; what scrolls has a window as big as itself. */
static void
look_at_place (Dump *dump, GtkWidget *widget)
{
  GtkAllocation given;
  GdkWindow *window = gtk_widget_get_window (widget);
  g_autofree char *name = NULL;
  int width, height;

  gtk_widget_get_allocation (widget, &given);
  if (window == NULL || gtk_widget_get_has_window (widget))
    return;
  width = gdk_window_get_width (window);
  height = gdk_window_get_height (window);
  if (given.x >= -SLACK && given.y >= -SLACK && given.x + given.width <= width + SLACK &&
      given.y + given.height <= height + SLACK)
    return;
  name = g_strdup_printf ("%s outside: %s", G_OBJECT_TYPE_NAME (widget),
                          GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "");
  add_problem (dump, "clipped", name, given.x + given.width, given.y + given.height,
               &(GtkAllocation){ 0, 0, width, height });
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_COMBO_BOX (widget);
}

static void
look_at_control (Dump *dump, GtkWidget *widget)
{
  GtkRequisition wanted;
  GtkAllocation given;
  g_autofree char *name = NULL;
  AtkObject *accessible = gtk_widget_get_accessible (widget);

  gtk_widget_get_child_requisition (widget, &wanted);
  gtk_widget_get_allocation (widget, &given);
  if (wanted.width <= given.width + SLACK && wanted.height <= given.height + SLACK)
    return;
  name = g_strdup_printf ("%s %s", G_OBJECT_TYPE_NAME (widget),
                          atk_object_get_name (accessible) != NULL ? atk_object_get_name (accessible) : "");
  add_problem (dump, "squeezed", name, wanted.width, wanted.height, &given);
}

static void
look_at (GtkWidget *widget, gpointer data)
{
  Dump *dump = data;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget)) {
    look_at_label (dump, GTK_LABEL (widget));
    look_at_place (dump, widget);
  }
  if (is_control (widget)) {
    look_at_control (dump, widget);
    look_at_place (dump, widget);
  }
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), look_at, data);
}

/* --- what a screen reader meets */
static gboolean
has_label (AtkObject *object)
{
  AtkRelationSet *relations = atk_object_ref_relation_set (object);
  gboolean found = atk_relation_set_contains (relations, ATK_RELATION_LABELLED_BY);

  g_object_unref (relations);
  return found;
}

static void
add_node (Dump *dump, AtkObject *object, int depth)
{
  AtkStateSet *states = atk_object_ref_state_set (object);
  gboolean showing = depth == 0 || atk_state_set_contains_state (states, ATK_STATE_SHOWING);
  gboolean focusable = atk_state_set_contains_state (states, ATK_STATE_FOCUSABLE);
  g_autofree char *name = one_line (atk_object_get_name (object));

  g_object_unref (states);
  if (!showing)
    return;
  g_string_append_printf (dump->out, "node\t%p\t%d\t%s\t%s\t%s\t%s\n", (void *) dump->window, depth,
                          atk_role_get_name (atk_object_get_role (object)), name,
                          focusable ? "focusable" : "", has_label (object) ? "labelled" : "");
  for (int i = 0; depth < MAX_DEPTH && i < MIN (atk_object_get_n_accessible_children (object), MAX_CHILDREN);
       i++) {
    g_autoptr (AtkObject) child = atk_object_ref_accessible_child (object, i);

    if (child != NULL)
      add_node (dump, child, depth + 1);
  }
}

/* --- signals */
static gboolean
on_dump (gpointer data)
{
  const char *path = g_getenv ("LUUKKU_LAYOUT_FILE");
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next) {
    Dump dump = { out, l->data };
    g_autofree char *title = NULL;
    GdkRectangle frame;

    if (!gtk_widget_get_mapped (l->data) || gtk_window_get_window_type (l->data) != GTK_WINDOW_TOPLEVEL)
      continue;
    title = one_line (gtk_window_get_title (l->data));
    gdk_window_get_frame_extents (gtk_widget_get_window (l->data), &frame);
    g_string_append_printf (out, "window\t%p\t%s\t%s\t%d\t%d\n", l->data,
                            gtk_window_get_role (l->data) != NULL ? gtk_window_get_role (l->data) : "", title,
                            frame.width, frame.height);
    look_at (l->data, &dump);
    add_node (&dump, gtk_widget_get_accessible (l->data), 0);
  }
  if (path != NULL)
    g_file_set_contents (path, out->str, (gssize) out->len, NULL); /* renamed into place */
  return G_SOURCE_CONTINUE;
}

static gboolean
is_main (GtkWindow *window)
{
  const char *role = gtk_window_get_role (window);

  return g_strcmp0 (role, "buddy_list") == 0 || g_strcmp0 (role, "conversation") == 0;
}

static gboolean
on_close (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  g_list_foreach (windows, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = windows; l != NULL; l = l->next) {
    GdkEvent *event;

    if (!gtk_widget_get_mapped (l->data) || is_main (l->data) ||
        gtk_window_get_window_type (l->data) != GTK_WINDOW_TOPLEVEL)
      continue;
    event = gdk_event_new (GDK_DELETE); /* as the frame's own button */
    event->any.window = g_object_ref (gtk_widget_get_window (l->data));
    gtk_main_do_event (event);
    gdk_event_free (event);
  }
  g_list_foreach (windows, (GFunc) (void (*) (void)) g_object_unref, NULL);
  return G_SOURCE_CONTINUE;
}

void
gtk_module_init (gint *argc, gchar ***argv)
{
  g_unix_signal_add (SIGUSR2, on_dump, NULL);
  g_unix_signal_add (SIGUSR1, on_close, NULL);
}
