/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-sanctions.c: bans and acts at a platform: the record is committed, then the row, then the
 * call. No platform ends a ban by itself, so the program does, and says so. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-sanctions.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-calendar.h"

#define MAX_LOOKED_AT 20 /* newest messages among which the notice is */

/* --- calls to the platform */
typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  LuukkuActKind what;
  gint64 sanction;       /* of bans */
  LuukkuPlatformAct act; /* of messages; strings owned */
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->inbox);
  g_free (self->act.record);
  g_free (self->act.actor);
  g_free (self->act.reason);
  g_free (self);
}

static void
note_ban (Call *self, gboolean done)
{
  LuukkuSanctionActKind kind = LUUKKU_SANCTION_ACT_BY_HAND;

  if (done)
    kind =
        self->what == LUUKKU_ACT_BAN ? LUUKKU_SANCTION_ACT_BANNED_THERE : LUUKKU_SANCTION_ACT_UNBANNED_THERE;
  if (!luukku_store_add_sanction_act (self->inbox->store, self->sanction, kind, LUUKKU_INBOX_PROGRAM_ACTOR,
                                      NULL, NULL))
    g_debug ("sanction %" G_GINT64_FORMAT ": outcome not stored", self->sanction);
  luukku_inbox_emit_sanction (self->inbox, self->sanction);
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = LUUKKU_SENDER_GET_IFACE (source)->act_finish (LUUKKU_SENDER (source), result, &error);

  if (self->sanction != 0)
    g_hash_table_remove (self->inbox->bans_asked, &self->sanction);
  if (!done && luukku_fault_is_cancelled (error)) {
    call_free (self);
    return;
  }
  if (self->sanction != 0) {
    note_ban (self, done);
  } else {
    self->act.state = done ? LUUKKU_PLATFORM_DONE : LUUKKU_PLATFORM_FAILED;
    if (!luukku_store_add_platform_act (self->inbox->store, &self->act, NULL))
      g_debug ("act on message %" G_GINT64_FORMAT ": outcome not stored", self->act.message);
    luukku_inbox_emit_acted (self->inbox, self->act.conversation, self->act.kind, self->act.state);
    luukku_inbox_emit_case (self->inbox, self->act.conversation);
  }
  call_free (self);
}

/* --- what was decided stands in its register and in the history of the case, or in neither: an act that a
 * person was told had failed must not be carried out later */
typedef struct {
  LuukkuInbox *inbox;           /* no ref */
  const LuukkuPlatformAct *act; /* one of these three */
  LuukkuSanction *ban;
  gint64 lifted; /* number of the ban */
  const char *why;
  gint64 conversation;
  const char *actor;
  const char *line; /* of the history */
} Decided;

/* LuukkuStoreFunc */
static gboolean
enter (LuukkuStore *store, gpointer data, GError **error)
{
  const Decided *self = data;
  gboolean done;

  if (self->act != NULL)
    done = luukku_store_add_platform_act (store, self->act, error);
  else if (self->ban != NULL)
    done = luukku_store_add_sanction (store, self->ban, &self->ban->id, error);
  else
    done = luukku_store_add_sanction_act (store, self->lifted, LUUKKU_SANCTION_ACT_LIFTED, self->actor,
                                          self->why, error);
  return done && luukku_inbox_add_history (self->inbox, self->conversation, LUUKKU_CASE_EVENT_SANCTION,
                                           self->actor, self->line, error);
}

LuukkuInboxChannel *
luukku_inbox_find_able (LuukkuInbox *self, const char *channel, LuukkuActKind what)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);
  LuukkuSenderInterface *iface =
      entry != NULL && entry->sender != NULL ? LUUKKU_SENDER_GET_IFACE (entry->sender) : NULL;

  if (iface == NULL || iface->can_act == NULL || !iface->can_act (entry->sender, what))
    return NULL;
  return entry;
}

gboolean
luukku_inbox_can_act (LuukkuInbox *self, gint64 conversation, LuukkuActKind kind)
{
  g_autoptr (LuukkuConversation) of = luukku_store_get_conversation (self->store, conversation, NULL);

  return of != NULL && luukku_inbox_find_able (self, luukku_conversation_peek (of)->channel, kind) != NULL;
}

/* @call: (transfer full). */
static void
ask_platform (LuukkuInbox *self, LuukkuInboxChannel *entry, Call *call, const LuukkuActInit *init)
{
  g_autoptr (LuukkuAct) act = luukku_act_new (init);

  LUUKKU_SENDER_GET_IFACE (entry->sender)->act_async (entry->sender, act, entry->acts, on_acted, call);
}

static void
call_ban (LuukkuInbox *self, const LuukkuSanction *sanction, LuukkuActKind what)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_able (self, sanction->channel, what);
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (self->store, sanction->conversation, NULL);
  LuukkuActInit init = { .kind = what, .channel = sanction->channel, .resident_id = sanction->resident_id };
  Call *call = NULL;

  if (entry == NULL || conversation == NULL) {
    luukku_store_add_sanction_act (self->store, sanction->id, LUUKKU_SANCTION_ACT_BY_HAND,
                                   LUUKKU_INBOX_PROGRAM_ACTOR, NULL, NULL);
    return;
  }
  call = g_new0 (Call, 1);
  call->inbox = g_object_ref (self);
  call->what = what;
  call->sanction = sanction->id;
  init.conversation_id = luukku_conversation_peek (conversation)->platform_id;
  g_hash_table_add (self->bans_asked, g_memdup2 (&sanction->id, sizeof sanction->id));
  ask_platform (self, entry, call, &init);
}

/* --- the notice goes first: a platform that has banned somebody takes no message to them any more */
static gboolean
has_answer_since (LuukkuInbox *self, gint64 conversation, gint64 from)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (self->store, conversation, MAX_LOOKED_AT, NULL);

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    LuukkuMessage *message = ((LuukkuStoredMessage *) messages->pdata[i - 1])->message;

    if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_OUT &&
        luukku_message_get_sent_at (message) >= from)
      return TRUE;
  }
  return FALSE;
}

/* Neither the platform nor a person has anything to do with it yet. */
static gboolean
is_waiting (LuukkuInbox *self, const LuukkuSanction *sanction)
{
  return sanction->lifted_at == 0 && sanction->there_at == 0 && !sanction->by_hand &&
         !g_hash_table_contains (self->bans_asked, &sanction->id);
}

static gint64
waits_until (const LuukkuSanction *sanction)
{
  gboolean says_something = sanction->notice != NULL && *sanction->notice != '\0';

  return says_something ? sanction->start_at + LUUKKU_BAN_NOTICE_WAIT : sanction->start_at;
}

/* It is over here and not at the channel, of which nobody was told yet: the channel was not connected when
 * the time came, or the program was closed before the channel had answered. */
static gboolean
is_ending (LuukkuInbox *self, const LuukkuSanction *sanction)
{
  return sanction->lifted_at != 0 && sanction->there_at != 0 && !sanction->by_hand &&
         !g_hash_table_contains (self->bans_asked, &sanction->id);
}

void
luukku_inbox_carry_out_bans (LuukkuInbox *self)
{
  g_autoptr (GPtrArray) bans = luukku_store_list_sanctions (self->store, FALSE, NULL);
  gint64 now = luukku_clock_now (self->clock);

  for (guint i = 0; bans != NULL && i < bans->len; i++) {
    const LuukkuSanction *ban = g_ptr_array_index (bans, i);

    if (is_waiting (self, ban) &&
        (now >= waits_until (ban) || has_answer_since (self, ban->conversation, ban->start_at)))
      call_ban (self, ban, LUUKKU_ACT_BAN);
    else if (is_ending (self, ban) && (now >= ban->lifted_at + LUUKKU_BAN_OFFLINE_WAIT ||
                                       luukku_inbox_find_able (self, ban->channel, LUUKKU_ACT_UNBAN) != NULL))
      call_ban (self, ban, LUUKKU_ACT_UNBAN);
  }
}

/* "{until}" becomes the last day. Returns: (transfer full) (nullable). */
static char *
fill_notice (const char *notice, gint64 until)
{
  g_autofree char *day = luukku_time_format_local (until, LUUKKU_CALENDAR_DEFAULT_ZONE, "%-d.%-m.%Y");
  GString *text = notice != NULL ? g_string_new (notice) : NULL;

  if (text == NULL)
    return NULL;
  g_string_replace (text, "{until}", day, 0);
  return g_string_free (text, FALSE);
}

/* --- bans */

/* KUO-26: who tells of danger, who is in need and who only criticises is not punished for it. */
static gboolean
may_ban (LuukkuInbox *self, LuukkuCase *item, GError **error)
{
  g_autofree char *labels =
      luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, NULL, error);
  g_autofree char *covered = NULL;
  g_autofree char *protecting = NULL;

  if (labels == NULL)
    return FALSE;
  covered = luukku_labels_find (labels, luukku_label_is_covered);
  protecting = luukku_labels_find (labels, luukku_label_is_protected);
  if (covered != NULL || protecting == NULL || luukku_inbox_has_ground (self, 0, luukku_case_peek (item)->id))
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("Nobody is banned for criticism, for telling of danger or for being in need. If there is "
          "another reason, add the label that says which."));
  return FALSE;
}

static gboolean
check_ban (const LuukkuBan *ban, GError **error)
{
  if (ban->reason == NULL || *ban->reason == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Write the reason of the ban."));
    return FALSE;
  }
  if (ban->length < G_TIME_SPAN_HOUR || ban->length > LUUKKU_BAN_MAX) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("A ban lasts from one hour to 366 days. Write its length in days."));
    return FALSE;
  }
  return TRUE;
}

gboolean
luukku_inbox_ban (LuukkuInbox *self, const LuukkuBan *ban, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *record = NULL;
  g_autofree char *line = NULL;
  g_autofree char *notice = fill_notice (ban->notice, luukku_clock_now (self->clock) + ban->length);
  const LuukkuConversationInit *about = NULL;
  LuukkuSanction row = { 0 };
  Decided decided;

  if (!check_ban (ban, error))
    return FALSE;
  conversation = luukku_store_get_conversation (self->store, ban->conversation, error);
  item = conversation != NULL ? luukku_store_find_case (self->store, ban->conversation, error) : NULL;
  about = conversation != NULL ? luukku_conversation_peek (conversation) : NULL;
  if (item == NULL || about->resident_id == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("Nobody who could be banned has written in this conversation."));
    return FALSE;
  }
  if (!may_ban (self, item, error))
    return FALSE;
  record = luukku_inbox_need_record (self, ban->conversation, 0, "other", error);
  if (record == NULL)
    return FALSE;
  row.channel = (char *) about->channel;
  row.resident_id = (char *) about->resident_id;
  row.resident_name = (char *) about->resident_name;
  row.conversation = ban->conversation;
  row.record = record;
  row.reason = (char *) ban->reason;
  row.decided_by = (char *) (ban->decided_by != NULL && *ban->decided_by != '\0' ? ban->decided_by : actor);
  row.notice = notice;
  row.start_at = luukku_clock_now (self->clock);
  row.end_at = row.start_at + ban->length;
  row.review_at =
      row.end_at - MIN (G_TIME_SPAN_DAY, ban->length / 2); /* Kuopio's Clock ban-end: 1 day before */
  row.entered_by = actor;
  line = g_strdup_printf ("ban · %s · %s", row.decided_by, ban->reason);
  decided = (Decided){ self, NULL, &row, 0, NULL, ban->conversation, actor, line };
  if (!luukku_store_transaction (self->store, enter, &decided, error))
    return FALSE;
  if (ret_id != NULL)
    *ret_id = row.id;
  if (notice == NULL || *notice == '\0' || luukku_inbox_find_able (self, row.channel, LUUKKU_ACT_BAN) == NULL)
    call_ban (self, &row, LUUKKU_ACT_BAN);
  luukku_inbox_emit_sanction (self, row.id);
  luukku_inbox_emit_case (self, ban->conversation);
  return TRUE;
}

static gboolean
lift (LuukkuInbox *self, const LuukkuSanction *sanction, const char *actor, const char *why, GError **error)
{
  Decided decided = {
    self, NULL, NULL, sanction->id, why, sanction->conversation, actor, why != NULL ? why : "ban over",
  };

  if (!luukku_store_transaction (self->store, enter, &decided, error))
    return FALSE;
  /* A ban that ends while nobody is here, and the channel is not connected yet, waits a little for it. */
  if (!is_waiting (self, sanction) &&
      (!g_str_equal (actor, LUUKKU_INBOX_PROGRAM_ACTOR) || sanction->by_hand ||
       luukku_inbox_find_able (self, sanction->channel, LUUKKU_ACT_UNBAN) != NULL))
    call_ban (self, sanction, LUUKKU_ACT_UNBAN);
  luukku_inbox_emit_sanction (self, sanction->id);
  return TRUE;
}

gboolean
luukku_inbox_lift_ban (LuukkuInbox *self, gint64 id, const char *why, GError **error)
{
  g_autoptr (LuukkuSanction) sanction = luukku_store_get_sanction (self->store, id, error);
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  if (sanction == NULL || sanction->lifted_at != 0) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This ban has ended already."));
    return FALSE;
  }
  return lift (self, sanction, actor, why, error);
}

gboolean
luukku_inbox_review_ban (LuukkuInbox *self, gint64 sanction, const char *note, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  return luukku_store_add_sanction_act (self->store, sanction, LUUKKU_SANCTION_ACT_REVIEWED, actor, note,
                                        error);
}

gint64
luukku_inbox_next_ban_end (LuukkuInbox *self)
{
  g_autoptr (GPtrArray) bans = luukku_store_list_sanctions (self->store, FALSE, NULL);
  gint64 next = 0;

  for (guint i = 0; bans != NULL && i < bans->len; i++) {
    const LuukkuSanction *ban = g_ptr_array_index (bans, i);
    gint64 due = ban->end_at;

    if (is_waiting (self, ban))
      due = waits_until (ban);
    else if (is_ending (self, ban))
      due = ban->lifted_at + LUUKKU_BAN_OFFLINE_WAIT;
    else if (ban->lifted_at != 0)
      continue;
    next = next == 0 ? due : MIN (next, due);
  }
  return next;
}

void
luukku_inbox_end_bans (LuukkuInbox *self)
{
  g_autoptr (GPtrArray) running = luukku_store_list_sanctions (self->store, TRUE, NULL);
  gint64 now = luukku_clock_now (self->clock);

  for (guint i = 0; running != NULL && i < running->len; i++) {
    const LuukkuSanction *sanction = g_ptr_array_index (running, i);
    g_autoptr (GError) error = NULL;

    if (sanction->end_at <= now && !lift (self, sanction, LUUKKU_INBOX_PROGRAM_ACTOR, NULL, &error))
      g_debug ("ban %" G_GINT64_FORMAT " not lifted: code %d", sanction->id, error->code);
  }
  luukku_inbox_carry_out_bans (self);
}

/* --- hiding and deleting */
static const struct {
  LuukkuActKind what;
  const char *word; /* in the history */
} platform_acts[] = {
  [LUUKKU_PLATFORM_HIDE] = { LUUKKU_ACT_HIDE, "hide" },
  [LUUKKU_PLATFORM_DELETE] = { LUUKKU_ACT_DELETE, "delete" },
  [LUUKKU_PLATFORM_UNHIDE] = { LUUKKU_ACT_UNHIDE, "show again" },
  [LUUKKU_PLATFORM_MUTE] = { LUUKKU_ACT_MUTE, "mute" },
  [LUUKKU_PLATFORM_UNMUTE] = { LUUKKU_ACT_UNMUTE, "muting over" },
};

static gboolean
check_removal (LuukkuInbox *self, gint64 message, LuukkuPlatformActKind kind, const char *reason,
               GError **error)
{
  g_autofree char *protection = NULL;

  if (kind == LUUKKU_PLATFORM_UNHIDE || kind == LUUKKU_PLATFORM_UNMUTE)
    return TRUE;
  protection = luukku_inbox_get_protection (self, message);
  if (protection != NULL) {
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED, protection);
    return FALSE;
  }
  if (*reason != '\0')
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    kind == LUUKKU_PLATFORM_MUTE ? N_ ("Write why this resident is muted.")
                                                 : N_ ("Write why the message is to go."));
  return FALSE;
}

/* Most channels know no muting: there is nothing that a person could do there instead. */
static gboolean
check_able (LuukkuInbox *self, const LuukkuStoredMessage *stored, LuukkuPlatformActKind kind, GError **error)
{
  if ((kind != LUUKKU_PLATFORM_MUTE && kind != LUUKKU_PLATFORM_UNMUTE) ||
      luukku_inbox_find_able (self, luukku_message_get_channel (stored->message), platform_acts[kind].what) !=
          NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_REFUSED, LUUKKU_INBOX_NO_MUTING);
  return FALSE;
}

/* Returns: (transfer full) (nullable). */
static LuukkuConversation *
find_conversation (LuukkuInbox *self, const LuukkuStoredMessage *stored, GError **error)
{
  if (stored == NULL)
    return NULL;
  return luukku_store_find_conversation (self->store, luukku_message_get_channel (stored->message),
                                         luukku_message_get_conversation_id (stored->message), error);
}

gboolean
luukku_inbox_remove_message (LuukkuInbox *self, gint64 message, LuukkuPlatformActKind kind,
                             const char *reason, GError **error)
{
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, error);
  g_autoptr (LuukkuConversation) conversation = find_conversation (self, stored, error);
  const char *word = platform_acts[kind].word;
  g_autofree char *line = g_strdup_printf ("%s · %s", word, reason);
  LuukkuActInit init = { .kind = platform_acts[kind].what };
  LuukkuInboxChannel *entry = NULL;
  Decided decided;
  Call *call = NULL;

  if (conversation == NULL || !check_able (self, stored, kind, error) ||
      !check_removal (self, message, kind, reason, error))
    return FALSE;
  call = g_new0 (Call, 1);
  call->inbox = g_object_ref (self);
  call->what = init.kind;
  call->act.message = message;
  call->act.conversation = luukku_conversation_peek (conversation)->id;
  call->act.kind = kind;
  call->act.actor = luukku_inbox_dup_actor (self);
  call->act.reason = g_strdup (*reason != '\0' ? reason : word);
  /* KAU-103, Evidence SnapshotBeforeRemoval: committed before anything is asked of the platform. */
  call->act.record = luukku_inbox_need_record (self, call->act.conversation, message, "other", error);
  entry = luukku_inbox_find_able (self, luukku_message_get_channel (stored->message), init.kind);
  call->act.state = entry != NULL ? LUUKKU_PLATFORM_ASKED : LUUKKU_PLATFORM_BY_HAND;
  decided = (Decided){ self, &call->act, NULL, 0, NULL, call->act.conversation, call->act.actor, line };
  if (call->act.record == NULL || !luukku_store_transaction (self->store, enter, &decided, error)) {
    call_free (call);
    return FALSE;
  }
  luukku_inbox_emit_case (self, call->act.conversation);
  if (entry == NULL) {
    call_free (call);
    return TRUE;
  }
  init.channel = luukku_message_get_channel (stored->message);
  init.conversation_id = luukku_message_get_conversation_id (stored->message);
  init.message_id = luukku_message_get_platform_id (stored->message);
  init.resident_id = luukku_message_get_author_id (stored->message);
  ask_platform (self, entry, call, &init);
  return TRUE;
}

/* --- a channel that comes up */
static void
resume_bans (LuukkuInbox *self, const char *channel)
{
  g_autoptr (GPtrArray) bans = luukku_store_list_sanctions (self->store, FALSE, NULL);
  gint64 now = luukku_clock_now (self->clock);

  for (guint i = 0; bans != NULL && i < bans->len; i++) {
    const LuukkuSanction *ban = g_ptr_array_index (bans, i);
    gboolean begins = ban->lifted_at == 0 && ban->end_at > now && ban->by_hand;
    gboolean ends = ban->lifted_at != 0 && ban->there_at != 0;
    LuukkuActKind what = begins ? LUUKKU_ACT_BAN : LUUKKU_ACT_UNBAN;

    if ((begins || ends) && g_str_equal (ban->channel, channel) &&
        !g_hash_table_contains (self->bans_asked, &ban->id) &&
        luukku_inbox_find_able (self, channel, what) != NULL)
      call_ban (self, ban, what);
  }
}

/* What was left to a person because the channel was not connected, or was never answered. What the channel
 * has refused stays with the person. */
static void
resume_message (LuukkuInbox *self, const char *channel, const LuukkuPlatformAct *open)
{
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, open->message, NULL);
  LuukkuActInit init = { .kind = platform_acts[open->kind].what };
  LuukkuInboxChannel *entry = NULL;
  Call *call = NULL;

  if (stored == NULL || open->state == LUUKKU_PLATFORM_FAILED ||
      !g_str_equal (luukku_message_get_channel (stored->message), channel))
    return;
  entry = luukku_inbox_find_able (self, channel, init.kind);
  if (entry == NULL)
    return;
  call = g_new0 (Call, 1);
  call->inbox = g_object_ref (self);
  call->what = init.kind;
  call->act = *open;
  call->act.state = LUUKKU_PLATFORM_ASKED;
  call->act.record = g_strdup (open->record);
  call->act.actor = g_strdup (open->actor);
  call->act.reason = g_strdup (open->reason);
  if (!luukku_store_add_platform_act (self->store, &call->act, NULL)) {
    call_free (call);
    return;
  }
  init.channel = channel;
  init.conversation_id = luukku_message_get_conversation_id (stored->message);
  init.message_id = luukku_message_get_platform_id (stored->message);
  init.resident_id = luukku_message_get_author_id (stored->message);
  ask_platform (self, entry, call, &init);
}

void
luukku_inbox_resume_acts (LuukkuInbox *self, const char *channel)
{
  g_autoptr (GPtrArray) open = luukku_store_list_open_platform_acts (self->store, 0, G_MAXINT64, NULL);

  for (guint i = 0; open != NULL && i < open->len; i++)
    resume_message (self, channel, g_ptr_array_index (open, i));
  resume_bans (self, channel);
}
