/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-gate.h: THE one way out for a text. Detectors + rules + a person's decision → permit; without a
 * permit nothing can be put into the outbox. A permit is for one exact text to one conversation, once. */
#pragma once

#include "rules/luukku-rules.h"

G_BEGIN_DECLS

#define LUUKKU_GATE_MAX_REASON 500 /* characters of a reason */

#define LUUKKU_TYPE_GATE (luukku_gate_get_type ())
LUUKKU_API
G_DECLARE_FINAL_TYPE (LuukkuGate, luukku_gate, LUUKKU, GATE, GObject)

/* Returns: (transfer full): a gate without a pack holds everything back with a sentence. */
LUUKKU_API LuukkuGate *luukku_gate_new (void);
/* @pack: (transfer none) (nullable). Approvals given under another pack are forgotten. */
LUUKKU_API void luukku_gate_set_pack (LuukkuGate *self, LuukkuPack *pack) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
LUUKKU_API LuukkuPack *luukku_gate_get_pack (LuukkuGate *self) G_GNUC_NON_NULL (1);

/* Looks only; the same function serves the live check while somebody types. @text: plain.
 * Returns: (transfer full). */
LUUKKU_API LuukkuVerdict *luukku_gate_check (LuukkuGate *self, const LuukkuRuleContext *context,
                                             const char *text) G_GNUC_NON_NULL (1, 2, 3);

/* A person decided to send the text of @verdict to (@channel, @who) all the same. Consumed by the next
 * luukku_gate_pass() with the same text. FALSE with REFUSED for a block, INVALID_INPUT when a reason is
 * missing or too long. */
LUUKKU_API gboolean luukku_gate_approve (LuukkuGate *self, const char *channel, const char *who,
                                         LuukkuVerdict *verdict, const char *reason, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Forgets an approval that was not used. */
LUUKKU_API void luukku_gate_withdraw (LuukkuGate *self, const char *channel, const char *who,
                                      const char *text) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The same for whatever text was decided about. */
void luukku_gate_forget (LuukkuGate *self, const char *channel, const char *who) G_GNUC_NON_NULL (1, 2, 3);

/* --- permit: made only here */
typedef struct _LuukkuPermit LuukkuPermit;

/* Checks @text again and lets it through: nothing to confirm, or approved. *@ret_verdict: (out) (optional)
 * (transfer full). Returns: (transfer full) (nullable): NULL without error means "held". */
LUUKKU_API LuukkuPermit *luukku_gate_pass (LuukkuGate *self, const LuukkuRuleContext *context,
                                           const char *who, const char *text, LuukkuVerdict **ret_verdict)
    G_GNUC_NON_NULL (1, 2, 3, 4);
LUUKKU_API void luukku_permit_free (LuukkuPermit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPermit, luukku_permit_free)
LUUKKU_API const char *luukku_permit_get_text (const LuukkuPermit *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the reason a person gave. */
LUUKKU_API const char *luukku_permit_get_reason (const LuukkuPermit *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): canonical JSON for the outbox row: pack, version, digest, verdict, rules, reason,
 * digest of the text; never the text. */
LUUKKU_API char *luukku_permit_to_json (const LuukkuPermit *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the boxes that the writer ticked, "image:1;image:2", or "". */
LUUKKU_API char *luukku_permit_get_ticks (const LuukkuPermit *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): ids of the rules that were passed by decision, "a;b", or "". */
LUUKKU_API char *luukku_permit_get_rules (const LuukkuPermit *self) G_GNUC_NON_NULL (1);

G_END_DECLS
