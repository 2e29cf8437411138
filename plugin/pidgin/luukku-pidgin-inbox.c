/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-inbox.c: rows come from the store, sorted and filtered there, into a fresh list store each
 * time: GTK's own sorting and filtering models are quadratic (measured: a second for 10,000 rows against 30
 * ms). */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-inbox.h"

#include "inbox/luukku-inbox-health.h"
#include "inbox/luukku-due.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <gdk/gdkkeysyms.h>

#define MAX_ROWS 10000
#define REFRESH_AFTER (200 * G_TIME_SPAN_MILLISECOND) /* many signals, one drawing */
#define REDRAW_EVERY (60 * G_TIME_SPAN_SECOND)        /* "3 hours left" moves on by itself */

enum {
  COLUMN_STATE,
  COLUMN_DUE,
  COLUMN_CHANNEL,
  COLUMN_RESIDENT,
  COLUMN_LINE,
  COLUMN_NUMBER,
  N_SHOWN,
  COLUMN_KEY = N_SHOWN,
  COLUMN_CONVERSATION,
  N_COLUMNS
};

/* In digits of the font, so that large fonts get wide columns. */
static const int column_widths[N_SHOWN] = { 10, 34, 15, 16, 20, 17 };

typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  GtkWidget *window;  /* no ref: toplevel, destroys us */
  GtkWidget *filter;
  GtkWidget *closed;
  GtkWidget *view;
  GtkWidget *count;
  GtkWidget *trouble; /* hidden while every channel works */
  guint refresh_timer;
  guint tick_timer;
} InboxWindow;

static InboxWindow *shown; /* (nullable) */

/* --- rows */
static void
add_row (GtkListStore *list, LuukkuInbox *inbox, const LuukkuInboxRow *row)
{
  const LuukkuCaseInit *item = luukku_case_peek (row->item);
  g_autofree char *due = luukku_pidgin_words_due (inbox, row);
  g_autofree char *line = luukku_words_row_line (row);

  gtk_list_store_insert_with_values (
      list, NULL, -1, COLUMN_STATE, luukku_words_case_state (item->state), COLUMN_DUE, due, COLUMN_CHANNEL,
      row->channel_name != NULL ? row->channel_name : row->channel, COLUMN_RESIDENT,
      row->resident != NULL ? row->resident : _ ("(no name)"), COLUMN_LINE, line, COLUMN_NUMBER, item->number,
      COLUMN_KEY, row->channel, COLUMN_CONVERSATION, row->conversation, -1);
}

static void
tell_count (InboxWindow *self, guint n)
{
  g_autofree char *text = NULL;

  if (n >= MAX_ROWS)
    /* TRANSLATORS: %u is a number of rows. */
    text =
        g_strdup_printf (_ ("The first %u conversations are shown. Write a word above to find others."), n);
  else if (n == 0)
    text = g_strdup (*gtk_entry_get_text (GTK_ENTRY (self->filter)) != '\0' ? _ ("Nothing was found.")
                                                                            : _ ("Nothing is waiting."));
  else
    text = g_strdup_printf (ngettext ("%u conversation", "%u conversations", n), n);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  luukku_pidgin_set_name (self->count, text);
}

/* Returns: (transfer full) (nullable): the case number of the selected row. */
static char *
dup_selected (InboxWindow *self)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));
  GtkTreeModel *model = NULL;
  GtkTreeIter iter;
  char *number = NULL;

  if (gtk_tree_selection_get_selected (selection, &model, &iter))
    gtk_tree_model_get (model, &iter, COLUMN_NUMBER, &number, -1);
  return number;
}

static void
select_again (InboxWindow *self, GPtrArray *rows, const char *number)
{
  for (guint i = 0; number != NULL && i < rows->len; i++) {
    const LuukkuInboxRow *row = g_ptr_array_index (rows, i);

    if (g_str_equal (luukku_case_peek (row->item)->number, number)) {
      GtkTreePath *path = gtk_tree_path_new_from_indices ((int) i, -1);

      gtk_tree_view_set_cursor (GTK_TREE_VIEW (self->view), path, NULL, FALSE);
      gtk_tree_path_free (path);
      return;
    }
  }
}

static void
tell_trouble (InboxWindow *self)
{
  g_autofree char *lines = luukku_inbox_describe_trouble (self->inbox);

  gtk_label_set_text (GTK_LABEL (self->trouble), lines);
  luukku_pidgin_set_name (self->trouble, lines);
  gtk_widget_set_visible (self->trouble, *lines != '\0');
}

static void
fill (InboxWindow *self)
{
  const char *filter = gtk_entry_get_text (GTK_ENTRY (self->filter));
  gboolean with_closed = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->closed));
  g_autofree char *selected = dup_selected (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = luukku_store_list_inbox (
      luukku_inbox_get_store (self->inbox), *filter != '\0' ? filter : NULL, with_closed, MAX_ROWS, &error);
  GtkListStore *list = NULL;

  if (rows == NULL) {
    gtk_label_set_text (GTK_LABEL (self->count), error->message);
    return;
  }
  luukku_inbox_sort_rows (self->inbox, rows);
  list = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING,
                             G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  for (guint i = 0; i < rows->len; i++)
    add_row (list, self->inbox, g_ptr_array_index (rows, i));
  gtk_tree_view_set_model (GTK_TREE_VIEW (self->view), GTK_TREE_MODEL (list));
  g_object_unref (list);
  select_again (self, rows, selected);
  tell_count (self, rows->len);
  tell_trouble (self);
  g_debug ("inbox list: %u rows", rows->len);
}

static gboolean
on_refresh (gpointer data)
{
  InboxWindow *self = data;

  self->refresh_timer = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (InboxWindow *self)
{
  if (self->refresh_timer == 0)
    self->refresh_timer =
        luukku_clock_add_timeout (luukku_pidgin_get_clock (), REFRESH_AFTER, on_refresh, self);
}

static gboolean
on_tick (gpointer data)
{
  queue_refresh (data);
  return G_SOURCE_CONTINUE;
}

/* --- what a person does */
/* Pidgin brings a tab to the front only for a key or a click; a screen reader does neither. */
static void
bring_to_front (const char *channel, const char *conversation)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next) {
    PurpleConversation *conv = l->data;
    LuukkuPidginPane *pane = luukku_pidgin_pane_of (conv);
    LuukkuWindow about;

    if (pane == NULL || !luukku_pidgin_get_api ()->describe (conv, &about) ||
        !g_str_equal (about.channel, channel) || !g_str_equal (about.conversation, conversation))
      continue;
    pidgin_conv_window_switch_gtkconv (pane->gtkconv->win, pane->gtkconv);
    pidgin_conv_window_raise (pane->gtkconv->win);
    gtk_widget_grab_focus (pane->gtkconv->entry);
    return;
  }
}

static void
on_row_activated (GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, gpointer data)
{
  InboxWindow *self = data;
  GtkTreeModel *model = gtk_tree_view_get_model (view);
  GtkTreeIter iter;
  g_autofree char *channel = NULL;
  g_autofree char *conversation = NULL;

  if (!gtk_tree_model_get_iter (model, &iter, path))
    return;
  gtk_tree_model_get (model, &iter, COLUMN_KEY, &channel, COLUMN_CONVERSATION, &conversation, -1);
  if (luukku_pidgin_get_api ()->open (channel, conversation))
    bring_to_front (channel, conversation);
  else
    gtk_label_set_text (
        GTK_LABEL (self->count),
        _ ("The account of this channel is not online here. Enable it in the Accounts menu."));
}

static gboolean
on_filter_key (GtkWidget *entry, GdkEventKey *event, gpointer data)
{
  InboxWindow *self = data;

  if (event->keyval == GDK_Escape && *gtk_entry_get_text (GTK_ENTRY (entry)) != '\0') {
    gtk_entry_set_text (GTK_ENTRY (entry), "");
    return TRUE;
  }
  if (event->keyval != GDK_Down && event->keyval != GDK_Return)
    return FALSE;
  gtk_widget_grab_focus (self->view);
  return TRUE;
}

static gboolean
on_window_key (GtkWidget *window, GdkEventKey *event, gpointer data)
{
  if (event->keyval != GDK_Escape)
    return FALSE;
  gtk_widget_destroy (window);
  return TRUE;
}

/* --- window */
static void
on_destroy (GtkWidget *widget, gpointer data)
{
  InboxWindow *self = data;

  shown = NULL;
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->refresh_timer);
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->tick_timer);
  g_signal_handlers_disconnect_by_data (self->inbox, self);
  g_object_unref (self->inbox);
  g_free (self);
}

/* Returns: pixels of @digits digits in the view's font. */
static int
width_of (GtkWidget *view, int digits)
{
  PangoContext *context = gtk_widget_get_pango_context (view);
  PangoFontMetrics *metrics =
      pango_context_get_metrics (context, gtk_widget_get_style (view)->font_desc, NULL);
  int width = PANGO_PIXELS (pango_font_metrics_get_approximate_digit_width (metrics) * digits);

  pango_font_metrics_unref (metrics);
  return MAX (width, digits);
}

/* Returns: the width of all columns. */
static int
add_columns (InboxWindow *self)
{
  int total = 0;

  const char *const titles[N_SHOWN] = {
    [COLUMN_STATE] = C_ ("column", "State"),       [COLUMN_DUE] = C_ ("column", "Answer by"),
    [COLUMN_CHANNEL] = C_ ("column", "Channel"),   [COLUMN_RESIDENT] = C_ ("column", "Resident"),
    [COLUMN_LINE] = C_ ("column", "Last message"), [COLUMN_NUMBER] = C_ ("column", "Case"),
  };

  for (int i = 0; i < N_SHOWN; i++) {
    GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
    GtkTreeViewColumn *column = gtk_tree_view_column_new_with_attributes (titles[i], cell, "text", i, NULL);

    g_object_set (cell, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
    gtk_tree_view_column_set_sizing (column, GTK_TREE_VIEW_COLUMN_FIXED);
    gtk_tree_view_column_set_fixed_width (column, width_of (self->view, column_widths[i]));
    total += width_of (self->view, column_widths[i]);
    gtk_tree_view_column_set_resizable (column, TRUE);
    gtk_tree_view_column_set_expand (column, i == COLUMN_LINE);
    gtk_tree_view_append_column (GTK_TREE_VIEW (self->view), column);
  }
  gtk_tree_view_set_fixed_height_mode (GTK_TREE_VIEW (self->view), TRUE);
  return total;
}

static GtkWidget *
make_top (InboxWindow *self)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Find:"));

  self->filter = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->filter), 200);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->filter);
  gtk_widget_set_tooltip_text (self->filter, _ ("Part of a name, of the last message or of a case number"));
  luukku_pidgin_set_name (self->filter, _ ("Find in the inbox"));
  self->closed = gtk_check_button_new_with_mnemonic (_ ("Show c_losed cases"));
  luukku_pidgin_set_name (self->closed, _ ("Show closed cases"));
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->filter, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->closed, FALSE, FALSE, 0);
  return row;
}

static void
build (InboxWindow *self)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6);
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  int width = 0;

  self->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title (GTK_WINDOW (self->window), _ ("Inbox"));
  gtk_window_set_role (GTK_WINDOW (self->window), "luukku-inbox");
  gtk_container_set_border_width (GTK_CONTAINER (self->window), 6);
  self->view = gtk_tree_view_new ();
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (self->view), FALSE);
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  luukku_pidgin_set_name (self->view, _ ("Conversations of all channels"));
  width = add_columns (self) + 40; /* scroll bar and borders */
  gtk_window_set_default_size (GTK_WINDOW (self->window), MIN (width, gdk_screen_width () - 20), 420);
  self->count = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (self->count), 0, 0.5);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scroll), self->view);
  self->trouble = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (self->trouble), 0, 0.5);
  gtk_label_set_line_wrap (GTK_LABEL (self->trouble), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->trouble), TRUE);
  gtk_widget_set_no_show_all (self->trouble, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->trouble, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), make_top (self), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), scroll, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->count, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (self->window), box);
}

static void
connect_signals (InboxWindow *self)
{
  static const char *const names[] = { "message", "reply", "case", "channel", "pack" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_swapped (self->inbox, names[i], G_CALLBACK (queue_refresh), self);
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (fill), self);
  g_signal_connect_swapped (self->closed, "toggled", G_CALLBACK (fill), self);
  g_signal_connect (self->filter, "key-press-event", G_CALLBACK (on_filter_key), self);
  g_signal_connect (self->view, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (self->window, "key-press-event", G_CALLBACK (on_window_key), self);
  g_signal_connect (self->window, "destroy", G_CALLBACK (on_destroy), self);
}

gboolean
luukku_pidgin_inbox_show (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  if (inbox == NULL) {
    purple_notify_error (
        luukku_pidgin_get_api, _ ("Inbox"),
        _ ("The inbox is not open. Enable an account of the municipality in the Accounts menu."), NULL);
    return FALSE;
  }
  if (shown == NULL) {
    shown = g_new0 (InboxWindow, 1);
    shown->inbox = g_object_ref (inbox);
    build (shown);
    connect_signals (shown);
    shown->tick_timer = luukku_clock_add_timeout (luukku_pidgin_get_clock (), REDRAW_EVERY, on_tick, shown);
    fill (shown);
    gtk_widget_show_all (shown->window);
  }
  gtk_window_present (GTK_WINDOW (shown->window));
  return TRUE;
}

void
luukku_pidgin_inbox_shutdown (void)
{
  if (shown != NULL)
    gtk_widget_destroy (shown->window);
}
