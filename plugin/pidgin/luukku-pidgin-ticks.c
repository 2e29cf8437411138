/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-ticks.c: one check button a box. Knows neither texts nor rules. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-ticks.h"

#include "pidgin/luukku-pidgin.h"

#define ID_KEY "luukku-tick"

struct _LuukkuPidginTicks {
  GtkWidget *box; /* (ref) */
  LuukkuPidginTicked ticked;
  gpointer data;
};

static void
collect (GtkWidget *button, gpointer data)
{
  const char *id = g_object_get_data (G_OBJECT (button), ID_KEY);

  if (id != NULL && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
    g_strv_builder_add (data, id);
}

static void
on_toggled (GtkToggleButton *button, gpointer data)
{
  LuukkuPidginTicks *self = data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  gtk_container_foreach (GTK_CONTAINER (self->box), collect, builder);
  ids = g_strv_builder_end (builder);
  self->ticked ((const char *const *) ids, self->data);
}

static void
destroy_button (GtkWidget *button, gpointer data)
{
  gtk_widget_destroy (button);
}

void
luukku_pidgin_ticks_show (LuukkuPidginTicks *self, GPtrArray *boxes)
{
  gtk_container_foreach (GTK_CONTAINER (self->box), destroy_button, NULL);
  for (guint i = 0; boxes != NULL && i < boxes->len; i++) {
    const LuukkuTick *tick = g_ptr_array_index (boxes, i);
    GtkWidget *button = gtk_check_button_new_with_label (tick->label);

    gtk_label_set_line_wrap (GTK_LABEL (gtk_bin_get_child (GTK_BIN (button))), TRUE);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), tick->ticked);
    g_object_set_data_full (G_OBJECT (button), ID_KEY, g_strdup (tick->id), g_free);
    luukku_pidgin_set_name (button, tick->label);
    g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
    gtk_box_pack_start (GTK_BOX (self->box), button, FALSE, FALSE, 0);
    gtk_widget_show (button);
  }
  gtk_widget_set_visible (self->box, boxes != NULL && boxes->len > 0);
}

GtkWidget *
luukku_pidgin_ticks_get_widget (LuukkuPidginTicks *self)
{
  return self->box;
}

LuukkuPidginTicks *
luukku_pidgin_ticks_new (LuukkuPidginTicked ticked, gpointer data)
{
  LuukkuPidginTicks *self = g_new0 (LuukkuPidginTicks, 1);

  self->ticked = ticked;
  self->data = data;
  self->box = g_object_ref_sink (gtk_vbox_new (FALSE, 2));
  gtk_widget_set_no_show_all (self->box, TRUE);
  return self;
}

void
luukku_pidgin_ticks_free (LuukkuPidginTicks *self)
{
  if (self == NULL)
    return;
  gtk_container_foreach (GTK_CONTAINER (self->box), destroy_button, NULL);
  g_object_unref (self->box);
  g_free (self);
}
