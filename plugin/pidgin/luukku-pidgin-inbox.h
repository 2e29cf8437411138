/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-inbox.h: the list of all conversations of all channels, what must be done first on top. */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Shows the window or brings it to the front. FALSE: there is no inbox. */
gboolean luukku_pidgin_inbox_show (void);
/* Opens a conversation and brings it to the front. FALSE: its account is not in this Pidgin. */
gboolean luukku_pidgin_inbox_open (const char *channel, const char *conversation) G_GNUC_NON_NULL (1, 2);
/* Whether a person has @conversation, the store's number, or the inbox in front of them. */
gboolean luukku_pidgin_inbox_is_seen (gint64 conversation);
/* Pidgin starts: shows the window when the preference says so. */
void luukku_pidgin_inbox_start (void);
/* The module is unloaded. */
void luukku_pidgin_inbox_shutdown (void);

G_END_DECLS
