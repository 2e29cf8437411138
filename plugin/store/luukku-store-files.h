/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-files.h: files that go along with replies: beside the draft, with a reply, and at last as
 * attachments of the message that has arrived. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  char *name;       /* as its sender called it; never used as a file name */
  char *media_type; /* "image/jpeg" */
  char *sha256;     /* 64 hex digits */
  gint64 size;      /* bytes */
  guint turn;       /* 0: goes in the message of its reply; n: in the n-th one after it */
} LuukkuReplyFile;

LUUKKU_API void luukku_reply_file_free (LuukkuReplyFile *self);

/* It goes with the next reply of @conversation. Returns: its id, 0 with @error. */
LUUKKU_API gint64 luukku_store_add_file (LuukkuStore *self, gint64 conversation, const char *name,
                                         const char *media_type, GBytes *bytes, GError **error)
    G_GNUC_NON_NULL (1, 3, 4, 5);
/* Returns: (transfer full): LuukkuReplyFile, oldest first: of @reply, or with 0 those that go with the next
 * one of @conversation. */
LUUKKU_API GPtrArray *luukku_store_list_files (LuukkuStore *self, gint64 conversation, gint64 reply,
                                               GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): NULL with @error also when there is no such file. */
LUUKKU_API GBytes *luukku_store_get_file_bytes (LuukkuStore *self, gint64 file, GError **error)
    G_GNUC_NON_NULL (1);
/* It does not go along after all; NOT_FOUND when it belongs to a reply already. */
LUUKKU_API gboolean luukku_store_drop_file (LuukkuStore *self, gint64 file, GError **error)
    G_GNUC_NON_NULL (1);
/* It goes with @reply, which has passed the gate, or with @turn > 0 in a message of its own after that one
 * has been sent; NOT_FOUND when it is not waiting any more. */
LUUKKU_API gboolean luukku_store_bind_file (LuukkuStore *self, gint64 file, gint64 reply, guint turn,
                                            GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
