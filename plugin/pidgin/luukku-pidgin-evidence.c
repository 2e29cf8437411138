/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-evidence.c: one window with three pages; knows nothing of what is on them. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-evidence.h"

#include <gdk/gdkkeysyms.h>

#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-removal.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 900
#define HEIGHT 620

static const struct {
  const char *name, *title;
  void (*fill) (GtkWidget *box);
} pages[] = {
  { "records", N_ ("_Records"), luukku_pidgin_records_new },
  { "retention", N_ ("What may be _erased"), luukku_pidgin_retention_new },
  { "log", N_ ("Evidence _log"), luukku_pidgin_log_new },
};

static GtkWidget *window, *notebook; /* no ref (nullable): toplevel */

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  window = notebook = NULL;
}

static gboolean
on_key (GtkWidget *widget, GdkEventKey *event, gpointer data)
{
  if (event->keyval != GDK_Escape)
    return FALSE;
  luukku_pidgin_close (widget);
  return TRUE;
}

static void
build (void)
{
  window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Evidence"));
  gtk_window_set_role (GTK_WINDOW (window), "luukku-evidence");
  gtk_window_set_default_size (GTK_WINDOW (window), MIN (WIDTH, gdk_screen_width () - 20),
                               MIN (HEIGHT, gdk_screen_height () - 60));
  gtk_container_set_border_width (GTK_CONTAINER (window), 6);
  notebook = gtk_notebook_new ();
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    GtkWidget *box = gtk_vbox_new (FALSE, 6);

    gtk_container_set_border_width (GTK_CONTAINER (box), 6);
    pages[i].fill (box);
    gtk_notebook_append_page (GTK_NOTEBOOK (notebook), box, gtk_label_new_with_mnemonic (_ (pages[i].title)));
  }
  gtk_container_add (GTK_CONTAINER (window), notebook);
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), NULL);
  g_signal_connect (window, "key-press-event", G_CALLBACK (on_key), NULL);
  gtk_widget_show_all (window);
}

gboolean
luukku_pidgin_evidence_show (const char *page)
{
  if (luukku_pidgin_get_api ()->get_inbox () == NULL)
    return FALSE;
  if (window == NULL)
    build ();
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].name, page))
      gtk_notebook_set_current_page (GTK_NOTEBOOK (notebook), (int) i);
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}

void
luukku_pidgin_evidence_shutdown (void)
{
  if (window != NULL)
    gtk_widget_destroy (window);
  luukku_pidgin_removal_shutdown ();
}
