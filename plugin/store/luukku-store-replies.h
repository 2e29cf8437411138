/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-replies.h: the outbox, decisions of the gate, drafts.
 *
 *   QUEUED ─→ SENDING ─→ SENT (platform id)
 *     ↑          ├──→ FAILED (a sentence why; a person may queue it again as a new row)
 *     └─ retry ──┤
 *                │    SENT ─the platform says later that it did not arrive→ FAILED
 *                └──→ UNCERTAIN (it may have left) ─look-up→ SENT | QUEUED
 * A row found in SENDING at start-up becomes UNCERTAIN: the process died between the call and its answer. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_REPLY_QUEUED = 0,
  LUUKKU_REPLY_SENDING = 1,
  LUUKKU_REPLY_SENT = 2,
  LUUKKU_REPLY_FAILED = 3,
  LUUKKU_REPLY_UNCERTAIN = 4,
} LuukkuReplyState;

typedef struct {
  gint64 id;
  gint64 conversation; /* the store's number */
  char *channel;       /* key */
  char *text;          /* plain */
  char *sender;        /* staff member */
  char *idempotency_key;
  char *permit; /* JSON: pack, digest, verdict, rules passed, reason */
  LuukkuReplyState state;
  guint tries;
  gint64 queued_at;   /* UTC µs */
  gint64 changed_at;  /* UTC µs */
  gint64 next_try_at; /* UTC µs, 0: at once */
  char *platform_id;  /* SENT only */
  char *error;        /* sentence, FAILED and UNCERTAIN (nullable) */
  gint64 undo_until;  /* QUEUED only: a person may take it back until then, UTC µs; 0: it may leave */
} LuukkuReply;

LUUKKU_API void luukku_reply_free (LuukkuReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuReply, luukku_reply_free)

typedef struct {
  gint64 conversation;
  const char *text;
  const char *sender;
  const char *permit;
  gint64 undo_until; /* as in LuukkuReply */
} LuukkuReplyInit;

/* Writes a QUEUED row with a fresh idempotency key. Returns: its id, 0 with @error. */
LUUKKU_API gint64 luukku_store_add_reply (LuukkuStore *self, const LuukkuReplyInit *init, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable). */
LUUKKU_API LuukkuReply *luukku_store_get_reply (LuukkuStore *self, gint64 id, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: the store's number of the message that a SENT reply has become, 0: none. */
LUUKKU_API gint64 luukku_store_get_reply_message (LuukkuStore *self, gint64 id) G_GNUC_NON_NULL (1);
/* Changes the state; REFUSED when the drawing above has no such arrow. @error_text: (nullable). */
LUUKKU_API gboolean luukku_store_set_reply_state (LuukkuStore *self, gint64 id, LuukkuReplyState state,
                                                  const char *error_text, gint64 next_try_at, GError **error)
    G_GNUC_NON_NULL (1);
/* Nobody takes it back any more: a QUEUED row may leave. */
LUUKKU_API gboolean luukku_store_release_reply (LuukkuStore *self, gint64 id, GError **error)
    G_GNUC_NON_NULL (1);
/* SENT with @platform_id: also inserts the text as a message (OUT) so that it comes back as OWN. */
LUUKKU_API gboolean luukku_store_set_reply_sent (LuukkuStore *self, gint64 id, const char *platform_id,
                                                 gint64 sent_at, GError **error) G_GNUC_NON_NULL (1, 3);
/* The platform says that the SENT reply @platform_id did not arrive: it is FAILED with @sentence, and the
 * case waits again since the message that it answered. *@ret_reply, *@ret_conversation: 0 when no such reply
 * is known. */
LUUKKU_API gboolean luukku_store_set_reply_undelivered (LuukkuStore *self, const char *channel,
                                                        const char *platform_id, const char *sentence,
                                                        gint64 *ret_reply, gint64 *ret_conversation,
                                                        GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5, 6);
/* Returns: (transfer full): LuukkuReply of @channel that are QUEUED, SENDING or UNCERTAIN, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_pending (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* At start: SENDING → UNCERTAIN on @channel. Returns: how many, -1 with @error. */
LUUKKU_API int luukku_store_recover_replies (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuReply of @conversation that are not SENT, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_unsent (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);

/* --- drafts: one a conversation; what was typed and held, or typed and not sent */
LUUKKU_API gboolean luukku_store_put_draft (LuukkuStore *self, gint64 conversation, const char *text,
                                            GError **error) G_GNUC_NON_NULL (1);
/* From where it was begun: @message is the newest of the resident that the writer had before them. */
LUUKKU_API gboolean luukku_store_set_draft_seen (LuukkuStore *self, gint64 conversation, gint64 message,
                                                 GError **error) G_GNUC_NON_NULL (1);
/* Returns: what was set last, 0: no draft, or not known. */
LUUKKU_API gint64 luukku_store_get_draft_seen (LuukkuStore *self, gint64 conversation) G_GNUC_NON_NULL (1);
/* The newest message of the resident. Returns: 0: none. */
LUUKKU_API gint64 luukku_store_get_newest_received (LuukkuStore *self, gint64 conversation)
    G_GNUC_NON_NULL (1);
/* Returns: how many messages of the resident came after @message; what came during a ban does not count. */
LUUKKU_API guint luukku_store_count_received_after (LuukkuStore *self, gint64 conversation, gint64 message)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable). */
LUUKKU_API char *luukku_store_get_draft (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_store_drop_draft (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);

/* --- decisions at the gate, for the supervisor's report: rules and reasons, never the text */
typedef struct {
  gint64 conversation;
  const char *actor;
  const char *outcome;     /* "held", "passed", "ticked", "discarded", "edited" */
  const char *rules;       /* "signature;identity-code" */
  const char *reason;      /* (nullable) */
  const char *pack;        /* id and version */
  const char *pack_digest; /* SHA-256 */
} LuukkuDecision;

LUUKKU_API gboolean luukku_store_add_decision (LuukkuStore *self, const LuukkuDecision *decision,
                                               GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: how many decisions with @outcome there are for @conversation (0: all conversations), -1 with
 * @error. */
LUUKKU_API int luukku_store_count_decisions (LuukkuStore *self, gint64 conversation, const char *outcome,
                                             GError **error) G_GNUC_NON_NULL (1, 3);

/* A decision as it is kept. */
typedef struct {
  gint64 at; /* UTC µs */
  char *actor;
  char *rules;
  char *reason;      /* (nullable) */
  char *case_number; /* (nullable): the newest case of its conversation */
  char *pack;        /* id and version */
} LuukkuDecisionRow;

LUUKKU_API void luukku_decision_row_free (LuukkuDecisionRow *self);
/* Returns: (transfer full): LuukkuDecisionRow with @outcome, the newest first, at most @limit. */
LUUKKU_API GPtrArray *luukku_store_list_decisions (LuukkuStore *self, const char *outcome, guint limit,
                                                   GError **error) G_GNUC_NON_NULL (1, 2);

/* --- reports about the checks, for the manager: masked texts, no resident, no conversation */
typedef struct {
  gint64 id;
  gint64 at; /* UTC µs */
  char *actor;
  char *kind; /* "false-alarm", "miss" */
  char *rules;
  char *text; /* masked */
  char *note; /* masked (nullable) */
  char *pack; /* id and version */
  char *pack_digest;
} LuukkuCheckReport;

LUUKKU_API void luukku_check_report_free (LuukkuCheckReport *self);
/* id and at of @report are not looked at. */
LUUKKU_API gboolean luukku_store_add_check_report (LuukkuStore *self, const LuukkuCheckReport *report,
                                                   GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuCheckReport, the newest first, at most @limit. */
LUUKKU_API GPtrArray *luukku_store_list_check_reports (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
