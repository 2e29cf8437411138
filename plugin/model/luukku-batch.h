/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-batch.h: what one fetch brought: messages, the state of the threads they belong to, and the cursor
 * to go on from. The receiver stores all of it in ONE transaction, so a crash never moves the cursor past a
 * message. */
#pragma once

#include "model/luukku-message.h"

G_BEGIN_DECLS

typedef struct {
  char *conversation_id; /* the platform's id */
  char *resident_id;     /* the platform's id of the resident (nullable) */
  char *resident_name;   /* as the platform gives it (nullable) */
  gboolean can_reply;    /* the platform lets us answer now */
  gint64 updated_at;     /* UTC µs, 0 when unknown */
  char *title;           /* subject of a letter, headline of the post (nullable: as it was) */
  gboolean is_public;    /* everyone can read it: comments under a post */

  /* The window that was re-read. A stored message of this thread with sent_at strictly after @window_from
   * that is not in the batch has disappeared at the platform. G_MAXINT64: nothing may be concluded (no window
   * was read). Messages at or before @window_from are outside: the platform just does not show them any more.
   */
  gint64 window_from;
} LuukkuThread;

/* Returns: (transfer full): a thread about which nothing but its id is known; can_reply TRUE, no window. */
LUUKKU_API LuukkuThread *luukku_thread_new (const char *conversation_id) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_thread_free (LuukkuThread *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuThread, luukku_thread_free)

/* A reply that the platform had taken and could not deliver after all. */
typedef struct {
  char *message_id; /* the platform's id of the reply */
  char *sentence;   /* why, for a person, in the interface language */
} LuukkuUndelivered;

typedef struct {
  GPtrArray *messages; /* LuukkuMessage (ref), oldest first; a message met again is given again */
  GPtrArray *threads;  /* LuukkuThread (owned) */
  GPtrArray
      *gone; /* char *: ids of messages that the platform itself says were deleted; unknown ones count not */
  GPtrArray *undelivered; /* LuukkuUndelivered (owned) */
  char *cursor;           /* opaque to everybody but the adapter (nullable: nothing moved) */
  gboolean more;          /* fetch again at once */
  gboolean missed;        /* something before these can no longer be had: the windows say so */
  guint skipped;          /* parts that could not be read and were left out; never their contents */
} LuukkuBatch;

/* Returns: (transfer full): empty. */
LUUKKU_API LuukkuBatch *luukku_batch_new (void);
LUUKKU_API void luukku_batch_free (LuukkuBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuBatch, luukku_batch_free)
LUUKKU_API void luukku_batch_add_undelivered (LuukkuBatch *self, const char *message_id, const char *sentence)
    G_GNUC_NON_NULL (1, 2, 3);
/* Sorts the messages by sent_at, oldest first; equal times keep their order. */
LUUKKU_API void luukku_batch_sort (LuukkuBatch *self) G_GNUC_NON_NULL (1);

G_END_DECLS
