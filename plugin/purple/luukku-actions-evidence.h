/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions-evidence.h: the manager's entries of the plugin's menu: check of the log, checkpoints, holds
 * and erasure, hand-overs, a resident's own data, material that must not be copied. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Appends the entries. Returns: (transfer full): @list with them. */
GList *luukku_actions_evidence_append (GList *list);
/* Ends a check that runs. */
void luukku_actions_evidence_shutdown (void);

G_END_DECLS
