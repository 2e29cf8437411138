/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-health.h: how each channel fares: what whoever fetches tells, what lists and windows ask. The
 * signal "channel" tells a change for the worse or the better. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "store/luukku-store-health.h"

G_BEGIN_DECLS

/* A fetch has worked; the next one is at @next_at (UTC µs, 0: none is set). */
LUUKKU_API void luukku_inbox_note_checked (LuukkuInbox *self, const char *channel, gint64 next_at)
    G_GNUC_NON_NULL (1, 2);
/* It has not worked. @needs_person: nothing is tried any more, and nothing is sent. */
LUUKKU_API void luukku_inbox_note_trouble (LuukkuInbox *self, const char *channel, const char *sentence,
                                           gint64 next_at, gboolean needs_person) G_GNUC_NON_NULL (1, 2, 3);
/* The channel's account is no more: nothing is wrong with it and nothing will be asked. */
LUUKKU_API void luukku_inbox_note_removed (LuukkuInbox *self, const char *channel) G_GNUC_NON_NULL (1, 2);
/* @since: UTC µs, 0: as before. @until: UTC µs, 0: never, or not known. */
LUUKKU_API void luukku_inbox_note_token (LuukkuInbox *self, const char *channel, gint64 since, gint64 until)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (not nullable). */
LUUKKU_API const LuukkuHealth *luukku_inbox_get_health (LuukkuInbox *self, const char *channel)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): one line for each channel that does not work, "" when all do: for the top of the
 * inbox. */
LUUKKU_API char *luukku_inbox_describe_trouble (LuukkuInbox *self) G_GNUC_NON_NULL (1);

G_END_DECLS
