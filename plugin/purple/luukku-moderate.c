/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderate.c: commands of a conversation window about labels, alarms, bans and covered messages. They
 * only hand on; what they say is written into the window. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-moderate.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "purple/luukku-alarm.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-tell.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_LOOKED_AT 200

/* Does one command. @rest: what was typed behind its name, maybe "". Returns: FALSE with @error. */
typedef gboolean (*Action) (LuukkuView *view, const char *rest, GError **error);

static LuukkuInbox *
inbox_of (void)
{
  return luukku_core_get_inbox ();
}

/* Returns: (transfer full): the first word of @rest; *@ret_more: what follows it. */
static char *
take_word (const char *rest, const char **ret_more)
{
  gsize length = strcspn (rest, " ");

  *ret_more = rest + length + strspn (rest + length, " ");
  return g_strndup (rest, length);
}

static gboolean
fail_usage (GError **error, const char *usage)
{
  g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT, usage);
  return FALSE;
}

/* --- labels */
gint64
luukku_moderate_newest (LuukkuView *self, char **ret_label)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, self->about.id, MAX_LOOKED_AT, NULL);
  gint64 newest = 0;

  if (ret_label != NULL)
    *ret_label = NULL;
  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *labels = NULL;

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
        luukku_inbox_is_hidden (inbox_of (), stored->id))
      continue;
    if (newest == 0)
      newest = stored->id;
    labels = luukku_store_get_message_labels (store, stored->id, NULL);
    if (labels == NULL || *labels == '\0')
      continue;
    if (ret_label != NULL)
      *ret_label = g_strndup (labels, strcspn (labels, ";"));
    return stored->id;
  }
  return newest;
}

static gboolean
describe_labels (LuukkuView *view, GError **error)
{
  gint64 message = luukku_moderate_newest (view, NULL);
  g_autoptr (GPtrArray) labels =
      luukku_store_list_labels (luukku_inbox_get_store (inbox_of ()), message, error);
  g_autoptr (GString) lines = g_string_new (NULL);

  if (labels == NULL)
    return FALSE;
  for (guint i = 0; i < labels->len; i++) {
    const LuukkuStoredLabel *label = g_ptr_array_index (labels, i);
    g_autofree char *title = luukku_inbox_label_title (inbox_of (), label->name);

    g_string_append_printf (lines, "%s (%s): ", title, label->name);
    if (label->decided_at == 0)
      /* TRANSLATORS: %s: ids of rules. */
      g_string_append_printf (lines, _ ("proposed by %s"), label->rule);
    else
      /* TRANSLATORS: %s: a person's name. */
      g_string_append_printf (lines,
                              label->decision == LUUKKU_LABEL_REJECTED ? _ ("said to be wrong by %s")
                                                                       : _ ("said to be right by %s"),
                              label->decided_by);
    g_string_append_c (lines, '\n');
  }
  if (labels->len == 0)
    g_string_append (lines, _ ("The newest message has no label."));
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, lines->str);
  return TRUE;
}

gint64
luukku_moderate_find (LuukkuView *view, const char *name)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, view->about.id, MAX_LOOKED_AT, NULL);

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *labels = NULL;

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
        luukku_inbox_is_hidden (inbox_of (), stored->id))
      continue;
    labels = name != NULL ? luukku_store_get_message_labels (store, stored->id, NULL) : NULL;
    if (name == NULL || (labels != NULL && luukku_labels_have (labels, name)))
      return stored->id;
  }
  return 0;
}

/* The gravest label of the case is what its window speaks of. Returns: the newest message that has it; 0:
 * none.
 * *@ret_label: (out) (transfer full). */
static gint64
find_gravest (LuukkuView *view, char **ret_label)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, view->about.id, NULL);
  g_autofree char *labels =
      item != NULL ? luukku_store_get_case_labels (store, luukku_case_peek (item)->id, NULL, NULL) : NULL;
  g_autofree char *first = labels != NULL ? g_strndup (labels, strcspn (labels, ";")) : NULL;
  gint64 message = first != NULL && *first != '\0' ? luukku_moderate_find (view, first) : 0;

  if (message == 0)
    return luukku_moderate_newest (view, ret_label);
  *ret_label = g_steal_pointer (&first);
  return message;
}

static gboolean
decide (LuukkuView *view, const char *name, LuukkuLabelDecision kind, GError **error)
{
  gint64 message = kind != LUUKKU_LABEL_ADDED ? luukku_moderate_find (view, name) : 0;

  if (message == 0)
    message = luukku_moderate_find (view, NULL);
  if (!g_strv_contains (luukku_label_get_names (), name)) {
    g_autofree char *names = g_strjoinv (", ", (char **) luukku_label_get_names ());

    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("There is no such label. There are: %s."),
                      names);
    return FALSE;
  }
  if (!luukku_inbox_decide_label (inbox_of (), message, name, kind, NULL, error))
    return FALSE;
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    _ ("Your decision about the label is kept beside the proposal."));
  return TRUE;
}

gboolean
luukku_moderate_reject_label (LuukkuView *self, GError **error)
{
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;
  gint64 message = find_gravest (self, &label);

  if (label == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("No message here has a label that could be wrong."));
    return FALSE;
  }
  if (!luukku_inbox_decide_label (inbox_of (), message, label, LUUKKU_LABEL_REJECTED, NULL, error))
    return FALSE;
  title = luukku_inbox_label_title (inbox_of (), label);
  /* TRANSLATORS: %s is a label: "Threat against a person". */
  sentence =
      g_strdup_printf (_ ("The label “%s” is taken away. The manager's list of corrections has it."), title);
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
  return TRUE;
}

/* A person may write what the windows call a label, in the language of the interface. Returns: (transfer
 * full): its name; @words themselves when nothing is called so. */
static char *
name_of_label (const char *words)
{
  const char *const *names = luukku_label_get_names ();
  g_autofree char *wanted = g_utf8_casefold (words, -1);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *title = luukku_inbox_label_title (inbox_of (), names[i]);
    g_autofree char *folded = g_utf8_casefold (title, -1);

    if (g_str_equal (folded, wanted))
      return g_strdup (names[i]);
  }
  return g_strdup (words);
}

static gboolean
decide_named (LuukkuView *view, const char *words, LuukkuLabelDecision kind, GError **error)
{
  g_autofree char *name = name_of_label (words);

  return decide (view, name, kind, error);
}

static gboolean
do_label (LuukkuView *view, const char *rest, GError **error)
{
  const char *more = NULL;
  g_autofree char *word = take_word (rest, &more);

  if (*word == '\0')
    return describe_labels (view, error);
  if (g_str_equal (word, "no"))
    return *more != '\0' ? decide_named (view, more, LUUKKU_LABEL_REJECTED, error)
                         : luukku_moderate_reject_label (view, error);
  if (g_str_equal (word, "yes") && *more != '\0')
    return decide_named (view, more, LUUKKU_LABEL_CONFIRMED, error);
  return decide_named (view, rest, LUUKKU_LABEL_ADDED, error);
}

/* --- alarms */
static gboolean
describe_alarm (LuukkuView *view, GError **error)
{
  g_autofree char *steps = luukku_alarm_describe (view->about.id);

  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    *steps != '\0' ? steps : _ ("Nothing has to be done about an alarm."));
  return TRUE;
}

/* "Eero 14:05": takes a time off the end of @words. *@ret_time: 0: there is none. Returns: (transfer full).
 */
static char *
take_time (const char *words, gint64 *ret_time, GError **error)
{
  const char *space = strrchr (words, ' ');
  const char *last = space != NULL ? space + 1 : words;

  *ret_time = 0;
  if (strspn (last, "0123456789:.") != strlen (last) || strpbrk (last, ":.") == NULL)
    return g_strdup (words);
  if (!luukku_words_parse_time (last, luukku_clock_now (luukku_core_get_clock ()), ret_time, error))
    return NULL;
  return g_strchomp (g_strndup (words, (gsize) (last - words)));
}

/* What a person says of a step. @whom: of it, who was told. */
static const struct {
  const char *word;
  LuukkuStepActKind kind;
  const char *how;
  enum { WHOM, REFERENCE, NOTE } what;
} step_words[] = {
  { "done", LUUKKU_STEP_ACT_DONE, "by hand", WHOM },
  { "called", LUUKKU_STEP_ACT_DONE, "phone", WHOM },
  { "ack", LUUKKU_STEP_ACT_ACKNOWLEDGED, "by hand", WHOM },
  { "ref", LUUKKU_STEP_ACT_DONE, NULL, REFERENCE },
  { "note", LUUKKU_STEP_ACT_DONE, NULL, NOTE },
  { "skip", LUUKKU_STEP_ACT_WAIVED, NULL, NOTE },
};

/* Whether nobody would know afterwards who was told, or who has acknowledged it. */
static gboolean
lacks_name (LuukkuView *view, guint place, LuukkuStepActKind kind)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (inbox_of (), view->about.id, NULL);
  const LuukkuStep *step =
      steps != NULL && place > 0 && place <= steps->len ? g_ptr_array_index (steps, place - 1) : NULL;

  if (step == NULL || step->whom != NULL)
    return FALSE;
  return kind == LUUKKU_STEP_ACT_ACKNOWLEDGED ||
         (step->needs & (LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT | LUUKKU_STEP_NEEDS_REFERENCE)) != 0;
}

static gboolean
act_on_step (LuukkuView *view, guint place, const char *word, const char *more, GError **error)
{
  LuukkuStepAct act = { 0 };
  g_autofree char *whom = NULL;
  guint i = 0;

  while (i < G_N_ELEMENTS (step_words) && !g_str_equal (step_words[i].word, word))
    i++;
  if (i == G_N_ELEMENTS (step_words))
    return fail_usage (
        error, _ ("Write /escalate NUMBER done WHOM, called WHOM 14:05, ack WHOM, ref REFERENCE, note "
                  "TEXT or skip REASON; or only the number for a form."));
  act.kind = step_words[i].kind;
  act.how = step_words[i].how;
  if (step_words[i].what == WHOM && (whom = take_time (more, &act.at, error)) == NULL)
    return FALSE;
  act.whom = whom != NULL && *whom != '\0' ? whom : NULL;
  if (act.whom == NULL && step_words[i].what == WHOM && lacks_name (view, place, act.kind)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Write the name, too: who was told, or who has acknowledged it."));
    return FALSE;
  }
  act.reference = step_words[i].what == REFERENCE ? more : NULL;
  act.note = step_words[i].what == NOTE ? more : NULL;
  return luukku_inbox_act_on_step (inbox_of (), view->about.id, place, &act, error) &&
         describe_alarm (view, error);
}

static const char *
title_of_text (const char *which)
{
  if (g_str_equal (which, "police"))
    return _ ("For the report to the police");
  if (g_str_equal (which, "help"))
    return _ ("Somebody may harm themselves");
  return _ ("Ready text");
}

static gboolean
show_text (LuukkuView *view, const char *which, GError **error)
{
  g_autofree char *text = luukku_inbox_ready_text (inbox_of (), view->about.id, which, NULL, error);
  g_autofree char *label = NULL;
  g_autofree char *html = NULL;

  if (text == NULL)
    return FALSE;
  /* The report to the police has the words in it. */
  if (g_str_equal (which, "police") &&
      !luukku_inbox_note_exposure (inbox_of (), find_gravest (view, &label), which, error))
    return FALSE;
  html = luukku_text_to_html (text);
  /* In a window of its own: it begins with what comes first, and can be copied from. */
  purple_notify_formatted (luukku_core_get_handle (), _ ("Luukku"), title_of_text (which), NULL, html, NULL,
                           NULL);
  return TRUE;
}

/* Telling people, with or without the number of the step in front. Returns: whether @word is about that;
 * *@ret_done: what came of it. */
static gboolean
tell_people (LuukkuView *view, guint place, const char *word, const char *more, gboolean *ret_done,
             GError **error)
{
  int way = g_str_equal (more, "account") ? (int) LUUKKU_WAY_ACCOUNT
            : g_str_equal (more, "mail")  ? (int) LUUKKU_WAY_MAIL
                                          : LUUKKU_TELL_ANY_WAY;

  if (g_str_equal (word, "tell"))
    *ret_done = luukku_tell_step (view, place, way, error) && describe_alarm (view, error);
  else if (g_str_equal (word, "confirm"))
    *ret_done = luukku_tell_confirm (view, place, error);
  else if (g_str_equal (word, "ask"))
    *ret_done = luukku_tell_ask (view, error);
  else if (g_str_equal (word, "contact") && *more != '\0')
    *ret_done = luukku_tell_enter (view, place, more, error);
  else
    return FALSE;
  return TRUE;
}

static gboolean
do_escalate (LuukkuView *view, const char *rest, GError **error)
{
  const char *more = NULL;
  g_autofree char *word = take_word (rest, &more);
  const char *end = NULL;
  g_autofree char *what = NULL;
  gboolean done = FALSE;
  guint place = 0;

  if (*word == '\0')
    return describe_alarm (view, error);
  if (tell_people (view, 0, word, more, &done, error))
    return done;
  if (g_str_equal (word, "text") && *more != '\0')
    return show_text (view, more, error);
  if (!g_ascii_isdigit (*word))
    return fail_usage (error,
                       _ ("Write /escalate to see the steps, /escalate tell to tell the supervisor, or "
                          "/escalate text police for the report."));
  place = (guint) g_ascii_strtoull (word, NULL, 10);
  if (*more == '\0')
    return luukku_step_form_open (view, place, error);
  what = take_word (more, &end);
  if (tell_people (view, place, what, end, &done, error))
    return done;
  return act_on_step (view, place, what, end, error);
}

static gboolean
do_handover (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_inbox_pass_case_on (inbox_of (), view->about.id, *rest != '\0' ? rest : NULL, NULL, error);
}

/* --- bans and removals */

static void
tell_ban_note (LuukkuView *view)
{
  LuukkuConnection *connection = luukku_connection_of (purple_conversation_get_account (view->conv));
  const char *note = connection != NULL ? luukku_connection_get_ban_note (connection) : NULL;

  if (note != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, note);
}

gboolean
luukku_moderate_ban (LuukkuView *view, const LuukkuBan *ban, GError **error)
{
  g_autoptr (LuukkuSanction) row = NULL;
  gint64 id = 0;

  if (!luukku_inbox_ban (inbox_of (), ban, &id, error))
    return FALSE;
  tell_ban_note (view);
  row = luukku_store_get_sanction (luukku_inbox_get_store (inbox_of ()), id, NULL);
  if (row == NULL || row->notice == NULL || *row->notice == '\0')
    return TRUE;
  luukku_view_give_back (view, row->notice);
  luukku_view_tell (
      view, PURPLE_MESSAGE_SYSTEM,
      row->by_hand
          ? _ ("What the resident is told stands in the reply box: read it and send it, then ban the "
               "resident "
               "at the channel. Afterwards the channel may take no message to them.")
          : _ ("What the resident is told stands in the reply box: read it and send it. The channel bans the "
               "resident when it has left, or in 15 minutes: afterwards it may take no message to them."));
  return TRUE;
}

static gboolean
do_ban (LuukkuView *view, const char *rest, GError **error)
{
  const char *reason = NULL;
  g_autofree char *days = take_word (rest, &reason);
  LuukkuBan ban = { .conversation = view->about.id, .reason = reason };
  gint64 count = 0;

  if (*rest == '\0')
    return luukku_ban_form_open (view, error);
  if (!g_ascii_string_to_signed (days, 10, 1, 366, &count, NULL) || *reason == '\0')
    return fail_usage (error, _ ("Write /ban DAYS REASON: every ban ends. Only /ban opens a form."));
  ban.length = count * G_TIME_SPAN_DAY;
  return luukku_moderate_ban (view, &ban, error);
}

static gboolean
do_unban (LuukkuView *view, const char *rest, GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (LuukkuConversation) conversation = luukku_store_get_conversation (store, view->about.id, error);
  g_autoptr (LuukkuSanction) sanction = NULL;

  if (conversation != NULL && luukku_conversation_peek (conversation)->resident_id != NULL)
    sanction = luukku_store_find_sanction (store, view->about.channel,
                                           luukku_conversation_peek (conversation)->resident_id,
                                           luukku_clock_now (luukku_core_get_clock ()), error);
  if (sanction == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This resident is not banned."));
    return FALSE;
  }
  return luukku_inbox_lift_ban (inbox_of (), sanction->id, *rest != '\0' ? rest : NULL, error);
}

/* Of what was left to a person. */
static const char *
by_hand_words (LuukkuPlatformActKind kind)
{
  return kind == LUUKKU_PLATFORM_UNHIDE ? _ ("This channel cannot do it from here: show the message again at "
                                             "the channel itself, then write "
                                             "/done. Luukku reminds you until then.")
                                        : _ ("The message is kept as evidence. This channel cannot do it "
                                             "from here: take it away at the channel "
                                             "itself, then write /done. Luukku reminds you until then.");
}

static const char *
act_words (LuukkuPlatformActKind kind, LuukkuPlatformActState state)
{
  if (state == LUUKKU_PLATFORM_BY_HAND)
    return by_hand_words (kind);
  switch (kind) {
  case LUUKKU_PLATFORM_UNHIDE:
    return _ ("The channel has been asked to show the message again.");
  case LUUKKU_PLATFORM_MUTE:
    return _ (
        "The message is kept as evidence, and the channel has been asked to mute the resident. What they "
        "write meanwhile may not come in: /unmute ends it.");
  case LUUKKU_PLATFORM_UNMUTE:
    return _ ("The channel has been asked to end the muting.");
  case LUUKKU_PLATFORM_HIDE:
  case LUUKKU_PLATFORM_DELETE:
  default:
    return _ ("The message is kept as evidence, and the channel has been asked to take it away.");
  }
}

gboolean
luukku_moderate_act (LuukkuView *view, gint64 message, LuukkuPlatformActKind kind, const char *reason,
                     GError **error)
{
  g_autoptr (GPtrArray) acts = NULL;
  const LuukkuPlatformAct *last = NULL;

  if (!luukku_inbox_remove_message (inbox_of (), message, kind, reason, error))
    return FALSE;
  acts = luukku_store_list_platform_acts (luukku_inbox_get_store (inbox_of ()), message, NULL);
  if (acts != NULL && acts->len > 0)
    last = g_ptr_array_index (acts, acts->len - 1);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    act_words (kind, last != NULL ? last->state : LUUKKU_PLATFORM_ASKED));
  return TRUE;
}

static gboolean
do_hide (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_moderate_act (view, luukku_moderate_newest (view, NULL), LUUKKU_PLATFORM_HIDE, rest, error);
}

static gboolean
do_delete (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_moderate_act (view, luukku_moderate_newest (view, NULL), LUUKKU_PLATFORM_DELETE, rest, error);
}

/* The newest message about which @kind or @undoing came last and was @kind. 0: none, also with @error. */
static gint64
find_acted (LuukkuView *view, LuukkuPlatformActKind kind, LuukkuPlatformActKind undoing, GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox_of ());
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, view->about.id, MAX_LOOKED_AT, error);

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autoptr (GPtrArray) acts = luukku_store_list_platform_acts (store, stored->id, NULL);

    for (guint j = acts != NULL ? acts->len : 0; j > 0; j--) {
      const LuukkuPlatformAct *act = g_ptr_array_index (acts, j - 1);

      if (act->kind == kind)
        return stored->id;
      if (act->kind == undoing)
        break;
    }
  }
  return 0;
}

static gboolean
undo_act (LuukkuView *view, LuukkuPlatformActKind kind, LuukkuPlatformActKind undoing, const char *rest,
          const char *nothing, GError **error)
{
  g_autoptr (GError) failed = NULL;
  gint64 message = find_acted (view, kind, undoing, &failed);

  if (message != 0)
    return luukku_moderate_act (view, message, undoing, rest, error);
  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, "%s", luukku_tr (nothing));
  return FALSE;
}

static gboolean
do_unhide (LuukkuView *view, const char *rest, GError **error)
{
  return undo_act (view, LUUKKU_PLATFORM_HIDE, LUUKKU_PLATFORM_UNHIDE, rest,
                   N_ ("No message of this conversation is hidden."), error);
}

static gboolean
do_mute (LuukkuView *view, const char *rest, GError **error)
{
  if (*rest == '\0')
    return luukku_act_form_open (view, LUUKKU_PLATFORM_MUTE, error);
  return luukku_moderate_act (view, luukku_moderate_newest (view, NULL), LUUKKU_PLATFORM_MUTE, rest, error);
}

static gboolean
do_unmute (LuukkuView *view, const char *rest, GError **error)
{
  return undo_act (view, LUUKKU_PLATFORM_MUTE, LUUKKU_PLATFORM_UNMUTE, rest,
                   N_ ("Nobody is muted in this conversation."), error);
}

static gboolean
do_act (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_act_form_open (view, LUUKKU_PLATFORM_HIDE, error);
}

static gboolean
do_done (LuukkuView *view, const char *rest, GError **error)
{
  if (!luukku_inbox_tick_acts (inbox_of (), view->about.id, *rest != '\0' ? rest : NULL, NULL, error))
    return FALSE;
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    _ ("What was left to do by hand is entered as done by you."));
  return TRUE;
}

/* --- requests to remove */

/* "platform what TEXT": takes the kind off the front of @rest. */
static LuukkuRemovalKind
take_removal_kind (const char **rest)
{
  static const struct {
    const char *word;
    LuukkuRemovalKind kind;
  } kinds[] = {
    { "resident", LUUKKU_REMOVAL_BY_RESIDENT },
    { "platform", LUUKKU_REMOVAL_BY_TOWN },
    { "page", LUUKKU_REMOVAL_OF_PAGE },
  };
  const char *more = NULL;
  g_autofree char *word = take_word (*rest, &more);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].word, word)) {
      *rest = more;
      return kinds[i].kind;
    }
  }
  return LUUKKU_REMOVAL_BY_RESIDENT;
}

const char *
luukku_moderate_request_kind (LuukkuRemovalKind kind)
{
  static const char *const titles[] = { N_ ("Asked by a resident"), N_ ("Asked of those who run the service"),
                                        N_ ("Closing of a page") };

  return _ (titles[MIN ((guint) kind, G_N_ELEMENTS (titles) - 1)]);
}

static gboolean
describe_removals (LuukkuView *view, GError **error)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autoptr (GPtrArray) rows =
      luukku_store_list_removals (luukku_inbox_get_store (inbox_of ()), view->about.id, FALSE, error);
  g_autoptr (GString) lines = g_string_new (NULL);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuRemoval *row = g_ptr_array_index (rows, i);
    g_autofree char *due = luukku_words_time (row->due_at, now);

    g_string_append_printf (
        lines, "%s%s: %s / %s / ", i > 0 ? "\n" : "", luukku_moderate_request_kind (row->kind),
        *row->object != '\0' ? row->object : "–", *row->ground != '\0' ? row->ground : "–");
    if (row->decision != NULL)
      g_string_append (lines, row->decision);
    else
      /* TRANSLATORS: %s: a time */
      g_string_append_printf (lines, _ ("to be decided by %s"), due);
  }
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    rows->len > 0 ? lines->str : _ ("No request to remove is entered."));
  return TRUE;
}

static gboolean
do_removal (LuukkuView *view, const char *rest, GError **error)
{
  LuukkuRemovalKind kind = take_removal_kind (&rest);
  const char *more = NULL;
  g_autofree char *word = take_word (rest, &more);
  const char *object = g_str_equal (word, "what") ? more : NULL;
  const char *ground = g_str_equal (word, "why") ? more : NULL;
  const char *decision = g_str_equal (word, "decision") ? more : NULL;

  if (*word == '\0')
    return luukku_removal_form_open (view, kind, error);
  if (g_str_equal (word, "show"))
    return describe_removals (view, error);
  if (*more == '\0' || (object == NULL && ground == NULL && decision == NULL))
    return fail_usage (
        error, _ ("Write /removal for a form, or /removal [platform | page] what OBJECT, then why GROUND, "
                  "then decision TEXT; /removal show lists them."));
  return luukku_inbox_put_removal (inbox_of (), view->about.id, kind, object, ground, decision, error) &&
         describe_removals (view, error);
}

/* --- covered messages */
static gboolean
do_show (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_view_show_covered (view, error);
}

static gboolean
do_picture (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_view_show_picture (view, rest, error);
}

static gboolean
do_close (LuukkuView *view, const char *rest, GError **error)
{
  return luukku_inbox_case_event (inbox_of (), view->about.id, LUUKKU_CASE_EVENT_CLOSED,
                                  *rest != '\0' ? rest : NULL, error);
}

/* --- the table */
static const struct {
  const char *name;
  Action action;
  const char *help;
} commands[] = {
  { "label", do_label,
    N_ ("label [[yes|no] NAME]: shows the labels of the newest message, confirms one, says that one is "
        "wrong, or "
        "adds one") },
  { "escalate", do_escalate,
    N_ ("escalate [tell | contact ADDRESS | confirm | text police | NUMBER "
        "[done|called|ack|ref|note|skip|tell …]]: "
        "the steps after an alarm") },
  { "handover", do_handover, N_ ("handover [NAME]: takes this case from you and gives it to somebody else") },
  { "ban", do_ban, N_ ("ban [DAYS REASON]: bans the resident for that time; it ends by itself") },
  { "unban", do_unban, N_ ("unban [REASON]: ends the ban of the resident now") },
  { "hide", do_hide, N_ ("hide REASON: hides the newest labelled message at the channel, after it is kept") },
  { "delete", do_delete, N_ ("delete REASON: deletes it at the channel, after it is kept") },
  { "unhide", do_unhide, N_ ("unhide [REASON]: shows the message again that was hidden last") },
  { "mute", do_mute, N_ ("mute [REASON]: mutes the resident at the channel where it can, after it is kept") },
  { "unmute", do_unmute, N_ ("unmute [REASON]: ends the muting") },
  { "act", do_act, N_ ("act: chooses a message to hide, delete or show again, or mutes who wrote it") },
  { "done", do_done, N_ ("done [NOTE]: what was left to do by hand at the channel is done") },
  { "removal", do_removal,
    N_ ("removal [platform | page] [what|why|decision TEXT | show]: a request to remove: of a resident, to "
        "those who "
        "run the service, or of a unit's page") },
  { "show", do_show, N_ ("show: shows the newest covered message; it is counted that you have seen it") },
  { "picture", do_picture,
    N_ ("picture [NUMBER]: shows a picture of this conversation; of several you choose") },
  { "close", do_close, N_ ("close [NOTE]: closes the case") },
};

static PurpleCmdId ids[G_N_ELEMENTS (commands)];

static PurpleCmdRet
on_command (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = luukku_view_of (conv);
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) failure = NULL;
  g_autofree char *rest = g_strstrip (g_strdup (args != NULL && args[0] != NULL ? args[0] : ""));

  /* Other protocols have commands of the same names. */
  if (view == NULL)
    return PURPLE_CMD_RET_CONTINUE;
  if (inbox_of () == NULL || view->about.id == 0) {
    *error = g_strdup (_ ("This is not a window of the municipality's inbox."));
    return PURPLE_CMD_RET_FAILED;
  }
  if (commands[i].action (view, rest, &failure))
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure != NULL ? failure->message : _ ("This could not be done."), -1);
  return PURPLE_CMD_RET_FAILED;
}

/* --- the window's menu */
static void
run_from_menu (PurpleConversation *conv, Action action)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && inbox_of () != NULL && !action (view, "", &error) && error != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_menu (PurpleConversation *conv, gpointer data)
{
  run_from_menu (conv, commands[GPOINTER_TO_UINT (data)].action);
}

static void
on_menu_wrong (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && inbox_of () != NULL && !luukku_moderate_reject_label (view, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static guint
index_of (Action action)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (commands[i].action == action)
      return i;
  }
  g_return_val_if_reached (0);
}

static void
add_item (GList **list, const char *label, Action action)
{
  *list = g_list_append (*list, purple_menu_action_new (label, PURPLE_CALLBACK (on_menu),
                                                        GUINT_TO_POINTER (index_of (action)), NULL));
}

static gboolean
has_open_acts (LuukkuView *view)
{
  g_autoptr (GPtrArray) open = inbox_of () != NULL && view->about.id != 0
                                   ? luukku_inbox_list_open_acts (inbox_of (), view->about.id, NULL)
                                   : NULL;

  return open != NULL && open->len > 0;
}

static void
on_extended_menu (PurpleConversation *conv, GList **list)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL || view->about.id == 0 || inbox_of () == NULL)
    return;
  add_item (list, _ ("Show the covered message"), do_show);
  add_item (list, _ ("Show the picture"), do_picture);
  add_item (list, _ ("Take this case from me"), do_handover);
  add_item (list, _ ("Steps of the alarm"), do_escalate);
  add_item (list, _ ("Hide or delete a message…"), do_act);
  if (luukku_inbox_can_act (inbox_of (), view->about.id, LUUKKU_ACT_MUTE)) {
    add_item (list, _ ("Mute…"), do_mute);
    add_item (list, _ ("End the muting"), do_unmute);
  }
  add_item (list, _ ("Ban…"), do_ban);
  add_item (list, _ ("Request to remove…"), do_removal);
  if (has_open_acts (view))
    add_item (list, _ ("Done by hand at the channel"), do_done);
  *list = g_list_append (
      *list, purple_menu_action_new (_ ("The label is wrong"), PURPLE_CALLBACK (on_menu_wrong), NULL, NULL));
}

void
luukku_moderate_add (void)
{
  const PurpleCmdFlag flags = PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    ids[i] = purple_cmd_register (commands[i].name, "s", PURPLE_CMD_P_PLUGIN, flags, NULL, on_command,
                                  _ (commands[i].help), GUINT_TO_POINTER (i));
  purple_signal_connect (purple_conversations_get_handle (), "conversation-extended-menu", &ids,
                         PURPLE_CALLBACK (on_extended_menu), NULL);
}

void
luukku_moderate_remove (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    purple_cmd_unregister (ids[i]);
  purple_signals_disconnect_by_handle (&ids);
}
