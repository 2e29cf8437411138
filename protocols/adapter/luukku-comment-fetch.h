/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-comment-fetch.h: one fetch from a platform that only lists comments (luukku-comment-window.h): what
 * it has taken, the threads that they are of, the lists that still wait, what is not shown any more. The
 * adapter asks the platform. Pure. */
#pragma once

#include "adapter/luukku-comment-window.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

/* What is known about a thread of this fetch; the adapter fills it in. */
typedef struct {
  char *id;
  char *video; /* (nullable): the adapter's own, as the next one is */
  int state;
  char *author, *author_name; /* (nullable): not met by this fetch */
  char *title;                /* (nullable): not known now, it stays as it is stored */
  gint64 updated_at;          /* UTC µs */
  gboolean can_reply;         /* TRUE at first */
  gboolean is_public;         /* TRUE at first */
  gboolean has_news;
} LuukkuCommentThread;

typedef struct {
  LuukkuCommentWindow *window; /* (no ref): of the cursor */
  LuukkuBatch *batch;          /* (owned); luukku_comment_fetch_end() gives it away */
  GHashTable *threads;         /* id → LuukkuCommentThread (owned) */
  GHashTable *taken;           /* set of char * (owned): ids in the batch */
  GQueue wanted;               /* of char * (owned): lists that are to be read, the present one first */
  GPtrArray *missing;          /* of char * (owned): not shown by the lists any more */
} LuukkuCommentFetch;

/* @window: must outlive @self. */
void luukku_comment_fetch_init (LuukkuCommentFetch *self, LuukkuCommentWindow *window) G_GNUC_NON_NULL (1, 2);
void luukku_comment_fetch_clear (LuukkuCommentFetch *self) G_GNUC_NON_NULL (1);

/* *@ret_new: (out) (optional): it was not known before. Returns: (transfer none). */
LuukkuCommentThread *luukku_comment_fetch_need_thread (LuukkuCommentFetch *self, const char *id,
                                                       gboolean *ret_new) G_GNUC_NON_NULL (1, 2);
/* A comment of @thread that @list shows: into the batch when it is new or has changed, once. @at: UTC µs. */
void luukku_comment_fetch_take (LuukkuCommentFetch *self, LuukkuCommentThread *thread, const char *list,
                                const char *digest, gint64 at, LuukkuMessage *message)
    G_GNUC_NON_NULL (1, 2, 3, 4, 6);
/* @list is to be read, once; begun at once, so that what this fetch has no calls for is remembered.
 * @is_ordered, @total: as luukku_comment_window_begin(). */
void luukku_comment_fetch_want (LuukkuCommentFetch *self, const char *list, LuukkuCommentLook look,
                                gboolean is_ordered, gint64 total) G_GNUC_NON_NULL (1, 2);
/* The list at the head is done with. */
void luukku_comment_fetch_drop_wanted (LuukkuCommentFetch *self) G_GNUC_NON_NULL (1);

/* Whether @error ends the fetch without anything. Otherwise what was read counts: the next fetch meets the
 * trouble again and tells it. */
gboolean luukku_comment_fetch_is_lost (const LuukkuCommentFetch *self, const GError *error)
    G_GNUC_NON_NULL (1, 2);
/* Puts the threads with news into the batch, and the batch into order. @own: who the account is: its own
 * threads have no resident. @cursor: (transfer full): kept when it is another than @before (nullable).
 * Returns: (transfer full). */
LuukkuBatch *luukku_comment_fetch_end (LuukkuCommentFetch *self, const char *own, char *cursor,
                                       const char *before) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
