/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-files.c: shows what the inbox keeps beside the draft; a file comes here by the menu, the
 * button or by being dropped onto the window, always through the glue. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-files.h"

#include "inbox/luukku-inbox-files.h"
#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define FILE_KEY "luukku-file"

struct _LuukkuPidginFiles {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *box;         /* (ref) */
  GtkWidget *label;       /* no ref: in box */
  GtkWidget *menu;        /* (ref) (nullable): of the files, while it is open */
};

/* Returns: (transfer full): LuukkuReplyFile, maybe none. */
static GPtrArray *
list_files (LuukkuPidginFiles *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return g_ptr_array_new ();
  return luukku_inbox_list_files (inbox, window.channel, window.conversation);
}

static char *
describe (const LuukkuReplyFile *file)
{
  g_autofree char *size = g_format_size ((guint64) file->size);

  return g_strdup_printf ("%s (%s)", file->name, size);
}

void
luukku_pidgin_files_refresh (LuukkuPidginFiles *self)
{
  g_autoptr (GPtrArray) files = list_files (self);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->box, files->len > 0);
  if (files->len == 0)
    return;
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *one = describe (g_ptr_array_index (files, i));

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", one);
  }
  /* TRANSLATORS: %s are files: "form.pdf (120 kB), map.png (1 MB)" */
  words = g_strdup_printf (_ ("Goes along with the reply: %s"), names->str);
  gtk_label_set_text (GTK_LABEL (self->label), words);
  luukku_pidgin_set_name (self->label, words);
}

/* --- what a person does */
static void
tell (LuukkuPidginFiles *self, const GError *error)
{
  luukku_pidgin_banner_tell (self->pane->banner, error->message);
}

void
luukku_pidgin_files_ask (LuukkuPidginFiles *self)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->attach (luukku_pidgin_pane_get_conversation (self->pane), NULL, &error))
    tell (self, error);
}

static void
on_leave_out (GtkMenuItem *item, gpointer data)
{
  LuukkuPidginFiles *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  const gint64 *file = g_object_get_data (G_OBJECT (item), FILE_KEY);
  g_autoptr (GError) error = NULL;
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return;
  if (!luukku_inbox_remove_file (inbox, window.channel, window.conversation, *file, &error))
    tell (self, error);
  luukku_pidgin_files_refresh (self);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

static void
drop_menu (LuukkuPidginFiles *self)
{
  if (self->menu == NULL)
    return;
  gtk_widget_destroy (self->menu);
  g_clear_object (&self->menu);
}

static void
on_choose (GtkButton *button, gpointer data)
{
  LuukkuPidginFiles *self = data;
  g_autoptr (GPtrArray) files = list_files (self);

  drop_menu (self);
  if (files->len == 0)
    return;
  self->menu = g_object_ref_sink (gtk_menu_new ());
  for (guint i = 0; i < files->len; i++) {
    const LuukkuReplyFile *file = g_ptr_array_index (files, i);
    g_autofree char *words = describe (file);
    GtkWidget *item = gtk_menu_item_new_with_label (words);

    g_object_set_data_full (G_OBJECT (item), FILE_KEY, g_memdup2 (&file->id, sizeof file->id), g_free);
    g_signal_connect (item, "activate", G_CALLBACK (on_leave_out), self);
    gtk_menu_shell_append (GTK_MENU_SHELL (self->menu), item);
  }
  gtk_widget_show_all (self->menu);
  gtk_menu_popup (GTK_MENU (self->menu), NULL, NULL, NULL, NULL, 0, gtk_get_current_event_time ());
  gtk_menu_shell_select_first (GTK_MENU_SHELL (self->menu), FALSE);
}

/* --- life */
LuukkuPidginFiles *
luukku_pidgin_files_new (LuukkuPidginPane *pane)
{
  LuukkuPidginFiles *self = g_new0 (LuukkuPidginFiles, 1);
  GtkWidget *place = luukku_pidgin_wrap_new (&self->label);
  GtkWidget *icon = gtk_image_new_from_stock (GTK_STOCK_FILE, GTK_ICON_SIZE_MENU);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Leave o_ut…"));

  self->pane = pane;
  self->box = g_object_ref_sink (gtk_hbox_new (FALSE, 6));
  luukku_pidgin_set_name (icon, _ ("Files"));
  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  luukku_pidgin_set_name (button, _ ("Leave a file out"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_choose), self);
  gtk_box_pack_start (GTK_BOX (self->box), icon, FALSE, FALSE, 4);
  gtk_box_pack_start (GTK_BOX (self->box), place, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (self->box), button, FALSE, FALSE, 0);
  gtk_widget_show_all (self->box);
  gtk_widget_hide (self->box);
  gtk_widget_set_no_show_all (self->box, TRUE);
  return self;
}

void
luukku_pidgin_files_free (LuukkuPidginFiles *self)
{
  if (self == NULL)
    return;
  drop_menu (self);
  gtk_widget_destroy (self->box);
  g_object_unref (self->box);
  g_free (self);
}

GtkWidget *
luukku_pidgin_files_get_widget (LuukkuPidginFiles *self)
{
  return self->box;
}
