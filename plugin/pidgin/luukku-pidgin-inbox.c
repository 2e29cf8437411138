/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-inbox.c: the window of the inbox: a tree view over luukku-pidgin-rows.h, what is chosen above
 * it, what the chosen row says in full below it. Which rows there are and in which order is
 * inbox/luukku-overview.h's business. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-inbox.h"

#include "inbox/luukku-inbox-health.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-rows.h"
#include "pidgin/luukku-pidgin-views.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gdk/gdkkeysyms.h>

#define COUNT_AFTER (200 * G_TIME_SPAN_MILLISECOND) /* many rows, one count */
#define HEIGHT 460
#define MAX_FILTER 200 /* characters */
#define TITLE_EDGES 16 /* pixels */

/* In digits of the font, so that large fonts get wide columns. The number of a case stands below the list. */
#define COLUMNS LUUKKU_ROWS_NUMBER
static const int column_widths[COLUMNS] = {
  [LUUKKU_ROWS_STATE] = 15,    [LUUKKU_ROWS_CHANNEL] = 14, [LUUKKU_ROWS_UNIT] = 10,
  [LUUKKU_ROWS_RESIDENT] = 13, [LUUKKU_ROWS_LINE] = 13,    [LUUKKU_ROWS_AGE] = 10,
  [LUUKKU_ROWS_DUE] = 24,      [LUUKKU_ROWS_LABELS] = 13,  [LUUKKU_ROWS_HANDLER] = 11,
};

typedef struct {
  LuukkuInbox *inbox;       /* (ref) */
  LuukkuOverview *overview; /* (ref) */
  LuukkuPidginRows *rows;   /* (ref) */
  LuukkuPidginViews *views; /* (owned) */
  GtkWidget *window;        /* no ref: toplevel, destroys us */
  GtkWidget *filter;
  GtkWidget *view;
  GtkWidget *detail; /* the chosen row in full */
  GtkWidget *count;
  GtkWidget *trouble; /* hidden while every channel works */
  GtkTreeViewColumn *unit_column;
  gint64 selected;     /* the case that is chosen, 0: none yet */
  gboolean incomplete; /* the search does not know all messages yet */
  guint count_timer;
} InboxWindow;

static InboxWindow *shown; /* (nullable) */
static guint start_id;     /* idle source, 0: none */

/* --- words around the list */

/* Returns: (transfer full): how many there are, and by what. */
static char *
count_words (InboxWindow *self)
{
  guint n = luukku_overview_get_length (self->overview);
  gboolean asked = *gtk_entry_get_text (GTK_ENTRY (self->filter)) != '\0';
  g_autofree char *number = g_strdup_printf (ngettext ("%u conversation", "%u conversations", n), n);

  if (luukku_overview_get_trouble (self->overview) != NULL)
    return g_strdup (luukku_overview_get_trouble (self->overview));
  if (self->incomplete)
    /* TRANSLATORS: %s is "3 conversations". */
    return g_strdup_printf (
        _ ("%s. Older messages are still being put into the search: search again in a moment."), number);
  if (luukku_overview_has_searched (self->overview))
    /* TRANSLATORS: %s is "3 conversations". */
    return g_strdup_printf (_ ("%s with these words, in all messages"), number);
  if (n == 0)
    return g_strdup (asked ? _ ("Nothing was found. Press Enter to search all messages.")
                           : _ ("Nothing is waiting."));
  return asked
             /* TRANSLATORS: %s is "3 conversations". */
             ? g_strdup_printf (_ ("%s with these words in the list. Press Enter to search all messages."),
                                number)
             : g_steal_pointer (&number);
}

static void
tell_count (InboxWindow *self)
{
  g_autofree char *text = count_words (self);

  gtk_label_set_text (GTK_LABEL (self->count), text);
  luukku_pidgin_set_name (self->count, text);
}

static void
tell_trouble (InboxWindow *self)
{
  g_autofree char *lines = luukku_inbox_describe_trouble (self->inbox);

  gtk_label_set_text (GTK_LABEL (self->trouble), lines);
  luukku_pidgin_set_name (self->trouble, lines);
  gtk_widget_set_visible (self->trouble, *lines != '\0');
}

/* Returns: (transfer full): everything that the columns may have cut. */
static char *
row_words (InboxWindow *self, guint index)
{
  static const LuukkuRowsColumn order[] = { LUUKKU_ROWS_NUMBER, LUUKKU_ROWS_STATE,    LUUKKU_ROWS_CHANNEL,
                                            LUUKKU_ROWS_UNIT,   LUUKKU_ROWS_RESIDENT, LUUKKU_ROWS_DUE,
                                            LUUKKU_ROWS_LABELS, LUUKKU_ROWS_HANDLER,  LUUKKU_ROWS_LINE };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_autofree char *words = luukku_pidgin_rows_dup_words (self->rows, index, order[i]);

    if (*words != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: -1: no row is chosen. */
static int
selected_index (InboxWindow *self)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));
  GtkTreeModel *model = NULL;
  GtkTreePath *path = NULL;
  GtkTreeIter iter;
  int index = -1;

  if (!gtk_tree_selection_get_selected (selection, &model, &iter))
    return -1;
  path = gtk_tree_model_get_path (model, &iter);
  index = gtk_tree_path_get_indices (path)[0];
  gtk_tree_path_free (path);
  return index;
}

static void
tell_detail (InboxWindow *self)
{
  int index = selected_index (self);
  g_autofree char *text = index >= 0 ? row_words (self, (guint) index) : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (self->detail), text);
  luukku_pidgin_set_name (self->detail, text);
}

/* --- the list changes */
static gboolean
on_count (gpointer data)
{
  InboxWindow *self = data;

  self->count_timer = 0;
  tell_count (self);
  tell_detail (self);
  luukku_pidgin_views_refresh (self->views);
  return G_SOURCE_REMOVE;
}

static void
queue_count (InboxWindow *self)
{
  if (self->count_timer == 0)
    self->count_timer = luukku_clock_add_timeout (luukku_pidgin_get_clock (), COUNT_AFTER, on_count, self);
}

static void
put_cursor (InboxWindow *self, int index)
{
  GtkTreePath *path = gtk_tree_path_new_from_indices (index, -1);

  gtk_tree_view_set_cursor (GTK_TREE_VIEW (self->view), path, NULL, FALSE);
  gtk_tree_path_free (path);
}

static void
on_reset (LuukkuOverview *overview, InboxWindow *self)
{
  g_auto (GStrv) units = luukku_overview_list_units (overview);
  gint64 selected = self->selected;
  int index;

  gtk_tree_view_set_model (GTK_TREE_VIEW (self->view), NULL);
  gtk_tree_view_set_model (GTK_TREE_VIEW (self->view), GTK_TREE_MODEL (self->rows));
  gtk_tree_view_column_set_visible (self->unit_column, units[0] != NULL);
  index = selected != 0 ? luukku_overview_find (overview, selected) : -1;
  if (index >= 0)
    put_cursor (self, index);
  self->selected = selected;
  tell_count (self);
  queue_count (self);
  g_debug ("inbox list: %u rows", luukku_overview_get_length (overview));
}

/* A row that moves is removed and inserted: the cursor goes with it. */
static void
on_inserted (LuukkuOverview *overview, guint index, InboxWindow *self)
{
  const LuukkuOverviewItem *item = luukku_overview_get_item (overview, index);

  if (luukku_case_peek (item->row->item)->id == self->selected && selected_index (self) < 0)
    put_cursor (self, (int) index);
  queue_count (self);
}

static void
on_changed (LuukkuOverview *overview, guint index, InboxWindow *self)
{
  queue_count (self);
}

static void
on_tick (LuukkuOverview *overview, InboxWindow *self)
{
  gtk_widget_queue_draw (self->view);
  queue_count (self);
}

static void
on_channel (LuukkuInbox *inbox, const char *channel, InboxWindow *self)
{
  tell_trouble (self);
}

/* --- what a person does */
/* Returns: (nullable): the tab of a conversation that is open. */
static LuukkuPidginPane *
find_pane (const char *channel, const char *conversation)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next) {
    LuukkuPidginPane *pane = luukku_pidgin_pane_of (l->data);
    LuukkuWindow about;

    if (pane != NULL && luukku_pidgin_get_api ()->describe (l->data, &about) &&
        g_str_equal (about.channel, channel) && g_str_equal (about.conversation, conversation))
      return pane;
  }
  return NULL;
}

/* Pidgin brings a tab to the front only for a key or a click; a screen reader does neither. */
gboolean
luukku_pidgin_inbox_open (const char *channel, const char *conversation)
{
  LuukkuPidginPane *pane = NULL;

  if (!luukku_pidgin_get_api ()->open (channel, conversation))
    return FALSE;
  pane = find_pane (channel, conversation);
  if (pane != NULL) {
    pidgin_conv_window_switch_gtkconv (pane->gtkconv->win, pane->gtkconv);
    pidgin_conv_window_raise (pane->gtkconv->win);
    gtk_widget_grab_focus (pane->gtkconv->entry);
  }
  return TRUE;
}

gboolean
luukku_pidgin_inbox_is_seen (gint64 conversation)
{
  if (shown != NULL && gtk_window_is_active (GTK_WINDOW (shown->window)))
    return TRUE;
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next) {
    LuukkuWindow about;

    if (luukku_pidgin_pane_of (l->data) != NULL && luukku_pidgin_get_api ()->describe (l->data, &about) &&
        about.id == conversation)
      return purple_conversation_has_focus (l->data);
  }
  return FALSE;
}

static void
on_row_activated (GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, gpointer data)
{
  InboxWindow *self = data;
  guint index = (guint) gtk_tree_path_get_indices (path)[0];
  const LuukkuInboxRow *row = NULL;
  g_autofree char *channel = NULL;
  g_autofree char *conversation = NULL;

  if (index >= luukku_overview_get_length (self->overview))
    return;
  row = luukku_overview_get_item (self->overview, index)->row;
  channel = g_strdup (row->channel);
  conversation = g_strdup (row->conversation);
  if (luukku_pidgin_inbox_open (channel, conversation))
    return;
  gtk_label_set_text (GTK_LABEL (self->count),
                      _ ("The account of this channel is not online here. Enable it in the Accounts menu."));
  luukku_pidgin_set_name (self->count, gtk_label_get_text (GTK_LABEL (self->count)));
}

static void
on_selected (GtkTreeSelection *selection, gpointer data)
{
  InboxWindow *self = data;
  int index = selected_index (self);

  if (index >= 0 && (guint) index < luukku_overview_get_length (self->overview)) {
    self->selected =
        luukku_case_peek (luukku_overview_get_item (self->overview, (guint) index)->row->item)->id;
    tell_detail (self);
  }
}

static void
on_filter (GtkEditable *entry, gpointer data)
{
  InboxWindow *self = data;
  gint64 before = g_get_monotonic_time ();

  self->incomplete = FALSE;
  luukku_overview_set_filter (self->overview, gtk_entry_get_text (GTK_ENTRY (self->filter)));
  g_debug ("inbox: filtered in %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - before);
}

/* GTK puts its cursor on the first row then, but chooses none. */
static void
enter_list (InboxWindow *self)
{
  gtk_widget_grab_focus (self->view);
  if (selected_index (self) < 0 && luukku_overview_get_length (self->overview) > 0)
    put_cursor (self, 0);
}

static void
on_search (GtkWidget *widget, gpointer data)
{
  InboxWindow *self = data;
  gboolean complete = TRUE;
  g_autoptr (GError) error = NULL;

  if (*gtk_entry_get_text (GTK_ENTRY (self->filter)) == '\0') {
    gtk_widget_grab_focus (self->filter);
    return;
  }
  if (luukku_overview_search (self->overview, &complete, &error)) {
    self->incomplete = !complete;
    tell_count (self);
    if (luukku_overview_get_length (self->overview) > 0)
      enter_list (self);
    return;
  }
  gtk_label_set_text (GTK_LABEL (self->count), error->message);
  luukku_pidgin_set_name (self->count, error->message);
}

static gboolean
on_filter_key (GtkWidget *entry, GdkEventKey *event, gpointer data)
{
  InboxWindow *self = data;

  if (event->keyval != GDK_Down)
    return FALSE;
  enter_list (self);
  return TRUE;
}

/* The window has a key before the widget with the focus has it: Escape takes words away first, then closes.
 */
static gboolean
on_window_key (GtkWidget *window, GdkEventKey *event, gpointer data)
{
  InboxWindow *self = data;

  if (event->keyval == GDK_f && (event->state & GDK_CONTROL_MASK)) {
    gtk_widget_grab_focus (self->filter);
    return TRUE;
  }
  if (event->keyval != GDK_Escape)
    return FALSE;
  if (gtk_widget_has_focus (self->filter) && *gtk_entry_get_text (GTK_ENTRY (self->filter)) != '\0')
    gtk_entry_set_text (GTK_ENTRY (self->filter), "");
  else
    gtk_widget_destroy (window);
  return TRUE;
}

static gboolean
on_tooltip (GtkWidget *view, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  InboxWindow *self = data;
  GtkTreePath *path = NULL;
  g_autofree char *text = NULL;

  if (!gtk_tree_view_get_tooltip_context (GTK_TREE_VIEW (view), &x, &y, keyboard, NULL, &path, NULL))
    return FALSE;
  text = row_words (self, (guint) gtk_tree_path_get_indices (path)[0]);
  gtk_tooltip_set_text (tooltip, text);
  gtk_tree_view_set_tooltip_row (GTK_TREE_VIEW (view), tooltip, path);
  gtk_tree_path_free (path);
  return TRUE;
}

/* --- window */
static void
on_destroy (GtkWidget *widget, gpointer data)
{
  InboxWindow *self = data;

  shown = NULL;
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->count_timer);
  g_signal_handlers_disconnect_by_data (self->inbox, self);
  g_signal_handlers_disconnect_by_data (self->overview, self);
  luukku_pidgin_views_free (self->views);
  g_object_unref (self->rows);
  g_object_unref (self->overview);
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

/* Returns: what a column's title needs, with the edges of its button. */
static int
width_of_title (GtkWidget *view, const char *title)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (view, title);
  int width = 0;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + TITLE_EDGES;
}

static const char *
column_title (LuukkuRowsColumn column)
{
  static const char *const titles[COLUMNS] = {
    [LUUKKU_ROWS_STATE] = NC_ ("column", "To do"),        [LUUKKU_ROWS_CHANNEL] = NC_ ("column", "Channel"),
    [LUUKKU_ROWS_UNIT] = NC_ ("column", "Unit"),          [LUUKKU_ROWS_RESIDENT] = NC_ ("column", "Resident"),
    [LUUKKU_ROWS_LINE] = NC_ ("column", "Last message"),  [LUUKKU_ROWS_AGE] = NC_ ("column", "Waits"),
    [LUUKKU_ROWS_DUE] = NC_ ("column", "Answer by"),      [LUUKKU_ROWS_LABELS] = NC_ ("column", "Labels"),
    [LUUKKU_ROWS_HANDLER] = NC_ ("column", "Handled by"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "column", titles[column]);
}

/* The icon stands beside the words that it repeats. */
static GtkTreeViewColumn *
make_column (LuukkuRowsColumn what)
{
  GtkTreeViewColumn *column = gtk_tree_view_column_new ();
  GtkCellRenderer *text = gtk_cell_renderer_text_new ();

  gtk_tree_view_column_set_title (column, column_title (what));
  if (what == LUUKKU_ROWS_STATE || what == LUUKKU_ROWS_CHANNEL) {
    GtkCellRenderer *icon = gtk_cell_renderer_pixbuf_new ();

    gtk_tree_view_column_pack_start (column, icon, FALSE);
    gtk_tree_view_column_add_attribute (column, icon, what == LUUKKU_ROWS_STATE ? "stock-id" : "pixbuf",
                                        what == LUUKKU_ROWS_STATE ? LUUKKU_ROWS_STATE_ICON
                                                                  : LUUKKU_ROWS_ICON);
  }
  gtk_tree_view_column_pack_start (column, text, TRUE);
  gtk_tree_view_column_add_attribute (column, text, "text", (int) what);
  if (what == LUUKKU_ROWS_STATE || what == LUUKKU_ROWS_RESIDENT)
    gtk_tree_view_column_add_attribute (column, text, "weight", LUUKKU_ROWS_WEIGHT);
  g_object_set (text, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_tree_view_column_set_sizing (column, GTK_TREE_VIEW_COLUMN_FIXED);
  gtk_tree_view_column_set_resizable (column, TRUE);
  gtk_tree_view_column_set_expand (column, what == LUUKKU_ROWS_LINE);
  return column;
}

/* Returns: the width of all columns. */
static int
add_columns (InboxWindow *self)
{
  int total = 0;

  for (guint i = 0; i < COLUMNS; i++) {
    GtkTreeViewColumn *column = make_column ((LuukkuRowsColumn) i);
    int least = width_of_title (self->view, column_title ((LuukkuRowsColumn) i));
    int width = MAX (width_of (self->view, column_widths[i]), least);

    gtk_tree_view_column_set_fixed_width (column, width);
    gtk_tree_view_column_set_min_width (column, least);
    total += width;
    if (i == LUUKKU_ROWS_UNIT)
      self->unit_column = column;
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
  GtkWidget *search = gtk_button_new_with_mnemonic (_ ("_Search all messages"));

  self->filter = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->filter), MAX_FILTER);
  gtk_entry_set_width_chars (GTK_ENTRY (self->filter), 12);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->filter);
  gtk_widget_set_tooltip_text (
      self->filter, _ ("Words of a name, the last message, a channel, a handler or a case number. Enter "
                       "searches all messages, in any form of the words."));
  luukku_pidgin_set_name (self->filter, _ ("Find in the inbox"));
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->filter, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), search, FALSE, FALSE, 0);
  g_signal_connect (search, "clicked", G_CALLBACK (on_search), self);
  return row;
}

static GtkWidget *
make_label (GtkWidget **ret_label)
{
  *ret_label = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (*ret_label), 0, 0.5);
  return *ret_label;
}

static GtkWidget *
make_list (InboxWindow *self, int *ret_width)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);

  self->view = gtk_tree_view_new ();
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (self->view), FALSE);
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  gtk_widget_set_has_tooltip (self->view, TRUE);
  luukku_pidgin_set_name (self->view, _ ("Conversations of all channels"));
  *ret_width = add_columns (self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroll), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scroll), self->view);
  return scroll;
}

static void
build (InboxWindow *self)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6);
  GtkWidget *scroll = NULL;
  GtkWidget *detail = luukku_pidgin_wrap_new (&self->detail);
  int width = 0;

  self->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title (GTK_WINDOW (self->window), _ ("Inbox"));
  gtk_window_set_role (GTK_WINDOW (self->window), "luukku-inbox");
  gtk_container_set_border_width (GTK_CONTAINER (self->window), 6);
  scroll = make_list (self, &width);
  self->views = luukku_pidgin_views_new (self->inbox, self->overview, self->window);
  width += 40; /* scroll bar and borders */
  gtk_window_set_default_size (GTK_WINDOW (self->window), MIN (width, gdk_screen_width () - 20), HEIGHT);
  make_label (&self->trouble);
  gtk_label_set_line_wrap (GTK_LABEL (self->trouble), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->trouble), TRUE);
  gtk_widget_set_no_show_all (self->trouble, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->trouble, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_views_get_widget (self->views), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), make_top (self), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), scroll, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), detail, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), make_label (&self->count), FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (self->window), box);
}

static void
connect_signals (InboxWindow *self)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));

  g_signal_connect (self->inbox, "channel", G_CALLBACK (on_channel), self);
  g_signal_connect (self->overview, "reset", G_CALLBACK (on_reset), self);
  g_signal_connect (self->overview, "inserted", G_CALLBACK (on_inserted), self);
  g_signal_connect (self->overview, "removed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->overview, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->overview, "tick", G_CALLBACK (on_tick), self);
  g_signal_connect (self->filter, "changed", G_CALLBACK (on_filter), self);
  g_signal_connect (self->filter, "activate", G_CALLBACK (on_search), self);
  g_signal_connect (self->filter, "key-press-event", G_CALLBACK (on_filter_key), self);
  g_signal_connect (self->view, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (self->view, "query-tooltip", G_CALLBACK (on_tooltip), self);
  g_signal_connect (selection, "changed", G_CALLBACK (on_selected), self);
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
    gint64 before = g_get_monotonic_time ();

    shown = g_new0 (InboxWindow, 1);
    shown->inbox = g_object_ref (inbox);
    shown->overview = luukku_overview_new (inbox);
    shown->rows = luukku_pidgin_rows_new (inbox, shown->overview);
    build (shown);
    connect_signals (shown);
    on_reset (shown->overview, shown);
    tell_trouble (shown);
    gtk_widget_show_all (shown->window);
    gtk_widget_grab_focus (shown->filter);
    gdk_window_process_all_updates ();
    g_debug ("inbox: opened with %u rows in %" G_GINT64_FORMAT " µs",
             luukku_overview_get_length (shown->overview), g_get_monotonic_time () - before);
  }
  gtk_window_present (GTK_WINDOW (shown->window));
  return TRUE;
}

/* The store may have been closed meanwhile, and Pidgin may end at once. */
static gboolean
on_start (gpointer data)
{
  start_id = 0;
  if (luukku_pidgin_get_api ()->get_inbox () != NULL)
    luukku_pidgin_inbox_show ();
  return G_SOURCE_REMOVE;
}

void
luukku_pidgin_inbox_start (void)
{
  if (purple_prefs_get_bool (LUUKKU_PREF_INBOX_AT_START) && start_id == 0)
    start_id = g_idle_add (on_start, NULL);
}

void
luukku_pidgin_inbox_shutdown (void)
{
  if (start_id != 0)
    g_source_remove (start_id);
  start_id = 0;
  if (shown != NULL)
    gtk_widget_destroy (shown->window);
}
