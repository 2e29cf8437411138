/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-settings.c: the settings on pages. Saved together or not at all; what is wrong is shown on
 * its page, below its field, with the focus in it. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-settings.h"

#include "base/luukku-error.h"
#include "pidgin/luukku-pidgin-setting.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define WIDTH 560
#define HEIGHT 480
#define SPACE 12

static GtkWidget *dialog; /* no ref: toplevel (nullable) */
static GtkWidget *pages;  /* no ref: in dialog */
static GPtrArray *rows;   /* LuukkuPidginSetting, owned by their widgets (nullable) */

/* --- pages */
/* The page of the notebook on which @widget stands. */
static int
page_of (GtkWidget *widget)
{
  for (int i = 0; i < gtk_notebook_get_n_pages (GTK_NOTEBOOK (pages)); i++) {
    if (gtk_widget_is_ancestor (widget, gtk_notebook_get_nth_page (GTK_NOTEBOOK (pages), i)))
      return i;
  }
  return 0;
}

static GtkWidget *
add_page (const char *title)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *box = gtk_vbox_new (FALSE, SPACE);

  gtk_container_set_border_width (GTK_CONTAINER (box), SPACE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (gtk_bin_get_child (GTK_BIN (scroll))), GTK_SHADOW_NONE);
  gtk_container_set_focus_vadjustment (GTK_CONTAINER (box),
                                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll)));
  luukku_pidgin_set_name (scroll, title);
  gtk_notebook_append_page (GTK_NOTEBOOK (pages), scroll, gtk_label_new (title));
  return box;
}

static void
add_pages (void)
{
  GtkWidget *box = NULL;
  const char *page = NULL;
  guint n;
  const LuukkuSetting *settings = luukku_pidgin_get_api ()->settings->list (&n);

  for (guint i = 0; i < n; i++) {
    LuukkuPidginSetting *row = luukku_pidgin_setting_new (&settings[i]);

    if (page == NULL || !g_str_equal (page, settings[i].page)) {
      page = settings[i].page;
      box = add_page (luukku_tr (page));
    }
    gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_setting_get_widget (row), FALSE, FALSE, 0);
    g_ptr_array_add (rows, row);
  }
}

/* --- saving */
static void
show_row (LuukkuPidginSetting *row)
{
  gtk_notebook_set_current_page (GTK_NOTEBOOK (pages), page_of (luukku_pidgin_setting_get_widget (row)));
  luukku_pidgin_setting_focus (row);
}

static gboolean
save (void)
{
  gboolean good = TRUE;

  for (guint i = 0; i < rows->len; i++) {
    gboolean row_good = luukku_pidgin_setting_check (rows->pdata[i]);

    if (good && !row_good)
      show_row (rows->pdata[i]);
    good = good && row_good;
  }
  for (guint i = 0; good && i < rows->len; i++) {
    good = luukku_pidgin_setting_save (rows->pdata[i]);
    if (!good)
      show_row (rows->pdata[i]);
  }
  return good;
}

static void
on_response (GtkDialog *window, int response, gpointer data)
{
  if (response != GTK_RESPONSE_OK || save ())
    luukku_pidgin_close (GTK_WIDGET (window));
}

/* --- window */
static void
on_destroy (GtkWidget *window, gpointer data)
{
  if (window != dialog)
    return; /* another was opened while this one was closing */
  dialog = NULL;
  pages = NULL;
  g_clear_pointer (&rows, g_ptr_array_unref);
}

static void
build (void)
{
  g_autofree char *trouble = luukku_pidgin_get_api ()->settings->describe_trouble ();
  GtkWidget *area;

  dialog = gtk_dialog_new ();
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Preferences of Luukku"));
  gtk_window_set_role (GTK_WINDOW (dialog), "luukku-settings");
  gtk_window_set_default_size (GTK_WINDOW (dialog), WIDTH, HEIGHT);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Save"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  area = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  if (trouble != NULL)
    gtk_box_pack_start (GTK_BOX (area), luukku_pidgin_sentence_new (trouble), FALSE, FALSE, SPACE);
  pages = gtk_notebook_new ();
  gtk_container_set_border_width (GTK_CONTAINER (pages), SPACE / 2);
  luukku_pidgin_set_name (pages, _ ("Preferences of Luukku"));
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = g_ptr_array_new ();
  add_pages ();
  gtk_box_pack_start (GTK_BOX (area), pages, TRUE, TRUE, 0);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), NULL);
  gtk_widget_show_all (dialog);
  if (rows->len > 0)
    show_row (rows->pdata[0]);
}

gboolean
luukku_pidgin_settings_show (void)
{
  if (dialog == NULL || !gtk_widget_get_visible (dialog))
    build ();
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

void
luukku_pidgin_settings_shutdown (void)
{
  if (dialog != NULL)
    gtk_widget_destroy (dialog);
}
