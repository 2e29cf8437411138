/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-handling.c: taking a case, giving it on, answering later, labels, and taking a reply back: commands,
 * the window's menu, and forms of libpurple, so that Pidgin and Finch ask the same. What happened is told by
 * luukku-view-case.c. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-handling.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-writing.h"
#include "model/luukku-proposal.h"
#include "purple/luukku-attach.h"
#include "purple/luukku-core.h"
#include "purple/luukku-forward-form.h"
#include "purple/luukku-moderate.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-labels.h"

#include "purple/luukku-i18n.h"

#define MORNING "9:00" /* when "tomorrow" and "Monday" begin */

/* @rest: what was typed behind the command's name, maybe "". */
typedef gboolean (*Action) (LuukkuView *view, const char *rest, GError **error);

static LuukkuInbox *
inbox_of (void)
{
  return luukku_core_get_inbox ();
}

static gint64
get_now (void)
{
  return luukku_clock_now (luukku_core_get_clock ());
}

/* --- who has it */
static gboolean
do_take (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_inbox_case_event (inbox_of (), view->about.id, LUUKKU_CASE_EVENT_TAKEN, NULL, error);
}

static gboolean
do_reopen (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_inbox_case_event (inbox_of (), view->about.id, LUUKKU_CASE_EVENT_REOPENED,
                                  *rest != '\0' ? rest : NULL, error);
}

/* A form's callback gets the conversation's number: its window may be gone by then. */
static gpointer
number_of (LuukkuView *view)
{
  return GSIZE_TO_POINTER ((gsize) view->about.id);
}

static LuukkuView *
view_of_number (gpointer number)
{
  return inbox_of () != NULL ? luukku_view_find_conversation ((gint64) GPOINTER_TO_SIZE (number)) : NULL;
}

static void
tell_failure (LuukkuView *view, const GError *error)
{
  if (error != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
hand_over (gpointer number, const char *name)
{
  LuukkuView *view = view_of_number (number);
  g_autofree char *whom = g_strstrip (g_strdup (name != NULL ? name : ""));
  g_autoptr (GError) error = NULL;

  if (view == NULL)
    return;
  luukku_inbox_pass_case_on (inbox_of (), view->about.id, *whom != '\0' ? whom : NULL, NULL, &error);
  tell_failure (view, error);
}

static void
on_hand_over (gpointer number, PurpleRequestFields *fields)
{
  const char *name = purple_request_fields_get_string (fields, "name");
  PurpleRequestField *list = purple_request_fields_get_field (fields, "colleague");
  GList *selected = purple_request_field_list_get_selected (list);

  if (name == NULL || *name == '\0')
    name = selected != NULL ? purple_request_field_list_get_data (list, selected->data) : NULL;
  hand_over (number, name);
}

/* Names that the form hands back live as long as the program: there are as many as people. */
static PurpleRequestField *
colleague_field_new (GPtrArray *colleagues)
{
  PurpleRequestField *list =
      purple_request_field_list_new ("colleague", luukku_label (_ ("Or _one of these")));

  for (guint i = 0; i < colleagues->len; i++) {
    const LuukkuColleague *one = g_ptr_array_index (colleagues, i);
    /* TRANSLATORS: %s is a person's name. */
    g_autofree char *line = one->is_supervisor ? g_strdup_printf (_ ("%s (supervisor)"), one->name) : NULL;

    purple_request_field_list_add_icon (list, line != NULL ? line : one->name, NULL,
                                        (gpointer) g_intern_string (one->name));
  }
  return list;
}

static void
ask_hand_over (LuukkuView *view)
{
  g_autoptr (GPtrArray) colleagues = luukku_inbox_list_colleagues (inbox_of (), view->about.id);
  PurpleRequestFields *fields = NULL;
  PurpleRequestFieldGroup *group = NULL;
  const char *words = _ ("Write the colleague's name. Left empty, the case waits for anybody in the inbox.");

  if (colleagues->len == 0) {
    purple_request_input (&view->about, _ ("Hand the case over"), _ ("Who goes on with this case?"), words,
                          NULL, FALSE, FALSE, NULL, luukku_label (_ ("_Hand over")), G_CALLBACK (hand_over),
                          luukku_label (_ ("_Cancel")), NULL, purple_conversation_get_account (view->conv),
                          NULL, view->conv, number_of (view));
    return;
  }
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("name", luukku_label (_ ("_Name")), NULL, FALSE));
  purple_request_field_group_add_field (group, colleague_field_new (colleagues));
  purple_request_fields (&view->about, _ ("Hand the case over"), _ ("Who goes on with this case?"), words,
                         fields, luukku_label (_ ("_Hand over")), G_CALLBACK (on_hand_over),
                         luukku_label (_ ("_Cancel")), NULL, purple_conversation_get_account (view->conv),
                         NULL, view->conv, number_of (view));
}

/* --- later */
/* A time that is still to come: "14:05" is today, or tomorrow when it has passed; "24.11. 9:00" is the next
 * one. */
static gboolean
parse_later (const char *text, gint64 *ret_at, GError **error)
{
  static const gint64 from[] = { 0, G_TIME_SPAN_DAY, 364 * G_TIME_SPAN_DAY };
  gint64 now = get_now ();

  for (guint i = 0; *text != '\0' && i < G_N_ELEMENTS (from); i++) {
    if (!luukku_words_parse_time (text, now + from[i], ret_at, error))
      return FALSE;
    if (*ret_at > now && (i != 1 || *ret_at - now <= G_TIME_SPAN_DAY))
      return TRUE;
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("Write a time that is still to come: 14:05, or 24.11. 9:00."));
  return FALSE;
}

/* Returns: nine o'clock of the day after @days days. */
static gint64
morning_after (guint days)
{
  gint64 at = 0;

  return luukku_words_parse_time (MORNING, get_now () + days * G_TIME_SPAN_DAY, &at, NULL) ? at : 0;
}

static guint
days_to_monday (void)
{
  g_autofree char *day = luukku_time_format_local (get_now (), "Europe/Helsinki", "%u");

  return 8 - (guint) CLAMP (g_ascii_digit_value (*day), 1, 7);
}

enum {
  LATER_HOUR,
  LATER_THREE_HOURS,
  LATER_TOMORROW,
  LATER_MONDAY,
  LATER_TIME,
  LATER_NEVER,
};

static gboolean
put_off (LuukkuView *view, int choice, const char *time, GError **error)
{
  gint64 at = 0;

  switch (choice) {
  case LATER_HOUR:
    at = get_now () + G_TIME_SPAN_HOUR;
    break;
  case LATER_THREE_HOURS:
    at = get_now () + 3 * G_TIME_SPAN_HOUR;
    break;
  case LATER_TOMORROW:
    at = morning_after (1);
    break;
  case LATER_MONDAY:
    at = morning_after (days_to_monday ());
    break;
  case LATER_TIME:
    if (!parse_later (time != NULL ? time : "", &at, error))
      return FALSE;
    break;
  case LATER_NEVER:
  default:
    break;
  }
  return luukku_inbox_put_off (inbox_of (), view->about.id, at, error);
}

static void
on_later (gpointer number, PurpleRequestFields *fields)
{
  LuukkuView *view = view_of_number (number);
  const char *time = purple_request_fields_get_string (fields, "time");
  int choice = purple_request_fields_get_choice (fields, "when");
  g_autoptr (GError) error = NULL;

  if (view == NULL)
    return;
  /* Who writes a time means it. */
  put_off (view, time != NULL && *time != '\0' && choice != LATER_NEVER ? LATER_TIME : choice, time, &error);
  tell_failure (view, error);
}

static void
ask_later (LuukkuView *view)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *when = purple_request_field_choice_new ("when", _ ("When"), LATER_TOMORROW);
  const char *const choices[] = {
    [LATER_HOUR] = _ ("in an hour"),        [LATER_THREE_HOURS] = _ ("in three hours"),
    [LATER_TOMORROW] = _ ("tomorrow at 9"), [LATER_MONDAY] = _ ("on Monday at 9"),
    [LATER_TIME] = _ ("at the time below"), [LATER_NEVER] = _ ("do not remind me any more"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    purple_request_field_choice_add (when, choices[i]);
  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (group, when);
  purple_request_field_group_add_field (
      group,
      purple_request_field_string_new ("time", _ ("Time, for example 14:05 or 24.11. 9:00"), NULL, FALSE));
  purple_request_fields (
      &view->about, _ ("Answer later"), _ ("When do you want to answer?"),
      _ ("You are reminded then. The time in which the resident must be answered runs on."), fields,
      luukku_label (_ ("_Remind me")), G_CALLBACK (on_later), luukku_label (_ ("_Cancel")), NULL,
      purple_conversation_get_account (view->conv), NULL, view->conv, number_of (view));
}

static gboolean
do_later (LuukkuView *view, const char *rest, GError **error)
{
  if (*rest == '\0')
    return luukku_handling_ask (view, LUUKKU_QUESTION_LATER, error);
  return put_off (view, g_str_equal (rest, "off") ? LATER_NEVER : LATER_TIME, rest, error);
}

/* --- labels */
/* What was ticked and did not hold is added, what held and is not ticked any more is rejected. */
static gboolean
decide_labels (gint64 message, PurpleRequestFields *fields, GError **error)
{
  g_autofree char *held =
      luukku_store_get_message_labels (luukku_inbox_get_store (inbox_of ()), message, error);
  const char *const *names = luukku_label_get_names ();

  for (guint i = 0; held != NULL && names[i] != NULL; i++) {
    gboolean had = luukku_labels_have (held, names[i]);
    gboolean has = purple_request_fields_get_bool (fields, names[i]);

    if (had != has &&
        !luukku_inbox_decide_label (inbox_of (), message, names[i],
                                    has ? LUUKKU_LABEL_ADDED : LUUKKU_LABEL_REJECTED, NULL, error))
      return FALSE;
  }
  return held != NULL;
}

static LuukkuView *
view_of_message (gint64 message)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (store, message, NULL);
  g_autoptr (LuukkuConversation) conversation =
      stored != NULL
          ? luukku_store_find_conversation (store, luukku_message_get_channel (stored->message),
                                            luukku_message_get_conversation_id (stored->message), NULL)
          : NULL;

  return conversation != NULL ? luukku_view_find_conversation (luukku_conversation_peek (conversation)->id)
                              : NULL;
}

/* @number: of the message that was asked about: another one may have come since. */
static void
on_labels (gpointer number, PurpleRequestFields *fields)
{
  gint64 message = (gint64) GPOINTER_TO_SIZE (number);
  g_autoptr (GError) error = NULL;
  LuukkuView *view = NULL;

  if (inbox_of () == NULL)
    return;
  decide_labels (message, fields, &error);
  view = view_of_message (message);
  if (view != NULL)
    tell_failure (view, error);
  else if (error != NULL)
    luukku_core_notify_error (error->message);
}

static gboolean
ask_labels (LuukkuView *view, GError **error)
{
  gint64 message = luukku_moderate_find (view, NULL);
  g_autofree char *held =
      luukku_store_get_message_labels (luukku_inbox_get_store (inbox_of ()), message, NULL);
  const char *const *names = luukku_label_get_names ();
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;

  if (message == 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no message of a resident here to label."));
    return FALSE;
  }
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *title = luukku_inbox_label_title (inbox_of (), names[i]);

    purple_request_field_group_add_field (
        group, purple_request_field_bool_new (names[i], title, luukku_labels_have (held, names[i])));
  }
  purple_request_fields (
      &view->about, _ ("Labels"), _ ("What is the newest message?"),
      _ ("Your decision is kept beside what the program proposed. A threat raises the alarm."), fields,
      luukku_label (_ ("_Save")), G_CALLBACK (on_labels), luukku_label (_ ("_Cancel")), NULL,
      purple_conversation_get_account (view->conv), NULL, view->conv, GSIZE_TO_POINTER ((gsize) message));
  return TRUE;
}

static gboolean
do_labels (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_handling_ask (view, LUUKKU_QUESTION_LABELS, error);
}

/* --- a reply that has not left yet */
static LuukkuReply *
need_undoable (LuukkuView *view, GError **error)
{
  LuukkuReply *reply = luukku_inbox_find_undoable (inbox_of (), view->about.id);

  if (reply == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("No reply waits here that could be taken back: it has left already."));
  return reply;
}

gboolean
luukku_handling_take_back (LuukkuView *self, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_undoable (self, error);

  return reply != NULL && luukku_inbox_take_back (inbox_of (), reply->id, error);
}

gboolean
luukku_handling_send_now (LuukkuView *self, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_undoable (self, error);

  return reply != NULL && luukku_inbox_send_now (inbox_of (), reply->id, error);
}

static gboolean
do_undo (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_handling_take_back (view, error);
}

static gboolean
do_send_now (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_handling_send_now (view, error);
}

/* --- asking */
void
luukku_handling_abort (LuukkuView *self)
{
  purple_request_close_with_handle (&self->about);
}

gboolean
luukku_handling_ask (LuukkuView *self, LuukkuQuestion question, GError **error)
{
  g_autoptr (LuukkuCase) item =
      luukku_store_find_case (luukku_inbox_get_store (inbox_of ()), self->about.id, NULL);

  luukku_handling_abort (self);
  if (item == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There is no open case here. Open the case again first, or wait for a message."));
    return FALSE;
  }
  switch (question) {
  case LUUKKU_QUESTION_LABELS:
    return ask_labels (self, error);
  case LUUKKU_QUESTION_HAND_OVER:
    ask_hand_over (self);
    return TRUE;
  case LUUKKU_QUESTION_LATER:
  default:
    ask_later (self);
    return TRUE;
  }
}

/* --- commands */
static const struct {
  const char *name;
  Action action;
  const char *help;
} commands[] = {
  { "take", do_take, N_ ("take: you handle this case from now on") },
  { "reopen", do_reopen, N_ ("reopen [NOTE]: opens the closed case again") },
  { "later", do_later,
    N_ ("later [TIME|off]: reminds you to answer then, at 14:05 or 24.11. 9:00; alone: asks when") },
  { "labels", do_labels, N_ ("labels: a form with all labels of the newest message") },
  { "undo", do_undo, N_ ("undo: takes back the reply that has not left yet") },
  { "now", do_send_now, N_ ("now: the reply that waits leaves at once") },
  { "file", luukku_attach_command,
    N_ ("file [list|remove N|PATH]: a file goes along with the next reply; alone: asks which one") },
  { "feedback", luukku_forward_command,
    N_ ("feedback [NAME]: forwards the matter to the town's feedback system, by a form") },
};

static PurpleCmdId ids[G_N_ELEMENTS (commands)];

static PurpleCmdRet
on_command (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) failure = NULL;
  g_autofree char *rest = g_strstrip (g_strdup (args != NULL && args[0] != NULL ? args[0] : ""));

  if (view == NULL || inbox_of () == NULL || view->about.id == 0) {
    *error = g_strdup (_ ("This is not a window of the municipality's inbox."));
    return PURPLE_CMD_RET_FAILED;
  }
  if (commands[GPOINTER_TO_UINT (data)].action (view, rest, &failure))
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure != NULL ? failure->message : _ ("This could not be done."), -1);
  return PURPLE_CMD_RET_FAILED;
}

/* --- the window's menu */
static void
on_menu (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view == NULL || inbox_of () == NULL)
    return;
  commands[GPOINTER_TO_UINT (data)].action (view, "", &error);
  tell_failure (view, error);
}

static void
on_extended_menu (PurpleConversation *conv, GList **list)
{
  LuukkuView *view = luukku_view_of (conv);
  static const struct {
    Action action;
    const char *label;
  } items[] = {
    { do_take, N_ ("Take the case") },
    { do_later, N_ ("Answer later…") },
    { do_labels, N_ ("Labels…") },
    { do_reopen, N_ ("Open the case again") },
    { do_undo, N_ ("Take the reply back") },
    { luukku_attach_command, N_ ("Attach a file…") },
    { luukku_forward_command, N_ ("Forward to the feedback system…") },
  };

  if (view == NULL || view->about.id == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (commands); j++) {
      if (commands[j].action == items[i].action)
        *list = g_list_append (*list, purple_menu_action_new (_ (items[i].label), PURPLE_CALLBACK (on_menu),
                                                              GUINT_TO_POINTER (j), NULL));
    }
  }
}

void
luukku_handling_add (void)
{
  const PurpleCmdFlag flags = PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    ids[i] = purple_cmd_register (commands[i].name, "s", PURPLE_CMD_P_PLUGIN, flags, NULL, on_command,
                                  _ (commands[i].help), GUINT_TO_POINTER (i));
  purple_signal_connect (purple_conversations_get_handle (), "conversation-extended-menu", &ids,
                         PURPLE_CALLBACK (on_extended_menu), NULL);
}

void
luukku_handling_remove (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    purple_cmd_unregister (ids[i]);
  purple_signals_disconnect_by_handle (&ids);
  luukku_forward_shutdown ();
}
