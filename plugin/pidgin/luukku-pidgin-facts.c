/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-facts.c: the table of evidence/luukku-facts.h as a form: a row for each field, a list for
 * what is chosen. Saves only what was changed, as statements of who sits here. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-facts.h"

#include "evidence/luukku-facts.h"
#include "evidence/luukku-removal.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define WIDTH 640
#define HEIGHT 520
#define LABEL_CHARACTERS 34
#define NOTIFIED 2 /* rows for who was told: supervisor and authority */

typedef struct {
  const LuukkuFactField *field;
  guint item;
  char *before;  /* (owned): what was kept */
  GtkWidget *in; /* entry or combo box */
} Row;

typedef struct {
  char *case_number;
  GtkWidget *dialog; /* no ref: toplevel, destroys us */
  GtkWidget *table;
  GtkWidget *outcome;
  GArray *rows; /* of Row (owned) */
} Form;

static void
on_destroy (GtkWidget *widget, gpointer data)
{
  Form *self = data;

  for (guint i = 0; i < self->rows->len; i++)
    g_free (g_array_index (self->rows, Row, i).before);
  g_array_unref (self->rows);
  g_free (self->case_number);
  g_free (self);
}

static LuukkuStore *
get_store (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  return inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
}

const char *
luukku_pidgin_facts_language (void)
{
  const char *name = g_get_language_names ()[0];

  return g_str_has_prefix (name, "fi") ? "fi" : g_str_has_prefix (name, "sv") ? "sv" : "en";
}

static void
tell (Form *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->outcome), sentence);
  luukku_pidgin_set_name (self->outcome, sentence);
  gtk_widget_show (self->outcome);
}

/* Returns: (transfer full): what stands in the row, as it is kept. */
static char *
value_of (const Row *row)
{
  int chosen;

  if (row->field->choices == NULL)
    return g_strdup (gtk_entry_get_text (GTK_ENTRY (row->in)));
  chosen = gtk_combo_box_get_active (GTK_COMBO_BOX (row->in));
  return g_strdup (chosen > 0 ? row->field->choices[chosen - 1] : "");
}

static gboolean
save_rows (LuukkuStore *store, gpointer data, GError **error)
{
  Form *self = data;
  g_autofree char *actor = luukku_pidgin_dup_actor ();

  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = &g_array_index (self->rows, Row, i);
    g_autofree char *value = value_of (row);
    LuukkuStatement statement = { 0, row->item, (char *) row->field->key, value, 0, actor };

    if (!g_str_equal (value, row->before) && !luukku_facts_set (store, self->case_number, &statement, error))
      return FALSE;
  }
  return luukku_removal_update_watch (store, self->case_number, FALSE, error);
}

static gboolean
save (Form *self)
{
  LuukkuStore *store = get_store ();
  g_autoptr (GError) error = NULL;

  if (store == NULL) {
    tell (self, _ ("The inbox is not open. Enable the account and try again."));
    return FALSE;
  }
  if (luukku_store_transaction (store, save_rows, self, &error))
    return TRUE;
  tell (self, error->message);
  return FALSE;
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  if (response != GTK_RESPONSE_OK || save (data))
    luukku_pidgin_close (GTK_WIDGET (dialog));
}

/* --- the form */
static GtkWidget *
new_input (const LuukkuFactField *field, const char *value)
{
  GtkWidget *in;
  int active = 0;

  if (field->choices == NULL) {
    in = gtk_entry_new ();
    gtk_entry_set_text (GTK_ENTRY (in), value);
    return in;
  }
  in = gtk_combo_box_text_new ();
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (in), "—");
  for (int i = 0; field->choices[i] != NULL; i++) {
    g_autofree char *words =
        luukku_fact_value_label (field, field->choices[i], luukku_pidgin_facts_language ());

    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (in), words);
    if (g_str_equal (field->choices[i], value))
      active = i + 1;
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (in), active);
  return in;
}

static void
add_row (Form *self, const LuukkuFacts *facts, const LuukkuFactField *field, guint item)
{
  const char *value = luukku_facts_get (facts, 0, item, field->key);
  g_autofree char *words = luukku_fact_field_label (field, luukku_pidgin_facts_language ());
  g_autofree char *numbered = item > 0 ? g_strdup_printf ("%s (%u)", words, item) : g_strdup (words);
  Row row = { field, item, g_strdup (value != NULL ? value : ""), NULL };
  GtkWidget *label = gtk_label_new (numbered);
  guint at = self->rows->len;

  row.in = new_input (field, row.before);
  luukku_pidgin_set_name (row.in, numbered);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), LABEL_CHARACTERS);
  gtk_misc_set_alignment (GTK_MISC (label), 0, 0.5);
  gtk_table_attach (GTK_TABLE (self->table), label, 0, 1, at, at + 1, GTK_FILL, GTK_FILL, 6, 3);
  gtk_table_attach (GTK_TABLE (self->table), row.in, 1, 2, at, at + 1, GTK_EXPAND | GTK_FILL, GTK_FILL, 6, 3);
  g_array_append_val (self->rows, row);
}

static void
add_rows (Form *self, const LuukkuFacts *facts, const char *kind)
{
  guint count;
  const LuukkuFactField *fields = luukku_fact_fields (&count);

  for (guint i = 0; i < count; i++) {
    const LuukkuFactField *field = &fields[i];

    if (field->of_message || (field->group & LUUKKU_FACTS_PROGRAM) ||
        !luukku_fact_field_is_in (field, kind) || g_str_has_prefix (field->key, "screenshot."))
      continue;
    for (guint item = field->many ? 1 : 0; item <= (field->many ? NOTIFIED : 0); item++)
      add_row (self, facts, field, item);
  }
}

static GtkWidget *
wrap (Form *self)
{
  GtkWidget *box = gtk_vbox_new (FALSE, 6);
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *words = gtk_label_new (
      _ ("What you state here stands in the next record with your name and the time. Leave empty what you do "
         "not know. Times are written as 20.11.2026 14.30."));

  gtk_label_set_line_wrap (GTK_LABEL (words), TRUE);
  gtk_misc_set_alignment (GTK_MISC (words), 0, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (scroll), self->table);
  gtk_box_pack_start (GTK_BOX (box), words, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), scroll, TRUE, TRUE, 0);
  self->outcome = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (self->outcome), TRUE);
  gtk_misc_set_alignment (GTK_MISC (self->outcome), 0, 0);
  gtk_widget_set_no_show_all (self->outcome, TRUE);
  gtk_box_pack_start (GTK_BOX (box), self->outcome, FALSE, FALSE, 0);
  return box;
}

void
luukku_pidgin_facts_show (const char *case_number, const char *kind, GtkWindow *parent)
{
  LuukkuStore *store = get_store ();
  g_autoptr (LuukkuFacts) facts = store != NULL ? luukku_facts_load (store, case_number, NULL) : NULL;
  Form *self;

  if (facts == NULL)
    return;
  self = g_new0 (Form, 1);
  self->case_number = g_strdup (case_number);
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  self->table = gtk_table_new (1, 2, FALSE);
  self->dialog = gtk_dialog_new_with_buttons (_ ("Details for the record"), parent,
                                              GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Save"), GTK_RESPONSE_OK);
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-facts");
  gtk_window_set_default_size (GTK_WINDOW (self->dialog), WIDTH, HEIGHT);
  add_rows (self, facts, kind);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self->dialog))), wrap (self), TRUE,
                      TRUE, 0);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  gtk_widget_show_all (self->dialog);
}
