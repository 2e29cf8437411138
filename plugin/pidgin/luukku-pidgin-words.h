/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-words.h: states, times and kinds as the windows say them. */
#pragma once

#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox.h"
#include "model/luukku-finding.h"

G_BEGIN_DECLS

/* Returns: (transfer none): "Threat" for "threat"; a kind without words is its own name. */
const char *luukku_pidgin_words_kind (const char *kind) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): until when an answer is due, with how long that is; "" when nothing waits. */
char *luukku_pidgin_words_due (LuukkuInbox *inbox, const LuukkuInboxRow *row) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): what the findings of @verdict want added at the end of the reply. */
char *luukku_pidgin_words_fix (const LuukkuVerdict *verdict) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what stands before a finding's title: its weight in words, "Cannot be sent". */
const char *luukku_pidgin_words_weight (LuukkuSeverity severity);
/* Returns: (transfer full) (nullable): where the rule stands: "Guideline 004:169-171". */
char *luukku_pidgin_words_citation (const LuukkuFindingInit *finding) G_GNUC_NON_NULL (1);

G_END_DECLS
