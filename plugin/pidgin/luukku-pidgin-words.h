/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-words.h: states, times and kinds as the windows say them. */
#pragma once

#include "evidence/luukku-archive.h"
#include "inbox/luukku-overview.h"
#include "model/luukku-finding.h"

G_BEGIN_DECLS

/* Returns: (transfer none): "Threat" for "threat"; a kind without words is its own name. */
const char *luukku_pidgin_words_kind (const char *kind) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): until when an answer is due, with how long that is; "" when nothing waits. */
char *luukku_pidgin_words_due (const LuukkuDue *due, gint64 now) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what is to be done about a row, "overdue", "unanswered", or its state; and the
 * stock icon beside it. */
const char *luukku_pidgin_words_urgency (const LuukkuOverviewItem *item) G_GNUC_NON_NULL (1);
const char *luukku_pidgin_words_urgency_icon (const LuukkuOverviewItem *item) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): name of a view of the inbox. */
const char *luukku_pidgin_words_view (LuukkuOverviewKind kind);
/* Returns: (transfer full) (nullable): what the findings of @verdict want added at the end of the reply. */
char *luukku_pidgin_words_fix (const LuukkuVerdict *verdict) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what stands before a finding's title: its weight in words, "Cannot be sent". */
const char *luukku_pidgin_words_weight (LuukkuSeverity severity);
/* Returns: (transfer full) (nullable): where the rule stands: "Guideline 004:169-171". */
char *luukku_pidgin_words_citation (const LuukkuFindingInit *finding) G_GNUC_NON_NULL (1);

G_END_DECLS
