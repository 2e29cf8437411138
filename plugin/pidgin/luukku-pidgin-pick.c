/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pick.c: a list of messages with two columns of ticks. Residents' words are masked and covered
 * as in the inbox list; who wants to read them opens the preview. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-pick.h"

#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-labels.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-retention.h"

#include "purple/luukku-i18n.h"

#define MAX_MESSAGES 500 /* newest of each conversation */
#define MAX_LINE 120     /* characters of a message */
#define LIST_HEIGHT 150  /* pixels */

enum { COLUMN_OBJECT, COLUMN_CONTEXT, COLUMN_TIME, COLUMN_WHO, COLUMN_LINE, COLUMN_PLACE, N_COLUMNS };

typedef struct {
  gint64 id, sent_at;
  char *language; /* (nullable) */
  gboolean own;   /* of the case; otherwise an earlier contact */
  gboolean from_resident;
  gboolean labelled;
  gboolean covered, counted;
  gboolean object, context;
  char *line;
} Row;

struct _LuukkuPidginPick {
  LuukkuInbox *inbox; /* (ref) */
  GPtrArray *rows;    /* of Row (owned): oldest first */
  GtkWidget *view;
  GtkListStore *list; /* (ref) */
  GtkWidget *count;
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->language);
  g_free (row->line);
  g_free (row);
}

static void
pick_free (gpointer data)
{
  LuukkuPidginPick *self = data;

  g_ptr_array_unref (self->rows);
  g_object_unref (self->list);
  g_object_unref (self->inbox);
  g_free (self);
}

/* --- reading */

static char *
line_of (LuukkuInbox *inbox, const LuukkuStoredMessage *stored, gboolean *ret_covered)
{
  g_autofree char *cover = luukku_inbox_get_cover (inbox, stored->id);
  g_autofree char *masked = NULL;

  *ret_covered = cover != NULL;
  if (cover != NULL)
    return g_strdup (luukku_words_cover (cover));
  if (stored->withdrawn)
    return g_strdup (_ ("(the words of this message were taken away)"));
  masked = luukku_inbox_mask (luukku_message_get_text (stored->message));
  if (*masked == '\0')
    return g_strdup (_ ("(a message without words)"));
  return luukku_text_first_line (masked, MAX_LINE);
}

static Row *
row_new (LuukkuPidginPick *self, const LuukkuStoredMessage *stored, gboolean own)
{
  LuukkuStore *store = luukku_inbox_get_store (self->inbox);
  g_autofree char *labels = luukku_store_get_message_labels (store, stored->id, NULL);
  Row *row = g_new0 (Row, 1);

  row->id = stored->id;
  row->sent_at = luukku_message_get_sent_at (stored->message);
  row->language = g_strdup (stored->language);
  row->own = own;
  row->from_resident = luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN;
  row->labelled = labels != NULL && *labels != '\0';
  row->line = line_of (self->inbox, stored, &row->covered);
  return row;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *first = *(const Row *const *) a, *second = *(const Row *const *) b;

  if (first->sent_at != second->sent_at)
    return first->sent_at < second->sent_at ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

static gboolean
read_rows (LuukkuPidginPick *self, LuukkuCase *item, GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (self->inbox);
  const LuukkuCaseInit *about = luukku_case_peek (item);
  g_autoptr (GArray) ids = luukku_store_list_same_resident (store, about->number, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    gint64 conversation = g_array_index (ids, gint64, i);
    g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, conversation, MAX_MESSAGES, error);

    if (messages == NULL)
      return FALSE;
    for (guint k = 0; k < messages->len; k++) {
      const LuukkuStoredMessage *stored = messages->pdata[k];
      gboolean own = conversation == about->conversation &&
                     luukku_message_get_fetched_at (stored->message) >= about->opened_at - G_TIME_SPAN_MINUTE;

      g_ptr_array_add (self->rows, row_new (self, stored, own));
    }
  }
  g_ptr_array_sort (self->rows, compare_rows);
  return ids != NULL;
}

/* --- what is ticked */

static gboolean
has_labelled (LuukkuPidginPick *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];

    if (row->own && row->from_resident && row->labelled)
      return TRUE;
  }
  return FALSE;
}

static void
tick_all (LuukkuPidginPick *self, gboolean only_labelled)
{
  gboolean none_own = TRUE;

  for (guint i = 0; i < self->rows->len; i++)
    none_own = none_own && !((const Row *) self->rows->pdata[i])->own;
  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = self->rows->pdata[i];
    gboolean mine = row->own || none_own;

    row->object = mine && row->from_resident && (!only_labelled || row->labelled);
    row->context = mine && !row->object;
  }
}

static void
show_ticks (LuukkuPidginPick *self)
{
  guint objects = 0, context = 0;
  GtkTreeIter iter;
  gboolean more = gtk_tree_model_get_iter_first (GTK_TREE_MODEL (self->list), &iter);
  g_autofree char *sentence = NULL;

  for (guint i = 0; more && i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];

    gtk_list_store_set (self->list, &iter, COLUMN_OBJECT, row->object, COLUMN_CONTEXT, row->context, -1);
    objects += row->object;
    context += row->context;
    more = gtk_tree_model_iter_next (GTK_TREE_MODEL (self->list), &iter);
  }
  /* TRANSLATORS: numbers of messages: what a record is about, what stands beside it, all that there are. */
  sentence = g_strdup_printf (_ ("Object: %u, background: %u, all messages: %u."), objects, context,
                              self->rows->len);
  luukku_pidgin_parts_tell (self->count, sentence);
}

static void
toggle (LuukkuPidginPick *self, const char *path, gboolean as_object)
{
  guint64 n = g_ascii_strtoull (path, NULL, 10);
  Row *row = n < self->rows->len ? self->rows->pdata[n] : NULL;

  if (row == NULL)
    return;
  if (as_object) {
    row->object = !row->object;
    row->context = FALSE;
  } else {
    row->context = !row->context;
    row->object = FALSE;
  }
  show_ticks (self);
}

static void
on_object (GtkCellRendererToggle *cell, const char *path, gpointer data)
{
  toggle (data, path, TRUE);
}

static void
on_context (GtkCellRendererToggle *cell, const char *path, gpointer data)
{
  toggle (data, path, FALSE);
}

static void
on_all (GtkWidget *button, gpointer data)
{
  tick_all (data, FALSE);
  show_ticks (data);
}

/* --- the list */

static void
add_tick_column (LuukkuPidginPick *self, const char *title, int column, GCallback toggled)
{
  GtkCellRenderer *cell = gtk_cell_renderer_toggle_new ();
  GtkTreeViewColumn *made = gtk_tree_view_column_new_with_attributes (title, cell, "active", column, NULL);

  g_signal_connect (cell, "toggled", toggled, self);
  gtk_tree_view_append_column (GTK_TREE_VIEW (self->view), made);
}

static void
fill (LuukkuPidginPick *self)
{
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (self->inbox));

  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];
    g_autofree char *time = luukku_words_time (row->sent_at, now);

    gtk_list_store_insert_with_values (
        self->list, NULL, -1, COLUMN_TIME, time, COLUMN_WHO,
        row->from_resident ? C_ ("who wrote", "resident") : C_ ("who wrote", "municipality"), COLUMN_LINE,
        row->line, COLUMN_PLACE, row->own ? C_ ("message", "this case") : C_ ("message", "earlier contact"),
        -1);
  }
}

static void
build (LuukkuPidginPick *self, GtkWidget *box)
{
  GtkWidget *scroll, *line = gtk_hbox_new (FALSE, 6), *words = gtk_vbox_new (FALSE, 0);

  self->list = gtk_list_store_new (N_COLUMNS, G_TYPE_BOOLEAN, G_TYPE_BOOLEAN, G_TYPE_STRING, G_TYPE_STRING,
                                   G_TYPE_STRING, G_TYPE_STRING);
  self->view = gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->list));
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  luukku_pidgin_set_name (self->view, _ ("Messages for the record"));
  /* TRANSLATORS: heads of two columns of ticks: what a record is about; what stands beside it. */
  add_tick_column (self, C_ ("column", "Object"), COLUMN_OBJECT, G_CALLBACK (on_object));
  add_tick_column (self, C_ ("column", "Background"), COLUMN_CONTEXT, G_CALLBACK (on_context));
  luukku_pidgin_parts_column (self->view, C_ ("column", "Sent"), COLUMN_TIME, 12, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "From"), COLUMN_WHO, 10, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Message"), COLUMN_LINE, 30, TRUE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Belongs to"), COLUMN_PLACE, 15, FALSE);
  scroll = luukku_pidgin_parts_scroll (self->view);
  gtk_widget_set_size_request (scroll, -1, LIST_HEIGHT);
  gtk_box_pack_start (GTK_BOX (box), scroll, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (line), words, TRUE, TRUE, 0);
  self->count = luukku_pidgin_parts_words (words, NULL);
  luukku_pidgin_parts_button (line, _ ("Choose a_ll of this case"), G_CALLBACK (on_all), self);
  gtk_box_pack_start (GTK_BOX (box), line, FALSE, FALSE, 0);
}

/* --- public */

LuukkuPidginPick *
luukku_pidgin_pick_new (GtkWidget *box, LuukkuInbox *inbox, LuukkuCase *item, GError **error)
{
  LuukkuPidginPick *self = g_new0 (LuukkuPidginPick, 1);

  self->inbox = g_object_ref (inbox);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  build (self, box);
  g_object_set_data_full (G_OBJECT (box), "luukku-pick", self, pick_free);
  if (!read_rows (self, item, error))
    return NULL;
  tick_all (self, has_labelled (self));
  fill (self);
  show_ticks (self);
  return self;
}

void
luukku_pidgin_pick_get (LuukkuPidginPick *self, GArray **ret_objects, GArray **ret_context)
{
  *ret_objects = g_array_new (FALSE, FALSE, sizeof (gint64));
  *ret_context = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];

    if (row->object)
      g_array_append_val (*ret_objects, row->id);
    else if (row->context)
      g_array_append_val (*ret_context, row->id);
  }
}

gboolean
luukku_pidgin_pick_note_exposure (LuukkuPidginPick *self, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = self->rows->pdata[i];
    g_autofree char *cover = NULL;

    if (!row->covered || row->counted || (!row->object && !row->context))
      continue;
    cover = luukku_inbox_get_cover (self->inbox, row->id);
    if (cover != NULL && !luukku_inbox_note_exposure (self->inbox, row->id, cover, error))
      return FALSE;
    row->counted = TRUE;
  }
  return TRUE;
}

const char *
luukku_pidgin_pick_get_language (LuukkuPidginPick *self)
{
  for (guint i = self->rows->len; i > 0; i--) {
    const Row *row = self->rows->pdata[i - 1];

    if (row->own && row->from_resident && row->language != NULL)
      return g_str_equal (row->language, "sv") ? "sv" : "fi";
  }
  return "fi";
}

GtkWidget *
luukku_pidgin_pick_get_view (LuukkuPidginPick *self)
{
  return self->view;
}
