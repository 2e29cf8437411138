/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-claims.h: who has claimed which place of a text; the scan's own, the families use luukku-scan.h. */
#pragma once

#include "detect/luukku-scan.h"

G_BEGIN_DECLS

typedef struct _LuukkuClaims LuukkuClaims;

LuukkuClaims *luukku_claims_new (void);
void luukku_claims_free (LuukkuClaims *self);
/* @found: copied. */
void luukku_claims_add (LuukkuClaims *self, const LuukkuFound *found) G_GNUC_NON_NULL (1, 2);
/* Settles what was added since the last call; the next family begins. */
void luukku_claims_settle (LuukkuClaims *self) G_GNUC_NON_NULL (1);
/* Whether a settled claim overlaps [@start, @end). */
gboolean luukku_claims_overlap (const LuukkuClaims *self, guint start, guint end) G_GNUC_NON_NULL (1);
/* Whether a settled claim that is told to the user overlaps [@start, @end). */
gboolean luukku_claims_told (const LuukkuClaims *self, guint start, guint end) G_GNUC_NON_NULL (1);
guint luukku_claims_count (const LuukkuClaims *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the @index-th settled claim by place; valid until the next change. */
const LuukkuFound *luukku_claims_get (const LuukkuClaims *self, guint index) G_GNUC_NON_NULL (1);

G_END_DECLS
