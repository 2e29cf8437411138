/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-notes.h: internal notes about a conversation, for colleagues. They stand in a table of their own,
 * and nothing on a reply's way out can read them: tests/lint/check-layers.py names the files that may include
 * this header. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "store/luukku-store-notes.h"

G_BEGIN_DECLS

#define LUUKKU_NOTES_MAX 4000 /* characters of one note */

/* Writes @text (plain) in the name of who sits here; identity codes in it are masked first. Emits "case".
 * FALSE with
 * @error: empty, too long, or no case yet. */
LUUKKU_API gboolean luukku_notes_add (LuukkuInbox *inbox, gint64 conversation, const char *text,
                                      GError **error) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): LuukkuNote of @conversation, oldest first. */
LUUKKU_API GPtrArray *luukku_notes_list (LuukkuInbox *inbox, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* Finds notes that have every word of @question, in any inflected form, as luukku_inbox_search() finds
 * messages. Returns: (transfer full): LuukkuNote, newest first, at most @limit. */
LUUKKU_API GPtrArray *luukku_notes_search (LuukkuInbox *inbox, const char *question, guint limit,
                                           GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
