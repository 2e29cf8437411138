/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-bar.c: draws the glue's state line; the icon only repeats what the words say. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-bar.h"

#include "inbox/luukku-due.h"
#include "pidgin/luukku-pidgin-archive.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define REFRESH (60 * G_TIME_SPAN_SECOND) /* the clock moves on without any event */

struct _LuukkuPidginBar {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *box;         /* (ref) */
  GtkWidget *icon;        /* no ref: in box */
  GtkWidget *label;       /* no ref: in box */
  GtkWidget *report_menu; /* (ref) */
  GtkWidget *sent;        /* no ref: in box; shown while a reply waits for a person to send it */
  guint timer;
};

static const char *
icon_of_case (LuukkuInbox *inbox, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (luukku_inbox_get_store (inbox), conversation, NULL);
  LuukkuDue due;

  if (item == NULL)
    return GTK_STOCK_INFO;
  luukku_inbox_get_due (inbox, item, &due);
  switch (due.state) {
  case LUUKKU_SLA_OVERDUE:
    return GTK_STOCK_DIALOG_WARNING;
  case LUUKKU_SLA_SOON:
    return GTK_STOCK_DIALOG_INFO;
  case LUUKKU_SLA_NONE:
  case LUUKKU_SLA_ON_TIME:
  default:
    break;
  }
  switch (luukku_case_peek (item)->state) {
  case LUUKKU_CASE_ANSWERED:
    return GTK_STOCK_APPLY;
  case LUUKKU_CASE_CLOSED:
    return GTK_STOCK_CLOSE;
  case LUUKKU_CASE_NEW:
  case LUUKKU_CASE_OPEN:
  default:
    return GTK_STOCK_EDIT;
  }
}

static const char *
choose_icon (const LuukkuWindow *window)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  if (inbox == NULL || window->weaker)
    return GTK_STOCK_DIALOG_WARNING;
  if (luukku_inbox_get_link_error (inbox, window->channel) != NULL)
    return GTK_STOCK_DISCONNECT;
  return icon_of_case (inbox, window->id);
}

/* Which approval of the guideline is missing and what to do about it: the line says only that one is. */
static const char *
approval_hint (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  return inbox != NULL ? luukku_inbox_get_approval_problem (inbox) : NULL;
}

void
luukku_pidgin_bar_refresh (LuukkuPidginBar *self)
{
  g_autofree char *line = NULL;
  g_autofree char *name = NULL;
  LuukkuWindow window;

  if (!luukku_pidgin_pane_describe (self->pane, &window)) {
    gtk_widget_hide (self->box);
    return;
  }
  line = luukku_pidgin_get_api ()->state_line (luukku_pidgin_pane_get_conversation (self->pane));
  gtk_label_set_text (GTK_LABEL (self->label), line != NULL ? line : "");
  /* TRANSLATORS: for screen readers; %s is the line of states above a conversation. */
  name = g_strdup_printf (_ ("State of the conversation: %s"), line != NULL ? line : "");
  luukku_pidgin_set_name (self->label, name);
  gtk_widget_set_tooltip_text (self->label, approval_hint ());
  gtk_widget_set_visible (
      self->sent, luukku_pidgin_get_api ()->has_unticked (luukku_pidgin_pane_get_conversation (self->pane)));
  gtk_image_set_from_stock (GTK_IMAGE (self->icon), choose_icon (&window), GTK_ICON_SIZE_MENU);
  gtk_widget_show (self->box);
}

static gboolean
on_tick (gpointer data)
{
  luukku_pidgin_bar_refresh (data);
  return G_SOURCE_CONTINUE;
}

static void
on_archive (GtkButton *button, gpointer data)
{
  LuukkuPidginBar *self = data;

  luukku_pidgin_archive_show (luukku_pidgin_pane_get_conversation (self->pane));
}

static void
on_inbox (GtkButton *button, gpointer data)
{
  luukku_pidgin_inbox_show ();
}

/* --- reports about the check */
static void
report (LuukkuPidginBar *self, gboolean missed, const char *note)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->report_check (luukku_pidgin_pane_get_conversation (self->pane), NULL, missed,
                                               note, &error))
    purple_notify_info (self, _ ("Report on the check"), error->message, NULL);
}

static void
on_false_note (gpointer data, const char *note)
{
  report (data, FALSE, note != NULL && *note != '\0' ? note : NULL);
}

static void
on_missed_note (gpointer data, const char *note)
{
  report (data, TRUE, note != NULL && *note != '\0' ? note : NULL);
}

/* The question goes with the bar. */
static void
ask_note (LuukkuPidginBar *self, const char *primary, GCallback on_ok)
{
  purple_request_input (self, _ ("Report on the check"), primary,
                        _ ("The newest checked text goes to the manager's list. Personal data in it and in "
                           "the note is masked."),
                        NULL, FALSE, FALSE, NULL, _ ("_Report"), on_ok, _ ("_Cancel"), NULL, NULL, NULL,
                        luukku_pidgin_pane_get_conversation (self->pane), self);
}

static void
on_wrong_item (GtkMenuItem *item, gpointer data)
{
  ask_note (data, _ ("What was wrong with the alarm?"), G_CALLBACK (on_false_note));
}

static void
on_missed_item (GtkMenuItem *item, gpointer data)
{
  ask_note (data, _ ("What did the check miss?"), G_CALLBACK (on_missed_note));
}

static void
add_item (GtkWidget *menu, const char *label, GCallback callback, LuukkuPidginBar *self)
{
  GtkWidget *item = gtk_menu_item_new_with_mnemonic (label);

  g_signal_connect (item, "activate", callback, self);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
  gtk_widget_show (item);
}

static void
on_report (GtkButton *button, gpointer data)
{
  LuukkuPidginBar *self = data;

  gtk_menu_popup (GTK_MENU (self->report_menu), NULL, NULL, NULL, NULL, 0, gtk_get_current_event_time ());
}

static void
add_report_menu (LuukkuPidginBar *self)
{
  self->report_menu = g_object_ref_sink (gtk_menu_new ());
  luukku_pidgin_set_name (self->report_menu, _ ("Report on the check"));
  add_item (self->report_menu, _ ("The alarm was _wrong…"), G_CALLBACK (on_wrong_item), self);
  add_item (self->report_menu, _ ("The check _missed something…"), G_CALLBACK (on_missed_item), self);
}

static void
on_sent (GtkButton *button, gpointer data)
{
  LuukkuPidginBar *self = data;
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->ask_sent (luukku_pidgin_pane_get_conversation (self->pane), &error))
    luukku_pidgin_bar_refresh (self); /* told elsewhere meanwhile */
}

static GtkWidget *
add_button (LuukkuPidginBar *self, const char *label, const char *name, const char *hint, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  GtkWidget *place = gtk_alignment_new (0.5, 0.5, 0, 0); /* a line of two rows does not stretch the button */

  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  gtk_widget_set_tooltip_text (button, hint);
  luukku_pidgin_set_name (button, name);
  g_signal_connect (button, "clicked", callback, self);
  gtk_container_add (GTK_CONTAINER (place), button);
  gtk_box_pack_start (GTK_BOX (self->box), place, FALSE, FALSE, 0);
  return place;
}

LuukkuPidginBar *
luukku_pidgin_bar_new (LuukkuPidginPane *pane)
{
  LuukkuPidginBar *self = g_new0 (LuukkuPidginBar, 1);
  GtkWidget *place = NULL;

  self->pane = pane;
  self->box = g_object_ref_sink (gtk_hbox_new (FALSE, 6));
  self->icon = gtk_image_new ();
  luukku_pidgin_set_name (self->icon, _ ("State"));
  place = luukku_pidgin_wrap_new (&self->label);
  gtk_box_pack_start (GTK_BOX (self->box), self->icon, FALSE, FALSE, 4);
  gtk_box_pack_start (GTK_BOX (self->box), place, TRUE, TRUE, 0);
  self->sent =
      add_button (self, _ ("_Sent?…"), _ ("Say that the reply was sent"),
                  _ ("You have sent the reply yourself: say when, or that it was not sent after all"),
                  G_CALLBACK (on_sent));
  add_button (self, _ ("_Archive…"), _ ("Archive this conversation"),
              _ ("Keeps this conversation as an evidence record"), G_CALLBACK (on_archive));
  add_report_menu (self);
  add_button (self, _ ("_Report…"), _ ("Report on the check"),
              _ ("Tells the manager that the check of a reply was wrong or missed something"),
              G_CALLBACK (on_report));
  add_button (self, _ ("In_box"), _ ("Show the inbox"), _ ("Shows all conversations of all channels"),
              G_CALLBACK (on_inbox));
  gtk_widget_show_all (self->box);
  gtk_widget_set_no_show_all (self->box, TRUE);
  self->timer = luukku_clock_add_timeout (luukku_pidgin_get_clock (), REFRESH, on_tick, self);
  return self;
}

void
luukku_pidgin_bar_free (LuukkuPidginBar *self)
{
  if (self == NULL)
    return;
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->timer);
  purple_request_close_with_handle (self);
  purple_notify_close_with_handle (self);
  gtk_widget_destroy (self->report_menu);
  g_object_unref (self->report_menu);
  gtk_widget_destroy (self->box);
  g_object_unref (self->box);
  g_free (self);
}

GtkWidget *
luukku_pidgin_bar_get_widget (LuukkuPidginBar *self)
{
  return self->box;
}
