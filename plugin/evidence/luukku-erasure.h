/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-erasure.h: legal holds, the list of what a plan lets go, and the erasure of one case by a named
 * person's decision. Nothing is erased by itself. */
#pragma once

#include "model/luukku-retention.h"
#include "store/luukku-store-retention.h"

G_BEGIN_DECLS

/* --- holds. @ground: why, needed; it stays in the log until the case is erased. */
LUUKKU_API gboolean luukku_hold_place (LuukkuStore *store, const char *case_number, const char *actor,
                                       const char *ground, GError **error) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_hold_release (LuukkuStore *store, const char *case_number, const char *actor,
                                         const char *ground, GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* --- proposals */
typedef enum {
  LUUKKU_RETENTION_KEPT, /* its time has not come */
  LUUKKU_RETENTION_DUE,  /* may be erased when a manager decides so */
  LUUKKU_RETENTION_HELD,
  LUUKKU_RETENTION_OPEN,    /* the case is not closed */
  LUUKKU_RETENTION_NO_RULE, /* the plan says nothing of its class */
  LUUKKU_RETENTION_ERASED,
} LuukkuRetentionState;

typedef struct {
  LuukkuKeptCase *kept;            /* (owned) */
  const LuukkuRetentionRule *rule; /* no ref: one of the rules (nullable) */
  gint64 until;                    /* UTC µs, 0: no rule or not closed */
  LuukkuRetentionState state;
} LuukkuRetentionLine;

/* @rules: of LuukkuRetentionRule, outlives the list. Returns: (transfer full): LuukkuRetentionLine, what is
 * due first; NULL with @error. */
LUUKKU_API GPtrArray *luukku_retention_propose (LuukkuStore *store, GPtrArray *rules, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): "kept", "due", "held", "open", "no-rule", "erased". */
LUUKKU_API const char *luukku_retention_state_to_string (LuukkuRetentionState state);
/* Returns: (transfer full): what is due as a page to sign, in the interface language; numbers and classes, no
 * person. */
LUUKKU_API char *luukku_retention_to_text (GPtrArray *lines, gint64 now) G_GNUC_NON_NULL (1);

/* --- erasing */
typedef struct {
  const char *case_number;
  const char *actor;      /* who carries it out */
  const char *decided_by; /* who decided */
  const char *ground;     /* decision number, or the request of the person concerned */
} LuukkuErasureRequest;

typedef struct {
  LuukkuErasedCounts counts;
  gboolean pending; /* a reader is open: the bytes go when luukku_store_finish_erasure() says so */
  char **copies;    /* copies of the store beside it, which keep the text (owned) */
  guint given;      /* how often it was exported or handed over */
} LuukkuErasureResult;

LUUKKU_API void luukku_erasure_result_clear (LuukkuErasureResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuErasureResult, luukku_erasure_result_clear)
/* REFUSED while the case is open or on hold. */
LUUKKU_API gboolean luukku_erasure_run (LuukkuStore *store, const LuukkuErasureRequest *request,
                                        LuukkuErasureResult *ret_result, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

/* --- one message */

/* The sender unsent @message: its words are withdrawn, unless its case is on hold or has a record. Either is
 * an entry of the log with @ground. Inside a transaction of the caller. *@ret_withdrawn: (out). */
LUUKKU_API gboolean luukku_withdraw_unsent (LuukkuStore *store, gint64 message, const char *ground,
                                            gboolean *ret_withdrawn, GError **error)
    G_GNUC_NON_NULL (1, 3, 4);
/* @message must not be copied (suspected sexual abuse of a child): only its id, its address and its times
 * stay.
 * @address: (nullable): where it is seen. *@ret_in_record: (out): a record has it already. */
LUUKKU_API gboolean luukku_withdraw_not_copied (LuukkuStore *store, gint64 message, const char *actor,
                                                const char *address, gboolean *ret_in_record, GError **error)
    G_GNUC_NON_NULL (1, 3, 5);
/* Returns: (transfer none): what a person has to do then, in the interface language. */
LUUKKU_API const char *luukku_withdraw_advice (void);

G_END_DECLS
