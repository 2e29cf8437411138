/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-text.h: the content of m.room.message as plain text and files (Matrix client-server API,
 * "Instant messaging", "Rich replies"). Pure. */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

/* @author_name: (nullable): for what somebody does (m.emote). Returns: (transfer full): maybe empty; NULL:
 * not for a person (a program asks to be verified). What is odd is counted in *@skipped. */
char *luukku_matrix_text_read (const LuukkuJsonAt *content, const char *author_name, guint *skipped)
    G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): of LuukkuAttachment, maybe none. */
GPtrArray *luukku_matrix_text_list_files (const LuukkuJsonAt *content, guint *skipped) G_GNUC_NON_NULL (1, 2);
/* @body without the quoted lines of the message that it answers. Returns: (transfer full). */
char *luukku_matrix_text_trim_quote (const char *body) G_GNUC_NON_NULL (1);

G_END_DECLS
