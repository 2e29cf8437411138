/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-wrap.c: the wrapping label: a box around it asks for next to no width; what it is given
 * becomes the label's. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-wrap.h"

#define MIN_WIDTH 120 /* pixels; narrower than that no line is worth reading */

static void
on_size_request (GtkWidget *box, GtkRequisition *requisition, gpointer data)
{
  requisition->width = MIN_WIDTH;
}

static void
on_size_allocate (GtkWidget *box, GtkAllocation *allocation, gpointer data)
{
  GtkWidget *label = data;
  int width = 0;

  gtk_widget_get_size_request (label, &width, NULL);
  if (width != allocation->width)
    gtk_widget_set_size_request (label, MAX (allocation->width, MIN_WIDTH), -1);
}

GtkWidget *
luukku_pidgin_wrap_new (GtkWidget **ret_label)
{
  GtkWidget *box = gtk_event_box_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_event_box_set_visible_window (GTK_EVENT_BOX (box), FALSE);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0.5);
  gtk_widget_set_size_request (label, MIN_WIDTH * 3, -1); /* until the first place is known */
  gtk_container_add (GTK_CONTAINER (box), label);
  g_signal_connect_after (box, "size-request", G_CALLBACK (on_size_request), NULL);
  g_signal_connect_after (box, "size-allocate", G_CALLBACK (on_size_allocate), label);
  gtk_widget_show (label);
  *ret_label = label;
  return box;
}
