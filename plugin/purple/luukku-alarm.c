/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-alarm.c: alarms as a person meets them. What has to be done is the inbox's business; here it is
 * said, at the right time and again, and the supervisor is told through an account of this Pidgin. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-alarm.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define SUPERVISOR "supervisor"
#define SAME_ALARM (10 * G_TIME_SPAN_SECOND)
#define SOONEST G_TIME_SPAN_SECOND

static guint timer;    /* of the next thing that is due, 0: none */
static void *notice;   /* the open notice, NULL: none */
static gboolean acked; /* signals of other accounts are connected */

static void schedule (void);

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

    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
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
                          *steps != '\0' ? "\n" : "", steps);
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
  schedule ();
}

static void
on_case (LuukkuInbox *inbox, gint64 conversation, gpointer data)
{
  schedule ();
}

/* --- bans */
static void
on_sanction (LuukkuInbox *inbox, gint64 id, gpointer data)
{
  g_autoptr (LuukkuSanction) sanction = luukku_store_get_sanction (luukku_inbox_get_store (inbox), id, NULL);
  LuukkuView *view = sanction != NULL ? luukku_view_find_conversation (sanction->conversation) : NULL;
  g_autofree char *until = NULL;
  g_autofree char *line = NULL;

  schedule ();
  if (sanction == NULL)
    return;
  until = luukku_words_time (sanction->end_at, luukku_clock_now (luukku_core_get_clock ()));
  if (sanction->lifted_at != 0)
    line =
        g_strdup (sanction->by_hand
                      ? _ ("The ban of this resident has ended. End it at the channel too: Luukku cannot do "
                           "it there.")
                      : _ ("The ban of this resident has ended."));
  else
    /* TRANSLATORS: %s is a time. */
    line = g_strdup_printf (
        sanction->by_hand ? _ ("This resident is banned until %s. Do it at the channel too: Luukku cannot "
                               "do it there. What they write meanwhile is kept out of sight.")
                          : _ ("This resident is banned until %s. What they write meanwhile is kept out "
                               "of sight."),
        until);
  if (view != NULL) {
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
    luukku_view_refresh (view);
  } else if (sanction->lifted_at != 0 && sanction->by_hand) {
    luukku_core_notify_info (line);
  }
}

/* --- time */
static gboolean
on_due (gpointer data)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  timer = 0;
  if (inbox != NULL)
    luukku_inbox_remind (inbox);
  schedule ();
  return G_SOURCE_REMOVE;
}

/* Nothing under way: nothing wakes. */
static void
schedule (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuClock *clock = luukku_core_get_clock ();
  gint64 next = inbox != NULL ? luukku_inbox_next_alarm (inbox) : 0;

  luukku_clock_clear_timeout (clock, &timer);
  if (next != 0)
    timer = luukku_clock_add_timeout (clock, MAX (next - luukku_clock_now (clock), SOONEST), on_due, NULL);
}

/* --- telling the supervisor */

/* Returns: (transfer none) (nullable): a contact at @address of an account that is online. */
static PurpleBuddy *
find_contact (const char *address)
{
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next) {
    PurpleAccount *account = purple_connection_get_account (l->data);
    PurpleBuddy *buddy = luukku_core_is_ours (account) ? NULL : purple_find_buddy (account, address);

    if (buddy != NULL)
      return buddy;
  }
  return NULL;
}

/* Returns: the number of the first step in which @role is told and that is not finished; 0: none. */
static guint
find_step (GPtrArray *steps, const char *role)
{
  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (step->role != NULL && strstr (step->role, role) != NULL &&
        (step->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT) && luukku_step_missing (step) != 0)
      return i + 1;
  }
  return 0;
}

static PurpleBuddy *
need_contact (LuukkuInbox *inbox, char **ret_address, GError **error)
{
  g_autoptr (LuukkuAlarmContact) contact = luukku_inbox_get_alarm_contact (inbox, SUPERVISOR);
  PurpleBuddy *buddy = NULL;

  if (contact == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("Nobody has entered how the supervisor is reached. Call, then enter the step; or write "
            "/escalate contact ADDRESS."));
    return NULL;
  }
  if (!contact->confirmed) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("The supervisor's contact %s has not been confirmed. Make sure that it is right, then "
            "write /escalate contact %s."),
        contact->address, contact->address);
    return NULL;
  }
  buddy = find_contact (contact->address);
  if (buddy == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("No account that is online here knows %s. Call the supervisor instead, then enter the "
            "step."),
        contact->address);
  *ret_address = g_strdup (contact->address);
  return buddy;
}

gboolean
luukku_alarm_tell_supervisor (LuukkuView *view, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (inbox, view->about.id, error);
  g_autofree char *address = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  PurpleBuddy *buddy = steps != NULL ? need_contact (inbox, &address, error) : NULL;
  LuukkuStepAct act = { .kind = LUUKKU_STEP_ACT_DONE, .how = "message" };
  guint place = find_step (steps, SUPERVISOR);

  if (buddy == NULL)
    return FALSE;
  if (place == 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The supervisor has been told of this case already."));
    return FALSE;
  }
  text = luukku_inbox_ready_text (inbox, view->about.id, SUPERVISOR, NULL, error);
  if (text == NULL)
    return FALSE;
  html = luukku_text_to_html (text);
  if (serv_send_im (purple_account_get_connection (purple_buddy_get_account (buddy)),
                    purple_buddy_get_name (buddy), html, 0) < 0) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The message to the supervisor did not leave. Call instead, then enter the step."));
    return FALSE;
  }
  act.whom = address;
  return luukku_inbox_act_on_step (inbox, view->about.id, place, &act, error);
}

/* The supervisor answers with the number of the case. */
static void
acknowledge (LuukkuInbox *inbox, const char *who, const char *number)
{
  g_autoptr (LuukkuCase) item = luukku_store_get_case (luukku_inbox_get_store (inbox), number, NULL);
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuStepAct act = { .kind = LUUKKU_STEP_ACT_ACKNOWLEDGED, .whom = who, .how = "message" };
  LuukkuView *view = NULL;
  guint place;

  if (item == NULL)
    return;
  steps = luukku_inbox_list_steps (inbox, luukku_case_peek (item)->conversation, NULL);
  place = find_step (steps, SUPERVISOR);
  if (place == 0 ||
      !luukku_inbox_act_on_step (inbox, luukku_case_peek (item)->conversation, place, &act, &error))
    return;
  view = luukku_view_find_conversation (luukku_case_peek (item)->conversation);
  if (view != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The supervisor has acknowledged the alarm."));
}

static void
on_received_im (PurpleAccount *account, char *sender, char *message, PurpleConversation *conv,
                PurpleMessageFlags flags)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuAlarmContact) contact = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *name = NULL;
  g_autofree char *number = NULL;
  const char *at;

  if (inbox == NULL || sender == NULL || message == NULL || luukku_core_is_ours (account))
    return;
  contact = luukku_inbox_get_alarm_contact (inbox, SUPERVISOR);
  if (contact == NULL || !contact->confirmed)
    return;
  name = g_strdup (purple_normalize (account, contact->address));
  if (g_strcmp0 (name, purple_normalize (account, sender)) != 0)
    return;
  plain = luukku_text_strip_html (message);
  at = strstr (plain, "LUU-");
  number = at != NULL ? g_strndup (at, strlen ("LUU-2026-000000")) : NULL;
  if (number != NULL)
    acknowledge (inbox, contact->address, number);
}

/* --- life */
void
luukku_alarm_follow (LuukkuInbox *inbox)
{
  g_signal_connect (inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  g_signal_connect (inbox, "case", G_CALLBACK (on_case), NULL);
  g_signal_connect (inbox, "sanction", G_CALLBACK (on_sanction), NULL);
  if (!acked) {
    acked = TRUE;
    purple_signal_connect (purple_conversations_get_handle (), "received-im-msg", luukku_core_get_handle (),
                           PURPLE_CALLBACK (on_received_im), NULL);
  }
  schedule ();
}

void
luukku_alarm_stop (void)
{
  luukku_clock_clear_timeout (luukku_core_get_clock (), &timer);
  acked = FALSE;
}
