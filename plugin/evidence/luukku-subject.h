/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-subject.h: what the store has of one resident, for the resident who asks for it: JSON for machines,
 * text for people. Messages of their conversations with versions, what hangs on them, the town's replies, the
 * cases. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  GBytes *json;   /* canonical */
  GBytes *text;   /* UTF-8, in the interface language */
  guint messages; /* how many */
} LuukkuSubjectData;

LUUKKU_API void luukku_subject_data_free (LuukkuSubjectData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSubjectData, luukku_subject_data_free)

/* @case_number: any case of the resident; all conversations of the same person on the same channel are
 * gathered. The export is a logged act of @actor with @recipient and @purpose. Returns: (transfer full): NULL
 * with @error. */
LUUKKU_API LuukkuSubjectData *luukku_subject_export (LuukkuStore *store, const char *case_number,
                                                     const char *actor, const char *recipient,
                                                     const char *purpose, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
