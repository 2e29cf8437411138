/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-labels.h: what the program proposed about messages, what people decided, who has looked at
 * what was covered. Proposals and decisions never write over each other. */
#pragma once

#include "model/luukku-proposal.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* One look at a message. @proposals: of LuukkuProposal, maybe empty. @engine: versions of rules, lists and
 * pack.
 * @failed: it could not be looked at. Attaches the labels to the newest case of the message's conversation
 * and writes that case's summary anew. */
LUUKKU_API gboolean luukku_store_add_labels (LuukkuStore *self, gint64 message, GPtrArray *proposals,
                                             const char *engine, gboolean failed, GError **error)
    G_GNUC_NON_NULL (1, 3, 4);
/* Returns: (transfer full): gint64 ids of residents' messages nobody has looked at yet, oldest first. */
LUUKKU_API GArray *luukku_store_list_unclassified (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);

typedef struct {
  gint64 message;
  const char *name;
  LuukkuLabelDecision kind;
  LuukkuAlarm alarm; /* of a label that is added */
  const char *actor;
  const char *note; /* (nullable) */
} LuukkuLabelChoice;

LUUKKU_API gboolean luukku_store_decide_label (LuukkuStore *self, const LuukkuLabelChoice *choice,
                                               GError **error) G_GNUC_NON_NULL (1, 2);

/* A label as it stands. */
typedef struct {
  gint64 message;
  char *name;
  char *rule;       /* "" when a person added it */
  char *engine;     /* "" when a person added it */
  guint start, end; /* code points */
  guint confidence; /* 0 … 1000 */
  LuukkuAlarm alarm;
  gint64 proposed_at; /* 0: a person added it */
  gint64 decided_at;  /* 0: nobody has decided */
  LuukkuLabelDecision decision;
  char *decided_by; /* (nullable) */
  char *note;       /* (nullable) */
} LuukkuStoredLabel;

LUUKKU_API void luukku_stored_label_free (LuukkuStoredLabel *self);
/* Returns: (transfer full): of LuukkuStoredLabel: everything that was proposed or decided of @message,
 * rejected ones too, each name once with its newest proposal and newest decision. */
LUUKKU_API GPtrArray *luukku_store_list_labels (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the names that hold of @message, the gravest first: "threat-person;hate". */
LUUKKU_API char *luukku_store_get_message_labels (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* *@ret_alarm: (out) (optional). Returns: (transfer full): those of the case. */
LUUKKU_API char *luukku_store_get_case_labels (LuukkuStore *self, gint64 case_id, LuukkuAlarm *ret_alarm,
                                               GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): those of @message or of the case (0: not asked for) that a person has added or
 * found right. */
LUUKKU_API char *luukku_store_get_decided_labels (LuukkuStore *self, gint64 message, gint64 case_id,
                                                  GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): those of the newest case of @conversation, out of the summary that the inbox list
 * reads: cheap enough for every look at a text. Empty: no case, or none hold. */
LUUKKU_API char *luukku_store_get_conversation_labels (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);

/* --- all of it, for the evidence */
/* One look of the program at a message. */
typedef struct {
  gint64 id;
  gint64 at;            /* UTC µs */
  char *engine;         /* versions of rules, word lists and pack */
  gboolean failed;      /* it could not be looked at */
  GPtrArray *proposals; /* of LuukkuProposal (owned), maybe empty */
} LuukkuLook;

LUUKKU_API void luukku_look_free (LuukkuLook *self);
/* Returns: (transfer full): of LuukkuLook at @message, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_looks (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);

/* One person's word on one label of a message. */
typedef struct {
  gint64 at; /* UTC µs */
  char *name;
  LuukkuLabelDecision kind;
  char *actor;
  char *note; /* (nullable) */
} LuukkuLabelWord;

LUUKKU_API void luukku_label_word_free (LuukkuLabelWord *self);
/* Returns: (transfer full): of LuukkuLabelWord about @message, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_label_words (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);

/* A conversation in which somebody has to decide whether a message stays; a resident's report or request is
 * none. */
typedef struct {
  gint64 conversation;
  gint64 since; /* UTC µs: the oldest label of the kind QUEUE that nobody has decided about */
} LuukkuQueued;

/* Returns: (transfer full): LuukkuQueued values, the longest waiting first; cases that are closed, and
 * messages that were hidden or deleted, wait no more. */
LUUKKU_API GArray *luukku_store_list_queued (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

/* A person said otherwise than the program; no words of the resident's. */
typedef struct {
  gint64 at;
  char *actor;
  char *case_number; /* (nullable) */
  gint64 message;
  char *name;
  char *rule; /* (nullable): of the proposal that was rejected */
  LuukkuLabelDecision kind;
  char *note; /* (nullable) */
} LuukkuCorrection;

LUUKKU_API void luukku_correction_free (LuukkuCorrection *self);
/* Returns: (transfer full): rejected and added labels, newest first. */
LUUKKU_API GPtrArray *luukku_store_list_corrections (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);

/* @actor has looked at what was covered for @what. */
LUUKKU_API gboolean luukku_store_add_exposure (LuukkuStore *self, gint64 message, const char *actor,
                                               const char *what, GError **error) G_GNUC_NON_NULL (1, 3, 4);

typedef struct {
  char *actor;
  guint count;    /* messages */
  gint64 last_at; /* UTC µs */
} LuukkuExposure;

LUUKKU_API void luukku_exposure_free (LuukkuExposure *self);
/* Returns: (transfer full): a row a person, from @from until before @to (UTC µs), the most first. */
LUUKKU_API GPtrArray *luukku_store_list_exposure (LuukkuStore *self, gint64 from, gint64 to, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: how many messages of that span have had @name, -1 with @error. *@ret_handled: (out) (optional):
 * the mean time from the message to the first delivered answer or the closing of their cases, µs, 0: none
 * yet. */
LUUKKU_API int luukku_store_count_label (LuukkuStore *self, const char *name, gint64 from, gint64 to,
                                         gint64 *ret_handled, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: how many labels people took away or added in that span, -1 with @error. */
LUUKKU_API int luukku_store_count_corrections (LuukkuStore *self, gint64 from, gint64 to, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
