/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox.h: the façade of every front end: what comes in is stored and becomes a case, what goes out
 * passes the gate and the outbox, what must last becomes a record. No libpurple, no GTK, no network here.
 *
 * Signals (ids of the store only, never a text or a name):
 *   "message"  (gint64 conversation, gint64 message, int LuukkuIngest)  after the commit; KNOWN: an
 * attachment of it was stored or refused "reply"    (gint64 reply)            a reply changed state (see
 * luukku_store_get_reply) "case"     (gint64 conversation)     state, clock, handler or kind changed
 *   "channel"  (const char *channel)     link state or gap changed
 *   "pack"     ()                        another pack is in force
 *   "alarm"    (gint64 conversation)     somebody has to act now: raised, or nobody has acted yet
 *   "sanction" (gint64 sanction)         a ban began or ended */
#pragma once

#include "inbox/luukku-gate.h"
#include "inbox/luukku-sender.h"
#include "model/luukku-batch.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-replies.h"
#include "store/luukku-store-search.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_INBOX (luukku_inbox_get_type ())
LUUKKU_API
G_DECLARE_FINAL_TYPE (LuukkuInbox, luukku_inbox, LUUKKU, INBOX, GObject)

/* @store, @clock: (transfer none), kept. Returns: (transfer full): with no pack: everything outgoing is held.
 */
LUUKKU_API LuukkuInbox *luukku_inbox_new (LuukkuStore *store, LuukkuClock *clock) G_GNUC_NON_NULL (1, 2);
LUUKKU_API LuukkuStore *luukku_inbox_get_store (LuukkuInbox *self) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuClock *luukku_inbox_get_clock (LuukkuInbox *self) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuGate *luukku_inbox_get_gate (LuukkuInbox *self) G_GNUC_NON_NULL (1);

/* The town's own contact points, in the user's settings folder or among the data files: one a line, kind TAB
 * value (detect/luukku-allow-list.h). They are no personal data. Read together with the pack. */
#define LUUKKU_INBOX_CONTACTS "contacts.list"

/* Reads the pack again, and the contact points; on an error what is in force stays. */
LUUKKU_API gboolean luukku_inbox_load_pack (LuukkuInbox *self, const char *id_or_file, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Who sits here: signs replies, stands in records. Kept in the store's settings. */
typedef struct {
  char *name;         /* "Minna Esimerkki" */
  char *first_name;   /* "Minna" */
  char *title;        /* "Palveluneuvoja" */
  char *unit;         /* "Neuvonta" */
  char *organisation; /* "Rautalammin kunta" */
} LuukkuStaff;

LUUKKU_API void luukku_staff_free (LuukkuStaff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuStaff, luukku_staff_free)
/* Returns: (transfer full): fields NULL when not set. */
LUUKKU_API LuukkuStaff *luukku_inbox_get_staff (LuukkuInbox *self) G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_inbox_set_staff (LuukkuInbox *self, const LuukkuStaff *staff, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* In which findings speak ("fi"); NULL: the locale's. */
LUUKKU_API void luukku_inbox_set_language (LuukkuInbox *self, const char *language) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): "fi". */
LUUKKU_API const char *luukku_inbox_get_language (LuukkuInbox *self) G_GNUC_NON_NULL (1);

/* The reason of a gap in which something was lost for good. */
#define LUUKKU_INBOX_MISSED "missed"
/* The reason of a gap in which another prpl's account was offline: whether its service brings later what came
 * then, nobody knows. */
#define LUUKKU_INBOX_AWAY "away"

/* --- channels */
/* A channel is up: its replies are recovered and sent through @sender (transfer none, kept until removed).
 * @name: (nullable). @sender: (nullable): NULL: people carry the replies over, see luukku_inbox_mark_sent().
 */
LUUKKU_API gboolean luukku_inbox_add_channel (LuukkuInbox *self, const char *channel, const char *name,
                                              LuukkuSender *sender, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: whether @channel, a key, belongs to an account of another prpl: it begins with that prpl's id. */
LUUKKU_API gboolean luukku_inbox_is_foreign (const char *channel) G_GNUC_NON_NULL (1);
/* The account was closed: what is in flight is cancelled and becomes UNCERTAIN; what is queued stays queued.
 */
LUUKKU_API void luukku_inbox_remove_channel (LuukkuInbox *self, const char *channel) G_GNUC_NON_NULL (1, 2);

/* --- in */
/* Stores @batch and its cursor in ONE transaction, opens and moves cases, then emits the signals and starts
 * fetching attachments. */
LUUKKU_API gboolean luukku_inbox_receive (LuukkuInbox *self, const char *channel, LuukkuBatch *batch,
                                          GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* The link is down (@error: why) or works again (NULL): opens and closes the gap. */
LUUKKU_API void luukku_inbox_set_link (LuukkuInbox *self, const char *channel, const GError *error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): the sentence of the fault while the link is down. */
LUUKKU_API const char *luukku_inbox_get_link_error (LuukkuInbox *self, const char *channel)
    G_GNUC_NON_NULL (1, 2);

/* A person wants to answer the public @conversation only to the one who began it: makes the conversation for
 * that, when it is not there yet. Returns: (transfer full): its platform id. */
LUUKKU_API char *luukku_inbox_begin_private (LuukkuInbox *self, const char *channel, const char *conversation,
                                             GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* --- out */
/* Why nothing can be sent where the platform takes no answer (can_reply of the conversation). */
#define LUUKKU_INBOX_NO_REPLY                                                                                \
  N_ ("The channel takes no answer in this conversation now, so nothing was sent. The person may have "      \
      "blocked "                                                                                             \
      "the town or closed the discussion, the time for answering may have run out, or the message is an "    \
      "automatic one. Answer by another channel.")
typedef enum {
  LUUKKU_SUBMIT_FAILED = 0, /* @error is set; nothing was queued, the text is kept as a draft when possible */
  LUUKKU_SUBMIT_QUEUED,     /* written to the outbox; "reply" tells the rest */
  LUUKKU_SUBMIT_HELD,       /* the gate held it; the text is kept as a draft */
} LuukkuSubmit;

/* What the gate would say of @markup (HTML or plain, as a chat window hands it) in this conversation.
 * @conversation: the platform's id; an unknown one (an account of another prpl) is checked as a first
 * message. Returns: (transfer full). */
LUUKKU_API LuukkuVerdict *luukku_inbox_check (LuukkuInbox *self, const char *channel,
                                              const char *conversation, const char *markup)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* The same in steps, for long texts while somebody types; a step is a rule or a slice of the detectors.
 * Returns: (transfer full). */
typedef struct _LuukkuInboxCheck LuukkuInboxCheck;
LUUKKU_API LuukkuInboxCheck *luukku_inbox_check_new (LuukkuInbox *inbox, const char *channel,
                                                     const char *conversation, const char *markup)
    G_GNUC_NON_NULL (1, 2, 3, 4);
LUUKKU_API void luukku_inbox_check_free (LuukkuInboxCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuInboxCheck, luukku_inbox_check_free)
/* Returns: whether there is more to do. */
LUUKKU_API gboolean luukku_inbox_check_step (LuukkuInboxCheck *self) G_GNUC_NON_NULL (1);
/* Does what is left. Returns: (transfer full): what luukku_inbox_check() says. */
LUUKKU_API LuukkuVerdict *luukku_inbox_check_finish (LuukkuInboxCheck *self) G_GNUC_NON_NULL (1);
/* The whole way out. *@ret_verdict: (out) (optional) (transfer full) (nullable): of the gate. *@ret_reply:
 * (out) (optional): the outbox row when queued. */
LUUKKU_API LuukkuSubmit luukku_inbox_submit (LuukkuInbox *self, const char *channel, const char *conversation,
                                             const char *markup, LuukkuVerdict **ret_verdict,
                                             gint64 *ret_reply, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The gate alone, for accounts of other prpls whose text leaves by their own way: FALSE: held (the text is
 * kept as a draft when the conversation is in the store); otherwise it is SENDING when the
 * conversation is. With @error it passed, but could not be written down: it must not leave. */
LUUKKU_API gboolean luukku_inbox_pass_foreign (LuukkuInbox *self, const char *channel, const char *who,
                                               const char *markup, LuukkuVerdict **ret_verdict,
                                               GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* An account of another prpl is online: @channel is known, and what was on its way when we ended is
 * UNCERTAIN. */
LUUKKU_API gboolean luukku_inbox_open_foreign (LuukkuInbox *self, const char *channel, const char *name,
                                               GError **error) G_GNUC_NON_NULL (1, 2);
/* The account of another prpl is online, or it went offline by an error: @trouble (nullable: it is online) in
 * words, @needs_person: nobody tries to connect again. */
LUUKKU_API void luukku_inbox_set_foreign_link (LuukkuInbox *self, const char *channel, const char *trouble,
                                               gboolean needs_person) G_GNUC_NON_NULL (1, 2);
/* @who has a conversation, so that what is written to them is kept: before luukku_inbox_pass_foreign().
 * @room: (nullable): the name for people of the room that @who is; everyone in it reads along. */
LUUKKU_API gboolean luukku_inbox_need_foreign (LuukkuInbox *self, const char *channel, const char *who,
                                               const char *room, GError **error) G_GNUC_NON_NULL (1, 2, 3);
typedef struct {
  const char *who;  /* normalised name; of a room */
  const char *name; /* as shown (nullable); in a room its author's, who has no other id */
  const char *room; /* (nullable): the name for people of the room that @who is */
  const char *text; /* plain */
  gint64 sent_at;   /* UTC µs, of what the account shows again; 0: came just now */
  gboolean from_us; /* written elsewhere with the same account */
} LuukkuForeignMessage;
LUUKKU_API gboolean luukku_inbox_receive_foreign (LuukkuInbox *self, const char *channel,
                                                  const LuukkuForeignMessage *message, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* What passed last to @who has gone its way; @taken: the account has taken it: SENT, though nobody confirms
 * the delivery; otherwise UNCERTAIN. Returns: FALSE: nothing was on its way. */
LUUKKU_API gboolean luukku_inbox_foreign_sent (LuukkuInbox *self, const char *channel, const char *who,
                                               gboolean taken) G_GNUC_NON_NULL (1, 2, 3);
/* A room shows @text (plain) as ours: the reply with these words that is on its way, or UNCERTAIN, is SENT.
 * FALSE: there is none. */
LUUKKU_API gboolean luukku_inbox_foreign_shown (LuukkuInbox *self, const char *channel, const char *who,
                                                const char *text) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The account shows @text (plain) as ours: an UNCERTAIN reply with these words is SENT. FALSE: there is none.
 */
LUUKKU_API gboolean luukku_inbox_foreign_echoed (LuukkuInbox *self, const char *channel, const char *who,
                                                 const char *text) G_GNUC_NON_NULL (1, 2, 3, 4);
/* A front end held the text of @verdict before it left the entry: draft, decision and history of the case as
 * luukku_inbox_submit() would have left them. */
LUUKKU_API gboolean luukku_inbox_hold (LuukkuInbox *self, const char *channel, const char *conversation,
                                       LuukkuVerdict *verdict, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* A person's decision about a held text, logged with rule ids and reason. */
LUUKKU_API gboolean luukku_inbox_approve (LuukkuInbox *self, const char *channel, const char *conversation,
                                          LuukkuVerdict *verdict, const char *reason, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* The person threw the held text away. */
LUUKKU_API gboolean luukku_inbox_discard (LuukkuInbox *self, const char *channel, const char *conversation,
                                          LuukkuVerdict *verdict, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Queues a FAILED reply again, through the gate. */
LUUKKU_API LuukkuSubmit luukku_inbox_resend (LuukkuInbox *self, gint64 reply, LuukkuVerdict **ret_verdict,
                                             GError **error) G_GNUC_NON_NULL (1);
/* --- replies that no platform confirms: on a by-hand channel, or where nobody knows whether it arrived */
/* Returns: (transfer full) (nullable): the oldest reply of @conversation about which a person has to say
 * something. */
LUUKKU_API LuukkuReply *luukku_inbox_find_unticked (LuukkuInbox *self, gint64 conversation)
    G_GNUC_NON_NULL (1);
/* A person has sent @reply at @at (UTC µs, 0: now; between the check and now): SENT, and the clock stops. */
LUUKKU_API gboolean luukku_inbox_mark_sent (LuukkuInbox *self, gint64 reply, gint64 at, GError **error)
    G_GNUC_NON_NULL (1);
/* It was not sent after all: FAILED, and the text is the draft again. */
LUUKKU_API gboolean luukku_inbox_mark_not_sent (LuukkuInbox *self, gint64 reply, GError **error)
    G_GNUC_NON_NULL (1);
/* It did not arrive and is not to be sent any more: FAILED. The draft is the caller's. */
LUUKKU_API gboolean luukku_inbox_mark_dropped (LuukkuInbox *self, gint64 reply, GError **error)
    G_GNUC_NON_NULL (1);
/* What is being typed, for a crash; "" drops it. */
LUUKKU_API gboolean luukku_inbox_save_draft (LuukkuInbox *self, const char *channel, const char *conversation,
                                             const char *text, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full) (nullable). */
LUUKKU_API char *luukku_inbox_get_draft (LuukkuInbox *self, const char *channel, const char *conversation)
    G_GNUC_NON_NULL (1, 2, 3);

/* --- cases and records */
/* Until when an answer is due by the pack: *@ret_due UTC µs, 0 when nothing waits. */
LUUKKU_API LuukkuSlaState luukku_inbox_get_sla (LuukkuInbox *self, LuukkuCase *item, gint64 *ret_due)
    G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_inbox_case_event (LuukkuInbox *self, gint64 conversation, LuukkuCaseEvent event,
                                             const char *detail, GError **error) G_GNUC_NON_NULL (1);
/* The store's setting: the language of records that are made without another choice; "" or none: "fi". */
#define LUUKKU_INBOX_RECORD_LANGUAGE "record-language"
/* Archives the conversation's case (or one message of it when @message is not 0) as @kind with the record in
 * the language of @language (NULL: the one of the settings, else the service language "fi"). Returns:
 * (transfer full): the record's number. */
LUUKKU_API char *luukku_inbox_archive (LuukkuInbox *self, gint64 conversation, gint64 message,
                                       const char *kind, const char *language, const char *note,
                                       GError **error) G_GNUC_NON_NULL (1, 4);
/* What a person chose for a record. */
typedef struct {
  const char *kind;
  const char *language; /* (nullable): NULL: the one of the settings */
  const char *note;     /* (nullable) */
  gint64 message;       /* 0: the whole conversation */
  guint before, after;  /* messages around @message that belong to it */
  /* Instead of @message (nullable): as LuukkuArchiveRequest's. */
  const GArray *objects, *context;
} LuukkuArchiveChoice;

LUUKKU_API char *luukku_inbox_archive_chosen (LuukkuInbox *self, gint64 conversation,
                                              const LuukkuArchiveChoice *choice, GError **error)
    G_GNUC_NON_NULL (1, 3);
/* Its sheets as they would be, as luukku_archive_preview(). */
LUUKKU_API GPtrArray *luukku_inbox_preview (LuukkuInbox *self, gint64 conversation,
                                            const LuukkuArchiveChoice *choice, guint dpi, guint max_pages,
                                            guint *ret_pages, GError **error) G_GNUC_NON_NULL (1, 3);

/* Finds messages that have every word of @question, in any inflected form; the last word may be unfinished.
 * *@ret_complete: (out) (optional): FALSE while older messages are still being put into the search. Returns:
 * (transfer full): GArray of LuukkuSearchHit (store/luukku-store-search.h), newest first, at most @limit. */
LUUKKU_API GArray *luukku_inbox_search (LuukkuInbox *self, const char *question, guint limit,
                                        gboolean *ret_complete, GError **error) G_GNUC_NON_NULL (1, 2);

/* --- what must not meet every eye */
/* Returns: (transfer full): @text with each identity code as as many "•"; for whatever shows or lists a
 * resident's words. The store keeps them whole. */
LUUKKU_API char *luukku_inbox_mask (const char *text) G_GNUC_NON_NULL (1);
/* Somebody wants to see the words of @conversation as they were written: a step of its case says who. FALSE:
 * nothing may be shown. */
LUUKKU_API gboolean luukku_inbox_note_original (LuukkuInbox *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* A person says that @verdict is a false alarm, or (@missed) that it lacks something: for the manager's list,
 * with whatever could be about a person masked. @note: (nullable): masked too. */
LUUKKU_API gboolean luukku_inbox_report_check (LuukkuInbox *self, LuukkuVerdict *verdict, gboolean missed,
                                               const char *note, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuCheckReport, the newest first. */
LUUKKU_API GPtrArray *luukku_inbox_list_check_reports (LuukkuInbox *self, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the same as a table: a header line, then at, kind, rules, pack, pack-digest,
 * actor, text, note with tabs between; "\n", "\t" and "\\" in a cell are escaped. */
LUUKKU_API char *luukku_inbox_check_reports_to_tsv (LuukkuInbox *self, GError **error) G_GNUC_NON_NULL (1);

/* --- by hand: a message seen elsewhere (a letter, a call, a service without an interface) */
typedef struct {
  const char *channel;     /* "snapchat", "letter", "phone", … : becomes "manual:CHANNEL" */
  const char *sender;      /* id or name that stays the same */
  const char *sender_name; /* (nullable) */
  const char *text;
  gint64 sent_at;         /* UTC µs, 0: now */
  GPtrArray *attachments; /* of char *: files to read (nullable) */
} LuukkuIntake;

#define LUUKKU_INTAKE_MAX_TEXT (256 * 1024)
#define LUUKKU_INTAKE_MAX_FILE (25 * 1024 * 1024)

/* Returns: (transfer full): the case number. */
LUUKKU_API char *luukku_inbox_intake (LuukkuInbox *self, const LuukkuIntake *intake, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
