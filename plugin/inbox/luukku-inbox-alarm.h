/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-alarm.h: what is done about messages that come in: labels with reasons, the record and the
 * steps after a threat, hand-over, covered messages. The program sorts, warns and proposes; a person decides.
 * Nothing incoming is held back. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "model/luukku-proposal.h"
#include "store/luukku-store-escalations.h"
#include "store/luukku-store-labels.h"

G_BEGIN_DECLS

#define LUUKKU_ALARM_MAX_PENDING 500 /* messages looked at in one go after a crash */

/* --- labels */

/* Looks at the newest text of @message. @proposals: to be filled with LuukkuProposal whose alarm is NONE (the
 * pack then says how loud). *@ret_engine: (out) (transfer full): versions. FALSE with @error: it could not be
 * looked at. */
typedef gboolean (*LuukkuClassifyFunc) (LuukkuInbox *inbox, LuukkuStoredMessage *message,
                                        GPtrArray *proposals, char **ret_engine, gpointer data,
                                        GError **error);
/* The one of this Luukku, in force from the beginning: the engine of moderation/ and the pack's own words. */
LUUKKU_API gboolean luukku_inbox_classify (LuukkuInbox *inbox, LuukkuStoredMessage *message,
                                           GPtrArray *proposals, char **ret_engine, gpointer data,
                                           GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Of many messages that come at once some wait until the main loop has nothing more urgent to do. Looks at
 * and tells those of @conversation (0: all) at once: before a person sees them. */
LUUKKU_API void luukku_inbox_look_now (LuukkuInbox *self, gint64 conversation) G_GNUC_NON_NULL (1);
/* NULL: no labels are proposed. */
LUUKKU_API void luukku_inbox_set_classifier (LuukkuInbox *self, LuukkuClassifyFunc function, gpointer data)
    G_GNUC_NON_NULL (1);
/* What a crash left: at start, before windows open. Returns: how many messages were looked at. */
LUUKKU_API guint luukku_inbox_classify_pending (LuukkuInbox *self) G_GNUC_NON_NULL (1);
/* A person's word on a label of @message. A threat that is added or confirmed raises the alarm as if it had
 * been proposed. @note: (nullable). */
LUUKKU_API gboolean luukku_inbox_decide_label (LuukkuInbox *self, gint64 message, const char *name,
                                               LuukkuLabelDecision kind, const char *note, GError **error)
    G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full) (nullable): the pack's title of a label in the interface language; @name itself
 * when the pack has none. */
LUUKKU_API char *luukku_inbox_label_title (LuukkuInbox *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): what the pack says is to be done about a label, in the interface
 * language. */
LUUKKU_API char *luukku_inbox_label_advice (LuukkuInbox *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): why the message must not be removed (criticism is welcome), NULL when
 * nothing protects it. */
LUUKKU_API char *luukku_inbox_get_protection (LuukkuInbox *self, gint64 message) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): id of the pack's template that is offered for the case. */
LUUKKU_API char *luukku_inbox_get_offered_template (LuukkuInbox *self, gint64 conversation)
    G_GNUC_NON_NULL (1);

/* --- covered messages */
/* Returns: (transfer full) (nullable): the label for which the message stands behind a sentence. */
LUUKKU_API char *luukku_inbox_get_cover (LuukkuInbox *self, gint64 message) G_GNUC_NON_NULL (1);
/* The same of a text that is not in the store yet. */
LUUKKU_API char *luukku_inbox_foresee_cover (LuukkuInbox *self, const char *channel, const char *text)
    G_GNUC_NON_NULL (1, 2, 3);
/* Whether it came during a ban and is nothing urgent (luukku_label_is_urgent()): not shown in windows and
 * lists. */
LUUKKU_API gboolean luukku_inbox_is_hidden (LuukkuInbox *self, gint64 message) G_GNUC_NON_NULL (1);
/* Who sits here asked to see it (@what: the label, or "picture"). FALSE: it may not be shown. */
LUUKKU_API gboolean luukku_inbox_note_exposure (LuukkuInbox *self, gint64 message, const char *what,
                                                GError **error) G_GNUC_NON_NULL (1, 3);
/* The same of the covered messages that stand in a record whose pages that person opens or prints. */
LUUKKU_API gboolean luukku_inbox_note_exposure_of_record (LuukkuInbox *self, const char *record,
                                                          GError **error) G_GNUC_NON_NULL (1, 2);
/* "Take this from me": the case goes to @whom (nullable: back to all). */
LUUKKU_API gboolean luukku_inbox_pass_case_on (LuukkuInbox *self, gint64 conversation, const char *whom,
                                               const char *note, GError **error) G_GNUC_NON_NULL (1);

typedef struct {
  char *name;
  gboolean is_supervisor;
} LuukkuColleague;

LUUKKU_API void luukku_colleague_free (LuukkuColleague *self);
/* Returns: (transfer full): LuukkuColleague: to whom the case could go, supervisors first, then the users of
 * the register who are not away today; empty where the registers name nobody. */
LUUKKU_API GPtrArray *luukku_inbox_list_colleagues (LuukkuInbox *self, gint64 conversation)
    G_GNUC_NON_NULL (1);
/* Returns: whether who sits here may see figures about persons: the right to manage in the register of users,
 * or nobody has it there. */
LUUKKU_API gboolean luukku_inbox_may_manage (LuukkuInbox *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): LuukkuExposure since @from: of everybody for who may manage, else one's own. */
LUUKKU_API GPtrArray *luukku_inbox_list_exposure (LuukkuInbox *self, gint64 from, GError **error)
    G_GNUC_NON_NULL (1);

/* --- steps after an alarm */
/* Returns: (transfer full): LuukkuStep of the newest case of @conversation that its labels ask for, texts in
 * the interface language; empty when there is no alarm. */
LUUKKU_API GPtrArray *luukku_inbox_list_steps (LuukkuInbox *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* The act of who sits here on step number @place (1 is the first of the list above). @act: kind, whom, how,
 * reference, note and at (0: now) are read. REFUSED when a mandatory step is left out that may not be. */
LUUKKU_API gboolean luukku_inbox_act_on_step (LuukkuInbox *self, gint64 conversation, guint place,
                                              const LuukkuStepAct *act, GError **error)
    G_GNUC_NON_NULL (1, 4);
/* Returns: (transfer full) (nullable): why the case cannot be closed yet: the first step that lacks something
 * and what; NULL when it can. */
LUUKKU_API char *luukku_inbox_get_obstacle (LuukkuInbox *self, gint64 conversation) G_GNUC_NON_NULL (1);
/* Whether somebody still has to act on an alarm of @conversation, at once or later. */
LUUKKU_API gboolean luukku_inbox_has_open_alarm (LuukkuInbox *self, gint64 conversation) G_GNUC_NON_NULL (1);
/* Returns: when luukku_inbox_remind() has something to do next, UTC µs; 0: nothing is under way. */
LUUKKU_API gint64 luukku_inbox_next_alarm (LuukkuInbox *self) G_GNUC_NON_NULL (1);
/* Does what is due: the signal "alarm" for steps nobody has filled, whatever the hour; the end of bans. */
LUUKKU_API void luukku_inbox_remind (LuukkuInbox *self) G_GNUC_NON_NULL (1);

/* --- telling somebody (luukku-inbox-contacts.c, luukku-inbox-tell.c) */
typedef enum {
  LUUKKU_WAY_ACCOUNT, /* a contact of an account of this Pidgin */
  LUUKKU_WAY_MAIL,    /* by a mail channel */
  LUUKKU_WAY_PHONE,   /* a person calls */
} LuukkuWay;

/* How a role of the pack ("supervisor") is reached: an entry of the register of contact points with that
 * role, or the pack's own address, which is in no register yet. */
typedef struct {
  char *key; /* of the register (nullable): the pack's */
  LuukkuWay way;
  char *address;
  char *name;         /* (nullable) */
  char *unit;         /* (nullable): of every unit */
  char *confirmed_by; /* (nullable): nobody has said that it is right, or it was changed since: not to be used
                       */
  gint64 confirmed_at;
} LuukkuAlarmContact;

LUUKKU_API void luukku_alarm_contact_free (LuukkuAlarmContact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuAlarmContact, luukku_alarm_contact_free)
/* @conversation: the unit of its channel comes first; 0: any. @role: maybe several with ";". Returns:
 * (transfer full): of LuukkuAlarmContact, confirmed ones first, each by way. */
LUUKKU_API GPtrArray *luukku_inbox_list_alarm_contacts (LuukkuInbox *self, gint64 conversation,
                                                        const char *role) G_GNUC_NON_NULL (1, 3);
/* Enters a contact of @role in the register; who sits here enters and confirms it. */
LUUKKU_API gboolean luukku_inbox_put_alarm_contact (LuukkuInbox *self, const char *role, LuukkuWay way,
                                                    const char *address, GError **error)
    G_GNUC_NON_NULL (1, 2, 4);
/* Who sits here says that all contacts of @role that may be used for @conversation are right. *@ret_count:
 * (out) (optional): how many that were. NOT_FOUND when there is none. */
LUUKKU_API gboolean luukku_inbox_confirm_alarm_contacts (LuukkuInbox *self, gint64 conversation,
                                                         const char *role, guint *ret_count, GError **error)
    G_GNUC_NON_NULL (1, 3);

/* Whether a mail channel is up that can write to anybody. */
LUUKKU_API gboolean luukku_inbox_can_tell_by_mail (LuukkuInbox *self) G_GNUC_NON_NULL (1);
/* Sends the supervisor's ready text of the case to @contact by a mail channel and enters the step number
 * @place as done when the server has taken it; otherwise the step stays as it is. REFUSED for a contact that
 * nobody has confirmed. Result: TRUE. */
LUUKKU_API void luukku_inbox_tell_by_mail_async (LuukkuInbox *self, gint64 conversation, guint place,
                                                 const LuukkuAlarmContact *contact,
                                                 GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 4);
LUUKKU_API gboolean luukku_inbox_tell_by_mail_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Somebody at @address has written @text: when that is a confirmed contact and the text names a case, the
 * step in which that contact was told is acknowledged. Returns: the conversation of the case, 0: it was no
 * acknowledgement. */
LUUKKU_API gint64 luukku_inbox_hear_contact (LuukkuInbox *self, const char *address, const char *text)
    G_GNUC_NON_NULL (1, 2, 3);

/* Ready texts, filled from the case. "supervisor": to be sent by an account or by e-mail, without a word of
 * the resident's; "police": for the electronic report, with the message word for word and what it was changed
 * into; "help": for the clerk when somebody may harm themselves, never sent; "ban": what the resident may be
 * told.
 * @language: "fi", "sv", "en"; NULL: the help in that of the interface, the ban in the resident's, the others
 * in the case's when that is Finnish or Swedish, else in the interface's. Returns: (transfer full). */
LUUKKU_API char *luukku_inbox_ready_text (LuukkuInbox *self, gint64 conversation, const char *which,
                                          const char *language, GError **error) G_GNUC_NON_NULL (1, 3);

/* --- requests to remove something: a resident asks the town, the town asks a platform, a unit closes its
 * page */
/* Returns: how many days the town gives itself. */
LUUKKU_API guint luukku_removal_days (LuukkuRemovalKind kind);
/* Enters object, ground or decision (nullable: as before) of the request of @kind. A new object after the
 * decision, or nothing at all, is a new request. */
LUUKKU_API gboolean luukku_inbox_put_removal (LuukkuInbox *self, gint64 conversation, LuukkuRemovalKind kind,
                                              const char *object, const char *ground, const char *decision,
                                              GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): all requests of the three kinds as a table with a header line, times as ISO 8601,
 * \n \t \\ escaped. */
LUUKKU_API char *luukku_inbox_requests_to_tsv (LuukkuInbox *self, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
