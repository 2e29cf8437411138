/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pane.c: makes and removes the parts of a conversation tab and owns the way to its entry. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-pane.h"

#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-alarm.h"
#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-bar.h"
#include "pidgin/luukku-pidgin-files.h"
#include "pidgin/luukku-pidgin-finding.h"
#include "pidgin/luukku-pidgin-hold.h"
#include "pidgin/luukku-pidgin-live.h"
#include "pidgin/luukku-pidgin-menu.h"
#include "pidgin/luukku-pidgin-undo.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gtkimhtml.h>
#include <string.h>

#define PANE_KEY "luukku-pane"
/* About four lines of the conversation: whatever our rows need, what is talked about stays to be seen, and
 * the window grows instead. */
#define MIN_HISTORY 84 /* pixels */

static LuukkuPidginPane *
find_pane (PidginConversation *gtkconv)
{
  return g_object_get_data (G_OBJECT (gtkconv->tab_cont), PANE_KEY);
}

LuukkuPidginPane *
luukku_pidgin_pane_of (PurpleConversation *conv)
{
  PidginConversation *gtkconv = NULL;

  if (!PIDGIN_IS_PIDGIN_CONVERSATION (conv))
    return NULL;
  gtkconv = PIDGIN_CONVERSATION (conv);
  return gtkconv != NULL && gtkconv->tab_cont != NULL ? find_pane (gtkconv) : NULL;
}

PurpleConversation *
luukku_pidgin_pane_get_conversation (const LuukkuPidginPane *self)
{
  return self->gtkconv->active_conv;
}

gboolean
luukku_pidgin_pane_describe (const LuukkuPidginPane *self, LuukkuWindow *ret_window)
{
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self);

  return conv != NULL && luukku_pidgin_get_api ()->describe (conv, ret_window);
}

/* --- life */
static void
pack (LuukkuPidginPane *self)
{
  GtkWidget *lower = self->gtkconv->lower_hbox;
  GtkWidget *box = gtk_widget_get_parent (lower);
  GtkWidget *bar = luukku_pidgin_bar_get_widget (self->bar);
  GtkWidget *alarm = luukku_pidgin_alarm_get_widget (self->alarm);
  GtkWidget *banner = luukku_pidgin_banner_get_widget (self->banner);
  GtkWidget *aids = luukku_pidgin_aids_get_widget (self->aids);
  GtkWidget *undo = luukku_pidgin_undo_get_widget (self->undo);
  GtkWidget *files = luukku_pidgin_files_get_widget (self->files);
  GList *children = NULL;

  gtk_box_pack_start (GTK_BOX (box), bar, FALSE, FALSE, 2);
  gtk_box_reorder_child (GTK_BOX (box), bar, 1); /* under the line with the resident's name */
  gtk_box_pack_start (GTK_BOX (box), alarm, FALSE, FALSE, 2);
  gtk_box_reorder_child (GTK_BOX (box), alarm, 2);
  children = gtk_container_get_children (GTK_CONTAINER (box));
  gtk_box_pack_start (GTK_BOX (box), banner, FALSE, FALSE, 0);
  gtk_box_reorder_child (GTK_BOX (box), banner, g_list_index (children, lower));
  gtk_box_pack_start (GTK_BOX (box), aids, FALSE, FALSE, 2);
  gtk_box_reorder_child (GTK_BOX (box), aids, g_list_index (children, lower));
  gtk_box_pack_start (GTK_BOX (box), files, FALSE, FALSE, 2);
  gtk_box_reorder_child (GTK_BOX (box), files, g_list_index (children, lower));
  gtk_box_pack_start (GTK_BOX (box), undo, FALSE, FALSE, 2);
  gtk_box_reorder_child (GTK_BOX (box), undo, g_list_index (children, lower));
  gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_finding_get_widget (self->finding), FALSE, FALSE, 0);
  g_list_free (children);
}

void
luukku_pidgin_pane_attach (PidginConversation *gtkconv)
{
  LuukkuPidginPane *self = find_pane (gtkconv);
  LuukkuWindow window;

  if (gtkconv->active_conv == NULL || !luukku_pidgin_get_api ()->describe (gtkconv->active_conv, &window)) {
    luukku_pidgin_menu_refresh (gtkconv->win);
    return;
  }
  if (self == NULL) {
    self = g_new0 (LuukkuPidginPane, 1);
    self->gtkconv = gtkconv;
    self->bar = luukku_pidgin_bar_new (self);
    self->alarm = luukku_pidgin_alarm_new (self);
    self->banner = luukku_pidgin_banner_new ();
    self->aids = luukku_pidgin_aids_new (self);
    self->files = luukku_pidgin_files_new (self);
    self->undo = luukku_pidgin_undo_new (self);
    self->finding = luukku_pidgin_finding_new (self);
    pack (self);
    gtk_widget_set_size_request (gtk_widget_get_parent (gtkconv->imhtml), -1, MIN_HISTORY);
    self->hold = luukku_pidgin_hold_new (self);
    self->live = luukku_pidgin_live_new (self);
    /* Pidgin gives these two no names. */
    luukku_pidgin_set_name (gtkconv->entry, _ ("Reply"));
    luukku_pidgin_set_name (gtkconv->imhtml, _ ("Conversation"));
    g_object_set_data (G_OBJECT (gtkconv->tab_cont), PANE_KEY, self);
    luukku_pidgin_live_restore_draft (self->live);
    g_debug ("pane attached to conversation %" G_GINT64_FORMAT, window.id);
  }
  luukku_pidgin_bar_refresh (self->bar);
  luukku_pidgin_aids_refresh (self->aids);
  luukku_pidgin_alarm_refresh (self->alarm);
  luukku_pidgin_files_refresh (self->files);
  luukku_pidgin_undo_refresh (self->undo);
  luukku_pidgin_menu_refresh (gtkconv->win);
}

void
luukku_pidgin_pane_detach (PidginConversation *gtkconv)
{
  LuukkuPidginPane *self = find_pane (gtkconv);

  if (self == NULL)
    return;
  g_object_set_data (G_OBJECT (gtkconv->tab_cont), PANE_KEY, NULL);
  luukku_pidgin_hold_free (
      self->hold); /* before live: what was thrown away is settled, then the draft is kept */
  luukku_pidgin_live_free (self->live);
  luukku_pidgin_finding_free (self->finding);
  luukku_pidgin_undo_free (self->undo);
  luukku_pidgin_files_free (self->files);
  luukku_pidgin_aids_free (self->aids);
  luukku_pidgin_banner_free (self->banner);
  luukku_pidgin_alarm_free (self->alarm);
  luukku_pidgin_bar_free (self->bar);
  g_free (self);
}

/* --- the entry */
char *
luukku_pidgin_pane_get_markup (const LuukkuPidginPane *self)
{
  return gtk_imhtml_get_markup (GTK_IMHTML (self->gtkconv->entry));
}

char *
luukku_pidgin_pane_get_text (const LuukkuPidginPane *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->gtkconv->entry_buffer, &start, &end);
  return gtk_text_buffer_get_slice (self->gtkconv->entry_buffer, &start, &end, TRUE);
}

gboolean
luukku_pidgin_pane_is_empty (const LuukkuPidginPane *self)
{
  return gtk_text_buffer_get_char_count (self->gtkconv->entry_buffer) == 0;
}

void
luukku_pidgin_pane_give_back (LuukkuPidginPane *self, const char *text)
{
  g_autofree char *there = luukku_pidgin_pane_get_text (self);
  GtkTextIter start;

  if (*text == '\0' || g_str_has_prefix (there, text))
    return;
  gtk_text_buffer_get_start_iter (self->gtkconv->entry_buffer, &start);
  if (*there != '\0') {
    gtk_text_buffer_insert (self->gtkconv->entry_buffer, &start, "\n", 1);
    gtk_text_buffer_get_start_iter (self->gtkconv->entry_buffer, &start);
  }
  gtk_text_buffer_insert (self->gtkconv->entry_buffer, &start, text, -1);
}

void
luukku_pidgin_pane_append (LuukkuPidginPane *self, const char *text)
{
  GtkTextBuffer *buffer = self->gtkconv->entry_buffer;
  GtkTextIter from, end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_end_iter (buffer, &end);
  from = end;
  while (gtk_text_iter_backward_char (&from)) {
    if (!g_unichar_isspace (gtk_text_iter_get_char (&from))) {
      gtk_text_iter_forward_char (&from);
      break;
    }
  }
  gtk_text_buffer_delete (buffer, &from, &end);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

void
luukku_pidgin_pane_insert (LuukkuPidginPane *self, const char *text)
{
  GtkTextBuffer *buffer = self->gtkconv->entry_buffer;
  g_autofree char *there = luukku_pidgin_pane_get_text (self);
  gsize length = strlen (there);
  GtkTextIter end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_end_iter (buffer, &end);
  if (length > 0 && !g_ascii_isspace (there[length - 1]))
    gtk_text_buffer_insert (buffer, &end, "\n", 1);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_buffer_end_user_action (buffer);
}

void
luukku_pidgin_pane_go_to (LuukkuPidginPane *self, guint offset)
{
  GtkTextBuffer *buffer = self->gtkconv->entry_buffer;
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (buffer, &iter, (int) MIN (offset, G_MAXINT));
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self->gtkconv->entry),
                                      gtk_text_buffer_get_insert (buffer));
  gtk_widget_grab_focus (self->gtkconv->entry);
}

void
luukku_pidgin_pane_edit_at (LuukkuPidginPane *self, guint start, guint end)
{
  GtkTextBuffer *buffer = self->gtkconv->entry_buffer;
  GtkTextIter from, to;

  gtk_text_buffer_get_iter_at_offset (buffer, &from, (int) MIN (start, G_MAXINT));
  gtk_text_buffer_get_iter_at_offset (buffer, &to, (int) MIN (end, G_MAXINT));
  gtk_text_buffer_select_range (buffer, &to, &from);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->gtkconv->entry), gtk_text_buffer_get_insert (buffer), 0,
                                FALSE, 0, 0);
  gtk_widget_grab_focus (self->gtkconv->entry);
}

void
luukku_pidgin_pane_send (LuukkuPidginPane *self)
{
  g_signal_emit_by_name (self->gtkconv->entry, "message_send");
}
