/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-ask.h: a held text and the question about it. The user interface asks when it can (luukku-ui-ops.h),
 * libpurple requests otherwise. A question is never the only copy of a text: the draft is in the store before
 * anybody is asked. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

/* The gate held @markup: opens the window when it is not open, says so and asks, after the entry was cleared.
 */
void luukku_ask_held (PurpleAccount *account, const char *who, LuukkuVerdict *verdict, const char *markup)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* The same in a window that is there. A question that is still open there counts as EDIT. */
void luukku_ask_start (LuukkuView *view, LuukkuVerdict *verdict, const char *markup)
    G_GNUC_NON_NULL (1, 2, 3);
/* The window goes: closes the question; the draft stays. */
void luukku_ask_abort (LuukkuView *view) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): the text of @verdict with what its findings' fixes add; NULL when there is no
 * fix. */
char *luukku_ask_fixed_text (LuukkuVerdict *verdict) G_GNUC_NON_NULL (1);
/* The text of @verdict was held before it left the entry: draft, decision and history as for any held reply.
 */
gboolean luukku_ask_hold (LuukkuView *view, LuukkuVerdict *verdict, GError **error) G_GNUC_NON_NULL (1, 2);
/* Carries a decision out without sending: EDIT and FIX keep the draft, SEND approves once, DISCARD drops. */
gboolean luukku_ask_decide (LuukkuView *view, LuukkuVerdict *verdict, LuukkuChoice choice, const char *reason,
                            GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
