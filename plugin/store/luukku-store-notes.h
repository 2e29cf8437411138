/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-notes.h: internal notes of a case: who wrote what to colleagues, and when. Residents never see
 * them. tests/lint/check-layers.py names the files that may include this header; nothing on a reply's way out
 * is among them. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  gint64 conversation; /* the store's number */
  char *case_number;
  gint64 at; /* UTC µs */
  char *author;
  char *text; /* plain */
} LuukkuNote;

LUUKKU_API void luukku_note_free (LuukkuNote *self);

/* Writes a note to the newest case of @conversation; the store's clock says when. @words: for the search, as
 * in luukku_store_put_search(). Returns: its number; 0 with @error, NOT_FOUND when there is no case. */
LUUKKU_API gint64 luukku_store_add_note (LuukkuStore *self, gint64 conversation, const char *author,
                                         const char *text, const char *words, GError **error)
    G_GNUC_NON_NULL (1, 3, 4, 5);
/* Returns: (transfer full): LuukkuNote of all cases of @conversation, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_notes (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* @groups: as in luukku_store_search(). Returns: (transfer full): LuukkuNote, newest first, at most @limit.
 */
LUUKKU_API GPtrArray *luukku_store_search_notes (LuukkuStore *self, GPtrArray *groups, guint limit,
                                                 GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
