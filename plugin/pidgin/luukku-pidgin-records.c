/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-records.c: the list of records with what the check of their files said, in words, and what
 * can be done with one. The check runs in a worker when the list is opened, and when a person asks. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record-check.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-export.h"
#include "pidgin/luukku-pidgin-paper.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-removal.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

enum { COLUMN_NUMBER, COLUMN_CASE, COLUMN_KIND, COLUMN_MADE, COLUMN_STATE, N_COLUMNS };

typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  GHashTable *states; /* number -> words (owned) */
  GtkWidget *find, *view, *count, *outcome, *buttons;
  LuukkuPidginProgress *progress; /* no ref: of the page */
  GCancellable *check;            /* (owned) (nullable): NULL: none runs */
} Records;

static GSList *all; /* of Records: that are still there */

static void
records_free (gpointer data)
{
  Records *self = data;

  all = g_slist_remove (all, self);
  if (self->check != NULL)
    g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  g_signal_handlers_disconnect_by_data (self->inbox, self);
  g_object_unref (self->inbox);
  g_hash_table_unref (self->states);
  g_free (self);
}

/* --- the list */

static const char *
state_of (Records *self, const char *record)
{
  const char *words = g_hash_table_lookup (self->states, record);

  return words != NULL ? words : C_ ("state of a record", "not checked yet");
}

static gboolean
is_wanted (const char *wanted, const char *const *cells)
{
  for (guint i = 0; i < N_COLUMNS; i++) {
    g_autofree char *folded = g_utf8_casefold (cells[i], -1);

    if (strstr (folded, wanted) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Returns: (transfer full) (nullable): what is selected. */
static char *
dup_selected (Records *self, int column)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));
  GtkTreeModel *model = NULL;
  GtkTreeIter iter;
  char *text = NULL;

  if (gtk_tree_selection_get_selected (selection, &model, &iter))
    gtk_tree_model_get (model, &iter, column, &text, -1);
  return text;
}

static void
add_row (Records *self, GtkListStore *list, const LuukkuRecordRow *row, const char *wanted,
         const char *selected)
{
  g_autofree char *made =
      luukku_words_time (row->made_at, luukku_clock_now (luukku_inbox_get_clock (self->inbox)));
  const char *cells[N_COLUMNS] = { row->number, row->case_number, luukku_pidgin_words_kind (row->kind), made,
                                   state_of (self, row->number) };
  GtkTreeIter iter;

  if (!is_wanted (wanted, cells))
    return;
  gtk_list_store_insert_with_values (list, &iter, -1, COLUMN_NUMBER, cells[0], COLUMN_CASE, cells[1],
                                     COLUMN_KIND, cells[2], COLUMN_MADE, cells[3], COLUMN_STATE, cells[4],
                                     -1);
  if (g_strcmp0 (selected, row->number) == 0)
    gtk_tree_selection_select_iter (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view)), &iter);
}

/* Unless a record is selected: the buttons then have one to work on. */
static void
select_first (Records *self)
{
  GtkTreeSelection *selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));
  GtkTreeIter iter;

  if (gtk_tree_selection_count_selected_rows (selection) == 0 &&
      gtk_tree_model_get_iter_first (gtk_tree_view_get_model (GTK_TREE_VIEW (self->view)), &iter))
    gtk_tree_selection_select_iter (selection, &iter);
}

static void
fill (Records *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_entry_get_text (GTK_ENTRY (self->find)), -1);
  g_autofree char *selected = dup_selected (self, COLUMN_NUMBER);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = luukku_store_list_records (luukku_inbox_get_store (self->inbox), NULL, &error);
  GtkListStore *list;
  g_autofree char *sentence = NULL;
  guint shown;

  if (rows == NULL) {
    luukku_pidgin_parts_tell (self->outcome, error->message);
    return;
  }
  list = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING,
                             G_TYPE_STRING);
  gtk_tree_view_set_model (GTK_TREE_VIEW (self->view), GTK_TREE_MODEL (list));
  for (guint i = 0; i < rows->len; i++)
    add_row (self, list, rows->pdata[i], wanted, selected);
  select_first (self);
  shown = (guint) gtk_tree_model_iter_n_children (GTK_TREE_MODEL (list), NULL);
  g_object_unref (list);
  sentence = rows->len == 0 ? g_strdup (_ ("Nothing has been archived yet. Archive a conversation first."))
                            : g_strdup_printf (ngettext ("%u record", "%u records", shown), shown);
  luukku_pidgin_parts_tell (self->count, sentence);
}

static void
on_selection (GtkTreeSelection *selection, gpointer data)
{
  Records *self = data;

  gtk_widget_set_sensitive (self->buttons, gtk_tree_selection_count_selected_rows (selection) > 0);
}

/* --- the check */

static void
on_checked (const char *record, LuukkuRecordState state, const char *fault, guint done, guint total,
            gpointer data)
{
  Records *self = g_slist_find (all, data) != NULL ? data : NULL;
  g_autofree char *sentence = NULL;
  char *words;

  if (self == NULL)
    return;
  if (state == LUUKKU_RECORD_FITS)
    words = g_strdup (C_ ("state of a record", "✓ fits the log"));
  else if (state == LUUKKU_RECORD_ERASED)
    words = g_strdup (C_ ("state of a record", "erased by a decision"));
  else
    /* TRANSLATORS: %s is the name of a file of a record. */
    words = g_strdup_printf (_ ("✗ does not fit the log: %s"), fault != NULL ? fault : record);
  g_hash_table_insert (self->states, g_strdup (record), words);
  sentence = g_strdup_printf (_ ("%u of %u records are checked."), done, total);
  luukku_pidgin_progress_show (self->progress, sentence, total > 0 ? (double) done / total : 1);
}

static void
on_check_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Records *self = g_slist_find (all, data) != NULL ? data : NULL;
  g_autoptr (GError) error = NULL;
  gssize wrong = luukku_record_check_all_finish (result, &error);
  g_autofree char *sentence = NULL;

  if (self == NULL)
    return;
  g_clear_object (&self->check);
  luukku_pidgin_progress_hide (self->progress);
  fill (self);
  if (wrong > 0) {
    sentence =
        g_strdup_printf (ngettext ("%u record does not fit the log. Keep the store as it is and tell your "
                                   "supervisor and IT.",
                                   "%u records do not fit the log. Keep the store as it is and tell your "
                                   "supervisor and IT.",
                                   (gulong) wrong),
                         (guint) wrong);
    luukku_pidgin_parts_tell (self->outcome, sentence);
  } else if (wrong < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    luukku_pidgin_parts_tell (self->outcome, error->message);
  }
}

static void
check (Records *self)
{
  if (self->check != NULL)
    return;
  self->check = g_cancellable_new ();
  luukku_record_check_all_async (luukku_store_get_path (luukku_inbox_get_store (self->inbox)),
                                 luukku_inbox_get_clock (self->inbox), on_checked, self, self->check,
                                 on_check_done, self);
}

static void
on_check (GtkWidget *button, gpointer data)
{
  check (data);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  Records *self = data;

  if (self->check != NULL)
    g_cancellable_cancel (self->check);
}

/* --- what can be done with one */

static GtkWindow *
window_of (Records *self)
{
  return GTK_WINDOW (gtk_widget_get_toplevel (self->view));
}

static void
on_open (GtkWidget *button, gpointer data)
{
  Records *self = data;
  g_autofree char *record = dup_selected (self, COLUMN_NUMBER);
  g_autoptr (GError) error = NULL;
  const char *sentence = record != NULL ? luukku_pidgin_paper_open (record, self->view, &error) : "";

  luukku_pidgin_parts_tell (self->outcome, sentence != NULL ? sentence : error->message);
}

static void
on_activated (GtkTreeView *view, GtkTreePath *path, GtkTreeViewColumn *column, gpointer data)
{
  on_open (GTK_WIDGET (view), data);
}

static void
on_print (GtkWidget *button, gpointer data)
{
  Records *self = data;
  g_autofree char *record = dup_selected (self, COLUMN_NUMBER);

  if (record != NULL)
    luukku_pidgin_paper_print (record, window_of (self), self->outcome);
}

static void
on_export (GtkWidget *button, gpointer data)
{
  Records *self = data;
  g_autofree char *record = dup_selected (self, COLUMN_NUMBER);

  if (record != NULL)
    luukku_pidgin_export_show (record, window_of (self));
}

static void
on_custody (GtkWidget *button, gpointer data)
{
  g_autofree char *number = dup_selected (data, COLUMN_CASE);

  if (number != NULL)
    luukku_pidgin_get_api ()->show_custody (number);
}

static void
on_removal (GtkWidget *button, gpointer data)
{
  g_autofree char *number = dup_selected (data, COLUMN_CASE);

  if (number != NULL)
    luukku_pidgin_removal_show (number, window_of (data));
}

/* --- page */

static void
add_list (Records *self, GtkWidget *box)
{
  self->view = gtk_tree_view_new ();
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  gtk_tree_view_set_enable_search (GTK_TREE_VIEW (self->view), FALSE);
  luukku_pidgin_set_name (self->view, _ ("Evidence records"));
  luukku_pidgin_parts_column (self->view, C_ ("column", "Record"), COLUMN_NUMBER, 24, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Case"), COLUMN_CASE, 20, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Kept as"), COLUMN_KIND, 18, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Made"), COLUMN_MADE, 12, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Check of the files"), COLUMN_STATE, 24, TRUE);
  gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_parts_scroll (self->view), TRUE, TRUE, 0);
  g_signal_connect (self->view, "row-activated", G_CALLBACK (on_activated), self);
  g_signal_connect (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view)), "changed",
                    G_CALLBACK (on_selection), self);
}

static void
add_buttons (Records *self, GtkWidget *box)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);

  self->buttons = gtk_hbox_new (FALSE, 6);
  luukku_pidgin_parts_button (self->buttons, _ ("Open _PDF"), G_CALLBACK (on_open), self);
  luukku_pidgin_parts_button (self->buttons, _ ("Pr_int…"), G_CALLBACK (on_print), self);
  luukku_pidgin_parts_button (self->buttons, _ ("E_xport…"), G_CALLBACK (on_export), self);
  luukku_pidgin_parts_button (self->buttons, _ ("_Who has it…"), G_CALLBACK (on_custody), self);
  luukku_pidgin_parts_button (self->buttons, _ ("Re_moval request…"), G_CALLBACK (on_removal), self);
  gtk_box_pack_start (GTK_BOX (row), self->buttons, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
}

void
luukku_pidgin_records_new (GtkWidget *box)
{
  Records *self = g_new0 (Records, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 6), *label = gtk_label_new_with_mnemonic (_ ("_Find:"));

  self->inbox = g_object_ref (luukku_pidgin_get_api ()->get_inbox ());
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  all = g_slist_prepend (all, self);
  g_object_set_data_full (G_OBJECT (box), "luukku-records", self, records_free);
  self->find = gtk_entry_new ();
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->find);
  luukku_pidgin_set_name (self->find, _ ("Find in the records"));
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->find, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("_Check the files"), G_CALLBACK (on_check), self);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  add_list (self, box);
  self->count = luukku_pidgin_parts_words (box, NULL);
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  add_buttons (self, box);
  g_signal_connect_swapped (self->find, "changed", G_CALLBACK (fill), self);
  g_signal_connect_swapped (self->inbox, "case", G_CALLBACK (fill), self);
  gtk_widget_set_sensitive (self->buttons, FALSE);
  fill (self);
  check (self);
}
