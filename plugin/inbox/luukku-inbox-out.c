/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-out.c: the way of a reply: plain text, gate, permit, outbox row. Every change to the store
 * that belongs to one decision is one transaction; what cannot be queued stays with the person as a draft. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-health.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-by-hand.h"

#include <string.h>

static gint64
conversation_id (const LuukkuOccasion *occasion)
{
  return occasion->conversation != NULL ? luukku_conversation_peek (occasion->conversation)->id : 0;
}

/* Returns: (transfer full): what a resident would read; only the newlines that Enter left at the end are
 * dropped. */
char *
luukku_inbox_plain_text (const char *markup)
{
  g_autofree char *valid = luukku_text_make_valid (markup, -1);
  char *text = luukku_text_strip_html (valid);
  gsize length = strlen (text);

  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
    text[--length] = '\0';
  return text;
}

static gboolean
is_blank (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      return FALSE;
  }
  return TRUE;
}

/* --- one decision, one transaction */
typedef struct {
  LuukkuInbox *inbox; /* (no ref) */
  gint64 conversation;
  const char *actor;
  const char *text;
  LuukkuVerdict *verdict;     /* (no ref) */
  const LuukkuPermit *permit; /* NULL: held */
  gint64 undo_until;          /* UTC µs, 0: it leaves at once */
  const GPtrArray *files;     /* (no ref) (nullable): LuukkuReplyFile that the gate has seen */
  gint64 reply;               /* out */
} Step;

/* Returns: (transfer full): ids of the rules that found something to stop, "a;b". */
static char *
stopping_rules (const LuukkuVerdict *verdict)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->severity >= LUUKKU_SEVERITY_CONFIRM && finding->rule != NULL &&
        !g_ptr_array_find_with_equal_func (rules, finding->rule, g_str_equal, NULL))
      g_ptr_array_add (rules, (gpointer) finding->rule);
  }
  g_ptr_array_add (rules, NULL);
  return g_strjoinv (";", (char **) rules->pdata);
}

static gboolean
add_decision (const Step *step, const char *outcome, const char *rules, const char *reason, GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (step->inbox->gate);
  g_autofree char *name =
      pack != NULL ? g_strdup_printf ("%s %s", luukku_pack_get_id (pack), luukku_pack_get_version (pack))
                   : g_strdup ("");
  const LuukkuDecision decision = {
    .conversation = step->conversation,
    .actor = step->actor,
    .outcome = outcome,
    .rules = rules,
    .reason = reason,
    .pack = name,
    .pack_digest = pack != NULL ? luukku_pack_get_digest (pack) : "",
  };

  return luukku_store_add_decision (step->inbox->store, &decision, error);
}

static gboolean
note_case (const Step *step, LuukkuCaseEvent event, const char *detail, GError **error)
{
  const LuukkuCaseNote note = {
    .actor = step->actor,
    .detail = detail,
    .at = luukku_clock_now (step->inbox->clock),
  };

  return luukku_case_note (step->inbox->store, step->conversation, event, &note, NULL, error);
}

static gboolean
write_held (LuukkuStore *store, gpointer data, GError **error)
{
  const Step *step = data;
  g_autofree char *rules = stopping_rules (step->verdict);

  return luukku_inbox_keep_draft (step->inbox, step->conversation, step->text, step->verdict, error) &&
         add_decision (step, "held", rules, NULL, error) &&
         note_case (step, LUUKKU_CASE_EVENT_REPLY_HELD, rules, error);
}

/* The boxes that were ticked belong to the history as much as a warning that was passed. */
static gboolean
write_ticks (const Step *step, GError **error)
{
  g_autofree char *ticks = luukku_permit_get_ticks (step->permit);

  if (*ticks == '\0')
    return TRUE;
  return add_decision (step, "ticked", ticks, NULL, error) &&
         note_case (step, LUUKKU_CASE_EVENT_WARNING_PASSED, ticks, error);
}

/* A warning was passed: rules and reason go into the report and into the history of the case. */
static gboolean
write_warning (const Step *step, GError **error)
{
  g_autofree char *rules = luukku_permit_get_rules (step->permit);
  const char *reason = luukku_permit_get_reason (step->permit);
  g_autofree char *detail = reason != NULL ? g_strdup_printf ("%s: %s", rules, reason) : g_strdup (rules);

  if (!write_ticks (step, error))
    return FALSE;
  if (*rules == '\0')
    return TRUE;
  return add_decision (step, "passed", rules, reason, error) &&
         note_case (step, LUUKKU_CASE_EVENT_WARNING_PASSED, detail, error);
}

static gboolean
write_passed (LuukkuStore *store, gpointer data, GError **error)
{
  Step *step = data;
  g_autofree char *permit = luukku_permit_to_json (step->permit);
  const LuukkuReplyInit init = {
    .conversation = step->conversation,
    .text = luukku_permit_get_text (step->permit),
    .sender = step->actor,
    .permit = permit,
    .undo_until = step->undo_until,
  };

  if (!write_warning (step, error))
    return FALSE;
  step->reply = luukku_store_add_reply (store, &init, error);
  if (step->reply == 0)
    return FALSE;
  for (guint i = 0; step->files != NULL && i < step->files->len; i++) {
    const LuukkuReplyFile *file = g_ptr_array_index (step->files, i);

    if (!luukku_store_bind_file (store, file->id, step->reply, file->turn, error))
      return FALSE;
  }
  return luukku_store_drop_draft (store, step->conversation, error);
}

/* The row stands as SENDING before the text leaves by its own way. */
static gboolean
write_foreign (LuukkuStore *store, gpointer data, GError **error)
{
  Step *step = data;

  if (step->conversation == 0)
    return write_warning (step, error);
  return write_passed (store, data, error) &&
         luukku_store_set_reply_state (store, step->reply, LUUKKU_REPLY_SENDING, NULL, 0, error);
}

static gboolean
write_discarded (LuukkuStore *store, gpointer data, GError **error)
{
  const Step *step = data;
  g_autofree char *rules = stopping_rules (step->verdict);

  return add_decision (step, "discarded", rules, NULL, error) &&
         luukku_store_drop_draft (store, step->conversation, error);
}

/* --- what goes along */

void
luukku_occasion_add_text (LuukkuOccasion *occasion, LuukkuInbox *inbox, const char *conversation,
                          const char *markup, const char *text)
{
  luukku_occasion_add_files (occasion, inbox, luukku_text_has_image (markup));
  luukku_occasion_add_ticks (occasion, inbox, conversation, text);
}

/* --- submit */

/* Nothing leaves by a channel that waits for a person; the reason is the channel's. */
static gboolean
is_dead (LuukkuInbox *self, const LuukkuOccasion *occasion, GError **error)
{
  const LuukkuHealth *health =
      luukku_inbox_get_health (self, luukku_conversation_peek (occasion->conversation)->channel);

  if (!health->needs_person)
    return FALSE;
  /* TRANSLATORS: %s is a whole sentence that says why and what to do. */
  luukku_set_error (error, LUUKKU_ERROR_REFUSED, N_ ("The channel does not work, so nothing was sent. %s"),
                    health->trouble);
  return TRUE;
}

/* The platform takes no answer in this conversation; people carry replies over where there is none to ask. */
static gboolean
is_closed (const LuukkuOccasion *occasion, GError **error)
{
  const LuukkuConversationInit *to = luukku_conversation_peek (occasion->conversation);

  if (to->can_reply || luukku_by_hand_is_channel (to->channel) || luukku_inbox_is_foreign (to->channel))
    return FALSE;
  luukku_set_error (error, LUUKKU_ERROR_REFUSED, LUUKKU_INBOX_NO_REPLY);
  return TRUE;
}

/* Returns: FALSE with the sentence why @text cannot go to the gate at all. */
static gboolean
is_fit (LuukkuInbox *self, const LuukkuOccasion *occasion, const char *text, GError **error)
{
  if (is_blank (text))
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The reply is empty. Write something before you send it."));
  else if (strlen (text) > LUUKKU_INBOX_MAX_REPLY)
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The text is too long for a reply. Make it shorter."));
  else if (occasion->conversation == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("This conversation is not in the inbox, so nothing was sent. Open it from the inbox and "
            "write there."));
  else if (luukku_store_is_read_only (self->store) && luukku_store_get_notice (self->store) != NULL)
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY, luukku_store_get_notice (self->store));
  else if (luukku_store_is_read_only (self->store))
    luukku_set_error (
        error, LUUKKU_ERROR_READ_ONLY,
        N_ ("The inbox can only be read here, so nothing was sent. Send it with the Luukku that may "
            "write to it."));
  else if (is_dead (self, occasion, error) || is_closed (occasion, error))
    return FALSE;
  else
    return TRUE;
  return FALSE;
}

/* The permit could not become a row: the person's decision and the text must not have to be given again. */
static void
take_back (LuukkuInbox *self, const Step *step, const char *channel, const char *who)
{
  luukku_inbox_keep_draft (self, step->conversation, step->text, step->verdict, NULL);
  luukku_gate_approve (self->gate, channel, who, step->verdict, luukku_permit_get_reason (step->permit),
                       NULL);
}

static LuukkuSubmit
submit_held (LuukkuInbox *self, Step *step, GError **error)
{
  if (!luukku_store_transaction (self->store, write_held, step, error)) {
    luukku_inbox_keep_draft (self, step->conversation, step->text, step->verdict, NULL);
    return LUUKKU_SUBMIT_FAILED;
  }
  luukku_inbox_emit_case (self, step->conversation);
  return LUUKKU_SUBMIT_HELD;
}

static LuukkuSubmit
submit_plain (LuukkuInbox *self, const LuukkuOccasion *occasion, const char *text,
              LuukkuVerdict **ret_verdict, gint64 *ret_reply, GError **error)
{
  const LuukkuConversationInit *to = luukku_conversation_peek (occasion->conversation);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (LuukkuPermit) permit =
      luukku_gate_pass (self->gate, &occasion->context, to->platform_id, text, &verdict);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  Step step = {
    .inbox = self,
    .conversation = to->id,
    .actor = actor,
    .text = text,
    .verdict = verdict,
    .permit = permit,
    .files = occasion->files,
  };
  LuukkuInboxChannel *entry = NULL;

  if (ret_verdict != NULL)
    *ret_verdict = luukku_verdict_ref (verdict);
  if (permit == NULL)
    return submit_held (self, &step, error);
  luukku_occasion_plan_files (occasion, self, text);
  entry = luukku_inbox_find_channel (self, to->channel);
  if (self->undo > 0 && entry != NULL && entry->outbox != NULL)
    step.undo_until = luukku_clock_now (self->clock) + self->undo;
  if (!luukku_store_transaction (self->store, write_passed, &step, error)) {
    take_back (self, &step, to->channel, to->platform_id);
    return LUUKKU_SUBMIT_FAILED;
  }
  g_hash_table_remove (self->drafts, &to->id);
  g_hash_table_remove (self->writing, &to->id);
  luukku_inbox_drop_ticks (self, to->channel, to->platform_id);
  if (ret_reply != NULL)
    *ret_reply = step.reply;
  luukku_inbox_emit_reply (self, step.reply);
  if (luukku_verdict_get_severity (verdict) == LUUKKU_SEVERITY_CONFIRM)
    luukku_inbox_emit_case (self, to->id);
  entry = luukku_inbox_find_channel (self, to->channel);
  if (entry != NULL && entry->outbox != NULL)
    luukku_outbox_kick (entry->outbox);
  return LUUKKU_SUBMIT_QUEUED;
}

LuukkuSubmit
luukku_inbox_submit (LuukkuInbox *self, const char *channel, const char *conversation, const char *markup,
                     LuukkuVerdict **ret_verdict, gint64 *ret_reply, GError **error)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (self, channel, conversation);
  g_autofree char *text = luukku_inbox_plain_text (markup);

  if (!is_fit (self, occasion, text, error))
    return LUUKKU_SUBMIT_FAILED;
  luukku_occasion_add_text (occasion, self, conversation, markup, text);
  if (!luukku_occasion_check_files (occasion, self, error))
    return LUUKKU_SUBMIT_FAILED;
  return submit_plain (self, occasion, text, ret_verdict, ret_reply, error);
}

/* The conversation is not in the store: the decision stands without one. */
static gboolean
note_foreign_hold (const Step *step, GError **error)
{
  g_autofree char *rules = stopping_rules (step->verdict);

  return add_decision (step, "held", rules, NULL, error);
}

gboolean
luukku_inbox_pass_foreign (LuukkuInbox *self, const char *channel, const char *who, const char *markup,
                           LuukkuVerdict **ret_verdict, GError **error)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (self, channel, who);
  g_autofree char *text = luukku_inbox_plain_text (markup);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (LuukkuPermit) permit = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean passed;
  gint64 id = conversation_id (occasion);
  Step step = {
    .inbox = self,
    .conversation = id,
    .actor = actor,
    .text = text,
  };

  luukku_occasion_add_text (occasion, self, who, markup, text);
  permit = luukku_gate_pass (self->gate, &occasion->context, who, text, &verdict);
  step.verdict = verdict;
  step.permit = permit;
  passed = permit != NULL;
  if (permit == NULL && id != 0)
    submit_held (self, &step, &failure);
  else if (permit == NULL)
    note_foreign_hold (&step, &failure);
  else if (luukku_store_transaction (self->store, write_foreign, &step, &failure)) {
    g_hash_table_remove (self->drafts, &id);
    g_hash_table_remove (self->writing, &id);
    luukku_inbox_drop_ticks (self, channel, who);
  }
  if (failure != NULL)
    g_debug ("decision about a foreign account not written: %s %d", g_quark_to_string (failure->domain),
             failure->code);
  if (passed && failure != NULL && id != 0) { /* what is not on disk does not leave */
    take_back (self, &step, channel, who);
    g_propagate_error (error, g_steal_pointer (&failure));
    passed = FALSE;
  }
  if (ret_verdict != NULL)
    *ret_verdict = g_steal_pointer (&verdict);
  return passed;
}

gboolean
luukku_inbox_hold (LuukkuInbox *self, const char *channel, const char *conversation, LuukkuVerdict *verdict,
                   GError **error)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (self, channel, conversation);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  gint64 id = conversation_id (occasion);
  Step step = {
    .inbox = self,
    .conversation = id,
    .actor = actor,
    .text = luukku_verdict_get_text (verdict),
    .verdict = verdict,
  };

  if (id != 0)
    return submit_held (self, &step, error) == LUUKKU_SUBMIT_HELD;
  return note_foreign_hold (&step, error);
}

/* --- a person decides */
gboolean
luukku_inbox_approve (LuukkuInbox *self, const char *channel, const char *conversation,
                      LuukkuVerdict *verdict, const char *reason, GError **error)
{
  /* The log gets the decision when the text passes: rules, reason and reply belong together. */
  return luukku_gate_approve (self->gate, channel, conversation, verdict, reason, error);
}

gboolean
luukku_inbox_discard (LuukkuInbox *self, const char *channel, const char *conversation,
                      LuukkuVerdict *verdict, GError **error)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (self, channel, conversation);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  gint64 id = conversation_id (occasion);
  Step step = { .inbox = self, .conversation = id, .actor = actor, .verdict = verdict };

  luukku_gate_withdraw (self->gate, channel, conversation, luukku_verdict_get_text (verdict));
  if (id == 0)
    return TRUE; /* an account of another prpl: nothing of it is kept */
  if (!luukku_store_transaction (self->store, write_discarded, &step, error))
    return FALSE;
  g_hash_table_remove (self->writing, &id);
  g_hash_table_remove (self->drafts, &id);
  return TRUE;
}

/* --- again */

/* Returns: whether the same words are already on their way to the same resident. */
static gboolean
is_under_way (LuukkuInbox *self, const LuukkuReply *reply)
{
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (self->store, reply->conversation, NULL);

  for (guint i = 0; unsent != NULL && i < unsent->len; i++) {
    const LuukkuReply *other = g_ptr_array_index (unsent, i);

    if (other->id > reply->id && other->state != LUUKKU_REPLY_FAILED &&
        g_str_equal (other->text, reply->text))
      return TRUE;
  }
  return FALSE;
}

static gboolean
may_resend (LuukkuInbox *self, const LuukkuReply *reply, GError **error)
{
  if (reply->state == LUUKKU_REPLY_UNCERTAIN)
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("It is not certain whether this reply left, so it is not sent again. Look in the service "
            "first, and write it again only if it is missing there."));
  else if (reply->state == LUUKKU_REPLY_SENT)
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This reply was sent already. Write a new one if something is to be added."));
  else if (reply->state != LUUKKU_REPLY_FAILED || is_under_way (self, reply))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This reply is on its way already. Wait until the window says how it went."));
  else
    return TRUE;
  return FALSE;
}

LuukkuSubmit
luukku_inbox_resend (LuukkuInbox *self, gint64 reply, LuukkuVerdict **ret_verdict, GError **error)
{
  g_autoptr (LuukkuInbox) alive = g_object_ref (self);
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (self->store, reply, &local);
  g_autoptr (LuukkuConversation) to = NULL;
  g_autoptr (LuukkuOccasion) occasion = NULL;

  if (row != NULL)
    to = luukku_store_get_conversation (self->store, row->conversation, &local);
  if (to == NULL) {
    if (local != NULL)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("This reply is not in the outbox any more. Write it again in the conversation."));
    return LUUKKU_SUBMIT_FAILED;
  }
  if (!may_resend (self, row, error))
    return LUUKKU_SUBMIT_FAILED;
  occasion = luukku_occasion_new (self, row->channel, luukku_conversation_peek (to)->platform_id);
  if (!is_fit (self, occasion, row->text, error) || !luukku_occasion_check_files (occasion, self, error))
    return LUUKKU_SUBMIT_FAILED;
  return submit_plain (self, occasion, row->text, ret_verdict, NULL, error);
}
