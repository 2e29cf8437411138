/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-preview.c: shows the sheets one below the other; draws nothing itself. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-preview.h"

#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 860
#define HEIGHT 700

static void
add_page (GtkWidget *box, GBytes *picture, guint n)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  /* TRANSLATORS: a page of a preview; %u is its number. */
  g_autofree char *name = g_strdup_printf (_ ("Page %u"), n);
  gsize size;
  const guchar *data = g_bytes_get_data (picture, &size);
  GtkWidget *image;

  if (loader == NULL || !gdk_pixbuf_loader_write (loader, data, size, NULL) ||
      !gdk_pixbuf_loader_close (loader, NULL))
    return;
  image = gtk_image_new_from_pixbuf (gdk_pixbuf_loader_get_pixbuf (loader));
  luukku_pidgin_set_name (image, name);
  gtk_box_pack_start (GTK_BOX (box), image, FALSE, FALSE, 0);
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  luukku_pidgin_close (GTK_WIDGET (dialog));
}

GtkWidget *
luukku_pidgin_preview_show (GPtrArray *pictures, guint pages, GtkWindow *parent)
{
  GtkWidget *dialog = gtk_dialog_new_with_buttons (_ ("Preview of the record"), parent,
                                                   GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *box = gtk_vbox_new (FALSE, 12);
  /* TRANSLATORS: the first number is of pages that are shown, the second of all. */
  g_autofree char *head =
      g_strdup_printf (_ ("%u of %u pages. Nothing has been archived yet."), pictures->len, pages);
  GtkWidget *label = gtk_label_new (head);

  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Archive"), GTK_RESPONSE_OK);
  gtk_window_set_role (GTK_WINDOW (dialog), "luukku-preview");
  gtk_window_set_default_size (GTK_WINDOW (dialog), WIDTH, HEIGHT);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0);
  for (guint i = 0; i < pictures->len; i++)
    add_page (box, pictures->pdata[i], i + 1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), label, FALSE, FALSE, 6);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), scroll, TRUE, TRUE, 0);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  gtk_widget_show_all (dialog);
  return dialog;
}
