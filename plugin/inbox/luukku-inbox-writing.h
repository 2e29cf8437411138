/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-writing.h: what a person who writes is kept from: sending past a message that came meanwhile,
 * and a reply that cannot be taken back. No user interface here: every front end says when somebody begins
 * and ends. */
#pragma once

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* --- messages that come while somebody writes (luukku-inbox-stale.c). @conversation: the platform's id. */
/* Somebody has begun an answer, or the draft of one was opened again; again while it is written: changes
 * nothing. */
LUUKKU_API void luukku_inbox_begin_writing (LuukkuInbox *self, const char *channel, const char *conversation)
    G_GNUC_NON_NULL (1, 2, 3);
/* The writer was told of the newer messages and goes on writing. */
LUUKKU_API void luukku_inbox_note_read (LuukkuInbox *self, const char *channel, const char *conversation)
    G_GNUC_NON_NULL (1, 2, 3);
/* Nothing is being written any more. */
LUUKKU_API void luukku_inbox_end_writing (LuukkuInbox *self, const char *channel, const char *conversation)
    G_GNUC_NON_NULL (1, 2, 3);

/* --- taking a reply back (luukku-inbox-undo.c) */
#define LUUKKU_INBOX_MAX_UNDO (60 * G_TIME_SPAN_SECOND)

/* How long a reply waits in the outbox before it leaves, µs, at most LUUKKU_INBOX_MAX_UNDO; 0 (as after the
 * start): it leaves at once. Only for channels that send by themselves. */
LUUKKU_API void luukku_inbox_set_undo (LuukkuInbox *self, gint64 span) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): the newest reply of @conversation (the store's number) that can still
 * be taken back; until its undo_until. */
LUUKKU_API LuukkuReply *luukku_inbox_find_undoable (LuukkuInbox *self, gint64 conversation)
    G_GNUC_NON_NULL (1);
/* It does not leave: FAILED, and the text is the draft again. REFUSED when it has left. */
LUUKKU_API gboolean luukku_inbox_take_back (LuukkuInbox *self, gint64 reply, GError **error)
    G_GNUC_NON_NULL (1);
/* It leaves now. */
LUUKKU_API gboolean luukku_inbox_send_now (LuukkuInbox *self, gint64 reply, GError **error)
    G_GNUC_NON_NULL (1);

/* --- answering later (luukku-inbox-cases.c) */
#define LUUKKU_INBOX_MAX_LATER (366 * G_TIME_SPAN_DAY)

/* A person wants to answer at @at (UTC µs, 0: not any more): a reminder comes then. The answer clock runs on.
 */
LUUKKU_API gboolean luukku_inbox_put_off (LuukkuInbox *self, gint64 conversation, gint64 at, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
