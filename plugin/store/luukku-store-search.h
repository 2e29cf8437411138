/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-search.h: finding messages by words. What a word's keys are is the caller's; here they are
 * only kept and compared. Every function: FALSE, -1 or NULL with @error. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* A message that waits to be put into the search. */
typedef struct {
  gint64 message;
  char *language; /* (nullable) */
  char *text;     /* newest one, not masked */
  char *author;   /* (nullable) */
} LuukkuUnsearched;

LUUKKU_API void luukku_unsearched_free (LuukkuUnsearched *self);

typedef struct {
  gint64 conversation;
  gint64 message;
  gint64 sent_at; /* UTC µs */
} LuukkuSearchHit;

/* Returns: (transfer full): LuukkuUnsearched: the oldest ones that are not in the search yet, at most @limit.
 */
LUUKKU_API GPtrArray *luukku_store_list_unsearched (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);
/* @words: letters and digits, parted by spaces, in small letters. A message that is there already gets these
 * instead. */
LUUKKU_API gboolean luukku_store_put_search (LuukkuStore *self, gint64 message, const char *words,
                                             GError **error) G_GNUC_NON_NULL (1, 3);
/* Drops the words of @message (an erasure) and what is left of them in the file's free places. */
LUUKKU_API gboolean luukku_store_forget_search (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* The newest text of @message has changed. Returns: (transfer full) (nullable): NULL without @error: there is
 * none. */
LUUKKU_API LuukkuUnsearched *luukku_store_get_searchable (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* @groups: of GPtrArray of char *: every group must be met by one of its words; a word that ends with "*" by
 * every word that begins so. Returns: (transfer full): GArray of LuukkuSearchHit, newest first, at most
 * @limit. */
LUUKKU_API GArray *luukku_store_search (LuukkuStore *self, GPtrArray *groups, guint limit, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
