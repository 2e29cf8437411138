/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-aids.c: what stands in the row is asked of inbox/luukku-aids.h after each pause in typing;
 * here are only widgets; the keys are in luukku-pidgin-menu.c. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-aids.h"

#include "inbox/luukku-aids.h"
#include "inbox/luukku-inbox-files.h"
#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-files.h"
#include "pidgin/luukku-pidgin-texts.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"
#include "rules/luukku-template.h"
#include "store/luukku-store-labels.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define PART_KEY "luukku-part"

static const char *const all_parts[] = { "thanks", "cause", "fix", "sorry" };

struct _LuukkuPidginAids {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *box;         /* (ref) */
  GtkWidget *hint;        /* no ref: all these are in box */
  GtkWidget *hint_place;
  GtkWidget *file; /* where the channel takes files */
  GtkWidget *parts;
  GtkWidget *parts_label;
  GtkWidget *buttons[G_N_ELEMENTS (all_parts)];
  GtkWidget *service; /* the row of the right service */
  GtkWidget *service_label;
  char *service_line; /* (owned) (nullable): what its button puts in */
  gboolean asked;     /* the checklist was opened by hand */
};

/* --- what the row says */
/* Languages that a resident may write in, as the hint says them. */
static const char *
language_name (const char *code)
{
  static const struct {
    const char *code;
    const char *name;
  } names[] = {
    /* TRANSLATORS: languages as in "The resident writes in Russian": "venäjäksi", "på ryska" */
    { "fi", NC_ ("in the language", "Finnish") },  { "sv", NC_ ("in the language", "Swedish") },
    { "en", NC_ ("in the language", "English") },  { "ru", NC_ ("in the language", "Russian") },
    { "et", NC_ ("in the language", "Estonian") }, { "uk", NC_ ("in the language", "Ukrainian") },
    { "ar", NC_ ("in the language", "Arabic") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].code, code))
      return g_dpgettext2 (GETTEXT_PACKAGE, "in the language", names[i].name);
  }
  return code;
}

static void
show_hint (LuukkuPidginAids *self, LuukkuInbox *inbox, const LuukkuWindow *window, const char *text)
{
  g_autofree char *language = luukku_aids_language_hint (inbox, window->channel, window->conversation, text);
  g_autofree char *offered = luukku_aids_offered_title (inbox, window->channel, window->conversation);
  g_autoptr (GString) sentence = g_string_new (NULL);

  if (language != NULL)
    /* TRANSLATORS: %s is a language, "Russian" */
    g_string_append_printf (sentence, _ ("The resident writes in %s."), language_name (language));
  if (offered != NULL && *text == '\0') {
    g_string_append (sentence, sentence->len > 0 ? " " : "");
    /* TRANSLATORS: %s is the title of a reply template; F7 is a key */
    g_string_append_printf (sentence, _ ("The guideline has a reply for this: %s (F7)."), offered);
  }
  gtk_label_set_text (GTK_LABEL (self->hint), sentence->str);
  luukku_pidgin_set_name (self->hint, sentence->str);
}

/* While an alarm is open nobody thinks of the parts of an answer: the row leaves its place to the
 * conversation. */
static gboolean
has_alarm (LuukkuInbox *inbox, const LuukkuWindow *window)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (luukku_inbox_get_store (inbox), window->id, NULL);
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;

  if (item == NULL)
    return FALSE;
  g_free (luukku_store_get_case_labels (luukku_inbox_get_store (inbox), luukku_case_peek (item)->id, &alarm,
                                        NULL));
  return alarm == LUUKKU_ALARM_RAISED;
}

static void
show_parts (LuukkuPidginAids *self, LuukkuInbox *inbox, const LuukkuWindow *window, const char *text)
{
  g_auto (GStrv) missing =
      !self->asked && has_alarm (inbox, window)
          ? NULL
          : luukku_aids_missing_parts (inbox, window->channel, window->conversation, text, self->asked);
  const char *words = missing != NULL && missing[0] != NULL
                          ? _ ("An answer to criticism still lacks:")
                          : _ ("The answer to criticism has all its parts.");

  gtk_widget_set_visible (self->parts, missing != NULL);
  if (missing == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->parts_label), words);
  luukku_pidgin_set_name (self->parts_label, words);
  for (guint i = 0; i < G_N_ELEMENTS (all_parts); i++)
    gtk_widget_set_visible (self->buttons[i], g_strv_contains ((const char *const *) missing, all_parts[i]));
}

/* Nothing is said any more once it stands in the answer. */
static void
show_service (LuukkuPidginAids *self, LuukkuInbox *inbox, const LuukkuWindow *window, const char *text)
{
  gboolean confirmed = FALSE;
  g_autofree char *line =
      luukku_aids_suggest_service (inbox, window->channel, window->conversation, &confirmed);
  g_autofree char *sentence = NULL;

  if (line != NULL && strstr (text, line) != NULL)
    g_clear_pointer (&line, g_free);
  gtk_widget_set_visible (self->service, line != NULL);
  if (line != NULL) {
    sentence =
        confirmed
            ? g_strdup_printf (_ ("Right service: %s"), line)
            : g_strdup_printf (_ ("Right service: %s (not confirmed: check it before you send it)"), line);
    gtk_label_set_text (GTK_LABEL (self->service_label), sentence);
    luukku_pidgin_set_name (self->service_label, sentence);
  }
  g_free (self->service_line);
  self->service_line = g_steal_pointer (&line);
}

void
luukku_pidgin_aids_refresh (LuukkuPidginAids *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *text = luukku_pidgin_pane_get_text (self->pane);
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window)) {
    gtk_widget_hide (self->box);
    return;
  }
  gtk_widget_set_visible (self->file, luukku_inbox_get_max_files (inbox, window.channel) > 0);
  show_hint (self, inbox, &window, text);
  show_service (self, inbox, &window, text);
  show_parts (self, inbox, &window, text);
  gtk_widget_show (self->box);
}

/* --- what a person does */
void
luukku_pidgin_aids_toggle_parts (LuukkuPidginAids *self)
{
  self->asked = !self->asked;
  luukku_pidgin_aids_refresh (self);
}

void
luukku_pidgin_aids_sign (LuukkuPidginAids *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *text = luukku_pidgin_pane_get_text (self->pane);
  g_autofree char *signature = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return;
  signature = luukku_aids_sign (inbox, window.channel, window.conversation, text, &error);
  if (signature == NULL)
    luukku_pidgin_banner_tell (self->pane->banner, error->message);
  else if (*signature != '\0')
    luukku_pidgin_pane_insert (self->pane, signature);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

static void
on_texts (GtkButton *button, gpointer data)
{
  LuukkuPidginAids *self = data;

  luukku_pidgin_texts_show (luukku_pidgin_pane_get_conversation (self->pane));
}

static void
on_sign (GtkButton *button, gpointer data)
{
  luukku_pidgin_aids_sign (data);
}

static void
on_file (GtkButton *button, gpointer data)
{
  LuukkuPidginAids *self = data;

  luukku_pidgin_files_ask (self->pane->files);
}

static void
on_part (GtkButton *button, gpointer data)
{
  LuukkuPidginAids *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  const char *part = g_object_get_data (G_OBJECT (button), PART_KEY);
  g_autofree char *text = NULL;
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return;
  text = luukku_aids_part_text (inbox, window.channel, window.conversation, part);
  if (text != NULL)
    luukku_pidgin_pane_insert (self->pane, text);
  gtk_widget_grab_focus (self->pane->gtkconv->entry); /* a cause goes on where its beginning ends */
}

static void
on_service (GtkButton *button, gpointer data)
{
  LuukkuPidginAids *self = data;

  if (self->service_line != NULL)
    luukku_pidgin_pane_insert (self->pane, self->service_line);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

/* --- life */
static GtkWidget *
add_button (LuukkuPidginAids *self, GtkWidget *row, const char *label, const char *name, const char *hint,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  gtk_widget_set_tooltip_text (button, hint);
  luukku_pidgin_set_name (button, name);
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  return button;
}

static void
add_parts (LuukkuPidginAids *self)
{
  self->parts = gtk_hbox_new (FALSE, 6);
  self->parts_label = gtk_label_new (NULL);
  gtk_box_pack_start (GTK_BOX (self->parts), self->parts_label, FALSE, FALSE, 4);
  for (guint i = 0; i < G_N_ELEMENTS (all_parts); i++) {
    const char *name = luukku_template_part_name (all_parts[i]);
    /* TRANSLATORS: %s is a part of an answer: "thanks", "the cause" */
    g_autofree char *spoken = g_strdup_printf (_ ("Insert the beginning of this part: %s"), name);

    self->buttons[i] = add_button (self, self->parts, name, spoken, spoken, G_CALLBACK (on_part));
    g_object_set_data (G_OBJECT (self->buttons[i]), PART_KEY, (gpointer) all_parts[i]);
  }
  gtk_box_pack_start (GTK_BOX (self->box), self->parts, FALSE, FALSE, 0);
}

static void
add_service (LuukkuPidginAids *self)
{
  GtkWidget *place = luukku_pidgin_wrap_new (&self->service_label);

  self->service = gtk_hbox_new (FALSE, 6);
  gtk_box_pack_start (GTK_BOX (self->service), place, TRUE, TRUE, 4);
  add_button (self, self->service, _ ("Insert ser_vice"), _ ("Insert the right service"),
              _ ("Puts the service and its contact details into the reply"), G_CALLBACK (on_service));
  gtk_box_pack_start (GTK_BOX (self->box), self->service, FALSE, FALSE, 0);
}

LuukkuPidginAids *
luukku_pidgin_aids_new (LuukkuPidginPane *pane)
{
  LuukkuPidginAids *self = g_new0 (LuukkuPidginAids, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 6);

  self->pane = pane;
  self->box = g_object_ref_sink (gtk_vbox_new (FALSE, 2));
  add_button (self, row, _ ("Reply te_mplates…"), _ ("Reply templates"),
              _ ("Texts of the guideline in the resident's language (F7)"), G_CALLBACK (on_texts));
  add_button (self, row, _ ("Sig_n"), _ ("Sign the reply"), _ ("Puts your signature behind the reply (F8)"),
              G_CALLBACK (on_sign));
  self->file = add_button (self, row, _ ("Attach a f_ile…"), _ ("Attach a file"),
                           _ ("A file goes along with the reply (Shift+F7)"), G_CALLBACK (on_file));
  self->hint_place = luukku_pidgin_wrap_new (&self->hint);
  gtk_box_pack_start (GTK_BOX (row), self->hint_place, TRUE, TRUE, 4);
  gtk_box_pack_start (GTK_BOX (self->box), row, FALSE, FALSE, 0);
  add_service (self);
  add_parts (self);
  gtk_widget_show_all (self->box);
  gtk_widget_hide (self->service);
  gtk_widget_hide (self->parts);
  gtk_widget_set_no_show_all (self->box, TRUE);
  return self;
}

void
luukku_pidgin_aids_free (LuukkuPidginAids *self)
{
  if (self == NULL)
    return;
  gtk_widget_destroy (self->box);
  g_object_unref (self->box);
  g_free (self->service_line);
  g_free (self);
}

GtkWidget *
luukku_pidgin_aids_get_widget (LuukkuPidginAids *self)
{
  return self->box;
}
