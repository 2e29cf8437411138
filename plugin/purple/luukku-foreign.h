/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign.h: accounts of other prpls (XMPP, IRC, Matrix …) that the municipality uses as channels.
 * Their text leaves by their own way; we can only stop it at a signal, which ends when the plugin is switched
 * off and does not see what other programs send past it. The windows say so. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

#define LUUKKU_FOREIGN_MAX_KEPT 200 /* texts kept in memory for windows that were closed */

void luukku_foreign_hook (void);
void luukku_foreign_shutdown (void);
gboolean luukku_foreign_is_marked (PurpleAccount *account) G_GNUC_NON_NULL (1);
void luukku_foreign_set_marked (PurpleAccount *account, gboolean marked) G_GNUC_NON_NULL (1);
/* Opens the channel of a marked account in the inbox, or says why that is not possible. */
void luukku_foreign_open_channel (PurpleAccount *account) G_GNUC_NON_NULL (1);
/* Sends @markup by the account's own way; an approval given before lets it through. */
void luukku_foreign_send (LuukkuView *view, const char *markup) G_GNUC_NON_NULL (1, 2);

/* Returns: the number of the message that has just been stored and that libpurple is about to write into its
 * window by itself; 0: none. */
gint64 luukku_foreign_get_arrived (void);
/* Returns: (transfer full) (nullable): what stood in the line that was just @written (nullable) before it was
 * covered; once. */
char *luukku_foreign_take_line (const char *written);

/* Stores @message; its window learns the number of its conversation. */
void luukku_foreign_take_in (PurpleAccount *account, const LuukkuForeignMessage *message)
    G_GNUC_NON_NULL (1, 2);
/* Returns: UTC µs of the line that was written last into the window, 0: none. */
gint64 luukku_foreign_time_of_line (PurpleConversation *conv) G_GNUC_NON_NULL (1);

/* A held text is kept here, also while there is no inbox. "" forgets it. */
void luukku_foreign_keep (const char *channel, const char *who, const char *text) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full) (nullable). */
char *luukku_foreign_get_kept (const char *channel, const char *who) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
