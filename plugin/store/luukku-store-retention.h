/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-retention.h: what leaves the archive again: holds, erasure of one case, a message whose words
 * go, checkpoints that left the machine. Who decides and on what ground is evidence/'s business; here every
 * call needs the number of the log entry that says so. Call inside luukku_store_transaction() unless it says
 * otherwise.
 *
 * Messages of a conversation belong to the newest of its cases that was opened before they were sent. */
#pragma once

#include "model/luukku-case.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* --- holds */

/* REFUSED when there is one already, when there is none to release, or without its log entry. */
LUUKKU_API gboolean luukku_store_place_hold (LuukkuStore *self, const char *case_number, gint64 seq,
                                             GError **error) G_GNUC_NON_NULL (1, 2);
LUUKKU_API gboolean luukku_store_release_hold (LuukkuStore *self, const char *case_number, gint64 seq,
                                               GError **error) G_GNUC_NON_NULL (1, 2);

/* --- what there is */
typedef struct {
  gint64 conversation;
  char *number;  /* "LUU-2026-000123" */
  char *kind;    /* what it was archived as (nullable): never archived */
  char *channel; /* key */
  LuukkuCaseState state;
  gint64 opened_at; /* UTC µs */
  gint64 closed_at; /* UTC µs, 0: not closed */
  gint64 last_at;   /* UTC µs: newest message of the case; opened_at without any */
  guint records;
  gboolean held;
  gboolean erased;
} LuukkuKeptCase;

LUUKKU_API void luukku_kept_case_free (LuukkuKeptCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuKeptCase, luukku_kept_case_free)
/* @case_number: (nullable): one case only. Returns: (transfer full): LuukkuKeptCase, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_kept (LuukkuStore *self, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1);

/* Returns: (transfer full): gint64, the conversations of the resident of @case_number on its channel, empty
 * when there is no such case; NULL with @error. */
LUUKKU_API GArray *luukku_store_list_same_resident (LuukkuStore *self, const char *case_number,
                                                    GError **error) G_GNUC_NON_NULL (1, 2);

/* --- erasing */
typedef struct {
  guint messages_in, messages_out, attachments;
} LuukkuErasedCounts;

/* Erases what case @case_number says of a person: messages, versions, attachments, replies, reasons, names,
 * the contents of its log entries (not of those that tell who saw or got it, nor of decisions to erase) and
 * its blobs. Left are its number, kind, times and the counts. @by_seq: the log entry "erasure". REFUSED while
 * it is open or on hold. *@ret_counts: (out). */
LUUKKU_API gboolean luukku_store_erase_case (LuukkuStore *self, const char *case_number, gint64 by_seq,
                                             LuukkuErasedCounts *ret_counts, GError **error)
    G_GNUC_NON_NULL (1, 2, 4);
/* Outside a transaction: takes the erased bytes out of the engine's own log too. *@ret_pending: TRUE when a
 * reader is still open: try again later. */
LUUKKU_API gboolean luukku_store_finish_erasure (LuukkuStore *self, gboolean *ret_pending, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: how many erased cases wait for luukku_store_finish_erasure(), -1 with @error. */
LUUKKU_API int luukku_store_count_pending_erasures (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): paths of copies of the store beside it, which keep what is erased here. */
LUUKKU_API char **luukku_store_list_copies (LuukkuStore *self) G_GNUC_NON_NULL (1);

/* --- one message */

/* Takes words, payload and attachments out of @message; its id, address and times stay. @with_name: also the
 * author's name. @by_seq: the log entry "unsent" or "not-copied". */
LUUKKU_API gboolean luukku_store_withdraw_message (LuukkuStore *self, gint64 message, gint64 by_seq,
                                                   gboolean with_name, GError **error) G_GNUC_NON_NULL (1);
/* Returns: whether its words were taken out. */
LUUKKU_API gboolean luukku_store_is_withdrawn (LuukkuStore *self, gint64 message) G_GNUC_NON_NULL (1);
/* *@ret_number: (out) (transfer full) (nullable): the case that @message belongs to. */
LUUKKU_API gboolean luukku_store_find_case_of_message (LuukkuStore *self, gint64 message, char **ret_number,
                                                       GError **error) G_GNUC_NON_NULL (1, 3);

/* --- checkpoints */
typedef struct {
  gint64 seq;
  gint64 at;  /* UTC µs */
  char *line; /* "luukku-checkpoint-1 <seq> <at> <hash>\n" */
  GBytes *signature;
  char *way; /* "paper", "folder", "mail" */
} LuukkuCheckpointRow;

LUUKKU_API void luukku_checkpoint_row_free (LuukkuCheckpointRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuCheckpointRow, luukku_checkpoint_row_free)
LUUKKU_API gboolean luukku_store_add_checkpoint (LuukkuStore *self, const LuukkuCheckpointRow *row,
                                                 GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuCheckpointRow, newest first, at most @limit (0: all). */
LUUKKU_API GPtrArray *luukku_store_list_checkpoints (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
