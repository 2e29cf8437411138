/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-text.h: what was written in a post or a direct message, as its writer saw it. Pure. */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

/* The text of @at: of a long post the whole one, links of X's shortener written out by the entities, "&amp;"
 * and its like as letters. Returns: (transfer full). */
char *luukku_x_read_text (const LuukkuJsonAt *at, guint *skipped) G_GNUC_NON_NULL (1, 2);
/* Whether @shown, as X gives it, is what we sent as @sent: X puts the addressee before an answer. */
gboolean luukku_x_is_same_text (const char *shown, const char *sent) G_GNUC_NON_NULL (1, 2);
/* Whether X may have rewritten an address in @text, so that it cannot be found again by its words. */
gboolean luukku_x_may_have_link (const char *text) G_GNUC_NON_NULL (1);

G_END_DECLS
