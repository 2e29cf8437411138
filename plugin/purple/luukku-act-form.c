/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-act-form.c: the forms about a message that goes, a ban, and a request to remove, made of libpurple's
 * requests; what they ask is done by luukku-moderate.c, as if it had been typed. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-moderate.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_LOOKED_AT 200
#define MAX_OFFERED 12 /* a list of more is not read */
#define LINE_LENGTH 60 /* characters of a message */

/* --- what the forms share */
typedef struct {
  gint64 conversation;
  LuukkuRemovalKind kind; /* of a request to remove */
} Question;

static Question *
question_new (const LuukkuView *view, LuukkuRemovalKind kind)
{
  Question *question = g_new0 (Question, 1);

  question->conversation = view->about.id;
  question->kind = kind;
  return question;
}

static void
on_cancel (Question *question, PurpleRequestFields *fields)
{
  g_free (question);
}

/* The window may be gone. */
static void
say (LuukkuView *view, const GError *error)
{
  if (error == NULL)
    return;
  if (view != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
  else
    luukku_core_notify_error (error->message);
}

static const char *
text_of (PurpleRequestFields *fields, const char *id)
{
  const char *text = purple_request_fields_get_string (fields, id);

  return text != NULL ? text : "";
}

static void
add_text (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *value,
          gboolean long_one)
{
  purple_request_field_group_add_field (
      group, purple_request_field_string_new (id, luukku_label (label), value, long_one));
}

static PurpleRequestFields *
fields_new (PurpleRequestFieldGroup **ret_group)
{
  PurpleRequestFields *fields = purple_request_fields_new ();

  *ret_group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, *ret_group);
  return fields;
}

static void
ask (LuukkuView *view, const char *title, const char *text, PurpleRequestFields *fields, const char *ok,
     GCallback on_ok, Question *question)
{
  purple_request_fields (view->conv, title, title, text, fields, luukku_label (ok), on_ok,
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_cancel),
                         purple_conversation_get_account (view->conv), NULL, view->conv, question);
}

/* --- a message that goes */
/* In the order of the form; muting stands there only where the channel has it. */
static const struct {
  LuukkuPlatformActKind kind;
  const char *label;
} act_order[] = {
  { LUUKKU_PLATFORM_HIDE, N_ ("Hide it from others") },
  { LUUKKU_PLATFORM_DELETE, N_ ("Delete it for good") },
  { LUUKKU_PLATFORM_UNHIDE, N_ ("Show it again") },
  { LUUKKU_PLATFORM_MUTE, N_ ("Mute who wrote it: what they write may not come in any more") },
  { LUUKKU_PLATFORM_UNMUTE, N_ ("End the muting") },
};

static void
on_act_ok (Question *question, PurpleRequestFields *fields)
{
  LuukkuView *view = luukku_view_find_conversation (question->conversation);
  PurpleRequestField *list = purple_request_fields_get_field (fields, "message");
  GList *selected = purple_request_field_list_get_selected (list);
  gint64 message =
      selected != NULL ? GPOINTER_TO_SIZE (purple_request_field_list_get_data (list, selected->data)) : 0;
  guint what = (guint) purple_request_fields_get_choice (fields, "what");
  g_autoptr (GError) error = NULL;

  if (message == 0)
    luukku_set_error (&error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Choose a message first."));
  else if (view != NULL)
    luukku_moderate_act (view, message, act_order[MIN (what, G_N_ELEMENTS (act_order) - 1)].kind,
                         text_of (fields, "reason"), &error);
  say (view, error);
  g_free (question);
}

/* Returns: (transfer full): time and first words; a covered message by what it may be. */
static char *
message_line (LuukkuInbox *inbox, const LuukkuStoredMessage *stored)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *time = luukku_words_time (luukku_message_get_sent_at (stored->message), now);
  g_autofree char *cover = luukku_inbox_get_cover (inbox, stored->id);
  g_autofree char *title = cover != NULL ? luukku_inbox_label_title (inbox, cover) : NULL;
  g_autofree char *masked = luukku_inbox_mask (luukku_message_get_text (stored->message));
  g_autofree char *line = luukku_text_first_line (masked, LINE_LENGTH);

  if (title != NULL)
    /* TRANSLATORS: a time, then what a covered message may be: "Threat against a person". */
    return g_strdup_printf (_ ("%s  (covered: %s)"), time, title);
  return g_strdup_printf ("%s  %s", time, line);
}

/* Returns: how many messages can be chosen. */
static guint
add_messages (LuukkuInbox *inbox, LuukkuView *view, PurpleRequestField *list)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (luukku_inbox_get_store (inbox), view->about.id, MAX_LOOKED_AT, NULL);
  guint count = 0;

  for (guint i = messages != NULL ? messages->len : 0; i > 0 && count < MAX_OFFERED; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *line = NULL;

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
        luukku_inbox_is_hidden (inbox, stored->id))
      continue;
    line = message_line (inbox, stored);
    purple_request_field_list_add_icon (list, line, NULL, GSIZE_TO_POINTER ((gsize) stored->id));
    if (count++ == 0)
      purple_request_field_list_add_selected (list, line);
  }
  return count;
}

/* Returns: (transfer full): with @kind chosen when the channel has it. */
static PurpleRequestField *
act_field_new (LuukkuInbox *inbox, LuukkuView *view, LuukkuPlatformActKind kind)
{
  gboolean can_mute = luukku_inbox_can_act (inbox, view->about.id, LUUKKU_ACT_MUTE);
  PurpleRequestField *field = purple_request_field_choice_new ("what", luukku_label (_ ("_What is done")), 0);

  for (guint i = 0; i < G_N_ELEMENTS (act_order); i++) {
    if (!can_mute &&
        (act_order[i].kind == LUUKKU_PLATFORM_MUTE || act_order[i].kind == LUUKKU_PLATFORM_UNMUTE))
      continue;
    purple_request_field_choice_add (field, _ (act_order[i].label));
    if (act_order[i].kind == kind)
      purple_request_field_choice_set_default_value (field, (int) i);
  }
  purple_request_field_choice_set_value (field, purple_request_field_choice_get_default_value (field));
  return field;
}

/* Nothing is asked that would be refused. */
static gboolean
may_ask (LuukkuInbox *inbox, LuukkuView *view, LuukkuPlatformActKind kind, GError **error)
{
  if (kind != LUUKKU_PLATFORM_MUTE || luukku_inbox_can_act (inbox, view->about.id, LUUKKU_ACT_MUTE))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_REFUSED, LUUKKU_INBOX_NO_MUTING);
  return FALSE;
}

gboolean
luukku_act_form_open (LuukkuView *view, LuukkuPlatformActKind kind, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  PurpleRequestFieldGroup *group = NULL;
  PurpleRequestFields *fields = NULL;
  PurpleRequestField *list = NULL;
  gboolean able = luukku_inbox_can_act (inbox, view->about.id, LUUKKU_ACT_HIDE) ||
                  luukku_inbox_can_act (inbox, view->about.id, LUUKKU_ACT_DELETE);

  if (!may_ask (inbox, view, kind, error))
    return FALSE;
  fields = fields_new (&group);
  list = purple_request_field_list_new ("message", luukku_label (_ ("_Message")));
  purple_request_field_group_add_field (group, list);
  if (add_messages (inbox, view, list) == 0) {
    purple_request_fields_destroy (fields);
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("The resident has written nothing here yet."));
    return FALSE;
  }
  purple_request_field_group_add_field (group, act_field_new (inbox, view, kind));
  add_text (group, "reason", _ ("_Why"), NULL, FALSE);
  ask (view, _ ("Hide or delete a message"),
       able ? _ ("It is kept as evidence first. The resident gets no notice.")
            : _ ("It is kept as evidence first. This channel cannot do it from here: you do it there, and "
                 "Luukku "
                 "reminds you until you say that it is done."),
       fields, _ ("_Do it"), G_CALLBACK (on_act_ok), question_new (view, 0));
  return TRUE;
}

/* --- a ban */
static void
on_ban_ok (Question *question, PurpleRequestFields *fields)
{
  LuukkuView *view = luukku_view_find_conversation (question->conversation);
  LuukkuBan ban = {
    .conversation = question->conversation,
    .reason = text_of (fields, "reason"),
    .decided_by = text_of (fields, "decided-by"),
    .notice = text_of (fields, "notice"),
  };
  gint64 days = purple_request_fields_get_integer (fields, "days");
  g_autoptr (GError) error = NULL;

  ban.length = days * G_TIME_SPAN_DAY;
  if (view != NULL)
    luukku_moderate_ban (view, &ban, &error);
  say (view, error);
  g_free (question);
}

/* With what the channel does besides. Returns: (transfer full). */
static char *
ban_words (LuukkuView *view)
{
  LuukkuConnection *connection = luukku_connection_of (purple_conversation_get_account (view->conv));
  const char *note = connection != NULL ? luukku_connection_get_ban_note (connection) : NULL;
  const char *words =
      _ ("It begins now and ends by itself. What the resident writes meanwhile is kept out of "
         "sight and still checked for threats.");

  return note != NULL ? g_strjoin ("\n\n", words, note, NULL) : g_strdup (words);
}

gboolean
luukku_ban_form_open (LuukkuView *view, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (inbox);
  g_autofree char *notice = luukku_inbox_ready_text (inbox, view->about.id, "ban", NULL, error);
  g_autofree char *about = NULL;
  PurpleRequestFieldGroup *group = NULL;
  PurpleRequestFields *fields = NULL;

  if (notice == NULL)
    return FALSE;
  fields = fields_new (&group);
  purple_request_field_group_add_field (group,
                                        purple_request_field_int_new ("days", luukku_label (_ ("_Days")), 7));
  add_text (group, "reason", _ ("_Why"), NULL, FALSE);
  add_text (group, "decided-by", _ ("De_cided by"), staff->name, FALSE);
  add_text (group, "notice", _ ("What the resident is _told (empty: nothing; {until}: the last day)"), notice,
            TRUE);
  about = ban_words (view);
  ask (view, _ ("Ban this resident"), about, fields, _ ("_Ban the resident"), G_CALLBACK (on_ban_ok),
       question_new (view, 0));
  return TRUE;
}

/* --- a request to remove */
static void
on_removal_ok (Question *question, PurpleRequestFields *fields)
{
  LuukkuView *view = luukku_view_find_conversation (question->conversation);
  const char *decision = text_of (fields, "decision");
  LuukkuRemovalKind kind = (LuukkuRemovalKind) purple_request_fields_get_choice (fields, "kind");
  g_autoptr (GError) error = NULL;

  if (luukku_inbox_put_removal (luukku_core_get_inbox (), question->conversation, kind,
                                text_of (fields, "what"), text_of (fields, "why"),
                                *decision != '\0' ? decision : NULL, &error) &&
      view != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The request to remove is entered."));
  say (view, error);
  g_free (question);
}

/* Where the resident says that it stands: the first address in the message that the form is about.
 * Returns: (transfer full) (nullable). */
static char *
find_link (LuukkuView *view)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autoptr (LuukkuStoredMessage) stored =
      luukku_store_get_message (store, luukku_moderate_newest (view, NULL), NULL);
  const char *text = stored != NULL ? luukku_message_get_text (stored->message) : NULL;
  const char *link = text != NULL ? strstr (text, "https://") : NULL;
  gsize length = 0;

  if (link == NULL && text != NULL)
    link = strstr (text, "http://");
  if (link == NULL)
    return NULL;
  length = strcspn (link, " \t\r\n<>\"");
  while (length > 0 && strchr (".,;:!?)", link[length - 1]) != NULL)
    length--;
  return g_strndup (link, length);
}

gboolean
luukku_removal_form_open (LuukkuView *view, LuukkuRemovalKind kind, GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, view->about.id, error);
  g_autoptr (LuukkuRemoval) row =
      item != NULL ? luukku_store_get_removal (store, luukku_case_peek (item)->id, kind, NULL) : NULL;
  PurpleRequestFieldGroup *group = NULL;
  PurpleRequestFields *fields = NULL;
  PurpleRequestField *kinds = NULL;
  g_autofree char *link = NULL;

  if (item == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This conversation has no case to enter it in."));
    return FALSE;
  }
  fields = fields_new (&group);
  kinds = purple_request_field_choice_new ("kind", luukku_label (_ ("_Who asks whom")), (int) kind);
  purple_request_field_choice_add (kinds, _ ("A resident asks us"));
  purple_request_field_choice_add (kinds, _ ("We ask those who run the service"));
  purple_request_field_choice_add (kinds, _ ("A unit closes its page"));
  purple_request_field_group_add_field (group, kinds);
  if (kind == LUUKKU_REMOVAL_BY_RESIDENT && (row == NULL || *row->object == '\0'))
    link = find_link (view);
  add_text (group, "what", _ ("_What is to go"), link == NULL && row != NULL ? row->object : link, FALSE);
  add_text (group, "why", _ ("On what _ground"), row != NULL ? row->ground : NULL, FALSE);
  add_text (group, "decision", _ ("_Decision, when there is one"), row != NULL ? row->decision : NULL, FALSE);
  ask (view, _ ("Request to remove"),
       _ ("Each kind has its own clock; Luukku reminds you until it is decided."), fields, _ ("_Enter"),
       G_CALLBACK (on_removal_ok), question_new (view, kind));
  return TRUE;
}
