/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-ask.c: from "held" to a person's decision and on. The request dialogs here are the fall-back: in
 * Pidgin a dialog that is closed by its X calls nobody, so nothing may hang on its answer. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-ask.h"

#include "base/luukku-text.h"
#include "inbox/luukku-aids.h"
#include "inbox/luukku-inbox-writing.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

struct _LuukkuHeld {
  guint refs;
  LuukkuView *view;       /* no ref; NULL when the window is gone or the question is settled */
  LuukkuVerdict *verdict; /* (ref) */
  char *markup;           /* as it was typed */
  guint idle_id;          /* the question is about to be asked */
  gboolean by_request;    /* libpurple's request has one of our references */
};

static LuukkuHeld *
held_ref (LuukkuHeld *self)
{
  self->refs++;
  return self;
}

static void
held_unref (LuukkuHeld *self)
{
  if (--self->refs > 0)
    return;
  luukku_verdict_unref (self->verdict);
  g_free (self->markup);
  g_free (self);
}

/* Takes the question off its window; what still asks gets no more say. */
static void
settle (LuukkuHeld *self)
{
  LuukkuView *view = self->view;

  self->view = NULL;
  if (self->idle_id != 0) {
    g_source_remove (self->idle_id);
    self->idle_id = 0;
  }
  if (view != NULL && view->held == self) {
    view->held = NULL;
    held_unref (self);
  }
}

void
luukku_ask_abort (LuukkuView *view)
{
  LuukkuHeld *self = view->held;
  gboolean by_request;

  if (self == NULL)
    return;
  held_ref (self);
  by_request = self->by_request;
  self->by_request = FALSE;
  settle (self);
  if (by_request) {
    purple_request_close_with_handle (self);
    held_unref (self);
  }
  held_unref (self);
}

/* --- decisions */
char *
luukku_ask_fixed_text (LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  g_autoptr (GString) text = g_string_new (luukku_verdict_get_text (verdict));
  gboolean fixed = FALSE;

  for (guint i = 0; i < findings->len; i++) {
    const char *fix = luukku_finding_peek (g_ptr_array_index (findings, i))->fix;

    if (fix == NULL || *fix == '\0')
      continue;
    if (text->len > 0 && text->str[text->len - 1] != '\n' && *fix != '\n')
      g_string_append_c (text, '\n');
    g_string_append (text, fix);
    fixed = TRUE;
  }
  return fixed ? g_strdup (text->str) : NULL;
}

static gboolean
keep_draft (LuukkuView *view, const char *text, GError **error)
{
  if (view->about.weaker) {
    luukku_foreign_keep (view->about.channel, view->about.conversation, text);
    return TRUE;
  }
  return luukku_inbox_save_draft (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                  text, error);
}

gboolean
luukku_ask_hold (LuukkuView *view, LuukkuVerdict *verdict, GError **error)
{
  luukku_view_remember (view, verdict);
  if (view->about.weaker)
    luukku_foreign_keep (view->about.channel, view->about.conversation, luukku_verdict_get_text (verdict));
  return luukku_inbox_hold (luukku_core_get_inbox (), view->about.channel, view->about.conversation, verdict,
                            error);
}

gboolean
luukku_ask_decide (LuukkuView *view, LuukkuVerdict *verdict, LuukkuChoice choice, const char *reason,
                   GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const char *channel = view->about.channel;
  const char *conversation = view->about.conversation;

  switch (choice) {
  case LUUKKU_CHOICE_SEND:
    return luukku_inbox_approve (inbox, channel, conversation, verdict, reason, error);
  case LUUKKU_CHOICE_DISCARD:
    if (view->about.weaker)
      luukku_foreign_keep (channel, conversation, "");
    return luukku_inbox_discard (inbox, channel, conversation, verdict, error);
  case LUUKKU_CHOICE_EDIT:
  case LUUKKU_CHOICE_FIX:
  default:
    luukku_inbox_note_read (inbox, channel,
                            conversation); /* what came meanwhile was told with the question */
    return keep_draft (view, luukku_verdict_get_text (verdict), error);
  }
}

static void
send_on (LuukkuView *view, const char *markup)
{
  PurpleAccount *account = purple_conversation_get_account (view->conv);
  LuukkuConnection *connection;
  g_autofree char *plain = NULL;

  if (view->about.weaker) {
    luukku_foreign_send (view, markup);
    return;
  }
  connection = luukku_connection_of (account);
  if (connection != NULL) {
    luukku_connection_submit (connection, view->about.conversation, markup);
    return;
  }
  plain = luukku_text_strip_html (markup);
  luukku_view_tell_refused (
      account, view->about.conversation,
      _ ("The reply was not sent, because the account is offline. Enable it and send again."), plain);
}

static void
carry_out (LuukkuView *view, LuukkuHeld *held, LuukkuChoice choice, const char *reason)
{
  g_autoptr (GError) error = NULL;
  const char *text = luukku_verdict_get_text (held->verdict);
  g_autofree char *fixed = choice == LUUKKU_CHOICE_FIX ? luukku_ask_fixed_text (held->verdict) : NULL;
  g_autofree char *html = fixed != NULL ? luukku_text_to_html (fixed) : NULL;

  if (!luukku_ask_decide (view, held->verdict, choice, reason, &error)) {
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
    luukku_view_give_back (view, text);
    return;
  }
  switch (choice) {
  case LUUKKU_CHOICE_SEND:
    send_on (view, held->markup);
    break;
  case LUUKKU_CHOICE_FIX:
    send_on (view, html != NULL ? html : held->markup);
    break;
  case LUUKKU_CHOICE_DISCARD:
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The held reply was discarded."));
    break;
  case LUUKKU_CHOICE_EDIT:
  default:
    luukku_view_give_back (view, text);
    break;
  }
  luukku_view_refresh (view);
}

/* Takes over one reference of @data. */
static void
on_choice (LuukkuChoice choice, const char *reason, gpointer data)
{
  LuukkuHeld *self = data;
  LuukkuView *view = self->view;

  if (view != NULL) {
    settle (self);
    carry_out (view, self, choice, reason);
  }
  held_unref (self);
}

/* --- libpurple requests */
static void
on_request_choice (LuukkuHeld *self, LuukkuChoice choice, const char *reason)
{
  self->by_request = FALSE;
  on_choice (choice, reason, self);
}

static void
on_edit (gpointer data, int action)
{
  on_request_choice (data, LUUKKU_CHOICE_EDIT, NULL);
}

static void
on_fix (gpointer data, int action)
{
  on_request_choice (data, LUUKKU_CHOICE_FIX, NULL);
}

static void
on_discard (gpointer data, int action)
{
  on_request_choice (data, LUUKKU_CHOICE_DISCARD, NULL);
}

static void
on_reason (gpointer data, const char *reason)
{
  on_request_choice (data, LUUKKU_CHOICE_SEND, reason);
}

static void
on_no_reason (gpointer data, const char *reason)
{
  on_request_choice (data, LUUKKU_CHOICE_EDIT, NULL);
}

static void
on_send (gpointer data, int action)
{
  LuukkuHeld *self = data;

  if (self->view == NULL || luukku_verdict_get_reason_need (self->verdict) == LUUKKU_REASON_NONE) {
    on_request_choice (self, LUUKKU_CHOICE_SEND, NULL);
    return;
  }
  purple_request_input (
      self, _ ("Send anyway"), _ ("Why must this be sent as it is?"),
      _ ("The reason is kept with the reply for your supervisor. Do not write personal data into it."), NULL,
      FALSE, FALSE, NULL, luukku_label (_ ("_Send")), G_CALLBACK (on_reason), luukku_label (_ ("_Edit")),
      G_CALLBACK (on_no_reason), purple_conversation_get_account (self->view->conv), NULL, self->view->conv,
      self);
}

static char *
describe_findings (LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *f = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (f->severity < LUUKKU_SEVERITY_CONFIRM)
      continue;
    if (text->len > 0)
      g_string_append (text, "\n\n");
    g_string_append_printf (text, "%s\n%s", f->title != NULL ? f->title : f->rule,
                            f->message != NULL ? f->message : "");
    if (f->citation != NULL && *f->citation != '\0')
      g_string_append_printf (text, " [%s]", f->citation);
  }
  return g_string_free (text, FALSE);
}

/* --- boxes to tick */
static void
on_ticked (LuukkuHeld *self, PurpleRequestFields *fields)
{
  LuukkuView *view = self->view;
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *fixed = luukku_ask_fixed_text (self->verdict); /* what FIX below sends */
  const char *text = fixed != NULL ? fixed : luukku_verdict_get_text (self->verdict);
  g_autoptr (GPtrArray) boxes = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ticks = NULL;
  g_autoptr (GError) error = NULL;

  if (view == NULL || inbox == NULL) {
    on_request_choice (self, LUUKKU_CHOICE_EDIT, NULL);
    return;
  }
  boxes = luukku_aids_list_ticks (inbox, view->about.channel, view->about.conversation, self->verdict);
  for (guint i = 0; i < boxes->len; i++) {
    const LuukkuTick *box = g_ptr_array_index (boxes, i);

    if (purple_request_fields_get_bool (fields, box->id))
      g_strv_builder_add (builder, box->id);
  }
  ticks = g_strv_builder_end (builder);
  if (!luukku_aids_set_ticks (inbox, view->about.channel, view->about.conversation, text,
                              (const char *const *) ticks, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
  /* As if it had been typed again: what is still open is asked again. FIX without a fix sends the text. */
  on_request_choice (self, LUUKKU_CHOICE_FIX, NULL);
}

static void
on_not_ticked (LuukkuHeld *self, PurpleRequestFields *fields)
{
  on_request_choice (self, LUUKKU_CHOICE_EDIT, NULL);
}

/* Returns: FALSE: no rule here has boxes. */
static gboolean
ask_ticks (LuukkuHeld *self, const char *details)
{
  LuukkuView *view = self->view;
  g_autoptr (GPtrArray) boxes = luukku_aids_list_ticks (luukku_core_get_inbox (), view->about.channel,
                                                        view->about.conversation, self->verdict);
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;

  if (boxes->len == 0)
    return FALSE;
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  for (guint i = 0; i < boxes->len; i++) {
    const LuukkuTick *box = g_ptr_array_index (boxes, i);

    purple_request_field_group_add_field (group,
                                          purple_request_field_bool_new (box->id, box->label, box->ticked));
  }
  purple_request_fields (self, _ ("The reply was held back"),
                         _ ("Tick what is true. What you tick is kept with the reply."), details, fields,
                         luukku_label (_ ("_Check again and send")), G_CALLBACK (on_ticked),
                         luukku_label (_ ("_Edit")), G_CALLBACK (on_not_ticked),
                         purple_conversation_get_account (view->conv), NULL, view->conv, self);
  return TRUE;
}

static void
ask_by_request (LuukkuHeld *self)
{
  PurpleConversation *conv = self->view->conv;
  PurpleAccount *account = purple_conversation_get_account (conv);
  g_autofree char *details = describe_findings (self->verdict);
  g_autofree char *fixed = luukku_ask_fixed_text (self->verdict);
  const char *title = _ ("The reply was held back");

  self->by_request = TRUE;
  held_ref (self);
  if (luukku_core_get_inbox () != NULL && ask_ticks (self, details))
    return;
  if (luukku_verdict_get_severity (self->verdict) >= LUUKKU_SEVERITY_BLOCK)
    purple_request_action (self, title, _ ("This reply cannot be sent as it is."), details, 0, account, NULL,
                           conv, self, 2, luukku_label (_ ("_Edit")), G_CALLBACK (on_edit),
                           luukku_label (_ ("_Discard")), G_CALLBACK (on_discard));
  else if (fixed == NULL)
    purple_request_action (self, title, _ ("Please look at this reply once more."), details, 0, account, NULL,
                           conv, self, 3, luukku_label (_ ("_Edit")), G_CALLBACK (on_edit),
                           luukku_label (_ ("_Send anyway…")), G_CALLBACK (on_send),
                           luukku_label (_ ("_Discard")), G_CALLBACK (on_discard));
  else
    purple_request_action (self, title, _ ("Please look at this reply once more."), details, 0, account, NULL,
                           conv, self, 4, luukku_label (_ ("_Edit")), G_CALLBACK (on_edit),
                           luukku_label (_ ("_Add it and send")), G_CALLBACK (on_fix),
                           luukku_label (_ ("_Send anyway…")), G_CALLBACK (on_send),
                           luukku_label (_ ("_Discard")), G_CALLBACK (on_discard));
}

/* --- start */
static gboolean
on_ask (gpointer data)
{
  LuukkuHeld *self = data;
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  self->idle_id = 0;
  held_ref (self);
  if (ops->ask != NULL &&
      ops->ask (self->view->conv, self->verdict, self->markup, on_choice, held_ref (self))) {
    held_unref (self);
    return G_SOURCE_REMOVE;
  }
  if (ops->ask != NULL)
    held_unref (self);
  if (self->view != NULL)
    ask_by_request (self);
  held_unref (self);
  return G_SOURCE_REMOVE;
}

static void
tell_held (LuukkuView *view, LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  const char *title = NULL;
  LuukkuSeverity worst = LUUKKU_SEVERITY_ADVICE;
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *f = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (f->severity > worst) {
      worst = f->severity;
      title = f->title;
    }
  }
  /* TRANSLATORS: %s is the title of what was found, "Identity code". */
  sentence = g_strdup_printf (_ ("The reply was held back and not sent: %s"), title != NULL ? title : "");
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, sentence);
}

void
luukku_ask_start (LuukkuView *view, LuukkuVerdict *verdict, const char *markup)
{
  LuukkuHeld *self;

  if (view->held != NULL) {
    /* A second text was held while the first one waits: the first goes back to the entry. */
    luukku_view_give_back (view, luukku_verdict_get_text (view->held->verdict));
    luukku_ask_abort (view);
  }
  self = g_new0 (LuukkuHeld, 1);
  self->refs = 1;
  self->view = view;
  self->verdict = luukku_verdict_ref (verdict);
  self->markup = g_strdup (markup);
  view->held = self;
  luukku_view_remember (view, verdict);
  view->unasked = FALSE;
  if (view->about.weaker)
    luukku_foreign_keep (view->about.channel, view->about.conversation, luukku_verdict_get_text (verdict));
  tell_held (view, verdict);
  self->idle_id = g_idle_add (on_ask, self);
}

void
luukku_ask_held (PurpleAccount *account, const char *who, LuukkuVerdict *verdict, const char *markup)
{
  LuukkuView *view = luukku_view_need (account, who);

  if (view != NULL)
    luukku_ask_start (view, verdict, markup);
  else
    luukku_core_notify_error (_ ("A reply was held back, and its conversation is not in the inbox. Open the "
                                 "conversation and write it again."));
}
