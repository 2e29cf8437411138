/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-keys.c: a window with two columns, key and what it does. What it lists is the table that
 * binds the keys, so that the two cannot differ. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-keys.h"

#include "pidgin/luukku-pidgin-menu.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define MAX_HEIGHT 560 /* pixels */

enum {
  COLUMN_KEY,
  COLUMN_WHAT,
  N_COLUMNS,
};

static GtkWidget *sheet; /* no ref (nullable): toplevel */

/* Returns: (transfer full): @label without the mark of its key and without dots. */
static char *
plain (const char *label)
{
  GString *text = g_string_new (label);

  g_string_replace (text, "_", "", 0);
  g_string_replace (text, "…", "", 0);
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_list (void)
{
  GtkListStore *rows = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING);
  GtkWidget *list = gtk_tree_view_new_with_model (GTK_TREE_MODEL (rows));
  const char *const titles[] = { C_ ("column", "Key"), C_ ("column", "What it does") };

  for (guint i = 0; i < LUUKKU_PIDGIN_N_ACTIONS; i++) {
    LuukkuPidginActionInfo info;
    g_autofree char *key = NULL;
    g_autofree char *what = NULL;

    luukku_pidgin_menu_describe (i, &info);
    if (info.key == 0)
      continue;
    key = gtk_accelerator_get_label (info.key, info.modifiers);
    what = plain (info.label);
    gtk_list_store_insert_with_values (rows, NULL, -1, COLUMN_KEY, key, COLUMN_WHAT, what, -1);
  }
  for (int i = 0; i < N_COLUMNS; i++)
    gtk_tree_view_append_column (
        GTK_TREE_VIEW (list),
        gtk_tree_view_column_new_with_attributes (titles[i], gtk_cell_renderer_text_new (), "text", i, NULL));
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (list), FALSE);
  luukku_pidgin_set_name (list, _ ("Keys in a conversation"));
  g_object_unref (rows);
  return list;
}

/* All keys with letters of a usual size; it scrolls where they are large or the screen is small. */
static GtkWidget *
make_sheet (void)
{
  GtkWidget *list = make_list ();
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkRequisition wanted;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_container_add (GTK_CONTAINER (scroll), list);
  gtk_widget_show (list);
  gtk_widget_size_request (list, &wanted);
  gtk_widget_set_size_request (scroll, -1, MIN (wanted.height, MAX_HEIGHT));
  return scroll;
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  luukku_pidgin_close (GTK_WIDGET (dialog));
}

void
luukku_pidgin_keys_show (GtkWindow *parent)
{
  if (sheet == NULL) {
    sheet = gtk_dialog_new_with_buttons (_ ("Keys"), parent, GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
    gtk_dialog_add_button (GTK_DIALOG (sheet), _ ("_Close"), GTK_RESPONSE_CLOSE);
    gtk_window_set_role (GTK_WINDOW (sheet), "luukku-keys");
    gtk_container_set_border_width (GTK_CONTAINER (sheet), 6);
    gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (sheet))), make_sheet (), TRUE, TRUE,
                        6);
    g_signal_connect (sheet, "response", G_CALLBACK (on_response), NULL);
    g_signal_connect (sheet, "destroy", G_CALLBACK (gtk_widget_destroyed), &sheet);
    gtk_widget_show_all (sheet);
  }
  gtk_window_present (GTK_WINDOW (sheet));
}

void
luukku_pidgin_keys_shutdown (void)
{
  if (sheet != NULL)
    gtk_widget_destroy (sheet);
}
