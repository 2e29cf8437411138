/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-bar.c: draws the glue's state line; the icon only repeats what the words say. Below it a row
 * of buttons, whose overflow GTK keeps behind an arrow, so that the window can stay narrow. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-bar.h"

#include "inbox/luukku-due.h"
#include "pidgin/luukku-pidgin-menu.h"
#include "pidgin/luukku-pidgin-notes.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define ACTION_KEY "luukku-action"
#define REFRESH (60 * G_TIME_SPAN_SECOND) /* the clock moves on without any event */

struct _LuukkuPidginBar {
  LuukkuPidginPane *pane;                        /* no ref: owns us */
  GtkWidget *box;                                /* (ref) */
  GtkWidget *icon;                               /* no ref: in box */
  GtkWidget *label;                              /* no ref: in box */
  GtkWidget *report_menu;                        /* (ref) */
  GtkWidget *toolbar;                            /* no ref: in box */
  GtkToolItem *buttons[LUUKKU_PIDGIN_N_ACTIONS]; /* by action (nullable); no ref: in toolbar */
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

static void refresh_buttons (LuukkuPidginBar *self, const LuukkuWindow *window);

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
  refresh_buttons (self, &window);
  gtk_image_set_from_stock (GTK_IMAGE (self->icon), choose_icon (&window), GTK_ICON_SIZE_MENU);
  gtk_widget_show (self->box);
}

static gboolean
on_tick (gpointer data)
{
  luukku_pidgin_bar_refresh (data);
  return G_SOURCE_CONTINUE;
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
add_report_menu (LuukkuPidginBar *self)
{
  self->report_menu = g_object_ref_sink (gtk_menu_new ());
  luukku_pidgin_set_name (self->report_menu, _ ("Report on the check"));
  add_item (self->report_menu, _ ("The alarm was _wrong…"), G_CALLBACK (on_wrong_item), self);
  add_item (self->report_menu, _ ("The check _missed something…"), G_CALLBACK (on_missed_item), self);
}

/* --- the row of buttons */
/* What stands on the buttons is shorter than in the menu; the name for screen readers is whole. */
static const struct {
  LuukkuPidginAction action;
  const char *label;
  const char *name;
  const char *hint;
} buttons[] = {
  { LUUKKU_PIDGIN_TAKE, NC_ ("button", "_Take"), N_ ("Take the case"),
    N_ ("You handle this case from now on") },
  { LUUKKU_PIDGIN_HAND_OVER, NC_ ("button", "_Hand over…"), N_ ("Hand the case over"),
    N_ ("Gives this case to a colleague, or back to all") },
  { LUUKKU_PIDGIN_LATER, NC_ ("button", "Late_r…"), N_ ("Answer later"),
    N_ ("Reminds you when you want to answer; the answer clock runs on") },
  { LUUKKU_PIDGIN_CLOSE_CASE, NC_ ("button", "Clos_e"), N_ ("Close the case"),
    N_ ("Nothing more has to be done about this case") },
  { LUUKKU_PIDGIN_REOPEN, NC_ ("button", "_Reopen"), N_ ("Open the case again"),
    N_ ("Opens the closed case again") },
  { LUUKKU_PIDGIN_SENT, NC_ ("button", "_Sent?…"), N_ ("Say that the reply was sent"),
    N_ ("You have sent the reply yourself: say when, or that it was not sent after all") },
  { LUUKKU_PIDGIN_ARCHIVE, NC_ ("button", "_Archive…"), N_ ("Archive this conversation"),
    N_ ("Keeps this conversation as an evidence record") },
  { LUUKKU_PIDGIN_NOTES, NC_ ("button", "_Notes"), N_ ("Internal notes"),
    N_ ("What colleagues have noted; the resident does not see it") },
  { LUUKKU_PIDGIN_INBOX, NC_ ("button", "In_box"), N_ ("Show the inbox"),
    N_ ("Shows all conversations of all channels") },
  { LUUKKU_PIDGIN_WRONG_ALARM, NC_ ("button", "_Report…"), N_ ("Report on the check"),
    N_ ("Tells the manager that the check of a reply was wrong or missed something") },
  { LUUKKU_PIDGIN_LABELS, NC_ ("button", "_Labels…"), N_ ("Labels"), N_ ("Says what the newest message is") },
};

static void
on_button (GtkToolButton *button, gpointer data)
{
  LuukkuPidginBar *self = data;
  LuukkuPidginAction action = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), ACTION_KEY));

  if (action == LUUKKU_PIDGIN_WRONG_ALARM)
    gtk_menu_popup (GTK_MENU (self->report_menu), NULL, NULL, NULL, NULL, 0, gtk_get_current_event_time ());
  else
    luukku_pidgin_menu_do (self->pane->gtkconv->win, action);
}

static void
add_button (LuukkuPidginBar *self, guint i)
{
  GtkToolItem *item = gtk_tool_button_new (NULL, g_dpgettext2 (GETTEXT_PACKAGE, "button", buttons[i].label));
  LuukkuPidginActionInfo info;
  g_autofree char *key = NULL;
  g_autofree char *hint = NULL;

  luukku_pidgin_menu_describe (buttons[i].action, &info);
  key = info.key != 0 && buttons[i].action != LUUKKU_PIDGIN_WRONG_ALARM
            ? gtk_accelerator_get_label (info.key, info.modifiers)
            : NULL;
  hint = key != NULL ? g_strdup_printf ("%s (%s)", _ (buttons[i].hint), key) : g_strdup (_ (buttons[i].hint));
  gtk_tool_button_set_use_underline (GTK_TOOL_BUTTON (item), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (item), hint);
  luukku_pidgin_set_name (gtk_bin_get_child (GTK_BIN (item)), _ (buttons[i].name));
  g_object_set_data (G_OBJECT (item), ACTION_KEY, GUINT_TO_POINTER (buttons[i].action));
  g_signal_connect (item, "clicked", G_CALLBACK (on_button), self);
  gtk_toolbar_insert (GTK_TOOLBAR (self->toolbar), item, -1);
  self->buttons[buttons[i].action] = item;
}

/* The arrow for what does not fit is GTK's own and has no name. */
static void
name_arrow (GtkWidget *child, gpointer data)
{
  if (GTK_IS_TOGGLE_BUTTON (child))
    luukku_pidgin_set_name (child, _ ("More buttons"));
}

static void
add_toolbar (LuukkuPidginBar *self)
{
  self->toolbar = gtk_toolbar_new ();
  gtk_toolbar_set_style (GTK_TOOLBAR (self->toolbar), GTK_TOOLBAR_TEXT);
  gtk_toolbar_set_icon_size (GTK_TOOLBAR (self->toolbar), GTK_ICON_SIZE_MENU);
  luukku_pidgin_set_name (self->toolbar, _ ("What can be done with the case"));
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    add_button (self, i);
  gtk_container_forall (GTK_CONTAINER (self->toolbar), name_arrow, NULL);
  gtk_box_pack_start (GTK_BOX (self->box), self->toolbar, FALSE, FALSE, 0);
}

static void
show_button (LuukkuPidginBar *self, LuukkuPidginAction action, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->buttons[action]), shown);
}

/* What cannot be done now is not offered. */
static void
refresh_buttons (LuukkuPidginBar *self, const LuukkuWindow *window)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (LuukkuCase) item =
      inbox != NULL ? luukku_store_find_case (luukku_inbox_get_store (inbox), window->id, NULL) : NULL;
  gboolean closed = item != NULL && luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED;
  gboolean open = item != NULL && !closed;
  g_autofree char *me = luukku_pidgin_dup_actor ();
  gboolean mine = open && g_strcmp0 (luukku_case_peek (item)->handler, me) == 0;
  guint notes = item != NULL ? luukku_pidgin_notes_count (window->id) : 0;
  g_autofree char *label = NULL;

  show_button (self, LUUKKU_PIDGIN_TAKE, open && !mine);
  show_button (self, LUUKKU_PIDGIN_HAND_OVER, mine);
  show_button (self, LUUKKU_PIDGIN_LATER, open);
  show_button (self, LUUKKU_PIDGIN_CLOSE_CASE, open);
  show_button (self, LUUKKU_PIDGIN_REOPEN, closed);
  show_button (self, LUUKKU_PIDGIN_NOTES, item != NULL);
  show_button (self, LUUKKU_PIDGIN_LABELS, open);
  show_button (self, LUUKKU_PIDGIN_SENT,
               luukku_pidgin_get_api ()->has_unticked (luukku_pidgin_pane_get_conversation (self->pane)));
  label = notes > 0 ? g_strdup_printf ("%s (%u)", g_dpgettext2 (GETTEXT_PACKAGE, "button", "_Notes"), notes)
                    : g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "button", "_Notes"));
  gtk_tool_button_set_label (GTK_TOOL_BUTTON (self->buttons[LUUKKU_PIDGIN_NOTES]), label);
}

LuukkuPidginBar *
luukku_pidgin_bar_new (LuukkuPidginPane *pane)
{
  LuukkuPidginBar *self = g_new0 (LuukkuPidginBar, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *place = NULL;

  self->pane = pane;
  self->box = g_object_ref_sink (gtk_vbox_new (FALSE, 0));
  self->icon = gtk_image_new ();
  luukku_pidgin_set_name (self->icon, _ ("State"));
  place = luukku_pidgin_wrap_new (&self->label);
  gtk_box_pack_start (GTK_BOX (row), self->icon, FALSE, FALSE, 4);
  gtk_box_pack_start (GTK_BOX (row), place, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (self->box), row, FALSE, FALSE, 0);
  add_report_menu (self);
  add_toolbar (self);
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
