/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-alarm.c: draws the labels and steps that the inbox has, and runs the commands that also stand
 * in the window's menu, so that buttons, keys and words do the same. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-alarm.h"

#include "inbox/luukku-inbox-alarm.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define WHOM "luukku-whom" /* data of a button: who was told */

struct _LuukkuPidginAlarm {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *frame;       /* (ref) */
  GtkWidget *title;       /* no ref: in frame */
  GtkWidget *next;        /* no ref: the button of the step that is to be done now */
  GtkWidget *all;         /* no ref: button that shows all steps */
  GtkWidget *steps;       /* no ref: box of the steps, hidden until somebody wants to see them */
  GtkWidget *show;        /* no ref: these buttons stand there when the labels ask for them */
  GtkWidget *tell;
  GtkWidget *police;
  GtkWidget *help;
};

/* --- acts */

/* A command of the window, as if it had been typed; a failure is said in a notice. */
static void
run_command (LuukkuPidginAlarm *self, const char *command)
{
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self->pane);
  g_autofree char *error = NULL;
  g_autofree char *plain = NULL;

  if (conv == NULL || purple_cmd_do_command (conv, command, command, &error) == PURPLE_CMD_STATUS_OK)
    return;
  plain = error != NULL ? purple_unescape_html (error) : NULL;
  purple_notify_error (luukku_pidgin_get_api, _ ("Luukku"),
                       plain != NULL ? plain : _ ("This could not be done."), NULL);
}

typedef struct {
  PurpleConversation *conv; /* no ref: looked up again before use */
  char *command;            /* "escalate 2 done" */
} Question;

static void
question_free (Question *self)
{
  g_free (self->command);
  g_free (self);
}

static void
on_answer (Question *question, const char *answer)
{
  LuukkuPidginPane *pane = g_list_find (purple_get_conversations (), question->conv) != NULL
                               ? luukku_pidgin_pane_of (question->conv)
                               : NULL;
  g_autofree char *command = g_strdup_printf ("%s %s", question->command, answer != NULL ? answer : "");

  if (pane != NULL)
    run_command (pane->alarm, command);
  question_free (question);
}

static void
on_no_answer (Question *question, const char *answer)
{
  question_free (question);
}

static void
ask (LuukkuPidginAlarm *self, const char *primary, const char *secondary, const char *before,
     const char *command)
{
  Question *question = g_new0 (Question, 1);

  question->conv = luukku_pidgin_pane_get_conversation (self->pane);
  question->command = g_strdup (command);
  purple_request_input (luukku_pidgin_get_api, _ ("Luukku"), primary, secondary, before, FALSE, FALSE, NULL,
                        _ ("_Enter"), G_CALLBACK (on_answer), _ ("_Cancel"), G_CALLBACK (on_no_answer), NULL,
                        NULL, NULL, question);
}

static guint
place_of (GtkWidget *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "luukku-place"));
}

static void
on_done (GtkButton *button, gpointer data)
{
  g_autofree char *command = g_strdup_printf ("escalate %u", place_of (GTK_WIDGET (button)));

  run_command (data, command); /* a form: who, how, when */
}

static void
on_reference (GtkButton *button, gpointer data)
{
  g_autofree char *command = g_strdup_printf ("escalate %u ref", place_of (GTK_WIDGET (button)));

  ask (data, _ ("Which reference number did the authority give?"), NULL, NULL, command);
}

static void
on_acknowledged (GtkButton *button, gpointer data)
{
  g_autofree char *command = g_strdup_printf ("escalate %u ack", place_of (GTK_WIDGET (button)));

  ask (data, _ ("Who has acknowledged it?"), NULL, g_object_get_data (G_OBJECT (button), WHOM), command);
}

static void
on_note (GtkButton *button, gpointer data)
{
  g_autofree char *command = g_strdup_printf ("escalate %u note", place_of (GTK_WIDGET (button)));

  ask (data, _ ("What was decided, and why?"), NULL, NULL, command);
}

static void
on_show (GtkButton *button, gpointer data)
{
  run_command (data, "show");
}

static void
on_hand_over (GtkButton *button, gpointer data)
{
  LuukkuPidginAlarm *self = data;
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self->pane);
  g_autoptr (GError) error = NULL;

  if (conv != NULL && !luukku_pidgin_get_api ()->ask_case (conv, LUUKKU_QUESTION_HAND_OVER, &error))
    purple_notify_error (luukku_pidgin_get_api, _ ("Luukku"), error->message, NULL);
}

static void
on_tell (GtkButton *button, gpointer data)
{
  run_command (data, "escalate ask");
}

static void
on_police (GtkButton *button, gpointer data)
{
  run_command (data, "escalate text police");
}

static void
on_help (GtkButton *button, gpointer data)
{
  run_command (data, "escalate text help");
}

static void
on_wrong (GtkButton *button, gpointer data)
{
  run_command (data, "label no");
}

/* --- drawing */
static GtkWidget *
add_button (LuukkuPidginAlarm *self, GtkWidget *box, const char *label, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  luukku_pidgin_set_name (button, name);
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  return button;
}

static const char *
state_words (const LuukkuStep *step)
{
  guint missing = luukku_step_missing (step);

  if (step->waived_at != 0 && missing == 0)
    return _ ("left out, with a reason");
  if (missing & LUUKKU_STEP_NEEDS_TIME)
    return step->within == 0 ? _ ("at once") : _ ("to do");
  if (missing & LUUKKU_STEP_NEEDS_REFERENCE)
    return _ ("the reference number is missing");
  if (missing & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT)
    return _ ("waits for an acknowledgement");
  if (missing & LUUKKU_STEP_NEEDS_TEXT)
    return _ ("the decision in words is missing");
  return _ ("done");
}

/* The one button that brings the step on. */
static void
add_step_button (LuukkuPidginAlarm *self, GtkWidget *row, guint place, const LuukkuStep *step)
{
  guint missing = luukku_step_missing (step);
  GtkWidget *button = NULL;
  const struct {
    LuukkuStepNeeds need;
    const char *label;
    GCallback callback;
  } ways[] = {
    { LUUKKU_STEP_NEEDS_REFERENCE, _ ("Reference…"), G_CALLBACK (on_reference) },
    { LUUKKU_STEP_NEEDS_TEXT, _ ("Decision…"), G_CALLBACK (on_note) },
    { LUUKKU_STEP_NEEDS_TIME, _ ("Done…"), G_CALLBACK (on_done) },
    { LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT, _ ("Acknowledged…"), G_CALLBACK (on_acknowledged) },
  };

  /* The form of what was done has a place for the reference: who, how and when come with it. */
  if ((missing & LUUKKU_STEP_NEEDS_TIME) && (missing & LUUKKU_STEP_NEEDS_REFERENCE))
    missing &= ~(guint) LUUKKU_STEP_NEEDS_REFERENCE;
  for (guint i = 0; button == NULL && i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *name = NULL;

    if (!(missing & ways[i].need))
      continue;
    /* TRANSLATORS: for screen readers: a button's word and the step it belongs to. */
    name = g_strdup_printf (_ ("%s %s"), ways[i].label, step->text);
    button = add_button (self, row, ways[i].label, name, ways[i].callback);
    g_object_set_data (G_OBJECT (button), "luukku-place", GUINT_TO_POINTER (place));
    g_object_set_data_full (G_OBJECT (button), WHOM, g_strdup (step->whom), g_free);
  }
}

/* Returns: (transfer full): "○ 2. Tell the supervisor – at once". */
static char *
step_words (guint place, const LuukkuStep *step)
{
  gint64 now = luukku_clock_now (luukku_pidgin_get_clock ());
  g_autofree char *time = step->done_at != 0 ? luukku_words_time (step->done_at, now) : NULL;

  return g_strdup_printf (
      "%s %u. %s – %s%s%s", luukku_step_missing (step) == 0 ? "\xe2\x9c\x93" : "\xe2\x97\x8b", place,
      step->text, state_words (step), time != NULL ? " · " : "", time != NULL ? time : "");
}

static void
add_step (LuukkuPidginAlarm *self, guint place, const LuukkuStep *step)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = NULL;
  GtkWidget *place_of_label = luukku_pidgin_wrap_new (&label);
  g_autofree char *text = step_words (place, step);

  gtk_label_set_text (GTK_LABEL (label), text);
  luukku_pidgin_set_name (label, text);
  gtk_box_pack_start (GTK_BOX (row), place_of_label, TRUE, TRUE, 0);
  add_step_button (self, row, place, step);
  gtk_box_pack_start (GTK_BOX (self->steps), row, FALSE, FALSE, 0);
}

/* What the panel is about. */
typedef struct {
  char *labels; /* the gravest first */
  char *first;
  LuukkuAlarm alarm;
} About;

static void
about_clear (About *self)
{
  g_free (self->labels);
  g_free (self->first);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (About, about_clear)

/* Returns: FALSE: nothing that has to be seen here. */
static gboolean
read_about (LuukkuInbox *inbox, gint64 conversation, About *about)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, NULL);

  if (item == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED)
    return FALSE;
  about->labels = luukku_store_get_case_labels (store, luukku_case_peek (item)->id, &about->alarm, NULL);
  if (about->labels == NULL || *about->labels == '\0')
    return FALSE;
  about->first = g_strndup (about->labels, strcspn (about->labels, ";"));
  return TRUE;
}

/* Returns: (transfer full): what the case may be, and what comes before everything else. */
static char *
describe (LuukkuInbox *inbox, const About *about, GPtrArray *steps)
{
  g_autofree char *title = luukku_inbox_label_title (inbox, about->first);
  const char *danger =
      luukku_steps_first_missing (steps) != NULL ? luukku_words_danger (about->labels) : NULL;
  g_autofree char *line = NULL;

  if (about->alarm < LUUKKU_ALARM_QUEUE)
    line = g_strdup (_ ("To do")); /* the gravest label need not be the one that asks for it */
  else
    /* TRANSLATORS: %s is what a message may be: "Threat against a person". */
    line =
        g_strdup_printf (about->alarm == LUUKKU_ALARM_RAISED ? _ ("Alarm: %s") : _ ("To decide: %s"), title);
  return danger != NULL ? g_strdup_printf ("%s. %s", line, danger) : g_steal_pointer (&line);
}

static gboolean
waits_for_somebody (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (step->role != NULL && (luukku_step_missing (step) & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT))
      return TRUE;
  }
  return FALSE;
}

/* Whoever tells us of a danger, asks us for something, or is in need has done nothing for the police. */
static gboolean
is_for_the_police (const About *about)
{
  return about->alarm >= LUUKKU_ALARM_QUEUE && !g_str_equal (about->first, "self-harm") &&
         !g_str_equal (about->first, "unsafe-report") && !g_str_equal (about->first, "removal-request");
}

static void
show_buttons (LuukkuPidginAlarm *self, const About *about, GPtrArray *steps)
{
  g_autofree char *covered = luukku_labels_find (about->labels, luukku_label_is_covered);

  gtk_widget_set_visible (self->show, covered != NULL);
  gtk_widget_set_visible (self->tell, waits_for_somebody (steps));
  gtk_widget_set_visible (self->police, is_for_the_police (about));
  gtk_widget_set_visible (self->help, luukku_labels_have (about->labels, "self-harm"));
}

static void
clear (GtkWidget *box)
{
  GList *children = gtk_container_get_children (GTK_CONTAINER (box));

  for (GList *l = children; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);
  g_list_free (children);
}

/* --- the steps */
static void
show_all_label (LuukkuPidginAlarm *self, guint open, guint total)
{
  gboolean shown = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->all));
  /* TRANSLATORS: how many steps of how many are still open: "All steps (3 of 5 open)". */
  g_autofree char *label = g_strdup_printf (
      shown ? _ ("Hide the steps (%u of %u open)") : _ ("All steps (%u of %u open)"), open, total);

  gtk_button_set_label (GTK_BUTTON (self->all), label);
  luukku_pidgin_set_name (self->all, label);
}

static void
show_child (GtkWidget *child, gpointer data)
{
  gtk_widget_show_all (child);
}

/* The first step that is not finished stands beside the alarm, the others open on demand: the conversation
 * below is what the window is for. */
static void
show_steps (LuukkuPidginAlarm *self, const char *alarm, GPtrArray *steps, const char *advice)
{
  gboolean shown = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->all));
  g_autoptr (GString) title = g_string_new (alarm);
  guint total = steps->len, open = 0;

  clear (self->next);
  clear (self->steps);
  for (guint i = 0; i < total; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);
    gboolean missing = luukku_step_missing (step) != 0;

    if (missing && open++ == 0 && !shown) {
      g_autofree char *words = step_words (i + 1, step);

      g_string_append_printf (title, "\n%s", words);
      add_step_button (self, self->next, i + 1, step);
    }
    if (shown)
      add_step (self, i + 1, step);
  }
  if (total == 0 && advice != NULL)
    g_string_append_printf (title, "\n%s", advice);
  if (total > 0 && open == 0)
    g_string_append_printf (title, "\n%s", _ ("All steps are done: the case can be closed."));
  gtk_label_set_text (GTK_LABEL (self->title), title->str);
  luukku_pidgin_set_name (self->title, title->str);
  show_all_label (self, open, total);
  gtk_widget_set_visible (self->all, total > 1);
  gtk_widget_show_all (self->next);
  gtk_container_foreach (GTK_CONTAINER (self->steps), show_child, NULL);
  gtk_widget_set_visible (self->steps, shown);
}

void
luukku_pidgin_alarm_refresh (LuukkuPidginAlarm *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *title = NULL;
  g_autofree char *advice = NULL;
  g_auto (About) about = { 0 };
  LuukkuWindow window;

  if (inbox != NULL && luukku_pidgin_pane_describe (self->pane, &window) && window.id != 0 &&
      read_about (inbox, window.id, &about))
    steps = luukku_inbox_list_steps (inbox, window.id, NULL);
  if (steps == NULL || (about.alarm < LUUKKU_ALARM_QUEUE && steps->len == 0)) {
    gtk_widget_hide (self->frame);
    return;
  }
  title = describe (inbox, &about, steps);
  advice = luukku_inbox_label_advice (inbox, about.first);
  show_steps (self, title, steps, advice);
  show_buttons (self, &about, steps);
  gtk_widget_show (self->frame);
}

static void
on_all (GtkToggleButton *button, gpointer data)
{
  luukku_pidgin_alarm_refresh (data);
}

static GtkWidget *
add_all_button (LuukkuPidginAlarm *self, GtkWidget *box)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_focus_on_click (GTK_BUTTON (button), FALSE);
  g_signal_connect (button, "toggled", G_CALLBACK (on_all), self);
  gtk_box_pack_end (GTK_BOX (box), button, FALSE, FALSE, 0);
  return button;
}

LuukkuPidginAlarm *
luukku_pidgin_alarm_new (LuukkuPidginPane *pane)
{
  LuukkuPidginAlarm *self = g_new0 (LuukkuPidginAlarm, 1);
  GtkWidget *box = gtk_vbox_new (FALSE, 2);
  GtkWidget *head = gtk_hbox_new (FALSE, 6);
  GtkWidget *buttons = gtk_hbox_new (FALSE, 4);
  GtkWidget *icon = gtk_image_new_from_stock (GTK_STOCK_DIALOG_WARNING, GTK_ICON_SIZE_MENU);
  GtkWidget *place = NULL;

  self->pane = pane;
  self->frame = g_object_ref_sink (gtk_frame_new (NULL));
  place = luukku_pidgin_wrap_new (&self->title);
  self->next = gtk_hbox_new (FALSE, 2);
  self->steps = gtk_vbox_new (FALSE, 2);
  gtk_widget_set_no_show_all (self->steps, TRUE);
  luukku_pidgin_set_name (icon, _ ("Alarm"));
  gtk_box_pack_start (GTK_BOX (head), icon, FALSE, FALSE, 4);
  gtk_box_pack_start (GTK_BOX (head), place, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (head), self->next, FALSE, FALSE, 0);
  self->all = add_all_button (self, head);
  self->show =
      add_button (self, buttons, _ ("Show message"), _ ("Show the covered message"), G_CALLBACK (on_show));
  add_button (self, buttons, _ ("Take from me…"), _ ("Take this case from me"), G_CALLBACK (on_hand_over));
  self->tell = add_button (self, buttons, _ ("Tell supervisor"), _ ("Send the ready text to the supervisor"),
                           G_CALLBACK (on_tell));
  self->police = add_button (self, buttons, _ ("Police report"),
                             _ ("Show the text for the report to the police"), G_CALLBACK (on_police));
  self->help =
      add_button (self, buttons, _ ("Help…"), _ ("Show the help with the numbers"), G_CALLBACK (on_help));
  add_button (self, buttons, _ ("Wrong label"), _ ("The label is wrong"), G_CALLBACK (on_wrong));
  gtk_container_set_border_width (GTK_CONTAINER (box), 4);
  gtk_box_pack_start (GTK_BOX (box), head, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->steps, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (self->frame), box);
  gtk_widget_show_all (self->frame);
  gtk_widget_hide (self->frame);
  gtk_widget_set_no_show_all (self->frame, TRUE);
  return self;
}

void
luukku_pidgin_alarm_free (LuukkuPidginAlarm *self)
{
  if (self == NULL)
    return;
  gtk_widget_destroy (self->frame);
  g_object_unref (self->frame);
  g_free (self);
}

GtkWidget *
luukku_pidgin_alarm_get_widget (LuukkuPidginAlarm *self)
{
  return self->frame;
}
