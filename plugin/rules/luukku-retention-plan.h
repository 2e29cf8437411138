/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-retention-plan.h: how long what is kept, as the municipality says it: its own plan first, which is a
 * pack with [Retention …] groups, then the guideline pack's. Without either there is no rule, and nothing is
 * proposed.
 *
 *   [Retention threats]
 *   Title=Threats
 *   Classes=threat;harassment     threat, removal, harassment, other, correspondence (never archived)
 *   Keep=5 years                  days, months or years
 *   From=closed                   or last-message
 *   Citation=plan:12              where the plan says so */
#pragma once

#include "model/luukku-retention.h"
#include "rules/luukku-pack.h"

G_BEGIN_DECLS

/* Looked for in the user's settings folder and among the data files (base/luukku-files.h). */
#define LUUKKU_RETENTION_PLAN "retention.pack"

/* @pack: (nullable). @plan_file: (nullable): instead of the one that is found. Returns: (transfer full):
 * LuukkuRetentionRule, the plan's before the pack's; NULL with @error when the plan cannot be used. */
LUUKKU_API GPtrArray *luukku_retention_plan_load (const LuukkuPack *pack, const char *plan_file,
                                                  const char *language, GError **error) G_GNUC_NON_NULL (3);
/* Returns: whether @pack (nullable) wants the text withdrawn when its sender unsends it. */
LUUKKU_API gboolean luukku_retention_withdraws_unsent (const LuukkuPack *pack);

G_END_DECLS
