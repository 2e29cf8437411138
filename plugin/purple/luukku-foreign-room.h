/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign-room.h: rooms of other prpls' accounts that are city channels. A room is one public
 * conversation of the inbox, by its libpurple name; each message has its author's nick, and no resident
 * belongs to the whole. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* In this time a room must show our line; then it is UNCERTAIN. */
#define LUUKKU_FOREIGN_ROOM_WAIT (30 * G_TIME_SPAN_SECOND)

void luukku_foreign_room_hook (void);
void luukku_foreign_room_shutdown (void);
/* Begins to enter a room that the inbox knows. FALSE: it knows none of that name, or the account is not
 * online or cannot enter a room by its name. */
gboolean luukku_foreign_room_enter (PurpleAccount *account, const char *room) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
