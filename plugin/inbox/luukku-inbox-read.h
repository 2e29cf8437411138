/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-read.h: tells residents that a person has read what they wrote, where the channel can. */
#pragma once

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* Whether @message, the store's number, was told to have been read, in this run or before. */
LUUKKU_API gboolean luukku_inbox_is_told_read (LuukkuInbox *self, gint64 message) G_GNUC_NON_NULL (1);
/* Whether the channel of the store's @conversation can tell it now: the account wants it and the link works.
 */
LUUKKU_API gboolean luukku_inbox_can_tell_read (LuukkuInbox *self, gint64 conversation) G_GNUC_NON_NULL (1);
/* A person has @message before her, uncovered, and everything before it. Platforms count the earlier messages
 * of the conversation as read with it. Asked once for each message, whatever is answered; a refusal stands in
 * the list of channels only. */
LUUKKU_API void luukku_inbox_tell_read (LuukkuInbox *self, gint64 message) G_GNUC_NON_NULL (1);

G_END_DECLS
