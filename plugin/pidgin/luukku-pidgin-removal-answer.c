/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-removal-answer.c: receipt, decision and redress of a removal request, and until when to
 * complain and when to remind. What is saved are statements of who sits here. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-removal.h"

#include "evidence/luukku-removal.h"
#include "pidgin/luukku-pidgin-facts.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define ZONE "Europe/Helsinki"
#define LINES 2

static const char *const fields[] = { "removal.receipt-at",
                                      "removal.receipt-reference",
                                      "removal.decision",
                                      "removal.decision-at",
                                      "removal.informed-at",
                                      "removal.automated",
                                      "removal.statement-of-reasons",
                                      "removal.redress" };

struct _LuukkuPidginRemovalAnswer {
  char *case_number;
  GtkWidget *inputs[G_N_ELEMENTS (fields)]; /* entry, combo box or text view */
  char *before[G_N_ELEMENTS (fields)];      /* (owned): what is kept */
  GtkWidget *dates, *outcome;
};

static LuukkuStore *
get_store (void)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();

  return inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
}

static void
answer_free (gpointer data)
{
  LuukkuPidginRemovalAnswer *self = data;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (self->before[i]);
  g_free (self->case_number);
  g_free (self);
}

static char *
day_of (gint64 time)
{
  return luukku_time_format_local (time, ZONE, "%-d.%-m.%Y");
}

/* --- dates */

static void
add_line (GString *text, char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
  g_free (sentence);
}

void
luukku_pidgin_removal_answer_refresh (LuukkuPidginRemovalAnswer *self)
{
  LuukkuStore *store = get_store ();
  g_autoptr (LuukkuFacts) facts = store != NULL ? luukku_facts_load (store, self->case_number, NULL) : NULL;
  g_autoptr (LuukkuRemovalWatch) watch =
      store != NULL ? luukku_store_get_removal_watch (store, self->case_number, NULL) : NULL;
  const char *informed = facts != NULL ? luukku_facts_get (facts, 0, 0, "removal.informed-at") : NULL;
  g_autofree char *sent = watch != NULL ? day_of (watch->sent_at) : NULL;
  g_autofree char *remind = watch != NULL && watch->remind_at != 0 ? day_of (watch->remind_at) : NULL;
  GString *text = g_string_new (NULL);
  gint64 time = 0;

  if (sent == NULL)
    add_line (text, g_strdup (_ ("The request has not been sent yet.")));
  else
    /* TRANSLATORS: %s is a date. */
    add_line (text, g_strdup_printf (_ ("The request was sent on %s."), sent));
  if (remind != NULL)
    /* TRANSLATORS: %s is a date. */
    add_line (text, g_strdup_printf (_ ("The platform has not decided yet. You are reminded of it on %s."),
                                     remind));
  if (informed != NULL && luukku_time_from_iso8601 (informed, &time, NULL)) {
    g_autofree char *until = day_of (luukku_removal_complaint_until (time));

    /* TRANSLATORS: %s is a date. */
    add_line (text, g_strdup_printf (
                        _ ("Complain to the platform by %s at the latest. This date is an estimate: six "
                           "months from the day you were told; check it in the platform's answer."),
                        until));
  }
  luukku_pidgin_parts_tell (self->dates, text->str);
  g_string_free (text, TRUE);
}

/* --- saving */

static char *
value_of (LuukkuPidginRemovalAnswer *self, gsize i)
{
  const LuukkuFactField *field = luukku_fact_field_find (fields[i]);
  GtkWidget *in = self->inputs[i];
  int chosen;

  if (GTK_IS_TEXT_VIEW (in))
    return luukku_pidgin_parts_get_text (in);
  if (field->choices == NULL)
    return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (in))));
  chosen = gtk_combo_box_get_active (GTK_COMBO_BOX (in));
  return g_strdup (chosen > 0 ? field->choices[chosen - 1] : "");
}

static gboolean
save_all (LuukkuStore *store, gpointer data, GError **error)
{
  LuukkuPidginRemovalAnswer *self = data;
  g_autofree char *actor = luukku_pidgin_dup_actor ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *value = value_of (self, i);
    const LuukkuStatement statement = { 0, 0, (char *) fields[i], value, 0, actor };

    if (!g_str_equal (value, self->before[i]) &&
        !luukku_facts_set (store, self->case_number, &statement, error))
      return FALSE;
  }
  return luukku_removal_update_watch (store, self->case_number, FALSE, error);
}

static void
on_save (GtkWidget *button, gpointer data)
{
  LuukkuPidginRemovalAnswer *self = data;
  LuukkuStore *store = get_store ();
  g_autoptr (GError) error = NULL;

  if (store == NULL) {
    luukku_pidgin_parts_tell (self->outcome, _ ("The inbox is not open. Enable the account and try again."));
    return;
  }
  if (!luukku_store_transaction (store, save_all, self, &error)) {
    luukku_pidgin_parts_tell (self->outcome, error->message);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_free (self->before[i]);
    self->before[i] = value_of (self, i);
  }
  luukku_pidgin_parts_tell (self->outcome,
                            _ ("The answer is saved. Archive the request again so that the record has it."));
  luukku_pidgin_removal_answer_refresh (self);
}

/* --- the form */

/* Returns: (transfer full): as a person writes it. */
static char *
shown_value (const LuukkuFactField *field, const char *value)
{
  gint64 time;

  if (value == NULL)
    return g_strdup ("");
  if (field->kind == LUUKKU_FACT_TIME && luukku_time_from_iso8601 (value, &time, NULL))
    return luukku_time_format_local (time, ZONE, "%-d.%-m.%Y %H.%M");
  return g_strdup (value);
}

static GtkWidget *
new_choices (const LuukkuFactField *field, const char *value)
{
  GtkWidget *combo = gtk_combo_box_text_new ();
  int active = 0;

  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), C_ ("target", "not stated"));
  for (int i = 0; field->choices[i] != NULL; i++) {
    g_autofree char *words =
        luukku_fact_value_label (field, field->choices[i], luukku_pidgin_facts_language ());

    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), words);
    if (g_str_equal (field->choices[i], value))
      active = i + 1;
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), active);
  return combo;
}

/* Returns: (transfer floating): what goes into the form; self->inputs[i] is where the value stands. */
static GtkWidget *
new_input (LuukkuPidginRemovalAnswer *self, gsize i, const char *value)
{
  const LuukkuFactField *field = luukku_fact_field_find (fields[i]);
  g_autofree char *shown = shown_value (field, value);
  GtkWidget *packed;

  if (field->choices != NULL) {
    self->inputs[i] = packed = new_choices (field, value != NULL ? value : "");
  } else if (field->max > 1000) {
    packed = luukku_pidgin_parts_text (LINES, &self->inputs[i]);
    luukku_pidgin_parts_set_text (self->inputs[i], shown);
  } else {
    self->inputs[i] = packed = gtk_entry_new ();
    gtk_entry_set_text (GTK_ENTRY (packed), shown);
  }
  self->before[i] = value_of (self, i);
  return packed;
}

LuukkuPidginRemovalAnswer *
luukku_pidgin_removal_answer_new (GtkWidget *box, const char *case_number)
{
  LuukkuPidginRemovalAnswer *self = g_new0 (LuukkuPidginRemovalAnswer, 1);
  LuukkuStore *store = get_store ();
  g_autoptr (LuukkuFacts) facts = store != NULL ? luukku_facts_load (store, case_number, NULL) : NULL;
  GtkWidget *table = gtk_table_new (G_N_ELEMENTS (fields), 2, FALSE);
  GtkWidget *buttons = gtk_hbox_new (FALSE, 6);

  self->case_number = g_strdup (case_number);
  luukku_pidgin_parts_words (
      box, _ ("What the platform answered. Times are written as 20.11.2026 14.30; leave empty what "
              "you do not know yet."));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    const LuukkuFactField *field = luukku_fact_field_find (fields[i]);
    g_autofree char *label = luukku_fact_field_label (field, luukku_pidgin_facts_language ());
    const char *value = facts != NULL ? luukku_facts_get (facts, 0, 0, fields[i]) : NULL;

    luukku_pidgin_parts_row (table, (guint) i, label, new_input (self, i, value));
  }
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  self->dates = luukku_pidgin_parts_words (box, NULL);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  luukku_pidgin_parts_button (buttons, _ ("Save the _answer"), G_CALLBACK (on_save), self);
  gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
  g_object_set_data_full (G_OBJECT (box), "luukku-answer", self, answer_free);
  luukku_pidgin_removal_answer_refresh (self);
  return self;
}
