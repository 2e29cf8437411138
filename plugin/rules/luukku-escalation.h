/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-escalation.h: what a pack says about messages that come in: how loud each class is, what follows
 * from it, and the steps after an alarm in the pack's order. Pure. */
#pragma once

#include "model/luukku-proposal.h"
#include "model/luukku-step.h"
#include "rules/luukku-pack.h"

G_BEGIN_DECLS

/* One [Incoming …] group. Strings are NULL when the pack does not say. */
typedef struct {
  char *id;    /* "threat-person" */
  char *check; /* "threat", "lexicon", "manual" … */
  char *name;  /* the label: Class=, else the id */
  LuukkuAlarm alarm;
  char *target;          /* threats: "person", "site" */
  char *escalation;      /* id of [Escalation …] */
  char *template;        /* id of [Template …] */
  gboolean archive;      /* keep evidence */
  gboolean public_only;  /* Channels=public: of what everyone can read */
  gboolean private_only; /* Channels=private */
  gboolean protect;      /* criticism and the like: never a reason to remove */
} LuukkuIncomingRule;

LUUKKU_API void luukku_incoming_rule_free (LuukkuIncomingRule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuIncomingRule, luukku_incoming_rule_free)
/* Returns: (transfer full): what [Incoming @id] says of itself; the one reader of these groups beside what
 * the checks read of every rule. */
LUUKKU_API LuukkuIncomingRule *luukku_pack_read_incoming (const LuukkuPack *self, const char *id)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuIncomingRule in file order. */
LUUKKU_API GPtrArray *luukku_pack_list_incoming (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* @rules: of the above. Returns: (transfer none) (nullable): the first one that gives the label @name. */
LUUKKU_API const LuukkuIncomingRule *luukku_incoming_find (GPtrArray *rules, const char *name)
    G_GNUC_NON_NULL (1, 2);
/* The same, where the pack has several: the one for what everyone can read, or for what nobody else can. */
LUUKKU_API const LuukkuIncomingRule *luukku_incoming_find_in (GPtrArray *rules, const char *name,
                                                              gboolean is_public) G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full) (nullable): LuukkuStep of [Escalation @name] with texts in @language; mandatory as
 * CloseNeeds says ("all-steps", "steps 1,2"). NULL: there is no such group. */
LUUKKU_API GPtrArray *luukku_pack_list_escalation (const LuukkuPack *self, const char *name,
                                                   const char *language) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full) (nullable): the text of one step in @language. */
LUUKKU_API char *luukku_pack_get_step_text (const LuukkuPack *self, const char *name, guint place,
                                            const char *language) G_GNUC_NON_NULL (1, 2, 4);
/* Whether the writer may be told that a message was removed: FALSE in a town that does not announce it. */
LUUKKU_API gboolean luukku_pack_announces_removal (const LuukkuPack *self) G_GNUC_NON_NULL (1);

G_END_DECLS
