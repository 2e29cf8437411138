/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-alarm.c: alarms as a person meets them. What has to be done is the inbox's business; here it is
 * said, at the right time and again. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-alarm.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-tell.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MOST_OTHERS 8 /* that the notice names beside the newest */
#define SAME_ALARM (10 * G_TIME_SPAN_SECOND)

static GArray
    *waiting; /* gint64: conversations of the open notice, the newest first; its place is the handle */
static guint others_id; /* idle source, 0: none */
static guint start_id;  /* the same */

/* --- words */
static const char *
missing_words (guint missing)
{
  if (missing & LUUKKU_STEP_NEEDS_TIME)
    return _ ("to do");
  if (missing & LUUKKU_STEP_NEEDS_REFERENCE)
    return _ ("the reference number is missing");
  if (missing & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT)
    return _ ("waits for an acknowledgement");
  if (missing & LUUKKU_STEP_NEEDS_TEXT)
    return _ ("the decision in words is missing");
  return _ ("done");
}

char *
luukku_alarm_describe_step (guint place, const LuukkuStep *step)
{
  guint missing = luukku_step_missing (step);
  g_autofree char *when = step->done_at != 0
                              ? luukku_words_time (step->done_at, luukku_clock_now (luukku_core_get_clock ()))
                              : NULL;
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%u. %s – ", place, step->text);
  g_string_append (line, step->waived_at != 0 && missing == 0 ? _ ("left out, with a reason")
                                                              : missing_words (missing));
  if (when != NULL)
    g_string_append_printf (line, " (%s%s%s)", when, step->whom != NULL ? ", " : "",
                            step->whom != NULL ? step->whom : "");
  if (step->mandatory && missing != 0)
    g_string_append_printf (line, " · %s", step->within == 0 ? _ ("at once") : _ ("must be done"));
  return g_string_free (line, FALSE);
}

char *
luukku_alarm_describe (gint64 conversation)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (luukku_core_get_inbox (), conversation, NULL);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    g_autofree char *line = luukku_alarm_describe_step (i + 1, g_ptr_array_index (steps, i));
    g_autofree char *contacts = luukku_tell_describe (conversation, g_ptr_array_index (steps, i));

    g_string_append_printf (lines, "%s%s%s", i > 0 ? "\n" : "", line, contacts != NULL ? contacts : "");
  }
  return g_string_free (lines, FALSE);
}

/* --- the notice: one for all, so that a second alarm takes no earlier one away unread */

/* Returns: (transfer full) (nullable): "Threat against a person – case LUU-…"; NULL: nothing is alarming any
 * more. */
static char *
make_title (LuukkuInbox *inbox, gint64 conversation, char **ret_labels)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, NULL);
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *labels =
      item != NULL ? luukku_store_get_case_labels (store, luukku_case_peek (item)->id, &alarm, NULL) : NULL;
  g_autofree char *first = labels != NULL ? g_strndup (labels, strcspn (labels, ";")) : NULL;
  g_autofree char *label = first != NULL && *first != '\0' ? luukku_inbox_label_title (inbox, first) : NULL;

  if (ret_labels != NULL)
    *ret_labels = NULL;
  if (label == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED)
    return NULL;
  if (ret_labels != NULL)
    *ret_labels = g_steal_pointer (&labels);
  /* TRANSLATORS: %s is what a message may be, "Threat against a person", then the number of the case. */
  return g_strdup_printf (_ ("%s – case %s"), label, luukku_case_peek (item)->number);
}

/* Returns: (transfer full): what is to be done now. */
static char *
make_text (LuukkuInbox *inbox, gint64 conversation, const char *labels)
{
  g_autofree char *steps = luukku_alarm_describe (conversation);
  g_autofree char *help = luukku_labels_have (labels, "self-harm")
                              ? luukku_inbox_ready_text (inbox, conversation, "help", NULL, NULL)
                              : NULL;
  const char *first = help == NULL ? luukku_words_danger (labels) : NULL;
  GString *text = g_string_new (first);

  if (help != NULL)
    g_string_append (text, help);
  if (help == NULL && *steps != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", steps);
  return g_string_free (text, FALSE);
}

/* Of @conversation and those that waited before it, the newest first, each once. */
static void
put_first (gint64 conversation)
{
  if (waiting == NULL)
    waiting = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = waiting->len; i > 0; i--) {
    if (g_array_index (waiting, gint64, i - 1) == conversation)
      g_array_remove_index (waiting, i - 1);
  }
  g_array_prepend_val (waiting, conversation);
}

static void
add_others (LuukkuInbox *inbox, GString *text)
{
  guint told = 0;

  for (guint i = 1; i < waiting->len; i++) {
    g_autofree char *title = make_title (inbox, g_array_index (waiting, gint64, i), NULL);

    if (title == NULL || told++ > MOST_OTHERS)
      continue;
    if (told == 1)
      /* TRANSLATORS: stands above other alarms, a line each. */
      g_string_append_printf (text, "\n\n%s", _ ("These alarms are waiting, too:"));
    g_string_append_printf (text, "\n%s", told > MOST_OTHERS ? "…" : title);
  }
}

static gboolean on_others (gpointer data);

/* The notice is closed by who calls this; what else waits is shown afterwards. */
static void
on_open_case (gpointer data, int action)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  gint64 conversation = waiting != NULL && waiting->len > 0 ? g_array_index (waiting, gint64, 0) : 0;
  g_autoptr (LuukkuConversation) of =
      inbox != NULL && conversation != 0
          ? luukku_store_get_conversation (luukku_inbox_get_store (inbox), conversation, NULL)
          : NULL;

  if (of == NULL)
    return;
  g_array_remove_index (waiting, 0);
  if (!luukku_view_open (luukku_conversation_peek (of)->channel, luukku_conversation_peek (of)->platform_id))
    luukku_core_notify_error (
        _ ("The conversation cannot be opened, because the account of its channel is not "
           "online here. Enable it under "
           "Accounts."));
  if (others_id == 0 && waiting->len > 0)
    others_id = g_idle_add (on_others, NULL);
}

static void
on_close_notice (gpointer data, int action)
{
  if (waiting != NULL)
    g_array_set_size (waiting, 0);
}

/* Pidgin's own picture for a question smiles. Returns: (transfer full) (nullable). */
static GBytes *
load_icon (void)
{
  g_autofree char *path = luukku_data_file ("icons/luukku-alarm.png", NULL);
  char *data = NULL;
  gsize length = 0;

  return path != NULL && g_file_get_contents (path, &data, &length, NULL) ? g_bytes_new_take (data, length)
                                                                          : NULL;
}

/* Nothing in it is the default: who types a reply while it comes does not answer it. */
static void
show_notice (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *title = NULL;
  g_autofree char *labels = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) icon = load_icon ();
  GString *all = NULL;

  purple_request_close_with_handle (&waiting);
  while (inbox != NULL && waiting->len > 0 && title == NULL) {
    title = make_title (inbox, g_array_index (waiting, gint64, 0), &labels);
    if (title == NULL)
      g_array_remove_index (waiting, 0);
  }
  if (title == NULL)
    return;
  text = make_text (inbox, g_array_index (waiting, gint64, 0), labels);
  all = g_string_new (text);
  add_others (inbox, all);
  purple_request_action_with_icon (&waiting, _ ("Luukku: alarm"), title, all->str, PURPLE_DEFAULT_ACTION_NONE,
                                   NULL, NULL, NULL, icon != NULL ? g_bytes_get_data (icon, NULL) : NULL,
                                   icon != NULL ? g_bytes_get_size (icon) : 0, NULL, 2,
                                   luukku_label (_ ("_Open the case")), G_CALLBACK (on_open_case),
                                   luukku_label (_ ("_Close")), G_CALLBACK (on_close_notice));
  g_string_free (all, TRUE);
}

static gboolean
on_others (gpointer data)
{
  others_id = 0;
  show_notice ();
  return G_SOURCE_REMOVE;
}

static void
tell_alarm (LuukkuInbox *inbox, gint64 conversation, gboolean loud)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  LuukkuView *view = luukku_view_find_conversation (conversation);
  g_autofree char *labels = NULL;
  g_autofree char *title = make_title (inbox, conversation, &labels);
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  /* A user interface that draws a state has a panel with the steps: the conversation is not pushed out of
   * sight. */
  gboolean in_line = luukku_core_get_ui_ops ()->refresh == NULL;

  if (title == NULL)
    return;
  if (loud) {
    put_first (conversation);
    show_notice ();
  }
  /* The window that a message opens says it already. */
  if (view == NULL || (view->alarm_told != 0 && now - view->alarm_told < SAME_ALARM))
    return;
  if (in_line || luukku_labels_have (labels, "self-harm"))
    text = make_text (inbox, conversation, labels);
  line =
      g_strdup_printf ("%s%s%s", title, text != NULL && *text != '\0' ? "\n" : "", text != NULL ? text : "");
  view->alarm_told = now;
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
  luukku_view_refresh (view);
}

void
luukku_alarm_greet (LuukkuView *view)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuCase) item =
      inbox != NULL ? luukku_store_find_case (luukku_inbox_get_store (inbox), view->about.id, NULL) : NULL;
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;

  if (item == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED)
    return;
  g_free (luukku_store_get_case_labels (luukku_inbox_get_store (inbox), luukku_case_peek (item)->id, &alarm,
                                        NULL));
  if (alarm == LUUKKU_ALARM_RAISED)
    tell_alarm (inbox, view->about.id, FALSE);
}

static void
on_alarm (LuukkuInbox *inbox, gint64 conversation, gpointer data)
{
  tell_alarm (inbox, conversation, TRUE);
}

/* --- bans */

/* By the case's number: a notice lies open on the desk. */
static void
tell_without_window (LuukkuInbox *inbox, const LuukkuSanction *sanction, const char *line)
{
  g_autoptr (LuukkuCase) item =
      luukku_store_find_case (luukku_inbox_get_store (inbox), sanction->conversation, NULL);
  g_autofree char *whole =
      item != NULL ? g_strdup_printf ("%s · %s", luukku_case_peek (item)->number, line) : g_strdup (line);

  luukku_core_notify_info (whole);
}

static void
on_sanction (LuukkuInbox *inbox, gint64 id, gpointer data)
{
  g_autoptr (LuukkuSanction) sanction = luukku_store_get_sanction (luukku_inbox_get_store (inbox), id, NULL);
  LuukkuView *view = sanction != NULL ? luukku_view_find_conversation (sanction->conversation) : NULL;
  g_autofree char *until = NULL;
  g_autofree char *line = NULL;

  if (sanction == NULL)
    return;
  until = luukku_words_time (sanction->end_at, luukku_clock_now (luukku_core_get_clock ()));
  if (sanction->lifted_at != 0)
    line = g_strdup (sanction->by_hand ? _ ("The ban of this resident has ended. End it at the channel too, "
                                            "then write /done: Luukku cannot "
                                            "do it there.")
                                       : _ ("The ban of this resident has ended."));
  else
    /* TRANSLATORS: %s is a time. */
    line = g_strdup_printf (
        sanction->by_hand ? _ ("This resident is banned until %s. Do it at the channel too, then write "
                               "/done: Luukku cannot do it there. What they write meanwhile is kept out of "
                               "sight.")
                          : _ ("This resident is banned until %s. What they write meanwhile is kept out "
                               "of sight."),
        until);
  if (view != NULL) {
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
    luukku_view_refresh (view);
  } else if (sanction->lifted_at != 0) {
    tell_without_window (inbox, sanction, line);
  }
}

/* --- acts at the platform */
static void
on_acted (LuukkuInbox *inbox, gint64 conversation, int kind, int state, gpointer data)
{
  LuukkuView *view = luukku_view_find_conversation (conversation);
  gboolean done = state == LUUKKU_PLATFORM_DONE;
  const char *line =
      done
          ? _ ("The channel has done it.")
          : _ ("The channel did not do it. Do it there by hand, then write /done; Luukku reminds you of it.");

  if (view != NULL) {
    luukku_view_tell (view, done ? PURPLE_MESSAGE_SYSTEM : PURPLE_MESSAGE_ERROR, line);
    luukku_view_refresh (view);
  } else if (!done) {
    luukku_core_notify_error (line);
  }
}

/* --- life */

/* The notice went with the program that showed it: what nobody has acted on since is told again at the start.
 */
static gboolean
on_start (gpointer data)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GArray) open =
      inbox != NULL ? luukku_store_list_alarm_conversations (luukku_inbox_get_store (inbox), NULL) : NULL;

  start_id = 0;
  for (guint i = 0; open != NULL && i < open->len; i++) {
    gint64 conversation = g_array_index (open, gint64, i);

    if (luukku_inbox_has_open_alarm (inbox, conversation))
      put_first (conversation);
  }
  if (waiting != NULL && waiting->len > 0)
    show_notice ();
  return G_SOURCE_REMOVE;
}

void
luukku_alarm_follow (LuukkuInbox *inbox)
{
  if (start_id == 0)
    start_id = g_idle_add (on_start, NULL);
  g_signal_connect (inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  g_signal_connect (inbox, "sanction", G_CALLBACK (on_sanction), NULL);
  g_signal_connect (inbox, "acted", G_CALLBACK (on_acted), NULL);
  luukku_tell_listen ();
}

void
luukku_alarm_stop (void)
{
  g_clear_handle_id (&others_id, g_source_remove);
  g_clear_handle_id (&start_id, g_source_remove);
  purple_request_close_with_handle (&waiting);
  g_clear_pointer (&waiting, g_array_unref);
  luukku_tell_stop ();
}
