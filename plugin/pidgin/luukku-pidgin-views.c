/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-views.c: two combo boxes over the overview: what kind of conversations, and of which channel
 * or unit; a button keeps the choice by name or removes a kept one. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-views.h"

#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

enum { VIEW_TEXT, VIEW_KIND, VIEW_SAVED, VIEW_CHANNEL, VIEW_UNIT, VIEW_COLUMNS };
enum { PLACE_TEXT, PLACE_CHANNEL, PLACE_UNIT, PLACE_COLUMNS };

#define COMBO_DIGITS 24 /* a long name of a channel does not push the rest out of the window */

struct _LuukkuPidginViews {
  LuukkuInbox *inbox;       /* (ref) */
  LuukkuOverview *overview; /* (ref) */
  GtkWidget *parent;        /* no ref: owns us */
  GtkWidget *box;           /* no ref: in parent, as the next three */
  GtkWidget *view;
  GtkWidget *place;
  GtkWidget *keep;
  GtkListStore *views;  /* (ref) */
  GtkListStore *places; /* (ref) */
  char *known;          /* the places that are listed, to see when they change */
};

/* --- asking */

/* Returns: whether a row is chosen. */
static gboolean
chosen (GtkWidget *combo, GtkTreeIter *iter)
{
  return gtk_combo_box_get_active_iter (GTK_COMBO_BOX (combo), iter);
}

/* Returns: (transfer full) (nullable): name of the kept view that is chosen. */
static char *
dup_saved (LuukkuPidginViews *self)
{
  GtkTreeIter iter;
  char *name = NULL;

  if (chosen (self->view, &iter))
    gtk_tree_model_get (GTK_TREE_MODEL (self->views), &iter, VIEW_SAVED, &name, -1);
  return name;
}

/* --- the list of views */
static void
add_view (LuukkuPidginViews *self, const char *text, LuukkuOverviewKind kind, const LuukkuSavedView *saved)
{
  gtk_list_store_insert_with_values (self->views, NULL, -1, VIEW_TEXT, text, VIEW_KIND, (int) kind,
                                     VIEW_SAVED, saved != NULL ? saved->name : NULL, VIEW_CHANNEL,
                                     saved != NULL ? saved->channel : NULL, VIEW_UNIT,
                                     saved != NULL ? saved->unit : NULL, -1);
}

/* @choose: (nullable): the kept view to be chosen; NULL: the first of all. */
static void
list_views (LuukkuPidginViews *self, const char *choose)
{
  g_autoptr (GPtrArray) saved = luukku_saved_views_list (self->inbox);
  int active = 0;

  gtk_list_store_clear (self->views);
  for (guint i = 0; i < LUUKKU_OVERVIEW_KINDS; i++)
    add_view (self, luukku_pidgin_words_view ((LuukkuOverviewKind) i), (LuukkuOverviewKind) i, NULL);
  for (guint i = 0; i < saved->len; i++) {
    const LuukkuSavedView *view = saved->pdata[i];

    add_view (self, view->name, view->kind, view);
    if (g_strcmp0 (view->name, choose) == 0)
      active = (int) (LUUKKU_OVERVIEW_KINDS + i);
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->view), active);
}

/* "Overdue (3)"; a number that nobody has to act on is left out. */
static void
show_counts (LuukkuPidginViews *self)
{
  guint counts[LUUKKU_OVERVIEW_KINDS];
  GtkTreeIter iter;
  gboolean more = gtk_tree_model_get_iter_first (GTK_TREE_MODEL (self->views), &iter);

  luukku_overview_count (self->overview, counts);
  for (guint i = 0; more && i < LUUKKU_OVERVIEW_KINDS; i++) {
    g_autofree char *text = NULL;
    g_autofree char *before = NULL;

    /* TRANSLATORS: a view of the inbox and how many conversations it has: "Overdue (3)". */
    text = i != LUUKKU_OVERVIEW_ALL
               ? g_strdup_printf (C_ ("view and count", "%s (%u)"),
                                  luukku_pidgin_words_view ((LuukkuOverviewKind) i), counts[i])
               : g_strdup (luukku_pidgin_words_view ((LuukkuOverviewKind) i));
    gtk_tree_model_get (GTK_TREE_MODEL (self->views), &iter, VIEW_TEXT, &before, -1);
    if (g_strcmp0 (before, text) != 0)
      gtk_list_store_set (self->views, &iter, VIEW_TEXT, text, -1);
    more = gtk_tree_model_iter_next (GTK_TREE_MODEL (self->views), &iter);
  }
}

/* --- channels and units */
static void
add_place (LuukkuPidginViews *self, const char *text, const char *channel, const char *unit)
{
  gtk_list_store_insert_with_values (self->places, NULL, -1, PLACE_TEXT, text, PLACE_CHANNEL, channel,
                                     PLACE_UNIT, unit, -1);
}

static int
find_place (LuukkuPidginViews *self, const char *channel, const char *unit)
{
  GtkTreeModel *model = GTK_TREE_MODEL (self->places);
  GtkTreeIter iter;
  gboolean more = gtk_tree_model_get_iter_first (model, &iter);

  for (int i = 0; more; i++) {
    g_autofree char *its_channel = NULL;
    g_autofree char *its_unit = NULL;

    gtk_tree_model_get (model, &iter, PLACE_CHANNEL, &its_channel, PLACE_UNIT, &its_unit, -1);
    if (g_strcmp0 (its_channel, channel) == 0 && g_strcmp0 (its_unit, unit) == 0)
      return i;
    more = gtk_tree_model_iter_next (model, &iter);
  }
  return -1;
}

static char *
channel_name (LuukkuPidginViews *self, const char *channel)
{
  char *name = luukku_store_get_channel_name (luukku_inbox_get_store (self->inbox), channel, NULL);

  return name != NULL ? name : g_strdup (channel);
}

static void
list_places (LuukkuPidginViews *self)
{
  g_auto (GStrv) channels = luukku_overview_list_channels (self->overview);
  g_auto (GStrv) units = luukku_overview_list_units (self->overview);
  g_autofree char *one = g_strjoinv ("\n", channels);
  g_autofree char *other = g_strjoinv ("\n", units);
  g_autofree char *known = g_strjoin ("\n\n", one, other, NULL);
  LuukkuOverviewView view;

  if (g_strcmp0 (known, self->known) == 0)
    return;
  g_free (self->known);
  self->known = g_steal_pointer (&known);
  luukku_overview_get_view (self->overview, &view);
  gtk_list_store_clear (self->places);
  add_place (self, _ ("All channels"), NULL, NULL);
  for (guint i = 0; channels[i] != NULL; i++) {
    g_autofree char *name = channel_name (self, channels[i]);

    add_place (self, name, channels[i], NULL);
  }
  for (guint i = 0; units[i] != NULL; i++) {
    /* TRANSLATORS: %s is the name of a unit, "Library"; an entry of a list of channels and units. */
    g_autofree char *text = g_strdup_printf (_ ("Unit: %s"), units[i]);

    add_place (self, text, NULL, units[i]);
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->place), MAX (find_place (self, view.channel, view.unit), 0));
}

/* --- choosing */
static void
show_keep (LuukkuPidginViews *self)
{
  g_autofree char *saved = dup_saved (self);
  const char *label = saved != NULL ? _ ("_Remove view…") : _ ("_Keep view…");

  gtk_button_set_label (GTK_BUTTON (self->keep), label);
  luukku_pidgin_set_name (self->keep,
                          saved != NULL ? _ ("Remove the kept view") : _ ("Keep this view by a name"));
}

static void
on_place (GtkComboBox *combo, gpointer data)
{
  LuukkuPidginViews *self = data;
  LuukkuOverviewView view;
  g_autofree char *channel = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *old_channel = NULL;
  g_autofree char *old_unit = NULL;
  GtkTreeIter iter;

  if (!chosen (self->place, &iter))
    return;
  gtk_tree_model_get (GTK_TREE_MODEL (self->places), &iter, PLACE_CHANNEL, &channel, PLACE_UNIT, &unit, -1);
  luukku_overview_get_view (self->overview, &view);
  if (g_strcmp0 (view.channel, channel) == 0 && g_strcmp0 (view.unit, unit) == 0)
    return;
  view.channel = channel;
  view.unit = unit;
  luukku_overview_set_view (self->overview, &view);
}

static void
on_view (GtkComboBox *combo, gpointer data)
{
  LuukkuPidginViews *self = data;
  LuukkuOverviewView view, old;
  g_autofree char *saved = NULL;
  g_autofree char *channel = NULL;
  g_autofree char *unit = NULL;
  GtkTreeIter iter;
  int kind = 0;

  if (!chosen (self->view, &iter))
    return;
  gtk_tree_model_get (GTK_TREE_MODEL (self->views), &iter, VIEW_KIND, &kind, VIEW_SAVED, &saved, VIEW_CHANNEL,
                      &channel, VIEW_UNIT, &unit, -1);
  show_keep (self);
  luukku_overview_get_view (self->overview, &old);
  view = old;
  view.kind = (LuukkuOverviewKind) kind;
  if (saved != NULL) {
    view.channel = channel;
    view.unit = unit;
  }
  if (view.kind != old.kind || g_strcmp0 (view.channel, old.channel) != 0 ||
      g_strcmp0 (view.unit, old.unit) != 0)
    luukku_overview_set_view (self->overview, &view);
  if (saved != NULL)
    gtk_combo_box_set_active (GTK_COMBO_BOX (self->place), MAX (find_place (self, channel, unit), 0));
}

/* --- keeping */
static void
on_named (gpointer data, const char *name)
{
  LuukkuPidginViews *self = data;
  g_autoptr (GError) error = NULL;
  LuukkuOverviewView view;

  luukku_overview_get_view (self->overview, &view);
  if (luukku_saved_views_put (self->inbox, name != NULL ? name : "", &view, &error))
    list_views (self, name);
  else
    purple_notify_error (self, _ ("Inbox"), error->message, NULL);
  show_counts (self);
}

static void
on_remove (gpointer data, int action)
{
  LuukkuPidginViews *self = data;
  g_autofree char *saved = dup_saved (self);
  g_autoptr (GError) error = NULL;

  if (saved != NULL && !luukku_saved_views_remove (self->inbox, saved, &error))
    purple_notify_error (self, _ ("Inbox"), error->message, NULL);
  list_views (self, NULL);
  show_counts (self);
}

static void
on_keep (GtkButton *button, gpointer data)
{
  LuukkuPidginViews *self = data;
  g_autofree char *saved = dup_saved (self);
  g_autofree char *question = NULL;

  if (saved == NULL) {
    purple_request_input (self, _ ("Inbox"), _ ("By which name is this view to be kept?"),
                          _ ("The view and the channel or unit are kept, the words under Find are not."),
                          NULL, FALSE, FALSE, NULL, _ ("_Keep"), G_CALLBACK (on_named), _ ("_Cancel"), NULL,
                          NULL, NULL, NULL, self);
    return;
  }
  /* TRANSLATORS: %s is the name of a view of the inbox. */
  question = g_strdup_printf (_ ("Remove the view “%s”? No conversation goes with it."), saved);
  purple_request_action (self, _ ("Inbox"), question, NULL, 0, NULL, NULL, NULL, self, 2, _ ("_Remove"),
                         G_CALLBACK (on_remove), _ ("_Cancel"), NULL);
}

/* --- life */
static GtkWidget *
add_combo (GtkWidget *box, GtkListStore *model, const char *mnemonic, const char *name)
{
  GtkWidget *combo = gtk_combo_box_new_with_model (GTK_TREE_MODEL (model));
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();

  g_object_set (cell, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", COMBO_DIGITS, NULL);
  gtk_cell_layout_pack_start (GTK_CELL_LAYOUT (combo), cell, TRUE);
  gtk_cell_layout_set_attributes (GTK_CELL_LAYOUT (combo), cell, "text", 0, NULL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  luukku_pidgin_set_name (combo, name);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), combo, FALSE, FALSE, 0);
  return combo;
}

LuukkuPidginViews *
luukku_pidgin_views_new (LuukkuInbox *inbox, LuukkuOverview *overview, GtkWidget *parent)
{
  LuukkuPidginViews *self = g_new0 (LuukkuPidginViews, 1);

  self->inbox = g_object_ref (inbox);
  self->overview = g_object_ref (overview);
  self->parent = parent;
  self->views = gtk_list_store_new (VIEW_COLUMNS, G_TYPE_STRING, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING,
                                    G_TYPE_STRING);
  self->places = gtk_list_store_new (PLACE_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  self->box = gtk_hbox_new (FALSE, 6);
  self->view = add_combo (self->box, self->views, _ ("_View:"), _ ("View"));
  self->place = add_combo (self->box, self->places, _ ("_Channel:"), _ ("Channel or unit"));
  self->keep = gtk_button_new_with_mnemonic ("");
  gtk_box_pack_start (GTK_BOX (self->box), self->keep, FALSE, FALSE, 0);
  list_views (self, NULL);
  luukku_pidgin_views_refresh (self);
  show_keep (self);
  g_signal_connect (self->view, "changed", G_CALLBACK (on_view), self);
  g_signal_connect (self->place, "changed", G_CALLBACK (on_place), self);
  g_signal_connect (self->keep, "clicked", G_CALLBACK (on_keep), self);
  return self;
}

void
luukku_pidgin_views_refresh (LuukkuPidginViews *self)
{
  show_counts (self);
  list_places (self);
}

GtkWidget *
luukku_pidgin_views_get_widget (LuukkuPidginViews *self)
{
  return self->box;
}

void
luukku_pidgin_views_free (LuukkuPidginViews *self)
{
  if (self == NULL)
    return;
  purple_request_close_with_handle (self);
  purple_notify_close_with_handle (self);
  g_object_unref (self->views);
  g_object_unref (self->places);
  g_object_unref (self->overview);
  g_object_unref (self->inbox);
  g_free (self->known);
  g_free (self);
}
