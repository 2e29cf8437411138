/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-notes.h: the window with the internal notes about a conversation: far from the entry, so that
 * nobody writes to a colleague where a resident reads. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

void luukku_pidgin_notes_show (PurpleConversation *conv) G_GNUC_NON_NULL (1);
/* Returns: how many notes there are about @conversation (the store's number). */
guint luukku_pidgin_notes_count (gint64 conversation);
/* @conv goes: so does its window. */
void luukku_pidgin_notes_forget (PurpleConversation *conv) G_GNUC_NON_NULL (1);
void luukku_pidgin_notes_shutdown (void);

G_END_DECLS
