/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-undo.c: counts the seconds in which a reply can be taken back. The row knows nothing: it asks
 * the glue each second, and goes when there is nothing to take back. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-undo.h"

#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

struct _LuukkuPidginUndo {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *box;         /* (ref) */
  GtkWidget *label;       /* no ref: in box */
  guint timer;
};

static gboolean
on_second (gpointer data)
{
  LuukkuPidginUndo *self = data;

  self->timer = 0;
  luukku_pidgin_undo_refresh (self);
  return G_SOURCE_REMOVE;
}

void
luukku_pidgin_undo_refresh (LuukkuPidginUndo *self)
{
  LuukkuClock *clock = luukku_pidgin_get_clock ();
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self->pane);
  gint64 left = conv != NULL ? luukku_pidgin_get_api ()->get_undo (conv) - luukku_clock_now (clock) : 0;
  guint seconds = (guint) (CLAMP (left, 0, G_TIME_SPAN_HOUR) + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;
  g_autofree char *words = NULL;

  luukku_clock_clear_timeout (clock, &self->timer);
  gtk_widget_set_visible (self->box, seconds > 0);
  if (seconds == 0)
    return;
  words = g_strdup_printf (
      ngettext ("The reply leaves in %u second.", "The reply leaves in %u seconds.", seconds), seconds);
  gtk_label_set_text (GTK_LABEL (self->label), words);
  luukku_pidgin_set_name (self->label, words);
  self->timer = luukku_clock_add_timeout (clock, G_TIME_SPAN_SECOND, on_second, self);
}

static void
finish (LuukkuPidginUndo *self, gboolean (*act) (PurpleConversation *conv, GError **error))
{
  g_autoptr (GError) error = NULL;

  if (!act (luukku_pidgin_pane_get_conversation (self->pane), &error))
    purple_notify_info (self, _ ("Luukku"), error->message, NULL);
  luukku_pidgin_undo_refresh (self);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

static void
on_take_back (GtkButton *button, gpointer data)
{
  finish (data, luukku_pidgin_get_api ()->take_back);
}

static void
on_send_now (GtkButton *button, gpointer data)
{
  finish (data, luukku_pidgin_get_api ()->send_now);
}

static void
add_button (LuukkuPidginUndo *self, const char *label, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  luukku_pidgin_set_name (button, name);
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_pack_start (GTK_BOX (self->box), button, FALSE, FALSE, 0);
}

LuukkuPidginUndo *
luukku_pidgin_undo_new (LuukkuPidginPane *pane)
{
  LuukkuPidginUndo *self = g_new0 (LuukkuPidginUndo, 1);

  self->pane = pane;
  self->box = g_object_ref_sink (gtk_hbox_new (FALSE, 6));
  self->label = gtk_label_new (NULL);
  gtk_box_pack_start (GTK_BOX (self->box), self->label, FALSE, FALSE, 4);
  add_button (self, _ ("Take _back"), _ ("Take the reply back"), G_CALLBACK (on_take_back));
  add_button (self, _ ("Send _now"), _ ("Send the reply now"), G_CALLBACK (on_send_now));
  gtk_widget_show_all (self->box);
  gtk_widget_hide (self->box);
  gtk_widget_set_no_show_all (self->box, TRUE);
  return self;
}

void
luukku_pidgin_undo_free (LuukkuPidginUndo *self)
{
  if (self == NULL)
    return;
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->timer);
  purple_notify_close_with_handle (self);
  gtk_widget_destroy (self->box);
  g_object_unref (self->box);
  g_free (self);
}

GtkWidget *
luukku_pidgin_undo_get_widget (LuukkuPidginUndo *self)
{
  return self->box;
}
