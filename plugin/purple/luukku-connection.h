/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-connection.h: one account of ours while it is online: adapter, poller and transport behind a
 * reference-counted object, so that asynchronous code never holds a PurpleConnection; close() empties it. It
 * is the inbox's LuukkuSender. */
#pragma once

#include <purple.h>

#include "inbox/luukku-sender.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_CONNECTION (luukku_connection_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuConnection, luukku_connection, LUUKKU, CONNECTION, GObject)

/* --- libpurple's slots */
void luukku_connection_login (PurpleAccount *account) G_GNUC_NON_NULL (1);
void luukku_connection_close (PurpleConnection *gc) G_GNUC_NON_NULL (1);
/* The wall: whoever asks (an entry, D-Bus, a pounce), the text passes the gate here. 0: queued or held. */
int luukku_connection_send_im (PurpleConnection *gc, const char *who, const char *message,
                               PurpleMessageFlags flags) G_GNUC_NON_NULL (1, 2, 3);

/* Returns: (transfer none) (nullable): NULL when @account is not online. */
LuukkuConnection *luukku_connection_of (PurpleAccount *account) G_GNUC_NON_NULL (1);
/* Gives @markup to the gate and the outbox and tells the window what became of it. Returns: 0 or -errno. */
int luukku_connection_submit (LuukkuConnection *self, const char *who, const char *markup)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: UTC µs of the next try while the link is down, 0 when none is set. */
gint64 luukku_connection_get_next_try (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: how long @text is as the channel counts; *@ret_limit: how long it may be, 0: no limit. */
guint luukku_connection_measure (LuukkuConnection *self, const char *text, gboolean is_public,
                                 guint *ret_limit, gboolean *ret_in_bytes) G_GNUC_NON_NULL (1, 2, 4, 5);
/* Returns: whether a public conversation can be answered privately here. */
gboolean luukku_connection_can_answer_privately (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): what a ban does there besides. */
const char *luukku_connection_get_ban_note (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): as luukku_adapter_get_usage(). */
char *luukku_connection_get_usage (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Fetches now. */
void luukku_connection_poke (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: whether a person signs in in a browser here instead of giving a token. */
gboolean luukku_connection_signs_in (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Asks for another access token and logs in again. */
void luukku_connection_change_token (LuukkuConnection *self) G_GNUC_NON_NULL (1);

G_END_DECLS
