/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-cursor.h: how far everything has been read, as text: where the chat's log goes on, how far
 * the walk over the conversations has come, which mentions are known, and which posts are looked at again.
 * Pure.
 *
 *   b1&log=REV&phase=accepted&since=REV&page=…&convos=ID,ID&messages=…&mentions=TIME&top=TIME&older=…&own=TIME
 *     &recent=URI,URI
 *
 * The walk reads conversations that changed after @since, page by page, and of each its messages; it takes as
 * many fetches as it needs, and begins again where it stopped when the program ends in between. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_BLUESKY_RECENT 25 /* posts that are looked at again: one getPosts */

typedef enum {
  LUUKKU_BLUESKY_PHASE_DONE,
  LUUKKU_BLUESKY_PHASE_ACCEPTED, /* conversations that somebody of the town has accepted */
  LUUKKU_BLUESKY_PHASE_REQUESTS, /* those of strangers */
} LuukkuBlueskyPhase;

typedef struct {
  char *log; /* (nullable): of the log; NULL: nothing has ever been read */

  LuukkuBlueskyPhase phase;
  char *since;       /* (nullable): everything */
  char *page;        /* (nullable): of the list; the first one */
  GPtrArray *convos; /* of char *: whose messages are to be read, the next one last */
  char *messages;    /* (nullable): page in the messages of the next one */

  gint64 mentions;   /* all up to then are known, UTC µs */
  gint64 top;        /* the newest of the walk under way; 0: none is */
  char *older;       /* (nullable): where that walk goes on */
  gint64 own;        /* our answers written elsewhere are known up to then */
  GPtrArray *recent; /* of char *: the residents' newest posts, oldest first */
} LuukkuBlueskyCursor;

/* Returns: (transfer full): a text that is none of ours (NULL too) is the beginning. */
LuukkuBlueskyCursor *luukku_bluesky_cursor_read (const char *text);
/* Returns: (transfer full). */
char *luukku_bluesky_cursor_write (const LuukkuBlueskyCursor *self) G_GNUC_NON_NULL (1);
void luukku_bluesky_cursor_free (LuukkuBlueskyCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuBlueskyCursor, luukku_bluesky_cursor_free)
/* Lets the walk begin; one that is under way looks through the lists from their top again, for what it was
 * looking for. @since: (nullable). */
void luukku_bluesky_cursor_begin_walk (LuukkuBlueskyCursor *self, const char *since) G_GNUC_NON_NULL (1);
/* @older: a walk goes back in time, and it is older than those noted: it stays only when there is room. */
void luukku_bluesky_cursor_note_post (LuukkuBlueskyCursor *self, const char *uri, gboolean older)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
