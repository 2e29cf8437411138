/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-files.h: files that go along with the next reply of a conversation. The rules of the pack see
 * what sort they are, and the boxes that they want ticked are asked for when the reply leaves; a file more or
 * less makes what was ticked or decided before void. @channel, @conversation: key and the platform's id. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "store/luukku-store-files.h"

G_BEGIN_DECLS

#define LUUKKU_INBOX_MAX_FILES 10 /* with one reply */

/* Returns: how many bytes the files of one reply may have together, 0: @channel takes no files, or is not up.
 */
LUUKKU_API guint64 luukku_inbox_get_max_files (LuukkuInbox *self, const char *channel) G_GNUC_NON_NULL (1, 2);
/* FALSE with the sentence why no (further) file can go along. */
LUUKKU_API gboolean luukku_inbox_can_add_file (LuukkuInbox *self, const char *channel,
                                               const char *conversation, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Keeps a copy of the file at @path for the next reply. FALSE with the sentence why it cannot go along. */
LUUKKU_API gboolean luukku_inbox_add_file (LuukkuInbox *self, const char *channel, const char *conversation,
                                           const char *path, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full): LuukkuReplyFile that go with the next reply, oldest first, maybe none. */
LUUKKU_API GPtrArray *luukku_inbox_list_files (LuukkuInbox *self, const char *channel,
                                               const char *conversation) G_GNUC_NON_NULL (1, 2, 3);
/* The file does not go along after all. */
LUUKKU_API gboolean luukku_inbox_remove_file (LuukkuInbox *self, const char *channel,
                                              const char *conversation, gint64 file, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
