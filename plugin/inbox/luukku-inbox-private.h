/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-private.h: what the files of this folder share. Not installed, not for front ends. */
#pragma once

#include "evidence/luukku-archive.h"
#include "inbox/luukku-due.h"
#include "inbox/luukku-fetcher.h"
#include "inbox/luukku-inbox.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-outbox.h"
#include "inbox/luukku-register-book.h"
#include "rules/luukku-escalation.h"
#include "rules/luukku-pack-clocks.h"
#include "store/luukku-store-files.h"
#include "store/luukku-store-health.h"

G_BEGIN_DECLS

#define LUUKKU_INBOX_MAX_REPLY (256 * 1024) /* bytes of what a window hands us */
#define LUUKKU_INBOX_MAX_KEPT_DRAFTS 1000   /* conversations whose blocked text is kept in memory */
#define LUUKKU_INBOX_MAX_STAFF_FIELD 200    /* characters of a name, a title, a unit */
#define LUUKKU_INBOX_RESIDENT_ACTOR "resident"
#define LUUKKU_INBOX_PROGRAM_ACTOR "program"
#define LUUKKU_INBOX_UNLABELLED "unclassified"   /* the label of what could not be looked at */
#define LUUKKU_INBOX_ELSEWHERE_ACTOR "elsewhere" /* the town's own people outside Luukku */

/* What is known of a channel in this run; it exists from the first word about it. */
typedef struct {
  LuukkuOutbox *outbox;   /* (ref) (nullable): the channel is up */
  LuukkuFetcher *fetcher; /* (ref) (nullable) */
  LuukkuSender *sender;   /* (ref) (nullable) */
  GCancellable *acts;     /* (ref) (nullable): hiding, deleting, banning under way */
  char *link_error;       /* (nullable): the sentence while the link is down */
  gboolean link_known;    /* the link was told of in this run */
  LuukkuHealth *health;   /* (owned) (nullable): not asked for yet */
  gint64 health_written;  /* UTC µs */
} LuukkuInboxChannel;

/* What came in and is committed. */
typedef struct {
  gint64 conversation;
  gint64 message;
  LuukkuIngest what;
  gboolean moved; /* its case is another one */
  gboolean alarm; /* somebody has to act */
  gboolean gone;  /* it says nothing new: the platform does not show it any more */
} LuukkuNews;

struct _LuukkuInbox {
  GObject parent_instance;

  LuukkuStore *store;
  LuukkuClock *clock;
  LuukkuGate *gate;
  LuukkuPackClocks *clocks;  /* (ref) (nullable): of the pack that was loaded last */
  LuukkuAllowList *contacts; /* (ref) (nullable): the town's own contact points */
  LuukkuRegisterBook *book;  /* (owned) (nullable): the registers as they were last read */
  GHashTable *channels;      /* key -> LuukkuInboxChannel (owned) */
  GHashTable *
      drafts; /* conversation -> char*: texts that must not be on disk as they are, or could not be written */
  GHashTable
      *writing; /* conversation -> gint64 (owned): newest message of the resident when an answer was begun */
  gint64 undo;  /* µs that a reply can be taken back */
  char *language;
  GArray *news;                 /* LuukkuNews that nobody has looked at yet */
  guint news_id;                /* idle: they are looked at */
  guint search_id;              /* idle: messages wait to be put into the search */
  char *approval;               /* (nullable): why the pack in force is not approved */
  LuukkuWindowFunc window_func; /* (nullable) */
  gpointer window_data;
  GHashTable *ticks;   /* "channel LF conversation" -> the boxes ticked for one text (owned) */
  GPtrArray *incoming; /* LuukkuIncomingRule (owned): of the pack @incoming_of, not owned */
  const LuukkuPack *incoming_of;
  LuukkuClassifyFunc classify; /* (nullable) */
  gpointer classify_data;
  GHashTable *bans_asked; /* set of gint64 (owned): bans about which a platform has not answered yet */
};

/* --- signals */
void luukku_inbox_emit_message (LuukkuInbox *self, gint64 conversation, gint64 message, LuukkuIngest what);
void luukku_inbox_emit_reply (LuukkuInbox *self, gint64 reply);
void luukku_inbox_emit_case (LuukkuInbox *self, gint64 conversation);
void luukku_inbox_emit_channel (LuukkuInbox *self, const char *channel);
void luukku_inbox_emit_alarm (LuukkuInbox *self, gint64 conversation);
void luukku_inbox_emit_sanction (LuukkuInbox *self, gint64 sanction);
/* The platform has carried @kind (LuukkuPlatformActKind) out, or not (@state: LuukkuPlatformActState). */
void luukku_inbox_emit_acted (LuukkuInbox *self, gint64 conversation, int kind, int state);

/* Whether a person has said by a label of @message or of the case (0: not asked for) why it may go all the
 * same. */
gboolean luukku_inbox_has_ground (LuukkuInbox *self, gint64 message, gint64 case_id);

/* --- requests to remove. A resident's comes with its label, unless one is undecided, and goes with the last
 * such label, unless a person has written into it. */
void luukku_inbox_enter_request (LuukkuInbox *self, gint64 conversation);
void luukku_inbox_drop_request (LuukkuInbox *self, gint64 conversation);
/* Whether the town's request of that case has left for the platform. */
gboolean luukku_inbox_was_request_sent (LuukkuInbox *self, const LuukkuRemoval *request);
/* Returns: (transfer full) (nullable): why the newest case cannot be closed yet. */
char *luukku_inbox_get_open_request (LuukkuInbox *self, gint64 conversation);

/* --- tables. @text (nullable) with \n \t \\ escaped, then @end. */
void luukku_inbox_append_cell (GString *table, const char *text, char end);

/* --- channels. Returns: (transfer none) (nullable) / made when it is not there. */
LuukkuInboxChannel *luukku_inbox_find_channel (LuukkuInbox *self, const char *channel);
/* Returns: (transfer none) (nullable): the channel can do @what now. */
LuukkuInboxChannel *luukku_inbox_find_able (LuukkuInbox *self, const char *channel, LuukkuActKind what);
LuukkuInboxChannel *luukku_inbox_need_channel (LuukkuInbox *self, const char *channel);
void luukku_inbox_channel_free (LuukkuInboxChannel *self);
/* Returns: (transfer none) (nullable): a channel that is up and writes to anybody. *@ret_key: (out) (transfer
 * none): its key, only with one. */
LuukkuInboxChannel *luukku_inbox_find_mail (LuukkuInbox *self, const char **ret_key) G_GNUC_NON_NULL (1, 2);

/* A letter that begins a thread and answers nobody. */
typedef struct {
  const char *key;     /* the same letter has the same one however often it is tried */
  const char *address; /* of the receiver */
  const char *name;    /* (nullable): of the receiver */
  const char *title, *text;
} LuukkuInboxLetter;

/* @entry, @channel: from luukku_inbox_find_mail(). The callback's source is the sender: its send_finish(). */
void luukku_inbox_send_letter (LuukkuInbox *self, LuukkuInboxChannel *entry, const char *channel,
                               const LuukkuInboxLetter *letter, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* Returns: (transfer full): the staff member's name, else the login name. */
char *luukku_inbox_dup_actor (LuukkuInbox *self);

/* Returns: (transfer full): what a chat window handed us as the plain text that leaves. */
char *luukku_inbox_plain_text (const char *markup) G_GNUC_NON_NULL (1);

/* --- masking: each code point becomes a "•", so that the places of the others stay right */
void luukku_inbox_mask_span (char **text, guint start, guint end) G_GNUC_NON_NULL (1);
/* @kinds: (nullable): all. */
void luukku_inbox_mask_kinds (char **text, const char *const *kinds) G_GNUC_NON_NULL (1);

/* --- what a rule may ask of one text to one resident */
typedef struct {
  LuukkuRuleContext context;        /* points into the rest */
  LuukkuStaff *staff;               /* (owned) */
  LuukkuConversation *conversation; /* (ref) (nullable): not in the store */
  LuukkuAllowList *contacts;        /* (ref) (nullable) */
  char **approvals;                 /* (owned) (nullable) */
  char **named;                     /* (owned): persons who agreed to be named */
  char **labels;                    /* (owned) (nullable) */
  char **lowered;                   /* (owned) (nullable) */
  LuukkuReplyTimes replies;         /* points into sent */
  GArray *sent;                     /* gint64: when ours were sent */
  char *resident_text;
  char *channel;
  char *unit;
  char **ticks;       /* (nullable) */
  GPtrArray *files;   /* LuukkuReplyFile (owned) (nullable): what goes along */
  char **attachments; /* (nullable): their sorts */
  char **digests;     /* (nullable) */
} LuukkuOccasion;

LuukkuOccasion *luukku_occasion_new (LuukkuInbox *inbox, const char *channel, const char *conversation);
void luukku_occasion_free (LuukkuOccasion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOccasion, luukku_occasion_free)

/* --- clocks (luukku-due.c) */

/* Returns: (transfer none) (nullable): NULL unless they belong to the pack in force. */
LuukkuPackClocks *luukku_inbox_get_clocks (LuukkuInbox *self);
void luukku_inbox_fill_windows (LuukkuInbox *self, const char *channel, gint64 last_resident_at,
                                LuukkuWindows *ret_windows);

/* The duty warns by itself. */
gboolean luukku_due_warns_of_window (const LuukkuDeadline *deadline);

/* --- approval (luukku-approval.c) */

/* @pack comes into force. */
void luukku_inbox_note_approval (LuukkuInbox *self, LuukkuPack *pack);

/* --- ticks (luukku-ticks.c) */

/* What was ticked for exactly @text enters the context. */
/* What goes along with @text (plain, of @markup), and what its writer ticked for it. */
void luukku_occasion_add_text (LuukkuOccasion *occasion, LuukkuInbox *inbox, const char *conversation,
                               const char *markup, const char *text);
void luukku_occasion_add_ticks (LuukkuOccasion *self, LuukkuInbox *inbox, const char *conversation,
                                const char *text);
/* --- files (luukku-inbox-files.c) */
/* What goes along enters the context. @has_picture: the text itself has one. */
void luukku_occasion_add_files (LuukkuOccasion *self, LuukkuInbox *inbox, gboolean has_picture);
/* FALSE with the sentence why one of the files cannot go to this resident now. */
gboolean luukku_occasion_check_files (const LuukkuOccasion *self, LuukkuInbox *inbox, GError **error);
/* In which message each file goes: with @text, or after it. */
void luukku_occasion_plan_files (const LuukkuOccasion *self, LuukkuInbox *inbox, const char *text);
/* Returns: (transfer full): what @path holds; NULL with a sentence that names the file, also over @limit
 * bytes.
 */
GBytes *luukku_inbox_read_file (const char *path, guint64 limit, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): "image/jpeg", by the bytes and @name. */
char *luukku_inbox_media_type (const char *name, GBytes *bytes) G_GNUC_NON_NULL (1, 2);
/* They were for one sending. */
void luukku_inbox_drop_ticks (LuukkuInbox *self, const char *channel, const char *conversation);

/* --- drafts (luukku-inbox-drafts.c) */

/* Keeps @text as the draft of @conversation. What @verdict blocks, and every identity code, stands masked on
 * disk; the text as typed stays in memory while the program runs. @verdict: (nullable). */
gboolean luukku_inbox_keep_draft (LuukkuInbox *self, gint64 conversation, const char *text,
                                  const LuukkuVerdict *verdict, GError **error);
/* Drops the draft in memory and on disk. */
gboolean luukku_inbox_drop_draft (LuukkuInbox *self, gint64 conversation, GError **error);
/* A reply failed for good: what is kept in memory gets the text in front, as the store's draft did. */
void luukku_inbox_return_draft (LuukkuInbox *self, const LuukkuReply *reply);
/* Returns: (transfer full): @text, then @draft (nullable) unless it says the same. */
char *luukku_drafts_join (const char *text, const char *draft);

/* --- newer messages (luukku-inbox-stale.c) */

/* The draft on disk says from where it was begun. */
void luukku_inbox_keep_seen (LuukkuInbox *self, gint64 conversation);
/* Returns: how many messages came since its answer was begun. */
guint luukku_inbox_count_newer (LuukkuInbox *self, gint64 conversation);

/* --- taking back (luukku-inbox-undo.c) */

/* Replies of @channel that were never let go when the program ended become drafts. */
gboolean luukku_inbox_recover_undo (LuukkuInbox *self, const char *channel, GError **error);

/* --- search (luukku-inbox-search.c) */

/* What is new gets into the search when nothing else is to be done. */
void luukku_inbox_fill_search_soon (LuukkuInbox *self);
/* Returns: (transfer full): the words of @text (masked here) and @author by which a search finds it. */
char *luukku_search_words (const char *text, const char *author) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): what luukku_store_search() asks for @question. */
GPtrArray *luukku_search_groups (const char *question) G_GNUC_NON_NULL (1);
/* The text of @message has changed. */
void luukku_inbox_search_again (LuukkuInbox *self, gint64 message);

/* --- cases (luukku-inbox-cases.c); inside a transaction */

/* Carries @event out when the newest case of @conversation allows it; no case or no such arrow is no error.
 * *@ret_moved: (out) (optional): whether it was carried out. */
gboolean luukku_case_note (LuukkuStore *store, gint64 conversation, LuukkuCaseEvent event,
                           const LuukkuCaseNote *note, gboolean *ret_moved, GError **error);
/* An answer reached the resident at @at: stops the clock unless what waits came after it. */
gboolean luukku_delivery_note (LuukkuStore *store, gint64 conversation, const char *actor, gint64 at,
                               gboolean *ret_moved, GError **error);

/* The request of one record or preview, and what it points to; outside a transaction. */
typedef struct {
  LuukkuArchiveRequest request;
  LuukkuStaff *staff; /* (owned) */
  LuukkuCase *item;   /* (owned) */
  char *actor;        /* (owned) */
  char *language;     /* (owned) (nullable): the settings' */
} LuukkuArchiving;

/* What @choice points to must outlive @archiving. */
gboolean luukku_archiving_prepare (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice,
                                   LuukkuArchiving *archiving, GError **error);
void luukku_archiving_clear (LuukkuArchiving *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuArchiving, luukku_archiving_clear)

/* --- labels and alarms (luukku-inbox-labels.c, luukku-inbox-alarm.c) */

/* Looks at a message that has been committed, stores the labels, and makes record and steps, all before
 * anybody is told of it. Never fails: what could not be looked at is marked so. Returns: whether an alarm is
 * to be told, after the message. */
gboolean luukku_inbox_look_at (LuukkuInbox *self, gint64 conversation, gint64 message);
/* The same for @count of @news, with one commit for all that nothing is to be said of; fills moved and alarm.
 */
void luukku_inbox_look_at_all (LuukkuInbox *self, LuukkuNews *news, guint count);
/* @news: (element-type LuukkuNews): committed. Looks at the first of them at once and at the others as soon
 * as the main loop has time, and tells each after it was looked at. */
void luukku_inbox_take_news (LuukkuInbox *self, const GArray *news);
/* The labels of @message hold: record and steps that the pack asks for. Returns: whether an alarm was raised.
 */
gboolean luukku_inbox_raise (LuukkuInbox *self, gint64 conversation, gint64 message);
/* Returns: (transfer none) (nullable): what the pack says of @name. */
const LuukkuIncomingRule *luukku_inbox_find_incoming (LuukkuInbox *self, const char *name);
/* The same for where @conversation is: some rules are for what everyone can read, others for what nobody else
 * does. */
const LuukkuIncomingRule *luukku_inbox_find_incoming_in (LuukkuInbox *self, const char *name,
                                                         gboolean is_public);
/* FALSE also for one that is not there. */
gboolean luukku_inbox_is_public (LuukkuInbox *self, gint64 conversation);
gboolean luukku_inbox_is_public_message (LuukkuInbox *self, const LuukkuStoredMessage *stored);
/* A line of the case's history; a case that is not there is no error. */
gboolean luukku_inbox_add_history (LuukkuInbox *self, gint64 conversation, LuukkuCaseEvent event,
                                   const char *actor, const char *detail, GError **error);
/* --- what the store knows of a message beside its words (luukku-seen.c) */

/* Whether somebody else has written the same long text in the last week. */
gboolean luukku_seen_from_others (LuukkuInbox *self, const LuukkuStoredMessage *stored);
/* Whether who wrote @message has the name of an account or a user of ours, or almost, and is none of them. */
gboolean luukku_inbox_is_false_name (LuukkuInbox *self, const LuukkuMessage *message);
/* Returns: (transfer full): "program", "image", "audio", "video" of what goes along, NULL-terminated. */
char **luukku_seen_kinds_of_files (LuukkuInbox *self, const LuukkuStoredMessage *stored);
/* Adds to @proposals, which are of @stored, what the pack's rules say about repeating. */
void luukku_seen_add_labels (LuukkuInbox *self, const LuukkuStoredMessage *stored, GPtrArray *proposals);

/* Asks the platforms for bans whose notice has left, or waited long enough. */
void luukku_inbox_carry_out_bans (LuukkuInbox *self);
/* @channel is connected: what it can do itself is not left to a person any more, and what was asked of it
 * before is asked again. */
void luukku_inbox_resume_acts (LuukkuInbox *self, const char *channel);
/* How loud a label is by the pack in force, or by itself. */
LuukkuAlarm luukku_inbox_alarm_of (LuukkuInbox *self, const char *name, gboolean is_public);
/* Returns: UTC µs: when what @stored says now was fetched. */
gint64 luukku_inbox_came_at (LuukkuInbox *self, const LuukkuStoredMessage *stored);
/* Returns: (transfer full) (nullable): number of the newest record of the case of @conversation; made as
 * @kind when there is none. */
char *luukku_inbox_need_record (LuukkuInbox *self, gint64 conversation, gint64 message, const char *kind,
                                GError **error);
/* The ends of bans. Returns: when the next is due, 0: never. */
gint64 luukku_inbox_next_ban_end (LuukkuInbox *self);
void luukku_inbox_end_bans (LuukkuInbox *self);

G_END_DECLS
