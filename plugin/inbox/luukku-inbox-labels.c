/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-labels.c: what the program proposes about a message and what people make of it. Looks only at
 * what has been committed, so that no failure here can lose a message; hides nothing. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "language/luukku-language.h"
#include "store/luukku-store-sanctions.h"

#define NO_ENGINE "none"

void
luukku_inbox_set_classifier (LuukkuInbox *self, LuukkuClassifyFunc function, gpointer data)
{
  self->classify = function;
  self->classify_data = data;
}

/* Returns: (transfer none) (nullable): LuukkuIncomingRule of the pack in force. */
static GPtrArray *
peek_incoming (LuukkuInbox *self)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);

  if (pack == NULL)
    return NULL;
  if (self->incoming_of != pack) {
    g_clear_pointer (&self->incoming, g_ptr_array_unref);
    self->incoming = luukku_pack_list_incoming (pack);
    self->incoming_of = pack;
  }
  return self->incoming;
}

const LuukkuIncomingRule *
luukku_inbox_find_incoming (LuukkuInbox *self, const char *name)
{
  GPtrArray *rules = peek_incoming (self);

  return rules != NULL ? luukku_incoming_find (rules, name) : NULL;
}

const LuukkuIncomingRule *
luukku_inbox_find_incoming_in (LuukkuInbox *self, const char *name, gboolean is_public)
{
  GPtrArray *rules = peek_incoming (self);

  return rules != NULL ? luukku_incoming_find_in (rules, name, is_public) : NULL;
}

gboolean
luukku_inbox_is_public (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuConversation) of = luukku_store_get_conversation (self->store, conversation, NULL);

  return of != NULL && luukku_conversation_peek (of)->is_public;
}

gboolean
luukku_inbox_is_public_message (LuukkuInbox *self, const LuukkuStoredMessage *stored)
{
  g_autoptr (LuukkuConversation) of =
      luukku_store_find_conversation (self->store, luukku_message_get_channel (stored->message),
                                      luukku_message_get_conversation_id (stored->message), NULL);

  return of != NULL && luukku_conversation_peek (of)->is_public;
}

/* A threat is loud even in a town whose pack does not speak of it. */
LuukkuAlarm
luukku_inbox_alarm_of (LuukkuInbox *self, const char *name, gboolean is_public)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming_in (self, name, is_public);

  if (luukku_label_is_threat (name) || g_str_equal (name, "self-harm"))
    return LUUKKU_ALARM_RAISED;
  if (rule != NULL)
    return rule->alarm;
  if (g_str_equal (name, "unsafe-report") || g_str_equal (name, "removal-request") ||
      luukku_label_is_covered (name))
    return LUUKKU_ALARM_QUEUE;
  return LUUKKU_ALARM_LABEL;
}

/* The pack's rule stands in front of the engine's. */
static void
complete (LuukkuInbox *self, LuukkuProposal *proposal, gboolean is_public)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming_in (self, proposal->name, is_public);
  char *both = NULL;

  if (proposal->alarm == LUUKKU_ALARM_NONE)
    proposal->alarm = luukku_inbox_alarm_of (self, proposal->name, is_public);
  if (rule == NULL)
    return;
  both = g_strdup_printf ("%s/%s; %s", luukku_pack_get_id (luukku_gate_get_pack (self->gate)), rule->id,
                          proposal->rule);
  g_free (proposal->rule);
  proposal->rule = both;
}

/* --- looking */

/* The pack's own words are part of what was looked with. */
static void
add_pack_version (LuukkuInbox *self, char **engine)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  char *both = NULL;

  if (pack == NULL || *engine == NULL)
    return;
  both =
      g_strdup_printf ("%s; pack %s %s", *engine, luukku_pack_get_id (pack), luukku_pack_get_version (pack));
  g_free (*engine);
  *engine = both;
}

static gboolean
ask_engine (LuukkuInbox *self, LuukkuStoredMessage *stored, GPtrArray *proposals, char **ret_engine)
{
  gboolean is_public = luukku_inbox_is_public_message (self, stored);
  g_autoptr (GError) error = NULL;

  if (self->classify == NULL) {
    *ret_engine = g_strdup (NO_ENGINE);
    return TRUE;
  }
  if (!self->classify (self, stored, proposals, ret_engine, self->classify_data, &error)) {
    g_debug ("message %" G_GINT64_FORMAT " could not be looked at: code %d", stored->id,
             error != NULL ? error->code : -1);
    g_ptr_array_set_size (proposals, 0);
    return FALSE;
  }
  luukku_seen_add_labels (self, stored, proposals);
  add_pack_version (self, ret_engine);
  for (guint i = 0; i < proposals->len; i++)
    complete (self, g_ptr_array_index (proposals, i), is_public);
  return TRUE;
}

static gboolean
has_urgent (GPtrArray *proposals)
{
  for (guint i = 0; i < proposals->len; i++) {
    if (luukku_label_is_urgent (((LuukkuProposal *) g_ptr_array_index (proposals, i))->name))
      return TRUE;
  }
  return FALSE;
}

/* What somebody who is banned threatens, or needs, comes into sight: it gets its case. So does what an old
 * message was edited into when nobody looks at its case any more. */
static void
bring_into_sight (LuukkuInbox *self, gint64 conversation, gint64 message, GPtrArray *proposals)
{
  const LuukkuCaseNote note = { .actor = LUUKKU_INBOX_RESIDENT_ACTOR, .at = luukku_clock_now (self->clock) };
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);

  if (!has_urgent (proposals))
    return;
  if (item != NULL && luukku_case_peek (item)->state != LUUKKU_CASE_CLOSED &&
      !luukku_store_is_out_of_sight (self->store, message))
    return;
  g_clear_pointer (&item, luukku_case_unref);
  item = luukku_store_case_event (self->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, NULL);
}

/* Somebody who was told of an alarm by mail answers by mail: the address is what a mail channel knows people
 * by. */
static void
hear (LuukkuInbox *self, LuukkuStoredMessage *stored)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, luukku_message_get_channel (stored->message));
  LuukkuSenderInterface *iface =
      entry != NULL && entry->sender != NULL ? LUUKKU_SENDER_GET_IFACE (entry->sender) : NULL;
  const char *author = luukku_message_get_author_id (stored->message);

  if (iface != NULL && author != NULL && iface->can_write_first != NULL &&
      iface->can_write_first (entry->sender))
    luukku_inbox_hear_contact (self, author, luukku_message_get_text (stored->message));
}

/* One message and what the engine said of it. */
typedef struct {
  LuukkuStoredMessage *stored; /* (owned) (nullable): it is not to be looked at */
  GPtrArray *proposals;        /* LuukkuProposal (owned) */
  char *engine;
  gboolean looked; /* the engine did not fail */
} Looked;

static void
looked_clear (Looked *self)
{
  g_clear_pointer (&self->stored, luukku_stored_message_free);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  g_clear_pointer (&self->engine, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Looked, looked_clear)

/* Stores nothing. */
static void
ask (LuukkuInbox *self, gint64 message, Looked *looked)
{
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, NULL);

  *looked = (Looked){ .proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_proposal_free) };
  if (stored == NULL || luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN ||
      luukku_store_is_read_only (self->store))
    return;
  hear (self, stored);
  looked->looked = ask_engine (self, stored, looked->proposals, &looked->engine);
  looked->stored = g_steal_pointer (&stored);
}

static gboolean
keep (LuukkuInbox *self, const Looked *looked, GError **error)
{
  return luukku_store_add_labels (self->store, looked->stored->id, looked->proposals,
                                  looked->engine != NULL ? looked->engine : NO_ENGINE, !looked->looked,
                                  error);
}

/* Returns: whether somebody has to act. */
static gboolean
act_on (LuukkuInbox *self, gint64 conversation, Looked *looked, gboolean *ret_moved)
{
  gint64 message = looked->stored->id;
  g_autoptr (GError) error = NULL;

  bring_into_sight (self, conversation, message, looked->proposals);
  if (!looked->looked) {
    /* Somebody has to look instead. */
    g_ptr_array_add (looked->proposals, luukku_proposal_new (LUUKKU_INBOX_UNLABELLED, "luukku/unclassified",
                                                             LUUKKU_ALARM_QUEUE));
  }
  if (!keep (self, looked, &error)) {
    g_debug ("labels not stored: code %d", error->code);
    return FALSE;
  }
  if (looked->proposals->len == 0)
    return FALSE;
  *ret_moved = TRUE;
  for (guint i = 0; i < looked->proposals->len; i++) {
    if (g_str_equal (((LuukkuProposal *) g_ptr_array_index (looked->proposals, i))->name, "removal-request"))
      luukku_inbox_enter_request (self, conversation);
  }
  return luukku_inbox_raise (self, conversation, message);
}

gboolean
luukku_inbox_look_at (LuukkuInbox *self, gint64 conversation, gint64 message)
{
  g_auto (Looked) looked = { NULL };
  gboolean moved = FALSE;

  ask (self, message, &looked);
  return looked.stored != NULL && act_on (self, conversation, &looked, &moved);
}

/* What the engine has nothing to say of is most of the mail. */
static gboolean
is_plain (const Looked *looked)
{
  return looked->stored != NULL && looked->looked && looked->proposals->len == 0;
}

/* Those of them that are plain. */
typedef struct {
  LuukkuInbox *inbox; /* no ref */
  const Looked *looked;
  guint count;
} Plain;

/* LuukkuStoreFunc */
static gboolean
keep_plain (LuukkuStore *store, gpointer data, GError **error)
{
  const Plain *self = data;

  for (guint i = 0; i < self->count; i++) {
    if (is_plain (&self->looked[i]) && !keep (self->inbox, &self->looked[i], error))
      return FALSE;
  }
  return TRUE;
}

void
luukku_inbox_look_at_all (LuukkuInbox *self, LuukkuNews *news, guint count)
{
  g_autofree Looked *looked = g_new0 (Looked, count);
  Plain plain = { self, looked, count };
  g_autoptr (GError) error = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < count; i++) {
    if (!news[i].gone)
      ask (self, news[i].message, &looked[i]);
    any = any || is_plain (&looked[i]);
  }
  /* One commit for all of them: each waits for the disk. */
  if (any && !luukku_store_transaction (self->store, keep_plain, &plain, &error))
    g_debug ("labels not stored: code %d", error->code); /* the next start looks at them */
  for (guint i = 0; i < count; i++) {
    if (looked[i].stored != NULL && !is_plain (&looked[i]))
      news[i].alarm = act_on (self, news[i].conversation, &looked[i], &news[i].moved);
    looked_clear (&looked[i]);
  }
}

guint
luukku_inbox_classify_pending (LuukkuInbox *self)
{
  g_autoptr (GArray) ids = luukku_store_list_unclassified (self->store, LUUKKU_ALARM_MAX_PENDING, NULL);
  guint n = 0;

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, id, NULL);
    g_autoptr (LuukkuConversation) conversation = NULL;

    if (stored != NULL)
      conversation =
          luukku_store_find_conversation (self->store, luukku_message_get_channel (stored->message),
                                          luukku_message_get_conversation_id (stored->message), NULL);
    if (conversation == NULL)
      continue;
    if (luukku_inbox_look_at (self, luukku_conversation_peek (conversation)->id, id))
      luukku_inbox_emit_alarm (self, luukku_conversation_peek (conversation)->id);
    n++;
  }
  return n;
}

/* --- decisions */
static gint64
conversation_of (LuukkuInbox *self, gint64 message, GError **error)
{
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, error);
  g_autoptr (LuukkuConversation) conversation = NULL;

  if (stored != NULL)
    conversation =
        luukku_store_find_conversation (self->store, luukku_message_get_channel (stored->message),
                                        luukku_message_get_conversation_id (stored->message), error);
  if (conversation == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("The message is not in the inbox any more. Open the conversation again."));
    return 0;
  }
  return luukku_conversation_peek (conversation)->id;
}

static const char *
decision_word (LuukkuLabelDecision kind)
{
  static const char *const words[] = { "confirmed", "rejected", "added" };

  return words[CLAMP ((int) kind, 0, (int) G_N_ELEMENTS (words) - 1)];
}

/* A person finds in a closed case what has to be acted on. */
static void
open_again (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autoptr (GError) error = NULL;

  if (item != NULL && luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED &&
      !luukku_inbox_case_event (self, conversation, LUUKKU_CASE_EVENT_REOPENED, NULL, &error))
    g_debug ("case not opened again: code %d", error->code);
}

gboolean
luukku_inbox_decide_label (LuukkuInbox *self, gint64 message, const char *name, LuukkuLabelDecision kind,
                           const char *note, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, decision_word (kind));
  gint64 conversation = conversation_of (self, message, error);
  const LuukkuLabelChoice choice = {
    .message = message,
    .name = name,
    .kind = kind,
    .alarm = kind == LUUKKU_LABEL_ADDED
                 ? luukku_inbox_alarm_of (self, name, luukku_inbox_is_public (self, conversation))
                 : LUUKKU_ALARM_NONE,
    .actor = actor,
    .note = note,
  };

  if (conversation == 0 || !luukku_store_decide_label (self->store, &choice, error) ||
      !luukku_inbox_add_history (self, conversation, LUUKKU_CASE_EVENT_LABEL_DECIDED, actor, detail, error))
    return FALSE;
  if (kind == LUUKKU_LABEL_ADDED && g_str_equal (name, "removal-request"))
    luukku_inbox_enter_request (self, conversation);
  if (kind == LUUKKU_LABEL_REJECTED && g_str_equal (name, "removal-request"))
    luukku_inbox_drop_request (self, conversation);
  if (kind != LUUKKU_LABEL_REJECTED && luukku_label_is_urgent (name))
    open_again (self, conversation);
  if (kind != LUUKKU_LABEL_REJECTED && luukku_inbox_raise (self, conversation, message))
    luukku_inbox_emit_alarm (self, conversation);
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}

char *
luukku_inbox_label_title (LuukkuInbox *self, const char *name)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, name);
  g_autofree char *group = rule != NULL ? g_strconcat ("Incoming ", rule->id, NULL) : NULL;
  static const struct {
    const char *name;
    const char *title;
  } ours[] = {
    { "threat-person", N_ ("Threat against a person") },
    { "threat-site", N_ ("Threat against premises") },
    { "self-harm", N_ ("Somebody may harm themselves") },
    { "harassment", N_ ("Harassment") },
    { "hate", N_ ("Hate against a group") },
    { "discriminatory", N_ ("Hate or discrimination") },
    { "incitement", N_ ("Call to violence or crime") },
    { "inappropriate", N_ ("Improper message") },
    { "spam", N_ ("Advertising") },
    { "security-incident", N_ ("May steal passwords or money") },
    { "unsafe-link", N_ ("Unknown link") },
    { "contains-names", N_ ("Names in a message") },
    { "privacy", N_ ("About somebody's life") },
    { "defamation", N_ ("Against somebody's honour") },
    { "disinformation", N_ ("Said to be false") },
    { "unsafe-report", N_ ("Danger or unsafe discussion") },
    { "removal-request", N_ ("Request to remove something") },
    { "discrimination-told", N_ ("Met discrimination") },
    { "negative", N_ ("Criticism") },
    { "idea", N_ ("Idea") },
    { "question", N_ ("Question") },
    { "feedback", N_ ("Feedback") },
    { "newcomer", N_ ("New in town") },
    { LUUKKU_INBOX_UNLABELLED, N_ ("Could not be classified: please read it yourself") },
  };
  char *title = group != NULL
                    ? luukku_pack_get_text (luukku_gate_get_pack (self->gate), group, "Title", self->language)
                    : NULL;

  for (guint i = 0; title == NULL && i < G_N_ELEMENTS (ours); i++) {
    if (g_str_equal (ours[i].name, name))
      title = g_strdup (luukku_tr (ours[i].title));
  }
  return title != NULL ? title : g_strdup (name);
}

gboolean
luukku_inbox_has_ground (LuukkuInbox *self, gint64 message, gint64 case_id)
{
  g_autofree char *labels = luukku_store_get_decided_labels (self->store, message, case_id, NULL);
  g_auto (GStrv) parts = luukku_labels_split (labels);

  for (guint i = 0; parts[i] != NULL; i++) {
    const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, parts[i]);

    if (luukku_label_is_ground (parts[i]) && (rule == NULL || !rule->protect))
      return TRUE;
  }
  return FALSE;
}

char *
luukku_inbox_label_advice (LuukkuInbox *self, const char *name)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, name);
  g_autofree char *group = rule != NULL ? g_strconcat ("Incoming ", rule->id, NULL) : NULL;

  return group != NULL
             ? luukku_pack_get_text (luukku_gate_get_pack (self->gate), group, "Warning", self->language)
             : NULL;
}

/* HAN-27, HAN-28: critical and constructive messages are welcome. A threat or hate in the same message is not
 * protected by the criticism beside it, nor is what a person has labelled herself. */
char *
luukku_inbox_get_protection (LuukkuInbox *self, gint64 message)
{
  g_autofree char *labels = luukku_store_get_message_labels (self->store, message, NULL);
  g_autofree char *covered = luukku_labels_find (labels, luukku_label_is_covered);
  g_auto (GStrv) parts = g_strsplit (labels != NULL ? labels : "", ";", -1);

  if (covered != NULL || luukku_inbox_has_ground (self, message, 0))
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++) {
    const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, parts[i]);

    if (rule == NULL ? luukku_label_is_protected (parts[i]) : rule->protect)
      return g_strdup (
          luukku_tr (N_ ("Critical and constructive messages are welcome: this message stays. Answer it; if "
                         "something in it must go all the same, add the label that says what.")));
  }
  return NULL;
}

char *
luukku_inbox_get_offered_template (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autofree char *labels =
      item != NULL ? luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, NULL, NULL)
                   : NULL;
  g_auto (GStrv) parts = g_strsplit (labels != NULL ? labels : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, parts[i]);

    if (rule != NULL && rule->template != NULL)
      return g_strdup (rule->template);
  }
  return NULL;
}

/* --- covered messages */
char *
luukku_inbox_get_cover (LuukkuInbox *self, gint64 message)
{
  g_autofree char *labels = luukku_store_get_message_labels (self->store, message, NULL);

  return luukku_labels_find (labels, luukku_label_is_covered);
}

char *
luukku_inbox_foresee_cover (LuukkuInbox *self, const char *channel, const char *text)
{
  const LuukkuMessageInit init = {
    .channel = channel,
    .conversation_id = "-",
    .platform_id = "-",
    .direction = LUUKKU_DIRECTION_IN,
    .text = text,
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  LuukkuStoredMessage stored = { .message = message, .language = luukku_language_guess (text) };
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_proposal_free);
  g_autofree char *engine = NULL;

  if (!ask_engine (self, &stored, proposals, &engine))
    return NULL;
  for (guint i = 0; i < proposals->len; i++) {
    const LuukkuProposal *proposal = g_ptr_array_index (proposals, i);

    if (luukku_label_is_covered (proposal->name))
      return g_strdup (proposal->name);
  }
  return NULL;
}

gboolean
luukku_inbox_is_hidden (LuukkuInbox *self, gint64 message)
{
  g_autofree char *labels = NULL;
  g_autofree char *urgent = NULL;

  if (!luukku_store_is_out_of_sight (self->store, message))
    return FALSE;
  labels = luukku_store_get_message_labels (self->store, message, NULL);
  urgent = luukku_labels_find (labels, luukku_label_is_urgent);
  return urgent == NULL;
}

gboolean
luukku_inbox_note_exposure (LuukkuInbox *self, gint64 message, const char *what, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  return luukku_store_add_exposure (self->store, message, actor, what, error);
}

gboolean
luukku_inbox_pass_case_on (LuukkuInbox *self, gint64 conversation, const char *whom, const char *note,
                           GError **error)
{
  g_autofree char *name = whom != NULL ? g_strstrip (g_strdup (whom)) : NULL;
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  if (!luukku_inbox_case_event (self, conversation, LUUKKU_CASE_EVENT_HANDED_OVER,
                                name != NULL && *name != '\0' ? name : NULL, error))
    return FALSE;
  return note == NULL ||
         luukku_inbox_add_history (self, conversation, LUUKKU_CASE_EVENT_ALARM_STEP, actor, note, error);
}
