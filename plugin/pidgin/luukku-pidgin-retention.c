/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-retention.c: what the municipality's plan lets go, for the decision of a manager: holds,
 * erasure in slices that can be stopped, a page to sign, one resident's own data. Erases nothing by itself.
 */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"
#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-own-data.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define ZONE "Europe/Helsinki"

enum { COLUMN_CASE, COLUMN_CLASS, COLUMN_CLOSED, COLUMN_UNTIL, COLUMN_STATE, N_COLUMNS };

typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  GPtrArray *rules;   /* (owned) (nullable) */
  GtkWidget *everything, *view, *words, *ground, *decided_by, *buttons, *outcome;
  LuukkuPidginProgress *progress; /* no ref: of the page */
  GPtrArray *erasing;  /* of char * (owned) (nullable): numbers of cases; NULL: nothing is under way */
  guint erased, slice; /* slice: source id */
  GString *rest;       /* (owned) (nullable): what is left to do */
  gboolean warned;
} Retention;

static void
retention_free (gpointer data)
{
  Retention *self = data;

  if (self->slice != 0)
    g_source_remove (self->slice);
  g_clear_pointer (&self->erasing, g_ptr_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  if (self->rest != NULL)
    g_string_free (self->rest, TRUE);
  g_object_unref (self->inbox);
  g_free (self);
}

/* --- the list */

static char *
day_of (gint64 time)
{
  return time != 0 ? luukku_time_format_local (time, ZONE, "%-d.%-m.%Y") : g_strdup ("–");
}

static const char *
state_words (LuukkuRetentionState state)
{
  switch (state) {
  case LUUKKU_RETENTION_KEPT:
    return C_ ("retention", "is kept");
  case LUUKKU_RETENTION_DUE:
    return C_ ("retention", "may be erased");
  case LUUKKU_RETENTION_HELD:
    return C_ ("retention", "on hold");
  case LUUKKU_RETENTION_OPEN:
    return C_ ("retention", "the case is open");
  case LUUKKU_RETENTION_ERASED:
    return C_ ("retention", "erased");
  case LUUKKU_RETENTION_NO_RULE:
  default:
    return C_ ("retention", "the plan does not say");
  }
}

static void
add_row (GtkListStore *list, const LuukkuRetentionLine *line)
{
  const LuukkuKeptCase *kept = line->kept;
  g_autofree char *closed = day_of (kept->closed_at);
  g_autofree char *until = day_of (line->until);
  const char *kind = line->rule != NULL && line->rule->title != NULL ? line->rule->title
                     : kept->kind != NULL                            ? luukku_pidgin_words_kind (kept->kind)
                                                                     : C_ ("retention", "never archived");

  gtk_list_store_insert_with_values (list, NULL, -1, COLUMN_CASE, kept->number, COLUMN_CLASS, kind,
                                     COLUMN_CLOSED, closed, COLUMN_UNTIL, until, COLUMN_STATE,
                                     state_words (line->state), -1);
}

/* Returns: (transfer full) (nullable): LuukkuRetentionLine; told when there is none. */
static GPtrArray *
propose (Retention *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = NULL;

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  self->rules = luukku_inbox_load_plan (self->inbox, NULL, &error);
  if (self->rules != NULL)
    lines = luukku_retention_propose (luukku_inbox_get_store (self->inbox), self->rules, &error);
  if (lines == NULL)
    luukku_pidgin_parts_tell (self->outcome, error->message);
  return lines;
}

static void
fill (Retention *self)
{
  gboolean everything = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->everything));
  g_autoptr (GPtrArray) lines = propose (self);
  GtkListStore *list = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING,
                                           G_TYPE_STRING, G_TYPE_STRING);
  guint due = 0;
  g_autofree char *sentence = NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const LuukkuRetentionLine *line = lines->pdata[i];

    due += line->state == LUUKKU_RETENTION_DUE;
    if (everything || line->state == LUUKKU_RETENTION_DUE)
      add_row (list, line);
  }
  gtk_tree_view_set_model (GTK_TREE_VIEW (self->view), GTK_TREE_MODEL (list));
  g_object_unref (list);
  if (self->rules != NULL && self->rules->len == 0)
    sentence = g_strdup (_ ("Neither the municipality's plan nor the pack says how long anything is kept, so "
                            "nothing is proposed."));
  else
    sentence =
        g_strdup_printf (ngettext ("%u case may be erased by the plan. Nothing is erased by itself.",
                                   "%u cases may be erased by the plan. Nothing is erased by itself.", due),
                         due);
  luukku_pidgin_parts_tell (self->words, sentence);
}

/* Returns: (transfer full): of char *: numbers of the selected cases. */
static GPtrArray *
list_selected (Retention *self)
{
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);
  GtkTreeModel *model = NULL;
  GList *paths =
      gtk_tree_selection_get_selected_rows (gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view)), &model);

  for (GList *l = paths; l != NULL; l = l->next) {
    GtkTreeIter iter;
    char *number = NULL;

    if (gtk_tree_model_get_iter (model, &iter, l->data))
      gtk_tree_model_get (model, &iter, COLUMN_CASE, &number, -1);
    if (number != NULL)
      g_ptr_array_add (numbers, number);
  }
  g_list_free_full (paths, (GDestroyNotify) gtk_tree_path_free);
  return numbers;
}

static void
on_selection (GtkTreeSelection *selection, gpointer data)
{
  Retention *self = data;

  self->warned = FALSE;
  gtk_widget_set_sensitive (self->buttons,
                            self->erasing == NULL && gtk_tree_selection_count_selected_rows (selection) > 0);
}

/* --- holds */

static void
hold (Retention *self, gboolean place)
{
  g_autoptr (GPtrArray) numbers = list_selected (self);
  const char *ground = gtk_entry_get_text (GTK_ENTRY (self->ground));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < numbers->len && error == NULL; i++)
    luukku_inbox_set_hold (self->inbox, numbers->pdata[i], place, ground, &error);
  fill (self);
  if (error != NULL)
    luukku_pidgin_parts_tell (self->outcome, error->message);
  else
    luukku_pidgin_parts_tell (self->outcome, place ? _ ("The case is on hold and is not erased.")
                                                   : _ ("The case is released from its hold."));
  if (error != NULL && *ground == '\0')
    gtk_widget_grab_focus (self->ground);
}

static void
on_hold (GtkWidget *button, gpointer data)
{
  hold (data, TRUE);
}

static void
on_release (GtkWidget *button, gpointer data)
{
  hold (data, FALSE);
}

/* --- erasing: a case at a time, so that the windows go on */

static void
end_erasing (Retention *self, const char *problem)
{
  g_autofree char *sentence =
      g_strdup_printf (ngettext ("%u case was erased.", "%u cases were erased.", self->erased), self->erased);
  g_autofree char *all =
      g_strdup_printf ("%s\n%s%s", sentence, self->rest->str, problem != NULL ? problem : "");

  self->slice = 0;
  g_clear_pointer (&self->erasing, g_ptr_array_unref);
  g_string_free (g_steal_pointer (&self->rest), TRUE);
  luukku_pidgin_progress_hide (self->progress);
  fill (self);
  luukku_pidgin_parts_tell (self->outcome, g_strchomp (all));
}

static gboolean
on_slice (gpointer data)
{
  Retention *self = data;
  g_auto (LuukkuErasureResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;
  g_autofree char *sentence = NULL;

  if (!luukku_inbox_erase (self->inbox, self->erasing->pdata[self->erased],
                           gtk_entry_get_text (GTK_ENTRY (self->decided_by)),
                           gtk_entry_get_text (GTK_ENTRY (self->ground)), &result, &error)) {
    end_erasing (self, error->message);
    return G_SOURCE_REMOVE;
  }
  left = luukku_inbox_erasure_to_text (&result);
  if (strstr (self->rest->str, left) == NULL)
    g_string_append (self->rest, left);
  self->erased++;
  /* TRANSLATORS: so many of so many cases. */
  sentence = g_strdup_printf (_ ("%u of %u cases are erased."), self->erased, self->erasing->len);
  luukku_pidgin_progress_show (self->progress, sentence, (double) self->erased / self->erasing->len);
  if (self->erased < self->erasing->len)
    return G_SOURCE_CONTINUE;
  end_erasing (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_erase (GtkWidget *button, gpointer data)
{
  Retention *self = data;
  g_autoptr (GPtrArray) numbers = list_selected (self);
  g_autofree char *sentence = NULL;

  if (self->erasing != NULL || numbers->len == 0)
    return;
  if (!self->warned) {
    self->warned = TRUE;
    sentence = g_strdup_printf (
        ngettext (
            "Text, names and files of %u case go for good. Write the ground and who decided, then press "
            "Erase again.",
            "Text, names and files of %u cases go for good. Write the ground and who decided, then press "
            "Erase again.",
            numbers->len),
        numbers->len);
    luukku_pidgin_parts_tell (self->outcome, sentence);
    return;
  }
  self->warned = FALSE;
  self->erasing = g_steal_pointer (&numbers);
  self->erased = 0;
  self->rest = g_string_new (NULL);
  gtk_widget_set_sensitive (self->buttons, FALSE);
  self->slice = g_idle_add (on_slice, self);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  Retention *self = data;

  if (self->slice == 0)
    return;
  g_source_remove (self->slice);
  end_erasing (self, _ ("Stopped: the others are kept."));
}

/* --- on paper, and for the resident */

static void
on_page (GtkWidget *button, gpointer data)
{
  Retention *self = data;
  g_autoptr (GPtrArray) lines = propose (self);
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  if (lines == NULL)
    return;
  text = luukku_retention_to_text (lines, luukku_clock_now (luukku_inbox_get_clock (self->inbox)));
  html = luukku_text_to_html (text);
  purple_notify_formatted (luukku_pidgin_get_api, _ ("Luukku"), _ ("What may be erased"), NULL, html, NULL,
                           NULL);
}

static void
on_own_data (GtkWidget *button, gpointer data)
{
  Retention *self = data;
  g_autoptr (GPtrArray) numbers = list_selected (self);

  if (numbers->len > 0)
    luukku_pidgin_own_data_show (numbers->pdata[0], GTK_WINDOW (gtk_widget_get_toplevel (button)));
}

/* --- page */

static void
add_list (Retention *self, GtkWidget *box)
{
  GtkTreeSelection *selection;

  self->view = gtk_tree_view_new ();
  gtk_tree_view_set_rules_hint (GTK_TREE_VIEW (self->view), TRUE);
  luukku_pidgin_set_name (self->view, _ ("Cases and how long they are kept"));
  luukku_pidgin_parts_column (self->view, C_ ("column", "Case"), COLUMN_CASE, 20, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Class"), COLUMN_CLASS, 20, TRUE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Closed"), COLUMN_CLOSED, 10, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "Kept until"), COLUMN_UNTIL, 12, FALSE);
  luukku_pidgin_parts_column (self->view, C_ ("column", "State"), COLUMN_STATE, 20, FALSE);
  selection = gtk_tree_view_get_selection (GTK_TREE_VIEW (self->view));
  gtk_tree_selection_set_mode (selection, GTK_SELECTION_MULTIPLE);
  g_signal_connect (selection, "changed", G_CALLBACK (on_selection), self);
  gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_parts_scroll (self->view), TRUE, TRUE, 0);
}

static void
add_acts (Retention *self, GtkWidget *box)
{
  GtkWidget *table = gtk_table_new (2, 2, FALSE), *row = gtk_hbox_new (FALSE, 6);

  self->ground = gtk_entry_new ();
  self->decided_by = gtk_entry_new ();
  luukku_pidgin_parts_row (table, 0, _ ("Grou_nd, without the resident's name:"), self->ground);
  luukku_pidgin_parts_row (table, 1, _ ("_Decided by:"), self->decided_by);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  self->buttons = gtk_hbox_new (FALSE, 6);
  luukku_pidgin_parts_button (self->buttons, _ ("Put on _hold"), G_CALLBACK (on_hold), self);
  luukku_pidgin_parts_button (self->buttons, _ ("Release _the hold"), G_CALLBACK (on_release), self);
  luukku_pidgin_parts_button (self->buttons, _ ("Era_se"), G_CALLBACK (on_erase), self);
  luukku_pidgin_parts_button (self->buttons, _ ("Resident's own data…"), G_CALLBACK (on_own_data), self);
  gtk_box_pack_start (GTK_BOX (row), self->buttons, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_widget_set_sensitive (self->buttons, FALSE);
}

void
luukku_pidgin_retention_new (GtkWidget *box)
{
  Retention *self = g_new0 (Retention, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 6);

  self->inbox = g_object_ref (luukku_pidgin_get_api ()->get_inbox ());
  g_object_set_data_full (G_OBJECT (box), "luukku-retention", self, retention_free);
  self->words = luukku_pidgin_parts_words (box, NULL);
  self->everything =
      gtk_check_button_new_with_mnemonic (_ ("Show _all cases, not only those that may be erased"));
  gtk_box_pack_start (GTK_BOX (row), self->everything, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("Page to si_gn"), G_CALLBACK (on_page), self);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  add_list (self, box);
  add_acts (self, box);
  g_signal_connect_swapped (self->everything, "toggled", G_CALLBACK (fill), self);
  fill (self);
}
