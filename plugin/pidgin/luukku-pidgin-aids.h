/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-aids.h: the row above the entry that helps to write: ready texts (F7), signature (F8), the
 * parts that an answer to criticism lacks, the language of the resident. It inserts and never sends. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

/* @pane: (no ref), with its entry. Returns: (transfer full). */
LuukkuPidginAids *luukku_pidgin_aids_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
void luukku_pidgin_aids_free (LuukkuPidginAids *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_aids_get_widget (LuukkuPidginAids *self) G_GNUC_NON_NULL (1);
/* The text in the entry, or the conversation, is another one now. */
void luukku_pidgin_aids_refresh (LuukkuPidginAids *self) G_GNUC_NON_NULL (1);
/* Shows the checklist also when nobody has called the message negative, or hides it again. */
void luukku_pidgin_aids_toggle_parts (LuukkuPidginAids *self) G_GNUC_NON_NULL (1);
void luukku_pidgin_aids_sign (LuukkuPidginAids *self) G_GNUC_NON_NULL (1);

G_END_DECLS
