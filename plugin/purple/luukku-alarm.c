/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-alarm.c: alarms as a person meets them. What has to be done is the inbox's business; here it is
 * said, at the right time and again. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-alarm.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-tell.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define SAME_ALARM (10 * G_TIME_SPAN_SECOND)

static void *notice; /* the open notice, NULL: none */

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

/* --- the notice */
static void
on_notice_closed (gpointer data)
{
  notice = NULL;
}

static void
show_notice (const char *title, const char *text)
{
  if (notice != NULL)
    purple_notify_close (PURPLE_NOTIFY_MESSAGE, notice);
  notice = purple_notify_message (luukku_core_get_handle (), PURPLE_NOTIFY_MSG_WARNING, _ ("Luukku: alarm"),
                                  title, text, on_notice_closed, NULL);
}

static void
tell_alarm (LuukkuInbox *inbox, gint64 conversation, gboolean loud)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  LuukkuView *view = luukku_view_find_conversation (conversation);
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, NULL);
  g_autofree char *labels =
      item != NULL ? luukku_store_get_case_labels (store, luukku_case_peek (item)->id, NULL, NULL) : NULL;
  g_autofree char *first = labels != NULL ? g_strndup (labels, strcspn (labels, ";")) : NULL;
  g_autofree char *label = first != NULL && *first != '\0' ? luukku_inbox_label_title (inbox, first) : NULL;
  g_autofree char *steps = luukku_alarm_describe (conversation);
  /* A user interface that draws a state has a panel with the steps: the conversation is not pushed out of
   * sight. */
  gboolean in_line = *steps != '\0' && luukku_core_get_ui_ops ()->refresh == NULL;
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;
  g_autofree char *help = NULL;

  if (label == NULL)
    return;
  /* TRANSLATORS: %s is what a message may be, "Threat against a person", then the number of the case. */
  title = g_strdup_printf (_ ("%s – case %s"), label, luukku_case_peek (item)->number);
  if (luukku_labels_have (labels, "self-harm"))
    help = luukku_inbox_ready_text (inbox, conversation, "help", NULL, NULL);
  line = g_strdup_printf ("%s%s%s%s%s", title, help != NULL ? "\n" : "", help != NULL ? help : "",
                          in_line ? "\n" : "", in_line ? steps : "");
  if (loud)
    show_notice (title, help != NULL ? help : steps);
  /* The window that a message opens says it already. */
  if (view == NULL || (view->alarm_told != 0 && now - view->alarm_told < SAME_ALARM))
    return;
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
void
luukku_alarm_follow (LuukkuInbox *inbox)
{
  g_signal_connect (inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  g_signal_connect (inbox, "sanction", G_CALLBACK (on_sanction), NULL);
  g_signal_connect (inbox, "acted", G_CALLBACK (on_acted), NULL);
  luukku_tell_listen ();
}

void
luukku_alarm_stop (void)
{
  luukku_tell_stop ();
}
